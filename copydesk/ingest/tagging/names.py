"""Capitalised runs → candidates for names of people, each with the signs for and against it.

A run is what stands capitalised side by side in one line ("U.S. President Donald Trump"); titles, places and the
first word of a sentence are cut off its front, and what is left is weighed. Whether a candidate is a person is
settled for the whole article in `people.py`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copydesk.ingest.tagging.document import Document
from copydesk.ingest.tagging.lexicon import Lexicon, load_lexicon
from copydesk.ingest.tagging.places import Place, is_place_word
from copydesk.ingest.tagging.text import Token

_INNER_CAPITAL = re.compile(
    r"^(?:al|el|an|as|ad|ash|az|ul|ibn|bin|d|l|de|t|s)?['’ʻ-]+[A-Z]|^(?:al|el|an|as|ad|ash|az|ul)-[A-Z]|^[dl]['’][A-Z]"
)
_INITIALS = re.compile(r"^(?:[^\W\d_]\.?){1,3}$")
_AGE = re.compile(r"^\d{1,2}$")
_CONTRACTION = re.compile(r"^(?:\w+n't|(?:i|we|you|they|he|she|it|that|there|what|who|let|here|where|how)'\w{1,2})$")
CAMEL = re.compile(r"^(?!Mc|Mac|De|Di|Du|La|Le|Van|Fitz|O['’])[A-Z][a-z]+[A-Z]")
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
    reader = _Reader(document, load_lexicon(), own)
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
    return len(inside) == 1 and is_name_token(inside[0]) and not is_place_word(inside[0].key)


def is_name_token(token: Token) -> bool:
    """Whether a token can stand in a name: a capital, or an inner one as in al-Sabah and d'Estaing."""
    first = token.word[0]
    if first.isupper():
        return not any(char.isdigit() for char in token.word) and not _CONTRACTION.match(token.key)
    return first.islower() and not token.word.islower() and bool(_INNER_CAPITAL.match(token.word))


