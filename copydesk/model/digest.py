"""What `content/` holds once it is loaded and checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field

from copydesk.errors import Location, Problem
from copydesk.model.terms import Country, Person, Picture, Policy, Source
from copydesk.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an article's text comes from: the `source:` map of its front matter."""

    name: str = ""
    url: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    fetched: str = ""
    lang: str = ""
    license: str = ""
    text_sha256: str = ""
    cleaner: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A person as an article names them: the name as written, the role and words it gives them."""

    name: str
    role: str = ""
    quotes: tuple[str, ...] = ()
    location: Location = Location(path="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A correction an editor owns up to."""

    date: dt.date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One Markdown file of `content/articles/`, checked.

    `date` is None only in a draft. `has_time` is False where the file states a day alone.
    `body_digest` covers the Markdown below the front matter; the text itself stays on disk, since ten
    thousand bodies are no company for a graph of links. `people` and `countries` are what it is about;
    `mentioned_*` are never published.
    """

    id: str
    slug: str
    url: str
    title: str
    location: Location
    body_digest: str
    body_line: int = 1
    subtitle: str = ""
    date: dt.datetime | None = None
    has_time: bool = False
    lastmod: dt.datetime | None = None
    draft: bool = False
    publish_at: dt.datetime | None = None
    expires: dt.datetime | None = None
    aliases: tuple[str, ...] = ()
    description: str = ""
    summary: str = ""
    authors: tuple[str, ...] = ()
    people: tuple[Mention, ...] = ()
    countries: tuple[str, ...] = ()
    mentioned_people: tuple[str, ...] = ()
    mentioned_countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lang: str = ""
    place: str = ""
    image: Picture | None = None
    origin: Origin | None = None
    policy: Policy | None = None
    story: str = ""
    edition: str = ""
    weight: int = 0
    noindex: bool | None = None
    corrections: tuple[Correction, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionSection:
    """A part of an edition: a heading (may be empty) and the ids or slugs of its articles, in order."""

    title: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One issue of the digest: `content/editions/SLUG.md`, or made by rule (`location.path` empty).

    `printed` holds, for a frozen one, the ids of its articles and a digest of what each said when it came out.
    """

    slug: str
    title: str
    date: dt.date
    url: str = ""
    number: int = 0
    sections: tuple[EditionSection, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    draft: bool = False
    frozen: bool = False
    printed: tuple[tuple[str, str], ...] = ()
    summary: str = ""
    body: str = ""
    location: Location = Location(path="")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandalonePage:
    """A page of `content/pages/`: about, imprint."""

    slug: str
    url: str
    title: str
    body: str
    description: str = ""
    weight: int = 0
    nav: bool = True
    noindex: bool = False
    aliases: tuple[str, ...] = ()
    lang: str = ""
    location: Location = Location(path="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything in `content/`, loaded and checked, keyed and sorted by a total key.

    `articles` by path, drafts too; `people` (those with a file) and `sources` by slug; `countries`
    are all built-in ones with the digest's overrides, by code. `assets` are root-relative paths of
    pictures below `content/`. `warnings` never stop a build unless it is strict.
    """

    articles: tuple[Article, ...] = ()
    people: tuple[Person, ...] = ()
    countries: Mapping[str, Country] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    editions: tuple[Edition, ...] = ()
    pages: tuple[StandalonePage, ...] = ()
    assets: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()
