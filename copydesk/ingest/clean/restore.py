"""What rules keep that the numbers would leave out: a text's own lists, hours, headings, first and last lines. Pure.

Each looks at a document and what is kept of it so far; `rules.py` says in which order they stand.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from copydesk.ingest.clean.classify import EVEN, LEAST_IN_CHROME, Decisions, least_amid, least_chances
from copydesk.ingest.clean.document import FIGURE, LONGEST_PART, LONGEST_UNIT, TABLE, headed_lists, units_of
from copydesk.ingest.clean.facts.caption import doubled, split_credit
from copydesk.ingest.clean.facts.dateline import find_place, opens_with_day
from copydesk.ingest.clean.facts.dates import find_dates
from copydesk.ingest.clean.facts.names import is_given, load_words, split_names, strip_by
from copydesk.ingest.clean.facts.signatures import is_salutation
from copydesk.ingest.clean.lines import (
    CLOSING,
    GOES_ON,
    HOUR,
    LONGEST_NUMBERED,
    Line,
    begs,
    closes,
    ends_as_sentence,
    is_answer,
    is_bare,
    is_clock,
    is_mark,
    is_moment,
    main_stretch,
    numbered_runs,
    opens_inset,
    speaks_little,
)
from copydesk.ingest.clean.metadata import group_bit

_NEARLY_EVEN = 0.45
_DOUBT, _PARAGRAPH = 0.3, 15  # from this chance on a paragraph of so many words is kept: a lost one is worse
_SPOKEN = 0.25  # share of chrome in a block
_FEWEST_ROWS = 4  # of a table in a text
_FEWEST_NUMBERED = 3  # numbered headings that must go on
_LONGEST_HOUR, _FEWEST_HOURS = 4, 2
_RATING = re.compile(r"\W*(?:[★☆⭐✩✭✮⯪½]\ufe0f?\s*){3,10}\W*")
_STARS = re.compile(r"\W*(?:[★☆⭐✩✭✮⯪½]\ufe0f?\s*){3,10}")
_TURN = re.compile(r"\W{0,2}(?:([^\W\d_][\w .'’-]{0,24}?)\s?[:：]|([QAFR])\.)\s*\S")
_FEWEST_TURNS, _TURNS_WITHIN, _MOST_POINTS = 2, 4, 12  # turns; lines from one to the next; points of a summary
_RATED_WITHIN = 4  # lines from a rating to the text
_LEAST_LEAD_IN, _LONGEST_NAME = 4, 6  # words of a sentence that announces a list; of a name or link in it
_LAST = 0.1  # chance from which a sentence below the last kept block ends the text
_LAST_ASKED = 0.02  # chance of a question among an article's others
_LED = 0.2  # chance from which a list stands that the line above it announces
_CHROME = 0.6
_BEGS_ON = 0.4  # strength of a phrase that asks for something within a line
MOSTLY = 0.9
_COLONS = (":", "：")
_LEAST_AROUND = 0.15  # chance of what goes on around an advert amid a page
_LEAST_LEAD = 0.08  # chance from which a paragraph between headline and text is the text's
_FEW_WORDS = 4
_PARTING = ("related", "comments", "footer", "legal", "social", "tags", "author")  # kinds of chrome that part a page
_FEWEST_PARAGRAPHS = 2
_DOUBTFUL_KINDS = ("counter", "menu", "form", "player")  # a time, a name, "Thank you." may be an article's own
_CREDITED = re.compile(r"[/|©@(:]|\.jpe?g|\.png", re.IGNORECASE)  # what captions, credits and files have
_LAST_LINES = 3  # at the end of an input its copyright parts nothing
_SIGNED = 2  # lines below the words that close a letter
_CELLED = 0.3  # chance from which rows of cells between kept lines are a text's own
_HARDLY_CHROME, _SIGNS_WITHIN = 2, 4  # lines of chrome in a copy; lines from its headline to its byline and day
# Lines that other stories, an advert or a box take amid a text; words and chance of a sentence below them that is the
# text's own: what lies between is asked for none.
_LONGEST_INSET, _LEAST_BELOW, _LIKELY_BELOW = 8, 5, 0.2
_SHORT_ENDS, _LONGEST_END = 2, 12  # sentences below a text's last one; words of one
_LONGEST_HEADING, _LEAST_HEADING = 7, 0.15  # words and chance of a heading above an inset
_ASKING = "?!？！"


def keep_in_doubt(desk: Decisions) -> None:
    """Keep a paragraph in doubt; what follows a kept one directly shares its benefit."""
    lines, chances = desk.document.lines, desk.verdict.chances
    doubt = max(_DOUBT, least_amid(desk))
    for at, line in enumerate(lines):
        prose = line.prose and line.stop and line.words >= _PARAGRAPH and not line.contact
        if not prose or not doubt <= chances[at] < EVEN:
            continue
        even = chances[at] >= _NEARLY_EVEN and speaks_little(line)
        if even or line.stops or (at and desk.keep[at - 1] and lines[at - 1].prose):
            desk.restore(at)


def keep_whole_units(desk: Decisions) -> None:
    """Keep or drop each small list or table as one: by the mean of its chances, or as the line above announces it."""
    document, chances = desk.document, desk.verdict.chances
    for places in units_of(document):
        first, last = places[0], places[-1]
        free = [at for at in places if at not in desk.rules]
        if not free:
            continue
        mean = sum(chances[at] for at in free) / len(free)
        above = first > 0 and desk.keep[first - 1]
        led = above and document.lines[first - 1].text.rstrip().endswith(_COLONS)
        amid = above and any(desk.keep[last + 1 : last + 2])
        chosen = document.is_page and sum(document.chosen[at] for at in places) >= MOSTLY * len(places)
        quiet = all(_quiet(desk, at) for at in free)
        stands = mean >= EVEN or (led and quiet and mean >= _LED) or (amid and chosen and quiet)
        stands = stands or (led and amid and _announced(desk, first - 1, free))
        if not document.is_page and quiet and not stands and _is_listed_under(desk, first, last):
            stands = desk.keep[first - 1] = True
        stands = stands or (mean >= _CELLED and _is_table_amid(desk, first, last))
        for at in free:
            line = document.lines[at]
            if not stands:
                desk.keep[at] = False
            elif line.hit.cover < _CHROME or desk.keep[at]:
                desk.restore(at)
    for places in headed_lists(document):  # of readers' comments, one may look like the text's
        words = sum(document.lines[at].words for at in places if desk.keep[at])
        most = 2 * words > sum(document.lines[at].words for at in desk.kept())  # the text itself is set as an item
        if not most and sum(chances[at] for at in places) < len(places) / 5 > sum(desk.keep[at] for at in places):
            for at in (at for at in places if at not in desk.rules):
                desk.keep[at] = False
    _keep_parts_of_units(desk)
    _keep_headed_lists(desk)


def _keep_headed_lists(desk: Decisions) -> None:
    """Keep a page's list of points amid its text with the heading of its own right above: "Pros", "What you need".

    So is the list under the heading with which the text ends, in a box inside the text's own container.
    """
    blocks, lines, kept = desk.document.blocks, desk.document.lines, desk.kept()
    for places in units_of(desk.document) if kept and desk.document.is_page else ():
        head, last = places[0] - 1, places[-1]
        ends = head - 1 in kept[-2:] and head >= kept[-1] and desk.verdict.chances[head] >= _LEAST_HEADING
        ends = ends and any(blocks[at].home == blocks[head].hearth and lines[at].prose for at in kept)
        amid = kept[0] < head and (last < kept[-1] or ends) and not any(desk.keep[at] for at in places)
        if not amid or not blocks[head].level or blocks[head].home != blocks[places[0]].hearth:
            continue
        parts, covers = (head, *places), [lines[at].hit.cover for at in places]
        points = all(blocks[at].tag == "li" and not blocks[at].linked for at in places)
        plain = max(covers) < MOSTLY and sum(covers) < _CHROME / 2 * len(covers) and lines[head].hit.cover < _CHROME
        plain = plain and not any(lines[at].hit.pleas or at in desk.rules for at in parts) and not blocks[head].linked
        likely = ends or sum(desk.verdict.chances[at] for at in places) >= _LED * len(places)
        if points and plain and likely and lines[head].words <= _LONGEST_HEADING:
            for at in parts:
                desk.restore(at)


def keep_rest_of_units(desk: Decisions) -> None:
    """Keep, in a text, all of a small list of which most was kept since: what goes on from a kept line did not ask."""
    for places in () if desk.document.is_page else units_of(desk.document):
        kept = sum(desk.keep[at] for at in places)
        if 2 * kept > len(places):
            for at in places:
                if at not in desk.rules and _quiet(desk, at):
                    desk.restore(at)


def _keep_parts_of_units(desk: Decisions) -> None:
    """Keep the caption of a kept table, and the items below a kept item that are set in under it."""
    blocks = desk.document.blocks
    for at in range(1, len(blocks)) if desk.document.is_page else ():
        item, above = blocks[at], blocks[at - 1]
        if desk.keep[at] and item.tag == "tr" and above.tag == "figcaption" and not desk.keep[at - 1]:
            inside = above.inside & TABLE and at - 1 not in desk.rules
            if inside and not desk.document.lines[at - 1].hit.pleas:
                desk.restore(at - 1)
        under = item.tag == "li" and item.nest > 1 and above.tag == "li" and item.nest - above.nest in (0, 1)
        line = desk.document.lines[at]
        plain = at not in desk.rules and line.hit.cover < _CHROME and not line.hit.pleas and item.linked < EVEN
        if under and plain and desk.keep[at - 1]:
            desk.restore(at)


def _is_listed_under(desk: Decisions, first: int, last: int) -> bool:
    """Tell a text's list of items with marks under a likely line that ends in a colon, with kept lines around both."""
    lead = first - 1
    if lead < 1 or not desk.document.lines[lead].text.rstrip().endswith(_COLONS) or lead in desk.rules:
        return False
    line, blocks = desk.document.lines[lead], desk.document.blocks
    announces = desk.keep[lead] or (desk.verdict.chances[lead] >= _LED and not line.hit.groups)
    around = any(desk.keep[max(0, lead - 2) : lead]) and any(desk.keep[last + 1 : last + 2 + _TURNS_WITHIN])
    return announces and around and all(blocks[at].tag == "li" for at in range(first, last + 1))


