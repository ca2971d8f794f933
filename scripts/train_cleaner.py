"""Train the line classifiers of the cleaner from a folder of pages with gold text, and write their numbers.

    uv run --group train scripts/train_cleaner.py DATA all --out copydesk/data

DATA holds `gold/SET.jsonl` (id, url, body or paragraphs with optional), `dumps/MODE/SET/ID.txt.gz`, `ids-MODE.txt` and
`pages/SET/ID.html.gz`. Only numbers over features leave this program. `benchmarks/clean_report.py --folds 5` judges
each site by forests that never saw it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cleaner_samples import (
    MODES,
    Judged,
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

from copydesk.ingest.clean.doubt import DOUBT_NAMES, PAGE_DOUBT_NAMES, load_certainty, signs_of
from copydesk.ingest.clean.facts.publication_day import DATE_NAMES
from copydesk.ingest.clean.facts.signatures import HEAD_NAMES
from copydesk.ingest.clean.features import NAMES, TITLE_NAMES
from copydesk.ingest.clean.forest import BATCH, DATA
from copydesk.ingest.clean.pagerows import PAGE_NAMES
from copydesk.model import SURE

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
FACTS = ("title", "author", "date")
DOUBTS = ("doubt-html", "doubt-text")
FOLDS = 3
# Log-odds beyond which a line's fate is settled: between them stand the doubts that `judge.py` rules on.
CLEAR = (-1.8, 1.0)
NEVER = 99.0
THINNED = 8  # of so many rows one is asked where the bounds lie: asking all takes longer than training
SETTLED = ("text", "html")  # of the others the figure itself counts, and so does every tree
STEPS, RIDGE = 25, 1e-3  # of Newton's method, by which the signs of certainty are weighed against each other


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
    measured: dict[str, dict[str, Any]] = field(default_factory=dict)

    def fold_of(self) -> dict[str, int]:
        """Return the fold of each site."""
        sites = {site_of(key, record["url"]) for key, record in load_gold(self.data).items()}
        return {site: at % self.count for at, site in enumerate(shuffled(sites))}

    def folders(self) -> dict[str, Path]:
        """Return for each page the folder to judge it with."""
        fold_of = self.fold_of()
        gold = load_gold(self.data)
        return {key: self.into / f"fold-{fold_of[site_of(key, record['url'])]}" for key, record in gold.items()}

    def has(self, track: str) -> bool:
        """Tell whether every fold has a track's forest."""
        return all((self.into / f"fold-{fold}" / f"cleaner-{track}.json").exists() for fold in range(self.count))

    def borrow(self, tracks: Sequence[str]) -> None:
        """Take the shipped forests of tracks that this run does not train."""
        for fold in range(self.count):
            for name in (f"cleaner-{track}.json" for track in tracks):
                if not (self.into / f"fold-{fold}" / name).exists():
                    shutil.copy(DATA / name, self.into / f"fold-{fold}" / name)

    def train(self, track: str, samples: list[Sample]) -> list[Any]:
        """Train one track's forest once a fold, without its sites; return what each fold says of its own samples.

        That is log-odds, an array a sample. Of doubts each fold's forest gets its certainty from the other folds.
        """
        fold_of = self.fold_of()
        fold = [fold_of[sample.site] for sample in samples]
        odds: list[Any] = [None] * len(samples)
        for one in range(self.count):
            folder = self.into / f"fold-{one}"
            folder.mkdir(parents=True, exist_ok=True)
            booster = write(folder, track, [sample for at, sample in enumerate(samples) if fold[at] != one])
            for at, sample in enumerate(samples):
                if fold[at] == one:
                    odds[at] = booster.predict(sample.rows, raw_score=True)
        if track in DOUBTS:
            for one in range(self.count):
                others = [at for at, other in enumerate(fold) if other != one]
                measured = measure([samples[at] for at in others], [odds[at] for at in others])
                add_certainty(self.into / f"fold-{one}", track, measured)
        return odds


