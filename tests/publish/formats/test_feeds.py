"""Feeds by their specifications' own rules, read by feedparser; ids that never change; the sitemap."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from conftest import article, build_site, tree, write_site
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.publish.formats.feeds import SITEMAP_LIMIT, render_feed, render_sitemap, write_json
from copydesk.publish.items import Feed, Sitemap
from copydesk.publish.pages.values import Card

ATOM = "{http://www.w3.org/2005/Atom}"
# RFC 3339, the form RFC 4287 asks for.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)\Z")
FILES = {
    "config.yaml": "title: The “Test” & Co.\nbase_url: https://digest.example/repo/\ntimezone: Asia/Seoul\n",
    "content/articles/a.md": article(
        '"Tom & Jerry <b>\\u0007 “bold”"',
        id="first",
        date="2020-07-02",
        lastmod="2020-07-09T10:00:00+02:00",
        people="[Kim Jong-un]",
        countries="[KP]",
        source='{name: Harbour & Wire, url: "https://wire.example/1?a=1&b=2", license: CC-BY-4.0}',
        summary="A <script>alert(1)</script> summary & more.",
    ),
    "content/articles/b.md": article("김정은, 다시", date="2020-07-05T08:30:00+09:00", lang="ko", countries="[KP]"),
    "content/articles/c.md": article(
        "No third", date="2020-07-01", corrections="[{date: 2020-07-03, text: It was *two*.}]"
    ),
    "content/articles/hidden.md": article("Hidden", noindex="true", date="2020-06-01"),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A digest under a base path, built once."""
    place = write_site(tmp_path_factory.mktemp("feeds"), FILES)
    build_site(place)
    return place


FEEDS = ("", "people/kim-jong-un/", "countries/north-korea/", "corrections/")


@pytest.mark.parametrize("folder", FEEDS)
@pytest.mark.parametrize("name", ["feed.atom", "feed.xml"])
def test_feedparser_reads_every_feed(root, folder, name):
    """The field's most forgiving reader finds nothing to forgive, and all that a reader shows."""
    made = feedparser.parse((root / "site" / folder / name).read_bytes())
    assert not made.bozo
    assert made.feed.title.startswith("The “Test” & Co.")
    assert made.feed.link == f"https://digest.example/repo/{folder}"
    for entry in made.entries:
        assert entry.id.startswith("tag:digest.example,2026:articles/")
        assert entry.link.startswith("https://digest.example/repo/articles/")
        assert entry.published_parsed
        assert entry.title
        html = [entry.summary_detail, *entry.get("content", [])]
        assert not [part for part in html if part.type == "text/html" and "<script" in part.value]


def test_atom_by_its_own_rules(root):
    """RFC 4287: one id, title and updated each; moments by RFC 3339; a self link; entries alike, ids unlike."""
    for folder in FEEDS:
        feed = ET.fromstring((root / "site" / folder / "feed.atom").read_bytes())  # noqa: S314 (our own output)
        for thing in (feed, *feed.findall(f"{ATOM}entry")):
            for name in ("id", "title", "updated"):
                assert len(thing.findall(f"{ATOM}{name}")) == 1
            assert MOMENT.match(thing.findtext(f"{ATOM}updated") or "")
        assert feed.find(f"{ATOM}author/{ATOM}name") is not None
        links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
        assert links["self"] == f"https://digest.example/repo/{folder}feed.atom"
        ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
        assert len(ids) == len(set(ids)) > 0
        for entry in feed.findall(f"{ATOM}entry"):
            rels = [link.get("rel") for link in entry.findall(f"{ATOM}link")]
            assert rels.count("alternate") == 1
            assert (entry.findtext(f"{ATOM}updated") or "") >= (entry.findtext(f"{ATOM}published") or "")[:10]


def test_atom_says_where_an_article_comes_from(root):
    """`alternate` leads to the digest, `via` to the source; an article in another language says so."""
    feed = ET.fromstring((root / "site/feed.atom").read_bytes())  # noqa: S314 (our own output)
    entries = {entry.findtext(f"{ATOM}title"): entry for entry in feed.findall(f"{ATOM}entry")}
    first = entries["Tom & Jerry <b> “bold”"]
    via = [link for link in first.findall(f"{ATOM}link") if link.get("rel") == "via"]
    assert [(link.get("href"), link.get("title")) for link in via] == [
        ("https://wire.example/1?a=1&b=2", "Harbour & Wire")
    ]
    korean = entries["김정은, 다시"]
    assert korean.get("{http://www.w3.org/XML/1998/namespace}lang") == "ko"


