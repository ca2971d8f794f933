"""Slips of the hand in YAML: what a parser says of them, in the words of an editor. Standard library only, pure."""

from __future__ import annotations

import re

# What PyYAML's parser says (a part of it) → what to say to an editor, advice ("" is worked out from the
# line), and whether the fault is where the construct opened rather than where the parser gave up.
COMPLAINTS = (
    ("mapping values are not allowed", 'a second ": " in an unquoted value', "", False),
    ("cannot start any token", "a value cannot start with this character", "", False),
    ("unexpected end of stream", "a quotation mark is not closed", "close it, or double a quote in the text", True),
    ("expected ',' or", "a list or map in brackets is not closed", "close it, or quote the value", True),
    ("could not find expected ':'", 'a line is not "key: value"', "put a colon and a space after the key", True),
    ("did not find expected key", "text after a closing quote or bracket, or an indent that does not fit", "", False),
    ("expected <block end>", "text after a closing quote or bracket, or an indent that does not fit", "", False),
    ("alphabetic or numeric", "a value cannot start with * or &", "", True),
    ("block sequence entries", 'a list entry "- " cannot stand on the line of its key', "", False),
)
_VALUE = re.compile(r"(?P<head>\s*(?:- )?[^\s:#]+:) +(?P<value>\S.*)\Z")
_GLUED = re.compile(r"(?P<key>[A-Za-z_]+):(?P<value>[^\s:].*)\Z")


def cure(source: str) -> str:
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


def find_slip(lines: list[str], number: int) -> tuple[str, str, int, int] | None:
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
