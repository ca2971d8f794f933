"""A remembered state on disk: plain values in one file, with a checksum. Standard library only.

The file is written whole each time. At ten thousand articles (8 MB) to append what changed saved 9 % of the processor
time of a body edit and 4 % of a headline edit, which does not pay for two ways to write one file.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys
import zlib

# Not from typing, whose import takes longer than all that a build does in which nothing changed.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    State = dict[str, Any]

_SUM = 4

# Which writing of a file was read: by size, time and inode.
Mark = tuple[int, int, int]


def read(path: str) -> tuple[State, Mark]:
    """The state in a file, and which writing of it this is. Raises OSError, or ValueError for no state."""
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0))) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise ValueError(path)  # a pipe would be waited for, and a device may never end
        data = memoryview(file.read())
    if len(data) < _SUM or zlib.crc32(data[_SUM:]).to_bytes(_SUM, "big") != data[:_SUM]:
        raise ValueError(path)
    try:
        version, state = marshal.loads(data[_SUM:])  # noqa: S302 (plain values alone; its writer is checked)
    except (EOFError, TypeError) as error:
        raise ValueError(path) from error
    if version != sys.hexversion or not isinstance(state, dict):
        raise ValueError(path)
    return state, (status.st_size, status.st_mtime_ns, status.st_ino)


def write(path: str, state: State) -> None:
    """Write a state beside the old one and put it in its place. Raises OSError."""
    partial = f"{path}.{os.getpid()}"
    data = marshal.dumps((sys.hexversion, {name: _plain(value) for name, value in state.items()}))
    try:
        with open(partial, "wb") as file:
            file.write(zlib.crc32(data).to_bytes(_SUM, "big"))
            file.write(data)
        os.replace(partial, path)
    except OSError:
        if os.path.exists(partial):
            os.unlink(partial)
        raise


def is_at(path: str, mark: Mark) -> bool:
    """Whether a file has not been written since it was read."""
    try:
        status = os.stat(path)
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns, status.st_ino) == mark


def _plain(value: Any) -> Any:
    """A dictionary with named tuples as plain ones, which is what marshal can write; other values as they are."""
    if type(value) is not dict:
        return value
    return {key: tuple(part) if isinstance(part, tuple) else part for key, part in value.items()}