def _is_table_amid(desk: Decisions, first: int, last: int) -> bool:
    """Tell whether rows of cells stand between kept lines of a text, a caption above them or not."""
    near = any(desk.keep[at] for at in range(max(0, first - 2), first)) and any(desk.keep[last + 1 : last + 3])
    return not desk.document.is_page and near and all(line.cells for line in desk.document.lines[first : last + 1])


def _announced(desk: Decisions, lead: int, places: Sequence[int]) -> bool:
    """Tell whether a sentence announces a page's list of names or links: "The three ships on trial are:"."""
    line = desk.document.lines[lead]
    spoken = any(desk.document.lines[at].hit.cover >= EVEN or desk.document.lines[at].hit.pleas for at in places)
    short = all(desk.document.lines[at].words <= _LONGEST_NAME for at in places)
    sentence = line.words >= _LEAST_LEAD_IN and not line.hit.cover and desk.verdict.chances[lead] >= EVEN
    return desk.document.is_page and sentence and short and not spoken


def keep_dated_opening(desk: Decisions) -> None:
    """Keep a sentence behind a dateline with its day, right above the text: it is how a report begins."""
    lines, kept = desk.document.lines, desk.kept()
    for at in range(max(kept[0] - _RATED_WITHIN, 0), kept[0]) if kept else ():
        dated = opens_with_day(lines[at]) or (lines[at].prose and lines[at].stop and find_place(lines[at].text))
        if at not in desk.rules and at != desk.title_at and dated:
            desk.restore(at)


