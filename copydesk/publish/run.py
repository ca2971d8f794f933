"""One run of a build: what it knows when it begins, and what it leaves for the next when it ends.

`Run` holds what was asked for, what is remembered and what lies on disk; `finish_build` puts what was rendered in its
place and remembers it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import stat
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from copydesk.config import Config
from copydesk.errors import Location, OutputError, Problem, counted
from copydesk.files import CACHE, NO_STAMP, stamp_of
from copydesk.library import Registry, Snapshot, Stamp, as_snapshot, load_registry, scan_content
from copydesk.model import Article
from copydesk.publish import unchanged
from copydesk.publish.cache import encode, store
from copydesk.publish.cache.store import BuildCache, Kept, Pack, one_build
from copydesk.publish.items import Item
from copydesk.publish.pages.values import Page
from copydesk.publish.render.layouts import Layouts, packaged_layouts
from copydesk.publish.render.rendering import Rendered
from copydesk.publish.stage import (
    MARKER,
    Change,
    Stage,
    Written,
    apply,
    done_pending,
    manifest,
    marker,
    note_pending,
    parents,
    settle,
    stamp,
    work_folder,
)
from copydesk.publish.unchanged import QuickLook


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a build is asked for. `now` decides what `publish_at` and `expires` mean, and nothing else.

    `future` publishes what is not due yet, `drafts` that and everything else that is not published.
    `progress` is called with what is being done, how many are done, and of how many.
    `asked` is how the command line put it, for the quick look of the next run (`unchanged`); "" forgoes that.
    `save=False` leaves what is remembered in memory alone, until `Build.save` writes it down.
    `look` is a look at the digest that was taken just now. `allow_empty` lets a build take away all articles of a site,
    or, where it is strict, most of its pages.
    """

    out: Path
    now: dt.datetime
    drafts: bool = False
    future: bool = False
    clean: bool = False
    strict: bool = False
    jobs: int = 0
    swap: bool = True
    cache: Path | None = None
    first: tuple[str, ...] = ()
    changes: frozenset[str] | None = None
    told: Callable[[str], None] | None = None
    progress: Callable[[str, int, int], None] | None = None
    search_later: bool = False
    asked: str = ""
    save: bool = True
    look: QuickLook | None = None
    allow_empty: bool = False


