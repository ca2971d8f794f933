"""Clean WARC files with Dask: python on_dask.py OUT FILE.warc.gz … → OUT/pages and OUT/groups (Parquet)."""

from __future__ import annotations

import sys
from pathlib import Path

import dask
import dask.dataframe as dd
import pandas as pd
import pyarrow as pa
from dask.distributed import Client, LocalCluster
from pages import SCHEMA, bands, tables

from copydesk import api


def frame(path: str, seconds: float) -> pd.DataFrame:
    """The rows of one WARC file."""
    return pa.concat_tables(tables(path, seconds)).to_pandas()


def main(out: str, warcs: list[str], seconds: float = api.PAGE_SECONDS) -> None:
    """Write a row for each page (which may take `seconds`), and the group of near copies of each that has a text."""
    dask.config.set({"dataframe.convert-string": False})  # or lists become strings
    here = str(Path(__file__).with_name("pages.py"))
    # One thread a process: each page is cleaned in a process beside its worker's, so threads would only wait.
    with (
        LocalCluster(threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        client.upload_file(here)
        found = dd.from_map(frame, warcs, seconds=seconds, meta=SCHEMA.empty_table().to_pandas())
        found.to_parquet(f"{out}/pages", schema=SCHEMA, write_index=False)
        texts = dd.read_parquet(f"{out}/pages", columns=["url", "text"], filters=[("error", "==", "")])
        shared = texts.assign(band=texts["text"].map(bands, meta=("band", object)))[["url", "band"]].explode("band")
        first = shared.groupby("band")["url"].min(split_out=max(1, len(warcs) // 4)).rename("group").reset_index()
        groups = shared.merge(first, on="band").groupby("url")["group"].min().reset_index()
        groups.to_parquet(f"{out}/groups", write_index=False)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
