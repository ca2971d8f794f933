"""`import`: every post of a blog is here or in the report, and every old address leads on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import blogs
import pytest
from conftest import tree, write_site

from copydesk.cli import main
from copydesk.edit.nodes import read_values

NOW = "2026-01-01"


class Import:
    """A digest and a blog beside it, as an editor brings one to the other."""

    def __init__(self, folder: Path, system: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = write_site(folder / "digest", {"content/articles/.keep": ""})
        self.capsys = capsys
        uploads = {"uploads/2017/06/pier.png": blogs.PNG, "uploads/2022/07/pier.png": blogs.PNG}
        files = (
            blogs.FOLDERS.get(system)
            or {"wordpress": {"old.xml": blogs.WORDPRESS}, "ghost": {"old.json": blogs.GHOST}}[system]
        )
        self.blog = folder / "old"
        for path, content in {**files, **(uploads if system in ("wordpress", "ghost") else {})}.items():
            target = self.blog / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
        self.words = [str(self.blog)]
        if system in ("wordpress", "ghost"):
            self.words = [str(next(self.blog.glob("old.*"))), "--pictures", str(self.blog / "uploads")]

    def run(self, *words: str) -> list[dict[str, Any]]:
        """The rows that the verb prints."""
        main(["import", "--root", str(self.root), "--now", NOW, "--json", *self.words, *words])
        return [json.loads(line) for line in self.capsys.readouterr().out.splitlines()]

    def article(self, title: str) -> tuple[dict[str, Any], str]:
        """The front matter and the body of the article of a headline."""
        for path in (self.root / "content/articles").rglob("*.md"):
            text = path.read_text(encoding="utf-8")
            values = read_values(text, path.name)
            if values["title"] == title:
                return values, text.partition("\n---\n")[2].strip()
        raise KeyError(title)


@pytest.fixture
def bring(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """A function that lays out a blog beside an empty digest."""
    return lambda system: Import(tmp_path, system, capsys)


def posts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of posts that are or would be written."""
    return [row for row in rows if row.get("status") in ("article", "draft")]


def row(rows: list[dict[str, Any]], part: str) -> dict[str, Any]:
    """The one row whose part has some words."""
    (found,) = [one for one in rows if part in one["part"]]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("system", blogs.POSTS)
def test_every_post_is_here_and_every_old_address_leads_on(bring: Any, system: str):
    """Dry by default; then all is written, each old address has its page, and a second run changes nothing."""
    work = bring(system)
    dry = work.run("--no-check")
    assert len(posts(dry)) == blogs.POSTS[system], [one["part"] for one in posts(dry)]
    assert not list((work.root / "content").rglob("*.md"))
    rows = work.run("--write")
    assert [one["path"] for one in posts(rows)] == [one["path"] for one in posts(dry)]
    before = tree(work.root / "content")
    main(["build", "--root", str(work.root), "--now", NOW])
    said = work.capsys.readouterr().err
    for one in posts(rows):
        for old in one["aliases"]:
            page = work.root / "site" / (old.strip("/") + ("/index.html" if old.endswith("/") else ""))
            public = one["status"] == "article" and "2999" not in one["path"]
            assert page.exists() == public, (old, said)
    again = work.run("--write", "--no-check")
    assert len([one for one in again if one.get("status") == "seen"]) == blogs.POSTS[system]
    assert tree(work.root / "content") == before


@pytest.mark.slow
@pytest.mark.parametrize("system", blogs.POSTS)
def test_a_strict_build_passes_or_the_report_says_why(bring: Any, system: str, tmp_path: Path):
    """What a strict build says of the written digest is what the report said before anything was written."""
    work = bring(system)
    told = [one["problem"] for one in work.run("--report", str(tmp_path / "report.md")) if one.get("status") == "build"]
    work.run("--write", "--no-check")
    code = main(["build", "--strict", "--root", str(work.root), "--now", NOW])
    said = work.capsys.readouterr().err
    assert (code == 0) == (not told)
    assert all(problem in said for problem in told)
    report = (tmp_path / "report.md").read_text()
    assert all(problem in report for problem in told)
    assert "## Would be written" in report


