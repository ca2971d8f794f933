"""Write the seeds that a fuzz run starts from, made of the project's own examples and tables.

python fuzz/seed.py fuzz/corpus
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "hostile")]

from payloads import PAYLOADS, in_body, raw_html, raw_text  # noqa: E402 (found by the line above)


def main(folder: Path) -> None:
    """Write a file for each seed of each target."""
    seeds: dict[str, list[bytes]] = {"cleaner": [], "front_matter": [], "markdown": [], "names": []}
    for name, payload in PAYLOADS.items():
        seeds["cleaner"] += [raw_text(payload, name).encode(), raw_html(payload, name).encode()]
        seeds["markdown"].append(in_body(payload).encode())
        seeds["names"].append(payload.encode())
    seeds["cleaner"] += [path.read_bytes() for path in (ROOT / "content/inbox").rglob("*.[th]*") if path.is_file()]
    traps = (ROOT / "tests/frontmatter/yaml_traps.md").read_text(encoding="utf-8")
    seeds["front_matter"] += [front.encode() for front in re.findall(r"```yaml\n(.*?)\n```", traps, re.DOTALL)]
    articles = sorted((ROOT / "content/articles").rglob("*.md"))
    seeds["markdown"] += [path.read_bytes().split(b"\n---\n", 1)[-1] for path in articles]
    for target, rows in seeds.items():
        (folder / target).mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(rows):
            (folder / target / f"seed-{number:03}").write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "fuzz/corpus"))
