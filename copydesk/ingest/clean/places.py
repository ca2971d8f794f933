"""Where each line of a page stands: among the prose, in lists, near heads of other things. Numbers only; pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise
from operator import sub

from copydesk.ingest.clean.lines import Line

PLACE_NAMES: tuple[str, ...] = (
    "prose above (2)",
    "prose below (2)",
    "prose above (6)",
    "prose below (6)",
    "prose above (15)",
    "prose below (15)",
    "lines since prose",
    "lines until prose",
    "share of prose above",
    "place on the page",
    "in the core",
    "lines after the core's start",
    "lines before the core's end",
    "in the loose core",
    "before the loose core's end",
    "words shared with the core",
    "since a related head",
    "since a comment head",
    "since a footer",
    "since an author box",
    "until a related head",
    "chrome around",
    "run of list marks",
    "words in the run",
    "prose in the run",
    "prose before it",
    "prose after it",
    "prose on the page",
    "lines on the page",
    "blank lines the page's habit",
    "gap before",
    "gap after",
    "mean words around",
    "longest around",
    "core words",
    "unlike the habit",
    "since a blank run",
    "chrome on the page",
    "chrome above",
    "chrome below",
    "since chrome",
    "until chrome",
    "lines from the top",
    "lines to the end",
    "short lines in its run",
    "chrome in its run",
    "mean words in its run",
    "lines since its run began",
    "lines until its run ends",
    "colon before its run",
    "its run is the last",
    "words before its run",
    "words after its run",
)
_FAR = 30.0  # beyond this many lines a distance says nothing more
_MOST = 20.0  # lines of chrome; more say nothing more
_CHROME, _HEAD, _SIGNED = 0.6, 0.6, 0.9  # strengths by which a line is chrome, heads a list, is about the author


def place_columns(lines: Sequence[Line], prose: Sequence[bool]) -> list[Sequence[float]]:
    """Return the columns of where a line stands among the prose and the chrome of its page, as `PLACE_NAMES` says."""
    count = len(lines)
    start, end = best_stretch(lines, 12.0)
    loose_start, loose_end = best_stretch(lines, 4.0)
    sums = [0.0, *accumulate(map(float, prose))]
    total = sums[-1]
    before, past = sums[:count], sums[1:]
    sizes = [line.words for line in lines]
    words = [0.0, *accumulate(sizes)]
    chrome = [0.0, *accumulate(float(line.hit.cover >= _CHROME) for line in lines)]
    habit = _habit(lines)
    gaps = [0.0, *(min(_FAR, float(b.number - a.number - 1)) for a, b in pairwise(lines)), 0.0]
    core_words = math.log1p(sum(sizes[start:end]))
    return [
        *(column for reach in (2, 6, 15) for column in (_above(sums, reach), _below(sums, reach))),
        _since(prose),
        _until(prose),
        [value / (total or 1.0) for value in before],
        [at / count for at in range(count)],
        [start <= at < end for at in range(count)],
        [max(-_FAR, min(_FAR, at - start)) for at in range(count)],
        [max(-_FAR, min(_FAR, end - at)) for at in range(count)],
        [loose_start <= at < loose_end for at in range(count)],
        [max(-_FAR, min(_FAR, loose_end - at)) for at in range(count)],
        _shared(lines, prose, start, end),
        *_distances(lines),
        list(map(sub, _ahead(chrome, 6), _behind(chrome, 5))),
        *zip(*_runs(lines, prose), strict=True),
        [min(value, 20.0) for value in before],
        [min(total - value, 20.0) for value in past],
        [min(total, 60.0)] * count,
        [min(count, 400)] * count,
        [habit] * count,
        gaps[:-1],
        gaps[1:],
        [(far - near) / 7 for far, near in zip(_ahead(words, 4), _behind(words, 3), strict=True)],
        _longest(sizes),
        [core_words] * count,
        [abs(habit - line.blank_before) for line in lines],
        _since([gap >= 2 for gap in gaps[:-1]]),
        *_much_chrome(lines),
        [min(_FAR, at) for at in range(count)],
        [min(_FAR, count - 1 - at) for at in range(count)],
        *zip(*_short_runs(lines, prose), strict=True),
    ]


def _much_chrome(lines: Sequence[Line]) -> list[Sequence[float]]:
    """Return the columns of how much of the input is chrome, and how much of that lies above and below each line.

    A copy that was cleaned before has none, and then its short lines are the text's own.
    """
    flags = [line.hit.cover >= _CHROME for line in lines]
    sums = [0.0, *accumulate(map(float, flags))]
    share = sums[-1] / len(lines)
    return [
        [share] * len(lines),
        [min(_MOST, value) for value in sums[:-1]],
        [min(_MOST, sums[-1] - value) for value in sums[1:]],
        _since(flags),
        _until(flags),
    ]


def _short_runs(lines: Sequence[Line], prose: Sequence[bool]) -> list[tuple[float, ...]]:
    """For each line that is no prose: what is seen of the run of such lines it stands in, which is often one thing."""
    out: list[tuple[float, ...]] = []
    at = 0
    while at < len(lines):
        if prose[at]:
            out.append((0.0, -1.0, -1.0, 0.0, 0.0, 0.0, 0.0, -1.0, -1.0))
            at += 1
            continue
        stop = at
        while stop < len(lines) and not prose[stop]:
            stop += 1
        size = stop - at
        worst = max(line.hit.cover for line in lines[at:stop])
        mean = sum(line.words for line in lines[at:stop]) / size
        colon = float(at > 0 and lines[at - 1].text[-1:] in ":：")
        above = lines[at - 1].words if at else 0.0
        below = lines[stop].words if stop < len(lines) else 0.0
        out += [
            (
                min(_FAR, size),
                worst,
                mean,
                min(_FAR, near - at),
                min(_FAR, stop - 1 - near),
                colon,
                float(stop == len(lines)),
                min(60.0, above),
                min(60.0, below),
            )
            for near in range(at, stop)
        ]
        at = stop
    return out


def _behind(sums: list[float], reach: int) -> list[float]:
    """Return for each line the sum that stood `reach` lines before it."""
    return [*(sums[:1] * reach), *sums[:-1]][: len(sums) - 1]


def _ahead(sums: list[float], reach: int) -> list[float]:
    """Return for each line the sum that stands `reach` lines after it began."""
    return [*sums[reach:], *(sums[-1:] * reach)][: len(sums) - 1]


def _above(sums: list[float], reach: int) -> list[float]:
    return list(map(sub, sums[:-1], _behind(sums, reach)))


def _below(sums: list[float], reach: int) -> list[float]:
    return list(map(sub, _ahead(sums, reach + 1), sums[1:]))


def _longest(sizes: Sequence[float]) -> list[float]:
    """Return the words of the longest of each line and the two on either side."""
    padded = [0.0, 0.0, *sizes, 0.0, 0.0]
    return list(map(max, *(padded[at : at + len(sizes)] for at in range(5))))


def _shared(lines: Sequence[Line], prose: Sequence[bool], start: int, end: int) -> list[float]:
    """Return the share of each line's words that the core has, its own use of them not counted."""
    vocabulary = Counter(word for line in lines[start:end] if line.prose for word in line.content)
    once = vocabulary.keys()
    again = {word for word, times in vocabulary.items() if times > 1}
    return [
        len(line.content & (again if start <= at < end and prose[at] else once)) / len(line.content)
        if line.content
        else -1.0
        for at, line in enumerate(lines)
    ]


