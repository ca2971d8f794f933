"""What several kinds of page show: cards, chips, groups, strips, tiles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from copydesk.model import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A link to a person, country, topic or source: the name on it, and how many articles it has."""

    name: str
    url: str
    count: int = 0
    lang: str = ""
    code: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What lists show of an article. A body edit leaves it as it is, and so every list.

    `names` are those in its words that no line should break inside: see the filter `hold`.
    """

    url: str
    title: str
    date: dt.datetime
    subtitle: str = ""
    summary: str = ""
    lang: str = ""
    place: str = ""
    source_name: str = ""
    source_url: str = ""
    people: tuple[Chip, ...] = ()
    countries: tuple[Chip, ...] = ()
    image: Picture | None = None
    image_size: tuple[int, int] = (0, 0)
    image_srcset: str = ""
    image_raster: str = ""
    lastmod: dt.datetime | None = None
    noindex: bool = False
    draft: bool = False
    undated: bool = False
    story: str = ""
    id: str = ""
    names: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crumb:
    """One step of the way from the front page to this one."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed: its address, media type and title; in the list of feeds also the page with the same news."""

    url: str
    type: str
    title: str
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Where a page stands in a paginated list; `number` counts from 1."""

    number: int
    total: int
    newer: str = ""
    older: str = ""
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Cards under a heading: a day, a week, a year, a section.

    `label` is text, `date` the day if it is one; `since` and `until` are the first and last day of a longer time.
    `count` is how many articles there are in all, on other pages of the list too (0: not told).
    """

    label: str
    cards: tuple[Card, ...]
    url: str = ""
    date: dt.date | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCluster:
    """Articles of one story on the front page: the newest whole, others as headlines; `outlets` counts sources."""

    title: str
    newest: Card
    others: tuple[Card, ...]
    count: int
    outlets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscribeView:
    """How a reader subscribes: a `form` with the `field` for the address and `hidden` (name, value), or a `link`.

    `host` is whose machine the form is sent to, for readers to see before they write.
    """

    link: str = ""
    form: str = ""
    field: str = "email"
    hidden: tuple[tuple[str, str], ...] = ()
    note: str = ""
    unsubscribe: str = ""
    postal: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A timeline strip: articles a period (month or week), oldest first, with what the first and last are.

    `bars` are counts; `labels` name each period (`2018-06`); `peak` is the largest count.
    """

    bars: tuple[int, ...]
    labels: tuple[str, ...]
    peak: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class YearJump:
    """A year of a list, how many articles it has, and where on its pages it begins."""

    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedArticle:
    """An article in which two terms are named together, as a line under the pair."""

    url: str
    title: str
    date: dt.datetime
    lang: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """A term in a table or index: its chip, a strip of the last weeks, the day of its newest article.

    In the company of another term, `articles` are the newest that name both; in an index of topics, tags or outlets,
    the newest of each.
    """

    chip: Chip
    strip: Strip | None = None
    newest: dt.date | None = None
    share: float = 0.0
    sort: str = ""
    note: str = ""
    articles: tuple[SharedArticle, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionCard:
    """What lists show of an edition. Its `image` is the picture of its first article that has one: its cover."""

    url: str
    title: str
    number: int
    date: dt.date
    since: dt.date | None
    until: dt.date | None
    count: int
    summary: str = ""
    image: Picture | None = None
    image_size: tuple[int, int] = (0, 0)
    image_raster: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A square of the tile-grid map; `level` 0 (no article) to 4 shades it by articles."""

    code: str
    name: str
    column: int
    row: int
    count: int
    level: int
    url: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A sub-heading of a body: level 2 to 4, its text and its id."""

    level: int
    text: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginView:
    """Where an article comes from, as a reader sees it; `published` as stated by the source."""

    name: str
    url: str
    page: str
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    license: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionView:
    """A correction, and the article it belongs to where it stands in a list of all."""

    date: dt.date
    html: str
    card: Card | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexGroup:
    """Terms under a letter, a region or none."""

    label: str
    rows: tuple[TermRow, ...]
    id: str = ""
