"""Builds: what is rendered when, what is removed, what stays, what a killed or refused build leaves behind."""

from __future__ import annotations

import datetime as dt
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from conftest import NOW, article, build_site, tree, write_site
from digests import write_digest

from copydesk.cli import main
from copydesk.errors import ContentError, OutputError
from copydesk.limits import TooMuchError, time_limit
from copydesk.publish import reading
from copydesk.publish.cache.store import load_cache, one_build
from copydesk.publish.items import is_of_search
from copydesk.publish.render.rendering import share

ARTICLES = {
    f"content/articles/a{n}.md": article(
        f"Headline {n}", f"2020-07-{n:02}", people="[Ada Moreau]", countries="[France]"
    )
    for n in range(1, 6)
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A digest of five articles, built once."""
    write_site(tmp_path, ARTICLES)
    build_site(tmp_path)
    return tmp_path


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3" viewBox="0 0 4 3"><path d="M0 0h4v3"/></svg>'


def change(root: Path, path: str, old: str, new: str) -> None:
    """Replace a piece of text in a file of the digest."""
    file = root / path
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_second_build_renders_nothing(root: Path) -> None:
    """Nothing changed: nothing is rendered, written or removed."""
    before = {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")}
    result = build_site(root)
    assert (result.rendered, result.written.written, result.removed) == ((), (), ())
    assert {path: path.stat().st_mtime_ns for path in (root / "site").rglob("*")} == before


def test_a_body_edit_renders_its_own_page_alone(root: Path) -> None:
    """R3: the article's page, and the files of the search index that hold its words."""
    change(root, "content/articles/a3.md", "A paragraph.", "A paragraph.\n\nAnd *more*.")
    result = build_site(root)
    assert "/articles/a3/" in result.rendered
    assert all(url == "/articles/a3/" or is_of_search(url) for url in result.rendered)
    assert "And <em>more</em>." in (root / "site/articles/a3/index.html").read_text(encoding="utf-8")


def test_a_headline_edit_renders_exactly_what_shows_it(root: Path) -> None:
    """R3: its page, its neighbours, its lists and feeds, and no page that does not name it."""
    change(root, "content/articles/a3.md", "Headline 3", "Another headline")
    rendered = set(build_site(root).rendered)
    assert {"/articles/a3/", "/", "/people/ada-moreau/", "/countries/france/", "/archive/", "/feed"} <= rendered
    for url in ("/people/", "/countries/", "/corrections/", "/404.html", "/robots.txt", "/sitemap.xml"):
        assert url not in rendered
    for path in (root / "site").rglob("*.html"):
        assert "Headline 3" not in path.read_text(encoding="utf-8")


def test_what_is_no_longer_written_goes_and_what_was_never_ours_stays(root: Path) -> None:
    """R1: a renamed article leaves no page behind; a note and a .git stay, and the note is reported."""
    site = root / "site"
    (site / "note.txt").write_text("mine", encoding="utf-8")
    (site / ".git").mkdir()
    (site / ".git/HEAD").write_text("ref", encoding="utf-8")
    (root / "content/articles/a1.md").rename(root / "content/articles/z1.md")
    (root / "content/articles/a2.md").unlink()
    result = build_site(root)
    assert not (site / "articles/a1").exists()
    assert not (site / "articles/a2").exists()
    assert (site / "articles/z1/index.html").exists()
    assert (site / "note.txt").read_text(encoding="utf-8") == "mine"
    assert (site / ".git/HEAD").read_text(encoding="utf-8") == "ref"
    assert "note.txt" in result.written.foreign


def test_what_is_remembered_may_be_deleted_at_any_time(root: Path) -> None:
    """Without `.copydesk/` the site's own list says what is ours, so that it can go."""
    shutil.rmtree(root / ".copydesk")
    (root / "content/articles/a2.md").unlink()
    build_site(root)
    assert not (root / "site/articles/a2").exists()


def test_damaged_memory_counts_as_none(root: Path) -> None:
    """Bytes that are none of ours cost time and nothing else."""
    wanted = tree(root / "site")
    for file in (root / ".copydesk/cache/build").iterdir():
        if file.is_file():
            file.write_bytes(b"\x00rubbish")
    build_site(root)
    assert tree(root / "site") == wanted


def test_an_altered_or_missing_file_of_the_site_is_made_again(root: Path) -> None:
    """Somebody edits a page of the output and deletes another: the next build mends both."""
    wanted = tree(root / "site")
    (root / "site/articles/a1/index.html").write_text("oops", encoding="utf-8")
    (root / "site/people/index.html").unlink()
    build_site(root)
    assert tree(root / "site") == wanted


def test_a_failed_build_leaves_the_site_as_it_was(root: Path) -> None:
    """B5: an error in one of several edits, and nothing is written."""
    wanted = tree(root / "site")
    change(root, "content/articles/a3.md", "Headline 3", "New words")
    change(root, "content/articles/a4.md", "France", "Frnace")
    with pytest.raises(ContentError, match="Frnace"):
        build_site(root)
    assert tree(root / "site") == wanted


def test_an_hour_that_comes_is_noticed_by_the_clock_alone(tmp_path: Path) -> None:
    """`publish_at` passes between two builds of unchanged files: the article appears."""
    write_site(tmp_path, {**ARTICLES, "content/articles/late.md": article("Later", publish_at="2026-11-25")})
    build_site(tmp_path)
    assert not (tmp_path / "site/articles/late").exists()
    build_site(tmp_path, now=NOW + dt.timedelta(days=3))
    assert (tmp_path / "site/articles/late/index.html").exists()


@pytest.mark.slow
def test_two_processes_make_what_one_makes(tmp_path: Path) -> None:
    """B9: the number of processes leaves no trace in the bytes."""
    for name in ("one", "two"):
        write_digest(tmp_path / name, random.Random(5), 60)
    build_site(tmp_path / "one", jobs=1)
    build_site(tmp_path / "two", jobs=3)
    assert tree(tmp_path / "one/site") == tree(tmp_path / "two/site")


def test_unchanged_files_are_the_same_files_after_a_swap(root: Path) -> None:
    """The site is swapped as a whole, and what did not change is shared by hard link."""
    before = (root / "site/assets/style.css").stat().st_ino
    folder = (root / "site").stat().st_ino
    change(root, "content/articles/a3.md", "Headline 3", "Another headline")
    build_site(root)
    assert (root / "site").stat().st_ino != folder
    assert (root / "site/assets/style.css").stat().st_ino == before


def test_a_second_build_at_once_is_refused_in_one_line(root: Path) -> None:
    """B7: whoever comes second hears that a build is running."""
    with (
        one_build(root / ".copydesk/cache/build"),
        pytest.raises(OutputError, match="another build is running"),
        one_build(root / ".copydesk/cache/build", patience=0.1),
    ):
        pass


def test_a_lock_left_behind_locks_nothing(root: Path) -> None:
    """The file of a killed build is there; its holder is not."""
    (root / ".copydesk/cache/build/lock").write_text("999999\n", encoding="utf-8")
    change(root, "content/articles/a3.md", "Headline 3", "Another headline")
    assert "/articles/a3/" in build_site(root).rendered


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes as POSIX systems do")
def test_a_killed_build_leaves_the_old_site_or_the_new_one(tmp_path: Path) -> None:
    """B6: killed at any moment, the site is one of the two, and the next build is right."""
    write_digest(tmp_path, random.Random(7), 40)
    build_site(tmp_path)
    old = tree(tmp_path / "site")
    change(tmp_path, "config.yaml", "title: A digest", "title: Quite another")
    copy = tmp_path.with_name("reference")
    shutil.copytree(tmp_path, copy, ignore=shutil.ignore_patterns("site", ".copydesk"))
    build_site(copy)
    new = tree(copy / "site")
    command = [
        sys.executable,
        "-c",
        "from copydesk.cli import main; main()",
        "--root",
        str(tmp_path),
        "--now",
        "2026-11-23T12:00",
    ]
    seen = set()
    for delay in (0.3, 0.6, 0.9, 1.2, 1.6, 2.0):
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(delay)
        with_children = os.getpgid(process.pid)
        if process.poll() is None:
            os.killpg(with_children, signal.SIGKILL)
        process.wait()
        found = tree(tmp_path / "site")
        assert found in (old, new)
        seen.add(found == new)
    build_site(tmp_path)
    assert tree(tmp_path / "site") == new


@pytest.mark.slow
def test_a_slow_body_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """B13: a body over the limit is a content error with its file and line, in the main thread and beside it."""
    monkeypatch.setattr(reading, "SECONDS", 0.5)
    write_site(tmp_path, {**ARTICLES, "content/articles/slow.md": article("Slow", body="[" * 60_000 + "*a" * 30_000)})
    with pytest.raises(ContentError, match=r"content/articles/slow.md:\d+: the body takes more than"):
        build_site(tmp_path)
    caught: list[str] = []

    def beside() -> None:
        try:
            build_site(tmp_path)
        except ContentError as error:
            caught.append(str(error))

    thread = threading.Thread(target=beside)
    thread.start()
    thread.join()
    assert "content/articles/slow.md" in caught[0]


def test_a_limit_stops_what_runs_too_long() -> None:
    """The alarm ends a loop that would go on for ever."""

    def for_ever() -> None:
        with time_limit(0.1):
            while True:
                pass

    with pytest.raises(TooMuchError):
        for_ever()


@pytest.mark.untraced
def test_a_limit_holds_in_any_thread_and_counts_processor_time() -> None:
    """Beside the main thread the limit stops a loop too, and what merely waits is within it in both."""
    caught: list[type[BaseException]] = []

    def for_ever() -> None:
        try:
            with time_limit(0.2):
                while True:
                    len("work is made of calls, at which what is thrown arrives")
        except TooMuchError as error:
            caught.append(type(error))
        with time_limit(0.2):
            time.sleep(0.4)
        caught.append(StopIteration)

    thread = threading.Thread(target=for_ever)
    thread.start()
    thread.join(30)
    assert caught == [TooMuchError, StopIteration]
    with time_limit(0.2):
        time.sleep(0.4)


def test_shared_work_comes_back_in_order() -> None:
    """Three processes, three results, each in its place."""
    assert share(3, lambda number: number * number) == [0, 1, 4]


def test_explain_says_what_a_page_comes_from(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`explain URL` names the source, the layout and the reason of the last rendering."""
    change(root, "content/articles/a3.md", "Headline 3", "Another headline")
    build_site(root)
    assert main(["explain", "--root", str(root), "/articles/a3/"]) == 0
    said = capsys.readouterr().out
    assert "content/articles/a3.md" in said
    assert "article.html" in said
    assert "content.title" in said
    assert main(["explain", "--root", str(root), "/nowhere/"]) == 2


def test_the_quick_look_sees_every_kind_of_change(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command line says that nothing has changed when nothing has, and builds when anything has."""
    for path in root.rglob("*"):
        if path.is_file() and "site" not in path.parts:
            os.utime(path, (1_600_000_000, 1_600_000_000))
    build = ["build", "--root", str(root)]
    assert main(build) == 0
    assert main(build) == 0
    assert "nothing has changed" in capsys.readouterr().err
    (root / "site/index.html").unlink()
    assert main(build) == 0
    assert "1 written" in capsys.readouterr().err
    change(root, "content/articles/a1.md", "A paragraph.", "Other words.")
    assert main(build) == 0
    assert "nothing has changed" not in capsys.readouterr().err


def test_a_lost_store_does_not_make_our_files_strangers(tmp_path: Path) -> None:
    """Deleting `.copydesk/` costs time only: the site's own list still says what is ours, and old pages go."""
    root = write_site(tmp_path, {"content/articles/a.md": article("One"), "content/articles/b.md": article("Two")})
    build_site(root)
    (root / "site/note.txt").write_text("mine", encoding="utf-8")
    shutil.rmtree(root / ".copydesk")
    (root / "content/articles/b.md").unlink()
    result = build_site(root)
    assert result.written.foreign == ("note.txt",)
    assert not (root / "site/articles/b").exists()


@pytest.mark.slow
def test_a_lost_store_loses_no_unchanged_file(tmp_path: Path) -> None:
    """A build that remembers nothing, over a site that is half up to date, gives what a clean build gives."""
    files = {"content/articles/a.md": article("One"), "content/images/a.svg": SVG}
    root = write_site(tmp_path / "one", files)
    build_site(root)
    shutil.rmtree(root / ".copydesk")
    build_site(root, title="Another Name")
    clean = write_site(tmp_path / "two", files)
    build_site(clean, title="Another Name")
    assert tree(root / "site") == tree(clean / "site")


@pytest.mark.slow
def test_many_builds_that_save_nothing_gather_few_files(root: Path) -> None:
    """Fifty edits in one process read from two dozen files of remembered things at most; one saving ends the others."""
    cache, last = root / ".copydesk/cache/preview", None
    for number in range(50):
        change(root, "content/articles/a1.md", "\n---\n", f"\n---\nSentence {number}.\n")
        last = build_site(root, previous=last, swap=False, save=False, cache=cache)
        # What it reads from: what is of no use any more goes with the saving.
        assert len(last._memory.names) <= 30  # noqa: SLF001 (nobody else is to know it)
    last.save()
    held = sorted(path.name for path in cache.glob("pack-*"))
    assert len(held) <= 30
    assert held == sorted(load_cache(cache).names)


def test_a_picture_of_another_host_is_a_note_that_no_strict_build_refuses(tmp_path: Path) -> None:
    """`add` writes down the picture that a page names; that none is shown is said, and is no fault."""
    fields = {"image": "https://a.example/p.jpg", "image_alt": "A ferry"}
    root = write_site(tmp_path, {"content/articles/a.md": article(**fields)})
    (note,) = build_site(root, strict=True).warnings
    assert note.is_note
    assert "the picture is on another host and is not shown" in note.message
    (root / "content/articles/b.md").write_text(article(title="B", body="![A](https://a.example/p.jpg)"))
    with pytest.raises(ContentError, match="on another host and is a link only") as refused:
        build_site(root, strict=True)
    assert len(refused.value.problems) == 1


def test_a_draft_without_a_day_shows_none(tmp_path: Path) -> None:
    """In a preview it stands among today's, and neither its page nor its card says a day that nobody wrote."""
    root = write_site(tmp_path, {"content/articles/a.md": article(title="Undated", date="", draft="true")})
    build_site(root, drafts=True)
    page = (root / "site/articles/a/index.html").read_text()
    assert "<time" not in page.partition('id="main"')[2].partition("<footer")[0]
    assert "<time" not in (root / "site/index.html").read_text().partition("Undated</a>")[2].partition("</article>")[0]


def test_the_form_of_subscribers_may_be_sent_to_its_host_alone(tmp_path: Path) -> None:
    """In the head, after an article, on an edition and the page of feeds: its fields, its host in words and policy."""
    config = (
        "title: T\nbase_url: https://digest.example/\nsubscribe:\n  form: https://letters.example/go?u=1\n"
        '  field: "fields[email]"\n  hidden: [list digest, "note two words"]\n  note: Weekly.\n'
    )
    edition = "---\ntitle: One\ndate: 2020-07-05\narticles: [a]\n---\n\nA note.\n"
    files = {"config.yaml": config, "content/articles/a.md": article("A"), "content/editions/one.md": edition}
    build_site(write_site(tmp_path, files))
    for place in ("articles/a", "editions/one", "feeds", ""):
        html = (tmp_path / "site" / place / "index.html").read_text(encoding="utf-8")
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
        assert policy
        assert policy[1].endswith("form-action &#39;self&#39; https://letters.example")
        assert '<form action="https://letters.example/go?u=1" method="post">' in html
        assert 'type="email" name="fields[email]" autocomplete="email" required' in html
        assert '<input type="hidden" name="list" value="digest">' in html
        assert '<input type="hidden" name="note" value="two words">' in html
        assert "<span>letters.</span><span>example</span></bdi>" in html
        assert re.search(r'class="tools">.*?<a class="button" href="/feeds/"', html, re.DOTALL)
    link = config.partition("subscribe:")[0] + "subscribe: {link: 'https://letters.example/join'}\n"
    (tmp_path / "config.yaml").write_text(link, encoding="utf-8")
    build_site(tmp_path)
    html = (tmp_path / "site/articles/a/index.html").read_text(encoding="utf-8")
    assert 'form-action &#39;self&#39;"' in html
    assert html.count('<a class="button" href="https://letters.example/join"') == 2
