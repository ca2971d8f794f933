"""`copydesk add`: raw copy in, draft articles out."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shlex
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copydesk.cli.common import Verbs, add_root, day, moment, say, verb
from copydesk.errors import counted
from copydesk.files import is_litter, is_of_page
from copydesk.web import Judge, is_allowed

if TYPE_CHECKING:  # what a run needs is imported when it runs: --help and a no-op build stay quick
    from copydesk.config import Config
    from copydesk.ingest.add import Job, Processed
    from copydesk.ingest.clean import CleanHints
    from copydesk.ingest.draft import Composed, Stated
    from copydesk.ingest.fetch_page import FetchedPage, Seen
    from copydesk.ingest.known import Memory
    from copydesk.ingest.similar import Copy, Story
    from copydesk.intake.item import LinkFound, Refused, Said, Skipped
    from copydesk.model import CleanArticle, DroppedLine

_SIDECARS = frozenset({".yaml", ".yml"})


def add_verbs(verbs: Verbs) -> None:
    """Register the verb."""
    parser = verb(
        verbs,
        "add",
        "clean raw articles, suggest people and countries, write drafts",
        'copydesk add --date 2020-07-02 --source-name "The Harbour Dispatch" content/inbox/summit.txt',
    )
    add_root(parser)
    parser.add_argument(
        "inputs",
        nargs="*",
        metavar="INPUT",
        help="files, folders, addresses, or - for standard input; with --again: articles",
    )
    parser.add_argument(
        "--again", action="store_true", help="clean articles anew from their originals; what was edited by hand stays"
    )
    parser.add_argument("--from", dest="raw", type=Path, metavar="RAW", help="with --again: the raw file to clean")
    parser.add_argument(
        "--story", default="", metavar="SLUG", help="add near copies of this article or story as other outlets of it"
    )
    parser.add_argument("--report", type=Path, metavar="FILE.md", help="also write what became of each part to a file")
    parser.add_argument(
        "--rows",
        action="store_true",
        help="the inputs are rows of copydesk.api, cleaned already: one JSON object a line (docs/scale.md)",
    )
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="the day it was published")
    parser.add_argument("--source-name", default="", metavar="NAME", help="the outlet it comes from")
    parser.add_argument("--source-url", default="", metavar="URL", help="the address it was read at")
    parser.add_argument("--author", action="append", default=[], metavar="NAME", help="its author (repeat for more)")
    parser.add_argument("--lang", default="", metavar="TAG", help="its language, such as en or ko")
    parser.add_argument(
        "--keep",
        action="append",
        default=[],
        metavar="TEXT",
        help="keep lines that hold this text, or the line of this number",
    )
    parser.add_argument(
        "--drop",
        action="append",
        default=[],
        metavar="TEXT",
        help="drop lines that hold this text, or the line of this number",
    )
    parser.add_argument("--publish", action="store_true", help="publish at once, if it has a date")
    parser.add_argument("--force", action="store_true", help="add it though it is a copy of an article")
    parser.add_argument("--dry-run", action="store_true", help="write nothing, show what would be written")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line and input")
    parser.add_argument("--rules", action="store_true", help="list the rules of cleaning in their order, and stop")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, judge: Judge = is_allowed) -> int:
    """Process every part of every input; exit code 1 if any was refused, the rest goes on.

    `judge` tells which hosts may be asked; no option changes it.
    """
    from copydesk.errors import UsageError

    if args.rules:
        from copydesk.ingest.clean import RULES

        for rule in RULES:
            print(f"{rule.name:38} {rule.does}")
        return 0
    if not args.inputs:
        raise UsageError("add needs an INPUT: a file, a folder, an address, or - for standard input")
    if any(not name.strip() for name in args.inputs):
        raise UsageError("an INPUT is empty: name a file, a folder, an address, or - for standard input")
    if args.rows and args.again:
        raise UsageError("--rows makes new drafts: it does not go with --again")
    if args.again:
        from copydesk.cli.original import run_again

        return run_again(args, _stated(args), _hints(args))
    if args.raw is not None:
        raise UsageError("--from says which raw file an article is cleaned from: add --again ARTICLE --from RAW")
    if args.rows:
        return run_batch(args, _rows).code
    return run_batch(args, lambda batch: _entries(batch, judge)).code


Entries = Iterator[tuple[str, "Job | LinkFound | Skipped | Refused | Seen", bytes]]


def run_batch(args: argparse.Namespace, read: Callable[[Batch], Entries]) -> Batch:
    """Make drafts of the articles among the entries that `read` gives, and tell what became of the others.

    An entry is the name of its input, what it is, and the bytes to keep of it. Returns the batch as it was done.
    """
    from copydesk.config import load_config
    from copydesk.ingest.add import Job, process_all
    from copydesk.ingest.known import load_memory, remember_links
    from copydesk.ingest.similar import find_story

    config = load_config(args.root.resolve())
    memory = load_memory(config)
    batch = Batch(args=args, config=config, memory=memory)
    batch.story = find_story(config, args.story) if args.story else None
    if not args.dry_run:
        for lesson in memory.learn():
            say(lesson)
    entries = list(read(batch))
    jobs = [entry for _, entry, _ in entries if isinstance(entry, Job)]
    results = process_all(jobs, memory.knowledge, os.cpu_count() or 1)
    try:
        for done, (file, entry, raw) in enumerate(entries, start=1):
            if len(entries) > 1 and sys.stderr.isatty():
                end = "\n" if done == len(entries) else ""
                print(f"\r{done} of {len(entries)}", end=end, file=sys.stderr, flush=True)
            if isinstance(entry, Job):
                _finish(batch, next(results), entry, raw)
            else:
                _tell_part(batch, file, entry)
    finally:  # interrupted, too: what is written can be taken back
        _remember(batch)
    if not args.dry_run:
        memory.save()
        if batch.links:
            say(remember_links(config.root, batch.links))
    if len(entries) > 1:
        _summarise(args, batch.tally)
    if args.report is not None:
        _write_report(args, batch.tally)
    return batch


def _remember(batch: Batch) -> None:
    """Remember the drafts of a batch as one step, which `undo` takes back."""
    from copydesk.edit.store import remember_new
    from copydesk.errors import OutputError

    words = ["copydesk", batch.args.verb, *map(str, getattr(batch.args, "inputs", ()))]
    at = moment(None).isoformat(timespec="seconds")
    try:
        remember_new(batch.config.root, batch.written, label="add", command=shlex.join(words), at=at)
    except (OSError, OutputError) as error:
        say(f"`copydesk undo` will not take these drafts back: {error}")


@dataclass(slots=True)
class Tally:
    """What became of the parts of a batch."""

    written: int = 0
    links: int = 0
    seen: int = 0
    skipped: int = 0
    questions: int = 0
    refused: list[str] = field(default_factory=list)
    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def note(self, kind: str, place: str, words: str) -> None:
        """Remember a part for the report: what became of it, where it stood, what there is to say."""
        self.rows.append((kind, place, words))


@dataclass(slots=True, kw_only=True)
class Batch:
    """One run of the verb: what was typed, the digest, the story that is joined, and what became of each part."""

    args: argparse.Namespace
    config: Config
    memory: Memory
    story: Story | None = None
    tally: Tally = field(default_factory=Tally)
    links: list[Said] = field(default_factory=list)
    pages: dict[str, FetchedPage] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    taken: list[tuple[str, str]] = field(default_factory=list)

    @property
    def code(self) -> int:
        """The exit code: 1 if any part was refused."""
        return 1 if self.tally.refused else 0


def _write_report(args: argparse.Namespace, tally: Tally) -> None:
    """The report of a run as Markdown: what became of each part, the refused ones first."""
    from copydesk.errors import OutputError

    heads = {
        "refused": "Refused",
        "question": "Open questions",
        "link": "Links, without a text",
        "skipped": "Not taken",
        "seen": "Already there",
        "written": "Would be written" if args.dry_run else "Written",
    }
    lines = ["# What became of it", "", _summary(args, tally)]
    for kind, head in heads.items():
        rows = [(place, words) for found, place, words in tally.rows if found == kind]
        if rows:
            lines += ["", f"## {head} ({len(rows)})", "", *(f"- `{place}`: {words}" for place, words in rows)]
    try:
        args.report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{args.report}: cannot be written: {error.strerror}") from None


def _summarise(args: argparse.Namespace, tally: Tally) -> None:
    """One line on the whole batch: written, links, refused by reason, open questions."""
    if args.json:
        reasons = Counter(map(_kind_of_refusal, tally.refused))
        row = {"written": tally.written, "links": tally.links, "seen": tally.seen, "refused": dict(reasons),
               "skipped": tally.skipped, "questions": tally.questions}  # fmt: skip
        # It names no file, and still has the key, so that whoever reads every line by it may.
        print(json.dumps({"file": "", "summary": row}, ensure_ascii=False), flush=True)
        return
    say(_summary(args, tally))


def _kind_of_refusal(reason: str) -> str:
    """A reason without what differs from file to file: "the same text" of "the same text is already in a.md: …"."""
    return re.split(r": | is already in | \(", reason, maxsplit=1)[0]


def _summary(args: argparse.Namespace, tally: Tally) -> str:
    reasons = Counter(map(_kind_of_refusal, tally.refused))
    verb_ = "would be written" if args.dry_run else "written"
    why = f" ({', '.join(f'{count} {reason}' for reason, count in reasons.most_common())})" if reasons else ""
    return (
        f"{tally.written} {verb_}, {counted(tally.links, 'link')}, {tally.seen} already there, "
        f"{len(tally.refused)} refused{why}, {tally.skipped} skipped, {counted(tally.questions, 'open question')}"
    )


def _entries(batch: Batch, judge: Judge) -> Entries:
    """Every part of what the command line names, in order: articles as jobs, and what is none; the bytes to keep."""
    from copydesk.errors import CopydeskError, IngestError
    from copydesk.ingest.add import SIDECAR_KEYS, parts_of, read_sidecar
    from copydesk.ingest.fetch_page import is_address
    from copydesk.intake.item import Refused
    from copydesk.intake.read import load_bytes
    from copydesk.intake.sniff import make_keepable

    args = batch.args
    stated, hints = _stated(args), _hints(args)
    for name in args.inputs:
        if name == "-":
            data = sys.stdin.buffer.read()
            keepable = make_keepable(data)
            yield from (("-", part, keepable) for part in parts_of(data, "-", stated, hints))
            continue
        if is_address(name):
            yield from _fetch(batch, name, judge)
            continue
        paths = _inputs(batch.config.root, Path(name))
        if not paths:
            why, step = (
                "there is no file in this folder to add",
                "hidden files, read-me files and sidecars are left out",
            )
            yield name, Refused(part="", why=why, next_step=step), b""
        for path in paths:
            sidecar = path.with_suffix(".yaml")
            try:
                known = stated.over(read_sidecar(sidecar)) if _is(Path.is_file, sidecar) and sidecar != path else stated
                data = load_bytes(path)
            except IngestError as error:
                yield str(path), Refused(part="", why=error.cause, next_step=_address_meant(name)), b""
            except CopydeskError as error:
                step = f"mend {sidecar.name}, which may hold {', '.join(SIDECAR_KEYS)}"
                yield str(path), Refused(part="", why=str(error), next_step=step), b""
            else:
                keepable = make_keepable(data)
                yield from ((str(path), part, keepable) for part in parts_of(data, str(path), known, hints))


def _rows(batch: Batch) -> Entries:
    """The rows of each input, read line by line: such a file may be larger than a page may be."""
    from copydesk.ingest.add import rows_of
    from copydesk.intake.budget import PART_BYTES
    from copydesk.intake.item import Refused

    stated, hints = _stated(batch.args), _hints(batch.args)
    for name in batch.args.inputs:
        try:
            with contextlib.nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as lines:
                capped = iter(partial(lines.readline, PART_BYTES + 2), b"")
                for entry, line in rows_of(capped, name, stated, hints):
                    yield name, entry, line
        except OSError as error:
            yield name, Refused(part="", why=f"cannot be read: {error.strerror}"), b""


def _fetch(batch: Batch, url: str, judge: Judge) -> Entries:
    """The parts of what an address answers."""
    from copydesk.ingest.add import Job, parts_of
    from copydesk.ingest.fetch_page import FetchedPage, Seen, fetch_page, find_fetched, refuse_address

    args, root = batch.args, batch.config.root
    path = "" if args.force or refuse_address(url) else find_fetched(root, batch.memory.paths, url)
    page = Seen(path=path, why="not asked again (--force asks)") if path else fetch_page(root, url, judge=judge)
    if not isinstance(page, FetchedPage):
        yield url, page, b""
        return
    path = "" if args.force or page.address == url else find_fetched(root, batch.memory.paths, page.address)
    if path:
        yield url, Seen(path=path, why=f"it leads to {page.address}"), b""
        return
    batch.pages[url] = page
    for part in parts_of(page.data, url, _stated(args), _hints(args)):
        located = replace(part, item=page.locate(part.item)) if isinstance(part, Job) else part
        yield url, located, page.data if page.keep else b""


def _address_meant(name: str) -> str:
    """What to say of an input that is no file and reads as an address without its beginning; empty for any other."""
    meant = re.match(r"(?:www\.|(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/)", name, re.IGNORECASE) and not _is(
        Path.exists, Path(name)
    )
    return f"if an address is meant: copydesk add https://{name}" if meant else ""


def _is_number(text: str) -> bool:
    """Whether a decision names a line by its number; those that a letter's reader left out have numbers below 0."""
    return text.removeprefix("-").isdecimal()


