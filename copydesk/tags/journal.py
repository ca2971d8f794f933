"""Writing a plan all or nothing: a journal first, then the files; whoever comes next finishes what was begun.

The journal lies in `.copydesk/` and holds every file's new text. It appears in one step, complete, or not at all: a
crash before leaves the old state, a crash after is carried on by `recover`.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from copydesk.errors import Location, Problem, ProblemsError
from copydesk.files import JOURNAL
from copydesk.tags.rename import FileChange, Plan
from copydesk.tags.uses import CONFIG


class JournalError(ProblemsError):
    """Files were edited between a crash and its recovery, so that finishing would lose an edit."""


def read_files(root: Path) -> dict[str, str]:
    """The texts of articles, of people's files and of the config, by path from the root; line ends as they are."""
    found: dict[str, str] = {}
    if (root / CONFIG).is_file():
        with (root / CONFIG).open(encoding="utf-8", newline="") as file:
            found[CONFIG] = file.read()
    for folder in ("content/articles", "content/people"):
        for path in sorted((root / folder).rglob("*.md")):
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts):
                with path.open(encoding="utf-8", newline="") as file:
                    found[path.relative_to(root).as_posix()] = file.read()
    return found


def apply_plan(root: Path, plan: Plan) -> None:
    """Write a plan. Raises JournalError if a file is no longer what the plan was made from: nothing is written then."""
    _refuse_edited(root, plan.changes)
    journal = root / JOURNAL
    journal.parent.mkdir(exist_ok=True)
    rows = [{"path": c.path, "before": _digest(c.before), "after": c.after} for c in plan.changes]
    _write(journal, json.dumps({"changes": rows}, ensure_ascii=False))
    _carry_out(root, rows)


def recover(root: Path) -> tuple[str, ...]:
    """Finish what an interrupted verb began; returns the files written. Nothing to do is the usual case."""
    journal = root / JOURNAL
    try:
        rows = json.loads(journal.read_text(encoding="utf-8"))["changes"]
    except FileNotFoundError:
        return ()
    problems = []
    for row in rows:
        now = _current(root / row["path"])
        if now != row["after"] and _digest(now) != row["before"]:
            message = "was edited after an interrupted tag rename or merge"
            advice = f"finish it by hand, then delete {JOURNAL}"
            problems.append(Problem(location=Location(path=row["path"]), message=message, advice=advice))
    if problems:
        raise JournalError(problems)
    _carry_out(root, rows)
    return tuple(row["path"] for row in rows)


def _carry_out(root: Path, rows: list[dict[str, Any]]) -> None:
    """Write every file of a journal, then take the journal away."""
    for row in rows:
        path = root / row["path"]
        if row["after"] is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, row["after"])
    (root / JOURNAL).unlink()


def _refuse_edited(root: Path, changes: tuple[FileChange, ...]) -> None:
    problems = [
        Problem(location=Location(path=change.path), message="changed while the plan was made", advice="try again")
        for change in changes
        if _current(root / change.path) != change.before
    ]
    if problems:
        raise JournalError(problems)


def _current(path: Path) -> str | None:
    """A file's text as it is, or None if there is none."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _digest(text: str | None) -> str:
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()


def _write(path: Path, text: str) -> None:
    """Replace a file in one step, its bytes on disk first."""
    partial = path.with_name(f".{path.name}.tmp")
    with partial.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