def _distances(lines: Sequence[Line]) -> list[list[float]]:
    """Return the columns of how long ago the page began to speak of other things."""
    groups = [line.hit.groups for line in lines]
    related = [hit.get("related", 0.0) >= _HEAD for hit in groups]
    return [
        _since(related),
        _since([hit.get("comments", 0.0) >= _HEAD for hit in groups]),
        _since([hit.get("footer", 0.0) >= _HEAD or hit.get("legal", 0.0) >= _HEAD for hit in groups]),
        _since([hit.get("author", 0.0) >= _SIGNED for hit in groups]),
        _until(related),
    ]


def best_stretch(lines: Sequence[Line], cost: float) -> tuple[int, int]:
    """Return the bounds (end excluded) of the stretch with most prose, each other line costing `cost` words."""
    best, start, end, total, since = 0.0, 0, 0, 0.0, 0
    for at, line in enumerate(lines):
        if line.prose and line.hit.cover < 0.3:
            gain = min(line.words, 60.0) * (0.4 if line.mark else 1.0)
        else:
            gain = -cost - (3 * cost if max(line.hit.groups.values(), default=0.0) >= 0.99 else 0.0)
        total += gain
        if total <= 0:
            total, since = 0.0, at + 1
        elif total > best:
            best, start, end = total, since, at + 1
    return start, end


def _since(flags: Sequence[bool]) -> list[float]:
    out, last = [], _FAR
    for flag in flags:
        last = 0.0 if flag else min(_FAR, last + 1)
        out.append(last)
    return out


def _until(flags: Sequence[bool]) -> list[float]:
    return _since(flags[::-1])[::-1]


def _habit(lines: Sequence[Line]) -> float:
    """Return how often prose follows a blank line on this page."""
    prose = [line.blank_before for line in lines if line.prose]
    return sum(prose) / len(prose) if prose else 1.0


def _runs(lines: Sequence[Line], prose: Sequence[bool]) -> list[tuple[float, float, float]]:
    """For each line in a run of list items: the run's length, its mean words, its share of prose."""
    out: list[tuple[float, float, float]] = []
    at = 0
    while at < len(lines):
        stop = at + 1
        if lines[at].mark:
            while stop < len(lines) and lines[stop].mark:
                stop += 1
            size = stop - at
            mean = sum(line.words for line in lines[at:stop]) / size
            out += [(float(min(size, 30)), mean, sum(prose[at:stop]) / size)] * size
        else:
            out.append((0.0, 0.0, 0.0))
        at = stop
    return out
