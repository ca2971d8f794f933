"""`add --rows`: rows of copydesk.api, chosen on an engine, become drafts; a malformed one is refused by its line."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import CONFIG

from copydesk.cli import main

BODY = """The ferry between the two quays sails again from Monday, the harbour office said, after a winter in which the
landing stage was taken down and built anew from oak.

## What it costs

Tickets cost what they cost in 2012, said Maria Okafor of the harbour office in Norway, and *bicycles* travel free."""
ROW: dict[str, Any] = {
    "url": "https://dispatch.example/ferry?utm_source=x",
    "error": "",
    "title": "The ferry sails again",
    "subtitle": "Bicycles go free",
    "authors": ["Jens Albrecht"],
    "date": "2020-07-02",
    "lang": "en",
    "source_name": "The Harbour Dispatch",
    "source_url": "https://dispatch.example/ferry",
    "place": "Bergen",
    "image": "https://dispatch.example/ferry.jpg",
    "body": BODY,
    "text": "",
    "dropped": ["12\\tchrome: share\\tShare this".replace("\\t", "\t")],
    "warnings": ["check the day"],
    "confidence": 0.9,
    "people": [],
    "countries": [],
    "mentioned_people": [],
    "mentioned_countries": [],
}


@pytest.fixture
def digest(tmp_path: Path) -> Path:
    """An empty digest."""
    (tmp_path / "content/articles").mkdir(parents=True)
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def drafts(digest: Path) -> list[str]:
    """The text of each article."""
    return [path.read_text(encoding="utf-8") for path in sorted((digest / "content/articles").rglob("*.md"))]


def add(digest: Path, lines: list[Any], *options: str) -> int:
    """Write rows (objects, or lines as they are) to a file and add it."""
    file = digest / "chosen.jsonl"
    texts = (line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    file.write_bytes(b"\n".join(texts) + b"\n")
    return main(["add", "--root", str(digest), "--rows", str(file), *options])


def test_a_row_becomes_a_draft_with_all_it_says(digest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every field is in the draft, the body as it is, people and countries anew; what was dropped and asked is told."""
    assert add(digest, [ROW]) == 0
    (text,) = drafts(digest)
    for words in (
        "title: The ferry sails again",
        "subtitle: Bicycles go free",
        "2020-07-02",
        "The Harbour Dispatch",
        "https://dispatch.example/ferry",
        "Jens Albrecht",
        "place: Bergen",
        "https://dispatch.example/ferry.jpg",
        "Maria Okafor",
        "draft: true",
        BODY,
    ):
        assert words in text
    said = capsys.readouterr().out
    assert "check the day" in said
    assert "Share this" in said


