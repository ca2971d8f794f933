"""Files beside the articles: people, countries, sources, editions, pages of one's own → values. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from copydesk.countries import stated_country
from copydesk.errors import ContentError, Location, Problem
from copydesk.frontmatter.document import Node, parse_yaml, split
from copydesk.frontmatter.fields import Fields
from copydesk.frontmatter.table import COUNTRY, EDITION, PAGE, PERSON, SOURCE, FieldContext, read_fields, take_generic
from copydesk.model import Country, Edition, EditionSection, Link, Person, Picture, Role, Source, StandalonePage
from copydesk.urls import slugify


def open_file(text: str, path: str, problems: list[Problem]) -> tuple[Fields, str] | None:
    """A file's fields and its Markdown without blank lines around it; None when it has no front matter to read."""
    try:
        document = split(text, path)
    except ContentError as error:
        problems.extend(error.problems)
        return None
    return Fields(document.fields, path, problems), document.body.strip("\n")


def stem(path: str) -> str:
    """The file's name without folder and ending."""
    return path.rpartition("/")[2].rpartition(".")[0]


def parse_person(text: str, path: str, context: FieldContext, problems: list[Problem]) -> Person | None:
    """Read `content/people/SLUG.md`; the slug is the file's name unless `slug:` says otherwise."""
    opened = open_file(text, path, problems)
    if opened is None:
        return None
    fields, body = opened
    values = read_fields(PERSON.rows, fields, context)
    generic = take_generic(PERSON, values)
    slug = slugify(values.pop("slug") or stem(path))
    if not slug:
        fields.problem(fields.node.value.get("slug"), "the slug is empty", 'give one in letters or digits: slug: "…"')
    roles, links = values.pop("roles"), values.pop("same_as")
    words = {key: values.pop(f"image_{key}") for key in ("alt", "caption", "credit")}
    picture = Picture(src=values.pop("image"), **words)
    if picture.src and not picture.src.startswith("/"):
        fields.problem(fields.get("image"), "a person's picture is a file of the digest", "copy it to content/images")
    person = Person(
        **values,
        slug=slug,
        image=picture if picture.src else None,
        roles=tuple(_roles(roles, fields)),
        same_as=tuple(_links(links)),
        fields=generic,
        body=body,
        location=Location(path=path, line=1),
    )
    return person if person.name and slug else None


def _roles(rows: tuple[tuple[dict[str, Any], Node], ...], fields: Fields) -> list[Role]:
    roles = []
    for values, node in rows:
        role = Role(**values)
        if role.since and role.until and role.until[: len(role.since)] < role.since[: len(role.until)]:
            fields.problem(node, f'the role "{role.title}" ends before it begins', "swap since and until")
        if role.title:
            roles.append(role)
    return roles


def _links(rows: tuple[tuple[dict[str, Any], Node], ...]) -> list[Link]:
    return [
        Link(label=values["label"] or values["url"].split("/")[2].removeprefix("www."), url=values["url"])
        for values, _ in rows
        if values["url"]
    ]


def parse_country(text: str, path: str, context: FieldContext, problems: list[Problem]) -> Country | None:
    """Read `content/countries/CODE.md`: what it states overrides the built-in data, the rest stays."""
    opened = open_file(text, path, problems)
    if opened is None:
        return None
    fields, body = opened
    values = read_fields(COUNTRY.rows, fields, context)
    generic = take_generic(COUNTRY, values)
    try:
        base = stated_country(values["code"] or stem(path), context.countries)
    except ValueError as error:
        fields.problem(fields.node.value.get("code"), *error.args)
        return None
    name = values["name"] or base.name
    return replace(
        base,
        name=name,
        slug=slugify(values["slug"] or base.slug),
        region=values["region"] or base.region,
        aliases=tuple(dict.fromkeys((*base.aliases, *values["aliases"], *([base.name] if name != base.name else [])))),
        redirects=values["redirects"],
        hidden=values["hidden"],
        extra=values["extra"],
        fields=generic,
        body=body,
        location=Location(path=path, line=1),
    )


def parse_source(text: str, path: str, context: FieldContext, problems: list[Problem]) -> Source | None:
    """Read `content/sources/SLUG.yaml`. What cleaning learnt (`cleaning:`) is for ingest alone."""
    try:
        node = parse_yaml(text, path)
    except ContentError as error:
        problems.extend(error.problems)
        return None
    values = read_fields(SOURCE.rows, Fields(node, path, problems), context)
    del values["cleaning"]
    source = Source(slug=slugify(stem(path)), **values)
    return source if source.name else None


# --- Editions and pages of one's own ----------------------------------------------------------------


def parse_edition(text: str, path: str, context: FieldContext, problems: list[Problem]) -> Edition | None:
    """Read `content/editions/SLUG.md`: sections of named articles, or a range of days; the body is the note."""
    opened = open_file(text, path, problems)
    if opened is None:
        return None
    fields, body = opened
    values = read_fields(EDITION.rows, fields, context)
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
    values = read_fields(PAGE.rows, fields, context)
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
