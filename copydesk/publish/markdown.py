"""Markdown → `Body`: plain paragraphs, Python-Markdown for the rest, the sanitiser, and what is known of a body.

Python-Markdown passes `<script>` and `javascript:` through, so what it makes goes through the allow-list after it,
never before (B1). Nine paragraphs in ten of an article are plain text, to which both would do nothing: those pass them
by (`plain`). That the result is the same, byte for byte, is a property test; docs/decisions/plain-paragraphs.md has
the figures.
"""

from __future__ import annotations

import html as html_entities
import itertools
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import markdown
import nh3
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension
from markdown.treeprocessors import Treeprocessor

from copydesk.countries import names_by_code
from copydesk.publish.pages.values import Heading

# Stands for a run of paragraphs left out: a private-use character, which nothing takes for anything.
MARK = "\ue0ff"
# With one of these in a text nothing is left out of it. Inside raw HTML nothing is plain, nor between the fences of
# code; a reference may stand for our mark; what Python-Markdown rewrites first may bring other signs together.
_WHOLE = ("<", "```", "~~~", MARK, "&#", "\t", "\r", "\x02", "\x03")
# Of ASCII what means something in Markdown or is written otherwise in HTML; beyond it controls, a blank that becomes
# an entity, ends of lines, and our own mark.
_MARKED = f"\\\\`*_\\[\\]<>&|\x00-\x09\x0b-\x1f\x7f-\xa0\u2028\u2029{MARK}"
_LINE = rf"(?![0-9]+\.)[^\s#=+\-~:{_MARKED}](?:[^\n{_MARKED}]++|&(?![#0-9A-Za-z]+;))*+(?<!\s)(?=\n|\Z)"
_are_plain = re.compile(rf"{_LINE}(?:\n{_LINE})*\Z").match
# A line that opens no block, whatever stands in it, nor with emphasis, which looks at what is before it.
_TEXT_LINE = r"(?![0-9]+\.)[^\s#=+\-~:>|*_][^\n]*"
_is_paragraph = re.compile(rf"{_TEXT_LINE}(?:\n{_TEXT_LINE})*\Z").match


def is_plain(text: str) -> bool:
    """Whether a text is one plain paragraph."""
    return _are_plain(text) is not None


def leave_out_plain(text: str) -> tuple[str, list[str], str]:
    """A Markdown text with a mark for each run of plain paragraphs, the runs, and the one it ends with.

    `put_back` is the way back. A mark stands in the paragraph that follows, or is one where a list, a heading or the
    like follows. The run at the end needs none, unless footnotes may come after it.
    """
    if any(sign[-1] in text and sign in text for sign in _WHOLE):
        return text, [], ""
    kept: list[str] = []
    runs: list[str] = []
    run: list[str] = []
    for block in text.split("\n\n"):
        if _are_plain(block):
            run.append(block)
        elif not run:
            kept.append(block)
        elif "]:" not in block and _is_paragraph(block):
            kept.append(MARK + block)
            runs.append(_paragraphs([*run, ""]))
            run = []
        else:
            kept += (MARK, block)
            runs.append(_paragraphs(run))
            run = []
    if run and ("]:" in text or "".join(kept).isspace()):  # blanks alone make nothing, before a paragraph they are code
        kept.append(MARK)
        runs.append(_paragraphs(run))
        run = []
    return "\n\n".join(kept), runs, _paragraphs(run)


def _paragraphs(plain: list[str]) -> str:
    """Plain paragraphs as HTML, without the first start tag and the last end tag."""
    return "</p>\n<p>".join(plain).replace("&", "&amp;")


def put_back(html: str, runs: list[str], last: str) -> str:
    """Sanitised HTML with each run in place of its mark, and the last one at the end."""
    start, *rest = html.split(MARK) if runs else (html,)
    parts = [start, *itertools.chain.from_iterable(zip(runs, rest, strict=True))]
    if last:
        parts += ("\n<p>" if html else "<p>", last, "</p>")
    return "".join(parts)


