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
    files["content/articles/b.md"] = article(title="B", date="2019-01-01")
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
    assert re.search(r'<p class="why-line" lang="en"><bdi dir="ltr"><b>.*?</b> A light story\.</bdi></p>', front)


def test_words_of_the_editor_run_as_most_of_their_letters_do(tmp_path: Path) -> None:
    """On a card, an article, in a feed and a letter a sentence's full stop stands at its end.

    So does that of an Arabic sentence in an English digest, and of one that begins with Latin letters.
    """
    words = "NATO تعلن عن خطة جديدة للدفاع."
    for lang, other in (("en", True), ("ar", False)):
        config = f"title: D\nbase_url: https://d.example/\nlanguage: {lang}\neditions: monthly\n"
        story = article("One", date="2026-01-08", why=words, lang="ar")
        root = write_site(tmp_path / lang, {"config.yaml": config, "content/articles/a.md": story})
        build_site(root)
        pages = {path: (root / "site" / path).read_text(encoding="utf-8") for path in ("index.html", "feed.atom")}
        letter = (root / "site/editions/2026-01/email.html").read_text(encoding="utf-8")
        assert (f'<bdi dir="rtl">{words}</bdi>' in pages["index.html"]) is other
        assert (f"dir=&quot;rtl&quot;&gt;{words}" in pages["feed.atom"]) is other
        assert f'<bdi dir="rtl">{words}</bdi>' in letter
        assert f'<p dir="rtl">{words}</p>' in (root / "site/articles/a/index.html").read_text(encoding="utf-8")


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