def _hints(args: argparse.Namespace) -> CleanHints:
    """What the command line says to the cleaner: lines to keep and to drop, by number or words, and facts."""
    from copydesk.ingest.clean import CleanHints

    return CleanHints(
        keep=tuple(text for text in args.keep if not _is_number(text)),
        drop=tuple(text for text in args.drop if not _is_number(text)),
        keep_lines=tuple(int(text) for text in args.keep if _is_number(text)),
        drop_lines=tuple(int(text) for text in args.drop if _is_number(text)),
        url=args.source_url,
        lang=args.lang,
    )


def _is(kind: Callable[[Path], bool], path: Path) -> bool:
    """Whether a path is of a kind; a name that no file can have (too long) is of none."""
    try:
        return kind(path)
    except OSError:
        return False


# What lies in a digest's folder and is no raw copy, should a folder be named in which the digest lies.
_OWN = ("config.yaml", "content", "layouts", "site")


def _inputs(root: Path, path: Path) -> list[Path]:
    """The raw files that an input names. Raises UsageError for a folder that is the digest, or what it publishes."""
    from copydesk.errors import UsageError

    if _is(Path.is_dir, path):
        here = Path(os.path.realpath(path))
        is_own = any(here.is_relative_to(root / name) for name in (*_OWN, ".copydesk"))
        if is_own and not here.is_relative_to(root / "content/inbox"):
            raise UsageError(
                f"{path}: this is of the digest itself: raw copies are added from content/inbox or from outside"
            )
    return list(_files(path, root))


