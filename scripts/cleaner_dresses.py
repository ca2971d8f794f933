"""Training pages and texts in other dresses: with part of their chrome, or none at all.

A cleaner that only ever saw whole pages learns that most of an input is chrome, and takes the short lines of clean copy
for it. Everything here is drawn by a generator seeded with the page's key, so that training can be repeated.
"""

from __future__ import annotations

import html
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copydesk.ingest.clean.document import Block

_MARKS = ("• ", "- ", "* ", "", "")  # of list items; some programs set none
_AROUND = 4  # blocks above the text among which a headline, byline or day stands
_SHORT, _LONGEST_TAIL = 9, 6  # words of a last line, and how many lines may be cut for one
_FEWEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A line or block of a page as it is dressed anew: its words, whether it is the article's, whether an item."""

    text: str
    kind: str
    body: bool


def thin(flags: Sequence[bool], rate: float, draw: random.Random) -> list[int]:
    """Return the places of all that is the article, and of about `rate` of the rest: one stretch above, one below.

    Of what stands within the text as much is kept, run by run. What stands right above the text (headline, byline,
    day) is kept more often than other chrome.
    """
    body = [at for at, flag in enumerate(flags) if flag]
    if not body:
        return list(range(len(flags)))
    first, last = body[0], body[-1]
    above, below = round(rate * first), round(rate * (len(flags) - 1 - last))
    lead = draw.randint(0, max(0, first - above))  # where the stretches begin
    tail = last + 1 + draw.choice((0, 0, draw.randint(0, max(0, len(flags) - 1 - last - below))))
    kept = {*range(lead, lead + above), *range(tail, tail + below), *body}
    if draw.random() < 0.7:
        kept.update(range(max(0, first - _AROUND), first))
    run = False
    for at in range(first, last):
        if not flags[at]:
            run = draw.random() < rate if flags[at - 1] else run
            kept.update([at] if run else [])
    return sorted(kept)


def cut(pieces: Sequence[Piece], draw: random.Random) -> list[Piece]:
    """Let a text end early, on a short line if one stands in its last third: last lines are of every length."""
    body = [at for at, piece in enumerate(pieces) if piece.body]
    if len(body) < 2 * _FEWEST:
        return list(pieces)
    places = body[-max(2, len(body) // 3) :]
    short = [at for at in places if len(pieces[at].text.split()) <= _SHORT] or places
    end = draw.choice(short)
    return [piece for at, piece in enumerate(pieces) if at <= end or not piece.body]


def as_text(pieces: Sequence[Piece], draw: random.Random) -> str:
    """Set pieces as plain text: with or without blank lines, list marks of one kind, now and then indented."""
    mark, gap = draw.choice(_MARKS), draw.choice(("\n\n", "\n\n", "\n\n", "\n"))
    indent = draw.choice(("", "", "", "   "))
    out: list[str] = []
    for piece in pieces:
        item = piece.kind == "li"
        joined = item and bool(out) and out[-1].lstrip().startswith(mark or "\0")
        out += ["\n" if joined else gap, indent + (mark if item else "") + piece.text]
    return "".join(out[1:]) + "\n"


_SHELLS = (
    ("<main><article>", "</article></main>"),
    ("<article>", "</article>"),
    ('<div class="post"><div class="post-content">', "</div></div>"),
    ("<div><div>", "</div></div>"),
    ('<div id="content"><section>', "</section></div>"),
    ("", ""),
)


def as_page(pieces: Sequence[Piece], title: str, draw: random.Random) -> str:
    """Set pieces as a plain page: a headline, then blocks in one of a few shells, lists and tables rebuilt."""
    opened, closed = draw.choice(_SHELLS)
    out = [f"<!doctype html><html><head><title>{html.escape(title)}</title></head><body>{opened}"]
    out.append(f"<h1>{html.escape(title)}</h1>" if title else "")
    shut = ""
    kind = "div" if draw.random() < 0.2 else "p"
    for piece in pieces:
        wrap = {"li": "ul", "tr": "table", "blockquote": "blockquote"}.get(piece.kind, "")
        if wrap != shut:
            out += [f"</{shut}>" if shut else "", f"<{wrap}>" if wrap else ""]
            shut = wrap
        words = html.escape(piece.text)
        if piece.kind == "tr":
            out.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in words.split(" | ")) + "</tr>")
        else:
            tag = {"li": "li", "h1": "h2", "h2": "h2", "pre": "pre", "blockquote": "p"}.get(piece.kind, kind)
            out.append(f"<{tag}>{words}</{tag}>")
    out.append(f"</{shut}>" if shut else "")
    return "\n".join([*out, closed, "</body></html>"])


def pieces_of(blocks: Sequence[Block], labels: Sequence[int]) -> Iterator[Piece]:
    """Yield the blocks of a page as pieces, the title left out."""
    for block, label in zip(blocks, labels, strict=True):
        yield Piece(text=block.text, kind=block.tag, body=label == 1)
