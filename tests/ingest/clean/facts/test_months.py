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
