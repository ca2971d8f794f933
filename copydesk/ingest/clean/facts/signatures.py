"""Who signs an article, by its visible lines: bylines, names by the day, signatures, biographies. Pure after loading.

Each sign yields candidates, and the classifier of bylines says which line is most like one; `byline` weighs them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from copydesk.ingest.clean.facts.candidates import Candidate
from copydesk.ingest.clean.facts.dates import find_dates
from copydesk.ingest.clean.facts.names import (
    EMAIL,
    OF_PLACES,
    is_common,
    is_given,
    is_name,
    is_of_words,
    labels_author,
    load_words,
    names_alone,
    not_of_words,
    says_reporter,
    side_by_side,
    split_names,
    strip_by,
    without_degrees,
    without_honours,
    without_label,
)
from copydesk.ingest.clean.features import OWN_NAMES, own_row
from copydesk.ingest.clean.forest import load_forest
from copydesk.ingest.clean.lexicon import UNSPACED, load_lexicon
from copydesk.ingest.clean.lines import Line, same_words

Names = tuple[str, ...]

MODEL = "cleaner-author"
_LEAST_CHANCE = 0.4  # chosen on the development pages: F1 .67 to .73 there, .64 to .70 at .5
_CREDIT_LINE = re.compile(
    r"^\W*(?:(?:this|the)\s+(?:post|article|story|piece|guide|essay|column)\s+(?:was|is)\s+)?"
    r"(?:(?:additional\s+)?(?:reporting|report|writing|written|text)(?:\s+and\s+\w+)?\s+by)\s+(?P<who>(?:(?!,\s+who\b)[^;.])+)",
    re.IGNORECASE,
)
# "NAME is a reporter …" after the text, in the forms of a few languages.
_IS = re.compile(r"\s+(?:is|was|ist|war|est|es|fue|è|é|is een|är|er)\s+")
# What follows an author's name in a biography: "… is a reporter", ", an editor at X, has covered".
_LIFE = re.compile(
    r"(?:,[^.!?]{2,80},)?\s+(?:is|was|has|covers|writes|reports|works|joined|can be|ist|war|schreibt|arbeitet|berichtet"
    r"|est|a été|écrit|es|fue|escribe|è|scrive|é|escreve|schrijft|är|er)\b",
    re.IGNORECASE,
)
_LEAST_LIFE = 6  # words of a biography
_ABOVE_TITLE, _BELOW = 6, 10  # lines around title and text in which a byline is looked for
_ABOVE = 12  # lines above the text in which a byline is looked for where there is no title
_LONGEST_BYLINE = 200
_LONGEST_NAME = 8  # words of a line that is a name, its place and an office
_LABEL = 24  # letters before a date on a line that goes on with a byline
_CLOCK = re.compile(r"^(?:at\s+|um\s+)?\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?", re.IGNORECASE)
_LONGEST_CUE = 30  # words of a line that opens as a byline
_MOST_BELOW = 6  # names, each on a line, below a "By"
_NO_LABEL = frozenset(
    ["text", "texto", "texte", "tekst", "na", "ngu", "aus", "redacción", "haber", "laporan", "文", "글"]
)
# How sure each sign is, beside those of `byline`.
_OPENING, _HANDLE, _DESK, _BESIDE_DATE, _WEAK = 0.935, 0.6, 0.55, 0.69, 0.3
_OUTLET_OPENING = 0.95
_DETAIL = 0.8
_LABEL_WORDS = 2
_CELL = " | "  # between the cells of a row
_MOST_WORDS = 4  # of a name
_WHOLLY = 0.9  # share of a line that is words of chrome


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where an article stands in its dump: places of the title, the first and the last body line (end excluded)."""

    title: int | None
    start: int
    end: int


def find_head(kept: Sequence[bool], title: int | None) -> Head:
    """Return where the article stands, from the decision for each line."""
    places = [at for at, flag in enumerate(kept) if flag and at != title]
    if not places:
        return Head(title=title, start=0, end=len(kept))
    first = places[0]
    # A stray line above the title is no beginning: the article starts below its headline.
    if title is not None:
        first = next((at for at in places if at > title), first)
    return Head(title=title, start=first, end=places[-1] + 1)


def is_full(name: str) -> bool:
    """Tell a whole name, an agency's or a person's, from a handle."""
    return is_name(without_degrees(name)) or len(name.split()) > 1 or name in load_words().agencies.values()


