"""docs/layouts.md says of layouts what the code says: every value, field, type, filter and layout."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from jinja2.defaults import DEFAULT_FILTERS

from copydesk import model
from copydesk.publish import pictures
from copydesk.publish.pages import values as page_values
from copydesk.publish.render.layouts import Layouts, packaged_layouts

REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "layouts.md"
TEXT = REFERENCE.read_text(encoding="utf-8")
# Planners use these; no layout ever sees them.
UNSEEN = {"Words"}


def described() -> dict[str, dict[str, str]]:
    """Value → field → type, as the reference has them."""
    found: dict[str, dict[str, str]] = {}
    for section in TEXT.split("\n### ")[1:]:
        rows = re.findall(r"^\| `(\w+)` \| `(.+?)` \| .+ \|$", section, re.MULTILINE)
        found[section.split("\n", 1)[0]] = {name: kind.replace("\\|", "|") for name, kind in rows}
    return found


def test_every_value_and_field_is_described_with_its_type() -> None:
    """A field that comes, goes or changes its type is noticed here."""
    stated = described()
    values = {
        name: value
        for name, value in vars(page_values).items()
        if dataclasses.is_dataclass(value) and value.__module__.startswith(page_values.__name__) and name not in UNSEEN
    }
    for name in stated:
        values.setdefault(
            name, getattr(model, name, None) or getattr(page_values, name, None) or getattr(pictures, name)
        )
    actual = {name: {f.name: str(f.type) for f in dataclasses.fields(value)} for name, value in values.items()}
    assert stated == actual


def test_values_of_the_model_that_layouts_reach_are_described() -> None:
    """Whatever type of ours a field names has a section of its own."""
    stated = described()
    types = {word for fields in stated.values() for kind in fields.values() for word in re.findall(r"[A-Z]\w+", kind)}
    assert types - {"None", "Content", "Policy", "Location", "Any", "Mapping"} <= set(stated)


def test_every_layout_is_listed_with_its_value() -> None:
    """The table names each layout of the theme that renders a page, and links to a value that is described."""
    layouts = Layouts.load((packaged_layouts(),), "en")
    pages = {name for name in layouts.names() if "/" not in name and name != "base.html"}
    rows = re.findall(r"^\| ((?:`[\w.]+\.html`(?:, )?)+) \| \[(\w+)\]\(#(\w+)\) \|$", TEXT, re.MULTILINE)
    assert {name for names, _, _ in rows for name in re.findall(r"`([^`]+)`", names)} == pages
    assert all(value in described() and anchor == value.lower() for _, value, anchor in rows)


def test_every_filter_of_ours_is_listed() -> None:
    """The filters beside Jinja's are those of the code."""
    ours = set(Layouts.load((packaged_layouts(),), "en").filters()) - set(DEFAULT_FILTERS)
    table = TEXT.partition("## Filters")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == ours