def test_hugo(bring: Any):
    """Bundles, shortcodes, cascades, permalinks, languages, dates to come, and keys of no kind that is known."""
    work = bring("hugo")
    rows = work.run("--write")
    plain, _ = work.article("Plain")
    assert plain["date"] == "2020-01-02T23:30:00-05:00"
    assert work.article("Before the list")[0]["aliases"] == ["/posts/2020-01-01-before-the-list/"]
    assert plain["extra"] == {"custom_key": "kept", "math": True}
    assert (plain["tags"], plain["topics"]) == (["ferries"], ["Travel"])
    assert plain["source"]["authors"] == ["Morag Sinclair"]
    assert work.article("Before the list")[0]["source"]["authors"] == ["Morag Sinclair"]
    bundle, text = work.article("A bundle")
    assert bundle["image"] == "/images/bundle/cover.png"
    assert "![The pier](/images/bundle/pier.png)\n\n*The pier in 1985*" in text
    assert "[plain](/articles/plain/) and [TOML](/articles/toml/)" in text
    assert (work.root / "content/images/bundle/pier.png").read_bytes() == blogs.PNG
    assert "the picture gone.png is not there" in row(rows, "bundle/index.md")["notes"]
    assert "\n\nMissing\n\n" in text
    codes = work.article("Shortcodes")[1]
    assert "[Video on YouTube](https://www.youtube.com/watch?v=dQw4w9WgXcQ)" in codes
    assert "```python\nprint(1)\n```" in codes
    assert '```\n{{< figure src="in-code.png" >}}\n```' in codes
    assert "stays as it was: {{< mystery a=1 >}}" in row(rows, "codes.md")["notes"]
    assert work.article("In the future")[0]["publish_at"] == "2999-01-01"
    assert work.article("It ends")[0] | {"expires": "2999-01-01", "weight": 5} == work.article("It ends")[0]
    assert work.article("Moved about")[0]["aliases"] == ["/posts/moved-here/", "/very/old.html", "/posts/older-name/"]
    assert work.article("Its own address")[0]["aliases"] == ["/special/place.html"]
    assert work.article("The First Note")[0]["aliases"] == ["/2020/04/the-first-note/"]
    assert "[Plain](/articles/plain/#end) and [far](/articles/json/)" in work.article("The First Note")[1]
    assert work.article("Die Fähre")[0]["lang"] == "de"
    assert work.article("Die Fähre")[0]["aliases"] == ["/de/posts/uebersicht/"]
    assert work.article("In TOML")[1].startswith("## A first heading")
    assert "front matter cannot be read" in row(rows, "broken.md")["error"]
    assert row(rows, "bundle/notes.md")["why"] == "a part of the post in its folder"
    assert row(rows, "about.md")["why"].startswith("a page, no post")
    assert "1 file of the old system" in row(rows, "data files")["why"]


