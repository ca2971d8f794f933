"""A library and the facts of its bodies → everything to be written, by address: pages, feeds, sitemap, files.

Pure, but for the bytes of pictures and static files, which are read when they are written.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath

from copydesk.config import CONFIG_FILE, Config, Identity
from copydesk.countries import countries_in
from copydesk.errors import ContentError, Location, Problem, did_you_mean
from copydesk.files import read_file
from copydesk.library import place_of
from copydesk.library.scan import PICTURE_SUFFIXES
from copydesk.model import Article, Library
from copydesk.publish.formats.drawings import (
    MANIFEST,
    THEME_ICON,
    TOUCH_ICON,
    can_draw_icon,
    can_set_words,
    plan_icons,
    plan_social,
    read_font,
    web_manifest,
)
from copydesk.publish.formats.exports import plan_exports
from copydesk.publish.formats.feeds import plan_feeds
from copydesk.publish.formats.search import plan_frame, plan_months
from copydesk.publish.items import (
    Item,
    Narrower,
    Robots,
    SearchFrame,
    SearchMonth,
    SearchNames,
    SocialCard,
    SocialImage,
    Static,
    card_url,
)
from copydesk.publish.markdown import render_inline
from copydesk.publish.pages.articles import has_photograph, plan_articles
from copydesk.publish.pages.lists import plan_archive, plan_editions, plan_front
from copydesk.publish.pages.planner import RTL, Desk, Sheet, sheet_of
from copydesk.publish.pages.standalone import (
    plan_connections,
    plan_corrections,
    plan_feeds_page,
    plan_frames,
    plan_redirects,
    plan_standalone,
)
from copydesk.publish.pages.terms import plan_countries, plan_people, plan_sources, plan_terms, plan_tiles
from copydesk.publish.pictures import RASTER_WIDTH, PictureFile, resized_url
from copydesk.publish.render.layouts import Layouts
from copydesk.publish.site.editions import resolve_issues
from copydesk.publish.site.link import Facts, Site, link
from copydesk.urls import output_path

# How to make an item: values are made where they are compared and rendered.
Maker = Callable[[], Item]


def plan_site(desk: Desk, statics: tuple[Static, ...], cards: Iterable[SocialCard] = ()) -> dict[str, Maker]:
    """How to make every item but the sitemap (see `sitemap_row`), by the address it is known by.

    Raises ContentError when two want one place.
    """
    problems: list[Problem] = list(_missing_pictures(desk))
    sheets = plan_pages(desk, problems)
    if problems:
        raise ContentError(problems)
    makers: dict[str, Maker] = {url: sheet.make for url, sheet in sheets.items()}
    for address, item in _others(desk, statics, cards):
        makers[address] = partial(_itself, item)
    return makers


def _itself(item: Item) -> Item:
    return item


def _others(desk: Desk, statics: tuple[Static, ...], cards: Iterable[SocialCard]) -> Iterator[tuple[str, Item]]:
    """What is no page: feeds, robots.txt, pictures, files of the theme."""
    for feed in plan_feeds(desk):
        yield f"{feed.url}feed", feed
    yield from plan_exports(desk)
    yield "/robots.txt", Robots(policy=desk.config.robots, base_url=desk.base.url)
    for image in _social_images(desk):
        yield image.url, image
    for card in cards:
        yield card.url, card
    for static in statics:
        yield static.url, static
        if static.url == desk.meta.icon:
            for icon in plan_icons(static.url, static.digest):
                yield icon.url, icon
    for picture in desk.pictures.values():
        for width in picture.widths:
            url = resized_url(picture.url, width)
            yield url, Narrower(url=url, of=picture.url, width=width)
        if picture.raster:
            yield picture.raster, Narrower(url=picture.raster, of=picture.url, width=RASTER_WIDTH)


def _social_images(desk: Desk) -> Iterator[SocialImage]:
    if desk.config.features.social_images:
        site = desk.site
        sets = [entry.countries for entry in site.entries]
        sets += [tuple(row.chip.code for row in desk.countries_with(term)) for term in site.people.values()]
        sets += [(code,) for code in site.countries]
        yield from plan_social(dict.fromkeys(sets), site.library.countries.values(), plan_tiles(desk))


def _fonts(config: Config, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """The digest's own fonts: the path of each and the digest of its bytes; what is no font is noted."""
    for name in config.identity.fonts:
        path = config.root / name
        try:
            digest = hashlib.blake2b(read_file(path), digest_size=16).hexdigest()
            read_font(str(path), digest)
        except (OSError, ValueError) as error:
            cause = getattr(error, "strerror", None) or "it is not a font that can be read"
            advice = "identity: fonts names .ttf and .otf files, from the digest's folder on"
            problems.append(Problem(location=Location(path=name), message=f"no font: {cause}", advice=advice))
        else:
            yield str(path), digest


