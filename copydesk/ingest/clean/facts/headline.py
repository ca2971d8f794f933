"""The title of a text dump: which line above the article is its headline. Pure."""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter
from collections.abc import Sequence

from copydesk.ingest.clean.facts.caption import doubled, split_credit
from copydesk.ingest.clean.facts.dates import find_dates
from copydesk.ingest.clean.facts.headline_features import title_rows
from copydesk.ingest.clean.facts.names import strip_by
from copydesk.ingest.clean.forest import load_forest
from copydesk.ingest.clean.judge import main_stretch
from copydesk.ingest.clean.lines import Line, make_line

MODEL = "cleaner-title"
_ABOVE = 300  # lines above the text in which a headline may stand; menus between them are long in whole-page dumps
_BELOW = 2
_LEAD = 40  # lines of the text whose words a headline shares
_PROMISING = 12  # of these the forest is asked; they hold the headline on 93 to 96 of 100 pages that show it
_LEAST_CHANCE = 0.25  # of several lines with little chance the best is still the title in two of three cases
_SHORTEST, _LONGEST, _LETTERS = 2, 45, 300
_STAMP = 4  # words beside the three of a date: a label, a weekday, a time
_CAPTION = 14  # words from which a line that stands twice, or ends in a credit, is a caption
# Of lines that have nearly the best chance the first is the headline, since captions, standfirsts and heads of lists
# follow it: shares of the best chance for lines that share a word with the best, for those right above it, for others.
_SHARING, _BESIDE, _ELSEWHERE, _NEAR = 0.7, 0.85, 0.97, 3
_LABEL = 4  # words; a shorter line above a headline is the outlet's name or a section's
_ECHO = (2, 3, 4)  # words with which a caption ends that it began with: the one it shows, then the one who took it
_CRUMB = re.compile(r"\s[»›>→]\s")
_SECTION = re.compile(r"^([^:]{2,24})\s:\s(?=\S)")  # "Kultur : What do they read?"
_BARRIER = frozenset("/»›>→|•·")
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$")
_BRACKETS = re.compile(r"^[(\[][^()\[\]]+[)\]]$")
_BAR = re.compile(r"\s\|\s")
_QUOTED_KICKER = re.compile(r"^([\"“„«»'‘][^\"”“«»]{3,60}[\"”“«»])(?=[^\W\d_]{2})")
_GLUED_COLON = re.compile(r"(?<=[^\W\d_]{2}):(?=[^\W\d_]{2})")
_GLUE = re.compile(r"(?<=[^\W\d_]{2})(?<![A-ZÄÖÜÀ-Þ])(?=[A-ZÄÖÜÀ-Þ][^\W\d_])")


def candidates(lines: Sequence[Line], start: int, end: int) -> list[int]:
    """Return the places of the lines that could be the headline of the text from `start` to `end`, in order.

    A cheap first look, by the words a line shares with the text, its length, its distance and whether it is repeated.
    """
    spoken = Counter(word for line in lines[start : start + _LEAD] for word in line.content)
    said = Counter(line.text for line in lines)
    twice = doubled(lines)
    ranked: list[tuple[float, int]] = []
    for at in range(max(0, start - _ABOVE), min(len(lines), start + _BELOW)):
        line = lines[at]
        if not (_SHORTEST <= line.words <= _LONGEST and len(line.text) <= _LETTERS and line.hit.cover < 0.8):
            continue
        if _ADDRESS.match(line.text) or _BRACKETS.match(line.text) or _is_stamp(line):
            continue
        if strip_by(line.text)[1] or _is_caption(line, twice=at in twice):
            continue
        own = line.content
        inside = start <= at < end
        shared = sum(1 for word in own if spoken[word] > inside) / len(own) if own else 0.0
        promise = 2 * shared + min(line.words, 10.0) / 10 + 0.5 * (said[line.text] > 1) - min(start - at, 60) / 40
        promise -= 0.5 * bool(line.mark) + 0.4 * line.stop + line.hit.cover
        ranked.append((promise, at))
    return sorted(at for _, at in heapq.nlargest(_PROMISING, ranked))


