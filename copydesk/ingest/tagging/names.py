"""Capitalised runs → candidates for names of people, each with the signs for and against it.

A run is what stands capitalised side by side in one line ("U.S. President Donald Trump"); titles, places and the
first word of a sentence are cut off its front, and what is left is weighed. Whether a candidate is a person is
settled for the whole article in `people.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copydesk.ingest.tagging.document import Document
from copydesk.ingest.tagging.lexicon import load_lexicon
from copydesk.ingest.tagging.places import is_place_word
from copydesk.ingest.tagging.signs import INITIALS, Signs
from copydesk.ingest.tagging.text import Token

_INNER_CAPITAL = re.compile(
    r"^(?:al|el|an|as|ad|ash|az|ul|ibn|bin|d|l|de|t|s)?['’ʻ-]+[A-Z]|^(?:al|el|an|as|ad|ash|az|ul)-[A-Z]|^[dl]['’][A-Z]"
)
_CONTRACTION = re.compile(r"^(?:\w+n't|(?:i|we|you|they|he|she|it|that|there|what|who|let|here|where|how)'\w{1,2})$")
_TITLE_OR_GIVEN = frozenset({"dean", "duke", "earl", "major", "chase", "guy"})
_MAX_RUN = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible name: its tokens (first, last), what it is called by, and what speaks for it.

    `words` are folded, without titles, hyphens kept. `title` is the title or role word right before it.
    """

    first: int
    last: int
    start: int
    end: int
    words: tuple[str, ...]
    title: str
    weight: float
    rule: str
    heading: bool
    after_place_word: bool


@dataclass(frozen=True, slots=True)
class Names:
    """What the runs of a document hold: candidates, and the words that stand in names of firms and bodies."""

    candidates: tuple[Candidate, ...]
    firm_words: frozenset[str]


def find_names(document: Document, own: frozenset[str]) -> Names:
    """All candidates of a document, in order; `own` are the words of names in the site's registry."""
    reader = _Reader(document, own)
    found = tuple(candidate for run in _runs(document) if (candidate := reader.read(run)) is not None)
    return Names(found, frozenset(reader.firm_words))


def _runs(document: Document) -> Iterator[tuple[int, int]]:
    """(first, last) tokens of each capitalised run."""
    tokens = document.tokens
    joining = load_lexicon().joining
    at = 0
    while at < len(tokens):
        if not is_name_token(tokens[at]):
            at += 1
            continue
        last = at
        while last + 1 < len(tokens) and last - at < _MAX_RUN and not tokens[last].possessive:
            step = _next_in_run(tokens, last, joining)
            if step == 0:
                break
            last += step
        yield at, last
        at = last + 1


def _next_in_run(tokens: Sequence[Token], last: int, joining: frozenset[str]) -> int:
    """How many tokens the run goes on by: 1 for a name word, more across particles or a nickname in quotes."""
    token = tokens[last + 1]
    if token.breaks:
        return 0
    if is_name_token(token):
        return 1
    ahead = last + 1
    while ahead < len(tokens) and ahead <= last + 3 and tokens[ahead].key in joining and not tokens[ahead].breaks:
        ahead += 1
    if ahead > last + 1 and ahead < len(tokens) and is_name_token(tokens[ahead]) and not tokens[ahead].breaks:
        return ahead - last
    if token.text in "\"“'‘(":
        for close in (last + 3, last + 4):
            if close + 1 >= len(tokens) or tokens[close].text not in "\"”'’)" or not is_name_token(tokens[close + 1]):
                continue
            inside = tokens[last + 2 : close]
            nickname = all(word.word[0].isalpha() for word in inside) and (token.text != "(" or _is_nickname(inside))
            if nickname and not any(word.breaks for word in tokens[last + 2 : close + 2]):
                return close + 1 - last
    return 0


def _is_nickname(inside: Sequence[Token]) -> bool:
    """Whether a bracket inside a name holds another name for the person, not a country or a club."""
    shown = inside[0].word
    return len(inside) == 1 and is_name_token(inside[0]) and not shown.isupper() and not is_place_word(inside[0].key)


def is_name_token(token: Token) -> bool:
    """Whether a token can stand in a name: a capital, or an inner one as in al-Sabah and d'Estaing."""
    first = token.word[0]
    if first.isupper():
        return not any(char.isdigit() for char in token.word) and not _CONTRACTION.match(token.key)
    return first.islower() and not token.word.islower() and bool(_INNER_CAPITAL.match(token.word))