def _social_cards(
    desk: Desk, fonts: tuple[tuple[str, str], ...], write_day: Callable[[dt.date], str]
) -> Iterator[SocialCard]:
    """A card with words for the front page, and for each article that has no photograph to show instead."""
    config = desk.config
    name = unicodedata.normalize("NFC", config.title)
    tiles = {code: country.tile for code, country in desk.site.library.countries.items() if country.tile}

    def card(url: str, title: str, note: str, lang: str, codes: Iterable[str]) -> SocialCard:
        return SocialCard(
            url=card_url(url),
            name=name,
            title=unicodedata.normalize("NFC", title),
            note=unicodedata.normalize("NFC", note),
            rtl=(lang or config.language).partition("-")[0] in RTL,
            lit=tuple(sorted(tiles[code] for code in codes if code in tiles)),
            accent=config.identity.accent_dark or "#a3b8ff",
            fonts=fonts,
        )

    host = config.base.origin.partition("//")[2]
    yield card("/", config.tagline or config.title, host, "", sorted(desk.site.countries))
    for entry in desk.site.entries:
        image = entry.article.image
        if not has_photograph(desk.pictures.get(image.src) if image else None):
            # The outlet's name may run the other way than the day.
            outlet = f"\u2068{entry.card.source_name}\u2069" if entry.card.source_name else ""
            note = " · ".join(part for part in (write_day(entry.card.date), outlet) if part)
            yield card(entry.article.url, entry.card.title, note, entry.card.lang, entry.countries)


def _advise_picture(desk: Desk, src: str) -> str:
    """What to do about a picture that is not published: it lies elsewhere, or is of a kind that no browser shows."""
    suffix = PurePosixPath(src).suffix.lower()
    if suffix and suffix not in PICTURE_SUFFIXES:
        return f"save it as one of {', '.join(sorted(PICTURE_SUFFIXES))}"
    return did_you_mean(src, desk.pictures) or "put it below content/images"


def _missing_pictures(desk: Desk) -> Iterator[Problem]:
    for entry in desk.site.entries:
        image = entry.article.image
        stated = (image.src,) if image and image.src.startswith("/") else ()
        for src in (*stated, *entry.facts.pictures):
            if src not in desk.pictures:
                place = place_of(desk.config.root, entry.article.location.path, src)
                advice = _advise_picture(desk, src)
                yield Problem(location=place, message=f'no picture "{src}"', advice=advice)
    for key, src in (("logo", desk.config.identity.logo), ("icon", desk.config.identity.icon)):
        if src and src not in desk.pictures:
            advice = _advise_picture(desk, src)
            place = place_of(desk.config.root, CONFIG_FILE, src)
            yield Problem(location=place, message=f'identity: {key} names no picture: "{src}"', advice=advice)
    for person in desk.site.persons.values():
        if person.image and person.image.src not in desk.pictures:
            place = place_of(desk.config.root, person.location.path, person.image.src)
            advice = _advise_picture(desk, person.image.src)
            yield Problem(location=place, message=f'no picture "{person.image.src}"', advice=advice)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What a build will write: how to make each item by address, and how to read a static file by address.

    `months` are the articles as search sees them, none where it is off. The index of their words is made from what
    is kept of them (`reading.read_months`), and of `search_frame`. `warnings` are those of editions.
    """

    site: Site
    makers: Mapping[str, Maker]
    read: Callable[[str], bytes]
    months: tuple[SearchMonth, ...]
    search_frame: Callable[[], tuple[SearchFrame, dict[str, SearchNames]]]
    warnings: tuple[Problem, ...]


def plan(
    library: Library,
    facts: Mapping[str, Facts],
    config: Config,
    layouts: Layouts,
    pictures: Mapping[str, PictureFile],
    *,
    now: dt.datetime,
    drafts: bool,
) -> Planned:
    """Link and plan.

    Raises ContentError with every clash and gap that only the whole shows.
    """
    library = replace(library, countries=countries_in(library.countries, config.language))
    site = link(library, facts, config, now, pictures=pictures, drafts=drafts)
    problems: list[Problem] = []
    warned: list[Problem] = []
    issues = resolve_issues(
        library.editions, site.entries, config, problems, drafts=drafts, title=layouts.edition_title, warned=warned
    )
    if problems:
        raise ContentError(problems)
    icon = icon_of(config, pictures)
    desk = Desk(
        site,
        issues,
        layouts.words(),
        render_inline,
        pictures,
        cards=can_set_words(),
        icon=icon,
        touch_icon=TOUCH_ICON if can_draw_icon(icon) else "",
    )
    fonts = tuple(_fonts(config, problems)) if desk.cards else ()
    if problems:
        raise ContentError(problems)
    cards = _social_cards(desk, fonts, layouts.write_day) if desk.cards else ()
    statics, read = _statics(config, pictures, layouts)
    makers = plan_site(desk, statics, cards)
    return Planned(
        site=site,
        makers=makers,
        read=read,
        months=plan_months(desk),
        search_frame=partial(plan_frame, desk),
        warnings=tuple(warned),
    )


def _statics(
    config: Config, pictures: Mapping[str, PictureFile], layouts: Layouts
) -> tuple[tuple[Static, ...], Callable[[str], bytes]]:
    """Pictures of `content/` and files of the theme, with a way to their bytes."""
    # GitHub Pages served from a branch leaves out files that Jekyll would, unless this one says there is no Jekyll.
    manifest = web_manifest(config, icon_of(config, pictures), rtl=config.language.partition("-")[0] in RTL)
    theme = {"/.nojekyll": b"", MANIFEST: manifest, **identity_styles(config.identity), **dict(layouts.static())}
    paths = {picture.url: f"content{picture.src}" for picture in pictures.values()}

    def read(url: str) -> bytes:
        return theme[url] if url in theme else (config.root / paths[url]).read_bytes()

    found = [
        *(Static(url=url, digest=hashlib.blake2b(data, digest_size=16).hexdigest()) for url, data in theme.items()),
        *(Static(url=url, digest="") for url in paths),  # the digest of its bytes is part of its address
    ]
    return tuple(sorted(found, key=lambda s: s.url)), read


def icon_of(config: Config, pictures: Mapping[str, PictureFile]) -> str:
    """Where the picture is published that icons are made of: the digest's own, else the theme's."""
    own = pictures.get(config.identity.icon)
    return own.url if own else THEME_ICON


def identity_styles(identity: Identity) -> dict[str, bytes]:
    """The digest's own colours and size of type as a style sheet by its address; nothing where it has none."""
    if not identity.has_styles:
        return {}
    rules = []
    if identity.accent or identity.accent_dark:
        light, dark = identity.accent or "#2145b3", identity.accent_dark or "#a3b8ff"
        rules.append(f":root {{ --accent: light-dark({light}, {dark}); }}\n")
    if identity.text_size != 100:
        # Everything is measured in rem; the page keeps its width, so that larger letters do not make it wider.
        rules.append(f":root {{ font-size: {identity.text_size}%; --page: {82 * 100 / identity.text_size:.2f}rem; }}\n")
    return {"/assets/identity.css": "".join(rules).encode()}


