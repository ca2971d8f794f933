"""What stands above the numbers: named rules, in one order, for pages and texts alike. Pure.

Each rule looks at a document and what is kept of it so far, and says what it keeps or drops. `RULES` is the order, and
`add --rules` prints it; a rule that needs markup finds nothing in a text.
"""

from __future__ import annotations

import itertools
import math
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from copydesk.ingest.clean.classify import ALL_LINKED, EVEN, Verdict
from copydesk.ingest.clean.document import FIGURE, LIST, SourceDocument
from copydesk.ingest.clean.facts.caption import doubled, split_credit
from copydesk.ingest.clean.facts.dateline import above_dateline, opens_with_day
from copydesk.ingest.clean.facts.dates import find_dates
from copydesk.ingest.clean.facts.names import given_names, split_names, strip_by
from copydesk.ingest.clean.facts.signatures import is_salutation
from copydesk.ingest.clean.lexicon import Hit, load_lexicon, tokens
from copydesk.ingest.clean.lines import Line, main_stretch, same_words
from copydesk.ingest.clean.metadata import group_bit
from copydesk.ingest.profile import CleanHints, Profile, overruled

_HEAD, _FORM, _SPEAKER = "comment_section", "comment_form", "comment_speaker"
_COOKIES = frozenset(["cookie", "cookies"])
_ABOVE_WORDS, _ABOVE_PROSE = 40, 3  # what must have been kept above: a count of comments stands under titles too
_SPEAKS_WITHIN = 6  # lines from the head of a section to the first who speaks in it
_NEXT_WITHIN = 25  # lines from one who speaks to the next
_SPEAKERS = 3  # with their times; "She wrote:" and a quotation come twice in an article
_TABLE, _ROW_WITHIN = 8, 3  # rows that speak of cookies, lines from one to the next
_TEASERS, _TEASER_WITHIN = 3, 4  # teasers in a run, lines from one to the next; pictures' two texts are doubled too
_SHORTEST_HALF = 3  # words of a headline that is said twice in a line


def foreign_sections(lines: Sequence[Line], kept: Sequence[bool]) -> dict[int, str]:
    """Return the places of lines in sections that are not the article, each with the rule that says so."""
    out: dict[int, str] = {}
    start = _comments(lines, kept)
    if start is not None:
        out.update(dict.fromkeys(range(start, len(lines)), "section: readers' comments"))
    cookies = [at for at, line in enumerate(lines) if _COOKIES.intersection(line.tokens)]
    for run in _runs(cookies, _ROW_WITHIN, _TABLE):
        out.update(dict.fromkeys(range(run[0], run[-1] + 1), "section: table of cookies"))
    doubled = [at for at, line in enumerate(lines) if _said_twice(line)]
    for run in _runs(doubled, _TEASER_WITHIN, _TEASERS):
        # A line of summary follows each headline; where two headlines follow each other, there are none.
        end = run[-1] + 1 + all(b - a > 1 for a, b in pairwise(run))
        out.update(dict.fromkeys(range(run[0], min(end, len(lines))), "section: teasers"))
    out.update(dict.fromkeys(above_dateline(lines, kept), "section: above the dateline"))
    return out


def _comments(lines: Sequence[Line], kept: Sequence[bool]) -> int | None:
    """Return the place from which on the page holds readers' comments; what follows them is never the article."""
    kinds = [line.hit.kind for line in lines]
    speakers = [at for at, kind in enumerate(kinds) if kind == _SPEAKER]
    stamped = [at for at in speakers if lines[at].digits]
    last_form = max((at for at, kind in enumerate(kinds) if kind == _FORM), default=-1)
    words, prose = 0.0, 0
    for at, line in enumerate(lines):
        if words >= _ABOVE_WORDS:
            if kinds[at] == _HEAD and _next(speakers, at) <= at + _SPEAKS_WITHIN:
                return at
            if kinds[at] == _HEAD and "#" in line.tokens and at < last_form and prose >= _ABOVE_PROSE:
                return at
            if kinds[at] == _SPEAKER and line.digits and _speak_on(stamped, at):
                return at
        if kept[at]:
            words, prose = words + line.words, prose + line.prose
    return None


def _next(places: Sequence[int], at: int) -> float:
    """Return the first of the sorted `places` after `at`, infinity where there is none."""
    nth = bisect_right(places, at)
    return places[nth] if nth < len(places) else math.inf


