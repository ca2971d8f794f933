"""Simple Markdown → HTML as Python-Markdown would write it, or None for what is not simple. Pure.

What a news article is made of beside plain paragraphs: paragraphs and pictures with links and emphasis, quotations
of one paragraph, flat lists, sub-headings of plain words. Whatever else stands in a text leaves all of it to
Python-Markdown, as would an extension that gives one of these forms another meaning: whoever adds one looks here
first. The property tests in tests/test_markup_plain.py hold the two together; the HTML is not yet safe.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from copydesk.publish.pages.values import Heading

# Of ASCII what means something in Markdown, or is written otherwise in HTML.
_NOWHERE = "\\\\`*_\\[\\]<>&|\x00-\x09\x0b-\x1f\x7f"
_special = re.compile(f"[{_NOWHERE}]").search
# Beyond ASCII: more controls, a blank that becomes an entity, ends of lines, our own marks. Classes of them in each
# pattern below would take ten milliseconds to compile.
_RARE = ("\u2028", "\u2029", "\ue000", "\ue001")
_has_rare_latin = re.compile("[\x80-\xa0]").search
# A paragraph that no block processor, no inline pattern and no rule of the sanitiser would change: no line of
# it starts with a blank or a mark that opens a block, none ends in a blank, and nowhere is one of those characters.
_LINE = rf"(?![0-9]+\.)[^\s#=+\-~:{_NOWHERE}](?:[^\n{_NOWHERE}]*[^\s{_NOWHERE}])?"
_are_plain = re.compile(rf"{_LINE}(?:\n{_LINE})*\Z").match
# For a single line it takes half as long to see that no byte is left but those that mean nothing.
_NO_MARKS = bytes(code for code in range(256) if code >= 0x80 or not re.match(f"[{_NOWHERE}\n]", chr(code)))

# A line that opens no block of another kind.
_begins = re.compile(r"(?![0-9]+\.|\*[\s*]*\Z|\*\s)[^\s#=+\-~:>]").match
_WORDS = rf"[^\s{_NOWHERE}](?:[^\n{_NOWHERE}]*[^\s{_NOWHERE}])?"
# An opening star stands after a blank, a closing one where a word can end: other places are read by their neighbours.
_EMPHASIS = rf"(?<!\S)(?P<stars>\*\*?)(?P<stressed>{_WORDS})(?P=stars)(?=[\s.,;:?)”’…]|\Z)"
_LINK = (
    rf"(?P<open>!?\[)(?!\^)(?P<text>{_WORDS})\]"
    r"\((?P<url>[\w\-.~:/?#@$+,=%&]+)"
    rf"(?: \"(?P<title>[^\s\"'(){_NOWHERE}](?:[^\n\"(){_NOWHERE}]*[^\s\"'(){_NOWHERE}])?)\")?\)"
)
_INLINE = re.compile(rf"{_LINK}|{_EMPHASIS}|&(?![A-Za-z0-9]*;|#)")
_HEADING = re.compile(rf"(?P<level>#{{1,6}}) (?P<text>[^\s#{_NOWHERE}](?:[^\n#{_NOWHERE}]*[^\s#{_NOWHERE}])?)\Z")
_BULLET, _NUMBER = re.compile(r"- (?=\S)"), re.compile(r"[0-9]{1,9}\. (?=\S)")


def has_rare(text: str) -> bool:
    """Whether a text has one of the characters beyond ASCII that are not left as they are."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return True
    # UTF-8 begins those of Latin-1 with C2.
    return any(char in text for char in _RARE) or (b"\xc2" in data and _has_rare_latin(text) is not None)


def is_plain(text: str) -> bool:
    """Whether a text is a plain paragraph."""
    return _are_plain(text) is not None and not has_rare(text)


def is_plain_block(block: str) -> bool:
    """Whether a block of a text that has nothing rare is a plain paragraph."""
    marks = block.encode().translate(None, _NO_MARKS)
    if marks:
        return b"\n" in marks and _are_plain(block) is not None
    return _begins(block) is not None and not block[-1].isspace()


