"""What reading and publishing programs export as JSON: wallabag, Omnivore, Karakeep, Ghost, ninjs, CSL. Pure.

Each is told by the keys that its records must have, so that JSON of another kind is refused by name and never guessed.
"""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from typing import Any

from copydesk.errors import counted
from copydesk.intake.addresses import clean_url
from copydesk.intake.item import Item, LinkFound, Part, Refused, Said, Skipped
from copydesk.intake.readers.feeds import LEAST_WORDS, is_json_feed, read_json_feed
from copydesk.intake.readers.ghost import is_ghost, read_ghost
from copydesk.intake.stated import language, names, read_day, tags
from copydesk.intake.words import count_words, plain
from copydesk.intake.xmlsafe import child, children, local_name, text_of

Reader = Callable[[Any], Iterator[Part]]
_FETCH_FAILED = ("can't retrieve", "could not be retrieved", "wallabag can", "unable to retrieve")


def reader_of(value: Any) -> Reader | None:
    """The reader for a parsed JSON value, None where nobody knows it. At most one predicate holds."""
    return next((read for holds, read in READERS if holds(value)), None)


def keys_of(value: Any) -> str:
    """What a JSON value that nobody knows is, in a few words."""
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, dict)), {})
    return ", ".join(map(str, list(value)[:4])) if isinstance(value, dict) else type(value).__name__


def _rows(value: Any) -> list[dict[str, Any]]:
    rows = value if isinstance(value, list) else [value]
    return [row for row in rows if isinstance(row, dict)]


def _all_have(value: Any, *keys: str) -> bool:
    rows = _rows(value)
    return bool(rows) and all(all(key in row for key in keys) for row in rows)


def html_part(part: str, html: str, said: Said, *, voice: Any = "publisher", questions: tuple[str, ...] = ()) -> Part:
    """The part that HTML with what is stated of it makes: an article, or the link to one where the text is short."""
    words = count_words(plain(html))
    if words >= LEAST_WORDS:
        return Item(part=part, kind="html", text=html, said=said, voice=voice, questions=questions)
    if said.url:
        return LinkFound(part=part, said=said, words=words)
    return Refused(part=part, why="too short: no article in it, and no address to find one at")


def _is_wallabag(value: Any) -> bool:
    return _all_have(value, "content", "url", "domain_name", "mimetype")


def _wallabag(value: Any) -> Iterator[Part]:
    for number, row in enumerate(_rows(value), 1):
        html = str(row.get("content") or "")
        failed = any(words in plain(html)[:300].casefold() for words in _FETCH_FAILED)
        said = Said(
            title=plain(str(row.get("title") or "")),
            authors=names(row.get("published_by")),
            date=read_day(row.get("published_at")),
            url=clean_url(str(row.get("origin_url") or row.get("url") or "")),
            tags=tags(row.get("tags")),
            lang=language(row.get("language")),
        )
        yield html_part(f"entry {number}", "" if failed else html, said, voice="tool")


def _is_omnivore(value: Any) -> bool:
    return _all_have(value, "savedAt", "url", "state")


def _omnivore(value: Any) -> Iterator[Part]:
    yield from (part for _, part in omnivore_rows(value))


def omnivore_rows(value: Any) -> Iterator[tuple[dict[str, Any], LinkFound]]:
    """The records of an Omnivore export, each with the link that it is as long as nobody knows its text."""
    for number, row in enumerate(_rows(value), 1):
        said = Said(
            title=plain(str(row.get("title") or "")),
            authors=names(row.get("author")),
            date=read_day(row.get("publishedAt")),
            url=clean_url(str(row.get("url") or "")),
            tags=tags(row.get("labels")),
        )
        yield row, LinkFound(part=f"entry {number}", said=said)


def _is_karakeep(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("bookmarks"), list)
        and _all_have(value["bookmarks"], "content", "createdAt")
    )


