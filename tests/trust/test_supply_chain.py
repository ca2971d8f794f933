"""The promises of the supply chain, each a test named after it (SECURITY.md, "What is promised")."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from conftest import ROOT, build_site, tree, write_site

from copydesk.frontmatter.document import parse_yaml
from copydesk.ingest.draft import write_digest

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_C1_few_dependencies_each_with_a_floor():
    """At most fifteen libraries at run time, each with a lower bound that no known advisory speaks of."""
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert len(stated["dependencies"]) <= 15
    assert [row for row in stated["dependencies"] if ">=" not in row] == []
    assert _script("advisories").main([str(ROOT / "pyproject.toml"), str(ROOT / "requirements.lock")]) == 0


def test_C1_the_lock_is_hashed_and_names_no_host():
    """The deploy workflow's lock pins each file by hash, satisfies pyproject.toml and holds no address."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert _script("lock").check(lock, ROOT / "pyproject.toml") == []
    assert "://" not in lock


def test_C1_an_old_version_is_found_by_the_list_of_advisories(tmp_path: Path):
    """A lock with a Jinja2 of before CVE-2025-27516 fails the check by name."""
    lock = tmp_path / "old.lock"
    lock.write_text("jinja2==3.1.5 \\\n    --hash=sha256:00\n", encoding="utf-8")
    script = _script("advisories")
    rows = [{"package": "jinja2", "fixed": "3.1.6", "id": "CVE-2025-27516"}]
    found = list(script.check("old.lock", script.versions(lock), rows))
    assert found == ["old.lock: jinja2 3.1.5 has CVE-2025-27516, fixed in 3.1.6"]


def _plain(node: Any) -> Any:
    if isinstance(node.value, dict):
        return {key: _plain(value) for key, value in node.value.items()}
    if isinstance(node.value, tuple):
        return [_plain(value) for value in node.value]
    return node.value if node.plain else node.text


def _workflows(tmp_path: Path) -> dict[str, dict[str, Any]]:
    write_digest(tmp_path / "mine", "Mine")
    paths = {f"copydesk/{p.name}": p for p in WORKFLOWS}
    paths["init/pages.yml"] = tmp_path / "mine/.github/workflows/pages.yml"
    texts = {name: path.read_text(encoding="utf-8") for name, path in paths.items()}
    # GitHub's own expressions look like flow maps to YAML only when unquoted at a value's start; ours never are.
    return {name: _plain(parse_yaml(text, name)) for name, text in texts.items()}


def test_C2_actions_are_pinned_by_commit(tmp_path: Path):
    """Each action is named by forty hex digits with its version in a comment beside it."""
    write_digest(tmp_path / "mine", "Mine")
    for path in (*WORKFLOWS, tmp_path / "mine/.github/workflows/pages.yml"):
        used = [line for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
        assert used
        for line in used:
            assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_C2_workflows_have_the_least_permissions(tmp_path: Path):
    """Reading is all a workflow may do; the deploy job alone may write to Pages; no secret is named."""
    for name, flow in _workflows(tmp_path).items():
        assert flow["permissions"] == {"contents": "read"}, name
        for job, body in flow["jobs"].items():
            allowed = body.get("permissions", {})
            # Reading when the workflow last ended well is what `copydesk due` needs; nothing but deploying writes.
            writes = {right: how for right, how in allowed.items() if how != "read"}
            assert writes == ({"pages": "write", "id-token": "write"} if job == "deploy" else {}), (name, job)
            assert set(allowed) - set(writes) <= {"contents", "actions"}, (name, job)
            checkouts = [step for step in body["steps"] if "actions/checkout" in str(step.get("uses", ""))]
            assert all(step["with"]["persist-credentials"] is False for step in checkouts), name
        assert "pull_request_target" not in flow["on"], name
    for path in WORKFLOWS:
        assert "secrets." not in path.read_text(encoding="utf-8"), path.name


def test_C2_pull_requests_build_and_never_deploy(tmp_path: Path):
    """What configures, uploads or deploys asks that the event is no pull request, and deploying that it is main."""
    for name, flow in _workflows(tmp_path).items():
        if "deploy" not in flow["jobs"]:
            continue
        assert "pull_request" in flow["on"], name
        deploy = flow["jobs"]["deploy"]
        asked = "github.event_name != 'pull_request' && github.ref == 'refs/heads/main'"
        assert deploy["if"] in {asked, f"{asked} && needs.build.outputs.due != 'no'"}, name
        for step in flow["jobs"]["build"]["steps"]:
            if re.search(r"configure-pages|upload-pages", str(step.get("uses", ""))):
                assert (
                    step["if"].removesuffix(" && steps.due.outputs.due != 'no'")
                    == "github.event_name != 'pull_request'"
                ), name


@pytest.mark.parametrize("kind", ["init", "article"])
def test_C3_nothing_in_the_output_comes_from_another_host(tmp_path: Path, kind: str):
    """No font, script, style sheet or picture of another host is named in pages or style sheets."""
    if kind == "init":
        write_digest(tmp_path / "d", "Mine")
    else:
        body = "![far](https://far.example/p.png) <img src='https://far.example/q.png' alt='q'>"
        text = f"---\ntitle: A\ndate: 2020-01-01\nimage: https://far.example/r.png\nimage_alt: r\n---\n\n{body}\n"
        write_site(tmp_path / "d", {"content/articles/a.md": text})
    build_site(tmp_path / "d")
    for path, data in tree(tmp_path / "d/site").items():
        text = data.decode("utf-8", "replace")
        if path.endswith(".css"):
            assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import", text), path
        if path.endswith(".html"):
            asked = re.findall(
                r"<(?:img|script|iframe|source|video|audio|embed)\b[^>]*\bsrc(?:set)?=\"(?:https?:)?//", text
            )
            asked += re.findall(r'<link\b[^>]*rel="(?:stylesheet|icon|preload)"[^>]*href="https?://', text)
            assert asked == [], path
