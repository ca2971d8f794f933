"""The archive's pages of years and months: where one can go on from them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import article, build_site, write_site

DAYS = ("2017-11-30", "2018-02-10", "2018-02-11", "2018-02-12", "2018-06-12", "2018-12-01", "2018-12-24", "2020-01-01")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A digest with a month of three articles, one of one, one of two, and a year without any."""
    files = {f"content/articles/a{n}.md": article(f"Headline {n}", date=day) for n, day in enumerate(DAYS)}
    build_site(write_site(tmp_path_factory.mktemp("archive"), files))
    return next(tmp_path_factory.getbasetemp().glob("archive*")) / "site"


def _page(site: Path, address: str) -> str:
    return (site / address.strip("/") / "index.html").read_text(encoding="utf-8")


def _links(html: str, part: str) -> list[str]:
    """The addresses in the element of that class, in the order in which they stand."""
    found = re.search(rf'<(nav|section) class="{part}".*?</\1>', html, re.DOTALL)
    return re.findall(r'href="(/[^"]*)"', found[0]) if found else []


def test_a_month_leads_to_those_beside_it_across_years(site: Path) -> None:
    """Before and after it stand the nearest months that have articles, the first and last with one of the two."""
    assert _links(_page(site, "/archive/2018/06/"), "neighbours") == ["/archive/2018/02/", "/archive/2018/12/"]
    assert _links(_page(site, "/archive/2018/12/"), "neighbours") == ["/archive/2018/06/", "/archive/2020/01/"]
    assert _links(_page(site, "/archive/2017/11/"), "neighbours") == ["/archive/2018/02/"]
    assert _links(_page(site, "/archive/2018/"), "neighbours") == ["/archive/2017/", "/archive/2020/"]


def test_a_month_shows_the_months_of_its_year(site: Path) -> None:
    """Twelve months, links where there are articles, and which of them this is."""
    html = _page(site, "/archive/2018/06/")
    assert _links(html, "months") == ["/archive/2018/02/", "/archive/2018/06/", "/archive/2018/12/"]
    assert re.search(r'href="/archive/2018/06/" aria-current="page">Jun <b>1</b>', html)


def test_a_thin_month_shows_what_stands_around_it(site: Path) -> None:
    """One or two articles: those before and after in the same year stand below; three are enough."""
    assert _links(_page(site, "/archive/2018/06/"), "around") == [f"/articles/a{n}/" for n in (6, 5, 3, 2, 1)]
    assert _links(_page(site, "/archive/2018/02/"), "around") == []
    assert _links(_page(site, "/archive/2020/01/"), "around") == []


def test_a_headline_stands_once_on_the_front_page(tmp_path: Path) -> None:
    """A topic's section begins where the page above it ends; a topic that is told above has none."""
    months = [f"{2018 + n // 12}-{n % 12 + 1:02}-03" for n in range(30)]
    files = {
        f"content/articles/a{n}.md": article(f"Headline {n}", date=day, topics="[New]" if n > 26 else "[Old]")
        for n, day in enumerate(months)
    }
    root = write_site(
        tmp_path, {"config.yaml": "title: T\nbase_url: https://digest.example/\nfront_topics: [New, Old]\n", **files}
    )
    build_site(root)
    html = _page(root / "site", "/")
    shown = re.findall(r'class="headline"><a href="(/articles/[^"]+)"', html)
    assert len(shown) == len(set(shown)) == 20
    sections = re.findall(r'<h2 class="label" id="topic-\d"><a href="([^"]+)"', html)
    assert sections == ["/topics/old/"]
    assert len(re.findall('class="headline"', html.split('id="topic-1"')[1].split("</section>")[0])) == 4


def test_an_index_of_topics_or_outlets_says_what_is_new_in_each(tmp_path: Path) -> None:
    """The newest headline stands below each, in its own language; countries have their region there."""
    files = {
        "content/articles/one.md": article("Of yore", date="2019-01-01", topics="[Seas]", countries="[KR]"),
        "content/articles/two.md": article(
            "배가 왔다", date="2020-01-01", topics="[Seas]", lang="ko", source="{name: Wire}"
        ),
    }
    root = write_site(tmp_path, files)
    build_site(root)
    for page in ("/topics/", "/sources/"):
        html = _page(root / "site", page)
        assert '<a href="/articles/two/" lang="ko"><bdi>배가 왔다</bdi></a>' in html
        assert "Of yore" not in html
    assert "Of yore" not in _page(root / "site", "/countries/")


def test_where_nobody_is_named_with_anybody_there_are_no_connections(tmp_path: Path) -> None:
    """Neither page nor link, until an article names two."""
    root = write_site(tmp_path, {"content/articles/one.md": article("One", people="[Ana Lima]")})
    build_site(root)
    assert not (root / "site/connections").exists()
    assert "/connections/" not in _page(root / "site", "/")
    (root / "content/articles/one.md").write_text(article("One", people="[Ana Lima, Jo Berg]"), encoding="utf-8")
    build_site(root)
    assert "Jo Berg" in _page(root / "site", "/connections/")
    assert 'href="/connections/"' in _page(root / "site", "/")


