"""Which blocks of a document are the article: what is seen of them, their chances, and why. Pure.

One path for pages and texts. A page's blocks are seen with their markup and another extractor's choice, a text's by
their shape alone, so each has a forest of its own (docs/decisions/cleaner.md).
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from copydesk.ingest.clean.document import LIST, PAGE_MODEL, TEXT_MODEL, Block, SourceDocument
from copydesk.ingest.clean.facts.dateline import joins_dateline
from copydesk.ingest.clean.facts.headline import find_heading, names_of, standfirsts_of
from copydesk.ingest.clean.features import features
from copydesk.ingest.clean.forest import load_forest
from copydesk.ingest.clean.from_text import Row, read_text_rows
from copydesk.ingest.clean.inline import Inline
from copydesk.ingest.clean.lexicon import UNSPACED, tokens
from copydesk.ingest.clean.lines import Line, line_of_row, make_line, near_long
from copydesk.ingest.clean.metadata import Metadata
from copydesk.ingest.clean.pagerows import page_rows, shares_in
from copydesk.ingest.clean.places import best_stretch
from copydesk.ingest.profile import CleanHints, Profile
from copydesk.model import DroppedLine

EVEN = 0.5
# Of 6,823 blocks in such runs on 305 pages eleven were article text: lists of links that trafilatura mostly chose.
ALL_LINKED, _LONG_MENU = 0.98, 6
_FAR = ("menu: far from any longer block", "menu: nothing but links")
# A list of names or results is hardly prose: where less than this share of what trafilatura chose is kept, its choice
# stands.
_LEAST_KEPT = 0.3
# Of a document that has nothing likely: plain lines, their words, the chance one line must have; share of chrome.
_FEWEST_SENTENCES, _FEWEST_WORDS, _LEAST_LIKELY, _SPOKEN = 2, 20, 0.1, 0.25
_FEW_OF_SENTENCE, _RATHER = 4, 0.2  # words of a short sentence; the chance that it must have
# Wider on pages than in texts: lists of names are many short blocks, and menus are left out by their element.
_ABOVE = _BELOW = 16
# What trafilatura writes before a list's items.
_ITEM = "-•* "
_TEXT_ABOVE, _TEXT_BELOW = 16, 12
_LEAST_DATA = 200  # letters of a text kept for machines that is more than a description
_FEW_FAR = 5  # rows of a text far from any long one that are judged like the others
_LONGEST_DATELINE = 120  # letters of a line that a dateline begins
_BULLETS = frozenset("•◦▪▫■□●○◆◇►▶▸▹‣⁃∙·*+-–—")
_COLUMNS = re.compile(r"\S {3,}\S")
_APART = 2  # lines from one item of a list to the next
PICTURE = "picture: its mark in a terminal browser's copy"
# What w3m prints for a picture without words: its file's name or kind. Of 727 such lines inside the text of 493 dumps
# nine were the text's own, attributes of code; a mark of a footnote or a day is none.
_PICTURE = re.compile(
    r"\s*(?:\[(?!\d{1,4}(?:[-./:]\d{1,4})*\]|\d{1,7}\])(?:[^\[\]\s()]*[\d_-][^\[\]\s()]*"
    r"|(?:[^\[\]\s()]+\.)?(?:svg|gif|png|jpe?g|webp|avif)|https?|image)\]\s*)+",
    re.IGNORECASE,
)
# The cost of a change in log-odds, chosen by cross-validation over sites: .25 gains .002 of body F1 and .002 of
# paragraph F1 over none; at 1 single chrome lines inside the text are swallowed.
_CHANGE = 0.25
_CERTAIN = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was decided of a document's blocks by the numbers alone: for each its chance of being article text.

    `begun` is what the forest said of each, and where it stopped asking its trees.
    """

    document: SourceDocument
    chances: tuple[float, ...]
    begun: tuple[tuple[float, float, int], ...]

    def odds_of_all(self, at: int) -> float:
        """Return the log-odds of a block with every tree asked."""
        _, total, asked = self.begun[at]
        return load_forest(self.document.model).finish(self.document.rows[at], total, asked)

    def kept(self) -> list[bool]:
        """Return the decision for each block."""
        return [chance >= EVEN for chance in self.chances]


