"""A small forest of decision trees, read from committed numbers and asked in plain Python.

`scripts/train_cleaner.py` makes the files in `data/`; nothing of the training data's text is in them.
Pure after loading; standard library only.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypeAlias, cast

# A node is (feature, threshold, node if not above it, node if above), a leaf its log-odds.
Node: TypeAlias = "float | tuple[int, float, Node, Node]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Trees whose leaves sum to log-odds; `names` are the features they were trained on, in order."""

    names: tuple[str, ...]
    trees: tuple[Node, ...]
    base: float = 0.0

    def log_odds(self, row: Sequence[float]) -> float:
        """Return the log-odds that the row is what the forest was trained to find."""
        total = self.base
        for tree in self.trees:
            node = tree
            while type(node) is tuple:
                node = node[2] if row[node[0]] <= node[1] else node[3]
            total += cast("float", node)
        return total

    def chance(self, row: Sequence[float]) -> float:
        """Return the same as a probability."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.log_odds(row)))))

    def reasons(self, row: Sequence[float], count: int = 3) -> tuple[str, ...]:
        """Name the features that moved this row most towards *not found*, strongest first.

        Each step down a tree changes the expected value of what lies below; the change is booked to the feature
        asked there (Saabas's way of reading a forest).
        """
        moved: dict[int, float] = {}
        for tree in self.trees:
            node = tree
            while type(node) is tuple:
                below = node[2] if row[node[0]] <= node[1] else node[3]
                moved[node[0]] = moved.get(node[0], 0.0) + _mean(below) - _mean(node)
                node = below
        strongest = sorted(moved, key=lambda feature: (moved[feature], feature))[:count]
        return tuple(self.names[feature] for feature in strongest if moved[feature] < 0)


def _mean(node: Node) -> float:
    return (_mean(node[2]) + _mean(node[3])) / 2 if isinstance(node, tuple) else node


def _node(value: object) -> Node:
    if isinstance(value, list):
        feature, threshold, left, right = value
        return (int(feature), float(threshold), _node(left), _node(right))
    return float(cast("float", value))


@cache
def load_forest(name: str) -> Forest:
    """Read `data/NAME.json` of the package once."""
    data = json.loads(resources.files("copydesk").joinpath(f"data/{name}.json").read_text(encoding="utf-8"))
    return Forest(
        names=tuple(data["names"]), trees=tuple(_node(tree) for tree in data["trees"]), base=float(data["base"])
    )