def keep_rating(desk: Decisions) -> None:
    """Keep the one line of stars with which a review is rated, right above or below its text, and what it rates."""
    lines, kept = desk.document.lines, desk.kept()
    places = [at for at, line in enumerate(lines) if _RATING.fullmatch(line.raw)]
    places = places or [at for at, line in enumerate(lines) if is_mark(line)]
    if len(places) != 1 or not kept or places[0] in desk.rules:
        return
    at = places[0]
    if (desk.title_at or 0) < at and kept[0] - _RATED_WITHIN <= at <= kept[-1] + _RATED_WITHIN:
        for one in (at, *range(at + 1, kept[0])):  # between the stars and the text stands what was reviewed
            if one not in desk.rules and (one == at or not lines[one].hit.cover):
                desk.restore(one)


def keep_turns(desk: Decisions) -> None:
    """Keep what a speaker says whose other turns are kept: questions, answers, lines of a transcript.

    A turn opens with a name or a letter and a colon; what stands between two turns is not kept by this.
    """
    lines, kept = desk.document.lines, desk.kept()
    turns = {at: match[1] or match[2] for at, line in enumerate(lines) if (match := _TURN.match(line.raw))}
    spoken = Counter(turns[at] for at in kept if at in turns)
    last = next((at for at in reversed(kept) if at in turns), -1)
    for at, speaker in turns.items():
        near = kept[0] < at <= last + _TURNS_WITHIN if kept else False
        if (
            near
            and spoken[speaker] >= _FEWEST_TURNS
            and at not in desk.rules
            and desk.document.blocks[at].linked < EVEN
        ):
            desk.restore(at)
            last = max(last, at)


def keep_questions(desk: Decisions) -> None:
    """Keep, in a text, the short questions that head its parts where two of them are kept, and a short last answer."""
    lines, kept = desk.document.lines, desk.kept()
    asked = [
        at for at, line in enumerate(lines) if line.raw.endswith(("?", "？", "؟")) and line.words <= LONGEST_NUMBERED
    ]
    heads = [at for at in asked if any(desk.keep[at : at + 1]) and any(desk.keep[at + 1 : at + 2])]
    if desk.document.is_page or len(heads) < _FEWEST_TURNS:
        return
    for at in asked:
        likely = desk.verdict.chances[at] >= _LAST_ASKED and at not in desk.rules and not lines[at].hit.pleas
        below = lines[at + 1] if at + 1 < len(lines) else None
        inside = kept[0] < at <= desk.kept()[-1] + 1
        if not likely or below is None or not inside or not (below.stop or desk.keep[at + 1]):
            continue
        answered = desk.keep[at + 1] or (at + 1 not in desk.rules and below.hit.cover < _CHROME and not below.hit.pleas)
        if answered:
            desk.restore(at)
            desk.restore(at + 1)


def keep_summary(desk: Decisions) -> None:
    """Keep the points that an article begins with, under a heading such as "Key points": a list that leads nowhere."""
    lines, blocks, kept = desk.document.lines, desk.document.blocks, desk.kept()
    for at in range((desk.title_at or 0) + 1, kept[0] if kept else 0):
        if lines[at].hit.kind != "contents" or lines[at].hit.cover < _CHROME or at in desk.rules:
            continue
        unit = blocks[at + 1].unit
        points = [one for one in range(at + 1, min(at + 2 + _MOST_POINTS, len(blocks))) if blocks[one].unit == unit]
        below = {lines[one].tokens for one in kept if one not in points}
        leads = any(blocks[one].linked or lines[one].tokens in below or lines[one].hit.pleas for one in points)
        words = min((lines[one].words for one in points), default=0)
        if unit and 1 < len(points) <= _MOST_POINTS and not leads and words >= _LEAST_LEAD_IN:
            for one in (at, *points):
                desk.restore(one)


def keep_particulars(desk: Decisions) -> None:
    """Keep the particulars right below a text's headline, a block of labels with what they stand for: "Where: …".

    Those of the page itself, its author, day of publication or time to read, are none, nor is a block with a name.
    """
    lines, title, kept = desk.document.lines, desk.title_at, desk.kept()
    if desk.document.is_page or title is None or not kept or title + 1 >= len(lines):
        return
    ends = range(title + 2, len(lines))
    block = range(title + 1, next((at for at in ends if lines[at].blank_before), len(lines)))
    labels = [match[1].casefold() if (match := _PARTICULAR.match(lines[at].raw)) else "" for at in block]
    apart = lines[block[0]].blank_before and all(labels) and len(set(labels)) == len(labels)
    if not apart or not _FEWEST_PARTICULARS <= len(labels) <= LONGEST_UNIT or kept[0] > block[-1] + 1:
        return
    if not any(at in desk.rules or _is_of_page(lines[at]) for at in block):
        for at in block:
            desk.restore(at)


def _is_of_page(line: Line) -> bool:
    """Tell a byline, or a label that pages have above their texts: an author, a day of publication, a time to read."""
    known = strip_by(line.text)[1] or load_words().details.match(line.text) or split_credit(line.text)[1]
    kinds = ("byline", "stamp", "credit_line", "social", "tags", "comments")
    return bool(known) or any(line.hit.groups.get(kind, 0.0) >= _STARTS_SO for kind in kinds)


