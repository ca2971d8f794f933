"""The short cuts of Markdown: the same bytes as the stock converter and sanitiser, for any text (a property)."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from copydesk.publish.markdown.body import render_body, render_inline
from copydesk.publish.markdown.plain import convert_simple

# What opens or closes something in Markdown or HTML, and what is written otherwise in HTML, among plain words.
PIECES = st.sampled_from(
    [
        "word",
        "Two words.",
        "“Quoted”",
        "1986. ",
        "1. ",
        "- ",
        "* ",
        "+ ",
        "# ",
        "## Head\n",
        "> ",
        "    ",
        "\t",
        "  \n",
        "\n",
        "\n\n",
        "\n \n",
        "***",
        "---",
        "===",
        "\n---\n",
        "*em*",
        "**st*",
        "_u_",
        "`c`",
        "``",
        "\\*",
        "[l](http://e.x)",
        "[l]",
        "[l]: /u\n",
        "[^1]",
        "[^1]: note\n",
        "![p](/images/p.png)",
        "<b>",
        "</div>",
        "<script>",
        "&",
        "&amp;",
        "&lt",
        "|",
        "a | b\n--- | ---\n1 | 2\n",
        "\u00a0",
        "\u2028",
        "\u200b",
        "\x02",
        "\x03",
        "\x0b",
        "\x85",
        "\r\n",
        "{: .x }",
        "~~",
        "^",
        "한국어 문장.",
        "é",
        "\ue000",
        "\ue0001\ue001",
        "http://e.x/",
        "a@b.c",
        "(",
        ")",
        ":",
        "term\n: def",
        "…",
        "—",
        "$5 %",
    ]
)
# What an article is made of beside plain paragraphs, and what comes close to it.
INLINE = st.sampled_from(
    [
        "word",
        "two words",
        " ",
        ", ",
        "(",
        ")",
        "!",
        "\n",
        "“",
        "”",
        '"',
        "'",
        "é한",
        "&",
        " & ",
        "&b=1",
        ";",
        "&#",
        "^",
        "*",
        "**",
        "*em*",
        "*two words*",
        "**strong**",
        "*it's*.",
        "[a link](https://e.x/a_b?c=1&d=2)",
        '[it](/a/ "A title")',
        "[x](/y)",
        '![a "b" c](/images/p.png "It\'s. Photo: É Ł")',
        "![p](https://e.x/*p*.jpg)",
        "[^1](/a)",
        "[a]",
        "(/u)",
        "1. ",
        "- ",
        "#",
        ":",
    ]
)
LINES = st.lists(INLINE, min_size=1, max_size=5).map("".join)
BLOCKS = st.one_of(
    LINES,
    st.sampled_from(["Plain words.", "Two\nlines."]),
    st.lists(LINES.map("- ".__add__), min_size=1, max_size=3).map("\n".join),
    st.lists(LINES.map("1. ".__add__), min_size=1, max_size=3).map("\n".join),
    st.lists(LINES.map("> ".__add__), min_size=1, max_size=3).map("\n".join),
    st.tuples(st.sampled_from(["# ", "## ", "### ", "##### ", "##"]), LINES).map("".join),
)
ARTICLES = st.lists(BLOCKS, min_size=1, max_size=6).flatmap(
    lambda blocks: st.sampled_from(["\n\n", "\n\n\n", "\n"]).map(lambda gap: gap.join(blocks))
)
TEXTS = st.lists(PIECES, max_size=24).map("".join) | st.text(max_size=60)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_leaving_out_plain_paragraphs_changes_nothing(text: str) -> None:
    """Body, excerpt, headings and pictures are those of the stock way."""
    body = text.strip("\n")
    assert render_body(body) == render_body(body, plain=False)


@settings(max_examples=1000, deadline=None)
@given(ARTICLES)
def test_converting_simple_blocks_here_changes_nothing(text: str) -> None:
    """Links, pictures, emphasis, lists, quotations and sub-headings come out as the stock way makes them."""
    body = text.strip("\n")
    assert render_body(body) == render_body(body, plain=False)


SIMPLE = """\
*First*, see [the text](https://e.x/?a=1&b=2 "A title") & more.

![A map](/images/map.svg "It's a map. Photo: É. Ł.")

## What was said

> **Nobody** knows.

- one
- *two*

1. first
2. second
"""


def test_an_article_of_the_usual_parts_needs_no_markdown_library() -> None:
    """Each form of a usual article is among those converted here."""
    made = convert_simple(SIMPLE.strip().split("\n\n"), "\ue000")
    assert made is not None
    assert made[0].count("<li>") == 4
    assert [heading.text for heading in made[1]] == ["What was said"]


@settings(max_examples=200, deadline=None)
@given(TEXTS)
@example("\n \n1986. ")
def test_a_short_text_is_rendered_as_a_body_is(text: str) -> None:
    """Summaries and notes go the same way."""
    assert render_inline(text) == (render_body(text, plain=False).html if text else "")
