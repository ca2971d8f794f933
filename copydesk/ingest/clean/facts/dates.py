"""Dates as pages print them, in the forms of many languages. Never a guess: an ambiguous one is none.

Pure after loading (`data/months.toml`); standard library only.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from copydesk.ingest.clean.lexicon import tokens

_EARLIEST, _LATEST = 1800, 2199
_MONTHS = 12
_FEWEST_DIGITS = 3  # of a day and a year: "3/nov/26"
_NO_DIGITS = bytes(set(range(256)) - set(b"0123456789"))
# The digits of every script in ours.
_DIGITS = {code: str(unicodedata.decimal(chr(code))) for code in range(0x660, 0xFFFF) if chr(code).isdecimal()}
_AMERICAN = re.compile(r"\d\s?[AP]\.?M\b|\b(?:E[SD]?T|P[SD]?T|C[SD]T|M[SD]T)\b", re.IGNORECASE)
_EUROPEAN = re.compile(r"\b(?:GMT|UTC|BST|CES?T|EES?T|WES?T|ME[SZ]Z|MSK|AE[SD]T|NZ[SD]T)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDate:
    """A full date in a text: where it stands, which day it is, and whether its month was written as a word."""

    start: int
    end: int
    day: dt.date
    worded: bool


@cache
def _months() -> tuple[dict[str, int], frozenset[str], re.Pattern[str]]:
    """Return the number of each month's name, the words that such names begin with, and what dates look like."""
    data = tomllib.loads(resources.files("copydesk").joinpath("data/months.toml").read_text(encoding="utf-8"))
    numbers: dict[str, int] = {}
    spelled: set[str] = set()  # as written: casefold() parts the accents of "μαΐου" from their letters
    for entry in data.values():
        for number, spellings in enumerate(() if "calendar" in entry else entry["months"], 1):
            for name in spellings.split("|"):
                numbers.setdefault(name.casefold(), number)
                spelled.add(name.lower())
    names = "|".join(re.escape(name) for name in sorted(spelled, key=lambda name: (-len(name), name)))
    day, year = r"(?P<d{0}>[0-3]?\d)(?:st|nd|rd|th|er|º|\.|-?го)?", r"(?P<y{0}>(?:19|20)\d\d)"
    end = r"(?![\w\u0900-\u0dff])"  # a month of India may end in a vowel's sign, behind which there is no \b
    # Words that stand between the parts: "5 de mayo", "ika-5 ng Mayo", "2023 m. gegužės 5 d.", "2023. gada 5. maijā".
    join = r"(?:\s+de\s+l['’]|\s*(?:\bof\b|\bde\b|\bdel\b|\bng\b|\bnăm\b|ខែ|ឆ្នាំ|[-/,.])?\s*)"
    of_year = r"\s*(?:m\.|\.?\s?gada|ж\.|жылғы|-?e?ko)\s*"
    # A year may be glued to a time ("March 4, 202412:44 PM"), so no boundary is asked after it; and a month to the
    # word before it ("2 minute readApril 25, 2023").
    worded = "|".join(
        (
            rf"(?<!\d){day.format(1)}{join}\b(?P<m1>{names}){end}\.?(?:\s?/\s?(?:{names}){end})?{join}{year.format(1)}",
            rf"(?:(?<![^\W\d_])|(?-i:(?<=[a-z])(?=[A-Z])))(?P<m2>{names}){end}\.?\s*(?<!\d){day.format(2)}\s*(?:de\s+)?,?\s*{year.format(2)}",
            rf"(?<!\d){year.format(3)}(?:{of_year}|\s*[.,-]?\s*)\b(?P<m3>{names}){end}\.?\s*{day.format(3)}(?!\d)",
            rf"(?<!\d){year.format(4)}{of_year}{day.format(4)}\s*\b(?P<m4>{names}){end}",
            rf"(?<![\d/-])(?P<d5>[0-3]?\d)(?P<by>[/-])(?P<m5>{names})\.?(?P=by)(?P<y5>[0-3]\d)(?![\d/-])",  # 3/nov/26
        )
    )
    return numbers, frozenset(tokens(name)[0] for name in numbers), re.compile(worded, re.IGNORECASE)


