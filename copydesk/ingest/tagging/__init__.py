"""Tagging: which people and countries an article is about, with the evidence, as suggestions.

No model and no third-party library: the gazetteer and the name lists are data of ours.
"""

from __future__ import annotations

import dataclasses

from copydesk.ingest.tagging.cluster import Cluster
from copydesk.ingest.tagging.countries import suggest_countries
from copydesk.ingest.tagging.document import Document, make_document
from copydesk.ingest.tagging.model import load_finder
from copydesk.ingest.tagging.people import find_people, probability, shown_name
from copydesk.ingest.tagging.quotes import find_quotes
from copydesk.ingest.tagging.registry import KnownPerson, Registry
from copydesk.ingest.tagging.roles import find_role
from copydesk.model import PersonSuggestion, Quote, Suggestions

# Tokens from which on an article names more people than it is about, and below which nobody is named by the way.
_LONG, _SHORT = 1500, 400

__all__ = ["KnownPerson", "Registry", "suggest"]


def suggest(
    *,
    title: str,
    text: str,
    registry: Registry | None = None,
    bylines: tuple[str, ...] = (),
    masked: tuple[str, ...] = (),
    lang: str = "en",
    model: str = "",
) -> Suggestions:
    """Suggest people and countries for an article of plain paragraphs.

    `bylines` are its authors, `masked` names that are nobody's subject here (the outlet's own); neither is
    suggested. `lang` other than English leaves out what only English grammar can tell. Spans and offsets are
    in `text`; -1 where the words stand in the headline. `model` is the name of a spaCy model that helps to find
    people; UsageError is raised where it is missing.
    """
    registry = registry or Registry()
    document = make_document(title, text, bylines)
    hidden = tuple((place.start, place.end) for name in masked for place in _find(document.text, name))
    seen = load_finder(model)(document.text) if model else ()
    english = lang.partition("-")[0] in ("en", "")
    clusters = find_people(document, registry, (*document.credits, *hidden), bylines, english=english, seen=seen)
    spans = tuple((mention.start, mention.end) for cluster in clusters for mention in cluster.mentions)
    document = dataclasses.replace(document, masks=tuple(sorted((*spans, *document.credits, *hidden))))
    about, named = suggest_countries(document, rejected=frozenset(registry.rejected_countries), english=english)
    ranked = sorted(clusters, key=lambda cluster: (-_salience(document, cluster), cluster.first))
    mentions = sorted((m.start, m.end, number) for number, cluster in enumerate(ranked) for m in cluster.mentions)
    quotes = find_quotes(document.text, document.body, mentions) if english else {}
    people = tuple(_person(document, cluster, quotes.get(number, ())) for number, cluster in enumerate(ranked))
    passing = frozenset(number for number, person in enumerate(people) if _is_named_only(document, person))
    return Suggestions(
        people=tuple(person for number, person in enumerate(people) if number not in passing),
        countries=about,
        mentioned_people=tuple(person for number, person in enumerate(people) if number in passing),
        mentioned_countries=named,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int


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
    role, role_start = find_role(document, [m for m in cluster.mentions if m.start >= body])
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
