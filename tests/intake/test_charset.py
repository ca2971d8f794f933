"""Which old character set a file is in: a few letters beyond ASCII are read rightly or refused, never wrongly (I7)."""

from __future__ import annotations

import pytest

from copydesk.intake.charset import decode
from copydesk.intake.whole import find_missing

TEXT = (
    "The harbour office said on Thursday that the ferries would run again from July. {} Two of the five boats have "
    "been repainted, and the others wait for parts.\n"
)


@pytest.mark.parametrize(
    "words",
    [
        "It cost £5.",
        "It cost £5 or £6, £7m in all.",
        "“£5” or £6",
        "It cost ¥500.",
        "It is ½ full.",
        "A ¼ of it.",
        "1¾ miles.",
        "It holds 20 m³ of water.",
        "Some 30 m² of deck, 4 km².",
        "It was ±3 at 20°C.",
        "5 µm of film.",
        "A 4×4 car.",
        "The 3ª ship, No. 5º.",
        "©2020, ® and ™.",
        "¹ See the note.",
        "¿Cómo está?",
        "Señora Núñez came.",
        "Zoë had a naïve façade.",
        "Le café « Été » où l’œuvre naît.",
        "Price: £1,500 (€2,000).",
        "It’s £3 – “too much”…",
        "Søren of Ærø and Åre.",
        "Die Fähre „Möwe“ für 5 €.",
        "A manhã e as ações.",
    ],
)
def test_signs_and_western_letters_in_english_are_those(words: str) -> None:
    """Prices, fractions, powers and names in Windows' Western set are no letters of Polish, Czech or Turkish."""
    assert decode(TEXT.format(words).encode("cp1252")) == (TEXT.format(words), "cp1252")


@pytest.mark.parametrize(
    ("words", "charset"),
    [
        ("In Gdańsk.", "cp1250"),
        ("In Łódź.", "cp1250"),
        ("Mr Čapek spoke.", "cp1250"),
        ("Mr Orbán of Győr.", "cp1250"),
        ("Mr Đukanović spoke.", "cp1250"),
        ("Mr Wałęsa of Białystok.", "iso8859-2"),
        ("Kraków and Rzeszów są.", "iso8859-2"),
        ("Mr Erdoğan spoke.", "cp1254"),
        ("In İstanbul’s port.", "cp1254"),
        ("At Beşiktaş.", "cp1254"),
        ("Mr Ceauşescu.", "cp1254"),
        ("Mr Škoda.", "cp1257"),
        ("Mr Šešelj.", "cp1257"),
        ("In Kļava.", "cp1257"),
        ("Prāmis uz Rīgu kursēs.", "cp1257"),
        ("He wrote ㅋㅋㅋ.", "euc_kr"),
        ("Mr Yoon (윤석열) spoke.", "euc_kr"),
    ],
)
def test_a_name_of_another_set_is_read_rightly_or_refused(words: str, charset: str) -> None:
    """A single name in English text never becomes another one."""
    try:
        assert decode(TEXT.format(words).encode(charset))[0] == TEXT.format(words)
    except UnicodeError as error:
        assert str(error).endswith("save it as UTF-8")  # noqa: PT017 (either is right)


@pytest.mark.parametrize(
    ("words", "charset"),
    [
        ("The board read 欠航 and ありがとう.", "iso2022_jp"),
        ("A ferry is フェリー there.", "iso2022_jp"),
        ("The paper Hankyoreh (한겨레) wrote so.", "iso2022_kr"),
        ("Mr Wang (王毅) spoke.", "hz"),
    ],
)
def test_sets_of_seven_bits_are_read_by_their_escapes(words: str, charset: str) -> None:
    """ISO 2022 and HZ are ASCII to the eye of a decoder: read as that they would be printed as signs."""
    assert decode(TEXT.format(words).encode(charset))[0] == TEXT.format(words)


def test_broken_escapes_are_refused_and_braces_in_code_are_not() -> None:
    """What announces ISO 2022 and is not in it is refused; tildes and braces of a program stay as they are."""
    with pytest.raises(UnicodeError, match="ISO 2022"):
        decode(b"A text with \x1b$B\x7f\x7f in it.")
    assert decode(b"x = ~{a: 1}\ny = ~{b\n")[0] == "x = ~{a: 1}\ny = ~{b\n"


def test_a_page_that_begins_with_many_comments_is_read_at_once() -> None:
    """Forty comments before the root cost no more than one: whether a file is whole is asked of each file."""
    comments = "<!-- one -->\n" * 40
    assert find_missing(f"<!DOCTYPE html>{comments}<html><body>Words</body></html>") == ""
    assert find_missing(f"{comments}<rss><channel>") == "XML that is cut off: </rss> is missing"