_PARTICULAR = re.compile(r"\s*([^\W\d_][^:：.!?]{1,30}?)\s?[:：]\s*\S")
_FEWEST_PARTICULARS, _STARTS_SO = 3, 0.6  # lines; strength of a phrase that a line begins with


def keep_hours(desk: Decisions) -> None:
    """Keep the hours of a live blog: lines that are a clock's time and no more, each with a kept one right below."""
    for at in hours_of(desk):
        if at not in desk.rules:
            desk.restore(at)


def hours_of(desk: Decisions) -> list[int]:
    """Return the places of a live blog's hours; none where there are fewer than two."""
    places = [
        at
        for at, line in enumerate(desk.document.lines[:-1])
        if line.words <= 2 * _LONGEST_HOUR and _is_stamp_of_live(desk, at) and desk.opens_kept(at + 1)
    ]
    return places if len(places) >= _FEWEST_HOURS else []


def _is_stamp_of_live(desk: Decisions, at: int) -> bool:
    """Tell a moment, or below a paragraph a day with one and no more: "4 Feb 2023, 18:42"."""
    line = desk.document.lines[at]
    if line.words <= _LONGEST_HOUR and is_moment(line.raw.strip()):
        return True
    below = at > 0 and desk.keep[at - 1] and desk.document.lines[at - 1].stop
    dates = find_dates(line.raw) if line.digits and below else []
    if len(dates) != 1:
        return False
    rest = line.raw[: dates[0].start] + line.raw[dates[0].end :]
    return bool(HOUR.fullmatch(rest.strip(" ,·|–—-")))


def keep_numbered(desk: Decisions) -> None:
    """Keep a text's numbered headings: short lines whose numbers go on by one, up or down, with paragraphs between."""
    if desk.document.is_page:
        return
    for chain in numbered_runs(desk.document.lines, desk.keep):
        headed = [at for at in chain if any(desk.keep[at + 1 : at + 3])]
        if len(chain) >= _FEWEST_NUMBERED and len(headed) >= MOSTLY * len(chain):
            for at in headed:
                if at not in desk.rules:
                    desk.restore(at)


def _quiet(desk: Decisions, at: int) -> bool:
    """Tell whether nothing in a block speaks as chrome or leads elsewhere."""
    line, block = desk.document.lines[at], desk.document.blocks[at]
    chance = desk.verdict.chances[at]
    most = _CHROME if chance >= _LED else _SPOKEN  # a word of chrome is a word, too: "a wide brush"
    unsure = desk.document.is_page and chance >= _LAST and line.hit.kind in _DOUBTFUL_KINDS and not block.linked
    spoken = line.hit.cover >= most and not unsure and not (is_moment(line.raw.strip()) or is_answer(line))
    spoken = spoken and not block.code  # no command is a word of chrome
    return not spoken and not line.hit.pleas and (block.linked < EVEN or desk.document.chosen[at] >= EVEN)


def keep_between(desk: Decisions) -> None:
    """Keep short blocks that stand as one thing between kept blocks of the same container."""
    few = least_amid(desk)
    more = max(few, least_chances(desk)[1])
    for before, after in itertools.pairwise(desk.kept()):
        run = range(before + 1, after)
        likely = all(
            desk.verdict.chances[at] >= (few if desk.document.lines[at].words <= _FEW_WORDS else more) for at in run
        )
        if not likely or len(run) > LONGEST_UNIT:
            continue
        fits = {at for at in run if _fits(desk, at, before, after)}
        for at in run if len(fits) == len(run) else _around_insets(desk, run, fits):
            desk.restore(at)
    first = next(iter(desk.kept()), 0)
    above = desk.document.lines[first - 1].text.rstrip() if first else ""
    if desk.document.is_page and above.endswith(GOES_ON) and _fits(desk, first - 1, first, first):
        desk.restore(first - 1)  # a salutation: what ends in a comma goes on
    _heads_of_parts(desk)
    _first_lines(desk)
    _last_lines(desk)
    _rest_of_container(desk)


def _around_insets(desk: Decisions, run: Sequence[int], fits: AbstractSet[int]) -> list[int]:
    """Return the places of a page's run that go on around an advert's box or a row of stars amid it.

    What shares a box of its own with such a thing belongs to it.
    """
    blocks = desk.document.blocks
    if not desk.document.is_page or not fits:
        return []
    around = {blocks[at].home for at in (run[0] - 1, run[-1] + 1)}
    insets = [at for at in run if _is_inset(desk, at) and (at not in fits or blocks[at].home not in around)]
    boxes = {blocks[at].home for at in insets} - around
    rest = [at for at in run if at not in insets and blocks[at].home not in boxes]
    said = Counter(block.text for block in blocks)  # "Article content" is said above each part
    likely = all(desk.verdict.chances[at] >= _LEAST_AROUND and said[blocks[at].text] == 1 for at in rest)
    return rest if insets and likely and fits >= set(rest) else []


def _is_inset(desk: Decisions, at: int) -> bool:
    """Tell what a page sets amid a text without parting it: an advert, or the stars that readers gave."""
    line, advert = desk.document.lines[at], group_bit("advert")
    says = line.hit.cover >= 1 and "advert" in line.hit.groups
    return says or bool(desk.document.blocks[at].own & advert) or _STARS.match(line.raw) is not None


