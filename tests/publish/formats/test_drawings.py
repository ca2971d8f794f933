"""Cards for link previews: words in ten scripts, lines that fit, the map where a letter is in no font."""

import io
import itertools
import re
import unicodedata
from pathlib import Path

import pytest
from conftest import article, build_site, write_site

from copydesk.publish.formats.drawings import (
    BUNDLED,
    FontFace,
    _drawn,
    _fitting,
    _headline,
    _is_plain,
    fit_lines,
    missing_letters,
    read_font,
    read_kerning,
    render_card,
)
from copydesk.publish.items import SocialCard

pytest.importorskip("resvg_py")
pytest.importorskip("fontTools")

NOTO = Path("/usr/share/fonts/truetype/noto")
CJK = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc")
# script → headline, font of the digest's own ("" where the one that comes with Copydesk has every letter)
SCRIPTS = {
    "latin": ("Đà Nẵng, Łódź und Åre: drei Städte, ein Zug", ""),
    "greek": ("Η συμφωνία των Πρεσπών υπογράφεται στη λίμνη", ""),
    "cyrillic": ("Зернова угода підписана в Стамбулі", ""),
    "arabic": ("عشرون خطوة إلى الشمال، ثم العودة", NOTO / "NotoNaskhArabic-Bold.ttf"),
    "hebrew": ("עשרים צעדים צפונה ובחזרה", NOTO / "NotoSerifHebrew-Bold.ttf"),
    "devanagari": ("भारत वहाँ उतरा जहाँ कोई नहीं उतरा था", NOTO / "NotoSerifDevanagari-Bold.ttf"),
    "thai": ("ผู้นำสองคนก้าวข้ามเส้นแบ่งเขตที่ปันมุนจอม", NOTO / "NotoSerifThai-Bold.ttf"),
    "hangul": ("남북, 비무장지대 감시초소 철수를 서로 확인하다", CJK),
    "japanese": ("南北の首脳が板門店の軍事境界線を越えた日のこと", CJK),
    "chinese": ("兩位領導人在板門店跨過軍事分界線", CJK),
}


def card(title: str, *fonts: Path, rtl: bool = False) -> SocialCard:
    """A card with this headline."""
    return SocialCard(
        url="/social/x/card.png",
        name="Second Draft",
        title=title,
        note="27 April 2018 · The Harbour Dispatch",
        rtl=rtl,
        lit=((1, 1),),
        accent="#a3b8ff",
        fonts=tuple((str(path), "1") for path in fonts),
    )


@pytest.mark.parametrize("script", SCRIPTS)
def test_ten_scripts_are_set(script):
    """A headline in each script is drawn with words, the same bytes each time, and differs from the map alone."""
    title, font = SCRIPTS[script]
    if font and not Path(font).is_file():
        pytest.skip(f"{font} is not on this machine")
    made = card(title, *([Path(font)] if font else []), rtl=script in ("arabic", "hebrew"))
    png = render_card(made)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (1200, 630)
    assert png == render_card(made)
    if font:
        assert missing_letters(card(title), [read_font(str(BUNDLED), "")])
        assert png != render_card(card(title)), "without the font the map stands alone"


def test_a_text_is_set_in_the_font_that_has_most_of_it():
    """Figures and accents come from no other font than the words they stand in; else the owner's order holds."""
    figures, partly, whole = (
        FontFace(name, dict.fromkeys(map(ord, letters), 500.0))
        for name, letters in (("Figures", "0123456789 "), ("Partly", "Συμφωνια 012"), ("Whole", "Συμφωνία μήνυμα 0123"))
    )
    assert _fitting([figures, partly, whole], "Συμφωνία 2024") == [whole, partly, figures]
    assert _fitting([figures, partly, whole], "201")[0] is figures
    assert _fitting([whole, figures], "Σ 1")[0] is whole


def test_a_missing_letter_leaves_the_map_alone():
    """Where no font has a letter there are no words at all, rather than boxes in their place."""
    assert missing_letters(card("판문점"), [read_font(str(BUNDLED), "")]) == "문점판"
    assert render_card(card("판문점")) == render_card(card("서울"))


def test_what_xml_does_not_know_is_left_out():
    """Control characters in a headline draw nothing, and markup in it is text."""
    assert render_card(card("A\x07B\x00C")) == render_card(card("ABC"))
    assert render_card(card("</text><script>&'\"")) != render_card(card("A"))


@pytest.mark.slow
def test_lines_fit_and_nothing_is_cut_without_a_sign():
    """Every line is within its width; a headline that has no room in four lines ends in an ellipsis."""
    faces = [read_font(str(BUNDLED), "")]
    for text in ("One", "A word " * 12, "Donaudampfschifffahrtsgesellschaftskapitän " * 6, "x" * 400):
        size, lines = _headline(text, faces)
        assert len(lines) <= 4
        for line in lines:
            width = sum(next(f.advances[ord(c)] for f in faces) for c in line) * size / 1000
            assert width <= 1200 - 2 * 72 + 0.5
        joined = "".join(lines).replace(" ", "")
        assert joined == text.replace(" ", "") or joined.endswith("…")


def test_japanese_lines_do_not_begin_with_a_full_stop():
    """Lines of scripts without spaces end where the script's own rules let them."""
    if not CJK.is_file():
        pytest.skip(f"{CJK} is not on this machine")
    faces = [read_font(str(CJK), "")]
    for width in range(3, 12):
        lines = fit_lines("首相は「合意した」と述べた。詳細は、後日。", faces, width, 99)
        assert "".join(lines) == "首相は「合意した」と述べた。詳細は、後日。"
        assert not any(line[0] in "。、」" or line[-1] == "「" for line in lines)


