"""Opens the desk beside the preview's site, and closes it again."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

from copydesk.desk.app import DeskApp, DeskState
from copydesk.desk.door import DeskDoor, load_key
from copydesk.errors import CopydeskError
from copydesk.preview.listen import HttpServer, ListenAddress, listening
from copydesk.preview.serve import Beside
from copydesk.preview.watch import INTERVAL, POLL_INTERVAL, ChangeSignal, FolderWatcher

# How many ports after the site's are tried.
_TRIES = 20
_OPENER = ".copydesk/desk-open.html"


@contextlib.asynccontextmanager
async def open_desk(
    root: Path, site_port: int, site_base: Callable[[], str], stand_aside: Callable[[], None], *, poll: bool = False
) -> AsyncIterator[Beside]:
    """Serve the desk on this machine alone, on the next free port after the site's, until the block ends.

    `stand_aside` is called when a page begins to wait for an answer.
    """
    key = load_key(root)
    with contextlib.ExitStack() as stack:
        door, serving = stack.enter_context(_next_free(site_port))
        desk = DeskDoor(port=door.port, site_port=site_port, key=key)
        state = DeskState(root)
        server = serving(DeskApp(state, desk, stand_aside))
        await state.worker.start()
        work = (server.run(), state.warm(), state.examine(), _follow(root, state, site_base, poll=poll))
        tasks = [asyncio.create_task(one) for one in work]
        address = f"http://localhost:{door.port}/#k={key}"
        try:
            yield Beside(port=door.port, address=address, opener=_opener(root, address))
        finally:
            state.farewell()
            server.stop()
            for task in tasks[1:]:
                task.cancel()
            await asyncio.gather(*tasks, state.worker.stop(), state.cleaner.stop(), return_exceptions=True)


@contextlib.contextmanager
def _next_free(site_port: int) -> Iterator[tuple[ListenAddress, Callable[[Any], HttpServer]]]:
    """Sockets on the first free port after the site's, on this machine alone, whatever --host says of the site."""
    for port in (*range(site_port + 1, min(site_port + 1 + _TRIES, 65536)), 0):
        with contextlib.ExitStack() as stack:
            try:
                opened = stack.enter_context(listening("", port))
            except CopydeskError:
                if not port:
                    raise
                continue
            yield opened
            return


def _opener(root: Path, address: str) -> str:
    """A page for the browser to be opened at: an address on its command line would be read by others on the machine."""
    path = root / _OPENER
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Copydesk</title>'
            f'<meta http-equiv="refresh" content="0; url={address}">'
            f'<p><a href="{address}">Open the desk</a></p></html>\n'
        )
    return path.as_uri()


async def _follow(root: Path, state: DeskState, site_base: Callable[[], str], *, poll: bool) -> None:
    """Follow what other programs write."""
    signal = ChangeSignal(beat=POLL_INTERVAL if poll else INTERVAL)
    watcher = None if poll else FolderWatcher(root, signal.notify)
    if watcher is not None:
        watcher.start()
    try:
        while True:
            hints = await signal.wait()
            if watcher is not None:
                watcher.watch_new_folders()
            state.base = site_base()
            await state.look(sorted(hints) if hints else None)
    finally:
        if watcher is not None:
            await asyncio.to_thread(watcher.stop)