def test_names_in_hangul_stand_under_their_first_consonant(tmp_path: Path) -> None:
    """As Korean indexes have them, a doubled consonant with the single one; kana and Han under their script."""
    people = "[한강, 봉준호, 김정은, 까치, 박찬욱, Ana Lima, 李白, さくら]"
    root = write_site(tmp_path, {"content/articles/one.md": article("One", people=people)})
    build_site(root)
    html = _page(root / "site", "/people/")
    letters = dict(re.findall(r'<h2 id="[^"]+">([^<]+)</h2>(.*?)</section>', html, re.DOTALL))
    assert {letter: len(re.findall("<li>", names)) for letter, names in letters.items()} == {
        "A": 1,
        "가": 2,
        "바": 2,
        "하": 1,
        "漢": 1,
        "あ": 1,
    }
    assert [letter for letter in letters if "가" <= letter <= "힣"] == ["가", "바", "하"]


def test_nothing_of_the_text_stands_twice_where_no_standfirst_was_written(tmp_path: Path) -> None:
    """The card takes its words from the text; the article's page, which has the text, shows them once."""
    words = "The ferry sails again after nine days in the dock."
    files = {
        "content/articles/bare.md": article(title="Bare", body=words),
        "content/articles/told.md": article(title="Told", body=words, description="Why it lay there."),
    }
    root = write_site(tmp_path / "digest", files)
    build_site(root)
    bare, told = (
        (root / f"site/articles/{slug}/index.html").read_text(encoding="utf-8").partition("<main")[2]
        for slug in ("bare", "told")
    )
    assert bare.count(words) == 1
    assert '<p class="standfirst">Why it lay there.</p>' in told
    assert words in (root / "site/index.html").read_text(encoding="utf-8")


def test_a_card_shows_the_subtitle_before_words_of_the_text(tmp_path: Path) -> None:
    """What the editor wrote below the headline says more than the first words of the copy."""
    files = {"content/articles/a.md": article(title="A", body="A caption of a picture.", subtitle="What it is about")}
    root = write_site(tmp_path / "digest", files)
    build_site(root)
    front = (root / "site/index.html").read_text(encoding="utf-8")
    assert '<p class="standfirst">What it is about</p>' in front
    assert "A caption of a picture" not in front


def test_people_named_equally_often_stand_by_the_latest_day(tmp_path: Path) -> None:
    """In a small digest nearly everybody is named once: who was named last comes first, not who begins with A."""
    days = zip(range(10, 20), "ABCDEFGHIJ", strict=True)
    files = {
        f"content/articles/{day}.md": article(f"Day {day}", date=f"2026-11-{day}", people=f"[{letter}nna Berg]")
        for day, letter in days
    }
    root = write_site(tmp_path / "digest", files)
    build_site(root)
    front = (root / "site/index.html").read_text(encoding="utf-8")
    news = re.findall(r">(\wnna Berg)<", front.partition("People in the news")[2])
    assert news[:3] == ["Jnna Berg", "Inna Berg", "Hnna Berg"]


def test_the_day_and_why_of_an_article_in_arabic_run_as_the_digest_does(tmp_path: Path) -> None:
    """On an English front page an Arabic card reads "8 Jan 2026", and the editor's sentence ends with its full stop."""
    story = article("خبر قصير", date="2026-01-08", lang="ar", why="A light story.", body="نص قصير من سطر واحد.")
    root = write_site(tmp_path / "digest", {"content/articles/a.md": story})
    build_site(root)
    front = (root / "site/index.html").read_text(encoding="utf-8")
    assert re.search(r'<time dir="auto" datetime="2026-01-08[^"]*">8 Jan', front)
    assert re.search(r'<p class="why-line" lang="en"><bdi dir="auto"><b>.*?</b> A light story\.</bdi></p>', front)


def test_an_article_dated_by_its_source_does_not_claim_to_have_come_out_here_then(tmp_path: Path) -> None:
    """A day taken over from the source is told once, as the source's; another day is the digest's own."""
    source = '{name: Harbour Dispatch, url: "https://dispatch.example/a", published: "2025-01-31"}'
    files = {
        f"content/articles/{slug}.md": article(slug, date=day, source=source)
        for slug, day in (("same", "2025-01-31"), ("later", "2025-02-07"))
    }
    root = write_site(tmp_path / "digest", files)
    build_site(root)
    assert "Published here" not in _page(root / "site", "/articles/same/")
    assert "Published there" in _page(root / "site", "/articles/same/")
    assert "Published here" in _page(root / "site", "/articles/later/")
