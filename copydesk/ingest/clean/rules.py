"""What stands above the numbers: named rules, in one order, for pages and texts alike. Pure.

Each rule looks at a document and what is kept of it so far, and says what it keeps or drops. `RULES` is the order, and
`add --rules` prints it; a rule that needs markup finds nothing in a text. Here are those that drop; those that keep
stand in `restore.py`.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from copydesk.ingest.clean.asides import drop_asks, drop_labelled_boxes, drop_linked_pleas
from copydesk.ingest.clean.classify import ALL_LINKED, EVEN, PICTURE, Decisions
from copydesk.ingest.clean.document import LIST
from copydesk.ingest.clean.facts.caption import is_caption, is_credit
from copydesk.ingest.clean.facts.dateline import above_dateline
from copydesk.ingest.clean.facts.dates import find_dates
from copydesk.ingest.clean.facts.names import strip_by
from copydesk.ingest.clean.lexicon import load_lexicon, tokens
from copydesk.ingest.clean.lines import (
    CLOSING,
    HOUR,
    OPENING,
    Line,
    begs,
    built,
    is_answer,
    is_disclaimer,
    is_mark,
    is_menu,
    next_of,
    runs_of,
    says_twice,
)
from copydesk.ingest.clean.lists import keep_announced, keep_works, keep_years
from copydesk.ingest.clean.metadata import group_bit
from copydesk.ingest.clean.repeats import drop_repeats
from copydesk.ingest.clean.restore import (
    MOSTLY,
    keep_after_insets,
    keep_between,
    keep_dated_opening,
    keep_hours,
    keep_in_doubt,
    keep_numbered,
    keep_own_stretch,
    keep_particulars,
    keep_questions,
    keep_rating,
    keep_rest_of_units,
    keep_summary,
    keep_turns,
    keep_whole_units,
)
from copydesk.ingest.profile import overruled
from copydesk.intake.walls import count_consent, uses_cookies

_HEAD, _FORM, _SPEAKER = "comment_section", "comment_form", "comment_speaker"
_COOKIES = frozenset(["cookie", "cookies"])
_ABOVE_WORDS, _ABOVE_PROSE = 40, 3  # what must have been kept above: a count of comments stands under titles too
_SPEAKS_WITHIN = 6  # lines from the head of a section to the first who speaks in it
_NEXT_WITHIN = 25  # lines from one who speaks to the next
_SPEAKERS = 3  # with their times; "She wrote:" and a quotation come twice in an article
_TABLE, _ROW_WITHIN = 8, 3  # rows that speak of cookies, lines from one to the next
# Words that a notice about cookies has beside them, and a line about biscuits has not.
_CONSENTS = frozenset(
    """
    browser browsers website websites site sites web webseite webseiten website's einwilligung zustimmung navigateur
    consentement navegador sitio consentimiento sito consenso navegador site consentimento toestemming webbplats
    samtycke nettsted samtykke hjemmeside strona stronie witryna przeglądarki zgoda webu stránky souhlas сайт сайте
    сайта браузер согласие сайту браузера згода tarayıcı sitesi consent necessary essential
    """.split()  # noqa: SIM905 - a list would take a screen
)
_COOKIE_STEMS = (
    "cookie",
    "쿠키",
    "クッキー",
    "çerez",
    "kuki",
    "עוגיות",
    "ملفات تعريف",
    "कुकी",
    "คุกกี้",
    "کوکی",
    "kolačić",
    "evästei",
    "sütik",
    "куки",
    "kakor",
    "informasjonskapsl",
    "slapuk",
    "бисквитк",
)
_KINDS_OF_CONSENT = 3
_LONGEST_BOX, _BOX_WORDS = 4, 50  # blocks and words of a box that asks for something
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+/\S*")
_COLONS = ":："
_OFTEN, _NOTICE, _NOTICE_WITHIN = 2, 15, 3  # times; words; lines
_LONGEST_CAPTION = 40  # words
_TEASERS, _TEASER_WITHIN = 3, 4  # teasers in a run, lines from one to the next; pictures' two texts are doubled too
_LONGEST_BEGGING = 24  # words
_FEWEST_ALIKE = 2  # lines built like one with a figure that its words alone would give away
_FEWEST_PICTURES, _LEAST_AROUND = 3, 0.25
_COUNTED = re.compile(r"\s*\d{1,3}\s*(?:/|of|von|de|sur|из)\s*\d{1,3}\b", re.IGNORECASE)
_MOST_ABOVE = 0.12  # share of the kept words above a headline that are taken for another part of the page
# Groups of what stands below an article; kinds of it that an article may end with; words; strength of a beginning.
_AT_THE_END = ("related", "legal", "social", "promo", "ui")
_MAY_BE_SAID = frozenset(("form", "player", "counter", "menu", "settings", "correction"))
_LONGEST_STAMP, _STARTS = 10, 0.6
_FEW_WORDS = 4  # words of what is named by their number
_MOST_NAMES = 2  # lines above a text's headline
# Mean chances of a text and of what a menu parts from it.
_LIKELY_TEXT, _LIKELY_BEYOND = 0.85, 0.6
_LONGEST_LABEL, _FEWEST_LABELS = 4, 3  # words; times
_FEWEST_OF_ADVERT = 3  # words of an advert's mark that is no heading: "Story continues below"
_LONGEST_ADVERT = 20  # words of a line of an advert
_FEWEST_LEADING = 2  # words; "References" and "Watch" may head a part of an article
_FEWEST_ESSAY = 4  # a text of more captions than one in so many lines is told by its pictures
_LONGEST_PLEA = 30
_LONGEST_TITLE = 40


def foreign_sections(lines: Sequence[Line], kept: Sequence[bool]) -> dict[int, str]:
    """Return the places of lines in sections that are not the article, each with the rule that says so."""
    out: dict[int, str] = {}
    start = _comments(lines, kept)
    if start is not None:
        out.update(dict.fromkeys(range(start, len(lines)), "section: readers' comments"))
    cookies = [at for at, line in enumerate(lines) if _COOKIES.intersection(line.tokens)]
    for run in runs_of(cookies, _ROW_WITHIN, _TABLE):
        out.update(dict.fromkeys(range(run[0], run[-1] + 1), "section: table of cookies"))
    doubled = [at for at, line in enumerate(lines) if says_twice(line)]
    for run in runs_of(doubled, _TEASER_WITHIN, _TEASERS):
        # A line of summary follows each headline; where two headlines follow each other, there are none.
        end = run[-1] + 1 + all(b - a > 1 for a, b in pairwise(run))
        out.update(dict.fromkeys(range(run[0], min(end, len(lines))), "section: teasers"))
    out.update(dict.fromkeys(above_dateline(lines, kept), "section: above the dateline"))
    return out


def _notice(lines: Sequence[Line], kept: Sequence[bool], cookies: Sequence[int]) -> set[int]:
    """Return the places of a notice about cookies: a paragraph that says the word again and again, and what is near.

    Where the text itself speaks of cookies there is none.
    """
    out: set[int] = set()
    for run in runs_of(cookies, _NOTICE_WITHIN, 1):
        times = sum(sum(map(_COOKIES.__contains__, lines[at].tokens)) for at in run)
        about = any(lines[at].words >= _NOTICE and not _CONSENTS.isdisjoint(lines[at].tokens) for at in run)
        if times >= _OFTEN and about:
            out.update(range(run[0], run[-1] + 1))
    own = any(kept[at] and at not in out for at in cookies)
    kept_words = sum(line.words for line, keep in zip(lines, kept, strict=True) if keep)
    noticed = sum(lines[at].words for at in out if kept[at])
    return set() if own or 2 * noticed > kept_words else out


def _comments(lines: Sequence[Line], kept: Sequence[bool]) -> int | None:
    """Return the place from which on the page holds readers' comments; what follows them is never the article."""
    kinds = [line.hit.kind for line in lines]
    speakers = [at for at, kind in enumerate(kinds) if kind == _SPEAKER]
    stamped = [at for at in speakers if lines[at].digits]
    last_form = max((at for at, kind in enumerate(kinds) if kind == _FORM), default=-1)
    words, prose = 0.0, 0
    for at, line in enumerate(lines):
        if words >= _ABOVE_WORDS:
            if kinds[at] == _HEAD and next_of(speakers, at) <= at + _SPEAKS_WITHIN:
                return at
            if kinds[at] == _HEAD and "#" in line.tokens and at < last_form and prose >= _ABOVE_PROSE:
                return at
            if kinds[at] == _SPEAKER and line.digits and _speak_on(stamped, at):
                return at
        if kept[at]:
            words, prose = words + line.words, prose + line.prose
    return None