def test_jekyll(bring: Any):
    """Liquid, categories of folders, defaults, drafts, permalinks and redirects."""
    work = bring("jekyll")
    rows = work.run("--write")
    plain, _ = work.article("Plain")
    assert plain["aliases"] == ["/2019/01/05/plain.html"]
    assert plain["source"]["authors"] == ["Morag Sinclair"]
    assert plain["extra"] == {"layout": "post"}
    assert plain["tags"] == ["ferries", "islands"]
    assert work.article("No title")[0]["date"] == "2019-01-06"
    assert work.article("In categories")[0]["aliases"] == ["/travel/sea/2019/01/07/categories.html"]
    assert work.article("In a folder")[0]["aliases"] == ["/tech/code/2019/01/17/in-a-folder.html"]
    assert work.article("In a folder")[0]["topics"] == ["code", "tech"]
    assert work.article("Permalink")[0]["aliases"] == ["/own/place/", "/older/", "/oldest.html"]
    liquid = work.article("Liquid")[1]
    assert "```ruby\nputs 1\n```" in liquid
    assert "[Plain](/articles/plain/) ![Pier](/images/liquid/pier.png)" in liquid
    assert "{{ kept }}" in liquid
    assert "secret" not in liquid
    assert "{: .wide}" not in liquid
    assert 'stays as it was: {% include video.html id="1" %}' in row(rows, "liquid.md")["notes"]
    assert work.article("With a time")[0]["date"] == "2019-01-11T23:30:00-05:00"
    assert work.article("Unpublished")[0]["draft"] is True
    assert work.article("An idea")[0]["draft"] is True
    assert "draft" not in work.article("Yes and no")[0]
    html = work.article("As HTML")[1]
    assert html.startswith("## Head\n\nSome **bold** words & a [link](/articles/plain/).")
    assert "[Embedded content](https://v.example/1)" in html
    assert work.article("More")[0]["image"] == "/images/more/pier.png"
    assert work.article("More")[0]["image_alt"] == "The pier"
    assert "more-->" not in work.article("More")[1]
    assert "does not begin with a day" in row(rows, "no-date.md")["error"]
    assert row(rows, "soup.md")["why"] == "of the collection recipes, no post"


def test_pelican(bring: Any):
    """Headers, references to files, categories of folders, settings that are read and never run."""
    work = bring("pelican")
    rows = work.run("--write")
    plain, _ = work.article("Plain")
    assert (plain["date"], plain["summary"], plain["topics"]) == ("2018-05-01 10:20:00", "Said short", ["Travel"])
    assert plain["aliases"] == ["/posts/2018/May/plain/", "/plain.html"]
    assert work.article("Größe & Maß: ein Überblick")[0]["aliases"][0] == "/posts/2018/May/groe-ma-ein-uberblick/"
    assert work.article("Slugged")[0]["source"]["authors"] == ["Morag Sinclair", "Iain Grant"]
    links = work.article("Links")[1]
    assert "[Plain](/articles/plain/) and [deep](/articles/deep/) ![Pier](/images/links/pier.png)" in links
    assert "the picture /images/gone.png is not there" in row(rows, "links.md")["notes"]
    assert work.article("Deep")[0]["topics"] == ["island"]
    assert "[Up](/articles/plain/)" in work.article("Deep")[1]
    assert work.article("A draft")[0]["draft"] is work.article("Hidden")[0]["draft"] is True
    assert work.article("By its name")[0]["date"] == "2018-05-08"
    assert work.article("An old text")[0]["draft"] is True
    assert any("reStructuredText" in note for note in row(rows, "old.rst")["notes"])
    assert work.article("From HTML")[0]["tags"] == ["a", "b"]
    assert work.article("In a series")[0]["aliases"] == ["/own/place.html"]
    assert "Ferries" in work.article("In a series")[0]["topics"]
    assert work.article("With YAML")[0]["lang"] == "gd"
    assert work.article("No day")[0]["draft"] is True


def test_eleventy(bring: Any):
    """Data of folders, permalinks with and without a template, collections that are no subjects."""
    work = bring("eleventy")
    rows = work.run("--write")
    first, _ = work.article("First")
    assert first["tags"] == ["ferries"]
    assert first["source"]["authors"] == ["Morag Sinclair"]
    assert first["aliases"] == ["/posts/first/"]
    assert work.article("By its name")[0]["aliases"] == ["/posts/2021-01-02-by-name/"]
    assert work.article("Own Place")[0]["aliases"] == ["/writing/own-place/"]
    assert work.article("By slug")[0]["aliases"] == ["/p/by-slug/"]
    assert any("could not be told" in note for note in row(rows, "untold.md")["notes"])
    assert work.article("Nowhere")[0]["draft"] is True
    picture, text = work.article("A picture")
    assert picture["image"] == "/images/picture/pier.png"
    assert "![Pier](/images/picture/pier.png)" in text
    assert "[First](/articles/first/) and [again](/articles/first/)" in text
    assert work.article("Deep")[0]["aliases"] == ["/posts/deep/"]
    assert work.article("By git")[0]["draft"] is True
    assert "`{{ b }}`" in work.article("Code")[1]
    assert any("import X from" in note for note in row(rows, "mdx.mdx")["notes"])
    assert row(rows, "about.md")["why"] == "a page or a template, no post"


