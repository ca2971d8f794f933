"""A document → a `CleanArticle`: judged, ruled, its facts found, its body as Markdown, the rest logged. Pure."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from copydesk.errors import IngestError
from copydesk.ingest.clean.classify import ALL_LINKED, EVEN, PICTURE, Decisions, Verdict, judge
from copydesk.ingest.clean.document import FIGURE, HEADINGS, Block, SourceDocument, headed_units, units_of
from copydesk.ingest.clean.doubt import Doubts, weigh_doubts
from copydesk.ingest.clean.facts.byline import find_authors
from copydesk.ingest.clean.facts.candidates import Found, in_copy, tell_facts
from copydesk.ingest.clean.facts.caption import credited, doubled, find_caption, is_page, split_credit
from copydesk.ingest.clean.facts.dateline import find_place, find_place_alone, find_place_beside, find_place_of_day
from copydesk.ingest.clean.facts.dates import find_dates, plain_stamp
from copydesk.ingest.clean.facts.headline import find_headline, names_of, standfirsts_of
from copydesk.ingest.clean.facts.names import load_words, looks_over, split_names, strip_by
from copydesk.ingest.clean.facts.outlet import addresses, ask_outlet, find_outlet
from copydesk.ingest.clean.facts.publication_day import find_day
from copydesk.ingest.clean.facts.signatures import Head, find_biography, find_head, find_lives
from copydesk.ingest.clean.facts.title_line import find_title, is_sentence
from copydesk.ingest.clean.inline import escape, safe_url
from copydesk.ingest.clean.lexicon import UNSPACED, tokens
from copydesk.ingest.clean.lines import Line, closes, same_words
from copydesk.ingest.clean.metadata import Metadata, first, group_bit, image_of
from copydesk.ingest.clean.restore import hours_of
from copydesk.ingest.clean.rules import EDITOR, RULES, say_why
from copydesk.ingest.language import guess_language
from copydesk.ingest.profile import CleanHints, Profile
from copydesk.intake.inline_markup import DRAWING, FRAME, READING
from copydesk.intake.normalise import normalise
from copydesk.model import SURE, Asks, CleanArticle, DroppedLine, Picture, Question, RawArticle

_COLONS = (":", "：")
_UNREAD = 0.25  # share of what a second reader took that was left out and speaks of nothing else
_MUCH, _LEAST = 0.12, 40  # share of another text's words that must be missing, and how many at least
_FEW = 60  # words of a body that is hardly an article
_FEWEST_OF_REST = 2  # words of what may be the rest of a sentence
# Words left out that belong in by their figures, at least, and their share of the body: of texts, of pages.
_FEW_DOUBTFUL, _DOUBTFUL = 12, (0.075, 0.07)
_LIKELY = 0.3  # chance from which what follows the last line kept may go on from it
_CHROME_WORDS, _MENU = 0.3, 0.5  # share of a line that is chrome; of a block that is linked
_LONGEST = 60  # letters of a line that are told


def find_losses(verdict: Verdict, keep: Sequence[bool], doubt: float) -> Iterator[Question]:
    """Yield what speaks for a loss in what was kept of a judged document, each opening with "loss:".

    `doubt` is how many words of what was left out belong in by the chances of each.
    """
    document = verdict.document
    lines, blocks = document.lines, document.blocks
    kept = [at for at, flag in enumerate(keep) if flag]
    words = sum(lines[at].words for at in kept)
    total = len(document.said)
    has = Counter(word for at in kept for word in lines[at].tokens) if total else Counter[str]()
    missing = sum((Counter(document.said) - has).values()) if total else 0
    chosen = [at for at, share in enumerate(document.chosen) if share >= EVEN]
    said = {lines[at].tokens for at in kept}  # what a page says twice is here, whichever of the two is
    left = (at for at in chosen if not keep[at] and lines[at].tokens not in said)
    unread = sum(lines[at].words for at in left if _is_plain(verdict, at))
    taken = sum(lines[at].words for at in chosen)
    if missing >= max(_LEAST, _MUCH * total):
        yield _loss(f"the page's own data has {missing} words of {total} that are not here")
    elif unread >= max(_LEAST, _UNREAD * taken):
        yield _loss(f"a second reader has {unread:.0f} words of {taken:.0f} that are not here")
    if all(verdict.chances[at] <= EVEN for at in kept):
        yield _loss(
            "nothing here reads as an article for sure; its sentences were kept: look at every line", Asks.LINES
        )
    elif words < _FEW and sum(line.words for line in lines if line.prose) > 2 * words:
        yield _loss(f"only {words:.0f} words were kept: is this the article?")
    yield from _gone_lists(verdict, keep)
    last = lines[kept[-1]].text.rstrip()
    goes_on = _goes_on(verdict, kept[-1])
    if last.endswith(_COLONS) and goes_on:
        yield _loss(f"the text ends in a colon: \u201c{last[-_LONGEST:]}\u201d")
    elif blocks[kept[-1]].level and goes_on:
        yield _loss(f"nothing stands under the heading \u201c{last[:_LONGEST]}\u201d")
    if _begins_inside([lines[at] for at in kept]):
        yield _loss(f"the text begins inside a sentence: \u201c{lines[kept[0]].text[:_LONGEST]}\u201d")
    if words and doubt >= max(_FEW_DOUBTFUL, _DOUBTFUL[document.is_page] * words):
        yield _loss(
            f"about {doubt:.0f} words that were left out may belong to the text: look at the lines in doubt", Asks.LINES
        )


def _loss(words: str, asks: Asks = Asks.WHOLE) -> Question:
    return Question(f"loss: {words}", asks)


def _begins_inside(kept: Sequence[Line]) -> bool:
    """Tell a text whose first line is the rest of a sentence: in small letters, which the text does not use throughout.

    A name such as "iPhone" and a label that no sentence goes on from ("ripe cherries in a basket") are none.
    """
    first = kept[0].text
    named = first[1:2].isupper() or "." in first[:6] or _SMALL_SENTENCE.search(first)
    if not first[:1].islower() or len(first.split()) < _FEWEST_OF_REST or named:
        return False
    ends = kept[0].stop or (len(kept) > 1 and kept[1].text[:1].islower())
    others = [line for line in kept[1:] if line.prose]
    return ends and 2 * sum(line.text[:1].islower() for line in others) < max(1, len(others))


_SMALL_SENTENCE = re.compile(r"[.!?] [a-zà-ÿ]")  # a text in small letters throughout


def _goes_on(verdict: Verdict, last: int) -> bool:
    """Tell whether what was left out right below the last kept block may go on from it."""
    below = range(last + 1, min(last + 3, len(verdict.chances)))
    return any(verdict.chances[at] >= _LIKELY and verdict.document.lines[at].hit.cover <= _CHROME_WORDS for at in below)


def _is_plain(verdict: Verdict, at: int) -> bool:
    """Tell a block that neither its words nor its links give away as another part of a page."""
    line, block = verdict.document.lines[at], verdict.document.blocks[at]
    return line.hit.cover <= _CHROME and not line.hit.pleas and block.linked < EVEN and at != verdict.document.title


def _gone_lists(verdict: Verdict, keep: Sequence[bool]) -> Iterator[Question]:
    """Yield each list or table that was left out right under the line that announces it."""
    lines = verdict.document.lines
    for places in units_of(verdict.document):
        first = places[0]
        above = first > 0 and keep[first - 1] and lines[first - 1].text.rstrip().endswith(_COLONS)
        linked = sum(verdict.document.blocks[at].linked >= EVEN for at in places)
        if above and linked <= _MENU * len(places) and not any(keep[at] for at in places):
            words = f"loss: the {len(places)} items under \u201c{lines[first - 1].text[-_LONGEST:]}\u201d were left out"
            yield Question(words, Asks.WHOLE)


_LONGEST_BIOGRAPHY = 150  # words of what is kept below a biography's first line: more is the article going on
# What is told as a fact is not lost where it is left out; groups of chrome that are hardly ever an article's; the
# chance that is left to both.
_TOLD_AS_FACTS = ("title", "byline")
_ALWAYS_CHROME = frozenset(["advert", "comments", "legal", "social"])
_WHOLLY = 0.98  # share of a line's words
_CHROME_BESIDE = frozenset(["nav", "promo", "tags"])
_HARDLY = 0.01
_SAID = ("--drop", "the outlet's profile")  # the rules of what the editor said, which is no doubt
_MASTHEAD = 6  # words of an outlet's name at most
_LONGEST_BYLINE, _LONGEST_DAY, _HEAD_LINES = 20, 6, 3  # words of a byline, of a day alone; such lines above a text
_LONGEST_KICKER = 3  # words
_LONGEST_STAMP = 14  # words of a line with days that the page's day was read from, or that says "Published"
_LONGEST_STANDFIRST, _SIGNED_WITHIN, _CHROME = 45, 3, 0.3  # words; lines; share of chrome
_LONGEST_LEAD, _ALIKE = 40, 0.8
_FEW_AFTER = 2  # words that may follow a day on its line
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_SIGNED_BELOW = 8  # lines from a headline to its byline or day
_FAR_ABOVE, _AGAIN = 20, 0.7  # lines from a headline to its text; share of words of one that is said again by it
_UNSURE, _TOLD = 0.5, 60  # chance of what a rule leaves to the editor; letters
_FEW_WORDS = 4  # of a line that is no standfirst
_HARDLY_ANY = 4  # words that are no article: "Loading…", "Please wait"
_FEW, _MANY_TIMES = 25, 2  # words a page shows that is a script's shell; how many times as many its data must have
SCRIPTED = "the page shows no article; this is the text it keeps for machines, without headings or lists"
_FEW_OF_DATA = 40  # words
_LETTERS_A_SIGN = 3  # what a sign of a script without blanks says takes as many letters elsewhere
_LEAST_DATA = 200  # letters of a text kept for machines that is an article


def assemble(
    raw: RawArticle,
    document: SourceDocument,
    hints: CleanHints,
    profile: Profile,
    see: Callable[[Decisions], None] = lambda _: None,
) -> CleanArticle:
    """Return the article of a document; `see` is shown what was decided before doubts are weighed (to learn them).

    Raises IngestError (stage `extract` or `clean`) if nothing reads as an article.
    """
    verdict = judge(document)
    lines, data = document.lines, document.data
    desk = Decisions(document=document, verdict=verdict, hints=hints, profile=profile, keep=verdict.kept())
    rules = iter(RULES)
    for rule in rules:
        rule.apply(desk)
        if rule is EDITOR:  # the headline is looked for above what is kept by now
            break
    desk.title_at = document.title if document.is_page else find_head(desk.keep, find_title(lines, desk.keep)).title
    headline = _find_headline(desk)
    desk.title = headline.value or ""
    for rule in rules:
        rule.apply(desk)
    if not any(desk.keep) or _is_shell(desk):
        return _from_data(raw, data, hints)
    head = _head_of(desk)
    lang = hints.lang or guess_language("\n\n".join(lines[at].text for at in desk.kept())) or data.lang
    twice = set[int]() if document.is_page else doubled(lines)  # a page marks its captions
    captions = {at for at, block in enumerate(document.blocks) if block.tag == "figcaption" or block.inside & FIGURE}
    signed = find_authors(
        lines,
        head,
        desk.keep,
        data=data,
        opening=profile.byline,
        stated=hints.authors,
        barred=_barred(document, head.end),
    )
    day = find_day(
        lines,
        head,
        desk.keep,
        lang,
        order=profile.dates,
        data=data,
        stated=hints.date,
        captions=captions if document.is_page else twice,
    )
    subtitle = _head_lines(desk, head, signed, day.lines, standfirsts_of(data))
    end = None if document.is_page else find_biography(lines, desk.keep, signed.value or ())
    if end is not None and sum(lines[at].words for at in desk.kept() if at >= end) <= _LONGEST_BIOGRAPHY:
        for at in range(end, len(lines)):
            desk.drop(at, "author's biography and what follows it")
    for at in find_lives(lines, desk.keep, signed.value or ()):
        desk.set_aside(at, "author's biography")
    picture = _picture(desk, data) if document.is_page else _picture_of_text(desk, head, twice, signed.lines)
    EDITOR.apply(desk)
    kept = desk.kept()
    if not kept:
        return _from_data(raw, data, hints)
    see(desk)
    left = weigh_doubts(desk)
    source = data.site if document.is_page else _outlet_of(desk, head, hints)
    return CleanArticle(
        file=raw.file,
        title=headline.value or "",
        subtitle=subtitle,
        authors=signed.value or (),
        date=day.value,
        lang=lang,
        source_name=source,
        source_url=data.url or hints.url,
        place=find_place(lines[kept[0]].text) or _place_above(lines, kept[0], day.lines, signed),
        image=picture,
        body=to_markdown([document.blocks[at] for at in kept]),
        text="\n\n".join(_plain(document.blocks[at]) for at in kept),
        dropped=_log(desk, left, source),
        marked=_marked(desk, signed),
        confidence=_confidence(verdict),
        warnings=(
            *find_losses(verdict, desk.keep, left.words),
            *_left_to_look_at(desk),
            *_asked(headline.question, day.question, signed.question),
            *_asked("" if source else ask_outlet(line.text for line in lines)),
        ),
        published=in_copy(day),
        candidates=tell_facts(headline, signed, day, [block.line for block in document.blocks]),
        body_lines=tuple(document.blocks[at].line for at in kept),
    )


def _place_above(lines: Sequence[Line], start: int, places: Sequence[int], signed: Found[tuple[str, ...]]) -> str:
    """Return the place that stands before the day on a line above the text, or behind its one byline."""
    near = range(max(0, start - 2 * _HEAD_LINES), min(start + 1, len(lines)))
    named = (find_place_of_day(lines[at].text) or find_place_alone(lines[at].text) or "" for at in near)
    days = (find_place_of_day(lines[at].text) for at in places)
    names = signed.value or ()
    alone = len(names) == 1  # of several authors each may have been somewhere else
    behind = (find_place_beside(lines[at].text, names) for at in signed.lines if alone and at < start)
    return next(filter(None, (*named, *days, *behind)), "")


def _is_shell(desk: Decisions) -> bool:
    """Tell a page that shows a few words ("Loading…") and keeps its article for its scripts to draw."""
    kept = [desk.document.lines[at] for at in desk.kept()]
    if not desk.document.is_page or sum(line.words for line in kept) > _FEW or EDITOR.name in desk.rules.values():
        return False
    if sum(line.words for line in kept) <= _HARDLY_ANY:
        return True
    said = tokens(desk.document.data.text or desk.document.data.scripted())
    return len(said) > _MANY_TIMES * sum(len(line.tokens) for line in kept) and len(said) > _FEW


def _keep_opening(desk: Decisions, at: int) -> None:
    """Keep the short sentences that a text begins with, from `at` to the first line that is kept anyway."""
    for place in range(at, next(iter(desk.kept()), at)):
        if not _ends_in_stop(desk.document.lines[place].text):
            break
        desk.keep[place] = place not in desk.rules


def _find_headline(desk: Decisions) -> Found[str]:
    """Return the headline and settle where it stands; a sentence that only seemed to be one stays as the lead."""
    document, at, stated = desk.document, desk.title_at, desk.hints.title
    tag = document.blocks[at].tag if document.is_page and at is not None else ""
    headline = find_headline(document.lines, at, tag, data=document.data, stated=stated)
    if at is None or tag in _HEADINGS:
        return headline
    line = document.lines[at]
    if _is_lead(line, document.data):  # its headline is asked for, where none is stated
        headline = find_headline(document.lines, None, data=document.data, stated=stated)
    elif (
        not stated
        or not (line.prose or _is_broken(desk, at) or _ends_in_stop(line.text))
        or (headline.best is not None and at in headline.best.lines)
    ):
        return headline
    desk.title_at = None
    _keep_opening(desk, at)
    return headline


def _is_lead(line: Line, data: Metadata) -> bool:
    """Tell the sentence that a text begins with from a headline; one that the page bears as its name is a headline."""
    return is_sentence(line.text) and all(same_words(line.tokens, tokens(name)) < _ALIKE for name in names_of(data))


def _ends_in_stop(text: str) -> bool:
    """Tell whether a line ends a sentence: where the headline is stated, one that reads otherwise does not."""
    return text.rstrip(' "”’»)」').endswith(tuple(".。?？!！")) and len(text.split()) > 1


def _is_broken(desk: Decisions, at: int) -> bool:
    """Tell whether the line below goes on with small letters: it is a broken sentence and no headline."""
    lines = desk.document.lines
    return at + 1 < len(lines) and lines[at + 1].text[:1].islower()


def _head_of(desk: Decisions) -> Head:
    if not desk.document.is_page:
        head = find_head(desk.keep, desk.title_at)
        return replace(head, title=_headline_by_text(desk.document, head))
    kept = desk.kept()
    return Head(title=desk.title_at, start=kept[0], end=kept[-1] + 1)


def _headline_by_text(document: SourceDocument, head: Head) -> int | None:
    """Return the place of the headline that stands by the text, where the one found is a teaser in a menu far above."""
    lines = document.lines
    if head.title is None or head.start - head.title <= _FAR_ABOVE:
        return head.title
    below = lines[head.title + 1 : head.title + 1 + _SIGNED_BELOW]
    if any(line.words <= _LONGEST_BYLINE and (find_dates(line.raw) or strip_by(line.text)[1]) for line in below):
        return head.title
    words = lines[head.title].tokens
    again = (at for at in range(head.start - 1, head.title, -1) if same_words(lines[at].tokens, words) >= _AGAIN)
    return next(again, head.title)


def _barred(document: SourceDocument, end: int) -> set[int]:
    """Return the places that are no byline: in a figure, or a link to a topic in a list or below the text."""
    author = group_bit("author")
    return {
        at
        for at, block in enumerate(document.blocks)
        if not block.groups & author
        and (block.inside & FIGURE or (block.linked >= ALL_LINKED and (at >= end or block.tag == "li")))
    }


def _head_lines(
    desk: Decisions, head: Head, signed: Found[tuple[str, ...]], dated: Sequence[int], stated: Sequence[str]
) -> str:
    """Drop the lines that state a fact and no more, and return the standfirst, which is dropped too."""
    if not desk.document.is_page:
        stay = {*hours_of(desk), *(at for at in signed.lines if _closes_letter(desk, at))}
        for places, rule in ((signed.lines, "byline"), (dated, "date")):
            for at in places:
                if at not in stay and not (rule == "date" and _has_sentence(desk.document.lines[at])):
                    desk.drop(at, rule)
    signs = {*signed.lines, *dated}
    if desk.document.is_page:
        lead = _marked_standfirst(desk, stated)
        lead = _standfirst_above_signs(desk, signed.value or (), signs) if lead is None else lead
    else:
        lead = _standfirst_by_place(desk, head, signs)
    if lead is not None:
        desk.drop(lead, "subtitle")
    for place, rule in list(_above_text(desk, signed.value or (), dated)):
        if sum(desk.keep) > 1:
            desk.drop(place, rule)
    return desk.document.lines[lead].text if lead is not None else ""


def _closes_letter(desk: Decisions, at: int) -> bool:
    """Tell the name of who signs a letter, below the words that close it: "Yours faithfully,"."""
    return at > 0 and all(desk.keep[at - 1 : at + 1]) and closes(desk.document.lines[at - 1])


def _has_sentence(line: Line) -> bool:
    """Tell whether a sentence follows the day of a line: a dateline, or a report that names it."""
    dates = find_dates(line.raw)
    return bool(dates) and line.stop and len(tokens(line.raw[dates[-1].end :])) > _FEW_AFTER


def _above_text(desk: Decisions, names: Sequence[str], dated: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Lines at the head of a text that are a byline ("By NAME", a desk), a day or a dateline alone, with the rule."""
    begun = False
    for at in desk.kept()[: _HEAD_LINES + 1]:
        line = desk.document.lines[at]
        if desk.document.is_page and _names_and_day(line, names):  # a standfirst may have been kept above it
            yield at, "byline"
            continue
        begun = begun or (line.prose and line.stop)
        if begun:
            continue
        if alone := _alone_at_head(line):
            yield at, alone
            continue
        if _is_kicker(line) and at < max(dated, default=at + 1):
            yield at, "kicker"
            continue
        if not desk.document.is_page:
            continue
        stamped = at in dated and not line.stop and line.words <= _LONGEST_STAMP
        if stamped or (line.hit.groups.get("stamp") and line.words <= _LONGEST_STAMP and find_dates(line.raw)):
            yield at, "date"
            continue
        rest, by = strip_by(line.text)
        found = split_names(rest) if line.words <= _LONGEST_BYLINE and not line.stop else ()
        if (found and (by or found == tuple(names))) or (not line.stop and looks_over(line.text)):
            yield at, "byline"
        elif plain_stamp(line.raw) or (not line.stop and line.words <= _LONGEST_DAY and find_dates(line.raw)):
            yield at, "date"


