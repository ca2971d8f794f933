"""A text dump as lines with their shape: list marks, stops, capitals, words of chrome, repetition.

Pure; standard library only.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from copydesk.ingest.clean.from_text import Row
from copydesk.ingest.clean.lexicon import UNSPACED, Hit, load_lexicon, tokens

_MARK = re.compile(r"([•◦▪▫■□●○◆◇►▶▸▹‣⁃∙·*+]|[-–—](?=\s)|\(?\d{1,3}[.)](?=\s))\s*(?=\S|$)")
_STOPS, _CLOSING = frozenset(".!?…。！？؟۔।॥։።។။"), " \"'”’»›)]」』）】*"
_STOP_IN = re.compile(r"""[.!?][)"'”’»]*\s+["'“‘«„(]*[^\W\d_]""")
_WIDE_STOP = re.compile("[。！？؟।።។။]")
_CONTACT = re.compile(r"https?://|www\.|\S@\S+\.\w|\B@\w{2,}|\bt\.co/|\.com\b|\.(?:org|net|co\.\w\w)\b")
_CONTACT_SIGNS = ("@", "//", "www.", "t.co/", ".com", ".org", ".net", ".co.")
_TIME = re.compile(r"\b\d{1,2}[:.]\d\d(?:\s*[ap]\.?m\b)?|\b(?:19|20)\d\d\b", re.IGNORECASE)
_DIGITS = re.compile(r"\d")
# A line of code has no words of chrome, though "text = f.read()" looks like nothing else.
_CODED, _CODED_ENDS = re.compile(r"\w\s?=\s?\w|\w\(\)|[{};]$"), ("{", "}", ";")
# Where a link leads, as letters in plain text have it behind its words: "Unsubscribe <https://…>".
_TARGET = re.compile(r"\s?<(?:https?://|mailto:)[^\s<>]*>")
OPENING = re.compile(r"([^:：|–—>»]{3,40}?)\s*(?:[:：|>»]|\s[–—-])\s*\S")
# The attribution may stand behind the closing mark: "“…” — Ann Lee".
QUOTED = re.compile(r"\s*[“\"„«»‹「『]\s*([^“”\"„«»‹›「」『』]{12,400})[”\"“»«›」』][.,]?\s*(?:[—–-]\s*[^.!?]{3,60})?$")
_SMALL_WORD = 3
# What parts a page: lines of a menu, those of surer kinds, the strength of these; share of a line.
_PARTING = ("nav", "footer", "legal", "social", "related")
_LONG_MENU, _FEWEST_PARTS, _PARTS_BY, _HALF = 12, 4, 0.6, 0.5
LONGEST_NUMBERED = 14  # words of a numbered heading
_SHORTEST_HALF = 3  # words of a headline that is said twice in a line
_SHORT = 20  # letters; a line of so few holds one sentence
_GAP = 5.0  # words that a line which is not kept costs a stretch
_COUNTED = 40  # words in which capitals and small words are counted
# An unspaced script packs about two letters into what would be a word; the figure only scales lengths.
_LETTERS_A_WORD = 2.0


class Line(NamedTuple):
    """One line that is not blank.

    `text` has its list mark taken off, `words` counts words in any script, `content` holds those it is about.
    `code` is the verbatim text of a listing, `cells` those of a table's row. A tuple: a page has hundreds, and a frozen
    dataclass takes four times as long to make.
    """

    number: int
    text: str
    hit: Hit
    raw: str = ""
    mark: str = ""
    indent: int = 0
    blank_before: bool = True
    tokens: tuple[str, ...] = ()
    content: frozenset[str] = frozenset()
    words: float = 0.0
    stop: bool = False
    stops: int = 0
    capitals: float = 0.0
    short_words: float = 0.0
    digits: float = 0.0
    contact: bool = False
    time: bool = False
    unspaced: bool = False
    prose: bool = False
    code: str = ""
    language: str = ""
    cells: tuple[str, ...] = ()
    quoted: bool = False


