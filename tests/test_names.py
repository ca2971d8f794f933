"""One name, one thing: what a newcomer meets under a name is always the same (docs/architecture.md)."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "copydesk"


def modules() -> list[tuple[str, ast.Module]]:
    """Every module of the package by path, parsed."""
    return [
        (path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(PACKAGE.rglob("*.py"))
    ]


@pytest.mark.slow
def test_no_public_class_is_defined_twice() -> None:
    """Two classes of one name in two rooms would be told apart by their imports alone."""
    places: defaultdict[str, list[str]] = defaultdict(list)
    for path, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(path)
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


@pytest.mark.slow
def test_no_face_exports_a_function_that_another_exports() -> None:
    """What the `__init__` of a room offers is offered by no other; `main` and the verbs' `run` apart."""
    offered: defaultdict[str, list[str]] = defaultdict(list)
    for path, tree in modules():
        if Path(path).name != "__init__.py":
            continue
        for node in tree.body:
            if isinstance(node, ast.Assign) and any(
                isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets
            ):
                for name in ast.literal_eval(node.value):
                    offered[name].append(path)
    # `Registry` and the like are classes, which the test above holds apart; a face may hand on what is below it.
    functions = {name: found for name, found in offered.items() if name[:1].islower() and name not in ("main", "run")}
    assert {name: found for name, found in functions.items() if len(found) > 1} == {}


# What verbs and processes of their own are started by.
STARTED_BY = {"add_verbs", "run", "main"}
# `api.py` names a thing as the room below does.
PUBLIC_FACE = "api.py"


@pytest.mark.slow
def test_no_public_function_is_defined_twice() -> None:
    """A function's name says what it does wherever it stands, so none is defined twice."""
    places: defaultdict[str, set[str]] = defaultdict(set)
    for path, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
                places[node.name].add(path)
    twice = {name: found for name, found in places.items() if len(found - {PUBLIC_FACE}) > 1}
    assert {name: found for name, found in twice.items() if name not in STARTED_BY} == {}


@pytest.mark.slow
def test_no_code_is_put_together_as_text() -> None:
    """No `exec`, and one `eval`: the forests of numbers, which are compiled to one expression each."""
    calls = [
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("exec", "eval")
    ]
    assert calls == ["ingest/clean/forest.py"]


@pytest.mark.slow
def test_every_room_says_what_is_inside() -> None:
    """The `__init__` of every folder has a sentence on its concern."""
    silent = [path for path, tree in modules() if path.endswith("__init__.py") and not ast.get_docstring(tree)]
    assert silent == []
