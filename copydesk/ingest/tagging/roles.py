"""The words with which an article introduces a person: before the name, or in apposition after it.

"U.S. Deputy Secretary of State Stephen Biegun"; "Bruce Klingner, a former CIA analyst at the Heritage
Foundation,"; "the president of the institute, Jorio Dauster,". As printed, article included.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from copydesk.ingest.tagging.document import Document
from copydesk.ingest.tagging.lexicon import load_lexicon
from copydesk.ingest.tagging.names import NameCandidate
from copydesk.ingest.tagging.places import is_place_word
from copydesk.ingest.tagging.text import Token

_MAX_BEFORE = 12
_MAX_AFTER = 28
_ARTICLES = frozenset({"a", "an", "the", "his", "her", "its", "their", "one"})
_OPENERS = _ARTICLES | {"former", "chief", "head", "who"}
_VERBAL = re.compile(r"(?:ed|ing)$")


def find_role(document: Document, mentions: Sequence[NameCandidate]) -> tuple[str, int]:
    """(role, its offset in the document's text) from the first mention that states one, or ("", -1).

    A role of more than one word is preferred to the bare "President" of an earlier mention.
    """
    short = ("", -1)
    for mention in sorted(mentions, key=lambda m: m.start):
        for start, end in (_before(document, mention), _after(document, mention), _before_comma(document, mention)):
            if end <= start:
                continue
            role = " ".join(document.text[start:end].split())
            if " " in role:
                return role, start
            if not short[0]:
                short = (role, start)
    return short


def _before(document: Document, mention: NameCandidate) -> tuple[int, int]:
    """Titles and role words that run into the name from the left."""
    lexicon = load_lexicon()
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
    words = [token.key.rstrip(".") for token in tokens[leftmost:first]]
    if not any(word in lexicon.titles and word not in lexicon.no_role for word in words):
        return (0, 0)
    return tokens[leftmost].start, tokens[first - 1].end


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
    if document.key(at) == "who" and document.key(at + 1) in ("is", "was", "serves", "served"):
        at += 2 + (document.key(at + 2) == "as")
    end = _phrase_end(document, at)
    phrase = tokens[at:end]
    return (phrase[0].start, phrase[-1].end) if phrase and _is_role(phrase) else (0, 0)


def _before_comma(document: Document, mention: NameCandidate) -> tuple[int, int]:
    """A role that a comma parts from the name: "the president of the institute, Jorio Dauster, said"."""
    tokens = document.tokens
    if document.key(mention.first - 1) != "," or tokens[mention.first].breaks:
        return (0, 0)
    if document.key(mention.last + 1) not in (",", ".", ";"):
        return (0, 0)
    start = end = mention.first - 1
    while start > 0 and end - start <= _MAX_BEFORE and tokens[start - 1].word[0].isalnum():
        start -= 1
        if tokens[start].breaks:
            break
    # The role begins at the first article of the clause that a role word follows closely.
    roles = load_lexicon().titles
    openings = (n for n in range(start, end) if tokens[n].key in _ARTICLES)
    start = next((n for n in openings if any(t.key in roles for t in tokens[n + 1 : n + 4])), start)
    phrase = tokens[start:end]
    if not phrase or not phrase[0].word[0].isalpha() or any(token.key in load_lexicon().said for token in phrase):
        return (0, 0)
    return (phrase[0].start, phrase[-1].end) if _is_role(phrase) else (0, 0)


def _phrase_end(document: Document, at: int) -> int:
    """The token where an apposition ends: a stop, a relative clause, a verb of saying."""
    lexicon = load_lexicon()
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
    lexicon = load_lexicon()
    keys = [token.key.rstrip(".") for token in phrase]
    roles = [number for number, key in enumerate(keys[:10]) if key in lexicon.titles or _is_plural_role(key)]
    if not roles or len(keys) > _MAX_AFTER:
        return False
    if keys[0] in _OPENERS or keys[0] in lexicon.titles or phrase[0].possessive:
        return True
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
