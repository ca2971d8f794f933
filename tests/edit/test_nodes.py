"""One value changed is one value changed: over a corpus of odd documents, with any operation."""

from __future__ import annotations

import copy
import re
import unicodedata
from typing import Any

import pytest
from edit.corpus import as_file, corpus
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.edit.nodes import (
    EditError,
    add_item,
    get_value,
    has_value,
    move_item,
    parse_path,
    path_text,
    read_values,
    set_value,
    unset_value,
)
from copydesk.errors import ContentError
from copydesk.frontmatter.document import split

CORPUS = corpus()
NAMES = sorted(CORPUS)


def paths_of(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every path in a value but the empty one."""
    found = [path] if path else []
    if isinstance(value, dict):
        for key, part in value.items():
            found += paths_of(part, (*path, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            found += paths_of(part, (*path, number))
    return found


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    """The part of a value at a path."""
    for step in path:
        value = value[step]
    return value


def without(value: Any, path: tuple[str | int, ...]) -> Any:
    """A value without what stands at a path, emptied lists and maps gone too."""
    made = copy.deepcopy(value)
    holder = at(made, path[:-1])
    del holder[path[-1]]
    return without(made, path[:-1]) if not holder and len(path) > 1 else made


TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            *("A: b", "it's", 'so "x"', "true", "NO", "12:30", "010", "~", "", " a", "a ", "# c", "a # b", "- a"),
            *("[x]", "{x}", "two\nlines", "two\n\nparagraphs\n", "a\n", "\na", " a\nb", "2020-01-01", "@a", "한국어"),
            *("😀", "a, b", "é", "\u2028", "\x07", "a\tb", "---", "..."),
        ]
    ),
)  # fmt: skip
SCALARS = st.one_of(TEXTS, st.booleans(), st.integers(-(10**6), 10**6), st.none(), st.sampled_from([1.5, -0.25]))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(st.sampled_from(["name", "role", "a b", "x.y"]), inner, min_size=1, max_size=3),
    ),
    max_leaves=5,
)  # fmt: skip


def normal(value: Any) -> Any:
    """A value as it is read back: texts composed."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [normal(part) for part in value]
    return {key: normal(part) for key, part in value.items()} if isinstance(value, dict) else value


@st.composite
def files(draw: st.DrawFn) -> tuple[str, str]:
    """A file of the corpus, as Markdown with any line ends or as plain YAML, and its name."""
    name = draw(st.sampled_from(NAMES))
    kind = draw(st.sampled_from(["\n", "\r\n", "\r", "yaml"]))
    if kind == "yaml":
        return "x.yaml", CORPUS[name]
    return "x.md", as_file(CORPUS[name], kind, mark=draw(st.booleans()))


def same_but_spans(before: str, after: str) -> None:
    """What was not edited is there still: the body, every line end, and the mark at the head."""
    assert after.startswith("\ufeff") == before.startswith("\ufeff")
    if "\r\n" in before:
        assert after.count("\n") == after.count("\r\n") == after.count("\r")
    elif "\r" in before:
        assert "\n" not in after


@pytest.mark.slow
@settings(max_examples=1500, deadline=None)
@given(files(), VALUES, st.data())
def test_setting_changes_its_node_alone(file: tuple[str, str], value: Any, data: st.DataObject) -> None:
    """A value set reads as set, all others as before; taken back by its old value, all reads as at first."""
    path, text = file
    before = read_values(text, path)
    where = data.draw(st.sampled_from([*paths_of(before), ("new",), ("source", "new")]))
    try:
        after = set_value(text, path, where, value)
    except EditError:
        return
    same_but_spans(text, after)
    expected = copy.deepcopy(before)
    if where == ("source", "new") and not isinstance(expected.get("source"), dict):
        expected["source"] = {}
    at(expected, where[:-1])[where[-1]] = normal(value)
    assert read_values(after, path) == expected
    if path == "x.md":
        assert split(after, path).body == split(text, path).body
    known = where in paths_of(before)
    back = set_value(after, path, where, at(before, where)) if known else unset_value(after, path, where)
    if known or where == ("new",):
        assert normal(read_values(back, path)) == normal(before)


@pytest.mark.slow
@settings(max_examples=800, deadline=None)
@given(files(), st.data())
def test_unsetting_takes_its_node_alone(file: tuple[str, str], data: st.DataObject) -> None:
    """A value taken out is gone, with its key and whatever it leaves empty; all others read as before."""
    path, text = file
    before = read_values(text, path)
    where = data.draw(st.sampled_from(paths_of(before)))
    try:
        after = unset_value(text, path, where)
    except EditError:
        return
    same_but_spans(text, after)
    assert read_values(after, path) == without(before, where)


def lists_of(value: dict[str, Any]) -> list[tuple[str | int, ...]]:
    """The paths of all lists in a value."""
    return [path for path in paths_of(value) if isinstance(at(value, path), list)]


@pytest.mark.slow
@settings(max_examples=800, deadline=None)
@given(files(), VALUES, st.data())
def test_an_item_added_and_taken_out_gives_the_bytes_back(
    file: tuple[str, str], value: Any, data: st.DataObject
) -> None:
    """Adding an item anywhere and removing it again leaves the file as it was, byte for byte."""
    path, text = file
    before = read_values(text, path)
    lists = [one for one in lists_of(before) if at(before, one)]
    if not lists:
        return
    where = data.draw(st.sampled_from(lists))
    index = data.draw(st.integers(0, len(at(before, where))))
    try:
        after = add_item(text, path, where, value, index)
    except EditError:
        return
    expected = copy.deepcopy(before)
    at(expected, where).insert(index, normal(value))
    assert read_values(after, path) == expected
    back = unset_value(after, path, (*where, index))
    assert back in {text, text if path == "x.md" or text.endswith("\n") else text + "\n"}


@pytest.mark.slow
@settings(max_examples=800, deadline=None)
@given(files(), st.data())
def test_an_item_moved_and_moved_back_gives_the_bytes_back(file: tuple[str, str], data: st.DataObject) -> None:
    """Order is all that a move changes, and the way back is exact."""
    path, text = file
    before = read_values(text, path)
    lists = [one for one in lists_of(before) if len(at(before, one)) > 1]
    if not lists:
        return
    where = data.draw(st.sampled_from(lists))
    last = len(at(before, where)) - 1
    index, to = data.draw(st.integers(0, last)), data.draw(st.integers(0, last))
    try:
        after = move_item(text, path, where, index, to)
    except EditError:
        return
    expected = copy.deepcopy(before)
    moved = at(expected, where)
    moved.insert(to, moved.pop(index))
    assert read_values(after, path) == expected
    back = move_item(after, path, where, to, index)
    assert back in {text, text if path == "x.md" or text.endswith("\n") else text + "\n"}


@pytest.mark.slow
def test_nearly_everything_can_be_edited() -> None:
    """Of all values of the corpus, one in a hundred at most is refused: being safe by refusing would be no editor."""
    tried = refused = 0
    for yaml in CORPUS.values():
        for where in paths_of(read_values(yaml, "x.yaml")):
            for value in ("New", ["x"], {"name": "x"}, "two\nlines", None):
                tried += 1
                try:
                    if value is None:
                        unset_value(yaml, "x.yaml", where)
                    else:
                        set_value(yaml, "x.yaml", where, value)
                except EditError:
                    refused += 1
    assert len(CORPUS) >= 150
    assert refused <= tried / 100, (refused, tried)


FILE = """\
---
# made by hand
title: 'It''s over' # working title
people: # who
  - Kim Jong-un # the chairman
  # not the boxer
  - name: Moon Jae-in
    role: president
    quotes: [One., "Two: three."]
tags: [a, b] # two
summary: >-
  A line
  that goes on.
source: The Post
---

Text.
"""
EXAMPLES = [
    ("set", "title", "It's not", "title: 'It''s not' # working title"),
    ("set", "people[1].role", "president of Korea: 2017", '    role: "president of Korea: 2017"'),
    ("set", "people[1].quotes[1]", "Four.", '    quotes: [One., "Four."]'),
    ("set", "summary", "Short.", "summary: >-\n  Short.\nsource: The Post"),
    ("set", "summary", "One.\n\nTwo.\n", "summary: >\n  One.\n\n\n  Two.\nsource: The Post"),
    ("set", "draft", True, "source: The Post\ndraft: true\n---"),
    ("set", "date", "2024-06-12", "source: The Post\ndate: 2024-06-12\n---"),
    ("set", "subtitle", "true", 'subtitle: "true"\n---'),
    ("set", "people[0]", {"name": "Kim", "role": "a"}, "  - name: Kim # the chairman\n    role: a\n  # not the boxer"),
    ("set", "source", {"name": "P", "url": "https://e.x/"}, "source:\n  name: P\n  url: https://e.x/\n---"),
    ("set", "mentioned.people", ["A"], "mentioned:\n  people:\n    - A\n---"),
    ("unset", "people[0]", None, "people: # who\n  # not the boxer\n  - name: Moon"),
    ("unset", "people[1]", None, "people: # who\n  - Kim Jong-un # the chairman\n  # not the boxer\ntags"),
    ("unset", "people[1].quotes[0]", None, '    quotes: ["Two: three."]'),
    ("unset", "people[1].name", None, "  - role: president\n    quotes"),
    ("unset", "tags[1]", None, "tags: [a] # two"),
    ("unset", "tags", None, 'three."]\nsummary'),
    ("add", "people", "Ada", 'three."]\n  - Ada\ntags'),
    ("add", "people", {"name": "Ada", "role": "r"}, 'three."]\n  - name: Ada\n    role: r\ntags'),
    ("add", "tags", "c, d", 'tags: [a, b, "c, d"] # two'),
    ("add", "source", "Q", "source:\n  - The Post\n  - Q\n---"),
    ("move", "people", (1, 0), "people: # who\n  # not the boxer\n  - name: Moon Jae-in"),
    ("move", "tags", (0, 1), "tags: [b, a] # two"),
]


@pytest.mark.parametrize(("verb", "where", "value", "reads"), EXAMPLES)
def test_what_stands_in_the_file_afterwards(verb: str, where: str, value: Any, reads: str) -> None:
    """Each edit changes its own lines and leaves the comments, quotes and order of all others."""
    if verb == "move":
        after = move_item(FILE, "x.md", where, *value)
    else:
        after = {
            "set": lambda: set_value(FILE, "x.md", where, value),
            "unset": lambda: unset_value(FILE, "x.md", where),
            "add": lambda: add_item(FILE, "x.md", where, value),
        }[verb]()
    assert reads in after
    changed = set(after.splitlines()) ^ set(FILE.splitlines())
    assert not [line for line in changed if line.lstrip().startswith("#")]


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("people[7]", 'there is no "people[7]"'),
        ("nothing", 'there is no "nothing"'),
        ("title.x", 'there is no "title.x"'),
    ],
)
def test_what_is_not_there_is_named(where: str, message: str) -> None:
    """Nothing is guessed: a path that leads nowhere is an error with the file."""
    with pytest.raises(EditError, match=re.escape(message)):
        unset_value(FILE, "x.md", where)


