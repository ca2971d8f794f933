"""Pages of topics, tags and sources, and the indexes of all terms. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from copydesk.publish.pages.planner import Desk
from copydesk.publish.pages.values import FeedLink, IndexGroup, IndexPage, Page, TermPage
from copydesk.publish.site.link import Term


def by_sort(term: Term) -> tuple[str, str]:
    """The order of terms: by name without accents, then by slug."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", term.sort.casefold()) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", folded), term.slug


def plan_terms(desk: Desk) -> Iterator[Page]:
    """Pages of topics, tags and whatever other taxonomies the digest has, and an index for each."""
    for name, terms in desk.site.taxonomies.items():
        words = {"topics": desk.words.topics, "tags": desk.words.tags, "bodies": desk.words.bodies}
        label = words.get(name, name.capitalize())
        for term in terms.values():
            yield from _term(desk, term, label)
        if terms:
            rows = tuple(desk.row(term) for term in sorted(terms.values(), key=by_sort))
            content = IndexPage(title=label, kind=name, groups=(IndexGroup(label="", rows=rows),), total=len(terms))
            yield index_page(desk, f"/{name}/", content)


def plan_sources(desk: Desk) -> Iterator[Page]:
    """A page for each outlet, and the index of sources with their share."""
    if not desk.config.features.sources:
        return
    for term in desk.site.sources.values():
        yield from _term(desk, term, desk.words.sources)
    ranked = sorted(desk.site.sources.values(), key=lambda t: (-len(t.entries), *by_sort(t)))
    content = IndexPage(
        title=desk.words.sources,
        kind="sources",
        groups=(IndexGroup(label="", rows=tuple(desk.row(term) for term in ranked)),) if ranked else (),
        total=len(ranked),
    )
    opml = (desk.feed_link("/sources.opml", "text/x-opml", desk.words.sources),)
    yield index_page(desk, "/sources/", content, opml if desk.config.features.exports else ())


def _term(desk: Desk, term: Term, label: str) -> Iterator[Page]:
    source = desk.site.source_files.get(term.slug) if term.kind == "sources" else None
    for url, pager, entries in desk.paginate(term.url, term.entries, terms=True):
        content = TermPage(
            title=term.name,
            kind=term.kind,
            years=desk.years(entry.card for entry in entries),
            strip=desk.strip(term.entries) if pager.number == 1 else None,
            total=len(term.entries),
            pager=pager,
            link=source.url if source else "",
            note=source.note if source else "",
            feed=f"{term.url}feed.atom" if desk.config.features.term_feeds else "",
        )
        yield desk.page(
            url,
            "term.html",
            content,
            title=term.name,
            kind=term.kind,
            term=term,
            crumbs=[(label, f"/{term.kind}/"), (term.name, term.url)],
            sources=[entry.article.location.path for entry in entries],
        )


def index_page(desk: Desk, url: str, content: IndexPage, feeds: tuple[FeedLink, ...] = ()) -> Page:
    """The page of an index of terms, at `url`."""
    trail = [(content.title, url)]
    return desk.page(url, "index.html", content, title=content.title, kind=content.kind, crumbs=trail, feeds=feeds)
