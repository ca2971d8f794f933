"""Changes single fields of a file that an editor wrote: comments, order and quoting of all else survive. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from copydesk.frontmatter.document import Node, dump_yaml, split


def set_fields(text: str, path: str, values: Mapping[str, Any]) -> str:
    """A file's text with top-level fields of its front matter set, added at the end, or (None) taken out.

    `values` hold what `dump_yaml` can write. Raises ContentError when the front matter cannot be read.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    document = split(text, path)
    lines = text.splitlines() if newline == "\r\n" else text.split("\n")
    fields: Mapping[str, Node] = document.fields.value
    end = next(n for n in range(1, len(lines)) if lines[n].rstrip() == "---")
    starts = sorted((node.key_line - 1, key) for key, node in fields.items())
    after = {key: following for (_, key), (following, _) in zip(starts, [*starts[1:], (end, "")], strict=True)}
    for start, key in reversed(starts):
        if key in values:
            lines[start : _last_line(lines, start, after[key])] = _written(key, values[key])
    missing = [key for key in values if key not in fields]
    if missing:
        end = next(n for n in range(1, len(lines)) if lines[n].rstrip() == "---")
        lines[end:end] = [line for key in missing for line in _written(key, values[key])]
    return newline.join(lines) + (newline if newline == "\r\n" and text.endswith(newline) else "")


def _last_line(lines: list[str], start: int, following: int) -> int:
    """Where a field ends: before the next one, and before blank lines and comments that stand over that one."""
    while following > start + 1 and (not lines[following - 1].strip() or lines[following - 1].startswith("#")):
        following -= 1
    return following


def _written(key: str, value: Any) -> list[str]:
    return [] if value is None else dump_yaml({key: value}).rstrip("\n").split("\n")
