"""What was done can be taken back: after a restart, after edits elsewhere, never over somebody else's text."""

from __future__ import annotations

import os
import random
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import article, tree, write_site

from copydesk.cli import main
from copydesk.edit import store
from copydesk.edit.acts import plan_draft, plan_publish
from copydesk.edit.journal import JournalError, read_text_file, recover, text_hash
from copydesk.edit.nodes import read_values
from copydesk.edit.operations import Operation, apply_operations
from copydesk.edit.store import HISTORY, UndoError, carry_out, read_history, redo_step, undo_step
from copydesk.errors import UsageError
from copydesk.files import JOURNAL

PATH = "content/articles/2020/a.md"
TEXT = article(people="[Kim, Moon]")


def change(root: Path, **operation: object) -> store.Step:
    """Do one operation on the article, as a step."""
    done = Operation(**{"file": PATH, "op": "set", **operation})  # type: ignore[arg-type]
    plan = apply_operations({PATH: read_text_file(root / PATH)}, [done])
    return carry_out(root, plan, label="edit", command="copydesk edit …", at="2026-11-28T08:00", operations=[done])


def text_of(root: Path) -> str:
    """The article's text."""
    return (root / PATH).read_text(encoding="utf-8")


def test_steps_are_taken_back_and_done_again(tmp_path: Path) -> None:
    """In order, to the byte, and again; after something new nothing is done again."""
    root = write_site(tmp_path, {PATH: TEXT})
    texts = [text_of(root)]
    for value in ("One", "Two", "Three"):
        change(root, at="title", value=value)
        texts.append(text_of(root))
    for expected in (texts[2], texts[1]):
        undo_step(root)
        assert text_of(root) == expected
    redo_step(root)
    assert text_of(root) == texts[2]
    change(root, at="lang", value="en")
    with pytest.raises(UsageError, match="nothing to do again"):
        redo_step(root)
    for _ in range(3):
        undo_step(root)
    assert text_of(root) == TEXT
    with pytest.raises(UsageError, match="nothing to take back"):
        undo_step(root)
    assert [redo_step(root)[0].number for _ in range(3)] == [1, 2, 4]  # not 3: something was done after it
    with pytest.raises(UsageError, match="nothing to do again"):
        redo_step(root)


def test_an_edit_elsewhere_survives_an_undo(tmp_path: Path) -> None:
    """What somebody wrote into another field since stays; an edit of the same value is never overwritten."""
    root = write_site(tmp_path, {PATH: TEXT})
    change(root, op="remove", at="people[0]", was="Kim")
    (root / PATH).write_text(text_of(root).replace("A paragraph.", "Another."), encoding="utf-8")
    undo_step(root)
    assert text_of(root) == TEXT.replace("A paragraph.", "Another.")
    change(root, at="title", value="Mine")
    (root / PATH).write_text(text_of(root).replace("Mine", "Theirs"), encoding="utf-8")
    with pytest.raises(UndoError, match="has been edited since step 2"):
        undo_step(root)
    assert "title: Theirs" in text_of(root)


def test_a_file_that_is_gone_comes_back(tmp_path: Path) -> None:
    """Deleting is a step like any other."""
    root = write_site(tmp_path, {PATH: TEXT})
    change(root, op="delete")
    assert not (root / PATH).exists()
    undo_step(root)
    assert text_of(root) == TEXT


def test_the_oldest_steps_go_with_their_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The history has a limit; what is left can still be taken back."""
    monkeypatch.setattr(store, "MOST_STEPS", 3)
    root = write_site(tmp_path, {PATH: TEXT})
    for number in range(6):
        change(root, at="title", value=f"T{number}")
    assert [step.number for step in read_history(root)] == [4, 5, 6]
    kept = {path.name for path in (root / HISTORY / "texts").glob("*/*")}
    assert kept == {
        digest for step in read_history(root) for file in step.files for digest in (file.before, file.after)
    }
    for _ in range(3):
        undo_step(root)
    assert "title: T2" in text_of(root)


def test_the_history_keeps_to_its_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked at from time to time, texts beyond the room go with their steps; the last can still be taken back."""
    monkeypatch.setattr(store, "MOST_BYTES", 4 * len(TEXT))
    monkeypatch.setattr(store, "_SIZED", 4)
    root = write_site(tmp_path, {PATH: TEXT})
    for number in range(8):
        change(root, at="title", value=f"T{number}")
    left = [step.number for step in read_history(root)]
    assert 1 <= len(left) < 5
    assert left[-1] == 8
    texts = [path for path in (root / HISTORY / "texts").glob("*/*") if path.is_file()]
    assert sum(path.stat().st_size for path in texts) <= 5 * len(TEXT)
    undo_step(root)
    assert "title: T6" in text_of(root)


