"""What an editor should know of a page before anybody else sees it: the badges. Pure."""

from __future__ import annotations

import datetime as dt

from copydesk.model import Article
from copydesk.preview.messages import Note

# More names than these are counted, not listed.
_NAMED = 6


def notes_of(article: Article, now: dt.datetime, *, noindex: bool) -> tuple[Note, ...]:
    """The badges of an article at `now`; `noindex` is what the build decided from policy and licence."""
    return (*_unpublished(article, now), *_missing(article), *_hidden(article, noindex=noindex), *_open(article))


def _unpublished(article: Article, now: dt.datetime) -> tuple[Note, ...]:
    found = []
    if article.draft:
        found.append(Note(kind="draft", label="Draft", detail="Not on the published site until draft: true goes."))
    if article.publish_at is not None and article.publish_at > now:
        when = f"{article.publish_at:%Y-%m-%d %H:%M %Z}".strip()
        found.append(Note(kind="future", label="Future", detail=f"Will be published at {when}."))
    if article.expires is not None and article.expires <= now:
        when = f"{article.expires:%Y-%m-%d %H:%M %Z}".strip()
        found.append(Note(kind="expired", label="Expired", detail=f"Left the published site at {when}."))
    return tuple(found)


def _missing(article: Article) -> tuple[Note, ...]:
    found = []
    if article.date is None:
        detail = "It cannot be published without one: write date: YYYY-MM-DD. Shown here under today's."
        found.append(Note(kind="missing", label="No date", detail=detail))
    if article.origin is None or not (article.origin.name or article.origin.url):
        detail = "Nothing says where it comes from: write source: with name and url, if it is another's."
        found.append(Note(kind="missing", label="No source", detail=detail))
    return tuple(found)


def _hidden(article: Article, *, noindex: bool) -> tuple[Note, ...]:
    if not noindex:
        return ()
    stated = article.noindex is True
    why = "Its front matter says so." if stated else "It is another's full text and no licence is given."
    return (Note(kind="noindex", label="noindex", detail=f"Search engines are asked to leave it out. {why}"),)


def _open(article: Article) -> tuple[Note, ...]:
    """Names that were suggested for this article and are neither its tags nor rejected."""
    taken = {mention.name.casefold() for mention in article.people}
    people = [name for name in article.mentioned_people if name.casefold() not in taken]
    countries = [code for code in article.mentioned_countries if code not in article.countries]
    names = [*people, *countries]
    if not names:
        return ()
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    detail = f"Named in it, but no tags of it: {', '.join(names[:_NAMED])}{more}. Move those that belong up."
    return (Note(kind="suggested", label=f"{len(names)} suggested", detail=detail),)


def noindex_only() -> tuple[Note, ...]:
    """The badge of a page that is no article and asks to be left out of indexes."""
    return (Note(kind="noindex", label="noindex", detail="Search engines are asked to leave this page out."),)