def _speak_on(stamped: Sequence[int], at: int) -> bool:
    """Tell whether after the one at `at` others speak who have a time too, each soon after the last."""
    near = stamped[(nth := bisect_left(stamped, at)) : nth + _SPEAKERS]
    return len(near) == _SPEAKERS and all(b - a <= _NEXT_WITHIN for a, b in pairwise(near))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of cleaning: its name in the report, what it does in a sentence, and how."""

    name: str
    does: str
    apply: Callable[[Decisions], None]


def _begging(desk: Decisions) -> None:
    for at, line in enumerate(desk.document.lines):
        if desk.keep[at] and begs(line) and line.words <= _LONGEST_BEGGING:
            desk.drop(at, "plea: asks its reader for something, again and again")
            desk.doubtful.add(at)
        elif (
            desk.keep[at]
            and line.hit.cover >= 1
            and line.words > 1
            and not desk.document.blocks[at].table  # figures alone are a row like others
            and not (desk.document.is_page or HOUR.fullmatch(line.raw.strip()) or is_mark(line))
            and not _is_one_of_many(desk, at)
            and not (line.tokens == ("#",) and all(desk.keep[max(0, at - 1) : at + 2]))  # "1879" among answers
        ):
            desk.drop(at, f"chrome: {line.hit.kind.replace('_', ' ')}")
        elif desk.keep[at] and line.hit.cover >= 1 and line.hit.kind == "advert" and line.words >= _FEWEST_OF_ADVERT:
            desk.set_aside(at, "chrome: advert")
        elif desk.keep[at] and _VOTED.fullmatch(line.raw):
            desk.set_aside(at, "chrome: counter")


# The stars that readers gave, with how many did: "★★★★☆ 4.6 (37 votes)"; a review's have no count.
_VOTED = re.compile(r"\W*(?:[★☆⭐✩✭✮⯪½]\ufe0f?\s*){3,10}[^\d\W]*\s*\d[.,]\d+\D{1,16}\d[\d.,]*\W?[^\d]{0,24}")


def _is_one_of_many(desk: Decisions, at: int) -> bool:
    """Tell a line with a figure that is built like kept ones that are no chrome: "Efe, 8" among "Ali, 8", "Elif, 9"."""
    line = desk.document.lines[at]
    shape = built(line)
    others = (desk.document.lines[one] for one in desk.kept() if one != at)
    return line.digits > 0 and sum(one.hit.cover < 1 and built(one) == shape for one in others) >= _FEWEST_ALIKE


def _hidden(desk: Decisions) -> None:
    for at, block in enumerate(desk.document.blocks):
        if block.rule:
            desk.set_aside(at, block.rule)


def _drawn(desk: Decisions) -> None:
    """Drop a line of signs that is drawn right under a heading of a text, or above it, or set as a page's heading."""
    lines = desk.document.lines
    for at, line in enumerate(lines if desk.document.is_page else ()):
        if desk.document.blocks[at].level and not any(map(str.isalnum, line.raw)):
            desk.drop(at, "a line drawn under a heading")
    for at, line in enumerate(() if desk.document.is_page else lines):
        beside = not line.blank_before or (at + 1 < len(lines) and not lines[at + 1].blank_before)
        if beside and not line.code and _DRAWN.fullmatch(line.raw):
            desk.drop(at, "a line drawn under a heading")


