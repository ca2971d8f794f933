"""What is remembered between runs, in `.copydesk/`: it changes how long a build takes, never what it writes.

The folder may be deleted at any time. A store that another version wrote, or that is damaged, counts as none.
"""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from copydesk import __version__
from copydesk.library import Parsed, Stamp
from copydesk.publish.markup import RENDERER, Body

FOLDER = ".copydesk"
_FORMAT = f"copydesk {__version__} format 1 {RENDERER}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What the last run left: articles by path, bodies by digest, and what was written where.

    `reading` is the digest of what articles were read against; `outputs` maps each item's address to its
    fingerprint and the files it became.
    """

    reading: str = ""
    articles: dict[str, tuple[Stamp, Parsed]] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    outputs: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)


def load(folder: Path) -> Remembered:
    """What the last run left in `folder`, or nothing."""
    try:
        with (folder / "build.pickle").open("rb") as file:
            mark, state = pickle.load(file)  # noqa: S301 (our own file, in a folder that git ignores)
    except (OSError, pickle.PickleError, EOFError, AttributeError, ImportError, ValueError, TypeError, IndexError):
        return Remembered()
    return state if mark == _FORMAT and isinstance(state, Remembered) else Remembered()


def save(folder: Path, state: Remembered) -> None:
    """Write the store beside the old one and put it in its place. A full disk only costs time next run."""
    value: Any = (_FORMAT, state)
    target = folder / "build.pickle"
    partial = folder / f"build.pickle.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            pickle.dump(value, file, protocol=5)
        partial.replace(target)
    except OSError:
        partial.unlink(missing_ok=True)