@lru_cache(maxsize=256)
def key_of(name: str) -> str:
    """Return a name as it is compared: its letters and figures alone."""
    return re.sub(r"[\W_]+", "", name.casefold())


_FIRM = re.compile(r"(?:,?\s(?:Inc|Ltd|LLC|GmbH|Corp|PLC|Pty)\.?|株式会社.*)$", re.IGNORECASE)


_OUTLET_ENDS = frozenset(("de", "com", "online", "news", "redaktion"))


def is_outlet(name: str, outlet: frozenset[str]) -> bool:
    """Tell the outlet's own name, also with a country or department behind it ("MDR THÜRINGEN", "Example.de")."""
    key, words = key_of(name), name.split()
    return (
        key in outlet
        or bool(_FIRM.search(name))
        or any(key.removeprefix(own) in _OUTLET_ENDS for own in map(key_of, outlet) if key.startswith(own))
        or (len(words) > 1 and words[0].isupper() and len(words[0]) > 1 and key_of(words[0]) in outlet)
    )


# The visible lines.


def opened_lines(
    lines: Sequence[Line],
    head: Head,
    kept: Sequence[bool],
    near: Sequence[int],
    opening: str,
    outlet: frozenset[str],
) -> Iterator[Candidate[Names]]:
    """Yield the names of lines around the head that open as a byline does, in this outlet or anywhere."""
    for at in near:
        text = lines[at].text
        if opening and text.casefold().startswith(opening.casefold()):
            if names := split_names(text[len(opening) :].lstrip(" :")):
                yield Candidate(
                    value=names, reason=f'line begins with "{opening}"', sure=_OUTLET_OPENING, at=at, lines=(at,)
                )
            continue
        if lines[at].words > _LONGEST_CUE or at >= head.end or (kept[at] and at > head.start):
            continue
        if below := _below_label(lines, at):
            names = tuple(lines[place].text for place in below)
            names = tuple(name for text in names for name in split_names(text) if _is_persons_name(name, outlet))
            if names and all(map(is_full, names)):
                gap = abs(at - (head.title if head.title is not None else head.start))
                sure = _OPENING - 0.002 - 0.001 * min(gap, 30)
                reason = "below a line that says who wrote it"
                yield Candidate(value=names, reason=reason, sure=sure, at=below[0], lines=(at, *below))
            continue
        rest, by = strip_by(_undated(text))
        if not by:
            continue
        open_end = load_words().ends_in_and.search(rest)
        rest = rest[: open_end.start()] if open_end else rest
        names = tuple(name for name in split_names(rest) if not is_outlet(name, outlet))
        if not names and (alone := _one_word(lines, at, head, rest)):
            yield Candidate(value=(alone,), reason="line begins as a byline", sure=_HANDLE, at=at, lines=(at,))
            continue
        more = _next_names(lines, at, head, open_end=open_end is not None) if names else ()
        if names and all(map(is_full, names)):
            gap = abs(at - (head.title if head.title is not None else head.start))
            yield Candidate(
                value=(*names, *more),
                reason="line begins as a byline",
                sure=_OPENING - 0.001 * min(gap, 30),
                at=at,
                lines=(at, at + 1) if more else (at,),
            )


def _one_word(lines: Sequence[Line], at: int, head: Head, name: str) -> str:
    """Return the one word that somebody signs with right below the headline: "By Bhaskar"."""
    below = head.title is not None and head.title < at < head.start and lines[at].words <= _LONGEST_SIGNED
    known = name.istitle() and name.isalpha() and len(name) >= _SHORTEST_ALONE
    chrome = load_lexicon().look_up(name, [name.casefold()]).cover > 0 or name.casefold() in load_words().roles
    return name if below and known and not chrome and not is_common(name) else ""


_LONGEST_SIGNED, _SHORTEST_ALONE = 3, 3  # words of "By Bhaskar"; letters of the name


def _below_label(lines: Sequence[Line], at: int) -> list[int]:
    """Return the places of the names right below a line that is nothing but "By" or "Written by"."""
    label = lines[at].text.rstrip(" :：").casefold()
    if label not in load_words().by or label in _NO_LABEL:
        return []
    found: list[int] = []
    for place in range(at + 1, min(at + 1 + _MOST_BELOW, len(lines))):
        names = split_names(lines[place].text) if lines[place].words <= _LONGEST_NAME else ()
        if not names or not all(is_name(without_degrees(name)) for name in names):
            break
        if found and not is_given(names[0].split()[0]):
            break
        found.append(place)
    return found


