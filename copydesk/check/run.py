"""check(): a built site through every rule. Reads as a list of what is checked."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from copydesk.check.built import BuiltSite, read_site
from copydesk.check.external import check_external
from copydesk.check.findings import Fault, Finding, Places, merge, shown_path
from copydesk.check.rules import check_feeds, check_heads, check_limits, check_links, external
from copydesk.config import Config
from copydesk.countries import load_countries
from copydesk.errors import Location, OutputError, Problem
from copydesk.files import CACHE, ORIGINALS
from copydesk.ingest.originals import find_damaged, original_path
from copydesk.library import load_library
from copydesk.tags import lint, read_files

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
    return _report(site, merge((*map(places.locate, faults), *_tags(config), *_originals(config))), places)


def _tags(config: Config) -> Iterator[Finding]:
    """The health of people, countries and tags, as `tag lint` sees it: advice, never an error."""
    for problem in lint(read_files(config.root), load_countries()):
        yield Finding(problem=problem, rule="tags", severity="warning")


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
