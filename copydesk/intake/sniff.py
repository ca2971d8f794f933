"""What kind of file this is, told by its content and never by its name, and the parts it holds. Pure.

Magic numbers first, then what parses as something, then the shape of lines. Exactly one predicate holds for a file;
what is structured and known to nobody is refused by name, so that no such file becomes a draft (promise I12).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from copydesk.errors import IngestError
from copydesk.intake.budget import PART_BYTES, Budget, OverBudgetError
from copydesk.intake.charset import decode
from copydesk.intake.item import Item, Part, Refused, Said
from copydesk.intake.programs import name_program
from copydesk.intake.read import is_html
from copydesk.intake.readers import (
    databases,
    exports,
    feeds,
    links,
    mail,
    markdown,
    movable_type,
    office,
    packed,
    pages,
    pdf,
    references,
    rows,
    tables,
    web_archives,
    wires,
)
from copydesk.intake.whole import find_missing
from copydesk.intake.xmlsafe import EntitiesError, local_name, parse

_TABLE_ADVICE = "take the text out, or make a table of title, url, date, text"
# Files that are refused by their first bytes, with what can be done instead.
_REFUSED = (
    (b"7z\xbc\xaf", "a 7-Zip file", "unpack it and add what is inside"),
    (b"Rar!", "a RAR file", "unpack it and add what is inside"),
    (b"BZh", "a bzip2 file", "unpack it and add what is inside"),
    (b"\xfd7zXZ", "an xz file", "unpack it and add what is inside"),
    (b"\x89PNG", "a picture", "pictures go to content/images/"),
    (b"\xff\xd8\xff", "a picture", "pictures go to content/images/"),
    (b"GIF8", "a picture", "pictures go to content/images/"),
    (b"RIFF", "a picture, sound or film", "add the text that goes with it"),
    (b"\x7fELF", "a program", ""),
    (b"MZ\x90", "a program", ""),
    (b"SQLite format 3", "a database", "export the articles from the program it belongs to"),
)
_JSON_START = re.compile(r"\s*(?:\[\s*)*\{\s*\"[^\"\n]{1,60}\"\s*:|\s*\[\s*\{")
_CALENDAR = re.compile(r"\s*BEGIN:(VCALENDAR|VCARD)\b", re.IGNORECASE)
_YAML_LINE = re.compile(r"^\s*(?:- )?[\w.\"'-]+:(?:\s.*)?$|^\s*- \S|^\s*#|^---\s*$")
# Lines of a text that tell whether it is structured; words of a line that may be a sentence; shares of lines.
_LEAST_LINES, _LEAST_SENTENCE, _MOSTLY, _MOST_PROSE = 3, 8, 0.8, 0.2
# What may stand before the root of XML, and the name of the root.
_XML_ROOT = re.compile(
    r"\s*(<\?xml[^>]*\?>)?\s*(?:(?:<!--.*?-->|<\?[^>]*\?>|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>)\s*)*<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)",
    re.DOTALL | re.IGNORECASE,
)
_HTML_TAGS = frozenset(
    [
        "html",
        "head",
        "body",
        "article",
        "main",
        "section",
        "div",
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "span",
        "a",
        "img",
        "br",
        "hr",
        "ul",
        "ol",
        "li",
        "table",
        "header",
        "footer",
        "nav",
        "figure",
        "blockquote",
        "center",
        "font",
        "meta",
        "title",
        "link",
        "style",
        "script",
        "b",
        "i",
        "em",
        "strong",
        "form",
        "dl",
        "pre",
    ]
)


def read_parts(data: bytes, name: str, budget: Budget | None = None) -> Iterator[Part]:
    """The parts of a file: items, links, skipped and refused ones, in order; at least one.

    `name` is used in messages alone. A reader that fails midway keeps what it found and adds a refusal for the rest;
    nothing is raised but IngestError (stage `read`) for what is empty or too large to look at.
    """
    budget = budget or Budget()
    if len(data) > PART_BYTES:
        raise IngestError(name, "read", f"too large ({len(data) // 1_000_000} MB; at most {PART_BYTES // 1_000_000})")
    count = 0
    try:
        for part in _read(data, name, budget):
            count += 1
            yield part
    except OverBudgetError as error:
        yield Refused(part="", why=str(error), next_step="unpack it and add what you want of it")
        return
    except (RecursionError, MemoryError):
        yield Refused(part="", why="it is nested too deeply to be read")
        return
    if not count:
        yield Refused(part="", why="no article in it")


def _read(data: bytes, name: str, budget: Budget) -> Iterator[Part]:
    missing = find_missing(data.decode("latin-1"))  # marks of form are ASCII in whatever letters the rest is
    if missing:
        yield from _refuse(missing, "get the file again")
        return
    parts = _by_magic(data, name, budget)
    yield from parts if parts is not None else _by_text(data, name)


Opened = Callable[[bytes, str, Budget], Iterator[Part]]


def _starts(*magic: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(magic)


def _at(place: int, magic: bytes) -> Callable[[bytes], bool]:
    return lambda data: data[place : place + len(magic)] == magic


def _refusing(why: str, advice: str) -> Opened:
    return lambda _data, _name, _budget: _refuse(why, advice)


def _by_magic(data: bytes, name: str, budget: Budget) -> Iterator[Part] | None:
    """The parts of what its first bytes tell; None for text of any kind."""
    read = next((read for holds, read in BYTE_KINDS if holds(data)), None)
    return read(data, name, budget) if read is not None else None


def _by_text(data: bytes, name: str) -> Iterator[Part]:  # noqa: PLR0911 - one row a form
    """The parts of what its decoded text tells."""
    try:
        text = decode(data)[0]
    except UnicodeError as error:
        raise IngestError(name, "read", str(error)) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    if not text.strip():
        raise IngestError(name, "read", "the file is empty")
    missing = find_missing(text)
    if missing:
        return _refuse(missing, "get the file again")
    if markdown.is_markdown(text):
        return markdown.read_markdown(text, name)
    if text.lstrip()[:1] in ("{", "[") and (found := _json(text)) is not None:
        return found
    if is_xml(text) and not links.is_bookmarks(text):
        return _xml(data)
    read = next((read for holds, read in TEXT_KINDS if holds(text)), None)
    if read is not None:
        return read(text)
    if is_html(text):
        return _page_or_text(data)
    what, advice = name_program(text)
    if what:
        return _refuse(f"{what}: no article in it", advice)
    what = _structured(text)
    return _refuse(f"{what}; no reader knows it", _TABLE_ADVICE) if what else _page_or_text(data)


def _calendar(text: str) -> Iterator[Part]:
    kind = "a vCard" if "VCARD" in text[:40].upper() else "an iCalendar file"
    yield from _refuse(f"{kind}: a calendar or an address book holds no article", "add the page or letter it speaks of")


TEXT_KINDS: tuple[tuple[Callable[[str], bool], Callable[[str], Iterator[Part]]], ...] = (
    (references.is_ris, references.read_ris),
    (references.is_bibtex, references.read_bibtex),
    (links.is_shortcut, links.read_shortcut),
    (links.is_list_of_addresses, links.read_list_of_addresses),
    (databases.is_lexis, databases.read_lexis),
    (databases.is_factiva, databases.read_factiva),
    (databases.is_proquest, databases.read_proquest),
    (movable_type.is_movable_type, movable_type.read_movable_type),
    (links.is_bookmarks, links.read_bookmarks),
    (lambda text: _CALENDAR.match(text) is not None, _calendar),
    (lambda text: not is_html(text) and tables.is_table(text), tables.read_table),
)


def is_xml(text: str) -> bool:
    """Whether a text is XML of another kind than a page."""
    match = _XML_ROOT.match(text)
    return match is not None and match[2].lower() not in _HTML_TAGS and (bool(match[1]) or text.rstrip().endswith(">"))


def _refuse(why: str, advice: str) -> Iterator[Part]:
    yield Refused(part="", why=why, next_step=advice)


def _old_office(data: bytes) -> Iterator[Part]:
    if "__substg1.0_".encode("utf-16-le") in data or "__properties_version1.0".encode("utf-16-le") in data:
        yield from _refuse("an Outlook message", "drag it out of Outlook as .eml, or save it as HTML, and add that")
    elif "Workbook".encode("utf-16-le") in data:
        yield from _refuse("an old spreadsheet", "save the sheet as CSV and add that")
    else:
        yield from _refuse("an old Office file", "save it as DOCX and add that")


def _plist(data: bytes) -> Iterator[Part]:
    value = links.parse_plist(data)
    if links.is_webloc(value):
        yield from links.read_webloc(value)
    elif web_archives.is_webarchive(value):
        yield from web_archives.read_webarchive(value)
    else:
        yield from _refuse("a property list; no reader knows it, or it is cut off", _TABLE_ADVICE)


def _json(text: str) -> Iterator[Part] | None:  # noqa: PLR0911 - one row a form
    """The parts of a JSON document (or one value a line); None for what is no JSON, damaged or not."""
    try:
        value: Any = json.loads(text)
    except RecursionError:
        return _refuse("JSON nested too deeply", _TABLE_ADVICE)
    except ValueError:
        value = json_lines(text)
        if value is None:
            return _refuse("JSON that is cut off or damaged", "export it again") if _JSON_START.match(text) else None
    if not isinstance(value, (dict, list)):
        return None
    if isinstance(value, dict) and web_archives.is_har(value):
        return web_archives.read_har(value)
    read = exports.reader_of(value) or (rows.read_page_rows if rows.are_page_rows(value) else None)
    if read is not None:
        return read(value)
    if tables.has_articles(value):
        return tables.read_rows(value)
    what = f"JSON with the keys {exports.keys_of(value)}" if value else "empty JSON"
    return _refuse(f"{what}; no reader knows it", _TABLE_ADVICE)


def json_lines(text: str) -> list[Any] | None:
    """The values of a text with one JSON object a line; None for any other."""
    values = []
    for line in text.split("\n"):
        if line.strip():
            try:
                values.append(json.loads(line))
            except (ValueError, RecursionError):
                return None
    return values if len(values) > 1 and all(isinstance(value, dict) for value in values) else None


def _xml(data: bytes) -> Iterator[Part]:  # noqa: C901 - one row a form
    try:
        root, whole = parse(data)
    except EntitiesError as error:
        yield from _refuse(f"XML with entities: {error}", "a feed or an export needs none: get it from elsewhere")
        return
    except (ValueError, SyntaxError) as error:
        yield from _refuse(f"XML that cannot be read: {error}", _TABLE_ADVICE)
        return
    if local_name(root).lower() in ("html", "body", "article", "div"):
        yield from _page_or_text(data)
    elif local_name(root) == "plist":
        yield from _plist(data)
    elif feeds.is_feed(root):
        if not whole and not re.search(rb"</\w*:?(?:rss|feed|rdf)\s*>\s*\Z", data, re.IGNORECASE):
            yield from _cut_feed(root)
        else:
            yield from feeds.read_feed(root, whole=whole)
    elif not whole:
        yield from _refuse("XML that is damaged or cut off", "get it again")
    elif wires.is_nitf(root):
        yield from wires.read_nitf(root)
    elif wires.is_newsml(root):
        yield from wires.read_newsml(root)
    elif exports.is_evernote(root):
        yield from exports.read_evernote(root)
    else:
        what = {
            "urlset": "a sitemap",
            "sitemapindex": "a sitemap",
            "opml": "a list of feeds (OPML)",
            "kml": "a map",
        }.get(local_name(root), "XML")
        yield from _refuse(f"{what} whose root is <{local_name(root)}>, XML that no reader knows", _TABLE_ADVICE)


def _cut_feed(root: Any) -> Iterator[Part]:
    """A feed that is cut off: its entries but the last, which may be half of one, and a refusal for that."""
    parts = list(feeds.read_feed(root, whole=False))
    yield from parts[:-1]
    yield Refused(part=parts[-1].part if parts else "", why="the feed is cut off here", next_step="get it again")


def _structured(text: str) -> str:
    """What a text is that is no prose: most of its lines are `key: value`, or the cells of a table; empty for prose."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < _LEAST_LINES:
        return ""
    prose = sum(line.rstrip()[-1:] in '.!?”"。' and len(line.split()) > _LEAST_SENTENCE for line in lines)
    if prose > _MOST_PROSE * len(lines):
        return ""
    if sum(_YAML_LINE.match(line) is not None for line in lines) >= _MOSTLY * len(lines):
        return "YAML or a list of settings (key: value)"
    for mark, least in ((";", 1), ("\t", 1), (",", 3)):
        counts = {line.count(mark) for line in lines}
        if len(counts) == 1 and min(counts) >= least and len(lines) > _LEAST_LINES:
            return "a table (CSV)"
    return ""


