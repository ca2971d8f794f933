"""Articles that are one text in several outlets: what a page shows as "also in". Pure.

A text's sketch is made of the beginnings of its paragraphs, since a wire report is cut by whole paragraphs and
seldom rewritten; `ingest.copies` compares words, which tells more and costs ten times as much. A sketch is
short, so that most edits of a body leave it, and with it the graph of links, as it was.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

SKETCH, START, LEAST = 8, 80, 30
# Half of the shorter sketch: a report and its copy with a third of the paragraphs gone share more than that.
SHARE, SHARED_LEAST = 0.5, 2
# A paragraph that so many articles begin alike is a notice of the outlet's.
NOTICE = 20
_WORD = re.compile(r"\w+")


def sketch(markdown: str) -> tuple[int, ...]:
    """The sketch of a body: the smallest hashes of how its paragraphs begin, marks and case left out."""
    found = {zlib.crc32(_letters(block[:START])) for block in markdown.split("\n\n") if len(block) >= LEAST}
    return tuple(sorted(found)[:SKETCH])


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


class Sketched(Protocol):
    """What can be compared: a sketch, and the outlet it is from."""

    @property
    def sketch(self) -> tuple[int, ...]:
        """What `sketch` made of its body."""

    @property
    def source(self) -> str:
        """The slug of its outlet."""


S = TypeVar("S", bound=Sketched)


def find_copies(entries: Sequence[S]) -> Mapping[int, tuple[S, ...]]:
    """For each entry (by place) those of other outlets that are the same text, in the order given."""
    postings: defaultdict[int, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        for value in entry.sketch:
            postings[value].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in postings.values():
        if 1 < len(numbers) <= NOTICE:
            shared.update(_pairs(numbers))
    found: defaultdict[int, list[int]] = defaultdict(list)
    for (a, b), count in shared.items():
        shorter = min(len(entries[a].sketch), len(entries[b].sketch))
        if count >= max(SHARED_LEAST, SHARE * shorter) and entries[a].source != entries[b].source:
            found[a].append(b)
            found[b].append(a)
    return {number: tuple(entries[other] for other in sorted(others)) for number, others in found.items()}


def _pairs(numbers: list[int]) -> Iterable[tuple[int, int]]:
    return ((a, b) for i, a in enumerate(numbers) for b in numbers[i + 1 :])