def _is_caption(line: Line, *, twice: bool) -> bool:
    """Tell whether a line is long and said twice in a row or credited, or ends in a name with which it begins."""
    if line.words > _CAPTION and (twice or split_credit(line.text)[1]):
        return True
    found = line.tokens
    return not line.unspaced and any(len(found) > 2 * size and found[:size] == found[-size:] for size in _ECHO)


def _is_stamp(line: Line) -> bool:
    """Tell whether a line is little more than a date."""
    dates = find_dates(line.text) if line.digits else ()
    return bool(dates) and line.words <= _STAMP + 3 * len(dates)


def find_title(lines: Sequence[Line], kept: Sequence[bool]) -> int | None:
    """Return the place of the headline of the text that was kept; None where no line reads as one."""
    start, end = main_stretch(lines, kept)
    forest = load_forest(MODEL)
    places = candidates(lines, start, end)
    if not places:
        return None
    rows = title_rows(lines, kept, start, end, places)
    chances = {at: forest.chance(row) for row, at in zip(rows, places, strict=True)}
    best = max(places, key=lambda at: (chances[at], -at))
    if chances[best] < _LEAST_CHANCE:
        return None
    if lines[best].words < _LABEL:
        best = next(
            (at for at in places if _follows(lines, best, at) and chances[at] >= _SHARING * chances[best]), best
        )
    return next(at for at in places if chances[at] >= _asked(lines, at, best) * chances[best])


def _follows(lines: Sequence[Line], label: int, at: int) -> bool:
    """Tell whether a line stands right below a label and is long enough for the headline that the label is for."""
    return 0 < at - label < _NEAR and lines[at].words > _LABEL and not lines[at].stop


def _asked(lines: Sequence[Line], at: int, best: int) -> float:
    """Return the share of the best line's chance from which the line at `at` is taken for the headline in its place."""
    if at != best and lines[at].words < _LABEL:
        return math.inf
    if lines[at].content & lines[best].content:
        return _SHARING
    return _BESIDE if best - at < _NEAR else _ELSEWHERE


def title_text(lines: Sequence[Line], at: int) -> str:
    """Return the headline without what the dump glued to it: breadcrumb, site, kicker; with a second half on its own.

    A kicker is cut off where it is glued to the first word ("DemoThe day draws near") or where the rest stands on
    a line of its own, a site after a bar.
    """
    text = lines[at].text
    if _CRUMB.search(text):
        text = _CRUMB.split(text)[-1] if len(_CRUMB.split(text)[-1]) > _SHORTEST else text
    parts = _BAR.split(text)
    if len(parts) > 1:
        text = " | ".join(parts[: parts.index(max(parts, key=len)) + 1])
    text = _without_kicker(text, lines)
    if at + 1 < len(lines) and lines[at + 1].text.startswith(": ") and lines[at + 1].words <= _LONGEST:
        text += lines[at + 1].text
    return _GLUED_COLON.sub(": ", text).strip()


def _parted(sign: str) -> bool:
    """Tell whether what stands before a headline is no part of it, by its last sign.

    "Budget: what it says" is one headline, "Analysis What it says" and "Home / Analysis / What it says" are not.
    """
    return sign.isalnum() or sign in _BARRIER


def _without_kicker(text: str, lines: Sequence[Line]) -> str:
    section = _SECTION.match(text)
    if section and make_line(0, section[1]).hit.cover >= 1:
        return text[section.end() :]
    quoted = _QUOTED_KICKER.match(text)
    if quoted and len(text) - quoted.end() > quoted.end() / 2:
        return text[quoted.end() :]
    whole = [
        line.text
        for line in lines
        if line.words >= 4
        and len(line.text) < len(text)
        and text.endswith(line.text)
        and _parted(text[-len(line.text) - 2])
    ]
    if whole:
        return max(whole, key=len)
    for match in _GLUE.finditer(text):
        cut = match.start()
        word = text[text.rfind(" ", 0, cut) + 1 :].split(" ", 1)[0]
        # "DemoDer" is glue, "YouTube" a name: a name comes again in the text.
        if len(text) - cut > cut / 2 and sum(word in line.text for line in lines if line.text != text) == 0:
            return text[cut:]
    return text
