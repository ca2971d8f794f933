"""Pages of every kind with made-up news, for tests of layouts: `make_page("article", title=…)`.

Everything has a value that does not matter; a test names what does. `size` scales the lists.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

from copydesk.model import Country, Link, Picture, Role
from copydesk.publish.pages import values as ctx
from copydesk.publish.pages.terms import fold_tiles

CSP = "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'"
PEOPLE = (
    "Kim Jong-un",
    "Donald Trump",
    "Moon Jae-in",
    "Stephen Biegun",
    "Ri Yong-ho",
    "Kang Kyung-wha",
    "Xi Jinping",
    "Shinzo Abe",
    "Mike Pompeo",
    "Choe Son-hui",
    "Chung Eui-yong",
    "Kim Yo-jong",
)
COUNTRIES = (
    ("KP", "North Korea"),
    ("KR", "South Korea"),
    ("US", "United States"),
    ("CN", "China"),
    ("JP", "Japan"),
    ("SG", "Singapore"),
    ("VN", "Vietnam"),
    ("FI", "Finland"),
)
HEADLINES = (
    "Two leaders cross the line at Panmunjom and promise a peace treaty within the year",
    "A handshake in Singapore, and four points on one page",
    "Pyongyang takes down the loudspeakers along the border",
    "No deal in Hanoi: the working lunch is laid and never eaten",
    "“We have time,” says the envoy, and flies home a day early",
    "The liaison office at Kaesong is blown up",
    "Talks in Stockholm last eight and a half hours, then break off",
    "A letter, described as beautiful",
)
SUMMARY = (
    "What was signed is short; what was left out fills the commentaries. The dates, the names and the "
    "one sentence that both sides read differently."
)
# Where a few countries stand: enough to see the shape of a map.
TILES = """
IS1,2 NO13,1 SE14,1 FI15,1 RU18,2 US3,4 CA3,2 MX3,6 BR8,11 AR7,14 CL6,14 GB11,3 IE10,3 FR11,5 DE13,4 ES10,6 PT9,6
IT13,6 PL14,3 UA16,4 TR16,7 EG14,9 LY13,9 DZ12,8 MA11,8 NG12,11 CD13,12 ZA14,16 KE16,12 ET16,11 SA17,9 IR19,7 IN21,9
PK20,8 CN23,6 MN23,4 KP25,5 KR25,6 JP27,5 VN24,9 TH23,9 SG23,11 MY24,11 ID25,12 PH26,9 AU26,14 NZ28,16 KZ20,4
"""
_DAY = dt.datetime(2018, 7, 2, 14, 5, tzinfo=dt.UTC)


def make_site(**over: Any) -> ctx.SiteMeta:
    """The digest as every page sees it."""
    nav = ("People", "Countries", "Topics", "Sources", "Editions", "Archive", "Search", "About")
    values: dict[str, Any] = {
        "title": "Second Draft",
        "tagline": "Public events, read again once the dates are in",
        "description": "A small digest of public events, with a page for every person and country in it.",
        "lang": "en",
        "base_url": "https://digest.example/",
        "nav": tuple(Link(label=label, url=f"/{label.lower()}/") for label in nav),
        "footer": (Link(label="Connections", url="/connections/"), Link(label="Corrections", url="/corrections/")),
        "editor": "Ines Calloway",
        "license": "CC BY 4.0",
        "generator": "Copydesk",
        "csp": CSP,
    }
    return ctx.SiteMeta(**values | over)


def make_meta(kind: str, url: str, title: str, **over: Any) -> ctx.PageMeta:
    """What the head of a page says."""
    feed = ctx.FeedLink(url="/feed.xml", type="application/atom+xml", title="Second Draft")
    values: dict[str, Any] = {
        "title": title,
        "kind": kind,
        "canonical": f"https://digest.example{url}",
        "description": f"{title}, in a digest of public events.",
        "feeds": (feed,),
        "crumbs": () if url == "/" else (ctx.Crumb(label="Second Draft", url="/"), ctx.Crumb(label=title, url=url)),
        "jsonld": '{"@context":"https://schema.org","@type":"WebPage"}',
    }
    return ctx.PageMeta(**values | over)


def make_chip(index: int = 0, kind: str = "people", **over: Any) -> ctx.Chip:
    """A person or country."""
    if kind == "people":
        name = PEOPLE[index % len(PEOPLE)]
        code = ""
    else:
        code, name = COUNTRIES[index % len(COUNTRIES)]
    slug = name.lower().replace(" ", "-")
    values: dict[str, Any] = {"name": name, "url": f"/{kind}/{slug}/", "count": 40 - 3 * index, "code": code}
    return ctx.Chip(**values | over)


def make_card(index: int = 0, **over: Any) -> ctx.Card:
    """An article as lists show it."""
    values: dict[str, Any] = {
        "url": f"/2018/07/article-{index}/",
        "title": HEADLINES[index % len(HEADLINES)],
        "date": _DAY - dt.timedelta(hours=9 * index),
        "summary": SUMMARY if index % 3 != 2 else "",
        "place": "Panmunjom",
        "source_name": ("The Harbour Gazette", "Meridian Wire", "Nordlicht")[index % 3],
        "people": tuple(make_chip(index + n) for n in range(1 + index % 4)),
        "countries": tuple(make_chip(index + n, "countries") for n in range(1 + index % 3)),
        "id": f"article-{index}",
    }
    return ctx.Card(**values | over)


def make_groups(size: int, *, years: bool = False) -> tuple[ctx.Group, ...]:
    """Cards by day, or by year."""
    cards = [make_card(n) for n in range(size)]
    if years:
        return (ctx.Group(label="2018", cards=tuple(cards), url="/archive/2018/"),) if cards else ()
    days: dict[dt.date, list[ctx.Card]] = {}
    for card in cards:
        days.setdefault(card.date.date(), []).append(card)
    return tuple(ctx.Group(label=str(day), date=day, cards=tuple(found)) for day, found in days.items())


def make_strip(size: int = 30, first: int = 2018) -> ctx.Strip:
    """Articles a month over some years."""
    bars = tuple((n * 7 + n * n) % 11 if n % 5 else 0 for n in range(size))
    labels = tuple(f"{first + n // 12}-{n % 12 + 1:02}" for n in range(size))
    return ctx.Strip(bars=bars, labels=labels, peak=max(bars, default=0))


def make_rows(size: int, kind: str = "people") -> tuple[ctx.TermRow, ...]:
    """Terms with strips."""
    return tuple(
        ctx.TermRow(chip=make_chip(n, kind), strip=make_strip(12), newest=_DAY.date(), share=0.125, sort=str(n))
        for n in range(size)
    )


def make_tiles(current: str = "") -> tuple[ctx.Tile, ...]:
    """A thin map of the world."""
    names = dict(COUNTRIES)
    tiles = []
    for text in TILES.split():
        code, (column, row) = text[:2], map(int, text[2:].split(","))
        count = 9 if code in names else 0
        url = f"/countries/{names[code].lower().replace(' ', '-')}/" if count else ""
        tiles.append(
            ctx.Tile(
                code=code,
                name=names.get(code, f"Land of {code}"),
                column=column,
                row=row,
                count=count,
                level=1 + len(tiles) % 4 if count else 0,
                url=url,
                current=code == current,
            )
        )
    return tuple(tiles)


def make_edition(number: int = 3, **over: Any) -> ctx.EditionCard:
    """An issue of the digest."""
    until = dt.date(2018, 7, 8) - dt.timedelta(days=7 * (3 - number))
    values: dict[str, Any] = {
        "url": f"/editions/{number}/",
        "title": "The week of four points",
        "number": number,
        "date": until,
        "since": until - dt.timedelta(days=6),
        "until": until,
        "count": 7,
        "summary": "Four points on one page, and what each side read in them.",
    }
    return ctx.EditionCard(**values | over)


def make_front(size: int = 12, **over: Any) -> ctx.FrontPage:
    """The front page with `size` articles beside the lead."""
    groups = make_groups(size)
    values: dict[str, Any] = {
        "edition": make_edition(),
        "lead": make_card(0, url="/2018/07/lead/"),
        "days": groups,
        "people": make_rows(min(size, 10)),
        "countries": make_rows(min(size, 8), "countries"),
        "total": size + 1,
        "since": dt.date(2018, 7, 2),
        "until": dt.date(2018, 7, 8),
        "older": "/page/2/" if size > 20 else "",
    }
    return ctx.FrontPage(**values | over)


PROSE = (
    "<p>They met at half past nine on the line itself, a kerb of concrete ankle-high, and one of them was "
    'asked to step over. “Why not now?” he said, and <a href="https://paper.example/a">both did</a>.</p>'
    "<h2>What is on the page</h2><p>Four points. The first is about relations, the second about a regime of "
    "peace, the third about the bomb, the fourth about the remains of soldiers.</p>"
    "<blockquote><p>We will meet again soon.</p></blockquote>"
    "<ul><li>a date for the next talks</li><li>a telephone line</li></ul>"
    "<p>Everything else was left to working groups, whose first meeting has no date.</p>"
)


def make_article(**over: Any) -> ctx.ArticlePage:
    """An article with everything an article can have."""
    values: dict[str, Any] = {
        "title": HEADLINES[0],
        "date": _DAY,
        "has_time": False,
        "html": PROSE * 2,
        "subtitle": "The line is a kerb, ankle-high",
        "summary_html": f"<p>{SUMMARY}</p>",
        "place": "Panmunjom",
        "people": tuple(make_chip(n, role="chairman of the State Affairs Commission") for n in range(4)),
        "countries": tuple(make_chip(n, "countries") for n in range(3)),
        "topics": (ctx.Chip(name="Diplomacy", url="/topics/diplomacy/", count=3),),
        "image": Picture(src="/images/line.svg", alt="A kerb", caption="The line, from the south.", credit="A. Kim"),
        "image_size": (1200, 675),
        "origin": ctx.OriginView(
            name="The Harbour Gazette",
            url="https://gazette.example/line",
            page="/sources/the-harbour-gazette/",
            title="At the line",
            authors=("Ada Lind",),
            published="2018-07-01",
            license="CC BY 4.0",
        ),
        "authors": ("Ines Calloway",),
        "edition": make_edition(),
        "story": tuple(make_card(n) for n in range(3)),
        "story_title": "The road to Singapore",
        "also_in": (make_card(4),),
        "related": tuple(make_card(n) for n in range(3, 6)),
        "corrections": (ctx.CorrectionView(date=dt.date(2018, 7, 4), html="<p>The kerb is concrete, not stone.</p>"),),
        "newer": make_card(1),
        "older": make_card(2),
        "fetched": "2018-07-02",
        "id": "line",
    }
    return ctx.ArticlePage(**values | over)


def make_person(size: int = 8, **over: Any) -> ctx.PersonPage:
    """A person with a registry file."""
    quote = ctx.QuoteView(
        text="Why not now? The line is low enough.",
        date=_DAY,
        url="/2018/07/article-0/",
        title=HEADLINES[0],
        source_name="Meridian Wire",
    )
    values: dict[str, Any] = {
        "name": "Kim Yo-jong",
        "aliases": ("Kim Yo Jong",),
        "original": "김여정",
        "original_lang": "ko",
        "born": "1987",
        "died": "",
        "country": make_chip(0, "countries"),
        "roles": (
            Role(title="Deputy department director", since="2020", source="Assembly, 2020"),
            Role(title="First vice director", since="2014", until="2020"),
        ),
        "given_roles": (
            ctx.RoleView(title="sister of the leader", date=_DAY, url="/2018/07/article-0/", source_name="Nordlicht"),
        ),
        "same_as": (Link(label="Wikipedia", url="https://en.wikipedia.org/wiki/Kim_Yo_Jong"),),
        "html": "<p>She came to the South for the opening of the Winter Olympics in February 2018.</p>",
        "strip": make_strip(),
        "years": make_groups(size, years=True),
        "quotes": (quote, dataclasses.replace(quote, text="No.")),
        "people": make_rows(5),
        "countries": make_rows(3, "countries"),
        "total": size,
        "pager": ctx.Pager(number=1, total=2, older="/people/kim-yo-jong/2/"),
        "feed": "/people/kim-yo-jong/feed.xml",
    }
    return ctx.PersonPage(**values | over)


def make_country(size: int = 8, **over: Any) -> ctx.CountryPage:
    """A country with everything."""
    values: dict[str, Any] = {
        "country": Country(
            code="KP",
            name="North Korea",
            slug="north-korea",
            region="Asia",
            subregion="Eastern Asia",
            capital="Pyongyang",
        ),
        "html": "<p>Founded in 1948.</p>",
        "strip": make_strip(),
        "years": make_groups(size, years=True),
        "people": make_rows(6),
        "countries": make_rows(4, "countries"),
        "neighbours": (make_chip(1, "countries"), make_chip(3, "countries")),
        "tiles": make_tiles("KP"),
        "folded": fold_tiles(tile for tile in make_tiles("KP") if tile.url),
        "total": size,
        "pager": ctx.Pager(number=1, total=1),
        "feed": "/countries/north-korea/feed.xml",
    }
    return ctx.CountryPage(**values | over)


def make_term(size: int = 8, **over: Any) -> ctx.TermPage:
    """A source with its articles."""
    values: dict[str, Any] = {
        "title": "The Harbour Gazette",
        "kind": "sources",
        "years": make_groups(size, years=True),
        "strip": make_strip(),
        "total": size,
        "pager": ctx.Pager(number=1, total=1),
        "link": "https://gazette.example/",
        "feed": "/sources/the-harbour-gazette/feed.xml",
    }
    return ctx.TermPage(**values | over)


def make_index(kind: str = "people", size: int = 12, **over: Any) -> ctx.IndexPage:
    """An index of people, countries or sources."""
    rows = make_rows(size, "countries" if kind == "countries" else "people")
    half = (size + 1) // 2
    groups = (ctx.IndexGroup(label="A", id="a", rows=rows[:half]), ctx.IndexGroup(label="K", id="k", rows=rows[half:]))
    if kind == "sources":
        groups = (ctx.IndexGroup(label="", rows=rows),)
    values: dict[str, Any] = {
        "title": kind.title(),
        "kind": kind,
        "groups": groups,
        "total": size,
        "tiles": make_tiles() if kind == "countries" else (),
        "folded": fold_tiles(tile for tile in make_tiles() if tile.url) if kind == "countries" else (),
    }
    return ctx.IndexPage(**values | over)


def make_archive(**over: Any) -> ctx.ArchivePage:
    """Three years of months."""
    years = []
    for year in (2020, 2019, 2018):
        counts = [(year * n) % 9 for n in range(1, 13)]
        months = tuple(
            ctx.ArchiveMonth(month=f"{year}-{n:02}", count=count, url=f"/archive/{year}/{n:02}/" if count else "")
            for n, count in enumerate(counts, 1)
        )
        years.append(ctx.ArchiveYear(year=year, count=sum(counts), url=f"/archive/{year}/", months=months))
    values: dict[str, Any] = {"years": tuple(years), "total": sum(year.count for year in years)}
    return ctx.ArchivePage(**values | over)


def make_connections(**over: Any) -> ctx.ConnectionsPage:
    """Who is named with whom."""
    pairs = tuple(
        ctx.Pair(
            left=make_chip(n), right=make_chip(n + 1), count=9 - n, url="/2018/07/article-0/", title=HEADLINES[n % 8]
        )
        for n in range(8)
    )
    points = tuple(
        ctx.Point(chip=make_chip(n), x=120 + 190 * (n % 5), y=110 + 230 * (n // 5) + 40 * (n % 2), r=14 + n)
        for n in range(12)
    )
    edges = tuple(ctx.Edge(left=n, right=(n * 5 + 1) % 12, width=1 + n % 4) for n in range(11))
    values: dict[str, Any] = {"pairs": pairs, "points": points, "edges": edges}
    return ctx.ConnectionsPage(**values | over)


def make_edition_page(**over: Any) -> ctx.EditionPage:
    """An issue with two sections."""
    values: dict[str, Any] = {
        "edition": make_edition(2),
        "html": "<p>Much was said this week. What follows is what was signed.</p>",
        "sections": (
            ctx.Group(label="", cards=(make_card(0),)),
            ctx.Group(label="The peninsula", cards=tuple(make_card(n) for n in range(1, 4))),
        ),
        "newer": make_edition(3),
        "older": make_edition(1),
        "email": "/editions/2/email.html",
        "text": "/editions/2/edition.txt",
    }
    return ctx.EditionPage(**values | over)


def _list(size: int = 12, **over: Any) -> ctx.ListPage:
    pager = ctx.Pager(number=2, total=4, newer="/", older="/page/3/")
    values: dict[str, Any] = {"title": "All articles", "groups": make_groups(size), "pager": pager, "total": 80}
    return ctx.ListPage(**values | over)


def _text(**over: Any) -> ctx.TextPage:
    values: dict[str, Any] = {
        "title": "About",
        "html": "<p>A digest reads the papers twice.</p>",
        "links": (Link(label="People, A to Z", url="/people/"), Link(label="Archive", url="/archive/")),
    }
    return ctx.TextPage(**values | over)


def _corrections(**over: Any) -> ctx.CorrectionsPage:
    entry = ctx.CorrectionView(date=dt.date(2018, 7, 4), html="<p>Concrete, not stone.</p>", card=make_card(0))
    return ctx.CorrectionsPage(**{"corrections": (entry,)} | over)


# kind of page → layout, address, title, how its content is made
KINDS: dict[str, tuple[str, str, str, Callable[..., Any]]] = {
    "front": ("front.html", "/", "Second Draft", make_front),
    "list": ("list.html", "/page/2/", "All articles", _list),
    "article": ("article.html", "/2018/07/article-0/", HEADLINES[0], make_article),
    "person": ("person.html", "/people/kim-yo-jong/", "Kim Yo-jong", make_person),
    "country": ("country.html", "/countries/north-korea/", "North Korea", make_country),
    "term": ("term.html", "/sources/the-harbour-gazette/", "The Harbour Gazette", make_term),
    "people": ("index.html", "/people/", "People", lambda **over: make_index("people", **over)),
    "countries": ("index.html", "/countries/", "Countries", lambda **over: make_index("countries", **over)),
    "sources": ("index.html", "/sources/", "Sources", lambda **over: make_index("sources", **over)),
    "edition": ("edition.html", "/editions/2/", "The week of four points", make_edition_page),
    "editions": (
        "editions.html",
        "/editions/",
        "Editions",
        lambda **over: ctx.EditionIndex(**{"editions": tuple(map(make_edition, (3, 2, 1)))} | over),
    ),
    "archive": ("archive.html", "/archive/", "Archive", make_archive),
    "connections": ("connections.html", "/connections/", "Connections", make_connections),
    "corrections": ("corrections.html", "/corrections/", "Corrections", _corrections),
    "text": ("text.html", "/about/", "About", _text),
    "search": ("search.html", "/search/", "Search", lambda **over: _text(**{"title": "Search", "html": ""} | over)),
    "404": ("404.html", "/404.html", "There is no such page", lambda **over: _text(**{"title": "", "html": ""} | over)),
    "redirect": (
        "redirect.html",
        "/old/address/",
        "Moved",
        lambda **over: ctx.RedirectPage(**{"to": "/2018/07/article-0/", "title": HEADLINES[0]} | over),
    ),
}


def make_page(kind: str, *, site: ctx.SiteMeta | None = None, meta: Any = None, **over: Any) -> ctx.Page:
    """A page of a kind (a key of `KINDS`); `over` goes to its content, `meta` is a dict for its head."""
    layout, url, title, make = KINDS[kind]
    return ctx.Page(
        url=url,
        layout=layout,
        site=site or make_site(),
        meta=make_meta(kind, url, **{"title": title} | (meta or {})),
        content=make(**over),
    )
