"""What an editor does to files, as values: read, applied to texts, and taken back. Pure.

An act is a list of operations on named files, each with the value it expects (`was`). The desk, the verbs and undo use
the same: `apply_operations` gives a plan, or the conflicts with what somebody else has written meanwhile. Nothing is
written here (see `journal`).
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from copydesk.edit.blocks import merge_blocks
from copydesk.edit.journal import text_hash
from copydesk.edit.nodes import (
    EditError,
    NodePath,
    Value,
    add_item,
    body_of,
    get_value,
    has_value,
    move_item,
    parse_path,
    path_text,
    read_values,
    set_value,
    unset_value,
    with_body,
)
from copydesk.edit.plan import FileChange, Plan
from copydesk.errors import CopydeskError, Problem, ProblemsError

OPERATIONS = ("set", "unset", "add", "remove", "replace", "move", "body", "create", "delete")
# No honest value is larger; a whole body is bounded by the library's own limit on a file.
VALUE_LIMIT = 4 * 1024 * 1024


# Control characters and halves of pairs (Unicode's Cc and Cs), but tabs and line ends.
_GONE = "was it renamed, removed or trashed? Once it is back, do this again"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class _Unstated:
    """Stands for a `was` that nobody gave: then nothing is compared."""

    def __repr__(self) -> str:
        return "unstated"


UNSTATED: Any = _Unstated()


class OperationError(CopydeskError):
    """An operation that cannot be meant: unknown, incomplete, or on a file that is not to be edited."""

    exit_code = 2


class RefusedError(ProblemsError):
    """What a file would say after an operation is wrong: each new problem at its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One act on one file.

    `at` is the path of a value, `was` what is expected there (None for nothing; for `body` the old text), `hash` the
    SHA-256 of the file the editor saw. `value` is the new value, body or file; `index` where an item is put in, `to`
    where one is moved.
    """

    op: str
    file: str
    at: str = ""
    value: Value = None
    was: Value = field(default=UNSTATED)
    index: int | None = None
    to: int = 0
    hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditConflict:
    """A value that is no longer what an operation expects: what it was, what was to be written, what stands there."""

    file: str
    at: str
    was: Value
    yours: Value
    theirs: Value


class ConflictsError(CopydeskError):
    """Somebody else has changed the same values: nothing is written, and both ways are shown."""

    def __init__(self, conflicts: Sequence[EditConflict]) -> None:
        self.conflicts = tuple(conflicts)
        lines = [
            f"{c.file}: {c.at or 'the text'} was {_shown(c.was)}, is {_shown(c.theirs)} by now; not changed to "
            f"{_shown(c.yours)}"
            for c in self.conflicts
        ]
        super().__init__("\n".join(lines))


def _shown(value: Value) -> str:
    if value is None or value is UNSTATED:
        return "nothing"
    text = str(value)
    return f'"{text if len(text) <= 60 else text[:59] + "…"}"'


def parse_operations(rows: Any) -> tuple[Operation, ...]:
    """Operations of JSON values. Raises OperationError for what is none, with the number of the row."""
    if not isinstance(rows, list) or not rows:
        raise OperationError("a list of operations is wanted")
    known = set(Operation.__dataclass_fields__)
    made = []
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict) or not {"op", "file"} <= set(row) or not set(row) <= known:
            names = ", ".join(sorted(known))
            raise OperationError(f"operation {number}: an object with op and file is wanted, of {names}")
        try:
            made.append(check_operation(Operation(**row)))
        except (TypeError, ValueError, OperationError) as error:
            raise OperationError(f"operation {number}: {error}") from None
    return tuple(made)


def check_operation(operation: Operation) -> Operation:
    """An operation as it may be applied, its texts composed (NFC). Raises OperationError."""
    if operation.op not in OPERATIONS:
        raise OperationError(f'no operation "{operation.op}": one of {", ".join(OPERATIONS)}')
    path = operation.file
    parts = path.split("/")
    if parts[0] != "content" or ".." in parts or "" in parts or "\\" in path or not path.endswith((".md", ".yaml")):
        raise OperationError(f'"{path}" is no file of content/')
    if any(part.startswith(".") for part in parts):
        raise OperationError(f'"{path}" is hidden')
    if operation.op in {"set", "unset", "add", "remove", "replace", "move"}:
        try:
            parse_path(operation.at)
        except ValueError as error:
            raise OperationError(str(error)) from None
    return replace(operation, value=_checked(operation.value))


def _checked(value: Value) -> Value:
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
        if len(text) > VALUE_LIMIT:
            raise OperationError(f"a text of more than {VALUE_LIMIT // 2**20} MiB")
        if _CONTROL.search(text):
            raise OperationError("a control character in a text")
        return text
    if isinstance(value, (list, tuple)):
        return [_checked(part) for part in value]
    if isinstance(value, Mapping):
        return {str(_checked(str(key))): _checked(part) for key, part in value.items()}
    return value


# What a file's new text is checked with: the problems in it, by path and text.
Check = Callable[[str, str], Iterable[Problem]]


def apply_operations(
    files: Mapping[str, str | None], operations: Iterable[Operation], check: Check | None = None
) -> Plan:
    """The plan of some operations on files by path (None for one that is not there), all or none.

    Where a file is no longer the one an operation was made for (`hash`), it is applied if the value it expects stands
    there still, in a list at another place if need be. Raises ConflictsError where it does not, EditError and
    OperationError for what cannot be done, RefusedError where a new text has problems that the old one had not.
    """
    now: dict[str, str | None] = {}
    conflicts: list[EditConflict] = []
    notes: list[str] = []
    for operation in operations:
        path = operation.file
        text = now.get(path, files.get(path)) if path in now else files.get(path)
        changed = bool(operation.hash) and operation.hash != text_hash(files.get(path))
        try:
            now[path] = _apply(operation, text)
        except _ConflictError as conflict:
            conflicts.append(conflict.conflict)
            continue
        if changed:
            notes.append(f"{path}: somebody else has changed the file meanwhile; both edits are in it")
    if conflicts:
        raise ConflictsError(conflicts)
    changes = [
        FileChange(path=path, before=files.get(path), after=after)
        for path, after in now.items()
        if after != files.get(path)
    ]
    if check is not None:
        refuse_new_problems(changes, check)
    return Plan(changes=tuple(changes), notes=tuple(dict.fromkeys(notes)))


def invert_operations(files: Mapping[str, str | None], operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """Operations that take others back, last first; `files` are the texts before those. For files that have moved on.

    Raises as `apply_operations` does.
    """
    now = dict(files)
    made: list[Operation] = []
    for operation in operations:
        text = now.get(operation.file)
        now[operation.file] = _apply(operation, text)
        if now[operation.file] != text:
            made.append(_inverse(operation, text))
    return tuple(reversed(made))


def operations_between(path: str, before: str, after: str) -> tuple[Operation, ...]:
    """Operations that make one text of a file out of another, value by value; for what an act has done as a whole.

    Fields of a map count singly, lists and other values as a whole. Raises ContentError for what cannot be read.
    """
    old, new = _flat(read_values(before, path)), _flat(read_values(after, path))
    made = [
        Operation(op="set", file=path, at=path_text(at), value=value, was=old.get(at))
        for at, value in new.items()
        if at not in old or not _is_same(old[at], value)
    ]
    made += [Operation(op="unset", file=path, at=path_text(at), was=old[at]) for at in old if at not in new]
    was, now = body_of(before, path), body_of(after, path)
    return (*made, *([Operation(op="body", file=path, value=now, was=was)] if was != now else []))


def _flat(values: Mapping[str, Value]) -> dict[NodePath, Value]:
    """Values by path, those of maps singly."""
    found: dict[NodePath, Value] = {}
    for key, value in values.items():
        if isinstance(value, dict) and value:
            found |= {(key, inner): part for inner, part in value.items()}
        else:
            found[(key,)] = value
    return found


def refuse_new_problems(changes: Iterable[FileChange], check: Check) -> None:
    """Raise RefusedError for problems that a new text has and the old one had not, each at its line of the old one.

    What is refused is not written: the file that the editor opens to mend it is the old one.
    """
    found: list[Problem] = []
    for change in changes:
        if change.after is None:
            continue
        if change.before is None:
            found += check(change.path, change.after)
            continue
        old = {problem.message for problem in check(change.path, change.before)}
        fresh = [problem for problem in check(change.path, change.after) if problem.message not in old]
        lines = _lines_before(change.before, change.after) if fresh else {}
        for problem in fresh:
            place = replace(problem.location, line=lines.get(problem.location.line, problem.location.line))
            found.append(replace(problem, location=place))
    if found:
        raise RefusedError(found)


def _lines_before(before: str, after: str) -> dict[int, int]:
    """Return for each line of the new text, from 1, the one of the old text that it was or replaces."""
    rows = difflib.SequenceMatcher(None, before.split("\n"), after.split("\n"), autojunk=False).get_opcodes()
    return {
        new + 1: min(start + new - first, max(end - 1, start)) + 1
        for _, start, end, first, last in rows
        for new in range(first, last)
    }


class _ConflictError(Exception):
    def __init__(self, operation: Operation, theirs: Value) -> None:
        super().__init__()
        self.conflict = EditConflict(
            file=operation.file, at=operation.at, was=operation.was, yours=operation.value, theirs=theirs
        )


def _apply(operation: Operation, text: str | None) -> str | None:
    """A file's text after an operation, None for a file that is gone."""
    op, path = operation.op, operation.file
    if op == "create":
        if text is not None:
            raise _ConflictError(operation, text)
        return str(operation.value)
    if text is None:
        raise EditError(path, 0, "there is no such file", _GONE)
    if op == "delete":
        if operation.was is not UNSTATED and operation.was != text:
            raise _ConflictError(operation, text)
        return None
    if op == "body":
        return _with_body(operation, text)
    return _VALUES[op](operation, text)


