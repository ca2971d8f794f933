"""What the desk's cleaner knows of a digest: the same as `add` knows, though it reads again only what has changed."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from desking import add_raw, draft, make_digest

from copydesk import files
from copydesk.cli import main
from copydesk.config import load_config
from copydesk.desk import index, registry
from copydesk.desk import worker as worker_module
from copydesk.desk.registry import KnownDigest
from copydesk.desk.worker import DeskWorker
from copydesk.errors import ContentError
from copydesk.ingest.known import load_memory

PUBLISHED = "content/articles/2019/2019-02-02-talks.md"
FILES: dict[str, str | bytes] = {
    PUBLISHED: draft("Talks", "2019-02-02", people="[Ada Moreau, {person: jonas-berg}]").replace("draft: true\n", ""),
    "content/articles/2020/2020-07-02-a-draft.md": draft("A draft", people="[Nobody Yet]"),
    "content/people/jonas-berg.md": "---\nname: Jonas Berg\naliases: [J. Berg]\n---\n\nA note.\n",
    "content/people/kim-min-jae.md": "---\nname: Kim Min-jae\ndisambiguation: diplomat\n---\n",
    "content/people/kim-min-jae-2.md": "---\nname: Kim Min-jae\ndisambiguation: footballer\n---\n",
    "content/sources/harbour-dispatch.yaml": "name: The Harbour Dispatch\ncountry: LV\n",
    "content/rejected.yaml": "people: [Thursday Harbour]\n",
}


def look(worker: DeskWorker, paths: list[str] | None = None) -> Any:
    """A worker's look to its end: everywhere is looked in pieces."""
    while (told := worker.answer({"do": "look", "paths": paths})).get("more"):
        pass
    return told


def known(root: Path) -> Any:
    """What `add` knows of a digest, but how articles are told to be copies of one another."""
    return load_memory(load_config(root)).knowledge


def write(root: Path, path: str, text: str) -> None:
    """Write a file of the digest anew."""
    (root / path).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("indexed", [False, True])
def test_the_desk_knows_what_add_knows(tmp_path: Path, *, indexed: bool) -> None:
    """With the worker's index and without, at first and after each change of a file, both know the same."""
    root = make_digest(tmp_path / "digest", FILES)
    if indexed:
        worker = DeskWorker(root)
        while worker.answer({"do": "warm"})["left"]:
            pass
        worker.end()
    digest = KnownDigest(root)
    assert digest.knowledge == known(root)
    assert {person.name for person in digest.knowledge.registry.people} >= {"Ada Moreau", "Jonas Berg", "Kim Min-jae"}
    assert len(digest.known.sharing("Kim Min-jae")) == 2
    write(root, "content/people/lena-petrova.md", "---\nname: Lena Petrova\n---\n")
    write(root, "content/people/jonas-berg.md", "---\nname: Jonas Berg\naliases: [Berg the elder]\n---\n")
    (root / "content/people/kim-min-jae-2.md").unlink()
    write(root, "content/sources/baltic-post.yaml", "name: The Baltic Post\ncountry: EE\n")
    write(root, "content/rejected.yaml", "people: [Friday Market]\n")
    write(root, PUBLISHED, draft("Talks", "2019-02-02", people="[Somebody Else]").replace("draft: true\n", ""))
    write(root, "content/articles/2020/2020-07-02-a-draft.md", draft("Out", people="[Now Out]", draft=""))
    digest.look()
    assert digest.knowledge == known(root)
    names = {person.name for person in digest.knowledge.registry.people}
    assert {"Lena Petrova", "Somebody Else", "Now Out"} <= names
    assert "Ada Moreau" not in names
    assert digest.known.sharing("Kim Min-jae") == ()


def test_a_look_reads_what_has_changed_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One person's file changed: one person's file is read."""
    root = make_digest(tmp_path / "digest", FILES)
    digest = KnownDigest(root)
    digest.look()
    read: list[str] = []
    real = registry.read_text_file

    def noting(path: Path) -> str | None:
        read.append(path.relative_to(root).as_posix())
        return real(path)

    monkeypatch.setattr(registry, "read_text_file", noting)
    digest.look()
    assert read == []
    write(root, "content/people/jonas-berg.md", "---\nname: Jonas Berg\nfamily: Berg\n---\n")
    digest.look()
    assert read == ["content/people/jonas-berg.md"]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A broken file of a person stops tagging with its name; mended, all is as before."""
    root = make_digest(tmp_path / "digest", FILES)
    digest = KnownDigest(root)
    digest.look()
    write(root, "content/people/jonas-berg.md", "---\nname: [\n---\n")
    with pytest.raises(ContentError, match=r"jonas-berg\.md"):
        digest.look()
    with pytest.raises(ContentError, match=r"jonas-berg\.md"):
        _ = digest.knowledge
    write(root, "content/people/jonas-berg.md", "---\nname: Jonas Berg\n---\n")
    assert digest.knowledge == known(root)


