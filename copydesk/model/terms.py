"""People, countries and outlets; links and pictures."""

from __future__ import annotations

from typing import Literal

from copydesk.errors import Location
from copydesk.records import dataclass

Policy = Literal["full", "excerpt", "summary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture with the words that belong to it; `src` is empty when only a caption came through."""

    src: str = ""
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What a person was, from when to when (`YYYY`, `YYYY-MM` or `YYYY-MM-DD`), and who says so."""

    title: str
    since: str = ""
    until: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link with the words on it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person as `content/people/SLUG.md` states them, or as articles alone name them.

    `stated` is False for a person without a file; names are never inferred. `surname_only` False says that
    a bare surname in an article is never this person.
    """

    slug: str
    name: str
    aliases: tuple[str, ...] = ()
    sort: str = ""
    family: str = ""
    original: str = ""
    original_lang: str = ""
    born: str = ""
    died: str = ""
    country: str = ""
    roles: tuple[Role, ...] = ()
    same_as: tuple[Link, ...] = ()
    redirects: tuple[str, ...] = ()
    id: str = ""
    hidden: bool = False
    surname_only: bool = True
    stated: bool = True
    body: str = ""
    location: Location = Location(path="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country or territory: built-in data, overridden by `content/countries/CODE.md`.

    `tile` is (column, row) on the tile-grid map, `neighbours` the codes it has a land border with.
    """

    code: str
    name: str
    slug: str
    region: str = ""
    subregion: str = ""
    capital: str = ""
    aliases: tuple[str, ...] = ()
    tile: tuple[int, int] | None = None
    neighbours: tuple[str, ...] = ()
    redirects: tuple[str, ...] = ()
    hidden: bool = False
    body: str = ""
    location: Location = Location(path="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An outlet: built from `content/sources/SLUG.yaml`, or from the articles that name it."""

    slug: str
    name: str
    url: str = ""
    lang: str = ""
    country: str = ""
    license: str = ""
    policy: Policy | None = None
    feed: str = ""
    note: str = ""
