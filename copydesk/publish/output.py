"""Writes what changed, removes what we no longer write, leaves alone what we never wrote. The shell of a build."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from copydesk.errors import OutputError

# Written into every output folder, so that a later build knows the folder for one of its own.
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
    if lies_in_sources and target.is_relative_to(home / ".copydesk" / "preview"):
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


def write_outputs(out: Path, fresh: Iterable[Output], keep: Iterable[str], known: Iterable[str]) -> Written:
    """Bring the output folder to what the plan says.

    `fresh` are files rendered now, `keep` paths that stay as they are, `known` what the last manifest listed.
    A file is written only if its bytes differ. Raises OutputError when the disk refuses.
    """
    wanted = set(keep)
    written = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for output in (Output(path=MARKER, data=b"Made by Copydesk.\n"), *fresh):
            wanted.add(output.path)
            if _write(out / output.path, output.data):
                written.append(output.path)
        removed = [path for path in sorted(set(known) - wanted) if _remove(out, path)]
        foreign = sorted(_files(out) - wanted)
    except OSError as error:
        raise OutputError(f"{error.filename or out}: cannot be written: {error.strerror}") from None
    return Written(written=tuple(w for w in written if w != MARKER), removed=tuple(removed), foreign=tuple(foreign))


def _write(path: Path, data: bytes) -> bool:
    try:
        if path.stat().st_size == len(data) and path.read_bytes() == data:
            return False
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".copydesk-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


def _remove(out: Path, path: str) -> bool:
    try:
        (out / path).unlink()
    except FileNotFoundError:
        return False
    for parent in (out / path).parents:
        if parent == out:
            break
        try:
            parent.rmdir()
        except OSError:
            break
    return True


def _files(out: Path) -> set[str]:
    found: set[str] = set()
    for base, folders, names in os.walk(out):
        relative = Path(base).relative_to(out).as_posix()
        if ".git" in folders:
            folders.remove(".git")
        found.update(name if relative == "." else f"{relative}/{name}" for name in names)
    return found
