"""Every place in `content/` where a person, country, topic or tag is named: what the tag verbs look at. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from copydesk.errors import ContentError, Location, Problem
from copydesk.frontmatter.document import Node, split

CONFIG = "config.yaml"
KINDS = ("people", "countries", "topics", "tags")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One name as an article's front matter writes it; `passing` where it is merely mentioned.

    `item` is its number in the list, `node` the text itself (of an entry's `name:` where the entry is a map).
    """

    kind: str
    name: str
    location: Location
    item: int
    node: Node
    passing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFile:
    """A registry file as the tag verbs see it."""

    path: str
    name: str
    aliases: tuple[str, ...]
    fields: Mapping[str, Node]

    @property
    def location(self) -> Location:
        """Where its name stands."""
        node = self.fields.get("name")
        return Location(path=self.path, line=node.line if node else 1, column=node.column if node else 1)


def find_uses(path: str, text: str, problems: list[Problem]) -> tuple[Use, ...]:
    """All names in one article; what cannot be read is added to `problems`."""
    try:
        fields = split(text, path).fields
    except ContentError as error:
        problems.extend(error.problems)
        return ()
    uses = [use for kind in KINDS for use in _list_uses(fields, kind, path, passing=False)]
    mentioned = fields.value.get("mentioned")
    if mentioned is not None and isinstance(mentioned.value, dict):
        uses.extend(use for kind in KINDS[:2] for use in _list_uses(mentioned, kind, path, passing=True))
    return tuple(uses)


def list_node(fields: Node, kind: str, *, passing: bool) -> Node | None:
    """The list of a kind in an article's fields, or in its `mentioned` map."""
    holder = fields.value.get("mentioned") if passing else fields
    node: Node | None = holder.value.get(kind) if holder is not None and isinstance(holder.value, dict) else None
    return node


def _list_uses(fields: Node, kind: str, path: str, *, passing: bool) -> Iterator[Use]:
    """The names of one list, or of one text where a list has but one."""
    node = fields.value.get(kind)
    if node is None:
        return
    for number, item in enumerate(node.value if isinstance(node.value, tuple) else (node,)):
        named = item.value.get("name") if isinstance(item.value, dict) else item
        if named is None or isinstance(named.value, (dict, tuple)) or not named.text:
            continue
        place = Location(path=path, line=named.line, column=named.column)
        name = " ".join(unicodedata.normalize("NFC", named.text).split())
        yield Use(kind=kind, name=name, location=place, item=number, node=named, passing=passing)


def read_person_file(path: str, text: str, problems: list[Problem]) -> PersonFile | None:
    """A file of `content/people`, or None with the problem noted."""
    try:
        fields = split(text, path).fields.value
    except ContentError as error:
        problems.extend(error.problems)
        return None
    name = fields["name"].text if "name" in fields else ""
    aliases = fields.get("aliases")
    listed = aliases.value if aliases is not None and isinstance(aliases.value, tuple) else [aliases] if aliases else []
    texts = tuple(item.text for item in listed if item.text)
    return PersonFile(path=path, name=name, aliases=texts, fields=fields)