def _speak_on(stamped: Sequence[int], at: int) -> bool:
    """Tell whether after the one at `at` others speak who have a time too, each soon after the last."""
    near = stamped[(nth := bisect_left(stamped, at)) : nth + _SPEAKERS]
    return len(near) == _SPEAKERS and all(b - a <= _NEXT_WITHIN for a, b in pairwise(near))


def _said_twice(line: Line) -> bool:
    half, odd = divmod(len(line.tokens), 2)
    if set(line.tokens[:half]) <= {"#"}:  # a row of figures
        return False
    return not odd and half >= _SHORTEST_HALF and line.tokens[:half] == line.tokens[half:]


def _runs(places: Sequence[int], within: int, least: int) -> list[list[int]]:
    """Return the runs of `least` places or more in which each lies at most `within` lines after the last."""
    runs: list[list[int]] = []
    for at in places:
        if runs and at - runs[-1][-1] <= within:
            runs[-1].append(at)
        else:
            runs.append([at])
    return [run for run in runs if len(run) >= least]


_PLEADING, _BEGGING, _LONGEST_BEGGING = 4, 0.2, 24  # pleas; share of chrome; words
_NEARLY_EVEN = 0.45
_DOUBT, _PARAGRAPH = 0.3, 15  # from this chance on a paragraph of so many words is kept: a lost one is worse
_LONGEST_UNIT, _LONGEST_PART, _SPOKEN = 30, 80, 0.25  # blocks of a unit; words of one; share of chrome in it
_FEWEST_ROWS = 4  # of a table in a text
_LONGEST_NUMBERED, _FEWEST_NUMBERED = 14, 3  # words of a numbered heading; how many must go on
_LONGEST_HOUR, _FEWEST_HOURS = 4, 2
_HOUR = re.compile(
    r"\W*(?:[01]?\d|2[0-3])(?:[:.h：]|時|시)\s?[0-5]\d分?(?::[0-5]\d)?\s*(?:[ap]\.?\s?m\.?|uhr|h|hrs?|[a-z]{2,4}t|utc|gmt)?\W*",
    re.IGNORECASE,
)
# The minutes of a match, as tickers print them: 45., 90.+4, 83', 120.+2
_MINUTE = re.compile(r"\d{1,3}\s?(?:[.'’′]|\.?\s?\+\s?\d{1,2}[.'’′]?)")
_RATING = re.compile(r"\W*(?:[★☆⭐✩✭✮⯪½]\ufe0f?\s*){3,10}\W*")
_RATED_WITHIN = 4  # lines from a rating to the text
# What stands above an article's own list of works.
# fmt: off
_WORKS = frozenset((
    "references", "sources", "bibliography", "works cited", "further reading", "footnotes", "endnotes",
    "literature", "quellen", "literatur", "einzelnachweise", "literaturverzeichnis", "fußnoten", "références",
    "bibliographie", "notes", "sources et références", "fuentes", "referencias", "bibliografía", "notas", "fonti",
    "bibliografia", "note", "riferimenti", "referências", "bronnen", "literatuur", "källor", "kilder", "litteratur",
    "źródła", "przypisy", "литература", "источники", "примечания", "参考文献", "出典", "참고문헌",
    "출처", "المراجع", "المصادر",
))
# fmt: on
_MOST_WORKS, _FEWEST_IN_WORK = 60, 3  # entries of such a list; words of one
_FEWEST_PICTURES, _LEAST_AROUND = 3, 0.25
_COUNTED = re.compile(r"\s*\d{1,3}\s*(?:/|of|von|de|sur|из)\s*\d{1,3}\b", re.IGNORECASE)
_LEAST_LEAD_IN, _LONGEST_NAME = 4, 6  # words of a sentence that announces a list; of a name or link in it
_MOST_ABOVE = 0.12  # share of the kept words above a headline that are taken for another part of the page
_LAST = 0.1  # chance from which a sentence below the last kept block ends the text
_LED = 0.2  # chance from which a list stands that the line above it announces
_CHROME = 0.6
_BEGS_ON = 0.4  # strength of a phrase that asks for something within a line
_OPENING = re.compile(r"([^:：|–—>»]{3,40}?)\s*(?:[:：|>»]|\s[–—-])\s*\S")
_LONG = 12  # words; a shorter line may well be said twice
_SAME = 0.9
_LONGEST_PLEA, _MOSTLY = 30, 0.9
_LONGEST_TITLE = 40
_COLONS = (":", "：")
_GOES_ON = (",", "，", "、", "،")
_LEAST_LEAD = 0.08  # chance from which a paragraph between headline and text is the text's
# Up to so many lines of chrome in the input, a line that goes on from a kept one needs this chance.
_LEAST_BY_CHROME = ((16, 0.0), (25, 0.1), (10**9, 0.3))
_PARTING = ("related", "comments", "footer", "legal", "social", "tags", "author")  # kinds of chrome that part a page
_FEWEST_PARAGRAPHS = 2
_DOUBTFUL_KINDS = ("counter", "menu", "form", "player")  # a time, a name, "Thank you." may be an article's own
_LONGEST_CLOCK, _CLOCK = 8, re.compile(r"\d[:.h]\d\d\b")  # words; minutes
_CREDITED = re.compile(r"[/|©@(:]|\.jpe?g|\.png", re.IGNORECASE)  # what captions, credits and files have
_HARDLY_CHROME, _SIGNS_WITHIN = 2, 4  # lines of chrome in a copy; lines from its headline to its byline and day
_ASKING, _CLOSING = "?!？！", " \"'”’»)]"


