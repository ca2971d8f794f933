"""The headline of an article: as stated, as the page shows it, or the line above the text that is most like one. Pure.

A page's visible heading goes before its names for itself (JSON-LD, meta tags, `<title>`), which are written for search
engines. Words are cut off a headline only where the page itself, or the text, has the rest alone.
"""

from __future__ import annotations

import heapq
import html
import itertools
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from copydesk.ingest.clean.facts.candidates import BELIEVED, STATED, Candidate, Found
from copydesk.ingest.clean.facts.caption import doubled, split_credit
from copydesk.ingest.clean.facts.dates import find_dates
from copydesk.ingest.clean.facts.names import is_name, split_names, strip_by
from copydesk.ingest.clean.facts.outlet import domain_key
from copydesk.ingest.clean.features import CHROME, stems_of, title_rows
from copydesk.ingest.clean.forest import load_forest
from copydesk.ingest.clean.lexicon import tokens
from copydesk.ingest.clean.lines import Line, main_stretch, make_line, same_words
from copydesk.ingest.clean.metadata import Metadata, as_text, load_tags, name_of
from copydesk.intake.walls import uses_cookies

MODEL = "cleaner-title"
_ABOVE = 300  # lines above the text in which a headline may stand; menus between them are long in whole-page dumps
_BELOW = 2
_LEAD = 40  # lines of the text whose words a headline shares
_PROMISING = 12  # of these the forest is asked; they hold the headline on 93 to 96 of 100 pages that show it
_LEAST_CHANCE = 0.25  # of several lines with little chance the best is still the title in two of three cases
_SHORTEST, _LONGEST, _LETTERS = 2, 45, 300
_COLONS = ":："
_HEAD_WITHIN, _LONGEST_LABEL = 12, 24  # lines above the text in which its day stands; letters of a label above all
_TOP, _HEAD_LINES = 2, 4  # lines of chrome that may stand above a clean copy; lines from its headline to its byline
_STAMP = 4  # words beside the three of a date: a label, a weekday, a time
_SIGNED = 8  # words beside the three of a date: the same, and a name
_CAPTION = 14  # words from which a line that stands twice, or ends in a credit, is a caption
# Of lines that have nearly the best chance the first is the headline, since captions, standfirsts and heads of lists
# follow it: shares of the best chance for lines that share a word with the best, for those right above it, for others.
_SHARING, _BESIDE, _ELSEWHERE, _NEAR = 0.7, 0.85, 0.97, 3
_LABEL = 4  # words; a shorter line above a headline is the outlet's name or a section's
_ECHO = (2, 3, 4)  # words with which a caption ends that it began with: the one it shows, then the one who took it
_CRUMB = re.compile(r"\s[»›>→]\s")
_SECTION = re.compile(r"^([^:]{2,24})\s:\s(?=\S)")  # "Kultur : What do they read?"
_BARRIER = frozenset("/»›>→|•·")
_HOSTNAME = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
_ADDRESS = re.compile(r"^(?:(?:https?://|www\.)\S+|\S+@\S+\.\S+)$")
_BRACKETS = re.compile(r"^[(\[][^()\[\]]+[)\]]$")
_BAR = re.compile(r"\s\|\s")
_QUOTED_KICKER = re.compile(r"^([\"“„«»'‘][^\"”“«»]{3,60}[\"”“«»])(?=[^\W\d_]{2})")
_GLUED_COLON = re.compile(r"(?<=[^\W\d_]{2}):(?=[^\W\d_]{2})")
# The outlet behind a title; Chinese and Japanese pages set it off by a low line without blanks.
# A file's name, which programs that write letters put where a page's name stands.
_FILE_NAME = re.compile(
    r"(?:Microsoft Word - |PowerPoint[ -]).*|[\w.()+-]*_[\w.()+-]*|[\w.()+ -]+\.(?:docx?|odt|rtf|pages|pdf|txt|html?)",
    re.ASCII | re.IGNORECASE,
)
_TITLE_TAIL = re.compile(
    r"(?:\s+(?:[|·•»]|[-–—])\s+|(?<=[\u3000-\u30ff\u3400-\u9fff！？”」])\s?[_|｜]\s?(?=[\u3040-\u30ff\u3400-\u9fff]))([^|·•»–—_｜]{2,40})$"
)
_PART = re.compile(r"\s*[:|·•»›–—-]\s+")
_REST = re.compile(r"\s*[|ㅣ·•»–—-]")
_LIKE = 0.5  # share of words a heading must have in common with one of the page's names for itself
_ALIKE = 0.8  # share of words a visible headline must have in common with the page's own name for itself
_HEADING = {"h1": 0.5, "h2": 0.25}  # more for a heading than for other words that are the same
_SECOND = _HEADING["h2"] - 0.1
_LISTED = 0.5  # less for one in a list, as trails of sections and teasers have it
_PAST = 0.25  # less for one below the beginning of the text
_HALF = 0.5  # share of a line that is words of menus
_SMALL_WORD = 3  # letters
_FEW_WORDS = 4  # of a heading that may be the outlet's name
# Words of a headline that ends in a mark, and in a full stop, at most: of 925 headlines of the development pages four
# end in a full stop (two of them an abbreviation or dots), while one first paragraph in ten has 6 to 14 words.
_HEADLINE_WORDS, _STOPPED_WORDS = 14, 5
_FULL_STOP = re.compile(r"(?<![.…])(?<!\b\w)(?<!\b(?:Jr|Sr|St|Dr|Mr|Co|No))(?<!\b(?:Inc|Ltd|Mrs|etc|Cos))\.$")
_FULL_STOPPED = 12  # letters of a text without blanks that ends in 。: a sentence
_GLUE = re.compile(r"(?<=[^\W\d_]{2})(?<![A-ZÄÖÜÀ-Þ])(?=[A-ZÄÖÜÀ-Þ][^\W\d_])")


