"""Files in files: gzip and zip, and the exports that come as zip (Substack, Medium, Omnivore, WACZ). Pure.

Nothing is unpacked to disk; a member whose name would climb out of a folder is refused by name all the same. Members
that hold readers' addresses are never opened.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace

from copydesk.files import is_litter, is_of_page
from copydesk.intake.addresses import clean_url
from copydesk.intake.budget import Budget, OverBudgetError, open_zip
from copydesk.intake.item import Item, Part, Refused, Said, Skipped
from copydesk.intake.readers.exports import html_part, omnivore_rows
from copydesk.intake.readers.office import read_docx, read_epub, read_odt
from copydesk.intake.readers.web_archives import read_wacz
from copydesk.intake.stated import read_day
from copydesk.intake.words import plain

# How a member's own bytes are read: the sniffer, handed in so that imports point one way.
Opener = Callable[[bytes, str, Budget], Iterator[Part]]
_NO_ARTICLE = (
    ".css",
    ".js",
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".svg",
    ".webp",
    ".ico",
    ".woff",
    ".woff2",
    ".mp3",
    ".mp4",
    ".cdx",
    ".idx",
)
_PRIVATE = re.compile(r"email_list|subscriber|\.opens\.csv$|\.delivers\.csv$|members?\.csv$", re.IGNORECASE)
_READ_ME = ("README", "README.MD", "README.TXT", "README.HTML", "README.HTM")
_CLIMBS = re.compile(r"^(?:/|\\|[A-Za-z]:)|(?:^|[/\\])\.\.(?:[/\\]|$)|\x00")


def read_gzip(data: bytes, name: str, budget: Budget, opener: Opener) -> Iterator[Part]:
    """What a gzip file holds, read as itself."""
    try:
        inner = budget.unpack_gzip(data)
    except OverBudgetError as error:
        yield Refused(part="", why=str(error), next_step="unpack it and add what you want of it")
    except (zlib.error, EOFError, OSError) as error:
        yield Refused(part="", why=f"the gzip file is damaged or cut off: {error}")
    else:
        yield from _deeper(inner, name.removesuffix(".gz"), budget, opener)


def _deeper(data: bytes, name: str, budget: Budget, opener: Opener) -> Iterator[Part]:
    if budget.depth <= 0:
        yield Refused(
            part="",
            why="nested too deep: a packed file in a packed file in another",
            next_step="unpack it and add what is inside",
        )
        return
    budget.depth -= 1
    try:
        yield from opener(data, name, budget)
    finally:
        budget.depth += 1


def read_zip(data: bytes, budget: Budget, opener: Opener) -> Iterator[Part]:
    """What a zip file holds: an office file, a book, an archive of the web, an export, or files of any kind."""
    try:
        archive = open_zip(data)
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        yield Refused(
            part="", why=f"the zip file is damaged or cut off: {error}", next_step="download or save it again"
        )
        return
    names = {info.filename for info in members}
    with archive:
        if "word/document.xml" in names:
            yield from read_docx(data, archive, budget)
        elif "xl/workbook.xml" in names:
            yield Refused(part="", why="a spreadsheet", next_step="save the sheet as CSV and add that")
        elif "ppt/presentation.xml" in names:
            yield Refused(part="", why="slides", next_step="save their text and add that")
        elif "mimetype" in names:
            yield from _by_mimetype(archive, budget)
        elif "datapackage.json" in names and any(one.startswith("archive/") for one in names):
            yield from _wacz(archive, members, budget)
        elif "posts.csv" in names and any(one.startswith("posts/") for one in names):
            yield from _substack(archive, members, budget)
        elif any(one.startswith("posts/") for one in names) and names & _OF_MEDIUM:
            yield from _medium(archive, members, budget, opener)
        elif any(_OMNIVORE.match(one) for one in names):
            yield from _omnivore(archive, members, budget)
        else:
            yield from _members(archive, members, budget, opener)


def _by_mimetype(archive: zipfile.ZipFile, budget: Budget) -> Iterator[Part]:
    kind = archive.read("mimetype")[:200].decode("ascii", "replace").strip()
    if kind == "application/epub+zip":
        yield from read_epub(archive, budget)
    elif kind.startswith("application/vnd.oasis.opendocument.text"):
        yield from read_odt(archive, budget)
    elif kind.startswith("application/vnd.oasis.opendocument.spreadsheet"):
        yield Refused(part="", why="a spreadsheet", next_step="save the sheet as CSV and add that")
    else:
        yield Refused(part="", why=f"a file of the kind {kind}, which no reader knows")


def _wacz(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], budget: Budget) -> Iterator[Part]:
    files: dict[str, bytes] = {}
    for info in members:
        if info.filename.startswith(("archive/", "pages/")) and not info.is_dir():
            try:
                files[info.filename] = budget.read_member(archive, info)
            except (OverBudgetError, zipfile.BadZipFile, EOFError, RuntimeError, zlib.error) as error:
                yield Refused(part=info.filename, why=str(error))
    yield from read_wacz(files, budget)


def _substack(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], budget: Budget) -> Iterator[Part]:
    """Substack's export: the texts in posts/, their titles and days in posts.csv; readers' lists are never opened."""
    try:
        table = budget.read_member(archive, archive.getinfo("posts.csv")).decode("utf-8-sig", "replace")
    except (OverBudgetError, zipfile.BadZipFile, EOFError, RuntimeError, zlib.error) as error:
        yield Refused(part="posts.csv", why=str(error))
        return
    rows = {row.get("post_id", ""): row for row in csv.DictReader(io.StringIO(table))}
    for info in members:
        if not info.filename.startswith("posts/") or not info.filename.endswith(".html"):
            continue
        stem = info.filename.removeprefix("posts/").removesuffix(".html")
        row = rows.get(stem) or next((one for key, one in rows.items() if key.split(".")[0] == stem.split(".")[0]), {})
        try:
            html = budget.read_member(archive, info).decode("utf-8", "replace")
        except (OverBudgetError, zipfile.BadZipFile, EOFError, RuntimeError, zlib.error) as error:
            yield Refused(part=info.filename, why=str(error))
            continue
        public = str(row.get("is_published", "true")).casefold() == "true"
        audience = str(row.get("audience") or "everyone")
        asks = [] if public else ["it was not published there"]
        asks += [] if audience in ("everyone", "") else [f"it was for {audience} there"]
        said = Said(
            title=plain(str(row.get("title") or "")),
            subtitle=plain(str(row.get("subtitle") or "")),
            date=read_day(row.get("post_date")),
            draft=bool(asks),
        )
        yield Item(part=info.filename, kind="html", text=html, said=said, questions=tuple(asks))


# Pages beside the posts of Medium's export: who the writer is, whom they follow, what they clapped for.
_OF_MEDIUM = {"README.html", "profile/profile.html", "claps/claps-0001.html", "sessions/sessions-0001.html"}
_CANONICAL = re.compile(
    rb"<a\b[^>]*?(?:class=.p-canonical.[^>]*?href=.([^\"'>\s]+)|href=.([^\"'>\s]+)[^>]*?class=.p-canonical)"
)
_OMNIVORE = re.compile(r"metadata_\d+_to_\d+\.json$")


def _medium(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], budget: Budget, opener: Opener) -> Iterator[Part]:
    """Medium's export: the pages in posts/, drafts among them; nothing else of it is an article, or opened."""
    posts = [info for info in members if info.filename.startswith("posts/")]
    for info in members:
        if info not in posts and not info.is_dir():
            yield Skipped(part=info.filename, why="a page of Medium's about the account: not opened")
    for part in _members(archive, posts, budget, opener):
        if isinstance(part, Item) and (place := _CANONICAL.search(part.page)):
            address = clean_url((place[1] or place[2]).decode("utf-8", "replace"))
            part = replace(part, said=replace(part.said, url=part.said.url or address))  # noqa: PLW2901
        if isinstance(part, Item) and part.part.removeprefix("posts/").startswith("draft_"):
            asks = (*part.questions, "it was not published there")
            yield replace(part, said=replace(part.said, draft=True), questions=asks)
        else:
            yield part


