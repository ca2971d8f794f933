"""The desk's worker over files as people and programs write them, and what it says of them, without a browser."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from desking import draft, make_digest
from edit.corpus import as_file, corpus

from copydesk.desk import changes, review
from copydesk.desk.app import ASSETS
from copydesk.desk.index import Backlog
from copydesk.desk.worker import DeskWorker
from copydesk.edit.store import HISTORY

ODD = corpus()


def span_of(text: str, key: str) -> tuple[int, int] | None:
    """Where a field's value stands in a file, None where it has none; read with PyYAML alone."""
    head = re.match(r"\ufeff?---[ \t]*\r?\n", text)
    assert head is not None
    start = head.end()
    end = re.compile(r"^---[ \t]*\r?$", re.MULTILINE).search(text, start)
    assert end is not None
    # PyYAML refuses a tab where our dialect takes a blank.
    node = yaml.compose(text[start : end.start()].replace("\t", " "), Loader=yaml.SafeLoader)
    for name, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if name.value == key:
            return start + value.start_mark.index, start + value.end_mark.index
    return None


def differing(before: str, after: str) -> tuple[int, int]:
    """The part of a text that another one has otherwise."""
    least = min(len(before), len(after))
    head = next((n for n in range(least) if before[n] != after[n]), least)
    tail = next((n for n in range(least - head) if before[-1 - n] != after[-1 - n]), least - head)
    return head, len(before) - tail


@pytest.mark.slow
def test_a_field_saved_in_the_desk_changes_its_own_bytes_alone(tmp_path: Path) -> None:
    """Of 150 odd files and more each takes a headline: nothing but its bytes differs; undo gives all back."""
    assert len(ODD) >= 150
    styles = [("\n", False), ("\r\n", False), ("\n", True), ("\r\n", True)]
    files: dict[str, str | bytes] = {}
    for number, text in enumerate(ODD.values()):
        newline, mark = styles[number % 4]
        files[f"content/articles/2020/2020-01-01-odd-{number}.md"] = as_file(text, newline, mark=mark).encode()
    root = make_digest(tmp_path / "digest", files)
    worker = DeskWorker(root)
    saved = 0
    for path, data in files.items():
        assert isinstance(data, bytes)
        before = data.decode()
        ops = [{"op": "set", "file": path, "at": "title", "value": "Ferries: a “new” one # 2"}]
        answer: Any = worker.answer({"do": "change", "ops": ops, "view": path})
        after = (root / path).read_bytes().decode()
        if "error" in answer:
            assert after == before, path
            continue
        saved += 1
        start, end = differing(before, after)
        place = span_of(before, "title")
        if place is None:
            assert start >= end, (path, before[start:end])  # something came in, nothing went
        else:
            assert place[0] <= start, (path, before[start:end])
            assert end <= place[1] or not before[place[1] : end].strip(), (path, before[start:end])
        assert "error" not in worker.answer({"do": "undo"})
        assert (root / path).read_bytes() == data, path
        shutil.rmtree(root / HISTORY)
    assert saved >= len(files) - 2


def test_many_files_that_change_together_are_read_in_pieces(tmp_path: Path) -> None:
    """Another branch brings hundreds of files: the order after it is answered at once, and all are read in the end."""
    root = make_digest(tmp_path / "digest", {})
    worker = DeskWorker(root)
    while worker.answer({"do": "warm"})["left"]:
        pass
    for number in range(400):
        path = root / f"content/articles/2020/2020-07-02-branch-{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(draft(f"Branch {number}"), encoding="utf-8")
    told: Any = {"more": True}
    while told.get("more"):
        told = worker.answer({"do": "look", "paths": None})
    assert len(told["changed"]) == 200
    assert all(len(one["hash"]) == 64 for one in told["changed"])
    left = told["left"]
    while left:
        left = worker.answer({"do": "warm"})["left"]
    assert worker.answer({"do": "queue"})["counts"]["drafts"] == 400


def test_drafts_are_read_first_and_people_last(tmp_path: Path) -> None:
    """What the queue shows first is there first: drafts, undated and newest before others; people last."""
    drafts = [f"content/articles/2020/2020-07-{n:02}-a.md" for n in range(1, 4)]
    published = [f"content/articles/2021/2021-07-{n:02}-a.md" for n in range(1, 4)]
    files: dict[str, str | bytes] = {
        **{name: draft("A") for name in drafts},
        **{name: draft("A").replace("draft: true\n", "") for name in published},
        "content/articles/undated/b.md": draft("B", ""),
        # In words that a glance does not know: it is read with the others.
        "content/articles/2022/2022-01-01-c.md": draft("C").replace("draft: true", "? draft\n: true"),
        **{f"content/people/p-{n}.md": f"---\nname: Person {n}\n---\n" for n in range(3)},
    }
    root = make_digest(tmp_path / "digest", files)
    backlog = Backlog(root, files)
    order = []
    while backlog:
        order += [path] if (path := backlog.take()) else []
        assert not backlog.drafts_read or len(order) >= 4
        assert not backlog.articles_read or len(order) >= 8
    assert order[:4] == ["content/articles/undated/b.md", *reversed(drafts)]
    assert order[4:8] == ["content/articles/2022/2022-01-01-c.md", *reversed(published)]
    assert [path.split("/")[1] for path in order[8:]] == ["people"] * 3