def _names_and_day(line: Line, names: Sequence[str]) -> bool:
    """Tell a line that is nothing but names of the article's authors and a day: "Ann Lee · 2 June 2026"."""
    rest, days = line.raw, find_dates(line.raw) if line.digits else []
    for day in reversed(days):
        rest = rest[: day.start] + rest[day.end :]
    without = rest
    for name in names:
        without = without.replace(name, "")
    return bool(days) and without != rest and not tokens(without)


def _alone_at_head(line: Line) -> str:
    """Return the rule for a line that is nothing but a dateline, a desk or how long a text takes to read."""
    if find_place_alone(line.text) is not None:
        return "dateline"
    if _is_desk(line):
        return "byline"
    begins = line.words <= _LONGEST_STAMP and line.digits > 0 and line.hit.groups.get("stamp", 0.0) >= _BEGINS
    timed = line.hit.kind == "readingtime" and (begins or line.hit.cover >= _WHOLLY)
    return "chrome: readingtime" if timed else ""


def _is_desk(line: Line) -> bool:
    """Tell a line that says a desk wrote the article, with its town behind a comma or not: "Staff reporter, Oslo"."""
    front, comma, place = line.text.strip(" .:[]()【】").partition(",")
    whole = f"{front}{comma}{place}".casefold()
    desk = front.casefold() in load_words().desks and len(place.split()) <= _LONGEST_TOWN
    return whole in load_words().desks or desk


