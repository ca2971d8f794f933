"""Reads a mapping of front matter or configuration field by field, collecting every problem.

A `Fields` never raises: a wrong value is noted with its line, column and advice, and the field comes back
empty, so that one look at a file reports all that is wrong with it. Which fields there are stands in `table`.
"""

from __future__ import annotations

import datetime as dt
import functools
import ipaddress
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from copydesk.errors import Location, Problem, did_you_mean
from copydesk.frontmatter.document import Node

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)? ?(Z|[-+]\d\d:?\d\d)?\Z")
# A day as people write it otherwise, the year first: it can only mean one thing.
_LOOSE_DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.]|(\d\d)(?=\d\d(?:\Z|[T ])))(\d{1,2})(?=\Z|[T ])")
# Dates so near to the ends of the calendar leave it when they are moved to another zone.
_FIRST, _LAST = dt.datetime(1, 1, 3, tzinfo=dt.UTC), dt.datetime(9999, 12, 29, tzinfo=dt.UTC)
# Letters by their category that nobody can see.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_PARTIAL = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?\Z")
_KINDS = {dict: "a map", tuple: "a list", bool: "true or false", type(None): "empty"}


class Fields:
    """A mapping node being read. `problems` grows; `finish` reports the keys nobody asked for.

    `warnings` are what an editor should look at and what stops no build.
    """

    def __init__(
        self, node: Node, path: str, problems: list[Problem], prefix: str = "", warnings: list[Problem] | None = None
    ) -> None:
        self.node, self.path, self.problems, self.prefix = node, path, problems, prefix
        self.warnings: list[Problem] = [] if warnings is None else warnings
        self.asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self.node.value

    def location(self, node: Node | None = None) -> Location:
        """Where a node (or the whole mapping) stands."""
        at = node or self.node
        return Location(path=self.path, line=at.line, column=at.column)

    def problem(self, node: Node | None, message: str, advice: str = "") -> None:
        """Note something wrong at a node."""
        self.problems.append(Problem(location=self.location(node), message=message, advice=advice))

    def warn(self, node: Node | None, message: str, advice: str = "", *, is_note: bool = False) -> None:
        """Note something at a node that is allowed and seldom meant; a note is no reason to refuse a strict build."""
        found = Problem(location=self.location(node), message=message, advice=advice, is_note=is_note)
        self.warnings.append(found)

    def get(self, *keys: str) -> Node | None:
        """The node of the first of `keys` (a name and its synonyms) that stands there; two are a problem."""
        if len(keys) == 1:
            self.asked.add(keys[0])
            only: Node | None = self.node.value.get(keys[0])
            return only
        self.asked.update(keys)
        found = [key for key in keys if key in self.node.value]
        if len(found) > 1:
            where = self.node.value[found[1]]
            message = f'"{self.prefix}{found[1]}" and "{self.prefix}{found[0]}" mean the same'
            at = Node(value=None, line=where.key_line, column=where.key_column)
            self.problem(at, message, f'keep "{found[0]}"')
        node: Node | None = self.node.value[found[0]] if found else None
        return node

    def text(self, *keys: str, required: bool = False, one_line: bool = True) -> str:
        """A text, NFC; a plain number or date is taken as written. Line breaks fold to blanks by default."""
        return self.text_at(self.get(*keys), keys[0], required=required, one_line=one_line)

    def text_at(self, node: Node | None, key: str, *, required: bool = False, one_line: bool = True) -> str:
        """The same of a node that was looked up before, called `key` in messages."""
        if node is None or (node.value is None and node.plain):
            if required:
                what = "is missing" if node is None else "is empty"
                self.problem(node, f'"{self.prefix}{key}" {what}', f"write {key}: …")
            return ""
        value = self._text_of(node, key, one_line=one_line)
        if required and not value and not isinstance(node.value, (dict, tuple, bool)):
            self.problem(node, f'"{self.prefix}{key}" is empty', f"write {key}: …")
        return value

    def _text_of(self, node: Node, key: str, *, one_line: bool = True) -> str:
        if isinstance(node.value, (dict, tuple, bool)):
            kind = _KINDS[type(node.value)]
            advice = f'quote it: "{node.text}"' if isinstance(node.value, bool) else "write one line of text"
            self.problem(node, f'"{self.prefix}{key}" must be text, not {kind}', advice)
            return ""
        value = node.text if node.text.isascii() else unicodedata.normalize("NFC", node.text)
        value = " ".join(value.split()) if one_line else value
        if can_be_seen(value):
            return value
        if node.text:
            self.warn(node, f'"{self.prefix}{key}" holds nothing that can be seen', "write it, or take the line out")
        return ""

    def texts(self, *keys: str) -> tuple[str, ...]:
        """A list of texts; a single text is a list of one; repeated ones count once."""
        node = self.get(*keys)
        if node is None or node.value is None:
            return ()
        items = node.value if isinstance(node.value, tuple) else (node,)
        if isinstance(node.value, tuple):
            self.warn_of_blanks(keys[0], items)
        values = [self._text_of(item, keys[0]) for item in items if item.value is not None]
        return tuple(dict.fromkeys(filter(None, values)))

    def warn_of_blanks(self, key: str, items: Iterable[Node]) -> None:
        """Note each entry of a list that says nothing: it was begun and not written, or cut."""
        for item in items:
            if item.value is None or item.value == "":
                self.warn(item, f'"{self.prefix}{key}" has an empty entry', "write it, or take the line out")

    def nodes(self, *keys: str) -> tuple[Node, ...]:
        """The nodes of a list; a single value is a list of one."""
        node = self.get(*keys)
        if node is None or node.value is None:
            return ()
        return node.value if isinstance(node.value, tuple) else (node,)

    def flag(self, key: str, *, default: Any = False) -> Any:
        """True or false, and nothing else: `yes`, `on` and 1 are named as what they are."""
        node = self.get(key)
        if node is None or node.value is None:
            return default
        if isinstance(node.value, bool):
            return node.value
        meant = {"yes": "true", "on": "true", "1": "true", "no": "false", "off": "false", "0": "false"}
        hint = meant.get(node.text.casefold()) or (
            node.text.casefold() if node.text.casefold() in meant.values() else ""
        )
        advice = f"did you mean {hint}?" if hint else ""
        self.problem(node, f'"{self.prefix}{key}" must be true or false, not "{node.text}"', advice)
        return default

    def number(self, key: str, *, default: int = 0, least: int = 0, most: int = 10**9) -> int:
        """A whole number within limits."""
        node = self.get(key)
        if node is None or node.value is None:
            return default
        if isinstance(node.value, int) and not isinstance(node.value, bool) and least <= node.value <= most:
            return node.value
        self.problem(node, f'"{self.prefix}{key}" must be a whole number from {least} to {most}')
        return default

    def choice(self, key: str, known: Sequence[str], default: Any = None) -> Any:
        """One of `known` words."""
        node = self.get(key)
        if node is None or node.value is None:
            return default
        if node.text in known:
            return node.text
        advice = did_you_mean(node.text, known) or f"write one of {', '.join(known)}"
        self.problem(node, f'"{self.prefix}{key}" cannot be "{node.text}"', advice)
        return default

    def mapping(self, key: str) -> Fields | None:
        """A map, to be read the same way; its keys are named `key.…` in messages."""
        node = self.get(key)
        if node is None or node.value is None:
            return None
        if not isinstance(node.value, dict):
            self.problem(node, f'"{self.prefix}{key}" must be a map', "write its fields on indented lines")
            return None
        return self.of(node, key)

    def of(self, node: Node, key: str) -> Fields:
        """Read a map that is the value of `key`, or an entry of its list."""
        return Fields(node, self.path, self.problems, f"{self.prefix}{key}.", self.warnings)

    def day(self, *keys: str, required: bool = False) -> dt.date | None:
        """A calendar day, `YYYY-MM-DD`."""
        node = self.get(*keys)
        if node is None or node.value is None:
            if required:
                what = "is missing" if node is None else "is empty"
                self.problem(node, f'"{self.prefix}{keys[0]}" {what}', f"write {keys[0]}: YYYY-MM-DD")
            return None
        try:
            if _DAY.match(node.text):
                return dt.date.fromisoformat(node.text)
        except ValueError as error:
            self.problem(node, f'"{self.prefix}{keys[0]}": {node.text} is no date ({error})')
            return None
        advice = f"write {_mended_day(node.text) or 'YYYY-MM-DD'}"
        self.problem(node, f'"{self.prefix}{keys[0]}" must be a date, not "{_shown(node)}"', advice)
        return None

    def moment(self, zone: dt.tzinfo, *keys: str) -> tuple[dt.datetime | None, bool]:
        """A day or a time, aware, and whether a time of day was stated.

        A day alone is that day's start in `zone`, the digest's; a time without an offset is in `zone` too (R7).
        """
        node = self.get(*keys)
        if node is None or node.value is None:
            return None, False
        text = node.text.strip()
        try:
            if _DAY.match(text):
                return within_calendar(dt.datetime.fromisoformat(text)).replace(tzinfo=zone), False
            if match := _MOMENT.match(text):
                offset = (match[3] or "").replace("Z", "+00:00")
                value = within_calendar(dt.datetime.fromisoformat(f"{match[1]}T{match[2]}{offset}"))
                return (value if value.tzinfo else value.replace(tzinfo=zone)), True
        except ValueError as error:
            self.problem(node, f'"{self.prefix}{keys[0]}": {node.text} is no date ({error})')
            return None, False
        advice = f"write {_mended_day(text) or 'YYYY-MM-DD or YYYY-MM-DD HH:MM'}"
        self.problem(node, f'"{self.prefix}{keys[0]}" must be a date, not "{_shown(node)}"', advice)
        return None, False

    def partial_day(self, key: str) -> str:
        """A year, a month or a day (`1984`, `2018-06`, `2018-06-12`), as text."""
        node = self.get(key)
        if node is None or node.value is None:
            return ""
        if _PARTIAL.match(node.text):
            return node.text
        advice = f"write {_mended_day(node.text) or 'YYYY, YYYY-MM or YYYY-MM-DD'}"
        self.problem(node, f'"{self.prefix}{key}" must be a date, not "{_shown(node)}"', advice)
        return ""

    def checked(self, name: str, check: Callable[[str], str], *synonyms: str) -> str:
        """A text that `check` may refuse by raising ValueError with a reason, or return in its normal form.

        A message names the key that stands there, which may be a synonym.
        """
        value = self.text(name, *synonyms)
        if not value:
            return ""
        try:
            return check(value)
        except ValueError as error:
            key = next(key for key in (name, *synonyms) if key in self.node.value)
            self.problem(self.node.value[key], f'"{self.prefix}{key}" {error}')
            return ""

    def finish(self, known: Iterable[str] = ()) -> None:
        """Report each key that nobody asked for, with the closest known one."""
        known = frozenset(known)
        unknown = [key for key in self.node.value if key not in known and key not in self.asked]
        if unknown:
            asked = self.asked | known
            for key in unknown:
                node = self.node.value[key]
                at = Node(value=None, line=node.key_line or node.line, column=node.key_column or node.column)
                hint = did_you_mean(key, sorted(asked), least=0.7)
                if not hint and "extra" in asked:
                    hint = "a field of your own stands under extra:"
                self.problem(at, f'unknown key "{self.prefix}{key}"', hint)