def test_the_queue_says_when_every_draft_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The drafts' page is right before all is read, and says that files are still to come."""
    files: dict[str, str | bytes] = {
        **{f"content/articles/2019/2019-07-02-old-{n}.md": draft(f"Old {n}") for n in range(5)},
        **{
            f"content/articles/2021/2021-07-02-new-{n}.md": draft(f"New {n}").replace("draft: true\n", "")
            for n in range(40)
        },
    }
    monkeypatch.setattr("copydesk.desk.worker._SLICE", 0.0)
    worker = DeskWorker(make_digest(tmp_path / "digest", files))
    while not (told := worker.answer({"do": "warm"}))["drafts"]:
        pass
    assert not told["queue"]
    queue = worker.answer({"do": "queue"})
    assert [row["title"] for row in queue["rows"]] == [f"Old {n}" for n in reversed(range(5))]
    assert queue["left"] > 30
    while worker.answer({"do": "warm"})["left"]:
        pass
    assert worker.answer({"do": "queue"})["counts"]["published"] == 41


def test_a_copy_without_a_source_is_to_be_looked_at(tmp_path: Path) -> None:
    """Copy of somebody else's whose outlet nobody named is not clean; what the digest wrote itself is."""
    copy = draft("A copy", source="\n  original_sha256: " + "a" * 64)
    own = draft("Our own").replace("source:\n  name: The Harbour Dispatch\n  url: https://dispatch.example/a\n", "")
    files: dict[str, str | bytes] = {
        "content/articles/2020/2020-07-02-copy.md": copy,
        "content/articles/2020/2020-07-03-own.md": own,
    }
    worker = DeskWorker(make_digest(tmp_path / "digest", files))
    while worker.answer({"do": "warm"})["left"]:
        pass
    rows = worker.answer({"do": "queue", "state": "drafts"})["rows"]
    assert {row["title"]: [one["kind"] for one in row["open"]] for row in rows} == {
        "A copy": ["no-source"],
        "Our own": [],
    }


def test_a_name_taken_in_is_found_by_the_next_search(tmp_path: Path) -> None:
    """The list of people follows each save: a name that an article has got or lost counts at once."""
    path = "content/articles/2020/2020-07-02-a.md"
    worker = DeskWorker(make_digest(tmp_path / "digest", {path: draft("A", people="[Ada Moreau]")}))
    while worker.answer({"do": "warm"})["left"]:
        pass

    def found(words: str) -> list[tuple[str, int]]:
        return [(one["name"], one["articles"]) for one in worker.answer({"do": "people", "q": words})]

    assert found("moreau") == [("Ada Moreau", 1)]
    worker.answer({"do": "change", "ops": [{"op": "add", "file": path, "at": "people", "value": "Jonas Moreau"}]})
    assert found("moreau") == [("Ada Moreau", 1), ("Jonas Moreau", 1)]
    worker.answer({"do": "change", "ops": [{"op": "remove", "file": path, "at": "people[0]", "was": "Ada Moreau"}]})
    assert found("moreau") == [("Jonas Moreau", 1)]


# --- what the desk says in Korean -----------------------------------------------------------------------------

# The modules whose words about files an editor reads. What only a wrong program can cause (OperationError) is not told.
MODULES = (
    "frontmatter/fields.py",
    "frontmatter/table.py",
    "library/articles.py",
    "desk/changes.py",
    "edit/acts.py",
    "edit/store.py",
    "edit/journal.py",
    "desk/worker.py",
    "ingest/originals.py",
    "ingest/review.py",
)
NOT_TOLD = {"IngestError", "OperationError", "EditError", "TypeError", "ValueError", "KeyError"}
# Sentences that a variable begins or ends in a way which no table can hold.
FREE = {"{0}", '"{0}" {1}', "{0} {1}"}


def table() -> dict[str, str]:
    """The Korean table of `strings.js`."""
    text = (ASSETS / "strings.js").read_text(encoding="utf-8")
    body = text.split("const toldInKorean = {", 1)[1].split("\n};", 1)[0]
    row = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'): ("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
    return {ast.literal_eval(said): ast.literal_eval(meant) for said, meant in row.findall(body)}


