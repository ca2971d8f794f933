"""Undoes the line breaks of a text wrapped at a fixed width, as terminal browsers and mail programs do. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

# A line of a dump that is not blank: its number, its text, and whether a blank line stands before it.
Row: TypeAlias = tuple[int, str, bool]

_NARROWEST, _WIDEST = 40, 132  # columns; a wrapped text is hardly ever outside these
_FEWEST = 4  # breaks inside a sentence that show a page is wrapped
_SHARE = 0.8
_JOINS = "-–—"


def unwrap(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with wrapped paragraphs as one row each, numbered by their first line.

    A page is wrapped where sentences go on over line ends and the next word would not have fitted on the line: such
    breaks are no paragraphs. Everything else is returned as it came.
    """
    width = _width_of(rows)
    if not width:
        return list(rows)
    out: list[Row] = []
    last = ""  # the last line as it stood, by which the next is judged
    for row in rows:
        number, raw, _ = row
        if out and not row[2] and _full(last, raw, width):
            first, text, gap = out[-1]
            glue = "" if text.endswith(tuple(_JOINS)) and text[-2:-1].isalpha() else " "
            out[-1] = (first, text + glue + raw.strip(), gap)
        else:
            out.append((number, raw.rstrip(), row[2]))
        last = raw.rstrip()
    return out


def _width_of(rows: Sequence[Row]) -> int:
    """Return the width a page is wrapped at, or 0."""
    inside = [
        (above[1].rstrip(), below[1])
        for above, below in pairwise(rows)
        if not below[2]
        and below[1].lstrip()[:1].islower()
        and _NARROWEST <= len(above[1].rstrip()) <= _WIDEST
        and above[1].rstrip()[-1:] not in ".!?:;…"
    ]
    if len(inside) < _FEWEST:
        return 0
    width = sorted(len(above) for above, _ in inside)[-1 - len(inside) // 20]
    full = sum(_full(above, below, width) for above, below in inside)
    longer = sum(len(raw.rstrip()) > width + 2 for _, raw, _ in rows)  # in a wrapped page almost no line is
    return width if full >= _SHARE * len(inside) and 2 * longer <= full else 0


def _full(above: str, below: str, width: int) -> bool:
    """Tell whether the first word of `below` would not have fitted on the line `above` it."""
    first = below.split(None, 1)[0]
    return len(above) <= width + 2 and len(above) + 1 + len(first) > width and first[:1] not in "•*+◦▪"
