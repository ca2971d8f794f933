"""Reads `content/` and puts it together: the registry, then articles against it, and the checks across files."""

from __future__ import annotations

import datetime as dt
import os
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from copydesk.config import Config
from copydesk.countries import load_countries, stated_country
from copydesk.errors import ContentError, Location, Problem, did_you_mean, problem_at
from copydesk.frontmatter.document import Node, parse_yaml, split
from copydesk.frontmatter.fields import Fields
from copydesk.frontmatter.table import COUNTRY, EDITION, PAGE, PERSON, SOURCE, FieldContext, read_fields, take_generic
from copydesk.library.articles import Parsed, Reading, check_body, own_pictures, parse_article
from copydesk.library.scan import PICTURE_SUFFIXES, Snapshot, scan_content
from copydesk.model import (
    Article,
    Country,
    Edition,
    EditionSection,
    Library,
    Link,
    Mention,
    Person,
    Picture,
    Role,
    Source,
    StandalonePage,
    name_key,
)
from copydesk.urls import slugify


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesakes:
    """Whom each name means: `owner` where that is one person, `shared` where several have it; by folded name."""

    owner: Mapping[str, Person] = field(default_factory=dict)
    shared: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)


def find_namesakes(people: Iterable[Person]) -> Namesakes:
    """The names of people with files. A person's own name goes before an alias of somebody else."""
    everyone = tuple(people)
    names: defaultdict[str, dict[str, Person]] = defaultdict(dict)
    others: defaultdict[str, dict[str, Person]] = defaultdict(dict)
    for person in everyone:
        names[name_key(person.name)][person.slug] = person
        for alias in (*person.aliases, person.original):
            if alias:
                others[name_key(alias)][person.slug] = person
    found = {**others, **names}
    return Namesakes(
        owner={key: next(iter(of.values())) for key, of in found.items() if len(of) == 1},
        shared={key: tuple(of.values()) for key, of in found.items() if len(of) > 1},
    )


def check_namesakes(people: Sequence[Person], problems: list[Problem], warnings: list[Problem]) -> None:
    """Note what is amiss with people who share a name: it is allowed where a line in each file tells them apart."""
    known = find_namesakes(people)
    for key, sharing in sorted(known.shared.items()):
        same_name = [person for person in sharing if name_key(person.name) == key]
        if len(same_name) > 1:
            _check_lines(same_name, problems)
        else:
            _warn_of_alias(key, sharing, warnings)
    for person in people:
        for alias in person.aliases:
            other = known.owner.get(name_key(alias))
            if other is not None and other.slug != person.slug:
                message = f'the alias "{alias}" is the name of {other.location.path}: it means that person'
                warnings.append(Problem(location=person.location, message=message, advice="take it out here"))
    _check_slugs(people, problems)


def _check_lines(sharing: Sequence[Person], problems: list[Problem]) -> None:
    lines = [name_key(person.disambiguation) for person in sharing]
    for number, person in enumerate(sharing):
        other = sharing[number - 1] if number else sharing[1]
        if not person.disambiguation:
            message = f'"{person.name}" is also the name of {other.location.path}'
            advice = "tell them apart: write disambiguation: … (such as boxer, born 1988) in both"
            problems.append(Problem(location=person.location, message=message, advice=advice))
        elif lines.count(lines[number]) > 1:
            message = f'"{person.name}, {person.disambiguation}" is also {other.location.path}'
            problems.append(Problem(location=person.location, message=message, advice="say what tells them apart"))


def _warn_of_alias(key: str, sharing: Sequence[Person], warnings: list[Problem]) -> None:
    for number, person in enumerate(sharing):
        other = sharing[number - 1] if number else sharing[1]
        alias = next((name for name in (*person.aliases, person.original) if name_key(name) == key), key)
        message = f'"{alias}" is also a name of {other.location.path}: it means neither'
        warnings.append(Problem(location=person.location, message=message, advice="keep it in one of them"))


def _check_slugs(people: Iterable[Person], problems: list[Problem]) -> None:
    first: dict[str, Person] = {}
    for person in people:
        other = first.setdefault(person.slug, person)
        if other is not person:
            message = f'the address of "{person.name}" is also that of {other.location.path}'
            problems.append(Problem(location=person.location, message=message, advice="give one another slug: …"))


