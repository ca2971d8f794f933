"""Country names, adjectives and cities in languages other than English, and where a text names them.

Names come from CLDR (`data/names`), further forms, endings and adjectives from `data/country-forms.toml`, cities in
other scripts from `data/names/cities-*.tsv`. Where words are written apart, a word counts as a name itself or with
one of the language's endings; where they are not (Japanese, Chinese, Thai), the longest name at each letter counts,
and katakana only between other letters. Korean names stand at the left edge of a word, with a particle after them.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from copydesk.countries import load_countries
from copydesk.ingest.tagging.gazetteer import is_place_word
from copydesk.ingest.tagging.lexicon import base_language, load_name_lexicon, titles_of
from copydesk.ingest.tagging.text import Token, fold

_DATA = Path(__file__).parents[2] / "data"
_UNSPACED = frozenset({"ja", "zh", "zh-Hant", "th", "lo", "km", "my"})
_MARKED = frozenset({"vi"})
_CASELESS = frozenset("ar fa ur ps he hi mr ne bn ta te ml kn gu pa si am ka".split())  # noqa: SIM905
_CITIES = {
    "ko": "hangul", "ja": "japanese", "zh": "han", "zh-Hant": "han", "ru": "cyrillic", "uk": "cyrillic",
    "be": "cyrillic", "bg": "cyrillic", "sr": "cyrillic", "mk": "cyrillic", "kk": "cyrillic", "ky": "cyrillic",
    "ar": "arabic", "fa": "arabic", "ur": "arabic", "hi": "devanagari", "mr": "devanagari", "ne": "devanagari",
    "th": "thai", "el": "greek", "he": "hebrew",
}  # fmt: skip
# Vowels (and soft signs) that endings replace, folded.
_FINALS = re.compile(r"(?:[аяыиоеьъуюіїє]|[aeiouyąęėįųūāēī]|[αηοςεωυι]){1,2}$")
_LEAST_STEM = 4
_TOWNS = _DATA / "names" / "towns.tsv"
_LONGEST_ENDING = 6
_KATAKANA = re.compile(r"[ァ-ヴー・＝]")
_HANGUL = re.compile(r"[가-힣]")
_HAN = re.compile(r"[一-鿿가-힣]")
# What may follow a Korean name of two syllables: nouns of office and kind, then particles, to the word's end.
_KO_AFTER = re.compile(
    r"(?:인|계|산|군|측|내|어|전|발|정부|당국|대통령|총리|총재|국민|대표팀|대표|대사관|대사|팀|국적|출신|시장|여자|남자|여행|국회|언론|외교부|국방부|국무부|법인|본토|남부|북부|동부|서부|땅|간|행|제|식|판|형|본사|기업|증시|경제)*"
    r"(?:들)?(?:은|는|이|가|을|를|의|에|에서|에게|에는|에도|에선|로|으로|와|과|도|만|까지|부터|보다|처럼|나|이나|라는|이라는|이다|였다|서|에서의|에서는|에서도|에서만|및|등|랑|하고|이라고|라고|인데|이고|이며|로부터|로서|의회|조차|마저|뿐|에만|엔|은커녕|에선)*"
)
_PLACE_AFTER_KO = re.compile(r"에서|에\b|의|정부|대통령|총리|산|군|인|외무|핵|전쟁")
_QUOTES = "'\"’”)」』>"

NameKind = Literal["name", "adjective", "city"]


class NamedPlace(NamedTuple):
    """A place a text names: the codes it means, its kind, its offsets."""

    codes: tuple[str, ...]
    kind: NameKind
    start: int
    end: int


class _Form(NamedTuple):
    codes: tuple[str, ...]
    kind: NameKind
    weak: bool


@dataclass(slots=True)
class _Names:
    """The forms of one language: whole words, stems, names of several words, names by their first two letters."""

    whole: dict[str, _Form] = field(default_factory=dict)
    stems: dict[str, _Form] = field(default_factory=dict)
    longer: dict[str, list[tuple[tuple[str, ...], _Form]]] = field(default_factory=dict)
    joined: dict[str, list[tuple[str, _Form]]] = field(default_factory=dict)
    endings: frozenset[str] = frozenset()
    adjective_endings: frozenset[str] = frozenset()
    before: tuple[str, ...] = ()
    adjective_before: tuple[str, ...] = ()
    capitals: frozenset[str] = frozenset()
    apostrophe: bool = False
    derived: frozenset[str] = frozenset()
    rather: dict[str, str] = field(default_factory=dict)


@cache
def _tables() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((_DATA / "country-forms.toml").read_text(encoding="utf-8"))


def _rows(language: str) -> Iterator[tuple[str, str]]:
    """(codes, form) of CLDR and of our own table."""
    known = load_countries()
    path = _DATA / "names" / f"{language}.tsv"
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            code, *forms = line.split("\t")
            if code in known:
                for form in filter(None, forms):
                    yield code, form
                    if "(" in form or "（" in form:
                        yield code, re.sub(r"\s*[(（].*", "", form)
                    special = re.match(r"中[国國](香港|澳[门門])", form)
                    if special:
                        yield code, special[1]
    for code, forms in _tables().get("zh" if language == "zh-Hant" else language, {}).items():
        if isinstance(forms, str) and code[:2].isupper():
            yield from ((code.rstrip("2"), form) for form in forms.split("|"))


@cache
def _load(language: str) -> _Names:
    """The forms of a language, made once a process."""
    table = _tables().get("zh" if language == "zh-Hant" else language, {})
    adjectives = table.get("adjectives", {})
    names = _Names(
        endings=_folded(table.get("endings", "")),
        adjective_endings=_folded(adjectives.get("endings", "")),
        before=tuple(table.get("before", "").split()),
        adjective_before=tuple(adjectives.get("before", "").split()),
        apostrophe=bool(table.get("apostrophe")),
        derived=_folded(table.get("derived", "")),
        rather={_folded_for(language, form): code for code, form in table.get("rather", {}).items()},
    )
    strip = bool(table.get("strip"))
    weak = {_folded_for(language, form) for form in table.get("weak", "").split("|")}
    never = {
        fold(form) for text in (table.get("not", ""), adjectives.get("not", "")) for form in text.split("|") if form
    }
    joined = language in _UNSPACED or language == "ko"
    languages = ("zh", "zh-Hant") if language.startswith("zh") else (language,)
    offices = {fold(word) for word in titles_of(language).get("before", "").split()}  # Vali, a governor in Turkish
    seats = ((code, form) for code, forms in table.get("seats", {}).items() for form in forms.split("|"))
    for code, form in (*_cities(language), *seats):
        key = _folded_for(language, form)
        if key not in never and key not in offices and key not in names.whole:
            _put(names, key, _Form((code,), "city", weak=False), joined=joined, strip=strip)
    for code, stems in adjectives.items():
        for stem in stems.split("|") if code[:2].isupper() else ():
            names.stems[fold(stem)] = _Form((code,), "adjective", weak=False)
            names.whole.setdefault(fold(stem), _Form((code,), "adjective", weak=False))
    for codes, form in (row for part in languages for row in _rows(part)):
        key = _folded_for(language, form).strip()
        if key and key not in never:
            names.capitals |= {key} if form.isupper() and form.isascii() else set()
            _put(names, key, _Form(tuple(codes.split()), "name", weak=key in weak), joined=joined, strip=strip)
    for key in never if joined else ():
        _put(names, key, _Form((), "name", weak=False), joined=True, strip=False)
    for rows in names.joined.values():
        rows.sort(key=lambda row: -len(row[0]))
    return names


def _cities(language: str) -> Iterator[tuple[str, str]]:
    """(code, name) of the larger cities in a language's script."""
    latin = "" if language in _CASELESS or language in _UNSPACED else "latin"
    path = _DATA / "names" / f"cities-{_CITIES.get(language, latin)}.tsv"
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        code, _, forms = line.partition("\t")
        for form in forms.split("|"):
            yield code, form


