"""Markdown → `Body`: the memoised step. The only module that knows Python-Markdown and nh3.

Python-Markdown passes `<script>` and `javascript:` through, so what it makes goes through nh3's allow-list
after it, never before: what is sanitised is what is published (B1).
"""

from __future__ import annotations

import html as html_entities
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

import markdown
import nh3
from markdown.extensions.toc import TocExtension
from markdown.treeprocessors import Treeprocessor

from copydesk.publish.pages.context import Heading

# Part of each body's key: raise it when the same Markdown would give other HTML.
RENDERER = f"4 markdown-{version('markdown')} nh3-{version('nh3')}"

EXCERPT_CHARS = 280
_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "u",
        "ul",
        "var",
        "wbr",
    ]
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body rendered. `html` is safe to publish; `excerpt` is plain text for lists; `words` a count.

    `pictures` are the root-relative addresses of the pictures in it.
    """

    html: str
    excerpt: str = ""
    headings: tuple[Heading, ...] = ()
    words: int = 0
    pictures: tuple[str, ...] = ()


def render_body(text: str, *, remote_images: bool = False) -> Body:
    """Convert Markdown to a safe body. Pictures from other hosts become links unless `remote_images`."""
    converter = _converter()
    made = converter.reset().convert(text)
    tokens: Any = getattr(converter, "toc_tokens", [])
    clean = sanitise(made, remote_images=remote_images)
    plain = to_text(clean)
    return Body(
        html=clean,
        excerpt=make_excerpt(clean),
        headings=tuple(_headings(tokens)),
        words=len(plain.split()),
        pictures=tuple(dict.fromkeys(_LOCAL_PICTURE.findall(clean))),
    )


def render_inline(text: str) -> str:
    """A short text (summary, correction, note) as safe HTML paragraphs."""
    return sanitise(_converter().reset().convert(text)) if text else ""


@cache
def _converter() -> markdown.Markdown:
    """One instance a process: making one costs as much as a hundred paragraphs. It is reset before each use."""
    toc = TocExtension(toc_depth="2-4", slugify=_heading_id, marker="")
    converter = markdown.Markdown(extensions=["tables", "footnotes", "sane_lists", toc], output_format="html")
    converter.treeprocessors.register(_HeadingOrder(converter), "heading_order", 6)  # before toc, which is at 5
    return converter


class _HeadingOrder(Treeprocessor):
    """Sub-headings start at h2 (the page has its h1) and never skip a level (WCAG 1.3.1)."""

    def run(self, root: Any) -> None:
        above = 1
        for element in root.iter():
            if len(element.tag) == 2 and element.tag[0] == "h" and element.tag[1].isdigit():
                above = min(max(int(element.tag[1]), 2), above + 1)
                element.tag = f"h{above}"


def _heading_id(text: str, separator: str) -> str:
    """A heading's id in its own script (Python-Markdown's own would make Hangul `_1`)."""
    words = re.findall(r"[\w-]+", unicodedata.normalize("NFC", text).casefold())
    return separator.join(words) or "section"


def _headings(tokens: list[dict[str, Any]]) -> list[Heading]:
    found = []
    for token in tokens:
        text = html_entities.unescape(str(token["name"]))
        found.append(Heading(level=int(token["level"]), text=text, id=str(token["id"])))
        found.extend(_headings(token["children"]))
    return found


def sanitise(html: str, *, remote_images: bool = False) -> str:
    """HTML through the allow-list: no SVG, MathML, style, form or iframe; http, https and mailto alone (B1)."""
    if "<img" in html and not remote_images:
        html = _REMOTE_PICTURE.sub(_as_link, html)
    if "<h1" in html:
        html = html.replace("<h1", "<h2").replace("</h1", "</h2")  # raw HTML: the page has its one h1 already
    # A callback for each attribute is slow, and pictures are rare: only they need one.
    keep = None if remote_images or "<img" not in html.casefold() else _local_pictures_only
    clean = nh3.clean(
        html,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener",
        attribute_filter=keep,
    )
    return _NO_SOURCE.sub("", clean) if "<img" in clean else clean


_REMOTE_PICTURE = re.compile(r'<img alt="([^"]*)" src="(https?://[^"]+)"(?: title="[^"]*")? ?/?>')
_NO_SOURCE = re.compile(r"<img(?:(?! src=)[^>])*>")
_LOCAL_PICTURE = re.compile(r'<img [^>]*?src="(/(?!/)[^"]+)"')


def _as_link(match: re.Match[str]) -> str:
    return f'<a href="{match[2]}">{match[1] or "Picture"}</a>'


def _local_pictures_only(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src" and (not value.startswith("/") or value.startswith("//")):
        return None
    return value


_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_MARK = re.compile(r"<[^>]*>")
_NOTE = re.compile(r"<sup[^>]*>.*?</sup>", re.DOTALL)
_STOP = re.compile(r"[.!?…][\"'”’)]* |[。！？]")


def to_text(html: str) -> str:
    """The text of sanitised HTML, blanks folded."""
    return " ".join(html_entities.unescape(_MARK.sub(" ", html) if "<" in html else html).split())


def make_excerpt(html: str, limit: int = EXCERPT_CHARS) -> str:
    """The first paragraph as plain text, cut at a sentence or a word to at most `limit` characters."""
    match = _PARAGRAPH.search(html)
    if not match:
        return ""
    inner = _NOTE.sub("", match[1]) if "<sup" in match[1] else match[1]
    return shorten(" ".join(html_entities.unescape(_MARK.sub("", inner)).split()), limit)


def shorten(text: str, limit: int) -> str:
    """Plain text of at most `limit` characters: whole, or whole sentences, or cut at a word with an ellipsis."""
    if len(text) <= limit:
        return text
    stops = [m.end() for m in _STOP.finditer(text, 0, limit)]
    if stops and stops[-1] >= limit // 2:
        return text[: stops[-1]].rstrip()
    cut = text[: limit - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:–—-") + "…"


def cut_html(html: str, words: int) -> str:
    """The first `words` words of a body as plain paragraphs: what the policy `excerpt` publishes."""
    out = []
    for match in _PARAGRAPH.finditer(html):
        text = html_entities.unescape(_MARK.sub("", _NOTE.sub("", match[1]))).split()
        if not text:
            continue
        kept = text[:words]
        tail = " …" if len(kept) < len(text) else ""
        out.append(f"<p>{html_entities.escape(' '.join(kept), quote=False)}{tail}</p>")
        words -= len(kept)
        if words <= 0:
            break
    return "\n".join(out)
