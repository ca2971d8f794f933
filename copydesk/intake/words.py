"""Words of fragments: markup off, counted, and whether a text breaks off. Pure."""

from __future__ import annotations

import html
import re

_TAGS = re.compile(r"<(?:[a-zA-Z/!][^>]*)>")
_BREAKS = re.compile(r"<(?:/p|/h\d|/li|br|/div|/tr|/blockquote)[^>]*>", re.IGNORECASE)
_DROPPED = re.compile(r"<(script|style)\b.*?</\1>", re.IGNORECASE | re.DOTALL)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\(more…\)|read more|continue reading)\W*$", re.IGNORECASE)


def plain(text: str) -> str:
    """The words of a fragment of HTML, blanks folded within lines."""
    text = _TAGS.sub(" ", _BREAKS.sub("\n", _DROPPED.sub(" ", text)))
    lines = (" ".join(line.split()) for line in html.unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)


def count_words(text: str) -> int:
    """How many words a text has; two letters of a script without blanks count as one."""
    letters = len(_CJK.findall(text))
    return len(_CJK.sub(" ", text).split()) + letters // 2


def is_cut_short(text: str) -> bool:
    """Whether a text ends like a teaser ("…", "Read more")."""
    return _CUT.search(text.strip()[-40:]) is not None
