"""Editions: what stands in them, what freezing keeps, their letters, and the verb that proposes the next one."""

from __future__ import annotations

import email
import email.policy
import re
from pathlib import Path

import pytest
from conftest import article, build_site, tree, write_site

from copydesk.cli import main
from copydesk.errors import ContentError

EDITION = """---
# the editor's own remark
title: "The thaw: a beginning"
number: 3
date: 2018-06-15
sections:
  - title: Singapore
    articles: [four-points]
  - title: Before
    articles: [a-letter]
---

A note with *weight* and [a link](/articles/a-letter/).
"""
FILES = {
    "content/articles/2018/2018-06-12-four-points.md": article(
        "Four points", date="2018-06-12", summary="What was signed.", source="{name: Harbour Wire}"
    ),
    "content/articles/2018/2018-05-27-a-letter.md": article("A letter", date="2018-05-27", body="It was long."),
    "content/articles/2018/2018-07-01-later.md": article("Later", date="2018-07-01"),
    "content/editions/2018-06.md": EDITION,
}


def page(root: Path, path: str) -> str:
    """A built page's HTML."""
    return (root / "site" / path / "index.html").read_text(encoding="utf-8")


def headlines(html: str) -> list[str]:
    """The headlines of the cards on a page, in order."""
    return re.findall(r'class="headline"><a href="[^"]*">([^<]*)</a>', html)


def test_sections_stand_in_the_order_of_the_file(tmp_path):
    """An edition shows its articles section by section, whatever their dates."""
    root = write_site(tmp_path, FILES)
    build_site(root)
    main_part = page(root, "editions/2018-06").partition('<div class="listing">')[2]
    found = re.findall(r">(Singapore|Before|Four points|A letter)<", main_part)
    assert found == ["Singapore", "Four points", "Before", "A letter"]


def test_an_unknown_article_is_reported_with_the_closest(tmp_path):
    """A slip in a section fails the build and names what was meant."""
    root = write_site(tmp_path, {**FILES, "content/editions/2018-06.md": EDITION.replace("four-points", "four-point")})
    with pytest.raises(ContentError, match='no article "four-point" to print, did you mean "four-points"'):
        build_site(root)


def test_an_edition_without_articles_and_one_that_names_an_article_twice_are_told(tmp_path):
    """Each in its file, the second naming with its line; an edition whose days hold an article is none of them."""
    files = {
        "content/articles/a.md": article("A", date="2020-07-02", id="a-2020"),
        "content/editions/one.md": "---\ntitle: One\ndate: 2020-07-05\narticles:\n- a\n- a-2020\n---\n",
        "content/editions/two.md": "---\ntitle: Two\ndate: 2020-08-05\n---\n\nA note.\n",
        "content/editions/three.md": "---\ntitle: Three\ndate: 2020-07-06\nsince: 2020-07-01\nuntil: 2020-07-06\n---\n",
        "content/editions/four.md": "---\ntitle: Four\ndate: 2020-07-07\narticles: [a, a]\n---\n",
        "content/editions/five.md": "---\ntitle: Five\ndate: 2020-07-08\narticles: a\nsections:\n- title: More\n"
        "  articles: [a]\n---\n",
    }
    said = list(map(str, build_site(write_site(tmp_path, files)).warnings))
    twice = "is named twice: it is printed"
    once = 'as "a", take one of the two out'
    assert f'content/editions/one.md:6:3: the article "a-2020" {twice} {once}' in said
    there = "where it is named first, take it out here, or there"
    assert f'content/editions/four.md:4:15: the article "a" {twice} {there}' in said
    assert f'content/editions/five.md:7:14: the article "a" {twice} {there}' in said
    assert [line.partition(",")[0] for line in said if "without" in line] == [
        "content/editions/two.md:1: an edition without an article"
    ]
    assert len(said) == 4


@pytest.mark.parametrize(
    ("rule", "slugs"),
    [
        ("daily", {"2018-05-27", "2018-06-12", "2018-07-01"}),
        ("weekly", {"2018-w21", "2018-w24", "2018-w26"}),
        ("monthly", {"2018-05", "2018-06", "2018-07"}),
    ],
)
def test_editions_by_rule(tmp_path, rule, slugs):
    """Days that no file covers make editions by the day, the ISO week or the month."""
    files = {path: text for path, text in FILES.items() if "editions" not in path}
    root = write_site(tmp_path, files)
    build_site(root, editions=rule)
    found = {
        path.split("/")[1] for path in tree(root / "site") if path.startswith("editions/") and path.count("/") == 2
    }
    assert found == slugs


