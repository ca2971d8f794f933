"""Whether a container that has an end of its own is there to its end. Pure.

A file that was cut off on its way must not become a draft of half a record: each form says by itself where it ends.
"""

from __future__ import annotations

import re

_ROOT = re.compile(
    # Nothing is given back: a comment that could end at any later one made a page with twenty of them cost hours.
    r"\s*+(?:<\?xml[^>]*\?>\s*+)?+(?>(?><!--.*?-->)\s*+|(?><!DOCTYPE[^>\[]*+(?:\[.*?\])?\s*+>)\s*+)*+"
    r"<((?:[\w-]+:)?(?:rss|feed|RDF|nitf|newsMessage|newsItem|packageItem|opml|plist|urlset))\b",
    re.DOTALL,
)
_ENTRY_END = re.compile(r"</(?:item|entry)\s*>")
_HEADER = re.compile(r"(?:From|Received|Message-ID|Return-Path|Delivered-To|MIME-Version|To): ", re.IGNORECASE)
_BOUNDARY = re.compile(
    r"^Content-Type:\s*multipart/[^\n]*(?:\n[ \t][^\n]*)*?boundary=\"?([^\"\s;]+)", re.IGNORECASE | re.MULTILINE
)
_TABLE = re.compile(r"(?=[^\n]*\b(?:title|headline)\b)[\w \"-]{1,40}(?:[,;\t][\w \"-]{1,40})+\n", re.IGNORECASE)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


def find_missing(text: str) -> str:  # noqa: PLR0911 - one row a form
    """Return what is missing at the end of a text whose form has an end; "" if it is whole or has no such form."""
    start = text.lstrip("\ufeff \t\r\n")
    root = _ROOT.match(start)
    if root and not re.search(f"</{root[1]}\\s*>", start) and not _ENTRY_END.search(start):
        return f"XML that is cut off: </{root[1]}> is missing"
    if re.match(r"TY  - ", start) and len(re.findall(r"^TY  -", start, re.MULTILINE)) > len(
        re.findall(r"^ER  -", start, re.MULTILINE)
    ):
        return "RIS that is cut off: the last record has no end (ER)"
    if re.match(r"@[A-Za-z]+\s*\{", start) and sum({"{": 1, "}": -1}.get(b, 0) for b in _BRACE.findall(start)) > 0:
        return "BibTeX that is cut off: a brace is not closed"
    if re.match(r"<!DOCTYPE NETSCAPE-Bookmark", start, re.IGNORECASE) and "</dl" not in start.lower():
        return "bookmarks that are cut off: their end is missing"
    if re.match(r"HD[ \t]{2,}\S", start) and not re.search(
        r"^(?:AN|CO|IN|NS|RE|IPD|IPC|PUB|CT|RF)[ \t]{2,}\S", start, re.MULTILINE
    ):
        return "a download from Factiva that is cut off: nothing follows its text (AN, PUB, CO …)"
    if _TABLE.match(start) and start.count('"') % 2:
        return "CSV that is cut off: a quotation mark is not closed"
    return _missing_of_mail(start.replace("\r\n", "\n"))


def _missing_of_mail(start: str) -> str:
    if not _HEADER.match(start):
        return ""  # of a mailbox each letter is looked at by itself, so that the whole ones are kept
    head = start.split("\n\n", 1)[0]
    lines = [line for line in head.split("\n") if not re.match(r"[\w-]+:|[ \t]|From ", line)]
    if "\n\n" not in start and not lines and len(re.findall(r"^[\w-]+:", head, re.MULTILINE)) >= 2:
        return "a mail that is cut off: it ends in its head"
    for boundary in _BOUNDARY.findall(start):
        if f"--{boundary}--" not in start:
            return "a mail that is cut off: its last part has no end"
    return ""
