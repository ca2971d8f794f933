"""Text ⇄ fields and body, with line numbers; and YAML below it. The only module that knows PyYAML.

The dialect is YAML 1.2's core schema read by PyYAML's C parser: `true` and `false` are the only booleans,
nothing is base 60 or octal by accident, dates stay text until a field asks for one. Aliases, anchors and
tags are refused, as are keys that stand twice. Why not `yaml.safe_load`: docs/decisions/yaml-dialect.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn

import yaml

from copydesk.errors import ContentError, Location, Problem, problem_at

__all__ = ["MarkdownFile", "Node", "dump_yaml", "format_file", "parse_yaml", "plain_value", "split"]

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
        _fail_at(path, 1, 1, "no front matter", "start the file with a line of three dashes: ---")
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        _fail_at(path, 1, 1, "the front matter is not closed", "end it with a line of three dashes: ---")
    fields = parse_yaml(f"{text[opening.end() + 1 : closing.start()]}\n", path, first_line=2)
    body_line = text.count("\n", 0, closing.end()) + 2
    return MarkdownFile(fields=fields, body=text[closing.end() + 1 :], body_line=body_line)


def parse_yaml(text: str, path: str, *, first_line: int = 1) -> Node:
    """Read a YAML mapping; an empty document is an empty mapping.

    `first_line` is the number, in the file, of the text's first line. Raises ContentError.
    """
    if len(text) > SIZE_LIMIT:
        _fail_at(path, first_line, 1, f"the front matter is larger than {SIZE_LIMIT // 1024} KiB", "is a --- missing?")
    node = compose_yaml(text, path, first_line)
    if node is None:
        return Node(value={}, line=first_line, column=1)
    if not isinstance(node.value, dict):
        what = "the front matter" if path.endswith(".md") else "what stands here"
        _fail_at(path, node.line, node.column, f"{what} is not a list of fields", 'write "key: value" lines')
    return node


def plain_value(node: Node) -> Any:
    """A node as dicts, lists and scalars, its places forgotten; text-like scalars as written."""
    if isinstance(node.value, dict):
        return {key: plain_value(value) for key, value in node.value.items()}
    if isinstance(node.value, tuple):
        return [plain_value(item) for item in node.value]
    return node.value if isinstance(node.value, bool) or node.value is None else node.text


def _fail_at(path: str, line: int, column: int, message: str, advice: str) -> NoReturn:
    raise ContentError([problem_at(path, line, column, message, advice)])


def format_file(fields: Mapping[str, Any], body: str = "") -> str:
    """Write a new file: front matter in the order given, a blank line, the body.

    `fields` holds text, numbers, booleans, None, and lists and maps of these; empty ones are the
    caller's to leave out. What `split` reads back is the same text for every text.
    """
    front = dump_yaml(fields)
    return f"---\n{front}---\n\n{body.strip(chr(10))}\n" if body.strip() else f"---\n{front}---\n"


# --- YAML by PyYAML, in our dialect: text ⇄ nodes with their places ------------------------------------
# One pass over the C parser's events makes the nodes and refuses what the dialect has not: references, tags, keys that
# stand twice, nesting beyond reason. What the parser finds wrong is said in the words of an editor.

try:
    from yaml import CBaseLoader as _Loader
    from yaml import CSafeDumper as _Dumper
except ImportError:  # a PyYAML without its C part: the same result, eight times slower
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]
    from yaml import SafeDumper as _Dumper  # type: ignore[assignment]

# Nesting deeper than this is no front matter that a person wrote, and would exhaust the stack of what reads it.
DEPTH_LIMIT = 20

_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE, _FALSE = frozenset({"true", "True", "TRUE"}), frozenset({"false", "False", "FALSE"})
_SCALAR = yaml.ScalarEvent
_MAP, _MAP_END, _LIST, _LIST_END = (
    yaml.MappingStartEvent,
    yaml.MappingEndEvent,
    yaml.SequenceStartEvent,
    yaml.SequenceEndEvent,
)
# What YAML 1.1's parser counts as the end of a line.
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


class Node(NamedTuple):
    """A value of a YAML document and where it starts (line and column from 1, in the whole file).

    `value` is a `dict[str, Node]`, a `tuple[Node, ...]`, or for a scalar the Python value by the 1.2 core
    schema; `text` is a scalar as written, for fields that are text whatever it looks like. `plain` is a scalar without
    quotes, `comment` what stands after such a one on its line, from the `#` on.
    """

    value: Any
    line: int
    column: int
    text: str = ""
    key_line: int = 0
    key_column: int = 0
    plain: bool = False
    comment: str = ""


# A key of a mapping and where it stands; None for one that is a mapping or a list.
_Key = tuple[str | None, int, int]
_NO_KEY: _Key = (None, 0, 0)


def scalar(text: str) -> Any:
    """The value of a plain scalar by YAML 1.2's core schema (octal, hexadecimal, .inf and .nan left as text)."""
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


