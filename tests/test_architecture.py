"""docs/architecture.md is the map a newcomer reads first: what it names is there, and all rooms are on it."""

from __future__ import annotations

import ast
import re

import pytest
from conftest import ROOT

MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_every_path_on_the_map_is_there() -> None:
    """A path that the map names exists, seen from the root or from the package."""
    named = set(re.findall(r"`([\w./-]+(?:\.(?:py|md|toml|yaml)|/))`", MAP))
    assert len(named) >= 40
    missing = [path for path in named if not ((ROOT / path).exists() or (ROOT / "copydesk" / path).exists())]
    inside = [path for path in missing if not any((ROOT / "copydesk").rglob(path.rstrip("/")))]
    assert inside == []


def test_every_room_is_on_the_map() -> None:
    """Each folder of the package that holds code is named, so that none is found by chance."""
    rooms = {path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "copydesk").rglob("*.py")} - {"copydesk"}
    unnamed = [room for room in sorted(rooms) if f"`{room}/`" not in MAP and f"`{room.rpartition('/')[2]}/`" not in MAP]
    assert unnamed == []


def test_the_places_where_a_change_goes_are_there() -> None:
    """Each row of "where a change goes" names files that exist."""
    table = MAP.split("## Where a change goes", 1)[1].split("##", 1)[0]
    paths = re.findall(r"`((?:copydesk|layouts|docs|tests)/[\w./-]+|[A-Z]+\.md)`", table)
    assert len(paths) >= 12
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_largest_file_is_the_one_named_with_its_reason() -> None:
    """A file that outgrows the one which the map excuses is cut, or the map says why not."""
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "copydesk").rglob("*.py")}
    assert max(sizes, key=sizes.__getitem__) == ROOT / "copydesk" / "frontmatter" / "table.py"


@pytest.mark.slow
def test_no_module_imports_itself_by_way_of_others() -> None:
    """At import time arrows form no ring: each module can be the first that is imported."""
    package = ROOT / "copydesk"
    names = {
        ".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p for p in package.rglob("*.py")
    }
    wanted: dict[str, set[str]] = {}
    for name, path in names.items():
        imports = [
            node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.ImportFrom)
        ]
        wanted[name] = {
            target
            for node in imports
            for alias in node.names
            for target in (f"{node.module}.{alias.name}" if f"{node.module}.{alias.name}" in names else node.module,)
            if target in names and target != name
        }
    done: set[str] = set()
    while ready := [name for name, targets in wanted.items() if name not in done and targets <= done]:
        done.update(ready)
    assert sorted(wanted.keys() - done) == []
