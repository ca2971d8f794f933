"""Text → tokens: words with their places, sentences and paragraphs. Everything else looks at these.

A token is a word with its inner hyphens and apostrophes ("Jong-un", "O'Neill", "U.S."), a number or a mark.
A possessive ending is cut off and remembered, so "Trump's" is the word "Trump", and so is "Trump-led".
"""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from typing import NamedTuple

_TOKEN = re.compile(
    r"""([a-z]{2,})(?=[ ,\n]) | ([A-Z][a-z]+)(?=[ ,\n])  # most words, known for what they are without another look
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
_LOWER = 1  # the group of _TOKEN that holds a word in lower case
_SHORT = 2  # no word of so few letters has a tail to cut
# "Icahn-led", "London-listed": the word is what stands before.
_COMPOUND = re.compile(
    r"-(?:led|based|backed|owned|style|born|era|like|run|controlled|appointed|listed|bound|aligned|made|held|chaired|inspired"
    r"|educated|trained|drafted|brokered|sponsored|funded|occupied|administered)$"
)
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


def tokenize(text: str) -> tuple[Token, ...]:
    """All tokens of a text, in order."""
    tokens: list[Token] = []
    make = partial(tuple.__new__, Token)  # a third of the price of Token(...), at hundreds a text
    last_end = 0
    newline = -1  # the first line's end that is not behind
    opens = True
    for match in _TOKEN.finditer(text):
        shown = match[0]
        start, end = match.span()
        breaks = False
        if newline < start:
            breaks = not tokens or (newline >= 0 and _is_break(text, last_end, start))
            newline = text.find("\n", start) % (len(text) + 1)
            opens = opens or breaks
        last_end = end
        if match.lastindex:
            lower = match.lastindex == _LOWER
            key = shown if lower else shown.lower()
            tokens.append(make((shown, shown, start, end, key, opens, breaks, not lower, False)))
            opens = False
            continue
        word, possessive = _without_tail(shown) if end - start > _SHORT else (shown, False)
        is_word = word[0].isalnum()
        key = fold(word) if is_word else word
        tokens.append(make((shown, word, start, start + len(word), key, opens, breaks, word[0].isupper(), possessive)))
        opens = not is_word and _opens_after(shown, opens)
    return tuple(tokens)


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
    first = last = None
    for token in tokens:
        if token.opens and token.start <= start and token.word[0].isalnum():
            first = token.start
        elif (token.opens or token.breaks) and token.start > start and token.word[0].isalnum():
            last = token.start
            break
    return " ".join(text[first or 0 : last].split()).lstrip("\"“'‘ ") if first is not None else ""
