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
from typing import Literal

from copydesk.ingest.tagging.text import Token, fold

Kind = Literal["name", "adjective", "capital", "city", "region", "metonym", "historic", "mask"]

_DATA = Path(__file__).parents[2] / "data" / "gazetteer.json"
# Where a term is listed twice, the earlier kind wins: a mask over all, a country's name over a city's.
_KINDS: tuple[Kind, ...] = ("mask", "historic", "name", "adjective", "metonym", "capital", "region", "city")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the gazetteer knows of a term; `capitals` terms count in capitals only, `lower` ones in any case."""

    codes: tuple[str, ...]
    kind: Kind
    weak: bool
    capitals: bool
    lower: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A mention: its entry, folded term, offsets, and the tokens (first, last) it covers."""

    entry: Entry
    term: str
    start: int
    end: int
    first: int
    last: int
    part: bool


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text, hyphenated tokens taken apart: parallel lists, since a text has hundreds of them.

    A line's end and every mark but the comma are words that match nothing.
    """

    keys: list[str]
    shown: list[str]
    starts: list[int]
    owners: list[int]


Gazetteer = Mapping[str, tuple[tuple[tuple[str, ...], Entry], ...]]


@cache
def load_gazetteer() -> Gazetteer:
    """First word of a term → its terms, longest first. Read once a process."""
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    weak, capitals, lower = (frozenset(data[name]) for name in ("weak", "capitals_only", "lower"))
    entries: dict[str, Entry] = {}
    for kind in _KINDS:
        for codes, terms in data[kind].items():
            for term in terms:
                known = entries.get(term)
                if known is None:
                    entries[term] = Entry(tuple(codes.split()), kind, term in weak, term in capitals, term in lower)
                elif known.kind == kind and kind != "mask" and known.weak:
                    # Shared by two countries ("Congo", "Dominican"): the context has to choose.
                    both = tuple(dict.fromkeys((*known.codes, *codes.split())))
                    entries[term] = Entry(both, kind, weak=True, capitals=known.capitals, lower=known.lower)
    index: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
    for term, entry in entries.items():
        words = tuple(term.split())
        index.setdefault(words[0], []).append((words, entry))
    return {word: tuple(sorted(rows, key=lambda row: -len(row[0]))) for word, rows in index.items()}


def is_place_word(key: str) -> bool:
    """Whether one folded word alone names a country, a city or a region."""
    return any(len(words) == 1 and entry.kind != "mask" for words, entry in load_gazetteer().get(key, ()))


def find_places(tokens: tuple[Token, ...]) -> tuple[Place, ...]:
    """All mentions, masks included, left to right, never overlapping."""
    gazetteer = load_gazetteer()
    words = _words(tokens)
    keys, shown, starts, owners = words.keys, words.shown, words.starts, words.owners
    places: list[Place] = []
    free = 0
    for at, key in enumerate(keys):
        if at < free or key not in gazetteer:
            continue
        for terms, entry in gazetteer[key]:
            size = len(terms)
            if size > 1 and tuple(keys[at : at + size]) != terms:
                continue
            if not (entry.lower or shown[at][0].isupper()) or (entry.capitals and not shown[at].isupper()):
                continue
            free = at + size
            end = starts[free - 1] + len(shown[free - 1])
            first, last = owners[at], owners[free - 1]
            part = "-" in tokens[first].word or "-" in tokens[last].word
            places.append(Place(entry, " ".join(terms), starts[at], end, first, last, part))
            break
    return tuple(places)


def _words(tokens: tuple[Token, ...]) -> _Words:
    """The words of all tokens."""
    words = _Words([], [], [], [])
    for number, token in enumerate(tokens):
        if token.breaks:
            _add(words, "\n", "\n", token.start, number)
        word, key = token.word, token.key
        if "-" in word and len(word) > 1:
            start = token.start
            for part in word.split("-"):
                if part:
                    _add(words, _plain(fold(part)), part, start, number)
                start += len(part) + 1
        else:
            words.keys.append(key if key.isalpha() else _plain(key) or key)
            words.shown.append(word)
            words.starts.append(token.start)
            words.owners.append(number)
    return words


def _add(words: _Words, key: str, shown: str, start: int, owner: int) -> None:
    """One word more."""
    words.keys.append(key)
    words.shown.append(shown)
    words.starts.append(start)
    words.owners.append(owner)


def _plain(key: str) -> str:
    """A key without stops and apostrophes, as terms are kept."""
    return key.replace(".", "").replace("'", "")
