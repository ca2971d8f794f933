"""Markdown → `Body`: the memoised step. The only module that knows Python-Markdown.

Python-Markdown passes `<script>` and `javascript:` through, so what it makes goes through the allow-list
after it, never before (B1). Nine paragraphs in ten of an article are plain text, to which both would do
nothing: those pass them by, and what `simple` can convert passes the first. That the result is the same, byte
for byte, is a property test (`plain=False` is the stock converter); docs/decisions/plain-paragraphs.md has the reasons.
"""

from __future__ import annotations

import html as html_entities
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any

import markdown
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension
from markdown.preprocessors import HtmlBlockPreprocessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor
from markdown.util import AtomicString

from copydesk.publish.copies import sketch
from copydesk.publish.pages.context import Heading
from copydesk.publish.sanitise import sanitise
from copydesk.publish.simple import convert_simple, has_rare, is_plain, is_plain_block
from copydesk.records import dataclass

EXCERPT_CHARS = 280

# Stands for the paragraphs left out: private-use characters, which nothing takes for anything.
_MARKER = "\ue000"
_GAP = re.compile(f"<p>{_MARKER}([0-9]+)\ue001</p>")


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

    Raises ValueError, with a reason to show, for what cannot be converted within reason.
    """
    rare = has_rare(text)
    # Raw HTML and our own marks may give a plain paragraph another meaning from afar.
    if not plain or "<" in text or (rare and _MARKER in text):
        gaps: list[str] = []
        made, headings = _convert(text, sparing=plain)
    else:
        blocks, gaps = _leave_out_plain(text, is_plain if rare else is_plain_block)
        quick = convert_simple(blocks, _MARKER, _heading_id) if not rare else None
        made, headings = quick or _convert("\n\n".join(blocks), sparing=True)
    marked = sanitise(made, remote_images=remote_images) if made else ""
    clean = _fill(marked, gaps) if gaps else marked
    return Body(
        html=clean,
        excerpt=make_excerpt(clean),
        headings=tuple(headings),
        pictures=tuple(dict.fromkeys(_LOCAL_PICTURE.findall(marked))) if "<img" in marked else (),
        sketch=sketch(text),
    )


def _convert(text: str, *, sparing: bool) -> tuple[str, list[Heading]]:
    """A text by Python-Markdown, and the sub-headings in it."""
    if not text:
        return "", []
    converter = _converter(sparing=sparing)
    try:
        made = converter.reset().convert(text)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    tokens: Any = getattr(converter, "toc_tokens", [])
    return made, _headings(tokens)


def _leave_out_plain(text: str, plain: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    """The blocks of a text, each run of plain paragraphs replaced by a mark, and the runs."""
    kept: list[str] = []
    gaps: list[str] = []
    run: list[str] = []
    for block in text.split("\n\n"):
        if plain(block):
            run.append(block)
            continue
        if run:
            kept.append(f"{_MARKER}{len(gaps)}\ue001")
            gaps.append("\n\n".join(run))
            run = []
        kept.append(block)
    if run:
        kept.append(f"{_MARKER}{len(gaps)}\ue001")
        gaps.append("\n\n".join(run))
    return kept, gaps


def _fill(html: str, gaps: list[str]) -> str:
    """Sanitised HTML with the plain runs put back as paragraphs."""

    def paragraphs(match: re.Match[str]) -> str:
        return "<p>" + gaps[int(match[1])].replace("\n\n", "</p>\n<p>") + "</p>"

    return _GAP.sub(paragraphs, html)


def render_inline(text: str) -> str:
    """A short text (summary, correction, note) as safe HTML paragraphs."""
    if not text:
        return ""
    return f"<p>{text}</p>" if is_plain(text) else render_body(text).html


@cache
def _converter(*, sparing: bool) -> markdown.Markdown:
    """One instance a process: making one costs as much as a hundred paragraphs. It is reset before each use."""
    toc = TocExtension(toc_depth="2-4", slugify=_heading_id, marker="")
    # Made here rather than named: to look up a name Python-Markdown reads every installed package's metadata.
    kinds = [TableExtension(), FootnoteExtension(), SaneListExtension(), toc]
    converter = markdown.Markdown(extensions=kinds, output_format="html")
    if sparing:
        converter.treeprocessors.register(_SparingInline(converter), "inline", 20)
        converter.preprocessors.register(_SparingHtml(converter), "html_block", 20)
    converter.treeprocessors.register(_HeadingOrder(converter), "heading_order", 6)  # before toc, which is at 5
    return converter


# What a text must hold for an inline pattern, by its name, to match at all; other patterns are always tried.
_NEEDED = {
    "backtick": ("`",),
    "escape": ("\\",),
    "footnote": ("[",),
    "reference": ("[",),
    "link": ("[",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "short_reference": ("[",),
    "short_image_ref": ("![",),
    "autolink": ("<",),
    "automail": ("<",),
    "linebreak": ("\n",),
    "html": ("<",),
    "entity": ("&",),
    "em_strong": ("*", "_"),
}


class _SparingInline(InlineProcessor):
    """The stock inline processor, which does not try patterns on a text that lacks their first character.

    A release of Python-Markdown that names its methods otherwise would simply not call this one.
    """

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803 (its names)
        if isinstance(data, AtomicString):
            return data
        apply: Any = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]  # (private to the class above)
        for index, (pattern, needed) in enumerate(self._patterns()[patternIndex:], patternIndex):
            for mark in needed:
                if mark in data:
                    break
            else:
                continue
            start, matched = 0, True
            while matched:
                data, matched, start = apply(pattern, data, index, start)
        return data

    def _patterns(self) -> list[tuple[Any, tuple[str, ...]]]:
        """Each pattern, in order, with the marks of which a text needs one ("" is in every text)."""
        known: list[tuple[Any, tuple[str, ...]]] | None = getattr(self, "_known", None)
        if known is None:
            every = list(self.inlinePatterns)  # iterating sorts the registry
            names = [item.name for item in self.inlinePatterns._priority]  # type: ignore[attr-defined]  # noqa: SLF001 (a registry hides its names)
            known = self._known = [(p, _NEEDED.get(n, ("",))) for p, n in zip(every, names, strict=True)]
        return known


class _SparingHtml(HtmlBlockPreprocessor):
    """The stock search for raw HTML, which passes by a text that cannot have any."""

    def run(self, lines: list[str]) -> list[str]:
        return super().run(lines) if any("<" in line or "&" in line for line in lines) else lines


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


_LOCAL_PICTURE = re.compile(r'<img [^>]*?src="(/(?!/)[^"]+)"')
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
