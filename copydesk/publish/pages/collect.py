"""Page values: `Site` → every page of the digest, by address. Pure."""

from __future__ import annotations

import unicodedata

from copydesk.errors import Location, Problem
from copydesk.publish.pages.articles import plan_articles
from copydesk.publish.pages.lists import plan_archive, plan_editions, plan_front
from copydesk.publish.pages.outlets import plan_sources, plan_terms
from copydesk.publish.pages.planner import Desk, Sheet, sheet_of
from copydesk.publish.pages.standalone import (
    plan_connections,
    plan_corrections,
    plan_feeds_page,
    plan_frames,
    plan_redirects,
    plan_standalone,
)
from copydesk.publish.pages.terms import plan_countries, plan_people
from copydesk.urls import output_path

_PLANNERS = (
    plan_front,
    plan_articles,
    plan_people,
    plan_countries,
    plan_terms,
    plan_sources,
    plan_editions,
    plan_archive,
    plan_connections,
    plan_corrections,
    plan_feeds_page,
    plan_standalone,
    plan_frames,
)


def plan_pages(desk: Desk, problems: list[Problem]) -> dict[str, Sheet]:
    """Every page by address, sorted. Two pages for one output path are a problem that names both (B10)."""
    sheets: dict[str, Sheet] = {}
    owners: dict[str, Sheet] = {}
    for planner in _PLANNERS:
        for page in planner(desk):
            _add(sheet_of(page), sheets, owners, problems)
    for page in plan_redirects(desk, sheets, problems):
        _add(sheet_of(page), sheets, owners, problems)
    return dict(sorted(sheets.items()))


def _add(sheet: Sheet, sheets: dict[str, Sheet], owners: dict[str, Sheet], problems: list[Problem]) -> None:
    # Systems that fold case or normal forms would put two such pages into one file.
    key = unicodedata.normalize("NFC", output_path(sheet.url).casefold())
    other = owners.get(key)
    if other is not None:
        here, there = (next(iter(s.sources), "a page of the digest's own") for s in (sheet, other))
        message = f"its address {sheet.url} is also that of {there}"
        problems.append(Problem(location=Location(path=here), message=message, advice="give one of them another slug"))
        return
    owners[key] = sheet
    sheets[sheet.url] = sheet
