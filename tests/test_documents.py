"""README and the guides: each command they show exists with its options, and what the guide does, in order, works."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import pytest
from conftest import ROOT

from copydesk.cli import main
from copydesk.cli.main import make_parser

DOCUMENTS = ("README.md", "UPGRADING.md", "docs/guide.md", "docs/hosting.md", "docs/layouts.md", "docs/reference.md")
_BLOCK = re.compile(r"^```(?:sh|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`((?:copydesk|python build\.py)(?: [^`]*)?)`")
_COMMAND = re.compile(r"(?:copydesk|python build\.py|\.venv/bin/python build\.py)(?= |$)(.*)")

# Raw copy that the guide's second `add` takes: the first is what `init` lays into the inbox.
LAMP = """Lamp of the north pier is lit again

By Ines Calloway

The lamp on the north pier was lit again on Wednesday evening after eleven years in the dark, the harbour office said.

A keeper will look after it until the autumn, when a new light is to be set up on the outer rock.
"""
# What a machine without other hosts, or a test that is to end, cannot do: these are tried elsewhere.
NOT_HERE = ("copydesk serve", "copydesk add https://", "copydesk fetch", "copydesk import", "copydesk desk")


def commands(document: str) -> list[str]:
    """Every command of Copydesk that a document shows, as it is written."""
    text = (ROOT / document).read_text(encoding="utf-8")
    shown = [part for block in _BLOCK.findall(text) for line in block.splitlines() for part in line.split("&&")]
    shown += _INLINE.findall(text.replace("\n", " "))
    found = [_COMMAND.match(re.sub(r"^\$ |\s+#.*$", "", line.strip())) for line in shown]
    return [f"copydesk{match[1]}".strip() for match in found if match]


def verbs(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parsers of a parser's verbs."""
    return {
        name: verb
        for action in parser._actions  # noqa: SLF001 (argparse has no other way to ask)
        if isinstance(action, argparse._SubParsersAction)  # noqa: SLF001
        for name, verb in action.choices.items()
    }


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_command_shown_exists_with_its_options(document: str) -> None:
    """No document shows a verb or an option that the program does not have."""
    wrong = []
    for command in commands(document):
        words = [word for word in re.split(r"[ |…]+", command)[1:] if word]
        parser: argparse.ArgumentParser = make_parser()
        while words and words[0] in verbs(parser):
            parser = verbs(parser)[words.pop(0)]
        known = {option for action in parser._actions for option in action.option_strings}  # noqa: SLF001
        asked = {match[1] for word in words if (match := re.match(r"(--[a-z][a-z-]*)", word))}
        is_verb = bool(words) and parser is not None and verbs(parser) and re.fullmatch(r"[a-z]+", words[0])
        if is_verb or asked - known:
            wrong.append(command)
    assert wrong == []
    assert document == "docs/layouts.md" or commands(document)


def test_what_the_guide_does_in_order_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From `init` to `check`, each command of the guide's blocks that needs no other host ends well."""
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs/guide.md").read_text(encoding="utf-8")
    article, done = "", []
    for line in (line for block in _BLOCK.findall(text) for line in block.splitlines()):
        command = re.sub(r"\s+#.*$", "", line.strip())
        if command.startswith("cd "):
            monkeypatch.chdir(command.removeprefix("cd "))
            Path("content/inbox/lamp.txt").write_text(LAMP, encoding="utf-8")
            continue
        if not command.startswith("copydesk ") or command.startswith(NOT_HERE):
            continue
        if not article and Path("content").is_dir():
            article = next((str(path) for path in Path("content/articles").rglob("1959-*.md")), "")
        command = command.replace("FILE", article).replace("1959-antarctic-treaty", Path(article).stem[11:])
        assert main(shlex.split(command)[1:]) == 0, f"{command}: {capsys.readouterr()}"
        done.append(command)
    assert len(done) >= 9
    assert Path("site/index.html").is_file()


def test_a_comment_that_cuts_a_headline_is_told_as_the_guide_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`title: We are # today` is not published as "We are" without a word."""
    main(["init", str(tmp_path / "d")])
    article = tmp_path / "d/content/articles/a.md"
    article.write_text("---\ntitle: We are # today\ndate: 2020-07-02\n---\n\nWords.\n", encoding="utf-8")
    assert main(["build", "--strict", "--root", str(tmp_path / "d")]) == 1
    assert "content/articles/a.md:2" in capsys.readouterr().err


def test_a_fresh_digest_builds_checks_and_lints_without_a_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What `init` lays down has nothing to warn about, and one draft is told as held back."""
    root = ["--root", str(tmp_path / "d")]
    assert main(["init", str(tmp_path / "d"), "--title", "My Digest"]) == 0
    assert [main([*verb, *root]) for verb in (["build", "--strict"], ["check", "--strict"], ["tag", "lint"])] == [
        0,
        0,
        0,
    ]
    said = capsys.readouterr()
    assert "warning" not in said.out + said.err
    main(["add", *root, str(tmp_path / "d/content/inbox/example.txt")])
    capsys.readouterr()
    assert main(["build", *root]) == 0
    assert "1 draft held back" in capsys.readouterr().err
