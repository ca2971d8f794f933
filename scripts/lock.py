"""Write requirements.lock: what the deploy workflow installs, each file of each version by its hash.

    python scripts/lock.py            # resolve anew and write
    python scripts/lock.py --check    # the lock satisfies pyproject.toml and holds no host's name

pip-compile (pip-tools) resolves and hashes; the lock names no package index, so whoever installs from it uses
their own. What comes out differs with the Python it runs on only for the packages a marker asks for.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
HEAD = """\
# What the Pages workflow installs: run-time dependencies and the extra `images`, each file by its hash.
# Made by `python scripts/lock.py`; never edited by hand.
"""
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_ADDRESS = re.compile(r"https?://|file://|--(?:extra-)?index-url|--find-links|--trusted-host")


def main() -> int:
    """Write the lock, or check it; returns the exit code."""
    if "--check" in sys.argv[1:]:
        problems = check(LOCK.read_text(encoding="utf-8"), ROOT / "pyproject.toml")
        print("\n".join(problems) or "requirements.lock is sound")
        return 1 if problems else 0
    LOCK.write_text(HEAD + cleaned(compiled()), encoding="utf-8")
    print(f"{LOCK.name}: {len(_PINNED.findall(LOCK.read_text(encoding='utf-8')))} packages")
    return 0


def compiled() -> str:
    """What pip-compile says, run in an environment of its own."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        install = [python, "-m", "pip", "install", "--quiet", "pip-tools>=7.5"]
        subprocess.run(install, check=True)  # noqa: S603 (its own words, none of anyone else's)
        out = Path(folder) / "lock.txt"
        options = ["--generate-hashes", "--extra", "images", "--strip-extras", "--no-annotate", "--no-header"]
        options += ["--no-emit-index-url", "--no-emit-trusted-host", "--no-emit-find-links", "--quiet"]
        command = [python, "-m", "piptools", "compile", *options, "--output-file", out, ROOT / "pyproject.toml"]
        subprocess.run(command, check=True, cwd=folder)  # noqa: S603 (the same)
        return out.read_text(encoding="utf-8")


def cleaned(text: str) -> str:
    """The lock without comments and addresses, which differ between machines."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#") and not _ADDRESS.search(line)]
    return "\n".join(line for line in lines if line.strip()) + "\n"


def check(lock: str, project: Path) -> list[str]:
    """What is wrong with a lock: addresses, lines without a hash, dependencies it lacks or has below their floor."""
    problems = [f"names an address: {line.strip()}" for line in lock.splitlines() if _ADDRESS.search(line)]
    pinned = {name.lower().replace("_", "-"): version for name, version in _PINNED.findall(lock)}
    blocks = re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE)
    problems += [f"has no hash: {b.split()[0]}" for b in blocks if _PINNED.match(b) and "--hash=sha256:" not in b]
    stated = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    wanted = [*stated["dependencies"], *stated["optional-dependencies"]["images"]]
    for row in wanted:
        name, _, rest = row.partition(">=")
        floor, _, marker = rest.partition(";")
        found = pinned.get(name.strip().lower().replace("_", "-"))
        if found is None and "win32" not in marker:
            problems.append(f"lacks {name}")
        elif found is not None and numbers(found) < numbers(floor):
            problems.append(f"has {name} {found}, below the floor {floor.strip()}")
    return problems


def numbers(version: str) -> tuple[int, ...]:
    """A version's numbers, to be compared."""
    return tuple(int(part) for part in re.findall(r"\d+", version.split("+", 1)[0]))


if __name__ == "__main__":
    sys.exit(main())
