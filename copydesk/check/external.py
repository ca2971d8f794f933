"""Links to other hosts, asked politely: `check --external`, never a part of a build.

One request at a time and a host, a second apart; answers are kept in `.copydesk/cache/links.json`. Addresses of this
machine or of a private network are never asked, not even by way of a redirect (copydesk.web).
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from copydesk import __version__
from copydesk.web import Answer, WebError, ask_web, is_public

Verdict = Literal["fine", "gone", "unsure", "private"]

SECONDS_BETWEEN = 1.0
# How long an answer holds: what was there stays for a week, what failed is asked again after an hour.
FINE_FOR, FAILED_FOR = 7 * 86_400, 3_600
AGENT = f"copydesk/{__version__} (link check; asks each address once a week)"
_GONE = frozenset({404, 410})
# Hosts that refuse robots, methods or countries say nothing about the page.
_UNSURE = frozenset({401, 403, 405, 406, 408, 421, 425, 429, 451, 999})


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkAnswer:
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
) -> Iterator[tuple[str, LinkAnswer]]:
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
                known[url] = LinkAnswer(verdict=verdict, cause=cause, when=now)
            yield url, known[url]
    finally:
        _save(cache, known)


def ask(url: str, allowed: Callable[[str], bool] = is_public) -> tuple[Verdict, str]:
    """Ask for one address, following redirects: a verdict and its cause. Raises nothing."""
    try:
        answer = _asked("HEAD", url, allowed)
        if answer.status >= 400 and answer.status != 429:
            answer = _asked("GET", url, allowed)  # some servers know no HEAD
    except WebError as error:
        if error.kind in ("private", "host"):
            return ("private" if error.kind == "private" else "gone"), error.why
        return "unsure", error.why
    return _judged(answer.status)


def _asked(method: str, url: str, allowed: Callable[[str], bool]) -> Answer:
    # A link may lead to any port: nothing of the answer is used but its status.
    return ask_web(
        url, agent=AGENT, method=method, headers={"Accept": "*/*"}, judge=lambda ip, _port: allowed(ip), body=False
    )


def _judged(status: int) -> tuple[Verdict, str]:
    if status < 400:
        return "fine", ""
    if status in _GONE:
        return "gone", f"its host answers {status}"
    return "unsure", f"its host answers {status}" + (", as some do to programs" if status in _UNSURE else "")


def _load(cache: Path) -> dict[str, LinkAnswer]:
    try:
        return {url: LinkAnswer(**row) for url, row in json.loads(cache.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}  # a cache that is damaged or another version's only costs time


def _save(cache: Path, known: dict[str, LinkAnswer]) -> None:
    partial = cache.with_suffix(f".{os.getpid()}")
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        rows = {url: asdict(answer) for url, answer in sorted(known.items())}
        partial.write_text(json.dumps(rows, ensure_ascii=False, indent=0), encoding="utf-8")
        partial.replace(cache)
    except OSError:
        partial.unlink(missing_ok=True)
