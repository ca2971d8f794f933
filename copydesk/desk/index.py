"""What the desk knows of each article and person without reading them again, and the queue made of it."""

from __future__ import annotations

import bisect
import datetime as dt
import heapq
import io
import itertools
import os
import pickle
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from copydesk.countries import find_country, fold_name, load_bodies, load_countries, names_everywhere
from copydesk.edit.journal import text_hash
from copydesk.files import CACHE, Stamp, read_file
from copydesk.intake.words import count_words
from copydesk.library import Reading, parse_article
from copydesk.model import Article, Country, Person, name_key

STATES = ("drafts", "look", "problems", "scheduled", "published", "trash")
PAGE = 100
_CACHE = Path(CACHE) / "desk-index.pickle"
# Changes with what a row or a person holds: an older cache is read as none.
_FORMAT = 6
_PIECE = 500  # rows written in one go: some milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """An article as the queue shows it. `missing` names what a published one should have.

    `people` are those it names, by the name it gives or by the slug of a file; `slugs` are the latter.
    """

    path: str
    stamp: Stamp
    hash: str
    title: str
    outlet: str = ""
    date: str = ""
    draft: bool = True
    publish_at: str = ""
    words: int = 0
    lang: str = ""
    url: str = ""
    id: str = ""
    countries: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class OpenLines:
    """What the cleaner found open in a draft: lines to look at, people and countries offered; of which file."""

    hash: str
    lines: int = 0
    people: int = 0


@dataclass(slots=True, kw_only=True)
class DeskIndex:
    """Rows by path and people by path; kept in the cache between runs, read as empty when that does not hold."""

    rows: dict[str, QueueRow] = field(default_factory=dict)
    people: dict[str, tuple[Stamp, Person]] = field(default_factory=dict)
    open: dict[str, OpenLines] = field(default_factory=dict)

    def save(self, root: Path) -> Iterator[None]:
        """Write it into the cache, as it stands now, in pieces: somebody may wait for another answer between two.

        Failing costs time at the next start alone.
        """
        target = root / _CACHE
        held: tuple[Mapping[str, Any], ...] = (self.rows, self.people, self.open)
        parts = [(number, list(part.items())) for number, part in enumerate(held)]
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_suffix(f".{os.getpid()}")
            with partial.open("wb") as file:
                pickle.dump(_FORMAT, file, protocol=5)
                for number, items in parts:
                    for at in range(0, len(items), _PIECE):
                        pickle.dump((number, items[at : at + _PIECE]), file, protocol=5)
                        yield
                pickle.dump(None, file, protocol=5)
            partial.replace(target)
        except OSError:
            return


def load_index(root: Path) -> DeskIndex:
    """The index of the last run, or an empty one."""
    parts: tuple[dict[str, Any], ...] = ({}, {}, {})
    try:
        file = io.BytesIO(read_file(root / _CACHE))
        number = pickle.load(file)  # noqa: S301 (our own file, in a folder git ignores)
        while number == _FORMAT and (piece := pickle.load(file)) is not None:  # noqa: S301 (the same)
            parts[piece[0]].update(piece[1])
    except Exception:  # noqa: BLE001 (whatever a damaged pickle raises: it is a cache)
        return DeskIndex()
    return DeskIndex(rows=parts[0], people=parts[1], open=parts[2])


def make_row(path: str, text: str, stamp: Stamp, reading: Reading) -> QueueRow:
    """The row of an article's file; one that cannot be read as an article has its problems and its file's name."""
    parsed = parse_article(text, path, reading, looks_at_body=False)
    problems = tuple(problem.message for problem in parsed.problems)
    article, digest = parsed.article, text_hash(text)
    if article is None:
        return QueueRow(path=path, stamp=stamp, hash=digest, title="", problems=problems)
    when = article.publish_at
    return QueueRow(
        path=path,
        stamp=stamp,
        hash=digest,
        title="" if article.title.casefold() == "untitled" else article.title,
        outlet=article.origin.name if article.origin else "",
        date=article.date.date().isoformat() if article.date else "",
        draft=article.draft,
        publish_at=when.astimezone(dt.UTC).isoformat() if when else "",
        words=count_words(parsed.body),
        lang=article.lang,
        url=article.url,
        id=article.id,
        countries=article.countries,
        people=tuple(mention.person or mention.name for mention in article.people),
        slugs=tuple(mention.person for mention in article.people if mention.person),
        missing=tuple(_missing(article, reading)),
        problems=problems,
    )


def _missing(article: Article, reading: Reading) -> Iterator[str]:
    if not article.title or article.title.casefold() == "untitled":
        yield "title"
    if article.date is None:
        yield "date"
    if article.origin is not None and article.origin.original_sha256 and not article.origin.name:
        yield "source"
    if article.origin is not None and article.origin.name and not article.origin.url:
        yield "address"
    if article.image is not None and is_shown(article.image.src, reading) and not article.image.alt:
        yield "alt"


def is_shown(picture: str, reading: Reading) -> bool:
    """Whether readers see a picture of that address: one on another host they do where the digest says so."""
    return picture.startswith("/") or bool(picture and reading.remote_images)


# What makes an article a draft, or scheduled, as it mostly stands in its head. A file that says it in another way is
# read with the others: it comes later, and the queue says until then that files are still to be read.
_MAYBE_DRAFT = re.compile(rb"^[\"']?(?:draft|status|published|publish_at)\b", re.MULTILINE)
_HAS_DATE = re.compile(rb"^[\"']?date\b", re.MULTILINE)
_HEAD = 4096


class Backlog:
    """Files still to be read: what may be a draft first, then the other articles, people last; the newest before older.

    Which articles may be drafts is told from a glance at their heads, which takes a hundredth of reading them all.
    """

    def __init__(self, root: Path, paths: Iterable[str]) -> None:
        self._root = root
        # Taken from the end: the newest have the greatest names.
        ordered = sorted(paths)
        self._unseen = [path for path in ordered if path.startswith("content/articles/")]
        self._people = [path for path in ordered if not path.startswith("content/articles/")]
        self._first: list[str] = []
        self._articles: list[str] = []

    def __len__(self) -> int:
        return len(self._unseen) + len(self._first) + len(self._articles) + len(self._people)

    @property
    def drafts_read(self) -> bool:
        """Whether everything that looked like a draft has been read."""
        return not self._unseen and not self._first

    @property
    def articles_read(self) -> bool:
        """Whether every article has been read."""
        return self.drafts_read and not self._articles

    def take(self) -> str:
        """Go a step on, while something is left: the path of the file to be read next, "" for a glance at one."""
        if self._unseen:
            path = self._unseen.pop()
            (self._first if _may_be_draft(self._root / path) else self._articles).append(path)
            if not self._unseen:
                self._first.sort(key=lambda path: ("/undated/" in path, path))
                self._articles.reverse()
            return ""
        return next(some for some in (self._first, self._articles, self._people) if some).pop()


def _may_be_draft(path: Path) -> bool:
    try:
        with path.open("rb", buffering=0) as file:
            head = file.read(_HEAD)
    except OSError:
        return True
    return _MAYBE_DRAFT.search(head) is not None or _HAS_DATE.search(head) is None


def state_of(row: QueueRow, now: dt.datetime) -> str:
    """Which tab a row stands in: problems, drafts, scheduled or published."""
    if row.problems:
        return "problems"
    if row.draft:
        return "drafts"
    return "scheduled" if row.publish_at and row.publish_at > now.astimezone(dt.UTC).isoformat() else "published"


def is_open(row: QueueRow, found: OpenLines | None) -> bool:
    """Whether a draft has something to be looked at."""
    counts = found is not None and found.hash == row.hash and (found.lines or found.people)
    return bool(row.missing or counts)


def queue_of(index: DeskIndex, state: str, query: str, sort: str, now: dt.datetime) -> list[QueueRow]:
    """The rows of a tab that a filter lets through, in order."""
    chosen = [row for row in index.rows.values() if _is_in(state, row, index.open.get(row.path), now)]
    wanted = list(_terms(query))
    if wanted:
        names = {person.slug: person.name for _, person in index.people.values()} if "person:" in query else {}
        chosen = [row for row in chosen if all(_has(row, kind, word, names) for kind, word in wanted)]
    if sort == "oldest":
        return sorted(chosen, key=lambda row: (row.date or "9999", row.path))
    if sort == "title":
        return sorted(chosen, key=lambda row: (row.title.casefold(), row.path))
    if sort == "changed":
        return sorted(chosen, key=lambda row: (-row.stamp[0], row.path))
    return sorted(chosen, key=in_queue, reverse=True)


def in_queue(row: QueueRow) -> tuple[str, str]:
    """What rows are sorted by, the greatest first, where nothing else is asked: the day, undated ones first."""
    return row.date or "9999", row.path


@dataclass(slots=True, kw_only=True)
class QueueCounts:
    """How many rows each tab has but the trash, those apart that the clock moves from one to another."""

    counts: Counter[str] = field(default_factory=Counter)
    timed: dict[str, QueueRow] = field(default_factory=dict)

    def add(self, row: QueueRow, found: OpenLines | None, times: int = 1) -> None:
        """Count a row, or count it no more (-1), given what was known to be open in it."""
        if row.problems:
            self.counts["problems"] += times
        elif row.draft:
            self.counts["drafts"] += times
            self.counts["look"] += times * is_open(row, found)
        elif not row.publish_at:
            self.counts["published"] += times
        elif times > 0:
            self.timed[row.path] = row
        else:
            self.timed.pop(row.path, None)

    def at(self, now: dt.datetime) -> dict[str, int]:
        """The counts at a time."""
        counts = Counter(self.counts)
        counts.update(state_of(row, now) for row in self.timed.values())
        return {state: counts[state] for state in STATES if state != "trash"}


def count_queue(index: DeskIndex) -> QueueCounts:
    """Count the rows of each tab."""
    counts = QueueCounts()
    for row in index.rows.values():
        counts.add(row, index.open.get(row.path))
    return counts


def _is_in(state: str, row: QueueRow, found: OpenLines | None, now: dt.datetime) -> bool:
    own = state_of(row, now)
    return own == "drafts" and is_open(row, found) if state == "look" else own == state


def _terms(query: str) -> Iterator[tuple[str, str]]:
    for term in query.split():
        kind, colon, word = term.partition(":")
        if colon and kind in {"outlet", "person", "country", "file"}:
            if word:
                yield kind, word.replace("_", " ").casefold()
        else:
            yield "", term.casefold()


def _has(row: QueueRow, kind: str, word: str, names: Mapping[str, str]) -> bool:
    if kind == "outlet":
        return word in row.outlet.casefold()
    if kind == "person":
        return any(word in name.casefold() or word in names.get(name, "").casefold() for name in row.people)
    if kind == "country":
        country = find_country(word, load_countries())
        return country is not None and country.code in row.countries
    if kind == "file":
        return word in row.path.casefold()
    return word in row.title.casefold() or word in row.outlet.casefold()


def shown_row(row: QueueRow, found: OpenLines | None, now: dt.datetime) -> dict[str, Any]:
    """A row as the browser is told of it. `open` are kinds and numbers of what is to be seen to."""
    open_: list[dict[str, Any]] = [{"kind": f"no-{what}", "n": 1} for what in row.missing]
    if found is not None and found.hash == row.hash:
        open_ += [{"kind": "lines", "n": found.lines}] if found.lines else []
        open_ += [{"kind": "people", "n": found.people}] if found.people else []
    return {
        "file": row.path,
        "hash": row.hash,
        "title": row.title,
        "outlet": row.outlet,
        "date": row.date,
        "lang": row.lang,
        "words": row.words,
        "countries": list(row.countries),
        "open": open_,
        "problems": list(row.problems[:3]),
        "known": found is not None and found.hash == row.hash,
        "state": state_of(row, now),
        "publish_at": row.publish_at,
        "url": row.url,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPerson:
    """Somebody who can be meant: with a file its slug, without one none; `forms` are folded names and the names.

    `told` says that its file has a line that tells it from others of the name.
    """

    slug: str
    name: str
    note: str = ""
    told: bool = False
    country: str = ""
    forms: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldedNames:
    """Folded names, each with what it leads to, to be looked through at the speed of one search in one text."""

    text: str
    ends: tuple[int, ...]

    @classmethod
    def of(cls, keys: Iterable[str]) -> FoldedNames:
        """Of names in an order of one's own."""
        lines = [f"{key}\n" for key in keys]
        return cls(text="".join(lines), ends=tuple(itertools.accumulate(map(len, lines))))

    def find(self, wanted: str) -> Iterator[int]:
        """The numbers of the names that have a text in them, each once."""
        at = self.text.find(wanted)
        while at >= 0 and self.ends:
            number = bisect.bisect_right(self.ends, at)
            if number == len(self.ends):
                return
            yield number
            at = self.text.find(wanted, self.ends[number])


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedPeople:
    """Everybody with a file; their slugs, all their names folded, and of the nth name whose it is."""

    people: tuple[FoundPerson, ...]
    slugs: frozenset[str]
    keys: frozenset[str]
    names: FoldedNames = field(default_factory=lambda: FoldedNames.of(()))
    owners: tuple[int, ...] = ()


