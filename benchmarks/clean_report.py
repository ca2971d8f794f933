"""Run the cleaner over a data folder and print the scorer's table, so that every change can be judged.

    python benchmarks/clean_report.py DATA --score SCORE.py                         # every track
    python benchmarks/clean_report.py DATA --score SCORE.py --tracks rp,html --worst 5
    python benchmarks/clean_report.py DATA --score SCORE.py --folds 5    # forests that never saw the site

DATA holds `gold/SET.jsonl`, `pages/SET/ID.html.gz`, `dumps/MODE/SET/ID.txt.gz` and, if only some dumps hold the body
and the facts, `ids-MODE.txt` and `visible-MODE.json`. A track is `html` or any MODE of a dump.
Each track's
answers are written to `benchmarks/work/TRACK.json` and handed to the scorer; its lines are printed, then the mean of
the sets.
`--folds` needs the `train` dependency group.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from copydesk.errors import IngestError
from copydesk.ingest.clean import clean_article, forest
from copydesk.intake.read import read_raw

SETS = ("sh", "fe", "ft", "wx")
WORK = Path(__file__).resolve().parent / "work"
Answer = dict[str, Any]


def page_path(data: Path, track: str, key: str) -> Path:
    """Return where a page lies in the form that `track` is about."""
    return data / "pages" / f"{key}.html.gz" if track == "html" else data / "dumps" / track / f"{key}.txt.gz"


def answer(job: tuple[Path, str, str, Path | None]) -> tuple[str, Answer]:
    """Clean one page and return what the scorer compares, with the seconds it took."""
    data, track, key, forests = job
    raw_bytes = gzip.decompress(page_path(data, track, key).read_bytes())
    if forests:
        forest.DATA = forests
    started = time.perf_counter()
    try:
        clean = clean_article(read_raw(raw_bytes, key))
    except IngestError as error:
        return key, {"body": "", "sec": time.perf_counter() - started, "error": str(error)}
    took = time.perf_counter() - started
    day = clean.date.isoformat() if clean.date else None
    return key, {"body": clean.text, "title": clean.title, "authors": list(clean.authors), "date": day, "sec": took}


def keys_of(data: Path, track: str) -> list[str]:
    """Return the SET/ID keys a track is scored on."""
    ids = data / f"ids-{track}.txt"
    if track != "html" and ids.exists():
        return ids.read_text(encoding="utf-8").split()
    out: list[str] = []
    for name in SETS:
        lines = (data / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
        out += [f"{name}/{json.loads(line)['id']}" for line in filter(None, lines)]  # `splitlines` cuts at U+2028
    return [key for key in out if page_path(data, track, key).exists()]


def run_track(data: Path, track: str, jobs: int, folds: dict[str, Path]) -> Path:
    """Answer every page of a track and write the answers; return the file."""
    work = [(data, track, key, folds.get(key)) for key in keys_of(data, track)]
    with multiprocessing.Pool(jobs) as pool:
        answers = dict(pool.imap_unordered(answer, work, chunksize=4))
    WORK.mkdir(exist_ok=True)
    out = WORK / f"{track}.json"
    out.write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")
    return out


def score_track(options: argparse.Namespace, track: str, answers: Path) -> dict[str, dict[str, float]]:
    """Let the scorer judge the answers: print its lines and return its table by set."""
    with tempfile.NamedTemporaryFile(suffix=".json") as table:
        command = [
            sys.executable,
            str(options.score),
            str(options.data / "gold"),
            str(answers),
            "--sets",
            ",".join(SETS),
        ]
        command += ["--json", table.name, "--worst", str(options.worst)]
        for option, kept in (("--ids", f"ids-{track}.txt"), ("--visible", f"visible-{track}.json")):
            if track != "html" and (options.data / kept).exists():
                command += [option, str(options.data / kept)]
        print(subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout, end="")
        found = json.loads(Path(table.name).read_text(encoding="utf-8"))
    return {name.split(":")[0]: figures for name, figures in found.items()}


def train_folds(data: Path, tracks: list[str], folds: int, into: Path) -> dict[str, Path]:
    """Train forests for each fold of sites; return for each page the folder of those that did not see its site."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))
    import train_cleaner  # needs the `train` dependency group

    return train_cleaner.write_folds(data, into, folds=folds, html="html" in tracks)


def main() -> None:
    """Read the command line, run the tracks, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--score", type=Path, required=True, help="the scorer's score.py")
    parser.add_argument("--tracks", default="html,rp,rpfull,w3m")
    parser.add_argument("--worst", type=int, default=0, help="name the worst pages of each set")
    parser.add_argument("--folds", type=int, default=0, help="cross-validate by site with this many folds")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    tracks = options.tracks.split(",")
    with tempfile.TemporaryDirectory() as scratch:
        folds = train_folds(options.data, tracks, options.folds, Path(scratch)) if options.folds else {}
        for track in tracks:
            print(f"\n{track}" + (f", {options.folds} folds by site" if options.folds else ""))
            figures = score_track(options, track, run_track(options.data, track, options.jobs, folds))
            mean = partial(lambda name, table: statistics.mean(row[name] for row in table.values()), table=figures)
            print(f"mean body F1 {mean('F1'):.3f}  paragraph F1 {mean('paraF1'):.3f}  ms {mean('ms'):.1f}")


if __name__ == "__main__":
    main()
