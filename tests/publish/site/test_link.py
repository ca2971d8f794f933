"""The linked digest: whose page an article stands on, what is published when, where old addresses lead."""

from __future__ import annotations

import datetime as dt
import html as html_entities
import re
import unicodedata
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from conftest import CONFIG, article, build_site, tree, write_site

from copydesk.errors import ContentError

ZONES = ("UTC", "Asia/Seoul", "America/Los_Angeles")


def listed(root: Path, path: str) -> list[str]:
    """The headlines on a built page, in order."""
    text = (root / "site" / path / "index.html").read_text(encoding="utf-8")
    return [html_entities.unescape(t) for t in re.findall(r'class="headline"><a href="[^"]*">([^<]*)</a>', text)]


# --- names (R8) --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("Conan O'Brien", "people/conan-obrien"),
        ("Sammy Davis, Jr.", "people/sammy-davis-jr"),
        ("J. R. R. Tolkien", "people/j-r-r-tolkien"),
        ("Tom & Jerry", "people/tom-jerry"),
        ("AC/DC", "people/ac-dc"),
        ("../../etc/passwd", "people/etc-passwd"),
        ("NO", "people/no"),
        ("Null", "people/null"),
        ("CON", "people/con-1"),
        ("김정은", "people/김정은"),
        (unicodedata.normalize("NFD", "김정은"), "people/김정은"),
        (unicodedata.normalize("NFD", "François Müller"), "people/francois-muller"),
        ("毛泽东", "people/毛泽东"),
    ],
)
def test_names_make_addresses(tmp_path, name, path):
    """Whatever stands in a name, it gives one safe address, composed, with the name on the page as it was written."""
    root = write_site(tmp_path, {"content/articles/a.md": article("A", people=f'["{name}"]')})
    build_site(root)
    assert listed(root, path) == ["A"]
    page = (root / "site" / path / "index.html").read_text(encoding="utf-8")
    assert f">{unicodedata.normalize('NFC', name)}</bdi>" in html_entities.unescape(page)
    assert unicodedata.is_normalized("NFC", page)
    assert all(unicodedata.is_normalized("NFC", found) for found in tree(root / "site"))


def test_one_person_under_every_spelling(tmp_path):
    """Aliases, the original script, case, blanks and decomposed letters lead to one page."""
    spellings = ["Kim Jong-un", "KIM JONG-UN", "Kim  Jong Un", "김정은", unicodedata.normalize("NFD", "김정은")]
    files = {f"content/articles/{n}.md": article(f"T{n}", people=f'["{s}"]') for n, s in enumerate(spellings)}
    person = "---\nname: Kim Jong-un\noriginal: 김정은\naliases: [Kim Jong Un]\n---\n"
    root = write_site(tmp_path, {**files, "content/people/kim-jong-un.md": person})
    build_site(root)
    assert sorted(listed(root, "people/kim-jong-un")) == ["T0", "T1", "T2", "T3", "T4"]
    assert [p for p in tree(root / "site") if re.match(r"people/[^/]+/index", p)] == ["people/kim-jong-un/index.html"]


def test_names_that_clash_are_an_error_that_names_both(tmp_path):
    """Two names without files that would share an address are refused with both places (B10)."""
    root = write_site(
        tmp_path,
        {
            "content/articles/a.md": article("A", people='["Jose Diaz"]'),
            "content/articles/b.md": article("B", people='["José Díaz"]'),
        },
    )
    with pytest.raises(ContentError) as error:
        build_site(root)
    assert re.fullmatch(
        r'content/articles/b\.md:\d+:\d+: "José Díaz" and "Jose Diaz" \(content/articles/a\.md:\d+:\d+\) both make the '
        r"address /people/jose-diaz/, write one spelling, or give them files in content/people with slugs of their own",
        str(error.value),
    )