# Words of a town; share of a line that is words of chrome; strength of a line that begins with some.
_LONGEST_TOWN, _WHOLLY, _BEGINS = 2, 0.9, 0.6


def _is_kicker(line: Line) -> bool:
    """Tell the kind or the section of an article, or who paid for it, between its headline and its text."""
    said = line.text.strip(" .:[]()【】").casefold()
    genre = line.words <= _LONGEST_KICKER and not line.stop and (said in load_words().genres)
    return genre or (not line.stop and load_words().partners.match(line.text) is not None)


def _marked_standfirst(desk: Decisions, stated: Sequence[str]) -> int | None:
    """Return the place of a line above the text that is no sentence, and that the page marks or states as its lead."""
    lead, said = group_bit("lead"), [tokens(one) for one in stated]
    for at in range(desk.title_at + 1 if desk.title_at is not None else 0, len(desk.keep)):
        line, block = desk.document.lines[at], desk.document.blocks[at]
        if _is_kicker(line):
            continue
        leads = _FEW_WORDS < line.words <= _LONGEST_LEAD and not line.stop
        if leads and (block.own & lead or any(same_words(line.tokens, one) >= _ALIKE for one in said)):
            return at if block.tag not in ("li", "tr", "blockquote") and any(desk.keep[at + 1 :]) else None
        if desk.keep[at]:
            return None
    return None


