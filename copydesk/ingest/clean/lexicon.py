"""The chrome lexicon: which words of a line are the page's and not the article's (`data/chrome.toml`).

Pure after loading; standard library only.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

# Vowel signs and points belong to the letter before them ("বাংলাদেশ" is one word), and are no letters to `re`.
_MARKS = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)) in ("Mn", "Mc"))
_WORD = rf"(?:[^\W\d_]+[{_MARKS}\u200d]*)+"
_TOKEN = re.compile(rf"\d+|{_WORD}")
_NOUGHTS = re.compile("0+")
_TYPOGRAPHIC = "\u2019\u2018\u201c\u201d\u2013\u2014\u2026\u2022\xa0\xab\xbb"
# Scripts whose words are not parted by spaces, or take endings that are glued on (Hangul): looked up inside the line.
UNSPACED = re.compile("[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3]")
# "Anna on 4 October 2018 at 10:58 am said:" opens a reader's comment.
_COMMENT_HEAD = re.compile(
    r"\b(?:says|said|wrote|writes|schreibt|schrieb|meint|sagt|a écrit|dice|dijo|escribió|disse|ha scritto"
    r"|schreef)\s*:\s*$"
    r"|\d\d\s*(?:[ap]\.?m\.?|uhr)?\s*(?:reply|antworten|responder|répondre|report|permalink)\W*$",
    re.IGNORECASE,
)
_COMMENT_HEAD_WORDS = 16
_COMMENT_ENDS = frozenset(["reply", "antworten", "responder", "répondre", "report", "permalink"])
_PLEAS = "pleas"
_LONGEST = 60  # tokens; a longer line is prose, whatever words it has
_START, _WITHIN = 0.6, 0.4


class Hit(NamedTuple):
    """What the lexicon says of a line: the share that is nothing but chrome, and the strength by group and kind.

    `pleas` counts the phrases by which a line asks its reader for something (to subscribe, sign up, donate, install).
    """

    groups: Mapping[str, float]
    cover: float = 0.0
    kind: str = ""
    pleas: int = 0


_NOTHING = Hit(groups={})


# Letters and digits of ASCII as they are, any digit as a nought, all else a blank.
_BLANKS = bytes(
    (ord("0") if chr(code).isdigit() else code) if code < 128 and chr(code).isalnum() else ord(" ")
    for code in range(256)
)


def tokens(text: str) -> list[str]:
    """Return the words of `text` in one case; any number is `#`."""
    if not text.isascii():
        for sign in _TYPOGRAPHIC:  # no letters or digits: they part words as blanks do
            text = text.replace(sign, " ")
    if text.isascii():  # by a table: a search for words takes four times as long
        plain = text.lower().encode("ascii").translate(_BLANKS).decode("ascii")
        return (_NOUGHTS.sub(" # ", plain) if "0" in plain else plain).split()
    return ["#" if token.isdigit() else token for token in _TOKEN.findall(_folded(text))]


def _composed(phrase: str) -> str:
    """Return a phrase as texts are normalised: a letter with a dot may be written as one sign or as two."""
    return unicodedata.normalize("NFC", phrase)


def _folded(text: str) -> str:
    """Return a text in one case; of the Turkish capital I with a dot, casefold() leaves a dot that parts a word.

    Arabic is compared without the signs of its vowels, which some outlets write and most do not.
    """
    return _VOWEL_SIGNS.sub("", text.casefold().replace("i\u0307", "i"))


_VOWEL_SIGNS = re.compile("[\u064b-\u0652\u0670\u0640]")


class _Step:
    """A word of some phrases: what may follow it, and the (kind, how) of the phrases that end here."""

    __slots__ = ("ends", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Step] = {}
        self.ends: list[tuple[str, str]] = []


def _steps(first: _Step, words: Sequence[str], at: int) -> list[tuple[int, _Step]]:
    """Return the ends of phrases met in the words from `at` on, each with its number of words; `first` is its step."""
    out: list[tuple[int, _Step]] = []
    step: _Step | None = first
    size = 1
    while step is not None:
        if step.ends:
            out.append((size, step))
        step = step.next.get(words[at + size]) if step.next and at + size < len(words) else None
        size += 1
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Phrases as a tree of words, and those of unspaced scripts as (phrase, kind, how): one of whole, start, within."""

    groups: tuple[str, ...]
    group_of: Mapping[str, str]
    phrases: _Step
    unspaced: tuple[tuple[str, str, str], ...]

    def look_up(self, text: str, words: list[str]) -> Hit:
        """Return what is known of a line, given with its `tokens`."""
        if not words or len(words) > _LONGEST:
            return _NOTHING
        found: dict[str, float] = {}
        covered = self._spaced(words, found)
        if not text.isascii() and UNSPACED.search(text):
            covered = max(covered, self._unspaced(text, found))
        closing = ":" in text[-3:] or words[-1] in _COMMENT_ENDS
        if closing and len(words) <= _COMMENT_HEAD_WORDS and _COMMENT_HEAD.search(text):
            found["comment_speaker"] = 1.0
        pleas = int(found.pop(_PLEAS, 0))
        if not found:
            return _NOTHING
        groups: dict[str, float] = {}
        for kind, strength in found.items():
            group = self.group_of[kind]
            groups[group] = max(groups.get(group, 0.0), strength)
        return Hit(cover=min(1.0, covered), groups=groups, kind=max(found, key=found.__getitem__), pleas=pleas)

    def _spaced(self, words: list[str], found: dict[str, float]) -> float:
        covered, free, total, first = 0, 0, len(words), self.phrases.next
        # Few of the words that a phrase may begin with are followed by its second one, or are all of it.
        begun = [
            at
            for at, word in enumerate(words)
            if (step := first.get(word)) and (step.ends or (at + 1 < total and words[at + 1] in step.next))
        ]
        for at in begun:
            longest, kind_of_longest = 0, ""
            for size, step in _steps(first[words[at]], words, at):
                for kind, how in step.ends:
                    if size > 1 and self.group_of[kind] == "promo":
                        found[_PLEAS] = found.get(_PLEAS, 0.0) + 1
                    if how == "whole":
                        if at >= free:
                            longest, kind_of_longest = size, kind
                    elif how == "within":
                        found[kind] = max(found.get(kind, 0.0), _WITHIN)
                    elif at == 0:
                        found[kind] = max(found.get(kind, 0.0), _START)
            if longest:
                covered, free = covered + longest, at + longest
                found[kind_of_longest] = max(found.get(kind_of_longest, 0.0), longest / total)
        return covered / total

    def _unspaced(self, text: str, found: dict[str, float]) -> float:
        line = re.sub(r"\d+", "#", text.casefold().strip())
        covered, total = 0, max(1, len(line.replace(" ", "")))
        for phrase, kind, how in self.unspaced:
            if phrase not in line:
                continue
            size = len(phrase.replace(" ", ""))
            if how == "whole":
                covered += size
                found[kind] = max(found.get(kind, 0.0), size / total)
            elif how == "start":
                if line.startswith(phrase):
                    found[kind] = max(found.get(kind, 0.0), _START)
            else:
                found[kind] = max(found.get(kind, 0.0), _WITHIN)
        return covered / total


