"""Addresses without their articles: shortcuts of Windows, Mac and Linux, browsers' bookmarks, lists. Pure."""

from __future__ import annotations

import plistlib
import re
from collections.abc import Iterator
from typing import Any

import lxml.html

from copydesk.intake.addresses import clean_url, is_web, same_page
from copydesk.intake.item import LinkFound, Part, Said, Skipped
from copydesk.intake.stated import tags


def is_shortcut(text: str) -> bool:
    """Whether a text is an internet shortcut (.url) or a Linux desktop entry of a link."""
    return (
        re.match(r"\s*\[(?:InternetShortcut|DEFAULT|Desktop Entry)\]", text) is not None
        and re.search(r"^URL=", text, re.MULTILINE) is not None
    )


def read_shortcut(text: str) -> Iterator[Part]:
    """The address of a shortcut."""
    url = re.search(r"^URL=(.*)$", text, re.MULTILINE)
    name = re.search(r"^Name=(.*)$", text, re.MULTILINE)
    yield from links([(url[1].strip() if url else "", name[1].strip() if name else "", ())])


def is_webloc(value: Any) -> bool:
    """Whether a parsed property list is a Mac's shortcut."""
    return isinstance(value, dict) and isinstance(value.get("URL"), str)


def read_webloc(value: dict[str, Any]) -> Iterator[Part]:
    """The address of a Mac's shortcut."""
    yield from links([(value["URL"], "", ())])


def parse_plist(data: bytes) -> Any:
    """A property list, binary or XML; None for what is none. Entities are refused by plistlib itself."""
    try:
        return plistlib.loads(data)
    except Exception:  # noqa: BLE001 (plistlib raises whatever its parsers do)
        return None


def is_bookmarks(text: str) -> bool:
    """Whether a text is an export of bookmarks as browsers, Linkding, Pinboard and Pocket write it."""
    head = text[:2_000].casefold()
    return "netscape-bookmark-file" in head[:200] or ("<title>pocket export" in head and "time_added=" in head)


def read_bookmarks(text: str) -> Iterator[Part]:
    """The bookmarks of an export, with their tags."""
    tree = lxml.html.fromstring(text)
    rows = [
        (link.get("href", ""), " ".join("".join(map(str, link.itertext())).split()), tags(link.get("tags", "")))
        for link in tree.iter("a")
        if link.get("href")
    ]
    yield from links(rows)


def is_list_of_addresses(text: str) -> bool:
    """Whether every line of a text is an address (or empty, or a comment)."""
    lines = [line.strip() for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    return bool(lines) and all(is_web(line) for line in lines)


def read_list_of_addresses(text: str) -> Iterator[Part]:
    """The addresses of a list, one a line."""
    yield from links([(line.strip(), "", ()) for line in text.split("\n") if is_web(line.strip())])


def links(rows: list[tuple[str, str, tuple[str, ...]]]) -> Iterator[Part]:
    """Each address once; what is no address on the web is named as not taken."""
    seen: set[str] = set()
    for number, (address, title, labels) in enumerate(rows, 1):
        url = clean_url(address)
        if not url:
            yield Skipped(part=f"link {number}", why=f"no address on the web: {address[:60]}")
        elif (key := same_page(url)) not in seen:
            seen.add(key)
            shown = "" if same_page(title) == key else title
            yield LinkFound(part=f"link {number}", said=Said(title=shown, url=url, tags=labels))
