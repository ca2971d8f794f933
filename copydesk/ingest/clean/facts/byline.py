"""Who wrote a text dump: bylines, signatures and closing credits around the article. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.ingest.clean.facts.byline_features import Surroundings
from copydesk.ingest.clean.facts.names import EMAIL, is_name, load_words, says_reporter, split_names, strip_by
from copydesk.ingest.clean.forest import load_forest
from copydesk.ingest.clean.lines import Line

_CREDIT_LINE = re.compile(
    r"^\W*(?:(?:additional\s+)?(?:reporting|report|writing|written|text)(?:\s+and\s+\w+)?\s+by)\s+(?P<who>[^;.]+)",
    re.IGNORECASE,
)
# "NAME is a reporter …" after the text, in the forms of a few languages.
_IS = re.compile(r"\s+(?:is|was|ist|war|est|es|fue|è|é|is een|är|er)\s+")
# What follows an author's name in a biography: "… is a reporter", ", an editor at X, has covered".
_LIFE = re.compile(
    r"(?:,[^.!?]{2,80},)?\s+(?:is|was|has|covers|writes|reports|works|joined|can be|ist|war|schreibt|arbeitet|berichtet"
    r"|est|a été|écrit|es|fue|escribe|è|scrive|é|escreve|schrijft|är|er)\b",
    re.IGNORECASE,
)
_LEAST_LIFE = 6  # words of a biography
_ABOVE_TITLE, _BELOW = 6, 10  # lines around title and text in which a byline is looked for
_ABOVE = 12  # lines above the text in which a byline is looked for where there is no title


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The authors found, and the lines that say so."""

    names: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where an article stands in its dump: places of the title, the first and the last body line (end excluded)."""

    title: int | None
    start: int
    end: int


def find_head(kept: Sequence[bool], title: int | None) -> Head:
    """Return where the article stands, from the decision for each line."""
    places = [at for at, flag in enumerate(kept) if flag and at != title]
    if not places:
        return Head(title=title, start=0, end=len(kept))
    first = places[0]
    # A stray line above the title is no beginning: the article starts below its headline.
    if title is not None:
        first = next((at for at in places if at > title), first)
    return Head(title=title, start=first, end=places[-1] + 1)


MODEL = "cleaner-author"
_LEAST_CHANCE = 0.4  # chosen on the development pages: F1 .67 to .73 there, .64 to .70 at .5


def find_authors(lines: Sequence[Line], head: Head, kept: Sequence[bool], opening: str = "") -> Signed:
    """Return who signed: a signature with an address, the line most like a byline, or a closing credit.

    `opening` is how this outlet's bylines are known to begin; a line that begins so comes first.
    """
    for at in byline_candidates(lines, head, kept) if opening else ():
        text = lines[at].text
        if text.casefold().startswith(opening.casefold()) and (names := split_names(text[len(opening) :].lstrip(" :"))):
            return _with_echoes(Signed(names=names, lines=(at,)), lines, kept)
    for find in (_signatures, _reporters, _most_likely, _closing_credits, _biography):
        signed = find(lines, head, kept)
        if signed.names:
            return _with_echoes(signed, lines, kept)
    return Signed()


def signed_by(lines: Sequence[Line], at: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the names a line would sign with and the lines that takes: "By" alone takes the next one too."""
    line = lines[at]
    if line.words > 40:
        return (), ()
    rest, _ = strip_by(line.text)
    if (
        line.words <= 2
        and line.hit.groups.get("byline", 0) >= 0.9
        and at + 1 < len(lines)
        and lines[at + 1].words <= 12
    ):
        names = split_names(lines[at + 1].text)
        if names:
            return names, (at, at + 1)
    return split_names(rest), (at,)


