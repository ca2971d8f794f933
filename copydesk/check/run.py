"""check(): a built site through every rule. Reads as a list of what is checked."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from copydesk import __version__
from copydesk.check.built import BuiltSite, read_site
from copydesk.check.doctor import find_placeholders, has_own_address
from copydesk.check.findings import Fault, Finding, Places, merge, shown_path
from copydesk.check.rules import check_feeds, check_heads, check_limits, check_links, external
from copydesk.config import Config
from copydesk.countries import load_countries
from copydesk.errors import Location, OutputError, Problem
from copydesk.files import CACHE, ORIGINALS, read_utf8
from copydesk.ingest.originals import find_damaged, original_path
from copydesk.library import load_library
from copydesk.tags import lint, read_files
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
        return {url: LinkAnswer(**row) for url, row in json.loads(read_utf8(cache)).items()}
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


ANSWERS = f"{CACHE}/links.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was looked at, and what was found, worst first."""

    findings: tuple[Finding, ...]
    pages: int
    addresses: int
    files: int
    bytes: int
    outside: dict[str, str]
    places: Places

    @property
    def errors(self) -> int:
        """How many findings must be mended."""
        return sum(finding.severity == "error" for finding in self.findings)


def check(config: Config, out: Path) -> Report:
    """Check the site in `out` that was built from `config.root`.

    Raises UsageError when there is no site, ContentError when the sources cannot be loaded, OutputError when the
    site cannot be read.
    """
    library = load_library(config)
    try:
        site = read_site(out, config.base)
    except OSError as error:
        raise OutputError(f"{error.filename or out}: cannot be read: {error.strerror}") from None
    places = Places(config, library, site.base, shown_path(out, config.root))
    faults = [
        *check_links(site, remote_images=config.remote_images, placeholder=config.subscribe.unsubscribe),
        *check_heads(site),
        *check_feeds(site),
        *check_limits(site),
    ]
    return _report(
        site, merge((*map(places.locate, faults), *_tags(config), *_originals(config), *_placeholders(config))), places
    )


def _tags(config: Config) -> Iterator[Finding]:
    """The health of people, countries and tags, as `tag lint` sees it: advice, never an error."""
    for problem in lint(read_files(config.root), load_countries()):
        yield Finding(problem=problem, rule="tags", severity="warning")


def _placeholders(config: Config) -> Iterator[Finding]:
    """What is still an example's, once the digest has an address of its own."""
    if has_own_address(config):
        for problem in find_placeholders(config):
            yield Finding(problem=problem, rule="placeholder", severity="error")


def _originals(config: Config) -> Iterator[Finding]:
    """Originals that do not hold what they did, and those that git should have brought."""
    for path, fault in find_damaged(config.root):
        problem = Problem(location=Location(path=path), message=fault, advice="bring it back from a copy, or delete it")
        yield Finding(problem=problem, rule="originals", severity="error")
    if config.originals != "keep":
        return  # elsewhere they lie on the machine where an article was added, and nowhere else
    for article in load_library(config).articles:
        digest = article.origin.original_sha256 if article.origin else ""
        if digest and not (config.root / original_path(digest)).exists():
            message = f"its original is not in {ORIGINALS}, where `originals: keep` wants it"
            place = Location(path=article.location.path, line=article.lines.get("source", 1))
            problem = Problem(location=place, message=message, advice=f"add {original_path(digest)} to git")
            yield Finding(problem=problem, rule="originals", severity="warning")


def with_external(report: Report, root: Path, *, progress: Callable[[str], None]) -> Report:
    """The report with what other hosts say of the addresses that pages link to; `progress` takes a line of text."""
    found = []
    cache = root / ANSWERS
    total = len(report.outside)
    for number, (url, answer) in enumerate(check_external(report.outside, cache, now=time.time()), 1):
        if number % 25 == 0:
            progress(f"{number} of {total} addresses asked")
        if answer.verdict == "fine":
            continue
        fault = Fault(
            rule="external",
            severity="error" if answer.verdict == "gone" else "warning",
            url=report.outside[url],
            message=f'"{url}": {answer.cause}',
            needle=url,
        )
        found.append(report.places.locate(fault))
    return replace(report, findings=merge((*report.findings, *found)))


def _report(site: BuiltSite, findings: tuple[Finding, ...], places: Places) -> Report:
    return Report(
        findings=findings,
        pages=len(site.pages),
        addresses=sum(len(page.addresses) for page in site.pages.values()),
        files=len(site.files),
        bytes=sum(site.files.values()),
        outside=external(site),
        places=places,
    )