def candidates(lines: Sequence[Line], start: int, end: int) -> list[int]:
    """Return the places of the lines that could be the headline of the text from `start` to `end`, in order.

    A cheap first look, by the words a line shares with the text, its length, its distance and whether it is repeated.
    """
    spoken = Counter(word for line in lines[start : start + _LEAD] for word in line.content)
    said = Counter(line.text for line in lines)
    twice = doubled(lines)
    sent = _mail_head(lines)
    ranked: list[tuple[float, int]] = []
    for at in range(max(0, start - _ABOVE), min(len(lines), start + _BELOW)):
        line = lines[at]
        if at in sent or _is_chat_above(lines, at) or _HOSTNAME.fullmatch(line.text):
            continue
        if not (_SHORTEST <= line.words <= _LONGEST and len(line.text) <= _LETTERS and line.hit.cover < 0.8):
            continue
        if line.stop and (line.hit.kind == "consent" or (line.prose and uses_cookies(line.text))):
            continue
        if _ADDRESS.match(line.text) or _BRACKETS.match(line.text) or _is_stamp(line):
            continue
        if strip_by(line.text)[1] or _is_caption(line, twice=at in twice) or _is_trail(line) or _is_dated_part(line):
            continue
        own = line.content
        inside = start <= at < end
        shared = sum(1 for word in own if spoken[word] > inside) / len(own) if own else 0.0
        promise = 2 * shared + min(line.words, 10.0) / 10 + 0.5 * (said[line.text] > 1) - min(start - at, 60) / 40
        promise -= 0.5 * bool(line.mark) + 0.4 * line.stop + line.hit.cover
        ranked.append((promise, at))
    return sorted(at for _, at in heapq.nlargest(_PROMISING, ranked))


def _is_caption(line: Line, *, twice: bool) -> bool:
    """Tell whether a line is long and said twice in a row or credited, or ends in a name with which it begins."""
    if line.words > _CAPTION and (twice or split_credit(line.text)[1]):
        return True
    found = line.tokens
    return not line.unspaced and any(len(found) > 2 * size and found[:size] == found[-size:] for size in _ECHO)


def _mail_head(lines: Sequence[Line]) -> range:
    """Return the places of a mail's head above its text: labels in any language, an address and a day behind them.

    Its lines say what the mail is called, too, but under a label; the headline stands in the text. No words are asked
    for: minutes have labels and a day as well, but hardly an address, too.
    """
    labelled = [bool(_MAIL_LABEL.match(line.raw)) for line in lines[:_MAIL_WITHIN]]
    for _, run in itertools.groupby(range(len(labelled)), key=lambda at: (labelled[at], at * (not labelled[at]))):
        places = list(run)
        head = lines[places[0] : places[-1] + 1]
        if not labelled[places[0]] or len(head) < _FEWEST_OF_MAIL:
            continue
        if any(_MAIL_ADDRESS.search(one.raw) for one in head) and any(find_dates(one.raw) for one in head):
            return range(places[0], places[-1] + 1)
    return range(0)


def _is_chat_above(lines: Sequence[Line], at: int) -> bool:
    """Tell who sent a message, and when, with words about the text that is sent on below them."""
    return _CHAT.match(lines[at].raw) is not None and at + 1 < len(lines) and _opens_head(lines[at + 1])


# "[01/03/26, 18:42:11] Ann: ", "01.03.26, 18:42 - Ann: ", as messengers write out a talk.
_CHAT = re.compile(
    r"\s*\[?\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp]\.?\s?[Mm]\.?)?"
    r"(?:\]| [-–]) [^:]{1,40}: "
)
_MAIL_LABEL = re.compile(r"\s*[^\W\d_][\w.-]*(?: [\w.-]+){0,2}\s?[:：]\s*\S")
_MAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_MAIL_WITHIN, _FEWEST_OF_MAIL = 16, 3  # lines in which a head begins and ends; lines of one


def _is_trail(line: Line) -> bool:
    """Tell the trail of sections that leads to a page: "Paper > Companies > Text"."""
    parts = _CRUMB.split(line.text)
    return len(parts) > _SHORTEST and make_line(0, parts[-1]).words <= _LABEL


def _is_dated_part(line: Line) -> bool:
    """Tell a line of which a bar parts a date: "Ann Lee · 12 June 2024 · 6 min read"."""
    parts = _PARTED.split(line.raw) if line.digits else []
    return len(parts) > 1 and not line.prose and any(_is_stamp(make_line(0, part)) for part in parts if part.strip())


_PARTED = re.compile(r"\s*[|•·]\s*")


def _signs(line: Line) -> bool:
    """Tell a byline, a day, or a line that has both beside each other."""
    if strip_by(line.text)[1] or _is_stamp(line) or _is_dated_part(line):
        return True
    dates = find_dates(line.raw) if line.digits and not line.stop else ()
    return bool(dates) and line.words <= _SIGNED + 3 * len(dates) and is_name(line.raw[: dates[0].start].strip(" ,"))


def _is_stamp(line: Line) -> bool:
    """Tell whether a line is little more than a date."""
    dates = find_dates(line.raw) if line.digits else ()  # "19." of "19. prosince 2011" is no mark of a list
    return bool(dates) and line.words <= _STAMP + 3 * len(dates)


