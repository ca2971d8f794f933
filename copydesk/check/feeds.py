"""What machines read: Atom, RSS and JSON feeds, the sitemap, robots.txt. Pure.

The rules are the formats' own: RFC 4287 (Atom), RSS 2.0, JSON Feed 1.1, sitemaps.org.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from xml.etree import ElementTree as ET

from copydesk.check.built import BuiltSite
from copydesk.check.findings import Fault
from copydesk.check.page import read_addresses

_ATOM = "{http://www.w3.org/2005/Atom}"
_MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
SITEMAP_LIMIT = 50_000


def check_feeds(site: BuiltSite) -> Iterator[Fault]:
    """A fault for each feed or sitemap that does not parse, repeats an id, or leads nowhere."""
    for path, text in site.texts.items():
        url = f"/{path}"
        if path.endswith((".atom", ".opml")) or (path.endswith(".xml") and not path.startswith("sitemap")):
            yield from _parsed(url, text, partial(_check_xml, site, url))
        elif path.endswith("feed.json"):
            yield from _check_json_feed(site, url, text)
        elif path.endswith(".json"):
            yield from _check_json(url, text)
        elif path.startswith("sitemap"):
            yield from _parsed(url, text, partial(_check_sitemap, site, url))
        elif path == "robots.txt":
            yield from _check_robots(site, text)


def _parsed(url: str, text: str, check: Callable[[ET.Element], Iterator[Fault]]) -> Iterator[Fault]:
    try:
        root = ET.fromstring(text)  # noqa: S314 (our own output)
    except ET.ParseError as error:
        yield _fault(url, f"{url} is not well-formed XML: {error}")
        return
    yield from check(root)


def _check_xml(site: BuiltSite, url: str, root: ET.Element) -> Iterator[Fault]:
    if root.tag == f"{_ATOM}feed":
        yield from _check_ids(url, [entry.findtext(f"{_ATOM}id") or "" for entry in root.iter(f"{_ATOM}entry")])
        links = [link.get("href", "") for link in root.iter(f"{_ATOM}link")]
        bodies = [node.text or "" for node in root.iter(f"{_ATOM}content")]
        if not root.findtext(f"{_ATOM}updated"):
            yield _fault(url, f"{url} has no updated time (RFC 4287)")
    elif root.tag == "rss":
        yield from _check_ids(url, [item.findtext("guid") or "" for item in root.iter("item")])
        links = [node.text or "" for node in root.iter("link")]
        bodies = [node.text or "" for node in root.iter() if node.tag in {"description", _CONTENT}]
    else:
        return
    yield from _check_targets(site, url, links)
    yield from _check_bodies(site, url, bodies)


def _check_json_feed(site: BuiltSite, url: str, text: str) -> Iterator[Fault]:
    try:
        feed = json.loads(text)
        items = feed["items"]
        version = str(feed["version"])
        links = [feed["home_page_url"], feed["feed_url"], *(item["url"] for item in items if "url" in item)]
        ids = [str(item["id"]) for item in items]
    except (ValueError, KeyError, TypeError) as error:
        yield _fault(url, f"{url} is no JSON Feed: {error}")
        return
    if not version.startswith("https://jsonfeed.org/version/1"):
        yield _fault(url, f'{url} says it is of version "{version}", which JSON Feed does not have')
    yield from _check_ids(url, ids)
    yield from _check_targets(site, url, links)
    yield from _check_bodies(site, url, [item.get("content_html", "") for item in items])


def _check_json(url: str, text: str) -> Iterator[Fault]:
    try:
        json.loads(text)
    except ValueError as error:
        yield _fault(url, f"{url} is no JSON: {error}")


def _check_ids(url: str, ids: list[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for ident in ids:
        if not ident:
            yield _fault(url, f"an entry of {url} has no id")
        elif ident in seen:
            yield _fault(url, f'the id "{ident}" stands twice in {url}')
        seen.add(ident)


def _check_targets(site: BuiltSite, url: str, links: list[str]) -> Iterator[Fault]:
    for link in dict.fromkeys(links):
        if not link.startswith(("http://", "https://")):
            yield _fault(url, f'{url}: "{link}" is not absolute', needle=link)
            continue
        target = site.resolve(link, "/")
        if target is not None and site.file_at(target[0]) is None:
            yield _fault(url, f'{url}: "{link}" leads nowhere', needle=link)


def _check_bodies(site: BuiltSite, url: str, bodies: list[str]) -> Iterator[Fault]:
    """Addresses inside an entry: a reader shows it far from our pages, so they must be absolute and lead somewhere."""
    links = [a.url for body in bodies if "<" in body for a in read_addresses(body)]
    yield from _check_targets(site, url, [link for link in links if not link.startswith(("mailto:", "#"))])


def _check_sitemap(site: BuiltSite, url: str, root: ET.Element) -> Iterator[Fault]:
    links = [(node.text or "").strip() for node in root.iter(f"{_MAP}loc")]
    if len(links) > SITEMAP_LIMIT:
        yield _fault(url, f"{url} lists {len(links)} addresses; sitemaps.org allows {SITEMAP_LIMIT}")
    if len(set(links)) != len(links):
        yield _fault(url, f"{url} lists an address twice")
    yield from _check_targets(site, url, links)
    for link in links:
        target = site.resolve(link, "/")
        page = site.pages.get(site.file_at(target[0]) or "") if target else None
        if page is not None and (page.noindex or page.refresh):
            yield _fault(url, f'{url}: "{link}" is kept from search engines, and listed for them')
        if target is None or target[0].startswith("//"):
            yield _fault(url, f'{url}: "{link}" lies outside {site.base.url}')


def _check_robots(site: BuiltSite, text: str) -> Iterator[Fault]:
    for line in text.splitlines():
        if line.lower().startswith("sitemap:"):
            yield from _check_targets(site, "/robots.txt", [line.partition(":")[2].strip()])


def _fault(url: str, message: str, *, needle: str = "") -> Fault:
    return Fault(rule="feed", severity="error", url=url, message=message, needle=needle)
