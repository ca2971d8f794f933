"""Datelines: where a report says it was written, before its first sentence. Pure.

The forms are those of the agencies' stylebooks: "SEOUL, July 2 (Reuters) -", "LA CROSSE, Wis. (AP) —", "HANOI —",
"Kathmandu (dpa) -". A hyphen alone is also what parts a kicker or a caption's first word from its rest, so a line with
one is taken only where a date, a region or an agency stands before it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

from copydesk.ingest.clean.facts.dates import FoundDate, find_dates
from copydesk.ingest.clean.facts.names import is_given, load_words
from copydesk.ingest.clean.lines import Line

_CITY = r"(?P<city>[^\W\d_][^\W\d_.’']*(?:[ /-]+[^\W\d_][^\W\d_.’']*){0,4})"
_PART = r",\s*[^\W_][\w. ]{1,24}"  # a region, a day: ", Wis.", ", July 2", ", 4 mars"
_AGENCY = r"\((?P<agency>[^\W\d_][\w .&/-]{1,28})\)"
_DASH, _LONG_DASH = r"\.?(?:[-–—―]{1,2}|:)\s*(?=[^\sa-zß-ÿ])", r"(?:--|[–—―])\s*(?=[^\sa-zß-ÿ])"
_FORMS = (
    re.compile(rf"{_CITY}(?:{_PART}){{0,3}}\s*{_AGENCY}\s*{_DASH}"),
    re.compile(rf"{_CITY}(?:{_PART}){{1,3}}\s*{_DASH}"),
    re.compile(rf"{_CITY}\s+{_LONG_DASH}"),
)
# What a picture's caption begins with instead of a place; "CHINO, CA - FEBRUARY 15: a driver" is its other form.
_NO_CITY = frozenset(
    ("FILE", "HANDOUT", "UPDATE", "EXCLUSIVE", "BREAKING", "VIDEO", "PHOTOS", "WATCH", "OPINION", "ANALYSIS", "NOTE")
)
_CAPTIONED = re.compile(r"[^\W\d_]+ \d{1,2}(?:, \d{4})?:")
_SMALL = re.compile(r"(?:d[aeiou]|d[aeo]s|del|l[aeo]s?|of|upon|on|am|an|im|sur|sous|and|und|y|et?)")
_SHORTEST, _LONGEST = 3, 200  # a place has more letters; letters of a line in which its dateline ends
_LONGEST_PLACE = 40  # letters of a place before the day of its dateline
_AFTER_DAY = re.compile(r"\)?\s*(?:\([^()]{2,30}\)\s*)?[-–—―:]")
_LEAST = 12  # words; what follows a dateline is a whole sentence
_ABOVE = 3  # lines kept above a dateline that are captions, standfirsts, credits


def find_place(text: str) -> str:
    """Return the place that a paragraph's dateline names ("New York"), or "" where it has none."""
    start = text[:_LONGEST].lstrip("\"'“‘«( ")
    for form in _FORMS:
        match = form.match(start)
        if (
            match
            and _is_city(match["city"], match.groupdict().get("agency") or "")
            and not _CAPTIONED.match(start, match.end())
        ):
            return _in_small_letters(match["city"])
    return ""


def find_place_of_day(text: str) -> str:
    """Return the place that a line of nothing but a place and a day names ("Wellington, 15 March 2019"), or "".

    Only a capital or city that the gazetteer knows: a section, an outlet or a person stand before a day as well.
    """
    dates = find_dates(text)[:1]
    before = text[: dates[0].start].strip(" ,،、–—-(") if dates else ""
    if not before or len(before) > _LONGEST_PLACE or len(text[dates[0].end :].strip(" .)")) > _SHORTEST:
        return ""
    return _in_small_letters(before) if before[:1].isupper() and before.casefold() in _cities() else ""


_TOWN = _CITY.replace("city", "town")
_DESKS = "共同|時事|AFP時事|ロイター|新华社|新華社|中央社|연합뉴스|뉴시스"
_ALONE = re.compile(
    rf"{_CITY}(?:,\s*[^\W\d_][\w. ]{{1,24}})?\s*{_AGENCY}\s*[-–—.]?|{_TOWN}\s*[,/]\s*(?P<signed>[^\W\d_]{{2,9}})"
    rf"|[【［\[](?P<place>[^】］\]]{{2,12}}?)[＝=・ ]?(?:{_DESKS})[】］\]]"
)


