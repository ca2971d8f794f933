"""What stands capitalised and is no person: days, illnesses, firms, storms, places; and the titles before names."""

from __future__ import annotations

from collections.abc import Sequence

from copydesk.ingest.tagging.document import Document
from copydesk.ingest.tagging.lexicon import base_title, lexicon_of
from copydesk.ingest.tagging.places import is_place_word
from copydesk.ingest.tagging.signs import Signs

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
        return key in self.lexicon.function_words or key in self.lexicon.weekdays

    def is_disease(self, number: int) -> bool:
        """Parkinson's, Alzheimer's: an illness, unless a title says otherwise."""
        token = self.tokens[number]
        return token.possessive and token.key in self.lexicon.eponyms and not self.title_before(number)

    def is_firm(self, first: int, last: int) -> bool:
        """Whether a firm's, body's, place's or storm's name is what the run is, whole or from its front."""
        keys = [token.key.rstrip(".") for token in self.tokens[first : last + 1]]
        if keys[0] in self.lexicon.storms or self._is_marked(first, last):
            return True
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

    def _is_marked(self, first: int, last: int) -> bool:
        """Whether what stands around a run says that it is a firm, a ship, a work or a club."""
        after = self.tokens[last + 1] if last + 1 < len(self.tokens) else None
        if after is not None and after.text == "&" and not after.breaks:
            return True
        if first and not self.tokens[first].breaks:
            before = self.document.key(first - 1)
            owned = before == "of" and self.document.key(first - 2) in _SHARES
            if before == "&" or owned or before in self.lexicon.vessels or before in self.lexicon.storms:
                return True
            if before == "of" and self.tokens[last].key in _SIDES and last > first:
                return True  # the member for Hamilton West
        return self.is_quoted(first, last) or self._is_of_a_place(first, last)

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
        return is_place_word(self.tokens[last].key) and not (
            self.signs.is_given(self.tokens[first].key) and self.title_before(first)
        )

    def is_place(self, first: int, last: int) -> bool:
        """Whether a place of more than one word is all that the run names: Los Angeles, Hong Kong."""
        if first < last and self._opens_like_a_place(first, last):
            return True
        here = self.signs.places.get(first, ())
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
        title = base_title(before.key.rstrip("."), self.lexicon)
        if title in self.lexicon.titles and not before.possessive:
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
