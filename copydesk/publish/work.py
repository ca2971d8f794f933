"""One build at work: what changed since the last one decides how much of it has to be done."""

from __future__ import annotations

import gc
import hashlib
import secrets
import stat
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from copydesk.config import Config
from copydesk.errors import ContentError, Problem
from copydesk.library import (
    Reading,
    Registry,
    Snapshot,
    Stamp,
    article_paths,
    assemble,
    load_registry,
    reading_of,
    scan_content,
)
from copydesk.publish import memory as store
from copydesk.publish import unchanged, values
from copydesk.publish.feeds import Sitemap
from copydesk.publish.found import Look, glance, look, manifest, marker, stamp
from copydesk.publish.gallery import look_at_pictures
from copydesk.publish.hands import start
from copydesk.publish.layouts import Layouts, packaged_layouts
from copydesk.publish.memory import Kept, Memory
from copydesk.publish.output import MARKER, Written
from copydesk.publish.pack import Pack
from copydesk.publish.planning import Planned, plan, window
from copydesk.publish.press import Desk, Printed, new_bodies, print_items
from copydesk.publish.reading import read_articles, reading_key, same_but_body
from copydesk.publish.result import Build, Items, Options
from copydesk.publish.search import SEARCH
from copydesk.publish.stage import (
    Change,
    Stage,
    apply,
    done_pending,
    keep_spare,
    note_pending,
    settle,
    spare_is_good,
    work_folder,
)


