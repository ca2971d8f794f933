"""A cache may be wrong, late, old or gone: it changes how long a build takes, and never what it writes (B20)."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, build_site, tree, write_site

from copydesk.cli import main

CONFIG = "title: A digest\nbase_url: https://digest.example/\nper_page: 3\n"


def article(number: int, text: str = "") -> str:
    """An article with people, countries, a topic and a body of its own."""
    return (
        f"---\ntitle: Headline {number}\ndate: 2020-07-{number:02}\n"
        "people: [Ada Moreau, {name: Grace Obi, role: judge}]\n"
        f"countries: [France, Kenya]\ntopics: [Trade]\nimage: /images/dot.svg\nimage_alt: A dot\n---\n\n"
        f"Text number {number}, long enough to be a paragraph that is told apart.{text}\n\n"
        f"## A heading {number}\n\nMore.\n"
    )


DIGEST = {
    "config.yaml": CONFIG,
    "content/images/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>\n',
    **{f"content/articles/a{number}.md": article(number) for number in range(1, 8)},
}


def empty(data: bytes) -> bytes:
    """Nothing is left."""
    return data[:0]


def cut(data: bytes) -> bytes:
    """The second half is gone."""
    return data[: len(data) // 2]


def flip(data: bytes) -> bytes:
    """One bit in every hundred bytes is another."""
    chance = random.Random(len(data))
    changed = bytearray(data)
    for _ in range(1 + len(data) // 100):
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def swap(data: bytes) -> bytes:
    """It is something else entirely."""
    return b"not a cache" * (1 + len(data) // 11)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A digest after a first build, an edit of a headline and one of a body, so that every kind of file lies there."""
    root = tmp_path_factory.mktemp("damaged") / "digest"
    write_site(root, DIGEST)
    build_site(root)
    write_site(root, {"content/articles/a2.md": article(2).replace("Headline 2", "Another headline")})
    build_site(root)
    write_site(root, {"content/articles/a3.md": article(3, " And a sentence.")})
    assert main(["build", "--root", str(root)]) == 0
    assert main(["build", "--root", str(root)]) == 0
    return root


@pytest.fixture(scope="module")
def expected(built: Path) -> dict[str, bytes]:
    """What a clean build makes of the digest after one more edit."""
    clean = built.with_name("clean")
    shutil.copytree(built, clean, ignore=shutil.ignore_patterns("site", ".copydesk"))
    edit(clean)
    build_site(clean)
    return tree(clean / "site")


def edit(root: Path) -> None:
    """The edit after the damage: another headline, another body."""
    write_site(root, {"content/articles/a4.md": article(4, " A word.").replace("Headline 4", "Yet another")})


def kinds(root: Path) -> list[str]:
    """Every file of the cache, the second tree's by a few of them."""
    found = sorted(path.relative_to(root).as_posix() for path in (root / ".copydesk").rglob("*") if path.is_file())
    trees = [path for path in found if "/work/tree/" in path]
    chosen = {"articles/a5/index.html", "index.html", "articles.json", "people/ada-moreau/index.html"}
    return [path for path in found if path not in trees or path.split("/work/tree/")[1] in chosen]