def person_meant(mention: Mention, known: Namesakes, by_slug: Mapping[str, Person]) -> Person | Problem | None:
    """The person with a file whom a mention means, None for one without a file, or what is wrong with it."""
    if mention.person:
        found = by_slug.get(mention.person) or by_slug.get(slugify(mention.person))
        if found is not None and found.stated:
            return found
        stated = [slug for slug, person in by_slug.items() if person.stated]
        message = f'there is no content/people/{mention.person}.md for "person: {mention.person}"'
        return Problem(location=mention.location, message=message, advice=did_you_mean(mention.person, stated))
    key = name_key(mention.name)
    sharing = known.shared.get(key)
    if sharing is not None:
        which = " and ".join(
            f"{person.slug} ({person.disambiguation or person.name}, {person.location})" for person in sharing
        )
        message = f'"{mention.name}" is the name of {len(sharing)} people: {which}'
        return Problem(location=mention.location, message=message, advice=f"write - person: {sharing[0].slug}")
    return known.owner.get(key)


def open_file(text: str, path: str, problems: list[Problem], context: FieldContext) -> tuple[Fields, str] | None:
    """A file's fields and its Markdown without blank lines around it; None when it has no front matter to read.

    What is worth a look in either is added to the context's warnings.
    """
    try:
        document = split(text, path)
    except ContentError as error:
        problems.extend(error.problems)
        return None
    body = document.body.strip("\n")
    line = document.body_line + len(document.body) - len(document.body.lstrip("\n"))
    # Whether pictures of other hosts are shown is the configuration's, which the registry does not know.
    context.warnings.extend(check_body(body, path, line, (), remote_images=True))
    return Fields(document.fields, path, problems, warnings=context.warnings), body


def stem(path: str) -> str:
    """The file's name without folder and ending."""
    return path.rpartition("/")[2].rpartition(".")[0]


def parse_person(text: str, path: str, context: FieldContext, problems: list[Problem]) -> Person | None:
    """Read `content/people/SLUG.md`; the slug is the file's name unless `slug:` says otherwise."""
    opened = open_file(text, path, problems, context)
    if opened is None:
        return None
    fields, body = opened
    values = read_fields(PERSON.rows, fields, context)
    generic = take_generic(PERSON, values)
    slug = slugify(values.pop("slug") or stem(path))
    if not slug:
        fields.problem(fields.node.value.get("slug"), "the slug is empty", 'give one in letters or digits: slug: "…"')
    roles, links = values.pop("roles"), values.pop("same_as")
    words = {key: values.pop(f"image_{key}") for key in ("alt", "caption", "credit")}
    picture = Picture(src=values.pop("image"), **words)
    if _is_before(values["died"], values["born"]):
        fields.problem(fields.get("died"), "died before being born", "swap born and died")
    if picture.src and not picture.src.startswith("/"):
        fields.problem(fields.get("image"), "a person's picture is a file of the digest", "copy it to content/images")
    person = Person(
        **values,
        slug=slug,
        image=picture if picture.src else None,
        roles=tuple(_roles(roles, fields)),
        same_as=tuple(_links(links)),
        fields=generic,
        body=body,
        location=Location(path=path, line=1),
    )
    return person if person.name and slug else None


def _is_before(end: str, start: str) -> bool:
    """Whether one year, month or day is before another, as far as both are told; not where one is missing."""
    return bool(end and start) and end[: len(start)] < start[: len(end)]


def _roles(rows: tuple[tuple[dict[str, Any], Node], ...], fields: Fields) -> list[Role]:
    roles = []
    for values, node in rows:
        role = Role(**values)
        if _is_before(role.until, role.since):
            fields.problem(node, f'the role "{role.title}" ends before it begins', "swap since and until")
        if role.title:
            roles.append(role)
    return roles


def _links(rows: tuple[tuple[dict[str, Any], Node], ...]) -> list[Link]:
    return [
        Link(label=values["label"] or values["url"].split("/")[2].removeprefix("www."), url=values["url"])
        for values, _ in rows
        if values["url"]
    ]