@dataclass(slots=True, kw_only=True)
class Decisions:
    """The work on one document: what is kept, and of each block that a rule decided, the rule's name.

    `doubtful` are the blocks of which a rule leaves the editor the last look, `unsure` those it warns of, too.
    """

    document: SourceDocument
    verdict: Verdict
    hints: CleanHints
    profile: Profile
    title: str = ""
    title_at: int | None = None
    keep: list[bool] = field(default_factory=list)
    rules: dict[int, str] = field(default_factory=dict)
    unsure: set[int] = field(default_factory=set)
    doubtful: set[int] = field(default_factory=set)

    def drop(self, at: int, rule: str) -> None:
        """Leave a block out, and say why; the first rule that did is told."""
        self.keep[at] = False
        self.rules.setdefault(at, rule)

    def restore(self, at: int) -> None:
        """Keep a block."""
        self.keep[at] = True
        self.rules.pop(at, None)

    def kept(self) -> list[int]:
        """Return the places of what is kept."""
        return [at for at, flag in enumerate(self.keep) if flag]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of cleaning: its name in the report, what it does in a sentence, and how."""

    name: str
    does: str
    apply: Callable[[Decisions], None]


def _benefit_of_doubt(desk: Decisions) -> None:
    """Keep a paragraph in doubt; what follows a kept one directly shares its benefit."""
    lines, chances = desk.document.lines, desk.verdict.chances
    for at, line in enumerate(lines):
        prose = line.prose and line.stop and line.words >= _PARAGRAPH and not line.contact
        if not prose or not _DOUBT <= chances[at] < EVEN:
            continue
        even = chances[at] >= _NEARLY_EVEN and _speaks_little(line)
        if even or line.stops or (at and desk.keep[at - 1] and lines[at - 1].prose):
            desk.restore(at)


def _begging(desk: Decisions) -> None:
    for at, line in enumerate(desk.document.lines):
        if desk.keep[at] and _begs(line) and line.words <= _LONGEST_BEGGING:
            desk.drop(at, "plea: asks its reader for something, again and again")
            desk.doubtful.add(at)
        elif (
            desk.keep[at]
            and line.hit.cover >= 1
            and line.words > 1
            and not desk.document.blocks[at].table  # figures alone are a row like others
            and not (desk.document.is_page or _HOUR.fullmatch(line.raw.strip()))
        ):
            desk.drop(at, f"chrome: {line.hit.kind.replace('_', ' ')}")


def _begs(line: Line) -> bool:
    """Tell a short line full of pleas; of those with three, or long ones, two thirds are an article's own, on apps."""
    return line.hit.pleas >= _PLEADING and line.hit.cover >= _BEGGING


def _foreign(desk: Decisions) -> None:
    if not desk.document.is_page:
        for at, rule in foreign_sections(desk.document.lines, desk.keep).items():
            desk.drop(at, rule)


def _headline_again(desk: Decisions) -> None:
    words = tokens(desk.title)
    for at, line in enumerate(desk.document.lines):
        says = bool(words) and list(line.tokens) == words
        if at == desk.title_at or (desk.keep[at] and says and line.words <= _LONGEST_TITLE and not line.prose):
            desk.drop(at, "title")


def _above_headline(desk: Decisions) -> None:
    """Leave out what little stands above a page's headline where the text stands below it."""
    if not desk.document.is_page or desk.title_at is None:
        return
    above = [at for at in desk.kept() if at < desk.title_at]
    words = sum(desk.document.lines[at].words for at in above)
    total = sum(desk.document.lines[at].words for at in desk.kept())
    if words < _MOST_ABOVE * total:
        for at in above:
            desk.drop(at, "above the headline")


