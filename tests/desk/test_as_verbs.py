"""Whatever is done at the desk can be done by a command line, which the history tells: with the same bytes."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import tree
from desking import draft, make_digest

from copydesk.cli import main
from copydesk.desk.worker import DeskWorker

PATH = "content/articles/2020/2020-08-01-talks.md"
OTHER = "content/articles/2020/2020-08-02-more-talks.md"
UNDATED = "content/articles/undated/a-walk.md"
OLD = "content/articles/2019/2019-01-01-an-old-one.md"
FILES: dict[str, str | bytes] = {
    PATH: draft(
        "Talks",
        "2020-08-01",
        "Ada Moreau met Jonas Berg in Riga, Latvia.\n\nThey = two, she said: 'yes'.",
        people="\n  - name: Ada Moreau  # hers\n    role: chancellor\n    quotes: [met, so far]\n  - Kim Lind",
        countries="[Latvia]  # where",
        mentioned="\n  people: [Jonas Berg]\n  countries: [Estonia]",
        tags="[a, 'b: c', d]",
    ),
    OTHER: draft("More talks", "2020-08-02", people="\n  - Ada Moreau\n  - name: Eve Roth  # rows\n    role: rower"),
    UNDATED: draft("A walk", "", people="[Eve Roth]").replace("title: A walk", "title: A walk\npublish_at: 2099-01-01"),
    "content/editions/2020-08.md": "---\nnumber: 1\ntitle: August\ndate: 2020-08-31\narticles:\n  - talks\n---\n",
    "content/people/kim-lind-boxer.md": "---\nname: Kim Lind\ndisambiguation: boxer\n---\n",
    "content/people/kim-lind-diver.md": "---\nname: Kim Lind\ndisambiguation: diver\n---\n",
    "content/people/ada.md": "---\nname: Ada Moreau-Weiss\n---\n",
    "content/people/eve-roth.md": "---\nname: Eve Roth\n---\n",
    "content/rejected.yaml": "people: [Thursday Harbour]  # a place\n",
}
PEOPLE: dict[str, Any] = {"op": "chip", "kind": "people", "file": PATH}
ODD = "A \"quoted\" 'line': # with = signs, $HOME; `ls` & | * \\ and 한국어 – 🎉"
ACTS: dict[str, list[dict[str, Any]]] = {
    "a field": [{"op": "set", "file": PATH, "at": "title", "value": ODD}],
    "a field of several lines": [{"op": "set", "file": PATH, "at": "summary", "value": "One.\n\nTwo = 2."}],
    "a field in a map": [{"op": "set", "file": PATH, "at": "source.url", "value": "https://e.example/?a=b&c=d#e"}],
    "true": [{"op": "set", "file": PATH, "at": "noindex", "value": True}],
    "a number": [{"op": "set", "file": PATH, "at": "weight", "value": 3}],
    "a text that looks like a number": [{"op": "set", "file": PATH, "at": "subtitle", "value": "2020"}],
    "a text that looks like true": [{"op": "set", "file": PATH, "at": "subtitle", "value": "true"}],
    "a text that looks like nothing": [{"op": "set", "file": PATH, "at": "subtitle", "value": "null"}],
    "a text that looks like a list": [{"op": "set", "file": PATH, "at": "subtitle", "value": "[a, b]"}],
    "a text that looks like a map": [{"op": "set", "file": PATH, "at": "subtitle", "value": "{a: b}"}],
    "a text with blanks around it": [{"op": "set", "file": PATH, "at": "subtitle", "value": " two "}],
    "a list": [{"op": "set", "file": PATH, "at": "authors", "value": ["Ana Roe", "Bo, Lind: #2"]}],
    "a role": [{"op": "set", "file": PATH, "at": "people[0].role", "value": "envoy"}],
    "a field gone": [{"op": "unset", "file": PATH, "at": "source.name"}],
    "a list gone": [{"op": "unset", "file": PATH, "at": "countries"}],
    "an entry more": [{"op": "add", "file": PATH, "at": "tags", "value": "e = f"}],
    "an entry that looks like a number": [{"op": "add", "file": PATH, "at": "tags", "value": "2020"}],
    "an entry that is a map": [{"op": "add", "file": PATH, "at": "people", "value": {"name": "Bo Li", "role": "x: y"}}],
    "an entry gone": [{"op": "remove", "file": PATH, "at": "tags[1]"}],
    "an entry replaced": [{"op": "replace", "file": PATH, "at": "tags[1]", "value": "z"}],
    "an entry moved": [{"op": "move", "file": PATH, "at": "tags[2]", "to": 0}],
    "the text": [{"op": "body", "file": PATH, "value": f"{ODD}\n\n- a list\n\n    code\n"}],
    "no text": [{"op": "body", "file": PATH, "value": ""}],
    "published": [{"op": "publish", "file": OTHER}],
    "published later": [{"op": "publish", "file": OTHER, "when": "2099-01-01 09:00"}],
    "back to draft": [{"op": "unpublish", "file": OLD}],
    "away": [{"op": "trash", "file": PATH}],
    "away and back": [{"op": "trash", "file": PATH}, {"op": "restore", "file": PATH}],
    "several away": [{"op": "trash", "file": PATH}, {"op": "trash", "file": OTHER}, {"op": "trash", "file": UNDATED}],
    "several to draft": [{"op": "unpublish", "file": OLD}, {"op": "unpublish", "file": OTHER}],
    "dated and published": [{"op": "set", "file": UNDATED, "at": "date", "value": "2020-09-01"}],
    "a new one": [{"op": "new", "value": ODD}],
    "somebody in": [{**PEOPLE, "act": "in", "name": "Jonas Berg", "role": "minister", "quotes": ["met = well"]}],
    "one of two in": [{**PEOPLE, "act": "in", "name": "Lind", "person": "kim-lind-diver"}],
    "somebody out": [{**PEOPLE, "act": "out", "name": "Ada Moreau"}],
    "somebody out for ever": [{**PEOPLE, "act": "out", "name": "Ada Moreau", "everywhere": True}],
    "somebody else": [{**PEOPLE, "act": "is", "name": "Ada Moreau", "value": "ada", "person": "ada"}],
    "somebody of another name": [{**PEOPLE, "act": "is", "name": "Ada Moreau", "value": "Ada Weiss"}],
    "one of two": [{**PEOPLE, "act": "is", "name": "Kim Lind", "value": "kim-lind-boxer", "person": "kim-lind-boxer"}],
    "another role": [{**PEOPLE, "act": "role", "name": "Ada Moreau", "value": "president = 1"}],
    "no role": [{**PEOPLE, "act": "role", "name": "Ada Moreau", "value": ""}],
    "a quotation gone": [{**PEOPLE, "act": "unquote", "name": "Ada Moreau", "value": "met"}],
    "a country in": [{**PEOPLE, "kind": "countries", "act": "in", "name": "Estonia"}],
    "a country out": [{**PEOPLE, "kind": "countries", "act": "out", "name": "Latvia"}],
    "a country out for ever": [{**PEOPLE, "kind": "countries", "act": "out", "name": "Latvia", "everywhere": True}],
    "a body in": [{**PEOPLE, "kind": "bodies", "act": "in", "name": "NATO"}],
    "a body out": [{**PEOPLE, "kind": "bodies", "act": "out", "name": "NATO"}],
    "somebody new": [{"op": "person", "file": PATH, "name": "Bo Li", "family": "Bo", "role": "envoy: of = two"}],
    "somebody new under a name there": [
        {"op": "person", "file": PATH, "name": "Ada B. Moreau", "called": "Ada Moreau", "same": True}
    ],
    "somebody new beside one of the name": [{"op": "person", "file": PATH, "name": "Ada", "note": "a cat"}],
    "somebody new of one's name": [
        {"op": "person", "file": PATH, "name": "Eve Roth", "note": "envoy", "others": {"eve-roth": "rower = four"}}
    ],
    "somebody new whose name it is": [
        {
            "op": "person",
            "file": OTHER,
            "name": "Eve Roth",
            "called": "Eve Roth",
            "note": "envoy",
            "others": {"eve-roth": "rower"},
        }
    ],
    "somebody new and no article": [{"op": "person", "name": "Bo Li", "role": "envoy"}],
    "a line for always": [{"op": "remember", "file": PATH, "outlet": "The Harbour Dispatch", "line": "Sign up = now"}],
    "a line for never": [
        {"op": "remember", "file": PATH, "outlet": "The Harbour Dispatch", "line": "Short and good", "keep": True}
    ],
    "a whole file": [
        {
            "op": "whole",
            "file": PATH,
            "value": draft(json.dumps(ODD, ensure_ascii=False), "2020-08-01", f"{ODD}\n\nAnew."),
        }
    ],
}


@pytest.mark.parametrize("act", ACTS)
def test_67_every_act_of_the_desk_is_a_command_line(tmp_path: Path, act: str) -> None:
    """Run on the digest as it was, the command line that the history has of an act writes the same files."""
    root = make_digest(tmp_path / "digest", FILES)
    before = tree(root / "content")
    again = tmp_path / "again"
    shutil.copytree(root, again)
    worker = DeskWorker(root)
    while worker.answer({"do": "warm"})["left"]:
        pass
    answer: Any = worker.answer({"do": "change", "ops": ACTS[act]})
    assert "error" not in answer, answer
    (step,) = worker.answer({"do": "history"})
    for command in step["command"].split(" && "):
        name, *words = shlex.split(command)
        assert name == "copydesk"
        files = [str(again / word) if word.startswith("content/") else word for word in words]
        assert main([files[0], "--root", str(again), *files[1:]]) == 0, command
    assert tree(again / "content") == tree(root / "content"), step["command"]
    worker.answer({"do": "undo"})
    assert tree(root / "content") == before
