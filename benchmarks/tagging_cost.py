"""What tagging an article costs with and without a large registry, how long it takes to load, and its peak memory.

    python benchmarks/tagging_cost.py ARTICLES.jsonl [PEOPLE]

A line of ARTICLES has `title` and `text`. Prints milliseconds an article (the best of three rounds, side by side, since
machines are shared), their ratio, seconds to load, and peak memory in MB.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

ROUNDS, ARTICLES = 3, 200
LOAD = "import time; t = time.perf_counter(); from copydesk.ingest.tagging import suggest; suggest(title='', text='Seoul.'); print(time.perf_counter() - t)"  # noqa: E501


def main() -> None:
    """Measure and print."""
    from copydesk.ingest.tagging import KnownPeople, KnownPerson, suggest
    from copydesk.ingest.tagging.lexicon import load_name_lexicon

    rows = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()[:ARTICLES]]
    size = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    chance = random.Random(18)
    given, family = sorted(load_name_lexicon().given), sorted(load_name_lexicon().family)
    names = {f"{chance.choice(given).title()} {chance.choice(family).title()}" for _ in range(size * 2)}
    people = tuple(KnownPerson(name=name, aliases=(name.split()[-1],)) for name in sorted(names)[:size])
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        for label, registry in (("none", KnownPeople()), (str(size), KnownPeople(people=people))):
            suggest(title="", text="Warm.", registry=registry)
            begun = time.perf_counter()
            for row in rows:
                suggest(title=row.get("title") or "", text=row["text"], registry=registry)
            taken = 1000 * (time.perf_counter() - begun) / len(rows)
            best[label] = min(taken, best.get(label, taken))
    load = min(float(subprocess.check_output([sys.executable, "-c", LOAD])) for _ in range(ROUNDS))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    none, many = best["none"], best[str(size)]
    print(f"{none:.2f} ms an article without a registry, {many:.2f} with {size} people: ratio {many / none:.2f}")
    print(f"load {load:.2f} s, peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
