"""A build in which bodies alone changed: renders what shows them, plans nothing.

The second of the three answers to "what is out of date". Sound because linking and planning see of a body its facts
alone (and its digest): where those are as they were, and the front matter is, they would come to the same values but
for the digest. Which items show a body is no list that somebody keeps: each remembers whose HTML it asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from copydesk.library import Registry, reading_of
from copydesk.model import Article
from copydesk.publish.cache.store import Kept
from copydesk.publish.formats.search import Change, amend_index, changes_of
from copydesk.publish.items import SEARCH, Item, SearchMonth, is_of_search
from copydesk.publish.pages.values import Page
from copydesk.publish.reading import read_articles, same_but_body
from copydesk.publish.render.rendering import Rendered, RenderJob, render_items, start
from copydesk.publish.run import Build, Run, finish_build
from copydesk.publish.site.link import Facts
from copydesk.publish.stage import glance


def build_bodies(run: Run) -> Build | None:
    """Render what shows the bodies that changed, if nothing else did; else None."""
    before, config = run.before, run.config
    changed = run.changed()
    if not _only_articles(run, changed):
        return None
    if SEARCH in before.pages and run.options.swap:
        run.stage.prepare(start, before.outputs)
    registry = run.registry() if changed else Registry()
    run.remember(before)
    old = {path: before.record(path) for path in changed}
    if changed:
        run.memory.registry = registry
    if read_articles(config, reading_of(config, registry), sorted(changed), run.memory, run.generation, 1):
        return None
    printed = {ident for edition in registry.editions for ident, _ in edition.printed}
    if not all(_same_but_body(run, path, was, printed) for path, was in old.items()):
        return None
    if not run.trusts() and glance(run.out, before.outputs):
        return None
    run.memory.note_sketches(sorted(changed))
    run.clock.lap("read")
    edits = {was[0].body_digest: (path, run.memory.record(path)[0].body_digest) for path, was in old.items()}
    return _render(run, {was: (path, now) for was, (path, now) in edits.items() if was != now})


def _only_articles(run: Run, changed: set[str]) -> bool:
    """Whether some known articles' files are all that is not as it was."""
    before = run.before
    same = (before.settings, before.theme) == (run.settings, run.theme())
    now = run.options.now.timestamp()
    same = same and (not before.owed or run.options.search_later) and before.window[0] <= now < before.window[1]
    known = all(path in before.records and path in run.snapshot.files for path in changed)
    return bool(before.pages) and same and known and not run.snapshot.problems


def _same_but_body(run: Run, path: str, was: tuple[Article, Facts], printed: set[str]) -> bool:
    """Whether the article at `path` differs in the text of its body alone, so far as any other page can tell."""
    article, facts = run.memory.record(path)
    if article.id in printed and article != was[0]:
        return False  # an edition that is out tells which of its articles say something else by now
    same = same_but_body(article, was[0]) and replace(facts, sketch=was[1].sketch) == was[1]
    return same and _keeps_to_itself(run, path, set(was[1].sketch), set(facts.sketch))


def _keeps_to_itself(run: Run, path: str, old: set[int], new: set[int]) -> bool:
    """Whether another sketch of one article cannot make or unmake a copy of any: see `find_copies`."""
    if old == new:
        return True
    if run.memory.shares(path, old ^ new):
        return False
    return len(old) == len(new) or not run.memory.shares(path, old)


def _render(run: Run, edits: dict[str, tuple[str, str]]) -> Build | None:
    """Render the items that asked for one of these bodies; `edits` tells of each its file and its digest now."""
    before = run.before
    digests = {was: now for was, (_, now) in edits.items()}
    bodies = digests.keys()
    touched = [a for a, kept in before.pages.items() if kept.bodies and not bodies.isdisjoint(kept.bodies)]
    for kept in (before.pages[address] for address in touched):
        if kept.sources and any(edits[was][0] not in kept.sources for was in kept.bodies if was in edits):
            return None  # another article has the very same text: which of the two an item shows, planning tells
    months = [address for address in touched if is_of_search(address)]
    index: dict[str, Item | None] = {}
    if months and run.options.search_later:
        touched = [address for address in touched if not is_of_search(address)]
        run.memory.owed = [SEARCH]
    elif months:
        amended = _amend_search(run, months, digests)
        if amended is None:
            return None
        index = amended
    first = [address for address in run.options.first if address in touched]
    order = list(dict.fromkeys((*first, *touched, *(address for address, item in index.items() if item is not None))))
    rendered: list[Rendered] = []
    if order:
        run.stage.clear()
        job = RenderJob(
            layouts=run.layouts(), base=run.config.base, read=_nothing, memory=run.memory, before=before,
            damaged=frozenset(), stage=run.stage,
        )  # fmt: skip

        def make(address: str) -> Item:
            held = index.get(address)
            if held is not None:
                return held
            item: Item = with_bodies(before.item(address), digests)
            return replace(item, sources=before.pages[address].sources) if isinstance(item, Page) else item

        rendered = render_items(order, make, job, run.generation, run.options.jobs)
        run.clock.lap("render")
    pages = run.memory.pages
    for one in rendered:
        changed = one.files is not None and one.kept.why == "changed: content.body"
        pages[one.address] = one.kept._replace(why="its text changed") if changed else one.kept
    # Files that come or go are noted where the site says what is ours.
    others = any((item is None) == (address in before.pages) for address, item in index.items())
    _drop_gone(pages, index)
    return finish_build(run, rendered, pages, None, warnings=run.warnings(), fresh_plan=others)


def _drop_gone(pages: dict[str, Kept], index: Mapping[str, Item | None]) -> None:
    """Forget the files of the search index that go."""
    for address, item in index.items():
        if item is None:
            pages.pop(address, None)


def _amend_search(run: Run, months: list[str], digests: dict[str, str]) -> dict[str, Item | None] | None:
    """The items of the search index that change with these bodies; None where it is to be made anew."""
    memory = run.memory
    changes: dict[str, list[tuple[Change, int]]] = {}
    index: dict[str, Item | None] = {}
    for address in months:
        old = run.before.item(address)
        new: SearchMonth = with_bodies(old, digests)
        index[address] = new
        for term, rows in changes_of(old, new, memory.body_words, memory.html).items():
            changes.setdefault(term, []).extend(rows)
    amended = amend_index(run.before.item(SEARCH), changes, run.before.item)
    return None if amended is None else {**index, **amended}


def with_bodies(value: Any, digests: dict[str, str]) -> Any:
    """A value with the digests of bodies in it replaced, wherever they stand; itself where there are none."""
    if isinstance(value, str):
        return digests.get(value, value)
    if isinstance(value, tuple):
        members = tuple(with_bodies(member, digests) for member in value)
        return value if all(new is old for new, old in zip(members, value, strict=True)) else members
    if is_dataclass(value) and not isinstance(value, type):
        held = {field.name: getattr(value, field.name) for field in fields(value)}
        parts = {name: with_bodies(part, digests) for name, part in held.items()}
        changed = {name: part for name, part in parts.items() if part is not held[name]}
        return replace(value, **changed) if changed else value
    return value


def _nothing(address: str) -> bytes:
    raise KeyError(address)  # a bug: bodies stand on pages, and pages are no static files
