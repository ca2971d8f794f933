"""Which line of a text is its headline, and the words of it. Pure.

The line above the text that is most like one, by a forest's chances, its place and the signs of a headline around it.
Words are cut off only where the text has the rest alone.
"""

from __future__ import annotations

import heapq
import itertools
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from copydesk.ingest.clean.facts.caption import doubled, split_credit
from copydesk.ingest.clean.facts.dates import find_dates, plain_stamp
from copydesk.ingest.clean.facts.names import is_given, is_name, load_words, split_names, strip_by, without_honours
from copydesk.ingest.clean.features import CHROME, title_rows
from copydesk.ingest.clean.forest import load_forest
from copydesk.ingest.clean.lexicon import tokens
from copydesk.ingest.clean.lines import Line, main_stretch, make_line
from copydesk.ingest.clean.pleas import find_plea, may_ask
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
HOSTNAME = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
_ADDRESS = re.compile(r"^(?:(?:https?://|www\.)\S+|\S+@\S+\.\S+)$")
_BRACKETS = re.compile(r"^[(\[][^()\[\]]+[)\]]$")
BAR = re.compile(r"\s\|\s")
_QUOTED_KICKER = re.compile(r"^([\"“„«»'‘][^\"”“«»]{3,60}[\"”“«»])(?=[^\W\d_]{2})")
_GLUED_COLON = re.compile(r"(?<=[^\W\d_]{2}):(?=[^\W\d_]{2})")
_HALF = 0.5  # share of a line that is words of menus
FEW_WORDS = 4  # of a heading that may be the outlet's name
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
        if at in sent or _is_chat_above(lines, at) or HOSTNAME.fullmatch(line.text):
            continue
        if not (_SHORTEST <= line.words <= _LONGEST and len(line.text) <= _LETTERS and line.hit.cover < 0.8):
            continue
        if line.stop and (line.hit.kind == "consent" or (line.prose and uses_cookies(line.text))):
            continue
        if _ADDRESS.match(line.text) or _BRACKETS.match(line.text) or _is_stamp(line):
            continue
        if strip_by(line.text)[1] or _is_caption(line, twice=at in twice) or _is_trail(line) or _is_dated_part(line):
            continue
        if may_ask(line) and find_plea(line.raw):
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
    return bool(dates) and (line.words <= _STAMP + 3 * len(dates) or plain_stamp(line.raw))


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
    top, near = _above_a_byline(lines, start), above_the_signs(lines, start)
    top = None if top is not None and top != best and not unlikely and _is_ticker(lines[top]) else top
    if near is not None and best + _TOP < near < start and not unlikely and chances[best] < _HALF:
        return near
    if near is not None and (
        (near == best and _begins_head(lines, near)) or has_menu_between(lines, best if top is None else top, near)
    ):
        return near
    if top is not None and (over := _over_the_best(lines, start, top, best, unlikely=unlikely)) is not None:
        return over
    shown = _by_its_byline(lines, start) if unlikely else _by_its_place(lines, start, best, top, chances)
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


def _is_beyond(lines: Sequence[Line], at: int, best: int, chances: Mapping[int, float]) -> bool:
    """Tell a line whose place speaks for it, and its words against it: news that runs above all pages, a menu."""
    if at == best or chances[best] < _HALF:
        return False
    below = at < best and chances[best] >= _LIKELY
    return _is_ticker(lines[at]) or (below and chances.get(at, 0.0) < _HARDLY)


def _is_ticker(line: Line) -> bool:
    return load_words().tickers.match(line.text) is not None


_LIKELY, _HARDLY = 0.7, 0.05


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


def _by_its_place(
    lines: Sequence[Line], start: int, best: int, top: int | None, chances: Mapping[int, float]
) -> int | None:
    """Return the place of the headline where the block with the day shows it, whatever line is most like one."""
    block = _by_its_byline(lines, start)
    below = block is not None and block < best
    said = _is_said(lines[best]) if below else is_sentence(lines[best].text)
    if block is not None and block != best and (best >= start or said):
        return block
    if best < start and _is_standfirst(lines, best):
        above = best - 1 if best - 1 in chances else max((at for at in chances if at < best), default=best - 1)
        return best if above in chances and _is_beyond(lines, above, best, chances) else above
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
    return bool(_ADDRESS.match(bare) or HOSTNAME.fullmatch(bare)) or _is_trail(line) or _is_dated_part(line)


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


