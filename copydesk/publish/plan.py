"""Site → everything that will be written, by address: pages, feeds, sitemap, files. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from copydesk.errors import ContentError, Location, Problem, did_you_mean
from copydesk.publish.exports import (
    SOURCES_OPML,
    ArticleExport,
    SourceList,
    plan_exports,
    render_articles,
    render_sources,
)
from copydesk.publish.feeds import (
    Feed,
    Robots,
    Sitemap,
    plan_feeds,
    render_feed,
    render_robots,
    render_sitemap,
)
from copydesk.publish.layouts import Layouts
from copydesk.publish.letters import render_letter
from copydesk.publish.markup import cut_html
from copydesk.publish.output import Output
from copydesk.publish.pages.collect import plan_pages
from copydesk.publish.pages.context import ArticlePage, LetterPage, Page
from copydesk.publish.pages.desk import Desk
from copydesk.publish.pages.terms import plan_tiles
from copydesk.publish.pictures import dress, resized_url
from copydesk.publish.resize import shrink
from copydesk.publish.search import FOLDER, SearchIndex, plan_search, render_search
from copydesk.publish.social import SocialImage, plan_social, render_social
from copydesk.publish.structured import describe
from copydesk.urls import Base, output_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Static:
    """A file copied as it is: a picture of `content/`, a style sheet. `digest` stands for its bytes."""

    url: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrower:
    """A narrower copy of the picture that is published at `of`."""

    url: str
    of: str
    width: int


Item = Page | Feed | Sitemap | Robots | ArticleExport | SourceList | SearchIndex | SocialImage | Narrower | Static


def plan_site(desk: Desk, statics: tuple[Static, ...]) -> dict[str, Callable[[], Item]]:
    """How to make every item but the sitemap (see `sitemap_row`), by the address it is known by.

    Raises ContentError when two want one place.
    """
    problems: list[Problem] = list(_missing_pictures(desk))
    sheets = plan_pages(desk, problems)
    if problems:
        raise ContentError(problems)
    makers: dict[str, Callable[[], Item]] = {url: sheet.make for url, sheet in sheets.items()}
    for address, item in _others(desk, statics):
        makers[address] = partial(_itself, item)
    return makers


def _itself(item: Item) -> Item:
    return item


def _others(desk: Desk, statics: tuple[Static, ...]) -> Iterator[tuple[str, Item]]:
    """What is no page: feeds, the search index, robots.txt, pictures, files of the theme."""
    for feed in plan_feeds(desk):
        yield f"{feed.url}feed", feed
    for index in plan_search(desk):
        yield f"{FOLDER}index.json", index
    yield from plan_exports(desk)
    yield "/robots.txt", Robots(policy=desk.config.robots, base_url=desk.base.url)
    for image in _social_images(desk):
        yield image.url, image
    for static in statics:
        yield static.url, static
    for picture in desk.pictures.values():
        for width in picture.widths:
            url = resized_url(picture.url, width)
            yield url, Narrower(url=url, of=picture.url, width=width)


def _social_images(desk: Desk) -> Iterator[SocialImage]:
    if desk.config.features.social_images:
        site = desk.site
        sets = [entry.countries for entry in site.entries]
        sets += [tuple(row.chip.code for row in desk.company(term)[1]) for term in site.people.values()]
        sets += [(code,) for code in site.countries]
        yield from plan_social(dict.fromkeys(sets), site.library.countries.values(), plan_tiles(desk))


def _missing_pictures(desk: Desk) -> Iterator[Problem]:
    for entry in desk.site.entries:
        image = entry.article.image
        stated = (image.src,) if image and image.src.startswith("/") else ()
        for src in (*stated, *entry.facts.pictures):
            if src not in desk.pictures:
                place = Location(path=entry.article.location.path)
                advice = did_you_mean(src, desk.pictures) or "put it below content/images"
                yield Problem(location=place, message=f'no picture "{src}"', advice=advice)


def render_item(
    item: Item, layouts: Layouts, base: Base, body: Callable[[str], str], read: Callable[[str], bytes]
) -> Iterator[Output]:
    """The files of an item. `body` gives a body's HTML by digest, `read` a static file's bytes by address."""
    if isinstance(item, Page) and isinstance(item.content, LetterPage):
        for url, data in render_letter(item, item.content, layouts.render):
            yield Output(path=output_path(url), data=data)
    elif isinstance(item, Page):
        html = layouts.render(_filled(item, body, layouts))
        yield Output(path=output_path(item.url), data=base.rewrite(html).encode())
    elif isinstance(item, SocialImage):
        yield Output(path=output_path(item.url), data=render_social(item))
    elif isinstance(item, Narrower):
        yield Output(path=output_path(item.url), data=shrink(read(item.of), item.width))
    elif isinstance(item, Static):
        yield Output(path=output_path(item.url), data=read(item.url))
    else:
        for url, text in _texts(item, body):
            yield Output(path=output_path(url), data=text.encode())


def _texts(
    item: Feed | Sitemap | Robots | ArticleExport | SourceList | SearchIndex, body: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """The files of what is written without a layout: (root-relative address, text)."""
    if isinstance(item, Feed):
        yield from render_feed(item)
    elif isinstance(item, Sitemap):
        yield from render_sitemap(item)
    elif isinstance(item, SearchIndex):
        yield from render_search(item, body)
    elif isinstance(item, ArticleExport):
        yield from render_articles(item)
    elif isinstance(item, SourceList):
        yield SOURCES_OPML, render_sources(item)
    else:
        yield "/robots.txt", render_robots(item)


def _filled(page: Page, body: Callable[[str], str], layouts: Layouts) -> Page:
    """A page with all in it that planning leaves out: its JSON-LD, and a body's HTML, cut to what may be shown."""
    if layouts.shows(page.layout, "jsonld"):
        page = replace(page, meta=replace(page.meta, jsonld=describe(page)))
    content = page.content
    if not isinstance(content, ArticlePage) or not content.body:
        return page
    html = body(content.body)
    if content.excerpt_words:
        html = cut_html(html, content.excerpt_words)
    html = dress(html, {picture.src: picture for picture in content.pictures})
    return replace(page, content=replace(content, html=html))
