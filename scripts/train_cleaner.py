"""Train the line classifiers of the cleaner from a folder of pages with gold text, and write their numbers.

    uv run --group train scripts/train_cleaner.py DATA text --out copydesk/data/cleaner-text.json

DATA holds `gold/SET.jsonl` (id, url, body or paragraphs with optional), `dumps/MODE/SET/ID.txt.gz`, `ids-MODE.txt` and
`pages/SET/ID.html.gz`. Only numbers over features leave this program. `benchmarks/clean_report.py --folds 5` judges
each site by forests that never saw it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cleaner_samples import Sample, author_samples, load_gold, page_samples, site_of, text_samples, title_samples

from copydesk.ingest.features import NAMES
from copydesk.ingest.headrows import HEAD_NAMES
from copydesk.ingest.pagerows import PAGE_NAMES

SAMPLES = {"text": text_samples, "html": page_samples, "title": title_samples, "author": author_samples}

# Trees and leaves a tree, by cross-validation over sites; more gained less than the noise between folds.
SIZES = {"text": (180, 15), "html": (80, 15), "title": (80, 8), "author": (60, 6)}


def samples_of(track: str, data: Path) -> Iterator[Sample]:
    """Yield the pages of one track that have a line."""
    return (sample for sample in SAMPLES[track](data) if len(sample.labels))


def names_of(track: str) -> tuple[str, ...]:
    """Return the names of a track's features."""
    return {"html": PAGE_NAMES, "text": NAMES}.get(track, HEAD_NAMES)


def fit(samples: list[Sample], trees: int, leaves: int) -> lightgbm.Booster:
    """Train one forest; the settings were chosen by cross-validation over sites (docs/decisions/cleaner.md)."""
    settings = {
        "objective": "binary",
        "num_leaves": leaves,
        "learning_rate": 0.08,
        "min_data_in_leaf": 40,
        "feature_fraction": 0.3,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 5,
        "verbosity": -1,
        "seed": 3,
        "num_threads": 1,
        "deterministic": True,
    }
    rows, labels, weights = (
        np.concatenate([getattr(sample, name) for sample in samples]) for name in ("rows", "labels", "weights")
    )
    sure = labels >= 0
    return lightgbm.train(
        settings, lightgbm.Dataset(rows[sure], (labels[sure] == 1).astype(int), weight=weights[sure]), trees
    )


def dump(booster: lightgbm.Booster, names: tuple[str, ...]) -> dict[str, Any]:
    """Return a forest as `copydesk.ingest.forest` reads it."""

    def node(tree: dict[str, Any]) -> Any:
        if "leaf_value" in tree and "split_feature" not in tree:
            return round(tree["leaf_value"], 4)
        return [tree["split_feature"], round(tree["threshold"], 5), node(tree["left_child"]), node(tree["right_child"])]

    return {
        "names": list(names),
        "base": 0.0,
        "trees": [node(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]],
    }


def write_folds(data: Path, tracks: list[str], folds: int, into: Path) -> dict[str, Path]:
    """Train each track's forest once a fold, without its sites; return for each page the folder to judge it with."""
    gold = load_gold(data)
    sites = {
        site: at % folds
        for at, site in enumerate(shuffled({site_of(key, record["url"]) for key, record in gold.items()}))
    }
    for track in tracks:
        samples = list(samples_of(track, data))
        for fold in range(folds):
            folder = into / f"fold-{fold}"
            folder.mkdir(parents=True, exist_ok=True)
            forest = dump(
                fit([sample for sample in samples if sites[sample.site] != fold], *SIZES[track]), names_of(track)
            )
            (folder / f"cleaner-{track}.json").write_text(json.dumps(forest), encoding="utf-8")
    return {key: into / f"fold-{sites[site_of(key, record['url'])]}" for key, record in gold.items()}


def shuffled(sites: set[str]) -> list[str]:
    """Return the sites in an order that depends on their names alone."""
    return sorted(sites, key=lambda site: hashlib.sha256(site.encode()).digest())


def main() -> None:
    """Read the command line, train, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("track", choices=tuple(SAMPLES))
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if options.out is None:
        parser.error("say where to write the forest: --out FILE")
    forest = dump(fit(list(samples_of(options.track, options.data)), *SIZES[options.track]), names_of(options.track))
    options.out.write_text(json.dumps(forest, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{options.out}: {len(forest['trees'])} trees, {options.out.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
