"""The promises of adding an article, each a test named after it (SECURITY.md, "What is promised")."""

from __future__ import annotations

import os
import re
import sys
import time
import unicodedata
from pathlib import Path

import pytest
from conftest import build_site, tree, write_site
from hypothesis import given, settings
from hypothesis import strategies as st
from trust.helpers import PARAGRAPHS, add, paragraphs, raw, run, spent

from copydesk.frontmatter.document import format_file, split
from copydesk.ingest.draft import article_path, free_slug, make_article
from copydesk.intake.read import read_raw
from copydesk.urls import slugify

# Lines as writers write them, each of which some part of the way could take for something else.
LINES = (
    "He wrote *this* and **that** and _those_ and __these__ on the wall, for everyone to read.",
    "5 * 3 * 2 is thirty, and 2 ** 8 is two hundred and fifty-six, said the teacher.",
    "# This is no heading, it is what the sign above the door said.",
    "## Nor is this one, though it has two of them before its first word.",
    "1. This is the first sentence of a paragraph, not of a list of things.",
    "2020. It was a year that nobody on the island would want to see again.",
    "- A dash began the sentence, as dialogue does in many countries of the world.",
    "+ A plus sign stood before the number that the ministry gave out on Monday.",
    "> An angle stood before the words of the letter that the minister had sent.",
    "[The brackets] are the editor's, and (the round ones) are the author's own words.",
    "See [the report](https://example.org/report) that the office put out last week.",
    "The note [1] refers to a book, and so does the other one [2]: they are at the end.",
    "[1]: this is how the footnote of the letter began, on its second page.",
    "The tag <b>bold</b> was printed by mistake, as was <br> in the last line of it.",
    "He asked whether a < b and b > c, and whether a & b could both be true at once.",
    "&copy; and &amp; and &#169; were printed instead of the signs they stand for.",
    "The template printed {{ 7*7 }} where the name of the winner ought to have stood.",
    "And {% for x in y %} was seen on the front page of the paper all morning long.",
    "A `backtick` and a ``double one`` stood in the text of the programmer's letter.",
    "The path was C:\\Users\\name\\file and nobody could find it on the machine again.",
    "Backslashes \\* before \\_ signs \\# stay where they are in a quotation like this.",
    "===================== was the line that divided the two parts of the statement.",
    "http://example.org/a_b_c and www.example.org were named in the letter of protest.",
    "The file some_file_name_here.txt held the list that the court had asked to see.",
    "An asterisk* led to a note below, and a dagger† to another one further down.",
    "The term: its meaning was explained on the next page in much smaller letters.",
    "!!! warning was what the screen showed when the operator came back to his desk.",
    "^ This caret and this ~tilde~ and ~~these two~~ are only signs in a sentence here.",
    "| a | b | are columns in a table that the newspaper had printed upside down.",
    "Title: this looks like a field of a file, but it is the beginning of a sentence.",
    "key: value # comment was the line in the configuration that broke the machine.",
    "'Single' and \"double\" and ‘curly’ and “curly” quotation marks stay as they are.",
    "$x^2$ and \\(y\\) are formulae in the paper that the two authors had withdrawn.",
    "H~2~O and x^2^ and ==marked== text came out of the converter that they had used.",
    "{: .class #id onclick=alert } was left behind by the tool that made the page.",
    "The *opening star alone, and the _opening line alone, belong to the sentence here.",
    "Der Satz endet mit einem Preis: 5,- Euro, und der nächste beginnt mit - einem Strich.",
    "문장에는 *별표*와 _밑줄_, 그리고 <b>태그</b>가 그대로 남아 있어야 한다고 그는 말했다.",
)


