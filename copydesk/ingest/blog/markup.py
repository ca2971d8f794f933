"""Other systems' marks in Markdown: figures, references and highlighted code are translated, the rest stays. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape

from copydesk.library.articles import COMPONENT, SHORTCODE

_CODE = re.compile(r"^(?P<fence>```+|~~~+)[^\n]*\n.*?^(?P=fence)[ \t]*$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_HUGO = re.compile(r"\{\{([<%])\s*(/?)\s*([\w/.-]+)(.*?)\s*/?[>%]\}\}", re.DOTALL)
_HUGO_HIGHLIGHT = re.compile(
    r"\{\{[<%]\s*highlight\s+\"?([\w+#-]+)\"?[^>%]*[>%]\}\}\n?(.*?)\n?\{\{[<%]\s*/\s*highlight\s*[>%]\}\}", re.DOTALL
)
_LIQUID_HIGHLIGHT = re.compile(
    r"\{%-?\s*highlight\s+([\w+#-]+)[^%]*%\}\n?(.*?)\n?\{%-?\s*endhighlight\s*-?%\}", re.DOTALL
)
_LIQUID_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_LIQUID_COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}\n?", re.DOTALL)
_LIQUID_LINK = re.compile(r"\{%-?\s*(post_url|link)\s+[\"']?(.*?)[\"']?\s*-?%\}")
_LIQUID_URL = re.compile(
    r"\{\{-?\s*[\"']([^\"'{}]*)[\"']\s*\|\s*(?:relative_url|absolute_url|url|prepend:\s*site\.(?:base)?url)\s*-?\}\}"
)
_LIQUID_SITE = re.compile(r"\{\{-?\s*site\.(?:base)?url\s*-?\}\}")
_STYLE_MARK = re.compile(r"(?:^[ \t]*\{:[^{}\n]*\}[ \t]*\n?)|(?<=\S)\{:[^{}\n]*\}", re.MULTILINE)
_TOC = re.compile(r"^[*-] [^\n]*\n\{:\s*toc[^}]*\}[ \t]*\n?|^\[TOC\][ \t]*\n?", re.MULTILINE | re.IGNORECASE)
_MORE = re.compile(r"^[ \t]*<!--\s*(?:more|excerpt|PELICAN_END_SUMMARY)\s*-->[ \t]*\n?", re.MULTILINE | re.IGNORECASE)
_LEFT = re.compile(r"\{\{[<%].*?[>%]\}\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_MDX_LINE = re.compile(
    r"^(?:import (?:[^\n]* from )?[\"'][^\n]*[\"'];?|export (?:const|let|default|function|async)\b[^\n]*)[ \t]*\n?",
    re.MULTILINE,
)
_PELICAN = re.compile(r"[{|](static|attach|filename|photo)[}|]/?")
_ARGUMENT = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|`([^`]*)`|(\S+))|\"([^\"]*)\"|`([^`]*)`|(\S+)")

_VIDEOS = {
    "youtube": ("Video on YouTube", "https://www.youtube.com/watch?v={}"),
    "vimeo": ("Video on Vimeo", "https://vimeo.com/{}"),
    "instagram": ("Post on Instagram", "https://www.instagram.com/p/{}/"),
}


@dataclass(slots=True)
class Translation:
    """A body on its way: its text, what stays as it was, how a reference to another post becomes its address."""

    text: str
    refer: Callable[[str], str]
    left: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """A text changed everywhere but in its code."""
    parts, last = [], 0
    for match in _CODE.finditer(text):
        parts += [change(text[last : match.start()]), match[0]]
        last = match.end()
    return "".join([*parts, change(text[last:])])


def translate(text: str, refer: Callable[[str], str]) -> Translation:
    """Translate the marks of Hugo, Jekyll, Pelican and Eleventy in a Markdown body.

    `refer` gives the new address of a post by what the blog calls it, empty where it knows none. Marks that are not
    translated stay as they are written, each named in `left`.
    """
    work = Translation(text=text, refer=refer)
    text = _HUGO_HIGHLIGHT.sub(lambda match: f"```{match[1]}\n{match[2]}\n```", text)
    text = _LIQUID_HIGHLIGHT.sub(lambda match: f"```{match[1]}\n{match[2]}\n```", text)
    kept: list[str] = []  # what stands in {% raw %} is meant as it is

    def hold(match: re.Match[str]) -> str:
        kept.append(match[1])
        return f"\x00{len(kept) - 1}\x00"

    text = _LIQUID_RAW.sub(hold, text)
    text = outside_code(text, lambda part: _translate(part, work))
    outside_code(text, lambda part: _look(part, work))
    work.text = re.sub(r"\x00(\d+)\x00", lambda match: kept[int(match[1])], text)
    return work


def _translate(text: str, work: Translation) -> str:
    text, count = _LIQUID_COMMENT.subn("", text)
    if count:
        work.notes.append(f"{count} comment{'s' if count > 1 else ''} of a template left out")
    work.notes += [f"a line of a program left out: {match[0].strip()[:80]}" for match in _MDX_LINE.finditer(text)]
    text = _MDX_LINE.sub("", text)
    text, tocs = _TOC.subn("", text)
    text, styles = _STYLE_MARK.subn("", text)
    if tocs:
        work.notes.append("the mark for a table of contents left out")
    if styles:
        work.notes.append(f"{styles} mark{'s' if styles > 1 else ''} of style left out ({{: …}})")
    text = _MORE.sub("", text)
    text = _HUGO.sub(lambda match: _hugo(match, work), text)
    text = _LIQUID_LINK.sub(lambda match: work.refer(match[2]) or match[0], text)
    text = _LIQUID_URL.sub(lambda match: match[1], text)
    text = _LIQUID_SITE.sub("", text)
    return _PELICAN.sub(lambda match: f"pelican-{match[1]}:", text)


def _look(text: str, work: Translation) -> str:
    found = [*_LEFT.findall(text), *(match[0] for match in COMPONENT.finditer(text))]
    work.left += [" ".join(mark.split())[:80] for mark in found]
    return text


def _arguments(text: str) -> tuple[dict[str, str], list[str]]:
    named: dict[str, str] = {}
    plain: list[str] = []
    for match in _ARGUMENT.finditer(text):
        if match[1]:
            named[match[1].lower()] = next(value for value in match.groups()[1:5] if value is not None)
        else:
            plain.append(next(value for value in match.groups()[5:] if value is not None))
    return named, plain


def _hugo(match: re.Match[str], work: Translation) -> str:  # noqa: PLR0911 (a case a shortcode)
    closing, name, (named, plain) = match[2], match[3].lower(), _arguments(match[4])
    if closing:
        return match[0]
    if name == "figure" and (named.get("src") or plain):
        source = named.get("src") or plain[0]
        words = " ".join(filter(None, (named.get("title"), named.get("caption"), named.get("attr")))).replace("*", "")
        picture = f"![{(named.get('alt') or '').replace(']', '')}]({source})"
        picture = f"[{picture}]({named['link']})" if named.get("link") else picture
        return picture + (f"\n\n*{words}*" if words else "")
    if name in _VIDEOS and (named.get("id") or plain):
        words, address = _VIDEOS[name]
        return f"[{named.get('title') or words}]({address.format(named.get('id') or plain[0])})"
    if name in ("tweet", "x") and named.get("id"):
        return f"[Post on X](https://x.com/{named.get('user', 'i')}/status/{named['id']})"
    if name == "gist" and len(plain) > 1:
        return f"[Code on GitHub](https://gist.github.com/{plain[0]}/{plain[1]})"
    if name in ("ref", "relref"):
        wanted = named.get("path") or (plain[0] if plain else "")
        page, mark, part = wanted.partition("#")
        found = work.refer(page) if page else "#"
        return (found.rstrip("#") + mark + part) if found else match[0]
    return match[0]


_CAPTION = re.compile(r"\[caption[^\]]*\]\s*(.*?)\s*\[/caption\]", re.DOTALL)
_EMBED = re.compile(r"\[(?:embed|youtube|video|vimeo)[^\]]*\]\s*(https?://\S+?)\s*\[/(?:embed|youtube|video|vimeo)\]")
_SHORT_EMBED = re.compile(r"\[(?:youtube|vimeo|embed|video)[\s=]+(?:src=)?[\"']?(https?://[^\s\]\"']+)[\"']?[^\]]*\]")
_CODE_BLOCK = re.compile(
    r"\[(?:code|sourcecode)(?:\s+lang(?:uage)?=[\"']?([\w+#-]+)[\"']?)?[^\]]*\](.*?)\[/(?:code|sourcecode)\]", re.DOTALL
)
# What has the form of a shortcode; the one that WordPress prints without reading it; one that stands on several lines.
_BRACKETS = re.compile(r"\[/?(?!sic\])[A-Za-z][\w-]*(?:\s[^\[\]\n]*)?\](?![(:])")
_LITERAL = re.compile(r"\[(\[/?[A-Za-z][^\[\]\n]*\])\]")
_OVER_LINES = re.compile(r"\[[A-Za-z][\w-]*\s[^\[\]<>]*=[^\[\]<>]*\]")
_ESCAPED = re.compile(r"\\\[(/?[A-Za-z][^\[\]\n]*?)\\\](?![(\[:])")
_OPEN, _CLOSE = "\ue000", "\ue001"  # brackets that are words: signs that no text has
_WP_REUSED = re.compile(r'<!--\s*wp:block\s+\{[^{}]*"ref":\s*(\d+)[^{}]*\}\s*/-->')
_WP_COMMENT = re.compile(r"<!--\s*/?(?:wp:.*?|more.*?|nextpage)\s*-->", re.DOTALL)
_BLOCK_TAG = re.compile(
    r"^\s*</?(?:p|div|ul|ol|li|h[1-6]|blockquote|pre|table|t[rhdb]\w*|figure|figcaption|hr|dl|dt|dd|iframe|section)\b",
    re.IGNORECASE,
)


def prepare_wordpress(html: str) -> tuple[str, list[str]]:
    """WordPress's text as HTML, blank lines as paragraphs, captions as figures; and notes on marks that stay."""
    # The text of a block that is used again stands elsewhere: its place is kept, and named.
    text = _WP_REUSED.sub(r'\n\n[reusable-block ref="\1"]\n\n', html.replace("\r\n", "\n"))
    text = _WP_COMMENT.sub("", text)
    text = _CODE_BLOCK.sub(lambda m: f'<pre><code class="language-{m[1] or ""}">{m[2].strip()}</code></pre>', text)
    text = _LITERAL.sub(lambda match: f"{_OPEN}{match[1][1:-1]}{_CLOSE}", text)
    text = _CAPTION.sub(_caption, text)
    text = _EMBED.sub(lambda match: f'<a href="{match[1]}">{match[1]}</a>', text)
    text = _SHORT_EMBED.sub(lambda match: f'<a href="{match[1]}">{match[1]}</a>', text)
    text = _OVER_LINES.sub(lambda match: " ".join(match[0].split()), text)
    text = re.sub(r"^\s*(https?://[^\s<>]+)\s*$", r'<a href="\1">\1</a>', text, flags=re.MULTILINE)
    shown = unescape(re.sub(r"<pre\b.*?</pre>|<code\b.*?</code>|<[a-zA-Z/][^<>]*>", " ", text, flags=re.DOTALL))
    notes = [
        f"stays as it was: {match[0]}"
        if SHORTCODE.fullmatch(match[0])
        else f"stays, and may be a shortcode, which no build tells from words: {match[0]}"
        for match in _BRACKETS.finditer(shown)
    ]
    return _add_paragraphs(text), list(dict.fromkeys(notes))