def _karakeep(value: Any) -> Iterator[Part]:
    for number, row in enumerate(value["bookmarks"], 1):
        part = f"bookmark {number}"
        content = row.get("content") if isinstance(row, dict) else None
        if not isinstance(content, dict):
            yield Skipped(part=part, why="a bookmark without content")
            continue
        said = Said(
            title=plain(str(row.get("title") or content.get("title") or "")),
            url=clean_url(str(content.get("url") or "")),
            tags=tags(row.get("tags")),
        )
        if content.get("type") == "text":
            text = str(content.get("text") or "")
            yield (
                Item(part=part, kind="text", text=text, said=said, voice="tool")
                if count_words(text) >= LEAST_WORDS
                else Refused(part=part, why="too short: no article in it")
            )
        elif content.get("htmlContent"):
            yield html_part(part, str(content["htmlContent"]), said, voice="tool")
        elif said.url:
            yield LinkFound(part=part, said=said)
        else:
            yield Skipped(part=part, why=f"a {content.get('type') or 'bookmark'}")


def _is_ninjs(value: Any) -> bool:
    return _all_have(value, "uri") and any(
        key in row for row in _rows(value) for key in ("headline", "headlines", "body_html", "body_text", "bodies")
    )


def _ninjs(value: Any) -> Iterator[Part]:
    for number, row in enumerate(_rows(value), 1):
        part = str(row.get("uri") or f"item {number}")
        if row.get("pubstatus") in ("canceled", "withheld") or row.get("pubStatus") in ("canceled", "withheld"):
            yield Refused(part=part, why="the wire has cancelled it", next_step="ask the agency for what is true")
            continue
        if row.get("type", "text") not in ("text", "composite"):
            yield Skipped(part=part, why=f"a {row.get('type')}")
            continue
        bodies = {
            str(one.get("role") or one.get("contenttype")): str(one.get("value") or "")
            for one in _rows(row.get("bodies") or [])
        }
        headline = row.get("headline") or next(
            (str(one.get("value") or "") for one in _rows(row.get("headlines") or [])), ""
        )
        html = str(
            row.get("body_html") or row.get("body_xhtml") or next((text for text in bodies.values() if "<" in text), "")
        )
        text = str(row.get("body_text") or next(iter(bodies.values()), ""))
        provider = row.get("provider")
        said = Said(
            title=plain(str(headline)),
            authors=names(
                row.get("byline") or row.get("by") or [one.get("value") for one in _rows(row.get("bylines") or [])]
            ),
            date=read_day(
                row.get("firstcreated") or row.get("firstCreated") or row.get("published") or row.get("contentcreated")
            ),
            modified=read_day(row.get("versioncreated") or row.get("versionCreated")),
            source=str(
                row.get("source")
                or (provider.get("name") if isinstance(provider, dict) else provider)
                or row.get("copyrightholder")
                or ""
            ),
            lang=language(row.get("language")),
        )
        if count_words(plain(html)) >= count_words(text):
            yield html_part(part, html, said)
        else:
            yield Item(part=part, kind="text", text=text, said=said)


def _is_csl(value: Any) -> bool:
    return (
        isinstance(value, list)
        and _all_have(value, "type", "title")
        and any(key in row for row in _rows(value) for key in ("issued", "container-title", "citation-key"))
    )


def _csl(value: Any) -> Iterator[Part]:
    for number, row in enumerate(_rows(value), 1):
        dates = row.get("issued", {}).get("date-parts") if isinstance(row.get("issued"), dict) else None
        parts = dates[0] if isinstance(dates, list) and dates and isinstance(dates[0], list) else []
        whole = (
            "-".join(f"{int(part):02}" for part in parts)
            if len(parts) == 3 and all(str(part).isdigit() for part in parts)
            else ""
        )
        said = Said(
            title=plain(str(row.get("title") or "")),
            authors=tuple(
                " ".join(str(one.get(key) or "") for key in ("given", "family")).strip()
                or str(one.get("literal") or "")
                for one in _rows(row.get("author") or [])
            ),
            date=read_day(whole),
            url=clean_url(str(row.get("URL") or "")),
            source=str(row.get("container-title") or row.get("publisher") or ""),
            lang=language(row.get("language")),
        )
        part = str(row.get("id") or row.get("citation-key") or f"reference {number}")
        if said.url:
            yield LinkFound(part=part, said=said)
        else:
            yield Skipped(part=part, why="a reference without an address")


