"""The day an article was published: as stated, as its page's data has it, or by the stamp among its lines. Pure.

Every date gives a candidate. A date counts where something says that it is the publication's: the page's data, a label
("Published"), or a line that is nothing else. One inside a sentence, a headline, a caption or a copyright line never
is; the day is what the source said, in its own offset.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from copydesk.ingest.clean.facts.candidates import BELIEVED, STATED, Candidate, Found, choose
from copydesk.ingest.clean.facts.caption import split_credit
from copydesk.ingest.clean.facts.dateline import is_dateline
from copydesk.ingest.clean.facts.dates import FoundDate, find_dates, habit_of, plain_stamp
from copydesk.ingest.clean.facts.names import is_given, load_words, names_alone, strip_by, without_label
from copydesk.ingest.clean.facts.signatures import Head
from copydesk.ingest.clean.forest import load_forest
from copydesk.ingest.clean.lexicon import load_lexicon, tokens
from copydesk.ingest.clean.lines import Line
from copydesk.ingest.clean.metadata import CALLED_DAY, Metadata, load_tags

MODEL = "cleaner-date"
_LEAST_CHANCE = 0.35  # chosen on the development pages, on which .3 to .6 differ by two or three days
_LONGEST = 60  # words of a line that may hold a stamp
_LONGEST_KEPT = 12  # words of such a line among the article's own: a date in its prose is never the publication's
_BESIDE = 3  # lines
_LABEL = 40  # letters before a date in which its label stands
_FAR = 40.0
_FEW_DIGITS = 3.5  # a date has more, though its day may look like a list mark
_UPDATED = re.compile(
    r"updat|modif|aktualis|mis à jour|actualiz|aggiorn|atualiz|bijgewerkt|oppdat|uppdat|opdater|aktualiz|zaktual"
    r"|अद्यतन|अपडेट|হালনাগাদ|আপডেট|புதுப்பிக்க|ปรับปรุง|อัปเดต|עודכן|به\u200cروز|بروزرسانی"
    r"|اپ ڈیٹ|ενημερ|обнов|ažurir|ажурир"
    r"|güncel|обновл|оновл|수정|更新|diperbarui|cập nhật|تحديث|změn|frissít|päivitetty|last edit|geändert",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"publi|posted|veröff|erstellt|erschien|pubblic|gepubl|yayın|опубл|입력|등록|승인|송고|公開|掲載|配信|発表|terbit|đăng|نشر"
    r"|प्रकाशित|প্রকাশ|வெளியிடப்பட்ட|เผยแพร่|פורסם|انتشار|شائع|δημοσ|objav|објав|публик"
    r"|vydán|megjelen|julkaistu|först|creado|créé|first|stand\b|\bvom\b|date",
    re.IGNORECASE,
)
# The same without words that also stand in others' labels.
_SAID = re.compile(_PUBLISHED.pattern.removesuffix("|date") + r"|\bdate\b", re.IGNORECASE)
_CLOCK = re.compile(r"\d[:.h]\s?\d\d|\d\s?[ap]\.?m\b|\buhr\b", re.IGNORECASE)
_GROUPS = ("nav", "legal", "caption", "related", "comments", "byline", "stamp", "author")
DATE_NAMES: tuple[str, ...] = (
    "lines after the title",
    "lines after the text's start",
    "lines after the text's end",
    "place on the page",
    "said to be published",
    "said to be updated",
    "letters before",
    "letters after",
    "words",
    "a clock",
    "month as a word",
    "dates on the line",
    "not the line's first",
    "dated lines around",
    "said again",
    "days before the latest",
    "dates before",
    "a title in the text",
    "stop at the end",
    "list mark",
    "in the text",
    "text above",
    "text below",
    "says by",
    "prose above (6)",
    "prose below (6)",
    *(f"chrome: {group}" for group in _GROUPS),
    "words above",
    "words below",
    "capitals",
    "stop above",
    "stop below",
    "byline above",
    "byline below",
    "share of the line",
)


# /2024/03/05/, 2024-03-05, 20240305, and the day before a time of day as article numbers have it.
_URL_DAY = re.compile(
    r"(?<!\d)(20\d\d)(?P<by>[/-]?)(0[1-9]|1[0-2])(?P=by)(0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])[0-5]\d\d*)?(?!\d)"
)
# "w-published-date", "cms:publish_time": what a page's own names for its tags say.
_TAG_OF_DAY = re.compile(r"publi(?:sh(?:ed)?|cation)[-_.: ]?(?:date|time|day|on|at)$", re.IGNORECASE)
_COPYRIGHT = re.compile(r"©|\(c\)|copyright|all rights|alle rechte|tous droits|todos los derechos", re.IGNORECASE)
_UTC = re.compile(r"(?:Z|[+-]00:?00|\b(?:UTC|GMT))\s*$", re.IGNORECASE)
_ABOVE_HEAD, _PAST_TITLE, _PAST_HEAD, _PAST_END = 12, 12, 4, 6  # lines around headline and text in which a stamp counts
_SOME_CHROME = 0.3  # share of a line
_UNEXPLAINED = 3  # words of a line beside its date, its clock and what labels them
# How sure each sign is. Chosen on the development pages; what matters is their order and which lie above .5.
_BARE, _LAST = "a line that is a date", "the day of the last change"
_PUBLISHED_THEN, _SIGNED = "labelled as published", "beside the byline"
_EITHER, _UNTOLD = "its figures can be read as either day", 0.45
_OWN = (_BARE, _PUBLISHED_THEN, _SIGNED, _EITHER)  # reasons for which a day below the headline is the page's own
_MUCH_LESS = 0.1  # of a day on another story's card
_SHOWN, _SAID_BY_DATA = 0.75, 0.75
_STATED, _DATA, _TAG, _MARK, _ADDRESS, _CALLED = 1.0, 0.97, 0.94, 0.8, 0.78, 0.7
_FIRST_YEAR = 1993  # in which CERN gave the web to everyone: a page's own day is no sooner
_OPENING = 3  # paragraphs
_DATELINE, _IN_TEXT = 0.58, 0.2
_LABELLED, _ALONE, _CHANGED, _WEAK, _NEAR = 0.66, 0.56, 0.64, 0.3, 0.015


@dataclass(frozen=True, slots=True, kw_only=True)
class DayStamp:
    """One date that could be the publication's, the numbers it is judged by, and where on its line its label stands."""

    at: int
    day: dt.date
    row: tuple[float, ...]
    label: int = 0
    start: int = 0


