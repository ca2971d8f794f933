"""What lies in the digest's folders right now, as a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from copydesk.errors import Location, Problem
from copydesk.files import LEADS_OUT, Stamp, is_litter, walk_digest
from copydesk.library.strays import MARKDOWN_FOLDERS, find_strays

__all__ = ["MARKDOWN_FOLDERS", "PICTURE_SUFFIXES", "Snapshot", "Stamp", "as_snapshot", "is_litter", "scan_content"]

PICTURE_SUFFIXES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Files by path relative to the root (with `/`, sorted), and what was refused and why."""

    files: Mapping[str, Stamp] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def scan_content(root: Path) -> Snapshot:
    """Look at `content/`, the layouts and config.yaml below `root`; see `walk_digest` for what is passed over."""
    return as_snapshot(*walk_digest(str(root)))


def as_snapshot(files: Mapping[str, Stamp], refused: Iterable[tuple[str, str]]) -> Snapshot:
    """What `walk_digest` found, as a value."""
    problems = [_problem(path, why, "copy the file here" if why == LEADS_OUT else "") for path, why in sorted(refused)]
    unnamed = [path for path in files if not _is_text(path)]
    problems += [_problem(path, "the file's name is not UTF-8", "rename it") for path in sorted(unnamed)]
    known = {path: stamp for path, stamp in sorted(files.items()) if path not in set(unnamed)} if unnamed else files
    return Snapshot(files=dict(sorted(known.items())), problems=(*problems, *find_strays(known)))


def _is_text(path: str) -> bool:
    """Whether a name is text: the system's bytes that are no UTF-8 come as lone surrogates."""
    return path.isascii() or not any("\ud800" <= char <= "\udfff" for char in path)


def _problem(path: str, message: str, advice: str) -> Problem:
    """A problem of a file, whose name is shown as it can be printed."""
    shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return Problem(location=Location(path=shown), message=message, advice=advice)