def test_a_damaged_history_loses_no_article(tmp_path: Path) -> None:
    """A step that cannot be read is none, a text that is not what it was is not put back."""
    root = write_site(tmp_path, {PATH: TEXT})
    change(root, at="title", value="One")
    change(root, at="title", value="Two")
    newest, blob = root / HISTORY / "00000002.json", root / HISTORY / "texts" / text_hash(TEXT)[:2] / text_hash(TEXT)
    newest.write_text("{", encoding="utf-8")
    blob.write_text("damaged", encoding="utf-8")
    before = text_of(root)
    with pytest.raises(UndoError):
        undo_step(root)
    assert text_of(root) == before


WORKER = """
import sys
from pathlib import Path
from copydesk.edit.operations import Operation, apply_operations
from copydesk.edit.journal import read_text_file, recover
from copydesk.edit.store import carry_out
root = Path(sys.argv[1]); paths = sys.argv[2:]
print("go", flush=True)
for number in range(10_000):
    recover(root)
    ops = [Operation(op="set", file=path, at="title", value=f"T{number}") for path in paths]
    plan = apply_operations({path: read_text_file(root / path) for path in paths}, ops)
    carry_out(root, plan, label="edit", command="x", at="2026", operations=ops)
"""


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_whole_steps(tmp_path: Path) -> None:
    """Three files change in one step: whenever it is killed, all three say the same and all can be taken back."""
    chance = random.Random(7)
    paths = [f"content/articles/{name}.md" for name in "abc"]
    for number in range(8):
        root = write_site(tmp_path / str(number), dict.fromkeys(paths, TEXT))
        with subprocess.Popen([sys.executable, "-c", WORKER, str(root), *paths], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.random() * 0.4)
            os.kill(process.pid, signal.SIGKILL)
        recover(root)
        assert len({(root / path).read_text(encoding="utf-8") for path in paths}) == 1
        while any(not step.undone for step in read_history(root)):
            undo_step(root)
        assert {(root / path).read_text(encoding="utf-8") for path in paths} == {TEXT}


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the history cannot be kept nothing is changed: one line, no trace, the file as it was."""
    root = write_site(tmp_path, {PATH: TEXT, ".copydesk": "a file where a folder should be"})
    assert main(["edit", PATH, "--set", "title=B", "--root", str(root)]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert text_of(root) == TEXT


@pytest.mark.parametrize("torn", ["", "\0" * 4096, '{"files": 1, "changes": [{"pa'])
def test_a_journal_lost_with_the_power_stops_nobody(tmp_path: Path, torn: str) -> None:
    """Of one file's edit, which waits for no disk, there may be notes without bytes: nothing is half done by it."""
    root = write_site(tmp_path, {PATH: TEXT, JOURNAL: torn})
    assert main(["edit", PATH, "--set", "title=B", "--root", str(root)]) == 0
    assert "title: B" in text_of(root)
    assert not (root / JOURNAL).exists()


def test_a_kept_text_lost_with_the_power_is_kept_anew(tmp_path: Path) -> None:
    """What an edit wrote waits for no disk in the history; before the next edit replaces it, it is whole there."""
    root = write_site(tmp_path, {PATH: TEXT})
    assert main(["edit", PATH, "--set", "title=B", "--root", str(root)]) == 0
    written = text_of(root)
    blob = next(one for one in (root / HISTORY / "texts").glob("*/*") if one.read_text(encoding="utf-8") == written)
    blob.write_bytes(b"")
    assert main(["edit", PATH, "--set", "title=C", "--root", str(root)]) == 0
    undo_step(root)
    assert text_of(root) == written


