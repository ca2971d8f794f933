"""The second tree, with which the site changes places, is part of the cache: damaged, it is made anew (B20)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import article, build_site, write_site


def folder_for_file(tree: Path) -> None:
    """A folder where a page lies."""
    (tree / "index.html").unlink()
    (tree / "index.html").mkdir()


def folder_for_new_file(tree: Path) -> None:
    """A folder where a page will lie that the site does not have yet."""
    (tree / "articles/new/index.html").mkdir(parents=True)


def file_for_folder(tree: Path) -> None:
    """A file where the articles lie."""
    shutil.rmtree(tree / "articles")
    (tree / "articles").write_text("x", encoding="utf-8")


def file_for_tree(tree: Path) -> None:
    """A file in place of all of it."""
    shutil.rmtree(tree)
    tree.write_text("x", encoding="utf-8")


@pytest.mark.parametrize(
    "damage", [folder_for_file, folder_for_new_file, file_for_folder, file_for_tree, shutil.rmtree]
)
def test_a_damaged_second_tree_ends_no_build(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    """Whatever lies where it should: the next build writes what a clean one does."""
    root = write_site(tmp_path, {f"content/articles/a{n}.md": article(title=f"A {n}") for n in range(3)})
    build_site(root)
    (root / "content/articles/a1.md").write_text(article(title="Another"), encoding="utf-8")
    build_site(root)
    (tree,) = (root / ".copydesk/cache").rglob("work/tree")
    damage(tree)
    (root / "content/articles/a2.md").write_text(article(title="A third"), encoding="utf-8")
    (root / "content/articles/new.md").write_text(article(title="New"), encoding="utf-8")
    build_site(root)
    made = {path.relative_to(root): path.read_bytes() for path in (root / "site").rglob("*") if path.is_file()}
    shutil.rmtree(root / "site")
    shutil.rmtree(root / ".copydesk")
    build_site(root)
    assert made == {path.relative_to(root): path.read_bytes() for path in (root / "site").rglob("*") if path.is_file()}
