"""`copydesk.limits`: a process of its own for work that no alarm stops."""

from __future__ import annotations

import os
import time

import pytest

from copydesk.limits import OwnProcess, ProcessEndedError, TooMuchError


def work(message: bytes) -> bytes:
    """Do what a message says, in the process of its own: wait, take memory, end, print, or answer."""
    order, _, rest = message.partition(b" ")
    if order == b"wait":
        time.sleep(3600)
    if order == b"take":
        try:
            return str(len(bytearray(1 << 33))).encode()
        except MemoryError:
            return b"no memory"
    if order == b"end":
        os._exit(3)
    if order == b"print":
        print("a library says something")  # noqa: T201 - that is the case
    if order == b"who":
        return str(os.getpid()).encode()
    return rest[::-1]


@pytest.fixture
def process() -> OwnProcess:
    """A process that does `work`."""
    own = OwnProcess("test_limits:work", memory=1 << 30, first=b"say hello")
    yield own
    own.close()


def test_answers_come_in_order_from_one_process(process: OwnProcess) -> None:
    """Each call has its answer, large ones too, from the same process; what a library prints is no answer."""
    assert process.call(b"say abc", 60) == b"cba"
    assert process.call(b"print abc", 60) == b"cba"
    large = bytes(range(256)) * 40_000
    assert process.call(b"say " + large, 60) == large[::-1]
    assert process.call(b"who", 60) == process.call(b"who", 60) != str(os.getpid()).encode()


def test_what_waits_for_ever_is_ended(process: OwnProcess) -> None:
    """Work that sleeps uses no processor time and is ended all the same; the next call has a new process."""
    before = process.call(b"who", 60)
    with pytest.raises(TooMuchError):
        process.call(b"wait", 0.2)
    assert process.call(b"who", 60) != before


def test_what_ends_by_itself_is_told(process: OwnProcess) -> None:
    """A process that ends within the work is an error of its own, with its code, and the next call goes on."""
    with pytest.raises(ProcessEndedError, match="3"):
        process.call(b"end", 60)
    assert process.call(b"say ab", 60) == b"ba"


def test_memory_is_held(process: OwnProcess) -> None:
    """Eight gigabytes are not to be had by a process that may grow by one."""
    if not os.path.exists("/proc/self/statm"):  # noqa: PTH110
        pytest.skip("no limit of memory on this system")
    assert process.call(b"take", 60) == b"no memory"
