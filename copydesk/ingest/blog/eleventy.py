"""A blog of Eleventy, and a folder of Markdown files of no system: data of folders, permalinks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from copydesk.ingest.blog.fields import is_true
from copydesk.ingest.blog.post import Blog
from copydesk.ingest.blog.reading import (
    OWN_FOLDERS,
    BlogReading,
    list_texts,
    make_post,
    read_file_name,
    read_post_day,
    slugify_plainly,
)

_CONFIGS = tuple(f"{stem}.{kind}" for stem in (".eleventy", "eleventy.config") for kind in ("js", "mjs", "cjs", "ts"))
_NO_POSTS = frozenset({"readme.md", "license.md", "changelog.md", "contributing.md", "404.md", "404.html"})
# Tags by which Eleventy's blogs gather their posts: no subjects.
_COLLECTIONS = frozenset({"post", "posts", "all", "blog", "nav", "article", "articles"})
_FILE_TIMES = frozenset({"last modified", "created", "git last modified", "git created"})


def read_eleventy(reading: BlogReading) -> Blog:
    """Read the posts of a blog's folder."""
    top = _input_of(reading)
    for path in reading.walk(top):
        inner = path.relative_to(top)
        if any(part.startswith("_") for part in inner.parts[:-1]) or path.name.lower() in _NO_POSTS:
            continue
        if reading.markup_of(path) is not None and (found := reading.text(path)) is not None:
            _take_post(reading, path, inner, {**_directory_data(reading, path, top), **found[0]}, found[1])
    for name in ("_includes", "_data", "_layouts"):
        if top != reading.root and (top / name).is_dir():
            reading.counts[OWN_FOLDERS[name]] += sum(1 for one in (top / name).rglob("*") if one.is_file())
    below = "/" + _configured(reading, "pathPrefix").strip("/")
    return reading.blog(
        static=(top, reading.root / "public", reading.root / "static", reading.root), below=below.rstrip("/")
    )


def _input_of(reading: BlogReading) -> Path:
    """The folder that the configuration names as input."""
    named = _configured(reading, "input")
    return reading.root / named if named and (reading.root / named).is_dir() else reading.root


def _configured(reading: BlogReading, key: str) -> str:
    """A text that the configuration states; it is a program, which is looked through and not run."""
    for name in _CONFIGS:
        path = reading.root / name
        if path.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            match = re.search(rf"\b{key}\s*:\s*[\"'`]([^\"'`]+)", text)
            if match:
                return match[1]
    return ""


def _take_post(reading: BlogReading, path: Path, inner: Path, stated: dict[str, Any], body: str) -> None:
    day, name = read_file_name(path.parent.name if path.stem == "index" else path.stem)
    if str(stated.get("date") or "").casefold() in _FILE_TIMES:
        stated.pop("date")
    listed = list_texts(stated.get("tags"))
    marks = [one for one in listed if one.casefold() not in _COLLECTIONS]
    dated = read_post_day(stated, day, "date") is not None
    if not dated and (len(marks) == len(listed) or path.suffix.lower() in (".njk", ".liquid")):
        reading.skip(path, "a page or a template, no post")
        return
    hidden = ""
    if str(stated.get("permalink")).casefold() == "false":
        hidden = "it is published nowhere there (permalink: false)"
    elif is_true(stated.get("eleventyExcludeFromCollections")):
        hidden = "it is left out of lists there"
    address = "" if hidden else _eleventy_address(stated, inner, name, day)
    untold = "its old address is made by a template and could not be told: add it to aliases"
    key = inner.as_posix()
    names = (key, f"/{key}", f"./{path.name}", path.name)
    fields = {**stated, "tags": marks} if "tags" in stated else stated
    post = make_post(reading, path, fields, body, slug=name, address=address, day=day, names=names, hidden=hidden)
    notes = post.notes if address or hidden else (*post.notes, untold)
    reading.posts.append(replace(post, notes=notes))