_DRAWN = re.compile(r"([-=~_*#])\1{3,}")


def _foreign(desk: Decisions) -> None:
    if desk.document.is_page:
        for at in _comments_of_page(desk):
            desk.set_aside(at, "section: readers' comments")
    else:
        for at, rule in foreign_sections(desk.document.lines, desk.keep).items():
            desk.drop(at, rule)
        for at in _below_dashes(desk):
            desk.set_aside(at, "section: a letter's footer")


def _comments_of_page(desk: Decisions) -> list[int]:
    """Return the places of readers' comments that share the text's own container: below a heading that counts them."""
    lines, blocks, kept = desk.document.lines, desk.document.blocks, desk.kept()
    for at in kept:
        counted = lines[at].hit.kind == _HEAD and lines[at].hit.cover >= 1 and "#" in lines[at].tokens
        above = [one for one in kept if one < at and lines[one].prose and blocks[one].home == blocks[at].home]
        if not (counted and blocks[at].level and len(above) >= _ABOVE_PROSE):
            continue
        homes = {blocks[at].home, blocks[above[-1]].home}
        return [one for one in range(at, len(lines)) if {blocks[one].home, blocks[one].hearth} & homes]
    return []


def _below_dashes(desk: Decisions) -> list[int]:
    """Return the places of a letter's signature or footer: a few lines below one of two dashes (RFC 3676, 4.3)."""
    lines = desk.document.lines
    at = next((at for at in range(len(lines) - 1, -1, -1) if lines[at].raw == "--"), len(lines))
    short = all(line.words <= _BOX_WORDS for line in lines[at:])
    below = sum(line.words for line in lines[at:])
    few = len(lines) - at <= _LONGEST_FOOTER and 2 * below < sum(line.words for line in lines[:at])
    return list(range(at, len(lines))) if short and few else []


_LONGEST_FOOTER = 12  # lines


def _consent(desk: Decisions) -> None:
    """Drop paragraphs that ask for consent, for the editor to look at, where no other kept one speaks of cookies."""
    lines = desk.document.lines
    speaks = [at for at in desk.kept() if any(map(lines[at].raw.casefold().__contains__, _COOKIE_STEMS))]
    asks = {at for at in speaks if count_consent(lines[at].raw) >= _KINDS_OF_CONSENT or uses_cookies(lines[at].raw)}
    asks |= _notice(lines, desk.keep, [at for at in speaks if at not in asks])
    asks |= _rest_of_notices(desk, asks)
    if asks.issuperset(speaks) and len(asks) < len(desk.kept()):
        for at in asks:
            if desk.keep[at]:
                desk.drop(at, "section: notice about cookies")
                desk.doubtful.add(at)


def _rest_of_notices(desk: Decisions, asks: AbstractSet[int]) -> set[int]:
    """Return the kept places that go on from a notice right above them with fewer of its words.

    Where another kept line has such words, too, the article may be about them, and none is.
    """
    lines, kept, out = desk.document.lines, desk.kept(), set[int]()
    for at in range(len(lines) - 1):
        notice = at in asks or (not desk.keep[at] and lines[at].words >= _NOTICE)
        if notice and desk.keep[at + 1] and count_consent(lines[at].raw) >= _KINDS_OF_CONSENT:
            below = itertools.takewhile(lambda one: count_consent(lines[one].raw), range(at + 1, len(lines)))
            out.update(one for one in below if desk.keep[one])
    about = out and any(count_consent(lines[at].raw) for at in kept if at not in out and at not in asks)
    return set() if about else out