def find_day(
    lines: Sequence[Line],
    head: Head,
    kept: Sequence[bool],
    lang: str,
    *,
    order: str = "",
    data: Metadata | None = None,
    stated: dt.date | None = None,
    captions: AbstractSet[int] = frozenset(),
) -> Found[dt.date]:
    """Return the day of publication with its candidates.

    `order` is how this outlet is known to write its dates (`dmy`, `mdy`), before the habit of the page and language;
    `data` is what the page says for machines, `stated` the editor's word, `captions` the places of known captions.
    """
    order = order or habit_of(lines[at].raw for at in _dated(lines)) or (data.order if data is not None else "")
    seen = _without_masthead(_seen(lines, head, kept, lang, order, captions), head)
    candidates = [
        *(_in_its_own_offset(one, text, seen) for one, text in (_said(data, lang) if data is not None else ())),
        *(_called_day(data, lang, order) if data is not None else ()),
        *seen,
    ]
    if stated is None:
        found = choose(_shown_before(_published_before_changed(candidates)), "date", near=_NEAR)
        rival = _rival(found, head)
        return _unless_changed(found) if rival is None else _asked(found, rival)
    best: Candidate[dt.date] = Candidate(
        value=stated,
        reason=STATED,
        sure=_STATED,
        lines=tuple(at for one in seen for at in one.lines if one.value == stated),
    )
    other = next((one for one in sorted(candidates, key=lambda one: -one.sure) if one.sure >= BELIEVED), None)
    differs = other is not None and other.value != stated and all(one.value != stated for one in candidates)
    question = f"date: {stated} is stated, {other.value} found ({other.reason})" if differs and other else ""
    return Found(best=best, candidates=(best, *candidates), question=question)


