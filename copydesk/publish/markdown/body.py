"""Markdown → `Body`: the memoised step.

Python-Markdown (`stock`) passes `<script>` and `javascript:` through, so what it makes goes through the allow-list
after it, never before (B1). Nine paragraphs in ten of an article are plain text, to which both would do
nothing: those pass them by, and what `simple` can convert passes the first. That the result is the same, byte
for byte, is a property test (`plain=False` is the stock converter); docs/decisions/plain-paragraphs.md has the reasons.
"""

from __future__ import annotations

import html as html_entities
import re
from collections.abc import Callable
from dataclasses import dataclass

from copydesk.publish.markdown.plain import convert_simple, has_rare, is_plain, is_plain_block
from copydesk.publish.markdown.sanitise import sanitise
from copydesk.publish.pages.values import Heading
from copydesk.publish.site.duplicates import sketch

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
        quick = convert_simple(blocks, _MARKER) if not rare else None
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
    # To import Python-Markdown takes longer than to convert a hundred articles that can do without it.
    from copydesk.publish.markdown.python_markdown import convert

    return convert(text, sparing=sparing)


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
