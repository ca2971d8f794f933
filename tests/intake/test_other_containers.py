"""Files of programs that nobody had tried: each becomes what it is, or is refused by what it is."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from intake.containers import ARTICLES, LINKS
from intake.other_containers import PARAGRAPHS, PROGRAMS, SAMPLES, TEXT

from copydesk.intake.charset import decode
from copydesk.intake.item import Item, LinkFound, Refused, Skipped
from copydesk.intake.programs import name_program
from copydesk.intake.readers import links, markdown
from copydesk.intake.readers.exports import READERS
from copydesk.intake.readers.mail import without_routing
from copydesk.intake.readers.tables import has_articles
from copydesk.intake.readers.web_archives import is_har
from copydesk.intake.sniff import BYTE_KINDS, TEXT_KINDS, is_xml, json_lines, make_keepable, read_parts
from copydesk.intake.stated import read_day

_NAMES = {Item: "item", LinkFound: "link", Skipped: "skipped", Refused: "refused"}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_container_says_what_its_program_wrote(name: str) -> None:
    """Every part is accounted for in order, and what is stated of the first article is what the file states."""
    sample = SAMPLES[name]
    parts = list(read_parts(sample.data, name))
    assert " ".join(_NAMES[type(part)] for part in parts) == sample.parts
    first = next(part for part in parts if isinstance(part, Item | LinkFound))
    said = first.said
    assert (said.title, said.authors, said.url) == (sample.title, sample.authors, sample.url)
    assert (said.date.isoformat() if said.date else "") == sample.date
    if sample.source:
        assert said.source == sample.source


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_what_a_program_wrote_is_refused_by_name(name: str) -> None:
    """Subtitles, logs, sources and the like never become a draft, and the refusal says what they are."""
    parts = list(read_parts(PROGRAMS[name].encode(), name))
    assert all(isinstance(part, Refused) for part in parts)
    assert name.strip() in str(parts[0])


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "Q&A: a boat\n\nWhy a second boat?\nBecause one is not enough.\n\nWho pays?\nThe county;\nso does the town.\n",
        "20:15 The vote begins.\n\n20:31 The vote is over.\n\n20:40 The crowd goes home.\n",
        f"A tutorial\n\n{PARAGRAPHS[0]}\n\nimport os\nprint(os.name)\n\n{PARAGRAPHS[1]}\n",
        "The results\n\nBrindle 2 - 1 Ashby\nHolm 0 - 0 Kirk\nPort 4 - 3 Quay\n",
    ],
)
def test_an_article_is_never_taken_for_a_program(text: str) -> None:
    """Questions, minutes of a live blog, code in a tutorial and results of matches are an article's."""
    assert name_program(text) == ("", "")


def kinds_of(data: bytes) -> list[str]:
    """The kinds whose mark a file bears."""
    found = [f"bytes {number}" for number, (holds, _) in enumerate(BYTE_KINDS) if holds(data)]
    if found:
        return found
    text = decode(data)[0].replace("\r\n", "\n")
    found = [f"text {number}" for number, (holds, _) in enumerate(TEXT_KINDS) if holds(text)]
    found += ["markdown"] if markdown.is_markdown(text) else []
    found += ["XML"] if is_xml(text) and not links.is_bookmarks(text) else []
    try:
        value = json.loads(text)
    except ValueError:
        value = json_lines(text)
    if value is not None:
        found += [f"JSON {number}" for number, (holds, _) in enumerate(READERS) if holds(value)]
        found += ["rows"] if has_articles(value) else []
        found += ["HAR"] if isinstance(value, dict) and is_har(value) else []
    return found


@pytest.mark.parametrize("name", sorted({**ARTICLES, **LINKS, **SAMPLES}))
def test_a_file_bears_the_mark_of_one_kind(name: str) -> None:
    """Every container is told by exactly one predicate, so that the order of the readers decides nothing."""
    data = SAMPLES[name].data if name in SAMPLES else {**ARTICLES, **LINKS}[name]
    assert len(kinds_of(data)) == 1


@pytest.mark.parametrize("name", sorted({**ARTICLES, **LINKS}))
def test_the_bytes_that_are_kept_read_the_same(name: str) -> None:
    """What is kept of a file as its original gives the same parts as the file."""
    data = {**ARTICLES, **LINKS}[name]
    assert list(read_parts(make_keepable(data), name)) == list(read_parts(data, name))
    assert without_routing(without_routing(data)) == without_routing(data)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("7. März 2023", "2023-03-07"),
        ("mardi 7 mars 2023", "2023-03-07"),
        ("7 de marzo de 2023", "2023-03-07"),
        ("7 марта 2023 г.", "2023-03-07"),
        ("2023年3月7日", "2023-03-07"),
        ("2023년 3월 7일 화요일", "2023-03-07"),
        ("07.03.2023", "2023-03-07"),
        ("March 7th, 2023", "2023-03-07"),
        ("07/03/2023", ""),
        ("yesterday", ""),
        ("31.02.2023", ""),
    ],
)
def test_a_day_is_read_in_the_forms_of_many_languages(written: str, day: str) -> None:
    """Months by name in the languages of the table, figures where only one order is meant; else nothing."""
    assert read_day(written) == (dt.date.fromisoformat(day) if day else None)
