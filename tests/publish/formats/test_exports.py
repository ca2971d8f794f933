"""What other programs get: articles as JSON and CSV, sources as OPML."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from conftest import article, build_site, tree, write_site

FILES = {
    "content/articles/one.md": article(
        '"One, \\"quoted\\" & <b>"',
        people="[{name: Kim Jong-un, role: leader}, Moon Jae-in]",
        countries="[KP, KR]",
        source='{name: Harbour Wire, url: "https://wire.example/1"}',
    ),
    "content/articles/two.md": article('"=HYPERLINK(\\"https://evil.example\\")"', date="2020-07-03"),
    "content/articles/draft.md": article("Not yet", draft="true"),
    "content/sources/harbour-wire.yaml": "name: Harbour Wire\nurl: https://wire.example/\nfeed: https://wire.example/rss\n",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small digest under a base path, built once."""
    place = write_site(tmp_path_factory.mktemp("exports"), FILES)
    build_site(place, base_url="https://digest.example/repo/")
    return place


def test_articles_as_json(root):
    """Each published article with its people and countries, addresses absolute, newest first."""
    whole = json.loads((root / "site/articles.json").read_text(encoding="utf-8"))
    assert [row["id"] for row in whole["articles"]] == ["two", "one"]
    assert whole["articles"][1] == {
        "id": "one",
        "url": "https://digest.example/repo/articles/one/",
        "title": 'One, "quoted" & <b>',
        "date": "2020-07-02T00:00:00+00:00",
        "language": "en",
        "summary": "A paragraph.",
        "source": {"name": "Harbour Wire", "url": "https://wire.example/1"},
        "people": [
            {"name": "Kim Jong-un", "role": "leader", "url": "https://digest.example/repo/people/kim-jong-un/"},
            {"name": "Moon Jae-in", "url": "https://digest.example/repo/people/moon-jae-in/"},
        ],
        "countries": [
            {"code": "KP", "name": "North Korea", "url": "https://digest.example/repo/countries/north-korea/"},
            {"code": "KR", "name": "South Korea", "url": "https://digest.example/repo/countries/south-korea/"},
        ],
    }


def test_articles_as_csv(root):
    """The same as a table, by RFC 4180; a title that a spreadsheet would run is made text."""
    data = (root / "site/articles.csv").read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n") == 3
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline="")))
    assert rows[1]["title"] == 'One, "quoted" & <b>'
    assert (rows[1]["people"], rows[1]["countries"]) == ("Kim Jong-un; Moon Jae-in", "KP; KR")
    assert rows[0]["title"] == '\'=HYPERLINK("https://evil.example")'


def test_sources_as_opml(root):
    """Outlets with a feed are subscriptions, and the list says whose it is."""
    opml = ET.fromstring((root / "site/sources.opml").read_bytes())  # noqa: S314 (our own output)
    assert opml.get("version") == "2.0"
    (outline,) = opml.findall("body/outline")
    assert dict(outline.items()) == {
        "type": "rss",
        "text": "Harbour Wire",
        "title": "Harbour Wire",
        "xmlUrl": "https://wire.example/rss",
        "htmlUrl": "https://wire.example/",
    }


def test_pages_lead_to_the_exports(root):
    """The archive and the sources say in their head where the exports are."""
    archive = (root / "site/archive/index.html").read_text(encoding="utf-8")
    assert (
        '<link rel="alternate" type="application/json" title="The Test Digest: Archive" href="/repo/articles.json">'
        in archive
    )
    assert 'type="text/csv"' in archive
    assert 'href="/repo/sources.opml"' in (root / "site/sources/index.html").read_text(encoding="utf-8")


def test_a_digest_without_outlets_has_no_list_of_them(tmp_path):
    """No sources.opml is made of nothing; the articles' exports are."""
    build_site(write_site(tmp_path, {"content/articles/a.md": article("One")}))
    files = tree(tmp_path / "site")
    assert "sources.opml" not in files
    assert "articles.csv" in files


def test_no_exports_when_switched_off(tmp_path):
    """A digest can do without them, and then no page leads to one."""
    config = "title: T\nbase_url: https://digest.example/\nfeatures: {exports: false}\n"
    place = write_site(tmp_path, {**FILES, "config.yaml": config})
    build_site(place)
    files = tree(place / "site")
    assert not {"articles.json", "articles.csv", "sources.opml"} & set(files)
    assert b"articles.json" not in files["archive/index.html"]
