"""People of whom an article prints one name only: taken for one by title, by a verb of saying, or by frequency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from copydesk.ingest.tagging.document import Document
from copydesk.ingest.tagging.find_names import Cluster, NameCandidate
from copydesk.ingest.tagging.gazetteer import is_place_word
from copydesk.ingest.tagging.known_names import KnownPeople
from copydesk.ingest.tagging.lexicon import NameLexicon, lexicon_of, titles_of
from copydesk.ingest.tagging.signs import CAMEL
from copydesk.ingest.tagging.text import fold, romanised

# The evidence less the doubts that a single name needs; measured, see docs/decisions/tagging.md.
_THRESHOLD = 1.7
# Mentions that stand for a title or a verb.
_OFTEN = 3
_QUOTED = frozenset("\"“”«»„'‘’(")
# Before a name that stands for a body, a place or a longer name.
_NOT_BEFORE = frozenset({"the", "a", "an", "of", "in", "at", "from", "for", "&"})
_BEEN = frozenset({"was", "is", "were", "been", "be", "got"})
# What a ruler's number weighs.
_RULER = 4.0
_SHORTEST = 3
_PRONOUNS = frozenset({"he", "she", "his", "her", "him", "hers", "himself", "herself"})
# Words from which on a text that is about a person says "he" or "she" somewhere; a firm's never does.
_FEW_SENTENCES = 80


def find_singles(
    document: Document,
    rest: Sequence[NameCandidate],
    registry: KnownPeople,
    firm_words: frozenset[str],
    *,
    people: int = 0,
    alone: bool = True,
) -> list[Cluster]:
    """Clusters of single names among the candidates that no full name has taken; incomplete, for the editor.

    `people` is how many full names of people are sure. `alone`: outside English a known name may stand alone, where no
    finder has looked at the text.
    """
    lexicon = lexicon_of(document.lang)
    groups: dict[tuple[str, ...], list[NameCandidate]] = defaultdict(list)
    towns = {place.start for place in document.named}
    for candidate in rest:
        if candidate.start in towns and not candidate.title:
            continue
        told = candidate.rule.endswith("after the name") and candidate.rule.partition(" ")[0] in lexicon.said
        if len(candidate.core) == 1 and (told or not _is_pair(document, candidate)):
            groups[candidate.key].append(candidate)
    for numbered in [key for key in groups if _is_ruler(lexicon, key)]:  # Leo XIV, and then Leo
        groups[numbered].extend(groups.pop(numbered[:1], []))
    stated = registry.index.forms
    found: list[Cluster] = []
    for key, mentions in groups.items():
        weigh = _weigh_ruler if _is_ruler(lexicon, key) else _weigh
        cluster = weigh(
            document, key, mentions, stated=key in stated, people=people, alone=alone, firm=key[-1] in firm_words
        )
        if cluster is not None and (cluster.weight >= _THRESHOLD or key in stated):
            cluster.forms.update(" ".join(m.words) for m in cluster.mentions)
            found.append(cluster)
    return found


def _weigh_ruler(
    _document: Document, _key: tuple[str, ...], mentions: list[NameCandidate], **_signs: object
) -> Cluster:
    """The cluster of a ruler named by number."""
    words = next(m.words for m in mentions if len(m.words) > 1)
    return Cluster(words=words, mentions=mentions, rule="a ruler's number", weight=_RULER)


def _weigh(
    document: Document,
    key: tuple[str, ...],
    mentions: list[NameCandidate],
    *,
    stated: bool,
    people: int,
    alone: bool,
    firm: bool,
) -> Cluster | None:
    """The cluster of one name with its weight; None where nothing speaks for a person."""
    lexicon = lexicon_of(document.lang)
    word = key[-1]
    strong = [m for m in mentions if m.title in lexicon.honorifics or m.title in lexicon.kept_titles]
    if word in _ordinary(document.lang) and not (strong or stated):
        return None
    said = [m for m in mentions if m.rule.endswith("the name") and m.rule.partition(" ")[0] in lexicon.said]
    shown = [document.text[m.start : m.end] for m in mentions]
    capitals = all(form.isupper() for form in shown)  # the head of a party: šéf ANO
    by_trade = not (capitals or _is_else(lexicon, document, word)) and any(m.title in lexicon.trades for m in mentions)
    enough = by_trade or (
        _is_doing(lexicon, document, mentions, word)
        if document.lang == "en" and people
        else document.lang != "en" and _is_seen_or_known(document, mentions, word, alone=alone)
    )
    introduced = by_trade or (len(mentions) > 1 and not capitals and any(m.title and m not in strong for m in mentions))
    if not (strong or said or len(mentions) >= _OFTEN or stated or introduced or enough):
        return None  # no known name and no office outweighs that
    cluster = Cluster(words=mentions[0].words, mentions=mentions)
    cluster.complete = any(m.title in lexicon.kept_titles and len(m.words) > 1 for m in mentions)
    cluster.weight = _evidence(lexicon, cluster, word, strong, said) - _doubts(lexicon, cluster, word, strong, said)
    cluster.weight += (2.5 if not said else 0.5) * introduced
    named = any(document.key(m.last + 1) in lexicon.vessels for m in mentions)  # to launch Orion spacecraft
    cluster.weight -= 1.0 * (named and not (strong or said))
    cluster.weight -= 1.5 * (not strong and (firm or _is_impersonal(document)))
    cluster.weight -= 4.5 * capitals + 2.0 * bool(CAMEL.match(shown[0]))
    cluster.rule = "stated alias" if stated else "one name, with title or verb"
    if enough:
        cluster.weight = max(cluster.weight, _THRESHOLD)
    return cluster


def _is_seen_or_known(document: Document, mentions: Sequence[NameCandidate], word: str, *, alone: bool) -> bool:
    """Whether a finder sees a person, or where none has read the text, a known name stands alone."""
    return any(m.rule == "finder" for m in mentions) or (alone and _is_known_alone(document, mentions, word))


def _is_ruler(lexicon: NameLexicon, key: tuple[str, ...]) -> bool:
    """Whether a given name stands before a numeral: Frederik X, Margrethe II; not Apollo XI."""
    numbered = len(key) == 2 and key[1] in lexicon.numerals and key[1] != "i"
    return numbered and key[0] in lexicon.given and key[0] not in lexicon.no_rulers


def _is_else(lexicon: NameLexicon, document: Document, word: str) -> bool:
    """Whether a word is known as something else than a person's only name: a brand, a body, an ordinary word."""
    other = word in lexicon.brands or word in lexicon.words or word in lexicon.not_people or word in document.lower
    return other or len(word) < _SHORTEST or word in lexicon.titles


