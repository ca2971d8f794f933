"""A text dump → its rows: paragraphs, list items, listings and rows of tables as the writer meant them. Pure.

Terminal browsers and mail programs break lines at a width, quote with marks, number their links and list them below;
all of that is undone here, so that whoever judges a row sees what was written. Standard library only.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import cast

_QUOTED = re.compile(r"^\s?>\s?")
_MAIL_LINE = re.compile(
    r"^(?:from|to|cc|date|sent|subject|reply-to|von|an|gesendet|betreff|datum|de|à|envoyé|objet|para|enviado|asunto"
    r"|da|oggetto|aan|onderwerp)\s?:\s",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"^\W{0,12}(?:original|forwarded|begin forwarded|weitergeleitete|message transféré)\b", re.IGNORECASE
)
_FEWEST_QUOTED, _LEAST_QUOTED = 3, 0.6  # lines; share of the letters that must be quoted
_REFERENCES = re.compile(r"^\s*(?:References|Visible links|Hidden links)\W*$")
_REFERENCE = re.compile(
    r"^\s*(\d{1,4})\.\s+(?:https?|file|ftp|mailto|javascript|about|tel|data|lynx\w*|x-\w+|news|gopher|android-app|whatsapp|fb-messenger):\S*",
    re.IGNORECASE,
)
_FEWEST_REFERENCES = 3
_LINK_NUMBER = re.compile(r"\[(\d{1,4})\]")
_WIDGET = re.compile(r"\((?:BUTTON|IMG|IFRAME|FRAME|TEXTAREA|SELECT)\)\s*|\[(?:INPUT|INLINE|LINK|IMAGE|EMBED)\]\s*")
_GONE = "\ue000"  # stands for each letter of a link's number until lines are joined: it took part in their width
_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})\s*([\w+#-]*)\s*$")
_LISTED = re.compile(r"^\s*(?:[•◦▪▫■□●○◆◇►▶▸▹‣⁃∙☆★·*+o]|[-–—]|\(?\d{1,3}[.)]|\([a-z]\)|[a-z]\))(?:\s+|$)(?=\S)")
_NARROWEST, _WIDEST = 22, 140  # columns; a wrapped text is hardly ever outside these
_HANGING = 2  # columns by which a mark may hang over the width
_USUAL = 56  # columns from which one break alone shows that a text is wrapped
# Log-odds of a break inside a sentence that had to be made and of one that had not; what a narrower width of its own
# needs; share of what speaks against that must speak for a width, or of chunks that are sure of it.
_FULL, _TIGHT, _EARLY, _OWN_WIDTH, _PROSE, _SURE_CHUNKS = 1.2, 2.3, 3.2, 4.7, 0.25, 0.15
_MOST_AGAINST = 2 * _EARLY  # of one chunk: a long poem is one thing
_SURE = 3 * _FULL
_EVEN = 0.8  # share of the widest line that each line of such a paragraph has
_SENTENCE_WITHIN = re.compile(r"[^\W\d_]{2}[.!?][\"”»’]? [\"“„«‘]?[^\W\d_]")
_MOST_BY_HAND = 2  # breaks in a sentence that was broken by hand
_STOPPED = tuple(".!?:;…。！？：؟।")
_CLOSING = " \"'”’»)」』"
_LONE = re.compile(r"\s*([-–—+o])\s+[^\W\d_A-Z]")
_ADDRESS = re.compile(r"\s*(?:\w+://|www\.|[\w.-]+\.\w+/|\S+@\S)")
# A byline in small letters on a line of its own; the end of a paragraph that reads so has a full stop.
_SIGNED = re.compile(
    r"(?:di|da|von|par|por|door|av|af|przez|oleh|by|text|texto?|foto)\s+(?:[A-ZÀ-ÞĀ-Ž][\w'’-]+|[A-Z]\.)(?:\s+(?:d[aei]l?|van|von|de[rn]?|[A-ZÀ-ÞĀ-Ž][\w'’-]+|[A-Z]\.)){1,3}"
)
_OPENED, _CLOSED = re.compile(r"\W{0,8}[\"“„«「]"), re.compile(r"[\"”“»」]")
_MOST_SURE, _MENU_WIDTH = 0.3, 0.5  # share of chunks; share of the width
_LONGER, _FEW_LONGER = 0.1, 2  # share of rows, rows, that may be longer than the width: listings, addresses
# Thai and Lao have blanks between their phrases, and programs break their lines nowhere else.
_NO_BLANK = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
_CASELESS = re.compile("[\u0590-\u0eff\u1100-\u11ff\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
# What no line begins with in these scripts stands with the letter before it, what none ends with with the next one.
_UNPARTED = re.compile(
    "[「『（〈《【“‘]*[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
    "[、。，．・：；？！」』）〉》】”’ー々ゝっゃゅょぁぃぅぇぉッャュョァィゥェォ]*"
)
_CODE_END = re.compile(r"(?:[;{}]|\)\s*=>|\)\s*[{:]|=>\s*\{?|\\|&&|\|\|)\s*$|^\s*[})\]]+[;,)]*\s*$")
_CODE_START = re.compile(
    r"^\s*(?:(?:def|class|function|func|fn|public|private|static|void|const|let|var|import|from|return|if|elif|else|for"
    r"|while|try|except|catch|switch|case|package|using|#include|SELECT|INSERT|UPDATE|DELETE|CREATE|WHERE|FROM|JOIN"
    r"|echo|print|console|sudo|npm|pip|git|curl|docker|cd|export)\b.*[(){}=:;<>/\\\"'*-]|[$#>%]\s+\w+|//|/\*|<!--|<\/?\w+[^>]*>\s*\S*"
    r"|[\w.\[\]'\"]+\s*(?:[-+*/|]?=|:=|\+=)\s*\S|@\w+|[\w.]+\([^)]*\)\s*;?\s*$)"
)
_CODE_SIGNS = re.compile(r"[{}()\[\];=<>_\\|$#@/`\"']")
_FEWEST_CODE, _CODE_SHARE = 2, 0.6
_LONGEST_CODE = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing written in a text: `number` is its first line's, from 1; `gap` whether a blank line stands before it.

    `code` is the verbatim text of a listing (then `text` has its words on one line), `cells` those of a table's row;
    `quoted` is one of several lines marked with ">";
    `rule` says why it is none of the article whatever else is seen of it.
    """

    number: int
    text: str
    gap: bool
    code: str = ""
    language: str = ""
    cells: tuple[str, ...] = ()
    quoted: bool = False
    rule: str = ""


