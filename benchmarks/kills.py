"""Kill builds at random moments and start them in pairs: what is left must be one whole site (B6, B7).

    python benchmarks/kills.py [--kills 50] [--pairs 20] [--articles 400] [--seed 1]

Each kill falls at a random moment of a build that changes every page; the site must then equal, file for file, the
one before or the one after, and the next build must give the one after. Exits 1 at the first that does not.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-c", "import sys; from copydesk.cli import main; sys.exit(main(sys.argv[1:]))"]
BODY = "\n\n".join(
    f"Paragraph {n} of an invented article, long enough to be worth a line or two of type." for n in range(12)
)


def write_digest(root: Path, articles: int) -> None:
    """A digest in which each article names one of forty people and one of four countries."""
    folder = root / "content/articles"
    folder.mkdir(parents=True)
    for n in range(articles):
        country = ("NO", "SE", "DK", "FI")[n % 4]
        front = f"title: Headline {n}\ndate: 20{n % 20:02}-05-{n % 28 + 1:02}\npeople: [Person {n % 40}]"
        (folder / f"a{n}.md").write_text(f"---\n{front}\ncountries: [{country}]\n---\n\n{BODY}\n", encoding="utf-8")


def rename(root: Path, title: str) -> None:
    """Another title for the digest: every page changes."""
    (root / "config.yaml").write_text(f"title: {title}\nbase_url: https://kills.example/\n", encoding="utf-8")


def start(root: Path) -> subprocess.Popen[bytes]:
    """A build, in a session of its own."""
    words = [*COMMAND, "build", "--root", str(root), "--now", "2026-11-23T12:00+00:00"]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)


def finish(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Its exit code and what it said."""
    _, said = process.communicate(timeout=300)
    return process.returncode, said.decode()


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def kills(root: Path, count: int, chance: random.Random) -> bool:
    """Kill `count` builds; say how many left the old site, the new one, or neither."""
    sites = {}
    for title in ("Old Name", "New Name"):
        rename(root, title)
        begun = time.monotonic()
        finish(start(root))
        whole = time.monotonic() - begun
        sites[title] = tree(root / "site")
    seen = {"old": 0, "new": 0, "finished": 0, "mixed": 0, "wrong after": 0}
    for n in range(count):
        before, after = ("New Name", "Old Name") if n % 2 == 0 else ("Old Name", "New Name")
        rename(root, after)
        process = start(root)
        time.sleep(chance.uniform(0.05, 1.0) * whole)
        seen["finished"] += process.poll() is not None
        process.send_signal(signal.SIGKILL)
        finish(process)
        now = tree(root / "site")
        seen["old" if now == sites[before] else "new" if now == sites[after] else "mixed"] += 1
        code, _ = finish(start(root))
        seen["wrong after"] += code != 0 or tree(root / "site") != sites[after]
    print(f"{count} kills within {whole:.2f} s builds of {len(sites['New Name'])} files: {seen}")
    return not (seen["mixed"] or seen["wrong after"])


def pairs(root: Path, count: int) -> bool:
    """Start two builds at once; one must succeed, the other too or refuse in a line, and the site be right."""
    both = refused = wrong = 0
    for n in range(count):
        rename(root, f"Pair {n}")
        ends = [finish(process) for process in (start(root), start(root))]
        codes = sorted(code for code, _ in ends)
        both, refused = both + (codes == [0, 0]), refused + (codes == [0, 1])
        found = tree(root / "site")
        finish(start(root))
        lines = max(len(said.splitlines()) for code, said in ends if code) if codes != [0, 0] else 1
        wrong += codes not in ([0, 0], [0, 1]) or found != tree(root / "site") or lines != 1
    print(f"{count} pairs: both built {both}, one refused {refused}, wrong {wrong}")
    return not wrong


def main() -> int:
    """Run both parts in a folder that is removed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="copydesk-kills-"))
    try:
        write_digest(folder, args.articles)
        good = kills(folder, args.kills, random.Random(args.seed)) & pairs(folder, args.pairs)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
