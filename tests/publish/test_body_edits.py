"""An edit of a body alone needs no plan; whatever else changes, the site is that of a clean build."""

from __future__ import annotations

import datetime as dt
import gc
import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, build_site, tree, write_site

from copydesk.cli import main
from copydesk.model import Link
from copydesk.publish import plan
from copydesk.publish.cache.encode import Values
from copydesk.publish.cache.store import BuildCache
from copydesk.publish.pages.planner import Desk
from copydesk.publish.pages.values import Page, TextPage

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
    if not (root / "config.yaml").exists():
        write_site(root, {"config.yaml": CONFIG})
        os.utime(root / "config.yaml", (1_500_000_000, 1_500_000_000))
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")
    tick = next(_TICKS)
    os.utime(root / path, (tick, tick))


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


LONG = BODY.replace("A second one.", "A second one, that nobody else has written in these words.")


@pytest.mark.parametrize("body", [f"{BODY} More.", f"{BODY}\n\nAnd one more, long enough to be told apart.", LONG])
def test_a_body_alone_needs_no_plan(root: Path, body: str) -> None:
    """Another text of an article renders its page and what else shows the text, and a second build renders nothing."""
    write(root, body=body)
    built = build_site(root)
    assert not planned(built)
    assert [url for url in built.rendered if url.startswith("/articles/")] == ["/articles/a3/"]
    assert is_exact(root)
    assert build_site(root).rendered == ()


@pytest.mark.slow
def test_of_two_articles_of_one_text_the_edited_one_changes(root: Path) -> None:
    """Where two articles have the very same body, an edit of one leaves the other's page alone."""
    write(root, "a6", title="A twin", date="2020-07-06")
    build_site(root)
    write(root, "a6", f"{BODY} And a word.", title="A twin", date="2020-07-06")
    build_site(root)
    assert is_exact(root)
    assert "And a word." not in (root / "site/articles/a3/index.html").read_text(encoding="utf-8")


def on_this_day(desk: Desk) -> Iterator[Page]:
    """A page written the plain way: links with headlines on them, and not a word on what it depends on."""
    links = tuple(Link(label=entry.article.title, url=entry.article.url) for entry in desk.site.entries)
    content = TextPage(title="On this day", html="", links=links)
    yield desk.page("/on-this-day/", "text.html", content, title="On this day", kind="page")


@pytest.mark.slow
def test_a_page_written_the_plain_way_is_never_stale(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new kind of page with plain links has the new headline after an edit, as a clean build has."""
    monkeypatch.setattr(plan, "_PLANNERS", (*plan._PLANNERS, on_this_day))  # noqa: SLF001 (a planner more)
    write(root, "a7", "A text.", title="Before", date="2020-07-07")
    build_site(root)
    write(root, "a7", "A text.", title="A headline after the edit", date="2020-07-07")
    build_site(root)
    assert "A headline after the edit" in (root / "site/on-this-day/index.html").read_text(encoding="utf-8")
    assert is_exact(root)


def test_a_page_of_the_day_is_made_anew_on_another_day(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page makes of the day is another day's in the next day's build, also where a body alone was edited."""

    def of_the_day(desk: Desk) -> Iterator[Page]:
        content = TextPage(title=f"Today, {desk.site.today}", html="")
        yield desk.page("/today/", "text.html", content, title="Today", kind="page")

    monkeypatch.setattr(plan, "_PLANNERS", (*plan._PLANNERS, of_the_day))  # noqa: SLF001 (a planner more)
    build_site(root)
    write(root, body=f"{BODY} More.")
    assert not planned(build_site(root, now=NOW + dt.timedelta(hours=11)))
    write(root, body=f"{BODY} And more.")
    build_site(root, now=NOW + dt.timedelta(hours=13))
    assert f"Today, {NOW.date() + dt.timedelta(days=1)}" in (root / "site/today/index.html").read_text(encoding="utf-8")
    assert "And more." in (root / "site/articles/a3/index.html").read_text(encoding="utf-8")


@pytest.mark.slow
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


@pytest.mark.slow
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
        write(root, body=f"{BODY}\n\nDraft {number}.")
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
    write(root, "2019-01-01-a3", "A beginning.\n\nA draft.", title="Unpublished", draft="true")
    build_site(root)
    write(root, "2019-01-01-a3", "A beginning.\n\nAnother one.", title="Unpublished", draft="true")
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


def test_builds_one_after_the_other_let_go_of_what_was(root: Path) -> None:
    """A preview builds all day in one process, which looks for no cycles: what earlier builds held goes by itself."""
    gc.collect()
    gc.disable()
    try:
        built = build_site(root)
        for number in range(3):
            write(root, body=f"{BODY} {number}.", title=f"Headline {number}")
            built = build_site(root, previous=built)
        held = [one for one in gc.get_objects() if isinstance(one, (Values, BuildCache))]
        assert built.rendered
        assert [type(one) for one in held] == [BuildCache]
    finally:
        gc.enable()
