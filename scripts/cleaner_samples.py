"""Pages with gold text as training samples for the cleaner's forests: a row of features and a label a line.

Read by `train_cleaner.py`, which says what the data folder holds.
"""

from __future__ import annotations

import collections
import gzip
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from copydesk.ingest.bylines import byline_candidates, find_head, signed_by
from copydesk.ingest.extract import study_page
from copydesk.ingest.features import best_stretch
from copydesk.ingest.headlines import candidates
from copydesk.ingest.headrows import Surroundings
from copydesk.ingest.judge import judge, rows_of
from copydesk.ingest.lines import Line, split_lines
from copydesk.ingest.read import read_raw

SETS = ("sh", "fe", "ft")
MODES = ("rp", "rpfull", "w3m")
WORD = re.compile(r"\w+")
Grams = collections.Counter[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One page in one form: its site, a row of features a line, and for each line 1 body, 0 not, -1 either."""

    key: str
    site: str
    rows: Any
    labels: Any
    weights: Any


def words(text: str) -> list[str]:
    """Return the words the scorer compares."""
    return WORD.findall(text)


def grams(text: str) -> Grams:
    """Return the four-word shingles of `text` with their counts."""
    found = words(text)
    return collections.Counter(tuple(found[i : i + 4]) for i in range(max(1, len(found) - 3) if found else 0))


def label(record: dict[str, Any], texts: list[str]) -> list[int]:
    """Say of each line whether it is in the gold body: by the same words, or by half its shingles not yet used."""
    paragraphs = record.get("paragraphs") or [line for line in record["body"].split("\n") if line.strip()]
    optional = record.get("optional") or [False] * len(paragraphs)
    body = grams("\n".join(p for p, free in zip(paragraphs, optional, strict=True) if not free))
    free_grams = grams("\n".join(p for p, free in zip(paragraphs, optional, strict=True) if free))
    exact = collections.Counter(
        tuple(words(p.casefold())) for p, free in zip(paragraphs, optional, strict=True) if not free
    )
    free_exact = {tuple(words(p.casefold())) for p, free in zip(paragraphs, optional, strict=True) if free}
    used: Grams = collections.Counter()
    out: list[int] = []
    for text in texts:
        key, own = tuple(words(text.casefold())), grams(text)
        if key and exact[key] > 0:
            exact[key] -= 1
            used.update(own)
            out.append(1)
        elif key in free_exact:
            out.append(-1)
        elif len(key) < 4:
            out.append(0)
        else:
            size = sum(own.values())
            hits = sum(min(count, body[gram] - used[gram]) for gram, count in own.items() if body[gram] > used[gram])
            if 2 * hits >= size:
                used.update(own)
                out.append(1)
            else:
                out.append(-1 if 2 * sum((own & free_grams).values()) >= size else 0)
    return out


def weigh(texts: list[str], labels: list[int]) -> list[float]:
    """Weigh a line by what it moves: half by its words (body F1), half as one paragraph (paragraph F1).

    All lines that are not body weigh at most twice what the body does: a page cannot be more wrong than wholly.
    """
    sizes = [float(min(200, max(1, len(words(text))))) for text in texts]
    body = sum(size for size, value in zip(sizes, labels, strict=True) if value == 1) or sum(sizes) or 1.0
    count = max(1, labels.count(1))
    out = [0.0 if value < 0 else 15 * (size / body + 1 / count) for size, value in zip(sizes, labels, strict=True)]
    other = sum(weight for weight, value in zip(out, labels, strict=True) if value == 0)
    scale = min(1.0, 60 / other) if other else 1.0
    return [weight * scale if value == 0 else weight for weight, value in zip(out, labels, strict=True)]


def site_of(key: str, url: str) -> str:
    """Return the name by which pages of one site are kept in one fold, in whichever set they are."""
    host = [
        part for part in urlsplit(url).netloc.lower().split(".") if part not in ("www", "com", "co", "org", "net", "uk")
    ]
    return max(host, key=len) if host else key


def load_gold(data: Path) -> dict[str, dict[str, Any]]:
    """Return the gold records of all sets by SET/ID."""
    out: dict[str, dict[str, Any]] = {}
    for name in SETS:
        for line in (data / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            out[f"{name}/{record['id']}"] = record
    return out


def text_samples(data: Path) -> Iterator[Sample]:
    """Yield every page of every text dump whose body is in the dump."""
    gold = load_gold(data)
    for mode in MODES:
        for key in (data / f"ids-{mode}.txt").read_text(encoding="utf-8").split():
            raw = read_raw(gzip.decompress((data / "dumps" / mode / f"{key}.txt.gz").read_bytes()), key)
            lines = split_lines(raw.text).lines
            texts = [line.text for line in lines]
            labels = label(gold[key], texts)
            yield Sample(
                key=key,
                site=site_of(key, gold[key]["url"]),
                rows=np.array(rows_of(lines)[1], dtype=np.float32),
                labels=np.array(labels),
                weights=np.array(weigh(texts, labels)),
            )


def page_samples(data: Path) -> Iterator[Sample]:
    """Yield every saved page."""
    for key, record in load_gold(data).items():
        raw = read_raw(gzip.decompress((data / "pages" / f"{key}.html.gz").read_bytes()), key)
        page = study_page(raw, record["url"])
        texts = [block.text for block in page.blocks]
        labels = label(record, texts)
        yield Sample(
            key=key,
            site=site_of(key, record["url"]),
            rows=np.array(page.rows, dtype=np.float32),
            labels=np.array(labels),
            weights=np.array(weigh(texts, labels)),
        )


def title_samples(data: Path) -> Iterator[Sample]:
    """Yield the lines above the text of every dump that shows its title."""
    for key, record, lines in dumps_with(data, "title"):
        start, end = best_stretch(lines, 12.0)
        around = Surroundings(lines, start, end)
        places = candidates(lines, start)
        gold = words(record["title"].casefold())
        labels = [int(alike(gold, words(lines[at].text.casefold())) >= 0.8) for at in places]
        if any(labels):
            yield head_sample(key, record, [around.row(at) for at in places], labels)


def author_samples(data: Path) -> Iterator[Sample]:
    """Yield the lines around the text of every dump that could name an author."""
    for key, record, lines in dumps_with(data, None):
        if "authors" not in record:
            continue
        verdict = judge(lines)
        kept = verdict.kept()
        head = find_head(kept, verdict.title)
        around = Surroundings(lines, head.start, head.end, head.title)
        gold = {" ".join(words(name.casefold())) for name in record["authors"]}
        rows, labels = [], []
        for at in byline_candidates(lines, head, kept):
            names, _ = signed_by(lines, at)
            if names:
                said = {" ".join(words(name.casefold())) for name in names}
                rows.append(around.row(at, names))
                labels.append(int(2 * len(gold & said) > len(gold | said)))
        if rows:
            yield head_sample(key, record, rows, labels)


def dumps_with(data: Path, field: str | None) -> Iterator[tuple[str, dict[str, Any], tuple[Line, ...]]]:
    """Yield every dump of the set with metadata, or those that show the given field."""
    gold = load_gold(data)
    for mode in MODES:
        seen = json.loads((data / f"visible-{mode}.json").read_text(encoding="utf-8"))
        for key in (data / f"ids-{mode}.txt").read_text(encoding="utf-8").split():
            if "title" in gold[key] and (field is None or field in seen.get(key, ())):
                raw = read_raw(gzip.decompress((data / "dumps" / mode / f"{key}.txt.gz").read_bytes()), key)
                yield key, gold[key], split_lines(raw.text).lines


def head_sample(key: str, record: dict[str, Any], rows: list[list[float]], labels: list[int]) -> Sample:
    """Return a sample in which what is looked for weighs as much as all the rest together."""
    found = sum(labels) or 1
    weights = [8 / found if value else 8 / len(labels) for value in labels]
    return Sample(
        key=key,
        site=site_of(key, record["url"]),
        rows=np.array(rows, dtype=np.float32),
        labels=np.array(labels),
        weights=np.array(weights),
    )


def alike(left: list[str], right: list[str]) -> float:
    """Return Dice's coefficient of two lists of words."""
    both = sum((collections.Counter(left) & collections.Counter(right)).values())
    return 2 * both / (len(left) + len(right)) if left and right else 0.0
