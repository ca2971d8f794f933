"""What a body becomes: ids that are the page's own stay the page's own; names stand on one line."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from conftest import ROOT

from copydesk.publish.markdown import (
    PAGE_IDS,
    cut_html,
    hold_names,
    letters,
    names_to_hold,
    render_body,
    sanitise,
    shorten,
)


def test_no_heading_is_called_what_a_part_of_the_page_is_called() -> None:
    """`## Main` and `## Related` get ids of their own, and the list of headings leads to them."""
    body = render_body("## Main\n\nText.\n\n## Related\n\n### Main\n")
    assert re.findall('id="([^"]+)"', body.html) == ["main-section", "related-section", "main-section_1"]
    assert [heading.id for heading in body.headings] == ["main-section", "related-section", "main-section_1"]


def test_raw_html_has_no_id_of_the_page_and_none_twice() -> None:
    """What an editor's own HTML calls itself is renamed where it would be found instead of something else."""
    html = render_body('<h2 id="main">A</h2>\n\n<p><a id="x">b</a> <a title="t" id="x" href="/a/">c</a></p>').html
    assert re.findall('id="([^"]+)"', html) == ["main-section", "x", "x-2"]


def test_the_parts_of_every_layout_are_known() -> None:
    """An id that a layout gives is among those kept from bodies."""
    layouts = [path.read_text(encoding="utf-8") for path in (ROOT / "layouts").rglob("*.html")]
    given = {ident for text in layouts for ident in re.findall(r'\bid="([^"{}]+)"', text)}
    assert given - PAGE_IDS == set()


def test_code_between_fences_is_code_with_its_blank_lines():
    """Both kinds of fences, as every blog writes them: nothing between them is a paragraph, a list or a mark."""
    made = render_body("Before.\n\n```py\nprint('*a*')\n\n# plain words\n```\n\n~~~~\n```\n~~~~\n\nAfter.").html
    assert re.sub(r"<code[^>]*>", "<code>", made) == (
        "<p>Before.</p>\n<pre><code>print('*a*')\n\n# plain words\n</code></pre>\n"
        "<pre><code>```\n</code></pre>\n<p>After.</p>"
    )


def test_a_listing_keeps_the_class_that_names_its_language_and_no_other() -> None:
    """A page's own styles may colour a listing by its language; any other class of it goes, beside pictures too."""
    listing = sanitise('<pre><code class="hot language-c++ evil">x</code></pre>')
    assert listing == '<pre><code class="language-c++">x</code></pre>'
    assert sanitise('<code class="evil">x</code>') == "<code>x</code>"
    beside = sanitise('<p><img alt="" src="/a.png"></p><CODE CLASS="language-go">x</CODE>')
    assert '<code class="language-go">' in beside
    assert 'src="/a.png"' in beside


NAMES = names_to_hold(
    ["Kim Jong-un", "South Korea", "Japan", "习近平", "Abdel Fattah el-Sisi", "A Name That Is Much-too Long For Lines"]
)


def test_the_names_to_hold_are_those_a_line_could_break_in() -> None:
    """Names with blanks and hyphens, their words with hyphens, names in Han; of long names no more than such words.

    Names like Kim Jong-un are held without being told.
    """
    assert NAMES == ("Abdel Fattah el-Sisi", "South Korea", "el-Sisi", "习近平")


def test_a_name_stands_in_a_span_and_the_words_stay() -> None:
    """What is copied or searched is as before; a name inside a longer one is held once, long ones have a class."""
    held = hold_names("<p>Kim Jong-un and Jong-un met Abdel Fattah el-Sisi in South Korea.</p>", NAMES)
    assert held == (
        '<p><span class="name">Kim Jong-un</span> and <span class="name">Jong-un</span> met '
        '<span class="name long">Abdel Fattah el-Sisi</span> in <span class="name">South Korea</span>.</p>'
    )


def test_no_name_is_held_inside_a_tag() -> None:
    """Descriptions of pictures, titles and addresses stay as they are, beside names that are held."""
    html = '<p><img alt="Kim Jong-un" src="/a.png"> <a href="/x" title="South Korea">South Korea</a></p>'
    held = hold_names(html, NAMES)
    assert held == html.replace(">South Korea<", '><span class="name">South Korea</span><')