class Items(Mapping[str, Item]):
    """Every item of the site by address; a value is read from the cache when it is asked for."""

    def __init__(self, memory: BuildCache) -> None:
        self._memory = memory

    def __getitem__(self, address: str) -> Item:
        item: Item = self._memory.item(address)
        sources = self._memory.pages[address].sources
        return replace(item, sources=sources) if isinstance(item, Page) else item

    def __iter__(self) -> Iterator[str]:
        return iter(self._memory.pages)

    def __len__(self) -> int:
        return len(self._memory.pages)

    def __contains__(self, address: object) -> bool:
        return address in self._memory.pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What a build did, and what the next one may reuse.

    What it remembers is for the next build alone: what others may know of that, the four methods say.
    """

    items: Mapping[str, Item]
    rendered: tuple[str, ...]
    written: Written
    warnings: tuple[Problem, ...]
    _memory: BuildCache = field(repr=False)
    _layouts: Layouts | None = field(repr=False, default=None)
    articles: int
    held_back: str = ""
    removed: tuple[str, ...] = ()
    timing: dict[str, float] = field(default_factory=dict)

    def article(self, path: str) -> Article | None:
        """The article in a file, a draft too; None for a file that holds none."""
        return self._memory.record(path)[0] if path in self._memory.records else None

    def why(self, url: str) -> str:
        """Why an item was rendered last, in a few words; "" for an address without one."""
        kept = self._memory.pages.get(url)
        return kept.why if kept is not None else ""

    def owed(self) -> tuple[str, ...]:
        """What was left for later (`Options.search_later`) and may have changed since: the search index, or nothing."""
        return tuple(self._memory.owed)

    def save(self) -> None:
        """Write down what a build with `Options.save` off left in memory alone. Raises OutputError when locked out.

        Nothing is done for any other build, nor where the cache has been deleted meanwhile. A process that is killed
        before leaves a site that is ahead of what is remembered: the next one sees files that are not as it knows
        them, and renders those again.
        """
        memory, cache = self._memory, Path(self._memory.pack.folder)
        if memory.unsaved and memory.pack.is_whole():
            with one_build(cache):
                _write_down(cache, memory)
            memory.unsaved = False


# What of a memory a build changes in place.
_COPIED = ("records", "sketches", "bodies", "words", "counted", "shared", "pages", "outputs", "loaded")


class Run:
    """One run of a build. Its phases fill `memory`, which becomes what the next run has as `before`."""

    def __init__(self, config: Config, options: Options, cache: Path, previous: Build | None) -> None:
        self.config, self.options, self.cache = config, options, cache
        self.clock = Clock()
        self.done = False
        self.out = str(options.out.resolve())
        self.stage_folder = work_folder(self.out, str(cache))
        self.generation = os.urandom(6).hex()
        self.program = unchanged.program()
        self.settings = _settings(config, options)
        self.pending = settle(self.out, self.stage_folder)
        last = previous._memory if previous is not None else None  # noqa: SLF001 (private to this module)
        self._last_layouts = previous._layouts if previous is not None else None  # noqa: SLF001
        self.previous = last if last is not None and not self.pending and last.pack.is_whole() else None
        held = self.previous or store.load_cache(cache)
        # What another release of the program remembers tells which files are ours, and nothing else.
        self.before = held if held.program == self.program and not options.clean else _only_files(held)
        self.memory = BuildCache()
        self._registry: Registry | None = None
        self._changed: set[str] | None = None
        self._theme: dict[str, Stamp] | None = None
        self.loaded_layouts: Layouts | None = None
        self.stage = Stage(self.out, self.stage_folder, whole=False)
        look = options.look
        self.look = look if look is not None and look.still_holds(str(config.root)) else None
        self.looked = self.look.looked if self.look else time.time_ns()
        # All paths that may differ from what is remembered, where that is known; else None.
        self.known = options.changes if self.trusts() and self.look is None and self.before is self.previous else None
        self.snapshot = self._snapshot()
        self.clock.lap("look")

    def close(self) -> None:
        """Let go of what is open, and after a failure of what was half done."""
        if not self.done:
            self.before.pack.close()
            self.stage.drop()
            if not self.before.unsaved:  # else the index on disk still names files that these no longer need
                store.sweep(self.cache, self.before.names)

    def _snapshot(self) -> Snapshot:
        changes = self.options.changes
        if self.look:
            return as_snapshot(self.look.files, self.look.refused)
        if changes is None or self.previous is None:
            return scan_content(self.config.root)
        files = dict(self.previous.stamps)
        for path in changes:
            seen = _seen(self.config.root / path)
            if seen is None:
                files.pop(path, None)
            else:
                files[path] = seen
        # In order, as a look at all of them gives them: sorting ten thousand takes longer than rendering a page.
        return Snapshot(files=files if files.keys() == self.previous.stamps.keys() else dict(sorted(files.items())))

    def trusts(self) -> bool:
        """Whether nobody but us has been at the output since the last build of this process."""
        return self.previous is not None and self.options.changes is not None

    def changed(self) -> set[str]:
        """The paths whose stamps differ from those remembered, or prove nothing."""
        if self._changed is None:
            now, then = self.snapshot.files, self.before.stamps
            if self.known is not None:
                self._changed = {path for path in self.known if now.get(path) != then.get(path)}
            else:
                differ = {path for path, seen in now.items() if then.get(path) != seen}
                self._changed = differ | (then.keys() - now.keys())
        return self._changed

    def remember(self, kept: BuildCache) -> None:
        """Begin this build's memory with what may be kept of the last one's, which stays as it is."""
        pack = Pack(str(self.cache), kept.names)
        copies: dict[str, Any] = {name: dict(getattr(kept, name)) for name in _COPIED}
        self.memory = replace(kept, names=pack.names, pack=pack, **copies)

    def registry(self) -> Registry:
        """Everything in `content/` but the articles: read once, and not at all if this process knows it unchanged."""
        if self._registry is None and self.trusts() and all(path in self.before.records for path in self.changed()):
            self._registry = self.before.registry
        if self._registry is None:
            self._registry = load_registry(self.config.root, self.snapshot)
        return self._registry

    def layouts(self) -> Layouts:
        """The theme: the digest's own layouts before the packaged ones, read once. Raises LayoutError."""
        if self.loaded_layouts is None and self._knows_layouts():
            self.loaded_layouts = self._last_layouts
        if self.loaded_layouts is None:
            compiled = self.config.root / CACHE / "layouts"
            folders = (self.config.root / "layouts", packaged_layouts())
            self.loaded_layouts = Layouts.load(folders, self.config.language, compiled, own=self.config.strings)
        return self.loaded_layouts

    def _knows_layouts(self) -> bool:
        same = self.known is not None and (self.before.settings, self.before.theme) == (self.settings, self.theme())
        return same and not any(path.startswith("layouts/") for path in self.changed())

    def theme(self) -> dict[str, Stamp]:
        """The packaged theme's files, as they lay when first looked at."""
        if self._theme is None:
            self._theme = unchanged.theme_stamps(str(packaged_layouts()))
        return self._theme

    def warnings(self) -> tuple[Problem, ...]:
        """What the last plan warned of."""
        held: tuple[Problem, ...] = encode.load_value(self.memory.warnings) if self.memory.warnings else ()
        return held


