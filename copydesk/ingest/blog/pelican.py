"""A blog of Pelican: headers, Markdown, reStructuredText and HTML, and the addresses of its settings."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from copydesk.errors import IngestError
from copydesk.ingest.blog.post import Blog
from copydesk.ingest.blog.reading import (
    PICTURES,
    BlogReading,
    find_below,
    list_hosts,
    list_texts,
    make_post,
    read_file_name,
    read_post_day,
)
from copydesk.intake.charset import decode
from copydesk.intake.item import Refused
from copydesk.intake.read import load_bytes


def read_pelican(reading: BlogReading) -> Blog:
    """Read the posts of a blog's folder."""
    settings: dict[str, Any] = {}
    for name in ("pelicanconf.py", "publishconf.py"):
        settings |= _literals(reading, name)
    top = reading.root / str(settings.get("PATH") or ("content" if (reading.root / "content").is_dir() else "."))
    pages = tuple(list_texts(settings.get("PAGE_PATHS", ["pages"])))
    articles = tuple(one for one in list_texts(settings.get("ARTICLE_PATHS", [""])) if one)
    for path in reading.walk(top) if top.is_dir() else ():
        inner = path.relative_to(top).as_posix()
        kind = reading.markup_of(path)
        if kind is None:
            if path.suffix.lower() not in PICTURES:
                reading.skip(path, "no text of a post")
            continue
        if any(inner.startswith(f"{one}/") for one in pages) or (
            articles and not any(inner.startswith(f"{one}/") for one in articles)
        ):
            reading.skip(path, "a page, no post: copy its text into content/pages/")
            continue
        found = (
            _pelican_html(reading, path)
            if kind[0] == "html"
            else _pelican_rst(reading, path)
            if path.suffix.lower() == ".rst"
            else reading.text(path)
        )
        if found is None:
            continue
        fields, body = found if found[0] else _headers(found[1])
        handed = settings.get("DEFAULT_METADATA")
        fields = _with_defaults(fields, handed if isinstance(handed, Mapping) else {})
        folded = {str(key).casefold(): value for key, value in fields.items()}
        day, name = read_file_name(path.stem)
        topics: tuple[str, ...] = ()
        if not folded.get("category"):
            by_folder = settings.get("USE_FOLDER_AS_CATEGORY", True) and "/" in inner
            topics = (inner.split("/")[-2],) if by_folder else tuple(list_texts(settings.get("DEFAULT_CATEGORY")))
        if not folded.get("author") and not folded.get("authors") and settings.get("AUTHOR"):
            fields = {**fields, "author": settings["AUTHOR"]}
        by_name = settings.get("SLUGIFY_SOURCE") == "basename"
        slug = str(folded.get("slug") or _pelican_slug(name if by_name else str(folded.get("title") or name)))
        addresses = _pelican_addresses(settings, fields, slug, day, topics)
        fields = (
            {**fields, "alias": [*list_texts(folded.get("alias")), *addresses[1:]]} if len(addresses) > 1 else fields
        )
        names = (inner, f"/{inner}", path.name)
        reading.posts.append(
            make_post(reading, path, fields, body, slug=slug, address=addresses[0], day=day, topics=topics, names=names)
        )
    for _ in reading.walk(reading.root):
        pass
    return reading.blog(
        static=(top,), hosts=list_hosts(settings.get("SITEURL")), below=find_below(settings.get("SITEURL"))
    )


def _with_defaults(fields: Mapping[str, Any], handed: Mapping[str, Any]) -> dict[str, Any]:
    """A post's fields over DEFAULT_METADATA, whatever the case of their names."""
    stated = {str(key).casefold() for key in fields}
    return {**{key: value for key, value in handed.items() if str(key).casefold() not in stated}, **fields}


def _headers(text: str) -> tuple[dict[str, Any], str]:
    """The header lines above a text, whatever they are called; a line that is moved in goes on with the one before."""
    match = re.match(r"\s*((?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*)+)[ \t]*\n", text)
    if match is None:
        return {}, text
    rows = re.findall(r"^([A-Za-z][\w-]*):[ \t]*([^\n]*(?:\n[ \t]+\S[^\n]*)*)", match[1], re.MULTILINE)
    return {name: " ".join(value.split()) for name, value in rows}, text[match.end() :]


