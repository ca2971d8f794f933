"""Plain text as Markdown that reads back exactly as it was (promise I1). Pure; standard library only.

Only what Markdown would act on is escaped, so that an editor can still read the file: `5 * 3`, `a_b` within a
word, `[the]` without a target stay as they are where that is safe. Written for Python-Markdown with its common
extensions; `<`, `&`, `:`, `=` and `~` have no backslash form there and become character references.
"""

from __future__ import annotations

import re

_ACTIVE = re.compile(r"[\\`*_&<{\[\]]")  # what none of the rules below acts without; most text has none
_ALWAYS = re.compile(r"([`*])")
_BACKSLASH = re.compile(r"\\(?=[\\`*_{}\[\]()>#+.!\-])")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_ATTRIBUTES = re.compile(r"\{(?=\s*[:#.])|\{\{|\{%")
_BRACKET_ACTIVE = re.compile(r"\]\s*[(\[:]|\[\^|\[\[|^\[TOC\]$|!\[", re.IGNORECASE)
_LINE_START = re.compile(r"^(\s*)(#|>|[+-](?=\s)|-{2,}(?=\s*$)|(?:-\s*){3,}$|!(?=!!))")
_NUMBERED = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)")
_REFERENCED = {":": "&#58;", "=": "&#61;", "~": "&#126;", "|": "&#124;", "%": "&#37;"}
_START_REFERENCED = re.compile(r"^(\s*)(:(?=\s)|=(?==*\s*$)|~(?=~~)|\|)")


def escape(text: str, *, at_start: bool = True) -> str:
    """Return one line of plain text as Markdown; `at_start` is False inside a line."""
    if not _ACTIVE.search(text):
        return guard_start(text) if at_start else text
    out = _BACKSLASH.sub(r"\\\\", text)
    out = _ALWAYS.sub(r"\\\1", out)
    out = _UNDERSCORE.sub(r"\\_", out)
    out = _ENTITY.sub("&amp;", out)
    out = _TAG.sub("&lt;", out)
    out = _ATTRIBUTES.sub(lambda match: "".join("\\" + char if char == "{" else char for char in match[0]), out)
    if _BRACKET_ACTIVE.search(text):
        out = out.replace("[", "\\[").replace("]", "\\]")
    return guard_start(out) if at_start else out


def guard_start(text: str) -> str:
    """Return a line of Markdown whose beginning makes it no heading, list, quotation, rule or definition."""
    out = _LINE_START.sub(r"\1\\\2", text)
    out = _NUMBERED.sub(r"\1\\\2", out)
    return _START_REFERENCED.sub(lambda match: match[1] + _REFERENCED[match[2]], out)
