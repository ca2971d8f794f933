"""Time Copydesk beside other generators on one corpus: cold, no-op, body edit, headline edit, peak memory.

    BENCH_HARNESS=FOLDER BENCH_TOOLS=FOLDER python benchmarks/peers/compare.py [--articles 1000] [--runs 3]
        [--peers hugo,pelican,copydesk,copydesk-full] [--write docs/benchmarks.md]

The harness measures a process from its start to its exit, children included, and checks what was built. All take
turns, round by round, so that a change of the machine's speed falls on all alike; ratios are medians of the
rounds' own. The first peer is the one that ratios are taken to.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from copydesk_peer import harness_folder, load_harness

KINDS = ("cold", "noop", "edit", "headline")
TITLES = {"cold": "cold", "noop": "no-op", "edit": "body edit", "headline": "headline edit"}


def main() -> None:
    """Run the comparison and print it as a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--harness", help="the folder of the comparison's harness (default: $BENCH_HARNESS)")
    parser.add_argument("--articles", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", default="hugo,pelican,copydesk")
    parser.add_argument("--work", type=Path, default=Path("bench-work"))
    parser.add_argument("--write", type=Path, help="write the tables to this file too")
    args = parser.parse_args()
    folder = harness_folder(args.harness)
    run = load_harness(folder)
    known = run.adapters.PEERS
    peers = [known[name] for name in args.peers.split(",") if known[name].available()]
    if not peers:
        sys.exit("bench: none of the peers is installed below BENCH_TOOLS")
    text = _machine() + "".join(_scale(run, folder, peers, args, count) for count in args.articles)
    print(text)
    if args.write:
        args.write.write_text(text, encoding="utf-8")


def _machine() -> str:
    model = "unknown processor"
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = [line for line in info.read_text(encoding="utf-8").splitlines() if line.startswith("model name")]
        model = lines[0].partition(":")[2].strip() if lines else model
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    cores, python = os.cpu_count(), platform.python_version()
    return f"# Benchmarks\n\n{model}, {cores} cores, {platform.system()}, Python {python}; load at the start {load}.\n"


def _scale(run: Any, folder: Path, peers: list[Any], args: argparse.Namespace, count: int) -> str:
    work = args.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    corpus = work / f"corpus-{count}.jsonl"
    if not corpus.exists():
        subprocess.run([sys.executable, str(folder / "corpus.py"), "-n", str(count), "--out", str(corpus)], check=True)
    taking = [peer for peer in peers if count <= peer.largest]
    sites = {peer.name: work / f"site-{peer.name}-{count}" for peer in taking}
    slugs = {peer.name: run.prepare(peer, corpus, sites[peer.name]) for peer in taking}
    rows: dict[str, dict[str, list[dict[str, float]]]] = {peer.name: {} for peer in taking}
    failed: dict[str, str] = {}
    for kind in KINDS:
        for turn in range(args.runs):
            for peer in taking:
                result: dict[str, Any] = {}
                site, log = sites[peer.name], work / f"log-{peer.name}-{count}.txt"
                if kind == "headline":
                    measured = _headline(run, peer, site, slugs[peer.name], turn, log, result)
                else:
                    measured = run.one(kind, peer, site, slugs[peer.name], turn, log, result)
                problem = result.get("failed") or result.get("edit_failed")
                if problem:
                    failed[peer.name] = f"{kind}: {problem}"
                rows[peer.name].setdefault(kind, []).append(measured)
    return _table(taking, rows, failed, count, args.runs)


def _headline(
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


def _table(
    peers: list[Any], rows: dict[str, dict[str, list[dict[str, float]]]], failed: dict[str, str], count: int, runs: int
) -> str:
    first = rows[peers[0].name]
    out = [
        f"\n## {count:,} articles, medians of {runs}\n",
        "Wall seconds / CPU seconds (ratio of wall, of CPU).\n",
        f"| peer | {' | '.join(TITLES[kind] for kind in KINDS)} | peak MiB |",
        "| --- " * (len(KINDS) + 2) + "|",
    ]
    for peer in peers:
        if peer.name in failed:
            out.append(f"| {peer.name} {peer.version()} | failed: {failed[peer.name]} |")
            continue
        mine = rows[peer.name]
        cells = [f"{peer.name} {peer.version()}"]
        for kind in KINDS:
            wall, cpu = (statistics.median(m[key] for m in mine[kind]) for key in ("wall", "cpu"))
            ratios = [
                statistics.median(m[key] / f[key] for m, f in zip(mine[kind], first[kind], strict=True))
                for key in ("wall", "cpu")
            ]
            cells.append(f"{wall:.2f} / {cpu:.2f} ({ratios[0]:.2f}, {ratios[1]:.2f})")
        peak, theirs = (max(m["rss_mib"] for kind in KINDS for m in table[kind]) for table in (mine, first))
        cells.append(f"{peak:.0f} ({peak / theirs:.2f})")
        out.append("| " + " | ".join(cells) + " |")
    print(json.dumps({"articles": count, "rows": rows}), file=sys.stderr)
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    main()
