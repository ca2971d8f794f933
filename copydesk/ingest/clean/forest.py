"""A small forest of decision trees, read from committed numbers and asked in plain Python.

`scripts/train_cleaner.py` makes the files in `data/`; nothing of the training data's text is in them.
Pure after loading; standard library only.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias, cast

# A node is (feature, threshold, node if not above it, node if above), a leaf its log-odds.
Node: TypeAlias = "float | tuple[int, float, Node, Node]"
BATCH = 10  # trees asked at a time: the first ones carry most of a decision
_SETTLED = 3.5  # log-odds that stand for a sum which was not asked to the end
_SURE = 2.5  # the bound of a forest that states none; at 20 trees a batch none of 7,644 decisions changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Trees whose leaves sum to log-odds; `names` are the features they were trained on, in order.

    Each batch of trees, as a function of a row, has the bounds of the sum so far beyond which the rest does not turn
    the decision (found on the training pages by `scripts/train_cleaner.py`).
    """

    names: tuple[str, ...]
    batches: tuple[tuple[Callable[[Sequence[float]], float], float, float], ...]
    base: float = 0.0

    def log_odds(self, row: Sequence[float]) -> float:
        """Return the log-odds that the row is what the forest was trained to find.

        Once a batch leaves the sum beyond its bounds the rest is not asked, and the answer is as good as certain.
        """
        return self.begin(row)[0]

    def begin(self, row: Sequence[float]) -> tuple[float, float, int]:
        """Return the same with the sum so far and the number of batches asked, from where `finish` goes on."""
        total, asked = self.base, 0
        for batch, low, high in self.batches:
            total += batch(row)
            asked += 1
            if total > high or total < low:
                return math.copysign(max(abs(total), _SETTLED), total), total, asked
        return total, total, asked

    def finish(self, row: Sequence[float], total: float, asked: int) -> float:
        """Return the sum with every tree asked: how far from a decision a row is, not only on which side."""
        for batch, _, _ in self.batches[asked:]:
            total += batch(row)
        return total

    def chance(self, row: Sequence[float]) -> float:
        """Return the same as a probability."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.log_odds(row)))))


def _node(value: object) -> Node:
    if isinstance(value, list):
        feature, threshold = int(value[0]), float(value[1])
        left, right = _node(value[2]), _node(value[3])
        return (feature, threshold, left, right)
    return float(cast("float", value))


def _compiled(trees: Sequence[Node]) -> Callable[[Sequence[float]], float]:
    """Return the sum of some trees as one function of a row: a third of the time that walking down them takes."""
    source = "lambda row: " + "+".join(map(_expression, trees))
    return cast("Callable[[Sequence[float]], float]", eval(source))  # noqa: S307 # it is made of numbers alone


def _expression(node: Node) -> str:
    if isinstance(node, tuple):
        feature, threshold, left, right = node
        return f"({_expression(left)} if row[{feature:d}] <= {threshold!r} else {_expression(right)})"
    return repr(node)


# Where the forests lie: scripts that train them put another folder here.
DATA = Path(__file__).parents[2] / "data"


def forest_folder() -> Path:
    """Return the folder in which the forests lie."""
    return DATA


def load_forest(name: str) -> Forest:
    """Return the forest `NAME.json` of the package's data, read once."""
    return _load(name, DATA)


@cache
def _load(name: str, folder: Path) -> Forest:
    data = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    trees = [_node(tree) for tree in data["trees"]]
    starts = range(0, len(trees), BATCH)
    exits = data.get("exits") or [(-_SURE, _SURE)] * len(starts)
    batches = tuple(
        (_compiled(trees[at : at + BATCH]), float(low), float(high))
        for at, (low, high) in zip(starts, exits, strict=True)
    )
    return Forest(names=tuple(data["names"]), batches=batches, base=float(data["base"]))
