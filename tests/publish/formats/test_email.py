"""The letter of an edition uses only what mail programs keep, and shows its picture in a form they show."""

from __future__ import annotations

import email
import email.policy
import html.parser
import re
import struct
from pathlib import Path

import pytest
from conftest import article, build_site, write_site

# The table of docs/decisions/editions.md. Elements that Gmail, Outlook (Word), Apple Mail and Yahoo all show; `bdi`,
# `time` and `article` are read as plain spans where they are unknown, so nothing may hang on them.
ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td", "p", "h1", "h2", "h3"),
    *("a", "img", "b", "em", "strong", "br", "bdi", "ul", "ol", "li", "blockquote"),
}
# Properties written into elements that all four keep, or that only refine what stands without them (see the table).
KEPT = {
    *(
        "background",
        "border-bottom",
        "border-left",
        "border-right",
        "border-top",
        "color",
        "display",
        "font-family",
        "font-size",
    ),
    *("font-weight", "height", "line-height", "margin", "padding", "width"),
}
REFINING = {"max-height", "max-width", "overflow", "border", "word-break", "text-decoration"}
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="675" viewBox="0 0 1200 675"><title>A</title>'
    '<rect width="1200" height="675" fill="#246"/><text x="90" y="300" font-size="90" fill="#fff">Words</text></svg>'
)