def test_rss_by_its_own_rules(root):
    """RSS 2.0: title, link and description; dates by RFC 822 with English names; guids that are no links."""
    for folder in FEEDS:
        channel = ET.fromstring((root / "site" / folder / "feed.xml").read_bytes()).find("channel")  # noqa: S314
        assert channel is not None
        for name in ("title", "link", "description"):
            assert (channel.findtext(name) or "").strip()
        for item in channel.findall("item"):
            assert parsedate_to_datetime(item.findtext("pubDate") or "").tzinfo is not None
            assert re.match(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d Jul 2020 ", item.findtext("pubDate") or "") or (
                "Jun 2020" in (item.findtext("pubDate") or "")
            )
            guid = item.find("guid")
            assert guid is not None
            assert guid.get("isPermaLink") == "false"


def test_json_feed_by_its_own_rules(root):
    """JSON Feed 1.1: version, title, items with an id and content, absolute addresses, authors as a list."""
    for folder in FEEDS:
        feed = json.loads((root / "site" / folder / "feed.json").read_text(encoding="utf-8"))
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["feed_url"] == f"https://digest.example/repo/{folder}feed.json"
        assert feed["authors"][0]["name"]
        for item in feed["items"]:
            assert item["id"]
            assert item["content_html"]
            assert MOMENT.match(item["date_published"])
            assert urlsplit(item["url"]).scheme == "https"


def test_addresses_inside_content_are_absolute(root):
    """A reader shows entries far from the site: no link in one is relative."""
    for folder in FEEDS:
        made = feedparser.parse((root / "site" / folder / "feed.atom").read_bytes())
        for entry in made.entries:
            for content in entry.get("content", []):
                assert all(href.startswith("https://") for href in re.findall(r'(?:href|src)="([^"]*)"', content.value))


def test_times_are_those_of_the_content(root):
    """A feed is as new as its newest article or change, whatever the clock says."""
    feed = ET.fromstring((root / "site/feed.atom").read_bytes())  # noqa: S314 (our own output)
    assert feed.findtext(f"{ATOM}updated") == "2020-07-09T10:00:00+02:00"
    build_site(root, now=dt.datetime(2031, 1, 1, tzinfo=dt.UTC), clean=True)
    again = ET.fromstring((root / "site/feed.atom").read_bytes())  # noqa: S314 (our own output)
    assert again.findtext(f"{ATOM}updated") == "2020-07-09T10:00:00+02:00"


def ids(root: Path) -> set[str]:
    """All ids of a digest's feed."""
    return {item["id"] for item in json.loads((root / "site/feed.json").read_text(encoding="utf-8"))["items"]}


def test_ids_outlive_titles_slugs_and_base_paths(tmp_path):
    """A new headline, another address for it and a move to another path leave every id as it was (R10)."""
    root = write_site(tmp_path, {"content/articles/2020-07-02-a.md": article("A", id="x-1")})
    build_site(root)
    before = ids(root)
    write_site(root, {"content/articles/2020-07-02-a.md": article("Another headline", id="x-1", slug="elsewhere")})
    build_site(root, base_url="https://digest.example/moved")
    assert ids(root) == before == {"tag:digest.example,2026:articles/x-1"}
    build_site(root, base_url="https://other.example/", tag_authority="digest.example,2026")
    assert ids(root) == before


def test_a_merged_person_keeps_the_feeds_id(tmp_path):
    """A person's feed is known by their first id, whatever slug they have now."""
    text = article("A", people="[Myanmar Leader]")
    person = "---\nname: Myanmar Leader\nslug: new-slug\nid: old-slug\nredirects: [old-slug]\n---\n"
    root = write_site(tmp_path, {"content/articles/a.md": text, "content/people/new-slug.md": person})
    build_site(root)
    feed = ET.fromstring((root / "site/people/new-slug/feed.atom").read_bytes())  # noqa: S314 (our own output)
    assert feed.findtext(f"{ATOM}id") == "tag:digest.example,2026:people/old-slug"


