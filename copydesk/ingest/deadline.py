"""A limit on the time one raw input may take (promises I6 and I8)."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# I6 allows 15 s from start to end; reading and the start of Python come before and after.
SECONDS = 12.0


class LateError(BaseException):
    """The time is up. Not an Exception: extractors catch those, and would go on with half a page."""


@contextmanager
def deadline(seconds: float = SECONDS) -> Iterator[None]:
    """Raise LateError in the block once `seconds` have passed.

    Works in the main thread of a process on systems with an interval timer (not on Windows): elsewhere the limits
    on size alone hold. A call into C is interrupted when it returns, and none of ours takes long on what those
    limits let through.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def late(_number: int, _frame: FrameType | None) -> None:
        raise LateError

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