class Work:
    """One build at work: what it was asked for, what is remembered, what it has found so far."""

    def __init__(self, config: Config, options: Options, cache: Path, previous: Build | None) -> None:
        self.config, self.options, self.cache = config, options, cache
        self.clock = _Clock()
        self.done = False
        self.out = str(options.out.resolve())
        self.stage_folder = work_folder(self.out, str(cache))
        self.generation = secrets.token_hex(6)
        self.program = unchanged.program()
        self.settings = _settings(config, options)
        self.pending = settle(self.out, self.stage_folder)
        self.previous = previous.remembered if previous is not None and not self.pending else None
        held = self.previous or store.load(cache)
        # What another release of the program remembers tells which files are ours, and nothing else.
        self.before = held if held.program == self.program and not options.clean else _only_files(held)
        self.memory = Memory()
        self.stage = Stage(self.out, self.stage_folder, whole=False)
        self.looked = time.time_ns()
        self.snapshot = self._snapshot()
        self.clock.lap("look")

    def close(self) -> None:
        """Let go of what is open, and after a failure of what was half done."""
        if not self.done:
            self.before.pack.close()
            self.stage.drop()
            store.sweep(self.cache, self.before.names)

    def _snapshot(self) -> Snapshot:
        changes = self.options.changes
        if changes is None or self.previous is None:
            return scan_content(self.config.root)
        files = dict(self.previous.stamps)
        for path in changes:
            seen = _seen(self.config.root / path)
            if seen is None:
                files.pop(path, None)
            else:
                files[path] = seen
        return Snapshot(files=dict(sorted(files.items())))

    def _trusts(self) -> bool:
        """Whether nobody but us has been at the output since the last build of this process."""
        return self.previous is not None and self.options.changes is not None

    def _changed(self) -> set[str]:
        """The paths whose stamps differ from those remembered, or prove nothing."""
        now, then = self.snapshot.files, self.before.stamps
        return {path for path in now.keys() | then.keys() if now.get(path) != then.get(path)}

    # --- nothing but bodies changed ---------------------------------------------------------------------

    def bodies_alone(self) -> Build | None:
        """Render the pages of edited bodies, if nothing else about any article changed; else None.

        Sound because a body is known to the rest of the site by its facts alone: with those and the article equal,
        linking and planning would come to the same values, but for the digest of the body.
        """
        before, config = self.before, self.config
        changed = self._changed()
        same = (before.settings, before.theme) == (self.settings, self._theme())
        now = self.options.now.timestamp()
        same = same and not set(before.owed) - self.options.later
        if not (before.pages and same and before.window[0] <= now < before.window[1] and not self.snapshot.problems):
            return None
        if not all(path in before.records and path in self.snapshot.files for path in changed):
            return None
        damaged = frozenset() if self._trusts() else glance(self.out, before.outputs)
        if damaged:
            return None
        registry = load_registry(config.root, self.snapshot) if changed else Registry()
        self._remember(before)
        old = {path: before.record(path) for path in changed}
        if read_articles(config, reading_of(config, registry), sorted(changed), self.memory, self.generation, 1):
            return None
        swapped: dict[str, str] = {}
        for path, (article, facts) in old.items():
            new, new_facts = self.memory.record(path)
            same = replace(new_facts, sketch=facts.sketch) == facts and same_but_body(new, article)
            if not (same and self._keeps_to_itself(path, set(facts.sketch), set(new_facts.sketch))):
                return None
            swapped[article.body_digest] = new.body_digest
        swapped = {was: is_ for was, is_ in swapped.items() if was != is_}
        self.clock.lap("read")
        touched = self._touched(old) if swapped else []
        return self._finish_bodies(touched, swapped)

    def _keeps_to_itself(self, path: str, old: set[int], new: set[int]) -> bool:
        """Whether another sketch of one article cannot make or unmake a copy of any: see `find_copies`."""
        if old == new:
            return True
        others = {
            value for other in self.memory.records if other != path for value in self.memory.record(other)[1].sketch
        }
        return not (old ^ new) & others and (len(old) == len(new) or not old & others)

    def _touched(self, old: Mapping[str, tuple[object, object]]) -> list[str]:
        """The addresses of items that show one of these articles' bodies."""
        urls = [article.url for article, _ in old.values()]  # type: ignore[attr-defined]
        index = [address for address in (SEARCH,) if address in self.before.pages]
        if SEARCH in self.options.later and index:
            self.memory.owed, index = sorted({SEARCH, *self.memory.owed}), []
        return [url for url in (*urls, *index) if url in self.before.pages]

    def _finish_bodies(self, touched: list[str], swapped: dict[str, str]) -> Build:
        layouts = self._layouts() if touched else None
        printed: list[Printed] = []
        if layouts is not None:
            self.stage.clear()
            desk = Desk(
                layouts=layouts, base=self.config.base, read=_nothing, memory=self.memory, before=self.before,
                damaged=frozenset(), stage=self.stage,
            )  # fmt: skip
            items = Items(self.before)
            printed = print_items(touched, lambda a: new_bodies(items[a], swapped), desk, self.generation, 1)
            self.clock.lap("render")
        pages = self.memory.pages
        for one in printed:
            if one.files is not None:
                pages[one.address] = one.kept._replace(why="its text changed")
        return self._write(printed, dict(pages), (), warnings=self._warnings(), fresh_plan=False)

    # --- everything -------------------------------------------------------------------------------------

    def everything(self) -> Build:
        """The four phases."""
        config, options, before = self.config, self.options, self.before
        looked = start(lambda: look(self.out, before.outputs)) if not self._trusts() else Look
        registry = load_registry(config.root, self.snapshot)
        layouts = self._layouts()
        reading = reading_of(config, registry)
        key = reading_key(reading, config)
        kept = before if before.reading == key else replace(before, records={}, bodies={}, loaded={})
        self._remember(kept)
        self.memory.reading = key
        problems = self._read(kept, reading)
        self.clock.lap("read")
        records = {
            path: self.memory.record(path) for path in article_paths(self.snapshot) if path in self.memory.records
        }
        articles = [replace(a, publish_at=None) if options.future else a for a, _ in records.values()]
        library = assemble(registry, articles, problems)
        if options.strict and library.warnings:
            raise ContentError(library.warnings)
        self.clock.lap("load")
        facts = {article.body_digest: facts for article, facts in records.values()}
        pictures = look_at_pictures(config.root, self.snapshot, self.cache)
        planned = plan(library, facts, config, layouts, pictures, now=options.now, drafts=options.drafts)
        self.memory.window = window(records, options.now, config.zone)
        self.memory.articles_shown = len(planned.site.entries)
        warnings = (*library.warnings, *planned.site.warnings)
        self.memory.warnings = values.dump_whole(warnings)
        self.clock.lap("plan")
        return self._print(planned, layouts, looked(), warnings)

    def _read(self, kept: Memory, reading: Reading) -> list[Problem]:
        stamps = self.snapshot.files
        paths = article_paths(self.snapshot)
        stale = [p for p in paths if p not in kept.records or kept.stamps.get(p) != stamps[p]]
        for path in [path for path in self.memory.records if path not in stamps]:
            del self.memory.records[path]
        return read_articles(self.config, reading, stale, self.memory, self.generation, self.options.jobs)

    def _print(self, planned: Planned, layouts: Layouts, found: Look, warnings: tuple[Problem, ...]) -> Build:
        options, before = self.options, self.before
        whole = not before.outputs and not Path(self.out).exists()
        self.stage = Stage(self.out, self.stage_folder, whole=whole)
        self.stage.clear()
        desk = Desk(
            layouts=layouts, base=self.config.base, read=planned.read, memory=self.memory, before=before,
            damaged=found.damaged, stage=self.stage,
        )  # fmt: skip
        makers = {address: make for address, make in planned.makers.items() if address not in options.later}
        left = [address for address in planned.makers if address in options.later]
        first = [address for address in options.first if address in makers]
        order = [*first, *(address for address in makers if address not in set(first))]
        gc.freeze()
        printed = print_items(order, lambda address: makers[address](), desk, self.generation, options.jobs)
        gc.unfreeze()
        rows = tuple(one.kept.row for one in sorted(printed, key=lambda p: p.address) if one.kept.row is not None)
        sitemap = Sitemap(rows=rows, base_url=self.config.base.url)
        printed += print_items(["/sitemap.xml"], lambda _: sitemap, desk, self.generation, 1)
        self.clock.lap("render")
        pages = {one.address: one.kept for one in printed}
        pages.update({address: before.pages[address] for address in left if address in before.pages})
        self.memory.owed = sorted(left)
        return self._write(printed, pages, found.foreign, warnings=warnings, fresh_plan=True)

    # --- writing ----------------------------------------------------------------------------------------

    def _write(
        self,
        printed: list[Printed],
        pages: dict[str, Kept],
        foreign: tuple[str, ...],
        *,
        warnings: tuple[Problem, ...],
        fresh_plan: bool,
    ) -> Build:
        before = self.before
        files = [(path, place, seen) for one in printed for path, place, seen in one.files or ()]
        known = before.outputs.keys() | set(self.pending)
        wanted = set(before.outputs)
        if fresh_plan:
            known |= {MARKER, *manifest(self.out)}
            wanted = {path for kept in pages.values() for path in kept.paths}
            files.append((MARKER, *(self.stage.put(marker(wanted)) or (None, (0, 0)))))
            wanted.add(MARKER)
        change = Change(
            written={path: place for path, place, _ in files if place is not None},
            removed=tuple(sorted(path for path in known if path not in wanted)),
            foreign=tuple(path for path in foreign if path not in known),
        )
        lag = before.lag if spare_is_good(self.stage_folder, before.generation) else None
        if change.written or change.removed:
            note_pending(self.stage_folder, change)
            swapped = apply(self.stage, change, known, lag, swap=self.options.swap)
            touched = [*change.written, *change.removed]
            lag = touched if swapped else None if lag is None else [*lag, *touched]
        if self.options.told:  # before what is remembered is saved, which takes longer than a page
            for address in self._rendered(printed):
                self.options.told(address)
        memory = self.memory
        memory.lag, memory.pages = lag, pages
        seen_now = {path: seen if place is not None else stamp(self.out, path) for path, place, seen in files}
        memory.outputs = {path: seen_now.get(path) or before.outputs[path] for path in sorted(wanted)}
        self._save()
        self.clock.lap("write")
        return self._result(printed, change, warnings)

    def _save(self) -> None:
        """Remember all this for the next build; only then is the swap over."""
        memory, looked = self.memory, self.looked
        files = self.snapshot.files
        fresh = any(unchanged.is_fresh(seen, looked) for seen in files.values())
        memory.program, memory.settings, memory.generation = self.program, self.settings, self.generation
        memory.theme = self._theme()
        # A stamp that proves nothing is remembered as none, so that the file is read again.
        memory.stamps = {p: (0, 0, 0) if fresh and unchanged.is_fresh(s, looked) else s for p, s in files.items()}
        store.tidy(memory, self.generation)
        memory.names = memory.pack.names
        store.save(self.cache, memory)
        store.sweep(self.cache, memory.names)
        if memory.lag is not None:
            keep_spare(self.stage_folder, self.generation)
        done_pending(self.stage_folder)
        self.stage.drop()
        self.done = True
        self._save_look(fresh=fresh)

    def _save_look(self, *, fresh: bool) -> None:
        memory = self.memory
        if fresh or not self.options.asked or self.options.cache:
            (self.cache / unchanged.FILE).unlink(missing_ok=True)
            return
        said = [f"warning: {warning}" for warning in self._warnings()]
        summary = f"{memory.articles_shown} articles, {len(memory.pages)} pages and files; nothing has changed"
        row: dict[str, object] = {
            "asked": self.options.asked,
            "program": self.program,
            "window": memory.window,
            "files": dict(self.snapshot.files),
            "theme_folder": str(packaged_layouts()),
            "theme": memory.theme,
            "outputs": memory.outputs,
            "said": [*said, summary],
        }
        unchanged.save(str(self.cache), row)

    def _result(self, printed: list[Printed], change: Change, warnings: tuple[Problem, ...]) -> Build:
        made = {path for one in printed for path, place, _ in one.files or () if place is not None}
        return Build(
            items=Items(self.memory),
            rendered=self._rendered(printed),
            written=Written(written=tuple(sorted(made)), removed=change.removed, foreign=change.foreign),
            warnings=warnings,
            remembered=self.memory,
            articles=self.memory.articles_shown,
            removed=change.removed,
            timing=self.clock.laps,
        )

    def _rendered(self, printed: list[Printed]) -> tuple[str, ...]:
        """The addresses of what was rendered, those that somebody waits for before the rest."""
        first = set(self.options.first)
        return tuple(sorted((p.address for p in printed if p.files is not None), key=lambda a: a not in first))

    # --- what every way needs ---------------------------------------------------------------------------

    def _remember(self, kept: Memory) -> None:
        """Begin this build's memory with what may be kept of the last one's, which stays as it is."""
        pack = Pack(str(self.cache), kept.names)
        self.memory = replace(
            kept, names=pack.names, pack=pack, records=dict(kept.records), bodies=dict(kept.bodies),
            shared=dict(kept.shared), pages=dict(kept.pages), outputs=dict(kept.outputs), loaded=dict(kept.loaded),
        )  # fmt: skip

    def _layouts(self) -> Layouts:
        compiled = self.config.root / store.FOLDER / "layouts"
        return Layouts.load((self.config.root / "layouts", packaged_layouts()), self.config.language, compiled)

    def _theme(self) -> dict[str, Stamp]:
        return unchanged.theme_stamps(str(packaged_layouts()))

    def _warnings(self) -> tuple[Problem, ...]:
        held: tuple[Problem, ...] = values.load(self.memory.warnings) if self.memory.warnings else ()
        return held


def _settings(config: Config, options: Options) -> str:
    """A digest of all but the content that decides what a site is."""
    told = f"{config!r}\0{options.drafts}\0{options.future}\0{options.strict}"
    return hashlib.blake2b(told.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def _only_files(held: Memory) -> Memory:
    return Memory(outputs=dict.fromkeys(held.outputs, (0, 0)), names=[], generation=held.generation, lag=held.lag)


def _seen(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino) if stat.S_ISREG(status.st_mode) else None


def _nothing(address: str) -> bytes:
    raise KeyError(address)  # a bug: bodies stand on pages, and pages are no static files


class _Clock:
    """Where the time went, for `--timing`: seconds by phase."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = self.laps.get(name, 0.0) + now - self._last
        self._last = now
