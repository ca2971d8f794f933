"""Keeps one piece of work within limits of processor time and memory, in this process or in one of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import IO

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


# --- A process of its own: what no alarm stops (a long call into C, a wait) ends with the process ---

_LENGTH = 8  # bytes before each message: how long it is, the high byte first
_STARTING_SECONDS = 120.0  # importing on a machine that is busy or has a slow disk; no work is counted in it
_SERVE = "from copydesk.limits import serve_calls; serve_calls()"


class ProcessEndedError(Exception):
    """A process of its own ended by itself: out of memory, most often."""


class OwnProcess:
    """Calls one function, bytes in and bytes out, in a process of its own; it starts with the first call.

    `function` is written `package.module:name`; `memory` is how many bytes the process may grow by (0: no limit;
    held on POSIX), `first` a message that it answers while it starts, so that what loads with the first work is there
    and no work pays for it. Not to be shared by threads.

    Python's own pools cannot do this: workers of an engine are daemons,
    which may have no children of multiprocessing, and a pool waits for a worker that hangs.
    """

    def __init__(self, function: str, *, memory: int = 0, first: bytes = b"") -> None:
        self._function, self._memory, self._first = function, memory, first
        self._process: subprocess.Popen[bytes] | None = None

    def call(self, data: bytes, seconds: float) -> bytes:
        """Return what the function makes of `data`.

        Raises TooMuchError once `seconds` have passed (the process is killed), ProcessEndedError where it ended by
        itself. After either the next call starts anew.
        """
        if self._process is None:
            self._process = self._start()
            self._exchange(self._process, self._first, _STARTING_SECONDS)
        return self._exchange(self._process, data, seconds)

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            for pipe in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):
                    if pipe is not None:
                        pipe.close()
            self._process.kill()
            self._process.wait()
            self._process = None

    def _start(self) -> subprocess.Popen[bytes]:
        # What this process can import the other can: an engine may have put the package anywhere.
        paths = os.pathsep.join(path for path in sys.path if path)
        command = [sys.executable, "-P", "-c", _SERVE, self._function, str(self._memory)]
        return subprocess.Popen(  # noqa: S603 - this very interpreter, and no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": paths}
        )

    def _exchange(self, process: subprocess.Popen[bytes], data: bytes, seconds: float) -> bytes:
        """Send a message and return its answer; past `seconds` the process is killed."""
        over = threading.Event()

        def end() -> None:
            over.set()
            process.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            send(process.stdin, data)
            answer = receive(process.stdout)
        except OSError:  # it ended while it was written to
            answer = None
        finally:
            timer.cancel()
        if over.is_set() or answer is None:
            self.close()
        if answer is None:
            if over.is_set():
                raise TooMuchError
            raise ProcessEndedError(f"the process ended by itself ({process.returncode})")
        return answer


def send(pipe: IO[bytes] | None, data: bytes) -> None:
    """Write one message with its length before it."""
    if pipe is not None:
        pipe.write(len(data).to_bytes(_LENGTH, "big"))
        pipe.write(data)
        pipe.flush()


def receive(pipe: IO[bytes] | None) -> bytes | None:
    """The next message of a pipe; None where it ends, be it within one."""
    head = pipe.read(_LENGTH) if pipe is not None else b""
    if pipe is None or len(head) < _LENGTH:
        return None
    data = pipe.read(int.from_bytes(head, "big"))
    return data if len(data) == int.from_bytes(head, "big") else None


def serve_calls() -> None:
    """The other side of OwnProcess: answer each message of standard input until it ends. The command line names it."""
    import importlib

    module, _, name = sys.argv[1].partition(":")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ends with its owner, not before it
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no answer
    function: Callable[[bytes], bytes] = getattr(importlib.import_module(module), name)
    more = int(sys.argv[2])
    with memory_limit(more) if more else contextlib.nullcontext(), contextlib.suppress(BrokenPipeError):
        while (data := receive(sys.stdin.buffer)) is not None:
            send(answers, function(data))
