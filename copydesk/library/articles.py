"""One file of `content/articles/` → `Article`, or every problem in it. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from copydesk.countries import find_country
from copydesk.errors import ContentError, Location, Problem, did_you_mean
from copydesk.frontmatter.document import Node, split
from copydesk.frontmatter.fields import Fields, web_address
from copydesk.model import Article, Correction, Country, Mention, Origin, Picture, Policy
from copydesk.urls import slugify

POLICIES: tuple[Policy, ...] = ("full", "excerpt", "summary")
_DATED = re.compile(r"\d{4}-\d\d-\d\d-(?=.)")
# Of ASCII, letters, digits and ._~:/- alone, the first a letter or digit. (A class of all else is quick to compile.)
_ID = re.compile(r"[^\x00-/:-@\[-`{-\x7f][^\x00-,:;-@\[-^`{-}\x7f]{0,199}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an article's fields are read against: it changes with config.yaml and `content/countries`."""

    zone: dt.tzinfo
    language: str
    countries: Mapping[str, Country]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A file read: its article (None when it cannot be one), its Markdown, and what is wrong with it."""

    article: Article | None
    body: str
    problems: tuple[Problem, ...] = ()


def parse_article(text: str, path: str, reading: Reading) -> Parsed:
    """Read an article's file; `path` is relative to the root, such as `content/articles/2018/x.md`."""
    try:
        document = split(text, path)
    except ContentError as error:
        return Parsed(article=None, body="", problems=error.problems)
    problems: list[Problem] = []
    fields = Fields(document.fields, path, problems)
    stem = path.rpartition("/")[2].removesuffix(".md")
    values = _identity(fields, stem) | _when(fields, reading) | _words(fields, reading) | _about(fields, reading)
    warnings = _unfinished(values, fields)
    fields.finish()
    body = document.body.strip("\n")
    body_line = document.body_line + len(document.body) - len(document.body.lstrip("\n"))
    article = Article(
        **values,
        location=Location(path=path, line=1),
        body_digest=hashlib.blake2b(body.encode(), digest_size=16).hexdigest(),
        body_line=body_line,
        warnings=warnings,
    )
    return Parsed(article=article, body=body, problems=tuple(problems))


def _identity(fields: Fields, stem: str) -> dict[str, Any]:
    stated = fields.text("slug")
    slug = slugify(stated or _DATED.sub("", stem))
    if not slug:
        node = fields.node.value.get("slug")
        fields.problem(node, "the slug is empty", 'give one in letters or digits: slug: "…"')
    node = fields.get("id")
    ident = fields.text("id")
    if ident and not _ID.match(ident):
        fields.problem(node, '"id" must be letters, digits and ._~:/- only', "keep what was there: feeds depend on it")
    return {
        "id": ident or stem,
        "slug": slug,
        "url": f"/articles/{slug}/",
        "title": fields.text("title", required=True),
        "subtitle": fields.text("subtitle"),
        "aliases": tuple(address_path(value, fields) for value in fields.texts("aliases", "redirect_from")),
    }


def address_path(value: str, fields: Fields) -> str:
    """An old address of this page (`/a/b/`), closed with a slash unless it names a file."""
    if not value.startswith("/") or value.startswith("//") or ".." in value.split("/"):
        fields.problem(fields.node.value.get("aliases"), f'"{value}" is no address here', "start it with one slash")
    tail = value.rpartition("/")[2]
    return value if value.endswith("/") or "." in tail else value + "/"


def _when(fields: Fields, reading: Reading) -> dict[str, Any]:
    # `published: false` is how some generators say draft; a date there is how others say date.
    published = fields.node.value.get("published")
    is_flag = published is not None and isinstance(published.value, bool)
    keys = ("date", "publishDate") if is_flag else ("date", "published", "publishDate")
    date, has_time = fields.moment(reading.zone, *keys)
    if date is not None and date.tzinfo is not reading.zone:
        date = date.astimezone(reading.zone)  # its days are the digest's days (R7)
    status = fields.choice("status", ("draft", "published"))
    draft = fields.flag("draft") or status == "draft"
    if is_flag:
        draft = draft or not fields.flag("published", default=True)
    return {
        "date": date,
        "has_time": has_time,
        "draft": draft,
        "lastmod": fields.moment(reading.zone, "lastmod", "updated", "modified")[0],
        "publish_at": fields.moment(reading.zone, "publish_at")[0],
        "expires": fields.moment(reading.zone, "expires")[0],
    }


