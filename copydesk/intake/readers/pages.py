"""Saved pages in all their forms: as they are, with the browser's comment on top, from the clipboard, MHTML. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.intake.addresses import clean_url
from copydesk.intake.item import Item, Part, Refused, Said
from copydesk.intake.webarchive import unpack

_CLIPBOARD = re.compile(rb"\AVersion:[\d.]+\r?\n(?:[A-Za-z]+:[^\n]*\n){3,}")
# Browsers and SingleFile say in a comment above the page where it was read.
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.IGNORECASE)
_SINGLE_FILE = re.compile(rb"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)", re.IGNORECASE)


def is_clipboard(data: bytes) -> bool:
    """Whether bytes are HTML from Windows' clipboard (CF_HTML)."""
    return _CLIPBOARD.match(data[:1_000]) is not None and b"StartFragment:" in data[:1_000]


def read_clipboard(data: bytes) -> Iterator[Part]:
    """The fragment that was copied, with the address it was copied from."""
    address = re.search(rb"^SourceURL:(\S+)", data[:2_000], re.MULTILINE)
    start, end = data.find(b"<!--StartFragment-->"), data.find(b"<!--EndFragment-->")
    if start < 0 or end < start:
        yield Refused(part="", why="no fragment in it: the clipboard's text is cut off")
        return
    text = data[start + len(b"<!--StartFragment-->") : end].decode("utf-8", "replace")
    url = clean_url(address[1].decode("ascii", "replace")) if address else ""
    yield Item(part="", kind="html", text=text, said=Said(url=url), voice="tool")


def is_mhtml(data: bytes) -> bool:
    """Whether bytes are a web archive (MHTML)."""
    return unpack(data) is not None


def read_mhtml(data: bytes) -> Iterator[Part]:
    """The page of a web archive."""
    saved = unpack(data)
    if saved is not None:
        yield Item(part="", kind="html", page=saved.page, said=Said(url=clean_url(saved.url)), voice="tool")


def saved_from(data: bytes) -> str:
    """The address that a saved page's comment states, empty where there is none."""
    match = _SAVED_FROM.search(data[:2_000]) or _SINGLE_FILE.search(data[:2_000])
    return clean_url(match[1].decode("ascii", "replace")) if match else ""
