"""The reference says what the code does: verbs, config keys and front matter fields are generated."""

from __future__ import annotations

import importlib.util
import re

from conftest import ROOT


def test_the_reference_is_what_the_code_says():
    """docs/reference.md equals what scripts/reference.py writes: every verb, option, config key and default."""
    spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts/reference.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "docs/reference.md").read_text(encoding="utf-8") == module.reference(), "run scripts/reference.py"


def test_every_link_between_the_documents_leads_somewhere():
    """A link in a document of the repository names a file that is there."""
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = []
    for path in documents:
        targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", path.read_text(encoding="utf-8"))
        broken += [f"{path.name}: {target}" for target in targets if not (path.parent / target).exists()]
    assert broken == []
