"""Items → files: which are out of date, and their bytes, by as many processes as there are cores.

What a kind of item needs is imported when the first of that kind is rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from copydesk.publish.cache import encode
from copydesk.publish.cache.store import BuildCache, Kept, PackWriter, Ref
from copydesk.publish.formats.jsonld import describe
from copydesk.publish.items import (
    ArticleExport,
    Feed,
    Item,
    Narrower,
    Robots,
    Searched,
    SearchMonth,
    Sitemap,
    SocialCard,
    SocialImage,
    SourceList,
    Static,
    sitemap_row,
)
from copydesk.publish.markdown import cut_html
from copydesk.publish.pages.values import ArticlePage, LetterPage, Page
from copydesk.publish.pictures import dress
from copydesk.publish.render.layouts import Layouts
from copydesk.publish.render.workers import Progress, Turns, share, worker_count
from copydesk.publish.stage import Output, Seen, Stage
from copydesk.urls import Base, output_path

# Fewer items than this are rendered sooner than a second process is started.
_FEW = 60


class Rendered(NamedTuple):
    """An item looked at. `files` are the paths it became: where each waits (None: the site has it) and its look."""

    address: str
    kept: Kept
    files: tuple[tuple[str, str | None, Seen], ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderJob:
    """What every item is rendered with. `damaged` are files of the site that are gone or altered."""

    layouts: Layouts
    base: Base
    read: Callable[[str], bytes]
    memory: BuildCache
    before: BuildCache
    damaged: frozenset[str]
    stage: Stage


def render_items(
    addresses: Sequence[str],
    make: Callable[[str], Item],
    job: RenderJob,
    generation: str,
    jobs: int,
    progress: Progress | None = None,
) -> list[Rendered]:
    """Look at each item, and render those that are out of date into the stage. Raises LayoutError, OutputError."""
    count = worker_count(jobs) if len(addresses) >= _FEW else 1
    pack = job.memory.pack
    first = len(pack.names)
    names = [f"pack-{generation}-p{first}-{number}" for number in range(count)]

    def work(number: int) -> tuple[list[Rendered], dict[bytes, Ref]]:
        job.stage.number = first + number
        writer = PackWriter(f"{pack.folder}/{names[number]}", first + number)
        own = encode.Values(job.memory.shared)
        try:
            found = [
                _render(address, make(address), job, own, writer) for address in turns.take(number, "pages", progress)
            ]
            return found, {key: writer.add(data) for key, data in own.fresh.items()}
        finally:
            writer.close()

    rendered: list[Rendered] = []
    with Turns(addresses, count) as turns:
        parts = share(count, work)
    pack.names += names
    for found, shared in parts:
        rendered += found
        job.memory.shared.update(shared)
    order = {address: place for place, address in enumerate(addresses)}
    rendered.sort(key=lambda p: order[p.address])
    return rendered


def _render(address: str, item: Item, job: RenderJob, own: encode.Values, writer: PackWriter) -> Rendered:
    """Render an item, unless its value and its layout are what they were when its files were written."""
    data = own.dump(item)
    template = item.layout if isinstance(item, Page) else ""
    layout = job.layouts.digest(template) if template else ""
    mark = encode.digest(layout.encode() + data)
    row = sitemap_row(item, job.base) if isinstance(item, Page) else None
    sources = item.sources if isinstance(item, Page) else ()
    old = job.before.pages.get(address)
    if old is not None and old.print == mark and not any(path in job.damaged for path in old.paths):
        return Rendered(address, old._replace(sources=sources, row=row), None)
    why = _why(old, mark, layout, job, data)
    files = []
    # A month of the search shows no body, and its words are listed by what it is made of.
    asked = dict.fromkeys(row.body for row in item.rows if row.body) if isinstance(item, SearchMonth) else {}

    def body(digest: str) -> str:
        asked[digest] = None
        return job.memory.html(digest)

    for output in render_item(item, job.layouts, job.base, body, job.read):
        placed = job.stage.put(output)
        files.append((output.path, *(placed or (None, (0, 0)))))
    ref = writer.add(data)
    kept = Kept(
        mark,
        ref,
        tuple(path for path, _, _ in files),
        sources,
        row,
        layout,
        why,
        template,
        tuple(asked),
    )
    return Rendered(address, kept, tuple(files))


def _why(old: Kept | None, mark: bytes, layout: str, job: RenderJob, data: bytes) -> str:
    """Why an item is rendered, in a few words for `explain`."""
    if old is None:
        return "it is new, or nothing was remembered of it"
    if old.print == mark:
        return "its file was gone or had been altered"
    if old.layout != layout:
        return "its layout, or one that it includes, changed"
    try:
        names = encode.differences(job.before.pack.read(old.ref), data)
    except ValueError:
        return "what it shows changed"
    return "changed: " + ", ".join(names) if names else "its kind changed"


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
    elif isinstance(item, (SocialImage, SocialCard, Narrower, Static)):
        yield Output(path=output_path(item.url), data=_bytes(item, read))
    else:
        for url, text in _texts(item):
            yield Output(path=output_path(url), data=text.encode())


def _bytes(item: SocialImage | SocialCard | Narrower | Static, read: Callable[[str], bytes]) -> bytes:
    if isinstance(item, SocialCard):
        from copydesk.publish.formats.social_card import render_card

        return render_card(item)
    if isinstance(item, SocialImage):
        from copydesk.publish.formats.social_card import render_social

        return render_social(item)
    if isinstance(item, Narrower):
        from copydesk.publish.pictures import shrink

        return shrink(read(item.of), item.width)
    return read(item.url)


def _texts(item: Feed | Sitemap | Robots | ArticleExport | SourceList | Searched) -> Iterator[tuple[str, str]]:
    """The files of what is written without a layout: (root-relative address, text)."""
    if isinstance(item, Searched):
        from copydesk.publish.formats.search import render_search

        yield from render_search(item)
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
