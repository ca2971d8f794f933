"""References: RIS and BibTeX. They hold no article's text, so each becomes a link. Pure.

Read by hand rather than by rispy (a byte order mark gives no record and no error) and bibtexparser (braces and accents
of TeX stay): docs/decisions/intake.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from copydesk.intake.addresses import clean_url
from copydesk.intake.item import LinkFound, Part, Said, Skipped
from copydesk.intake.stated import language, read_day, turned

_RIS_LINE = re.compile(r"^([A-Z][A-Z0-9]) {1,2}- ?(.*)$")
_ENTRY = re.compile(r"@(\w+)\s*[{(]")
_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø", "l": "ł",
    "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "th": "þ",
}  # fmt: skip
_ACCENTED = re.compile(r"\\([`'^~=.\"]|[uvHcdkr](?![a-zA-Z]))\s*(?:\{\\?([a-zA-Z])\}|\\?([a-zA-Z]))")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def is_ris(text: str) -> bool:
    """Whether a text is RIS: its first line says the type of a reference."""
    return re.match(r"\s*TY {1,2}- ?[A-Z]", text) is not None


def read_ris(text: str) -> Iterator[Part]:
    """The references of a RIS file."""
    fields: dict[str, list[str]] = {}
    number = 0
    last = ""
    for line in [*text.split("\n"), "ER  - "]:
        match = _RIS_LINE.match(line.rstrip())
        if match is None:
            if last and line.strip():
                fields[last][-1] += f" {line.strip()}"
            continue
        key, value = match[1], match[2].strip()
        if key == "ER":
            if fields:
                number += 1
                yield _ris(f"reference {number}", fields)
            fields, last = {}, ""
        else:
            last = key
            fields.setdefault(key, []).append(value)


def _ris(part: str, fields: dict[str, list[str]]) -> Part:
    def first(*keys: str) -> str:
        return next((fields[key][0] for key in keys if fields.get(key)), "")

    day = first("DA", "Y1", "PY").strip("/")
    said = Said(
        title=first("TI", "T1", "CT"),
        authors=tuple(turned(name) for key in ("AU", "A1") for name in fields.get(key, [])),
        date=read_day(day) if day.count("/") == 2 or "-" in day else None,
        url=clean_url(first("UR", "L1", "LK")),
        source=first("T2", "JO", "JF", "JA", "PB"),
        tags=tuple(fields.get("KW", ())),
        lang=language(first("LA")),
    )
    return LinkFound(part=part, said=said) if said.url else Skipped(part=part, why="a reference without an address")


def is_bibtex(text: str) -> bool:
    """Whether a text is BibTeX: it begins with an entry or a comment of it, and has an entry with fields."""
    return (
        re.match(r"\s*(?:%[^\n]*\n\s*)*@\w+\s*[{(]", text) is not None
        and re.search(r"@\w+\s*\{\s*[^,{}\s]+\s*,\s*\w+\s*=", text) is not None
    )


def read_bibtex(text: str) -> Iterator[Part]:
    """The references of a BibTeX file."""
    strings = {month: month for month in _MONTHS}
    at = 0
    while match := _ENTRY.search(text, at):
        body, at = _braced(text, match.end() - 1)
        kind = match[1].lower()
        if kind == "string":
            strings.update({key.lower(): value for key, value in _fields(body, strings)})
        elif kind not in ("comment", "preamble"):
            label, _, rest = body.partition(",")
            yield _bibtex(label.strip(), {key.lower(): value for key, value in _fields(rest, strings)})


def _braced(text: str, start: int) -> tuple[str, int]:
    """What stands in the braces that open at `start`, and where they end; all that is left where they do not."""
    depth = 0
    for at in range(start, len(text)):
        if text[at] in "{(":
            depth += 1
        elif text[at] in "})":
            depth -= 1
            if depth == 0:
                return text[start + 1 : at], at + 1
    return text[start + 1 :], len(text)


def _fields(body: str, strings: dict[str, str]) -> Iterator[tuple[str, str]]:
    at = 0
    while match := re.compile(r"\s*,?\s*([\w-]+)\s*=\s*").match(body, at):
        at = match.end()
        pieces: list[str] = []
        while at < len(body):
            if body[at] == "{":
                piece, at = _braced(body, at)
            elif body[at] == '"':
                end = _quoted_end(body, at)
                piece, at = body[at + 1 : end], end + 1
            else:
                bare = re.compile(r"[^\s,#}]+").match(body, at)
                if bare is None:
                    break
                piece, at = strings.get(bare[0].lower(), bare[0]), bare.end()
            pieces.append(piece)
            joined = re.compile(r"\s*#\s*").match(body, at)
            if joined is None:
                break
            at = joined.end()
        yield match[1], "".join(pieces)


def _quoted_end(text: str, start: int) -> int:
    depth = 0
    for at in range(start + 1, len(text)):
        if text[at] == '"' and depth == 0:
            return at
        depth += (text[at] == "{") - (text[at] == "}")
    return len(text)


def _bibtex(label: str, fields: dict[str, str]) -> Part:
    words = {key: _untex(value) for key, value in fields.items()}
    day = read_day(words.get("date", ""))
    month = words.get("month", "").lower()[:3]
    if day is None and words.get("year", "").isdigit() and words.get("day", "").isdigit():
        number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month) if month.isdigit() else 0
        day = read_day(f"{int(words['year']):04}-{number:02}-{int(words['day']):02}")
    note = re.search(r"https?://\S+", fields.get("howpublished", "") + " " + fields.get("note", ""))
    said = Said(
        title=words.get("title", ""),
        authors=tuple(turned(name.strip()) for name in re.split(r"\s+and\s+", words.get("author", "")) if name.strip()),
        date=day,
        url=clean_url(fields.get("url", "").replace("\\", "") or (note[0].rstrip("}") if note else "")),
        source=words.get("journal")
        or words.get("journaltitle")
        or words.get("publisher")
        or words.get("organization")
        or "",
        tags=tuple(tag.strip() for tag in re.split(r"[,;]", words.get("keywords", "")) if tag.strip()),
    )
    part = label or "reference"
    return LinkFound(part=part, said=said) if said.url else Skipped(part=part, why="a reference without an address")


def _untex(text: str) -> str:
    """TeX's way of writing a text as the text: accents, letters, dashes; braces and backslashes off."""

    def accented(match: re.Match[str]) -> str:
        return unicodedata.normalize("NFC", (match[2] or match[3]) + _ACCENTS[match[1]])

    text = _ACCENTED.sub(accented, text)
    for name, letter in _LETTERS.items():
        text = re.sub(rf"\\{name}(?![a-zA-Z])(?:\{{\}})?\s?", letter, text)
    text = re.sub(r"\\([&%$#_{}])", r"\1", text).replace("---", "—").replace("--", "–").replace("~", " ")
    return " ".join(re.sub(r"\\[a-zA-Z]+\s?", "", text).replace("{", "").replace("}", "").split())