def _folded(text: str) -> frozenset[str]:
    return frozenset({"", *(fold(ending) for ending in text.split())})


def _put(names: _Names, key: str, form: _Form, *, joined: bool, strip: bool) -> None:
    """Keep a form where it will be looked for."""
    if joined:
        if not any(known == key for known, _ in names.joined.setdefault(key[:2], [])):
            names.joined[key[:2]].append((key, form))
        elif form.kind == "name":
            names.joined[key[:2]] = [row for row in names.joined[key[:2]] if row[0] != key] + [(key, form)]
        return
    words = tuple(_words(key))
    if len(words) > 1:
        names.longer.setdefault(_stem(words[0], strip=strip), []).append((words, form))
        names.longer.setdefault(words[0], []).append((words, form))
        return
    names.whole[key] = form
    if len(key) >= _LEAST_STEM or not strip:
        names.stems[_stem(key, strip=strip)] = form


def _folded_for(language: str, text: str) -> str:
    """A form as compared; in Vietnamese marks tell words apart (Bỉ is Belgium, bí is not)."""
    return unicodedata.normalize("NFC", text).casefold() if language in _MARKED else fold(text)


def _words(key: str) -> list[str]:
    return [word for word in re.split(r"[\s-]+", key.replace(". ", "").replace(".", "")) if word]


