"""What lies in the digest's folders right now, as a value; and what differs between two of them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from copydesk.errors import Location, Problem
from copydesk.files import LEADS_OUT, Stamp, is_litter, stamp_of, walk_digest
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


# --- Snapshots compared: what did change, whatever a watcher's events said --------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What differs between two snapshots: paths below the root, sorted."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(sorted((*self.added, *self.changed, *self.removed)))

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def compare_snapshots(old: Snapshot, new: Snapshot) -> Changes:
    """What happened between two snapshots."""
    if old.files == new.files:
        return Changes()
    return Changes(
        added=tuple(sorted(new.files.keys() - old.files.keys())),
        changed=tuple(sorted(p for p, stamp in new.files.items() if old.files.get(p, stamp) != stamp)),
        removed=tuple(sorted(old.files.keys() - new.files.keys())),
    )


def update_snapshot(root: Path, seen: Snapshot, hints: Iterable[str]) -> tuple[Snapshot, Changes] | None:
    """A snapshot brought up to date at the hinted paths alone, and what differs; None if only a whole look will do.

    Looking at ten thousand files costs more than rendering the page that changed.
    """
    files = dict(seen.files)
    hinted = frozenset(hints)
    for path in hinted:
        try:
            entry = os.lstat(root / path)
        except (FileNotFoundError, NotADirectoryError):
            files.pop(path, None)
            continue
        except OSError:
            return None
        if not stat.S_ISREG(entry.st_mode):
            return None
        files[path] = stamp_of(entry)
    old, new = ({path: held[path] for path in hinted if path in held} for held in (seen.files, files))
    changes = compare_snapshots(Snapshot(files=old), Snapshot(files=new))
    return Snapshot(files=dict(sorted(files.items())) if changes.added else files, problems=seen.problems), changes
