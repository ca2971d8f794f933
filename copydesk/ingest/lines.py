"""A text dump as lines with their shape: list marks, stops, capitals, words of chrome, repetition.

Pure; standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from copydesk.ingest.lexicon import UNSPACED, Hit, load_lexicon, tokens

_MARK = re.compile(r"([•◦▪▫■□●○◆◇►▶▸▹‣⁃∙·*+]|[-–—](?=\s)|\(?\d{1,3}[.)](?=\s))\s*(?=\S|$)")
_STOP_END = re.compile(r"""[.!?…。！？؟۔।॥][\s"'”’»›)\]」』）】*]*$""")
_STOP_IN = re.compile(r"""[.!?][)"'”’»]*\s+["'“‘«„(]*[^\W\d_]|[。！？؟।]""")
_CONTACT = re.compile(r"https?://|www\.|\S@\S+\.\w|\B@\w{2,}|\bt\.co/|\.com\b|\.(?:org|net|co\.\w\w)\b")
_TIME = re.compile(r"\b\d{1,2}[:.]\d\d(?:\s*[ap]\.?m\b)?|\b(?:19|20)\d\d\b", re.IGNORECASE)
_QUOTES = "\"'“”‘’«»„‚「『"
# An unspaced script packs about two letters into what would be a word; the figure only scales lengths.
_LETTERS_A_WORD = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line that is not blank. `text` has its list mark taken off; `words` counts words in any script."""

    number: int
    text: str
    raw: str = ""
    mark: str = ""
    indent: int = 0
    blank_before: bool = True
    tokens: tuple[str, ...] = ()
    words: float = 0.0
    stop: bool = False
    stops: int = 0
    capitals: float = 0.0
    short_words: float = 0.0
    digits: float = 0.0
    contact: bool = False
    time: bool = False
    hit: Hit
    unspaced: bool = False

    @property
    def prose(self) -> bool:
        """Whether the line is a sentence that could stand in an article, by its shape alone."""
        return self.hit.cover < 0.5 and (
            (self.words >= 9 and self.stop and not self.contact)
            or self.words >= 25
            or (self.words >= 14 and self.stops > 0)
        )


def make_line(number: int, raw: str, *, blank_before: bool = True) -> Line:
    """Describe one line that is not blank."""
    body = raw.strip()
    indent = len(raw) - len(raw.lstrip())
    match = _MARK.match(body)
    mark = match[1] if match and (len(body) > len(match[1]) or not match[1].isalnum()) else ""
    text = body[match.end() :].strip() if match and mark else body
    found = tokens(text)
    unspaced = bool(UNSPACED.search(text))
    words = float(len(found))
    if unspaced:
        wide = len(UNSPACED.findall(text))
        words = max(words, wide / _LETTERS_A_WORD)
    names = [word for word in text.split() if word[:1].isalpha() or word[:1] in _QUOTES]
    count = len(names) or 1
    return Line(
        number=number,
        text=text,
        raw=body,
        mark=mark,
        indent=indent,
        blank_before=blank_before,
        tokens=tuple(found),
        words=words,
        stop=bool(_STOP_END.search(text)),
        stops=len(_STOP_IN.findall(text)),
        capitals=sum(1 for word in names if word.lstrip(_QUOTES)[:1].isupper()) / count,
        short_words=sum(1 for word in names if len(word) <= 3 and word.islower()) / count,
        digits=sum(map(str.isdigit, text)) / (len(text) or 1),
        contact=bool(_CONTACT.search(text)),
        time=bool(_TIME.search(text)),
        hit=load_lexicon().look_up(text, found),
        unspaced=unspaced,
    )


# Lines that no longer line is near are menus and footers: half of a whole-page dump (measured: 222 lines a page, 100 near).
_LONG, _ABOVE, _BELOW = 10, 12, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Dump:
    """A text dump: the lines worth a look, and (number, text) of those far from any longer line."""

    lines: tuple[Line, ...]
    far: tuple[tuple[int, str], ...] = ()


def split_lines(text: str) -> Dump:
    """Return the lines of a text dump that are not blank, numbered from 1 as an editor's program does.

    A dump without a single longer line is returned whole: it may be a note of a few words.
    """
    rows: list[tuple[int, str, bool]] = []
    blank = True
    for number, raw in enumerate(text.split("\n"), 1):
        if raw and not raw.isspace():
            rows.append((number, raw, blank))
            blank = False
        else:
            blank = True
    near: set[int] = set()
    for at, (_, raw, _) in enumerate(rows):
        if _is_long(raw):
            near.update(range(max(0, at - _ABOVE), min(len(rows), at + _BELOW + 1)))
    if not near:
        near = set(range(len(rows)))
    return Dump(
        lines=tuple(make_line(n, raw, blank_before=gap) for at, (n, raw, gap) in enumerate(rows) if at in near),
        far=tuple((n, raw.strip()) for at, (n, raw, _) in enumerate(rows) if at not in near),
    )


def _is_long(raw: str) -> bool:
    return len(raw.split(None, _LONG)) >= _LONG or (
        not raw.isascii() and len(UNSPACED.findall(raw)) >= _LONG * _LETTERS_A_WORD
    )


def same_words(left: Iterable[str], right: Iterable[str]) -> float:
    """Dice's coefficient of two lines' distinct words: 1 is the same words, 0 none shared."""
    a, b = set(left), set(right)
    total = len(a) + len(b)
    return 2 * len(a & b) / total if total else 0.0
