"""`copydesk build`: what it says, and what it costs when nothing changed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import write_site

from copydesk.cli import main

ARTICLE = "---\ntitle: A headline\ndate: 2020-01-02\n---\nA text.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A digest of one article, built."""
    write_site(tmp_path, {"config.yaml": "title: D\nbase_url: https://d.example/\n", "content/articles/a.md": ARTICLE})
    assert main(["build", "--root", str(tmp_path)]) == 0
    return tmp_path


def test_a_site_that_is_as_it_should_be_is_told_by_its_files(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second build, with any words that ask for the same site, says that nothing has changed."""
    main(["build", "--root", str(root)])  # a file changed this very moment proves nothing: it is looked at once more
    capsys.readouterr()
    for words in (["build"], [], ["build", f"--out={root / 'site'}"], ["build", "--jobs", "2"]):
        assert main([*words, "--root", str(root)]) == 0
        said = capsys.readouterr().err
        assert "nothing has changed" in said or "0 rendered" in said, words


def test_nothing_heavy_is_imported_to_see_that_nothing_changed(root: Path) -> None:
    """Neither Jinja, Markdown nor YAML is imported before the files have been compared."""
    code = (
        "import sys; from copydesk.cli.main import make_parser; import copydesk.cli.build as verb; "
        f"verb._look(make_parser(['build']).parse_args(['build', '--root', {str(root)!r}])); "
        "print([name for name in ('jinja2', 'markdown', 'yaml', 'trafilatura', 'lxml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["biuld"], 'no verb "biuld", did you mean "build"?'),
        (["build", "--darfts"], 'unknown option "--darfts", did you mean "--drafts"?'),
        (["--darfts"], 'unknown option "--darfts", did you mean "--drafts"?'),
        (["--vesion"], 'unknown option "--vesion", did you mean "--version"?'),
        (["check", "--vesion"], 'unknown option "--vesion", did you mean "--version"?'),
        (["--out", " "], "argument --out: the name of a file or folder is empty"),
        (["build", "--jobs", "many"], '"many" is no number of processes'),
        (["build", "here"], 'unexpected "here"'),
    ],
)
def test_a_slip_of_the_finger_is_named(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A word that is no verb and no option ends with exit code 2 and the closest one there is."""
    with pytest.raises(SystemExit) as error:
        main(words)
    assert error.value.code == 2
    assert said in capsys.readouterr().err


def test_the_folder_may_stand_before_the_verb(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--root DIR`, in either form and beside --debug, is read on both sides of a verb."""
    for words in (["--root", str(tmp_path), "check"], [f"--root={tmp_path}", "--debug", "check"]):
        assert main(words) == 2
        assert "no config.yaml" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["--root", str(tmp_path), "chekc"])
    assert 'no verb "chekc", did you mean "check"?' in capsys.readouterr().err


def test_a_day_that_no_calendar_has_is_named_as_that(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A day in the right form that is none is not asked for in that form again; nor is the end of time a time."""
    root = write_site(tmp_path, {})
    assert main(["new", "A title", "--date", "2020-02-30", "--root", str(root)]) == 2
    assert "--date: there is no day 2020-02-30" in capsys.readouterr().err
    assert main(["new", "A title", "--date", "30.2.2020", "--root", str(root)]) == 2
    assert '"30.2.2020" is no date: write YYYY-MM-DD' in capsys.readouterr().err
    assert main(["build", "--now", "9999-12-31", "--root", str(root)]) == 2
    assert "--now: 9999-12-31 is beyond the calendar" in capsys.readouterr().err
