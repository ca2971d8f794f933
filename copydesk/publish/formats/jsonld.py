"""A `Page` → its schema.org description as JSON-LD. Pure.

Worked out when a page is rendered, from its value alone, so that planning carries no copy of it. What the
types are follows docs/decisions/structured-data.md: the digest's page is an article of its own that is based
on the source's, a person's page a profile, a list a collection.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from copydesk.publish.markdown import make_excerpt
from copydesk.publish.pages.values import (
    ArticlePage,
    Card,
    Chip,
    CountryPage,
    EditionIndex,
    EditionPage,
    FrontPage,
    Group,
    IndexPage,
    ListPage,
    OriginView,
    Page,
    PersonPage,
    TermPage,
    TextPage,
)
from copydesk.urls import Base

Thing = dict[str, Any]

# What could end a script element or a line of JavaScript, written as JSON may write it too.
_ESCAPES = [(c, f"\\u{ord(c):04x}") for c in "<>&\u2028\u2029"]


# Things are made here, and none holds itself.
_written = json.JSONEncoder(ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")).encode


_base = lru_cache(maxsize=8)(Base.parse)


def describe(page: Page) -> str:
    """The JSON-LD of a page, keys sorted and safe inside a script element; "" where there is nothing to say."""
    base = _base(page.site.base_url)
    graph = [thing for thing in (*_things(page, base), _trail(page, base)) if thing]
    return dump({"@context": "https://schema.org", "@graph": graph}) if graph else ""


def dump(value: Thing) -> str:
    """A value as JSON that may stand in a script element: sorted, `<`, `>`, `&`, U+2028 and U+2029 escaped."""
    text = _written(value)
    for char, escape in _ESCAPES:
        text = text.replace(char, escape)
    return text


def _things(page: Page, base: Base) -> Iterable[Thing]:
    make = _KINDS.get(type(page.content))
    return make(page, page.content, base) if make else ()


def _front(page: Page, content: FrontPage, base: Base) -> Iterable[Thing]:
    yield _website(page, base)
    cards = [*([content.lead] if content.lead else []), *_cards(content.days)]
    yield _whole(page, "CollectionPage", base, mainEntity=_items(cards, base))


def _country(page: Page, content: CountryPage, base: Base) -> Iterable[Thing]:
    about = {"@type": "Country", "@id": base.absolute(content.pager.first), "name": content.country.name}
    yield _whole(page, "CollectionPage", base, about=about, mainEntity=_items(_cards(content.years), base))


def _collection(page: Page, content: TermPage | ListPage, base: Base) -> Iterable[Thing]:
    groups = content.years if isinstance(content, TermPage) else content.groups
    yield _whole(page, "CollectionPage", base, mainEntity=_items(_cards(groups), base))


def _index(page: Page, content: IndexPage, base: Base) -> Iterable[Thing]:
    chips = [row.chip for group in content.groups for row in group.rows]
    yield _whole(page, "CollectionPage", base, mainEntity=_list([(c.name, c.url) for c in chips], base))


def _edition(page: Page, content: EditionPage, base: Base) -> Iterable[Thing]:
    more: Thing = {"datePublished": content.edition.date.isoformat()}
    if content.edition.number:
        more["issueNumber"] = str(content.edition.number)
    kind = ["CollectionPage", "PublicationIssue"]
    yield _whole(page, kind, base, mainEntity=_items(_cards(content.sections), base), **more)


def _editions(page: Page, content: EditionIndex, base: Base) -> Iterable[Thing]:
    rows = [(edition.title, edition.url) for edition in content.editions]
    yield _whole(page, "CollectionPage", base, mainEntity=_list(rows, base))


def _text(page: Page, _content: TextPage, base: Base) -> Iterable[Thing]:
    if page.meta.kind == "page":  # neither the search page's frame nor the one for what is not there
        yield _whole(page, "WebPage", base)


def _article(page: Page, content: ArticlePage, base: Base) -> Iterable[Thing]:
    meta, site = page.meta, page.site
    yield _filled(
        {
            "@type": "NewsArticle",
            "@id": meta.canonical,
            "headline": content.title,
            "alternativeHeadline": content.subtitle,
            "description": meta.description,
            "url": meta.canonical,
            "mainEntityOfPage": meta.canonical,
            "inLanguage": content.lang or site.lang,
            "datePublished": content.date.isoformat(),
            "dateModified": _modified(content.lastmod, content.date).isoformat(),
            # Who picked another's article is its editor here; its author stands in isBasedOn.
            ("editor" if content.origin else "author"): _editors(content.authors, page, base),
            "publisher": _publisher(page, base),
            "isPartOf": {"@id": base.absolute("/")},
            "isBasedOn": _origin(content.origin) if content.origin else None,
            "citation": [_filled({"@type": "NewsArticle", **_brief(card, base)}) for card in content.also_in],
            "about": [
                *_about(content.people, "Person", base),
                *_about(content.countries, "Country", base),
                *_about(content.bodies, "Organization", base),
            ],
            "contentLocation": {"@type": "Place", "name": content.place} if content.place else None,
            "keywords": [chip.name for chip in (*content.topics, *content.tags)],
            "image": _image(page, content, base),
            "correction": [
                {"@type": "CorrectionComment", "datePublished": c.date.isoformat(), "text": make_excerpt(c.html, 2_000)}
                for c in content.corrections
            ],
        }
    )


def _modified(lastmod: dt.datetime | None, date: dt.datetime) -> dt.datetime:
    return max(lastmod, date) if lastmod else date


def _editors(names: tuple[str, ...], page: Page, base: Base) -> list[Thing] | Thing:
    """Who answers for the digest's page: the article's editors, else the digest's, else the digest itself."""
    if names:
        return [{"@type": "Person", "name": name} for name in names]
    if page.site.editor:
        return [{"@type": "Person", "name": page.site.editor}]
    return _publisher(page, base)


