"""Texts that programs write or read, and no article is: subtitles, logs, patches, sources, other markup. Pure.

Each is told by a mark that prose does not have, so that it is refused by name and never becomes a draft (I12).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_CODE = re.compile(
    r"\s*(?:(?:def|class|function|const|let|var|import|return|public|private|static|void|struct|func|fn|package|use|"
    r"if|for|while|switch|elif|end)\b[^.!?]*[:;{(),\]\w]$|from \S+ import\b|#include\b|//|/\*|\*/|@\w+|"
    r"[\w.]+\s*[+*/|-]?=\s*\S|[\w.]+\(.*\)\s*;?$|\"{3}|'{3}|"
    r"(?:INSERT|CREATE|SELECT|UPDATE|DROP|ALTER)\s)|.*[;{}]\s*$|\s*[)\]}]"
)
_LOG = re.compile(
    r"\[?(?:\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d |\d\d/[A-Z][a-z]{2}/\d{4}:)"
    r"|\S+ \S+ \S+ \[\d\d/[A-Z][a-z]{2}/\d{4}:"
)
_SETTING = re.compile(r"\s*(?:\[[^\]]+\]|[\w.:-]+\s*=.*|[#;].*)$")
# A directive, or a headline underlined with a list of fields below it.
_RST = r"^\.\. [\w-]+::|\A\s*(?:[=~*#-]{4,}\n)?[^\n]+\n[=~*#-]{4,}\n\s*\n(?::[\w -]+: .*\n)"
_MOSTLY = 0.8
_LEAST_LINES = 3


def _lines(text: str) -> list[str]:
    return [line for line in text[:50_000].split("\n") if line.strip()]


def _share(text: str, row: re.Pattern[str]) -> float:
    lines = _lines(text)
    return sum(row.match(line) is not None for line in lines) / len(lines) if len(lines) >= _LEAST_LINES else 0.0


def _found(pattern: str, flags: int = 0) -> Callable[[str], bool]:
    compiled = re.compile(pattern, flags | re.MULTILINE)
    return lambda text: compiled.search(text[:20_000]) is not None


def _all_found(*patterns: str) -> Callable[[str], bool]:
    tests = [_found(pattern) for pattern in patterns]
    return lambda text: all(test(text) for test in tests)


_CREATES = _found(r"^\s*(?:CREATE TABLE|INSERT INTO|DROP TABLE)\b")
_STATEMENT = re.compile(r".*[;,()]\s*$")
_HALF = 0.5
_PANDOC = "turn it into Markdown, as `pandoc -o FILE.md FILE` does, and add that"
_TAKE = "take the text out and add that"
# What it is, how it is told, what to do.
_KINDS: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    ("subtitles", _found(r"\AWEBVTT\b|^\d\d:\d\d:\d\d[,.]\d{3} --> \d\d:\d\d"), "make a text of them and add that"),
    ("a translation file (PO)", _all_found(r'^msgid "', r'^msgstr(?:\[\d\])? "'), _TAKE),
    ("a patch", _all_found(r"^(?:--- \S|diff --git )", r"^(?:\+\+\+ \S|@@ -\d)"), "add the article, not its changes"),
    ("LaTeX", _found(r"^\s*\\(?:documentclass|begin\{document\})"), _PANDOC),
    ("Org mode", _found(r"^#\+(?:TITLE|DATE|AUTHOR|BEGIN_\w+|OPTIONS):?", re.IGNORECASE), _PANDOC),
    ("reStructuredText", _found(_RST), _PANDOC),
    ("AsciiDoc", _all_found(r"\A\s*= \S", r"^(?::[\w-]+:|== \S|\[\w+\]$)"), "make HTML of it and add that"),
    ("references from PubMed", _all_found(r"^PMID- ", r"^(?:TI|AB)  - "), "export them as RIS and add that"),
    ("references (EndNote's tags)", _all_found(r"^%0 \w", r"^%T \S"), "export them as RIS and add that"),
    ("an archive of Twitter", _found(r"\Awindow\.YTD\."), _TAKE),
    ("a dump of a database (SQL)", lambda text: _CREATES(text) and _share(text, _STATEMENT) >= _HALF, _TAKE),
    ("a program", _found(r"\A#!\s*/"), _TAKE),
    ("a log", lambda text: _share(text, _LOG) >= _MOSTLY, _TAKE),
    ("settings", lambda text: _share(text, _SETTING) >= _MOSTLY, _TAKE),
    ("a program's source", lambda text: _share(text, _CODE) >= _MOSTLY, _TAKE),
)  # fmt: skip


def name_program(text: str) -> tuple[str, str]:
    """What a text is that no person wrote to be read, and what can be done; two empty texts for any other."""
    return next(((what, advice) for what, holds, advice in _KINDS if holds(text)), ("", ""))
