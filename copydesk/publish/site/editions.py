"""Editions: which articles stand in which issue, what could stand in the next, what one says once frozen. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from copydesk.config import Config
from copydesk.errors import Problem, did_you_mean
from copydesk.frontmatter.document import format_file
from copydesk.frontmatter.table import ARTICLE
from copydesk.library import place_of
from copydesk.model import Article, Edition
from copydesk.publish.markdown import shorten
from copydesk.publish.pages.values import EditionCard
from copydesk.publish.site.link import Entry, Site, held_names_of, plain_summary

# What gives an edition made by rule its title: from the rule, its first day and its last.
EditionTitle = Callable[[str, dt.date, dt.date], str] | None

_SAID = tuple(row for row in ARTICLE.generic if row.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An edition with its articles, section by section; `changed` are those that say something else by now."""

    edition: Edition
    sections: tuple[tuple[str, tuple[Entry, ...]], ...]
    card: EditionCard
    changed: tuple[Entry, ...] = ()


def resolve_issues(
    editions: Iterable[Edition],
    entries: tuple[Entry, ...],
    config: Config,
    problems: list[Problem],
    *,
    drafts: bool,
    title: EditionTitle = None,
    warned: list[Problem] | None = None,
) -> tuple[Issue, ...]:
    """Give every edition its articles, newest edition first; `warned` takes what of it is worth a look.

    Sections name articles by slug or id; an article may name its edition (`edition:`); an edition with
    neither takes the articles of its days (`since` to `until`). With a rule in the configuration, days that
    no file covers are covered by made editions, which `title` names.
    """
    stated = [edition for edition in editions if drafts or not edition.draft]
    by_name = {name: entry for entry in reversed(entries) for name in (entry.article.slug, entry.article.id)}
    noted = [] if warned is None else warned
    issues = [_issue(edition, _sections(edition, entries, by_name, config, problems, noted)) for edition in stated]
    if config.editions != "files":
        taken = {entry.article.id for issue in issues for _, section in issue.sections for entry in section}
        numbered = any(edition.number for edition in editions)
        made = _by_rule(entries, taken, config, title or _plain_title, numbered=numbered)
        issues += [_issue(edition, sections) for edition, sections in made]
    return tuple(sorted(issues, key=lambda i: (i.edition.date, i.edition.number, i.edition.slug), reverse=True))


def _issue(edition: Edition, sections: tuple[tuple[str, tuple[Entry, ...]], ...]) -> Issue:
    days = [entry.card.date.date() for _, section in sections for entry in section]
    pictured = next((e.card for _, section in sections for e in section if e.card.image), None)
    entries = [entry for _, section in sections for entry in section]
    summary = (edition.summary and plain_summary(edition.summary)) or shorten(plain_summary(edition.body), 280)
    card = EditionCard(
        url=edition.url,
        title=edition.title,
        number=edition.number,
        date=edition.date,
        since=edition.since or (min(days) if days else None),
        until=edition.until or (max(days) if days else None),
        count=sum(len(section) for _, section in sections),
        summary=summary,
        names=held_names_of(f"{edition.title}\n{summary}", entries),
        image=pictured.image if pictured else None,
        image_size=pictured.image_size if pictured else (0, 0),
        image_raster=pictured.image_raster if pictured else "",
    )
    said = dict(edition.printed)
    changed = tuple(
        entry
        for _, section in sections
        for entry in section
        if said.get(entry.article.id, "") not in {"", print_digest(entry.article)}
    )
    return Issue(edition=edition, sections=sections, card=card, changed=changed)


def print_digest(article: Article) -> str:
    """A digest of what an article says: its headline, subtitle, summary and text. Tags and pictures do not count."""
    said = f"{article.title}\0{article.subtitle}\0{article.summary}\0{article.body_digest}"
    # A field that a later release adds must not make every issue that is out look corrected.
    said += "".join(f"\0{row.name}\0{article.fields[row.name]}" for row in _SAID if article.fields[row.name])
    return hashlib.blake2b(said.encode(), digest_size=6).hexdigest()


