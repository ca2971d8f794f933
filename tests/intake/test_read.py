"""Reading raw files: what kind they are, in which letters, and what is refused."""

from __future__ import annotations

import os
import quopri
from pathlib import Path

import pytest

from copydesk.errors import IngestError
from copydesk.intake.charset import decode
from copydesk.intake.normalise import normalise
from copydesk.intake.read import MAX_BYTES, is_html, load_bytes, read_raw

TEXTS = {
    "ko": "대통령은 오늘 서울에서 회의를 열었다.\n기자들에게 말했다.",
    "ja": "首相は東京で会議を開きました。\n記者団に話した。",
    "zh": "总统在北京举行了会议，他对记者说这是一个好的开始。",
    "zh-tw": "總統在台北舉行了會議，他對記者說這是一個好的開始。",
    "ru": "Президент провёл встречу в Москве. Он сказал это журналистам.",
    "de": "Der Präsident hörte über München zu und grüßte.",
    "pl": "Prezydent powiedział, że Łódź jest piękna.",
    "cs": "Příští týden bude hezky, řekl ministr.",
    "tr": "Cumhurbaşkanı bugün açıklama yaptı, değişiklik yok.",
    "is": "Þetta er íslenskur texti um það sem gerðist í gær.",
    "el": "Ο πρόεδρος μίλησε στην Αθήνα.",
    "ar": "قال الرئيس اليوم في القاهرة إن الاجتماع كان جيدا",
    "th": "นายกรัฐมนตรีกล่าวว่า",
}


@pytest.mark.parametrize(
    ("lang", "charset"),
    [
        ("ko", "euc-kr"),
        ("ko", "utf-16"),
        ("ko", "utf-16-le"),
        ("ja", "shift-jis"),
        ("ja", "euc-jp"),
        ("ja", "utf-16-be"),
        ("zh", "gb18030"),
        ("zh-tw", "big5"),
        ("ru", "cp1251"),
        ("ru", "koi8-r"),
        ("de", "latin-1"),
        ("de", "utf-8-sig"),
        ("pl", "cp1250"),
        ("cs", "cp1250"),
        ("tr", "cp1254"),
        ("is", "latin-1"),
        ("el", "cp1253"),
        ("ar", "cp1256"),
        ("th", "cp874"),
        ("ru", "utf-32"),
    ],
)
def test_i7_legacy_letters_are_decoded_rightly(lang: str, charset: str) -> None:
    """Promise I7: text in a legacy character set comes out as it was written."""
    assert read_raw(TEXTS[lang].encode(charset), "x").text == TEXTS[lang]


def test_i7_no_mojibake() -> None:
    """Promise I7: bytes that read well in no character set are refused, not printed as rubbish."""
    with pytest.raises(IngestError, match="character set"):
        read_raw(bytes(range(0x80, 0x100)) * 4 + b"\n", "x")


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("Cafe\u0301", "Café"),
        ("ze\u200bro wi\u00addth \ufeffmark", "zero width mark"),
        ("\u202eevil\u202c and \u2066safe\u2069", "evil and safe"),
        ("tag\U000e0041s\U000e007f", "tags"),
        ("bell\x07 and null\x1b[31m", "bell and null[31m"),
        ("نمی\u200cخواهم", "نمی\u200cخواهم"),
        ("👩\u200d💻 works", "👩\u200d💻 works"),
    ],
)
def test_i7_one_normal_form(raw: str, clean: str) -> None:
    """Promise I7: invisible characters go, letters are composed, and joiners that mean something stay."""
    assert normalise(raw) == clean


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"%PDF-1.7\n%abc", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"text\x00with\x00zeros, but not many of them at all in here", "not text"),
        (b"a" * (MAX_BYTES + 1), "too large"),
    ],
    ids=["empty", "blank", "pdf", "png", "zeros", "large"],
)
def test_i6_what_is_no_article_is_refused_with_its_reason(data: bytes, cause: str) -> None:
    """Promise I6: not text, empty or too large gives one line that says so."""
    with pytest.raises(IngestError, match=cause) as caught:
        read_raw(data, "x.txt")
    assert "\n" not in str(caught.value)


def test_i6_folders_and_pipes_are_refused_at_once(tmp_path: Path) -> None:
    """Promise I6: a folder, a missing file and a pipe nobody writes to are refused and never waited for."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path, tmp_path / "missing", pipe):
        with pytest.raises(IngestError):
            load_bytes(path)


def test_kind_is_told_by_content() -> None:
    """A saved page is HTML whatever it is called; a text that speaks of tags is text."""
    assert is_html("<!DOCTYPE html><html><body><p>Hi</p></body></html>")
    assert is_html("<div><p>One</p><p>Two</p></div>")
    assert not is_html("Write <b>bold</b> to shout, she said.\nNobody did, and <p> stayed unknown.")
    assert not is_html("5 < 6 and 7 > 3, as everybody knows.")


ARCHIVE = """From: <Saved by a browser>
Snapshot-Content-Location: https://lindencourier.example/ferry
Subject: =?utf-8?Q?Die_F=C3=A4hre_bleibt?=
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="--edge--"

