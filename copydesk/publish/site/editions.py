"""Editions: which articles stand in which issue of the digest. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from copydesk.config import Config
from copydesk.errors import Problem, did_you_mean
from copydesk.frontmatter.table import ARTICLE
from copydesk.library import place_of
from copydesk.model import Article, Edition
from copydesk.publish.markdown.body import shorten
from copydesk.publish.pages.values import EditionCard
from copydesk.publish.site.link import Entry
from copydesk.publish.site.words import plain_summary
from dataclasses import dataclass


_SAID = tuple(row for row in ARTICLE.generic() if row.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An edition with its articles, section by section; `changed` are those that say something else by now."""

    edition: Edition
    sections: tuple[tuple[str, tuple[Entry, ...]], ...]
    card: EditionCard
    changed: tuple[Entry, ...] = ()


def resolve_issues(
    editions: Iterable[Edition], entries: tuple[Entry, ...], config: Config, problems: list[Problem], *, drafts: bool
) -> tuple[Issue, ...]:
    """Give every edition its articles, newest edition first.

    Sections name articles by slug or id; an article may name its edition (`edition:`); an edition with
    neither takes the articles of its days (`since` to `until`). With a rule in the configuration, days that
    no file covers are covered by made editions.
    """
    stated = [edition for edition in editions if drafts or not edition.draft]
    by_name = {name: entry for entry in reversed(entries) for name in (entry.article.slug, entry.article.id)}
    issues = [_issue(edition, _sections(edition, entries, by_name, config, problems)) for edition in stated]
    if config.editions != "files":
        taken = {entry.article.id for issue in issues for _, section in issue.sections for entry in section}
        issues += [_issue(edition, sections) for edition, sections in _by_rule(entries, taken, config)]
    return tuple(sorted(issues, key=lambda i: (i.edition.date, i.edition.number, i.edition.slug), reverse=True))


def _issue(edition: Edition, sections: tuple[tuple[str, tuple[Entry, ...]], ...]) -> Issue:
    days = [entry.card.date.date() for _, section in sections for entry in section]
    card = EditionCard(
        url=edition.url,
        title=edition.title,
        number=edition.number,
        date=edition.date,
        since=edition.since or (min(days) if days else None),
        until=edition.until or (max(days) if days else None),
        count=sum(len(section) for _, section in sections),
        summary=(edition.summary and plain_summary(edition.summary)) or shorten(plain_summary(edition.body), 280),
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
    edition: Edition, entries: tuple[Entry, ...], by_name: Mapping[str, Entry], config: Config, problems: list[Problem]
) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    sections = []
    listed: set[str] = set()
    for section in edition.sections:
        found = []
        for name in section.articles:
            entry = by_name.get(name)
            if entry is None:
                advice = did_you_mean(name, by_name) or "is it a draft, or expired?"
                place = place_of(config.root, edition.location.path, name)
                problems.append(Problem(location=place, message=f'no article "{name}" to print', advice=advice))
            elif entry.article.id not in listed:
                listed.add(entry.article.id)
                found.append(entry)
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


def _by_rule(
    entries: tuple[Entry, ...], taken: set[str], config: Config
) -> list[tuple[Edition, tuple[tuple[str, tuple[Entry, ...]], ...]]]:
    periods: dict[str, tuple[dt.date, dt.date, list[Entry]]] = {}
    for entry in entries:
        if entry.article.id not in taken:
            slug, first, last = _period(entry.card.date.date(), config.editions)
            periods.setdefault(slug, (first, last, []))[2].append(entry)
    made: list[tuple[Edition, tuple[tuple[str, tuple[Entry, ...]], ...]]] = []
    for number, slug in enumerate(sorted(periods), start=1):
        first, last, found = periods[slug]
        label = first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"
        edition = Edition(
            slug=slug, title=label, date=last, url=f"/editions/{slug}/", number=number, since=first, until=last
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