def _standfirst_above_signs(desk: Decisions, names: Sequence[str], signs: set[int]) -> int | None:
    """Return the place of sentences right under a page's headline that were left out, with its byline or day below.

    What is kept stays the text's first: this takes nothing from a text, it says where a lost line belongs.
    """
    lines, blocks, at = desk.document.lines, desk.document.blocks, (desk.title_at or 0) + 1
    first = next(iter(desk.kept()), 0)
    if desk.title_at is None or not at < first or not blocks[at - 1].level or at in desk.rules or at in signs:
        return None
    line, block = lines[at], blocks[at]
    below = range(at + 1, min(at + 1 + _SIGNED_WITHIN, first))
    signed = any(one in signs or _signs(lines[one], names) for one in below)
    shaped = _FEW_WORDS < line.words <= _LONGEST_STANDFIRST and line.stop and not (line.mark or line.contact)
    figure = block.tag == "figcaption" or block.inside & FIGURE
    plain = line.hit.cover < _CHROME and not line.hit.pleas and not block.links and not split_credit(line.text)[1]
    set_apart = not figure and block.tag not in ("li", "tr", "blockquote") and not find_dates(line.raw)
    again = same_words(line.tokens, lines[at - 1].tokens) >= _ALIKE
    return at if signed and shaped and plain and set_apart and not again and not strip_by(line.text)[1] else None


