"""`add --again`: an article cleaned anew keeps what its editor made of it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from conftest import write_site

from copydesk.cli import main
from copydesk.edit.blocks import split_blocks
from copydesk.edit.nodes import body_of, read_values, set_value, with_body
from copydesk.ingest.review import merge_drafts

BASE = """---
title: Ferry sails
date: "2020-07-02"
draft: true
id: ferry-1
people:
  - Morag Sinclair
  - name: Iain Bell
    role: harbour master
countries: [United Kingdom]
image: https://dispatch.example/a.jpg
image_alt: A ferry
source:
  name: The Dispatch
  text_sha256: "1"
  cleaner: copydesk 1
---

One.

Two.

Three.
"""


def changed(text: str, *pairs: tuple[str, str]) -> str:
    """A text with words exchanged."""
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_what_only_cleaning_changed_comes_in() -> None:
    """Another title, a new paragraph, a new name and role: taken where nobody touched them."""
    theirs = changed(
        BASE,
        ("Ferry sails", "The ferry sails"),
        ("Two.", "Two.\n\nTwo and a half."),
        ("  - Morag Sinclair", "  - Morag Sinclair\n  - Ada Moreau"),
        ("role: harbour master", "role: harbour mistress"),
        ("copydesk 1", "copydesk 2"),
    )
    merged = merge_drafts("a.md", BASE, BASE, theirs)
    assert not merged.fields
    assert not merged.blocks
    values = read_values(merged.text, "a.md")
    assert values["title"] == "The ferry sails"
    assert values["people"] == ["Morag Sinclair", {"name": "Iain Bell", "role": "harbour mistress"}, "Ada Moreau"]
    assert body_of(merged.text, "a.md") == "One.\n\nTwo.\n\nTwo and a half.\n\nThree."


def test_what_was_edited_by_hand_stays_and_each_conflict_is_shown() -> None:
    """A title, a paragraph, a role and a picture changed on both sides: the editor's stand, the others are told."""
    mine = changed(
        BASE,
        ("Ferry sails", "Ferry, at last"),
        ("Two.", "Two, corrected."),
        ("role: harbour master", "role: captain"),
        ("image_alt: A ferry", "image_alt: The old ferry"),
    )
    theirs = changed(
        BASE,
        ("Ferry sails", "The ferry sails"),
        ("Two.", "Two, longer."),
        ("role: harbour master", "role: pilot"),
        ("a.jpg", "b.jpg"),
    )
    merged = merge_drafts("a.md", BASE, mine, theirs)
    assert merged.text == mine
    assert [row.at for row in merged.fields] == ["title", "image", "people: Iain Bell"]
    assert [(row.mine, row.theirs) for row in merged.blocks] == [("Two, corrected.", "Two, longer.")]


def test_a_name_or_date_that_cleaning_no_longer_finds_is_told_and_stays() -> None:
    """Nothing is removed by cleaning anew: doubt is shown, the editor decides."""
    theirs = changed(BASE, ('date: "2020-07-02"\n', ""), ("  - Morag Sinclair\n", ""))
    merged = merge_drafts("a.md", BASE, BASE, theirs)
    assert merged.text == BASE
    assert len(merged.notes) == 2


def test_a_name_that_the_editor_took_out_does_not_come_back() -> None:
    """Removed by hand, still found by cleaning: it stays out."""
    mine = changed(BASE, ("  - Morag Sinclair\n", ""))
    assert merge_drafts("a.md", BASE, mine, BASE).text == mine


def make_raw(rng: random.Random, number: int) -> str:
    """A report of an invented harbour, its sentences drawn from a seed."""
    subjects = ["The harbour office", "A pilot of the old school", "The council of the island", "Every second skipper"]
    verbs = ["asked for a new pier", "counted the boats twice", "welcomed the late ferry", "waited for better weather"]
    times = ["before the storm came in", "while the tide was out", "on the longest day of the year", "in spite of fog"]
    rows = [
        f"{rng.choice(subjects)} {rng.choice(verbs)} {rng.choice(times)}, and {rng.choice(subjects).lower()} of quay "
        f"{number}-{n} {rng.choice(verbs)} {rng.choice(times)} as well."
        for n in range(rng.randint(4, 9))
    ]
    head = f"Harbour report number {number} from the pier\n\nBy Ana Petrova\nPublished 4 May 2021\n\n"
    return head + "\n\n".join(rows) + "\n"


def edit_by_hand(rng: random.Random, text: str) -> tuple[str, set[str], dict[str, Any]]:
    """An article corrected in random places: the file, the blocks written by hand, the fields set by hand."""
    blocks = split_blocks(body_of(text, "a.md"))
    written: set[str] = set()
    for _ in range(rng.randint(0, 3)):
        place = rng.randrange(len(blocks))
        act = rng.choice(["change", "put in", "take out"])
        words = f"Written by hand {rng.random()}."
        if act == "change":
            written.discard(blocks[place])
            blocks[place] = words
            written.add(words)
        elif act == "put in":
            blocks.insert(place, words)
            written.add(words)
        elif len(blocks) > 2:
            written.discard(blocks.pop(place))
    fields: dict[str, Any] = {}
    for key in rng.sample(["title", "place", "source.authors", "description", "people", "lang"], rng.randint(0, 3)):
        value: Any = [f"Hand {rng.randint(1, 99)}"] if key in {"source.authors", "people"} else f"Hand {rng.random()}"
        fields[key] = "fr" if key == "lang" else value
    text = with_body(text, "a.md", "\n\n".join(blocks))
    for key, value in fields.items():
        text = set_value(text, "a.md", key, value)
    return text, written, fields


