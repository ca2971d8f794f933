"""What stands around an article in a dump: headline, standfirst, byline, day; and lines a program has wrapped."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from copydesk.ingest.clean import clean_article
from copydesk.ingest.clean.classify import study_text
from copydesk.ingest.clean.facts.dates import find_dates, habit_of
from copydesk.ingest.clean.facts.names import says_reporter, split_names, strip_by
from copydesk.ingest.clean.facts.title_line import title_text
from copydesk.intake.read import read_raw
from copydesk.model import CleanArticle

BODY = (
    "The harbour of Ostrava Bay will close for nine days in May, the port office said on Monday, while divers look at"
    " the piles of the northern quay.\n\n"
    "Ships of more than eighty metres are sent to the neighbouring harbours in that time. The ferries to the islands"
    " go on, from a landing stage beside the fish market.\n\n"
    "The office expects the work to cost four million crowns. Half of it is paid by the region, which owns the quay"
    " since the shipyard gave it up.\n"
)


def cleaned(head: str, body: str = BODY) -> CleanArticle:
    """Clean a dump made of a head and a body."""
    return clean_article(read_raw(f"{head}\n\n{body}".encode(), "page.txt"))


@pytest.mark.parametrize(
    ("text", "lang", "day"),
    [
        ("2 minute readApril 25, 20232:26 PM GMT+2", "en", "2023-04-25"),
        ("Published on 06/01/2026 - 13:55 GMT+1", "en", "2026-01-06"),
        ("Published 06/01/2026 1:55 PM EST", "en", "2026-06-01"),
        ("Zuerst veröffentlicht am 06/01/2026 - 14:02", "de", "2026-01-06"),
        ("21.07.23, 14:10 Uhr", "de", "2023-07-21"),
    ],
)
def test_dates_are_read_by_what_stands_beside_them(text: str, lang: str, day: str) -> None:
    """A month glued to a word, a clock that tells the order of figures, and a year of two figures are read."""
    assert [found.day.isoformat() for found in find_dates(text, lang)] == [day]


def test_a_date_that_can_be_read_two_ways_is_none() -> None:
    """In English `3/4/2024` stays unread, unless the page's other dates all have one order."""
    assert find_dates("3/4/2024", "en") == ()
    assert habit_of(["25/12/2023", "3/4/2024"]) == "dmy"
    assert habit_of(["25/12/2023", "12/25/2023"]) == ""


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("bySauli Maro", ("Sauli Maro",)),
        ("Kolumne von Lars Brunner", ("Lars Brunner",)),
        ("anna keller.jpg Von Anna Keller 28.04.2023, 18:11 Uhr", ("Anna Keller",)),
        ("News, Top Story 1 | | | Written by Elias Ndara", ("Elias Ndara",)),
        ("Jen MillerPublished April 3", ("Jen Miller",)),
        ("Nia Kinson2 minutes ago", ("Nia Kinson",)),
        ("Greg Iaro@gregiaro", ("Greg Iaro",)),
        ("Martin Gram Martin Gram", ("Martin Gram",)),
        ("Thabo Mone Parliamentary editor", ("Thabo Mone",)),
        ("Por Elena Ibáñez y Tomás Rey", ("Elena Ibáñez", "Tomás Rey")),
        ("Ursula von der Aue", ("Ursula von der Aue",)),
        ("Ian McDonald", ("Ian McDonald",)),
    ],
)
def test_names_are_freed_of_what_a_dump_glued_to_them(line: str, names: tuple[str, ...]) -> None:
    """Roles, buttons, handles, numbers and the words before "by" go; names with capitals inside them stay."""
    assert split_names(strip_by(line)[0]) == names


def test_a_name_and_the_word_for_reporter_sign_in_scripts_without_capitals() -> None:
    """A line such as "NAME 기자" is a byline, a sentence that has the word is not."""
    assert says_reporter("윤가람 기자")
    assert not says_reporter("기자들이 회견장에 모였다")