# Each search goes through the names of all articles; few of them are new since the last.
_folded = lru_cache(maxsize=100_000)(name_key)


def list_people(people: Iterable[Person]) -> SearchedPeople:
    """Everybody with a file, to be searched."""
    made = []
    for person in people:
        names = dict.fromkeys(filter(None, (person.name, *person.aliases, person.original)))
        made.append(
            FoundPerson(
                slug=person.slug,
                name=person.name,
                note=person.disambiguation or (person.roles[-1].title if person.roles else ""),
                told=bool(person.disambiguation),
                country=person.country,
                forms=tuple((_folded(name), name) for name in names),
            )
        )
    keys = frozenset(key for person in made for key, _ in person.forms)
    rows = [(number, key) for number, person in enumerate(made) for key, _ in person.forms]
    return SearchedPeople(
        people=tuple(made),
        slugs=frozenset(person.slug for person in made),
        keys=keys,
        names=FoldedNames.of(key for _, key in rows),
        owners=tuple(number for number, _ in rows),
    )


def names_in(row: QueueRow | None) -> tuple[str, ...]:
    """The names and slugs of people that an article counts for, none for one that cannot be read."""
    return row.people if row is not None and not row.problems else ()


def count_names(rows: Iterable[QueueRow]) -> Counter[str]:
    """How many articles name each name or slug."""
    return Counter(name for row in rows for name in names_in(row))


