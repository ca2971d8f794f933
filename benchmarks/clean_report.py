"""Run the cleaner over a data folder and print the scorer's table, so that every change can be judged.

    python benchmarks/clean_report.py DATA --score SCORE.py                         # every track
    python benchmarks/clean_report.py DATA --score SCORE.py --tracks rp,html --worst 5
    python benchmarks/clean_report.py DATA --score SCORE.py --folds 5    # forests that never saw the site
    python benchmarks/clean_report.py DATA --score SCORE.py --folds 5 --keep FOLDER --peers   # trafilatura beside it

DATA holds `gold/SET.jsonl`, `pages/SET/ID.html.gz`, `dumps/MODE/SET/ID.txt.gz` and, if only some dumps hold the body
and the facts, `ids-MODE.txt` and `visible-MODE.json`; of a set that such a list leaves out the dumps count that hold
nine tenths of the gold's four-word runs. A track is `html` or any MODE of a dump. Each track's answers are written to
`benchmarks/work/TRACK.json` and handed to the scorer; its lines are printed, then the mean of the sets of news, then
what the cleaner says of itself: losses of a tenth of the words without a warning of loss, such warnings on what lost
less than a fiftieth, lines called sure that stand in the gold, and places to look at.
`--folds` needs the `train` dependency group; `--keep` leaves its forests in a folder, where a later run finds them.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import importlib.util
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import trafilatura

from copydesk.errors import IngestError
from copydesk.ingest.clean import clean_article, forest
from copydesk.intake.read import read_raw

SETS = ("sh", "fe", "ft", "wx")
NEWS = ("sh", "fe", "ft")
PEERS = ("trafilatura", "trafilatura-precise")
WORK = Path(__file__).resolve().parent / "work"
LOST, WHOLE = 0.9, 0.98  # shares of the gold's words that came out
HELD = 0.9  # share of the gold's runs of four words that its dump has
STANDS, LEAST = 0.6, 3  # share of a line's four-word runs that stand in the gold, and how many runs it must have
Answer = dict[str, Any]


def page_path(data: Path, track: str, key: str) -> Path:
    """Return where a page lies in the form that `track` is about; peers read the pages themselves."""
    if track == "html" or track in PEERS:
        return data / "pages" / f"{key}.html.gz"
    return data / "dumps" / track / f"{key}.txt.gz"


def answer(job: tuple[Path, str, str, Path | None]) -> tuple[str, Answer]:
    """Clean one page and return what the scorer compares, with the seconds it took."""
    data, track, key, forests = job
    raw_bytes = gzip.decompress(page_path(data, track, key).read_bytes())
    if forests:
        forest.DATA = forests
    started = time.perf_counter()
    if track in PEERS:
        page, precise = read_raw(raw_bytes, key).text, track.endswith("precise")
        text = trafilatura.extract(page, favor_precision=precise, include_comments=False)
        took = time.perf_counter() - started
        data_of = trafilatura.extract_metadata(page)
        authors = (data_of.author or "").split("; ") if data_of and data_of.author else []
        stated = {"title": data_of.title, "authors": authors, "date": data_of.date} if data_of else {}
        return key, {"body": text or "", "sec": took, **stated}
    try:
        clean = clean_article(read_raw(raw_bytes, key))
    except IngestError as error:
        return key, {"body": "", "sec": time.perf_counter() - started, "error": str(error)}
    took = time.perf_counter() - started
    return key, {
        "body": clean.text,
        "title": clean.title,
        "authors": list(clean.authors),
        "date": clean.date.isoformat() if clean.date else None,
        "sec": took,
        "loss": any(str(warning).startswith("loss") for warning in clean.warnings),
        "looks": len(clean.looks),
        "sure": [line.text for line in clean.dropped if not line.look],
    }


def keys_of(data: Path, track: str, scorer: ModuleType) -> list[str]:
    """Return the SET/ID keys a track is scored on."""
    gold = load_gold(data)
    there = [key for key in gold if page_path(data, track, key).exists()]
    if track == "html" or track in PEERS:
        return there
    ids = data / f"ids-{track}.txt"
    listed = ids.read_text(encoding="utf-8").split() if ids.exists() else []
    sets = {key.split("/")[0] for key in listed}
    return listed + [
        key for key in there if key.split("/")[0] not in sets and _holds(data, track, key, scorer, gold[key])
    ]


def _holds(data: Path, track: str, key: str, scorer: ModuleType, record: Answer) -> bool:
    """Tell whether a dump has nine tenths of the gold's four-word runs."""
    try:
        text = read_raw(gzip.decompress(page_path(data, track, key).read_bytes()), key).text
    except IngestError:  # a dump of nothing
        return False
    gold = scorer.shingles(record["body"])
    return bool((gold & scorer.shingles(text)).total() >= HELD * gold.total() > 0)