def parse_country(text: str, path: str, context: FieldContext, problems: list[Problem]) -> Country | None:
    """Read `content/countries/CODE.md`: what it states overrides the built-in data, the rest stays."""
    opened = open_file(text, path, problems, context)
    if opened is None:
        return None
    fields, body = opened
    values = read_fields(COUNTRY.rows, fields, context)
    generic = take_generic(COUNTRY, values)
    try:
        base = stated_country(values["code"] or stem(path), context.countries)
    except ValueError as error:
        fields.problem(fields.node.value.get("code"), *error.args)
        return None
    name = values["name"] or base.name
    return replace(
        base,
        name=name,
        slug=slugify(values["slug"] or base.slug),
        region=values["region"] or base.region,
        aliases=tuple(dict.fromkeys((*base.aliases, *values["aliases"], *([base.name] if name != base.name else [])))),
        redirects=values["redirects"],
        hidden=values["hidden"],
        extra=values["extra"],
        fields=generic,
        body=body,
        location=Location(path=path, line=1),
    )


def parse_source(text: str, path: str, context: FieldContext, problems: list[Problem]) -> Source | None:
    """Read `content/sources/SLUG.yaml`. What cleaning learnt (`cleaning:`) is for ingest alone."""
    try:
        node = parse_yaml(text, path)
    except ContentError as error:
        problems.extend(error.problems)
        return None
    values = read_fields(SOURCE.rows, Fields(node, path, problems, warnings=context.warnings), context)
    del values["cleaning"]
    source = Source(slug=slugify(stem(path)), **values)
    return source if source.name else None


# --- Editions and pages of one's own ----------------------------------------------------------------


def parse_edition(text: str, path: str, context: FieldContext, problems: list[Problem]) -> Edition | None:
    """Read `content/editions/SLUG.md`: sections of named articles, or a range of days; the body is the note."""
    opened = open_file(text, path, problems, context)
    if opened is None:
        return None
    fields, body = opened
    values = read_fields(EDITION.rows, fields, context)
    generic = take_generic(EDITION, values)
    slug = slugify(values.pop("slug") or stem(path))
    if not slug:
        fields.problem(fields.node.value.get("slug"), "the slug is empty", 'give one in letters or digits: slug: "…"')
    del values["sent"]
    _warn_of_repeated(fields)
    edition = Edition(
        **_with_sections(values),
        slug=slug,
        url=f"/editions/{slug}/",
        fields=generic,
        body=body,
        location=Location(path=path, line=1),
    )
    if edition.frozen and not edition.printed:
        advice = f"take it out, and run copydesk edition freeze {slug}"
        fields.warn(fields.node.value["frozen"], "frozen, and what was printed is not noted", advice)
    if edition.since and edition.until and edition.until < edition.since:
        fields.problem(fields.node.value["until"], '"until" is before "since"', "swap them")
    return edition if edition.title and values["date"] and slug else None


def _warn_of_repeated(fields: Fields) -> None:
    """Note each article that an edition names a second time, in one list of it or in two: it is printed once."""
    sections = [node.value for node in fields.nodes("sections") if isinstance(node.value, dict)]
    lists = [*fields.nodes("articles"), *(section["articles"] for section in sections if "articles" in section)]
    named: set[str] = set()
    for node in (node for entry in lists for node in (entry.value if isinstance(entry.value, tuple) else (entry,))):
        name = node.text.strip()
        if name and name in named:
            message = f'the article "{name}" is named twice: it is printed where it is named first'
            fields.warn(node, message, "take it out here, or there")
        named.add(name)


def _with_sections(values: dict[str, Any]) -> dict[str, Any]:
    """The values with `articles:` as a section without a title before the others."""
    flat = values.pop("articles")
    first = [EditionSection(title="", articles=flat)] if flat else []
    return {**values, "sections": (*first, *(EditionSection(**section) for section, _ in values["sections"]))}


def parse_page(text: str, path: str, context: FieldContext, problems: list[Problem]) -> StandalonePage | None:
    """Read `content/pages/SLUG.md`."""
    opened = open_file(text, path, problems, context)
    if opened is None:
        return None
    fields, body = opened
    values = read_fields(PAGE.rows, fields, context)
    generic = take_generic(PAGE, values)
    slug = slugify(values.pop("slug") or stem(path))
    if not slug:
        fields.problem(fields.node.value.get("slug"), "the slug is empty", 'give one in letters or digits: slug: "…"')
    page = StandalonePage(
        **values,
        slug=slug,
        url=f"/{slug}/",
        fields=generic,
        body=body,
        location=Location(path=path, line=1),
    )
    return page if page.title and slug else None