def _literals(reading: BlogReading, name: str) -> dict[str, Any]:
    """The settings of a Python file that are written out; nothing of it is run."""
    path = reading.root / name
    if not path.is_file():
        return {}
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError, RecursionError) as error:
        reading.left.append(
            Refused(part=name, why=f"it cannot be read, so old addresses are those of its defaults: {error}")
        )
        return {}
    found: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            try:
                value = ast.literal_eval(node.value)
            except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                continue
            found |= {target.id: value for target in node.targets if isinstance(target, ast.Name)}
    return found


def _pelican_html(reading: BlogReading, path: Path) -> tuple[dict[str, Any], str] | None:
    """A post in HTML: its fields are `<meta name=…>`, its headline the title."""
    try:
        text = decode(load_bytes(path, reading.shown(path)))[0]
    except (IngestError, UnicodeError) as error:
        reading.left.append(Refused(part=reading.shown(path), why=str(error)))
        return None
    fields: dict[str, Any] = {}
    for match in re.finditer(r"<meta\b([^>]*)>", text, re.IGNORECASE):
        said = dict(re.findall(r"(name|content|contents)\s*=\s*[\"']([^\"']*)", match[1]))
        if said.get("name"):
            fields[said["name"]] = said.get("content") or said.get("contents") or ""
    title = re.search(r"<title>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
    body = re.search(r"<body[^>]*>(.*)</body>", text, re.IGNORECASE | re.DOTALL)
    return {**({"title": title[1].strip()} if title else {}), **fields}, body[1] if body else text


def _pelican_rst(reading: BlogReading, path: Path) -> tuple[dict[str, Any], str] | None:
    """A post in reStructuredText: its title is underlined, its fields are `:name: value`."""
    try:
        text = decode(load_bytes(path, reading.shown(path)))[0].replace("\r\n", "\n")
    except (IngestError, UnicodeError) as error:
        reading.left.append(Refused(part=reading.shown(path), why=str(error)))
        return None
    fields: dict[str, Any] = {}
    head = re.match(r"\s*(?:([#=*~^\"-])\1{2,}\n)?([^\n]+)\n([#=*~^\"-])\3{2,}\n+", text)
    if head:
        fields["title"] = head[2].strip()
        text = text[head.end() :]
    rows = re.match(r"(?::[\w-]+:[^\n]*\n)+", text)
    if rows:
        for name, value in re.findall(r":([\w-]+):[ \t]*([^\n]*)", rows[0]):
            fields[name] = value.strip()
        text = text[rows.end() :]
    return fields, text


def _pelican_addresses(
    settings: Mapping[str, Any], fields: Mapping[str, Any], slug: str, day: str, topics: tuple[str, ...]
) -> list[str]:
    """The addresses that a post had: ARTICLE_URL, and the file ARTICLE_SAVE_AS where it is another."""
    folded = {str(key).casefold(): value for key, value in fields.items()}
    status = str(folded.get("status") or "published").casefold()
    before = "DRAFT_" if status == "draft" else "ARTICLE_"
    default = "drafts/{slug}.html" if before == "DRAFT_" else "{slug}.html"
    main = str(settings.get("DEFAULT_LANG") or "en").casefold()
    if folded.get("lang") and str(folded["lang"]).casefold() != main:  # a translation has addresses of its own
        before, default = f"{before}LANG_", default.replace("{slug}", "{slug}-{lang}")
    patterns = [
        folded.get("url") or settings.get(f"{before}URL") or default,
        folded.get("save_as") or settings.get(f"{before}SAVE_AS") or default,
    ]
    when = read_post_day(fields, day, "date")
    values = {
        "slug": slug,
        "category": _pelican_slug(str(folded.get("category") or (topics[0] if topics else "misc"))),
        "author": _pelican_slug(str(folded.get("author") or folded.get("authors") or "")),
        "lang": str(folded.get("lang") or settings.get("DEFAULT_LANG") or "en"),
    }

    def fill(match: re.Match[str]) -> str:
        if match[1] == "date":
            return when.strftime(match[2] or "%Y-%m-%d") if when else ""
        return values.get(match[1], str(folded.get(match[1]) or ""))

    found = []
    for pattern in patterns:
        address = re.sub(r"\{(\w+)(?::([^{}]*))?\}", fill, str(pattern))
        address = "/" + re.sub(r"/{2,}", "/", address).lstrip("/")
        found.append(address.removesuffix("index.html"))
    return list(dict.fromkeys(one if "." in one.rpartition("/")[2] else one.rstrip("/") + "/" for one in found))


def _pelican_slug(text: str) -> str:
    plain_ = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain_).strip().lower())