def test_a_save_waits_for_the_disk_where_the_promise_needs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For what it replaces, its step, the new bytes and their place, in that order; for nothing else."""
    root = write_site(tmp_path, {PATH: TEXT})
    assert main(["edit", PATH, "--set", "title=B", "--root", str(root)]) == 0
    waited: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        waited.append(str(Path(f"/proc/self/fd/{handle}").readlink().relative_to(root)))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    assert main(["edit", PATH, "--set", "title=C", "--root", str(root)]) == 0
    kept, step, file, folder = waited
    assert kept.startswith(f"{HISTORY}/texts/")
    assert step.startswith(HISTORY)
    assert (Path(file).parent, folder) == (Path(PATH).parent, str(Path(PATH).parent))


@pytest.mark.parametrize("damage", ["{", "[]", '{"changes": 1}', '{"changes": [{"path": 1}]}'])
def test_a_damaged_journal_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: str) -> None:
    """Notes that cannot be read are named, and nobody writes over what they were about."""
    root = write_site(tmp_path, {PATH: TEXT, JOURNAL: damage})
    assert main(["edit", PATH, "--set", "title=B", "--root", str(root)]) == 1
    assert f"{JOURNAL}: an edit of several files was interrupted" in capsys.readouterr().err
    assert text_of(root) == TEXT


def test_a_journal_that_cannot_be_opened_is_no_interrupted_edit(tmp_path: Path) -> None:
    """Where the system refuses it, that is said, and not that an edit was interrupted."""
    root = write_site(tmp_path, {PATH: TEXT, f"{JOURNAL}/x": ""})
    with pytest.raises(JournalError, match="cannot be read: Is a directory"):
        recover(root)


# --- the verbs ---------------------------------------------------------------------------------------------------

DRAFT = "---\ntitle: A summit # working title\ndraft: true\ndate: 2020-07-02\npeople:\n  - Kim\n---\n\nText.\n"
EDITION = "---\ntitle: One\ndate: 2020-07-03\nsections:\n  - title: S\n    articles:\n      - summit\n      - a\n---\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A digest with a draft that lies among the undated, an article, and an edition that names both."""
    return write_site(
        tmp_path,
        {
            "content/articles/undated/summit.md": DRAFT.replace(" # working title", ""),
            PATH: TEXT,
            "content/editions/one.md": EDITION,
        },
    )


def run(root: Path, *words: str) -> int:
    """Run a verb on the digest at a fixed time."""
    return main([*words, "--root", str(root), "--now", "2026-11-28T08:00"])