def _without_masthead(seen: Sequence[Candidate[dt.date]], head: Head) -> list[Candidate[dt.date]]:
    """Return the visible days, one above the headline as little sure where another stands between headline and text.

    Many outlets print today's date beside their name, and a page that was saved has the day of its saving there.
    """
    top, near = (head.title, head.start + _PAST_HEAD) if head.title is not None else (-1, -1)
    shown = {one.value for one in seen if one.at is not None and top < one.at <= near and one.reason in _OWN}
    return [
        replace(one, sure=_WEAK, reason="a date above the headline")
        if shown and one.at is not None and one.at < top and one.reason == _BARE and one.value not in shown
        else one
        for one in seen
    ]


def _rival(found: Found[dt.date], head: Head) -> Candidate[dt.date] | None:
    """Return another bare date of the head beside the one believed: nothing tells the page's own day from it."""
    best = found.best
    if best is None or best.reason != _BARE or best.at is None or best.at > head.start:
        return None
    beside = range(best.at - _BESIDE, min(best.at + _BESIDE, head.start) + 1)
    others = (one for one in found.candidates if one.reason == _BARE and one.value != best.value)
    return next((one for one in others if one.at in beside), None)


def _unless_changed(found: Found[dt.date]) -> Found[dt.date]:
    """Return what was found, with a question where the day believed is only known as that of the last change.

    Of 22 such pages it was right on 15: where nothing else is shown the field keeps it, but not without a word.
    """
    if found.best is None or found.best.reason != _LAST:
        return found
    asked = f"date: was it published on {found.value}? The copy says only that it was changed then"
    return replace(found, question=asked)


def _asked(found: Found[dt.date], rival: Candidate[dt.date]) -> Found[dt.date]:
    days = f'"{found.value}" or "{rival.value}"'
    return Found(candidates=found.candidates, question=f"date: is it {days}? Both stand alone above the text")


def _said(data: Metadata, lang: str) -> Iterator[tuple[Candidate[dt.date], str]]:
    """Yield what a page's data states, best first, each with the words it does so in."""
    stamps: list[tuple[object, str, float]] = [
        (node.get("datePublished"), "published, in the page's data", _DATA) for node in data.articles
    ]
    stamps += [(node.get("dateCreated"), "created, in the page's data", _TAG - 0.03) for node in data.articles]
    for tag in load_tags()["dates"]:
        stamps += [(value, f'stated in the page\'s tag "{tag}"', _TAG) for value in data.tag(tag)]
    stamps += [(node.get("datePublished"), "published, in the page's data", _TAG - 0.02) for node in data.pages]
    known = set(load_tags()["dates"])
    stamps += [
        (value, f'stated in the page\'s tag "{tag}"', _TAG - 0.04)
        for tag in sorted(data.tags)
        if tag not in known and _TAG_OF_DAY.search(tag)
        for value in data.tag(tag)
    ]
    stamps += [(stamp.text, stamp.reason, _MARK) for stamp in data.stamps if stamp.reason != CALLED_DAY]
    # "Headline | Outlet | 28.04.2023": what stands behind a bar alone is the day of the page itself.
    stamps += [(value.rpartition("|")[2], "in the page's title", 0.7) for value in data.tag("og:title") if "|" in value]
    for nth, (value, reason, sure) in enumerate(stamps):
        text = str(value or "")[:80]
        found = find_dates(text, lang)
        if found:
            yield Candidate(value=found[0].day, reason=reason, sure=sure - 0.001 * min(nth, 20)), text
    match = _URL_DAY.search(urlsplit(data.url).path)
    if match:
        try:
            day = dt.date(int(match[1]), int(match[3]), int(match[4]))
        except ValueError:
            return
        yield Candidate(value=day, reason="in the page's address", sure=_ADDRESS), ""


def _called_day(data: Metadata, lang: str, order: str) -> Iterator[Candidate[dt.date]]:
    """Yield the one day of a page's elements of which the class says that they hold it; of several none is the page's.

    Of 118 such pages of the development sets 111 had it right; the others showed the day of a change.
    """
    texts = [stamp.text for stamp in data.stamps if stamp.reason == CALLED_DAY and not _UPDATED.search(stamp.text)]
    days = {found[0].day for found in (find_dates(text, lang, order) for text in texts) if found}
    if len(days) == 1:
        yield Candidate(value=days.pop(), reason=CALLED_DAY, sure=_CALLED)


