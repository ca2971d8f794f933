"""The words that tell a person's name from the rest: name lists, titles, verbs of saying, marks of firms.

All of it is data (`data/lexicon.json`, `given_names.txt`, `surnames.txt`, `common_words.txt`,
`words.txt`), read once a process.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parents[2] / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Sets of folded words; `firms` are whole names, words joined by spaces."""

    given: frozenset[str]
    family: frozenset[str]
    common: frozenset[str]
    words: frozenset[str]
    titles: frozenset[str]
    honorifics: frozenset[str]
    kept_titles: frozenset[str]
    no_role: frozenset[str]
    role_adjectives: frozenset[str]
    said: frozenset[str]
    acts: frozenset[str]
    joining: frozenset[str]
    given_particles: frozenset[str]
    sure_given: frozenset[str]
    opening_given: frozenset[str]
    suffixes: frozenset[str]
    east_asian_family: frozenset[str]
    vietnamese_family: frozenset[str]
    not_people: frozenset[str]
    weekdays: frozenset[str]
    firms: frozenset[str]
    storms: frozenset[str]
    never_surnames: frozenset[str]
    surname_endings: frozenset[str]
    places_before: frozenset[str]
    function_words: frozenset[str]
    acronyms_no_names: frozenset[str]
    eponyms: frozenset[str]
    articles: frozenset[str]
    buildings: frozenset[str]
    appointed: frozenset[str]


@cache
def load_lexicon() -> Lexicon:
    """The lexicon, read from the package's data."""
    lists = json.loads((_DATA / "lexicon.json").read_text(encoding="utf-8"))
    files = {
        "given": "given_names.txt",
        "family": "surnames.txt",
        "common": "common_words.txt",
        "words": "words.txt",
    }
    named = {field.name: frozenset(lists[field.name]) for field in fields(Lexicon) if field.name not in files}
    read = {name: frozenset((_DATA / file).read_text(encoding="utf-8").split()) for name, file in files.items()}
    read["words"] |= read["common"]
    return Lexicon(**named, **read)
