"""What lies in a folder and would be passed over is named, or read: nothing is ignored without a word."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import article, build_site, write_site

from copydesk.cli import main
from copydesk.errors import ContentError, LayoutError
from copydesk.library import as_snapshot
from copydesk.library.scan import find_ignored, find_strays

STRAYS = {
    "content/posts/a.md": "is in no folder that is read",
    "content/a.md": "is in no folder that is read",
    "content/drafts/deep/a.markdown": "is in no folder that is read",
    "content/articles/a.markdown": "is not read: it does not end in .md",
    "content/articles/2020/a.MD": "is not read: it does not end in .md",
    "content/articles/a.rst": "is not read: it does not end in .md",
    "content/articles/a.txt": "is not read: it does not end in .md",
    "content/people/a.mdx": "is not read: it does not end in .md",
    "content/countries/FR.html": "is not read: it does not end in .md",
    "content/editions/a.yaml": "is not read: it does not end in .md",
    "content/sources/a.yml": "is not read: it does not end in .yaml",
    "content/sources/a.md": "is not read: it does not end in .yaml",
    "content/articles/a (conflicted copy 2024-01-01).md": "a sync tool's copy",
    "content/articles/a (Ada's conflicted copy 2024-01-01).md": "a sync tool's copy",
    "content/people/a.sync-conflict-20240101-120000-ABCDEF.md": "a sync tool's copy",
    "content/rejected (conflicted copy).yaml": "a sync tool's copy",
    "layouts/article.html/x.html": "a folder where a layout should be",
}
READ = [
    "content/articles/a.md",
    "content/articles/2020/2020-07-02-a.md",
    "content/people/a.md",
    "content/sources/a.yaml",
    "content/rejected.yaml",
    "content/feeds.opml",
    "content/README.md",
    "content/articles/README.txt",
    "content/images/a.txt",
    "content/images/a.png",
    "content/inbox/a.md",
    "content/originals/aa/x.md",
    "content/files/a.pdf",
    "layouts/article.html",
    "layouts/static/a.css",
    "config.yaml",
]


_NO_WINDOWS = "its name is none that Windows can write: it cannot be checked out there"
IGNORED = {
    "content/files/a.pdf": "is not read and not published",
    "content/articles/a.docx": "is not read and not published",
    "content/articles/2020/pier.jpg": "is a picture, and is not published from here",
    "content/people/ada.webp": "is a picture, and is not published from here",
    "content/images/pier.bmp": "is no picture that is published",
    "content/images/pier.tiff": "is no picture that is published",
    "content/config.yaml": "is not read and not published",
    "content/redirects.yml": "is not read and not published",
    "content/data/towns.yaml": "is not read and not published",
    "content/notes/todo.txt": "is not read and not published",
    "layouts/article.htm": "is no layout that is read: it does not end in .html",
    "layouts/article.html.j2": "is no layout that is read: it does not end in .html",
    "layouts/style.css": "is not published from here",
    "content/articles/con.md": _NO_WINDOWS,
    "content/people/AUX.md": _NO_WINDOWS,
    "content/articles/lpt1/a.md": _NO_WINDOWS,
    "content/articles/a: b.md": _NO_WINDOWS,
    "content/articles/why?.md": _NO_WINDOWS,
    "content/articles/2020 /a.md": _NO_WINDOWS,
    "content/articles/2020./a.md": _NO_WINDOWS,
    "content/articles/\u202egpj.md": "its name holds a character that cannot be seen (U+202E)",
    "content/articles/a\u200bb.md": "its name holds a character that cannot be seen (U+200B)",
}
COPIES = [
    "a (1).md",
    "a(2).md",
    "a (copy).md",
    "a - Copy.md",
    "a - Kopie.md",
    "a - Copy (3).md",
    "a copy.md",
    "a copy 2.md",
    "a 2.md",
    "a_conflict-20200101.md",
    "a-conflict-20200101-2.md",
]


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_that_a_file_manager_or_a_sync_tool_made_is_told(name: str) -> None:
    """By its name, where what it is a copy of lies beside it; else the number is the article's own."""
    folder = "content/articles/2020"
    (problem,) = find_ignored(dict.fromkeys([f"{folder}/a.md", f"{folder}/{name}"], (1, 1, 1)))
    assert problem.location.path == f"{folder}/{name}"
    assert problem.message == "is a copy of a.md by its name, and is read beside it"
    assert list(find_ignored({f"{folder}/{name}": (1, 1, 1), f"{folder}/b.md": (1, 1, 1)})) == []


