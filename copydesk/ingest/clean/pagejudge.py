"""Which blocks of a page are the article, by their words, their markup and trafilatura's choice. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from copydesk.ingest.clean.blocks import LIST, Block
from copydesk.ingest.clean.facts.headline import find_heading, names_of, standfirsts_of
from copydesk.ingest.clean.features import features
from copydesk.ingest.clean.forest import load_forest
from copydesk.ingest.clean.lexicon import UNSPACED
from copydesk.ingest.clean.lines import Line, make_line, near_long
from copydesk.ingest.clean.lines import same_words as alike
from copydesk.ingest.clean.metadata import Metadata
from copydesk.ingest.clean.pagerows import page_rows, shares_in
from copydesk.ingest.clean.places import best_stretch
from copydesk.ingest.clean.smooth import smooth

MODEL = "cleaner-html"
_LIKE = 0.5  # share of words a heading must have in common with one of the page's names for itself
_HEADING = {"h1": 0.5, "h2": 0.25}  # more for a heading than for other words that are the same
_LISTED = 0.5  # less for one in a list, as trails of sections and teasers have it
_PAST = 0.25  # less for one below the beginning of the text
_EVEN = 0.5
# A list of names or results is hardly prose: where less than this share of what trafilatura chose is kept, its choice
# stands.
_LEAST_KEPT = 0.3
_SAME = 0.9
# Of 6,823 blocks in such runs on 305 pages eleven were article text: lists of links that trafilatura mostly chose.
ALL_LINKED, _LONG_MENU = 0.98, 6
_LONG = 12  # words; a shorter line may well be said twice
# Wider than in text dumps: lists of names are many short blocks, and menus are left out by their element.
_ABOVE = _BELOW = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPage:
    """The blocks worth a look with their lines, those that are not (`far`), and what was seen of them."""

    blocks: tuple[Block, ...]
    lines: tuple[Line, ...]
    far: tuple[Block, ...]
    title: int | None
    rows: tuple[Sequence[float], ...]
    chosen: tuple[float, ...]

    def reason(self, at: int) -> str:
        """Name the features that spoke most against a block."""
        return ", ".join(load_forest(MODEL).reasons(self.rows[at]))


def _is_long(block: Block) -> bool:
    text = block.text
    return len(text.split(None, 10)) >= 10 or (not text.isascii() and len(UNSPACED.findall(text)) >= 20)


def study(
    blocks: Sequence[Block],
    found: Sequence[str],
    data: Metadata,
) -> JudgedPage:
    """Return a page's blocks with their features.

    `found` is trafilatura's text by lines, `data` what the page keeps for machines.
    """
    titles = names_of(data)
    near = near_long([_is_long(block) for block in blocks], _ABOVE, _BELOW) - _menus(blocks, set(found))
    close = tuple(block for at, block in enumerate(blocks) if at in near)
    lines = tuple(_line(at, block) for at, block in enumerate(blocks) if at in near)
    start, end = best_stretch(lines, 12.0)
    listed = [bool(block.inside & LIST) for block in close]
    title = find_heading(lines, [block.tag for block in close], listed, (start, end), data)
    headline = lines[title].text if title is not None else titles[0] if titles else ""
    chosen = shares_in(lines, found)
    extra = page_rows(close, lines, chosen, headline, (data.text, standfirsts_of(data)))
    rows = features(lines, title=headline, extra=extra)
    return JudgedPage(
        blocks=close,
        lines=lines,
        far=tuple(block for at, block in enumerate(blocks) if at not in near),
        title=title,
        rows=tuple(rows),
        chosen=tuple(chosen),
    )


def _menus(blocks: Sequence[Block], found: AbstractSet[str]) -> set[int]:
    """Return the places of blocks in long runs of nothing but links, none of which trafilatura `found`."""
    out: set[int] = set()
    run: list[int] = []
    for at, block in enumerate(blocks):
        if block.linked >= ALL_LINKED and block.text not in found:
            run.append(at)
            continue
        if len(run) >= _LONG_MENU:
            out.update(run)
        run = []
    return out | set(run if len(run) >= _LONG_MENU else ())


def _line(at: int, block: Block) -> Line:
    # Numbers count blocks, so that blocks left out between two show as a gap; a list item has no mark of its own in
    # HTML.
    return make_line(at, ("• " if block.tag == "li" else "") + block.text, blank_before=block.tag != "tr")


def decide(page: JudgedPage) -> list[float]:
    """Return for each block its chance of being article text, neighbours considered."""
    forest = load_forest(MODEL)
    return settle(page, [forest.log_odds(row) for row in page.rows])


def settle(page: JudgedPage, log_odds: Sequence[float]) -> list[float]:
    """Return the chances that follow from each block's own log-odds."""
    chances = smooth(log_odds)
    picked = [share >= _EVEN for share in page.chosen]
    words = sum(line.words for line, pick in zip(page.lines, picked, strict=True) if pick)
    kept = sum(line.words for line, chance in zip(page.lines, chances, strict=True) if chance >= _EVEN)
    if kept >= _LEAST_KEPT * words:
        return chances
    return [max(chance, _EVEN) if pick else chance for chance, pick in zip(chances, picked, strict=True)]


def repeated(page: JudgedPage, keep: Sequence[bool]) -> list[int]:
    """Return the places of kept blocks that only say again what a longer line kept before them says."""
    out: list[int] = []
    seen: list[Line] = []
    for at, line in enumerate(page.lines):
        if not keep[at] or line.words < _LONG:
            continue
        if any(line.tokens == one.tokens or _nearly(line, one) for one in seen):
            out.append(at)
        else:
            seen.append(line)
    return out


def contents(page: JudgedPage, keep: Sequence[bool]) -> list[int]:
    """Return the places of kept list items that are links alone and say what a heading kept below them says."""
    out: list[int] = []
    ahead: set[tuple[str, ...]] = set()
    for at in range(len(keep) - 1, -1, -1):
        block, line = page.blocks[at], page.lines[at]
        if keep[at] and block.tag == "h2":
            ahead.add(line.tokens)
        elif keep[at] and block.tag == "li" and block.linked >= ALL_LINKED and line.tokens in ahead:
            out.append(at)
    return out


def _nearly(line: Line, other: Line) -> bool:
    """Tell whether two lines are one text, as short and long forms of the same page part are."""
    return line.tokens[:_LONG] == other.tokens[:_LONG] and alike(line.tokens, other.tokens) >= _SAME