# What w3m sets around words that a page marks as put in later; around none, in an advert's empty frame.
_INSERTED = re.compile(r"\[INS:([^\n]*?):INS\]")


def read_text_rows(text: str) -> list[Row]:
    """Return what is written in a text dump, in order."""
    text = _INSERTED.sub(r"\1", text) if "[INS:" in text else text
    rows, feet = _unpaged(_unlinked(_unquoted(_rows_of(text))))
    chunks = _chunks(rows)
    done = [_listing(chunk) or _table(chunk) for chunk in chunks]
    plain = [chunk for chunk, one in zip(chunks, done, strict=True) if one is None]
    wraps = _Wraps(plain, Counter(re.findall(r"[^\W\d_]{3,}", text.casefold())) if plain else Counter())
    out: list[Row] = []
    for chunk, one in zip(chunks, done, strict=True):
        out += one if one is not None else wraps.undo(chunk)
    if feet:
        out = sorted([*out, *feet], key=lambda row: row.number)
    return [_cleared(row) if _GONE in row.text or _GONE in row.code else row for row in out]


def _cleared(row: Row) -> Row:
    return replace(row, text=row.text.replace(_GONE, ""), code=row.code.replace(_GONE, ""))


def _rows_of(text: str) -> list[Row]:
    out: list[Row] = []
    gap, fence, code, language, since = True, "", list[str](), "", 0
    lines = text.split("\n")
    closes = {match[1][:3] for line in lines if (match := _FENCE.match(line)) and not match[2]}
    for number, raw in enumerate(lines, 1):
        match = _FENCE.match(raw)
        if fence:
            if match and match[1].startswith(fence) and not match[2]:
                out.append(_code_row(since, code, language, gap=gap))
                fence, gap = "", True
            else:
                code.append(raw)
        elif match and match[1][:3] in closes:
            fence, code, language, since = match[1], [], match[2], number
        elif raw and not raw.isspace():
            out.append(Row(number=number, text=raw.expandtabs(4) if "\t" not in raw.strip() else raw, gap=gap))
            gap = False
        else:
            gap = True
    if fence:  # never closed: it was no listing
        out += [Row(number=since + 1 + at, text=raw, gap=False) for at, raw in enumerate(code) if raw.strip()]
    return out


