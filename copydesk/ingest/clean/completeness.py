"""The cleaner checks itself: signs that part of the article is missing, each a sentence for the editor. Pure.

A sign is asked for twice: it has to be in most inputs that lost a tenth of their article, and in hardly one that lost
nothing (docs/decisions/cleaner.md has the figures). A warning on everything warns of nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from copydesk.ingest.clean.classify import EVEN, Verdict
from copydesk.ingest.clean.lexicon import tokens
from copydesk.ingest.clean.rules import units_of

_COLONS = (":", "：")
_MUCH, _LEAST = 0.12, 40  # share of another text's words that must be missing, and how many at least
_FEW = 60  # words of a body that is hardly an article
# Chance from which a block is in doubt; words that those of a loss expect, and the share of the body they make up.
_IN_DOUBT, _FEW_DOUBTFUL, _DOUBTFUL = 0.12, 20, 0.14
_LIKELY = 0.15  # chance from which what follows the last line kept may go on from it
_CHROME, _MENU = 0.3, 0.5  # share of a line that is chrome; of a block that is linked
_LONGEST = 60  # letters of a line that are told


def find_losses(verdict: Verdict, keep: Sequence[bool]) -> Iterator[str]:
    """Yield what speaks for a loss in what was kept of a judged document, each opening with "loss:"."""
    document = verdict.document
    lines, blocks = document.lines, document.blocks
    kept = [at for at, flag in enumerate(keep) if flag]
    words = sum(lines[at].words for at in kept)
    has = Counter(word for at in kept for word in lines[at].tokens)
    for name, other in (("the page's own data", document.data.text), ("a second reader", "\n".join(document.second))):
        said = Counter(tokens(other))
        total, missing = sum(said.values()), sum((said - has).values())
        if missing >= _LEAST and missing >= _share_of(name) * total:
            yield f"loss: {name} has {missing} words of {total} that are not here"
            break
    if words < _FEW and sum(line.words for line in lines if line.prose) > 2 * words:
        yield f"loss: only {words:.0f} words were kept: is this the article?"
    yield from _gone_lists(verdict, keep)
    last = lines[kept[-1]].text.rstrip()
    goes_on = _goes_on(verdict, kept[-1])
    if last.endswith(_COLONS) and goes_on:
        yield f"loss: the text ends in a colon: \u201c{last[-_LONGEST:]}\u201d"
    elif blocks[kept[-1]].level and goes_on:
        yield f"loss: nothing stands under the heading \u201c{last[:_LONGEST]}\u201d"
    first = lines[kept[0]].text
    if first[:1].islower() and len(first.split()) > 1 and not first[:6].count("."):
        yield f"loss: the text begins inside a sentence: \u201c{first[:_LONGEST]}\u201d"
    doubtful = sum(
        line.words * chance
        for line, chance, flag in zip(lines, verdict.chances, keep, strict=True)
        if not flag and chance >= _IN_DOUBT and not line.hit.cover > _CHROME
    )
    if words and doubtful >= max(_FEW_DOUBTFUL, _DOUBTFUL * words):
        yield f"loss: about {doubtful:.0f} words that were left out may belong to the text: look at the lines in doubt"


def _goes_on(verdict: Verdict, last: int) -> bool:
    """Tell whether what was left out right below the last kept block may go on from it."""
    below = range(last + 1, min(last + 3, len(verdict.chances)))
    return any(verdict.chances[at] >= _LIKELY and verdict.document.lines[at].hit.cover <= _CHROME for at in below)


def _share_of(name: str) -> float:
    return _MUCH if name.startswith("the page") else 2 * _MUCH


def _gone_lists(verdict: Verdict, keep: Sequence[bool]) -> Iterator[str]:
    """Yield each list or table that was left out right under the line that announces it."""
    lines = verdict.document.lines
    for places in units_of(verdict.document):
        first = places[0]
        above = first > 0 and keep[first - 1] and lines[first - 1].text.rstrip().endswith(_COLONS)
        linked = sum(verdict.document.blocks[at].linked >= EVEN for at in places)
        if above and linked <= _MENU * len(places) and not any(keep[at] for at in places):
            yield f"loss: the {len(places)} items under \u201c{lines[first - 1].text[-_LONGEST:]}\u201d were left out"
