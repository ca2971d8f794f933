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
from copydesk.ingest.tagging.gazetteer import Place, is_place_word, load_gazetteer
from copydesk.ingest.tagging.lexicon import BENT_GIVEN, base_title, is_bent_given, lexicon_of, months_of
from copydesk.ingest.tagging.text import Token, romanised

Sign = tuple[float, str]
_weight = itemgetter(0)
_NOTHING: Sign = (0.0, "capitals")

INITIALS = re.compile(r"^(?:[^\W\d_]\.?){1,3}$")
# WeWork, ChatGPT; not McGinn, MacDonald, DeSantis, O'Brien.
CAMEL = re.compile(r"^(?!Mc|Mac|De|Di|Du|La|Le|Van|Fitz|O['’])[A-Z][a-z]+[A-Z]")
ELIDES = frozenset({"it", "fr", "ca"})  # languages whose articles are glued to the word
# Family names whose bearers' given names may look like surnames; and those that are never given names in English.
_CHINESE_FIRST = frozenset({"xi", "li", "wang", "zhang", "hu", "mao", "deng", "zhou"})
_PAIR = 2
_TOWNS = ("city", "capital")
# Shorter names of cities are words of many languages.
_SHORT_CITY = 4
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
        bends = self.document.lang in BENT_GIVEN and key not in self.lexicon.not_people
        if bends and is_bent_given(key, self.document.lang):
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
                given = (
                    number == 1 and self.is_given(names[0]) and not (self.is_word(names[0]) or is_place_word(names[0]))
                )
                weight, rule = self._last_sign(word, after_given=given and len(word) > _SHORT_CITY)
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

    def _last_sign(self, word: str, *, after_given: bool = False) -> Sign:
        """What the last word of a name says; a city's name `after_given` name is a surname more often."""
        if self.is_family(word):
            return (0.5, "surname") if self.is_word(word) or is_place_word(word) else (1.5, "surname")
        if self.is_word(word):
            return (-2.5 if word in self.lexicon.common else -0.9), "word"
        if is_place_word(word):
            return (-1.0 if after_given and load_gazetteer().entries[word].kind in _TOWNS else -2.0), "place"
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
            sign = self._sign_before(first, last)
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

    def _sign_before(self, first: int, last: int) -> Sign | None:
        """A verb, an article, a preposition of place, a role before a comma."""
        before = self.document.key(first - 1)
        if before in _LISTENERS or before in _COMPANIONS:
            return 0.3, f"{before} before the name"
        if before in self.lexicon.said or before in self.lexicon.takes_people:
            return (2.0 if before in self.lexicon.said else 1.2), f"{before} before the name"
        if before == "at" and self.document.key(first - 2) in _STAFF:
            return -2.5, "who works there before the name"
        if before == "the" or before in self.lexicon.places_before:
            opens = before == "in" and self.tokens[first - 1].opens and self.document.key(last + 1) == ","
            # In Pedro Juan Caballero, prosecutors said
            return -3.0 if opens else {"the": -2.0, "to": -0.3}.get(before, -0.8), f"{before} before the name"
        if before == ",":
            return (1.4, "apposition to a role") if self._role_in_reach(first) else None
        told = (1.4, "a trade after a verb of saying") if self._is_told_of(first) else None
        return told or self._sign_of_owner(self.tokens[first - 1])

    def _is_told_of(self, first: int) -> bool:
        """Whether a noun in lower case stands between a verb of saying and a name: said welder Nurbol Aitzhanuly."""
        noun, verb = self.tokens[first - 1], self.document.key(first - 2)
        plain = noun.word.isalpha() and noun.word.islower() and noun.key not in self.lexicon.function_words
        return plain and verb in self.lexicon.said and verb not in _LISTENERS and not noun.key.endswith(("ly", "s"))

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


# A sign around a name that outweighs a place's opening: a title, a verb of saying, an age.
_SURE_SIGN = 1.4
# Mother of, father of: an apposition is enough to say that a person is meant.
_KUNYA = frozenset({"umm", "abu"})
# Words before a list of places; after the second group people may come too.
_PLACED = frozenset({"in", "at", "near", "outside", "around", "across", "via", "throughout"})
_PLACED_OR_NOT = frozenset({"from", "between", "to", "of", "through", "including", "towns", "cities", "villages"})
# Fewer names are no list.
_LISTED = 3
_SIDES = frozenset({"west", "east", "north", "south", "central"})
# Who holds them is a firm's owner; what follows is the firm.
_SHARES = frozenset({"shares", "stake", "stock", "shareholders", "bonds", "subsidiary"})


