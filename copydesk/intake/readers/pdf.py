"""PDF → lines in reading order → paragraphs (extra `pdf`: pypdf). Pure.

The order of a PDF's file is not that of reading: lines are put into columns by the gaps between them. What stands in
the margins of pages, or alike at one height of several, is a running head. Every PDF asks to be read against the file.
"""

from __future__ import annotations

import io
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from copydesk.intake.item import Item, Part, Refused
from copydesk.intake.readers.office import load_optional
from copydesk.intake.words import count_words

_HINT = "pip install 'copydesk[pdf]'"
_MARGIN = 0.06
_MOST_PAGES = 300  # no article is longer, a book is
_FURNITURE = re.compile(r"^(?:page|seite|p\.|s\.)?\s*\d+(?:\s*(?:of|/|von)\s*\d+)?$|©|^page \d+", re.IGNORECASE)
_PAGE_OF = re.compile(r"(?:page|seite|p\.)\s*\d+\s*(?:of|/|von)\s*\d+", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_ASK = "read it against the PDF: columns and hyphens are put together by a program"


# Letters of a piece at most, by its median, of a page that is written letter by letter.
_LETTERS = 3
_WIDE_GAP = 1.7  # sizes of letters from one line to the next, from which lines are set apart
_SHORT_LINE, _HEAD_LINES = 0.7, 3  # share of the widest line; paragraphs at the head of a column
_APART = 2.2  # sizes of letters between a running head and the text
_ENDS = '.!?”"’»。！？」』'
# Forms that fonts hold of letters: radicals for the signs they look like, Arabic letters by their place in a word.
_FORMS = re.compile("[\u2e80-\u2fdf\ufb00-\ufdff\ufe70-\ufefc]")
# Of the supplement of radicals, which no normal form knows, those that fonts show for whole signs.
_RADICALS = str.maketrans(
    "\u2e9f\u2ea0\u2ec1\u2ec4\u2ec5\u2ec6\u2ec9\u2ecb\u2ed1\u2ed3\u2ed4\u2ed8\u2eda\u2edb\u2edc",
    "\u6bcd\u6c11\u864e\u897f\u89c1\u89d2\u8d1d\u8f66\u9577\u957f\u95e8\u9752\u9875\u98ce\u98de",
)
_LEFTWARD, _MANY = re.compile("[\u0590-\u07ff\ufb1d-\ufdff\ufe70-\ufefc]"), 0.3
_NO_BLANK = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class _Line:
    """A piece of a line: where it begins (x from the left, y from the bottom), its size and its words."""

    x: float
    y: float
    size: float
    text: str


def read_pdf(data: bytes) -> Iterator[Part]:
    """The text of a PDF. Raises nothing: what cannot be read is refused by name."""
    pypdf = load_optional("pypdf")
    if pypdf is None:
        yield Refused(part="", why="PDF files need an extra", next_step=_HINT)
        return
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            yield Refused(
                part="", why="the PDF is encrypted behind a password", next_step="open it and print it to a new PDF"
            )
            return
        pages = [_lines(page) for page in reader.pages[:_MOST_PAGES]]
        heights = [float(page.mediabox.height) for page in reader.pages[:_MOST_PAGES]]
    except Exception as error:  # noqa: BLE001 (the library raises whatever its parsers do)
        yield Refused(
            part="",
            why=f"this PDF cannot be read: {type(error).__name__}: {error}",
            next_step="open it and print it to a new PDF",
        )
        return
    if refused := _refuse_letters(pages):
        yield refused
        return
    more = len(reader.pages) - _MOST_PAGES
    asks = (_ASK, *((f"{more} pages beyond the first {_MOST_PAGES} were not read",) if more > 0 else ()))
    running = _running_heads(pages, heights)
    kept = [[line for line in page if (round(line.y), _DIGITS.sub("#", line.text)) not in running] for page in pages]
    paragraphs: list[str] = []
    known = Counter(word for page in kept for line in page for word in re.findall(r"\w+", line.text.casefold()))
    for page in kept:
        for column in _columns(page):
            for paragraph in _paragraphs(column, known):
                if paragraphs and _goes_on(paragraphs[-1], paragraph):
                    paragraphs[-1] = _joined(paragraphs[-1], paragraph, known)
                else:
                    paragraphs.append(paragraph)
    text = "\n\n".join(paragraphs)
    if count_words(text) < 10:
        yield Refused(
            part="",
            why="a scan or a drawing: there is hardly any text in it",
            next_step="run ocrmypdf on it and add the result",
        )
        return
    yield Item(part="", kind="text", text=text + "\n", voice="tool", questions=asks)


def _refuse_letters(pages: list[list[_Line]]) -> Refused | None:
    """The refusal of pages whose letters are pictures, or are drawn in another order than they are read."""
    if not any(pages):
        return Refused(
            part="",
            why="a scan: the PDF has pictures of pages and no text",
            next_step="run ocrmypdf on it and add the result",
        )
    letters = "".join(line.text for page in pages for line in page)
    if len(_LEFTWARD.findall(letters)) > _MANY * len(letters):
        return Refused(
            part="",
            why="the PDF draws its Arabic or Hebrew letters from left to right, so its words cannot be put together",
            next_step="open it, copy its text into a file and add that",
        )
    return None


def _lines(page: Any) -> list[_Line]:
    pieces: list[_Line] = []

    def visit(text: str, cm: Any, tm: Any, _font: Any, size: float) -> None:
        if text.strip():
            # Where a piece stands is its own matrix within that of the page (ISO 32000-2, 9.4.4): programs that move
            # the page for each paragraph write the same place in the first for all of them.
            a, b, c, d, e, f = map(float, cm)
            x, y = float(tm[4]), float(tm[5])
            scale = (abs(float(tm[3])) or abs(float(tm[0])) or 1.0) * (abs(d) or abs(a) or 1.0)
            pieces.append(
                _Line(x * a + y * c + e, x * b + y * d + f, float(size or 10) * scale, text.replace("\n", " "))
            )

    page.extract_text(visitor_text=visit)
    if pieces and sorted(len(piece.text.strip()) for piece in pieces)[len(pieces) // 2] <= _LETTERS:
        return _whole_lines(pieces, page.extract_text())
    return pieces


def _whole_lines(pieces: list[_Line], text: str) -> list[_Line]:
    """The lines of a page that is written letter by letter, as browsers write what is no Latin: the library joins them.

    Where it makes as many lines as there are heights, each has its place; else a line that ends a sentence ends a
    paragraph.
    """
    lines = [row for row in map(str.strip, _FORMS.sub(_plain_form, text).split("\n")) if row]
    rows: list[_Line] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.y, piece.x)):
        if not rows or abs(rows[-1].y - piece.y) > piece.size / 2:
            rows.append(piece)
    if len(rows) == len(lines):
        return [_Line(row.x, row.y, row.size, line) for row, line in zip(rows, lines, strict=True)]
    out: list[_Line] = []
    y, size = 0.0, pieces[0].size
    for line in lines:
        y -= 3 * size if out and out[-1].text[-1:] in _ENDS else 1.2 * size
        out.append(_Line(0.0, y, size, line))
    return [_Line(line.x, line.y - y + 100, line.size, line.text) for line in out]


