"""Invented articles of one kind of trouble each (`goldens/NAME.txt`): the facts above a line, the raw below."""

from __future__ import annotations

from pathlib import Path

import pytest

from copydesk.ingest.clean import clean_article
from copydesk.intake.read import read_raw

CASES = sorted((Path(__file__).parent / "goldens").glob("*.txt"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_facts_come_out(case: Path) -> None:
    """Headline, authors, day and (where it is asked) place are those written above the raw page or text."""
    above, _, raw = case.read_text(encoding="utf-8").partition("\n=====\n")
    wanted = {key: value.strip() for key, _, value in (line.partition(":") for line in above.split("\n"))}
    name = "case.html" if wanted["kind"] == "page" else "case.txt"
    clean = clean_article(read_raw(raw.encode("utf-8"), name))
    found = {
        "kind": wanted["kind"],
        "title": clean.title,
        "authors": "; ".join(clean.authors),
        "date": str(clean.date or ""),
        **({"place": clean.place} if "place" in wanted else {}),
    }
    assert found == wanted


def test_there_are_enough_cases() -> None:
    """At least sixty articles of both forms stand as goldens."""
    assert len(CASES) >= 60


def test_the_day_of_the_last_change_is_kept_and_asked_about() -> None:
    """A copy that says only when it was changed gives that day, with a question; one that tells both gives none."""
    body = "".join(
        f"<p>The ferry to the outer islands ran on its winter times for the {nth} week, the harbour office said.</p>"
        for nth in ("first", "second", "third", "fourth")
    )
    page = "<!doctype html><title>Winter times stay</title><main><article><h1>Winter times stay</h1>{}" + body
    changed = clean_article(read_raw(page.format("<p>Last updated: 27 May 2025</p>").encode(), "case.html"))
    assert str(changed.date) == "2025-05-27"
    assert [asked for asked in changed.warnings if asked.startswith("date:")] == [
        "date: was it published on 2025-05-27? The copy says only that it was changed then"
    ]
    both = "<p>Published: 2 May 2024</p><p>Last updated: 27 May 2025</p>"
    told = clean_article(read_raw(page.format(both).encode(), "case.html"))
    assert str(told.date) == "2024-05-02"
    assert not any(asked.startswith("date:") for asked in told.warnings)
