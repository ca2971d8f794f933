"""The built site as it lies on disk, and the facts of each of its pages that are checked."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from copydesk.errors import UsageError
from copydesk.urls import Base

# --- A built page's text → the facts that are checked. Pure; standard library only ----------------
# A scanner of tags rather than a tree: what is checked are attributes, and ten thousand pages are read.

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


def read_facts(text: str) -> PageFacts:
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
    return read_facts(fragment).addresses


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


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltSite:
    """Files by path (with `/`) and size, pages by path, and the base URL they were built for."""

    base: Base
    files: Mapping[str, int]
    pages: Mapping[str, PageFacts]
    texts: Mapping[str, str]

    def url_of(self, path: str) -> str:
        """The root-relative address that a file answers."""
        return "/" + path.removesuffix("index.html") if path.endswith("index.html") else f"/{path}"

    def resolve(self, url: str, page: str) -> tuple[str, str] | None:
        """An address on the page at a root-relative address `page` → (root-relative address, fragment).

        None for what lies elsewhere: another host, another scheme. The address starts with `//` when it is on
        our host but outside our base path.
        """
        whole = urlsplit(urljoin(self.base.absolute(page), url))
        if f"{whole.scheme}://{whole.netloc.lower()}" != self.base.origin:
            return None
        path = unquote(whole.path) or "/"
        if not path.startswith(self.base.path):
            return ("/" + path, "") if path + "/" != self.base.path else ("/", unquote(whole.fragment))
        return "/" + path[len(self.base.path) :], unquote(whole.fragment)

    def file_at(self, url: str) -> str | None:
        """The file that answers a root-relative address on GitHub Pages, or None."""
        path = url.lstrip("/")
        for candidate in (f"{path}index.html",) if not path or path.endswith("/") else (path, f"{path}.html"):
            if candidate in self.files:
                return candidate
        return None


def read_site(out: Path, config_base: Base) -> BuiltSite:
    """Read the site in `out`. Raises UsageError when there is none, OSError when it cannot be read.

    The base URL is the front page's canonical address, since `build --base-url` may have overruled config.yaml.
    """
    if not (out / "index.html").is_file():
        raise UsageError(f"{out}: holds no built site: run copydesk build first, or name it with --out")
    files, pages, texts = {}, {}, {}
    for path in _walk(out):
        file = out / path
        files[path] = file.stat().st_size
        if path.endswith(".html"):
            pages[path] = read_facts(file.read_text(encoding="utf-8", errors="replace"))
        elif path.endswith((".atom", ".xml", ".json", ".opml", ".txt")):
            texts[path] = file.read_text(encoding="utf-8", errors="replace")
    return BuiltSite(base=_base(pages["index.html"], config_base), files=files, pages=pages, texts=texts)


def _walk(out: Path) -> list[str]:
    found = []
    for base, folders, names in os.walk(out):
        folders[:] = sorted(name for name in folders if name != ".git")
        relative = Path(base).relative_to(out).as_posix()
        found += [name if relative == "." else f"{relative}/{name}" for name in names]
    return sorted(found)


def _base(front: PageFacts, stated: Base) -> Base:
    try:
        return Base.parse(front.canonical) if front.canonical else stated
    except ValueError:
        return stated
