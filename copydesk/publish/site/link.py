"""Library + facts about bodies → `Site`: the linked graph. Pure.

Here names become people, articles get their cards, and terms get their articles. Nothing below this knows
a layout, nothing above it looks into a file.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar

from copydesk.config import CONFIG_FILE, Config
from copydesk.countries import load_bodies, names_by_code
from copydesk.errors import ContentError, Location, Problem, counted, did_you_mean
from copydesk.frontmatter.table import ARTICLE
from copydesk.library.load import find_namesakes, person_meant
from copydesk.model import Article, Country, Edition, Library, Mention, Person, Policy, Source, name_key
from copydesk.publish.markdown import held_names, names_to_hold, shorten
from copydesk.publish.pages.values import Card, Chip, Heading
from copydesk.publish.pictures import PictureFile
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
    """A published article, linked. `people` are slugs and `countries` codes, in the article's own order.

    `names` are the ways these are written that no line should break inside, longest first.
    """

    article: Article
    card: Card
    facts: Facts
    people: tuple[str, ...]
    countries: tuple[str, ...]
    terms: tuple[tuple[str, str], ...]
    source: str
    policy: Policy
    noindex: bool
    names: tuple[str, ...] = ()

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

    `copies` are an entry's twins in other outlets, by its place in `entries`. `today` is the day in the digest's zone,
    on which pages may depend: another day's build plans anew.
    """

    config: Config
    today: dt.date
    library: Library
    entries: tuple[Entry, ...]
    people: Mapping[str, Term]
    countries: Mapping[str, Term]
    taxonomies: Mapping[str, Mapping[str, Term]]
    sources: Mapping[str, Term]
    persons: Mapping[str, Person]
    source_files: Mapping[str, Source]
    stories: Mapping[str, tuple[Entry, ...]]
    copies: Mapping[int, tuple[Entry, ...]] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()


def held_names_of(text: str, entries: Iterable[Entry]) -> tuple[str, ...]:
    """The names in a text, out of those of entries, that no line should break inside; longest first."""
    found = {name for entry in entries for name in held_names(text, entry.names)} if text else ()
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


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


_CARD_FIELDS = frozenset(row.name for row in ARTICLE.rows if row.on_card or row.exported)

__all__ = ["Entry", "Facts", "Site", "Term", "describe_held_back", "is_published", "link"]


def is_published(article: Article, now: dt.datetime, *, drafts: bool = False) -> bool:
    """Whether an article is on the site at `now`: no draft, its hour has come, and it has not expired."""
    if drafts:
        return True
    if article.date is None:
        return False
    early = article.publish_at is not None and article.publish_at > now
    late = article.expires is not None and article.expires <= now
    return not (article.draft or early or late)


def describe_held_back(articles: Iterable[Article], editions: Iterable[Edition], now: dt.datetime) -> str:
    """How many articles are not on the site at `now`, and why: "2 drafts, 1 waiting for its hour held back"; or "".

    Editions that are drafts are counted too.
    """
    hidden = [article for article in articles if not is_published(article, now)]
    drafts = sum(article.draft or article.date is None for article in hidden)
    late = sum(a.expires is not None and a.expires <= now for a in hidden if not (a.draft or a.date is None))
    waiting = len(hidden) - drafts - late
    issues = sum(edition.draft for edition in editions)
    parts = [
        counted(drafts, "draft") if drafts else "",
        f"{waiting} waiting for {'its' if waiting == 1 else 'their'} hour" if waiting else "",
        f"{late} expired" if late else "",
        counted(issues, "draft edition") if issues else "",
    ]
    return f"{', '.join(filter(None, parts))} held back" if any(parts) else ""


