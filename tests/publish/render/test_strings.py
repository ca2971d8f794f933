"""The strings file: languages, plurals, dates, and how its mistakes read."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from copydesk.errors import LayoutError
from copydesk.frontmatter.document import parse_yaml
from copydesk.publish.render.layouts import packaged_layouts
from copydesk.publish.render.strings import Calendar, Phrase, Plural, Strings, canonical, load_strings

PATH = packaged_layouts() / "strings.yaml"
TEXT = PATH.read_text(encoding="utf-8")
LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "ko",
    "ja",
    "it",
    "pt",
    "nl",
    "zh",
    "ar",
    "sv",
    "pl",
    "cs",
    "ru",
    "tr",
    "uk",
    "el",
    "he",
    "fa",
    "hi",
    "zh-Hant",
    "vi",
    "id",
    "th",
)


def strings(lang: str, *own: str) -> Any:
    """The packaged strings, own files before them."""
    return load_strings([*((f"own{n}.yaml", text) for n, text in enumerate(own)), ("strings.yaml", TEXT)], lang)


def fields(value: Any) -> set[str]:
    """The fields of a phrase or of all forms of a plural."""
    if isinstance(value, Plural):
        return {name for _, phrase in value.forms for name in phrase.fields}
    return set(value.fields) if isinstance(value, Phrase) else set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_is_complete_and_fills_the_same_fields(lang: str) -> None:
    """No label of a listed language falls back on English, and none asks for a field that layouts do not give."""
    table = parse_yaml(TEXT, "strings.yaml").value[lang].value
    english, theirs = vars(strings("en")), vars(strings(lang))
    assert set(table) == set(english)
    # Words for a month may be written from its number; a form of a plural may leave its number out.
    free = {"month", "m", "m1", "m2", "month1", "month2", "n"}
    for key, value in english.items():
        assert fields(theirs[key]) ^ fields(value) <= free, key


def test_a_key_that_a_language_lacks_is_english() -> None:
    """A region falls back on its language, an unknown language on English, key by key."""
    assert strings("de-AT").people == "Personen"
    assert strings("tlh").people == "People"
    assert strings("tlh", "tlh:\n  people: nuvpu’\n").people == "nuvpu’"
    assert strings("tlh", "tlh:\n  people: nuvpu’\n").countries == "Countries"


@pytest.mark.parametrize(
    ("lang", "n", "text"),
    [
        ("en", 0, "0 articles"),
        ("en", 1, "1 article"),
        ("en", 12345, "12,345 articles"),
        ("fr", 0, "0 article"),
        ("fr", 2, "2 articles"),
        ("de", 12345, "12.345 Artikel"),
        ("ko", 3, "기사 3건"),
    ],
)
def test_plurals_by_language(lang: str, n: int, text: str) -> None:
    """Each language has its own forms and its own sign between thousands."""
    assert strings(lang).n_articles(n) == text


def test_plurals_take_spans_of_numbers() -> None:
    """A language with more forms lists the numbers of each."""
    own = 'pl:\n  n_articles: {"1": "{n} artykuł", "2-4,22-24": "{n} artykuły", other: "{n} artykułów"}\n'
    n_articles = strings("pl", own).n_articles
    assert [n_articles(n) for n in (1, 3, 5, 23, 25)] == [
        "1 artykuł",
        "3 artykuły",
        "5 artykułów",
        "23 artykuły",
        "25 artykułów",
    ]


@pytest.mark.parametrize(
    ("lang", "day", "weekday", "short", "month"),
    [
        ("en", "2 July 2020", "Thursday 2 July 2020", "2 Jul 2020", "July 2020"),
        ("de", "2. Juli 2020", "Donnerstag, 2. Juli 2020", "2. Juli 2020", "Juli 2020"),
        ("fr", "2 juillet 2020", "jeudi 2 juillet 2020", "2 juil. 2020", "juillet 2020"),
        ("es", "2 de julio de 2020", "jueves, 2 de julio de 2020", "2 jul 2020", "julio de 2020"),
        ("ko", "2020년 7월 2일", "2020년 7월 2일 목요일", "2020. 7. 2.", "2020년 7월"),
        ("ja", "2020年7月2日", "2020年7月2日木曜日", "2020年7月2日", "2020年7月"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(
    lang: str, day: str, weekday: str, short: str, month: str
) -> None:
    """Day, weekday, short form and month."""
    calendar, date = Calendar(strings(lang)), dt.date(2020, 7, 2)
    written = (calendar.day(date), calendar.weekday(date), calendar.short(date), calendar.partial("2020-07"))
    assert written == (day, weekday, short, month)


@pytest.mark.parametrize(
    ("lang", "heading", "phrase"),
    [
        ("ru", "июль 2020", "июля 2020"),
        ("pl", "lipiec 2020", "lipca 2020"),
        ("uk", "липень 2020", "липня 2020"),
        ("cs", "červenec 2020", "července 2020"),
        ("el", "Ιούλιος 2020", "Ιουλίου 2020"),
        ("de", "Juli 2020", "Juli 2020"),
    ],
)
def test_a_month_alone_has_its_own_form(lang: str, heading: str, phrase: str) -> None:
    """A month in a heading and one within a phrase differ where the language says so (CLDR, stand-alone months)."""
    calendar = Calendar(strings(lang))
    assert (calendar.partial("2020-07"), calendar.partial("2020-07", in_phrase=True)) == (heading, phrase)


def test_own_months_without_a_second_list_are_used_in_both_places() -> None:
    """A language that a digest brings itself needs one list of months, and gets no English in headings."""
    own = "tlh:\n  months: [a, b, c, d, e, f, g, h, i, j, k, l]\n"
    assert Calendar(strings("tlh", own)).partial("2020-07") == "g 2020"


@pytest.mark.parametrize(
    ("since", "until", "text"),
    [
        ("2020-07-02", "2020-07-02", "2 July 2020"),
        ("2020-07-02", "2020-07-08", "2–8 July 2020"),
        ("2020-06-29", "2020-07-05", "29 June – 5 July 2020"),
        ("2019-12-30", "2020-01-05", "30 December 2019 – 5 January 2020"),
    ],
)
def test_spans_say_nothing_twice(since: str, until: str, text: str) -> None:
    """A month or year that both ends share is written once."""
    span = Calendar(strings("en")).span
    assert span(dt.date.fromisoformat(since), dt.date.fromisoformat(until)) == text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_writes_spans(lang: str) -> None:
    """No span of a language asks for a part that is not there."""
    calendar = Calendar(strings(lang))
    year = calendar.figures(2020)
    assert year in calendar.span(dt.date(2020, 7, 2), dt.date(2020, 7, 8))
    assert year in calendar.span(dt.date(2020, 6, 29), dt.date(2020, 7, 5))


def test_persian_is_written_in_its_own_digits() -> None:
    """Dates, clocks, years alone, counts, fractions, as CLDR 48 has them for fa; ISO dates are not."""
    calendar, day = Calendar(strings("fa")), dt.datetime(2020, 7, 2, 14, 5, tzinfo=dt.UTC)
    assert calendar.day(day) == "۲ ژوئیهٔ ۲۰۲۰"
    assert calendar.clock(day) == "۱۴:۰۵"
    assert (calendar.partial("2020"), calendar.figures(37)) == ("۲۰۲۰", "۳۷")
    assert calendar.iso(day).startswith("2020-07-02")
    assert calendar.t.n_articles(12345) == "۱۲٬۳۴۵ مقاله"
    assert calendar.t.page_of(2, 10) == "صفحهٔ ۲ از ۱۰"
    assert calendar.t.percent(12.5) == "۱۲٫۵٪"
    assert calendar.span(day.date(), dt.date(2020, 9, 1)) == "۲ ژوئیه – ۱ سپتامبر ۲۰۲۰"


@pytest.mark.parametrize(("lang", "text"), [("en", "12.5%"), ("de", "12,5\u00a0%"), ("ar", "12.5٪"), ("th", "12.5%")])
def test_a_fraction_has_the_sign_of_its_language(lang: str, text: str) -> None:
    """A comma where thousands have none."""
    assert strings(lang).percent(12.5).replace(" ", "\u00a0") == text


def test_a_language_of_ones_own_may_have_digits() -> None:
    """Ten of them, in its own words; what is said in English keeps those of English, and fewer than ten are named."""
    own = 'mr:\n  digits: "०१२३४५६७८९"\n  n_articles: {other: "{n} लेख"}\n'
    found = strings("mr", own)
    assert found.n_articles(12) == "१२ लेख"
    assert found.page_of(1, 2) == "Page 1 of 2"
    with pytest.raises(LayoutError, match="ten signs, from nought to nine, not 3"):
        strings("mr", 'mr:\n  digits: "०१२"\n')


DAYS_ALONE = {
    "en": "Thursday 2 July",
    "de": "Donnerstag, 2. Juli",
    "es": "jueves, 2 de julio",
    "ko": "7월 2일 목요일",
    "zh": "7月2日星期四",
    "tr": "2 Temmuz Perşembe",
    "vi": "Thứ Năm, 2 tháng 7",
    "ar": "الخميس، 2 يوليو",
    "fa": "پنجشنبه ۲ ژوئیه",
    "ru": "четверг, 2 июля",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_day_below_its_year_is_written_without_it(lang: str) -> None:
    """In every language, with no sign left over at an end."""
    calendar = Calendar(strings(lang))
    text = calendar.weekday(dt.date(2020, 7, 2), year=False)
    assert text == DAYS_ALONE.get(lang, text)
    assert calendar.figures(2020) not in text
    assert text == text.strip(" ,،.、")
    assert len(text) < len(calendar.weekday(dt.date(2020, 7, 2)))


def test_a_month_within_a_line_has_no_capital_of_a_heading() -> None:
    """Vietnamese writes one in headings alone; a month of another form (Russian) stays in that of headings."""
    assert Calendar(strings("vi")).inside("2020-07") == "tháng 7 năm 2020"
    assert Calendar(strings("ru")).inside("2020-07") == "июль 2020"
    assert Calendar(strings("en")).inside("2020-07") == "July 2020"


@pytest.mark.parametrize("text", ["2020", "early 2020", "", "2020-13", "2020-02-30"])
def test_a_date_that_is_none_stays_as_it_stands(text: str) -> None:
    """What is stated less exactly, or is no date, is shown as written."""
    assert Calendar(strings("en")).partial(text) == text


def test_mistakes_are_reported_together_with_their_lines() -> None:
    """Unknown keys with the closest, lists of the wrong length, plurals without a last form."""
    own = 'en:\n  peple: Folk\n  months: [one, two]\n  n_people: {"1": "one"}\n  n_tags: {"few": "x", other: "y"}\n'
    with pytest.raises(LayoutError) as caught:
        strings("en", own)
    assert str(caught.value).splitlines() == [
        'own0.yaml:2:3: unknown string "peple", did you mean "people"?',
        'own0.yaml:3:11: "months" needs 12 entries, not 2',
        'own0.yaml:4: "n_people" has no form "other", it is used where no number fits',
        'own0.yaml:5:19: "few" of "n_tags" is no number, write "1", "2-4" or other',
    ]


def test_a_string_that_there_is_no_more_is_named_with_what_to_do() -> None:
    """A file of an older edition may have strings that no layout asks for: the line can go, or be the owner's own."""
    with pytest.raises(LayoutError) as caught:
        strings("en", "en:\n  zworfle: Folk\n")
    assert str(caught.value) == (
        'own0.yaml:2:3: unknown string "zworfle", take the line out; '
        "a layout of yours that says it has its own string, such as my_zworfle"
    )