def find_title(lines: Sequence[Line], kept: Sequence[bool]) -> int | None:
    """Return the place of the headline of the text that was kept; None where no line reads as one."""
    start, end = main_stretch(lines, kept)
    if (said := _marked(lines, start)) is not None:
        return said
    forest = load_forest(MODEL)
    places = [at for at in candidates(lines, start, end) if lines[at].text[-1:] not in _COLONS]
    if not places:
        top = _above_a_byline(lines, start)
        return top if top is not None else _by_its_byline(lines, start)
    rows = title_rows(lines, kept, start, end, places)
    return _likeliest(lines, start, places, {at: forest.chance(row) for row, at in zip(rows, places, strict=True)})


def _likeliest(lines: Sequence[Line], start: int, places: Sequence[int], chances: Mapping[int, float]) -> int | None:
    """Return the place of the headline by the chances of some lines and by where they stand, or None."""
    best = max(places, key=lambda at: (chances[at], -at))
    if is_sentence(lines[best].text):  # a notice at the top, or the first paragraph; hardly a headline is one
        titles = [at for at in places if (at < best or best == places[0] < start) and not is_sentence(lines[at].text)]
        if any(chances[at] >= _LEAST_CHANCE for at in titles):
            places, best = titles, max(titles, key=lambda at: (chances[at], -at))
    unlikely = chances[best] < _LEAST_CHANCE
    top, near = _above_a_byline(lines, start), _above_the_signs(lines, start)
    if near is not None and (
        (near == best and _begins_head(lines, near)) or _has_menu_between(lines, best if top is None else top, near)
    ):
        return near
    if top is not None and (over := _over_the_best(lines, start, top, best, unlikely=unlikely)) is not None:
        return over
    shown = _by_its_byline(lines, start) if unlikely else _by_its_place(lines, start, best, top)
    if shown is None and unlikely and near is not None and not (near and _opens_head(lines[near - 1])):
        shown = near
    if shown is not None or unlikely:
        return shown
    if lines[best].words < _LABEL:
        best = next(
            (at for at in places if _follows(lines, best, at) and chances[at] >= _SHARING * chances[best]), best
        )
    if lines[best].capitals < _CAPITALS:
        places = [at for at in places if at == best or not _is_menu_line(lines[at])]
    return next(at for at in places if chances[at] >= _asked(lines, at, best) * chances[best])


def _over_the_best(lines: Sequence[Line], start: int, top: int, best: int, *, unlikely: bool) -> int | None:
    """Return the line that begins an input, or the likeliest below it where that one is its label; None for neither."""
    labelled = best == top + 1 and lines[top].words <= _LABEL < lines[best].words
    if labelled and unlikely and not _is_said(lines[best]):
        return best
    menu = bool(top) and _is_menu_above(lines, top - 1)
    first = lines[top].words > _LABEL or unlikely or best >= start or (menu and _is_said(lines[best]))
    return top if first else None


def _underlined(lines: Sequence[Line], start: int) -> int | None:
    """Return the place of the first line above the text with a double line drawn under it, as plain texts set titles.

    None where there is another: then they are headings.
    """
    drawn = [at for at in range(len(lines) - 1) if _DOUBLE.fullmatch(lines[at + 1].raw) and lines[at].tokens]
    return drawn[0] if len(drawn) == 1 and drawn[0] < start + _BELOW else None


_DOUBLE = re.compile("={4,}")


def _marked(lines: Sequence[Line], start: int) -> int | None:
    """Return the place of the headline that a line drawn under it, or the mail's own subject, tells as one."""
    drawn = _underlined(lines, start)
    return _named_by_its_mail(lines, start) if drawn is None else drawn


def _named_by_its_mail(lines: Sequence[Line], start: int) -> int | None:
    """Return the place of a line above the text that says what the mail is called: its headline, in any language."""
    sent = _mail_head(lines)
    called = {tuple(tokens(lines[at].raw.rpartition(":")[2])) for at in sent if not _MAIL_ADDRESS.search(lines[at].raw)}
    below = range(sent.stop, min(len(lines), start + _BELOW)) if sent else ()
    return next((at for at in below if lines[at].words > _SHORTEST and tuple(lines[at].tokens) in called), None)


def _by_its_place(lines: Sequence[Line], start: int, best: int, top: int | None) -> int | None:
    """Return the place of the headline where the block with the day shows it, whatever line is most like one."""
    block = _by_its_byline(lines, start)
    below = block is not None and block < best
    said = _is_said(lines[best]) if below else is_sentence(lines[best].text)
    if block is not None and block != best and (best >= start or said):
        return block
    if best < start and _is_standfirst(lines, best):
        return best - 1
    return best if best == top else None