def _with_body(operation: Operation, text: str) -> str:
    """The file with another body; one that somebody else has edited is merged block by block."""
    now, new = body_of(text, operation.file), str(operation.value)
    if operation.was is UNSTATED or operation.was == now:
        return with_body(text, operation.file, new)
    merged = merge_blocks(str(operation.was), new, now)
    if merged.conflicts:
        raise _ConflictError(operation, now)
    return with_body(text, operation.file, merged.text)


def _is_same(one: Value, other: Value) -> bool:
    """Whether two values are one, however their letters are put together (NFC)."""
    return bool(_composed(one) == _composed(other))


def _composed(value: Value) -> Value:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_composed(part) for part in value]
    return {key: _composed(part) for key, part in value.items()} if isinstance(value, dict) else value


def _set(operation: Operation, text: str) -> str:
    at = _place(operation, text)
    return set_value(text, operation.file, at, operation.value)


def _unset(operation: Operation, text: str) -> str:
    return unset_value(text, operation.file, _place(operation, text))


def _add(operation: Operation, text: str) -> str:
    at = parse_path(operation.at)
    if operation.index is None and has_value(text, operation.file, at):
        known = get_value(text, operation.file, at)
        if any(_is_same(operation.value, item) for item in (known if isinstance(known, list) else [known])):
            return text  # it stands there already
    return add_item(text, operation.file, at, operation.value, operation.index)


