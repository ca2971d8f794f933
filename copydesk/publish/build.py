"""build(): the four phases in order, load → link → plan → render, and the writing around them.

There is one build: `build(config, options, previous=None) -> Build`. Without `previous`, what the last process
left in the cache folder stands in for it; the preview feeds each `Build` into the next. A build that
raises has written nothing and leaves `previous` good for the next try.

What callers may rely on: `Build.items` maps each address to its value (a `Page`, `Feed`, …), made when asked for;
`Build.rendered` are the addresses rendered this time, those of `Options.first` before all others;
`Build.removed` the output paths that went. `Options.swap=False` writes file by file into a folder that
only this caller reads (the preview's); `Options.cache` keeps such a caller's memory apart from the published
site's; `Options.changes` are the paths a watcher saw change, which spares the walk over all of them (and, with
`previous`, the look at the output); `Options.told` is called with each address once its files are in place.
`Options.save` off spares a caller that builds again and again the writing of its memory until `Build.save`.
`Options.search_later` leaves the search index as it is; the next build without brings it up to date.
"""

from __future__ import annotations

import gc
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from copydesk.config import Config
from copydesk.errors import ContentError, OutputError, Problem
from copydesk.files import CACHE, OLD_CACHES
from copydesk.library import Reading, Registry, article_paths, assemble_library, reading_of
from copydesk.library.scan import find_ignored
from copydesk.publish import unchanged
from copydesk.publish.body_edits import build_bodies
from copydesk.publish.cache import encode, store
from copydesk.publish.cache.store import BuildCache, DamagedCacheError, PackWriter, one_build
from copydesk.publish.formats.search import make_index, month_address
from copydesk.publish.items import SEARCH, Item, Sitemap, is_of_search
from copydesk.publish.pages.values import Page
from copydesk.publish.pictures import look_at_pictures
from copydesk.publish.plan import Planned, plan, window
from copydesk.publish.reading import read_articles, read_months, reading_key
from copydesk.publish.render.layouts import Layouts
from copydesk.publish.render.rendering import RenderJob, render_items, start
from copydesk.publish.run import Build, Items, Options, Run, finish_build
from copydesk.publish.site.link import describe_held_back
from copydesk.publish.stage import OutputState, look, refuse_unsafe

_LISTED = 12


def explain(config: Config, out: Path, url: str) -> list[str]:
    """Lines for a page, feed or file of the last build, found by address, absolute URL or path; none if unknown."""
    cache = config.root / CACHE / unchanged.cache_name(str(out), str(config.root))
    held = store.load_cache(cache)
    address = _find(held, config, url)
    if address is None:
        return []
    kept = held.pages[address]
    lines = [address, f"  files: {', '.join(kept.paths)}", f"  last rendered because {kept.why}"]
    try:
        item = held.item(address)
    except (OSError, ValueError, KeyError):
        return [*lines, "  its value is no longer remembered: the next build renders it"]
    if isinstance(item, Page):
        lines.append(f"  layout: {item.layout} (of everything it includes, digest {kept.layout[:12]})")
    if kept.sources:
        more = f" and {len(kept.sources) - _LISTED} more" if len(kept.sources) > _LISTED else ""
        lines.append(f"  comes from: {', '.join(kept.sources[:_LISTED])}{more}")
    if isinstance(item, Page):
        shown = ", ".join(encode.field_names(item.content))
        lines.append(f"  is rendered again when its layout changes, or any of: {shown}")
    else:
        lines.append("  is written again when what it lists changes")
    return lines


def _find(held: BuildCache, config: Config, url: str) -> str | None:
    base = config.base
    path = url.removeprefix(base.origin)
    if path.startswith(base.path):
        path = "/" + path.removeprefix(base.path)
    for candidate in (url, path, f"{path}/", f"/{path}", f"/{path}/"):
        if candidate in held.pages:
            return candidate
    file = path.lstrip("/")
    for address, kept in held.pages.items():
        if file in kept.paths:
            return address
    return None


