"""What a page says of itself: its title, authors, day, outlet and picture. Reads an lxml tree, not the body. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from copydesk.ingest.clean.facts.dates import find_dates
from copydesk.ingest.clean.facts.writers import find_writers
from copydesk.ingest.clean.pagedata import (
    Tree,
    as_text,
    image_of,
    load_tags,
    meta_tags,
    name_of,
    scripted_text,
    stated_articles,
    strings,
)

__all__ = ["Said", "Tree", "read_said"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a page says of itself; empty where it says nothing. `titles` are its names for itself, best first.

    `desks` are organisations that it names as author, to be believed only where nobody has signed. `text`
    is the article as JSON-LD has it, `scripted` finds one in scripts, which takes time and is seldom asked for.
    """

    titles: tuple[str, ...] = ()
    subtitles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    desks: tuple[str, ...] = ()
    day: dt.date | None = None
    site: str = ""
    url: str = ""
    lang: str = ""
    image: str = ""
    text: str = ""
    scripted: Callable[[], str] = str


_TITLE_TAIL = re.compile(r"\s+(?:[|·•»]|[-–—])\s+([^|·•»–—]{2,40})$")
_REST = re.compile(r"\s*[|ㅣ·•»–—-]")
# /2024/03/05/, 2024-03-05, 20240305, and the day before a time of day as article numbers have it.
_URL_DAY = re.compile(
    r"(?<!\d)(20\d\d)(?P<by>[/-]?)(0[1-9]|1[0-2])(?P=by)(0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])[0-5]\d\d*)?(?!\d)"
)


def read_said(tree: Tree, url: str = "") -> Said:
    """Return what the page says of itself. `url` is the address it was saved from, if known."""
    meta = meta_tags(tree)
    articles = stated_articles(tree)
    site = _first(
        [
            *(name_of(node.get("publisher")) for node in articles),
            *meta.get("og:site_name", []),
            *meta.get("application-name", []),
        ]
    )
    address = url or _first([*strings(tree, '//link[@rel="canonical"]/@href'), *meta.get("og:url", [])]).strip()
    element = as_text(_first(strings(tree, "//title/text()")))
    tail = _TITLE_TAIL.search(element)
    outlet = [site, *meta.get("og:site_name", []), address]
    if tail and not articles:  # what a title ends in is the outlet, unless the page is a person's own
        outlet.append(tail[1])
    people, desks = find_writers(tree, meta, articles, outlet)
    return Said(
        titles=_titles(element, meta, articles, site),
        subtitles=_subtitles(meta, articles),
        authors=people,
        desks=desks,
        day=_day(tree, meta, articles, address),
        site=as_text(site),
        url=address if address.startswith(("http://", "https://")) else "",
        lang=_first(strings(tree, "/html/@lang")).strip()[:2].lower(),
        image=_first([*meta.get("og:image", []), *(image_of(node.get("image")) for node in articles)]),
        text=as_text(_first([str(node.get("articleBody") or "") for node in articles]), keep_lines=True),
        scripted=lambda: as_text(scripted_text(tree), keep_lines=True),
    )


def _first(values: Sequence[str]) -> str:
    return next((value for value in values if value), "")


def _titles(
    element: str, meta: Mapping[str, list[str]], articles: Sequence[Mapping[str, object]], site: str
) -> tuple[str, ...]:
    # Measured on 164 pages: og:title is like the headline on 90 of 100, JSON-LD's headline on 76, the title element
    # on 71. Where the page shows a headline that is like any of them, that one wins (`pagejudge.py`).
    names = [_without_site(value, site) for value in meta.get("og:title", ())]
    names += [name_of(node.get("headline")) for node in articles]
    names += [_without_site(value, site) for tag in load_tags()["titles"] for value in meta.get(tag, ())]
    names.append(_TITLE_TAIL.sub("", element))
    said = tuple(dict.fromkeys(filter(None, map(as_text, names))))
    return tuple(dict.fromkeys(_without_rest(name, said, _key(site)) for name in said))


def _without_rest(name: str, names: Sequence[str], site: str) -> str:
    """Return what another name says alone, where this one goes on with a dash, a section and the outlet.

    One that ends where another has a quotation mark was cut by it, in an attribute; the whole one is returned.
    """
    for other in names:
        rest = name.removeprefix(other)
        if rest != name and _REST.match(rest) and site and site in _key(rest):
            return other
        if other.removeprefix(name).lstrip().startswith('"') and other.startswith(name):
            return other
    return name


def _subtitles(meta: Mapping[str, list[str]], articles: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    names = [name_of(node.get(key)) for node in articles for key in ("alternativeHeadline", "description")]
    names += [value for tag in load_tags()["subtitles"] for value in meta.get(tag, ())]
    return tuple(dict.fromkeys(filter(None, map(as_text, names))))


def _without_site(title: str, site: str) -> str:
    """Take the outlet's name off the end of a title; what stands behind a bar is never the headline's own."""
    match = _TITLE_TAIL.search(title)
    if not match:
        return title
    tail = _key(match[1])
    if "|" in match[0] or (tail and (tail in _key(site) or (_key(site) and _key(site) in tail))):
        return title[: match.start()]
    return title


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _day(
    tree: Tree, meta: Mapping[str, list[str]], articles: Sequence[Mapping[str, object]], url: str
) -> dt.date | None:
    for stamp in _stamps(tree, meta, articles):
        found = find_dates(str(stamp or "")[:80])
        if found:
            return found[0].day
    match = _URL_DAY.search(urlsplit(url).path)
    try:
        return dt.date(int(match[1]), int(match[3]), int(match[4])) if match else None
    except ValueError:
        return None


def _stamps(tree: Tree, meta: Mapping[str, list[str]], articles: Sequence[Mapping[str, object]]) -> Iterator[object]:
    """Yield where a page states its day, best first."""
    yield from (node.get("datePublished") for node in articles)
    yield from (node.get("dateCreated") for node in articles)
    yield from (value for tag in load_tags()["dates"] for value in meta.get(tag, ()))
    yield from strings(tree, '//*[@itemprop="datePublished"]/@content | //*[@itemprop="datePublished"]/@datetime')
    yield from strings(tree, "//article//time/@datetime")[:1]
    yield from strings(tree, "//main//time/@datetime")[:1]
    yield from strings(tree, "//time[@pubdate]/@datetime")
    # "Headline | Outlet | 28.04.2023": what stands behind a bar alone is the day of the page itself.
    yield from (value.rpartition("|")[2] for value in meta.get("og:title", ()) if "|" in value)
