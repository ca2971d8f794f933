"""Site → Atom, RSS, JSON Feed, sitemap and robots.txt. Pure.

A feed is a value like a page: what is in it is all that can put it out of date. Its time is that of its
newest article, never the clock's (R10), and ids are `tag:` URIs from the article's `id`, which outlive
titles, slugs and base paths.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from email.utils import format_datetime
from html import escape
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from copydesk.publish.items import Feed, FeedText, Robots, Sitemap
from copydesk.publish.markdown import cut_html, direction
from copydesk.publish.pages.planner import Desk, feed_terms
from copydesk.publish.pages.values import Card
from copydesk.publish.pictures import dress
from copydesk.publish.site.editions import Issue
from copydesk.publish.site.link import Entry, Term
from copydesk.urls import Base

# sitemaps.org: at most 50,000 addresses a file.
SITEMAP_LIMIT = 50_000
CORRECTIONS, EDITIONS = "/corrections/", "/editions/"
# Pictures that every feed reader shows.
_RASTER = (".jpg", ".jpeg", ".png", ".webp", ".gif")
# A correction is told whole: this is only there to end a text that is none.
CORRECTION_CHARS = 2_000
# XML 1.0 cannot hold these, not even escaped.
_ILLEGAL_SET = "\x00-\x08\x0b\x0c\x0e-\x1f\ufdd0-\ufdef\ufffe\uffff"
_ILLEGAL = re.compile(f"[{_ILLEGAL_SET}]")
_ACTIVE = re.compile(f"[&<>\"'{_ILLEGAL_SET}]")


def plan_feeds(desk: Desk) -> Iterator[Feed]:
    """The digest's feed, those of its editions and corrections, and one for each term unless switched off."""
    yield _articles(desk, "/", desk.config.title, desk.site.entries, "site")
    if desk.config.features.term_feeds:
        for term in feed_terms(desk):
            yield _articles(desk, term.url, f"{desk.config.title}: {term.name}", term.entries, _term_id(desk, term))
    if desk.issues:
        yield _editions(desk)
    title = f"{desk.config.title}: {desk.words.corrections}"
    yield _feed(desk, CORRECTIONS, title, _corrections(desk)[: desk.config.feed_items], "corrections")


def _articles(desk: Desk, url: str, title: str, entries: Sequence[Entry], ident: str) -> Feed:
    shown = entries[: desk.config.feed_items]
    feed = _feed(desk, url, title, [entry.card for entry in shown], ident)
    return replace(feed, texts=tuple(_text_of(desk, e) for e in shown)) if desk.config.feed_text == "full" else feed


def _text_of(desk: Desk, entry: Entry) -> FeedText:
    article = entry.article
    return FeedText(
        body=article.body_digest if entry.policy != "summary" else "",
        words=desk.config.excerpt_words if entry.policy == "excerpt" else 0,
        pictures=tuple(desk.pictures[src] for src in entry.facts.pictures if src in desk.pictures),
        stated=bool(article.summary or article.subtitle or article.description),
    )


def _editions(desk: Desk) -> Feed:
    """The editions that are out, each a whole issue: the editor's note, then every article with its words."""
    issues = [issue for issue in desk.issues if not issue.edition.draft][: desk.config.feed_items]
    cards, contents = [], []
    for issue in issues:
        moment = dt.datetime.combine(issue.card.date, dt.time(), tzinfo=desk.config.zone)
        cards.append(
            Card(
                url=issue.card.url,
                title=issue.card.title,
                date=moment,
                summary=issue.card.summary,
                id=f"{EDITIONS.strip('/')}/{issue.edition.slug}",
            )
        )
        contents.append(_issue_html(desk, issue))
    title = f"{desk.config.title}: {desk.words.editions}"
    return replace(_feed(desk, EDITIONS, title, cards, "editions"), contents=tuple(contents))


def _issue_html(desk: Desk, issue: Issue) -> str:
    parts = [desk.base.absolutize(desk.inline(issue.edition.body))]
    for label, section in issue.sections:
        if label:
            parts.append(f"<h2>{escape(label)}</h2>")
        for entry in section:
            card = entry.card
            link = f'<a href="{escape(desk.base.absolute(card.url))}">{escape(card.title)}</a>'
            parts.append(f"<h3>{link}</h3>{_summary_html(card, desk.base, desk.words.why_line)}")
    return "".join(parts)


