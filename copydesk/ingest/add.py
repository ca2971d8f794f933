"""One raw file through the whole of ingest: read, clean, tag. What `add` does before it writes."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from copydesk.errors import ContentError, CopydeskError, IngestError, Location, Problem
from copydesk.files import read_utf8
from copydesk.frontmatter.document import parse_yaml
from copydesk.frontmatter.fields import Fields, language_code, web_address
from copydesk.ingest.clean import CleanHints, Profile, clean_article
from copydesk.ingest.clean.facts.title_line import is_sentence
from copydesk.ingest.clean.lexicon import tokens
from copydesk.ingest.draft import Making, Stated, apply_stated, name_stated
from copydesk.ingest.language import guess_language
from copydesk.ingest.originals import digest_of
from copydesk.ingest.profile import overruled
from copydesk.ingest.similar import shingle_sketch
from copydesk.ingest.tagging import KnownPeople, suggest
from copydesk.ingest.tagging.finders import finder_of
from copydesk.intake.item import Item, LinkFound, Refused, Said, Skipped
from copydesk.intake.normalise import normalise
from copydesk.intake.read import read_raw
from copydesk.intake.readers.rows import read_row_lines
from copydesk.intake.sniff import read_parts
from copydesk.intake.walls import ask_page
from copydesk.intake.words import plain
from copydesk.limits import CLEANING_SECONDS, TooMuchError, time_limit
from copydesk.model import CleanArticle, DroppedLine, Picture, Question, RawArticle, Suggestions, name_key

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

    `finders` names what finds people in each language, `homes` the country of each outlet, by folded name.
    """

    registry: KnownPeople
    profiles: Mapping[str, Profile] = field(default_factory=dict)
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


def rows_of(
    lines: Iterable[bytes], file: str, stated: Stated, hints: CleanHints
) -> Iterator[tuple[Job | Refused, bytes]]:
    """What each line of chosen rows holds: a job or a refusal, with the line itself, which is its original."""
    for entry, line in read_row_lines(lines):
        yield (Job(file=file, item=entry, stated=stated, hints=hints) if isinstance(entry, Item) else entry), line


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
    item, given = _with_left(job.item, job.hints)
    said = item.said
    if item.kind == "markdown":
        stated = job.stated.over(stated_of(said))
        return apply_stated(clean_markdown(job.file, item), stated), stated
    raw = raw_of(item, job.file)
    hints = hints_of(item, job.stated, replace(given, url=given.url or said.url or raw.url), raw)
    first = clean_article(raw, hints=hints)
    profile = knowledge.profiles.get(name_key(job.stated.source_name or said.source or first.source_name))
    found = clean_article(raw, hints=hints, profile=profile) if profile else first
    believed, questions = believe(item, found)
    stated = job.stated.over(believed)
    clean = apply_stated(found, stated)
    asked = ask_page(item.page, clean.text, said.url) if item.page else ()
    warnings = (*clean.warnings, *map(Question.of_words, (*item.questions, *questions)), *asked)
    return replace(clean, warnings=warnings, dropped=(*item.left, *clean.dropped)), stated


def _with_left(item: Item, hints: CleanHints) -> tuple[Item, CleanHints]:
    """An item whose left lines have numbers, below 0 where they stand in no text, and those that the editor keeps back.

    What is kept is put below the text: where in it a signature or a footer would belong is the editor's to say.
    """
    # A row says which line of its page a line was: that number it keeps.
    left = tuple(one if one.line > 0 else replace(one, line=at - len(item.left)) for at, one in enumerate(item.left))
    said = [overruled(one.text, hints, Profile(), one.line) for one in left]
    back = [one for one, decided in zip(left, said, strict=True) if decided and decided[0]]
    if not back:
        return replace(item, left=left), hints
    texts = [f"<p>{html.escape(one.text)}</p>" if item.kind == "html" else one.text for one in back]
    text = "\n\n".join((item.text.rstrip(), *texts)) + "\n"
    return (
        replace(item, text=text, left=tuple(one for one in left if one not in back)),
        replace(hints, keep=(*hints.keep, *(one.text for one in back))),
    )


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
        finder=finder_of(knowledge.finders, clean.lang or "en"),
        country=knowledge.homes.get(name_key(clean.source_name), ""),
    )
    return Processed(
        file=job.file, part=job.part, clean=clean, found=found, stated=stated, sketch=shingle_sketch(clean.text)
    )