def _said_before(desk: Decisions) -> None:
    """Drop what only says again what a longer line kept before it says."""
    seen: list[Line] = []
    for at, line in enumerate(desk.document.lines):
        if not desk.keep[at] or line.words < _LONG or line.code:
            continue
        if any(line.tokens == one.tokens or _nearly(line, one) for one in seen):
            desk.drop(at, "said before")
        else:
            seen.append(line)
    if not desk.document.is_page:
        twice = doubled(desk.document.lines)
        for at in sorted(twice):
            both = at - 1 in twice and desk.keep[at] and desk.keep[at - 1]
            if both and desk.document.lines[at].text == desk.document.lines[at - 1].text:
                desk.drop(at, "said twice")


def _nearly(line: Line, other: Line) -> bool:
    """Tell whether two lines are one text, as short and long forms of the same page part are."""
    return line.tokens[:_LONG] == other.tokens[:_LONG] and same_words(line.tokens, other.tokens) >= _SAME


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
    return len(headed) >= _FEWEST_PICTURES and len(headed) >= _MOSTLY * len(items) and told >= _MOSTLY * len(headed)


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
    for at in desk.kept():
        line, block = desk.document.lines[at], desk.document.blocks[at]
        opening = _OPENING.match(line.raw.strip("[( "))
        if not opening or line.words > _LONGEST_PLEA or line.raw.rstrip(_CLOSING)[-1:] == ".":
            continue
        hit = load_lexicon().look_up(opening[1], tokens(opening[1]))
        if hit.cover >= 1 and "related" in hit.groups and (block.links or not desk.document.is_page):
            desk.drop(at, "forward: points to another story")
            desk.doubtful.add(at)


def _pleas(desk: Decisions) -> None:
    """Drop short lines below the text whose link asks for something: to donate, sign up, subscribe."""
    for at in reversed(desk.kept()):
        links = [(text, tokens(text)) for text in desk.document.blocks[at].inline.link_texts()]
        hits = [load_lexicon().look_up(text, words) for text, words in links]
        if desk.document.lines[at].words > _LONGEST_PLEA or not any(map(_is_plea, hits)):
            return
        desk.drop(at, "plea: its link asks for something")


def _is_plea(hit: Hit) -> bool:
    return hit.cover >= _MOSTLY and "promo" in hit.groups


def units_of(document: SourceDocument) -> Iterator[list[int]]:
    """Yield the places of each list or table that is small enough to stand or fall as one."""
    members: dict[int, list[int]] = defaultdict(list)
    for at, block in enumerate(document.blocks):
        if block.unit:
            members[block.unit].append(at)
    for places in members.values():
        longest = max(document.lines[at].words for at in places)
        if 1 < len(places) <= _LONGEST_UNIT and longest <= _LONGEST_PART:
            yield places


def _whole_units(desk: Decisions) -> None:
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
        chosen = document.is_page and sum(document.chosen[at] for at in places) >= _MOSTLY * len(places)
        quiet = all(_quiet(desk, at) for at in free)
        stands = mean >= EVEN or (led and quiet and mean >= _LED) or (amid and chosen and quiet)
        stands = stands or (led and amid and _announced(desk, first - 1, free))
        for at in free:
            line = document.lines[at]
            if not stands:
                desk.keep[at] = False
            elif line.hit.cover < _CHROME or desk.keep[at]:
                desk.restore(at)


def _announced(desk: Decisions, lead: int, places: Sequence[int]) -> bool:
    """Tell whether a sentence announces a page's list of names or links: "The three ships on trial are:"."""
    line = desk.document.lines[lead]
    spoken = any(desk.document.lines[at].hit.cover >= EVEN or desk.document.lines[at].hit.pleas for at in places)
    short = all(desk.document.lines[at].words <= _LONGEST_NAME for at in places)
    sentence = line.words >= _LEAST_LEAD_IN and not line.hit.cover and desk.verdict.chances[lead] >= EVEN
    return desk.document.is_page and sentence and short and not spoken


def _dated_opening(desk: Decisions) -> None:
    """Keep a sentence behind a dateline with its day, right above the text: it is how a report begins."""
    lines, kept = desk.document.lines, desk.kept()
    for at in range(max(kept[0] - _RATED_WITHIN, 0), kept[0]) if kept else ():
        if at not in desk.rules and at != desk.title_at and opens_with_day(lines[at]):
            desk.restore(at)


