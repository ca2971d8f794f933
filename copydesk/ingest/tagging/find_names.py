"""Capitalised runs → candidates for names of people, each with the signs for and against it.

A run is what stands capitalised side by side in one line ("U.S. President Donald Trump"); titles, places and the
first word of a sentence are cut off its front, and what is left is weighed. Whether a candidate is a person is
settled for the whole article in `people.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from copydesk.ingest.tagging.document import Document
from copydesk.ingest.tagging.gazetteer import is_place_word
from copydesk.ingest.tagging.known_names import KnownPerson
from copydesk.ingest.tagging.lexicon import (
    BENT_GIVEN,
    base_title,
    core,
    lexicon_of,
    load_name_lexicon,
    titles_of,
    words_key,
)
from copydesk.ingest.tagging.signs import ELIDES, INITIALS, Others, Signs
from copydesk.ingest.tagging.text import Token, fold

_INNER_CAPITAL = re.compile(
    r"^(?:al|el|an|as|ad|ash|az|ul|ibn|bin|d|l|de|t|s)?['’ʻ-]+[A-Z]|^(?:al|el|an|as|ad|ash|az|ul)-[A-Z]|^[dl]['’][A-Z]|^[hnt][AEIOUÁÉÍÓÚ]"
)
_CONTRACTION = re.compile(r"^(?:\w+n't|(?:i|we|you|they|he|she|it|that|there|what|who|let|here|where|how)'\w{1,2})$")
_MAX_RUN = 12


def find_runs(tokens: Sequence[Token], apart: frozenset[str] = frozenset()) -> Iterator[tuple[int, int]]:
    """(first, last) tokens of each capitalised run; `apart` are particles that join no names in the text's language."""
    joining = load_name_lexicon().joining - apart
    last = -1
    for at in [number for number, token in enumerate(tokens) if token.word != token.key]:
        if at <= last or not is_name_token(tokens[at]):
            continue
        last = at
        while last + 1 < len(tokens) and last - at < _MAX_RUN and not tokens[last].possessive:
            step = _next_in_run(tokens, last, joining)
            if step == 0:
                break
            last += step
        yield at, last


def _next_in_run(tokens: Sequence[Token], last: int, joining: frozenset[str]) -> int:
    """How many tokens the run goes on by: 1 for a name word, more across particles or a nickname in quotes."""
    token = tokens[last + 1]
    if token.breaks:
        return 0
    if is_name_token(token):
        return 1
    ahead = last + 1
    while ahead < len(tokens) and ahead <= last + 3 and not tokens[ahead].breaks:
        if tokens[ahead].key not in joining and not _is_clipped(tokens, ahead):
            break
        ahead += 1 + _is_clipped(tokens, ahead)
    if ahead > last + 1 and ahead < len(tokens) and is_name_token(tokens[ahead]) and not tokens[ahead].breaks:
        return ahead - last
    return _past_nickname(tokens, last, joining) if token.text in "\"“'‘(" else 0


def _is_clipped(tokens: Sequence[Token], at: int) -> bool:
    """Whether the Dutch article stands at a place, clipped as in names: Jan van 't Hof."""
    return tokens[at].text in "'’‘" and at + 1 < len(tokens) and tokens[at + 1].text == "t" and tokens[at].word != ""


def _past_nickname(tokens: Sequence[Token], last: int, joining: frozenset[str]) -> int:
    """How many tokens it is to the name word after a nickname in quotes or brackets; 0 where there is none."""
    for close in (last + 3, last + 4):
        if close + 1 >= len(tokens) or tokens[close].text not in "\"”'’)":
            continue
        after = close + 1
        while after < min(close + 3, len(tokens) - 1) and tokens[after].key in joining:  # Ronald "Bato" dela Rosa
            after += 1
        inside = tokens[last + 2 : close]
        nickname = all(word.word[0].isalpha() for word in inside)
        nickname = nickname and (tokens[last + 1].text != "(" or _is_nickname(inside))
        if nickname and is_name_token(tokens[after]) and not any(word.breaks for word in tokens[last + 2 : after + 1]):
            return after - last
    return 0


