"""What an editor is told of a page: its badges, and problems with the very line they are on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from copydesk.errors import Problem
from copydesk.model import Article
from copydesk.preview.messages import Badge, ShownProblem
from copydesk.publish.render.layouts import packaged_layouts

# --- A problem as the overlay shows it: with the very line, read where the author would look ------

# A line longer than this is no line an editor reads; what matters of it is near the column.
_WIDTH = 240


def show_problem(root: Path, problem: Problem) -> ShownProblem:
    """The problem with its line of text and its file on this machine, if there is one."""
    place = problem.location
    file = _file(root, place.path)
    return ShownProblem(
        path=place.path,
        line=place.line,
        column=place.column,
        message=problem.message,
        advice=problem.advice,
        text=_line(file, place.line, place.column) if file is not None and place.line else "",
        file=str(file) if file is not None else "",
    )


def _file(root: Path, path: str) -> Path | None:
    """Where `path` lies: below the root, or for a layout that is not overridden in the packaged theme."""
    if not path:
        return None
    here = root / path
    if here.is_file() or not path.startswith("layouts/"):
        return here
    return packaged_layouts() / path.removeprefix("layouts/")


def _line(file: Path, number: int, column: int) -> str:
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            for count, line in enumerate(lines, start=1):
                if count == number:
                    text = line.rstrip("\r\n").expandtabs(1)
                    return text if column > _WIDTH else text[:_WIDTH]
    except OSError:
        return ""
    return ""


# More names than these are counted, not listed.
_NAMED = 6


def badges_of(article: Article, now: dt.datetime, *, noindex: bool) -> tuple[Badge, ...]:
    """The badges of an article at `now`; `noindex` is what the build decided from policy and licence."""
    return (*_unpublished(article, now), *_missing(article), *_hidden(article, noindex=noindex), *_open(article))


def _unpublished(article: Article, now: dt.datetime) -> tuple[Badge, ...]:
    found = []
    if article.draft:
        found.append(Badge(kind="draft", label="Draft", detail="Not on the published site until draft: true goes."))
    if article.publish_at is not None and article.publish_at > now:
        when = f"{article.publish_at:%Y-%m-%d %H:%M %Z}".strip()
        found.append(Badge(kind="future", label="Future", detail=f"Will be published at {when}."))
    if article.expires is not None and article.expires <= now:
        when = f"{article.expires:%Y-%m-%d %H:%M %Z}".strip()
        found.append(Badge(kind="expired", label="Expired", detail=f"Left the published site at {when}."))
    return tuple(found)


def _missing(article: Article) -> tuple[Badge, ...]:
    found = []
    if article.date is None:
        detail = "It cannot be published without one: write date: YYYY-MM-DD. Shown here under today's."
        found.append(Badge(kind="missing", label="No date", detail=detail))
    if article.origin is None or not (article.origin.name or article.origin.url):
        detail = "Nothing says where it comes from: write source: with name and url, if it is another's."
        found.append(Badge(kind="missing", label="No source", detail=detail))
    return tuple(found)


def _hidden(article: Article, *, noindex: bool) -> tuple[Badge, ...]:
    if not noindex:
        return ()
    stated = article.noindex is True
    why = "Its front matter says so." if stated else "It is another's full text and no licence is given."
    return (Badge(kind="noindex", label="noindex", detail=f"Search engines are asked to leave it out. {why}"),)


def _open(article: Article) -> tuple[Badge, ...]:
    """Names that were suggested for this article and are neither its tags nor rejected."""
    taken = {mention.name.casefold() for mention in article.people}
    people = [name for name in article.mentioned_people if name.casefold() not in taken]
    countries = [code for code in article.mentioned_countries if code not in article.countries]
    names = [*people, *countries]
    if not names:
        return ()
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    detail = f"Named in it, but no tags of it: {', '.join(names[:_NAMED])}{more}. Move those that belong up."
    return (Badge(kind="suggested", label=f"{len(names)} suggested", detail=detail),)


def noindex_badge() -> tuple[Badge, ...]:
    """The badge of a page that is no article and asks to be left out of indexes."""
    return (Badge(kind="noindex", label="noindex", detail="Search engines are asked to leave this page out."),)
