"""Blogs that come as one file: WordPress's export (WXR) and Ghost's. Pure but for reading the file."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from copydesk.errors import UsageError
from copydesk.files import read_file
from copydesk.ingest.blog.post import Blog, BlogPost
from copydesk.intake.item import Refused, Skipped
from copydesk.intake.readers.ghost import GhostText, ghost_data, ghost_text
from copydesk.intake.words import plain
from copydesk.intake.xmlsafe import child, children, local_name, parse, space_of, text_of

# What is read of an export, which is a whole blog and not one article: WordPress's of a large one has some 50 MB.
MOST_BYTES = 256 * 1024 * 1024


def read_export(path: Path, pictures: Path | None = None) -> Blog:
    """Read an export. `pictures` is a folder with its uploads. Raises UsageError for what is neither."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"{path}: larger than {MOST_BYTES // 1024 // 1024} MB: export it in parts, year by year")
        data = read_file(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _ghost(path, data, pictures)
    try:
        root, whole = parse(data)
    except (ValueError, SyntaxError) as error:
        raise UsageError(f"{path}: neither WordPress's export (WXR) nor Ghost's: {error}") from None
    channel = child(root, "channel")
    if channel is None or child(channel, "wxr_version") is None:
        raise UsageError(f"{path}: neither WordPress's export (WXR) nor Ghost's: add takes single feeds and files")
    return _wordpress(path, channel, pictures, whole=whole)


def _wordpress(path: Path, channel: ET.Element, pictures: Path | None, *, whole: bool) -> Blog:
    base = text_of(child(channel, "base_blog_url")) or text_of(child(channel, "link"))
    named = (
        (text_of(child(one, "author_login")), text_of(child(one, "author_display_name")))
        for one in children(channel, "author")
    )
    people = {login: name for login, name in named if name}
    items = children(channel, "item")
    files = {text_of(child(one, "post_id")): text_of(child(one, "attachment_url")) for one in items}
    posts: list[BlogPost] = []
    left: list[Skipped | Refused] = []
    counts: Counter[str] = Counter()
    for number, item in enumerate(items, 1):
        title, kind = plain(text_of(child(item, "title"))), text_of(child(item, "post_type")) or "post"
        status = text_of(child(item, "status"))
        key = f"item {number}" + (f" ({title})" if title else "")
        comments = len(children(item, "comment"))
        counts["comments"] += comments
        if kind == "page":
            left.append(Skipped(part=key, why="a page, no post: copy its text into content/pages/"))
        elif kind != "post":
            counts[kind.replace("_", " ")] += 1
        elif status in ("trash", "auto-draft", "inherit"):
            left.append(Skipped(part=key, why=f"it is in the {status} there"))
        else:
            posts.append(_wordpress_post(item, key, number, base, files))
    if not whole:
        why, step = "the export is cut off or damaged", "what could be read is here; export it again for the rest"
        left.append(Refused(part="the end", why=why, next_step=step))
    left += [
        Skipped(part=f"{count} × {what}", why="does not come along") for what, count in sorted(counts.items()) if count
    ]
    return Blog(
        system="wordpress",
        root=path.parent,
        posts=tuple(posts),
        left=tuple(left),
        people=people,
        static=(pictures,) if pictures else (),
        hosts=_hosts(base),
    )


def _wordpress_post(item: ET.Element, key: str, number: int, base: str, files: dict[str, str]) -> BlogPost:
    encoded = [one for one in item if local_name(one) == "encoded"]
    body = next((one.text or "" for one in encoded if "excerpt" not in space_of(one)), "")
    excerpt = next((one.text or "" for one in encoded if "excerpt" in space_of(one)), "")
    ident = text_of(child(item, "post_id")) or str(number)
    status = text_of(child(item, "status")) or "publish"
    meta = {text_of(child(one, "meta_key")): text_of(child(one, "meta_value")) for one in children(item, "postmeta")}
    terms: dict[str, list[str]] = {}
    for one in children(item, "category"):
        if text_of(one) and text_of(one).casefold() != "uncategorized":
            terms.setdefault(one.get("domain") or "category", []).append(unescape(text_of(one)))  # escaped twice
    day = text_of(child(item, "post_date"))
    modified = text_of(child(item, "post_modified"))
    fields: dict[str, Any] = {
        "title": plain(text_of(child(item, "title"))),
        "date": "" if day.startswith("0000") else day or text_of(child(item, "pubDate")),
        "lastmod": "" if modified.startswith("0000") or modified == day else modified,
        "author": text_of(child(item, "creator")),
        "summary": plain(excerpt),
        "tags": terms.pop("post_tag", []),
        "categories": terms.pop("category", []),
        "image": files.get(meta.get("_thumbnail_id", ""), ""),
        "password": text_of(child(item, "post_password")),
        "description": meta.pop("_yoast_wpseo_metadesc", "") or meta.pop("rank_math_description", ""),
        "canonical_url": meta.pop("_yoast_wpseo_canonical", ""),
        **{name: values for name, values in terms.items() if not name.startswith("post_format")},
        **{name: value for name, value in meta.items() if value and not name.startswith(("_", "rank_math", "jetpack"))},
        **({"sticky": True} if text_of(child(item, "is_sticky")) == "1" else {}),
    }
    link = text_of(child(item, "link"))
    parts = urlsplit(link)
    notes = [] if not parts.query else [f"its address {link} tells it by a query, which a static site cannot lead on"]
    comments = len(children(item, "comment"))
    if comments:
        notes.append(f"{comments} comment{'s' if comments > 1 else ''} left behind")
    slug = unquote(text_of(child(item, "post_name")))
    hidden = "" if status in ("publish", "future") else f"it is {status} there"
    return BlogPost(
        key=key,
        fields=fields,
        body=body,
        raw_id=f"wordpress:{urlsplit(base).hostname or ''}:{ident}",
        markup="html",
        slug=slug or plain(fields["title"]),
        address="" if parts.query or parts.path in ("", "/") else unquote(parts.path),
        names=(ident, slug),
        hidden=hidden,
        notes=tuple(notes),
    )


def _ghost(path: Path, data: bytes, pictures: Path | None) -> Blog:
    try:
        found = ghost_data(json.loads(data))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: JSON that cannot be read: {error}") from None
    if found is None:
        raise UsageError(f"{path}: no export of Ghost: it has no posts")
    rows = {
        name: [row for row in value if isinstance(row, dict)]
        for name, value in found.items()
        if isinstance(value, list)
    }
    settings = {row.get("key"): row.get("value") for row in rows.get("settings", ())}
    base = str(settings.get("url") or "")
    people, tags = _joined(rows, "posts_authors", "author_id", "users"), _joined(rows, "posts_tags", "tag_id", "tags")
    metas = {str(row.get("post_id")): row for row in rows.get("posts_meta", ())}
    posts: list[BlogPost] = []
    left: list[Skipped | Refused] = []
    for number, row in enumerate(rows.get("posts", ()), 1):
        title, ident = plain(str(row.get("title") or "")), str(row.get("id") or number)
        key = f"post {number}" + (f" ({title})" if title else "")
        if row.get("type") == "page" or row.get("page") in (1, True):
            left.append(Skipped(part=key, why="a page, no post: copy its text into content/pages/"))
            continue
        text = ghost_text(row)
        if text.text.strip():
            posts.append(_ghost_post(row, text, key, metas.get(ident, {}), people.get(ident, []), tags.get(ident, [])))
        else:
            why = "; ".join(["it has no text that can be read", *text.left])
            left.append(Refused(part=key, why=why, next_step="open it in Ghost, save it, and export again"))
    members = len(rows.get("members", ()))
    left += [Skipped(part=f"{members} readers", why="readers' addresses are not opened")] if members else []
    return Blog(
        system="ghost",
        root=path.parent,
        posts=tuple(posts),
        left=tuple(left),
        people={},
        static=(pictures,) if pictures else (),
        hosts=("__GHOST_URL__", *_hosts(base)),
    )


def _joined(rows: dict[str, list[dict[str, Any]]], table: str, own: str, other: str) -> dict[str, list[str]]:
    """The names of another table's rows by post, in their order."""
    known = {row.get("id"): str(row.get("name") or "") for row in rows.get(other, ())}
    found: dict[str, list[str]] = {}
    for row in sorted(rows.get(table, ()), key=lambda row: row.get("sort_order") or 0):
        if name := known.get(row.get(own), ""):
            found.setdefault(str(row.get("post_id")), []).append(name)
    return found


def _ghost_post(
    row: dict[str, Any], text: GhostText, key: str, meta: dict[str, Any], people: list[str], tags: list[str]
) -> BlogPost:
    slug, status = str(row.get("slug") or ""), str(row.get("status") or "published")
    fields: dict[str, Any] = {
        "title": row.get("title"),
        "published_at": row.get("published_at"),
        "lastmod": row.get("updated_at"),
        "custom_excerpt": row.get("custom_excerpt") or meta.get("meta_description") or row.get("meta_description"),
        "authors": people,
        "tags": [tag for tag in tags if not tag.startswith("#")],
        "internal_tags": [tag for tag in tags if tag.startswith("#")],
        "visibility": row.get("visibility") or "public",
        "status": "" if status in ("published", "scheduled") else status,
        "feature_image": row.get("feature_image"),
        "feature_image_alt": meta.get("feature_image_alt"),
        "feature_image_caption": meta.get("feature_image_caption"),
        "canonical_url": row.get("canonical_url"),
        "lang": row.get("locale"),
        **({"featured": True} if row.get("featured") in (1, True) else {}),
        **{name: meta.get(name) for name in ("meta_title", "og_title") if meta.get(name)},
    }
    code = [name for name in ("codeinjection_head", "codeinjection_foot") if str(row.get(name) or "").strip()]
    return BlogPost(
        key=key,
        fields=fields,
        body=text.text,
        raw_id=f"ghost:{row.get('uuid') or row.get('id') or key.split()[1]}",
        markup=text.markup,
        slug=slug,
        address=f"/{slug}/" if slug else "",
        names=(slug,),
        notes=(*text.left, *(f"its {name} was left out" for name in code)),
    )


def _hosts(base: str) -> tuple[str, ...]:
    host = base.partition("://")[2].partition("/")[0]
    if not host:
        return ()
    ends = {host, host.removeprefix("www."), f"www.{re.sub(r'^www[.]', '', host)}"}
    return tuple(sorted((f"{scheme}://{one}" for scheme in ("http", "https") for one in ends), key=len, reverse=True))