def _next_names(lines: Sequence[Line], at: int, head: Head, *, open_end: bool) -> Names:
    """Return the people of the line below a byline that goes on with "and", or a name alone right above the day."""
    if at + 1 >= len(lines):
        return ()
    below = lines[at + 1]
    if more := _going_on(below.text):
        return more
    names = split_names(below.text) if below.words <= _LONGEST_NAME and at + 1 != head.title else ()
    if open_end:
        return names
    dated = at + 2 < len(lines) and lines[at + 2].words <= _SHORT and _dated(lines[at + 2])
    alone = is_name(below.text) and not is_of_words(below.text) and not below.blank_before and dated
    known = alone and is_given(below.text.split()[0])
    return names if known and at + 1 < head.start else ()


def _going_on(text: str) -> Names:
    """Return the names of a line that goes on with the byline above it: "and Ann Lee"."""
    match = load_words().going_on.match(text)
    return split_names(text[match.end() :]) if match and len(text) < _LONGEST_BYLINE / 2 else ()


def dated_name(lines: Sequence[Line], head: Head, places: Sequence[int]) -> Iterator[Candidate[Names]]:
    """Yield a name of its own between headline and date: "Ann Lee in Oslo" above "12 June 2024"."""
    for at in places:
        if head.title is None or not head.title < at <= head.start or lines[at].stop:
            continue
        names = names_alone(lines[at].text) if lines[at].words <= _LONGEST_CUE else ()
        if not names and lines[at].words > _LONGEST_NAME:
            continue
        if strip_by(lines[at].text)[1]:
            continue  # what a "By" begins is a byline or none: "Par Rédaction" is nobody called Pär
        names = names or side_by_side(lines[at].text.split(" / ")[0]) or split_names(lines[at].text)
        known = names and is_given(names[0].split()[0]) and lines[at].text.startswith(names[0])
        if known and any(_dated(line) and line.words <= _SHORT for line in lines[at + 1 : at + 4]):
            yield Candidate(value=names, reason="a name above the date", sure=0.7, at=at, lines=(at,))
            return


def beside_date(lines: Sequence[Line], head: Head) -> Iterator[Candidate[Names]]:
    """Yield the name of a known first name that shares a short line with the day: "12 June 2024 • Ann Lee • 3 min"."""
    if head.title is None:
        return
    for at in range(head.title + 1, min(head.start + 1, head.title + 1 + _BELOW)):
        line = lines[at]
        dates = find_dates(line.raw) if line.words <= _LONGEST_CUE else ()
        # A stop behind the day is its own, "12. април 2019.", and ends no sentence.
        if not dates or (line.stop and line.raw[dates[-1].end :].strip(" .")):
            continue
        if several := names_alone(without_label(line.raw[: dates[0].start].strip(" ,.|·•"))):
            yield Candidate(value=several, reason="names beside the date", sure=_BESIDE_DATE, at=at, lines=(at,))
            return
        if line.words > _SHORT:
            continue
        rest = line.raw[: dates[0].start] + "•" + _CLOCK.sub("", line.raw[dates[-1].end :].lstrip(" ,|·•–—-"))
        for part in _PARTS.split(rest):
            alone = _COUNTED.sub("", part.strip(" ,.:"))
            name = next(iter(split_names(alone)), "") if is_name(alone) else ""
            bits = name.split()
            if 1 < len(bits) <= _MOST_WORDS and is_name(name) and not is_of_words(name) and is_given(bits[0]):
                yield Candidate(value=(name,), reason="a name beside the date", sure=_BESIDE_DATE, at=at, lines=(at,))
                return


_COUNTED = re.compile(r"\s+\d[\d ]*\s\D+$")  # "Ann Lee 1 536 views"
_PARTS = re.compile(r"\s*[/|·•]\s*|\s+[-–—]\s+|\s*,\s*|\bUhr\b")


