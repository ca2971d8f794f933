"""What a layout can see: one typed value for each kind of page, and the `Page` around it.

A page value holds everything its layout shows and nothing else, so a page is out of date exactly when
its value differs from the one rendered last. Never let one of these hold the `Site`: that would make
every page depend on everything. Addresses are root-relative; `output` puts the base path before them.
The reference of these values for layout authors is docs/layouts.md, tested against this file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from copydesk.model import Link
from copydesk.publish.pages.values.parts import (
    Card,
    Chip,
    CorrectionView,
    Crumb,
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
    SubscribeView,
    TermRow,
    Tile,
    YearJump,
)
from copydesk.publish.pages.values.reading import (
    ArchiveMonth,
    ArchivePage,
    ArchiveYear,
    ArticlePage,
    ConnectionsPage,
    CorrectionsPage,
    CountryPage,
    Edge,
    EditionIndex,
    EditionPage,
    FeedGroup,
    FeedsPage,
    FrontPage,
    IndexPage,
    LetterPage,
    ListPage,
    Pair,
    PersonPage,
    Point,
    QuoteView,
    RedirectPage,
    RoleView,
    TermPage,
    TextPage,
)


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
    schedule: str = ""
    editor: str = ""
    license: str = ""
    generator: str = ""
    robots: str = ""
    csp: str = ""
    search: bool = False
    version: str = ""
    subscribe: SubscribeView | None = None
    logo: str = ""
    icon: str = ""
    touch_icon: str = ""
    accounts: tuple[Link, ...] = ()
    styles: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)


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

    @property
    def locale(self) -> str:
        """`lang` as Open Graph writes it (`ko_KR`), with the region that CLDR thinks likeliest; "" where unknown."""
        language, _, rest = self.lang.partition("-")
        region = rest.rpartition("-")[2].upper()
        if len(region) != 2:
            region = _LIKELY_REGIONS.get(self.lang, "") or _LIKELY_REGIONS.get(language, "")
        return f"{language}_{region}" if region else ""


# CLDR 48, supplemental/likelySubtags.json, for the languages that the pages speak.
_LIKELY_REGIONS = {
    "ar": "EG", "cs": "CZ", "de": "DE", "el": "GR", "en": "US", "es": "ES", "fa": "IR", "fr": "FR", "he": "IL",
    "hi": "IN", "id": "ID", "it": "IT", "ja": "JP", "ko": "KR", "nl": "NL", "pl": "PL", "pt": "BR", "ru": "RU",
    "sv": "SE", "th": "TH", "tr": "TR", "uk": "UA", "vi": "VN", "zh": "CN", "zh-Hans": "CN", "zh-Hant": "TW",
}  # fmt: skip


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
    bodies: str
    latest: str
    not_found: str
    feeds: str
    why_line: str


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
    | FeedsPage
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


# What many pages show alike, one object in all pages of a build: remembered once, and written once where it can be.
SHARED = frozenset({Card, EditionCard, FeedLink, SiteMeta, Tile})

__all__ = [
    "SHARED",
    "ArchiveMonth",
    "ArchivePage",
    "ArchiveYear",
    "ArticlePage",
    "Card",
    "Chip",
    "ConnectionsPage",
    "Content",
    "CorrectionView",
    "CorrectionsPage",
    "CountryPage",
    "Crumb",
    "Edge",
    "EditionCard",
    "EditionIndex",
    "EditionPage",
    "FeedGroup",
    "FeedLink",
    "FeedsPage",
    "FrontPage",
    "Group",
    "Heading",
    "IndexGroup",
    "IndexPage",
    "LetterPage",
    "ListPage",
    "OriginView",
    "Page",
    "PageMeta",
    "Pager",
    "Pair",
    "PersonPage",
    "Point",
    "QuoteView",
    "RedirectPage",
    "RoleView",
    "SharedArticle",
    "SiteMeta",
    "StoryCluster",
    "Strip",
    "SubscribeView",
    "TermPage",
    "TermRow",
    "TextPage",
    "Tile",
    "Words",
    "YearJump",
]
