"""R12: YAML's traps are caught with file, line, column and advice, word for word as the document says."""

from __future__ import annotations

import re
import zoneinfo
from pathlib import Path

import pytest

from copydesk.countries import load_countries
from copydesk.library.articles import Reading, parse_article

DOCUMENT = Path(__file__).with_name("yaml_traps.md")
CASE = re.compile(
    r"^## (?P<title>.+)\n\n```yaml\n(?P<front>(?s:.*?))\n```\n\n```text\n(?P<says>(?s:.*?))\n```$", re.MULTILINE
)
CASES = [(m["title"], m["front"], m["says"]) for m in CASE.finditer(DOCUMENT.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("title", "front", "says"), CASES, ids=[title for title, _, _ in CASES])
def test_a_trap_is_named_as_the_document_says(title: str, front: str, says: str):
    """The front matter of a case gives exactly its messages; `fine` means none."""
    reading = Reading(zone=zoneinfo.ZoneInfo("UTC"), language="en", countries=load_countries())
    parsed = parse_article(f"---\n{front}\n---\n\nText.\n", "content/articles/x.md", reading)
    assert ("\n".join(map(str, parsed.problems)) or "fine") == says, title


def test_the_document_is_read_whole():
    """Every heading of the document is a case: a block that does not parse would be passed over in silence."""
    headings = re.findall(r"^## (.+)$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert [title for title, _, _ in CASES] == headings
    assert len(headings) >= 60