def test_values_are_changed_by_the_command_line(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Texts stay texts, flags become flags, lists get items; the diff is the decision and nothing else."""
    changes = ["--set", "title=true", "--set", "noindex=true", "--add", "people=Ada Moreau", "--remove", "people=Kim"]
    changes += ["--set", "source.name=The Post: weekly", "--add", "tags=peace, trade", "--set", "extra.rank=3"]
    assert run(root, "edit", PATH, *changes, "--dry-run") == 0
    assert (root / PATH).read_text(encoding="utf-8") == TEXT
    assert run(root, "edit", PATH, *changes) == 0
    assert text_of(root) == (
        '---\ntitle: "true"\ndate: 2020-07-02\npeople: [Moon, Ada Moreau]\nnoindex: true\nsource:\n'
        '  name: "The Post: weekly"\ntags:\n  - peace, trade\nextra:\n  rank: 3\n---\n\nA paragraph.\n'
    )
    assert run(root, "edit", PATH, "--unset", "people[0]", "--unset", "people[0]") == 0
    assert "people" not in text_of(root)
    assert run(root, "undo") == 0
    capsys.readouterr()
    assert run(root, "undo") == 0
    assert text_of(root) == TEXT
    assert "Taken back: copydesk edit " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--set", "date=yesterday"], 1, '"date" must be a date, not "yesterday"'),
        (["--set", "titel=A"], 1, 'unknown key "titel", did you mean "title"?'),
        (["--set", "link=javascript:x"], 1, "must be a web address"),
        (["--remove", "people=Nobody"], 2, 'no "Nobody" in people'),
        (["--unset", "subtitle"], 1, 'there is no "subtitle"'),
        (["--set", "title"], 2, "write PATH=VALUE"),
        ([], 2, "name a change"),
    ],
)
def test_what_the_build_would_refuse_is_not_written(
    root: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, message: str
) -> None:
    """A wrong value is said with the build's own words, and the file stays."""
    assert run(root, "edit", PATH, *words) == code
    assert message in capsys.readouterr().err
    assert text_of(root) == TEXT
    assert not (root / HISTORY).exists()


def test_publishing_moves_an_undated_article_to_its_year(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its address and id were its file's name: both are written first, so that neither changes."""
    assert run(root, "publish", "content/articles/undated/summit.md") == 0
    path = "content/articles/2020/2020-07-02-summit.md"
    assert path in capsys.readouterr().out
    assert (root / path).read_text(encoding="utf-8") == (
        "---\ntitle: A summit\ndate: 2020-07-02\npeople:\n  - Kim\nid: summit\nslug: summit\n---\n\nText.\n"
    )
    assert not (root / "content/articles/undated/summit.md").exists()
    assert run(root, "draft", path) == 0
    assert "draft: true\n" in (root / path).read_text(encoding="utf-8")
    assert run(root, "publish", path, "--at", "2030-01-01 09:00") == 0
    assert "publish_at: 2030-01-01 09:00\n" in (root / path).read_text(encoding="utf-8")
    for _ in range(3):
        assert run(root, "undo") == 0
    assert (root / "content/articles/undated/summit.md").is_file()
    assert not (root / path).exists()


@pytest.mark.parametrize("folder", ["2016", "undated"])
def test_a_draft_that_had_no_headline_gets_its_address_of_the_one_it_has(folder: str) -> None:
    """A file called `untitled` was called so by nobody: the page's address is made when it is published."""
    path = f"content/articles/{folder}/{'' if folder == 'undated' else '2016-07-12-'}untitled.md"
    text = "---\ntitle: Uruguay gives schools pianos\ndate: 2016-07-12\ndraft: true\n---\n\nText.\n"
    plan = plan_publish({path: text}, path)
    after = next(change.after for change in plan.changes if change.after)
    values = read_values(after, path)
    assert values["slug"] == "uruguay-gives-schools-pianos"
    assert values.get("id", "2016") != "untitled"
    own = text.replace("draft: true", "draft: true\nslug: pianos")
    kept = next(change.after for change in plan_publish({path: own}, path).changes if change.after)
    assert read_values(kept, path)["slug"] == "pianos"


@pytest.mark.parametrize("folder", ["2016", "undated"])
def test_the_address_of_a_draft_follows_its_corrected_headline_until_it_is_published(folder: str) -> None:
    """`add` named it after a file; the corrected headline gives the address, which then stays whatever is edited."""
    path = f"content/articles/{folder}/{'' if folder == 'undated' else '2016-07-12-'}draft3-final-v2.md"
    draft = "---\ntitle: A darker desert\ndate: 2016-07-12\ndraft: true\nid: draft3-final-v2-3402b52b\n---\n\nText.\n"
    plan = plan_publish({path: draft}, path)
    (there,) = [change for change in plan.changes if change.after]
    assert read_values(there.after or "", path)["slug"] == "a-darker-desert"
    assert any("its address follows its headline, a-darker-desert" in note for note in plan.notes)
    again = (there.after or "").replace("A darker desert", "A much darker desert")
    drafted = plan_draft({there.path: again}, there.path).changes[0].after or ""
    (back,) = plan_publish({there.path: drafted}, there.path).changes
    assert read_values(back.after or "", path)["slug"] == "a-darker-desert"
    other = "content/articles/2015/2015-01-01-a-darker-desert.md"
    kept = next(c.after for c in plan_publish({path: draft, other: ""}, path).changes if c.after)
    assert read_values(kept, path).get("slug", "draft3-final-v2") == "draft3-final-v2"


def test_a_published_article_taken_back_to_its_drafts_keeps_its_address() -> None:
    """Its file's name was its address: it is written down before a new headline could give another."""
    path = "content/articles/2016/2016-07-12-draft3-final-v2.md"
    text = "---\ntitle: A desert\ndate: 2016-07-12\nid: draft3-final-v2-3402b52b\n---\n\nText.\n"
    drafted = plan_draft({path: text}, path).changes[0].after or ""
    assert read_values(drafted, path)["slug"] == "draft3-final-v2"


def test_a_picture_that_is_not_there_is_refused_at_publishing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The build would refuse it, so the verb does: a published article whose pictures are missing is never written."""
    text = (
        "---\ntitle: A quay\ndate: 2020-07-02\ndraft: true\nimage: /images/gone.png\n---\n\n![Also](/images/no.png)\n\n"
        "`![as code](/images/told.png)` ![Else][else]\n\n[else]: /images/defined.png\n"
    )
    write_site(root, {"content/articles/2020/2020-07-02-quay.md": text})
    assert run(root, "publish", "quay") == 1
    err = capsys.readouterr().err
    assert 'quay.md:5: no picture "/images/gone.png"' in err  # of the file as it stands: with its draft's line
    assert 'quay.md:8: no picture "/images/no.png"' in err
    assert 'quay.md:10: no picture "/images/defined.png"' in err
    assert "told.png" not in err
    assert "draft: true" in (root / "content/articles/2020/2020-07-02-quay.md").read_text(encoding="utf-8")


def test_an_article_is_named_by_its_slug_too(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As `original` takes it; a slip is answered with what is near."""
    assert run(root, "edit", "summit", "--set", "title=Another summit") == 0
    assert "Another summit" in (root / "content/articles/undated/summit.md").read_text(encoding="utf-8")
    capsys.readouterr()
    assert run(root, "edit", "sumit", "--set", "title=x") == 2
    assert 'did you mean "summit"?' in capsys.readouterr().err


def test_what_is_not_ready_is_not_published(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a date or a headline the reason is named; of several articles none is written."""
    bare = '---\ntitle: ""\ndraft: true\n---\n'
    write_site(root, {"content/articles/undated/bare.md": bare})
    files = ["content/articles/undated/summit.md", "content/articles/undated/bare.md"]
    assert run(root, "publish", *files) == 1
    err = capsys.readouterr().err
    assert "bare.md:1: no date, write date: YYYY-MM-DD" in err
    assert "bare.md:1: no headline, write title: …" in err
    assert (root / files[0]).is_file()


def test_the_trash_gives_back_what_it_took(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A row of an edition goes with its article and comes back with an undo; the trash can be listed."""
    before = tree(root / "content")
    assert run(root, "trash", PATH) == 0
    assert not (root / PATH).exists()
    assert "      - a\n" not in (root / "content/editions/one.md").read_text(encoding="utf-8")
    capsys.readouterr()
    assert run(root, "restore") == 0
    assert capsys.readouterr().out == f"20261128  {PATH}\n"
    assert run(root, "undo") == 0
    assert tree(root / "content") == before
    assert run(root, "trash", PATH) == 0
    assert run(root, "restore", PATH) == 0
    assert text_of(root) == TEXT
    assert run(root, "restore", PATH) == 2
    for named in (str(root / PATH), os.path.relpath(root / PATH)):
        assert run(root, "trash", named) == 0
        assert run(root, "restore", named) == 0
        assert text_of(root) == TEXT


def test_the_history_replayed_as_commands_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    """Each step is shown as its command line: run on a copy, they do the same."""
    copy = tmp_path / "copy"
    for path, data in tree(root / "content").items():
        write_site(copy, {f"content/{path}": data})
    run(
        root,
        "edit",
        PATH,
        "--set",
        'title=It\'s: "so"',
        "--add",
        "people={name: Ada, role: r}",
        "--move",
        "people[2]=0",
    )
    run(root, "publish", "content/articles/undated/summit.md")
    run(root, "edit", PATH, "--unset", "people[0].role", "--remove", "people=Moon")
    run(root, "trash", PATH)
    run(root, "restore", PATH)
    for step in read_history(root):
        assert run(copy, *shlex.split(step.command)[1:]) == 0
    assert tree(copy / "content") == tree(root / "content")


def test_what_is_turned_down_leaves_the_article_too(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A rejected name goes out of `people:`, is remembered and said; one undo takes both back."""
    write_site(root, {PATH: article(people="[Kim, {name: Moon, role: r}] # two", countries="[France, KR]")})
    before = text_of(root)
    assert main(["suggest", str(root / PATH), "--reject", "moon", "--reject", "FR", "--root", str(root)]) == 0
    assert f"{PATH}: took out Moon, France" in capsys.readouterr().out
    assert "people: [Kim] # two\ncountries: [KR]\n" in text_of(root)
    assert "a:\n" in (root / "content/rejected.yaml").read_text(encoding="utf-8")
    assert run(root, "undo") == 0
    assert text_of(root) == before
    assert not (root / "content/rejected.yaml").exists()


def test_clean_leaves_history_and_trash(root: Path) -> None:
    """Work is not cache: a clean build removes neither."""
    run(root, "edit", PATH, "--set", "title=B")
    run(root, "trash", "content/articles/undated/summit.md")
    assert main(["build", "--clean", "--root", str(root)]) == 0
    assert read_history(root)
    assert list((root / ".copydesk/trash").rglob("*.md"))