def convert(text: str, *, whole: bool = False) -> tuple[str, list[Heading]]:
    """A text as HTML, and the sub-headings in it (levels 2 to 4); `whole` leaves out no step (see `_STEPS`).

    Raises ValueError, with a reason to show, for what is nested too deeply.
    """
    if not text:
        return "", []
    converter = _converter(_ALL_STEPS if whole else _steps_for(text))
    try:
        made = converter.reset().convert(text)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    tokens: Any = getattr(converter, "toc_tokens", [])
    return made, _headings(tokens)


def _may_be_fenced(text: str) -> bool:
    return "```" in text or "~~~" in text


def _may_be_normalised(text: str) -> bool:
    """Whether lines of blanks become empty in a text, or the end that is added to it is looked at."""
    return " \n" in text or text[-1] in " \n" or "<" in text or _may_be_fenced(text)


_may_be_underlined = re.compile("[=-] *$", re.MULTILINE).search
_may_be_rule = re.compile("[-*_] *$", re.MULTILINE).search
_may_be_entity = re.compile("&[#0-9A-Za-z]+;").search
# Which of Python-Markdown's steps have something to do only where a text has what they look for: each is tried on every
# piece of it, and most find nothing. No step brings signs together that stood apart, and none of those before a block's
# own changes the end of a line.
_STEPS: tuple[tuple[Callable[[str], object], tuple[str, ...]], ...] = (
    (lambda text: "[" in text, ("link",)),
    (lambda text: "![" in text, ("image_link",)),
    (
        lambda text: "]:" in text,
        ("reference", "image_reference", "short_reference", "short_image_ref", "footnote", "footnote-duplicate"),
    ),
    (lambda text: "<" in text, ("autolink", "automail", "html")),
    (lambda text: "<" in text or "&#" in text, ("html_block",)),
    (_may_be_entity, ("entity",)),
    (lambda text: "`" in text, ("backtick",)),
    (_may_be_fenced, ("fenced_code_block",)),
    (lambda text: "\\" in text, ("escape", "unescape")),
    (lambda text: "  \n" in text, ("linebreak",)),
    (lambda text: "*" in text or "_" in text, ("em_strong", "em_strong2", "not_strong")),
    (lambda text: ">" in text, ("quote",)),
    (lambda text: "|" in text, ("table",)),
    (lambda text: "#" in text or _may_be_underlined(text), ("hashheader", "setextheader", "toc", "heading_order")),
    (_may_be_rule, ("hr",)),
    (lambda text: "    " in text, ("indent", "code")),
    (_may_be_normalised, ("normalize_whitespace",)),
)
_ALL_STEPS = (True,) * len(_STEPS)
# What Python-Markdown drops, or writes otherwise, before its first step: signs could come together by that.
_is_rewritten = re.compile("[\x02\x03\t\r]").search


def _steps_for(text: str) -> tuple[bool, ...]:
    """Which of `_STEPS` are needed for a text."""
    return tuple([bool(is_needed(text)) for is_needed, _ in _STEPS]) if not _is_rewritten(text) else _ALL_STEPS


@lru_cache(maxsize=200)  # a digest needs some dozens
def _converter(needed: tuple[bool, ...]) -> markdown.Markdown:
    """One instance a process for texts that need these of `_STEPS`: making one costs as much as a hundred paragraphs.

    It is reset before each use.
    """
    toc = TocExtension(toc_depth="2-4", slugify=heading_id, marker="")
    # No text can hold this place for the footnotes: elsewhere a paragraph that names it would go.
    footnotes = FootnoteExtension(PLACE_MARKER="\x02\x03")
    # Made here rather than named: to look up a name Python-Markdown reads every installed package's metadata.
    kinds = [TableExtension(), FencedCodeExtension(), footnotes, SaneListExtension(), toc]
    converter = markdown.Markdown(extensions=kinds, output_format="html")
    converter.treeprocessors.register(_HeadingOrder(converter), "heading_order", 6)  # before toc, which is at 5
    _number_in_ascii(converter)
    steps: tuple[Any, ...] = (
        converter.preprocessors,
        converter.parser.blockprocessors,
        converter.inlinePatterns,
        converter.treeprocessors,
        converter.postprocessors,
    )
    for (_, names), is_needed in zip(_STEPS, needed, strict=True):
        for name, registry in itertools.product(() if is_needed else names, steps):
            registry.deregister(name, strict=False)
    return converter


