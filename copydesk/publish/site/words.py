"""The words of an article as its page and its card show them. Pure."""

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