class Letter(html.parser.HTMLParser):
    """The elements of a letter and what their styles and attributes ask for."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.properties: set[str] = set()
        self.images: list[dict[str, str]] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the element is, how it is styled and what it shows."""
        values = {name: value or "" for name, value in attrs}
        self.elements.add(tag)
        self.attributes |= set(values)
        self.properties |= {part.split(":")[0].strip() for part in values.get("style", "").split(";") if part.strip()}
        if tag == "img":
            self.images.append(values)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an edition whose first article has a drawing, with everything that a letter can hold."""
    pytest.importorskip("resvg_py", reason="the extra `images` is not installed")
    root = tmp_path_factory.mktemp("letter")
    write_site(
        root,
        {
            "config.yaml": "title: The Desk\nbase_url: https://digest.example/\nemail: desk@digest.example\n"
            "subscribe: {form: 'https://letters.example/go', postal: A street,\n"
            "  unsubscribe: 'https://letters.example/un'}\n",
            "content/images/drawing.svg": DRAWING,
            "content/articles/a.md": article(
                "A headline",
                date="2020-07-02",
                summary="What happened.",
                why="It is the first.",
                image="/images/drawing.svg",
                image_alt="A blue field",
                source="{name: Daily, url: 'https://daily.example/1'}",
            ),
            "content/editions/one.md": "---\ntitle: One\ndate: 2020-07-05\nnumber: 1\nsections:\n"
            "- {title: First, articles: [a]}\n---\n\nA *note* with a [link](/about/).\n",
        },
    )
    build_site(root)
    return root / "site/editions/one"


def read_letter(folder: Path) -> Letter:
    """The letter, read."""
    letter = Letter()
    letter.feed((folder / "email.html").read_text(encoding="utf-8"))
    return letter


def test_nothing_in_it_is_dropped_by_common_mail_programs(folder: Path) -> None:
    """Its elements and properties are those of the table, its width is an attribute too, and nothing can run."""
    letter = read_letter(folder)
    assert letter.elements <= ELEMENTS
    assert letter.properties <= KEPT | REFINING
    assert not {name for name in letter.attributes if name.startswith("on")}
    text = (folder / "email.html").read_text(encoding="utf-8")
    assert '<table class="sheet" width="600"' in re.sub(r'(<table class="sheet")[^>]*?( width="600")', r"\1\2", text)
    assert len(text.encode()) < 102_000
    sheets = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert all("@media (prefers-color-scheme: dark)" in sheet for sheet in sheets)
    assert sum(map(len, sheets)) < 8192


def test_a_drawing_comes_as_a_picture_in_pixels(folder: Path) -> None:
    """The cover is a PNG twice as wide as the column, with its words, at an absolute address and with its text."""
    (cover,) = read_letter(folder).images
    assert cover["src"].startswith("https://digest.example/images/drawing.")
    assert (cover["alt"], cover["width"]) == ("A blue field", "560")
    data = (folder.parent.parent / cover["src"].removeprefix("https://digest.example/")).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (1120, 630)


def test_an_edition_leads_with_its_title_and_the_picture_with_its_article(folder: Path) -> None:
    """Title, part, picture, headline; and at the end the way to the whole edition."""
    text = (folder / "email.html").read_text(encoding="utf-8").partition("<body")[2]
    order = [text.index(mark) for mark in ("<h1", "<h2", "<img", "A headline</a>", 'class="button"')]
    assert order == sorted(order)
    assert re.search(r'<td class="button"[^>]*><a href="https://digest\.example/editions/one/"', text)


def test_feeds_show_the_same_picture(folder: Path) -> None:
    """An entry has the drawing in pixels, as feed readers show no SVG."""
    feed = (folder.parent.parent / "feed.atom").read_text(encoding="utf-8")
    assert re.search(r"img src=&quot;https://digest\.example/images/drawing\.\w+\.png&quot;", feed)


def test_the_file_to_send_has_its_two_parts_and_asks_to_be_left(folder: Path) -> None:
    """Text and HTML, the digest as sender, and the provider's way out in the header."""
    data = (folder / "edition.eml").read_bytes()
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part, name in zip(message.iter_parts(), ("edition.txt", "email.html"), strict=True):
        assert part.get_content().splitlines() == (folder / name).read_text(encoding="utf-8").splitlines()
    assert data.count(b"\n") == data.count(b"\r\n"), "RFC 5322: lines end in CR LF"
    assert max(map(len, data.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76, "RFC 2045: no encoded line is longer"
    assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]
    assert message["From"] == "The Desk <desk@digest.example>"
    assert message["List-Unsubscribe"] == "<https://letters.example/un>"
    assert message["Subject"] == "One"
    assert message["Reply-To"] is None
    text = message.get_body(("plain",))
    assert text is not None
    said = text.get_content()
    assert "Why it matters. It is the first." in said
    assert "https://letters.example/un" in said
    assert "A street" in said


def test_nothing_is_made_up_for_the_header(tmp_path: Path) -> None:
    """Without an address of the digest's own there is no sender, and no way out that a mail program could not take."""
    config = (
        "title: T\nbase_url: https://digest.example/\nidentity: {accent: '#7a1f1f', accent_dark: '#ffb4a8'}\n"
        "subscribe: {link: 'https://letters.example/', reply_to: a@b.example, unsubscribe: '{{ unsubscribe_url }}'}\n"
    )
    files = {
        "config.yaml": config,
        "content/articles/a.md": article(
            "عنوان", lang="ar", date="2020-07-02", summary="ملخص.", source="{name: مرصد, url: 'https://m.example/1'}"
        ),
        "content/editions/one.md": "---\ntitle: One\ndate: 2020-07-05\nsummary: In short.\n"
        "articles: [a]\n---\n\nA note.\n",
    }
    build_site(write_site(tmp_path, files))
    folder = tmp_path / "site/editions/one"
    message = email.message_from_bytes((folder / "edition.eml").read_bytes(), policy=email.policy.default)
    assert (message["From"], message["Reply-To"], message["List-Unsubscribe"]) == (None, "a@b.example", None)
    html = (folder / "email.html").read_text(encoding="utf-8")
    assert 'href="{{ unsubscribe_url }}"' in html
    assert "#7a1f1f" in html
    assert "#ffb4a8" in html
    assert "#2145b3" not in html
    assert 'lang="ar" dir="rtl"' in html
    assert "In short." in (folder / "edition.txt").read_text(encoding="utf-8")
    assert '<div class="before"' in html


def test_a_letter_from_right_to_left_has_its_bar_at_the_right(tmp_path: Path) -> None:
    """Why it matters begins at the bar, on the side where its lines begin."""
    files = {
        "config.yaml": "title: T\nbase_url: https://digest.example/\nlanguage: ar\n",
        "content/articles/a.md": article("عنوان", date="2020-07-02", why="هذا أول اتفاق."),
        "content/editions/one.md": "---\ntitle: عدد\ndate: 2020-07-05\narticles: [a]\n---\n",
    }
    build_site(write_site(tmp_path, files))
    letter = (tmp_path / "site/editions/one/email.html").read_text(encoding="utf-8")
    style = re.search('<p class="why" style="([^"]*)"', letter)
    assert style is not None
    assert "border-right: 3px" in style[1]
    assert "border-left" not in style[1]
