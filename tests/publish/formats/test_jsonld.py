"""What pages say to search engines: JSON-LD in the terms of schema.org."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import article, build_site, write_site

_BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
SOURCE = (
    '{name: Harbour Wire, url: "https://wire.example/1", title: As it was, authors: [A. Writer], '
    'published: "2020-07-01"}'
)
FILES = {
    "content/articles/2020/2020-07-02-first.md": article(
        "First",
        subtitle="Under it",
        people="[Kim Jong-un]",
        countries="[KP]",
        place="Seoul",
        source=SOURCE,
        lastmod="2020-07-05",
    ),
    "content/articles/2020/2020-07-03-second.md": article(
        '"</script><script>alert(1)</script> & more"', date="2020-07-03"
    ),
    "content/people/kim-jong-un.md": (
        "---\nname: Kim Jong-un\naliases: [Kim Jong Un]\nsame_as:\n  - https://example.org/kim\n---\n\nA life.\n"
    ),
}


def graph(root: Path, path: str) -> dict[str, dict[str, Any]]:
    """The things a built page describes, by type; the block must be JSON as it stands in the element."""
    (block,) = _BLOCK.findall((root / "site" / path / "index.html").read_text(encoding="utf-8"))
    whole = json.loads(block)
    assert whole["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in whole["@graph"]}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small digest, built once."""
    place = write_site(tmp_path_factory.mktemp("structured"), FILES)
    build_site(place, base_url="https://digest.example/repo/", timezone="Asia/Seoul")
    return place


def test_article_is_based_on_its_source(root):
    """The digest's page is an article of its own; the source's has its own author and publisher."""
    things = graph(root, "articles/first")
    mine = things["NewsArticle"]
    assert mine["headline"] == "First"
    assert mine["publisher"]["name"] == mine["editor"]["name"] == "The Test Digest"
    assert mine["publisher"]["logo"]["url"].startswith("https://digest.example/repo/")
    assert "author" not in mine
    assert mine["isBasedOn"] == {
        "@type": "NewsArticle",
        "headline": "As it was",
        "url": "https://wire.example/1",
        "datePublished": "2020-07-01",
        "author": [{"@type": "Person", "name": "A. Writer"}],
        "publisher": {"@type": "Organization", "name": "Harbour Wire"},
    }


def test_article_times_carry_the_offset_of_the_digests_zone(root):
    """A day without a time is that day in the digest's zone."""
    mine = graph(root, "articles/first")["NewsArticle"]
    assert (mine["datePublished"], mine["dateModified"]) == ("2020-07-02T00:00:00+09:00", "2020-07-05T00:00:00+09:00")


def test_article_is_about_pages_of_ours(root):
    """People and countries are known by the absolute address of their page, base path included."""
    about = graph(root, "articles/first")["NewsArticle"]["about"]
    assert [thing["@id"] for thing in about] == [
        "https://digest.example/repo/people/kim-jong-un/",
        "https://digest.example/repo/countries/north-korea/",
    ]


def test_person_is_a_profile(root):
    """A person's page is a profile of a person with their other names and addresses."""
    person = graph(root, "people/kim-jong-un")["ProfilePage"]["mainEntity"]
    assert person["@type"] == "Person"
    assert person["alternateName"] == ["Kim Jong Un"]
    assert person["sameAs"] == ["https://example.org/kim"]


def test_lists_are_collections_in_order(root):
    """A country's page, the front page and an index list what they show, with positions from 1."""
    for path, first in (
        ("countries/north-korea", "https://digest.example/repo/articles/first/"),
        (".", "https://digest.example/repo/articles/second/"),
        ("people", "https://digest.example/repo/people/kim-jong-un/"),
    ):
        items = graph(root, path)["CollectionPage"]["mainEntity"]
        assert items["numberOfItems"] == len(items["itemListElement"])
        assert (items["itemListElement"][0]["position"], items["itemListElement"][0]["url"]) == (1, first)


def test_front_page_is_the_site(root):
    """The front page names the site and how to search it, and has no trail to itself."""
    things = graph(root, ".")
    assert things["WebSite"]["potentialAction"]["target"]["urlTemplate"].endswith(
        "/repo/search/?q={search_term_string}"
    )
    assert "BreadcrumbList" not in things


def test_trail_leads_from_the_front_page(root):
    """Breadcrumbs are absolute and end at the page."""
    steps = graph(root, "people/kim-jong-un")["BreadcrumbList"]["itemListElement"]
    assert [step["item"].removeprefix("https://digest.example") for step in steps] == [
        "/repo/",
        "/repo/people/",
        "/repo/people/kim-jong-un/",
    ]


def test_nothing_in_a_title_ends_the_script_element(root):
    """Angle brackets and ampersands are escaped in the block, and come back as they were."""
    text = (root / "site/articles/second/index.html").read_text(encoding="utf-8")
    (block,) = _BLOCK.findall(text)
    assert not set("<>&\u2028\u2029") & set(block)
    assert graph(root, "articles/second")["NewsArticle"]["headline"] == "</script><script>alert(1)</script> & more"


def test_keys_are_sorted(root):
    """Equal pages give equal bytes: keys stand in one order."""
    (block,) = _BLOCK.findall((root / "site/index.html").read_text(encoding="utf-8"))
    whole = json.loads(block)
    assert block.replace("\\u003c", "<").replace("\\u003e", ">").replace("\\u0026", "&") == json.dumps(
        whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