def _is_nickname(inside: Sequence[Token]) -> bool:
    """Whether a bracket inside a name holds another name for the person, not a country or a club."""
    shown = inside[0].word
    return len(inside) == 1 and is_name_token(inside[0]) and not shown.isupper() and not is_place_word(inside[0].key)


def is_name_token(token: Token) -> bool:
    """Whether a token can stand in a name: a capital, or an inner one as in al-Sabah and d'Estaing."""
    if token.word == token.key:  # all in lower case, as most are
        return False
    first = token.word[0]
    if token.capital:
        if token.word.isalpha():
            return True
        return not any(char.isdigit() for char in token.word) and not _CONTRACTION.match(token.key)
    return first.islower() and not token.word.islower() and bool(_INNER_CAPITAL.match(token.word))


# Languages that part a suffix from a name by an apostrophe: Atina'da.
_SUFFIXED = frozenset({"tr", "az"})
# "And" in the Romance languages and Polish; it joins two people more often than one's two family names.
_AND = frozenset({"e", "y", "i", "et", "and"})
# Languages with an article before a vowel, which stands before no name without a title.
_ELIDED = frozenset({"fr", "it"})
# Indonesian and Malay: "di" stands before a place and joins no names, and an office's field or place before its holder.
_MALAY, _MALAY_PLACE = frozenset({"id", "ms"}), frozenset({"di", "dari"})
# The same in Turkish: "too", that stands behind a name.
_TURKISH_TOO = frozenset({"de", "da"})
_APART = {"id": _MALAY_PLACE, "ms": _MALAY_PLACE, "tr": _TURKISH_TOO, "az": _TURKISH_TOO}
# German particles that stand in no name, and those that follow given names alone: Dante Exum | zu Boden.
_GERMAN_APART, _GERMAN_NOBLE = frozenset({"das", "den"}), frozenset({"von", "zu", "zur"})
# Dutch particles behind another, which lead to a family name and to no body: van der, van den.
_DUTCH_OF = frozenset({"der", "den", "ter"})
_NOBLE_TITLES = frozenset(
    {"graf", "grafin", "freiherr", "freiin", "baron", "baronin", "furst", "furstin", "herzog", "herzogin", "prinz"}
)
# A trade's shortest word at the end of a longer one, and the shortest beginning of that: Kreml|chef, not Chef.
_SHORTEST_TRADE, _SHORTEST_FIELD = 4, 3
# What may stand between an office and the country it is of.
_OF = frozenset("de del della dello di da do dos das des du degli dell von der des van av of la le el the".split())  # noqa: SIM905
_NICKNAME = frozenset("\"“‘'")
_OPENING, _CLOSING = frozenset("\"“‘'("), frozenset("\"”’')")
# A nickname in quotes stands in no name but a person's.
_NICKNAME_SIGN = 1.5
# Titles of two words, of which one alone is a name: Tan Sri Lim Beng Huat, and Sri Mulyani.
_SHORT_MONTHS = frozenset({"jan", "jun", "mar", "dec", "sep", "nov", "sun"})
_PAIRED = frozenset(
    {("tan", "sri"), ("puan", "sri"), ("toh", "puan"), ("dato", "sri"), ("datuk", "sri"), ("tun", "dr")}
)
# The same of Sarawak, where one alone is a given name: Datuk Amar Tiang Sing Hui, and Datuk Amar Singh.
_PAIRED_BEFORE_TWO = frozenset({("datuk", "amar"), ("datuk", "patinggi"), ("dato", "amar"), ("dato", "patinggi")})
# Endings of trades that no list has: Forecaster Gwen Vance.
_OF_TRADES = ("er", "or", "ist", "man", "woman")
_SHORT_TRADE = 6
# What a member or the honoured has behind the name: Luke Pollard MP.
_AFTER_NAMES = frozenset({"MP", "MSP", "MEP", "MS", "MLA", "QC", "KC", "OBE", "MBE", "CBE"})
# Who sits for a place, which stands before the name.
# Endings of family names in the genitive, folded, and of fathers' names, with which a family name may stand first.
_GENITIVES = ("ова", "ева", "ина", "ого", "ои", "ego", "iego", "owa", "ej", "a")
_PATRONYMICS = ("вич", "вича", "вичу", "вичем", "вна", "вны", "вне", "внои", "чна")
_MEMBERS = frozenset({"mp", "mla", "mna", "mpa", "mca", "senator", "legislator", "lawmaker"})
# More words are no name.
_LONGEST = 6
# Capitals without stops: fewer are a person's initials.
_ABBREVIATED = 3
# A run in capitals of so few words and one is a name or none.
_FEW = 2
_TITLE_OR_GIVEN = frozenset({"dean", "duke", "earl", "major", "chase", "guy"})


