"""No verb passes over what it was asked in silence: nonsense, blanks, empty folders, pipes and links are answered."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import CONFIG, article, write_site

from copydesk.cli import main

PATH = "content/articles/a.md"


@pytest.fixture
def digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A digest of one article, which is where the editor stands, with things beside it that are no files."""
    root = write_site(
        tmp_path / "digest",
        {PATH: article(people="[{name: Ann Lee, role: pilot}]"), "empty/.keep": "", "layouts/.keep": ""},
    )
    os.mkfifo(root / "pipe")
    (root / "loop").symlink_to("loop")
    monkeypatch.chdir(root)
    return root


# What is typed → the exit code, and what is said.
ASKED: dict[str, tuple[list[str], int, str]] = {
    "add nothing": (["add", ""], 2, "an INPUT is empty"),
    "add blanks": (["add", PATH, " "], 2, "an INPUT is empty"),
    "add in a language's name": (["add", PATH, "--lang", "english"], 2, '--lang is no language code: "english"'),
    "add an empty folder": (["add", "empty"], 1, "there is no file in this folder to add"),
    "add the digest": (["add", "."], 1, "is the digest itself; left alone: config.yaml, content"),
    "add its articles": (["add", "content/articles"], 2, "this is of the digest itself"),
    "add its layouts": (["add", "layouts"], 2, "this is of the digest itself"),
    "add a link to itself": (["add", "loop"], 1, "cannot be read: Too many levels of symbolic links"),
    "import an empty folder": (["import", "empty"], 2, "there is no post in it"),
    "import the digest": (["import", ".", "--write"], 2, "this is the digest itself"),
    "import a pipe": (["import", "pipe"], 2, "no regular file"),
    "suggest for a pipe": (["suggest", "pipe"], 1, "is no file"),
    "suggest for a link to itself": (["suggest", "loop"], 2, "loop"),
    "a role that nobody had": (["suggest", PATH, "--unquote", "Ann Lee=never said"], 0, "Nothing to change"),
    "rename to itself": (["tag", "rename", "Ann Lee", "Ann Lee"], 2, "nothing to change"),
    "merge with itself": (["tag", "merge", "Ann Lee", "Ann Lee"], 2, "nothing to change"),
    "tell one from itself": (["tag", "distinct", "Ann Lee", "Ann Lee"], 2, "is one person"),
    "a slip in a path": (["review", PATH.replace(".md", "s.md")], 2, 'there is no such file, did you mean "a"?'),
    "a path of none": (["trash", "content/articles/zz.md"], 2, "`copydesk restore` lists what is in the trash"),
    "edit with a pipe": (["edit", PATH, "--body", "pipe"], 2, "no regular file"),
    "trash a folder": (["trash", "content/articles"], 2, "this is a folder: name files in it"),
    "trash the configuration": (["trash", "config.yaml"], 2, "lies outside of content/"),
    "clean no folder": (["clean", "--root", "nowhere"], 2, "no such folder"),
    "edit what is not there": (["edit", "content/articles/gone.md", "--set", "title=x"], 2, "`copydesk restore` lists"),
    "serve no digest": (["serve", "--root", "empty"], 2, "start a digest with"),
    "due since no time": (["due", "--since", "yesterday"], 2, '--since: "yesterday" is no time'),
}
BLANK = [
    ["build", "--root", ""],
    ["build", "--root="],
    ["build", "--out", " "],
    ["check", "--out", ""],
    ["add", "--report", "", PATH],
    ["init", ""],
    ["import", ""],
    ["build", "--jobs", "-1"],
    ["build", "--jobs", "many"],
    ["build", "--jobs", "²"],
    ["review", PATH, "--keep-line", "x"],
    ["undo", "last"],
]