def test_a_file_that_is_no_yaml_is_a_layout_error() -> None:
    """The fault of a strings file is reported like that of a layout."""
    with pytest.raises(LayoutError, match=r"own0\.yaml:2:"):
        strings("en", "en:\n  skip: [a\n")


def test_a_phrase_wants_exactly_its_fields() -> None:
    """A field left out or misspelt is an error where the layout is rendered, not an empty place on the page."""
    page_of = strings("en").page_of
    assert page_of(2, 7) == page_of(number=2, total=7) == "Page 2 of 7"
    with pytest.raises(TypeError):
        page_of(2)
    with pytest.raises(TypeError):
        page_of(1, 2, 3)
    with pytest.raises(TypeError):
        page_of(number=1, sum=2)


def test_the_canonical_text_tells_strings_apart() -> None:
    """Equal strings have equal texts; one changed word does not."""
    assert canonical(strings("en")) == canonical(strings("en"))
    assert canonical(strings("en")) != canonical(strings("en", "en:\n  skip: Jump\n"))
    assert isinstance(strings("en"), Strings)


@pytest.mark.parametrize("text", ['{"en": {"skip": "Jump"}}', '"en":\n  skip: Jump\n', "en: {skip: Jump}\n"])
def test_a_strings_file_may_have_any_shape_of_yaml(text: str) -> None:
    """Languages are found quickly where each stands on a line of its own, and all the same where not."""
    assert strings("en", text).skip == "Jump"


