"""The end of a build: what was rendered goes to its place, and what the next build may reuse is remembered."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from copydesk.errors import Location, OutputError, Problem
from copydesk.files import NO_STAMP
from copydesk.publish.cache import store, unchanged
from copydesk.publish.cache.store import Kept, Memory
from copydesk.publish.found import manifest, marker, stamp
from copydesk.publish.lock import one_build
from copydesk.publish.options import Build, Items
from copydesk.publish.output import MARKER, Written
from copydesk.publish.render.layouts import packaged_layouts
from copydesk.publish.render.rendering import Rendered
from copydesk.publish.stage import Change, apply, done_pending, note_pending
from copydesk.publish.state import Run
from copydesk.wording import counted


def finish_build(
    run: Run,
    rendered: list[Rendered],
    pages: dict[str, Kept],
    foreign: tuple[str, ...],
    *,
    warnings: tuple[Problem, ...],
    fresh_plan: bool,
) -> Build:
    """Put files in their places, remember the build, say what it did. Raises OutputError."""
    before = run.before
    files = [(path, place, seen) for one in rendered for path, place, seen in one.files or ()]
    known: Collection[str] = before.outputs.keys()
    removed = set(run.pending) - before.outputs.keys()
    wanted: set[str] = set()
    if fresh_plan:
        known = {*known, *run.pending, MARKER, *manifest(run.out)}
        wanted = {path for kept in pages.values() for path in kept.paths}
        files.append((MARKER, *(run.stage.put(marker(wanted)) or (None, (0, 0)))))
        wanted.add(MARKER)
        removed = known - wanted
        warnings = (*warnings, *_emptied(run, known, wanted))
    change = Change(
        written={path: place for path, place, _ in files if place is not None},
        removed=tuple(sorted(removed)),
        foreign=tuple(path for path in foreign if path not in known),
    )
    if change.written or change.removed:
        note_pending(run.stage_folder, change)
        apply(run.stage, change, known, swap=run.options.swap)
    if run.options.told:  # before what is remembered is saved, which takes longer than a page
        for address in _rendered(run, rendered):
            run.options.told(address)
    memory = run.memory
    memory.pages = pages
    seen_now = {path: seen if place is not None else stamp(run.out, path) for path, place, seen in files}
    if fresh_plan:
        memory.outputs = {path: seen_now.get(path) or before.outputs[path] for path in sorted(wanted)}
        memory.sketches = {path: was for path, was in before.sketches.items() if path in memory.records}
        memory.note_sketches(path for path, ref in memory.records.items() if before.records.get(path) != ref)
    else:
        memory.outputs.update(seen_now)
    _save(run)
    run.clock.lap("write")
    return _result(run, rendered, change, warnings)


def _emptied(run: Run, known: Collection[str], wanted: set[str]) -> tuple[Problem, ...]:
    """What a build that takes away much of a site says of it (B19). Raises OutputError where it may not."""
    if run.options.allow_empty:
        return ()
    pages = [path for path in known if path.endswith(".html")]
    articles = [path for path in pages if path.startswith("articles/")]
    if articles and not any(path.startswith("articles/") for path in wanted):
        raise OutputError(
            f"{run.config.root / 'content'}: holds no article to publish, and the site has some: nothing was changed. "
            "If they are all to go, build with --allow-empty"
        )
    for what, there in (("articles", articles), ("pages", pages)):
        gone = sum(path not in wanted for path in there)
        if 2 * gone > len(there):
            told = f"this build takes away {gone} of the {len(there)} {what} that were published"
            if run.options.strict:
                raise OutputError(f"{told}: nothing was changed. If they are to go, build with --allow-empty")
            return (Problem(location=Location(path="content"), message=told, advice="is a folder missing?"),)
    return ()


def _save(run: Run) -> None:
    """Remember all this for the next build; only then is the swap over."""
    memory, looked = run.memory, run.looked
    files = run.snapshot.files
    looked_at = files if run.known is None else [path for path in run.known if path in files]
    proves_nothing = [path for path in looked_at if unchanged.is_fresh(files[path], looked)]
    memory.program, memory.settings, memory.generation = run.program, run.settings, run.generation
    memory.theme = run.theme()
    # A stamp that proves nothing is remembered as none, so that the file is read again.
    memory.stamps = {**files, **dict.fromkeys(proves_nothing, NO_STAMP)}
    memory.layouts = run.loaded_layouts
    memory.unsaved, memory.mark = not run.options.save, None
    memory.saved = None if run.options.save else run.before if run.before.mark else run.before.saved
    if run.options.save:
        _write_down(run.cache, memory, run.before if run.before.mark else run.before.saved)
    elif store.crowded(memory):
        store.tidy(memory, run.generation)
    memory.names = memory.pack.names
    done_pending(run.stage_folder)
    run.stage.drop()
    run.done = True
    _save_look(run, fresh=bool(proves_nothing))


def _write_down(cache: Path, memory: Memory, before: Memory | None) -> None:
    store.tidy(memory, memory.generation)
    memory.names = memory.pack.names
    store.save(cache, memory, before)
    store.sweep(cache, memory.names)


def save_build(build: Build, cache: Path) -> None:
    """Write down what a build with `Options.save` off left in memory alone.

    Nothing is done for any other build, nor where the cache has been deleted meanwhile. A process that is killed
    before leaves a site that is ahead of what is remembered: the next one sees files that are not as it knows
    them, and renders those again.
    """
    memory = build.remembered
    if memory.unsaved and memory.pack.is_whole():
        with one_build(cache):
            _write_down(cache, memory, memory.saved)
        memory.unsaved = False


def _save_look(run: Run, *, fresh: bool) -> None:
    memory = run.memory
    if fresh or memory.unsaved or not run.options.asked or run.options.cache:
        (run.cache / unchanged.FILE).unlink(missing_ok=True)
        return
    said = [f"warning: {warning}" for warning in run.warnings()]
    summary = f"{counted(memory.articles_shown, 'article')}, {len(memory.pages)} pages and files; nothing has changed"
    row: dict[str, object] = {
        "asked": run.options.asked,
        "program": run.program,
        "window": memory.window,
        "files": dict(run.snapshot.files),
        "theme_folder": str(packaged_layouts()),
        "theme": memory.theme,
        "outputs": memory.outputs,
        "said": [*said, summary],
    }
    unchanged.save(str(run.cache), row, run.look)


def _result(run: Run, rendered: list[Rendered], change: Change, warnings: tuple[Problem, ...]) -> Build:
    made = {path for one in rendered for path, place, _ in one.files or () if place is not None}
    return Build(
        items=Items(run.memory),
        rendered=_rendered(run, rendered),
        written=Written(written=tuple(sorted(made)), removed=change.removed, foreign=change.foreign),
        warnings=warnings,
        remembered=run.memory,
        articles=run.memory.articles_shown,
        removed=change.removed,
        timing=run.clock.laps,
    )


def _rendered(run: Run, rendered: list[Rendered]) -> tuple[str, ...]:
    """The addresses of what was rendered, those that somebody waits for before the rest."""
    first = set(run.options.first)
    return tuple(sorted((p.address for p in rendered if p.files is not None), key=lambda a: a not in first))
