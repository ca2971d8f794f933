"""Where an outlet speaks to its reader amid an article, and boxes that open with a label of their own: rules. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from copydesk.ingest.clean.classify import Decisions
from copydesk.ingest.clean.document import Block
from copydesk.ingest.clean.lexicon import Hit, load_lexicon, tokens
from copydesk.ingest.clean.pleas import find_plea, may_ask

_MOST = 0.15  # share of the text that those of one kind may be: more of them are what the text is about
_BELOW = 5  # lines below a text
_LONGEST_LINKED = 30  # words of a line below the text whose link asks
_MOSTLY = 0.9  # share of a link's words


def drop_asks(desk: Decisions) -> None:
    """Leave out lines in which the outlet speaks to its reader, for the editor to look at.

    Where those of one kind are much of the text it is about them: a guide to newsletters says "Sign up here" itself.
    """
    lines = desk.document.lines
    kept = [at for at in desk.kept() if at != desk.title_at]
    # Those amid the text that are left out already, too: else they come back as what stands between kept lines.
    around = range(kept[0], min(kept[-1] + _BELOW, len(lines))) if kept else ()
    asking = {at: kind for at in around if may_ask(lines[at]) and (kind := find_plea(lines[at].raw))}
    words = sum(lines[at].words for at in asking if desk.keep[at])
    if words > _MOST * len(set(asking.values())) * sum(lines[at].words for at in kept):
        return
    for at in {one for place in asking for one in _box_of(desk, place)} - {desk.title_at}:
        desk.set_aside(at, "plea: speaks to its reader")


def _box_of(desk: Decisions, at: int) -> Sequence[int]:
    """Return the blocks of the small container on a page in which a plea stands: its sentences go together.

    All that the container holds must stand side by side there, with no other container of the text around it.
    """
    blocks, lines = desk.document.blocks, desk.document.lines
    home = blocks[at].home
    inside = [one for one in range(len(blocks)) if home in (blocks[one].home, blocks[one].hearth)]
    alone = len(inside) <= _MOST_IN_BOX and all(blocks[one].home == home for one in inside)
    small = alone and sum(lines[one].words for one in inside) <= _MOST_WORDS_IN_BOX
    return inside if desk.document.is_page and small else (at,)


_MOST_IN_BOX, _MOST_WORDS_IN_BOX = 4, 80  # blocks of such a container; words


def drop_labelled_boxes(desk: Decisions) -> None:
    """Leave out a page's boxes that open with a label of their own, for the editor to look at.

    "Readers' comments", "You may also like", "About the author": what stands below such words in one container is
    theirs, however much it reads like the article. The label is the first of its container.
    """
    blocks, lines = desk.document.blocks, desk.document.lines
    for at in range(1, len(lines) - 1) if desk.document.is_page else ():
        home = blocks[at].home
        if home in (blocks[at - 1].home, blocks[at - 1].hearth) or not _labels_box(desk, at):
            continue
        box = range(at, _first_outside(blocks, at))
        if lines[at].hit.kind == "related" and any(lines[one].words > _LONGEST_TEASER for one in box):
            continue  # the text may go on below such a label
        words = sum(lines[one].words for one in box if desk.keep[one])
        if words and desk.title_at not in box and words <= _MOST_OF_BOX * sum(lines[one].words for one in desk.kept()):
            for one in box:
                desk.set_aside(one, "section: a box with a label of its own")


def _first_outside(blocks: Sequence[Block], at: int) -> int:
    """Return the place of the first block below one that stands neither in its container nor in one within that."""
    home = blocks[at].home
    return next(
        (one for one in range(at, len(blocks)) if home not in (blocks[one].home, blocks[one].hearth)), len(blocks)
    )


def _labels_box(desk: Decisions, at: int) -> bool:
    """Tell a line of nothing but the words over comments, other stories or a biography, or the rules of comments."""
    line = desk.document.lines[at]
    if desk.rules.get(at) == "plea: speaks to its reader" and find_plea(line.raw) == "comments":
        return True
    kinds = _OVER_A_BOX if line.words > 1 else _OVER_A_BOX[:1]
    return line.hit.cover >= 1 and line.hit.kind in kinds and line.words <= _LONGEST_LABEL


_OVER_A_BOX = ("comment_section", "comments", "related", "authorbox")  # a word alone may head a part of the text
_LONGEST_LABEL, _LONGEST_TEASER = 6, 25  # words of a label; of another story's first sentence
_MOST_OF_BOX = 0.4  # share of the text: more of it is the text itself


def drop_linked_pleas(desk: Decisions) -> None:
    """Drop short lines below the text whose link asks for something: to donate, sign up, subscribe."""
    for at in reversed(desk.kept()):
        links = [(text, tokens(text)) for text in desk.document.blocks[at].inline.link_texts()]
        hits = [load_lexicon().look_up(text, words) for text, words in links]
        if desk.document.lines[at].words > _LONGEST_LINKED or not any(map(_is_plea, hits)):
            return
        desk.drop(at, "plea: its link asks for something")


def _is_plea(hit: Hit) -> bool:
    return hit.cover >= _MOSTLY and "promo" in hit.groups
