"""Texts broken into lines: what was wrapped is joined again, what its writer broke stays."""

from __future__ import annotations

import textwrap

import pytest

from copydesk.ingest.clean.facts.dateline import find_place_of_day
from copydesk.ingest.clean.from_text import columns, read_text_rows

TEXTS = {
    "en": (
        (
            "The old bridge over the Drina was closed in March, after engineers found cracks in two of its seven "
            "piers. For the villages on the eastern bank it was the only way to the school, the doctor and the market."
        ),
        "It is a good bridge; it stood through two wars and a flood, and it will not be killed by a form.",
        (
            "Since then a ferry has run, when the river allows it. It carries eighteen people and no cars, and it will "
            "not sail at night or in a storm."
        ),
        ("O river, carry me over", "where the plum trees stand,", "for the bridge is closed till summer"),
        ("Office of the Mayor", "12 Quay Street", "Visegrad"),
        "a temporary bridge of steel, to be lent by the army for as long as the works on the piers go on",
    ),
    "de": (
        (
            "Die alte Brücke über die Drina wurde im März gesperrt, nachdem Ingenieure Risse in zweien ihrer sieben "
            "Pfeiler gefunden hatten. Für die Dörfer am östlichen Ufer war sie der Weg zur Schule und zum Markt."
        ),
        "Es ist eine gute Brücke; sie hat zwei Kriege und eine Flut überstanden, und ein Formular bringt sie nicht um.",
        (
            "Seitdem fährt eine Fähre, wenn der Fluss es erlaubt. Sie trägt achtzehn Menschen und keine Autos, und "
            "nachts oder bei Sturm fährt sie nicht."
        ),
        ("O Fluss, trag mich hinüber,", "wo die Pflaumenbäume stehn,", "denn die Brücke ist geschlossen"),
        ("Amt der Bürgermeisterin", "Kaistraße 12", "Wischegrad"),
        "eine Behelfsbrücke aus Stahl, die das Heer leiht, solange die Arbeiten an den Pfeilern dauern",
    ),
    "ja": (
        (
            "ドリナ川にかかる古い橋は三月に閉鎖された。七本の橋脚のうち二本にひびが見つかったためだ。東岸の村々にとって、"
            "学校や診療所、市場へ行く唯一の道だったと住民は語る。"
        ),
        "よい橋です。二つの戦争と一つの洪水に耐えました。書類一枚に殺されはしないと私たちは信じています。",
        "それ以来、川の具合がよい日には渡し船が出る。十八人を運び、車は乗せず、夜と嵐の日には岸につながれたままである。",
        ("川よ私を渡しておくれ", "すももの花の咲くところへ", "橋は夏まで閉ざされて"),
        ("町長室", "岸壁通り十二番地", "ビシェグラード"),
        "工事の続くあいだ軍から借りる鋼鉄製の仮橋を川の上手に架けることを州の費用で認めること",
    ),
}


def wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """Break a text at a width of columns, as an editor of texts does; no Japanese line begins with a mark."""
    spaced = " " in text[2:]
    parts: list[str] = text.split(" ") if spaced else []
    for char in "" if spaced else text:
        parts = [*parts[:-1], parts[-1] + char] if parts and char in "。、" else [*parts, char]
    lines, line = [], first + parts[0]
    for part in parts[1:]:
        longer = line + " " * spaced + part
        if columns(longer) <= width:
            line = longer
        else:
            lines.append(line)
            line = rest + part
    return [*lines, line]


def joined(lines: list[str]) -> list[str]:
    """The rows of a text, without the blanks around them."""
    return [row.text.strip() for row in read_text_rows("\n".join(lines))]


@pytest.mark.parametrize("width", [40, 48, 56, 64, 72, 84, 100])
@pytest.mark.parametrize("lang", TEXTS)
def test_paragraphs_are_joined_and_verse_and_addresses_are_not(lang: str, width: int) -> None:
    """At any width: paragraphs, a set-in quotation and a hanging item become one row, verse and addresses stay."""
    first, quoted, last, verse, address, item = TEXTS[lang]
    lines = [
        *wrap(first, width), "", *wrap(quoted, width, "    ", "    "), "", *wrap(last, width), "",
        *("    " + one for one in verse), "", *wrap("- " + item, width, rest="  "), "", *address,
    ]  # fmt: skip
    assert joined(lines) == [first, quoted, last, *verse, "- " + item, *address]


