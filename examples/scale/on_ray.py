"""Clean WARC files with Ray Data: python on_ray.py OUT FILE.warc.gz … → OUT/pages and OUT/groups (Parquet)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import ray
from pages import bands, tables
from ray.data.aggregate import Min

from copydesk import api


def clean(batch: pa.Table, seconds: float) -> Iterator[pa.Table]:
    """The rows of the WARC files that a batch names."""
    for path in batch["path"].to_pylist():
        yield from tables(path, seconds)


def share(band: pa.Table) -> pa.Table:
    """Give every page of a band the first address in it; a join would need polars as well."""
    first = min(band["url"].to_pylist())
    return pa.table({"url": band["url"], "group": pa.array([first] * len(band), pa.string())})


def main(out: str, warcs: list[str], seconds: float = api.PAGE_SECONDS) -> None:
    """Write a row for each page (which may take `seconds`), and the group of near copies of each that has a text."""
    ray.init(runtime_env={"env_vars": {"PYTHONPATH": str(Path(__file__).resolve().parent)}}, include_dashboard=False)
    files = ray.data.from_items([{"path": path} for path in warcs], override_num_blocks=len(warcs))
    kept = {"seconds": seconds}
    found = files.map_batches(clean, fn_kwargs=kept, batch_format="pyarrow", batch_size=1, num_cpus=1)
    found.write_parquet(f"{out}/pages")
    texts = ray.data.read_parquet(f"{out}/pages", columns=["url", "text", "error"]).filter(lambda row: not row["error"])
    shared = texts.flat_map(lambda row: [{"url": row["url"], "band": band} for band in bands(row["text"])])
    first = shared.groupby("band").map_groups(share, batch_format="pyarrow")
    first.groupby("url").aggregate(Min("group", alias_name="group")).write_parquet(f"{out}/groups")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
