"""What verbs that change files refuse, tell and remember: nothing is lost or made unbuildable in silence."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import article, build_site, write_site

from copydesk.cli import main
from copydesk.errors import ContentError

KIM = "---\nname: Kim Young-ho\n---\n"
FILES = {
    "content/articles/2020/2020-07-02-ring.md": article(people="[Kim Young-ho]", draft="true"),
    "content/articles/2020/2020-07-03-ferry.md": article(
        "The ferry", people='[{name: Mary Robinson, role: president}, "Ivan Petrov"]', source="Harbour Wire"
    ),
    "content/people/kim-young-ho-boxer.md": KIM.replace("\n---\n", "\ndisambiguation: boxer\n---\n"),
    "content/people/kim-young-ho-minister.md": KIM.replace("\n---\n", "\ndisambiguation: minister\n---\n"),
    "content/people/tom-hale.md": "---\nname: Tom Hale\n---\n",
    "content/editions/one.md": "---\ntitle: One\ndate: 2020-07-05\nsections: [{title: All, articles: [ferry]}]\n---\n",
}
RING, FERRY = "content/articles/2020/2020-07-02-ring.md", "content/articles/2020/2020-07-03-ferry.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A digest with two people of one name, an article about one of them, and an edition."""
    return write_site(tmp_path, FILES)


def run(root: Path, *words: str) -> int:
    """A command line in a digest."""
    return main([*words, "--root", str(root)])