@pytest.mark.parametrize(
    ("lang", "week", "month"),
    [
        ("en", "Week of 11 June 2018", "June 2018"),
        ("de", "Woche vom 11. Juni 2018", "Juni 2018"),
        ("fr", "Semaine du 11 juin 2018", "juin 2018"),
        ("ko", "2018년 6월 11일 주간", "2018년 6월"),
        ("ja", "2018年6月11日の週", "2018年6月"),
        ("ar", "أسبوع 11 يونيو 2018", "يونيو 2018"),
    ],
)
def test_editions_by_rule_have_titles_in_words(tmp_path, lang, week, month):
    """A week and a month are called so in the digest's language, on their page, in the index and in the letter."""
    files = {path: text for path, text in FILES.items() if "editions" not in path and path != "config.yaml"}
    files["config.yaml"] = f"title: T\nbase_url: https://digest.example/\nlanguage: {lang}\n"
    root = write_site(tmp_path, files)
    for rule, slug, title in (("weekly", "2018-w24", week), ("monthly", "2018-06", month)):
        build_site(root, editions=rule)
        for place in ("editions", f"editions/{slug}"):
            assert title in page(root, place)
        assert title in (root / f"site/editions/{slug}/email.html").read_text(encoding="utf-8")
    assert f"<h1>{month}</h1>" in page(root, "archive/2018/06")


def test_no_number_is_given_twice(tmp_path):
    """Beside files that are numbered, editions made by rule have none; alone they count from the first."""
    root = write_site(tmp_path, FILES)
    build_site(root, editions="monthly")
    numbers = re.findall(r'class="issue-number">(?:<span class="vh">([^<]*))?', page(root, "editions"))
    assert sorted(filter(None, numbers)) == ["No. 3"]
    (root / "content/editions/2018-06.md").unlink()
    build_site(root, editions="monthly")
    numbers = re.findall(r'class="issue-number"><span class="vh">([^<]*)', page(root, "editions"))
    assert numbers == ["No. 3", "No. 2", "No. 1"]


def test_freezing_shows_later_changes(tmp_path, capsys):
    """A frozen edition tells which of its articles say something else by now, and shows their corrections."""
    root = write_site(tmp_path, FILES)
    assert main(["edition", "freeze", "2018-06", "--root", str(root)]) == 0
    assert capsys.readouterr().out == "content/editions/2018-06.md\n"
    build_site(root)
    assert "Changed since this edition" not in page(root, "editions/2018-06")
    changed = article(
        "A letter",
        date="2018-05-27",
        body="It was short.",
        corrections='[{date: 2018-06-20, text: "It was **short**."}, {date: 2018-05-28, text: Before it was printed.}]',
    )
    write_site(root, {"content/articles/2018/2018-05-27-a-letter.md": changed})
    build_site(root)
    html = page(root, "editions/2018-06")
    assert re.search(r"Changed since this edition.*?articles/a-letter/", html, re.DOTALL)
    assert "It was <strong>short</strong>." in html
    assert "Before it was printed" not in html
    assert "Before it was printed" in page(root, "corrections")


def test_what_comes_later_does_not_enter_a_frozen_edition(tmp_path):
    """An edition of days takes in what is published for them, until it is frozen."""
    edition = "---\ntitle: Spring\ndate: 2018-06-30\nsince: 2018-05-01\nuntil: 2018-06-30\n---\n"
    root = write_site(tmp_path, {**FILES, "content/editions/2018-06.md": edition})
    assert main(["edition", "freeze", "2018-06", "--root", str(root)]) == 0
    write_site(root, {"content/articles/late.md": article("Late", date="2018-06-01")})
    build_site(root)
    assert headlines(page(root, "editions/2018-06")) == ["Four points", "A letter"]


def test_freezing_keeps_the_editors_file(tmp_path, capsys):
    """Freezing adds its two fields and touches nothing else; a second time needs to be asked for."""
    root = write_site(tmp_path, FILES)
    assert main(["edition", "freeze", "2018-06", "--root", str(root)]) == 0
    text = (root / "content/editions/2018-06.md").read_text(encoding="utf-8")
    added = re.search(r"frozen: true\nprinted:\n(?:  \S+: \S+\n){2}", text)
    assert added
    assert text.replace(added[0], "") == EDITION
    assert main(["edition", "freeze", "2018-06", "--root", str(root)]) == 2
    assert "frozen already" in capsys.readouterr().err


def test_a_new_edition_holds_what_no_edition_has(tmp_path, capsys):
    """`edition new` writes a draft with the next number that builds as it stands, and a second has nothing left."""
    files = {
        **FILES,
        "content/articles/one.md": article("One", date="2018-07-02", topics="[Treaties]"),
        "content/articles/two.md": article("Two", date="2018-07-03", topics="[Treaties]"),
        "content/articles/draft.md": article("Draft", date="2018-07-04", draft="true"),
    }
    root = write_site(tmp_path, files)
    assert main(["edition", "new", "--root", str(root), "--date", "2018-07-31", "--title", "July: a list"]) == 0
    path = capsys.readouterr().out.strip()
    assert (root / path).read_text(encoding="utf-8") == (
        '---\ntitle: "July: a list"\nnumber: 4\ndate: "2018-07-31"\ndraft: true\nsections:\n'
        "- title: Treaties\n  articles:\n  - two\n  - one\n- articles:\n  - later\n---\n"
    )
    assert main(["edition", "new", "--root", str(root), "--date", "2018-07-31"]) == 1
    build_site(root, drafts=True)
    assert "Two" in headlines(page(root, "editions/2018-07-31"))
    build_site(root)
    assert not (root / "site/editions/2018-07-31").exists()


