"""An article beside the raw copy it came from: what became of each line, and what another decision on a line changes.

Both sides are cleaned by the running cleaner, so that a newer version than the one that made the article cancels out:
only what the decision changes is brought into the file, block by block, around every edit by hand (desk.md, 5.4).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from copydesk.config import Config
from copydesk.edit.blocks import BlockConflict, merge_blocks, split_blocks
from copydesk.edit.nodes import add_item, body_of, get_value, has_value, read_values, set_value, unset_value, with_body
from copydesk.errors import IngestError, UsageError
from copydesk.ingest.add import Job, Knowledge, Processed, making_of, parts_of, process, today
from copydesk.ingest.clean import CleanHints, Profile, clean_article
from copydesk.ingest.draft import Stated, compose, read_stated
from copydesk.ingest.originals import OriginalError, read_draft, read_original
from copydesk.intake.inline_markup import DRAWING, FRAME, READING, STRUCK
from copydesk.model import CleanArticle, DroppedLine, FactCandidate, Question, RawArticle

# Rules that say what a line is, rather than that it is nothing of the article.
_ROLES = {"title": "headline", "byline": "authors", "date": "date", "subtitle": "subtitle", "caption": "caption"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFate:
    """What became of one line: `number` in the raw file from 1 (of a page: the line its block stands on).

    `fate` is body, headline, authors, date, subtitle, caption or dropped; `paragraph` counts those of the body from 1
    (0: none of it); `rule` says why it is not of the body, `sure` how certain that is, to 1.
    """

    number: int
    text: str
    fate: str
    paragraph: int = 0
    rule: str = ""
    sure: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The fates of all lines in order, the candidates for each fact, what is asked, and the article they make."""

    lines: tuple[LineFate, ...]
    candidates: tuple[FactCandidate, ...]
    questions: tuple[Question, ...]
    article: CleanArticle


# What decides on a line instead of the cleaner: the editor, or what an outlet's lines have taught.
_DECIDED = frozenset({"--keep", "--drop", "the outlet's profile"})


def is_decided(fate: LineFate) -> bool:
    """Whether somebody has decided on a line, for this article or for all of its outlet."""
    return fate.rule in _DECIDED


def places_in_doubt(clean: CleanArticle) -> tuple[tuple[DroppedLine, ...], ...]:
    """The lines left out unsurely, by the places they stood at, less those that became a fact and are not lost.

    What `add` counts as to look at, and what the desk asks, is this.
    """
    lost = {(fate.number, fate.text) for fate in _dropped(clean) if fate.fate == "dropped" and not is_decided(fate)}
    places = (tuple(line for line in place if (line.line, line.text) in lost) for place in clean.looks)
    return tuple(filter(None, places))


def evidence(raw: RawArticle, *, hints: CleanHints | None = None, profile: Profile | None = None) -> Evidence:
    """Clean a raw article and return what became of each of its lines and what could be its facts.

    Raises IngestError (stage `clean` or `extract`) when nothing in it reads as an article.
    """
    return evidence_of(clean_article(raw, hints=hints, profile=profile))


def evidence_of(clean: CleanArticle) -> Evidence:
    """What became of the lines of an article that has been cleaned."""
    fates = sorted([*_kept(clean), *_dropped(clean)], key=lambda fate: (fate.number, fate.paragraph))
    return Evidence(lines=tuple(fates), candidates=clean.candidates, questions=clean.warnings, article=clean)


def _kept(clean: CleanArticle) -> Iterator[LineFate]:
    paragraphs = clean.text.split("\n\n")
    for nth, (number, text) in enumerate(zip(clean.body_lines, paragraphs, strict=False), 1):
        yield LineFate(number=number, text=text, fate="body", paragraph=nth)


def _dropped(clean: CleanArticle) -> Iterator[LineFate]:
    chosen = {(one.line, one.fact) for one in clean.candidates if one.chosen and one.line}
    for line in clean.dropped:
        fate = _ROLES.get(line.rule, "dropped")
        fate = next((fact for fact in ("headline", "authors", "date") if (line.line, fact) in chosen), fate)
        yield LineFate(number=line.line, text=line.text, fate=fate, rule=line.rule, sure=line.sure)