def _move(operation: Operation, text: str) -> str:
    at = _place(operation, text)
    if not isinstance(at[-1], int):
        raise EditError(operation.file, 0, f'"{operation.at}" is no item of a list', "write one such as people[2]")
    return move_item(text, operation.file, at[:-1], at[-1], operation.to)


_VALUES: Mapping[str, Callable[[Operation, str], str]] = {
    "set": _set,
    "replace": _set,
    "unset": _unset,
    "remove": _unset,
    "add": _add,
    "move": _move,
}


def _place(operation: Operation, text: str) -> NodePath:
    """Where the value that an operation expects stands: at its path, or once at another place of that list."""
    at = parse_path(operation.at)
    here = get_value(text, operation.file, at) if has_value(text, operation.file, at) else None
    if operation.was is UNSTATED or _is_same(here, operation.was):
        return at
    numbers = [position for position, step in enumerate(at) if isinstance(step, int)]
    if numbers and operation.was is not None:
        last = numbers[-1]
        items = get_value(text, operation.file, at[:last]) if has_value(text, operation.file, at[:last]) else None
        count = len(items) if isinstance(items, list) else 0
        others = [(*at[:last], number, *at[last + 1 :]) for number in range(count)]
        same = [
            other
            for other in others
            if has_value(text, operation.file, other)
            and _is_same(get_value(text, operation.file, other), operation.was)
        ]
        if len(same) == 1:
            return same[0]
    raise _ConflictError(operation, here)


def _inverse(operation: Operation, before: str | None) -> Operation:
    """What takes an operation back that changed a file which was `before` it."""
    path, value = operation.file, operation.value
    if operation.op == "create":
        return Operation(op="delete", file=path)
    if operation.op == "delete":
        return Operation(op="create", file=path, value=before)
    text = before or ""
    if operation.op == "body":
        return Operation(op="body", file=path, value=body_of(text, path), was=value)
    if operation.op == "add":
        return _inverse_of_add(operation, text)
    at = _place(operation, text)
    old = get_value(text, path, at) if has_value(text, path, at) else None
    if operation.op == "move":
        made = Operation(op="move", file=path, at=path_text((*at[:-1], operation.to)), to=int(at[-1]), was=old)
    elif not has_value(text, path, at):
        made = Operation(op="unset", file=path, at=path_text(at), was=value)
    elif operation.op in {"set", "replace"}:
        made = Operation(op="set", file=path, at=path_text(at), value=old, was=value)
    else:
        # What an emptied list or map took with it comes back whole.
        while len(at) > 1 and len(get_value(text, path, at[:-1])) == 1:
            at = at[:-1]
        old = get_value(text, path, at)
        if isinstance(at[-1], int):
            made = Operation(op="add", file=path, at=path_text(at[:-1]), value=old, index=at[-1])
        else:
            made = Operation(op="set", file=path, at=path_text(at), value=old, was=None)
    return made


def _inverse_of_add(operation: Operation, text: str) -> Operation:
    path, at = operation.file, parse_path(operation.at)
    known = get_value(text, path, at) if has_value(text, path, at) else None
    if known is None:
        return Operation(op="unset", file=path, at=path_text(at), was=[operation.value])
    if not isinstance(known, list):
        was = [known, operation.value] if operation.index is None or operation.index > 0 else [operation.value, known]
        return Operation(op="set", file=path, at=path_text(at), value=known, was=was)
    number = len(known) if operation.index is None else max(0, min(operation.index, len(known)))
    if not known:
        return Operation(op="set", file=path, at=path_text(at), value=[], was=[operation.value])
    return Operation(op="remove", file=path, at=path_text((*at, number)), was=operation.value)
