"""Page values: `Site` → every page of the digest, by address. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from copydesk.errors import Location, Problem
from copydesk.publish.pages.articles import plan_articles
from copydesk.publish.pages.context import Page
from copydesk.publish.pages.desk import Desk
from copydesk.publish.pages.extras import (
    plan_connections,
    plan_corrections,
    plan_frames,
    plan_redirects,
    plan_standalone,
)
from copydesk.publish.pages.lists import plan_archive, plan_editions, plan_front
from copydesk.publish.pages.terms import plan_countries, plan_people, plan_sources, plan_terms
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
    plan_standalone,
    plan_frames,
)


def plan_pages(desk: Desk, problems: list[Problem]) -> dict[str, Page]:
    """Every page by address, sorted. Two pages for one output path are a problem that names both (B10)."""
    pages: dict[str, Page] = {}
    owners: dict[str, Page] = {}
    for page in _all(desk):
        _add(page, pages, owners, problems)
    for page in plan_redirects(desk, pages, problems):
        _add(page, pages, owners, problems)
    return dict(sorted(pages.items()))


def _all(desk: Desk) -> Iterator[Page]:
    for planner in _PLANNERS:
        yield from planner(desk)


def _add(page: Page, pages: dict[str, Page], owners: dict[str, Page], problems: list[Problem]) -> None:
    # Systems that fold case or normal forms would put two such pages into one file.
    key = unicodedata.normalize("NFC", output_path(page.url).casefold())
    other = owners.get(key)
    if other is not None:
        here, there = (next(iter(p.sources), "a page of the digest's own") for p in (page, other))
        message = f"its address {page.url} is also that of {there}"
        problems.append(Problem(location=Location(path=here), message=message, advice="give one of them another slug"))
        return
    owners[key] = page
    pages[page.url] = page
