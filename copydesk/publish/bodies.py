"""A build in which nothing but bodies changed: renders their pages, and looks at no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from copydesk.library import Registry, reading_of
from copydesk.model import Article
from copydesk.publish.found import glance
from copydesk.publish.graph import Facts
from copydesk.publish.items import SEARCH
from copydesk.publish.reading import read_articles, same_but_body
from copydesk.publish.rendering import Rendered, RenderJob, new_bodies, render_items
from copydesk.publish.result import Build, Items
from copydesk.publish.run import Run
from copydesk.publish.saving import finish_build


def build_bodies(run: Run) -> Build | None:
    """Render the pages of edited bodies, if nothing else about any article changed; else None.

    Sound because a body is known to the rest of the site by its facts alone: with those and the article equal,
    linking and planning would come to the same values, but for the digest of the body.
    """
    before, config = run.before, run.config
    changed = run.changed()
    same = (before.settings, before.theme) == (run.settings, run.theme())
    now = run.options.now.timestamp()
    same = same and not set(before.owed) - run.options.later
    if not (before.pages and same and before.window[0] <= now < before.window[1] and not run.snapshot.problems):
        return None
    if not all(path in before.records and path in run.snapshot.files for path in changed):
        return None
    damaged = frozenset() if run.trusts() else glance(run.out, before.outputs)
    if damaged:
        return None
    registry = run.registry() if changed else Registry()
    run.remember(before)
    old = {path: before.record(path) for path in changed}
    if changed:
        run.memory.registry = registry
    if read_articles(config, reading_of(config, registry), sorted(changed), run.memory, run.generation, 1):
        return None
    swapped: dict[str, str] = {}
    for path, (article, facts) in old.items():
        new, new_facts = run.memory.record(path)
        same = replace(new_facts, sketch=facts.sketch) == facts and same_but_body(new, article)
        if not (same and _keeps_to_itself(run, path, set(facts.sketch), set(new_facts.sketch))):
            return None
        swapped[article.body_digest] = new.body_digest
    swapped = {was: is_ for was, is_ in swapped.items() if was != is_}
    run.clock.lap("read")
    touched = _touched(run, old) if swapped else []
    return _finish_bodies(run, touched, swapped)


def _keeps_to_itself(run: Run, path: str, old: set[int], new: set[int]) -> bool:
    """Whether another sketch of one article cannot make or unmake a copy of any: see `find_copies`."""
    if old == new:
        return True
    others = {value for other in run.memory.records if other != path for value in run.memory.record(other)[1].sketch}
    return not (old ^ new) & others and (len(old) == len(new) or not old & others)


def _touched(run: Run, old: Mapping[str, tuple[Article, Facts]]) -> list[str]:
    """The addresses of items that show one of these articles' bodies."""
    urls = [article.url for article, _ in old.values()]
    index = [address for address in (SEARCH,) if address in run.before.pages]
    if SEARCH in run.options.later and index:
        run.memory.owed, index = sorted({SEARCH, *run.memory.owed}), []
    return [url for url in (*urls, *index) if url in run.before.pages]


def _finish_bodies(run: Run, touched: list[str], swapped: dict[str, str]) -> Build:
    layouts = run.layouts() if touched else None
    rendered: list[Rendered] = []
    if layouts is not None:
        run.stage.clear()
        job = RenderJob(
            layouts=layouts, base=run.config.base, read=_nothing, memory=run.memory, before=run.before,
            damaged=frozenset(), stage=run.stage,
        )  # fmt: skip
        items = Items(run.before)
        rendered = render_items(touched, lambda a: new_bodies(items[a], swapped), job, run.generation, 1)
        run.clock.lap("render")
    pages = run.memory.pages
    for one in rendered:
        if one.files is not None:
            pages[one.address] = one.kept._replace(why="its text changed")
    return finish_build(run, rendered, dict(pages), (), warnings=run.warnings(), fresh_plan=False)


def _nothing(address: str) -> bytes:
    raise KeyError(address)  # a bug: bodies stand on pages, and pages are no static files