@pytest.fixture
def harbour(tmp_path: Path) -> tuple[Path, list[Path]]:
    """A digest of 100 articles of one outlet, cleaned while its file says to drop quays that end in 2 and 3."""
    rng = random.Random(7)
    folder = tmp_path / "raw"
    folder.mkdir()
    dropped = []
    for number in range(100):
        raw = make_raw(rng, number)
        (folder / f"{number:03}.txt").write_text(raw, encoding="utf-8")
        dropped += [line for line in raw.split("\n") if f"quay {number}-2" in line or f"quay {number}-3" in line]
    rules = "\n".join(f'    - "{line}"' for line in dropped)
    outlet = f"name: The Pier\ncleaning:\n  drop:\n{rules}\n"
    root = write_site(tmp_path / "d", {"content/articles/.keep": "", "content/sources/the-pier.yaml": outlet})
    assert main(["add", "--root", str(root), "--force", "--source-name", "The Pier", str(folder)]) == 0
    return root, sorted((root / "content/articles").rglob("*.md"))


@pytest.mark.slow
def test_a_changed_cleaner_changes_nothing_that_was_edited_by_hand(
    harbour: tuple[Path, list[Path]], capsys: Any
) -> None:
    """100 articles corrected in random places and cleaned anew by a cleaner whose rule was switched.

    Every block and field written by hand stands; the paragraphs that the rule had dropped come in where they can;
    doing it twice gives the same bytes.
    """
    root, paths = harbour
    assert len(paths) == 100
    rng = random.Random(11)
    edits = {}
    for path in paths:
        before = path.read_text(encoding="utf-8")
        text, written, fields = edit_by_hand(rng, before)
        path.write_text(text, encoding="utf-8")
        edits[path] = (split_blocks(body_of(before, "a.md")), written, fields)
    (root / "content/sources/the-pier.yaml").write_text("name: The Pier\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["add", "--root", str(root), "--again", *map(str, paths)]) == 0
    told = capsys.readouterr().out
    came_in = 0
    for path, (base, written, fields) in edits.items():
        text = path.read_text(encoding="utf-8")
        blocks = split_blocks(body_of(text, "a.md"))
        assert written <= set(blocks), path.name
        values: Any = read_values(text, path.name)
        for key, value in fields.items():
            outer, _, inner = key.partition(".")
            stands = values[outer][inner] if inner else values[outer]
            assert stands == value or (key == "people" and stands[: len(value)] == value), (path.name, key)
        came_in += len([block for block in blocks if block not in written and block not in base])
    assert came_in > 60
    assert told.count(": cleaned anew") + told.count(": nothing new") == 100
    after = {path: path.read_bytes() for path in paths}
    assert main(["add", "--root", str(root), "--again", *map(str, paths)]) == 0
    assert {path: path.read_bytes() for path in paths} == after
    assert capsys.readouterr().out.count("nothing new") == 100


@pytest.mark.slow
def test_an_original_that_is_gone_is_given_by_hand(harbour: tuple[Path, list[Path]], capsys: Any) -> None:
    """`--from RAW` cleans from a file; another file than the original is said; a line can be kept meanwhile."""
    root, paths = harbour
    path = paths[0]
    raw = root.parent / "raw/000.txt"
    line = next(n for n, row in enumerate(raw.read_text().split("\n"), 1) if "quay 0-2" in row)
    (root / "content/originals").rename(root.parent / "elsewhere")
    assert main(["add", "--root", str(root), "--again", str(path)]) == 1
    assert main(["add", "--root", str(root), "--again", "--from", str(raw), "--keep", str(line), str(path)]) == 0
    assert "cannot be told from another cleaning" in capsys.readouterr().err
    (root.parent / "elsewhere").rename(root / "content/originals2")
    source: Any = read_values(path.read_text(encoding="utf-8"), path.name)["source"]
    assert source["kept"] == [line]
    other = root.parent / "other.txt"
    other.write_text(raw.read_text() + "\nThe council of the island added a sentence to this report in the end.\n")
    assert main(["add", "--root", str(root), "--again", "--from", str(other), str(path)]) == 0
    assert "is not the file it was made from" in capsys.readouterr().err
    assert "added a sentence" in path.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_line_kept_anew_comes_in_and_the_decision_is_remembered(
    harbour: tuple[Path, list[Path]], capsys: Any
) -> None:
    """`--again --keep N` brings the line back at its place; the next `--again` does not lose it."""
    root, paths = harbour
    path = next(p for p in paths if p.name.endswith("number-5-from-the-pier.md"))
    raw = (root.parent / "raw/005.txt").read_text()
    line, words = next((n, row) for n, row in enumerate(raw.split("\n"), 1) if "quay 5-2" in row)
    assert words not in path.read_text(encoding="utf-8")
    assert main(["add", "--root", str(root), "--again", "--keep", str(line), str(path)]) == 0
    blocks = split_blocks(body_of(path.read_text(encoding="utf-8"), path.name))
    assert blocks.index(words) == 2
    assert main(["add", "--root", str(root), "--again", str(path)]) == 0
    assert words in path.read_text(encoding="utf-8")
    assert main(["undo", "--root", str(root)]) == 0
    assert words not in path.read_text(encoding="utf-8")
    capsys.readouterr()