def byline_candidates(lines: Sequence[Line], head: Head, kept: Sequence[bool]) -> list[int]:
    """Return the places where a byline may stand: around the headline, before and just after the text."""
    first = head.title - _ABOVE_TITLE if head.title is not None else head.start - _ABOVE
    near = {
        *range(max(0, first), min(len(lines), head.start + 4)),
        *range(max(0, head.end - 2), min(len(lines), head.end + _BELOW)),
    }
    return [
        at
        for at in sorted(near)
        if at != head.title and not (kept[at] and lines[at].words > 14) and not lines[at].prose
    ]


def _most_likely(lines: Sequence[Line], head: Head, kept: Sequence[bool]) -> Signed:
    signs = [(at, *signed_by(lines, at)) for at in byline_candidates(lines, head, kept)]
    signs = [sign for sign in signs if sign[1]]
    if not signs:
        return Signed()
    forest = load_forest(MODEL)
    around = Surroundings(lines, head.start, head.end, head.title)
    best: tuple[float, Signed] = (_LEAST_CHANCE, Signed())
    for at, names, places in signs:
        chance = forest.chance(around.row(at, names))
        if chance > best[0]:
            best = (chance, Signed(names=names, lines=places))
    return best[1]


def _with_echoes(signed: Signed, lines: Sequence[Line], kept: Sequence[bool]) -> Signed:
    """Add the lines that say nothing but the names again."""
    names = {name.casefold() for name in signed.names}
    more = [
        at
        for at, line in enumerate(lines)
        if not kept[at] and line.words < 12 and any(name in line.text.casefold() for name in names)
    ]
    return Signed(names=signed.names, lines=tuple(sorted({*signed.lines, *more})))


def find_biography(lines: Sequence[Line], kept: Sequence[bool], names: Sequence[str]) -> int | None:
    """Return the place of the line that says who an author is, where more of the text stands above than below it.

    Nobody writes of himself by his full name; what follows are other stories.
    """
    roles = load_words().roles
    sizes = [line.words if flag else 0.0 for line, flag in zip(lines, kept, strict=True)]
    total, above = sum(sizes), 0.0
    for at, line in enumerate(lines):
        if above * 2 > total and line.words >= _LEAST_LIFE and not roles.isdisjoint(line.tokens):
            name = next((name for name in names if line.text.casefold().startswith(name.casefold())), None)
            if name and _LIFE.match(line.text, len(name)):
                return at
        above += sizes[at]
    return None


def _signatures(lines: Sequence[Line], head: Head, _kept: Sequence[bool]) -> Signed:
    near = [*range(head.start - 4, head.start + 2), *range(head.end - 2, head.end + 5)]
    for at in near:
        if not 0 <= at < len(lines) or lines[at].words > 12 or not EMAIL.search(lines[at].text):
            continue
        names = split_names(lines[at].text)
        if names:
            return Signed(names=names, lines=(at,))
    return Signed()


def _reporters(lines: Sequence[Line], head: Head, kept: Sequence[bool]) -> Signed:
    for at in byline_candidates(lines, head, kept):
        if says_reporter(lines[at].text) and (names := split_names(lines[at].text)):
            return Signed(names=names, lines=(at,))
    return Signed()


def _closing_credits(lines: Sequence[Line], head: Head, _kept: Sequence[bool]) -> Signed:
    for at in range(max(0, head.end - 3), min(len(lines), head.end + 8)):
        match = _CREDIT_LINE.match(lines[at].text)
        if match and (names := split_names(re.sub(r"\s+in\s+[A-Z][\w. ]*?(?=,|;|\s+and\s|$)", "", match["who"]))):
            return Signed(names=names, lines=(at,))
    return Signed()


def _biography(lines: Sequence[Line], head: Head, _kept: Sequence[bool]) -> Signed:
    """Return the one whose life is told after the text: "NAME is a reporter …", in its first line only."""
    for at in range(max(0, head.end - 1), min(len(lines), head.end + _BELOW)):
        text = lines[at].text
        match = _IS.search(text[:160])
        if match and is_name(name := text[: match.start()]):
            said = text[match.start() : match.start() + 120].casefold().split()
            if any(word.strip(".,") in load_words().roles for word in said):
                return Signed(names=(name,), lines=())
    return Signed()
