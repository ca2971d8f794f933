"""A blog of Hugo: sections, bundles, languages, cascades, and the addresses of its permalinks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from copydesk.ingest.blog.fields import is_true
from copydesk.ingest.blog.post import Blog
from copydesk.ingest.blog.reading import (
    LANG_SUFFIX,
    MONTHS,
    PICTURES,
    BlogReading,
    find_below,
    list_hosts,
    make_post,
    read_file_name,
    read_post_day,
)


def read_hugo(reading: BlogReading) -> Blog:
    """Read the posts of a blog's folder."""
    names = [
        f"{stem}.{kind}"
        for stem in ("hugo", "config", "config/_default/hugo", "config/_default/config")
        for kind in ("toml", "yaml", "yml", "json")
    ]
    config = {str(key).casefold(): value for key, value in reading.config(*names).items()}
    for part in ("languages", "permalinks"):  # each may have a file of its own
        own = reading.config(*(f"config/_default/{part}.{kind}" for kind in ("toml", "yaml", "yml", "json")))
        config[part] = own or config.get(part)
    languages = config.get("languages") if isinstance(config.get("languages"), dict) else {}
    main = str(config.get("defaultcontentlanguage") or "en")
    tops = {reading.root / str(config.get("contentdir") or "content"): ""}
    for code, row in (languages or {}).items():
        inner = {str(key).casefold(): value for key, value in row.items()} if isinstance(row, dict) else {}
        if inner.get("contentdir"):
            tops[reading.root / str(inner["contentdir"])] = str(code)
    for top, lang in sorted(tops.items(), key=lambda row: -len(row[0].parts)):
        if top.is_dir():
            inside = [other for other in tops if other != top and other.is_relative_to(top)]
            _hugo_content(reading, top, config, lang, main, inside)
    for _ in reading.walk(reading.root):  # counts what does not come along
        pass
    return reading.blog(
        static=(reading.root / "static", reading.root / "assets"),
        hosts=list_hosts(config.get("baseurl")),
        below=find_below(config.get("baseurl")),
    )


def _hugo_content(
    reading: BlogReading, top: Path, config: Mapping[str, Any], lang: str, main: str, inside: list[Path]
) -> None:
    paths = [path for path in reading.walk(top) if not any(path.is_relative_to(other) for other in inside)]
    paths.sort(key=lambda path: not path.name.startswith("_index."))  # what they hand down is known first
    cascades: dict[Path, Mapping[str, Any]] = {}
    for path in paths:
        if re.fullmatch(r"_index(?:\.[\w-]+)?\.\w+", path.name):
            found = reading.text(path)
            cascade = found[0].get("cascade") if found else None
            cascades[path.parent] = cascade if isinstance(cascade, dict) else {}
            reading.skip(path, "a list's own page, no post")
            continue
        if reading.markup_of(path) is None:
            if path.suffix.lower() not in PICTURES:
                reading.skip(path, "no text of a post")
            continue
        stem = LANG_SUFFIX.sub("", path.stem)
        bundle = _bundle_of(path, top)
        if bundle is not None and (bundle != path.parent or stem != "index"):
            reading.skip(path, "a part of the post in its folder")
            continue
        found = reading.text(path)
        if found is not None:
            _take_post(reading, path, top, config, (lang, main), _with_cascades(cascades, path, found[0]), found[1])


def _with_cascades(cascades: Mapping[Path, Mapping[str, Any]], path: Path, fields: Mapping[str, Any]) -> dict[str, Any]:
    """A page's front matter over what the lists above it hand down, the nearest last."""
    handed: dict[str, Any] = {}
    for folder in reversed(path.parents):
        handed |= cascades.get(folder, {})
    return {**handed, **fields}