----edge--
Content-Type: {kind}
Content-Transfer-Encoding: quoted-printable
Content-Location: https://lindencourier.example/ferry

{page}
----edge--
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-Location: https://lindencourier.example/ferry.png

iVBORw0KGgo=
----edge----
"""
PAGE = "<!DOCTYPE html><html><body><h1>Die Fähre bleibt</h1><p>Der Rat beschloss es am Montag.</p></body></html>"


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_web_archive_is_the_page_inside(charset: str, ends: str) -> None:
    """What a browser saves as a single file is read as its page, letters mended, with the address it came from."""
    page = quopri.encodestring(PAGE.encode(charset)).decode()
    data = ARCHIVE.format(kind=f'text/html; charset="{charset}"', page=page).replace("\n", ends).encode()
    raw = read_raw(data, "ferry.mhtml")
    assert (raw.kind, raw.text.strip(), raw.url) == ("html", PAGE, "https://lindencourier.example/ferry")


def test_an_archive_without_a_page_is_text() -> None:
    """A letter of many parts none of which is a page, or one cut short, is read as the text that it is."""
    letter = ARCHIVE.format(kind="text/plain", page="Nothing to see.")
    assert read_raw(letter.encode(), "x").kind == "text"
    assert read_raw(letter[:300].encode(), "x").url == ""
    assert read_raw(b"Content-Type: multipart/related is what an archive says.\n", "x").kind == "text"


# Words of another script in a text of plain letters, in the set their papers once used.
FOREIGN_WORDS = {
    ("cp949", "김정은 문재인 평양 서울 로동신문 조선중앙통신 판문점 이재명 윤석열 금강산 한반도 대구 인천 한겨레"),
    ("euc_kr", "大韓民國 朴正熙 朝鮮日報 金正恩 北韓 南韓"),
    ("gb18030", "习近平 北京 人民日报 新华社 李强 香港 外交部 深圳"),
    ("big5", "習近平 蔡英文 賴清德 聯合報 立法院 高雄"),
    ("cp932", "安倍晋三 東京 朝日新聞 トヨタ さくら 日本経済新聞"),
    ("euc_jp", "読売新聞 外務省 ひらがな カタカナ 沖縄"),
    ("cp874", "ประยุทธ์ เชียงใหม่ ไทยรัฐ มติชน ทักษิณ เพื่อไทย ประเทศไทย"),
    ("cp1255", "ירושלים נתניהו ישראל כנסת"),
    ("cp1256", "القاهرة الجزيرة فلسطين السيسي"),
    ("koi8-r", "Москва Правда Известия Навальный"),
}


@pytest.mark.parametrize(("charset", "words"), sorted(FOREIGN_WORDS))
@pytest.mark.parametrize(
    "sentence",
    [
        "The office said ({}) on Thursday that it would go on.",
        "{} was named first.",
        "He spoke of {}, then of {}; nobody asked why.",
        "In {}, the paper {} wrote: {} will follow, then {}.",
    ],
)
def test_i7_a_foreign_word_among_plain_letters_is_no_mojibake(charset: str, words: str, sentence: str) -> None:
    """A word or two of another script is read rightly or refused with both sets that it could be; seldom wrong.

    Nothing but the word tells the set, so of 40 to 60 words one may still be read as another's: under one in twenty.
    """
    wrong = []
    chosen = words.split()
    for number in range(len(chosen)):
        text = sentence.format(*(chosen[(number + step) % len(chosen)] for step in range(4)))
        try:
            read = decode(text.encode(charset))[0]
        except UnicodeError:
            continue
        wrong += [(text, read)] if read != text else []
    assert len(wrong) <= len(chosen) // 8, wrong


def test_i7_korean_names_in_a_latin_text_are_never_read_as_thai() -> None:
    """EUC-KR in a mostly Latin text, with the paper's quotation marks, dots and Chinese characters in it."""
    for text in (
        "North Korea's “로동신문” called the drill a rehearsal for war.",
        "Seoul·Busan 서울·부산 trains run again, the office said.",
        "金正恩 (김정은) spoke, 문재인 listened.",
    ):
        assert decode(text.encode("euc_kr")) == (text, "cp949")
