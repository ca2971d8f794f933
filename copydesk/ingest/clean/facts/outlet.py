"""The outlet an article comes from: named only when two different signs agree. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from copydesk.ingest.clean.facts.names import EMAIL

_TOLD = re.compile(
    r"\b(?:told|tells|telling|interview with|speaking to|spoke to|statement to)\s+"
    r"((?:[Tt]he\s+)?[A-Z][\w.&'-]*(?:\s+[A-Z][\w.&'-]*){0,4})"
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?)?,?\s*(?:by\s+)?([^.,|·©\d]{3,50})",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"@([\w-]+(?:\.[\w-]+)+)|https?://([\w-]+(?:\.[\w-]+)+)|\bwww\.([\w-]+(?:\.[\w-]+)+)")
_SECOND_LEVEL = frozenset(["co", "com", "org", "net", "ac", "gov", "or", "ne", "go", "edu"])
_FREE_MAIL = frozenset(
    [
        "gmail",
        "yahoo",
        "hotmail",
        "outlook",
        "naver",
        "daum",
        "hanmail",
        "gmx",
        "web",
        "icloud",
        "proton",
        "protonmail",
        "aol",
        "twitter",
        "facebook",
        "instagram",
        "youtube",
        "t",
    ]
)
_TAIL = re.compile(
    r"\s+(?:file|file photo|photo|photos|archive|all rights.*|ltd|inc|llc|gmbh|corp|group|media|limited|plc)\.?$",
    re.IGNORECASE,
)


def _key(name: str) -> str:
    return re.sub(r"^the(?=\w{4})", "", re.sub(r"[\W_]+", "", name.casefold()))


def domain_key(host: str) -> str:
    """Return the word of a host that is the outlet's: `koreatimes` of `www.koreatimes.co.kr`."""
    parts = [part for part in host.lower().split(".") if part != "www"]
    if len(parts) >= 3 and parts[-2] in _SECOND_LEVEL:
        return parts[-3]
    return parts[-2] if len(parts) >= 2 else ""


def find_outlet(texts: Iterable[str], credited: Iterable[str], url: str = "", above: Iterable[str] = ()) -> str:
    """Return the outlet's name if two kinds of sign agree.

    Signs are a credit, an address, words spoken to it, a copyright line, the URL, and a line of its own above the
    headline (`above`), where a page has its masthead among menus that no other sign agrees with. A credit says nothing
    more by standing above the headline once again: pictures have their names around them. Addresses in a text say
    nothing alone, be they several: whoever is written about has some, too (see `ask_outlet`).
    """
    signs: dict[str, set[str]] = defaultdict(set)
    names: dict[str, list[str]] = defaultdict(list)

    def add(kind: str, name: str) -> None:
        name = _TAIL.sub("", name.strip(" .,/"))
        key = _key(name)
        if len(key) >= 3:
            signs[key].add(kind)
            if kind not in ("domain", "address"):
                names[key].append(name)

    for credit in credited:
        add("credit", credit)
    for line in above:
        add("masthead", line)
    for text in texts:
        _signs_of(text, add)
    if url:
        add("address", domain_key(url.split("/")[2] if "//" in url else url))
    agreed = [
        key
        for key, kinds in signs.items()
        if len(kinds) >= 2 and kinds != {"masthead", "credit"} and not kinds <= _NO_NAMES and names[key]
    ]
    if not agreed:
        return ""
    best = max(agreed, key=lambda key: (len(signs[key]), len(names[key]), key))
    return max(names[best], key=lambda name: (name[:1].isupper(), name.count(" "), name))


# Addresses in the text, and that of the input: two that agree name a host and no outlet.
_NO_NAMES = frozenset({"mail", "domain"})


def ask_outlet(texts: Iterable[str]) -> str:
    """Return the question whether a host that a text's addresses share is the outlet, or nothing."""
    signs: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        _signs_of(text, lambda kind, name: signs[name].add(kind))
    hosts = sorted(name for name, kinds in signs.items() if kinds >= _NO_NAMES)
    return f"source: the text has addresses of \u201c{hosts[0]}\u201d: is it the outlet?" if hosts else ""


def _signs_of(text: str, add: Callable[[str, str], None]) -> None:
    """Add what a line says of the outlet it stands in."""
    if "told" in text or "spe" in text or "spoke" in text or "interview" in text or "statement" in text:
        for match in _TOLD.finditer(text):
            add("told", match[1])
    if len(text) < 300 and ("©" in text or "(c)" in (low := text.lower()) or "copyright" in low):
        for match in _COPYRIGHT.finditer(text):
            add("copyright", match[1])
    if "@" in text or "http" in text or "www" in text:
        for match in _DOMAIN.finditer(text):
            host = domain_key(match[1] or match[2] or match[3])
            if host not in _FREE_MAIL:
                add("mail" if match[1] else "domain", host)


def addresses(text: str) -> tuple[str, ...]:
    """Return the e-mail addresses in a text: evidence, never published."""
    return tuple(dict.fromkeys(EMAIL.findall(text))) if "@" in text else ()