def _corrections(desk: Desk) -> list[Card]:
    """Corrections as cards, newest first: each with the day it was made, its words, and the article's place for it.

    Its id is the article's with the day (and a number where a day has several), so that mending a correction's
    words does not make it a new one.
    """
    found = []
    for entry in desk.site.entries:
        seen: Counter[dt.date] = Counter()
        for correction in sorted(entry.article.corrections, key=lambda c: c.date):
            seen[correction.date] += 1
            number = f"-{seen[correction.date]}" if seen[correction.date] > 1 else ""
            card = Card(
                url=f"{entry.card.url}#corrections",
                title=entry.card.title,
                date=dt.datetime.combine(correction.date, dt.time(), tzinfo=desk.config.zone),
                summary=desk.plain(correction.text, CORRECTION_CHARS),
                lang=entry.card.lang,
                id=f"{entry.article.id}/corrections/{correction.date.isoformat()}{number}",
            )
            found.append(card)
    return sorted(found, key=lambda card: (-card.date.timestamp(), card.id))


def _term_id(desk: Desk, term: Term) -> str:
    """What a term's feed is known by: a person keeps their first id through renames and merges."""
    if term.kind == "people":
        return f"people/{desk.site.persons[term.slug].id or term.slug}"
    return f"{term.kind}/{term.code or term.slug}"


def _feed(desk: Desk, url: str, title: str, cards: Iterable[Card], ident: str) -> Feed:
    config = desk.config
    return Feed(
        url=url,
        title=title,
        subtitle=config.description or config.tagline,
        page=url,
        lang=config.language,
        author=config.editor or config.title,
        base_url=desk.base.url,
        authority=tag_authority(desk.base, config.tag_authority),
        cards=tuple(cards),
        id=ident,
        why=desk.words.why_line,
    )


def tag_authority(base: Base, stated: str) -> str:
    """The authority of `tag:` URIs (RFC 4151): as stated, else the base URL's host and this program's first year."""
    return stated or f"{base.origin.partition('://')[2].partition(':')[0]},2026"


def _no_texts(digest: str) -> str:
    raise KeyError(digest)  # a bug: a feed with texts is rendered without a way to them


def render_feed(feed: Feed, body: Callable[[str], str] = _no_texts) -> Iterator[tuple[str, str]]:
    """The three files of a feed: (root-relative address, text). `body` gives a body's HTML by its digest."""
    base = Base.parse(feed.base_url)
    contents: Iterable[str | None] = feed.contents or (None,) * len(feed.cards)
    if feed.texts:
        shown = zip(feed.cards, feed.texts, strict=True)
        contents = [_whole_html(card, text, body, base, feed.why) for card, text in shown]
    setting = _Setting(
        lang=feed.lang,
        author=feed.author,
        authority=feed.authority,
        why=feed.why,
        kind="" if feed.contents else "articles/",
        base=base,
    )
    # Whole texts are too large to be held for the other feeds of an article.
    write = _entry.__wrapped__ if feed.texts else _entry
    entries = [write(_Same(card), content, setting) for card, content in zip(feed.cards, contents, strict=True)]
    yield f"{feed.url}feed.atom", _atom(feed, base, [entry.atom for entry in entries])
    yield f"{feed.url}feed.xml", _rss(feed, base, [entry.rss for entry in entries])
    yield f"{feed.url}feed.json", _json(feed, base, [entry.json for entry in entries])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """All that an entry shows besides its card: alike in nearly all feeds of a digest. `kind` stands in its id."""

    lang: str
    author: str
    authority: str
    why: str
    kind: str
    base: Base


class _Written(NamedTuple):
    """An entry as each format writes it."""

    atom: str
    rss: str
    json: str


class _Same:
    """A card by which object it is: two that are equal may still be written otherwise (one moment in two zones)."""

    def __init__(self, card: Card) -> None:
        self.card = card

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.card is other.card

    def __hash__(self) -> int:
        return id(self.card)


# An article stands in the feeds of all its people, countries and topics, a dozen or so.
@functools.lru_cache(maxsize=1 << 14)
def _entry(same: _Same, content: str | None, setting: _Setting) -> _Written:
    """An entry; `content` is its HTML where that is not an article's."""
    card, base = same.card, setting.base
    html = _summary_html(card, base, setting.why) if content is None else content
    ident = f"tag:{setting.authority}:{setting.kind}{card.id}"
    return _Written(
        _atom_entry(card, html, ident, setting),
        _rss_item(card, html, ident, setting),
        _json_item(card, html, ident, base),
    )


def _updated(card: Card) -> dt.datetime:
    return max(card.date, card.lastmod) if card.lastmod else card.date


def _feed_time(feed: Feed) -> dt.datetime:
    return max((_updated(card) for card in feed.cards), default=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))


def strip_illegal(value: str) -> str:
    """A text without the characters that XML 1.0 has no way to write."""
    return _ILLEGAL.sub("", value)


