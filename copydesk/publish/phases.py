"""A build of everything: the four phases, load → link → plan → render."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path

from copydesk.errors import ContentError, OutputError, Problem
from copydesk.library import Reading, article_paths, assemble, reading_of
from copydesk.publish.cache import encode
from copydesk.publish.cache.store import Memory
from copydesk.publish.found import Look, look
from copydesk.publish.items import Sitemap
from copydesk.publish.options import Build
from copydesk.publish.planning import Planned, plan, window
from copydesk.publish.reading import read_articles, reading_key
from copydesk.publish.render.gallery import look_at_pictures
from copydesk.publish.render.layouts import Layouts
from copydesk.publish.render.rendering import RenderJob, render_items
from copydesk.publish.render.workers import start
from copydesk.publish.saving import finish_build
from copydesk.publish.stage import Stage
from copydesk.publish.state import Run


def build_everything(run: Run) -> Build:
    """The four phases."""
    config, options, before = run.config, run.options, run.before
    looked = start(lambda: look(run.out, before.outputs)) if not run.trusts() else Look
    registry = run.registry()
    layouts = run.layouts()
    reading = reading_of(config, registry)
    key = reading_key(reading, config)
    kept = before if before.reading == key else replace(before, records={}, bodies={}, loaded={})
    run.remember(kept)
    run.memory.reading, run.memory.registry = key, registry
    if not options.allow_empty and not (config.root / "content").is_dir():
        raise OutputError(
            f"{config.root / 'content'}: is not there: is this the digest's folder? (--root DIR names it)"
        )
    problems = _read(run, kept, reading)
    run.clock.lap("read")
    records = {path: run.memory.record(path) for path in article_paths(run.snapshot) if path in run.memory.records}
    articles = [replace(a, publish_at=None) if options.future else a for a, _ in records.values()]
    library = assemble(registry, articles, problems)
    run.clock.lap("load")
    facts = {article.body_digest: facts for article, facts in records.values()}
    pictures = look_at_pictures(config.root, run.snapshot, run.cache)
    planned = plan(library, facts, config, layouts, pictures, now=options.now, drafts=options.drafts)
    run.memory.window = window(records, options.now, config.zone)
    run.memory.articles_shown = len(planned.site.entries)
    warnings = (*library.warnings, *planned.site.warnings)
    if options.strict and warnings:
        raise ContentError(warnings)
    run.memory.warnings = encode.dump_whole(warnings)
    run.clock.lap("plan")
    return _render(run, planned, layouts, looked(), warnings)


def _read(run: Run, kept: Memory, reading: Reading) -> list[Problem]:
    stamps = run.snapshot.files
    paths = article_paths(run.snapshot)
    stale = [p for p in paths if p not in kept.records or kept.stamps.get(p) != stamps[p]]
    for path in [path for path in run.memory.records if path not in stamps]:
        del run.memory.records[path]
    return read_articles(run.config, reading, stale, run.memory, run.generation, run.options.jobs, run.options.progress)


def _render(run: Run, planned: Planned, layouts: Layouts, found: Look, warnings: tuple[Problem, ...]) -> Build:
    options, before = run.options, run.before
    whole = not before.outputs and not Path(run.out).exists()
    run.stage = Stage(run.out, run.stage_folder, whole=whole)
    run.stage.clear()
    job = RenderJob(
        layouts=layouts, base=run.config.base, read=planned.read, memory=run.memory, before=before,
        damaged=found.damaged, stage=run.stage,
    )  # fmt: skip
    makers = {address: make for address, make in planned.makers.items() if address not in options.later}
    left = [address for address in planned.makers if address in options.later]
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
    )
    gc.unfreeze()
    rows = tuple(one.kept.row for one in sorted(rendered, key=lambda p: p.address) if one.kept.row is not None)
    sitemap = Sitemap(rows=rows, base_url=run.config.base.url)
    rendered += render_items(["/sitemap.xml"], lambda _: sitemap, job, run.generation, 1)
    run.clock.lap("render")
    pages = {one.address: one.kept for one in rendered}
    pages.update({address: before.pages[address] for address in left if address in before.pages})
    run.memory.owed = sorted(left)
    return finish_build(run, rendered, pages, found.foreign, warnings=warnings, fresh_plan=True)
