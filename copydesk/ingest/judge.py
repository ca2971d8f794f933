"""Which lines of a text dump are the article: the classifier's verdict, and why. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.ingest.features import best_stretch, features
from copydesk.ingest.forest import load_forest
from copydesk.ingest.headlines import find_title
from copydesk.ingest.lines import Line
from copydesk.ingest.smooth import smooth

_MODEL = "cleaner-text"
_EVEN = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was decided of some lines: where the title stands, and for each line its chance of being article text."""

    title: int | None
    chances: tuple[float, ...]
    rows: tuple[Sequence[float], ...]

    def kept(self) -> list[bool]:
        """Return the decision for each line."""
        return [chance >= _EVEN for chance in self.chances]

    def reason(self, at: int) -> str:
        """Name the features that spoke most against a line."""
        return ", ".join(load_forest(_MODEL).reasons(self.rows[at]))


def rows_of(lines: Sequence[Line]) -> tuple[int | None, list[list[float]]]:
    """Return where the title stands by a first look, and the features that follow from it."""
    start, end = best_stretch(lines, 12.0)
    title = find_title(lines, start, end)
    return title, features(lines, title=lines[title].text if title is not None else "")


def judge(lines: Sequence[Line]) -> Verdict:
    """Decide for each line of a dump whether it is article text."""
    title, rows = rows_of(lines)
    forest = load_forest(_MODEL)
    return Verdict(title=title, chances=tuple(smooth([forest.log_odds(row) for row in rows])), rows=tuple(rows))
