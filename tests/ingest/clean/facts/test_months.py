"""The months' names of `data/months.toml`: each is read where it stands in a date."""

from __future__ import annotations

import datetime as dt
import tomllib
from importlib.resources import files

import pytest

from copydesk.ingest.clean.facts.dates import find_dates
from copydesk.intake.stated import read_day

TABLE = tomllib.loads(files("copydesk").joinpath("data/months.toml").read_text(encoding="utf-8"))
NAMES = [
    (language, number, name)
    for language, entry in TABLE.items()
    if "calendar" not in entry
    for number, spellings in enumerate(entry["months"], 1)
    for name in spellings.split("|")
]


@pytest.mark.parametrize("language", sorted({language for language, _, _ in NAMES}))
def test_every_name_of_a_month_is_read_in_a_date(language: str) -> None:
    """Also one that ends in a vowel's sign, as January does in Hindi and Bengali: behind it stands no word's end."""
    for number, name in ((number, name) for own, number, name in NAMES if own == language):
        forms = (f"14 {name} 2020", f"{name} 14, 2020")
        assert any(found.day.month == number for form in forms for found in find_dates(form)), name


@pytest.mark.parametrize(
    ("written", "day"), [("14 जनवरी 2020", dt.date(2020, 1, 14)), ("3 মে 2021", dt.date(2021, 5, 3))]
)
def test_a_container_states_days_in_scripts_with_vowel_signs(written: str, day: dt.date) -> None:
    """A feed or a table in Hindi or Bengali gives its day."""
    assert read_day(written) == day


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2023 m. gegužės 5 d.", dt.date(2023, 5, 5)),
        ("2023. gada 5. maijā", dt.date(2023, 5, 5)),
        ("2023ko maiatzaren 5a", dt.date(2023, 5, 5)),
        ("ika-5 ng Mayo 2023", dt.date(2023, 5, 5)),
        ("ngày 5 tháng 7 năm 2022", dt.date(2022, 7, 5)),
        ("ថ្ងៃទី៥ ខែឧសភា ឆ្នាំ២០២៣", dt.date(2023, 5, 5)),
        ("௫ ஜூலை ௨௦௨௨", dt.date(2022, 7, 5)),
    ],
)
def test_words_and_digits_of_other_languages_stand_in_dates(written: str, day: dt.date) -> None:
    """Languages put their own words between day, month and year, and write them with digits of their own."""
    assert [found.day for found in find_dates(written)] == [day]


def test_a_month_of_two_languages_is_told_by_the_stop_behind_its_day() -> None:
    """In Croatian listopad is October, in Polish November; Croatian alone writes the day with a stop."""
    days = [find_dates(text)[0].day for text in ("12. listopada 2023.", "12 listopada 2023", "15. listopadu 2022")]
    assert days == [dt.date(2023, 10, 12), dt.date(2023, 11, 12), dt.date(2022, 11, 15)]


def test_a_year_that_ends_before_another_day_is_none_of_its() -> None:
    """Without a word between them a year and the day behind it belong to two things."""
    assert find_dates("In 2020 5 March people") == ()