def _page_or_text(data: bytes) -> Iterator[Part]:
    """A page or a text as it is: what cleaning was always for."""
    yield Item(part="", kind="html", page=data, said=Said(url=pages.saved_from(data)), voice="tool")


def _is_gzip(data: bytes) -> bool:
    return data.startswith(b"\x1f\x8b") and not web_archives.is_warc(data)


def _is_letter(data: bytes) -> bool:
    return mail.is_mail(data) and not pages.is_mhtml(data)


BYTE_KINDS: tuple[tuple[Callable[[bytes], bool], Opened], ...] = (
    (web_archives.is_warc, lambda data, _, budget: web_archives.read_warc(data, budget)),
    (_is_gzip, lambda data, name, budget: packed.read_gzip(data, name, budget, read_parts)),
    (_starts(b"PK\x03\x04", b"PK\x05\x06"), lambda data, _, budget: packed.read_zip(data, budget, read_parts)),
    (lambda data: b"%PDF-" in data[:1024], lambda data, *_: pdf.read_pdf(data)),
    (_starts(b"{\\rtf"), lambda data, *_: office.read_rtf(data)),
    (_starts(b"\xd0\xcf\x11\xe0"), lambda data, *_: _old_office(data)),
    (_starts(b"bplist00"), lambda data, *_: _plist(data)),
    (_at(257, b"ustar"), _refusing("a tar file", "unpack it and add what is inside")),
    (_at(60, b"BOOKMOBI"), _refusing("a Mobipocket book", "convert it to EPUB and add that")),
    *((_starts(magic), _refusing(f"this is not text or HTML but {what}", advice)) for magic, what, advice in _REFUSED),
    (pages.is_clipboard, lambda data, *_: pages.read_clipboard(data)),
    (pages.is_mhtml, lambda data, *_: pages.read_mhtml(data)),
    (mail.is_mailbox, lambda data, *_: mail.read_mailbox(data)),
    (_is_letter, lambda data, *_: mail.read_mail(data)),
)


def is_feed_file(data: bytes) -> bool:
    """Whether bytes are a feed: RSS, RDF, Atom or JSON Feed."""
    if len(data) > PART_BYTES:
        return False
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        try:
            return feeds.is_json_feed(json.loads(data))
        except (ValueError, RecursionError):
            return False
    try:
        return b"<" in data[:1_000] and feeds.is_feed(parse(data)[0])
    except (ValueError, SyntaxError):
        return False


def make_keepable(data: bytes) -> bytes:
    """The bytes to keep of a file as an original: of a letter without who received it, of all else as they are.

    They are read to the same parts.
    """
    kind = next((holds for holds, _ in BYTE_KINDS if holds(data)), None)
    return mail.without_routing(data) if kind in (mail.is_mailbox, _is_letter) else data
