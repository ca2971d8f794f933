"""Two folders change places in one step, where the system can; else in two, with a way back."""

from __future__ import annotations

import errno
import os
import sys

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # linux/fs.h
_RENAME_SWAP = 2  # macOS sys/stdio.h
# What says that this system or file system has no such call, rather than that it may not be done here.
_LACKING = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})


def exchange(one: str, other: str) -> bool:
    """Swap two paths atomically. False where the system has no way to; raises OSError when it refuses."""
    import ctypes  # not above: a build that changes one page swaps nothing

    libc = ctypes.CDLL(None, use_errno=True)
    try:
        if sys.platform == "linux":
            code = libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
        elif sys.platform == "darwin":
            code = libc.renamex_np(os.fsencode(one), os.fsencode(other), _RENAME_SWAP)
        else:
            return False
    except (AttributeError, OSError):
        return False
    if code == 0:
        return True
    number = ctypes.get_errno()
    if number in _LACKING:
        return False
    raise OSError(number, os.strerror(number), other)


def put_in_place(staged: str, target: str) -> None:
    """Let the folder `staged` be at `target`, and what was there at `staged`. Raises OSError.

    Where no atomic swap exists a kill between the two renames leaves `target` missing and the old folder at
    `target` + `.old`; `recover` puts it back.
    """
    if not os.path.lexists(target):
        os.rename(staged, target)
        return
    if exchange(staged, target):
        return
    aside = f"{target}.old"
    os.rename(target, aside)
    try:
        os.rename(staged, target)
    except OSError:
        os.rename(aside, target)
        raise
    os.rename(aside, staged)


def recover(target: str) -> None:
    """Undo a swap that was cut off between its two renames."""
    aside = f"{target}.old"
    if os.path.isdir(aside) and not os.path.lexists(target):
        os.rename(aside, target)
