"""The signs for and against a run of capitals being a person's name, and what each weighs.

The weights were set by hand and by reading the errors on news of 1987 and of the 2020s; they are sums, so that an
editor can be told the strongest (docs/decisions/tagging.md).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import itemgetter

from copydesk.ingest.tagging.document import Document
from copydesk.ingest.tagging.lexicon import lexicon_of
from copydesk.ingest.tagging.places import Place, is_place_word
from copydesk.ingest.tagging.text import Token, romanised

Sign = tuple[float, str]
_weight = itemgetter(0)
_NOTHING: Sign = (0.0, "capitals")

INITIALS = re.compile(r"^(?:[^\W\d_]\.?){1,3}$")
# WeWork, ChatGPT; not McGinn, MacDonald, DeSantis, O'Brien.
CAMEL = re.compile(r"^(?!Mc|Mac|De|Di|Du|La|Le|Van|Fitz|O['’])[A-Z][a-z]+[A-Z]")
# Family names whose bearers' given names may look like surnames; and those that are never given names in English.
_CHINESE_FIRST = frozenset({"xi", "li", "wang", "zhang", "hu", "mao", "deng", "zhou"})
_PAIR = 2
_RANKS = frozenset({"first", "second", "third", "fourth", "fifth", "last"})
_STAFF = frozenset(
    {"doctors", "nurses", "staff", "students", "workers", "patients", "employees", "miners", "lecturers", "teachers"}
)
# A syllable of Chinese has fewer letters.
_PINYIN = 7
_ALWAYS_FIRST = frozenset({"nguyen", "tran", "pham", "kim"})
_LISTENERS = frozenset({"told", "asked", "urged", "warned"})
_COMPANIONS = frozenset({"by", "between", "with", "and", "including"})
_APPOSITIONS = frozenset({"who", "whose", "a", "an", "the", "his", "her", "former", "chief", "head"})
# How family names end in Russian, Ukrainian, Serbian, Georgian and Armenian, with the endings of case.
_CYRILLIC_ENDING = re.compile(
    r"(?:ов|ев|ин|ын|ич|енко|швили|адзе|ян|чук|щук|цкии|скии|ский|цкий|овская|ская)(?:а|у|ым|ом|ем|е|ой|ого|ому|и)?$"
)
_AGE = re.compile(r"^\d{1,2}$")


class Signs:
    """Weighs candidates of one document; `own` are the words of names in the site's registry."""

    def __init__(self, document: Document, own: frozenset[str]) -> None:
        self.document = document
        self.tokens = document.tokens
        self.lexicon = lexicon_of(document.lang)
        self.own = own
        self.places: dict[int, list[Place]] = defaultdict(list)
        for place in document.places:
            for number in range(place.first, place.last + 1):
                self.places[number].append(place)
        ascii_only = document.text.isascii()
        self.accented = frozenset(() if ascii_only else [t.key for t in document.tokens if not t.word.isascii()])

    def is_given(self, key: str) -> bool:
        """A known given name, or a hyphenated one with a known half."""
        if key in self.lexicon.given or key in self.own:
            return True
        if not key.isascii() and any(form in self.lexicon.given for form in romanised(key)):
            return True
        return "-" in key and any(part in self.lexicon.given or part in self.own for part in key.split("-"))

    def is_family(self, key: str) -> bool:
        """A known surname, or a hyphenated one with a known half."""
        if key in self.lexicon.family or key in self.own:
            return True
        if not key.isascii() and (
            _CYRILLIC_ENDING.search(key) or any(form in self.lexicon.family for form in romanised(key))
        ):
            return True
        return "-" in key and any(part in self.lexicon.family for part in key.split("-") if len(part) > 2)

    def is_word(self, key: str) -> bool:
        """An ordinary word of English; one that is printed with an accent is none."""
        return key in self.lexicon.words and key not in self.accented

    def is_heading(self, first: int) -> bool:
        """Whether a token stands in a line of capitals, where case says nothing."""
        if not (self.tokens[first].word.isupper() or len(self.tokens[first].word) == 1):
            return False
        near = [t for t in self.tokens[max(0, first - 3) : first + 4] if t.word[0].isalpha() and len(t.word) > 1]
        return len(near) > 1 and all(token.word.isupper() for token in near)

    def weigh(self, first: int, last: int, words: tuple[str, ...], title: str) -> Sign:
        """The sum of the signs, and the strongest of them as the rule."""
        titled = title in self.lexicon.honorifics
        signs = [*self._context_signs(first, last, title), *self._name_signs(first, last, words, titled=titled)]
        strongest = max(signs, key=_weight, default=_NOTHING)
        return sum([weight for weight, _ in signs]), strongest[1]

    def around(self, first: int, last: int, title: str) -> Sign:
        """The strongest sign around a name, whatever the name itself may say."""
        return max(self._context_signs(first, last, title), key=_weight, default=_NOTHING)

    def _name_signs(self, first: int, last: int, words: tuple[str, ...], *, titled: bool) -> Iterator[Sign]:
        """Signs in the name itself."""
        names = self._names_of(words)
        if not names:
            yield -5.0, "no name"
            return
        if len(names) > 1 and names[0] in self.lexicon.east_asian_family and self._looks_east_asian(last, names):
            yield 3.5, "family name first"
            return
        if len(names) == _PAIR and self._is_straits_name(names):
            yield 3.5, "given name of two parts"
            return
        for number, word in enumerate(names):
            if number == 0:
                weight, rule = self._opening_sign(first, last, names)
                yield (max(weight, -0.5) if titled and len(names) > 1 else weight), rule
            elif number == len(names) - 1:
                weight, rule = self._last_sign(word)
                after_particle = len(words) > 2 and words[-2] in self.lexicon.joining  # Marine Le Pen
                yield (max(weight, 0.7) if after_particle else weight), rule
            else:
                weight, rule = self._middle_sign(word)
                known = self.is_given(names[0]) and not self.is_word(names[0]) and not self.is_word(names[-1])
                yield (max(weight, -1.0) if known else weight), rule  # Carlos Slim Helú
            if word in self.document.lower and not (number == 0 and self.is_given(word)):
                yield -1.0, "also in lower case"
        yield from self._shape_signs(first, last, names)
        if len(words) > len(names) and len(names) > 1:
            yield 0.8, "particle"
        if any(
            place.first == first and " " in place.term and place.entry.kind != "mask" for place in self.places[first]
        ):
            yield -3.0, "place"

    def _opening_sign(self, first: int, last: int, names: Sequence[str]) -> Sign:
        """What the first word of a name says, which may be a country's too: India Arden, and India Cements."""
        if len(names) < _PAIR or not self._is_country(first):
            return self._first_sign(names[0], alone=len(names) == 1)
        given = self.is_given(self.tokens[first].key)
        known = self.is_family(names[-1]) and (given or names[-1] not in self.lexicon.common)
        listed = given and not self.is_word(names[-1])
        said = self.document.key(last + 1) in self.lexicon.said
        other = names[-1] in self.lexicon.brands or is_place_word(names[-1]) or (said and not listed)
        return (1.6 if known or listed else 0.2) - 3.0 * other, "a country's name"

    def _is_straits_name(self, names: Sequence[str]) -> bool:
        """Whether two syllables with a hyphen stand before a Chinese or Korean family name: Lip-Bu Tan."""
        halves = names[0].split("-")
        short = len(halves) == _PAIR and all(1 < len(half) < _PINYIN for half in halves)
        return (
            short
            and names[1] in self.lexicon.east_asian_family
            and not all(half in self.lexicon.words for half in halves)
        )

    def _is_country(self, first: int) -> bool:
        """Whether a known given name is a country's name too: India Arden, China Miéville."""
        here = self.places.get(first, ())
        key = self.tokens[first].key
        return (key in self.lexicon.given_countries or self.is_given(key)) and any(
            place.first == first and place.last == first and place.entry.kind == "name" for place in here
        )

    def _names_of(self, words: tuple[str, ...]) -> list[str]:
        """The words of a name that are neither particle nor suffix."""
        lexicon = self.lexicon
        if len(words) == 2 and words[0] in lexicon.given_particles and self.is_family(words[1]):
            return list(words)
        return [
            word
            for at, word in enumerate(words)
            if (not at or word.rstrip(".") not in lexicon.suffixes or self._is_given_xi(words))
            and word not in lexicon.joining
        ]

    def _is_given_xi(self, words: tuple[str, ...]) -> bool:
        """Whether the numeral eleven is a Chinese given name: Chen Xi."""
        return len(words) == 2 and words[1] == "xi" and words[0] in self.lexicon.east_asian_family

    def _shape_signs(self, first: int, last: int, names: list[str]) -> Iterator[Sign]:
        """Brands and acronyms, which people are not; two capitals in front may be initials (JD Vance)."""
        tokens = [token for token in self.tokens[first : last + 1] if token.key in names]
        if all(token.word[1:].islower() for token in tokens):
            return
        mixed = any(not token.word.isupper() for token in tokens)
        for number, token in enumerate(tokens):
            acronym = token.word.isupper() and len(token.word) > 1 and "." not in token.word and mixed
            acronym = acronym and not (number and len(token.word) > 3 and self.is_family(token.key))  # Angela MERKEL
            if not (acronym or CAMEL.match(token.word)):
                continue
            two = len(token.word) == 2 and number == 0 and token.key not in self.lexicon.acronyms_no_names
            yield (0.8, "initials") if two else (-3.0, "acronym or brand")

    def _middle_sign(self, word: str) -> Sign:
        """What a word between the first and the last says."""
        if INITIALS.match(word) and len(word.replace(".", "")) < 3:
            return 1.0, "initial"
        if self.is_given(word) or self.is_family(word):
            return 0.3, "middle name"
        return (-2.0, "word") if self.is_word(word) else (0.0, "unknown word")

    def _looks_east_asian(self, last: int, names: list[str]) -> bool:
        """Kim Jong-un, Moon Jae-in, Nguyen Phu Trong, Xi Jinping: what follows the family name is no English name."""
        family, *rest = names
        vietnamese = family in self.lexicon.vietnamese_family and len(rest) > 1
        if any(is_place_word(word) for word in rest) and not vietnamese:
            return False
        if len(rest) == 1:
            if "-" in self.tokens[last].word:
                return not all(part in self.lexicon.words for part in rest[0].split("-"))
            if family in self.lexicon.only_chinese and len(rest[0]) < _PINYIN and not self.is_family(rest[0]):
                return True  # Qin Gang, though a gang is a gang
            chinese = rest[0] in self.lexicon.east_asian_family and family not in self.lexicon.given  # Huo Meng
            unlike_surname = chinese or (len(rest[0]) <= 8 and not self.is_family(rest[0]))
            return not self.is_word(rest[0]) and (unlike_surname or family in _CHINESE_FIRST)
        english = len(rest) == 2 and self.is_given(rest[0]) and self.is_family(rest[1]) and family not in _ALWAYS_FIRST
        return len(rest) == 2 and all(len(word) <= 6 for word in rest) and not english

    def _first_sign(self, word: str, *, alone: bool) -> Sign:
        """What the first word of a name says."""
        plain = word.replace(".", "")
        place = is_place_word(plain)
        if INITIALS.match(word) and len(plain) < 4 and ("." in word or len(plain) == 1):
            none = alone or place or plain in self.lexicon.acronyms_no_names
            return (0.0, "initial") if none else (1.8, "initials")
        if word in self.lexicon.given_particles and not alone:
            return 2.0, "given name"
        if self.is_given(word):
            doubtful = 2.4 if word in self.lexicon.sure_given else 1.6
            return (doubtful if self.is_word(word) or place else 3.0), "given name"
        if self.is_word(word) or place:
            return (-2.5, "word") if self.is_word(word) else (-2.0, "place")
        return (0.9, "surname") if self.is_family(word) else (0.4, "unknown word")

    def _last_sign(self, word: str) -> Sign:
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

    def _context_signs(self, first: int, last: int, title: str) -> Iterator[Sign]:
        """Signs around the name."""
        if title in self.lexicon.honorifics:
            yield 3.0, f"title ({title})"
        elif title:
            yield 2.2, f"role ({title})"
        if self._owns_a_name(last):
            yield -0.8, "whose a name is"  # Bloem Gaol's Fana Sithole
        yield from self._signs_around(first, last)
        if self.tokens[first].word.isupper() and all(
            token.word.isupper() and len(token.word) > 1 for token in self.tokens[first : last + 1]
        ):
            yield (-0.7 if self.is_heading(first) else -1.5), "capitals"

    def _signs_around(self, first: int, last: int) -> Iterator[Sign]:
        """Signs in the words right after and before a name."""
        if not self.tokens[last].possessive and last + 1 < len(self.tokens) and not self.tokens[last + 1].breaks:
            after = self.document.key(last + 1)
            sign = self._sign_after(after, last)
            if sign:
                yield sign
            named_after = self._named_after(last)
            if named_after:
                yield named_after, "named after somebody"
            if self.document.key(first - 1) in self.lexicon.appointed and self._is_office(after, last + 1):
                yield 1.6, "named to an office"
        if first and not self.tokens[first].breaks:
            sign = self._sign_before(first)
            if sign:
                yield sign

    def _owns_a_name(self, last: int) -> bool:
        """Whether a possessive stands right before another name, as a body's does before its people's."""
        if not self.tokens[last].possessive or last + 1 >= len(self.tokens):
            return False
        return self.tokens[last + 1].capital and not self.tokens[last + 1].breaks

    def _sign_after(self, after: str, last: int) -> Sign | None:
        """A verb, a bracket, an age, an apposition."""
        if after == ",":
            return self._apposition(last)
        if after in _RANKS and self.document.key(last + 2) in (".", ",", "in", "and", ";", "on"):
            return 1.0, "a rank after the name"
        if after == "of" and self.document.key(last + 2) == "the":
            return 0.5, "of the"
        if after in self.lexicon.said:
            return 2.2, f"{after} after the name"
        if after in self.lexicon.acts:
            return 0.8, f"{after} after the name"
        return (0.5, "bracket") if after == "(" else None

    def _apposition(self, last: int) -> Sign | None:
        """What follows a name's comma: a verb, an age, an article."""
        second = self.document.key(last + 2)
        if second in self.lexicon.said:
            return 1.5, f"{second} after the name"
        if last + 2 < len(self.tokens) and self.tokens[last + 2].possessive and self._is_kin_or_office(last + 3):
            return 0.8, "apposition"
        if _AGE.match(second) and self.document.key(last + 3) in (",", ".", ";", ")"):
            return 2.2, "age"
        return (0.8, "apposition") if second in _APPOSITIONS or second in self.lexicon.titles else None

    def _is_kin_or_office(self, number: int) -> bool:
        """Whether an office or a relation stands at a token: Teo's | predecessor, Hun Sen's | son."""
        key = self.document.key(number)
        return key in self.lexicon.titles or key in self.lexicon.relations

    def _named_after(self, last: int) -> float:
        """What a building after a name counts for; several (… airports) are sure to be meant."""
        after = self.document.key(last + 1)
        if self.tokens[last + 1].word.islower() and after in self.lexicon.buildings:
            return -1.5
        plural = after.endswith("s") and after[:-1] in self.lexicon.buildings and self.tokens[last + 1].word.islower()
        return -4.0 if plural or (after in (",", "and") and self._is_named_after(last)) else 0.0

    def _is_named_after(self, last: int) -> bool:
        """Whether a name stands in a list of what is named after people: "Indira Gandhi and Shivaji airports"."""
        for number in range(last + 1, min(last + 14, len(self.tokens))):
            token = self.tokens[number]
            if token.breaks:
                return False
            if token.word[0].islower() and token.key not in ("and", "or", "de", "del", "of"):
                return number > last + 1 and token.key.endswith("s") and token.key[:-1] in self.lexicon.buildings
            if not (token.capital or token.text == "," or token.word[0].islower()):
                return False
        return False

    def _is_office(self, after: str, number: int) -> bool:
        """Whether an office stands from a token on, whose word is given: named X "as its president"."""
        office = number + (after in ("as", "to", "its", "the", "a"))
        return any(self.document.key(n) in self.lexicon.titles for n in range(office, office + 3))

    def _sign_before(self, first: int) -> Sign | None:
        """A verb, an article, a preposition of place, a role before a comma."""
        before = self.document.key(first - 1)
        if before in _LISTENERS or before in _COMPANIONS:
            return 0.3, f"{before} before the name"
        if before in self.lexicon.said or before in self.lexicon.takes_people:
            return (2.0 if before in self.lexicon.said else 1.2), f"{before} before the name"
        if before == "at" and self.document.key(first - 2) in _STAFF:
            return -2.5, "who works there before the name"
        if before == "the" or before in self.lexicon.places_before:
            return {"the": -2.0, "to": -0.3}.get(before, -0.8), f"{before} before the name"
        if before == ",":
            return (1.4, "apposition to a role") if self._role_in_reach(first) else None
        return self._sign_of_owner(self.tokens[first - 1])

    def _sign_of_owner(self, owner: Token) -> Sign | None:
        """Whose a name is: a country's, a party's, a body's."""
        if not (owner.possessive and owner.capital):
            return None
        strong = is_place_word(owner.key.replace(".", "")) or owner.word.isupper()
        return (0.9, "a country's or party's") if strong else (0.6, "a body's")

    def _role_in_reach(self, first: int) -> bool:
        """Whether a role stands just before the comma: "the president of the institute, Jorio Dauster,"."""
        for number in range(first - 2, max(-1, first - 12), -1):
            token = self.tokens[number]
            if token.key in self.lexicon.titles:
                return True
            if token.breaks or token.text in '.,;:!?"”':
                return False
        return False
