"""Tests of `ingest/review.py`: the fate of each line, and the candidates for each fact."""

from __future__ import annotations

import datetime as dt

from copydesk.ingest.clean import CleanHints
from copydesk.ingest.review import Evidence, evidence
from copydesk.intake.read import read_raw

COPY = """Home

Ferries to return to the old quay

By Maria Okafor

Published 2 July 2020

The harbour board said on Thursday that ferries will return to the old quay in the autumn, after two years of work.

Passengers had to walk from the new terminal, which lies half a mile to the north of the town, in every weather.

"We have waited long for this day," the chairwoman said, "and so has everybody who lives out on the islands."

Privacy policy
"""


# A page whose markup stands on one line, as most publishers send it.
ONE_LINE = (
    "<!doctype html>\n<html lang=en><head><title>Ferries to return</title></head><body><nav><a href=/>Home</a></nav>"
    "<article><h1>Ferries to return to the old quay</h1>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in COPY.split("\n")[8:13] if paragraph)
    + "</article><footer><p>Privacy policy</p></footer></body></html>\n"
)


def found(hints: CleanHints | None = None) -> Evidence:
    """Return the evidence of the copy."""
    return evidence(read_raw(COPY.encode(), "copy.txt"), hints=hints)


def test_each_line_has_a_fate() -> None:
    """Every line that is not blank is told of once, in order, with what became of it."""
    fates = {fate.number: fate for fate in found().lines}
    assert sorted(fates) == [number for number, line in enumerate(COPY.split("\n"), 1) if line]
    assert [fates[number].fate for number in (3, 5, 7)] == ["headline", "authors", "date"]
    assert [fates[number].paragraph for number in (9, 11, 13)] == [1, 2, 3]
    assert fates[15].fate == "dropped"
    assert fates[15].rule


def test_candidates_say_line_and_reason() -> None:
    """The date's candidate names its line, what marks it, and that it is believed."""
    (date,) = [one for one in found().candidates if one.fact == "date"]
    assert (date.value, date.line, date.reason, date.chosen) == ("2020-07-02", 7, "labelled as published", True)


def test_a_stated_day_that_differs_is_asked() -> None:
    """Another day stated than the copy has is believed, told as a question, and the copy's own day is not lost."""
    seen = found(CleanHints(date=dt.date(2020, 7, 3)))
    assert seen.article.date == dt.date(2020, 7, 3)
    assert seen.article.published == dt.date(2020, 7, 2)
    assert "date: 2020-07-03 is stated, 2020-07-02 found (labelled as published)" in seen.questions


def test_a_stated_author_who_differs_is_asked() -> None:
    """Another author stated than the byline has is believed and told; the byline is still no part of the body."""
    seen = found(CleanHints(authors=("Ann Lee",)))
    assert seen.article.authors == ("Ann Lee",)
    assert any(question.startswith("author: Ann Lee is stated, Maria Okafor found") for question in seen.questions)


def test_blocks_on_one_line_of_a_page_are_told_apart() -> None:
    """Each block has a number of its own, in order, and what is decided of one is decided of no other."""
    raw = read_raw(ONE_LINE.encode(), "page.html")
    seen = evidence(raw)
    numbers = [fate.number for fate in seen.lines]
    assert len(set(numbers)) == len(numbers)
    assert [fate.fate for fate in seen.lines].count("headline") == 1
    kept = [fate for fate in seen.lines if fate.fate == "body"]
    assert [fate.text for fate in kept] == [row for row in COPY.split("\n")[8:13] if row]
    again = evidence(raw, hints=CleanHints(drop_lines=(kept[1].number,)))
    assert [fate.text for fate in again.lines if fate.fate == "body"] == [kept[0].text, kept[2].text]
    assert [fate.number for fate in again.lines] == numbers