def _above_a_byline(lines: Sequence[Line], start: int) -> int | None:
    """Return the place of a line that begins an input, with its byline or day right below it: its headline.

    A copy that was cleaned before begins so; what stands between the two is a standfirst.
    """
    sent = _mail_head(lines)
    shown = (at for at, line in enumerate(lines) if line.hit.cover < CHROME and at not in sent)
    shown = (at for at in shown if not (_is_of_its_page(lines[at]) or _is_chat_above(lines, at)))
    top = next((at for at in shown if not _is_strip(lines[at])), None)
    if top is not None and _is_menu_line(lines[top]) and _is_strip(lines[min(top + 1, len(lines) - 1)]):
        top += 2
    if top is not None and (_is_menu_above(lines, top) or _is_label_above(lines, top) or _is_copied_menu(lines, top)):
        top += 1
    if top is not None and top < len(lines) and _is_dated_part(lines[top]):  # the number and day of an issue
        top += 1
    if (
        top is None
        or top > min(_TOP, len(lines) - 1)
        or lines[top].prose
        or not _SHORTEST < lines[top].words <= _LONGEST
    ):
        return None
    line = lines[top]
    if (line.stop and line.text[-1:] not in '?!？！…"”»') or line.text[-1:] in _COLONS or _is_stamp(line) or line.mark:
        return None
    below = [one for one in lines[top + 1 : top + 3 + _HEAD_LINES] if one.hit.cover < CHROME or _is_stamp(one)]
    below = below[: _HEAD_LINES + 1]
    signs = [at for at, one in enumerate(below) if strip_by(one.text)[1] or _is_stamp(one)]
    return top if signs and signs[0] < _HEAD_LINES - 1 and top < start + _BELOW else None


def _is_of_its_page(line: Line) -> bool:
    """Tell what names a page and no text: its address or host, the trail that leads to it, a number of its issue."""
    bare = line.text.strip()
    return bool(_ADDRESS.match(bare) or _HOSTNAME.fullmatch(bare)) or _is_trail(line) or _is_dated_part(line)


def _is_copied_menu(lines: Sequence[Line], top: int) -> bool:
    """Tell a menu that was copied into one line, with a headline below it that is none and has a byline or day."""
    below = lines[top + 1 : top + 3]
    if len(below) < _TOP or not _is_menu_line(lines[top]) or not _opens_head(below[0]) or not _signs(below[1]):
        return False
    return below[0].capitals < _CAPITALS and below[0].words >= lines[top].words


def _is_label_above(lines: Sequence[Line], top: int) -> bool:
    """Tell an outlet's or section's name of a word or two above a longer line that has the byline or day below it."""
    near = lines[top + 1 : top + 2 + _HEAD_LINES]
    if (
        not near
        or lines[top].words > _SHORTEST
        or lines[top].raw[-1:] in "?!？！:："
        or len(lines[top].raw) > _LONGEST_LABEL
    ):
        return False
    line = near[0]
    if line.hit.cover >= CHROME or line.prose or strip_by(line.text)[1] or _is_stamp(line) or is_name(line.text):
        return False
    longer = line.words > lines[top].words + 1 and len(line.text) > len(lines[top].text)
    return longer and any(strip_by(one.text)[1] or _is_stamp(one) for one in near[1:])


def _by_its_byline(lines: Sequence[Line], start: int) -> int | None:
    """Return the place of the line that opens the block in which the day stands, or the block right above that one.

    What no forest knows: a headline above standfirst, byline and day, as a browser's selection copies them. A block has
    no blank line in it.
    """
    sent = _mail_head(lines)
    near = (at for at in range(start - 1, max(-1, start - _HEAD_WITHIN), -1) if at not in sent)
    day = next((at for at in near if _is_stamp(lines[at]) or _is_dated_part(lines[at])), None)
    if day is None:
        return None
    top = _top_of_block(lines, day)
    if top is not None and (top == day or not _opens_head(lines[top])) and top > 0:
        top = _top_of_block(lines, top - 1)
    if top is not None and top != day and _opens_head(lines[top]):
        return top
    last = day - 2 if day > _TOP and _is_signed(lines[day - 1].text) else day - 1
    if not _is_below_menu(lines, last) and last > _TOP and _is_longer(lines[last], lines[last - 1]):
        last -= 1  # the standfirst
    return last if _is_below_menu(lines, last) else None


def _above_the_signs(lines: Sequence[Line], start: int) -> int | None:
    """Return the place of the line right above the byline and day, which stand above the text or a line below it.

    Of two such lines of which the lower is longer the upper is the headline, and the lower its standfirst.
    """
    near = (*range(start - 1, max(-1, start - _HEAD_WITHIN), -1), *range(start + 1, min(start + _NEAR, len(lines))))
    sign = next((at for at in near if _signs(lines[at])), 0)
    at = min(sign, start - 1)
    while at > 0 and (_signs(lines[at]) or lines[at].hit.cover >= CHROME or (at < sign and _is_signed(lines[at].text))):
        at -= 1
    if at > 1 and _is_said(lines[at]) and _opens_head(lines[at - 1]):
        at -= 1  # a standfirst in a sentence
    if not sign or at <= 0 or not _opens_head(lines[at]):
        return None
    return at - 1 if _is_longer(lines[at], lines[at - 1]) else at


def _begins_head(lines: Sequence[Line], at: int) -> bool:
    """Tell a line with nothing above it that could be its headline: a menu, a label, or a trail that ends in it."""
    # Between a headline and its standfirst stand buttons: to share it, for the size of its letters.
    apart = (
        one for one in reversed(lines[:at]) if not {"ui", "social"} & one.hit.groups.keys() or one.hit.cover < CHROME
    )
    above = next(apart, lines[at - 1])
    return not _opens_head(above) or above.text.endswith(lines[at].text) or _is_below_menu(lines, at)


def _has_menu_between(lines: Sequence[Line], best: int, near: int) -> bool:
    """Tell whether a menu parts the line that is most like a headline from the one above the byline: an outlet's name.

    So it does where that line is the last of the menu, with the headline in a block of its own below it.
    """
    between = lines[best + 1 : near]
    name = best < _TOP and lines[best].words <= _LABEL
    if name and sum(one.words <= _LABEL and not one.stop for one in between) > _TOP:
        return True  # whatever else the page says to begin with, as of cookies
    if any(one.words > _LABEL or one.stop or one.hit.groups.get("ui") for one in between):
        return False  # buttons for the size of letters stand below a headline, and a standfirst below them
    above = lines[max(0, best - _TOP) : best]
    last = len(above) == _TOP and all(one.words <= _LABEL and not one.stop for one in (*above, lines[best]))
    return len(between) >= _TOP or (best == near - 1 and last and not lines[best].blank_before)


