"""Files in `content/` and `layouts/` that would be passed over or misread without a word. Names and sizes alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from copydesk.errors import Location, Problem
from copydesk.files import Stamp

MARKDOWN_FOLDERS = ("articles", "editions", "people", "countries", "pages")
# What people call the texts that other programs read; in a folder of ours they would be passed over.
_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx")
_TEXTS = (*_MARKDOWN, ".rst", ".adoc", ".org", ".txt", ".html", ".htm", ".yaml", ".yml")
# Dropbox, Nextcloud and others; Syncthing; OneDrive and iCloud write plain numbers, which are honest names too.
_CONFLICT = re.compile(r"\((?:[^()]*'s )?conflicted copy\b|\.sync-conflict-\d{8}|\(case conflict\b", re.IGNORECASE)
_READ = f"content/ has the folders {', '.join(MARKDOWN_FOLDERS)} and sources"


def find_strays(files: Mapping[str, Stamp]) -> Iterator[Problem]:
    """A problem for each file whose name keeps it from being read as it was meant."""
    for path, stamp in files.items():
        if path.startswith("content/"):
            found = _in_content(path)
        else:
            found = _in_layouts(path, stamp) if path.startswith("layouts/") else None
        if found is not None:
            yield Problem(location=Location(path=path), message=found[0], advice=found[1])


def _in_content(path: str) -> tuple[str, str] | None:
    parts = path.split("/")
    folder, name = parts[1], parts[-1]
    if not name.lower().endswith(_TEXTS):
        return None
    if _CONFLICT.search(name):
        return "a sync tool's copy", "keep one of the two files"
    wanted = ".md" if folder in MARKDOWN_FOLDERS else ".yaml" if folder == "sources" else ""
    found = None
    if name.lower().startswith("readme"):
        found = None
    elif wanted and len(parts) > 2:
        if not name.endswith(wanted):
            advice = f"name it {name.rpartition('.')[0]}{wanted}, or move it elsewhere"
            found = f"is not read: it does not end in {wanted}", advice
    elif name.lower().endswith(_MARKDOWN) and folder not in {"inbox", "originals"}:
        found = "is in no folder that is read", f"move it to content/articles ({_READ})"
    return found


def _in_layouts(path: str, stamp: Stamp) -> tuple[str, str] | None:
    if ".html/" in path:
        return "a folder where a layout should be", "name the folder otherwise"
    if path.endswith(".html") and stamp[1] == 0:
        return "an empty layout", "delete it: the packaged one is used then"
    return None