def from_details(lines: Sequence[Line], head: Head) -> Iterator[Candidate[Names]]:
    """Yield whom the list of an article's details names: "Date 12 June 2024", "Author Ann Lee", wherever it stands.

    Where a page has several that name others, they are other articles'.
    """
    label = load_words().details
    found: dict[int, Names] = {}
    for at, line in enumerate(lines):
        inside = head.start <= at < head.end and line.text.count(_CELL) != 1  # a table's row may end the text
        if inside or line.words > _SHORT or not (match := label.match(line.text)):
            continue
        alone = match.end() == len(line.text)
        names = split_names(lines[at + 1].text if alone and at + 1 < len(lines) else line.text[match.end() :])
        beside = range(max(0, at - 2), min(len(lines), at + 4))
        if names and any(_is_labelled_day(lines, near) for near in beside):
            found[at] = names
    if len(set(found.values())) == 1:
        names = next(iter(found.values()))
        yield Candidate(value=names, reason="the author in the article's details", sure=_DETAIL, lines=tuple(found))


def _is_labelled_day(lines: Sequence[Line], at: int) -> bool:
    """Tell a row of details that ends in a day behind a word or two: "Date 12 June 2024", on one line or on two."""
    text = lines[at].text
    dates = find_dates(text) if lines[at].words <= _SHORT else ()
    if not dates or text[dates[-1].end :].strip(" ."):
        return False
    before = text[: dates[0].start].strip(" :：|") or (lines[at - 1].text.strip(" :：|") if at else "")
    return 0 < len(before) <= _LABEL and len(before.split()) <= _LABEL_WORDS


def _undated(text: str) -> str:
    """Return a line without the dates and labels before its byline: "On 17 May 2022 by Ann Lee"."""
    dates = find_dates(text)
    if not dates or dates[0].start > _LABEL:
        return text
    rest = _CLOCK.sub("", text[dates[0].end :].lstrip(" ,.|·•–—-"))
    return rest.lstrip(" ,.|·•–—-") or text


