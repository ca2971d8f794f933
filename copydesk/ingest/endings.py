"""Where an article ends for certain: who its author is, and teasers that say each headline twice. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from copydesk.ingest.lines import Line
from copydesk.ingest.names import load_words

# What follows an author's name in a biography: "… is a reporter", ", an editor at X, has covered".
_IS = re.compile(
    r"(?:,[^.!?]{2,80},)?\s+(?:is|was|has|covers|writes|reports|works|joined|can be|ist|war|schreibt|arbeitet|berichtet"
    r"|est|a été|écrit|es|fue|escribe|è|scrive|é|escreve|schrijft|är|er)\b",
    re.IGNORECASE,
)
_LEAST = 6  # words of a biography
_TEASERS, _WITHIN = 3, 4  # teasers in a run, lines from one to the next; a picture's two texts are doubled now and then
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
    """Return the bounds (end excluded) of runs of teasers: each a headline twice in one line, then a line of summary.

    Where two such lines follow each other, there are no summaries.
    """
    runs: list[list[int]] = []
    for at in [at for at, line in enumerate(lines) if _doubled(line)]:
        if runs and at - runs[-1][-1] <= _WITHIN:
            runs[-1].append(at)
        else:
            runs.append([at])
    return [
        (run[0], min(len(lines), run[-1] + 1 + all(b - a > 1 for a, b in pairwise(run))))
        for run in runs
        if len(run) >= _TEASERS
    ]


def _doubled(line: Line) -> bool:
    half, odd = divmod(len(line.tokens), 2)
    return not odd and half >= _SHORTEST_HALF and line.tokens[:half] == line.tokens[half:]
