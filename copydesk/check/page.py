"""A built page's text → the facts that are checked. Pure; standard library only.

A scanner of tags rather than a tree: what is checked are attributes, and ten thousand pages are read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

# A quoted value may hold `>`; nothing else in a tag may.
_TAG = re.compile(r"""<!--.*?-->|<(/?)([a-zA-Z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>""", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
# Elements whose content is text, not markup, up to their end tag.
_RAW = frozenset({"script", "style", "textarea", "title", "xmp", "noframes"})
_REFRESH = re.compile(r"\d+\s*;\s*url\s*=\s*['\"]?(?P<url>[^'\"]+)", re.IGNORECASE)
# Which attribute of which element holds an address, and whether the browser fetches it unasked.
_ADDRESSES = {
    ("a", "href"): False,
    ("area", "href"): False,
    ("form", "action"): False,
    ("blockquote", "cite"): False,
    ("q", "cite"): False,
    ("img", "src"): True,
    ("script", "src"): True,
    ("iframe", "src"): True,
    ("embed", "src"): True,
    ("object", "data"): True,
    ("source", "src"): True,
    ("video", "src"): True,
    ("video", "poster"): True,
    ("audio", "src"): True,
    ("track", "src"): True,
    ("input", "src"): True,
    ("image", "href"): True,
    ("use", "href"): True,
}
# Links of the head that a browser fetches; the others (canonical, alternate, license) are only said.
_FETCHED_RELS = frozenset(
    {"stylesheet", "icon", "preload", "modulepreload", "manifest", "apple-touch-icon", "prefetch"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address as it stands in a page.

    `kind` is the element (`a`, `img`, `link alternate`); `fetched` says that a browser asks for it unasked.
    """

    url: str
    kind: str
    fetched: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What is checked of a page. `refresh` is where a redirect leads; `bare_images` are those without alt."""

    title: str = ""
    description: str = ""
    canonical: str = ""
    lang: str = ""
    noindex: bool = False
    refresh: str = ""
    addresses: tuple[Address, ...] = ()
    ids: frozenset[str] = frozenset()
    doubled_ids: tuple[str, ...] = ()
    bare_images: tuple[str, ...] = ()
    jsonld: tuple[str, ...] = ()


@dataclass(slots=True)
class _Notes:
    """A page while it is being read."""

    facts: dict[str, str] = field(default_factory=dict)
    addresses: dict[Address, None] = field(default_factory=dict)
    ids: Counter[str] = field(default_factory=Counter)
    bare_images: list[str] = field(default_factory=list)
    jsonld: list[str] = field(default_factory=list)
    noindex: bool = False


def read_page(text: str) -> PageFacts:
    """Read a page; anything a browser would accept is accepted."""
    notes = _Notes()
    for name, attributes, raw in _elements(text):
        if "id" in attributes:
            notes.ids[attributes["id"]] += 1
        if name == "html":
            notes.facts["lang"] = attributes.get("lang", "")
        elif name == "title" and "title" not in notes.facts:
            notes.facts["title"] = " ".join(unescape(raw).split())
        elif name == "meta":
            _read_meta(attributes, notes)
        elif name == "link":
            _read_link(attributes, notes)
        elif name == "script" and attributes.get("type") == "application/ld+json":
            notes.jsonld.append(raw)
        elif name == "img" and "alt" not in attributes:
            notes.bare_images.append(attributes.get("src", ""))
        _read_addresses(name, attributes, notes)
    return PageFacts(
        **notes.facts,
        noindex=notes.noindex,
        addresses=tuple(notes.addresses),
        ids=frozenset(notes.ids),
        doubled_ids=tuple(sorted(value for value, count in notes.ids.items() if count > 1)),
        bare_images=tuple(notes.bare_images),
        jsonld=tuple(notes.jsonld),
    )


def read_addresses(fragment: str) -> tuple[Address, ...]:
    """The addresses in a piece of HTML, such as an entry of a feed."""
    return read_page(fragment).addresses


def _elements(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Each start tag: its name, its attributes, and for elements of raw text that text."""
    position = 0
    while match := _TAG.search(text, position):
        position = match.end()
        if match[2] is None or match[1]:
            continue
        name = match[2].lower()
        raw = ""
        if name in _RAW:
            end = _end_of(text, name, position)
            raw = text[position:end]
            position = end
        yield name, _attributes(match[3]), raw


def _end_of(text: str, name: str, start: int) -> int:
    match = re.compile(f"</{name}\\b", re.IGNORECASE).search(text, start)
    return match.start() if match else len(text)


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        value = next((group for group in match.groups()[1:] if group is not None), "")
        found.setdefault(match[1].lower(), unescape(value) if "&" in value else value)
    return found


def _read_meta(attributes: dict[str, str], notes: _Notes) -> None:
    name = (attributes.get("name") or attributes.get("property") or attributes.get("http-equiv") or "").lower()
    content = attributes.get("content", "")
    if name == "description":
        notes.facts["description"] = content.strip()
    elif name == "robots" and "noindex" in content.lower():
        notes.noindex = True
    elif name == "refresh" and (match := _REFRESH.search(content)):
        notes.facts["refresh"] = match["url"].strip()
        notes.addresses[Address(url=match["url"].strip(), kind="meta refresh", fetched=False)] = None
    elif name in {"og:image", "og:url", "twitter:image"} and content:
        notes.addresses[Address(url=content, kind=f"meta {name}", fetched=False)] = None


def _read_link(attributes: dict[str, str], notes: _Notes) -> None:
    rels = attributes.get("rel", "").lower().split()
    url = attributes.get("href", "")
    if "canonical" in rels:
        notes.facts["canonical"] = url
    kind = f"link {rels[0]}" if rels else "link"
    notes.addresses[Address(url=url, kind=kind, fetched=not _FETCHED_RELS.isdisjoint(rels))] = None


def _read_addresses(name: str, attributes: dict[str, str], notes: _Notes) -> None:
    for attribute, value in attributes.items():
        fetched = _ADDRESSES.get((name, attribute.removeprefix("xlink:")))
        if fetched is not None:
            notes.addresses[Address(url=value.strip(), kind=name, fetched=fetched)] = None
        elif attribute == "srcset":
            for candidate in value.split(", "):
                url = candidate.strip().split(" ")[0]
                notes.addresses[Address(url=url, kind=name, fetched=True)] = None
        elif name == "a" and attribute == "name":
            notes.ids[value] += 1 if attributes.get("id") != value else 0
