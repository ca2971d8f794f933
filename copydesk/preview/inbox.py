"""What lies in `content/inbox/`, and which of it has been dropped there since the preview began.

What lay there before is left for the editor to add (the desk lists it): a preview that starts must not write a
dozen drafts on its own.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from copydesk.files import is_of_page, stamp_of
from copydesk.library import Stamp
from copydesk.library.scan import is_litter

FOLDER = "content/inbox"
# A file still being copied grows; one that has kept its size and time this long has arrived.
ARRIVED = 0.3
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
    """Tells the files that have arrived since it was made; each once, and again if it is replaced."""

    def __init__(self, root: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._root, self._clock = root, clock
        self._known = scan_inbox(root)
        self._waiting = dict(self._known)
        self._coming: dict[str, tuple[Stamp, float]] = {}

    def look(self) -> tuple[tuple[str, ...], bool]:
        """The files that have arrived, and whether others are on their way (look again in `ARRIVED` seconds)."""
        now, here = self._clock(), scan_inbox(self._root)
        arrived = []
        coming: dict[str, tuple[Stamp, float]] = {}
        for path, stamp in here.items():
            if self._known.get(path) == stamp:
                continue
            first = self._coming.get(path)
            since = first[1] if first is not None and first[0] == stamp else now
            if now - since >= ARRIVED:
                arrived.append(path)
                self._known[path] = stamp
            else:
                coming[path] = (stamp, since)
        self._coming = coming
        self._known = {path: stamp for path, stamp in self._known.items() if path in here}
        self._waiting = {path: stamp for path, stamp in self._waiting.items() if here.get(path) == stamp}
        return tuple(arrived), bool(coming)

    @property
    def waiting(self) -> tuple[str, ...]:
        """What lay there when the preview began and has not been added from the desk."""
        return tuple(self._waiting)

    def files(self) -> tuple[str, ...]:
        """Every raw file that lies there now."""
        return tuple(scan_inbox(self._root))

    def taken(self, path: str) -> None:
        """A file has been added from the desk."""
        self._waiting.pop(path, None)
