"""The cases of goldens/world.md, kinds.md and regions.md: languages, kinds of difficulty, news of many regions."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from copydesk.ingest.tagging import KnownPeople, KnownPerson, suggest

GOLDENS = tuple(Path(__file__).parent / "goldens" / name for name in ("world.md", "kinds.md", "regions.md"))


@dataclass(frozen=True, kw_only=True)
class WorldCase:
    """One case of the document; `open_because` says why it is not held yet."""

    id: str
    lang: str
    title: str
    text: str
    registry: KnownPeople
    people: frozenset[str]
    countries: frozenset[str]
    maybe_people: frozenset[str]
    maybe_countries: frozenset[str]
    open_because: str


def read_case(block):
    """A case from the lines below its heading."""
    name, *lines = block.strip().split("\n")
    fields = dict(re.findall(r"^([a-z-]+):[ ]?(.*)$", block, re.MULTILINE))
    text = " ".join(line[1:].strip() for line in lines if line.startswith(">"))

    def several(key, mark):
        return frozenset(value.strip() for value in fields.get(key, "").split(mark) if value.strip())

    return WorldCase(
        id=name.strip(),
        lang=fields.get("lang", "en"),
        title=fields.get("title", ""),
        text=text,
        registry=KnownPeople(people=tuple(read_known(fields.get("registry", "")))),
        people=several("people", ";"),
        countries=several("countries", ","),
        maybe_people=several("maybe-people", ";"),
        maybe_countries=several("maybe-countries", ","),
        open_because=fields.get("open", ""),
    )


def read_known(line):
    """The people of a registry line: `Name = alias; country CC`."""
    people = []
    for part in line.split(";"):
        name, _, alias = (cell.strip() for cell in part.partition("="))
        if name.startswith("country "):
            people[-1] = KnownPerson(name=people[-1].name, aliases=people[-1].aliases, country=name.split()[1])
        elif name:
            people.append(KnownPerson(name=name, aliases=(alias,) if alias else ()))
    return people


ALL = [read_case(block) for path in GOLDENS for block in path.read_text(encoding="utf-8").split("\n## ")[1:]]


def test_the_document_holds_thirty_languages():
    """The goldens come from at least thirty languages, and each has an id of its own."""
    assert len({case.lang for case in ALL}) >= 30
    assert len(ALL) >= 300
    assert len({case.id for case in ALL}) == len(ALL)


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
def test_people_and_countries_of_a_case_of_the_world(case, request):
    """Exactly the people and countries that the case asks for are suggested in its language."""
    if case.open_because:
        request.applymarker(pytest.mark.xfail(reason=case.open_because, strict=True))
    found = suggest(title=case.title, text=case.text, registry=case.registry, lang=case.lang)
    people, countries = {person.name for person in found.people}, {country.code for country in found.countries}
    assert people - case.maybe_people == case.people
    assert countries - case.maybe_countries == case.countries - case.maybe_countries
