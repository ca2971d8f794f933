"""The first real input, end to end: what issue number one asked for."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from conftest import build_site, write_site

from copydesk.cli import main

ABOUT = {
    "Donald Trump", "Kim Jong-un", "Moon Jae-in", "Stephen Biegun", "Daniel Sneider", "Terence Roehrig",
    "Bruce Klingner", "Van Jackson",
}  # fmt: skip


def test_the_raw_sample_becomes_a_published_page(shared: Path, tmp_path: Path, capsys: Any) -> None:
    """Title with its quotes, 22 paragraphs word for word, no chrome, no address, eight people, three countries."""
    sample = shared / "samples" / "korea-times-raw.txt"
    root = write_site(tmp_path, {})
    main(["add", "--root", str(root), "--dry-run", "--json", str(sample)])
    found = json.loads(capsys.readouterr().out)
    raw = sample.read_text(encoding="utf-8")
    start, end = raw.index("Despite President"), raw.index("\n\n\nKang Seung-woo ksw@")
    paragraphs = [p for p in raw[start:end].split("\n\n") if p.strip()]
    assert found["title"] == "'Another Trump-Kim summit unlikely'"
    assert found["authors"] == ["Kang Seung-woo"]
    assert found["date"] is None
    assert any("--date" in warning for warning in found["warnings"])
    assert found["text"].split("\n\n") == paragraphs
    assert len(paragraphs) == 22
    assert found["image"]["credit"] == "Korea Times file"
    assert found["image"]["caption"].startswith("U.S. President Donald Trump and North Korean leader")
    assert {p["name"] for p in found["people"]} == ABOUT
    assert {c["code"] for c in found["countries"]} == {"KP", "KR", "US"}

    assert main(["add", "--root", str(root), "--publish", "--date", "2020-07-02", str(sample)]) == 0
    build_site(root)
    url = "/articles/another-trump-kim-summit-unlikely/"
    for name in ABOUT:
        page = root / "site/people" / re.sub(r"[^a-z]+", "-", name.lower()) / "index.html"
        assert url in page.read_text(encoding="utf-8"), name
        assert url in page.with_name("feed.atom").read_text(encoding="utf-8"), name
    for slug in ("north-korea", "south-korea", "united-states"):
        assert url in (root / "site/countries" / slug / "index.html").read_text(encoding="utf-8")
    every = b"".join(p.read_bytes() for p in (root / "site").rglob("*") if p.is_file() and p.suffix != ".png")
    assert b"ksw@" not in every
    assert b"share button" not in every
