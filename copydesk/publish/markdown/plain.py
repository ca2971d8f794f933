"""Which paragraphs are plain text, to which neither Markdown nor the sanitiser would do anything. Pure.

A plain paragraph is one in every context that Python-Markdown knows, but for raw HTML around it: none of its lines
begins with a blank or a mark that opens a block, none ends in a blank, and nowhere in it stands a character that an
inline pattern, a block processor or a rule of the sanitiser looks for. `tests/publish/markdown/test_plain.py` holds
that against the converter; whoever adds an extension to it looks here first.
"""

from __future__ import annotations

import re

# Stands for the paragraphs left out: private-use characters, which nothing takes for anything.
MARK, _MARK_END = "\ue000", "\ue001"
_GAP = re.compile(f"<p>{MARK}([0-9]+){_MARK_END}</p>")
# Of ASCII what means something in Markdown or is written otherwise in HTML; beyond it controls, a blank that becomes
# an entity, ends of lines, and our own marks.
_MARKED = f"\\\\`*_\\[\\]<>&|\x00-\x09\x0b-\x1f\x7f-\xa0\u2028\u2029{MARK}{_MARK_END}"
_LINE = rf"(?![0-9]+\.)[^\s#=+\-~:{_MARKED}](?:[^\n{_MARKED}]*[^\s{_MARKED}])?"
_are_plain = re.compile(rf"{_LINE}(?:\n{_LINE})*\Z").match


def is_plain(text: str) -> bool:
    """Whether a text is one plain paragraph."""
    return _are_plain(text) is not None


def leave_out_plain(text: str) -> tuple[str, list[str]]:
    """A Markdown text with a mark for each run of plain paragraphs, and the runs; `put_back` is the way back.

    A text with a `<` comes back as it is: inside raw HTML nothing is plain, nor is it between the fences of code. So
    does one that has our mark in it.
    """
    if "<" in text or "```" in text or "~~~" in text or MARK in text:
        return text, []
    kept: list[str] = []
    runs: list[list[str]] = []
    after_plain = False
    for block in text.split("\n\n"):
        plain = is_plain(block)
        if not plain:
            kept.append(block)
        elif after_plain:
            runs[-1].append(block)
        else:
            kept.append(f"{MARK}{len(runs)}{_MARK_END}")
            runs.append([block])
        after_plain = plain
    return "\n\n".join(kept), ["<p>" + "</p>\n<p>".join(run) + "</p>" for run in runs]


def put_back(html: str, runs: list[str]) -> str:
    """Sanitised HTML with each run in place of its mark."""
    return _GAP.sub(lambda match: runs[int(match[1])], html) if runs else html