def _files(path: Path, root: Path) -> Iterator[Path]:
    """A file itself; of a folder the raw files below it, without hidden ones, sidecars, read-me files and litter.

    Where the digest at `root` lies in the folder, its own files are left alone, and that is said.
    """
    from copydesk.publish.stage import MARKER

    if not _is(Path.is_dir, path):
        yield path
        return
    try:
        here = sorted(entry for entry in path.iterdir() if not entry.name.startswith(".") and not is_litter(entry.name))
    except OSError:
        yield path  # reading it will say why not
        return
    names = [entry.name for entry in here]
    raw = {entry.stem for entry in here if entry.suffix not in _SIDECARS}
    if path.resolve() == root and (own := [entry.name for entry in here if entry.name in _OWN]):
        say(f"{path}: is the digest itself; left alone: {', '.join(own)}")
        here = [entry for entry in here if entry.name not in own]
    for found in here:
        if found.is_dir():
            if (found / MARKER).is_file():
                say(f"{found}: is a site that was built; left alone")
            elif not found.is_symlink() and not is_of_page(found.name, names):
                yield from _files(found, root)
        elif found.name != "README.md" and not (found.suffix in _SIDECARS and found.stem in raw):
            yield found


def _stated(args: argparse.Namespace) -> Stated:
    from copydesk.errors import UsageError
    from copydesk.frontmatter.fields import language_code, web_address
    from copydesk.ingest.draft import Stated

    date = day(args.date)
    for option, value, check in (
        ("--source-url", args.source_url, web_address),
        ("--lang", args.lang, language_code),
    ):
        try:
            if value:
                check(value)
        except ValueError as error:
            raise UsageError(f"{option} {error}") from None
    return Stated(
        date=date,
        source_name=args.source_name,
        source_url=args.source_url,
        authors=tuple(args.author),
        lang=args.lang,
        publish=args.publish,
    )