def _pictured(desk: Decisions) -> None:
    """Drop what stands right under a picture's mark in a text, as captions do, for the editor to look at."""
    marks = {row.line for row in desk.document.passed if row.rule == PICTURE}
    for at, line in enumerate(desk.document.lines if marks else ()):
        under = line.number - 1 in marks and not line.blank_before
        if under and line.words < _LONGEST_CAPTION and not (line.mark or line.code or line.cells):
            desk.set_aside(at, "caption")


def _credits(desk: Decisions) -> None:
    """Drop a line that is a picture's credit and no more, and a caption that ends in one, for the editor to look at."""
    captions: list[int] = []
    for at, line in enumerate(desk.document.lines):
        block = desk.document.blocks[at]
        if at == desk.title_at or line.code or line.cells or block.table or block.level:
            continue
        if is_credit(line.raw) and not _is_one_of_facts(desk, at):
            desk.set_aside(at, "caption: a credit")
        elif desk.keep[at] and not block.unit and is_caption(line):
            captions.append(at)
    if _FEWEST_ESSAY * len(captions) <= len(desk.kept()):  # a story told by pictures is its captions
        for at in captions:
            desk.set_aside(at, "caption")


def _adverts(desk: Decisions) -> None:
    """Drop the few lines right below an advert's mark, where blank lines part a text, for the editor to look at."""
    lines = desk.document.lines
    kept = desk.kept()
    if desk.document.is_page or 2 * sum(lines[at].blank_before for at in kept) < len(kept):
        return
    for at, line in enumerate(lines):
        if line.hit.cover < 1 or "advert" not in line.hit.groups:
            continue
        below = list(itertools.takewhile(lambda one: not lines[one].blank_before, range(at + 1, len(lines))))
        if len(below) <= _LONGEST_BOX and all(_may_advertise(desk, one) for one in below):
            for one in below:
                desk.set_aside(one, "advert: below its mark")


def _may_advertise(desk: Decisions, at: int) -> bool:
    """Tell a short line that is no sentence, or one that the classifier does not hold for the text's own."""
    line = desk.document.lines[at]
    if _is_one_of_many(desk, at) or _counts_on(desk, at):
        return False
    return line.words <= _LONGEST_ADVERT and not (line.stop and desk.verdict.chances[at] >= EVEN)


def _counts_on(desk: Decisions, at: int) -> bool:
    """Tell a numbered line that goes on from a kept one: "4. Salt" where "3. Windows" stands above."""
    marks = {line.mark for line, kept in zip(desk.document.lines[:at], desk.keep, strict=False) if kept}
    number = desk.document.lines[at].mark.rstrip(".)")
    return number.isdecimal() and any(mark.rstrip(".)") == str(int(number) - 1) for mark in marks)


def _is_one_of_facts(desk: Decisions, at: int) -> bool:
    """Tell a label with its value beside others of its kind: "Bild: Full HD" above "Ton: Dolby"; no byline is one."""
    near = [desk.document.lines[one] for one in (at - 1, at + 1) if 0 <= one < len(desk.keep)]
    near = [line for line in near if line.words <= _LONGEST_FACT and not line.stop and _FACT.match(line.raw)]
    return any(not is_credit(line.raw) and not strip_by(line.text)[1] and not line.hit.groups for line in near)


_LONGEST_FACT = 12  # words
_FACT = re.compile(r"[^\W\d_][^:：]{1,24}\s?[:：]\s*\S")


def _headline_again(desk: Decisions) -> None:
    words = tokens(desk.title)
    for at, line in enumerate(desk.document.lines):
        says = bool(words) and list(line.tokens) == words
        if at == desk.title_at or (desk.keep[at] and says and line.words <= _LONGEST_TITLE and not line.prose):
            desk.drop(at, "title")


def _above_headline(desk: Decisions) -> None:
    """Leave out what little stands above a page's headline where the text stands below it.

    Above a text's headline it must be an outlet's name or two, and the editor has the last look.
    """
    if desk.title_at is None:
        return
    above = [at for at in desk.kept() if at < desk.title_at]
    if not desk.document.is_page:
        named = [at for at in above if desk.document.lines[at].words <= _FEW_WORDS and not desk.document.lines[at].stop]
        for at in above if len(named) == len(above) <= _MOST_NAMES else ():
            desk.set_aside(at, "above the headline")
        return
    words = sum(desk.document.lines[at].words for at in above)
    total = sum(desk.document.lines[at].words for at in desk.kept())
    if words < _MOST_ABOVE * total:
        for at in above:
            desk.drop(at, "above the headline")


