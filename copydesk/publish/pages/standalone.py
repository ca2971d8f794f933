"""Standalone pages, connections, corrections, search, the page for what is not there, redirects. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from copydesk.errors import Location, Problem
from copydesk.model import Link, StandalonePage
from copydesk.publish.pages.network import settle
from copydesk.publish.pages.planner import Desk
from copydesk.publish.pages.sheet import Sheet
from copydesk.publish.pages.values import (
    ConnectionsPage,
    CorrectionsPage,
    CorrectionView,
    Edge,
    Page,
    Pair,
    Point,
    RedirectPage,
    TextPage,
)
from copydesk.publish.site.link import Entry

# The drawing stays readable with this many names, the table with this many rows.
NETWORK_PEOPLE, NETWORK_PAIRS = 24, 60


def plan_standalone(desk: Desk) -> Iterator[Page]:
    """The pages of `content/pages`."""
    for page in desk.site.library.pages:
        yield _standalone(desk, page)


def _standalone(desk: Desk, page: StandalonePage) -> Page:
    content = TextPage(title=page.title, html=desk.inline(page.body), extra=page.extra, fields=page.fields)
    return desk.page(
        page.url,
        "text.html",
        content,
        title=page.title,
        kind="page",
        description=page.description,
        lang=page.lang,
        noindex=page.noindex,
        crumbs=[(page.title, page.url)],
        sources=[page.location.path],
    )


def plan_frames(desk: Desk) -> Iterator[Page]:
    """The search page's frame and the page that GitHub Pages serves for what is not there."""
    ways = [Link(label=desk.words.people, url="/people/"), Link(label=desk.words.countries, url="/countries/")]
    if desk.config.features.archive:
        ways.append(Link(label=desk.words.archive, url="/archive/"))
    if desk.config.features.search:
        content = TextPage(title=desk.words.search, html="", links=tuple(ways))
        yield desk.page("/search/", "search.html", content, title=desk.words.search, kind="search", noindex=True)
    missing = TextPage(title=desk.words.not_found, html="", links=tuple(ways))
    yield desk.page("/404.html", "404.html", missing, title=desk.words.not_found, kind="404", noindex=True)


def plan_corrections(desk: Desk) -> Iterator[Page]:
    """Every correction with its article, newest first."""
    label = desk.words.corrections
    content = CorrectionsPage(corrections=tuple(_corrections(desk)))
    yield desk.page(
        "/corrections/",
        "corrections.html",
        content,
        title=label,
        kind="corrections",
        crumbs=[(label, "/corrections/")],
        feeds=(desk.feed_link("/corrections/feed.atom", "application/atom+xml", label),),
    )


def _corrections(desk: Desk) -> list[CorrectionView]:
    found = [(c, entry) for entry in desk.site.entries for c in entry.article.corrections]
    found.sort(key=lambda pair: (-pair[0].date.toordinal(), pair[1].article.location.path, pair[0].text))
    return [CorrectionView(date=c.date, html=desk.inline(c.text), card=entry.card) for c, entry in found]


def plan_connections(desk: Desk) -> Iterator[Page]:
    """Who is named with whom: pairs by shared articles, and a drawing of the most connected."""
    if not desk.config.features.connections:
        return
    label = desk.words.connections
    counts: Counter[tuple[str, str]] = Counter()
    latest: dict[tuple[str, str], Entry] = {}
    for entry in desk.site.entries:
        # A list of fifty names says nothing about any two of them, and has 1,225 pairs.
        if len(entry.people) <= 25:
            for pair in combinations(sorted(entry.people), 2):
                counts[pair] += 1
                latest.setdefault(pair, entry)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:NETWORK_PAIRS]
    people = desk.site.people
    pairs = tuple(
        Pair(
            left=people[a].chip, right=people[b].chip, count=n, url=latest[a, b].card.url, title=latest[a, b].card.title
        )
        for (a, b), n in ranked
    )
    points, edges = _network(desk, [(a, b, n) for (a, b), n in ranked])
    content = ConnectionsPage(pairs=pairs, points=points, edges=edges)
    yield desk.page(
        "/connections/", "connections.html", content, title=label, kind="connections", crumbs=[(label, "/connections/")]
    )