def _text(value: str) -> str:
    """A value as it goes into XML: most have nothing to escape, and feeds write some hundred thousand of them."""
    return escape(strip_illegal(value), quote=True) if _ACTIVE.search(value) else value


def _in_pixels(card: Card) -> str:
    """The address of a card's picture as every program shows it; "" where it has none such."""
    src = card.image_raster or (card.image.src if card.image else "")
    return src if src.lower().endswith(_RASTER) else ""


def _summary_html(card: Card, base: Base, why: str) -> str:
    """What a feed reader shows: picture, summary, why it matters, where it comes from. Absolute links only.

    Feed readers show no SVG: a drawing stands in its copy in pixels, or is left out where there is none.
    """
    parts = []
    if card.image and (shown := _in_pixels(card)):
        source, alt = escape(base.absolute(shown)), escape(card.image.alt)
        parts.append(f'<p><img src="{source}" alt="{alt}"></p>')
    if card.summary:
        parts.append(f"<p>{escape(card.summary)}</p>")
    if card.fields.get("why"):
        text = str(card.fields["why"])
        runs, label = direction(text), direction(why)
        said = escape(text) if runs == label else f'<bdi dir="{runs}">{escape(text)}</bdi>'
        parts.append(f'<p dir="{label}"><b>{escape(why)}</b> {said}</p>')
    if card.source_name:
        name = escape(card.source_name)
        source = f'<a href="{escape(card.source_url)}">{name}</a>' if card.source_url else name
        parts.append(f'<p><a href="{escape(base.absolute(card.url))}">{escape(card.title)}</a> · {source}</p>')
    return "".join(parts)


def _whole_html(card: Card, text: FeedText, body: Callable[[str], str], base: Base, why: str) -> str:
    """What a feed reader shows of an article with its text: as `_summary_html`, the text before where it comes from.

    First words of the text are not said twice.
    """
    if not text.body:
        return _summary_html(card, base, why)
    html = body(text.body)
    if text.words:
        html = cut_html(html, text.words)
    html = base.absolutize(dress(html, {picture.src: picture for picture in text.pictures}))
    told = card if text.stated else replace(card, summary="")
    above = replace(told, source_name="")
    below = replace(told, image=None, summary="", fields={})
    return _summary_html(above, base, why) + html + _summary_html(below, base, why)


def _atom(feed: Feed, base: Base, entries: list[str]) -> str:
    here = base.absolute(f"{feed.url}feed.atom")
    out = [
        '<?xml version="1.0" encoding="utf-8"?>\n',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{_text(feed.lang)}">\n',
        f"<title>{_text(feed.title)}</title>\n",
        f"<subtitle>{_text(feed.subtitle)}</subtitle>\n" if feed.subtitle else "",
        f"<id>tag:{_text(feed.authority)}:{_text(feed.id)}</id>\n",
        f"<updated>{_feed_time(feed).isoformat()}</updated>\n",
        f"<author><name>{_text(feed.author)}</name></author>\n",
        f'<link rel="self" type="application/atom+xml" href="{_text(here)}"/>\n',
        f'<link rel="alternate" type="text/html" href="{_text(base.absolute(feed.page))}"/>\n',
        *entries,
        "</feed>\n",
    ]
    return "".join(out)


def _atom_entry(card: Card, html: str, ident: str, setting: _Setting) -> str:
    lang = f' xml:lang="{_text(card.lang)}"' if card.lang and card.lang != setting.lang else ""
    out = [
        f"<entry{lang}>\n<title>{_text(card.title)}</title>\n<id>{_text(ident)}</id>\n",
        f'<link rel="alternate" type="text/html" href="{_text(setting.base.absolute(card.url))}"/>\n',
    ]
    if card.source_url:
        out.append(f'<link rel="via" title="{_text(card.source_name)}" href="{_text(card.source_url)}"/>\n')
    out.append(f"<published>{card.date.isoformat()}</published>\n<updated>{_updated(card).isoformat()}</updated>\n")
    out.extend(f'<category term="{_text(chip.name)}"/>\n' for chip in (*card.people, *card.countries))
    if card.summary:
        out.append(f"<summary>{_text(card.summary)}</summary>\n")
    out.append(f'<content type="html">{_text(html)}</content>\n</entry>\n')
    return "".join(out)


def _rss(feed: Feed, base: Base, items: list[str]) -> str:
    here = base.absolute(f"{feed.url}feed.xml")
    out = [
        '<?xml version="1.0" encoding="utf-8"?>\n',
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">\n',
        "<channel>\n",
        f"<title>{_text(feed.title)}</title>\n<link>{_text(base.absolute(feed.page))}</link>\n",
        f"<description>{_text(feed.subtitle or feed.title)}</description>\n<language>{_text(feed.lang)}</language>\n",
        f"<lastBuildDate>{format_datetime(_feed_time(feed))}</lastBuildDate>\n",
        f'<atom:link rel="self" type="application/rss+xml" href="{_text(here)}"/>\n',
        *items,
        "</channel>\n</rss>\n",
    ]
    return "".join(out)


