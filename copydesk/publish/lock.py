"""One build at a time in a cache folder: a lock that the system drops when its holder dies."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from copydesk.errors import OutputError

# A build that was killed leaves processes that end within moments; waiting for them beats refusing.
PATIENCE = 3.0


@contextlib.contextmanager
def one_build(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock of a folder. Raises OutputError when another process has held it for `patience` seconds.

    A folder that cannot be written has no lock: then no build can change what it holds either. The lock is the
    system's own on an open file, so the file that a killed build leaves behind locks nothing.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "lock").open("a+", encoding="ascii")
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
                raise OutputError(f"{folder.parent}: another build is running here{who}: wait until it is done")
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
        return True  # a file system without locks: better none than no build
    return True
