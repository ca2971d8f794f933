"""Texts of known shape: Nexis Uni, Markdown with nothing but a headline, tables of other tongues, dumps."""

from __future__ import annotations

import datetime as dt

import pytest

from copydesk.intake.item import Item, LinkFound, Refused, Skipped
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
    """Its mark is no part of the headline; who wrote it is looked for where it is cleaned."""
    item = only(f"# Canal to be widened\n\n{byline}{STORY}\n")
    assert (item.kind, item.said.title) == ("markdown", "Canal to be widened")
    assert item.text.strip() == byline + STORY


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


PROQUEST = f"""{"_" * 60}
Document 1 of 1

Canal to be widened

Author: Tan, Mira; Ode, Per

Publication info: The Harbour Post ; Suez. 03 Mar 2020: A.4.

https://harbour-post.example/canal

Full text: {STORY}

Location: the southern stretch, they said.

The work begins in May.

Subject: Canals; Shipping

Title: Canal to be widened

Publication title: The Harbour Post; Suez

Publication date: Mar 3, 2020

Language of publication: English

{"_" * 60}
"""


def test_proquest_says_its_fields_above_and_below_the_text() -> None:
    """Headline, authors, outlet and day come from its fields; a line of the text that looks like a field stays."""
    item = only(PROQUEST)
    said = item.said
    assert (said.title, said.source, said.authors) == (
        "Canal to be widened",
        "The Harbour Post",
        ("Mira Tan", "Per Ode"),
    )
    assert (said.date, said.lang, said.url) == (dt.date(2020, 3, 3), "en", "https://harbour-post.example/canal")
    assert item.text.strip() == f"{STORY}\n\nLocation: the southern stretch, they said.\n\nThe work begins in May."


def test_a_proquest_file_cut_within_its_text_is_refused() -> None:
    """Without a field below the text nobody knows whether it is whole."""
    (part,) = read_parts(PROQUEST[: PROQUEST.index("The work begins")].encode(), "x.txt")
    assert isinstance(part, Refused)


def entry(title: str, body: str, status: str = "Publish", breaks: str = "richtext", more: str = "") -> str:
    """An entry as Movable Type exports it."""
    return (
        f"AUTHOR: Mira Tan\nTITLE: {title}\nSTATUS: {status}\nCONVERT BREAKS: {breaks}\nPRIMARY CATEGORY: Ports\n"
        'CATEGORY: Ports\nDATE: 03/07/2020 09:00:00 AM\nTAGS: "tug boats",canal\n-----\n'
        f"BODY:\n{body}\n-----\nEXTENDED BODY:\n{more}\n-----\nCOMMENT:\nAUTHOR: Someone\nNice.\n-----\n--------\n"
    )


def test_movable_types_entries_are_articles() -> None:
    """Each entry with its fields and both halves of its text; comments are counted, what was a draft asks."""
    below = "<p>And more below the fold.</p>"
    text = entry("Canal to be widened", f"<p>{STORY}</p>", more=below) + entry("A draft", STORY, "Draft", "1")
    parts = list(read_parts(text.encode(), "x.txt"))
    items = [part for part in parts if isinstance(part, Item)]
    assert [item.said.title for item in items] == ["Canal to be widened", "A draft"]
    assert items[0].said.date == dt.date(2020, 3, 7)
    assert items[0].said.authors == ("Mira Tan",)
    assert items[0].said.tags == ("Ports", "tug boats", "canal")
    assert items[0].text.rstrip().endswith(below)
    assert items[1].said.draft
    assert items[1].text.count("<p>") == 2
    assert [part.why for part in parts if isinstance(part, Skipped)] == ["readers' comments: 1"] * 2


def test_a_movable_type_export_that_is_cut_off_says_so() -> None:
    """The entries that are whole are read, the last is refused."""
    text = entry("Canal to be widened", f"<p>{STORY}</p>")
    parts = list(read_parts((text + text[:300]).encode(), "x.txt"))
    assert isinstance(parts[0], Item)
    assert isinstance(parts[-1], Refused)
    assert "cut off" in parts[-1].why


def test_pockets_page_of_links_is_links() -> None:
    """It looks like a page and is a list of addresses."""
    rows = "".join(
        f'<li><a href="https://harbour-post.example/{n}" time_added="1" tags="">No. {n}</a></li>' for n in range(3)
    )
    page = f"<!DOCTYPE html><html><head><title>Pocket Export</title></head><body><ul>{rows}</ul></body></html>"
    assert all(isinstance(part, LinkFound) for part in read_parts(page.encode(), "ril_export.html"))


def test_a_crawls_text_is_an_article() -> None:
    """A WET file holds the words of each page, made by a program: its address is known, its headline is looked for."""
    words = f"Canal to be widened\n{STORY}\n".encode()
    fields = ["WARC/1.0", "WARC-Type: conversion", "WARC-Target-URI: https://harbour-post.example/canal"]
    head = "\r\n".join([*fields, "Content-Type: text/plain", f"Content-Length: {len(words)}", "", ""])
    (part,) = read_parts(head.encode() + words + b"\r\n\r\n", "x.wet")
    assert isinstance(part, Item)
    assert (part.kind, part.said.url) == ("text", "https://harbour-post.example/canal")
    assert STORY in part.text


def test_a_summary_that_is_not_taken_is_counted() -> None:
    """A link says how many words of its entry were left behind."""
    (part,) = read_parts(
        b'{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[{"id":"1","url":"https://a.example/1",'
        b'"title":"Canal","content_text":"Four words of it."}]}',
        "x.json",
    )
    assert isinstance(part, LinkFound)
    assert part.words == 4


def test_a_short_text_in_a_row_is_a_draft_that_asks() -> None:
    """What one's own table states as a text is taken, however short; what is cut off is a link, its words counted."""
    told = "The town hall has bees. Their keeper brought them on a bus."
    table = (
        "title,url,date,text\n"
        f'Bees,https://a.example/1,the day after,"{told}"\n'
        "Wasps,https://a.example/2,2020-01-02,The town hall has wasps …\n"
        "Moths,,2020-01-02,The cellar has moths\n"
        "Ants,https://a.example/4,2020-01-02,\n"
    )
    bees, wasps, moths, ants = read_parts(table.encode(), "table.csv")
    assert isinstance(bees, Item)
    assert bees.questions == (
        "the row's text has only 12 words: is it whole?",
        "the row's date cannot be read: the day after",
    )
    assert isinstance(wasps, LinkFound)
    assert wasps.words == 6
    assert isinstance(moths, Item)
    assert moths.text == "The cellar has moths"
    assert isinstance(ants, LinkFound)
    assert ants.words == 0