def _shown_before(candidates: Sequence[Candidate[dt.date]]) -> list[Candidate[dt.date]]:
    """Return the candidates, a sooner day shown above the text before one that only the page's data has.

    Data is written anew when a page moves or is saved again; nothing was published after it was shown.
    """
    best = max(candidates, key=lambda one: one.sure, default=None)
    if best is None or best.at is not None or best.sure < _SAID_BY_DATA:
        return list(candidates)
    shown = [one for one in candidates if one.at is not None and one.sure >= _SHOWN]
    if any(one.value == best.value and one.sure >= BELIEVED for one in candidates if one.at is not None):
        return list(candidates)
    sooner = [one for one in shown if one.value < best.value - dt.timedelta(days=1)]
    if not sooner or len({one.value for one in sooner}) > 1:
        return list(candidates)
    reason = "shown on the page, before the day in its data"
    return [*candidates, *(replace(one, sure=best.sure + 0.01, reason=reason) for one in sooner)]


def _in_its_own_offset(said: Candidate[dt.date], text: str, seen: Sequence[Candidate[dt.date]]) -> Candidate[dt.date]:
    """Return a day stated in universal time as the page shows it, where that is the day before or after."""
    if not _UTC.search(text):
        return said
    shown = [one for one in seen if one.sure >= BELIEVED and one.reason != _LAST]
    near = [one for one in shown if abs((one.value - said.value).days) == 1]
    # Not as the day of a change, nor where much less speaks for it, as on another story's card.
    same = near and any(one.value == said.value and one.sure > near[0].sure - _MUCH_LESS for one in shown)
    if near and not same:
        return replace(
            said, value=near[0].value, reason=f"{said.reason}, on the day the page shows", lines=near[0].lines
        )
    return said


def _published_before_changed(candidates: Sequence[Candidate[dt.date]]) -> list[Candidate[dt.date]]:
    """Return the candidates with all visible lines that say the same day joined, so that they speak for each other."""
    places: dict[dt.date, list[int]] = {}
    for one in candidates:
        if one.sure >= BELIEVED:
            places.setdefault(one.value, []).extend(one.lines)
    out: list[Candidate[dt.date]] = []
    for one in candidates:
        lines = tuple(sorted({*places.get(one.value, ()), *one.lines}))
        out.append(replace(one, lines=lines))
    return out


def _seen(
    lines: Sequence[Line], head: Head, kept: Sequence[bool], lang: str, order: str, captions: AbstractSet[int]
) -> list[Candidate[dt.date]]:
    """Return the dates of the visible lines, each as sure as what marks it."""
    forest = load_forest(MODEL)
    ranked = [(forest.chance(stamp.row), stamp) for stamp in stamps_of(lines, head, kept, lang, order)]
    out: list[Candidate[dt.date]] = []
    first_on: dict[int, str] = {}  # by line: why its first date counts
    for chance, stamp in ranked:
        line = lines[stamp.at]
        if stamp.at == head.title or _COPYRIGHT.search(line.text) or _is_caption(stamp.at, line, captions):
            continue
        if head.title is not None and line.tokens == lines[head.title].tokens:
            continue
        sure, reason = _marked(line, stamp, chance, lang, order)
        far = _far_from_head(stamp.at, head)
        if plain_stamp(line.raw, lang, order) and _is_label(lines[stamp.at - 1] if stamp.at else None):
            sure, reason, far = max(sure, _LABELLED), "below a line that says Published", far or 0
        elsewhere = _in_calendar(lines, kept, stamp.at) or (stamp.at >= head.start and _is_of_another(line, stamp))
        first = first_on.get(stamp.at, "")
        second = first and (first != _LAST or reason != _PUBLISHED_THEN)  # "Updated …, published …" has its day behind
        if far is None or second or elsewhere:
            sure, reason = min(sure, _WEAK), "a date elsewhere on the page"
        if stamp.day.year < _FIRST_YEAR and reason != _PUBLISHED_THEN:
            sure, reason = min(sure, _WEAK), "a date from before the web"
        first_on.setdefault(stamp.at, reason if sure >= BELIEVED else "")
        if sure:
            sure -= 0.006 * (far or 0)
            out.append(Candidate(value=stamp.day, reason=reason, sure=sure, at=stamp.at, lines=(stamp.at,)))
    out += _either(lines, head, lang, order)
    return [*out, *_in_opening(lines, head, kept, lang, order, {one.at for one in out})]