__all__ = ["Build", "Items", "Options", "build", "remove_caches"]


def build(config: Config, options: Options, previous: Build | None = None) -> Build:
    """Build the digest. Raises ContentError, LayoutError or OutputError; then nothing has been written."""
    refuse_unsafe(options.out, config.root)
    name = unchanged.cache_name(str(options.out.resolve()), str(config.root.resolve()))
    with _no_collecting(), _writable(options.cache or config.root / CACHE / name) as cache, one_build(cache):
        try:
            return _build(Run(config, options, cache, previous))
        except DamagedCacheError:
            # A record that does not hold is absent, and so is what was to be had from it: nothing of this cache is
            # believed any more, but the site's own list of what is ours.
            return _build(Run(config, replace(options, clean=True, changes=None, look=None), cache, None))


def _build(run: Run) -> Build:
    """One try, with what is remembered; raises DamagedCacheError where that cannot be read."""
    try:
        return build_bodies(run) or build_everything(run)
    except OSError as error:
        where = error.filename or run.cache
        raise OutputError(f"{where}: {error.strerror or error}; the site is unchanged") from None
    finally:
        run.close()


def build_everything(run: Run) -> Build:
    """Load, link, plan, and render each item whose value or layout differs from the one rendered last time."""
    config, before = run.config, run.before
    looked: Callable[[], OutputState] = OutputState
    if not run.trusts():
        looked = partial(look, run.out, before.outputs)
        if Path(run.out).exists():  # else there is nothing to look at for a process of its own
            looked = start(looked)
    if before.pages and run.options.swap:
        run.stage.prepare(start, before.outputs)
    registry = run.registry()
    layouts = run.layouts()
    reading = reading_of(config, registry)
    key = reading_key(reading, config)
    kept = before if before.reading == key else replace(before, records={}, bodies={}, words={}, loaded={})
    run.remember(kept)
    run.memory.reading, run.memory.registry = key, registry
    if not run.options.allow_empty and not (config.root / "content").is_dir():
        raise OutputError(
            f"{config.root / 'content'}: is not there: is this the digest's folder? (--root DIR names it)"
        )
    problems = _read(run, kept, reading)
    run.clock.lap("read")
    return _render(run, *_plan(run, registry, layouts, problems), layouts, looked())


def _plan(
    run: Run, registry: Registry, layouts: Layouts, problems: list[Problem]
) -> tuple[Planned, tuple[Problem, ...]]:
    """What the site is made of, and what is to be told of it. Raises ContentError."""
    config, options = run.config, run.options
    records = {path: run.memory.record(path) for path in article_paths(run.snapshot) if path in run.memory.records}
    articles = [replace(a, publish_at=None) if options.future else a for a, _ in records.values()]
    library = assemble_library(registry, articles, problems)
    run.clock.lap("load")
    facts = {article.body_digest: facts for article, facts in records.values()}
    for held in (run.memory.bodies, run.memory.words):
        for digest in [digest for digest in held if digest not in facts]:
            del held[digest]
    cut: list[Problem] = []
    pictures = look_at_pictures(config.root, run.snapshot, run.cache, cut)
    planned = plan(library, facts, config, layouts, pictures, now=options.now, drafts=options.drafts)
    run.memory.window = window(records, options.now, config.zone)
    run.memory.articles_shown = len(planned.site.entries)
    run.memory.held_back = "" if options.drafts else describe_held_back(articles, library.editions, options.now)
    warnings = (
        *library.warnings,
        *cut,
        *planned.site.warnings,
        *planned.warnings,
        *find_ignored(run.snapshot.files),
        *layouts.unused(),
    )
    if options.strict:
        # What is not published cannot be published wrong: a draft's warnings are told, and stop nothing.
        shown = {entry.article.location.path for entry in planned.site.entries}
        held_back = {article.location.path for article in articles} - shown
        if failing := [one for one in warnings if not one.is_note and one.location.path not in held_back]:
            raise ContentError(failing)
    # Not one that `strict` fails for: a digest in a language without strings is one to publish too.
    warnings += layouts.left_in_english(config.language)
    run.memory.warnings = encode.dump_whole(warnings)
    run.clock.lap("plan")
    return planned, warnings


