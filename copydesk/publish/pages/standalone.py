"""Standalone pages, connections, corrections, search, the page for what is not there, redirects. Pure."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import combinations

from copydesk.errors import Location, Problem
from copydesk.model import Link, StandalonePage
from copydesk.publish.pages.planner import MOST_NAMED, Desk, Sheet, feed_terms, shared_article
from copydesk.publish.pages.terms import by_sort
from copydesk.publish.pages.values import (
    ConnectionsPage,
    CorrectionsPage,
    CorrectionView,
    Edge,
    FeedGroup,
    FeedLink,
    FeedsPage,
    Page,
    Pair,
    Point,
    RedirectPage,
    TextPage,
)
from copydesk.publish.site.link import Entry, Term

# The drawing stays readable with this many names, the table with this many rows.
NETWORK_PEOPLE, NETWORK_PAIRS = 24, 60
# Fewer links than this are not drawn.
FEW_LINKS = 4
# From so many pairs on that share several articles, the table leaves out those that share one.
OFTEN = 8
# A pair's newest articles that are listed under it.
PAIR_ARTICLES = 5
# Feeds of a kind that are listed: of more, the most written about.
FEEDS_LISTED = 300
# What the search page offers before anybody has asked.
LATEST, TOPICS = 5, 12


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
    ways = list(desk.indexes())
    if desk.config.features.archive:
        ways.append(Link(label=desk.words.archive, url="/archive/"))
    if desk.config.features.search:
        topics = sorted(
            desk.site.taxonomies.get("topics", {}).values(), key=lambda t: (-len(t.entries), t.sort, t.slug)
        )
        content = TextPage(
            title=desk.words.search,
            html="",
            links=tuple(ways),
            latest=tuple(entry.card for entry in desk.site.entries[:LATEST]),
            topics=tuple(term.chip for term in topics[:TOPICS]),
        )
        yield desk.page("/search/", "search.html", content, title=desk.words.search, kind="search", noindex=True)
    missing = TextPage(title=desk.words.not_found, html="", links=tuple(ways))
    yield desk.page("/404.html", "404.html", missing, title=desk.words.not_found, kind="404", noindex=True)


def plan_feeds_page(desk: Desk) -> Iterator[Page]:
    """The page that says what feeds there are, and how to follow them: each beside the page that has the same news."""
    words = desk.words
    whole = [
        (desk.config.title, "/"),
        *(((words.editions, "/editions/"),) if desk.issues else ()),
        (words.corrections, "/corrections/"),
    ]
    own = [_feed_link(title, page, name) for title, page in whole for name in FEED_TYPES]
    groups = [FeedGroup(label="", feeds=tuple(own))]
    labels = {
        "people": words.people,
        "countries": words.countries,
        "topics": words.topics,
        "tags": words.tags,
        "bodies": words.bodies,
        "sources": words.sources,
    }
    kinds: dict[str, list[Term]] = {kind: [] for kind in ("topics", "countries", "people", "sources", "bodies", "tags")}
    for term in feed_terms(desk) if desk.config.features.term_feeds else ():
        kinds[term.kind].append(term)
    for kind, terms in kinds.items():
        listed = sorted(terms, key=lambda term: -len(term.entries))[:FEEDS_LISTED]
        if not listed:
            continue
        links = tuple(_feed_link(term.name, term.url, "feed.atom") for term in sorted(listed, key=by_sort))
        more = len(terms) > len(listed)
        groups.append(
            FeedGroup(
                label=labels[kind],
                feeds=links,
                index=f"/{kind}/" if more else "",
                total=len(terms) if more else 0,
            )
        )
    yield desk.page(
        "/feeds/", "feeds.html", FeedsPage(groups=tuple(groups)), title=words.feeds, kind="feeds",
        crumbs=[(words.feeds, "/feeds/")],
    )  # fmt: skip


FEED_TYPES = {
    "feed.atom": "application/atom+xml",
    "feed.xml": "application/rss+xml",
    "feed.json": "application/feed+json",
}


def _feed_link(title: str, page: str, name: str) -> FeedLink:
    return FeedLink(url=f"{page}{name}", type=FEED_TYPES[name], title=title, page=page)


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


def plan_connections(desk: Desk) -> Iterator[Sheet]:
    """Who is named with whom; no page without a pair."""
    if desk.has_pairs():
        yield Sheet("/connections/", (), partial(_connections, desk))


def _connections(desk: Desk) -> Page:
    """Pairs by shared articles, and a drawing of the most connected.

    Of few links a drawing says less than their list: there is none.
    """
    label = desk.words.connections
    counts: Counter[tuple[str, str]] = Counter()
    shared: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in desk.site.entries:
        if len(entry.people) <= MOST_NAMED:
            for pair in combinations(sorted(entry.people), 2):
                counts[pair] += 1
                if len(shared[pair]) < PAIR_ARTICLES:
                    shared[pair].append(entry)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:NETWORK_PAIRS]
    often = [(pair, n) for pair, n in ranked if n > 1]
    people = desk.site.people
    pairs = tuple(
        Pair(
            left=people[a].chip,
            right=people[b].chip,
            count=n,
            url=shared[a, b][0].card.url,
            title=shared[a, b][0].card.title,
            articles=tuple(shared_article(e.card) for e in shared[a, b]),
        )
        for (a, b), n in (often if len(often) >= OFTEN else ranked)
    )
    points, edges = _network(desk, [(a, b, n) for (a, b), n in ranked])
    if len(edges) < FEW_LINKS:
        points, edges = (), ()
    content = ConnectionsPage(pairs=pairs, points=points, edges=edges)
    return desk.page(
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
    places = settle_spots(len(names), drawn)
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
    problems += _find_circles(moves)
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


def _find_circles(moves: Mapping[str, tuple[str, str, str]]) -> Iterator[Problem]:
    """A problem for each old address that leads back to itself by way of others: a browser would never arrive."""
    for url in sorted(moves):
        seen = [url]
        while (following := moves[seen[-1]][0]) in moves and following not in seen:
            seen.append(following)
        if following == url:
            way = " → ".join((*seen, url))
            place = Location(path=moves[url][2], line=1, column=1)
            yield Problem(
                location=place, message=f"old addresses lead in a circle: {way}", advice="take one of them out"
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


WIDTH, HEIGHT = 1000.0, 700.0
# Half of the room that a node with its name below it takes, in units of the box: names of about eighteen
# letters at the drawing's type size. Longer ones may touch a neighbour; the table beside has them all.
HALF_WIDTH, HALF_HEIGHT = 95.0, 31.0
_ROUNDS, _SPREADING = 200, 120
# How strongly everything is drawn to the middle: without it, parts that share no link drift apart forever.
_GRAVITY = 0.6

Spot = tuple[float, float]


def settle_spots(count: int, links: list[tuple[int, int, int]]) -> list[Spot]:
    """Places for `count` nodes in a 1000 × 700 box; `links` are two indices and a weight of 1 or more.

    Forces after Fruchterman and Reingold (1991) from a fixed circle, then fitted to the box, then moved
    apart until no two names overlap where there is room. No chance is involved. Whole units.
    """
    if count < 2:
        return [(WIDTH / 2, HEIGHT / 2)] * count
    spots = _apart(_fitted(_drawn_together(count, links)))
    return [(float(round(x)), float(round(y))) for x, y in spots]


def _drawn_together(count: int, links: list[tuple[int, int, int]]) -> list[Spot]:
    angle = 2 * math.pi / count
    # A node of many links is drawn no harder than one of few: else a circle of friends becomes a knot.
    degree = [1] * count
    for i, j, _ in links:
        degree[i] += 1
        degree[j] += 1
    spots = [(math.cos(angle * i), math.sin(angle * i)) for i in range(count)]
    ideal = 1.6 / math.sqrt(count)
    for step in range(_ROUNDS):
        heat = 0.12 * (1 - step / _ROUNDS)
        push = [[-_GRAVITY * x, -_GRAVITY * y] for x, y in spots]
        for i, j in combinations(range(count), 2):
            dx, dy = spots[i][0] - spots[j][0], spots[i][1] - spots[j][1]
            force = ideal * ideal / max(dx * dx + dy * dy, 1e-4)
            _pull(push, i, j, dx * force, dy * force)
        for i, j, weight in links:
            dx, dy = spots[i][0] - spots[j][0], spots[i][1] - spots[j][1]
            force = -math.hypot(dx, dy) / ideal * (1 + math.log(weight)) / math.sqrt(degree[i] * degree[j])
            _pull(push, i, j, dx * force, dy * force)
        spots = [_step(spot, along, heat) for spot, along in zip(spots, push, strict=True)]
    return spots


def _pull(push: list[list[float]], i: int, j: int, x: float, y: float) -> None:
    push[i][0] += x
    push[i][1] += y
    push[j][0] -= x
    push[j][1] -= y


def _step(spot: Spot, along: list[float], heat: float) -> Spot:
    length = math.hypot(*along)
    scale = min(length, heat) / max(length, 1e-9)
    return spot[0] + along[0] * scale, spot[1] + along[1] * scale


def _fitted(spots: list[Spot]) -> list[Spot]:
    """The same picture, stretched to fill the box but for a margin that holds the outer names."""
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    across, down = max(max(xs) - min(xs), 1e-6), max(max(ys) - min(ys), 1e-6)
    return [
        (
            HALF_WIDTH + (x - min(xs)) / across * (WIDTH - 2 * HALF_WIDTH),
            HALF_HEIGHT + (y - min(ys)) / down * (HEIGHT - 2 * HALF_HEIGHT - 20),
        )
        for x, y in spots
    ]


def _apart(spots: list[Spot]) -> list[Spot]:
    """The spots with overlapping names pushed apart, along the shorter way, until none do or rounds run out."""
    places = [list(spot) for spot in spots]
    for _ in range(_SPREADING):
        still = True
        for i, j in combinations(range(len(places)), 2):
            dx, dy = places[j][0] - places[i][0], places[j][1] - places[i][1]
            over, under = 2 * HALF_WIDTH - abs(dx), 2 * HALF_HEIGHT - abs(dy)
            if over <= 0 or under <= 0:
                continue
            still = False
            if over < under:
                move = math.copysign(over / 2 + 0.5, dx)
                _pull(places, j, i, move, 0.0)
            else:
                move = math.copysign(under / 2 + 0.5, dy)
                _pull(places, j, i, 0.0, move)
        for place in places:
            place[0] = min(WIDTH - HALF_WIDTH, max(HALF_WIDTH, place[0]))
            place[1] = min(HEIGHT - HALF_HEIGHT - 20, max(HALF_HEIGHT, place[1]))
        if still:
            break
    return [(x, y) for x, y in places]