def _either(lines: Sequence[Line], head: Head, lang: str, order: str) -> Iterator[Candidate[dt.date]]:
    """Yield both days of a stamp beside the headline of which nothing tells the day from the month: "3/4/2026"."""
    top = head.title if head.title is not None else head.start
    for at in range(max(0, top - _BESIDE), min(len(lines), head.start + _PAST_HEAD)) if not order else ():
        text = lines[at].raw
        if lines[at].words > _LONGEST_KEPT or not lines[at].digits or find_dates(text, lang):
            continue
        for one in ("dmy", "mdy"):
            if plain_stamp(text, lang, one) or _SAID.match(text):
                for date in find_dates(text, lang, one)[:1]:
                    yield Candidate(value=date.day, reason=_EITHER, sure=_UNTOLD, at=at, lines=(at,))


def _in_calendar(lines: Sequence[Line], kept: Sequence[bool], at: int) -> bool:
    """Tell an item of a list of days that is the text's own, "2 March: letters go out", or the hours of an event."""
    if not kept[at]:
        return False
    if _HOURS_OF_EVENT.match(lines[at].raw) and not (_SAID.search(lines[at].raw) or _UPDATED.search(lines[at].raw)):
        return True
    if not lines[at].mark:
        return False
    beside = [one for one in (at - 1, at + 1) if 0 <= one < len(lines) and kept[one]]
    return any(lines[one].mark and lines[one].mark == lines[at].mark and find_dates(lines[one].raw) for one in beside)


# "When: Saturday 21 March 2026, 10:00 to 14:00": nothing is published from one hour to another.
_HOURS_OF_EVENT = re.compile(r"\s*[^\W\d_][^:：.!?\d]{1,30}[:：].*\b\d{1,2}[:.]\d\d\b\D{1,12}\b\d{1,2}[:.]\d\d\b")


def _is_of_another(line: Line, stamp: DayStamp) -> bool:
    """Tell a day behind a label of several words that says nothing of publishing: "Next meeting: 19 March, 7 pm"."""
    before = line.raw[: stamp.start].rstrip()
    words = tokens(before)
    if before[-1:] not in (":", "：") or len(words) < _FEWEST_IN_LABEL or is_given(words[0]) or _SAID.search(before):
        return False
    return not (_UPDATED.search(before) or load_lexicon().look_up(before, words).groups.get("stamp"))


def _in_opening(
    lines: Sequence[Line],
    head: Head,
    kept: Sequence[bool],
    lang: str,
    order: str,
    known: AbstractSet[int | None],
) -> Iterator[Candidate[dt.date]]:
    """Yield the days in the first paragraphs: a dateline's, and others, which nothing marks and which are asked."""
    opening = [at for at in range(head.start, head.end) if kept[at]][:_OPENING]
    for nth, at in enumerate(opening):
        if at in known:
            continue
        for date in find_dates(lines[at].raw, lang, order)[:1]:
            if not nth and is_dateline(lines[at].raw, date):
                yield Candidate(value=date.day, reason="in the dateline", sure=_DATELINE, at=at, lines=(at,))
            elif date.worded:
                yield Candidate(value=date.day, reason="a day in the text", sure=_IN_TEXT, at=at, lines=(at,))


def _is_caption(at: int, line: Line, captions: AbstractSet[int]) -> bool:
    """Tell a caption or a picture's credit; a line that is little more than its date is none."""
    return not _few_words(line) and (at in captions or bool(split_credit(line.text)[1]))


def _far_from_head(at: int, head: Head) -> int | None:
    """Return how many lines a stamp stands from headline or text, below the text as far again; None if too far."""
    top = head.title if head.title is not None else head.start
    if top - _ABOVE_HEAD <= at <= max(head.start + _PAST_HEAD, top + _PAST_TITLE):
        return min(abs(at - top), abs(at - head.start), _ABOVE_HEAD)
    return at - head.end + _ABOVE_HEAD if head.end - 2 <= at <= head.end + _PAST_END else None


