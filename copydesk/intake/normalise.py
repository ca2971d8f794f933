"""Text as the rest of ingest may rely on it: one form of line end, letters composed, nothing invisible.

Promise I7 of the safety page: byte-order marks, CRLF, NFD, zero-width, bidi, tag and control characters.
Standard library only, pure.
"""

from __future__ import annotations

import re
import unicodedata

# CRLF, CR, NEL, vertical tab, form feed, the separators of Unicode: each ends a line.
_ENDS = "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_LINE_ENDS = re.compile(f"[{_ENDS}]")
# Control characters (tab and newline kept), soft hyphen, zero-width space, word joiner and invisible operators,
# bidi marks and embeddings, deprecated format characters, interlinear marks, the byte-order mark, private-use
# letters (icon fonts), noncharacters and tag characters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010fffd]"
)
# Joiners mean something between letters of joining scripts (Arabic to Sinhala, Thai to Mongolian) and in emoji;
# elsewhere they only hide.
_JOINER = re.compile(
    "(?<![\u0600-\u0dff\u0e00-\u18af\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"
    "|[\u200c\u200d](?![\u0600-\u0dff\u0e00-\u18af\u2190-\u2bff\U0001f000-\U0001faff])"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def normalise(text: str) -> str:
    r"""Return `text` with `\\n` line ends, in NFC, without invisible characters; words are unchanged."""
    if text.isprintable():  # then it has no line ends and nothing invisible
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    text = line_ends(text)
    if "\u200c" in text or "\u200d" in text:
        text = _JOINER.sub("", text)
    # Asked first, since it takes no time: most texts hold nothing of the kind.
    if not text.replace("\n", " ").replace("\t", " ").replace("\xa0", " ").isprintable():
        text = _INVISIBLE.sub("", _without_surrogates(text))
    return unicodedata.normalize("NFC", text)


def line_ends(text: str) -> str:
    r"""Return `text` with `\\n` line ends alone."""
    # The commonest first, and the others looked for before they are replaced: a saved page is long.
    text = text.replace("\r\n", "\n") if "\r" in text else text
    return _LINE_ENDS.sub("\n", text) if any(end in text for end in _ENDS) else text


def _without_surrogates(text: str) -> str:
    try:
        text.encode("utf-8")  # ten times as fast as looking for them
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text
