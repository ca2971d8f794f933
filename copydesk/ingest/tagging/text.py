"""Text → tokens: words with their places, sentences and paragraphs. Everything else looks at these.

A token is a word with its inner hyphens and apostrophes ("Jong-un", "O'Neill", "U.S."), a number or a mark.
A possessive ending is cut off and remembered, so "Trump's" is the word "Trump", and so is "Trump-led".
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache, partial
from operator import attrgetter
from typing import NamedTuple

from copydesk.ingest.language import latin_forms

# Vowel signs, viramas and tone marks, without which a word of Hindi, Thai or Burmese falls apart. `re` has no \\p{M}.
MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u0900-\u0903\u093a-\u094f\u0951-\u0957"
    "\u0962\u0963\u0981-\u0983\u09bc-\u09d7\u0a01-\u0a51\u0a70-\u0a75\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57\u0b82"
    "\u0bbe-\u0bd7\u0c00-\u0c04\u0c3c-\u0c56\u0c81-\u0c83\u0cbc-\u0cd6\u0d00-\u0d03\u0d3b-\u0d57\u0d81-\u0d83\u0dca-\u0ddf"
    "\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ece\u0f18-\u0f84\u102b-\u103e\u1056-\u109d\u17b4-\u17d3\u200c\u200d"
)
_TOKEN = re.compile(
    rf"""([A-Z][a-z]+)(?=[ ,\n]) | ([a-z]{{2,}})(?=[ ,\n;:)"”]|(?<!vs)\.|$) | ([,."()“”;:$])  # known at a look
      | EE\.\s?UU\.|(?:[^\W\d_]\.){{2,}}(?:(?<=\.)-[^\W\d_]+)*   # U.S.  H.W.  U.S.-led
      | (?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Capt|Sgt|Sen|Rep|Gov|Rev|Hon|St|Jr|Sr|Adm|Cmdr|Supt|Insp|Messrs|Mme|Mlle
          |No|vs|Pvt|Cpl)\.
      | [^\W\d_](?:\.(?=\s*[^\W\d_]))              # an initial: J. Smith, J.Smith
      | [B-DF-HJ-NP-TV-XZ][b-df-hj-np-tv-xz]{{1,2}}\.(?=\s[^\W\d_])  # a name cut short: Th., Kr., Wm.
      | [^\W_](?:[^\W_]|[{MARKS}])*(?:['’ʻʼ][^\W\d_](?:[^\W\d_]|[{MARKS}])*|-[^\W_](?:[^\W_]|[{MARKS}])*|&[^\W\d_]+)*
      | \S""",
    re.VERBOSE,
)
_POSSESSIVE = re.compile(r"['’][sS]$")
_CAPITAL = 1  # the group of _TOKEN that holds a word with a capital
_SHORT = 2  # no word of so few letters has a tail to cut
# "Icahn-led", "London-listed": the word is what stands before.
_COMPOUND = re.compile(
    r"-(?:led|based|backed|owned|style|born|era|like|run|controlled|appointed|listed|bound|aligned|made|held|chaired|inspired"
    r"|powered|educated|trained|drafted|brokered|sponsored|funded|occupied|administered)$"
)
_START = attrgetter("start")
_ENDS = frozenset(".!?。！？।؟۔")
# The marks that tell accents and readings in Latin, Greek, Cyrillic, Hebrew and Arabic, and no letters; the others
# (voicing of kana, viramas) tell words apart and stay.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u1dc0-\u1dff]+"
)
_CLOSERS = frozenset("\"'”’»)]")
_HARD_BREAK = re.compile(r"\n[ \t]*\n")
_TRANSLATE = str.maketrans(
    {"ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "ł": "l", "Ł": "L", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "Ae",
     "œ": "oe", "þ": "th", "Þ": "Th", "ə": "e", "Ə": "E", "’": "'", "‘": "'", "ʻ": "'", "ʼ": "'"}
)  # fmt: skip
# Below this many characters a line that ends without a stop is a line of its own, not a wrapped one.
_WRAPPED = 50


def fold(text: str) -> str:
    """Lower case without accents; letters that Unicode does not take apart are written as in English news.

    What tells words apart stays: バイデン is not ハイテン.
    """
    if text.isascii():
        return text.casefold()
    text = unicodedata.normalize("NFKD", text.translate(_TRANSLATE)).casefold()
    return unicodedata.normalize("NFC", _ACCENTS.sub("", text))


# What joins the letter before it: marks, and the vowels and finals of Korean written in single letters.
_UNSEEN = re.compile("[\u00ad\u061c\u0640\u064b-\u0652\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_JOINS = re.compile("[\u1161-\u1175\u11a8-\u11c2]")


def composed(text: str) -> tuple[str, tuple[int, ...]]:
    """(the text as names are kept, and for each offset in it the one in the text as given; () where equal).

    Letters are composed, NFC: Macs write é and 가 in their parts, which no name of ours is. What is written to steer
    the eye goes: marks of direction, soft hyphens, the stroke that widens Arabic words, and its vowel signs.
    """
    if text.isascii() or (unicodedata.is_normalized("NFC", text) and not _UNSEEN.search(text)):
        return text, ()
    pieces: list[str] = []
    offsets: list[int] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at < len(text) and (unicodedata.category(text[at])[0] == "M" or _JOINS.match(text[at])):
            continue
        piece = unicodedata.normalize("NFC", _UNSEEN.sub("", text[start:at]))
        pieces.append(piece)
        offsets.extend(min(start + number, at - 1) for number in range(len(piece)))
        start = at
    return "".join(pieces), (*offsets, len(text))


_CASE_ENDING = re.compile(r"(?:ого|ому|ым|ом|ем|ой|ою|ей|ию|ии|ия|а|у|е|ы|и|я|ю|ου|ο|α|η)$")


@lru_cache(4096)
def romanised(key: str) -> tuple[str, ...]:
    """Ways to write a folded Cyrillic or Greek word in Latin letters, as it is and without an ending of case."""
    bare = _CASE_ENDING.sub("", key) if len(key) > 4 else key
    forms: list[str] = []
    for word in (key, bare, f"{bare}а", f"{bare}и"):
        forms.extend(latin_forms(word))
    return tuple(dict.fromkeys(forms))


class Token(NamedTuple):
    """One word, number or mark, its offsets, and what stands before it (a tuple: a text has hundreds of them).

    `word` is without the possessive; `opens` is true at the start of a sentence, `breaks` where the line or
    paragraph begins anew, so that no name reaches across.
    """

    text: str
    word: str
    start: int
    end: int
    key: str
    opens: bool
    breaks: bool
    capital: bool
    possessive: bool


# A third of the price of Token(...), at hundreds a text.
_make = partial(tuple.__new__, Token)


def tokenize(text: str) -> tuple[Token, ...]:
    """All tokens of a text, in order."""
    tokens: list[Token] = []
    opens, end = True, 0
    for line in text.split("\n"):
        breaks = bool(line) and (not tokens or _is_break(text, tokens[-1].start + len(tokens[-1].text), end))
        opens = opens or breaks
        for chunk in line.split(" "):
            at, end = end, end + len(chunk)
            if chunk.islower() and chunk.isalpha() and chunk.isascii():  # most words: there is no more to see in them
                tokens.append(_make((chunk, chunk, at, end, chunk, opens, breaks, False, False)))
                opens = breaks = False
                at = end
            while at < end:
                match = _TOKEN.match(text, at)  # it looks ahead, beyond the chunk
                if match is None:  # white space that is no blank
                    at += 1
                    continue
                token = _read(match, opens=opens, breaks=breaks)
                tokens.append(token)
                opens = not token.word[0].isalnum() and _opens_after(token.text, opens)
                breaks = False
                at = match.end()
            end += 1
    return tuple(tokens)


def _read(match: re.Match[str], *, opens: bool, breaks: bool) -> Token:
    """The token that a match of _TOKEN is."""
    shown, start = match[0], match.start()
    if match.lastindex:
        capital = match.lastindex == _CAPITAL
        key = shown.lower() if capital else shown
        return _make((shown, shown, start, start + len(shown), key, opens, breaks, capital, False))
    word, possessive = _without_tail(shown) if len(shown) > _SHORT else (shown, False)
    is_word = word[0].isalnum()
    key = fold(word) if is_word else word
    return _make((shown, word, start, start + len(word), key, opens, breaks, word[0].isupper(), possessive))


def _without_tail(shown: str) -> tuple[str, bool]:
    """(the word, whether a possessive ending or the rest of a compound was cut off)."""
    if shown[-1] in "sS" and _POSSESSIVE.search(shown):
        return shown[:-2], True
    compound = _COMPOUND.search(shown) if "-" in shown else None
    return (shown[: compound.start()], True) if compound else (shown, False)


def _opens_after(mark: str, opens: bool) -> bool:
    """Whether a sentence begins after a mark, `opens` being whether one began before it."""
    if mark in _ENDS or mark in ":•·*|―":
        return True
    return opens and (mark in _CLOSERS or mark in '"“«‘-–—([')


def _is_break(text: str, before: int, start: int) -> bool:
    """Whether the gap between two tokens, which holds a line's end, ends a line that was meant to end."""
    if _HARD_BREAK.search(text, before, start):
        return True
    line = text[text.rfind("\n", 0, before) + 1 : before]
    return len(line) < _WRAPPED or line[-1:] in '.!?:"”’'


def _begins(text: str, token: Token) -> bool:
    """Whether a sentence may begin with a token: behind a stop within a figure or time ("€4.2", "6.15am") none does."""
    is_inside = text[token.start - 1 : token.start] in {".", ",", ":"} and not token.word[0].isupper()
    return token.word[0].isalnum() and not is_inside


# What stands before the first word of a quotation: of the sentence that it begins, and of none before.
_OPENING = "\"'“‘„«‹「『"


def sentence_at(text: str, start: int, tokens: tuple[Token, ...]) -> str:
    """The sentence of a text in which an offset lies, on one line."""
    after = bisect_right(tokens, start, key=_START)
    begun = (token.start for token in reversed(tokens[:after]) if token.opens and _begins(text, token))
    first = next(begun, None)
    ended = (t.start for t in itertools.islice(tokens, after, None) if (t.opens or t.breaks) and _begins(text, t))
    if first is None:
        return ""
    while first and text[first - 1] in _OPENING:
        first -= 1
    return re.sub(rf"\s[{_OPENING}|]+$", "", " ".join(text[first : next(ended, None)].split()))
