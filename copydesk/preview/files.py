"""Files of one built tree, by resolved path; the preview's client is put into pages here, and only here (S12)."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from copydesk.urls import output_path

PREFIX = "/_copydesk/"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
    ".atom": "application/atom+xml",
    ".txt": "text/plain; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """A file of the tree: its address, bytes and media type."""

    url: str
    data: bytes
    type: str


def find(tree: Path, url: str) -> FoundFile | None:
    """The file that answers a root-relative, decoded address; None if there is none, or none that may be served.

    Nothing outside `tree` is read: no parent steps, no backslashes or NULs, no links followed, no hidden files.
    """
    parts = url.split("/")[1:]
    if not url.startswith("/") or any(not _plain(part) for part in parts[:-1]) or (parts[-1] and not _plain(parts[-1])):
        return None
    root = Path(tree).resolve()
    path = root / output_path(url)
    try:
        if path.resolve(strict=True) != path or not path.is_file():
            return None
        data = path.read_bytes()
    except (OSError, ValueError, RuntimeError):
        return None
    return FoundFile(url=url, data=data, type=media_type(path.name))


def is_folder(tree: Path, url: str) -> bool:
    """Whether an address without a closing slash is that of a page: GitHub Pages redirects it there."""
    return not url.endswith("/") and find(tree, f"{url}/") is not None


def _plain(part: str) -> bool:
    return bool(part) and not part.startswith(".") and not any(c in "\\\0" or ord(c) < 32 for c in part)


def media_type(name: str) -> str:
    """The media type of a file, by its name's end."""
    suffix = Path(name).suffix.lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def digest(data: bytes) -> str:
    """A short digest: what a tab says it shows, compared with what is there."""
    return hashlib.blake2b(data, digest_size=8).hexdigest()


def with_client(page: bytes, url: str, run: str) -> bytes:
    """A page with the preview's client in it, told which page it is and which state of it."""
    tag = (
        f'<script src="{PREFIX}idiomorph.js" defer data-copydesk></script>'
        f'<script src="{PREFIX}client.js" defer data-copydesk data-page="{_attribute(url)}"'
        f' data-seen="{digest(page)}" data-run="{run}"></script>'
    ).encode()
    at = page.rfind(b"</body>")
    return page + tag if at < 0 else page[:at] + tag + page[at:]


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
