"""Tells that files may have changed, and which raw files arrived in the inbox. The only module that knows watchdog.

An event says that something may have changed, and where to look first; what did change is found by comparing
two snapshots. Lost, doubled and reordered events then cannot matter: a look at everything follows at the next
beat. Reads are not among the events: watchdog 7 reports `opened` and `closed_no_write` for them on Linux
(watchdog#949), and a watcher that listens to those wakes itself up by building.
"""

from __future__ import annotations

import asyncio
import os
import stat
import time
from collections.abc import Callable, Iterator
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
from copydesk.files import ORIGINALS, is_of_page, stamp_of
from copydesk.library import Stamp
from copydesk.library.scan import is_litter

# --- What lies in `content/inbox/`, and what has arrived there since the preview began --------------------
# What lay there before is left for the editor to add (the desk lists it): a preview that starts must not write a
# dozen drafts on its own.

FOLDER = "content/inbox"
# A file still being copied grows; one that has kept its size and time this long has arrived.
ARRIVED = 1.0
_SIDECARS = (".yaml", ".yml")


def scan_inbox(root: Path) -> dict[str, Stamp]:
    """The raw files of the inbox: no hidden or editors' files, links, sidecars or read-me files."""
    return {path: stamp for path, stamp in _walk(root, FOLDER) if not path.endswith(_SIDECARS)}


def _walk(root: Path, folder: str) -> Iterator[tuple[str, Stamp]]:
    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except OSError:
        return
    names = [entry.name for entry in entries]
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if entry.name.startswith(".") or is_litter(entry.name) or entry.name == "README.md":
            continue
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        if stat.S_ISDIR(status.st_mode):
            if not is_of_page(entry.name, names):
                yield from _walk(root, path)
        elif stat.S_ISREG(status.st_mode):
            yield path, stamp_of(status)


class Inbox:
    """Tells the files that have arrived since it was made; each once, and again if it is replaced.

    `waiting` are those that lay there before.
    """

    def __init__(self, root: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._root, self._clock = root, clock
        self._known = scan_inbox(root)
        self.waiting = tuple(self._known)
        self._arriving: dict[str, tuple[Stamp, float]] = {}

    def scan(self) -> tuple[tuple[str, ...], bool]:
        """The files that have arrived, and whether others are on their way (look again in `ARRIVED` seconds)."""
        now, here = self._clock(), scan_inbox(self._root)
        arrived = []
        arriving: dict[str, tuple[Stamp, float]] = {}
        for path, stamp in here.items():
            if self._known.get(path) == stamp:
                continue
            first = self._arriving.get(path)
            since = first[1] if first is not None and first[0] == stamp else now
            if now - since >= ARRIVED:
                arrived.append(path)
                self._known[path] = stamp
            else:
                arriving[path] = (stamp, since)
        self._arriving = arriving
        self._known = {path: stamp for path, stamp in self._known.items() if path in here}
        return tuple(arrived), bool(arriving)


# An editor's save is a handful of events within a few milliseconds; a stream of saves must not starve the build. Of a
# file caught half written the next event tells, as it does of every later save.
QUIET, LONGEST_WAIT = 0.015, 0.5
# How often everything is looked at though no event came: by the observer's side, and with --poll alone.
INTERVAL, POLL_INTERVAL = 2.0, 0.5
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


class ChangeSignal:
    """Notices from the observer's threads, gathered for the event loop."""

    def __init__(self, *, quiet: float = QUIET, most: float = LONGEST_WAIT, beat: float = INTERVAL) -> None:
        self._quiet, self._most, self._beat = quiet, most, beat
        self._loop = asyncio.get_running_loop()
        self._notified = asyncio.Event()
        self._hints: set[str] | None = set()

    def notify(self, hint: str | None) -> None:
        """Something happened at `hint`; None: look everywhere. May be called from any thread."""
        try:
            self._loop.call_soon_threadsafe(self._add_hint, hint)
        except RuntimeError:
            return  # the loop has closed: the preview is on its way out

    def _add_hint(self, hint: str | None) -> None:
        if hint is None or self._hints is None or len(self._hints) >= _MANY:
            self._hints = None
        else:
            self._hints.add(hint)
        self._notified.set()

    async def wait(self) -> frozenset[str] | None:
        """Wait for a notice and the quiet after it, or for the interval; returns where to look (None: everywhere)."""
        try:
            async with asyncio.timeout(self._beat):
                await self._notified.wait()
        except TimeoutError:
            return None
        last = self._loop.time() + self._most
        while (left := min(self._quiet, last - self._loop.time())) > 0:
            self._notified.clear()
            try:
                async with asyncio.timeout(left):
                    await self._notified.wait()
            except TimeoutError:
                break
        self._notified.clear()
        hints, self._hints = self._hints, set()
        return None if hints is None else frozenset(hints)


class FolderWatcher:
    """Watches a digest's folders and notifies of the path of what may have changed.

    The root is watched for its own entries alone (a virtual environment may lie in it), `content` and
    `layouts` with all below them. A folder that goes away and comes back is another folder to the kernel:
    `rearm` notices and watches the new one.
    """

    def __init__(self, root: Path, notify: Callable[[str | None], None]) -> None:
        self._root, self._notify = root, notify
        self._observer: BaseObserver = Observer()
        self._watched: dict[str, tuple[tuple[int, int], ObservedWatch]] = {}

    def start(self) -> str:
        """Begin; returns why it cannot (the system's limit of watches, say), or an empty string."""
        try:
            self._observer.start()
            self._observer.schedule(_Handler(self._on_event), str(self._root), event_filter=_KINDS)
            self.watch_new_folders()
        except OSError as error:
            return error.strerror or str(error)
        return ""

    def watch_new_folders(self) -> None:
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
                watch = self._observer.schedule(
                    _Handler(self._on_event), str(path), recursive=True, event_filter=_KINDS
                )
                self._watched[top] = (mark, watch)

    def stop(self) -> None:
        """End the threads."""
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join(timeout=1)

    def _on_event(self, event: FileSystemEvent) -> None:
        for end in (event.src_path, event.dest_path):
            if end:
                self._notify_of(os.fsdecode(end), folder=event.is_directory)

    def _notify_of(self, name: str, *, folder: bool) -> None:
        try:
            parts = Path(name).relative_to(self._root).parts
        except ValueError:
            return
        if not parts or any(part.startswith(".") or is_litter(part) for part in parts):
            return
        if "/".join(parts[:2]) == ORIGINALS:
            return
        if parts[0] in _TOPS:
            self._notify(None if folder else "/".join(parts))
        elif parts == (CONFIG_FILE,):
            self._notify(CONFIG_FILE)


class _Handler(FileSystemEventHandler):
    """Hands every event on."""

    def __init__(self, on_event: Callable[[FileSystemEvent], None]) -> None:
        self._on_event = on_event

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called by the observer's thread."""
        self._on_event(event)