def _rating(desk: Decisions) -> None:
    """Keep the one line of stars with which a review is rated, right above or below its text, and what it rates."""
    lines, kept = desk.document.lines, desk.kept()
    places = [at for at, line in enumerate(lines) if _RATING.fullmatch(line.raw)]
    if len(places) != 1 or not kept or places[0] in desk.rules:
        return
    at = places[0]
    if (desk.title_at or 0) < at and kept[0] - _RATED_WITHIN <= at <= kept[-1] + _RATED_WITHIN:
        for one in (at, *range(at + 1, kept[0])):  # between the stars and the text stands what was reviewed
            if one not in desk.rules and not lines[one].hit.cover:
                desk.restore(one)


def _works(desk: Decisions) -> None:
    """Keep an article's list of references or sources, with its heading: entries right below the text, no links.

    What a page calls its sources and links elsewhere is another part of it.
    """
    document, kept = desk.document, desk.kept()
    if not kept:
        return
    for at, line in enumerate(document.lines[:-1]):
        if at in desk.rules or not kept[0] < at <= kept[-1] + 1 or _named(line) not in _WORKS:
            continue
        belongs = partial(_is_work, desk, at + 1)
        entries = list(itertools.takewhile(belongs, range(at + 1, len(desk.keep))))
        if entries and len(entries) <= _MOST_WORKS and not any(desk.keep[place] for place in entries):
            for place in (at, *entries):
                desk.restore(place)


def _named(line: Line) -> str:
    return line.text.strip(" :：.#").casefold()


def _is_work(desk: Decisions, first: int, at: int) -> bool:
    """Tell an entry of a list of works: of one kind with the first, words without a sign of chrome or a link."""
    document = desk.document
    block, line, other = document.blocks[at], document.lines[at], document.blocks[first]
    kin = block.tag == other.tag and block.home == other.home
    kin = kin and bool(line.mark) == bool(document.lines[first].mark)
    listed = block.tag == "li" or bool(line.mark) or line.digits > 0
    plain = not line.hit.pleas and line.hit.cover < _CHROME and block.linked < EVEN
    return at not in desk.rules and kin and listed and plain and line.words >= _FEWEST_IN_WORK


def _is_moment(text: str) -> bool:
    """Tell a clock's time, or a minute of a match, and no more."""
    return bool(_HOUR.fullmatch(text) or _MINUTE.fullmatch(text))


def _hours(desk: Decisions) -> None:
    """Keep the hours of a live blog: lines that are a clock's time and no more, each with a kept one right below."""
    for at in hours_of(desk):
        if at not in desk.rules:
            desk.restore(at)


def hours_of(desk: Decisions) -> list[int]:
    """Return the places of a live blog's hours; none where there are fewer than two."""
    places = [
        at
        for at, line in enumerate(desk.document.lines[:-1])
        if line.words <= _LONGEST_HOUR and _is_moment(line.raw.strip()) and _opens_kept(desk, at + 1)
    ]
    return places if len(places) >= _FEWEST_HOURS else []


def _opens_kept(desk: Decisions, at: int) -> bool:
    """Tell whether what stands at a place is kept, or is a headline of a few words above what is."""
    level = desk.document.blocks[at].level and at + 1 < len(desk.keep)
    return desk.keep[at] or bool(level and desk.keep[at + 1])


def _numbered(desk: Decisions) -> None:
    """Keep a text's numbered headings: short lines whose numbers go on by one, up or down, with paragraphs between."""
    if desk.document.is_page:
        return
    for chain in _chains(desk):
        headed = [at for at in chain if any(desk.keep[at + 1 : at + 3])]
        if len(chain) >= _FEWEST_NUMBERED and len(headed) >= _MOSTLY * len(chain):
            for at in headed:
                if at not in desk.rules:
                    desk.restore(at)


def _chains(desk: Decisions) -> Iterator[list[int]]:
    """Yield the runs of short lines that bear numbers which go on by one, each with a kept paragraph below it."""
    lines = desk.document.lines
    chain: list[int] = []
    last = step = prose = 0
    for at, line in enumerate(lines):
        prose += desk.keep[at] and line.prose
        number = "".join(filter(str.isdigit, line.mark)) if line.words <= _LONGEST_NUMBERED and not line.prose else ""
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


def _quiet(desk: Decisions, at: int) -> bool:
    """Tell whether nothing in a block speaks as chrome or leads elsewhere."""
    line, block = desk.document.lines[at], desk.document.blocks[at]
    chance = desk.verdict.chances[at]
    most = _CHROME if chance >= _LED else _SPOKEN  # a word of chrome is a word, too: "a wide brush"
    unsure = desk.document.is_page and chance >= _LAST and line.hit.kind in _DOUBTFUL_KINDS and not block.linked
    spoken = line.hit.cover >= most and not unsure and not _is_moment(line.raw.strip())
    return not spoken and not line.hit.pleas and (block.linked < EVEN or desk.document.chosen[at] >= EVEN)


