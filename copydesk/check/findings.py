"""What `check` finds: a rule's name, how bad it is, and the problem with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from copydesk.errors import Problem

Severity = Literal["error", "warning"]


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