def _rest_of_container(desk: Decisions) -> None:
    """Keep what follows a page's last kept block to the end of their container, where nothing in it speaks as chrome.

    A container that ends in tags, links or a plea does not qualify, nor one whose rest is surely none of the text, or
    is a box that is called a sign-up and asks for something.
    """
    kept = desk.kept()
    if not desk.document.is_page or not kept:
        return
    blocks, lines, chances = desk.document.blocks, desk.document.lines, desk.verdict.chances
    last = blocks[kept[-1]]
    homes = {last.home, last.hearth} if blocks[kept[-1]].unit else {last.home}
    inside = [bool({block.home, block.hearth} & homes) for block in blocks]
    rest = list(itertools.takewhile(inside.__getitem__, range(kept[-1] + 1, len(blocks))))
    paragraphs = sum(lines[at].prose and inside[at] for at in kept)
    if not rest or len(rest) > LONGEST_UNIT or paragraphs < _FEWEST_PARAGRAPHS:
        return
    likely = sum(chances[at] for at in rest) >= _LAST * len(rest)
    signup = group_bit("signup")
    asks = any(blocks[at].own & signup for at in rest) and any(lines[at].hit.groups.get("promo") for at in rest)
    if likely and not asks and all(_could_end(desk, at) for at in rest):
        for at in rest:
            desk.restore(at)


def _could_end(desk: Decisions, at: int) -> bool:
    """Tell whether nothing in a block speaks for another part of the page than the text."""
    block, line = desk.document.blocks[at], desk.document.lines[at]
    speaks = line.hit.cover >= _CHROME and line.hit.kind not in _DOUBTFUL_KINDS and not is_answer(line)
    parts = max((line.hit.groups.get(group, 0.0) for group in _PARTING), default=0.0) >= _BEGS_ON or "©" in line.raw
    signs = line.contact and len(line.raw.split()) > 1  # a press release ends in an address, a reporter signs with his
    speaks = speaks or parts or signs
    figure = block.tag == "figcaption" or block.inside & FIGURE
    return at not in desk.rules and not speaks and not line.hit.pleas and block.linked < EVEN and not figure


def _heads_of_parts(desk: Decisions) -> None:
    """Keep a heading of a few words amid a page's text, right above a kept paragraph of the same container."""
    blocks, lines, kept = desk.document.blocks, desk.document.lines, desk.kept()
    for at in range(kept[0] + 1, kept[-1]) if kept and desk.document.is_page else ():
        below = at + 1
        heads = bool(blocks[at].level) and not desk.keep[at] and desk.keep[below] and not blocks[below].level
        if not heads or blocks[at].home != blocks[below].home or not (lines[below].prose and lines[below].stop):
            continue
        plain = lines[at].words <= _LONGEST_HEADING and desk.verdict.chances[at] >= _LEAST_HEADING
        if plain and not blocks[at].linked and _fits(desk, at, below, below):
            desk.restore(at)


def _first_lines(desk: Decisions) -> None:
    """Keep the sentences right above a page's first kept block, of its kind and in its container."""
    kept = desk.kept()
    if not desk.document.is_page or not kept:
        return
    first = desk.document.blocks[kept[0]]
    if _heads_box(desk, kept[0] - 1, kept[0]):
        desk.restore(kept[0] - 1)
    for at in range(kept[0] - 1, desk.title_at if desk.title_at is not None else -1, -1):
        block, line = desk.document.blocks[at], desk.document.lines[at]
        likely = desk.verdict.chances[at] >= _LEAST_LEAD
        listed = block.home == first.hearth and block.tag == "p" and bool(first.unit) and line.words >= _LEAST_LEAD_IN
        sentences = line.stop and likely and (line.prose or listed)
        kin = block.home == first.home or (block.hearth == first.home and block.tag == "p") or listed
        spoken = not speaks_little(line) and not (listed and line.hit.cover < EVEN)
        if not kin or not sentences or spoken or not _fits(desk, at, kept[0], kept[0]):
            return
        desk.restore(at)


def _heads_box(desk: Decisions, at: int, below: int) -> bool:
    """Tell a heading of a few words that opens the box in which a page's text begins, as that of a table of facts."""
    title = desk.title_at
    if title is None or not title < at or not desk.document.blocks[at].level:
        return False
    block, line = desk.document.blocks[at], desk.document.lines[at]
    boxed = block.home == desk.document.blocks[below].home != desk.document.blocks[title].home
    plain = not line.stop and line.words <= _LONGEST_HEADING and desk.verdict.chances[at] >= _LEAST_HEADING
    return boxed and plain and _fits(desk, at, below, below)


def _last_lines(desk: Decisions) -> None:
    """Keep the sentences of a few words with which a page's text ends, in the container of its last kept block."""
    kept = desk.kept()
    if not desk.document.is_page or not kept:
        return
    last = desk.document.blocks[kept[-1]]
    for at in range(kept[-1] + 1, len(desk.keep)):
        block, line = desk.document.blocks[at], desk.document.lines[at]
        ends = block.home == last.home and block.tag == last.tag and line.stop and desk.verdict.chances[at] >= _LAST
        if not ends or line.raw.rstrip(CLOSING)[-1:] in _ASKING or not _fits(desk, at, kept[-1], kept[-1]):
            return
        desk.restore(at)


def _fits(desk: Decisions, at: int, before: int, after: int) -> bool:
    """Whether a block may be part of the text around it: kin of the kept ones beside it, and no sign against it."""
    block, line = desk.document.blocks[at], desk.document.lines[at]
    near = (desk.document.blocks[before], desk.document.blocks[after])
    kin = {number for other in near for number in (other.home, other.hearth)}
    plain = at not in desk.rules and line.words <= LONGEST_PART and _quiet(desk, at)
    figure = block.tag == "figcaption" or block.inside & FIGURE
    return plain and not figure and bool({block.home, block.hearth} & kin)


