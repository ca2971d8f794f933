"""The page behind one address that a person typed: `add URL`. A shell over `copydesk.web`; never a part of a build.

One GET, no cookies, no second page, no picture: nothing here crawls, so robots.txt is not asked (RFC 9309 speaks of
automatic clients). What was answered last time is remembered in `.copydesk/fetched/pages.json`, to ask on condition.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from copydesk import __version__
from copydesk.files import read_utf8
from copydesk.intake.addresses import clean_url, same_page
from copydesk.intake.charset import restate
from copydesk.intake.item import Item, Refused
from copydesk.intake.walls import BROWSER, attribute_of
from copydesk.web import Answer, Judge, WebError, ask_web, is_allowed, is_private_name

FOLDER = ".copydesk/fetched"
PAGES = f"{FOLDER}/pages.json"
AGENT = f"copydesk/{__version__} (one page, asked for by a person)"
_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
# What the answers that bring no page mean, and what can be done.
_STATUS = {
    401: ("its host asks for a login (401)", BROWSER),
    402: ("its host asks for money (402)", BROWSER),
    403: ("its host refuses programs, or everybody (403)", BROWSER),
    404: ("its host has no such page (404)", "look whether the address is whole"),
    406: ("its host refuses programs (406)", BROWSER),
    407: ("something on the way asks for a login (407)", BROWSER),
    410: ("its host has taken the page away (410)", "an archive of the web may have it"),
    451: ("its host may not show it here, for reasons of law (451)", BROWSER),
}
_LINK = re.compile(r"<link\b[^<>]*>", re.IGNORECASE)
_LOOKED_AT = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """What a host sent for an address: its bytes in letters that can be told again, and how it may be used.

    `keep` is false where the host forbids archives (X-Robots-Tag: noarchive); `moved_to` the host it was redirected to.
    """

    asked: str
    url: str
    data: bytes
    keep: bool
    moved_to: str = ""
    etag: str = ""
    modified: str = ""

    def locate(self, item: Item) -> Item:
        """The item with the address it was read at, where it states none."""
        return item if item.said.url else replace(item, said=replace(item.said, url=clean_url(self.address)))

    @property
    def address(self) -> str:
        """The address that the page calls its own (`rel=canonical`), if it is one of its host; else where it was read.

        One that leads to the host's front page is a mistake of many sites' templates.
        """
        for link in _LINK.findall(self.data[:_LOOKED_AT].decode("utf-8", "replace")):
            rel, href = (attribute_of(link, name) for name in ("rel", "href"))
            if rel.lower() == "canonical" and href:
                try:
                    url = urljoin(self.url, href)
                except ValueError:  # [ without ]
                    return self.url
                same = not _other_host(self.url, url) and urlsplit(url).scheme in ("http", "https")
                return url if same and urlsplit(url).path.strip("/") else self.url
        return self.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An address whose article is there already, in the file `path`."""

    path: str
    why: str