def _number_in_ascii(converter: markdown.Markdown) -> None:
    """Let `1.` begin a list and `١.` not, as in CommonMark; Python-Markdown writes `start="١"`, which is no HTML."""
    for name in ("olist", "ulist"):
        processor: Any = converter.parser.blockprocessors[name]
        for rule in ("RE", "CHILD_RE", "INDENT_RE"):
            if (made := getattr(processor, rule, None)) is not None:
                setattr(processor, rule, re.compile(made.pattern.replace(r"\d", "[0-9]")))


def heading_id(text: str, separator: str) -> str:
    """A heading's id in its own script (Python-Markdown's own would make Hangul `_1`), never one of the page's own."""
    words = re.findall(r"[\w-]+", unicodedata.normalize("NFC", text).casefold())
    return own_id(separator.join(words) or "section")


class _HeadingOrder(Treeprocessor):
    """Sub-headings start at h2 (the page has its h1) and never skip a level (WCAG 1.3.1)."""

    def run(self, root: Any) -> None:
        above = 1
        for element in root.iter():
            if len(element.tag) == 2 and element.tag[0] == "h" and element.tag[1].isdigit():
                above = min(max(int(element.tag[1]), 2), above + 1)
                element.tag = f"h{above}"


def _headings(tokens: list[dict[str, Any]]) -> list[Heading]:
    found = []
    for token in tokens:
        text = html_entities.unescape(str(token["name"]))
        found.append(Heading(level=int(token["level"]), text=text, id=str(token["id"])))
        found.extend(_headings(token["children"]))
    return found


# Each tag left open makes those after it dearer (nh3 0.3.8 takes 0.02 s for 1,000, 158 s for 100,000), and an
# open <b> is opened anew in each later paragraph. Nobody nests five hundred tags on purpose.
OPEN_LIMIT = 500

_BLOCKS = (
    "blockquote caption col colgroup dd div dl dt figcaption figure hr li ol p pre table tbody td tfoot th thead tr"
)
_WORDS = "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub sup"
_TAGS = frozenset(f"{_BLOCKS} {_WORDS} time u ul var wbr h2 h3 h4 h5 h6".split(" "))
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"lang", "dir", "title"},
    "a": {"href", "id", "class"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "width", "height"},
    "li": {"id"},
    "ol": {"start"},
    "q": {"cite"},
    "sup": {"id"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
_SCHEMES = {"http", "https", "mailto"}
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_REMOTE_PICTURE = re.compile(r'<img alt="([^"]*)" src="(https?://[^"]+)"(?: title="[^"]*")? ?/?>')
# What layouts call the parts of a page (tests/publish/test_markdown.py holds the two together): nothing in a body
# may be called so, or a link within the page, its styles or its scripts would find the wrong part.
_PARTS = "also changed corrections country coverage elsewhere filed main neighbours newest person provenance q quotes"
_MORE_PARTS = "related on-the-map roles search search-form search-people source thread who without year"
_NEW_PARTS = "earlier-articles latest-articles months-around sort subscribe-here topic topics-offered why-it-matters"
PAGE_IDS = frozenset(f"{_PARTS} {_MORE_PARTS} {_NEW_PARTS}".split(" "))
_ID = re.compile(r'(<[a-z0-9]+ (?:[a-z]+="[^"]*" )*id=")([^"]*)"')
_NO_SOURCE = re.compile(r"<img(?:(?! src=)[^>])*>")


_CODE_LANGUAGE = re.compile(r"language-[\w+#-]{1,30}")


def _with_languages(tag: str, attribute: str, value: str) -> str | None:
    """Keep of a listing's classes the one that names its language; a page's own styles may colour it by that."""
    if attribute == "class" and tag == "code":
        return next(filter(_CODE_LANGUAGE.fullmatch, value.split()), None)
    return value


def _local_pictures_only(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src" and (not value.startswith("/") or value.startswith("//")):
        return None
    return _with_languages(tag, attribute, value)


def _cleaner(attribute_filter: Callable[[str, str, str], str | None] | None) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_TAGS),
        attributes=_ATTRIBUTES | ({"code": {"class"}} if attribute_filter else {}),
        url_schemes=_SCHEMES,
        link_rel="noopener",
        attribute_filter=attribute_filter,
    )