def test_pages_lead_to_their_feeds(root):
    """Each page names the digest's feeds for discovery, a person's and a country's page their own first."""
    files = tree(root / "site")
    for path, first in (
        ("index.html", "/repo/feed.atom"),
        ("articles/a/index.html", "/repo/feed.atom"),
        ("people/kim-jong-un/index.html", "/repo/people/kim-jong-un/feed.atom"),
        ("countries/north-korea/index.html", "/repo/countries/north-korea/feed.atom"),
        ("corrections/index.html", "/repo/corrections/feed.atom"),
    ):
        links = re.findall(
            r'<link rel="alternate" type="application/(?:atom|rss|feed)[^"]*"[^>]*href="([^"]+)"', files[path].decode()
        )
        assert links[0] == first
        assert all(link.removeprefix("/repo/") in files for link in links)


def test_corrections_feed(root):
    """A correction is an entry of its own: its day, its words, its place on the article's page."""
    feed = json.loads((root / "site/corrections/feed.json").read_text(encoding="utf-8"))
    (item,) = feed["items"]
    assert item["id"] == "tag:digest.example,2026:articles/c/corrections/2020-07-03"
    assert item["url"] == "https://digest.example/repo/articles/c/#corrections"
    assert item["summary"] == "It was two."
    assert item["date_published"] == "2020-07-03T00:00:00+09:00"


def test_no_feeds_of_terms_when_switched_off(tmp_path):
    """Then no page leads to one either."""
    config = "title: T\nbase_url: https://digest.example/\nfeatures: {term_feeds: false}\n"
    root = write_site(tmp_path, {**FILES, "config.yaml": config})
    build_site(root)
    files = tree(root / "site")
    assert "feed.atom" in files
    assert "people/kim-jong-un/feed.atom" not in files
    assert b"people/kim-jong-un/feed" not in files["people/kim-jong-un/index.html"]


def rows(root: Path) -> dict[str, str]:
    """The sitemap's addresses and days of change."""
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    tree_ = ET.fromstring((root / "site/sitemap.xml").read_bytes())  # noqa: S314 (our own output)
    return {url.findtext(f"{space}loc") or "": url.findtext(f"{space}lastmod") or "" for url in tree_}


def test_sitemap_lists_what_may_be_found(root):
    """Canonical, indexable pages, absolute, dated by their content; nothing hidden, moved or made for machines."""
    found = rows(root)
    assert found["https://digest.example/repo/articles/a/"] == "2020-07-09T10:00:00+02:00"
    assert "https://digest.example/repo/people/kim-jong-un/" in found
    assert not [url for url in found if re.search(r"hidden|404|search|feed\.|\.html|\.eml", url)]
    text = (root / "site/sitemap.xml").read_text(encoding="utf-8")
    assert "priority" not in text
    assert "changefreq" not in text


def test_sitemap_of_a_large_digest_is_an_index():
    """Beyond 50,000 addresses there are several files, and one that lists them."""
    many = tuple((f"https://digest.example/{n}/", "") for n in range(SITEMAP_LIMIT + 1))
    made = dict(render_sitemap(Sitemap(rows=many, base_url="https://digest.example/")))
    assert sorted(made) == ["/sitemap-1.xml", "/sitemap-2.xml", "/sitemap.xml"]
    assert made["/sitemap-2.xml"].count("<url>") == 1
    assert "<loc>https://digest.example/sitemap-2.xml</loc>" in made["/sitemap.xml"]


def test_robots_of_a_hidden_digest(tmp_path):
    """It says so in robots.txt and on each page, since the robots.txt of a project page is never read."""
    root = write_site(tmp_path, FILES)
    build_site(root, robots="noindex")
    assert "Disallow: /\n" in (root / "site/robots.txt").read_text(encoding="utf-8")
    pages: list[Any] = [data for path, data in tree(root / "site").items() if path.endswith("index.html")]
    assert all(b'<meta name="robots" content="noindex">' in data for data in pages)
    assert rows(root) == {}


def test_equal_cards_of_two_zones_are_each_written_as_they_are() -> None:
    """An entry is written once for all feeds that show the card, and anew for another card, though it be equal."""
    here = dt.datetime(2020, 1, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    card = Card(url="/articles/a/", title="A", date=here, id="a")
    twin = dataclasses.replace(card, date=here.astimezone(dt.UTC))
    assert card == twin
    feed = Feed(
        url="/", title="T", subtitle="", page="/", lang="en", author="E", base_url="https://a.example/",
        authority="a.example,2026", cards=(card, twin, card), id="site",
    )  # fmt: skip
    days = ["2020-01-01T12:00:00+02:00", "2020-01-01T10:00:00+00:00", "2020-01-01T12:00:00+02:00"]
    files = dict(render_feed(feed))
    assert re.findall(r"<published>([^<]*)", files["/feed.atom"]) == days
    told = json.loads(files["/feed.json"])
    assert [item["date_published"] for item in told["items"]] == days
    assert files["/feed.json"] == json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    empty = dict(render_feed(dataclasses.replace(feed, cards=())))["/feed.json"]
    assert empty == json.dumps(json.loads(empty), ensure_ascii=False, indent=1) + "\n"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text() | st.integers(), inner),
)


