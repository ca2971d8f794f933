"""Numbers as drawings: bars, ticks, tiles, shades, and the places of a network."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pagefactory import make_strip, make_tiles

from copydesk.publish.pages.standalone import HALF_HEIGHT, HALF_WIDTH, HEIGHT, WIDTH, settle_spots
from copydesk.publish.pages.values import Strip
from copydesk.publish.render.charts import STRIP_HEIGHT, bars, level, number, ticks, tile_box, tile_path, year_spans


def months(size: int, first: int = 2018) -> Strip:
    """A strip of months with one article each."""
    labels = tuple(f"{first + n // 12}-{n % 12 + 1:02}" for n in range(size))
    return Strip(bars=(1,) * size, labels=labels, peak=1)


@pytest.mark.parametrize(("value", "text"), [(3.0, "3"), (0.5, ".5"), (12.254, "12.25"), (100, "100"), (0, "0")])
def test_coordinates_are_written_short(value: float, text: str) -> None:
    """Two decimals at most, nothing superfluous."""
    assert number(value) == text


def test_bars_stand_on_the_floor_and_reach_the_top_at_the_peak() -> None:
    """The largest count is as high as the box, an empty period has no bar, one article stays visible."""
    drawn = bars(Strip(bars=(0, 1, 100), labels=("a", "b", "c"), peak=100))
    found = re.findall(r"M([\d.]+) (\d+)v-([\d.]+)", drawn)
    assert [(float(x), int(y)) for x, y, _ in found] == [(1.13, STRIP_HEIGHT), (2.13, STRIP_HEIGHT)]
    heights = [float(height) for _, _, height in found]
    assert heights[0] > 1
    assert heights[1] == STRIP_HEIGHT


@given(st.lists(st.integers(min_value=0, max_value=10**6), max_size=60))
def test_bars_never_leave_their_box(counts: list[int]) -> None:
    """Whatever the counts, each bar lies between floor and top."""
    drawn = bars(Strip(bars=tuple(counts), labels=("x",) * len(counts), peak=max(counts, default=0)))
    heights = [float(height) for height in re.findall(r"v-([\d.]+)", drawn)]
    assert len(heights) == sum(count > 0 for count in counts)
    assert all(0 < height <= STRIP_HEIGHT for height in heights)


_DRAWN = re.compile(r"M(\d*\.?\d+) (\d+)v-(\d*\.?\d+)h(\d*\.?\d+)v(\d*\.?\d+)z")


@given(st.lists(st.integers(min_value=0, max_value=10**6), max_size=130))
def test_drawn_bars_say_the_counts(counts: list[int]) -> None:
    """Read back, each bar stands in its own period, is as wide as any other and as high as its share of the peak."""
    drawn = bars(Strip(bars=tuple(counts), labels=("x",) * len(counts), peak=max(counts, default=0)))
    found = [tuple(float(value) for value in match) for match in _DRAWN.findall(drawn)]
    assert _DRAWN.sub("", drawn) == ""
    shown = [(index, count) for index, count in enumerate(counts) if count]
    assert len(found) == len(shown)
    for (index, count), (left, floor, height, width, back) in zip(shown, found, strict=True):
        assert left == pytest.approx(index + (1 - width) / 2, abs=0.006)
        assert (floor, width, back) == (STRIP_HEIGHT, 0.74, height)
        expected = STRIP_HEIGHT * count / max(counts)
        assert height == pytest.approx(max(1.6, expected), abs=0.006)


def test_an_eleventh_bar_is_not_drawn_over_the_second() -> None:
    """A position or a height of ten and some keeps its nought: 10.13 is not 1.13, 10.67 not 1.67."""
    drawn = bars(Strip(bars=(8,) * 10 + (15,), labels=("x",) * 11, peak=15))
    assert "M10.13 20v-20h" in drawn
    assert "M.13 20v-10.67h.74v10.67z" in drawn


@pytest.mark.parametrize("size", [1, 2, 5, 13, 25, 60, 120])
def test_ticks_leave_room_for_their_labels(size: int) -> None:
    """At most six labels, in order, none nearer than a seventh of the width to the next."""
    placed = ticks(months(size))
    places = [float(tick.at.removesuffix("%")) for tick in placed]
    assert 1 <= len(placed) <= 6
    assert places == sorted(places)
    assert all(b - a >= 100 / 7 - 0.01 for a, b in pairwise(places))


def test_ticks_of_years_and_weeks() -> None:
    """A strip of years labels its years, and one of weeks the years they begin in."""
    years = Strip(bars=(1,) * 12, labels=tuple(map(str, range(2010, 2022))), peak=1)
    assert ticks(years)[0].label == "2010"
    weeks = Strip(
        bars=(1,) * 6, labels=("2019-12-16", "2019-12-23", "2019-12-30", "2020-01-06", *["2020-01-13"] * 2), peak=1
    )
    assert [tick.label for tick in ticks(weeks)] == ["2019", "2020"]


def test_tiles_are_framed_and_drawn_by_shade() -> None:
    """The box holds every tile; each tile is drawn once, the current one apart."""
    tiles = make_tiles("KP")
    assert tile_box(tiles) == "10 10 280 160"
    assert tile_box(()) == "0 0 0 0"
    drawn = [tile_path(tiles, shade).count("M") for shade in range(6)]
    assert sum(drawn) == len(tiles)
    assert drawn[5] == 1


def test_shades_grow_with_the_count() -> None:
    """Nothing is 0, the largest is 4, and more is never lighter."""
    shades = [level(count, 40) for count in range(41)]
    assert shades[0] == 0
    assert shades[1] == 1
    assert shades[40] == 4
    assert shades == sorted(shades)
    assert level(3, 0) == 0
    assert level(1, 1) == 1


@pytest.mark.parametrize("count", [0, 1, 2, 3, 12, 24])
def test_networks_stay_in_their_box_with_names_apart(count: int) -> None:
    """Every name has room: no two of up to 24 overlap, none leaves the drawing, and it is the same each time."""
    links = [(a, b, 1 + (a * b) % 5) for a in range(count) for b in range(a + 1, count) if (a + b) % 3 == 0]
    spots = settle_spots(count, links)
    assert spots == settle_spots(count, links)
    assert len(spots) == count
    for index, (x, y) in enumerate(spots):
        assert HALF_WIDTH - 1 <= x <= WIDTH - HALF_WIDTH + 1 or count == 1
        assert HALF_HEIGHT - 1 <= y <= HEIGHT - HALF_HEIGHT
        for x2, y2 in spots[:index]:
            assert abs(x - x2) >= 2 * HALF_WIDTH - 3 or abs(y - y2) >= 2 * HALF_HEIGHT - 3


def test_linked_names_stand_nearer_than_strangers() -> None:
    """Two circles of friends are two places on the drawing."""
    links = [(a, b, 3) for group in (range(5), range(5, 10)) for a in group for b in group if a < b]
    spots = settle_spots(10, links)

    def mean(pairs: list[tuple[int, int]]) -> float:
        return sum(math.dist(spots[a], spots[b]) for a, b in pairs) / len(pairs)

    friends = [(a, b) for a, b, _ in links]
    assert mean(friends) < 0.7 * mean([(a, b) for a in range(5) for b in range(5, 10)])


def test_a_strip_of_the_factory_is_whole() -> None:
    """The factory's strips are as the planner's: as many labels as bars, the peak the largest."""
    strip = make_strip()
    assert len(strip.bars) == len(strip.labels)
    assert strip.peak == max(strip.bars)


def test_the_years_of_a_strip_share_its_width() -> None:
    """Each year takes its months' part, one after the other, and a strip of years gives each the same."""
    labels = ("2018-11", "2018-12", *(f"2019-{month:02}" for month in range(1, 7)))
    strip = Strip(bars=(1,) * 8, labels=labels, peak=1)
    assert [(s.label, s.at, s.width) for s in year_spans(strip)] == [("2018", "0%", "25%"), ("2019", "25%", "75%")]
    years = Strip(bars=(1, 0), labels=("2001", "2002"), peak=1)
    assert [(s.at, s.width) for s in year_spans(years)] == [("0%", "50%"), ("50%", "50%")]
