"""Library + facts about bodies → `Site`: the linked graph. Pure.

Here names become people, articles get their cards, and terms get their articles. Nothing below this knows
a layout, nothing above it looks into a file.
"""

from __future__ import annotations

import datetime as dt
import functools
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace

from copydesk.config import Config
from copydesk.errors import ContentError, Problem
from copydesk.frontmatter.table import ARTICLE
from copydesk.model import Article, Country, Library, Mention, Person, Policy, Source
from copydesk.publish.site.duplicates import find_copies
from copydesk.publish.site.gathering import country_terms, named_terms, people_terms, source_terms, stories
from copydesk.publish.site.graph import Entry, Facts, Site, Term
from copydesk.publish.pages.values import Card, Chip
from copydesk.publish.pictures import PictureFile
from copydesk.publish.site.words import card_words
from copydesk.urls import slugify

_CARD_FIELDS = frozenset(row.name for row in ARTICLE.rows if row.on_card or row.exported)

__all__ = ["Entry", "Facts", "Site", "Term", "is_published", "link", "name_key"]


def is_published(article: Article, now: dt.datetime, *, drafts: bool = False) -> bool:
    """Whether an article is on the site at `now`: no draft, its hour has come, and it has not expired."""
    if drafts:
        return True
    if article.date is None:
        return False
    early = article.publish_at is not None and article.publish_at > now
    late = article.expires is not None and article.expires <= now
    return not (article.draft or early or late)


def dated(article: Article, now: dt.datetime, config: Config) -> Article:
    """An article with a date in the digest's zone, whose days are the digest's days (R7).

    A draft without one is shown (in a preview, never on the site) under today's.
    """
    if article.date is not None:
        here = article.date.tzinfo is config.zone
        return article if here else replace(article, date=article.date.astimezone(config.zone))
    return replace(article, date=now.astimezone(config.zone).replace(hour=0, minute=0, second=0, microsecond=0))


