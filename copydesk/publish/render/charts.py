"""Numbers as SVG path data and positions: bars of a strip, tiles of the map, ticks of a time axis.

Pure functions that layouts use as filters. Drawings carry no style (the content security policy allows
none in attributes) and no colour: classes and `currentColor` do that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from copydesk.publish.pages.values import Strip, Tile

# The height of a strip's drawing in its own units; its width is one unit a period.
STRIP_HEIGHT = 20
# A period with one article in it stays visible beside one with a hundred.
_LEAST = 1.6
_BAR = 0.74
# More year labels than this would touch each other on a screen 320 px wide.
_MOST_TICKS = 6
_TILE, _GAP = 10, 1
# The shade by which layouts ask for the country that a page is about.
_CURRENT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A label on a time axis: `at` is a percentage of its width, `anchor` SVG's `text-anchor`."""

    at: str
    label: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSpan:
    """Where a year lies on a strip: `at` and `width` are percentages of its width."""

    label: str
    at: str
    width: str


def number(value: float) -> str:
    """A coordinate with at most two decimals and nothing superfluous: `3`, `.5`, `12.25`."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text[1:] if text.startswith("0.") else text


def bars(strip: Strip, peak: int = 0) -> str:
    """Path data of a strip's bars in a box of `len(strip.bars)` × `STRIP_HEIGHT`, standing on its floor.

    `peak` is what the full height stands for where several strips have one scale; 0 is the strip's own peak.
    """
    peak = peak or strip.peak or max(strip.bars, default=0)
    parts = []
    for index, count in enumerate(strip.bars):
        if count > 0:
            left, height = number(index + (1 - _BAR) / 2), number(max(_LEAST, STRIP_HEIGHT * count / peak))
            parts.append(f"M{left} {STRIP_HEIGHT}v-{height}h{number(_BAR)}v{height}z")
    return "".join(parts)


def ticks(strip: Strip) -> tuple[Tick, ...]:
    """Where a new year begins on a strip of months or weeks, thinned until the labels have room."""
    size = len(strip.labels)
    starts = [
        (index, label[:4])
        for index, label in enumerate(strip.labels)
        if index == 0 or label[:4] != strip.labels[index - 1][:4]
    ]
    step = -(-len(starts) // _MOST_TICKS)
    kept = starts[::step] if step > 1 else starts
    # The first year may have begun a month before the second: one of two labels that would touch gives way.
    room = size / (_MOST_TICKS + 1)
    placed: list[tuple[int, str]] = []
    for index, year in reversed(kept):
        if not placed or placed[-1][0] - index >= room:
            placed.append((index, year))
    return tuple(
        Tick(at=number(100 * index / size) + "%", label=year)
        if index <= size - room / 2
        else Tick(at="100%", label=year, anchor="end")
        for index, year in reversed(placed)
    )


def year_spans(strip: Strip) -> tuple[YearSpan, ...]:
    """The part of a strip's width that each of its years takes."""
    size = len(strip.labels)
    years: dict[str, list[int]] = {}
    for index, label in enumerate(strip.labels):
        years.setdefault(label[:4], []).append(index)
    return tuple(
        YearSpan(label=year, at=f"{number(100 * places[0] / size)}%", width=f"{number(100 * len(places) / size)}%")
        for year, places in years.items()
    )


def tile_box(tiles: Iterable[Tile]) -> str:
    """The `viewBox` that holds all tiles, each 10 units wide."""
    cells = list(tiles)
    if not cells:
        return "0 0 0 0"
    columns, rows = [tile.column for tile in cells], [tile.row for tile in cells]
    left, top = min(columns), min(rows)
    right, bottom = max(columns) + 1, max(rows) + 1
    return f"{left * _TILE} {top * _TILE} {(right - left) * _TILE} {(bottom - top) * _TILE}"


def tile_path(tiles: Sequence[Tile], level: int) -> str:
    """Path data of all tiles of one `level` (5: the current one), for a map that is only looked at."""
    if level == _CURRENT:
        return "".join([_square(tile.column, tile.row) for tile in tiles if tile.current])
    return "".join([_square(tile.column, tile.row) for tile in tiles if tile.level == level and not tile.current])


@cache
def _square(column: int, row: int) -> str:
    side = _TILE - _GAP
    return f"M{column * _TILE + _GAP / 2:g} {row * _TILE + _GAP / 2:g}h{side}v{side}h-{side}z"


def level(count: int, peak: int) -> int:
    """How dark to shade `count` where the largest is `peak`: 0 for none, else 1 to 4 by equal steps."""
    return 0 if count <= 0 or peak <= 0 else min(4, 1 + 4 * (count - 1) // peak)