def _omnivore(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], budget: Budget) -> Iterator[Part]:
    """Omnivore's export: what is known of each article in metadata_*.json, its text in content/ under its slug."""
    texts = {
        info.filename.removeprefix("content/").rpartition(".")[0]: info
        for info in members
        if info.filename.startswith("content/") and info.filename.endswith((".html", ".htm"))
    }
    for info in [one for one in members if not one.is_dir() and one not in texts.values()]:
        if not _OMNIVORE.match(info.filename):
            yield Skipped(part=info.filename, why="no article by its kind")
            continue
        try:
            rows = json.loads(budget.read_member(archive, info).decode("utf-8-sig"))
        except (OverBudgetError, zipfile.BadZipFile, EOFError, RuntimeError, zlib.error, ValueError) as error:
            yield Refused(part=info.filename, why=str(error), next_step="export it again")
            continue
        for row, part in omnivore_rows(rows):
            text = texts.pop(str(row.get("slug") or ""), None)
            if text is None:
                yield part
                continue
            try:
                html = budget.read_member(archive, text).decode("utf-8", "replace")
            except (OverBudgetError, zipfile.BadZipFile, EOFError, RuntimeError, zlib.error) as error:
                yield Refused(part=text.filename, why=str(error), next_step="export it again")
                continue
            yield html_part(text.filename, html, part.said, voice="tool")
    for info in texts.values():
        yield Refused(
            part=info.filename,
            why="nothing in its export says what it is",
            next_step="unpack it and add the file with --source-url",
        )