def _is_pinboard(value: Any) -> bool:
    return isinstance(value, list) and _all_have(value, "href", "description", "time")


def _pinboard(value: Any) -> Iterator[Part]:
    for number, row in enumerate(_rows(value), 1):
        said = Said(
            title=plain(str(row.get("description") or "")),
            url=clean_url(str(row.get("href") or "")),
            tags=tags(str(row.get("tags") or "").split()),
        )
        yield LinkFound(part=f"bookmark {number}", said=said)


def _entries_of(value: Any) -> list[dict[str, Any]]:
    """The entries of a feed reader's answer: Google Reader's form (FreshRSS, Inoreader, The Old Reader), Miniflux."""
    listed = (value.get("items") or value.get("entries")) if isinstance(value, dict) else None
    rows = listed if isinstance(listed, list) else []
    return rows if rows and all(isinstance(row, dict) for row in rows) else []


def _is_feed_reader(value: Any) -> bool:
    rows = _entries_of(value)
    return bool(rows) and all(
        ("origin" in row and ("summary" in row or "content" in row)) or ("feed" in row and "content" in row)
        for row in rows
    )


def _feed_reader(value: Any) -> Iterator[Part]:
    for number, row in enumerate(_entries_of(value), 1):
        content = row.get("content") or row.get("summary") or ""
        places = [*_rows(row.get("canonical") or []), *_rows(row.get("alternate") or [])]
        origin = row.get("origin") or row.get("feed")
        published = row.get("published_at") or row.get("published")
        said = Said(
            title=plain(str(row.get("title") or "")),
            authors=names(row.get("author")),
            # In seconds since 1970, without the publisher's own offset: the day in UTC may be another, so it is asked.
            date=read_day(published) if isinstance(published, str) else None,
            url=clean_url(str(row.get("url") or next((one["href"] for one in places if one.get("href")), ""))),
            source=str(origin.get("title") or "") if isinstance(origin, dict) else "",
        )
        asks: tuple[str, ...] = ()
        if isinstance(published, int):
            day = dt.datetime.fromtimestamp(published, dt.UTC).date()
            asks = (f"date: {day.isoformat()} by the clock of UTC; the outlet's own day may be the one beside it",)
        html = str(content.get("content") or "") if isinstance(content, dict) else str(content)
        yield html_part(f"entry {number}", html, said, voice="tool", questions=asks)


def is_evernote(root: ET.Element) -> bool:
    """Whether XML is an export of Evernote's notes (ENEX)."""
    return local_name(root) == "en-export"


def read_evernote(root: ET.Element) -> Iterator[Part]:
    """The notes of an ENEX file; when a note was made says nothing of when its article came out."""
    for number, note in enumerate(children(root, "note"), 1):
        about = child(note, "note-attributes")
        address = text_of(child(about, "source-url")) if about is not None else ""
        title = text_of(child(note, "title"))
        left = len(children(note, "resource"))
        said = Said(
            title=title,
            url=clean_url(address),
            tags=tuple(text_of(one) for one in children(note, "tag") if text_of(one)),
        )
        html = re.sub(r"^\s*<\?xml[^>]*\?>\s*(?:<!DOCTYPE[^>]*>)?", "", text_of(child(note, "content")))
        asks = (f"not taken along: {counted(left, 'attachment')}",) if left else ()
        yield html_part(f"note {number}" + (f" ({title})" if title else ""), html, said, voice="tool", questions=asks)


READERS: tuple[tuple[Callable[[Any], bool], Reader], ...] = (
    (is_json_feed, read_json_feed),
    (_is_wallabag, _wallabag),
    (_is_omnivore, _omnivore),
    (_is_karakeep, _karakeep),
    (is_ghost, read_ghost),
    (_is_csl, _csl),
    (_is_ninjs, _ninjs),
    (_is_pinboard, _pinboard),
    (_is_feed_reader, _feed_reader),
)
