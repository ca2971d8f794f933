"""Markdown with front matter: YAML, TOML or JSON before the text, Pelican's header lines, or a heading. Pure.

The body stays as it is: it is somebody's Markdown, and no chrome is in it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from copydesk.errors import ContentError
from copydesk.frontmatter.document import Node, parse_yaml
from copydesk.intake.addresses import clean_url
from copydesk.intake.item import Item, Part, Refused, Said
from copydesk.intake.stated import language, names, read_day, tags, unwrap_links
from copydesk.intake.words import plain

_YAML = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADERS = re.compile(r"\A((?:[A-Z][A-Za-z_-]{2,20}:[ \t]*\S[^\n]*\n(?:[ \t]+\S[^\n]*\n)*){2,})\s*\n")
_PELICAN = frozenset("title date modified category tags slug authors author summary lang status".split())  # noqa: SIM905
_NOTE = re.compile(r"\A# ([^\n]+)\n\s*\n((?:[A-Z][\w ]{1,30}: [^\n]*\n)+)\s*\n")
_PROPERTIES = frozenset({"url", "link", "source", "author", "authors", "published", "date", "tags"})
_MARKS = re.compile(r"^(?:#{1,6} \S|[-*] \S|\d+\. \S|> \S|```|!\[.*\]\(|\[.+\]\(.+\))", re.MULTILINE)
# A headline of one mark with a long paragraph below it; what settings and programs say of themselves is short.
_HEADED = re.compile(r"# \w[^\n]*\n\s*\n(?:[^\n#=;{}]{1,60}\n\s*\n)?[*_“\"«„]?\w[^\n]{80,}")
_LIQUID = re.compile(r"\{%-?\s*(.*?)-?%\}|\{\{[<%]\s*(.*?)[>%]\}\}", re.DOTALL)


def is_markdown(text: str) -> bool:
    """Whether a text is Markdown: front matter, Pelican's headers, or a heading with other marks below it."""
    if _YAML.match(text) or _TOML.match(text) or _json_end(text) or _headers(text) or _note(text):
        return True
    head = text.lstrip()[:20_000]
    return _HEADED.match(head) is not None or (bool(re.match(r"# \S", head)) and len(_MARKS.findall(head)) >= 2)


def _note(text: str) -> re.Match[str] | None:
    """A heading with a note's properties below it (`URL: …`), as Notion exports them."""
    match = _NOTE.match(text)
    known = _header_fields(match[2]) if match else {}
    return match if known and any(key.casefold() in _PROPERTIES for key in known) else None


def _headers(text: str) -> re.Match[str] | None:
    match = _HEADERS.match(text)
    if match is None:
        return None
    keys = [
        line.partition(":")[0].strip().casefold() for line in match[1].split("\n") if ":" in line and line[:1].strip()
    ]
    known = sum(key in _PELICAN for key in keys)
    return match if keys[0] in _PELICAN and known >= 2 and 2 * known >= len(keys) else None


def _json_end(text: str) -> int:
    """Where the JSON object before a text ends; 0 where there is none."""
    if not text.startswith("{"):
        return 0
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return 0
    rest = text[end:].strip()
    return end if isinstance(value, dict) and rest and not rest.startswith(("{", "[", ",", "]")) else 0


def split_front(text: str, name: str) -> tuple[Mapping[str, Any], str]:
    """Front matter of any of these kinds, its keys as written, and the text below it; none is an empty map.

    Raises ContentError for faulty YAML, ValueError for faulty TOML or JSON.
    """
    if match := _YAML.match(text):
        return _plain(parse_yaml(match[1], name, first_line=2)), text[match.end() :]
    if match := _TOML.match(text):
        return tomllib.loads(match[1]), text[match.end() :]
    if end := _json_end(text):
        return json.loads(text[:end]), text[end:]
    if match := _headers(text):
        return _header_fields(match[1]), text[match.end() :]
    if match := _note(text):
        return {**_header_fields(match[2]), "title": match[1].strip()}, text[match.end() :]
    return {}, text