# A callback for each attribute is slow, and pictures and listings are rare: only a text that has one goes through it.
_CLEANER, _LISTING_CLEANER, _PICTURE_CLEANER = map(_cleaner, (None, _with_languages, _local_pictures_only))


def sanitise(html: str, *, remote_images: bool = False) -> str:
    """HTML through the allow-list; pictures from other hosts become links unless `remote_images`.

    Raises ValueError, with a reason to show, when more than `OPEN_LIMIT` tags are open at once.
    """
    if html.count("<") > OPEN_LIMIT:
        _refuse_open_tags(html)
    if "<img" in html and not remote_images:
        html = _REMOTE_PICTURE.sub(_as_link, html)
    if "<h1" in html:
        html = html.replace("<h1", "<h2").replace("</h1", "</h2")  # raw HTML: the page has its one h1 already
    small = html.casefold()
    pictures, listings = not remote_images and "<img" in small, "<code class" in small
    clean = (_PICTURE_CLEANER if pictures else _LISTING_CLEANER if listings else _CLEANER).clean(html)
    if "<img" in clean:
        clean = _NO_SOURCE.sub("", clean)
    return _distinct_ids(clean) if ' id="' in clean else clean


def own_id(ident: str) -> str:
    """An id for a part of a body, none of the page's own."""
    return f"{ident}-section" if ident in PAGE_IDS else ident


def _distinct_ids(html: str) -> str:
    """Sanitised HTML in which no id is one of the page's own and none stands twice (raw HTML may have any)."""
    taken: set[str] = set()

    def distinct(match: re.Match[str]) -> str:
        wanted = ident = own_id(match[2])
        number = 1
        while ident in taken:
            number += 1
            ident = f"{wanted}-{number}"
        taken.add(ident)
        return f'{match[1]}{ident}"'

    return _ID.sub(distinct, html)


def _as_link(match: re.Match[str]) -> str:
    return f'<a href="{match[2]}">{match[1] or "Picture"}</a>'


def _refuse_open_tags(html: str) -> None:
    depth = 0
    for match in _TAG_NAME.finditer(html):
        if match[1]:
            depth = max(0, depth - 1)
        elif match[2].lower() not in _VOID:
            depth += 1
            if depth > OPEN_LIMIT:
                raise ValueError(f"more than {OPEN_LIMIT} tags are open at once")


# A name is held on one line up to so many letters, wide ones counted twice; beyond `SHORT` it may break where letters
# are large and a column narrow. Longer ones break at their blanks, and nowhere inside a word with a hyphen.
HELD, SHORT = 24, 14
# Where a line may break in a name: at a blank or a hyphen, and anywhere in Han, kana, Thai, Lao, Burmese and Khmer.
_breaks = re.compile(
    "[ \u2010-\u2014-]|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]{2}"
).search


