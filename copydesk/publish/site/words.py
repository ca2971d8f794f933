"""What an article says, apart from what it is about and when it came out. Pure.

Other words leave the graph of links as it was: they are on the article's own page, on its card, and in the few
values that take its title from the card. So after such an edit the values that show them can be had from those of
the last build. Linking and planning take the words from here too, so that there is one account of where they go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from copydesk.config import Config
from copydesk.errors import Location
from copydesk.model import Article
from copydesk.publish.site.graph import Facts
from copydesk.publish.items import Item
from copydesk.publish.markdown.body import shorten
from copydesk.publish.pages.values import ArticlePage, Card, ConnectionsPage, Page, PersonPage

# What a summary on a card may hold; and a description that stands in where a page has none.
SUMMARY_CHARS, DESCRIPTION_CHARS = 280, 160
_NOWHERE = Location(path="")


def same_but_words(new: Article, old: Article) -> bool:
    """Whether two readings of a file differ in words alone (and in the lines at which they stand)."""
    told = replace(
        new,
        title=old.title,
        subtitle=old.subtitle,
        description=old.description,
        summary=old.summary,
        place=old.place,
        authors=old.authors,
        body_digest=old.body_digest,
        body_line=old.body_line,
        people=_without_lines(new),
    )
    return told == replace(old, people=_without_lines(old))


def same_but_told(new: Facts, old: Facts) -> bool:
    """Whether what is known of two bodies differs in what only the article's page and card show, or in the sketch."""
    return replace(new, excerpt=old.excerpt, headings=old.headings, sketch=old.sketch) == old


def _without_lines(article: Article) -> tuple[Any, ...]:
    return tuple(replace(mention, location=_NOWHERE) for mention in article.people)


def card_words(article: Article, facts: Facts) -> dict[str, Any]:
    """The words on an article's card."""
    summary = article.description or shorten(plain_summary(article.summary), SUMMARY_CHARS) or facts.excerpt
    return {"title": article.title, "subtitle": article.subtitle, "summary": summary, "place": article.place}


def plain_summary(markdown: str) -> str:
    """The words of a summary's first paragraph, its few marks taken off."""
    first = markdown.split("\n\n", 1)[0]
    return " ".join(first.replace("**", "").replace("*", "").replace("`", "").split())


def brief_card(card: Card) -> Card:
    """A card for a short list: a headline, its day, place and source are all it shows."""
    return replace(
        card,
        people=(),
        countries=(),
        summary="",
        image=None,
        image_size=(0, 0),
        image_srcset="",
        lastmod=None,
        subtitle="",
        fields={},
    )


def page_words(article: Article, facts: Facts, policy: str) -> dict[str, Any]:
    """The words on an article's page, but for its summary, which is Markdown."""
    return {
        "title": article.title,
        "subtitle": article.subtitle,
        "place": article.place,
        "authors": article.authors,
        "headings": facts.headings if policy == "full" else (),
        "body": article.body_digest if policy != "summary" else "",
    }


def stand_in(title: str, config: Config) -> str:
    """The description of a page that has none: what it is, and in which digest."""
    about = config.description or config.tagline
    return shorten(f"{title} · {config.title}" + (f": {about}" if about else ""), DESCRIPTION_CHARS)


def retold_page(page: Page, article: Article, facts: Facts, card: Card, summary: str, config: Config) -> Page:
    """An article's page with the words of a new reading; `card` is the new one, `summary` its summary as HTML."""
    content = page.content
    if not isinstance(content, ArticlePage):
        raise TypeError(page.url)  # a bug: an article's address is that of its page
    words = page_words(article, facts, content.policy)
    *trail, here = page.meta.crumbs
    return replace(
        page,
        meta=replace(
            page.meta,
            title=article.title,
            description=card.summary or stand_in(article.title, config),
            crumbs=(*trail, replace(here, label=article.title)),
        ),
        content=replace(content, summary_html=summary, **words),
    )


def with_titles(item: Item, titles: dict[str, str]) -> Item:
    """A value that shows titles without a card (quotations, pairs) with new ones, by the article's address."""
    content = item.content if isinstance(item, Page) else None
    if isinstance(item, Page) and isinstance(content, PersonPage):
        return replace(item, content=replace(content, quotes=_titled(content.quotes, titles)))
    if isinstance(item, Page) and isinstance(content, ConnectionsPage):
        return replace(item, content=replace(content, pairs=_titled(content.pairs, titles)))
    return item


def _titled(rows: tuple[Any, ...], titles: dict[str, str]) -> tuple[Any, ...]:
    return tuple(replace(row, title=titles[row.url]) if row.url in titles else row for row in rows)


def title_holders(article: Article, card: Card, known: Callable[[str], bool]) -> list[str]:
    """The addresses of the values that `with_titles` is for."""
    quoted = [chip.url for chip in card.people] if any(mention.quotes for mention in article.people) else []
    paired = ["/connections/"] if len(card.people) > 1 else []
    return [address for address in (*quoted, *paired) if known(address)]