def _is_prose(words: float, hit: Hit, *, stop: bool, stops: int, contact: bool) -> bool:
    """Tell whether a line is a sentence that could stand in an article, by its shape alone: stopped, or very long."""
    if hit.cover >= 0.5:
        return False
    return (words >= 9 and stop and not contact) or words >= 25 or (words >= 14 and stops > 0)


def make_line(number: int, raw: str, *, blank_before: bool = True) -> Line:
    """Describe one line that is not blank."""
    body = " ".join(raw.split())  # runs of blanks say nothing, and long ones make searches slow
    indent = len(raw) - len(raw.lstrip())
    match = _MARK.match(body)
    mark = match[1] if match and (len(body) > len(match[1]) or not match[1].isalnum()) else ""
    text = body[match.end() :].strip() if match and mark else body
    said = _TARGET.sub("", text).strip() or text if "<" in text else text
    found = tokens(said)
    ascii_only = text.isascii()
    unspaced = not ascii_only and bool(UNSPACED.search(text))
    words = float(len(found))
    if unspaced:
        words = max(words, len(UNSPACED.findall(text)) / _LETTERS_A_WORD)
    parts = text.split(None, _COUNTED)[:_COUNTED]
    firsts = [part[0] for part in parts]
    upper, lower = sum(map(str.isupper, firsts)), sum(map(str.islower, firsts))
    digits = len(_DIGITS.findall(text)) if "#" in found else 0
    stop = text[-12:].rstrip(_CLOSING)[-1:] in _STOPS
    stops = _stops_in(text, ascii_only=ascii_only) if len(text) > _SHORT else 0
    contact = any(map(text.__contains__, _CONTACT_SIGNS)) and bool(_CONTACT.search(text))
    whole = body if said == text else said
    coded = ("=" in whole or "()" in whole or whole[-1:] in _CODED_ENDS) and _CODED.search(whole)
    hit = load_lexicon().look_up(said, [] if coded else found)
    return Line(
        number=number,
        text=text,
        raw=body,
        mark=mark,
        indent=indent,
        blank_before=blank_before,
        tokens=tuple(found),
        content=_content(text, found, unspaced=unspaced),
        words=words,
        stop=stop,
        stops=stops,
        capitals=upper / (upper + lower or 1),
        short_words=len([part for part in parts if len(part) <= _SMALL_WORD and part.islower()]) / (len(parts) or 1),
        digits=digits / (len(text) or 1),
        contact=contact,
        time=digits > 1 and bool(_TIME.search(text)),
        hit=hit,
        prose=_is_prose(words, hit, stop=stop, stops=stops, contact=contact),
        unspaced=unspaced,
    )


def _stops_in(text: str, *, ascii_only: bool) -> int:
    """Count the sentences of a line that are followed by another."""
    count = len(_STOP_IN.findall(text)) if "." in text[:-1] or "?" in text or "!" in text else 0
    return count if ascii_only else count + len(_WIDE_STOP.findall(text))


def _content(text: str, words: Sequence[str], *, unspaced: bool) -> frozenset[str]:
    """Return the longer words of a line, or its letter pairs in an unspaced script: what a text is about."""
    if unspaced:
        return frozenset(text[i : i + 2] for i in range(len(text) - 1))
    return frozenset([word for word in words if len(word) > _SMALL_WORD])


def line_of_row(row: Row) -> Line:
    """Return a row of a text as a line; the mark of a list is no word of a listing or a table."""
    line = make_line(row.number, row.text, blank_before=row.gap)
    if not row.code and not row.cells:
        return line._replace(quoted=True) if row.quoted else line
    bare = line if not line.mark else line._replace(text=line.raw, mark="")
    return bare._replace(code=row.code, language=row.language, cells=row.cells)


def near_long(long: Sequence[bool], above: int, below: int) -> set[int]:
    """Return the places that are near one of the `long` lines; all of them where none is long."""
    near: set[int] = set()
    for at, flag in enumerate(long):
        if flag:
            near.update(range(max(0, at - above), min(len(long), at + below + 1)))
    return near or set(range(len(long)))


def same_words(left: Iterable[str], right: Iterable[str]) -> float:
    """Dice's coefficient of two lines' distinct words: 1 is the same words, 0 none shared."""
    return dice(set(left), set(right))