def dated(article: Article, now: dt.datetime, config: Config) -> Article:
    """An article with a date in the digest's zone, whose days are the digest's days (R7).

    A draft without one stands (in a preview, never on the site) under today's, which no page shows.
    """
    if article.date is not None:
        here = article.date.tzinfo is config.zone
        return article if here else replace(article, date=article.date.astimezone(config.zone))
    today = now.astimezone(config.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return replace(article, date=today, undated=True)


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
    found = _find_people(library.people, shown, problems)
    persons = found.persons
    sources = {source.slug: source for source in library.sources}
    by_source_name = {name_key(source.name): source for source in library.sources}
    known = pictures or {}
    places = {code: _country_chip(country) for code, country in library.countries.items()}
    entries = [_entry(a, facts[a.body_digest], found, places, library, by_source_name, config, known) for a in shown]
    entries.sort(key=_newest_first)
    frozen = tuple(entries)
    problems.extend(_one_address_for_two(frozen))
    if problems:
        raise ContentError(problems)
    people = people_terms(frozen, persons)
    taxonomies = {**{name: named_terms(frozen, name) for name in config.taxonomies}, **body_terms(frozen)}
    return Site(
        config=config,
        today=now.astimezone(config.zone).date(),
        library=library,
        entries=frozen,
        people=people,
        countries=country_terms(frozen, library.countries),
        taxonomies=taxonomies,
        sources=source_terms(frozen, by_source_name),
        persons=persons,
        source_files=sources,
        stories=stories(frozen),
        copies=find_copies(frozen),
        warnings=(
            *_ahead_of_time(shown, now),
            *_empty_topics(config, taxonomies.get("topics", {})),
            *_twice_numbered(library.editions),
            *_outlets_of_one_name(library.sources),
        ),
    )


def _twice_numbered(editions: Iterable[Edition]) -> Iterator[Problem]:
    """Editions on the site that have the number of another."""
    first: dict[int, str] = {}
    for edition in sorted(editions, key=lambda one: (one.date, one.slug)):
        if edition.number and not edition.draft:
            other = first.setdefault(edition.number, edition.location.path)
            if other != edition.location.path:
                message = f"its number, {edition.number}, is also that of {other}"
                yield Problem(location=edition.location, message=message, advice="give one of them another number")


def _outlets_of_one_name(sources: Iterable[Source]) -> Iterator[Problem]:
    """Files of outlets whose name is another's: policy and licence of one of the two would count, and nobody chose."""
    first: dict[str, str] = {}
    for source in sorted(sources, key=lambda one: one.slug):
        path = f"content/sources/{source.slug}.yaml"
        other = first.setdefault(name_key(source.name), path)
        if other != path:
            message = f'"{source.name}" is also the name of {other}'
            yield Problem(location=Location(path=path), message=message, advice="keep one of the two files")


def _empty_topics(config: Config, topics: Mapping[str, Term]) -> Iterator[Problem]:
    """Topics that the front page is to have and no article on the site has: a slip, or one to come."""
    for name in config.front_topics:
        if slugify(name) not in topics:
            advice = did_you_mean(name, sorted(term.name for term in topics.values()), least=0.7)
            message = f'front_topics: no article on the site has the topic "{name}"'
            place = Location(path=CONFIG_FILE)
            yield Problem(
                location=place, message=message, advice=advice or "the front page leaves it out", is_note=True
            )


def _ahead_of_time(articles: Iterable[Article], now: dt.datetime) -> Iterator[Problem]:
    """Articles on the site whose day is still to come, though nothing says that they wait for it."""
    for article in articles:
        if article.date is not None and article.publish_at is None and article.date > now + dt.timedelta(days=1):
            place = Location(path=article.location.path, line=article.lines.get("date", 1))
            day = article.date.date().isoformat()
            advice = f"write publish_at: {day} to wait for it, or mend the date"
            yield Problem(location=place, message=f"dated {day}, and on the site already", advice=advice)


def _one_address_for_two(entries: tuple[Entry, ...]) -> Iterator[Problem]:
    """Topics and tags that would silently share a page, though they are no spellings of one name."""
    first: dict[tuple[str, str], tuple[str, str]] = {}
    told: set[tuple[str, str]] = set()
    for entry in reversed(entries):
        article = entry.article
        for kind, value in entry.terms:
            key, path = (kind, slugify(value)), article.location.path
            other, there = first.setdefault(key, (value, path))
            if key[1] and (kind, value) not in told and _letters_of(other) != _letters_of(value):
                told.add((kind, value))
                message = f'{kind}: "{value}" and "{other}" ({there}) both make the address /{kind}/{key[1]}/'
                place = Location(path=path, line=article.lines.get(kind, 1))
                yield Problem(location=place, message=message, advice="write one of them otherwise")


def _letters_of(name: str) -> str:
    """A name without case, accents and what stands between words: spellings of one name have the same."""
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in folded if not unicodedata.combining(c) and c not in _BETWEEN and not c.isspace())


_BETWEEN = frozenset("-_.,:;/'’‘ʼ\"“”()!?·–—")


