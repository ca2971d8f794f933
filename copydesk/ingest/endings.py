"""Where an article ends for certain: who its author is, and teasers that say each headline twice. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copydesk.ingest.lines import Line
from copydesk.ingest.names import load_words

# What follows an author's name in a biography: "… is a reporter", ", an editor at X, has covered".
_IS = re.compile(
    r"(?:,[^.!?]{2,80},)?\s+(?:is|was|has|covers|writes|reports|works|joined|can be|ist|war|schreibt|arbeitet|berichtet"
    r"|est|a été|écrit|es|fue|escribe|è|scrive|é|escreve|schrijft|är|er)\b",
    re.IGNORECASE,
)
_LEAST = 6  # words of a biography
_WITHIN = 6  # lines from one teaser to the next
_SHORTEST_HALF = 3  # words of a headline that is said twice in a line


def biography(lines: Sequence[Line], kept: Sequence[bool], names: Sequence[str]) -> int | None:
    """Return the place of the line that says who an author is, where more of the text stands above than below it.

    Nobody writes of himself by his full name; what follows are other stories.
    """
    roles = load_words().roles
    sizes = [line.words if flag else 0.0 for line, flag in zip(lines, kept, strict=True)]
    total, above = sum(sizes), 0.0
    for at, line in enumerate(lines):
        if above * 2 > total and line.words >= _LEAST and not roles.isdisjoint(line.tokens):
            name = next((name for name in names if line.text.casefold().startswith(name.casefold())), None)
            if name and _IS.match(line.text, len(name)):
                return at
        above += sizes[at]
    return None


def said_twice(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Return the bounds (end excluded) of runs of teasers: a headline twice in one line, then its summary."""
    out: list[tuple[int, int]] = []
    places = [at for at, line in enumerate(lines) if _doubled(line)]
    for at in places:
        if out and at - out[-1][1] < _WITHIN:
            out[-1] = (out[-1][0], at + 2)
        else:
            out.append((at, at + 2))
    return [(start, min(end, len(lines))) for start, end in out if end - start > 2]


def _doubled(line: Line) -> bool:
    half, odd = divmod(len(line.tokens), 2)
    return not odd and half >= _SHORTEST_HALF and line.tokens[:half] == line.tokens[half:]
