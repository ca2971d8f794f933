"""A text dump → its rows: paragraphs, list items, listings and rows of tables as the writer meant them. Pure.

Terminal browsers and mail programs break lines at a width, quote with marks, number their links and list them below;
all of that is undone here, so that whoever judges a row sees what was written. Standard library only.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

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
_LISTED = re.compile(r"^\s*(?:[•◦▪▫■□●○◆◇►▶▸▹‣⁃∙·*+o]|[-–—]|\(?\d{1,3}[.)]|\([a-z]\)|[a-z]\))(?:\s+|$)(?=\S)")
_NARROWEST, _WIDEST = 22, 140  # columns; a wrapped text is hardly ever outside these
_FEWEST_BREAKS, _FEWEST_OF_MARGIN, _FULL_SHARE = 2, 2, 0.8
_USUAL = 56  # columns from which one break alone shows that a text is wrapped
_STOPPED = tuple(".!?:;…。！？：؟।")
_OPEN_CHUNK = 0.6  # share of the width from which a line without cases can be one of a wrapped paragraph
_LONGER = 0.1  # share of rows that may be longer than the width: listings, addresses
_NO_BLANK = re.compile("[\u0e00-\u0eff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
_CASELESS = re.compile("[\u0590-\u0eff\u1100-\u11ff\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
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
    `rule` says why it is none of the article whatever else is seen of it.
    """

    number: int
    text: str
    gap: bool
    code: str = ""
    language: str = ""
    cells: tuple[str, ...] = ()
    rule: str = ""


def read_text_rows(text: str) -> list[Row]:
    """Return what is written in a text dump, in order."""
    rows = _unlinked(_unquoted(_rows_of(text)))
    chunks = _chunks(rows)
    done = [_listing(chunk) or _table(chunk) for chunk in chunks]
    plain = [chunk for chunk, one in zip(chunks, done, strict=True) if one is None]
    wraps = _Wraps(plain, Counter(re.findall(r"[^\W\d_]{3,}", text.casefold())) if plain else Counter())
    out: list[Row] = []
    for chunk, one in zip(chunks, done, strict=True):
        out += one if one is not None else wraps.undo(chunk)
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
            or _tabs(row) != _tabs(last)
        ):
            out.append([])
        out[-1].append(row)
    return out


def _tabs(row: Row) -> int:
    """Return how many tabs part a row's words; an item's mark may have one after it."""
    return row.text.strip("\n ").count("\t") if not _LISTED.match(row.text) else 0


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
    counts = {row.text.strip("\n ").count("\t") for row in chunk}
    if len(chunk) < 2 or counts == {0} or len(counts) != 1 or any(_LISTED.match(row.text) for row in chunk):
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


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


class _Wraps:
    """The widths at which a text was wrapped, by its margins; it undoes them chunk by chunk."""

    def __init__(self, chunks: Sequence[Sequence[Row]], words: Counter[str]) -> None:
        self.words = words
        self.width: dict[int, int] = {}
        pairs = [pair for chunk in chunks for pair in _breaks(chunk)]
        whole = _width_of(pairs, _FEWEST_BREAKS) or (_width_of(pairs, 1) if len(pairs) == 1 else 0)
        whole = whole if len(pairs) >= _FEWEST_BREAKS or whole >= _USUAL else 0
        rows = [row for chunk in chunks for row in chunk]
        longer = sum(columns(row.text.rstrip()) > whole + 2 for row in rows)
        self.whole = whole if whole and longer <= max(2, _LONGER * len(rows)) else 0
        if not self.whole:
            pairs = [pair for chunk in chunks if _even(chunk) for pair in _breaks(chunk)]
        for margin in {_indent(above) for above, _ in pairs}:
            found = _width_of([pair for pair in pairs if _indent(pair[0]) == margin], _FEWEST_OF_MARGIN)
            if found and (self.whole or len(pairs) >= _FEWEST_BREAKS):
                self.width[margin] = found
        if not self.whole and not longer and self.width:
            self.whole = max(self.width.values())

    def undo(self, chunk: Sequence[Row]) -> list[Row]:
        """Return a chunk's rows with what was broken joined again."""
        if not self.whole or len(chunk) == 1:
            return [replace(row, text=row.text.rstrip()) for row in chunk]
        out: list[Row] = []
        last = ""
        margin = min(_indent(row.text) for row in chunk)
        for row in chunk:
            if out and self._goes_on(last, row.text, out[-1].text, margin):
                out[-1] = replace(out[-1], text=self._joined(out[-1].text, row.text.replace(_GONE, "").strip()))
            else:
                out.append(replace(row, text=row.text.rstrip()))
            last = row.text.rstrip()
        return out

    def _goes_on(self, last: str, below: str, begun: str, margin: int) -> bool:
        """Tell whether a line goes on with what the last one began."""
        if _LISTED.match(below) and not (_CASELESS.search(below) and not re.match(r"\s*\S\s", below)):
            return False
        deep, item = _indent(below), _LISTED.match(begun)
        if item and deep >= item.end() > _indent(begun):
            return True  # it hangs below the words of an item
        if deep > max(margin, _indent(last)):
            return False  # a first line that is set in
        return self._full(last, below)

    def _full(self, last: str, below: str) -> bool:
        width = self.width.get(_indent(last), self.whole)
        return columns(last) <= max(width, self.whole) + 2 and _not_fitting(last, below, width)

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


def _breaks(chunk: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Yield each line that ends inside a sentence, with the line below it."""
    for one, two in pairwise(chunk):
        above, below = one.text.rstrip(f" {_GONE}"), two.text
        start = below.lstrip(f" {_GONE}")[:1]
        goes_on = start.islower() or (_CASELESS.match(start) and len(chunk) > 1)
        if goes_on and not above.endswith(_STOPPED) and not _LISTED.match(below):
            yield above, below


def _even(chunk: Sequence[Row]) -> bool:
    """Tell whether all lines of a chunk but its last are about equally wide, as those of a wrapped paragraph are."""
    sizes = [columns(row.text.rstrip()) for row in chunk[:-1]]
    return len(chunk) > 2 and min(sizes) >= _OPEN_CHUNK * max(sizes) and _NARROWEST <= max(sizes) <= _WIDEST


def _width_of(pairs: Sequence[tuple[str, str]], fewest: int) -> int:
    """Return the width at which most of these breaks had to be made, or 0."""
    sizes = [(columns(above), above, below) for above, below in pairs]
    sizes = [one for one in sizes if _NARROWEST <= one[0] <= _WIDEST]
    if len(sizes) < fewest:
        return 0
    order = sorted((size for size, _, _ in sizes), reverse=True)
    for width in dict.fromkeys(order[: 1 + int((1 - _FULL_SHARE) * len(order))]):  # a few may be longer: listings
        near = [one for one in sizes if one[0] >= _OPEN_CHUNK * width or not _CASELESS.search(one[1])]
        full = sum(size <= width and _not_fitting(above, below, width) for size, above, below in near)
        if len(near) >= fewest and full >= _FULL_SHARE * len(near):
            return width
    return 0


def _not_fitting(above: str, below: str, width: int) -> bool:
    """Tell whether the first word of `below` would not have fitted on the line `above` it."""
    words = below.split(None, 1)
    first = words[0] if words else ""
    size = 2 if _NO_BLANK.match(first) else columns(first)
    return columns(above) + (0 if _NO_BLANK.match(above[-1:]) else 1) + size > width