@dataclass(frozen=True, slots=True)
class NameCandidate:
    """A possible name: its tokens (first, last), what it is called by, and what speaks for it.

    `words` are folded, without titles, hyphens kept; `core` and `key` are made of them (`forms.py`).
    `title` is the title or role word right before it. `nickname` are the words in quotes or brackets inside the name,
    no part of `words`, and `cut` where they stand in the text, marks included.
    """

    first: int
    last: int
    start: int
    end: int
    words: tuple[str, ...]
    core: tuple[str, ...]
    key: tuple[str, ...]
    title: str
    weight: float
    rule: str
    heading: bool
    after_place_word: bool
    nickname: tuple[str, ...] = ()
    cut: tuple[int, int] = (0, 0)

    def shown(self, text: str) -> str:
        """The name as the text has it, on one line, without a nickname."""
        if not self.nickname:
            return " ".join(text[self.start : self.end].split())
        return " ".join((text[self.start : self.cut[0]] + text[self.cut[1] : self.end]).split())


@dataclass(frozen=True, slots=True)
class Names:
    """What the runs of a document hold: candidates, and the words that stand in names of firms and bodies."""

    candidates: tuple[NameCandidate, ...]
    firm_words: frozenset[str]


def find_names(document: Document, own: frozenset[str]) -> Names:
    """All candidates of a document, in order; `own` are the words of names in the site's registry."""
    reader = _Reader(document, own)
    apart = frozenset() if document.lang == "en" else _AND | _APART.get(document.lang, frozenset())
    runs = tuple(find_runs(document.tokens, apart))
    if document.lang == "en":
        reader.listed = reader.others.find_lists(runs)
    found = tuple(
        candidate for run in runs for part in reader.parts_of(run) if (candidate := reader.read(part)) is not None
    )
    return Names(found, frozenset(reader.firm_words))