def test_wordpress(bring: Any):
    """Blocks, captions, shortcodes, what was not public, comments and pictures."""
    work = bring("wordpress")
    rows = work.run("--write")
    plain, _ = work.article("Plain")
    assert plain["aliases"] == ["/2017/06/plain/"]
    assert (plain["date"], plain["topics"], plain["tags"]) == ("2017-06-01 23:30:00", ["Travel"], ["ferries"])
    assert plain["source"]["authors"] == ["Morag Sinclair"]
    assert work.article("Blocks & more")[1] == "One **bold** word.\n\n-   a\n-   b\n    -   c"
    assert work.article("Caption")[1].startswith("![Pier](/images/3/pier.png)\n\n*The pier*")
    assert any("[gallery" in note for note in row(rows, "(Gallery)")["notes"])
    embeds = work.article("Embeds")[1]
    assert embeds.count("](https://www.youtube.com/watch?v=") == 2
    assert "(https://v.example/2)" in embeds
    assert all(work.article(title)[0]["draft"] is True for title in ("A draft", "Private", "Locked"))
    links = work.article("Links")[1]
    assert "[Plain](/articles/plain/) and [two](/articles/2/).  \nA second line." in links
    assert r"\* no list \* \[brackets\] \_under\_" in links
    sticky = work.article("Sticky")[0]
    assert sticky["extra"] == {"mood": "calm", "sticky": True}
    assert sticky["image"] == "/images/10/pier.png"
    assert "1 comment left behind" in row(rows, "(Commented)")["notes"]
    assert work.article("Later")[0]["publish_at"].startswith("2999-06-12")
    assert row(rows, "In the bin")["why"] == "it is in the trash there"
    assert any("by a query" in note for note in row(rows, "(Untold)")["notes"])
    assert row(rows, "nav menu item")["why"] == "does not come along"


def test_ghost(bring: Any):
    """Cards, access, internal tags, pictures at Ghost's own mark; readers' addresses are not opened."""
    work = bring("ghost")
    rows = work.run("--write")
    plain, _ = work.article("Plain")
    assert (plain["description"], plain["tags"], plain["aliases"]) == ("Said short", ["Ferries"], ["/plain/"])
    assert plain["extra"] == {"internal_tags": ["#internal"], "featured": True}
    assert (plain["image"], plain["image_alt"]) == ("/images/plain/pier.png", "The pier")
    assert plain["date"] == "2022-07-01T23:30:00+00:00"
    cards = work.article("Cards")[1]
    assert "[Far](https://far.example/)" in cards
    assert "![Pier](/images/cards/pier.png)\n\n*The pier*" in cards
    assert "<table>" in cards
    assert "```py\nprint('*')\n```" in cards
    assert all(work.article(title)[0]["draft"] is True for title in ("For members", "A draft", "Sent"))
    assert work.article("Scheduled")[0]["publish_at"].startswith("2999")
    assert work.article("Elsewhere")[0]["source"]["url"] == "https://far.example/first"
    assert "[Plain](/articles/plain/), [cards](/articles/cards/#x)" in work.article("Links")[1]
    assert work.article("Lists")[1] == "1.  one\n    -   inner\n2.  two\n\n> Said\n\n## Head"
    assert "no text that can be read; its lexical tree is damaged" in row(rows, "(No HTML)")["error"]
    assert "[A film](https://www.youtube.com/watch?v=abc)" in work.article("Video")[1]
    assert row(rows, "1 readers")["why"] == "readers' addresses are not opened"
    tree_notes = row(rows, "(A tree)")["notes"]
    assert "Ghost's card email was left out: shown in letters alone" in tree_notes
    unknown = "loss: Ghost's card hologram is not known here and was left out: \u201cWords in an unknown card.\u201d"
    assert unknown in tree_notes
    assert any("card hologram is not known" in note for note in row(rows, "(An older tree)")["notes"])
    assert "mail.example" not in "".join(path.read_text() for path in (work.root / "content").rglob("*.md"))


