"""Files of `content/editions` and `content/pages` → `Edition`, `StandalonePage`. Pure."""

from __future__ import annotations

from copydesk.errors import Location, Problem
from copydesk.frontmatter.fields import Fields
from copydesk.library.articles import address_path
from copydesk.library.opening import open_file, stem
from copydesk.model import Edition, EditionSection, StandalonePage
from copydesk.urls import slugify


def parse_edition(text: str, path: str, problems: list[Problem]) -> Edition | None:
    """Read `content/editions/SLUG.md`: sections of named articles, or a range of days; the body is the note."""
    opened = open_file(text, path, problems)
    if opened is None:
        return None
    fields, body = opened
    slug = slugify(fields.text("slug") or stem(path))
    date = fields.day("date")
    if date is None and "date" not in fields:
        fields.problem(None, '"date" is missing', "write date: YYYY-MM-DD, the day it came out")
    title = fields.text("title", required=True)
    edition = Edition(
        slug=slug,
        title=title,
        date=date,  # type: ignore[arg-type]  # a None here has been reported, and the value is dropped below
        url=f"/editions/{slug}/",
        number=fields.number("number", most=1_000_000),
        sections=tuple(_sections(fields)),
        since=fields.day("since"),
        until=fields.day("until"),
        draft=fields.flag("draft"),
        frozen=fields.flag("frozen"),
        printed=_printed(fields),
        summary=fields.text("summary", one_line=False).strip(),
        body=body,
        location=Location(path=path, line=1),
    )
    fields.finish()
    if edition.since and edition.until and edition.until < edition.since:
        fields.problem(fields.node.value["until"], '"until" is before "since"', "swap them")
    return edition if title and date and slug else None


def _sections(fields: Fields) -> list[EditionSection]:
    sections = []
    flat = fields.texts("articles")
    if flat:
        sections.append(EditionSection(title="", articles=flat))
    for node in fields.nodes("sections"):
        if not isinstance(node.value, dict):
            fields.problem(node, "a section must be a map", "write - title: … with articles: below it")
            continue
        entry = fields.of(node, "sections")
        sections.append(EditionSection(title=entry.text("title"), articles=entry.texts("articles")))
        entry.finish()
    return sections


def _printed(fields: Fields) -> tuple[tuple[str, str], ...]:
    """What `edition freeze` wrote: article ids and the digests of what they said."""
    node = fields.get("printed")
    if node is None or node.value is None:
        return ()
    if not isinstance(node.value, dict):
        fields.problem(node, '"printed" must be a map', "let copydesk edition freeze write it")
        return ()
    return tuple((key, entry.text) for key, entry in node.value.items())


def parse_page(text: str, path: str, problems: list[Problem]) -> StandalonePage | None:
    """Read `content/pages/SLUG.md`."""
    opened = open_file(text, path, problems)
    if opened is None:
        return None
    fields, body = opened
    slug = slugify(fields.text("slug") or stem(path))
    title = fields.text("title", required=True)
    page = StandalonePage(
        slug=slug,
        url=f"/{slug}/",
        title=title,
        body=body,
        description=fields.text("description"),
        weight=fields.number("weight", least=-1000, most=1000),
        nav=fields.flag("nav", default=True),
        noindex=fields.flag("noindex"),
        aliases=tuple(address_path(value, fields) for value in fields.texts("aliases", "redirect_from")),
        lang=fields.text("lang"),
        location=Location(path=path, line=1),
    )
    fields.finish()
    return page if title and slug else None