@dataclass(slots=True, kw_only=True)
class Decisions:
    """The work on one document: what is kept, and of each block that a rule decided, the rule's name.

    `doubtful` are the blocks of which a rule leaves the editor the last look, `unsure` those it warns of, too.
    """

    document: SourceDocument
    verdict: Verdict
    hints: CleanHints
    profile: Profile
    title: str = ""
    title_at: int | None = None
    keep: list[bool] = field(default_factory=list)
    rules: dict[int, str] = field(default_factory=dict)
    unsure: set[int] = field(default_factory=set)
    doubtful: set[int] = field(default_factory=set)

    def drop(self, at: int, rule: str) -> None:
        """Leave a block out, and say why; the first rule that did is told."""
        self.keep[at] = False
        self.rules.setdefault(at, rule)

    def set_aside(self, at: int, rule: str) -> None:
        """Leave a block out for the editor to look at, where it was kept."""
        if self.keep[at]:
            self.doubtful.add(at)
        self.drop(at, rule)

    def restore(self, at: int) -> None:
        """Keep a block."""
        self.keep[at] = True
        self.rules.pop(at, None)

    def opens_kept(self, at: int) -> bool:
        """Tell whether what stands at a place is kept, or is a headline of a few words above what is."""
        level = self.document.blocks[at].level and at + 1 < len(self.keep)
        return self.keep[at] or bool(level and self.keep[at + 1])

    def kept(self) -> list[int]:
        """Return the places of what is kept."""
        return [at for at, flag in enumerate(self.keep) if flag]


def judge(document: SourceDocument) -> Verdict:
    """Decide for each block of a document whether it is article text, its neighbours considered."""
    forest = load_forest(document.model)
    begun = tuple(map(forest.begin, document.rows))
    chances = smooth([odds for odds, _, _ in begun])
    picked = [share >= EVEN for share in document.chosen]
    words = sum(line.words for line, pick in zip(document.lines, picked, strict=False) if pick)
    kept = sum(line.words for line, chance in zip(document.lines, chances, strict=True) if chance >= EVEN)
    if kept < _LEAST_KEPT * words:
        chances = [max(chance, EVEN) if pick else chance for chance, pick in zip(chances, picked, strict=True)]
    if not any(chance >= EVEN for chance in chances):
        chances = _last_resort(document.lines, chances)
    return Verdict(document=document, chances=tuple(chances), begun=begun)


def _last_resort(lines: Sequence[Line], chances: list[float]) -> list[float]:
    """Return the chances of a document of which nothing is likely, its plain sentences taken for the article.

    A short article among much chrome is better shown, and doubted, than refused.
    """
    plain = [
        (line.prose or (line.words >= _FEW_OF_SENTENCE and chance >= _RATHER))
        and line.stop
        and line.hit.cover < _SPOKEN
        and not line.hit.pleas
        and not line.contact
        for line, chance in zip(lines, chances, strict=True)
    ]
    words = sum(line.words for line, flag in zip(lines, plain, strict=True) if flag)
    if sum(plain) < _FEWEST_SENTENCES or words < _FEWEST_WORDS or max(chances, default=0.0) < _LEAST_LIKELY:
        return chances
    return [max(chance, EVEN) if flag else chance for flag, chance in zip(plain, chances, strict=True)]


def study_page(
    blocks: Sequence[Block], found: Sequence[str], data: Metadata, kept: Sequence[int] = ()
) -> SourceDocument:
    """Return a page's blocks as a document.

    `found` is trafilatura's text by lines, `data` what the page keeps for machines, `kept` the numbers of blocks that
    the editor wants: they are looked at wherever they stand.
    """
    titles = names_of(data)
    near = _whole(blocks, near_long([_is_long(block) for block in blocks], _ABOVE, _BELOW))
    near |= _found_between(blocks, near, found)
    near -= _menus(blocks, set(found))
    near.update(at for at, block in enumerate(blocks) if block.line in kept)
    close = tuple(block for at, block in enumerate(blocks) if at in near)
    lines = tuple(_line(at, block) for at, block in enumerate(blocks) if at in near)
    start, end = best_stretch(lines, 12.0)
    listed = [bool(block.inside & LIST) or block.linked >= ALL_LINKED for block in close]
    title = find_heading(lines, [block.tag for block in close], listed, (start, end), data)
    headline = lines[title].text if title is not None else titles[0] if titles else ""
    chosen = shares_in(lines, found)
    beyond = tuple(block for at, block in enumerate(blocks) if at not in near)
    text = data.text
    said = tokens(text)
    extra = page_rows(close, lines, chosen, headline, (said if len(text) >= _LEAST_DATA else (), standfirsts_of(data)))
    return SourceDocument(
        model=PAGE_MODEL,
        blocks=close,
        lines=lines,
        rows=tuple(features(lines, title=headline, extra=extra)),
        passed=tuple(
            DroppedLine(line=block.line, text=block.text, rule=_FAR[block.linked >= ALL_LINKED]) for block in beyond
        ),
        beyond=beyond,
        data=data,
        said=tuple(said),
        chosen=tuple(chosen),
        second=tuple(found),
        title=title,
    )


