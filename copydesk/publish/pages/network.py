"""Places for the names of a network drawing, the same for the same links. Pure."""

from __future__ import annotations

import math
from itertools import combinations

WIDTH, HEIGHT = 1000.0, 700.0
# Half of the room that a node with its name below it takes, in units of the box: names of about eighteen
# letters at the drawing's type size. Longer ones may touch a neighbour; the table beside has them all.
HALF_WIDTH, HALF_HEIGHT = 95.0, 31.0
_ROUNDS, _SPREADING = 200, 120
# How strongly everything is drawn to the middle: without it, parts that share no link drift apart forever.
_GRAVITY = 0.6

Spot = tuple[float, float]


def settle(count: int, links: list[tuple[int, int, int]]) -> list[Spot]:
    """Places for `count` nodes in a 1000 × 700 box; `links` are two indices and a weight of 1 or more.

    Forces after Fruchterman and Reingold (1991) from a fixed circle, then fitted to the box, then moved
    apart until no two names overlap where there is room. No chance is involved. Whole units.
    """
    if count < 2:
        return [(WIDTH / 2, HEIGHT / 2)] * count
    spots = _apart(_fitted(_drawn_together(count, links)))
    return [(float(round(x)), float(round(y))) for x, y in spots]


def _drawn_together(count: int, links: list[tuple[int, int, int]]) -> list[Spot]:
    angle = 2 * math.pi / count
    # A node of many links is drawn no harder than one of few: else a circle of friends becomes a knot.
    degree = [1] * count
    for i, j, _ in links:
        degree[i] += 1
        degree[j] += 1
    spots = [(math.cos(angle * i), math.sin(angle * i)) for i in range(count)]
    ideal = 1.6 / math.sqrt(count)
    for step in range(_ROUNDS):
        heat = 0.12 * (1 - step / _ROUNDS)
        push = [[-_GRAVITY * x, -_GRAVITY * y] for x, y in spots]
        for i, j in combinations(range(count), 2):
            dx, dy = spots[i][0] - spots[j][0], spots[i][1] - spots[j][1]
            force = ideal * ideal / max(dx * dx + dy * dy, 1e-4)
            _pull(push, i, j, dx * force, dy * force)
        for i, j, weight in links:
            dx, dy = spots[i][0] - spots[j][0], spots[i][1] - spots[j][1]
            force = -math.hypot(dx, dy) / ideal * (1 + math.log(weight)) / math.sqrt(degree[i] * degree[j])
            _pull(push, i, j, dx * force, dy * force)
        spots = [_step(spot, along, heat) for spot, along in zip(spots, push, strict=True)]
    return spots


def _pull(push: list[list[float]], i: int, j: int, x: float, y: float) -> None:
    push[i][0] += x
    push[i][1] += y
    push[j][0] -= x
    push[j][1] -= y


def _step(spot: Spot, along: list[float], heat: float) -> Spot:
    length = math.hypot(*along)
    scale = min(length, heat) / max(length, 1e-9)
    return spot[0] + along[0] * scale, spot[1] + along[1] * scale


def _fitted(spots: list[Spot]) -> list[Spot]:
    """The same picture, stretched to fill the box but for a margin that holds the outer names."""
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    across, down = max(max(xs) - min(xs), 1e-6), max(max(ys) - min(ys), 1e-6)
    return [
        (
            HALF_WIDTH + (x - min(xs)) / across * (WIDTH - 2 * HALF_WIDTH),
            HALF_HEIGHT + (y - min(ys)) / down * (HEIGHT - 2 * HALF_HEIGHT - 20),
        )
        for x, y in spots
    ]


def _apart(spots: list[Spot]) -> list[Spot]:
    """The spots with overlapping names pushed apart, along the shorter way, until none do or rounds run out."""
    places = [list(spot) for spot in spots]
    for _ in range(_SPREADING):
        still = True
        for i, j in combinations(range(len(places)), 2):
            dx, dy = places[j][0] - places[i][0], places[j][1] - places[i][1]
            over, under = 2 * HALF_WIDTH - abs(dx), 2 * HALF_HEIGHT - abs(dy)
            if over <= 0 or under <= 0:
                continue
            still = False
            if over < under:
                move = math.copysign(over / 2 + 0.5, dx)
                _pull(places, j, i, move, 0.0)
            else:
                move = math.copysign(under / 2 + 0.5, dy)
                _pull(places, j, i, 0.0, move)
        for place in places:
            place[0] = min(WIDTH - HALF_WIDTH, max(HALF_WIDTH, place[0]))
            place[1] = min(HEIGHT - HALF_HEIGHT - 20, max(HALF_HEIGHT, place[1]))
        if still:
            break
    return [(x, y) for x, y in places]
