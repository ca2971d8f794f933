"""Front matter: what is written comes back, what is wrong is named with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.errors import ContentError
from copydesk.frontmatter.document import format_file, parse_yaml, plain_value, split

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), min_size=1)
TRAPS = ["yes", "null", "~", "1e3", "2020-01-01", "a: b", "x #", "---", "'a'", '"q"', "@a", "%", "!!python/object"]
TRAPS += [
    "\tx",
    " pad ",
    "0x1F",
    "=",
    "1:30",
    "...",
    "? a",
    "- b",
    "[x]",
    "{a}",
    "NO",
    "<<",
    ".inf",
    "a\u2028b",
    "\ufeffx",
]


@given(TEXT)
def test_every_text_comes_back_as_it_was(text: str) -> None:
    """I3: whatever a title is, front matter gives back the same str, in a list and a map too."""
    fields = split(format_file({"title": text, "list": [text], "map": {"key": text}}, "Body."), "x.md").fields
    assert plain_value(fields) == {"title": text, "list": [text], "map": {"key": text}}
    assert fields.value["title"].value == text


@pytest.mark.parametrize("text", TRAPS)
def test_texts_that_yaml_would_take_for_something_else_come_back(text: str) -> None:
    """A word YAML 1.1 or 1.2 could read as another type is quoted when written."""
    assert split(format_file({"title": text}), "x.md").fields.value["title"].value == text


def test_the_dialect_has_no_surprises() -> None:
    """NO is Norway, 12:30 a time of day, 010 ten and yes a word; only true and false are booleans."""
    node = parse_yaml("a: NO\nb: 12:30\nc: 010\nd: yes\ne: true\nf: 2020-02-30\ng: ~\nh: 1.5\n", "x")
    values = {key: value.value for key, value in node.value.items()}
    assert values == {"a": "NO", "b": "12:30", "c": 10, "d": "yes", "e": True, "f": "2020-02-30", "g": None, "h": 1.5}


def test_places_count_in_the_whole_file() -> None:
    """Lines and columns are those an editor shows, for the key as for its value; so is the body's first line."""
    document = split("---\ntitle: A\npeople:\n  - name: B\n---\n\nText.\n", "x.md")
    name = document.fields.value["people"].value[0].value["name"]
    assert (name.line, name.column, name.key_line, name.key_column) == (4, 11, 4, 5)
    assert document.body_line == 6


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_do_not_matter(ends: str) -> None:
    """Files from Windows and old Macs read like any other."""
    text = "\ufeff" + ends.join(["---", "title: A", "---", "", "One.", "", "Two."])
    assert split(text, "x.md").body == "\nOne.\n\nTwo."


def test_an_alias_bomb_costs_nothing() -> None:
    """B3: aliases are refused before anything is expanded."""
    bomb = "a: &a [x]\n" + "".join(f"{c}: &{c} [*{p},*{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True))
    with pytest.raises(ContentError, match="YAML anchor"):
        parse_yaml(bomb, "x")


def test_deep_nesting_and_huge_front_matter_are_refused() -> None:
    """Neither exhausts the stack or the memory; both are one clear problem."""
    with pytest.raises(ContentError, match="nested too deeply"):
        parse_yaml("a: " + "[" * 100_000, "x")
    with pytest.raises(ContentError, match="larger than 256 KiB"):
        parse_yaml("a: " + "x" * 300_000, "x")


@pytest.mark.parametrize("end", ["\r", "\r\n", "\x85", "\u2028", "\u2029"])
def test_a_fault_after_other_line_ends_is_named(end: str) -> None:
    """Found by fuzzing: a line end that YAML counts and we did not made the message itself fail."""
    with pytest.raises(ContentError, match=r"^config\.yaml:\d+:\d+: "):
        parse_yaml(f"just words{end}{end}{end}# x{end}a: b: c", "config.yaml")