def _marked(line: Line, stamp: DayStamp, chance: float, lang: str, order: str) -> tuple[float, str]:
    """Return how sure a date is by what marks it, and the reason; nothing where it is unlike any stamp."""
    label = _CLOCK_BEFORE.sub("", _behind_sign(line.raw[stamp.label : stamp.start]))
    rest = _UPDATED.sub(" ", label)
    published = bool(_SAID.search(rest)) and (len(tokens(label)) <= _LONGEST_LABEL or _label_begins(line, rest))
    if published and chance >= _LEAST_CHANCE / 2:
        return _LABELLED + 0.3 * chance, _PUBLISHED_THEN
    if rest == label and line.words <= _LONGEST_BYLINE and _signs(line, stamp.start):
        return _LABELLED + 0.3 * chance, _SIGNED
    if chance < _LEAST_CHANCE:
        return 0.0, ""
    if rest != label:
        return _CHANGED - 0.1 + 0.1 * chance, _LAST
    if plain_stamp(line.raw, lang, order) or _few_words(line):
        return _ALONE + 0.3 * chance, _BARE
    return _WEAK, "a date in other words"


def _behind_sign(label: str) -> str:
    """Return the part of a label that no sign sets apart from its date: "Updated 3 hours ago · 9 November"."""
    *parts, last = _PARTED.split(label)
    return last if parts and _digits_in(parts[-1]) else label


def _digits_in(text: str) -> bool:
    return any(map(str.isdigit, text))


_PARTED = re.compile(r"\s[·•|]\s")
# What is left of the date before: "Updated 3 October at 9:12 – Published 1 October".
_CLOCK_BEFORE = re.compile(
    r"^\W*(?:(?:at|um|à|a las|alle|às|om|kl|o|в)\.?\s+)?\d{1,2}\s?[:.h]\s?\d\d(?:\s?[ap]\.?m\b\.?)?"
    r"(?:\s+[A-Z]{2,4}\b|\s+Uhr)?"
)


def _signs(line: Line, start: int) -> bool:
    """Tell a line that is a byline up to a place: it says "by", or holds two names and no more."""
    return strip_by(line.text)[1] or bool(names_alone(without_label(line.raw[:start].strip(" ,.|·•"))))


def _label_begins(line: Line, before: str) -> bool:
    """Tell a label that opens anew right before its date, behind a byline: "Ann Lee, Oslo Published on 3 March"."""
    words = before.split()[-_LONGEST_LABEL + 1 :]
    opens = next((at for at, word in enumerate(words) if word[:1].isupper() and _SAID.match(word)), None)
    return opens is not None and not line.stop and all(word.islower() for word in words[opens + 1 :])


def _is_label(above: Line | None) -> bool:
    """Tell a line that is a label of the day of publication and no more: "Published", "Date de publication :"."""
    if above is None or above.words > _LONGEST_LABEL - 1 or above.stop or above.digits:
        return False
    return bool(_SAID.search(above.raw)) and not _UPDATED.search(above.raw)


_LONGEST_BYLINE = 20  # words
_LONGEST_LABEL = 4  # words
_FEWEST_IN_LABEL = 2  # words: "Datum:" alone is the text's own


def _few_words(line: Line) -> bool:
    """Tell whether a line holds little beside its dates: a byline, an outlet, an office, words of chrome."""
    rest = line.raw
    for date in reversed(find_dates(line.raw)):
        rest = rest[: date.start] + " " + rest[date.end :]
    words = [word for word in tokens(rest) if word != "#" and word not in load_words().roles]
    # "Ann Lee / The Bay Post / Sep 2, 2024", "By Ann Lee, 2 September 2024, 4 min read"
    parted = any(sign in rest for sign in "/|·•—") or strip_by(line.text)[1] or line.hit.cover >= _SOME_CHROME
    return len(words) <= (2 * _UNEXPLAINED if parted else _UNEXPLAINED)


def stamps_of(lines: Sequence[Line], head: Head, kept: Sequence[bool], lang: str, order: str = "") -> list[DayStamp]:
    """Return the dates of a dump that stand outside the article's prose, in order."""
    dated = _dated(lines)
    order = order or habit_of(lines[at].raw for at in dated)
    found: list[tuple[int, int, FoundDate, int]] = []
    for at in dated:
        if kept[at] and lines[at].words > _LONGEST_KEPT and not _says_its_day(lines[at], lang, order):
            continue
        dates = find_dates(lines[at].raw, lang, order)  # not `text`: the "3." of "3. Juni" looks like a list mark
        found += [(at, nth, date, len(dates)) for nth, date in enumerate(dates) if not _in_a_sentence(lines[at], date)]
    if not found:
        return []
    places = [at for at, nth, *_ in found if not nth]
    ends: dict[int, list[int]] = {}
    for at, _, date, _ in found:
        ends.setdefault(at, []).append(date.end)
    page = _Page(lines, kept, head, places, Counter(date.day for _, _, date, _ in found))
    return [
        DayStamp(
            at=at,
            day=date.day,
            row=page.row(at, nth, date, count, before),
            label=max([0, date.start - _LABEL, *(end for end in ends.get(at, ()) if end <= date.start)]),
            start=date.start,
        )
        for before, (at, nth, date, count) in enumerate(found)
    ]


