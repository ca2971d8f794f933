"""Snapshots compared: what did change, whatever the events said. Pure but for a glance at named files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from copydesk.files import stamp_of
from copydesk.library import Snapshot


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


def compare(old: Snapshot, new: Snapshot) -> Changes:
    """What happened between two snapshots."""
    if old.files == new.files:
        return Changes()
    return Changes(
        added=tuple(sorted(new.files.keys() - old.files.keys())),
        changed=tuple(sorted(p for p, stamp in new.files.items() if old.files.get(p, stamp) != stamp)),
        removed=tuple(sorted(old.files.keys() - new.files.keys())),
    )


def glance(root: Path, seen: Snapshot, hints: Iterable[str]) -> tuple[Snapshot, Changes] | None:
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
    changes = compare(Snapshot(files=old), Snapshot(files=new))
    return Snapshot(files=dict(sorted(files.items())) if changes.added else files, problems=seen.problems), changes