def _finish(batch: Batch, result: Processed, job: Job, raw: bytes) -> None:
    """Write and tell one result, and count it. `raw` are the bytes to keep of it."""
    from copydesk.edit.nodes import set_value
    from copydesk.ingest.add import making_of, today
    from copydesk.ingest.draft import compose, slug_of
    from copydesk.ingest.fetch_page import Seen

    args, memory, tally = batch.args, batch.memory, batch.tally
    judged = _judge_page(batch, result)
    if judged is None:
        return
    result = judged
    if result.error or result.clean is None:
        _refuse(batch, result.file, result.part, result.error, _next_of(result.error))
        return
    copy = _find_copy(batch, result, job, raw)
    same = _find_unchanged(batch, result)
    twin = _find_twin(batch, result)
    if same:
        _tell_part(batch, result.file, Seen(path=same, why="unchanged since it was added"))
        return
    if copy is not None and not (args.dry_run and args.json):
        same_text = "the same text" if copy.likeness > _SAME else f"nearly the same text ({copy.likeness:.0%})"
        words = "the same file" if copy.is_same_file else same_text
        step = f"add it as another outlet of that story with --story {slug_of(copy.path)}, or as it is with --force"
        _refuse(batch, result.file, result.part, f"{words} is already in {copy.path}", step)
        return
    day = today(batch.config.zone)
    composed = compose(
        result.clean, result.found, result.stated, taken=memory.paths, today=day, making=making_of(job, raw)
    )
    if batch.story is not None:
        composed = replace(composed, text=set_value(composed.text, composed.path, "story", batch.story.key))
    if not args.dry_run and not _write(batch, result, composed, raw):
        return
    memory.note(composed, result)
    batch.taken.append((result.file, result.part))
    _count(tally, result, composed)
    limits = memory.warning_of(result.clean.lang or "en")
    if limits:
        say(f"{result.file}: {limits}")
    if args.json:
        record = _record(result)
        likely = [f"nearly the same text is already in {copy.path}"] if copy is not None else []
        record["warnings"] += [*likely, *twin]
        print(json.dumps(record, ensure_ascii=False), flush=True)
    else:
        _tell(args, result, composed, twin)


