"""Who a page says wrote it: JSON-LD, then meta tags, then its visible byline; the outlet itself is no author. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol, cast
from urllib.parse import urlsplit

from copydesk.ingest.clean.facts.names import load_words, split_names, strip_by
from copydesk.ingest.clean.facts.outlet import domain_key
from copydesk.ingest.clean.lexicon import tokens
from copydesk.ingest.clean.pagedata import Tree, as_text, load_tags, name_of

_NO_AUTHOR = re.compile(
    r"^(?:admin\w*|editor|webmaster|user|guest|anonymous|unknown|none|null|n/?a|default|test|author|by"
    r"|staff|redaktion|online|web ?desk)$",
    re.IGNORECASE,
)
_NO_PART = re.compile(r"[\d/@<>{}|():]|https?|\.\w{2,}/")
# Every element that could be a byline by its marks, found in one pass; then by how sure the mark is.
_MARKED = (
    '//*[@itemprop="author" or @rel="author" or contains(@class, "uthor") or contains(@class, "byline")'
    ' or contains(@class, "autor")]'
)
_SURE_CLASSES = (
    re.compile(r"author-name|authorName|author__name"),
    re.compile(r"(?<!\S)byline(?!\S)|byline__name|article-author|article__author"),
    re.compile(r"(?<!\S)author(?!\S)"),
)
# Where a name alone would be a guess, a "By" before it says that it is a byline.
_OPENED = re.compile(r"author|byline|autor")
_HOST = re.compile(r"\(((?:[\w-]+\.)+[a-z]{2,})\)", re.IGNORECASE)
_LONGEST_BYLINE = 200
_MOST_NODES = 6
_MOST_MARKED = 200
_MOST_AUTHORS = 12


def find_writers(
    tree: Tree, meta: Mapping[str, Sequence[str]], articles: Sequence[Mapping[str, object]], outlet: Iterable[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the people and agencies a page says it is by, and the desk that its data names where it names nobody.

    `outlet` are the names and addresses of the site itself. It is nobody's byline, but a desk may bear its name.
    """
    banned = _keys([*outlet, *(name_of(node.get("publisher")) for node in articles)])
    desks: list[str] = []
    for node in articles:
        stated = list(_flat(node.get("author") or node.get("creator")))
        if found := _people([_person(one) for one in stated if not _is_organisation(one)], banned):
            return found, ()
        desks += [_person(one) for one in stated]
    for tag in load_tags()["authors"]:
        if found := _people(meta.get(tag, ()), banned):
            return found, ()
    if found := _seen(tree, banned):
        return found, ()
    return (), _people(desks[:1], frozenset())


def _keys(outlet: Iterable[str]) -> frozenset[str]:
    """Return the outlet's names as compared: letters alone, and of an address its own word too."""
    out: set[str] = set()
    for name in outlet:
        host = urlsplit(name).netloc if "://" in name else name if "." in name and " " not in name else ""
        out |= {_key(host or name), domain_key(host)}
    return frozenset(out - {""})


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _flat(value: object) -> Iterator[object]:
    """Yield what a list of any depth holds."""
    if isinstance(value, list):
        for one in value:
            yield from _flat(one)
    else:
        yield value


def _person(value: object) -> str:
    """Return the name of a schema.org Person, which may be given in two parts."""
    name = name_of(value)
    if name or not isinstance(value, Mapping):
        return name
    return " ".join(str(value[part]) for part in ("givenName", "familyName") if value.get(part))


def _is_organisation(value: object) -> bool:
    return isinstance(value, Mapping) and "Organization" in str(value.get("@type"))


def _people(names: Iterable[str], banned: frozenset[str]) -> tuple[str, ...]:
    """Return what of stated authors can be one: no address, no role, no picture credit, not the site itself."""
    out: list[str] = []
    for raw in map(as_text, names):
        if not raw or raw.startswith(("http", "@", "(")) or _is_outlet(raw.split(",")[0], banned):
            continue
        if any(domain_key(host) in banned for host in _HOST.findall(raw)):  # "Example Wave (www.example.com)"
            continue
        parts = split_names(raw)
        out += parts or [part for part in load_words().conjunctions.split(raw) if _plausible(part)]
    people = dict.fromkeys(name for name in out if not _NO_AUTHOR.match(name) and not _is_outlet(name, banned))
    return tuple(people)[:_MOST_AUTHORS]


def _is_outlet(name: str, banned: frozenset[str]) -> bool:
    """Tell the outlet's own name, also with a country or department behind it ("MDR THÜRINGEN", "Example.de")."""
    key, words = _key(name), name.split()
    return (
        key in banned
        or any(key == _key(one) + ending for one in banned for ending in ("de", "com", "online", "news", "redaktion"))
        or (len(words) > 1 and words[0].isupper() and len(words[0]) > 1 and _key(words[0]) in banned)
    )


def _plausible(part: str) -> bool:
    return 1 <= len(part.split()) <= 5 and len(part) <= 50 and not _NO_PART.search(part) and not part.islower()


class _Node(Tree, Protocol):
    def get(self, name: str) -> str | None: ...
    def getparent(self) -> _Node | None: ...


def _seen(tree: Tree, banned: frozenset[str]) -> tuple[str, ...]:
    """Return the names of the first visible byline; those of other places on the page belong to other stories."""
    marked = cast("list[_Node]", tree.xpath(_MARKED))[:_MOST_MARKED]
    for nodes in _by_sureness(marked):
        found: list[str] = []
        place: _Node | None = None
        for node in nodes[:_MOST_NODES]:
            around = _far_up(node)
            if found and around is not place:
                continue
            if names := _visible(_words(node), banned):
                place = around
                found += names
        if found:
            return tuple(dict.fromkeys(found))[:_MOST_AUTHORS]
    for node in marked[:_MOST_AUTHORS]:
        if not _OPENED.search(node.get("class") or ""):
            continue
        text = _words(node)
        if len(text) <= _LONGEST_BYLINE and strip_by(text)[1] and (names := _visible(text, banned)):
            return names
    return ()


def _by_sureness(marked: Sequence[_Node]) -> Iterator[list[_Node]]:
    authors = [node for node in marked if node.get("itemprop") == "author"]
    yield [name for node in authors for name in cast("list[_Node]", node.xpath('.//*[@itemprop="name"]'))]
    yield authors
    yield [node for node in marked if node.get("rel") == "author"]
    for pattern in _SURE_CLASSES:
        yield [node for node in marked if pattern.search(node.get("class") or "")]


def _far_up(node: _Node) -> _Node | None:
    """Return the container of a byline: the ancestor in which the names of one story stand together."""
    above: _Node | None = node
    for _ in range(3):
        above = above.getparent() if above is not None else None
    return above


def _words(node: _Node) -> str:
    return as_text(str(node.xpath("string()"))[: 10 * _LONGEST_BYLINE])


def _visible(text: str, banned: frozenset[str]) -> tuple[str, ...]:
    """Return the names in a visible byline; roles and dates beside them are left out."""
    rest = load_words().opening.sub("", text[:_LONGEST_BYLINE])
    return tuple(name for name in split_names(rest) if not _is_outlet(name, banned) and len(tokens(name)) <= 5)
