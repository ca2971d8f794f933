"""What was done, kept so that it can be taken back: `.copydesk/history/`. It survives restarts and is no cache.

A step has a number, a label, its command line, and for each file the digests of its text before and after; the texts
lie beside the steps by digest. What a step replaces is here, on disk, before the new bytes are in place; what it writes
is here too, but waits for no disk: it stands in its file, and is made sure of when that is replaced in its turn.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from copydesk.edit.journal import LOCK, PATIENCE, apply_plan, read_text_file, text_hash
from copydesk.edit.operations import Operation, apply_operations, invert_operations
from copydesk.edit.plan import FileChange, Plan
from copydesk.errors import CopydeskError, UsageError
from copydesk.files import JOURNAL, Stamp, hold_lock, read_file, read_utf8, stamp_of

HISTORY = ".copydesk/history"
# Older steps go when there are more, or when their texts take more room.
MOST_STEPS, MOST_BYTES = 500, 50 * 1024 * 1024
_SIZED = 16  # of so many steps one looks whether there is room yet


class UndoError(CopydeskError):
    """A step that cannot be taken back, because a file has been edited since where the step had changed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFile:
    """A file of a step: digests of its text before and after, "" where it was not there."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something done: `command` is the command line that does the same, `at` when (ISO 8601).

    `operations` are what it was made of, where it was: with them it can be taken back in files that have moved on.
    `undone` counts what was taken back, 0 for what holds; `last_then` is the newest step there was when it was.
    """

    number: int
    label: str
    command: str
    at: str
    files: tuple[StepFile, ...]
    operations: tuple[Operation, ...] = ()
    undone: int = 0
    last_then: int = 0


def carry_out(
    root: Path,
    plan: Plan,
    *,
    label: str,
    command: str,
    at: str,
    operations: Iterable[Operation] = (),
    joins: int = 0,
) -> Step:
    """Write a plan and remember it. Raises JournalError and OutputError as `apply_plan` does.

    Where `joins` is the newest step, and the plan goes on with the one file that it changed, the two become one step:
    an hour's typing, saved every other second, is taken back at once.
    """
    files = tuple(StepFile(path=c.path, before=text_hash(c.before), after=text_hash(c.after)) for c in plan.changes)
    step = Step(number=0, label=label, command=command, at=at, files=files, operations=tuple(operations))

    def remember(checked: Plan) -> None:
        nonlocal step
        steps = read_history(root)  # within the lock, so that no two steps have one number
        last = steps[-1] if steps else None
        if last is not None and _goes_on(last, step, joins):
            step = _joined(last, step)
        else:
            step = replace(step, number=last.number + 1 if last else 1)
        for change in checked.changes:
            _keep(root, change.before)
            _keep(root, change.after, durable=False)  # it stands in its file, and is kept anew before that is replaced
        _write_step(root, step)

    try:
        apply_plan(root, plan, remember)
    except BaseException:
        # With a journal it will be finished by `recover`.
        if step.number and step.number != joins and not (root / JOURNAL).exists():
            with contextlib.suppress(OSError):
                _step_path(root, step.number).unlink()
        raise
    _prune(root)
    return step


def remember_new(root: Path, texts: Mapping[str, str], *, label: str, command: str, at: str) -> None:
    """Remember files that were written where none was, by path from the root, so that they can be taken back.

    Their texts are kept when they are taken back, and not twice until then.
    """
    if not texts:
        return
    files = tuple(StepFile(path=path, before="", after=text_hash(text)) for path, text in texts.items())
    with hold_lock(root / LOCK, PATIENCE, "another edit"):
        number = max((step.number for step in read_history(root)), default=0) + 1
        _write_step(root, Step(number=number, label=label, command=command, at=at, files=files))
    _prune(root)


def _goes_on(last: Step, step: Step, joins: int) -> bool:
    return (
        last.number == joins
        and not last.undone
        and [file.path for file in last.files] == [file.path for file in step.files]
        and len(step.files) == 1
        and last.files[0].after == step.files[0].before
    )


def _joined(last: Step, step: Step) -> Step:
    """One step of two: from the first's text before to the second's after."""
    operations = step.operations
    if len(last.operations) == len(operations) == 1 and last.operations[0].at == operations[0].at:
        operations = (replace(operations[0], was=last.operations[0].was),)
    files = (replace(step.files[0], before=last.files[0].before),)
    return replace(step, number=last.number, files=files, operations=operations)


def read_history(root: Path) -> tuple[Step, ...]:
    """Every step, oldest first. A file that cannot be read is none."""
    found = []
    try:
        entries = [entry for entry in os.scandir(root / HISTORY) if entry.name.endswith(".json")]
    except OSError:
        return ()
    for entry in entries:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            found.append(_read_step(entry.path, stamp_of(entry.stat())))
    return tuple(sorted(found, key=lambda step: step.number))


@lru_cache(maxsize=2 * MOST_STEPS)
def _read_step(path: str, _: Stamp) -> Step:
    """A step by its file and that file's stamp: a desk asks for the whole history with each act."""
    return _step_of(json.loads(read_utf8(path)))


def undo_step(root: Path, number: int = 0) -> tuple[Step, Plan]:
    """Take back the last step that holds, or a certain one; returns it with what was written.

    Files that are as the step left them get their old bytes; in one that has been edited since the step's operations
    are taken back, if what they wrote stands there still. Raises UsageError where there is nothing to take back,
    UndoError where an edit would be lost.
    """
    steps = read_history(root)
    step = _choose(steps, number)
    plan = _plan_back(root, step)
    apply_plan(root, plan, lambda _: _keep_all(root, plan))
    count = max(one.undone for one in steps) + 1
    _write_step(root, replace(step, undone=count, last_then=steps[-1].number))
    return step, plan


