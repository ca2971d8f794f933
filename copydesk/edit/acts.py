"""What an editor does with whole articles: publish, back to draft, to the trash and back. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from copydesk.edit.journal import text_hash
from copydesk.edit.nodes import has_value, read_values, set_value, unset_value
from copydesk.edit.plan import FileChange, Plan
from copydesk.errors import Location, Problem, ProblemsError, UsageError
from copydesk.urls import slugify

ARTICLES, EDITIONS, TRASH = "content/articles/", "content/editions/", ".copydesk/trash/"
_DATED = re.compile(r"\d{4}-\d\d-\d\d-(?=.)")
_NAMELESS = re.compile(r"untitled(-\d+)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class NotReadyError(ProblemsError):
    """An article that lacks what a published one must have: each is named with what to write."""


def plan_publish(files: Mapping[str, str], path: str, when: str = "") -> Plan:
    """Take an article out of its drafts, at once or from a time on (`when`, as `publish_at` takes it).

    One from `undated/` moves to its year; what its file's name stood for (`id`, `slug`) is written first, so that its
    address and its feeds' id stay. A draft whose headline was corrected since it was added has never had an address:
    it gets that of its headline, and a note says so. Raises NotReadyError without a headline or a date.
    """
    text = _text_of(files, path)
    values = read_values(text, path)
    date = _ready(path, values)
    after = _without(text, path, ("draft", "status"))
    if values.get("published") is False:
        after = unset_value(after, path, ("published",))
    if when:
        after = set_value(after, path, ("publish_at",), when)
    stem = path.rpartition("/")[2].removesuffix(".md")
    slug = slugify(str(values.get("slug") or _DATED.sub("", stem)))
    notes = () if _names_source(values.get("source")) else (f"{path}: no source, published as the digest's own",)
    nameless = _NAMELESS.fullmatch(slug) is not None and not _said(values.get("slug"))
    renamed = slug
    if nameless or _is_named_by_add(values, slug):
        renamed = slugify(str(values["title"])) or slug
        taken = {slugify(_DATED.sub("", one.rpartition("/")[2].removesuffix(".md"))) for one in files if one != path}
        renamed = slug if renamed in taken else renamed
    if renamed != slug and not nameless:
        notes = (*notes, f"{path}: its address follows its headline, {renamed}")
    changed, slug = renamed != slug, renamed
    if "/undated/" not in path:
        after = set_value(after, path, ("slug",), slug) if changed else after
        return _plan_of(path, text, path, after, notes)
    for key, value in (("id", f"{date}-{slug}" if nameless else stem), ("slug", slug)):
        after = after if _said(values.get(key)) else set_value(after, path, (key,), value)
    target = f"{ARTICLES}{date[:4]}/{date}-{slug}.md"
    if target in files:
        raise UsageError(f"{target} is there already: rename one of the two")
    return _plan_of(path, text, target, after, notes)


def _names_source(source: object) -> bool:
    """Whether `source:` names an outlet or an address; what `add` keeps beside them (its file, a day) does neither."""
    if isinstance(source, Mapping):
        return _said(source.get("name")) or _said(source.get("url"))
    return _said(source)


def _is_named_by_add(values: Mapping[str, Any], slug: str) -> bool:
    """Whether a draft still has the slug that `add` made of its first headline, which its id keeps, and no other."""
    return (
        values.get("draft") is True
        and not _said(values.get("slug"))
        and re.fullmatch(rf"{re.escape(slug)}-[0-9a-f]{{8}}", str(values.get("id") or "")) is not None
    )


def _ready(path: str, values: Mapping[str, Any]) -> str:
    """The day of an article that can be published. Raises NotReadyError."""
    date = _date_of(values)
    problems = []
    if not _said(values.get("title")) or str(values.get("title")).casefold() == "untitled":
        problems.append(_problem(path, "no headline", "write title: …"))
    if not date:
        problems.append(_problem(path, "no date", "write date: YYYY-MM-DD"))
    if problems:
        raise NotReadyError(problems)
    return date


def _without(text: str, path: str, keys: Iterable[str]) -> str:
    for key in keys:
        text = unset_value(text, path, (key,)) if has_value(text, path, (key,)) else text
    return text


def plan_draft(files: Mapping[str, str], path: str) -> Plan:
    """Take an article back to its drafts: it is off the site from the next build on.

    The address that it had is written down, so that it has the same one when it is published again.
    """
    text = _text_of(files, path)
    values = read_values(text, path)
    after = set_value(text, path, ("draft",), True)  # noqa: FBT003 (the value of the field)
    slug = slugify(_DATED.sub("", path.rpartition("/")[2].removesuffix(".md")))
    if values.get("draft") is not True and _is_named_by_add({**values, "draft": True}, slug):
        after = set_value(after, path, ("slug",), slug)
    return _plan_of(path, text, path, _without(after, path, ("status", "publish_at")))


def plan_trash(files: Mapping[str, str], paths: Iterable[str], stamp: str) -> Plan:
    """Move files below `.copydesk/trash/STAMP/`, and take their rows out of the editions that name them.

    `files` hold the editions too; a frozen one keeps its rows, and a note says so.
    """
    changes: dict[str, FileChange] = {}
    notes: list[str] = []
    for path in paths:
        text = _text_of(files, path)
        changes[path] = FileChange(path=path, before=text, after=None)
        there = f"{TRASH}{stamp}/{path}"
        changes[there] = FileChange(path=there, before=None, after=text)
        if not path.startswith(ARTICLES):
            continue
        names = _names_of(path, text)
        for edition, before in sorted(files.items()):
            if edition.startswith(EDITIONS) and edition not in changes:
                after = _without_rows(before, edition, names, notes)
                if after != before:
                    changes[edition] = FileChange(path=edition, before=before, after=after)
    return Plan(changes=tuple(changes.values()), notes=tuple(notes))


def plan_restore(trashed: Mapping[str, str], files: Mapping[str, str], path: str) -> Plan:
    """Bring a file back from the trash: the newest of that name. `trashed` are texts by path below the trash.

    Raises UsageError where none is there, or where its place is taken.
    """
    found = sorted(name for name in trashed if name.removeprefix(TRASH).partition("/")[2] == path)
    if not found:
        raise UsageError(f"nothing in the trash was {path}")
    if path in files:
        raise UsageError(f"{path} is there: move it first")
    text = trashed[found[-1]]
    return Plan(
        changes=(
            FileChange(path=path, before=None, after=text),
            FileChange(path=found[-1], before=text, after=None),
        )
    )


def _plan_of(path: str, before: str, target: str, after: str, notes: tuple[str, ...] = ()) -> Plan:
    if path != target:
        new, old = FileChange(path=target, before=None, after=after), FileChange(path=path, before=before, after=None)
        return Plan(changes=(new, old), notes=(*notes, f"{path} is now {target}"))
    if text_hash(before) == text_hash(after):
        return Plan(changes=())
    return Plan(changes=(FileChange(path=path, before=before, after=after),), notes=notes)


def _text_of(files: Mapping[str, str], path: str) -> str:
    if path not in files:
        raise UsageError(f"{path}: there is no such file")
    return files[path]


def _date_of(values: Mapping[str, Any]) -> str:
    """The day of an article, "" where it has none that reads as one."""
    stated = next((values[key] for key in ("date", "published", "publishDate") if _said(values.get(key))), "")
    match = _DAY.match(str(stated))
    return match[0] if match else ""


def _said(value: Any) -> bool:
    return value is not None and not isinstance(value, bool) and bool(str(value).strip())


def _names_of(path: str, text: str) -> set[str]:
    """What an edition may call an article: its slug or its id."""
    values = read_values(text, path)
    stem = path.rpartition("/")[2].removesuffix(".md")
    return {str(values.get("id") or stem), slugify(str(values.get("slug") or _DATED.sub("", stem)))}


def _without_rows(text: str, path: str, names: set[str], notes: list[str]) -> str:
    """An edition without the rows that name an article."""
    values = read_values(text, path)
    lists: list[tuple[str | int, ...]] = [("articles",)]
    sections = values.get("sections")
    lists += [("sections", number, "articles") for number in range(len(sections) if isinstance(sections, list) else 0)]
    for at in reversed(lists):
        holder: Any = values
        for step in at:
            holder = holder.get(step) if isinstance(holder, dict) else holder[step] if isinstance(step, int) else None
        rows = holder if isinstance(holder, list) else []
        for number in reversed([n for n, row in enumerate(rows) if str(row) in names]):
            if values.get("frozen") is True:
                notes.append(
                    f"{path} is out and keeps its row: no build passes until the article is restored or the row goes"
                )
                break
            text = unset_value(text, path, (*at, number))
    return text


def _problem(path: str, message: str, advice: str) -> Problem:
    return Problem(location=Location(path=path, line=1), message=message, advice=advice)
