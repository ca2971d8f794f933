"""Time Copydesk beside other generators on one corpus: cold, no-op, body edit, headline edit, peak memory.

    BENCH_HARNESS=FOLDER BENCH_TOOLS=FOLDER python benchmarks/peers/compare.py [--write docs/benchmarks.md]
        [--articles 1000] [--peers hugo,pelican,copydesk] [--kinds cold,edit] [--runs 3]

The harness measures a process from its start to its exit, children included, and checks what was built. All take
turns, round by round, so that a change of the machine's speed falls on all alike; ratios are medians of the
rounds' own, to the first peer. Each measurement is written down at once (`bench-work/results.jsonl`), so that
a comparison can be made piece by piece; the tables are made from the newest measurements of each kind.
Without `--articles` every piece is measured, which takes about an hour.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from copydesk_peer import harness_folder, load_harness
from report import KINDS, write_report

PEERS = "hugo,pelican,copydesk"
# The layouts as they ship, beside Hugo with the same kinds of output; what search and words on link previews cost.
FULL = "hugo-full,copydesk-full,copydesk-nosearch"
# Articles, peers, runs: three scales side by side, the layouts as they ship, and how cost grows.
PIECES = (
    (100, PEERS, 5),
    (1000, PEERS, 5),
    (10_000, PEERS, 3),
    (1000, f"{FULL},copydesk-nomaps,copydesk-cards", 5),
    (10_000, FULL, 3),
)
GROWTH = (50_000, "copydesk", 1)


def main() -> None:
    """Measure what was asked for, then print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--harness", help="the folder of the comparison's harness (default: $BENCH_HARNESS)")
    parser.add_argument("--articles", type=int, nargs="+", help="the scales (default: all pieces)")
    parser.add_argument("--runs", type=int, default=0, help="rounds a kind (default: 3)")
    parser.add_argument("--peers", default=PEERS)
    parser.add_argument("--kinds", default=",".join(KINDS), help="what to time; cold comes first in any case")
    parser.add_argument("--work", type=Path, default=Path("bench-work"))
    parser.add_argument("--write", type=Path, help="write the tables to this file too")
    parser.add_argument("--report", action="store_true", help="make the tables only, of what was measured before")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    results = args.work / "results.jsonl"
    # A Python told to write no bytecode compiles every module at every start: no installed generator runs so.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if not args.report:
        folder = harness_folder(args.harness)
        run = load_harness(folder)
        kinds = [kind for kind in KINDS if kind in args.kinds.split(",") or kind == "cold"]
        if args.articles:
            pieces = [(count, args.peers, args.runs or 3) for count in args.articles]
        else:
            pieces = [*((n, peers, args.runs or runs) for n, peers, runs in PIECES), GROWTH]
        for count, names, runs in pieces:
            measure_piece(run, folder, args.work.resolve(), results, count, names.split(","), kinds, runs)
        shutil.rmtree(args.work / "aside", ignore_errors=True)
    text = write_report(results)
    print(text)
    if args.write:
        args.write.write_text(text, encoding="utf-8")


def measure_piece(
    run: Any, folder: Path, work: Path, results: Path, count: int, names: list[str], kinds: list[str], runs: int
) -> None:
    """All kinds of build of some peers at one scale, in turn; a row for each to `results`."""
    known = run.adapters.PEERS
    for name in names:
        if not known[name].available():
            tell(f"{name}: not installed below BENCH_TOOLS")
    peers = [known[name] for name in names if known[name].available()]
    corpus = work / f"corpus-{count}.jsonl"
    if not corpus.exists():
        tell(f"{count:,} articles: inventing the corpus")
        subprocess.run([sys.executable, str(folder / "corpus.py"), "-n", str(count), "--out", str(corpus)], check=True)
    tell(f"{count:,} articles: writing them for {', '.join(peer.name for peer in peers)}")
    slugs = {peer.name: run.prepare(peer, corpus, work / f"site-{peer.name}-{count}") for peer in peers}
    batch = {"batch": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "articles": count}
    out: set[str] = set()
    for kind, turn, peer in itertools.product(kinds, range(runs), peers):
        if peer.name in out:
            continue
        row = batch | time_one(run, peer, work, slugs[peer.name], kind, turn)
        with results.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        if row["failed"]:
            out.add(peer.name)
        tell(
            f"{count:,} articles, {kind} {turn + 1} of {runs}: {peer.name} {row['wall']:.2f} s, "
            f"{row['rss_mib']:.0f} MiB {row['failed']}"
        )


def time_one(run: Any, peer: Any, work: Path, slugs: list[str], kind: str, turn: int) -> dict[str, Any]:
    """One build of one peer, as a row of results; `failed` says what was wrong with what it made."""
    result: dict[str, Any] = {}
    site, log = work / f"site-{peer.name}-{len(slugs)}", work / f"log-{peer.name}-{len(slugs)}.txt"
    if kind == "cold":
        set_aside(site, (peer.output, *peer.caches), work)
    if kind == "headline":
        measured = headline(run, peer, site, slugs, turn, log, result)
    else:
        measured = run.one(kind, peer, site, slugs, turn, log, result)
    failed = result.get("failed") or result.get("edit_failed") or ""
    about = {"peer": peer.name, "version": peer.version(), "kind": kind, "turn": turn, "failed": failed}
    seen = {key: result[key] for key in ("files", "bytes") if key in result}
    return {**about, "load": os.getloadavg()[0], **measured, **seen}


def set_aside(site: Path, names: Sequence[str], work: Path) -> None:
    """Move what an earlier build left out of the way, instead of deleting it just before the timed one.

    An ext4 without a journal looks past every inode deleted in the last five minutes when it makes a file: that
    doubled the processor time of a cold build of a thousand articles, Hugo's and ours.
    """
    for name in names:
        if (site / name).exists():
            aside = work / "aside" / f"{site.name}-{name.strip('.')}-{time.monotonic_ns()}"
            aside.parent.mkdir(exist_ok=True)
            (site / name).rename(aside)


def headline(
    run: Any, peer: Any, site: Path, slugs: list[str], turn: int, log: Path, result: dict[str, Any]
) -> dict[str, float]:
    """One timed build after one article's title was changed, which its lists must show too."""
    slug = slugs[len(slugs) // 3 + turn]
    path = site / peer.article_path(slug)
    words = f"Retitled {turn}"
    lines = path.read_text(encoding="utf-8").split("\n")
    at = next(i for i, line in enumerate(lines) if line.lower().startswith("title:"))
    key, _, value = lines[at].partition(": ")
    lines[at] = f"{key}: {value[0]}{words} {value[1:]}" if value[:1] == '"' else f"{key}: {words} {value}"
    time.sleep(1.1)  # some peers compare modification times by the second
    path.write_text("\n".join(lines), encoding="utf-8")
    here = Path.cwd()
    os.chdir(site)  # commands may hold paths relative to the site
    try:
        command = peer.command()
    finally:
        os.chdir(here)
    measured: dict[str, float] = run.measure(command, site, peer.env, log)
    if words not in (site / peer.article_output(slug)).read_text(encoding="utf-8"):
        result["failed"] = "the new headline is not on the page"
    return measured


def tell(line: str) -> None:
    """Progress, apart from the tables."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
