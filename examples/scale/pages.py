"""WARC files → rows of `copydesk.api.page_row`: what the three engines share. Needs warcio and pyarrow.

An engine gives each file to one task. Whatever is wrong with a page or with a file is a row with `error`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from warcio.archiveiterator import ArchiveIterator

from copydesk import api

KINDS = {str: pa.string(), float: pa.float64(), list: pa.list_(pa.string())}
SCHEMA = pa.schema([(name, KINDS[kind]) for name, kind in api.ROW_FIELDS.items()])
NO_ROW = {name: kind() for name, kind in api.ROW_FIELDS.items()}
CHUNK = 500  # rows that are held at a time: 3 MB of text


def pages(path: str) -> Iterator[tuple[str, bytes, str]]:
    """Each page of a WARC file: its address, its bytes, and what was wrong with it. For s3:// take fsspec.open."""
    with open(path, "rb") as file:  # noqa: PTH123 - fsspec.open has the same shape
        for record in ArchiveIterator(file):
            if record.rec_type != "response" or not record.http_headers.get_statuscode().startswith("2"):
                continue
            if "html" not in (record.http_headers.get_header("Content-Type") or "html").lower():
                continue
            page = record.content_stream().read(api.PAGE_BYTES + 1)
            # warcio hands over a record that is cut off as if it were whole.
            record.raw_stream.read(api.PAGE_BYTES)
            cut = len(page) <= api.PAGE_BYTES and record.raw_stream.limit > 0
            yield record.rec_headers.get_header("WARC-Target-URI") or "", page, "the record is cut off" if cut else ""


def rows(path: str, seconds: float = api.PAGE_SECONDS) -> Iterator[dict]:
    """A row for each page of a WARC file, and one for the rest of a file that cannot be read on."""
    try:
        for url, page, error in pages(path):
            yield {**NO_ROW, "url": url, "error": error} if error else api.page_row(page, url, seconds=seconds)
    except Exception as error:  # noqa: BLE001 - a file of millions ends no job
        yield {**NO_ROW, "url": f"file:{path}", "error": f"the rest was not read: {type(error).__name__}: {error}"}


def tables(path: str, seconds: float = api.PAGE_SECONDS) -> Iterator[pa.Table]:
    """The rows of a WARC file as Arrow tables of SCHEMA."""
    held: list[dict] = []
    for row in rows(path, seconds):
        held.append(row)
        if len(held) == CHUNK:
            yield pa.Table.from_pylist(held, SCHEMA)
            held = []
    yield pa.Table.from_pylist(held, SCHEMA)


def shingles(text: str) -> list[str]:
    """Each run of five words of a text (of five letters where a script has no blanks)."""
    words = re.findall(r"\w+", text.casefold())
    if words and sum(map(len, words)) / len(words) > 12:
        words = list("".join(words))
    return sorted({" ".join(words[at : at + 5]) for at in range(max(1, len(words) - 4))})


# MinHash for engines that have none: 128 hashes in 16 bands of 8. Two texts that share a band are near copies: of
# pairs with 90 % of their shingles in common 99.99 % share one, with 80 % 95 %, with 50 % 6 %, with 30 % 0.1 %.
BANDS, DEEP = 16, 8
_PRIME = (1 << 31) - 1
_FACTORS, _SUMMANDS = np.random.default_rng(2020).integers(1, _PRIME, (2, BANDS * DEEP, 1), dtype=np.uint64)


def bands(text: str) -> list[str]:
    """The names of the bands of a text's MinHash; a text without words has none."""
    if not text.strip():
        return []
    hashed = [int.from_bytes(hashlib.blake2b(one.encode(), digest_size=4).digest()) for one in shingles(text)]
    least = ((np.array(hashed, dtype=np.uint64) % _PRIME * _FACTORS + _SUMMANDS) % _PRIME).min(axis=1)
    return [f"{at}:{least[at * DEEP : (at + 1) * DEEP].tobytes().hex()}" for at in range(BANDS)]
