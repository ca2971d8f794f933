"""A lock that the system drops when its holder dies: one build, one edit at a time in a folder."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from copydesk.errors import OutputError


@contextlib.contextmanager
def hold_lock(path: Path, patience: float, what: str) -> Iterator[None]:
    """Hold the lock that a file stands for. Raises OutputError when another process has it for `patience` seconds.

    `what` is what another process would be doing ("another build"). A folder that cannot be written has no lock: then
    nobody can change what it holds either. The lock is the system's own on an open file, so the file that a killed
    process leaves behind locks nothing.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="ascii")
    except OSError:
        yield
        return
    with file:
        until = time.monotonic() + patience
        while not _try(file.fileno()):
            if time.monotonic() >= until:
                file.seek(0)
                holder = file.read(20).strip()
                who = f" (process {holder})" if holder.isdigit() else ""
                raise OutputError(f"{path.parent.parent}: {what} is running here{who}: wait until it is done")
            time.sleep(0.02)
        with contextlib.suppress(OSError):
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
        yield


def _try(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks: better none than no work
    return True
