"""Which blocks of a page are the article, by their words, their markup and trafilatura's choice. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.ingest.blocks import Block, markup_row, tag_names
from copydesk.ingest.features import NAMES, best_stretch, features
from copydesk.ingest.forest import load_forest
from copydesk.ingest.headlines import find_title
from copydesk.ingest.lexicon import UNSPACED, tokens
from copydesk.ingest.lines import Line, make_line, near_long
from copydesk.ingest.lines import same_words as alike
from copydesk.ingest.smooth import smooth

MODEL = "cleaner-html"
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
PAGE_NAMES: tuple[str, ...] = (*NAMES, *tag_names(), *_CHOSEN)
_GRAM = 4
_LIKE = 0.5  # share of words a heading must have in common with one of the page's names for itself
# Wider than in text dumps: lists of names are many short blocks, and menus are left out by their element.
_ABOVE = _BELOW = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The blocks worth a look with their lines, those far from any longer one, and what was decided."""

    blocks: tuple[Block, ...]
    lines: tuple[Line, ...]
    far: tuple[Block, ...]
    title: int | None
    rows: tuple[Sequence[float], ...]
    chosen: tuple[float, ...]

    def reason(self, at: int) -> str:
        """Name the features that spoke most against a block."""
        return ", ".join(load_forest(MODEL).reasons(self.rows[at]))


def _grams(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + _GRAM]) for at in range(len(words) - _GRAM + 1)]


def _chosen(lines: Sequence[Line], found: Sequence[str]) -> list[float]:
    """Return for each line the share of it that trafilatura's text has too; short ones must stand there whole."""
    grams: set[tuple[str, ...]] = set()
    whole: Counter[tuple[str, ...]] = Counter()
    for text in found:
        words = tokens(text)
        whole[tuple(words)] += 1
        grams.update(_grams(words))
    out: list[float] = []
    for line in lines:
        if whole[line.tokens] or not line.tokens:
            out.append(float(whole[line.tokens] > 0))
            continue
        own = _grams(line.tokens)
        out.append(sum(gram in grams for gram in own) / len(own) if own else 0.0)
    return out


def _is_long(block: Block) -> bool:
    text = block.text
    return len(text.split(None, 10)) >= 10 or (not text.isascii() and len(UNSPACED.findall(text)) >= 20)


def study(blocks: Sequence[Block], found: Sequence[str], titles: Sequence[str] = ()) -> Page:
    """Return a page's blocks with their features: `found` is trafilatura's text by lines, `titles` the page's own."""
    near = near_long([_is_long(block) for block in blocks], _ABOVE, _BELOW)
    close = tuple(block for at, block in enumerate(blocks) if at in near)
    lines = tuple(_line(at, block) for at, block in enumerate(blocks) if at in near)
    start, end = best_stretch(lines, 12.0)
    title = _title(close, lines, (start, end), titles)
    headline = lines[title].text if title is not None else titles[0] if titles else ""
    chosen = _chosen(lines, found)
    extra = _extra(close, lines, chosen, headline)
    rows = features(lines, title=headline, extra=extra)
    return Page(
        blocks=close,
        lines=lines,
        far=tuple(block for at, block in enumerate(blocks) if at not in near),
        title=title,
        rows=tuple(rows),
        chosen=tuple(chosen),
    )


def _line(at: int, block: Block) -> Line:
    # Numbers count blocks, so that blocks left out between two show as a gap; a list item has no mark of its own in
    # HTML.
    return make_line(at, ("• " if block.tag == "li" else "") + block.text, blank_before=block.tag != "tr")


def _title(blocks: Sequence[Block], lines: Sequence[Line], text: tuple[int, int], titles: Sequence[str]) -> int | None:
    """Return the visible headline: the heading most like one of the page's names for itself.

    Where none is, the only h1 above the text; and where the page has no name, the best line above it.
    """
    names = [set(tokens(title)) for title in titles]
    best: tuple[float, int] | None = None
    for at, block in enumerate(blocks):
        if block.tag not in ("h1", "h2") and lines[at].text not in titles:
            continue
        like = max((alike(lines[at].tokens, name) for name in names), default=0.0)
        score = like + (0.25 if block.tag == "h1" else 0.0) - 0.001 * at
        if like >= _LIKE and (best is None or score > best[0]):
            best = (score, at)
    if best:
        return best[1]
    only = [at for at, block in enumerate(blocks) if block.tag == "h1" and at <= text[0] + 1 and lines[at].words >= 2]
    return only[-1] if len(only) == 1 else find_title(lines, *text) if not titles else None


def _extra(blocks: Sequence[Block], lines: Sequence[Line], chosen: Sequence[float], headline: str) -> list[list[float]]:
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
    kept = [at for at, share in enumerate(chosen) if share >= 0.5]
    first, last = (kept[0], kept[-1]) if kept else (count, -1)
    key = headline.casefold()
    out: list[list[float]] = []
    for at, block in enumerate(blocks):
        home, hearth = block.home, block.hearth
        out.append(
            [
                *markup_row(block),
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
            ]
        )
    return out


def decide(page: Page) -> list[float]:
    """Return for each block its chance of being article text, neighbours considered."""
    forest = load_forest(MODEL)
    return smooth([forest.log_odds(row) for row in page.rows])
