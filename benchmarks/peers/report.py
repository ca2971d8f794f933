"""Measurements → tables: medians, ratios round by round, versions, the machine."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections import defaultdict
from pathlib import Path
from typing import Any

KINDS = ("cold", "noop", "edit", "headline")
_TITLES = {"cold": "cold", "noop": "no-op", "edit": "body edit", "headline": "headline edit"}
Row = dict[str, Any]

_HEAD = """# Benchmarks

How long a build takes beside other generators': one corpus, the same kinds of pages, each generator's own layouts.

- **cold**: nothing remembered; **no-op**: nothing changed; **body edit**: a sentence added to one article;
  **headline edit**: one article's title changed, which its lists show too.
- A cell is wall seconds / CPU seconds, medians; in brackets the same as ratios to the first row, each the median of
  the rounds' own. Generators take turns, round by round. What was built is checked: every article's page, every
  list, the edited words.
- `hugo`, `pelican` and `copydesk` make the same few kinds of pages with minimal layouts (`benchmarks/peers/minimal`).
- `copydesk-full` has the layouts that ship with everything on (feeds for every person and country, related articles,
  JSON-LD, maps, exports, editions, search), and `hugo-full` makes the same kinds of output. **Not alike**: Hugo makes
  one search index with all bodies, Copydesk one in parts, of which a first query needs at most 150 kB; Hugo draws no
  pictures for link previews, Copydesk maps; Hugo has no network drawing, no feed of corrections and no quoted-printable
  mail. Hugo's `related` compares all articles with all, which at 10,000 is most of its time.
- `copydesk-nomaps` is `copydesk-full` without the maps for link previews, which Hugo does not draw: like beside like.
- `copydesk-nosearch` is `copydesk-full` without search. `copydesk-cards` draws the headline on each article's link
  preview too (the extra `images`): about 3 ms of one processor an article (25 in scripts whose letters join or stack),
  once, until its headline changes. No other does, so it is no part of the comparison, and
  `features: {social_words: false}` forgoes it.
- `make bench` makes this page anew (`BENCH_HARNESS` and `BENCH_TOOLS` name the harness and the folder of peers);
  `benchmarks/oracle.py` checks at this scale that incremental builds equal clean ones, byte for byte.
"""


def write_report(results: Path) -> str:
    """The page made from the newest measurements of each scale and company of peers."""
    rows = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()] if results.exists() else []
    batches: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        batches[f"{row['articles']} {row['batch']}"].append(row)
    newest: dict[tuple[int, tuple[str, ...]], list[Row]] = {}
    for batch in batches.values():
        newest[batch[0]["articles"], tuple(dict.fromkeys(row["peer"] for row in batch))] = batch
    tables = [_table(count, batch) for (count, _), batch in sorted(newest.items())]
    return "\n".join([_HEAD, _machine(), *tables, _growth(list(newest.values()))]).rstrip() + "\n"


def _machine() -> str:
    model = "unknown processor"
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = [line for line in info.read_text(encoding="utf-8").splitlines() if line.startswith("model name")]
        model = lines[0].partition(":")[2].strip() if lines else model
    python = platform.python_version()
    return f"Machine: {model}, {os.cpu_count()} cores, {platform.system()}, Python {python}.\n"


def _table(count: int, batch: list[Row]) -> str:
    peers = list(dict.fromkeys(row["peer"] for row in batch))
    kinds = [kind for kind in KINDS if any(row["kind"] == kind for row in batch)]
    load = max(row["load"] for row in batch)
    runs = 1 + max(row["turn"] for row in batch)
    out = [
        f"## {count:,} articles: {', '.join(peers)}\n",
        f"{batch[0]['batch'][:10]}, {runs} rounds, highest load {load:.1f}.\n",
        f"| peer | {' | '.join(_TITLES[kind] for kind in kinds)} | peak MiB |",
        "| --- " * (len(kinds) + 2) + "|",
    ]
    for peer in peers:
        mine = [row for row in batch if row["peer"] == peer]
        failed = next((f"{row['kind']}: {row['failed']}" for row in mine if row["failed"]), "")
        cells = [f"{peer} {mine[0]['version']}"]
        cells += [f"failed: {failed}"] if failed else [_cell(batch, peer, peers[0], kind) for kind in kinds]
        if not failed:
            peak, other = (max(r["rss_mib"] for r in batch if r["peer"] == p) for p in (peer, peers[0]))
            cells.append(f"{peak:.0f}" + (f" ({peak / other:.2f})" if peer != peers[0] else ""))
        out.append("| " + " | ".join(cells) + " |")
    return "\n".join(out) + "\n"


def _cell(batch: list[Row], peer: str, first: str, kind: str) -> str:
    mine = {row["turn"]: row for row in batch if row["peer"] == peer and row["kind"] == kind}
    theirs = {row["turn"]: row for row in batch if row["peer"] == first and row["kind"] == kind}
    if not mine:
        return ""
    wall, cpu = (statistics.median(row[key] for row in mine.values()) for key in ("wall", "cpu"))
    both = [turn for turn in mine if turn in theirs]
    if peer == first or not both:
        return f"{wall:.2f} / {cpu:.2f}"
    ratios = [statistics.median(mine[t][key] / theirs[t][key] for t in both) for key in ("wall", "cpu")]
    return f"{wall:.2f} / {cpu:.2f} ({ratios[0]:.2f}, {ratios[1]:.2f})"


def _growth(batches: list[list[Row]]) -> str:
    """What an article costs, by scale, in Copydesk's cold builds."""
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for batch in batches:
        for row in batch:
            if row["peer"] == "copydesk" and row["kind"] == "cold" and not row["failed"]:
                found[row["articles"]].append(row)
    if len(found) < 2:
        return ""
    out = [
        "## What an article costs as a digest grows (copydesk, cold)\n",
        "| articles | wall ms an article | CPU ms an article | peak MiB |",
        "| --- | --- | --- | --- |",
    ]
    for count in sorted(found):
        rows = found[count]
        wall, cpu = (statistics.median(row[key] for row in rows) / count * 1000 for key in ("wall", "cpu"))
        out.append(f"| {count:,} | {wall:.2f} | {cpu:.2f} | {max(row['rss_mib'] for row in rows):.0f} |")
    return "\n".join(out) + "\n"
