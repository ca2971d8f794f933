"""Article pages: related, story, corrections, provenance. Pure."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from copydesk.countries import load_bodies
from copydesk.model import Picture
from copydesk.publish.pages.planner import RTL, Desk, Sheet
from copydesk.publish.pages.values import ArticlePage, Chip, CorrectionView, OriginView, Page
from copydesk.publish.pictures import PictureFile
from copydesk.publish.site.link import Entry, page_words
from copydesk.urls import slugify

# A term that this many articles share says next to nothing about what two of them have in common,
# and comparing all of them would cost the square of it.
COMMON = 200


def plan_articles(desk: Desk) -> Iterator[Sheet]:
    """A page for each article. Its `html` is filled in when it is rendered, from the body's digest."""
    related = Related(desk.site.entries, desk.config.related if desk.config.features.related else 0)
    for index, entry in enumerate(desk.site.entries):
        yield Sheet(entry.article.url, (entry.article.location.path,), partial(_page, desk, index, related))


def _page(desk: Desk, index: int, relatives: Related) -> Page:
    entries = desk.site.entries
    entry, related = entries[index], relatives.of(index)
    newer = entries[index - 1].card if index else None
    older = entries[index + 1].card if index + 1 < len(entries) else None
    article, card = entry.article, entry.card
    story = desk.site.stories.get(article.story, ()) if article.story else ()
    others = tuple(desk.brief(e.card) for e in story if e is not entry)
    copies = tuple(desk.brief(e.card) for e in desk.site.copies.get(index, ()) if e not in story)
    told = {other.url for other in (*others, *copies)}
    lang = article.lang
    image = picture(article.image, remote=desk.config.remote_images)
    file = desk.pictures.get(image.src) if image else None
    content = ArticlePage(
        date=card.date,
        has_time=article.has_time,
        html="",
        excerpt_words=desk.config.excerpt_words if entry.policy == "excerpt" else 0,
        summary_html=desk.inline(article.summary),
        description=article.description,
        lastmod=article.lastmod,
        lang=lang,
        dir="rtl" if lang.partition("-")[0] in RTL else "ltr",
        policy=entry.policy,
        people=card.people,
        countries=card.countries,
        topics=_terms(desk, entry, "topics"),
        tags=_terms(desk, entry, "tags"),
        image=replace(image, src=file.url) if image and file else image,
        image_size=file.size if file else (0, 0),
        image_srcset=file.srcset if file else "",
        pictures=tuple(desk.pictures[src] for src in entry.facts.pictures if src in desk.pictures),
        origin=_origin(desk, entry),
        edition=desk.editions.get(article.id),
        story=others[:12],
        story_title=article.story.replace("-", " ") if others else "",
        also_in=copies,
        related=tuple(desk.brief(e.card) for e in related if e.card.url not in told),
        corrections=tuple(
            CorrectionView(date=c.date, html=desk.inline(c.text))
            for c in sorted(article.corrections, key=lambda c: (c.date, c.text))
        ),
        newer=desk.brief(newer) if newer else None,
        older=desk.brief(older) if older else None,
        id=article.id,
        fetched=article.origin.fetched if article.origin else "",
        cleaner=article.origin.cleaner if article.origin else "",
        draft=article.draft,
        undated=article.undated,
        names=entry.names,
        bodies=tuple(
            Chip(name=load_bodies()[code].name, url=f"/bodies/{load_bodies()[code].slug}/", code=code)
            for code in article.bodies
        ),
        extra=article.extra,
        fields=article.fields,
        **page_words(article, entry.facts, entry.policy),
    )
    parent = [(topic.name, topic.url) for topic in content.topics if topic.url][:1]
    preview, preview_alt = _preview(desk, entry, file, image)
    return desk.page(
        article.url,
        "article.html",
        content,
        title=article.title,
        kind="article",
        sources=(article.location.path,),
        description=card.summary,
        lang=lang,
        noindex=entry.noindex,
        published=card.date,
        modified=article.lastmod,
        image=preview,
        image_alt=preview_alt,
        crumbs=[*parent, (article.title, article.url)],
    )


