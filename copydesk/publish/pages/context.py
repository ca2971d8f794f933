"""What a layout can see: one typed value for each kind of page, and the `Page` around it.

A page value holds everything its layout shows and nothing else, so a page is out of date exactly when
its value differs from the one rendered last. Never let one of these hold the `Site`: that would make
every page depend on everything. Addresses are root-relative; `output` puts the base path before them.
The reference of these values for layout authors is docs/layouts.md, tested against this file.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from copydesk.model import Country, Link, Picture, Policy, Role
from copydesk.publish.pictures import PictureFile


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
    """What lists show of an article. A body edit leaves it as it is, and so every list."""

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
    lastmod: dt.datetime | None = None
    noindex: bool = False
    draft: bool = False
    story: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crumb:
    """One step of the way from the front page to this one."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed for discovery: its address, media type and title."""

    url: str
    type: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMeta:
    """What every page may see of the digest as a whole: it changes with config.yaml, not with articles."""

    title: str
    tagline: str
    description: str
    lang: str
    base_url: str
    nav: tuple[Link, ...]
    footer: tuple[Link, ...]
    editor: str = ""
    license: str = ""
    generator: str = ""
    robots: str = ""
    csp: str = ""
    search: bool = False
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMeta:
    """What the head of a page says: for browsers, search engines and feed readers.

    `canonical` and `image` are absolute; `jsonld` is JSON, escaped for a script element; `preview_notes`
    is filled by the live preview alone.
    """

    title: str
    kind: str
    canonical: str
    description: str = ""
    lang: str = ""
    dir: str = "ltr"
    image: str = ""
    image_alt: str = ""
    noindex: bool = False
    published: dt.datetime | None = None
    modified: dt.datetime | None = None
    feeds: tuple[FeedLink, ...] = ()
    crumbs: tuple[Crumb, ...] = ()
    jsonld: str = ""


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
    """Cards under a heading: a day, a year, a section. `label` is text, `date` the day if it is one."""

    label: str
    cards: tuple[Card, ...]
    url: str = ""
    date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A timeline strip: articles a period (month or week), oldest first, with what the first and last are.

    `bars` are counts; `labels` name each period (`2018-06`); `peak` is the largest count.
    """

    bars: tuple[int, ...]
    labels: tuple[str, ...]
    peak: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """A term in a table or index: its chip, a strip of the last weeks, the day of its newest article."""

    chip: Chip
    strip: Strip | None = None
    newest: dt.date | None = None
    share: float = 0.0
    sort: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionCard:
    """What lists show of an edition."""

    url: str
    title: str
    number: int
    date: dt.date
    since: dt.date | None
    until: dt.date | None
    count: int
    summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    """The front page: the newest edition's head, a lead, the rest by day, who and what is in the news."""

    edition: EditionCard | None
    lead: Card | None
    days: tuple[Group, ...]
    people: tuple[TermRow, ...]
    countries: tuple[TermRow, ...]
    total: int
    since: dt.date | None
    until: dt.date | None
    older: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A page of a paginated list of articles."""

    title: str
    groups: tuple[Group, ...]
    pager: Pager
    intro: str = ""
    total: int = 0


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
class Heading:
    """A sub-heading of a body: level 2 to 4, its text and its id."""

    level: int
    text: str
    id: str


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
class IndexGroup:
    """Terms under a letter, a region or none."""

    label: str
    rows: tuple[TermRow, ...]
    id: str = ""


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
class EditionPage:
    """One issue of the digest. `changed` are articles that say something else than when it came out.

    `corrections` are those of its articles that were noted on its day or later; `email`, `text` and `mail` are
    the addresses of its letter as HTML, as plain text and as a file for a mail program.
    """

    edition: EditionCard
    html: str
    sections: tuple[Group, ...]
    newer: EditionCard | None = None
    older: EditionCard | None = None
    draft: bool = False
    email: str = ""
    text: str = ""
    mail: str = ""
    changed: tuple[Card, ...] = ()
    corrections: tuple[CorrectionView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage:
    """An edition as a letter. `note` is the editor's Markdown, `html` the same rendered; `brief` leaves out summaries.

    `more` counts articles that are left out because mail programs cut long letters; `moment` dates the mail
    file, `sender` (name, address) and `ident` are what it says it is from and is.
    """

    edition: EditionCard
    html: str
    note: str
    sections: tuple[Group, ...]
    web: str
    moment: dt.datetime
    sender: tuple[str, str]
    ident: str
    brief: bool = False
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionIndex:
    """All editions, newest first."""

    editions: tuple[EditionCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveMonth:
    """A month with how many articles it has."""

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
    """The archive: every year and month."""

    years: tuple[ArchiveYear, ...]
    total: int


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionsPage:
    """Every correction, newest first."""

    corrections: tuple[CorrectionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """A standalone page (about, imprint), the search page's frame, or the page for what is not there."""

    title: str
    html: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectPage:
    """A page that sends the reader on to where something has moved."""

    to: str
    title: str


Content = (
    FrontPage
    | ListPage
    | ArticlePage
    | PersonPage
    | CountryPage
    | TermPage
    | IndexPage
    | EditionPage
    | LetterPage
    | EditionIndex
    | ArchivePage
    | ConnectionsPage
    | CorrectionsPage
    | TextPage
    | RedirectPage
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of the site: where it is, which layout renders it, and all that the layout can see.

    `sources` are the content files it comes from, for `explain` and for error messages; they are no
    part of what is rendered.
    """

    url: str
    layout: str
    site: SiteMeta
    meta: PageMeta
    content: Content
    sources: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The few words that page values (not layouts) need, in the digest's language, from the strings file."""

    front: str
    people: str
    countries: str
    editions: str
    archive: str
    sources: str
    connections: str
    corrections: str
    search: str
    topics: str
    tags: str
    latest: str
    not_found: str
