"""What a text keeps because of what stands above it: items under a lead-in, years of a list, works. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import partial

from copydesk.ingest.clean.classify import EVEN, Decisions
from copydesk.ingest.clean.lexicon import load_works
from copydesk.ingest.clean.lines import Line

_COLONS = (":", "：")
_LEAST_LEAD_IN = 4  # words
_LONGEST_ITEM, _MOST_ITEMS, _FEWEST_ITEMS = 25, 12, 2  # words; items in one block under a lead-in
_FEWEST_YEARS = 3
_CHROME = 0.6  # share of an item that is words of pages
_YEAR = re.compile(r"\W{0,3}(1\d{3}|20\d\d|21\d\d)\W{0,3}")


def keep_announced(desk: Decisions) -> None:
    """Keep the lines of one block under a copied text's lead-in: "What the order requires:" and three lines below it.

    What a copy loses with its marks the colon tells. The text goes on below them, or keeps one of them anyway.
    """
    lines = desk.document.lines
    for lead in () if desk.document.is_page else desk.kept():
        if not _leads_in(desk, lead):
            continue
        items = list(_block_below(lines, lead))
        plain = all(_is_plain(lines[at]) and (desk.keep[at] or at not in desk.rules) for at in items)
        if plain and len(items) >= _FEWEST_ITEMS and any(desk.keep[items[0] : items[-1] + _MOST_ITEMS]):
            for at in items:
                desk.restore(at)


def _leads_in(desk: Decisions, at: int) -> bool:
    line = desk.document.lines[at]
    said = line.words >= _LEAST_LEAD_IN and line.text.rstrip().endswith(_COLONS)
    return said and not line.hit.groups and desk.verdict.chances[at] >= EVEN


def _block_below(lines: Sequence[Line], at: int) -> Iterator[int]:
    """Yield the places of the lines below one up to the next blank line; none if they are too many for a list."""
    ends = (one for one in range(at + 2, len(lines)) if lines[one].blank_before)
    end = next(ends, len(lines))
    if end - at - 1 <= _MOST_ITEMS:
        yield from range(at + 1, end)


def _is_plain(line: Line) -> bool:
    return line.words <= _LONGEST_ITEM and line.hit.cover < _CHROME and not line.hit.pleas and not line.contact


def keep_years(desk: Decisions) -> None:
    """Keep the years that head a list of dates, all or none: a bare number reads like a button, and orders the rest."""
    kept = desk.kept()
    within = range(kept[0], kept[-1] + 1) if kept else range(0)
    found = [(at, int(year[1])) for at in within if (year := _YEAR.fullmatch(desk.document.lines[at].raw.strip()))]
    rising = [second > first for (_, first), (_, second) in itertools.pairwise(found)]
    if len(found) >= _FEWEST_YEARS and (all(rising) or not any(rising)):
        for at, _ in found:
            desk.restore(at)


def keep_works(desk: Decisions) -> None:
    """Keep an article's list of references or sources, with its heading: entries right below the text, no links.

    What a page calls its sources and links elsewhere is another part of it.
    """
    document, kept = desk.document, desk.kept()
    if not kept:
        return
    for at, line in enumerate(document.lines[:-1]):
        if (
            at in desk.rules
            or not kept[0] < at <= kept[-1] + 1
            or line.text.strip(" :：.#").casefold() not in load_works()
        ):
            continue
        belongs = partial(_is_work, desk, at + 1)
        entries = list(itertools.takewhile(belongs, range(at + 1, len(desk.keep))))
        if entries and len(entries) <= _MOST_WORKS:
            for place in (at, *entries):
                desk.restore(place)


def _is_work(desk: Decisions, first: int, at: int) -> bool:
    """Tell an entry of a list of works: of one kind with the first, words without a sign of chrome or a link."""
    document = desk.document
    block, line, other = document.blocks[at], document.lines[at], document.blocks[first]
    kin = block.tag == other.tag and block.home == other.home
    kin = kin and bool(line.mark) == bool(document.lines[first].mark)
    listed = block.tag == "li" or bool(line.mark) or line.digits > 0
    plain = not line.hit.pleas and line.hit.cover < _CHROME and block.linked < EVEN
    return at not in desk.rules and kin and listed and plain and line.words >= _FEWEST_IN_WORK


_MOST_WORKS, _FEWEST_IN_WORK = 60, 3  # entries of such a list; words of one
