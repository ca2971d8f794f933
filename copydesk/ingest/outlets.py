"""Profiles of outlets in `content/sources/SLUG.yaml`, and what an editor's corrections teach. A shell.

What `add` took out of each raw file is kept in `.copydesk/lessons/` until the editor has read the article. The
next `add` compares: a line the editor took out of an article is dropped from now on where it comes from the
same outlet, a line put back is kept. Each lesson is said aloud, and stands in a file that can be corrected.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from copydesk.edit.journal import apply_plan, read_text_file
from copydesk.edit.nodes import add_item, read_values, set_value, unset_value
from copydesk.edit.operations import Operation
from copydesk.edit.plan import FileChange, Plan
from copydesk.errors import ContentError, CopydeskError, Location, Problem
from copydesk.files import read_utf8
from copydesk.frontmatter.document import dump_yaml, parse_yaml, plain_value, split
from copydesk.ingest.draft import Composed
from copydesk.ingest.profile import Profile, learn, line_key
from copydesk.model import CleanArticle, DroppedLine, name_key
from copydesk.urls import slugify

LESSONS = Path(".copydesk") / "lessons"
# A lesson is read once, after the editor's first corrections; beyond this many the oldest go.
KEPT = 400


def load_profiles(root: Path, problems: list[Problem]) -> dict[str, Profile]:
    """The `cleaning:` map of each outlet, by folded name."""
    found = {}
    for path in sorted((root / "content" / "sources").glob("*.yaml")):
        where = path.relative_to(root).as_posix()
        try:
            fields = plain_value(parse_yaml(read_utf8(path), where))
        except ContentError as error:
            problems.extend(error.problems)
            continue
        except (OSError, UnicodeDecodeError):
            continue  # load_registry reports it
        rules = fields.get("cleaning")
        if isinstance(rules, dict) and isinstance(fields.get("name"), str):
            try:
                found[name_key(fields["name"])] = Profile.from_fields(rules)
            except ValueError as error:
                problems.append(Problem(location=Location(path=where), message=f'"cleaning": {error}'))
    return found


def save_profile(root: Path, name: str, profile: Profile) -> str:
    """Write an outlet's profile into its file, whose other lines and comments stay; returns the file's path."""
    path = f"content/sources/{slugify(name)}.yaml"
    before = read_text_file(root / path)
    after = _with_profile(dump_yaml({"name": name}) if before is None else before, path, profile)
    apply_plan(root, Plan(changes=(FileChange(path=path, before=before, after=after),)))
    return path


def _with_profile(text: str, path: str, profile: Profile) -> str:
    """A file's text with what a profile says: lines in lists one by one, so that the others keep their comments."""
    known = read_values(text, path).get("cleaning")
    cleaning: dict[str, Any] = known if isinstance(known, dict) else {}
    fields = profile.to_fields()
    for key in (*cleaning, *(key for key in fields if key not in cleaning)):
        value = fields.get(key)
        if value is None:
            text = unset_value(text, path, ("cleaning", key))
        elif isinstance(value, list) and isinstance(cleaning.get(key), list):
            had = cleaning[key]
            for number in reversed([n for n, line in enumerate(had) if line not in value]):
                text = unset_value(text, path, ("cleaning", key, number))
            for line in value:
                text = text if line in had else add_item(text, path, ("cleaning", key), line)
        elif value != cleaning.get(key):
            text = set_value(text, path, ("cleaning", key), value)
    return text


def line_operations(text: str | None, path: str, name: str, line: str, *, keep: bool) -> tuple[Operation, ...]:
    """Operations on an outlet's file (`text`, None for none yet) so that a line is always kept, or always dropped."""
    made = [] if text is not None else [Operation(op="create", file=path, value=dump_yaml({"name": name}))]
    known = read_values(text, path).get("cleaning") if text is not None else None
    cleaning: dict[str, Any] = known if isinstance(known, dict) else {}
    mine, other = ("keep", "drop") if keep else ("drop", "keep")
    for number, had in reversed(list(enumerate(cleaning.get(other) or ()))):
        if line_key(str(had)) == line_key(line):
            made.append(Operation(op="remove", file=path, at=f"cleaning.{other}[{number}]", was=had))
    if not any(line_key(str(had)) == line_key(line) for had in cleaning.get(mine) or ()):
        made.append(Operation(op="add", file=path, at=f"cleaning.{mine}", value=line))
    return tuple(made)


def remember(root: Path, composed: Composed, clean: CleanArticle) -> None:
    """Keep what cleaning did to an article, for when the editor has corrected it. Failing costs a lesson only."""
    if not clean.source_name:
        return
    lesson = {
        "path": composed.path,
        "source": clean.source_name,
        "text": clean.text,
        "body": clean.body,
        "dropped": [[line.line, line.text, line.rule] for line in clean.dropped],
    }
    folder = root / LESSONS
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{composed.slug[:80]}.json").write_text(json.dumps(lesson, ensure_ascii=False), encoding="utf-8")
        for old in sorted(folder.glob("*.json"), key=lambda p: p.stat().st_mtime_ns)[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def take_lessons(root: Path, profiles: dict[str, Profile]) -> Iterator[str]:
    """Learn from articles corrected since they were added; `profiles` grows, its files too. Yields what was learnt."""
    for path in sorted((root / LESSONS).glob("*.json")):
        lesson = _read(path)
        if lesson is None:
            path.unlink(missing_ok=True)
            continue
        body = _corrected(root / lesson["path"])
        if body is None:
            continue
        clean = CleanArticle(
            file=path.name,
            source_name=lesson["source"],
            text=lesson["text"],
            body=lesson.get("body", ""),  # lessons of earlier versions have none
            dropped=tuple(DroppedLine(line=line, text=text, rule=rule) for line, text, rule in lesson["dropped"]),
        )
        key = name_key(lesson["source"])
        before = profiles.get(key, Profile())
        after = learn(before, clean, body)
        if after != before:
            profiles[key] = after
            where = save_profile(root, lesson["source"], after)
            new = len(set(after.drop) - set(before.drop)), len(set(after.keep) - set(before.keep))
            yield f"learnt from {lesson['path']}: {new[0]} lines to drop, {new[1]} to keep ({where})"
            path.unlink(missing_ok=True)


def _read(path: Path) -> Any:
    try:
        lesson = json.loads(read_utf8(path))
    except (OSError, ValueError):
        return None
    return lesson if isinstance(lesson, dict) and {"path", "source", "text", "dropped"} <= set(lesson) else None


def _corrected(path: Path) -> str | None:
    """The body of an article file as it is now; None where it is gone or cannot be read at the moment.

    One whose lines the editor decided on one by one teaches nothing by itself: the desk asks what is for always.
    """
    try:
        file = split(read_utf8(path), path.name)
        source = plain_value(file.fields).get("source")
    except (OSError, UnicodeDecodeError, CopydeskError):
        return None
    decided = isinstance(source, dict) and (source.get("kept") or source.get("dropped"))
    return None if decided else file.body
