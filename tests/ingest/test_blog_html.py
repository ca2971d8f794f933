"""A post's HTML becomes Markdown that says the same: no word is lost, none is made a mark."""

from __future__ import annotations

import random
import re

import lxml.html
import pytest

from copydesk.ingest.blog.html import HtmlConverter
from copydesk.publish.markdown import render_body

WORDS = [
    "ferry",
    "pier",
    "*star*",
    "_under_",
    "[brackets]",
    "`tick`",
    "1.",
    "#",
    "+",
    "-",
    ">",
    "&amp;",
    "&lt;b&gt;",
    "a_b_c",
    "2*3*4",
    "\\",
    "über",
    "港",
]
INLINE = ("em", "strong", "a", "code", "span", "sup", "mark", "b", "i", "u")
BLOCKS = ("p", "h2", "h4", "blockquote", "ul", "ol", "div", "pre", "figure", "table", "section", "dl")


def words_of(html: str) -> list[str]:
    """The words of a fragment, as a reader sees them."""
    text = " ".join(lxml.html.fragment_fromstring(html, create_parent="div").itertext())
    return re.sub(r"\s+", " ", text).split()


class Maker:
    """Makes fragments of HTML by chance, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def inline(self, depth: int = 0) -> str:
        """Some words, some of them marked."""
        parts = []
        for _ in range(self.chance.randint(1, 5)):
            if depth < 2 and self.chance.random() < 0.3:
                tag = self.chance.choice(INLINE)
                more = ' href="https://a.example/(x)_y"' if tag == "a" else ""
                inner = self.chance.choice(["ferry", "pier"]) if tag == "code" else self.inline(depth + 1)
                parts.append(f"<{tag}{more}>{inner}</{tag}>")
            else:
                parts.append(self.chance.choice(WORDS))
        return " ".join(parts)

    def block(self, depth: int = 0) -> str:
        """One block, with blocks in it."""
        tag = self.chance.choice(BLOCKS)
        if tag in ("ul", "ol"):
            rows = "".join(f"<li>{self.inner(depth)}</li>" for _ in range(self.chance.randint(1, 3)))
            return f"<{tag}>{rows}</{tag}>"
        if tag in ("blockquote", "div", "section"):
            return f"<{tag}>{self.inner(depth)}</{tag}>"
        if tag == "table":
            return f"<table><tr><td>{self.inline()}</td></tr></table>"
        if tag == "dl":
            return f"<dl><dt>{self.inline()}</dt><dd>{self.inline()}</dd></dl>"
        if tag == "figure":
            return (
                f"<figure><img src='a.png'><figcaption>{self.chance.choice(['pier', 'a ferry'])}</figcaption></figure>"
            )
        return f"<{tag}>{self.inline(2 if tag == 'pre' else 0)}</{tag}>"

    def inner(self, depth: int) -> str:
        """What stands in a block: words, or blocks."""
        return self.block(depth + 1) if depth < 2 and self.chance.random() < 0.4 else self.inline()


@pytest.mark.parametrize("seed", range(60))
def test_no_word_is_lost_and_none_becomes_a_mark(seed: int):
    """The words of the HTML are those of the rendered Markdown, in order, over five hundred blocks by chance."""
    maker = Maker(seed)
    html = "".join(maker.block() for _ in range(9))
    made = HtmlConverter().convert(html)
    shown = render_body(made, remote_images=True).html
    assert words_of(shown) == words_of(html), made


def test_what_cannot_be_shown_is_named():
    """Frames become links, forms and scripts go, each with a note."""
    converter = HtmlConverter()
    made = converter.convert("<p>a</p><iframe src='//v.example/1'></iframe><script>x()</script><video></video>")
    assert made == "a\n\n[Embedded content](https://v.example/1)\n"
    assert [note.split(":")[0] for note in converter.notes] == [
        "a frame became a link",
        "<script> was left out",
        "<video> without an address was left out",
    ]