def _find_twin(batch: Batch, result: Processed) -> tuple[str, ...]:
    """What to say of an article that is made though the digest has one of its address or text: --force asked for it."""
    from copydesk.ingest.fetch_page import find_fetched

    if not batch.args.force or result.clean is None:
        return ()
    page, paths, root = batch.pages.get(result.file), batch.memory.paths, batch.config.root
    urls = [page.asked, page.address] if page else [result.clean.source_url] if result.clean.source_url else []
    found = next(filter(None, (find_fetched(root, paths, url) for url in urls)), "")
    copy = None if found else batch.memory.find_copy(result.sketch)
    if found:
        return (f"{found} was read at the same address: this is a second article of it, and the first stays as it was",)
    return (f"{'the same' if copy.likeness > _SAME else 'nearly the same'} text is in {copy.path}",) if copy else ()


def _judge_page(batch: Batch, result: Processed) -> Processed | None:
    """A result of a page that was fetched; None where its host sent something else than the article, which is told."""
    from copydesk.intake.walls import find_wall

    page = batch.pages.get(result.file)
    if page is None:
        return result
    wall = find_wall(page.data, result.clean.text if result.clean else "", url=page.url, moved_to=page.moved_to)
    if wall is None:
        return result
    _refuse(batch, result.file, result.part, wall.why, wall.next_step)
    return None