def _sections(
    edition: Edition,
    entries: tuple[Entry, ...],
    by_name: Mapping[str, Entry],
    config: Config,
    problems: list[Problem],
    warned: list[Problem],
) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    sections = []
    listed: dict[str, str] = {}
    for section in edition.sections:
        found = []
        for name in section.articles:
            entry = by_name.get(name)
            if entry is None:
                advice = did_you_mean(name, by_name) or "is it a draft, in the trash, expired or not yet out?"
                place = place_of(config.root, edition.location.path, name)
                problems.append(Problem(location=place, message=f'no article "{name}" to print', advice=advice))
            elif entry.article.id not in listed:
                listed[entry.article.id] = name
                found.append(entry)
            elif listed[entry.article.id] != name:
                message = f'the article "{name}" is named twice: it is printed as "{listed[entry.article.id]}"'
                place = place_of(config.root, edition.location.path, name)
                warned.append(Problem(location=place, message=message, advice="take one of the two out"))
        sections.append((section.title, tuple(found)))
    rest = [e for e in entries if e.article.edition == edition.slug and e.article.id not in listed]
    if not edition.sections and not rest and edition.since:
        last = edition.until or edition.date
        rest = [e for e in entries if edition.since <= e.card.date.date() <= last]
    if edition.frozen and edition.printed:
        # What came out later does not get into an issue that is out, whatever its days and sections now say.
        printed = {ident for ident, _ in edition.printed}
        rest = [entry for entry in rest if entry.article.id in printed]
    if rest:
        sections.append(("", tuple(rest)))
    if not any(section for _, section in sections) and not any(section.articles for section in edition.sections):
        advice = "name them under articles:, write its slug as edition: in them, or its days as since: and until:"
        warned.append(Problem(location=edition.location, message="an edition without an article", advice=advice))
    return tuple(sections)


def _period(day: dt.date, rule: str) -> tuple[str, dt.date, dt.date]:
    """The slug, first and last day of the period a day falls in (weeks by ISO 8601)."""
    if rule == "daily":
        return day.isoformat(), day, day
    if rule == "weekly":
        year, week, weekday = day.isocalendar()
        first = day - dt.timedelta(days=weekday - 1)
        return f"{year}-w{week:02}", first, first + dt.timedelta(days=6)
    first = day.replace(day=1)
    last = (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    return f"{day:%Y-%m}", first, last


def _plain_title(_rule: str, first: dt.date, last: dt.date) -> str:
    """What a made edition is called where no language has a word in it."""
    return first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"


def _by_rule(
    entries: tuple[Entry, ...],
    taken: set[str],
    config: Config,
    title: Callable[[str, dt.date, dt.date], str],
    *,
    numbered: bool,
) -> list[tuple[Edition, tuple[tuple[str, tuple[Entry, ...]], ...]]]:
    periods: dict[str, tuple[dt.date, dt.date, list[Entry]]] = {}
    for entry in entries:
        if entry.article.id not in taken:
            slug, first, last = _period(entry.card.date.date(), config.editions)
            periods.setdefault(slug, (first, last, []))[2].append(entry)
    made: list[tuple[Edition, tuple[tuple[str, tuple[Entry, ...]], ...]]] = []
    for place, slug in enumerate(sorted(periods), start=1):
        # Files that are numbered count their own; a second count beside it would give a number twice.
        number = 0 if numbered else place
        first, last, found = periods[slug]
        edition = Edition(
            slug=slug,
            title=title(config.editions, first, last),
            date=last,
            url=f"/editions/{slug}/",
            number=number,
            since=first,
            until=last,
        )
        made.append((edition, (("", tuple(found)),)))
    return made


def edition_of(issues: tuple[Issue, ...]) -> dict[str, EditionCard]:
    """The edition in which an article first stood, by article id (drafts of editions do not count)."""
    found: dict[str, EditionCard] = {}
    for issue in issues:
        if not issue.edition.draft:
            for _, section in issue.sections:
                for entry in section:
                    found[entry.article.id] = replace(issue.card, summary="")
    return found


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
    return format_file(fields)


def frozen_fields(issue: Issue) -> dict[str, Any]:
    """What freezing writes into an edition's file, which is no draft any more: what each article says today."""
    printed = {entry.article.id: print_digest(entry.article) for _, entries in issue.sections for entry in entries}
    return {"frozen": True, "printed": printed}
