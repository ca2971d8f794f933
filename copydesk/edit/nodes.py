"""Changes one value of a file's front matter, or of a YAML file, and leaves every other byte as it was. Pure.

Each function takes a file's whole text and a path such as `title`, `source.name`, `people[2].role` or
`people[2].quotes[0]`, and returns the new text. Comments, order, quotes, line ends and a byte order mark survive.

No edit is trusted unread: the result is parsed again, and must differ from what was there in exactly the value that
was named. Where it does not, whatever the reason, EditError is raised and nothing is to be written.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from copydesk.edit.writing import (
    block_lines,
    block_scalar,
    can_be_block,
    entry_lines,
    item_lines,
    write_flow,
    write_key,
    write_scalar,
)
from copydesk.errors import ContentError, Location, Problem
from copydesk.frontmatter.document import SourceNode, read_source

# A path taken apart: keys of maps and numbers (from 0) in lists.
NodePath = tuple[str | int, ...]
# What a value may be: text, number, true, false, None, and lists and maps of these.
Value = Any

_BREAK = re.compile(r"\r\n|\n|\r")
_OPENING = re.compile(r"\ufeff?---[ \t]*(?:\r\n|\n|\r|\Z)")
_CLOSING = re.compile(r"(?:\A|(?<=\n)|(?<=\r))---[ \t]*(?=\r|\n|\Z)")
_STEP = re.compile(r"""\.?(?:"((?:[^"\\]|\\.)*)"|([^.\[\]"]+))|\[([0-9]+)\]""")


class EditError(ContentError):
    """A value that is not there, or is written in a way that cannot be edited in place."""

    def __init__(self, path: str, line: int, message: str, advice: str = "edit this one by hand") -> None:
        place = Location(path=path, line=line, column=1 if line else 0)
        super().__init__([Problem(location=place, message=message, advice=advice)])


def parse_path(at: str | NodePath) -> NodePath:
    """A path taken apart. A key that holds dots or brackets stands in double quotes. Raises ValueError."""
    if isinstance(at, tuple):
        return at
    steps: list[str | int] = []
    offset = 0
    while offset < len(at):
        match = _STEP.match(at, offset)
        if match is None or (match[0].startswith(".") and not offset):
            raise ValueError(f'"{at}" is no path: write one such as title, source.name or people[2].role')
        if match[3] is not None:
            steps.append(int(match[3]))
        else:
            steps.append(re.sub(r"\\(.)", r"\1", match[1]) if match[1] is not None else match[2])
        offset = match.end()
    if not steps or isinstance(steps[0], int):
        raise ValueError(f'"{at}" is no path: it begins with a field')
    return tuple(steps)


def path_text(path: NodePath) -> str:
    """A path as it is written."""
    shown = ""
    for step in path:
        if isinstance(step, int):
            shown += f"[{step}]"
        else:
            quoted = step if not set('."[]') & set(step) else '"' + re.sub(r'(["\\])', r"\\\1", step) + '"'
            shown += f".{quoted}" if shown else quoted
    return shown


def read_values(text: str, path: str) -> dict[str, Value]:
    """All values of a file as maps, lists, texts, numbers, true, false and None. Raises ContentError."""
    root = _Source(text, path).root
    value = _bare(_plain(root)) if root is not None else {}
    return value if isinstance(value, dict) else {}


def get_value(text: str, path: str, at: str | NodePath) -> Value:
    """The value at a path. Raises EditError where nothing stands there."""
    source = _Source(text, path)
    return _bare(_plain(source.find(parse_path(at))))


def has_value(text: str, path: str, at: str | NodePath) -> bool:
    """Whether anything stands at a path."""
    return _Source(text, path).look(parse_path(at)) is not None


def set_value(text: str, path: str, at: str | NodePath, value: Value) -> str:
    """A file with another value at a path; a field that is missing is added, with the maps it is in.

    A scalar keeps its quotes or its block, a list or map in brackets stays in brackets. A new field comes last.
    """
    source, steps = _Source(text, path), parse_path(at)
    value = _normal(value, path)

    def change(values: Any) -> None:
        holder = values
        for step, following in pairwise(steps):
            holder = _step_in(holder, step, following)
        _put(holder, steps[-1], _leaves(value))

    known = len(steps)
    while known and source.look(steps[:known]) is None:
        known -= 1
    if known == len(steps):
        return source.edited(change, source.replaced(steps, value))
    if isinstance(steps[known], int):
        raise source.missing(steps)
    wrapped: Value = value
    for step in reversed(steps[known + 1 :]):
        if isinstance(step, int):
            raise source.missing(steps)
        wrapped = {step: wrapped}
    key = str(steps[known])
    if known and _is_null(source.find(steps[:known])):
        return source.edited(change, source.replaced(steps[:known], {key: wrapped}))
    return source.edited(change, source.with_key(steps[:known], key, wrapped))


def unset_value(text: str, path: str, at: str | NodePath) -> str:
    """A file without the value at a path: a field with its key, an item of a list. An emptied list or map goes too."""
    source, steps = _Source(text, path), parse_path(at)
    source.find(steps)
    while len(steps) > 1:
        holder = source.find(steps[:-1])
        if len(holder.items) + len(holder.entries) > 1:
            break
        steps = steps[:-1]

    def change(values: Any) -> None:
        holder = values
        for step in steps[:-1]:
            holder = holder[step]
        del holder[steps[-1]]

    return source.edited(change, source.without(steps))


def add_item(text: str, path: str, at: str | NodePath, value: Value, index: int | None = None) -> str:
    """A file with one more item in a list, before the item `index` or last.

    A list that is missing or empty is made; a text where a list may stand becomes a list of two.
    """
    source, steps = _Source(text, path), parse_path(at)
    value = _normal(value, path)
    node = source.look(steps)
    if node is None or _is_null(node):
        return set_value(text, path, steps, [value])
    if node.kind != "list":
        if node.kind == "map" and not isinstance(value, dict):
            raise EditError(path, source.line(node.start), f'"{path_text(steps)}" is a map, not a list')
        both = [_bare(_plain(node)), value]
        return set_value(text, path, steps, both if index is None or index > 0 else both[::-1])
    place = len(node.items) if index is None else max(0, min(index, len(node.items)))

    def change(values: Any) -> None:
        holder = values
        for step in steps:
            holder = holder[step]
        holder.insert(place, _leaves(value))

    return source.edited(change, source.with_item(node, steps, place, value))


def move_item(text: str, path: str, at: str | NodePath, index: int, to: int) -> str:
    """A file with the item `index` of a list at the place `to`, comments above it with it."""
    source, steps = _Source(text, path), parse_path(at)
    node = source.find(steps)
    if node.kind != "list":
        raise EditError(path, source.line(node.start), f'"{path_text(steps)}" is no list')
    if not (0 <= index < len(node.items) and 0 <= to < len(node.items)):
        raise EditError(path, source.line(node.start), f'"{path_text(steps)}" has {len(node.items)} items')
    if index == to:
        return text

    def change(values: Any) -> None:
        holder = values
        for step in steps:
            holder = holder[step]
        holder.insert(to, holder.pop(index))

    return source.edited(change, source.with_moved(node, steps, index, to))


def body_of(text: str, path: str) -> str:
    """The Markdown below a file's front matter, line ends as newlines, without blank lines around it."""
    after = _parts(text, path)[2]
    stop = _BREAK.search(after)
    return _BREAK.sub("\n", after[stop.end() :] if stop else "").strip("\n")