def _signs(line: Line, names: Sequence[str]) -> bool:
    """Tell a line of a few words with a day or one of the article's authors in it."""
    short = line.words <= _LONGEST_BYLINE and not line.stop
    return short and bool(find_dates(line.raw) or any(name in line.text for name in names))


def _standfirst_by_place(desk: Decisions, head: Head, signs: set[int]) -> int | None:
    """Return the place of one sentence right under the title with the byline or date under it, or the dateline.

    Anywhere else a sentence may as well be the text's first.
    """
    lines = desk.document.lines
    if head.title is None or head.title + 1 >= len(lines) or head.title + 1 in signs:
        return None
    at = head.title + 1
    line = lines[at]
    signed = any(desk.rules.get(near) in ("byline", "date") for near in range(at + 1, at + 1 + _SIGNED_WITHIN))
    shaped = _FEW_WORDS < line.words <= _LONGEST_STANDFIRST and line.stops <= 1 and not line.mark
    plain = line.hit.cover < _CHROME and not line.contact and not split_credit(line.text)[1] and not _is_kicker(line)
    dated = at + 1 == next(iter(desk.kept()), -1) and lines[at + 1].prose and find_place(lines[at + 1].text)
    signed = signed or bool(dated and at not in desk.rules)
    return at if signed and shaped and plain and at not in doubled(lines) else None


