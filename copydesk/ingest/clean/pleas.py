"""The words by which an outlet speaks to its reader: to subscribe, to give, to turn something on. Pure once loaded.

The forests judge a line by its shape, and such sentences have that of prose: of 132 lines of chrome that came out of 32
invented pages in sixteen languages half are told by these words (`data/asks.toml`). They stand in pairs, what it is
about and what is asked of the reader, so that an article on newsletters keeps what it says of them.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from copydesk.ingest.clean.lexicon import UNSPACED, tokens
from copydesk.ingest.clean.lines import Line

_LONGEST = 45  # words of such a line
_WHOLE = 6  # letters up to which an entry is a whole word
_OPENING, _GRAM = 5, 3  # letters
_QUOTED = "\"“„«»「『‘'”"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """An entry of the list: letters that a text must have, which is quickly told, and the pattern that decides."""

    letters: str
    pattern: re.Pattern[str]

    def stands_in(self, text: str) -> bool:
        """Tell whether a text in one case has it."""
        return self.letters in text and self.pattern.search(text) is not None


def _phrase(entry: str) -> Wording:
    """Return an entry's pattern: the beginning of a word, a whole one if short, or of a sentence behind "^"."""
    plain = entry.removeprefix("^").casefold()
    pattern = re.escape(plain).replace(r"\#", r"\d[\d.,]*")
    begins = r"(?:^|[.!?:…»”]\s+|[¡¿])" if entry.startswith("^") else r"(?<!\w)"
    if plain[0].isalnum() and not UNSPACED.search(plain):
        pattern = begins + pattern + (r"(?![\w-])" if len(plain) <= _WHOLE and plain[-1].isalnum() else "")
    elif entry.startswith("^"):
        pattern = begins + pattern
    return Wording(letters=max(plain.split("#"), key=len), pattern=re.compile(pattern))


@cache
def load_asks() -> tuple[tuple[str, str, Wording], ...]:
    """Read `data/asks.toml` of the package once: each entry with its kind and the list it stands in."""
    data = tomllib.loads(resources.files("copydesk").joinpath("data/asks.toml").read_text(encoding="utf-8"))
    return tuple((kind, name, _phrase(one)) for kind, lists in data.items() for name in lists for one in lists[name])


@cache
def _by_opening() -> dict[str, list[tuple[str, str, Wording]]]:
    """Return the entries by the letters with which what a text must have begins: a text has those of few of them."""
    out: dict[str, list[tuple[str, str, Wording]]] = {}
    for entry in load_asks():
        out.setdefault(entry[2].letters[:_GRAM], []).append(entry)
    return out


@cache
def _beginnings() -> frozenset[str]:
    """Return how the longest word of what an asking line must have begins: most lines have none of these."""
    phrases = (phrase for _, name, phrase in load_asks() if name != "asks")
    return frozenset(max(words, key=len)[:_OPENING] for phrase in phrases if (words := tokens(phrase.letters)))


def may_ask(line: Line) -> bool:
    """Tell a line that may be one: not too long, no item, and a word of it begins as one of the lists' words does."""
    if line.words > _LONGEST or line.mark:
        return False
    known = _beginnings()
    return line.unspaced or any(word[:_OPENING] in known for word in line.tokens)


def find_plea(text: str) -> str:
    """Return what an outlet asks its reader for in a line, by its kind, or ""; what somebody is quoted with is none."""
    plain = text.strip().casefold()
    if plain[:1] in _QUOTED:
        return ""
    openings = {plain[at : at + size] for at in range(len(plain)) for size in range(1, _GRAM + 1)}
    found: dict[str, set[str]] = {}
    for opening in openings & _by_opening().keys():
        for kind, name, phrase in _by_opening()[opening]:
            if phrase.stands_in(plain):
                found.setdefault(kind, set()).add(name)
    told = [kind for kind, names in found.items() if "alone" in names or {"subjects", "asks"} <= names]
    return min(told, key=_kinds().index, default="")


@cache
def _kinds() -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind for kind, _, _ in load_asks()))