@functools.lru_cache(maxsize=1 << 16)
def name_key(name: str) -> str:
    """Names that differ in case, form or blanks alone are one."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def link(
    library: Library,
    facts: Mapping[str, Facts],
    config: Config,
    now: dt.datetime,
    *,
    pictures: Mapping[str, PictureFile] | None = None,
    drafts: bool = False,
) -> Site:
    """Link a library; `facts` by body digest, `pictures` by the address articles give them.

    Raises ContentError for names or slugs that clash.
    """
    problems: list[Problem] = []
    shown = [dated(a, now, config) for a in library.articles if is_published(a, now, drafts=drafts)]
    persons, owner = _persons(library.people, shown, problems)
    sources = {source.slug: source for source in library.sources}
    by_source_name = {name_key(source.name): source for source in library.sources}
    known = pictures or {}
    entries = [_entry(a, facts[a.body_digest], persons, owner, library, by_source_name, config, known) for a in shown]
    entries.sort(key=_newest_first)
    frozen = tuple(entries)
    if problems:
        raise ContentError(problems)
    people = people_terms(frozen, persons)
    return Site(
        config=config,
        library=library,
        entries=frozen,
        people=people,
        countries=country_terms(frozen, library.countries),
        taxonomies={name: named_terms(frozen, name) for name in config.taxonomies},
        sources=source_terms(frozen, by_source_name),
        persons=persons,
        source_files=sources,
        stories=stories(frozen),
        by_id={entry.article.id: entry for entry in frozen},
        copies=find_copies(frozen),
    )


def _newest_first(entry: Entry) -> tuple[float, int, str]:
    date = entry.card.date
    return (-date.timestamp(), -entry.article.weight, entry.article.location.path)


def _persons(
    files: Iterable[Person], articles: Iterable[Article], problems: list[Problem]
) -> tuple[dict[str, Person], dict[str, Person]]:
    """Every person by slug, and by each of their names; those without a file are made from their name."""
    persons = {person.slug: person for person in files}
    owner = {
        name_key(name): person for person in files for name in (person.name, *person.aliases, person.original) if name
    }
    for article in articles:
        for mention in article.people:
            key = name_key(mention.name)
            if key in owner:
                continue
            slug = slugify(mention.name)
            other = persons.get(slug)
            if other is not None and other.stated:
                # The same slug is the same name but for accents or hyphens: a spelling of a known person.
                owner[key] = other
                continue
            if other is not None and name_key(other.name) != key:
                _clash(mention, other, slug, problems)
                continue
            person = Person(slug=slug, name=mention.name, stated=False, location=mention.location)
            persons[slug], owner[key] = person, person
    return persons, owner


def _clash(mention: Mention, other: Person, slug: str, problems: list[Problem]) -> None:
    message = f'"{mention.name}" and "{other.name}" ({other.location}) both make the address /people/{slug}/'
    advice = "write one spelling, or give them files in content/people with slugs of their own"
    problems.append(Problem(location=mention.location, message=message, advice=advice))


def _entry(
    article: Article,
    facts: Facts,
    persons: Mapping[str, Person],
    owner: Mapping[str, Person],
    library: Library,
    by_source_name: Mapping[str, Source],
    config: Config,
    pictures: Mapping[str, PictureFile],
) -> Entry:
    mentions = {owner[name_key(m.name)].slug: m for m in reversed(article.people) if name_key(m.name) in owner}
    people = tuple(dict.fromkeys(owner[name_key(m.name)].slug for m in article.people if name_key(m.name) in owner))
    visible = tuple(slug for slug in people if not persons[slug].hidden)
    countries = tuple(code for code in article.countries if not library.countries[code].hidden)
    origin = article.origin
    source = by_source_name.get(name_key(origin.name)) if origin and origin.name else None
    source_slug = source.slug if source else (slugify(origin.name) if origin and origin.name else "")
    policy: Policy = article.policy or (source.policy if source else None) or config.policy
    license_ = (origin.license if origin else "") or (source.license if source else "")
    noindex = article.noindex if article.noindex is not None else bool(origin and policy == "full" and not license_)
    terms = tuple(
        (name, value) for name in config.taxonomies for value in (article.topics if name == "topics" else article.tags)
    )
    return Entry(
        article=article,
        card=_card(
            article,
            facts,
            [persons[s] for s in visible],
            mentions,
            library.countries,
            countries,
            pictures,
            noindex=noindex,
        ),
        facts=facts,
        people=visible,
        countries=countries,
        terms=terms,
        source=source_slug,
        policy=policy,
        noindex=noindex,
    )


def _card(
    article: Article,
    facts: Facts,
    people: list[Person],
    mentions: Mapping[str, Mention],
    known: Mapping[str, Country],
    codes: tuple[str, ...],
    pictures: Mapping[str, PictureFile],
    *,
    noindex: bool,
) -> Card:
    image = article.image if article.image and article.image.src.startswith("/") else None
    file = pictures.get(image.src) if image else None
    chips = tuple(Chip(name=p.name, url=f"/people/{p.slug}/", role=mentions[p.slug].role) for p in people)
    places = tuple(Chip(name=known[c].name, url=f"/countries/{known[c].slug}/", code=c) for c in codes)
    if article.date is None:
        raise ValueError(article.location)  # a bug: link gives every article it shows a date
    return Card(
        url=article.url,
        date=article.date,
        lang=article.lang,
        source_name=article.origin.name if article.origin else "",
        source_url=article.origin.url if article.origin else "",
        people=chips,
        countries=places,
        image=replace(image, src=file.url) if image and file else image,
        image_size=file.size if file else (0, 0),
        image_srcset=file.srcset if file else "",
        lastmod=article.lastmod,
        noindex=noindex,
        draft=article.draft,
        story=article.story,
        id=article.id,
        fields={name: value for name, value in article.fields.items() if name in _CARD_FIELDS},
        **card_words(article, facts),
    )
