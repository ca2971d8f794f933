"""What Movable Type, TypePad and their heirs export: one text, entry after entry, fields above its parts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.intake.item import Item, Part, Refused, Said, Skipped
from copydesk.intake.stated import read_day, tags
from copydesk.intake.words import count_words, plain

# https://movabletype.org/documentation/appendices/import-export-format.html
_FIELD = re.compile(r"^([A-Z][A-Z ]*):[ \t]*(.*)$")
_ENTRY_END = re.compile(r"^--------[ \t]*$", re.MULTILINE)
_PART_END = re.compile(r"^-----[ \t]*$", re.MULTILINE)
_LEAST_WORDS = 10


def is_movable_type(text: str) -> bool:
    """Whether a text is such an export: fields in capitals, a body between rules of five and eight hyphens."""
    return (
        _FIELD.match(text.lstrip("\n").split("\n", 1)[0]) is not None
        and re.search(r"^-----[ \t]*\nBODY:[ \t]*$", text, re.MULTILINE) is not None
        and _ENTRY_END.search(text) is not None
    )


def read_movable_type(text: str) -> Iterator[Part]:
    """The entries of an export; readers' comments and pings are counted, not taken."""
    pieces = _ENTRY_END.split(text)
    for number, piece in enumerate(pieces, 1):
        if not piece.strip():
            continue
        if number == len(pieces):
            yield Refused(part=f"entry {number}", why="the entry is cut off", next_step="export it again")
            continue
        yield from _entry(f"entry {number}", piece.strip("\n"))


def _entry(part: str, text: str) -> Iterator[Part]:
    head, *rest = _PART_END.split(text)
    fields: dict[str, list[str]] = {}
    for line in head.split("\n"):
        if match := _FIELD.match(line.strip()):
            fields.setdefault(match[1], []).append(match[2].strip())
    parts: dict[str, list[str]] = {}
    for piece in rest:
        name, _, words = piece.strip("\n").partition("\n")
        parts.setdefault(name.rstrip(" :"), []).append(words.strip())
    body = "\n\n".join(words for name in ("BODY", "EXTENDED BODY") for words in parts.get(name, []) if words)
    day = fields.get("DATE", [""])[0].split(" ")[0]
    month, _, others = day.partition("/")
    date, _, year = others.partition("/")
    status = fields.get("STATUS", ["Publish"])[0]
    said = Said(
        title=plain(fields.get("TITLE", [""])[0]),
        authors=tuple(name for name in fields.get("AUTHOR", []) if name),
        date=read_day(f"{year}-{month:>02}-{date:>02}") if year else None,
        tags=tuple(dict.fromkeys([*fields.get("CATEGORY", []), *tags(fields.get("TAGS", [""])[0].replace('"', ""))])),
        draft=status.casefold() != "publish",
    )
    questions = (f"it was {status.casefold()} there",) if said.draft else ()
    if count_words(plain(body)) < _LEAST_WORDS:
        yield Refused(part=part, why="too short to be an article")
        return
    broken = fields.get("CONVERT BREAKS", ["0"])[0] not in ("0", "richtext") and not re.search(r"<p[\s>]", body)
    html = "".join(f"<p>{block.strip()}</p>\n" for block in re.split(r"\n\s*\n", body)) if broken else body
    is_html = broken or re.search(r"<[a-z][^>]*>", body) is not None
    yield Item(part=part, kind="html" if is_html else "text", text=html, said=said, questions=questions)
    for name in ("COMMENT", "PING"):
        if name in parts:
            yield Skipped(part=part, why=f"readers' {name.lower()}s: {len(parts[name])}")