def above_the_signs(lines: Sequence[Line], start: int) -> int | None:
    """Return the place of the line right above the byline and day, which stand above the text or a line below it.

    Of two such lines of which the lower is longer the upper is the headline, and the lower its standfirst.
    """
    above = next((at for at in range(start - 1, max(-1, start - _HEAD_WITHIN), -1) if _signs(lines[at])), 0)
    below = next((at for at in range(start + 1, min(start + 1 + _NEAR, len(lines))) if _signs(lines[at])), 0)
    # A day far above, with a menu and a headline below it, is the masthead's.
    masthead = above and below and start - above > _TOP and any(map(_opens_head, lines[above + 1 : start]))
    sign = below if masthead or not above else above
    at = sign - 1 if sign > start else sign
    while at > 0 and (
        _signs(lines[at])
        or lines[at].hit.cover >= CHROME
        or load_words().pictures_by.match(lines[at].text)
        or (at < sign and _is_signed(lines[at].text))
    ):
        at -= 1
    if at > 1 and _is_said(lines[at]) and _opens_head(lines[at - 1]):
        at -= 1  # a standfirst in a sentence
    if not sign or at <= 0 or not _opens_head(lines[at]):
        return None
    return at - 1 if _is_longer(lines[at], lines[at - 1]) else at


def is_above_signs(lines: Sequence[Line], at: int) -> bool:
    """Tell a line with a byline or a day right below it, or below a standfirst."""
    return any(map(_signs, lines[at + 1 : at + 1 + _NEAR]))


def _begins_head(lines: Sequence[Line], at: int) -> bool:
    """Tell a line with nothing above it that could be its headline: a menu, a label, or a trail that ends in it."""
    # Between a headline and its standfirst stand buttons: to share it, for the size of its letters.
    apart = (
        one for one in reversed(lines[:at]) if not {"ui", "social"} & one.hit.groups.keys() or one.hit.cover < CHROME
    )
    above = next(apart, lines[at - 1])
    return not _opens_head(above) or above.text.endswith(lines[at].text) or _is_below_menu(lines, at)


def has_menu_between(lines: Sequence[Line], best: int, near: int) -> bool:
    """Tell whether a menu parts the line that is most like a headline from the one above the byline: an outlet's name.

    So it does where that line is the last of the menu, with the headline in a block of its own below it.
    """
    between = [one for one in lines[best + 1 : near] if not _is_stamp(one)]
    name = best < _TOP and lines[best].words <= _LABEL
    if name and sum(one.words <= _LABEL and not one.stop for one in between) > _TOP:
        return True  # whatever else the page says to begin with, as of cookies
    said = [one for one in between if not (one.hit.cover >= CHROME or _asks_consent(one) or _is_row(one))]
    if any(one.words > _LABEL or one.stop for one in said) or any(one.hit.groups.get("ui") for one in between):
        return False  # buttons for the size of letters stand below a headline, and a standfirst below them
    above = lines[max(0, best - _TOP) : best]
    last = len(above) == _TOP and all(one.words <= _LABEL and not one.stop for one in (*above, lines[best]))
    return len(between) >= _TOP or (best == near - 1 and last and not lines[best].blank_before)


def _asks_consent(line: Line) -> bool:
    return line.hit.kind == "consent" and line.hit.groups.get("legal", 0.0) >= CHROME


def _is_row(line: Line) -> bool:
    return len(BAR.split(line.raw)) > _FEWEST_IN_STRIP


def _is_signed(text: str) -> bool:
    """Tell a line of one name, or of several and no other words."""
    names = split_names(text) or ()
    placed = len(names) == 1 and is_given(names[0].split()[0]) and _IN_PLACE.fullmatch(text.removeprefix(names[0]))
    return bool(placed) or _is_named(text) or (len(names) > 1 and all(_is_named(name) for name in names))


_IN_PLACE = re.compile(r"\s+[^\W\d_A-ZÀ-Þ]{1,3}\s+[A-ZÀ-Þ][\w’'-]+(?:\s[A-ZÀ-Þ][\w’'-]+)?")  # "Ann Lee in Oslo"


def _is_below_menu(lines: Sequence[Line], at: int) -> bool:
    """Tell a headline in one block with a menu above it: longer than a label, or the label right above said again."""
    if at < _TOP or lines[at].blank_before or not _opens_head(lines[at]):
        return False
    above, further = lines[at - 1], lines[at - 2]
    if above.text == lines[at].text or len(BAR.split(above.raw)) > _FEWEST_IN_STRIP:
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
    if (may_ask(line) and find_plea(line.raw)) or load_words().pictures_by.match(line.text):
        return False
    return not (said or line.mark or line.code or named or _is_stamp(line) or _is_of_its_page(line))


def _is_named(text: str) -> bool:
    """Tell a person's name; in a script without capitals any few words have its shape, and three are enough."""
    text = without_honours(text)
    return is_name(text) and (text.lower() != text.upper() or len(text.split()) < FEW_WORDS)


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
    parts = BAR.split(text)
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
