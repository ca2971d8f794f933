"""What a text says twice: a paragraph again, the whole text in one, a quotation set out of its paragraph. Pure."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

from copydesk.ingest.clean.classify import Decisions
from copydesk.ingest.clean.facts.caption import doubled
from copydesk.ingest.clean.lines import QUOTED, said_in, same_words

_COLONS = ":："
_LONG = 12  # words; a shorter line may well be said twice
_SAME = 0.9
_MOST_HELD = 0.5  # share of what is kept once that is said again
_FEWEST_PULLED, _FEWEST_PULLED_OF_TEXT, _MOST_PULLED = 5, 7, 60  # words of a pull quote; a heading is a short one
_MOST_QUOTES = 30  # of a text
_LONGEST_SPEAKER = 10  # words of who said it


def drop_repeats(desk: Decisions) -> None:
    """Drop what only says again what a longer line kept before it says."""
    seen: dict[tuple[str, ...], list[int]] = {}  # by their first words, in which short and long forms are alike
    lines, last = desk.document.lines, next(reversed(desk.kept()), 0)
    again: list[tuple[int, int]] = []  # places of what was said first, and of what says it again
    for at, line in enumerate(lines):
        if not desk.keep[at] or line.words < _LONG or line.code:
            continue
        alike = seen.setdefault(line.tokens[:_LONG], [])
        same = (one for one in alike if line.tokens == lines[one].tokens)
        near = (one for one in alike if same_words(line.tokens, lines[one].tokens) >= _SAME)
        before = next(itertools.chain(same, near), None)
        if before is None:
            alike.append(at)
        elif at == last and _is_quoted(desk, before):
            desk.drop(before, "pull quote: said again where the text ends")  # the text's last word is its own
        else:
            desk.drop(at, "said before")
            again.append((before, at))
    _short_between(desk, again)
    _said_at_once(desk)
    _pull_quotes(desk)
    if not desk.document.is_page:
        twice = doubled(desk.document.lines)
        for at in sorted(twice):
            both = at - 1 in twice and desk.keep[at] and desk.keep[at - 1]
            if both and desk.document.lines[at].text == desk.document.lines[at - 1].text:
                desk.drop(at, "said twice")


def _short_between(desk: Decisions, again: Sequence[tuple[int, int]]) -> None:
    """Drop the short lines beside what is said again, where that is most of the text: the page holds it twice.

    In a week's plan a paragraph or two come again, and each day's short lines are its own.
    """
    words = sum(desk.document.lines[at].words for _, at in again)
    if words < _MOST_HELD * sum(desk.document.lines[at].words for at in desk.kept()):
        return
    for before, at in again:
        for step in (1, -1):
            _short_beside(desk, before, at, step)


def _short_beside(desk: Decisions, before: int, at: int, step: int) -> None:
    """Drop the short lines right below or above a paragraph that is said again, where they stand so beside both."""
    lines = desk.document.lines
    before, at = before + step, at + step
    while 0 <= before < at < len(lines) and desk.keep[before] and desk.keep[at]:
        if lines[at].words >= _LONG or lines[at].tokens != lines[before].tokens:
            return
        desk.drop(at, "said before")
        before, at = before + step, at + step


def _said_at_once(desk: Decisions) -> None:
    """Drop a long line that says in one what several other kept lines say: a page that holds its text twice."""
    lines, kept = desk.document.lines, desk.kept()
    long = [at for at in kept if lines[at].words >= _LONG_AT_ONCE and not lines[at].code]
    if not long:
        return
    runs = {at: frozenset(_runs(lines[at].tokens)) for at in kept}
    for at in long:
        others = [one for one in kept if desk.keep[one] and one != at and runs[one] and runs[one] <= runs[at]]
        said = Counter(word for one in others for word in lines[one].tokens)
        own = (Counter(lines[at].tokens) - said).total()  # words that no other line has: a sentence of its own, then
        if len(others) >= _FEWEST_SAID and own <= _MOST_OWN * len(lines[at].tokens):
            desk.drop(at, "said before")


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(words, words[1:], words[2:], words[3:], strict=False)


# Words of a line that may say several again; of these, how many; share of its words that none of them has.
_LONG_AT_ONCE, _FEWEST_SAID, _MOST_OWN = 60, 3, 0.05


def _pull_quotes(desk: Decisions) -> None:
    """Drop a quotation set amid a text that a longer paragraph of it holds, and the name below it, to be looked at."""
    lines, kept = desk.document.lines, desk.kept()
    pulled = [at for at in kept[1:-1] if _may_be_pulled(desk, at)]
    if not 0 < len(pulled) <= _MOST_QUOTES:  # a collection of sayings is its sayings
        return
    held = {at: " ".join(("", *lines[at].tokens, "")) for at in kept}
    for at in pulled:
        words = " ".join(("", *said_in(lines[at]), ""))
        holders = [other for other, one in held.items() if other != at and words in one and len(one) > len(words)]
        short = len(lines[at].tokens) < _FEWEST_PULLED_OF_TEXT
        heads = short and desk.document.blocks[at].tag != "blockquote"  # a quoted heading, above what says it
        if any(not heads or other < at for other in holders):
            desk.set_aside(at, "pull quote: a paragraph says it, too")
            named = at + 1
            if named in held and named != kept[-1] and _names_speaker(desk, named):
                desk.set_aside(named, "pull quote: a paragraph says it, too")


def _may_be_pulled(desk: Decisions, at: int) -> bool:
    """Tell a quotation of its own, neither heading nor item, that no sentence above leads in."""
    line, block = desk.document.lines[at], desk.document.blocks[at]
    led = desk.document.lines[at - 1].raw.rstrip()[-1:] in (*_COLONS, ",", "，", "、")
    sized = _FEWEST_PULLED <= len(line.tokens) <= _MOST_PULLED
    return sized and not (led or block.level or block.unit) and _is_quoted(desk, at)


def _is_quoted(desk: Decisions, at: int) -> bool:
    """Tell a block that is a quotation by its mark or stands between quotation marks, with or without a name behind."""
    return desk.document.blocks[at].tag == "blockquote" or QUOTED.match(desk.document.lines[at].raw) is not None


def _names_speaker(desk: Decisions, at: int) -> bool:
    """Tell the name below a quotation: a few words behind a dash, or right below it without a stop."""
    line, block = desk.document.lines[at], desk.document.blocks[at]
    dashed = line.raw.lstrip()[:1] in "—–-" or block.tag == "blockquote"
    below = dashed or (not desk.document.is_page and not line.blank_before)
    return below and line.words <= _LONGEST_SPEAKER and not line.stop and line.raw.strip("—–- ")[:1].isupper()