def signed_by(lines: Sequence[Line], at: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the names a line would sign with and the lines that takes: "By" alone takes the next one too."""
    line = lines[at]
    if line.words > 40:
        return (), ()
    rest, _ = strip_by(line.text)
    if (
        line.words <= 2
        and line.hit.groups.get("byline", 0) >= 0.9
        and at + 1 < len(lines)
        and lines[at + 1].words <= 12
    ):
        names = split_names(lines[at + 1].text)
        if names:
            return names, (at, at + 1)
    return split_names(rest), (at,)


def byline_candidates(lines: Sequence[Line], head: Head, kept: Sequence[bool]) -> list[int]:
    """Return the places where a byline may stand: around the headline, before and just after the text."""
    first = head.title - _ABOVE_TITLE if head.title is not None else head.start - _ABOVE
    near = {
        *range(max(0, first), min(len(lines), head.start + 4)),
        *range(max(0, head.end - 2), min(len(lines), head.end + _BELOW)),
    }
    return [
        at
        for at in sorted(near)
        if at != head.title
        and not (kept[at] and lines[at].words > 14)
        and (not lines[at].prose or (lines[at].unspaced and strip_by(lines[at].text)[1]))
        and not is_salutation(lines[at])
    ]


def is_salutation(line: Line) -> bool:
    """Tell the line that a letter opens with: "Dear Minister,", "Liebe Leserinnen und Leser!"."""
    return bool(_GREETING.match(line.text)) and line.text.rstrip().endswith((",", "!", ":", "，", "،", "：", "！"))


_GREETING = re.compile(
    r"(?:dear|hello|hi|to the|sehr geehrte[rs]?|liebe[rs]?|geachte|beste|lieve|chère?s?|monsieur|madame|mesdames"
    r"|querid[oa]s?|estimad[oa]s?|prezad[oa]s?|car[oaie]|gentil[ei]|egregi[oa]|kære|kjære|bästa|hej|drog[ai]|szanown[aiey]+|уважаем\w+"
    r"|дорог\w+|шановн\w+|존경하는|عزيزي|السيد|拝啓)\b",
    re.IGNORECASE,
)


def signed_lines(lines: Sequence[Line], head: Head, places: Sequence[int]) -> Iterator[Candidate[Names]]:
    """Yield signatures, closing credits and the one whose life is told below the text."""
    yield from _with_address(lines, head)
    for at in places:
        beside = (
            at < head.start and lines[at].words <= _LONGEST_CUE and _dated(lines[at]) and labels_author(lines[at].text)
        )
        if (says_reporter(lines[at].text) or beside) and (names := split_names(lines[at].text)):
            yield Candidate(value=names, reason="name beside the word for reporter", sure=0.84, at=at, lines=(at,))
            break
    for at in range(max(0, head.end - 3), min(len(lines), head.end + 8)):
        match = _CREDIT_LINE.match(lines[at].text)
        if match and (names := not_of_words(re.sub(r"\s+in\s+[A-Z][\w. ]*?(?=,|;|\s+and\s|$)", "", match["who"]))):
            yield Candidate(value=names, reason="credit below the text", sure=0.58, at=at, lines=(at,))
            break
    yield from _signed_below(lines, head)
    for at in range(max(0, head.end - 1), min(len(lines), head.end + _BELOW)):
        text = lines[at].text
        match = _IS.search(text[:160])
        if match and is_name(name := text[: match.start()]) and _may_write(name):
            said = text[match.start() : match.start() + 120].casefold().split()
            if any(word.strip(".,") in load_words().roles for word in said):
                yield Candidate(value=(name,), reason="biography below the text", sure=0.56, at=at)
                break


def _signed_below(lines: Sequence[Line], head: Head) -> Iterator[Candidate[Names]]:
    """Yield who signs right below the text: "by Ann Lee and Bo Chen", or Japanese names in brackets."""
    for at in range(max(head.start + 1, head.end - 3), min(len(lines), head.end + 2)):
        text = lines[at].raw
        if han := _HAN_SIGNED.fullmatch(text.strip()):
            names = tuple(name for name in re.split("[、・,，]", han[1]) if not load_words().no_signature.search(name))
            sure = _SIGNED_BELOW if len(names) > 1 else _ASKED
            if names:
                yield Candidate(value=names, reason="names in brackets below the text", sure=sure, at=at, lines=(at,))
                return
        rest, by = strip_by(text)
        names = split_names(rest) if by and lines[at].words <= _SHORT_SIGN and not lines[at].stop else ()
        if names and all(is_full(name) and is_given(name.split()[0]) for name in names):
            yield Candidate(value=names, reason="byline below the text", sure=_SIGNED_BELOW, at=at, lines=(at,))
            return
        alone = text.strip(" –—-")
        if at >= head.end - 1 and lines[at].words <= _MOST_WORDS and is_name(alone) and is_given(alone.split()[0]):
            yield Candidate(value=(alone,), reason="a name below the text", sure=_ASKED, at=at, lines=(at,))


_SIGNED_BELOW, _ASKED, _SHORT_SIGN = 0.57, 0.4, 14
_HAN_SIGNED = re.compile("[（(]((?:[一-龥々]{3,5}|[一-龥々]{2} ?[一-龥々]{1,3})(?:[、・,，](?:[一-龥々]{3,5}))*)[）)]")


def _may_write(name: str) -> bool:
    """Tell a person or an agency from an outlet, "The Harbour Gazette is a member of …", by its article."""
    article, *rest = name.casefold().split()
    agency = {name.casefold(), " ".join(rest)} & load_words().agencies.keys()
    return bool(agency) or not name.isascii() or article not in _ARTICLES


_ARTICLES = frozenset(["the", "die", "der", "das", "la", "le", "les", "el", "il", "lo", "de", "o", "a"])


def _with_address(lines: Sequence[Line], head: Head) -> Iterator[Candidate[Names]]:
    """Yield the first name beside an e-mail address, above or below the text."""
    for at in (*range(head.start - 4, head.start + 2), *range(head.end - 2, head.end + 5)):
        mailed = 0 <= at < len(lines) and lines[at].words <= 12 and EMAIL.search(lines[at].text)
        if mailed and (names := split_names(lines[at].text)):
            yield Candidate(value=names, reason="name beside an e-mail address", sure=0.84, at=at, lines=(at,))
            return


def likely_lines(
    lines: Sequence[Line], head: Head, places: Sequence[int], outlet: frozenset[str]
) -> Iterator[Candidate[Names]]:
    """Yield the line most like a byline. Without a sign of one beside the name, it is a question."""
    forest = load_forest(MODEL)
    around = Surroundings(lines, head.start, head.end, head.title)
    best: Candidate[Names] | None = None
    for at in places:
        names, signs = signed_by(lines, at)
        ends = lines[at].stop and lines[at].words > 2 and not strip_by(lines[at].text)[1]
        timed = lines[at].hit.cover >= _WHOLLY and lines[at].hit.kind == "readingtime"
        if not signs or timed or (ends and not _role(lines[at])):  # nobody signs with a sentence
            continue
        if names and (_goes_on(lines[at], names) or _labels_a_day(lines[at])):
            continue
        chance = forest.chance(around.row(at, names))
        names = tuple(name for name in names if _is_persons_name(name, outlet))
        if names and chance > _LEAST_CHANCE and (best is None or chance > best.sure):
            best = Candidate(value=names, reason="most like a byline", sure=chance, at=at, lines=signs)
    if best is not None:
        # Where letters have no cases, words within the text are no name for being two; nor are Latin ones for an
        # accent: "Liste Voix Sièges" heads a table. What stands below the last line may sign it: "Lê Phương".
        no_cue = _CASELESS if best.at is not None and best.at >= head.end - 1 else _CASELESS_OR_LATIN
        inside = best.at is not None and best.at >= head.start and no_cue.search(best.value[0]) is not None
        above = lines[head.start : best.at] if best.at is not None and best.at < head.end - 1 else ()
        amid = sum(line.prose and line.stop for line in above) > 1  # a letter's, among others'
        cued = any(_cued(lines, at, best.value, inside=inside, amid=amid) for at in best.lines)
        if best.at is not None and best.at > head.end and load_words().details.match(lines[best.at].text):
            cued = False  # in a list of details further down that has no day: a book's author, or another article's
        sure = (
            (_HANDLE + 0.1 * best.sure if best.at is not None and best.at < head.start else _DESK + 0.02)
            if cued
            else _WEAK
        )
        yield replace(best, sure=sure, reason=best.reason if cued else "it reads like a name")


def _labels_a_day(line: Line) -> bool:
    """Tell a label and its day, where the label begins with no first name: "Next Meeting: 19 March, 7 pm"."""
    dates = find_dates(line.raw) if line.digits else []
    front, colon, behind = line.raw[: dates[0].start].partition(":") if dates else ("", "", "")
    bits = front.split()
    return (
        bool(colon and bits) and not behind.strip() and split_names(front) == (front.strip(),) and not is_given(bits[0])
    )


def _is_persons_name(name: str, outlet: frozenset[str]) -> bool:
    words = name.casefold().split()
    counted = not load_words().counters.isdisjoint(words)  # "High views" beside the day
    return not (counted or is_outlet(name, outlet) or is_of_words(name) or words[0] in OF_PLACES)


def _goes_on(line: Line, names: Sequence[str]) -> bool:
    """Tell a line of which names are the lesser part, and no office, day or "By" the rest: "Drei Befehle, die …"."""
    if strip_by(line.text)[1] or _role(line) or _dated(line) or line.contact or line.unspaced or ":" in line.text:
        return False
    if ";" in line.text or any(", " in name for name in names):  # people with their degrees
        return False
    return line.words > 2 * sum(len(name.split()) for name in names)


_CASELESS, _CASELESS_OR_LATIN = re.compile("[\u0590-\u0eff]"), re.compile("[A-Za-z\u0590-\u0eff]")


def _cued(lines: Sequence[Line], at: int, names: Names, *, inside: bool, amid: bool) -> bool:
    """Tell whether a sign speaks for names on a line: a "By", an office, a date beside them, a known first name.

    Amid the text a first name is none: it may sign one of several letters.
    """
    line = lines[at]
    groups = line.hit.groups
    if strip_by(line.text)[1] or groups.get("byline") or groups.get("author") or _role(line) or _dated(line):
        return True
    if not amid and any(
        name in load_words().agencies.values() or is_given(without_honours(name).split()[0]) for name in names
    ):
        return True
    if _CASELESS.search(names[0]):  # any few words have a name's shape there, those of buttons below a day, too
        return at + 1 < len(lines) and _dated(lines[at + 1])
    if not line.unspaced and not line.text.isascii() and not inside:
        return True
    return any(0 <= near < len(lines) and lines[near].words <= 12 and _dated(lines[near]) for near in (at - 1, at + 1))


def with_echoes(names: Names, places: Sequence[int], lines: Sequence[Line], kept: Sequence[bool]) -> tuple[int, ...]:
    """Add the lines that say nothing but the names again."""
    keys = {without_degrees(name).casefold() for name in names}
    more = [
        at
        for at, line in enumerate(lines)
        if not kept[at] and line.words < 12 and any(key in line.text.casefold() for key in keys)
    ]
    return tuple(sorted({*places, *more}))


def find_biography(lines: Sequence[Line], kept: Sequence[bool], names: Sequence[str]) -> int | None:
    """Return the place of the line that says who an author is, where more of the text stands above than below it.

    Nobody writes of himself by his full name; what follows are other stories.
    """
    roles = load_words().roles
    sizes = [line.words if flag else 0.0 for line, flag in zip(lines, kept, strict=True)]
    total, above = sum(sizes), 0.0
    for at, line in enumerate(lines):
        if above * 2 > total and line.words >= _LEAST_LIFE and not roles.isdisjoint(line.tokens):
            name = next((name for name in names if line.text.casefold().startswith(name.casefold())), None)
            if name and _LIFE.match(line.text, len(name)):
                return at
        above += sizes[at]
    return None


def find_lives(lines: Sequence[Line], kept: Sequence[bool], names: Sequence[str]) -> list[int]:
    """Return the places of what is kept last and says who the authors are: "Ann Lee is …", "The writer is …".

    Only sentences at the very end that begin with an author's full name, or with a word for one that no other line
    has; and the note on whose opinions these are.
    """
    people = [name for name in map(without_degrees, names) if is_name(name)]
    places = [at for at, flag in enumerate(kept) if flag]
    found: list[int] = []
    for at in reversed(places[1:][-_MOST_LIVES:]):
        text = _GREEK_ARTICLE.sub("", lines[at].text.strip(_AROUND_LIFE))
        name = next((name for name in people if text.casefold().startswith(name.casefold())), "")
        told = bool(name) and _tells_life(text[len(name) :])
        if not (told or _is_of_writer(lines, places, at) or load_words().views.match(text)):
            break
        found.append(at)
    return found[::-1]


def _tells_life(rest: str) -> bool:
    """Tell what follows a name in a biography from a turn of speech and from a name alone with its town."""
    if UNSPACED.search(rest):
        return rest[:1] in _AFTER_NAME and len(rest) >= _LEAST_UNSPACED
    return rest[:1] in (" ", ",", "(") and rest.lstrip()[:1] != ":" and len(rest.split()) >= _LEAST_LIFE - 2


_GREEK_ARTICLE = re.compile("^[\u0397\u039f]\\s+(?=[\u0386-\u03ab])")  # "Η Μαρίνα Δελή"
_AFTER_NAME, _LEAST_UNSPACED = " ,，、（(はがも是은는", 10  # what follows a name where no blanks part words; letters


def _is_of_writer(lines: Sequence[Line], places: Sequence[int], at: int) -> bool:
    """Tell a last sentence on "the writer", of whom the text above does not speak."""
    text = lines[at].text.strip(_AROUND_LIFE)
    match = load_words().writers.match(text)
    if match is None or not lines[at].words >= _LEAST_LIFE or lines[at].words > _LONGEST_LIFE:
        return False
    told = lines[at].text.casefold()
    if not any(part in told for part in load_words().lives):
        return False
    said = re.split(r"[\s'’]", match[0].casefold())[-1]
    return not any(said in lines[other].text.casefold() for other in places if other < at)


_MOST_LIVES, _LONGEST_LIFE = 4, 60  # lines at the end of a text; words
_AROUND_LIFE = " •*–—-()[]_"


# What the classifier of bylines sees.

_NEAR = (
    "words",
    "stop",
    "chrome",
    "mark",
    "prose",
    "capitals",
    "blank before",
    "same words",
    "date",
    "role",
    "name",
    "social",
)
_OFFSETS = (-2, -1, 1, 2, 3)
_PLACE = (
    "lines before the text",
    "lines after the title",
    "lines from the top",
    "before the text's end",
    "words shared with the text",
    "said again",
    "part of another line",
    "others begin so",
    "longest line above",
    "prose above",
    "sentences of capitals",
    "names",
    "says by",
    "agency",
    "role",
    "date",
    "address",
    "is a name",
    "in the text",
    "lines said twice before",
    "letters",
    "words shared with the lead",
    "weight of its words",
    "bars",
    "colon",
)
HEAD_NAMES: tuple[str, ...] = (
    *OWN_NAMES,
    *(f"chrome: {group}" for group in load_lexicon().groups),
    *_PLACE,
    *(f"{name} at {offset:+d}" for offset in _OFFSETS for name in _NEAR),
)
_NOTHING = (-1.0,) * len(_NEAR)
_FAR = 40.0
_TELLING = 8  # letters of a line that is not found in others by chance
_SHORT = 14  # words of a line beside a byline


class Surroundings:
    """What is counted once for all candidates of one dump."""

    def __init__(self, lines: Sequence[Line], start: int, end: int, title: int | None = None) -> None:
        self.lines, self.start, self.end, self.title = lines, start, end, title
        self.words = Counter(word for line in lines[start : start + 60] for word in line.content)
        self.first = {word for line in lines[start : start + 3] for word in line.content}
        self.keys = [line.text.casefold() for line in lines]
        self.page = "\n".join(self.keys)
        self.text = "\n".join(self.keys[at] for at in range(start, end) if lines[at].prose)
        self.said = Counter(self.keys)
        self._around: dict[int, tuple[float, ...]] = {}

    def row(self, at: int, names: Sequence[str] = ()) -> list[float]:
        """Return the numbers of one candidate; `names` are the people its words would name."""
        line, groups = self.lines[at], self.lines[at].hit.groups
        content = line.content
        key = self.keys[at]
        above = self.lines[max(0, at - 30) : at]
        opening = names[0].casefold() if names else ""
        return [
            *own_row(line),
            *(groups.get(group, 0.0) for group in load_lexicon().groups),
            _bounded(self.start - at),
            _bounded(at - self.title) if self.title is not None else -_FAR,
            min(_FAR, float(at)),
            _bounded(self.end - at),
            sum(1 for word in content if self.words[word]) / len(content) if content else 0.0,
            float(min(3, self.said[key] - 1)),
            float(min(5, self.page.count(key) - self.said[key])) if len(key) > _TELLING else 0.0,
            float(self.page.count("\n" + opening) - key.startswith(opening)) if opening else 0.0,
            max((other.words for other in above), default=0.0),
            float(sum(other.prose for other in above)),
            float(line.text.isupper()),
            float(len(names)),
            float(strip_by(line.text)[1]),
            float(" ".join(line.tokens) in load_words().agencies),
            _role(line),
            float(_dated(line)),
            float("@" in line.text and bool(EMAIL.search(line.text))),
            float(is_name(line.text)),
            float(bool(opening) and opening in self.text),
            float(sum(1 for one in range(max(1, at - 5), at) if self.keys[one] == self.keys[one - 1])),
            float(min(200, len(line.text))),
            sum(1 for word in content if word in self.first) / len(content) if content else 0.0,
            sum(min(9, self.words[word]) for word in content) / len(content) if content else 0.0,
            float(line.text.count("|") + line.text.count(" - ") + line.text.count("»") + line.text.count("›")),
            float(":" in line.text),
            *(value for offset in _OFFSETS for value in self._near(at, at + offset)),
        ]

    def _near(self, at: int, other: int) -> tuple[float, ...]:
        if not 0 <= other < len(self.lines):
            return _NOTHING
        if other not in self._around:
            self._around[other] = _seen_near(self.lines[other])
        found = self._around[other]
        return (*found[:7], same_words(self.lines[at].tokens, self.lines[other].tokens), *found[8:])


def _seen_near(line: Line) -> tuple[float, ...]:
    short = line.words <= _SHORT
    return (
        min(line.words, 60.0),
        float(line.stop),
        line.hit.cover,
        float(bool(line.mark)),
        float(line.prose),
        line.capitals,
        float(line.blank_before),
        0.0,
        float(short and _dated(line)),
        _role(line),
        float(short and (is_name(line.text) or strip_by(line.text)[1])),
        line.hit.groups.get("social", 0.0),
    )


def _dated(line: Line) -> bool:
    return line.digits > 0 and bool(find_dates(line.raw))


def _bounded(value: int) -> float:
    return max(-_FAR, min(_FAR, float(value)))


def _role(line: Line) -> float:
    return float(line.words <= _SHORT and any(token in load_words().roles for token in line.tokens))
