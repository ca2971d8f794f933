"""The page inside a web archive (MHTML), which browsers write as "web page, single file" (RFC 2557). Pure."""

from __future__ import annotations

import email
import re
from typing import NamedTuple

_HEAD = 4_000
_ARCHIVE = re.compile(rb"^Content-Type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_FIRST = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t]+[^\n]*\n)*){2,}")
_WEB = ("http://", "https://")


class Saved(NamedTuple):
    """The page of an archive: its bytes as UTF-8 or as the page itself declares, and the address it was saved from."""

    page: bytes
    url: str


def unpack(data: bytes) -> Saved | None:
    """Return the page in an archive, None for what is none. Pictures and other parts are left alone."""
    head = data[:_HEAD].replace(b"\r\n", b"\n")
    first = _FIRST.match(head)
    if not first or not _ARCHIVE.search(first[0]):
        return None
    message = email.message_from_bytes(data)
    if message.get("To") and not message.get("Snapshot-Content-Location"):
        return None  # a letter with its pictures
    for part in message.walk():
        if part.get_content_type() not in {"text/html", "application/xhtml+xml"}:
            continue
        page = part.get_payload(decode=True)
        if not isinstance(page, bytes) or not page.strip():
            continue
        stated = (message.get("Snapshot-Content-Location"), part.get("Content-Location"))
        url = next((str(one).strip() for one in stated if str(one).strip().startswith(_WEB)), "")
        return Saved(page=_as_utf8(page, part.get_content_charset()), url=url)
    return None


def _as_utf8(page: bytes, charset: str | None) -> bytes:
    """The part's own character set counts before the page's, which tells how it once came over the wire."""
    try:
        return page.decode(charset).encode() if charset else page
    except (LookupError, UnicodeError):
        return page
