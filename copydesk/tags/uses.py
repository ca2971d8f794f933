"""Every place in `content/` where a person, country, body, topic or tag is named: what the tag verbs look at."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from copydesk.edit.journal import read_text_file
from copydesk.edit.nodes import NodePath
from copydesk.errors import ContentError, Location, Problem
from copydesk.files import CONFIG_FILE
from copydesk.frontmatter.document import Node, split

ARTICLES, PEOPLE = "content/articles/", "content/people/"
KINDS = ("people", "countries", "bodies", "topics", "tags")
_MENTIONED = ("people", "countries", "bodies")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One name as an article's front matter writes it; `passing` where it is merely mentioned.

    `at` is the path of its entry, `item` its number in the list; `is_map` where the entry is a map with its `name:`.
    `person` is the slug of an entry that names a person's file instead (`name` is empty then).
    """

    kind: str
    name: str
    location: Location
    at: NodePath
    item: int
    is_map: bool = False
    passing: bool = False
    person: str = ""


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

    @property
    def slug(self) -> str:
        """The person's address: stated, or the file's name."""
        return self.text("slug") or self.path.removeprefix(PEOPLE).removesuffix(".md")

    def text(self, key: str) -> str:
        """A field's text, "" where it is not there."""
        node = self.fields.get(key)
        return node.text if node is not None else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """A field's list of texts."""
        node = self.fields.get(key)
        if node is None:
            return ()
        return tuple(item.text for item in (node.value if isinstance(node.value, tuple) else (node,)) if item.text)


def read_files(root: Path) -> dict[str, str]:
    """The texts of articles, of people's files and of the config, by path from the root; line ends as they are."""
    found: dict[str, str] = {}
    paths = [root / CONFIG_FILE]
    for folder in (ARTICLES, PEOPLE):
        paths += sorted((root / folder).rglob("*.md"))
    for path in paths:
        where = path.relative_to(root)
        if path.is_file() and not any(part.startswith(".") for part in where.parts):
            found[where.as_posix()] = read_text_file(path) or ""
    return found


def find_uses(path: str, text: str, problems: list[Problem]) -> tuple[Use, ...]:
    """All names in one article; what cannot be read is added to `problems`."""
    try:
        fields = split(text, path).fields
    except ContentError as error:
        problems.extend(error.problems)
        return ()
    uses = [use for kind in KINDS for use in _list_uses(fields, (kind,), path)]
    mentioned = fields.value.get("mentioned")
    if mentioned is not None and isinstance(mentioned.value, dict):
        uses.extend(use for kind in _MENTIONED for use in _list_uses(mentioned, ("mentioned", kind), path))
    return tuple(uses)


def _list_uses(fields: Node, at: tuple[str, ...], path: str) -> Iterator[Use]:
    """The names of one list, or of one text where a list has but one."""
    node = fields.value.get(at[-1])
    if node is None:
        return
    is_list = isinstance(node.value, tuple)
    for number, item in enumerate(node.value if is_list else (node,)):
        is_map = isinstance(item.value, dict)
        named = (item.value.get("name") or item.value.get("person")) if is_map else item
        if named is None or isinstance(named.value, (dict, tuple)) or not named.text:
            continue
        shown = " ".join(unicodedata.normalize("NFC", named.text).split())
        by_slug = is_map and "name" not in item.value
        yield Use(
            kind=at[-1],
            name="" if by_slug else shown,
            person=shown if by_slug else "",
            location=Location(path=path, line=named.line, column=named.column),
            at=(*at, number) if is_list else at,
            item=number,
            is_map=is_map,
            passing=len(at) > 1,
        )


def read_person_file(path: str, text: str, problems: list[Problem]) -> PersonFile | None:
    """A file of `content/people`, or None with the problem noted."""
    try:
        fields = split(text, path).fields.value
    except ContentError as error:
        problems.extend(error.problems)
        return None
    found = PersonFile(path=path, name="", aliases=(), fields=fields)
    return PersonFile(path=path, name=found.text("name"), aliases=found.texts("aliases"), fields=fields)
