"""`examples/scale`: each engine makes of 200 pages the rows that a plain loop makes."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import archives
import pytest
from conftest import CONFIG, ROOT

from copydesk import api
from copydesk.cli import main

pyarrow = pytest.importorskip("pyarrow", reason="a clone made before the group dev had it: make .make/dev")
pq = pytest.importorskip("pyarrow.parquet", reason="a clone made before the group dev had it: make .make/dev")

EXAMPLES = ROOT / "examples/scale"
# What a page may take here. Other pages take a hundredth of it, and the one that is over takes minutes.
SECONDS = 3.0


@pytest.fixture(scope="module")
def warcs(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Four WARC files of 50 pages each."""
    return archives.write_warcs(tmp_path_factory.mktemp("warcs"))


@pytest.fixture(scope="module")
def expected() -> dict[str, dict[str, Any]]:
    """The rows of a plain loop over the pages, by address."""
    addresses = [(archives.address(number), archives.page(number)) for number in range(200)]
    return {url: api.page_row(page, url, seconds=SECONDS) for url, page in addresses}


@pytest.mark.slow
def test_a_plain_loop_gives_a_row_for_each_page(expected: dict[str, dict[str, Any]]) -> None:
    """The page over its time and the one over its size, an empty one and one that is no text are rows with `error`."""
    wrong = {url[-4:]: row["error"] for url, row in expected.items() if row["error"]}
    assert set(wrong) == {"0010", "0060", "0110", "0160"}
    assert wrong["0010"] == "takes more than 3 s"
    assert wrong["0060"].startswith("too large (more than 16 MB")
    assert all(tuple(row) == tuple(api.ROW_FIELDS) for row in expected.values())
    assert all(len(row["text"]) > 500 and row["title"] for row in expected.values() if not row["error"])


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["dask", "ray", "pyspark"])
def test_an_engine_gives_the_rows_of_a_plain_loop(
    engine: str, warcs: list[str], expected: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    """All 200 rows are equal, field by field, and near copies stand in one group; chosen rows become drafts."""
    if importlib.util.find_spec(engine) is None:
        pytest.skip(f"{engine} is not installed (docs/scale.md): CI runs Dask alone")
    if engine == "pyspark" and shutil.which("java") is None:
        pytest.skip("Spark needs Java 17")
    script = {"dask": "on_dask", "ray": "on_ray", "pyspark": "on_spark"}[engine]
    call = f"import sys, {script}; {script}.main(sys.argv[1], sys.argv[2:], {SECONDS})"
    paths = os.pathsep.join((str(EXAMPLES), str(ROOT)))
    done = subprocess.run(
        [sys.executable, "-c", call, str(tmp_path / "out"), *warcs],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    rows = pq.read_table(tmp_path / "out/pages").to_pylist()
    assert len(rows) == 200
    assert {row["url"]: row for row in rows} == expected
    groups = {row["url"]: row["group"] for row in pq.read_table(tmp_path / "out/groups").to_pylist()}
    assert len(groups) == 196
    alone = {url for url, group in groups.items() if url == group}
    assert set(groups) - alone == {archives.address(max(pair)) for pair in archives.COPIES.items()}
    assert all(groups[archives.address(a)] == groups[archives.address(b)] for a, b in archives.COPIES.items())
    chosen = [row for row in rows if row["url"] in alone and not row["error"]][:5]
    _add_rows(tmp_path, chosen)


def _add_rows(folder: Path, rows: list[dict[str, Any]]) -> None:
    (folder / "content/articles").mkdir(parents=True)
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "chosen.jsonl").write_text(lines, encoding="utf-8")
    assert main(["add", "--root", str(folder), "--rows", str(folder / "chosen.jsonl")]) == 0
    written = [path.read_text(encoding="utf-8") for path in (folder / "content/articles").rglob("*.md")]
    assert len(written) == len(rows)
    assert all(any(row["body"].strip() in text for text in written) for row in rows)


def test_the_document_chooses_rows_that_become_drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What docs/scale.md shows between an engine and a digest works as it is written, on a small `out`."""
    monkeypatch.chdir(tmp_path)
    rows = [api.page_row(archives.page(number), archives.address(number)) for number in (20, 21, 30, 110)]
    groups = [{"url": archives.address(number), "group": archives.address(min(number, 20))} for number in (20, 21)]
    groups.append({"url": archives.address(30), "group": archives.address(30)})
    for name, table in (("pages", rows), ("groups", groups)):
        (tmp_path / "out" / name).mkdir(parents=True)
        pq.write_table(pyarrow.Table.from_pylist(table), tmp_path / "out" / name / "0.parquet")
    text = (ROOT / "docs/scale.md").read_text(encoding="utf-8")
    shown = next(block for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "read_parquet" in block)
    exec(shown.replace('"ferry"', '"of"'), {})  # noqa: S102 - the document's own lines
    (tmp_path / "content/articles").mkdir(parents=True)
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    assert main(["add", "--rows", "chosen.jsonl", "--report", "rows.md"]) == 0
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "content/articles").rglob("*.md"))
    assert [f"url: {archives.address(number)}" in written for number in (20, 21, 30)] == [True, False, True]
    assert all(f"`{name}`" in text for name in api.ROW_FIELDS)


def test_a_damaged_file_is_a_row_and_the_others_go_on(warcs: list[str], tmp_path: Path, monkeypatch: Any) -> None:
    """A WARC file that is cut off keeps the rows before the cut; the rest is a row with `error`, as is no file."""
    monkeypatch.syspath_prepend(str(EXAMPLES))
    import pages  # noqa: PLC0415 - examples are no package

    whole = Path(warcs[3]).read_bytes()
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(whole[: len(whole) * 2 // 3])
    rows = list(pages.rows(str(cut), SECONDS))
    assert 10 < len(rows) < 50
    assert not any(row["error"] for row in rows[:9])
    assert rows[-1]["error"]
    (missing,) = pages.rows(str(tmp_path / "none.warc.gz"))
    assert "FileNotFoundError" in missing["error"]
    assert pages.bands("") == []
