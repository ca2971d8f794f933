"""Shares a job among forked processes.

A process is forked only from one that runs a single thread, where that is safe and costs a millisecond.
Elsewhere (the live preview, Windows) the work is done here, by one process.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any, Self, TypeVar

from copydesk.errors import CopydeskError, OutputError, ProblemsError
from copydesk.publish.cache.store import DamagedCacheError

T = TypeVar("T")
V = TypeVar("V")
# Told what is being done, how many are done, and of how many.
Progress = Callable[[str, int, int], None]


def worker_count(wanted: int) -> int:
    """How many processes to use: as many as asked for, or one for each core this process may use."""
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return 1
    if wanted > 0:
        return wanted
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def share(count: int, work: Callable[[int], T]) -> list[T]:
    """`work(k)` for each k below `count`, each in a process of its own but the first, which is done here.

    Returns the results in order. Raises what they raise: problems found by several are put together.
    """
    children = [_fork(k, work) for k in range(1, count)]
    problems: list[CopydeskError] = []
    results: list[T] = []
    try:
        try:
            results.append(work(0))
        except ProblemsError as error:
            problems.append(error)
        for pid, file in children:
            good, value = _result(pid, file)
            if good:
                results.append(value)
            else:
                problems.append(value)
        children = []
    finally:
        for pid, file in children:
            _abandon(pid, file)
    if problems:
        raise _together(problems)
    return results


# A turn is long enough that taking it costs nothing, and all of them fit into the smallest of pipes (4 KiB).
_LEAST_TURN, _MOST_TURNS = 8, 1000
_TURN = struct.Struct("<I")


class Turns:
    """Pieces of a job that processes take in turn, a few at a time, in order: whoever is done first takes more.

    Made before they are forked. What is left to take stands in a pipe, of which a reader gets a whole entry or none.
    """

    def __init__(self, todo: Sequence[str], count: int, *, least: int = _LEAST_TURN) -> None:
        self.todo = todo
        self.step = len(todo) if count == 1 else max(least, -(-len(todo) // _MOST_TURNS))
        starts = range(0, len(todo), max(1, self.step))
        self._left: int | None = None
        if count > 1:
            self._left, end = os.pipe()
            os.write(end, b"".join(_TURN.pack(start) for start in starts))
            os.close(end)
        self._starts = iter(starts)

    def _next(self) -> int | None:
        if self._left is None:
            return next(self._starts, None)
        entry = os.read(self._left, _TURN.size)
        start: int | None = _TURN.unpack(entry)[0] if entry else None
        return start

    def take(self, number: int, what: str, progress: Progress | None) -> Iterator[str]:
        """The pieces that process `number` is to do. The first tells how far all are: as far as itself."""
        while (start := self._next()) is not None:
            for place in range(start, min(start + self.step, len(self.todo))):
                if progress is not None and not number:
                    progress(what, place, len(self.todo))
                yield self.todo[place]

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the pipe."""
        if self._left is not None:
            os.close(self._left)
            self._left = None


# A process of the build could not hand over what it made: the temporary folder's disk is full.
_NO_ROOM = 74


def start(work: Callable[[], T]) -> Callable[[], T]:
    """Begin `work` in a process of its own, where that can be; the result is had by calling what is returned."""
    if worker_count(2) == 1:
        return work
    pid, file = _fork(0, lambda _: work())

    def finish() -> T:
        dropped.detach()
        good, value = _result(pid, file)
        if not good:
            raise value
        result: T = value
        return result

    # A build that fails meanwhile never asks for the result: the process and its file must not outlive it.
    dropped = weakref.finalize(finish, _abandon, pid, file)
    return finish


def _abandon(pid: int, file: IO[bytes]) -> None:
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.waitpid(pid, 0)
    file.close()


def _fork(number: int, work: Callable[[int], Any]) -> tuple[int, IO[bytes]]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 (closed by _result)
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid, file
    code = 1
    try:
        _die_with(parent)
        try:
            value: Any = (True, work(number))
        except CopydeskError as error:
            value = (False, error)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            value = (False, OutputError(f"{where}{error.strerror or error}; the site is unchanged"))
        try:
            with os.fdopen(os.dup(file.fileno()), "wb") as out:
                pickle.dump(value, out, 5)
            code = 0
        except OSError:
            code = _NO_ROOM
    except KeyboardInterrupt:
        code = 130
    except BaseException:  # noqa: BLE001 (a child must not run its parent's handlers)
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
    finally:
        os._exit(code)


def _die_with(parent: int) -> None:
    """Let a killed parent take this process with it, where the system offers that (Linux)."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)


def _result(pid: int, file: IO[bytes]) -> tuple[bool, Any]:
    _, status = os.waitpid(pid, 0)
    with file:
        if status == 0:
            file.seek(0)
            good, value = pickle.load(file)  # noqa: S301 (written by our own child into a file without a name)
            return good, value
    if os.waitstatus_to_exitcode(status) == 130:
        raise KeyboardInterrupt
    if os.waitstatus_to_exitcode(status) == _NO_ROOM:
        raise OutputError(f"{tempfile.gettempdir()}: no room for what the build works with; the site is unchanged")
    raise RuntimeError(f"a process of the build ended with status {os.waitstatus_to_exitcode(status)}")


def _together(errors: list[CopydeskError]) -> CopydeskError:
    first = next((error for error in errors if isinstance(error, DamagedCacheError)), errors[0])
    if isinstance(first, ProblemsError):
        same = [error for error in errors if isinstance(error, ProblemsError) and type(error) is type(first)]
        return type(first)(dict.fromkeys(problem for error in same for problem in error.problems))
    return first
