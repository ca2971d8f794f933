"""What the review desk and the overlay are told, as plain JSON values. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from copydesk.preview.messages import Described, Note, Shown, Surveyed
from copydesk.preview.open_tabs import Hub
from copydesk.urls import encode


def editor_link(file: str, line: int = 0, column: int = 0) -> str:
    """A link that opens a file of this machine in an editor that registered for it (VS Code and its kin)."""
    place = "".join(f":{number}" for number in (line, column if line else 0) if number)
    path = file.replace("\\", "/")
    return f"vscode://file{quote(path if path.startswith('/') else f'/{path}')}{place}" if file else ""


def problems(found: Iterable[Shown], *, local: bool) -> dict[str, Any]:
    """Problems for the overlay, with links for a browser on this machine alone."""
    return {"problems": [_problem(problem, local=local) for problem in found]}


def _problem(problem: Shown, *, local: bool) -> dict[str, Any]:
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "advice": problem.advice,
        "text": problem.text,
        "link": editor_link(problem.file, problem.line, problem.column) if local else "",
    }


def described(told: Described, *, local: bool) -> dict[str, Any]:
    """A page's badges and its file."""
    return {
        "notes": [_note(note) for note in told.notes],
        "source": told.source,
        "link": editor_link(told.file) if local else "",
    }


def _note(note: Note) -> dict[str, str]:
    return {"kind": note.kind, "label": note.label, "detail": note.detail}


def overview(hub: Hub, survey: Surveyed, waiting: Iterable[str], *, local: bool) -> dict[str, Any]:
    """All that the desk shows: the last build and those before, what is open, what came in, what is wrong."""
    last = hub.last
    base = hub.base[:-1]
    return {
        "name": hub.name,
        "base": hub.base,
        "epoch": hub.epoch,
        "articles": last.articles if last else 0,
        "items": last.items if last else 0,
        "history": [_moment(entry, base) for entry in hub.history],
        "problems": [_problem(problem, local=local) for problem in hub.problems],
        "warnings": [_problem(problem, local=local) for problem in (last.warnings if last else ())],
        "unsettled": [
            {
                "title": row.title,
                "url": encode(base + row.url) if row.url else "",
                "path": row.path,
                "link": editor_link(row.file) if local else "",
                "notes": [_note(note) for note in row.notes],
            }
            for row in survey.rows
        ],
        "unsettled_total": survey.total,
        "waiting": list(waiting),
        "added": [
            {
                "file": added.file,
                "path": added.path,
                "title": added.title,
                "unsettled": list(added.unsettled),
                "dropped": added.dropped,
                "error": added.error,
            }
            for added in reversed(hub.added)
        ],
        "open": list(hub.open_pages()),
    }


def _moment(entry: dict[str, Any], base: str) -> dict[str, Any]:
    return {**entry, "links": [encode(base + url) if url.endswith("/") else "" for url in entry["urls"]]}