def compose_yaml(text: str, path: str, first_line: int) -> Node | None:
    """The node of a document, None for an empty one. Raises ContentError for what the dialect does not allow."""
    loader = _Loader(text)
    try:
        return _Composer(text, path, first_line).compose(loader)
    except yaml.YAMLError as error:
        raise ContentError([_explain(error, text, path, first_line)]) from None
    finally:
        loader.dispose()


class _Composer:
    """Makes nodes of a parser's events."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.path, self.first_line = path, first_line
        self.lines = _BREAK.split(text) if " #" in text or "\t#" in text else None

    def compose(self, loader: Any) -> Node | None:
        """The root of the first document. Raises yaml.YAMLError, ContentError."""
        roots: list[Node] = []
        # What is being made: its values, and of a mapping its keys; and what it stands in, outermost first.
        values = roots
        keys: list[_Key] | None = None
        open_: list[tuple[Any, list[Node], list[_Key] | None]] = []
        first_line = self.first_line
        for event in iter(loader.get_event, None):
            kind = type(event)
            if kind is _SCALAR:
                if event.anchor or event.tag:
                    self._refuse_reference(event)
                mark, value = event.start_mark, event.value
                text, plain = value, not event.style  # None or "" by parser
            elif kind is _MAP_END or kind is _LIST_END:
                text, plain, value = "", False, tuple(values) if keys is None else self._mapping(keys, values)
                mark, values, keys = open_.pop()
            elif kind is _MAP or kind is _LIST:
                if event.anchor or event.tag:
                    self._refuse_reference(event)
                if len(open_) == DEPTH_LIMIT:
                    self._fail(event.start_mark, "nested too deeply", "keep it flat")
                open_.append((event.start_mark, values, keys))
                values, keys = [], ([] if kind is _MAP else None)
                continue
            else:
                self._refuse_other(event, roots)
                continue
            line, column = first_line + mark.line, mark.column + 1
            if keys is not None and len(keys) == len(values):
                keys.append((value if kind is _SCALAR else None, line, column))
                continue
            _, key_line, key_column = keys[-1] if keys else _NO_KEY
            comment = ""
            if plain:
                value = scalar(text)
                comment = self._comment_after(event.end_mark) if self.lines is not None else ""
            values.append(Node(value, line, column, text, key_line, key_column, plain, comment))
        return roots[0] if roots else None

    def _comment_after(self, end: Any) -> str:
        rest = self.lines[end.line][end.column :].lstrip() if self.lines is not None else ""
        return rest if rest.startswith("#") else ""

    def _mapping(self, keys: list[_Key], values: list[Node]) -> dict[str, Node]:
        fields: dict[str, Node] = {}
        for (key, line, column), value in zip(keys, values, strict=True):
            if key is None:
                _fail(self.path, line, column, "a key must be a word", "quote a value that starts with { or [")
            if key in fields:
                message, first = f'"{key}" stands twice', fields[key].key_line
                _fail(self.path, line, column, message, f"it is on line {first} already")
            fields[key] = value
        return fields

    def _refuse_other(self, event: Any, roots: list[Node]) -> None:
        """Refuse an alias and a second document; what else opens or closes the text says nothing."""
        if isinstance(event, yaml.DocumentStartEvent) and roots:
            self._fail(event.start_mark, "a second document", "delete the line of three dashes")
        if isinstance(event, yaml.AliasEvent):
            self._refuse_reference(event)

    def _refuse_reference(self, event: Any) -> None:
        """Refuse anchors, aliases and tags before anything is expanded."""
        if anchor := getattr(event, "anchor", None):
            kind, sign = ("alias", "*") if isinstance(event, yaml.AliasEvent) else ("anchor", "&")
            self._fail(event.start_mark, f'YAML {kind} "{sign}{anchor}" is not allowed', "quote the value")
        if tag := getattr(event, "tag", None):
            self._fail(event.start_mark, f'YAML tag "{tag}" is not allowed', "quote the value")

    def _fail(self, mark: Any, message: str, advice: str) -> NoReturn:
        _fail(self.path, self.first_line + mark.line, mark.column + 1, message, advice)


def _fail(path: str, line: int, column: int, message: str, advice: str) -> NoReturn:
    raise ContentError([problem_at(path, line, column, message, advice)])


@dataclass(slots=True, kw_only=True)
class SourceNode:
    """A value of a YAML document with the span of its source: what an edit needs to know.

    `start` and `end` are offsets in the text, blank lines and comments behind the value left out. `style` is the quote
    or block sign of a scalar ("" for a plain one), `flow` or `block` of a map or list. A list has `items`, a map
    `entries` of key and value.
    """

    start: int
    end: int
    style: str
    value: Any = None
    text: str = ""
    items: list[SourceNode] = field(default_factory=list)
    entries: list[tuple[SourceNode, SourceNode]] = field(default_factory=list)
    kind: str = "scalar"


def read_source(text: str, path: str, first_line: int = 1) -> SourceNode | None:
    """A document's values with their spans, None for an empty one; `text` as it stands, line ends and all.

    Raises ContentError as `compose_yaml` does.
    """
    compose_yaml(text, path, first_line)
    loader: Any = _Loader(text)
    try:
        return _read_spans(loader, text)
    finally:
        loader.dispose()


def _read_spans(loader: Any, text: str) -> SourceNode | None:
    root: SourceNode | None = None
    open_: list[SourceNode] = []
    while (event := loader.get_event()) is not None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            value = event.value if event.style else scalar(event.value)
            end = event.end_mark.index
            if event.style in ("|", ">") and "+" not in text[event.start_mark.index :].split("\n", 1)[0]:
                end = event.start_mark.index + len(text[event.start_mark.index : end].rstrip())
            node = SourceNode(
                start=event.start_mark.index, end=end, style=event.style or "", value=value, text=event.value
            )
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            what = "map" if kind is yaml.MappingStartEvent else "list"
            style = "flow" if event.flow_style else "block"
            start = event.start_mark.index
            open_.append(SourceNode(start=start, end=start, style=style, kind=what))
            continue
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            node = open_.pop()
            if node.kind == "map":
                node.entries = list(zip(node.items[::2], node.items[1::2], strict=True))
                node.items = []
            parts = [value for _, value in node.entries] or node.items
            node.end = event.end_mark.index if node.style == "flow" else parts[-1].end
        else:
            continue
        if open_:
            open_[-1].items.append(node)
        else:
            root = node
    return root


_UNCLOSED = ("a quotation mark is not closed", "close it, or double a quote in the text")
# What PyYAML's parser says (a part of it) → what to say to an editor, advice ("" is worked out from the
# line), and whether the fault is where the construct opened rather than where the parser gave up.
_COMPLAINTS = (
    ("mapping values are not allowed", 'a second ": " in an unquoted value', "", False),
    ("cannot start any token", "a value cannot start with this character", "", False),
    ("unexpected end of stream", *_UNCLOSED, True),
    ("expected ',' or", "a list or map in brackets is not closed", "close it, or quote the value", True),
    ("could not find expected ':'", 'a line is not "key: value"', "put a colon and a space after the key", True),
    ("did not find expected key", "text after a closing quote or bracket, or an indent that does not fit", "", False),
    ("expected <block end>", "text after a closing quote or bracket, or an indent that does not fit", "", False),
    ("alphabetic or numeric", "a value cannot start with * or &", "", True),
    ("block sequence entries", 'a list entry "- " cannot stand on the line of its key', "", False),
)
_VALUE = re.compile(r"(?P<head>\s*(?:- )?[^\s:#]+:) +(?P<value>\S.*)\Z")
_GLUED = re.compile(r"(?P<key>[A-Za-z_]+):(?P<value>[^\s:].*)\Z")
_ENTRY = re.compile(r"\s*(?:- |-\Z|(?:- )?[^\s:#]+:(?: |\Z))")


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
    if mark and "mapping values" in what and (slip := _find_slip(lines, mark.line)):
        place = Location(path=path, line=first_line + slip[2], column=slip[3] + 1)
        return Problem(location=place, message=slip[0], advice=slip[1])
    if mark and _is_block_fault(what) and (opened := _find_open_quote(lines, mark.line)):
        return problem_at(path, first_line + opened[0], opened[1] + 1, *_UNCLOSED)
    message, advice, at_opening = what, "quote the value", False
    if "\t" in source[: len(source) - len(source.lstrip())]:
        message, advice = "a tab where spaces are needed", "indent with spaces"
    elif mark and _is_block_fault(what) and (fault := _find_indent(lines, mark.line, mark.column)):
        place = Location(path=path, line=first_line + mark.line, column=mark.column + 1)
        return Problem(location=place, message="the indent does not fit", advice=fault)
    else:
        for part, meaning, remedy, opens in _COMPLAINTS:
            if part in what:
                message, advice, at_opening = meaning, remedy or _cure(source), opens
                break
    at = opening if at_opening else mark
    place = Location(path=path, line=first_line + (at.line if at else 0), column=at.column + 1 if at else 1)
    return Problem(location=place, message=message, advice=advice)


def _find_open_quote(lines: list[str], number: int) -> tuple[int, int] | None:
    """Line and column, from 0, of a quotation mark that the next one, on a later line, was taken to close."""
    for at in range(number - 1, -1, -1):
        match = _VALUE.match(lines[at])
        sign = match["value"][0] if match else ""
        if match and sign in "\"'" and _QUOTED[sign].match(match["value"]) is None:
            closed_here = not any(sign in line for line in lines[at + 1 : number]) and sign in lines[number]
            return (at, match.start("value")) if closed_here else None
    return None


_QUOTED = {'"': re.compile(r'"(?:[^"\\]|\\.)*"'), "'": re.compile(r"'(?:[^']|'')*'")}


def _is_block_fault(what: str) -> bool:
    return "did not find expected key" in what or "expected <block end>" in what or "did not find expected '-'" in what


def _find_indent(lines: list[str], number: int, column: int) -> str:
    """Advice for a line that begins a field or entry at an indent that no line above it has; "" where it is no such."""
    line = lines[number]
    depth = len(line) - len(line.lstrip())
    if column != depth or not _ENTRY.match(line):
        return ""
    above = sorted({len(one) - len(one.lstrip()) for one in lines[:number] if one.strip() and one.lstrip()[0] != "#"})
    if not above or (depth in above and depth == 0):
        return ""
    before = next((one for one in reversed(lines[:number]) if one.strip()), "")
    if _ENTRY.match(before) is None or (before.rstrip().endswith(('"', "'", "]", "}")) and depth == above[0]):
        return ""
    shown = " or ".join(str(one) for one in above)
    blanks = "blank" if shown == "1" else "blanks"
    return f"begin the line with {shown} {blanks} like the lines it belongs to"


def _cure(source: str) -> str:
    """The line as it should have been written, where that is plain from the line."""
    if match := _VALUE.match(source):
        return f"quote it: {match['head'].strip()} {_in_quotes(match['value'].strip())}"
    return "put the whole value in quotes and line keys up"


def _in_quotes(value: str) -> str:
    """A value as a person would quote it: what they quoted as a whole loses those quotes, the rest keeps its own."""
    if value.startswith("'") and value.endswith("'") and len(value) > 1:
        value = value[1:-1]
    if '"' in value and "'" not in value:
        return f"'{value}'"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _find_slip(lines: list[str], number: int) -> tuple[str, str, int, int] | None:
    """A slip that the parser notices a line too late or misnames: (message, advice, line, column from 0)."""
    line, before = lines[number], lines[number - 1] if number else ""
    if match := _GLUED.match(before):
        fixed = f"{match['key']}: {match['value']}"
        return "no blank after the colon", f"write {fixed}", number - 1, len(match["key"]) + 1
    indent = len(line) - len(line.lstrip())
    if before and indent > len(before) - len(before.lstrip()) and _VALUE.match(before) and _VALUE.match(line):
        return (
            "a field is indented below one that has a value",
            f"start the line with {line.split(':')[0].strip()}:",
            number,
            indent,
        )
    return None


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
