"""What a blog holds, as values: its posts as their system states them, and what is no post."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from copydesk.intake.item import Refused, Skipped

_MOMENT = re.compile(
    r"^\s*(\d{4})[-/](\d{1,2})[-/](\d{1,2})"
    r"(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogPost:
    """One post. `key` says where it lies and is shown; `fields` are as its system writes them.

    `address` is its old one, from `/`, empty where none can be told; `names` are what other posts call it by in links.
    `day` comes from its file's name, `topics` from its folder, `folder` is where its pictures lie, below the blog.
    `hidden` says why its system does not publish it; `notes` are what an editor should know.
    """

    key: str
    fields: Mapping[str, Any]
    body: str
    raw_id: str
    markup: Literal["markdown", "html", "other"] = "markdown"
    slug: str = ""
    address: str = ""
    day: str = ""
    lang: str = ""
    topics: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    folder: str = ""
    hidden: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Blog:
    """A blog as it was read: `static` are folders whose files lie at its root, `hosts` its own addresses.

    `below` is the path of its front page (`/blog`), with which its old addresses begin.
    `left` is what is no post or could not be read, part by part; `people` are the display names of logins.
    """

    system: str
    root: Path
    posts: tuple[BlogPost, ...]
    left: tuple[Skipped | Refused, ...] = ()
    static: tuple[Path, ...] = ()
    hosts: tuple[str, ...] = ()
    below: str = ""
    people: Mapping[str, str] = Mapping  # type: ignore[assignment]  # (always given)


def read_moment(value: Any) -> str:
    """A day or a time that a blog states, as front matter has it (`2020-01-02`, `2020-01-02T03:04:05+01:00`).

    Empty for what is neither. A time without an offset stays without: it is meant in the digest's zone.
    """
    try:
        return _read_moment(value)
    except ValueError:
        return ""


def _read_moment(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat(sep="T" if value.tzinfo else " ", timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    match = _MOMENT.match(str(value or ""))
    if match is None:
        return ""
    year, month, day, hour, minute, second, offset = match.groups()
    if hour is None:
        return dt.date(int(year), int(month), int(day)).isoformat()
    found = dt.datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))  # noqa: DTZ001
    if offset is None:
        return found.isoformat(sep=" ", timespec="seconds")
    plain = offset.upper().replace(":", "")
    zone = "+0000" if plain in ("Z", "UTC", "GMT") else plain
    return dt.datetime.strptime(f"{found.isoformat()}{zone}", "%Y-%m-%dT%H:%M:%S%z").isoformat()
