"""Entries → terms: who and what is named, with the articles that do, newest first. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from copydesk.countries import load_bodies
from copydesk.model import Country, Person, Source
from copydesk.publish.site.graph import Entry, Term
from copydesk.urls import slugify


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