def _between(desk: Decisions) -> None:
    """Keep short blocks that stand as one thing between kept blocks of the same container."""
    least = _least_chance(desk)
    for before, after in itertools.pairwise(desk.kept()):
        run = range(before + 1, after)
        likely = all(desk.verdict.chances[at] >= least for at in run)
        if likely and len(run) <= _LONGEST_UNIT and all(_fits(desk, at, before, after) for at in run):
            for at in run:
                desk.restore(at)
    first = next(iter(desk.kept()), 0)
    above = desk.document.lines[first - 1].text.rstrip() if first else ""
    if desk.document.is_page and above.endswith(_GOES_ON) and _fits(desk, first - 1, first, first):
        desk.restore(first - 1)  # a salutation: what ends in a comma goes on
    _first_lines(desk)
    _last_lines(desk)
    _rest_of_container(desk)


def _rest_of_container(desk: Decisions) -> None:
    """Keep what follows a page's last kept block to the end of their container, where nothing in it speaks as chrome.

    A container that ends in tags, links or a plea does not qualify, nor one whose rest is surely none of the text.
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
    if not rest or len(rest) > _LONGEST_UNIT or paragraphs < _FEWEST_PARAGRAPHS:
        return
    likely = sum(chances[at] for at in rest) >= _LAST * len(rest)
    if likely and all(_could_end(desk, at) for at in rest):
        for at in rest:
            desk.restore(at)


def _could_end(desk: Decisions, at: int) -> bool:
    """Tell whether nothing in a block speaks for another part of the page than the text."""
    block, line = desk.document.blocks[at], desk.document.lines[at]
    speaks = line.hit.cover >= _CHROME and line.hit.kind not in _DOUBTFUL_KINDS
    parts = max((line.hit.groups.get(group, 0.0) for group in _PARTING), default=0.0) >= _BEGS_ON or "©" in line.raw
    signs = line.contact and len(line.raw.split()) > 1  # a press release ends in an address, a reporter signs with his
    speaks = speaks or parts or signs
    figure = block.tag == "figcaption" or block.inside & FIGURE
    return at not in desk.rules and not speaks and not line.hit.pleas and block.linked < EVEN and not figure


def _first_lines(desk: Decisions) -> None:
    """Keep the sentences right above a page's first kept block, of its kind and in its container."""
    kept = desk.kept()
    if not desk.document.is_page or not kept:
        return
    first = desk.document.blocks[kept[0]]
    for at in range(kept[0] - 1, desk.title_at if desk.title_at is not None else -1, -1):
        block, line = desk.document.blocks[at], desk.document.lines[at]
        sentences = line.prose and line.stop and desk.verdict.chances[at] >= _LEAST_LEAD
        kin = block.home == first.home or (block.hearth == first.home and block.tag == "p")
        if not kin or not sentences or not _speaks_little(line) or not _fits(desk, at, kept[0], kept[0]):
            return
        desk.restore(at)


def _last_lines(desk: Decisions) -> None:
    """Keep the sentences of a few words with which a page's text ends, in the container of its last kept block."""
    kept = desk.kept()
    if not desk.document.is_page or not kept:
        return
    last = desk.document.blocks[kept[-1]]
    for at in range(kept[-1] + 1, len(desk.keep)):
        block, line = desk.document.blocks[at], desk.document.lines[at]
        ends = block.home == last.home and block.tag == last.tag and line.stop and desk.verdict.chances[at] >= _LAST
        if not ends or line.raw.rstrip(_CLOSING)[-1:] in _ASKING or not _fits(desk, at, kept[-1], kept[-1]):
            return
        desk.restore(at)


def _fits(desk: Decisions, at: int, before: int, after: int) -> bool:
    """Whether a block may be part of the text around it: kin of the kept ones beside it, and no sign against it."""
    block, line = desk.document.blocks[at], desk.document.lines[at]
    near = (desk.document.blocks[before], desk.document.blocks[after])
    kin = {number for other in near for number in (other.home, other.hearth)}
    plain = at not in desk.rules and line.words <= _LONGEST_PART and _quiet(desk, at)
    figure = block.tag == "figcaption" or block.inside & FIGURE
    return plain and not figure and bool({block.home, block.hearth} & kin)


