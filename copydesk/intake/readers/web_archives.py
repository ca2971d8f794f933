"""What crawlers and browsers keep of the web: WARC, WACZ, HAR, Safari's webarchive. Pure.

Only successful answers that are pages count; the rest is named as not taken. Request heads, with their cookies, are not
read. WARC is read by hand: warcio hands over a record that is cut off as if it were whole (docs/decisions/intake.md).
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

from copydesk.intake.addresses import clean_url, same_page
from copydesk.intake.budget import PART_BYTES, Budget, OverBudgetError
from copydesk.intake.item import Item, LinkFound, Part, Refused, Said, Skipped

_PAGES = ("text/html", "application/xhtml+xml")
_PLAIN = ("", "application/octet-stream", "text/plain")
_LOOKS_LIKE_A_PAGE = re.compile(rb"\A\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)", re.IGNORECASE | re.DOTALL)
_STATUS = re.compile(rb"\AHTTP/[\d.]+\s+(\d{3})")


def is_warc(data: bytes) -> bool:
    """Whether bytes are a WARC file, gzip'd or not."""
    if data[:2] == b"\x1f\x8b":
        try:
            data = zlib.decompressobj(31).decompress(data, 64)
        except zlib.error:
            return False
    return data.startswith(b"WARC/1.")


def _records(data: bytes, budget: Budget) -> Iterator[bytes | None]:
    """The records of a WARC file as bytes, each with its head; None where one is cut off or damaged."""
    yield from _packed_records(data, budget) if data[:2] == b"\x1f\x8b" else _plain_records(data, budget)


def _packed_records(data: bytes, budget: Budget) -> Iterator[bytes | None]:
    while data[:2] == b"\x1f\x8b":
        member = zlib.decompressobj(31)
        try:
            record = member.decompress(data, PART_BYTES + 1)
        except zlib.error:
            yield None
            return
        if len(record) > PART_BYTES:
            raise OverBudgetError("a record is too large")
        if not member.eof:
            yield None
            return
        budget.take(len(record))
        yield record
        data = member.unused_data.lstrip(b"\r\n")


def _plain_records(data: bytes, budget: Budget) -> Iterator[bytes | None]:
    at = 0
    while at < len(data):
        head_end = data.find(b"\r\n\r\n", at)
        length = re.search(rb"^Content-Length:\s*(\d+)", data[at : max(at, head_end)], re.IGNORECASE | re.MULTILINE)
        end = head_end + 4 + int(length[1]) if length else 0
        if head_end < 0 or length is None or not data.startswith(b"WARC/", at) or end > len(data):
            if data[at:].strip():
                yield None
            return
        budget.take(end - at)
        yield data[at:end]
        at = end
        while data[at : at + 2] == b"\r\n":
            at += 2


def _head(block: bytes) -> tuple[dict[str, str], bytes]:
    head, _, body = block.partition(b"\r\n\r\n")
    fields: dict[str, str] = {}
    for line in head.decode("utf-8", "replace").split("\r\n")[1:]:
        key, _, value = line.partition(":")
        fields.setdefault(key.strip().casefold(), value.strip())
    return fields, body


def read_warc(data: bytes, budget: Budget, *, meant: frozenset[str] | None = None) -> Iterator[Part]:
    """The pages of a WARC file. With `meant`, those at these addresses alone; other pages are named as not taken."""
    seen: set[str] = set()
    number = 0
    try:
        for record in _records(data, budget):
            number += 1
            if record is None:
                yield Refused(
                    part=f"record {number}", why="the record is cut off", next_step="save or download the archive again"
                )
                return
            fields, body = _head(record)
            stated = fields.get("content-length", "")
            if stated.isdecimal() and int(stated) > len(body):
                yield Refused(
                    part=f"record {number}", why="the record is cut off", next_step="save or download the archive again"
                )
                continue
            if fields.get("warc-type") in ("response", "revisit", "resource", "conversion"):
                yield from _record(
                    f"record {number}", fields, body[: int(stated)] if stated.isdecimal() else body, seen, meant
                )
    except OverBudgetError as error:
        yield Refused(part=f"record {number}", why=str(error))


def _record(
    part: str, fields: dict[str, str], body: bytes, seen: set[str], meant: frozenset[str] | None
) -> Iterator[Part]:
    address = fields.get("warc-target-uri", "").strip("<>")
    url, key = clean_url(address), same_page(address)
    if fields["warc-type"] == "revisit":
        if key in seen:
            yield Skipped(part=part, why=f"the same page again, on {fields.get('warc-date', '')[:10]}")
        else:
            yield Refused(
                part=part,
                why=f"a revisit of {address}, whose page is not in this file",
                next_step="add the archive that holds it",
            )
        return
    status, kind, page = 200, "", body
    if fields["warc-type"] == "response":
        match = _STATUS.match(body)
        status = int(match[1]) if match else 0
        head, page = _head(body)
        kind = head.get("content-type", "").partition(";")[0].strip().lower()
        try:
            page = _decoded(head, page)
        except (OverBudgetError, ValueError, zlib.error) as error:
            yield Refused(part=part, why=f"{address} cannot be unpacked: {error}")
            return
    else:
        kind = fields.get("content-type", "").partition(";")[0].strip().lower()
    if fields["warc-type"] == "conversion" and kind in _PLAIN and key not in seen:
        # A crawl's texts (WET): the page's words, made from it by a program.
        seen.add(key)
        yield Item(part=part, kind="text", text=page.decode("utf-8", "replace"), said=Said(url=url), voice="tool")
    elif not (kind in _PAGES or (kind in _PLAIN and _LOOKS_LIKE_A_PAGE.match(page))):
        yield Skipped(part=part, why=f"{kind or 'no page'} at {address}")
    elif not 200 <= status < 300:
        yield Skipped(part=part, why=f"an answer of {status} at {address}")
    elif key in seen:
        yield Skipped(part=part, why=f"the same page again: {address}")
    elif meant is not None and key not in meant:
        yield Skipped(part=part, why=f"a frame of another page: {address}")
    else:
        seen.add(key)
        yield Item(part=part, kind="html", page=page, said=Said(url=url), voice="tool")