def test_lines_are_right_in_any_language_of_the_file() -> None:
    """A mistake below other languages is reported with its line in the file."""
    with pytest.raises(LayoutError, match=r'^own0\.yaml:6:3: unknown string "skipp", did you mean "skip"\?$'):
        strings("de", "# a note\nfr:\n  skip: Aller\n\nde:\n  skipp: Los\n")


@pytest.mark.parametrize(
    ("lang", "texts"),
    [
        ("ru", {1: "1 статья", 3: "3 статьи", 5: "5 статей", 11: "11 статей", 21: "21 статья", 112: "112 статей"}),
        ("pl", {1: "1 artykuł", 2: "2 artykuły", 12: "12 artykułów", 21: "21 artykułów", 22: "22 artykuły"}),
        ("ar", {0: "لا مقالات", 1: "مقال واحد", 2: "مقالان", 3: "3 مقالات", 11: "11 مقالًا", 100: "100 مقال"}),
        ("cs", {1: "1 článek", 3: "3 články", 5: "5 článků", 22: "22 článků"}),
        ("fr", {0: "0 article", 1: "1 article", 2: "2 articles"}),
    ],
)
def test_counts_follow_the_plural_rules_of_each_language(lang: str, texts: dict[int, str]) -> None:
    """The forms of CLDR's categories, also where the last digits decide."""
    counted = vars(strings(lang))["n_articles"]
    assert {n: counted(n) for n in texts} == texts


def test_chinese_of_taiwan_is_written_in_traditional_characters() -> None:
    """A tag that names a region, not a script, finds the script that is written there."""
    assert vars(strings("zh-TW"))["search"] == "搜尋"
    assert vars(strings("zh-CN"))["search"] == "搜索"