def can_be_seen(text: str) -> bool:
    """Whether a text has a character that a reader sees: not blanks, controls and fillers alone."""
    if text[:1].isalnum() and text[0] not in _FILLERS:
        return True
    return any(
        char not in _FILLERS and unicodedata.category(char) not in {"Cc", "Cf", "Zs", "Zl", "Zp", "Cn", "Co", "Mn"}
        for char in text
    )


def within_calendar(moment: dt.datetime) -> dt.datetime:
    """A time that stays within the calendar in every zone, or ValueError."""
    if not _FIRST <= (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)) <= _LAST:
        raise ValueError("beyond the calendar")
    return moment


def _mended_day(text: str) -> str:
    """A day with its year first in the form that is asked for; "" for what is no such day."""
    match = _LOOSE_DAY.match(text.strip())
    if match is None:
        return ""
    try:
        return dt.date(int(match[1]), int(match[2] or match[3]), int(match[4])).isoformat()
    except ValueError:
        return ""


def _shown(node: Node) -> str:
    return node.text if not isinstance(node.value, (dict, tuple)) else _KINDS[type(node.value)]


# BCP 47: a language of ISO 639, then subtags. (It reserves longer ones, of which none is in use.)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*\Z")


def language_code(value: str) -> str:
    """A language's code as it is, or ValueError."""
    if not _LANGUAGE.match(value):
        raise ValueError(f'is no language code: "{value}"')
    return value


