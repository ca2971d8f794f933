"""Pages with gold text as training samples for the cleaner's forests: a row of features and a label a line.

Read by `train_cleaner.py`, which says what the data folder holds.
"""

from __future__ import annotations

import collections
import gzip
import json
import multiprocessing
import random
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from cleaner_dresses import Piece, as_copy, as_page, as_text, cut, gold_of, pieces_of, shorten, thin

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


from copydesk.errors import IngestError
from copydesk.ingest.clean import CleanHints, Profile, clean_article, forest, read_page
from copydesk.ingest.clean.assemble import assemble
from copydesk.ingest.clean.classify import Decisions, judge, study_page, study_text
from copydesk.ingest.clean.document import SourceDocument
from copydesk.ingest.clean.doubt import doubt_rows
from copydesk.ingest.clean.facts.publication_day import stamps_of
from copydesk.ingest.clean.facts.signatures import Surroundings, byline_candidates, find_head, signed_by
from copydesk.ingest.clean.facts.title_line import candidates, find_title
from copydesk.ingest.clean.features import title_rows
from copydesk.ingest.clean.lines import Line, main_stretch
from copydesk.ingest.language import guess_language
from copydesk.intake.read import read_raw
from copydesk.model import RawArticle

SETS = ("sh", "fe", "ft", "wx")
MODES = ("rp", "rpfull", "w3m")  # what is learnt of every page; of one in three also the narrow ones
NARROW = ("w3m80", "lynx")
WHOLE = ("rpfull", "w3m")  # dumps that hold a whole page's chrome: short lines are set into their text, too
THIN = (0.0, 0.0, 0.2, 0.5)  # shares of a page's chrome that its other dresses keep
RARE = 4  # of the rows far from the text one in so many is learnt, and weighs as much as so many
_NEAR = 12
_ENOUGH = 0.9  # share of the body's shingles that a dump must hold to be learnt from
WORD = re.compile(r"\w+")
Grams = collections.Counter[tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One page in one form: its site, a row of features a line, and for each line 1 body, 0 not, -1 either.

    `mode` is the kind of input where samples of several kinds are weighed against each other.
    """

    key: str
    site: str
    rows: Any
    labels: Any
    weights: Any
    mode: str = ""


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
        path = data / "gold" / f"{name}.jsonl"
        lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
        for line in filter(None, lines):  # a record may hold U+2028, at which `splitlines` would cut it
            record = json.loads(line)
            out[f"{name}/{record['id']}"] = record
    return out


def dump_of(data: Path, mode: str, key: str) -> str:
    """Return a page's dump, or nothing where there is none."""
    path = data / "dumps" / mode / f"{key}.txt.gz"
    try:
        return read_raw(gzip.decompress(path.read_bytes()), key).text if path.exists() else ""
    except IngestError:  # a dump of nothing
        return ""


def holds(text: str, record: dict[str, Any]) -> bool:
    """Tell whether a dump holds the gold body: nine tenths of its shingles."""
    gold = grams(record["body"])
    return bool(gold) and sum((gold & grams(text)).values()) >= _ENOUGH * sum(gold.values())


def sample(key: str, record: dict[str, Any], rows: Any, texts: list[str], weight: float = 1.0) -> Sample:
    """Return a page in one dress as rows to learn from; of those far from its text a part, weighed for the rest."""
    labels = label(record, texts)
    weights = [weight * one for one in weigh(texts, labels)]
    body = [at for at, value in enumerate(labels) if value == 1]
    near = {at + by for at in body for by in range(-_NEAR, _NEAR + 1)}
    kept = [at for at in range(len(labels)) if at in near or at % RARE == 0]
    return Sample(
        key=key,
        site=site_of(key, record["url"]),
        rows=np.array(rows, dtype=np.float32)[kept] if kept else np.zeros((0, 0), dtype=np.float32),
        labels=np.array([labels[at] for at in kept]),
        weights=np.array([weights[at] * (1 if at in near else RARE) for at in kept]),
    )


def in_parallel(task: Callable[[tuple[Path, str, dict[str, Any]]], list[Sample]], data: Path) -> Iterator[Sample]:
    """Yield what a task makes of every page, on all cores."""
    jobs = [(data, key, record) for key, record in load_gold(data).items()]
    with multiprocessing.Pool() as pool:
        for found in pool.imap(task, jobs, chunksize=8):
            yield from found


def text_samples(data: Path) -> Iterator[Sample]:
    """Yield every page in every dump that holds its body, and one of them with part of its chrome or none."""
    yield from in_parallel(_texts_of, data)


def _texts_of(job: tuple[Path, str, dict[str, Any]]) -> list[Sample]:
    data, key, record = job
    draw = random.Random(key)  # noqa: S311 - a dress is no secret
    out: list[Sample] = []
    modes = MODES + (NARROW if draw.random() < 1 / 3 else ())
    for mode in modes:
        text = dump_of(data, mode, key)
        if not holds(text, record):
            continue
        document = study_text(text)
        lines = document.lines
        texts = [line.text for line in lines]
        out.append(sample(key, record, document.rows, texts))
        if mode in WHOLE:
            out += _copy_of(key, record, lines, random.Random(f"{key} {mode}"))  # noqa: S311 - a dress is no secret
        if mode == "w3m80" or (mode in ("w3m", "lynx") and draw.random() < 1 / 2):
            continue
        labels = label(record, texts)
        if 1 not in labels:
            continue
        keep = thin([value == 1 for value in labels], draw.choice((*THIN, 1.0)), draw)
        pieces = [Piece(text=lines[at].text, kind="li" if lines[at].mark else "p", body=labels[at] == 1) for at in keep]
        pieces = _changed(pieces, draw)
        dressed = study_text(as_text(pieces, draw))
        said = record | {"paragraphs": gold_of(pieces), "optional": None}
        out.append(sample(key, said, dressed.rows, [line.text for line in dressed.lines], 0.7))
    return out


def _copy_of(key: str, record: dict[str, Any], lines: Sequence[Line], draw: random.Random) -> list[Sample]:
    """Return a whole page's dump with runs of short lines set into its text, all its chrome where it stood."""
    labels = label(record, [line.text for line in lines])
    if 1 not in labels:
        return []
    pieces = [
        Piece(text=line.text, kind="li" if line.mark else "p", body=value == 1, tight=not line.blank_before)
        for line, value in zip(lines, labels, strict=True)
    ]
    pieces = shorten(cut(pieces, draw) if draw.random() < 1 / 2 else pieces, draw)
    dressed = study_text(as_copy(pieces, draw))
    said = record | {"paragraphs": gold_of(pieces), "optional": None}
    return [sample(key, said, dressed.rows, [line.text for line in dressed.lines], 0.35)]


def _changed(pieces: list[Piece], draw: random.Random) -> list[Piece]:
    """Let a text end early, or set short lines into it, or both, or neither."""
    pieces = cut(pieces, draw) if draw.random() < 1 / 2 else pieces
    return shorten(pieces, draw) if draw.random() < 1 / 2 else pieces


def page_samples(data: Path) -> Iterator[Sample]:
    """Yield every saved page: as it is, with part of its chrome, and as a plain page with none.

    Of one in three trafilatura's choice is hidden, that the rest be learnt without it.
    """
    yield from in_parallel(_pages_of, data)


def _pages_of(job: tuple[Path, str, dict[str, Any]]) -> list[Sample]:
    data, key, record = job
    draw = random.Random(key)  # noqa: S311 - a dress is no secret
    raw = read_raw(gzip.decompress((data / "pages" / f"{key}.html.gz").read_bytes()), key)
    blocks, found, stated_data = read_page(raw, record["url"])
    page = study_page(blocks, found, stated_data)
    texts = [block.text for block in page.blocks]
    labels = label(record, texts)
    out = [sample(key, record, page.rows, texts)]
    if draw.random() < 1 / 2:
        part = draw.randint(0, len(found))  # another extractor finds nothing, or loses one end
        hidden = study_page(blocks, draw.choice(([], [], found[:part], found[part:])), stated_data)
        out.append(sample(key, record, hidden.rows, [block.text for block in hidden.blocks], 0.5))
    if 1 not in labels:
        return out
    keep = thin([value == 1 for value in labels], draw.choice(THIN), draw)
    thinned = study_page([page.blocks[at] for at in keep], found, stated_data)
    out.append(sample(key, record, thinned.rows, [block.text for block in thinned.blocks], 0.5))
    pieces = list(pieces_of(page.blocks, labels))
    for rate, weight in ((0.0, 0.5), (draw.choice((0.2, 0.5, 1.0)), 0.7)):
        kept = thin([piece.body for piece in pieces], rate, draw)
        chosen = _changed([pieces[at] for at in kept if at != page.title], draw)
        html = as_page(chosen, _title_of(page), draw)
        plain = study_page(*read_page(RawArticle(file=key, kind="html", text=html, url=record["url"])))
        said = record | {"paragraphs": gold_of(chosen), "optional": None}
        out.append(sample(key, said, plain.rows, [block.text for block in plain.blocks], weight))
    return out


def _title_of(page: SourceDocument) -> str:
    return page.lines[page.title].text if page.title is not None else ""


class _SeenError(Exception):
    """The cleaner has shown its decisions; what it would make of them is not asked."""


def doubt_samples(data: Path, forests: dict[str, Path], modes: Sequence[str]) -> Iterator[Sample]:
    """Yield what was left out of every page ("html") and dump by the forests in the page's folder of `forests`.

    What says again what the headline or the body says is no loss.
    """
    jobs = [(data, key, record, forests[key], mode) for mode in modes for key, record in load_gold(data).items()]
    with multiprocessing.Pool() as pool:
        yield from filter(None, pool.imap(_doubts_of, jobs, chunksize=8))


def _doubts_of(job: tuple[Path, str, dict[str, Any], Path, str]) -> Sample | None:
    data, key, record, folder, mode = job
    forest.DATA = folder
    seen: list[Decisions] = []

    def see(desk: Decisions) -> None:
        seen.append(desk)
        raise _SeenError

    try:
        if mode == "html":
            raw = read_raw(gzip.decompress((data / "pages" / f"{key}.html.gz").read_bytes()), key)
            document = study_page(*read_page(raw, record["url"]))
        else:
            raw = RawArticle(file=key, kind="text", text=dump_of(data, mode, key))
            if not holds(raw.text, record):
                return None
            document = study_text(raw.text)
        assemble(raw, document, CleanHints(), Profile(), see)
    except _SeenError:
        pass
    except IngestError:
        return None
    if not seen:
        return None
    desk = seen[0]
    judged, passed, rows = doubt_rows(desk)
    kept = [desk.title, *(desk.document.blocks[at].text for at in desk.kept())]
    left = [desk.document.blocks[at].text for at in judged] + [desk.document.passed[at].text for at in passed]
    labels = np.array(label(record, [*kept, *left])[len(kept) :])
    return Sample(
        key=key,
        site=site_of(key, record["url"]),
        rows=np.array(rows, dtype=np.float32),
        labels=labels,
        weights=np.ones(len(labels)),
        mode=mode,
    )


def title_samples(pages: Iterable[Judged]) -> Iterator[Sample]:
    """Yield the lines that could be the title of every dump that shows it among them."""
    for page in pages:
        start, end = main_stretch(page.lines, page.kept)
        places = candidates(page.lines, start, end)
        gold = words(page.record["title"].casefold())
        labels = [int(is_headline(words(page.lines[at].text.casefold()), gold)) for at in places]
        if any(labels):
            yield head_sample(page, title_rows(page.lines, page.kept, start, end, places), labels)


def is_headline(line: list[str], gold: list[str]) -> bool:
    """Tell whether a line is the title in gold, or nearly, or ends in it after a kicker."""
    kicker = len(line) - len(gold)
    return alike(gold, line) >= 0.8 or (0 < kicker <= min(6, len(gold)) and line[kicker:] == gold)


def author_samples(pages: Iterable[Judged]) -> Iterator[Sample]:
    """Yield the lines around the text of every dump that could name an author."""
    for page in pages:
        if "authors" not in page.record:
            continue
        head = find_head(page.kept, page.title)
        around = Surroundings(page.lines, head.start, head.end, head.title)
        gold = {" ".join(words(name.casefold())) for name in page.record["authors"]}
        rows, labels = [], []
        for at in byline_candidates(page.lines, head, page.kept):
            names, _ = signed_by(page.lines, at)
            if names:
                said = {" ".join(words(name.casefold())) for name in names}
                rows.append(around.row(at, names))
                labels.append(int(2 * len(gold & said) > len(gold | said)))
        if rows:
            yield head_sample(page, rows, labels)


def date_samples(pages: Iterable[Judged]) -> Iterator[Sample]:
    """Yield the dates outside the prose of every dump whose day is known."""
    for page in pages:
        if not page.record.get("date"):
            continue
        body = "\n".join(line.text for line, kept in zip(page.lines, page.kept, strict=True) if kept)
        stamps = stamps_of(page.lines, find_head(page.kept, page.title), page.kept, guess_language(body))
        if stamps:
            day = page.record["date"][:10]
            labels = [int(stamp.day.isoformat() == day) for stamp in stamps]
            yield head_sample(page, [stamp.row for stamp in stamps], labels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A dump whose title is known, and what forests that never saw its site say of its lines."""

    key: str
    record: dict[str, Any]
    lines: tuple[Line, ...]
    kept: tuple[bool, ...]
    title: int | None = None


def stated(data: Path, key: str, record: dict[str, Any]) -> dict[str, Any]:
    """Return a gold record with title, authors and date; what it lacks is taken from what the saved page states.

    On pages whose metadata is in gold this agrees with it on nine of ten; the dumps are judged by gold alone.
    """
    if "title" in record:
        return record
    raw = read_raw(gzip.decompress((data / "pages" / f"{key}.html.gz").read_bytes()), key)
    try:
        clean = clean_article(raw, hints=CleanHints(url=record["url"]))
    except IngestError:
        return record
    found = {"title": clean.title, "authors": list(clean.authors), "date": clean.date and clean.date.isoformat()}
    return record | {name: value for name, value in found.items() if value}


def judged_pages(data: Path, forests: dict[str, Path]) -> Iterator[Judged]:
    """Yield every dump whose title is known, judged by the line forest in the page's folder of `forests`."""
    packaged = forest.DATA
    gold = {key: stated(data, key, record) for key, record in load_gold(data).items()}
    for mode in MODES:
        for key, record in gold.items():
            text = dump_of(data, mode, key)
            if not record.get("title") or not holds(text, record):
                continue
            document = study_text(text)
            forest.DATA = forests[key]
            kept = tuple(judge(document).kept())
            forest.DATA = packaged
            yield Judged(key=key, record=record, lines=document.lines, kept=kept)


def titled(pages: Iterable[Judged], forests: dict[str, Path]) -> Iterator[Judged]:
    """Yield the pages with the title that the title forest in the page's folder of `forests` finds."""
    packaged = forest.DATA
    for page in pages:
        forest.DATA = forests[page.key]
        yield replace(page, title=find_title(page.lines, page.kept))
    forest.DATA = packaged


def head_sample(page: Judged, rows: Sequence[Sequence[float]], labels: list[int]) -> Sample:
    """Return a sample in which what is looked for weighs as much as all the rest together."""
    found = sum(labels) or 1
    weights = [8 / found if value else 8 / len(labels) for value in labels]
    return Sample(
        key=page.key,
        site=site_of(page.key, page.record["url"]),
        rows=np.array(rows, dtype=np.float32),
        labels=np.array(labels),
        weights=np.array(weights),
    )


def alike(left: list[str], right: list[str]) -> float:
    """Return Dice's coefficient of two lists of words."""
    both = sum((collections.Counter(left) & collections.Counter(right)).values())
    return 2 * both / (len(left) + len(right)) if left and right else 0.0