def letters(text: str) -> int:
    """How wide a text is in letters of a Latin script; a wide one counts as two."""
    if not _may_be_wide(text):
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


# Hangul's first letters, and what follows arrows and mathematics: nothing else is wide (typographic quotes are not).
_may_be_wide = re.compile("[\u1100-\u115f\u231a-\U0010ffff]").search


@lru_cache(1 << 14)
def direction(text: str) -> str:
    """Which way a text runs, `ltr` or `rtl`: as most of its letters do, whatever the first is; `auto` without letters.

    A sentence of an Arabic digest may begin with NATO, and `dir="auto"` would set its full stop at the wrong end.
    """
    if text.isascii():
        return "ltr" if any(map(str.isalpha, text)) else "auto"
    classes = [unicodedata.bidirectional(char) for char in text]
    left, right = classes.count("L"), classes.count("R") + classes.count("AL")
    return "auto" if not left and not right else "rtl" if right > left else "ltr"


def is_to_hold(name: str) -> bool:
    """Whether a line could break inside a name, and should not."""
    return _breaks(name) is not None and letters(name) <= HELD


def names_to_hold(names: Iterable[str]) -> tuple[str, ...]:
    """Those of these names, and of their words, that `hold_names` has to be told of; longest first.

    Kim Jong-un it knows by the looks.
    """
    found: set[str] = set()
    for name in names:
        if _breaks(name):
            found.update(filter(is_to_hold, (name, *name.split(" "))))
    told = (name for name in found if "-" not in name or [*_hyphened(name)] != [(0, len(name))])
    return tuple(sorted(told, key=lambda name: (-len(name), name)))


