"""Three changes as a newcomer makes them, by the table of docs/architecture.md, each in as many files as it says.

They are made in a copy of the program, which then runs as a process of its own.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, article, tree, write_site

MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A copy of the package and its layouts, to be changed."""
    for folder in ("copydesk", "layouts"):
        shutil.copytree(ROOT / folder, tmp_path / "program" / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "program"


def change(program: Path, edits: dict[str, tuple[str, str]]) -> None:
    """Put a text after the first place of another in each file; a file that is not there is made."""
    for name, (after, text) in edits.items():
        assert f"`{name}`" in MAP or f"`{name.rpartition('/')[0]}/`" in MAP or name.startswith("layouts/"), name
        path = program / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        assert before.count(after) >= 1 or not before, f"{name} has no {after!r}"
        at = before.index(after) + len(after) if before else 0
        path.write_text(before[:at] + text + before[at:], encoding="utf-8")


def run(program: Path, *words: str) -> str:
    """Run the changed program on a command line; returns what it printed."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "copydesk", *words],
        env={**os.environ, "PYTHONPATH": str(program), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=program,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_field_takes_the_table_and_a_layout(program: Path, tmp_path: Path) -> None:
    """A new text field is read, shown on its article's page and in the exports: a row of the table and the layout."""
    row = '\n        FieldRow(name="photographer", kind=Kind.LINE, doc="Who took it.", shown=True, exported=True),'
    change(
        program,
        {
            "copydesk/frontmatter/table.py": ("    rows=(", row),
            "layouts/article.html": ("{% block main %}", '<i class="by">{{ c.fields.get("photographer", "") }}</i>'),
        },
    )
    files = {"content/articles/a.md": article(photographer="Ana Lima"), "content/articles/b.md": article("Another")}
    root = write_site(tmp_path / "digest", files)
    run(program, "build", "--root", str(root))
    site = tree(root / "site")
    assert b'<i class="by">Ana Lima</i>' in site["articles/a/index.html"]
    assert [path for path in site if path.endswith(".html") and b"Ana Lima" in site[path]] == ["articles/a/index.html"]
    rows = list(csv.DictReader(site["articles.csv"].decode().splitlines()))
    assert sorted(row["photographer"] for row in rows) == ["", "Ana Lima"]
    assert b'"photographer": "Ana Lima"' in site["articles.json"].replace(b'":"', b'": "')


@pytest.mark.slow
def test_a_kind_of_page_takes_a_planner_and_a_line(program: Path, tmp_path: Path) -> None:
    """A page of plain links, "on this day", is never stale: after a headline edit it is that of a clean build."""
    planner = '''"""What was published on each day of the year. Pure."""

from copydesk.model import Link
from copydesk.publish.pages.values import TextPage


def plan_on_this_day(desk):
    """A page a day, whatever the year, with plain links."""
    days = {}
    for entry in desk.site.entries:
        link = Link(label=entry.card.title, url=entry.card.url)
        days.setdefault(f"{entry.card.date:%m-%d}", []).append(link)
    for day, links in sorted(days.items()):
        content = TextPage(title=day, html="", links=tuple(links))
        yield desk.page(f"/on-this-day/{day}/", "text.html", content, title=day, kind="page")
'''
    change(
        program,
        {
            "copydesk/publish/pages/on_this_day.py": ("", planner),
            "copydesk/publish/plan.py": ("_PLANNERS = (", "\n    plan_on_this_day,"),
        },
    )
    plan = program / "copydesk/publish/plan.py"
    imported = "from copydesk.publish.pages.on_this_day import plan_on_this_day\n"
    plan.write_text(re.sub(r"(?m)^from copydesk\.publish\.pages", imported + r"\g<0>", plan.read_text(), count=1))
    files = {f"content/articles/a{n}.md": article(f"Story {n}", f"20{10 + n}-05-0{n % 3 + 1}") for n in range(9)}
    root = write_site(tmp_path / "digest", files)
    now = ("--now", "2026-11-01T12:00:00+00:00")
    run(program, "build", "--root", str(root), *now)
    assert b"Story 4" in tree(root / "site")["on-this-day/05-02/index.html"]
    (root / "content/articles/a4.md").write_text(article("A new headline", "2014-05-02"), encoding="utf-8")
    run(program, "build", "--root", str(root), *now)
    run(program, "build", "--root", str(root), "--out", str(tmp_path / "clean"), *now)
    site = tree(root / "site")
    assert b"A new headline" in site["on-this-day/05-02/index.html"]
    assert site == tree(tmp_path / "clean")


@pytest.mark.slow
def test_a_rule_of_cleaning_takes_a_function_in_the_list(program: Path, tmp_path: Path) -> None:
    """Lines that begin with "Listen to this article" go, from a text as from a page: one function in one file."""
    rule = """def _listening(desk):
    for at, line in enumerate(desk.document.lines):
        if tuple(line.tokens[:4]) == ("listen", "to", "this", "article"):
            desk.drop(at, "chrome: listen")


"""
    name = "copydesk/ingest/clean/rules.py"
    row = '\n    Rule(name="chrome: listen", does="an invitation to listen goes", apply=_listening),'
    change(program, {name: ("RULES: tuple[Rule, ...] = (", row)})
    path = program / name
    path.write_text(path.read_text().replace("RULES: tuple", f"{rule}RULES: tuple", 1), encoding="utf-8")
    listen = "Listen to this article as Signe Holm of our evening desk reads it in the port of Aarhus this week."
    told = (
        "The ferry Maren sailed again on Tuesday after four months in dock, the harbour office said in a statement.",
        listen,
        "About two hundred passengers had waited since dawn on the quay, and the mayor cut a ribbon for the cars.",
        "The line had been closed since March, when a crack was found in the hull below the engine room of the ship.",
        "Welders from two yards worked on it in shifts, and the owners paid for a bus over the bridge meanwhile.",
    )
    (tmp_path / "a.txt").write_text("Ferry sails again\n\nBy Ada Moreau\n\n" + "\n\n".join(told), encoding="utf-8")
    page = "".join(f"<p>{paragraph}</p>" for paragraph in told)
    page = f"<html><head><title>Ferry sails again</title></head><body><h1>Ferry sails again</h1>{page}</body></html>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    root = write_site(tmp_path / "digest", {})
    for raw in ("a.txt", "a.html"):
        shown = run(program, "add", "--root", str(root), "--dry-run", "--json", str(tmp_path / raw))
        assert "engine room" in shown
        assert '"chrome: listen"' in shown