def show_shortcodes(text: str) -> str:
    """A text in Markdown whose shortcodes stand as they were written, so that a strict build finds them.

    What is no shortcode keeps its brackets as the signs that they are.
    """

    def show(match: re.Match[str]) -> str:
        mark = "[" + match[1].replace("\\_", "_") + "]"
        return mark if SHORTCODE.fullmatch(mark) else match[0]

    shown = outside_code(text, lambda part: _ESCAPED.sub(show, part).replace(_OPEN, "\\[").replace(_CLOSE, "\\]"))
    return shown.replace(_OPEN, "[").replace(_CLOSE, "]")


def _caption(match: re.Match[str]) -> str:
    inner = re.match(r"((?:<a\b[^>]*>)?\s*<img\b[^>]*>\s*(?:</a>)?)\s*(.*)", match[1], re.DOTALL)
    picture, words = (inner[1], inner[2]) if inner else (match[1], "")
    said = re.search(r"caption=[\"']([^\"']*)", match[0])
    words = words.strip() or (said[1] if said else "")
    return f"\n\n<figure>{picture}<figcaption>{words}</figcaption></figure>\n\n"


def _add_paragraphs(text: str) -> str:
    """What WordPress's wpautop does: a blank line ends a paragraph, one line end breaks a line."""
    parts = []
    for piece in re.split(r"(<pre\b.*?</pre>)", text, flags=re.DOTALL | re.IGNORECASE):
        if piece.lower().startswith("<pre"):
            parts.append(piece)
            continue
        for block in re.split(r"\n\s*\n", piece):
            if not block.strip():
                continue
            if _BLOCK_TAG.match(block):
                parts.append(block)
            else:
                parts.append("<p>" + re.sub(r"\s*\n\s*", "<br>\n", block.strip()) + "</p>")
    return "\n\n".join(parts)
