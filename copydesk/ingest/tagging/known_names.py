"""What the digest knows of people: the index of their names, where a text names them, which namesake it means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from copydesk.ingest.tagging.document import DENSE, Document, folded_words
from copydesk.ingest.tagging.lexicon import base_language, titles_of, words_key
from copydesk.ingest.tagging.text import MARKS, composed
from copydesk.model import PersonCandidate

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
    of them for texts in which words are written together. `bent` has full names without endings of case, for each
    language that was asked for.
    """

    forms: Mapping[tuple[str, ...], tuple[KnownPerson, ...]]
    words: frozenset[str]
    uncased: Mapping[str, tuple[tuple[str, tuple[KnownPerson, ...]], ...]]
    bent: dict[str, dict[tuple[str, ...], dict[str, KnownPerson]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def people_named(self, words: tuple[str, ...]) -> tuple[KnownPerson, ...]:
        """Everybody of whom these words are a name."""
        return self.forms.get(words, ())


@dataclass(frozen=True, kw_only=True)
class KnownPeople:
    """People by stated names only: outside knowledge is never added, and a shared surname is no alias.

    `rejected_people` are names, `rejected_countries` and `rejected_bodies` codes that an editor has turned down.
    """

    people: tuple[KnownPerson, ...] = ()
    rejected_people: tuple[str, ...] = ()
    rejected_countries: tuple[str, ...] = ()
    rejected_bodies: tuple[str, ...] = ()
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

        Unknown keys are ignored, since the protocol may carry more than the tagger reads. Raises ValueError or
        TypeError for what is no registry.
        """
        rows = (value.get("people") if isinstance(value, dict) else value) or []
        if not isinstance(rows, list | tuple):
            raise TypeError('"registry" is neither a list of people nor a map with "people"')
        rejected = value.get("rejected", {}) if isinstance(value, dict) else {}
        if not isinstance(rejected, dict | list):
            raise TypeError('"rejected" is neither a list of names nor a map with "people" and "countries"')
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
            forms.setdefault(words_key(form), {})[person.key] = person
            words.update(form)
        for name in (person.name, *person.aliases, person.original):
            plain = composed(name)[0].strip()
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
        row = {"name": row}
    if not isinstance(row, dict) or not isinstance(row.get("name"), str) or not row["name"].strip():
        raise ValueError(f'"registry" has a person without a name: {str(row)[:60]}')
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
    if rows is not None and not isinstance(rows, list | tuple):
        raise ValueError(f'"registry" has {str(rows)[:60]!r} where a list of roles belongs')
    return tuple(str(row.get("title") or "") if isinstance(row, dict) else str(row) for row in rows or ())


def _strings(values: Iterable[Any] | None) -> tuple[str, ...]:
    """A tuple of strings from a list that may be missing."""
    if isinstance(values, str) or (values is not None and not isinstance(values, list | tuple)):
        raise ValueError(f'"registry" has {str(values)[:60]!r} where a list belongs')
    return tuple(str(value) for value in values or ())


_KATAKANA = re.compile(r"[ァ-ヴー・＝]")
_HANGUL = re.compile(r"[가-힣]")
_LETTER = re.compile(r"[A-Za-zÀ-ɏ]")
_HAN = re.compile("[一-鿿]")
# A name in han that goes on to a dot is the front of a longer one: 克里斯托弗·哥倫佈.
_GOES_ON = re.compile("[一-鿿]{1,3}[·・]")
# A ruler of that name, or what bears it: 拉美西斯二世, 溫斯頓杯.
_NAMED_AFTER = re.compile("[一二三四五六七八九十]{1,3}世|[杯盃獎奖賞賽赛號号]|大學|大学")
_SPACED = re.compile(rf"[\u0590-\u0e00\u10a0-\u10ff{MARKS}]")
# What may be glued to a word's front: and, with, to, for in Arabic and Hebrew.
_GLUED = frozenset("وفبلكהובלמשכ")
_KO_AFTER = re.compile(
    r"[^가-힣]|$|씨|은|는|이|가|을|를|의|에게|에|와|과|도|로|라|전|대통령|총리|의원|장관|감독|대표|교수|후보|시장|선수|회장|군|양|님|"
    r"국무|위원장|측|및|만|부터|까지|처럼|보다|께서|께|주석|들|역|한테|랑|나|팀|기자|배우|등|사장|부|지사|작가|여사|하고|야|아|인|였|으로|식|발|표"
)
# One name of two letters is a word too often: it needs an office beside it or the longer name elsewhere.
_SURE = 3
# A lead that settles which of two people of one name is meant: this many signs against none.
CLEAR_LEAD = 2


@dataclass(frozen=True, slots=True)
class KnownMention:
    """A name of the registry in a text, and whose it is: several people's where they share it."""

    start: int
    end: int
    people: tuple[KnownPerson, ...]


def find_known(document: Document, index: NameIndex, lang: str) -> tuple[KnownMention, ...]:
    """Names of the registry in scripts without capitals, in order; the longest at each place."""
    if not index.uncased or not has_uncased(document.text):
        return ()
    found = list(_substrings(document.text, index, dense=document.lang in DENSE))
    sure = {person.key for mention, short in found if not short for person in mention.people}
    offices = _offices(lang)
    kept = []
    for mention, short in found:
        if short and not any(person.key in sure for person in mention.people):
            after = document.text[mention.end : mention.end + 12].lstrip()
            if not (offices and offices.match(after)):
                continue
        kept.append(mention)
    return tuple(kept)


def _substrings(text: str, index: NameIndex, *, dense: bool) -> Iterator[tuple[KnownMention, bool]]:
    """(mention, whether its name is short) for each name that the guard of its script lets stand.

    `dense`: words are written together, so a Latin name may stand between two letters of another script.
    """
    at = 0
    while at < len(text) - 1:
        step = 1
        for name, people in index.uncased.get(text[at : at + 2], ()):
            end = at + len(name)
            fits = text.startswith(name, at) and (dense or is_uncased(name)) and _fits(text, at, end)
            if fits:
                yield KnownMention(at, end, people), len(name.replace(" ", "")) < _SURE
                step = len(name)
                break
        at += step


def _fits(text: str, start: int, end: int) -> bool:
    """The guard of a name's script: no hangul, katakana or letter of a spaced word may go on."""
    first, last = text[start], text[end - 1]
    before, after = text[start - 1 : start], text[end : end + 1]
    runs_on = _KATAKANA.match(first) and before and _KATAKANA.match(before)
    if runs_on or (_KATAKANA.match(last) and after and _KATAKANA.match(after)):
        return False
    if _HANGUL.match(first):
        return not (before and _HANGUL.match(before)) and _KO_AFTER.match(text, end) is not None
    if first.isascii():
        return not (_LETTER.match(before) or _LETTER.match(after))
    if _HAN.match(first) and before not in ("·", "・") and (_GOES_ON.match(text, end) or _NAMED_AFTER.match(text, end)):
        return False
    if _SPACED.match(first):
        glued = before in _GLUED and not (start > 1 and _SPACED.match(text[start - 2]))
        return (not before or glued or not _SPACED.match(before)) and not (after and _SPACED.match(after))
    return True


def _offices(lang: str) -> re.Pattern[str] | None:
    words = titles_of(base_language(lang)).get("after", "").split()
    return re.compile("|".join(map(re.escape, words))) if words else None


def weigh_namesakes(
    people: Sequence[KnownPerson], *, text: str, role: str, countries: Sequence[str], names: Sequence[str]
) -> tuple[PersonCandidate, ...]:
    """The people who share a name, most likely first, each with the reasons found in an article.

    A reason is the person's country among those the text names, a word of their roles in the role or the text around,
    a person whom earlier articles name beside them.
    """
    ranked: list[tuple[int, PersonCandidate]] = []
    said = set(folded_words(text))
    for person in people:
        why: list[str] = []
        if person.country and person.country in countries:
            why.append(f"the text names {person.country}")
        words = {
            word for stated in (*person.roles, person.disambiguation) for word in folded_words(stated) if len(word) > 3
        }
        shared = sorted(words & set(folded_words(role))) or sorted(words & said)
        if shared:
            why.append(f"the text says {shared[0]}")
        beside = sorted(person.with_people & set(names))
        if beside:
            why.append(f"named with {beside[0]} before")
        candidate = PersonCandidate(
            slug=person.slug, name=person.name, disambiguation=person.disambiguation, why="; ".join(why)
        )
        ranked.append((len(why), candidate))
    ranked.sort(key=lambda pair: -pair[0])
    return tuple(candidate for _, candidate in ranked)


def clear_lead(candidates: Sequence[PersonCandidate]) -> PersonCandidate | None:
    """The first of the candidates where two reasons speak for them and none for any other."""
    if not candidates:
        return None
    first, *others = candidates
    signs = len(first.why.split("; ")) if first.why else 0
    return first if signs >= CLEAR_LEAD and not any(other.why for other in others) else None