def keep_after_insets(desk: Decisions) -> None:
    """Keep, in a text, what goes on below other stories, an advert or a box that stand amid it.

    The classifier takes "Read also" for the end. A sentence that it holds for the text's own, though not surely, right
    below a few lines of chrome shows that it is none; all up to the next sign of something else goes with it, and a
    heading above such an inset.
    """
    kept = desk.kept()
    if desk.document.is_page or not kept:
        return
    _open_above(desk, kept[0])
    _resume(desk, kept[-1])
    for before, after in itertools.pairwise(desk.kept()):
        between = range(before + 1, after)
        own = list(itertools.takewhile(lambda at: not opens_inset(desk.document.lines[at]), between))
        free = [at for at in own if not _is_foreign(desk, at)]
        if _is_led(desk, before, free) and len(between) <= 2 * _LONGEST_INSET:
            for at in free:
                desk.restore(at)
        if len(own) < len(between) <= _LONGEST_INSET and _heads(desk, free):
            for at in free:
                desk.restore(at)


def _is_led(desk: Decisions, lead: int, places: Sequence[int]) -> bool:
    """Tell a few short lines without marks under a sentence that announces them, though an advert parts the two."""
    line = desk.document.lines[lead]
    announces = line.text.rstrip().endswith(_COLONS) and line.words >= _LEAST_LEAD_IN and speaks_little(line)
    announces = announces and not opens_inset(line) and max(map(line.hit.groups.get, _INSET_KINDS, (0.0, 0.0))) == 0
    items = [desk.document.lines[at] for at in places]
    plain = all(one.words <= _LONGEST_HEADING and not (one.stop or one.contact) for one in items)
    plain = plain and all(one.hit.cover < _CHROME and not one.hit.pleas for one in items)
    return announces and plain and 1 < len(items) <= _LONGEST_INSET


def _heads(desk: Decisions, places: Sequence[int]) -> bool:
    """Tell a heading of a few words, parted by an inset from the paragraph it heads."""
    if len(places) != 1:
        return False
    at = places[0]
    line = desk.document.lines[at]
    return is_bare(line) and line.words <= _LONGEST_HEADING and desk.verdict.chances[at] >= _LEAST_HEADING


def _open_above(desk: Decisions, first: int) -> None:
    """Keep the paragraphs between headline and text that an inset parts from the text."""
    lines, title = desk.document.lines, desk.title_at
    if title is None or title >= first:
        return
    openers = [at for at in range(max(title + 1, first - _LONGEST_INSET), first) if opens_inset(lines[at])]
    for at in range(openers[-1] - 1, title, -1) if openers and first - openers[-1] > 1 else ():
        line = lines[at]
        own = line.prose and line.stop and line.words >= _PARAGRAPH and _resumes(desk, at)
        if not own or at in doubled(lines) or split_credit(line.text)[1]:
            return
        desk.restore(at)


def _resume(desk: Decisions, last: int) -> None:
    """Keep what goes on below insets under a text's last line."""
    lines = desk.document.lines
    while True:
        _short_ends(desk, last)
        last = max(at for at in desk.kept() if at <= last + _SHORT_ENDS)
        ahead = range(last + 1, min(last + 2 + _LONGEST_INSET, len(lines)))
        first = next((at for at in ahead if _resumes(desk, at) or _ends_below_a_plea(desk, last, at)), None)
        if first is None or not any(_is_foreign(desk, at) for at in range(last + 1, first)):
            return
        run = list(itertools.takewhile(lambda at: not _is_foreign(desk, at), range(first, len(lines))))
        ends = max(at for at in run if lines[at].stop)
        run = [at for at in run if at <= ends]
        sizes = [lines[at].words for at in run]
        chances = [desk.verdict.chances[at] * lines[at].words for at in run]
        likely = sum(chances) >= _LIKELY_BELOW * sum(sizes) or (len(run) == 1 and not _resumes(desk, first))
        if not likely or len(run) > LONGEST_UNIT:
            return
        for at in run:
            desk.restore(at)
        last = ends


def _ends_below_a_plea(desk: Decisions, last: int, at: int) -> bool:
    """Tell a sentence that stands alone below an advert's mark or a box that asks for something, amid a text's end.

    Of 915 dumps five had such a line; of the three that were none of the text one told of an author, two went on with
    the plea.
    """
    line, between = desk.document.lines[at], desk.document.lines[last + 1 : at]
    said = line.stop and line.raw.rstrip(CLOSING)[-1:] not in _ASKING and line.words >= _LEAST_LEAD_IN - 1
    if not said or line.hit.pleas or line.contact or max(line.hit.groups.values(), default=0.0) > _SPOKEN:
        return False
    if not load_words().roles.isdisjoint(line.tokens) or _is_foreign(desk, at):
        return False
    asks = [
        bool(one.hit.pleas) or max(one.hit.groups.get(kind, 0.0) for kind in _INSET_KINDS) >= _BEGS_ON
        for one in between
    ]
    parts = any(one.hit.groups.get(kind, 0.0) >= _CHROME for one in between for kind in (*_PARTING, "nav"))
    alone = at + 1 >= len(desk.keep) or _is_foreign(desk, at + 1)
    return any(asks) and asks[-1] and not parts and alone


_INSET_KINDS = ("promo", "advert")


def _is_foreign(desk: Decisions, at: int) -> bool:
    """Tell a line at which a text is broken off: chrome of any kind that is no answer or hour of its own."""
    line = desk.document.lines[at]
    if is_answer(line) or is_moment(line.raw.strip()) or (at not in desk.rules and desk.document.blocks[at].unit):
        return False
    asks = bool(line.hit.pleas) or line.hit.groups.get("promo", 0.0) >= _BEGS_ON
    return at in desk.rules or asks or line.hit.cover >= _CHROME or _is_wall(desk, at) or _is_aside(desk, at)