def test_publishing_what_no_build_would_take_is_refused(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of two people with the name the article must say which: the verb says so, not the next build."""
    before = (root / RING).read_text(encoding="utf-8")
    assert run(root, "publish", "ring") == 1
    assert "Kim Young-ho" in capsys.readouterr().err
    assert (root / RING).read_text(encoding="utf-8") == before
    assert run(root, "suggest", "ring", "--is", "Kim Young-ho=kim-young-ho-boxer") == 0
    assert run(root, "publish", "ring") == 0
    build_site(root)


@pytest.mark.parametrize("source", ["", 'source: {published: "2020-07-01"}\n'])
def test_a_source_without_name_and_address_is_none(root: Path, capsys: pytest.CaptureFixture[str], source: str) -> None:
    """Neither outlet nor address: readers take the text for the digest's own, which the verb says."""
    draft = article("The quay", draft="true").replace("date:", f"{source}date:", 1)
    (root / "content/articles/2020/2020-07-02-the-quay.md").write_text(draft, encoding="utf-8")
    assert run(root, "publish", "the-quay") == 0
    assert "no source, published as the digest's own" in capsys.readouterr().err


def test_an_edition_keeps_what_it_prints(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An article that an edition names cannot expire: a build would find nothing to print."""
    assert run(root, "edit", "ferry", "--set", "expires=2020-08-01") == 1
    assert 'no article "ferry" to print' in capsys.readouterr().err
    assert "expires" not in (root / FERRY).read_text(encoding="utf-8")


def test_withdrawing_comes_first_and_tells_of_the_edition(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What must be off the site is taken back at once; that an edition prints it is told, for the next build stops."""
    assert run(root, "draft", "ferry") == 0
    assert 'content/editions/one.md:4:36: no article "ferry" to print' in capsys.readouterr().err
    assert "draft: true" in (root / FERRY).read_text(encoding="utf-8")


def test_a_fault_that_was_there_before_stops_no_other_edit(root: Path) -> None:
    """Only what a change makes wrong is refused."""
    (root / FERRY).write_text(article("The ferry", slug="ferry", expires="2020-08-01"), encoding="utf-8")
    assert run(root, "edit", "ferry", "--set", "title=The night ferry") == 0


def test_who_never_appears_is_told(root: Path) -> None:
    """An article that expires before it is due is on no site, at no time."""
    (root / FERRY).write_text(
        article("The ferry", publish_at="2027-01-01 08:00", expires="2026-12-31"), encoding="utf-8"
    )
    (root / "content/editions/one.md").unlink()
    warnings = [str(warning) for warning in build_site(root).warnings]
    assert any("expires before its publish_at" in warning for warning in warnings)


def test_a_list_set_anew_names_what_stood_there(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two people with their roles are not replaced by one in silence, and come back."""
    before = (root / FERRY).read_text(encoding="utf-8")
    assert run(root, "edit", "ferry", "--set", "people=Tom Hale") == 0
    assert "in the place of Mary Robinson, Ivan Petrov" in capsys.readouterr().err
    assert run(root, "undo") == 0
    assert (root / FERRY).read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    "words", [("tag", "merge", "Ivan Petrov", "Tom Hale"), ("tag", "rename", "Tom Hale", "T. Hale")]
)
def test_a_merge_is_taken_back_like_any_edit(root: Path, words: tuple[str, ...]) -> None:
    """Every file that a merge or a rename touched is as it was, and a later step is not taken for it."""
    before = {path: path.read_bytes() for path in (root / "content").rglob("*.md")}
    assert run(root, *words) == 0
    assert {path: path.read_bytes() for path in (root / "content").rglob("*.md")} != before
    assert run(root, "undo") == 0
    assert {path: path.read_bytes() for path in (root / "content").rglob("*.md")} == before


def test_freezing_is_taken_back(root: Path) -> None:
    """An edition frozen by mistake is open again."""
    before = (root / "content/editions/one.md").read_text(encoding="utf-8")
    assert run(root, "edition", "freeze", "one") == 0
    assert run(root, "undo") == 0
    assert (root / "content/editions/one.md").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("suggest", "ring", "--is", "Kim Young-ho=kim-young-ho-boxr"), 'did you mean "kim-young-ho-boxer"'),
        (("suggest", "ring", "--is", "Kim Young-ho=nobody"), "there is no such file in content/people"),
        (("edit", "ferry", "--add", "people=tom-hale"), "tom-hale is a file's name"),
    ],
)
def test_a_files_name_is_no_persons_name(
    root: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    """A slip in a slug makes no person called like it."""
    before = {path: path.read_bytes() for path in (root / "content").rglob("*.md")}
    assert run(root, *words) == 2
    assert said in capsys.readouterr().err
    assert {path: path.read_bytes() for path in (root / "content").rglob("*.md")} == before


def test_a_decision_says_what_it_changed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Accepting a name prints the file that it is in now; doing so again says that there was nothing to do."""
    assert run(root, "suggest", "ferry", "--accept", "Tom Hale") == 0
    assert capsys.readouterr().out == f"{FERRY}\n"
    assert run(root, "suggest", "ferry", "--accept", "Tom Hale") == 0
    assert "Nothing to change" in capsys.readouterr().out


def test_publishing_without_a_source_is_told(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A digest of others' articles seldom means it."""
    run(root, "suggest", "ring", "--is", "Kim Young-ho=kim-young-ho-boxer")
    assert run(root, "publish", "ring") == 0
    assert "no source, published as the digest's own" in capsys.readouterr().err


def test_what_lies_in_the_trash_is_named_by_its_slug(root: Path) -> None:
    """As every other verb names an article."""
    assert run(root, "trash", "ring") == 0
    assert not (root / RING).exists()
    assert run(root, "restore", "ring") == 0
    assert (root / RING).is_file()


def test_an_article_in_the_trash_is_told_as_that(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By its path, also where another file's name is like it: it is not the other that was meant."""
    shutil.copy(root / RING, (root / RING).with_name("2020-07-02-rings.md"))
    run(root, "trash", RING)
    assert run(root, "edit", RING, "--set", "title=x") == 2
    assert f"there is no such file: `copydesk restore {RING}` brings it back" in capsys.readouterr().err


def test_what_is_not_in_the_trash_is_said_so(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the name that is like it; not that content/ has no such file."""
    run(root, "trash", "ring")
    assert run(root, "restore", "rimg") == 2
    assert 'rimg: is not in the trash, did you mean "ring"?' in capsys.readouterr().err
    assert run(root, "restore", "nothing-of-that-name") == 2
    assert "is not in the trash, `copydesk restore` alone lists what is there" in capsys.readouterr().err


@pytest.mark.slow
def test_what_was_added_is_taken_back_and_done_again(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All drafts of one run are one step; one that was edited since stays, and is named."""
    words = "The council voted for a night ferry across the strait. "
    for number, name in enumerate(("one", "two")):
        text = f"Ferry {name} to run at night\n\n" + f"{words}{name * 9} {number}. " * 30
        (root / f"{name}.txt").write_text(text, encoding="utf-8")
    before = sorted((root / "content/articles").rglob("*.md"))
    assert run(root, "add", "--force", str(root / "one.txt"), str(root / "two.txt")) == 0
    added = sorted(set((root / "content/articles").rglob("*.md")) - set(before))
    assert len(added) == 2
    assert run(root, "undo", "--list") == 0
    assert "copydesk add " in capsys.readouterr().out
    assert run(root, "undo") == 0
    assert sorted((root / "content/articles").rglob("*.md")) == before
    assert run(root, "undo", "--redo") == 0
    assert sorted((root / "content/articles").rglob("*.md")) == sorted([*before, *added])
    added[0].write_text(added[0].read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    assert run(root, "undo") == 1
    assert "has been edited since" in capsys.readouterr().err
    assert all(path.is_file() for path in added)


@pytest.mark.parametrize("words", [["new", "A walk"], ["edition", "new", "--date", "2020-07-31"]])
def test_what_was_begun_is_taken_back(root: Path, words: list[str]) -> None:
    """An article begun by hand, an edition proposed."""
    (root / "content/editions/one.md").unlink()
    before = sorted((root / "content").rglob("*.md"))
    assert run(root, *words) == 0
    assert len(sorted((root / "content").rglob("*.md"))) == len(before) + 1
    assert run(root, "undo") == 0
    assert sorted((root / "content").rglob("*.md")) == before


def test_nothing_done_yet_is_said(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty list is no silence."""
    assert run(root, "undo", "--list") == 0
    assert "Nothing to take back" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("kim-young-ho-boxer", "is a file's name"),
        ("kim-young-ho-boxr", 'did you mean "kim-young-ho-boxer"?'),
        ("marie-curie", "there is none such in content/people"),
    ],
)
@pytest.mark.parametrize("option", ["--add", "--set"])
def test_nobody_is_called_like_a_file(
    root: Path, capsys: pytest.CaptureFixture[str], option: str, value: str, said: str
) -> None:
    """A slug where a name belongs is asked about; whoever is really spelt so is written as a map."""
    before = (root / FERRY).read_text(encoding="utf-8")
    assert run(root, "edit", "ferry", option, f"people={value}") == 2
    assert said in capsys.readouterr().err
    assert (root / FERRY).read_text(encoding="utf-8") == before
    assert run(root, "edit", "ferry", option, "people={name: marie-curie}") == 0


def test_a_site_built_elsewhere_is_no_raw_copy(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever builds with --out beside raw copy adds no pages of their own."""
    (root / "content/editions/one.md").unlink()
    run(root, "suggest", "ring", "--is", "Kim Young-ho=kim-young-ho-boxer")
    assert run(root, "build", "--out", str(root / "raw/public")) == 0
    before = sorted((root / "content/articles").rglob("*.md"))
    run(root, "add", str(root / "raw"))
    assert "public: is a site that was built; left alone" in capsys.readouterr().err
    assert sorted((root / "content/articles").rglob("*.md")) == before


def test_the_digest_itself_is_no_raw_copy(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who names a folder too high up is told what was left alone; the raw copy beside the digest is added."""
    (root / "raw.txt").write_text("Ferry to run at night\n\n" + "The council voted for a night ferry. " * 30, "utf-8")
    before = sorted((root / "content/articles").rglob("*.md"))
    run(root, "add", str(root))
    assert "is the digest itself; left alone: config.yaml, content" in capsys.readouterr().err
    assert len(sorted((root / "content/articles").rglob("*.md"))) == len(before) + 1


@pytest.mark.parametrize("folder", ["content/articles", "content/editions", "content/people"])
def test_a_folder_of_the_digest_is_no_raw_copy(root: Path, capsys: pytest.CaptureFixture[str], folder: str) -> None:
    """Whatever the digest keeps there, editions as well as articles, is refused by name."""
    before = sorted((root / "content").rglob("*"))
    assert run(root, "add", str(root / folder)) == 2
    assert "of the digest itself" in capsys.readouterr().err
    assert sorted((root / "content").rglob("*")) == before


def test_a_drafts_warning_stops_no_strict_build(root: Path) -> None:
    """What is held back cannot be published wrong; the same text published is refused."""
    text = article("Links", body="See [[Another page]].", draft="true")
    (root / RING).write_text(text, encoding="utf-8")
    assert any("wiki link" in str(warning) for warning in build_site(root, strict=True).warnings)
    (root / RING).write_text(text.replace("draft: true\n", ""), encoding="utf-8")
    with pytest.raises(ContentError, match="wiki link"):
        build_site(root, strict=True)


def test_who_is_meant_by_a_files_name_is_there_for_suggest(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After the answer `person: SLUG` the name is no new suggestion; turned down, what never was in is no miss."""
    path = root / RING
    text = path.read_text(encoding="utf-8").rstrip()
    words = "Kim Young-ho, a boxer, met Mary Robinson in Seoul. Kim Young-ho said he was glad."
    path.write_text(f"{text}\n\n{words}\n", encoding="utf-8")
    assert run(root, "suggest", "ring", "--is", "Kim Young-ho=kim-young-ho-boxer") == 0
    capsys.readouterr()
    assert run(root, "suggest", "ring") == 0
    assert "  = Kim Young-ho" in capsys.readouterr().out
    assert run(root, "suggest", "ring", "--reject", "Mary Robinson") == 0
    assert "has no" not in capsys.readouterr().out


def test_trashing_what_a_frozen_edition_prints_tells_of_the_next_build(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The row stays as it was printed, so no build passes before the article or the row is mended: the verb says so."""
    edition = root / "content/editions/one.md"
    edition.write_text(edition.read_text(encoding="utf-8").replace("title: One", "title: One\nfrozen: true"), "utf-8")
    assert run(root, "trash", "ferry") == 0
    assert "no build passes until the article is restored" in capsys.readouterr().err
    with pytest.raises(ContentError, match="in the trash"):
        build_site(root)


def test_a_new_slug_of_a_published_article_tells_of_its_old_address(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Links to it would lead nowhere: the line that keeps them is told, once; a draft has no readers yet."""
    path = "content/articles/2020/2020-07-04-quay.md"
    (root / path).write_text(article("The quay", source="Harbour Wire"), encoding="utf-8")
    assert run(root, "edit", path, "--set", "slug=pier") == 0
    assert "its address was /articles/quay/: --add aliases=/articles/quay/" in capsys.readouterr().err
    assert run(root, "edit", path, "--add", "aliases=/articles/pier/", "--set", "slug=mole") == 0
    assert "its address was" not in capsys.readouterr().err
    assert run(root, "edit", RING, "--set", "slug=arena") == 0
    assert "its address was" not in capsys.readouterr().err
