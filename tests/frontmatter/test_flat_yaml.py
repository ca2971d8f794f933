"""The short cut of front matter: the same nodes as the YAML parser gives, places and all, or none (a property)."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from copydesk.errors import ContentError
from copydesk.frontmatter.document import parse_yaml
from copydesk.frontmatter.flat_yaml import Node, read_flat

ATOMS = st.sampled_from(
    [
        "word",
        "two words",
        "2020-02-03",
        "2020-02-03T12:30:00Z",
        "12:30",
        "1.5",
        "-3",
        "010",
        "true",
        "NO",
        "~",
        "null",
        "https://e.x/a?b=1#c",
        "/images/a.svg",
        '"quoted: #1"',
        '"it\'s"',
        "'single'",
        "'it''s'",
        '"a\\"b"',
        '"open',
        '"\\"a\\\\"',
        '"a\\\\"b"',
        '"a\\n"',
        '"a\\"',
        "'",
        '"',
        '""',
        "''",
        "a: b",
        "a:",
        "a #c",
        "a#c",
        "#c",
        "Kim Jong-un",
        "김정은",
        "«é»",
        "O'Neil",
        "-",
        "- a",
        "?",
        "? a",
        "a?",
        "!t",
        "&a",
        "*a",
        "|",
        ">",
        "%",
        "@",
        "`",
        "[",
        "]",
        "{}",
        "{a: b}",
        '{"1": "{n} a", other: "b", c: [d]}',
        '{"1": "{n}", other: é b , "": ~}',
        "{a: b, a: c}",
        "{a:b}",
        "{a: b]",
        "[a}",
        "{a: }",
        "{a}",
        "[]",
        "[a]",
        "[a, b c, d]",
        "[\"a, b\", 'c',d ]",
        "[ a , b ]",
        "[a,]",
        "[,]",
        "[a: b]",
        '["a": b]',
        "[O'Neil]",
        "[1, true, ~, 2020-01-01]",
        "[-1]",
        "[[a]]",
        "[a] b",
        "[a]]",
        "---",
        "...",
        "<<",
        "=",
        "\u00a0",
        "\u2028",
        "\ufeff",
        "\x07",
        "\t",
        "",
        " ",
    ]
)
SPACES = st.sampled_from(["", "", "", "  ", "  ", "    ", " ", "\t"])
HEADS = st.sampled_from(
    ["a: ", "b: ", "c: ", "a:", "b:", "key-1: ", "a:  ", "- ", "- ", "- a: ", "-  ", "-", "# ", "", "é: "]
)
TAILS = st.sampled_from(["", "", "", "", " ", " # c", ","])
LINES = st.tuples(SPACES, HEADS, ATOMS, TAILS).map("".join)
TEXTS = st.lists(LINES, max_size=7).map("\n".join)
# Documents that are flat more often than not.
WORDS = st.sampled_from(["word", '"quoted"', "[a, 'b c']", '{"1": é, b: "{c}: d"}', "12:30", "~"])
FIELDS = st.one_of(
    st.tuples(st.sampled_from("abcdefgh"), WORDS).map(": ".join),
    st.tuples(st.sampled_from("ijk"), st.lists(WORDS.map("  - ".__add__), min_size=1, max_size=3).map("\n".join)).map(
        ":\n".join
    ),
    st.tuples(st.sampled_from("lmn"), st.lists(WORDS.map("- ".__add__), min_size=1, max_size=3).map("\n".join)).map(
        ":\n".join
    ),
    st.tuples(st.sampled_from("opq"), WORDS, WORDS).map(lambda t: f"{t[0]}:\n  x: {t[1]}\n\n  y: {t[2]}"),
    st.tuples(st.sampled_from("rst"), WORDS, WORDS).map(
        lambda t: f"{t[0]}:\n  - x: {t[1]}\n    y:\n    - {t[2]}\n  - z:"
    ),
    st.sampled_from(["u:", "# a comment", "", "   "]),
)
DOCUMENTS = st.lists(FIELDS, max_size=8).map("\n".join)


def read_by_parser(text: str) -> Node | None:
    """What the YAML parser makes of a text; None where it finds something wrong."""
    try:
        return parse_yaml(text, "x.md", first_line=2, flat=False)
    except ContentError:
        return None


@settings(max_examples=600, deadline=None)
@given(st.one_of(TEXTS, DOCUMENTS))
@example("a: 1\n b: 2")
@example("a:\n- b\n - c")
@example("a:\n  - b: 1\n   c: 2")
@example("- a")
def test_what_is_flat_is_read_as_the_parser_reads_it(text: str) -> None:
    """Values, texts, lines and columns are the parser's, and nothing that it refuses is accepted."""
    for ends in ("", "\n"):
        flat = read_flat(text + ends, 2)
        if flat is not None:
            assert flat == read_by_parser(text + ends)


FLAT = """\
title: "A: title"
date: 2020-02-03T12:30:00Z

# who
people:
- Kim Jong-un
- name: Moon Jae-in
  role: 'President'
  quotes: ["One.", two]
source:
  name: The Post
  url: https://e.x/a?b=1#c
empty:
list: []
many: {"1": one, other: "{n} of them"}
"""


def test_usual_front_matter_is_flat() -> None:
    """Scalars, quotes, lists in brackets or of lines, maps, comments and blank lines need no parser."""
    flat = read_flat(FLAT, 2)
    assert flat is not None
    assert flat == read_by_parser(FLAT)
    assert [key for key, node in flat.value.items() if isinstance(node.value, tuple)] == ["people", "list"]