def _resumes(desk: Decisions, at: int) -> bool:
    """Tell a sentence that the classifier holds for the text's own, be it not surely."""
    line = desk.document.lines[at]
    sentence = line.stop and line.words >= _LEAST_BELOW and line.raw.rstrip(CLOSING)[-1:] not in _ASKING
    return sentence and not _is_foreign(desk, at) and desk.verdict.chances[at] >= _LIKELY_BELOW and speaks_little(line)


def keep_own_stretch(desk: Decisions) -> None:
    """Keep, in a text, what goes on from a kept line without a sign that something else begins.

    Between two kept lines everything that is no sure chrome; below the last one up to the first sure chrome, as far as
    sentences reach; to the end of the input where nothing in it is chrome, as in copy that was cleaned before. Above
    the first one its paragraphs up to the headline.
    """
    if desk.document.is_page:
        return
    lines = desk.document.lines
    start, end = main_stretch(lines, desk.keep)
    if start == end:
        return
    places = [at for at in desk.kept() if start <= at < end]
    _fill_between(desk, places)
    ends = _end_of_input(desk, places[-1])
    run = list(itertools.takewhile(lambda at: not _is_wall(desk, at), range(places[-1] + 1, ends)))
    run = [at for at in run if not _is_aside(desk, at)][:LONGEST_UNIT]
    bare = not run or (
        len(run) == ends - 1 - places[-1]  # nothing in it is an aside
        and run[-1] == ends - 1
        and all(row.line < lines[run[-1]].number for row in desk.document.passed)
    )
    _go_on(desk, [at for at in run if not _is_aside(desk, at)][:LONGEST_UNIT], reaches=bare)
    _short_ends(desk, places[-1])
    twice = doubled(lines)
    for at in _head_of_copy(desk, places[0]):
        if at not in twice and not split_credit(lines[at].text)[1]:
            desk.restore(at)
    head = min(desk.kept()) - 1
    announced = head > (desk.title_at or 0) + 1 and lines[head - 1].raw.endswith(_COLONS) and head not in desk.rules
    if announced and lines[head].words < _LEAST_LEAD_IN and is_bare(lines[head]):
        desk.restore(head)  # "Monday", between what announces a list and its first entry
    above = range(places[0] - 1, desk.title_at if desk.title_at is not None else -1, -1)
    likely = max(_LEAST_LEAD, least_amid(desk))
    for at in above:
        line = lines[at]
        sentences = line.prose and line.stop and desk.verdict.chances[at] >= likely
        shown = at in desk.rules or at in twice or bool(split_credit(line.text)[1])
        greeting = at not in desk.rules and (is_salutation(line) or (at == places[0] - 1 and closes(line)))
        opens = at == min(desk.kept()) - 1 and not shown and _is_first_sentence(desk, at)
        if greeting or opens or (sentences and speaks_little(line) and not shown):
            desk.restore(at)
    top = [at for at in desk.kept() if (desk.title_at or 0) <= at <= places[0]]
    for before, after in itertools.pairwise(top):
        if not any(_is_pictured(desk, at) or at in twice for at in range(before, after)):
            _fill_between(desk, (before, after))


def _end_of_input(desk: Decisions, last: int) -> int:
    """Return where an input ends: above a letter's footer and what leads to the web, where it has one."""
    size = len(desk.keep)
    end = next((at for at in range(last + 1, size) if desk.rules.get(at) == FOOTER), size)
    while last + 1 < end < size and _is_aside(desk, end - 1):
        end -= 1
    return end


def _short_ends(desk: Decisions, last: int) -> None:
    """Keep sentences of a few words right below a text's last one, with no word of chrome ("Nobody was hurt.").

    Of 305 whole pages and their dumps three had such a line that was none: notices of a script and of rights.
    """
    lines = desk.document.lines
    if not (lines[last].stop and desk.keep[last]):
        return
    for at in range(last + 1, min(last + 1 + _SHORT_ENDS, len(lines))):
        line = lines[at]
        said = line.stop and line.raw.rstrip(CLOSING)[-1:] not in _ASKING and not line.hit.groups and not line.mark
        short = line.words <= _LONGEST_END and line.stops == 0 and not line.contact and "©" not in line.raw
        if at in desk.rules or not (said and short):
            return
        desk.restore(at)


def _is_first_sentence(desk: Decisions, at: int) -> bool:
    """Tell a short sentence right above what is kept of a text with little chrome: its first, or another above it."""
    line = desk.document.lines[at]
    ends = line.stop or (line.raw.endswith(_COLONS) and line.hit.cover < _SPOKEN and at + 1 in desk.kept())
    if not ends or line.raw.rstrip(CLOSING)[-1:] in _ASKING or line.contact or least_chances(desk)[0] > 0:
        return False
    if line.hit.pleas and not (line.prose and line.stops):  # "Sign up. That is what the poster says …"
        return False
    return line.words >= _LEAST_LEAD_IN and line.hit.cover < EVEN and desk.verdict.chances[at] >= _LEAST_LEAD


def _is_pictured(desk: Decisions, at: int) -> bool:
    """Tell a line that stands with a picture or a stamp at the head of a text: a credit, a file, the headline again."""
    line, title = desk.document.lines[at], desk.title_at
    if line.cells:
        return False
    again = title is not None and line.tokens == desk.document.lines[title].tokens
    credited = bool(_CREDITED.search(line.raw)) and not (line.prose and line.stop)
    return again or credited or bool(split_credit(line.text)[1]) or bool(line.digits and find_dates(line.raw))


def _fill_between(desk: Decisions, places: Sequence[int]) -> None:
    """Keep what stands between lines of a text that are kept, up to the first sign that something else begins."""
    for before, after in itertools.pairwise(places):
        between = range(before + 1, after)
        wall = next((at for at in between if _is_wall(desk, at) and not _is_ruled_plea(desk, at)), after)
        run = [at for at in range(before + 1, wall) if not (_is_aside(desk, at) or _is_ruled_plea(desk, at))]
        if len(run) <= LONGEST_UNIT:
            _go_on(desk, run, reaches=wall == after, amid=True)
        _keep_tables(desk, between)


