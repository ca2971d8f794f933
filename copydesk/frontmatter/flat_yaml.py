"""Front matter of the usual shapes → nodes, without a YAML parser. Standard library only, pure.

Nearly all front matter is lines of `key: value`: plain or quoted values, lists in brackets or of `- ` lines, maps in
braces or of such lines. Reading those here takes a third of the time that the C parser and its events take. What is
written in any other way, or is wrong, is left to the parser and its messages: `read_flat` says None. That both give the
same nodes, places and all, is a property test (tests/test_flat_yaml.py).
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE, _FALSE = frozenset({"true", "True", "TRUE"}), frozenset({"false", "False", "FALSE"})

# Nobody indents by more; each level takes some of the stack.
_DEEPEST = 40
# A key and what stands between it and its value, if that is on its line.
_key = re.compile(r"([A-Za-z_][A-Za-z0-9_-]{0,60}):(?: +|\Z)").match
# With what of ASCII a value without quotes may begin here: not all that YAML allows.
_BEGINS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_(/$.+~")
# A text in which a quotation mark or a backslash stands after a backslash, and neither does without.
_escaped = re.compile(r'(?:[^"\\]++|\\["\\])*+\Z').match
_ESCAPE = re.compile(r"\\(.)")
# An entry of a list in brackets or a map in braces, and what ends it. One without quotes begins with a letter or
# digit, or beyond ASCII.
_entry = re.compile(
    r""" *(?:"([^"\\]*)"|'([^']*)'|([^\x00-/:-@\[-`{-\x7f](?:[^,\[\]{}:#"?]*[^,\[\]{}:#"? ])?)) *(,|[\]}]\Z)"""
).match
# The key of such an entry in a map in braces.
_entry_key = re.compile(r""" *(?:"([^"\\]*)"|([A-Za-z_][A-Za-z0-9_-]*)): +""").match


class Node(NamedTuple):
    """A value of a YAML document and where it starts (line and column from 1, in the whole file).

    `value` is a `dict[str, Node]`, a `tuple[Node, ...]`, or for a scalar the Python value by the 1.2 core
    schema; `text` is a scalar as written, for fields that are text whatever it looks like.
    """

    value: Any
    line: int
    column: int
    text: str = ""
    plain: bool = False
    key_line: int = 0
    key_column: int = 0


def scalar(text: str) -> Any:
    """A plain scalar by YAML 1.2's core schema (octal, hexadecimal, .inf and .nan left as text)."""
    if text in _NULLS:
        return None
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    if text[0] in "-+.0123456789":
        if _INT.match(text):
            return int(text) if len(text) < 20 else text  # longer ones are ids
        if _FLOAT.match(text):
            return float(text)
    return text


def read_flat(text: str, first_line: int) -> Node | None:
    """A document's fields, or None for one that is not flat. `first_line` is the number of its first line."""
    lines = text.split("\n")
    if not "".join(lines).isprintable():
        return None
    rows = [(len(line) - len(line.lstrip()), line.rstrip(), number) for number, line in enumerate(lines, first_line)]
    rows = [row for row in rows if row[1] and row[1][row[0]] != "#"]
    if not rows or rows[0][0]:
        return None
    reader = _Rows(rows)
    try:
        fields = reader.mapping(0)
    except _NotFlatError:
        return None
    return Node(fields, rows[0][2], 1) if reader.at == len(rows) else None


class _NotFlatError(Exception):
    """Something that is for the parser to read, or to refuse."""


