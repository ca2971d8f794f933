"""Site → the index that the search page reads: an inverted index in small files, each an item. Pure.

Why not Pagefind, and what the files hold: docs/decisions/search.md. `layouts/static/search.js` reads them;
the two agree on `split_words`, on the prefixes that name the files, and on how a posting is written.
"""

from __future__ import annotations

import base64
import hashlib
import json
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from copydesk.countries import load_bodies
from copydesk.publish.formats import postings
from copydesk.publish.items import (
    SEARCH,
    Searched,
    SearchFiles,
    SearchFrame,
    SearchIndex,
    SearchLexicon,
    SearchMonth,
    SearchNames,
    SearchRow,
    SearchTerms,
)
from copydesk.publish.items import SEARCH_FOLDER as FOLDER
from copydesk.publish.markdown import cut_html, shorten
from copydesk.publish.pages.planner import Desk
from copydesk.publish.site.link import Entry, Term, full_name
from copydesk.urls import slugify

ROWS = 8
SUMMARY_CHARS = 170


# --- what the site says of itself -----------------------------------------------------------------------


def plan_months(desk: Desk) -> tuple[SearchMonth, ...]:
    """All published articles by month; none where search is switched off."""
    if not desk.config.features.search:
        return ()
    months: defaultdict[str, list[SearchRow]] = defaultdict(list)
    for entry in reversed(desk.site.entries):
        date = entry.card.date
        months[f"{date.year:04}-{date.month:02}"].append(_row(desk, entry))
    return tuple(SearchMonth(month=month, rows=tuple(months[month])) for month in sorted(months))


def _other_names(desk: Desk, slug: str) -> tuple[str, ...]:
    person = desk.site.persons[slug]
    return tuple(dict.fromkeys(name for name in (person.original, *person.aliases) if name))


def _row(desk: Desk, entry: Entry) -> SearchRow:
    article = entry.article
    names = [name for slug in entry.people for name in (full_name(desk.site.persons[slug]), *_other_names(desk, slug))]
    places = [name for code in entry.countries for name in _country_names(desk, code)]
    bodies = [name for code in article.bodies for name in (load_bodies()[code].name, code)]
    topics = dict.fromkeys(slugify(name) for kind, name in entry.terms if kind == "topics")
    return SearchRow(
        card=entry.card,
        body="" if entry.policy == "summary" else article.body_digest,
        words=desk.config.excerpt_words if entry.policy == "excerpt" else 0,
        frame="\n".join((*article.topics, *article.tags, *names, *places, *bodies)),
        facets=(
            *(f"~p{slug}" for slug in entry.people),
            *(f"~c{code.lower()}" for code in entry.countries),
            *(f"~t{slug}" for slug in topics),
            *((f"~s{entry.source}",) if entry.source else ()),
        ),
    )


def _country_names(desk: Desk, code: str) -> tuple[str, ...]:
    country = desk.site.library.countries[code]
    return (country.name, *country.aliases)


def plan_frame(desk: Desk) -> tuple[SearchFrame, dict[str, SearchNames]]:
    """The filters of the search page, and the files of names by address."""
    site = desk.site
    names = _plan_names(desk)
    files = {_address("n", name.prefix): name for name in names}
    langs = sorted({desk.config.language, *(e.article.lang for e in site.entries if e.article.lang)})
    folds = [fold for lang in langs for fold in _folds().get(lang.partition("-")[0], ())]
    frame = SearchFrame(
        countries=tuple((key.lower(), t.name, len(t.entries)) for key, t in _by_name(site.countries)),
        sources=tuple((key, t.name, len(t.entries)) for key, t in _by_name(site.sources)),
        topics=tuple((key, t.name, len(t.entries)) for key, t in _by_name(site.taxonomies.get("topics", {}))),
        names=tuple((name.prefix, _digest(_lines(name))) for name in names),
        folds=tuple(dict.fromkeys(folds)),
    )
    return frame, files


@cache
def _folds() -> dict[str, tuple[tuple[str, str], ...]]:
    """Endings that make one word two, by language."""
    text = (resources.files("copydesk.data") / "plurals.toml").read_text(encoding="utf-8")
    return {lang: tuple((one, other) for one, other in rows) for lang, rows in tomllib.loads(text).items()}


def _by_name(terms: Mapping[str, Term]) -> list[tuple[str, Term]]:
    return sorted(terms.items(), key=lambda item: (item[1].sort.casefold(), item[0]))


