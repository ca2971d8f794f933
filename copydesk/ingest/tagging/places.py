"""Places named in a text: the gazetteer, and a scan that takes the longest name at each word.

The gazetteer (`data/gazetteer.json`, built by `scripts/build_gazetteer.py`) keeps strong names apart from weak
ones and knows what only reads like a place. What a mention is worth is settled in `countries.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

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


class _Unit(NamedTuple):
    """A word of a token, hyphenated tokens having more than one (a tuple: a text has hundreds of them)."""

    key: str
    start: int
    end: int
    token: int
    capital: bool = False
    upper: bool = False
    part: bool = False


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
    units = tuple(_units(tokens))
    places: list[Place] = []
    free = 0
    for at, unit in enumerate(units):
        if at < free or unit.key not in gazetteer:
            continue
        found = _match(gazetteer[unit.key], units, at)
        if found is not None:
            words, entry = found
            free = at + len(words)
            last = units[free - 1]
            part = unit.part or last.part
            places.append(Place(entry, " ".join(words), unit.start, last.end, unit.token, last.token, part))
    return tuple(places)


def _match(
    rows: tuple[tuple[tuple[str, ...], Entry], ...], units: tuple[_Unit, ...], at: int
) -> tuple[tuple[str, ...], Entry] | None:
    """The longest of a first word's terms that stands at a unit, written as the term asks."""
    first = units[at]
    for words, entry in rows:
        if not (first.capital or entry.lower) or (entry.capitals and not first.upper):
            continue
        if len(words) == 1 or (
            at + len(words) <= len(units) and all(units[at + n].key == word for n, word in enumerate(words))
        ):
            return words, entry
    return None


def _units(tokens: tuple[Token, ...]) -> Iterator[_Unit]:
    """The words of all tokens; a line's end and every mark but the comma become units that match nothing."""
    for number, token in enumerate(tokens):
        if token.breaks:
            yield _Unit("\n", token.start, token.start, number)
        if not token.word[0].isalnum():
            yield _Unit(token.word, token.start, token.end, number)
        elif "-" not in token.word:
            key = token.key.replace(".", "").replace("'", "")
            yield _Unit(key, token.start, token.end, number, capital=token.capital, upper=token.word.isupper())
        else:
            start = token.start
            for part in token.word.split("-"):
                if part:
                    key = fold(part).replace(".", "").replace("'", "")
                    capital, upper = part[0].isupper(), part.isupper()
                    yield _Unit(key, start, start + len(part), number, capital=capital, upper=upper, part=True)
                start += len(part) + 1
