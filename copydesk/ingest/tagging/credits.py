"""Lines and brackets that credit somebody: bylines, signatures, photo and agency credits. No subject is in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_BYLINE = re.compile(
    r"""^\s*[(\[]?\s*
        (?:(?:words|text|story|reported|written|additional\s+reporting|reporting|compiled|edited|editing)\s+)?
        by:?\s+(?=[A-ZÀ-Þ])[^.!?]{3,110}$""",
    re.IGNORECASE | re.VERBOSE,
)
_AGENCIES = r"(?:AP|AFP|Reuters|Getty|EPA|Yonhap|UPI|TASS|Xinhua|Bloomberg|Shutterstock|Pool|Korea\s+Times)"
# Each with the marks without which it need not be looked for: most articles have none of them.
_CREDITS = (
    (
        (
            "eporting",
            "diting",
            "riting",
            "ompiled",
            "hoto",
            "icture",
            "raphic",
            "llustration",
            "mage",
            "redit",
            "ransl",
        ),
        re.compile(
            r"""\(\s*(?:additional\s+)?
                  (?:reporting|editing|writing|compiled|photo(?:graph)?s?|pictures?|graphics?|translation)\b[^)]{0,300}\)?
              | \b(?:(?:additional|writing|reporting|editing|compiled
                       |photo(?:graph)?s?|pictures?|illustration|graphics?)\s+
                     (?:reporting\s+|writing\s+)?(?:and\s+\w+\s+)?(?:by|credit):?
                  | (?:photo|picture|image|credit)s?\s*:)
                \s*(?=[A-ZÀ-Þ])[^.;)\n]{2,80}""",
            re.IGNORECASE | re.VERBOSE,
        ),
    ),
    (
        ("/",),
        re.compile(
            rf"""(?<=[\s(/])[A-ZÀ-Þ][\w.'’-]+(?:\s+[A-ZÀ-Þ][\w.'’-]+){{1,3}}\s*/\s*{_AGENCIES}\b
              | (?<=\s)/\s*[A-ZÀ-Þ][^\n/]{{2,60}}$""",
            re.VERBOSE | re.MULTILINE,
        ),
    ),
    (("©",), re.compile(r"(?<=©)\s*[^\n]{2,60}$", re.MULTILINE)),
)


# A line of more characters is a paragraph, no byline.
_LONG_LINE = 200


def find_credits(text: str, bylines: tuple[str, ...] = ()) -> tuple[tuple[int, int], ...]:
    """Spans of text that credit somebody: whole lines for bylines and signatures, else the credit itself.

    `bylines` are author names known from metadata: a line that is nothing but one of them is a byline too.
    """
    sought = [pattern for marks, pattern in _CREDITS if any(mark in text for mark in marks)]
    found = (match.span() for pattern in sought for match in pattern.finditer(text))
    return tuple(sorted((*_lines(text, bylines), *found)))


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