def _plan_names(desk: Desk) -> list[SearchNames]:
    site = desk.site
    named: list[tuple[str, str, Term, tuple[str, ...]]] = [
        *(("person", key, term, _other_names(desk, key)) for key, term in site.people.items()),
        *(("country", key.lower(), term, _country_names(desk, key)[1:]) for key, term in site.countries.items()),
        *(("source", key, term, ()) for key, term in site.sources.items() if desk.config.features.sources),
        *(
            (_KINDS.get(kind, kind), key, term, ())
            for kind, terms in site.taxonomies.items()
            for key, term in terms.items()
        ),
    ]
    words: defaultdict[str, list[tuple[str, str, str, str, int, tuple[str, ...]]]] = defaultdict(list)
    for kind, key, term, others in named:
        row = (kind, key, term.name, term.url[1:], len(term.entries), others)
        for word in dict.fromkeys(word for name in (term.name, *others) for word in postings.split_words(name)):
            words[word].append(row)
    found = {word: tuple(sorted(rows, key=lambda row: (-row[4], row[:2]))) for word, rows in sorted(words.items())}
    sizes = {word: sum(len(row[2]) + len(row[3]) + 30 for row in rows) for word, rows in found.items()}
    shared = postings.share_out(found, _prefixes(sizes), str)
    return [
        SearchNames(prefix=prefix, words=tuple((w, found[w]) for w in words_of)) for prefix, words_of in shared.items()
    ]


_KINDS = {"topics": "topic", "tags": "tag", "bodies": "body"}


# --- the lists of all words -----------------------------------------------------------------------------

# A body's words as kept, and its HTML, by digest.
Words = Callable[[str], str]


def terms_of(row: SearchRow, words: Words, html: Words) -> postings.Terms:
    """An article's terms by the place they stand in."""
    text = ""
    if row.body:
        text = postings.body_words(cut_html(html(row.body), row.words)) if row.words else words(row.body)
    card = row.card
    summary = card.summary if card.summary != card.subtitle else ""
    frame = f"{card.subtitle}\n{summary}\n{card.place}\n{card.source_name}\n{row.frame}"
    return postings.article_terms(card.title, frame, text, row.facets)


def count_month(month: SearchMonth, words: Words, html: Words) -> tuple[str, dict[str, str]]:
    """The digest of what results of a month show, and the list of each of its terms: what can be kept."""
    shown = "".join(_chunks(month))
    return _digest(shown), postings.count_terms([terms_of(row, words, html) for row in month.rows])


def make_index(
    frame: SearchFrame, months: Sequence[SearchMonth], counted: Iterable[tuple[str, Mapping[str, str]]]
) -> Iterator[tuple[str, Searched]]:
    """The files of terms and words, and the index itself last, by address. `counted` is of each month in order."""
    digests: list[str] = []

    def lists() -> Iterator[tuple[str, Mapping[str, str]]]:
        for month, (digest, found) in zip(months, counted, strict=True):
            digests.append(digest)
            yield month.month, found

    texts = postings.merge_months(lists())
    common = postings.take_common(texts, sum(len(month.rows) for month in months))
    spelt = [term for term in texts if postings.is_spelt(term)]
    made: list[SearchFiles] = []
    for kind, terms, size, key in (
        ("t", texts, {term: _room(term, text) for term, text in texts.items()}, str),
        ("w", spelt, {word: len(word) + 1 for word in spelt}, str),
        ("e", spelt, {word[::-1]: len(word) + 1 for word in spelt}, _reversed),
    ):
        limit = _limit(kind)
        groups = postings.group_sizes(size, limit)
        files: dict[str, Searched] = {}
        for prefix, members in postings.share_out(terms, postings.file_prefixes(groups, limit), key).items():
            files[prefix] = _file(kind, prefix, {term: texts[term] for term in members})
            yield _address(kind, prefix), files[prefix]
        made.append(_files(files, groups))
    yield (
        SEARCH,
        SearchIndex(
            frame=frame,
            months=tuple((m.month, len(m.rows), digest) for m, digest in zip(months, digests, strict=True)),
            common=tuple(sorted(common.items())),
            terms=made[0],
            words=made[1],
            endings=made[2],
        ),
    )


def _limit(kind: str) -> int:
    """How many characters a file of this kind holds."""
    return postings.SHARD_CHARS if kind == "t" else postings.LEXICON_CHARS


def _prefixes(sizes: Mapping[str, int]) -> list[str]:
    return postings.file_prefixes(postings.group_sizes(sizes, postings.LEXICON_CHARS), postings.LEXICON_CHARS)


def _room(term: str, text: str) -> int:
    return len(term) + len(text) + 6


def _reversed(word: str) -> str:
    return word[::-1]


def _file(kind: str, prefix: str, lists: Mapping[str, str]) -> SearchTerms | SearchLexicon:
    if kind == "t":
        return SearchTerms(prefix=prefix, lists=tuple(sorted(lists.items())))
    return SearchLexicon(prefix=prefix, ends=kind == "e", words=tuple(sorted(lists)))


