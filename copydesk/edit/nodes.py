"""Changes single values in front matter and leaves every other byte as it was: comments, order, quoting, line ends.

Each function takes a file's whole text and a node of its front matter (`frontmatter.split`), and returns the new
text. Whether the result reads as meant is for the caller to check with `read_fields`: no edit is trusted unread.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from copydesk.errors import ContentError, Location, Problem
from copydesk.frontmatter.document import Node, dump_yaml, split

# A plain scalar that reads as itself in a list in brackets too, and that no YAML reader takes for another type.
_PLAIN = re.compile(r"[^\W\d_][\w’ .()/+–-]*(?<! )\Z")


class EditError(ContentError):
    """A value is written in a way that cannot be edited in place (over several lines, or in a block)."""

    def __init__(self, path: str, node: Node, message: str) -> None:
        place = Location(path=path, line=node.line, column=node.column)
        super().__init__([Problem(location=place, message=message, advice="edit this one by hand")])


def _offset(text: str, line: int, column: int) -> int:
    """The offset of a place; both count from 1."""
    start = 1 if text.startswith("\ufeff") else 0
    for _ in range(line - 1):
        start = text.index("\n", start) + 1
    return start + column - 1


def _line_end(text: str, start: int) -> int:
    """Where the line that an offset lies in ends, its line break included."""
    stop = text.find("\n", start)
    return len(text) if stop < 0 else stop + 1


def _newline(text: str) -> str:
    """The file's own line break."""
    return "\r\n" if "\r\n" in text else "\n"


def _extent(text: str, node: Node, path: str) -> tuple[int, int]:
    """(start, end) of a scalar as written, quotes included. Raises EditError."""
    start = _offset(text, node.line, node.column)
    line = text[start : _line_end(text, start)].rstrip("\r\n")
    if line[:1] in {"'", '"'}:
        pattern = r"'(?:[^']|'')*'" if line[0] == "'" else r'"(?:[^"\\]|\\.)*"'
        match = re.match(pattern, line)
        if match is None:
            raise EditError(path, node, "this value runs over several lines")
        return start, start + match.end()
    if not node.text or not line.startswith(node.text):
        raise EditError(path, node, "this value is not written on one line")
    return start, start + len(node.text)


def _written(value: str, quote: str) -> str:
    """A text as YAML on one line, in the quoting the value had, or in double quotes where plain would not do."""
    if quote == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    as_dumped = dump_yaml({"k": value}).removeprefix("k: ").rstrip("\n")
    if quote != '"' and _PLAIN.match(value) and as_dumped == value:
        return value
    escaped = "".join(
        f"\\u{ord(c):04x}" if not c.isprintable() else c for c in value.replace("\\", "\\\\").replace('"', '\\"')
    )
    return f'"{escaped}"'


def replace_scalar(text: str, node: Node, value: str, path: str) -> str:
    """Write another text where a scalar stands; its quoting is kept. Raises EditError."""
    start, end = _extent(text, node, path)
    return text[:start] + _written(value, text[start]) + text[end:]


def remove_item(text: str, items: Sequence[Node], index: int, path: str) -> str:
    """Take one item out of a list, written with dashes or in brackets. Raises EditError.

    The last item of all is not taken out: an empty list reads as a forgotten value.
    """
    node = items[index]
    if len(items) < 2:
        raise EditError(path, node, "this is the only item of its list")
    start = _offset(text, node.line, node.column)
    line_start = text.rfind("\n", 0, start) + 1
    before = text[line_start:start]
    if before.strip() == "-":
        return text[:line_start] + text[_item_end(text, start, before.index("-")) :]
    if isinstance(node.value, (dict, tuple)):
        raise EditError(path, node, "this item stands in brackets")
    start, end = _extent(text, node, path)
    if index + 1 < len(items):
        following = items[index + 1]
        return text[:start] + text[_offset(text, following.line, following.column) :]
    _, previous_end = _extent(text, items[index - 1], path)
    return text[:previous_end] + text[end:]


def _item_end(text: str, start: int, indent: int) -> int:
    """Where an item written with a dash ends: at the next line that is not indented deeper than its dash."""
    at = _line_end(text, start)
    while at < len(text):
        line = text[at : _line_end(text, at)]
        if not line.strip() or len(line) - len(line.lstrip(" ")) <= indent:
            break
        at = _line_end(text, at)
    return at


def append_item(text: str, key: str, value: str, path: str) -> str:
    """Add a text to the list under a top-level key; the key is added at the end if it is missing.

    A value that stands there already is not added twice. Raises EditError, ContentError.
    """
    fields = split(text, path).fields
    node: Node | None = fields.value.get(key)
    newline = _newline(text)
    if node is None or (node.value is None and node.plain):
        if node is not None:
            raise EditError(path, node, f'"{key}" is empty')
        at = _closing_fence(text)
        return f"{text[:at]}{key}:{newline}  - {_written(value, '')}{newline}{text[at:]}"
    items = node.value if isinstance(node.value, tuple) else (node,)
    if any(item.text == value for item in items):
        return text
    added = _written(value, "")
    if not items:
        start = _offset(text, node.line, node.column) + 1
        return f"{text[:start]}{added}{text[start:]}"
    start, end = _extent(text, items[-1], path)
    if items == (node,):
        return f"{text[:start]}[{text[start:end]}, {added}]{text[end:]}"
    line_start = text.rfind("\n", 0, start) + 1
    if text[line_start:start].strip() == "-":
        at = _line_end(text, end)
        return f"{text[:at]}{text[line_start:start]}{added}{newline}{text[at:]}"
    return f"{text[:end]}, {added}{text[end:]}"


def set_field(text: str, key: str, value: str, path: str) -> str:
    """Give a top-level key a text; it is added at the end of the front matter if it is missing. Raises EditError."""
    node: Node | None = split(text, path).fields.value.get(key)
    if node is not None:
        return replace_scalar(text, node, value, path)
    at = _closing_fence(text)
    return f"{text[:at]}{key}: {_written(value, '')}{_newline(text)}{text[at:]}"


def _closing_fence(text: str) -> int:
    """The offset of the line that closes the front matter."""
    at = _line_end(text, 0)
    while not re.match(r"---[ \t]*\r?\n?\Z", text[at : _line_end(text, at)]):
        at = _line_end(text, at)
    return at


def read_fields(text: str, path: str) -> Any:
    """Front matter as dicts, lists and texts, for comparing before and after an edit."""
    return _bare(split(text, path).fields)


def _bare(node: Node) -> Any:
    """A node as texts, so that quoting makes no difference."""
    if isinstance(node.value, dict):
        return {key: _bare(value) for key, value in node.value.items()}
    if isinstance(node.value, tuple):
        return [_bare(item) for item in node.value]
    return node.text
