"""One raw file through the whole of ingest: read, clean, tag. What `add` does before it writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from copydesk.errors import ContentError, CopydeskError, IngestError, Problem
from copydesk.frontmatter.document import parse_yaml
from copydesk.frontmatter.fields import Fields, web_address
from copydesk.ingest.belief import believe, clean_markdown, hints_of, raw_of, stated_of
from copydesk.ingest.clean import CleanHints, Profile, clean_article
from copydesk.ingest.draft import Making, Stated, name_stated, settle
from copydesk.ingest.originals import digest_of
from copydesk.ingest.outlets import name_key
from copydesk.ingest.similar import sketch
from copydesk.ingest.tagging import KnownPeople, suggest
from copydesk.ingest.tagging.finders import finder_of
from copydesk.intake.item import Item, LinkFound, Refused, Skipped
from copydesk.intake.sniff import read_parts
from copydesk.limits import CLEANING_SECONDS, TooMuchError, time_limit
from copydesk.model import CleanArticle, Suggestions

# Below this many files the start of a pool costs more than it saves.
POOL_FROM = 8
# Letters below which a text without a headline is an advertisement's frame or the like, in any script.
_WORDS_ALONE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One article of an input, with what the editor states of it. `file` is the input, `part` where in it it stands."""

    file: str
    item: Item
    stated: Stated
    hints: CleanHints

    @property
    def part(self) -> str:
        """Where in the input the article stands, empty for the whole of it."""
        return self.item.part


@dataclass(frozen=True, slots=True, kw_only=True)
class Processed:
    """A raw input done: cleaned and tagged, or why not."""

    file: str
    part: str = ""
    clean: CleanArticle | None = None
    found: Suggestions = Suggestions()
    stated: Stated = Stated()
    sketch: frozenset[int] = frozenset()
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What ingest knows of the digest: its people, what was rejected, its outlets' profiles by folded name.

    `model` names the spaCy model of config.yaml, if it has one; `finders` what finds people in each language,
    `homes` the country of each outlet, by folded name.
    """

    registry: KnownPeople
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    model: str = ""
    finders: Mapping[str, str] = field(default_factory=dict)
    homes: Mapping[str, str] = field(default_factory=dict)


def process(job: Job, knowledge: Knowledge) -> Processed:
    """Read, clean and tag one input. An input that fails gives one with `error`."""
    try:
        with time_limit(CLEANING_SECONDS):
            return _process(job, knowledge)
    except TooMuchError:
        return _failed(job, f"takes more than {CLEANING_SECONDS:.0f} s to clean: is it an article?")
    except CopydeskError as error:
        return _failed(job, str(error).removeprefix(f"{job.file}: "))
    except RecursionError:
        return _failed(job, "is nested too deeply")
    except MemoryError:
        return _failed(job, "needs too much memory")


def _failed(job: Job, error: str) -> Processed:
    return Processed(file=job.file, part=job.part, error=error)


def parts_of(
    data: bytes, file: str, stated: Stated, hints: CleanHints
) -> Iterator[Job | LinkFound | Skipped | Refused]:
    """What a file holds: a job for each article, and what is not one. A file that cannot be read is one refusal."""
    try:
        for part in read_parts(data, file):
            yield Job(file=file, item=part, stated=stated, hints=hints) if isinstance(part, Item) else part
    except IngestError as error:
        yield Refused(part="", why=error.cause)


def making_of(job: Job, raw: bytes) -> Making:
    """How the article of a job is made, for its front matter; `raw` are the bytes kept of it, if any."""
    hints = job.hints
    return Making(
        original=digest_of(raw) if raw else "",
        part=job.part,
        kept=(*hints.keep_lines, *hints.keep),
        dropped=(*hints.drop_lines, *hints.drop),
        stated=name_stated(job.stated),
    )


def _clean(job: Job, knowledge: Knowledge) -> tuple[CleanArticle, Stated]:
    """The article of a job, cleaned with what is stated of it, and all that is stated: the editor's word first."""
    item, said = job.item, job.item.said
    if item.kind == "markdown":
        stated = job.stated.over(stated_of(said))
        return settle(clean_markdown(job.file, item), stated), stated
    raw = raw_of(item, job.file)
    hints = hints_of(item, job.stated, replace(job.hints, url=job.hints.url or said.url or raw.url), raw)
    first = clean_article(raw, hints=hints)
    profile = knowledge.profiles.get(name_key(job.stated.source_name or said.source or first.source_name))
    found = clean_article(raw, hints=hints, profile=profile) if profile else first
    believed, questions = believe(item, found)
    stated = job.stated.over(believed)
    clean = settle(found, stated)
    return replace(clean, warnings=(*clean.warnings, *item.questions, *questions)), stated


def _process(job: Job, knowledge: Knowledge) -> Processed:
    clean, stated = _clean(job, knowledge)
    if job.item.said.draft:
        stated = replace(stated, publish=False)  # private, paid or unfinished where it comes from: the editor decides
    if not clean.text.strip() or (not clean.title and len(clean.text) < _WORDS_ALONE):
        raise IngestError(job.file, "clean", "no article was found in it")
    found = suggest(
        title=clean.title,
        text=clean.text,
        registry=knowledge.registry,
        bylines=clean.authors,
        masked=(*clean.marked, clean.source_name),
        lang=clean.lang or "en",
        model=finder_of(knowledge.finders, clean.lang or "en") or knowledge.model,
        country=knowledge.homes.get(name_key(clean.source_name), ""),
    )
    return Processed(file=job.file, part=job.part, clean=clean, found=found, stated=stated, sketch=sketch(clean.text))


def process_all(jobs: list[Job], knowledge: Knowledge, workers: int) -> Iterator[Processed]:
    """Every input in order, on all cores where there are many."""
    if len(jobs) < POOL_FROM or workers < 2:
        for job in jobs:
            yield process(job, knowledge)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(process, jobs, [knowledge] * len(jobs), chunksize=max(1, len(jobs) // (workers * 8)))


def read_sidecar(path: Path) -> Stated:
    """What `NAME.yaml` beside `NAME.txt` states. Raises ContentError with each problem in it."""
    problems: list[Problem] = []
    fields = Fields(parse_yaml(path.read_text(encoding="utf-8"), path.name), path.name, problems)
    source = fields.mapping("source")
    name, url = fields.text("source_name"), fields.checked("source_url", web_address)
    license_ = fields.text("license", "licence")
    if source is not None:
        name, url = source.text("name") or name, source.checked("url", web_address) or url
        license_ = source.text("license", "licence") or license_
        source.finish()
    stated = Stated(
        date=fields.day("date"),
        source_name=name,
        source_url=url,
        authors=fields.texts("author", "authors"),
        lang=fields.text("lang"),
        title=fields.text("title"),
        license=license_,
        publish=fields.flag("publish"),
    )
    fields.finish()
    if problems:
        raise ContentError(problems)
    return stated


def today(zone: dt.tzinfo) -> dt.date:
    """The day it is in the digest's zone: what `fetched` says."""
    return dt.datetime.now(zone).date()