def _files(files: Mapping[str, Searched], groups: postings.Groups) -> SearchFiles:
    return SearchFiles(
        files=tuple((prefix, _digest(_lines(file))) for prefix, file in sorted(files.items())),
        groups=_frozen(groups),
    )


# --- where bodies alone changed -------------------------------------------------------------------------

# Of a term: in which month, which article, and the place it stands in now (None: nowhere).
Change = tuple[str, int, int | None]


def changes_of(old: SearchMonth, new: SearchMonth, words: Words, html: Words) -> dict[str, list[tuple[Change, int]]]:
    """What of the lists is another where a month's rows are: each change with how many more articles have the term."""
    found: defaultdict[str, list[tuple[Change, int]]] = defaultdict(list)
    for number, (was, row) in enumerate(zip(old.rows, new.rows, strict=True)):
        if was.body == row.body:
            continue
        before, after = (postings.best_places(terms_of(one, words, html)) for one in (was, row))
        for term in sorted(before.keys() | after.keys()):
            if before.get(term) != after.get(term):
                more = (term in after) - (term in before)
                found[term].append(((new.month, number, after.get(term)), more))
    return found


def amend_index(
    index: SearchIndex, changes: Mapping[str, Sequence[tuple[Change, int]]], item: Callable[[str], Any]
) -> dict[str, Searched | None] | None:
    """The files that change with these lists, by address, the index among them; `item` gives those that are.

    A file that goes is None. None at all where other words are common: then all is made anew (`make_index`).
    """
    common = dict(index.common)
    limit = postings.common_limit(sum(count for _, count, _ in index.months))
    terms, words, endings = (
        _OpenFiles(kind, files, item) for kind, files in (("t", index.terms), ("w", index.words), ("e", index.endings))
    )
    for term, rows in changes.items():
        if term in common:
            common[term] += sum(more for _, more in rows)
            if common[term] <= limit:
                return None
            continue
        before = terms.lists(term).get(term, "")
        text = postings.amend_text(before, [change for change, _ in rows])
        if term[0] != "~" and len(text) > 2 * limit and postings.count_articles(text) > limit:
            return None
        terms.put(term, text)
        if bool(before) != bool(text) and postings.is_spelt(term):
            for lexicon in (words, endings):
                lexicon.put(term, text and " ")
    made: dict[str, Searched | None] = {}
    found = [files.close(made) for files in (terms, words, endings)]
    made[SEARCH] = SearchIndex(
        frame=index.frame,
        months=index.months,
        common=tuple(common.items()),
        terms=found[0],
        words=found[1],
        endings=found[2],
    )
    return made


class _OpenFiles:
    """The files of one kind while some of them change; `key` is what of a term names its file."""

    def __init__(self, kind: str, files: SearchFiles, item: Callable[[str], Any]) -> None:
        self._kind, self._item, self._limit = kind, item, _limit(kind)
        self._key: Callable[[str], str] = _reversed if kind == "e" else str
        self._digests = dict(files.files)
        self._groups: postings.Groups = {prefix: dict(sizes) for prefix, sizes in files.groups}
        self._lists: dict[str, dict[str, str]] = {}

    def _open(self, prefix: str) -> dict[str, str]:
        if prefix not in self._lists:
            file = self._item(_address(self._kind, prefix)) if prefix in self._digests else None
            if self._kind == "t":
                self._lists[prefix] = dict(file.lists) if file else {}
            else:
                self._lists[prefix] = dict.fromkeys(file.words, " ") if file else {}
        return self._lists[prefix]

    def lists(self, term: str) -> dict[str, str]:
        """The lists of the file that a term lies in, or would."""
        return self._open(postings.prefix_of(self._key(term), self._digests) or "")

    def put(self, term: str, text: str) -> None:
        """Put a term's list in place of what it has; an empty one takes it out."""
        lists = self.lists(term)
        before = lists.pop(term, "")
        if text:
            lists[term] = text
        change = (self._room(term, text) if text else 0) - (self._room(term, before) if before else 0)
        postings.resize(self._groups, self._key(term), change)

    def _room(self, term: str, text: str) -> int:
        return _room(term, text) if self._kind == "t" else len(term) + 1

    def close(self, made: dict[str, Searched | None]) -> SearchFiles:
        """The files as they are now; those that changed are put into `made`, None for one that goes."""
        self._regroup()
        prefixes = postings.file_prefixes(self._groups, self._limit)
        if prefixes != list(self._digests):
            self._share_anew(prefixes)
        for prefix in self._digests.keys() - set(prefixes):
            made[_address(self._kind, prefix)] = None
        digests = {prefix: self._digests.get(prefix, "") for prefix in prefixes}
        for prefix in sorted(self._lists.keys() & digests.keys()):
            file = _file(self._kind, prefix, self._lists[prefix])
            made[_address(self._kind, prefix)] = file
            digests[prefix] = _digest(_lines(file))
        return SearchFiles(files=tuple(digests.items()), groups=_frozen(self._groups))

    def _regroup(self) -> None:
        """Part what has become too large for one file, and let go of what no longer is."""
        for prefix, sizes in list(self._groups.items()):
            for key, size in sizes.items():
                if key != prefix and size > self._limit and key not in self._groups:
                    lists = self._open(postings.prefix_of(key, self._digests) or "")
                    rooms = {self._key(term): self._room(term, text) for term, text in lists.items()}
                    below = {term: room for term, room in rooms.items() if term.startswith(key)}
                    self._groups.update(postings.group_sizes(below, self._limit, key))
        for prefix in [p for p, sizes in self._groups.items() if p and sum(sizes.values()) <= self._limit]:
            del self._groups[prefix]

    def _share_anew(self, prefixes: list[str]) -> None:
        """Put the terms of files that come or go where they belong."""
        now = set(prefixes)
        gone, new = self._digests.keys() - now, now - self._digests.keys()
        parted = {*gone, *(postings.prefix_of(prefix, self._digests) or "" for prefix in new)}
        terms: dict[str, str] = {}
        for prefix in sorted(parted):
            terms.update(self._open(prefix))
            self._lists[prefix] = {}
        self._lists.update((prefix, {}) for prefix in new)
        for term, text in terms.items():
            self._open(postings.prefix_of(self._key(term), now) or "")[term] = text