def _own_stretch(desk: Decisions) -> None:
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
    run = list(itertools.takewhile(lambda at: not _is_wall(desk, at), range(places[-1] + 1, len(lines))))
    run = [at for at in run if not _is_aside(desk, at)][:_LONGEST_UNIT]
    bare = not run or (
        len(run) == len(lines) - 1 - places[-1]  # nothing in it is an aside
        and run[-1] == len(lines) - 1
        and all(row.line < lines[run[-1]].number for row in desk.document.passed)
    )
    _go_on(desk, [at for at in run if not _is_aside(desk, at)][:_LONGEST_UNIT], reaches=bare)
    twice = doubled(lines)
    for at in _head_of_copy(desk, places[0]):
        if at not in twice and not split_credit(lines[at].text)[1]:
            desk.restore(at)
    above = range(places[0] - 1, desk.title_at if desk.title_at is not None else -1, -1)
    for at in above:
        line = lines[at]
        sentences = line.prose and line.stop and desk.verdict.chances[at] >= _LEAST_LEAD
        shown = at in desk.rules or at in twice or bool(split_credit(line.text)[1])
        greeting = is_salutation(line) and at not in desk.rules
        if greeting or (sentences and _speaks_little(line) and not shown):
            desk.restore(at)
    top = [at for at in desk.kept() if (desk.title_at or 0) <= at <= places[0]]
    for before, after in itertools.pairwise(top):
        if not any(_is_pictured(desk, at) or at in twice for at in range(before, after)):
            _fill_between(desk, (before, after))


def _is_pictured(desk: Decisions, at: int) -> bool:
    """Tell a line that stands with a picture or a stamp at the head of a text: a credit, a file, the headline again."""
    line, title = desk.document.lines[at], desk.title_at
    again = title is not None and line.tokens == desk.document.lines[title].tokens
    credited = bool(_CREDITED.search(line.raw)) and not (line.prose and line.stop)
    return again or credited or bool(split_credit(line.text)[1]) or bool(line.digits and find_dates(line.raw))


def _fill_between(desk: Decisions, places: Sequence[int]) -> None:
    """Keep what stands between lines of a text that are kept, up to the first sign that something else begins."""
    for before, after in itertools.pairwise(places):
        between = range(before + 1, after)
        wall = next((at for at in between if _is_wall(desk, at)), after)
        run = [at for at in range(before + 1, wall) if not _is_aside(desk, at)]
        if len(run) <= _LONGEST_UNIT:
            _go_on(desk, run, reaches=wall == after)
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
    signs = [at for at in near if find_dates(lines[at].raw) or strip_by(lines[at].text)[1] or _is_clock(lines[at])]
    if not signs:
        return []
    places = list(range(signs[-1] + 1, first))
    if places and (names := split_names(lines[places[0]].text)) and names[0].split()[0].casefold() in given_names():
        places = places[1:]  # the byline stands below the day
    if not places:
        return []
    quiet = all(at not in desk.rules and not _is_aside(desk, at) and not lines[at].hit.pleas for at in places)
    pictured = any(_is_pictured(desk, at) or _CREDITED.search(lines[at].raw) for at in places)
    heading = len(places) == 1 and lines[places[0]].words <= _LONGEST_NAME and not lines[places[0]].digits
    opens = lines[places[0]].prose and lines[places[0]].stop
    return places if quiet and not pictured and (heading or opens) and len(places) <= _LONGEST_UNIT else []


def _is_clock(line: Line) -> bool:
    """Tell a short line with a time of day, as "Updated 11:04 p.m. ET" below a byline."""
    return line.words <= _LONGEST_CLOCK and not line.stop and bool(_CLOCK.search(line.raw))


def _keep_tables(desk: Decisions, between: Sequence[int]) -> None:
    """Keep the tables of a text between two kept lines: runs of rows whose cells are parted by bars."""
    lines = desk.document.lines
    for barred, places in itertools.groupby(between, key=lambda at: "|" in lines[at].raw and at not in desk.rules):
        run = list(places)
        if barred and len(run) >= _FEWEST_ROWS and not any(_is_wall(desk, at) for at in run):
            for at in run:
                desk.restore(at)


def _go_on(desk: Decisions, run: Sequence[int], *, reaches: bool) -> None:
    """Keep a run of lines that goes on from a kept one: all of it where it `reaches`, else as far as sentences do."""
    lines, blocks = desk.document.lines, desk.document.blocks
    last = max((at for at in run if lines[at].stop and lines[at].raw.rstrip(_CLOSING)[-1:] not in _ASKING), default=-1)
    led = {
        blocks[at].unit
        for at in run
        if blocks[at].unit and at and lines[at - 1].text.endswith(_COLONS) and blocks[at - 1].unit != blocks[at].unit
    }
    least = _least_chance(desk)
    for at in run:
        if (
            at not in desk.rules
            and desk.verdict.chances[at] >= least
            and (reaches or at <= last or (blocks[at].unit and blocks[at].unit in led))
        ):
            desk.restore(at)


