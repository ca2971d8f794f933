#!/usr/bin/env python3
"""How long the desk's answers take, while the site is built for the first time and when nothing is built.

    desk.py FOLDER [--articles 10000] [--people 10000] [--rounds 40]

Makes a digest in FOLDER if there is none (three names and six paragraphs an article, one article in twenty a draft),
deletes its `.copydesk`, and starts `serve` on it: the first build and the first index begin together. Prints when all
drafts stood in the queue, when all articles did and when the last person was read, in seconds after the start; then a
table of the 95th percentiles in milliseconds of each kind of call, over HTTP on the loopback: while the first build
goes on, and while its processes are stopped, by turns in each round, so that both have the same machine; and how the
two relate. Needs /proc.

The machine should be quiet. What it prints of a busy one are ratios, no promises.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HERE), str(HERE / "tests")]

from desking import Desk  # noqa: E402 (found by the line above)

WORDS = ["harbour", "ferry", "accord", "minister", "talks", "bridge", "river", "spring", "treaty", "vote", "market"]
HEADS, TAILS = (
    ("Al", "Be", "Ca", "Do", "El", "Fa", "Gi", "Ho", "Ir", "Jo", "Ka", "Lu"),
    ("ra", "nik", "mo", "len", "tis"),
)
GIVEN = [a + b for a in HEADS for b in TAILS]
FAMILY = [a + b + c for a in HEADS[:5] for b in ("ran", "vel", "mor", "kit") for c in ("ez", "in", "ov", "ski")]


def make(root: Path, articles: int, people: int) -> None:
    """Write the digest."""
    chance = random.Random(7)
    names = [f"{GIVEN[n % 60]} {FAMILY[n // 60 % 80]} {FAMILY[n // 4800 % 80]}" for n in range(people)]
    (root / "content/people").mkdir(parents=True)
    (root / "config.yaml").write_text("title: Scale\nbase_url: https://scale.example/\n", encoding="utf-8")
    for number, name in enumerate(names):
        (root / f"content/people/p-{number}.md").write_text(f"---\nname: {name}\n---\n\nA note.\n", encoding="utf-8")
    for number in range(articles):
        day = f"{2010 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}"
        who = chance.sample(names, 3)
        text = "\n\n".join(f"{who[n % 3]} spoke of the {' '.join(chance.choices(WORDS, k=40))}." for n in range(6))
        rows = [
            f"title: {' '.join(chance.choices(WORDS, k=6)).capitalize()} {number}",
            f"date: {day}",
            *(["draft: true"] if number % 20 == 0 else []),
            f"source:\n  name: Outlet {number % 40}\n  url: https://outlet.example/{number}",
            "people:\n" + "\n".join(f"  - name: {name}\n    role: minister" for name in who),
            "countries: [Latvia, Estonia]",
        ]
        path = root / f"content/articles/{day[:4]}/{day}-story-{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("---\n" + "\n".join(rows) + f"\n---\n\n{text}\n", encoding="utf-8")


def count_drafts(root: Path) -> int:
    """How many articles are drafts: those that `make` wrote, and whatever else says so in its head."""
    files = (root / "content/articles").rglob("*.md")
    return sum(b"\ndraft: true\n" in file.read_bytes().partition(b"\n---\n")[0] + b"\n" for file in files)


def calls(desk: Desk, drafts: list[str]) -> Iterator[tuple[str, Callable[[int], Any]]]:
    """Each kind of call, for the nth time."""

    def change(number: int, **op: Any) -> Any:
        file = drafts[number % len(drafts)]
        return desk.api("/api/change", {"ops": [{**op, "file": file}], "view": file})

    yield "queue", lambda _: desk.api("/api/queue?state=drafts")
    yield "filter", lambda n: desk.api(f"/api/queue?state=drafts&q={WORDS[n % len(WORDS)]}")
    yield "review", lambda n: desk.api(f"/api/review?f={drafts[n % len(drafts)]}")
    yield "people", lambda n: desk.api(f"/api/people?q={FAMILY[n % len(FAMILY)]}")
    yield "field", lambda n: change(n, op="set", at="subtitle", value=f"Number {n} at {time.time()}")
    yield "chip", lambda n: change(n, op="add", at="people", value=f"Somebody {n} {time.time_ns()}")
    yield "people after", lambda n: desk.api(f"/api/people?q={GIVEN[n % len(GIVEN)]}")
    yield "publish", lambda n: change(n, op="publish")
    yield "undo", lambda _: desk.api("/api/undo", {})
    yield "render", lambda n: desk.api("/api/render", {"f": drafts[0], "text": f"**Bold** {n}.\n\n" * 60})


def measure(desk: Desk, drafts: list[str], number: int, taken: dict[str, list[float]]) -> None:
    """One round: milliseconds of each call."""
    for name, call in calls(desk, drafts):
        began = time.perf_counter()
        status, answer = call(number)
        taken.setdefault(name, []).append((time.perf_counter() - began) * 1000)
        if status != 200:
            sys.exit(f"{name}: {status} {answer}")


_WORKS = 0.3


def tell(pids: list[int], number: int) -> None:
    """Send a signal to processes."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def p95(values: list[float]) -> float:
    """The 95th percentile."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=40)
    args = parser.parse_args()
    if not args.folder.exists():
        make(args.folder, args.articles, args.people)
    shutil.rmtree(args.folder / ".copydesk", ignore_errors=True)
    expected = count_drafts(args.folder)
    began = time.monotonic()
    with Desk(args.folder, built=False) as desk:
        seen = whole = 0.0
        while True:
            answer = desk.api("/api/queue?state=drafts")[1]
            if not seen and answer["counts"]["drafts"] >= expected:
                seen = time.monotonic() - began
            if not whole and sum(answer["counts"].values()) - answer["counts"]["look"] >= args.articles:
                whole = time.monotonic() - began
            if not answer["left"]:
                break
            time.sleep(0.05)
        read = time.monotonic() - began
        print(f"drafts after {seen:.1f} s, queue whole after {whole:.1f} s, all read after {read:.1f} s", flush=True)
        drafts = [row["file"] for row in answer["rows"]]
        busy: dict[str, list[float]] = {}
        idle: dict[str, list[float]] = {}
        measure(desk, drafts, 0, {})  # beside what is made ready once, right after everything is read
        time.sleep(_WORKS)
        for number in range(1, args.rounds + 1):
            measure(desk, drafts, 2 * number, busy)
            if any("site  http" in line for line in desk.lines):
                print(f"the build ended in round {number}", file=sys.stderr)
                break
            time.sleep(_WORKS)  # a build that stood aside for the last answer goes on
            builders = desk.builders()
            tell(builders, signal.SIGSTOP)
            measure(desk, drafts, 2 * number + 1, idle)
            tell(builders, signal.SIGCONT)
            time.sleep(_WORKS)  # what it has written by then, the next answers have to wait for
    print(f"{'p95, ms':14}{'building':>10}{'idle':>10}{'ratio':>8}")
    for name, values in busy.items():
        pair = p95(values), p95(idle[name])
        print(f"{name:14}{pair[0]:10.0f}{pair[1]:10.0f}{pair[0] / pair[1]:8.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
