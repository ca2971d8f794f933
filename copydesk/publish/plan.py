"""Site → everything that will be written, by address: pages, feeds, sitemap, files. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from copydesk.errors import ContentError, Problem, did_you_mean
from copydesk.library import place_of
from copydesk.publish.formats.exports import plan_exports
from copydesk.publish.formats.feeds import plan_feeds
from copydesk.publish.formats.search import plan_search
from copydesk.publish.formats.social_image import plan_social
from copydesk.publish.items import SEARCH, Item, Narrower, Robots, SocialImage, Static
from copydesk.publish.pages.collect import plan_pages
from copydesk.publish.pages.planner import Desk
from copydesk.publish.pages.terms import plan_tiles
from copydesk.publish.pictures import resized_url

# How to make an item: values are made where they are compared and rendered.
Maker = Callable[[], Item]


def plan_site(desk: Desk, statics: tuple[Static, ...]) -> dict[str, Maker]:
    """How to make every item but the sitemap (see `sitemap_row`), by the address it is known by.

    Raises ContentError when two want one place.
    """
    problems: list[Problem] = list(_missing_pictures(desk))
    sheets = plan_pages(desk, problems)
    if problems:
        raise ContentError(problems)
    makers: dict[str, Maker] = {url: sheet.make for url, sheet in sheets.items()}
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
        yield SEARCH, index
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
                place = place_of(desk.config.root, entry.article.location.path, src)
                advice = did_you_mean(src, desk.pictures) or "put it below content/images"
                yield Problem(location=place, message=f'no picture "{src}"', advice=advice)
