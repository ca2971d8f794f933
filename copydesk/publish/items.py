"""Everything that a build writes, as values: pages, and what is no page. How each is rendered: `rendered_item`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from copydesk.publish.pages.values import Card, Page
from copydesk.publish.pictures import PictureFile
from copydesk.urls import Base

# Where the search page begins to read; the other files of the index lie beside it.
SEARCH_FOLDER = "/search/"
SEARCH = f"{SEARCH_FOLDER}index.json"
SOCIAL_FOLDER = "/social/"
SOCIAL_FRONT = f"{SOCIAL_FOLDER}front.png"
# A page about more than these is about the world; a file name has to end somewhere, too.
SOCIAL_MOST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedText:
    """The text of an entry: the digest of its body, how many words of it may be shown (0: all), its local pictures.

    `stated` is whether the card's summary was written by the editor: else it is the text's own first words.
    """

    body: str
    words: int
    pictures: tuple[PictureFile, ...]
    stated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed in three formats: `url` is the folder it lies in (`/`, `/people/kim-jong-un/`).

    `why` is the word before what an editor says of why it matters. `contents` is the HTML of each card, where an
    entry is a whole edition; an article's is made from its card, and of its text where the digest's feeds have that.
    """

    url: str
    title: str
    subtitle: str
    page: str
    lang: str
    author: str
    base_url: str
    authority: str
    cards: tuple[Card, ...]
    id: str
    why: str = ""
    contents: tuple[str, ...] = ()
    texts: tuple[FeedText, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """Canonical, indexable pages: absolute address and the day their content changed ("" if unknown)."""

    rows: tuple[tuple[str, str], ...]
    base_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """robots.txt: what the policy is and where the sitemap lies."""

    policy: str
    base_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleExport:
    """Every published article, newest first."""

    title: str
    base_url: str
    lang: str
    license: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceList:
    """The outlets that articles come from: (name, address, feed), by name."""

    title: str
    base_url: str
    owner: str
    outlets: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRow:
    """An article as search sees it: what a result shows, what it is found by, and which text is its own.

    `body` is the digest of its text, "" where none may be shown; `words` how much of it may, 0 for all; `frame`
    what frames the text beside what is on the card.
    """

    card: Card
    body: str
    words: int
    frame: str
    facets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchMonth:
    """The articles of a month (`2018-04`), oldest first: a new one leaves the numbers of all other months alone."""

    month: str
    rows: tuple[SearchRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchTerms:
    """A file of terms that begin with `prefix`, each with the articles that have it."""

    prefix: str
    lists: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchLexicon:
    """A file of words alone, by what they begin with or (`ends`) by what they end with, for words mistyped."""

    prefix: str
    ends: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchNames:
    """A file of people, countries, topics … by the words of their names that begin with `prefix`.

    Of each word what it names: (kind, key, name, address, articles, other names).
    """

    prefix: str
    words: tuple[tuple[str, tuple[tuple[str, str, str, str, int, tuple[str, ...]], ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFrame:
    """What of the index depends on no body.

    `countries`, `sources` and `topics` are (key, name, articles) for the filters, `names` the files of names with
    their digests, `folds` the endings that are looked up as one.
    """

    countries: tuple[tuple[str, str, int], ...]
    sources: tuple[tuple[str, str, int], ...]
    topics: tuple[tuple[str, str, int], ...]
    names: tuple[tuple[str, str], ...]
    folds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFiles:
    """The files of one kind: (prefix, digest), and the sizes they were parted by (`postings.Groups`)."""

    files: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchIndex:
    """What the search page reads first.

    `months` are (month, articles, digest of its rows), `common` words that most articles have with how many do.
    """

    frame: SearchFrame
    months: tuple[tuple[str, int, str], ...]
    common: tuple[tuple[str, int], ...]
    terms: SearchFiles
    words: SearchFiles
    endings: SearchFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialImage:
    """A map to draw: its rows from the top, a character a column, the level 0 to 4 of a country or a blank for none."""

    url: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialCard:
    """A card with words to draw: the digest's `name`, a `title`, a `note` of day and outlet.

    `lit` are the places (column, row) of countries on the map, `fonts` the digest's own as (path, digest of the bytes).
    """

    url: str
    name: str
    title: str
    note: str
    rtl: bool
    lit: tuple[tuple[int, int], ...]
    accent: str
    fonts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Static:
    """A file copied as it is: a picture of `content/`, a style sheet. `digest` stands for its bytes."""

    url: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrower:
    """A copy in pixels of the picture that is published at `of`: narrower, or of a drawing."""

    url: str
    of: str
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Icon:
    """The mark of the site as a square of `size` pixels, drawn from the file at `of`, which has `digest`."""

    url: str
    of: str
    digest: str
    size: int


Searched = SearchMonth | SearchTerms | SearchLexicon | SearchNames | SearchIndex
Item = (
    Page
    | Feed
    | Sitemap
    | Robots
    | ArticleExport
    | SourceList
    | Searched
    | SocialImage
    | SocialCard
    | Narrower
    | Icon
    | Static
)


def is_of_search(address: str) -> bool:
    """Whether an address is that of an item of the search index; the page that reads it is none."""
    return address.startswith(SEARCH_FOLDER) and address != SEARCH_FOLDER


def sitemap_row(page: Page, base: Base) -> tuple[str, str] | None:
    """A page's row of the sitemap: its address and when it changed; None for one that search engines may not show."""
    if page.meta.noindex or page.meta.canonical != base.absolute(page.url):
        return None
    moment = page.meta.modified or page.meta.published
    return page.meta.canonical, moment.isoformat() if moment else ""


def card_url(page: str) -> str:
    """The address of the card with words of the page at `page`."""
    return f"{SOCIAL_FOLDER.rstrip('/')}{page}card.png"


def social_url(codes: Iterable[str]) -> str:
    """The address of the picture for a set of countries; that of the bare map for none."""
    kept = sorted({code.lower() for code in list(codes)[:SOCIAL_MOST]})
    return f"{SOCIAL_FOLDER}{'-'.join(kept) or 'map'}.png"
