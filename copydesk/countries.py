"""The countries of the world: built-in data, and finding one by name, alias or ISO code.

`data/countries.json` is built by `scripts/build_gazetteer.py`, which names its sources.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from copydesk.model import Country

_DATA = Path(__file__).parent / "data" / "countries.json"
_INSIDE_WORDS = re.compile(r"[.'’ʻʼ`]")
_BETWEEN_WORDS = re.compile(r"[^\w]+")
# The last index made and what it was made from: a build asks with one mapping thousands of times.
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
    if not _last or _last[0][0] is not countries:
        _last[:] = [(countries, country_index(countries))]
    code = _last[0][1].get(fold_name(text))
    return countries[code] if code else None


def country_names(countries: Mapping[str, Country] | None = None) -> tuple[str, ...]:
    """Display names and aliases, sorted: what a misspelt country is compared with for "did you mean"."""
    known = load_countries() if countries is None else countries
    return tuple(sorted({name for country in known.values() for name in (country.name, *country.aliases)}))
