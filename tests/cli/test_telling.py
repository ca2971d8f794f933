"""What the verbs say: what became of each file in so many words, what is held back, what to do next."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import article, write_site

from copydesk.cli import main

LINES = ("A first", "The second", "Another third", "One more", "The last")
COPY = "\n\n".join(
    f"{line} paragraph of the port says that the lamp was lit on Wednesday by a keeper." for line in LINES
)


def test_a_summary_counts_refusals_by_their_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two copies of two articles are "2 the same text", whatever they are copies of."""
    root = write_site(tmp_path / "digest", {})
    raw = tmp_path / "raw"
    raw.mkdir()
    other = COPY.replace("The", "No").replace("lamp was lit", "road was shut").replace("port", "council")
    for name, text in {"a": COPY, "b": COPY, "c": other, "d": other}.items():
        (raw / f"{name}.txt").write_text(f"{text[:20]} looks on\n\n{text}\n", encoding="utf-8")
    (raw / "e.txt").write_bytes(b"")
    (raw / "f.txt").write_bytes(b"\0\1\2" * 50)
    main(["add", "--root", str(root), "--date", "2020-01-02", str(raw)])
    said = capsys.readouterr().err.splitlines()[-1]
    assert "refused (2 the same text, 1 the file is empty, 1 this is not text)" in said


def test_what_could_not_be_published_at_once_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`add --publish` of copy without a date makes a draft, and says so."""
    root = write_site(tmp_path / "digest", {})
    (tmp_path / "a.txt").write_text(f"The lamp is lit\n\n{COPY}\n", encoding="utf-8")
    main(["add", "--root", str(root), "--publish", str(tmp_path / "a.txt")])
    assert "to settle  not published: it has no date" in capsys.readouterr().out


def test_new_names_the_next_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The path on the standard output, what to do with it beside it; a second of one name is told as such."""
    root = write_site(tmp_path, {})
    assert main(["new", "--root", str(root), "A summit in Hanoi"]) == 0
    said = capsys.readouterr()
    assert said.out == "content/articles/undated/a-summit-in-hanoi.md\n"
    assert (
        said.err
        == "Next: write its text and its date, look at it with copydesk serve, and take out draft: true to publish it\n"
    )
    assert main(["new", "--root", str(root), "A summit in Hanoi", "--date", "2019-02-28"]) == 0
    said = capsys.readouterr()
    assert 'note: there is an article of the address "a-summit-in-hanoi": this one is a-summit-in-hanoi-2' in said.err