def with_body(text: str, path: str, body: str) -> str:
    """A file with another body: front matter and blank lines around the body stay, and so do the file's line ends."""
    before, yaml, after = _parts(text, path)
    stop = _BREAK.search(after)
    fence, old = (after[: stop.end()], after[stop.end() :]) if stop else (after + "\n", "")
    newline = stop[0] if stop else "\n"
    lead = old[: len(old) - len(old.lstrip("\r\n"))] or newline
    tail = old[len(old.rstrip("\r\n")) :] if old.strip("\r\n") else newline
    new = _BREAK.sub("\n", body).strip("\n").replace("\n", newline)
    return f"{before}{yaml}{fence}{lead}{new}{tail}" if new else f"{before}{yaml}{fence}"


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A scalar as compared: its type and value, and as written unless an edit has just made it."""

    kind: str
    value: Any
    text: str | None

    def is_like(self, other: object) -> bool:
        if not isinstance(other, _Leaf) or self.kind != other.kind or self.value != other.value:
            return False
        return self.text is None or other.text is None or self.text == other.text


def _plain(node: SourceNode) -> Any:
    if node.kind == "map":
        return {unicodedata.normalize("NFC", key.text): _plain(value) for key, value in node.entries}
    if node.kind == "list":
        return [_plain(item) for item in node.items]
    return _Leaf(type(node.value).__name__, node.value, node.text)


def _bare(value: Any) -> Value:
    if isinstance(value, dict):
        return {key: _bare(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_bare(part) for part in value]
    return value.value


def _leaves(value: Value) -> Any:
    if isinstance(value, dict):
        return {key: _leaves(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_leaves(part) for part in value]
    return _Leaf(type(value).__name__, value, None)


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, dict):
        same_keys = isinstance(other, dict) and list(one) == list(other)
        return same_keys and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(_alike, one, other))
    return bool(one.is_like(other))


def _normal(value: Value, path: str) -> Value:
    """A value as it may be written: texts composed (NFC), tuples as lists. Raises EditError for any other."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, (list, tuple)):
        return [_normal(part, path) for part in value]
    if isinstance(value, Mapping):
        return {unicodedata.normalize("NFC", str(key)): _normal(part, path) for key, part in value.items()}
    if value is None or isinstance(value, (bool, int)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise EditError(path, 0, f"{type(value).__name__} is no value of front matter", "give a text")


def _step_in(holder: Any, step: str | int, following: str | int) -> Any:
    if isinstance(holder, dict) and (step not in holder or isinstance(holder[step], _Leaf)):
        holder[step] = {} if isinstance(following, str) else []
    return holder[step]


def _put(holder: Any, step: str | int, value: Any) -> None:
    holder[step] = value


def _is_null(node: SourceNode) -> bool:
    return node.kind == "scalar" and node.value is None


class _Source:
    """A file's YAML: what stands before it, itself, what stands after it, and its values with their spans."""

    def __init__(self, text: str, path: str) -> None:
        self.path, self.text = path, text
        self.before, self.yaml, self.after = _parts(text, path)
        self.first_line = len(_BREAK.findall(self.before)) + 1
        self.root = read_source(self.yaml, path, self.first_line)
        found = _BREAK.search(text)
        self.newline = found[0] if found else "\n"
        self.place = self.first_line  # the line of the value in question, for messages

    def line(self, offset: int) -> int:
        """The number of the line at an offset of the YAML, in the whole file."""
        return self.first_line + len(_BREAK.findall(self.yaml[:offset]))

    def look(self, steps: NodePath) -> SourceNode | None:
        """The node at a path, or None."""
        node = self.root
        for step in steps:
            if node is None:
                return None
            node = _child(node, step)
        return node

    def find(self, steps: NodePath) -> SourceNode:
        """The node at a path. Raises EditError."""
        node = self.look(steps)
        if node is None:
            raise self.missing(steps)
        self.place = self.line(node.start)
        return node

    def missing(self, steps: NodePath) -> EditError:
        """What to raise for a path at which nothing stands."""
        return EditError(self.path, 0, f'there is no "{path_text(steps)}"', "look at the file again")

    def edited(self, change: Callable[[Any], None], candidates: Iterable[str]) -> str:
        """The file with the first of some new YAML texts that reads as meant. Raises EditError when none does."""
        values = _plain(self.root) if self.root is not None and self.root.kind == "map" else {}
        made_texts = list(candidates)  # says first what cannot be: a key of a text, an item of a map
        try:
            change(values)
        except (TypeError, KeyError, IndexError, AttributeError):
            raise EditError(
                self.path, self.place, "there is no place for this value", "look at the file again"
            ) from None
        for made in made_texts:
            whole = self.before + made + self.after
            try:
                if _parts(whole, self.path) != (self.before, made, self.after):
                    continue
                root = read_source(made, self.path, self.first_line)
            except ContentError:
                continue
            if _alike(_plain(root) if root is not None else {}, values):
                return whole
        raise EditError(self.path, self.place, "this value is written in a way that cannot be edited in place")

    # Each of these gives new YAML texts, the best first; `edited` takes the first that reads as meant.

    def replaced(self, steps: NodePath, value: Value) -> Iterator[str]:
        """Another value in place of one."""
        node, holder = self.find(steps), self.find(steps[:-1]) if steps[:-1] else self.root
        indent = self._indent_of(holder, steps[-1])
        key = self._key_of(holder, steps[-1]) if isinstance(steps[-1], str) else None
        if not isinstance(value, (dict, list)):
            yield from self._with_scalar(node, key, value, indent, flow=self._in_flow(steps))
            return
        flow = self._in_flow(steps)
        if flow or node.style == "flow" or not value:
            yield self._splice(node.start, self._end(node), write_flow(value), [])
        if flow:
            return
        if key is not None:
            first, *rest = block_lines(value, indent, self._step(node))
            yield self._below(key, node, first, rest)
            return
        for column in dict.fromkeys((indent, self._column(node.start) - 2)):
            first, *rest = item_lines(value, column)
            yield self._splice(node.start, self._end(node), first.lstrip(" ").removeprefix("- "), rest)

    def _with_scalar(
        self, node: SourceNode, key: SourceNode | None, value: Value, indent: int, *, flow: bool
    ) -> Iterator[str]:
        """A scalar in place of a value: as a block where that was one or has lines, in the quotes of the old one."""
        end = self._end(node)
        if isinstance(value, str) and not flow and can_be_block(value):
            inner = self._block_indent(node) or " " * (indent + 2)
            signs = (node.style, "|") if node.style in ("|", ">") else ("|",) if "\n" in value else ()
            for sign in dict.fromkeys(signs):
                head, *rest = block_scalar(value, sign, inner)
                yield self._splice(node.start, end, head, rest)
                yield self._splice(node.start, node.end, head, rest)
        for quote in dict.fromkeys((node.style if node.style in ("'", '"') else "", '"')):
            written = write_scalar(value, quote, flow=flow)
            if key is not None and node.kind != "scalar" and node.style == "block":
                yield self._below(key, node, written, [])
            yield self._splice(node.start, end, written, [])

    def with_key(self, steps: NodePath, key: str, value: Value) -> Iterator[str]:
        """One more field at the end of a map (of the document for the empty path)."""
        node = self.look(steps)
        if node is None:
            yield self._ended(self.yaml) + self.newline.join(entry_lines(key, value, 0, self._step())) + self.newline
            return
        if node.kind != "map":
            what = "a list" if node.kind == "list" else "a text"
            raise EditError(self.path, self.line(node.start), f'"{path_text(steps)}" is {what}, not a map')
        if node.style == "flow":
            written = f"{write_key(key)}: {write_flow(value)}"
            yield self._into_brackets([(k.start, v.end) for k, v in node.entries], node, len(node.entries), written)
            return
        indent = self._column(node.entries[0][0].start)
        lines = entry_lines(key, value, indent, self._step())
        if not steps:
            yield self._ended(self.yaml) + self.newline.join(lines) + self.newline
        yield self._after_line(node.end, lines)

    def without(self, steps: NodePath) -> Iterator[str]:
        """No value, key or item where one is."""
        holder = self.find(steps[:-1]) if steps[:-1] else self.root
        if holder is None:
            return
        if holder.kind == "list":
            spans = [(item.start, item.end) for item in holder.items]
            index = int(steps[-1])
        else:
            spans = [(key.start, value.end) for key, value in holder.entries]
            index = next(n for n, (key, _) in enumerate(holder.entries) if _is_key(key, steps[-1]))
        if holder.style == "flow":
            yield self._out_of_brackets(spans, index, holder)
            return
        starts = self._dashes(holder) if holder.kind == "list" else [start for start, _ in spans]
        start, end = starts[index], self._line_end(spans[index][1])
        line_start = self._line_start(start)
        if not self.yaml[line_start:start].strip():
            yield self.yaml[:line_start] + self.yaml[end:]
        elif index + 1 < len(starts) and holder.kind == "map":
            # The first field of a map that begins behind a dash: the next one takes its place.
            yield self.yaml[:start] + self.yaml[starts[index + 1] :]

    def with_item(self, node: SourceNode, steps: NodePath, place: int, value: Value) -> Iterator[str]:
        """One more item in a list."""
        if node.style == "flow":
            yield self._into_brackets([(i.start, i.end) for i in node.items], node, place, write_flow(value))
            return
        dashes = self._dashes(node)
        indent = self._column(dashes[0])
        lines = item_lines(value, indent)
        if place == len(node.items):
            yield self._after_line(node.items[-1].end, lines)
            return
        start = self._line_start(dashes[place])
        if self.yaml[start : dashes[place]].strip():
            raise EditError(self.path, self.line(start), f'"{path_text(steps)}" begins on the line of another list')
        start = self._with_comments(start, self._line_end(node.items[place - 1].end) if place else start)
        yield self.yaml[:start] + "".join(line + self.newline for line in lines) + self.yaml[start:]

    def with_moved(self, node: SourceNode, steps: NodePath, index: int, to: int) -> Iterator[str]:
        """An item at another place of its list."""
        order = list(range(len(node.items)))
        order.insert(to, order.pop(index))
        if node.style == "flow":
            texts = [self.yaml[item.start : item.end] for item in node.items]
            made = self.yaml
            for item, source in reversed(list(zip(node.items, order, strict=True))):
                made = made[: item.start] + texts[source] + made[item.end :]
            yield made
            return
        dashes = self._dashes(node)
        if any(self.yaml[self._line_start(dash) : dash].strip() for dash in dashes):
            raise EditError(self.path, self.line(dashes[0]), f'"{path_text(steps)}" begins on the line of another list')
        ends = [self._line_end(item.end) for item in node.items]
        floor = self._line_start(dashes[0])
        first = self._with_comments(floor, self._key_line_end(node, floor))
        starts = [first]
        starts += [self._with_comments(self._line_start(d), e) for d, e in zip(dashes[1:], ends, strict=False)]
        blocks = [self._ended(self.yaml[start:end]) for start, end in zip(starts, ends, strict=True)]
        # What stands between two items and is no comment right above the second (blank lines) keeps its place.
        between = [self.yaml[end:start] for end, start in zip(ends, [*starts[1:], ends[-1]], strict=True)]
        middle = "".join(blocks[source] + gap for source, gap in zip(order, between, strict=True))
        yield self.yaml[:first] + middle + self.yaml[ends[-1] :]

    # Helpers: offsets are those of the YAML.

    def _splice(self, start: int, end: int, first: str, rest: Sequence[str]) -> str:
        """Text in place of a span; its other lines follow after the line's end, so that a comment stays on its line."""
        lead = " " if start and self.yaml[start - 1] in ":-?" and first else ""
        head, tail = self.yaml[:start] + lead + first, self.yaml[end:]
        if not rest:
            return head + tail
        stop = _BREAK.search(tail)
        line, below = (tail[: stop.end()], tail[stop.end() :]) if stop else (tail + self.newline, "")
        return head + line + "".join(text + self.newline for text in rest) + below

    def _below(self, key: SourceNode, node: SourceNode, first: str, lines: Sequence[str]) -> str:
        """Text behind a key and lines below it in place of its value, wherever that began."""
        colon = self.yaml.index(":", key.end) + 1
        head = self.yaml[:colon] + (" " if first else "") + first
        if node.kind != "scalar" and node.style == "block":
            after_key, end = self._line_end(colon), self._line_end(node.end)
            start = max(after_key, self._line_start(node.start))
            below = "".join(line + self.newline for line in lines)
            return head + self._ended(self.yaml[colon:start]) + below + self.yaml[end:]
        tail = self.yaml[max(self._end(node), colon) :]
        stop = _BREAK.search(tail)
        line, below = (tail[: stop.end()], tail[stop.end() :]) if stop else (tail + self.newline, "")
        return head + line + "".join(text + self.newline for text in lines) + below

    def _after_line(self, offset: int, lines: Sequence[str]) -> str:
        end = self._line_end(offset)
        return self._ended(self.yaml[:end]) + "".join(line + self.newline for line in lines) + self.yaml[end:]

    def _ended(self, text: str) -> str:
        return text if not text or text[-1] in "\r\n" else text + self.newline

    def _line_start(self, offset: int) -> int:
        return max(self.yaml.rfind("\n", 0, offset), self.yaml.rfind("\r", 0, offset)) + 1

    def _line_end(self, offset: int) -> int:
        """Where the line ends on which the character before an offset stands, its break included."""
        if offset and self.yaml[offset - 1] in "\r\n":
            return offset
        found = _BREAK.search(self.yaml, offset)
        return found.end() if found else len(self.yaml)

    def _column(self, offset: int) -> int:
        return offset - self._line_start(offset)

    def _with_comments(self, start: int, floor: int) -> int:
        """Where the lines of comments right above a line begin, not above `floor`."""
        while start > floor:
            above = self._line_start(start - len(self._break_before(start)))
            if above < floor or not self.yaml[above:start].lstrip().startswith("#"):
                break
            start = above
        return start

    def _break_before(self, start: int) -> str:
        return "\r\n" if self.yaml[max(0, start - 2) : start] == "\r\n" else self.yaml[start - 1 : start]

    def _key_line_end(self, node: SourceNode, start: int) -> int:
        """The end of the line of the key that a list stands below; `start` where there is none above it."""
        holder = self._holder_of(node)
        key = next((k for k, v in holder.entries if v is node), None) if holder is not None else None
        return self._line_end(key.end) if key is not None else start

    def _holder_of(self, node: SourceNode) -> SourceNode | None:
        waiting = [self.root] if self.root is not None else []
        while waiting:
            holder = waiting.pop()
            parts = [*holder.items, *(value for _, value in holder.entries)]
            if any(part is node for part in parts):
                return holder
            waiting += parts
        return None

    def _dashes(self, node: SourceNode) -> list[int]:
        """The offset of each item's dash."""
        found = [node.start]
        column = self._column(node.start)
        dash = re.compile(rf" {{{column}}}-(?=[ \t\r\n]|\Z)")
        for item in node.items[:-1]:
            at = self._line_end(item.end)
            while (match := dash.match(self.yaml, at)) is None:
                following = self._line_end(at + 1) if at < len(self.yaml) else at
                if following <= at:
                    raise EditError(self.path, self.line(at), "this list is written in a way that cannot be edited")
                at = following
            found.append(match.end() - 1)
        return found

    def _into_brackets(self, spans: Sequence[tuple[int, int]], node: SourceNode, place: int, written: str) -> str:
        if not spans:
            at = node.start + 1
            return self.yaml[:at] + written + self.yaml[at:]
        if place < len(spans):
            at = spans[place][0]
            return f"{self.yaml[:at]}{written}, {self.yaml[at:]}"
        at = spans[-1][1]
        return f"{self.yaml[:at]}, {written}{self.yaml[at:]}"

    def _out_of_brackets(self, spans: Sequence[tuple[int, int]], index: int, node: SourceNode) -> str:
        start, end = spans[index]
        limit = spans[index + 1][0] if index + 1 < len(spans) else node.end
        if index + 1 < len(spans):
            return self.yaml[:start] + self.yaml[limit:]
        previous = spans[index - 1][1] if index else node.start + 1
        separator = self.yaml.find(",", previous, start)
        if separator < 0:
            return self.yaml[:start] + self.yaml[end:]
        kept = self.yaml[separator + 1 : start].rstrip(" ")
        return self.yaml[:separator] + kept + self.yaml[end:]

    def _in_flow(self, steps: NodePath) -> bool:
        """Whether a value stands within brackets or braces."""
        holders = [self.look(steps[:count]) for count in range(len(steps))]
        return any(node is not None and node.style == "flow" for node in holders)

    def _indent_of(self, holder: SourceNode | None, step: str | int) -> int:
        if holder is None or holder.style == "flow":
            return 0
        if holder.kind == "list":
            return self._column(holder.start)
        return self._column(self._key_of(holder, step).start)

    def _key_of(self, holder: SourceNode | None, step: str | int) -> SourceNode:
        return next(key for key, _ in (holder.entries if holder else []) if _is_key(key, step))

    def _end(self, node: SourceNode) -> int:
        """Where a value ends for what takes its place: the break of a block's last line stays."""
        if node.style not in ("|", ">"):
            return node.end
        return node.start + len(self.yaml[node.start : node.end].rstrip())

    def _block_indent(self, node: SourceNode) -> str:
        """The blanks before a block's first line that is not empty."""
        lines = _BREAK.split(self.yaml[node.start : node.end]) if node.style in ("|", ">") else []
        for line in lines[1:]:
            if line.strip():
                return line[: len(line) - len(line.lstrip(" "))]
        return ""

    def _step(self, like: SourceNode | None = None) -> int:
        """How far lists are indented below their keys in this file: as the one in question, or as the first."""
        waiting = [like] if like is not None and like.kind == "list" and like.style == "block" else []
        waiting += [self.root] if self.root is not None else []
        for node in waiting:
            holder = self._holder_of(node)
            if node.kind == "list" and holder is not None and holder.kind == "map" and holder.style == "block":
                key = next(key for key, value in holder.entries if value is node)
                return max(0, self._column(node.start) - self._column(key.start))
        lists = [(k, v) for k, v in _block_lists(self.root)]
        return max(0, self._column(lists[0][1].start) - self._column(lists[0][0].start)) if lists else 2


def _block_lists(root: SourceNode | None) -> Iterator[tuple[SourceNode, SourceNode]]:
    for key, value in root.entries if root is not None else []:
        if value.kind == "list" and value.style == "block":
            yield key, value
        yield from _block_lists(value)


def _child(node: SourceNode, step: str | int) -> SourceNode | None:
    if isinstance(step, int):
        return node.items[step] if node.kind == "list" and -len(node.items) <= step < len(node.items) else None
    return next((value for key, value in node.entries if _is_key(key, step)), None)


def _is_key(key: SourceNode, step: str | int) -> bool:
    return unicodedata.normalize("NFC", key.text) == step


def _parts(text: str, path: str) -> tuple[str, str, str]:
    """A file's text before its YAML, the YAML, and the text after it. A YAML file is all YAML but for its mark."""
    if path.endswith((".yaml", ".yml")):
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        return mark, text[len(mark) :], ""
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        raise EditError(path, 1, "no front matter", "start the file with a line of three dashes and end it with one")
    return text[: opening.end()], text[opening.end() : closing.start()], text[closing.start() :]
