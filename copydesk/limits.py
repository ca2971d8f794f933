"""Keeps one piece of work within limits of processor time and memory."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator

# What cleaning one raw article may take: I6 allows 15 s from start to end; reading it and starting Python come on top.
CLEANING_SECONDS = 12.0
# How often a thread without an alarm is looked at, and how often an alarm rings again, in seconds.
_EVERY = 0.1


def can_ring() -> bool:
    """Whether an alarm can ring here, which stops C code too: in the main thread of a POSIX system only."""
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


class TooMuchError(Exception):
    """A piece of work took more time than it may."""


class _OverTime(BaseException):
    """Raised within the work: nothing that catches errors may catch it, or it would go on with half a page."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooMuchError once the block has used `seconds` of processor time: a busy machine is no fault of the work.

    In the main thread of a POSIX system an alarm rings, on and on, since Python drops what is raised while it collects
    garbage. Elsewhere a second thread looks at the first and raises within it; a single long call into C ends
    first there, and on systems that tell no thread's own time (Windows) the time that passes counts.
    """
    try:
        with _alarm(seconds) if can_ring() else _watcher(seconds):
            yield
    except _OverTime:
        raise TooMuchError from None


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(_signal: int, _frame: object) -> None:
        raise _OverTime

    before = signal.signal(signal.SIGPROF, ring)
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds, 5 * _EVERY)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    finally:
        signal.signal(signal.SIGPROF, before)


@contextlib.contextmanager
def _watcher(seconds: float) -> Iterator[None]:
    thread, used = threading.get_ident(), _thread_clock()
    began, state = used(), {"over": False}
    import ctypes  # not above: a build in the main thread needs none of it

    throw = ctypes.pythonapi.PyThreadState_SetAsyncExc

    def watch() -> None:
        while not state["over"]:
            time.sleep(_EVERY)
            if used() - began >= seconds and not state["over"]:
                throw(ctypes.c_ulong(thread), ctypes.py_object(_OverTime))

    watcher = threading.Thread(target=watch, name="time limit", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        # A store and no call: what is thrown arrives at calls and jumps, and must not keep this from being said.
        state["over"] = True
        _join(watcher)
        throw(ctypes.c_ulong(thread), None)  # what was thrown and has not arrived is taken back


def _join(watcher: threading.Thread) -> None:
    """Wait for a watcher that has been told to end; what it threw last may arrive here."""
    while True:
        try:
            watcher.join()
        except _OverTime:
            continue
        return


def _thread_clock() -> Callable[[], float]:
    """The processor time of this thread in seconds, to be asked for from any; the time that passes where none tells."""
    if hasattr(time, "pthread_getcpuclockid"):
        clock = time.pthread_getcpuclockid(threading.get_ident())
        return lambda: time.clock_gettime(clock)
    return time.monotonic


@contextlib.contextmanager
def memory_limit(more: int) -> Iterator[None]:
    """Let this process grow by at most `more` bytes within the block, where the system can be asked to (POSIX)."""
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:
            now = int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (ImportError, OSError):
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = now + more
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