@cache
def load_lexicon() -> Lexicon:
    """Read `data/chrome.toml` of the package once."""
    data = tomllib.loads(resources.files("copydesk").joinpath("data/chrome.toml").read_text(encoding="utf-8"))
    phrases = _Step()
    parts = re.compile(rf"#|{_WORD}")
    unspaced: list[tuple[str, str, str]] = []
    for kind, entry in data.items():
        for how in ("whole", "start", "within"):
            for phrase in map(_composed, entry.get(how, ())):
                if UNSPACED.search(phrase):
                    unspaced.append((phrase.casefold(), kind, how))
                    continue
                step = phrases
                for word in parts.findall(_folded(phrase)):
                    step = step.next.setdefault(word, _Step())
                if step is not phrases:
                    step.ends.append((kind, how))
    group_of = {kind: str(entry["group"]) for kind, entry in data.items()}
    return Lexicon(
        groups=tuple(sorted(set(group_of.values()))),
        group_of=group_of,
        phrases=phrases,
        unspaced=tuple(unspaced),
    )


@cache
def load_works() -> frozenset[str]:
    """Return what stands above an article's own list of works, in small letters (`data/sections.toml`)."""
    data = tomllib.loads(resources.files("copydesk").joinpath("data/sections.toml").read_text(encoding="utf-8"))
    return frozenset(data["works"])
