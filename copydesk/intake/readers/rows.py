"""Rows of `copydesk.api.page_row`, chosen among millions and brought back as JSON, one object a line. Pure.

Such a row was cleaned where it was made, so its body is taken as it is; what it does not hold as it should is refused
by its line, since a job that wrote one row wrong wrote many.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any

from copydesk.errors import did_you_mean
from copydesk.frontmatter.fields import web_address
from copydesk.intake.addresses import clean_url
from copydesk.intake.budget import PART_BYTES
from copydesk.intake.item import Item, Refused, Said
from copydesk.intake.normalise import normalise
from copydesk.intake.stated import language
from copydesk.model import DroppedLine

_TEXTS = ("title", "body", "subtitle", "date", "lang", "source_name", "source_url", "url", "place", "image", "error")
_LISTS = ("authors", "warnings", "dropped")
# What a row has besides and a draft makes anew: people and countries are suggested with the digest's own registry.
_ANEW = ("text", "confidence", "people", "countries", "mentioned_people", "mentioned_countries")
_PAGE = ("title", "body", "source_name", "source_url", "dropped", "confidence")
_ADVICE = "write each row as one JSON object on a line of its own (pandas: orient='records', lines=True)"


def are_page_rows(value: Any) -> bool:
    """Whether parsed JSON is one row of `page_row`, or a list of them."""
    rows = value if isinstance(value, list) else [value]
    return bool(rows) and all(isinstance(row, dict) and all(key in row for key in _PAGE) for row in rows)


def read_page_rows(value: Any) -> Iterator[Item | Refused]:
    """The articles of parsed rows."""
    rows = value if isinstance(value, list) else [value]
    for number, row in enumerate(rows, 1):
        yield _read(f"line {number}", row)


def read_row_lines(lines: Iterable[bytes]) -> Iterator[tuple[Item | Refused, bytes]]:
    """The article of each line that is not blank, or why there is none, with the bytes of the line."""
    count = 0
    for number, raw in enumerate(lines, 1):
        line = raw.strip().removeprefix(b"\xef\xbb\xbf") if number == 1 else raw.strip()
        if not line:
            continue
        count += 1
        part = f"line {number}"
        if number == 1 and line.startswith((b"PAR1", b"\x1f\x8b", b"PK\x03\x04")):
            yield (
                Refused(part="", why="this is packed (Parquet, gzip or zip), not lines of JSON", next_step=_ADVICE),
                b"",
            )
            return
        if len(line) > PART_BYTES:
            # What follows may be the rest of it: a reader with a cap knows no more lines.
            why = f"the row is too large (at most {PART_BYTES // 1_000_000} MB), and nothing after it was read"
            yield Refused(part=part, why=why, next_step=_ADVICE), b""
            return
        try:
            row = json.loads(line.decode("utf-8"))
        except UnicodeDecodeError:
            yield Refused(part=part, why="the row is not UTF-8", next_step="write the file as UTF-8"), b""
        except (ValueError, RecursionError):
            yield Refused(part=part, why="the row is no JSON, or cut off", next_step=_ADVICE), b""
        else:
            yield _read(part, row), line
    if not count:
        yield Refused(part="", why="no row in it"), b""


def _read(part: str, row: Any) -> Item | Refused:
    if not isinstance(row, dict):
        return Refused(part=part, why=f"the row is a {type(row).__name__}, not an object", next_step=_ADVICE)
    try:
        texts = {key: _text(row, key) for key in _TEXTS}
        lists = {key: _list(row, key) for key in _LISTS}
        if texts["error"]:
            return Refused(
                part=part, why=f"the page was not cleaned: {texts['error']}", next_step="leave such rows out"
            )
        missing = [key for key in ("title", "body") if not texts[key]]
        if missing:
            others = [key for key in row if key not in (*_TEXTS, *_LISTS, *_ANEW)]
            hint = next(filter(None, (did_you_mean(key, others) for key in missing)), "")
            return Refused(part=part, why=f"the row has no {' and no '.join(missing)}", next_step=hint)
        for key in ("source_url", "url", "image"):
            if texts[key]:
                _check(key, texts[key])
        said = Said(
            title=" ".join(texts["title"].split()),
            subtitle=" ".join(texts["subtitle"].split()),
            authors=tuple(dict.fromkeys(" ".join(name.split()) for name in lists["authors"] if name.strip())),
            date=_day(texts["date"]),
            url=clean_url(texts["source_url"] or texts["url"]),
            source=texts["source_name"],
            place=texts["place"],
            image=texts["image"],
            lang=_lang(texts["lang"]),
        )
    except ValueError as error:
        return Refused(part=part, why=str(error))
    others = [str(key) for key in row if key not in (*_TEXTS, *_LISTS, *_ANEW)]
    asks = (f"not taken from the row: {', '.join(others)}",) if others else ()
    return Item(
        part=part,
        kind="markdown",
        text=texts["body"] + "\n",
        said=said,
        voice="tool",
        questions=(*lists["warnings"], *asks),
        left=tuple(_dropped(line) for line in lists["dropped"]),
    )


def _text(row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"{key}: a text is wanted, not {json.dumps(value)[:40]}")  # noqa: TRY004 - of the row, not of us
    return normalise(value).strip()


def _list(row: dict[str, Any], key: str) -> list[str]:
    value = row.get(key)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"{key}: a list of texts is wanted, not {json.dumps(value)[:40]}")
    return [normalise(one) for one in value]


def _check(key: str, address: str) -> None:
    try:
        web_address(address)
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f'date: "{text}" is no day: write YYYY-MM-DD') from None


def _lang(text: str) -> str:
    if text and not language(text):
        raise ValueError(f'lang: "{text}" is no tag of a language, such as en or pt-BR')
    return language(text)


def _dropped(line: str) -> DroppedLine:
    """A line left out, as `flat` writes it: number, rule, text. Whether it was sure is no longer known."""
    number, _, rest = line.partition("\t")
    rule, _, text = rest.partition("\t")
    return DroppedLine(line=int(number) if number.isdecimal() else 0, text=text or line, rule=rule or "row")
