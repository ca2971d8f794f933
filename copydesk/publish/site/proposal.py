"""What could stand in the next edition, and what one says on the day it is frozen. Pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from copydesk.frontmatter.document import dump
from copydesk.publish.site.editions import Issue, print_digest
from copydesk.publish.site.link import Entry, Site
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An edition to be: its number, its title, and its articles by section, a title for each or ""."""

    number: int
    title: str
    date: dt.date
    sections: tuple[tuple[str, tuple[Entry, ...]], ...]

    @property
    def count(self) -> int:
        """How many articles it has."""
        return sum(len(entries) for _, entries in self.sections)


def propose_edition(
    site: Site,
    issues: tuple[Issue, ...],
    date: dt.date,
    *,
    title: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Proposal:
    """The published articles that no edition has yet, newest first, grouped by what they share.

    `issues` are all editions there are, drafts too. An article stands under its first topic, or its first
    country where it has none; what would stand alone under a heading stands at the end without one.
    """
    taken = {entry.article.id for issue in issues for _, entries in issue.sections for entry in entries}
    fresh = [
        entry
        for entry in site.entries
        if entry.article.id not in taken
        and not entry.article.draft
        and (since is None or since <= entry.card.date.date())
        and (until is None or entry.card.date.date() <= until)
    ]
    groups: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in fresh:
        groups[_label(entry)].append(entry)
    headed = {label: entries for label, entries in groups.items() if label and len(entries) > 1}
    rest = tuple(entry for entry in fresh if _label(entry) not in headed)
    order = sorted(headed, key=lambda label: (-len(headed[label]), label))
    sections = [(label, tuple(headed[label])) for label in order]
    if rest:
        sections.append(("", rest))
    if len(sections) == 1:
        sections = [("", sections[0][1])]
    number = max((issue.edition.number for issue in issues), default=0) + 1
    days = [entry.card.date.date().isoformat() for entry in fresh]
    span = " – ".join(dict.fromkeys((min(days), max(days)))) if days else date.isoformat()
    return Proposal(number=number, title=title or span, date=date, sections=tuple(sections))


def _label(entry: Entry) -> str:
    if entry.article.topics:
        return entry.article.topics[0]
    return entry.card.countries[0].name if entry.card.countries else ""


def edition_file(proposal: Proposal) -> str:
    """The text of a file for `content/editions`: a draft, for the editor to put in order."""
    fields: dict[str, Any] = {
        "title": proposal.title,
        "number": proposal.number,
        "date": proposal.date.isoformat(),
        "draft": True,
    }
    if len(proposal.sections) == 1:
        fields["articles"] = [entry.article.slug for entry in proposal.sections[0][1]]
    else:
        fields["sections"] = [
            {**({"title": title} if title else {}), "articles": [entry.article.slug for entry in entries]}
            for title, entries in proposal.sections
        ]
    return dump(fields)


def frozen_fields(issue: Issue) -> dict[str, Any]:
    """What freezing writes into an edition's file, which is no draft any more: what each article says today."""
    printed = {entry.article.id: print_digest(entry.article) for _, entries in issue.sections for entry in entries}
    return {"frozen": True, "printed": printed}
