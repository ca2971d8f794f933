"""Reads `content/` and puts it together: the shell of this layer, and the checks across files."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from copydesk.config import Config
from copydesk.countries import load_countries
from copydesk.errors import ContentError, Location, Problem, did_you_mean
from copydesk.frontmatter.table import FieldContext
from copydesk.library.articles import Parsed, Reading, parse_article
from copydesk.library.registry import (
    check_namesakes,
    parse_country,
    parse_edition,
    parse_page,
    parse_person,
    parse_source,
)
from copydesk.library.scan import PICTURE_SUFFIXES, Snapshot, scan_content
from copydesk.model import Article, Country, Edition, Library, Person, Source, StandalonePage

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
            data = file.readall()
    except OSError as error:
        problems.append(Problem(location=Location(path=path), message=f"cannot be read: {error.strerror}"))
        return None
    if len(data) > FILE_LIMIT:
        message = f"is larger than {FILE_LIMIT // 2**20} MiB"
        problems.append(Problem(location=Location(path=path), message=message, advice="split it"))
        return None
    try:
        return unicodedata.normalize("NFC", data.decode("utf-8-sig"))
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
    warnings: list[Problem] = []
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


def assemble(registry: Registry, articles: Iterable[Article], problems: Iterable[Problem]) -> Library:
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
            return parse_article(text, path, reading).problems
        problems: list[Problem] = []
        if folder in parsers:
            parsers[folder](text, path, context, problems)
        return tuple(sorted(problems))

    return check


def load_library(config: Config) -> Library:
    """Read the whole digest, one file after the other. Raises ContentError."""
    snapshot = scan_content(config.root)
    registry = load_registry(config.root, snapshot)
    reading = reading_of(config, registry)
    parsed = [load_article(config.root, path, reading) for path in article_paths(snapshot)]
    articles = [p.article for p in parsed if p.article is not None]
    return assemble(registry, articles, [problem for p in parsed for problem in p.problems])
