"""The output folder as found: what of ours is whole, gone or altered, and what is not ours."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from copydesk.errors import OutputError
from copydesk.publish.output import MARKER, Output

# When a file was written and how long it is: by these a build sees that somebody has touched it.
Seen = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The output folder as found: our files that are gone or altered, and what is not ours (the topmost names)."""

    damaged: frozenset[str] = frozenset()
    foreign: tuple[str, ...] = ()


def look(out: str, outputs: Mapping[str, Seen]) -> Look:
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
    return Look(damaged=damaged, foreign=tuple(sorted(foreign)))


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
