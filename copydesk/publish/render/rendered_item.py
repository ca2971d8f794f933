"""An item → its files. What a kind of item needs is imported when the first of that kind is rendered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from copydesk.publish.formats.jsonld import describe
from copydesk.publish.items import (
    ArticleExport,
    Feed,
    Item,
    Narrower,
    Robots,
    SearchIndex,
    Sitemap,
    SocialImage,
    SourceList,
    Static,
)
from copydesk.publish.markdown.body import cut_html
from copydesk.publish.output import Output
from copydesk.publish.pages.values import ArticlePage, LetterPage, Page
from copydesk.publish.pictures import dress
from copydesk.publish.render.layouts import Layouts
from copydesk.urls import Base, output_path


def render_item(
    item: Item, layouts: Layouts, base: Base, body: Callable[[str], str], read: Callable[[str], bytes]
) -> Iterator[Output]:
    """The files of an item. `body` gives a body's HTML by digest, `read` a static file's bytes by address."""
    if isinstance(item, Page) and isinstance(item.content, LetterPage):
        from copydesk.publish.formats.email import render_letter

        for url, data in render_letter(item, item.content, layouts.render):
            yield Output(path=output_path(url), data=data)
    elif isinstance(item, Page):
        html = layouts.render(_filled(item, body, layouts))
        yield Output(path=output_path(item.url), data=base.rewrite(html).encode())
    elif isinstance(item, (SocialImage, Narrower, Static)):
        yield Output(path=output_path(item.url), data=_bytes(item, read))
    else:
        for url, text in _texts(item, body):
            yield Output(path=output_path(url), data=text.encode())


def _bytes(item: SocialImage | Narrower | Static, read: Callable[[str], bytes]) -> bytes:
    if isinstance(item, SocialImage):
        from copydesk.publish.formats.social_image import render_social

        return render_social(item)
    if isinstance(item, Narrower):
        from copydesk.publish.render.resize import shrink

        return shrink(read(item.of), item.width)
    return read(item.url)


def _texts(
    item: Feed | Sitemap | Robots | ArticleExport | SourceList | SearchIndex, body: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """The files of what is written without a layout: (root-relative address, text)."""
    if isinstance(item, SearchIndex):
        from copydesk.publish.formats.search import render_search

        yield from render_search(item, body)
    elif isinstance(item, (ArticleExport, SourceList)):
        from copydesk.publish.formats import exports

        if isinstance(item, ArticleExport):
            yield from exports.render_articles(item)
        else:
            yield exports.SOURCES_OPML, exports.render_sources(item)
    else:
        from copydesk.publish.formats import feeds

        if isinstance(item, Feed):
            yield from feeds.render_feed(item)
        elif isinstance(item, Sitemap):
            yield from feeds.render_sitemap(item)
        else:
            yield "/robots.txt", feeds.render_robots(item)


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
