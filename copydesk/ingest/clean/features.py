"""What the classifiers of lines and of headlines see: a line's own shape, its neighbours', its place among the prose.

Numbers only, in the order of `NAMES`; nothing of a page's words is kept. Pure; standard library only.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, pairwise
from typing import TypeAlias

from copydesk.ingest.clean.facts.dates import find_dates
from copydesk.ingest.clean.facts.names import is_name, strip_by
from copydesk.ingest.clean.lexicon import load_lexicon, tokens
from copydesk.ingest.clean.lines import Line, dice, same_words
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


def features(lines: Sequence[Line], *, title: str = "", extra: Sequence[Row] = ()) -> list[Row]:
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
    ]
    rows = list(zip(*columns, strict=True))
    return [row + more for row, more in zip(rows, extra, strict=True)] if extra else rows


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


# What the classifier of headlines sees of each line that could be one.

_GROUPS = ("caption", "byline", "related", "social", "legal", "nav", "ui", "comments")
TITLE_NAMES: tuple[str, ...] = (
    "words",
    "letters a word",
    "stop at the end",
    "sentences",
    "colon inside",
    "question",
    "opens with a quotation mark",
    "all capitals",
    "capitals",
    "small words",
    "list mark",
    "contact",
    "digits",
    "bars or arrows",
    "is a name",
    "is prose",
    "chrome words",
    "asks something of its reader",
    *(f"chrome: {group}" for group in _GROUPS),
    "lines before the text",
    "lines from the top",
    "words shared with the text",
    "weight of its words",
    "words shared with the lead",
    "said again",
    "part of other lines",
    "same as the line before",
    "same as the line after",
    "words above",
    "words below",
    "stop below",
    "words second below",
    "stop second below",
    "mark above",
    "mark below",
    "date within four lines",
    "byline within four lines",
    "name within four lines",
    "social within five lines",
    "prose until the text",
    "candidates until the text",
    "rank by words shared",
    "rank by weight",
    "rank by length",
    "rank by saying again",
    "best words shared",
    "stems shared with the text",
    "weight of its stems",
    "stems of the text's own",
    "stems shared with the lead",
    "rank by stems shared",
    "rank by weight of stems",
    "rank by stems of its own",
    "best stems shared",
    "best stems of its own",
    "teasers around",
    "stems of its rivals",
    "chrome above",
    "chrome below",
    "few words above",
    "lines since the last candidate",
    "lines until the next candidate",
    "gap above",
    "gap below",
    "words it is about",
    "bracket at the end",
    "brackets",
    "starts small",
)
_FAR = 60.0
CHROME, _FEW = 0.6, 4  # share of a line that is chrome; words of a label
_TELLING = 8  # letters of a line that is not found in others by chance
_LEAD_LINES = 60  # lines of the text whose words a headline shares
# Letters by which words are compared where endings differ from headline to text ("Kühlturm", "Kühltürme"): .02 of
# exact titles over sites.
_STEM = 5
_GAP = 20.0


def title_rows(
    lines: Sequence[Line], kept: Sequence[bool], start: int, end: int, places: Sequence[int]
) -> list[list[float]]:
    """Return the numbers of each candidate at `places`, in the order of `TITLE_NAMES`.

    `kept` says of each line whether it is article text, which lies between `start` and `end`.
    """
    asked = {at: stems_of(lines[at]) for at in places}
    stems = _stem_rows(lines, kept, start, end, asked)
    last = min(end, start + _LEAD_LINES)
    spoken = Counter(word for line in lines[start:last] for word in line.content)
    lead = {word for line in lines[start : start + 3] for word in line.content}
    keys = [line.text.casefold() for line in lines]
    page, said = "\n".join(keys), Counter(keys)
    shared, weights = [], []
    for at in places:
        own = lines[at].content
        self_said = float(start <= at < last)
        counts = [spoken[word] - self_said for word in own]
        shared.append(sum(count > 0 for count in counts) / len(own) if own else 0.0)
        weights.append(sum(min(9.0, max(0.0, count)) for count in counts) / len(own) if own else 0.0)
    lengths = [min(20.0, lines[at].words) for at in places]
    again = [float(min(4, page.count(keys[at]) - 1)) if len(keys[at]) > _TELLING else 0.0 for at in places]
    ranks = list(zip(*(_ranks(values) for values in (shared, weights, lengths, again)), strict=True))
    rows: list[list[float]] = []
    for nth, at in enumerate(places):
        line = lines[at]
        own = line.content
        rows.append(
            [
                *_shape(line),
                min(_FAR, max(-_FAR, float(start - at))),
                min(_FAR, float(at)),
                shared[nth],
                weights[nth],
                len(own & lead) / len(own) if own else 0.0,
                float(min(3, said[keys[at]] - 1)),
                again[nth],
                *_neighbours(lines, at),
                float(sum(other.prose for other in lines[at + 1 : start])),
                float(len(places) - nth),
                *ranks[nth],
                max(shared),
                *stems[nth],
                *_surroundings(lines, places, asked, nth),
            ]
        )
    return rows


def stems_of(line: Line) -> frozenset[str]:
    """Return the first letters of the words that a line is about, by which words of other endings are compared."""
    return frozenset([word[:_STEM] for word in line.content])


def _stem_counts(lines: Iterable[Line], asked: AbstractSet[str]) -> Counter[str]:
    """Count the stems that are `asked` for, by the words of each line."""
    out: Counter[str] = Counter()
    for word, count in Counter(chain.from_iterable(line.content for line in lines)).items():
        if word[:_STEM] in asked:
            out[word[:_STEM]] += count
    return out


def _stem_rows(
    lines: Sequence[Line], kept: Sequence[bool], start: int, end: int, asked: Mapping[int, frozenset[str]]
) -> list[list[float]]:
    """Return what each candidate's stems tell: how many the text has, how often, and nobody else on the page."""
    last = min(end, start + _LEAD_LINES)
    all_asked = frozenset[str]().union(*asked.values())
    spoken = _stem_counts((lines[at] for at in range(start, last) if kept[at]), all_asked)
    everywhere = _stem_counts(lines, all_asked)
    lead = frozenset[str]().union(*(stems_of(line) for line in lines[start : start + 3]))
    shared, weights, own, leading = [], [], [], []
    for at, stems in asked.items():
        total = len(stems) or 1
        self_said = start <= at < last and kept[at]
        counts = {stem: max(0, spoken[stem] - self_said) for stem in stems}
        shared.append(sum(count > 0 for count in counts.values()) / total)
        weights.append(sum(min(9, count) for count in counts.values()) / total)
        own.append(sum(count / everywhere[stem] for stem, count in counts.items()) / total)
        leading.append(len(stems & lead) / total)
    ranks = zip(*map(_ranks, (shared, weights, own)), strict=True)
    return [
        [*of_one, *rank, max(shared), max(own)]
        for of_one, rank in zip(zip(shared, weights, own, leading, strict=True), ranks, strict=True)
    ]