def _code_row(number: int, lines: Sequence[str], language: str = "", *, gap: bool) -> Row:
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    code = "\n".join(line[margin:].rstrip() for line in lines).strip("\n")
    return Row(number=number, text=" ".join(code.split()) or " ", gap=gap, code=code, language=language)


def _unquoted(rows: list[Row]) -> list[Row]:
    """Take the marks of a quoted mail off, and tell what its sender and its head wrote around it."""
    quoted = [bool(_QUOTED.match(row.text)) and not row.code for row in rows]
    letters = sum(len(row.text) for row in rows) or 1
    if (
        sum(quoted) < _FEWEST_QUOTED
        or sum(len(row.text) for row, flag in zip(rows, quoted, strict=True) if flag) < _LEAST_QUOTED * letters
    ):
        return _headed(rows)
    out: list[Row] = []
    gap = True
    for row, flag in zip(rows, quoted, strict=True):
        if not flag:
            out.append(replace(row, rule="mail: written around the text that was sent on"))
            gap = True
            continue
        words = _QUOTED.sub("", row.text)
        if words.strip():
            out.append(replace(row, text=words, gap=gap or row.gap))
        gap = not words.strip()
    deeper = [row for row in out if not row.rule]
    return _unquoted(out) if deeper and all(_QUOTED.match(row.text) for row in deeper) else _headed(out)


def _headed(rows: list[Row]) -> list[Row]:
    """Tell the head of a mail that was sent on: who, to whom, when, about what."""
    heads = [at for at, row in enumerate(rows) if _MAIL_LINE.match(row.text.lstrip())]
    runs = [at for at in heads if at + 1 in heads or at - 1 in heads]
    if len(runs) < _FEWEST_QUOTED or not any(_FORWARDED.match(row.text.strip()) for row in rows[: runs[0]][-3:]):
        return rows
    rule = "mail: written around the text that was sent on"
    first, last = runs[0], runs[0]
    while last + 1 in heads:
        last += 1
    return (
        [replace(row, rule=row.rule or rule) if at <= last else row for at, row in enumerate(rows)]
        if first < 12
        else rows
    )


