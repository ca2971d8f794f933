"""Site → the digest for other programs: articles as JSON and CSV, sources as OPML. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from html import escape
from typing import Any

from copydesk.frontmatter.table import ARTICLE
from copydesk.publish.formats.feeds import strip_illegal, write_json
from copydesk.publish.items import ArticleExport, SourceList
from copydesk.publish.pages.planner import Desk
from copydesk.publish.pages.values import Card, Chip
from copydesk.urls import Base

ARTICLES_JSON, ARTICLES_CSV, SOURCES_OPML = "/articles.json", "/articles.csv", "/sources.opml"
# Fields that the table marks as exported and no code asks for follow the others.
_MORE = tuple(row.name for row in ARTICLE.rows if row.exported)
COLUMNS = (
    "id",
    "url",
    "title",
    "date",
    "lang",
    "place",
    "source",
    "source_url",
    "people",
    "countries",
    "summary",
    *_MORE,
)
# A spreadsheet takes a cell that begins with one of these for a formula, and articles are written by strangers.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plan_exports(desk: Desk) -> Iterator[tuple[str, ArticleExport | SourceList]]:
    """Both exports by address, that of outlets if there are any; none where they are switched off."""
    config, site = desk.config, desk.site
    if not config.features.exports:
        return
    cards = tuple(entry.card for entry in site.entries)
    yield (
        ARTICLES_JSON,
        ArticleExport(
            title=config.title,
            base_url=desk.base.url,
            lang=config.language,
            license=config.license,
            cards=cards,
        ),
    )
    if not site.sources:
        return
    files = site.source_files
    rows = [
        (term.name, files[term.slug].url, files[term.slug].feed) if term.slug in files else (term.name, "", "")
        for term in sorted(site.sources.values(), key=lambda t: (t.sort.casefold(), t.slug))
    ]
    owner = config.editor or config.title
    yield SOURCES_OPML, SourceList(title=config.title, base_url=desk.base.url, owner=owner, outlets=tuple(rows))


def render_articles(export: ArticleExport) -> Iterator[tuple[str, str]]:
    """articles.json and articles.csv: (root-relative address, text)."""
    base = Base.parse(export.base_url)
    whole = {
        "title": export.title,
        "url": base.url,
        "language": export.lang,
        **({"license": export.license} if export.license else {}),
        "articles": [_row(card, base) for card in export.cards],
    }
    yield ARTICLES_JSON, write_json(whole) + "\n"
    out = io.StringIO()
    # RFC 4180: lines end in CR LF, a field with a comma, quote or line end stands in quotes.
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for card in export.cards:
        table.writerow([_cell(value) for value in _values(card, base)])
    yield ARTICLES_CSV, out.getvalue()


def _row(card: Card, base: Base) -> dict[str, Any]:
    def named(chips: tuple[Chip, ...]) -> list[dict[str, str]]:
        return [
            {
                **({"code": chip.code} if chip.code else {}),
                "name": chip.name,
                **({"role": chip.role} if chip.role else {}),
                "url": base.absolute(chip.url),
            }
            for chip in chips
        ]

    source = {"name": card.source_name, "url": card.source_url}
    return {
        "id": card.id,
        "url": base.absolute(card.url),
        "title": card.title,
        **({"subtitle": card.subtitle} if card.subtitle else {}),
        "date": card.date.isoformat(),
        **({"updated": card.lastmod.isoformat()} if card.lastmod else {}),
        "language": card.lang,
        **({"place": card.place} if card.place else {}),
        **({"summary": card.summary} if card.summary else {}),
        **({"source": {key: value for key, value in source.items() if value}} if any(source.values()) else {}),
        "people": named(card.people),
        "countries": named(card.countries),
        **({"story": card.story} if card.story else {}),
        **{name: card.fields[name] for name in _MORE if card.fields[name]},
    }


def _values(card: Card, base: Base) -> list[str]:
    return [
        card.id,
        base.absolute(card.url),
        card.title,
        card.date.isoformat(),
        card.lang,
        card.place,
        card.source_name,
        card.source_url,
        "; ".join(chip.name for chip in card.people),
        "; ".join(chip.code for chip in card.countries),
        card.summary,
        *(_joined(card.fields[name]) for name in _MORE),
    ]


def _joined(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")


def _cell(value: str) -> str:
    """A cell that no spreadsheet runs: what looks like a formula begins with an apostrophe (OWASP)."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def render_sources(export: SourceList) -> str:
    """The sources as OPML 2.0: outlets with a feed as subscriptions, the others as links."""
    out = [
        '<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0">\n<head>\n',
        f"<title>{_text(export.title)}</title>\n<ownerName>{_text(export.owner)}</ownerName>\n",
        "<docs>http://opml.org/spec2.opml</docs>\n</head>\n<body>\n",
    ]
    for name, url, feed in export.outlets:
        if feed:
            home = f' htmlUrl="{_text(url)}"' if url else ""
            out.append(
                f'<outline type="rss" text="{_text(name)}" title="{_text(name)}" xmlUrl="{_text(feed)}"{home}/>\n'
            )
        else:
            link = f' type="link" url="{_text(url)}"' if url else ""
            out.append(f'<outline text="{_text(name)}"{link}/>\n')
    out.append("</body>\n</opml>\n")
    return "".join(out)


def _text(value: str) -> str:
    return escape(strip_illegal(value), quote=True)
