"""What the layouts of articles, lists, terms, editions and standalone pages see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from copydesk.model import Country, Link, Picture, Policy, Role
from copydesk.publish.pages.values.parts import (
    Card,
    Chip,
    CorrectionView,
    EditionCard,
    FeedLink,
    Group,
    Heading,
    IndexGroup,
    OriginView,
    Pager,
    SharedArticle,
    StoryCluster,
    Strip,
    TermRow,
    Tile,
    YearJump,
)
from copydesk.publish.pictures import PictureFile


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteView:
    """What a person was quoted as saying, when, and where it stands."""

    text: str
    date: dt.datetime
    url: str
    title: str
    source_name: str = ""
    lang: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """A role an article gave a person, with the article's day and address."""

    title: str
    date: dt.datetime
    url: str
    source_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """A person: names, roles over time, articles by year, quotations, company they are named in.

    `more_people` and `more_countries` are those named with them beyond `people` and `countries`.
    """

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
    names: tuple[str, ...] = ()
    more_people: int = 0
    more_countries: int = 0
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    fields: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryPage:
    """A country: its place on the map, its articles by year, its people and company in the news.

    `tiles` is the whole map with the country marked; `folded` the map of the digest's countries without empty lands,
    shaded by the articles that each shares with this one. `more_people` and `more_countries` are those named with it
    beyond `people` and `countries`.
    """

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
    folded: tuple[Tile, ...] = ()
    names: tuple[str, ...] = ()
    more_people: int = 0
    more_countries: int = 0


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
    """An index of terms: people A–Z, countries by region (with the map), topics, sources.

    `tiles` is the whole map, `folded` that of the countries with articles, without empty lands and seas.
    """

    title: str
    kind: str
    groups: tuple[IndexGroup, ...]
    total: int
    tiles: tuple[Tile, ...] = ()
    folded: tuple[Tile, ...] = ()
    intro: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two people (or countries) named in the same articles."""

    left: Chip
    right: Chip
    count: int
    url: str = ""
    title: str = ""
    articles: tuple[SharedArticle, ...] = ()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    """The front page: a lead, seconds with pictures, then headlines; who and what is in the news.

    `latest` and `before` are headlines by week, month, quarter or year, whichever is the finest that has enough of
    them; `stories` are those of several articles; `topics` the sections that `front_topics:` asks for. `days` is all
    but the lead by day, as layouts of the first edition show it. `html` is how the only article of a digest begins,
    filled in from the text `body` names when the page is rendered, and `dir` how it runs.
    """

    edition: EditionCard | None
    lead: Card | None
    days: tuple[Group, ...]
    people: tuple[TermRow, ...]
    countries: tuple[TermRow, ...]
    total: int
    since: dt.date | None
    until: dt.date | None
    older: str = ""
    seconds: tuple[Card, ...] = ()
    latest: tuple[Group, ...] = ()
    stories: tuple[StoryCluster, ...] = ()
    topics: tuple[Group, ...] = ()
    before: tuple[Group, ...] = ()
    html: str = ""
    dir: str = "ltr"
    body: str = ""
    excerpt_words: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A page of a paginated list of articles.

    In the archive, `year` has the months to go to, `month` says which of them this is, `newer` and `older` are its
    neighbours that have articles, and `around` fills the page of a month with few: articles before and
    after it in its year.
    """

    title: str
    groups: tuple[Group, ...]
    pager: Pager
    intro: str = ""
    total: int = 0
    year: ArchiveYear | None = None
    month: str = ""
    newer: ArchiveMonth | None = None
    older: ArchiveMonth | None = None
    around: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """An article. `html` is the sanitised body, cut for `policy` excerpt and empty for summary.

    A planned page names its body by digest (`body`) and how many words of it to show (`excerpt_words`,
    0 for all); `html` is filled in from the store when the page is rendered, so that planning ten thousand
    pages does not hold ten thousand texts. The digest stands for the text in every comparison. `pictures` are
    the local pictures in the body, as they are published.
    """

    title: str
    date: dt.datetime
    has_time: bool
    html: str
    body: str = ""
    excerpt_words: int = 0
    subtitle: str = ""
    summary_html: str = ""
    description: str = ""
    lastmod: dt.datetime | None = None
    lang: str = ""
    dir: str = "ltr"
    place: str = ""
    policy: Policy = "full"
    people: tuple[Chip, ...] = ()
    countries: tuple[Chip, ...] = ()
    topics: tuple[Chip, ...] = ()
    tags: tuple[Chip, ...] = ()
    image: Picture | None = None
    image_size: tuple[int, int] = (0, 0)
    image_srcset: str = ""
    pictures: tuple[PictureFile, ...] = ()
    origin: OriginView | None = None
    authors: tuple[str, ...] = ()
    edition: EditionCard | None = None
    story: tuple[Card, ...] = ()
    story_title: str = ""
    also_in: tuple[Card, ...] = ()
    related: tuple[Card, ...] = ()
    corrections: tuple[CorrectionView, ...] = ()
    headings: tuple[Heading, ...] = ()
    newer: Card | None = None
    older: Card | None = None
    id: str = ""
    fetched: str = ""
    cleaner: str = ""
    draft: bool = False
    undated: bool = False
    bodies: tuple[Chip, ...] = ()
    names: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    fields: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPage:
    """One issue of the digest. `changed` are articles that say something else than when it came out.

    `summary` is what the editor wrote as such: the card's may be the note's first words. `corrections` are those of
    its articles that were noted on its day or later; `email`, `text` and `mail` are the addresses of its letter as
    HTML, as plain text and as a file for a mail program.
    """

    edition: EditionCard
    html: str
    sections: tuple[Group, ...]
    newer: EditionCard | None = None
    older: EditionCard | None = None
    draft: bool = False
    summary: str = ""
    email: str = ""
    text: str = ""
    mail: str = ""
    changed: tuple[Card, ...] = ()
    corrections: tuple[CorrectionView, ...] = ()
    names: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    fields: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage:
    """An edition as a letter. `note` is the editor's Markdown, `html` the same rendered; `brief` leaves out summaries.

    `more` counts articles that are left out because mail programs cut long letters; `moment` dates the mail
    file, `sender` (name, address) and `ident` are what it says it is from and is. `accent` are the colours of links on
    light and on dark paper; `why` and `postal` are words of the plain text.
    """

    edition: EditionCard
    html: str
    note: str
    sections: tuple[Group, ...]
    web: str
    moment: dt.datetime
    sender: tuple[str, str]
    ident: str
    reply_to: str = ""
    unsubscribe: str = ""
    brief: bool = False
    more: int = 0
    accent: tuple[str, str] = ("", "")
    summary: str = ""
    why: str = ""
    postal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionIndex:
    """All editions, newest first."""

    editions: tuple[EditionCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveMonth:
    """A month, or a year beside another, with how many articles it has."""

    month: str
    count: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveYear:
    """A year with its twelve months (those without articles have no address)."""

    year: int
    count: int
    url: str
    months: tuple[ArchiveMonth, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePage:
    """The archive: every year and month, and below them headlines by year: all of a small digest, else the newest."""

    years: tuple[ArchiveYear, ...]
    total: int
    recent: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionsPage:
    """Every correction, newest first."""

    corrections: tuple[CorrectionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """A standalone page (about, imprint), the search page's frame, or the page for what is not there.

    `latest` and `topics` are what the search page offers before anybody has asked.
    """

    title: str
    html: str
    links: tuple[Link, ...] = ()
    latest: tuple[Card, ...] = ()
    topics: tuple[Chip, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    fields: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectPage:
    """A page that sends the reader on to where something has moved."""

    to: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedGroup:
    """Feeds of one kind, under what they are called: those of topics, of countries.

    Of very many only the most written about are listed: then `total` counts all, which stand in the index at `index`.
    """

    label: str
    feeds: tuple[FeedLink, ...]
    index: str = ""
    total: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsPage:
    """How to follow the digest: its feeds, by kind."""

    groups: tuple[FeedGroup, ...]
