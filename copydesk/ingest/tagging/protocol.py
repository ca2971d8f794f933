"""The line protocol of `suggest --jsonl`: one JSON object in, one out, for scorers and other programs.

Apart from `ingest/suggest.py`, whose imports (the cleaner, the library) cost a program that asks for names alone three
times the load.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from copydesk.errors import UsageError
from copydesk.ingest.language import guess_language
from copydesk.ingest.tagging import suggest
from copydesk.ingest.tagging.known_names import KnownPeople
from copydesk.ingest.tagging.lexicon import support_of
from copydesk.model import PersonSuggestion

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
