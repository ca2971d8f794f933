"""Addresses as they should stand in a digest: out of click counters, without their keys. Pure."""

from __future__ import annotations

import contextlib
import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

# What mailers and ad networks add to count clicks; it leads to the same page without.
_COUNTERS = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|mc_cid|mc_eid|igshid|ref_src|cmpid|cmp|_hsenc|_hsmi|mkt_tok|s_cid|"
    r"ocid|wt_mc|at_medium|at_campaign|xtor|CMP|smid|spm)$",
    re.IGNORECASE,
)
# The key under which a click counter carries the address that it leads to.
_TARGETS = ("url", "u", "q", "target", "to", "dest", "destination", "redirect", "link", "href", "r")


def is_web(url: str) -> bool:
    """Whether something is an address on the web."""
    return url.lower().startswith(("http://", "https://")) and len(url) > 10 and not re.search(r"\s", url)


def clean_url(url: str, base: str = "") -> str:
    """Return an address resolved, led out of a click counter that carries its target, and without counters' keys.

    Empty for what is no address on the web.
    """
    if not url.strip():
        return ""
    url = urljoin(base, url.strip()) if base else url.strip()
    if not is_web(url):
        return ""
    for _ in range(3):
        inside = _target(url)
        if not inside:
            break
        url = inside
    try:
        parts = urlsplit(url)
        query = [
            (key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _COUNTERS.match(key)
        ]
    except ValueError:
        return ""
    kept = urlencode(query) if len(query) != len(parse_qsl(parts.query, keep_blank_values=True)) else parts.query
    return urlunsplit((parts.scheme, parts.netloc, parts.path, kept, parts.fragment))


def _target(url: str) -> str:
    """The address that a click counter's link carries, empty for any other link."""
    try:
        query = dict(parse_qsl(urlsplit(url).query))
    except ValueError:
        return ""
    for key in _TARGETS:
        value = query.get(key, "")
        if is_web(value) or is_web(unquote(value)):
            return value if is_web(value) else unquote(value)
    return ""


def same_page(url: str) -> str:
    """A key that two ways of writing one address share.

    Scheme, `www.`, the web's own ports, last slash and fragment are left out; names and paths in letters of their own
    (`bücher.example`, `/café`) are as their ASCII forms.
    """
    try:
        parts = urlsplit(clean_url(url) or url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url
    with contextlib.suppress(UnicodeError):
        host = host.encode("idna").decode("ascii")
    shown = host.removeprefix("www.") + (f":{port}" if port not in (None, 80, 443) else "")
    path = quote(unquote(parts.path.replace("%2F", "%252F").replace("%2f", "%252F")), safe="/%:@!$&'()*+,;=~")
    return f"{shown}{path.rstrip('/')}?{parts.query}"


# --- What an address tells of its reader ---
# Keys under which mailers name the one they wrote to, or give him a pass of his own.
_PERSONAL = re.compile(
    r"^(?:u|e|uid|uuid|eid|euid|user(?:_?id)?|member(?:_?id)?|subscriber(?:_?id)?|recipient(?:_?id)?|contact(?:_?id)?|"
    r"e?mail|token|tok|tk|auth|key|sig|signature|hash|h|jwt|pass|access_?(?:token|key)|magic|mid|rid|sub|lid)$",
    re.IGNORECASE,
)
# Keys whose value names what is shown and not who reads it: a film's or a document's number looks random, too.
_OF_THE_PAGE = frozenset({"id", "p", "v", "q", "s", "page", "article", "story", "doc", "post", "list", "lang", "t"})
_LEAST_RANDOM, _LEAST_IN_PATH = 8, 20  # signs of a value, and of a part of a path, that may be a key


def _is_random(value: str, least: int) -> bool:
    """Tell signs drawn by lot: letters and digits mixed, or capitals and small ones, without a word's blanks."""
    if len(value) < least or not re.fullmatch(r"[A-Za-z0-9_=+/.~-]+", value):
        return False
    runs = re.findall(r"[a-z]+|[A-Z]+|[0-9]+", value)
    mixed = sum(map(len, runs)) and len(runs) >= max(4, len(value) // 5)
    return bool(mixed and any(char.isdigit() for char in value)) or bool(re.fullmatch(r"[0-9a-f]{16,}", value))


def personal_part(url: str) -> str:
    """Return what of a letter's link is its reader's own, as `?u=…`, or nothing: it must not be published."""
    try:
        parts = urlsplit(url)
        query = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return ""
    for key, value in query:
        if value and (_PERSONAL.match(key) or (key not in _OF_THE_PAGE and _is_random(value, _LEAST_RANDOM))):
            return f"?{key}=…"
    random = (part for part in parts.path.split("/") if _is_random(part, _LEAST_IN_PATH) and "-" not in part)
    return "/…" if next(random, "") else ""


def public_url(url: str) -> tuple[str, str]:
    """Return the address of a letter as it may be published, and the question to ask where it may not.

    Without its reader's key a mailer's page is another one or none, so that nothing is guessed from the rest.
    """
    own = personal_part(url)
    if not own:
        return url, ""
    host = urlsplit(url).netloc
    return (
        "",
        f"source: the letter's address at {host} holds its reader's own key ({own}) and was left out: --source-url",
    )
