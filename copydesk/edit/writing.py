"""How a value is written in YAML: plain, quoted, in a block, in brackets, over lines. Pure."""

from __future__ import annotations

import re
from typing import Any

from copydesk.frontmatter.document import dump_yaml

# A plain scalar that reads as itself in brackets too, and that no YAML reader takes for another type.
_PLAIN = re.compile(r"[^\W\d_][\w’ .()/+–-]*(?<! )\Z")
# A day or a time: text in our dialect, and never quoted by anybody.
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[-+]\d\d:\d\d)?)?\Z")
_KEY = re.compile(r"[A-Za-z_][\w-]*\Z", re.ASCII)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    shown = (c if c.isprintable() else f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}" for c in escaped)
    return f'"{"".join(shown)}"'


def _is_plain(value: str, *, flow: bool) -> bool:
    if _DATE.match(value):
        return True
    if flow and not _PLAIN.match(value):
        return False
    return bool(value) and "\n" not in value and dump_yaml({"k": value}) == f"k: {value}\n"


def write_scalar(value: Any, quote: str = "", *, flow: bool = False) -> str:
    """A scalar on one line, in the quotes the old one had, or in double ones where those would not do."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = str(value)
    if quote == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return text if quote != '"' and _is_plain(text, flow=flow) else _quoted(text)


def write_flow(value: Any) -> str:
    """Any value in brackets and braces, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{write_key(key)}: {write_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(write_flow, value)) + "]"
    return write_scalar(value, flow=True)


def write_key(key: str) -> str:
    """A key, quoted where it is no plain word."""
    return key if _KEY.match(key) and _is_plain(key, flow=True) else _quoted(key)


def can_be_block(value: str) -> bool:
    """Whether a text of several lines can be written as a block: no line begins or ends with a blank."""
    lines = value.rstrip("\n").split("\n")
    return bool(value.strip()) and all(
        line == "" or (line == line.strip() and all(c.isprintable() for c in line)) for line in lines
    )


def block_scalar(value: str, sign: str, indent: str) -> list[str]:
    """A text as a block: its head (`|`, `|-`, `>`) and its lines. Lines of a folded one are not folded anew."""
    body = value.rstrip("\n")
    ends = len(value) - len(body)
    head = sign + ("-" if ends == 0 else "" if ends == 1 else "+")
    lines = body.split("\n") if sign == "|" else re.sub(r"\n+", r"\g<0>\n", body).split("\n")
    return [head, *(indent + line if line else "" for line in lines), *([""] * (ends - 1))]


def block_lines(value: Any, indent: int, step: int) -> list[str]:
    """A value's lines: the first as it stands behind `key: ` or `- ` ("" where all is below), the others indented.

    `indent` is that of the key or dash the value belongs to, `step` how much further a list's dashes stand.
    """
    if isinstance(value, dict) and value:
        inner = indent + 2
        rows = [entry_lines(key, part, inner, step) for key, part in value.items()]
        return ["", *(line for row in rows for line in row)]
    if isinstance(value, list) and value:
        inner = indent + step
        return ["", *(line for part in value for line in item_lines(part, inner))]
    if isinstance(value, (dict, list)):
        return [write_flow(value)]
    if isinstance(value, str) and "\n" in value and can_be_block(value):
        return block_scalar(value, "|", " " * (indent + 2))
    return [write_scalar(value)]


def entry_lines(key: str, value: Any, indent: int, step: int) -> list[str]:
    """The lines of a field of a map whose keys stand at `indent`; see `block_lines` for `step`."""
    first, *rest = block_lines(value, indent, step)
    return [f"{' ' * indent}{write_key(key)}:{' ' if first else ''}{first}", *rest]


def item_lines(value: Any, indent: int) -> list[str]:
    """An item of a list: a map or list begins behind its dash."""
    first, *rest = block_lines(value, indent, 2)
    if not first and rest:
        first, *rest = [rest[0].lstrip(" "), *rest[1:]]
    return [f"{' ' * indent}- {first}", *rest]
