"""An article cleaned anew, put together with what the editor made of it. Pure.

Three texts of one article file: `base` as cleaning made it before, `mine` as it stands, `theirs` as cleaning makes it
now. What differs between base and mine was edited by hand and stays; what differs between base and theirs is new and
comes in where nobody touched it. Where both changed the same, mine stays and both ways are told (desk.md, 5.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from copydesk.edit.blocks import BlockConflict, merge_blocks
from copydesk.edit.nodes import add_item, body_of, has_value, read_values, set_value, unset_value, with_body

# What is changed together or not at all: another picture under the old one's words would be a lie.
_GROUPS = (
    ("title",),
    ("subtitle",),
    ("date",),
    ("lang",),
    ("place",),
    ("image", "image_alt", "image_caption", "image_credit"),
    ("source.name",),
    ("source.url",),
    ("source.authors",),
    ("source.published",),
    ("source.license",),
)
# Lists of names: new ones are added, vanished ones are told and stay.
_LISTS = ("people", "countries", "bodies", "tags", "mentioned.people", "mentioned.countries")
# What tells how the article was made, and is no opinion of anybody.
_MAKING = ("original_sha256", "original_part", "kept", "dropped", "stated", "text_sha256", "cleaner")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldConflict:
    """A field that the editor and the new cleaning both changed: what it was, what stands, what was offered."""

    at: str
    was: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Redraft:
    """An article file with what cleaning it anew changed; where both changed the same, the editor's way stands."""

    text: str
    fields: tuple[FieldConflict, ...] = ()
    blocks: tuple[BlockConflict, ...] = ()
    notes: tuple[str, ...] = ()


def merge_drafts(path: str, base: str, mine: str, theirs: str) -> Redraft:
    """Bring into `mine` what `theirs` changed in `base`. Raises ContentError where one is no article file.

    `path` is the article's, for messages. `id`, `slug`, `draft` and every field that cleaning does not write are
    left as they are.
    """
    old, now, new = (read_values(text, path) for text in (base, mine, theirs))
    text, conflicts, notes = mine, [], []
    for group in _GROUPS:
        was, stands, offered = ([_at(values, key) for key in group] for values in (old, now, new))
        if offered in (was, stands):
            continue
        if stands != was:
            rows = zip(group, was, stands, offered, strict=True)
            conflicts += [FieldConflict(at=k, was=b, mine=m, theirs=t) for k, b, m, t in rows if t not in (b, m)]
        elif offered[0] is None:
            notes.append(f"{group[0]}: “{stands[0]}” is no longer found in the copy; it stays")
        else:
            for key, value in zip(group, offered, strict=True):
                text = _with(text, path, key, value)
    for key in _LISTS:
        text = _with_names(text, path, key, (_at(old, key), _at(now, key), _at(new, key)), conflicts, notes)
    for key in _MAKING:
        text = _with(text, path, f"source.{key}", _at(new, f"source.{key}"))
    merged = merge_blocks(body_of(base, path), body_of(mine, path), body_of(theirs, path))
    if merged.text != body_of(mine, path):
        text = with_body(text, path, merged.text)
    return Redraft(text=text, fields=tuple(conflicts), blocks=merged.conflicts, notes=tuple(notes))


def _at(values: Any, key: str) -> Any:
    for step in key.split("."):
        values = values.get(step) if isinstance(values, dict) else None
    return values


def _with(text: str, path: str, key: str, value: Any) -> str:
    """A file with a value set, or taken out for None; untouched where it stands already."""
    if value == _at(read_values(text, path), key):
        return text
    if value is None:
        return unset_value(text, path, key) if has_value(text, path, key) else text
    return set_value(text, path, key, value)


def _with_names(
    text: str,
    path: str,
    key: str,
    values: tuple[Any, Any, Any],
    conflicts: list[FieldConflict],
    notes: list[str],
) -> str:
    """A file with the new names of a list; an entry nobody touched takes its new role and words."""
    if any(value is not None and not isinstance(value, list) for value in values):
        if values[0] != values[2]:  # written in a way of one's own: nothing can be added without rewriting it
            conflicts.append(FieldConflict(at=key, was=values[0], mine=values[1], theirs=values[2]))
        return text
    was, stands, offered = (dict(_named(value or ())) for value in values)
    listed = values[1] is not None
    for name, entry in offered.items():
        if name not in was and name not in stands:
            text = add_item(text, path, key, entry) if listed else _with(text, path, key, [entry])
            listed = True
        elif name in was and name in stands and entry not in (was[name], stands[name]):
            if stands[name] == was[name]:
                index = list(stands).index(name)
                text = set_value(text, path, f"{key}[{index}]", entry)
            else:
                row = FieldConflict(at=f"{key}: {name}", was=was[name], mine=stands[name], theirs=entry)
                conflicts.append(row)
    notes += [
        f"{key}: {name} is no longer found in the text; it stays"
        for name in was
        if name in stands and name not in offered
    ]
    return text


def _named(entries: Any) -> Iterator[tuple[str, Any]]:
    """The entries of a list by what they are called; one that is called nothing by its place."""
    for number, entry in enumerate(entries):
        name = (entry.get("person") or entry.get("name")) if isinstance(entry, dict) else entry
        yield (str(name) if name else f"entry {number + 1}"), entry