def dice(left: AbstractSet[str], right: AbstractSet[str]) -> float:
    """Dice's coefficient of two sets: 1 is the same, 0 nothing shared."""
    total = len(left) + len(right)
    return 2 * len(left & right) / total if total else 0.0


def main_stretch(lines: Sequence[Line], kept: Sequence[bool]) -> tuple[int, int]:
    """Return the bounds (end excluded) of the stretch with most kept words: a stray line above it is no beginning."""
    best, start, end, total, since = 0.0, 0, 0, 0.0, 0
    for at, (line, flag) in enumerate(zip(lines, kept, strict=True)):
        total += min(line.words, 60.0) if flag else -_GAP
        if total <= 0:
            total, since = 0.0, at + 1
        elif total > best:
            best, start, end = total, since, at + 1
    return start, end


def is_mark(line: Line) -> bool:
    """Tell a review's mark: a label, and so many of so many ("Rating: 4/5")."""
    match = _RATED.fullmatch(line.raw)
    return match is not None and match[1].casefold() not in _NO_RATING and 0 < float(match[2].replace(",", ".")) <= 100


# A mark in figures behind its label; labels of other things that are counted so.
_RATED = re.compile(
    r"\W*([^\W\d_][^\W\d_ ]{1,15}(?: [^\W\d_]{2,12})?)\s?[:：]\s*(\d{1,2}(?:[.,]\d)?)"
    r"\s?(?:/|von|sur|de|su|of|out of|из|z)\s?\d{1,3}\W*"
)
_NO_RATING = frozenset(
    ("page", "seite", "photo", "foto", "bild", "image", "slide", "página", "pagina", "страница", "фото", "strona")
)


def ends_as_sentence(line: Line) -> bool:
    """Tell a line that ends as a sentence and is no question; Thai and Lao have no stop, there its length tells."""
    if line.stop:
        return line.raw.rstrip(_CLOSING)[-1:] not in _ASKING
    return line.words >= _UNSTOPPED_WORDS and _UNSTOPPED.search(line.raw[-1:]) is not None


_UNSTOPPED, _UNSTOPPED_WORDS = re.compile("[\u0e01-\u0eff]"), 12
_ASKING = "?!？！"


HOUR = re.compile(
    r"\W*(?:[01]?\d|2[0-3])(?:[:.h：]|時|시)\s?[0-5]\d分?(?::[0-5]\d)?\s*(?:[ap]\.?\s?m\.?|uhr|uur|h|hrs?|[a-z]{2,4}t|utc|gmt)?\W*",
    re.IGNORECASE,
)
# The minutes of a match, as tickers print them: 45., 90.+4, 83', 120.+2
_MINUTE = re.compile(r"\d{1,3}\s?(?:[.'’′]|\.?\s?\+\s?\d{1,2}[.'’′]?)")
_LONGEST_CLOCK, _CLOCK = 8, re.compile(r"\d[:.h]\d\d\b")  # words; minutes
CLOSING = " \"'”’»)]"
GOES_ON = (",", "，", "、", "،")
_FEWEST_SAID, _SHORT_ANSWER = 4, 3  # words of what is more than a greeting; of an answer
_LITTLE = 0.25  # share of chrome in a line that hardly speaks as such
_PLEADING, _BEGGING = 4, 0.2  # pleas of a line that begs; share of chrome in it


def is_moment(text: str) -> bool:
    """Tell a clock's time, or a minute of a match, and no more."""
    return bool(HOUR.fullmatch(text) or _MINUTE.fullmatch(text))


def is_clock(line: Line) -> bool:
    """Tell a short line with a time of day, as "Updated 11:04 p.m. ET" below a byline."""
    return line.words <= _LONGEST_CLOCK and not line.stop and bool(_CLOCK.search(line.raw))


def is_answer(line: Line) -> bool:
    """Tell a sentence of a few words ("No.") that a button might say without its full stop."""
    said = line.raw.rstrip(CLOSING)[-1:] in (".", "。", "।")
    return said and line.words <= _SHORT_ANSWER and set(line.hit.groups) <= {"ui"} and not line.digits