def _least_chance(desk: Decisions) -> float:
    """Return the chance from which a line may be the text's own: none is asked in clean copy, more in a whole page.

    A page's blocks are told by their containers and need none.
    """
    if desk.document.is_page:
        return 0.0
    chrome = sum(line.hit.cover >= _CHROME for line in desk.document.lines) + len(desk.document.passed)
    return next(least for most, least in _LEAST_BY_CHROME if chrome <= most)


def _is_wall(desk: Decisions, at: int) -> bool:
    """Tell a line at which something else begins: what a rule dropped, or sure chrome of a kind that parts a page."""
    line = desk.document.lines[at]
    strong = max((line.hit.groups.get(group, 0.0) for group in _PARTING), default=0.0)
    begs = line.hit.groups.get("promo", 0.0) >= _CHROME and line.words > 2
    return at in desk.rules or begs or (line.hit.cover >= EVEN and strong >= _CHROME) or _begs(line)


def _is_aside(desk: Decisions, at: int) -> bool:
    """Tell a line that stands within a text and is none of it: an advertisement's mark, "Read more: …", a button."""
    line, hit = desk.document.lines[at], desk.document.lines[at].hit
    strongest = max(hit.groups.values(), default=0.0)
    says_so = hit.cover >= _CHROME and strongest >= _MOSTLY and hit.kind not in _DOUBTFUL_KINDS
    points = hit.groups.get("related", 0.0) >= _CHROME or "embed" in hit.groups
    above = desk.document.lines[at - 1].hit.groups if at else {}
    begs_on = hit.groups.get("promo", 0.0) >= _BEGS_ON and above.get("promo", 0.0) >= _CHROME
    points = points or begs_on  # what a newsletter's box says below its headline
    return points or (line.contact and not line.prose) or (says_so and not desk.document.blocks[at].unit)


def _speaks_little(line: Line) -> bool:
    return line.hit.cover < _SPOKEN and not line.hit.pleas and not line.contact


def _word_of_the_editor(desk: Decisions) -> None:
    """Let the editor and the outlet's profile have the last word."""
    for at, line in enumerate(desk.document.lines):
        said = overruled(line.text, desk.hints, desk.profile, desk.document.blocks[at].line)
        if said is not None:
            desk.keep[at], desk.rules[at] = said


EDITOR = Rule(name="--keep, --drop, the outlet's profile", does="what the editor said", apply=_word_of_the_editor)
RULES: tuple[Rule, ...] = (
    Rule(name="doubt", does="a paragraph in doubt is kept", apply=_benefit_of_doubt),
    Rule(
        name="section",
        does="readers' comments, tables of cookies, teasers, what stands above a dateline",
        apply=_foreign,
    ),
    Rule(name="plea: asks", does="a line that asks its reader for something again and again goes", apply=_begging),
    EDITOR,
    Rule(name="title", does="the headline stands once, above the text", apply=_headline_again),
    Rule(name="above the headline", does="a page's text begins below its headline", apply=_above_headline),
    Rule(name="said before, said twice", does="what is said again goes", apply=_said_before),
    Rule(name="gallery", does="a gallery of other stories inside the text goes", apply=_galleries),
    Rule(name="contents", does="a list of links to the headings below goes", apply=_contents),
    Rule(name="forward", does="a line that points to another story goes, to be looked at", apply=_forwards),
    Rule(name="plea: its link", does="what asks for something below the text goes", apply=_pleas),
    Rule(name="unit", does="a small list or table stands or falls as one", apply=_whole_units),
    Rule(name="hours", does="the hours of a live blog stand above what happened then", apply=_hours),
    Rule(name="numbered", does="numbered headings with paragraphs between them stay", apply=_numbered),
    Rule(name="between", does="what stands between two kept blocks and is no chrome stays", apply=_between),
    Rule(name="dateline", does="a sentence behind a dateline stays", apply=_dated_opening),
    Rule(name="rating", does="the stars with which a review is rated stay", apply=_rating),
    Rule(name="works", does="an article's list of references stays", apply=_works),
    Rule(
        name="stretch",
        does="a text's own stretch goes on to the first sign that something else begins",
        apply=_own_stretch,
    ),
)