def test_among_many_changes_one_of_a_person_is_told(tmp_path: Path) -> None:
    """More files change than are named: whether people are among them is said all the same."""
    root = make_digest(tmp_path / "digest", FILES)
    worker = DeskWorker(root)
    while worker.answer({"do": "warm"})["left"]:
        pass
    for number in range(250):
        write(root, f"content/articles/2020/2020-07-02-branch-{number}.md", draft(f"Branch {number}"))
    told = look(worker)
    assert not told["others"]
    for number in range(250):
        write(root, f"content/articles/2020/2020-07-02-branch-{number}.md", draft(f"Another {number}"))
    write(root, "content/people/jonas-berg.md", "---\nname: Jonas Bergman\n---\n")
    told = look(worker)
    assert len(told["changed"]) == 200
    assert told["others"]
    assert look(worker, ["config.yaml"])["others"]


def test_the_index_written_in_pieces_is_read_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written is read back, in however many pieces; one that breaks off is read as none."""
    monkeypatch.setattr(index, "_PIECE", 3)
    rows = {f"a{n}.md": index.QueueRow(path=f"a{n}.md", stamp=(n, n, n, n), hash=str(n), title="T") for n in range(10)}
    made = index.DeskIndex(rows=rows, open={"a1.md": index.OpenLines(hash="1", lines=2)})
    assert len(list(made.save(tmp_path))) == 5
    assert index.load_index(tmp_path) == made
    (file,) = (tmp_path / ".copydesk/cache").glob("desk-index*")
    whole = file.read_bytes()
    for length in range(0, len(whole), 40):
        file.write_bytes(whole[:length])
        assert index.load_index(tmp_path) == index.DeskIndex()


def test_the_clock_moves_an_article_from_scheduled_to_published() -> None:
    """Counted once, the tabs are true at any time."""
    stamp = (0, 0, 0, 0)
    rows = [
        index.QueueRow(path="a", stamp=stamp, hash="", title="A", draft=False, publish_at="2020-01-02T00:00:00+00:00"),
        index.QueueRow(path="b", stamp=stamp, hash="", title="B", draft=False),
        index.QueueRow(path="c", stamp=stamp, hash="", title="C", missing=("date",)),
        index.QueueRow(path="d", stamp=stamp, hash="", title="", problems=("no",)),
    ]
    counts = index.count_queue(index.DeskIndex(rows={row.path: row for row in rows}))
    day = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    same = {"drafts": 1, "look": 1, "problems": 1}
    assert counts.at(day) == {**same, "scheduled": 1, "published": 1}
    assert counts.at(day + dt.timedelta(days=2)) == {**same, "scheduled": 0, "published": 2}


def test_a_save_that_a_review_has_read_already_is_told_all_the_same(tmp_path: Path) -> None:
    """Read for somebody's review before the watcher's look, another program's save is told by that look, once."""
    root = make_digest(tmp_path / "digest", FILES)
    worker = DeskWorker(root)
    while worker.answer({"do": "warm"})["left"]:
        pass
    (root / PUBLISHED).write_text(
        "---\ntitle: Talks of another day\ndate: 2019-02-02\n---\n\nText.\n", encoding="utf-8"
    )
    hash_ = worker.answer({"do": "review", "file": PUBLISHED})["hash"]
    told = worker.answer({"do": "look", "paths": [PUBLISHED]})
    assert told["changed"] == [{"file": PUBLISHED, "hash": hash_}]
    assert worker.answer({"do": "look", "paths": [PUBLISHED]})["changed"] == []


