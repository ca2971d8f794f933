"""People of whom an article prints one name only: taken for one by title, by a verb of saying, or by frequency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from copydesk.ingest.tagging.cluster import Cluster
from copydesk.ingest.tagging.document import Document
from copydesk.ingest.tagging.lexicon import NameLexicon, lexicon_of
from copydesk.ingest.tagging.names import NameCandidate
from copydesk.ingest.tagging.places import is_place_word
from copydesk.ingest.tagging.registry import KnownPeople
from copydesk.ingest.tagging.signs import CAMEL
from copydesk.ingest.tagging.text import romanised

# The evidence less the doubts that a single name needs; measured, see docs/decisions/tagging.md.
_THRESHOLD = 1.7
# Mentions that stand for a title or a verb.
_OFTEN = 3
_QUOTED = frozenset("\"“”«»„'‘’(")
_PRONOUNS = frozenset({"he", "she", "his", "her", "him", "hers", "himself", "herself"})
# Words from which on a text that is about a person says "he" or "she" somewhere; a firm's never does.
_FEW_SENTENCES = 80


def find_singles(
    document: Document,
    rest: Sequence[NameCandidate],
    registry: KnownPeople,
    firm_words: frozenset[str],
    *,
    alone: bool = True,
) -> list[Cluster]:
    """Clusters of single names among the candidates that no full name has taken; incomplete, for the editor.

    `alone`: outside English a known name may stand alone, where no finder has looked at the text.
    """
    lexicon = lexicon_of(document.lang)
    groups: dict[tuple[str, ...], list[NameCandidate]] = defaultdict(list)
    for candidate in rest:
        if len(candidate.core) == 1 and not _is_pair(document, candidate):
            groups[candidate.key].append(candidate)
    stated = registry.index.forms
    impersonal = _is_impersonal(document)
    found: list[Cluster] = []
    for key, mentions in groups.items():
        strong = [m for m in mentions if m.title in lexicon.honorifics or m.title in lexicon.kept_titles]
        said = [m for m in mentions if m.rule.endswith("the name") and m.rule.partition(" ")[0] in lexicon.said]
        seen = any(m.rule == "model" for m in mentions)
        known = document.lang != "en" and (seen or (alone and _is_known_alone(document, mentions, key[-1])))
        introduced = len(mentions) > 1 and any(m.title and m not in strong for m in mentions)
        if not (strong or said or len(mentions) >= _OFTEN or key in stated or known or introduced):
            continue  # no known name and no office outweighs that
        cluster = Cluster(words=mentions[0].words, mentions=mentions)
        cluster.complete = any(m.title in lexicon.kept_titles and len(m.words) > 1 for m in mentions)
        cluster.weight = _evidence(lexicon, cluster, key[-1], strong, said) - _doubts(
            lexicon, cluster, key[-1], strong, said
        )
        cluster.weight += (2.5 if not said else 0.5) * introduced
        if not strong and (key[-1] in firm_words or impersonal):
            cluster.weight -= 1.5
        if all(document.text[m.start : m.end].isupper() for m in cluster.mentions):
            cluster.weight -= 3.0
        if CAMEL.match(document.text[cluster.mentions[0].start : cluster.mentions[0].end]):
            cluster.weight -= 2.0
        cluster.rule = "stated alias" if key in stated else "one name, with title or verb"
        if known:
            cluster.weight = max(cluster.weight, _THRESHOLD)
        if cluster.weight >= _THRESHOLD or key in stated:
            cluster.forms.update(" ".join(m.words) for m in cluster.mentions)
            found.append(cluster)
    return found


def _is_known_alone(document: Document, mentions: Sequence[NameCandidate], word: str) -> bool:
    """Whether a text in another language has a known name in the midst of a sentence, where no word has its capital.

    In German every noun has one: only given names count there.
    """
    lexicon = lexicon_of(document.lang)
    if (
        len(word) < 4
        or is_place_word(word)
        or word in lexicon.words
        or word in document.lower
        or word in lexicon.not_people
    ):
        return False
    inside = [m for m in mentions if not document.tokens[m.first].opens and document.key(m.first - 1) not in _QUOTED]
    if not inside or all(document.text[m.start : m.end].isupper() for m in inside):
        return False
    forms = (word,) if word.isascii() else (word, *romanised(word))
    known = lexicon.given if document.lang in ("de", "tr", "hu", "vi", "id") else lexicon.given | lexicon.family
    return any(form in known for form in forms)


def _evidence(
    lexicon: NameLexicon, cluster: Cluster, word: str, strong: Sequence[NameCandidate], said: Sequence[NameCandidate]
) -> float:
    """Titles, verbs of saying, mentions, a known name."""
    roles = [m for m in cluster.mentions if m.title and m not in strong]
    weight = 1.6 * min(len(strong), 2) + 1.0 * min(len(said), 2) + 0.4 * min(len(cluster.mentions), 4)
    weight += 0.8 * any(m.rule in ("apposition", "age") for m in cluster.mentions)
    weight += 0.7 * bool(roles) + 0.5 * any(m in said for m in roles) + 1.5 * cluster.complete
    return weight + (0.8 if word in lexicon.family else 0.4 if word in lexicon.given else 0.0)


def _doubts(
    lexicon: NameLexicon, cluster: Cluster, word: str, strong: Sequence[NameCandidate], said: Sequence[NameCandidate]
) -> float:
    """An ordinary word, a place, a firm's word, a name that nothing else speaks for."""
    doubt = 0.0
    if word in lexicon.words:
        known = 1.5 if word in lexicon.common and not strong else 0.5
        doubt += known if word in lexicon.family else 4.0
    body_word = word in lexicon.not_people and not (strong and word in lexicon.family)
    if body_word or len(word) < 2 or all(m.heading for m in cluster.mentions):
        doubt += 4.0
    if is_place_word(word):
        doubt += 2.5
    if not strong:
        doubt += 0.8 * (word not in lexicon.family and word not in lexicon.given)
        doubt += 2.0 * (not said and len(cluster.mentions) < _OFTEN)
    return doubt


def _is_impersonal(document: Document) -> bool:
    """Whether a text of some length never says he or she."""
    return len(document.tokens) > _FEW_SENTENCES and not document.keys & _PRONOUNS


def _is_pair(document: Document, candidate: NameCandidate) -> bool:
    """Whether a hyphenated single word joins two names: the Trump-Kim summit."""
    shown = document.text[candidate.start : candidate.end]
    parts = shown.split("-")
    return len(parts) > 1 and all(part[:1].isupper() for part in parts)
