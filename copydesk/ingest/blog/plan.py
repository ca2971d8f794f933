"""A blog's posts as article files, with pictures and old addresses, and what is to be looked at. A shell.

`plan_import` looks for pictures and writes nothing; `write_plan` writes.
"""

from __future__ import annotations

import datetime as dt
import filecmp
import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from copydesk.errors import IngestError
from copydesk.frontmatter.document import format_file
from copydesk.ingest.blog.fields import OurFields, map_fields
from copydesk.ingest.blog.html import HtmlConverter
from copydesk.ingest.blog.markup import outside_code, prepare_wordpress, show_shortcodes, translate
from copydesk.ingest.blog.post import Blog, BlogPost
from copydesk.ingest.draft import Composed, article_path, free_slug, slug_of, without_emails, write_new
from copydesk.intake.item import Refused, Skipped
from copydesk.urls import slugify

_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"})
_MARKDOWN_LINK = re.compile(
    r"(!?)(\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\]|!\[[^\[\]]*\]\([^()]*\))*\]\()\s*(<[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)"
)
_DEFINITION = re.compile(r"^([ ]{0,3}\[[^\[\]\n]+\]:[ \t]*)(\S+)", re.MULTILINE)
_HTML_LINK = re.compile(
    r"(<(a|source|video|audio)\b[^<>]*?\s(?:src|href)\s*=\s*)([\"'])(.*?)\3", re.IGNORECASE | re.DOTALL
)
_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_SOURCE = re.compile(r"(\ssrc\s*=\s*)([\"'])(.*?)\2", re.IGNORECASE | re.DOTALL)
_ALT = re.compile(r"\salt\s*=\s*([\"'])(.*?)\1", re.IGNORECASE | re.DOTALL)
_PICTURE = re.compile(r"!\[([^\[\]]*)\]\(\s*(<[^<>\n]*>|[^\s()]*)[^()\n]*\)")
_HEADING_1 = re.compile(r"^# (?=\S)", re.MULTILINE)
_RAW_ID = re.compile(r"^\s+raw_id:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPicture:
    """A picture to be copied: from where, and where to below the digest's root."""

    source: Path
    target: str


@dataclass(slots=True, kw_only=True)
class PlannedPost:
    """One post as it will lie here: its file, its pictures, and what an editor should know of it."""

    key: str
    article: Composed
    pictures: list[PlannedPicture] = field(default_factory=list)
    old: tuple[str, ...] = ()
    hidden: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class ImportPlan:
    """What an import will write and what it leaves: posts, those here already by key and path, and the rest."""

    system: str
    posts: list[PlannedPost] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)
    left: tuple[Skipped | Refused, ...] = ()


def plan_import(
    blog: Blog, root: Path, taken: Iterable[str], *, ours: Iterable[str] = (), now: dt.datetime
) -> ImportPlan:
    """Lay out a blog's posts as articles of the digest at `root`. `taken` are paths of the articles there are.

    `ours` are names of the digest's editors. A post that was imported before, told by `source.raw_id`, is left alone.
    """
    paths = set(taken)
    known = dict(_known(root, paths))
    plan = ImportPlan(system=blog.system, left=blog.left)
    addresses = _Addresses(blog)
    fresh: list[tuple[BlogPost, OurFields, str]] = []
    editors = frozenset(name.casefold() for name in ours)
    for post in blog.posts:
        made = map_fields(post, blog.people, editors, now)
        path = known.get(post.raw_id, "")
        if path:
            plan.seen.append((post.key, path))
            slug = slug_of(path)
        else:
            slug = free_slug(_slug_of(post, made), made.day, paths)
            path = article_path(slug, made.day)
            paths.add(path)
            fresh.append((post, made, path))
        addresses.add(post, f"/articles/{slug}/")
    claimed = dict(_own_addresses(root))
    for post, made, path in fresh:
        plan.posts.append(_plan_post(blog, post, made, path, addresses, claimed))
    return plan