def _is_doing(lexicon: NameLexicon, document: Document, mentions: Sequence[NameCandidate], word: str) -> bool:
    """Whether one name does, or is done to, what only people do: Bono sent, Rodri, injured at half-time, was."""
    if _is_else(lexicon, document, word) or is_place_word(word):
        return False
    for mention in mentions:
        at = mention.last + 1
        shown = document.text[mention.start : mention.end]
        if mention.heading or document.tokens[mention.last].possessive or shown.isupper() or "-" in shown:
            continue
        if document.key(mention.first - 1) in _NOT_BEFORE or document.tokens[mention.first].word[0].islower():
            continue
        key, second = document.key(at), document.key(at + 1)
        if key in lexicon.deeds or (key in _BEEN and second in lexicon.undergone):
            return True
        if key == "," and second in lexicon.undergone:
            return True
        if key == "," and second.isdigit() and len(second) == 2 and document.key(at + 2) in (",", ".", ";"):  # an age
            return True
    return False


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
    placed = _placed(document.lang) | _QUOTED
    inside = [
        m
        for m in mentions
        if not document.tokens[m.first].opens
        and document.key(m.first - 1) not in placed
        and not _is_described_noun(document, m)
    ]
    if inside and any(part.islower() for part in document.text[inside[0].start : inside[0].end].split("-")):
        return False  # Thonon-les-Bains
    towns = frozenset(fold(one) for one in titles_of(document.lang).get("in", "").split())
    if 2 * sum(document.key(m.first - 1) in towns for m in mentions) >= len(mentions):
        return False  # στην Τήνο, and then Η Τήνο
    if not inside or all(document.text[m.start : m.end].isupper() for m in inside):
        return False
    forms = (word,) if word.isascii() else (word, *romanised(word))
    families = document.lang not in ("de", "tr", "hu", "vi", "id")  # looked up, not joined: 58,000 names
    return any(form in lexicon.given or (families and form in lexicon.family) for form in forms)


