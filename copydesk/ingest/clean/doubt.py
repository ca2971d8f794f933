"""How sure the cleaner may be of each block it left out, learnt from what it lost on pages of sites it never saw. Pure.

The forest of `classify` says what a block looks like. Whether a block that was left out is the article's after all
shows better around it: in the run it was left out with, in what was kept beside it and in its container, in how much
was kept at all. `scripts/train_cleaner.py` trains on the cleaner's own answers to held-out pages
(docs/decisions/cleaner.md).
"""

from __future__ import annotations

import itertools
import json
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import mul
from pathlib import Path
from typing import NamedTuple

from copydesk.ingest.clean.classify import ALL_LINKED, Decisions
from copydesk.ingest.clean.document import Block
from copydesk.ingest.clean.forest import forest_folder, load_forest
from copydesk.ingest.clean.from_page import markup_row, tag_names
from copydesk.ingest.clean.lexicon import tokens
from copydesk.ingest.clean.lines import Line

DOUBT_NAMES = (
    "words",
    "stop at the end",
    "chance",
    "log-odds",
    "chance before",
    "chance after",
    "chrome words",
    "strongest chrome",
    "asks for something",
    "contact",
    "digits",
    "capitals",
    "prose",
    "linked",
    "list mark",
    "chosen by a second reader",
    "passed over",
    "a rule's",
    "states a fact",
    "says again what is kept",
    "in a foreign section",
    "kept above",
    "kept below",
    "between kept blocks",
    "kept share of the blocks near it",
    "kept share of those around it",
    "blocks left out with it",
    "words left out with it",
    "best chance in its run",
    "mean chance in its run",
    "prose in its run",
    "links in its run",
    "chrome in its run",
    "kept share of its container",
    "kept share of its outer container",
    "blocks of its unit",
    "kept share of its unit",
    "blocks of its kind",
    "kept share of its kind",
    "times its words come",
    "kept share of these",
    "also among what is kept",
    "share of its words that are kept",
    "kept words",
    "kept share of all blocks",
    "kept share of all prose",
    "certainty of the whole",
    "chrome lines",
    "words of the runs left out within",
)
PAGE_DOUBT_NAMES = (*DOUBT_NAMES, *tag_names())
_FACTS = frozenset(["title", "subtitle", "byline", "date", "caption"])
_AGAIN = frozenset(["said before", "said twice", "contents"])
_REACH, _NEAR, _AROUND, _MANY = 40, 3, 10, 200  # places; places; places; blocks
_NONE, _PASSED = -1.0, -8.0
_SPOKEN = 0.6
_WORDS, _KEPT, _SHARE = map(DOUBT_NAMES.index, ("words", "kept words", "kept share of all blocks"))
_LITTLE, _LEAST_SHARE, _MOST_ODDS = 0.005, 0.02, 11.5  # bounds of the signs of certainty


class _Place(NamedTuple):
    """A block or a passed row of a document in its order: `at` is a block's place, below 0 that of a passed row."""

    line: int
    at: int
    block: Block | None
    kept: bool
    odds: float
    whole: float
    words: float
    text: str
    rule: str
    tokens: tuple[str, ...]


