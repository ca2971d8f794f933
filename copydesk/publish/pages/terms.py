"""Pages of people, countries, topics, tags and sources, and their indexes. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from copydesk.model import Person, name_key
from copydesk.publish.markdown import held_names
from copydesk.publish.pages.planner import Desk, Sheet, shared_article
from copydesk.publish.pages.values import (
    Chip,
    CountryPage,
    FeedLink,
    IndexGroup,
    IndexPage,
    Page,
    Pager,
    PersonPage,
    QuoteView,
    RoleView,
    TermPage,
    TermRow,
    Tile,
)
from copydesk.publish.site.link import Entry, Term, full_name, held_names_of
from copydesk.urls import slugify


def plan_people(desk: Desk) -> Iterator[Sheet]:
    """The page of each person that a published article names, and the A–Z of them, if there is any."""
    for term in desk.site.people.values():
        person = desk.site.persons[term.slug]
        pages = tuple(desk.paginate(term.url, term.entries, terms=True))
        for url, pager, entries in pages:
            paths = [person.location.path] if person.stated else [entries[0].article.location.path]
            make = partial(_person, desk, term, person, url, pager, entries, pages)
            yield Sheet(url, tuple(paths), make)
    if desk.site.people:
        yield Sheet("/people/", (), partial(_everyone, desk))


def _everyone(desk: Desk) -> Page:
    """The A–Z of all people."""
    groups: defaultdict[str, list[TermRow]] = defaultdict(list)
    for term in sorted(desk.site.people.values(), key=by_sort):
        groups[_letter(term.sort)].append(desk.row(term, note=_latest_role(desk.site.persons[term.slug])))
    content = IndexPage(
        title=desk.words.people,
        kind="people",
        groups=tuple(
            IndexGroup(label=letter, rows=tuple(groups[letter]), id=ident)
            for letter, ident in _letter_ids(groups).items()
        ),
        total=len(desk.site.people),
    )
    return index_page(desk, "/people/", content)


def _letter_ids(letters: Iterable[str]) -> dict[str, str]:
    """An id for each heading: letters that make one slug (D and Đ) are told apart by their code point."""
    found: dict[str, str] = {}
    for letter in letters:
        ident = f"letter-{slugify(letter) or 'other'}"
        found[letter] = f"{ident}-{ord(letter[0]):x}" if ident in found.values() else ident
    return found


# Syllables of Hangul lie by their first consonant, 588 for each of 19 (Unicode, 3.12); ㄲ stands with ㄱ.
_FIRST_SYLLABLE, _SYLLABLES, _CONSONANTS = 0xAC00, 588, "가가나다다라마바바사사아자자차카타파하"


def _letter(sort: str) -> str:
    """The heading a name stands under: its first letter without accent.

    For Hangul, the syllable of its first consonant, doubled ones with the single, as Korean indexes have it; for kana
    and Han, the script.
    """
    syllable = ord(unicodedata.normalize("NFC", sort.strip())[:1] or " ") - _FIRST_SYLLABLE
    if 0 <= syllable < len(_CONSONANTS) * _SYLLABLES:
        return _CONSONANTS[syllable // _SYLLABLES]
    first = unicodedata.normalize("NFKD", sort.strip()[:1]).upper()[:1]
    if first.isascii():
        return first if first.isalpha() else "#"
    name = unicodedata.name(first, "")
    for script, label in (("HANGUL", "가"), ("CJK", "漢"), ("HIRAGANA", "あ"), ("KATAKANA", "あ")):
        if name.startswith(script):
            return label
    return first


def _latest_role(person: Person) -> str:
    return max(person.roles, key=lambda r: (r.until == "", r.since)).title if person.roles else ""


_Pages = tuple[tuple[str, Pager, tuple[Entry, ...]], ...]


def _person(
    desk: Desk, term: Term, person: Person, url: str, pager: Pager, entries: tuple[Entry, ...], pages: _Pages
) -> Page:
    first = pager.number == 1
    jumps = desk.jumps(pages) if first else ()
    picture = person.image if first else None
    file = desk.pictures.get(picture.src) if picture else None
    people = desk.people_with(term) if first else ()
    countries = desk.countries_with(term) if first else ()
    more_people, more_countries = desk.more_with(term) if first else (0, 0)
    mentions = tuple(_mentions(term, person)) if first else ()
    country = desk.site.library.countries.get(person.country)
    in_news = desk.site.countries.get(person.country)
    chip = Chip(name=country.name, url=in_news.url if in_news else "", code=country.code) if country else None
    given = _given_roles(mentions)
    content = PersonPage(
        name=person.name,
        aliases=person.aliases,
        original=person.original,
        original_lang=person.original_lang,
        born=person.born,
        died=person.died,
        country=chip,
        roles=person.roles if first else (),
        given_roles=given,
        same_as=person.same_as if first else (),
        html=desk.inline(person.body) if first else "",
        image=replace(picture, src=file.url) if picture and file else None,
        image_size=file.size if file else (0, 0),
        image_srcset=file.srcset if file else "",
        jumps=jumps if len(jumps) > 1 else (),
        strip=desk.strip(term.entries) if first else None,
        years=desk.years((entry.card for entry in entries), jumps),
        quotes=_quotes(mentions),
        people=people,
        countries=countries,
        more_people=more_people,
        more_countries=more_countries,
        total=len(term.entries),
        pager=pager,
        feed=f"{term.url}feed.atom" if desk.config.features.term_feeds else "",
        disambiguation=person.disambiguation,
        names=held_names_of(
            "\n".join((person.body, *(r.title for r in person.roles), *(r.title for r in given))), entries
        )
        if first
        else (),
        extra=person.extra,
        fields=person.fields,
    )
    sources = [person.location.path] if person.stated else []
    return desk.page(
        url,
        "person.html",
        content,
        title=full_name(person),
        kind="person",
        term=term,
        description=_describe(person.body, desk) or _latest_role(person) or person.disambiguation,
        image=desk.preview(row.chip.code for row in countries),
        image_alt=", ".join(row.chip.name for row in countries),
        crumbs=[(desk.words.people, "/people/"), (full_name(person), term.url)],
        sources=[*sources, *(entry.article.location.path for entry in entries)],
    )


def _describe(markdown: str, desk: Desk) -> str:
    return desk.plain(markdown, 160) if markdown else ""


# An article, the role it gives a person, the words it quotes.
_Mentioned = tuple[Entry, str, tuple[str, ...]]


def _mentions(term: Term, person: Person) -> Iterator[_Mentioned]:
    """What each article says of a person, newest first: the role it gives, the words it quotes."""
    names = {name_key(name) for name in (person.name, *person.aliases, person.original) if name}
    for entry in term.entries:
        for mention in entry.article.people:
            if not mention.role and not mention.quotes:
                continue  # a name alone, as most mentions are, is nothing to show
            by_name = name_key(mention.name) in names or slugify(mention.name) == person.slug
            if slugify(mention.person) == person.slug if mention.person else by_name:
                yield entry, mention.role, mention.quotes


def _given_roles(mentions: Iterable[_Mentioned]) -> tuple[RoleView, ...]:
    """Each role as articles give it, once, dated by the first article that does; newest first."""
    found: dict[str, RoleView] = {}
    for entry, role, _ in mentions:
        if role:
            found[role.casefold()] = RoleView(
                title=role, date=entry.card.date, url=entry.card.url, source_name=entry.card.source_name
            )
    return tuple(sorted(found.values(), key=lambda r: (-r.date.timestamp(), r.title)))


def _quotes(mentions: Iterable[_Mentioned]) -> tuple[QuoteView, ...]:
    return tuple(
        QuoteView(
            text=quote,
            date=entry.card.date,
            url=entry.card.url,
            title=entry.card.title,
            source_name=entry.card.source_name,
            lang=entry.card.lang,
            names=held_names(f"{quote}\n{entry.card.title}", entry.names),
        )
        for entry, _, quotes in mentions
        for quote in quotes
    )


def plan_countries(desk: Desk) -> Iterator[Page | Sheet]:
    """The page of each country that a published article names, and the index by region with the map if there is any."""
    tiles = plan_tiles(desk)
    plain = tuple(replace(tile, count=0, level=0) for tile in tiles)
    folded = fold_tiles(tile for tile in tiles if tile.url)
    shades = Shades(folded)
    for term in desk.site.countries.values():
        pages = tuple(desk.paginate(term.url, term.entries, terms=True))
        for url, pager, entries in pages:
            paths = (entries[0].article.location.path,)
            make = partial(_country, desk, term, plain, shades, url, pager, entries, pages)
            yield Sheet(url, paths, make)
    regions: defaultdict[str, list[TermRow]] = defaultdict(list)
    for term in sorted(desk.site.countries.values(), key=by_sort):
        country = desk.site.library.countries[term.code]
        regions[country.region].append(desk.row(term, note=country.subregion))
    content = IndexPage(
        title=desk.words.countries,
        kind="countries",
        groups=tuple(IndexGroup(label=name, rows=tuple(regions[name]), id=_plain_id(name)) for name in sorted(regions)),
        total=len(desk.site.countries),
        tiles=tiles,
        folded=folded,
    )
    if regions:
        yield index_page(desk, "/countries/", content)


def _plain_id(name: str) -> str:
    """An id without the marks that some scripts write vowels with: checkers of HTML take them for no letters."""
    return "".join(char for char in slugify(name) if unicodedata.category(char)[0] != "M")


def plan_tiles(desk: Desk) -> tuple[Tile, ...]:
    """The tile-grid map: a square a country, shaded in four steps by its articles (quartiles of those named)."""
    counts = sorted(len(term.entries) for term in desk.site.countries.values())
    steps = [counts[len(counts) * q // 4] for q in (1, 2, 3)] if counts else []
    tiles = []
    for code, country in desk.site.library.countries.items():
        if country.tile is None or country.hidden:
            continue
        term = desk.site.countries.get(code)
        count = len(term.entries) if term else 0
        level = 1 + sum(count > step for step in steps) if count else 0
        column, row = country.tile
        tiles.append(
            Tile(
                code=code,
                name=country.name,
                column=column,
                row=row,
                count=count,
                level=level,
                url=term.url if term else "",
            )
        )
    return tuple(sorted(tiles, key=lambda t: (t.row, t.column)))


# Columns of squares that are 24 points wide, the least that a finger finds (WCAG 2.5.8), on a screen of 320.
_FINGERS = 12
# More shared articles than this are many, as the key of the map says.
_SOME = 5


def fold_tiles(tiles: Iterable[Tile]) -> tuple[Tile, ...]:
    """The map without its empty lands and seas: neighbouring rows and columns merged while no two tiles meet.

    West stays west and north stays north. Rows first or columns first: whichever leaves the smaller map among those
    that a telephone shows with squares wide enough to hit, else the narrower one.
    """
    cells = sorted(tiles, key=lambda tile: (tile.row, tile.column))
    folded = []
    for first, second in (("row", "column"), ("column", "row")):
        found = _merge(_merge(cells, first), second)
        across, down = (1 + max((getattr(t, axis) for t in found), default=0) for axis in ("column", "row"))
        folded.append((across > _FINGERS and across, across * down, found))
    return tuple(sorted(min(folded, key=lambda one: one[:2])[2], key=lambda tile: (tile.row, tile.column)))


def _merge(tiles: list[Tile], axis: str) -> list[Tile]:
    """Tiles with neighbouring lines of one axis merged, from the first on, while no two would share a place."""
    across = "column" if axis == "row" else "row"
    lines: defaultdict[int, list[Tile]] = defaultdict(list)
    for tile in tiles:
        lines[getattr(tile, axis)].append(tile)
    merged: list[Tile] = []
    number, taken = -1, set[int]()
    for _, line in sorted(lines.items()):
        places = {getattr(tile, across) for tile in line}
        if number < 0 or taken & places:
            number, taken = number + 1, set()
        taken |= places
        merged += [replace(tile, row=number) if axis == "row" else replace(tile, column=number) for tile in line]
    return merged


class Shades:
    """The folded map as pages of countries show it. What many of them show alike is one value, made once."""

    def __init__(self, folded: tuple[Tile, ...]) -> None:
        self._bare = tuple(replace(tile, count=0, level=0) for tile in folded)
        self._places = {tile.code: place for place, tile in enumerate(folded)}
        self._made: dict[tuple[str, int], Tile] = {}

    def around(self, term: Term) -> tuple[Tile, ...]:
        """The map of one country: shaded by the articles that it shares with each other: 1, 2 to 5, or more."""
        tiles = list(self._bare)
        for code, count in Counter([code for entry in term.entries for code in entry.countries]).items():
            place = self._places.get(code)
            if place is not None:
                tiles[place] = self._shade(self._bare[place], count)
        place = self._places.get(term.code)
        if place is not None:
            tiles[place] = replace(self._bare[place], current=True)
        return tuple(tiles)

    def _shade(self, tile: Tile, count: int) -> Tile:
        made = self._made.get((tile.code, count))
        if made is None:
            level = 4 if count > _SOME else min(count, 2)
            made = self._made[tile.code, count] = replace(tile, count=count, level=level)
        return made


def _country(
    desk: Desk,
    term: Term,
    plain: tuple[Tile, ...],
    shades: Shades,
    url: str,
    pager: Pager,
    entries: tuple[Entry, ...],
    pages: _Pages,
) -> Page:
    first = pager.number == 1
    jumps = desk.jumps(pages) if first else ()
    country = desk.site.library.countries[term.code]
    people = desk.people_with(term) if first else ()
    countries = desk.countries_with(term) if first else ()
    more_people, more_countries = desk.more_with(term) if first else (0, 0)
    known = desk.site.library.countries
    neighbours = tuple(
        Chip(
            name=known[code].name,
            url=desk.site.countries[code].url if code in desk.site.countries else "",
            code=code,
            count=len(desk.site.countries[code].entries) if code in desk.site.countries else 0,
        )
        for code in country.neighbours
        if code in known
    )
    content = CountryPage(
        country=country,
        html=desk.inline(country.body) if first else "",
        strip=desk.strip(term.entries) if first else None,
        jumps=jumps if len(jumps) > 1 else (),
        years=desk.years((entry.card for entry in entries), jumps),
        people=people,
        countries=countries,
        more_people=more_people,
        more_countries=more_countries,
        neighbours=neighbours if first else (),
        tiles=_around(plain, term.code) if first else (),
        folded=shades.around(term) if first else (),
        total=len(term.entries),
        pager=pager,
        feed=f"{term.url}feed.atom" if desk.config.features.term_feeds else "",
        names=held_names_of(country.body, entries) if first else (),
    )
    sources = [country.location.path] if country.location.path else []
    return desk.page(
        url,
        "country.html",
        content,
        title=country.name,
        kind="country",
        term=term,
        description=_describe(country.body, desk),
        image=desk.preview((term.code,)),
        image_alt=country.name,
        crumbs=[(desk.words.countries, "/countries/"), (country.name, term.url)],
        sources=[*sources, *(entry.article.location.path for entry in entries)],
    )


def _around(tiles: tuple[Tile, ...], code: str) -> tuple[Tile, ...]:
    """The map for one country's page: every tile's place, without counts, the country marked.

    Counts would put every country's page out of date with each new article.
    """
    return tuple(replace(tile, current=True) if tile.code == code else tile for tile in tiles)


def by_sort(term: Term) -> tuple[str, str]:
    """The order of terms: by name without accents, then by slug."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", term.sort.casefold()) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", folded), term.slug


