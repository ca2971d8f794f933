"""The desk every kind of page is planned at: what they share, worked out once a build. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from copydesk import __version__
from copydesk.model import Link
from copydesk.publish.items import card_url, social_url
from copydesk.publish.markdown import held_names, make_excerpt
from copydesk.publish.pages.values import (
    Card,
    Chip,
    Content,
    Crumb,
    EditionCard,
    FeedLink,
    Group,
    Page,
    PageMeta,
    Pager,
    SharedArticle,
    SiteMeta,
    Strip,
    SubscribeView,
    TermRow,
    Words,
    YearJump,
)
from copydesk.publish.pictures import PictureFile, dress
from copydesk.publish.site.editions import Issue, edition_of
from copydesk.publish.site.link import Entry, Site, Term, brief_card, stand_in
from copydesk.urls import Base

RTL = frozenset({"ar", "fa", "he", "ur", "yi", "ps", "sd", "ckb", "dv", "ug"})
# Weeks shown by the small bars of "in the news": a quarter of a year.
WEEKS = 12
# People and countries named with a term that its page lists.
_MOST_WITH = 12


class Desk:
    """A `Site` at hand while its pages are planned."""

    def __init__(
        self,
        site: Site,
        issues: tuple[Issue, ...],
        words: Words,
        text: Callable[[str], str],
        pictures: Mapping[str, PictureFile] | None = None,
        *,
        cards: bool = False,
        icon: str = "",
        touch_icon: str = "",
    ) -> None:
        """`cards` says whether link previews have words: see `Features.social_words` and `can_set_words`.

        `icon` and `touch_icon` are the addresses of the digest's mark and of the one for telephones, if it is drawn.
        """
        self._icons = (icon, touch_icon)
        self.site, self.issues, self.words, self._text = site, issues, words, text
        self.pictures: Mapping[str, PictureFile] = pictures or {}
        self.config = site.config
        self.cards = cards and site.config.features.social_images and site.config.features.social_words
        self.base: Base = site.config.base
        self.editions: dict[str, EditionCard] = edition_of(issues)
        self.newest = site.entries[0].card.date.date() if site.entries else None
        self.meta = self._site_meta()
        self._briefs: dict[str, Card] = {}
        self._countries_with: dict[str, tuple[TermRow, ...]] = {}
        title = self.config.title
        self._feeds = (
            FeedLink(url="/feed.atom", type="application/atom+xml", title=title),
            FeedLink(url="/feed.xml", type="application/rss+xml", title=title),
            FeedLink(url="/feed.json", type="application/feed+json", title=title),
        )

    def indexes(self) -> tuple[Link, ...]:
        """The ways to people and countries, so far as an article names any."""
        people, countries = self.site.people, self.site.countries
        return (
            *([Link(label=self.words.people, url="/people/")] if people else []),
            *([Link(label=self.words.countries, url="/countries/")] if countries else []),
        )

    def _site_meta(self) -> SiteMeta:
        config, words = self.config, self.words
        nav = [
            *self.indexes(),
            *([Link(label=words.topics, url="/topics/")] if self.site.taxonomies.get("topics") else []),
            *([Link(label=words.tags, url="/tags/")] if self.site.taxonomies.get("tags") else []),
            *([Link(label=words.editions, url="/editions/")] if self.issues else []),
            *([Link(label=words.archive, url="/archive/")] if config.features.archive else []),
        ]
        if config.menu:
            nav = [_link(text) for text in config.menu]
        pages = [Link(label=p.title, url=p.url) for p in self.site.library.pages if p.nav]
        footer = [
            *pages,
            *([Link(label=words.bodies, url="/bodies/")] if self.site.taxonomies.get("bodies") else []),
            *([Link(label=words.sources, url="/sources/")] if config.features.sources and self.site.sources else []),
            *([Link(label=words.connections, url="/connections/")] if self.has_pairs() else []),
            Link(label=words.corrections, url="/corrections/"),
            *(_link(text) for text in config.footer),
        ]
        subscribe = config.subscribe
        logo = self.pictures.get(config.identity.logo)
        return SiteMeta(
            title=config.title,
            tagline=config.tagline,
            description=config.description,
            schedule=config.schedule,
            lang=config.language,
            base_url=self.base.url,
            nav=tuple(nav),
            footer=tuple(footer),
            editor=config.editor,
            license=config.license,
            generator=f"Copydesk {__version__}",
            robots=config.robots,
            csp=content_policy(remote_images=config.remote_images, form=subscribe.form),
            search=config.features.search,
            version=__version__,
            subscribe=SubscribeView(
                link=subscribe.link,
                form=subscribe.form,
                field=subscribe.field,
                hidden=tuple((name, value) for name, _, value in (text.partition(" ") for text in subscribe.hidden)),
                note=subscribe.note,
                unsubscribe=subscribe.unsubscribe,
                postal=subscribe.postal,
                host=urlsplit(subscribe.form).hostname or "",
            )
            if subscribe.link or subscribe.form
            else None,
            logo=logo.url if logo else "",
            icon=self._icons[0],
            touch_icon=self._icons[1],
            accounts=tuple(_link(text) for text in config.identity.accounts),
            styles=("/assets/identity.css",) if config.identity.has_styles else (),
            extra=config.extra,
        )

    def brief(self, card: Card) -> Card:
        """A card for a short list: a headline, its day and source are all it shows. One for all that show it."""
        made = self._briefs.get(card.url)
        if made is None:
            made = self._briefs[card.url] = brief_card(card)
        return made

    def inline(self, markdown: str) -> str:
        """A text of the digest's own (a note, a life, a page) as HTML, its pictures as they are published."""
        return dress(self._text(markdown), self.pictures)

    def preview(self, codes: Iterable[str]) -> str:
        """The address of a page's picture for link previews; "" where the digest has none."""
        return self.base.absolute(social_url(codes)) if self.config.features.social_images else ""

    def card(self, url: str) -> str:
        """The address of the card with words of the page at `url`; "" where cards have none."""
        return self.base.absolute(card_url(url)) if self.cards else ""

    def plain(self, markdown: str, limit: int) -> str:
        """The start of a Markdown text as plain words."""
        return make_excerpt(self.inline(markdown), limit)

    def feeds(self, term: Term | None = None) -> tuple[FeedLink, ...]:
        """Feed links for discovery: the digest's, and a term's own."""
        if term is None or not self.config.features.term_feeds:
            return self._feeds
        return (self.feed_link(f"{term.url}feed.atom", "application/atom+xml", term.name), *self._feeds)

    def feed_link(self, url: str, kind: str, label: str) -> FeedLink:
        """A feed or export that a page of its own leads to."""
        return FeedLink(url=url, type=kind, title=f"{self.config.title}: {label}")

    def page(
        self,
        url: str,
        layout: str,
        content: Content,
        *,
        title: str,
        kind: str,
        crumbs: Iterable[tuple[str, str]] = (),
        sources: Iterable[str] = (),
        term: Term | None = None,
        **meta: Any,
    ) -> Page:
        """A page value with its head filled in; `crumbs` without the front page, which comes first."""
        trail = tuple(Crumb(label=label, url=where) for label, where in crumbs)
        lang = meta.pop("lang", "") or self.config.language
        meta.setdefault("image", self.preview(()))
        if not meta.get("description") and kind != "redirect":
            # A list without words of its own still says what it is a list of, and in which digest.
            meta["description"] = stand_in(title, self.config)
        return Page(
            url=url,
            layout=layout,
            site=self.meta,
            meta=PageMeta(
                title=title,
                kind=kind,
                canonical=self.base.absolute(url),
                lang=lang,
                dir="rtl" if self.config.language.partition("-")[0] in RTL else "ltr",
                feeds=(*meta.pop("feeds", ()), *self.feeds(term)),
                crumbs=(Crumb(label=self.words.front, url="/"), *trail) if trail else (),
                noindex=meta.pop("noindex", False) or self.config.robots == "noindex",
                **meta,
            ),
            content=content,
            sources=tuple(sources),
        )

    def strip(self, entries: Iterable[Entry]) -> Strip | None:
        """Articles a month, from the first month to the last; None where one month is all there is.

        Beyond 120 months the strip counts years, so that a bar stays wide enough to see.
        """
        # Months are counted from the year 0, so that the next one is the next number.
        counts = Counter([entry.card.date.year * 12 + entry.card.date.month - 1 for entry in entries])
        if len(counts) < 2:
            return None
        first, last = min(counts), max(counts)
        if last - first >= 120:
            years: Counter[int] = Counter()
            for month, count in counts.items():
                years[month // 12] += count
            labels = tuple(f"{year}" for year in range(first // 12, last // 12 + 1))
            bars = tuple(years[year] for year in range(first // 12, last // 12 + 1))
        else:
            labels = _months(first, last)
            bars = tuple([counts[month] for month in range(first, last + 1)])
        return Strip(bars=bars, labels=labels, peak=max(bars))

    def weeks(self, entries: Iterable[Entry]) -> Strip | None:
        """Articles a week over the last weeks before the digest's newest article."""
        if self.newest is None:
            return None
        bars = [0] * WEEKS
        for entry in entries:
            back = (self.newest - entry.card.date.date()).days // 7
            if 0 <= back < WEEKS:
                bars[WEEKS - 1 - back] += 1
            elif back >= WEEKS:
                break
        ends = [self.newest - dt.timedelta(days=7 * (WEEKS - 1 - i)) for i in range(WEEKS)]
        return Strip(bars=tuple(bars), labels=tuple(day.isoformat() for day in ends), peak=max(bars))

    def has_pairs(self) -> bool:
        """Tell whether there is a page of connections: somebody is named with somebody, and the owner wants it."""
        return self.config.features.connections and any(
            1 < len(entry.people) <= MOST_NAMED for entry in self.site.entries
        )

    def row(self, term: Term, *, note: str = "") -> TermRow:
        """A term for an index: its chip, when it was last in the news."""
        return TermRow(
            chip=term.chip,
            strip=self.weeks(term.entries),
            newest=term.entries[0].card.date.date(),
            share=round(len(term.entries) / max(1, len(self.site.entries)), 4),
            sort=term.sort,
            note=note,
        )

    def people_with(self, term: Term) -> tuple[TermRow, ...]:
        """The people most often named with a term, by shared articles then name."""
        people = Counter([slug for entry in term.entries for slug in entry.people])
        if term.kind == "people":
            del people[term.slug]
        return self._rows(people, self.site.people, _MOST_WITH, term.entries)

    def countries_with(self, term: Term) -> tuple[TermRow, ...]:
        """The countries most often named with a term, by shared articles then name."""
        if term.url not in self._countries_with:
            countries = Counter([code for entry in term.entries for code in entry.countries])
            if term.kind == "countries":
                del countries[term.code]
            self._countries_with[term.url] = self._rows(countries, self.site.countries, _MOST_WITH, ())
        return self._countries_with[term.url]

    def more_with(self, term: Term) -> tuple[int, int]:
        """How many people, and how many countries, are named with a term beyond those that its page lists."""
        people = {slug for entry in term.entries for slug in entry.people if slug in self.site.people}
        countries = {code for entry in term.entries for code in entry.countries if code in self.site.countries}
        people -= {term.slug} if term.kind == "people" else set()
        countries -= {term.code} if term.kind == "countries" else set()
        return max(0, len(people) - _MOST_WITH), max(0, len(countries) - _MOST_WITH)

    def _rows(self, counts: Counter[str], terms: Any, limit: int, entries: tuple[Entry, ...]) -> tuple[TermRow, ...]:
        shown = [(key, n) for key, n in counts.items() if key in terms]
        least = min(heapq.nlargest(limit, [n for _, n in shown]), default=0)
        near = [(key, n) for key, n in shown if n >= least]
        best = sorted(near, key=lambda kn: (-kn[1], terms[kn[0]].sort))[:limit]
        shared = _shared(entries, [key for key, _ in best])
        return tuple(
            TermRow(chip=_counted(terms[key], n), sort=terms[key].sort, articles=tuple(shared[key])) for key, n in best
        )

    def jumps(self, pages: Iterable[tuple[str, Pager, tuple[Entry, ...]]]) -> tuple[YearJump, ...]:
        """The years of a list over its pages, newest first, each with its articles and where it begins."""
        starts: dict[int, str] = {}
        counts: Counter[int] = Counter()
        for url, _, entries in pages:
            for entry in entries:
                year = entry.card.date.year
                counts[year] += 1
                starts.setdefault(year, f"{url}#y{year}")
        return tuple(YearJump(label=str(year), count=counts[year], url=url) for year, url in starts.items())

    def years(self, cards: Iterable[Card], jumps: Iterable[YearJump] = ()) -> tuple[Group, ...]:
        """Cards under their years, newest first; `jumps` say how many articles a year has on all pages."""
        counts = {jump.label: jump.count for jump in jumps}
        groups: defaultdict[int, list[Card]] = defaultdict(list)
        for card in cards:
            groups[card.date.year].append(card)
        archive = self.config.features.archive
        return tuple(
            Group(
                label=str(year),
                cards=tuple(found),
                url=f"/archive/{year}/" if archive else "",
                count=counts.get(str(year), 0),
            )
            for year, found in groups.items()
        )

    def days(self, cards: Iterable[Card]) -> tuple[Group, ...]:
        """Cards under their days, newest first."""
        groups: dict[dt.date, list[Card]] = {}
        for card in cards:
            groups.setdefault(card.date.date(), []).append(card)
        return tuple(Group(label=day.isoformat(), date=day, cards=tuple(found)) for day, found in groups.items())

    def periods(self, cards: Iterable[Card]) -> tuple[Group, ...]:
        """Cards under weeks, months, quarters or years, newest first: the finest with three a heading on average.

        Weeks are those of ISO 8601, from Monday on.
        """
        shown = tuple(cards)
        for first, last in _PERIODS:
            groups: dict[dt.date, list[Card]] = {}
            for card in shown:
                groups.setdefault(first(card.date.date()), []).append(card)
            if len(shown) >= _ENOUGH * len(groups) or first is _year_start:
                return tuple(
                    Group(label=_label(start, last(start)), cards=tuple(found), since=start, until=last(start))
                    for start, found in groups.items()
                )
        return ()

    def paginate(
        self, url: str, entries: tuple[Entry, ...], *, terms: bool = False
    ) -> Iterator[tuple[str, Pager, tuple[Entry, ...]]]:
        """Each page of a list: its address (`url`, then `url`page/2/ …), its pager, its articles."""
        size = (self.config.per_term_page if terms else 0) or self.config.per_page
        total = max(1, -(-len(entries) // size))

        def address(number: int) -> str:
            return url if number == 1 else f"{url}page/{number}/"

        for number in range(1, total + 1):
            pager = Pager(
                number=number,
                total=total,
                newer=address(number - 1) if number > 1 else "",
                older=address(number + 1) if number < total else "",
                first=address(1),
                last=address(total),
            )
            yield address(number), pager, entries[(number - 1) * size : number * size]


@lru_cache(1 << 10)
def _months(first: int, last: int) -> tuple[str, ...]:
    """The months from one to another, counted from the year 0, as `2020-07`."""
    return tuple(f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1))


# A pair's articles are listed under it; those of a long acquaintance stand on either's own page.
_MOST_SHARED = 8
# An article that names more people says nothing about any two of them, and has 300 pairs and more.
MOST_NAMED = 25


def shared_article(card: Card) -> SharedArticle:
    """An article as a line below a pair or a topic."""
    names = held_names(card.title, card.names)
    return SharedArticle(url=card.url, title=card.title, date=card.date, lang=card.lang, names=names)


def _shared(entries: tuple[Entry, ...], slugs: Iterable[str]) -> dict[str, list[SharedArticle]]:
    """For each of these people the newest articles that name them too."""
    found: dict[str, list[SharedArticle]] = {slug: [] for slug in slugs}
    wanted = set(found)
    for entry in entries:
        if not wanted:
            break
        card = entry.card
        for slug in wanted.intersection(entry.people):
            found[slug].append(shared_article(card))
            if len(found[slug]) == _MOST_SHARED:
                wanted.discard(slug)
    return found


def feed_terms(desk: Desk) -> Iterator[Term]:
    """The terms that have feeds of their own: people, countries, topics, tags, bodies and outlets."""
    site = desk.site
    yield from site.people.values()
    yield from site.countries.values()
    for terms in site.taxonomies.values():
        yield from terms.values()
    if desk.config.features.sources:
        yield from site.sources.values()


def _digest(value: object) -> bytes:
    """A digest of values that show all they are compared by."""
    return hashlib.blake2b(repr(value).encode(errors="surrogatepass"), digest_size=16).digest()


def _counted(term: Term, count: int) -> Chip:
    return Chip(name=term.name, url=term.url, count=count, lang=term.lang, code=term.code)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where a page will stand, the content files it comes from, and how to make its value.

    Values are made where they are compared and rendered: by several processes, and never all at once in one.
    """

    url: str
    sources: tuple[str, ...]
    make: Callable[[], Page]


def sheet_of(page: Page | Sheet) -> Sheet:
    """A page that has been made already, as a sheet."""
    return page if isinstance(page, Sheet) else Sheet(page.url, page.sources, lambda: page)


def content_policy(*, remote_images: bool, form: str = "") -> str:
    """The Content-Security-Policy that each page states (B17): nothing runs, and nothing loads from elsewhere.

    Pictures of other hosts are let in only where the editor shows them (`remote_images`). `form` is where the form for
    subscribers is sent: its origin, and no other, may be sent to.
    """
    parts = urlsplit(form)
    forms = f"'self' {parts.scheme}://{parts.netloc}" if form else "'self'"
    pictures = "img-src 'self' https: http:" if remote_images else "img-src 'self'"
    return f"default-src 'self'; script-src 'self'; {pictures}; object-src 'none'; base-uri 'none'; form-action {forms}"


# Headlines a heading has on average before a finer one is taken: fewer, and there is more heading than headline.
_ENOUGH = 3


def _week_start(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _month_start(day: dt.date) -> dt.date:
    return day.replace(day=1)


def _quarter_start(day: dt.date) -> dt.date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def _year_start(day: dt.date) -> dt.date:
    return day.replace(month=1, day=1)


def _after_months(start: dt.date, months: int) -> dt.date:
    """The last day of a time that begins on `start` and lasts `months`."""
    end = start.year * 12 + start.month - 1 + months
    return dt.date(end // 12, end % 12 + 1, 1) - dt.timedelta(days=1)


_PERIODS: tuple[tuple[Callable[[dt.date], dt.date], Callable[[dt.date], dt.date]], ...] = (
    (_week_start, lambda start: start + dt.timedelta(days=6)),
    (_month_start, lambda start: _after_months(start, 1)),
    (_quarter_start, lambda start: _after_months(start, 3)),
    (_year_start, lambda start: _after_months(start, 12)),
)


def _label(since: dt.date, until: dt.date) -> str:
    """What layouts write with `partial`: a year or a month; "" for other times, which are written with `span`."""
    if until == _after_months(since, 12) and since.month == 1:
        return f"{since.year:04}"
    return f"{since:%Y-%m}" if until == _after_months(since, 1) else ""


def _link(text: str) -> Link:
    """A link as config.yaml writes it: its words, then its address."""
    label, _, url = text.rpartition(" ")
    return Link(label=label.strip() or url, url=url)