DAMAGES: dict[str, Callable[[bytes], bytes] | None] = {
    "emptied": empty, "cut": cut, "flipped": flip, "other": swap, "gone": None,
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("damage", list(DAMAGES))
@pytest.mark.parametrize("edited", [False, True], ids=["as-it-was", "edited"])
def test_each_file_of_the_cache_may_be_damaged(
    built: Path, expected: dict[str, bytes], tmp_path: Path, damage: str, *, edited: bool
) -> None:
    """With any one file of the cache emptied, cut, flipped, exchanged or gone, the next build is that of no cache."""
    files = kinds(built)
    assert len(files) * len(DAMAGES) * 2 >= 60
    spoil = DAMAGES[damage]
    for number, name in enumerate(files):
        root = tmp_path / str(number) / "digest"
        shutil.copytree(built, root)
        place = root / name
        if spoil is None:
            place.unlink()
        elif data := place.read_bytes():
            place.unlink()  # else a file shared with the site by a hard link would be spoilt there too
            place.write_bytes(spoil(data))
        if edited:
            edit(root)
        assert main(["build", "--root", str(root)]) == 0, name
        want = expected if edited else tree(built / "site")
        assert tree(root / "site") == want, name


@pytest.mark.slow
def test_a_pipe_in_the_cache_is_not_waited_for(built: Path, expected: dict[str, bytes], tmp_path: Path) -> None:
    """Where any one file of the cache is a pipe, the next build is that of no cache, and ends."""
    names = [name for name in kinds(built) if "/work/tree/" not in name and "/layouts/" not in name]
    assert len(names) >= 5
    for number, name in enumerate(names):
        root = tmp_path / str(number) / "digest"
        shutil.copytree(built, root)
        (root / name).unlink()
        os.mkfifo(root / name)
        edit(root)
        command = [sys.executable, "-c", "from copydesk.cli.main import main; raise SystemExit(main())", "build"]
        done = subprocess.run([*command, "--root", str(root)], capture_output=True, timeout=60, check=False, cwd=ROOT)
        assert done.returncode == 0, (name, done.stderr)
        assert tree(root / "site") == expected, name


PUT: dict[str, Callable[[Path, Path], None]] = {
    "a file": lambda place, _: place.write_bytes(b"x"),
    "a folder": lambda place, _: (place / "of" / "others").mkdir(parents=True),
    "a link to nothing": lambda place, _: place.symlink_to("nowhere"),
    "a link to itself": lambda place, _: place.symlink_to(place.name),
    "a link to a folder": lambda place, theirs: place.symlink_to(theirs),
    "a pipe": lambda place, _: os.mkfifo(place),
}


@pytest.mark.slow
@pytest.mark.parametrize("put", list(PUT))
@pytest.mark.parametrize("name", ["work", "work/pending", "work/fresh", "work/tree"])
@pytest.mark.parametrize("edited", [False, True], ids=["as-it-was", "edited"])
def test_something_else_may_lie_where_a_build_works(
    built: Path, expected: dict[str, bytes], tmp_path: Path, name: str, put: str, *, edited: bool
) -> None:
    """A file, folder, link or pipe where a build's work or its notes belong goes, and nothing that a link leads to."""
    root, theirs = tmp_path / "digest", tmp_path / "theirs"
    shutil.copytree(built, root)
    theirs.mkdir()
    (theirs / "mine.txt").write_text("mine", encoding="utf-8")
    (cache,) = {path.parent for path in (root / ".copydesk/cache").glob("*/index")}
    place = cache / name
    place.parent.mkdir(exist_ok=True)
    if place.is_dir():
        shutil.rmtree(place)
    PUT[put](place, theirs)
    if edited:
        edit(root)
    assert main(["build", "--root", str(root)]) == 0
    assert tree(root / "site") == (expected if edited else tree(built / "site"))
    assert (theirs / "mine.txt").is_file()


@pytest.mark.slow
def test_what_two_checkouts_publish_to_one_folder_is_the_last_ones(tmp_path: Path) -> None:
    """Two checkouts that build into one folder: an article that the later one lacks does not stay."""
    site = tmp_path / "site"
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for root in (ours, theirs):
        write_site(root, DIGEST)
        build_site(root, out=site)
    (ours / "content/articles/a6.md").unlink()
    build_site(ours, out=site)
    assert not (site / "articles/a6").exists()
    (theirs / "content/articles/a6.md").unlink()
    (theirs / "content/articles/a7.md").unlink()
    write_site(ours, {"content/articles/a9.md": article(9)})
    build_site(ours, out=site)
    build_site(theirs, out=site)
    assert sorted(path.name for path in (site / "articles").iterdir() if path.is_dir()) == [
        "a1",
        "a2",
        "a3",
        "a4",
        "a5",
    ]
    alone = tmp_path / "alone"
    shutil.copytree(theirs, alone, ignore=shutil.ignore_patterns("site", ".copydesk"))
    build_site(alone)
    assert tree(site) == tree(alone / "site")


def test_clean_removes_what_can_be_made_again_and_nothing_else(tmp_path: Path) -> None:
    """`copydesk clean` takes the cache, the first edition's too; undo and trash stay."""
    write_site(tmp_path, DIGEST)
    build_site(tmp_path)
    write_site(
        tmp_path, {".copydesk/build/index": "old", ".copydesk/trash/a.md": "words", ".copydesk/links.json": "{}"}
    )
    assert main(["clean", "--root", str(tmp_path)]) == 0
    assert [path.name for path in (tmp_path / ".copydesk").iterdir()] == ["trash"]
    assert (tmp_path / "site/index.html").is_file()


@pytest.mark.slow
def test_an_upgraded_library_makes_everything_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What css-inline made of a letter is not kept when css-inline is another: any distribution's version counts."""
    libraries = tmp_path / "libraries"
    (libraries / "css_inline-0.20.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(libraries)
    root = write_site(tmp_path / "digest", DIGEST)
    first = build_site(root)
    assert build_site(root).rendered == ()
    (libraries / "css_inline-0.20.0.dist-info").rename(libraries / "css_inline-0.20.1.dist-info")
    assert set(build_site(root).rendered) == set(first.rendered)
    assert build_site(root).rendered == ()