def study_text(text: str, kept: Sequence[int] = ()) -> SourceDocument:
    """Return a text's rows as a document; of a page dumped to text, what no longer row is near is passed over.

    `kept` are the numbers of rows that the editor wants: they are looked at wherever they stand.
    """
    rows = _with_whole_datelines([_marked_picture(row) for row in read_text_rows(text)])
    near = near_long([not row.rule and _is_long_text(row.text) for row in rows], _TEXT_ABOVE, _TEXT_BELOW)
    near |= _rest_of_tables([row.text for row in rows], near)
    far = [at for at in range(len(rows)) if at not in near]
    if len(far) <= _FEW_FAR and 2 * sum(line_of_row(rows[at]).hit.cover >= EVEN for at in far) < len(far):
        near = set(range(len(rows)))  # a menu is longer; a few short lines may be the text's last
    near.update(at for at, row in enumerate(rows) if row.number in kept)
    looked_at = [at for at in sorted(near) if not rows[at].rule or rows[at].number in kept]
    lines = tuple(line_of_row(rows[at]) for at in looked_at)
    return SourceDocument(
        model=TEXT_MODEL,
        blocks=_blocks_of(lines),
        lines=lines,
        rows=tuple(features(lines)),  # without the title: knowing it gained nothing on pages of unseen sites
        passed=tuple(
            DroppedLine(line=row.number, text=row.text.strip(), rule=row.rule or "menu: far from any longer line")
            for at, row in enumerate(rows)
            if at not in near or (row.rule and row.number not in kept)
        ),
    )


def _marked_picture(row: Row) -> Row:
    """Return a row that is nothing but the marks of pictures with the rule that says so."""
    picture = "[" in row.text and not (row.rule or row.code or row.cells) and _PICTURE.fullmatch(row.text)
    return replace(row, rule=PICTURE) if picture else row


def _with_whole_datelines(rows: Sequence[Row]) -> list[Row]:
    """Return the rows of a text with a dateline joined that its writer broke over two lines."""
    out: list[Row] = []
    for row in rows:
        last = out[-1] if out else None
        plain = last is not None and not (row.gap or row.code or row.cells or row.rule or last.code or last.cells)
        if (
            last is not None
            and plain
            and len(last.text) < _LONGEST_DATELINE
            and (joined := joins_dateline(last.text, row.text))
        ):
            out[-1] = replace(last, text=joined)
        else:
            out.append(row)
    return out


def _rest_of_tables(texts: Sequence[str], near: AbstractSet[int]) -> set[int]:
    """Return the places of the rows that go on from near ones as they do: rows of cells, or items up to a near one."""
    out: set[int] = set()
    for shape, runs in itertools.groupby(range(len(texts)), key=lambda at: _shape(texts[at])):
        run = list(runs)
        reached = [at for at in run if at in near]
        if reached and (shape == "cells" or (shape == "item" and run[0] in near and run[-1] in near)):
            out.update(run)
    return out


def _shape(text: str) -> str:
    """Say whether a row of a text looks like a table's row or a list's item."""
    bare = text.strip()
    if "|" in bare or _COLUMNS.search(bare):
        return "cells"
    return "item" if bare[:1] in _BULLETS else ""


def _blocks_of(lines: Sequence[Line]) -> tuple[Block, ...]:
    """Return a text's lines as blocks: neighbours with marks of one kind are a list, rows of cells a table."""
    out: list[Block] = []
    unit = 0
    for at, line in enumerate(lines):
        above = lines[at - 1] if at else None
        below = lines[at + 1] if at + 1 < len(lines) else None
        listed = any(_kin(line, other) for other in (above, below))
        if (listed and not _kin(line, above)) or (line.cells and not (above and above.cells)):
            unit += 1
        inline = Inline()
        counted_down = listed and (_falls(line, above) or _falls(below, line))
        quoted = not listed and line.quoted
        shown = line.text if (listed and not counted_down) or line.cells or line.code else line.raw
        shown = shown.lstrip("> ") if quoted else shown
        inline.add(shown)
        number = int("".join(filter(str.isdigit, line.mark)) or 0)
        out.append(
            Block(
                text=shown,
                inline=inline,
                tag=_tag_of(line, listed=listed and not counted_down, quoted=quoted),
                line=line.number,
                ordered=listed and number > 0 and not counted_down,
                number=number,
                nest=1 if listed and not counted_down else 0,
                item=at + 1 if listed and not counted_down else 0,
                table=unit if line.cells else 0,
                unit=unit if listed or line.cells else 0,
                code=line.code,
                language=line.language,
            )
        )
    return tuple(out)


def _tag_of(line: Line, *, listed: bool, quoted: bool) -> str:
    return "li" if listed else "tr" if line.cells else "pre" if line.code else "blockquote" if quoted else "p"


