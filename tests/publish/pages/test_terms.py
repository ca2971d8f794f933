"""The map of a digest's countries without its empty lands and seas."""

from __future__ import annotations

import random

import pytest

from copydesk.publish.pages.terms import fold_tiles
from copydesk.publish.pages.values import Tile


def _tile(column: int, row: int) -> Tile:
    return Tile(code=f"{column}/{row}", name="", column=column, row=row, count=1, level=1)


@pytest.mark.parametrize("size", [1, 2, 7, 22, 60, 140, 250])
def test_no_two_countries_meet_and_the_compass_stays(size: int) -> None:
    """Folded, each tile has a place of its own, and none west or north of another has come east or south of it."""
    chance = random.Random(size)
    world = [(column, row) for column in range(31) for row in range(18)]
    tiles = [_tile(*place) for place in chance.sample(world, size)]
    before = {tile.code: tile for tile in tiles}
    folded = fold_tiles(tiles)
    assert sorted(tile.code for tile in folded) == sorted(before)
    assert len({(tile.column, tile.row) for tile in folded}) == size
    assert min(tile.column for tile in folded) == min(tile.row for tile in folded) == 0
    for axis in ("column", "row"):
        order = sorted(folded, key=lambda tile: getattr(before[tile.code], axis))
        places = [getattr(tile, axis) for tile in order]
        assert places == sorted(places)


def test_empty_lines_go() -> None:
    """Two countries at the ends of the world stand side by side; one row and column is left where one will do."""
    assert [(t.column, t.row) for t in fold_tiles([_tile(2, 3), _tile(28, 15)])] == [(0, 0), (1, 0)]
    assert fold_tiles([]) == ()
