"""The line protocol of `suggest --jsonl`: one JSON object in, one out, for scorers and other programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from copydesk.ingest.language import guess_language
from copydesk.ingest.tagging import suggest
from copydesk.ingest.tagging.known_names import KnownPeople
from copydesk.ingest.tagging.lexicon import support_of
from copydesk.model import PersonSuggestion

# In fewer words without an accent a name or two outweigh the small words that tell a language.
_FEW_WORDS = 30


def suggest_jsonl(lines: Iterable[str]) -> Iterator[str]:
    """Suggest for lines of `{"id","title","text","lang"?,"registry"?}`; yields an answer a line.

    An answer has `id`, `lang`, `support`, `people`, `countries` (best first), `bodies`, and in `mentioned_people` and
    `mentioned_countries` what the text names and is not about. Without `lang` the language is guessed. A line with
    `registry` and no `text` holds for all lines after it. A line that is no such object raises ValueError with its
    number, so that nothing is skipped in silence.
    """
    registry = KnownPeople()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            article = json.loads(line)
            if "registry" in article and "text" not in article:
                registry = KnownPeople.from_json(article["registry"])
                continue
            text, title = str(article["text"]), str(article.get("title") or "")
            lang = str(article.get("lang") or "") or _guess(f"{title}\n\n{text}")
            own = article.get("registry")
            known = KnownPeople.from_json(own) if own is not None else registry
            found = suggest(title=title, text=text, registry=known, lang=lang)
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as problem:
            message = f"line {number}: not an object with id and text: {problem}"
            raise ValueError(message) from problem
        answer = {
            "id": article.get("id"),
            "lang": lang,
            "support": support_of(lang),
            "people": [_person(person) for person in found.people],
            "countries": [{"code": country.code, "score": country.score} for country in found.countries],
            "mentioned_people": [person.name for person in found.mentioned_people],
            "mentioned_countries": [country.code for country in found.mentioned_countries],
            "bodies": [body.code for body in found.bodies],
        }
        yield json.dumps(answer, ensure_ascii=False)


def _guess(text: str) -> str:
    """The language of a text; English where a few plain words are too little to tell."""
    few = text.isascii() and len(text.split()) < _FEW_WORDS
    return "en" if few else guess_language(text) or "en"


def _person(person: PersonSuggestion) -> dict[str, Any]:
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