def _galleries(desk: Decisions) -> None:
    """Drop a list of other stories' pictures inside the text: items with headlines and words of their own.

    It is told by what its markup is called (gallery, slideshow, carousel, cards), by paragraphs kept outside it before
    and after, and by being less than half of the text or called something else in a heading of its own: a list of
    places to see is most of its own article, and headed by it.
    """
    document, blocks = desk.document, desk.document.blocks
    called = group_bit("caption") | group_bit("related")
    marked = [bool(block.item and block.groups & called) for block in blocks]
    at = 0
    while at < len(blocks):
        end = at
        while end < len(blocks) and marked[end] and blocks[end].inside & LIST:
            end += 1
        if end > at and document.is_page and _is_gallery(desk, range(at, end)) and _is_inset(desk, at, end):
            first = at - 1 if at and blocks[at - 1].level and blocks[at - 1].groups & called else at
            for one in range(first, end):
                desk.drop(one, "gallery: pictures of other stories")
                desk.unsure.add(one)
        at = max(end, at + 1)


def _is_inset(desk: Decisions, start: int, end: int) -> bool:
    """Tell whether a text goes on around a stretch of blocks: paragraphs before and after, and enough of them."""
    lines, keep = desk.document.lines, desk.keep
    before, after = (
        [at for at in part if keep[at] and lines[at].prose] for part in (range(start), range(end, len(lines)))
    )
    outside = sum(lines[at].words for at in (*before, *after))
    within = sum(lines[at].words for at in range(start, end) if keep[at])
    headed = start > 0 and bool(desk.document.blocks[start - 1].level) and not keep[start - 1]
    least = _LEAST_AROUND if headed and len(after) > 1 else EVEN
    return bool(before) and bool(after) and outside >= least * (within + outside)


def _is_gallery(desk: Decisions, places: Sequence[int]) -> bool:
    """Tell whether each of three items or more opens with a headline, counted ("2/9") or linked, and goes on."""
    items: dict[int, list[int]] = defaultdict(list)
    for at in places:
        items[desk.document.blocks[at].item].append(at)
    headed = [here for here in items.values() if desk.document.blocks[here[0]].level and len(here) > 1]
    told = sum(
        bool(_COUNTED.match(desk.document.lines[here[0]].raw)) or desk.document.blocks[here[0]].linked >= ALL_LINKED
        for here in headed
    )
    return len(headed) >= _FEWEST_PICTURES and len(headed) >= MOSTLY * len(items) and told >= MOSTLY * len(headed)


def _contents(desk: Decisions) -> None:
    """Drop list items that are links alone and say what a heading kept below them says."""
    ahead: set[tuple[str, ...]] = set()
    for at in range(len(desk.keep) - 1, -1, -1):
        block, line = desk.document.blocks[at], desk.document.lines[at]
        if desk.keep[at] and block.level:
            ahead.add(line.tokens)
        elif desk.keep[at] and block.tag == "li" and block.linked >= ALL_LINKED and line.tokens in ahead:
            desk.drop(at, "contents: its link says what a heading below says")


def _forwards(desk: Decisions) -> None:
    """Drop short lines that point to another story ("Read more: …") and are no sentence, for the editor to look at."""
    for at, (line, block) in enumerate(zip(desk.document.lines, desk.document.blocks, strict=True)):
        if line.words > _LONGEST_PLEA or at == desk.title_at or line.raw.rstrip(CLOSING)[-1:] == ".":
            continue
        opening = OPENING.match(line.raw.strip("[( "))
        if not opening:
            continue
        hit = load_lexicon().look_up(opening[1], tokens(opening[1]))
        if (
            hit.cover >= 1
            and "related" in hit.groups
            and (block.links or not desk.document.is_page or " " in opening[1])
        ):
            desk.set_aside(at, "forward: points to another story")


def _led_elsewhere(desk: Decisions) -> None:
    """Drop a line amid or below a page's text that is "See also" and the like, with the links right below it."""
    lines, blocks = desk.document.lines, desk.document.blocks
    for at in desk.kept() if desk.document.is_page else ():
        line = lines[at]
        words = sum(word != "#" for word in line.tokens)
        if line.hit.cover < 1 or line.hit.kind != "related" or words < _FEWEST_LEADING or at == desk.title_at:
            continue
        below = list(itertools.takewhile(lambda one: blocks[one].linked >= ALL_LINKED, range(at + 1, len(lines))))
        if any(desk.keep[one] for one in below) or (below and at == desk.kept()[-1]):
            for one in (at, *below):
                desk.set_aside(one, "forward: points to another story")


def _chrome_at_the_ends(desk: Decisions) -> None:
    """Drop short lines below the text that say nothing else than pages do, and a stamp above it."""
    for at in reversed(desk.kept()):
        if _heads_nothing(desk, at):
            desk.set_aside(at, "heading: what stands under it is none of the text")
            continue
        if not _says_what_pages_say(desk, at):
            break
        desk.drop(at, f"chrome: {desk.document.lines[at].hit.kind.replace('_', ' ')}")
        desk.doubtful.add(at)
    first = next(iter(desk.kept()), -1)
    unit = desk.document.blocks[first].unit if first >= 0 and desk.document.is_page else 0
    items = [at for at in desk.kept() if unit and desk.document.blocks[at].unit == unit]
    shares = [at for at in items if desk.document.lines[at].hit.groups.get("social", 0.0) >= MOSTLY]
    for at in items if 2 * len(shares) > len(items) else ():  # a row of buttons above the text
        desk.set_aside(at, "chrome: share")
    for at in desk.kept()[:1]:
        line = desk.document.lines[at]
        stamped = line.hit.groups.get("stamp", 0.0) >= _STARTS and line.words <= _LONGEST_STAMP and not line.stop
        if stamped and find_dates(line.raw):
            desk.drop(at, "date")
            desk.doubtful.add(at)


