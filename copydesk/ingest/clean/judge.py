"""Which lines of a text dump are the article: the classifier's verdict, and why. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from copydesk.ingest.clean.features import features
from copydesk.ingest.clean.forest import load_forest
from copydesk.ingest.clean.lines import Line
from copydesk.ingest.clean.sections import foreign_sections
from copydesk.ingest.clean.smooth import smooth

_MODEL = "cleaner-text"
_EVEN = 0.5
_DOUBT = 0.3  # from here on a paragraph of several sentences is kept: a lost one is worse than a kept teaser
_PARAGRAPH = 15  # words
_GAP = 5.0  # words that a line which is not kept costs a stretch
_PLEADING, _LONGEST_PLEA = 3, 45
_RULED_OUT = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was decided of some lines: for each its chance of being article text, and the numbers it was judged by.

    `rules` says of lines by their place which rule dropped them, whatever the numbers.
    """

    chances: tuple[float, ...]
    rows: tuple[Sequence[float], ...]
    rules: Mapping[int, str]

    def kept(self) -> list[bool]:
        """Return the decision for each line."""
        return [chance >= _EVEN for chance in self.chances]

    def reason(self, at: int) -> str:
        """Name the features that spoke most against a line."""
        return ", ".join(load_forest(_MODEL).reasons(self.rows[at]))


def judge(lines: Sequence[Line]) -> Verdict:
    """Decide for each line of a dump whether it is article text."""
    rows = features(lines)  # without the title: knowing it gained nothing on pages of unseen sites
    forest = load_forest(_MODEL)
    smoothed = smooth([forest.log_odds(row) for row in rows])
    chances = [_settle(line, chance) for line, chance in zip(lines, smoothed, strict=True)]
    for at in range(1, len(lines)):  # what follows a kept paragraph directly shares its benefit
        if _doubtful(lines[at], chances[at]) and chances[at - 1] >= _EVEN and lines[at - 1].prose:
            chances[at] = _EVEN
    rules = foreign_sections(lines, [chance >= _EVEN for chance in chances])
    for at in rules:
        chances[at] = min(chances[at], _RULED_OUT)
    return Verdict(chances=tuple(chances), rows=tuple(rows), rules=rules)


def main_stretch(lines: Sequence[Line], kept: Sequence[bool]) -> tuple[int, int]:
    """Return the bounds (end excluded) of the stretch with most kept words: a stray line above it is no beginning."""
    best, start, end, total, since = 0.0, 0, 0, 0.0, 0
    for at, (line, flag) in enumerate(zip(lines, kept, strict=True)):
        total += min(line.words, 60.0) if flag else -_GAP
        if total <= 0:
            total, since = 0.0, at + 1
        elif total > best:
            best, start, end = total, since, at + 1
    return start, end


def _settle(line: Line, chance: float) -> float:
    """Give a paragraph in doubt the benefit of it, and none to a line that pleads three times or is nothing but chrome.

    Cross-validated over sites: the first gains .001 of body F1 and .002 of paragraph F1, the others cost nothing.
    """
    if (line.hit.pleas >= _PLEADING and line.words <= _LONGEST_PLEA) or (line.hit.cover >= 1 and line.words > 1):
        return min(chance, 0.1)
    return _EVEN if line.stops and _doubtful(line, chance) else chance


def _doubtful(line: Line, chance: float) -> bool:
    prose = line.prose and line.stop and line.words >= _PARAGRAPH and not line.contact
    return prose and _DOUBT <= chance < _EVEN
