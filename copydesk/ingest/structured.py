"""What a page says of itself: JSON-LD, meta tags, microdata, and its visible byline. Reads an lxml tree, never the words of the body."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle ReviewNewsArticle BlogPosting LiveBlogPosting"
    " SocialMediaPosting Report ScholarlyArticle TechArticle Review AdvertiserContentArticle".split()
)
_TITLE_TAGS = ("og:title", "twitter:title", "dc.title", "sailthru.title", "parsely-title", "headline")
_DATE_TAGS = (
    "article:published_time", "og:article:published_time", "date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date", "dcterms.issued", "pubdate", "publishdate",
    "publish-date", "parsely-pub-date", "sailthru.date", "article.published", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "datepublished", "published", "article:published",
    "og:pubdate", "og:published_time", "publication_date", "article.created", "published_at", "created", "rnews:datepublished", "published-date",
)  # fmt: skip
_AUTHOR_TAGS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl", "cxenseparse:author", "article:author_name", "og:article:author", "authors", "dable:author", "mrf:authors", "citation_author", "lp.article:author", "twitter:data1")
_NO_AUTHOR = re.compile(r"^(?:admin\w*|editor|webmaster|user|guest|anonymous|unknown|none|null|n/?a|default|test|author|by|staff|redaktion|online|web ?desk)$", re.IGNORECASE)
_TITLE_TAIL = re.compile(r"\s+(?:[|·•»]|[-–—])\s+[^|·•»–—]{2,40}$")


def read_said(tree: Tree, url: str = "") -> Said:
    """Return what the page says of itself. `url` is the address it was saved from, if known."""
    meta = _meta(tree)
    articles = [node for node in _linked_data(tree) if _is_article(node)]
    site = _first([_name(node.get("publisher")) for node in articles]) or meta.get("og:site_name", [""])[0] or meta.get("application-name", [""])[0]
    address = url or _first([_text(tree, '//link[@rel="canonical"]/@href'), *meta.get("og:url", [])])
    return Said(
        titles=_titles(tree, meta, articles),
        authors=_authors(tree, meta, articles, site, address),
        day=_day(tree, meta, articles),
        site=_clean(site),
        url=address if address.startswith(("http://", "https://")) else "",
        lang=_text(tree, "/html/@lang")[:2].lower(),
        image=_first([*meta.get("og:image", []), *(_image(node.get("image")) for node in articles)]),
        body=_clean(_first([str(node.get("articleBody") or "") for node in articles]), keep_lines=True),
    )


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
                queue.extend(node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement") if key in node and isinstance(node[key], (list, dict)))


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


def _titles(tree: Tree, meta: Mapping[str, list[str]], articles: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    names = [_name(node.get("headline")) for node in articles]
    names += [value for tag in _TITLE_TAGS for value in meta.get(tag, ())]
    names += [_TITLE_TAIL.sub("", name) for name in [_text(tree, "//title/text()")]]
    return tuple(dict.fromkeys(filter(None, map(_clean, names))))


def _day(tree: Tree, meta: Mapping[str, list[str]], articles: Sequence[Mapping[str, object]]) -> dt.date | None:
    stamps = [node.get("datePublished") for node in articles] + [node.get("dateCreated") for node in articles]
    stamps += [value for tag in _DATE_TAGS for value in meta.get(tag, ())]
    stamps += _strings(tree, '//*[@itemprop="datePublished"]/@content | //*[@itemprop="datePublished"]/@datetime')
    stamps += _strings(tree, "//article//time/@datetime")[:1] + _strings(tree, "//main//time/@datetime")[:1] + _strings(tree, "//time[@pubdate]/@datetime")
    for stamp in stamps:
        found = find_dates(str(stamp or "")[:80])
        if found:
            return found[0].day
    return None


def _authors(tree: Tree, meta: Mapping[str, list[str]], articles: Sequence[Mapping[str, object]], site: str, url: str) -> tuple[str, ...]:
    banned = {_key(site), domain_key(urlsplit(url).netloc)} - {""}
    for node in articles:
        people = node.get("author") or node.get("creator")
        names = [_name(person) for person in (people if isinstance(people, list) else [people])]
        if found := _people(names, banned):
            return found
    for tag in _AUTHOR_TAGS:
        if found := _people(meta.get(tag, []), banned):
            return found
    paths = (
        '//*[@itemprop="author"]//*[@itemprop="name"]', '//*[@itemprop="author"]', '//a[@rel="author"]', '//*[contains(@class, "author-name") or contains(@class, "authorName") or contains(@class, "author__name")]',
        '//*[contains(concat(" ", @class, " "), " byline ") or contains(@class, "byline__name") or contains(@class, "article-author") or contains(@class, "article__author")]', '//*[contains(concat(" ", @class, " "), " author ")]',
    )  # fmt: skip
    for path in paths:
        nodes = cast("list[Tree]", tree.xpath(path))[:6]
        texts = [_clean(str(node.xpath("string()")))[:200] for node in nodes]
        if found := _visible(texts, banned):
            return found
    return ()


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _people(names: Sequence[str], banned: set[str]) -> tuple[str, ...]:
    """Return what of stated authors can be one: no address, no role, not the site itself unless nobody else is named."""
    out: list[str] = []
    for raw in names:
        raw = _clean(raw)
        if not raw or raw.startswith("http") or "@" in raw[:1]:
            continue
        parts = split_names(raw)
        out += parts or [part for part in load_words().conjunctions.split(raw) if _plausible(part)]
    people = list(dict.fromkeys(name for name in out if not _NO_AUTHOR.match(name)))
    others = [name for name in people if _key(name) not in banned]
    return tuple((others or people)[:12])


def _plausible(part: str) -> bool:
    words = part.split()
    return 1 <= len(words) <= 5 and len(part) <= 50 and not re.search(r"[\d/@<>{}|]|https?|\.\w{2,}/", part) and not part.islower()


def _visible(texts: Sequence[str], banned: set[str]) -> tuple[str, ...]:
    """Return the names of a visible byline; roles and dates beside them are left out."""
    out: list[str] = []
    for text in texts:
        rest = load_words().opening.sub("", text)
        out += [name for name in split_names(rest) if _key(name) not in banned and len(tokens(name)) <= 5]
    return tuple(dict.fromkeys(out))[:8]
