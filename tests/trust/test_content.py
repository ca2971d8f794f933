"""Promises on what is read and written in `content/`, each named after its number in SECURITY.md."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import article, build_site, tree, write_site

from copydesk.cli import main
from copydesk.edit.journal import JournalError, apply_plan
from copydesk.edit.plan import FileChange, Plan
from copydesk.errors import ContentError

PATH = "content/articles/a.md"
# name → a file that would be passed over, cut or taken for something else.
SILENT = {
    "another folder": ("content/posts/b.md", article()),
    "another ending": ("content/articles/b.markdown", article()),
    "a capital ending": ("content/articles/b.MD", article()),
    "a bundle": ("content/articles/b/index.md", article()),
    "a sync tool's copy": ("content/articles/b (conflicted copy).md", article()),
    "a blank title": ("content/articles/b.md", article(title='" "')),
    "an invisible title": ("content/articles/b.md", article(title='"\\u200b"')),
    "a placeholder": ("content/articles/b.md", article(title="Untitled")),
    "a cut title": ("content/articles/b.md", article(title="We are # today")),
    "a cut summary": ("content/articles/b.md", article(summary="Number # 1")),
    "two tags in one": ("content/articles/b.md", article(tags="peace, trade")),
    "two people in one": ("content/articles/b.md", article(people="Ada Moreau, Kim Jong-un")),
    "an edition that is not there": ("content/articles/b.md", article(edition="none")),
    "a field that is not there": ("content/articles/b.md", article(titel="B")),
    "an empty layout": ("layouts/article.html", ""),
}


@pytest.mark.parametrize("name", SILENT)
def test_B22_what_is_ignored_or_cut_is_said(tmp_path: Path, name: str) -> None:
    """Each is an error that names its file, and nothing is written."""
    path, text = SILENT[name]
    root = write_site(tmp_path, {PATH: article(title="A headline"), path: text})
    with pytest.raises(ContentError) as caught:
        build_site(root)
    assert path in str(caught.value)
    assert not (root / "site").exists()


def test_B23_a_quotation_that_does_not_stand_in_the_text_is_said(tmp_path: Path) -> None:
    """A warning with file, line and the nearest sentence; an error under --strict."""
    text = article(people='[{name: Ada, quotes: ["We will never go"]}]', body="“We will go,” said Ada.")
    root = write_site(tmp_path, {PATH: text})
    (warning,) = build_site(root).warnings
    assert warning.location.path == PATH
    assert warning.location.line == 4
    assert "We will go" in warning.advice
    with pytest.raises(ContentError):
        build_site(root, strict=True)


@pytest.mark.parametrize("key", ["source: {url: %s}", "source_url: %s", "original_url: %s", "link: %s"])
def test_B24_each_way_of_writing_a_field_passes_the_same_check(tmp_path: Path, key: str) -> None:
    """An active address is refused under every name it can have; see tests/hostile/test_addresses.py for the others."""
    text = article().replace("title:", (key % '"JavaScript:alert(1)"') + "\ntitle:", 1)
    root = write_site(tmp_path, {PATH: text})
    with pytest.raises(ContentError, match="must be a web address"):
        build_site(root)


def test_S15_what_is_written_is_compared_journalled_and_can_be_had_back(tmp_path: Path) -> None:
    """An outside edit is never overwritten; what a verb replaces comes back with undo, to the byte."""
    root = write_site(tmp_path, {PATH: article(), "content/articles/b.md": article(title="B")})
    before = tree(root / "content")
    plan = Plan(changes=(FileChange(path=PATH, before=article(), after="x"),))
    (root / PATH).write_text("theirs", encoding="utf-8")
    with pytest.raises(JournalError):
        apply_plan(root, plan)
    assert (root / PATH).read_text(encoding="utf-8") == "theirs"
    write_site(root, {PATH: article()})
    assert main(["trash", PATH, "content/articles/b.md", "--root", str(root)]) == 0
    assert tree(root / "content") == {}
    assert main(["undo", "--root", str(root)]) == 0
    assert tree(root / "content") == before