# November in Polish, October in Croatian, which alone sets a stop behind the day: "12. listopada 2023."
_SHORT = "5"  # the form with two figures of the year
_TWO_MONTHS, _OCTOBER = "listopada", 10
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=ខែ)")  # Khmer glues its word for month to the name
# As some servers print it: "Mon Aug 03 12:00:00 EDT 2015"; and the years of Japan's eras.
_UNIX = re.compile(r"\b([A-Z][a-z]{2}) ([0-3]?\d) \d\d:\d\d:\d\d (?:[A-Z]{2,5} )?((?:19|20)\d\d)\b")
_ERA = re.compile(r"(令和|平成|昭和)\s?(\d{1,2}|元)年\s?(\d{1,2})月\s?(\d{1,2})日")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
# Years of Taiwan, of the Buddhist era (Thailand) and of the Solar Hijri calendar (Iran), whose months have own names.
_MINGUO = re.compile(r"(?:中華)?民國\s?(\d{2,3})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_MINGUO_ERA, _BUDDHIST_ERA = 1911, 543


@cache
def _other_months() -> tuple[dict[str, int], re.Pattern[str], re.Pattern[str]]:
    """Return the number of each month's name in Thai and in the calendar of Iran, and what days in each look like."""
    data = tomllib.loads(resources.files("copydesk").joinpath("data/months.toml").read_text(encoding="utf-8"))
    numbers: dict[str, int] = {}
    names: dict[str, str] = {}
    for entry in data.values():
        for number, spellings in enumerate(entry["months"] if "calendar" in entry else (), 1):
            numbers.update(dict.fromkeys(spellings.split("|"), number))
            names[entry["calendar"]] = "|".join(map(re.escape, numbers))
    thai = rf"(?<!\d)([0-3]?\d)\s?({names['buddhist']})\s?(?:[พค]\.?ศ\.?)?\s?(2[45]\d\d|20\d\d|19\d\d)(?!\d)"
    solar = rf"(?<!\d)([0-3]?\d)\s?({names['solar']})(?:\s?ماه)?،?\s?(1[34]\d\d)(?!\d)"
    return numbers, re.compile(thai), re.compile(solar)


_SOLAR_FIGURES = re.compile(r"(?<![\d/])(1[34]\d\d)\s?[/-]\s?([01]?\d)\s?[/-]\s?([0-3]?\d)(?![\d/])")
_PERSIAN_DIGITS = re.compile("[۰-۹]")
_SOLAR_YEAR, _SOLAR_NEW_YEAR = 1403, dt.date(2024, 3, 20)  # a year, and its first day in the Gregorian calendar
_CYCLE, _LEAP_YEARS = 33, frozenset((1, 5, 9, 13, 17, 22, 26, 30))
_FIGURES = re.compile(
    r"(?<![\d.])(?:(?P<y1>(?:19|20)\d\d)\s?(?:年|년|[-/.])\s?(?P<m1>[01]?\d)\s?(?:月|월|[-/.])\s?(?P<d1>[0-3]?\d)(?:日|일)?(?!\d)"
    r"|(?P<a>[0-3]?\d)\s?(?P<sep>[./-])\s?(?P<b>[0-3]?\d)\s?(?P=sep)\s?(?P<y2>(?:19|20)\d\d)"
    r"|(?P<a5>[0-3]?\d)/(?P<b5>[0-3]?\d)/(?P<y5>[0-3]\d)(?![\d/])"
    r"|(?P<d4>[0-3]\d)\.(?P<m4>[01]\d)\.(?P<y4>\d\d)(?![\d.])"
    r"|(?P<y3>(?:19|20)\d\d)(?P<m3>0[1-9]|1[0-2])(?P<d3>0[1-9]|[12]\d|3[01])(?!\d))"
)


# What may stand beside a date on a line that is nothing but one: weekdays, clocks, zones.
_BESIDE = re.compile(
    r"\d{1,2}\s*(?:[:.h時时点시]\s?\d\d)?(?:[:.分분]\s?\d\d)?\s*(?:[ap]\.?\s?m\.?|uhr|h|分|분)?(?![^\W_])"
    r"|\b(?:[A-Z]{2,5}T|GMT|UTC|BST|IST|MSK|MEZ|MESZ)\b(?:[+-]\d+)?|[(（]?[日月火水木金土一二三四五六](?:曜日)?[)）]|星期[一二三四五六日]|[월화수목금토일]요일"
    r"|วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัสฯ?|ศุกร์|เสาร์|อาทิตย์)(?:ที่)?|เวลา|น\."
    r"|\b(?:at|um|à|a las|alle|às|om|kl|klo|o|г|года?|р|року)\b\.?|오[전후]|午[前後]|[上下]午",
    re.IGNORECASE,
)


@cache
def _weekdays() -> frozenset[str]:
    data = tomllib.loads(resources.files("copydesk").joinpath("data/weekdays.toml").read_text(encoding="utf-8"))
    return frozenset(word for words in data.values() for word in words.split())


def without_weekday(text: str) -> str:
    """Return what stands before a date without the weekday that belongs to it."""
    words = text.rstrip(" ,.").split(" ")
    if len(words) < 2 or words[-1].casefold() not in _weekdays():
        return text
    counted = len(words) > 2 and words[-2].casefold() == _COUNTED_DAY  # "Thứ ba", the third
    return " ".join(words[: -2 if counted else -1])


_COUNTED_DAY = "thứ"


def plain_stamp(text: str, lang: str = "", order: str = "") -> bool:
    """Tell whether a line is nothing but dates with their weekdays, clocks and zones: "Wed 18 Sep 2024 12.00 CEST"."""
    found = find_dates(text, lang, order)
    rest = text
    for date in reversed(found):
        rest = rest[: date.start] + " " + rest[date.end :]
    words = [word for word in tokens(_BESIDE.sub(" ", rest)) if word != "#" and word not in _weekdays()]
    return bool(found) and not words


@lru_cache(maxsize=1024)  # a line is asked by several readers of its page
def find_dates(text: str, lang: str = "", order: str = "") -> tuple[FoundDate, ...]:
    """Return the full dates of `text` in order. `lang` settles which figure of `3/4/2024` is the month.

    `order` (`dmy` or `mdy`, an outlet's habit) settles it first. In English it is else only settled by a figure
    above 12, or a clock beside it (American with am and pm, European by its time zone); otherwise the date is left out.
    """
    if _digits(text) < _FEWEST_DIGITS and "年" not in text:
        return ()
    plain = text if text.isascii() else text.translate(_DIGITS)
    found: list[FoundDate] = []
    numbers, openings, worded = _months()
    # Looked for among the words first: a search for any of 467 names at each letter takes twenty times as long.
    months = not openings.isdisjoint(tokens(_GLUED.sub(" ", plain)))
    for match in worded.finditer(plain) if months else ():
        which = next(n for n in "12345" if match[f"m{n}"])
        name = match[f"m{which}"].casefold()
        month = _OCTOBER if name == _TWO_MONTHS and "." in match[0][: match[0].find(name)] else numbers[name]
        year = f"20{match['y5']}" if which == _SHORT else match[f"y{which}"]
        _add(found, match, (year, month, match[f"d{which}"]), worded=True)
    _add_rare(found, plain, numbers)
    if not text.isascii():
        _add_other_calendars(found, plain, persian=_PERSIAN_DIGITS.search(text) is not None)
    for match in _FIGURES.finditer(plain):
        if match["y1"]:
            parts = (match["y1"], int(match["m1"]), match["d1"])
        elif match["y3"]:
            parts = (match["y3"], int(match["m3"]), match["d3"])
        elif match["y4"]:
            parts = ("20" + match["y4"], int(match["m4"]), match["d4"])
        else:
            first, second = (int(match["a"] or match["a5"]), int(match["b"] or match["b5"]))
            settled = _settle(first, second, match["sep"] or "/", order or lang, plain)
            if settled is None:
                continue
            parts = (match["y2"] or f"20{match['y5']}", settled[0], str(settled[1]))
        _add(found, match, parts, worded=False)
    return tuple(sorted(found, key=lambda date: (date.start, date.end)))


def _add_rare(found: list[FoundDate], plain: str, numbers: Mapping[str, int]) -> None:
    """Add the dates of servers and of Japan's eras."""
    for match in _UNIX.finditer(plain):
        if match[1].casefold() in numbers:
            _add(found, match, (match[3], numbers[match[1].casefold()], match[2]), worded=True)
    for match in _ERA.finditer(plain) if "年" in plain else ():
        year = _ERAS[match[1]] + (1 if match[2] == "元" else int(match[2]))
        _add(found, match, (str(year), int(match[3]), match[4]), worded=False)


def _add_other_calendars(found: list[FoundDate], plain: str, *, persian: bool) -> None:
    """Add days of other calendars: Thai and Persian months, figures of Iran where its digits are used, 民國."""
    numbers, thai, solar = _other_months()
    for match in thai.finditer(plain):
        year = int(match[3]) - (_BUDDHIST_ERA if int(match[3]) > _LATEST else 0)
        _add(found, match, (str(year), numbers[match[2]], match[1]), worded=True)
    for match in solar.finditer(plain):
        _add_solar(found, match, (int(match[3]), numbers[match[2]], int(match[1])))
    for match in _SOLAR_FIGURES.finditer(plain) if persian else ():
        _add_solar(found, match, (int(match[1]), int(match[2]), int(match[3])))
    for match in _MINGUO.finditer(plain) if "民" in plain else ():
        _add(found, match, (str(int(match[1]) + _MINGUO_ERA), int(match[2]), match[3]), worded=False)


def _add_solar(found: list[FoundDate], match: re.Match[str], parts: tuple[int, int, int]) -> None:
    """Add a day of the Solar Hijri calendar.

    Six months have 31 days, the others 30, the last one 29 but in leap years; those follow a cycle of 33 years, which
    agrees with the astronomical rule from 1244 to 1472 (https://en.wikipedia.org/wiki/Solar_Hijri_calendar).
    """
    year, month, day = parts
    if not (1 <= month <= _MONTHS and 1 <= day <= (31 if month <= _MONTHS // 2 else 30)):
        return
    ends = sorted((year, _SOLAR_YEAR))
    leaps = sum(one % _CYCLE in _LEAP_YEARS for one in range(*ends))
    days = 365 * (year - _SOLAR_YEAR) + (leaps if year > _SOLAR_YEAR else -leaps)
    gregorian = _SOLAR_NEW_YEAR + dt.timedelta(days=days + 31 * (month - 1) - max(0, month - 7) + day - 1)
    _add(found, match, (str(gregorian.year), gregorian.month, str(gregorian.day)), worded=True)


def _digits(text: str) -> int:
    return len(text.encode().translate(None, _NO_DIGITS)) if text.isascii() else sum(map(str.isdigit, text))


def _settle(first: int, second: int, sep: str, habit: str, text: str) -> tuple[int, int] | None:
    """Return (month, day) of two figures, or None when it cannot be known."""
    if first > _MONTHS or first == second:
        return second, first
    if second > _MONTHS:
        return first, second
    if habit in ("", "en"):
        american, european = (sep == "/" and bool(clock.search(text)) for clock in (_AMERICAN, _EUROPEAN))
        habit = "mdy" if american and not european else "dmy" if european or sep == "." else ""
    if not habit:
        return None
    return (first, second) if habit == "mdy" else (second, first)


def habit_of(texts: Iterable[str]) -> str:
    """Return in which order a page writes figures, `dmy` or `mdy`, if dates that can be read one way agree."""
    seen = set()
    for text in texts:
        if text.isascii() and _digits(text) < _FEWEST_DIGITS:
            continue
        for match in _FIGURES.finditer(text):
            if match["y2"]:
                seen.update(["dmy"] if int(match["a"]) > _MONTHS else ["mdy"] if int(match["b"]) > _MONTHS else [])
    return seen.pop() if len(seen) == 1 else ""


def _add(found: list[FoundDate], match: re.Match[str], parts: tuple[str, int, str], *, worded: bool) -> None:
    try:
        day = dt.date(int(parts[0]), parts[1], int(parts[2]))
    except ValueError:
        return
    if _EARLIEST <= day.year <= _LATEST and not any(f.start < match.end() and match.start() < f.end for f in found):
        found.append(FoundDate(start=match.start(), end=match.end(), day=day, worded=worded))
