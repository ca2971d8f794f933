"""The countries of the world and the bodies they belong to: built-in data, and finding one by name or code.

`data/countries.json` is built by `scripts/build_gazetteer.py`, which names its sources. `data/not_countries.json` is
written by hand: international bodies, states of the past with those that followed them, regions with their state.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from copydesk.errors import did_you_mean
from copydesk.model import Country, InternationalBody

_DATA = Path(__file__).parent / "data" / "countries.json"
_NOT_COUNTRIES = _DATA.with_name("not_countries.json")
# How near a name must be to be offered instead of one that is no country's: Peru for EU is not near.
_NEAR = 0.78
_INSIDE_WORDS = re.compile(r"[.'’ʻʼ`]")
_BETWEEN_WORDS = re.compile(r"[^\w]+")
# The last indexes made and what they were made from, the latest first: a build asks with one mapping thousands of
# times, the desk with the built-in ones and its digest's own by turns.
_KEPT = 2
_last: list[tuple[Mapping[str, Country], Mapping[str, str]]] = []


@cache
def load_countries() -> Mapping[str, Country]:
    """All 250 built-in countries and territories by code, sorted by code; read once a process."""
    rows = json.loads(_DATA.read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            code: Country(
                code=code,
                name=row["name"],
                slug=row["slug"],
                region=row["region"],
                subregion=row["subregion"],
                capital=row["capital"],
                aliases=tuple(row["aliases"]),
                tile=(row["tile"][0], row["tile"][1]),
                neighbours=tuple(row["neighbours"]),
            )
            for code, row in sorted(rows.items())
        }
    )


@cache
def _names_in(language: str) -> Mapping[str, str]:
    """What CLDR calls countries and regions in a language, by code; empty where it is not among `data/names`.

    `zh-TW` is Traditional Chinese, `pt-BR` falls back on `pt`.
    """
    plain = language.partition("-")[0]
    hant = plain == "zh" and any(part in language for part in ("Hant", "TW", "HK", "MO"))
    tag = "zh-Hant" if hant else {"nb": "no", "nn": "no"}.get(plain, plain)
    path = _DATA.with_name("names") / f"{tag}.tsv"
    if not path.is_file():
        return {}
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#")
    return {row[0]: row[1] for row in rows if len(row) > 1 and row[1]}


# The UN's numbers (M49) of what `region` and `subregion` say; CLDR has no name for the Antarctic as a region.
_REGION_NUMBERS = {
    "Africa": "002", "Americas": "019", "Asia": "142", "Europe": "150", "Oceania": "009", "Antarctica": "AQ",
    "South America": "005", "Western Africa": "011", "Central America": "013", "Eastern Africa": "014",
    "Northern Africa": "015", "Middle Africa": "017", "Southern Africa": "018", "Northern America": "021",
    "Caribbean": "029", "Eastern Asia": "030", "Southern Asia": "034", "South-eastern Asia": "035",
    "Southern Europe": "039", "Australia and New Zealand": "053", "Melanesia": "054", "Micronesia": "057",
    "Polynesia": "061", "Central Asia": "143", "Western Asia": "145", "Eastern Europe": "151",
    "Northern Europe": "154", "Western Europe": "155",
}  # fmt: skip


def countries_in(countries: Mapping[str, Country], language: str) -> dict[str, Country]:
    """Countries with their names and regions in a language, for pages.

    What a file of the digest names stays as it is; so does an English digest, and one in a language without names.
    Capitals are known in English alone, which other languages go without.
    """
    names = {} if language.partition("-")[0] == "en" else _names_in(language)
    known = load_countries()
    shown = dict(countries)
    for code, country in countries.items() if names else ():
        built_in = known.get(code)
        shown[code] = replace(
            country,
            name=names.get(code, country.name) if built_in and built_in.name == country.name else country.name,
            region=names.get(_REGION_NUMBERS.get(country.region, ""), country.region),
            subregion=names.get(_REGION_NUMBERS.get(country.subregion, ""), country.subregion),
            capital="",
        )
    return shown


@cache
def names_by_code(language: str) -> Mapping[str, str]:
    """What a language calls the built-in countries, by code; English where it is not among `data/names`."""
    return {code: country.name for code, country in countries_in(load_countries(), language).items()}


@lru_cache(maxsize=1 << 13)
def fold_name(text: str) -> str:
    """The form in which names of countries are compared: no case, accents, stops or hyphens; `&` is "and"."""
    text = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    text = "".join(char for char in text if not unicodedata.combining(char))
    words = _BETWEEN_WORDS.sub(" ", _INSIDE_WORDS.sub("", text)).split()
    if words[:1] == ["the"]:
        words = words[1:]
    return " ".join("saint" if word == "st" else word for word in words)


def country_index(countries: Mapping[str, Country]) -> Mapping[str, str]:
    """Folded name, alias or code → code. A display name wins over an alias, an alias over a code."""
    index: dict[str, str] = {fold_name(code): code for code in countries}
    index.update({fold_name(alias): code for code, country in countries.items() for alias in country.aliases})
    index.update({fold_name(country.name): code for code, country in countries.items()})
    index.pop("", None)
    return index


def find_country(text: str, countries: Mapping[str, Country]) -> Country | None:
    """The country that front matter means by a name, an alias or an ISO code; None if none is meant.

    Case, accents and Unicode form do not matter. A name that two countries share ("Congo") finds none:
    the editor has to say which. `countries` must not change after the first call with it.
    """
    exact = countries.get(text.strip().upper())
    if exact is not None:
        return exact
    code = _index_of(countries).get(fold_name(text))
    return countries[code] if code else None


def _index_of(countries: Mapping[str, Country]) -> Mapping[str, str]:
    for held, index in _last:
        if held is countries:
            return index
    index = country_index(countries)
    _last[:] = [(countries, index), *_last[: _KEPT - 1]]
    return index


def country_names(countries: Mapping[str, Country] | None = None) -> tuple[str, ...]:
    """Display names and aliases, sorted: what a misspelt country is compared with for "did you mean"."""
    known = load_countries() if countries is None else countries
    return tuple(sorted({name for country in known.values() for name in (country.name, *country.aliases)}))


@cache
def _not_countries() -> Mapping[str, Mapping[str, Any]]:
    rows: Mapping[str, Mapping[str, Any]] = json.loads(_NOT_COUNTRIES.read_text(encoding="utf-8"))
    return rows


@cache
def load_bodies() -> Mapping[str, InternationalBody]:
    """All known international bodies by code, sorted by code; read once a process."""
    return MappingProxyType(
        {
            code: InternationalBody(code=code, name=row["name"], slug=code.lower(), aliases=tuple(row["aliases"]))
            for code, row in sorted(_not_countries()["bodies"].items())
        }
    )


@cache
def _body_index() -> Mapping[str, str]:
    bodies = load_bodies()
    index = {fold_name(alias): code for code, body in bodies.items() for alias in body.aliases}
    index.update({fold_name(name): code for code, body in bodies.items() for name in (body.name, code)})
    return index


def find_body(text: str) -> InternationalBody | None:
    """The international body that front matter means by a code, a name or an alias; None if none is meant."""
    code = _body_index().get(fold_name(text))
    return load_bodies()[code] if code else None


def stated_country(text: str, countries: Mapping[str, Country]) -> Country:
    """The country that `countries:` means. Raises ValueError with what is wrong and advice, by the nature of the name.

    An international body, a state that more than one followed, and a region are told from a slip of the hand.
    """
    historic = _folded("historic_states").get(fold_name(text), ())
    found = find_country(text, countries) if len(historic) < 2 else None
    if found is not None:
        return found
    if historic:
        names = [countries[code].name for code in historic if code in countries]
        raise ValueError(f'"{text}" is a state of the past', f"write the one that is meant of {', '.join(names)}")
    if (body := find_body(text)) is not None:
        raise ValueError(f'"{text}" is no country', f"a body: write it under `bodies:` as {body.code}")
    if (state := _folded("regions").get(fold_name(text))) and state in countries:
        raise ValueError(f'"{text}" is a region, not a country', f"write {countries[state].name} ({state})")
    if fold_name(text) in _parts_of_the_world():
        raise ValueError(f'"{text}" is a part of the world, not a country', "write the countries that are meant")
    if (code := _code_elsewhere(text)) in countries:
        raise ValueError(f'unknown country "{text}"', f"write {countries[code].name} ({code})")
    # A slip of the hand is seldom in the first letter: Hamas is not the Bahamas.
    first = fold_name(text)[:1]
    near = [name for name in country_names(countries) if fold_name(name)[:1] == first]
    advice = did_you_mean(text, near, least=_NEAR) or "write its English name, or its code of two letters"
    raise ValueError(f'unknown country "{text}"', advice)


@cache
def _parts_of_the_world() -> frozenset[str]:
    """Continents and the like, folded, in the languages that CLDR has words for them in."""
    listed = [fold_name(name) for name in _not_countries()["parts_of_the_world"]]
    named = [key for code, names in names_everywhere().items() if code.isdigit() for key in names]
    return frozenset((*listed, *named)) - {""}


@cache
def names_everywhere() -> Mapping[str, Mapping[str, str]]:
    """For each code its names in all languages of `data/names`, by their folded form: for an error, and a search."""
    tags = sorted(path.stem for path in _DATA.with_name("names").glob("*.tsv") if len(path.stem.partition("-")[0]) < 4)
    found: dict[str, dict[str, str]] = {}
    for tag in tags:
        for code, name in _names_in(tag).items():
            found.setdefault(code, {}).setdefault(fold_name(name), name)
    return found


def _code_elsewhere(text: str) -> str:
    """The code of the country that a name in another language or a flag stands for, or an empty string."""
    letters = [ord(char) - _FLAG_A for char in text.strip()]
    if len(letters) == 2 and all(0 <= letter < 26 for letter in letters):
        return "".join(chr(ord("A") + letter) for letter in letters)
    wanted = fold_name(text)
    codes = (code for code, names in names_everywhere().items() if wanted and wanted in names)
    return next((code for code in codes if code.isalpha()), "")


_FLAG_A = 0x1F1E6  # REGIONAL INDICATOR SYMBOL LETTER A: two of them make a flag


def stated_body(text: str, countries: Mapping[str, Country]) -> InternationalBody:
    """The body that `bodies:` means. Raises ValueError with what is wrong and advice."""
    found = find_body(text)
    if found is not None:
        return found
    if (country := find_country(text, countries)) is not None:
        raise ValueError(f'"{text}" is a country', f"write it under `countries:` as {country.code}")
    known = [name for code, body in load_bodies().items() for name in (code, body.name, *body.aliases)]
    advice = did_you_mean(text, known, least=_NEAR) or "docs/reference.md lists those that are known"
    raise ValueError(f'unknown body "{text}"', advice)


@cache
def _folded(kind: str) -> Mapping[str, Any]:
    return {fold_name(name): value for name, value in _not_countries()[kind].items()}
