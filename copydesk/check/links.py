"""Every address of every page: does it lead somewhere, under the base path, to an anchor that exists? Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from copydesk.check.built import BuiltSite
from copydesk.check.findings import Fault
from copydesk.check.page import Address
from copydesk.errors import did_you_mean

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
                yield _fault("link", "/404.html", address, "on the 404 page must not be relative", "start it with /")


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
    if url.startswith(_LET_BE):
        return ()
    scheme = url.partition(":")[0].lower()
    if ":" in url.partition("/")[0] and scheme.isalpha() and scheme not in {"http", "https"}:
        return (_fault("scheme", page, address, "has a scheme that pages may not use", ""),)
    try:
        target = site.resolve(url, page)
    except ValueError:
        return (_fault("link", page, address, "is no address", ""),)
    if target is None:
        if address.fetched and not (remote_images and address.kind in {"img", "source"}):
            return (_fault("remote", page, address, "makes the page ask another host", "copy the file here"),)
        return ()
    return _check_target(site, page, address, target)


def _check_target(site: BuiltSite, page: str, address: Address, target: tuple[str, str]) -> Iterable[Fault]:
    where, fragment = target
    if where.startswith("//"):
        advice = f"in a layout write it from the root of the digest, without {site.base.path}"
        return (_fault("base", page, address, f"lies outside the base path {site.base.path}", advice),)
    file = site.file_at(where)
    if file is None:
        if site.file_at(where + "/"):
            return (_fault("slash", page, address, "needs a slash at its end", ""),)
        kind = "no such picture" if address.kind in {"img", "source", "image"} else "leads nowhere"
        return (_fault("link", page, address, kind, _closest(site, where)),)
    facts = site.pages.get(file)
    if fragment and facts and fragment != "top" and not fragment.startswith(":~:") and fragment not in facts.ids:
        return (_fault("anchor", page, address, f'leads to no anchor "{fragment}"', _anchor(fragment, facts.ids)),)
    return ()


def _closest(site: BuiltSite, where: str) -> str:
    near = where.strip("/").partition("/")[0]
    return did_you_mean(where, (site.url_of(path) for path in site.files if path.startswith(near[:3])))


def _anchor(fragment: str, ids: Iterable[str]) -> str:
    return did_you_mean(fragment, sorted(ids))


def _fault(rule: str, page: str, address: Address, message: str, advice: str) -> Fault:
    text = f'"{address.url}" {message}' if address.url else f"an empty address in <{address.kind}>"
    return Fault(rule=rule, severity="error", url=page, message=text, advice=advice, needle=address.url)


def _is_relative(url: str) -> bool:
    return bool(url) and not url.startswith(("/", "#", *_LET_BE, *_WEB))
