"""Ghost's posts whose text is in its editors' documents alone come over whole, and what cannot is named."""

from __future__ import annotations

import json
from typing import Any

from copydesk.intake.item import Item, Refused
from copydesk.intake.readers.ghost import ghost_text
from copydesk.intake.sniff import read_parts


def text(words: str, form: int = 0) -> dict[str, Any]:
    """A text node of Lexical."""
    return {"type": "extended-text", "text": words, "format": form}


def lexical(*nodes: dict[str, Any]) -> dict[str, Any]:
    """A row whose text is Lexical's."""
    return {"lexical": json.dumps({"root": {"type": "root", "children": list(nodes)}})}


def para(*nodes: dict[str, Any]) -> dict[str, Any]:
    """A paragraph."""
    return {"type": "paragraph", "children": list(nodes)}


INNER = {"type": "listitem", "children": [text("aft")]}
LEXICAL = lexical(
    para(text("The ferry "), text("sails", 1), text(" again & again."), {"type": "linebreak"}, text("So they say.", 2)),
    {"type": "extended-heading", "tag": "h3", "children": [text("Why")]},
    {
        "type": "list",
        "listType": "number",
        "children": [
            {"type": "listitem", "children": [text("A pump")]},
            {"type": "listitem", "children": [{"type": "list", "listType": "bullet", "children": [INNER]}]},
        ],
    },
    {"type": "extended-quote", "children": [text("We waited.")]},
    para({"type": "link", "url": "https://a.example/?a=1&b=2", "children": [text("the log")]}),
    {"type": "image", "src": "__GHOST_URL__/p.png", "alt": 'A "pier"', "caption": "The <b>pier</b>"},
    {"type": "codeblock", "code": "if a < b:", "language": "python"},
    {"type": "html", "html": "<table><tr><td>1</td></tr></table>"},
    {"type": "callout", "calloutText": "Mind the gap."},
    {"type": "toggle", "heading": "More", "content": "<p>Inside.</p>"},
    {"type": "bookmark", "url": "https://b.example/", "metadata": {"title": "A log"}},
    {"type": "gallery", "images": [{"src": "1.png", "alt": "one"}, {"src": "2.png"}], "caption": "Two"},
    {"type": "horizontalrule"},
    {"type": "paywall"},
    {"type": "product", "productTitle": "A lamp for the deck"},
)


def test_lexicals_nodes_become_html() -> None:
    """Forms, headings, nested lists, quotations, links, pictures, code, cards: each as the element it is shown by."""
    found = ghost_text(LEXICAL)
    for part in (
        "<p>The ferry <strong>sails</strong> again &amp; again.<br><em>So they say.</em></p>",
        "<h3>Why</h3>",
        "<ol><li>A pump<ul><li>aft</li></ul></li></ol>",
        "<blockquote>We waited.</blockquote>",
        '<a href="https://a.example/?a=1&amp;b=2">the log</a>',
        'alt="A &quot;pier&quot;"><figcaption>The <b>pier</b></figcaption>',
        '<code class="language-python">if a &lt; b:</code>',
        "<td>1</td>",
        "<blockquote><p>Mind the gap.</p></blockquote>",
        "<h3>More</h3><p>Inside.</p>",
        '<a href="https://b.example/">A log</a>',
        '<img src="2.png" alt="">',
        "<hr>",
        "<h2>A lamp for the deck</h2>",
    ):
        assert part in found.text, part
    assert found.left == ["Ghost's card paywall was left out: a mark for members"]


MOBILEDOC = {
    "version": "0.3.1",
    "markups": [["strong"], ["a", ["href", "https://a.example/"]]],
    "atoms": [["soft-return", "", {}], ["mention", "@ada", {}]],
    "cards": [
        ["image", {"src": "p.png"}],
        ["markdown", {"markdown": "One.\n\n*Two*."}],
        ["embed", {"url": "https://v.example/"}],
    ],
    "sections": [
        [1, "p", [[0, [], 0, "The "], [0, [1, 0], 2, "ferry"], [1, [], 0, 0], [0, [], 0, "sails"], [1, [], 0, 1]]],
        [1, "h2", [[0, [], 0, "Why"]]],
        [3, "ul", [[[0, [], 0, "A pump"]], [[0, [], 0, "A bolt"]]]],
        [10, 0],
        [10, 1],
        [10, 2],
    ],
}


def test_mobiledocs_sections_become_html() -> None:
    """Markers open and close markups; cards and atoms are shown, or named."""
    found = ghost_text({"mobiledoc": json.dumps(MOBILEDOC)})
    for part in (
        '<p>The <a href="https://a.example/"><strong>ferry</strong></a><br>sails@ada</p>',
        "<h2>Why</h2>",
        "<ul><li>A pump</li><li>A bolt</li></ul>",
        '<img src="p.png" alt="">',
        "<p>One.</p>\n<p><em>Two</em>.</p>",
        '<a href="https://v.example/">https://v.example/</a>',
    ):
        assert part in found.text, part
    assert found.left == ["Ghost's mention shows its words alone: @ada"]


def test_a_post_of_one_markdown_card_is_markdown() -> None:
    """Ghost's first editor wrote nothing else: its text stays as it is."""
    cards = {**MOBILEDOC, "sections": [[10, 1], [1, "p", []]]}
    assert ghost_text({"mobiledoc": json.dumps(cards)}).markup == "markdown"
    found = ghost_text(lexical({"type": "markdown", "markdown": "# A\n\n*b*"}, {"type": "paragraph", "children": []}))
    assert (found.markup, found.text) == ("markdown", "# A\n\n*b*")


def test_html_wins_and_what_is_damaged_is_said() -> None:
    """The HTML that Ghost made is what readers saw; a document that cannot be read is no empty post."""
    assert ghost_text({**LEXICAL, "html": "<p>As shown.</p>"}).text == "<p>As shown.</p>"
    for row in ({"lexical": "{"}, {"lexical": '{"root": 3}'}, {"mobiledoc": '{"sections": [[10, 9]]}'}):
        assert ghost_text(row).left, row


def test_an_export_without_html_is_read() -> None:
    """Each post is an article, what is left out is asked, and a post with no text at all is refused."""
    long = lexical(
        para(text("The ferry sails again after three weeks in the dock, the office said.")), {"type": "poll"}
    )
    posts = [{"id": "1", "title": "Ferry", "status": "published", **long}, {"id": "2", "title": "Empty"}]
    parts = list(read_parts(json.dumps({"db": [{"data": {"posts": posts}}]}).encode(), "g.json"))
    assert isinstance(parts[0], Item)
    assert "three weeks in the dock" in parts[0].text
    assert parts[0].questions == ("loss: Ghost's card poll is not known here and was left out",)
    assert isinstance(parts[1], Refused)