@pytest.mark.parametrize(("path", "message"), IGNORED.items())
def test_a_file_that_nothing_reads_or_publishes_is_a_warning(path: str, message: str) -> None:
    """With where to put it."""
    (problem,) = find_ignored({path: (1, 1, 1)})
    assert (problem.location.path, problem.message) == (path, message)
    assert problem.advice


def test_what_is_read_published_or_left_behind_by_an_editor_is_no_warning() -> None:
    """Licences beside pictures, backups, raw copy, and all that is read."""
    left = ["content/articles/a.md.bak", "content/articles/a.md.orig", "content/images/LICENCE", "content/inbox/a.pdf"]
    read = [path for path in READ if path != "content/files/a.pdf"]
    assert list(find_ignored(dict.fromkeys([*read, *left], (1, 1, 1)))) == []


def test_an_ignored_file_stops_a_strict_build(tmp_path: Path) -> None:
    """And is told by an ordinary one."""
    root = write_site(tmp_path, {"content/articles/a.md": article(), "content/articles/pier.jpg": "x"})
    (warning,) = build_site(root).warnings
    assert str(warning).startswith("content/articles/pier.jpg: is a picture")
    with pytest.raises(ContentError):
        build_site(root, strict=True)


@pytest.mark.parametrize("text", ["  \n", "{# to be written #}\n", "{#\n a #}{# b #}"])
def test_a_layout_that_shows_nothing_is_named(tmp_path: Path, text: str) -> None:
    """It would make every article an empty page."""
    root = write_site(tmp_path, {"content/articles/a.md": article(), "layouts/article.html": text})
    with pytest.raises(LayoutError, match="an empty layout, delete it"):
        build_site(root)


USES_PART = '{% extends "theme/article.html" %}{% block kind %}{% include "part.html" %}{% endblock %}'


def test_a_layout_that_nothing_uses_is_named(tmp_path: Path) -> None:
    """One with a slip in its name with the name it is like; a partial that a layout includes is used."""
    files = {
        "content/articles/a.md": article(),
        "layouts/artcle.html": "x",
        "layouts/mine.html": "y",
        "layouts/part.html": "z",
        "layouts/article.html": USES_PART,
    }
    first, second = (str(warning) for warning in build_site(write_site(tmp_path, files)).warnings)
    assert first.startswith("layouts/artcle.html: no page is made with this layout")
    assert first.endswith('did you mean "article.html"?')
    assert second.startswith("layouts/mine.html: no page is made with this layout")


@pytest.mark.parametrize(("path", "message"), STRAYS.items())
def test_a_file_that_would_be_passed_over_is_named(path: str, message: str) -> None:
    """Each is an error at the file, with what to call it or where to put it."""
    (problem,) = find_strays({path: (1, 1, 1)})
    assert (problem.location.path, problem.message) == (path, message)
    assert problem.advice


def test_what_is_read_or_nobody_meant_to_be_read_is_no_problem() -> None:
    """Content, pictures, files to download and notes for people beside them are left alone."""
    assert list(find_strays(dict.fromkeys(READ, (1, 1, 1)))) == []


def test_an_empty_layout_is_named(tmp_path: Path) -> None:
    """A page that would come out empty is an error at the layout."""
    root = write_site(tmp_path, {"content/articles/a.md": article(), "layouts/article.html": ""})
    with pytest.raises(ContentError, match=r"layouts/article.html: an empty layout, delete it"):
        build_site(root)


def test_an_index_file_needs_an_address(tmp_path: Path) -> None:
    """Page bundles would all be /articles/index/: each is an error, unless it states its address."""
    root = write_site(tmp_path, {"content/articles/summit/index.md": article()})
    with pytest.raises(ContentError, match=r"index\.md says nothing of the article's address, name the file after"):
        build_site(root)
    write_site(root, {"content/articles/summit/index.md": article(slug="summit")})
    build_site(root)
    assert (root / "site/articles/summit/index.html").is_file()