def _outlet_of(desk: Decisions, head: Head, hints: CleanHints) -> str:
    lines = desk.document.lines
    credited = [split_credit(line.text)[1] for line in lines[: head.end] if not line.prose or "/" in line.text]
    above = [line.text for line in lines[: head.title or 0] if line.words <= _MASTHEAD]
    return find_outlet([line.text for line in lines], list(filter(None, credited)), hints.url, above)


def _marked(desk: Decisions, signed: Found[tuple[str, ...]]) -> tuple[str, ...]:
    lines = desk.document.lines
    marked = [lines[at].text for at in signed.lines]
    if not desk.document.is_page:
        marked += [line.text for line in lines if line.words < 12 and addresses(line.text)]
    return tuple(dict.fromkeys(marked))


def _picture_of_text(desk: Decisions, head: Head, twice: set[int], signed: Sequence[int]) -> Picture | None:
    span = (head.start - 12, head.end)
    picture, places = find_caption(desk.document.lines, desk.keep, span, {head.title, *signed}, twice)
    for at in places:
        desk.rules.setdefault(at, "caption")
    return picture


def _picture(desk: Decisions, data: Metadata) -> Picture | None:
    """Return the page's picture with the first caption that stands by the article; a page is no picture of itself."""
    image = first([*data.tag("og:image"), *(image_of(node.get("image")) for node in data.articles)])
    src = safe_url(image, data.url)
    src = "" if src.rstrip("/") in {data.url.rstrip("/"), data.canonical.rstrip("/")} or is_page(src) else src
    for at, block in enumerate(desk.document.blocks):
        if block.tag == "figcaption" and not desk.keep[at] and desk.document.lines[at].words >= 4:
            caption, credit = split_credit(block.text)
            alone = credited(block.text)
            return Picture(src=src, caption="" if alone else caption, credit=alone or credit)
    return Picture(src=src) if src else None