def _telling(row: TermRow, term: Term) -> TermRow:
    """A row of an index with its newest article, which says more of a topic or an outlet than a number does."""
    return replace(row, articles=(shared_article(term.entries[0].card),))


def plan_terms(desk: Desk) -> Iterator[Page]:
    """Pages of topics, tags and whatever other taxonomies the digest has, and an index for each."""
    for name, terms in desk.site.taxonomies.items():
        words = {"topics": desk.words.topics, "tags": desk.words.tags, "bodies": desk.words.bodies}
        label = words.get(name, name.capitalize())
        for term in terms.values():
            yield from _term(desk, term, label)
        if terms:
            rows = tuple(_telling(desk.row(term), term) for term in sorted(terms.values(), key=by_sort))
            content = IndexPage(title=label, kind=name, groups=(IndexGroup(label="", rows=rows),), total=len(terms))
            yield index_page(desk, f"/{name}/", content)


def plan_sources(desk: Desk) -> Iterator[Page]:
    """A page for each outlet, and the index of sources with their share, if there is any."""
    if not desk.config.features.sources or not desk.site.sources:
        return
    for term in desk.site.sources.values():
        yield from _term(desk, term, desk.words.sources)
    ranked = sorted(desk.site.sources.values(), key=lambda t: (-len(t.entries), *by_sort(t)))
    content = IndexPage(
        title=desk.words.sources,
        kind="sources",
        groups=(IndexGroup(label="", rows=tuple(_telling(desk.row(term), term) for term in ranked)),),
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
