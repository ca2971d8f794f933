"""Text ⇄ fields and body, with line numbers.

The dialect is YAML 1.2's core schema read by PyYAML's C parser: `true` and `false` are the only booleans,
nothing is base 60 or octal by accident, dates stay text until a field asks for one. Aliases, anchors and
tags are refused, as are keys that stand twice. Why not `yaml.safe_load`: docs/decisions/yaml-dialect.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from copydesk.errors import ContentError, problem_at
from copydesk.frontmatter.yaml_reader import Node, compose, dump_yaml

__all__ = ["MarkdownFile", "Node", "dump", "dump_yaml", "parse_yaml", "plain", "split"]

# 256 KiB: the largest honest front matter seen (a hundred quotations) is under 60 KiB.
SIZE_LIMIT = 256 * 1024

_OPENING = re.compile(r"---[ \t]*(?=\n|\Z)")
_CLOSING = re.compile(r"\n---[ \t]*(?=\n|\Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownFile:
    """A file with front matter: its fields (a mapping node), its body, and the body's first line."""

    fields: Node
    body: str
    body_line: int


def split(text: str, path: str) -> MarkdownFile:
    """Split a Markdown file into front matter and body.

    `text` may start with a byte order mark and use any line ends. Raises ContentError, with `path` in
    it, when the front matter is missing, not closed, or not a mapping this dialect allows.
    """
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    opening = _OPENING.match(text)
    if opening is None:
        _fail(path, 1, 1, "no front matter", "start the file with a line of three dashes: ---")
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        _fail(path, 1, 1, "the front matter is not closed", "end it with a line of three dashes: ---")
    fields = parse_yaml(f"{text[opening.end() + 1 : closing.start()]}\n", path, first_line=2)
    body_line = text.count("\n", 0, closing.end()) + 2
    return MarkdownFile(fields=fields, body=text[closing.end() + 1 :], body_line=body_line)


def parse_yaml(text: str, path: str, *, first_line: int = 1) -> Node:
    """Read a YAML mapping; an empty document is an empty mapping.

    `first_line` is the number, in the file, of the text's first line. Raises ContentError.
    """
    if len(text) > SIZE_LIMIT:
        _fail(path, first_line, 1, f"the front matter is larger than {SIZE_LIMIT // 1024} KiB", "is a --- missing?")
    node = compose(text, path, first_line)
    if node is None:
        return Node(value={}, line=first_line, column=1)
    if not isinstance(node.value, dict):
        _fail(path, node.line, node.column, "the front matter is not a list of fields", 'write "key: value" lines')
    return node


def plain(node: Node) -> Any:
    """A node as dicts, lists and scalars, its places forgotten; text-like scalars as written."""
    if isinstance(node.value, dict):
        return {key: plain(value) for key, value in node.value.items()}
    if isinstance(node.value, tuple):
        return [plain(item) for item in node.value]
    return node.value if isinstance(node.value, bool) or node.value is None else node.text


def _fail(path: str, line: int, column: int, message: str, advice: str) -> NoReturn:
    raise ContentError([problem_at(path, line, column, message, advice)])


def dump(fields: Mapping[str, Any], body: str = "") -> str:
    """Write a new file: front matter in the order given, a blank line, the body.

    `fields` holds text, numbers, booleans, None, and lists and maps of these; empty ones are the
    caller's to leave out. What `split` reads back is the same text for every text.
    """
    front = dump_yaml(fields)
    return f"---\n{front}---\n\n{body.strip(chr(10))}\n" if body.strip() else f"---\n{front}---\n"
