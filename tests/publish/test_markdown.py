"""What a body becomes: ids that are the page's own stay the page's own."""

from __future__ import annotations

import re

from conftest import ROOT

from copydesk.publish.markdown import PAGE_IDS, render_body, sanitise


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
