"""What the layouts of people, countries, topics, sources and connections see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from copydesk.model import Country, Link, Picture, Role
from copydesk.publish.pages.values.parts import Chip, Group, IndexGroup, Pager, Strip, TermRow, Tile, YearJump


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteView:
    """What a person was quoted as saying, when, and where it stands."""

    text: str
    date: dt.datetime
    url: str
    title: str
    source_name: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """A role an article gave a person, with the article's day and address."""

    title: str
    date: dt.datetime
    url: str
    source_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """A person: names, roles over time, articles by year, quotations, company they are named in."""

    name: str
    aliases: tuple[str, ...]
    original: str
    original_lang: str
    born: str
    died: str
    country: Chip | None
    roles: tuple[Role, ...]
    given_roles: tuple[RoleView, ...]
    same_as: tuple[Link, ...]
    html: str
    strip: Strip | None
    years: tuple[Group, ...]
    quotes: tuple[QuoteView, ...]
    people: tuple[TermRow, ...]
    countries: tuple[TermRow, ...]
    total: int
    pager: Pager
    feed: str = ""
    disambiguation: str = ""
    image: Picture | None = None
    image_size: tuple[int, int] = (0, 0)
    image_srcset: str = ""
    jumps: tuple[YearJump, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    fields: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryPage:
    """A country: its place on the map, its articles by year, its people and company in the news."""

    country: Country
    html: str
    strip: Strip | None
    years: tuple[Group, ...]
    people: tuple[TermRow, ...]
    countries: tuple[TermRow, ...]
    neighbours: tuple[Chip, ...]
    tiles: tuple[Tile, ...]
    total: int
    pager: Pager
    feed: str = ""
    jumps: tuple[YearJump, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPage:
    """A topic, a tag or a source with its articles. `link` is the source's own address."""

    title: str
    kind: str
    years: tuple[Group, ...]
    strip: Strip | None
    total: int
    pager: Pager
    html: str = ""
    link: str = ""
    note: str = ""
    feed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    """An index of terms: people A–Z, countries by region (with `tiles`), topics, sources."""

    title: str
    kind: str
    groups: tuple[IndexGroup, ...]
    total: int
    tiles: tuple[Tile, ...] = ()
    intro: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two people (or countries) named in the same articles."""

    left: Chip
    right: Chip
    count: int
    url: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A node of the network: place in a 1000 × 700 box, radius by articles."""

    chip: Chip
    x: float
    y: float
    r: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A line of the network: indices into `points`, width by articles."""

    left: int
    right: int
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionsPage:
    """Who is named with whom: the table first, the drawing beside it."""

    pairs: tuple[Pair, ...]
    points: tuple[Point, ...]
    edges: tuple[Edge, ...]
