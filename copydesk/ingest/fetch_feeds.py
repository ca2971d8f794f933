"""`fetch`: what is new in the feeds a digest follows. A shell over `copydesk.web`; no feed reader.

Each feed is asked on condition, one host at a time with a second between; what it sent lies in `.copydesk/fetched/`,
and with it which entries were seen, so that `--add` takes an entry as it was listed and asks nobody. Nothing is laid
below `content/inbox/`, where a running preview would add it. Which feeds are followed, `subscriptions` knows.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from copydesk import __version__
from copydesk.errors import IngestError, UsageError
from copydesk.ingest.fetch_page import (
    FOLDER,
    conditions,
    load_state,
    refuse_address,
    refuse_proxy,
    refuse_status,
    retry_seconds,
    write_state,
)
from copydesk.ingest.subscriptions import Subscription, move_subscription, subscribe
from copydesk.intake.charset import restate
from copydesk.intake.item import Item, LinkFound, Part, Refused, Said
from copydesk.intake.sniff import is_feed_file, read_parts
from copydesk.intake.words import plain
from copydesk.web import Answer, Judge, WebError, ask_web, is_allowed

STATE = f"{FOLDER}/feeds.json"
BODIES = f"{FOLDER}/bodies"
AGENT = f"copydesk/{__version__} (feed; asked for by a person, at most twice an hour)"
SECONDS_BETWEEN = 1.0
# No feed is asked more often than this, whatever it says of itself; none is left for longer than a day on its word.
LEAST_SECONDS, MOST_SECONDS = 1_800, 86_400
FIRST_ENTRIES = 10
_FAILURES_SAID = 10

# An entry that was listed is "listed" from then on; "older" is what a first run passes over.
EntryState = Literal["new", "link", "listed", "older", "taken", "updated"]
_STATES: tuple[EntryState, ...] = ("new", "link", "listed", "older", "taken", "updated")
# How long an entry that left its feed is remembered.
_REMEMBERED_SECONDS = 90 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """An entry of a feed: `id` names it on the command line, `body` and `part` say where its text lies."""

    id: str
    state: EntryState
    feed: str
    title: str
    date: str
    url: str
    body: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedAnswer:
    """What became of asking a feed: `entries` are those to show, `links` addresses without a text, `said` is in words.

    `refused` says why it was not had; `unchanged` that its host has nothing new.
    """

    subscription: Subscription
    entries: tuple[FeedEntry, ...] = ()
    links: tuple[Said, ...] = ()
    said: tuple[str, ...] = ()
    refused: Refused | None = None
    unchanged: bool = False


class FeedStore:
    """What is remembered of feeds, in `.copydesk/fetched/`: how to ask, and which entries there are."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._rows = load_state(root / STATE)

    def row(self, url: str) -> dict[str, Any]:
        """What is remembered of a feed, to be changed in place."""
        row: dict[str, Any] = self._rows.setdefault(url, {})
        if not isinstance(row.get("entries"), dict):
            row["entries"] = {}
        return row

    def move(self, old: str, new: str) -> None:
        """Remember a feed by its new address."""
        self._rows[new] = self._rows.pop(old)

    def entries(self) -> Iterator[FeedEntry]:
        """Every entry that is remembered, as it was listed."""
        for url in sorted(self._rows):
            for key, entry in self.row(url)["entries"].items():
                if isinstance(entry, dict):
                    yield _entry(url, key, entry)

    def keep_body(self, data: bytes) -> str:
        """Keep what a feed sent; returns its digest. Raises IngestError where the disk refuses."""
        digest = hashlib.sha256(data).hexdigest()
        path = self.root / BODIES / f"{digest}.gz"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(".partial")
            partial.write_bytes(gzip.compress(data, mtime=0))
            partial.replace(path)
        except OSError as error:
            raise IngestError(str(path), "write", f"cannot be written: {error.strerror}") from None
        return digest

    def read_body(self, digest: str) -> bytes | None:
        """What a feed sent; None where it is gone or does not hold."""
        try:
            data = gzip.decompress((self.root / BODIES / f"{digest}.gz").read_bytes())
        except (OSError, EOFError, zlib.error):
            return None
        return data if hashlib.sha256(data).hexdigest() == digest else None

    def mark(self, entry: FeedEntry, state: EntryState, *, listed: float = 0.0) -> None:
        """Remember what became of an entry; `listed` is the time of the run that listed it first."""
        url = next((url for url, row in self._rows.items() if entry.id in row.get("entries", {})), entry.feed)
        row = self.row(url)["entries"][entry.id]
        row["state"] = state
        if listed:
            row["listed"] = listed

    def last_listed(self) -> list[FeedEntry]:
        """The entries of the newest list that are still to be taken: what a person has on the screen."""
        rows = [
            (float(row.get("listed") or 0), _entry(url, key, row))
            for url in sorted(self._rows)
            for key, row in self.row(url)["entries"].items()
            if isinstance(row, dict) and row.get("state") == "listed"
        ]
        newest = max((at for at, _ in rows), default=0.0)
        return [entry for at, entry in rows if newest and at == newest]

    def save(self, now: float) -> None:
        """Write what is remembered; drop entries that left their feed long ago, and bodies with none left to take."""
        for row in self._rows.values():
            kept = {
                key: entry
                for key, entry in row.get("entries", {}).items()
                if isinstance(entry, dict) and now - float(entry.get("seen") or 0) < _REMEMBERED_SECONDS
            }
            row["entries"] = kept
        write_state(self.root / STATE, self._rows)
        wanted = {entry.body for entry in self.entries() if entry.state != "taken"}
        for path in (self.root / BODIES).glob("*.gz"):
            if path.name.removesuffix(".gz") not in wanted:
                path.unlink(missing_ok=True)


