"""Feeds: RSS 0.9 to 2, RDF, Atom and JSON Feed, and WordPress's export, which is RSS with more in it. Pure.

Read with ElementTree behind `xmlsafe` rather than by feedparser: that gives days in UTC, no JSON Feed, and takes
WordPress's menus for articles (docs/decisions/intake.md).
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from copydesk.intake.addresses import clean_url
from copydesk.intake.item import Item, LinkFound, Part, Refused, Said, Skipped
from copydesk.intake.stated import language, names, read_day, tags
from copydesk.intake.words import count_words, is_cut_short, plain
from copydesk.intake.xmlsafe import child, children, escape_xml, inner_xml, local_name, space_of, text_of

# Fewer words are a teaser: its article is elsewhere.
# How Blogger's exports say what an entry is: a post, a page, a comment, a template, a setting.
_KIND_SCHEME = "http://schemas.google.com/g/2005#kind"
LEAST_WORDS = 60
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SHORTCODE = re.compile(r"\[/?[a-z][\w-]*(?:\s[^\]\n]*)?\]")
_BLOCK_COMMENT = re.compile(r"<!--\s*/?wp:.*?-->", re.DOTALL)
_TAG = re.compile(r"<[a-zA-Z/][^>]*>")


def is_feed(root: ET.Element) -> bool:
    """Whether an XML document is a feed, WordPress's export among them."""
    name = local_name(root).lower()
    return (
        name == "rss"
        or (name == "rdf" and child(root, "item") is not None)
        or (name == "feed" and ("atom" in space_of(root).lower() or child(root, "entry") is not None))
    )


def read_feed(root: ET.Element, *, whole: bool) -> Iterator[Part]:
    """The entries of a feed; one that was not well-formed asks to be compared with the page."""
    asks = () if whole else ("the feed is not well-formed XML: compare the text with the page",)
    if local_name(root) == "feed":
        yield from _atom(root, asks)
        return
    channel = child(root, "channel") if child(root, "channel") is not None else root
    assert channel is not None  # noqa: S101 (root is one)
    if child(channel, "wxr_version") is not None:
        yield from _wordpress(channel, asks)
        return
    link = text_of(child(channel, "link"))
    base = clean_url(link) or _self_link(channel)
    said = Said(source=text_of(child(channel, "title")), lang=language(text_of(child(channel, "language"))))
    for number, entry in enumerate(
        [*children(channel, "item"), *(children(root, "item") if channel is not root else [])], 1
    ):
        content = next((one for one in entry if local_name(one) == "encoded"), None)
        body = (content.text or "") if content is not None else ""
        summary = child(entry, "description", "summary")
        short = (summary.text or "") if summary is not None else ""
        yield from entry_parts(
            f"entry {number}",
            Said(
                title=plain(text_of(child(entry, "title"))),
                authors=_people(entry),
                date=read_day(text_of(child(entry, "pubDate", "date", "published", "issued"))),
                modified=read_day(text_of(child(entry, "modified", "updated"))),
                url=_rss_link(entry, base),
                source=text_of(child(entry, "source")) or said.source,
                tags=tuple(
                    dict.fromkeys(text_of(one) for one in children(entry, "category", "subject") if text_of(one))
                ),
                lang=said.lang,
                raw_id=text_of(child(entry, "guid")),
            ),
            body or short,
            base,
            asks,
        )


def _self_link(channel: ET.Element) -> str:
    return next((one.get("href", "") for one in children(channel, "link") if one.get("href")), "")


def _rss_link(entry: ET.Element, base: str) -> str:
    for one in children(entry, "link", "origLink"):
        if url := clean_url(one.text or one.get("href") or "", base):
            return url
    guid = child(entry, "guid")
    if guid is not None and guid.get("isPermaLink", "true") != "false":
        return clean_url(guid.text or "", base)
    return ""


def _people(entry: ET.Element) -> tuple[str, ...]:
    found: list[str] = []
    for one in children(entry, "creator", "author"):
        inner = child(one, "name")
        said = text_of(inner) if inner is not None else text_of(one)
        match = re.match(r"\S+@\S+\s+\((.+)\)$", said)  # RSS 2.0: "a@b.c (Name)"
        found += names(match[1] if match else said)
    return tuple(dict.fromkeys(found))


def entry_parts(part: str, said: Said, html: str, base: str, asks: tuple[str, ...] = ()) -> Iterator[Part]:
    """An entry of a feed: a draft where its text is whole, a link where it is a teaser."""
    text = plain(html)
    if (words := count_words(text)) < LEAST_WORDS or is_cut_short(text):
        if said.url:
            yield LinkFound(part=part, said=said, words=words)
        else:
            yield Refused(part=part, why="too short: no article in it, and no address to find one at")
        return
    html, pointers = _without_pointers(html)
    asks = (
        *asks,
        *(f"left out at its end: \u201c{words}\u201d" for words in pointers),
        *(
            ("its links are relative and the feed has no address: they were left out",)
            if not base and _relative(html)
            else ()
        ),
    )
    yield Item(part=part, kind="html", text=_based(_as_html(html), base or said.url), said=said, questions=asks)


