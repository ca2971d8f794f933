"""A build's words, read without argparse, mean what argparse takes them for; all else is left to it."""

from __future__ import annotations

import io

import pytest

from copydesk.cli.building import Bar
from copydesk.cli.parser import make_parser
from copydesk.cli.quick import read_words


@pytest.mark.parametrize(
    "line",
    ["", "build", "build --drafts --strict", "--root a --out=b --jobs 2", "build --base-url https://e.example/ --clean",
     "--now 2026-01-01 --timing"],
)  # fmt: skip
def test_words_of_a_build_mean_what_argparse_says(line: str) -> None:
    """Every option has the same value, given or not."""
    words = line.split()
    found = read_words(words)
    args = make_parser().parse_args(words if words[:1] == ["build"] else ["build", *words])
    assert found is not None
    assert (found.root, found.out) == (str(args.root), str(args.out or ""))
    assert (found.base_url, found.now, found.jobs) == (args.base_url or "", args.now or "", args.jobs)
    flags = (args.drafts, args.strict, args.clean, args.timing, args.debug)
    assert (found.drafts, found.strict, found.clean, found.timing, found.debug) == flags


@pytest.mark.parametrize("line", ["add x.txt", "--help", "--draft", "build --jobs many", "--root", "--out --strict"])
def test_other_words_and_mistakes_are_left_to_argparse(line: str) -> None:
    """It knows the closest word, and what to say."""
    assert read_words(line.split()) is None


def test_a_bar_shows_only_after_half_a_second_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quick build shows none; a slow one a line that is cleared in the end."""
    said = io.StringIO()
    monkeypatch.setattr("sys.stderr", said)
    bar = Bar()
    bar.show("pages", 1, 2)
    bar.clear()
    assert said.getvalue() == ""
    monkeypatch.setattr(Bar, "PATIENCE", 0.0)
    bar = Bar()
    bar.show("pages", 1_000, 2_000)
    assert "1,000 of 2,000" in said.getvalue()
    bar.clear()
    assert said.getvalue().endswith("\r\x1b[K")