def _newest_first(entry: Entry) -> tuple[float, int, str]:
    date = entry.card.date
    return (-date.timestamp(), -entry.article.weight, entry.article.location.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class _People:
    """Every person by slug, and whom each way of naming one means: by the slug of a file, and by folded name.

    `chips` are the links to them by slug and role, one object for all cards, as are those to `countries`.
    """

    persons: dict[str, Person]
    meant: dict[tuple[str, str], Person]
    spelt: dict[str, tuple[str, ...]] = field(default_factory=dict)
    chips: dict[tuple[str, str], Chip] = field(default_factory=dict)

    def of(self, mention: Mention) -> Person | None:
        return self.meant.get((mention.person, name_key(mention.name)))

    def chip(self, slug: str, role: str) -> Chip:
        """The link to a person, with the role that an article gives them."""
        made = self.chips.get((slug, role))
        if made is None:
            made = Chip(name=full_name(self.persons[slug]), url=f"/people/{slug}/", role=role)
            self.chips[slug, role] = made
        return made

    def held(
        self, people: Iterable[str], codes: Iterable[str], known: Mapping[str, Country], lang: str
    ) -> tuple[str, ...]:
        """How these people and countries are written, as far as no line should break inside it; longest first.

        Countries are as the digest calls them, and as the article's language does.
        """
        found: set[str] = set()
        for slug in people:
            if slug not in self.spelt:
                person = self.persons[slug]
                self.spelt[slug] = names_to_hold((person.name, *person.aliases, person.original))
            found.update(self.spelt[slug])
        for code in codes:
            key = f"{code} {lang}"
            if key not in self.spelt:
                abroad = names_by_code(lang).get(code, "") if lang else ""
                self.spelt[key] = names_to_hold((known[code].name, *known[code].aliases, abroad))
            found.update(self.spelt[key])
        return tuple(sorted(found, key=lambda name: (-len(name), name)))


def _find_people(files: Iterable[Person], articles: Iterable[Article], problems: list[Problem]) -> _People:
    """Those with files, and those whom articles alone name: they are made from their name."""
    found = _People(persons={person.slug: person for person in files}, meant={})
    known = find_namesakes(found.persons.values())
    for article in articles:
        for mention in article.people:
            if found.of(mention) is not None:
                continue
            person = person_meant(mention, known, found.persons)
            if isinstance(person, Problem):
                problems.append(person)
                continue
            person = person or _without_file(mention, found.persons, problems)
            if person is not None:
                found.meant[mention.person, name_key(mention.name)] = person
    return found


def _without_file(mention: Mention, persons: dict[str, Person], problems: list[Problem]) -> Person | None:
    slug = slugify(mention.name)
    other = persons.get(slug)
    if other is not None and (other.stated or name_key(other.name) == name_key(mention.name)):
        return other  # the same slug is the same name but for accents or hyphens: a spelling of a known person
    if other is not None:
        _clash(mention, other, slug, problems)
        return None
    person = Person(slug=slug, name=mention.name, stated=False, location=mention.location)
    persons[slug] = person
    return person


def _clash(mention: Mention, other: Person, slug: str, problems: list[Problem]) -> None:
    message = f'"{mention.name}" and "{other.name}" ({other.location}) both make the address /people/{slug}/'
    advice = "write one spelling, or give them files in content/people with slugs of their own"
    problems.append(Problem(location=mention.location, message=message, advice=advice))


def _entry(
    article: Article,
    facts: Facts,
    found: _People,
    places: Mapping[str, Chip],
    library: Library,
    by_source_name: Mapping[str, Source],
    config: Config,
    pictures: Mapping[str, PictureFile],
) -> Entry:
    mentions: dict[str, Mention] = {}
    for mention in article.people:
        person = found.of(mention)
        if person is not None and not person.hidden:
            mentions.setdefault(person.slug, mention)
    visible = tuple(mentions)
    countries = tuple([code for code in article.countries if not library.countries[code].hidden])
    origin = article.origin
    source = by_source_name.get(name_key(origin.name)) if origin and origin.name else None
    source_slug = source.slug if source else (slugify(origin.name) if origin and origin.name else "")
    policy: Policy = article.policy or (source.policy if source else None) or config.policy
    license_ = (origin.license if origin else "") or (source.license if source else "")
    noindex = article.noindex if article.noindex is not None else bool(origin and policy == "full" and not license_)
    terms = tuple(
        (name, value) for name in config.taxonomies for value in (article.topics if name == "topics" else article.tags)
    )
    names = found.held(visible, countries, library.countries, article.lang)
    return Entry(
        article=article,
        card=_card(
            article,
            facts,
            tuple([found.chip(slug, mention.role) for slug, mention in mentions.items()]),
            tuple([places[code] for code in countries]),
            pictures,
            noindex=noindex,
            names=names,
        ),
        facts=facts,
        names=names,
        people=visible,
        countries=countries,
        terms=terms,
        source=source_slug,
        policy=policy,
        noindex=noindex,
    )


def _country_chip(country: Country) -> Chip:
    return Chip(name=country.name, url=f"/countries/{country.slug}/", code=country.code)


def _card(
    article: Article,
    facts: Facts,
    people: tuple[Chip, ...],
    places: tuple[Chip, ...],
    pictures: Mapping[str, PictureFile],
    *,
    noindex: bool,
    names: tuple[str, ...],
) -> Card:
    image = article.image if article.image and article.image.src.startswith("/") else None
    file = pictures.get(image.src) if image else None
    if article.date is None:
        raise ValueError(article.location)  # a bug: link gives every article it shows a date
    summary = article.description or shorten(plain_summary(article.summary), SUMMARY_CHARS) or article.subtitle
    summary = summary or facts.excerpt
    shown = "\n".join((article.title, article.subtitle, summary, str(article.fields.get("why") or "")))
    return Card(
        url=article.url,
        title=article.title,
        subtitle=article.subtitle,
        summary=summary,
        place=article.place,
        date=article.date,
        lang=article.lang,
        source_name=article.origin.name if article.origin else "",
        source_url=article.origin.url if article.origin else "",
        people=people,
        countries=places,
        image=replace(image, src=file.url) if image and file else image,
        image_size=file.size if file else (0, 0),
        image_srcset=file.srcset if file else "",
        image_raster=file.raster if file else "",
        lastmod=article.lastmod,
        noindex=noindex,
        draft=article.draft,
        undated=article.undated,
        story=article.story,
        id=article.id,
        fields={name: value for name, value in article.fields.items() if name in _CARD_FIELDS},
        names=held_names(shown, names),
    )


# What a summary on a card may hold; and a description that stands in where a page has none.
SUMMARY_CHARS, DESCRIPTION_CHARS = 280, 160

_PICTURE_MARK = re.compile(r"!\[[^\]]*\]\([^()]*\)")
_LINK_MARK = re.compile(r"\[([^\[\]]*)\]\([^()]*(?:\([^()]*\)[^()]*)?\)")


def plain_summary(markdown: str) -> str:
    """The words of a summary's first paragraph, its few marks taken off."""
    first = markdown.split("\n\n", 1)[0]
    if "](" in first:
        first = _LINK_MARK.sub(r"\1", _PICTURE_MARK.sub("", first))
    return " ".join(first.replace("**", "").replace("*", "").replace("`", "").split())


def brief_card(card: Card) -> Card:
    """A card for a short list: a headline, its day, place and source are all it shows."""
    return replace(
        card,
        names=held_names(card.title, card.names),
        people=(),
        countries=(),
        summary="",
        image=None,
        image_size=(0, 0),
        image_srcset="",
        image_raster="",
        lastmod=None,
        subtitle="",
        fields={},
    )


def page_words(article: Article, facts: Facts, policy: str) -> dict[str, Any]:
    """The words on an article's page, but for its summary, which is Markdown."""
    return {
        "title": article.title,
        "subtitle": article.subtitle,
        "place": article.place,
        "authors": article.authors,
        "headings": facts.headings if policy == "full" else (),
        "body": article.body_digest if policy != "summary" else "",
    }


def stand_in(title: str, config: Config) -> str:
    """The description of a page that has none: what it is, and in which digest."""
    about = config.description or config.tagline
    return shorten(f"{title} · {config.title}" + (f": {about}" if about else ""), DESCRIPTION_CHARS)


# Copies: articles that are one text in several outlets, what a page shows as "also in". Two share half of the shorter
# sketch: a report and its copy with a third of the paragraphs gone share more than that.
_SHARE, _SHARED_LEAST = 0.5, 2
# A paragraph that so many articles begin alike is a notice of the outlet's.
NOTICE = 20


class Sketched(Protocol):
    """What can be compared: a sketch, and the outlet it is from."""

    @property
    def sketch(self) -> tuple[int, ...]:
        """What `sketch` made of its body."""

    @property
    def source(self) -> str:
        """The slug of its outlet."""


S = TypeVar("S", bound=Sketched)


def find_copies(entries: Sequence[S]) -> Mapping[int, tuple[S, ...]]:
    """For each entry (by place) those of other outlets that are the same text, in the order given."""
    postings: defaultdict[int, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        for value in entry.sketch:
            postings[value].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in postings.values():
        if 1 < len(numbers) <= NOTICE:
            shared.update(_pairs(numbers))
    found: defaultdict[int, list[int]] = defaultdict(list)
    for (a, b), count in shared.items():
        shorter = min(len(entries[a].sketch), len(entries[b].sketch))
        if count >= max(_SHARED_LEAST, _SHARE * shorter) and entries[a].source != entries[b].source:
            found[a].append(b)
            found[b].append(a)
    return {number: tuple(entries[other] for other in sorted(others)) for number, others in found.items()}


def _pairs(numbers: list[int]) -> Iterable[tuple[int, int]]:
    return ((a, b) for i, a in enumerate(numbers) for b in numbers[i + 1 :])
