"""Adds raw files as drafts, as `copydesk add` does: a short-lived process of the preview's own.

The cleaner and the tagger load lexicons and an HTML library; a process that ends gives that memory back, and a
hostile file can take down nothing but it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import shlex
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace

from copydesk.config import Config, load_config
from copydesk.edit.journal import read_text_file
from copydesk.edit.nodes import read_values
from copydesk.edit.store import remember_new
from copydesk.errors import CopydeskError, counted
from copydesk.ingest.add import Job, making_of, parts_of, process, read_sidecar, today
from copydesk.ingest.clean import CleanHints
from copydesk.ingest.draft import Stated, compose, write_new
from copydesk.ingest.known import Memory, load_memory, remember_links
from copydesk.ingest.originals import OriginalError, keep_draft, keep_original
from copydesk.intake.item import LinkFound, Refused, Said, Skipped
from copydesk.intake.read import load_bytes
from copydesk.intake.sniff import make_keepable
from copydesk.preview import messages
from copydesk.preview.messages import AddedFile, AddFiles


def add_drafts(order: AddFiles) -> Iterator[AddedFile]:
    """Add each file as a draft; one that cannot be says why, and the rest goes on."""
    try:
        config = load_config(order.root)
        memory = load_memory(config)
    except CopydeskError as error:
        yield from (AddedFile(file=file, error=str(error).splitlines()[0]) for file in order.files)
        return
    for file in order.files:
        try:
            yield from _add(file, config, memory, order.made)
        except CopydeskError as error:
            yield AddedFile(file=file, error=str(error).removeprefix(f"{file}: "))
    memory.save()


def _add(file: str, config: Config, memory: Memory, made: Mapping[str, str]) -> Iterator[AddedFile]:
    """Add every article in a file; links are noted, what is refused or left out is told."""
    path = config.root / file
    sidecar = path.with_suffix(".yaml")
    stated = read_sidecar(sidecar) if sidecar.is_file() and sidecar != path else Stated()
    links: list[Said] = []
    skipped: list[Skipped] = []
    data = load_bytes(path, file)
    raw = make_keepable(data)
    for part in parts_of(data, file, replace(stated, publish=False), CleanHints()):
        if isinstance(part, Job):
            yield _add_article(part, config, memory, raw, made)
        elif isinstance(part, LinkFound):
            links.append(part.said)
        elif isinstance(part, Refused):
            yield AddedFile(file=_named(file, part.part), error=str(part))
        elif isinstance(part, Skipped):
            skipped.append(part)
    for one in skipped[:_SKIPPED_TOLD]:
        yield AddedFile(file=_named(file, one.part), error=f"not taken: {one.why}")
    if len(skipped) > _SKIPPED_TOLD:
        more = counted(len(skipped) - _SKIPPED_TOLD, "part")
        yield AddedFile(
            file=file, error=f"{more} more not taken: `copydesk add --dry-run {shlex.quote(file)}` names each"
        )
    if links:
        yield AddedFile(file=file, error=f"{remember_links(config.root, links)}: there is no text to add")


_SKIPPED_TOLD = 10  # parts of a file; an export has thousands of pictures


def _named(file: str, part: str) -> str:
    return f"{file}, {part}" if part else file


def _has_grown(path: str, config: Config, title: str) -> bool:
    """Whether a draft that came of a file is still there under the headline that the file has now."""
    text = read_text_file(config.root / path)
    with contextlib.suppress(CopydeskError):
        return text is not None and read_values(text, path).get("title") == title
    return False


def _add_article(job: Job, config: Config, memory: Memory, raw: bytes, made: Mapping[str, str]) -> AddedFile:
    file = _named(job.file, job.part)
    result = process(job, memory.knowledge)
    if result.clean is None:
        return AddedFile(file=file, error=result.error)
    if file in made and _has_grown(made[file], config, result.clean.title):
        # It was caught half written, or is being written in the inbox: a second draft would be a half one beside it.
        command = f"copydesk add --again --from {shlex.quote(job.file)} {shlex.quote(made[file])}"
        return AddedFile(file=file, error=f"has changed since it became {made[file]}: `{command}` takes that in")
    copy = memory.find_copy(result.sketch)
    if copy is not None:
        return AddedFile(file=file, error=f"its text ({copy.likeness:.0%} the same) is already in {copy.path}")
    composed = compose(
        result.clean,
        result.found,
        result.stated,
        taken=memory.paths,
        today=today(config.zone),
        making=making_of(job, raw),
    )
    write_new(config.root, job.file, composed)
    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    command = shlex.join(["copydesk", "add", job.file])
    remember_new(config.root, {composed.path: composed.text}, label="add", command=command, at=at)
    if config.originals != "none":
        with contextlib.suppress(OriginalError):  # what the article can do without
            keep_original(config.root, raw)
            keep_draft(config.root, composed.id, composed.text)
    memory.note(composed, result)
    return AddedFile(
        file=file,
        path=composed.path,
        title=result.clean.title,
        unsettled=tuple(dict.fromkeys(result.clean.warnings)),
        dropped=len(result.clean.dropped),
    )


def main() -> int:
    """Read one `AddFiles` from standard input, write a tuple of `AddedFile` to standard output."""
    order = messages.read_message(sys.stdin.buffer)
    out = sys.stdout.buffer
    sys.stdout = sys.stderr  # a library that prints must not end up between the values
    out.write(messages.encode_message(tuple(add_drafts(order))))
    out.flush()
    return 0