@pytest.mark.usefixtures("digest")
@pytest.mark.parametrize("name", ASKED)
def test_what_cannot_be_done_is_said(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With an exit code that a script sees, and no trace."""
    words, code, said = ASKED[name]
    assert main(words) == code
    assert said in (shown := "".join(capsys.readouterr()))
    assert "a bug in Copydesk" not in shown


@pytest.mark.parametrize("words", BLANK, ids=" ".join)
def test_a_blank_is_no_folder_and_no_number(digest: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A variable of a script that is not set does not mean the folder in which it runs."""
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("copydesk")
    assert "invalid" not in said  # the parser's own word for a type of Python's
    assert not (digest / "site").exists()


READ = [
    ("config.yaml", ["build"]),
    ("config.yaml", ["due"]),
    ("content/rejected.yaml", ["suggest", "--reject", "Zed"]),
    ("content/feeds.opml", ["fetch"]),
    ("content/sources/x.yaml", ["fetch"]),
    ("content/articles/p.md", ["edit", "content/articles/p.md", "--set", "title=x"]),
    ("content/articles/p.md", ["build"]),
    ("content/people/p.md", ["tag", "lint"]),
    (".copydesk/edit-journal.json", ["tag", "list"]),
    (".copydesk/cache/copies.pickle", ["suggest", "--reject", "Zed"]),
    ("layouts/article.html", ["build"]),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "words"), READ, ids=lambda value: value if isinstance(value, str) else " ".join(value)
)
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_pipe_or_a_device_in_the_place_of_a_file_holds_nobody_up(
    digest: Path, path: str, words: list[str], kind: str
) -> None:
    """Whoever opens a pipe waits for its writer, and /dev/zero has no end: each is passed over or refused by name."""
    target = digest / path
    target.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    if kind == "pipe":
        os.mkfifo(target)
    else:
        target.symlink_to("/dev/zero")
    limit: Any = 60  # seconds: it would be for ever
    done = subprocess.run(
        [sys.executable, "-m", "copydesk", *words],
        cwd=digest,
        capture_output=True,
        text=True,
        timeout=limit,
        check=False,
    )
    assert done.returncode in {0, 1, 2}, done.stderr
    assert "Traceback" not in done.stderr
    if path == "config.yaml":
        assert "config.yaml: cannot be read: this is no regular file (a pipe or a device)" in done.stderr


NO_TEXT = {"latin": b"people: [caf\xe9]\n", "utf16": "people: [A]\n".encode("utf-16"), "junk": bytes(range(128, 256))}


@pytest.mark.parametrize("data", NO_TEXT.values(), ids=NO_TEXT)
def test_a_list_of_what_was_turned_down_that_is_no_text_is_named(
    digest: Path, capsys: pytest.CaptureFixture[str], data: bytes
) -> None:
    """By every verb that reads it, and no bug."""
    (digest / "content/rejected.yaml").write_bytes(data)
    assert main(["suggest", "a"]) in {0, 1}
    said = capsys.readouterr().err
    assert "a bug" not in said
    assert main(["build"]) in {0, 1}
    assert "a bug" not in capsys.readouterr().err


def test_a_sidecar_that_is_no_text_is_named(digest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The article beside it is refused, with the file that is at fault."""
    (digest / "raw.txt").write_text("A pier opens\n\n" + "The pier opened on Monday. " * 30, encoding="utf-8")
    (digest / "raw.yaml").write_bytes(b"source_name: Caf\xe9\n")
    assert main(["add", "raw.txt"]) == 1
    said = capsys.readouterr().err
    assert "raw.yaml" in said
    assert "is not UTF-8" in said


@pytest.mark.parametrize("text", ["", "\n", "# none yet\n", "\ufeff"])
def test_a_strings_file_without_strings_changes_nothing(digest: Path, text: str) -> None:
    """Begun and not filled in."""
    (digest / "layouts/strings.yaml").write_text(text, encoding="utf-8")
    assert main(["build"]) == 0


def test_a_right_or_a_disk_that_refuses_is_no_bug(digest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An error of the system is told by the file that it is about, wherever it comes from."""
    (digest / "config.yaml").unlink()
    (digest / "config.yaml").mkdir()
    assert main(["build"]) == 2
    assert "config.yaml: cannot be read: Is a directory" in capsys.readouterr().err
    (digest / "config.yaml").rmdir()
    (digest / "config.yaml").write_text(CONFIG)
    (digest / "content/feeds.opml").mkdir()
    assert main(["fetch"]) == 1
    assert "content/feeds.opml: cannot be read" in capsys.readouterr().err