def _from_data(raw: RawArticle, data: Metadata, hints: CleanHints) -> CleanArticle:
    """Return the article that only the page's data holds, as pages drawn by scripts keep it."""
    if raw.kind != "html":
        raise IngestError(raw.file, "clean", "no line of it reads as an article")
    lines = [" ".join(line.split()) for line in (data.text or data.scripted()).split("\n")]
    lines = [line for line in lines if line]
    letters = sum(_LETTERS_A_SIGN * len(line) if UNSPACED.search(line) else len(line) for line in lines)
    if letters < _LEAST_DATA:
        raise IngestError(raw.file, "extract", "no article was found in this page")
    text = "\n\n".join(lines)
    lang = hints.lang or guess_language(text) or data.lang
    head = Head(title=None, start=0, end=0)
    headline = find_headline((), None, data=data, stated=hints.title)
    authors = find_authors((), head, (), data=data, stated=hints.authors)
    day = find_day((), head, (), lang, data=data, stated=hints.date)
    return CleanArticle(
        file=raw.file,
        title=headline.value or "",
        authors=authors.value or (),
        date=day.value,
        lang=lang,
        source_name=data.site,
        source_url=data.url,
        body="\n\n".join(map(escape, lines)) + "\n",
        text=text,
        confidence=0.5,
        warnings=(
            _ask_of_data(lines),
            *_asked(headline.question, day.question, authors.question),
        ),
    )


def _left_to_look_at(desk: Decisions) -> Iterator[Question]:
    """Yield a warning for each stretch that a rule left out and is not sure of."""
    places = sorted(desk.unsure)
    if places:
        words = sum(desk.document.lines[at].words for at in places)
        first = desk.document.lines[places[0]].text[:_TOLD]
        told = f"{words:.0f} words from \u201c{first}\u201d on were left out as pictures of other stories"
        yield _loss(told)


def _asked(*questions: str) -> Iterator[Question]:
    """Yield the questions about facts that there are."""
    return (Question(one, Asks.FACT) for one in questions if one)


def _ask_of_data(lines: Sequence[str]) -> Question:
    """Tell of a text kept for machines; whether it is whole where it looks like a teaser, or breaks off."""
    few = sum(len(tokens(line)) for line in lines) < _FEW_OF_DATA and not any(map(UNSPACED.search, lines))
    is_less = few or lines[-1].endswith(("...", "…"))
    return _loss(SCRIPTED) if is_less else Question(f"form: {SCRIPTED}")


def _gives_itself_away(line: Line, *, beside: bool) -> bool:
    """Tell a line that its words alone give away; `beside` is above the first or below the last kept line.

    Of 2,900 such ones left out on 986 pages eleven were an article's; of 8,900 that are nothing but words of menus and
    pleas beside the text of pages and dumps, two.
    """
    groups = line.hit.groups
    if line.raw.startswith(("©", "Copyright 2")) or (line.hit.cover >= EVEN and not _ALWAYS_CHROME.isdisjoint(groups)):
        return True
    return beside and line.hit.cover >= _WHOLLY and max(groups, key=lambda group: groups[group]) in _CHROME_BESIDE


def _log(desk: Decisions, left: Doubts, source: str) -> tuple[DroppedLine, ...]:
    out = [
        DroppedLine(
            line=row.line,
            text=row.text,
            rule=row.rule,
            sure=round(1 - (min(doubt, _HARDLY) if row.rule == PICTURE else doubt), 3),
        )
        for row, doubt in zip(desk.document.passed, left.passed, strict=True)
    ]
    kept = desk.kept()
    for at, (block, line) in enumerate(zip(desk.document.blocks, desk.document.lines, strict=True)):
        if desk.keep[at]:
            continue
        rule = desk.rules.get(at)
        if rule is None and line.words <= _LONGEST_DAY and find_dates(line.raw):
            rule = "date"
        elif rule is None and line.hit.cover >= 0.6:
            rule = f"chrome: {line.hit.kind.replace('_', ' ')}"
        elif rule is None and block.tag == "figcaption":
            rule = "caption"
        reason = rule or say_why(desk, at, kept)
        told = rule in _TOLD_AS_FACTS or (source and line.text.casefold() == source.casefold())
        known = told or _gives_itself_away(line, beside=not kept[0] < at < kept[-1])
        doubt = min(left.judged[at], _HARDLY) if known else left.judged[at]
        sure = 1 - max(doubt, _UNSURE if at in desk.unsure | desk.doubtful else 0.0)
        sure = 1.0 if rule in _SAID else sure
        out.append(DroppedLine(line=block.line, text=block.text, rule=reason, sure=round(sure, 3)))
    return (*sorted(out, key=lambda dropped: dropped.line), *_beside_words(desk))


def _beside_words(desk: Decisions) -> Iterator[DroppedLine]:
    """Yield what stands in or between the kept blocks and is no block: struck out, not shown, framed or drawn.

    They have numbers above those of all blocks: by number nothing can be kept of them.
    """
    blocks, kept = desk.document.blocks, desk.kept()
    number = max((block.line for block in (*blocks, *desk.document.beyond)), default=0)
    for at in range(kept[0], min(kept[-1] + 2, len(blocks))):
        for one in blocks[at].left:
            number += 1
            sure = SURE if one.rule in (FRAME, DRAWING, READING) else _UNSURE
            yield DroppedLine(line=number, text=one.text, rule=one.rule, sure=sure)