def _unpaged(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Part the rows of a text and its pages' feet or heads: a line that counts pages, with a running line beside it.

    They count from one to as many as they say, and end the text, or begin it and break a sentence: the parts of a
    series do neither. A sentence that a page's end broke goes on below.
    """
    counted: dict[tuple[str, ...], dict[int, int]] = {}  # by what stands around the number: the page at each place
    for at, row in enumerate(rows):
        if match := _PAGE.fullmatch(row.text.strip()):
            counted.setdefault((match[1], match[3], match[4], match[5]), {})[at] = int(match[2])
    for key, pages in counted.items():
        if len(pages) < _FEWEST_PAGES or list(pages.values()) != list(range(1, int(key[2]) + 1)):
            continue
        feet = {at for place in pages for at in _foot_at(rows, place, list(pages))}
        if len(rows) - 1 in feet or (0 in feet and any(_breaks_sentence(rows, at, feet) for at in feet)):
            return _joined_pages(rows, feet)
    return rows, []


def _foot_at(rows: Sequence[Row], place: int, places: Sequence[int]) -> tuple[int, ...]:
    """Return the places of a page's number and the running line that stands beside each of them; none without one."""
    for step in (-1, 1):
        beside = [at + step for at in places if 0 <= at + step < len(rows) and not rows[max(at, at + step)].gap]
        said = {rows[at].text.strip() for at in beside}
        if len(beside) == len(places) and len(said) == 1 and len(next(iter(said)).split()) >= _FEWEST_RUNNING:
            return place, place + step
    return ()


def _breaks_sentence(rows: Sequence[Row], at: int, feet: AbstractSet[int]) -> bool:
    """Tell whether a sentence goes on right below a foot or head at a place, from what stands above it."""
    above = next((rows[one] for one in range(at, -1, -1) if one not in feet), None)
    below = rows[at + 1] if at in feet and at + 1 < len(rows) else None
    if above is None or below is None:
        return False
    return below.text.strip()[:1].islower() and not above.text.rstrip(_CLOSING).endswith(_STOPPED)


def _joined_pages(rows: Sequence[Row], feet: AbstractSet[int]) -> tuple[list[Row], list[Row]]:
    """Return the rows without the pages' feet, with no gap where a sentence goes on across one, and the feet."""
    out: list[Row] = []
    for at, row in enumerate(rows):
        if at in feet:
            continue
        out.append(replace(row, gap=False) if _breaks_sentence(rows, at - 1, feet) else row)
    return out, [replace(rows[at], rule="page: its number and running line") for at in sorted(feet)]


_PAGE = re.compile(r"(.{0,40}?)(\d{1,3})(\D{1,12}?)(\d{1,3})(\D{0,3})")
_FEWEST_PAGES, _FEWEST_RUNNING = 2, 2  # pages; words of a running line


def _unlinked(rows: list[Row]) -> list[Row]:
    """Take off the numbers of links and the list of their addresses, as `lynx -dump` prints them."""
    at = next(
        (
            at
            for at in range(len(rows) - 1, -1, -1)
            if _REFERENCES.match(rows[at].text)
            and sum(bool(_REFERENCE.match(row.text)) for row in rows[at + 1 : at + 12]) >= _FEWEST_REFERENCES
            and rows[at].text.strip().startswith("References")
        ),
        None,
    )
    if at is None:
        return [
            replace(row, text=_WIDGET.sub("", row.text)) if "(" in row.text or "[" in row.text else row for row in rows
        ]
    numbers = {match[1] for row in rows[at:] if (match := _REFERENCE.match(row.text))}
    out: list[Row] = []
    for row in rows[:at]:
        found = [one for one in _LINK_NUMBER.findall(row.text) if one in numbers]
        words = _WIDGET.sub("", _LINK_NUMBER.sub(lambda m: _GONE * len(m[0]) if m[1] in numbers else m[0], row.text))
        menu = len(found) > 2 and row.text.lstrip().startswith("[") and len(words.split()) <= 3 * len(found)
        if words.strip(f" {_GONE}"):
            out.append(replace(row, text=words, rule=row.rule or ("menu: nothing but links" if menu else "")))
    return out + [replace(row, rule="links: the list that a terminal browser prints below a page") for row in rows[at:]]


def _chunks(rows: Sequence[Row]) -> list[list[Row]]:
    out: list[list[Row]] = []
    for row in rows:
        last = out[-1][-1] if out else None
        if (
            last is None
            or row.gap
            or row.code
            or last.code
            or bool(row.rule) != bool(last.rule)
            or bool(_QUOTED.match(row.text)) != bool(_QUOTED.match(last.text))
            or _tabs(row) != _tabs(last)
        ):
            out.append([])
        out[-1].append(row)
    return [
        [replace(row, quoted=True) for row in chunk] if len(chunk) > 1 and _QUOTED.match(chunk[0].text) else chunk
        for chunk in out
    ]


def _tabs(row: Row) -> int:
    """Return how many tabs part a row's words; an item's mark may have one after it, a rank of a table has more."""
    tabs = row.text.strip("\n ").count("\t")
    return 0 if tabs and _LISTED.match(row.text) and not (tabs > 1 and _RANK.match(row.text)) else tabs


_RANK = re.compile(r"\s*\(?\d{1,3}[.)]\s")


def _listing(chunk: Sequence[Row]) -> list[Row] | None:
    """Return a chunk as one listing where its lines are code, or None."""
    if chunk[0].code:
        return list(chunk)
    lines = [row.text for row in chunk]
    if chunk[0].rule or max(map(len, lines)) > _LONGEST_CODE:
        return None
    ends = sum(bool(_CODE_END.search(line)) for line in lines)
    like = sum(bool(_CODE_END.search(line) or _CODE_START.match(line)) for line in lines)
    signs = sum(len(_CODE_SIGNS.findall(line)) for line in lines) / (sum(len(line.strip()) for line in lines) or 1)
    if len(lines) >= _FEWEST_CODE:
        steps = any(len(line) - len(line.lstrip()) != len(lines[0]) - len(lines[0].lstrip()) for line in lines)
        listed = all(map(_LISTED.match, lines))
        sure = like == len(lines) and signs >= 0.1
        if not listed and like >= _CODE_SHARE * len(lines) and (ends or steps or sure) and signs >= 0.03:
            return [_code_row(chunk[0].number, lines, gap=chunk[0].gap)]
    elif ends and like and signs >= 0.08 and not lines[0].rstrip().endswith(":"):
        return [_code_row(chunk[0].number, lines, gap=chunk[0].gap)]
    return None


def _table(chunk: Sequence[Row]) -> list[Row] | None:
    """Return a chunk as rows of cells where tabs part each of its lines into as many, or None."""
    counts = {_tabs(row) for row in chunk}
    if len(chunk) < 2 or counts == {0} or len(counts) != 1:
        return None
    rows = [tuple(" ".join(cell.split()) for cell in row.text.strip("\n ").split("\t")) for row in chunk]
    if not all(any(cells[1:]) for cells in rows):
        return None
    return [replace(row, text=" | ".join(cells), cells=cells) for row, cells in zip(chunk, rows, strict=True)]


def columns(text: str) -> int:
    """Return how many columns a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        2 if unicodedata.east_asian_width(char) in "WF" else 0 if unicodedata.combining(char) else 1 for char in text
    )


_MARGIN = re.compile(r"(?:\s*>(?=\s))*\s*")


def _indent(text: str) -> int:
    """Return how far a line is set in, the marks of a quotation counted."""
    return cast("re.Match[str]", _MARGIN.match(text)).end()


def _bare(text: str) -> str:
    return text[_indent(text) :].rstrip()


class _Wraps:
    """The widths at which a text was wrapped; it undoes them chunk by chunk.

    A paragraph is told from verse, addresses and lists by its breaks: where a line was broken because the next word
    would not have fitted, the width made the break, elsewhere its writer did. One chunk of verse says nothing about
    the paragraphs around it, so each chunk is weighed alone (`_speaks_for`).
    """

    def __init__(self, chunks: Sequence[Sequence[Row]], words: Counter[str]) -> None:
        self.words = words
        breaks = [_breaks(chunk) for chunk in chunks if len(chunk) > 1]
        sizes = [columns(row.text.rstrip()) for chunk in chunks for row in chunk]
        self.whole = _width_of(breaks, sizes)
        self.broken = bool(self.whole) or any(map(_is_even_prose, breaks))
        self.begun = False  # whether a paragraph was read
        self.own: dict[int, int] = {}  # by margin: what is set in from both sides is narrower
        if self.whole:
            rest = [some for some in breaks if _speaks_for(some, self.whole) < 0]
            for margin in {some[0].margin for some in rest}:
                here = [some for some in rest if some[0].margin == margin]
                own = _width_of(here, [one.size for some in here for one in some], _OWN_WIDTH)
                if own:
                    self.own[margin] = own

    def undo(self, chunk: Sequence[Row]) -> list[Row]:
        """Return a chunk's rows with what was broken joined again."""
        breaks = _breaks(chunk) if self.broken and len(chunk) > 1 else []
        if self.whole and not self.begun and _is_broken_headline(breaks):
            return [replace(chunk[0], text=self._joined(chunk[0].text.rstrip(), _bare(chunk[1].text)))]
        self.begun = self.begun or sum(len(row.text.split()) for row in chunk) >= _PARAGRAPH
        width = next((one for one in (self.whole, self.own.get(_margin(chunk), 0)) if _is_wrapped(breaks, one)), 0)
        by_hand = not width and (_is_sentence_by_hand(breaks) or _is_even_prose(breaks))
        listed = bool(self.whole) and any(_LISTED.match(row.text) for row in chunk)
        if not breaks or not (width or by_hand or listed):
            return [replace(row, text=row.text.rstrip()) for row in chunk]
        out = [chunk[0]]
        margin, set_in = _margin(chunk), _indent(chunk[0].text) > _margin(chunk)
        for row, one in zip(chunk[1:], breaks, strict=True):
            goes_on = by_hand or self._goes_on(one, out[-1].text, margin, width, set_in=set_in)
            if goes_on:
                words = _bare(row.text.replace(_GONE, ""))
                out[-1] = replace(out[-1], text=self._joined(out[-1].text.rstrip(), words))
            else:
                out.append(row)
        return [replace(row, text=row.text.rstrip()) for row in out]

    def _goes_on(self, one: _Break, begun: str, margin: int, width: int, *, set_in: bool) -> bool:
        """Tell whether a line goes on with what the last one began."""
        if one.listed:
            return False
        deep, item = _indent(one.below), _LISTED.match(begun)
        if item and deep >= item.end() > _indent(begun):
            return True  # it hangs below the words of an item
        last = _indent(one.above)
        if deep > max(margin, last):
            return False  # a first line that is set in
        if deep == last > margin and (set_in or not item) and not one.soft and one.above.endswith(_STOPPED):
            return False  # one paragraph of one line below another, each set in
        return bool(width) and one.is_full(width)

    def _joined(self, text: str, below: str) -> str:
        if _NO_BLANK.match(text[-1:]) and _NO_BLANK.match(below[:1]):
            return text + below
        left = re.search(r"([^\W\d_]{2,})[-\u2010]$", text)
        right = re.match(r"[^\W\d_]+", below)
        if left is None or right is None:
            glue = "" if text.endswith(("-", "\u2010", "–", "—")) and text[-2:-1].isalpha() else " "
            return text + glue + below
        one, two = left[1].casefold(), right[0].casefold()
        whole = self.words[one + two]
        parted = below[:1].islower() and (whole or not (self.words[one] > 1 and self.words[two] > 1))
        return (text[:-1] if parted else text) + below


@dataclass(frozen=True, slots=True, kw_only=True)
class _Break:
    """A line of a chunk and the one below it: how wide it is, and how wide it would be with the next word.

    `soft` is a break inside a sentence, as far as a line's end and the next one's beginning tell; `tight` one in a
    script without blanks, where a line is full to the column, `caseless` one in a narrow script without capitals.
    """

    above: str
    below: str
    size: int
    need: int
    soft: bool
    listed: bool
    margin: int
    tight: bool
    caseless: bool

    def is_full(self, width: int) -> bool:
        """Tell whether a text of that width had to be broken here."""
        return self.size <= width + _HANGING and self.need > width


def _breaks(chunk: Sequence[Row]) -> list[_Break]:
    """Return the breaks between a chunk's lines."""
    margin = _margin(chunk)
    marks = Counter(match[1] for row in chunk if (match := _LONE.match(row.text)))
    out: list[_Break] = []
    for one, two in pairwise(chunk):
        above, below = one.text.rstrip(), two.text
        start = _bare(below).lstrip(f" {_GONE}-–—")[:1]
        listed = bool(_LISTED.match(below)) and not (_CASELESS.search(below) and not re.match(r"\s*\S\s", below))
        if listed and (word := _LONE.match(below)) and marks[word[1]] == 1 and not above.endswith(_STOPPED):
            listed = False  # a dash inside a sentence, or a word of one letter
        goes_on = (start.islower() and not _ADDRESS.match(below)) or bool(_CASELESS.match(start))
        goes_on = goes_on and not _SIGNED.fullmatch(below.strip())
        stopped = above.rstrip(f"{_CLOSING}{_GONE}").endswith(_STOPPED)
        size = columns(above)
        need = size + (0 if _NO_BLANK.match(above[-1:]) else 1) + _first_size(_bare(below))
        out.append(
            _Break(
                above=above,
                below=below,
                size=size,
                need=need,
                soft=goes_on and not stopped and not listed,
                listed=listed,
                margin=margin,
                tight=bool(_NO_BLANK.match(start)),
                caseless="\u0590" <= start <= "\u0eff",
            )
        )
    return out


def _first_size(below: str) -> int:
    """Return how many columns the first thing takes that could not have been parted from the rest of its line."""
    unparted = _UNPARTED.match(below)
    word = unparted[0] if unparted else below.split(None, 1)[0] if below.strip() else ""
    return columns(word)


def _speaks_for(breaks: Sequence[_Break], width: int) -> float:
    """Return how much a chunk's breaks inside sentences speak for a width, in log-odds; below 0 against it.

    A full break is some three times as likely in wrapped prose as in verse, one that is not full is hardly ever found
    there. A short line above others in a script without capitals says nothing: it may be an item of a menu.
    """
    soft = [one for one in breaks if one.soft and not (one.caseless and one.size < _MENU_WIDTH * width)]
    full = [one for one in soft if one.is_full(width)]
    return sum(_TIGHT if one.tight else _FULL for one in full) - _EARLY * (len(soft) - len(full))


def _is_wrapped(breaks: Sequence[_Break], width: int) -> bool:
    """Tell whether a chunk is a paragraph of that width and neither verse nor an address."""
    if not width or not breaks:
        return False
    if any(one.soft for one in breaks):
        return _speaks_for(breaks, width) > 0
    # Every line begins with a capital: prose of two lines, or of a few, whose breaks all had to be made.
    inner = [one for one in breaks if not (one.listed or one.above.endswith(_STOPPED))]
    return all(one.is_full(width) for one in inner)


def _is_sentence_by_hand(breaks: Sequence[_Break]) -> bool:
    """Tell a sentence that its writer broke where it pleased: no line ends in a mark as those of verse do.

    Or one that opens a quotation on a line and closes it on the next.
    """
    if not breaks or len(breaks) > _MOST_BY_HAND or not all(one.soft for one in breaks):
        return False
    if not breaks[-1].below.rstrip(_CLOSING).endswith(_STOPPED):
        return False
    flush = all(text[:1] in (">", text.strip()[:1]) for one in breaks for text in (one.above, one.below))
    unmarked = all(one.above[-1:].isalpha() for one in breaks)
    quoted = len(breaks) == 1 and _OPENED.match(breaks[0].above) and _CLOSED.search(breaks[0].below)
    return unmarked and (flush or bool(quoted))


def _is_broken_headline(breaks: Sequence[_Break]) -> bool:
    """Tell a few words above a text that go on in small letters on a second line, and end without a stop.

    A dump writes a headline so which its page breaks itself.
    """
    if len(breaks) != 1 or not breaks[0].soft or breaks[0].tight:
        return False
    above, below = breaks[0].above, breaks[0].below.rstrip()
    short = all(1 < len(text.split()) <= _HEADLINE_HALF for text in (above, below))
    return short and above.strip()[:1].isupper() and not below.rstrip(_CLOSING).endswith(_STOPPED)


_PARAGRAPH, _HEADLINE_HALF = 25, 10  # words


def _is_even_prose(breaks: Sequence[_Break]) -> bool:
    """Tell a paragraph that was broken by hand at about one width: its sentences end within lines and not with them."""
    if not breaks or any(one.listed or one.above.endswith((*_STOPPED, ",")) for one in breaks):
        return False
    texts = [breaks[0].above, *(one.below.rstrip() for one in breaks)]
    widest = max(one.size for one in breaks)
    even = all(_NARROWEST <= one.size >= _EVEN * widest for one in breaks) and columns(texts[-1]) <= widest + _HANGING
    level = len({_indent(text) for text in texts[1:]}) == 1 and widest <= _WIDEST
    within = sum(bool(_SENTENCE_WITHIN.search(text)) for text in texts)
    parted = any(one.soft and one.above.endswith("-") for one in breaks)
    return even and level and bool(within or parted) and texts[-1].rstrip(_CLOSING).endswith(_STOPPED)


def _margin(chunk: Sequence[Row]) -> int:
    return min(_indent(row.text) for row in chunk)


def _width_of(chunks: Sequence[Sequence[_Break]], sizes: Sequence[int], least: float = 0.0) -> int:
    """Return the width at which these chunks were wrapped, or 0.

    That is the greatest width of a line for which the most breaks had to be made. `sizes` are the columns of all
    lines, of which a few may be longer (listings, addresses); `least` is what must speak for it.
    """
    order = sorted(sizes, reverse=True)
    spare = max(_FEW_LONGER, int(_LONGER * len(order)))
    narrowest = max(_NARROWEST, order[spare] - _HANGING if len(order) > spare else 0)
    best, found = 0.0, 0
    for width in sorted({size for size in order if min(narrowest, _USUAL) <= size <= _WIDEST}):
        said = [_speaks_for(breaks, width) for breaks in chunks]
        pro, con = sum(one for one in said if one > 0), sum(min(-one, _MOST_AGAINST) for one in said if one < 0)
        sure = sum(one >= _SURE for one in said)
        enough = pro >= (least or (_FULL if width >= _USUAL else 2 * _FULL))
        if width < narrowest and not (pro > con and sure >= _MOST_SURE * len(said)):
            continue  # many lines are longer, as drawings and listings are: most chunks must speak for it
        if enough and (pro >= _PROSE * con or sure >= max(2, _SURE_CHUNKS * len(said))) and pro >= best:
            best, found = pro, width
    return found