def search_people(
    known: SearchedPeople,
    counts: Mapping[str, int],
    query: str,
    published: AbstractSet[str] | None = None,
    most: int = 20,
) -> list[dict[str, Any]]:
    """People whose name or alias has the words of a query: of that name, then those that it begins, then by articles.

    Whom articles alone name has no file, and is found too; whom drafts alone name (none of `published`) nobody has read
    yet, and comes last.
    """
    wanted = name_key(query)
    found = []

    def note(person: FoundPerson, articles: int) -> None:
        for key, name in person.forms:
            if wanted in key:
                begins = 0 if key == wanted else 1 if key.startswith(wanted) else 2
                is_unread = not person.slug and published is not None and person.name not in published
                rank = (is_unread, begins, -articles, person.name, person.slug)
                found.append((rank, person, name, articles))
                return

    for number in dict.fromkeys(known.owners[at] for at in known.names.find(wanted)):
        person = known.people[number]
        note(person, counts.get(person.slug, 0) + sum(counts.get(name, 0) for _, name in person.forms))
    for name, number in counts.items():
        key = _folded(name)
        if wanted in key and number and key not in known.keys and name not in known.slugs:
            note(FoundPerson(slug="", name=name, forms=((key, name),)), number)
    return [
        {
            "slug": person.slug,
            "name": person.name,
            "note": person.note,
            "told": person.told,
            "country": person.country,
            "articles": articles,
            "matched": name,
        }
        for _, person, name, articles in heapq.nsmallest(most, found, key=lambda one: one[0])
    ]


