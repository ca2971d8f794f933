"""Whole sections of a page that are not its article, told by how they are built. Pure.

They are readers' comments, tables of cookies, teasers, and what stands above a dateline. A comment reads like an
article, line by line; only its section betrays it.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from copydesk.ingest.clean.facts.dateline import above_dateline
from copydesk.ingest.clean.lines import Line

_HEAD, _FORM, _SPEAKER = "comment_section", "comment_form", "comment_speaker"
_COOKIES = frozenset(["cookie", "cookies"])
_ABOVE_WORDS, _ABOVE_PROSE = 40, 3  # what must have been kept above: a count of comments stands under titles too
_SPEAKS_WITHIN = 6  # lines from the head of a section to the first who speaks in it
_NEXT_WITHIN = 25  # lines from one who speaks to the next
_SPEAKERS = 3  # with their times; "She wrote:" and a quotation come twice in an article
_TABLE, _ROW_WITHIN = 8, 3  # rows that speak of cookies, lines from one to the next
_TEASERS, _TEASER_WITHIN = 3, 4  # teasers in a run, lines from one to the next; pictures' two texts are doubled too
_SHORTEST_HALF = 3  # words of a headline that is said twice in a line


def foreign_sections(lines: Sequence[Line], kept: Sequence[bool]) -> dict[int, str]:
    """Return the places of lines in sections that are not the article, each with the rule that says so."""
    out: dict[int, str] = {}
    start = _comments(lines, kept)
    if start is not None:
        out.update(dict.fromkeys(range(start, len(lines)), "section: readers' comments"))
    cookies = [at for at, line in enumerate(lines) if _COOKIES.intersection(line.tokens)]
    for run in _runs(cookies, _ROW_WITHIN, _TABLE):
        out.update(dict.fromkeys(range(run[0], run[-1] + 1), "section: table of cookies"))
    doubled = [at for at, line in enumerate(lines) if _said_twice(line)]
    for run in _runs(doubled, _TEASER_WITHIN, _TEASERS):
        # A line of summary follows each headline; where two headlines follow each other, there are none.
        end = run[-1] + 1 + all(b - a > 1 for a, b in pairwise(run))
        out.update(dict.fromkeys(range(run[0], min(end, len(lines))), "section: teasers"))
    out.update(dict.fromkeys(above_dateline(lines, kept), "section: above the dateline"))
    return out


def _comments(lines: Sequence[Line], kept: Sequence[bool]) -> int | None:
    """Return the place from which on the page holds readers' comments; what follows them is never the article."""
    kinds = [line.hit.kind for line in lines]
    speakers = [at for at, kind in enumerate(kinds) if kind == _SPEAKER]
    stamped = [at for at in speakers if lines[at].digits]
    last_form = max((at for at, kind in enumerate(kinds) if kind == _FORM), default=-1)
    words, prose = 0.0, 0
    for at, line in enumerate(lines):
        if words >= _ABOVE_WORDS:
            if kinds[at] == _HEAD and _next(speakers, at) <= at + _SPEAKS_WITHIN:
                return at
            if kinds[at] == _HEAD and "#" in line.tokens and at < last_form and prose >= _ABOVE_PROSE:
                return at
            if kinds[at] == _SPEAKER and line.digits and _speak_on(stamped, at):
                return at
        if kept[at]:
            words, prose = words + line.words, prose + line.prose
    return None


def _next(places: Sequence[int], at: int) -> float:
    """Return the first of the sorted `places` after `at`, infinity where there is none."""
    nth = bisect_right(places, at)
    return places[nth] if nth < len(places) else math.inf


def _speak_on(stamped: Sequence[int], at: int) -> bool:
    """Tell whether after the one at `at` others speak who have a time too, each soon after the last."""
    near = stamped[(nth := bisect_left(stamped, at)) : nth + _SPEAKERS]
    return len(near) == _SPEAKERS and all(b - a <= _NEXT_WITHIN for a, b in pairwise(near))


def _said_twice(line: Line) -> bool:
    half, odd = divmod(len(line.tokens), 2)
    return not odd and half >= _SHORTEST_HALF and line.tokens[:half] == line.tokens[half:]


def _runs(places: Sequence[int], within: int, least: int) -> list[list[int]]:
    """Return the runs of `least` places or more in which each lies at most `within` lines after the last."""
    runs: list[list[int]] = []
    for at in places:
        if runs and at - runs[-1][-1] <= within:
            runs[-1].append(at)
        else:
            runs.append([at])
    return [run for run in runs if len(run) >= least]