def _find_copy(batch: Batch, result: Processed, job: Job, raw: bytes) -> Copy | None:
    """The article that a result is a copy of, unless the editor says that both belong there."""
    from copydesk.ingest.originals import digest_of

    text = digest_of(result.clean.text.encode()) if result.clean else ""
    file = digest_of(raw) if raw and not job.part else ""  # of many articles in one file the text tells
    copy = None if batch.args.force else batch.memory.find_copy(result.sketch, (text, file))
    if copy is not None and batch.story is not None and copy.path in batch.story.paths:
        return None
    return copy


def _find_unchanged(batch: Batch, result: Processed) -> str:
    """The article that a page asked for again became, whatever its address is spelled like, if it says the same."""
    from copydesk.ingest.fetch_page import find_fetched

    page = batch.pages.get(result.file)
    if page is None or not batch.args.force:
        return ""
    paths = batch.memory.paths
    had = find_fetched(batch.config.root, paths, page.asked) or find_fetched(batch.config.root, paths, page.address)
    copy = batch.memory.find_copy(result.sketch) if had else None
    return had if copy is not None and copy.likeness > _SAME else ""


def _write(batch: Batch, result: Processed, composed: Composed, raw: bytes) -> bool:
    """Write an article and what belongs to it; False where it was refused, which is told."""
    from copydesk.errors import IngestError
    from copydesk.ingest.draft import write_new
    from copydesk.ingest.fetch_page import remember_page
    from copydesk.ingest.similar import join_story

    try:
        write_new(batch.config.root, result.file, composed)
    except IngestError as error:
        _refuse(batch, result.file, result.part, error.cause)
        return False
    batch.written[composed.path] = composed.text
    _keep(batch.config, _place(result.file, result.part), raw, composed)
    if result.file in batch.pages:
        remember_page(batch.config.root, batch.pages[result.file], composed.path)
    if batch.story is not None:
        join_story(batch.config, batch.story)
    return True


def _count(tally: Tally, result: Processed, composed: Composed) -> None:
    questions = tuple(dict.fromkeys(result.clean.warnings)) if result.clean else ()
    tally.written += 1
    tally.questions += len(questions)
    tally.note("written", _place(result.file, result.part), composed.path)
    for question in questions:
        tally.note("question", composed.path, question)


def _keep(config: Config, place: str, raw: bytes, composed: Composed) -> None:
    """Keep what an article was made from, and the article as it was made."""
    from copydesk.ingest.originals import OriginalError, keep_draft, keep_original

    if config.originals == "none" or not raw:  # a host may forbid that its page is kept (noarchive)
        return
    try:
        keep_original(config.root, raw)
        keep_draft(config.root, composed.id, composed.text)
    except OriginalError as error:
        say(f"{place}: its original is not kept: {error}")


def _place(file: str, part: str) -> str:
    return f"{file}, {part}" if part else file