def fetch_feeds(
    store: FeedStore,
    subscriptions: tuple[Subscription, ...],
    *,
    now: float,
    judge: Judge = is_allowed,
    hurry: bool = False,
    everything: bool = False,
    pause: float = SECONDS_BETWEEN,
) -> Iterator[FeedAnswer]:
    """Ask each feed whose time has come, and tell what is new in it. Raises IngestError where the disk refuses.

    `now` is in seconds since 1970; `hurry` asks feeds again before half an hour is over, `everything` shows entries
    that a first run passes over. A host that said when to come back is left alone until then in any case.
    """
    asked: dict[str, float] = {}
    for subscription in subscriptions:
        row = store.row(subscription.url)
        wait = _wait(row, now, hurry=hurry)
        if wait:
            shown = tuple(entry for entry in _of_row(subscription.url, row) if _to_show(entry, everything=everything))
            minutes = f"asked a while ago; again in {wait // 60 + 1} min" + ("" if row.get("told") else " (--now asks)")
            minutes = f"{row['why']}; {minutes}" if row.get("told") and row.get("why") else minutes
            # What was wrong is wrong until the feed is asked again, and stays on the screen that long.
            yield FeedAnswer(
                subscription=subscription,
                entries=shown,
                said=(*_troubles(row), minutes),
                refused=_refusal_of(row),
                unchanged=not row.get("refused"),
            )
            continue
        host = urlsplit(subscription.url).netloc.lower()
        if host in asked:
            time.sleep(max(0.0, asked[host] + pause - time.monotonic()))
        answer = _ask(store, subscription, row, now, judge=judge, everything=everything)
        asked[host] = time.monotonic()
        yield answer


def _troubles(row: dict[str, Any]) -> tuple[str, ...]:
    """What the feed itself had wrong when it was read last."""
    said = row.get("troubles")
    return tuple(map(str, said)) if isinstance(said, list) else ()