# What is changed together or not at all: another picture under the old one's words would be a lie.
_GROUPS = (
    ("title",),
    ("subtitle",),
    ("date",),
    ("lang",),
    ("place",),
    ("image", "image_alt", "image_caption", "image_credit"),
    ("source.name",),
    ("source.url",),
    ("source.authors",),
    ("source.published",),
    ("source.license",),
)
# Lists of names: new ones are added, vanished ones are told and stay.
_LISTS = ("people", "countries", "bodies", "tags", "mentioned.people", "mentioned.countries")
# What tells how the article was made, and is no opinion of anybody.
_MADE_BY_CLEANING = ("original_sha256", "original_part", "kept", "dropped", "stated", "text_sha256", "cleaner")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldConflict:
    """A field that the editor and the new cleaning both changed: what it was, what stands, what was offered."""

    at: str
    was: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Redraft:
    """An article file with what cleaning it anew changed; where both changed the same, the editor's way stands."""

    text: str
    fields: tuple[FieldConflict, ...] = ()
    blocks: tuple[BlockConflict, ...] = ()
    notes: tuple[str, ...] = ()


def merge_drafts(path: str, base: str, mine: str, theirs: str) -> Redraft:
    """Bring into `mine` what `theirs` changed in `base`. Raises ContentError where one is no article file.

    `path` is the article's, for messages. `id`, `slug`, `draft` and every field that cleaning does not write are
    left as they are.
    """
    old, now, new = (read_values(text, path) for text in (base, mine, theirs))
    text, conflicts, notes = mine, [], []
    for group in _GROUPS:
        was, stands, offered = ([_at(values, key) for key in group] for values in (old, now, new))
        if offered in (was, stands):
            continue
        if stands != was:
            rows = zip(group, was, stands, offered, strict=True)
            conflicts += [FieldConflict(at=k, was=b, mine=m, theirs=t) for k, b, m, t in rows if t not in (b, m)]
        elif offered[0] is None:
            notes.append(f"{group[0]}: “{stands[0]}” is no longer found in the copy; it stays")
        else:
            for key, value in zip(group, offered, strict=True):
                text = _with(text, path, key, value)
    for key in _LISTS:
        text = _with_names(text, path, key, (_at(old, key), _at(now, key), _at(new, key)), conflicts, notes)
    for key in _MADE_BY_CLEANING:
        text = _with(text, path, f"source.{key}", _at(new, f"source.{key}"))
    merged = merge_blocks(body_of(base, path), body_of(mine, path), body_of(theirs, path))
    if merged.text != body_of(mine, path):
        text = with_body(text, path, merged.text)
    return Redraft(text=text, fields=tuple(conflicts), blocks=merged.conflicts, notes=tuple(notes))


def _at(values: Any, key: str) -> Any:
    for step in key.split("."):
        values = values.get(step) if isinstance(values, dict) else None
    return values


def _with(text: str, path: str, key: str, value: Any) -> str:
    """A file with a value set, or taken out for None; untouched where it stands already."""
    if value == _at(read_values(text, path), key):
        return text
    if value is None:
        return unset_value(text, path, key) if has_value(text, path, key) else text
    return set_value(text, path, key, value)


def _with_names(
    text: str,
    path: str,
    key: str,
    values: tuple[Any, Any, Any],
    conflicts: list[FieldConflict],
    notes: list[str],
) -> str:
    """A file with the new names of a list; an entry nobody touched takes its new role and words."""
    if any(value is not None and not isinstance(value, list) for value in values):
        if values[0] != values[2]:  # written in a way of one's own: nothing can be added without rewriting it
            conflicts.append(FieldConflict(at=key, was=values[0], mine=values[1], theirs=values[2]))
        return text
    was, stands, offered = (dict(_named(value or ())) for value in values)
    listed = values[1] is not None
    for name, entry in offered.items():
        if name not in was and name not in stands:
            text = add_item(text, path, key, entry) if listed else _with(text, path, key, [entry])
            listed = True
        elif name in was and name in stands and entry not in (was[name], stands[name]):
            if stands[name] == was[name]:
                index = list(stands).index(name)
                text = set_value(text, path, f"{key}[{index}]", entry)
            else:
                row = FieldConflict(at=f"{key}: {name}", was=was[name], mine=stands[name], theirs=entry)
                conflicts.append(row)
    notes += [
        f"{key}: {name} is no longer found in the text; it stays"
        for name in was
        if name in stands and name not in offered
    ]
    return text