class _Reader:
    """Reads runs of one document: what is cut off, and what cannot be a person."""

    def __init__(self, document: Document, own: frozenset[str]) -> None:
        self.document = document
        self.tokens = document.tokens
        self.lexicon = load_lexicon()
        self.signs = Signs(document, own)
        self.firm_words: set[str] = set()

    def read(self, run: tuple[int, int]) -> Candidate | None:
        """The candidate in a run, or None if no name can be in it."""
        first, last = run
        first, last = self._strip_back(first, last)
        title, first = self._strip_front(first, last)
        if first > last or last - first > 6:
            return None
        words = tuple(token.key for token in self.tokens[first : last + 1] if token.word[0].isalnum())
        kept = title in self.lexicon.kept_titles and self.tokens[first].key == title
        if (
            not words
            or " ".join(words) in self.lexicon.firms
            or (len(words) == 1 and (words[0] in self.lexicon.weekdays or words[0] in self.lexicon.function_words))
        ):
            return None
        if self._is_firm(first, last):
            if not self.signs.is_heading(first) and self.tokens[first].start >= self.document.body:
                self.firm_words.update(words)
            return None
        if self._is_place(first, last):
            return None
        title = title or self._title_before(first)
        weight, rule = self.signs.weigh(first, last, words[kept:], title)
        before = self.tokens[first - 1] if first else None
        return Candidate(
            first=first,
            last=last,
            start=self.tokens[first].start,
            end=self.tokens[last].end,
            words=words,
            title=title,
            weight=weight,
            rule=rule,
            heading=self.tokens[first].start < self.document.body or self.signs.is_heading(first),
            after_place_word=before is not None
            and not self.tokens[first].breaks
            and before.key in self.lexicon.places_before,
        )

    def _strip_back(self, first: int, last: int) -> tuple[int, int]:
        """Leave out what cannot end a name: days, months, a title of what comes next."""
        while last > first and (
            self.tokens[last].key in self.lexicon.weekdays or self.tokens[last].key in ("who", "he", "she", "the", "i")
        ):
            last -= 1
        return first, last

    def _strip_front(self, first: int, last: int) -> tuple[str, int]:
        """(title, first token of the name): titles, nationalities, places and opening words are cut off."""
        lexicon = self.lexicon
        title = ""
        final = last
        while final > first and self.tokens[final].key.rstrip(".") in lexicon.suffixes:
            final -= 1
        for number in range(final - 1, first - 1, -1):
            key = self.tokens[number].key.rstrip(".")
            if key in lexicon.titles and not self._title_is_name(number, first, last):
                rest = self.tokens[number + 1 : last + 1]
                if key in lexicon.kept_titles and self._keeps_title(rest):
                    return key, number
                return key, number + 1
        for number in range(last - 1, first, -1):
            # "Secretary of State Stephen Biegun": the name begins after the last word of an office or body.
            key = self.tokens[number - 1].key
            if (
                key in lexicon.not_people
                and not self.signs.is_given(key)
                and self.signs.is_given(self.tokens[number].key)
            ):
                first = number
                break
        while last - first > 1 and self._leads_a_name(first, last):
            first += 1
        office = self._office_before(first)
        if office:
            start = first
            while start < last and (
                self.signs.is_word(self.tokens[start].key) and not self.signs.is_given(self.tokens[start].key)
            ):
                start += 1
            if start > first:
                return office, start
        while first < last:
            token = self.tokens[first]
            rest_is_name = self.signs.is_given(self.tokens[first + 1].key) or bool(
                INITIALS.match(self.tokens[first + 1].word)
            )
            opening = token.key in lexicon.function_words or (
                token.opens
                and token.key not in lexicon.given_particles
                and not self._is_family_first(first)
                and (self.signs.is_word(token.key) or len(token.word) == 1)
                and (
                    not self.signs.is_given(token.key)
                    or (token.key in lexicon.opening_given and rest_is_name and last - first > 1)
                )
            )
            if opening or (
                token.key in lexicon.weekdays and not (self.signs.is_given(token.key) and last - first == 1)
            ):
                first += 1
            elif (
                is_place_word(token.key.replace(".", "")) and not self.signs.is_given(token.key) and last - first > 1
            ) or (
                token.word.isupper()
                and len(token.word) > 1
                and "." not in token.word
                and last - first > 1
                and not self.signs.is_family(token.key)
                and rest_is_name
            ):
                first += 1
            else:
                break
        return title, first

    def _office_before(self, first: int) -> str:
        """The title in "Minister of Mines and | Energy Subroto", where a run begins within the office."""
        if self.document.key(first - 1) not in ("of", "and", "for"):
            return ""
        for number in range(first - 2, max(-1, first - 7), -1):
            token = self.tokens[number]
            if (
                token.key in self.lexicon.honorifics
                and token.capital
                and self.document.key(number + 1) in ("of", "for")
            ):
                return token.key
            if not (token.capital or token.key in ("of", "and", "for", "the", ",")) or token.breaks:
                return ""
        return ""

    def _leads_a_name(self, first: int, last: int) -> bool:
        """Whether a word stands before a whole name: "Exchequer Nigel Lawson", "Ferrari Charles Leclerc"."""
        key, following = self.tokens[first].key, self.tokens[first + 1].key
        if self.signs.is_given(key) or INITIALS.match(self.tokens[first].word) or key in self.lexicon.east_asian_family:
            return False
        plain = self.signs.is_given(following) and not self.signs.is_word(following) and not is_place_word(following)
        return plain and (self.signs.is_word(key) or not self.signs.is_family(key)) and "-" not in key

    def _title_is_name(self, number: int, first: int, last: int) -> bool:
        """Whether a title word is rather a name here: "Dean Smith", "Duke Ellington", "Son Heung-min"."""
        key = self.tokens[number].key
        if self._is_family_first(number):
            return True
        return number == first and key in _TITLE_OR_GIVEN and last - number == 1

    def _is_family_first(self, number: int) -> bool:
        """Whether a word is a family name before a hyphened given name: Ban Ki-moon, Son Heung-min."""
        given = self.tokens[number + 1].word
        hyphened = "-" in given and given.rpartition("-")[2].islower()
        return hyphened and self.tokens[number].key in self.lexicon.east_asian_family

    def _keeps_title(self, rest: Sequence[Token]) -> bool:
        """Popes, monarchs and nobles keep their title: one name, or a name with its numeral."""
        names = [token for token in rest if token.key.rstrip(".") not in self.lexicon.suffixes]
        return len(names) == 1

    def _title_before(self, first: int) -> str:
        """A title or role word before the run: "spokesman Sean Spicer", "the driver, Ayrton Senna"."""
        if first == 0 or self.tokens[first].breaks:
            return ""
        before = self.tokens[first - 1]
        if before.key.rstrip(".") in self.lexicon.titles and not before.possessive:
            return before.key.rstrip(".")
        if (
            before.text == ","
            and first > 1
            and self.tokens[first - 2].key in self.lexicon.titles
            and self.tokens[first - 2].word.islower()
        ):
            return self.tokens[first - 2].key
        return ""

    def _is_firm(self, first: int, last: int) -> bool:
        """Whether a firm's, body's, place's or storm's name is what the run is, whole or from its front."""
        keys = [token.key.rstrip(".") for token in self.tokens[first : last + 1]]
        after = self.tokens[last + 1] if last + 1 < len(self.tokens) else None
        if after is not None and after.text == "&" and not after.breaks:
            return True
        if first and self.tokens[first - 1].text == "&" and not self.tokens[first].breaks:
            return True
        if keys[0] in self.lexicon.storms or (
            first and not self.tokens[first].breaks and self.document.key(first - 1) in self.lexicon.storms
        ):
            return True
        for number, key in enumerate(keys):
            if key not in self.lexicon.not_people:
                continue
            if number == 0 and len(keys) > 1 and (key in self.lexicon.east_asian_family or self.signs.is_given(key)):
                continue
            known = (
                number == len(keys) - 1 == 1
                and self.signs.is_given(keys[0])
                and not self.signs.is_word(keys[0])
                and self.signs.is_family(key)
            )
            if known and key not in self.lexicon.never_surnames:
                continue
            return True
        return any(" ".join(keys[:size]) in self.lexicon.firms for size in range(2, len(keys)))

    def _is_place(self, first: int, last: int) -> bool:
        """Whether a place of more than one word is all that the run names: Los Angeles, Hong Kong."""
        return any(
            place.first <= first and last <= place.last and " " in place.term
            for place in self.signs.places.get(first, ())
        )