def test_a_draft_edition_is_told_as_held_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is not on the site, and the build says so, beside what else is not."""
    edition = "---\ntitle: One\ndate: 2020-07-05\ndraft: true\n---\n"
    files = {"content/articles/a.md": article(), "content/editions/one.md": edition}
    root = write_site(tmp_path, files)
    assert main(["build", "--root", str(root)]) == 0
    assert "1 draft edition held back: --drafts shows them" in capsys.readouterr().err
    (root / "content/articles/b.md").write_text(article(title="B", draft="true"), encoding="utf-8")
    assert main(["build", "--root", str(root)]) == 0
    assert "1 draft, 1 draft edition held back" in capsys.readouterr().err


TRICKS = {
    "escape": "\x1b[2J\x1b[31m",
    "c1": "\x9b31m",
    "return": "a\rb",
    "bell": "\a",
    "bidi": "\u202egnp",
    "isolate": "\u2066x",
}


@pytest.mark.parametrize("name", TRICKS)
def test_nothing_of_a_file_acts_on_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Keys, headlines, bodies and file names are told with their controls written out, whatever verb tells them."""
    trick = TRICKS[name]
    root = write_site(
        tmp_path / "digest", {"content/articles/b.md": f'---\ntitle: "B{trick!a}"\n---\n![x](a{trick}.png)\n'}
    )
    key = "".join(f"\\u{ord(char):04x}" for char in trick)
    (root / "content/articles/a.md").write_text(f'---\ntitle: A\n"{key}": x\n---\n\n![x](a{trick})\n', encoding="utf-8")
    (root / f"content/articles/c{trick}.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    raw = tmp_path / f"raw{trick}.txt"
    raw.write_bytes(b"")
    copy = tmp_path / "copy.txt"
    copy.write_text(f"The {trick} lamp is lit\n\nBy Ada {trick} Bee\n\n{COPY}\n", encoding="utf-8")
    for words in (
        ["build"],
        ["check"],
        ["add", str(raw)],
        ["add", str(copy)],
        ["tag", "list"],
        ["new", f"A {trick} b"],
    ):
        main([*words, "--root", str(root)])
        said = capsys.readouterr()
        acting = {char for char in "".join(TRICKS.values()) if not char.isprintable()}
        assert acting & set(said.out + said.err) == set()


def test_a_file_name_with_a_control_is_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line's end in a name would begin a line of its own: in a log of GitHub's, a command."""
    root = write_site(tmp_path, {"content/articles/a\n::stop-commands::x.md": article()})
    assert main(["build", "--root", str(root)]) == 1
    said = capsys.readouterr().err
    assert "content/articles/a\\x0a::stop-commands::x.md: the file's name holds a control, rename it" in said
    assert not any(line.startswith("::") for line in said.splitlines())


@pytest.mark.parametrize(
    "words", [["tag", "merge", "a", "b"], ["tag", "lint"], ["fetch"], ["undo"], ["build"], ["add", "x"]]
)
def test_outside_a_digest_every_verb_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    """And how one begins: not that nothing is called "a", or that there is nothing to take back."""
    assert main([*words, "--root", str(tmp_path)]) == 2
    assert 'start a digest with "copydesk init DIR"' in capsys.readouterr().err


def test_alone_outside_a_digest_the_verbs_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever types the program's name to see what it does is shown it, and how one begins."""
    monkeypatch.chdir(tmp_path)
    assert main([]) == 2
    said = capsys.readouterr().out
    assert "start a digest of one's own in a new folder" in said
    assert 'start one with "copydesk init DIR"' in said


@pytest.mark.parametrize("name", ["config.yml", "_config.yml", "config.yaml.txt"])
def test_a_configuration_of_another_name_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Not how one begins a digest, which is there."""
    (tmp_path / name).write_text("title: D\n", encoding="utf-8")
    assert main(["build", "--root", str(tmp_path)]) == 2
    assert f"rename {name} to config.yaml" in capsys.readouterr().err


def test_a_line_that_became_the_day_is_listed_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every line left out is printed with its number, the one that the date was read from among them."""
    root = write_site(tmp_path / "digest", {})
    (tmp_path / "a.txt").write_text(f"The lamp is lit\n\n4 May 2021\n\n{COPY}\n", encoding="utf-8")
    main(["add", "--root", str(root), str(tmp_path / "a.txt")])
    said = capsys.readouterr().out
    assert "dropped    2 lines" in said
    assert "date: 3 4 May 2021" in said


def test_a_sidecar_with_an_unknown_key_says_what_it_may_hold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file to mend is the sidecar; nobody is sent to get the article again."""
    root = write_site(tmp_path / "digest", {})
    (tmp_path / "a.txt").write_text(f"The lamp is lit\n\n{COPY}\n", encoding="utf-8")
    (tmp_path / "a.yaml").write_text("date: 2021-05-04\nwriter: Ada Moreau\n", encoding="utf-8")
    assert main(["add", "--root", str(root), str(tmp_path / "a.txt")]) == 1
    said = capsys.readouterr().err
    assert 'a.yaml:2:1: unknown key "writer"' in said
    assert "mend a.yaml, which may hold date, title, authors" in said
    assert "get it again" not in said


def test_a_title_without_letters_makes_no_note_of_an_empty_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing else has that address; the file is called untitled."""
    root = write_site(tmp_path, {})
    assert main(["new", "--root", str(root), "///"]) == 0
    said = capsys.readouterr()
    assert said.out == "content/articles/undated/untitled.md\n"
    assert "there is an article" not in said.err