def _is_signed(text: str) -> bool:
    """Tell a line of one name, or of several and no other words."""
    names = split_names(text) or ()
    return _is_named(text) or (len(names) > 1 and all(_is_named(name) for name in names))


def _is_below_menu(lines: Sequence[Line], at: int) -> bool:
    """Tell a headline in one block with a menu above it: longer than a label, or the label right above said again."""
    if at < _TOP or lines[at].blank_before or not _opens_head(lines[at]):
        return False
    above, further = lines[at - 1], lines[at - 2]
    if above.text == lines[at].text or len(_BAR.split(above.raw)) > _FEWEST_IN_STRIP:
        return True
    menu = further.words <= _LABEL or _is_menu_line(further)
    return lines[at].words > _LABEL and above.words <= _LABEL and menu


def _top_of_block(lines: Sequence[Line], at: int) -> int | None:
    """Return the place of the first line of a block of a few lines; None where it is a longer one, as a menu is."""
    top = at
    while top > 0 and not lines[top].blank_before and at - top <= _HEAD_LINES:
        top -= 1
    return top if lines[top].blank_before else None


def _opens_head(line: Line) -> bool:
    """Tell a line that may be the headline above a standfirst, a byline or a day."""
    if not _SHORTEST < line.words <= _LONGEST or line.hit.cover >= CHROME or line.text[-1:] in _COLONS:
        return False
    said = (line.prose or line.stop) and line.text[-1:] not in '?!？！…"”»'
    named = strip_by(line.text)[1] or _is_named(line.text)
    return not (said or line.mark or line.code or named or _is_stamp(line) or _is_of_its_page(line))


def _is_named(text: str) -> bool:
    """Tell a person's name; in a script without capitals any few words have its shape, and three are enough."""
    return is_name(text) and (text.lower() != text.upper() or len(text.split()) < _FEW_WORDS)


def _is_standfirst(lines: Sequence[Line], at: int) -> bool:
    """Tell a line right below one that opens a block as a headline does, with byline or day below both.

    Where a blank line parts the two, or a menu stands above both, the upper one must be too long for a kicker, and the
    byline must stand right below.
    """
    if at < 1 or not _opens_head(lines[at - 1]):
        return False
    if not lines[at].blank_before and lines[at - 1].blank_before:
        return any(strip_by(one.text)[1] or _is_stamp(one) for one in lines[at + 1 : at + 1 + _HEAD_LINES])
    line, above = lines[at], lines[at - 1]
    longer = above.words > _LABEL and line.words > _STANDFIRST and line.words > above.words
    long = above.words > _KICKER or longer or (above.words == _LABEL and line.words > 2 * above.words)
    below = lines[at + 1 : at + 3]
    signed = any(map(_signs, below[:1])) or (len(below) > 1 and _is_named(below[0].text) and _is_stamp(below[1]))
    return long and signed and not _is_menu_line(above) and not _is_strip(above)


def _is_longer(line: Line, above: Line) -> bool:
    """Tell a standfirst from a headline below its kicker: the upper line is too long for one, the lower longer."""
    both = _opens_head(line) and _opens_head(above)
    return both and above.words > _LABEL and line.words > max(_STANDFIRST, above.words)


def _is_menu_line(line: Line) -> bool:
    """Tell words with capitals side by side and no sign between them, as a menu that was copied into one line."""
    shown = line.capitals >= _CAPITALS and not line.text.isupper()  # a headline may be written in capitals
    return line.words > _LABEL - 1 and shown and not _SIGNS.search(line.text)


def _is_strip(line: Line) -> bool:
    """Tell a few words with a temperature or a price, as stand above a page's head: "Alder Creek 61° Partly cloudy"."""
    return line.words <= _STRIP and line.digits > 0 and not line.stop and _MEASURE.search(line.text) is not None


_FEWEST_IN_STRIP = 2  # bars that part a menu
_STRIP, _MEASURE = 6, re.compile(r"\d\s?°|(?:[$€£]|USD|EUR)\s?\d")
_CAPITALS, _SIGNS = 0.7, re.compile(r"[^\w\s-]")
_KICKER, _STANDFIRST = 5, 8  # words that a kicker has at most, and a standfirst above a byline at least


def _is_said(line: Line) -> bool:
    return line.prose and line.stop and line.raw[-1:] == "."


def _is_menu_above(lines: Sequence[Line], top: int) -> bool:
    """Tell whether the first line has words of a menu and the one below it, with a byline or day right below, none."""
    if top + 2 >= len(lines) or not lines[top].hit.groups.get("nav") or lines[top + 1].hit.cover:
        return False
    if lines[top].words > _LABEL and lines[top].hit.cover < _HALF:
        return False
    return not split_names(lines[top + 1].text) and (
        bool(strip_by(lines[top + 2].text)[1]) or _is_stamp(lines[top + 2])
    )


def _follows(lines: Sequence[Line], label: int, at: int) -> bool:
    """Tell whether a line stands right below a label and is long enough for the headline that the label is for."""
    return 0 < at - label < _NEAR and lines[at].words > _LABEL and not lines[at].stop


