"""Hold dependencies against a list of known advisories: no floor and no locked version may be below a fix.

    python scripts/advisories.py pyproject.toml requirements.lock

The list is scripts/advisories.json, kept in the repository: this check asks nobody, so it gives the same answer on
every machine, and a fork's pull request can run it. It knows what its list knows; SECURITY.md says how it is kept.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

LIST = Path(__file__).with_name("advisories.json")
_FLOOR = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?\s*>=\s*([0-9][0-9.]*)")
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def main(paths: list[str]) -> int:
    """Check each file named; returns the exit code."""
    rows = json.loads(LIST.read_text(encoding="utf-8"))["rows"]
    problems = [p for path in paths for p in check(Path(path).name, versions(Path(path)), rows)]
    for problem in problems:
        print(problem)
    print(f"{len(rows)} advisories, {len(problems)} problems")
    return 1 if problems else 0


def versions(path: Path) -> dict[str, str]:
    """Packages with the lowest version that a pyproject.toml allows, or the one that a lock has."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".toml":
        return {normal(name): version for name, version in _PINNED.findall(text)}
    project = tomllib.loads(text)["project"]
    rows = [*project["dependencies"], *(r for rows in project["optional-dependencies"].values() for r in rows)]
    return {normal(match[1]): match[2] for row in rows if (match := _FLOOR.match(row))}


def check(where: str, found: dict[str, str], rows: list[dict[str, str]]) -> Iterator[str]:
    """A line for each version that an advisory speaks of."""
    for row in rows:
        version = found.get(row["package"])
        if version is not None and numbers(version) < numbers(row["fixed"]):
            yield f"{where}: {row['package']} {version} has {row['id']}, fixed in {row['fixed']}"


def normal(name: str) -> str:
    """A package's name in its normal form (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def numbers(version: str) -> tuple[int, ...]:
    """A version's numbers, to be compared: 6.1 and 6.1.0 are one."""
    found = [int(part) for part in re.findall(r"\d+", version)]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
