"""The output folder: what a file of it is, what a build did to it, and where no site may be written."""

from __future__ import annotations

import os
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
