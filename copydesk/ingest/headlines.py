"""The title of a text dump: which line above the article is its headline. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from copydesk.ingest.forest import load_forest
from copydesk.ingest.headrows import Surroundings
from copydesk.ingest.lines import Line

MODEL = "cleaner-title"
_ABOVE = 40  # lines above the text in which a headline may stand; menus between them are long in whole-page dumps
_LEAST_CHANCE = 0.25  # of several lines with little chance the best is still the title in two of three cases


def candidates(lines: Sequence[Line], start: int) -> list[int]:
    """Return the places of the lines that could be the headline of a text whose first line is at `start`."""
    return [
        at
        for at in range(max(0, start - _ABOVE), min(len(lines), start + 2))
        if 2 <= lines[at].words <= 45 and len(lines[at].text) <= 300 and lines[at].hit.cover < 0.8
    ]


def find_title(lines: Sequence[Line], start: int, end: int) -> int | None:
    """Return the place of the headline; None where no line reads as one."""
    forest = load_forest(MODEL)
    around = Surroundings(lines, start, end)
    ranked = [(forest.chance(around.row(at)), -at) for at in candidates(lines, start)]
    chance, place = max(ranked, default=(0.0, 0))
    return -place if chance >= _LEAST_CHANCE else None