def _heads_nothing(desk: Decisions, at: int) -> bool:
    """Tell a heading below a page's text of which what stands right under it was surely none: it is of that part."""
    block, line = desk.document.blocks[at], desk.document.lines[at]
    below = range(at + 1, min(at + 3, len(desk.keep)))
    likely = any(desk.verdict.chances[one] >= _LIKELY and desk.rules.get(one) in _OWN for one in below)
    said = line.stop and line.hit.cover < MOSTLY
    kin = bool(below) and block.home in (desk.document.blocks[below[0]].home, desk.document.blocks[below[0]].hearth)
    return desk.document.is_page and bool(block.level) and not said and kin and not likely and any(desk.keep[:at])


_OWN = (None, "said before")  # by no rule, or as what stands in the text already
_LIKELY = 0.3  # chance from which what follows a heading may be the text's


def _says_what_pages_say(desk: Decisions, at: int) -> bool:
    """Tell a line that is wholly what stands below articles, or begins so and is no sentence; no item of a list."""
    block, line = desk.document.blocks[at], desk.document.lines[at]
    strengths = [line.hit.groups.get(group, 0.0) for group in _AT_THE_END]
    shares = set(line.hit.groups) == {"social"}  # "Share: Facebook WhatsApp" is of three phrases
    wholly = line.hit.cover >= MOSTLY and (shares or max(strengths) >= MOSTLY) and not is_answer(line)
    begins = max(line.hit.groups.get(group, 0.0) for group in ("legal", "social")) >= _STARTS and not line.stop
    free = not (block.unit or block.level or block.table or block.code)
    if is_disclaimer(line):
        return True
    if line.hit.kind == "letter" and free and line.words <= _LONGEST_PLEA:
        return True  # "You are receiving this letter because …"
    if _COPYRIGHT.match(line.raw) and line.words <= _LONGEST_PLEA and " | " not in line.raw:
        return True
    if line.hit.pleas and block.links and (line.hit.groups.get("legal") or line.hit.groups.get("footer")):
        return " | " not in line.raw  # "Unsubscribe at any time. About us. Privacy policy"
    return free and line.words <= _LONGEST_STAMP and (wholly or begins) and line.hit.kind not in _MAY_BE_SAID


_COPYRIGHT = re.compile(r"©|\(c\) |copyright\s+(?:©|\(c\)|(?:19|20)\d\d\b)", re.IGNORECASE)


_MOST_CALLED = 0.3  # share of what is kept


def _bare_signups(desk: Decisions) -> None:
    """Drop a box that is called a sign-up: a few short blocks that ask for something, or its heading alone."""
    if not desk.document.is_page:
        _boxed_pleas(desk)
        return
    blocks, lines, signup = desk.document.blocks, desk.document.lines, group_bit("signup")
    if sum(bool(blocks[at].own & signup) for at in desk.kept()) > _MOST_CALLED * len(desk.kept()):
        return  # the whole text stands behind a barrier, and each of its paragraphs is called by it
    boxes: dict[int, list[int]] = defaultdict(list)
    for at in desk.kept():
        boxes[blocks[at].home].append(at)
    for places in boxes.values():
        head = places[0]
        last = len(boxes) > 1 and len(places) > 1 and places[-1] == desk.kept()[-1] and bool(blocks[head].level)
        called = last and lines[head].hit.pleas and lines[head].hit.groups.get("promo", 0.0) >= 1
        if not called and not all(blocks[at].own & signup for at in places):
            continue
        asks = any(lines[at].hit.pleas or lines[at].hit.groups for at in places)
        headed = len(places) == 1 and bool(blocks[places[0]].level) and asks
        words = sum(lines[at].words for at in places)
        boxed = (
            len(places) <= _LONGEST_BOX
            and words <= _BOX_WORDS
            and 2 * words < sum(lines[at].words for at in desk.kept())
        )
        head = places[0] - 1  # a heading that is left out by now is its box's, and comes back by no later rule
        above = head >= 0 and bool(blocks[head].level) and blocks[head].home == blocks[places[0]].home
        parted = above or blocks[places[0]].level or any(lines[at].hit.pleas for at in places)
        if headed or (boxed and parted):
            for at in (*([head] if above else ()), *places):
                desk.drop(at, "plea: a sign-up box")
                desk.doubtful.add(at)


def _boxed_pleas(desk: Decisions) -> None:
    """Drop the line of a text that stands between a heading and a button that ask for the same, to be looked at."""
    lines = desk.document.lines
    for at in desk.kept()[1:]:
        above, below = lines[at - 1], lines[at + 1] if at + 1 < len(lines) else None
        boxed = not desk.keep[at - 1] and below is not None and not desk.keep[at + 1] and lines[at].words <= _BOX_WORDS
        if boxed and below and below.hit.cover >= 1 and below.hit.groups.get("promo") and above.hit.pleas:
            desk.set_aside(at, "plea: a sign-up box")