def _asked(lines: Sequence[Line], at: int, best: int) -> float:
    """Return the share of the best line's chance from which the line at `at` is taken for the headline in its place."""
    if at != best and lines[at].words < _LABEL:
        return math.inf
    if lines[at].content & lines[best].content:
        return _SHARING
    return _BESIDE if best - at < _NEAR else _ELSEWHERE


def title_text(lines: Sequence[Line], at: int) -> str:
    """Return the headline without what the dump glued to it: breadcrumb, site, kicker; with a second half on its own.

    A kicker is cut off where it is glued to the first word ("DemoThe day draws near") or where the rest stands on
    a line of its own, a site after a bar.
    """
    text = _CHAT.sub("", lines[at].text)
    if _CRUMB.search(text):
        text = _CRUMB.split(text)[-1] if len(_CRUMB.split(text)[-1]) > _SHORTEST else text
    parts = _BAR.split(text)
    if len(parts) > 1:
        text = " | ".join(parts[: parts.index(max(parts, key=len)) + 1])
    text = _without_kicker(text, lines)
    if at + 1 < len(lines) and lines[at + 1].text.startswith(": ") and lines[at + 1].words <= _LONGEST:
        text += lines[at + 1].text
    return _GLUED_COLON.sub(": ", text).strip()


def _parted(sign: str) -> bool:
    """Tell whether what stands before a headline is no part of it, by its last sign.

    "Budget: what it says" is one headline, "Analysis What it says" and "Home / Analysis / What it says" are not.
    """
    return sign.isalnum() or sign in _BARRIER


def _without_kicker(text: str, lines: Sequence[Line]) -> str:
    """Cut off what the dump set before a headline, where a line of its own or words of chrome say that it is that."""
    section = _SECTION.match(text)
    if section and make_line(0, section[1]).hit.cover >= 1:
        return text[section.end() :]
    whole = [
        line.text
        for line in lines
        if line.words >= 4
        and len(line.text) < len(text)
        and text.endswith(line.text)
        and _parted(text[-len(line.text) - 2])
    ]
    if whole:
        return max(whole, key=len)
    alone = {line.text.casefold() for line in lines if line.words <= _LABEL and line.text != text}
    quoted = _QUOTED_KICKER.match(text)
    cuts = [match.start() for match in _GLUE.finditer(text)] + ([quoted.end()] if quoted else [])
    for cut in cuts:
        kicker = text[:cut].strip()
        if len(text) - cut > cut and (kicker.casefold() in alone or make_line(0, kicker).hit.cover >= 1):
            return text[cut:]
    return text


# A page's headline.


def names_of(data: Metadata) -> tuple[str, ...]:
    """Return a page's names for itself, best first.

    Measured on 164 pages: og:title is like the headline on 90 of 100, JSON-LD's headline on 76, the title element on
    71. Where the page shows a headline that is like any of them, that one wins.
    """
    site = data.site
    names = [_without_site(value, site) for value in data.tag("og:title")]
    names += [name_of(node.get("headline")) for node in data.articles]
    names += [_without_site(value, site) for tag in load_tags()["titles"] for value in data.tag(tag)]
    names.append(_TITLE_TAIL.sub("", data.element))
    said = tuple(dict.fromkeys(name for name in map(as_text, names) if name and not _FILE_NAME.fullmatch(name)))
    return tuple(dict.fromkeys(_without_rest(name, said, _key(site)) for name in said))


def standfirsts_of(data: Metadata) -> tuple[str, ...]:
    """Return a page's descriptions of itself."""
    names = [name_of(node.get(key)) for node in data.articles for key in ("alternativeHeadline", "description")]
    names += [value for tag in load_tags()["subtitles"] for value in data.tag(tag)]
    return tuple(dict.fromkeys(filter(None, map(as_text, names))))


def _without_rest(name: str, names: Sequence[str], site: str) -> str:
    """Return what another name says alone, where this one goes on with a dash, a section and the outlet.

    One that ends where another has a quotation mark was cut by it, in an attribute; the whole one is returned.
    """
    for other in names:
        rest = name.removeprefix(other)
        if rest != name and _REST.match(rest) and site and site in _key(rest):
            return other
        if other.removeprefix(name).lstrip().startswith('"') and other.startswith(name):
            return other
    return name


def _without_site(title: str, site: str) -> str:
    """Take the outlet's name off the end of a title; what stands behind a bar is never the headline's own."""
    match = _TITLE_TAIL.search(title)
    if not match:
        return title
    tail = _key(match[1])
    if "|" in match[0] or (tail and (tail in _key(site) or (_key(site) and _key(site) in tail))):
        return title[: match.start()]
    return title


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def find_heading(
    lines: Sequence[Line],
    tags: Sequence[str],
    listed: Sequence[bool],
    text: tuple[int, int],
    data: Metadata,
) -> int | None:
    """Return the place of a page's visible headline: the heading most like one of its names for itself.

    `tags` are the blocks' elements, `listed` tells those in lists, `text` bounds the article (end excluded). Where no
    heading is like a name, the page's only first heading above the text is it; where the page has no name, the line
    most like a headline.
    """
    names = names_of(data)
    words = [set(tokens(name)) for name in names]
    best: tuple[float, int] | None = None
    if (behind := _behind_masthead(lines, tags, data)) is not None and behind <= text[0] + 1:
        return behind
    mast = _mastheads(data)
    for at, tag in enumerate(tags):
        if tag not in ("h1", "h2") and lines[at].text not in names:
            continue
        if _key(lines[at].text) in mast or _HOSTNAME.fullmatch(lines[at].text):
            continue
        like = max((same_words(lines[at].tokens, name) for name in words), default=0.0)
        score = like + _HEADING.get(tag, 0.0) - 0.001 * at
        score -= _LISTED * listed[at] + _PAST * (at > text[0] + 1)
        if like >= _LIKE and (best is None or score > best[0]):
            best = (score, at)
    only = _only_heading(data)
    # A heading of the second rank is the headline where it says the same as a name, not where it speaks of the same.
    if best and (not only or tags[best[1]] == "h1" or (tags[best[1]] == "h2" and best[0] >= _ALIKE + _SECOND)):
        return best[1]
    if only:
        return next((at for at, line in enumerate(lines) if tags[at] == "h1" and line.text == only), None)
    firsts = [at for at, tag in enumerate(tags) if tag == "h1" and at <= text[0] + 1 and lines[at].words >= 2]
    if len(firsts) == 1:
        return firsts[0]
    return find_title(lines, [text[0] <= at < text[1] for at in range(len(lines))]) if not names else None