def sentences() -> set[str]:
    """What the modules say, each part that is filled in as `{0}`, `{1}` and so on."""
    found: set[str] = set()
    for module in MODULES:
        for node in ast.walk(ast.parse((ROOT / "copydesk" / module).read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in {"problem", "warn", "_problem"}:
                words = node.args[1:]
            elif name.endswith("Error") and name not in NOT_TOLD:
                words = node.args
            else:
                continue
            found.update(filter(None, map(sentence, words)))
    return {one for one in found if one not in FREE}


def sentence(node: ast.expr) -> str:
    """A literal or filled-in sentence; "" for what is none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    out, number = "", 0
    for part in node.values:
        if isinstance(part, ast.Constant):
            out += str(part.value)
        else:
            prefix = isinstance(part, ast.FormattedValue) and "prefix" in ast.unparse(part.value)
            out += "" if prefix else f"{{{number}}}"
            number += 0 if prefix else 1
    return out


def test_what_the_server_says_of_files_has_korean_words() -> None:
    """Each sentence about a file that an editor can be shown is in the one table; a new one without Korean is found."""
    patterns = [re.compile(re.sub(r"\\\{\d\\\}", "(.*?)", re.escape(said)), re.DOTALL) for said in table()]
    said = sentences()
    assert len(said) > 50
    assert sorted(one for one in said if not any(pattern.fullmatch(one) for pattern in patterns)) == []


@pytest.mark.parametrize(("said", "meant"), sorted(table().items()))
def test_korean_words_fill_in_what_the_english_do(said: str, meant: str) -> None:
    """A Korean sentence fills in no more than the English one tells, and is Korean."""
    assert set(re.findall(r"\{\d\}", meant)) <= set(re.findall(r"\{\d\}", said))
    assert re.search("[\uac00-\ud7a3]", meant)


def test_a_text_of_thousands_of_paragraphs_is_looked_through_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What finds the names is made once for an article, and a saved text is not read again for the history."""
    names = [f"Ada {chr(65 + n % 26)}{chr(97 + n // 26)}vel" for n in range(60)]
    body = "\n\n".join(f"{names[n % 60]} met {names[n * 7 % 60]} in Riga, for the {n}th time." for n in range(3000))
    path = "content/articles/2020/2020-07-02-long.md"
    long = draft("Long", body=body, people=f"[{', '.join(names)}]")
    worker = DeskWorker(make_digest(tmp_path / "digest", {path: long}))
    made: list[Any] = []
    real = review._pattern_of  # noqa: SLF001 (how often it is made is what is promised)

    def counting(given: Any) -> Any:
        made.append(given)
        return real(given)

    monkeypatch.setattr(review, "_pattern_of", counting)
    monkeypatch.setattr("copydesk.desk.changes.shlex.split", None)
    shown = worker.answer({"do": "review", "file": path})
    assert len(shown["blocks"]) == 3000
    assert [part["t"] for part in shown["blocks"][61]["parts"] if "who" in part] == [names[1], names[7]]
    assert len([given for given in made if len(given) >= 60]) <= 2  # for the text, and for the headline
    act = {"op": "body", "file": path, "value": f"{body}\n\nMore.", "was": body}
    answer = worker.answer({"do": "change", "ops": [act], "view": path})
    assert "error" not in answer
    assert len(answer["view"]["blocks"]) == 3001


@pytest.mark.parametrize(
    ("commands", "joined"),
    [
        (["copydesk publish a.md", "copydesk publish b.md"], "copydesk publish a.md b.md"),
        (["copydesk publish --at X a.md", "copydesk publish --at X b.md"], "copydesk publish --at X a.md b.md"),
        (
            ["copydesk publish a.md", "copydesk publish --at X b.md"],
            "copydesk publish a.md && copydesk publish --at X b.md",
        ),
        (["copydesk publish a.md", "copydesk draft b.md"], "copydesk publish a.md && copydesk draft b.md"),
        (["copydesk edit a.md --set x=1", "copydesk edit a.md --set x=1"], "copydesk edit a.md --set x=1"),
    ],
)
def test_command_lines_that_do_the_same_are_one(commands: list[str], joined: str) -> None:
    """Several files published, put away or brought back together are one command line, each at its own time."""
    assert changes._joined(commands) == joined  # noqa: SLF001 (the history shows it)


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f", "\x85", "\ud800"])
def test_control_characters_are_refused(tmp_path: Path, sign: str) -> None:
    """No control character and no half of a pair gets into a file; tabs and line ends do."""
    path = "content/articles/2020/2020-07-02-a.md"
    worker = DeskWorker(make_digest(tmp_path / "digest", {path: draft("A")}))
    for value, refused in ((f"A{sign}B", True), ("A\tB\r\nC", False)):
        answer = worker.answer({"do": "change", "ops": [{"op": "body", "file": path, "value": value}]})
        assert ("error" in answer) is refused, answer