def _kin(line: Line, other: Line | None) -> bool:
    """Tell whether two lines are items of one list: the same bullet, or numbers that follow each other."""
    if other is None or not line.mark or not other.mark or abs(line.number - other.number) > _APART * 2:
        return False
    if line.mark in _BULLETS:
        return line.mark == other.mark and abs(line.number - other.number) <= _APART
    one, two = ("".join(filter(str.isdigit, mark)) for mark in (line.mark, other.mark))
    return bool(one and two) and abs(int(one) - int(two)) == 1


def _falls(line: Line | None, above: Line | None) -> bool:
    """Tell whether a line counts down from the one above it: Markdown numbers lists upwards alone."""
    if line is None or above is None or not _kin(line, above):
        return False
    one, two = ("".join(filter(str.isdigit, mark)) for mark in (line.mark, above.mark))
    return bool(one and two) and int(one) < int(two)


def _is_long_text(text: str) -> bool:
    return len(text.split(None, 10)) >= 10 or (not text.isascii() and len(UNSPACED.findall(text)) >= 20)


def _is_long(block: Block) -> bool:
    return _is_long_text(block.text)


def _whole(blocks: Sequence[Block], near: AbstractSet[int]) -> set[int]:
    """Return the places that are near, and the rest of each table or list that reaches among them."""
    units = {blocks[at].unit for at in near} - {0}
    return {at for at, block in enumerate(blocks) if at in near or block.unit in units}


def _found_between(blocks: Sequence[Block], near: AbstractSet[int], found: Sequence[str]) -> set[int]:
    """Return the places between near ones that stand far from any longer block, where trafilatura took most of them.

    The winners of twenty prizes, each in a word or two, are no menu: the article goes on before and after them.
    """
    taken = {line.lstrip(_ITEM) for line in found}
    edges = sorted(near)
    out: set[int] = set()
    for first, last in itertools.pairwise(edges):
        gap = range(first + 1, last)
        if gap and 2 * sum(blocks[at].text in taken and blocks[at].linked < ALL_LINKED for at in gap) >= len(gap):
            out.update(gap)
    return out


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


def smooth(log_odds: Sequence[float]) -> list[float]:
    """Return each line's chance, moved across one half only where its neighbours outvote it.

    The best path of two states by dynamic programming; a line whose state differs from its own verdict gets a chance
    just on the other side, so that the doubt stays visible.
    """
    if not log_odds:
        return []
    out_sum, in_sum = 0.0, -_CHANGE
    came: list[tuple[bool, bool]] = []
    for value in log_odds:
        to_in = in_sum < out_sum - _CHANGE
        to_out = out_sum < in_sum - _CHANGE
        new_in = (out_sum - _CHANGE if to_in else in_sum) + value / 2
        new_out = (in_sum - _CHANGE if to_out else out_sum) - value / 2
        came.append((to_out, to_in))
        out_sum, in_sum = new_out, new_in
    inside = in_sum > out_sum
    states: list[bool] = []
    for to_out, to_in in reversed(came):
        states.append(inside)
        inside = inside != (to_in if inside else to_out)
    chances: list[float] = []
    for value, state in zip(log_odds, reversed(states), strict=True):
        chance = 1 / (1 + math.exp(-max(-_CERTAIN, min(_CERTAIN, value))))
        chances.append(max(chance, 0.5) if state else min(chance, 0.499))
    return chances


_SURE_CHROME = 0.6
# Up to so many lines of chrome in the input, a line of a few words that goes on from a kept one needs the first chance,
# a longer one the second: items and results look like chrome to the numbers, of longer lines they are surer.
_LEAST_BY_CHROME = ((16, 0.0, 0.25), (25, 0.1, 0.25), (10**9, 0.3, 0.35))
# Where so much is asked for, more is of short lines amid the text, of paragraphs above it and of those in doubt: below
# that chance two of three words were foreign, of what goes on from a kept line one of two.
_FULL_OF_CHROME, LEAST_IN_CHROME = 0.3, 0.4


def least_chances(desk: Decisions) -> tuple[float, float]:
    """Return the chances from which a line of a few words and a longer one may be the text's own.

    A page's blocks are told by their containers and need none.
    """
    if desk.document.is_page:
        return 0.0, 0.0
    chrome = sum(line.hit.cover >= _SURE_CHROME for line in desk.document.lines) + len(desk.document.passed)
    return next((few, more) for most, few, more in _LEAST_BY_CHROME if chrome <= most)


def least_amid(desk: Decisions) -> float:
    """Return the same for what does not go on from a kept line: in an input full of chrome, more."""
    least = least_chances(desk)[0]
    return LEAST_IN_CHROME if least >= _FULL_OF_CHROME else least