def test_norway_is_a_country(tmp_path):
    """The code NO is Norway, quoted or not."""
    root = write_site(
        tmp_path,
        {
            "content/articles/a.md": article("Plain", countries="[NO]"),
            "content/articles/b.md": article("Quoted", countries='["NO"]'),
        },
    )
    build_site(root)
    assert sorted(listed(root, "countries/norway")) == ["Plain", "Quoted"]


# --- time (R7) ---------------------------------------------------------------------------------------

TIMES = {
    "content/articles/day.md": article("Day", date="2020-07-02"),
    "content/articles/late.md": article("Late", date="2020-07-01T23:30:00+00:00"),
    "content/articles/local.md": article("Local", date="2020-07-02T08:00:00"),
}


@pytest.mark.parametrize("zone", ZONES)
def test_the_machines_time_zone_changes_nothing(tmp_path, monkeypatch, zone):
    """One digest built on machines in three zones gives the same bytes (R7)."""
    root = write_site(tmp_path, TIMES)
    monkeypatch.setenv("TZ", zone)
    build_site(root, timezone="Asia/Seoul", editions="daily")
    files = tree(root / "site")
    assert "editions/2020-07-02/index.html" in files
    assert "editions/2020-07-01/index.html" not in files
    assert b"2020-07-02T08:30:00+09:00" in files["feed.atom"]
    assert listed(root, "archive/2020/07") == ["Late", "Local", "Day"]


def test_a_day_is_a_day_of_the_digests_zone(tmp_path):
    """The same files in another zone stand on other days where their times say so, and no address changes."""
    root = write_site(tmp_path, TIMES)
    build_site(root, timezone="Asia/Seoul")
    seoul = {path for path in tree(root / "site") if path.startswith("articles/")}
    build_site(root, timezone="America/Los_Angeles")
    assert {path for path in tree(root / "site") if path.startswith("articles/")} == seoul
    assert listed(root, "archive/2020/07") == ["Local", "Day", "Late"]
    assert b"2020-07-02T00:00:00-07:00" in (root / "site/feed.atom").read_bytes()


MOMENTS = {
    "content/articles/soon.md": article("Soon", date="2020-07-02", publish_at="2026-12-01"),
    "content/articles/over.md": article("Over", date="2020-07-03", expires="2026-11-01"),
    "content/articles/draft.md": article("Draft", date="2020-07-04", draft="true"),
    "content/articles/undated.md": article("Undated", date=""),
    "content/articles/there.md": article("There", date="2020-07-01"),
}


@pytest.mark.parametrize(
    ("now", "drafts", "titles"),
    [
        ("2026-11-23T12:00:00+00:00", False, ["There"]),
        ("2026-12-01T00:00:00+00:00", False, ["Soon", "There"]),
        ("2026-10-31T23:59:59+00:00", False, ["Over", "There"]),
        ("2026-11-23T12:00:00+00:00", True, ["Undated", "Draft", "Over", "Soon", "There"]),
    ],
)
def test_what_is_published_when(tmp_path, now, drafts, titles):
    """Articles come at `publish_at`, go at `expires`; drafts and undated ones are shown only when asked for."""
    root = write_site(tmp_path, MOMENTS)
    build_site(root, now=dt.datetime.fromisoformat(now), drafts=drafts)
    assert listed(root, ".") == titles


def test_what_expires_leaves_no_trace(tmp_path):
    """A page, its feed entry, sitemap line, term page and search entry go with it (B8)."""
    files = {**MOMENTS, "content/articles/over.md": article("Over", expires="2026-11-01", people="[Ana Lima]")}
    root = write_site(tmp_path, files)
    build_site(root, now=dt.datetime(2026, 10, 1, tzinfo=dt.UTC))
    assert "people/ana-lima/index.html" in tree(root / "site")
    build_site(root)
    after = tree(root / "site")
    assert not [
        path for path, data in after.items() if "over" in path or b"/articles/over/" in data or b"Ana Lima" in data
    ]


