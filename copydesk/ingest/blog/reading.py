"""A folder of a blog being read: its files, their front matter and configuration, and what is no post. A shell."""

from __future__ import annotations

import calendar
import datetime as dt
import json
import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from copydesk.errors import ContentError, IngestError
from copydesk.files import read_utf8
from copydesk.frontmatter.document import parse_yaml, plain_value
from copydesk.ingest.blog.post import Blog, BlogPost, read_moment
from copydesk.intake.charset import decode
from copydesk.intake.item import Refused, Skipped
from copydesk.intake.read import load_bytes
from copydesk.intake.readers.markdown import refuse_front, split_front

_TEXTS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mkd": "markdown",
    ".mdx": "markdown",
    ".html": "html",
    ".htm": "html",
}
_OTHER_MARKUP = {
    ".rst": "reStructuredText",
    ".adoc": "AsciiDoc",
    ".org": "Org",
    ".njk": "Nunjucks",
    ".liquid": "Liquid",
    ".textile": "Textile",
}
# Folders that a system writes or keeps for itself, and what is in them, for the report.
_PASSED = frozenset("node_modules public _site output vendor resources __pycache__ .git".split())  # noqa: SIM905
OWN_FOLDERS = {
    "layouts": "layouts",
    "_layouts": "layouts",
    "_includes": "layouts",
    "themes": "layouts",
    "theme": "layouts",
    "templates": "layouts",
    "archetypes": "layouts",
    "_sass": "layouts",
    "data": "data files",
    "_data": "data files",
    "i18n": "data files",
    "_plugins": "programs",
    "plugins": "programs",
    "comments": "comments",
}
_DATED = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[-_](.+)")
LANG_SUFFIX = re.compile(r"\.([a-z]{2}(?:-[A-Za-z]{2,4})?)\Z")
_NAMED_FRONT = re.compile(
    r"---[ \t]*(json|toml|js|javascript)[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL | re.IGNORECASE
)
MONTHS = tuple(calendar.month_name)[1:]
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"})


@dataclass(slots=True, kw_only=True)
class BlogReading:
    """A folder being read: what was found so far, and what is no post."""

    root: Path
    system: str
    posts: list[BlogPost] = field(default_factory=list)
    left: list[Skipped | Refused] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def shown(self, path: Path) -> str:
        """A path as the report names it."""
        return path.relative_to(self.root).as_posix()

    def skip(self, path: Path | str, why: str) -> None:
        """Remember what is no post."""
        self.left.append(Skipped(part=path if isinstance(path, str) else self.shown(path), why=why))

    def walk(self, top: Path) -> Iterator[Path]:
        """The files below a folder, in order; hidden ones, links, and what the system writes are passed over."""
        for folder, folders, files in os.walk(top):
            here = Path(folder)
            for name in list(folders):
                own = OWN_FOLDERS.get(name) if here == self.root else None
                if own:
                    self.counts[own] += sum(len(found) for _, _, found in os.walk(here / name))
                if own or name in _PASSED or name.startswith(".") or (here / name).is_symlink():
                    folders.remove(name)
            folders.sort()
            for name in sorted(files):
                if not name.startswith(".") and not (here / name).is_symlink():
                    yield here / name

    def text(self, path: Path) -> tuple[dict[str, Any], str] | None:
        """A file's front matter and its body; None where it cannot be read, which is remembered."""
        try:
            text = decode(load_bytes(path, self.shown(path)))[0].replace("\r\n", "\n").replace("\r", "\n")
            fields, body = _split_named(text.lstrip("\ufeff")) or split_front(text.lstrip("\ufeff"), self.shown(path))
        except ContentError as error:
            self.left.append(refuse_front(error, self.shown(path)))
        except IngestError as error:
            self.left.append(Refused(part=self.shown(path), why=error.cause))
        except ValueError as error:
            self.left.append(Refused(part=self.shown(path), why=f"it cannot be read: {error}", next_step="mend it"))
        else:
            return dict(fields), body
        return None

    def config(self, *names: str) -> dict[str, Any]:
        """What the configuration files that are there state, the later ones over the earlier.

        One that cannot be read is remembered and states nothing.
        """
        stated: dict[str, Any] = {}
        for name in names:
            path = self.root / name
            if not path.is_file():
                continue
            try:
                stated |= _read_config(path, name)
            except (OSError, ValueError, ContentError, RecursionError) as error:
                why = f"it cannot be read, so old addresses are those of its defaults: {str(error).splitlines()[0]}"
                self.left.append(Refused(part=name, why=why, next_step="mend it and import again"))
        return stated

    def blog(self, **more: Any) -> Blog:
        """The blog as it was read."""
        for what, count in sorted(self.counts.items()):
            self.skip(what, f"{count} file{'s' if count > 1 else ''} of the old system: {what} do not come along")
        return Blog(
            system=self.system,
            root=self.root,
            posts=tuple(self.posts),
            left=tuple(self.left),
            **{"people": {}, **more},
        )

    def markup_of(self, path: Path) -> tuple[str, tuple[str, ...]] | None:
        """Which markup a file is in, with what to say of it; None for what is no text of a post."""
        suffix = path.suffix.lower()
        if suffix in _TEXTS:
            return _TEXTS[suffix], ()
        if suffix in _OTHER_MARKUP:
            what = _OTHER_MARKUP[suffix]
            return "other", (f"it is {what}, which is not translated: it stays a draft until you have looked it over",)
        return None


