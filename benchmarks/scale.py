"""Measure what an archive costs: pages a second a core, memory a worker, by a plain loop and on each engine.

    .venv/bin/python benchmarks/scale.py [--pages FOLDER] [--engine dask|ray|spark --warcs 4 --each 250]

Without `--pages` the pages are invented ones of tests/archives.py (4 kB); with it every file of a folder is a page.
A core's figure is pages by the *processor* time that the cleaning process used: other work on the machine does not
count. Memory is the resident set of the caller and of its cleaning process at their highest.
"""

from __future__ import annotations

import argparse
import gzip
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "examples/scale")]


def main() -> None:
    """Print one line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, help="a folder whose files are the pages")
    parser.add_argument("--most", type=int, default=500, help="pages to measure")
    parser.add_argument("--engine", choices=("dask", "ray", "spark"), help="run WARC files through an engine instead")
    parser.add_argument("--warcs", type=int, default=4, help="WARC files to make for an engine")
    parser.add_argument("--each", type=int, default=250, help="pages in each")
    args = parser.parse_args()
    if args.engine:
        _engine(args.engine, args.warcs, args.each)
        return
    pages = _pages(args.pages, args.most)
    size = sum(map(len, pages)) / len(pages) / 1000
    print(f"{len(pages)} pages of {size:.0f} kB on average, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    _direct(pages)
    _rows(pages)


def _pages(folder: Path | None, most: int) -> list[bytes]:
    import archives

    if folder is None:
        return [archives.article(number) for number in range(most)]
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    found = [path.read_bytes() for path in files[:: max(1, len(files) // most)][:most]]
    return [gzip.decompress(page) if page[:2] == b"\x1f\x8b" else page for page in found]


def _direct(pages: list[bytes]) -> None:
    """`clean` and `tag` in this process: what a core does at best, without limits that hold."""
    from copydesk import api

    first = api.clean(pages[0])  # loads what loads once
    api.tag(first.title, first.text, lang=first.lang)
    began, failed = time.process_time(), 0
    for page in pages:
        try:
            article = api.clean(page)
            api.tag(article.title, article.text, lang=article.lang)
        except api.CopydeskError:
            failed += 1
    _tell("clean + tag, no process", len(pages), time.process_time() - began, failed)


def _rows(pages: list[bytes]) -> None:
    """`page_row`: processor time of this process and of the one beside it, which is told when it has ended."""
    from copydesk import api

    api.page_row(pages[0])
    (process,) = api._IDLE[os.getpid()]  # noqa: SLF001 - whose memory is asked
    began, wall = _used(), time.monotonic()
    rows = [api.page_row(page) for page in pages]
    mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    status = Path(f"/proc/{process._process.pid}/status")  # noqa: SLF001
    beside = next(int(line.split()[1]) / 1000 for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    wall = time.monotonic() - wall
    api._end_idle()  # noqa: SLF001 - only an ended process's time is counted
    used = _used() - began
    starting = _start_cost(pages[0])
    _tell("page_row", len(pages), used - starting, sum(bool(row["error"]) for row in rows))
    print(f"{'':26} {wall:.1f} s passed; starting {starting:.1f} s; memory {mine:.0f} MB + {beside:.0f} MB beside it")


def _start_cost(page: bytes) -> float:
    """The processor time of a start and one page."""
    from copydesk import api

    began = _used()
    api.page_row(page)
    api._end_idle()  # noqa: SLF001
    return _used() - began


def _used() -> float:
    own, ended = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime


def _engine(engine: str, warcs: int, each: int) -> None:
    import importlib

    import archives

    with tempfile.TemporaryDirectory() as folder:
        # Numbers from 1000 on: no bad page is among them, so that what is measured is the work.
        archives.page = lambda number: archives.article(number + 1000)
        paths = archives.write_warcs(Path(folder), files=warcs, each=each)
        began, used = time.monotonic(), _used()
        importlib.import_module(f"on_{engine}").main(f"{folder}/out", paths)
        print(
            f"{engine}: {warcs * each} pages in {time.monotonic() - began:.1f} s, {_used() - used:.1f} s of processor"
        )


def _tell(what: str, count: int, seconds: float, failed: int) -> None:
    million = seconds / count * 1_000_000 / 3600
    print(
        f"{what:26} {count / seconds:.1f} pages a second a core ({million:.1f} core hours a million), {failed} failed"
    )


if __name__ == "__main__":
    main()
