"""What lies in the digest's folders right now, as a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from copydesk.errors import Location, Problem
from copydesk.files import LEADS_OUT, Stamp, is_litter, walk_digest

__all__ = ["MARKDOWN_FOLDERS", "PICTURE_SUFFIXES", "Snapshot", "Stamp", "as_snapshot", "is_litter", "scan_content"]

MARKDOWN_FOLDERS = ("articles", "editions", "people", "countries", "pages")
PICTURE_SUFFIXES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Files by path relative to the root (with `/`, sorted), and what was refused and why."""

    files: Mapping[str, Stamp] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def scan_content(root: Path) -> Snapshot:
    """Look at `content/`, the layouts and config.yaml below `root`; see `walk_digest` for what is passed over."""
    return as_snapshot(*walk_digest(str(root)))


def as_snapshot(files: Mapping[str, Stamp], refused: Iterable[tuple[str, str]]) -> Snapshot:
    """What `walk_digest` found, as a value."""
    problems = [
        Problem(location=Location(path=path), message=why, advice="copy the file here" if why == LEADS_OUT else "")
        for path, why in sorted(refused)
    ]
    return Snapshot(files=dict(sorted(files.items())), problems=tuple(problems))