def is_address(text: str) -> bool:
    """Tell whether an input is an address rather than a file."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text) is not None


def fetch_page(root: Path, url: str, *, judge: Judge = is_allowed) -> FetchedPage | Seen | Refused:
    """Ask for the page at an address, once. What cannot be had is a refusal with its next step. Raises nothing."""
    refusal = refuse_address(url) or refuse_proxy(url)
    if refusal is not None:
        return refusal
    known = _load(root).get(url, {})
    known = known if (root / str(known.get("path") or "?")).is_file() else {}
    try:
        answer = ask_web(url, agent=AGENT, headers={"Accept": _ACCEPT, **conditions(known)}, judge=judge)
    except WebError as error:
        return Refused(part="", why=error.why, next_step=error.next_step or BROWSER)
    if answer.status == 304 and known:
        return Seen(path=str(known["path"]), why="unchanged since it was added")
    refusal = refuse_status(answer)
    if refusal is not None:
        return refusal
    if not answer.body.strip():
        return Refused(part="", why="its host sent an empty page", next_step=BROWSER)
    return FetchedPage(
        asked=url,
        url=answer.url,
        data=restate(answer.body, answer.headers.get("content-type", "")),
        keep="noarchive" not in answer.headers.get("x-robots-tag", "").lower(),
        moved_to=_other_host(url, answer.url),
        etag=answer.headers.get("etag", ""),
        modified=answer.headers.get("last-modified", ""),
    )


def conditions(known: dict[str, Any]) -> dict[str, str]:
    """The headers that ask for an answer only if it is another than last time (RFC 9110, section 13)."""
    said = {"If-None-Match": known.get("etag"), "If-Modified-Since": known.get("modified")}
    return {name: str(value) for name, value in said.items() if value}


def refuse_status(answer: Answer) -> Refused | None:
    """The refusal of an answer that brings no page, None for one that brings it."""
    status = answer.status
    # A part is never asked for; one that is the whole (bytes 0-899/900) is no part.
    ranged = re.match(r"bytes 0-(\d+)/(\d+)$", answer.headers.get("content-range", "").strip())
    if status == 206 and not (ranged and int(ranged[1]) + 1 == int(ranged[2])):
        return Refused(part="", why="its host sent only a part of the page (206)", next_step=BROWSER)
    if 200 <= status < 300:
        return None
    if status == 429:
        wait = retry_seconds(answer)
        when = f"in {wait // 60 + 1} minutes" if wait else "later"
        return Refused(part="", why="its host was asked too often (429)", next_step=f"try again {when}")
    if status in _STATUS:
        why, step = _STATUS[status]
        return Refused(part="", why=why, next_step=step)
    if status >= 500:
        return Refused(part="", why=f"its host fails ({status})", next_step="try again later")
    return Refused(part="", why=f"its host answers {status} and sends no page", next_step=BROWSER)


def retry_seconds(answer: Answer) -> int:
    """How long a host asks to be left alone, in seconds; 0 where it does not say so in a number."""
    said = answer.headers.get("retry-after", "").strip()
    return min(int(said), 7 * 86_400) if said.isdecimal() and len(said) < 10 else 0


def refuse_address(url: str) -> Refused | None:
    """The refusal of an address that is never asked, told without asking for its name; None for any other."""
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*)", url)
    if match is None:
        return Refused(part="", why="is no web address", next_step="write it in full, with https:// before it")
    if match[1].lower() not in ("http", "https"):
        why = f"an address of the kind {match[1]}: only http and https addresses can be added"
        return Refused(part="", why=why, next_step=BROWSER)
    host = match[2].strip("[]").casefold().rstrip(".")
    if not host:
        return Refused(part="", why="the address names no host", next_step="look whether it is whole")
    if is_private_name(host):
        return Refused(
            part="",
            why=f"{host} is private: an address of this machine or of a network at home is never asked",
            next_step="save the page from your browser and add the file",
        )
    return None


def refuse_proxy(url: str) -> Refused | None:
    """The refusal where the environment sends this address through a proxy, which asks for names by itself."""
    parts = urlsplit(url)
    if parts.scheme not in getproxies() or proxy_bypass(parts.hostname or ""):
        return None
    why = f"{parts.scheme}_proxy is set, and what a proxy connects to cannot be judged from here"
    return Refused(
        part="", why=why, next_step="take it out of the environment for this run, or save the page and add it"
    )


def remember_page(root: Path, page: FetchedPage, path: str) -> None:
    """Note how to ask for a page on condition, and which article it became."""
    if not page.etag and not page.modified:
        return
    rows = _load(root)
    rows[page.asked] = {"etag": page.etag, "modified": page.modified, "path": path}
    write_state(root / PAGES, rows)


def find_fetched(root: Path, paths: tuple[str, ...], url: str) -> str:
    """The article that was read at an address, by its path; empty where there is none."""
    wanted = same_page(url)
    lines = re.compile(r"^\s*(?:url|source_url|original_url|link):[ \t]*[\"']?(https?://[^\s\"']+)", re.MULTILINE)
    for path in paths:
        try:
            with (root / path).open(encoding="utf-8", errors="replace") as file:
                head = file.read(64 * 1024).partition("\n---")[0]
        except OSError:
            continue
        if any(same_page(match[1]) == wanted for match in lines.finditer(head)):
            return path
    return ""


def load_state(path: Path) -> dict[str, Any]:
    """What was remembered in a file; nothing where it is damaged, which costs a question more and no article."""
    try:
        value = json.loads(read_utf8(path))
    except (OSError, ValueError, RecursionError):
        return {}
    return {key: row for key, row in value.items() if isinstance(row, dict)} if isinstance(value, dict) else {}


def write_state(path: Path, rows: dict[str, Any]) -> None:
    """Write what is to be remembered, whole or not at all."""
    partial = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)  # it will be asked without condition next time


def _load(root: Path) -> dict[str, Any]:
    return load_state(root / PAGES)


def _other_host(asked: str, got: str) -> str:
    """The host that an answer came from, where it is another one; `www.` makes none."""
    first, last = ((urlsplit(url).hostname or "").removeprefix("www.") for url in (asked, got))
    return last if first != last else ""
