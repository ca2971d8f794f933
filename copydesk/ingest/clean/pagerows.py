"""What the classifier sees of a page's blocks beside their words: markup, kinship, what others chose. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeAlias

from copydesk.ingest.clean.document import Block
from copydesk.ingest.clean.features import NAMES
from copydesk.ingest.clean.from_page import markup_row, tag_names
from copydesk.ingest.clean.lexicon import tokens
from copydesk.ingest.clean.lines import Line, dice

_CHOSEN = (
    "chosen by trafilatura",
    "chosen before",
    "chosen after",
    "chosen share of its container",
    "chosen share of its outer container",
    "prose share of its container",
    "prose share of its outer container",
    "container of the block before",
    "container of the block after",
    "chosen blocks on the page",
    "first choice still to come",
    "last choice past",
    "is the page's title",
)
_KIN = (
    "chosen share of its kind",
    "prose share of its kind",
    "blocks of its kind",
    "its kind's prose beside the most",
    "deeper than the prose",
)
_STATED = ("in the page's data", "in the page's data before", "in the page's data after", "like the page's description")
_UNIT = (
    "blocks of its unit",
    "linked share of its unit",
    "mean words of its unit",
    "chrome in its unit",
    "chosen share of its unit",
    "chosen before its unit",
    "chosen after its unit",
    "words before its unit",
)
_NO_UNIT = (0.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0)
PAGE_NAMES: tuple[str, ...] = (*NAMES, *tag_names(), *_CHOSEN, *_KIN, *_STATED, *_UNIT)
Gram: TypeAlias = tuple[str, str, str, str]
_EVEN = 0.5


def shares_in(lines: Sequence[Line], texts: Iterable[str]) -> list[float]:
    """Return for each line the share of it that stands in `texts` too; short ones must be one of these whole."""
    whole = {tuple(tokens(text)) for text in texts}
    grams = set[Gram]().union(*map(_grams, whole))
    out: list[float] = []
    for line in lines:
        if line.tokens in whole or not line.tokens:
            out.append(float(line.tokens in whole))
            continue
        out.append(_share_of_grams(line.tokens, grams) or 0.0)
    return out


def _grams(words: Sequence[str]) -> Iterator[Gram]:
    return zip(words, words[1:], words[2:], words[3:], strict=False)


def _share_of_grams(words: Sequence[str], grams: AbstractSet[Gram]) -> float | None:
    """Return the share of a line's runs of four words that are among some; None where it has no such run."""
    count = len(words) - 3
    return sum(map(grams.__contains__, _grams(words))) / count if count > 0 else None


def page_rows(
    blocks: Sequence[Block],
    lines: Sequence[Line],
    chosen: Sequence[float],
    headline: str,
    stated: tuple[Sequence[str], Sequence[str]],
) -> list[tuple[float, ...]]:
    """Return the numbers behind those of `features`, in the order of `PAGE_NAMES`.

    `chosen` is the share of each block that trafilatura chose, `stated` the words of the text and the descriptions
    that the page keeps for machines.
    """
    parts = zip(
        map(markup_row, blocks),
        _chosen_rows(blocks, lines, chosen, headline),
        _kin_rows(blocks, lines, chosen),
        _stated_rows(lines, *stated),
        _unit_rows(blocks, lines, chosen),
        strict=True,
    )
    return [markup + choice + kin + said + unit for markup, choice, kin, said, unit in parts]


def _unit_rows(blocks: Sequence[Block], lines: Sequence[Line], chosen: Sequence[float]) -> list[tuple[float, ...]]:
    """Return what is known of the list or table a block is part of, which stands or falls as one."""
    members: dict[int, list[int]] = defaultdict(list)
    for at, block in enumerate(blocks):
        if block.unit:
            members[block.unit].append(at)
    seen: dict[int, tuple[float, ...]] = {}
    for unit, places in members.items():
        size, first, last = len(places), places[0], places[-1]
        seen[unit] = (
            float(min(30, size)),
            sum(blocks[at].linked for at in places) / size,
            min(80.0, sum(lines[at].words for at in places) / size),
            max(lines[at].hit.cover for at in places),
            sum(chosen[at] for at in places) / size,
            chosen[first - 1] if first else -1.0,
            chosen[last + 1] if last + 1 < len(blocks) else -1.0,
            min(60.0, lines[first - 1].words) if first else -1.0,
        )
    return [seen.get(block.unit, _NO_UNIT) for block in blocks]


