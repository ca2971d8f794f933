"""build(): the four phases in order, load → link → plan → render, and the writing around them.

There is one build: `build(config, options, previous=None) -> Build`. Without `previous`, what the last process
left in the cache folder stands in for it; the preview feeds each `Build` into the next. A build that
raises has written nothing and leaves `previous` good for the next try.

What callers may rely on: `Build.items` maps each address to its value (a `Page`, `Feed`, …), made when asked for;
`Build.rendered` are the addresses rendered this time, those of `Options.first` before all others;
`Build.removed` the output paths that went. `Options.swap=False` writes file by file into a folder that
only this caller reads (the preview's); `Options.cache` keeps such a caller's memory apart from the published
site's; `Options.changes` are the paths a watcher saw change, which spares the walk over all of them;
`Options.told` is called with each address once its files are in place.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from copydesk.config import Config
from copydesk.errors import ContentError, Problem
from copydesk.library import (
    Parsed,
    Reading,
    Registry,
    Snapshot,
    article_paths,
    assemble,
    load_article,
    load_registry,
    reading_of,
    scan_content,
)
from copydesk.publish import store
from copydesk.publish.gallery import look_at_pictures
from copydesk.publish.issues import resolve_issues
from copydesk.publish.layouts import Layouts, packaged_layouts
from copydesk.publish.markup import Body, render_body, render_inline
from copydesk.publish.output import Output, Written, refuse_unsafe, write_outputs
from copydesk.publish.pages.desk import Desk
from copydesk.publish.pictures import PictureFile
from copydesk.publish.plan import Item, Static, fingerprint, plan_site, render_item
from copydesk.publish.site import Facts, Site, link


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a build is asked for. `now` decides what `publish_at` and `expires` mean, and nothing else."""

    out: Path
    now: dt.datetime
    drafts: bool = False
    clean: bool = False
    strict: bool = False
    jobs: int = 0
    swap: bool = True
    cache: Path | None = None
    first: tuple[str, ...] = ()
    changes: frozenset[str] | None = None
    told: Callable[[str], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What a build did, and what the next one may reuse."""

    items: dict[str, Item]
    rendered: tuple[str, ...]
    written: Written
    warnings: tuple[Problem, ...]
    remembered: store.Remembered
    articles: int
    removed: tuple[str, ...] = ()
    timing: dict[str, float] = field(default_factory=dict)


def build(config: Config, options: Options, previous: Build | None = None) -> Build:
    """Build the digest. Raises ContentError, LayoutError or OutputError; then nothing has been written."""
    clock = _Clock()
    cache = options.cache or config.root / store.FOLDER
    refuse_unsafe(options.out, config.root)
    before = _before(cache, options, previous.remembered if previous else None)
    snapshot = scan_content(config.root)
    registry = load_registry(config.root, snapshot)
    layouts = Layouts.load((config.root / "layouts", packaged_layouts()), config.language, cache / "layouts")
    clock.lap("read")
    articles, reading = _articles(config, snapshot, registry, before)
    library = assemble(
        registry,
        [p.article for _, p in articles.values() if p.article is not None],
        [problem for _, p in articles.values() for problem in p.problems],
    )
    if options.strict and library.warnings:
        raise ContentError(library.warnings)
    clock.lap("load")
    bodies = _bodies(config, articles, before.bodies if before.reading == reading else {})
    clock.lap("markup")
    pictures = look_at_pictures(config.root, snapshot, cache)
    facts = {key: _facts(body) for key, body in bodies.items()}
    site = link(library, facts, config, options.now, pictures=pictures, drafts=options.drafts)
    clock.lap("link")
    statics, read = _statics(config.root, pictures, layouts)
    items = plan_site(_desk(site, layouts, options, pictures), statics)
    clock.lap("plan")
    base = config.base
    prints = {url: fingerprint(item, layouts) for url, item in items.items()}
    stale = [url for url in items if _is_stale(url, prints[url], before, options.out)]
    stale.sort(key=lambda url: url not in options.first)
    fresh: dict[str, tuple[Output, ...]] = {
        url: tuple(render_item(items[url], layouts, base, lambda key: bodies[key].html, read)) for url in stale
    }
    clock.lap("render")
    kept = [path for url in items if url not in fresh for path in before.outputs[url][1]]
    known = [path for _, paths in before.outputs.values() for path in paths]
    written = write_outputs(options.out, (o for outputs in fresh.values() for o in outputs), kept, known)
    outputs = {
        url: (prints[url], tuple(o.path for o in fresh[url]) if url in fresh else before.outputs[url][1])
        for url in items
    }
    remembered = store.Remembered(reading=reading, articles=articles, bodies=bodies, outputs=outputs)
    store.save(cache, remembered)
    for url in stale if options.told else ():
        options.told(url)
    clock.lap("write")
    return Build(
        items=items,
        rendered=tuple(stale),
        written=written,
        warnings=(*library.warnings, *site.warnings),
        remembered=remembered,
        removed=written.removed,
        articles=len(site.entries),
        timing=clock.laps,
    )


def _before(cache: Path, options: Options, previous: store.Remembered | None) -> store.Remembered:
    if options.clean:
        old = previous or store.load(cache)
        return store.Remembered(outputs={url: ("", paths) for url, (_, paths) in old.outputs.items()})
    return previous if previous is not None else store.load(cache)


def _articles(
    config: Config, snapshot: Snapshot, registry: Registry, before: store.Remembered
) -> tuple[dict[str, tuple[tuple[int, int, int], Parsed]], str]:
    """Every article's file, read anew where it or what it is read against has changed."""
    reading = reading_of(config, registry)
    key = _reading_key(reading, config)
    old = before.articles if before.reading == key else {}
    found = {}
    for path in article_paths(snapshot):
        stamp = snapshot.files[path]
        held = old.get(path)
        found[path] = held if held and held[0] == stamp else (stamp, load_article(config.root, path, reading))
    return found, key


def _reading_key(reading: Reading, config: Config) -> str:
    changed = [country for country in reading.countries.values() if country.location.path]
    return hashlib.blake2b(
        f"{config.timezone}\0{config.remote_images}\0{reading.language}\0{changed!r}".encode(), digest_size=16
    ).hexdigest()


def _bodies(
    config: Config, articles: dict[str, tuple[tuple[int, int, int], Parsed]], held: dict[str, Body]
) -> dict[str, Body]:
    wanted = {p.article.body_digest: p.body for _, p in articles.values() if p.article is not None}
    return {key: held.get(key) or render_body(text, remote_images=config.remote_images) for key, text in wanted.items()}


def _facts(body: Body) -> Facts:
    return Facts(excerpt=body.excerpt, headings=body.headings, words=body.words, pictures=body.pictures)


def _desk(site: Site, layouts: Layouts, options: Options, pictures: dict[str, PictureFile]) -> Desk:
    problems: list[Problem] = []
    issues = resolve_issues(site.library.editions, site.entries, site.config, problems, drafts=options.drafts)
    if problems:
        raise ContentError(problems)
    return Desk(site, issues, layouts.words(), render_inline, pictures)


def _statics(
    root: Path, pictures: dict[str, PictureFile], layouts: Layouts
) -> tuple[tuple[Static, ...], Callable[[str], bytes]]:
    """Pictures of `content/` and files of the theme, with a way to their bytes."""
    # GitHub Pages served from a branch leaves out files that Jekyll would, unless this one says there is no Jekyll.
    theme = {"/.nojekyll": b"", **dict(layouts.static())}
    paths = {picture.url: f"content{picture.src}" for picture in pictures.values()}

    def read(url: str) -> bytes:
        return theme[url] if url in theme else (root / paths[url]).read_bytes()

    found = [
        *(Static(url=url, digest=hashlib.blake2b(data, digest_size=16).hexdigest()) for url, data in theme.items()),
        *(Static(url=url, digest="") for url in paths),  # the digest of its bytes is part of its address
    ]
    return tuple(sorted(found, key=lambda s: s.url)), read


def _is_stale(url: str, print_: str, before: store.Remembered, out: Path) -> bool:
    held = before.outputs.get(url)
    return held is None or held[0] != print_ or not all((out / path).is_file() for path in held[1])


class _Clock:
    """Where the time went, for `--timing`: seconds by phase."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = now - self._last
        self._last = now