def _frozen(groups: postings.Groups) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    return tuple((prefix, tuple(sorted(sizes.items()))) for prefix, sizes in sorted(groups.items()))


# --- files ----------------------------------------------------------------------------------------------


def render_search(item: Searched) -> Iterator[tuple[str, str]]:
    """The files of an item of the index: (root-relative address, JSON)."""
    if isinstance(item, SearchMonth):
        for number, text in enumerate(_chunks(item)):
            yield f"{FOLDER}d-{item.month}-{number}.json", text
    elif isinstance(item, SearchTerms):
        yield _address("t", item.prefix), _lines(item)
    elif isinstance(item, SearchLexicon):
        yield _address("e" if item.ends else "w", item.prefix), _lines(item)
    elif isinstance(item, SearchNames):
        yield _address("n", item.prefix), _lines(item)
    else:
        yield SEARCH, _json(_first_file(item))


def _lines(item: Searched) -> str:
    if isinstance(item, SearchTerms):
        return _json(dict(item.lists))
    if isinstance(item, SearchLexicon):
        return _json(" ".join(item.words))
    if isinstance(item, SearchNames):
        return _json(dict(item.words))
    raise TypeError(type(item).__name__)


def _chunks(month: SearchMonth) -> Iterator[str]:
    rows = [_shown(row) for row in month.rows]
    for start in range(0, len(rows), ROWS):
        yield _json(rows[start : start + ROWS])


def _first_file(index: SearchIndex) -> dict[str, Any]:
    frame = index.frame

    def listed(files: Iterable[tuple[str, str]]) -> str:
        return " ".join(prefix + digest for prefix, digest in files)

    return {
        "rows": ROWS,
        "months": index.months,
        "terms": listed(index.terms.files),
        "words": listed(index.words.files),
        "endings": listed(index.endings.files),
        "names": listed(frame.names),
        "common": [word for word, _ in index.common],
        "folds": frame.folds,
        "letters": postings.LETTERS,
        "unspaced": postings.UNSPACED,
        "countries": frame.countries,
        "sources": frame.sources,
        "topics": frame.topics,
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _digest(text: str) -> str:
    """Four characters that tell one writing of a file from another: browsers ask for it with them."""
    return base64.urlsafe_b64encode(hashlib.blake2b(text.encode(), digest_size=3).digest()).decode()


def _shown(row: SearchRow) -> list[Any]:
    """What a result shows: title, address, day, source, summary, language ("" for the digest's)."""
    card = row.card
    summary = shorten(card.summary, SUMMARY_CHARS)
    return [card.title, card.url[1:], card.date.date().isoformat(), card.source_name, summary, card.lang]


def _address(kind: str, prefix: str) -> str:
    return f"{FOLDER}{kind}-{file_name(prefix)}.json"


def month_address(month: str) -> str:
    """What the rows of a month are known by."""
    return f"{FOLDER}d-{month}"


def file_name(prefix: str) -> str:
    """A prefix as a part of a file name: ASCII letters and digits as they are, anything else by its code point."""
    return "".join(c if c.isascii() and c.isalnum() else f"-{ord(c):x}" for c in prefix)