def _chosen_rows(
    blocks: Sequence[Block], lines: Sequence[Line], chosen: Sequence[float], headline: str
) -> list[tuple[float, ...]]:
    count = len(blocks)
    picked: dict[int, float] = defaultdict(float)
    prose: dict[int, float] = defaultdict(float)
    size: dict[int, float] = defaultdict(float)
    for block, line, share in zip(blocks, lines, chosen, strict=True):
        for place in {block.home, block.hearth}:
            picked[place] += share
            size[place] += 1
            prose[place] += line.words if line.prose else 0.0
    total = sum(line.words for line in lines if line.prose) or 1.0
    kept = [at for at, share in enumerate(chosen) if share >= _EVEN]
    first, last = (kept[0], kept[-1]) if kept else (count, -1)
    key = headline.casefold()
    out: list[tuple[float, ...]] = []
    for at, block in enumerate(blocks):
        home, hearth = block.home, block.hearth
        out.append(
            (
                chosen[at],
                chosen[at - 1] if at else -1.0,
                chosen[at + 1] if at + 1 < count else -1.0,
                picked[home] / size[home],
                picked[hearth] / size[hearth],
                prose[home] / total,
                prose[hearth] / total,
                float(at > 0 and blocks[at - 1].home == home),
                float(at + 1 < count and blocks[at + 1].home == home),
                float(min(60, len(kept))),
                max(-30.0, min(30.0, float(first - at))),
                max(-30.0, min(30.0, float(at - last))),
                float(lines[at].text.casefold() == key),
            )
        )
    return out


def _kin_rows(blocks: Sequence[Block], lines: Sequence[Line], chosen: Sequence[float]) -> list[tuple[float, ...]]:
    """Return what is known of the blocks marked up alike: the paragraphs of one article are, those of teasers too."""
    kinds = [(block.tag, block.own, block.groups, block.depth) for block in blocks]
    size: Counter[tuple[str, int, int, int]] = Counter(kinds)
    picked: dict[tuple[str, int, int, int], float] = defaultdict(float)
    prose: dict[tuple[str, int, int, int], float] = defaultdict(float)
    for kind, share, line in zip(kinds, chosen, lines, strict=True):
        picked[kind] += share
        prose[kind] += line.words if line.prose else 0.0
    total = sum(line.words for line in lines if line.prose) or 1.0
    most = max(prose.values(), default=0.0) or 1.0
    depths = sorted(block.depth for block, line in zip(blocks, lines, strict=True) if line.prose)
    middle = depths[len(depths) // 2] if depths else 0
    return [
        (
            (picked[kind] - share) / (size[kind] - 1) if size[kind] > 1 else -1.0,
            prose[kind] / total,
            float(min(30, size[kind])),
            prose[kind] / most,
            float(block.depth - middle),
        )
        for kind, share, block in zip(kinds, chosen, blocks, strict=True)
    ]


def _stated_rows(lines: Sequence[Line], words: Sequence[str], descriptions: Sequence[str]) -> list[tuple[float, ...]]:
    said = [set(tokens(one)) for one in descriptions]
    like = [0.0] * len(lines)
    if said:
        like = [max(dice(own, one) for one in said) for own in (set(line.tokens) for line in lines)]
    if not words:
        return [(-1.0, -1.0, -1.0, share) for share in like]
    grams, run = set(_grams(words)), f" {' '.join(words)} "
    held: list[float] = []
    for line in lines:
        share = _share_of_grams(line.tokens, grams)
        held.append(share if share is not None else float(f" {' '.join(line.tokens)} " in run))
    around = [-1.0, *held, -1.0]
    return [(share, around[at], around[at + 2], like[at]) for at, share in enumerate(held)]
