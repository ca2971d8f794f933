"""A process that converts bodies for one that has no alarm of its own: threads other than the main one, Windows.

It is started when first needed and stays, since starting Python costs more than a hundred bodies. One that does
not answer in time is ended, and the next body gets a new one.
"""

from __future__ import annotations

import atexit
import pickle
import signal
import struct
import subprocess
import sys
import threading
from typing import IO, Any

from copydesk.limits import TooMuchError, memory_limit
from copydesk.publish.markdown import Body, render_body

_LENGTH = struct.Struct("<Q")


class BodyProcess:
    """The process, and one body at a time sent to it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()

    def convert(self, text: str, *, remote_images: bool, seconds: float, more: int) -> Body:
        """A body converted. Raises TooMuchError, MemoryError or ValueError, as converting it here would."""
        with self._turn:
            process = self._running()
            alarm = threading.Timer(seconds, process.kill)
            alarm.start()
            try:
                if process.stdin is None or process.stdout is None:
                    raise RuntimeError("the process has no pipes")
                _send(process.stdin, (text, remote_images, more))
                answer = _receive(process.stdout)
            except (OSError, EOFError):
                self.close()
                raise TooMuchError from None
            finally:
                alarm.cancel()
        if isinstance(answer, Body):
            return answer
        raise answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            command = [sys.executable, "-m", "copydesk.publish.body_process"]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 (ours)
            atexit.register(self.close)
        return self._process

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


BODY_PROCESS = BodyProcess()


def _send(pipe: IO[bytes], value: Any) -> None:
    data = pickle.dumps(value, 5)
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> Any:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    return pickle.loads(pipe.read(length))  # noqa: S301 (from our own child, over its own pipe)


def answer_bodies(source: IO[bytes], out: IO[bytes]) -> None:
    """Convert what comes in until nothing more does."""
    while True:
        try:
            text, remote_images, more = _receive(source)
        except EOFError:
            return
        try:
            with memory_limit(more):
                answer: Any = render_body(text, remote_images=remote_images)
        except (ValueError, MemoryError) as error:
            answer = error
        _send(out, answer)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    answer_bodies(sys.stdin.buffer, sys.stdout.buffer)
