"""The guide's table of what `add` takes: each row tried as it is written there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, write_site
from intake.containers import ARTICLES, LINKS, PAGE, packed
from intake.other_containers import SAMPLES

from copydesk.cli import main

# For each row of the guide's table, by how its first cell begins: the files to add, and what each must become.
TRIALS: dict[str, dict[str, tuple[bytes, str]]] = {
    "a page in the browser": {"page.html": (PAGE.encode(), "draft")},
    "a letter or newsletter": {
        "letter.eml": (ARTICLES["letter"], "draft"),
        "letters.mbox": (ARTICLES["mailbox"], "draft"),
    },
    "a feed, saved": {
        "feed.xml": (ARTICLES["rss"], "draft"),
        "feed.json": (ARTICLES["json feed"], "draft"),
        "short.xml": (SAMPLES["RSS 0.91 with its DOCTYPE"].data, "link"),
    },
    "an export of": {
        "blogger.xml": (SAMPLES["Blogger"].data, "skipped draft"),
        "wallabag.json": (ARTICLES["wallabag"], "draft"),
        "substack.zip": (SAMPLES["Substack"].data, "draft"),
        "notes.enex": (SAMPLES["Evernote"].data, "draft"),
        "unread.json": (SAMPLES["Miniflux"].data, "draft"),
    },
    "a clipping or post in Markdown": {"post.md": (ARTICLES["front matter"], "draft")},
    "a download from LexisNexis, Factiva or ProQuest": {
        "lexis.txt": (ARTICLES["lexis"], "draft"),
        "factiva.txt": (ARTICLES["factiva"], "draft"),
    },
    "a list of references": {"refs.json": (SAMPLES["CSL without ids"].data, "link")},
    "a table": {
        "table.csv": (ARTICLES["table"], "draft"),
        "rows.json": (SAMPLES["a list of articles as JSON"].data, "draft"),
        "links.csv": (SAMPLES["Raindrop"].data, "link"),
    },
    "Word, RTF, PDF": {
        "story.rtf": (
            b"{\\rtf1\\ansi\\deff0 {\\fonttbl{\\f0 Times;}}\\f0\\b Brindle Bay to get a second lifeboat\\b0\\par\\par "
            + b"\\par\\par ".join(line.encode() for line in ("The council agreed on Tuesday to pay for a boat. " * 6,))
            + b"\\par}",
            "draft",
        )
    },
    "a zip or a web archive": {
        "pages.zip": (packed({"a.html": PAGE.encode()}), "draft"),
        "page.warc.gz": (ARTICLES["warc.gz"], "draft"),
        "page.har": (ARTICLES["har"], "draft"),
    },
}


def rows() -> list[str]:
    """The first cells of the guide's table."""
    text = (ROOT / "docs/guide.md").read_text(encoding="utf-8")
    table = text.split("| you have | do this |", 1)[1].split("\n\n", 1)[0]
    return [line.split("|")[1].strip() for line in table.split("\n")[2:]]


def test_each_row_of_the_guide_has_its_trial() -> None:
    """A row that promises what nobody tried, or a trial whose row is gone, fails."""
    found = rows()
    assert len(found) == len(TRIALS)
    assert all(any(row.startswith(name) for name in TRIALS) for row in found)


@pytest.mark.parametrize("name", TRIALS)
def test_each_row_of_the_guide_does_what_it_says(name: str, tmp_path: Path, capsys: Any) -> None:
    """The file, added as the row says, becomes what its last cell says; links are listed in links.yaml."""
    if name.startswith("Word"):
        pytest.importorskip("striprtf", reason="needs the extra office")
    for file, (data, became) in TRIALS[name].items():
        root = write_site(tmp_path / file / "digest", {"content/articles/.keep": ""})
        raw = tmp_path / file / file
        raw.write_bytes(data)
        main(["add", "--root", str(root), "--json", str(raw)])
        out = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert " ".join(row["status"] for row in out if "status" in row) == became, file
        drafts = list((root / "content/articles").rglob("*.md"))
        assert len(drafts) == became.split().count("draft")
        listed = root / "content/inbox/links.yaml"
        text = listed.read_text(encoding="utf-8") if listed.exists() else ""
        assert len(re.findall(r"https://", text)) >= became.split().count("link")


def test_every_address_in_the_links_file_is_one(tmp_path: Path, capsys: Any) -> None:
    """Lists of addresses, bookmarks and references all end in one file that names each once."""
    root = write_site(tmp_path / "digest", {"content/articles/.keep": ""})
    for number, data in enumerate(LINKS.values()):
        raw = tmp_path / f"{number}.txt"
        raw.write_bytes(data)
        assert main(["add", "--root", str(root), str(raw)]) == 0
    text = (root / "content/inbox/links.yaml").read_text(encoding="utf-8")
    found = re.findall(r"https://\S+", text)
    assert len(found) == len(set(found))
    capsys.readouterr()
