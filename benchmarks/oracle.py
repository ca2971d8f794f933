"""The oracle at scale: after random edits an incremental build must leave what a clean one makes, byte for byte.

    python benchmarks/oracle.py [--articles 1000] [--steps 12] [--seed 1] [--work FOLDER]

Edits are those of `tests/digests.py` (articles, people, countries, layouts, partials, configuration, strings,
deletion, renaming), one to three a step, and the clock moves a day each time. Builds are processes of their own,
so that what is remembered goes through the disk. Exits 1 at the first difference and leaves both sites to look at.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from digests import edit, write_digest  # noqa: E402 (the tests' own edits, which are no package)

COMMAND = [sys.executable, "-c", "import sys; from copydesk.cli import main; sys.exit(main(sys.argv[1:]))", "build"]
START = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def build(root: Path, now: dt.datetime) -> float:
    """One build; returns the seconds it took. Exits when it fails."""
    began = time.monotonic()
    done = subprocess.run(
        [*COMMAND, "--root", str(root), "--now", now.isoformat()],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"oracle: a build failed:\n{done.stderr}")
    return time.monotonic() - began


def differences(one: Path, other: Path) -> list[str]:
    """The paths, below either folder, at which the two differ."""

    def tree(folder: Path) -> dict[str, bytes]:
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    here, there = tree(one), tree(other)
    return sorted(path for path in here.keys() | there.keys() if here.get(path) != there.get(path))


def main() -> None:
    """Edit, build both ways, compare; say what each step cost."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, help="where to build (default: a passing folder)")
    args = parser.parse_args()
    work = args.work or Path(tempfile.mkdtemp(prefix="copydesk-oracle-"))
    chance = random.Random(args.seed)
    root, clean = work / "digest", work / "clean"
    write_digest(root, chance, args.articles)
    print(f"{args.articles} articles: first build {build(root, START):.1f} s", flush=True)
    for step in range(1, args.steps + 1):
        done = [edit(root, chance) for _ in range(chance.randint(1, 3))]
        now = START + dt.timedelta(days=step)
        took = build(root, now)
        shutil.rmtree(clean, ignore_errors=True)
        shutil.copytree(root, clean, ignore=shutil.ignore_patterns("site", ".copydesk"))
        whole = build(clean, now)
        found = differences(root / "site", clean / "site")
        print(f"step {step}: {', '.join(map(str, done))}: {took:.1f} s, clean {whole:.1f} s", flush=True)
        if found:
            sys.exit(f"oracle: {len(found)} files differ, first {found[0]}; see {work}")
    shutil.rmtree(work)
    print(f"{args.steps} steps: incremental equals clean, byte for byte")


if __name__ == "__main__":
    main()
