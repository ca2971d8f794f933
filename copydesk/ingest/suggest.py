"""Suggestions with their evidence: as text for an editor of an article in `content/`, as JSON lines for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from copydesk.config import Config
from copydesk.countries import find_country, load_countries
from copydesk.edit.blocks import to_plain
from copydesk.edit.plan import Plan
from copydesk.errors import ContentError, Location, Problem, UsageError
from copydesk.ingest.chips import FILE, Rejected, add_rejection, load_rejected, rejected_change
from copydesk.ingest.known import Memory, load_memory
from copydesk.ingest.language import guess_language
from copydesk.ingest.tagging import suggest
from copydesk.ingest.tagging.finders import finder_of
from copydesk.ingest.tagging.known_names import KnownPeople
from copydesk.ingest.tagging.lexicon import support_of
from copydesk.library import Reading, parse_article, read_text
from copydesk.model import Article, CountrySuggestion, PersonSuggestion, Suggestions, name_key

# In fewer words without an accent a name or two outweigh the small words that tell a language.
_FEW_WORDS = 30
_TAG = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")


def suggest_jsonl(lines: Iterable[str]) -> Iterator[str]:
    """Suggest for lines of `{"id","title","text","lang"?,"registry"?}`; yields an answer a line.

    An answer has `id`, `lang`, `support`, `people`, `countries` (best first), `bodies`, and in `mentioned_people` and
    `mentioned_countries` what the text names and is not about. Without `lang` the language is guessed. A line with
    `registry` and no `text` holds for all lines after it. A line that is no such object raises UsageError with its
    number, so that nothing is skipped in silence.
    """
    registry = KnownPeople()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            article = _read_line(line)
            own = article.get("registry")
            known = KnownPeople.from_json(own) if own is not None else registry
        except (ValueError, TypeError, RecursionError) as problem:
            message = f"suggest --jsonl: line {number}: {problem}"
            raise UsageError(message) from None
        if "text" not in article:
            registry = known
            continue
        title, text = article.get("title") or "", article["text"]
        lang = article.get("lang") or _guess(f"{title}\n\n{text}")
        found = suggest(title=title, text=text, registry=known, lang=lang)
        answer = {
            "id": article.get("id"),
            "lang": lang,
            "support": support_of(lang),
            "people": [_person_row(person) for person in found.people],
            "countries": [{"code": country.code, "score": country.score} for country in found.countries],
            "mentioned_people": [person.name for person in found.mentioned_people],
            "mentioned_countries": [country.code for country in found.mentioned_countries],
            "bodies": [body.code for body in found.bodies],
        }
        yield json.dumps(answer, ensure_ascii=False)


def _read_line(line: str) -> dict[str, Any]:
    """The object of a line: a text and what goes with it, or a registry. Raises ValueError or TypeError."""
    try:
        article = json.loads(line, parse_constant=_refuse_constant)
    except json.JSONDecodeError as problem:
        message = f"is no JSON: {problem.msg} at character {problem.pos + 1}"
        raise ValueError(message) from None
    if not isinstance(article, dict):
        raise TypeError("is no object with a text")
    if "text" not in article and "registry" not in article:
        raise ValueError('has neither "text" nor "registry"')
    for key in ("text", "title", "lang"):
        value = article.get(key, "")
        if not (isinstance(value, str) or (value is None and key != "text")):
            raise ValueError(f'"{key}" is {json.dumps(value)[:40]}, not a text')
    lang = article.get("lang")
    if lang and not _TAG.fullmatch(lang):
        raise ValueError(f'"lang" is {lang[:40]!r}, not a language such as "en" or "zh-Hant"')
    return article


def _refuse_constant(name: str) -> None:
    """Refuse what Python's reader takes and JSON has not."""
    raise ValueError(f"is no JSON: {name}")


def _guess(text: str) -> str:
    """The language of a text; English where a few plain words are too little to tell."""
    few = text.isascii() and len(text.split()) < _FEW_WORDS
    return "en" if few else guess_language(text) or "en"


def _person_row(person: PersonSuggestion) -> dict[str, Any]:
    """A person of the answer; `slug` and `candidates` only where the registry has something to say."""
    row: dict[str, Any] = {"name": person.name, "score": person.score, "spans": person.spans, "role": person.role}
    if person.slug:
        row["slug"] = person.slug
    if person.candidates:
        row["candidates"] = [
            {"slug": c.slug, "name": c.name, "disambiguation": c.disambiguation, "why": c.why}
            for c in person.candidates
        ]
    return row


def suggest_for_file(config: Config, path: Path) -> tuple[Article, Suggestions]:
    """The article in `path` and what it seems to be about. Raises ContentError if it is none."""
    article, body = _article(config, path)
    memory = load_memory(config)
    return article, _suggestions(config, memory, article, body, memory.rejected)


def path_of_article(config: Config, path: Path) -> tuple[str, str]:
    """The path below the root and the slug of an article's file. Raises ContentError if it is none."""
    article = _article(config, path)[0]
    return article.location.path, article.slug


def suggest_article(
    config: Config, memory: Memory, path: str, text: str, rejected: Rejected
) -> tuple[Article, Suggestions]:
    """The same for a text at a path of the digest, with a registry that is at hand. Raises ContentError."""
    reading = Reading(zone=config.zone, language=config.language, countries=load_countries())
    parsed = parse_article(text, path, reading)
    if parsed.article is None:
        raise ContentError(parsed.problems)
    return parsed.article, _suggestions(config, memory, parsed.article, parsed.body, rejected)


def _suggestions(config: Config, memory: Memory, article: Article, body: str, turned_down: Rejected) -> Suggestions:
    rejected = turned_down.for_article(article.slug)
    registry = replace(
        memory.knowledge.registry, rejected_people=rejected.people, rejected_countries=rejected.countries
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
        country=memory.knowledge.homes.get(name_key(article.origin.name), "") if article.origin else "",
    )


def plan_rejection(config: Config, names: Iterable[str]) -> Plan:
    """What to write so that these people or countries are never suggested in this digest; articles stay as they are.

    The notes say what is done. Raises ContentError, EditError.
    """
    problems: list[Problem] = []
    rejected = load_rejected(config.root, problems)
    if problems:
        raise ContentError(problems)
    wanted = tuple(names)
    known = load_countries()
    codes = {name: country.code for name in wanted if (country := find_country(name, known)) is not None}
    people = tuple(name for name in wanted if name not in codes)
    noted = rejected_change(config.root, add_rejection(rejected, people=people, countries=tuple(codes.values())))
    note = f"{', '.join(wanted)}: not suggested again for any article ({FILE})"
    return Plan(changes=(noted,) if noted else (), notes=(note,))


def _article(config: Config, path: Path) -> tuple[Article, str]:
    """The article in a file of this digest, and its Markdown."""
    problems: list[Problem] = []
    try:
        where = path.resolve().relative_to(config.root).as_posix()
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
    lines = [f"{article.location.path}: {article.title}"]
    lines.extend(_person("=" if person.name.casefold() in have else "+", person) for person in found.people)
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
