"""Several outlets on one story: articles that share a key in `story:`. A shell."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from copydesk.config import Config
from copydesk.edit.journal import read_text_file
from copydesk.edit.nodes import set_value
from copydesk.edit.plan import FileChange, Plan
from copydesk.edit.store import carry_out
from copydesk.errors import UsageError, did_you_mean
from copydesk.library import load_library


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story that an article joins: its key, the paths of all its articles, and of those that lack the key."""

    key: str
    paths: frozenset[str]
    without_key: frozenset[str]


def find_story(config: Config, name: str) -> Story:
    """The story of a key, or of an article's slug. Raises UsageError where there is neither."""
    articles = load_library(config).articles
    key = next((one.story or one.slug for one in articles if name in {one.slug, one.story}), "")
    if not key:
        hint = did_you_mean(name, sorted({word for one in articles for word in (one.slug, one.story) if word}))
        raise UsageError(f"--story {name}: no article and no story is called that{f', {hint}' if hint else ''}")
    members = [one for one in articles if one.story == key or one.slug == name]
    return Story(
        key=key,
        paths=frozenset(one.location.path for one in members),
        without_key=frozenset(one.location.path for one in members if not one.story),
    )


def join_story(config: Config, story: Story) -> None:
    """Write the key into the articles of a story that lack it; a step that can be undone."""
    changes = []
    for path in sorted(story.without_key):
        before = read_text_file(config.root / path)
        after = set_value(before, path, "story", story.key) if before is not None else None
        if after is not None and after != before:
            changes.append(FileChange(path=path, before=before, after=after))
    if changes:
        at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        command = f"copydesk add --story {story.key}"
        carry_out(config.root, Plan(changes=tuple(changes)), label="add --story", command=command, at=at)
