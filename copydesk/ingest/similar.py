"""Tells whether nearly the same text is in the digest already, and lets several outlets share one story.

A sketch is the `SKETCH` smallest hashes of a text's five-word shingles (Broder, 1997): the share of hashes
two sketches have in common estimates how much of the texts is the same.
"""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from copydesk.config import Config
from copydesk.edit.journal import read_text_file
from copydesk.edit.nodes import set_value
from copydesk.edit.plan import FileChange, Plan
from copydesk.edit.store import carry_out
from copydesk.errors import UsageError, did_you_mean
from copydesk.library import load_library

SHINGLE, SKETCH = 5, 128
# Measured on rewrites of own test articles: a copy with a paragraph more or less stays above .7, two reports
# of one event by different hands below .15.
NEAR = 0.55
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An article that a new text is a copy of, how much of it is the same (1.0: all), and whether its file is."""

    path: str
    likeness: float
    is_same_file: bool = False


def shingle_sketch(text: str) -> frozenset[int]:
    """The sketch of a text, marks and case left out. Scripts without blanks are cut into single characters."""
    words = _WORD.findall(text.casefold())
    if words and sum(map(len, words)) / len(words) > 12:
        words = [char for word in words for char in word]
    if len(words) < SHINGLE:  # too few to cut: as a whole, and a text of marks alone by its marks
        whole = " ".join(words or text.split())
        return frozenset({zlib.crc32(whole.encode())}) if whole else frozenset()
    hashes = {zlib.crc32(" ".join(words[i : i + SHINGLE]).encode()) for i in range(len(words) - SHINGLE + 1)}
    return frozenset(sorted(hashes)[:SKETCH])


def likeness(a: frozenset[int], b: frozenset[int]) -> float:
    """The estimated share of shingles two texts have in common (Jaccard), 0 to 1."""
    if not a or not b:
        return 0.0
    least = sorted(a | b)[: max(len(a), len(b))]
    return sum(1 for value in least if value in a and value in b) / len(least)


def find_copy(mine: frozenset[int], known: Mapping[str, frozenset[int]]) -> Copy | None:
    """The article most like a new one, if it is a near copy at all; ties go to the first path."""
    best: Copy | None = None
    for path in sorted(known):
        if mine.isdisjoint(known[path]):
            continue
        value = likeness(mine, known[path])
        if value >= NEAR and (best is None or value > best.likeness):
            best = Copy(path=path, likeness=value)
    return best


# --- Several outlets on one story: articles that share a key in `story:`. A shell -----------------


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