def _decoded(head: dict[str, str], body: bytes) -> bytes:
    """The page of an HTTP answer, its transfer and content codings taken off."""
    if "chunked" in head.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    coding = head.get("content-encoding", "").lower().strip()
    if coding in ("gzip", "x-gzip", "deflate"):
        unpacker = zlib.decompressobj(47 if coding != "deflate" else (15 if body[:1] == b"\x78" else -15))
        page = unpacker.decompress(body, PART_BYTES + 1)
        if len(page) > PART_BYTES:
            raise OverBudgetError("too large when unpacked")
        return page
    if coding not in ("", "identity"):
        raise ValueError(f"it is packed as {coding}")
    return body


def _unchunked(body: bytes) -> bytes:
    out: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\r\n", at)
        if end < 0:
            raise ValueError("a chunk is cut off")
        size = int(body[at:end].split(b";")[0] or b"0", 16)
        if size == 0:
            return b"".join(out)
        out.append(body[end + 2 : end + 2 + size])
        if len(out[-1]) < size:
            raise ValueError("a chunk is cut off")
        at = end + 2 + size + 2


def read_wacz(files: dict[str, bytes], budget: Budget) -> Iterator[Part]:
    """The pages that a WACZ names as meant, out of its archives."""
    meant: set[str] = set()
    for name, data in files.items():
        if name.endswith("pages.jsonl"):
            for line in data.decode("utf-8", "replace").splitlines():
                try:
                    row = json.loads(line)
                except ValueError:
                    continue
                if isinstance(row, dict) and row.get("url"):
                    meant.add(same_page(str(row["url"])))
    for name, data in sorted(files.items()):
        if name.startswith("archive/"):
            yield from read_warc(data, budget, meant=frozenset(meant) if meant else None)


def is_har(value: Any) -> bool:
    """Whether a parsed JSON value is a HAR, a browser's record of what it loaded."""
    log = value.get("log") if isinstance(value, dict) else None
    return isinstance(log, dict) and isinstance(log.get("entries"), list)


def read_har(value: dict[str, Any]) -> Iterator[Part]:
    """The page of a HAR: the first page loaded; what else was loaded is named as not taken."""
    entries = [one for one in value["log"]["entries"] if isinstance(one, dict)]
    titles = {
        same_page(str(page.get("title") or "")) for page in value["log"].get("pages") or [] if isinstance(page, dict)
    }
    taken = False
    for number, entry in enumerate(entries, 1):
        answer, url = entry.get("response") or {}, str((entry.get("request") or {}).get("url") or "")
        content = answer.get("content") or {}
        kind = str(content.get("mimeType") or "").partition(";")[0].strip().lower()
        part = f"entry {number}"
        if kind not in _PAGES:
            continue  # style sheets, pictures, answers to scripts: a page loads hundreds of them
        if not 200 <= int(answer.get("status") or 0) < 300 or not content.get("text"):
            yield Skipped(part=part, why=f"a page without its text: {url}")
        elif taken and same_page(url) not in titles:
            yield Skipped(part=part, why=f"a frame of another page: {url}")
        else:
            text = str(content["text"])
            try:
                page = base64.b64decode(text, validate=True) if content.get("encoding") == "base64" else text.encode()
            except ValueError:
                yield Refused(part=part, why=f"{url} is damaged: its text is no base64")
                continue
            taken = True
            yield Item(part=part, kind="html", page=page, said=Said(url=clean_url(url)), voice="tool")
    if not taken:
        yield Refused(
            part="",
            why="no page in this HAR",
            next_step="load the page with the developer tools open, save all as HAR with content",
        )
    others = sum(
        str((one.get("response") or {}).get("content", {}).get("mimeType") or "").partition(";")[0].strip().lower()
        not in _PAGES
        for one in entries
    )
    if others:
        yield Skipped(part="the rest", why=f"{others} answers that are no pages")


def is_webarchive(value: Any) -> bool:
    """Whether a parsed property list is Safari's webarchive."""
    return isinstance(value, dict) and isinstance(value.get("WebMainResource"), dict)


def read_webarchive(value: dict[str, Any]) -> Iterator[Part]:
    """The main page of a webarchive; frames and pictures are left alone."""
    main = value["WebMainResource"]
    data, url = main.get("WebResourceData"), clean_url(str(main.get("WebResourceURL") or ""))
    if not isinstance(data, bytes) or not data.strip():
        yield LinkFound(part="", said=Said(url=url)) if url else Refused(part="", why="no page in this webarchive")
        return
    try:
        text = data.decode(str(main.get("WebResourceTextEncodingName") or "utf-8"))
    except (LookupError, UnicodeError):
        yield Item(part="", kind="html", page=data, said=Said(url=url), voice="tool")
        return
    yield Item(part="", kind="html", page=text.encode(), said=Said(url=url), voice="tool")