def _members(
    archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], budget: Budget, opener: Opener
) -> Iterator[Part]:
    pages = [info.filename for info in members]
    for info in members:
        name = info.filename
        if info.is_dir():
            continue
        if _CLIMBS.search(info.orig_filename) or _CLIMBS.search(name):
            yield Refused(part=name, why="a name that climbs out of its folder", next_step="nothing of it was read")
        elif _is_companion(name, pages) or name.lower().endswith(_NO_ARTICLE):
            yield Skipped(part=name, why="no article by its kind")
        elif _PRIVATE.search(name):
            yield Skipped(part=name, why="readers' addresses: not opened")
        elif info.flag_bits & 0x1:
            yield Refused(
                part=name,
                why="encrypted behind a password",
                next_step="unpack it with its password and add what is inside",
            )
        else:
            yield from _member(archive, info, budget, opener)


def _is_companion(name: str, all_names: list[str]) -> bool:
    """Whether a member is litter, a read-me, or what a browser saved with a page."""
    *folders, own = name.split("/")
    if own.startswith(".") or is_litter(own) or own.upper() in _READ_ME or "__MACOSX" in folders:
        return True
    for at, folder in enumerate(folders):
        beside = "/".join(folders[:at])
        siblings = [one.rpartition("/")[2] for one in all_names if one.rpartition("/")[0] == beside]
        if is_of_page(folder, siblings):
            return True
    return False


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget, opener: Opener) -> Iterator[Part]:
    try:
        data = budget.read_member(archive, info)
    except OverBudgetError as error:
        yield Refused(part=info.filename, why=str(error), next_step="unpack it and add what you want of it")
        return
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, zlib.error) as error:
        yield Refused(part=info.filename, why=f"damaged or cut off: {error}")
        return
    packed = data[:2] in (b"PK", b"\x1f\x8b")
    parts = _deeper(data, info.filename, budget, opener) if packed else opener(data, info.filename, budget)
    for part in parts:
        yield replace(part, part=f"{info.filename}, {part.part}" if part.part else info.filename)
