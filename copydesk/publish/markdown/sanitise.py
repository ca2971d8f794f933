"""HTML → HTML that is safe to publish: the allow-list. The only module that knows nh3.

What is sanitised is what is published (B1): no SVG, MathML, style, form or iframe; http, https and mailto alone.
"""

from __future__ import annotations

import re

import nh3

# Each tag left open makes those after it dearer (nh3 0.3.8 takes 0.02 s for 1,000, 158 s for 100,000), and an
# open <b> is opened anew in each later paragraph. Nobody nests five hundred tags on purpose.
OPEN_LIMIT = 500

_BLOCKS = (
    "blockquote caption col colgroup dd div dl dt figcaption figure hr li ol p pre table tbody td tfoot th thead tr"
)
_WORDS = "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub sup"
_TAGS = frozenset(f"{_BLOCKS} {_WORDS} time u ul var wbr h2 h3 h4 h5 h6".split(" "))
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"lang", "dir", "title"},
    "a": {"href", "id", "class"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "width", "height"},
    "li": {"id"},
    "ol": {"start"},
    "q": {"cite"},
    "sup": {"id"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
_SCHEMES = {"http", "https", "mailto"}
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_REMOTE_PICTURE = re.compile(r'<img alt="([^"]*)" src="(https?://[^"]+)"(?: title="[^"]*")? ?/?>')
# What layouts call the parts of a page (tests/publish/markdown/test_body.py holds the two together): nothing in a body
# may be called so, or a link within the page, its styles or its scripts would find the wrong part.
_PARTS = "also changed corrections country coverage elsewhere filed main neighbours newest person provenance q quotes"
_MORE_PARTS = "related roles search search-people source thread who without year"
_NEW_PARTS = "earlier-articles latest-articles sort subscribe-here topic why-it-matters"
PAGE_IDS = frozenset(f"{_PARTS} {_MORE_PARTS} {_NEW_PARTS}".split(" "))
_ID = re.compile(r'(<[a-z0-9]+ (?:[a-z]+="[^"]*" )*id=")([^"]*)"')
_NO_SOURCE = re.compile(r"<img(?:(?! src=)[^>])*>")


def _local_pictures_only(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src" and (not value.startswith("/") or value.startswith("//")):
        return None
    return value


def _cleaner(*, local_pictures: bool) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener",
        attribute_filter=_local_pictures_only if local_pictures else None,
    )


# A callback for each attribute is slow, and pictures are rare: only a text that has one goes through the second.
_CLEANER, _PICTURE_CLEANER = _cleaner(local_pictures=False), _cleaner(local_pictures=True)


def sanitise(html: str, *, remote_images: bool = False) -> str:
    """HTML through the allow-list; pictures from other hosts become links unless `remote_images`.

    Raises ValueError, with a reason to show, when more than `OPEN_LIMIT` tags are open at once.
    """
    if html.count("<") > OPEN_LIMIT:
        _refuse_open_tags(html)
    if "<img" in html and not remote_images:
        html = _REMOTE_PICTURE.sub(_as_link, html)
    if "<h1" in html:
        html = html.replace("<h1", "<h2").replace("</h1", "</h2")  # raw HTML: the page has its one h1 already
    plain = remote_images or "<img" not in html.casefold()
    clean = (_CLEANER if plain else _PICTURE_CLEANER).clean(html)
    if "<img" in clean:
        clean = _NO_SOURCE.sub("", clean)
    return _distinct_ids(clean) if ' id="' in clean else clean


def own_id(ident: str) -> str:
    """An id for a part of a body, none of the page's own."""
    return f"{ident}-section" if ident in PAGE_IDS else ident


def _distinct_ids(html: str) -> str:
    """Sanitised HTML in which no id is one of the page's own and none stands twice (raw HTML may have any)."""
    taken: set[str] = set()

    def distinct(match: re.Match[str]) -> str:
        wanted = ident = own_id(match[2])
        number = 1
        while ident in taken:
            number += 1
            ident = f"{wanted}-{number}"
        taken.add(ident)
        return f'{match[1]}{ident}"'

    return _ID.sub(distinct, html)


def _as_link(match: re.Match[str]) -> str:
    return f'<a href="{match[2]}">{match[1] or "Picture"}</a>'


def _refuse_open_tags(html: str) -> None:
    depth = 0
    for match in _TAG_NAME.finditer(html):
        if match[1]:
            depth = max(0, depth - 1)
        elif match[2].lower() not in _VOID:
            depth += 1
            if depth > OPEN_LIMIT:
                raise ValueError(f"more than {OPEN_LIMIT} tags are open at once")