def test_a_text_is_not_taken_for_a_map() -> None:
    """`source.url` cannot be set where `source` is the outlet's name alone: the caller says what becomes of it."""
    with pytest.raises(EditError, match=r'x.md:14:1: "source" is a text, not a map'):
        set_value(FILE, "x.md", "source.url", "https://e.x/")


@pytest.mark.parametrize("value", [float("nan"), object(), {1, 2}])
def test_no_value_of_front_matter_is_refused(value: Any) -> None:
    """What YAML cannot say in our dialect is not written."""
    with pytest.raises(EditError, match="is no value of front matter"):
        set_value(FILE, "x.md", "title", value)


@given(st.lists(st.one_of(st.text(min_size=1), st.integers(0, 99)), min_size=1, max_size=4))
def test_a_path_reads_as_it_was_written(steps: list[str | int]) -> None:
    """Keys with dots, quotes and brackets come back from their written form."""
    path = ("first", *steps)
    assert parse_path(path_text(path)) == tuple(path)


def test_reading_a_value() -> None:
    """What stands at a path, typed; whether anything does."""
    assert get_value(FILE, "x.md", "people[1].quotes") == ["One.", "Two: three."]
    assert has_value(FILE, "x.md", "tags[1]")
    assert not has_value(FILE, "x.md", "tags[2]")


@pytest.mark.parametrize(
    ("yaml", "where"),
    [("a: [b]\n", "a.c"), ("a: b\n", "a.b.c"), ("a: {b: c}\n", "a.b.c"), ("a: [b]\n", "a[0].c"), ("- a\n", "b")],
)
def test_a_value_without_a_place_is_an_error_and_no_bug(yaml: str, where: str) -> None:
    """Found by fuzzing: a field of a list or of a text has no place to stand."""
    with pytest.raises(ContentError):
        set_value(f"---\n{yaml}---\n", "x.md", where, "v")