class _Reader:
    """Reads runs of one document: what is cut off, and what cannot be a person."""

    def __init__(self, document: Document, own: frozenset[str]) -> None:
        self.document = document
        self.tokens = document.tokens
        self.lexicon = lexicon_of(document.lang)
        self.signs = Signs(document, own)
        self.others = Others(document, self.signs)
        self.indefinite = frozenset(titles_of(document.lang).get("indefinite", "").split())
        self.trades = frozenset(fold(word) for word in titles_of(document.lang).get("before", "").split())
        self.firm_words: set[str] = set()
        self.listed: frozenset[int] = frozenset()
        starts = [token.start for token in document.tokens]
        named = [
            (number, place.kind)
            for place in document.named
            for number in range(bisect_left(starts, place.start), bisect_left(starts, place.end))
        ]
        self.named = frozenset(number for number, _ in named)
        self.place_starts = frozenset(
            starts[number]
            for number, kind in named
            if kind != "adjective" and not (kind == "city" and self._is_name(document.tokens[number], number))
        )

    def _is_name(self, token: Token, number: int) -> bool:
        """Whether a city's name is a given name, or a family name after one: Пётр Иванов, and Иваново."""
        if self.signs.is_given(token.key):
            return True
        before = self.tokens[number - 1] if number else token
        given = before.capital and not token.breaks and self.signs.is_given(before.key)
        return given and self.signs.is_family(token.key)

    def read(self, run: tuple[int, int]) -> NameCandidate | None:
        """The candidate in a run, or None if no name can be in it."""
        bounds = self._bounds(*run)
        if bounds is None:
            return None
        first, last, title = bounds
        opening, closing = self._nickname(first, last)
        inside = range(opening, closing + 1) if opening else range(0)
        shown = [self.tokens[number] for number in range(first, last + 1) if number not in inside]
        words = tuple(token.key for token in shown if token.word[0].isalnum())
        if words and self.document.lang in _SUFFIXED:
            words = (*words[:-1], words[-1].partition("'")[0])
        kept = title in self.lexicon.kept_titles and self.tokens[first].key == title
        if not words or " ".join(words) in self.lexicon.firms or self._is_else(first, last, words, title):
            return None
        inner = core(words)
        alone = len(inner) == 1
        # A bare name is weighed with the rest of the article; here only what stands around it counts.
        weigh = self.signs.around(first, last, title) if alone else self.signs.weigh(first, last, words[kept:], title)
        weight, rule = weigh
        if opening and not alone and self.tokens[opening].text in _NICKNAME:
            weight, rule = max(weight, 0.0) + _NICKNAME_SIGN, "nickname in quotes"
        before = self.tokens[first - 1] if first else None
        return NameCandidate(
            first=first,
            last=last,
            start=self.tokens[first].start,
            end=self._end(first, last),
            words=words,
            core=inner,
            key=words_key(words),
            title=title,
            weight=weight,
            rule=rule,
            heading=self.tokens[first].start < self.document.body or self.signs.is_heading(first),
            after_place_word=before is not None
            and not self.tokens[first].breaks
            and before.key in self.lexicon.places_before,
            nickname=tuple(token.key for token in self.tokens[opening + 1 : closing]) if opening else (),
            cut=(self.tokens[opening].start, self.tokens[closing].end) if opening else (0, 0),
        )

    def _bounds(self, first: int, last: int) -> tuple[int, int, str] | None:
        """(first, last) token of the name in a run and the title before it; None where no name can be in it."""
        if first == last and (self.others.is_no_name(first) or self.others.is_disease(first)):
            return None
        title = ""
        if first != last:
            town = self.others.is_known_place(first, last) and self.others.is_place(first, last)
            if town or self.others.is_quoted(first, last):
                return None  # General Santos, "Madame Bovary"
            first, last = self._strip_back(first, last)
            title, first = self._strip_front(first, last)
            if first > last or last - first > _LONGEST:
                return None
        title = title or self.others.title_before(first)
        if not title and self.document.named:
            title = self._title_behind(first)
        return first, last, title

    def _is_else(self, first: int, last: int, words: tuple[str, ...], title: str) -> bool:
        """Whether what is left of a run is a firm, a body or a place; a firm's words are kept in mind."""
        if first == last and self.others.is_no_name(first):
            return True
        if self.others.is_firm(first, last) and not self.others.is_titled(first, last, title):
            if not self.signs.is_heading(first) and self.tokens[first].start >= self.document.body:
                self.firm_words.update(words)
            return True
        if not title and not self.tokens[first].breaks and self.document.key(first - 1) in self.indefinite:
            return True  # eine Art Sozialismus
        if not title and self.document.lang in _ELIDED and self.tokens[first].text.startswith(("l'", "l’")):
            return True  # l'Atlantique Nord-Est
        return self.others.is_place(first, last) or (first in self.listed and not title)

    def _nickname(self, first: int, last: int) -> tuple[int, int]:
        """The tokens of the marks around a nickname inside a name; (0, 0) where there is none."""
        opening = next((n for n in range(first + 1, last) if self.tokens[n].text in _OPENING), 0)
        closing = next((n for n in range(opening + 1, last) if self.tokens[n].text in _CLOSING), 0) if opening else 0
        return (opening, closing) if closing > opening + 1 else (0, 0)

    def parts_of(self, run: tuple[int, int]) -> Iterator[tuple[int, int]]:
        """A run of another language, parted by the names of countries in it and after a suffix (Atina'da)."""
        first, last = run
        if self.document.lang == "en":
            yield from self._parts_in_capitals(first, last)
            return
        start = first
        for number in range(first, last + 1):
            if self._parts_names(start, number, last):
                yield from self._trimmed(start, number - 1)
                start = number + 1
                continue
            suffixed = self.document.lang in _SUFFIXED and "'" in self.tokens[number].key
            if self.tokens[number].start in self.place_starts:
                yield from self._trimmed(start, number - 1)
                start = number + 1
            elif suffixed:
                yield from self._trimmed(start, number)
                start = number + 1
        yield from self._trimmed(start, last)

    def _parts_in_capitals(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """A run of English: whole, or in a line of capitals parted by the words that are no names."""
        if last - first < _FEW or not all(token.text.isupper() for token in self.tokens[first : last + 1]):
            yield first, last
            return
        start = first
        for number in range(first, last + 2):
            key = self.tokens[number].key if number <= last else ""
            word = self._is_plain_word(key) and not (self.signs.is_family(key) and key not in self.lexicon.common)
            if number > last or (key not in self.lexicon.joining and (key in self.lexicon.function_words or word)):
                yield from self._trimmed(start, number - 1)
                start = number + 1

    def _parts_names(self, start: int, number: int, last: int) -> bool:
        """Whether a particle stands after what is no given name: Rand | von | Südamerika."""
        token = self.tokens[number]
        if token.capital or not start < number < last or not self._is_small(number) or self._is_small(number - 1):
            return False
        if self.document.lang == "de" and self._ends_before_particle(start, number):
            return True
        if self.document.lang == "nl" and self._ends_before_van(start, number):
            return True
        if self.document.lang == "nl" and token.word != "van" and self.others.title_before(number - 1):
            return False  # Kamerlid Habtamu de Hoop; but minister Brekelmans van Defensie
        return not any(self.signs.is_given(before.key) for before in self.tokens[start:number])

    def _ends_before_van(self, start: int, number: int) -> bool:
        """Whether a Dutch name is whole before the body it is of: Laurens Dassen | van Volt, not Eva Maria van Dam."""
        before = self.tokens[number - 1].key
        whole = number - start > 1 and self.tokens[number - 1].capital and not self.signs.is_given(before)
        following = next((t for t in self.tokens[number + 1 : number + 3] if t.capital), None)
        family = following is None or self.signs.is_family(following.key)
        return (
            whole and self.tokens[number].word == "van" and not family and self.tokens[number + 1].key not in _DUTCH_OF
        )

    def _ends_before_particle(self, start: int, number: int) -> bool:
        """Whether a German name is whole before a particle: Ricarda Lang | zu Wort, but Karl Theodor zu Guttenberg."""
        key, before = self.tokens[number].key, self.tokens[number - 1].key
        if key in _GERMAN_APART or self.tokens[number + 1].key in _GERMAN_APART:
            return True
        whole = number - start > 1 and not self.signs.is_given(before) and before not in _NOBLE_TITLES
        return key in _GERMAN_NOBLE and whole

    def _trimmed(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """A part of a run without small words at its ends, if anything is left."""
        while first < last and self._is_small(first) and not self.tokens[first].capital:
            first += 1
        while last > first and self._is_small(last):
            last -= 1
        if first <= last and is_name_token(self.tokens[first]):
            yield first, last

    def _title_behind(self, first: int) -> str:
        """The title in "presidente argentino | Javier Milei", "Президент России | Владимир Путин"."""
        number = first - 1
        while number >= max(0, first - 5) and not self.tokens[number + 1].breaks:
            token = self.tokens[number]
            key = token.key.rstrip(".")
            if key in self.lexicon.titles and not token.possessive:
                return key
            if not (number in self.named or (key in _OF and number < first - 1)):
                return ""
            number -= 1
        return ""

    def _is_small(self, number: int) -> bool:
        """Whether a token is a small word, which no name begins or ends with."""
        return self.tokens[number].key in self.lexicon.joining

    def _end(self, first: int, last: int) -> int:
        """Where a name ends: before the stop of its sentence, where its last word is also a short title (Hun Sen.)."""
        token = self.tokens[last]
        if self.document.lang in _SUFFIXED and "'" in token.key:
            return token.start + len(token.key.partition("'")[0])  # Haydar Salim'in
        short = token.key.endswith(".") and last > first and token.key.rstrip(".") in self.lexicon.titles
        return token.end - short

    def _strip_back(self, first: int, last: int) -> tuple[int, int]:
        """Leave out what cannot end a name: days, months, a title of what comes next."""
        while last - first > 1 and self.tokens[last].word in _AFTER_NAMES:
            last -= 1
        while last > first and (
            (self._is_day(last) and not self._is_last_name(first, last))
            or (self.tokens[last].key in ("who", "he", "she", "the", "i") and not self._is_first(first, last))
        ):
            last -= 1
        return first, self._strip_headline(first, last) if self.tokens[first].start < self.document.body else last

    def _is_day(self, number: int) -> bool:
        """Whether a token is a day or a month; Már, with an accent, is none."""
        return self.tokens[number].key in self.lexicon.weekdays and self.tokens[number].word.isascii()

    def _is_last_name(self, first: int, last: int) -> bool:
        """Whether a day's or month's short form ends a name: Dong Jun, Wan Saiful Wan Jan."""
        if last - first > 1 and self.tokens[last].key in _SHORT_MONTHS:
            return not self.document.key(last + 1).isdigit()
        return (
            last - first == 1
            and self.tokens[first].key in self.lexicon.east_asian_family
            and len(self.tokens[last].word) < 4
        )

    def _is_first(self, first: int, last: int) -> bool:
        """Whether an I is a ruler's number: Patriarch Bartholomew I."""
        kept = any(token.key in self.lexicon.kept_titles for token in self.tokens[first : last - 1])
        return self.tokens[last].text == "I" and kept

    def _strip_headline(self, first: int, last: int) -> int:
        """The last token of a name in a headline where every word has a capital: "Emily Brontë Fans Up in Arms"."""
        while last - first > 1:
            key = self.tokens[last].key
            if not self.signs.is_word(key) or self.signs.is_family(key) or self.signs.is_given(key):
                break
            last -= 1
        return last

    def _strip_front(self, first: int, last: int) -> tuple[str, int]:
        """(title, first token of the name): titles, nationalities, places and opening words are cut off."""
        title, start = self._after_title(first, last)
        if title:
            start = self._past_holder(self._past_party(start, last), last)
            return title, self._past_field(start, last) if self.document.lang in _MALAY else start
        if self.document.lang in _MALAY and self.others.title_before(first):
            first = self._past_field(first, last)
        for number in range(last - 1, first, -1):
            # "Secretary of State Stephen Biegun": the name begins after the last word of an office or body.
            key = self.tokens[number - 1].key
            if (
                key in self.lexicon.not_people
                and not self.signs.is_given(key)
                and self.signs.is_given(self.tokens[number].key)
            ):
                first = number
                break
        while last - first > 1 and self._leads_a_name(first, last):
            first += 1
        office = self._office_before(first)
        start = first
        while office and start < last and self._is_plain_word(self.tokens[start].key):
            start += 1
        if office in _MEMBERS and last - start > 1:
            # MP for North Malaita Daniel Waneoroa: the name begins at the first given name that has one after it.
            start = next((n for n in range(start + 1, last) if self.signs.is_given(self.tokens[n].key)), start)
        if start > first:
            return office, start
        while first < last and (
            self._is_opening(first, last) or self._is_foreign(first, last) or self._leads_a_name(first, last)
        ):
            first += 1
        return "", self._past_party(first, last)

    def _past_holder(self, first: int, last: int) -> int:
        """Where a name begins after whose lawyer or son it is, in a genitive: адвокат Громова | Ерлан Сабитов."""
        word, following = self.tokens[first].key, self.tokens[min(first + 1, last)].key
        bent = self.document.lang in BENT_GIVEN and word.endswith(_GENITIVES) and not self.signs.is_given(word)
        patronymic = self.tokens[last].key.endswith(_PATRONYMICS)
        return (
            first + 1 if last - first == _FEW and bent and self.signs.is_given(following) and not patronymic else first
        )

    def _past_party(self, first: int, last: int) -> int:
        """Where a full name begins after an abbreviation, outside English: šéf ANO | Karel Dolanský."""
        word, rest = self.tokens[first].word, self.tokens[first + 1 : last + 1]
        short = self.document.lang != "en" and word.isupper() and word.isalpha() and len(word) >= _ABBREVIATED
        return first + 1 if short and len(rest) >= _FEW and not any(token.word.isupper() for token in rest) else first

    def _past_field(self, first: int, last: int) -> int:
        """Where the name begins after an office's field or place: Gubernur Jawa Barat | Ridwan Santoso."""
        given = next((n for n in range(first, last) if self.signs.is_given(self.tokens[n].key)), first)
        plain = not any(self.signs.is_family(self.tokens[n].key) for n in range(first, given))
        return given if plain else first

    def _after_title(self, first: int, last: int) -> tuple[str, int]:
        """(title, the token after it), or with a title that stays in the name the title's own token."""
        lexicon = self.lexicon
        final = last
        while final > first and self._is_suffix(self.tokens[final]):
            final -= 1
        for number in range(final - 1, first - 1, -1):
            key = self.tokens[number].key.rstrip(".")
            if self.document.lang == "de":
                key = self._trade_of(key)
            elif self.document.lang in ELIDES and key.rpartition("'")[2] in lexicon.titles:
                key = key.rpartition("'")[2]  # L'attrice
            pair = (self.tokens[number - 1].key, key) if number > first else ("", key)
            if pair in _PAIRED or (pair in _PAIRED_BEFORE_TWO and final - number >= _FEW):
                return key, number + 1
            key = base_title(key, lexicon)
            if key in lexicon.titles and not self._title_is_name(number, first, last):
                kept = key in lexicon.kept_titles and self._keeps_title(key, self.tokens[number + 1 : last + 1])
                return key, number if kept else number + 1
        return "", first

    def _trade_of(self, key: str) -> str:
        """The office or trade at a German word's end, or the word: SPD-Politikerin, Arbeits|ministerin."""
        key = key.rpartition("-")[2]
        if key in self.lexicon.titles or self.signs.is_given(key) or self.signs.is_family(key):
            return key
        ends = (key[at:] for at in range(_SHORTEST_FIELD, len(key) - _SHORTEST_TRADE + 1))
        return next((end for end in ends if end in self.trades), key)

    def _is_suffix(self, token: Token) -> bool:
        """Jr., II, PhD; and the I of a ruler."""
        return token.key.rstrip(".") in self.lexicon.suffixes or token.text == "I"

    def _is_plain_word(self, key: str) -> bool:
        """A word that no one is called by."""
        return self.signs.is_word(key) and not self.signs.is_given(key)

    def _is_opening(self, first: int, last: int) -> bool:
        """Whether a word is capitalised only because the sentence begins with it, or is a day."""
        token, following = self.tokens[first], self.tokens[first + 1]
        if token.key in self.lexicon.function_words:
            # "Party chief To Lam": a family name that is a word, in the midst of a sentence and after a role.
            family = (
                token.key in self.lexicon.east_asian_family
                and not token.opens
                and bool(self.others.title_before(first))
            )
            he = token.key == "he" and self._is_pinyin(first, last)  # He Lifeng
            # "kapitein Van der Velde": a capital in the midst of a sentence is the name's own.
            particle = self.document.lang != "en" and not token.opens and token.key in self.lexicon.joining
            return not ((family and last - first == 1) or he or particle)
        if token.key == "x." and self.document.key(first - 1) == "on":
            return True  # "wrote on X. Orbán was in Brussels"
        if token.key in self.lexicon.weekdays:
            named = self.signs.is_given(token.key) or self._is_pinyin(first, last)  # Sun Lijun is no Sunday
            named = named or (bool(self.others.title_before(first)) and not token.opens)  # Sunday Abutu, a Nigerian
            return not (named and last - first == 1)
        if (
            not token.opens
            or not (self.signs.is_word(token.key) or len(token.word) == 1)
            or token.key in self.lexicon.given_particles
            or self._is_family_first(first)
            or self._is_three_part(first, last)
            or self._is_pinyin(first, last)
        ):
            return False
        if not self.signs.is_given(token.key):
            return True
        rest_is_name = self.signs.is_given(following.key) or bool(INITIALS.match(following.word))
        return token.key in self.lexicon.opening_given and rest_is_name and last - first > 1

    def _is_foreign(self, first: int, last: int) -> bool:
        """Whether a place or an acronym stands before a whole name: "Germany Angela Merkel", "FBI James Comey"."""
        token, following = self.tokens[first], self.tokens[first + 1]
        if last - first < 2:
            return False
        if is_place_word(token.key.replace(".", "")) and not self.signs.is_given(token.key):
            return True
        acronym = token.word.isupper() and len(token.word) > 1 and "." not in token.word
        rest_is_name = self.signs.is_given(following.key) or bool(INITIALS.match(following.word))
        return acronym and not self.signs.is_family(token.key) and rest_is_name

    def _leads_a_name(self, first: int, last: int) -> bool:
        """Whether a word stands before a whole name: "Exchequer Nigel Lawson", "Ferrari Charles Leclerc"."""
        key, following = self.tokens[first].key, self.tokens[first + 1].key
        if last - first < 2 or "-" in key or key in self.lexicon.east_asian_family:
            return False
        if self.signs.is_given(key) or INITIALS.match(self.tokens[first].word):
            return False
        sure = self.signs.is_given(following) and not self.signs.is_word(following) and not is_place_word(following)
        if not sure or self.signs.is_word(key):
            return sure
        # A word that no list has may be a given name too: Bushra Gohar Bibi, but the office of Exchequer Nigel Lawson.
        other = key in self.lexicon.brands or key in self.lexicon.not_people or is_place_word(key)
        trade = key.endswith(_OF_TRADES) and len(key) > _SHORT_TRADE and self.signs.is_family(self.tokens[last].key)
        tail = self.document.lang != "en" or self.document.key(first - 1) in ("of", "the", "for", "and")
        return other or trade or (tail and not self.signs.is_family(key))

    def _office_before(self, first: int) -> str:
        """The title in "Minister of Mines and | Energy Subroto", where a run begins within the office."""
        if self.document.key(first - 1) not in ("of", "and", "for"):
            return ""
        if self.document.key(first - 2) in _MEMBERS:
            return self.document.key(first - 2)
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

    def _title_is_name(self, number: int, first: int, last: int) -> bool:
        """Whether a title word is rather a name here: "Dean Smith", "Duke Ellington", "Son Heung-min"."""
        if self.document.lang == "vi":  # Trương, a family name that folds as trưởng, head of, does
            word = self.tokens[number].word.casefold()
            marked = word not in titles_of("vi")["before"].split()
            if marked and self.tokens[number].key in self.lexicon.vietnamese_family:
                return True
        key = self.tokens[number].key
        if self._is_family_first(number):
            return True
        if key == "sheikh" and number > first and self.signs.is_given(self.tokens[number - 1].key):
            return True  # Hassan Sheikh Mohamud
        return number == first and key in _TITLE_OR_GIVEN and last - number == 1

    def _is_family_first(self, number: int) -> bool:
        """Whether a word is a family name before a hyphened given name: Ban Ki-moon, Son Heung-min."""
        given = self.tokens[number + 1].word
        hyphened = "-" in given and given.rpartition("-")[2].islower()
        return hyphened and self.tokens[number].key in self.lexicon.east_asian_family

    def _is_three_part(self, first: int, last: int) -> bool:
        """Whether a run is a family name and two short words that are not both English: Ho Chi Minh."""
        family, *rest = (token.key for token in self.tokens[first : last + 1])
        return family in self.lexicon.east_asian_family and len(rest) == 2 and not all(map(self.signs.is_word, rest))

    def _is_pinyin(self, first: int, last: int) -> bool:
        """Whether a family name that is a word opens a sentence before a given name that is none: Sun Lijun."""
        family, given = self.tokens[first].key, self.tokens[first + 1].key
        if last - first != 1 or family not in self.lexicon.east_asian_family:
            return False
        short = given in self.lexicon.east_asian_family and not self.signs.is_word(given)
        if short and self.document.key(last + 1) == ",":
            return True  # Fan Bo, a colonel
        known = self.signs.is_word(given) or self.signs.is_given(given) or self.signs.is_family(given)
        return not known and 3 < len(given) < 9

    def _keeps_title(self, title: str, rest: Sequence[Token]) -> bool:
        """Popes, monarchs and nobles keep their title: one name, or a name with its numeral."""
        names = [token for token in rest if not self._is_suffix(token)]
        return len(names) == 1 or title == "pope"


@dataclass(slots=True)
class Cluster:
    """A person in the making: the forms of the name, every mention, and the weight of the evidence."""

    words: tuple[str, ...]
    mentions: list[NameCandidate] = field(default_factory=list)
    forms: Counter[str] = field(default_factory=Counter)
    weight: float = 0.0
    rule: str = ""
    known: KnownPerson | None = None
    complete: bool = True
    sharing: tuple[KnownPerson, ...] = ()

    @property
    def first(self) -> int:
        """Offset of the first mention."""
        return min(mention.start for mention in self.mentions)
