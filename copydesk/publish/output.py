"""The output folder: where no site may be written, what of ours in it is whole, gone or altered, what is not ours.

The list in the folder itself (`MARKER`) says what is ours; what is remembered only says what may be skipped.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from copydesk.errors import OutputError
from copydesk.files import CACHE

# Stands in every output folder and lists what we wrote there: a later build knows the folder for one of its own.
MARKER = ".copydesk-site"
_SYSTEM = ("/bin", "/etc", "/home", "/opt", "/root", "/srv", "/tmp", "/usr", "/var")  # noqa: S108 (named to be refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A file of the site: its path relative to the output folder, with `/`, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What writing did: paths written and removed, and files found there that were never ours."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    foreign: tuple[str, ...]


def refuse_unsafe(out: Path, root: Path) -> None:
    """Refuse an output folder whose use could cost someone their files (B12). Raises OutputError.

    It must not be, hold or lie in the sources, be a system or home folder, or hold files while lacking our marker.
    """
    target, home = out.resolve(), root.resolve()
    sources = [home / name for name in ("content", "layouts", "copydesk", "tests", "docs", ".copydesk", ".git")]
    lies_in_sources = any(target.is_relative_to(source) for source in sources)
    if lies_in_sources and target.is_relative_to(home / CACHE / "preview"):
        lies_in_sources = False  # the live preview's own folder, which no published site may share
    if target == home or home.is_relative_to(target) or lies_in_sources:
        raise OutputError(f"{out}: will not write the site over the digest itself: choose another folder with --out")
    if target in {Path(target.anchor), Path.home().resolve(), *map(Path, _SYSTEM)}:
        raise OutputError(f"{out}: will not write the site into a system folder: choose another with --out")
    if target.exists() and not target.is_dir():
        raise OutputError(f"{out}: is a file, not a folder")
    if target.is_dir() and not (target / MARKER).exists():
        strangers = [entry.name for entry in os.scandir(target) if entry.name != ".git"]
        if strangers:
            raise OutputError(
                f"{out}: holds files that Copydesk did not make ({min(strangers)}): choose an empty folder with --out"
            )


# When a file was written and how long it is: by these a build sees that somebody has touched it.
Seen = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputState:
    """The output folder as found: our files that are gone or altered, and what is not ours (the topmost names)."""

    damaged: frozenset[str] = frozenset()
    foreign: tuple[str, ...] = ()


def look(out: str, outputs: Mapping[str, Seen]) -> OutputState:
    """Compare the folder with what we wrote into it. A link is never ours. Raises OutputError."""
    # The folder's own list says what is ours, also where another checkout has built into it since.
    ours = {MARKER, *outputs, *manifest(out)}
    folders = _folders(ours)
    found: dict[str, Seen] = {}
    foreign: list[str] = []
    waiting = [""]
    try:
        while waiting:
            prefix = waiting.pop()
            for entry in os.scandir(f"{out}/{prefix}"):
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    if path in folders:
                        waiting.append(f"{path}/")
                    else:
                        foreign.append(path)
                elif path in outputs and entry.is_file(follow_symlinks=False):
                    status = entry.stat(follow_symlinks=False)
                    found[path] = (status.st_mtime_ns, status.st_size)
                elif path not in ours:
                    foreign.append(path)
    except FileNotFoundError:
        pass  # removed while we looked, or never there
    except OSError as error:
        raise refused(error, out) from None
    damaged = frozenset(path for path, seen in outputs.items() if found.get(path) != seen)
    return OutputState(damaged=damaged, foreign=tuple(sorted(foreign)))


def _folders(paths: Iterable[str]) -> set[str]:
    """Every folder that one of these paths lies in."""
    folders: set[str] = set()
    for path in paths:
        parent = path.rpartition("/")[0]
        while parent and parent not in folders:
            folders.add(parent)
            parent = parent.rpartition("/")[0]
    return folders


def glance(out: str, outputs: Mapping[str, Seen]) -> frozenset[str]:
    """Our files that are gone or altered, without a look for what is not ours."""
    damaged = []
    for path, seen in outputs.items():
        try:
            status = os.stat(f"{out}/{path}")
        except OSError:
            damaged.append(path)
            continue
        if (status.st_mtime_ns, status.st_size) != seen:
            damaged.append(path)
    return frozenset(damaged)


def manifest(out: str) -> tuple[str, ...]:
    """The paths that the folder's own list says we wrote: for a build that remembers nothing."""
    try:
        with open(f"{out}/{MARKER}", encoding="utf-8") as file:
            lines = file.read().split("\n")[1:]
    except (OSError, UnicodeDecodeError):
        return ()
    return tuple(line for line in lines if line and not line.startswith("/") and ".." not in line.split("/"))


def marker(paths: Iterable[str]) -> Output:
    """The list itself."""
    lines = ["Made by Copydesk: the files below are replaced by each build.", *sorted(paths)]
    return Output(path=MARKER, data=("\n".join(lines) + "\n").encode())


def stamp(out: str, path: str) -> Seen:
    """How a file of the site looks now; (0, 0) when it is gone."""
    try:
        status = os.lstat(f"{out}/{path}")
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)


def refused(error: OSError, where: str) -> OutputError:
    """What the system said to a write, in one line."""
    return OutputError(
        f"{error.filename or where}: cannot be written: {error.strerror or error}; the site is unchanged"
    )
