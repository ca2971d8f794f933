"""The day an article was published: which date among a text dump's lines is its stamp. Pure."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.ingest.clean.facts.byline import Head
from copydesk.ingest.clean.facts.dates import FoundDate, find_dates, habit_of
from copydesk.ingest.clean.facts.names import strip_by
from copydesk.ingest.clean.forest import load_forest
from copydesk.ingest.clean.lines import Line

MODEL = "cleaner-date"
_LEAST_CHANCE = 0.35  # chosen on the development pages, on which .3 to .6 differ by two or three days
_LONGEST = 60  # words of a line that may hold a stamp
_LONGEST_KEPT = 12  # words of such a line among the article's own: a date in its prose is never the publication's
_BESIDE = 3  # lines
_LABEL = 40  # letters before a date in which its label stands
_FAR = 40.0
_FEW_DIGITS = 3.5  # a date has more, though its day may look like a list mark
_UPDATED = re.compile(
    r"updat|modif|aktualis|mis à jour|actualiz|aggiorn|atualiz|bijgewerkt|oppdat|uppdat|opdater|aktualiz|zaktual"
    r"|güncel|обновл|оновл|수정|更新|diperbarui|cập nhật|تحديث|změn|frissít|päivitetty|last edit|geändert",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"publi|posted|veröff|erstellt|erschien|pubblic|gepubl|yayın|опубл|입력|등록|승인|송고|公開|掲載|配信|発表|terbit|đăng|نشر"
    r"|vydán|megjelen|julkaistu|först|creado|créé|first|stand\b|\bvom\b|date",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d[:.h]\s?\d\d|\d\s?[ap]\.?m\b|\buhr\b", re.IGNORECASE)
_GROUPS = ("nav", "legal", "caption", "related", "comments", "byline", "stamp", "author")
DATE_NAMES: tuple[str, ...] = (
    "lines after the title",
    "lines after the text's start",
    "lines after the text's end",
    "place on the page",
    "said to be published",
    "said to be updated",
    "letters before",
    "letters after",
    "words",
    "a clock",
    "month as a word",
    "dates on the line",
    "not the line's first",
    "dated lines around",
    "said again",
    "days before the latest",
    "dates before",
    "a title in the text",
    "stop at the end",
    "list mark",
    "in the text",
    "text above",
    "text below",
    "says by",
    "prose above (6)",
    "prose below (6)",
    *(f"chrome: {group}" for group in _GROUPS),
    "words above",
    "words below",
    "capitals",
    "stop above",
    "stop below",
    "byline above",
    "byline below",
    "share of the line",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """One date that could be the publication's, and the numbers it is judged by."""

    at: int
    day: dt.date
    row: tuple[float, ...]

    @property
    def updated(self) -> bool:
        """Tell whether it is said to be the day of a change."""
        return bool(self.row[DATE_NAMES.index("said to be updated")])


def find_day(
    lines: Sequence[Line], head: Head, kept: Sequence[bool], lang: str, order: str = ""
) -> tuple[dt.date | None, tuple[int, ...]]:
    """Return the day of publication and the line that says so; None rather than a guess.

    `order` is how this outlet is known to write its dates (`dmy`, `mdy`), before the habit of the page and language.
    """
    forest = load_forest(MODEL)
    ranked = [(forest.chance(stamp.row), -stamp.at, stamp) for stamp in stamps_of(lines, head, kept, lang, order)]
    ranked = [item for item in ranked if item[0] >= _LEAST_CHANCE]
    if not ranked:
        return None, ()
    best = max(ranked, key=lambda item: item[:2])[2]
    if best.updated:  # the day of publication stands beside that of the last change
        beside = [item for item in ranked if not item[2].updated and abs(item[2].at - best.at) <= _BESIDE]
        best = max(beside, key=lambda item: item[:2], default=(0.0, 0, best))[2]
    return best.day, (best.at,)