# --- addresses ---------------------------------------------------------------------------------------


def test_old_addresses_lead_on(tmp_path):
    """Aliases and renamed slugs answer with a page that leads to the new one, not to be indexed."""
    person = "---\nname: Kim Jong-un\nredirects: [kim-jong-eun]\n---\n"
    root = write_site(
        tmp_path,
        {
            "content/articles/a.md": article(
                "A", slug="new", aliases='["/2020/07/a.html", "/old/address"]', people="[Kim Jong-un]"
            ),
            "content/people/kim-jong-un.md": person,
        },
    )
    build_site(root, base_url="https://digest.example/repo/")
    files = {path: data.decode() for path, data in tree(root / "site").items() if path.endswith(".html")}
    for old, new in (
        ("2020/07/a.html", "articles/new/"),
        ("old/address/index.html", "articles/new/"),
        ("people/kim-jong-eun/index.html", "people/kim-jong-un/"),
    ):
        (target,) = re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', files[old])
        where = old.removesuffix("index.html")
        assert urljoin(f"https://digest.example/repo/{where}", target) == f"https://digest.example/repo/{new}"
        assert f'<a href="/repo/{new}"' in files[old]
        assert 'content="noindex"' in files[old]


def test_an_alias_that_is_taken_is_an_error(tmp_path):
    """An old address that a page has now, or that two claim, is refused and names the other."""
    root = write_site(
        tmp_path,
        {
            "content/articles/a.md": article("A"),
            "content/articles/b.md": article("B", aliases='["/articles/a/"]'),
            "content/articles/c.md": article("C", aliases='["/articles/A/"]'),
        },
    )
    with pytest.raises(ContentError) as error:
        build_site(root)
    assert 'b.md:1: the old address "/articles/a/" is taken by content/articles/a.md, remove the alias' in str(
        error.value
    )


_ADDRESS = re.compile(r'\s(?:href|src|action|data-src)="([^"]*)"')
_SRCSET = re.compile(r'\ssrcset="([^"]*)"')
CRAWLED = {
    "content/articles/2020/a.md": article(
        "Wörld & Co",
        body="See [the other](/articles/b/), ![a map](/images/m.svg), [mail](mailto:a@b.example), [top](#x).\n\n## X",
        people='["김정은", "Conan O\'Brien"]',
        countries="[KP, US]",
        topics="[Peace talks]",
        tags="[a/b]",
        source='{name: "Harbour & Wire", url: "https://wire.example/"}',
        image="/images/m.svg",
        aliases='["/old/"]',
        corrections="[{date: 2020-07-03, text: 'See [it](/articles/b/).'}]",
    ),
    "content/articles/2020/b.md": article("B", date="2020-08-01", story="talks", people='["김정은"]'),
    "content/articles/2020/c.md": article("C", date="2020-08-02", story="talks", people='["김정은"]', slug="평양"),
    "content/editions/one.md": "---\ntitle: One\ndate: 2020-08-03\nsince: 2020-01-01\n---\n\nA [note](/people/).\n",
    "content/pages/about.md": "---\ntitle: About\n---\n\nSee [all](/countries/).\n",
    "content/images/m.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 4"/>',
}