def _words(fields: Fields, reading: Reading) -> dict[str, Any]:
    picture = Picture(
        src=fields.text("image"),
        alt=fields.text("image_alt"),
        caption=fields.text("image_caption"),
        credit=fields.text("image_credit"),
    )
    if picture.src and not picture.src.startswith(("/", "https://", "http://")):
        node = fields.node.value["image"]
        fields.problem(
            node, f'"image" cannot be "{picture.src}"', "start it with / (a file below content/) or https://"
        )
    return {
        "description": fields.text("description"),
        "summary": fields.text("summary", "excerpt", one_line=False).strip(),
        "authors": fields.texts("authors", "author"),
        "topics": fields.texts("topics"),
        "tags": fields.texts("tags"),
        "lang": fields.text("lang") or reading.language,
        "place": fields.text("place", "dateline"),
        "image": picture if picture != Picture() else None,
        "origin": _origin(fields),
        "policy": fields.choice("policy", POLICIES),
        "story": fields.text("story"),
        "edition": fields.text("edition"),
        "weight": fields.number("weight", least=-1000, most=1000),
        "noindex": fields.flag("noindex") if "noindex" in fields else None,
        "corrections": tuple(_corrections(fields)),
    }


def _origin(fields: Fields) -> Origin | None:
    flat_url = fields.text("source_url", "original_url", "link")
    node = fields.node.value.get("source")
    if node is not None and not isinstance(node.value, dict):
        name = fields.text("source")
        return Origin(name=name, url=flat_url) if name or flat_url else None
    source = fields.mapping("source")
    if source is None:
        return Origin(url=flat_url) if flat_url else None
    origin = Origin(
        name=source.text("name"),
        url=source.checked("url", web_address) or flat_url,
        title=source.text("title"),
        authors=source.texts("authors", "author"),
        published=source.text("published"),
        fetched=source.text("fetched"),
        lang=source.text("lang"),
        license=source.text("license", "licence"),
        text_sha256=source.text("text_sha256"),
        cleaner=source.text("cleaner"),
        confidence=source.text("confidence"),
    )
    source.finish()
    return origin if origin != Origin() else None


def _corrections(fields: Fields) -> list[Correction]:
    found = []
    for node in fields.nodes("corrections"):
        if not isinstance(node.value, dict):
            fields.problem(node, "a correction must be a map", "write - date: YYYY-MM-DD and text: …")
            continue
        entry = fields.of(node, "corrections")
        date, text = entry.day("date"), entry.text("text", required=True, one_line=False).strip()
        entry.finish()
        if date is None and "date" not in entry:
            entry.problem(None, '"corrections.date" is missing', "write date: YYYY-MM-DD")
        if date and text:
            found.append(Correction(date=date, text=text))
    return found


def _about(fields: Fields, reading: Reading) -> dict[str, Any]:
    people = tuple(filter(None, (_mention(node, fields) for node in fields.nodes("people"))))
    countries = _codes(fields, "countries", reading)
    mentioned = fields.mapping("mentioned")
    named: dict[str, Any] = {"mentioned_people": (), "mentioned_countries": ()}
    if mentioned is not None:
        named = {
            "mentioned_people": mentioned.texts("people"),
            "mentioned_countries": _codes(mentioned, "countries", reading),
        }
        mentioned.finish()
    unique = {mention.name: mention for mention in reversed(people)}
    return {"people": tuple(dict.fromkeys(unique[m.name] for m in people)), "countries": countries, **named}


def _mention(node: Node, fields: Fields) -> Mention | None:
    if isinstance(node.value, dict):
        entry = fields.of(node, "people")
        mention = Mention(
            name=entry.text("name", required=True),
            role=entry.text("role"),
            quotes=entry.texts("quotes"),
            location=fields.location(node),
        )
        entry.finish()
        return mention if mention.name else None
    if isinstance(node.value, (tuple, bool)) or node.value is None:
        fields.problem(node, '"people" must be names', "write - Name, or - name: Name with role: below it")
        return None
    name = " ".join(node.text.split())
    if not slugify(name):
        fields.problem(node, f'the name "{name}" has no letter or digit to make an address of')
        return None
    return Mention(name=name, location=fields.location(node))


def _codes(fields: Fields, key: str, reading: Reading) -> tuple[str, ...]:
    codes: list[str] = []
    for node in fields.nodes(key):
        if isinstance(node.value, (dict, tuple, bool)) or not node.text:
            fields.problem(node, f'"{fields.prefix}{key}" must be country names or codes', 'write them as text: "NO"')
            continue
        country = find_country(node.text, reading.countries)
        if country is None:
            names = [name for c in reading.countries.values() for name in (c.name, *c.aliases)]
            fields.problem(node, f'unknown country "{node.text}"', did_you_mean(node.text, names))
        else:
            codes.append(country.code)
    return tuple(dict.fromkeys(codes))


def _unfinished(values: dict[str, Any], fields: Fields) -> tuple[Problem, ...]:
    """What keeps a file from being published though it does not say so: it stays a draft (never guessed)."""
    if values["date"] is None and not values["draft"]:
        values["draft"] = True
        place = fields.location()
        return (Problem(location=place, message="no date: it stays a draft", advice="write date: YYYY-MM-DD"),)
    return ()