# What can be done with every file that has an article in it, where its reader knows nothing better.
_SAME = 0.99  # likeness of two texts that are one
_PASTE = "get it again, or paste the text of the article into a file and add that"


def _next_of(why: str) -> str:
    """What can be done where no reader knows better; nothing for a file that could not be opened, which says it all."""
    return "" if why.startswith(("cannot be read", "no such", "this is a folder")) else _PASTE


def _refuse(batch: Batch, file: str, part: str, why: str, next_step: str = "") -> None:
    """Tell of a part that is not taken, with the reason and what can be done."""
    batch.tally.refused.append(why)
    batch.tally.note("refused", _place(file, part), f"{why}: {next_step}" if next_step else why)
    if batch.args.json:
        row = {
            "file": file,
            **({"part": part} if part else {}),
            "error": f"{why}: {next_step}" if next_step else why,
            **({"next": next_step} if next_step else {}),
        }
        print(json.dumps(row, ensure_ascii=False), flush=True)
    else:
        say(f"{_place(file, part)}: {why}{f': {next_step}' if next_step else ''}")


def _tell_part(batch: Batch, file: str, entry: LinkFound | Skipped | Refused | Seen) -> None:
    """Tell of a part of an input that is no article, and count it."""
    from copydesk.ingest.fetch_page import Seen
    from copydesk.intake.item import Refused, Skipped

    args, tally = batch.args, batch.tally
    if isinstance(entry, Seen):
        tally.seen += 1
        tally.note("seen", file, f"{entry.path}: {entry.why}")
        if args.json:
            print(
                json.dumps({"file": file, "status": "seen", "path": entry.path, "why": entry.why}, ensure_ascii=False)
            )
        else:
            say(f"{file}: already in {entry.path}: {entry.why}")
        return
    if isinstance(entry, Refused):
        _refuse(batch, file, entry.part, entry.why, entry.next_step or ("" if args.rows else _next_of(entry.why)))
        return
    if isinstance(entry, Skipped):
        tally.skipped += 1
        tally.note("skipped", _place(file, entry.part), entry.why)
        if args.json:
            print(
                json.dumps(
                    {"file": file, "part": entry.part, "status": "skipped", "why": entry.why}, ensure_ascii=False
                )
            )
        else:
            say(f"{_place(file, entry.part)}: not taken: {entry.why}")
        return
    tally.links += 1
    said = entry.said
    batch.links.append(said)
    tally.note("link", _place(file, entry.part), f"{said.title or '—'} {said.url}")
    if not args.json:
        held = f"only {counted(entry.words, 'word')} of it, not taken" if entry.words else "no text"
        say(f"{_place(file, entry.part)}: a link, {held}: {said.title or '—'} {said.url}")
        return
    row = {
        "file": file,
        "part": entry.part,
        "status": "link",
        "title": said.title,
        "authors": list(said.authors),
        "date": said.date.isoformat() if said.date else None,
        "url": said.url,
        "source": {"name": said.source, "url": said.url},
        "lang": said.lang,
        "tags": list(said.tags),
    }
    print(json.dumps(row, ensure_ascii=False), flush=True)


def _record(result: Processed) -> dict[str, Any]:
    """The JSON form of a result, as docs/reference states it."""
    clean, found = result.clean, result.found
    assert clean is not None  # noqa: S101 (the caller has looked)
    image = clean.image
    return {
        "file": result.file,
        "part": result.part,
        "status": "draft",
        "title": clean.title,
        "subtitle": clean.subtitle,
        "authors": list(clean.authors),
        "date": clean.date.isoformat() if clean.date else None,
        "lang": clean.lang,
        "source": {"name": clean.source_name, "url": clean.source_url},
        "image": {"src": image.src, "alt": image.alt, "caption": image.caption, "credit": image.credit}
        if image
        else None,
        "body": clean.body,
        "text": clean.text,
        "dropped": [{"line": d.line, "text": d.text, "rule": d.rule, "look": d.look} for d in clean.dropped],
        "people": [{"name": p.name, "score": p.score, "role": p.role, "evidence": p.evidence} for p in found.people],
        "countries": [
            {"code": c.code, "name": c.name, "score": c.score, "evidence": c.evidence} for c in found.countries
        ],
        "bodies": [body.code for body in found.bodies],
        "tags": list(result.stated.tags),
        "warnings": list(clean.warnings),
    }


