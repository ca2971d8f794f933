"""Profiles of outlets in `content/sources/SLUG.yaml`, and what an editor's corrections teach. A shell.

What `add` took out of each raw file is kept in `.copydesk/lessons/` until the editor has read the article. The
next `add` compares: a line the editor took out of an article is dropped from now on where it comes from the
same outlet, a line put back is kept. Each lesson is said aloud, and stands in a file that can be corrected.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from copydesk.errors import ContentError, CopydeskError, Location, Problem
from copydesk.frontmatter.document import dump_yaml, parse_yaml, plain, split
from copydesk.ingest.clean import Profile, learn
from copydesk.ingest.draft import Composed
from copydesk.model import CleanArticle, DroppedLine
from copydesk.urls import slugify

LESSONS = Path(".copydesk") / "lessons"
# A lesson is read once, after the editor's first corrections; beyond this many the oldest go.
KEPT = 400


def name_key(name: str) -> str:
    """Outlets whose names differ in case or blanks alone are one."""
    return " ".join(name.casefold().split())


def load_profiles(root: Path, problems: list[Problem]) -> dict[str, Profile]:
    """The `cleaning:` map of each outlet, by folded name."""
    found = {}
    for path in sorted((root / "content" / "sources").glob("*.yaml")):
        where = path.relative_to(root).as_posix()
        try:
            fields = plain(parse_yaml(path.read_text(encoding="utf-8"), where))
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
    """Write an outlet's profile into its file, the rest of which stays as it is; returns the file's path."""
    path = root / "content" / "sources" / f"{slugify(name)}.yaml"
    block = dump_yaml({"cleaning": profile.to_fields()})
    if path.is_file():
        text = path.read_text(encoding="utf-8")
        without = re.sub(r"(?m)^cleaning:.*\n(?:(?:[ \t-].*)?\n)*", "", text if text.endswith("\n") else text + "\n")
        text = without.rstrip("\n") + "\n" + block
    else:
        text = dump_yaml({"name": name}) + block
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.tmp")
    partial.write_text(text, encoding="utf-8", newline="\n")
    partial.replace(path)
    return path.relative_to(root).as_posix()


def remember(root: Path, composed: Composed, clean: CleanArticle) -> None:
    """Keep what cleaning did to an article, for when the editor has corrected it. Failing costs a lesson only."""
    if not clean.source_name:
        return
    lesson = {
        "path": composed.path,
        "source": clean.source_name,
        "text": clean.text,
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
            text=lesson["text"],
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
        lesson = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return lesson if isinstance(lesson, dict) and {"path", "source", "text", "dropped"} <= set(lesson) else None


def _corrected(path: Path) -> str | None:
    """The body of an article file as it is now; None where it is gone or cannot be read at the moment."""
    try:
        return split(path.read_text(encoding="utf-8"), path.name).body
    except (OSError, UnicodeDecodeError, CopydeskError):
        return None
