"""The doorbell. The only module that knows watchdog.

An event says that something may have changed, and where to look first; what did change is found by comparing
two snapshots. Lost, doubled and reordered events then cannot matter: a look at everything follows at the next
beat. Reads are not among the events: watchdog 7 reports `opened` and `closed_no_write` for them on Linux
(watchdog#949), and a watcher that listens to those wakes itself up by building.
"""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Callable
from pathlib import Path

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from copydesk.config import CONFIG_FILE
from copydesk.files import ORIGINALS
from copydesk.library.scan import is_litter

# An editor's save is a handful of events within a few milliseconds; a stream of saves must not starve the build.
QUIET, MOST = 0.03, 0.5
# How often everything is looked at though no event came: by the observer's side, and with --poll alone.
BEAT, POLL_BEAT = 2.0, 0.5
# Beyond this many paths one look at everything is cheaper than many looks at one.
_MANY = 300

_KINDS: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileDeletedEvent,
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,
]
_TOPS = ("content", "layouts")


class Doorstep:
    """Where rings from the observer's threads arrive in the event loop."""

    def __init__(self, *, quiet: float = QUIET, most: float = MOST, beat: float = BEAT) -> None:
        self._quiet, self._most, self._beat = quiet, most, beat
        self._loop = asyncio.get_running_loop()
        self._rung = asyncio.Event()
        self._hints: set[str] | None = set()

    def ring(self, hint: str | None) -> None:
        """Something happened at `hint`; None: look everywhere. May be called from any thread."""
        try:
            self._loop.call_soon_threadsafe(self._note, hint)
        except RuntimeError:
            return  # the loop has closed: the preview is on its way out

    def _note(self, hint: str | None) -> None:
        if hint is None or self._hints is None or len(self._hints) >= _MANY:
            self._hints = None
        else:
            self._hints.add(hint)
        self._rung.set()

    async def wait(self) -> frozenset[str] | None:
        """Wait for a ring and the quiet after it, or for the beat; where to look (None: everywhere)."""
        try:
            async with asyncio.timeout(self._beat):
                await self._rung.wait()
        except TimeoutError:
            return None
        last = self._loop.time() + self._most
        while (left := min(self._quiet, last - self._loop.time())) > 0:
            self._rung.clear()
            try:
                async with asyncio.timeout(left):
                    await self._rung.wait()
            except TimeoutError:
                break
        self._rung.clear()
        hints, self._hints = self._hints, set()
        return None if hints is None else frozenset(hints)


class Bell:
    """Watches a digest's folders and rings with the path of what may have changed.

    The root is watched for its own entries alone (a virtual environment may lie in it), `content` and
    `layouts` with all below them. A folder that goes away and comes back is another folder to the kernel:
    `rearm` notices and watches the new one.
    """

    def __init__(self, root: Path, ring: Callable[[str | None], None]) -> None:
        self._root, self._ring = root, ring
        self._observer: BaseObserver = Observer()
        self._watched: dict[str, tuple[tuple[int, int], ObservedWatch]] = {}

    def start(self) -> str:
        """Begin; returns why it cannot (the system's limit of watches, say), or an empty string."""
        try:
            self._observer.start()
            self._observer.schedule(_Handler(self._heard), str(self._root), event_filter=_KINDS)
            self.rearm()
        except OSError as error:
            return error.strerror or str(error)
        return ""

    def rearm(self) -> None:
        """See to it that the folders that are there now are the ones being watched."""
        for top in _TOPS:
            path = self._root / top
            try:
                entry = path.stat()
                mark = (entry.st_dev, entry.st_ino) if stat.S_ISDIR(entry.st_mode) else None
            except OSError:
                mark = None
            held = self._watched.get(top)
            if held and held[0] == mark:
                continue
            if held:
                del self._watched[top]
                self._observer.unschedule(held[1])
            if mark is not None:
                watch = self._observer.schedule(_Handler(self._heard), str(path), recursive=True, event_filter=_KINDS)
                self._watched[top] = (mark, watch)

    def stop(self) -> None:
        """End the threads."""
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join(timeout=1)

    def _heard(self, event: FileSystemEvent) -> None:
        for end in (event.src_path, event.dest_path):
            if end:
                self._consider(os.fsdecode(end), folder=event.is_directory)

    def _consider(self, name: str, *, folder: bool) -> None:
        try:
            parts = Path(name).relative_to(self._root).parts
        except ValueError:
            return
        if not parts or any(part.startswith(".") or is_litter(part) for part in parts):
            return
        if "/".join(parts[:2]) == ORIGINALS:
            return
        if parts[0] in _TOPS:
            self._ring(None if folder else "/".join(parts))
        elif parts == (CONFIG_FILE,):
            self._ring(CONFIG_FILE)


class _Handler(FileSystemEventHandler):
    """Hands every event on."""

    def __init__(self, heard: Callable[[FileSystemEvent], None]) -> None:
        self._heard = heard

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called by the observer's thread."""
        self._heard(event)
