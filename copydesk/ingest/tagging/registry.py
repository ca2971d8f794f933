"""What the digest already knows of people, and what its editors have turned down; the index of their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from copydesk.ingest.tagging.document import folded_words
from copydesk.ingest.tagging.forms import name_key

# Hangul, kana, han, and the scripts from Hebrew to Khmer: none of them has capitals.
UNCASED = "\u0590-\u10ff\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
_UNCASED = re.compile(f"[{UNCASED}]")
# A shorter name in such a script is a word too often to be a mention by itself.
_LEAST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """A person of the registry: display name, aliases as stated, family name if stated.

    `surname_only` False says that a bare surname in an article is never this person, even if it is an alias.
    `slug` tells people of one name apart; `disambiguation`, `country`, `roles` and `with_people` (names that earlier
    articles name beside them) say which of them an article may mean. `original` is the name in its own script.
    """

    name: str
    aliases: tuple[str, ...] = ()
    family: str = ""
    surname_only: bool = True
    slug: str = ""
    original: str = ""
    disambiguation: str = ""
    country: str = ""
    roles: tuple[str, ...] = ()
    with_people: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """What a person is told by: the slug, else the name."""
        return self.slug or self.name

    def stated(self) -> tuple[tuple[str, ...], ...]:
        """The folded words of the name and of each alias that counts."""
        forms = [folded_words(form) for form in (self.name, *self.aliases, self.original)]
        family = folded_words(self.family) or folded_words(self.name)[-1:]
        if not self.surname_only:
            forms = [forms[0], *(form for form in forms[1:] if len(form) > 1 and form != family)]
        return tuple(dict.fromkeys(form for form in forms if form))


@dataclass(frozen=True, slots=True, kw_only=True)
class NameIndex:
    """Names of a registry, made once: folded words → people, all words, and names as they are written.

    `uncased` has those by their first two letters, longest first: names in scripts without capitals for every text, all
    of them for texts in which words are written together.
    """

    forms: Mapping[tuple[str, ...], tuple[KnownPerson, ...]]
    words: frozenset[str]
    uncased: Mapping[str, tuple[tuple[str, tuple[KnownPerson, ...]], ...]]

    def people_named(self, words: tuple[str, ...]) -> tuple[KnownPerson, ...]:
        """Everybody of whom these words are a name."""
        return self.forms.get(words, ())


@dataclass(frozen=True, kw_only=True)
class KnownPeople:
    """People by stated names only: outside knowledge is never added, and a shared surname is no alias.

    `rejected_people` are names, `rejected_countries` codes that an editor has turned down.
    """

    people: tuple[KnownPerson, ...] = ()
    rejected_people: tuple[str, ...] = ()
    rejected_countries: tuple[str, ...] = ()
    made: list[NameIndex] = field(default_factory=list, repr=False, compare=False)

    @cached_property
    def index(self) -> NameIndex:
        """The index of names. A copy with other rejections shares it (`made` goes with it)."""
        if not self.made:
            self.made.append(_index(self.people))
        return self.made[0]

    @classmethod
    def from_json(cls, value: Any) -> KnownPeople:
        """Read the "registry" of the line protocol: a list of people, or a map with `people` and `rejected`.

        Unknown keys are ignored, since the protocol may carry more than the tagger reads.
        """
        rows = value.get("people", []) if isinstance(value, dict) else value or []
        rejected = value.get("rejected", {}) if isinstance(value, dict) else {}
        people = tuple(_known(row) for row in rows)
        names, codes = (
            (rejected, []) if isinstance(rejected, list) else (rejected.get("people"), rejected.get("countries"))
        )
        return cls(people=people, rejected_people=_strings(names), rejected_countries=_strings(codes))


def _index(people: Iterable[KnownPerson]) -> NameIndex:
    forms: dict[tuple[str, ...], dict[str, KnownPerson]] = {}
    uncased: dict[str, dict[str, dict[str, KnownPerson]]] = {}
    words: set[str] = set()
    for person in people:
        for form in person.stated():
            forms.setdefault(form, {})[person.key] = person
            forms.setdefault(name_key(form), {})[person.key] = person
            words.update(form)
        for name in (person.name, *person.aliases, person.original):
            plain = unicodedata.normalize("NFC", name).strip()
            if len(plain) >= _LEAST:
                uncased.setdefault(plain[:2], {}).setdefault(plain, {})[person.key] = person
    return NameIndex(
        forms={form: tuple(found.values()) for form, found in forms.items()},
        words=frozenset(words),
        uncased={
            start: tuple(
                sorted(((name, tuple(of.values())) for name, of in names.items()), key=lambda row: -len(row[0]))
            )
            for start, names in uncased.items()
        },
    )


def has_uncased(text: str) -> bool:
    """Whether a text has letters of a script without capitals."""
    return not text.isascii() and _UNCASED.search(text) is not None


def is_uncased(name: str) -> bool:
    """Whether a name begins in a script without capitals."""
    return _UNCASED.match(name) is not None


def _known(row: Any) -> KnownPerson:
    """One person of the protocol: a name, or a map with `name` and more."""
    if isinstance(row, str):
        return KnownPerson(name=row)
    return KnownPerson(
        name=str(row["name"]),
        aliases=_strings(row.get("aliases")),
        family=str(row.get("family") or ""),
        surname_only=row.get("surname_only") is not False,
        slug=str(row.get("slug") or ""),
        original=str(row.get("original") or ""),
        disambiguation=str(row.get("disambiguation") or ""),
        country=str(row.get("country") or ""),
        roles=_roles(row.get("roles")),
        with_people=frozenset(_strings(row.get("with_people"))),
    )


def _roles(rows: Iterable[Any] | None) -> tuple[str, ...]:
    """Roles as strings, from strings or from maps with `title`."""
    return tuple(str(row.get("title") or "") if isinstance(row, dict) else str(row) for row in rows or ())


def _strings(values: Iterable[Any] | None) -> tuple[str, ...]:
    """A tuple of strings from a list that may be missing."""
    return tuple(str(value) for value in values or ())
