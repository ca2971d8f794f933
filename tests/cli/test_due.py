"""`due`, `docs`, and what a fresh digest says: the way from `init` to a published page."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, article, write_site

from copydesk.cli import main
from copydesk.ingest.draft import requirement


@pytest.fixture
def waiting(tmp_path: Path) -> Path:
    """A digest with one article out, one that waits, one that will expire, and a draft that does neither."""
    return write_site(
        tmp_path / "d",
        {
            "content/articles/out.md": article("Out"),
            "content/articles/waits.md": article("Waits", publish_at='"2026-03-01 09:00"'),
            "content/articles/goes.md": article("Goes", expires='"2026-03-02 09:00"'),
            "content/articles/draft.md": article("Draft", publish_at='"2026-03-01 09:30"', draft="true"),
        },
    )


def due(root: Path, since: str, now: str) -> int:
    """Run the verb."""
    return main(["due", "--root", str(root), "--since", since, "--now", now])


def test_due_says_what_became_due_and_what_is_next(waiting: Path, capsys: Any) -> None:
    """Between two moments an article appears: exit 0 and its line; nothing between: exit 1; drafts never."""
    assert due(waiting, "2026-03-01T00:00+00:00", "2026-03-01T12:00+00:00") == 0
    out = capsys.readouterr().out
    assert "waits.md appears" in out
    assert "next" in out
    assert "goes.md expires" in out
    assert "draft.md" not in out
    assert due(waiting, "2026-03-01T12:00+00:00", "2026-03-02T00:00+00:00") == 1
    told = capsys.readouterr()
    assert "nothing is due" in told.err
    assert "goes.md expires" in told.out
    assert due(waiting, "2026-03-01T12:00+00:00", "2026-03-02T10:00+00:00") == 0
    capsys.readouterr()


def test_due_without_a_site_means_everything(waiting: Path, capsys: Any) -> None:
    """Where nothing was ever built there is nothing to wait for; after a build its own time counts."""
    assert main(["due", "--root", str(waiting)]) == 0
    assert main(["build", "--root", str(waiting), "--now", "2020-07-03"]) == 0
    capsys.readouterr()
    assert main(["due", "--root", str(waiting)]) == 1


def test_content_that_cannot_be_read_is_not_nothing_due(waiting: Path, capsys: Any) -> None:
    """Exit 2, not 1: the workflow would take 1 for "nothing to do" and stay silent."""
    (waiting / "content/articles/bad.md").write_text("---\ntitle: Bees: a story\n---\n\nText.\n", encoding="utf-8")
    assert due(waiting, "2026-03-01T00:00+00:00", "2026-03-01T12:00+00:00") == 2
    assert "bad.md:2" in capsys.readouterr().err


def test_a_build_says_what_it_holds_back(waiting: Path, capsys: Any) -> None:
    """Drafts, articles that wait and expired ones are counted, also by a build that finds nothing changed."""
    assert main(["build", "--root", str(waiting), "--now", "2026-03-03"]) == 0
    assert "1 draft, 1 expired held back" in capsys.readouterr().err
    assert main(["build", "--root", str(waiting), "--now", "2026-02-01"]) == 0
    assert "1 draft, 1 waiting for its hour held back" in capsys.readouterr().err
    assert main(["build", "--root", str(waiting), "--drafts"]) == 0
    assert "held back" not in capsys.readouterr().err
    for _ in range(2):
        assert main(["build", "--root", str(waiting)]) == 0
    assert "held back" in capsys.readouterr().err


def test_docs_names_documents_that_are_there(capsys: Any) -> None:
    """Each path it prints is a file; a name that is none gets the nearest."""
    assert main(["docs"]) == 0
    paths = capsys.readouterr().out.splitlines()  # a path may hold blanks
    assert {"guide.md", "hosting.md", "reference.md", "layouts.md"} <= {Path(path).name for path in paths}
    assert all(Path(path).is_file() for path in paths)
    assert main(["docs", "guide"]) == 0
    assert Path(capsys.readouterr().out.strip()).name == "guide.md"
    assert main(["docs", "giude"]) == 2
    assert 'did you mean "guide"' in capsys.readouterr().err


def test_a_fresh_digest_builds_checks_and_lints_without_a_word(tmp_path: Path, capsys: Any) -> None:
    """What `init` writes is in order: the example's address and the empty editor are for `doctor` to say."""
    root = tmp_path / "my-digest"
    assert main(["init", str(root)]) == 0
    capsys.readouterr()
    assert main(["build", "--root", str(root), "--strict"]) == 0
    assert "warning" not in capsys.readouterr().err
    assert main(["check", "--root", str(root), "--strict"]) == 0
    assert "nothing to mend" in capsys.readouterr().err
    assert main(["tag", "lint", "--root", str(root)]) == 0
    assert capsys.readouterr().out == ""
    assert main(["doctor", "--root", str(root)]) == 0
    told = capsys.readouterr().out
    assert "base_url is still the example's" in told


def test_the_workflow_asks_each_hour_and_builds_only_when_something_is_due(tmp_path: Path, capsys: Any) -> None:
    """The schedule is on, and every step that costs something waits for the answer; pushes never ask."""
    main(["init", str(tmp_path / "d")])
    capsys.readouterr()
    for path in (tmp_path / "d/.github/workflows/pages.yml", ROOT / ".github/workflows/pages.yml"):
        flow = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert flow[True]["schedule"]  # YAML 1.1 reads `on` as true
        build = flow["jobs"]["build"]
        steps = build["steps"]
        asked = next(n for n, step in enumerate(steps) if step.get("id") == "due")
        assert steps[asked]["if"] == "github.event_name == 'schedule'"
        assert all("steps.due.outputs.due != 'no'" in step["if"] for step in steps[asked + 1 :])
        assert "needs.build.outputs.due != 'no'" in flow["jobs"]["deploy"]["if"]
        assert build["permissions"] == {"contents": "read", "actions": "read"}


@pytest.mark.parametrize(
    ("origin", "line"),
    [
        ("", r"copydesk==[\d.]+"),
        (
            '{"url": "https://github.com/a/copydesk", "vcs_info": {"vcs": "git", "commit_id": "abc"}}',
            r"copydesk @ git\+https://github.com/a/copydesk@abc",
        ),
        (
            '{"url": "file:///home/x/copydesk-0.1.0-py3-none-any.whl", "archive_info": {}}',
            r"copydesk @ file:///home/x/\S+",
        ),
        ('{"url": "file:///home/x/copydesk", "dir_info": {"editable": true}}', r"copydesk @ file:///home/x/copydesk"),
    ],
)
def test_the_requirement_installs_the_copydesk_that_wrote_it(origin: str, line: str) -> None:
    """The last line is the requirement; where GitHub cannot follow, the lines above say so and what to do."""
    *said, last = requirement(origin).split("\n")
    assert re.fullmatch(line, last)
    assert all(one.startswith("#") for one in said)
    assert bool(said) == ("file:" in last)


def test_the_repository_has_one_address() -> None:
    """pyproject.toml says where the repository is; README, docs and the program name no other."""
    urls = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]
    address = urls["Repository"].removeprefix("https://")
    paths = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "copydesk").rglob("*.py")]
    for path in paths:
        for found in re.findall(r"github\.com/[\w.-]+/copydesk\b", path.read_text(encoding="utf-8")):
            assert found == address, path