def _split_named(text: str) -> tuple[dict[str, Any], str] | None:
    """Front matter whose kind stands behind its first line (`---json`), as Eleventy takes it; None for any other."""
    match = _NAMED_FRONT.match(text)
    if match is None:
        return None
    if match[1].lower() in ("js", "javascript"):
        raise ValueError("its front matter is a program (JavaScript), which is not run")
    value = tomllib.loads(match[2]) if match[1].lower() == "toml" else json.loads(match[2])
    if not isinstance(value, dict):
        raise ValueError("its front matter is no map")  # noqa: TRY004 - of the file, not of us
    return value, text[match.end() :]


def find_below(url: Any) -> str:
    """The path below which a blog lies (`/blog` of `https://a.example/blog/`), empty for a host's root."""
    return urlsplit(str(url or "")).path.rstrip("/")


def _read_config(path: Path, name: str) -> dict[str, Any]:
    text = read_utf8(path)
    if name.endswith(".toml"):
        return tomllib.loads(text)
    value = json.loads(text) if name.endswith(".json") else plain_value(parse_yaml(text, name))
    return value if isinstance(value, dict) else {}


def make_post(reading: BlogReading, path: Path, fields: Mapping[str, Any], body: str, **more: Any) -> BlogPost:
    """A post of a file, with what its name and place say of it."""
    key = reading.shown(path)
    kind = reading.markup_of(path)
    markup, notes = kind if kind is not None else ("other", ())
    hidden = more.pop("hidden", "") or ("it is in another markup than Markdown" if markup == "other" else "")
    return BlogPost(
        key=key,
        fields=fields,
        body=body,
        raw_id=f"{reading.system}:{key}",
        markup=markup,  # type: ignore[arg-type]  # (one of the three)
        folder=path.parent.relative_to(reading.root).as_posix(),
        hidden=hidden,
        notes=notes,
        **more,
    )


def read_file_name(stem: str) -> tuple[str, str]:
    """The day and the slug that a file's name states."""
    match = _DATED.fullmatch(stem)
    return (read_moment(match[1]), match[2]) if match and read_moment(match[1]) else ("", stem)


def read_post_day(fields: Mapping[str, Any], day: str, *keys: str) -> dt.date | None:
    """The day that old addresses are made of: what front matter states, else the file's name."""
    folded = {str(key).casefold(): value for key, value in fields.items()}
    for key in keys:
        if moment := read_moment(folded.get(key)):
            return dt.date.fromisoformat(moment[:10])
    return dt.date.fromisoformat(day) if day else None


def list_texts(value: Any) -> list[str]:
    """A value as texts: one, or those of a list."""
    values = value if isinstance(value, (list, tuple)) else [value]
    return [str(one) for one in values if one not in (None, "")]


def list_hosts(url: Any, path: str = "") -> tuple[str, ...]:
    """The forms in which a blog's own address stands before the path of a link."""
    text = str(url or "").rstrip("/")
    host = text.partition("://")[2]
    if not host:
        return ()
    ends = {host, host.removeprefix("www."), f"www.{host.removeprefix('www.')}"}
    return tuple(
        sorted((f"{scheme}://{one}{path}" for scheme in ("http", "https") for one in ends), key=len, reverse=True)
    )


def slugify_plainly(text: str) -> str:
    """A slug as Jekyll and Eleventy make it: lower case, a hyphen for each run of other signs."""
    return re.sub(r"[^\w]+", "-", text.lower()).strip("-")