# What programs of blogs put below an entry in its feed, in the languages of large feeds: where to read on, whose it is.
_POINTER = re.compile(
    r"(?:read (?:the rest|the full|more|on)\b|continue reading|keep reading|more on\b|weiterlesen|mehr lesen|"
    r"lire la suite|leer más|seguir leyendo|leggi tutto|continua a leggere|ler mais|continue lendo|lees verder|läs mer|"
    r"les mer|læs mere|czytaj (?:więcej|dalej)|читать (?:далее|дальше)|続きを読む|阅读(?:全文|更多)|더 보기|"
    r"the post .{1,200} (?:appeared first|first appeared) on\b|der beitrag .{1,200} erschien zuerst|"
    r"l['’]article .{1,200} est apparu en premier|la entrada .{1,200} se publicó primero)",
    re.IGNORECASE,
)
_END = r"(?:\s|<img\b[^>]*>|<br\s*/?>|</\w+>)*\Z"
_LAST_BLOCK = re.compile(rf"<(p|div)\b[^>]*>((?:(?!<p\b|<div\b).)*)</\1>{_END}", re.IGNORECASE | re.DOTALL)
_LAST_LINK = re.compile(rf"<a\b[^>]*>([^<]*)</a>{_END}", re.IGNORECASE)
_LONGEST_POINTER = 250


def _without_pointers(html: str) -> tuple[str, list[str]]:
    """An entry's text without the lines below it that point to the rest, and what they said.

    Only a block with a link that begins in such words is one, and only where nothing but pictures follows.
    """
    found: list[str] = []
    while True:
        block = _LAST_BLOCK.search(html[-4_000:]) or _LAST_LINK.search(html[-4_000:])
        words = plain(block[0]) if block else ""
        if block is None or "<a" not in block[0].lower() or len(words) > _LONGEST_POINTER or not _POINTER.match(words):
            return html, found
        found.insert(0, words)
        html = html[: len(html) - len(block[0])]


def _relative(html: str) -> bool:
    return re.search(r"<a\s[^>]*href=[\"'](?!https?:|mailto:|#)", html) is not None


def _as_html(text: str) -> str:
    if _TAG.search(text):
        return text
    return "".join(f"<p>{escape_xml(part.strip())}</p>\n" for part in re.split(r"\n\s*\n", text) if part.strip())


def _based(html: str, base: str) -> str:
    """A fragment whose relative addresses are resolved."""
    if not base:
        return html
    return re.sub(
        r"(\s(?:href|src)=)([\"'])(?!https?:|mailto:|data:|#)([^\"']*)\2",
        lambda match: f"{match[1]}{match[2]}{urljoin(base, match[3])}{match[2]}",
        html,
    )


def _atom(root: ET.Element, asks: tuple[str, ...]) -> Iterator[Part]:
    feed_base = root.get(_XML_BASE) or next(
        (
            one.get("href", "")
            for one in children(root, "link")
            if one.get("rel", "alternate") in ("alternate", "self") and one.get("href", "").startswith("http")
        ),
        "",
    )
    feed_people = _people(root)
    title = text_of(child(root, "title"))
    for number, entry in enumerate(children(root, "entry"), 1):
        base = urljoin(feed_base, entry.get(_XML_BASE, ""))
        content = child(entry, "content", "summary")
        kind = next(
            (one.get("term", "") for one in children(entry, "category") if one.get("scheme") == _KIND_SCHEME), "#post"
        )
        if not kind.endswith(("#post", "#page")):
            yield Skipped(part=f"entry {number}", why=f"a {kind.rpartition('#')[2]} of the blog, no article")
            continue
        source = child(entry, "source")
        url = next(
            (
                clean_url(one.get("href", ""), base)
                for one in children(entry, "link")
                if one.get("rel", "alternate") == "alternate"
            ),
            "",
        )
        source_people = _people(source) if source is not None else ()
        yield from entry_parts(
            f"entry {number}",
            Said(
                title=_construct(child(entry, "title")),
                authors=_people(entry) or source_people or feed_people,
                date=read_day(text_of(child(entry, "published", "issued"))),
                modified=read_day(text_of(child(entry, "updated", "modified"))),
                url=url,
                source=(text_of(child(source, "title")) if source is not None else "") or title,
                tags=tuple(
                    dict.fromkeys(
                        one.get("label") or one.get("term") or ""
                        for one in children(entry, "category")
                        if one.get("scheme") != _KIND_SCHEME
                    )
                ),
                lang=language(entry.get(_XML_LANG) or root.get(_XML_LANG)),
                raw_id=text_of(child(entry, "id")),
            ),
            _content(content),
            urljoin(base, content.get(_XML_BASE, "")) if content is not None else base,
            asks,
        )


