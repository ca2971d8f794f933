"""A build in which articles say something else and nothing more: renders the pages that show it, plans none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from copydesk.library import Registry, reading_of
from copydesk.model import Article
from copydesk.publish.cache import encode
from copydesk.publish.found import glance
from copydesk.publish.items import SEARCH, Item
from copydesk.publish.markdown.body import render_inline
from copydesk.publish.options import Build
from copydesk.publish.pages.values import ArticlePage, Card, Page
from copydesk.publish.reading import read_articles
from copydesk.publish.render.rendering import Rendered, RenderJob, new_bodies, render_items
from copydesk.publish.saving import finish_build
from copydesk.publish.site.graph import Facts
from copydesk.publish.site.words import (
    brief_card,
    card_words,
    retold_page,
    same_but_told,
    same_but_words,
    title_holders,
    with_titles,
)
from copydesk.publish.state import Run

# So many edited articles are on so many pages that planning them all is as quick.
_MANY = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Retold:
    """An article in other words. `card` is its new card; `summary` its summary as HTML, None for the one it has."""

    article: Article
    facts: Facts
    card: Card
    key: bytes
    summary: str | None


@dataclass(frozen=True, slots=True)
class Edits:
    """What a build of edited words puts in place of what: bodies, shared parts, titles, and pages by address."""

    bodies: dict[str, str] = field(default_factory=dict)
    parts: dict[bytes, bytes] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    pages: dict[str, Retold] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    made: encode.Values = field(default_factory=encode.Values)


def build_edited(run: Run) -> Build | None:
    """Render what shows edited words, if nothing else about any article changed; else None.

    Sound because the rest of the site knows an article's words by its card alone: with all else equal, linking
    and planning would come to the same values, but for the card, the digest of the body, and what `words` names.
    """
    before, config = run.before, run.config
    changed = run.changed()
    if not _only_articles(run, changed) or (not run.trusts() and glance(run.out, before.outputs)):
        return None
    registry = run.registry() if changed else Registry()
    run.remember(before)
    old = {path: before.record(path) for path in changed}
    if changed:
        run.memory.registry = registry
    if read_articles(config, reading_of(config, registry), sorted(changed), run.memory, run.generation, 1):
        return None
    run.memory.note_sketches(sorted(changed))
    edits = Edits()
    printed = {ident for edition in registry.editions for ident, _ in edition.printed}
    for path, was in old.items():
        if was[0].id in printed and run.memory.record(path) != was:
            return None  # an edition that is out tells which of its articles say something else by now
        if not _same_graph(run, path, was) or not _note(run, path, was, edits):
            return None
    run.clock.lap("read")
    return _finish(run, _touched(run, edits), edits)


def _only_articles(run: Run, changed: set[str]) -> bool:
    """Whether some known articles' files are all that is not as it was."""
    before = run.before
    same = (before.settings, before.theme) == (run.settings, run.theme())
    now = run.options.now.timestamp()
    same = same and not set(before.owed) - run.options.later and before.window[0] <= now < before.window[1]
    known = all(path in before.records and path in run.snapshot.files for path in changed)
    return bool(before.pages) and same and known and len(changed) <= _MANY and not run.snapshot.problems


def _same_graph(run: Run, path: str, was: tuple[Article, Facts]) -> bool:
    article, facts = run.memory.record(path)
    same = same_but_words(article, was[0]) and same_but_told(facts, was[1])
    return same and _keeps_to_itself(run, path, set(was[1].sketch), set(facts.sketch))


def _keeps_to_itself(run: Run, path: str, old: set[int], new: set[int]) -> bool:
    """Whether another sketch of one article cannot make or unmake a copy of any: see `find_copies`."""
    if old == new:
        return True
    if run.memory.shares(path, old ^ new):
        return False
    return len(old) == len(new) or not run.memory.shares(path, old)


def _note(run: Run, path: str, was: tuple[Article, Facts], edits: Edits) -> bool:
    """Note what to put in place of what for one article; False where that takes a plan."""
    article, facts = run.memory.record(path)
    before = run.before
    kept = before.pages.get(article.url)
    if kept is None or kept.sources != (path,):
        return True  # it is not published
    if not kept.card:
        return False
    if article.body_digest != was[0].body_digest:
        edits.bodies[was[0].body_digest] = article.body_digest
    card = encode.load(before.part(kept.card), before.part)
    told = replace(card, **card_words(article, facts))
    summary = None
    if article.summary != was[0].summary:
        summary = render_inline(article.summary)
        if "<img" in summary or 'href="/' in summary:
            return False  # its pictures stand under addresses that planning knows
    key = edits.made.key(told)
    edits.pages[article.url] = Retold(article=article, facts=facts, card=told, key=key, summary=summary)
    if told == card:
        return True
    if article.aliases or article.corrections:
        return False  # redirects and the feed of corrections have titles of their own
    edits.parts[kept.card] = key
    briefs = [edits.made.key(brief_card(one)) for one in (card, told)]
    if briefs[0] != briefs[1]:
        edits.parts[briefs[0]] = briefs[1]
    if told.title != card.title:
        edits.titles[article.url] = told.title
        edits.others.extend(title_holders(article, card, before.pages.__contains__))
    return True


def _touched(run: Run, edits: Edits) -> list[str]:
    """The addresses of items that may show one of these articles, their own pages first."""
    index = [SEARCH] if edits.bodies and SEARCH in run.before.pages else []
    shown = sorted(run.before.showing(edits.parts))
    found = list(dict.fromkeys((*edits.pages, *edits.others, *shown, *index)))
    left = {address for address in found if address in run.options.later}
    run.memory.owed = sorted({*run.memory.owed, *left})
    first = [address for address in run.options.first if address in found]
    return list(dict.fromkeys((*first, *(address for address in found if address not in left))))


def _finish(run: Run, touched: list[str], edits: Edits) -> Build:
    layouts = run.layouts() if touched else None
    rendered: list[Rendered] = []
    if layouts is not None:
        run.stage.clear()
        job = RenderJob(
            layouts=layouts, base=run.config.base, read=_nothing, memory=run.memory, before=run.before,
            damaged=frozenset(), stage=run.stage,
        )  # fmt: skip
        jobs = run.options.jobs
        rendered = render_items(touched, lambda address: _edited(run, address, edits), job, run.generation, jobs)
        run.clock.lap("render")
    pages = run.memory.pages
    for one in rendered:
        told = edits.pages.get(one.address)
        kept = one.kept._replace(card=told.key if told else run.before.pages[one.address].card)
        only_text = told is not None and one.files is not None and kept.why == "changed: content.body"
        pages[one.address] = kept._replace(why="its text changed") if only_text else kept
    return finish_build(run, rendered, dict(pages), (), warnings=run.warnings(), fresh_plan=False)


def _edited(run: Run, address: str, edits: Edits) -> Item:
    """An item of the last build as planning would make it now."""
    before = run.before
    kept = before.pages[address]
    data = before.pack.read(kept.ref)
    for old, new in edits.parts.items():
        data = data.replace(old, new)
    item: Item = encode.load(data, lambda key: edits.made.fresh.get(key) or before.part(key))
    item = new_bodies(with_titles(item, edits.titles), edits.bodies)
    if not isinstance(item, Page):
        return item
    told = edits.pages.get(address)
    if told is not None and isinstance(item.content, ArticlePage):
        summary = item.content.summary_html if told.summary is None else told.summary
        item = retold_page(item, told.article, told.facts, told.card, summary, run.config)
    return replace(item, sources=kept.sources)


def _nothing(address: str) -> bytes:
    raise KeyError(address)  # a bug: words stand on pages, and pages are no static files