def _head_of_copy(desk: Decisions, first: int) -> list[int]:
    """Return the places between byline or day and the first kept line of a copy that has hardly a word of chrome.

    Headings and short lines may stand there; a standfirst stands above the byline.
    """
    lines, title = desk.document.lines, desk.title_at
    chrome = sum(line.hit.cover >= _CHROME and not find_dates(line.raw) for line in lines)
    if title is None or title >= first or chrome > _HARDLY_CHROME or desk.document.passed:
        return []
    near = range(title + 1, min(first, title + 1 + _SIGNS_WITHIN))
    signs = [at for at in near if find_dates(lines[at].raw) or strip_by(lines[at].text)[1] or is_clock(lines[at])]
    if not signs:
        return []
    places = list(range(signs[-1] + 1, first))
    if places and (names := split_names(lines[places[0]].text)) and is_given(names[0].split()[0]):
        places = places[1:]  # the byline stands below the day
    if not places:
        return []
    quiet = all(at not in desk.rules and not _is_aside(desk, at) and not lines[at].hit.pleas for at in places)
    pictured = any(_is_pictured(desk, at) or _CREDITED.search(lines[at].raw) for at in places)
    heading = len(places) == 1 and lines[places[0]].words <= _LONGEST_NAME and not lines[places[0]].digits
    opens = lines[places[0]].prose and lines[places[0]].stop
    return places if quiet and not pictured and (heading or opens) and len(places) <= LONGEST_UNIT else []


def _keep_tables(desk: Decisions, between: Sequence[int]) -> None:
    """Keep the tables of a text between two kept lines: runs of rows whose cells are parted by bars."""
    lines = desk.document.lines
    for barred, places in itertools.groupby(between, key=lambda at: "|" in lines[at].raw and at not in desk.rules):
        run = list(places)
        if barred and len(run) >= _FEWEST_ROWS and not any(_is_wall(desk, at) for at in run):
            for at in run:
                desk.restore(at)


def _go_on(desk: Decisions, run: Sequence[int], *, reaches: bool, amid: bool = False) -> None:
    """Keep a run of lines that goes on from a kept one: all of it where it `reaches`, else as far as sentences do.

    What is `amid` kept lines goes as far as it is likely, too.
    """
    lines, blocks = desk.document.lines, desk.document.blocks
    last = max((at for at in run if ends_as_sentence(lines[at])), default=-1)
    led = {
        blocks[at].unit
        for at in run
        if blocks[at].unit and at and lines[at - 1].text.endswith(_COLONS) and blocks[at - 1].unit != blocks[at].unit
    }
    few, more = least_chances(desk)
    signed = next((at + _SIGNED for at in run if at >= last - 1 and closes(lines[at])), last)  # "Yours,", name, place
    last = max(last, signed)
    for at in run:
        line = lines[at]
        # Below a text that is asked of what closes a life alone: "Ann Lee, born 3 May 1931; died 2 June 2024".
        own = not _is_pictured(desk, at) if amid else line.hit.cover < EVEN and len(find_dates(line.raw)) > 1
        likely = own and desk.keep[at - 1] and desk.verdict.chances[at] >= LEAST_IN_CHROME
        if (
            at not in desk.rules
            and desk.verdict.chances[at] >= (few if lines[at].words <= _FEW_WORDS else more)
            and (reaches or at <= last or likely or (blocks[at].unit and blocks[at].unit in led))
        ):
            desk.restore(at)


def _is_wall(desk: Decisions, at: int) -> bool:
    """Tell a line at which something else begins: what a rule dropped, or sure chrome of a kind that parts a page."""
    line = desk.document.lines[at]
    strong = max((line.hit.groups.get(group, 0.0) for group in _PARTING), default=0.0)
    asks = line.hit.groups.get("promo", 0.0) >= _CHROME and line.words > 2
    copyright_amid = line.raw.startswith("©") and at < len(desk.document.lines) - _LAST_LINES
    parts = (line.hit.cover >= EVEN and strong >= _CHROME) or copyright_amid
    ruled = at in desk.rules and not desk.rules[at].startswith(_SET_IN)
    return ruled or asks or parts or begs(line)


def _is_ruled_plea(desk: Decisions, at: int) -> bool:
    return desk.rules.get(at, "").startswith("plea: speaks")


FOOTER = "section: a letter's footer"
# What these rules leave out stands amid a text, which goes on below it.
_SET_IN = ("advert: below", "caption: a credit", "forward", "pull quote")


def _is_aside(desk: Decisions, at: int) -> bool:
    """Tell a line that stands within a text and is none of it: an advertisement's mark, "Read more: …", a button."""
    line, hit = desk.document.lines[at], desk.document.lines[at].hit
    strongest = max(hit.groups.values(), default=0.0)
    says_so = hit.cover >= _CHROME and strongest >= MOSTLY and hit.kind not in _DOUBTFUL_KINDS
    says_so = says_so and not is_answer(line)
    points = hit.groups.get("related", 0.0) >= _CHROME or "embed" in hit.groups
    above = desk.document.lines[at - 1].hit.groups if at else {}
    begs_on = hit.groups.get("promo", 0.0) >= _BEGS_ON and above.get("promo", 0.0) >= _CHROME
    points = points or begs_on  # what a newsletter's box says below its headline
    points = points or line.raw.startswith("©") or desk.rules.get(at, "").startswith(_SET_IN)
    return points or (line.contact and not line.prose) or (says_so and not desk.document.blocks[at].unit)
