"""Links to other hosts, asked politely: `check --external`, never a part of a build.

One request at a time and a host, a second apart; answers are kept in `.copydesk/cache/links.json`. Addresses of this
machine or of a private network are never asked, not even by way of a redirect: the name is resolved once, each
of its addresses is judged, and the connection goes to the judged one, so that no second answer of a name server
can lead elsewhere.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urljoin, urlsplit

from copydesk import __version__
from copydesk.web import is_public

Verdict = Literal["fine", "gone", "unsure", "private"]

SECONDS_BETWEEN = 1.0
TIMEOUT = 10.0
REDIRECTS = 5
# How long an answer holds: what was there stays for a week, what failed is asked again after an hour.
FINE_FOR, FAILED_FOR = 7 * 86_400, 3_600
AGENT = f"copydesk/{__version__} (link check; asks each address once a week)"
_GONE = frozenset({404, 410})
# Hosts that refuse robots, methods or countries say nothing about the page.
_UNSURE = frozenset({401, 403, 405, 406, 408, 421, 425, 429, 451, 999})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What became of an address: `when` is the time it was asked, in seconds since 1970."""

    verdict: Verdict
    cause: str
    when: float


def check_external(
    urls: Iterable[str],
    cache: Path,
    *,
    now: float,
    allowed: Callable[[str], bool] = is_public,
    pause: float = SECONDS_BETWEEN,
) -> Iterator[tuple[str, Answer]]:
    """Each address with its answer, from the cache where that is young enough.

    `allowed` judges the IP address behind a name. The cache is written after each host's turn, so that an
    interrupted run is not for nothing.
    """
    known = _load(cache)
    asked: dict[str, float] = {}
    try:
        for url in urls:
            old = known.get(url)
            if old is None or now - old.when > (FINE_FOR if old.verdict == "fine" else FAILED_FOR):
                host = urlsplit(url).netloc.lower()
                wait = asked.get(host, 0) + pause - time.monotonic()
                if wait > 0 and host in asked:
                    time.sleep(wait)
                verdict, cause = ask(url, allowed)
                asked[host] = time.monotonic()
                known[url] = Answer(verdict=verdict, cause=cause, when=now)
            yield url, known[url]
    finally:
        _save(cache, known)


def ask(url: str, allowed: Callable[[str], bool] = is_public) -> tuple[Verdict, str]:
    """Ask for one address, following redirects: a verdict and its cause. Raises nothing."""
    method = "HEAD"
    for _ in range(REDIRECTS + 1):
        try:
            status, target = _request(method, url, allowed)
        except PermissionError as error:
            return "private", str(error)
        except socket.gaierror:
            return "gone", "its host has no address"
        except (OSError, http.client.HTTPException, ValueError) as error:
            return "unsure", str(error) or type(error).__name__
        if target and status in {301, 302, 303, 307, 308}:
            url = urljoin(url, target)
            continue
        if method == "HEAD" and status >= 400 and status != 429:
            method = "GET"  # some servers know no HEAD
            continue
        return _judged(status)
    return "unsure", "it redirects too often"


def _judged(status: int) -> tuple[Verdict, str]:
    if status < 400:
        return "fine", ""
    if status in _GONE:
        return "gone", f"its host answers {status}"
    return "unsure", f"its host answers {status}" + (", as some do to programs" if status in _UNSURE else "")


def _request(method: str, url: str, allowed: Callable[[str], bool]) -> tuple[int, str]:
    """One request; returns the status and where a redirect leads. The body is not read."""
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    if parts.scheme not in {"http", "https"} or not host:
        raise ValueError("is no web address")
    port = parts.port or (443 if secure else 80)
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    connection.sock = _connect(host, port, allowed)
    try:
        if secure:
            connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=host)
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, headers={"Host": parts.netloc, "User-Agent": AGENT, "Accept": "*/*"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or ""
    finally:
        connection.close()


def _connect(host: str, port: int, allowed: Callable[[str], bool]) -> socket.socket:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_, place in found:
        if not allowed(str(place[0])):
            raise PermissionError("its host lies on this machine or in a private network")
    last: OSError = OSError("its host has no address")
    for family, kind, protocol, _, place in found:
        plug = socket.socket(family, kind, protocol)
        plug.settimeout(TIMEOUT)
        try:
            plug.connect(place)
        except OSError as error:
            plug.close()
            last = error
        else:
            return plug
    raise last


def _load(cache: Path) -> dict[str, Answer]:
    try:
        return {url: Answer(**row) for url, row in json.loads(cache.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}  # a cache that is damaged or another version's only costs time


def _save(cache: Path, known: dict[str, Answer]) -> None:
    partial = cache.with_suffix(f".{os.getpid()}")
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        rows = {url: asdict(answer) for url, answer in sorted(known.items())}
        partial.write_text(json.dumps(rows, ensure_ascii=False, indent=0), encoding="utf-8")
        partial.replace(cache)
    except OSError:
        partial.unlink(missing_ok=True)