def _behind_masthead(lines: Sequence[Line], tags: Sequence[str], data: Metadata) -> int | None:
    """Return the place of a heading that the title has behind the page's first one, as "Blog: Headline" of a blog."""
    for at, tag in enumerate(tags):
        if tag in ("h1", "h2") and _is_behind_masthead(lines, at, data):
            return at
    return None


def _is_behind_masthead(lines: Sequence[Line], at: int, data: Metadata) -> bool:
    """Tell a heading that the title has behind a first one above it, the outlet: "Low Country Letters | Headline"."""
    for text, _ in data.heads:
        rest = data.element.removeprefix(text)
        part = _PART.match(rest) if text and rest != data.element else None
        if part and (key := _key(rest[part.end() :])) and key == _key(lines[at].text):
            outlet = key in (_key(data.site), domain_key(urlsplit(data.url).netloc))
            return not outlet and any(line.text == text for line in lines[:at])
    return False


def _mastheads(data: Metadata) -> frozenset[str]:
    """Return the outlet's names as compared, which a page may print as its first heading."""
    tail = _TITLE_TAIL.search(data.element)
    names = [data.site, *data.tag("og:site_name"), urlsplit(data.url).netloc, domain_key(urlsplit(data.url).netloc)]
    said = {_key(name) for name in [*data.tag("og:title"), *(name_of(node.get("headline")) for node in data.articles)]}
    names += [tail[1]] if tail and _key(tail[1]) not in said else []
    return frozenset(filter(None, map(_key, names)))


def _only_heading(data: Metadata) -> str:
    """Return the one first heading of a page that is not its outlet's name or a word of its menus, or ""."""
    mast = _mastheads(data)
    heads = dict.fromkeys(
        text
        for text, _ in data.heads
        if len(_key(text)) > 1
        and _key(text) not in mast
        and not _HOSTNAME.fullmatch(text)
        and make_line(0, text).hit.cover < CHROME
    )
    if len(heads) != 1 or len(tokens(only := next(iter(heads)))) < 2:
        return ""
    named = {stem for name in names_of(data) for stem in stems_of(make_line(0, name))}
    return only if not named or stems_of(make_line(0, only)) & named else ""


def is_sentence(text: str) -> bool:
    """Tell a sentence, which a text begins with, from a headline: more than a few words that end in a stop.

    In Chinese and Japanese, whose words no blanks part, no headline ends in a full stop.
    """
    if text.rstrip("”」』）").endswith("。"):
        return len(text) >= _FULL_STOPPED
    said = text.rstrip(' "”’»)')
    if _FULL_STOP.search(said) or said.endswith("।"):
        return len(text.split()) > _STOPPED_WORDS
    return len(text.split()) > _HEADLINE_WORDS and said[-1:] in tuple(".!?؟")


def find_headline(
    lines: Sequence[Line],
    at: int | None,
    tag: str = "",
    *,
    data: Metadata | None = None,
    stated: str = "",
) -> Found[str]:
    """Return the headline with its candidates: `at` is the place of the visible one, `tag` its element ("" in a text).

    `stated` is the editor's or the container's word: it is believed, and a visible one that differs is told.
    """
    candidates: list[Candidate[str]] = []
    if data is not None:
        candidates += _named(lines, at, tag, data)
    elif at is not None:
        candidates.append(
            Candidate(value=title_text(lines, at), reason="the line most like a headline", sure=0.8, at=at, lines=(at,))
        )
    ranked = tuple(sorted((one for one in candidates if one.value), key=lambda one: -one.sure))
    if not stated:
        return Found(best=ranked[0] if ranked else None, candidates=ranked)
    same = [one for one in ranked if same_words(tokens(one.value), tokens(stated)) >= _ALIKE]
    best = Candidate(value=stated, reason=STATED, sure=1.0, lines=tuple({at for one in same for at in one.lines}))
    seen = next((one for one in ranked if one.at is not None and one.sure >= BELIEVED), None)
    asked = seen is not None and not same and not is_sentence(seen.value)
    question = f'headline: "{stated}" is stated, "{seen.value}" found ({seen.reason})' if asked and seen else ""
    return Found(best=best, candidates=(best, *ranked), question=question)


