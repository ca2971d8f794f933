"""Originals: the bytes an article came from are kept, found again, and never published."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import build_site, tree, write_site

from copydesk.check.run import check
from copydesk.cli import main
from copydesk.config import load_config
from copydesk.edit.nodes import read_values
from copydesk.files import walk_digest
from copydesk.ingest.originals import (
    OriginalError,
    digest_of,
    find_damaged,
    keep_original,
    original_path,
    read_original,
)
from copydesk.intake.item import Item
from copydesk.intake.readers.mail import read_mail, read_mailbox, without_routing

RAW = """Ferry to Tiree sails again

By Morag Sinclair
Published 2 July 2020

The ferry to Tiree sailed again on Thursday after three weeks in the dock, the harbour office said.

Some forty passengers and nine vans were aboard, and the pier was full of people who had come to see it.

The next sailing is on Saturday morning, and lorries are asked to be at the pier an hour before that.
"""

LETTER = b"""Delivered-To: reader@mailbox.example
Received: from relay.example (relay.example [192.0.2.7])
    by mx.example with ESMTP id 12345; Thu, 2 Jul 2020 09:00:00 +0000
From: The Harbour Dispatch <letters@dispatch.example>
To: Reader <reader@mailbox.example>
Subject: Ferry to Tiree sails again
Date: Thu, 2 Jul 2020 08:00:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
X-Secret: reader-4711

To: all who wait on the pier. The ferry to Tiree sailed again on Thursday after three weeks in the dock.