def test_ghost_s_trees_are_read_where_there_is_no_html(bring: Any):
    """Each kind of node of Lexical and Mobiledoc as Markdown, in its order."""
    work = bring("ghost")
    work.run("--write", "--no-check")
    assert work.article("A tree")[1] == (
        "A ferry & **bold** and ***both*** in [a link](/articles/plain/)  \nbelow.\n\n### A head\n\n"
        "1.  one\n    -   inner\n\n> Said.\n\n"
        "![Pier](/images/a-tree/pier.png)\n\n*The pier*\n\n```py\nprint('<*>')\n```\n\n"
        "Some *marked* words.\n\n> ! Mind **it**.\n\n### More\n\nFolded away.\n\n"
        "[Far](https://far.example/) – Away\n\n[A film](https://v.example/2)"
    )
    assert work.article("An older tree")[1] == (
        "**bold [link](https://far.example/)**  \na &lt; b\n\n"
        "![Pier](/images/an-older-tree/pier.png)\n\n-   one\n-   two\n\n"
        "> Said.\n\nSome *marked* words.\n\n---"
    )


@pytest.mark.parametrize("system", blogs.POSTS)
def test_each_mark_that_stays_is_one_that_a_strict_build_refuses(bring: Any, system: str):
    """What the report says of a post's marks and what a strict build says of them is the same."""
    rows = bring(system).run()
    problems = "".join(one["problem"] for one in rows if one.get("status") == "build")
    for post in posts(rows):
        for note in post["notes"]:
            mark = note.removeprefix("stays as it was: ")
            assert mark == note or mark[:60] in problems, (post["part"], mark, problems)


def test_words_in_brackets_are_told_from_shortcodes(bring: Any):
    """What is surely a shortcode stands bare and is refused; what WordPress prints, and what may be words, is not."""
    work = bring("wordpress")
    rows = work.run("--write")
    notes = row(rows, "(Gallery)")["notes"]
    assert [note for note in notes if "may be" in note] == [
        "stays, and may be a shortcode, which no build tells from words: [map]"
    ]
    text = work.article("Gallery")[1]
    assert '[contact-form-7 id="9" title="a_b"]' in text
    assert r"[su_note]Mind it \[sic\].[/su_note] \[embed\] \[map\]" in text
    problems = [one["problem"] for one in rows if one.get("status") == "build"]
    for mark in ("[gallery ids", "[contact-form-7", "[su_note]", "[/su_note]"):
        assert any(f"a shortcode is printed as it is: {mark}" in problem for problem in problems), mark
    assert not any("[embed]" in problem or "[map]" in problem for problem in problems)


def test_editors_of_the_digest_are_no_outside_writers(bring: Any):
    """`--ours` puts a name among the digest's editors; the others stay writers of the source."""
    work = bring("pelican")
    work.run("--write", "--no-check", "--ours", "morag sinclair")
    values = work.article("Slugged")[0]
    assert values["authors"] == ["Morag Sinclair"]
    assert values["source"]["authors"] == ["Iain Grant"]