def find_place_alone(text: str) -> str | None:
    """Return the place of a line that is a place and an agency alone ("MANILA (AFP)", "【広島共同】"), or None."""
    match = _ALONE.fullmatch(text.strip())
    if match is None:
        return None
    if match["place"]:
        return match["place"]
    city, agency = match["city"] or match["town"], match["agency"] or match["signed"]
    agencies = load_words().agencies
    known = agency.casefold() in agencies and (agency.isupper() or match["agency"]) and city.casefold() not in agencies
    first, *more = city.split()
    if more and is_given(first) and city.casefold() not in _cities():
        return None  # who took the picture: "Fabrizio Bensch/REUTERS"
    return _in_small_letters(city) if known and city[:1].isupper() and len(city) > _SHORTEST else None


def find_place_beside(text: str, names: Sequence[str]) -> str:
    """Return the city that a byline of `names` ends in ("AFP, MANILA", "Ana Villanueva, Manila"), or "".

    Only one that the gazetteer knows: what stands behind a name is oftener an office or an outlet.
    """
    before, _, city = _PARTED.sub("\n", text).strip(" .()").rpartition("\n")
    city = city.strip()
    own = before.casefold().endswith(tuple(name.casefold() for name in names)) if names else False
    named = city[:1].isupper() and city.casefold() in _cities() and city.casefold() not in load_words().agencies
    return _in_small_letters(city) if own and named else ""


_PARTED = re.compile(r"\s*(?:[,/|·•–—]|\s-\s|\(|\sin\s)\s*")


@cache
def _cities() -> frozenset[str]:
    data = json.loads(resources.files("copydesk").joinpath("data/gazetteer.json").read_text(encoding="utf-8"))
    return frozenset(name for kind in ("capital", "city") for names in data[kind].values() for name in names)


def is_dateline(text: str, date: FoundDate) -> bool:
    """Tell whether a date stands between a place in capitals and a dash: "OSLO, 3 March 2021 -", "OSLO (May 3) —"."""
    place = text[: date.start].strip(" ,(\"'“")
    early = date.start < _LONGEST_PLACE and place.isupper() and len(place) >= _SHORTEST
    return early and _AFTER_DAY.match(text, date.end) is not None


def opens_with_day(line: Line) -> bool:
    """Tell whether a sentence stands behind a dateline with its day."""
    dates = find_dates(line.raw)[:1] if line.stop else []
    return any(is_dateline(line.raw, date) for date in dates)


def _is_city(city: str, agency: str) -> bool:
    """Tell whether words before a dash are a place: in capitals, or before an agency that is known."""
    known = load_words().agencies
    signed = any(part.strip().casefold() in known for part in agency.split("/"))
    written = city.isupper() or (city[:1].isupper() and signed)
    return written and len(city) > _SHORTEST and not _NO_CITY.intersection(city.split())


def above_dateline(lines: Sequence[Line], kept: Sequence[bool]) -> list[int]:
    """Return the places of kept lines above the dateline with which the text begins: they are no part of it."""
    first = [at for at, flag in enumerate(kept) if flag][: _ABOVE + 1]
    for nth, at in enumerate(first):
        if lines[at].words >= _LEAST and find_place(lines[at].text):
            return first[:nth]
    return []


def joins_dateline(above: str, below: str) -> str:
    """Return two lines as one where a dateline that begins on the first ends on the second, or ""."""
    above, below = above.rstrip(), below.strip()
    if not above or not below or above.endswith((".", "!", "?")) or find_place(above):
        return ""
    joined = above + ("" if above.endswith("-") and above[-2:-1].isalpha() else " ") + below
    ends = [match.end() for form in _FORMS if (match := form.match(joined))]
    if not find_place(joined) or max(ends, default=0) <= len(above):
        return ""
    # A whole dateline on the second line has its place there, unless the first one breaks off inside a name.
    return joined if not find_place(below) or _BROKEN_OFF.search(above) else ""


_BROKEN_OFF = re.compile(
    r"(?:-|,|\b(?:of|upon|on|the|de|del|la|le|les|los|las|sur|sous|en|am|an|der|dem|den|im|bei|di|da|do|san|santa|saint"
    r"|st\.?|new|port|mount|bad))$",
    re.IGNORECASE,
)


def _in_small_letters(city: str) -> str:
    """Return a place in capitals as it is written in a sentence."""
    if not city.isupper():
        return city
    words = re.split(r"([ /-])", city.lower())
    out = [
        word.upper()
        if "." in word[:-1]
        else word
        if nth and _SMALL.fullmatch(word) and words[nth - 1] != "/"
        else word[:1].upper() + word[1:]
        for nth, word in enumerate(words)
    ]
    return "".join(out)
