"""Looks at the pictures of `content/images`, and remembers them by the stamps of their files. A shell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from copydesk.library.scan import PICTURE_SUFFIXES, Snapshot
from copydesk.publish.pictures import PictureFile, read_picture
from copydesk.publish.render.resize import can_resize

_FILE = "pictures.json"
FOLDER = "content/images/"


def look_at_pictures(root: Path, snapshot: Snapshot, cache: Path) -> dict[str, PictureFile]:
    """Every picture by the address that articles give it (`/images/x.jpg`), sorted.

    A file that has not changed since the last look is not read again; `cache` may be deleted at any time.
    """
    resize = can_resize()
    paths = [p for p in snapshot.files if p.startswith(FOLDER) and Path(p).suffix.lower() in PICTURE_SUFFIXES]
    held = _held(cache) if paths else {}
    found: dict[str, PictureFile] = {}
    fresh: dict[str, tuple[list[object], PictureFile]] = {}
    for path in paths:
        key: list[object] = [*snapshot.files[path], resize]
        src = path.removeprefix("content")
        old = held.get(src)
        same = old is not None and old[0] == key
        picture = old[1] if old is not None and same else read_picture(src, (root / path).read_bytes(), resize=resize)
        found[src], fresh[src] = picture, (key, picture)
    if fresh != held:
        _keep(cache, fresh)
    return found


def _held(cache: Path) -> dict[str, tuple[list[object], PictureFile]]:
    try:
        rows = json.loads((cache / _FILE).read_text(encoding="utf-8"))
        return {
            src: (key, PictureFile(**{**fields, "widths": tuple(fields["widths"])}))
            for src, (key, fields) in rows.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _keep(cache: Path, fresh: Mapping[str, tuple[list[object], PictureFile]]) -> None:
    """Losing this costs the time to look again, so a full disk is no reason to stop."""
    rows = {src: (key, asdict(picture)) for src, (key, picture) in fresh.items()}
    try:
        cache.mkdir(parents=True, exist_ok=True)
        partial = cache / f"{_FILE}.new"
        partial.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        partial.replace(cache / _FILE)
    except OSError:
        return