def _labels(desk: Decisions) -> None:
    """Drop what a page says to screen readers alone, again and again amid its text, for the editor to look at."""
    lines, blocks, hidden = desk.document.lines, desk.document.blocks, group_bit("hidden")
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in desk.kept():
        if (
            blocks[at].own & hidden
            and not blocks[at].level
            and not lines[at].stop
            and lines[at].words <= _LONGEST_LABEL
        ):
            places[lines[at].tokens].append(at)
    for often in places.values():
        for at in often if len(often) >= _FEWEST_LABELS else ():
            desk.set_aside(at, "label: said again and again to screen readers")
    _buttons(desk)


def _buttons(desk: Decisions) -> None:
    """Drop a link that stands alone with the same few words again and again amid a page's text: "View on map"."""
    lines, blocks = desk.document.lines, desk.document.blocks
    places: dict[str, list[int]] = defaultdict(list)  # by their letters: hours are no two alike
    for at in desk.kept() if desk.document.is_page else ():
        plain = not (blocks[at].level or blocks[at].unit or lines[at].stop)
        if plain and blocks[at].linked >= ALL_LINKED and lines[at].words <= _LONGEST_LABEL:
            places[lines[at].raw.strip().casefold()].append(at)
    for often in places.values():
        for at in often if len(often) >= _FEWEST_LABELS else ():
            desk.set_aside(at, "label: the same link again and again")


def _beyond_menus(desk: Decisions) -> None:
    """Drop what a menu parts from a text and is in doubt or asks for consent, for the editor to look at.

    A page tells such things by its parts; a text that is in doubt itself tells nothing.
    """
    lines = desk.document.lines
    parts: list[list[int]] = []
    for at in () if desk.document.is_page else desk.kept():
        if parts and not is_menu(lines[parts[-1][-1] + 1 : at]):
            parts[-1].append(at)
        else:
            parts.append([at])
    own = [part for part in parts if not _asks_for_consent(lines[part[0] : part[-1] + 1])]
    if not parts[1:] or not own:
        return
    weights = [sum(desk.verdict.chances[at] * lines[at].words for at in part) for part in own]
    text = own[weights.index(max(weights))]
    doubtful = _likelihood(desk, text) < _LIKELY_TEXT
    for part in parts:
        if part not in own or (part is not text and not doubtful and _likelihood(desk, part) < _LIKELY_BEYOND):
            for at in part:
                desk.drop(at, "section: beyond a menu")
                desk.doubtful.add(at)


def _asks_for_consent(lines: Sequence[Line]) -> bool:
    return count_consent("\n".join(line.raw for line in lines)) >= _KINDS_OF_CONSENT


def _likelihood(desk: Decisions, places: Sequence[int]) -> float:
    """Return the mean chance of some places, by their words."""
    words = sum(desk.document.lines[at].words for at in places)
    return sum(desk.verdict.chances[at] * desk.document.lines[at].words for at in places) / (words or 1.0)


def _address_alone(desk: Decisions) -> None:
    """Drop the one address that stands alone below or above a text, for the editor to look at: that of its page."""
    kept = desk.kept()
    alone = [at for at in kept if _ADDRESS.fullmatch(desk.document.lines[at].raw.strip())]
    if not desk.document.is_page and len(alone) == 1 and alone[0] in (kept[0], kept[-1]) and len(kept) > 1:
        above = desk.document.lines[alone[0] - 1] if alone[0] else None
        if above is None or above.raw.rstrip()[-1:] not in _COLONS:
            desk.drop(alone[0], "address of the page")
            desk.doubtful.add(alone[0])


def _word_of_the_editor(desk: Decisions) -> None:
    """Let the editor and the outlet's profile have the last word."""
    for at, line in enumerate(desk.document.lines):
        said = overruled(line.text, desk.hints, desk.profile, desk.document.blocks[at].line)
        if said is not None:
            desk.keep[at], desk.rules[at] = said