@pytest.mark.parametrize(
    ("dump", "title"),
    [
        ("Home » Harbour » Quay closes for nine days", "Quay closes for nine days"),
        ("Quay closes for nine days | The Bay Post", "Quay closes for nine days"),
        ("Strike dayThe quay closes for nine days\nStrike day", "The quay closes for nine days"),
        ("Strike dayThe quay closes for nine days", "Strike dayThe quay closes for nine days"),
        ("YouTube shows the quay in new light", "YouTube shows the quay in new light"),
        ("McDonald's leaves the quay after a year", "McDonald's leaves the quay after a year"),
        ("ChatGPT writes the quay's timetable", "ChatGPT writes the quay's timetable"),
        ("Quay inspection:Closed for nine days", "Quay inspection: Closed for nine days"),
        ("Analysis The quay closes for long\nThe quay closes for long", "The quay closes for long"),
        ("Budget: What the quay costs\nWhat the quay costs", "Budget: What the quay costs"),
        ("Why YouTube shows the quay\nThe quay, seen on YouTube", "Why YouTube shows the quay"),
    ],
)
def test_a_headline_loses_what_is_glued_to_it(dump: str, title: str) -> None:
    """Breadcrumb, site and a kicker that stands alone too are cut off; capitals inside a word alone cut nothing."""
    assert title_text(study_text(dump).lines, 0) == title


def test_the_day_of_publication_stands_before_that_of_a_change() -> None:
    """Where both days stand, in either order, the day of publication is taken."""
    clean = cleaned(
        "Harbour quay closes for nine days\n\nBy Ada Lund\n\nUpdated March 4, 2024\n\nPublished March 2, 2024"
    )
    assert clean.date == dt.date(2024, 3, 2)


def test_a_captions_day_is_not_the_articles() -> None:
    """A day inside a caption's sentence is no day of publication, and none is better than a wrong one."""
    caption = "Divers prepare to look at the piles of the northern quay in Ostrava Bay, Sunday, March 3, 2024, at dawn."
    assert cleaned(f"Harbour quay closes for nine days\n\n{caption}").date is None


def test_a_standfirst_becomes_the_subtitle() -> None:
    """One sentence between headline and byline is the subtitle, stands in the log, and no longer in the text."""
    clean = cleaned(
        "Harbour quay closes for nine days\n\nThe ferries to the islands are to leave from the fish market\n\n"
        "By Ada Lund\n\nMarch 2, 2024"
    )
    assert clean.subtitle == "The ferries to the islands are to leave from the fish market"
    assert clean.subtitle not in clean.text
    assert "subtitle" in {dropped.rule for dropped in clean.dropped}


def test_wrapped_paragraphs_are_whole_again() -> None:
    """A page wrapped at a fixed width gives the same paragraphs as one that is not."""
    wrapped = "\n\n".join(_wrap(paragraph) for paragraph in BODY.strip().split("\n\n"))
    assert [line.text for line in study_text(wrapped).lines] == BODY.strip().split("\n\n")


def test_short_lines_are_not_taken_for_wrapped_ones() -> None:
    """A list whose lines end anywhere stays a list."""
    verse = [
        "upon the quay the herring gulls stood waiting",
        "and nobody in the whole of the harbour had time to feed them",
        "a ferry came, it was late by more than an hour",
        "then went away with its nine passengers and a dog",
        "that had not been asked where it would rather have been going",
        "nor would have said",
    ]
    assert [line.text for line in study_text("\n".join(verse)).lines] == verse


def test_a_line_of_blanks_takes_no_time() -> None:
    """Thousands of blanks inside a line, as terminal browsers print tables, do not slow a page down."""
    started = time.process_time()
    cleaned("Harbour quay closes for nine days\n\n" + "a" + " " * 40_000 + "Subscribe to us [" + " " * 40_000 + "] now")
    assert time.process_time() - started < 2


def _wrap(paragraph: str, width: int = 60) -> str:
    lines = [""]
    for word in paragraph.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)
