"""A remembered state on disk: written whole now and then, and between by what changed. Standard library only.

At ten thousand articles the state takes eight megabytes, of which an edit changes a few hundred bytes. A file is a
row of frames, the first the whole state, each later one a change to it, each with its length and checksum. A
frame that was cut short ends the row: what is read is then an older state, which is as good as any other.
"""

from __future__ import annotations

import marshal
import os
import sys
import zlib

# Not from typing, whose import takes longer than all that a build does in which nothing changed.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    State = dict[str, Any]

_HEAD = 8
# So many changes, or changes of so large a part of the whole, are worth writing it anew.
_MOST, _PART = 64, 4
_GONE = object()

# Which state of a file was read or written: the file by size, time and inode, the size of the whole, and how many
# changes follow it.
Mark = tuple[tuple[int, int, int], int, int]


def read(path: str) -> tuple[State, Mark | None]:
    """The state in a file; no mark where nothing may be appended. Raises OSError, or ValueError for no state."""
    with open(path, "rb") as file:
        data = memoryview(file.read())
        status = os.fstat(file.fileno())
    state, end, whole, changes = None, 0, 0, -1
    while (frame := _frame(data, end)) is not None:
        try:
            version, value = marshal.loads(frame)  # noqa: S302 (plain values alone; its writer is checked)
        except (EOFError, TypeError, ValueError):
            break
        if version != sys.hexversion or not isinstance(value, dict):
            break
        end += _HEAD + len(frame)
        if state is None:
            state, whole = value, end
        else:
            _apply(state, value)
        changes += 1
    if state is None:
        raise ValueError(path)
    look = (status.st_size, status.st_mtime_ns, status.st_ino)
    return state, (look, whole, changes) if end == len(data) else None


def _frame(data: memoryview, at: int) -> memoryview | None:
    head = bytes(data[at : at + _HEAD])
    frame = data[at + _HEAD : at + _HEAD + int.from_bytes(head[:4], "big")]
    good = len(head) == _HEAD and len(frame) == int.from_bytes(head[:4], "big")
    return frame if good and zlib.crc32(frame) == int.from_bytes(head[4:], "big") else None


def write(path: str, state: State) -> Mark:
    """Write a state beside the old one and put it in its place. Raises OSError."""
    partial = f"{path}.{os.getpid()}"
    frame = _framed({name: _plain(value) if type(value) is dict else value for name, value in state.items()})
    try:
        with open(partial, "wb") as file:
            file.write(frame)
        os.replace(partial, path)
    except OSError:
        if os.path.exists(partial):
            os.unlink(partial)
        raise
    return _look(path), len(frame), 0


def update(path: str, mark: Mark | None, old: State, new: State) -> Mark:
    """Bring a file with the state `old`, as `mark` says, to the state `new`. Raises OSError."""
    look, whole, changes = mark or ((0, 0, 0), 0, _MOST)
    if changes < _MOST and old.keys() == new.keys() and is_at(path, mark):
        frame = _framed(difference(old, new))
        if look[0] - whole + len(frame) < whole // _PART:
            with open(path, "ab") as file:
                file.write(frame)
            return _look(path), whole, changes + 1
    return write(path, new)


def is_at(path: str, mark: Mark | None) -> bool:
    """Whether a file is still as it was when it was read or written."""
    try:
        return mark is not None and _look(path) == mark[0]
    except OSError:
        return False


def difference(old: State, new: State) -> State:
    """What to change in a state: of each field that differs its value, of a dictionary what was set and what went."""
    changed: State = {}
    for name, value in new.items():
        was = old[name]
        if value is was or (type(value) is not dict and value == was):
            continue
        if type(value) is dict:
            fresh = {key: part for key, part in value.items() if was.get(key, _GONE) != part}
            changed[name] = (_plain(fresh), [key for key in was if key not in value])
        else:
            changed[name] = (value,)
    return changed


def _plain(values: State) -> State:
    """A dictionary with named tuples as plain ones, which is what marshal can write."""
    return {key: tuple(value) if isinstance(value, tuple) else value for key, value in values.items()}


def _apply(state: State, change: State) -> None:
    for name, parts in change.items():
        if len(parts) == 1:
            state[name] = parts[0]
            continue
        state[name].update(parts[0])
        for key in parts[1]:
            state[name].pop(key, None)


def _framed(value: State) -> bytes:
    data = marshal.dumps((sys.hexversion, value))
    return len(data).to_bytes(4, "big") + zlib.crc32(data).to_bytes(4, "big") + data


def _look(path: str) -> tuple[int, int, int]:
    status = os.stat(path)
    return (status.st_size, status.st_mtime_ns, status.st_ino)
