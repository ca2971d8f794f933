"""The words that tell a person's name from the rest, and the keys under which forms of a name are one.

Name lists, titles, verbs of saying, marks of firms: all of it is data (`data/lexicon.json`, `given_names.txt`,
`surnames.txt`, `common_words.txt`, `words.txt`), read once a process.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from copydesk.ingest.tagging.text import fold, romanised

Support = Literal["full", "names", "registry only"]

_FIRST_OF_EAST_ASIA = 0x1100  # from the first Hangul letter on names stand without spaces, or family first
_DATA = Path(__file__).parents[2] / "data"
# Languages whose people are found by rules for scripts without capitals (`uncased.py`), where a title is the only sign:
# too little to say that people are found.
_TITLED_ONLY = frozenset({"hi", "ar", "fa", "th", "he", "ur", "bn"})
# Scripts whose letters have no capitals: hangul, kana, han, Arabic, Hebrew, those of India, Thai, Georgian …
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "tl": "fil", "sh": "sr", "cmn": "zh", "yue": "zh-Hant"}
_TRADITIONAL = ("hant", "tw", "hk", "mo")


_LANGUAGE = re.compile("[a-z]{2,8}")


@cache
def base_language(tag: str) -> str:
    """The language of a tag as data has it: pt-BR is pt, nb is no, zh-TW is zh-Hant, nothing is en.

    What is no tag at all (a page's lang="../x") is und, of which nothing is known.
    """
    first, *rest = tag.replace("_", "-").lower().split("-")
    first = _SAME.get(first, first)
    if first == "zh" and any(part in _TRADITIONAL for part in rest):
        return "zh-Hant"
    return (first if _LANGUAGE.fullmatch(first) else "und") if first else "en"


@cache
def _names() -> Mapping[str, str]:
    """Code → English name of each language with a file of country names."""
    rows = (_DATA / "names" / "languages.tsv").read_text(encoding="utf-8").splitlines()
    return {code: english for code, english, *_ in (row.split("\t") for row in rows)}


@cache
def titles_of(language: str) -> Mapping[str, Any]:
    """What `data/people.toml` has for a language: offices and verbs of saying, or nothing."""
    table: Mapping[str, Mapping[str, Any]] = _titles()
    return table.get(language.partition("-")[0], {})


@cache
def _titles() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((_DATA / "people.toml").read_text(encoding="utf-8"))


@cache
def small_words(language: str) -> frozenset[str]:
    """The commonest small words of a language, as `data/languages.toml` has them."""
    table = tomllib.loads((_DATA / "languages.toml").read_text(encoding="utf-8"))
    return frozenset(str(table.get(language, "")).split())


def support_of(tag: str) -> Support:
    """How far the tagger supports a language.

    "full": all of it; "names": people by their offices and names, no roles or quotations; "registry only": people of
    the registry, and country names where CLDR has them.
    """
    language = base_language(tag)
    if language == "en":
        return "full"
    if language in _TITLED_ONLY or not titles_of(language):
        return "registry only"
    return "names"


def warning_of(tag: str) -> str:
    """What an editor must know of a language that is not fully supported, in a line; nothing for English."""
    language = base_language(tag)
    support = support_of(language)
    name = _names().get(language, tag)
    if support == "full":
        return ""
    if support == "names":
        return f"{name}: people are found by name and office only, without quotations; check who is missing"
    if language not in _names():
        return f"{name}: only people of the registry are found"
    return f"{name}: only people of the registry and country names are found"


_INFLECTED = frozenset({"ru", "uk", "be", "bg", "sr", "hr", "bs", "sl", "cs", "sk", "pl"})
_NOT_YET = frozenset({"elect", "designate", "nominate", "emeritus", "in-waiting", "select"})
# What stands before "-general" in an office.
_OFFICES = frozenset(
    {"inspector", "attorney", "auditor", "solicitor", "accountant", "controller", "surveyor", "advocate"}
)
_NO_LONGER = frozenset({"ex", "vice", "deputy", "co", "pro", "sub", "under", "then", "former", "arch", "acting"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLexicon:
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
    place_openers: frozenset[str]
    soft_place_openers: frozenset[str]
    vessels: frozenset[str]
    trades: frozenset[str]
    deeds: frozenset[str]
    undergone: frozenset[str]
    takes_people: frozenset[str]
    brands: frozenset[str]
    numerals: frozenset[str]
    no_rulers: frozenset[str]
    only_chinese: frozenset[str]
    relations: frozenset[str]
    role_nouns: frozenset[str]
    given_countries: frozenset[str]
    men: frozenset[str]
    women: frozenset[str]
    his_titles: frozenset[str]
    her_titles: frozenset[str]


def base_title(key: str, lexicon: NameLexicon) -> str:
    """A title without what says that it is no longer or not yet held: archbishop-elect, ex-captain, vice-mayor."""
    if "-" not in key or key in lexicon.titles:
        return key
    first, _, last = key.partition("-")
    if last in _NOT_YET and first in lexicon.titles:
        return first
    if last == "general" and (first in lexicon.titles or first in _OFFICES):
        return first if first in lexicon.titles else last
    return last if first in _NO_LONGER and last in lexicon.titles else key


@cache
def lexicon_of(language: str) -> NameLexicon:
    """The lexicon for a language: English has its own; elsewhere offices and verbs are that language's.

    Name lists, particles and firms' marks hold for all of them, English words for English alone.
    """
    english = load_name_lexicon()
    if language == "en" or not titles_of(language):
        return english
    table = titles_of(language)
    offices = _with_endings(table.get("before", ""), language)
    small = frozenset(fold(word) for word in small_words(language))
    nouns = frozenset(fold(word) for word in table.get("nouns", "").split())
    said = frozenset(fold(word) for word in table.get("said", "").split())
    openers = frozenset(fold(word) for word in table.get("openers", "").split())
    things = frozenset(fold(word) for word in table.get("things", "").split())
    return replace(
        english,
        titles=english.titles | offices,
        honorifics=english.honorifics | offices,
        said=said,
        weekdays=english.weekdays - english.sure_given,  # Jan is a month in English alone
        acts=frozenset(),
        not_people=english.not_people | nouns,
        never_surnames=english.never_surnames | nouns,
        function_words=small | offices | openers,
        vessels=english.vessels | things,
        words=small - english.joining,
        common=small - english.joining,
        places_before=frozenset(),
        buildings=frozenset(),
        appointed=frozenset(),
    )


@cache
def months_of(language: str) -> frozenset[str]:
    """The months of a language in full, folded: short forms are names and words, too."""
    table = tomllib.loads((_DATA / "months.toml").read_text(encoding="utf-8"))
    names = table.get(language, {}).get("months", ())
    return frozenset(fold(name.split("|")[0]) for name in names)


def _with_endings(words: str, language: str) -> frozenset[str]:
    """Folded offices, with the endings of a language that inflects them."""
    plain = [fold(word) for word in words.split()]
    if language not in _INFLECTED:
        return frozenset(plain)
    endings = (
        "",
        "а",
        "у",
        "ом",
        "ем",
        "е",
        "ы",
        "и",
        "ов",
        "я",
        "ю",
        "ою",
        "a",
        "u",
        "em",
        "om",
        "owi",
        "a",
        "ie",
        "e",
        "i",
        "y",
    )
    stems = {word[:-1] if word[-1] in "аяьйa" and len(word) > 4 else word for word in plain}
    return frozenset([*plain, *(stem + ending for stem in stems for ending in endings)])


@cache
def load_name_lexicon() -> NameLexicon:
    """The lexicon, read from the package's data."""
    lists = _lists()
    files = {
        "given": "given_names.txt",
        "family": "surnames.txt",
        "common": "common_words.txt",
        "words": "words.txt",
    }
    named = {field.name: frozenset(lists[field.name]) for field in fields(NameLexicon) if field.name not in files}
    read = {name: _words_of(file) for name, file in files.items()}
    read["words"] |= read["common"]
    return NameLexicon(**named, **read)


@cache
def _lists() -> Mapping[str, list[str]]:
    return json.loads((_DATA / "lexicon.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@cache
def _words_of(file: str) -> frozenset[str]:
    return frozenset((_DATA / file).read_text(encoding="utf-8").split())


def surname_of(name: str) -> str:
    """The surname in a name of two words or more; "" where its words do not tell which it is.

    Of the lexicon it reads only what it asks for: it serves a process that looks for no names.
    """
    words = name.split()
    while len(words) > 1 and fold(words[-1]).rstrip(".") in _lists()["suffixes"]:
        words.pop()
    if len(words) < 2 or not any(letter.isalpha() and ord(letter) < _FIRST_OF_EAST_ASIA for letter in name):
        return ""
    first, *rest = (fold(word) for word in words)
    if first not in _lists()["east_asian_family"]:
        return words[-1]
    if any("-" in word for word in rest):
        return words[0]  # Lee Jae-myung
    # Kim Philby, Jung Chang: a given name with us, or a surname at both ends.
    either = first in _words_of("given_names.txt") or rest[-1] in _words_of("surnames.txt")
    return "" if either else words[0]


# The names of an article come up again and again in it; some hundreds of bytes each.
_REMEMBERED = 2048


@lru_cache(_REMEMBERED)
def core(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name without suffixes, kept titles and single particles."""
    if len(words) == 1:
        return words
    lexicon = load_name_lexicon()
    # What opens a name is no suffix: Xi Jinping, V. Anand.
    if len(words) == 2 and words[1] == "xi" and words[0] in lexicon.east_asian_family:
        return words  # Chen Xi, no eleventh of his name
    plain = tuple(
        word
        for at, word in enumerate(words)
        if not at or not (word.rstrip(".") in lexicon.suffixes or (word == "i" and at == len(words) - 1))
    )
    if len(plain) == 2 and plain[0] in lexicon.given_particles and plain[1] in lexicon.family:
        return plain  # Van Jackson, Ben Carson, Al Gore
    return tuple(word for word in plain if word not in lexicon.joining) or plain


@lru_cache(_REMEMBERED)
def words_key(words: tuple[str, ...]) -> tuple[str, ...]:
    """The key under which forms of a name are one: no stops, hyphens apart."""
    return tuple(part for word in words for part in word.replace(".", "").replace("'", "").split("-") if part)


# What is taken off the end of a bent name, and what it has in the nominative.
Ending = tuple[str, str]


@cache
def _paradigms(language: str) -> tuple[tuple[tuple[Ending, ...], tuple[Ending, ...]], ...]:
    """The cases in which a language bends the names of men and of women: endings of given and of family names."""
    rows = [*titles_of(language).get("men", ()), *titles_of(language).get("women", ())]
    parted = [row.partition("|") for row in rows]
    return tuple((_endings(given), _endings(family)) for given, _, family in parted)


def _endings(text: str) -> tuple[Ending, ...]:
    pairs = [word.partition(">") for word in text.split()]
    return tuple((ending, plain) for ending, _, plain in sorted(pairs, key=lambda pair: -len(pair[0])))


_LEAST_STEM = 2
_MOVABLE = re.compile(r"[^aeiouyáéíóúůýąęäöüěs\W][klcnrř]$", re.IGNORECASE)


def _unbent_forms(word: str, endings: tuple[Ending, ...], *, family: bool) -> Iterator[tuple[str, int]]:
    """What a word may be in the nominative, if it has one of these endings, and the ending's letters: Havlem, Havel."""
    for ending, plain in endings:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < _LEAST_STEM:
            continue
        moved = f"{stem[:-1]}e{stem[-1]}" if not plain and _MOVABLE.search(stem) else ""
        forms = [stem + plain, moved] if stem[-1] in "nrř" else [moved, stem + plain]
        if family and moved and fold(stem) not in load_name_lexicon().family:
            forms = [moved]
        yield from ((form, len(ending)) for form in forms if form)


def _is_known_given(word: str, language: str) -> bool:
    key = fold(word)
    known = load_name_lexicon().given
    own = titles_of(language).get("given", "").split()
    if key in known or key in own:
        return True
    vowel = key[-1:] in "аяоеиіїую"
    return not key.isascii() and any(form in known and (form[-1] in "aeiouy") == vowel for form in romanised(key))


@lru_cache(_REMEMBERED)
def is_bent_given(key: str, language: str) -> bool:
    """Whether a folded word is a known given name in some case of a language: andreje, vaclavu, donaldem."""
    if len(key) <= _LEAST_STEM + 1:
        return False
    for given, _ in _paradigms(language):
        folded = tuple((fold(ending), fold(plain)) for ending, plain in given)
        if any(_is_known_given(form, language) for form, _ in _unbent_forms(key, folded, family=False)):
            return True
    return False


def nominative(name: str, language: str, *, oblique: bool = False) -> str:
    """A full name as it is without the endings of a case: "Petr Pavel" of "Petra Pavla".

    Both ends of a name must fit one case, with a given name that is known. A name that may as well stand in the
    nominative is left as it is, unless something (`oblique`) says that it does not.
    """
    first, *middle, last = name.split() if " " in name else (name, name)
    if first == last or not last[:1].isalpha():
        return name
    family = load_name_lexicon().family
    found: list[tuple[int, int, str, str]] = []
    women = len(titles_of(language).get("women", ()))
    paradigms = _paradigms(language)
    men = paradigms[: len(paradigms) - women]
    hers = any(_middle(word, language).endswith(("вна", "чна")) for word in middle)
    for of_sex in (paradigms[len(men) :],) if hers else (men, paradigms[len(men) :]):
        ranked: list[tuple[int, int, str, str]] = []
        for given_endings, family_endings in of_sex:
            forms = _unbent_forms(first, given_endings, family=False)
            given = next((form for form, _ in forms if _is_known_given(form, language)), "")
            families = tuple(_unbent_forms(last, family_endings, family=True)) if given else ()
            if given and of_sex is not men and _is_unbent_of_a_woman(first, last, language):
                families = ((last, 0),)
            for form, ending in families:
                ranked.append((2 * (fold(form) in family) + ending, ending, given, form))
        found += sorted(ranked, key=lambda row: -row[0])[:1]
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):  # a man's or a woman's: nothing says which
        return name
    best = max(found)
    _, ending, given, plain = best
    clear = ending >= _CLEAR or (fold(plain) in family and fold(last) not in family)
    hers = last.endswith(_HERS) and fold(given) not in {
        fold(man) for man in titles_of(language).get("mens", "").split()
    }
    if _is_known_given(first, language) and (hers or not (oblique or clear)):
        return name
    return " ".join((given, *(_middle(word, language) for word in middle), plain))


# How women's family names end in the nominative, as men's do in the genitive: "Вера Столбова" is a woman.
_HERS = ("ова", "ева", "ёва", "єва", "ина", "ына", "іна", "їна")


def _is_unbent_of_a_woman(first: str, last: str, language: str) -> bool:
    """Whether a family name ends in a consonant, as women's are not bent: Oksanę Melnyk; not Rose McGowan, Marceli."""
    own = _is_known_given(first, language) or (language == "pl" and first.endswith("i"))
    return not own and fold(last[-1]) not in "aeiouyаеиоуыэюяієь"


_CLEAR = 3  # letters of an ending that is none of a name
BENT_GIVEN = frozenset({"cs", "sk", "pl", "ru", "uk"})  # languages whose paradigms data has


def _middle(word: str, language: str) -> str:
    endings = _endings(titles_of(language).get("middle", ""))
    return next((word.removesuffix(ending) + plain for ending, plain in endings if word.endswith(ending)), word)
