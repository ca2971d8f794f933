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
_OPENING = 5  # letters
_QUOTED = "\"“„«»「『‘'”"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """An entry of the list: letters that a text must have, which is quickly told, and the pattern that decides."""

    letters: str
    pattern: re.Pattern[str]

    def stands_in(self, text: str) -> bool:
        """Tell whether a text in one case has it."""
        return self.letters in text and self.pattern.search(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plea:
    """The words of one kind of plea: what it is about, what is asked, and phrases that tell it alone."""

    subjects: tuple[Wording, ...]
    asks: tuple[Wording, ...]
    alone: tuple[Wording, ...]

    def stand_in(self, text: str) -> bool:
        """Tell whether a text in one case asks for something of this kind."""
        if any(phrase.stands_in(text) for phrase in self.alone):
            return True
        about = any(phrase.stands_in(text) for phrase in self.subjects)
        return about and any(phrase.stands_in(text) for phrase in self.asks)


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
def load_asks() -> tuple[tuple[str, Plea], ...]:
    """Read `data/asks.toml` of the package once."""
    data = tomllib.loads(resources.files("copydesk").joinpath("data/asks.toml").read_text(encoding="utf-8"))
    return tuple(
        (
            kind,
            Plea(
                subjects=tuple(map(_phrase, entry.get("subjects", ()))),
                asks=tuple(map(_phrase, entry.get("asks", ()))),
                alone=tuple(map(_phrase, entry["alone"])),
            ),
        )
        for kind, entry in data.items()
    )


@cache
def _beginnings() -> frozenset[str]:
    """Return how the longest word of what an asking line must have begins: most lines have none of these."""
    phrases = (phrase for _, plea in load_asks() for phrase in (*plea.subjects, *plea.alone))
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
    return next((kind for kind, plea in load_asks() if plea.stand_in(plain)), "")
