"""A page is made only when what it is made from changed; then nothing is stale, whatever came between."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import grimp
import pytest
from conftest import build_site, tree
from digests import write_digest

from copydesk.publish.unchanged import program


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A digest of thirty articles, built."""
    root = tmp_path / "digest"
    write_digest(root, random.Random(7), 30)
    build_site(root)
    return root


def retitle(path: Path, title: str) -> None:
    """Another headline for an article."""
    _, _, rest = path.read_text(encoding="utf-8").partition("\ndate:")
    path.write_text(f"---\ntitle: {title}\ndate:{rest}", encoding="utf-8")


def is_exact(root: Path) -> bool:
    """Whether the site is what a clean build elsewhere makes."""
    elsewhere = root.with_name("clean")
    shutil.rmtree(elsewhere, ignore_errors=True)
    shutil.copytree(root, elsewhere, ignore=shutil.ignore_patterns("site", ".copydesk"))
    build_site(elsewhere)
    return tree(root / "site") == tree(elsewhere / "site")


def test_all_code_that_builds_is_an_input() -> None:
    """Whatever module a build imports, its file is among those whose change forgets what was remembered."""
    watched = {line.split(" ")[0] for line in program().splitlines()[1:]}
    graph = grimp.build_graph("copydesk")
    for module in {"copydesk.publish.build", *graph.find_upstream_modules("copydesk.publish.build")}:
        path = module.removeprefix("copydesk").replace(".", "/").removeprefix("/")
        folder, _, name = path.rpartition("/")
        assert watched & {f"{folder}/{name}.py", f"{path}/__init__.py"}, module


@pytest.mark.slow
def test_a_body_put_back_after_an_edit_is_shown_again(root: Path) -> None:
    """A build of bodies alone, then one of everything with the first body back: its page has the first body."""
    path, other = root / "content/articles/a3.md", root / "content/articles/a9.md"
    first = path.read_text(encoding="utf-8")
    path.write_text(first + "\nA sentence that goes again.\n", encoding="utf-8")
    build_site(root)
    path.write_text(first, encoding="utf-8")
    retitle(other, "Another headline")
    build_site(root)
    assert is_exact(root)


@pytest.mark.slow
def test_a_headline_edit_leaves_most_pages_unmade(root: Path) -> None:
    """The pages rendered are those that show the headline, and a second build renders none."""
    retitle(root / "content/articles/a5.md", "A headline of its own")
    built = build_site(root)
    shown = {path.removesuffix("index.html") for path, data in tree(root / "site").items() if b"of its own" in data}
    pages = {url.lstrip("/") for url in built.rendered if url.endswith("/")}
    assert pages <= shown
    assert is_exact(root)
    assert build_site(root).rendered == ()


@pytest.mark.slow
def test_a_person_renamed_is_renamed_on_pages_that_were_not_edited(root: Path) -> None:
    """A registry file changes cards and terms: every page that names the person is made anew."""
    text = "---\nname: Moon\naliases: [Moon Jae-in]\n---\n"
    (root / "content/people/moon-jae-in.md").write_text(text, encoding="utf-8")
    build_site(root)
    assert is_exact(root)
    assert any(b">Moon<" in data for path, data in tree(root / "site").items() if path.startswith("articles/"))


@pytest.mark.slow
def test_pages_are_made_again_when_a_layout_changes(root: Path) -> None:
    """Inputs do not hold the layout, so its digest is compared beside them."""
    (root / "layouts").mkdir(exist_ok=True)
    text = '{% extends "base.html" %}{% block main %}<p>{{ page.content.title }}</p>{% endblock %}'
    (root / "layouts/article.html").write_text(text, encoding="utf-8")
    build_site(root)
    assert is_exact(root)