def test_thai_lines_end_between_phrases_else_where_a_syllable_does():
    """A line ends at a space while phrases fit it; a longer phrase before a leading vowel or after a closing sign."""
    text = "ผู้นำสองประเทศพบกัน ที่เส้นแบ่งเขต ก่อนลงนามแถลงการณ์ร่วม"
    marks = {ord(c): 0 if unicodedata.category(c) == "Mn" else 600 for c in text}
    faces = [FontFace(family="Any", advances=marks)]
    assert fit_lines(text, faces, 14, 9) == text.split()
    for width in range(5, 9):
        lines = fit_lines(text, faces, width, 30)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        for line, following in itertools.pairwise(lines):
            whole = f"{line} {following}" in text
            assert (
                whole
                or following[0] in "เแโใไ"
                or line[-1] in "ๆฯ์"
                or sum(marks[ord(c)] for c in line) > 600 * (width - 1)
            )
            assert unicodedata.category(following[0]) != "Mn"


def test_pages_name_their_card(tmp_path):
    """An article without a photograph and the front page show a card with words, with its size stated."""
    root = write_site(tmp_path, {"content/articles/a.md": article("A", countries="[US, KP]")})
    build_site(root)
    for page, address in (("articles/a/", "social/articles/a/card.png"), ("", "social/card.png")):
        text = (root / "site" / page / "index.html").read_text(encoding="utf-8")
        assert re.findall(r'og:image" content="https://digest.example/([^"]+)"', text) == [address]
        assert 'og:image:width" content="1200"' in text
        assert (root / "site" / address).read_bytes()[:4] == b"\x89PNG"


def test_a_font_that_is_none_is_named(tmp_path):
    """A font that is not there, or is no font, stops the build with its name."""
    config = "title: T\nbase_url: https://digest.example/\nidentity: {fonts: [fonts/a.ttf, fonts/b.ttf]}\n"
    files = {"config.yaml": config, "content/articles/a.md": article("A"), "fonts/b.ttf": "no font"}
    root = write_site(tmp_path, files)
    with pytest.raises(Exception, match=r"no font: .*\n?.*") as caught:
        build_site(root)
    assert "fonts/a.ttf" in str(caught.value)
    assert "fonts/b.ttf" in str(caught.value)


@pytest.mark.parametrize("script", [name for name, (_, font) in SCRIPTS.items() if font in ("", CJK)])
def test_letters_laid_side_by_side_look_like_a_card_set_whole(script):
    """Where letters only stand beside each other, laying them gives the picture that resvg gives, to the eye."""
    image, chops = pytest.importorskip("PIL.Image"), pytest.importorskip("PIL.ImageChops")
    title, font = SCRIPTS[script]
    if font and not Path(font).is_file():
        pytest.skip(f"{font} is not on this machine")
    made = card(f"{title} AVATAR To. V", *([Path(font)] if font else []))
    faces = [read_font(path, digest) for path, digest in made.fonts] + [read_font(str(BUNDLED), "")]
    pictures = [image.open(io.BytesIO(png)).convert("L") for png in (render_card(made), _drawn(made, faces))]
    assert chops.difference(*pictures).getbbox(), "they are drawn two ways"
    small = [picture.reduce(3) for picture in pictures]
    seen = chops.difference(*small).histogram()
    assert sum(seen[110:]) < 150, "pixels of 84,000 that are light in one and dark in the other"
    assert chops.difference(small[0], image.new("L", small[0].size, 20)).getbbox()


def test_scripts_that_join_or_reorder_are_set_whole():
    """A letter of such a script, a combining mark, or a font of many weights sends the whole card to resvg."""
    faces = [FontFace("Any", dict.fromkeys(range(0x11000), 500.0), ("any.ttf", ""))]
    assert _is_plain(card("Łódź & Ξάνθη — «Да»? 50 % 東京、서울!"), faces)
    for title in ("سلام", "שלום", "नमस्ते", "ก้าว", "x\u0323", "a\u0301", "\u1112\u1161\u11ab", "🙂", "ᠮᠣᠩ"):
        assert not _is_plain(card(title), faces), title
    assert not _is_plain(card("A", rtl=True), faces)
    assert not _is_plain(card("A"), [FontFace("Any", {65: 500.0})])


def test_pairs_of_letters_stand_closer_where_the_font_says_so():
    """Kerning is read from the font: A and V overlap, two straight letters do not."""
    kerning = read_kerning(str(BUNDLED), "")
    assert -0.2 < kerning("A", "V") < -0.02
    assert -0.2 < kerning("T", "o") < -0.01
    assert kerning("H", "H") == kerning("東", "H") == 0


def test_a_font_that_one_library_cannot_read_is_left_to_the_other(tmp_path):
    """Such a card is set whole, as one is where Pillow has no FreeType; no build ends over it."""
    broken = tmp_path / "cut.ttf"
    data = BUNDLED.read_bytes()
    broken.write_bytes(data)
    made = card("A headline", broken)
    face = read_font(str(broken), "1")
    broken.write_bytes(data[:300])
    assert face.pairs
    assert render_card(made) == _drawn(made, [face, read_font(str(BUNDLED), "")])
