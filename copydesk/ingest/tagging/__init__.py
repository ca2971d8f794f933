"""Tagging: which people and countries an article is about, with the evidence, as suggestions.

No model and no third-party library: the gazetteer and the name lists are data of ours. `suggest_jsonl` is the line
protocol of `suggest --jsonl`: one JSON object in, one out, for scorers and other programs. It stands here, apart from
`ingest/suggest.py`, whose imports (the cleaner, the library) cost a program that asks for names alone three times the
load.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from copydesk.errors import UsageError
from copydesk.ingest.language import guess_language
from copydesk.ingest.tagging.countries import find_bodies, suggest_countries
from copydesk.ingest.tagging.document import Document, joined, make_document
from copydesk.ingest.tagging.find_names import Cluster
from copydesk.ingest.tagging.finders import load_finder
from copydesk.ingest.tagging.known_names import KnownPeople, KnownPerson, clear_lead, weigh_namesakes
from copydesk.ingest.tagging.lexicon import base_language, support_of
from copydesk.ingest.tagging.people import find_people, probability, shown_name
from copydesk.ingest.tagging.quotes import find_quotes
from copydesk.ingest.tagging.roles import find_role
from copydesk.ingest.tagging.text import composed
from copydesk.model import PersonSuggestion, Quote, Suggestions

# Tokens from which on an article names more people than it is about, and below which nobody is named by the way.
_LONG, _SHORT = 2500, 400
# In fewer words without an accent a name or two outweigh the small words that tell a language.
_FEW_WORDS = 30
_TAG = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")

__all__ = ["KnownPeople", "KnownPerson", "suggest", "suggest_jsonl"]


def suggest(
    *,
    title: str,
    text: str,
    registry: KnownPeople | None = None,
    bylines: tuple[str, ...] = (),
    masked: tuple[str, ...] = (),
    lang: str = "en",
    finder: str = "",
    country: str = "",
) -> Suggestions:
    """Suggest people and countries for an article of plain paragraphs.

    `bylines` are its authors, `masked` names that are nobody's subject here (the outlet's own); neither is
    suggested. `lang` other than English leaves out what only English grammar can tell. Spans and offsets are
    in `text`; -1 where the words stand in the headline. `country` is the outlet's, for a text that names none.
    `finder` names a finder of people (`finders.py`); UsageError is raised where it is missing.
    """
    registry = registry or KnownPeople()
    text, offsets = composed(text)
    title = composed(title)[0]
    language = base_language(lang)
    document = make_document(title, text, bylines, language)
    hidden = tuple((place.start, place.end) for name in masked for place in _find(document.text, name))
    seen = load_finder(finder)(document.text) if finder else None
    english = language == "en"
    clusters = find_people(document, registry, (*document.credits, *hidden), bylines, english=english, seen=seen)
    spans = tuple((mention.start, mention.end) for cluster in clusters for mention in cluster.mentions)
    document = dataclasses.replace(document, masks=joined((*spans, *document.credits, *hidden)))
    homes = [cluster.known.country for cluster in clusters if cluster.known is not None and cluster.known.country]
    homes = homes or [country] if country else homes
    about, named = suggest_countries(document, rejected=frozenset(registry.rejected_countries), lang=lang, homes=homes)
    ranked = sorted(clusters, key=lambda cluster: (-_salience(document, cluster), cluster.first))
    mentions = sorted((m.start, m.end, number) for number, cluster in enumerate(ranked) for m in cluster.mentions)
    quotes = find_quotes(document.text, document.body, mentions) if english else {}
    people = tuple(_person(document, cluster, quotes.get(number, ())) for number, cluster in enumerate(ranked))
    codes = tuple(country.code for country in (*about, *named))
    people = tuple(
        _with_candidates(person, cluster, document, codes, people)
        for person, cluster in zip(people, ranked, strict=True)
    )
    passing = frozenset(number for number, person in enumerate(people) if _is_named_only(document, person))
    if offsets:
        people = tuple(_in_given(person, offsets) for person in people)
    return Suggestions(
        people=tuple(person for number, person in enumerate(people) if number not in passing),
        countries=about,
        mentioned_people=tuple(person for number, person in enumerate(people) if number in passing),
        mentioned_countries=named,
        bodies=find_bodies(document, registry.rejected_bodies),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int


def _in_given(person: PersonSuggestion, offsets: Sequence[int]) -> PersonSuggestion:
    """A suggestion with the offsets of the text as it was given, before its letters were composed."""
    return dataclasses.replace(
        person,
        role_start=offsets[person.role_start] if person.role_start >= 0 else -1,
        spans=tuple((offsets[start], offsets[end]) for start, end in person.spans),
        quotes=tuple(
            dataclasses.replace(quote, start=offsets[quote.start]) if quote.start >= 0 else quote
            for quote in person.quotes
        ),
    )


def _find(text: str, name: str) -> list[_Span]:
    """All places where a masked name stands."""
    found: list[_Span] = []
    at = text.find(name) if name else -1
    while at >= 0:
        found.append(_Span(at, at + len(name)))
        at = text.find(name, at + len(name))
    return found


def _salience(document: Document, cluster: Cluster) -> float:
    """How much an article is about a person: mentions, headline, lead, office, an early first mention."""
    starts = [mention.start for mention in cluster.mentions if mention.start >= document.body]
    headline = len(starts) < len(cluster.mentions)
    lead = any(start < document.lead for start in starts)
    titled = any(mention.title for mention in cluster.mentions)
    late = min(starts, default=0) / max(1, len(document.text))
    return len(cluster.mentions) + 1.5 * headline + 1.0 * lead + 2.0 * titled + 0.3 * cluster.complete - 3.0 * late


def _person(document: Document, cluster: Cluster, quotes: tuple[Quote, ...]) -> PersonSuggestion:
    """A cluster as the editor sees it."""
    body = document.body
    mentions = sorted({(mention.start, mention.end) for mention in cluster.mentions})
    first = next((start for start, _ in mentions if start >= body), mentions[0][0])
    role, role_start = _role(document, cluster)
    return PersonSuggestion(
        name=shown_name(document, cluster),
        score=probability(cluster),
        rule=cluster.rule,
        count=len(mentions),
        evidence=document.sentence(first),
        role=role,
        role_start=role_start - body if role else -1,
        spans=tuple((start - body, end - body) for start, end in mentions if start >= body),
        quotes=quotes,
        complete=cluster.complete,
    )


def _with_candidates(
    person: PersonSuggestion,
    cluster: Cluster,
    document: Document,
    codes: Sequence[str],
    people: Sequence[PersonSuggestion],
) -> PersonSuggestion:
    """A suggestion with the people of the registry whose name it is; settled where one of them clearly leads."""
    if cluster.known is not None:
        return dataclasses.replace(person, slug=cluster.known.slug)
    if not cluster.sharing:
        return person
    names = tuple(other.name for other in people)
    candidates = weigh_namesakes(cluster.sharing, text=document.text, role=person.role, countries=codes, names=names)
    chosen = clear_lead(candidates)
    if chosen is not None:
        return dataclasses.replace(person, name=chosen.name, slug=chosen.slug, candidates=candidates, complete=True)
    rule = f"the name of {len(candidates)} people"
    return dataclasses.replace(person, rule=rule, candidates=candidates)


def _role(document: Document, cluster: Cluster) -> tuple[str, int]:
    """(role, its offset): in scripts without capitals the office beside the name, elsewhere what `roles.py` reads."""
    inside = [mention for mention in cluster.mentions if mention.start >= document.body]
    cased = [mention for mention in inside if mention.first >= 0]
    if cased:
        return find_role(document, cased) if document.lang == "en" else ("", -1)
    for mention in sorted(inside, key=lambda m: m.start):
        if mention.title:
            after = document.text.find(mention.title, mention.end, mention.end + 30)
            return mention.title, after if after >= 0 else document.text.rfind(mention.title, 0, mention.start)
    return "", -1


def _is_named_only(document: Document, person: PersonSuggestion) -> bool:
    """Whether an article merely names a person: once, late, and only as the owner of something.

    Long articles name many: there, one mention without a word of the person's own is not enough.
    """
    if person.count > 1 or person.quotes or not person.spans or len(document.tokens) < _SHORT:
        return False
    start, end = person.spans[0]
    if start + document.body < document.lead:
        return False
    owner = document.text[end + document.body : end + document.body + 2] in ("'s", "’s", "' ", "’ ")
    return owner or len(document.tokens) > _LONG


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