def _named(lines: Sequence[Line], at: int | None, tag: str, data: Metadata) -> list[Candidate[str]]:
    names = names_of(data)
    out = [
        Candidate(value=name, reason="a name that the page gives itself", sure=0.7 - 0.01 * nth)
        for nth, name in enumerate(names)
    ]
    if at is None:
        only = _only_heading(data)
        return [*out, Candidate(value=only, reason="the page's first heading", sure=0.9)]
    seen = lines[at]
    if _is_behind_masthead(lines, at, data):
        return [*out, Candidate(value=seen.text, reason="the page's visible heading", sure=0.95, at=at, lines=(at,))]
    like = max((same_words(seen.tokens, tokens(name)) for name in names), default=1.0)
    if like < _ALIKE and (tag != "h1" or (seen.words <= _FEW_WORDS and _is_short_for(seen, names, data))):
        out.append(Candidate(value=seen.text, reason="a heading of the page", sure=0.6, at=at, lines=(at,)))
    else:
        site = data.site or _masthead_of(lines[: max(0, at - 1)], seen.text, names)
        whole = _whole(seen, names)
        whole = plain if (plain := html.unescape(whole)) in names else whole  # "Ebb &amp; Flow", escaped once more
        text = _without_tail(_with_its_kicker(whole, names, site), names, data.site)
        out.append(Candidate(value=text, reason="the page's visible heading", sure=0.95, at=at, lines=(at,)))
    return out


def _masthead_of(above: Sequence[Line], seen: str, names: Sequence[str]) -> str:
    """Return what a page's name has before its headline, where a line far above the headline says it: the outlet."""
    fronts = {name[: -len(seen)].rstrip(":：–—-| ") for name in names if name.endswith(seen) and name != seen}
    return next((line.text for line in above if line.text in fronts), "")


def _is_short_for(seen: Line, names: Sequence[str], data: Metadata) -> bool:
    """Tell a heading of a few words that is another's, or the end of a name that has a kicker before it."""
    return seen.text != _only_heading(data) or names[0].casefold().endswith(f": {seen.text}".casefold())


def _whole(seen: Line, names: Sequence[str]) -> str:
    """Return a heading with the number it opens with, where a name of the page has it: no mark of a list."""
    return seen.raw if seen.mark and any(tokens(name) == tokens(seen.raw) for name in names) else seen.text


def _without_tail(seen: str, names: Sequence[str], site: str) -> str:
    """Return a heading without what the page sets behind it: a section behind a bar, its own name, a day, a source.

    Other words behind a dash or a colon are the headline's own, even where a name of the page lacks them.
    """
    front, *tails = _BAR.split(seen)
    section = len(tails) == 1 and len(tokens(tails[0])) <= _FEW_WORDS
    if len(tokens(front)) > _FEW_WORDS and (section or (tails and front.rstrip() in names)):
        seen = front.rstrip()
    for name in names:
        rest = seen.removeprefix(name)
        if rest == seen or len(tokens(name)) <= _FEW_WORDS:
            continue
        outlet = _REST.match(rest) and _key(site) and _key(rest) in (_key(site), domain_key(site))
        if outlet or _SOURCE.fullmatch(rest) or (rest.lstrip().startswith("/") and find_dates(rest, "en")):
            return name
    return seen


_SOURCE = re.compile(r"\s*\((?:[\w-]+\.)+[a-z]{2,}\)\s*\d*", re.IGNORECASE)  # "(example.com) 87": a link, comments


def _with_its_kicker(seen: str, titles: Sequence[str], site: str = "") -> str:
    """Return a headline with a kicker only where the page's names for itself have it, before a colon.

    What follows a name of the page within its heading, a date or a byline, is no part of it.
    """
    if not titles:
        return seen
    words = tokens(seen)
    for title in titles:
        if tokens(title) == words:  # the same words, with a colon where the page has a line of its own
            return title if ": " in title and (":" not in seen or " :" in seen) else seen
        # A kicker set apart has no colon, or one after a blank; it may be another than the page's name for itself has.
        before = _before(seen, title)
        apart = " :" in before[-2:] or not before.endswith(":") or make_line(0, before[:-1]).hit.cover >= 1  # "News: …"
        apart = apart or seen[len(before) : len(before) + 1].isalnum() or bool(_BLOG.search(before[:-1]))  # "Title:A …"
        if _is_kicker(before) and not before.endswith(tuple("-–—")) and apart:
            return title
        kicker, _, rest = title.partition(": ")
        if (
            (before := _before(seen, rest))
            and not before.endswith(":")
            and not same_words(tokens(kicker), tokens(before))
        ):
            return rest
        after = seen.removeprefix(title)
        if after != seen and len(tokens(title)) > _FEW_WORDS and (find_dates(after) or strip_by(after)[1]):
            return title
    return _with_own_kicker(seen, titles, site)


def _with_own_kicker(seen: str, titles: Sequence[str], site: str) -> str:
    """Return a headline with the kicker that all names of the page give it, unless that is its outlet."""
    own = titles[0][: -len(seen)].rstrip(": ")
    is_outlet = bool(_BLOG.search(own)) or (_key(site) and _key(own) == _key(site))
    whole = all(title.casefold().endswith(f": {seen}".casefold()) for title in titles)
    return titles[0] if whole and not is_outlet else seen


_BLOG = re.compile(r"\b(?:web)?blog$", re.IGNORECASE)


def _is_kicker(before: str) -> bool:
    """Tell words that may be set before a headline from those that begin it ("The", "10", "2025")."""
    return len(before) > _SMALL_WORD and not before.isdigit()


def _before(seen: str, title: str) -> str:
    """Return what stands before a title of more than a few words that a headline ends in."""
    if len(tokens(title)) <= _FEW_WORDS or not seen.casefold().endswith(title.casefold()):
        return ""
    return seen[: -len(title)].rstrip()