def _named(entries: Any) -> Iterator[tuple[str, Any]]:
    """The entries of a list by what they are called; one that is called nothing by its place."""
    for number, entry in enumerate(entries):
        name = (entry.get("person") or entry.get("name")) if isinstance(entry, dict) else entry
        yield (str(name) if name else f"entry {number + 1}"), entry


# What tells how an article was made: a decision on a line changes none of it.
_MAKING = ("original_sha256", "original_part", "stated", "text_sha256", "cleaner")
Decision = int | str
Decided = tuple[list[Decision], list[Decision]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDecisions:
    """Lines of a raw copy, by number: those to keep, to drop, and to leave to the cleaner again."""

    keep: tuple[int, ...] = ()
    drop: tuple[int, ...] = ()
    auto: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recleaned:
    """An article file after other decisions on lines. With `blocks` their place was not found: `text` is as it was.

    `added` are the blocks that would come in, `fields` what both the editor and the decision changed. `lines` are the
    lines decided on, as they stand now; `pinned` the numbers of those whose place had to be written down beside them.
    """

    text: str
    blocks: tuple[BlockConflict, ...] = ()
    added: tuple[str, ...] = ()
    fields: tuple[FieldConflict, ...] = ()
    notes: tuple[str, ...] = ()
    lines: tuple[LineFate, ...] = ()
    pinned: tuple[int, ...] = ()


def source_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The map below `source:`, empty where it is none."""
    source = values.get("source")
    return source if isinstance(source, dict) else {}


def decided_lines(values: Mapping[str, Any]) -> tuple[list[Decision], list[Decision]]:
    """The decisions on file: lines kept and dropped, by number or by their words."""
    source = source_of(values)
    kept, dropped = _listed(source.get("kept")), _listed(source.get("dropped"))
    return kept, [*dropped, *(one for one in held_lines(values) if one not in (*kept, *dropped))]


def held_lines(values: Mapping[str, Any]) -> list[Decision]:
    """The lines held out of the text beside a decision on others, of which nobody has decided yet."""
    return _listed(source_of(values).get("held"))


def _listed(value: Any) -> list[Decision]:
    rows = value if isinstance(value, list) else [] if value in (None, "") else [value]
    return [int(row) if str(row).removeprefix("-").isdecimal() else str(row) for row in rows]


def decided_hints(values: Mapping[str, Any], hints: CleanHints) -> CleanHints:
    """Hints with the decisions on lines that are on file; those that the hints bring win."""
    kept, dropped = decided_lines(values)
    new_kept, new_dropped = {*hints.keep, *hints.keep_lines}, {*hints.drop, *hints.drop_lines}
    keep = [one for one in kept if one not in new_dropped and one not in new_kept]
    drop = [one for one in dropped if one not in new_kept and one not in new_dropped]
    return replace(
        hints,
        keep=(*(one for one in keep if isinstance(one, str)), *hints.keep),
        keep_lines=tuple(sorted({one for one in keep if isinstance(one, int)} | set(hints.keep_lines))),
        drop=(*(one for one in drop if isinstance(one, str)), *hints.drop),
        drop_lines=tuple(sorted({one for one in drop if isinstance(one, int)} | set(hints.drop_lines))),
        url=hints.url or str(source_of(values).get("url") or ""),
    )


def job_of(data: bytes, name: str, part: str, stated: Stated, hints: CleanHints) -> Job:
    """The article that stands at a part of a raw file. Raises IngestError."""
    jobs = [entry for entry in parts_of(data, name, stated, hints) if isinstance(entry, Job)]
    chosen = [job for job in jobs if job.part == part] or (jobs if len(jobs) == 1 else [])
    if not chosen:
        holds = ", ".join(job.part for job in jobs[:5]) or "no article"
        raise IngestError(name, "read", f'it holds no part "{part}" ({holds})')
    # The original of a chosen row is its line alone, which was another line of the file.
    return replace(chosen[0], item=replace(chosen[0].item, part=part or chosen[0].part))


# What raw copies made with certain decisions, by a digest of what that hangs on: for as long as people, outlets and
# configuration stay as they are.
CleanedCopies = MutableMapping[str, tuple[Processed, str]]


def clean_original(
    config: Config, knowledge: Knowledge, path: str, text: str, known: CleanedCopies | None = None
) -> Processed:
    """The raw copy of an article cleaned as it was decided. Raises OriginalError, IngestError."""
    values = read_values(text, path)
    kept, dropped = decided_lines(values)
    return _cleaned(config, knowledge, path, values, (kept, dropped), known)[0]


def _cleaned(
    config: Config,
    knowledge: Knowledge,
    path: str,
    values: Mapping[str, Any],
    decided: tuple[Iterable[Decision], Iterable[Decision]],
    known: CleanedCopies | None,
) -> tuple[Processed, str]:
    """The article that certain decisions make, and its file's text; from `known` where it has been made before."""
    source = source_of(values)
    digest = str(source.get("original_sha256") or "")
    if not digest:
        raise OriginalError("no original was kept of it: it was written by hand, or added before originals were kept")
    data = read_original(config.root, digest)
    base = read_draft(config.root, str(values.get("id") or Path(path).stem))
    names = source.get("stated") or ()
    stated = read_stated(read_values(base, path) if base else values, [names] if isinstance(names, str) else names)
    kept, dropped = (_in_order(list(lines)) for lines in decided)
    made_of = [path, base or str(values), [source.get(key) for key in (*_MAKING, "url")], kept, dropped]
    key = hashlib.sha256(json.dumps(made_of, default=str).encode(errors="surrogateescape")).hexdigest()
    if known is not None and key in known:
        return known[key]
    on_file = {"source": {**source, "kept": kept, "dropped": dropped, "held": []}}
    job = job_of(data, path, str(source.get("original_part") or ""), stated, decided_hints(on_file, CleanHints()))
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
    if known is not None:
        known[key] = result, made.text
    return result, made.text


def decide_lines(
    config: Config,
    knowledge: Knowledge,
    path: str,
    text: str,
    lines: LineDecisions,
    after: int | None = None,
    asked: AbstractSet[int] = frozenset(),
    known: CleanedCopies | None = None,
) -> Recleaned:
    """An article's file with other decisions on lines of its original. Raises OriginalError, IngestError, EditError.

    `after` is a number of blocks: what comes in is put behind so many, where its place could not be found. `asked` are
    lines that are a question besides those in doubt as the file stands: to hold one where it is answers none.
    """
    values = read_values(text, path)
    old = decided_lines(values)
    known = {} if known is None else known
    before, base = _cleaned(config, knowledge, path, values, old, known)
    had_fates = {fate.number: fate for fate in evidence_of(_clean_of(before)).lines}
    _refuse_unknown(path, lines, had_fates)
    changed = {*lines.keep, *lines.drop, *lines.auto}
    kept = [*(one for one in old[0] if one not in changed), *lines.keep]
    dropped = [*(one for one in old[1] if one not in changed), *lines.drop]

    def clean(decided: Decided) -> tuple[Processed, str]:
        return _cleaned(config, knowledge, path, values, decided, known)

    result, new, made = _decided_alone(clean, (kept, dropped), (had_fates, changed))
    fates = {fate.number: fate for fate in evidence_of(_clean_of(result)).lines}
    _refuse_undone(path, lines, fates)
    theirs = _with_making_of(made, path, text)
    if not changed & {number for number, fate in had_fates.items() if fate.fate not in ("body", "dropped")}:
        theirs = _with_facts_of(theirs, path, base)
    told: dict[str, Any] = {
        "lines": tuple(fates[number] for number in sorted(changed) if number in fates),
        "pinned": tuple(one for side in (0, 1) for one in new[side] if isinstance(one, int) and one not in changed)
        if (kept, dropped) != new
        else (),
    }
    told["pinned"] = tuple(one for one in told["pinned"] if one not in (*old[0], *old[1]))
    questions = {*asked, *(line.line for place in places_in_doubt(_clean_of(before)) for line in place)}
    held = [one for one in held_lines(values) if one not in changed]
    held = _in_order([*held, *(one for one in told["pinned"] if one in questions and one in new[1])])
    decided = (new[0], [one for one in new[1] if one not in held], held)
    had = split_blocks(body_of(base, path))
    added = tuple(block for block in split_blocks(body_of(theirs, path)) if block not in had)
    if after is not None:
        blocks = split_blocks(body_of(text, path))
        body = "\n\n".join([*blocks[:after], *added, *blocks[after:]])
        return Recleaned(text=_with_decisions(with_body(text, path, body), path, decided), added=added, **told)
    merged = merge_drafts(path, base, text, theirs)
    if merged.blocks:
        return Recleaned(text=text, blocks=merged.blocks, added=added, **told)
    return Recleaned(
        text=_with_decisions(merged.text, path, decided), added=added, fields=merged.fields, notes=merged.notes, **told
    )


_MOST_ROUNDS = 4  # of pinning: what is pinned stays, so that each round has less to pin


def _decided_alone(
    clean: Callable[[Decided], tuple[Processed, str]],
    decided: Decided,
    shown: tuple[Mapping[int, LineFate], set[int]],
) -> tuple[Processed, Decided, str]:
    """Clean with other decisions on lines, all other lines held where the editor saw them.

    A list stands or falls as one for the rules, not for an editor who decided on one of its lines: what would go or
    come with it is decided too, as it was `shown` (fates by number; the lines that were decided on).
    """
    had, changed = shown
    kept, dropped = (_in_order(list(side)) for side in decided)
    for _ in range(_MOST_ROUNDS):
        result, made = clean((kept, dropped))
        body = set(_clean_of(result).body_lines)
        stood = {number for number, fate in had.items() if fate.fate == "body"}
        gone = [number for number in stood - body if number not in changed]
        come = [number for number in body - stood if number in had and number not in changed]
        if not gone and not come:
            break
        kept = _in_order([*(one for one in kept if one not in come), *gone])
        dropped = _in_order([*(one for one in dropped if one not in gone), *come])
    return result, (kept, dropped), made


def _clean_of(result: Processed) -> CleanArticle:
    assert result.clean is not None  # noqa: S101 (else it has raised)
    return result.clean


def _refuse_unknown(path: str, lines: LineDecisions, fates: Mapping[int, LineFate]) -> None:
    """Raise UsageError for a line that there is none of, or that is no line of text and cannot be kept."""
    for number in (*lines.keep, *lines.drop, *lines.auto):
        if number not in fates:
            known = sorted(fates)
            raise UsageError(
                f"{path}: its original has no line {number} with words: they are {known[0]} to {known[-1]}, as"
                f" `copydesk review` without options lists them"
            )
    for number in lines.keep:
        fate = fates[number]
        if is_no_line(fate):
            raise UsageError(f"{path}: line {number} cannot be put back by its number: {fate.rule}; write it in")


_NO_LINES = (STRUCK, FRAME, DRAWING, READING)


def is_no_line(fate: LineFate) -> bool:
    """Whether words of the raw copy are no line of text, such as those struck out: no decision puts them back.

    What a reader took off before (a letter's footer) has no number of its own, and one below 1.
    """
    return fate.rule in _NO_LINES or fate.number < 1


def _refuse_undone(path: str, lines: LineDecisions, fates: Mapping[int, LineFate]) -> None:
    """Raise UsageError for a line that is not where the editor wants it after all."""
    for number in lines.keep:
        fate = fates.get(number)
        if fate is not None and fate.fate != "body":
            raise UsageError(f"{path}: line {number} cannot be kept in the text: it is the {fate.rule or fate.fate}")
    for number in lines.drop:
        if number in fates and fates[number].fate == "body":
            raise UsageError(f"{path}: line {number} cannot be left out: nothing else would be left of the text")


# What is read from lines beside the body: a decision on a line of the body changes none of them.
_FACTS = ("title", "subtitle", "date", "lang", "place", "source.name", "source.authors", "source.published")


def _with_facts_of(text: str, path: str, base: str) -> str:
    values = read_values(base, path)
    for key in _FACTS:
        text = _with(text, path, key, _at(values, key))
    return text


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


def _with_decisions(text: str, path: str, decided: Sequence[list[Decision]]) -> str:
    """A file with its decisions on lines; a list without any goes."""
    for key, lines in zip(("kept", "dropped", "held"), decided, strict=True):
        at = ("source", key)
        known = get_value(text, path, at) if has_value(text, path, at) else None
        if not lines and known is not None:
            text = unset_value(text, path, at)
        elif lines and _listed(known) != lines:
            text = set_value(text, path, at, lines)
    return text
