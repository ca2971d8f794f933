"""What a built site must be: the rules on its links, heads, sizes, and on what machines read. Pure.

Every address of every page leads somewhere: under the base path, to an anchor that exists.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

from copydesk.check.built import Address, BuiltSite, PageFacts, read_addresses
from copydesk.check.findings import NO_ADDRESS, Fault
from copydesk.errors import did_you_mean
from copydesk.web import is_private_name, misleading_label

# Schemes that lead out of the web and are none of our business; whatever else there is, is refused.
_LET_BE = ("mailto:", "tel:", "sms:", "data:", "xmpp:", "matrix:")
_LETTER = "/email.html"
_WEB = ("http://", "https://", "//")


def check_links(site: BuiltSite, *, remote_images: bool = False, placeholder: str = "") -> Iterator[Fault]:
    """A fault for each address that leads nowhere, leaves the base path, or asks another host.

    `placeholder` is what the owner's provider replaces in an e-mail (`{{ unsubscribe_url }}`): no address yet there,
    and a dead one on every other page.
    """
    for path, page in site.pages.items():
        for address in page.addresses:
            if placeholder and address.url == placeholder and path.endswith(_LETTER):
                continue
            yield from _check(site, site.url_of(path), address, remote_images=remote_images)
            if path == "404.html" and _is_relative(address.url):
                yield _link_fault(
                    "link", "/404.html", address, "on the 404 page must not be relative", "start it with /"
                )


def reachable(site: BuiltSite) -> set[str]:
    """The pages that a reader can get to from the front page by following links."""
    seen, waiting = {"index.html"}, ["index.html"]
    while waiting:
        path = waiting.pop()
        for address in site.pages[path].addresses:
            if address.kind not in {"a", "area", "meta refresh"}:
                continue
            target = _resolved(site, address.url, site.url_of(path))
            file = site.file_at(target[0]) if target else None
            if file and file in site.pages and file not in seen:
                seen.add(file)
                waiting.append(file)
    return seen


def external(site: BuiltSite) -> dict[str, str]:
    """Each address of another host that pages link to, with the first page that does."""
    found: dict[str, str] = {}
    for path, page in site.pages.items():
        for address in page.addresses:
            if address.kind not in {"a", "img"} or not address.url.startswith(_WEB):
                continue
            if _leads_out(site, address.url):
                url = f"https:{address.url}" if address.url.startswith("//") else address.url
                found.setdefault(url.partition("#")[0], site.url_of(path))
    return dict(sorted(found.items()))


def _resolved(site: BuiltSite, url: str, page: str) -> tuple[str, str] | None:
    try:
        return site.resolve(url, page)
    except ValueError:  # no address at all: reported where every address is looked at
        return None


def _leads_out(site: BuiltSite, url: str) -> bool:
    try:
        return site.resolve(url, "/") is None
    except ValueError:
        return False


def _check(site: BuiltSite, page: str, address: Address, *, remote_images: bool) -> Iterable[Fault]:
    url = address.url
    if not url:  # a browser takes it for the page itself
        return (_link_fault("link", page, address, "", "write where it leads, or take the element out"),)
    if url.startswith(_LET_BE):
        return ()
    scheme = url.partition(":")[0].lower()
    if ":" in url.partition("/")[0] and scheme.isalpha() and scheme not in {"http", "https"}:
        return (_link_fault("scheme", page, address, "has a scheme that pages may not use", ""),)
    try:
        target = site.resolve(url, page)
    except ValueError:
        return (_link_fault("link", page, address, "is no address", ""),)
    if target is not None:
        return _check_target(site, page, address, target)
    return _check_outside(page, address, remote_images=remote_images)


def _check_outside(page: str, address: Address, *, remote_images: bool) -> Iterator[Fault]:
    if address.fetched and not (remote_images and address.kind in {"img", "source"}):
        yield _link_fault("remote", page, address, "makes the page ask another host", "copy the file here")
    elif is_private_name(urlsplit(address.url).hostname or ""):
        fault = _link_fault("private", page, address, "leads to a host that only you can reach", "take it out")
        yield replace(fault, severity="warning")
    elif label := misleading_label(unquote(urlsplit(address.url).hostname or "")):
        message = f"leads to a host whose letters are of several scripts, or look like others: {label}"
        yield replace(_link_fault("host", page, address, message, "is it the host that is meant?"), severity="warning")


def _check_target(site: BuiltSite, page: str, address: Address, target: tuple[str, str]) -> Iterable[Fault]:
    where, fragment = target
    if where.startswith("//"):
        advice = f"in a layout write it from the root of the digest, without {site.base.path}"
        return (_link_fault("base", page, address, f"lies outside the base path {site.base.path}", advice),)
    file = site.file_at(where)
    if file is None:
        if site.file_at(where + "/"):
            return (_link_fault("slash", page, address, "needs a slash at its end", ""),)
        kind = "no such picture" if address.kind in {"img", "source", "image"} else "leads nowhere"
        return (_link_fault("link", page, address, kind, _closest(site, where)),)
    facts = site.pages.get(file)
    if fragment and facts and fragment != "top" and not fragment.startswith(":~:") and fragment not in facts.ids:
        return (_link_fault("anchor", page, address, f'leads to no anchor "{fragment}"', _anchor(fragment, facts.ids)),)
    return ()


def _closest(site: BuiltSite, where: str) -> str:
    near = where.strip("/").partition("/")[0]
    return did_you_mean(where, (site.url_of(path) for path in site.files if path.startswith(near[:3])))


def _anchor(fragment: str, ids: Iterable[str]) -> str:
    return did_you_mean(fragment, sorted(ids))


def _link_fault(rule: str, page: str, address: Address, message: str, advice: str) -> Fault:
    text = f'"{address.url}" {message}' if address.url else f"an empty address in <{address.kind}>"
    return Fault(rule=rule, severity="error", url=page, message=text, advice=advice, needle=address.url or NO_ADDRESS)


def _is_relative(url: str) -> bool:
    return bool(url) and not url.startswith(("/", "#", *_LET_BE, *_WEB))


# --- What each page says of itself: title, description, canonical address, language, ids, pictures, JSON-LD ---

_SHOWN = 60


def check_heads(site: BuiltSite) -> Iterator[Fault]:
    """A fault for each page whose head or pictures fall short, and for pages no link leads to."""
    titles: defaultdict[str, list[str]] = defaultdict(list)
    for path, page in site.pages.items():
        url = site.url_of(path)
        yield from _check_markup(url, page)
        if page.refresh:
            continue
        yield from _check_canonical(site, path, page)
        if page.noindex or path == "404.html":
            continue
        titles[page.title].append(url)
        if not page.description:
            yield _warn(
                "description", url, "no description for search engines", "write description: …", key="description"
            )
    for title, urls in sorted(titles.items()):
        for url in urls[1:]:
            message = f'{url} has the title of {urls[0]}: "{title[:_SHOWN]}"'
            yield _warn("title", url, message, "readers and search engines cannot tell them apart", key="title")
    found = reachable(site)
    for path, page in site.pages.items():
        if path not in found and not (page.refresh or page.noindex) and path != "404.html":
            url = site.url_of(path)
            yield _warn("orphan", url, f"no link leads to {url}", "link to it, or give it nav: true")


def _check_markup(url: str, page: PageFacts) -> Iterator[Fault]:
    if not page.title:
        yield _fail("title", url, f"{url} has no title", "write title: …", key="title")
    if not page.lang and not page.refresh:
        yield _fail("lang", url, f"{url} does not say its language", "give <html> a lang")
    for name in page.doubled_ids:
        yield _fail("id", url, f'the id "{name}" stands twice on {url}', "give one of the two another", needle=name)
    for src in page.bare_images:
        yield _warn("alt", url, f'the picture "{src}" has no alt text', "say in a few words what it shows", needle=src)
    for block in page.jsonld:
        try:
            json.loads(block)
        except ValueError as error:
            yield _fail("jsonld", url, f"the JSON-LD of {url} does not parse: {error}", "mend the layout")


def _check_canonical(site: BuiltSite, path: str, page: PageFacts) -> Iterator[Fault]:
    url = site.url_of(path)
    if path == "404.html" or (not page.canonical and page.noindex):
        return
    if not page.canonical:
        yield _fail("canonical", url, f"{url} has no canonical address", "mend the layout")
        return
    target = site.resolve(page.canonical, url)
    if target is None or target[0].startswith("//") or not page.canonical.startswith("http"):
        message = f'the canonical address "{page.canonical}" of {url} lies outside {site.base.url}'
        yield _fail("canonical", url, message, "build with the right base_url")
    elif site.file_at(target[0]) is None:
        yield _fail("canonical", url, f'the canonical address "{page.canonical}" of {url} leads nowhere', "")


def _fail(rule: str, url: str, message: str, advice: str, *, needle: str = "", key: str = "") -> Fault:
    return Fault(rule=rule, severity="error", url=url, message=message, advice=advice, needle=needle, key=key)


def _warn(rule: str, url: str, message: str, advice: str, *, needle: str = "", key: str = "") -> Fault:
    return Fault(rule=rule, severity="warning", url=url, message=message, advice=advice, needle=needle, key=key)


# --- Sizes, against what GitHub Pages takes and what a reader's connection bears. Pure ------------
# GitHub's limits (docs.github.com, "GitHub Pages limits"): a published site of at most 1 GB, a deployment of at most
# ten minutes. They are reported on at four fifths, before they bite.

PAGES_BYTES = 1_000_000_000
WARN_SHARE = 0.8
# A deployment unpacks and copies each file. GitHub names no number of files; this one is an estimate from below, so
# that the editor hears of it before the ten minutes are over.
PAGES_FILES = 60_000
PICTURE_BYTES = 2_000_000
PAGE_BYTES = 1_000_000
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")


def check_limits(site: BuiltSite) -> Iterator[Fault]:
    """A fault for a site, a page or a picture that is too large or soon will be."""
    total = sum(site.files.values())
    if total > PAGES_BYTES:
        message = f"the site has {_megabytes(total)}; GitHub Pages takes {_megabytes(PAGES_BYTES)}"
        yield Fault(rule="size", severity="error", url="/", message=message, advice="shrink the pictures first")
    elif total > WARN_SHARE * PAGES_BYTES:
        message = f"the site has {_megabytes(total)} of the {_megabytes(PAGES_BYTES)} that GitHub Pages takes"
        yield Fault(rule="size", severity="warning", url="/", message=message, advice="shrink the pictures first")
    if len(site.files) > PAGES_FILES:
        message = f"the site has {len(site.files):,} files: a deployment may not be through within ten minutes"
        yield Fault(rule="size", severity="warning", url="/", message=message, advice="features.term_feeds: false")
    for path, size in site.files.items():
        url = site.url_of(path)
        if path.endswith(_PICTURES) and size > PICTURE_BYTES:
            message = f"the picture {url} has {_megabytes(size)}"
            advice = f"shrink it below {_megabytes(PICTURE_BYTES)}"
            yield Fault(rule="size", severity="warning", url=url, message=message, advice=advice, needle=url)
        elif path.endswith(".html") and size > PAGE_BYTES:
            message = f"the page {url} has {_megabytes(size)}"
            yield Fault(rule="size", severity="warning", url=url, message=message, advice="split its text")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


# --- What machines read: Atom, RSS and JSON feeds, the sitemap, robots.txt. Pure ------------------
# The rules are the formats' own: RFC 4287 (Atom), RSS 2.0, JSON Feed 1.1, sitemaps.org.

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
        yield _feed_fault(url, f"{url} is not well-formed XML: {error}")
        return
    yield from check(root)


def _check_xml(site: BuiltSite, url: str, root: ET.Element) -> Iterator[Fault]:
    if root.tag == f"{_ATOM}feed":
        yield from _check_ids(url, [entry.findtext(f"{_ATOM}id") or "" for entry in root.iter(f"{_ATOM}entry")])
        links = [link.get("href", "") for link in root.iter(f"{_ATOM}link")]
        bodies = [node.text or "" for node in root.iter(f"{_ATOM}content")]
        if not root.findtext(f"{_ATOM}updated"):
            yield _feed_fault(url, f"{url} has no updated time (RFC 4287)")
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
        yield _feed_fault(url, f"{url} is no JSON Feed: {error}")
        return
    if not version.startswith("https://jsonfeed.org/version/1"):
        yield _feed_fault(url, f'{url} says it is of version "{version}", which JSON Feed does not have')
    yield from _check_ids(url, ids)
    yield from _check_targets(site, url, links)
    yield from _check_bodies(site, url, [item.get("content_html", "") for item in items])


def _check_json(url: str, text: str) -> Iterator[Fault]:
    try:
        json.loads(text)
    except ValueError as error:
        yield _feed_fault(url, f"{url} is no JSON: {error}")


def _check_ids(url: str, ids: list[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for ident in ids:
        if not ident:
            yield _feed_fault(url, f"an entry of {url} has no id")
        elif ident in seen:
            yield _feed_fault(url, f'the id "{ident}" stands twice in {url}')
        seen.add(ident)


def _check_targets(site: BuiltSite, url: str, links: list[str]) -> Iterator[Fault]:
    for link in dict.fromkeys(links):
        if not link.startswith(("http://", "https://")):
            yield _feed_fault(url, f'{url}: "{link}" is not absolute', needle=link)
            continue
        target = site.resolve(link, "/")
        if target is not None and site.file_at(target[0]) is None:
            yield _feed_fault(url, f'{url}: "{link}" leads nowhere', needle=link)


def _check_bodies(site: BuiltSite, url: str, bodies: list[str]) -> Iterator[Fault]:
    """Addresses inside an entry: a reader shows it far from our pages, so they must be absolute and lead somewhere."""
    links = [a.url for body in bodies if "<" in body for a in read_addresses(body)]
    yield from _check_targets(site, url, [link for link in links if not link.startswith(("mailto:", "#"))])


def _check_sitemap(site: BuiltSite, url: str, root: ET.Element) -> Iterator[Fault]:
    links = [(node.text or "").strip() for node in root.iter(f"{_MAP}loc")]
    if len(links) > SITEMAP_LIMIT:
        yield _feed_fault(url, f"{url} lists {len(links)} addresses; sitemaps.org allows {SITEMAP_LIMIT}")
    if len(set(links)) != len(links):
        yield _feed_fault(url, f"{url} lists an address twice")
    yield from _check_targets(site, url, links)
    for link in links:
        target = site.resolve(link, "/")
        page = site.pages.get(site.file_at(target[0]) or "") if target else None
        if page is not None and (page.noindex or page.refresh):
            yield _feed_fault(url, f'{url}: "{link}" is kept from search engines, and listed for them')
        if target is None or target[0].startswith("//"):
            yield _feed_fault(url, f'{url}: "{link}" lies outside {site.base.url}')


def _check_robots(site: BuiltSite, text: str) -> Iterator[Fault]:
    for line in text.splitlines():
        if line.lower().startswith("sitemap:"):
            yield from _check_targets(site, "/robots.txt", [line.partition(":")[2].strip()])


def _feed_fault(url: str, message: str, *, needle: str = "") -> Fault:
    return Fault(rule="feed", severity="error", url=url, message=message, needle=needle)
