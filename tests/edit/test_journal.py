"""A plan is written all or nothing, and what somebody else saves meanwhile is never overwritten."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import write_site

from copydesk.edit import journal
from copydesk.edit.journal import JournalError, apply_plan, read_text_file, recover
from copydesk.edit.plan import FileChange, Plan
from copydesk.errors import OutputError
from copydesk.files import JOURNAL
from copydesk.ingest.chips import add_rejection, load_rejected, rejected_change
from copydesk.ingest.outlets import save_profile
from copydesk.ingest.profile import Profile


def plan_of(*changes: tuple[str, str | None, str | None]) -> Plan:
    """A plan of (path, before, after)."""
    return Plan(changes=tuple(FileChange(path=path, before=old, after=new) for path, old, new in changes))


def test_mode_line_ends_and_odd_bytes_stay(tmp_path: Path) -> None:
    """The mode of a file and each of its bytes that was not edited are as before, UTF-8 or not."""
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo \xe9\r\n")
    path.chmod(0o640)
    before = read_text_file(path)
    assert before is not None
    apply_plan(tmp_path, plan_of(("a.md", before, before.replace("one", "1"))))
    assert path.read_bytes() == b"\xef\xbb\xbf1\r\ntwo \xe9\r\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == [".copydesk", "a.md"]


def test_a_save_in_between_undoes_what_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor that saves the third file while the first two are written keeps its text, and the two go back."""
    root = write_site(tmp_path, {"a": "1", "b": "1", "c": "1"})
    wrote = journal._write  # noqa: SLF001 (the moment between two files has no other handle)

    def write_then_save(path: Path, text: str | None, expected: FileChange | None = None) -> None:
        wrote(path, text, expected)
        if path.name == "b" and text == "2":
            (root / "c").write_text("saved by vim")

    monkeypatch.setattr(journal, "_write", write_then_save)
    with pytest.raises(JournalError, match="c: was saved by another program meanwhile"):
        apply_plan(root, plan_of(("a", "1", "2"), ("b", "1", "2"), ("c", "1", "2")))
    assert [(root / name).read_text() for name in "abc"] == ["1", "1", "saved by vim"]
    assert not (root / JOURNAL).exists()


@pytest.mark.parametrize("path", ["../out", "link"])
def test_what_leads_out_of_the_project_is_refused(tmp_path: Path, path: str) -> None:
    """Neither a path nor a link makes an edit write elsewhere."""
    root = tmp_path / "digest"
    root.mkdir()
    (tmp_path / "out").write_text("theirs")
    (root / "link").symlink_to(tmp_path / "out")
    with pytest.raises(JournalError, match="leads out of the project"):
        apply_plan(root, plan_of((path, "theirs", "ours")))
    assert (tmp_path / "out").read_text() == "theirs"


def test_a_link_within_the_project_stays_a_link(tmp_path: Path) -> None:
    """What it leads to gets the new text."""
    root = write_site(tmp_path, {"real": "1"})
    (root / "link").symlink_to("real")
    apply_plan(root, plan_of(("link", "1", "2")))
    assert (root / "link").is_symlink()
    assert (root / "real").read_text() == "2"


def _count_up(root: str, times: int) -> None:
    done = 0
    while done < times:
        before = (Path(root) / "n").read_text(encoding="ascii")
        try:
            apply_plan(Path(root), plan_of(("n", before, str(int(before) + 1))))
            done += 1
        except (JournalError, OutputError):
            continue


@pytest.mark.slow
def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    """Two processes that each add one to a file forty times leave eighty: each plan saw what it replaced."""
    (tmp_path / "n").write_text("0")
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_count_up, args=(str(tmp_path), 40)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert (tmp_path / "n").read_text() == "80"
    assert recover(tmp_path) == ()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """No trace, no half: the file is named with the system's reason."""
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    root = write_site(tmp_path, {"content/a": "1"})
    (root / "content").chmod(0o500)
    try:
        with pytest.raises(OutputError, match="cannot be written"):
            apply_plan(root, plan_of(("content/a", "1", "2")))
    finally:
        (root / "content").chmod(0o700)


def test_what_was_said_to_be_impossible_is_not_done_later(tmp_path: Path) -> None:
    """Where the second file of an edit cannot be written the first has its old text, and nothing is left to finish."""
    root = write_site(tmp_path, {"content/a": "1", "content/f": "no folder"})
    with pytest.raises(OutputError, match="cannot be written"):
        apply_plan(root, plan_of(("content/a", "1", "2"), ("content/f/new", None, "2")))
    assert (root / "content/a").read_text() == "1"
    assert recover(root) == ()
    assert (root / "content/a").read_text() == "1"


REJECTED = """\
# Ours: see the minutes of May.
people:
- Kim Jong-il # died in 2011
articles:
  the-thaw:
    people: [Moon] # another one
"""