def process_all(jobs: list[Job], knowledge: Knowledge, workers: int) -> Iterator[Processed]:
    """Every input in order, on all cores where there are many."""
    if len(jobs) < POOL_FROM or workers < 2:
        for job in jobs:
            yield process(job, knowledge)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(process, jobs, [knowledge] * len(jobs), chunksize=max(1, len(jobs) // (workers * 8)))


SIDECAR_KEYS = ("date", "title", "authors", "lang", "license", "publish", "source (with name, url, authors, license)")


def read_sidecar(path: Path) -> Stated:
    """What `NAME.yaml` beside `NAME.txt` states. Raises ContentError with each problem in it."""
    problems: list[Problem] = []
    try:
        text = read_utf8(path)
    except UnicodeDecodeError:
        problem = Problem(location=Location(path=path.name), message="is not UTF-8", advice="save it as UTF-8")
        raise ContentError([problem]) from None
    fields = Fields(parse_yaml(text, path.name), path.name, problems)
    source = fields.mapping("source")
    name, url = fields.text("source_name"), fields.checked("source_url", web_address)
    license_, authors = fields.text("license", "licence"), fields.texts("author", "authors")
    if source is not None:
        name, url = source.text("name") or name, source.checked("url", web_address) or url
        license_ = source.text("license", "licence") or license_
        authors = source.texts("author", "authors") or authors
        source.finish()
    stated = Stated(
        date=fields.day("date"),
        source_name=name,
        source_url=url,
        authors=authors,
        lang=fields.checked("lang", language_code),
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


# --- What a container states against what the copy says: who is believed, field by field. Pure ----
# The editor's word stands above the container's, and that above the page's own: what a publisher states (a feed, a
# wire, front matter) wins, what a tool or a sender states fills what the page leaves open. A conflict never picks in
# silence: the winner is written, the other is asked about.

_MARKS = re.compile(r"^[ \t]{0,3}(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|\d{1,3}[.)][ \t]+)", re.MULTILINE)
_INLINE = re.compile(r"!?\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)|(\*{1,3}|_{1,3}|`)(?=\S)(.+?)(?<=\S)\2")


def raw_of(item: Item, file: str) -> RawArticle:
    """An item as the cleaner takes it. Raises IngestError for a page that is no text."""
    if item.page:
        raw = read_raw(item.page, file)
        return replace(raw, url=raw.url or item.said.url)
    kind = "html" if item.kind == "html" else "text"
    text = item.text if kind == "html" else normalise(item.text)
    return RawArticle(file=file, kind=kind, text=text, url=item.said.url)  # type: ignore[arg-type]  # (one of the two)


def hints_of(item: Item, stated: Stated, hints: CleanHints, raw: RawArticle) -> CleanHints:
    """What is stated before cleaning: a title that is known forbids the cleaner to take the lead paragraph for one."""
    said = item.said
    title = stated.title or (said.title if item.voice == "publisher" else "")
    if not title and item.voice == "sender" and said.title and (_says(raw, said.title) or _begins_with_prose(raw)):
        title = said.title
    authors = stated.authors or (said.authors if item.voice == "publisher" else ())
    return replace(
        hints,
        lang=hints.lang or stated.lang,
        title=title or hints.title,
        authors=authors or hints.authors,
        date=stated.date or hints.date,
    )


def _says(raw: RawArticle, title: str) -> bool:
    """Whether a line of the copy has the words of a title and no others."""
    words = tokens(title)
    return any(tokens(line) == words for line in (plain(raw.text) if raw.kind == "html" else raw.text).split("\n"))


def _begins_with_prose(raw: RawArticle) -> bool:
    """Whether a plain letter begins with a sentence, be it short: then its subject is all the headline there is."""
    if raw.kind == "html":
        return False
    first = next((block for block in raw.text.split("\n\n") if block.strip()), "")
    return is_sentence(first) or (len(first.split()) > 1 and first.rstrip(' \n"”’»)」').endswith(tuple(".。?？!！")))


def stated_of(said: Said) -> Stated:
    """All that a container states, where nothing contradicts it."""
    return Stated(
        title=said.title,
        subtitle=said.subtitle,
        authors=said.authors,
        date=said.date,
        source_name=said.source,
        source_url=said.url,
        lang=said.lang,
        license=said.license,
        tags=said.tags,
    )


def believe(item: Item, found: CleanArticle) -> tuple[Stated, tuple[str, ...]]:
    """What of a container's words stands beside what cleaning found, and what is to be asked."""
    said, asks = item.said, []
    wins = item.voice == "publisher"
    stated = stated_of(said)
    if not wins:
        stated = replace(
            stated,
            title="" if found.title else said.title,
            authors=() if found.authors else said.authors,
            source_name="" if found.source_name and item.voice == "tool" else said.source,
            date=None if found.date and item.voice == "tool" else said.date,
        )
    if said.date and found.date and said.date != found.date:
        asks.append(f"date: {_who(item)} says {said.date.isoformat()}, the copy {found.date.isoformat()}")
    if not said.date and not found.date and said.modified:
        asks.append(f"date: {_who(item)} tells the day of a change alone ({said.modified.isoformat()})")
    told = wins or item.voice == "sender"
    if told and said.title and found.title and tokens(said.title) != tokens(found.title):
        asks.append(f"title: {_who(item)} says \u201c{said.title}\u201d, the copy \u201c{found.title}\u201d")
    read = guess_language(found.text)
    if said.lang and read and said.lang.partition("-")[0].casefold() != read.partition("-")[0].casefold():
        asks.append(f"lang: {_who(item)} says {said.lang}, the text reads as {read}")
        stated = replace(stated, lang=read)
    return stated, tuple(asks)


def _who(item: Item) -> str:
    return {"publisher": "the publisher", "tool": "the program it comes from", "sender": "the letter"}[item.voice]


def clean_markdown(file: str, item: Item) -> CleanArticle:
    """The article of a Markdown file: its body as it is, and the same as plain paragraphs.

    Where no front matter states who wrote it and when, the lines above the text that say nothing else are taken for it;
    rows were cleaned before.
    """
    told = item.voice == "tool" or (item.said.authors and item.said.date)
    head = _Head(body=item.text) if told else _read_head(item)
    picture = Picture(src=item.said.image) if item.said.image else head.picture
    return CleanArticle(
        file=file,
        place=item.said.place,
        subtitle=head.subtitle,
        authors=head.authors,
        date=head.date,
        image=picture,
        body=head.body,
        text=plain_markdown(head.body),
        dropped=(*item.left, *head.left),
        warnings=(*map(Question.of_words, item.questions), *head.questions),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What a Markdown text says of itself above its text: `body` is the rest of it, `left` the lines that said it."""

    body: str
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    date: dt.date | None = None
    picture: Picture | None = None
    left: tuple[DroppedLine, ...] = ()
    questions: tuple[Question, ...] = ()


_QUOTE = re.compile(r"^[ \t]{0,3}(?:#{1,6}[ \t]+|>[ \t]?)")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")


def _read_head(item: Item) -> _Head:
    """Ask the cleaner of texts what the lines above the text of a Markdown file are.

    A block is taken off where each of its lines was left out there and one of them is a byline, a day or the
    standfirst; so is a picture before the text that stands beside such a block. All else stays where it is.
    """
    lines = item.text.rstrip("\n").split("\n")
    plain_lines = ["" if _PICTURE.fullmatch(line.strip()) else _unmark(_QUOTE.sub("", line)) for line in lines]
    try:
        found = clean_article(read_raw("\n".join((item.said.title, "", *plain_lines)).encode(), "head.txt"))
    except IngestError:
        return _Head(body=item.text)
    gone = {one.line: one for one in found.dropped}
    taken: list[DroppedLine] = []
    picture: Picture | None = None
    rest: list[str] = []
    at, stood = 0, slice(0)
    while at < len(lines):
        end = next((to for to in range(at, len(lines)) if not lines[to].strip()), len(lines))
        told = [gone.get(to + 3) for to in range(at, end)]  # the headline and a blank line stand above
        shown = _PICTURE.fullmatch("\n".join(lines[at:end]).strip())
        if shown and picture is None and not item.said.image:
            picture, stood = Picture(src=shown[2], alt=shown[1].strip()), slice(len(rest), len(rest) + end + 1 - at)
            rest += lines[at : end + 1]
        elif not all(told):
            break
        elif any(one.rule in _SAID_ABOVE for one in told if one):
            taken += [replace(one, line=0) for one in told if one]
        else:
            rest += lines[at : end + 1]
        at = end + 1
    rules = {one.rule for one in taken}
    if not rules & {"byline", "date"}:
        return _Head(body=item.text)
    if picture is not None:
        del rest[stood]
    return _Head(
        body="\n".join((*rest, *lines[at:])).strip("\n") + "\n",
        subtitle=found.subtitle if "subtitle" in rules else "",
        authors=found.authors,
        date=found.date,
        picture=picture,
        left=tuple(taken),
        questions=tuple(one for one in found.warnings if one.startswith(("date:", "author:"))),
    )


_SAID_ABOVE = frozenset({"byline", "date", "subtitle"})


def _unmark(text: str) -> str:
    """Text without the marks of links, pictures, emphasis and code."""
    for _ in range(3):  # emphasis within emphasis, within a link
        text = _INLINE.sub(lambda match: match[1] if match[1] is not None else match[3], text)
    return text


def plain_markdown(markdown: str) -> str:
    """Markdown as plain paragraphs: the marks of headings, lists, quotations, links and emphasis taken off."""
    text = re.sub(r"^(?:```|~~~).*$", "", markdown, flags=re.MULTILINE)
    text = _unmark(_MARKS.sub("", text))
    blocks = (" ".join(block.split()) for block in re.split(r"\n\s*\n", text))
    return "\n\n".join(block for block in blocks if block)
