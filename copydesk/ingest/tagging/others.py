"""What stands capitalised and is no person: days, illnesses, firms, storms, places; and the titles before names."""

from __future__ import annotations

from copydesk.ingest.tagging.document import Document
from copydesk.ingest.tagging.lexicon import lexicon_of
from copydesk.ingest.tagging.signs import Signs

# A sign around a name that outweighs a place's opening: a title, a verb of saying, an age.
_SURE_SIGN = 1.4
# Mother of, father of: an apposition is enough to say that a person is meant.
_KUNYA = frozenset({"umm", "abu"})


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
        after = self.tokens[last + 1] if last + 1 < len(self.tokens) else None
        if keys[-1] in self.lexicon.not_people and len(keys) > 1 and self._after_article(first):
            return True
        if after is not None and after.text == "&" and not after.breaks:
            return True
        if first and self.tokens[first - 1].text == "&" and not self.tokens[first].breaks:
            return True
        before = self.document.key(first - 1) if first and not self.tokens[first].breaks else ""
        if before in self.lexicon.vessels or before in self.lexicon.storms or keys[0] in self.lexicon.storms:
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
        if not (soft or opener in self.lexicon.place_openers):
            return False
        weight, rule = self.signs.around(first, last, self.title_before(first))
        return weight < _SURE_SIGN and not (rule == "apposition" and opener in _KUNYA)

    def _is_noun(self, key: str) -> bool:
        """Whether a word begins names of places and bodies in the text's language, which is not English."""
        return self.document.lang != "en" and key in self.lexicon.never_surnames

    def is_surname(self, first: int, last: int) -> bool:
        """Whether one known surname is all there is: after Mr., Park is no park."""
        return first == last and self.signs.is_family(self.tokens[first].key)

    def title_before(self, first: int) -> str:
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

    def _after_article(self, first: int) -> bool:
        """Whether "the" stands before a run: the Kennedy Center, the Lincoln Memorial."""
        return first > 0 and not self.tokens[first].breaks and self.tokens[first - 1].key == "the"
