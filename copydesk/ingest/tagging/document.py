"""One article as the tagger sees it: headline and body in one text, tokens, places, and what is masked."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from copydesk.ingest.tagging.country_names import NamedPlace, find_named, has_country_names
from copydesk.ingest.tagging.gazetteer import Place, find_places
from copydesk.ingest.tagging.text import MARKS, Token, fold, sentence_at, tokenize

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


# A dateline, such as: SEOUL, July 2 (Reuters) -
_DATELINE = re.compile(
    r"[ \t]*(?P<place>[A-Z][A-Z.,’' /-]{2,60}?|[A-Z][\w.,’' /-]{2,40}?)"
    r"(?:,\s+(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]+)(?:,\s*\d{4})?)?"
    r"\s*(?:\((?:[A-Z][\w. -]{1,25})\)\s*)?(?:--|[-–—―])\s"
)
_KEY, _WORD = attrgetter("key"), attrgetter("word")
_NO_LETTER = re.compile(rf"[^\w'\s{MARKS}-]")
# Languages that say in a third of the letters what English says.
DENSE = frozenset({"ko", "ja", "zh", "zh-Hant"})
_MAX_LEAD = 700
# A first line shorter than this is a kicker, a byline or a dateline of its own.
_SHORT_LINE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text with headline first; offsets below `body` lie in the headline, below `lead` in the first paragraph.

    `keys` are all folded words without stops, `lower` those that stand in lower case; `datelines` are
    the offsets of places in datelines; `masks` are spans in which no place is meant, since a person, a byline or a
    credit stands there, in order and apart; `named` are countries and cities in a language other than English.
    """

    text: str
    body: int
    lead: int
    tokens: tuple[Token, ...]
    places: tuple[Place, ...]
    datelines: frozenset[int]
    dateline_end: int
    keys: frozenset[str]
    lower: frozenset[str]
    credits: tuple[tuple[int, int], ...] = ()
    masks: tuple[tuple[int, int], ...] = ()
    lang: str = "en"
    named: tuple[NamedPlace, ...] = ()

    def key(self, number: int) -> str:
        """The folded word of a token without stops, or nothing beyond either end."""
        if not 0 <= number < len(self.tokens):
            return ""
        key = self.tokens[number].key
        return key.replace(".", "") if "." in key else key

    def says(self, phrase: str) -> bool:
        """Whether folded words stand in the text, side by side."""
        first, *rest = phrase.split()
        if first not in self.keys or not self.keys.issuperset(rest):
            return False
        return not rest or any(
            self.key(number) == first and all(self.key(number + at) == word for at, word in enumerate(rest, 1))
            for number in range(len(self.tokens))
        )

    def sentence(self, start: int) -> str:
        """The sentence around an offset."""
        return sentence_at(self.text, start, self.tokens)

    def is_masked(self, start: int, end: int) -> bool:
        """Whether a span touches a mask."""
        before = bisect_left(self.masks, (end,))
        return before > 0 and start < self.masks[before - 1][1]

    def run_mark(self, last: int) -> str:
        """The last word of the capitalised run that a mention stands in, where it goes on to its right."""
        mark = ""
        for number in range(last + 1, min(last + 5, len(self.tokens))):
            token = self.tokens[number]
            if (
                token.breaks
                or not (token.capital or token.key in ("of", "and", "&"))
                or self.tokens[number - 1].possessive
            ):
                break
            if token.capital:
                mark = token.key.rstrip(".")
        return mark


def make_document(title: str, text: str, bylines: tuple[str, ...] = (), lang: str = "en") -> Document:
    """Read a headline and a body of plain paragraphs; `bylines` help to tell lines that credit somebody.

    `lang` is the language as data has it (`languages.base_language`).
    """
    head = f"{title.strip()}\n\n" if title.strip() else ""
    whole = head + text
    tokens = tokenize(whole)
    places = find_places(tokens)
    match = _DATELINE.match(whole, len(head))
    datelines: Iterable[int] = ()
    dateline_end = len(head)
    if match and any(len(head) <= place.start < match.end("place") for place in places):
        dateline_end = match.end()
        datelines = (place.start for place in places if len(head) <= place.start < match.end("place"))
    credited = find_credits(whole, bylines)
    keys = frozenset(map(_KEY, tokens))
    return Document(
        text=whole,
        body=len(head),
        lead=_lead_end(whole, dateline_end, credited, dense=lang in DENSE),
        lang=lang,
        named=() if lang == "en" or not has_country_names(lang) else find_named(whole, tokens, lang),
        tokens=tokens,
        places=places,
        datelines=frozenset(datelines),
        dateline_end=dateline_end,
        credits=credited,
        keys=frozenset([key.replace(".", "") if "." in key else key for key in keys]),
        lower=keys & frozenset(map(_WORD, tokens)),
    )


def _lead_end(text: str, start: int, credited: tuple[tuple[int, int], ...], *, dense: bool = False) -> int:
    """Where the lead ends: the first paragraph that is more than a byline or a heading."""
    longest, short = (_MAX_LEAD // 3, _SHORT_LINE // 3) if dense else (_MAX_LEAD, _SHORT_LINE)
    end = start
    while end < len(text):
        stop = text.find("\n", end)
        stop = len(text) if stop < 0 else stop
        credit = any(a <= end < b or a <= start < b for a, b in credited if b >= stop > end)
        if stop - end >= short and not credit:
            return min(stop, max(end, start) + longest)
        end = stop + 1
    return min(len(text), start + longest)


def joined(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Spans in order, those that touch as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def folded_words(name: str) -> tuple[str, ...]:
    """The words of a name for comparison: folded, hyphens apart, no stops."""
    return tuple(_NO_LETTER.sub("", fold(name)).replace("-", " ").split())