def convert_simple(blocks: Iterable[str], mark: str) -> tuple[str, list[Heading]] | None:
    """The HTML of blocks and the sub-headings in it; None where one is not simple.

    No block may have anything rare in it but `mark`: one that begins with it is a paragraph as it stands.
    """
    made: list[str] = []
    headings: list[Heading] = []
    before, level = "", 1
    for block in blocks:
        text = block.lstrip("\n")  # of more than one blank line between two blocks
        if not text:
            continue
        first, html = text[0], None
        if first == mark:
            html = f"<p>{text}</p>"
        elif first == "#":
            heading = _heading(text, level, headings)
            if heading is not None:
                level = heading.level
                headings.append(heading)
                html = f'<h{level} id="{heading.id}">{heading.text}</h{level}>'
        elif first == ">":
            # Two in a row are one quotation.
            html = _quotation(text) if before != ">" else None
        elif _BULLET.match(text) or _NUMBER.match(text):
            # Two of a kind in a row are one list, with paragraphs in it.
            first = "-" if first == "-" else "1"
            html = _list(text) if before != first else None
        else:
            html = _paragraph(text)
        if html is None:
            return None
        made.append(html)
        before = first
    return "\n".join(made), [heading for heading in headings if heading.level <= _DEEPEST]


# Headings below this level are not listed; see `toc_depth` in `stock`.
_DEEPEST = 4


def _paragraph(text: str) -> str | None:
    inline = _inline(text)
    return None if inline is None else f"<p>{inline}</p>"


def _quotation(text: str) -> str | None:
    lines = text.split("\n")
    if not all(line.startswith("> ") for line in lines):
        return None
    inner = _paragraph("\n".join([line[2:] for line in lines]))
    return None if inner is None else f"<blockquote>\n{inner}\n</blockquote>"


def _list(text: str) -> str | None:
    tag, start = ("ul", _BULLET) if text[0] == "-" else ("ol", _NUMBER)
    if tag == "ol" and not text.startswith("1. "):
        return None
    items = []
    for line in text.split("\n"):
        found = start.match(line)
        if found is None:
            return None
        inline = _inline(line[found.end() :])
        if inline is None:
            return None
        items.append(f"<li>{inline}</li>\n")
    return f"<{tag}>\n{''.join(items)}</{tag}>"


def _heading(text: str, above: int, others: list[Heading]) -> Heading | None:
    """A heading, none below the one above by more than a level; None where its id would need a number."""
    found = _HEADING.match(text)
    if found is None:
        return None
    words = found["text"]
    ident = heading_id(words, "-")
    if "  " in words or any(other.id == ident for other in others):
        return None
    return Heading(level=min(max(len(found["level"]), 2), above + 1), text=words, id=ident)


def heading_id(text: str, separator: str) -> str:
    """A heading's id in its own script (Python-Markdown's own would make Hangul `_1`)."""
    words = re.findall(r"[\w-]+", unicodedata.normalize("NFC", text).casefold())
    return separator.join(words) or "section"


def _inline(text: str) -> str | None:
    if not all(_begins(line) and not line[-1].isspace() for line in text.split("\n")):
        return None
    made: list[str] = []
    done = 0
    while found := _special(text, done):
        start = found.start()
        if start > done and text[start] == "[" and text[start - 1] == "!":
            start -= 1
        match = _INLINE.match(text, start)
        if match is None:
            return None
        made += (text[done:start], _element(match))
        done = match.end()
    made.append(text[done:])
    return "".join(made)


def _element(match: re.Match[str]) -> str:
    """A link, a picture, emphasis or an ampersand as HTML."""
    if match["stars"]:
        tag = "em" if match["stars"] == "*" else "strong"
        return f"<{tag}>{match['stressed']}</{tag}>"
    if not match["open"]:
        return "&amp;"
    url, text = match["url"].replace("&", "&amp;"), match["text"]
    title = f' title="{match["title"]}"' if match["title"] else ""
    if match["open"] == "[":
        return f'<a href="{url}"{title}>{text}</a>'
    quoted = text.replace('"', "&quot;")
    return f'<img alt="{quoted}" src="{url}"{title}>'
