"""The digests under examples/: each builds without a warning and is in its own language."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from conftest import ROOT, build_site

from copydesk.config import load_config
from copydesk.library import load_library

EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/config.yaml"))


def test_a_digest_in_korean_is_among_them() -> None:
    """What is tried below is there to be tried."""
    assert [load_config(root).language for root in EXAMPLES] == ["ko"]


@pytest.mark.slow
@pytest.mark.parametrize("root", EXAMPLES, ids=lambda root: root.name)
def test_it_builds_without_a_warning_in_its_own_language(root: Path, tmp_path: Path) -> None:
    """Pages say their language, name countries and dates in it, and the front page leads with the chosen article."""
    build = build_site(root, out=tmp_path / "site", cache=tmp_path / "cache", strict=True)
    assert build.warnings == ()
    front = (tmp_path / "site/index.html").read_text(encoding="utf-8")
    assert '<html lang="ko" dir="ltr">' in front
    assert "한강, 노벨 문학상을 받다" in front
    assert "스웨덴" in front
    page = (tmp_path / "site/articles/han-kang-nobel/index.html").read_text(encoding="utf-8")
    assert "2024년 10월 10일" in page
    assert re.search(r"<h1>2022년</h1>|<h1>2022</h1>", (tmp_path / "site/archive/2022/index.html").read_text("utf-8"))


@pytest.mark.parametrize("root", EXAMPLES, ids=lambda root: root.name)
def test_its_outlets_are_invented(root: Path) -> None:
    """Addresses that articles come from belong to nobody (RFC 6761)."""
    origins = [article.origin for article in load_library(load_config(root)).articles]
    assert all(origin and (urlsplit(origin.url).hostname or "").endswith(".example") for origin in origins)
