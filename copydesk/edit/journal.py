"""Writing a plan all or nothing: a journal first, then the files; whoever comes next finishes what was begun.

The journal lies in `.copydesk/` and holds every file's new text. It appears in one step, complete, or not at all: a
crash before leaves the old state, a crash after is carried on by `recover`. One process writes at a time; an editor
that saves in between is never overwritten.

What must survive a loss of power waits for the disk (`fsync`): a file's new bytes before they take its place, the place
itself, and the journal of several files before the first of them. The journal of one file does not: its edit is whole
by itself, and the journal is for a process that was killed, whose files the system still has.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from copydesk.edit.plan import FileChange, Plan
from copydesk.errors import Location, OutputError, Problem, ProblemsError
from copydesk.files import JOURNAL, hold_lock, read_file, read_utf8

LOCK = ".copydesk/edit.lock"
# Another verb's writing takes moments; waiting for it beats refusing.
PATIENCE = 5.0
# Where a release before this one noted the same.
_OLD_JOURNAL = ".copydesk/tag-journal.json"


class JournalError(ProblemsError):
    """A file is no longer what a plan was made from: going on would lose an edit."""


def read_text_file(path: Path) -> str | None:
    """A file's text, line ends and all, or None if there is none. What is not UTF-8 comes back when it is written."""
    try:
        return read_file(path).decode("utf-8", "surrogateescape")
    except (FileNotFoundError, NotADirectoryError):
        return None


def text_hash(text: str | None) -> str:
    """The SHA-256 of a text's bytes; "" for a file that is not there."""
    return "" if text is None else hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()


def apply_plan(root: Path, plan: Plan, before_writing: Callable[[Plan], None] | None = None) -> None:
    """Write a plan. Raises JournalError if a file is no longer what the plan was made from: nothing is written then.

    `before_writing` is called when all is checked and nothing is written: the place to keep what will be replaced.
    Raises OutputError when another process is writing, or a file cannot be written.
    """
    with hold_lock(root / LOCK, PATIENCE, "another edit"):
        _refuse_outside(root, plan.changes)
        _refuse_edited(root, plan.changes)
        rows = [_row(change) for change in plan.changes]
        journal = root / JOURNAL
        try:
            if before_writing is not None:
                before_writing(plan)
            journal.parent.mkdir(exist_ok=True)
            _replace(journal, json.dumps({"files": len(rows), "changes": rows}), durable=len(rows) > 1)
            _carry_out(root, plan.changes)
        except OSError as error:
            raise OutputError(f"{error.filename or root}: cannot be written: {error.strerror}") from None
        journal.unlink()


def recover(root: Path) -> tuple[str, ...]:
    """Finish what an interrupted verb began; returns the files written. Nothing to do is the usual case.

    Raises JournalError where one of several files was edited since; a single file's later save stands.
    """
    done: list[str] = []
    for name in (JOURNAL, _OLD_JOURNAL):
        journal = root / name
        try:
            text = read_utf8(journal)
            if _is_torn_of_one(text):
                journal.unlink(missing_ok=True)
                continue
            rows = _rows_of(text)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            advice = "see that it can be read: half of an edit may stand in it"
            raise JournalError([_problem(name, f"cannot be read: {error.strerror}", advice)]) from None
        except (ValueError, KeyError, TypeError):
            message = "an edit of several files was interrupted, and its notes cannot be read"
            raise JournalError(
                [_problem(name, message, "look at the files that changed last, then delete it")]
            ) from None
        with hold_lock(root / LOCK, PATIENCE, "another edit"):
            if not journal.exists():
                continue  # its writer was alive, and has finished by itself
            edited = [row for row in rows if not _is_as_left(root, row)]
            if edited and len(rows) > 1:
                raise JournalError([_edited_since(row, name) for row in edited])
            # One file is written in one step: whoever saved it since then has seen the whole edit or none of it, and
            # what was to be written lies in the history. Nothing is half done, and their save stands.
            if edited:
                rows = []
            for row in rows:
                _finish(root, row, name)
            journal.unlink()
        done += [row["path"] for row in rows]
    return tuple(done)


# How the journal of one file begins.
_ONE = '{"files": 1,'


def _is_torn_of_one(text: str) -> bool:
    """Whether a journal was lost with the power, half or whole: such is only one of a single file, which is whole."""
    if not text.strip("\0 \n"):
        return True
    if not text.startswith(_ONE):
        return False
    try:
        json.loads(text)
    except ValueError:
        return True
    return False


def _finish(root: Path, row: Mapping[str, Any], journal: str) -> None:
    """Write one file of an interrupted edit. Raises JournalError where another program saves it just now."""
    path = root / row["path"]
    now = read_text_file(path)
    for left in path.parent.glob(_partial_name(path, "*")):
        # The writer was killed with its bytes half on disk, or right after they took the place of what it held.
        text = read_text_file(left)
        if now == row["after"] and text not in (None, now) and text_hash(text) != row["before"]:
            left.replace(path)  # a save that came in that moment: it stands
            return
        left.unlink(missing_ok=True)
    try:
        _write(path, row["after"], expected=FileChange(path=row["path"], before=now, after=row["after"]))
    except _SavedMeanwhileError:
        raise JournalError([_edited_since(row, journal)]) from None


