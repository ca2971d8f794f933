"""Train the line classifiers of the cleaner from a folder of pages with gold text, and write their numbers.

    uv run --group train scripts/train_cleaner.py DATA text --out copydesk/data

DATA holds `gold/SET.jsonl` (id, url, body or paragraphs with optional), `dumps/MODE/SET/ID.txt.gz`, `ids-MODE.txt` and
`pages/SET/ID.html.gz`. Only numbers over features leave this program. `benchmarks/clean_report.py --folds 5` judges
each site by forests that never saw it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cleaner_samples import (
    MODES,
    Sample,
    author_samples,
    date_samples,
    doubt_samples,
    judged_pages,
    load_gold,
    page_samples,
    site_of,
    text_samples,
    title_samples,
    titled,
)

from copydesk.ingest.clean.doubt import DOUBT_NAMES, PAGE_DOUBT_NAMES
from copydesk.ingest.clean.facts.headline import TITLE_NAMES
from copydesk.ingest.clean.facts.publication_day import DATE_NAMES
from copydesk.ingest.clean.facts.signatures import HEAD_NAMES
from copydesk.ingest.clean.features import NAMES
from copydesk.ingest.clean.forest import BATCH
from copydesk.ingest.clean.pagerows import PAGE_NAMES

# Trees, leaves a tree, least rows a leaf and penalty, by cross-validation over sites; what gained less than the noise
# between folds was left.
SIZES = {
    "text": (200, 31, 60, 10),
    "html": (200, 31, 60, 10),
    "doubt-html": (60, 16, 60, 10),
    "doubt-text": (60, 16, 60, 10),
    "title": (80, 8, 40, 5),
    "author": (60, 6, 40, 5),
    "date": (60, 6, 40, 5),
}
NAMES_OF = {
    "html": PAGE_NAMES,
    "text": NAMES,
    "doubt-html": PAGE_DOUBT_NAMES,
    "doubt-text": DOUBT_NAMES,
    "title": TITLE_NAMES,
    "author": HEAD_NAMES,
    "date": DATE_NAMES,
}
FOLDS = 5
# Log-odds beyond which a line's fate is settled: between them stand the doubts that `judge.py` rules on.
CLEAR = (-1.8, 1.0)
NEVER = 99.0
THINNED = 8  # of so many rows one is asked where the bounds lie: asking all takes longer than training
SETTLED = ("text", "html")  # of the others the figure itself counts, and so does every tree


def fit(samples: list[Sample], trees: int, leaves: int, least: int, penalty: int) -> lightgbm.Booster:
    """Train one forest; the settings were chosen by cross-validation over sites (docs/decisions/cleaner.md)."""
    settings = {
        "objective": "binary",
        "num_leaves": leaves,
        "learning_rate": 0.08,
        "min_data_in_leaf": least,
        "feature_fraction": 0.3,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": penalty,
        "verbosity": -1,
        "seed": 3,
        "max_bin": 63,  # as the shipped forests were trained; 255 take longer
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


def exits(booster: lightgbm.Booster, rows: Any) -> list[tuple[float, float]]:
    """Return for each batch of trees the sums below and above which hardly a row's decision changes later.

    Of the rows beyond a bound one in a thousand may end in the doubtful middle, where the decision is not clear.
    """
    out: list[tuple[float, float]] = []
    count = booster.num_trees()
    total = booster.predict(rows, raw_score=True)
    for stop in range(BATCH, count + BATCH, BATCH):
        so_far = booster.predict(rows, raw_score=True, num_iteration=min(stop, count))
        out.append((-_bound(-so_far, -total, -CLEAR[0]), _bound(so_far, total, CLEAR[1])))
    return out


def _bound(so_far: Any, total: Any, clear: float) -> float:
    """Return the least sum above which at most one row in a thousand ends below `clear`."""
    order = np.argsort(-so_far)
    wrong = np.cumsum(total[order] < clear)
    allowed = wrong <= np.arange(1, len(order) + 1) / 1000
    last = int(np.max(np.nonzero(allowed)[0], initial=0))
    return round(float(so_far[order[last]]), 3)


def dump(booster: lightgbm.Booster, names: tuple[str, ...], rows: Any, *, settles: bool) -> dict[str, Any]:
    """Return a forest as `copydesk.ingest.clean.forest` reads it."""

    def node(tree: dict[str, Any]) -> Any:
        if "leaf_value" in tree and "split_feature" not in tree:
            return round(tree["leaf_value"], 4)
        return [tree["split_feature"], round(tree["threshold"], 5), node(tree["left_child"]), node(tree["right_child"])]

    return {
        "names": list(names),
        "base": 0.0,
        "exits": exits(booster, rows) if settles else [(-NEVER, NEVER)] * math.ceil(booster.num_trees() / BATCH),
        "trees": [node(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Folds:
    """Which sites are kept apart, and the folder in which each fold's forests lie: those that never saw its sites."""

    data: Path
    into: Path
    count: int = FOLDS

    def fold_of(self) -> dict[str, int]:
        """Return the fold of each site."""
        sites = {site_of(key, record["url"]) for key, record in load_gold(self.data).items()}
        return {site: at % self.count for at, site in enumerate(shuffled(sites))}

    def folders(self) -> dict[str, Path]:
        """Return for each page the folder to judge it with."""
        fold_of = self.fold_of()
        gold = load_gold(self.data)
        return {key: self.into / f"fold-{fold_of[site_of(key, record['url'])]}" for key, record in gold.items()}

    def train(self, track: str, samples: list[Sample]) -> float:
        """Train one track's forest once a fold, without its sites; return the share of what it judges wrongly there."""
        fold_of = self.fold_of()
        wrong = weight = 0.0
        for fold in range(self.count):
            folder = self.into / f"fold-{fold}"
            folder.mkdir(parents=True, exist_ok=True)
            booster = write(folder, track, [sample for sample in samples if fold_of[sample.site] != fold])
            for sample in samples:
                if fold_of[sample.site] == fold:
                    found = booster.predict(sample.rows, raw_score=True) > 0
                    wrong += float(sample.weights[found != (sample.labels == 1)].sum())
                    weight += float(sample.weights.sum())
        return wrong / (weight or 1.0)


