"""The short cut of Markdown: the same bytes as the stock converter and sanitiser, for any text (a property)."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from copydesk.publish.markdown import MARK, is_plain, leave_out_plain, render_body, render_inline

# What opens or closes something in Markdown or HTML, and what is written otherwise in HTML, among plain words.
PIECES = st.sampled_from(
    [
        "word",
        "Two words.",
        "“Quoted”",
        "1986. ",
        "\u0661. ",
        "\uff11\uff0e ",
        "\u0967. ",
        "\u3000",
        "#\u3000",
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
        MARK,
        f"&#x{ord(MARK):x};",
        "///Footnotes Go Here///",
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
    st.tuples(LINES, st.sampled_from(["\n===", "\n-", "\n---  ", "\n--\x02", "\n-\t"])).map("".join),
    st.sampled_from(["[a]: /b", "[^1]: A note.", "]\x03: /c", "a | b\n- | -\n1 | 2", "two  \nlines", "tab\t\nline"]),
)
ARTICLES = st.lists(BLOCKS, min_size=1, max_size=6).flatmap(
    lambda blocks: st.sampled_from(["\n\n", "\n\n\n", "\n"]).map(lambda gap: gap.join(blocks))
)
TEXTS = st.lists(PIECES, max_size=24).map("".join) | st.text(max_size=60)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("    \n\nWords.")
def test_leaving_out_plain_paragraphs_changes_nothing(text: str) -> None:
    """Body, excerpt, headings and pictures are those of the stock way."""
    body = text.strip("\n")
    assert render_body(body) == render_body(body, plain=False)


@settings(max_examples=1000, deadline=None)
@given(ARTICLES)
@pytest.mark.slow
def test_articles_of_the_usual_parts_come_out_the_same(text: str) -> None:
    """Among links, pictures, emphasis, lists, quotations and sub-headings too, plain paragraphs lose nothing."""
    body = text.strip("\n")
    assert render_body(body) == render_body(body, plain=False)


DIGITS = [chr(c) for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)) in ("Nd", "No", "Nl")]
BLANKS = [chr(c) for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)) in ("Zs", "Zl", "Zp", "Cf", "Cc")]


@pytest.mark.slow
def test_digits_of_every_script_come_out_the_same() -> None:
    """A number in another script begins no list, with plain paragraphs left out or not; 1,800 of them are tried."""
    for digit in DIGITS:
        text = f"Words.\n\n{digit}. one\n{digit}. two\n\n- {digit}. in it\n\n## {digit}. {digit}\n\nWords."
        body = render_body(text)
        assert body == render_body(text, plain=False)
        assert ("<ol" in body.html) is ("0" <= digit <= "9"), digit


def test_blanks_of_every_kind_come_out_the_same() -> None:
    """A wide, narrow or hidden blank or a control, U+3000 in a heading among them, changes neither way alone."""
    for blank in BLANKS:
        for text in (
            f"#{blank}Heading{blank}\n\nWords{blank}\n\n{blank}Words\n\nA{blank}b\n\n## {blank}H{blank}",
            f"H{blank}\n===\n\n-{blank}x\n\n1.{blank}y\n\n>{blank}q\n\n{blank}\n\nK\n{blank}\nL",
            f"Plain {blank}\n\n{blank}{blank}Plain.\n{blank}",
        ):
            body = text.strip("\n")
            assert render_body(body) == render_body(body, plain=False), hex(ord(blank))
    assert '<h2 id="제목">제목</h2>' in render_body("#\u3000제목\u3000").html


def test_most_of_an_article_is_plain() -> None:
    """Ordinary prose in any script passes the converter by; whatever has a mark in it does not."""
    prose = ["Two hundred people came, he said.", "“한국어 문장입니다.”", "Zwei\nZeilen.", "AT&T & so on"]
    marked = [
        "A [link](/a/).",
        "*So*",
        "Caf&eacute;",
        "1. one",
        "- one",
        "# One",
        " indented",
        "trailing ",
        "a\u00a0b",
    ]
    shown = [paragraph.replace("&", "&amp;") for paragraph in prose]
    runs = ["</p>\n<p>".join(shown)]
    assert leave_out_plain("\n\n".join([*prose, "*So*", *prose[:1]])) == (f"{MARK}\n\n*So*", runs, prose[0])
    within = [f"{runs[0]}</p>\n<p>"]
    assert leave_out_plain("\n\n".join([*prose, "I *am*", *prose[:1]])) == (f"{MARK}I *am*", within, prose[0])
    assert [one for one in marked if is_plain(one)] == []
    assert is_plain("١. ١")
    assert leave_out_plain("<b>Bold\n\nPlain.") == ("<b>Bold\n\nPlain.", [], "")


@settings(max_examples=200, deadline=None)
@given(TEXTS)
@example("\n \n1986. ")
def test_a_short_text_is_rendered_as_a_body_is(text: str) -> None:
    """Summaries and notes go the same way."""
    assert render_inline(text) == (render_body(text, plain=False).html if text else "")


# What stands around a paragraph that has a mark of the plain ones before it: each must leave it what it is.
AROUND = st.sampled_from(
    [
        "Plain words.",
        "Law & order.",
        "- an item\n- another",
        "1. one",
        "> quoted",
        "## Head",
        "Head\n---",
        "a | b\n- | -\n1 | 2",
        "    code",
        "    more",
        "* * *",
        "[^1]: A note",
        "[a]: /u",
        " ",
        "\n",
        "///Footnotes Go Here///",
    ]
)
MARKED = st.lists(INLINE | st.sampled_from(["`c`", "`", "\\*", "[^1]", "_u_", "  \n", "  ", "|", "&copy;"]), min_size=1)
PARTED = st.lists(AROUND | MARKED.map("".join), min_size=2, max_size=8).map("\n\n".join)


@settings(max_examples=1000, deadline=None)
@given(PARTED)
@example("Plain.\n\n![p](/p.png)\n\nPlain.\n\n[^1] it\n\nPlain.\n\n[^1]: note")
@example("Plain.\n\n[a]: /u\n\nPlain.\n\n[a]\n\nPlain.\n\n&copy;")
@example("Plain.\n\na | b\n- | -\n\nPlain.\n\nx *y*\n    z")
@pytest.mark.slow
def test_a_paragraph_stays_one_with_the_mark_of_plain_ones_in_it(text: str) -> None:
    """Whatever stands in it and around it, and whatever comes close to being a paragraph."""
    body = text.strip("\n")
    assert render_body(body) == render_body(body, plain=False)


def test_no_words_call_for_the_footnotes() -> None:
    """Python-Markdown's own words for their place would take the paragraph they stand in away: they are words."""
    body = render_body("///Footnotes Go Here/// *and* more\n\nA word[^1].\n\n[^1]: note")
    assert body.html.startswith("<p>///Footnotes Go Here/// <em>and</em> more</p>\n<p>A word<sup")