def held_names(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Those of these names that stand in a text."""
    return tuple(name for name in names if name in text)


def hold_names(html: str, names: Iterable[str], *, lang: str = "", escape: bool = False) -> str:
    """HTML in which each of these names (from `names_to_hold`) stands in a span that no line breaks inside.

    So do names like Kim Yong-chol, whoever that is, and with `lang` the countries as that language calls them. Nothing
    that is copied or searched changes. With `escape` a plain text comes in, and is escaped here.
    """
    found = [(at, end) for name in names for at, end in _places(html, name if escape else _in_html(name))]
    if "-" in html:
        found += _hyphened(html)
    if lang:
        found += [match.span() for match in _countries_of(lang).finditer(html)]
    if not found:
        return html_entities.escape(html) if escape else html
    found.sort(key=lambda place: (place[0], -place[1]))
    written = html_entities.escape if escape else str
    tags = not escape and '="' in html
    parts: list[str] = []
    last = 0
    for at, end in found:
        if at < last or (tags and html.rfind("<", 0, at) > html.rfind(">", 0, at)):
            continue  # inside a longer name, or in a tag
        name = html[at:end]
        parts += (written(html[last:at]), held_tag("span", name), written(name), "</span>")
        last = end
    return "".join(parts) + written(html[last:])


def held_tag(tag: str, name: str) -> str:
    """The start tag of what holds a name on one line."""
    return f'<{tag} class="name">' if letters(name) <= SHORT else f'<{tag} class="name long">'


def _in_html(name: str) -> str:
    return html_entities.escape(name, quote=False)


def _places(text: str, name: str) -> Iterator[tuple[int, int]]:
    at = text.find(name)
    while at >= 0:
        yield at, (end := at + len(name))
        at = text.find(name, end)


def _hyphened(text: str) -> Iterator[tuple[int, int]]:
    """Words like Yong-chol, with one capital, and small after the hyphen, each with a capital word before it."""
    for hyphen, _ in _places(text, "-"):
        start = _word_start(text, hyphen)
        end = hyphen + 1
        if not (text[start].isupper() and text[start + 1 : hyphen].islower() and text[end : end + 1].islower()):
            continue
        while text[end : end + 1].isalpha():
            end += 1
        first = _word_start(text, start - 1) if text[start - 1 : start] == " " else start
        if end - first <= HELD and text[first].isupper():
            start = first
        if end - start <= HELD:
            yield start, end


def _word_start(text: str, end: int) -> int:
    """Where the word begins that ends at `end`; `end` itself where none does."""
    while end > 0 and text[end - 1].isalpha():
        end -= 1
    return end


@cache
def _countries_of(lang: str) -> re.Pattern[str]:
    names = names_to_hold(names_by_code(lang).values())
    return re.compile("|".join(re.escape(_in_html(name)) for name in names) or "(?!)")


EXCERPT_CHARS = 280


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body rendered. `html` is safe to publish; `excerpt` is plain text for lists.

    `pictures` are the root-relative addresses of the pictures in it, `sketch` is what its copies are found by.
    """

    html: str
    excerpt: str = ""
    headings: tuple[Heading, ...] = ()
    pictures: tuple[str, ...] = ()
    sketch: tuple[int, ...] = ()


def render_body(text: str, *, remote_images: bool = False, plain: bool = True) -> Body:
    """Convert Markdown to a safe body. Pictures from other hosts become links unless `remote_images`.

    Without `plain` every paragraph goes the whole way, for comparing. Raises ValueError, with a reason to show, for
    what cannot be converted within reason.
    """
    marked, runs, last = leave_out_plain(text) if plain else (text, [], "")
    made, headings = convert(marked, whole=not plain)
    safe = sanitise(made, remote_images=remote_images) if made else ""
    html = put_back(safe, runs, last)
    return Body(
        html=html,
        excerpt=make_excerpt(html),
        headings=tuple(headings),
        pictures=tuple(dict.fromkeys(_LOCAL_PICTURE.findall(safe))) if "<img" in safe or 'href="/' in safe else (),
        sketch=sketch(text),
    )


def render_inline(text: str) -> str:
    """A short text (summary, correction, note) as safe HTML paragraphs."""
    if not text:
        return ""
    return f"<p>{_paragraphs([text])}</p>" if is_plain(text) else render_body(text).html


# A picture of the digest that is shown, or that a link leads to: both are published under another address.
_KINDS = r"\.(?:avif|gif|jpe?g|png|svg|webp)"
_LOCAL_PICTURE = re.compile(rf'(?:<img [^>]*?src="|<a [^>]*?href="(?=[^"?#]+{_KINDS}"))(/(?!/)[^"]+)"', re.IGNORECASE)
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_MARK = re.compile(r"<[^>]*>")
_NOTE = re.compile(r"<sup[^>]*>.*?</sup>", re.DOTALL)
_STOP = re.compile(r"[.!?…][\"'”’)]* |[。！？]")


def strip_tags(html: str) -> str:
    """The text of sanitised HTML, with a blank in place of each tag."""
    return html_entities.unescape(_MARK.sub(" ", html) if "<" in html else html)


def make_excerpt(html: str, limit: int = EXCERPT_CHARS) -> str:
    """The first paragraph as plain text, cut at a sentence or a word to at most `limit` characters."""
    start = html.find("<p>") + 3
    end = html.find("</p>", start)
    if start < 3 or end < 0:
        return ""
    inner = html[start:end]
    if "<sup" in inner:
        inner = _NOTE.sub("", inner)
    return shorten(" ".join(html_entities.unescape(_MARK.sub("", inner)).split()), limit)


def shorten(text: str, limit: int) -> str:
    """Plain text of at most `limit` columns: whole, or whole sentences, or cut at a word with an ellipsis.

    A character of Chinese, Japanese or Korean takes two columns, as it does on a screen and in what it says.
    """
    room = _room(text, limit)
    if len(text) <= room:
        return text
    stops = [m.end() for m in _STOP.finditer(text, 0, room)]
    if stops and stops[-1] >= room // 2:
        return text[: stops[-1]].rstrip()
    cut = text[: room - 1]
    words = cut.rpartition(" ")[0]
    # A script without blanks between words has them anywhere, or far back.
    return (words if len(words) >= room // 2 else cut).rstrip(" ,;:–—-、，") + "…"


def _room(text: str, limit: int) -> int:
    """How many of a text's first characters stand in `limit` columns."""
    head = text[: limit + 1]
    if not _may_be_wide(head):
        return limit
    wide = itertools.accumulate(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in head)
    return sum(columns <= limit for columns in wide)


# Scripts that set no blank between words: letters of which two say about as much as a word, and those of which four do.
_PAIRED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_FOURS = re.compile("[\u0e01-\u0e2e\u0e40-\u0e44\u0e81-\u0eae\u0ec0-\u0ec4\u1000-\u102a\u1780-\u17b3]")
_unparted = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]").search


def cut_html(html: str, words: int) -> str:
    """The first `words` words of a body as plain paragraphs: what the policy `excerpt` publishes.

    Where no blanks part words, two letters of Han and kana count as one, of Thai and its like four.
    """
    out = []
    for match in _PARAGRAPH.finditer(html):
        text = html_entities.unescape(_MARK.sub("", _NOTE.sub("", match[1]))).split()
        if not text:
            continue
        kept, words = _first_words(text, words)
        tail = " …" if len(" ".join(kept)) < len(" ".join(text)) else ""
        out.append(f"<p>{html_entities.escape(' '.join(kept), quote=False)}{tail}</p>")
        if words <= 0:
            break
    return "\n".join(out)


def _first_words(text: list[str], words: int) -> tuple[list[str], int]:
    """As many of these as make so many words, the last of them cut where it alone is longer, and how many are left."""
    if not _unparted(" ".join(text)):
        kept = text[:words]
        return kept, words - len(kept)
    kept, quarters = [], 4 * words
    for part in text:
        if quarters <= 0:
            break
        taken = 2 * len(_PAIRED.findall(part)) + len(_FOURS.findall(part)) or 4
        kept.append(part if taken <= quarters else _beginning(part, quarters))
        quarters -= taken
    return kept, -(-quarters // 4)


def _beginning(part: str, quarters: int) -> str:
    """What of a run of letters makes so many quarters of a word; no mark is parted from its letter."""
    for at, char in enumerate(part):
        if quarters <= 0 and unicodedata.category(char)[0] != "M":
            return part[:at]
        quarters -= 2 if _PAIRED.match(char) else 1 if _FOURS.match(char) else 0
    return part


# A text's sketch is made of the beginnings of its paragraphs, since a wire report is cut by whole paragraphs and seldom
# rewritten; `ingest.similar` compares words, which tells more and costs ten times as much. A sketch is short, so that
# most edits of a body leave it, and with it the graph of links, as it was.
_SKETCH, _START, _LEAST = 8, 80, 30
_WORD = re.compile(r"\w+")


def sketch(markdown: str) -> tuple[int, ...]:
    """The sketch of a body: the smallest hashes of how its paragraphs begin, marks and case left out."""
    found = {zlib.crc32(_letters(block[:_START])) for block in markdown.split("\n\n") if len(block) >= _LEAST}
    return tuple(sorted(found)[:_SKETCH])


# What `\w` leaves out of ASCII: to delete it is five times faster than to look for the rest.
# Typographic marks are dropped first, since most texts have no other characters beyond ASCII.
_NO_WORD = bytes(code for code in range(128) if not (chr(code).isalnum() or chr(code) == "_"))


def _letters(text: str) -> bytes:
    """The letters and digits of a text, case left out."""
    for mark in "“”’‘–—…" if not text.isascii() else "":
        text = text.replace(mark, "")
    if text.isascii():
        return text.lower().encode().translate(None, _NO_WORD)
    return "".join(_WORD.findall(text.casefold())).encode()
