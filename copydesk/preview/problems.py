"""A problem as the overlay shows it: with the very line, read where the author would look."""

from __future__ import annotations

from pathlib import Path

from copydesk.errors import Problem
from copydesk.preview.messages import Shown
from copydesk.publish.render.layouts import packaged_layouts

# A line longer than this is no line an editor reads; what matters of it is near the column.
_WIDTH = 240


def show(root: Path, problem: Problem) -> Shown:
    """The problem with its line of text and its file on this machine, if there is one."""
    place = problem.location
    file = _file(root, place.path)
    return Shown(
        path=place.path,
        line=place.line,
        column=place.column,
        message=problem.message,
        advice=problem.advice,
        text=_line(file, place.line, place.column) if file is not None and place.line else "",
        file=str(file) if file is not None else "",
    )


def _file(root: Path, path: str) -> Path | None:
    """Where `path` lies: below the root, or for a layout that is not overridden in the packaged theme."""
    if not path:
        return None
    here = root / path
    if here.is_file() or not path.startswith("layouts/"):
        return here
    return packaged_layouts() / path.removeprefix("layouts/")


def _line(file: Path, number: int, column: int) -> str:
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            for count, line in enumerate(lines, start=1):
                if count == number:
                    text = line.rstrip("\r\n").expandtabs(1)
                    return text if column > _WIDTH else text[:_WIDTH]
    except OSError:
        return ""
    return ""