def window(articles: Mapping[str, tuple[Article, Facts]], now: dt.datetime, zone: dt.tzinfo) -> tuple[float, float]:
    """The span of time around `now` in which it is the same day and the same articles are published."""
    instants = [
        moment.timestamp()
        for article, _ in articles.values()
        for moment in (article.publish_at, article.expires)
        if moment is not None
    ]
    day = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    instants += [day.timestamp(), (day + dt.timedelta(days=1)).timestamp()]
    here = now.timestamp()
    earlier = [instant for instant in instants if instant <= here]
    later = [instant for instant in instants if instant > here]
    return max(earlier), min(later)


_PLANNERS = (
    plan_front,
    plan_articles,
    plan_people,
    plan_countries,
    plan_terms,
    plan_sources,
    plan_editions,
    plan_archive,
    plan_connections,
    plan_corrections,
    plan_feeds_page,
    plan_standalone,
    plan_frames,
)


def plan_pages(desk: Desk, problems: list[Problem]) -> dict[str, Sheet]:
    """Every page by address, sorted. Two pages for one output path are a problem that names both (B10)."""
    sheets: dict[str, Sheet] = {}
    owners: dict[str, Sheet] = {}
    for planner in _PLANNERS:
        for page in planner(desk):
            _add(sheet_of(page), sheets, owners, problems)
    for page in plan_redirects(desk, sheets, problems):
        _add(sheet_of(page), sheets, owners, problems)
    return dict(sorted(sheets.items()))


def _add(sheet: Sheet, sheets: dict[str, Sheet], owners: dict[str, Sheet], problems: list[Problem]) -> None:
    # Systems that fold case or normal forms would put two such pages into one file.
    key = unicodedata.normalize("NFC", output_path(sheet.url).casefold())
    other = owners.get(key)
    if other is not None:
        here, there = (next(iter(s.sources), "a page of the digest's own") for s in (sheet, other))
        message = f"its address {sheet.url} is also that of {there}"
        problems.append(Problem(location=Location(path=here), message=message, advice="give one of them another slug"))
        return
    owners[key] = sheet
    sheets[sheet.url] = sheet
