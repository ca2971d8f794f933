"""Tagging: which people and countries an article is about, with the evidence, as suggestions.

No model and no third-party library: the gazetteer and the name lists are data of ours.
"""

from __future__ import annotations

import dataclasses

from copydesk.ingest.tagging.countries import suggest_countries
from copydesk.ingest.tagging.document import Document, make_document
from copydesk.ingest.tagging.people import Cluster, find_people, probability, shown_name
from copydesk.ingest.tagging.registry import KnownPerson, Registry
from copydesk.model import PersonSuggestion, Suggestions

__all__ = ["KnownPerson", "Registry", "suggest"]


def suggest(
    *,
    title: str,
    text: str,
    registry: Registry | None = None,
    bylines: tuple[str, ...] = (),
    masked: tuple[str, ...] = (),
    lang: str = "en",
) -> Suggestions:
    """Suggest people and countries for an article of plain paragraphs.

    `bylines` are its authors, `masked` names that are nobody's subject here (the outlet's own); neither is
    suggested. `lang` other than English leaves out what only English grammar can tell. Spans and offsets are
    in `text`; -1 where the words stand in the headline.
    """
    registry = registry or Registry()
    document = make_document(title, text, bylines)
    hidden = tuple((place.start, place.end) for name in masked for place in _find(document.text, name))
    clusters = find_people(document, registry, (*document.credits, *hidden), bylines)
    spans = tuple((mention.start, mention.end) for cluster in clusters for mention in cluster.mentions)
    document = dataclasses.replace(document, masks=tuple(sorted((*spans, *document.credits, *hidden))))
    about, named = suggest_countries(document, rejected=frozenset(registry.rejected_countries))
    ranked = sorted(clusters, key=lambda cluster: (-_salience(document, cluster), cluster.first))
    people = tuple(_person(document, cluster) for cluster in ranked)
    return Suggestions(people=people, countries=about, mentioned_countries=named)


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
    """How much an article is about a person: mentions, headline, lead, being quoted."""
    headline = any(mention.start < document.body for mention in cluster.mentions)
    lead = any(document.body <= mention.start < document.lead for mention in cluster.mentions)
    said = any(" the name" in mention.rule for mention in cluster.mentions)
    return len(cluster.mentions) + 1.5 * headline + 1.0 * lead + 0.5 * said + (0.5 if cluster.complete else 0.0)


def _person(document: Document, cluster: Cluster) -> PersonSuggestion:
    """A cluster as the editor sees it."""
    body = document.body
    mentions = sorted({(mention.start, mention.end) for mention in cluster.mentions})
    first = next((start for start, _ in mentions if start >= body), mentions[0][0])
    return PersonSuggestion(
        name=shown_name(document, cluster),
        score=probability(cluster),
        rule=cluster.rule,
        count=len(mentions),
        evidence=document.sentence(first),
        spans=tuple((start - body, end - body) for start, end in mentions if start >= body),
        complete=cluster.complete,
    )