def read_markdown(text: str, name: str) -> Iterator[Part]:
    """The article of a Markdown file, with what its front matter states. A faulty one is refused with its line."""
    try:
        fields, body = split_front(text, name)
    except ContentError as error:
        yield refuse_front(error)
        return
    except ValueError as error:
        yield Refused(part="", why=f"its front matter cannot be read: {error}", next_step="mend it and add it again")
        return
    folded = {str(key).casefold().replace("-", "_"): value for key, value in fields.items()}
    body, said = _split(body.lstrip("\n"), _said(folded))
    asks = tuple(dict.fromkeys(f"Liquid or a shortcode was left out: {match[0]}" for match in _LIQUID.finditer(body)))
    body = unwrap_links(_LIQUID.sub("", body))
    if not body.strip():
        yield Refused(part="", why="no article in it: nothing but front matter")
        return
    if not said.date and said.modified:
        asks = (*asks, f"it tells the day of a change ({said.modified}) and none of publication")
    yield Item(part="", kind="markdown", text=body.strip() + "\n", said=said, questions=asks)


def refuse_front(error: ContentError, part: str = "") -> Refused:
    """The refusal of a file whose front matter is at fault, with the line."""
    problem = error.problems[0]
    where = f"line {problem.location.line}" if problem.location.line else "the front matter"
    return Refused(
        part=part,
        why=f"its front matter cannot be read: {where}: {problem.message}",
        next_step=problem.advice or "mend it",
    )


def _plain(value: Any) -> Any:
    """Parsed YAML without its places."""
    value = value.value if isinstance(value, Node) else value
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value


def _header_fields(block: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    last = ""
    for line in block.split("\n"):
        if line[:1].isspace() and last:
            found[last] = f"{found[last]} {line.strip()}"
        elif ":" in line:
            last, _, value = line.partition(":")
            found[last] = value.strip()
    return found


def _said(fields: Mapping[str, Any]) -> Said:
    """What front matter states, by the names that Hugo, Jekyll, Pelican, Eleventy, clippers and we give its fields."""

    def first(*keys: str) -> Any:
        return next((fields[key] for key in keys if fields.get(key) not in (None, "", [], {})), None)

    source = fields.get("source")
    inner: Mapping[str, Any] = source if isinstance(source, dict) else {}
    place = (
        inner.get("url")
        or (source if isinstance(source, str) else None)
        or first("source_url", "original_url", "link", "url")
    )
    published = first("date", "published_at", "publishdate", "pubdate", "published", "post_date")
    if isinstance(published, bool) or (isinstance(published, str) and published.casefold() in ("true", "false")):
        published = None
    status = str(fields.get("status") or "").casefold()
    hidden = fields.get("draft") is True or fields.get("published") is False or status in ("draft", "hidden")
    listed = tags(first("tags", "tag", "keywords"))
    return Said(
        title=plain(str(first("title", "headline") or "")),
        subtitle=str(first("subtitle", "subtitulo") or ""),
        authors=names(inner.get("authors") or first("authors", "author", "byline", "creator")),
        date=read_day(published),
        modified=read_day(first("lastmod", "modified", "updated", "updated_at", "last_modified_at")),
        url=clean_url(str(place or "")),
        source=str(inner.get("name") or first("site", "publication", "source_name") or ""),
        tags=listed,
        lang=language(first("lang", "language")),
        license=str(first("license", "licence") or ""),
        draft=hidden,
    )


def _split(body: str, said: Said) -> tuple[str, Said]:
    """Take the headline above the text into what is stated, where nothing else states one."""
    heading = re.match(r"\A# ([^\n]+)\n", body)
    if heading and (not said.title or plain(heading[1]).casefold() == said.title.casefold()):
        said, body = (
            replace(said, title=said.title or plain(heading[1].strip("# "))),
            body[heading.end() :].lstrip("\n"),
        )
    return body, said
