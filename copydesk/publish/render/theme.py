"""The files of a theme: layouts, strings and static files, read once from the layout folders.

Of two files with one name the earlier folder's counts; the later one stays within reach as `theme/NAME`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import copydesk
from copydesk.errors import Location, Problem

STRINGS = "strings.yaml"
STATIC = "static"
# `{% extends "theme/article.html" %}` in a layout of one's own is the packaged one it replaces.
THEME = "theme/"
# A reference whose name is written out, as in nearly every layout; whatever else stands there, Jinja must say.
_REFERENCE = re.compile(r"{%[-+]?\s*(?:extends|include|import|from)\b\s*")
_NAMED = re.compile(r"""(?:"([^"\\]+)"|'([^'\\]+)')\s*(?:import\b|as\b|with\b|without\b|ignore\b|[-+]?%})""")


def packaged_layouts() -> Path:
    """The folder of the theme that comes with Copydesk: inside an installed wheel, else the checkout's."""
    package = Path(copydesk.__file__).resolve().parent
    inside = package / "layouts"
    return inside if inside.is_dir() else package.parent / "layouts"


@dataclass(frozen=True, slots=True)
class File:
    """A layout as read: its text, and the path that messages name."""

    text: str
    path: str


@dataclass(slots=True)
class Theme:
    """What the folders hold: layouts by name, (URL, bytes) of static files, (path, text) of strings files."""

    files: dict[str, File] = field(default_factory=dict)
    static: tuple[tuple[str, bytes], ...] = ()
    worded: tuple[tuple[str, str], ...] = ()


def read_theme(folders: Iterable[Path], problems: list[Problem]) -> Theme:
    """Read layout folders in their order of precedence; what cannot be used is noted in `problems`."""
    layers = list(dict.fromkeys(folder.resolve() for folder in folders if folder.is_dir()))
    files: dict[str, File] = {}
    static: dict[str, bytes] = {}
    worded: list[tuple[str, str]] = []
    for depth, folder in enumerate(layers):
        for name, data in _read(folder, problems):
            path = f"{folder.name}/{name}"
            if name.startswith(f"{STATIC}/"):
                static.setdefault("/assets/" + name.removeprefix(f"{STATIC}/"), data)
                continue
            try:
                text = data.decode()
            except UnicodeDecodeError as error:
                place = Location(path=path, line=data[: error.start].count(b"\n") + 1)
                problems.append(Problem(location=place, message="not UTF-8", advice="save it as UTF-8"))
                continue
            if name == STRINGS:
                worded.append((path, text))
            else:
                files.setdefault(name, File(text, path))
                if depth:
                    files.setdefault(THEME + name, File(text, path))
    return Theme(files=files, static=tuple(sorted(static.items())), worded=tuple(worded))


def _read(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, bytes]]:
    """The files of a layout folder by name, sorted; hidden and editors' files are none of it."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") or part.endswith("~") for part in name.split("/")) or path.is_dir():
            continue
        if not path.resolve().is_relative_to(folder):
            place = Location(path=f"{folder.name}/{name}")
            problems.append(Problem(location=place, message="a link that leads out of the layouts", advice="copy it"))
        elif name.startswith(f"{STATIC}/") or name == STRINGS or name.endswith((".html", ".svg", ".xml", ".txt")):
            try:
                yield name, path.read_bytes()
            except OSError as error:
                place = Location(path=f"{folder.name}/{name}")
                problems.append(Problem(location=place, message=f"cannot be read: {error.strerror}"))


def written_out(text: str) -> tuple[str, ...] | None:
    """The names a layout refers to, if each is written out; None where only a parser can tell.

    Ten times faster than parsing, which a build of one page would notice. What stands in a comment is found
    too: that only makes a digest cover more.
    """
    found = set()
    for start in _REFERENCE.finditer(text):
        name = _NAMED.match(text, start.end())
        if name is None:
            return None
        found.add(name[1] or name[2])
    return tuple(sorted(found))


def relative(url: str, page: str) -> str:
    """A root-relative URL as seen from the page at `page`, for where the output stage finds no address.

    `/a/b/` from `/old/c/` is `../../a/b/`. An address elsewhere stays as it is.
    """
    if not url.startswith("/") or url.startswith("//"):
        return url
    return "../" * (page.count("/") - 1) + url[1:] or "./"


def can_keep(folder: Path) -> bool:
    """Whether a cache folder is there, or could be made: where nothing can be kept, layouts are compiled each time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)