def test_a_plain_text_is_escaped_around_its_names() -> None:
    """A headline comes in as a text: what is active in it stays a text."""
    assert (
        hold_names("<b> Kim Jong-un & co", NAMES, escape=True)
        == '&lt;b&gt; <span class="name">Kim Jong-un</span> &amp; co'
    )
    names = names_to_hold(["Smith & Co"])
    assert hold_names("<p>Smith &amp; Co</p>", names) == '<p><span class="name">Smith &amp; Co</span></p>'


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("when Kim Yong-chol left", "Kim Yong-chol"),
        ("(Yong-chol)", "Yong-chol"),
        ("a well-known man", None),
        ("the US-led force", None),
        ("Covid-19 and a dash - or two --", None),
        ("-Left and right-", None),
        ("El-", None),
    ],
)
def test_a_name_like_yong_chol_is_held_whoever_it_is(text: str, held: str | None) -> None:
    """A capital before the hyphen and small letters after it make a name, with the capital word before it."""
    wanted = text.replace(held, f'<span class="name">{held}</span>') if held else text
    assert hold_names(text, ()) == wanted


@pytest.mark.parametrize(
    ("lang", "text", "held"),
    [
        ("en", "<p>to the United States again</p>", "United States"),
        ("de", "<p>in Saudi-Arabien</p>", "Saudi-Arabien"),
        ("fr", "<p>la Corée du Sud</p>", "Corée du Sud"),
        ("ar", "<p>وكوريا الشمالية</p>", "كوريا الشمالية"),
        ("ja", "<p>韓国の大統領</p>", "韓国"),
        ("eo", "<p>United States</p>", "United States"),
    ],
)
def test_countries_are_held_as_a_language_calls_them(lang: str, text: str, held: str) -> None:
    """An article that names a country in passing, without giving it as its own, keeps its name on a line too."""
    assert hold_names(text, (), lang=lang) == text.replace(held, f'<span class="name">{held}</span>')


def test_a_text_is_shortened_to_what_its_script_takes_on_a_screen() -> None:
    """A Korean standfirst is as long on a card as an English one: its characters are twice as wide."""
    korean = "장동혁 대표가 전 대표를 제명했지만 어깨는 한층 무거워졌다. " * 8
    assert len(shorten(korean, 280)) == 135  # four sentences: whole ones where they fill half of the room
    assert shorten("가" * 140, 280) == "가" * 140
    assert shorten("가" * 141, 280) == "가" * 139 + "…"
    assert shorten("Zürich " * 41, 280) == ("Zürich " * 39).rstrip() + "…"


def test_a_script_without_blanks_is_not_cut_at_a_blank_far_back() -> None:
    """A Chinese text with one blank in its first words keeps the rest of its line."""
    assert shorten("约会 " + "软" * 200, 100) == "约会 " + "软" * 46 + "…"


def test_the_width_of_every_letter_is_known() -> None:
    """A letter that takes two columns counts as two, in whatever block it stands."""
    for char in filter(lambda c: unicodedata.category(c) not in ("Cn", "Cs"), map(chr, range(sys.maxunicode + 1))):
        assert letters(char) == (2 if unicodedata.east_asian_width(char) in "WF" else 1), hex(ord(char))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "one two three four five six seven eight nine ten eleven twelve",
            "one two three four five six seven eight nine ten",
        ),
        (
            "나는 오늘 아침에 배를 타고 섬으로 갔다 그리고 거기서 점심을 먹었다",
            "나는 오늘 아침에 배를 타고 섬으로 갔다 그리고 거기서 점심을",
        ),
        (
            "首相は協定が年内に署名されると述べた。大統領は進展を歓迎した。",
            "首相は協定が年内に署名されると述べた。大統",
        ),
        (
            "总统表示，协定将于年底前签署，但也警告可能延误。各方表示欢迎。",
            "总统表示，协定将于年底前签署，但也警告可能延",
        ),
        ("นายกรัฐมนตรีกล่าวว่าข้อตกลงจะลงนามภายในสิ้นปีนี้ ประธานาธิบดียินดีกับความคืบหน้า", None),
    ],
)
def test_an_excerpt_is_as_long_in_a_script_without_blanks(text: str, shown: str | None) -> None:
    """Ten words of it are published, counted by letters where no blanks part words, over all its paragraphs."""
    for html in (f"<p>{text}</p>", f"<p>{text}</p>\n<p>{text}</p>"):
        (kept,) = re.findall("<p>(.*?)</p>", cut_html(html, 10))
        assert kept.endswith(" …")
        assert text.startswith(kept[:-2])
        assert shown is None or kept[:-2] == shown
        assert unicodedata.category(text[len(kept) - 2])[0] != "M", "no mark is parted from its letter"


def test_a_text_shorter_than_an_excerpt_stands_whole() -> None:
    """In every script, with no dots after it."""
    for text in ("one two", "首相は述べた。", "นายกรัฐมนตรี", "배를 타고"):
        assert cut_html(f"<p>{text}</p>", 10) == f"<p>{text}</p>"
