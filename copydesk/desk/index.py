"""What the desk knows of each article and person without reading them again, and the queue made of it."""

from __future__ import annotations

import datetime as dt
import heapq
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

from copydesk.countries import find_country, fold_name, load_countries
from copydesk.edit.journal import text_hash
from copydesk.files import CACHE, Stamp, read_file
from copydesk.library import Reading, parse_article
from copydesk.model import Article, Country, Person, name_key

STATES = ("drafts", "look", "problems", "scheduled", "published", "trash")
PAGE = 100
_CACHE = Path(CACHE) / "desk-index.pickle"
# Changes with what a row or a person holds: an older cache is read as none.
_FORMAT = 5


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

    def save(self, root: Path) -> None:
        """Write it into the cache. Failing costs time at the next start alone."""
        target = root / _CACHE
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_suffix(f".{os.getpid()}")
            partial.write_bytes(pickle.dumps((_FORMAT, self.rows, self.people, self.open), protocol=5))
            partial.replace(target)
        except OSError:
            return


def load_index(root: Path) -> DeskIndex:
    """The index of the last run, or an empty one."""
    try:
        value = pickle.loads(read_file(root / _CACHE))  # noqa: S301 (our own file, in a folder git ignores)
        number, rows, people, open_ = value
    except Exception:  # noqa: BLE001 (whatever a damaged pickle raises: it is a cache)
        return DeskIndex()
    return DeskIndex(rows=rows, people=people, open=open_) if number == _FORMAT else DeskIndex()


def make_row(path: str, text: str, stamp: Stamp, reading: Reading) -> QueueRow:
    """The row of an article's file; one that cannot be read as an article has its problems and its file's name."""
    parsed = parse_article(text, path, reading)
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
        words=len(parsed.body.split()),
        lang=article.lang,
        url=article.url,
        id=article.id,
        countries=article.countries,
        people=tuple(mention.person or mention.name for mention in article.people),
        slugs=tuple(mention.person for mention in article.people if mention.person),
        missing=tuple(_missing(article)),
        problems=problems,
    )


def _missing(article: Article) -> Iterator[str]:
    if not article.title or article.title.casefold() == "untitled":
        yield "title"
    if article.date is None:
        yield "date"
    if article.origin is not None and article.origin.original_sha256 and not article.origin.name:
        yield "source"
    if article.origin is not None and article.origin.name and not article.origin.url:
        yield "address"
    if article.image is not None and article.image.src and not article.image.alt:
        yield "alt"


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
    return sorted(chosen, key=lambda row: (row.date or "9999", row.path), reverse=True)


def counts_of(index: DeskIndex, now: dt.datetime) -> dict[str, int]:
    """How many rows each tab has, but the trash."""
    counts = Counter(state_of(row, now) for row in index.rows.values())
    look = sum(
        1 for row in index.rows.values() if row.draft and not row.problems and is_open(row, index.open.get(row.path))
    )
    return {**{state: counts[state] for state in STATES if state != "trash"}, "look": look}


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
    """Somebody who can be meant: with a file its slug, without one none; `forms` are folded names and the names."""

    slug: str
    name: str
    note: str = ""
    country: str = ""
    forms: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedPeople:
    """Everybody with a file; their slugs, and all their names folded."""

    people: tuple[FoundPerson, ...]
    slugs: frozenset[str]
    keys: frozenset[str]


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
                country=person.country,
                forms=tuple((_folded(name), name) for name in names),
            )
        )
    keys = frozenset(key for person in made for key, _ in person.forms)
    return SearchedPeople(people=tuple(made), slugs=frozenset(person.slug for person in made), keys=keys)


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

    for person in known.people:
        if any(wanted in key for key, _ in person.forms):
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
            "country": person.country,
            "articles": articles,
            "matched": name,
        }
        for _, person, name, articles in heapq.nsmallest(most, found, key=lambda one: one[0])
    ]


def search_countries(known: Mapping[str, Country], query: str, most: int = 20) -> list[dict[str, Any]]:
    """Countries with a query in one of their names, or of that code, those whose name begins with it first."""
    wanted = fold_name(query)
    found = []
    for country in known.values():
        names = [(fold_name(name), name) for name in (country.name, *country.aliases, country.code)]
        fits = [name for key, name in names if wanted in key and (key != fold_name(country.code) or key == wanted)]
        if fits:
            is_start = any(key.startswith(wanted) for key, _ in names)
            row = {"slug": country.code, "name": country.name, "note": "", "country": country.code, "articles": 0}
            exact = [name for key, name in names if key == wanted]
            found.append(((not exact, not is_start, country.name), {**row, "matched": next(iter(exact), fits[0])}))
    return [row for _, row in sorted(found, key=lambda one: one[0])[:most]]


def find_sources(rows: Iterable[QueueRow], query: str, most: int = 20) -> list[dict[str, Any]]:
    """Outlets that articles name and whose name has a query in it, the most frequent first."""
    wanted = query.casefold()
    counts = Counter(row.outlet for row in rows if row.outlet and wanted in row.outlet.casefold())
    return [{"name": name, "articles": number} for name, number in counts.most_common(most)]
