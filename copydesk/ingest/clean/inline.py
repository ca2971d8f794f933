"""The words of one block of a page, gathered as plain text and as Markdown with links and emphasis. Pure."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

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
    if text[:1].isalpha():  # as most do
        return text
    out = _LINE_START.sub(r"\1\\\2", text)
    out = _NUMBERED.sub(r"\1\\\2", out)
    return _START_REFERENCED.sub(lambda match: match[1] + _REFERENCED[match[2]], out)


_LONGEST_NAME = 4  # words
_OTHER_BLANKS = "\t\n\r\f\v"
_SAFE = re.compile(r"[A-Za-z0-9/:.?=&%#+~,;@!$'|-]*")  # most have nothing else
_UNSAFE = {
    " ": "%20",
    "(": "%28",
    ")": "%29",
    "<": "%3C",
    ">": "%3E",
    '"': "%22",
    "\\": "%5C",
    "`": "%60",
    "*": "%2A",
    "_": "%5F",
    "[": "%5B",
    "]": "%5D",
}


def safe_url(href: str, base: str) -> str:
    """Return an absolute http(s) address that can stand in Markdown's brackets, or an empty string."""
    href = href.strip()
    try:
        url = urljoin(base, href) if base else href
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    if _SAFE.fullmatch(url):
        return url
    return "".join(_UNSAFE.get(char, char) for char in url if char.isprintable())


class Inline:
    """Gathers the pieces of one block. `add` takes text, `start`/`end` an emphasis mark, links have their own pair."""

    __slots__ = ("_base", "_in_link", "_linked", "_pieces", "_words", "letters", "links")

    def __init__(self, base: str = "") -> None:
        self._base = base
        # Pieces are ("text", words), ("open", mark), ("close", mark), ("link", address as it stands), ("unlink", "").
        self._pieces: list[tuple[str, str]] = []
        self._words: list[str] = []
        self._in_link = 0
        self.letters = 0  # how many have been added, blanks alone not counted
        self._linked = 0
        self.links = 0

    @property
    def in_link(self) -> bool:
        """Whether a link is open."""
        return self._in_link > 0

    @property
    def linked_share(self) -> float:
        """The share of letters that are link text."""
        return self._linked / self.letters if self.letters else 0.0

    def add(self, text: str) -> None:
        """Take words."""
        if not text.isspace():
            self.letters += len(text)
            if self._in_link:
                self._linked += len(text)
        elif not self.letters:  # the layout between two blocks
            return
        self._pieces.append(("text", text))
        self._words.append(text)

    def part(self, text: str) -> None:
        """Set a blank before words that begin an element right after another, where only the layout parts the two."""
        last = next((words for words in reversed(self._words) if words), "")
        if last[-1:].isalnum() and not last[-1:].isupper() and text[:1].isupper():
            parts = last.split()
            named = 1 < len(parts) <= _LONGEST_NAME and all(part[0].isupper() for part in parts)
            self.add(", " if named else " ")  # a name, and what its bearer is

    def part_heading(self, text: str) -> None:
        """Set a blank before words that begin an element of a heading without one: "NewsTop stories"."""
        last = next((words for words in reversed(self._words) if words), "")
        if last[-2:].islower() and last[-2:].isalpha() and text[:1].isupper() and text[1:2].islower():
            self.add(" ")

    def start(self, mark: str) -> None:
        """Open an emphasis."""
        self._pieces.append(("open", mark))

    def end(self, mark: str) -> None:
        """Close an emphasis."""
        self._pieces.append(("close", mark))

    def start_link(self, href: str) -> None:
        """Open a link."""
        self._in_link += 1
        self.links += 1
        self._pieces.append(("link", href))

    def end_link(self) -> None:
        """Close a link."""
        self._in_link = max(0, self._in_link - 1)
        self._pieces.append(("unlink", ""))

    def link_texts(self) -> list[str]:
        """Return the words of each link."""
        out: list[list[str]] = []
        inside = False
        for kind, value in self._pieces:
            if kind == "link":
                out.append([])
            inside = kind == "link" or (inside and kind != "unlink")
            if inside and kind == "text":
                out[-1].append(value)
        return [" ".join("".join(words).split()) for words in out]

    def text(self) -> str:
        """Return the words alone, blanks folded."""
        return _folded("".join(self._words))

    def markdown(self) -> str:
        """Return the words as Markdown that cannot be mistaken for a block of another kind."""
        return guard_start(self._markdown())

    def _markdown(self) -> str:
        # Each open mark holds what follows it; a mark left open, or one that holds no words, leaves only its words.
        stack: list[tuple[str, list[str]]] = [("", [])]
        for kind, value in self._pieces:
            if kind == "text":
                stack[-1][1].append(escape(value, at_start=False))
            elif kind == "open":
                stack.append((value, []))
            elif kind == "link":
                stack.append(("[" + safe_url(value, self._base), []))
            elif kind == "close" and stack[-1][0] == value and len(stack) > 1:
                mark, words = stack.pop()
                repeated = any(above == mark for above, _ in stack)
                stack[-1][1].append("".join(words) if repeated else _wrap(mark, mark, "".join(words)))
            elif kind == "unlink" and len(stack) > 1 and stack[-1][0].startswith("["):
                mark, words = stack.pop()
                target = mark[1:]
                inner = "".join(words)
                nested = any(above.startswith("[") for above, _ in stack)
                stack[-1][1].append(_wrap("[", f"]({target})", inner) if target and not nested else inner)
        while len(stack) > 1:
            _, words = stack.pop()
            stack[-1][1].extend(words)
        return _folded("".join(stack[0][1]))


def _folded(words: str) -> str:
    """Return words with one blank between them and none at the ends; what is no blank of HTML's stays within them."""
    words = words.strip()
    for blank in _OTHER_BLANKS:  # a search for runs of blanks takes ten times as long
        words = words.replace(blank, " ")
    while "  " in words:
        words = words.replace("  ", " ")
    return words


def _wrap(before: str, after: str, words: str) -> str:
    """Set marks around words, the blanks at their ends outside: `** x**` would be no emphasis."""
    inner = words.strip()
    if not inner:
        return words
    lead, tail = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{lead}{before}{inner}{after}{tail}"