def test_what_is_no_blog_is_refused_with_the_next_step(bring: Any):
    """A single feed, a missing folder, an unknown system."""
    work = bring("hugo")
    feed = work.blog / "feed.xml"
    feed.write_text("<rss version='2.0'><channel><item/></channel></rss>")
    for words, part in (([str(feed)], "add takes single feeds"), ([str(work.blog / "none")], "no such file"),
                        ([str(work.blog), "--system", "drupal"], "is none of hugo")):  # fmt: skip
        assert main(["import", "--root", str(work.root), *words]) == 2
        assert part in work.capsys.readouterr().err


def test_links_of_a_blog_lead_to_no_file_outside_it(bring: Any, tmp_path: Path):
    """A picture's path that climbs out of the blog, by dots or by a link, brings nothing along."""
    work = bring("jekyll")
    (tmp_path / "secret.png").write_bytes(b"secret")
    (work.blog / "assets/link.png").symlink_to(tmp_path / "secret.png")
    text = "---\ntitle: Climber\n---\n![a](../../secret.png) ![b](/assets/link.png) ![c](/../secret.png)\n"
    (work.blog / "_posts/2019-02-01-climber.md").write_text(text)
    rows = work.run("--write", "--no-check")
    assert row(rows, "climber")["pictures"] == []
    assert len([note for note in row(rows, "climber")["notes"] if "is not there" in note]) == 3


def test_hugo_s_configuration_may_lie_in_a_folder_and_its_languages_too(bring: Any):
    """A configuration alone tells the system; folders of languages, and addresses that end in .html."""
    work = bring("hugo")
    (work.blog / "hugo.toml").unlink()
    files = {
        "config/_default/hugo.yaml": "uglyURLs: true\nlanguages:\n  en: {contentDir: content/en}\n"
        "  de: {contentDir: content/de}\n",
        "content/en/post/a.md": "---\ntitle: One\ndate: 2020-05-01\n---\nWrite to jane@old.example.\n[x](../gone/)\n",
        "content/de/post/a.md": "---\ntitle: Eins\ndate: 2020-05-01\n---\nText.\n",
    }
    write_site(work.blog, files)
    rows = work.run("--write", "--no-check")
    assert work.article("Eins")[0]["aliases"] == ["/de/post/a.html"]
    assert work.article("One")[0]["aliases"] == ["/post/a.html"]
    assert set(row(rows, "content/en/post/a.md")["notes"]) == {
        "e-mail addresses in it were left out",
        "the link to ../gone/ leads to nothing that came along",
    }


def test_a_post_called_index_takes_its_address_from_its_headline(bring: Any):
    """`index.md` says nothing of the article it holds, and no article may be called so."""
    work = bring("jekyll")
    (work.blog / "_posts/2019-03-01-index.md").write_text("---\ntitle: The index of all ferries\n---\nText.\n")
    work.run("--write", "--no-check")
    assert (work.root / "content/articles/2019/2019-03-01-the-index-of-all-ferries.md").exists()


def test_wordpress_below_a_path_and_without_names(bring: Any):
    """A blog at /blog/, an author without a display name, a link to a post there, a post of nothing."""
    work = bring("wordpress")
    file = work.blog / "old.xml"
    text = file.read_text().replace("https://old.example", "https://old.example/blog")
    file.write_text(text.replace(">Morag Sinclair<", "><"))
    work.run("--write", "--no-check")
    assert work.article("Plain")[0]["aliases"] == ["/blog/2017/06/plain/"]
    assert work.article("Plain")[0]["source"]["authors"] == ["morag"]
    assert "[Plain](/articles/plain/)" in work.article("Links")[1]


def _lay(work: Any, files: dict[str, str | bytes]) -> None:
    for path, content in files.items():
        target = work.blog / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())