def wrongly(samples: Sequence[Sample], odds: Sequence[Any]) -> float:
    """Return the share of their weight that log-odds judge wrongly."""
    wrong = sum(
        float(sample.weights[(found > 0) != (sample.labels == 1)].sum())
        for sample, found in zip(samples, odds, strict=True)
    )
    return wrong / (sum(float(sample.weights.sum()) for sample in samples) or 1.0)


def write(folder: Path, track: str, samples: list[Sample]) -> lightgbm.Booster:
    """Train one forest on all samples, write it as `cleaner-TRACK.json` and return it."""
    rows = np.concatenate([sample.rows for sample in samples])
    booster = fit(samples, *SIZES[track])
    save(folder, track, dump(booster, NAMES_OF[track], rows[::THINNED], settles=track in SETTLED))
    return booster


def save(folder: Path, track: str, numbers: dict[str, Any]) -> None:
    """Write a forest's numbers."""
    text = json.dumps(numbers, ensure_ascii=False, separators=(",", ":")) + "\n"
    (folder / f"cleaner-{track}.json").write_text(text, encoding="utf-8")


def add_certainty(folder: Path, track: str, measured: dict[str, Any]) -> None:
    """Put beside a forest of doubts how its figures are to be read."""
    path = folder / f"cleaner-{track}.json"
    save(folder, track, json.loads(path.read_text(encoding="utf-8")) | {"certainty": measured})


def measure(samples: Sequence[Sample], odds: Sequence[Any]) -> dict[str, Any]:
    """Return how often what held-out forests say of what was left out came true, as `doubt.py` reads it.

    The signs of each block (`signs_of`) are weighed by a logistic regression, in which all kinds of input weigh alike
    by the square root of their blocks; what that gives is set against what was found by an isotonic regression.
    """
    size: dict[str, int] = {}
    for sample in samples:
        size[sample.mode] = size.get(sample.mode, 0) + len(sample.labels)
    signs = np.concatenate(
        [signs_of(sample.rows.tolist(), found.tolist()) for sample, found in zip(samples, odds, strict=True)]
    )
    found = np.concatenate([sample.labels for sample in samples]) == 1
    weights = np.concatenate([np.full(len(sample.labels), size[sample.mode] ** -0.5) for sample in samples])
    weights /= weights.mean()
    rows = np.c_[np.ones(len(signs)), signs]
    slopes = np.zeros(rows.shape[1])
    slopes[1] = 1.0
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-rows @ slopes))
        bend = (rows * (weights * chance * (1 - chance))[:, None]).T @ rows + RIDGE * np.eye(len(slopes))
        slopes += np.linalg.solve(bend, rows.T @ (weights * (found - chance)))
    slopes = np.round(slopes, 4)
    return {"slopes": slopes.tolist(), "table": isotonic(rows @ slopes, found, weights)}


def isotonic(scores: Any, found: Any, weights: Any) -> list[list[float]]:
    """Return the steps of the best rising answer to what was found (pool adjacent violators): last score, share."""
    order = np.argsort(scores, kind="stable")
    steps: list[list[float]] = []
    for score, hit, weight in zip(scores[order], found[order], weights[order], strict=True):
        steps.append([hit * weight, weight, score])
        while len(steps) > 1 and steps[-2][0] * steps[-1][1] >= steps[-1][0] * steps[-2][1]:
            last = steps.pop()
            steps[-1] = [steps[-1][0] + last[0], steps[-1][1] + last[1], last[2]]
    return [[round(float(score), 3), round(float(hit / weight), 4)] for hit, weight, score in steps]