def _surroundings(
    lines: Sequence[Line], places: Sequence[int], asked: Mapping[int, frozenset[str]], nth: int
) -> list[float]:
    at = places[nth]
    above, below = lines[max(0, at - 5) : at], lines[at + 1 : at + 6]
    near = [*above[-4:], *below[:4]]
    stems = asked[at]
    rivals = sum(len(stems & other) for at_other, other in asked.items() if at_other != at)
    return [
        float(sum(5 <= line.words <= 20 and not line.stop and not line.prose for line in near)),
        rivals / (len(stems) or 1),
        float(sum(line.hit.cover >= CHROME for line in above)),
        float(sum(line.hit.cover >= CHROME for line in below)),
        float(sum(line.words <= _FEW for line in above)),
        float(at - places[nth - 1]) if nth else _FAR,
        float(places[nth + 1] - at) if nth + 1 < len(places) else _FAR,
        min(_GAP, float(lines[at].number - above[-1].number)) if above else _GAP,
        min(_GAP, float(below[0].number - lines[at].number)) if below else _GAP,
        float(len(lines[at].content)),
        float(lines[at].text[-1:] in ")]"),
        float("(" in lines[at].text),
        float(lines[at].text[:1].islower()),
    ]


def _shape(line: Line) -> list[float]:
    text = line.text
    groups = line.hit.groups
    return [
        line.words,
        len(text) / (line.words or 1.0),
        float(line.stop),
        float(line.stops),
        float(":" in text),
        float(text.endswith(("?", "？"))),
        float(text[:1] in "\"'“‘«„‚「『"),
        float(text.isupper()),
        line.capitals,
        line.short_words,
        float(bool(line.mark)),
        float(line.contact),
        line.digits,
        float(sum(text.count(sign) for sign in "|»›>→")),
        float(is_name(text)),
        float(line.prose),
        line.hit.cover,
        groups.get("promo", 0.0) + line.hit.pleas,
        *(groups.get(group, 0.0) for group in _GROUPS),
    ]


def _neighbours(lines: Sequence[Line], at: int) -> list[float]:
    above = lines[at - 1] if at else None
    below = lines[at + 1 : at + 6]
    one, two = (below[nth] if nth < len(below) else None for nth in (0, 1))
    return [
        same_words(lines[at].tokens, above.tokens) if above else 0.0,
        same_words(lines[at].tokens, one.tokens) if one else 0.0,
        min(_FAR, above.words) if above else -1.0,
        min(_FAR, one.words) if one else -1.0,
        float(one.stop) if one else -1.0,
        min(_FAR, two.words) if two else -1.0,
        float(two.stop) if two else -1.0,
        float(bool(above and above.mark)),
        float(bool(one and one.mark)),
        float(any(line.digits > 0 and line.words < 20 and bool(find_dates(line.raw)) for line in below[:4])),
        float(any(line.words < 20 and (strip_by(line.text)[1] or "byline" in line.hit.groups) for line in below[:4])),
        float(any(line.words < 6 and is_name(line.text) for line in below[:4])),
        max((line.hit.groups.get("social", 0.0) for line in below), default=0.0),
    ]


def _ranks(values: Sequence[float]) -> list[float]:
    """Return for each value how many are above it: a candidate is judged among its rivals."""
    return [float(sum(other > value for other in values)) for value in values]
