"""An article beside the raw copy it came from: what became of each line, and what another decision on a line changes.

Both sides are cleaned by the running cleaner, so that a newer version than the one that made the article cancels out:
only what the decision changes is brought into the file, block by block, around every edit by hand (desk.md, 5.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from copydesk.config import Config
from copydesk.edit.blocks import BlockConflict, split_blocks
from copydesk.edit.nodes import body_of, get_value, has_value, read_values, set_value, unset_value, with_body
from copydesk.errors import IngestError
from copydesk.ingest.add import Job, Knowledge, Processed, making_of, parts_of, process, today
from copydesk.ingest.again import FieldConflict, merge_drafts
from copydesk.ingest.clean import CleanHints
from copydesk.ingest.draft import compose, read_stated
from copydesk.ingest.originals import OriginalError, read_draft, read_original

# What tells how an article was made: a decision on a line changes none of it.
_MAKING = ("original_sha256", "original_part", "stated", "text_sha256", "cleaner")
Decision = int | str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDecisions:
    """Lines of a raw copy, by number: those to keep, to drop, and to leave to the cleaner again."""

    keep: tuple[int, ...] = ()
    drop: tuple[int, ...] = ()
    auto: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recleaned:
    """An article file after other decisions on lines. With `blocks` their place was not found: `text` is as it was.

    `added` are the blocks that would come in, `fields` what both the editor and the decision changed.
    """

    text: str
    blocks: tuple[BlockConflict, ...] = ()
    added: tuple[str, ...] = ()
    fields: tuple[FieldConflict, ...] = ()
    notes: tuple[str, ...] = ()


def source_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The map below `source:`, empty where it is none."""
    source = values.get("source")
    return source if isinstance(source, dict) else {}


def decided_lines(values: Mapping[str, Any]) -> tuple[list[Decision], list[Decision]]:
    """The decisions on file: lines kept and dropped, by number or by their words."""
    kept, dropped = (_listed(source_of(values).get(key)) for key in ("kept", "dropped"))
    return kept, dropped


def _listed(value: Any) -> list[Decision]:
    rows = value if isinstance(value, list) else [] if value in (None, "") else [value]
    return [int(row) if str(row).isdecimal() else str(row) for row in rows]


def clean_original(config: Config, knowledge: Knowledge, path: str, text: str) -> Processed:
    """The raw copy of an article cleaned as it was decided. Raises OriginalError, IngestError."""
    values = read_values(text, path)
    kept, dropped = decided_lines(values)
    return _cleaned(config, knowledge, path, values, (kept, dropped))[0]


def _cleaned(
    config: Config,
    knowledge: Knowledge,
    path: str,
    values: Mapping[str, Any],
    decided: tuple[Iterable[Decision], Iterable[Decision]],
) -> tuple[Processed, str]:
    """The article that certain decisions make, and its file's text."""
    source = source_of(values)
    digest = str(source.get("original_sha256") or "")
    if not digest:
        raise OriginalError("no original was kept of it: it was written by hand, or added before originals were kept")
    data = read_original(config.root, digest)
    base = read_draft(config.root, str(values.get("id") or Path(path).stem))
    names = source.get("stated") or ()
    stated = read_stated(read_values(base, path) if base else values, [names] if isinstance(names, str) else names)
    kept, dropped = (list(lines) for lines in decided)
    hints = CleanHints(
        keep=tuple(one for one in kept if isinstance(one, str)),
        keep_lines=tuple(one for one in kept if isinstance(one, int)),
        drop=tuple(one for one in dropped if isinstance(one, str)),
        drop_lines=tuple(one for one in dropped if isinstance(one, int)),
        url=str(source.get("url") or ""),
    )
    part = str(source.get("original_part") or "")
    jobs = [entry for entry in parts_of(data, path, stated, hints) if isinstance(entry, Job)]
    job = next((job for job in jobs if job.part == part), jobs[0] if len(jobs) == 1 else None)
    if job is None:
        raise IngestError(path, "read", f'its original holds no part "{part}"')
    result = process(job, knowledge)
    if result.clean is None:
        raise IngestError(path, "clean", result.error)
    made = compose(
        result.clean,
        result.found,
        replace(result.stated, publish=False),
        taken=(),
        today=today(config.zone),
        making=replace(making_of(job, data), original=digest),
    )
    return result, made.text


def decide_lines(
    config: Config, knowledge: Knowledge, path: str, text: str, lines: LineDecisions, after: int | None = None
) -> Recleaned:
    """An article's file with other decisions on lines of its original. Raises OriginalError, IngestError, EditError.

    `after` is a number of blocks: what comes in is put behind so many, where its place could not be found.
    """
    values = read_values(text, path)
    old = decided_lines(values)
    changed = {*lines.keep, *lines.drop, *lines.auto}
    kept = [*(one for one in old[0] if one not in changed), *lines.keep]
    dropped = [*(one for one in old[1] if one not in changed), *lines.drop]
    new = (_in_order(kept), _in_order(dropped))
    base = _cleaned(config, knowledge, path, values, old)[1]
    theirs = _with_making_of(_cleaned(config, knowledge, path, values, new)[1], path, text)
    had = split_blocks(body_of(base, path))
    added = tuple(block for block in split_blocks(body_of(theirs, path)) if block not in had)
    if after is not None:
        blocks = split_blocks(body_of(text, path))
        body = "\n\n".join([*blocks[:after], *added, *blocks[after:]])
        return Recleaned(text=_with_decisions(with_body(text, path, body), path, new), added=added)
    merged = merge_drafts(path, base, text, theirs)
    if merged.blocks:
        return Recleaned(text=text, blocks=merged.blocks, added=added)
    return Recleaned(
        text=_with_decisions(merged.text, path, new), added=added, fields=merged.fields, notes=merged.notes
    )


def _in_order(lines: list[Decision]) -> list[Decision]:
    numbers = sorted({one for one in lines if isinstance(one, int)})
    return [*numbers, *dict.fromkeys(one for one in lines if isinstance(one, str))]


def _with_making_of(text: str, path: str, mine: str) -> str:
    """A draft's text with another's words on how it was made."""
    for key in _MAKING:
        at = ("source", key)
        value = get_value(mine, path, at) if has_value(mine, path, at) else None
        if value is not None:
            text = set_value(text, path, at, value)
        elif has_value(text, path, at):
            text = unset_value(text, path, at)
    return text


def _with_decisions(text: str, path: str, decided: tuple[list[Decision], list[Decision]]) -> str:
    """A file with its decisions on lines; a list without any goes."""
    for key, lines in zip(("kept", "dropped"), decided, strict=True):
        at = ("source", key)
        known = get_value(text, path, at) if has_value(text, path, at) else None
        if not lines and known is not None:
            text = unset_value(text, path, at)
        elif lines and _listed(known) != lines:
            text = set_value(text, path, at, lines)
    return text
