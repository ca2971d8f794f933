"""The words with which an article introduces a person: before the name, or in apposition after it.

"U.S. Deputy Secretary of State Stephen Biegun"; "Bruce Klingner, a former CIA analyst at the Heritage
Foundation,"; "the president of the institute, Jorio Dauster,". As printed, article included.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from copydesk.ingest.tagging.document import Document
from copydesk.ingest.tagging.find_names import NameCandidate
from copydesk.ingest.tagging.gazetteer import is_place_word
from copydesk.ingest.tagging.lexicon import base_title, load_name_lexicon
from copydesk.ingest.tagging.text import Token, fold

_MAX_BEFORE = 12
_MAX_AFTER = 28
_MAX_OFFICE = 6
_ARTICLES = frozenset({"a", "an", "the", "one"})
# Whose they are is told elsewhere: "his envoy" is no role that can stand alone.
_PRONOUNS = frozenset({"his", "her", "its", "their", "my", "our", "your"})
_OPENERS = _ARTICLES | {"former", "chief", "head"}
_VERBAL = re.compile(r"(?:ed|ing)$")


def find_role(document: Document, mentions: Sequence[NameCandidate]) -> tuple[str, int]:
    """(role, its offset in the document's text) from the first mention that states one, or ("", -1).

    A role of more than one word is preferred to the bare "President" of an earlier mention.
    """
    short = ("", -1)
    for mention in sorted(mentions, key=lambda m: m.start):
        for read in (_before, _after, _before_comma, _appointed):
            start, end = read(document, mention)
            if end <= start:
                continue
            role = " ".join(document.text[start:end].split())
            if _is_name(role):
                continue
            if " " in role:
                return role, start
            if not short[0]:
                short = (role, start)
    return short


def _is_name(role: str) -> bool:
    """Whether a role is rather the next of a row of people: "Bebe King, Elsie Dot Stancombe, and …"."""
    lexicon = load_name_lexicon()
    words = role.split()
    if len(words) < 2 or not all(word[0].isupper() for word in words):
        return False
    first, last = fold(words[0]), fold(words[-1])
    return first in lexicon.given and first not in lexicon.titles and last in lexicon.family


def _before(document: Document, mention: NameCandidate) -> tuple[int, int]:
    """Titles and role words that run into the name from the left."""
    lexicon = load_name_lexicon()
    tokens = document.tokens
    first = mention.first
    found = tokens[first].breaks
    at = first - 1
    leftmost = first
    seen_role = False
    while at >= 0 and first - at <= _MAX_BEFORE and not found:
        token = tokens[at]
        key = token.key.rstrip(".")
        role = key in lexicon.titles
        if not token.word[0].isalnum() or token.possessive or key in lexicon.weekdays:
            break
        # "Chancellor of the Exchequer Nigel Lawson": the office ends before its head.
        if key in ("of", "for", "the") and not seen_role and leftmost < first:
            at -= 1
            continue
        if key in ("of", "for", "and") and seen_role and at > 0 and tokens[at - 1].key in lexicon.titles:
            at -= 1
            continue
        if not seen_role and not role and not token.capital:
            break
        if key in lexicon.function_words or key in lexicon.said or key in lexicon.acts:
            break
        if not token.capital and not role and _VERBAL.search(key) and key not in lexicon.role_adjectives:
            break
        seen_role = seen_role or (role and key not in lexicon.no_role)
        leftmost = at
        if token.breaks:
            break
        at -= 1
    leftmost = _drop_place(document, leftmost, first)
    return (tokens[leftmost].start, tokens[first - 1].end) if _states_office(document, leftmost, first) else (0, 0)


def _states_office(document: Document, start: int, end: int) -> bool:
    """Whether tokens hold an office that can stand alone: not "his envoy", "Comrade" or "sister"."""
    lexicon = load_name_lexicon()
    if document.key(start - 1) in _PRONOUNS and not document.tokens[start].breaks:
        return False
    own = [t for t in document.tokens[start:end] if not (t.word.islower() and t.key in lexicon.relations)]
    words = [base_title(token.key.rstrip("."), lexicon) for token in own]
    return any(word in lexicon.titles and word not in lexicon.no_role for word in words)


def _drop_place(document: Document, leftmost: int, first: int) -> int:
    """In "In Washington President Biden said" the place belongs to "in"."""
    before = document.key(leftmost - 1)
    place = is_place_word(document.key(leftmost)) and leftmost + 1 < first
    return leftmost + 1 if before in ("in", "at", "from", "near") and place else leftmost


def _after(document: Document, mention: NameCandidate) -> tuple[int, int]:
    """An apposition between commas, with or without an age before it."""
    tokens = document.tokens
    at = mention.last + 1
    if document.key(at) != "," or tokens[mention.last].possessive:
        return (0, 0)
    at += 1
    if document.key(at).isdigit() and document.key(at + 1) == ",":
        at += 2
    if at >= len(tokens) or tokens[at].breaks:
        return (0, 0)
    if document.key(at) == "who":
        if document.key(at + 1) not in ("is", "was", "serves", "served"):
            return (0, 0)
        at += 2 + (document.key(at + 2) == "as")
    end = _phrase_end(document, at)
    phrase = tokens[at:end]
    return (phrase[0].start, phrase[-1].end) if phrase and _is_role(phrase) else (0, 0)


def _before_comma(document: Document, mention: NameCandidate) -> tuple[int, int]:
    """A role that a comma parts from the name: "the president of the institute, Jorio Dauster, said".

    It is read from its noun leftwards, so that nothing of the clause before it comes along: "Der Bote reported that
    | Norway's defence minister, Tore Haug, …".
    """
    tokens = document.tokens
    end = mention.first - 1
    if document.key(end) != "," or tokens[mention.first].breaks:
        return (0, 0)
    noun = _noun_before(document, end)
    if noun < 0:
        return (0, 0)
    start = noun
    while start > 0 and noun - start < _MAX_BEFORE and not tokens[start].breaks and _leads_role(document, start - 1):
        start -= 1
        if tokens[start].key in _ARTICLES or tokens[start].possessive:
            break
    if tokens[start].possessive:
        while start > 0 and not tokens[start].breaks and _is_owner(tokens[start - 1]):
            start -= 1
    if tokens[start].key in _PRONOUNS:
        return (0, 0)
    stated = tokens[start].key in _ARTICLES or tokens[start].capital or start == 0 or tokens[start].opens
    return (tokens[start].start, tokens[end - 1].end) if stated else (0, 0)


def _noun_before(document: Document, end: int) -> int:
    """The last token before `end` that is an office, with nothing but "of …" after it; -1 where there is none."""
    lexicon = load_name_lexicon()
    of = -1
    for number in range(end - 1, max(-1, end - _MAX_BEFORE), -1):
        token = document.tokens[number]
        if not token.word[0].isalnum() or token.key in lexicon.said or token.key in lexicon.acts:
            return -1
        if token.key in ("of", "for", "at", "in"):
            of = number
        elif _is_office(token.key) and (number == end - 1 or of == number + 1):
            return number
        if token.breaks:
            return -1
    return -1


def _leads_role(document: Document, number: int) -> bool:
    """Whether a token may stand before an office as a part of it: an article, an adjective, a noun, another office."""
    lexicon = load_name_lexicon()
    token = document.tokens[number]
    if token.key in _ARTICLES or token.key in _PRONOUNS:
        return True
    if not token.word[0].isalnum() or (
        token.key in lexicon.function_words or token.key in lexicon.said or token.key in lexicon.acts
    ):
        return False
    if token.possessive:
        return token.capital
    verbal = not token.capital and _VERBAL.search(token.key) and token.key not in lexicon.role_adjectives
    return not (verbal or token.key in lexicon.weekdays)


def _is_owner(token: Token) -> bool:
    """Whether a token belongs to the name of whose office it is: Ursula von der | Leyen's spokeswoman."""
    return token.capital or token.key in load_name_lexicon().joining


def _appointed(document: Document, mention: NameCandidate) -> tuple[int, int]:
    """The office to which a person is named: "named Maria Keller prime minister", "endorsed her as speaker"."""
    tokens = document.tokens
    at = mention.last + 1
    if document.key(mention.first - 1) not in load_name_lexicon().appointed or tokens[mention.last].possessive:
        return (0, 0)
    at += document.key(at) == "as"
    at += document.key(at) in ("its", "their", "his", "her")
    end = at
    while end < min(at + _MAX_OFFICE, len(tokens)) and tokens[end].word[0].isalpha() and not tokens[end].breaks:
        if tokens[end].key in load_name_lexicon().function_words and tokens[end].key not in _ARTICLES:
            break
        end += 1
    while end > at and not _is_office(tokens[end - 1].key):
        end -= 1
    return (tokens[at].start, tokens[end - 1].end) if end > at else (0, 0)


def _is_office(key: str) -> bool:
    """Whether a word is an office, a trade or a role, and no relation."""
    lexicon = load_name_lexicon()
    plain = base_title(key.rstrip("."), lexicon)
    office = plain in lexicon.titles or plain in lexicon.role_nouns or _is_plural_role(plain)
    return office and plain not in lexicon.no_role and plain not in lexicon.relations


def _phrase_end(document: Document, at: int) -> int:
    """The token where an apposition ends: a stop, a relative clause, a verb of saying."""
    lexicon = load_name_lexicon()
    tokens = document.tokens
    for number in range(at, min(at + _MAX_AFTER, len(tokens))):
        token = tokens[number]
        if number > at and (token.breaks or token.key in ("who", "which", "whose", "that", "where", "when")):
            return number
        if token.text in ',;:.!?()―—–"“”' or token.key in lexicon.said:
            return number
        if number > at and token.key in ("is", "was", "has", "had", "will", "would", "were", "are"):
            return number
    return at


def _is_role(phrase: Sequence[Token]) -> bool:
    """Whether a phrase names a role: it opens like one, and a role word comes soon."""
    keys = [token.key.rstrip(".") for token in phrase]
    roles = [number for number, key in enumerate(keys[:10]) if _is_office(key)]
    if not roles or len(keys) > _MAX_AFTER or keys[0] in _PRONOUNS:
        return False
    if keys[0] in _OPENERS or _is_office(keys[0]) or phrase[0].possessive:
        return not any(key in ("day", "week", "month", "year", "hour") for key in keys[1 : roles[0]])
    return (
        phrase[0].capital
        and roles[0] <= 4
        and all(token.capital or n in roles for n, token in enumerate(phrase[: roles[0] + 1]))
    )


def _is_plural_role(key: str) -> bool:
    """Role nouns made as English makes them: -er, -or, -ist, -ian, -man on a longer word."""
    return len(key) > 5 and key.endswith(
        ("ist", "ologist", "woman", "expert", "watcher", "maker", "specialist", "fellow")
    )
