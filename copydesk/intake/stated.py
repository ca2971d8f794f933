"""What containers state, in the forms that programs write: days, names, tags, languages. Pure."""

from __future__ import annotations

import ast
import datetime as dt
import json
import re
import tomllib
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.resources import files
from typing import Any

_ISO = re.compile(r"^\s*(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:[T\s/].*|)$")
# A month's name; of India's scripts its vowels' signs are no letters.
_NAME = r"((?:[^\W\d_]|[\u0900-\u0dff]){2,12})"
_DAY_MONTH = re.compile(
    rf"^\D{{0,20}}?(\d{{1,2}})(?:\.|º|er|st|nd|rd|th)?\s+(?:(?:de|di|of)\s+)?{_NAME}\.?,?\s+(?:(?:de|del|of)\s+)?(\d{{4}})"
)
_MONTH_DAY = re.compile(rf"^(?:[^\W\d_]+\.?,?\s+)?{_NAME}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})")
_EAST = re.compile(r"^\s*(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
# Day first: a convention of every country that writes days with stops, and of nobody else.
_DOTTED = re.compile(r"^\s*(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b")
_BY = re.compile(r"^\s*by[\s:]+", re.IGNORECASE)
_WIKI = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]")
_LANG = re.compile(r"^([A-Za-z]{2,3})(?:[-_]([A-Za-z0-9]{2,8}))*$")


@cache
def _months() -> dict[str, int]:
    """The number of each month's name in every language; one that means two months is none."""
    table = tomllib.loads(files("copydesk").joinpath("data/months.toml").read_text(encoding="utf-8"))
    found: dict[str, set[int]] = {}
    for language_ in table.values():
        for number, spelled in enumerate(() if "calendar" in language_ else language_["months"], 1):
            for name in spelled.split("|"):
                found.setdefault(name.casefold(), set()).add(number)
    return {name: min(numbers) for name, numbers in found.items() if len(numbers) == 1}


def read_day(value: Any) -> dt.date | None:  # noqa: PLR0911 - one row a form
    """The day that a program wrote, as written and in its own offset; None for what is no day.

    Takes dates and times, ISO 8601 in its shapes, RFC 2822, days with stops, and days with a month of one of the
    languages of `data/months.toml`.
    """
    if isinstance(value, dt.date):
        return value.date() if isinstance(value, dt.datetime) else value
    text = str(value or "").strip()
    try:
        if match := _ISO.match(text):
            return dt.date(*map(int, match.groups()))
        if match := _EAST.match(text):
            return dt.date(*map(int, match.groups()))
        if match := _DOTTED.match(text):
            return dt.date(int(match[3]), int(match[2]), int(match[1]))
        for pattern, order in ((_MONTH_DAY, (3, 1, 2)), (_DAY_MONTH, (3, 2, 1))):
            match = pattern.match(text)
            month = _months().get(match[order[1]].casefold()) if match else None
            if match and month:
                return dt.date(int(match[order[0]]), month, int(match[order[2]]))
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def names(value: Any) -> tuple[str, ...]:
    """Names out of a list, or of a text with commas or "and": "By" goes, "Family, Given" is turned round."""
    if value is None:
        return ()
    if isinstance(value, dict):
        value = value.get("name") or " ".join(str(value.get(key) or "") for key in ("given", "family"))
    if isinstance(value, (list, tuple)):
        return tuple(dict.fromkeys(name for one in value for name in names(one)))
    text = _BY.sub("", unwrap_links(str(value))).strip()
    if ";" in text:
        parts = text.split(";")
    elif re.search(r"\s+(?:and|&)\s+", text) or text.count(",") > 1:
        parts = re.split(r",\s*(?:and\s+)?|\s+(?:and|&)\s+", text)
    elif text.count(",") == 1:
        first, second = (part.strip() for part in text.split(","))
        parts = (
            [text] if not first or not second else [first, second] if " " in first and " " in second else [turned(text)]
        )
    else:
        parts = [text]
    return tuple(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip() and "@" not in part))


def turned(name: str) -> str:
    """Turn "Family, Given" round."""
    family, comma, given = (part.strip() for part in name.partition(","))
    return f"{given} {family}" if comma and given else name.strip()


def tags(value: Any) -> tuple[str, ...]:
    """Tags out of a list, a list written as Python or JSON, or a text with bars or commas; `#` and `[[ ]]` off."""
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("["):
            try:
                value = json.loads(text)
            except ValueError:
                try:
                    value = ast.literal_eval(text)
                except (ValueError, SyntaxError, MemoryError, RecursionError):
                    value = text
        if isinstance(value, str):
            value = re.split(r"[|,;]", value)
    if not isinstance(value, (list, tuple)):
        return ()
    said = (str(one.get("name") or "") if isinstance(one, dict) else str(one) for one in value if one is not None)
    found = (unwrap_links(one).strip().removeprefix("#").strip() for one in said)
    return tuple(dict.fromkeys(one for one in found if one))


def unwrap_links(text: str) -> str:
    """A text with `[[wiki links]]` taken off its words."""
    return _WIKI.sub(lambda match: match[1], text)


def language(value: Any) -> str:
    """A language tag as BCP 47 has it (`en_GB` → `en-GB`), empty for what has not its shape."""
    text = str(value or "").strip().replace("_", "-")
    return text if _LANG.match(text) else ""
