"""What lies in the digest's folders right now: names, sizes and times, never the text of a file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from copydesk.errors import Location, Problem

# (modification time in ns, size, inode): an atomic save changes the inode even within one tick of the clock.
Stamp = tuple[int, int, int]

MARKDOWN_FOLDERS = ("articles", "editions", "people", "countries", "pages")
PICTURE_SUFFIXES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"})
# What editors, file managers and sync tools leave about; names that start with a dot are left out anyway.
_LITTER = ("~", ".swp", ".swo", ".swx", ".tmp", ".bak", ".orig", ".part", ".crdownload")
_LITTER_NAMES = frozenset({"thumbs.db", "desktop.ini", "4913"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Files by path relative to the root (with `/`, sorted), and what was refused and why."""

    files: Mapping[str, Stamp] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def scan_content(root: Path) -> Snapshot:
    """Look at `content/`, the layouts and config.yaml below `root`.

    Hidden and editor files, devices and sockets are passed over; a link that leads out of the project is
    a problem (B11). A folder that is not there is an empty one.
    """
    files: dict[str, Stamp] = {}
    problems: list[Problem] = []
    for top in ("content", "layouts"):
        files.update(_walk(root, top, root.resolve(), problems))
    config = root / "config.yaml"
    if config.is_file():
        entry = config.stat()
        files["config.yaml"] = (entry.st_mtime_ns, entry.st_size, entry.st_ino)
    return Snapshot(files=dict(sorted(files.items())), problems=tuple(problems))


def _walk(root: Path, relative: str, home: Path, problems: list[Problem]) -> Iterator[tuple[str, Stamp]]:
    try:
        entries = sorted(os.scandir(root / relative), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        where = Location(path=relative)
        problems.append(Problem(location=where, message=f"cannot be read: {error.strerror}"))
        return
    for entry in entries:
        path = f"{relative}/{entry.name}"
        if entry.name.startswith(".") or is_litter(entry.name) or path == "content/inbox":
            continue
        try:
            if entry.is_symlink() and not _inside(Path(entry.path), home):
                message = "a link that leads out of the project is not followed"
                problems.append(Problem(location=Location(path=path), message=message, advice="copy the file here"))
                continue
            if entry.is_dir():
                if not entry.is_symlink():  # a linked folder could hold itself
                    yield from _walk(root, path, home, problems)
                continue
            status = entry.stat()
        except OSError:
            continue  # gone between listing and looking: the next scan settles it
        if stat.S_ISREG(status.st_mode):
            yield path, (status.st_mtime_ns, status.st_size, status.st_ino)


def _inside(path: Path, home: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(home)
    except (OSError, RuntimeError):
        return False


def is_litter(name: str) -> bool:
    """Whether a file name is one that editors and systems leave about."""
    folded = name.casefold()
    return folded.endswith(_LITTER) or folded in _LITTER_NAMES or (name.startswith("#") and name.endswith("#"))