def _refusal_of(row: dict[str, Any]) -> Refused | None:
    """Why a feed was not had when it was asked last; None where it was."""
    said = row.get("refused")
    if not isinstance(said, list) or len(said) != 2:
        return None
    return Refused(part="", why=str(said[0]), next_step=str(said[1]))


def _wait(row: dict[str, Any], now: float, *, hurry: bool) -> int:
    """Seconds until a feed may be asked again."""
    until = row.get("told") if hurry else row.get("until")
    return max(0, int(float(until) - now)) if isinstance(until, (int, float)) and until - now < 8 * 86_400 else 0


def _ask(
    store: FeedStore, subscription: Subscription, row: dict[str, Any], now: float, *, judge: Judge, everything: bool
) -> FeedAnswer:
    answer = _had(subscription.url, row, judge)
    row.pop("told", None)
    if isinstance(answer, Answer):
        if answer.status == 429 or (answer.status >= 500 and retry_seconds(answer)):
            row["told"] = now + (retry_seconds(answer) or LEAST_SECONDS)
        row["until"] = max(float(row.get("told") or 0), now + LEAST_SECONDS)
        if answer.status == 304:
            row["failures"] = 0
            shown = tuple(entry for entry in _of_row(subscription.url, row) if _to_show(entry, everything=everything))
            row.pop("refused", None)
            return FeedAnswer(subscription=subscription, entries=shown, said=_troubles(row), unchanged=True)
        refusal = refuse_status(answer)
        if refusal is None and not is_feed_file(data := restate(answer.body, answer.headers.get("content-type", ""))):
            refusal = Refused(
                part="",
                why="what is there is no feed",
                next_step=f"copydesk fetch --subscribe {subscription.url} looks for one in the page",
            )
    else:
        refusal = answer
    if refusal is not None:
        row["failures"] = int(row.get("failures") or 0) + 1
        row["why"] = refusal.why
        if not row.get("told"):  # a host that says when to come back is left alone until then, and that is said
            row["refused"] = [refusal.why, refusal.next_step]
        words = f"it has failed {row['failures']} times now: take it out of {subscription.file} if it is gone"
        often = row["failures"] >= _FAILURES_SAID
        wait = _wait(row, now, hurry=False)
        again = f"it is asked again in {wait // 60} min" if wait else "it is asked again by the next fetch"
        return FeedAnswer(subscription=subscription, refused=refusal, said=(again, words) if often else (again,))
    assert isinstance(answer, Answer)  # noqa: S101 (all else was refused)
    row["until"] = now + min(MOST_SECONDS, max(LEAST_SECONDS, _stated_seconds(answer, data)))
    row.update(failures=0, etag=answer.headers.get("etag", ""), modified=answer.headers.get("last-modified", ""))
    said: tuple[str, ...] = _moved(store, subscription, answer)
    row.pop("refused", None)
    links, troubles = _take_in(store, row, data, subscription.url, now)
    row["troubles"] = troubles
    if troubles:  # it is asked whole next time
        row.update(etag="", modified="")
    shown = tuple(entry for entry in _of_row(subscription.url, row) if _to_show(entry, everything=everything))
    return FeedAnswer(subscription=subscription, entries=shown, links=links, said=(*said, *troubles))


def _had(url: str, row: dict[str, Any], judge: Judge) -> Answer | Refused:
    refusal = refuse_address(url) or refuse_proxy(url)
    if refusal is not None:
        return refusal
    accept = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
    asking = conditions(row) if row["entries"] else {}
    try:
        return ask_web(url, agent=AGENT, headers={"Accept": accept, **asking}, judge=judge)
    except WebError as error:
        return Refused(part="", why=error.why, next_step=error.next_step)