class _Rows:
    """Rows being read: how far each is indented, its text, its number. `at` is the next one."""

    def __init__(self, rows: list[tuple[int, str, int]]) -> None:
        self.rows, self.at = rows, 0

    def mapping(self, indent: int) -> dict[str, Node]:
        """The fields from here on that stand at `indent`."""
        fields: dict[str, Node] = {}
        while self.at < len(self.rows):
            depth, line, number = self.rows[self.at]
            if depth < indent:
                break
            found = _key(line, indent)
            if depth > indent or found is None:
                if depth == indent and line.startswith("- ", indent):
                    break  # the next entry of a list that this map is an entry of
                raise _NotFlatError
            self.at += 1
            key = found[1]
            if key in fields:
                raise _NotFlatError
            start = found.end()
            if start < len(line):
                fields[key] = _value(line[start:], number, start + 1, number, indent + 1)
            else:
                fields[key] = self._below(indent, number, indent + 1, start)
        return fields

    def _below(self, indent: int, line: int, column: int, end: int) -> Node:
        """What stands on the lines below a key: a list, a map or nothing."""
        if self.at < len(self.rows):
            depth, text, number = self.rows[self.at]
            if depth > _DEEPEST:
                raise _NotFlatError
            if depth >= indent and text.startswith("- ", depth):
                entries = self._entries(depth)
                return Node(entries, number, depth + 1, key_line=line, key_column=column)
            if depth > indent:
                fields = self.mapping(depth)
                return Node(fields, number, depth + 1, key_line=line, key_column=column)
        return Node(None, line, end + 1, plain=True, key_line=line, key_column=column)

    def _entries(self, indent: int) -> tuple[Node, ...]:
        """The entries of a list from here on whose dashes stand at `indent`."""
        found: list[Node] = []
        while self.at < len(self.rows):
            depth, line, number = self.rows[self.at]
            if depth < indent or not line.startswith("- ", depth):
                break
            start = indent + 2
            if depth > indent or line[start] == " ":
                raise _NotFlatError
            if _key(line, start):
                self.rows[self.at] = (start, line, number)  # the map's first line, less the dash
                fields = self.mapping(start)
                found.append(Node(fields, number, start + 1))
            else:
                self.at += 1
                found.append(_value(line[start:], number, start + 1, 0, 0))
        return tuple(found)


def _value(text: str, line: int, column: int, key_line: int, key_column: int) -> Node:
    """A scalar, or a list in brackets, that is all of what stands on a line."""
    first, value, plain = text[0], text, False
    if first in "\"'":
        value = text[1:-1]
        if len(text) < 2 or text[-1] != first:
            raise _NotFlatError
        if first == '"' and "\\" in value:
            if not _escaped(value):
                raise _NotFlatError
            value = _ESCAPE.sub(r"\1", value)
        elif first in value:
            raise _NotFlatError
        written = value
    elif first == "{":
        fields = _braced(text, line, column)
        return Node(fields, line, column, key_line=key_line, key_column=key_column)
    elif first == "[":
        entries = _bracketed(text, line, column)
        return Node(entries, line, column, key_line=key_line, key_column=key_column)
    else:
        if (first not in _BEGINS and first < "\x80") or ": " in text or " #" in text or text[-1] == ":":
            raise _NotFlatError
        written, value, plain = text, scalar(text), True
    return Node(value, line, column, written, plain, key_line, key_column)


def _bracketed(text: str, line: int, column: int) -> tuple[Node, ...]:
    if text == "[]":
        return ()
    found: list[Node] = []
    at, closing = 1, ","
    while closing == ",":
        node, at, closing = _flow_value(text, at, line, column, 0, 0)
        found.append(node)
    if closing != "]":
        raise _NotFlatError
    return tuple(found)


def _braced(text: str, line: int, column: int) -> dict[str, Node]:
    found: dict[str, Node] = {}
    at, closing = 1, ","
    while closing == ",":
        match = _entry_key(text, at)
        if match is None:
            raise _NotFlatError
        kind = 1 if match[1] is not None else 2
        key, place = match[kind], column + match.start(kind) - (kind == 1)
        if key in found:
            raise _NotFlatError
        found[key], at, closing = _flow_value(text, match.end(), line, column, line, place)
    if closing != "}":
        raise _NotFlatError
    return found


def _flow_value(text: str, at: int, line: int, column: int, key_line: int, key_column: int) -> tuple[Node, int, str]:
    """A scalar between brackets or braces, where the next one begins, and what ends this one."""
    match = _entry(text, at)
    if match is None:
        raise _NotFlatError
    kind = 3 if match[3] is not None else 1 if match[1] is not None else 2
    written, plain = match[kind], kind == 3
    place = column + match.start(kind) - (not plain)
    value = scalar(written) if plain else written
    return Node(value, line, place, written, plain, key_line, key_column), match.end(), match[4]
