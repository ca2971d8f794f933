"""The graph that linking makes of a library: entries, terms, the site. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from copydesk.config import Config
from copydesk.errors import Problem
from copydesk.model import Article, Library, Person, Policy, Source
from copydesk.publish.pages.values import Card, Chip, Heading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What linking knows of a body: never its text, so that a body edit leaves the `Site` as it was."""

    excerpt: str = ""
    headings: tuple[Heading, ...] = ()
    pictures: tuple[str, ...] = ()
    sketch: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A published article, linked. `people` are slugs and `countries` codes, in the article's own order."""

    article: Article
    card: Card
    facts: Facts
    people: tuple[str, ...]
    countries: tuple[str, ...]
    terms: tuple[tuple[str, str], ...]
    source: str
    policy: Policy
    noindex: bool

    @property
    def sketch(self) -> tuple[int, ...]:
        """What its copies in other outlets are found by."""
        return self.facts.sketch


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term with its articles, newest first: a person, a country, a topic, a tag or a source."""

    kind: str
    slug: str
    name: str
    url: str
    entries: tuple[Entry, ...]
    sort: str = ""
    lang: str = ""
    code: str = ""

    @property
    def chip(self) -> Chip:
        """The term as a link with its count."""
        return Chip(name=self.name, url=self.url, count=len(self.entries), lang=self.lang, code=self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The digest as a graph. Every tuple is sorted by a total key; `entries` newest first.

    `copies` are an entry's twins in other outlets, by its place in `entries`.
    """

    config: Config
    library: Library
    entries: tuple[Entry, ...]
    people: Mapping[str, Term]
    countries: Mapping[str, Term]
    taxonomies: Mapping[str, Mapping[str, Term]]
    sources: Mapping[str, Term]
    persons: Mapping[str, Person]
    source_files: Mapping[str, Source]
    stories: Mapping[str, tuple[Entry, ...]]
    by_id: Mapping[str, Entry] = field(default_factory=dict)
    copies: Mapping[int, tuple[Entry, ...]] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