def _publisher(page: Page, base: Base) -> Thing:
    mark = page.site.logo or page.site.touch_icon
    logo = {"@type": "ImageObject", "url": base.absolute(mark)} if mark else None
    return _filled({"@type": "Organization", "name": page.site.title, "url": base.absolute("/"), "logo": logo})


def _origin(origin: OriginView) -> Thing:
    """The article that this page is made from: its own author and publisher, never ours."""
    return _filled(
        {
            "@type": "NewsArticle",
            "headline": origin.title,
            "url": origin.url,
            "datePublished": origin.published,
            "license": origin.license if origin.license.startswith("http") else "",
            "author": [{"@type": "Person", "name": name} for name in origin.authors],
            "publisher": {"@type": "Organization", "name": origin.name} if origin.name else None,
        }
    )


def _about(chips: tuple[Chip, ...], kind: str, base: Base) -> list[Thing]:
    return [{"@type": kind, "@id": base.absolute(chip.url), "name": chip.name} for chip in chips]


def _image(page: Page, content: ArticlePage, base: Base) -> list[str]:
    own = base.absolute(content.image.src) if content.image and content.image.src else ""
    return list(dict.fromkeys(address for address in (own, page.meta.image) if address))


def _person(page: Page, content: PersonPage, base: Base) -> Iterable[Thing]:
    if content.pager.number > 1:
        about = {"@type": "Person", "@id": base.absolute(content.pager.first), "name": content.name}
        yield _whole(page, "CollectionPage", base, about=about, mainEntity=_items(_cards(content.years), base))
        return
    current = [role.title for role in content.roles if not role.until]
    person = {
        "@type": "Person",
        "@id": page.meta.canonical,
        "name": content.name,
        "disambiguatingDescription": content.disambiguation,
        "alternateName": [name for name in (content.original, *content.aliases) if name],
        "birthDate": content.born,
        "deathDate": content.died,
        "nationality": {"@type": "Country", "name": content.country.name} if content.country else None,
        "jobTitle": current,
        "sameAs": [link.url for link in content.same_as],
        "description": page.meta.description,
    }
    yield _whole(page, "ProfilePage", base, mainEntity=_filled(person))


def _website(page: Page, base: Base) -> Thing:
    site = page.site
    target = {"@type": "EntryPoint", "urlTemplate": base.absolute("/search/") + "?q={search_term_string}"}
    query = "required name=search_term_string"
    return _filled(
        {
            "@type": "WebSite",
            "@id": base.absolute("/"),
            "url": base.absolute("/"),
            "name": site.title,
            "alternateName": site.tagline,
            "description": site.description,
            "inLanguage": site.lang,
            "publisher": _publisher(page, base),
            "potentialAction": {"@type": "SearchAction", "target": target, "query-input": query}
            if site.search
            else None,
        }
    )


def _whole(page: Page, kind: str | list[str], base: Base, **more: Any) -> Thing:
    """The page itself as a thing of `kind`."""
    return _filled(
        {
            "@type": kind,
            "url": page.meta.canonical,
            "name": page.meta.title,
            "description": page.meta.description,
            "inLanguage": page.meta.lang,
            "isPartOf": {"@id": base.absolute("/")},
            **more,
        }
    )


def _cards(groups: Iterable[Group]) -> list[Card]:
    return [card for group in groups for card in group.cards]


def _items(cards: Iterable[Card], base: Base) -> Thing:
    return _list([(card.title, card.url) for card in cards], base)


def _list(rows: list[tuple[str, str]], base: Base) -> Thing:
    return {
        "@type": "ItemList",
        "numberOfItems": len(rows),
        "itemListElement": [_place(n, name, base.absolute(url)) for n, (name, url) in enumerate(rows, start=1)],
    }


def _place(position: int, name: str, url: str) -> Thing:
    return {"@type": "ListItem", "position": position, "name": name, "url": url}


def _brief(card: Card, base: Base) -> Thing:
    publisher = {"@type": "Organization", "name": card.source_name} if card.source_name else None
    return {"headline": card.title, "url": base.absolute(card.url), "publisher": publisher}


def _trail(page: Page, base: Base) -> Thing:
    """Where the page stands; nothing for the front page, which has no way to it."""
    if len(page.meta.crumbs) < 2:
        return {}
    steps = [
        {"@type": "ListItem", "position": n, "name": crumb.label, "item": base.absolute(crumb.url)}
        for n, crumb in enumerate(page.meta.crumbs, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def _filled(thing: Thing) -> Thing:
    """A thing without the properties nobody stated: empty rather than guessed."""
    return {key: value for key, value in thing.items() if value not in ("", None, [], {})}


_KINDS: dict[type, Callable[[Page, Any, Base], Iterable[Thing]]] = {
    ArticlePage: _article,
    FrontPage: _front,
    PersonPage: _person,
    CountryPage: _country,
    TermPage: _collection,
    ListPage: _collection,
    IndexPage: _index,
    EditionPage: _edition,
    EditionIndex: _editions,
    TextPage: _text,
}
