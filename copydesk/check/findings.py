"""What `check` finds: a rule's name, how bad it is, and the problem with its place in the source file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from copydesk.config import CONFIG_FILE, Config
from copydesk.errors import Location, Problem
from copydesk.library import Snapshot, scan_content
from copydesk.model import Library
from copydesk.urls import Base, slugify

Severity = Literal["error", "warning"]


# The needle of a fault about an address that is empty, and how that is written in a text or a layout.
NO_ADDRESS = '=""'
_EMPTY = ("]()", "](<>)", 'href=""', "href=''", 'src=""', 'action=""')


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong with the page at `url`, before its source is known.

    `needle` is what to look for in the source (an address, a heading), `key` the front matter key it
    comes from; both may be empty.
    """

    rule: str
    severity: Severity
    url: str
    message: str
    advice: str = ""
    needle: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Finding:
    """A fault with its place in a source file; `pages` counts the pages that show it."""

    problem: Problem
    rule: str
    severity: Severity
    pages: int = 1

    def __str__(self) -> str:
        """`path:line: what, advice [rule]`, with the number of pages where it is more than one."""
        more = f" (on {self.pages} pages)" if self.pages > 1 else ""
        return f"{self.problem}{more} [{self.rule}]"


def merge(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The same problem of the same place once, with the number of pages: a footer is on all of them."""
    found: dict[tuple[str, Problem], Finding] = {}
    for finding in findings:
        key = (finding.rule, finding.problem)
        old = found.get(key)
        found[key] = replace(old, pages=old.pages + finding.pages) if old else finding
    return tuple(sorted(found.values(), key=lambda f: (f.severity, f.problem, f.rule)))


# --- From the page that shows a fault to the source file and line that an editor mends. Reads sources ---

# Files whose front matter states the title and description of their page.
_WITH_KEYS = ("content/articles/", "content/pages/", "content/editions/")
_TEXT = (".md", ".yaml", ".html", ".css", ".js")


class Places:
    """The sources of a digest, searched for what a fault on a page is about."""

    def __init__(self, config: Config, library: Library, base: Base, out: str) -> None:
        """`base` is what the site was built for; `out` names its folder in messages, such as `site`."""
        self.root, self.base, self.out = config.root, base, out
        self._owners, self._named = owners(library), named(library)
        self._lines: dict[str, tuple[str, ...]] = {}

    def locate(self, fault: Fault) -> Finding:
        """The fault with its place: in the page's own source, else in a layout, else in any source, else the file."""
        problem = Problem(location=self._place(fault), message=fault.message, advice=fault.advice)
        return Finding(problem=problem, rule=fault.rule, severity=fault.severity)

    def _place(self, fault: Fault) -> Location:
        own = self._owners.get(fault.url)
        if fault.key:
            return self._stated(own, fault.key)
        own = own or self._named.get(fault.url)
        found = self._search(fault.needle, own) if fault.needle else None
        if found or own:
            return found or own or Location(path=self.out)
        if fault.url.startswith("/images/"):
            return Location(path=f"content{fault.url}")
        if fault.rule == "size" and fault.url == "/":
            return Location(path=CONFIG_FILE)
        return Location(path=f"{self.out}{fault.url}{'index.html' if fault.url.endswith('/') else ''}")

    def _stated(self, own: Location | None, key: str) -> Location:
        """The line of a front matter key, or the file that lacks it; a list lacks what all of its kind lack."""
        if own is None or not own.path.startswith(_WITH_KEYS):
            return Location(path=self.out)
        line = next((n for n, text in enumerate(self._text(own.path), 1) if text.startswith(f"{key}:")), 1)
        return Location(path=own.path, line=line)

    def _search(self, needle: str, own: Location | None) -> Location | None:
        needles = tuple(self._spellings(needle))
        for path in dict.fromkeys((*([own.path] if own else []), *self._sources)):
            if needle == NO_ADDRESS and path.endswith(".js"):
                continue  # where a call looks like a link without an address
            for number, line in enumerate(self._text(path), 1):
                if any(spelling in line for spelling in needles):
                    return Location(path=path, line=number)
        return None

    def _spellings(self, needle: str) -> Iterator[str]:
        """How an address of a page may be written in its source: with or without base path, encoded or not."""
        if needle == NO_ADDRESS:
            yield from _EMPTY
            return
        bare = needle.removeprefix(self.base.origin)
        if self.base.path != "/" and bare.startswith(self.base.path):
            bare = "/" + bare[len(self.base.path) :]
        for spelling in dict.fromkeys((needle, bare, unquote(needle), unquote(bare))):
            if len(spelling) > 1:
                yield spelling

    def _text(self, path: str) -> tuple[str, ...]:
        if path not in self._lines:
            try:
                text = (self.root / path).read_text(encoding="utf-8", errors="replace")
            except OSError:
                text = ""
            self._lines[path] = tuple(text.split("\n"))
        return self._lines[path]

    @cached_property
    def _sources(self) -> tuple[str, ...]:
        """Layouts first: what stands on a page without a source of its own, stands in its layout."""
        snapshot: Snapshot = scan_content(self.root)
        found = [path for path in snapshot.files if path.endswith(_TEXT)]
        return tuple(sorted(found, key=lambda path: (not path.startswith("layouts/"), path)))


def owners(library: Library) -> Mapping[str, Location]:
    """The source of each page that has one of its own, by root-relative address."""
    found: dict[str, Location] = {}
    for article in library.articles:
        found[article.url] = article.location
        for alias in article.aliases:
            found.setdefault(alias, article.location)
    for person in library.people:
        found[f"/people/{person.slug}/"] = person.location
    for country in library.countries.values():
        if country.location.path:
            found[f"/countries/{country.slug}/"] = country.location
    for edition in library.editions:
        found[edition.url] = edition.location
    for page in library.pages:
        found[page.url] = page.location
    return found


def named(library: Library) -> Mapping[str, Location]:
    """Where a person without a file is first named, by the address of their page."""
    found: dict[str, Location] = {}
    for article in library.articles:
        for mention in article.people:
            found.setdefault(f"/people/{slugify(mention.name)}/", mention.location)
    return found


def shown_path(path: Path, root: Path) -> str:
    """A path as messages name it: relative to the digest where it lies in it."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return path.as_posix()