def _tell(args: argparse.Namespace, result: Processed, composed: Composed, twin: Sequence[str]) -> None:
    """What was made, what was dropped and why, what is still to settle; `twin` is said of an article it repeats."""
    from copydesk.ingest.draft import shared_name

    clean, found = result.clean, result.found
    assert clean is not None  # noqa: S101 (the caller has looked)
    verb_ = "would write" if args.dry_run else "wrote"
    state = "draft" if composed.draft else "published"
    paragraphs = counted(clean.text.count("\n\n") + 1, "paragraph")
    print(f"{_place(result.file, result.part)}: {verb_} {composed.path} ({state}, {paragraphs})")
    print(f"  title      {clean.title or '—'}")
    print(f"  authors    {', '.join(clean.authors) or '—'}")
    print(f"  date       {clean.date or '—'}")
    print(f"  source     {clean.source_name or '—'} {clean.source_url}".rstrip())
    for label, rows in (("people", found.people), ("countries", found.countries)):
        print(f"  {label:10} {', '.join(row.name for row in rows) or '—'}")
    mentioned = [*(row.name for row in found.mentioned_people), *(row.name for row in found.mentioned_countries)]
    if mentioned:
        print(f"  mentioned  {', '.join(mentioned)}")
    if found.bodies:
        print(f"  bodies     {', '.join(row.name for row in found.bodies)}")
    for question in clean.warnings:
        if question.startswith("loss:"):
            print(f"  LOOK       {question}")
    _tell_dropped(clean)
    shared = filter(None, (shared_name(person) for person in found.people))
    for warning in dict.fromkeys((*clean.warnings, *shared, *twin)):
        if not warning.startswith("loss:"):
            print(f"  to settle  {warning}")
    if args.publish and composed.draft:
        missing = " and ".join(what for what, there in (("headline", clean.title), ("date", clean.date)) if not there)
        why = f"it has no {missing}" if missing else "it is a draft where it comes from"
        print(f"  to settle  not published: {why}")


def _tell_dropped(clean: CleanArticle) -> None:
    """The lines left out: first those in doubt by places, then all others by their rule, with their numbers.

    Among the others are those that became a fact, such as the day, whose words beside it nobody else names.
    """
    from copydesk.ingest.review import places_in_doubt

    dropped, looks = clean.dropped, places_in_doubt(clean)
    if not dropped:
        return
    places = f"{counted(len(looks), 'place')} to look at" if looks else "none to look at"
    print(f"  dropped    {counted(len(dropped), 'line')}, {places}")
    for look in looks:
        shown = look if len(look) <= _SHOWN_OF_LOOK + 1 else look[:_SHOWN_OF_LOOK]
        for line in shown:
            print(f"    {line.line:>4}  {line.rule:34} {_short(line.text, 60)}")
        if len(shown) < len(look):
            print(f"          and {counted(len(look) - len(shown), 'line')} more there, up to {look[-1].line}")
    asked = {id(line) for look in looks for line in look}
    by_rule: dict[str, list[DroppedLine]] = {}
    for line in dropped:
        if id(line) not in asked:
            by_rule.setdefault(line.rule, []).append(line)
    for rule, lines in by_rule.items():
        named = (f"{line.line or ''} {_short(line.text, 24)}".strip() for line in lines)
        print(f"    sure, {rule}: {' · '.join(named)}")


_SHOWN_OF_LOOK = 4  # lines of one place that are printed; all are in the copy of the original, by their numbers


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