def _rss_item(card: Card, html: str, ident: str, setting: _Setting) -> str:
    out = [
        f"<item>\n<title>{_text(card.title)}</title>\n<link>{_text(setting.base.absolute(card.url))}</link>\n",
        f'<guid isPermaLink="false">{_text(ident)}</guid>\n',
        f"<pubDate>{format_datetime(card.date)}</pubDate>\n<dc:creator>{_text(setting.author)}</dc:creator>\n",
        *(f"<category>{_text(chip.name)}</category>\n" for chip in (*card.people, *card.countries)),
        f"<description>{_text(html)}</description>\n</item>\n",
    ]
    return "".join(out)


def _json_item(card: Card, html: str, ident: str, base: Base) -> str:
    item = {
        "id": ident,
        "url": base.absolute(card.url),
        "title": card.title,
        **({"summary": card.summary} if card.summary else {}),
        "content_html": html or f"<p>{escape(card.title)}</p>",
        "date_published": card.date.isoformat(),
        "date_modified": _updated(card).isoformat(),
        **({"external_url": card.source_url} if card.source_url else {}),
        **({"language": card.lang} if card.lang else {}),
        **({"image": base.absolute(card.image_raster or card.image.src)} if card.image else {}),
        "tags": [chip.name for chip in (*card.people, *card.countries)],
    }
    return write_json(item, depth=2)  # as deep in the list of all as it will stand


_plain_json = json.JSONEncoder(ensure_ascii=False).encode


def write_json(value: Any, depth: int = 0) -> str:
    """Write what `json.dumps(value, ensure_ascii=False, indent=1)` does, `depth` levels deep.

    Python's own takes five times as long where it indents: it does that without its part in C.
    """
    if type(value) is str:
        return encode_basestring(value)
    inner, outer = f"\n{' ' * (depth + 1)}", f"\n{' ' * depth}"
    if type(value) is dict and set(map(type, value)) == {str}:
        rows = [f"{encode_basestring(key)}: {write_json(part, depth + 1)}" for key, part in value.items()]
        return f"{{{inner}{f',{inner}'.join(rows)}{outer}}}"
    if type(value) in {list, tuple} and value:
        return f"[{inner}{f',{inner}'.join([write_json(part, depth + 1) for part in value])}{outer}]"
    if type(value) is dict and value:  # keys that are no texts: Python writes them its way
        return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", outer)
    return _plain_json(value)


def _json(feed: Feed, base: Base, items: list[str]) -> str:
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": base.absolute(feed.page),
        "feed_url": base.absolute(f"{feed.url}feed.json"),
        **({"description": feed.subtitle} if feed.subtitle else {}),
        "language": feed.lang,
        "authors": [{"name": feed.author}],
        "items": [],
    }
    empty = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    if not items:
        return empty
    listed = ",\n  ".join(items)
    return f"{empty.removesuffix(_NO_ITEMS)}[\n  {listed}\n ]\n}}\n"


# How a feed ends that has nothing in it.
_NO_ITEMS = "[]\n}\n"


def render_sitemap(sitemap: Sitemap) -> Iterator[tuple[str, str]]:
    """sitemap.xml, or an index of sitemap-1.xml … beyond the limit of addresses a file."""
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    parts = [sitemap.rows[i : i + SITEMAP_LIMIT] for i in range(0, len(sitemap.rows), SITEMAP_LIMIT)] or [()]
    names = ["/sitemap.xml"] if len(parts) == 1 else [f"/sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
    for name, rows in zip(names, parts, strict=True):
        lines = [
            f"<url><loc>{_text(url)}</loc>{f'<lastmod>{when}</lastmod>' if when else ''}</url>\n" for url, when in rows
        ]
        yield name, f"{head}<urlset {space}>\n{''.join(lines)}</urlset>\n"
    if len(parts) > 1:
        base = Base.parse(sitemap.base_url)
        lines = [f"<sitemap><loc>{_text(base.absolute(name))}</loc></sitemap>\n" for name in names]
        yield "/sitemap.xml", f"{head}<sitemapindex {space}>\n{''.join(lines)}</sitemapindex>\n"


def render_robots(robots: Robots) -> str:
    """The text of robots.txt."""
    base = Base.parse(robots.base_url)
    rule = "Disallow: /" if robots.policy == "noindex" else "Allow: /"
    return f"User-agent: *\n{rule}\n\nSitemap: {base.absolute('/sitemap.xml')}\n"