def closes(line: Line) -> bool:
    """Tell the words with which a letter begins or closes: "Sir,", "Yours,"."""
    return line.words < _FEWEST_SAID and line.raw.endswith(GOES_ON) and not line.hit.cover and line.raw[:1].isupper()


def begs(line: Line) -> bool:
    """Tell a short line full of pleas; of those with three, or long ones, two thirds are an article's own, on apps."""
    return line.hit.pleas >= _PLEADING and line.hit.cover >= _BEGGING


def opens_inset(line: Line) -> bool:
    """Tell a line of chrome with headlines of others or a plea below it; an advert's mark has none."""
    others = ("related", "promo", "tags", "comments", "social")
    return line.hit.cover >= _LITTLE and max((line.hit.groups.get(group, 0.0) for group in others), default=0.0) > 0


def speaks_little(line: Line) -> bool:
    """Tell a line with hardly a word of chrome, that asks for nothing and gives no address."""
    return line.hit.cover < _LITTLE and not line.hit.pleas and not line.contact


def is_bare(line: Line) -> bool:
    """Tell words that may be a heading's: no stop, figure, address, mark, cell or word of chrome."""
    return not (line.stop or line.contact or line.digits or line.hit.groups or line.mark or line.cells)


def says_twice(line: Line) -> bool:
    """Tell a line whose second half says its first half again, as teasers do."""
    half, odd = divmod(len(line.tokens), 2)
    if set(line.tokens[:half]) <= {"#"}:  # a row of figures
        return False
    return not odd and half >= _SHORTEST_HALF and line.tokens[:half] == line.tokens[half:]


def runs_of(places: Sequence[int], within: int, least: int) -> list[list[int]]:
    """Return the runs of `least` places or more in which each lies at most `within` lines after the last."""
    runs: list[list[int]] = []
    for at in places:
        if runs and at - runs[-1][-1] <= within:
            runs[-1].append(at)
        else:
            runs.append([at])
    return [run for run in runs if len(run) >= least]


def built(line: Line) -> str:
    """Return how a line is built, whatever its words and figures are."""
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "a", line.text))


def numbered_runs(lines: Sequence[Line], keep: Sequence[bool]) -> Iterator[list[int]]:
    """Yield the runs of short lines that bear numbers which go on by one, each with a kept sentence below it."""
    chain: list[int] = []
    last = step = prose = 0
    for at, line in enumerate(lines):
        prose += keep[at] and (line.prose or line.stop)
        number = "".join(filter(str.isdigit, line.mark)) if line.words <= LONGEST_NUMBERED and not line.prose else ""
        if not 0 < len(number) <= 3 or (chain and not prose):
            continue
        by = int(number) - last
        if chain and not (by == step or (step == 0 and abs(by) == 1)):
            yield chain
            chain = []
        step = by if chain else 0
        chain.append(at)
        last, prose = int(number), 0
    yield chain


def next_of(places: Sequence[int], at: int) -> float:
    """Return the first of the sorted `places` after `at`, infinity where there is none."""
    nth = bisect_right(places, at)
    return places[nth] if nth < len(places) else math.inf


def is_menu(lines: Sequence[Line]) -> bool:
    """Tell lines among which as many are chrome as a page's menu or footer has, and some of kinds that part a page."""
    parts = sum(max(line.hit.groups.get(group, 0.0) for group in _PARTING) >= _PARTS_BY for line in lines)
    return parts >= _FEWEST_PARTS and sum(line.hit.cover >= _HALF for line in lines) >= _LONG_MENU


def said_in(line: Line) -> tuple[str, ...]:
    """Return the words between the quotation marks of a line, or all of it where it has none."""
    match = QUOTED.match(line.raw)
    return tuple(tokens(match[1])) if match else line.tokens


def is_disclaimer(line: Line) -> bool:
    """Tell a paragraph behind a label of the law's: "Disclaimer: the views in this article …"."""
    opening = OPENING.match(line.raw)
    if opening is None or not set(":：") & set(line.raw[: opening.end(1) + 2]):
        return False
    hit = load_lexicon().look_up(opening[1], tokens(opening[1]))
    return hit.kind == "legal" and hit.groups["legal"] >= _PARTS_BY