def test_malformed_rows_are_refused_by_their_line(digest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each fault is named with its line, the good rows before and after it are drafts, and the exit code is 1."""
    other = {**ROW, "title": "Another tale", "body": "Quite other words stand here about the tram of Vigo. " * 5}
    bad: list[tuple[Any, str]] = [
        (b'{"title": "cut', "no JSON, or cut off"),
        (b"[1, 2]", "is a list"),
        (b'{"title": "\xff"}', "not UTF-8"),
        ({**ROW, "title": ""}, "no title"),
        ({**{k: v for k, v in ROW.items() if k != "body"}, "bodi": "x"}, 'did you mean "bodi"'),
        ({**ROW, "date": "2 July"}, 'date: "2 July" is no day'),
        ({**ROW, "source_url": "ferry.html"}, "source_url:"),
        ({**ROW, "image": "javascript:alert(1)"}, "image:"),
        ({**ROW, "authors": "Jens"}, "authors: a list of texts"),
        ({**ROW, "title": 7}, "title: a text is wanted"),
        ({**ROW, "lang": "the English"}, "lang:"),
        ({**ROW, "error": "takes more than 30 s"}, "was not cleaned: takes more than 30 s"),
        (b"[" * 100_000, "no JSON"),
    ]
    report = digest / "report.md"
    lines = [ROW, b"", *(row for row, _ in bad), other]
    assert add(digest, lines, "--json", "--report", str(report)) == 1
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    refused = {row["part"]: row["error"] for row in told if "error" in row}
    assert list(refused) == [f"line {number}" for number in range(3, 3 + len(bad))]
    for (_, why), error in zip(bad, refused.values(), strict=True):
        assert why in error
    assert told[-1]["summary"]["written"] == len(drafts(digest)) == 2
    assert "line 3" in report.read_text(encoding="utf-8")


def test_a_near_copy_is_refused_as_of_any_container(digest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same text in another row, or added again, is refused with both ways on."""
    assert add(digest, [ROW, {**ROW, "title": "The same again"}]) == 1
    assert "--story" in capsys.readouterr().err
    assert add(digest, [ROW]) == 1
    assert len(drafts(digest)) == 1


def test_what_is_no_file_of_rows_is_said(digest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Parquet, an empty file, one list for all rows, a line over the limit and no file each have their sentence."""
    long = json.dumps({**ROW, "body": "x" * 17_000_000}).encode()
    for lines, why in (
        ([b"PAR1\x00"], "packed (Parquet"),
        ([b""], "no row in it"),
        ([[ROW]], "orient='records', lines=True"),
        ([long], "too large (at most 16 MB)"),
    ):
        assert add(digest, lines) == 1
        assert why in capsys.readouterr().err
    assert main(["add", "--root", str(digest), "--rows", str(digest / "none.jsonl")]) == 1
    assert "cannot be read" in capsys.readouterr().err
    assert main(["add", "--root", str(digest), "--rows", "--again", "x"]) == 2
    assert not drafts(digest)


def test_rows_come_by_standard_input_and_without_the_option(
    digest: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`-` is standard input; `add chosen.jsonl` knows such rows too; a column of the engine's own is named."""
    data = json.dumps({**ROW, "group": "g"}).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + data)))
    assert main(["add", "--root", str(digest), "--rows", "-", "--dry-run"]) == 0
    assert "not taken from the row: group" in capsys.readouterr().out
    (digest / "one.jsonl").write_bytes(data)
    assert main(["add", "--root", str(digest), str(digest / "one.jsonl")]) == 0
    (text,) = drafts(digest)
    assert BODY in text


def test_a_row_is_kept_as_its_original_and_cleaned_anew_to_the_same(digest: Path) -> None:
    """`add --again` finds the line that a draft was made of, and changes nothing."""
    assert add(digest, [{**ROW, "title": "First", "body": "Words of the first tale, long enough. " * 9}, ROW]) == 0
    before = drafts(digest)
    slugs = [path.stem for path in (digest / "content/articles").rglob("*.md")]
    slugs = [slug.removeprefix("2020-07-02-") for slug in slugs]
    assert main(["add", "--root", str(digest), "--again", *slugs]) == 0
    assert drafts(digest) == before


def test_a_row_without_a_word_is_known_at_a_second_add(digest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A text too short to cut into pieces, of marks alone too, is compared as a whole."""
    few = [ROW | {"title": title, "body": body} for title, body in (("A", "!!!"), ("B", "Few words."), ("C", "항구."))]
    assert add(digest, few) == 0
    assert add(digest, few) == 1
    assert len(drafts(digest)) == 3
    assert capsys.readouterr().err.count("the same text is already in") == 3


def test_a_line_left_out_keeps_the_number_that_its_row_states(digest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers below 0 are for lines that stand nowhere; `--keep` takes one back by either."""
    left = ["12\tchrome: share\tShare this", "0\trow\tA line of no number"]
    assert add(digest, [ROW | {"dropped": left}]) == 0
    said = capsys.readouterr().out
    assert "12 Share this" in said
    assert "-1 A line of no number" in said
    assert add(digest, [ROW | {"dropped": left}], "--force", "--keep", "12") == 0
    assert any("Share this" in text.split("---", 2)[2] for text in drafts(digest))
