"""Files beside the articles: people, countries, sources, editions, pages of one's own → values. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from copydesk.countries import stated_country
from copydesk.errors import ContentError, Location, Problem, did_you_mean
from copydesk.frontmatter.document import Node, parse_yaml, split
from copydesk.frontmatter.fields import Fields
from copydesk.frontmatter.table import COUNTRY, EDITION, PAGE, PERSON, SOURCE, FieldContext, read_fields, take_generic
from copydesk.model import (
    Country,
    Edition,
    EditionSection,
    Link,
    Mention,
    Person,
    Picture,
    Role,
    Source,
    StandalonePage,
    name_key,
)
from copydesk.urls import slugify


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesakes:
    """Whom each name means: `owner` where that is one person, `shared` where several have it; by folded name."""

    owner: Mapping[str, Person] = field(default_factory=dict)
    shared: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)


def find_namesakes(people: Iterable[Person]) -> Namesakes:
    """The names of people with files. A person's own name goes before an alias of somebody else."""
    everyone = tuple(people)
    names: defaultdict[str, dict[str, Person]] = defaultdict(dict)
    others: defaultdict[str, dict[str, Person]] = defaultdict(dict)
    for person in everyone:
        names[name_key(person.name)][person.slug] = person
        for alias in (*person.aliases, person.original):
            if alias:
                others[name_key(alias)][person.slug] = person
    found = {**others, **names}
    return Namesakes(
        owner={key: next(iter(of.values())) for key, of in found.items() if len(of) == 1},
        shared={key: tuple(of.values()) for key, of in found.items() if len(of) > 1},
    )


def check_namesakes(people: Sequence[Person], problems: list[Problem], warnings: list[Problem]) -> None:
    """Note what is amiss with people who share a name: it is allowed where a line in each file tells them apart."""
    known = find_namesakes(people)
    for key, sharing in sorted(known.shared.items()):
        same_name = [person for person in sharing if name_key(person.name) == key]
        if len(same_name) > 1:
            _check_lines(same_name, problems)
        else:
            _warn_of_alias(key, sharing, warnings)
    for person in people:
        for alias in person.aliases:
            other = known.owner.get(name_key(alias))
            if other is not None and other.slug != person.slug:
                message = f'the alias "{alias}" is the name of {other.location.path}: it means that person'
                warnings.append(Problem(location=person.location, message=message, advice="take it out here"))
    _check_slugs(people, problems)


def _check_lines(sharing: Sequence[Person], problems: list[Problem]) -> None:
    lines = [name_key(person.disambiguation) for person in sharing]
    for number, person in enumerate(sharing):
        other = sharing[number - 1] if number else sharing[1]
        if not person.disambiguation:
            message = f'"{person.name}" is also the name of {other.location.path}'
            advice = "tell them apart: write disambiguation: … (such as boxer, born 1988) in both"
            problems.append(Problem(location=person.location, message=message, advice=advice))
        elif lines.count(lines[number]) > 1:
            message = f'"{person.name}, {person.disambiguation}" is also {other.location.path}'
            problems.append(Problem(location=person.location, message=message, advice="say what tells them apart"))


def _warn_of_alias(key: str, sharing: Sequence[Person], warnings: list[Problem]) -> None:
    for number, person in enumerate(sharing):
        other = sharing[number - 1] if number else sharing[1]
        alias = next((name for name in (*person.aliases, person.original) if name_key(name) == key), key)
        message = f'"{alias}" is also a name of {other.location.path}: it means neither'
        warnings.append(Problem(location=person.location, message=message, advice="keep it in one of them"))


def _check_slugs(people: Iterable[Person], problems: list[Problem]) -> None:
    first: dict[str, Person] = {}
    for person in people:
        other = first.setdefault(person.slug, person)
        if other is not person:
            message = f'the address of "{person.name}" is also that of {other.location.path}'
            problems.append(Problem(location=person.location, message=message, advice="give one another slug: …"))


def person_meant(mention: Mention, known: Namesakes, by_slug: Mapping[str, Person]) -> Person | Problem | None:
    """The person with a file whom a mention means, None for one without a file, or what is wrong with it."""
    if mention.person:
        found = by_slug.get(mention.person) or by_slug.get(slugify(mention.person))
        if found is not None and found.stated:
            return found
        stated = [slug for slug, person in by_slug.items() if person.stated]
        message = f'there is no content/people/{mention.person}.md for "person: {mention.person}"'
        return Problem(location=mention.location, message=message, advice=did_you_mean(mention.person, stated))
    key = name_key(mention.name)
    sharing = known.shared.get(key)
    if sharing is not None:
        which = " and ".join(
            f"{person.slug} ({person.disambiguation or person.name}, {person.location})" for person in sharing
        )
        message = f'"{mention.name}" is the name of {len(sharing)} people: {which}'
        return Problem(location=mention.location, message=message, advice=f"write - person: {sharing[0].slug}")
    return known.owner.get(key)


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