def _stem(word: str, *, strip: bool) -> str:
    """A word without the vowels that endings replace."""
    if not strip:
        return word
    stem = _FINALS.sub("", word)
    return stem if len(stem) >= _LEAST_STEM else word[:-1] if len(word) > _LEAST_STEM else word


@cache
def load_towns() -> Mapping[str, str]:
    """Folded name of a smaller town → code of its country."""
    rows = (line.partition("\t") for line in _TOWNS.read_text(encoding="utf-8").splitlines())
    return {fold(name): code for code, _, names in rows for name in names.split("|")}


@cache
def homes_of(language: str) -> frozenset[str]:
    """The countries in whose news a language is written, where they are few enough to say so (`homes`)."""
    return frozenset(_tables().get(language, {}).get("homes", "").split())


def find_home_towns(tokens: Sequence[Token], language: str) -> tuple[NamedPlace, ...]:
    """Towns of the countries where a language is at home, where a sign of place says that a town is meant.

    The sign is a word before it ("la Sibiu") or, in Turkish, an ending after an apostrophe ("Manisa'da").
    """
    homes = homes_of(language)
    if not homes:
        return ()
    before = frozenset(titles_of(language).get("in", "").split())
    parted = _load(language).apostrophe
    towns, found = load_towns(), []
    for number, token in enumerate(tokens[1:], 1):
        if token.word == token.key or token.breaks:
            continue
        name, mark, _ = token.key.partition("'")
        signed = bool(mark) if parted else tokens[number - 1].word in before
        following = tokens[number + 1] if number + 1 < len(tokens) else None
        goes_on = following is not None and following.capital and not following.breaks and not mark
        if signed and not goes_on and towns.get(name) in homes:
            found.append(NamedPlace((towns[name],), "city", token.start, token.end))
    return tuple(found)


def has_country_names(tag: str) -> bool:
    """Whether there is a table of country names for a language."""
    return (_DATA / "names" / f"{base_language(tag)}.tsv").is_file()


