"""Who wrote a text dump, and when: bylines, signatures, closing credits and date stamps around the article. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.ingest.dates import find_dates
from copydesk.ingest.lines import Line
from copydesk.ingest.names import EMAIL, is_name, load_words, split_names, strip_by

_CREDIT_LINE = re.compile(
    r"^\W*(?:(?:additional\s+)?(?:reporting|report|writing|written|text)(?:\s+and\s+\w+)?\s+by)\s+(?P<who>[^;.]+)",
    re.IGNORECASE,
)
_ABOVE, _BELOW = 12, 4  # lines around the head in which a byline or a stamp is looked for
_UPDATED = re.compile(
    r"updat|modif|aktualis|mis à jour|actualiz|aggiorn|atualiz|bijgewerkt|oppdat|uppdat|güncel|обновл|수정|更新|diperbarui",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"publi|posted|veröff|erstellt|publi[éc]|pubblic|gepubl|yayın|опубл|입력|등록|승인|公開|掲載|terbit", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The authors found, and the lines that say so."""

    names: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where an article stands in its dump: places of the title, the first and the last body line (end excluded)."""

    title: int | None
    start: int
    end: int

    def above(self) -> range:
        """Return the lines in which a byline may stand: from a little above the title to the first paragraphs."""
        first = self.title - 3 if self.title is not None else self.start - _ABOVE
        return range(max(0, first), self.start + 2)


def find_authors(lines: Sequence[Line], head: Head, kept: Sequence[bool]) -> Signed:
    """Return who signed: a line with "By", a signature with an address, a name alone in the head, a closing credit."""
    for find in (_by_lines, _signatures, _names_in_head, _closing_credits):
        signed = find(lines, head, kept)
        if signed.names:
            return _with_echoes(signed, lines, kept)
    return Signed()


def _with_echoes(signed: Signed, lines: Sequence[Line], kept: Sequence[bool]) -> Signed:
    """Add the lines that say nothing but the names again."""
    names = {name.casefold() for name in signed.names}
    more = [
        at
        for at, line in enumerate(lines)
        if not kept[at] and line.words < 12 and any(name in line.text.casefold() for name in names)
    ]
    return Signed(names=signed.names, lines=tuple(sorted({*signed.lines, *more})))


def _head_lines(lines: Sequence[Line], head: Head) -> list[int]:
    return [at for at in head.above() if 0 <= at < len(lines) and lines[at].words <= 40]


def _by_lines(lines: Sequence[Line], head: Head, kept: Sequence[bool]) -> Signed:
    for at in _head_lines(lines, head):
        line = lines[at]
        if line.words > 30 or (kept[at] and line.words > 14):
            continue
        rest, says_by = strip_by(line.text)
        if says_by and (names := split_names(rest)):
            return Signed(names=names, lines=(at,))
        if line.hit.groups.get("byline", 0) >= 0.9 and line.words <= 2 and at + 1 < len(lines):
            names = split_names(lines[at + 1].text)
            if names and lines[at + 1].words <= 12:
                return Signed(names=names, lines=(at, at + 1))
    return Signed()


def _signatures(lines: Sequence[Line], head: Head, kept: Sequence[bool]) -> Signed:
    near = [*range(head.start - 4, head.start + 2), *range(head.end - 2, head.end + 5)]
    for at in near:
        if not 0 <= at < len(lines) or lines[at].words > 12 or not EMAIL.search(lines[at].text):
            continue
        names = split_names(lines[at].text)
        if names:
            return Signed(names=names, lines=(at,))
    return Signed()


def _names_in_head(lines: Sequence[Line], head: Head, kept: Sequence[bool]) -> Signed:
    best: tuple[float, int, tuple[str, ...]] | None = None
    for at in _head_lines(lines, head):
        line = lines[at]
        if (
            kept[at]
            or at == head.title
            or line.words > 14
            or (line.stop and not line.text.endswith("."))
            or line.hit.cover > 0.5
        ):
            continue
        names = split_names(line.text)
        agency = " ".join(line.tokens) in load_words().agencies
        if not names or not (agency or any(is_name(name) for name in names)):
            continue
        score = _support(lines, at, names, agency=agency) + (0.6 if head.title is not None and at > head.title else 0)
        if score >= 1 and (best is None or score > best[0]):
            best = (score, at, names)
    return Signed(names=best[2], lines=(best[1],)) if best else Signed()


def _support(lines: Sequence[Line], at: int, names: Sequence[str], *, agency: bool) -> float:
    """Return how much around a name says that it is an author's: a role, a date, being said again."""
    line = lines[at]
    score = 0.5 if agency else 0.0
    roles = load_words().roles
    if any(token in roles for token in line.tokens):
        score += 0.7
    for near in (at - 1, at + 1, at + 2):
        if not 0 <= near < len(lines):
            continue
        other = lines[near]
        if other.words <= 14 and (find_dates(other.text) or other.hit.groups.get("stamp", 0) >= 0.5):
            score += 0.5
        if other.words <= 8 and any(token in roles for token in other.tokens):
            score += 0.4
        if other.text.casefold() == line.text.casefold():
            score += 0.6
        if other.words <= 3 and other.hit.groups.get("social", 0) >= 0.9:
            score += 0.2
    if find_dates(line.text):
        score += 0.5
    key = names[0].casefold()
    score += 0.4 * min(
        2,
        sum(1 for other in lines if other is not line and other.words <= 40 and other.text.casefold().startswith(key)),
    )
    return score


def _closing_credits(lines: Sequence[Line], head: Head, kept: Sequence[bool]) -> Signed:
    for at in range(max(0, head.end - 3), min(len(lines), head.end + 8)):
        match = _CREDIT_LINE.match(lines[at].text)
        if match and (names := split_names(re.sub(r"\s+in\s+[A-Z][\w. ]*?(?=,|;|\s+and\s|$)", "", match["who"]))):
            return Signed(names=names, lines=(at,))
    return Signed()


def find_day(
    lines: Sequence[Line], head: Head, kept: Sequence[bool], lang: str
) -> tuple[dt.date | None, tuple[int, ...]]:
    """Return the day of publication from a stamp beside the article, never from its prose; and the lines that say it."""
    ranked: list[tuple[float, int, dt.date]] = []
    first = (head.title if head.title is not None else head.start) - 8
    for at in [*range(first, head.start + _BELOW), *range(head.end - 1, head.end + 8)]:
        if not 0 <= at < len(lines):
            continue
        line = lines[at]
        if line.prose or (kept[at] and line.words > 12) or line.words > 40 or at == head.title:
            continue
        found = find_dates(line.text, lang)
        if not found:
            continue
        text, score = line.text, 0.0
        for date in found:
            label = text[max(0, date.start - 40) : date.start]
            score = 1.0 + 1.0 * bool(_PUBLISHED.search(label)) - 0.6 * bool(_UPDATED.search(label))
            score += 0.5 if head.title is not None and head.title < at < head.start + 2 else 0.0
            score -= 0.6 if at >= head.end else 0.0
            score -= 0.5 if line.hit.groups.get("legal", 0) >= 0.4 or line.hit.groups.get("caption", 0) >= 0.6 else 0.0
            score -= 0.3 if line.words > 14 else 0.0
            ranked.append((score, -at, date.day))
    if not ranked:
        return None, ()
    score, place, day = max(ranked, key=lambda item: (item[0], item[1]))
    if score < 0.5:
        return None, ()
    return day, (-place,)