def _settings(config: Config, options: Options) -> str:
    """A digest of all but the content that decides what a site is."""
    told = f"{config!r}\0{options.drafts}\0{options.future}\0{options.strict}"
    return hashlib.blake2b(told.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def _only_files(held: BuildCache) -> BuildCache:
    return BuildCache(outputs=dict.fromkeys(held.outputs, (0, 0)), names=[])


def _seen(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return stamp_of(status) if stat.S_ISREG(status.st_mode) else None


class Clock:
    """Where the time went, for `--timing`: seconds by phase."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """Count what passed since the last lap under a name."""
        now = time.perf_counter()
        self.laps[name] = self.laps.get(name, 0.0) + now - self._last
        self._last = now


def finish_build(
    run: Run,
    rendered: list[Rendered],
    pages: dict[str, Kept],
    foreign: tuple[str, ...] | None,
    *,
    warnings: tuple[Problem, ...],
    fresh_plan: bool,
) -> Build:
    """Put files in their places, remember the build, say what it did. Raises OutputError.

    `foreign` is what lies in the site and is not ours; None where nobody has looked for that.
    """
    before = run.before
    files = [(path, place, seen) for one in rendered for path, place, seen in one.files or ()]
    known: Collection[str] = before.outputs.keys()
    removed = {path for path in run.pending if path not in before.outputs}
    wanted: set[str] = set()
    if fresh_plan:
        known = {*known, *run.pending, MARKER, *manifest(run.out)}
        wanted = {path for kept in pages.values() for path in kept.paths}
        files.append((MARKER, *(run.stage.put(marker(wanted)) or (None, (0, 0)))))
        wanted.add(MARKER)
        removed = known - wanted
        warnings = (*warnings, *_emptied(run, known, wanted))
    written = {path: place for path, place, _ in files if place is not None}
    if fresh_plan and not run.stage.whole:
        _refuse_taken(run, written.keys() - known)
    # What the site holds already, byte for byte, is part of it, whoever wrote that.
    if taken := {path for path, place, _ in files if place is None}:
        known = taken.union(known)
    change = Change(
        written=written,
        removed=tuple(sorted(removed)),
        foreign=tuple(path for path in foreign or () if path not in known),
    )
    if foreign is None and run.options.swap and change.is_large():
        change = replace(change, foreign=run.stage.strangers({*known, MARKER, *manifest(run.out)}))
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


def _refuse_taken(run: Run, fresh: Iterable[str]) -> None:
    """Raise OutputError where a new file of the site would take the place of one that somebody else put there.

    A folder whose list is damaged tells nothing of whose its files are: there nothing is refused.
    """
    if not run.before.outputs and not manifest(run.out):
        return
    for path in sorted(fresh):
        for place in (path, *parents(path)):
            status = None
            with contextlib.suppress(OSError):
                status = os.lstat(f"{run.out}/{place}")
            if status is not None and (place == path or not stat.S_ISDIR(status.st_mode)):
                raise OutputError(
                    f"{run.out}/{place}: is not Copydesk's, and {path} of the digest comes there: move it away; "
                    "the site is unchanged"
                )


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
    memory.unsaved = not run.options.save
    if run.options.save:
        _write_down(run.cache, memory)
    elif store.crowded(memory):
        store.tidy(memory, run.generation)
    memory.names = memory.pack.names
    done_pending(run.stage_folder)
    run.stage.drop()
    run.done = True
    _save_look(run, fresh=bool(proves_nothing))


def _write_down(cache: Path, memory: BuildCache) -> None:
    store.tidy(memory, memory.generation)
    memory.names = memory.pack.names
    store.save_cache(cache, memory)
    store.sweep(cache, memory.names)


def _save_look(run: Run, *, fresh: bool) -> None:
    memory = run.memory
    if fresh or memory.unsaved or not run.options.asked or run.options.cache:
        (run.cache / unchanged.FILE).unlink(missing_ok=True)
        return
    said = [f"warning: {warning}" for warning in run.warnings()]
    summary = f"{counted(memory.articles_shown, 'article')}, {len(memory.pages)} pages and files; nothing has changed"
    if memory.held_back:
        summary += f"; {memory.held_back}"
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
    unchanged.save_look(str(run.cache), row)


def _result(run: Run, rendered: list[Rendered], change: Change, warnings: tuple[Problem, ...]) -> Build:
    made = {path for one in rendered for path, place, _ in one.files or () if place is not None}
    return Build(
        items=Items(run.memory),
        rendered=_rendered(run, rendered),
        written=Written(written=tuple(sorted(made)), removed=change.removed, foreign=change.foreign),
        warnings=warnings,
        _memory=run.memory,
        _layouts=run.loaded_layouts,
        articles=run.memory.articles_shown,
        held_back=run.memory.held_back,
        removed=change.removed,
        timing=run.clock.laps,
    )


def _rendered(run: Run, rendered: list[Rendered]) -> tuple[str, ...]:
    """The addresses of what was rendered, those that somebody waits for before the rest."""
    first = set(run.options.first)
    return tuple(sorted((p.address for p in rendered if p.files is not None), key=lambda a: a not in first))
