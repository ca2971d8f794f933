"""The cache damaged at random between edits: whatever is done to it, the site equals a clean build's (promise B20).

    python tests/hostile/cache_fuzz.py [--seconds 600] [--seed 1]

Files of `.copydesk/cache/` are flipped, cut, emptied, lost, exchanged, made folders or links, or set back in time; half
of those that the second tree shares with the site are spoilt in place, and so the site's own with them. Exits 1 at the
first difference and says what had been done. As a test it runs for a few rounds (`test_fuzzing.py`).
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

import os

from conftest import tree
from digests import edit, write_digest
from trust.helpers import run

from copydesk.publish.stage import MARKER


def _flip(path: Path, data: bytes, chance: random.Random) -> None:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8) if changed else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    path.write_bytes(changed)


def _cut(path: Path, data: bytes, chance: random.Random) -> None:
    path.write_bytes(data[: chance.randint(0, len(data))])


def _empty(path: Path, _data: bytes, _chance: random.Random) -> None:
    path.write_bytes(b"")


def _lose(path: Path, _data: bytes, _chance: random.Random) -> None:
    path.unlink(missing_ok=True)


def _exchange(path: Path, _data: bytes, chance: random.Random) -> None:
    others = sorted(other for other in path.parent.iterdir() if other.is_file())
    path.write_bytes(chance.choice(others).read_bytes() if others else b"x")


def _noise(path: Path, data: bytes, chance: random.Random) -> None:
    path.write_bytes(chance.randbytes(len(data) or 9))


def _append(path: Path, data: bytes, chance: random.Random) -> None:
    path.write_bytes(data + chance.randbytes(9))


def _folder(path: Path, _data: bytes, _chance: random.Random) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


def _link(path: Path, _data: bytes, _chance: random.Random) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to("nowhere")


def _set_back(path: Path, data: bytes, _chance: random.Random) -> None:
    if not path.exists():
        path.write_bytes(data)
    os.utime(path, (1, 1))


DAMAGES: tuple[Callable[[Path, bytes, random.Random], None], ...] = (
    _flip, _cut, _empty, _lose, _exchange, _noise, _append, _folder, _link, _set_back,
)  # fmt: skip


def damage(cache: Path, chance: random.Random) -> list[str]:
    """Spoil one file of a cache, some, or all; returns what was done to which."""
    files = sorted(path for path in cache.rglob("*") if path.is_file() and not path.is_symlink())
    done = []
    for path in chance.sample(files, min(len(files), chance.choice((1, 1, 2, 5, len(files))))):
        data, kind = path.read_bytes(), chance.choice(DAMAGES)
        # What the site shares is spoilt there too, and is written anew. Its list is what tells a stranger's file from
        # one of ours: without that, and without a cache, old pages would have to stay.
        if path.name == MARKER or chance.random() < 0.5:
            path.unlink()
        kind(path, data, chance)
        done.append(f"{kind.__name__.strip('_')} {path.relative_to(cache)}")
    return done


def compare(*, seed: int, seconds: float = 1e9, most: int = 10**9) -> tuple[int, Counter[str], str]:
    """Damage, edit and build until a time or a count; returns rounds, damages by kind, and the first difference or "".

    Builds are those of the command line, which looks first whether anything has changed.
    """
    chance, until = random.Random(seed), time.monotonic() + seconds
    done: Counter[str] = Counter()
    rounds = 0
    with tempfile.TemporaryDirectory() as folder:
        root, clean = Path(folder) / "digest", Path(folder) / "clean"
        write_digest(root, chance)
        _build(root)
        while rounds < most and time.monotonic() < until:
            rounds += 1
            what = damage(root / ".copydesk" / "cache", chance)
            done.update(one.partition(" ")[0] for one in what)
            edits = [edit(root, chance) for _ in range(chance.choice((0, 1, 1, 2)))]
            _build(root)
            shutil.copytree(root, clean, ignore=shutil.ignore_patterns("site", ".copydesk"))
            _build(clean)
            made, wanted = tree(root / "site"), tree(clean / "site")
            if made != wanted:
                differ = sorted(path for path in made | wanted if made.get(path) != wanted.get(path))
                return rounds, done, f"seed {seed}, round {rounds}: {differ[:20]} after {edits} and {what[:40]}"
            shutil.rmtree(clean)
    return rounds, done, ""


def _build(root: Path) -> None:
    ran = run("build", "--root", root)
    if ran.code:
        raise AssertionError(ran.err)


def main() -> None:
    """Run for as long as asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rounds, done, difference = compare(seed=args.seed, seconds=args.seconds)
    sys.stdout.write(f"{difference}\n" if difference else "")
    sys.stdout.write(f"{rounds} rounds, {done.total()} damages {dict(done)}, {int(bool(difference))} different\n")
    sys.exit(bool(difference))


if __name__ == "__main__":
    main()
