"""The short cuts of Markdown: the same bytes as the stock converter and sanitiser, for any text (a property)."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.publish.markup import render_body, render_inline

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
TEXTS = st.lists(PIECES, max_size=24).map("".join) | st.text(max_size=60)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_leaving_out_plain_paragraphs_changes_nothing(text: str) -> None:
    """Body, excerpt, headings, words and pictures are those of the stock way."""
    body = text.strip("\n")
    assert render_body(body) == render_body(body, plain=False)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_a_short_text_is_rendered_as_a_body_is(text: str) -> None:
    """Summaries and notes go the same way."""
    assert render_inline(text) == (render_body(text, plain=False).html if text else "")
