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
