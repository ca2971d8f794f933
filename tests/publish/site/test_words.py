"""An edit of words alone renders what shows them without a plan, and the site is what a clean build makes."""

from __future__ import annotations

import itertools
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import build_site, tree, write_site

from copydesk.cli import main

HEAD = {
    "title": "A headline",
    "date": "2020-07-03",
    "people": '[{name: Ada Moreau, role: minister, quotes: ["We shall see."]}, Grace Obi]',
    "countries": "[France]",
    "topics": "[Trade]",
    "story": "summit",
}
CONFIG = "title: A digest\nbase_url: https://digest.example/\nper_page: 2\ntagline: Daily\n"
BODY = "A first paragraph of some length, long enough to be told apart.\n\n## A heading\n\nA second one."


# A file changed just now is read again whatever its time says, so every file here was changed long ago.
_TICKS = itertools.count(1_600_000_000)


def put(root: Path, path: str, text: str) -> None:
    """Write a file of the digest, changed a second after the one before."""
    write_site(root, {path: text, "config.yaml": CONFIG})
    tick = next(_TICKS)
    os.utime(root / path, (tick, tick))
    os.utime(root / "config.yaml", (1_500_000_000, 1_500_000_000))


def write(root: Path, name: str = "a3", body: str = BODY, **fields: str) -> None:
    """An article with every part that some other page shows; `fields` are YAML texts by key."""
    lines = [f"{key}: {value}" for key, value in {**HEAD, **fields}.items()]
    put(root, f"content/articles/{name}.md", "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Five articles of one story, built."""
    root = tmp_path / "digest"
    for number in range(1, 6):
        text = f"Text number {number}, long enough to be a paragraph that is told apart."
        write(root, f"a{number}", text, title=f"Headline {number}", date=f"2020-07-{number:02}")
    write(root)
    build_site(root)
    return root


def planned(built: Any) -> bool:
    """Whether a build linked and planned."""
    return "plan" in built.timing


def is_exact(root: Path) -> bool:
    """Whether the site is what a clean build elsewhere makes."""
    elsewhere = root.with_name("clean")
    shutil.rmtree(elsewhere, ignore_errors=True)
    shutil.copytree(root, elsewhere, ignore=shutil.ignore_patterns("site", ".copydesk"))
    build_site(elsewhere)
    return tree(root / "site") == tree(elsewhere / "site")


@pytest.mark.parametrize(
    "edit",
    [
        {"title": "Another headline"},
        {"title": '"Quotes & <marks>"', "subtitle": "Below it"},
        {"summary": '"In *short*."'},
        {"description": "For search engines"},
        {"place": "Geneva"},
        {"authors": "[The desk]"},
        {"body": "Another beginning, long enough to be told apart.\n\n## Another heading\n\nA second one."},
        {"title": "Both", "body": f"{BODY}\n\nAnd one more, which is long enough to be told apart."},
    ],
)
def test_words_alone_need_no_plan(root: Path, edit: dict[str, str]) -> None:
    """Whatever word of an article changes, everything that shows it does, and a second build renders nothing."""
    write(root, **edit)
    built = build_site(root)
    assert not planned(built)
    assert "/articles/a3/" in built.rendered
    assert is_exact(root)
    assert build_site(root).rendered == ()


def test_a_title_changes_where_it_stands_without_a_card(root: Path) -> None:
    """A person's quotations and the connections tell an article's title too."""
    write(root, "a5", "Words.", date="2020-07-05", title="A title of its own")
    assert not planned(build_site(root))
    for page in ("people/ada-moreau", "connections"):
        assert "A title of its own" in (root / f"site/{page}/index.html").read_text(encoding="utf-8")
    assert is_exact(root)


@pytest.mark.parametrize(
    "edit",
    [
        {"date": "2020-07-04"},
        {"people": "[Grace Obi]"},
        {"countries": "[Kenya]"},
        {"topics": "[Peace]"},
        {"weight": "3"},
        {"story": "other"},
        {"draft": "true"},
        {"noindex": "true"},
        {"summary": '"![](/images/dot.svg)"'},
        {"body": "Text number 1, long enough to be a paragraph that is told apart."},
    ],
)
def test_anything_else_is_planned(root: Path, edit: dict[str, str]) -> None:
    """What decides where an article stands, or what other articles say of it, is linked and planned anew."""
    put(root, "content/images/dot.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>\n')
    build_site(root)
    write(root, **edit)
    assert planned(build_site(root))
    assert is_exact(root)


@pytest.mark.parametrize("field", ["aliases: [/old/]", 'corrections: [{date: 2020-07-09, text: "It was less."}]'])
def test_a_title_that_others_tell_is_planned(root: Path, field: str) -> None:
    """Redirects and corrections have an article's title, each in a way of its own."""
    key, _, value = field.partition(": ")
    write(root, **{key: value})
    build_site(root)
    write(root, title="Renamed", **{key: value})
    assert planned(build_site(root))
    assert is_exact(root)


def test_words_put_back_after_an_edit_are_shown_again(root: Path) -> None:
    """A headline changed without a plan, then put back in a build of everything, stands nowhere any more."""
    write(root, title="For a while")
    build_site(root)
    write(root)
    write(root, "a9", "New.", title="Another article", date="2021-01-01")
    assert planned(build_site(root))
    assert is_exact(root)


def test_edits_one_after_the_other_add_up(root: Path) -> None:
    """What one build of words remembers is what the next one starts from."""
    for number in range(4):
        write(root, title=f"Draft {number}")
        write(root, "a2", f"Body {number}.", title=f"Second {number}", date="2020-07-02")
        assert not planned(build_site(root))
    assert is_exact(root)


def test_an_article_that_is_no_longer_as_printed_is_told_by_its_edition(root: Path) -> None:
    """A frozen edition names the articles that changed since, though a body alone changed."""
    text = "---\ntitle: One\ndate: 2020-07-31\nsince: 2020-07-01\nuntil: 2020-07-31\n---\n"
    put(root, "content/editions/one.md", text)
    assert main(["edition", "freeze", "one", "--root", str(root)]) == 0
    build_site(root)
    write(root, body=f"{BODY} And a sentence.")
    build_site(root)
    assert "Changed since" in (root / "site/editions/one/index.html").read_text(encoding="utf-8")
    assert is_exact(root)


def test_a_draft_with_the_address_of_a_published_article_changes_nothing(root: Path) -> None:
    """Two files may claim one address as long as one of them is unpublished: its words are not shown."""
    write(root, "2019-01-01-a3", "A draft.", title="Unpublished", draft="true")
    build_site(root)
    write(root, "2019-01-01-a3", "Another draft.", title="Still unpublished", draft="true")
    assert not planned(build_site(root))
    assert is_exact(root)


def test_explain_tells_what_changed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A list that shows a new headline says that its cards changed, a page with another body that its text did."""
    write(root, title="Another headline")
    build_site(root)
    main(["explain", "/countries/france/page/2/", "--root", str(root)])
    assert "last rendered because changed: content.years" in capsys.readouterr().out
    write(root, title="Another headline", body=f"{BODY}\n\nMore.")
    build_site(root)
    main(["explain", "/articles/a3/", "--root", str(root)])
    assert "last rendered because its text changed" in capsys.readouterr().out
