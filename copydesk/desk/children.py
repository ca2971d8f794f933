"""The desk's two processes: one order in, one answer out, as JSON behind its length. They end with their input."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import struct
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from copydesk.desk.problems import told_error
from copydesk.errors import CopydeskError

_LENGTH = struct.Struct(">I")
_HOME = str(Path(__file__).resolve().parents[2])
_GRACE = 0.4

Order = dict[str, Any]


class ChildEnded(Exception):  # noqa: N818 (it says what happened)
    """The process has gone or took too long; the next order starts a new one."""


class Child:
    """One process, asked one thing after the other. `settings` is the first value it is given."""

    def __init__(self, module: str, settings: Order) -> None:
        self._module, self._settings = module, settings
        self._process: Process | None = None
        self._turn = asyncio.Lock()
        self._idle_work, self._idle_over = False, asyncio.Event()

    @property
    def runs(self) -> bool:
        """Whether there is a process, as far as the last answer told."""
        return self._process is not None

    async def start(self) -> None:
        """Start the process, if it does not run."""
        if self._process is not None:
            return
        paths = os.pathsep.join(filter(None, (_HOME, os.environ.get("PYTHONPATH", ""))))
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-c",
            f"import sys; from {self._module} import main; sys.exit(main())",
            stdin=PIPE,
            stdout=PIPE,
            env={**os.environ, "PYTHONPATH": paths},
            start_new_session=True,
        )
        await self._send(self._settings)

    async def ask(self, order: Order, *, seconds: float = 60.0, idle: bool = False, patience: float = 1.0) -> Any:
        """The answer to an order. Raises ChildEnded.

        `idle` work is given up, its process killed, when somebody waits longer than `patience` for another answer.
        """
        if not idle and self._idle_work:
            await self._wait_for_idle_work(patience)
        async with self._turn:
            self._idle_work = idle
            self._idle_over.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self.start()
                    await self._send(order)
                    return await self._receive()
            except (asyncio.IncompleteReadError, ConnectionError):
                await self._drop()
                raise ChildEnded("the process ended") from None
            except TimeoutError:
                await self._drop()
                raise ChildEnded(f"no answer within {seconds:.0f} seconds") from None
            except asyncio.CancelledError:
                await self._drop()  # half an answer must not be read as the next
                raise
            finally:
                self._idle_work = False
                self._idle_over.set()

    async def _wait_for_idle_work(self, patience: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._idle_over.wait()
            return
        if self._idle_work and self._process is not None:
            _kill(self._process)

    async def stop(self) -> None:
        """End the process: its input first, then by force."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                await process.wait()
        _kill(process)
        await process.wait()

    async def _drop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            _kill(process)
            await process.wait()

    async def _send(self, value: Order) -> None:
        assert self._process is not None  # noqa: S101 (started before)
        assert self._process.stdin is not None  # noqa: S101 (a pipe, see `start`)
        data = json.dumps(value).encode()
        self._process.stdin.write(_LENGTH.pack(len(data)) + data)
        await self._process.stdin.drain()

    async def _receive(self) -> Any:
        assert self._process is not None  # noqa: S101 (started before)
        assert self._process.stdout is not None  # noqa: S101 (a pipe, see `start`)
        head = await self._process.stdout.readexactly(_LENGTH.size)
        return json.loads(await self._process.stdout.readexactly(_LENGTH.unpack(head)[0]))


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def answer_orders(begin: Callable[[Order], Callable[[Order], Any]]) -> int:
    """A child's whole life: read its settings, answer orders until its input ends. Returns the exit code.

    What cannot begin, as with a configuration that is broken, answers each order with the reason until it can.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole terminal; the server says when it is over
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not end up between the values
    settings = _read(sys.stdin.buffer)
    if settings is None:
        return 0
    answer: Callable[[Order], Any] | None = None
    with suppress(BrokenPipeError):
        while (order := _read(sys.stdin.buffer)) is not None:
            try:
                answer = answer or begin(settings)
                said = answer(order)
            except CopydeskError as error:
                said = {"error": told_error(error)}
            data = json.dumps(said).encode()
            pipe.write(_LENGTH.pack(len(data)) + data)
            pipe.flush()
    return 0


def _read(stream: BinaryIO) -> Any:
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    return json.loads(data) if len(data) == length else None
