"""One text in several outlets: found by how its paragraphs begin, shown as "also in"."""

from __future__ import annotations

from dataclasses import dataclass

from conftest import article, build_site, write_site

from copydesk.publish.markdown import sketch
from copydesk.publish.site.link import find_copies

CITIES = ("Seoul", "Hanoi", "Oslo", "Paris", "Bern", "Rome", "Kyiv", "Lima", "Quito", "Dili")
WIRE = "\n\n".join(f"Paragraph {n} of it says what was said in {name}, and by whom." for n, name in enumerate(CITIES))


@dataclass(frozen=True)
class Text:
    """A text of an outlet."""

    source: str
    sketch: tuple[int, ...]


def alike(one: str, other: str, source: str = "b") -> bool:
    """Whether two texts of outlets are taken for one."""
    return bool(find_copies([Text("a", sketch(one)), Text(source, sketch(other))]))


def test_a_copy_is_found_though_it_was_cut_and_retouched():
    """A report with its end cut off, another first paragraph and other marks is the same text."""
    parts = WIRE.split("\n\n")
    assert alike(WIRE, "\n\n".join(["Our own beginning stands here, with a few words of the desk.", *parts[1:8]]))
    assert alike(WIRE, WIRE.replace("Paragraph", "**Paragraph**").replace(" says", " SAYS"))


def test_other_texts_are_not_copies():
    """Two reports that share a paragraph are two reports; a text is no copy of one of its own outlet."""
    own = "\n\n".join(f"Sentence {n} is one that only this outlet has written down." for n in range(9))
    assert not alike(WIRE, own)
    assert not alike(WIRE, own + "\n\n" + WIRE.split("\n\n")[0])
    assert not alike(WIRE, WIRE, source="a")


def test_short_texts_need_more_than_one_paragraph_in_common():
    """A notice that stands under everything makes no two articles one."""
    notice = "This story was produced by the wire and has not been edited."
    assert not alike(notice, notice)


def test_an_outlets_notice_makes_no_copies():
    """A paragraph that dozens of articles have says nothing of any two, and costs nothing."""
    notices = "\n\n".join(f"Standing notice number {n} of the whole group of papers." for n in range(4))
    texts = [
        Text(f"s{n}", sketch(f"{notices}\n\nWhat happened on day {n} is told in this one alone.")) for n in range(30)
    ]
    assert not find_copies(texts)


def test_article_pages_show_their_twins(tmp_path):
    """An article's page names the other outlets, and does not list the same ones as related."""
    root = write_site(
        tmp_path,
        {
            "content/articles/a.md": article("In A", body=WIRE, source="{name: A Post}", people="[Ana Lima]"),
            "content/articles/b.md": article("In B", body=WIRE, source="{name: B Post}", people="[Ana Lima]"),
            "content/articles/c.md": article("Other", body="Else.", source="{name: B Post}", people="[Ana Lima]"),
        },
    )
    build_site(root)
    page = (root / "site/articles/a/index.html").read_text(encoding="utf-8")
    also = page.partition('id="also"')[2].partition("</section>")[0]
    related = page.partition('id="related"')[2].partition("</section>")[0]
    assert "B Post" in also
    assert "/articles/b/" in also
    assert "/articles/b/" not in related
    assert "/articles/c/" in related