# What Facebook shows large; a smaller picture would be a thumbnail, where the map is not.
_PREVIEW_WIDTH = 600


def has_photograph(file: PictureFile | None) -> bool:
    """Whether an article's own picture can be its link preview: a raster file, and wide enough to be shown large."""
    raster = (".jpg", ".jpeg", ".png", ".webp")
    return file is not None and file.width >= _PREVIEW_WIDTH and file.url.lower().endswith(raster)


def _preview(desk: Desk, entry: Entry, file: PictureFile | None, image: Picture | None) -> tuple[str, str]:
    """The picture for link previews: the article's own where it is a photograph, else its countries on the map."""
    if image and file and has_photograph(file):
        return desk.base.absolute(file.url), image.alt
    alt = ", ".join(chip.name for chip in entry.card.countries)
    if address := desk.card(entry.article.url):
        return address, " · ".join(part for part in (entry.card.title, alt) if part)
    return desk.preview(entry.countries), alt


def _terms(desk: Desk, entry: Entry, taxonomy: str) -> tuple[Chip, ...]:
    """An article's topics or tags: links where the taxonomy has pages, words where it has none."""
    names = entry.article.topics if taxonomy == "topics" else entry.article.tags
    paged = taxonomy in desk.site.taxonomies
    return tuple(
        Chip(name=name, url=f"/{taxonomy}/{slugify(name)}/" if paged and slugify(name) else "") for name in names
    )


def picture(image: Picture | None, *, remote: bool) -> Picture | None:
    """A picture as it may be shown: one on another host is never hot-linked unless the editor says so."""
    if image is None or (image.src and not image.src.startswith("/") and not remote):
        return None
    return image if image.src else None


def _origin(desk: Desk, entry: Entry) -> OriginView | None:
    origin = entry.article.origin
    if origin is None or not (origin.name or origin.url):
        return None
    return OriginView(
        name=origin.name or origin.url.split("/")[2],
        url=origin.url,
        page=f"/sources/{entry.source}/" if desk.config.features.sources and entry.source in desk.site.sources else "",
        title=origin.title,
        authors=origin.authors,
        published=origin.published,
        license=origin.license,
    )


class Related:
    """For each article the ones that share most with it, shared people and countries weighted by rarity.

    A term in n of N articles weighs log(N / n); people count double, since two articles about one person
    have more in common than two about one country. Ties go to the newer, then to the path.
    """

    def __init__(self, entries: tuple[Entry, ...], limit: int) -> None:
        self._entries, self._limit = entries, limit
        postings: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for index, entry in enumerate(entries if limit else ()):
            for key in _keys(entry):
                postings[key].append(index)
        # What a term that is neither one article's nor half the digest's weighs, and who has it.
        self._shared = {
            key: ((2.0 if key[0] == "p" else 1.0) * math.log(len(entries) / len(found)), found)
            for key, found in postings.items()
            if 1 < len(found) <= COMMON
        }

    def of(self, index: int) -> tuple[Entry, ...]:
        """The articles related to the one at `index`, closest first."""
        if not self._limit:
            return ()
        scores: dict[int, float] = {}
        for key in _keys(self._entries[index]):
            if key not in self._shared:
                continue
            weight, found = self._shared[key]
            if not scores:
                scores = dict.fromkeys(found, weight)
                continue
            for other in found:
                scores[other] = scores.get(other, 0.0) + weight
        scores.pop(index, None)
        # What may be among the best, rounding allowed for: to sort hundreds for a few takes most of the time.
        least = min(heapq.nlargest(self._limit, scores.values()), default=0.0) - 1e-5
        near = [pair for pair in scores.items() if pair[1] >= least]
        best = sorted(near, key=lambda pair: (-round(pair[1], 6), pair[0]))[: self._limit]
        return tuple(self._entries[other] for other, _ in best)


def _keys(entry: Entry) -> list[tuple[str, str]]:
    return [*(("p", slug) for slug in entry.people), *(("c", code) for code in entry.countries)]
