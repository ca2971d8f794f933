"""The graph that linking makes of a library: entries, the terms they name (newest article first), the site. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from copydesk.config import Config
from copydesk.countries import load_bodies
from copydesk.errors import Problem
from copydesk.model import Article, Country, Library, Person, Policy, Source
from copydesk.publish.pages.values import Card, Chip, Heading
from copydesk.urls import slugify


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


def full_name(person: Person) -> str:
    """A person's name with what tells them from another of the same name."""
    return f"{person.name} ({person.disambiguation})" if person.disambiguation else person.name


def people_terms(entries: tuple[Entry, ...], persons: Mapping[str, Person]) -> dict[str, Term]:
    """The people whom entries name, by slug."""
    found = _collect((slug, entry) for entry in entries for slug in entry.people)
    made = {}
    for slug in sorted(found):
        person = persons[slug]
        made[slug] = Term(
            kind="people",
            slug=slug,
            name=full_name(person),
            url=f"/people/{slug}/",
            entries=tuple(found[slug]),
            sort=person.sort or person.name,
        )
    return made


def country_terms(entries: tuple[Entry, ...], countries: Mapping[str, Country]) -> dict[str, Term]:
    """The countries that entries name, by code."""
    found = _collect((code, entry) for entry in entries for code in entry.countries)
    return {
        code: Term(
            kind="countries",
            slug=countries[code].slug,
            name=countries[code].name,
            url=f"/countries/{countries[code].slug}/",
            entries=tuple(found[code]),
            sort=countries[code].name,
            code=code,
        )
        for code in sorted(found)
    }


def body_terms(entries: tuple[Entry, ...]) -> dict[str, dict[str, Term]]:
    """The international bodies that entries name, by slug, as one more taxonomy; none where no entry names any."""
    known = load_bodies()
    found = _collect((code, entry) for entry in entries for code in entry.article.bodies)
    terms = {
        known[code].slug: Term(
            kind="bodies",
            slug=known[code].slug,
            name=known[code].name,
            url=f"/bodies/{known[code].slug}/",
            entries=tuple(found[code]),
            sort=known[code].name,
        )
        for code in sorted(found)
    }
    return {"bodies": terms} if terms else {}


def named_terms(entries: tuple[Entry, ...], taxonomy: str) -> dict[str, Term]:
    """The topics or tags of entries, by slug; the first spelling counts."""
    names: dict[str, str] = {}
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for kind, value in entry.terms:
            slug = slugify(value)
            if kind == taxonomy and slug:
                names.setdefault(slug, value)
                if not found[slug] or found[slug][-1] is not entry:
                    found[slug].append(entry)
    return {
        slug: Term(
            kind=taxonomy,
            slug=slug,
            name=names[slug],
            url=f"/{taxonomy}/{slug}/",
            entries=tuple(found[slug]),
            sort=names[slug],
        )
        for slug in sorted(found)
    }


def source_terms(entries: tuple[Entry, ...], by_name: Mapping[str, Source]) -> dict[str, Term]:
    """The outlets that entries come from, by slug."""
    names = {source.slug: source.name for source in by_name.values()}
    found = _collect((entry.source, entry) for entry in entries if entry.source)
    return {
        slug: Term(
            kind="sources",
            slug=slug,
            name=names.get(slug) or found[slug][0].card.source_name,
            url=f"/sources/{slug}/",
            entries=tuple(found[slug]),
            sort=names.get(slug) or found[slug][0].card.source_name,
        )
        for slug in sorted(found)
    }


def _collect(pairs: Iterable[tuple[str, Entry]]) -> dict[str, list[Entry]]:
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for key, entry in pairs:
        found[key].append(entry)
    return found


def stories(entries: tuple[Entry, ...]) -> dict[str, tuple[Entry, ...]]:
    """Entries of one story together, by its name."""
    found = _collect((entry.article.story, entry) for entry in entries if entry.article.story)
    return {story: tuple(found[story]) for story in sorted(found)}