class _Reader:
    """Reads runs of one document; holds what every run is compared with."""

    def __init__(self, document: Document, lexicon: Lexicon, own: frozenset[str]) -> None:
        self.document = document
        self.tokens = document.tokens
        self.lexicon = lexicon
        self.own = own
        self.firm_words: set[str] = set()
        self.places: dict[int, list[Place]] = defaultdict(list)
        for place in document.places:
            for number in range(place.first, place.last + 1):
                self.places[number].append(place)
        self.lower = frozenset(token.key for token in document.tokens if token.word.islower())

    def is_given(self, key: str) -> bool:
        """A known given name, or a hyphenated one with a known half."""
        if key in self.lexicon.given or key in self.own:
            return True
        return "-" in key and any(part in self.lexicon.given or part in self.own for part in key.split("-"))

    def is_family(self, key: str) -> bool:
        """A known surname, or a hyphenated one with a known half."""
        if key in self.lexicon.family or key in self.own:
            return True
        return "-" in key and any(part in self.lexicon.family for part in key.split("-") if len(part) > 2)

    def is_word(self, key: str) -> bool:
        """An ordinary word of English."""
        return key in self.lexicon.words

    def read(self, run: tuple[int, int]) -> Candidate | None:
        """The candidate in a run, or None if no name can be in it."""
        first, last = run
        first, last = self._strip_back(first, last)
        title, first = self._strip_front(first, last)
        if first > last or last - first > 6:
            return None
        words = tuple(token.key for token in self.tokens[first : last + 1] if token.word[0].isalnum())
        kept = title in self.lexicon.kept_titles and self.tokens[first].key == title
        if not words or " ".join(words) in self.lexicon.firms or (len(words) == 1 and (words[0] in self.lexicon.weekdays or words[0] in self.lexicon.function_words)):
            return None
        if self._is_firm(first, last):
            self.firm_words.update(words)
            return None
        if self._is_place(first, last):
            return None
        title = title or self._title_before(first)
        weight, rule = self._weigh(first, last, words[kept:], title)
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
            heading=self.tokens[first].start < self.document.body or self._is_heading(first),
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
            if key in lexicon.titles and not (number == first and self._title_is_name(number, last)):
                rest = self.tokens[number + 1 : last + 1]
                if key in lexicon.kept_titles and self._keeps_title(rest):
                    return key, number
                return key, number + 1
        for number in range(last - 1, first, -1):
            # "Secretary of State Stephen Biegun": the name begins after the last word of an office or body.
            key = self.tokens[number - 1].key
            if key in lexicon.not_people and not self.is_given(key) and self.is_given(self.tokens[number].key):
                first = number
                break
        while last - first > 1 and self._leads_a_name(first, last):
            first += 1
        while first < last:
            token = self.tokens[first]
            rest_is_name = self.is_given(self.tokens[first + 1].key) or bool(
                _INITIALS.match(self.tokens[first + 1].word)
            )
            opening = token.key in lexicon.function_words or (
                token.opens
                and (self.is_word(token.key) or len(token.word) == 1)
                and (not self.is_given(token.key) or (rest_is_name and last - first > 1))
            )
            if opening or (token.key in lexicon.weekdays and not (self.is_given(token.key) and last - first == 1)):
                first += 1
            elif (is_place_word(token.key.replace(".", "")) and not self.is_given(token.key) and last - first > 1) or (
                token.word.isupper()
                and len(token.word) > 1
                and "." not in token.word
                and last - first > 1
                and not self.is_family(token.key)
                and rest_is_name
            ):
                first += 1
            else:
                break
        return title, first

    def _leads_a_name(self, first: int, last: int) -> bool:
        """Whether a word stands before a whole name: "Exchequer Nigel Lawson", "Ferrari Charles Leclerc"."""
        key, following = self.tokens[first].key, self.tokens[first + 1].key
        if self.is_given(key) or _INITIALS.match(self.tokens[first].word) or key in self.lexicon.east_asian_family:
            return False
        plain = self.is_given(following) and not self.is_word(following) and not is_place_word(following)
        return plain and (self.is_word(key) or not self.is_family(key)) and "-" not in key

    def _title_is_name(self, number: int, last: int) -> bool:
        """Whether a title word is rather a given name here: "Dean Smith", "Earl Warren", "Duke Ellington"."""
        return self.tokens[number].key in ("dean", "duke", "earl", "major", "chase", "guy") and last - number == 1

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

    def _role_in_reach(self, first: int) -> bool:
        """Whether a role stands just before the comma: "the president of the institute, Jorio Dauster,"."""
        for number in range(first - 2, max(-1, first - 12), -1):
            token = self.tokens[number]
            if token.key in self.lexicon.titles:
                return True
            if token.breaks or token.text in ".,;:!?\"”":
                return False
        return False

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
            if number == 0 and len(keys) > 1 and (key in self.lexicon.east_asian_family or self.is_given(key)):
                continue
            known = (
                number == len(keys) - 1 == 1
                and self.is_given(keys[0])
                and not self.is_word(keys[0])
                and self.is_family(key)
            )
            if known and key not in self.lexicon.never_surnames:
                continue
            return True
        return any(" ".join(keys[:size]) in self.lexicon.firms for size in range(2, len(keys)))

    def _is_place(self, first: int, last: int) -> bool:
        """Whether a place of more than one word is all that the run names: Los Angeles, Hong Kong."""
        return any(
            place.first <= first and last <= place.last and " " in place.term and place.entry.kind != "mask"
            for place in self.places.get(first, ())
        )

    def _is_heading(self, first: int) -> bool:
        """Whether a token stands in a line of capitals, where case says nothing."""
        near = [t for t in self.tokens[max(0, first - 3) : first + 4] if t.word[0].isalpha() and len(t.word) > 1]
        return len(near) > 1 and all(token.word.isupper() for token in near)

    def _weigh(self, first: int, last: int, words: tuple[str, ...], title: str) -> tuple[float, str]:
        """The sum of the signs, and the strongest of them as the rule."""
        signs = [*self._name_signs(first, last, words, titled=title in self.lexicon.honorifics), *self._context_signs(first, last, title)]
        strongest = max(signs, key=lambda sign: sign[0], default=(0.0, "capitals"))
        return sum(weight for weight, _ in signs), strongest[1]

    def _name_signs(self, first: int, last: int, words: tuple[str, ...], *, titled: bool) -> Iterator[tuple[float, str]]:
        """Signs in the name itself."""
        names = [
            word for word in words if word.rstrip(".") not in self.lexicon.suffixes and word not in self.lexicon.joining
        ]
        if not names:
            yield -5.0, "no name"
            return
        shown = [token.word for token in self.tokens[first : last + 1] if token.key in names]
        mixed = any(not word.isupper() for word in shown)
        shown += [""] * (len(names) - len(shown))
        if len(names) > 1 and names[0] in self.lexicon.east_asian_family and self._looks_east_asian(first, last, names):
            yield 3.5, "family name first"
            return
        for number, word in enumerate(names):
            if number == 0:
                weight, rule = self._first_sign(word, alone=len(names) == 1)
                yield (max(weight, -0.5) if titled and len(names) > 1 else weight), rule
            elif number == len(names) - 1:
                yield self._last_sign(word)
            elif _INITIALS.match(word) and len(word.replace(".", "")) < 3:
                yield 1.0, "initial"
            elif self.is_given(word) or self.is_family(word):
                yield 0.3, "middle name"
            elif self.is_word(word):
                yield -2.0, "word"
            if CAMEL.match(shown[number]) or (shown[number].isupper() and len(word) > 1 and "." not in word and mixed):
                two = len(word) == 2 and number == 0 and word not in self.lexicon.acronyms_no_names
                yield (0.8, "initials") if two else (-3.0, "acronym or brand")
            if word in self.lower and not (number == 0 and self.is_given(word)):
                yield -1.0, "also in lower case"
        if len(words) > len(names) and len(names) > 1:
            yield 0.8, "particle"
        if any(place.first == first and " " in place.term for place in self.places.get(first, ())):
            yield -3.0, "place"

    def _looks_east_asian(self, first: int, last: int, names: list[str]) -> bool:
        """Kim Jong-un, Moon Jae-in, Nguyen Phu Trong, Xi Jinping: what follows the family name is no English name."""
        rest = names[1:]
        shown = self.tokens[last].word
        if len(rest) == 1:
            parts = shown.split("-")
            if len(parts) == 2:
                return not any(part in self.lexicon.words and len(part) > 3 for part in rest[0].split("-"))
            return (
                not self.is_word(rest[0])
                and not is_place_word(rest[0])
                and (
                    len(rest[0]) <= 8
                    and not self.is_family(rest[0])
                    or names[0] in ("xi", "li", "wang", "zhang", "hu", "mao", "deng", "zhou")
                )
            )
        return (
            len(rest) == 2
            and all(len(word) <= 6 and not is_place_word(word) for word in rest)
            and not (
                self.is_family(rest[1]) and self.is_given(rest[0]) and names[0] not in ("nguyen", "tran", "pham", "kim")
            )
        )

    def _first_sign(self, word: str, *, alone: bool) -> tuple[float, str]:
        """What the first word of a name says."""
        plain = word.replace(".", "")
        if _INITIALS.match(word) and len(plain) < 4 and ("." in word or len(plain) == 1):
            return (0.0, "initial") if alone or plain in self.lexicon.acronyms_no_names or is_place_word(plain) else (1.8, "initials")
        if self.is_given(word):
            if self.is_word(word) or is_place_word(plain):
                return 1.6, "given name"
            return 3.0, "given name"
        if self.is_word(word):
            return -2.5, "word"
        if is_place_word(plain):
            return -2.0, "place"
        if self.is_family(word):
            return 0.9, "surname"
        return 0.4, "unknown word"

    def _last_sign(self, word: str) -> tuple[float, str]:
        """What the last word of a name says."""
        if self.is_family(word):
            return (0.5, "surname") if self.is_word(word) or is_place_word(word) else (1.5, "surname")
        if self.is_word(word):
            return (-2.5 if word in self.lexicon.common else -0.9), "word"
        if is_place_word(word):
            return -2.0, "place"
        if self.is_given(word):
            return 0.8, "given name"
        ending = any(word[-size:] in self.lexicon.surname_endings for size in (2, 3, 4, 5))
        return (1.2, "surname's ending") if ending else (0.7, "unknown word")

    def _context_signs(self, first: int, last: int, title: str) -> Iterator[tuple[float, str]]:
        """Signs around the name."""
        lexicon = self.lexicon
        before, after = self.document.key(first - 1), self.document.key(last + 1)
        if first and self.tokens[first].breaks:
            before = ""
        if last + 1 < len(self.tokens) and self.tokens[last + 1].breaks:
            after = ""
        if title in lexicon.honorifics:
            yield 3.0, f"title ({title})"
        elif title:
            yield 2.2, f"role ({title})"
        if not self.tokens[last].possessive:
            if after in lexicon.said:
                yield 2.2, f"{after} after the name"
            elif after in lexicon.acts:
                yield 0.8, f"{after} after the name"
            if after == ",":
                second = self.document.key(last + 2)
                if second in lexicon.said:
                    yield 1.5, f"{second} after the name"
                if _AGE.match(second) and self.document.key(last + 3) in (",", ".", ";", ")"):
                    yield 2.2, "age"
                elif (
                    second in ("who", "whose", "a", "an", "the", "his", "her", "former", "chief", "head")
                    or second in lexicon.titles
                ):
                    yield 0.8, "apposition"
            elif after == "(":
                yield 0.5, "bracket"
        if before == "," and self._role_in_reach(first):
            yield 1.4, "apposition to a role"
        if before in lexicon.said and before not in ("told", "asked", "urged", "warned"):
            yield 2.0, f"{before} before the name"
        elif before in ("told", "asked", "urged", "by", "between", "with", "and", "including"):
            yield 0.3, f"{before} before the name"
        elif before == "the":
            yield -2.0, "the"
        elif before in lexicon.places_before:
            yield -0.8, f"{before} before the name"
        if all(self.tokens[n].word.isupper() and len(self.tokens[n].word) > 1 for n in range(first, last + 1)):
            yield -0.7 if self._is_heading(first) else -1.5, "capitals"