def write(folder: Path, track: str, samples: list[Sample]) -> lightgbm.Booster:
    """Train one forest on all samples, write it as `cleaner-TRACK.json` and return it."""
    rows = np.concatenate([sample.rows for sample in samples])
    booster = fit(samples, *SIZES[track])
    forest = dump(booster, NAMES_OF[track], rows[::THINNED], settles=track in SETTLED)
    out = folder / f"cleaner-{track}.json"
    out.write_text(json.dumps(forest, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    return booster


def samples_by_track(folds: Folds, *, html: bool, text: bool = True) -> Iterator[tuple[str, list[Sample]]]:
    """Yield each track of pages, of texts or of both with its samples, training its forests in folds.

    What a forest learns from the answers of an earlier one, it learns from one that never saw the page's site, so
    that it can live with its mistakes.
    """
    folders = folds.folders()
    if html:
        yield "html", _in_folds(folds, "html", page_samples(folds.data))
        yield "doubt-html", _in_folds(folds, "doubt-html", doubt_samples(folds.data, folders, ("html",)))
    if not text:
        return
    yield "text", _in_folds(folds, "text", text_samples(folds.data))
    pages = list(judged_pages(folds.data, folders))
    yield "title", _in_folds(folds, "title", title_samples(pages))
    pages = list(titled(pages, folders))
    yield "author", _in_folds(folds, "author", author_samples(pages))
    yield "date", _in_folds(folds, "date", date_samples(pages))
    yield "doubt-text", _in_folds(folds, "doubt-text", doubt_samples(folds.data, folders, MODES))


def _in_folds(folds: Folds, track: str, found: Iterator[Sample]) -> list[Sample]:
    samples = [sample for sample in found if len(sample.labels)]
    wrong = folds.train(track, samples)
    print(f"{track}: {len(samples)} inputs; {folds.count} folds by site judge {100 * wrong:.2f} % wrongly, weighed")
    return samples


def write_folds(data: Path, into: Path, *, folds: int, html: bool) -> dict[str, Path]:
    """Train all tracks' forests once a fold, without its sites; return for each page the folder to judge it with."""
    kept_apart = Folds(data=data, into=into, count=folds)
    for _ in samples_by_track(kept_apart, html=html):
        pass
    return kept_apart.folders()


def shuffled(sites: set[str]) -> list[str]:
    """Return the sites in an order that depends on their names alone."""
    return sorted(sites, key=lambda site: hashlib.sha256(site.encode()).digest())


def main() -> None:
    """Read the command line, train, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("track", choices=("html", "text"), help="text: lines, titles, authors and dates of dumps")
    parser.add_argument("--out", type=Path, required=True, help="folder for cleaner-TRACK.json")
    parser.add_argument("--folds", type=Path, help="keep the forests of each fold here, to judge the cleaner by")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folds = Folds(data=options.data, into=options.folds or Path(scratch))
        html = options.track == "html"
        for track, samples in samples_by_track(folds, html=html, text=not html):
            write(options.out, track, samples)
            size = (options.out / f"cleaner-{track}.json").stat().st_size // 1000
            print(f"cleaner-{track}.json: {SIZES[track][0]} trees, {size} kB")


if __name__ == "__main__":
    main()
