"""Write the dates of layouts/strings.yaml anew: months, weekdays and patterns of each of its languages.

    npm pack cldr-dates-full && tar xzf cldr-dates-full-*.tgz
    python scripts/build_dates.py FOLDER    # the unpacked `package`
    python scripts/build_dates.py FOLDER --check    # write nothing, exit 1 if a line would change

Source: the Unicode CLDR (Unicode License v3), Gregorian calendar. `months` are those of a date, `months_alone`
those of a heading (Russian "июля" and "июль"). `date_day` and `date_weekday` are CLDR's long and full date,
`date_short` its medium one, or where that has figures with a leading zero the one with a month's short name;
`date_month` is yMMMM. English days stand as in Britain. Spans are not CLDR's, which has none of whole months. Nothing
of this runs when a digest is built.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

STRINGS = Path(__file__).parent.parent / "layouts" / "strings.yaml"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Whose patterns a language takes where CLDR's own are those of one country.
PATTERNS_OF = {"en": "en-GB"}
# What stays as it is written: no comma after an English weekday.
KEPT = {("en", "date_weekday")}
# Words that CLDR puts round a year and newspapers of the language leave out.
YEAR_WORDS = re.compile(r"[\s\u202f\u00a0]*'[\s\u202f\u00a0]*[гр]'?\.'?")
_TOKEN = re.compile(r"'([^']*)'|(y+)|([ML]+)|(d+)|([Ec]+)|(G+)|([^'yMLdEcG]+)")


def main() -> int:
    """Write, or check, the lines of every language. Returns how the program ends."""
    package, check = Path(sys.argv[1]), "--check" in sys.argv
    text = STRINGS.read_text(encoding="utf-8")
    new = text
    for lang in re.findall(r"(?m)^([a-z]{2}(?:-[A-Za-z]+)?):$", text):
        for key, value in dates(package, lang).items():
            new = new if (lang, key) in KEPT else put(new, lang, key, value)
    if check:
        return int(new != text)
    STRINGS.write_text(new, encoding="utf-8")
    return 0


def dates(package: Path, lang: str) -> dict[str, str]:
    """The date entries of one language as YAML values by key."""
    own, shape = calendar(package, lang), calendar(package, PATTERNS_OF.get(lang, lang))
    forms = shape["dateTimeFormats"]["availableFormats"]
    medium = shape["dateFormats"]["medium"]
    short = forms["yMMMd"] if re.search(r"dd|MM(?!M)", medium) else medium
    months, days = own["months"], own["days"]
    return {
        "months": listed(months["format"]["wide"]),
        "months_alone": listed(months["stand-alone"]["wide"]),
        "months_short": listed(months["format"]["abbreviated"]),
        "weekdays": listed({day: days["stand-alone"]["wide"][day] for day in DAYS}),
        "date_day": quoted(pattern(shape["dateFormats"]["long"])),
        "date_weekday": quoted(pattern(shape["dateFormats"]["full"])),
        "date_short": quoted(pattern(short)),
        "date_month": quoted(pattern(forms["yMMMM"])),
    }


def calendar(package: Path, lang: str) -> Any:
    """CLDR's Gregorian calendar of a language."""
    read = json.loads((package / "main" / lang / "ca-gregorian.json").read_text(encoding="utf-8"))
    (row,) = read["main"].values()
    return row["dates"]["calendars"]["gregorian"]


def pattern(text: str) -> str:
    """A pattern of CLDR as a string of ours."""
    out = ""
    for literal, year, month, day, weekday, era, rest in _TOKEN.findall(YEAR_WORDS.sub("", text)):
        if year or day or weekday:
            out += "{y}" if year else "{d}" if day else "{weekday}"
        elif month:
            out += "{m}" if len(month) < 3 else "{month}"
        elif not era:
            out += literal or rest
    return re.sub(r"\s+", " ", out).strip()


def listed(names: dict[str, str]) -> str:
    """Names as a YAML list."""
    return "[" + ", ".join(quoted(name) for name in names.values()) + "]"


def quoted(text: str) -> str:
    """A text as YAML, in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def put(text: str, lang: str, key: str, value: str) -> str:
    """The strings with one entry of a language changed, or added before its dates."""
    start = text.index(f"\n{lang}:\n") + 1
    following = re.compile(r"(?m)^\S").search(text, start + len(lang) + 2)
    end = following.start() if following else len(text)
    section = text[start:end]
    line = f"  {key}: {value}\n"
    if re.search(rf"(?m)^  {key}:", section):
        section = re.sub(rf"(?m)^  {key}:.*\n", lambda _: line, section)
    else:
        section = re.sub(r"(?m)^  months_short:", lambda match: line + match[0], section)
    return text[:start] + section + text[end:]


if __name__ == "__main__":
    sys.exit(main())
