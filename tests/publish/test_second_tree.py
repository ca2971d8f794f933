"""The second tree, with which the site changes places, is part of the cache: damaged, it is made anew (B20)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import article, build_site, write_site

from copydesk.publish.stage import Change, Stage, apply


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
@pytest.mark.slow
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


def test_a_tree_brought_up_beforehand_is_looked_at_again(tmp_path: Path) -> None:
    """What becomes of the site while a build plans is in the tree that takes its place."""
    site = tmp_path / "site"
    for name in ("a", "b", "c", "d"):
        (site / name).mkdir(parents=True)
        (site / name / "index.html").write_text(name, encoding="utf-8")
    outputs = [f"{name}/index.html" for name in ("a", "b", "c", "d")]
    stage = Stage(str(site), str(tmp_path / "work"), whole=False)

    def at_once(work: Callable[[], dict[str, int]]) -> Callable[[], dict[str, int]]:
        linked = work()
        return lambda: linked

    stage.prepare(at_once, outputs)
    stage.clear()
    new = site / "b/new"
    new.write_text("b, by another hand", encoding="utf-8")
    new.replace(site / "b/index.html")
    (site / "c/index.html").unlink()
    for name in ("a", "d"):
        (Path(stage.fresh) / name).write_text(f"new {name}", encoding="utf-8")
    written = {f"{name}/index.html": f"{stage.fresh}/{name}" for name in ("a", "d")}
    apply(stage, Change(written=written, removed=()), outputs, swap=True)
    found = {path.parent.name: path.read_text(encoding="utf-8") for path in site.rglob("index.html")}
    assert found == {"a": "new a", "b": "b, by another hand", "d": "new d"}


def test_a_build_that_fails_leaves_nobody_at_work_on_the_tree(tmp_path: Path) -> None:
    """A tree that is no longer wanted is let go of: the next build finds nobody else in it."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("a", encoding="utf-8")
    stage = Stage(str(site), str(tmp_path / "work"), whole=False)
    stopped: list[bool] = []

    class Work:
        def __call__(self) -> dict[str, int]:
            return {}

        def __del__(self) -> None:
            stopped.append(True)

    stage.prepare(lambda _: Work(), ["index.html"])
    assert not stopped
    stage.drop()
    assert stopped == [True]
