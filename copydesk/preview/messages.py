"""What the server and the build process say to each other: values over a pipe, each behind its length.

It is a process of its own: a build that takes a core never delays an answer, may use a pool of
processes (forking beside the server's threads is a gamble), and if it dies the pages stay up.
"""

from __future__ import annotations

import pickle
import signal
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from copydesk.files import CACHE

_LENGTH = struct.Struct(">I")
# What asks a build to stand aside for a moment, sent to all of its processes: a signal that means nothing to a process
# which does not know it (signal(7): ignored by default), so that it may come before there is somebody to hear it.
STAND_ASIDE: int | None = getattr(signal, "SIGURG", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a preview is asked for; `debug` shows the traces of our own bugs."""

    root: Path
    drafts: bool = True
    future: bool = False
    debug: bool = False

    @property
    def folder(self) -> Path:
        """The preview's own folder: its pages and its memory, never the published site's."""
        return self.root / CACHE / "preview"

    @property
    def site(self) -> Path:
        """Where the preview's pages lie."""
        return self.folder / "site"


# --- orders: from the server to the build process ---------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildChanges:
    """Look (at `hints` alone, or everywhere) and build if anything changed; `open` pages come first."""

    hints: frozenset[str] | None = None
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveCache:
    """Write down what the last builds left in memory: asked for when nothing else is to be done for a while."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildSearchIndex:
    """Bring the search index up to date: it takes longer than all pages, and few ask for it while they edit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribePage:
    """Say what an editor should know of a page."""

    url: str


Order = BuildChanges | SaveCache | BuildSearchIndex | DescribePage


# --- reports: from the build process to the server --------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownProblem:
    """A problem as the overlay shows it: with the line it is on, and the file's place on this machine."""

    path: str
    line: int
    column: int
    message: str
    advice: str
    text: str = ""
    file: str = ""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        tail = f", {self.advice}" if self.advice else ""
        return f"{place}: {self.message}{tail}" if place else f"{self.message}{tail}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A badge: `kind` for its colour, a short label, and a sentence."""

    kind: str
    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReady:
    """A page that someone has open is in its place; the build goes on."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """A build went well. `moved` maps addresses that went to those that took their place."""

    base: str
    changes: tuple[str, ...]
    urls: tuple[str, ...]
    removed: tuple[str, ...]
    articles: int
    items: int
    seconds: float
    moved: Mapping[str, str] = field(default_factory=dict)
    timing: Mapping[str, float] = field(default_factory=dict)
    warnings: tuple[ShownProblem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildFailure:
    """A build failed; the pages are as they were. `trace` is that of a bug of ours."""

    problems: tuple[ShownProblem, ...]
    changes: tuple[str, ...]
    seconds: float
    trace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """Nothing has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDescription:
    """What an editor should know of a page; `source` is its file."""

    badges: tuple[Badge, ...] = ()
    source: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFiles:
    """Raw files to add as drafts, by their paths below the root; `made` are the drafts that came of files before."""

    root: Path
    files: tuple[str, ...]
    made: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedFile:
    """What became of a raw file: the draft's path and what is to be settled, or why there is none."""

    file: str
    path: str = ""
    title: str = ""
    unsettled: tuple[str, ...] = ()
    dropped: int = 0
    error: str = ""


Answer = BuildReport | BuildFailure | Unchanged | PageDescription
Report = PageReady | Answer


def encode_message(value: Any) -> bytes:
    """A value as it goes over the pipe."""
    data = pickle.dumps(value, protocol=5)
    return _LENGTH.pack(len(data)) + data


def decode_message(data: bytes) -> Any:
    """The value that came over the pipe."""
    return pickle.loads(data)  # noqa: S301 (written by our own other half, over a pipe nobody else holds)


def message_length(head: bytes) -> int:
    """How many bytes follow a head of `HEAD` bytes."""
    return int(_LENGTH.unpack(head)[0])


HEADER_SIZE = _LENGTH.size


def read_message(pipe: BinaryIO) -> Any:
    """The next value, or None when the other side has gone."""
    head = pipe.read(HEADER_SIZE)
    if len(head) < HEADER_SIZE:
        return None
    data = pipe.read(message_length(head))
    return decode_message(data)