def doubt_rows(desk: Decisions) -> tuple[list[int], list[int], list[tuple[float, ...]]]:
    """Return what was left out as places among the blocks, places among the passed rows, and rows in that order.

    The rows are numbers in the order of `DOUBT_NAMES`.
    """
    document = desk.document
    places = [
        _Place(
            line=block.line,
            at=at,
            block=block,
            kept=keep,
            odds=_odds(chance),
            whole=0.0 if keep else _whole_odds(desk, at),
            words=line.words,
            text="",
            rule=desk.rules.get(at, ""),
            tokens=(),
        )
        for at, (block, line, keep, chance) in enumerate(
            zip(document.blocks, document.lines, desk.keep, desk.verdict.chances, strict=True)
        )
    ]
    places += [
        _Place(
            line=row.line,
            at=-1 - nth,
            block=document.beyond[nth] if document.beyond else None,
            kept=False,
            odds=_PASSED,
            whole=_PASSED,
            words=float(len(row.text.split())),
            text=row.text,
            rule=row.rule,
            tokens=tuple(tokens(row.text)),
        )
        for nth, row in enumerate(document.passed)
    ]
    places.sort(key=lambda place: place.line)
    rows = _rows(desk, places)
    out = [(place.at, row) for place, row in zip(places, rows, strict=True) if row is not None]
    judged = [(at, row) for at, row in out if at >= 0]
    passed = [(-1 - at, row) for at, row in out if at < 0]
    return [at for at, _ in judged], [at for at, _ in passed], [row for _, row in (*judged, *passed)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """The chances that what was left out belongs to the article: of blocks by place, of passed rows in their order.

    `words` is how many words that makes by all of the forest's own figures together, which tell a loss better than the
    chances (docs/decisions/cleaner.md).
    """

    judged: Mapping[int, float]
    passed: tuple[float, ...]
    words: float


def weigh_doubts(desk: Decisions) -> Doubts:
    """Return of all that was left out the chance that it belongs to the article."""
    judged, passed, rows = doubt_rows(desk)
    model = desk.document.doubts
    forest = load_forest(model)
    odds = [forest.log_odds(row) for row in rows]
    chances = load_certainty(model, forest_folder()).chances(rows, odds)
    by_place = dict(zip(judged, chances, strict=False))
    of_passed = dict(zip(passed, chances[len(judged) :], strict=True))
    said = _held_twice(desk, judged)
    shares = [math.expm1(row[_WORDS]) / (1 + math.exp(-one)) for row, one in zip(rows, odds, strict=True)]
    words = sum(share for nth, share in enumerate(shares) if nth not in said)
    return Doubts(judged=by_place, passed=tuple(of_passed[at] for at in range(len(of_passed))), words=words)


def _held_twice(desk: Decisions, judged: Sequence[int]) -> set[int]:
    """Return which of the places left out say again what is kept, where a page holds most of its text twice.

    Of a few such lines one belongs to a text of which more is lost.
    """
    lines, kept = desk.document.lines, desk.kept()
    here = {lines[at].tokens for at in kept}
    said = {nth for nth, at in enumerate(judged) if lines[at].tokens in here}
    words = sum(lines[judged[nth]].words for nth in said)
    return said if words >= _MOST_HELD * sum(lines[at].words for at in kept) else set()


_MOST_HELD = 0.5  # share of the words kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Certainty:
    """How the figures of a forest of doubts are to be read, measured on pages of sites that it never saw.

    `slopes` weigh the signs of `signs_of` after a constant; `scores` and `shares` say how often what scored up to
    there belonged to the article.
    """

    slopes: tuple[float, ...]
    scores: tuple[float, ...]
    shares: tuple[float, ...]

    def chances(self, rows: Sequence[Sequence[float]], odds: Sequence[float]) -> list[float]:
        """Return the chance of each row of one input to belong to the article, by what the forest says of it."""
        first, *slopes = self.slopes
        return [self._share(first + sum(map(mul, slopes, signs))) for signs in signs_of(rows, odds)]

    def _share(self, score: float) -> float:
        at = bisect_left(self.scores, score)
        if at == 0 or at == len(self.scores):
            return self.shares[min(at, len(self.shares) - 1)]
        low, high = self.scores[at - 1], self.scores[at]
        below, above = self.shares[at - 1], self.shares[at]
        return below + (above - below) * (score - low) / (high - low)


def signs_of(rows: Sequence[Sequence[float]], odds: Sequence[float]) -> list[tuple[float, float, float]]:
    """Return what the certainty of each row of one input is read from, in the same order.

    That is the forest's log-odds, how much of the article its figures give for lost in all (a page that lost much lost
    more than its likeliest lines), and how much of the input was kept (where little is left out, more of it is lost).
    """
    if not rows:
        return []
    chances = [1 / (1 + math.exp(-value)) for value in odds]
    words = sum(math.expm1(row[_WORDS]) * chance for row, chance in zip(rows, chances, strict=True))
    lost = math.log(_LITTLE + words / max(1.0, math.expm1(rows[0][_KEPT])))
    share = min(1 - _LEAST_SHARE, max(_LEAST_SHARE, rows[0][_SHARE]))
    kept = math.log(share / (1 - share))
    return [(max(-_MOST_ODDS, min(_MOST_ODDS, value)), lost, kept) for value in odds]


def load_certainty(name: str, folder: Path) -> Certainty:
    """Return how the figures of the forest `NAME.json` in a folder are to be read, read once."""
    return _certainty(name, folder)


@cache
def _certainty(name: str, folder: Path) -> Certainty:
    data = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["certainty"]
    scores, shares = zip(*data["table"], strict=True)
    return Certainty(slopes=tuple(data["slopes"]), scores=scores, shares=shares)


def _whole_odds(desk: Decisions, at: int) -> float:
    """Return what all trees say of a block; of one that its words or links give away, what was said when it fell."""
    line, block = desk.document.lines[at], desk.document.blocks[at]
    if line.hit.cover >= _SPOKEN or block.linked >= ALL_LINKED:
        return _odds(desk.verdict.chances[at])
    return desk.verdict.odds_of_all(at)


def _odds(chance: float) -> float:
    return math.log(max(chance, 0.001) / max(1 - chance, 0.001))


def _rows(desk: Decisions, places: Sequence[_Place]) -> list[tuple[float, ...] | None]:
    lines, is_page = desk.document.lines, desk.document.is_page
    count = len(places)
    sums = list(itertools.accumulate((place.kept for place in places), initial=0))
    above, below = _distances(places)
    whole = _of_the_whole(desk)
    kin = _Kin(places, lines)
    out: list[tuple[float, ...] | None] = [None] * count
    for kept, group in itertools.groupby(range(count), key=lambda nth: places[nth].kept):
        if kept:
            continue
        run = list(group)
        within = sums[run[0]] > 0 and sums[run[-1] + 1] < sums[-1]
        of_run = _of_run(desk, places, run)
        for nth in run:
            place = places[nth]
            near, nearest = max(0, nth - _NEAR), min(count, nth + _NEAR + 1)
            around, outermost = max(0, nth - _AROUND), min(count, nth + _AROUND + 1)
            beside = (
                above[nth],
                below[nth],
                float(within),
                (sums[nearest] - sums[near]) / (nearest - near),
                (sums[outermost] - sums[around]) / (outermost - around),
            )
            own = _of_itself(
                desk, place, places[nth - 1] if nth else None, places[nth + 1] if nth + 1 < count else None
            )
            markup = markup_row(place.block) if place.block and is_page else ()
            out[nth] = own + beside + of_run + kin.row(place) + whole + (of_run[1] if within else 0.0,) + markup
    return out


def _distances(places: Sequence[_Place]) -> tuple[list[float], list[float]]:
    """Return for each place how far the nearest kept ones above and below are, at most `_REACH`."""
    above: list[float] = []
    far = float(_REACH)
    for place in places:
        far = 0.0 if place.kept else min(_REACH, far + 1)
        above.append(far)
    below: list[float] = []
    far = float(_REACH)
    for place in reversed(places):
        far = 0.0 if place.kept else min(_REACH, far + 1)
        below.append(far)
    return above, below[::-1]


def _of_itself(desk: Decisions, place: _Place, before: _Place | None, after: _Place | None) -> tuple[float, ...]:
    name = place.rule.split(":", maxsplit=1)[0]
    known = (
        float(name != "" and place.at >= 0),
        float(name in _FACTS),
        float(name in _AGAIN),
        float(name in ("section", "gallery", "above the headline") or name.startswith("author")),
    )
    beside = (before.odds if before else _NONE, after.odds if after else _NONE)
    if place.at < 0:
        text = place.text
        digits = sum(map(str.isdigit, text)) / (len(text) or 1)
        linked = place.block.linked if place.block else float(place.rule.endswith("links"))
        shape = (0.0, 0.0, 0.0, 0.0, digits, 0.0, 0.0, linked, 0.0, _NONE, 1.0 + linked)
        return (math.log1p(place.words), float(text[-1:] in ".!?。"), place.odds, place.whole, *beside, *shape, *known)
    line, block = desk.document.lines[place.at], desk.document.blocks[place.at]
    return (
        math.log1p(line.words),
        float(line.stop),
        place.odds,
        place.whole,
        *beside,
        line.hit.cover,
        max(line.hit.groups.values(), default=0.0),
        float(line.hit.pleas),
        float(line.contact),
        line.digits,
        line.capitals,
        float(line.prose),
        block.linked,
        float(line.mark != ""),
        desk.document.chosen[place.at] if desk.document.chosen else _NONE,
        0.0,
        *known,
    )


def _of_run(desk: Decisions, places: Sequence[_Place], run: Sequence[int]) -> tuple[float, ...]:
    """Return what is known of a run of neighbours that were left out together."""
    document = desk.document
    seen = [places[nth].at for nth in run if places[nth].at >= 0]
    odds = [places[nth].whole for nth in run]
    size = len(run)
    links = sum(document.blocks[at].linked for at in seen) + sum(places[nth].rule.endswith("links") for nth in run)
    return (
        float(min(_MANY, size)),
        math.log1p(sum(places[nth].words for nth in run)),
        max(odds),
        sum(odds) / size,
        sum(document.lines[at].prose for at in seen) / size,
        links / size,
        sum(document.lines[at].hit.cover for at in seen) / size,
    )


class _Kin:
    """How much is kept of what goes with a block: its containers, its list, blocks marked up alike, equal words."""

    def __init__(self, places: Sequence[_Place], lines: Sequence[Line]) -> None:
        self.lines = lines
        self.homes: dict[object, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self.units: dict[object, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self.kinds: dict[object, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self.texts: dict[object, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self.vocabulary: set[str] = set()
        for place in places:
            block, kept = place.block, place.kept
            counts = [self.texts[self.words(place)]]
            if block is not None:
                counts += (self.units[block.unit], self.kinds[_kind(block)])
                for home in {block.home, block.hearth} if place.at >= 0 else ():
                    words = self.homes[home]
                    words[0] += place.words * kept
                    words[1] += place.words
            for count in counts:
                count[0] += kept
                count[1] += 1
            if kept:
                self.vocabulary.update(lines[place.at].tokens)

    def words(self, place: _Place) -> tuple[str, ...]:
        return place.tokens if place.at < 0 else self.lines[place.at].tokens

    def row(self, place: _Place) -> tuple[float, ...]:
        block, words = place.block, self.words(place)
        shares = (_NONE, _NONE, 0.0, _NONE, 0.0, _NONE)
        if block is not None:
            unit = self.units[block.unit] if block.unit else (0.0, 0.0)
            kind = self.kinds[_kind(block)]
            home, hearth = (_share(self.homes[one]) if one else _NONE for one in (block.home, block.hearth))
            shares = (home, hearth, min(60.0, unit[1]), _share(unit), min(60.0, kind[1]), _share(kind))
        same = self.texts[words]
        held = sum(map(self.vocabulary.__contains__, words)) / (len(words) or 1)
        return (*shares, min(30.0, same[1]), _share(same), float(same[0] > 0), held)


def _kind(block: Block) -> tuple[object, ...]:
    return (block.tag, block.own, block.groups, block.depth)


def _share(counted: Sequence[float]) -> float:
    return counted[0] / counted[1] if counted[1] else _NONE


def _of_the_whole(desk: Decisions) -> tuple[float, ...]:
    lines = desk.document.lines
    prose = sum(line.words for line in lines if line.prose)
    kept = sum(line.words for line, keep in zip(lines, desk.keep, strict=True) if line.prose and keep)
    words = sum(line.words for line, keep in zip(lines, desk.keep, strict=True) if keep)
    every = len(lines) + len(desk.document.passed)
    certain = sum(
        abs(2 * chance - 1) * line.words for chance, line in zip(desk.verdict.chances, lines, strict=True)
    ) / (sum(line.words for line in lines) or 1.0)
    spoken = sum(line.hit.cover >= _SPOKEN for line in lines)
    return (math.log1p(words), sum(desk.keep) / every, kept / (prose or 1.0), certain, float(min(100, spoken)))
