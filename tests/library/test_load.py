"""The library: content files become checked values, with every fault of every file reported together."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import article, write_site

from copydesk.cli import main
from copydesk.config import load_config
from copydesk.errors import ContentError
from copydesk.library import load_library, scan_content


def problems_of(root: Path) -> list[str]:
    """The messages of a load that must fail."""
    with pytest.raises(ContentError) as caught:
        load_library(load_config(root))
    return str(caught.value).splitlines()


def test_an_article_is_read_with_all_its_synonyms(tmp_path: Path) -> None:
    """Keys of other generators mean what they mean there."""
    text = (
        "---\ntitle: T\npublished: 2020-07-02 09:30\nupdated: 2020-07-03\nredirect_from: /old/\nexcerpt: In short.\n"
        "source_url: https://outlet.example/a\nstatus: published\nauthor: Ann\n"
        "people: [Moon Jae-in, {name: Van Jackson, role: a professor, quotes: [Words.]}]\n"
        "countries: [NO, South Korea]\n"
        "---\n\nBody.\n"
    )
    write_site(tmp_path, {"content/articles/2020/2020-07-02-the-slug.md": text})
    (found,) = load_library(load_config(tmp_path)).articles
    assert (found.slug, found.url, found.id) == ("the-slug", "/articles/the-slug/", "2020-07-02-the-slug")
    assert found.date is not None
    assert (found.date.isoformat(), found.has_time) == ("2020-07-02T09:30:00+00:00", True)
    assert (found.aliases, found.summary, found.authors) == (("/old/",), "In short.", ("Ann",))
    assert [(m.name, m.role, m.quotes) for m in found.people][1] == ("Van Jackson", "a professor", ("Words.",))
    assert found.countries == ("NO", "KR")
    assert found.origin is not None
    assert found.origin.url == "https://outlet.example/a"


def test_every_fault_of_every_file_is_reported_together(tmp_path: Path) -> None:
    """B4: one look names all there is to mend, sorted by place."""
    write_site(
        tmp_path,
        {
            "content/articles/a.md": article(countries="[Frnace]", titel="x"),
            "content/articles/b.md": article(date="2020-02-30"),
            "content/people/p.md": "---\nname: P\nborn: long ago\n---\n",
            "content/articles/c.md": "no front matter",
        },
    )
    assert problems_of(tmp_path) == [
        'content/articles/a.md:4:13: unknown country "Frnace", did you mean "France"?',
        'content/articles/a.md:5:1: unknown key "titel", did you mean "title"?',
        'content/articles/b.md:3:7: "date": 2020-02-30 is no date (day is out of range for month)',
        "content/articles/c.md:1:1: no front matter, start the file with a line of three dashes: ---",
        'content/people/p.md:3:7: "born" must be a date, not "long ago", write YYYY, YYYY-MM or YYYY-MM-DD',
    ]


def test_an_article_without_a_date_stays_a_draft(tmp_path: Path) -> None:
    """A date is never guessed: the article is kept back, and a warning says so."""
    write_site(tmp_path, {"content/articles/a.md": article(date="")})
    library = load_library(load_config(tmp_path))
    assert library.articles[0].draft
    assert [str(w) for w in library.warnings] == [
        "content/articles/a.md:2:1: no date: it stays a draft, write date: YYYY-MM-DD"
    ]


@pytest.mark.parametrize(
    ("target", "why"),
    [
        (".env", "no part of the digest"),
        (".git/config", "no part of the digest"),
        ("notes/private.md", "no part of the digest"),
        ("content/.hidden.md", "no part of the digest"),
        ("content/inbox/raw.md", "no part of the digest"),
        ("content/originals/aa/raw.md", "no part of the digest"),
        ("content/articles/real.md~", "no part of the digest"),
        ("site/index.html", "no part of the digest"),
        ("content/articles/2020", "a folder that is a link"),
        ("gone.md", "leads out of the project"),
    ],
)
@pytest.mark.parametrize("place", ["content/articles/link.md", "content/images/link.png", "layouts/link.html"])
def test_a_link_never_publishes_what_is_hidden_or_foreign(tmp_path: Path, place: str, target: str, why: str) -> None:
    """Under an innocent name stands a secret: the link is refused by name, wherever it stands and through others."""
    root = write_site(tmp_path / "d", {"content/articles/real.md": article(), "content/articles/2020/a.md": article()})
    if "2020" not in target and target != "gone.md":
        (root / target).parent.mkdir(parents=True, exist_ok=True)
        (root / target).write_text("SECRET", encoding="utf-8")
    (root / place).parent.mkdir(parents=True, exist_ok=True)
    (root / "content/hop").symlink_to(root / target)
    (root / place).symlink_to(root / "content/hop")
    found = {problem.location.path: problem.message for problem in scan_content(root).problems}
    assert why in found[place]
    assert place not in scan_content(root).files


def test_a_link_within_the_digest_is_followed(tmp_path: Path) -> None:
    """Two names for one picture of the digest are nobody's secret."""
    root = write_site(tmp_path / "d", {"content/images/a.png": b"x"})
    (root / "content/images/b.png").symlink_to(root / "content/images/a.png")
    found = scan_content(root)
    assert not found.problems
    assert "content/images/b.png" in found.files


def test_litter_and_foreign_links_are_no_content(tmp_path: Path) -> None:
    """B11: editors' and hidden files are passed over; links out of the project and pipes are refused by name."""
    outside = tmp_path / "outside.md"
    outside.write_text(article())
    root = write_site(
        tmp_path / "digest",
        {
            "content/articles/a.md": article(),
            "content/articles/a.md~": "junk",
            "content/articles/.a.md.swp": "junk",
            "content/articles/#a.md#": "junk",
        },
    )
    assert len(load_library(load_config(root)).articles) == 1
    (root / "content/articles/link.md").symlink_to(outside)
    os.mkfifo(root / "content/articles/pipe.md")
    (root / "content/articles/folder.md").mkdir()
    assert problems_of(root) == [
        "content/articles/folder.md: a folder where a text should be, name the folder otherwise",
        "content/articles/link.md: a link that leads out of the project is not followed, copy the file here",
        "content/articles/pipe.md: a pipe, a socket or a device is not read, delete it",
    ]


NAMES = ["content/articles/a.md", "content/people/p.md", "layouts/article.html", "config.yaml"]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_no_size_is_refused_before_it_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """200 GB, most of it holes: it takes no room on the disk, and would take all of the memory."""
    root = write_site(tmp_path, {"content/articles/b.md": article()})
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    with (root / name).open("ab") as file:
        file.truncate(200_000_000_000)
    assert main(["build", "--root", str(root)]) in {1, 2}
    said = capsys.readouterr().err
    assert "larger than" in said
    assert "a bug" not in said


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    """Latin-1 in a content file is a fault with its line, not mojibake on the site."""
    write_site(tmp_path, {"content/articles/a.md": b"---\ntitle: Caf\xe9\ndate: 2020-01-01\n---\n"})
    assert problems_of(tmp_path) == ["content/articles/a.md:2:11: is not UTF-8, save it as UTF-8"]
