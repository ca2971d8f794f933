"""Text → tokens: words with their places, sentences and paragraphs. Everything else looks at these.

A token is a word with its inner hyphens and apostrophes ("Jong-un", "O'Neill", "U.S."), a number or a mark.
A possessive ending is cut off and remembered, so "Trump's" is the word "Trump", and so is "Trump-led".
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_right
from functools import partial
from operator import attrgetter
from typing import NamedTuple

_TOKEN = re.compile(
    r"""([A-Z][a-z]+)(?=[ ,\n]) | ([a-z]{2,})(?=[ ,\n;:)"”]|(?<!vs)\.|$) | ([,."()“”;:$])  # known without another look
      | (?:[^\W\d_]\.){2,}(?:(?<=\.)-[^\W\d_]+)*   # U.S.  H.W.  U.S.-led
      | (?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Capt|Sgt|Sen|Rep|Gov|Rev|Hon|St|Jr|Sr|Adm|Cmdr|Supt|Insp|Messrs|Mme|Mlle
          |No|vs|Pvt|Cpl)\.
      | [^\W\d_](?:\.(?=\s*[^\W\d_]))              # an initial: J. Smith, J.Smith
      | [B-DF-HJ-NP-TV-XZ][b-df-hj-np-tv-xz]{1,2}\.(?=\s[^\W\d_])  # a name cut short: Th., Kr., Wm.
      | [^\W_]+(?:['’ʻʼ][^\W\d_]+|-[^\W_]+|&[^\W\d_]+)*
      | \S""",
    re.VERBOSE,
)
_POSSESSIVE = re.compile(r"['’][sS]$")
_CAPITAL = 1  # the group of _TOKEN that holds a word with a capital
_SHORT = 2  # no word of so few letters has a tail to cut
# "Icahn-led", "London-listed": the word is what stands before.
_COMPOUND = re.compile(
    r"-(?:led|based|backed|owned|style|born|era|like|run|controlled|appointed|listed|bound|aligned|made|held|chaired|inspired"
    r"|educated|trained|drafted|brokered|sponsored|funded|occupied|administered)$"
)
_START = attrgetter("start")
_ENDS = frozenset(".!?")
_CLOSERS = frozenset("\"'”’»)]")
_HARD_BREAK = re.compile(r"\n[ \t]*\n")
_TRANSLATE = str.maketrans(
    {"ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "ł": "l", "Ł": "L", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "Ae",
     "œ": "oe", "þ": "th", "Þ": "Th", "ə": "e", "Ə": "E", "’": "'", "‘": "'", "ʻ": "'", "ʼ": "'"}
)  # fmt: skip
# Below this many characters a line that ends without a stop is a line of its own, not a wrapped one.
_WRAPPED = 50


def fold(text: str) -> str:
    """Lower case without accents; letters that Unicode does not take apart are written as in English news."""
    if text.isascii():
        return text.casefold()
    text = unicodedata.normalize("NFKD", text.translate(_TRANSLATE)).casefold()
    return "".join(char for char in text if not unicodedata.combining(char))


def words_of(name: str) -> list[str]:
    """The words under which the gazetteer keeps a name: folded, no stops or apostrophes, hyphens apart."""
    return [
        word for word in re.split(r"[\s-]+", fold(name).replace(".", "").replace("'", "").replace(",", " , ")) if word
    ]


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


def sentence_at(text: str, start: int, tokens: tuple[Token, ...]) -> str:
    """The sentence of a text in which an offset lies, on one line."""
    after = bisect_right(tokens, start, key=_START)
    begun = (token.start for token in reversed(tokens[:after]) if token.opens and token.word[0].isalnum())
    first = next(begun, None)
    ended = (t.start for t in itertools.islice(tokens, after, None) if (t.opens or t.breaks) and t.word[0].isalnum())
    return " ".join(text[first : next(ended, None)].split()).lstrip("\"“'‘ ") if first is not None else ""
