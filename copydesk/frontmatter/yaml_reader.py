"""YAML by PyYAML. The only module that knows it.

Imported when front matter is written, or the first that is not flat comes along.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NoReturn

import yaml

from copydesk.errors import ContentError, Location, Problem, problem_at
from copydesk.frontmatter.flat_yaml import Node, scalar
from copydesk.frontmatter.slips import COMPLAINTS, cure, find_slip

try:
    from yaml import CBaseLoader as _Loader
    from yaml import CSafeDumper as _Dumper
except ImportError:  # a PyYAML without its C part: the same result, eight times slower
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]
    from yaml import SafeDumper as _Dumper  # type: ignore[assignment]

# Nesting deeper than this is no front matter that a person wrote, and would exhaust the stack below.
DEPTH_LIMIT = 20

# Where an anchor, an alias or a tag can begin: not in the middle of a word or an address, which are common.
_REFERENCE = re.compile(r"""(?:^|[\s\[\]{},:?"'-])[&*!]""")
# What YAML 1.1's parser counts as the end of a line.
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


def compose(text: str, path: str, first_line: int) -> Node | None:
    """The node of a document, None for an empty one. Raises ContentError for what the dialect does not allow."""
    reader = _Reader(path, first_line)
    try:
        if _REFERENCE.search(text):
            reader.refuse_references(text)
        reader.refuse_depth(text)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise ContentError([_explain(error, text, path, first_line)]) from None
    return None if root is None else reader.convert(root)


class _Reader:
    """Turns PyYAML's nodes into ours, refusing what the dialect does not allow."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path, self.first_line = path, first_line

    def refuse_references(self, text: str) -> None:
        """Refuse anchors, aliases and tags. Only called where such a character stands at all."""
        for event in yaml.parse(text, Loader=_Loader):
            mark: Any = event.start_mark
            line, column = self.first_line + mark.line, mark.column + 1
            if anchor := getattr(event, "anchor", None):
                kind = "alias" if isinstance(event, yaml.AliasEvent) else "anchor"
                sign = "*" if kind == "alias" else "&"
                _fail(self.path, line, column, f'YAML {kind} "{sign}{anchor}" is not allowed', "quote the value")
            if tag := getattr(event, "tag", None):
                _fail(self.path, line, column, f'YAML tag "{tag}" is not allowed', "quote the value")

    def refuse_depth(self, text: str) -> None:
        """Refuse deep nesting before the composer, which recurses, sees it. Cheap upper bounds first."""
        opened = text.count("[") + text.count("{")
        if opened <= DEPTH_LIMIT and text.count("- - - - - -") == 0:
            return
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEPTH_LIMIT:
                    mark: Any = event.start_mark
                    _fail(self.path, self.first_line + mark.line, mark.column + 1, "nested too deeply", "keep it flat")
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1

    def convert(self, node: Any, key: Any = None) -> Node:
        """One PyYAML node, and all below it, as ours."""
        mark = node.start_mark
        line, column = self.first_line + mark.line, mark.column + 1
        key_line = self.first_line + key.start_mark.line if key is not None else 0
        key_column = key.start_mark.column + 1 if key is not None else 0
        if isinstance(node, yaml.ScalarNode):
            plain = not node.style  # None or "" by parser
            value = scalar(node.value) if plain else node.value
            return Node(
                value=value,
                line=line,
                column=column,
                text=node.value,
                plain=plain,
                key_line=key_line,
                key_column=key_column,
            )
        value = self._mapping(node) if isinstance(node, yaml.MappingNode) else tuple(map(self.convert, node.value))
        return Node(value=value, line=line, column=column, key_line=key_line, key_column=key_column)

    def _mapping(self, node: Any) -> dict[str, Node]:
        fields: dict[str, Node] = {}
        for key, value in node.value:
            line, column = self.first_line + key.start_mark.line, key.start_mark.column + 1
            if not isinstance(key, yaml.ScalarNode):
                _fail(self.path, line, column, "a key must be a word", "quote a value that starts with { or [")
            if key.value in fields:
                first = fields[key.value].key_line
                _fail(self.path, line, column, f'"{key.value}" stands twice', f"it is on line {first} already")
            fields[key.value] = self.convert(value, key)
        return fields


def _fail(path: str, line: int, column: int, message: str, advice: str) -> NoReturn:
    raise ContentError([problem_at(path, line, column, message, advice)])


def _explain(error: yaml.YAMLError, text: str, path: str, first_line: int) -> Problem:
    """A parser's complaint in the words of an editor, with what to write instead."""
    if isinstance(error, yaml.reader.ReaderError):
        before = text[: error.position].split("\n")
        place = Location(path=path, line=first_line + len(before) - 1, column=len(before[-1]) + 1)
        return Problem(location=place, message="a control character", advice="delete it")
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    opening: Any = getattr(error, "context_mark", None) or mark
    what = str(getattr(error, "problem", None) or error)
    if mark and "nesting depth" in what:  # PyYAML 6.0.4 gives up by itself, while it still looks ahead
        return problem_at(path, first_line + mark.line, mark.column + 1, "nested too deeply", "keep it flat")
    lines = [*_BREAK.split(text), ""]
    source = lines[mark.line] if mark else ""
    if mark and "mapping values" in what and (slip := find_slip(lines, mark.line)):
        place = Location(path=path, line=first_line + slip[2], column=slip[3] + 1)
        return Problem(location=place, message=slip[0], advice=slip[1])
    message, advice, at_opening = what, "quote the value", False
    if "\t" in source[: len(source) - len(source.lstrip())]:
        message, advice = "a tab where spaces are needed", "indent with spaces"
    else:
        for part, meaning, remedy, opens in COMPLAINTS:
            if part in what:
                message, advice, at_opening = meaning, remedy or cure(source), opens
                break
    at = opening if at_opening else mark
    place = Location(path=path, line=first_line + (at.line if at else 0), column=at.column + 1 if at else 1)
    return Problem(location=place, message=message, advice=advice)


class _Style(_Dumper):
    """Block style, our own quoting: anything a YAML 1.1 or 1.2 reader could take for another type."""


# What some reader takes for a boolean, null, number, date or time; quoting too much is harmless.
_AMBIGUOUS = re.compile(
    r"(?:y|n|yes|no|on|off|true|false|null|nan|none|~|[-+.]?[0-9.][-+0-9_.:eExXoOa-fA-F ]*[0-9a-fA-F]*"
    r"|[-+]?\.?(?:inf|nan)|=|<<)\Z|[0-9]{4}-[0-9]",
    re.IGNORECASE,
)


def _represent_text(dumper: Any, value: str) -> Any:
    style = None
    if not value or _AMBIGUOUS.match(value) or not value.isprintable() or value != value.strip():
        style = '"'
    if "\n" in value and value == value.strip("\n ") and all(c.isprintable() or c == "\n" for c in value):
        style = "|"
    if style is None and ("'" in value or value[0] in '"#&*!|>%@`?:-,[]{}' or ": " in value or " #" in value):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Style.add_representer(str, _represent_text)


def dump_yaml(fields: Mapping[str, Any]) -> str:
    """A YAML document of our dialect, keys in the order given, no line folded."""
    return str(
        yaml.dump(
            dict(fields), Dumper=_Style, allow_unicode=True, sort_keys=False, default_flow_style=False, width=1 << 20
        )
    )