def test_hugo_s_settings_each_in_a_file_and_a_blog_below_a_path(bring: Any):
    """Languages and permalinks have files of their own; old addresses begin with the path; no page there, none here."""
    work = bring("hugo")
    (work.blog / "hugo.toml").unlink()
    _lay(
        work,
        {
            "config/_default/hugo.yaml": "baseURL: https://old.example/blog/\n",
            "config/_default/permalinks.toml": 'posts = "/:section/:year/:slug/"\n',
            "config/_default/languages.toml": "[en]\ncontentDir = 'content/en'\n[de]\ncontentDir = 'content/de'\n",
            "content/en/posts/one.md": "---\ntitle: The One\ndate: 2021-05-27\naliases: [../one, /two/]\n---\n"
            + blogs.TEXT,
            "content/de/posts/one.md": f"---\ntitle: Das Eine\ndate: 2021-05-27\n---\n{blogs.TEXT}\n",
            "content/de/posts/own.md": "---\ntitle: Eigen\ndate: 2021-05-29\nurl: /de/eigen/\n---\n" + blogs.TEXT,
            "content/en/posts/none.md": "---\ntitle: No page\ndate: 2021-05-28\nbuild: {render: never}\n---\n"
            f"[one](/blog/posts/2021/the-one/) [two](https://old.example/blog/posts/2021/the-one/)\n\n{blogs.TEXT}\n",
        },
    )
    work.run("--write", "--no-check")
    one, _ = work.article("The One")
    assert one["aliases"] == ["/blog/posts/2021/the-one/", "/blog/posts/one/", "/blog/two/"]
    german, _ = work.article("Das Eine")
    assert (german["aliases"], german["lang"]) == (["/blog/de/posts/2021/das-eine/"], "de")
    assert work.article("Eigen")[0]["aliases"] == ["/blog/de/eigen/"]
    none, body = work.article("No page")
    assert none["draft"] is True
    assert body.count("](/articles/one") == 2


def test_jekyll_below_a_path_with_names_of_blanks(bring: Any):
    """`baseurl` begins each old address; `:title` has hyphens for blanks; a translated tag is no dead link."""
    work = bring("jekyll")
    config = "url: https://old.example\nbaseurl: /sub\n"
    post = "---\ntitle: Blanks\nredirect_from: /gone.html\n---\n"
    post += "[Plain]({{ site.baseurl }}{% post_url 2019-01-05-plain %})\n"
    _lay(work, {"_config.yml": config, "_posts/2019-02-01-Title With Blanks.md": post + blogs.TEXT})
    rows = work.run("--write", "--no-check")
    blanks, body = work.article("Blanks")
    assert blanks["aliases"] == ["/sub/2019/02/01/Title-With-Blanks.html", "/sub/gone.html"]
    assert "[Plain](/articles/plain/)" in body
    assert not any("leads to nothing" in note for note in row(rows, "Title With")["notes"])


def test_pelican_s_defaults_translations_and_attached_pictures(bring: Any):
    """DEFAULT_METADATA makes drafts, a translation has its own address, pictures beside a post come along."""
    work = bring("pelican")
    settings = "SITEURL = 'https://old.example'\nPATH = 'content'\nDEFAULT_METADATA = {'Status': 'draft'}\n"
    _lay(
        work,
        {
            "pelicanconf.py": settings,
            "content/sea/one.md": f"Title: One\nDate: 2018-07-01\nSlug: one\nStatus: published\n"
            f"Cover: {{static}}/images/pier.png\n\n![here]({{attach}}beside.png)\n\n{blogs.TEXT}\n",
            "content/sea/eins.md": "Title: Eins\nDate: 2018-07-01\nSlug: one\nLang: de\nStatus: published\n\n"
            + blogs.TEXT,
            "content/sea/open.md": f"Title: Unsaid\nDate: 2018-07-02\n\n{blogs.TEXT}\n",
            "content/sea/beside.png": blogs.PNG,
        },
    )
    work.run("--write", "--no-check")
    one, body = work.article("One")
    assert (one["aliases"], one["image"]) == (["/one.html"], "/images/one-2/pier.png")  # "Eins" was first
    assert "![here](/images/one-2/beside.png)" in body
    assert work.article("Eins")[0]["aliases"] == ["/one-de.html"]
    assert work.article("Unsaid")[0]["draft"] is True


