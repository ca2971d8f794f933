"""Texts of known shape: Nexis Uni, Markdown with nothing but a headline, tables of other tongues, dumps."""

from __future__ import annotations

import datetime as dt

import pytest

from copydesk.intake.item import Item, Refused
from copydesk.intake.sniff import read_parts

STORY = (
    "The Suez Canal Authority said on Monday that it would widen the southern stretch of the waterway.\n\n"
    "Pilots have long asked for a wider channel there, where the banks are rocky and the wind comes from the side."
)


def only(text: str) -> Item:
    """The one article in a text."""
    (part,) = read_parts(text.encode(), "x.txt")
    assert isinstance(part, Item), part
    return part


def test_nexis_uni_sets_its_fields_line_under_line() -> None:
    """Headline, outlet and day stand in one block there, and length and byline in another."""
    item = only(
        "\nCanal to be widened\nThe Harbour Post\nMarch 3, 2020 Tuesday\n\nCopyright 2020 The Harbour Post All Rights "
        f"Reserved\n\nSection: NEWS; Pg. 2\nLength: 170 words\nByline: Mira Tan\n\nBody\n\n\n{STORY}\n\n\n"
        "Load-Date: March 4, 2020\n\n\nEnd of Document\n"
    )
    said = item.said
    assert (said.title, said.source, said.authors) == ("Canal to be widened", "The Harbour Post", ("Mira Tan",))
    assert said.date == dt.date(2020, 3, 3)
    assert item.text.strip() == STORY


@pytest.mark.parametrize("byline", ["", "*By Mira Tan, 3 March 2020*\n\n", "By Mira Tan | 2020-03-03\n\n"])
def test_a_headline_of_one_mark_makes_a_text_markdown(byline: str) -> None:
    """Its mark is no part of the headline; a day beside the byline is the article's."""
    item = only(f"# Canal to be widened\n\n{byline}{STORY}\n")
    assert (item.kind, item.said.title) == ("markdown", "Canal to be widened")
    assert item.text.strip() == STORY
    assert (item.said.authors, item.said.date) == ((("Mira Tan",), dt.date(2020, 3, 3)) if byline else ((), None))


def test_a_tables_columns_are_known_in_other_tongues() -> None:
    """Heading words of German and Spanish tables mean what ours do."""
    body = 3 * STORY.replace("\n\n", " ")
    for head in ("Überschrift;Link;Datum;Text;Quelle", "título;enlace;fecha;texto;fuente"):
        said = only(f'{head}\nCanal;https://harbour-post.example/canal;03.03.2020;"{body}";The Harbour Post\n').said
        assert (said.title, said.source, str(said.date)) == ("Canal", "The Harbour Post", "2020-03-03")


def test_a_dump_of_a_database_is_refused_by_name() -> None:
    """Its statements are no sentences."""
    lines = ("CREATE TABLE boats (", "  id INTEGER PRIMARY KEY,", "  name TEXT NOT NULL", ");", "DROP TABLE boats;")
    dump = "\n".join(lines)
    (part,) = read_parts(dump.encode(), "x.sql")
    assert isinstance(part, Refused)
    assert "SQL" in part.why


def test_a_short_program_with_words_to_its_reader_is_refused() -> None:
    """A sentence between quotation marks of a program does not make it a text."""
    rows = ("import sys", "def main(argv):", '    """Print each."""', "    for arg in argv[1:]:", "        print(arg)")
    (part,) = read_parts("\n".join((*rows, "sys.exit(main(sys.argv))")).encode(), "x.py")
    assert isinstance(part, Refused)