def _plain_form(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0]).translate(_RADICALS)


def _running_heads(pages: list[list[_Line]], heights: list[float]) -> set[tuple[int, str]]:
    """The places and words (digits as #) of what stands alike on several pages, or in the margin of one."""
    seen: Counter[tuple[int, str]] = Counter()
    for page in pages:
        seen.update({(round(line.y), _DIGITS.sub("#", line.text)) for line in page})
    found = {key for key, count in seen.items() if count >= 2 and len(pages) >= 2}
    for page, height in zip(pages, heights, strict=True):
        for line in page:
            outer = line.y < _MARGIN * height or line.y > (1 - _MARGIN) * height
            if _PAGE_OF.fullmatch(line.text.strip()):
                found.add((round(line.y), _DIGITS.sub("#", line.text)))
            if outer and (_FURNITURE.search(line.text.strip()) or (len(pages) == 1 and _is_apart(line, page))):
                found.add((round(line.y), _DIGITS.sub("#", line.text)))
    return found


def _is_apart(line: _Line, page: list[_Line]) -> bool:
    """Whether a line in the margin of a page's only one stands apart from its text, which may reach into the margin."""
    sizes = sorted(one.size for one in page)
    if line.size > sizes[len(sizes) // 2] + 0.8:
        return False  # a headline
    gaps = [abs(one.y - line.y) for one in page if abs(one.y - line.y) > line.size / 2]
    return min(gaps, default=0.0) > _APART * line.size


def _columns(lines: list[_Line]) -> list[list[_Line]]:
    """The lines of a page by columns, left to right; what goes across all of them stands before or after."""
    if not lines:
        return []
    starts = Counter(round(line.x / 6) for line in lines)
    many = sorted(start * 6 for start, count in starts.items() if count >= 3)
    edges: list[float] = []
    for start in many:
        if not edges or start - edges[-1] > 100:
            edges.append(start)
    if len(edges) < 2:
        return [sorted(lines, key=lambda line: (-line.y, line.x))]
    columns: list[list[_Line]] = [[] for _ in edges]
    for line in lines:
        at = max((number for number, edge in enumerate(edges) if line.x >= edge - 12), default=0)
        columns[at].append(line)
    return [sorted(column, key=lambda line: (-line.y, line.x)) for column in columns]


def _paragraphs(lines: list[_Line], known: Counter[str]) -> list[str]:
    """The paragraphs of a column: a wider gap, a larger letter or an indent begins one."""
    rows: list[_Line] = []
    for line in lines:
        if rows and abs(rows[-1].y - line.y) < 2:
            joint = "" if rows[-1].text.endswith(" ") or line.text.startswith(" ") else " "
            rows[-1] = _Line(rows[-1].x, rows[-1].y, rows[-1].size, rows[-1].text + joint + line.text)
        else:
            rows.append(line)
    # Of a short page most gaps lie between paragraphs: the narrow ones between lines of one size are those of a text.
    gaps = sorted(
        above.y - below.y
        for above, below in itertools.pairwise(rows)
        if above.y - below.y > 0.7 * below.size and abs(above.size - below.size) <= 0.8
    )
    usual = gaps[len(gaps) // 10] if gaps else 12.0
    left = min((row.x for row in rows), default=0.0)
    out: list[str] = []
    for at, row in enumerate(rows):
        words = " ".join(row.text.split())
        before = rows[at - 1] if at else None
        head = before is not None and len(out) <= _HEAD_LINES and _is_of_head(before, row, rows)
        new = (
            before is None
            or head
            or before.y - row.y > 1.35 * usual
            or (usual > _WIDE_GAP * row.size and before.text.rstrip()[-1:] in _ENDS)  # all paragraphs of one line
            or abs(before.size - row.size) > 0.8
            or (row.x - left > 6 and before.x - left <= 6)
        )
        if new:
            out.append(words)
        else:
            out[-1] = _joined(out[-1], words, known)
    return out


def _is_of_head(above: _Line, below: _Line, rows: list[_Line]) -> bool:
    """Whether a line above a text is its headline, byline or day: it ends well before the text does, and no sentence.

    Only above lines that begin as a sentence or a fact does, and never where letters tell by their size.
    """
    widest = max(len(row.text.strip()) for row in rows)
    text, start = above.text.strip(), below.text.strip()[:1]
    short = len(text) + len(below.text.split(None, 1)[0] if below.text.strip() else "") + 1 < _SHORT_LINE * widest
    return short and text[-1:] not in ".,;:-–—" and (start.isupper() or start.isdigit()) and text[:1].isupper()


def _joined(above: str, below: str, known: Counter[str]) -> str:
    """Two lines as one: a hyphen at the end goes where the whole word stands elsewhere or small letters follow."""
    if above.endswith("-") and below[:1].isalpha():
        first = re.search(r"(\w+)-$", above)
        second = re.match(r"\w+", below)
        whole = f"{first[1]}{second[0]}".casefold() if first and second else ""
        hyphened = (
            first is not None and second is not None and known[first[1].casefold()] and known[second[0].casefold()] > 1
        )
        if known[whole] or (below[:1].islower() and not hyphened):
            return above[:-1] + below
        return above + below
    unparted = _NO_BLANK.match(above[-1:]) and _NO_BLANK.match(below[:1])
    return above + below if unparted else f"{above} {below}"


def _goes_on(above: str, below: str) -> bool:
    """Whether a paragraph goes on in the next column or page: the one has no end, or the other begins small."""
    return (above[-1:] not in '.!?”"’»:' and below[:1].islower()) or above.endswith("-")