def _is_described_noun(document: Document, mention: NameCandidate) -> bool:
    """Whether an article and an adjective stand before a word, as before a noun: der aktuellen Lage."""
    before = document.tokens[mention.first - 1].word if mention.first else ""
    table = titles_of(document.lang)
    nouns = f"{table.get('articles', '')} {table.get('indefinite', '')}".split()
    return before.islower() and document.key(mention.first - 2) in nouns


@cache
def _ordinary(language: str) -> frozenset[str]:
    """Everyday nouns of a language whose nouns have capitals that somebody is called by too: Tage, Juni."""
    return frozenset(fold(word) for word in titles_of(language).get("ordinary", "").split())


@cache
def _placed(language: str) -> frozenset[str]:
    """Words of a language after which a name is a place's, or a noun with a capital stands."""
    table = titles_of(language)
    return frozenset(fold(w) for key in ("in", "articles", "indefinite") for w in table.get(key, "").split())


def _evidence(
    lexicon: NameLexicon, cluster: Cluster, word: str, strong: Sequence[NameCandidate], said: Sequence[NameCandidate]
) -> float:
    """Titles, verbs of saying, mentions, a known name."""
    roles = [m for m in cluster.mentions if m.title and m not in strong]
    weight = 1.6 * min(len(strong), 2) + 1.0 * min(len(said), 2) + 0.4 * min(len(cluster.mentions), 4)
    weight += 0.8 * any(m.rule in ("apposition", "age") for m in cluster.mentions)
    weight += 0.7 * bool(roles) + 0.5 * any(m in said for m in roles) + 1.5 * cluster.complete
    surname = word in lexicon.family or word in lexicon.east_asian_family
    return weight + (0.8 if surname else 0.4 if word in lexicon.given else 0.0)


def _doubts(
    lexicon: NameLexicon, cluster: Cluster, word: str, strong: Sequence[NameCandidate], said: Sequence[NameCandidate]
) -> float:
    """An ordinary word, a place, a firm's word, a name that nothing else speaks for."""
    doubt = 0.0
    if word in lexicon.words:
        known = 1.5 if word in lexicon.common and not strong else 0.5
        doubt += known if word in lexicon.family else 4.0
    body_word = (word in lexicon.not_people or word in lexicon.brands) and not (strong and word in lexicon.family)
    if body_word or len(word) < 2 or all(m.heading for m in cluster.mentions):
        doubt += 4.0
    if is_place_word(word):
        doubt += 2.5
    if not strong:
        doubt += 0.8 * (
            word not in lexicon.family and word not in lexicon.given and word not in lexicon.east_asian_family
        )
        doubt += 2.0 * (not said and len(cluster.mentions) < _OFTEN)
    return doubt


def _is_impersonal(document: Document) -> bool:
    """Whether a text of some length never says he or she."""
    return len(document.tokens) > _FEW_SENTENCES and not document.keys & _PRONOUNS


def _is_pair(document: Document, candidate: NameCandidate) -> bool:
    """Whether a hyphenated single word joins two names: the Trump-Kim summit; King Willem-Alexander is one."""
    shown = document.text[candidate.start : candidate.end]
    parts = shown.split("-")
    lexicon = lexicon_of(document.lang)
    one = candidate.title in lexicon.honorifics and all(fold(part) in lexicon.given for part in parts)
    return len(parts) > 1 and all(part[:1].isupper() for part in parts) and not one
