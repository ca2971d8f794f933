"""Suggestions for an article in `content/`, with their evidence, as text for its editor."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from copydesk.config import Config
from copydesk.countries import find_body, find_country, load_countries
from copydesk.edit.blocks import to_plain
from copydesk.edit.nodes import read_values
from copydesk.edit.plan import Plan
from copydesk.errors import ContentError, Location, Problem, counted
from copydesk.ingest.add import Knowledge
from copydesk.ingest.chips import (
    FILE,
    Rejected,
    add_rejection,
    listed_names,
    load_rejected,
    rejected_change,
    same_name,
)
from copydesk.ingest.known import load_memory
from copydesk.ingest.tagging import suggest
from copydesk.ingest.tagging.finders import finder_of
from copydesk.library import Reading, article_paths, parse_article, read_text, scan_content
from copydesk.model import Article, CountrySuggestion, PersonSuggestion, Suggestions, name_key


def suggest_for_file(config: Config, path: Path) -> tuple[Article, Suggestions]:
    """The article in `path` and what it seems to be about. Raises ContentError if it is none."""
    article, body = _article(config, path)
    memory = load_memory(config)
    return article, _suggestions(config, memory.knowledge, article, body, memory.rejected)


def path_of_article(config: Config, path: Path) -> tuple[str, str]:
    """The path below the root and the slug of an article's file. Raises ContentError if it is none."""
    article = _article(config, path)[0]
    return article.location.path, article.slug


def suggest_article(
    config: Config, knowledge: Knowledge, path: str, text: str, rejected: Rejected
) -> tuple[Article, Suggestions]:
    """The same for a text at a path of the digest, with a registry that is at hand. Raises ContentError."""
    reading = Reading(zone=config.zone, language=config.language, countries=load_countries())
    parsed = parse_article(text, path, reading)
    if parsed.article is None:
        raise ContentError(parsed.problems)
    return parsed.article, _suggestions(config, knowledge, parsed.article, parsed.body, rejected)


def _suggestions(
    config: Config, knowledge: Knowledge, article: Article, body: str, turned_down: Rejected
) -> Suggestions:
    rejected = turned_down.for_article(article.slug)
    registry = replace(
        knowledge.registry,
        rejected_people=rejected.people,
        rejected_countries=rejected.countries,
        rejected_bodies=rejected.bodies,
    )
    authors = (*article.authors, *(article.origin.authors if article.origin else ()))
    return suggest(
        title=article.title,
        text=to_plain(body).strip(),
        registry=registry,
        bylines=authors,
        masked=(article.origin.name,) if article.origin else (),
        lang=article.lang,
        finder=finder_of(config.finders, article.lang),
        country=knowledge.homes.get(name_key(article.origin.name), "") if article.origin else "",
    )


def plan_rejection(config: Config, names: Iterable[str]) -> Plan:
    """What to write so that these names are never suggested in this digest; articles stay as they are.

    The notes say what is done. Raises ContentError, EditError.
    """
    problems: list[Problem] = []
    rejected = load_rejected(config.root, problems)
    if problems:
        raise ContentError(problems)
    wanted = tuple(names)
    known = load_countries()
    codes = {name: country.code for name in wanted if (country := find_country(name, known)) is not None}
    bodies = {name: body.code for name in wanted if name not in codes and (body := find_body(name)) is not None}
    people = tuple(name for name in wanted if name not in codes and name not in bodies)
    more = add_rejection(rejected, people=people, countries=tuple(codes.values()), bodies=tuple(bodies.values()))
    noted = rejected_change(config.root, more)
    notes = [f"{', '.join(wanted)}: not suggested again for any article ({FILE})"]
    for name in wanted:
        kind = "countries" if name in codes else "bodies" if name in bodies else "people"
        held = tuple(_files_that_list(config, kind, name))
        if held:
            rest = f" and {len(held) - _SHOWN} more" if len(held) > _SHOWN else ""
            step = shlex.join(["copydesk", "suggest", f"--reject={name}", *held[:_SHOWN]])
            notes.append(f"{name} still stands in {counted(len(held), 'article')}; to take it out{rest}: {step}")
    return Plan(changes=(noted,) if noted else (), notes=tuple(notes))


