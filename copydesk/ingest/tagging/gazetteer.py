"""Places named in a text: the gazetteer, and a scan that takes the longest name at each word.

The gazetteer (`data/gazetteer.json`, built by `scripts/build_gazetteer.py`) keeps strong names apart from weak
ones and knows what only reads like a place. What a mention is worth is settled in `countries.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from copydesk.ingest.tagging.text import Token, fold

Kind = Literal["name", "adjective", "capital", "city", "region", "metonym", "historic", "mask"]

_DATA = Path(__file__).parents[2] / "data" / "gazetteer.json"
_NONE: frozenset[str] = frozenset()
# Where a term is listed twice, the earlier kind wins: a mask over all, a country's name over a city's.
_KINDS: tuple[Kind, ...] = ("mask", "historic", "name", "adjective", "metonym", "capital", "region", "city")


class PlaceName(NamedTuple):
    """What the gazetteer knows of a term; `capitals` terms count in capitals only, `lower` ones in any case.

    A tuple, since there are thousands and the tagger has to be ready in no time.
    """

    codes: tuple[str, ...]
    kind: Kind
    weak: bool
    capitals: bool
    lower: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A mention: its entry, folded term, offsets, and the tokens (first, last) it covers."""

    entry: PlaceName
    term: str
    start: int
    end: int
    first: int
    last: int
    part: bool


class _Word(NamedTuple):
    """A word of a text, hyphenated tokens taken apart; a line's end and every mark but the comma match nothing."""

    key: str
    shown: str
    start: int
    owner: int


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Folded term → its entry; first word of a term → how many words its terms have, most first.

    `seconds` are the second words of the longer terms that a first word has: most often none of them follows.
    `alone` are the terms of one word, masks left out; `lower` the first words of terms that count in lower case.
    """

    entries: Mapping[str, PlaceName]
    sizes: Mapping[str, tuple[int, ...]]
    seconds: Mapping[str, frozenset[str]]
    alone: frozenset[str]
    lower: frozenset[str]


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer, read once a process."""
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    weak, capitals, lower = (frozenset(data[name]) for name in ("weak", "capitals_only", "lower"))
    marked = weak | capitals | lower
    entries: dict[str, PlaceName] = {}
    for kind in _KINDS:
        for listed, terms in data[kind].items():
            codes = tuple(listed.split())
            plain = PlaceName(codes, kind, weak=False, capitals=False, lower=False)
            for term in terms:
                known = entries.get(term)
                if known is None:
                    own = (
                        PlaceName(codes, kind, term in weak, term in capitals, term in lower)
                        if term in marked
                        else plain
                    )
                    entries[term] = own
                elif known.kind == kind and kind != "mask" and known.weak:
                    # Shared by two countries ("Congo", "Dominican"): the context has to choose.
                    entries[term] = known._replace(codes=tuple(dict.fromkeys((*known.codes, *codes))))
    sizes: dict[str, set[int]] = {}
    seconds: dict[str, set[str]] = {}
    for term in entries:
        first, *rest = term.split(" ", 2)
        sizes.setdefault(first, set()).add(term.count(" ") + 1)
        if rest:
            seconds.setdefault(first, set()).add(rest[0])
    return Gazetteer(
        entries=entries,
        sizes={word: tuple(sorted(found, reverse=True)) for word, found in sizes.items()},
        seconds={word: frozenset(found) for word, found in seconds.items()},
        alone=frozenset([term for term, entry in entries.items() if entry.kind != "mask" and " " not in term]),
        lower=frozenset(term.partition(" ")[0] for term in lower),
    )


def is_place_word(key: str) -> bool:
    """Whether one folded word alone names a country, a city or a region."""
    return key in load_gazetteer().alone


def find_places(tokens: tuple[Token, ...]) -> tuple[Place, ...]:
    """All mentions, masks included, left to right, never overlapping."""
    gazetteer = load_gazetteer()
    sizes, lower = gazetteer.sizes, gazetteer.lower
    places: list[Place] = []
    free = (0, 0)  # the first token, and the word in it, that no place has taken
    for number, token in enumerate(tokens):
        key = token.key
        if (token.text == key and key not in lower) or (key not in sizes and key.isalpha()):
            continue
        if key.isalpha() and not _goes_on(tokens, number, gazetteer.seconds.get(key, _NONE)):
            # A plain word that is no longer term's first: most are.
            entry = gazetteer.entries.get(key)
            if entry and (number, 0) >= free and _fits(entry, token.word):
                places.append(Place(entry, key, token.start, token.start + len(token.word), number, number, part=False))
                free = (number, 1)
            continue
        for part, word in enumerate(_parts(token, number)):
            if word.key not in sizes or (number, part) < free:
                continue
            found = _longest(tokens, number, part, gazetteer)
            if found is None:
                continue
            term, last, free = found
            hyphened = "-" in token.word or "-" in tokens[last.owner].word
            end = last.start + len(last.shown)
            places.append(Place(gazetteer.entries[term], term, word.start, end, number, last.owner, hyphened))
    return tuple(places)


def _longest(
    tokens: tuple[Token, ...], number: int, part: int, gazetteer: Gazetteer
) -> tuple[str, _Word, tuple[int, int]] | None:
    """(the longest term that stands here, its last word, the place after it as token and word), or None."""
    words = _parts(tokens[number], number)[part:]
    ends = [(number, part + 1 + at) for at in range(len(words))]
    first, shown = words[0].key, words[0].shown
    following = number
    sizes = gazetteer.sizes[first]
    for size in sizes:
        while len(words) < size and following + 1 < len(tokens) and not tokens[following + 1].breaks:
            following += 1
            more = _parts(tokens[following], following)
            words.extend(more)
            ends.extend([(following, at + 1) for at in range(len(more))])
        if len(words) < size:
            continue
        term = first if size == 1 else " ".join([word.key for word in words[:size]])
        entry = gazetteer.entries.get(term)
        if entry and _fits(entry, shown):
            return term, words[size - 1], ends[size - 1]
    return None


def _fits(entry: PlaceName, shown: str) -> bool:
    """Whether a term counts as it is written here."""
    return (entry.lower or shown[0].isupper()) and (not entry.capitals or shown.isupper())


def _goes_on(tokens: tuple[Token, ...], number: int, seconds: frozenset[str]) -> bool:
    """Whether one of these words may come next."""
    if number + 1 >= len(tokens):
        return False
    key = tokens[number + 1].key
    return key in seconds or not (key.isalpha() or key == ",")


def _parts(token: Token, number: int) -> list[_Word]:
    """The words of a token: itself, or what hyphens part."""
    if "-" not in token.word or len(token.word) == 1:
        key = token.key
        return [_Word(key if key.isalpha() else _plain(key) or key, token.word, token.start, number)]
    words: list[_Word] = []
    start = token.start
    for part in token.word.split("-"):
        if part:
            words.append(_Word(_plain(fold(part)), part, start, number))
        start += len(part) + 1
    return words


def _plain(key: str) -> str:
    """A key without stops and apostrophes, as terms are kept."""
    return key.replace(".", "").replace("'", "")