def _read(run: Run, kept: BuildCache, reading: Reading) -> list[Problem]:
    stamps = run.snapshot.files
    paths = article_paths(run.snapshot)
    stale = [p for p in paths if p not in kept.records or kept.stamps.get(p) != stamps[p]]
    for path in [path for path in run.memory.records if path not in stamps]:
        del run.memory.records[path]
    return read_articles(run.config, reading, stale, run.memory, run.generation, run.options.jobs, run.options.progress)


def _render(
    run: Run,
    planned: Planned,
    warnings: tuple[Problem, ...],
    layouts: Layouts,
    found: OutputState,
) -> Build:
    """Render what is out of date and put it in its place."""
    options, before = run.options, run.before
    whole = not before.outputs and not Path(run.out).exists()
    run.stage.whole = whole
    run.stage.clear()
    job = RenderJob(
        layouts=layouts, base=run.config.base, read=planned.read, memory=run.memory, before=before,
        damaged=found.damaged, stage=run.stage,
    )  # fmt: skip
    makers = dict(planned.makers)
    later = bool(planned.months) and options.search_later
    index = partial(_search, planned, run.memory) if planned.months and not later else None
    first = [address for address in options.first if address in makers]
    order = [*first, *(address for address in makers if address not in set(first))]
    gc.freeze()
    rendered = render_items(
        order,
        lambda address: makers[address](),
        job,
        run.generation,
        options.jobs,
        options.progress,
        index,
    )
    gc.unfreeze()
    rows = tuple(one.kept.row for one in sorted(rendered, key=lambda p: p.address) if one.kept.row is not None)
    sitemap = Sitemap(rows=rows, base_url=run.config.base.url)
    rendered += render_items(["/sitemap.xml"], lambda _: sitemap, job, run.generation, 1)
    run.clock.lap("render")
    pages = {one.address: one.kept for one in rendered}
    if later:
        pages.update({address: kept for address, kept in before.pages.items() if is_of_search(address)})
    run.memory.owed = [SEARCH] if later else []
    return finish_build(run, rendered, pages, found.foreign, warnings=warnings, fresh_plan=True)


def _search(planned: Planned, memory: BuildCache, writer: PackWriter) -> dict[str, Item]:
    """The items of the search index by address; what is counted anew goes to `writer`."""
    frame, names = planned.search_frame()
    items: dict[str, Item] = {month_address(month.month): month for month in planned.months}
    items.update(names)
    items.update(make_index(frame, planned.months, read_months(planned.months, memory, writer)))
    return items


def remove_caches(root: Path) -> Path:
    """Remove what builds of the digest at `root` remember, the first edition's too; returns the folder they lay in.

    The site, undo and trash stay. Raises OutputError while a build is at work, before anything of its goes.
    """
    folder = root / CACHE
    for cache in sorted(entry for entry in folder.glob("*") if (entry / "lock").exists()):
        with one_build(cache):
            pass
    for place in (folder, *(root / old for old in OLD_CACHES)):
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)
    return folder


@contextmanager
def _no_collecting() -> Iterator[None]:
    """A build makes hundreds of thousands of values that live to its end: looking for cycles among them is in vain."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            # What lives on is old: else the next value made would set off a look at all of it.
            gc.freeze()
            gc.unfreeze()
            gc.enable()


@contextmanager
def _writable(cache: Path) -> Iterator[Path]:
    """The cache folder, or a passing one where it cannot be written: that costs time alone."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        (cache / "probe").touch()
        (cache / "probe").unlink()
    except OSError:
        passing = Path(tempfile.mkdtemp(prefix="copydesk-"))
        try:
            yield passing
        finally:
            shutil.rmtree(passing, ignore_errors=True)
        return
    yield cache