def _construct(element: ET.Element | None) -> str:
    """The words of an Atom text construct, its markup off."""
    if element is None:
        return ""
    return plain(text_of(element)) if element.get("type") == "html" else text_of(element)


def _content(element: ET.Element | None) -> str:
    if element is None:
        return ""
    if element.get("type") == "xhtml":
        return inner_xml(element)
    return element.text or ""


def _wordpress(channel: ET.Element, asks: tuple[str, ...]) -> Iterator[Part]:
    """WordPress's export (WXR): posts; attachments, menus and the like are named as not taken."""
    shown = {
        text_of(child(one, "author_login")): text_of(child(one, "author_display_name"))
        for one in children(channel, "author")
    }
    source = text_of(child(channel, "title"))
    for number, entry in enumerate(children(channel, "item"), 1):
        title = plain(text_of(child(entry, "title")))
        part = f"item {number}" + (f" ({title})" if title else "")
        kind, status = text_of(child(entry, "post_type")) or "post", text_of(child(entry, "status"))
        if kind not in ("post", "page") or status in ("trash", "auto-draft", "inherit"):
            yield Skipped(
                part=part, why=f"a {kind.replace('_', ' ')}" + (f" in the {status}" if status == "trash" else "")
            )
            continue
        content = next((one for one in entry if local_name(one) == "encoded" and "excerpt" not in space_of(one)), None)
        html = _BLOCK_COMMENT.sub("", (content.text or "") if content is not None else "")
        codes = list(dict.fromkeys(match[0] for match in _SHORTCODE.finditer(_TAG.sub(" ", html))))
        for code in codes:
            html = html.replace(code, "")
        login = text_of(child(entry, "creator"))
        day = read_day(text_of(child(entry, "post_date"))) or (read_day(text_of(child(entry, "pubDate"))))
        private = status in ("draft", "pending", "private", "future") or bool(text_of(child(entry, "post_password")))
        said = Said(
            title=title,
            authors=names(shown.get(login) or login),
            date=day,
            url=clean_url(text_of(child(entry, "link"))),
            source=source,
            tags=tuple(
                text_of(one)
                for one in children(entry, "category")
                if one.get("domain") in (None, "post_tag", "category") and text_of(one).casefold() != "uncategorized"
            ),
            draft=private,
        )
        questions = (*asks, *(f"the shortcode {code} was left out: say in words what it showed" for code in codes))
        if status not in ("", "publish"):
            questions = (*questions, f"it was {status} there")
        if (words := count_words(plain(html))) < LEAST_WORDS and not private:
            yield (
                LinkFound(part=part, said=said, words=words)
                if said.url
                else Refused(part=part, why="too short to be an article")
            )
            continue
        yield Item(part=part, kind="html", text=_paragraphs(html), said=said, questions=questions)


def _paragraphs(html: str) -> str:
    """WordPress's text: blank lines are paragraphs where there are no tags for them."""
    if re.search(r"<(?:p|div|ul|h\d)[\s>]", html):
        return html
    return "".join(f"<p>{part.strip()}</p>\n" for part in re.split(r"\n\s*\n", html) if part.strip())


def is_json_feed(value: Any) -> bool:
    """Whether a parsed JSON value is a JSON Feed."""
    return (
        isinstance(value, dict) and "jsonfeed.org" in str(value.get("version")) and isinstance(value.get("items"), list)
    )


def read_json_feed(value: dict[str, Any]) -> Iterator[Part]:
    """The items of a JSON Feed, 1.0 or 1.1."""
    feed_people = names(value.get("authors") or value.get("author"))
    base = clean_url(str(value.get("home_page_url") or value.get("feed_url") or ""))
    for number, entry in enumerate(value["items"], 1):
        if not isinstance(entry, dict):
            yield Refused(part=f"item {number}", why="not an object: no article in it")
            continue
        outside = clean_url(str(entry.get("external_url") or ""), base)
        said = Said(
            title=plain(str(entry.get("title") or "")),
            authors=names(entry.get("authors") or entry.get("author")) or feed_people,
            date=read_day(entry.get("date_published")),
            modified=read_day(entry.get("date_modified")),
            url=outside or clean_url(str(entry.get("url") or ""), base),
            source="" if outside else str(value.get("title") or ""),
            tags=tags(entry.get("tags")),
            lang=language(entry.get("language") or value.get("language")),
            raw_id=str(entry.get("id") or ""),
        )
        html = str(entry.get("content_html") or "")
        text = html or str(entry.get("content_text") or "")
        if not said.title and count_words(plain(text)) < LEAST_WORDS:
            yield Refused(part=f"item {number}", why="too short: no article in it")
            continue
        yield from entry_parts(f"item {number}", said, text or str(entry.get("summary") or ""), base)