def tell_certainty(
    folder: Path, track: str, samples: Sequence[Sample], odds: Sequence[Any], fold: Sequence[int]
) -> None:
    """Print for each kind of input how many of those called sure belong in, and how many are to be looked at.

    `fold` is the fold of each sample: its certainty is read from the folder of that one.
    """
    modes = sorted({sample.mode for sample in samples})
    for mode in modes:
        sure = wrong = 0
        looks: list[int] = []
        for sample, said, one in zip(samples, odds, fold, strict=True):
            if sample.mode != mode:
                continue
            chances = np.array(
                load_certainty(f"cleaner-{track}", folder / f"fold-{one}").chances(sample.rows.tolist(), said.tolist())
            )
            at = chances < 1 - SURE
            sure, wrong = sure + int(at.sum()), wrong + int((sample.labels[at] == 1).sum())
            looks.append(int((~at).sum()))
        looks.sort()
        print(
            f"  {mode}: {sure} sure, {100 * wrong / max(1, sure):.2f} % of them belong in; lines in doubt"
            f" {looks[len(looks) // 2]} at the median, {looks[int(0.95 * len(looks))]} at the 95th percentile"
        )


def samples_by_track(folds: Folds, *, html: bool, text: bool = True) -> Iterator[tuple[str, list[Sample]]]:
    """Yield each track of pages, of texts or of both with its samples, training its forests in folds.

    What a forest learns from the answers of an earlier one, it learns from one that never saw the page's site, so
    that it can live with its mistakes. Doubts come last: all forests have their say before them.
    """
    folders = folds.folders()
    if html:
        yield from _track(folds, "html", lambda: page_samples(folds.data))
    if text:
        yield from _track(folds, "text", lambda: text_samples(folds.data))
        yield from _track(folds, "title", lambda: title_samples(judged_pages(folds.data, folders)))
        yield from _track(folds, "author", lambda: author_samples(_titled(folds)))
        yield from _track(folds, "date", lambda: date_samples(_titled(folds)))
    folds.borrow(FACTS)
    if html:
        yield from _track(folds, "doubt-html", lambda: doubt_samples(folds.data, folders, ("html",)))
    if text:
        yield from _track(folds, "doubt-text", lambda: doubt_samples(folds.data, folders, MODES))


def _titled(folds: Folds) -> Iterator[Judged]:
    folders = folds.folders()
    return titled(judged_pages(folds.data, folders), folders)


def _track(folds: Folds, track: str, found: Callable[[], Iterator[Sample]]) -> Iterator[tuple[str, list[Sample]]]:
    """Yield a track with its samples, unless an earlier run that broke off has trained it in every fold."""
    if not folds.has(track):
        yield track, _in_folds(folds, track, found())


def _in_folds(folds: Folds, track: str, found: Iterator[Sample]) -> list[Sample]:
    samples = [sample for sample in found if len(sample.labels)]
    odds = folds.train(track, samples)
    wrong = wrongly(samples, odds)
    print(f"{track}: {len(samples)} inputs; {folds.count} folds by site judge {100 * wrong:.2f} % wrongly, weighed")
    if track in DOUBTS:
        fold_of = folds.fold_of()
        tell_certainty(folds.into, track, samples, odds, [fold_of[sample.site] for sample in samples])
        folds.measured[track] = measure(samples, odds)
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
    parser.add_argument("track", choices=("html", "text", "all"), help="text: lines, titles, authors, dates of dumps")
    parser.add_argument("--out", type=Path, required=True, help="folder for cleaner-TRACK.json")
    parser.add_argument(
        "--folds",
        type=Path,
        help="keep the forests of each fold here, to judge the cleaner by; a run that broke off goes on from them",
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folds = Folds(data=options.data, into=options.folds or Path(scratch))
        html, text = options.track != "text", options.track != "html"
        for track, samples in samples_by_track(folds, html=html, text=text):
            write(options.out, track, samples)
            if track in DOUBTS:
                add_certainty(options.out, track, folds.measured[track])
            size = (options.out / f"cleaner-{track}.json").stat().st_size // 1000
            print(f"cleaner-{track}.json: {SIZES[track][0]} trees, {size} kB", flush=True)


if __name__ == "__main__":
    main()