@pytest.fixture(scope="module")
def lines_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A digest with an article for each line, all added and built at once; returns its site."""
    folder = tmp_path_factory.mktemp("lines")
    root = write_site(folder / "digest", {})
    inputs = [raw(folder, f"{n}.txt", line, title=f"Case number {n} of the strait") for n, line in enumerate(LINES)]
    words = ["--force", "--publish", "--date", "2020-07-02", "--source-name", "The Dispatch"]
    assert run("add", "--root", root, *words, *inputs).code == 0
    build_site(root)
    return root / "site"


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(LINES)))
def test_I1_every_line_reads_as_in_the_file(lines_site: Path, number: int):
    """A paragraph of a plain-text article reads on its page exactly as in the file, whatever it looks like."""
    page = lines_site / "articles" / f"case-number-{number}-of-the-strait" / "index.html"
    assert LINES[number] in paragraphs(page.read_text(encoding="utf-8"))


def test_I2_nothing_of_an_article_becomes_markup(tmp_path: Path):
    """Markup in a raw article is text on its page, in feeds and in JSON blocks (tests/hostile tries many more)."""
    root = write_site(tmp_path / "digest", {})
    line = 'The note read "</script><script>alert(1)</script><img src=x onerror=alert(1)>" and was not signed at all.'
    assert add(root, raw(tmp_path, "a.txt", line)).code == 0
    build_site(root)
    for path, data in tree(root / "site").items():
        assert b"<script>alert" not in data, path
        assert b"<img src=x" not in data, path


TITLES = (
    "Peace: a plan", "A # in it", "--- and more", '"Quoted" title', "It's 'quoted'", "!!python/object:os.system",
    "@handle", "%percent", "`tick`", "yes", "No", "null", "~", "1e3", "0x1F", "010", "12:30", "2020-01-01", "-.inf",
    "[list]", "{map: 1}", "* star", "& anchor", "| pipe", "> fold", "- dash", "? key", ": colon", "a: b: c",
    "trailing:", "# comment", "back\\slash", "tab\there", "한국어 제목", "é composed", "🙂 emoji", "<<", "=", "true",
    "1_000", "+1",
)  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
def test_I3_every_title_comes_back_as_the_same_text(title: str):
    """A title written into front matter is read back as the same text, never as a number, a date or nothing."""
    node = split(format_file({"title": title}, "Body."), "x.md").fields.value["title"]
    assert node.text == title
    assert isinstance(node.value, str)
    assert node.value == title


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=80))
def test_I3_any_text_comes_back_as_it_was(title: str):
    """The same for any text at all."""
    assert split(format_file({"title": title}, "Body."), "x.md").fields.value["title"].text == title


NAMES = (
    "../../../etc/passwd", "..", ".", "/absolute", "C:\\Windows\\x", "a/b/c", "CON", "nul", "com1", "LPT9.txt", "aux ",
    "a" * 5000, "한" * 500, "é" * 500, "\u202ename", "trailing.", "trailing ", ".hidden", "~tilde", "-rf", '*?<>|:"',
    "ﬁ ligature", "Ａ fullwidth", "\u0301 mark", "🙂🙂🙂", "\u200b", "name\x00nul", "name\nline", "%2e%2e%2f",
    "$(rm)", "`id`",
)  # fmt: skip


@pytest.mark.parametrize("title", NAMES)
def test_I4_only_new_files_inside_the_content_folder(tmp_path: Path, title: str):
    """Whatever a title is, its file lies in content/articles under a short name that every system takes."""
    name = article_path(free_slug(slugify(title) or "untitled", None, set()), None)
    folder, _, last = name.rpartition("/")
    assert folder == "content/articles/undated"
    assert len(last.encode()) <= 200
    assert unicodedata.is_normalized("NFC", last)
    assert re.fullmatch(r"[^\x00-\x1f<>:\"/\\|?*.\s-][^\x00-\x1f<>:\"/\\|?*.\s]*\.md", last), last
    assert last.removesuffix(".md").upper() not in {
        "CON",
        "PRN",
        "AUX",
        "NUL",
        *(f"{d}{n}" for d in ("COM", "LPT") for n in range(1, 10)),
    }
    root = write_site(tmp_path / "digest", {})
    before = set(tree(tmp_path))
    composed = make_article(title, None, ())
    (root / composed.path).resolve().relative_to(root.resolve() / "content")
    assert set(tree(tmp_path)) == before


def test_I5_nothing_is_ever_overwritten(tmp_path: Path):
    """A second add, an equal slug and a file edited by hand: what stands there stays byte for byte."""
    root = write_site(tmp_path / "digest", {})
    first = raw(tmp_path, "a.txt")
    assert add(root, first).code == 0
    path = next((root / "content").rglob("*.md"))
    edited = path.read_text(encoding="utf-8") + "\nA line by hand.\n"
    path.write_text(edited, encoding="utf-8")
    again = add(root, first)
    assert again.code == 1
    other = raw(
        tmp_path, "b.txt", "Something else entirely was said by the mayor of the smaller island on Friday evening."
    )
    words = ["--force", "--publish", "--date", "2020-07-02", "--source-name", "The Dispatch"]
    assert run("add", "--root", root, *words, other).code == 0
    assert path.read_text(encoding="utf-8") == edited
    assert len(list((root / "content").rglob("*.md"))) == 2


def _odd(folder: Path, name: str) -> Path:
    path = folder / name
    contents = {
        "empty.txt": b"", "blank.txt": b" \n\t\n", "bom.txt": b"\xef\xbb\xbf", "zeros.txt": bytes(4000),
        "binary.txt": bytes(range(256)) * 40, "zip.txt": b"PK\x03\x04" + bytes(100), "pdf.txt": b"%PDF-1.7\n" * 40,
        "picture.html": b"\x89PNG\r\n\x1a\n" + bytes(100), "large.txt": b"a line of words\n" * 1_200_000,
        "lines.txt": b"a line\n" * 30_000, "tags.html": b"<html><body>" + b"<p>x" * 100_000,
        "half.txt": b"\xff\xfea\x00b",
    }  # fmt: skip
    if name == "fifo":
        os.mkfifo(path)
    elif name == "loop":
        path.symlink_to(path)
    elif name == "device":
        return Path("/dev/zero")
    elif name == "long":
        return folder / ("n" * 400)
    elif name != "missing.txt":
        path.write_bytes(contents[name])
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices of this kind are POSIX's")
@pytest.mark.parametrize(
    "name",
    ["empty.txt", "blank.txt", "bom.txt", "zeros.txt", "binary.txt", "zip.txt", "pdf.txt", "picture.html", "large.txt",
     "lines.txt", "tags.html", "half.txt", "fifo", "loop", "device", "long", "missing.txt"],
)  # fmt: skip
def test_I6_what_is_no_article_is_refused_in_a_line(tmp_path: Path, name: str):
    """Exit code 1, one line with the file and the reason, nothing written, in time; the rest of a batch goes on."""
    root = write_site(tmp_path / "digest", {})
    bad, good = _odd(tmp_path, name), raw(tmp_path, "good.txt")
    start = time.monotonic()
    words = ["--publish", "--date", "2020-07-02", "--source-name", "The Dispatch"]
    ran = run("add", "--root", root, *words, bad, good)
    assert time.monotonic() - start < 60  # what waits for a pipe waits for ever; a busy machine does not
    assert ran.code == 1
    lines = [line for line in (ran.out + ran.err).splitlines() if bad.name in line]
    assert len(lines) == 1
    assert "Traceback" not in ran.err
    assert [p.name for p in (root / "content").rglob("*.md")] == ["2020-07-02-ferries-return-to-the-strait.md"]


KOREAN = (
    "판문점에서 두 정상이 다시 만났다고 통일부가 목요일 밝혔다. 다음 회담은 가을에 열릴 예정이라고 대변인은 말했다.\n"
    * 6
)
JAPANESE = (
    "横浜港の関係者は木曜日、フェリーの運航を七月から再開すると発表した。乗客は前日までに登録する必要があるという。\n"
    * 6
)
FRENCH = "Le ministère a annoncé que les négociations reprendraient à l'été, après une période difficile.\n" * 6
LETTERS = (
    ("utf-8-sig", KOREAN), ("utf-16", KOREAN), ("utf-16-le", FRENCH), ("utf-16-be", FRENCH), ("utf-32", KOREAN),
    ("euc-kr", KOREAN), ("cp949", KOREAN), ("shift_jis", JAPANESE), ("euc-jp", JAPANESE), ("latin-1", FRENCH),
    ("cp1252", FRENCH),
)  # fmt: skip


@pytest.mark.parametrize(("charset", "text"), LETTERS)
def test_I7_legacy_letters_are_decoded_rightly(charset: str, text: str):
    """UTF-16, Latin-1, EUC-KR, Shift-JIS and their like come out as what they say, never as mojibake."""
    assert read_raw(text.encode(charset), "a.txt").text.strip() == text.strip()


FORMS = {
    "bom": ("\ufeffA line.", "A line."),
    "crlf": ("One.\r\nTwo.\rThree.", "One.\nTwo.\nThree."),
    "nfd": (unicodedata.normalize("NFD", "Élysée 한국"), "Élysée 한국"),
    "zero-width": ("pass\u200bword\u2060s", "passwords"),
    "bidi": ("safe\u202e txt.exe\u202c", "safe txt.exe"),
    "tags": ("plain\U000e0041\U000e0042", "plain"),
    "control": ("bell\x07s and \x1b[31mred", "bells and [31mred"),
    "soft-hyphen": ("diplo\u00admacy", "diplomacy"),
}


@pytest.mark.parametrize("name", FORMS)
def test_I7_invisible_characters_are_normalised(name: str):
    """Marks, line ends, composed letters and characters nobody sees have one form after reading."""
    given_, expected = FORMS[name]
    filler = "\n" + "\n".join(PARAGRAPHS)
    assert read_raw((given_ + filler).encode(), "a.txt").text == expected + filler


DEEP = {
    "div": "<div>" * 100_000,
    "font": "<font>" * 100_000,
    "unclosed-p-b-i": "<p><b><i>words " * 30_000,
    "unclosed-a": "<a href=x>" * 70_000,
    "blockquote": "<blockquote>" * 70_000,
    "table": "<table><tr><td>" * 25_000,
    "list": "<ul><li>" * 39_000,
    "json": '<script type="application/ld+json">' + "[" * 200_000 + "</script>",
    "comment": "<!--" * 70_000,
    "less-than": "<" * 70_000,
    "attributes": "<p " + "a=1 " * 200_000 + ">",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", DEEP)
def test_I8_nested_and_unclosed_tags_end_within_the_limits(tmp_path: Path, name: str):
    """A hundred thousand tags, nested or never closed, end in time, as an article or as one line of refusal."""
    root = write_site(tmp_path / "digest", {})
    bad = tmp_path / "deep.html"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    bad.write_text(f"<!doctype html><html><body><article><h1>Deep</h1>{text}{DEEP[name]}", encoding="utf-8")
    start = spent()
    ran = run("add", "--root", root, "--dry-run", "--json", bad)
    assert spent() - start < 15
    assert ran.code in {0, 1}
    assert len(ran.rows) == 1
    assert "Traceback" not in ran.err
