"""Build copydesk/data/names/: what countries and regions of the world are called, one small file a language.

    npm pack cldr-localenames-full && tar xzf cldr-localenames-full-*.tgz
    python scripts/build_names.py FOLDER    # the unpacked `package`

Source: the Unicode CLDR (Unicode License v3). A line is `CODE<tab>name<tab>short<tab>variant`, the last two only
where CLDR has them (`-alt-short`, `-alt-variant`). Codes are those of countries.json, and of continents and
subregions the UN's numbers (002 Africa). A language falls back on nothing: a name that CLDR lacks is left out.
languages.tsv has `CODE<tab>English name<tab>own name` for each language that has a file.
The output is committed; nothing of this runs when a digest is built.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

DATA = Path(__file__).parent.parent / "copydesk" / "data"
# The languages of data/languages.toml, and those of the world's larger newspapers beside them.
LANGUAGES = (  # noqa: SIM905
    "af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu he hi hr hu hy id is it ja ka kk km "
    "kn ko ky lo lt lv mk ml mn mr ms my ne nl no pa pl ps pt ro ru si sk sl so sq sr sv sw ta te tg th tk tr uk ur uz "
    "vi zh zh-Hant zu"
).split()
# The UN's numbers of what `region` and `subregion` in countries.json say; 001 is the world.
REGIONS = (  # noqa: SIM905
    "001 002 003 005 009 010 011 013 014 015 017 018 019 021 029 030 034 035 039 053 054 057 061 142 143 145 150 151 "
    "154 155 202 419"
).split()
# What news names and ISO does not count among countries.
BODIES = ("EU", "UN")


def main() -> None:
    """Write a file for each language."""
    package = Path(sys.argv[1])
    codes = [*json.loads((DATA / "countries.json").read_text(encoding="utf-8")), *BODIES, *REGIONS]
    folder = DATA / "names"
    folder.mkdir(exist_ok=True)
    for language in LANGUAGES:
        read = json.loads((package / "main" / language / "territories.json").read_text(encoding="utf-8"))
        (row,) = read["main"].values()
        names = row["localeDisplayNames"]["territories"]
        lines = []
        for code in codes:
            forms = [names.get(code, ""), names.get(f"{code}-alt-short", ""), names.get(f"{code}-alt-variant", "")]
            if forms[0] and forms[0] != code:
                lines.append("\t".join([code, *forms]).rstrip("\t"))
        (folder / f"{language}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    english = languages_of(package, "en")
    rows = ["\t".join([code, english[code], languages_of(package, code).get(code, "")]) for code in LANGUAGES]
    (folder / "languages.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def languages_of(package: Path, language: str) -> dict[str, str]:
    """What a language calls all languages, itself among them."""
    read = json.loads((package / "main" / language / "languages.json").read_text(encoding="utf-8"))
    (row,) = read["main"].values()
    names: dict[str, str] = row["localeDisplayNames"]["languages"]
    return names


if __name__ == "__main__":
    main()