def _titles(html: str) -> dict[str, list[str]]:
    """The headlines below the archive's grid, by year, in the order in which they stand."""
    parts = re.split(r'<h2 class="label" id="titles-(\d+)">', html)
    return {
        year: re.findall(r"<h3[^>]*><a[^>]*>([^<]+)", text) for year, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def test_a_small_archive_shows_every_headline_by_its_year(site: Path) -> None:
    """Below the grid stand all headlines, newest first, with no link to more of them."""
    html = _page(site, "/archive/")
    assert _titles(html) == {
        "2020": ["Headline 7"],
        "2018": [f"Headline {n}" for n in (6, 5, 4, 3, 2, 1)],
        "2017": ["Headline 0"],
    }
    assert "Show all" not in html


def test_a_large_archive_shows_the_newest_of_each_year(tmp_path: Path) -> None:
    """Of more than sixty articles three a year, and how many there are behind the link to the year."""
    days = [f"{2019 + n % 2}-{n // 6 + 1:02}-{n % 6 + 1:02}" for n in range(62)]
    files = {f"content/articles/a{n}.md": article(f"Headline {n}", date=day) for n, day in enumerate(days)}
    build_site(write_site(tmp_path, files))
    html = _page(tmp_path / "site", "/archive/")
    assert _titles(html) == {
        "2020": [f"Headline {n}" for n in (61, 59, 57)],
        "2019": [f"Headline {n}" for n in (60, 58, 56)],
    }
    assert '<a href="/archive/2019/">Show all 31<' in html


def test_a_pair_shows_the_articles_that_name_both(tmp_path: Path) -> None:
    """Under a pair stand its newest five articles and the way to both of its people."""
    files = {
        f"content/articles/a{n}.md": article(f"Headline {n}", date=f"2020-01-{n + 1:02}", people="[Ana Lima, Jo Berg]")
        for n in range(7)
    }
    build_site(write_site(tmp_path, files))
    html = _page(tmp_path / "site", "/connections/")
    assert re.findall(r'href="/articles/a(\d)/"', html) == ["6", "5", "4", "3", "2"]
    assert re.search(r'class="count">7<', html)
    assert 'href="/people/ana-lima/"' in html
    assert 'href="/people/jo-berg/"' in html


def test_the_page_of_feeds_lists_every_feed_there_is(tmp_path: Path) -> None:
    """Each feed that was written is listed beside the page with the same news; those of terms can be left out."""
    files = {
        "content/articles/a.md": article(
            "One", people="[Ana Lima]", countries="[KR]", topics="[Space]", tags="[Moon]",
            source="{name: Daily, url: 'https://daily.example/1'}",
        ),
        "content/editions/one.md": "---\ntitle: One\ndate: 2020-07-05\n---\n\nA note.\n",
    }  # fmt: skip
    root = write_site(tmp_path, files)
    build_site(root)
    written = {f"/{path.relative_to(root / 'site').as_posix()}" for path in (root / "site").rglob("feed.atom")}
    html = _page(root / "site", "/feeds/")
    main = html[html.index("<main") : html.index("</main>")]
    assert set(re.findall(r'href="([^"]*feed\.atom)"', main)) == written
    assert all(f'href="{feed.removesuffix("feed.atom")}"' in main for feed in written)
    for kind in ("people/ana-lima", "countries/south-korea", "topics/space", "tags/moon", "sources/daily", "editions"):
        assert f"/{kind}/feed.atom" in written
    (root / "config.yaml").write_text(
        "title: T\nbase_url: https://digest.example/\nfeatures: {term_feeds: false}\n", encoding="utf-8"
    )
    build_site(root)
    main = _page(root / "site", "/feeds/").partition("<main")[2].partition("</main>")[0]
    assert set(re.findall(r'href="([^"]*feed\.atom)"', main)) == {
        "/feed.atom", "/editions/feed.atom", "/corrections/feed.atom",
    }  # fmt: skip


@pytest.mark.parametrize(("articles", "shown"), [(3, False), (4, True)])
def test_a_strip_of_three_articles_is_left_out(tmp_path: Path, articles: int, shown: bool) -> None:
    """A timeline begins with the fourth article: of fewer, the list below says more."""
    files = {
        f"content/articles/a{n}.md": article(f"Headline {n}", date=f"2020-0{n + 1}-01", people="[Ana Lima]")
        for n in range(articles)
    }
    build_site(write_site(tmp_path, files))
    assert ('class="timeline"' in _page(tmp_path / "site", "/people/ana-lima/")) is shown


def test_strips_of_an_index_have_one_scale_which_is_explained(tmp_path: Path) -> None:
    """The highest bar of all is as high as the strip, others in proportion, and a line says what that height is."""
    days = {"Ana Lima": ["2020-07-01"] * 4 + ["2020-06-01"], "Jo Berg": ["2020-07-02", "2020-06-02", "2020-05-20"]}
    files = {
        f"content/articles/{name[:2]}{n}.md": article(f"{name} {n}", date=day, people=f"[{name}]")
        for name, listed in days.items()
        for n, day in enumerate(listed)
    }
    build_site(write_site(tmp_path, files))
    html = _page(tmp_path / "site", "/people/")
    ana, jo = (re.search(rf">{name}</bdi></a>\s*<svg[^>]*><path d=\"([^\"]*)\"", html) for name in days)
    assert ana
    assert "v-20h" in ana[1]
    assert jo
    assert set(re.findall(r"v-([\d.]+)h", jo[1])) == {"5"}
    assert re.search(r'class="note scale"><svg.*?</svg> 4 articles', html)


def test_drafts_in_a_preview_do_not_decide_who_is_in_the_news(tmp_path: Path) -> None:
    """Twenty names of a draft that nobody has looked at do not stand before the one whom two articles name."""
    names = ", ".join(f"{letter}nna Berg" for letter in "ABCDEFGHIJKLMNOPQRST")
    files = {
        "content/articles/a.md": article("A bridge", date="2026-11-10", people="[Moon Jae-in]"),
        "content/articles/b.md": article("A tunnel", date="2026-11-11", people="[Moon Jae-in]"),
        "content/articles/c.md": article("A list", date="2026-11-12", people=f"[{names}]", draft="true"),
        **{f"content/articles/{n}.md": article(f"Day {n}", date=f"2026-10-{n}") for n in range(10, 20)},
    }
    root = write_site(tmp_path / "digest", files)
    build_site(root, drafts=True)
    front = (root / "site/index.html").read_text(encoding="utf-8")
    assert re.findall(r">(Moon Jae-in|\wnna Berg)<", front.partition("People in the news")[2])[0] == "Moon Jae-in"


def test_the_front_page_says_what_the_digest_is_and_when_editions_come(tmp_path: Path) -> None:
    """The owner's words and the newest edition's day; without editions the newest article's; nothing without words."""
    files = {"content/articles/a.md": article("A", date="2020-02-01")}
    config = "title: T\nbase_url: https://digest.example/\ndescription: Of ferries.\nschedule: Each spring.\n"
    about = re.compile(r'<p class="about" dir="ltr">(.*?)</p>')
    build_site(write_site(tmp_path / "a", {**files, "config.yaml": config}))
    shown = about.search(_page(tmp_path / "a/site", "/"))
    assert shown
    assert re.sub("<[^>]+>", "", shown[1]) == "Of ferries. Each spring. Latest: 1 February 2020"
    edition = "---\ntitle: First\ndate: 2020-03-01\narticles: [a]\n---\n"
    build_site(write_site(tmp_path / "b", {**files, "config.yaml": config, "content/editions/1.md": edition}))
    shown = about.search(_page(tmp_path / "b/site", "/"))
    assert shown
    assert re.sub("<[^>]+>", "", shown[1]) == "Of ferries. Each spring. Newest edition: 1 March 2020"
    build_site(write_site(tmp_path / "c", files))
    assert not about.search(_page(tmp_path / "c/site", "/"))


def test_an_outlet_whose_address_leads_nowhere_is_marked(tmp_path: Path) -> None:
    """An invented outlet of an example's host says so where its link stands, on cards and on the article's page."""
    source = "{{name: {}, url: 'https://{}/1'}}"
    files = {
        "content/articles/a.md": article("A", source=source.format("Made Up", "made-up.example")),
        "content/articles/b.md": article("B", source=source.format("Real", "example.org.real-outlet.net")),
    }
    build_site(write_site(tmp_path, files))
    front = _page(tmp_path / "site", "/")
    assert re.findall(r'class="outlet invented"[^>]*><bdi>([^<]+)</bdi>', front) == ["Made Up"]
    assert front.count("* An invented example") == 1
    assert '<span class="example">(example)</span>' in _page(tmp_path / "site", "/articles/a/")
    assert "(example)" not in _page(tmp_path / "site", "/articles/b/")


def test_the_front_page_of_one_article_begins_its_text(tmp_path: Path) -> None:
    """Its first words stand there, as far as its policy shows them, with the way to the rest; edits show at once."""
    text = "\n\n".join(" ".join(f"word{n}{k}" for k in range(60)) for n in "abc")
    root = write_site(tmp_path, {"content/articles/one.md": article("One", body=text)})
    build_site(root)
    front = _page(root / "site", "/")
    assert "<p>worda0 " in front
    assert "wordb59</p>" in front
    assert "wordc0" not in front
    assert '<a href="/articles/one/">Read the whole article' in front
    assert '<p class="standfirst">' not in front, "an article without a standfirst shows its first words once"
    (root / "content/articles/one.md").write_text(article("One", body=text.replace("worda7", "edited")), "utf-8")
    build_site(root)
    assert "edited" in _page(root / "site", "/")
    (root / "content/articles/one.md").write_text(article("One", body=text, policy="summary", summary="So."), "utf-8")
    build_site(root)
    assert "worda0" not in _page(root / "site", "/")


def test_two_articles_are_a_lead_and_a_second(tmp_path: Path) -> None:
    """Both with their standfirst, and no text of either."""
    files = {f"content/articles/{n}.md": article(n, body="Words of the text.", summary="So.") for n in ("one", "two")}
    build_site(write_site(tmp_path, files))
    front = _page(tmp_path / "site", "/")
    assert re.findall(r'<article class="(\w+)"', front) == ["lead", "second"]
    assert 'class="opening"' not in front


@pytest.mark.slow
def test_headlines_stand_beside_the_lead_where_a_lower_rail_lets_them(tmp_path: Path) -> None:
    """Eight of them, in wide letters, are enough for a column beside fewer names."""
    people = ["岸田文雄", "林芳正", "李強", "尹錫悦", "蔡英文", "岡田克也", "志位和夫", "小池百合子"]
    files = {
        f"content/articles/{n}.md": article(
            "首相が新たな貿易協定について会談した",
            date=f"2024-{12 - n:02}-10",
            body="文。",
            summary="首相は協定が年内に署名されると述べた。" * 2,
            people=f"[{people[n % 8]}, {people[(n + 1) % 8]}]",
            countries=f"[{('JP', 'FR', 'KR', 'CN', 'EG', 'TR')[n % 6]}]",
            source="{name: 港の新聞, url: 'https://wire.example.net/1'}",
            image="/images/p.svg",
            image_alt="船",
        )
        for n in range(12)
    }
    files["content/images/p.svg"] = "<svg xmlns='http://www.w3.org/2000/svg' width='1200' height='675'/>"
    config = "title: 朝\nbase_url: https://digest.example/\nlanguage: ja\n"
    edition = "---\ntitle: 号\ndate: 2024-12-28\nsummary: この種の協定は十年ぶりである。\narticles: ['0', '1']\n---\n"
    build_site(write_site(tmp_path, {"config.yaml": config, "content/editions/2024-12.md": edition, **files}))
    assert '<section class="latest"' in _page(tmp_path / "site", "/")


def test_the_menu_leads_to_what_there_is(tmp_path: Path) -> None:
    """Nobody, no country and no outlet named: no index of them, nor a link to one; with the first of each they are."""
    root = write_site(tmp_path, {"content/articles/one.md": article("One")})
    build_site(root)
    indexes = ("people", "countries", "sources")
    for page in ("/", "/search/"):
        assert not any(f'href="/{name}/"' in _page(root / "site", page) for name in indexes)
    assert '<p hidden><label for="person">' in _page(root / "site", "/search/"), "nobody to look for"
    assert not any((root / "site" / name / "index.html").exists() for name in indexes)
    whole = article("One", people="[Ana Lima]", countries="[KR]", source="{name: Wire}")
    (root / "content/articles/one.md").write_text(whole, encoding="utf-8")
    build_site(root)
    assert all(f'href="/{name}/"' in _page(root / "site", "/") for name in indexes)
    assert '<p><label for="person">' in _page(root / "site", "/search/")
    assert all((root / "site" / name / "index.html").exists() for name in indexes)


@pytest.mark.parametrize(("links", "drawn"), [(3, False), (4, True)])
def test_a_few_links_are_listed_and_not_drawn(tmp_path: Path, links: int, drawn: bool) -> None:
    """Of three pairs a drawing says less than their list."""
    files = {
        f"content/articles/{n}.md": article(str(n), people=f"[Ana Lima, {name} Berg]")
        for n, name in zip(range(links), ("Jo", "Bo", "Mo", "Flo"), strict=False)
    }
    build_site(write_site(tmp_path, files))
    page = _page(tmp_path / "site", "/connections/")
    assert ('class="network"' in page) is drawn
    assert page.count("<details") == links


@pytest.mark.parametrize(("months", "few"), [(3, True), (12, True), (20, False)])
def test_a_few_bars_do_not_fill_the_width(tmp_path: Path, months: int, few: bool) -> None:
    """A strip of a few months keeps its bars bars; they would be slabs over the whole page."""
    files = {
        f"content/articles/{month}-{n}.md": article(
            f"{month} {n}", date=f"{2023 + month // 12}-{month % 12 + 1:02}-{n + 1:02}", topics="[Seas]"
        )
        for month in range(months)
        for n in range(2)
    }
    build_site(write_site(tmp_path, files))
    assert ('<figure class="timeline few">' in _page(tmp_path / "site", "/topics/seas/")) is few