_NO_HOST = frozenset("%!$&'()*+,;=`{|}~^")  # in no name of a host, whatever RFC 3986 lets stand there
_WEB_ADDRESS = re.compile(r"https?://([^\s/<>\"'\\?#]+)(?:[/?#][^\s<>\"\\]*)?\Z", re.IGNORECASE)


def web_address(value: str) -> str:
    """An absolute http(s) address as it is, or ValueError: nothing else may stand behind a link.

    Blanks, controls and characters that nobody sees are refused wherever they stand, and so is a name before the host
    (`https://bank.example@evil.example/`).
    """
    match = _WEB_ADDRESS.match(value)
    if match is None:
        raise ValueError("must be a web address that starts with https:// or http://")
    if not _can_be_host(match[1]):
        raise ValueError("must be a web address whose host and port can be")
    if not value.isprintable() and any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"} for char in value):
        raise ValueError("must be a web address without characters that cannot be seen")
    if "@" in match[1]:
        raise ValueError("must be a web address without a user's name before the host")
    return value


@functools.lru_cache(maxsize=1 << 12)
def _can_be_host(place: str) -> bool:
    """Whether a host with its port can be, as it stands in an address: those of a digest lead to a few of them."""
    try:
        parts = urlsplit(f"https://{place}")
        host, _ = parts.hostname or "", parts.port  # a port that cannot be raises ValueError
        if ":" in host or "[" in parts.netloc:
            ipaddress.IPv6Address(host)  # of what stands in brackets there is no other form (no IPvFuture, no zone)
    except ValueError:
        return False
    return bool(host) and "" not in host.split(".")[:-1] and not set(host) & _NO_HOST


def picture_address(value: str) -> str:
    """An address of a picture, from `/` in the digest or of another host, or ValueError."""
    if value.startswith("/") and not value.startswith("//") and "\\" not in value and ".." not in value.split("/"):
        return value
    try:
        return web_address(value)
    except ValueError:
        raise ValueError(f'cannot be "{value}", start it with / (a file below content/) or https://') from None