def search_countries(known: Mapping[str, Country], query: str, most: int = 20) -> list[dict[str, Any]]:
    """Countries with a query in one of their names, or of that code, those whose name begins with it first.

    In other languages than English, and in scripts of all kinds, a name is found by its beginning.
    """
    everywhere = names_everywhere()
    names = {
        code: (country.name, (country.name, *country.aliases), tuple(everywhere.get(code, {}).items()))
        for code, country in known.items()
    }
    return _search_codes(names, query, most)


def search_bodies(query: str, most: int = 20) -> list[dict[str, Any]]:
    """International bodies with a query in one of their names, or of that code."""
    return _search_codes(
        {code: (one.name, (one.name, *one.aliases), ()) for code, one in load_bodies().items()}, query, most
    )


def _search_codes(
    named: Mapping[str, tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]], query: str, most: int
) -> list[dict[str, Any]]:
    """Rows of what has a code, by its name, its names with the query anywhere, and those (folded, name) it begins."""
    wanted = fold_name(query)
    found = []
    for code, (shown, own, foreign) in named.items():
        keys = [(fold_name(name), name) for name in own]
        fits = [name for key, name in keys if wanted in key]
        exact = [name for key, name in (*keys, (fold_name(code), code)) if key == wanted]
        rank = 0 if exact else 1 if any(key.startswith(wanted) for key, _ in keys) else 3
        if wanted and rank:
            same = [name for key, name in foreign if key == wanted]
            begun = [] if fits else [name for key, name in foreign if key.startswith(wanted)]
            rank, exact, fits = 0 if same else 2 if begun else rank, same, fits or begun
        if fits or exact:
            row = {"slug": code, "name": shown, "note": "", "country": code if code != shown else "", "articles": 0}
            found.append(((rank, shown), {**row, "matched": (exact or fits)[0]}))
    return [row for _, row in sorted(found, key=lambda one: one[0])[:most]]


def find_sources(rows: Iterable[QueueRow], query: str, most: int = 20) -> list[dict[str, Any]]:
    """Outlets that articles name and whose name has a query in it, the most frequent first."""
    wanted = query.casefold()
    counts = Counter(row.outlet for row in rows if row.outlet and wanted in row.outlet.casefold())
    return [{"name": name, "articles": number} for name, number in counts.most_common(most)]