def _dated(lines: Sequence[Line]) -> list[int]:
    """Return the places of the lines in which a stamp may stand."""
    short = (at for at, line in enumerate(lines) if line.words <= _LONGEST)
    return [at for at in short if lines[at].digits * len(lines[at].text) > _FEW_DIGITS or "年" in lines[at].raw]


def _says_its_day(line: Line, lang: str, order: str) -> bool:
    """Tell a longer line that opens with "Published", or of which bars part a day, and that is no sentence."""
    parted = (plain_stamp(part.strip(" ·•|"), lang, order) for part in _PARTED.split(line.raw))
    return not line.stop and (bool(_SAID.match(line.raw)) or (bool(_PARTED.search(line.raw)) and any(parted)))


def _in_a_sentence(line: Line, date: FoundDate) -> bool:
    """Tell whether a date stands inside a longer line that says nothing of publishing: a caption tells its own day."""
    label = line.raw[max(0, date.start - _LABEL) : date.start]
    return (
        line.words > _LONGEST_KEPT
        and not _signs(line, date.start)
        and date.start > _LABEL / 2
        and not (_PUBLISHED.search(label) or _UPDATED.search(label))
    )


class _Page:
    """What is counted once for all dates of a page."""

    def __init__(
        self, lines: Sequence[Line], kept: Sequence[bool], head: Head, places: list[int], days: Counter[dt.date]
    ) -> None:
        self.lines, self.kept, self.head, self.places, self.days = lines, kept, head, places, days
        self.latest = max(days)

    def row(self, at: int, nth: int, date: FoundDate, count: int, before: int) -> tuple[float, ...]:
        """Return the numbers of one date, in the order of `DATE_NAMES`."""
        line, head = self.lines[at], self.head
        label = line.raw[max(0, date.start - _LABEL) : date.start]
        above, below = (self._line(at + step) for step in (-1, 1))
        groups = line.hit.groups
        return (
            _bounded(at - head.title) if head.title is not None else -_FAR - 1,
            _bounded(at - head.start),
            _bounded(at - head.end),
            at / len(self.lines),
            float(bool(_PUBLISHED.search(label))),
            float(bool(_UPDATED.search(label))),
            float(min(60, date.start)),
            float(min(60, len(line.raw) - date.end)),
            line.words,
            float(bool(_CLOCK.search(line.raw))),
            float(date.worded),
            float(count),
            float(nth),
            float(bisect_left(self.places, at + 7) - bisect_left(self.places, at - 6)),
            float(min(9, self.days[date.day])),
            float(min(60, (self.latest - date.day).days)),
            float(min(20, before)),
            float(head.title is not None),
            float(line.stop),
            float(bool(line.mark)),
            float(self.kept[at]),
            float(sum(self.kept[max(0, at - 6) : at])),
            float(sum(self.kept[at + 1 : at + 7])),
            float(strip_by(line.text)[1]),
            float(sum(other.prose for other in self.lines[max(0, at - 6) : at])),
            float(sum(other.prose for other in self.lines[at + 1 : at + 7])),
            *(groups.get(group, 0.0) for group in _GROUPS),
            above.words if above else -1.0,
            below.words if below else -1.0,
            line.capitals,
            float(above.stop) if above else -1.0,
            float(below.stop) if below else -1.0,
            _byline(above),
            _byline(below),
            (date.end - date.start) / len(line.raw),
        )

    def _line(self, at: int) -> Line | None:
        return self.lines[at] if 0 <= at < len(self.lines) else None


def _byline(line: Line | None) -> float:
    return float(line is not None and line.words <= 14 and (strip_by(line.text)[1] or "byline" in line.hit.groups))


def _bounded(value: int) -> float:
    return max(-_FAR, min(_FAR, float(value)))