_SHOWN = 8  # articles named at most


def _files_that_list(config: Config, kind: str, name: str) -> Iterator[str]:
    """The articles that name somebody, or a country, as what they are about. One that cannot be read names nobody."""
    for path in article_paths(scan_content(config.root)):
        text = read_text(config.root, path, [])
        try:
            values = read_values(text or "", path)
        except ContentError:
            continue
        if any(same_name(kind, one.name, name) for one in listed_names(values, kind)):
            yield path


def _article(config: Config, path: Path) -> tuple[Article, str]:
    """The article in a file of this digest, and its Markdown."""
    problems: list[Problem] = []
    named = path if path.exists() else config.root / path  # as `edit` and `original` find it, too
    if named.exists() and not named.is_file():
        place = Location(path=str(path))
        raise ContentError([Problem(location=place, message="is no file", advice="name an article's file")])
    try:
        where = named.resolve().relative_to(config.root).as_posix()
    except ValueError:
        place = Location(path=str(path))
        raise ContentError([Problem(location=place, message="is not in this digest", advice="give --root")]) from None
    text = read_text(config.root, where, problems)
    if text is None:
        raise ContentError(problems)
    parsed = parse_article(text, where, Reading(zone=config.zone, language=config.language, countries=load_countries()))
    if parsed.article is None:
        raise ContentError(parsed.problems)
    return parsed.article, parsed.body


def tell(article: Article, found: Suggestions) -> str:
    """Suggestions as lines: `+` suggested and not in the file, `=` there already, `?` merely mentioned."""
    have = {mention.name.casefold() for mention in article.people}
    files = {mention.person for mention in article.people if mention.person}

    def is_there(person: PersonSuggestion) -> bool:
        return person.name.casefold() in have or any(one.slug in files for one in person.candidates)

    lines = [f"{article.location.path}: {article.title}"]
    lines.extend(_person("=" if is_there(person) else "+", person) for person in found.people)
    lines.extend(_person("?", person) for person in found.mentioned_people)
    lines.extend(_country("=" if country.code in article.countries else "+", country) for country in found.countries)
    lines.extend(_country("?", country) for country in found.mentioned_countries)
    for body in found.bodies:
        times = "once" if body.count == 1 else f"{body.count} times"
        lines.append(f"  {'=' if body.code in article.bodies else '+'} {body.code} {body.name}  [body, {times}]")
    return "\n".join(lines)


def _person(sign: str, person: PersonSuggestion) -> str:
    role = f", {person.role}" if person.role else ""
    times = "once" if person.count == 1 else f"{person.count} times"
    head = f"  {sign} {person.name}{role}  [{person.score:.2f} {person.rule}, {times}]"
    quotes = "".join(f"\n      says: “{_short(quote.text)}”" for quote in person.quotes)
    return f"{head}{_candidates(person)}\n      {_short(person.evidence)}{quotes}"


def _candidates(person: PersonSuggestion) -> str:
    """Each of the people who share a name, the likeliest first, with what speaks for them."""
    return "".join(
        f"\n      {'=' if c.slug == person.slug else '-'} person: {c.slug}"
        f"{f', {c.disambiguation}' if c.disambiguation else ''}{f'  ({c.why})' if c.why else ''}"
        for c in person.candidates
    )


def _country(sign: str, country: CountrySuggestion) -> str:
    times = "once" if country.count == 1 else f"{country.count} times"
    head = f"  {sign} {country.code} {country.name}  [{country.score:.2f} {country.rule}, {times}]"
    return f"{head}\n      {_short(country.evidence)}"


def _short(text: str) -> str:
    return text if len(text) <= 110 else text[:109] + "…"