EDITOR = Rule(name="--keep, --drop, the outlet's profile", does="what the editor said", apply=_word_of_the_editor)
RULES: tuple[Rule, ...] = (
    Rule(name="hidden", does="a small part that the page does not show goes, to be looked at", apply=_hidden),
    Rule(name="drawn", does="a line drawn under a heading of a text goes", apply=_drawn),
    Rule(name="doubt", does="a paragraph in doubt is kept", apply=keep_in_doubt),
    Rule(
        name="section",
        does="readers' comments, tables and notices of cookies, teasers, what stands above a dateline",
        apply=_foreign,
    ),
    Rule(name="notice", does="what asks for consent to cookies goes, to be looked at", apply=_consent),
    Rule(
        name="beyond a menu",
        does="what a menu parts from the text and is in doubt, or asks for consent, goes, to be looked at",
        apply=_beyond_menus,
    ),
    Rule(name="caption", does="what stands right under a picture's mark goes, to be looked at", apply=_pictured),
    Rule(name="plea: asks", does="a line that asks its reader for something again and again goes", apply=_begging),
    EDITOR,
    Rule(name="title", does="the headline stands once, above the text", apply=_headline_again),
    Rule(name="above the headline", does="a page's text begins below its headline", apply=_above_headline),
    Rule(
        name="advert", does="what stands right below an advert's mark in a text goes, to be looked at", apply=_adverts
    ),
    Rule(name="caption: a credit", does="a line that is a picture's credit goes", apply=_credits),
    Rule(
        name="said before, said twice, pull quote",
        does="what is said again goes, and a quotation amid the text that a paragraph says, too, to be looked at",
        apply=drop_repeats,
    ),
    Rule(name="gallery", does="a gallery of other stories inside the text goes", apply=_galleries),
    Rule(name="contents", does="a list of links to the headings below goes", apply=_contents),
    Rule(name="forward", does="a line that points to another story goes, to be looked at", apply=_forwards),
    Rule(name="forward: See also", does="its links go with it, to be looked at", apply=_led_elsewhere),
    Rule(name="plea: its link", does="what asks for something below the text goes", apply=drop_linked_pleas),
    Rule(
        name="plea: a sign-up",
        does="a box that is called a sign-up goes, or its heading of which nothing else is left, to be looked at",
        apply=_bare_signups,
    ),
    Rule(
        name="plea: speaks to its reader",
        does="what an outlet says to its reader amid the text goes, to be looked at",
        apply=drop_asks,
    ),
    Rule(
        name="section: a box with a label of its own",
        does="comments, other stories and biographies in a box under such a label go, to be looked at",
        apply=drop_labelled_boxes,
    ),
    Rule(name="list: its lead-in", does="lines of one block under a lead-in of a text stay", apply=keep_announced),
    Rule(name="list: its years", does="the years that head a list of dates stay", apply=keep_years),
    Rule(
        name="inset",
        does="a text goes on below other stories, an advert or a box that stand amid it",
        apply=keep_after_insets,
    ),
    Rule(name="unit", does="a small list or table stands or falls as one", apply=keep_whole_units),
    Rule(name="hours", does="the hours of a live blog stand above what happened then", apply=keep_hours),
    Rule(name="numbered", does="numbered headings with paragraphs between them stay", apply=keep_numbered),
    Rule(name="between", does="what stands between two kept blocks and is no chrome stays", apply=keep_between),
    Rule(name="dateline", does="a sentence behind a dateline stays", apply=keep_dated_opening),
    Rule(name="rating", does="the stars or the mark with which a review is rated stay", apply=keep_rating),
    Rule(name="turns", does="what a speaker says stays where his other turns do", apply=keep_turns),
    Rule(
        name="questions",
        does="short questions that head a text's parts stay where others of them do",
        apply=keep_questions,
    ),
    Rule(
        name="particulars",
        does="a block of labels right below a text's headline stays, if it speaks of no author and no page",
        apply=keep_particulars,
    ),
    Rule(name="summary", does="the points that an article begins with stay, if they are no links", apply=keep_summary),
    Rule(name="works", does="an article's list of references stays", apply=keep_works),
    Rule(
        name="stretch",
        does="a text's own stretch goes on to the first sign that something else begins",
        apply=keep_own_stretch,
    ),
    Rule(
        name="numbered: again",
        does="numbered headings stay between paragraphs that were kept since",
        apply=keep_numbered,
    ),
    Rule(name="hours: again", does="the hours of a live blog stand above what was kept since", apply=keep_hours),
    Rule(name="unit: its rest", does="a small list of which most was kept since stays whole", apply=keep_rest_of_units),
    Rule(name="label", does="what screen readers alone are told again and again goes, to be looked at", apply=_labels),
    Rule(name="address", does="the address of the page, alone at an end of a text, goes", apply=_address_alone),
    Rule(
        name="ends",
        does="what pages say below their articles goes, and a stamp above, to be looked at",
        apply=_chrome_at_the_ends,
    ),
)


# Why a block was left out that no rule named: the classifier weighs some two hundred numbers, an editor needs what can
# be seen of the block. The first that holds is told.
WHY = {
    "links": "most of its words are links",
    "above": "stands above the beginning of the article",
    "below": "stands below the end of the article",
    "few": "a few words that are no sentence",
    "list": "a list that does not go on from the text around it",
    "box": "nothing else in its part of the page is the article's",
    "inside": "reads unlike the text around it",
}


def say_why(desk: Decisions, at: int, kept: Sequence[int]) -> str:
    """Return why a block was left out that no rule dropped, in words an editor can look at it with.

    `kept` are the places of what is kept, in order.
    """
    block, line = desk.document.blocks[at], desk.document.lines[at]
    if block.linked >= EVEN:
        return WHY["links"]
    if kept and not kept[0] < at < kept[-1]:
        return WHY["above" if at < kept[0] else "below"]
    if line.words <= _FEW_WORDS and not line.stop:
        return WHY["few"]
    if block.unit and block.tag in ("li", "tr"):
        return WHY["list"]
    alone = block.home and not any(desk.document.blocks[one].home == block.home for one in kept)
    return WHY["box" if alone else "inside"]