# Where the digest's own lists and pages lie: no post's old address can lead away from there.
_OWN = (
    *("people", "countries", "bodies", "editions", "archive", "search", "connections"),
    *("feeds", "articles", "topics", "tags", "sources", "stories"),
)


def _own_addresses(root: Path) -> Iterator[tuple[str, str]]:
    """The addresses that the digest has already, with what is there."""
    for name in _OWN:
        yield f"/{name}/", "a page of the digest"
    for path in sorted((root / "content/pages").glob("*.md")):
        yield f"/{path.stem}/".casefold(), f"the page content/pages/{path.name}"


def _known(root: Path, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What the programs of old know the articles by, with their paths."""
    for path in sorted(paths):
        try:
            with (root / path).open(encoding="utf-8", errors="replace") as file:
                match = _RAW_ID.search(file.read(64 * 1024).partition("\n---\n")[0])
        except OSError:
            continue
        if match:
            yield match[1].replace("''", "'"), path


def _slug_of(post: BlogPost, made: OurFields) -> str:
    stated = next((str(value) for key, value in post.fields.items() if str(key).casefold() == "slug" and value), "")
    found = (slugify(text) for text in (stated, post.slug, made.values["title"]))
    # A file called index.md says nothing of its article's address.
    return next((slug for slug in found if slug and slug != "index"), "untitled")


class _Addresses:
    """New addresses of posts, by old address and by what the blog calls a post in links."""

    def __init__(self, blog: Blog) -> None:
        self._blog = blog
        self._by_address: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        self._new: set[str] = set()

    def add(self, post: BlogPost, address: str) -> None:
        self._new.add(address)
        if post.address:
            self._by_address.setdefault(_folded(post.address), address)
        for name in post.names:
            self._by_name.setdefault(name, address)

    def of_name(self, name: str) -> str:
        """The address of a post that is called by its file, its name or its old address; empty for none."""
        wanted = unquote(name.strip().strip("\"'"))
        bare = wanted.removeprefix("./")
        return self._by_name.get(wanted) or self._by_name.get(bare) or self.of_address(wanted)

    def of_address(self, url: str) -> str:
        """The address of a post by its old one; empty for none."""
        return self._by_address.get(_folded(unquote(url)), "") if url.startswith("/") else ""

    def is_new(self, url: str) -> bool:
        """Whether an address is one that a post has here: a template's tag was translated to it."""
        return url in self._new

    def local(self, url: str) -> str:
        """An address of the blog's own without its host and the path of its front page; others as they are."""
        for host in (*self._blog.hosts, self._blog.below):
            rest = url.removeprefix(host)
            if host and rest != url and rest[:1] in ("", "/", "?", "#"):
                return rest or "/"
        return url


def _folded(address: str) -> str:
    return address.removesuffix("index.html").rstrip("/").casefold() or "/"


def _plan_post(
    blog: Blog, post: BlogPost, made: OurFields, path: str, addresses: _Addresses, claimed: dict[str, str]
) -> PlannedPost:
    slug = slug_of(path)
    article_id = f"{slug}-{hashlib.sha256(post.raw_id.encode()).hexdigest()[:8]}"
    draft = bool(made.hidden)
    planned = PlannedPost(
        key=post.key, article=Composed(path=path, text="", slug=slug, id=article_id, draft=draft), hidden=made.hidden
    )
    planned.notes += [*post.notes, *made.notes]
    body = _body(blog, post, addresses, planned)
    links = _Links(blog, post, addresses, planned)
    body = links.without_missing(links.rewrite(body))
    if (shown := without_emails(body)) != body:
        planned.notes.append("e-mail addresses in it were left out")
        body = shown
    if not body.strip():  # an article of nothing is never published by itself
        planned.hidden = made.hidden = made.hidden or "it has no text"
        made.values["draft"], draft = True, True
    planned.old = _old_addresses(blog, post, made, planned, claimed)
    values = dict(made.values)
    source = {key: value for key, value in values.pop("source").items() if value}
    fields: dict[str, Any] = {**values, "slug": None, "id": article_id, "aliases": list(planned.old)}
    fields |= _picture(links, made, planned)
    fields["source"] = source
    fields["extra"] = made.extra
    kept = {key: value for key, value in fields.items() if value not in (None, "", [], {}, ())}
    text = format_file({"title": values["title"], **kept}, body)
    planned.article = Composed(path=path, text=text, slug=slug, id=article_id, draft=draft)
    return planned


def _body(blog: Blog, post: BlogPost, addresses: _Addresses, planned: PlannedPost) -> str:
    """A post's text in Markdown, its system's marks translated as far as they can be."""
    if post.markup == "html":
        html, left = post.body, list[str]()
        if blog.system == "wordpress":
            html, notes = prepare_wordpress(html)
            planned.notes += notes
        converter = HtmlConverter()
        if blog.system not in ("wordpress", "ghost"):  # a template's marks stand in files alone
            work = translate(html, addresses.of_name)
            html, left = work.text, work.left
            planned.notes += work.notes
        text = converter.convert(html)
        text = show_shortcodes(text) if blog.system == "wordpress" else text
        planned.notes += dict.fromkeys(converter.notes)
    elif post.markup == "markdown":
        work = translate(post.body, addresses.of_name)
        text, left = work.text, work.left
        text, headings = _lower_headings(text)
        planned.notes += work.notes
        if headings:
            planned.notes.append("headings of the first level were set a level lower: that level is the headline's")
    else:
        text, left = post.body, []
    planned.notes += [f"stays as it was: {mark}" for mark in dict.fromkeys(left)]
    return text.strip() + "\n"


def _lower_headings(text: str) -> tuple[str, int]:
    """A text whose headings leave the first level to the headline."""
    found = 0

    def count(part: str) -> str:
        nonlocal found
        found += len(_HEADING_1.findall(part))
        return part

    outside_code(text, count)
    if not found:
        return text, 0
    return outside_code(text, lambda part: re.sub(r"^(#{1,5})(?= \S)", r"#\1", part, flags=re.MULTILINE)), found


class _Links:
    """A post's links and pictures: those to posts lead to their new addresses, pictures come along."""

    def __init__(self, blog: Blog, post: BlogPost, addresses: _Addresses, planned: PlannedPost) -> None:
        self._blog, self._post, self._addresses, self._planned = blog, post, addresses, planned
        self._copied: dict[Path, str] = {}
        self._missing: set[str] = set()

    def rewrite(self, body: str) -> str:
        """A body with its links and pictures put right, its code left alone."""
        return outside_code(body, self._rewrite)

    def _rewrite(self, text: str) -> str:
        text = _MARKDOWN_LINK.sub(self._markdown, text)
        text = _IMAGE.sub(self._html_picture, text)
        text = _DEFINITION.sub(lambda match: match[1] + self.resolve(match[2], picture=_is_picture(match[2])), text)
        return _HTML_LINK.sub(
            lambda m: f"{m[1]}{m[3]}{self.resolve(m[4], picture=m[2].lower() == 'source')}{m[3]}", text
        )

    def _markdown(self, match: re.Match[str]) -> str:
        label, target = match[2], match[3]
        if "![" in label:  # a picture within a link
            label = _MARKDOWN_LINK.sub(self._markdown_inside, label)
        bare = target[1:-1] if target.startswith("<") else target
        found = self.resolve(bare, picture=match[1] == "!")
        return match[1] + label + (f"<{found}>" if re.search(r"[\s()]", found) else found)

    def _markdown_inside(self, match: re.Match[str]) -> str:
        return match[1] + match[2] + self.resolve(match[3].strip("<>"), picture=match[1] == "!")

    def _html_picture(self, match: re.Match[str]) -> str:
        return _SOURCE.sub(lambda one: f"{one[1]}{one[2]}{self.resolve(one[3], picture=True)}{one[2]}", match[0])

    def without_missing(self, body: str) -> str:
        """A body whose pictures that are not there have their words in their place, or nothing where they have none."""
        return outside_code(body, self._drop_missing) if self._missing else body

    def _drop_missing(self, text: str) -> str:
        text = _PICTURE.sub(lambda match: match[1] if match[2].strip("<>") in self._missing else match[0], text)

        def drop(match: re.Match[str]) -> str:
            source, alt = _SOURCE.search(match[0]), _ALT.search(match[0])
            return (alt[2] if alt else "") if source and source[3] in self._missing else match[0]

        return _IMAGE.sub(drop, text)

    def resolve(self, url: str, *, picture: bool) -> str:
        """Where a link of the post leads now; the link itself where nothing is known of it."""
        url = re.sub(r"^(?:pelican-(?:static|photo):|[{|](?:static|photo)[}|]/?)", "/", url)
        # Beside the post, or below the folder of contents: the search below tries both.
        url = re.sub(r"^(?:pelican-attach:|[{|]attach[}|]/?)", "", url)
        named = url.removeprefix("pelican-filename:")
        local = self._addresses.local(named)
        if (
            not local
            or local.startswith(("#", "data:", "mailto:", "//"))
            or re.match(r"[a-z][a-z0-9+.-]*:", local, re.IGNORECASE)
        ):
            return local
        path, mark, rest = re.match(r"([^?#]*)([?#]?)(.*)", local, re.DOTALL).groups()  # type: ignore[union-attr]  # (matches anything)
        found = "" if picture else self._find_post(path)
        if found:
            return found + (f"#{rest}" if mark == "#" else "")
        if self._addresses.is_new(path):
            return local
        file = self._find_file(path)
        if file is None:
            if picture or _is_picture(path):
                self._planned.notes.append(f"the picture {path} is not there")
                self._missing.add(local)
            elif path:
                self._planned.notes.append(f"the link to {path} leads to nothing that came along")
            return local
        if not _is_picture(path):
            self._planned.notes.append(f"the file {path} does not come along: only pictures do")
            return local
        return self._copy(file)

    def _find_post(self, path: str) -> str:
        if path in ("", "/"):
            return ""
        if path.startswith("/"):
            return self._addresses.of_address(path) or self._addresses.of_name(path)
        here = "/".join(part for part in (self._post.folder, path) if part not in ("", "."))
        beside = os.path.normpath(here)
        inner = [beside.partition("/")[2], beside]  # below the folder of contents, or from the blog's root
        by_place = next((found for one in inner if (found := self._addresses.of_name(one))), "")
        base = self._post.address.rpartition("/")[0]
        by_address = self._addresses.of_address(os.path.normpath(f"{base}/{path}")) if base else ""
        return (
            by_place
            or by_address
            or (self._addresses.of_name(path) if path.endswith((".md", ".markdown", ".rst", ".html")) else "")
        )

    def _find_file(self, path: str) -> Path | None:
        """The file of the blog that a link means: beside the post, else at the blog's root; never one outside it."""
        inner = unquote(path)
        places: list[Path] = []
        if not inner.startswith("/"):
            places.append(self._blog.root / self._post.folder / inner)
        inner = inner.lstrip("/")
        for top in self._blog.static:
            places.append(top / inner)
            if self._blog.system in ("wordpress", "ghost"):
                folders = ("wp-content/uploads/", "content/images/", "images/", "static/")
                places += [top / inner.removeprefix(one) for one in folders if inner.startswith(one)]
        tops = [self._blog.root.resolve(), *(top.resolve() for top in self._blog.static)]
        for place in places:
            try:
                real = place.resolve()
                if place.is_file() and any(real.is_relative_to(top) for top in tops):
                    return real
            except (OSError, ValueError):
                continue
        return None

    def _copy(self, file: Path) -> str:
        if file not in self._copied:
            name = f"{slugify(file.stem) or 'picture'}{file.suffix.lower()}"
            used = set(self._copied.values())
            folder = f"/images/{self._planned.article.slug}"
            number = 2
            while f"{folder}/{name}" in used:
                name = f"{slugify(file.stem) or 'picture'}-{number}{file.suffix.lower()}"
                number += 1
            self._copied[file] = f"{folder}/{name}"
            self._planned.pictures.append(PlannedPicture(source=file, target=f"content{folder}/{name}"))
        return self._copied[file]


def _is_picture(path: str) -> bool:
    return Path(urlsplit(path).path).suffix.lower() in _PICTURES


def _picture(links: _Links, made: OurFields, planned: PlannedPost) -> dict[str, str]:
    """The fields of a post's picture, where it is one that can be shown."""
    if not made.image:
        return {}
    source = links.resolve(made.image["src"], picture=True)
    if not source.startswith(("/images/", "https://", "http://")):
        made.extra["image"] = made.image["src"]
        return {}
    if source.startswith("http"):
        planned.notes.append(f"its picture lies on another host: {source}")
    return {"image": source, **{f"image_{key}": made.image.get(key, "") for key in ("alt", "caption", "credit")}}


def _old_addresses(
    blog: Blog, post: BlogPost, made: OurFields, planned: PlannedPost, claimed: dict[str, str]
) -> tuple[str, ...]:
    """The addresses that are to lead to a post from now on, each to one post alone, as `aliases` takes them."""
    found = []
    for url in (post.address, *made.aliases):
        if not url:
            continue
        path = unquote(urlsplit(url).path)
        if not url.startswith(("/", "http://", "https://")):  # from the folder of the post's own address
            path = os.path.normpath(f"{post.address.rstrip('/').rpartition('/')[0]}/{path}")
        if not url.startswith(("http://", "https://")) and not path.startswith(f"{blog.below}/"):
            path = f"{blog.below}/{path}"
        path = re.sub(r"/{2,}", "/", path)
        path = path.removesuffix("index.html") if path.endswith("/index.html") else path
        path = path if path.endswith("/") or "." in path.rpartition("/")[2] else f"{path}/"
        if path in ("/", f"/articles/{planned.article.slug}/") or ".." in path.split("/") or "\\" in path:
            continue
        other = claimed.setdefault(path.casefold(), post.key)
        if other != post.key:
            planned.notes.append(f"its old address {path} is that of {other} too, and goes on leading there")
        elif path not in found:
            found.append(path)
    if not found:
        planned.notes.append("no old address leads to it")
    return tuple(found)


def write_plan(root: Path, plan: ImportPlan) -> Mapping[str, str]:
    """Write what was planned, pictures before the post that shows them; returns why a post was not written, by key.

    Nothing is overwritten: a post whose file or picture stands there with another content is not written.
    """
    failed: dict[str, str] = {}
    for post in plan.posts:
        try:
            for picture in post.pictures:
                _copy_picture(root, post.key, picture)
            write_new(root, post.key, post.article)
        except IngestError as error:
            failed[post.key] = error.cause
    return failed


def _copy_picture(root: Path, key: str, picture: PlannedPicture) -> None:
    target = root / picture.target
    partial = target.with_name(f".{target.name[:40]}.{os.getpid()}.tmp")
    try:
        if target.exists():
            if filecmp.cmp(picture.source, target, shallow=False):
                return
            raise IngestError(key, "write", f"{picture.target} exists already and is another picture")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(picture.source, partial)
        partial.replace(target)
    except OSError as error:
        raise IngestError(key, "write", f"{picture.target} cannot be written: {error.strerror}") from None
    finally:
        partial.unlink(missing_ok=True)
