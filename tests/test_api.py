"""The public face: what other programs may rely on."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from copydesk import api

PAGE = """<!doctype html><html lang="en"><head>
<title>Ferries return to the estuary - The Harbour Dispatch</title></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Ferries return to the estuary</h1><p class="byline">By Maria Okafor</p><time>2 July 2020</time>
<p>River ferries will cross the estuary again from Monday, the harbour office said, after a winter in which the old
landing stage was taken apart and built anew from oak.</p>
<p>Vietnamese Foreign Minister Pham Binh Minh, who was in town for a conference, took the first crossing and called it
the calmest hour of his week. "We know something of rivers," Minh said.</p>
<p>Tickets cost what they cost in 2012, and bicycles still travel free of charge, the office said.</p></article>
<footer>Cookie settings</footer></body></html>"""


def test_a_page_becomes_a_clean_article_of_plain_values() -> None:
    """`clean` gives the title, the text and what was dropped, and `flat` has strings, lists and numbers alone."""
    article = api.clean(PAGE.encode(), name="ferries.html", url="https://harbour.example/ferries")
    assert article.title == "Ferries return to the estuary"
    assert "Tickets cost what they cost in 2012" in article.text
    assert article.source_url == "https://harbour.example/ferries"
    flat = article.flat()
    assert json.loads(json.dumps(flat)) == flat
    assert all(isinstance(value, (str, float, list)) for value in flat.values())


def test_what_is_stated_wins_over_what_is_found() -> None:
    """A stated title, author and day stand in the answer, whatever the page says."""
    article = api.clean(PAGE, title="Ferries are back", authors=["A. Writer"], date="2020-07-03")
    assert (article.title, article.authors, article.date) == ("Ferries are back", ("A. Writer",), "2020-07-03")
    assert "River ferries will cross the estuary again" in article.text


def test_nothing_to_clean_is_a_named_error() -> None:
    """What holds no article raises IngestError, and a date that is none UsageError."""
    with pytest.raises(api.IngestError):
        api.clean(b"<html><body></body></html>", name="empty.html")
    with pytest.raises(api.UsageError, match="no day"):
        api.clean(PAGE, date="2 July")


def test_people_and_countries_are_suggested_for_a_text() -> None:
    """`tag` answers with names and codes; authors are nobody's subject."""
    article = api.clean(PAGE)
    found = api.tag(article.title, article.text, lang=article.lang, authors=article.authors)
    assert "Pham Binh Minh" in found.people
    assert "Maria Okafor" not in found.people
    assert set(found.flat()) == {"people", "countries", "mentioned_people", "mentioned_countries"}


def test_a_page_is_a_row_whatever_it_is() -> None:
    """`page_row` has the fields of ROW_FIELDS in their order, as `clean` and `tag` fill them; nothing is raised."""
    row = api.page_row(PAGE.encode(), "https://harbour.example/ferries")
    article = api.clean(PAGE, url="https://harbour.example/ferries")
    found = api.tag(article.title, article.text, lang=article.lang, authors=article.authors)
    assert row == {"url": "https://harbour.example/ferries", "error": "", **article.flat(), **found.flat()}
    for page, why in (
        (b"", "empty"),
        (b"<html><body></body></html>", "no article"),
        (b"%PDF-1.7", "a PDF file"),
        (b"x" * (api.PAGE_BYTES + 1), "too large"),
    ):
        bad = api.page_row(page, "https://harbour.example/\ud800")
        assert why in str(bad["error"])
        assert not any(value for key, value in bad.items() if key not in ("url", "error"))
        assert tuple(bad) == tuple(api.ROW_FIELDS)
        json.dumps(bad, ensure_ascii=False).encode()
    assert all(isinstance(row[key], kind) for key, kind in api.ROW_FIELDS.items())


@pytest.mark.slow
def test_a_page_over_its_time_is_a_row_and_the_next_is_cleaned() -> None:
    """A page that takes minutes ends at its limit, and the one after it is cleaned as ever."""
    slow = b"<html><body><article><h1>A ferry</h1>" + b"<p>A ferry sails, said Ola Nordmann of Norway." * 78_000
    assert api.page_row(slow, seconds=0.5)["error"] == "takes more than 0.5 s"
    assert api.page_row(PAGE.encode())["title"] == "Ferries return to the estuary"


def test_a_digest_is_loaded_and_built(tmp_path: Path) -> None:
    """`load` gives the articles and `build` renders them; a second build renders nothing."""
    (tmp_path / "content/articles").mkdir(parents=True)
    (tmp_path / "config.yaml").write_text("title: D\nbase_url: https://d.example/\n", encoding="utf-8")
    text = "---\ntitle: Four sentences\ndate: 2018-06-12\n---\nA text.\n"
    (tmp_path / "content/articles/four.md").write_text(text, encoding="utf-8")
    assert [article.title for article in api.load(tmp_path).articles] == ["Four sentences"]
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    first = api.build(tmp_path, now=now)
    assert first.articles == 1
    assert "/articles/four/" in first.rendered
    assert (tmp_path / "site/articles/four/index.html").is_file()
    assert api.build(tmp_path, now=now).rendered == ()


def test_the_package_says_that_it_is_typed_and_runs_as_a_module() -> None:
    """`py.typed` is part of the package, and `python -m copydesk` is the command."""
    assert resources.files("copydesk").joinpath("py.typed").is_file()
    done = subprocess.run(
        [sys.executable, "-m", "copydesk", "--version"], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.startswith("copydesk ")


def test_every_public_name_is_described() -> None:
    """Whatever `copydesk.api` exports has a docstring."""
    assert [name for name in api.__all__ if not (getattr(api, name).__doc__ or "").strip()] == []


def test_a_row_says_what_a_host_sent_in_place_of_an_article() -> None:
    """A login is an error, a teaser a warning: nobody who chooses among millions of rows takes them for articles."""
    words = "Please use the account that you have made here, or make one; it is free."
    login = f"<html><body><h1>Sign in</h1><p>{words}</p><input type=password></body></html>"
    row = api.page_row(login.encode(), "https://a.example/1")
    assert "login" in str(row["error"])
    assert row["text"] == ""
    story = (
        "<p>The harbour office said on Thursday that the ferry will sail again after three weeks in the dock.</p>" * 2
    )
    wall = "<p>This article is for subscribers only.</p>"
    page = f"<html><body><article><h1>Ferry sails</h1>{story}</article>{wall}</body></html>"
    row = api.page_row(page.encode(), "https://a.example/2")
    assert row["error"] == ""
    assert any("subscribers only" in one for one in list(row["warnings"]))