def _moved(store: FeedStore, subscription: Subscription, answer: Answer) -> tuple[str, ...]:
    """Follow a feed that has moved for good, where feeds.opml names it; in words what was done."""
    if not answer.moved or answer.moved == subscription.url:
        return ()
    if subscription.file.endswith(".opml") and move_subscription(store.root, subscription.url, answer.moved):
        store.move(subscription.url, answer.moved)
        return (f"has moved for good to {answer.moved}: {subscription.file} says so now",)
    return (f"has moved for good to {answer.moved}: write that into {subscription.file}",)


def _stated_seconds(answer: Answer, data: bytes) -> int:
    """How long a feed says that it will stay as it is: Cache-Control's max-age, or RSS' ttl in minutes."""
    age = re.search(r"max-age\s*=\s*\"?(\d{1,9})", answer.headers.get("cache-control", ""))
    ttl = re.search(rb"<ttl>\s*(\d{1,6})\s*</ttl>", data)
    return max(int(age[1]) if age else 0, int(ttl[1]) * 60 if ttl else 0)


def _take_in(
    store: FeedStore, row: dict[str, Any], data: bytes, url: str, now: float
) -> tuple[tuple[Said, ...], list[str]]:
    """Remember the entries of what a feed sent.

    Returns what has an address and no text and was not there before, and in words what could not be read.

    The key of an entry is its id, else its address, else headline and day; the name it is listed by is made from that.
    """
    body = store.keep_body(data)
    entries: dict[str, Any] = row["entries"]
    parts = list(read_parts(data, url))
    found = [part for part in parts if isinstance(part, (Item, LinkFound))]
    # Most feeds stand newest first, some oldest first: the days tell which.
    newest = sorted(found, key=lambda part: part.said.date.isoformat() if part.said.date else "", reverse=True)
    passed = {part.part for part in newest[FIRST_ENTRIES:]} if not entries else set()
    links: list[Said] = []
    for part in found:
        said, digest = part.said, _digest_of(part)
        named = said.raw_id or said.url or f"{said.title} {said.date}"
        key = hashlib.sha256(f"{urlsplit(url).netloc}\n{named}".encode()).hexdigest()[:8]
        state = _state_of(part, entries.get(key), digest, passed=part.part in passed)
        if state == "link" and key not in entries:
            links.append(said)
        title = said.title or (plain(part.text)[:60] if isinstance(part, Item) else "")
        day = said.date.isoformat() if said.date else ""
        listed = float((entries.get(key) or {}).get("listed") or 0)
        entries[key] = {"state": state, "title": title, "date": day, "url": said.url, "body": body, "part": part.part,
                        "text": digest, "seen": now, "listed": listed}  # fmt: skip
    return tuple(links), _troubles_of(parts)


def _troubles_of(parts: Iterable[object]) -> list[str]:
    """What could not be read of a feed, in words."""
    parts = list(parts)
    troubles = [f"{part.part}: {part}" if part.part else str(part) for part in parts if isinstance(part, Refused)]
    asked = dict.fromkeys(
        asks for part in parts if isinstance(part, Item) for asks in part.questions if "well-formed" in asks
    )
    return [*troubles, *asked]


def _state_of(part: Item | LinkFound, old: dict[str, Any] | None, digest: str, *, passed: bool) -> EntryState:
    if old is not None and old.get("text") == digest:
        return _known_state(old.get("state"))
    if old is not None and old.get("state") in ("taken", "updated"):
        return "updated"
    if passed:
        return "older"
    return "new" if isinstance(part, Item) else "link"


def _known_state(state: Any) -> EntryState:
    return next((one for one in _STATES if one == state), "older")


def _digest_of(part: Item | LinkFound) -> str:
    text = part.text if isinstance(part, Item) else f"{part.said.title} {part.said.url}"
    return hashlib.sha256(" ".join(plain(text).split()).encode()).hexdigest()[:16]


def _of_row(url: str, row: dict[str, Any]) -> Iterator[FeedEntry]:
    """The entries of a feed, the newest first."""
    found = [_entry(url, key, entry) for key, entry in row["entries"].items() if isinstance(entry, dict)]
    return iter(sorted(sorted(found, key=lambda entry: entry.title), key=lambda entry: entry.date, reverse=True))


