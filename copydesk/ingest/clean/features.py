"""What the line classifier sees: each line's own shape, its neighbours', and its place among the prose.

Numbers only, in the order of `NAMES`; nothing of a page's words is kept. Pure; standard library only.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from copydesk.ingest.clean.lexicon import load_lexicon, tokens
from copydesk.ingest.clean.lines import Line, dice
from copydesk.ingest.clean.places import PLACE_NAMES, place_columns

_OWN = (
    "words",
    "letters a word",
    "stop at the end",
    "colon at the end",
    "sentences",
    "commas",
    "opens with a quotation mark",
    "digits",
    "capitals",
    "all capitals",
    "list mark",
    "numbered mark",
    "indent",
    "starts small",
    "contact",
    "bars or arrows",
    "small words",
    "time or year",
    "question",
    "bracket at the end",
    "dots at the end",
    "chrome words",
    "unspaced script",
    "blank line before",
    "blank line after",
    "said again",
    "same as the line before",
    "same as the line after",
    "words of the title",
    "is the title",
)
_AROUND = ("words", "stop", "chrome", "mark", "prose", "capitals")
_OFFSETS = (-3, -2, -1, 1, 2, 3)
NAMES: tuple[str, ...] = (
    *_OWN,
    *(f"chrome: {group}" for group in load_lexicon().groups),
    *PLACE_NAMES,
    *(f"{name} at {offset:+d}" for offset in _OFFSETS for name in _AROUND),
)
OWN_NAMES = _OWN[:24]
Row: TypeAlias = tuple[float, ...]
_COLONS, _QUESTIONS, _BRACKETS, _QUOTES = (frozenset(signs) for signs in (":：", "?？", ")]）", "\"'“‘«„‚「『"))


def own_row(line: Line) -> list[float]:
    """Return what a line alone shows, in the order of `OWN_NAMES`."""
    text = line.text
    last = text[-1:]
    commas, bars = text.count(","), text.count("|") + text.count(">") + text.count("/")
    if not text.isascii():
        commas += text.count("，") + text.count("、")
        bars += text.count("›") + text.count("»") + text.count("→") + text.count("·")
    return [
        math.log1p(line.words),
        len(text) / (line.words or 1.0),
        line.stop,
        last in _COLONS,
        line.stops,
        commas,
        text[:1] in _QUOTES,
        line.digits,
        line.capitals,
        text.isupper(),
        line.mark != "",
        line.mark[:1].isdigit() or line.mark[:1] == "(",
        min(line.indent, 12),
        text[:1].islower(),
        line.contact,
        bars,
        line.short_words,
        line.time,
        last in _QUESTIONS,
        last in _BRACKETS,
        text.endswith(("…", "...")),
        line.hit.cover,
        line.unspaced,
        line.blank_before,
    ]


def features(lines: Sequence[Line], *, title: str = "", extra: Sequence[Sequence[float]] = ()) -> list[Row]:
    """Return one row of numbers a line, in the order of `NAMES`, followed by the caller's `extra` ones."""
    if not lines:
        return []
    prose = [line.prose for line in lines]
    own = list(zip(*map(own_row, lines), strict=True))
    columns: list[Sequence[float]] = [
        *own,
        *_repetition(lines, title),
        *_chrome(lines),
        *place_columns(lines, prose),
        *_around((own[0], own[2], own[21], own[10], prose, own[8])),
        *zip(*extra, strict=True),
    ]
    return list(zip(*columns, strict=True))


def _repetition(lines: Sequence[Line], title: str) -> list[Sequence[float]]:
    """Return the columns of what a line shares with others and with the title."""
    keys = [line.text.casefold() for line in lines]
    seen = Counter(keys)
    said = [set(line.tokens) for line in lines]
    alike = [0.0, *(dice(one, two) for one, two in pairwise(said)), 0.0]
    titled: list[float] = [0.0] * len(lines)
    is_title: list[float] = titled
    if title:
        words, key = set(tokens(title)), title.casefold()
        titled = [len(words & own) / (len(own) or 1) for own in said]
        is_title = [one == key for one in keys]
    after = [*(line.blank_before for line in lines[1:]), 1.0]
    return [after, [min(3, seen[key] - 1) for key in keys], alike[:-1], alike[1:], titled, is_title]


def _chrome(lines: Sequence[Line]) -> list[Sequence[float]]:
    """Return a column for each group of the lexicon."""
    columns: dict[str, list[float]] = {group: [0.0] * len(lines) for group in load_lexicon().groups}
    for at, line in enumerate(lines):
        for group, strength in line.hit.groups.items():
            columns[group][at] = strength
    return list(columns.values())


def _around(seen: Sequence[Sequence[float]]) -> list[Sequence[float]]:
    """Return what is seen of the lines near each, -1 where the page has no line."""
    reach = max(_OFFSETS)
    padded = [[-1.0] * reach + list(column) + [-1.0] * reach for column in seen]
    return [column[reach + offset : len(column) - reach + offset] for offset in _OFFSETS for column in padded]
