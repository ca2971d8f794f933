"""Site → the index that the search page reads: an inverted index in small files. Pure.

Why not Pagefind, and what the files hold: docs/decisions/search.md. `layouts/static/search.js` reads them;
the two agree on `split_words`, on the prefixes that name the files, and on how a posting is written.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from copydesk.countries import load_bodies
from copydesk.publish.items import SEARCH_FOLDER as FOLDER
from copydesk.publish.items import SearchIndex, SearchRow
from copydesk.publish.markdown.body import cut_html, shorten, to_text
from copydesk.publish.pages.planner import Desk
from copydesk.publish.site.graph import full_name
from copydesk.publish.site.link import Entry, Term

# A file of terms holds about this many characters. With the rows of ten results, a query over 10,000 articles
# then stays far below the 150 kB that its budget allows.
SHARD_CHARS = 12_000
ROWS = 8
# A word that most articles have tells none of them apart, and its postings would be the largest file of all.
COMMON_SHARE, COMMON_LEAST = 0.6, 50
# What a posting says of a word's place in an article: in the text, often there, in what frames it, in the title.
IN_TEXT, OFTEN, IN_FRAME, IN_TITLE = range(4)
_OFTEN = 3
SUMMARY_CHARS = 170

# Letters that NFKD does not take apart, and how a reader without that key types them.
LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}
_WORD = re.compile(r"[^\W_]+")
# Scripts written without blanks, and Hangul, whose words carry their particles: cut into pairs of characters.
# Thai to Myanmar, Khmer, kana, Han, Hangul.
UNSPACED = "\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134f"
_RUN = re.compile(f"[{UNSPACED}]+|[^{UNSPACED}]+")


def plan_search(desk: Desk) -> Iterator[SearchIndex]:
    """The index of all published articles; none where search is switched off."""
    if not desk.config.features.search:
        return
    site = desk.site

    def by_name(terms: Mapping[str, Term]) -> list[tuple[str, Term]]:
        return sorted(terms.items(), key=lambda item: (item[1].sort.casefold(), item[0]))

    yield SearchIndex(
        rows=tuple(_row(desk, entry) for entry in reversed(site.entries)),
        people=tuple((k, t.name, len(t.entries), _other_names(desk, k)) for k, t in by_name(site.people)),
        countries=tuple((k, t.name, len(t.entries)) for k, t in by_name(site.countries)),
        sources=tuple((k, t.name, len(t.entries)) for k, t in by_name(site.sources)),
    )


def _other_names(desk: Desk, slug: str) -> tuple[str, ...]:
    person = desk.site.persons[slug]
    return tuple(dict.fromkeys(name for name in (person.original, *person.aliases) if name))


def _row(desk: Desk, entry: Entry) -> SearchRow:
    article = entry.article
    names = [name for slug in entry.people for name in (full_name(desk.site.persons[slug]), *_other_names(desk, slug))]
    places = [name for code in entry.countries for name in _country_names(desk, code)]
    bodies = [name for code in article.bodies for name in (load_bodies()[code].name, code)]
    return SearchRow(
        card=entry.card,
        body="" if entry.policy == "summary" else article.body_digest,
        words=desk.config.excerpt_words if entry.policy == "excerpt" else 0,
        frame="\n".join((*article.topics, *article.tags, *names, *places, *bodies)),
        facets=(
            *(f"~p{slug}" for slug in entry.people),
            *(f"~c{code.lower()}" for code in entry.countries),
            *((f"~s{entry.source}",) if entry.source else ()),
        ),
    )


def _country_names(desk: Desk, code: str) -> tuple[str, ...]:
    country = desk.site.library.countries[code]
    return (country.name, *country.aliases)


def split_words(text: str) -> list[str]:
    """The words of a text as they are looked up: lower case, without accents; pairs for unspaced scripts.

    A lone Latin letter is no word. search.js does the same with what the reader types.
    """
    return [word for piece in text.split() for word in _take_apart(piece)]


def count_words(text: str, known: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """How often each word stands in a text. Pieces between blanks are counted first, then taken apart.

    `known` keeps what pieces were taken apart into, since a few thousand make up most of all text.
    """
    counts: dict[str, int] = {}
    for piece, n in Counter(text.split()).items():
        words = known.get(piece)
        if words is None:
            words = _take_apart(piece)
            if len(piece) <= _LONG:
                known[piece] = words
        for word in words:
            counts[word] = counts.get(word, 0) + n
    return counts


# Pieces longer than this are sentences of an unspaced script: remembering them would cost memory for nothing.
_LONG = 32
_TABLE = str.maketrans(LETTERS)
_UNSPACED = re.compile(f"[{UNSPACED}]")


def _take_apart(piece: str) -> tuple[str, ...]:
    if not piece.isascii():
        bare = "".join(
            c for c in unicodedata.normalize("NFKD", piece).lower() if unicodedata.category(c) not in {"Mn", "Mc", "Me"}
        )
        piece = unicodedata.normalize("NFC", bare.translate(_TABLE))
    return tuple(part for word in _WORD.findall(piece.lower()) for part in _parts(word))


def _parts(word: str) -> Iterator[str]:
    for run in (word,) if word.isascii() else _RUN.findall(word):
        if not _UNSPACED.match(run):
            if len(run) > 1 or not "a" <= run <= "z":
                yield run
        elif len(run) == 1:
            yield run
        else:
            yield from (run[i : i + 2] for i in range(len(run) - 1))


def render_search(index: SearchIndex, body: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """The files of the index: (root-relative address, JSON). `body` gives a body's HTML by digest."""
    postings, common = _postings(index, body)
    shards = dict(_shards("", {term: _encode(found) for term, found in postings.items()}))
    rows = [_shown(row) for row in index.rows]
    state = hashlib.blake2b(digest_size=6)
    for name, terms in shards.items():
        text = _json(terms)
        state.update(text.encode())
        yield f"{FOLDER}t-{file_name(name)}.json", text
    for number in range(0, len(rows), ROWS):
        text = _json(rows[number : number + ROWS])
        state.update(text.encode())
        yield f"{FOLDER}d-{number // ROWS}.json", text
    yield f"{FOLDER}people.json", _json(index.people)
    yield (
        f"{FOLDER}index.json",
        _json(
            {
                "version": state.hexdigest(),
                "rows": ROWS,
                "count": len(rows),
                "years": _years(index),
                "shards": " ".join(shards),
                "common": sorted(common),
                "letters": LETTERS,
                "unspaced": UNSPACED,
                "countries": index.countries,
                "sources": index.sources,
            }
        ),
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _shown(row: SearchRow) -> list[Any]:
    """What a result shows: title, address, day, source, summary, language ("" for the digest's)."""
    card = row.card
    summary = shorten(card.summary, SUMMARY_CHARS)
    return [card.title, card.url[1:], card.date.date().isoformat(), card.source_name, summary, card.lang]


def _years(index: SearchIndex) -> list[tuple[int, int]]:
    """Each year with the number of its first article: rows are in order of time, so a year is a range."""
    found: dict[int, int] = {}
    for number, row in enumerate(index.rows):
        found.setdefault(row.card.date.year, number)
    return sorted(found.items())


def _postings(index: SearchIndex, body: Callable[[str], str]) -> tuple[dict[str, list[int]], set[str]]:
    """For each term the articles that have it, as number × 4 + place; and the words too common to list."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    known: dict[str, tuple[str, ...]] = {}
    for number, row in enumerate(index.rows):
        values = tuple(range(number * 4, number * 4 + 4))
        for term, place in _terms(row, body, known).items():
            found[term].append(values[place])
    limit = max(COMMON_LEAST, COMMON_SHARE * len(index.rows))
    common = {term for term, where in found.items() if len(where) > limit and term[0] != "~"}
    return {term: found[term] for term in sorted(found) if term not in common}, common


def _terms(row: SearchRow, body: Callable[[str], str], known: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """A row's terms with the best place each stands in."""
    text = ""
    if row.body:
        html = body(row.body)
        text = to_text(cut_html(html, row.words) if row.words else html)
    terms = {word: OFTEN if n >= _OFTEN else IN_TEXT for word, n in count_words(text, known).items()}
    card = row.card
    frame = f"{card.subtitle}\n{card.summary}\n{card.place}\n{card.source_name}\n{row.frame}"
    terms.update(dict.fromkeys(count_words(frame, known), IN_FRAME))
    terms.update(dict.fromkeys(count_words(card.title, known), IN_TITLE))
    terms.update(dict.fromkeys(row.facets, IN_TEXT))
    return terms


def _encode(found: list[int]) -> str:
    """Postings as text: the step from the article before (the first from -1) × 4 + place, in base 10."""
    return " ".join([str(value - (before & ~3)) for before, value in pairwise((-4, *found))])


def _shards(prefix: str, terms: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Terms in files of about `SHARD_CHARS`, each named by the prefix its terms share.

    Where a file would be too large, the largest groups by the next character get files of their own until the
    rest fits; so a term lies in the file with the longest name that it begins with.
    """
    size = sum(len(term) + len(value) + 6 for term, value in terms.items())
    if size <= SHARD_CHARS or len(terms) == 1:
        if terms:
            yield prefix, terms
        return
    groups: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for term, value in terms.items():
        groups[term[: len(prefix) + 1]][term] = value
    exact = groups.pop(prefix, {})
    sizes = {key: sum(len(t) + len(v) + 6 for t, v in group.items()) for key, group in groups.items()}
    apart: list[str] = []
    for key in sorted(sizes, key=lambda k: (-sizes[k], k)):
        if size <= SHARD_CHARS:
            break
        size -= sizes[key]
        apart.append(key)
    rest = exact | {term: value for key, group in groups.items() if key not in apart for term, value in group.items()}
    if rest:
        yield prefix, dict(sorted(rest.items()))
    for key in sorted(apart):
        yield from _shards(key, groups[key])


def file_name(prefix: str) -> str:
    """A prefix as a part of a file name: ASCII letters and digits as they are, anything else by its code point."""
    return "".join(c if c.isascii() and c.isalnum() else f"-{ord(c):x}" for c in prefix)