def _directory_data(reading: BlogReading, path: Path, top: Path) -> dict[str, Any]:
    """What the data files of a post's folders state (`posts/posts.json`); those that are programs are not run."""
    found: dict[str, Any] = {}
    for folder in reversed([one for one in (path.parent, *path.parent.parents) if one.is_relative_to(top)]):
        for file in (folder / f"{folder.name}.json", folder / f"{folder.name}.11tydata.json"):
            if file.is_file() and folder != top:
                try:
                    value = json.loads(file.read_text(encoding="utf-8"))
                except (OSError, ValueError, RecursionError):
                    continue
                if isinstance(value, dict):
                    tags = [*list_texts(found.get("tags")), *list_texts(value.get("tags"))]
                    found = {**found, **value, **({"tags": tags} if tags else {})}
        program = folder / f"{folder.name}.11tydata.js"
        said = f"{reading.shown(program)}" if program.is_file() else ""
        if said and all(one.part != said for one in reading.left):
            reading.skip(said, "a program: what it states of the posts beside it is not known here")
    return found


def _eleventy_address(fields: Mapping[str, Any], inner: Path, name: str, day: str) -> str:
    """A post's old address; empty where a template makes it of what is not known here."""
    pattern = fields.get("permalink")
    stem = inner.with_suffix("").as_posix()
    stem = stem.removesuffix("/index") if inner.stem == "index" else stem
    if not pattern or not isinstance(pattern, str):
        return f"/{stem}/"
    when = read_post_day(fields, day, "date")

    def fill(match: re.Match[str]) -> str:
        words = [part.strip() for part in match[1].split("|")]
        value = {
            "page.fileslug": name,
            "title": str(fields.get("title") or ""),
            "slug": str(fields.get("slug") or ""),
            "page.filepathstem": f"/{stem}",
        }.get(words[0].casefold(), "")
        if words[0].casefold() in ("page.date", "date") and when and len(words) > 1:
            form = re.search(r"[\"']([^\"']+)[\"']", words[1])
            python = {
                "%Y": "%Y",
                "yyyy": "%Y",
                "YYYY": "%Y",
                "MM": "%m",
                "%m": "%m",
                "dd": "%d",
                "DD": "%d",
                "%d": "%d",
            }
            text = form[1] if form else ""
            for theirs, ours in python.items():
                text = text.replace(theirs, when.strftime(ours)) if theirs in text else text
            return text if text and not re.search(r"[A-Za-z%]", text) else "\x00"
        if any(word.split("(")[0].split(":")[0].strip() in ("slug", "slugify") for word in words[1:]):
            value = slugify_plainly(value)
        return value or "\x00"

    address = re.sub(r"\{\{-?\s*(.*?)\s*-?\}\}", fill, pattern)
    if "\x00" in address or "{%" in address:
        return ""
    address = "/" + re.sub(r"/{2,}", "/", address).strip().lstrip("/")
    return address.removesuffix("index.html") if address.endswith("/index.html") else address


def read_folder_of_markdown(reading: BlogReading) -> Blog:
    """Read the posts of a blog's folder."""
    for path in reading.walk(reading.root):
        kind = reading.markup_of(path)
        if kind is None:
            continue
        if path.name.lower() in ("readme.md", "license.md", "changelog.md", "contributing.md"):
            reading.skip(path, "no post by its name")
            continue
        found = reading.text(path)
        if found is None:
            continue
        day, name = read_file_name(path.parent.name if path.stem == "index" else path.stem)
        key = reading.shown(path)
        said = {str(one).casefold(): value for one, value in found[0].items()}
        address = str(said.get("permalink") or said.get("url") or "")
        address = address if address.startswith("/") and "{" not in address else ""
        reading.posts.append(
            make_post(
                reading,
                path,
                found[0],
                found[1],
                slug=name,
                address=address,
                day=day,
                names=(key, f"/{key}", path.name),
            )
        )
    return reading.blog(static=(reading.root,))