def test_what_is_written_while_everything_is_looked_at_is_neither_lost_nor_news(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Orders are answered between two pieces of a look: what they wrote behind its back stays known as it is."""
    monkeypatch.setattr(files, "_PIECE", 1)
    monkeypatch.setattr(worker_module, "_GLANCE", -1.0)
    named = [f"content/articles/2020/2020-07-02-{letter}.md" for letter in "abcdefgh"]
    root = make_digest(tmp_path / "digest", {**FILES, **{path: draft(path[-4].upper()) for path in named}})
    worker = DeskWorker(root)
    while worker.answer({"do": "warm"})["left"]:
        pass
    for before in range(1, 12):
        pieces = [worker.answer({"do": "look", "paths": None}) for _ in range(before)]
        assert all(piece == {"more": True} for piece in pieces)
        gone, path = named[0], f"content/articles/undated/new-{before}.md"
        made = worker.answer({"do": "change", "ops": [{"op": "new", "value": f"New {before}"}]})
        assert [one["file"] for one in made["files"]] == [path]
        worker.answer({"do": "change", "ops": [{"op": "trash", "file": gone}]})
        write(root, named[1], draft(f"Saved by another {before}"))
        read = worker.answer({"do": "review", "file": named[1]})
        assert [one["file"] for one in look(worker)["changed"]] == [named[1]]
        counts = worker.answer({"do": "queue", "state": "drafts"})
        titles = {row["title"] for row in counts["rows"]}
        assert {f"New {before}", read["title"]} < titles
        assert "A" not in titles
        assert look(worker)["changed"] == []
        worker.answer({"do": "undo"})
        assert "A" in {row["title"] for row in worker.answer({"do": "queue", "state": "drafts"})["rows"]}


def test_a_country_and_settings_that_another_branch_brings_are_known(tmp_path: Path) -> None:
    """Where only a look at everything finds them, a country has the name it was given, and the digest its title."""
    root = make_digest(tmp_path / "digest", FILES)
    worker = DeskWorker(root)
    path = "content/articles/2020/2020-07-02-a-draft.md"
    order = {"do": "change", "ops": [{"op": "set", "file": path, "at": "countries", "value": ["ZA", "Freedonia"]}]}
    assert "error" in worker.answer(order)
    (root / "content/countries").mkdir()
    write(root, "content/countries/LV.md", "---\ncode: LV\nname: Freedonia\n---\n")
    write(root, "config.yaml", "title: Another\nbase_url: https://another.example/\n")
    assert look(worker)["others"]
    assert "error" not in worker.answer(order)
    assert worker.answer({"do": "countries", "q": "Freedonia"})[0]["slug"] == "LV"
    assert worker.answer({"do": "queue"})["name"] == "Another"


@pytest.mark.slow
def test_the_numbers_on_the_tabs_follow_each_act(tmp_path: Path) -> None:
    """Counted on with each act and each finding of the cleaner, they are what counting everything anew gives."""
    named = [f"content/articles/2020/2020-07-02-{letter}.md" for letter in "abcdefgh"]
    root = make_digest(tmp_path / "digest", {path: draft(path[-4].upper()) for path in named})
    worker = DeskWorker(root)
    while worker.answer({"do": "warm"})["left"]:
        pass
    chance = random.Random(5)
    acts: list[dict[str, Any]] = [
        {"op": "publish"},
        {"op": "publish", "when": "2099-01-01"},
        {"op": "unpublish"},
        {"op": "trash"},
        {"op": "restore"},
        {"op": "set", "at": "title", "value": ""},
        {"op": "set", "at": "title", "value": "Named"},
    ]
    seen = set()
    for number in range(150):
        path = chance.choice(named)
        worker.answer({"do": "change", "ops": [{**chance.choice(acts), "file": path}]})
        if number % 5 == 0:
            worker.answer({"do": "undo"})
        if number % 7 == 0:
            (root / path).write_text(chance.choice(["no front matter", draft("Mended")]), encoding="utf-8")
            worker.answer({"do": "look", "paths": [path]})
        row = worker._index.rows.get(path)  # noqa: SLF001 (what the cleaner would have read)
        if row is not None:
            worker.answer({"do": "note", "file": path, "hash": row.hash, "lines": number % 3, "people": 0})
        now = dt.datetime.now(dt.UTC)
        counts = index.count_queue(worker._index).at(now)  # noqa: SLF001 (counted anew)
        assert {**counts, "trash": 0} == {**worker.answer({"do": "queue"})["counts"], "trash": 0}
        seen |= {state for state, number in counts.items() if number}
    assert seen == {"drafts", "look", "problems", "scheduled", "published"}


def test_whom_the_desk_turned_down_stays_out_of_add_and_of_a_fresh_clone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Turned down for the digest, a name is in no draft that is added after, and no other checkout suggests it."""
    root = make_digest(tmp_path / "digest", FILES)
    text = "Petteri Salmela, who led the talks, said the bridge would open in spring. Ines Halvorsen thanked him.\n"
    add_raw(root, "bridge.txt", f"A bridge opens\n3 June 2025\n{text}")
    (path,) = (one.relative_to(root).as_posix() for one in root.rglob("*bridge*.md"))
    assert "Petteri Salmela" in (root / path).read_text(encoding="utf-8").partition("\n---\n")[0]
    out = {"op": "chip", "file": path, "kind": "people", "act": "out", "name": "Petteri Salmela", "everywhere": True}
    assert "error" not in DeskWorker(root).answer({"do": "change", "ops": [out]})
    clone = tmp_path / "clone"
    shutil.copytree(root, clone, ignore=shutil.ignore_patterns(".copydesk", "site", "originals"))
    for folder in (root, clone):
        capsys.readouterr()
        assert main(["suggest", "--root", str(folder), str(folder / path)]) == 0
        said = capsys.readouterr().out
        assert "Ines Halvorsen" in said
        assert "Petteri Salmela" not in said
        add_raw(folder, "again.txt", f"The bridge and the talks\n4 June 2025\n{text.replace('spring', 'autumn')}")
        (again,) = folder.rglob("*the-bridge-and*.md")
        head = again.read_text(encoding="utf-8").partition("\n---\n")[0]
        assert "Ines Halvorsen" in head
        assert "Petteri Salmela" not in head


def test_the_desk_never_reads_the_digest_as_add_does() -> None:
    """No module of the desk asks for what `add` reads of all articles at once: that grows with the digest."""
    sources = Path(registry.__file__).parent.glob("*.py")
    assert [path.name for path in sources if "load_memory" in path.read_text(encoding="utf-8")] == []