def find_named(text: str, tokens: Sequence[Token], tag: str) -> tuple[NamedPlace, ...]:
    """All country names, adjectives and cities of other scripts in a text, in order."""
    language = base_language(tag)
    names = _load(language)
    if language in _MARKED:
        tokens = [token._replace(key=_folded_for(language, token.word)) for token in tokens]
    if language in _UNSPACED or language == "ko":
        found = _find_joined(text, names, korean=language == "ko")
    else:
        found = _find_words(tokens, names, caseless=language in _CASELESS)
    if names.rather:
        found = _settled(text, found, names)
    if language in _UNSPACED or language in _CASELESS or language == "ko":
        return found
    numbers = {token.start: number for number, token in enumerate(tokens)}
    of_people = {place.start for place in found if _names_person(tokens, numbers.get(place.start, -1), language)}
    family = {tokens[numbers[start]].key for start in of_people if _follows_given(tokens, numbers[start], language)}
    placed = frozenset(titles_of(language).get("in", "").split())
    return tuple(
        place
        for place in found
        if place.start not in of_people
        and not (
            place.start in numbers
            and (number := numbers[place.start]) >= 0
            and tokens[number].key in family
            and tokens[number - 1].word not in placed
        )
    )


def _settled(text: str, found: tuple[NamedPlace, ...], names: _Names) -> tuple[NamedPlace, ...]:
    """Names that are a city's of another country too, as that where only the other is named: عمان, Oman or Amman."""
    shared = [place for place in found if fold(text[place.start : place.end]) in names.rather]
    others = {code for place in found if place not in shared for code in place.codes}
    settled: list[NamedPlace] = []
    for place in found:
        city = names.rather.get(fold(text[place.start : place.end]), "")
        meant = city in others and not others.intersection(place.codes)
        settled.append(place._replace(codes=(city,), kind="city") if meant else place)
    return tuple(settled)


_LONGEST_PERSON = 5  # words of a Vietnamese name


def _names_person(tokens: Sequence[Token], number: int, language: str) -> bool:
    """Whether the word at a place is part of a person's name: Trần Tuấn Anh, Trương Mỹ Lan, Dominique de Villepin."""
    if number < 0:
        return False
    if language == "vi":
        start = number
        while start and tokens[start].capital and not tokens[start].breaks and tokens[start - 1].capital:
            start -= 1
        family = load_name_lexicon().vietnamese_family
        run = tokens[max(start, number - _LONGEST_PERSON + 1) : number]
        addressed = number and tokens[number - 1].word.casefold() in titles_of("vi")["honorifics"].split()
        return bool(addressed) or any(fold(token.word) in family for token in run)
    before = tokens[number - 1].key if number and not tokens[number].breaks else ""
    if _follows_given(tokens, number, language):
        return True
    too = frozenset(map(fold, _tables().get(language, {}).get("given", "").split()))
    if tokens[number].key not in too or before in ("la", "l'", "en"):
        return False  # Dominique de Villepin, but la Dominique
    goes_on = iter(tokens[number + 1 : number + 3])
    following = next((token for token in goes_on if token.key not in load_name_lexicon().joining), None)
    if following is None or not following.capital or following.breaks:
        return False
    return language == "fr" or following.key in load_name_lexicon().family


def _follows_given(tokens: Sequence[Token], number: int, language: str) -> bool:
    """Whether a place stands behind a given name, with or without a particle: Luís Montenegro, Nicola di Bari."""
    lexicon = load_name_lexicon()
    at = number - 1
    table = _tables().get(language, {})
    bends = table.get("strip") or table.get("apostrophe")  # Hakan Fidan Almanya'da: a person, and where
    if number < 1 or bends or not tokens[number].capital or tokens[number].breaks:
        return False
    if at and language == "it" and tokens[at].word == "di" and not tokens[at].breaks:
        at -= 1
    key = tokens[at].key
    known = lexicon.men | lexicon.women if tokens[at].opens else lexicon.given  # Les États-Unis
    given = tokens[at].capital and key in known and key not in lexicon.brands and not is_place_word(key)
    return given and key not in titles_of(language).get("ordinary", "").split()


