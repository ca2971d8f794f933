"""What one run of a build knows: what it was asked for, what is remembered, what lies on disk."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from dataclasses import replace
from pathlib import Path

from copydesk.config import Config
from copydesk.errors import Problem
from copydesk.files import CACHE, stamp_of
from copydesk.library import Registry, Snapshot, Stamp, as_snapshot, load_registry, scan_content
from copydesk.publish.cache import encode, store, unchanged
from copydesk.publish.cache.pack import Pack
from copydesk.publish.cache.store import Memory
from copydesk.publish.options import Build, Options
from copydesk.publish.render.layouts import Layouts, packaged_layouts
from copydesk.publish.stage import Stage, settle, work_folder


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
        intact = previous is not None and not self.pending and previous.remembered.pack.is_whole()
        self.previous = previous.remembered if previous is not None and intact else None
        held = self.previous or store.load(cache)
        # What another release of the program remembers tells which files are ours, and nothing else.
        self.before = held if held.program == self.program and not options.clean else _only_files(held)
        self.memory = Memory()
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
        return Snapshot(files=dict(sorted(files.items())))

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

    def remember(self, kept: Memory) -> None:
        """Begin this build's memory with what may be kept of the last one's, which stays as it is."""
        pack = Pack(str(self.cache), kept.names)
        self.memory = replace(
            kept, names=pack.names, pack=pack, records=dict(kept.records), sketches=dict(kept.sketches),
            bodies=dict(kept.bodies), shared=dict(kept.shared), pages=dict(kept.pages), outputs=dict(kept.outputs),
            loaded=dict(kept.loaded),
        )  # fmt: skip

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
            self.loaded_layouts = self.before.layouts
        if self.loaded_layouts is None:
            compiled = self.config.root / CACHE / "layouts"
            folders = (self.config.root / "layouts", packaged_layouts())
            self.loaded_layouts = Layouts.load(folders, self.config.language, compiled)
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
        held: tuple[Problem, ...] = encode.load(self.memory.warnings) if self.memory.warnings else ()
        return held


def _settings(config: Config, options: Options) -> str:
    """A digest of all but the content that decides what a site is."""
    told = f"{config!r}\0{options.drafts}\0{options.future}\0{options.strict}"
    return hashlib.blake2b(told.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def _only_files(held: Memory) -> Memory:
    return Memory(outputs=dict.fromkeys(held.outputs, (0, 0)), names=[])


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