def _network(desk: Desk, links: list[tuple[str, str, int]]) -> tuple[tuple[Point, ...], tuple[Edge, ...]]:
    degree: Counter[str] = Counter()
    for a, b, n in links:
        degree[a] += n
        degree[b] += n
    names = [slug for slug, _ in sorted(degree.items(), key=lambda item: (-item[1], item[0]))[:NETWORK_PEOPLE]]
    # Whose every link leads to a name that is not drawn would stand there alone.
    shown = set(names)
    linked = {slug for a, b, _ in links if a in shown and b in shown for slug in (a, b)}
    names = [slug for slug in names if slug in linked]
    index = {slug: i for i, slug in enumerate(names)}
    drawn = [(index[a], index[b], n) for a, b, n in links if a in index and b in index]
    places = settle(len(names), drawn)
    most = max((len(desk.site.people[slug].entries) for slug in names), default=1)
    points = tuple(
        Point(
            chip=desk.site.people[slug].chip,
            x=places[i][0],
            y=places[i][1],
            r=round(8 + 14 * math.sqrt(len(desk.site.people[slug].entries) / most), 1),
        )
        for i, slug in enumerate(names)
    )
    top = max((n for _, _, n in drawn), default=1)
    edges = tuple(Edge(left=a, right=b, width=round(1 + 4 * n / top, 1)) for a, b, n in drawn)
    return points, edges


def plan_redirects(desk: Desk, taken: dict[str, Sheet], problems: list[Problem]) -> Iterator[Page]:
    """Pages for old addresses: `aliases` of articles and pages, `redirects` of people, countries and the config."""
    moves: dict[str, tuple[str, str, str]] = {}
    every = [
        *(
            (old, e.article.url, e.card.title, e.article.location)
            for e in desk.site.entries
            for old in e.article.aliases
        ),
        *((old, p.url, p.title, p.location) for p in desk.site.library.pages for old in p.aliases),
        *_term_moves(desk),
    ]
    for old, new, title, location in every:
        if not (old and new.startswith("/")):
            message = f'redirects: "{old} {new}" is no pair of addresses'
            problems.append(Problem(location=location, message=message, advice='write "/tags/old/ /tags/new/"'))
            continue
        url = old if old.startswith("/") else f"/{old}/"
        other = taken[url].sources if url in taken else (moves[url][2],) if url in moves else None
        if other is not None:
            where = next(iter(other), "another page")
            message = f'the old address "{url}" is taken by {where}'
            problems.append(Problem(location=location, message=message, advice="remove the alias"))
            continue
        moves[url] = (new, title, location.path)
    for url, (new, title, path) in sorted(moves.items()):
        content = RedirectPage(to=new, title=title)
        yield desk.page(
            url if url.endswith("/") or "." in url.rpartition("/")[2] else url + "/",
            "redirect.html",
            content,
            title=title,
            kind="redirect",
            noindex=True,
            sources=[path],
        )


def _term_moves(desk: Desk) -> Iterator[tuple[str, str, str, Location]]:
    for term in desk.site.people.values():
        person = desk.site.persons[term.slug]
        for old in person.redirects:
            yield (old if old.startswith("/") else f"/people/{old}/"), term.url, term.name, person.location
    for term in desk.site.countries.values():
        country = desk.site.library.countries[term.code]
        for old in country.redirects:
            yield (old if old.startswith("/") else f"/countries/{old}/"), term.url, term.name, country.location
    named = {term.url: term.name for terms in desk.site.taxonomies.values() for term in terms.values()}
    for row in desk.config.redirects:
        old, _, new = row.partition(" ")
        yield old, new.strip(), named.get(new.strip(), new.strip()), Location(path="config.yaml", line=1, column=1)