class Others:
    """Tells of the runs of one document which are no people. Tokens are named by number."""

    def __init__(self, document: Document, signs: Signs) -> None:
        self.document = document
        self.tokens = document.tokens
        self.lexicon = lexicon_of(document.lang)
        self.signs = signs

    def is_no_name(self, number: int) -> bool:
        """A word in capitals that is nobody's name: The, On, Monday."""
        key = self.tokens[number].key
        return key in self.lexicon.function_words or key in self.lexicon.weekdays or self._is_month(number)

    def _is_month(self, number: int) -> bool:
        """A month of another language, behind its day or alone: 1 Juli, bulan Mei; Augustus Waller is a man."""
        if self.document.lang == "en" or self.tokens[number].key not in months_of(self.document.lang):
            return False
        after = self.tokens[number + 1] if number + 1 < len(self.tokens) else None
        named = after is not None and after.capital and not after.breaks
        return not named or self.document.key(number - 1).isdigit()

    def is_disease(self, number: int) -> bool:
        """Parkinson's, Alzheimer's: an illness, unless a title says otherwise."""
        token = self.tokens[number]
        return token.possessive and token.key in self.lexicon.eponyms and not self.title_before(number)

    def is_firm(self, first: int, last: int) -> bool:
        """Whether a firm's, body's, place's or storm's name is what the run is, whole or from its front."""
        keys = [token.key.rstrip(".") for token in self.tokens[first : last + 1]]
        if keys[0] in self.lexicon.storms or self._is_marked(first, last):
            return True
        known = self.signs.is_family(keys[-1]) or self.signs.is_given(keys[0])
        if last > first and keys[-1] in self.lexicon.brands and not known:
            return True  # Fiat Chrysler
        if keys[-1] in self.lexicon.not_people and len(keys) > 1 and self._after_article(first):
            return True
        for number, key in enumerate(keys):
            if key not in self.lexicon.not_people:
                continue
            if (
                number == 0
                and len(keys) > 1
                and not self._is_noun(key)
                and (key in self.lexicon.east_asian_family or self.signs.is_given(key))
            ):
                continue
            if number == len(keys) - 1 and self._is_of_a_family(first, last):
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
        return len(keys) > 2 and any(" ".join(keys[:size]) in self.lexicon.firms for size in range(2, len(keys)))

    def _is_of_a_family(self, first: int, last: int) -> bool:
        """Whether a particle leads from a given name to the last word: Piet van 't Hof, Carlo Alberto dalla Chiesa."""
        before = self.tokens[last - 1]
        joined = before.word == before.key and (before.key in self.lexicon.joining or before.key == "t")
        return last - first > 1 and joined and self.signs.is_given(self.tokens[first].key)

    def _is_marked(self, first: int, last: int) -> bool:
        """Whether what stands around a run says that it is a firm, a ship, a work or a club."""
        after = self.tokens[last + 1] if last + 1 < len(self.tokens) else None
        if after is not None and after.text == "&" and not after.breaks:
            return True
        if self._opens_a_thing(first, last):
            return True
        if first and not self.tokens[first].breaks:
            before = self.document.key(first - 1)
            if self.document.lang in ELIDES:  # l'hôpital
                before = before.rpartition("'")[2]
            owned = before == "of" and self.document.key(first - 2) in _SHARES
            if before == "&" or owned or before in self.lexicon.vessels or before in self.lexicon.storms:
                return True
            if before == "of" and self.tokens[last].key in _SIDES and last > first:
                return True  # the member for Hamilton West
        return self.is_quoted(first, last) or self._is_of_a_place(first, last)

    def _opens_a_thing(self, first: int, last: int) -> bool:
        """Whether a run begins with what is named after people, in another language: Дом Зингера; not Park Ji-sung."""
        opener = self.tokens[first].key
        if self.document.lang in ELIDES:
            opener = opener.rpartition("'")[2]
        _, hyphen, tail = self.tokens[last].key.rpartition("-")
        if hyphen and self.document.lang != "en" and tail in self.lexicon.vessels:
            return True  # Anne Frank-school
        plain = opener not in self.lexicon.given and opener not in self.lexicon.east_asian_family
        return self.document.lang != "en" and first < last and plain and opener in self.lexicon.vessels

    def is_quoted(self, first: int, last: int) -> bool:
        """Whether a name fills a pair of quotation marks: a work's title, or a nickname."""
        if not first or last + 1 >= len(self.tokens) or self.tokens[first].breaks:
            return False
        before, after = self.tokens[first - 1].text, self.tokens[last + 1].text
        return (before in '"“«' or before == "‘") and after in '"”»’'

    def _is_of_a_place(self, first: int, last: int) -> bool:
        """Whether a run ends in a place after a particle and opens with no given name: Esperance de Tunis."""
        if last - first < 2 or self.tokens[last - 1].key not in ("de", "du", "di", "do", "da"):
            return False
        opener = self.tokens[first].key
        person = self.signs.is_given(opener) and self.title_before(first)
        return is_place_word(self.tokens[last].key) and not (person or opener in self.lexicon.men)

    def is_place(self, first: int, last: int) -> bool:
        """Whether a place of more than one word is all that the run names: Los Angeles, Hong Kong."""
        if first < last and self._opens_like_a_place(first, last):
            return True
        here = self.signs.places.get(first, ())
        if any(p.entry.kind == "metonym" and p.first == first and p.last == last > first for p in here):
            return True  # the Atlas Lions
        if self.title_before(first) and self.signs.is_given(self.tokens[first].key):
            return False  # President Benito Juarez, and a town of that name
        return bool(here) and any(p.first <= first and last <= p.last and " " in p.term for p in here)

    def _opens_like_a_place(self, first: int, last: int) -> bool:
        """Whether a run opens as places and parties do (San Isidro, Umm Salal, Frente Amplio), and no person is meant.

        A title before it, a verb, an age or an apposition after it says that one is: Umm Kulthum al-Rashid, a judge.
        """
        opener = self.tokens[first].key
        soft = opener in self.lexicon.soft_place_openers and not self.signs.is_family(self.tokens[last].key)
        if soft and last - first > 1 and self.tokens[last].word.startswith(("al-", "Al-")):
            soft = not self.signs.is_given(self.tokens[first + 1].key)  # Abu Ali al-Askari
        if not (soft or opener in self.lexicon.place_openers):
            return False
        weight, rule = self.signs.around(first, last, self.title_before(first))
        return weight < _SURE_SIGN and not (rule == "apposition" and opener in _KUNYA)

    def _is_noun(self, key: str) -> bool:
        """Whether a word begins names of places and bodies in the text's language, which is not English."""
        return self.document.lang != "en" and key in self.lexicon.never_surnames

    def is_titled(self, first: int, last: int, title: str) -> bool:
        """Whether a title says that words of a body or a place are a name: Mr. Park, Chief Daisy House."""
        before = next((n for n in range(first - 1, max(-1, first - 5), -1) if not self.tokens[n].capital), -1)
        if title not in self.lexicon.titles or self.document.key(before) == "the":
            return False
        key = self.tokens[last].key
        if first == last:
            return self.signs.is_family(key) and title in self.lexicon.honorifics
        built = key in self.lexicon.buildings or (key in self.lexicon.never_surnames and key != "park")
        return last - first == 1 and self.signs.is_given(self.tokens[first].key) and not built

    def find_lists(self, runs: Sequence[tuple[int, int]]) -> frozenset[int]:
        """First tokens of the runs that stand in lists of places: "in Umm Durman, Wad Madani and Ed Damazin"."""
        listed: set[int] = set()
        chain: list[tuple[int, int]] = []
        for run in (*runs, (len(self.tokens), len(self.tokens))):
            if chain and self._goes_on(chain[-1], run):
                chain.append(run)
                continue
            if self._is_list_of_places(chain):
                listed.update(first for first, _ in chain)
            chain = [run]
        return frozenset(listed)

    def _goes_on(self, run: tuple[int, int], following: tuple[int, int]) -> bool:
        """Whether only a comma, an "and" or both stand between two runs of one line."""
        between = self.tokens[run[1] + 1 : following[0]]
        plain = all(token.key in (",", "and", "or", "then") for token in between)
        return 0 < len(between) < 3 and plain and not any(t.breaks for t in self.tokens[run[1] + 1 : following[0] + 1])

    def _is_list_of_places(self, chain: Sequence[tuple[int, int]]) -> bool:
        """Whether three runs or more, the last after "and", follow a word of place, and none of them is a person's."""
        if len(chain) < _LISTED or self.document.key(chain[-1][0] - 1) not in ("and", "or"):
            return False
        first = chain[0][0]
        before = self.document.key(first - 1)
        sure = before in _PLACED and not self.tokens[first - 1].opens
        known = any(self.is_known_place(*run) for run in chain)
        if not (sure or (before in _PLACED_OR_NOT and known)):
            return False
        return not any(self._is_person(*run) for run in chain)

    def is_known_place(self, first: int, last: int) -> bool:
        """Whether a run is a place that the gazetteer knows."""
        return any(place.first <= first and last <= place.last for place in self.signs.places.get(first, ()))

    def _is_person(self, first: int, last: int) -> bool:
        """Whether a run has a title, or a known given name before a known family name."""
        keys = [token.key.rstrip(".") for token in self.tokens[first : last + 1]]
        if any(key in self.lexicon.titles for key in keys[:-1]) or self.title_before(first):
            return True
        sure = (
            self.signs.is_given(keys[0])
            and not self.signs.is_word(keys[0])
            and keys[0] not in self.lexicon.soft_place_openers
        )
        return len(keys) > 1 and sure and keys[0] not in self.lexicon.place_openers and self.signs.is_family(keys[-1])

    def title_before(self, first: int) -> str:
        """A title or role word before the run: "spokesman Sean Spicer", "the driver, Ayrton Senna"."""
        if first == 0 or self.tokens[first].breaks:
            return ""
        before = self.tokens[first - 1]
        key = before.key.rstrip(".")
        if self.document.lang in ELIDES:  # l'attore, un'attrice
            key = key.rpartition("'")[2]
        title = base_title(key, self.lexicon)
        if title in self.lexicon.titles and not before.possessive:
            return title
        if title in self.lexicon.role_nouns and before.word.islower():
            return title
        if (
            before.text == ","
            and first > 1
            and self.tokens[first - 2].key in self.lexicon.titles
            and self.tokens[first - 2].word.islower()
        ):
            return self.tokens[first - 2].key
        return ""

    def _after_article(self, first: int) -> bool:
        """Whether "the" stands before a run: the Kennedy Center, the Lincoln Memorial."""
        return first > 0 and not self.tokens[first].breaks and self.tokens[first - 1].key == "the"