@settings(max_examples=40, deadline=None)
@given(_JSON)
def test_json_is_indented_as_python_indents_it(value: Any) -> None:
    """What is written for feeds and exports is what the standard library writes, at any depth."""
    usual = json.dumps(value, ensure_ascii=False, indent=1)
    assert write_json(value) == usual
    assert write_json(value, depth=2) == usual.replace("\n", "\n  ")


WHOLE = {
    "config.yaml": "title: T\nbase_url: https://digest.example/repo/\nfeed_text: full\nexcerpt_words: 10\n",
    "content/articles/full.md": article(
        "Full", body="One **bold** word.\n\nA [page](/about/) of ours.", people="[Ana Lima]", summary="Said by us.",
        date="2020-07-03", why="It is the first.", source="{name: Daily, url: 'https://daily.example/1'}",
    ),
    "content/articles/cut.md": article(
        "Cut", body="Alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu.", date="2020-07-02",
        policy="excerpt", people="[Ana Lima]",
    ),
    "content/articles/short.md": article(
        "Short", body=f"{'A beginning. ' * 20}Nobody may show this.", date="2020-07-01", policy="summary"
    ),
    "content/pages/about.md": "---\ntitle: About\n---\n\nUs.\n",
}  # fmt: skip


def _entries(root: Path, folder: str = "") -> dict[str, str]:
    """The HTML of each entry of a feed by its title, alike in all three formats."""
    told = json.loads((root / "site" / folder / "feed.json").read_text(encoding="utf-8"))
    found = {item["title"]: item["content_html"] for item in told["items"]}
    for name in ("feed.atom", "feed.xml"):
        made = feedparser.parse((root / "site" / folder / name).read_bytes(), sanitize_html=False)
        assert not made.bozo
        assert {e.title: (e.content[0].value if "content" in e else e.summary) for e in made.entries} == found
    return found


def test_feeds_have_the_text_that_the_policy_shows(tmp_path: Path) -> None:
    """With `feed_text: full` an entry has its text, cut or not at all by its policy, with absolute links, said once."""
    root = write_site(tmp_path, WHOLE)
    build_site(root)
    entries = _entries(root)
    assert "<strong>bold</strong>" in entries["Full"]
    assert 'href="https://digest.example/repo/about/"' in entries["Full"]
    order = [entries["Full"].index(part) for part in ("Said by us.", "It is the first.", "bold", "daily.example")]
    assert order == sorted(order)
    assert "gamma" in entries["Cut"]
    assert "lambda" not in entries["Cut"]
    assert entries["Cut"].count("Alpha") == 1
    assert "Nobody may show this" not in entries["Short"]
    assert _entries(root, "people/ana-lima") == {title: entries[title] for title in ("Full", "Cut")}


@pytest.mark.slow
def test_an_edit_of_a_text_reaches_the_feeds_that_have_it(tmp_path: Path) -> None:
    """After an edit of a body the feeds are those of a clean build; without texts in feeds no feed is written."""
    for name, setting in (("with", "full"), ("without", "summary")):
        root = write_site(tmp_path / name, WHOLE)
        config = WHOLE["config.yaml"].replace("full", setting)
        (root / "config.yaml").write_text(config, encoding="utf-8")
        build_site(root)
        path = root / "content/articles/full.md"
        path.write_text(path.read_text(encoding="utf-8").replace("bold", "other"), encoding="utf-8")
        built = build_site(root)
        assert bool([url for url in built.rendered if url.endswith("feed")]) is (setting == "full")
        edited = tree(root / "site")
        clean = write_site(tmp_path / f"{name}-clean", {**WHOLE, "config.yaml": config})
        (clean / "content/articles/full.md").write_bytes(path.read_bytes())
        build_site(clean)
        assert edited == tree(clean / "site")