def _confidence(verdict: Verdict) -> float:
    lines = verdict.document.lines
    sure = sum(abs(2 * chance - 1) * line.words for chance, line in zip(verdict.chances, lines, strict=True))
    return round(sure / (sum(line.words for line in lines) or 1.0), 2)


def _plain(block: Block) -> str:
    """Return a block as plain text; a listing keeps its line ends, and no blank line parts it."""
    return "\n".join(filter(str.strip, block.code.split("\n"))) if block.code else block.text


def to_markdown(blocks: Sequence[Block]) -> str:
    """Return kept blocks as Markdown: headings, lists, quotations, tables and listings as the document had them."""
    out: list[str] = []
    kinds, numbered = _kinds(blocks), _numbered(blocks)
    key = lambda at: (kinds[at], blocks[at].table if blocks[at].tag == "tr" else 0)  # noqa: E731
    for (kind, _), group in itertools.groupby(range(len(blocks)), key=key):
        members = [blocks[at] for at in group]
        if kind == "list":
            out.append(_list(members))
        elif kind == "quote":
            out.append("\n>\n".join(f"> {_words(block)}" for block in members))
        elif kind == "table":
            out.append(_table(members))
        elif kind == "heading":
            out += [f"{'#' * max(2, block.level)} {numbered(block)}{_words(block).strip('*')}" for block in members]
        elif kind == "listing":
            out += map(_fenced, members)
        else:
            out += map(_words, members)
    return "\n\n".join(out) + "\n"


def _words(block: Block) -> str:
    return normalise(block.inline.markdown())


def _kinds(blocks: Sequence[Block]) -> list[str]:
    """Return what each block is written as; a row of one cell amid a table's others, such as a note, is its row."""
    kinds = [_kind(block) for block in blocks]
    apart = headed_units(blocks)
    kinds = ["text" if block.unit in apart else kind for kind, block in zip(kinds, blocks, strict=True)]
    rows: dict[int, list[int]] = {}
    for at, kind in enumerate(kinds):
        if kind == "table":
            rows.setdefault(blocks[at].table, []).append(at)
    for table, places in rows.items():
        for at in range(places[0], places[-1]):
            if blocks[at].tag == "tr" and blocks[at].table == table:
                kinds[at] = "table"
    return kinds


def _kind(block: Block) -> str:
    if block.tag in HEADINGS:
        return "heading"
    if block.tag == "tr" and block.table and " | " in block.text:
        return "table"
    return {"li": "list", "blockquote": "quote", "pre": "listing"}.get(block.tag, "text")


def _numbered(blocks: Sequence[Block]) -> Callable[[Block], str]:
    """Return what tells the number of a heading with which an item of a numbered list opens.

    Where a time or a place opens the items, as in a live blog, the page's numbers are for the machine.
    """
    apart = headed_units(blocks)
    opens = {block.item: block for block in reversed(blocks)}
    listed = {block.item for block in blocks if block.unit in apart}

    def number(block: Block) -> str:
        own = block.ordered and block.item in listed and opens[block.item] is block
        return f"{block.number}\\. " if own and not block.text[:1].isdigit() else ""

    return number


def _fenced(block: Block) -> str:
    fence = "```"
    while fence in block.code:
        fence += "`"
    return f"{fence}{block.language}\n{block.code}\n{fence}" if block.code else escape(block.text)


def _list(blocks: Sequence[Block]) -> str:
    """Return list items as Markdown, each four blanks deeper than the list it stands in; terms stand out."""
    out: list[str] = []
    top = min(block.nest for block in blocks)
    seen = unit = 0
    for block in blocks:
        indent = "    " * max(0, block.nest - top)
        words = _words(block)
        if block.item and block.item == seen:  # another paragraph of the same item
            out.append(f"\n{indent}    {words}")
            continue
        if block.nest == top:
            out += [""] if out and block.unit != unit else []
            unit = block.unit
        words = f"**{words.strip('*')}**" if block.term else words
        out.append(f"{indent}{f'{block.number}.' if block.ordered else '-'} {words}")
        seen = block.item
    return "\n".join(out)


def _cells(block: Block) -> list[str]:
    """Return the cells of a row; the first may be empty, and what parts it from the second is no cell's word."""
    cells = _words(block).split(" | ")
    opened = block.inline.markdown().lstrip().startswith("&#124; ")
    return ["", cells[0].removeprefix("&#124; "), *cells[1:]] if opened else cells


def _table(blocks: Sequence[Block]) -> str:
    """Return rows of cells as a Markdown table whose first row heads it; rows are made equally long."""
    rows = [_cells(block) for block in blocks]
    width = max(map(len, rows))
    if len(rows) < 2:
        return "\n\n".join(escape(block.text) for block in blocks)
    full = [row + [""] * (width - len(row)) for row in rows]
    return "\n".join(
        [
            "| " + " | ".join(full[0]) + " |",
            "|" + " --- |" * width,
            *("| " + " | ".join(row) + " |" for row in full[1:]),
        ]
    )