def test_a_name_that_is_no_text_is_named_and_no_bug(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file name that is not UTF-8 is an error that shows its bytes."""
    root = write_site(tmp_path, {"content/articles/a.md": article()})
    try:
        Path(os.fsdecode(os.fsencode(root) + b"/content/articles/caf\xe9.md")).write_text(article(title="B"))
    except OSError:
        pytest.skip("this file system takes UTF-8 names alone")
    assert main(["build", "--root", str(root)]) == 1
    assert r"content/articles/caf\xe9.md: the file's name is not UTF-8, rename it" in capsys.readouterr().err
    assert as_snapshot({"content/articles/caf\udce9.md": (1, 1, 1)}, []).files == {}


def test_an_unknown_edition_is_an_error_at_its_line(tmp_path: Path) -> None:
    """An article that names an edition which is not there would stand in none."""
    files = {
        "content/editions/first.md": "---\ntitle: First\ndate: 2020-01-01\narticles: [a, b-]\n---\n",
        "content/articles/a.md": article(edition="frist"),
    }
    root = write_site(tmp_path, files)
    with pytest.raises(ContentError, match=r'content/articles/a\.md:4: no edition "frist", did you mean "first"\?'):
        build_site(root)
    write_site(root, {"content/articles/a.md": article(edition="first")})
    with pytest.raises(ContentError, match=r'content/editions/first\.md:4:15: no article "b-" to print'):
        build_site(root)


def test_a_missing_picture_is_an_error_at_its_line(tmp_path: Path) -> None:
    """Shown, linked or stated: the line in the file is named."""
    body = "One.\n\n![map](/images/map.png)\n\n[here](/images/plan.png)"
    root = write_site(tmp_path, {"content/articles/a.md": article(body=body, image="/images/top.png")})
    with pytest.raises(ContentError) as caught:
        build_site(root)
    assert [str(one).split(", ")[0] for one in caught.value.problems] == [
        'content/articles/a.md:4:8: no picture "/images/top.png"',
        'content/articles/a.md:9:8: no picture "/images/map.png"',
        'content/articles/a.md:11:8: no picture "/images/plan.png"',
    ]


def test_a_picture_that_is_only_linked_is_published(tmp_path: Path) -> None:
    """A link to a picture of the digest leads to where it lies, also where no page shows it."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"><path d="M0 0h4v3z"/></svg>'
    root = write_site(
        tmp_path, {"content/articles/a.md": article(body="[map](/images/map.svg)"), "content/images/map.svg": svg}
    )
    build_site(root)
    html = (root / "site/articles/a/index.html").read_text(encoding="utf-8")
    (target,) = {part.split('"')[0] for part in html.split('href="')[1:] if part.startswith("/images/map")}
    assert (root / "site" / target[1:]).is_file()


def test_names_that_only_look_alike_share_no_page(tmp_path: Path) -> None:
    """C and C++ are two tags, so are two that are alike in their first hundred letters; spellings of one are one."""
    long = "the committee of the seven ministers of the eastern provinces " * 3
    for tags in ("[C, C++]", f"[{long}one, {long}two]"):
        root = write_site(tmp_path, {"content/articles/a.md": article(tags=tags)})
        with pytest.raises(ContentError, match=r"a.md:4: tags: .* both make the address /tags/"):
            build_site(root)
    write_site(tmp_path, {"content/articles/a.md": article(tags="[Climate change, climate-change, Climát Change]")})
    build_site(tmp_path)


def test_new_never_writes_an_address_that_is_taken(tmp_path: Path) -> None:
    """Two long titles that shorten to one slug get two, and the digest builds."""
    root = write_site(tmp_path, {})
    title = (
        "The committee of the seven ministers of the eastern provinces agrees upon the long expected treaty about water"
    )
    for _ in range(3):
        assert (
            main(["new", f"{title} and more of the same and yet more", "--date", "2020-01-01", "--root", str(root)])
            == 0
        )
    build_site(root, drafts=True)
    assert len(list((root / "site/articles").iterdir())) == 3


def test_letters_that_make_one_id_are_told_apart(tmp_path: Path) -> None:
    """People under D and under Đ stand under headings with ids of their own."""
    root = write_site(tmp_path, {"content/articles/a.md": article(people="[Dora Day, Đoàn Anh, Ða Úx]")})
    build_site(root)
    html = (root / "site/people/index.html").read_text(encoding="utf-8")
    ids = [part.split('"')[0] for part in html.split('id="letter-')[1:]]
    assert len(ids) == len(set(ids)) == 3


def test_a_day_to_come_is_said(tmp_path: Path) -> None:
    """An article dated years ahead is on the site at once: a warning, unless it waits for its day; so is year 1024."""
    files = {"content/articles/a.md": article(date="2042-01-01"), "content/articles/b.md": article(title="B")}
    root = write_site(tmp_path, files)
    assert [str(one) for one in build_site(root).warnings] == [
        (
            "content/articles/a.md:3: dated 2042-01-01, and on the site already, "
            "write publish_at: 2042-01-01 to wait for it, or mend the date"
        )
    ]
    with pytest.raises(ContentError):
        build_site(root, strict=True)
    write_site(root, {"content/articles/a.md": article(date="2042-01-01", publish_at="2042-01-01")})
    assert build_site(root).warnings == ()
    write_site(root, {"content/articles/a.md": article(date="1024-01-01")})
    assert ["the year 1024 is older than newspapers" in str(one) for one in build_site(root).warnings] == [True]
