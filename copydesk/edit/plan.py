"""What an act would write: texts of files before and after, shown as a diff before anything is written. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """A file's text before and after; None where it is not there. `path` is relative to the digest's root."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The files that an act changes, all or none, and what the editor should know about it."""

    changes: tuple[FileChange, ...]
    notes: tuple[str, ...] = ()

    def text_of(self, path: str, before: str) -> str:
        """A file's text afterwards; `before` where the plan leaves it alone or takes it away."""
        return next((change.after for change in self.changes if change.path == path and change.after), before)

    def diff(self) -> str:
        """The changes as a unified diff."""
        return "".join(line for change in self.changes for line in _diff(change))


def _diff(change: FileChange) -> Iterator[str]:
    before, after = ((text or "").splitlines(keepends=True) for text in (change.before, change.after))
    old = f"a/{change.path}" if change.before is not None else "/dev/null"
    new = f"b/{change.path}" if change.after is not None else "/dev/null"
    for line in difflib.unified_diff(before, after, old, new):
        yield line if line.endswith("\n") else line + "\n"
