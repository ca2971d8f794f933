"""The server's side of its child processes: starts them, asks one thing after the other, starts a dead one again."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from copydesk.preview import messages
from copydesk.preview.messages import AddedFile, AddFiles, Order, PageReady, Settings

# Time for a child to end by itself before it is made to: the whole preview must be gone within two seconds.
_GRACE = 0.4
# The folder that holds the package.
_HOME = str(Path(__file__).resolve().parents[2])


class BuildProcessEnded(Exception):  # noqa: N818 (it says what happened; nothing is wrong with the request)
    """The build process has gone; `code` is its exit code, negative for a signal."""

    def __init__(self, code: int | None) -> None:
        self.code = code
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        super().__init__(f"the build process ended ({how}); it is started anew with the next change")


class BuildClient:
    """Asks the build process. One question at a time: the answers come in order."""

    def __init__(self, settings: Settings, ready: Callable[[PageReady], None]) -> None:
        self._settings, self._ready = settings, ready
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        """Start the process; it imports what a build needs while the server imports what it needs."""
        self._process = await spawn("copydesk.preview.build_process")
        await _send(self._process, self._settings)

    async def ask(self, order: Order) -> Any:
        """The answer to an order. Raises BuildProcessEnded."""
        async with self._turn:
            if self._process is None:
                await self.start()
            process = self._process
            assert process is not None  # noqa: S101 (started above)
            try:
                await _send(process, order)
                while isinstance(answer := await _receive(process), PageReady):
                    self._ready(answer)
            except (asyncio.IncompleteReadError, ConnectionError):
                self._process = None
                raise BuildProcessEnded(await _end(process)) from None
            return answer

    async def stop(self) -> None:
        """End the process and whatever it started."""
        process, self._process = self._process, None
        if process is not None:
            await _end(process)


async def add_files(order: AddFiles) -> tuple[AddedFile, ...]:
    """Have raw files added by a process of their own."""
    process = await spawn("copydesk.preview.add_process")
    try:
        await _send(process, order)
        answer = await _receive(process)
    except (asyncio.IncompleteReadError, ConnectionError):
        return tuple(AddedFile(file=file, error="the process that adds it ended") for file in order.files)
    finally:
        await _end(process)
    return tuple(answer)


async def spawn(module: str) -> Process:
    """Run `main()` of a module of ours in a process group of its own.

    The package's folder goes first on its path; the current folder, which is the editor's, does not.
    """
    paths = os.pathsep.join(filter(None, (_HOME, os.environ.get("PYTHONPATH", ""))))
    code = f"import sys; from {module} import main; sys.exit(main())"
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-c",
        code,
        stdin=PIPE,
        stdout=PIPE,
        env={**os.environ, "PYTHONPATH": paths},
        start_new_session=True,
    )


async def _send(process: Process, value: Any) -> None:
    if process.stdin is None:
        raise ConnectionError
    process.stdin.write(messages.encode_message(value))
    await process.stdin.drain()


async def _receive(process: Process) -> Any:
    if process.stdout is None:
        raise ConnectionError
    head = await process.stdout.readexactly(messages.HEADER_SIZE)
    return messages.decode_message(await process.stdout.readexactly(messages.message_length(head)))


async def _end(process: Process) -> int | None:
    """Close its input, give it a moment, then end its group; returns its exit code."""
    if process.stdin is not None:
        process.stdin.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(_GRACE):
            await process.wait()
    _kill(process)  # also when it has ended by itself: a pool of its own may be left
    with suppress(TimeoutError):
        async with asyncio.timeout(_GRACE):
            await process.wait()
    return process.returncode


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
