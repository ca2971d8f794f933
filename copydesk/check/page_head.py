"""What each page says of itself: title, description, canonical address, language, ids, pictures, JSON-LD. Pure."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

from copydesk.check.built import BuiltSite
from copydesk.check.findings import Fault
from copydesk.check.links import reachable
from copydesk.check.page import PageFacts

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
