"""What the digest already knows of people, and what its editors have turned down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from copydesk.ingest.tagging.document import folded_words


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """A person of the registry: display name, aliases as stated, family name if stated.

    `surname_only` False says that a bare surname in an article is never this person, even if it is an alias.
    """

    name: str
    aliases: tuple[str, ...] = ()
    family: str = ""
    surname_only: bool = True

    def stated(self) -> tuple[tuple[str, ...], ...]:
        """The folded words of the name and of each alias that counts."""
        forms = [folded_words(form) for form in (self.name, *self.aliases)]
        family = folded_words(self.family) or folded_words(self.name)[-1:]
        if not self.surname_only:
            forms = [forms[0], *(form for form in forms[1:] if len(form) > 1 and form != family)]
        return tuple(dict.fromkeys(form for form in forms if form))


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """People by stated names only: outside knowledge is never added, and a shared surname is no alias.

    `rejected_people` are names, `rejected_countries` codes that an editor has turned down.
    """

    people: tuple[KnownPerson, ...] = ()
    rejected_people: tuple[str, ...] = ()
    rejected_countries: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, value: Any) -> Registry:
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


def _known(row: Any) -> KnownPerson:
    """One person of the protocol: a name, or a map with `name` and more."""
    if isinstance(row, str):
        return KnownPerson(name=row)
    return KnownPerson(
        name=str(row["name"]),
        aliases=_strings(row.get("aliases")),
        family=str(row.get("family") or ""),
        surname_only=row.get("surname_only") is not False,
    )


def _strings(values: Iterable[Any] | None) -> tuple[str, ...]:
    """A tuple of strings from a list that may be missing."""
    return tuple(str(value) for value in values or ())