def test_what_was_turned_down_keeps_its_comments(tmp_path: Path) -> None:
    """A rejection is one more line; whatever somebody wrote around the others stays."""
    root = write_site(tmp_path, {"content/rejected.yaml": REJECTED})
    rejected = add_rejection(load_rejected(root, []), people=("Ada",), countries=("FR",), slug="the-thaw")
    noted = rejected_change(root, add_rejection(rejected, people=("Grace",), countries=()))
    assert noted is not None
    apply_plan(root, Plan(changes=(noted,)))
    assert (root / "content/rejected.yaml").read_text(encoding="utf-8") == REJECTED.replace(
        "# died in 2011\n", "# died in 2011\n- Grace\n"
    ).replace("[Moon] # another one\n", "[Moon, Ada] # another one\n    countries:\n    - FR\n")


def test_an_outlets_profile_keeps_its_comments(tmp_path: Path) -> None:
    """A lesson adds its lines and takes out those that no longer hold; all else in the file stays."""
    text = (
        "# ours\nname: The Post # paper\ncleaning:\n  drop:\n    - Share this # always\n    - Old line\n  byline: By\n"
        "note: x\n"
    )
    root = write_site(tmp_path, {"content/sources/the-post.yaml": text})
    save_profile(root, "The Post", Profile(drop=("Share this", "Read more"), keep=("Kept",), byline="By"))
    assert (root / "content/sources/the-post.yaml").read_text(encoding="utf-8") == (
        "# ours\nname: The Post # paper\ncleaning:\n  drop:\n    - Share this # always\n    - Read more\n  byline: By\n"
        "  keep:\n    - Kept\nnote: x\n"
    )


def _interrupted(root: Path, *changes: FileChange) -> None:
    """The journal of a writer that was killed before its first file was written."""
    rows = [{"path": c.path, "before": journal.text_hash(c.before), "after": c.after} for c in changes]
    write_site(root, {JOURNAL: json.dumps({"changes": rows})})


def test_a_later_save_of_one_file_ends_its_interrupted_edit(tmp_path: Path) -> None:
    """A writer of one file killed, then another program's save: the save stands, and the next edit is not refused."""
    write_site(tmp_path, {"a.md": "before"})
    _interrupted(tmp_path, FileChange(path="a.md", before="before", after="desk"))
    (tmp_path / "a.md").write_text("from vim", encoding="utf-8")
    assert recover(tmp_path) == ()
    assert not (tmp_path / JOURNAL).exists()
    apply_plan(tmp_path, plan_of(("a.md", "from vim", "next")))
    assert read_text_file(tmp_path / "a.md") == "next"


def test_a_later_save_of_one_of_two_files_is_asked_about(tmp_path: Path) -> None:
    """Of an interrupted edit of two files one was saved since: nobody can know what is half done, so it is refused."""
    write_site(tmp_path, {"a.md": "a", "b.md": "b"})
    changes = (FileChange(path="a.md", before="a", after="A"), FileChange(path="b.md", before="b", after="B"))
    _interrupted(tmp_path, *changes)
    (tmp_path / "b.md").write_text("from vim", encoding="utf-8")
    with pytest.raises(JournalError, match="edited after an interrupted edit"):
        recover(tmp_path)
    assert (read_text_file(tmp_path / "a.md"), read_text_file(tmp_path / "b.md")) == ("a", "from vim")
    (tmp_path / "b.md").write_text("b", encoding="utf-8")
    assert recover(tmp_path) == ("a.md", "b.md")
    assert (read_text_file(tmp_path / "a.md"), read_text_file(tmp_path / "b.md")) == ("A", "B")


def test_half_of_one_file_is_never_taken_for_a_save_of_another(tmp_path: Path) -> None:
    """Killed while it wrote the second file, an edit of two is finished: the first keeps what it has got."""
    root = write_site(tmp_path, {"content/articles/a.md": "old a", "content/articles/b.md": "old b"})
    plan = Plan(
        changes=tuple(
            FileChange(path=f"content/articles/{name}.md", before=f"old {name}", after=f"new {name}") for name in "ab"
        )
    )
    script = (
        "import os, pathlib, sys\n"
        "from copydesk.edit import journal\n"
        "from copydesk.edit.plan import FileChange, Plan\n"
        "kill = os.fsync\n"
        "def fsync(handle):\n"
        "    name = os.readlink(f'/proc/self/fd/{handle}')\n"
        "    if name.endswith('.tmp') and pathlib.Path('content/articles/a.md').read_text() == 'new a':\n"
        "        os.truncate(handle, 2)\n"
        "        os.kill(os.getpid(), 9)\n"
        "    kill(handle)\n"
        "os.fsync = fsync\n"
        f"journal.apply_plan(pathlib.Path('.'), {plan!r})\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=root, check=False)
    assert done.returncode == -9
    recover(root)
    texts = {path.name: path.read_text(encoding="utf-8") for path in (root / "content/articles").iterdir()}
    assert texts == {"a.md": "new a", "b.md": "new b"}