@pytest.mark.parametrize("width", [48, 64, 72, 90])
def test_first_lines_that_are_set_in_begin_paragraphs(width: int) -> None:
    """Without blank lines a paragraph begins where its first line is set in, one of a single line, too."""
    first, _, last, *_ = TEXTS["en"]
    lines = [*wrap(first, width, "   "), *wrap("Nobody was hurt.", width, "   "), *wrap(last, width, "   ")]
    assert joined(lines) == [first, "Nobody was hurt.", last]


def test_what_was_broken_by_hand_is_joined() -> None:
    """Lines broken at no exact width: hyphens at their ends, a short sentence, a quotation of two lines."""
    assert joined(
        [
            "The rails are still in the street, and on Sundays the chil-",
            "dren of Sololaki walk on them as if on a rope. The mayor, Kakha",
            "Kaladze, promised a tram in 2017 and again in 2021.",
            "",
            '   "It rings when the cat',
            '    walks by," she says.',
            "",
            "> On Tuesday the ministry wrote that it knew of no",
            "> tram. It knew of no cat",
            "> either.",
            "",
            "What remains is a map, a bell and",
            "a cat.",
        ]
    ) == [
        (
            "The rails are still in the street, and on Sundays the children of Sololaki walk on them as if on a rope. "
            "The mayor, Kakha Kaladze, promised a tram in 2017 and again in 2021."
        ),
        '"It rings when the cat walks by," she says.',
        "> On Tuesday the ministry wrote that it knew of no tram. It knew of no cat either.",
        "What remains is a map, a bell and a cat.",
    ]


def test_a_dash_or_a_word_of_one_letter_that_begins_a_line_is_no_list() -> None:
    """A speaker's dash in Russian and an article in Portuguese begin lines of wrapped sentences."""
    russian = (
        "Мэр сказала, что деньги на ремонт моста обещали дважды. «У нас есть письмо министерства и есть другое», "
        "— рассказала она на прошлой неделе на встрече с жителями, а потом показала оба письма."
    )
    assert joined(wrap(russian, 61)) == [russian]
    portuguese = (
        "Para as aldeias da margem oriental era o caminho para a escola, o médico e o mercado, disse a prefeita. "
        "Desde então navega uma balsa quando o rio permite, e leva dezoito pessoas."
    )
    for width in range(40, 90, 5):
        assert joined(wrap(portuguese, width)) == [portuguese]


def test_a_poem_and_a_list_of_names_keep_their_lines() -> None:
    """A text of verse alone, and lines that are a name each, were wrapped by nobody."""
    poem = [
        "When the evening comes over the harbour",
        "and the gulls go out with the tide,",
        "we sit on the wall by the water,",
        "the old men and I side by side.",
        "",
        "They speak of a boat that was sold",
        "to a man from the other shore,",
        "and of winters they say were as cold",
        "as no winter will be any more.",
    ]
    assert joined(poem) == list(filter(None, poem))
    names = ["Ana Petrovic, mayor", "Goran Ilic, engineer of the canton", "Mira Savic, headmistress"]
    assert joined(names) == names


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Wellington, 15 March 2019", "Wellington"),
        ("Paris – 4 mai 2020", "Paris"),
        ("Reuters, 5 May 2020", ""),
        ("Maria Silva, 14 June 2024", ""),
        ("Monday, 5 March 2020", ""),
    ],
)
def test_a_city_before_the_day_above_a_text_is_its_place(line: str, place: str) -> None:
    """A line of nothing but a known city and a day tells where a report was written; an agency or a person does not."""
    assert find_place_of_day(line) == place


FOOT = "Parish of Low Barton, minutes\nPage {} of 2"


def test_the_feet_of_pages_go_and_the_sentence_that_one_broke_goes_on() -> None:
    """A running line and a page's number go, to be told; the sentence on both sides of them is one row."""
    paragraph = TEXTS["en"][0][0]
    lines = textwrap.wrap(paragraph, 60)
    pages = ["\n".join(lines[:2]), FOOT.format(1), "\n".join(lines[2:]), FOOT.format(2)]
    rows = read_text_rows("\n\n".join(pages))
    assert [row.text for row in rows if not row.rule] == [paragraph]
    assert [row.text for row in rows if row.rule] == [*FOOT.format(1).split("\n"), *FOOT.format(2).split("\n")]


@pytest.mark.parametrize("line", ["By Ann Lee and Bo Chen", "6–4"])
def test_the_parts_of_a_series_are_no_pages(line: str) -> None:
    """A heading that counts parts, with the same line below each, stays: it neither ends the text nor breaks one."""
    text = f"Part 1 of 2\n{line}\n\nThe river rose on Monday.\n\nPart 2 of 2\n{line}\n\nOn Tuesday it fell.\n"
    assert not any(row.rule for row in read_text_rows(text))
