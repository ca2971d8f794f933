"""Lines and brackets that credit somebody: bylines, signatures, photo and agency credits. No subject is in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_BYLINE = re.compile(
    r"""^\s*[(\[]?\s*
        (?:(?:words|text|story|reported|written|additional\s+reporting|reporting|compiled|edited|editing)\s+)?
        by:?\s+(?=[A-ZÀ-Þ])[^.!?]{3,110}$""",
    re.IGNORECASE | re.VERBOSE,
)
_AGENCIES = r"(?:AP|AFP|Reuters|Getty|EPA|Yonhap|UPI|TASS|Xinhua|Bloomberg|Shutterstock|Pool|Korea\s+Times)"
# The words without which there is no credit of this kind; a search runs only around them, since most texts have none.
_MARKS = (
    "eporting", "diting", "riting", "ompiled", "hoto", "icture", "raphic", "llustration", "mage", "redit", "ransl",
)  # fmt: skip
# Characters that a credit has before its mark ("(additional "), and all of it after.
_BEFORE, _BEYOND = 24, 420
_CREDIT = re.compile(
    r"""\(\s*(?:additional\s+)?
          (?:reporting|editing|writing|compiled|photo(?:graph)?s?|pictures?|graphics?|translation)\b[^)]{0,300}\)?
      | \b(?:(?:additional|writing|reporting|editing|compiled
               |photo(?:graph)?s?|pictures?|illustration|graphics?)\s+
             (?:reporting\s+|writing\s+)?(?:and\s+\w+\s+)?(?:by|credit):?
          | (?:photo|picture|image|credit)s?\s*:)
        \s*(?=[A-ZÀ-Þ])[^.;)\n]{2,80}""",
    re.IGNORECASE | re.VERBOSE,
)
_SIGNS = (
    (
        "/",
        re.compile(
            rf"""(?<=[\s(/])[A-ZÀ-Þ][\w.'’-]+(?:\s+[A-ZÀ-Þ][\w.'’-]+){{1,3}}\s*/\s*{_AGENCIES}\b
              | (?<=\s)/\s*[A-ZÀ-Þ][^\n/]{{2,60}}$""",
            re.VERBOSE | re.MULTILINE,
        ),
    ),
    ("©", re.compile(r"(?<=©)\s*[^\n]{2,60}$", re.MULTILINE)),
)
# A line of more characters is a paragraph, no byline.
_LONG_LINE = 200


def find_credits(text: str, bylines: tuple[str, ...] = ()) -> tuple[tuple[int, int], ...]:
    """Spans of text that credit somebody: whole lines for bylines and signatures, else the credit itself.

    `bylines` are author names known from metadata: a line that is nothing but one of them is a byline too.
    """
    return tuple(sorted((*_lines(text, bylines), *_credits(text), *_others(text))))


def _credits(text: str) -> Iterator[tuple[int, int]]:
    """What names who wrote or photographed, around each of the words that can say so."""
    done = 0
    for at in sorted(at for mark in _MARKS for at in _places(text, mark)):
        match = _CREDIT.search(text, max(done, at - _BEFORE), at + _BEYOND) if at >= done else None
        if match:
            yield match.span()
            done = match.end()


def _places(text: str, mark: str) -> Iterator[int]:
    """Where a mark stands."""
    at = text.find(mark)
    while at >= 0:
        yield at
        at = text.find(mark, at + 1)


def _others(text: str) -> Iterator[tuple[int, int]]:
    """Names before a slash and an agency, and what a copyright sign says."""
    for mark, pattern in _SIGNS:
        if mark in text:
            yield from (match.span() for match in pattern.finditer(text))


def _lines(text: str, bylines: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Lines that are a byline or a signature."""
    names = {name.casefold().strip() for name in bylines}
    start = 0
    for line in text.split("\n"):
        if len(line) > _LONG_LINE:  # a paragraph
            start += len(line) + 1
            continue
        plain = line.strip().strip("-–—|•* ")
        signature = "@" in plain and len(plain) < 120 and _EMAIL.search(plain) and not plain.endswith((".", "?", "!"))
        if plain and (signature or (names and plain.casefold() in names) or _BYLINE.match(plain)):
            yield start, start + len(line)
        start += len(line) + 1