@pytest.mark.parametrize(
    "base", ["https://digest.example/", "https://me.github.example/repo/", "https://x.example/a/b/"]
)
def test_every_address_of_every_page_answers(tmp_path, base):
    """Built for a domain, a project or a folder, no link, picture, style, feed or canonical leads nowhere (R9)."""
    root = write_site(tmp_path, CRAWLED)
    build_site(root, base_url=base, per_page=1)
    files = tree(root / "site")
    home = urlsplit(base).path
    checked = 0
    for path, data in files.items():
        if not path.endswith(".html"):
            continue
        text = data.decode()
        found = _ADDRESS.findall(text) + [part.split()[0] for s in _SRCSET.findall(text) for part in s.split(", ")]
        for raw in found:
            address = urljoin(f"{base}{path}", html_entities.unescape(raw))
            parts = urlsplit(address)
            if parts.scheme not in {"http", "https"} or f"{parts.scheme}://{parts.netloc}" != base.removesuffix(home):
                continue
            assert parts.path.startswith(home), (path, raw)
            inside = unquote(parts.path.removeprefix(home))
            target = f"{inside}index.html" if not inside or inside.endswith("/") else inside
            assert target in files or target == "search/index.html", (path, raw)
            if parts.fragment and target.endswith(".html"):
                assert f'id="{unquote(parts.fragment)}"' in files[target].decode(), (path, raw)
            checked += 1
    assert checked > 300
    assert not [path for path, data in files.items() if path.endswith((".html", ".atom", ".xml")) and b'"//' in data]


@pytest.mark.parametrize("rows", [["/a/ /b/", "/b/ /a/"], ["/a/ /b/", "/b/ /c/", "/c/ /a/"]])
def test_old_addresses_in_a_circle_are_an_error(tmp_path, rows):
    """A browser would go round for ever: the way is named; one that ends somewhere is none."""
    config = CONFIG + "redirects:\n" + "".join(f'  - "{row}"\n' for row in rows)
    root = write_site(tmp_path, {"config.yaml": config, "content/articles/a.md": article("A")})
    with pytest.raises(ContentError) as error:
        build_site(root)
    assert "old addresses lead in a circle: /a/ → /b/" in str(error.value)
    (root / "config.yaml").write_text(config.rpartition("  - ")[0], encoding="utf-8")
    build_site(root)


def test_a_topic_that_the_front_page_cannot_have_is_noted(tmp_path):
    """No article has it: a slip is told with the nearest, and a strict build passes, as it may be to come."""
    config = CONFIG + "front_topics: [Harbours, Weather]\n"
    root = write_site(tmp_path, {"config.yaml": config, "content/articles/a.md": article("A", topics="[Harbour]")})
    notes = [str(one) for one in build_site(root, strict=True).warnings]
    assert notes == [
        'config.yaml: front_topics: no article on the site has the topic "Harbours", did you mean "Harbour"?',
        'config.yaml: front_topics: no article on the site has the topic "Weather", the front page leaves it out',
    ]


def test_editions_of_one_number_and_outlets_of_one_name_are_told(tmp_path):
    """One of the two would count, and nobody chose which; a draft's number is still free."""
    edition = "---\ntitle: One\nnumber: {}\ndate: 2020-07-0{}\narticles: [a]\n{}---\n"
    files = {
        "content/articles/a.md": article("A"),
        "content/editions/one.md": edition.format(1, 4, ""),
        "content/editions/two.md": edition.format(1, 5, ""),
        "content/editions/three.md": edition.format(1, 6, "draft: true\n"),
        "content/sources/post.yaml": "name: The Post\n",
        "content/sources/the-post.yaml": "name: the post\npolicy: excerpt\n",
    }
    said = [str(one) for one in build_site(write_site(tmp_path, files)).warnings]
    assert [one for one in said if "two.md" in one] == [
        (
            "content/editions/two.md:1: its number, 1, is also that of content/editions/one.md, "
            "give one of them another number"
        )
    ]
    assert [one for one in said if "sources" in one] == [
        (
            'content/sources/the-post.yaml: "the post" is also the name of content/sources/post.yaml, '
            "keep one of the two files"
        )
    ]
    assert not any("three.md" in one for one in said)


def test_a_picture_of_a_kind_that_no_browser_shows_is_told_so(tmp_path):
    """It lies where pictures lie: what to do is to save it as another kind."""
    files = {"content/articles/a.md": article("A", image="/images/h.heic"), "content/images/h.heic": "x"}
    with pytest.raises(ContentError, match=r'no picture "/images/h\.heic", save it as one of \.avif'):
        build_site(write_site(tmp_path, files))