def _rows_of(text: str) -> list[dict[str, Any]]:
    """The rows of a journal. Raises ValueError, KeyError or TypeError for what is none."""
    rows = json.loads(text)["changes"]
    for row in rows:
        if not (
            isinstance(row["path"], str) and isinstance(row["before"], str) and isinstance(row["after"], str | None)
        ):
            raise TypeError(row)
    return list(rows)


def _row(change: FileChange) -> dict[str, Any]:
    return {"path": change.path, "before": text_hash(change.before), "after": change.after}


def _carry_out(root: Path, changes: Sequence[FileChange]) -> None:
    """Write every file; where one has been edited by now, or cannot be written, take back those written.

    Raises JournalError for the one, OSError for the other.
    """
    written: list[FileChange] = []
    for change in changes:
        path = root / change.path
        try:
            _write(path, change.after, expected=change)
        except _SavedMeanwhileError:
            _take_back(root, written)
            problem = _problem(change.path, "was saved by another program meanwhile", "try again")
            raise JournalError([problem]) from None
        except OSError:
            # Who is told that it could not be written must not find it written by the next verb. Where not even the
            # old text can be put back, the journal stays, and the edit is finished once there is room.
            with contextlib.suppress(OSError):
                _take_back(root, written)
            raise
        written.append(change)


def _take_back(root: Path, written: Sequence[FileChange]) -> None:
    """Give files that an edit has written their old text, and forget the edit.

    Raises OSError where that cannot be written either: the edit is not forgotten then.
    """
    for back in reversed(written):
        if read_text_file(root / back.path) == back.after:
            _write(root / back.path, back.before)
    (root / JOURNAL).unlink(missing_ok=True)


class _SavedMeanwhileError(Exception):
    """A file is not what is to be replaced."""


def _refuse_outside(root: Path, changes: Iterable[FileChange]) -> None:
    """Refuse a path that leads out of the project, by its name or by a link."""
    home = root.resolve()
    for change in changes:
        if not (root / change.path).resolve().is_relative_to(home):
            raise JournalError([_problem(change.path, "leads out of the project", "copy the file here")])


def _refuse_edited(root: Path, changes: Iterable[FileChange]) -> None:
    problems = [
        _problem(change.path, "changed while the plan was made", "try again")
        for change in changes
        if read_text_file(root / change.path) != change.before
    ]
    if problems:
        raise JournalError(problems)


def _is_as_left(root: Path, row: Mapping[str, Any]) -> bool:
    """Whether a file is as the edit found it, or as the edit was to leave it."""
    now = read_text_file(root / row["path"])
    return bool(now == row["after"] or text_hash(now) == row["before"])


def _edited_since(row: Mapping[str, Any], journal: str) -> Problem:
    message = "was edited after an interrupted edit of several files"
    return _problem(row["path"], message, f"finish it by hand, then delete {journal}")


def _problem(path: str, message: str, advice: str) -> Problem:
    return Problem(location=Location(path=path), message=message, advice=advice)


def _write(path: Path, text: str | None, expected: FileChange | None = None) -> None:
    """Give a file its new text in one step, or take it away.

    Raises _SavedMeanwhileError where it has not the text that `expected` says it had, looked at in the last moment:
    the new bytes lie on disk by then, and nothing slow comes between.
    """
    target = path.resolve() if path.is_symlink() else path
    if text is None:
        _refuse_other(target, expected)
        target.unlink(missing_ok=True)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    _replace(target, text, expected)


def _refuse_other(path: Path, expected: FileChange | None) -> None:
    if expected is not None and read_text_file(path) != expected.before:
        raise _SavedMeanwhileError


def _replace(path: Path, text: str, expected: FileChange | None = None, *, durable: bool = True) -> None:
    """Replace a file in one step, its mode kept; if it is to be `durable`, its bytes and then its place on disk."""
    _refuse_other(path, expected)
    partial = path.with_name(_partial_name(path, str(os.getpid())))
    try:
        with partial.open("w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(text)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        with contextlib.suppress(FileNotFoundError):
            partial.chmod(path.stat().st_mode & 0o7777)
        _refuse_other(path, expected)
        _put(partial, path, expected)
    except (OSError, _SavedMeanwhileError):
        partial.unlink(missing_ok=True)
        raise
    if durable:
        _sync_folder(path.parent)


def _partial_name(path: Path, process: str) -> str:
    """What a file is called while it is written: by what it will be, or another's half would pass for a save of it.

    A digest of the name, since with more around it the name itself could be too long.
    """
    return f".copydesk-{text_hash(path.name)[:12]}-{process}.tmp"


def _put(partial: Path, path: Path, expected: FileChange | None) -> None:
    """Put a new file where the old one is. Raises _SavedMeanwhileError where that was not the one expected.

    Between the last look and the replacing another program may save: where the system can exchange two files in one
    step, what was there is looked at afterwards, and put back if it was not what the edit was made from.
    """
    if expected is None or expected.before is None or not _exchange(partial, path):
        partial.replace(path)
        return
    if read_text_file(partial) not in (None, expected.before):
        _exchange(partial, path)
        raise _SavedMeanwhileError
    partial.unlink(missing_ok=True)


_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE: renameat2(2), Linux from 3.15 on


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two files in one step; whether the system and the file system can."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if os.name == "posix" else None
    return rename is not None and rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0


def _sync_folder(folder: Path) -> None:
    """Have the folder's entry on disk too, where the system knows how (POSIX)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