def _find_joined(text: str, names: _Names, *, korean: bool) -> tuple[NamedPlace, ...]:
    """The longest name at each letter."""
    found: list[tuple[NamedPlace, bool]] = []
    at = 0
    folded = text.casefold()
    while at < len(folded):
        rows = names.joined.get(folded[at : at + 2]) or names.joined.get(folded[at]) or []
        step = 1
        for key, form in rows:
            end = at + len(key)
            if folded.startswith(key, at) and (
                _fits_korean(text, at, end, form) if korean else _fits_unspaced(text, at, end)
            ):
                if form.codes:
                    found.append((NamedPlace(form.codes, form.kind, at, end), form.weak))
                step = len(key)
                break
        at += step
    return _without_weak(text, found, korean=korean)


def _fits_korean(text: str, start: int, end: int, form: _Form) -> bool:
    """Whether a name stands at the left edge of a word, with nothing but particles or nouns of kind after it."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if end - start == 1:  # 美, in headlines
        return not (_HAN.match(before) or _HAN.match(after))
    if _HANGUL.match(before):
        return False
    if form.weak and before in _QUOTES:
        return False
    last = end
    while last < len(text) and _HANGUL.match(text[last]):
        last += 1
    rest = text[end:last]
    if not rest:
        return True
    if end - start >= 4 and form.kind == "name":
        return True
    return _KO_AFTER.fullmatch(rest) is not None


def _fits_unspaced(text: str, start: int, end: int) -> bool:
    """Whether a katakana name is not part of a longer word."""
    if not _KATAKANA.match(text[start]):
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    edge = not (before and _KATAKANA.match(before) and before not in "・＝")
    return edge and not (after and _KATAKANA.match(after) and _KATAKANA.match(text[end - 1]) and after not in "・＝")


def _without_weak(text: str, found: list[tuple[NamedPlace, bool]], *, korean: bool) -> tuple[NamedPlace, ...]:
    """Leave out names that are also words, unless the text names the country again or a sign of place follows."""
    times = Counter(code for place, _ in found for code in place.codes)
    others = any(not weak and place.kind == "name" for place, weak in found)  # India, beside Indonesia
    kept = []
    for place, weak in found:
        signed = bool(_PLACE_AFTER_KO.match(text, place.end)) if korean else True
        if not weak or signed or others or any(times[code] > 1 for code in place.codes):
            kept.append(place)
    return tuple(kept)


def _find_words(tokens: Sequence[Token], names: _Names, *, caseless: bool) -> tuple[NamedPlace, ...]:
    """Words that are names, with or without endings."""
    found: list[tuple[NamedPlace, bool]] = []
    done = -1
    for number, token in enumerate(tokens):
        if number <= done or not token.word[0].isalpha():
            continue
        capital = caseless or token.word[0].isupper() or not token.word.islower()
        longer = _longer(tokens, number, names) if capital else None
        if longer is not None:
            last, form = longer
            found.append((NamedPlace(form.codes, form.kind, token.start, tokens[last].end), form.weak))
            done = last
            continue
        for start, word in _parts(token):
            form_ = _lookup(word, names, capital=capital)
            if form_ is not None and _case_fits(token, word, names):
                found.append((NamedPlace(form_.codes, form_.kind, start, start + len(word)), form_.weak))
    times = Counter(code for place, _ in found for code in place.codes)
    return tuple(
        place
        for place, weak in found
        if not weak or any(times[code] > 1 for code in place.codes) or _signed(place, tokens)
    )


def _signed(place: NamedPlace, tokens: Sequence[Token]) -> bool:
    """Whether a weak name stands in the midst of a sentence, where no other word has its capital."""
    return any(token.start == place.start and not token.opens for token in tokens)


def _case_fits(token: Token, word: str, names: _Names) -> bool:
    """Whether a name that is written in capitals is so written here (US, VS, not us)."""
    return word not in names.capitals or token.word.isupper() or "-" in token.word or "'" in token.key


def _parts(token: Token) -> Iterator[tuple[int, str]]:
    """(offset, folded word) of a token: whole, else what apostrophes and hyphens part."""
    key = token.key.replace(".", "").replace(" ", "")
    yield token.start, key
    if "-" in token.text or "'" in key:
        start = token.start
        for part in re.split(r"(['’-])", token.text):
            if len(part) > 1:
                yield start, fold(part)
            start += len(part)


def _lookup(word: str, names: _Names, *, capital: bool) -> _Form | None:
    """The form that a folded word is, bare or with an ending, with or without what is glued to its front."""
    form = names.whole.get(word)
    if form is not None:
        return form if capital or form.kind == "adjective" else None
    for cut in range(min(_LONGEST_ENDING, len(word) - 2) + 1):
        stem, ending = (word[: len(word) - cut], word[len(word) - cut :]) if cut else (word, "")
        form = names.stems.get(stem)
        if form is None:
            continue
        if _takes(form, ending, names) and (capital or form.kind == "adjective"):
            return form
    for prefix in names.before:
        if word.startswith(prefix) and word[len(prefix) :] in names.whole:
            return names.whole[word[len(prefix) :]]
    for prefix in names.adjective_before:
        rest = word.removeprefix(prefix)
        if rest != word:
            found = _lookup(rest, names, capital=capital)
            if found is not None and found.kind == "adjective":
                return found
    return None


def _takes(form: _Form, ending: str, names: _Names) -> bool:
    """Whether a form may have an ending: Maliye, finance in Turkish, is no Mali'ye."""
    if form.kind == "adjective":
        return ending in names.adjective_endings
    return ending in (names.derived if names.apostrophe else names.endings)


