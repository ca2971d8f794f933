"""Files of `content/editions` and `content/pages` → `Edition`, `StandalonePage`. Pure."""

from __future__ import annotations

from typing import Any

from copydesk.errors import Location, Problem
from copydesk.frontmatter.table import EDITION, PAGE, FieldContext, read_rows, take_generic
from copydesk.library.opening import open_file, stem
from copydesk.model import Edition, EditionSection, StandalonePage
from copydesk.urls import slugify


def parse_edition(text: str, path: str, context: FieldContext, problems: list[Problem]) -> Edition | None:
    """Read `content/editions/SLUG.md`: sections of named articles, or a range of days; the body is the note."""
    opened = open_file(text, path, problems)
    if opened is None:
        return None
    fields, body = opened
    values = read_rows(EDITION.rows, fields, context)
    generic = take_generic(EDITION, values)
    slug = slugify(values.pop("slug") or stem(path))
    if not slug:
        fields.problem(fields.node.value.get("slug"), "the slug is empty", 'give one in letters or digits: slug: "…"')
    del values["sent"]
    edition = Edition(
        **_with_sections(values),
        slug=slug,
        url=f"/editions/{slug}/",
        fields=generic,
        body=body,
        location=Location(path=path, line=1),
    )
    if edition.since and edition.until and edition.until < edition.since:
        fields.problem(fields.node.value["until"], '"until" is before "since"', "swap them")
    return edition if edition.title and values["date"] and slug else None


def _with_sections(values: dict[str, Any]) -> dict[str, Any]:
    """The values with `articles:` as a section without a title before the others."""
    flat = values.pop("articles")
    first = [EditionSection(title="", articles=flat)] if flat else []
    return {**values, "sections": (*first, *(EditionSection(**section) for section, _ in values["sections"]))}


def parse_page(text: str, path: str, context: FieldContext, problems: list[Problem]) -> StandalonePage | None:
    """Read `content/pages/SLUG.md`."""
    opened = open_file(text, path, problems)
    if opened is None:
        return None
    fields, body = opened
    values = read_rows(PAGE.rows, fields, context)
    generic = take_generic(PAGE, values)
    slug = slugify(values.pop("slug") or stem(path))
    if not slug:
        fields.problem(fields.node.value.get("slug"), "the slug is empty", 'give one in letters or digits: slug: "…"')
    page = StandalonePage(
        **values,
        slug=slug,
        url=f"/{slug}/",
        fields=generic,
        body=body,
        location=Location(path=path, line=1),
    )
    return page if page.title and slug else None
