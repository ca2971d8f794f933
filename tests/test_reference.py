"""The reference says what the code does: verbs and config keys are generated, field names are compared."""

from __future__ import annotations

import ast
import importlib.util
import re
import tomllib

from conftest import ROOT

READERS = (
    "text",
    "texts",
    "flag",
    "number",
    "choice",
    "moment",
    "day",
    "partial_day",
    "checked",
    "mapping",
    "nodes",
    "get",
)


def test_the_reference_is_what_the_code_says():
    """docs/reference.md equals what scripts/reference.py writes: every verb, option, config key and default."""
    spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts/reference.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "docs/reference.md").read_text(encoding="utf-8") == module.reference(), "run scripts/reference.py"


def test_every_front_matter_field_is_described_and_no_other():
    """The fields that the library asks for are those of docs/front-matter.toml."""
    asked: set[str] = set()
    for path in (ROOT / "copydesk/library").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS:
                asked |= {a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    tables = tomllib.loads((ROOT / "docs/front-matter.toml").read_text(encoding="utf-8"))
    names = {name for table in tables.values() for row in table["fields"] for name in row.split(" | ")}
    described = {part for name in names for part in name.split(".")}
    keys = {key for key in asked if re.fullmatch(r"[A-Za-z_0-9]+", key)}
    assert keys - described == set()
    # These two the library asks for by way of another function's arguments.
    assert described - keys <= {"countries", "publishDate"}


def test_every_link_between_the_documents_leads_somewhere():
    """A link in a document of the repository names a file that is there."""
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = []
    for path in documents:
        targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", path.read_text(encoding="utf-8"))
        broken += [f"{path.name}: {target}" for target in targets if not (path.parent / target).exists()]
    assert broken == []
