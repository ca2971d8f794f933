"""A blog of Jekyll: posts, drafts, defaults, categories from folders, and the addresses of its permalinks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from copydesk.ingest.blog.post import Blog
from copydesk.ingest.blog.reading import (
    MONTHS,
    PICTURES,
    BlogReading,
    find_below,
    list_hosts,
    list_texts,
    make_post,
    read_file_name,
    read_post_day,
    slugify_plainly,
)
from copydesk.intake.item import Refused

_JEKYLL_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}


def read_jekyll(reading: BlogReading) -> Blog:
    """Read the posts of a blog's folder."""
    config = reading.config("_config.yml", "_config.yaml", "_config.toml")
    source = reading.root / str(config.get("source") or ".")
    people = reading.config("_data/authors.yml", "_data/authors.yaml", "_data/authors.json")
    shown = {key: str(row.get("name") or key) for key, row in people.items() if isinstance(row, dict)}
    for path in reading.walk(source):
        parts = path.relative_to(source).parts
        box = next((part for part in parts if part in ("_posts", "_drafts")), "")
        if not box:
            _skip(reading, path, parts[0])
            continue
        if reading.markup_of(path) is None:
            if path.suffix.lower() not in PICTURES:
                reading.skip(path, "no text of a post")
            continue
        day, name = read_file_name(path.stem)
        if box == "_posts" and not day:
            left = Refused(
                part=reading.shown(path),
                why="its name does not begin with a day, so Jekyll did not publish it",
                next_step="name it YYYY-MM-DD-title.md",
            )
            reading.left.append(left)
            continue
        found = reading.text(path)
        if found is None:
            continue
        fields = {**_jekyll_defaults(config, path.relative_to(source).as_posix(), box), **found[0]}
        fields |= {key: _split(fields[key]) for key in ("tags", "categories") if key in fields}
        folders = parts[: parts.index(box)]
        # What lies between `_posts` and the file counts for nothing; what lies above is a category.
        topics = tuple(folders)
        address = _jekyll_address(config, fields, topics, name, day)
        names = (path.stem, path.name, path.relative_to(source).as_posix(), "/".join([*folders, path.stem]))
        hidden = "it is in _drafts there" if box == "_drafts" else ""
        post = make_post(
            reading,
            path,
            fields,
            found[1],
            slug=name,
            address=address,
            day=day,
            topics=topics,
            names=names,
            hidden=hidden,
        )
        # Jekyll's pictures lie at the root, or beside the post for some plugins.
        reading.posts.append(replace(post, hidden=post.hidden))
    return reading.blog(
        static=(source,),
        hosts=list_hosts(config.get("url"), str(config.get("baseurl") or "")),
        people=shown,
        below=find_below(config.get("baseurl")),
    )


def _skip(reading: BlogReading, path: Path, top: str) -> None:
    """Remember a text that is no post: a page, or one of a collection."""
    if reading.markup_of(path) is None:
        return
    if top.startswith("_"):
        reading.skip(path, f"of the collection {top[1:]}, no post")
    elif path.name.lower() not in ("readme.md", "license.md", "changelog.md"):
        reading.skip(path, "a page, no post: copy its text into content/pages/")


def _split(value: Any) -> Any:
    """A list, which Jekyll lets one write as words in a line."""
    return value.split() if isinstance(value, str) and "," not in value else value


def _jekyll_defaults(config: Mapping[str, Any], path: str, box: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    rows = config.get("defaults")
    for row in rows if isinstance(rows, list) else []:
        scope = row.get("scope") if isinstance(row, dict) else None
        values = row.get("values") if isinstance(row, dict) else None
        if not isinstance(scope, dict) or not isinstance(values, dict):
            continue
        kind, where = str(scope.get("type") or ""), str(scope.get("path") or "").strip("/")
        if kind in ("", "posts" if box == "_posts" else "drafts") and (not where or path.startswith(where)):
            found |= values
    return found


def _jekyll_address(
    config: Mapping[str, Any], fields: Mapping[str, Any], topics: tuple[str, ...], name: str, day: str
) -> str:
    style = str(fields.get("permalink") or config.get("permalink") or "date")
    pattern = _JEKYLL_STYLES.get(style, style)
    when = read_post_day(fields, day, "date")
    said = fields.get("categories", fields.get("category"))
    words = list_texts(said) if isinstance(said, (list, tuple)) else str(said or "").split()
    categories = list(dict.fromkeys(one.lower() for one in (*topics, *words)))
    tokens = {
        "categories": "/".join(categories),
        "slugified_categories": "/".join(slugify_plainly(one) for one in categories),
        "year": f"{when.year:04}" if when else "",
        "month": f"{when.month:02}" if when else "",
        "i_month": str(when.month) if when else "",
        "day": f"{when.day:02}" if when else "",
        "i_day": str(when.day) if when else "",
        "short_year": f"{when.year % 100:02}" if when else "",
        "y_day": f"{when.timetuple().tm_yday:03}" if when else "",
        "title": re.sub(r"[^\w.~!$&'()+,;=@]+", "-", str(fields.get("slug") or name)).strip("-"),
        "slug": slugify_plainly(str(fields.get("slug") or name)),
        "output_ext": ".html",
        "short_month": MONTHS[when.month - 1][:3] if when else "",
        "long_month": MONTHS[when.month - 1] if when else "",
    }
    address = re.sub(r":([a-z_]+)", lambda match: _jekyll_token(match[1], tokens), pattern)
    return "/" + re.sub(r"/{2,}", "/", address).lstrip("/")


def _jekyll_token(name: str, tokens: Mapping[str, str]) -> str:
    """A token's value; of `:title_x` the longest known beginning counts, as in Jekyll."""
    if name in tokens:
        return tokens[name]
    known = max((one for one in tokens if name.startswith(one)), key=len, default="")
    return tokens[known] + name[len(known) :] if known else f":{name}"
