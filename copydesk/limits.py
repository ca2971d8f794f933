"""Keeps one piece of work within limits of time and memory, where the system can be asked to."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator


def can_ring() -> bool:
    """Whether a time limit holds here: an alarm rings in the main thread of a POSIX system only."""
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


class TooMuchError(Exception):
    """A piece of work took more time than it may."""


class _OverTime(BaseException):
    """Raised by the alarm: nothing that catches errors may catch it."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooMuchError when the block takes longer. In the main thread of a POSIX system only; else no limit.

    The alarm goes on ringing, since Python drops what is raised while it collects garbage.
    """
    if not can_ring():
        yield
        return

    def ring(_signal: int, _frame: object) -> None:
        raise _OverTime

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except _OverTime:
        raise TooMuchError from None
    finally:
        signal.signal(signal.SIGALRM, before)


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