def test_eleventy_s_named_front_matter_and_its_path(bring: Any):
    """`---json` is read, a program is refused and not printed, `pathPrefix` begins each old address."""
    work = bring("eleventy")
    _lay(
        work,
        {
            "eleventy.config.js": "export default (c) => ({ dir: { input: 'src' }, pathPrefix: '/w/' })\n",
            "src/posts/js.md": "---js\n{ title: 'Script', date: '2022-02-06' }\n---\nText.\n",
            "src/posts/json.md": f'---json\n{{"title": "In JSON", "date": "2022-02-07"}}\n---\n{blogs.TEXT}\n',
        },
    )
    rows = work.run("--write", "--no-check")
    found, body = work.article("In JSON")
    assert (found["aliases"], body) == (["/w/posts/json/"], blogs.TEXT)
    assert "which is not run" in row(rows, "js.md")["error"]


def test_wordpress_s_terms_and_blocks_used_again(bring: Any):
    """A term that was escaped twice reads as it should; the place of a block whose text stands elsewhere is named."""
    work = bring("wordpress")
    file = work.blog / "old.xml"
    text = file.read_text().replace("[CDATA[Travel]]", "[CDATA[Travel &amp; Sea]]")
    file.write_text(text.replace("[gallery", '<!-- wp:block {"ref":99} /-->[gallery', 1))
    rows = work.run("--write", "--no-check")
    assert work.article("Plain")[0]["topics"] == ["Travel & Sea"]
    assert 'stays as it was: [reusable-block ref="99"]' in row(rows, "(Gallery)")["notes"]


def test_a_post_without_a_text_stays_a_draft(bring: Any):
    """An article of nothing is never published by itself, whatever its blog did."""
    work = bring("jekyll")
    (work.blog / "_posts/2019-03-02-empty.md").write_text("---\ntitle: Empty\n---\n")
    assert row(work.run("--write", "--no-check"), "empty.md")["draft"] == "it has no text"
    assert work.article("Empty")[0]["draft"] is True


def test_an_old_address_that_is_the_digest_s_own_stays_there(bring: Any):
    """A post at `/about/`, or an alias that is a list of the digest, would stop every build: it is noted, not taken."""
    work = bring("jekyll")
    write_site(work.root, {"content/pages/about.md": "---\ntitle: About\n---\n\nWho we are.\n"})
    post = "---\ntitle: Who we were\npermalink: /about/\nredirect_from: [/people/, /we/]\n---\nA text of a few words.\n"
    (work.blog / "_posts/2019-09-09-we.md").write_text(post)
    rows = work.run("--write", "--no-check")
    notes = str(row(rows, "2019-09-09-we"))
    assert "/about/ is that of the page content/pages/about.md" in notes
    assert "/people/ is that of a page of the digest" in notes
    assert work.article("Who we were")[0]["aliases"] == ["/we/"]


def test_an_import_is_one_step_that_can_be_taken_back(bring: Any):
    """`undo` takes every article of it away, and `undo --redo` brings the same bytes again."""
    work = bring("hugo")
    work.run("--write")
    articles = work.root / "content/articles"
    written = {path: path.read_bytes() for path in articles.rglob("*.md")}
    assert written
    assert main(["undo", "--root", str(work.root)]) == 0
    assert not list(articles.rglob("*.md"))
    said = work.capsys.readouterr()
    assert "copydesk import" in said.out + said.err
    assert main(["undo", "--redo", "--root", str(work.root)]) == 0
    assert {path: path.read_bytes() for path in articles.rglob("*.md")} == written


def test_what_is_no_post_is_named_on_the_terminal_too(bring: Any):
    """A page is told with what to do about it, not only counted."""
    work = bring("hugo")
    main(["import", "--root", str(work.root), "--now", NOW, *work.words])
    said = work.capsys.readouterr().err
    assert "content/about.md: a page, no post: copy its text into content/pages/" in said