T = TypeVar("T")

# No honest article is larger; a file that is would stall every tool that opens it.
FILE_LIMIT = 4 * 1024 * 1024
_PICTURES = tuple(sorted(PICTURE_SUFFIXES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """Everything in `content/` but the articles: small, and what articles are read against."""

    people: tuple[Person, ...] = ()
    countries: Mapping[str, Country] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    editions: tuple[Edition, ...] = ()
    pages: tuple[StandalonePage, ...] = ()
    assets: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def read_text(root: Path, path: str, problems: list[Problem]) -> str | None:
    """A content file's text in NFC (R8), or None with the reason noted (unreadable, not UTF-8, too large, vanished)."""
    try:
        with open(f"{root}/{path}", "rb", buffering=0) as file:  # noqa: PTH123 (a Path takes twice the time)
            is_large = os.fstat(file.fileno()).st_size > FILE_LIMIT  # one of 200 GB would take all of the memory
            data = b" " * (FILE_LIMIT + 1) if is_large else file.readall()
    except OSError as error:
        problems.append(Problem(location=Location(path=path), message=f"cannot be read: {error.strerror}"))
        return None
    if len(data) > FILE_LIMIT:
        message = f"is larger than {FILE_LIMIT // 2**20} MiB"
        problems.append(Problem(location=Location(path=path), message=message, advice="split it"))
        return None
    try:
        return unicodedata.normalize("NFC", data.decode().removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        place = Location(path=path, line=line, column=column)
        problems.append(Problem(location=place, message="is not UTF-8", advice="save it as UTF-8"))
        return None


def place_of(root: Path, path: str, words: str) -> Location:
    """Where some words first stand in a content file; its first line where they do not (escaped, say)."""
    text = read_text(root, path, []) or ""
    before, found, _ = text.partition(words)
    line = before.count("\n") + 1 if found else 1
    return Location(path=path, line=line, column=len(before) - before.rfind("\n") if found else 0)


def article_paths(snapshot: Snapshot) -> tuple[str, ...]:
    """The articles' files, sorted."""
    return tuple(p for p in snapshot.files if p.startswith("content/articles/") and p.endswith(".md"))


def load_registry(root: Path, snapshot: Snapshot) -> Registry:
    """Read all but the articles."""
    problems: list[Problem] = list(snapshot.problems)
    countries = dict(load_countries())
    context = FieldContext(zone=dt.UTC, countries=countries)  # nothing here states a time of day

    def each(folder: str, parse: Callable[[str, str], T | None], suffix: str = ".md") -> list[T]:
        found = []
        for path in snapshot.files:
            if path.startswith(f"content/{folder}/") and path.endswith(suffix):
                text = read_text(root, path, problems)
                value = parse(text, path) if text is not None else None
                if value is not None:
                    found.append(value)
        return found

    for country in each("countries", lambda text, path: parse_country(text, path, context, problems)):
        countries[country.code] = country
    people = each("people", lambda text, path: parse_person(text, path, context, problems))
    sources = each("sources", lambda text, path: parse_source(text, path, context, problems), ".yaml")
    editions = each("editions", lambda text, path: parse_edition(text, path, context, problems))
    pages = each("pages", lambda text, path: parse_page(text, path, context, problems))
    assets = tuple(
        p.removeprefix("content") for p in snapshot.files if p.startswith("content/") and p.lower().endswith(_PICTURES)
    )
    warnings = context.warnings
    check_namesakes(people, problems, warnings)
    return Registry(
        people=tuple(sorted(people, key=lambda p: p.slug)),
        countries=dict(sorted(countries.items())),
        sources=tuple(sorted(sources, key=lambda s: s.slug)),
        editions=tuple(sorted(editions, key=lambda e: (e.date, e.slug))),
        pages=tuple(sorted(pages, key=lambda p: (p.weight, p.slug))),
        assets=assets,
        problems=tuple(problems),
        warnings=tuple(sorted(warnings)),
    )


def reading_of(config: Config, registry: Registry) -> Reading:
    """What articles are read against."""
    return Reading(
        zone=config.zone,
        language=config.language,
        countries=registry.countries,
        policy=config.policy,
        remote_images=config.remote_images,
    )


def load_article(root: Path, path: str, reading: Reading) -> Parsed:
    """Read one article's file."""
    problems: list[Problem] = []
    text = read_text(root, path, problems)
    if text is None:
        return Parsed(article=None, body="", problems=tuple(problems))
    return parse_article(text, path, reading)


def assemble_library(registry: Registry, articles: Iterable[Article], problems: Iterable[Problem]) -> Library:
    """Put a library together. Raises ContentError with every problem of every file."""
    found = tuple(sorted(articles, key=lambda a: a.location.path))
    every = [*registry.problems, *problems, *_shared_ids(found), *_unknown_editions(registry, found)]
    if every:
        raise ContentError(every)
    return Library(
        articles=found,
        people=registry.people,
        countries=registry.countries,
        sources=registry.sources,
        editions=registry.editions,
        pages=registry.pages,
        assets=registry.assets,
        warnings=(*registry.warnings, *(w for a in found for w in a.warnings)),
    )


def _shared_ids(articles: tuple[Article, ...]) -> list[Problem]:
    counts = Counter(a.id for a in articles)
    first: dict[str, Article] = {}
    problems = []
    for article in articles:
        if counts[article.id] > 1 and article.id in first:
            other = first[article.id].location.path
            message = f'the id "{article.id}" is also that of {other}'
            advice = "give one of them another id, or remove the copy"
            problems.append(Problem(location=article.location, message=message, advice=advice))
        first.setdefault(article.id, article)
    return problems


def _unknown_editions(registry: Registry, articles: Iterable[Article]) -> Iterator[Problem]:
    """An article that names an edition which no file makes would stand in none."""
    known = {edition.slug for edition in registry.editions}
    for article in articles:
        if article.edition and article.edition not in known and not article.draft:
            place = Location(path=article.location.path, line=article.lines.get("edition", 1))
            advice = did_you_mean(article.edition, known) or "write the name of a file in content/editions"
            yield Problem(location=place, message=f'no edition "{article.edition}"', advice=advice)


def file_check(config: Config, reading: Reading | None = None) -> Callable[[str, str], tuple[Problem, ...]]:
    """A function of a path and a text: what the build would say of a file that reads so.

    The registry is read once, or not at all where `reading` has what files are read against.
    """
    if reading is None:
        reading = reading_of(config, load_registry(config.root, scan_content(config.root)))
    context = FieldContext(zone=config.zone, countries=reading.countries)
    parsers: dict[str, Callable[..., Any]] = {
        "people": parse_person,
        "countries": parse_country,
        "sources": parse_source,
        "editions": parse_edition,
        "pages": parse_page,
    }

    def check(path: str, text: str) -> tuple[Problem, ...]:
        folder = path.split("/")[1] if path.startswith("content/") and path.count("/") > 1 else ""
        if folder == "articles":
            parsed = parse_article(text, path, reading)
            return (*parsed.problems, *_missing_pictures(config.root, path, parsed))
        problems: list[Problem] = []
        if folder in parsers:
            parsers[folder](text, path, context, problems)
        return tuple(sorted(problems))

    return check


def _missing_pictures(root: Path, path: str, parsed: Parsed) -> Iterator[Problem]:
    """The pictures of an article that is published, or would be, which are not there: a build refuses them."""
    if parsed.article is None or parsed.article.draft:
        return
    for src, line in own_pictures(parsed):
        if not (root / "content" / unquote(src).lstrip("/")).is_file():
            yield problem_at(path, line, 0, f'no picture "{src}"', "put it below content/images")


def load_library(config: Config) -> Library:
    """Read the whole digest, one file after the other. Raises ContentError."""
    snapshot = scan_content(config.root)
    registry = load_registry(config.root, snapshot)
    reading = reading_of(config, registry)
    parsed = [load_article(config.root, path, reading) for path in article_paths(snapshot)]
    articles = [p.article for p in parsed if p.article is not None]
    return assemble_library(registry, articles, [problem for p in parsed for problem in p.problems])
