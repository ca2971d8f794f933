"""A raw article as one document, page and text alike: blocks in order, their lines, and what is known around them.

The readers (`from_page`, `from_text`) make it; who judges, rules and assembles asks it and not what it came from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from copydesk.ingest.clean.inline import Inline
from copydesk.ingest.clean.lines import Line
from copydesk.ingest.clean.metadata import Metadata
from copydesk.intake.inline_markup import LeftOut
from copydesk.model import DroppedLine

# Ancestors of a block that say something, as bits of `Block.inside`.
ANCESTORS = ("article", "main", "aside", "header", "footer", "figure", "blockquote", "table", "ul", "form")
INSIDE = {tag: 1 << at for at, tag in enumerate(ANCESTORS)}
FIGURE, LIST, TABLE = INSIDE["figure"], INSIDE["ul"], INSIDE["table"]  # what these set, a list of any kind
INSIDE |= {"ol": LIST, "dl": LIST}
# Elements that a block is told by; all others are `div`.
TAGS = ("p", "h1", "h2", "li", "blockquote", "figcaption", "tr", "div", "pre")
HEADINGS = ("h1", "h2")


class Block(NamedTuple):
    """One block of a document: `tag` is the nearest block element, `inside` the ancestors that say something.

    `groups` are the parts of a page (`data/markup.toml`) its ancestors are called by, `own` those of its two nearest;
    `home` and `hearth` number its parent and grandparent, so that blocks of one container can be told. `level` is a
    heading's, 1 to 6; `nest` the depth of a list item, `number` its own in an ordered list, `item` the same for all
    blocks of one item; `table` the same for all rows of one table, `unit` for all blocks of the innermost list or
    table; `code` the verbatim text of a listing, whose words stand in `text` on one line; `term` marks what a
    definition list defines. `line` is its number in the raw file from 1. A text's blocks have no containers. `rule` is
    why the page itself says that it is none of the article, `left` what stands in or above it and is no block. A tuple
    for the reason that a line is one.
    """

    text: str
    inline: Inline
    tag: str
    line: int
    linked: float = 0.0
    links: int = 0
    groups: int = 0
    own: int = 0
    inside: int = 0
    depth: int = 0
    home: int = 0
    hearth: int = 0
    ordered: bool = False
    table: int = 0
    level: int = 0
    nest: int = 0
    number: int = 0
    item: int = 0
    code: str = ""
    language: str = ""
    term: bool = False
    unit: int = 0
    rule: str = ""
    left: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """The blocks worth a look with their lines and the numbers they are judged by (`rows`, for the forest `model`).

    `passed` are those that no longer block is near, with the rule that says so. Of a page: `beyond` are these as
    blocks, `data` is what it says of itself, `said` the words of the article it keeps for machines, `chosen` the share
    of each block that a second extractor took, `second` that extractor's text, `title` the place of its visible
    headline.
    """

    model: str
    blocks: tuple[Block, ...]
    lines: tuple[Line, ...]
    rows: tuple[Sequence[float], ...]
    passed: tuple[DroppedLine, ...] = ()
    beyond: tuple[Block, ...] = ()
    data: Metadata = field(default_factory=Metadata)
    said: tuple[str, ...] = ()
    chosen: tuple[float, ...] = ()
    second: tuple[str, ...] = ()
    title: int | None = None

    @property
    def doubts(self) -> str:
        """The forest that tells what was left out of it from what may belong in."""
        return self.model.replace("cleaner", "cleaner-doubt")

    @property
    def is_page(self) -> bool:
        """Whether it was read from a page, whose markup tells what a text leaves to shape."""
        return self.model == PAGE_MODEL


LONGEST_UNIT, LONGEST_PART = 30, 80  # blocks of a list or table that is one thing; words of one


def headed_units(blocks: Sequence[Block]) -> set[int]:
    """Return the lists of a page whose items are small articles: half of them or more hold a heading.

    So pages write live blogs, answers and places to see; such an item is no point of a list.
    """
    headed = {block.item for block in blocks if block.level and block.item}
    items: dict[int, set[int]] = defaultdict(set)
    for block in blocks if headed else ():
        if block.unit and not block.table:
            items[block.unit].add(block.item)
    return {unit for unit, inside in items.items() if 2 * len(inside & headed) >= len(inside) > 1}


def headed_lists(document: SourceDocument) -> Iterator[list[int]]:
    """Yield the places of each list whose items are small articles (see `headed_units`)."""
    members: dict[int, list[int]] = {unit: [] for unit in headed_units(document.blocks)}
    for at, block in enumerate(document.blocks):
        if block.unit in members:
            members[block.unit].append(at)
    yield from members.values()


def units_of(document: SourceDocument) -> Iterator[list[int]]:
    """Yield the places of each list or table that is small enough to stand or fall as one."""
    apart = headed_units(document.blocks)
    members: dict[int, list[int]] = defaultdict(list)
    for at, block in enumerate(document.blocks):
        if block.unit and block.unit not in apart:
            members[block.unit].append(at)
    for places in members.values():
        longest = max(document.lines[at].words for at in places)
        if 1 < len(places) <= LONGEST_UNIT and longest <= LONGEST_PART:
            yield places


PAGE_MODEL, TEXT_MODEL = "cleaner-html", "cleaner-text"