def _entry(url: str, key: str, row: dict[str, Any]) -> FeedEntry:
    said = {name: str(row.get(name) or "") for name in ("title", "date", "url", "body", "part")}
    return FeedEntry(id=key, state=_known_state(row.get("state")), feed=url, **said)


def _to_show(entry: FeedEntry, *, everything: bool) -> bool:
    return entry.state in ("new", "updated") or (everything and entry.state in ("listed", "older"))


def find_part(store: FeedStore, entry: FeedEntry) -> tuple[Part, bytes]:
    """The part of a feed that an entry is, and what the feed sent, from what lies here; nobody is asked."""
    data = store.read_body(entry.body)
    found = next((part for part in read_parts(data, entry.feed) if part.part == entry.part), None) if data else None
    if data is None or found is None:
        return Refused(part=entry.part, why="its feed is no longer here", next_step="run copydesk fetch --now"), b""
    return found, data


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed:
    """A feed that was asked for: whether it was not followed before, other feeds of its page, what is wrong with it."""

    subscription: Subscription
    fresh: bool
    others: tuple[str, ...] = ()
    troubles: tuple[str, ...] = ()


def find_subscription(root: Path, url: str, *, judge: Judge = is_allowed) -> Subscribed | Refused:
    """Follow the feed at an address, or the one that the page there names.

    A page names its feeds by `<link rel=alternate>`; of several the first is taken. Raises IngestError, UsageError.
    """
    others: tuple[str, ...] = ()
    for _ in range(2):
        answer = _had(url, {"entries": {}}, judge)
        if isinstance(answer, Refused):
            return answer
        refusal = refuse_status(answer)
        if refusal is not None:
            return refusal
        data = restate(answer.body, answer.headers.get("content-type", ""))
        if is_feed_file(data):
            parts = list(read_parts(data, url))
            wanted = Subscription(url=answer.moved or url, title=_title_of(parts, url))
            held = sum(isinstance(part, (Item, LinkFound)) for part in parts)
            troubles = (*_troubles_of(parts), *(() if held else ("it has no entries yet",)))
            fresh = subscribe(root, wanted)
            return Subscribed(subscription=wanted, fresh=fresh, others=others, troubles=troubles)
        named = _named_feeds(data.decode("utf-8", "replace"), answer.url)
        if not named:
            return Refused(part="", why="there is no feed, and the page names none", next_step="look for its address")
        url, *rest = named
        others = tuple(rest)
    return Refused(part="", why=f"the page names {url}, which is no feed", next_step="look for its address")


def _title_of(parts: Iterable[object], url: str) -> str:
    """What a feed is called: the source that its entries state, else its host."""
    told = (part.said.source for part in parts if isinstance(part, (Item, LinkFound)) and part.said.source)
    return next(told, urlsplit(url).hostname or url)


_LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")


def _named_feeds(page: str, base: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for match in _LINK.finditer(page[:500_000]):
        said: dict[str, str] = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(match[0])}
        if "alternate" in said.get("rel", "").lower().split() and said.get("type", "").lower() in _FEED_TYPES:
            found[urljoin(base, said.get("href", "").replace("&amp;", "&"))] = None
    return tuple(found)


def choose_entries(store: FeedStore, ids: list[str]) -> list[FeedEntry]:
    """The entries of the ids that a list showed, each by its first letters. Raises UsageError for one nobody has."""
    entries = list(store.entries())
    chosen = []
    for wanted in ids:
        found = [entry for entry in entries if entry.id.startswith(wanted.casefold())]
        if len(found) != 1 or not wanted:
            what = "no entry has the id" if not found else f"{len(found)} entries have an id that begins with"
            raise UsageError(f'{what} "{wanted}": copydesk fetch lists them')
        chosen.append(found[0])
    return chosen
