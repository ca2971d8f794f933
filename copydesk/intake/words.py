"""Words of fragments: markup off, counted, and whether a text breaks off. Pure."""

from __future__ import annotations

import html
import re

_TAGS = re.compile(r"<(?:[a-zA-Z/!][^>]*)>")
_BREAKS = re.compile(r"<(?:/p|/h\d|/li|br|/div|/tr|/blockquote)[^>]*>", re.IGNORECASE)
_DROPPED = re.compile(r"<(script|style)\b.*?</\1>", re.IGNORECASE | re.DOTALL)
# Scripts that set no blank between words, and Korean, whose blanks part phrases: letters that make about a word.
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7a3]")
_UNPARTED = re.compile(r"[\u0e01-\u0e2e\u0e40-\u0e44\u0e81-\u0eae\u0ec0-\u0ec4\u1000-\u102a\u1780-\u17b3]")
_OTHERS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\(more…\)|read more|continue reading)\W*$", re.IGNORECASE)


def plain(text: str) -> str:
    """The words of a fragment of HTML, blanks folded within lines."""
    text = _TAGS.sub(" ", _BREAKS.sub("\n", _DROPPED.sub(" ", text)))
    lines = (" ".join(line.split()) for line in html.unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)


def count_words(text: str) -> int:
    """How many words a text has: where blanks do not part them, two letters count as one, of Thai and its like four."""
    if text.isascii():
        return len(text.split())
    parted = _OTHERS.sub(" ", _DENSE.sub(" ", text))
    return len(parted.split()) + len(_DENSE.findall(text)) // 2 + len(_UNPARTED.findall(text)) // 4


def first_words(text: str) -> str:
    """The first words of a text, 60 letters at most (textwrap's own shows nothing of a text without blanks)."""
    return text if len(text) <= 60 else text[:59].rsplit(" ", 1)[0] + " …"


def is_cut_short(text: str) -> bool:
    """Whether a text ends like a teaser ("…", "Read more")."""
    return _CUT.search(text.strip()[-40:]) is not None