def _take_post(
    reading: BlogReading,
    path: Path,
    top: Path,
    config: Mapping[str, Any],
    langs: tuple[str, str],
    fields: dict[str, Any],
    body: str,
) -> None:
    suffix = LANG_SUFFIX.search(path.stem)
    is_index = LANG_SUFFIX.sub("", path.stem) == "index"
    stem = path.parent.name if is_index else LANG_SUFFIX.sub("", path.stem)
    here = (path.parent.parent if is_index else path.parent).relative_to(top).as_posix()
    day, name = read_file_name(stem)
    if here == "." and read_post_day(fields, day, "date", "publishdate") is None:
        reading.skip(path, "a page, no post: copy its text into content/pages/")
        return
    code, main = suffix[1] if suffix else langs[0], langs[1]
    address = _hugo_address(config, fields, here, stem, day)
    # `url: /x/` stands below the blog, `url: x/` below its language.
    own = str(next((value for name, value in fields.items() if str(name).casefold() == "url"), "") or "")
    address = f"/{code}{address}" if code and code != main and not own.startswith("/") else address
    key = path.relative_to(top).as_posix()
    names = [key, key.rpartition(".")[0], *([path.parent.relative_to(top).as_posix()] if is_index else [])]
    calls = (*names, *(f"/{one}" for one in names), path.parent.name if is_index else path.name, stem)
    reading.posts.append(
        make_post(
            reading,
            path,
            fields,
            body,
            slug=name,
            address=address,
            day=day,
            lang=code,
            names=calls,
            hidden=_without_page(fields),
        )
    )


def _without_page(fields: Mapping[str, Any]) -> str:
    """Why Hugo renders no page for a post; empty where it does."""
    folded = {str(key).casefold(): value for key, value in fields.items()}
    build = folded.get("build", folded.get("_build"))
    render = str(build.get("render", "")).casefold() if isinstance(build, dict) else ""
    return "it has no page there (build.render)" if render in ("never", "link", "false") else ""


def _bundle_of(path: Path, top: Path) -> Path | None:
    """The folder of the leaf bundle that a file lies in: one with an index file."""
    for folder in [path.parent, *path.parent.parents]:
        if not folder.is_relative_to(top) or folder == top:
            return None
        if any(
            re.match(r"index(?:\.[a-z]{2}(?:-\w+)?)?\.(?:md|markdown|html|mdx|rst|adoc|org)\Z", one.name)
            for one in folder.iterdir()
        ):
            return folder
    return None


def _hugo_address(config: Mapping[str, Any], fields: Mapping[str, Any], folder: str, stem: str, day: str) -> str:
    folded = {str(key).casefold(): value for key, value in fields.items()}
    ugly = is_true(config.get("uglyurls"))
    if folded.get("url"):
        return "/" + str(folded["url"]).lstrip("/")
    section = folder.split("/", maxsplit=1)[0] if folder != "." else ""
    slug = str(folded.get("slug") or "")
    title = str(folded.get("title") or stem)
    permalinks = config.get("permalinks")
    permalinks = permalinks.get("page", permalinks) if isinstance(permalinks, dict) else {}
    pattern = permalinks.get(section) if isinstance(permalinks, dict) and section else None
    when = read_post_day(fields, day, "date", "publishdate")
    if isinstance(pattern, str):
        tokens = {
            "year": f"{when.year:04}" if when else "",
            "month": f"{when.month:02}" if when else "",
            "monthname": MONTHS[when.month - 1].lower() if when else "",
            "day": f"{when.day:02}" if when else "",
            "yearday": str(when.timetuple().tm_yday) if when else "",
            "section": section,
            "sections": folder if folder != "." else "",
            "title": _hugo_path(title),
            "slug": _hugo_path(slug or title),
            "slugorfilename": _hugo_path(slug or stem),
            "filename": _hugo_path(stem),
            "contentbasename": _hugo_path(stem),
            "slugorcontentbasename": _hugo_path(slug or stem),
        }
        address = re.sub(r":([a-z]+)", lambda match: tokens.get(match[1], match[0]), pattern)
    else:
        address = "/".join(
            part for part in (_hugo_path(folder) if folder != "." else "", _hugo_path(slug or stem)) if part
        )
    address = "/" + re.sub(r"/{2,}", "/", address).strip("/")
    return f"{address}.html" if ugly else f"{address}/"


def _hugo_path(text: str) -> str:
    """As Hugo writes a path: lower case, blanks as hyphens, other signs left out."""
    return re.sub(r"[^\w./~+#-]", "", re.sub(r"\s+", "-", text.strip())).lower().strip("-")