Received: with joy, said the harbour office, which had asked for patience through most of the month of June.
"""


@pytest.fixture
def digest(tmp_path: Path) -> Path:
    """A digest to which one raw text was added."""
    root = write_site(tmp_path / "digest", {"content/articles/.keep": ""})
    (tmp_path / "raw.txt").write_text(RAW, encoding="utf-8")
    assert main(["add", "--root", str(root), "--publish", str(tmp_path / "raw.txt")]) == 0
    return root


def source(root: Path) -> dict[str, Any]:
    """What `source:` says in the one article."""
    (path,) = (root / "content/articles").rglob("*.md")
    found = read_values(path.read_text(encoding="utf-8"), path.name)["source"]
    assert isinstance(found, dict)
    return found


def test_the_bytes_of_an_article_are_kept_and_named_by_their_digest(digest: Path, capsysbinary: Any) -> None:
    """`content/originals/AA/SHA256.gz` holds the file as it was, and `copydesk original` prints it."""
    name = str(source(digest)["original_sha256"])
    assert gzip.decompress((digest / original_path(name)).read_bytes()) == RAW.encode()
    capsysbinary.readouterr()
    assert main(["original", "--root", str(digest), "ferry-to-tiree-sails-again"]) == 0
    assert capsysbinary.readouterr().out == RAW.encode()


def test_one_original_is_the_same_file_whenever_it_is_kept(tmp_path: Path) -> None:
    """Nothing of clock or machine is in it, so that two people who add one file do not differ in git."""
    for folder in ("a", "b"):
        keep_original(tmp_path / folder, b"the same")
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def test_an_original_is_neither_built_nor_watched_nor_published(digest: Path) -> None:
    """No page, feed or index has a word that stands in the original alone, and no scan sees the folder."""
    secret = keep_original(digest, b"<svg xmlns='http://www.w3.org/2000/svg'><text>onlyintheoriginal</text></svg>")
    for name in ("a.md", "b.png", "c.yaml"):
        (digest / "content/originals" / name).write_bytes(b"onlyintheoriginal")
    before = tree(digest / "content/originals")
    files, refused = walk_digest(str(digest))
    assert not [path for path in files if path.startswith("content/originals")]
    assert not refused
    build_site(digest)
    for path, data in tree(digest / "site").items():
        assert "originals" not in path
        assert secret not in path
        assert b"onlyintheoriginal" not in data, path
    assert tree(digest / "content/originals") == before


@pytest.mark.parametrize("harm", ["cut", "flip", "empty", "swap"])
def test_a_damaged_original_is_said_by_check_and_never_handed_out(digest: Path, harm: str) -> None:
    """Whatever a disk or a tool did to it, `check` names the file as an error and reading it raises."""
    name = str(source(digest)["original_sha256"])
    path = digest / original_path(name)
    data = path.read_bytes()
    harmed = {
        "cut": data[: len(data) // 2],
        "flip": data[:40] + bytes([data[40] ^ 16]) + data[41:],
        "empty": b"",
        "swap": gzip.compress(b"another text", mtime=0),
    }[harm]
    path.write_bytes(harmed)
    assert [found for found, _ in find_damaged(digest)] == [original_path(name)]
    with pytest.raises(OriginalError, match="damaged"):
        read_original(digest, name)
    build_site(digest)
    rows = [row for row in check(load_config(digest), digest / "site").findings if row.rule == "originals"]
    assert [(row.severity, row.problem.location.path) for row in rows] == [("error", original_path(name))]


def test_a_damaged_original_is_mended_by_adding_the_file_again(digest: Path) -> None:
    """Keeping the same bytes once more puts the file right."""
    name = str(source(digest)["original_sha256"])
    (digest / original_path(name)).write_bytes(b"")
    assert keep_original(digest, RAW.encode()) == name
    assert read_original(digest, name) == RAW.encode()


def test_a_digest_that_keeps_none_keeps_none(tmp_path: Path) -> None:
    """With `originals: none` the article still names the digest of its raw copy, and nothing is stored."""
    root = write_site(tmp_path / "d", {"content/articles/.keep": ""})
    with (root / "config.yaml").open("a", encoding="utf-8") as config:
        config.write("originals: none\n")
    (tmp_path / "raw.txt").write_text(RAW, encoding="utf-8")
    assert main(["add", "--root", str(root), str(tmp_path / "raw.txt")]) == 0
    assert source(root)["original_sha256"] == digest_of(RAW.encode())
    assert not (root / "content/originals").exists()


def test_originals_in_git_that_are_missing_are_warned_of(digest: Path) -> None:
    """`originals: keep` promises them to everybody; `local` promises nothing and warns of nothing."""
    name = str(source(digest)["original_sha256"])
    (digest / original_path(name)).unlink()
    build_site(digest)
    rules = [row.rule for row in check(load_config(digest), digest / "site").findings]
    assert "originals" not in rules
    with (digest / "config.yaml").open("a", encoding="utf-8") as config:
        config.write("originals: keep\n")
    rows = [row for row in check(load_config(digest), digest / "site").findings if row.rule == "originals"]
    assert [row.severity for row in rows] == ["warning"]


def test_who_received_a_letter_is_not_kept(tmp_path: Path, capsys: Any) -> None:
    """Of a letter's header only what states something of the article stays; its text stays to the letter."""
    root = write_site(tmp_path / "d", {"content/articles/.keep": ""})
    (tmp_path / "letter.eml").write_bytes(LETTER)
    assert main(["add", "--root", str(root), str(tmp_path / "letter.eml")]) == 0
    held = read_original(root, str(source(root)["original_sha256"]))
    for word in (b"Delivered-To", b"reader@", b"192.0.2.7", b"X-Secret", b"4711"):
        assert word not in held
    assert b"To: all who wait" in held
    assert b"Received: with joy" in held
    assert list(read_mail(held)) == list(read_mail(LETTER))
    capsys.readouterr()


def test_a_mailbox_without_its_routing_holds_the_same_letters() -> None:
    """Letters attached to letters lose their routing as well, and no letter is lost or merged."""
    inner = LETTER.replace(b"Tiree", b"Coll")
    wrapped = (
        b"From: A <a@a.example>\nTo: hidden@b.example\nSubject: Fwd: look\nDate: Thu, 2 Jul 2020 08:00:00 +0000\n"
        b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="xx"\n\n--xx\nContent-Type: text/plain\n\nsee\n'
        b"--xx\nContent-Type: message/rfc822\nContent-Disposition: attachment\n\n" + inner + b"\n--xx--\n"
    )
    letters = (LETTER, wrapped, LETTER.replace(b"Tiree", b"Mull"))
    box = b"\n".join(b"From x@y.example Thu Jul  2 08:00:00 2020\n" + letter for letter in letters)
    held = without_routing(box)
    assert list(read_mailbox(held)) == list(read_mailbox(box))
    assert sum(isinstance(part, Item) for part in read_mailbox(held)) == 3
    for word in (b"reader@", b"hidden@", b"x@y.example", b"X-Secret"):
        assert word not in held