def stamps_of(lines: Sequence[Line], head: Head, kept: Sequence[bool], lang: str, order: str = "") -> list[Stamp]:
    """Return the dates of a dump that stand outside the article's prose, in order."""
    short = [at for at, line in enumerate(lines) if line.words <= _LONGEST]
    dated = [at for at in short if lines[at].digits * len(lines[at].text) > _FEW_DIGITS]
    order = order or habit_of(lines[at].raw for at in dated)
    found: list[tuple[int, int, FoundDate, int]] = []
    for at in dated:
        if kept[at] and lines[at].words > _LONGEST_KEPT:
            continue
        dates = find_dates(lines[at].raw, lang, order)  # not `text`: the "3." of "3. Juni" looks like a list mark
        found += [(at, nth, date, len(dates)) for nth, date in enumerate(dates) if not _in_a_sentence(lines[at], date)]
    if not found:
        return []
    places = [at for at, nth, *_ in found if not nth]
    page = _Page(lines, kept, head, places, Counter(date.day for _, _, date, _ in found))
    return [
        Stamp(at=at, day=date.day, row=page.row(at, nth, date, count, before))
        for before, (at, nth, date, count) in enumerate(found)
    ]


def _in_a_sentence(line: Line, date: FoundDate) -> bool:
    """Tell whether a date stands inside a longer line that says nothing of publishing: a caption tells its own day."""
    label = line.raw[max(0, date.start - _LABEL) : date.start]
    return (
        line.words > _LONGEST_KEPT
        and date.start > _LABEL / 2
        and not (_PUBLISHED.search(label) or _UPDATED.search(label))
    )


class _Page:
    """What is counted once for all dates of a page."""

    def __init__(
        self, lines: Sequence[Line], kept: Sequence[bool], head: Head, places: list[int], days: Counter[dt.date]
    ) -> None:
        self.lines, self.kept, self.head, self.places, self.days = lines, kept, head, places, days
        self.latest = max(days)

    def row(self, at: int, nth: int, date: FoundDate, count: int, before: int) -> tuple[float, ...]:
        """Return the numbers of one date, in the order of `DATE_NAMES`."""
        line, head = self.lines[at], self.head
        label = line.raw[max(0, date.start - _LABEL) : date.start]
        above, below = (self._line(at + step) for step in (-1, 1))
        groups = line.hit.groups
        return (
            _bounded(at - head.title) if head.title is not None else -_FAR - 1,
            _bounded(at - head.start),
            _bounded(at - head.end),
            at / len(self.lines),
            float(bool(_PUBLISHED.search(label))),
            float(bool(_UPDATED.search(label))),
            float(min(60, date.start)),
            float(min(60, len(line.raw) - date.end)),
            line.words,
            float(bool(_CLOCK.search(line.raw))),
            float(date.worded),
            float(count),
            float(nth),
            float(bisect_left(self.places, at + 7) - bisect_left(self.places, at - 6)),
            float(min(9, self.days[date.day])),
            float(min(60, (self.latest - date.day).days)),
            float(min(20, before)),
            float(head.title is not None),
            float(line.stop),
            float(bool(line.mark)),
            float(self.kept[at]),
            float(sum(self.kept[max(0, at - 6) : at])),
            float(sum(self.kept[at + 1 : at + 7])),
            float(strip_by(line.text)[1]),
            float(sum(other.prose for other in self.lines[max(0, at - 6) : at])),
            float(sum(other.prose for other in self.lines[at + 1 : at + 7])),
            *(groups.get(group, 0.0) for group in _GROUPS),
            above.words if above else -1.0,
            below.words if below else -1.0,
            line.capitals,
            float(above.stop) if above else -1.0,
            float(below.stop) if below else -1.0,
            _byline(above),
            _byline(below),
            (date.end - date.start) / len(line.raw),
        )

    def _line(self, at: int) -> Line | None:
        return self.lines[at] if 0 <= at < len(self.lines) else None


def _byline(line: Line | None) -> float:
    return float(line is not None and line.words <= 14 and (strip_by(line.text)[1] or "byline" in line.hit.groups))


def _bounded(value: int) -> float:
    return max(-_FAR, min(_FAR, float(value)))
