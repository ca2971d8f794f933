"""Site → everything that will be written, by address: pages, feeds, sitemap, files. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from copydesk.errors import ContentError, Location, Problem, did_you_mean
from copydesk.publish.feeds import (
    Feed,
    Robots,
    Sitemap,
    plan_feeds,
    plan_sitemap,
    render_feed,
    render_robots,
    render_sitemap,
)
from copydesk.publish.layouts import Layouts
from copydesk.publish.markup import cut_html
from copydesk.publish.output import Output
from copydesk.publish.pages.collect import plan_pages
from copydesk.publish.pages.context import ArticlePage, Page
from copydesk.publish.pages.desk import Desk
from copydesk.publish.search import FOLDER, SearchIndex, plan_search, render_search
from copydesk.publish.structured import describe
from copydesk.urls import Base, output_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Static:
    """A file copied as it is: a picture of `content/`, a style sheet. `digest` stands for its bytes."""

    url: str
    digest: str


Item = Page | Feed | Sitemap | Robots | SearchIndex | Static


def plan_site(desk: Desk, statics: tuple[Static, ...]) -> dict[str, Item]:
    """Every item by the address it is known by. Raises ContentError when two want one place."""
    problems: list[Problem] = list(_missing_pictures(desk, {static.url for static in statics}))
    pages = plan_pages(desk, problems)
    if problems:
        raise ContentError(problems)
    items: dict[str, Item] = dict(pages)
    for feed in plan_feeds(desk):
        items[f"{feed.url}feed"] = feed
    for index in plan_search(desk):
        items[f"{FOLDER}index.json"] = index
    items["/sitemap.xml"] = plan_sitemap(pages.values(), desk.base)
    items["/robots.txt"] = Robots(policy=desk.config.robots, base_url=desk.base.url)
    for static in statics:
        items[static.url] = static
    return items


def _missing_pictures(desk: Desk, known: set[str]) -> Iterator[Problem]:
    for entry in desk.site.entries:
        image = entry.article.image
        stated = (image.src,) if image and image.src.startswith("/") else ()
        for src in (*stated, *entry.facts.pictures):
            if src not in known:
                place = Location(path=entry.article.location.path)
                advice = (
                    did_you_mean(src, (url for url in known if url.startswith("/images/")))
                    or "put it below content/images"
                )
                yield Problem(location=place, message=f'no picture "{src}"', advice=advice)


def fingerprint(item: Item, layouts: Layouts) -> str:
    """A digest of all that an item's bytes depend on: its value, and for a page its layout."""
    layout = layouts.digest(item.layout) if isinstance(item, Page) else ""
    return hashlib.blake2b(f"{layout}\0{item!r}".encode(errors="surrogatepass"), digest_size=16).hexdigest()


def render_item(
    item: Item, layouts: Layouts, base: Base, body: Callable[[str], str], read: Callable[[str], bytes]
) -> Iterator[Output]:
    """The files of an item. `body` gives a body's HTML by digest, `read` a static file's bytes by address."""
    if isinstance(item, Page):
        yield Output(path=output_path(item.url), data=base.rewrite(layouts.render(_filled(item, body))).encode())
    elif isinstance(item, Feed):
        for url, text in render_feed(item):
            yield Output(path=output_path(url), data=text.encode())
    elif isinstance(item, Sitemap):
        for url, text in render_sitemap(item):
            yield Output(path=output_path(url), data=text.encode())
    elif isinstance(item, SearchIndex):
        for url, text in render_search(item, body):
            yield Output(path=output_path(url), data=text.encode())
    elif isinstance(item, Robots):
        yield Output(path="robots.txt", data=render_robots(item).encode())
    else:
        yield Output(path=output_path(item.url), data=read(item.url))


def _filled(page: Page, body: Callable[[str], str]) -> Page:
    """A page with all in it that planning leaves out: its JSON-LD, and a body's HTML, cut to what may be shown."""
    page = replace(page, meta=replace(page.meta, jsonld=describe(page)))
    content = page.content
    if not isinstance(content, ArticlePage) or not content.body:
        return page
    html = body(content.body)
    if content.excerpt_words:
        html = cut_html(html, content.excerpt_words)
    return replace(page, content=replace(content, html=html))