def load_gold(data: Path) -> dict[str, Answer]:
    """Return the records of the sets by their SET/ID."""
    out = {}
    for name in SETS:
        lines = (data / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
        records = map(json.loads, filter(None, lines))  # `splitlines` cuts at U+2028
        out |= {f"{name}/{record['id']}": record for record in records}
    return out


def run_track(data: Path, track: str, scorer: ModuleType, jobs: int, folds: dict[str, Path]) -> Path:
    """Answer every page of a track and write the answers; return the file."""
    work = [(data, track, key, folds.get(key)) for key in keys_of(data, track, scorer)]
    with multiprocessing.Pool(jobs) as pool:
        answers = dict(pool.imap_unordered(answer, work, chunksize=4))
    WORK.mkdir(exist_ok=True)
    out = WORK / f"{track}.json"
    out.write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")
    return out


def score_track(options: argparse.Namespace, track: str, answers: Path) -> dict[str, dict[str, float]]:
    """Let the scorer judge the answers: print its lines and return its table by set."""
    with tempfile.NamedTemporaryFile(suffix=".json") as table, tempfile.NamedTemporaryFile("w", suffix=".txt") as ids:
        ids.write("\n".join(json.loads(answers.read_text(encoding="utf-8"))))
        ids.flush()
        command = [
            sys.executable,
            str(options.score),
            str(options.data / "gold"),
            str(answers),
            "--sets",
            ",".join(SETS),
        ]
        command += ["--json", table.name, "--worst", str(options.worst), "--ids", ids.name]
        visible = options.data / f"visible-{track}.json"
        command += ["--visible", str(visible)] if visible.exists() else []
        print(subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout, end="")
        found = json.loads(Path(table.name).read_text(encoding="utf-8"))
    return {name.split(":")[0]: figures for name, figures in found.items()}


def report_doubt(scorer: ModuleType, gold: dict[str, Answer], answers: Path) -> None:
    """Print what the cleaner says of its own losses against the gold, for all sets and for those of news."""
    found: dict[str, Answer] = json.loads(answers.read_text(encoding="utf-8"))
    for name, sets in (("all", SETS), ("news", NEWS)):
        keys = [key for key in found if key.split("/")[0] in sets]
        if not keys:
            continue
        shares = {key: _share(scorer, gold[key], found[key]["body"]) for key in keys}
        warned = {key: found[key].get("loss", True) for key in keys}  # a refusal says it
        lost = [key for key in keys if shares[key] < LOST]
        whole = [key for key in keys if shares[key] >= WHOLE]
        silent = sum(not warned[key] for key in lost)
        vain = sum(warned[key] for key in whole)
        sure, wrong = map(sum, zip(*(_sure(scorer, gold[key], found[key]) for key in keys), strict=True))
        looks = sorted(found[key]["looks"] for key in keys if "looks" in found[key])
        print(
            f"{name}: {len(keys)} inputs, lost a tenth {len(lost)}, silently {silent} ({silent / len(keys):.1%}); "
            f"warned in vain {vain} of {len(whole)} ({vain / max(1, len(whole)):.1%}); "
            f"sure {sure}, of which in the gold {wrong} ({wrong / max(1, sure):.2%}); "
            f"looks median {looks[len(looks) // 2]}, 95th percentile {looks[int(0.95 * len(looks))]}"
        )


def _share(scorer: ModuleType, record: Answer, body: str) -> float:
    wanted, got = (collections.Counter(scorer.words(text.lower())) for text in (_body(scorer, record, body), body))
    return (wanted & got).total() / max(1, wanted.total())


def _sure(scorer: ModuleType, record: Answer, one: Answer) -> tuple[int, int]:
    """Return how many lines were called sure, and how many of them stand in the gold."""
    whole = scorer.shingles(_body(scorer, record, one["body"]))
    wrong = 0
    for text in one.get("sure", ()):
        runs = scorer.shingles(text)
        wrong += runs.total() >= LEAST and (runs & whole).total() >= STANDS * runs.total()
    return len(one.get("sure", ())), wrong


def _body(scorer: ModuleType, record: Answer, body: str) -> str:
    return str(scorer.gold_body(record, body))


def load_scorer(path: Path) -> ModuleType:
    """Return the scorer as a module, for its words and runs."""
    spec = importlib.util.spec_from_file_location("scorer", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
    parser.add_argument("--keep", type=Path, help="folder for the folds' forests, used again if they are there")
    parser.add_argument("--peers", action="store_true", help="let trafilatura's two options read the pages as well")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    tracks = options.tracks.split(",")
    gold, scorer = load_gold(options.data), load_scorer(options.score)
    with tempfile.TemporaryDirectory() as scratch:
        into = options.keep or Path(scratch)
        folds = train_folds(options.data, tracks, options.folds, into) if options.folds else {}
        for track in (*tracks, *(PEERS if options.peers else ())):
            print(f"\n{track}" + (f", {options.folds} folds by site" if options.folds and track in tracks else ""))
            answers = run_track(options.data, track, scorer, options.jobs, folds)
            figures = score_track(options, track, answers)
            news = [figures[name] for name in NEWS if name in figures]
            body, paragraphs = (statistics.mean(row[name] for row in news) for name in ("F1", "paraF1"))
            print(f"news: mean body F1 {body:.3f}  paragraph F1 {paragraphs:.3f}")
            if track in tracks:
                report_doubt(scorer, gold, answers)


if __name__ == "__main__":
    main()
