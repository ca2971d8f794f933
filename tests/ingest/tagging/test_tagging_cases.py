"""The cases of goldens/cases.md and goldens/news.md: what must be suggested for a text, and nothing else."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from copydesk.ingest.tagging import suggest

CASES = tuple(Path(__file__).parent / "goldens" / name for name in ("cases.md", "news.md"))


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case of the document."""

    id: str
    title: str
    text: str
    people: frozenset[str]
    countries: frozenset[str]
    maybe_people: frozenset[str]
    maybe_countries: frozenset[str]


def read_case(block):
    """A case from the lines below its heading."""
    name, *lines = block.strip().split("\n")
    fields = dict(re.findall(r"^([a-z-]+):[ ]?(.*)$", block, re.MULTILINE))
    quoted = [line[1:].strip() for line in lines if line.startswith(">")]
    joined = "\n".join(quoted)
    # Lines are wrapped for the reader of this file; a list's lines begin with a number and stay.
    text = re.sub(r"(?<!\n)\n(?!\n|\d+\. |- )", " ", joined)

    def several(key, mark):
        return frozenset(value.strip() for value in fields.get(key, "").split(mark) if value.strip())

    return Case(
        id=name.strip(),
        title=fields.get("title", ""),
        text=text,
        people=several("people", ";"),
        countries=several("countries", ","),
        maybe_people=several("maybe-people", ";"),
        maybe_countries=several("maybe-countries", ","),
    )


ALL = [read_case(block) for path in CASES for block in path.read_text(encoding="utf-8").split("\n## ")[1:]]


def test_the_document_holds_a_hundred_cases():
    """The goldens come from many countries, and each has an id of its own."""
    assert len(ALL) >= 100
    assert len({case.id for case in ALL}) == len(ALL)


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
def test_people_and_countries_of_a_case(case):
    """Exactly the expected people and countries are suggested."""
    found = suggest(title=case.title, text=case.text)
    people = {person.name for person in found.people} - case.maybe_people
    countries = {country.code for country in found.countries} - case.maybe_countries
    assert people == case.people
    assert countries == case.countries