def redo_step(root: Path) -> tuple[Step, Plan]:
    """Do again what was taken back last, if nothing was done since. Raises UsageError, UndoError."""
    steps = read_history(root)
    first = max(steps, key=lambda step: step.undone, default=None)
    if first is None or not first.undone or steps[-1].number > first.last_then:
        raise UsageError("nothing to do again")
    changes = []
    for file in first.files:
        now = read_text_file(root / file.path)
        if text_hash(now) != file.before:
            raise UndoError(f"{file.path} has been edited since: do it again by hand")
        changes.append(FileChange(path=file.path, before=now, after=_text(root, file.after)))
    plan = Plan(changes=tuple(changes))
    apply_plan(root, plan)
    _write_step(root, replace(first, undone=0))
    return first, plan


def _plan_back(root: Path, step: Step) -> Plan:
    moved_on = []
    changes = []
    for file in step.files:
        now = read_text_file(root / file.path)
        if text_hash(now) == file.after:
            changes.append(FileChange(path=file.path, before=now, after=_text(root, file.before)))
        elif text_hash(now) != file.before:
            moved_on.append(file.path)
    for path in moved_on:
        own = [operation for operation in step.operations if operation.file == path]
        file = next(file for file in step.files if file.path == path)
        now = read_text_file(root / path)
        before = _text(root, file.before)
        if not own or now is None or before is None:
            raise UndoError(f"{path} has been edited since step {step.number}: take it back by hand")
        try:
            plan = apply_operations({path: now}, invert_operations({path: before}, own))
        except CopydeskError as error:
            raise UndoError(f"{path} has been edited since step {step.number}: {error}") from None
        changes += plan.changes
    return Plan(changes=tuple(changes))


def _choose(steps: tuple[Step, ...], number: int) -> Step:
    fitting = [step for step in steps if not step.undone and number in {0, step.number}]
    if not fitting:
        raise UsageError(f"no step {number} to take back" if number else "nothing to take back")
    return fitting[-1]


def _step_path(root: Path, number: int) -> Path:
    return root / HISTORY / f"{number:08}.json"


def _blob_path(root: Path, digest: str) -> Path:
    return root / HISTORY / "texts" / digest[:2] / digest


def _keep(root: Path, text: str | None, *, durable: bool = True) -> None:
    """Keep a text by its digest; a `durable` one is on disk when this returns."""
    if text is None:
        return
    path, data = _blob_path(root, text_hash(text)), text.encode(errors="surrogateescape")
    try:
        if read_file(path) == data:  # else it was lost with the power before it was on disk
            if durable:
                _sync_file(path)
            return
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    _write_whole(path, data, durable=durable)


def _sync_file(path: Path) -> None:
    """Have a file's bytes on disk: at once where they already are."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _keep_all(root: Path, plan: Plan) -> None:
    for change in plan.changes:
        _keep(root, change.before)


def _text(root: Path, digest: str) -> str | None:
    """A kept text, None for a file that was not there. Raises UndoError for one that is gone or damaged."""
    if not digest:
        return None
    text = read_text_file(_blob_path(root, digest))
    if text is None or text_hash(text) != digest:
        raise UndoError(f"{HISTORY}: the text that was there before is gone")
    return text


def _write_step(root: Path, step: Step) -> None:
    path = _step_path(root, step.number)
    path.parent.mkdir(parents=True, exist_ok=True)
    row = asdict(step)
    row["operations"] = [
        {key: value for key, value in asdict(one).items() if key != "was" or isinstance(value, _JSON)}
        for one in step.operations
    ]
    _write_whole(path, (json.dumps(row, indent=1) + "\n").encode())


_JSON = (str, int, float, bool, list, dict, type(None))


def _step_of(row: dict[str, Any]) -> Step:
    files = tuple(StepFile(**file) for file in row.pop("files"))
    operations = tuple(Operation(**operation) for operation in row.pop("operations"))
    return Step(**row, files=files, operations=operations)


def _write_whole(path: Path, data: bytes, *, durable: bool = True) -> None:
    partial = path.with_name(f".{os.getpid()}.tmp")
    with partial.open("wb") as file:
        file.write(data)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    partial.replace(path)


def _prune(root: Path) -> None:
    """Forget the oldest steps beyond the limits, and the texts that no step has any more.

    How large the texts are is asked once in so many steps: it takes as long as an edit itself.
    """
    steps = read_history(root)
    kept = steps[-MOST_STEPS:]
    sizes: dict[str, int] = {}
    if steps and not steps[-1].number % _SIZED:
        found = (path for path in (root / HISTORY / "texts").glob("*/*") if path.is_file())
        sizes = {path.name: path.stat().st_size for path in found}
        kept = kept[-_fitting(kept, sizes) :]
    if len(kept) == len(steps):
        return
    gone = steps[: len(steps) - len(kept)]
    for step in gone:
        _step_path(root, step.number).unlink(missing_ok=True)
    for digest in {*sizes, *_texts_of(gone)} - _texts_of(kept):
        _blob_path(root, digest).unlink(missing_ok=True)


def _texts_of(steps: Iterable[Step]) -> set[str]:
    return {digest for step in steps for file in step.files for digest in (file.before, file.after) if digest}


def _fitting(steps: Sequence[Step], sizes: Mapping[str, int]) -> int:
    """How many of the newest steps have texts that fit in the room there is; one at least."""
    used: set[str] = set()
    size = 0
    for number, step in enumerate(reversed(steps)):
        texts = _texts_of([step]) - used
        size += sum(sizes.get(digest, 0) for digest in texts)
        if number and size > MOST_BYTES:
            return number
        used |= texts
    return len(steps)