def test_an_article_without_an_original_says_what_it_wants(digest: Path, capsys: Any) -> None:
    """`original` and `add --again` name the file that is missing, and `--from`."""
    (digest / original_path(str(source(digest)["original_sha256"]))).unlink()
    assert main(["original", "--root", str(digest), "ferry-to-tiree-sails-again"]) == 1
    assert "is not here" in capsys.readouterr().err
    assert main(["add", "--root", str(digest), "--again", "ferry-to-tiree-sails-again"]) == 1
    assert "--from RAW" in capsys.readouterr().err
    assert main(["original", "--root", str(digest), "ferry-to-tiree-sail-again"]) == 2
    assert 'did you mean "ferry-to-tiree-sails-again"' in capsys.readouterr().err


def test_a_near_copy_joins_the_story_of_the_article_it_is_like(digest: Path, tmp_path: Path, capsys: Any) -> None:
    """Refused with the next step; with `--story` both carry one key; undo takes the twin back, then the key out."""
    twin = tmp_path / "twin.txt"
    twin.write_text(RAW.replace("Morag Sinclair", "Iain Bell"), encoding="utf-8")
    assert main(["add", "--root", str(digest), str(twin)]) == 1
    told = capsys.readouterr().err
    assert "--story ferry-to-tiree-sails-again" in told
    assert main(["add", "--root", str(digest), "--story", "ferry-to-tiree-sails-agian", str(twin)]) == 2
    assert "did you mean" in capsys.readouterr().err
    assert main(["add", "--root", str(digest), "--story", "ferry-to-tiree-sails-again", str(twin)]) == 0
    files = sorted((digest / "content/articles").rglob("*.md"))
    keys = [read_values(path.read_text(encoding="utf-8"), path.name).get("story") for path in files]
    assert keys == ["ferry-to-tiree-sails-again"] * 2
    for _ in range(2):
        assert main(["undo", "--root", str(digest)]) == 0
    first = next(path for path in files if path.name == "2020-07-02-ferry-to-tiree-sails-again.md")
    assert [path for path in files if path.exists()] == [first]
    assert "story" not in read_values(first.read_text(encoding="utf-8"), first.name)


def test_a_report_names_each_part_of_a_batch(digest: Path, tmp_path: Path, capsys: Any) -> None:
    """`--report` writes what `add` printed, by kind: written, refused with the next step, open questions."""
    folder = tmp_path / "batch"
    folder.mkdir()
    (folder / "copy.txt").write_text(RAW, encoding="utf-8")
    (folder / "new.txt").write_text(RAW.replace("Tiree", "Barra").replace("ferry", "steamer") + "Ends.\n" * 3)
    (folder / "cal.ics").write_text("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n")
    report = tmp_path / "report.md"
    words = ["add", "--root", str(digest), "--json", "--report", str(report), "--date", "2020-07-03", str(folder)]
    assert main(words) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows[-1]["summary"]["written"] + len([r for r in rows if "error" in r]) == 3
    text = report.read_text(encoding="utf-8")
    assert "## Refused" in text
    assert "an iCalendar file" in text


@pytest.mark.parametrize("subject", ["Ferry at last", "Ferry to Tiree sailed again after three weeks"])
def test_a_letter_that_begins_with_its_text_has_its_subject_for_headline(
    tmp_path: Path, capsys: Any, subject: str
) -> None:
    """No paragraph is taken for a headline where the subject is one: the lead stays in the text."""
    root = write_site(tmp_path / "d", {"content/articles/.keep": ""})
    body = "\n\n".join(RAW.split("\n\n")[2:])
    letter = f"From: Bay News <n@b.example>\nSubject: {subject}\nDate: Thu, 2 Jul 2020 08:00:00 +0000\n\n{body}"
    (tmp_path / "a.eml").write_text(letter, encoding="utf-8")
    assert main(["add", "--root", str(root), str(tmp_path / "a.eml")]) == 0
    (path,) = (root / "content/articles").rglob("*.md")
    text = path.read_text(encoding="utf-8")
    assert read_values(text, path.name)["title"] == subject
    assert "after three weeks in the dock" in text
    capsys.readouterr()
