"""Files of `content/people`, `content/countries` and `content/sources` → `Person`, `Country`, `Source`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from copydesk.countries import find_country
from copydesk.errors import ContentError, Location, Problem, did_you_mean
from copydesk.frontmatter.document import parse_yaml
from copydesk.frontmatter.fields import Fields, web_address
from copydesk.library.articles import POLICIES
from copydesk.library.opening import open_file, stem
from copydesk.model import Country, Link, Person, Role, Source
from copydesk.urls import slugify


def parse_person(text: str, path: str, countries: Mapping[str, Country], problems: list[Problem]) -> Person | None:
    """Read `content/people/SLUG.md`; the slug is the file's name unless `slug:` says otherwise."""
    opened = open_file(text, path, problems)
    if opened is None:
        return None
    fields, body = opened
    name = fields.text("name", required=True)
    person = Person(
        slug=_slug(fields, stem(path)),
        name=name,
        aliases=fields.texts("aliases"),
        sort=fields.text("sort"),
        family=fields.text("family"),
        original=fields.text("original"),
        original_lang=fields.text("original_lang"),
        born=fields.partial_day("born"),
        died=fields.partial_day("died"),
        country=_country(fields, countries),
        roles=tuple(_roles(fields)),
        same_as=tuple(_links(fields)),
        redirects=fields.texts("redirects", "redirect_from"),
        id=fields.text("id"),
        hidden=fields.flag("hidden"),
        surname_only=fields.flag("surname_only", default=True),
        body=body,
        location=Location(path=path, line=1),
    )
    fields.finish()
    return person if name and person.slug else None


def _slug(fields: Fields, default: str) -> str:
    slug = slugify(fields.text("slug") or default)
    if not slug:
        fields.problem(fields.node.value.get("slug"), "the slug is empty", 'give one in letters or digits: slug: "…"')
    return slug


def _country(fields: Fields, countries: Mapping[str, Country]) -> str:
    value = fields.text("country")
    if not value:
        return ""
    country = find_country(value, countries)
    if country is None:
        names = [c.name for c in countries.values()]
        fields.problem(fields.node.value["country"], f'unknown country "{value}"', did_you_mean(value, names))
        return ""
    return country.code


def _roles(fields: Fields) -> list[Role]:
    roles = []
    for node in fields.nodes("roles"):
        if not isinstance(node.value, dict):
            if node.text:
                roles.append(Role(title=node.text))
            continue
        entry = fields.of(node, "roles")
        role = Role(
            title=entry.text("title", required=True),
            since=entry.partial_day("since"),
            until=entry.partial_day("until"),
            source=entry.text("source"),
        )
        entry.finish()
        if role.since and role.until and role.until[: len(role.since)] < role.since[: len(role.until)]:
            entry.problem(None, f'the role "{role.title}" ends before it begins', "swap since and until")
        if role.title:
            roles.append(role)
    return roles


def _links(fields: Fields) -> list[Link]:
    links = []
    for node in fields.nodes("same_as", "sameAs"):
        if isinstance(node.value, dict):
            entry = fields.of(node, "same_as")
            url = entry.checked("url", web_address)
            label = entry.text("label")
            entry.finish()
        else:
            url, label = node.text, ""
            try:
                web_address(url)
            except ValueError as error:
                fields.problem(node, f'"same_as" {error}')
                url = ""
        if url:
            links.append(Link(label=label or url.split("/")[2].removeprefix("www."), url=url))
    return links


def parse_country(text: str, path: str, known: Mapping[str, Country], problems: list[Problem]) -> Country | None:
    """Read `content/countries/CODE.md`: what it states overrides the built-in data, the rest stays."""
    opened = open_file(text, path, problems)
    if opened is None:
        return None
    fields, body = opened
    code = fields.text("code") or stem(path)
    base = find_country(code, known)
    if base is None:
        names = [*known, *(c.name for c in known.values())]
        fields.problem(fields.node.value.get("code"), f'unknown country "{code}"', did_you_mean(code, names))
        return None
    name = fields.text("name") or base.name
    country = replace(
        base,
        name=name,
        slug=slugify(fields.text("slug") or base.slug),
        region=fields.text("region") or base.region,
        aliases=tuple(
            dict.fromkeys((*base.aliases, *fields.texts("aliases"), *([base.name] if name != base.name else [])))
        ),
        redirects=fields.texts("redirects", "redirect_from"),
        hidden=fields.flag("hidden"),
        body=body,
        location=Location(path=path, line=1),
    )
    fields.finish()
    return country


def parse_source(text: str, path: str, problems: list[Problem]) -> Source | None:
    """Read `content/sources/SLUG.yaml`. What cleaning learnt (`cleaning:`) is for ingest alone."""
    try:
        node = parse_yaml(text, path)
    except ContentError as error:
        problems.extend(error.problems)
        return None
    fields = Fields(node, path, problems)
    source = Source(
        slug=slugify(stem(path)),
        name=fields.text("name", required=True),
        url=fields.checked("url", web_address),
        lang=fields.text("lang"),
        country=fields.text("country"),
        license=fields.text("license", "licence"),
        policy=fields.choice("policy", POLICIES),
        feed=fields.checked("feed", web_address),
        note=fields.text("note"),
    )
    fields.get("cleaning")
    fields.finish()
    return source if source.name else None
