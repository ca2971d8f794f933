"""What a page says of itself: JSON-LD, meta tags, microdata, its visible byline. Reads an lxml tree, not the body."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Protocol, cast
from urllib.parse import urlsplit

from copydesk.ingest.dates import find_dates
from copydesk.ingest.lexicon import tokens
from copydesk.ingest.names import load_words, split_names
from copydesk.ingest.normal import normalise
from copydesk.ingest.outlet import domain_key


class Tree(Protocol):
    """What this module asks of a parsed page."""

    def xpath(self, path: str) -> object:
        """Return what an XPath finds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a page says of itself; empty where it says nothing. `titles` are its names for itself, best first."""

    titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    day: dt.date | None = None
    site: str = ""
    url: str = ""
    lang: str = ""
    image: str = ""
    body: str = ""


_ARTICLES = frozenset(
    [
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BackgroundNewsArticle",
        "ReviewNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "SocialMediaPosting",
        "Report",
        "ScholarlyArticle",
        "TechArticle",
        "Review",
        "AdvertiserContentArticle",
    ]
)
_NO_AUTHOR = re.compile(
    r"^(?:admin\w*|editor|webmaster|user|guest|anonymous|unknown|none|null|n/?a|default|test|author|by"
    r"|staff|redaktion|online|web ?desk)$",
    re.IGNORECASE,
)
_TITLE_TAIL = re.compile(r"\s+(?:[|·•»]|[-–—])\s+[^|·•»–—]{2,40}$")


def read_said(tree: Tree, url: str = "") -> Said:
    """Return what the page says of itself. `url` is the address it was saved from, if known."""
    meta = _meta(tree)
    articles = [node for node in _linked_data(tree) if _is_article(node)]
    site = (
        _first([_name(node.get("publisher")) for node in articles])
        or meta.get("og:site_name", [""])[0]
        or meta.get("application-name", [""])[0]
    )
    address = url or _first([_text(tree, '//link[@rel="canonical"]/@href'), *meta.get("og:url", [])])
    return Said(
        titles=_titles(tree, meta, articles, site),
        authors=_authors(tree, meta, articles, site, address),
        day=_day(tree, meta, articles),
        site=_clean(site),
        url=address if address.startswith(("http://", "https://")) else "",
        lang=_text(tree, "/html/@lang")[:2].lower(),
        image=_first([*meta.get("og:image", []), *(_image(node.get("image")) for node in articles)]),
        body=_clean(
            _first([str(node.get("articleBody") or "") for node in articles]) or _scripted(tree), keep_lines=True
        ),
    )


_SCRIPT_TEXT = re.compile(r'"((?:[^"\\]|\\.){400,})"')


def _scripted(tree: Tree) -> str:
    """Return the longest run of paragraphs that a script holds as a string, as pages drawn by scripts do."""
    best = ""
    for script in _strings(tree, "//script[not(@src) and not(contains(@type, 'ld+json'))]/text()"):
        if "u003cp" not in script and "<p" not in script:
            continue
        for match in _SCRIPT_TEXT.finditer(script[:3_000_000]):
            try:
                text = str(json.loads(f'"{match[1]}"', strict=False))
                text = str(json.loads(f'"{text}"', strict=False)) if "\\u003c" in text else text
            except ValueError:
                continue
            if text.count("</p>") >= 2 and len(text) > len(best):
                best = text
    return re.sub(r"</p>|<br\s*/?>|</div>", "\n", best)


@cache
def _tags() -> dict[str, list[str]]:
    return tomllib.loads(resources.files("copydesk").joinpath("data/metatags.toml").read_text(encoding="utf-8"))


def _first(values: Sequence[str]) -> str:
    return next((value for value in values if value), "")


def _clean(text: str, *, keep_lines: bool = False) -> str:
    text = normalise(html.unescape(re.sub(r"<[^<>]{0,300}>", " ", text) if "<" in text else text))
    return text.strip() if keep_lines else " ".join(text.split())


def _strings(tree: Tree, path: str) -> list[str]:
    return [str(value) for value in cast("list[object]", tree.xpath(path))]


def _text(tree: Tree, path: str) -> str:
    found = _strings(tree, path)
    return found[0].strip() if found else ""


def _meta(tree: Tree) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for node in cast("list[Mapping[str, str]]", tree.xpath("//meta[@content]")):
        name = node.get("property") or node.get("name") or node.get("itemprop") or ""
        value = (node.get("content") or "").strip()
        if name and value:
            out.setdefault(name.lower(), []).append(value)
    return out


def _linked_data(tree: Tree) -> Iterator[dict[str, object]]:
    for text in _strings(tree, '//script[contains(@type, "ld+json")]/text()'):
        try:
            data = json.loads(re.sub(r"^\s*(?:<!--|//<!\[CDATA\[)|(?:-->|//\]\]>)\s*$", "", text), strict=False)
        except (ValueError, RecursionError):
            continue
        queue: list[object] = [data]
        while queue:
            node = queue.pop(0)
            if isinstance(node, list):
                queue.extend(node[:200])
            elif isinstance(node, dict):
                yield node
                queue.extend(
                    node[key]
                    for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement")
                    if key in node and isinstance(node[key], (list, dict))
                )


def _is_article(node: Mapping[str, object]) -> bool:
    kinds = node.get("@type")
    return bool(_ARTICLES & set(map(str, kinds if isinstance(kinds, list) else [kinds])))


def _name(value: object) -> str:
    if isinstance(value, list):
        return _name(value[0]) if value else ""
    if isinstance(value, dict):
        return _name(value.get("name"))
    return value if isinstance(value, str) and not value.startswith("http") else ""


def _image(value: object) -> str:
    if isinstance(value, list):
        return _image(value[0]) if value else ""
    if isinstance(value, dict):
        return _image(value.get("url"))
    return value if isinstance(value, str) and value.startswith("http") else ""


def _titles(
    tree: Tree, meta: Mapping[str, list[str]], articles: Sequence[Mapping[str, object]], site: str
) -> tuple[str, ...]:
    # Measured on 164 pages: og:title is like the headline on 90 of 100, JSON-LD's headline on 76, the title element
    # on 71.
    names = [_without_site(value, site) for value in meta.get("og:title", ())]
    names += [_name(node.get("headline")) for node in articles]
    names += [_without_site(value, site) for tag in _tags()["titles"] for value in meta.get(tag, ())]
    names += [_TITLE_TAIL.sub("", name) for name in [_text(tree, "//title/text()")]]
    return tuple(dict.fromkeys(filter(None, map(_clean, names))))


def _without_site(title: str, site: str) -> str:
    """Take the outlet's name off the end of a title; what stands behind a bar is never the headline's own."""
    match = _TITLE_TAIL.search(title)
    if not match:
        return title
    tail = _key(match[0])
    if "|" in match[0] or (tail and (tail in _key(site) or (_key(site) and _key(site) in tail))):
        return title[: match.start()]
    return title


def _day(tree: Tree, meta: Mapping[str, list[str]], articles: Sequence[Mapping[str, object]]) -> dt.date | None:
    stamps = [node.get("datePublished") for node in articles] + [node.get("dateCreated") for node in articles]
    stamps += [value for tag in _tags()["dates"] for value in meta.get(tag, ())]
    stamps += _strings(tree, '//*[@itemprop="datePublished"]/@content | //*[@itemprop="datePublished"]/@datetime')
    stamps += (
        _strings(tree, "//article//time/@datetime")[:1]
        + _strings(tree, "//main//time/@datetime")[:1]
        + _strings(tree, "//time[@pubdate]/@datetime")
    )
    for stamp in stamps:
        found = find_dates(str(stamp or "")[:80])
        if found:
            return found[0].day
    return None


def _authors(
    tree: Tree, meta: Mapping[str, list[str]], articles: Sequence[Mapping[str, object]], site: str, url: str
) -> tuple[str, ...]:
    banned = {
        _key(site),
        domain_key(urlsplit(url).netloc),
        *(_key(_name(node.get("publisher"))) for node in articles),
    } - {""}
    stated: list[str] = []
    for node in articles:
        people = node.get("author") or node.get("creator")
        listed = people if isinstance(people, list) else [people]
        if found := _people([_name(one) for one in listed if not _is_organisation(one)], banned):
            return found
        stated += filter(None, map(_name, listed))
    for tag in _tags()["authors"]:
        if found := _people(meta.get(tag, []), banned):
            return found
        stated += meta.get(tag, [])
    for path in _BYLINES:
        nodes = cast("list[Tree]", tree.xpath(path))[:6]
        texts = [_clean(str(node.xpath("string()")))[:200] for node in nodes]
        if found := _visible(texts, banned):
            return found
    return _people(stated[:1], set())


_BYLINES = (
    '//*[@itemprop="author"]//*[@itemprop="name"]',
    '//*[@itemprop="author"]',
    '//a[@rel="author"]',
    '//*[contains(@class, "author-name") or contains(@class, "authorName") or contains(@class, "author__name")]',
    (
        '//*[contains(concat(" ", @class, " "), " byline ") or contains(@class, "byline__name")'
        ' or contains(@class, "article-author") or contains(@class, "article__author")]'
    ),
    '//*[contains(concat(" ", @class, " "), " author ")]',
)


def _is_organisation(value: object) -> bool:
    return isinstance(value, dict) and "Organization" in str(value.get("@type"))


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _people(names: Sequence[str], banned: set[str]) -> tuple[str, ...]:
    """Return what of stated authors can be one: no address, no role, none of the `banned` names of the site itself."""
    out: list[str] = []
    for raw in map(_clean, names):
        if not raw or raw.startswith("http") or "@" in raw[:1]:
            continue
        parts = split_names(raw)
        out += parts or [part for part in load_words().conjunctions.split(raw) if _plausible(part)]
    people = list(dict.fromkeys(name for name in out if not _NO_AUTHOR.match(name)))
    return tuple(name for name in people if _key(name) not in banned and _key(name).removesuffix("de") not in banned)[
        :12
    ]


def _plausible(part: str) -> bool:
    words = part.split()
    return (
        1 <= len(words) <= 5
        and len(part) <= 50
        and not re.search(r"[\d/@<>{}|]|https?|\.\w{2,}/", part)
        and not part.islower()
    )


def _visible(texts: Sequence[str], banned: set[str]) -> tuple[str, ...]:
    """Return the names of a visible byline; roles and dates beside them are left out."""
    out: list[str] = []
    for text in texts:
        rest = load_words().opening.sub("", text)
        out += [name for name in split_names(rest) if _key(name) not in banned and len(tokens(name)) <= 5]
    return tuple(dict.fromkeys(out))[:8]