def _longer(tokens: Sequence[Token], number: int, names: _Names) -> tuple[int, _Form] | None:
    """(last token, form) of the longest name of several words that begins at a token."""
    key = tokens[number].key.replace(".", "")
    firsts = _first_words((_words(key) or [key])[0], names)
    rows = [row for first in firsts for row in names.longer.get(first, ())]
    if not rows:
        return None
    words: list[tuple[str, int]] = []
    for at in range(number, min(number + 6, len(tokens))):
        if at > number and (tokens[at].breaks or not tokens[at].word[0].isalnum()):
            break
        words.extend((word, at) for word in _words(tokens[at].key.replace(".", "")))
    for wanted, form in sorted(rows, key=lambda row: -len(row[0])):
        if len(words) >= len(wanted) and all(
            (at == 0 and want in firsts) or _same(words[at][0], want, names.endings) for at, want in enumerate(wanted)
        ):
            return words[len(wanted) - 1][1], form
    return None


def _first_words(first: str, names: _Names) -> set[str]:
    """What a word may be as the first of a name: itself, without what is glued to its front, without an ending."""
    found = {first, first.rpartition("'")[2]}
    found.update(first[len(prefix) :] for prefix in names.before if first.startswith(prefix))
    for cut in range(1, min(_LONGEST_ENDING, len(first) - 2)):
        if first[len(first) - cut :] in names.endings:
            found.add(first[: len(first) - cut])
    return found


def _same(have: str, want: str, endings: frozenset[str]) -> bool:
    """Whether a word is another, or both are one stem with endings."""
    if have == want or have.rpartition("'")[2] == want or have.partition("'")[0] == want:
        return True
    if len(endings) < 2 or len(want) < 3:
        return False
    stem = _stem(want, strip=True)
    return have.startswith(stem) and (have[len(stem) :] in endings or have.removeprefix(want) in endings)


@cache
def country_words(language: str) -> tuple[str, ...]:
    """The names of countries in a language written without blanks or capitals, longest first."""
    rows = _load(language).joined.values()
    return tuple(
        sorted({key for row in rows for key, form in row if form.kind == "name" and form.codes}, key=len, reverse=True)
    )
