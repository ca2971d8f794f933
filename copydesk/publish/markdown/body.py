"""Markdown → `Body`: the memoised step.

Python-Markdown passes `<script>` and `javascript:` through, so what it makes goes through the allow-list after it,
never before (B1). Nine paragraphs in ten of an article are plain text, to which both would do nothing: those pass them
by (`plain`). That the result is the same, byte for byte, is a property test; docs/decisions/plain-paragraphs.md has
the figures.
"""

from __future__ import annotations

import html as html_entities
import re
from dataclasses import dataclass

from copydesk.publish.markdown.plain import is_plain, leave_out_plain, put_back
from copydesk.publish.markdown.python_markdown import convert
from copydesk.publish.markdown.sanitise import sanitise
from copydesk.publish.pages.values import Heading
from copydesk.publish.site.duplicates import sketch

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
    marked, runs = leave_out_plain(text) if plain else (text, [])
    made, headings = convert(marked)
    safe = sanitise(made, remote_images=remote_images) if made else ""
    html = put_back(safe, runs)
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
    return f"<p>{text}</p>" if is_plain(text) else render_body(text).html


# A picture of the digest that is shown, or that a link leads to: both are published under another address.
_KINDS = r"\.(?:avif|gif|jpe?g|png|svg|webp)"
_LOCAL_PICTURE = re.compile(rf'(?:<img [^>]*?src="|<a [^>]*?href="(?=[^"?#]+{_KINDS}"))(/(?!/)[^"]+)"', re.IGNORECASE)
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