def test_letter_is_fit_for_mail(tmp_path):
    """The letter's HTML has its styles in the elements, absolute links, and nothing that loads or runs."""
    root = write_site(tmp_path, FILES)
    build_site(root, base_url="https://digest.example/repo/")
    html = (root / "site/editions/2018-06/email.html").read_text(encoding="utf-8")
    # The one style sheet left in it holds what cannot stand in an element: the colours of dark readers.
    light = re.sub(r"<style>@media \(prefers-color-scheme: dark\) \{[^<]*</style>", "", html, count=1)
    assert not re.search(r"<(?:style|script|link|img)\b|class=\"[^\"]*\"(?![^>]*style=)", light)
    assert not re.search(r"url\(|@import", html)
    links = re.findall(r'href="([^"]+)"', html)
    assert len(links) >= 4
    assert all(link.startswith("https://digest.example/repo/") for link in links)
    assert 'name="robots" content="noindex"' in html


@pytest.mark.slow
def test_long_letters_stay_under_the_limit_of_mail_programs(tmp_path):
    """Gmail cuts at 102 kB: summaries go first, then articles, and the letter says how many are on the web."""
    summary = "A summary of some length, " * 8
    files = {
        f"content/articles/a{n}.md": article(f"Article {n}", date="2018-06-01", description=summary.strip(", "))
        for n in range(400)
    }
    edition = "---\ntitle: All\ndate: 2018-06-30\nsince: 2018-06-01\n---\n"
    root = write_site(tmp_path, {**files, "content/editions/all.md": edition})
    build_site(root)
    html = (root / "site/editions/all/email.html").read_text(encoding="utf-8")
    assert 60_000 < len(html.encode()) < 102_000
    shown = len(re.findall(r"<h2", html))
    assert f"And {400 - shown} more articles on the web" in html
    text = (root / "site/editions/all/edition.txt").read_text(encoding="utf-8")
    assert len(re.findall(r"^https://digest.example/articles/", text, re.MULTILINE)) == 400


def test_mail_file_is_a_message(tmp_path):
    """The .eml parses as a message in two parts, its id and date from the edition, no line too long for SMTP."""
    root = write_site(tmp_path, FILES)
    build_site(root, timezone="Asia/Seoul", email="desk@digest.example")
    data = (root / "site/editions/2018-06/edition.eml").read_bytes()
    assert max(map(len, data.split(b"\r\n"))) <= 998
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert message["Subject"] == "The thaw: a beginning"
    assert message["From"] == "The Test Digest <desk@digest.example>"
    assert message["Message-ID"] == "<edition.2018-06@digest.example>"
    assert message["Date"].datetime.isoformat() == "2018-06-15T00:00:00+09:00"
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().replace("\r\n", "\n") == (root / "site/editions/2018-06/edition.txt").read_text(
        encoding="utf-8"
    )


def test_the_note_is_said_once(tmp_path):
    """Where no summary is written the note's first words stand on cards, and once on the edition's page and letter."""
    note = "Three ships, and [one\nharbour](/articles/a/) that was too small."
    files = {
        "content/articles/a.md": article("A", date="2020-07-02"),
        "content/editions/one.md": f"---\ntitle: One\ndate: 2020-07-05\narticles: [a]\n---\n\n{note}\n",
    }
    root = write_site(tmp_path, files)
    build_site(root)
    words = "Three ships, and one harbour that was too small."
    assert f'<p dir="ltr">{words}</p>' in page(root, "editions")
    for name in ("editions/one/index.html", "editions/one/email.html"):
        html = (root / "site" / name).read_text(encoding="utf-8")
        body = re.sub(r"<[^>]+>", "", html[html.index("<h1") :])
        assert body.count("Three ships") == 1, name
    assert (root / "site/editions/one/edition.txt").read_text(encoding="utf-8").count("Three ships") == 1


def test_plain_letter_reads_as_text(tmp_path):
    """The plain letter, whole."""
    root = write_site(tmp_path, FILES)
    build_site(root)
    assert (root / "site/editions/2018-06/edition.txt").read_text(encoding="utf-8") == (
        "The Test Digest · 3 · 2018-06-15\n\nTHE THAW: A BEGINNING\nhttps://digest.example/editions/2018-06/\n\n"
        "A note with *weight* and [a\nlink](https://digest.example/articles/a-letter/).\n\n\n"
        "Singapore\n---------\n\n"
        "Four points\nWhat was signed.\n2018-06-12 · Harbour Wire\nhttps://digest.example/articles/four-points/\n\n\n"
        "Before\n------\n\n"
        "A letter\nIt was long.\n2018-05-27\nhttps://digest.example/articles/a-letter/\n"
    )
