"""Two edits of one Markdown text put together, block by block. Pure.

A block is what stands between blank lines; fenced code is one, blank lines and all. Where both changed the same block
in different ways nothing is guessed: it is a conflict, and both ways are handed back.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_FENCE = re.compile(r"(`{3,}|~{3,})")
# An address may have brackets in it that close again ("…/Riga_(port)"), two deep; one that closes none is no link.
_LINK = re.compile(
    r"!?\[([^\]]*)\]\((?:<[^<>\n]*>|\\.|[^()\\]|\((?:\\.|[^()\\]|\((?:\\.|[^()\\])*+\))*+\))*+\)", re.DOTALL
)
_TAG = re.compile(r"<[^>]{0,300}>")
_START = re.compile(r"(?m)^(?:#{1,6}|>|[-*+]|\d{1,3}\.)[ \t]+")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!>~|-])")
_MARKS = re.compile(r"(?<!\\)(?:\*{1,3}|`+|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w))")


def to_plain(markdown: str) -> str:
    """The words of a Markdown text, paragraphs kept: enough for a reader of names, not a renderer."""
    text = _TAG.sub("", _LINK.sub(r"\1", markdown))
    return html.unescape(_ESCAPED.sub(r"\1", _MARKS.sub("", _START.sub("", text))))


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockConflict:
    """A place that both changed: what it was, and what each made of it ("" for taken out)."""

    was: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedText:
    """Two edits put together. With conflicts, `text` has mine in each of those places."""

    text: str
    conflicts: tuple[BlockConflict, ...] = ()


def split_blocks(text: str) -> list[str]:
    """The blocks of a Markdown text, without the blank lines between them."""
    blocks: list[list[str]] = [[]]
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line.lstrip())
        if fence:
            fence = "" if mark and mark[1].startswith(fence) and line.strip() == mark[1] else fence
        elif mark:
            fence = mark[1]
        if line.strip() or fence:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return ["\n".join(block) for block in blocks if block]


def merge_blocks(base: str, mine: str, theirs: str) -> MergedText:
    """Both what `mine` and what `theirs` changed in `base`. A text that only one changed comes back as it is."""
    if theirs in {base, mine}:
        return MergedText(text=mine)
    if mine == base:
        return MergedText(text=theirs)
    old, ours, others = split_blocks(base), split_blocks(mine), split_blocks(theirs)
    made: list[str] = []
    conflicts: list[BlockConflict] = []
    at = 0
    for start, end, left, right in _joined(_changes(old, ours), _changes(old, others)):
        made += old[at:start]
        a, b = (_applied(old, start, end, changes) for changes in (left, right))
        unchanged = old[start:end]
        if not left or a == unchanged:
            made += b
        elif not right or b in (unchanged, a):
            made += a
        else:
            made += a
            conflicts.append(BlockConflict(was="\n\n".join(unchanged), mine="\n\n".join(a), theirs="\n\n".join(b)))
        at = end
    made += old[at:]
    tail = mine[len(mine.rstrip("\n")) :]
    return MergedText(text="\n\n".join(made) + tail, conflicts=tuple(conflicts))


# A stretch of the old blocks and what stands there instead.
_Change = tuple[int, int, list[str]]


def _changes(old: Sequence[str], new: Sequence[str]) -> list[_Change]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [(i1, i2, list(new[j1:j2])) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"]


def _joined(left: list[_Change], right: list[_Change]) -> list[tuple[int, int, list[_Change], list[_Change]]]:
    """Stretches of the old blocks that one side or both changed, those that touch each other's taken together."""
    marked = sorted([(change, 0) for change in left] + [(change, 1) for change in right], key=lambda m: m[0][:2])
    found: list[tuple[int, int, list[_Change], list[_Change]]] = []
    for change, side in marked:
        start, end, _ = change
        if found and _meets(found[-1], start, end):
            first, last, *sides = found[-1]
            sides[side].append(change)
            found[-1] = (first, max(last, end), sides[0], sides[1])
        else:
            found.append((start, end, [] if side else [change], [change] if side else []))
    return found


def _meets(group: tuple[int, int, list[_Change], list[_Change]], start: int, end: int) -> bool:
    """Whether a change touches a group of others: the same blocks, or two things put in at one place.

    What is put in beside a block that the other side rewrote has a place that is known: before it, or after it.
    """
    first, last = group[0], group[1]
    if start == end == first == last:
        return True
    if start == end or first == last:
        return start < last and end > first
    return start < last


def _applied(old: Sequence[str], start: int, end: int, changes: Sequence[_Change]) -> list[str]:
    made: list[str] = []
    at = start
    for first, last, new in changes:
        made += [*old[at:first], *new]
        at = last
    return [*made, *old[at:end]]
