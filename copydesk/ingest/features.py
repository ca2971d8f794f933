"""What the line classifier sees: each line's own shape, its neighbours', and its place among the prose.

Numbers only, in the order of `NAMES`; nothing of a page's words is kept. Pure; standard library only.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from copydesk.ingest.lexicon import load_lexicon, tokens
from copydesk.ingest.lines import Line, same_words

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
_PLACE = (
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
)
_AROUND = ("words", "stop", "chrome", "mark", "prose", "capitals")
_OFFSETS = (-3, -2, -1, 1, 2, 3)
NAMES: tuple[str, ...] = (
    *_OWN,
    *(f"chrome: {group}" for group in load_lexicon().groups),
    *_PLACE,
    *(f"{name} at {offset:+d}" for offset in _OFFSETS for name in _AROUND),
)
OWN_NAMES = _OWN[:24]
_FAR = 30.0  # beyond this many lines a distance says nothing more


def own_row(line: Line) -> list[float]:
    """Return what a line alone shows, in the order of `OWN_NAMES`."""
    text = line.text
    last = text[-1:]
    return [
        math.log1p(line.words),
        len(text) / (line.words or 1.0),
        float(line.stop),
        float(last in ":："),
        float(line.stops),
        float(text.count(",") + text.count("，") + text.count("、")),
        float(text[:1] in "\"'“‘«„‚「『"),
        line.digits,
        line.capitals,
        float(text.isupper()),
        float(bool(line.mark)),
        float(line.mark[:1].isdigit() or line.mark[:1] == "("),
        float(min(line.indent, 12)),
        float(text[:1].islower()),
        float(line.contact),
        float(sum(text.count(sign) for sign in "|›»>→·/")),
        line.short_words,
        float(line.time),
        float(last in "?？"),
        float(last in ")]）"),
        float(text.endswith(("…", "..."))),
        line.hit.cover,
        float(line.unspaced),
        float(line.blank_before),
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


def _habits(lines: Sequence[Line]) -> tuple[float, float]:
    """Return how often prose follows a blank line on this page, and its share of the lines."""
    prose = [line for line in lines if line.prose]
    if not prose:
        return 1.0, 0.0
    return sum(line.blank_before for line in prose) / len(prose), len(prose) / len(lines)


def features(lines: Sequence[Line], *, title: str = "", extra: Sequence[Sequence[float]] = ()) -> list[list[float]]:
    """Return one row of numbers a line, in the order of `NAMES`, followed by the caller's `extra` ones."""
    count = len(lines)
    if not count:
        return []
    prose = [line.prose for line in lines]
    own = [own_row(line) for line in lines]
    keys = [line.text.casefold() for line in lines]
    seen = Counter(keys)
    alike = [0.0, *(same_words(one.tokens, two.tokens) for one, two in pairwise(lines)), 0.0]
    title_words, title_key = set(tokens(title)), title.casefold()
    groups = load_lexicon().groups
    start, end = best_stretch(lines, 12.0)
    loose_start, loose_end = best_stretch(lines, 4.0)
    vocabulary = Counter(word for line in lines[start:end] if line.prose for word in line.content)
    core_words = sum(line.words for line in lines[start:end])
    strong = [line.hit.groups for line in lines]
    related = _since([hit.get("related", 0) >= 0.6 for hit in strong])
    comments = _since([hit.get("comments", 0) >= 0.6 for hit in strong])
    footers = _since([max(hit.get("footer", 0), hit.get("legal", 0)) >= 0.6 for hit in strong])
    authors = _since([hit.get("author", 0) >= 0.9 for hit in strong])
    next_related = _since([hit.get("related", 0) >= 0.6 for hit in reversed(strong)])[::-1]
    since_prose = _since(prose)
    until_prose = _since(prose[::-1])[::-1]
    sums, chrome_sums, word_sums = [0.0], [0.0], [0.0]
    for line, flag in zip(lines, prose, strict=True):
        sums.append(sums[-1] + flag)
        chrome_sums.append(chrome_sums[-1] + (line.hit.cover >= 0.6))
        word_sums.append(word_sums[-1] + line.words)
    total_prose = sums[-1]
    habit, _share = _habits(lines)
    runs = _runs(lines, prose)
    gaps = [0.0] + [min(_FAR, float(b.number - a.number - 1)) for a, b in pairwise(lines)] + [0.0]
    around = [(own[at][0], own[at][2], own[at][21], own[at][10], float(prose[at]), own[at][8]) for at in range(count)]
    nothing = (-1.0, -1.0, -1.0, -1.0, -1.0, -1.0)
    blank_run = _since([gap >= 2 for gap in gaps[:-1]])
    silent, sizes = [0.0] * len(groups), [line.words for line in lines]
    rows: list[list[float]] = []
    for at, line in enumerate(lines):
        row = own[at]
        after = lines[at + 1] if at + 1 < count else None
        row += [
            float(after.blank_before) if after else 1.0,
            float(min(3, seen[keys[at]] - 1)),
            alike[at],
            alike[at + 1],
            len(title_words.intersection(line.tokens)) / (len(set(line.tokens)) or 1),
            float(keys[at] == title_key),
        ]
        hit = strong[at]
        row += [hit.get(group, 0.0) for group in groups] if hit else silent
        lo2, lo6, lo15 = max(0, at - 2), max(0, at - 6), max(0, at - 15)
        hi2, hi6, hi15 = min(count, at + 3), min(count, at + 7), min(count, at + 16)
        content = line.content
        known = sum(1 for word in content if vocabulary[word] > prose[at] * (start <= at < end))
        row += [
            sums[at] - sums[lo2],
            sums[hi2] - sums[at + 1],
            sums[at] - sums[lo6],
            sums[hi6] - sums[at + 1],
            sums[at] - sums[lo15],
            sums[hi15] - sums[at + 1],
            since_prose[at],
            until_prose[at],
            sums[at] / (total_prose or 1.0),
            at / count,
            float(start <= at < end),
            max(-_FAR, min(_FAR, float(at - start))),
            max(-_FAR, min(_FAR, float(end - at))),
            float(loose_start <= at < loose_end),
            max(-_FAR, min(_FAR, float(loose_end - at))),
            known / len(content) if content else -1.0,
            related[at],
            comments[at],
            footers[at],
            authors[at],
            next_related[at],
            chrome_sums[min(count, at + 6)] - chrome_sums[max(0, at - 5)],
            *runs[at],
            min(sums[at], 20.0),
            min(total_prose - sums[at + 1], 20.0),
            min(total_prose, 60.0),
            float(min(count, 400)),
            habit,
            gaps[at],
            gaps[at + 1],
            (word_sums[min(count, at + 4)] - word_sums[max(0, at - 3)]) / 7,
            max(sizes[lo2 : at + 3]),
            math.log1p(core_words),
            abs(habit - line.blank_before),
            blank_run[at],
        ]
        for offset in _OFFSETS:
            near = at + offset
            row += around[near] if 0 <= near < count else nothing
        if extra:
            row += extra[at]
        rows.append(row)
    return rows


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
