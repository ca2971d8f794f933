"""The build process: looks for changes, builds, and says what it did. One order in, one answer out.

Between the two it may say `Ready` of a page that somebody has open. It ends when its standard input does, so
a server that is killed leaves no orphan behind.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from copydesk.config import CONFIG_FILE, Config, load_config
from copydesk.errors import CopydeskError, Location, Problem, ProblemsError
from copydesk.library import Snapshot, scan_content
from copydesk.library.scan import compare_snapshots, update_snapshot
from copydesk.model import Article
from copydesk.preview import messages
from copydesk.preview.messages import (
    Answer,
    Badge,
    BuildChanges,
    BuildFailure,
    BuildReport,
    BuildSearchIndex,
    DescribePage,
    Order,
    PageDescription,
    PageReady,
    SaveCache,
    Settings,
    ShownProblem,
    Unchanged,
)
from copydesk.publish.build import Build, Options, build
from copydesk.publish.pages.values import ArticlePage, Page
from copydesk.publish.render.layouts import packaged_layouts

# --- A problem as the overlay shows it: with the very line, read where the author would look ------

# A line longer than this is no line an editor reads; what matters of it is near the column.
_WIDTH = 240


def show_problem(root: Path, problem: Problem) -> ShownProblem:
    """The problem with its line of text and its file on this machine, if there is one."""
    place = problem.location
    file = _file(root, place.path)
    return ShownProblem(
        path=place.path,
        line=place.line,
        column=place.column,
        message=problem.message,
        advice=problem.advice,
        text=_line(file, place.line, place.column) if file is not None and place.line else "",
        file=str(file) if file is not None else "",
    )


def _file(root: Path, path: str) -> Path | None:
    """Where `path` lies: below the root, or for a layout that is not overridden in the packaged theme."""
    if not path:
        return None
    here = root / path
    if here.is_file() or not path.startswith("layouts/"):
        return here
    return packaged_layouts() / path.removeprefix("layouts/")


def _line(file: Path, number: int, column: int) -> str:
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            for count, line in enumerate(lines, start=1):
                if count == number:
                    text = line.rstrip("\r\n").expandtabs(1)
                    return text if column > _WIDTH else text[:_WIDTH]
    except OSError:
        return ""
    return ""


# More names than these are counted, not listed.
_NAMED = 6


def badges_of(article: Article, now: dt.datetime, *, noindex: bool) -> tuple[Badge, ...]:
    """The badges of an article at `now`; `noindex` is what the build decided from policy and licence."""
    return (*_unpublished(article, now), *_missing(article), *_hidden(article, noindex=noindex), *_open(article))


def _unpublished(article: Article, now: dt.datetime) -> tuple[Badge, ...]:
    found = []
    if article.draft:
        found.append(Badge(kind="draft", label="Draft", detail="Not on the published site until draft: true goes."))
    if article.publish_at is not None and article.publish_at > now:
        when = f"{article.publish_at:%Y-%m-%d %H:%M %Z}".strip()
        found.append(Badge(kind="future", label="Future", detail=f"Will be published at {when}."))
    if article.expires is not None and article.expires <= now:
        when = f"{article.expires:%Y-%m-%d %H:%M %Z}".strip()
        found.append(Badge(kind="expired", label="Expired", detail=f"Left the published site at {when}."))
    return tuple(found)


def _missing(article: Article) -> tuple[Badge, ...]:
    found = []
    if article.date is None:
        detail = "It cannot be published without one: write date: YYYY-MM-DD. Listed here under today's."
        found.append(Badge(kind="missing", label="No date", detail=detail))
    if article.origin is None or not (article.origin.name or article.origin.url):
        detail = "Nothing says where it comes from: write source: with name and url, if it is another's."
        found.append(Badge(kind="missing", label="No source", detail=detail))
    return tuple(found)


def _hidden(article: Article, *, noindex: bool) -> tuple[Badge, ...]:
    if not noindex:
        return ()
    stated = article.noindex is True
    why = "Its front matter says so." if stated else "It is another's full text and no licence is given."
    return (Badge(kind="noindex", label="noindex", detail=f"Search engines are asked to leave it out. {why}"),)


def _open(article: Article) -> tuple[Badge, ...]:
    """Names that were suggested for this article and are neither its tags nor rejected."""
    taken = {mention.name.casefold() for mention in article.people}
    people = [name for name in article.mentioned_people if name.casefold() not in taken]
    countries = [code for code in article.mentioned_countries if code not in article.countries]
    names = [*people, *countries]
    if not names:
        return ()
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    detail = f"Named in it, but no tags of it: {', '.join(names[:_NAMED])}{more}. Move those that belong up."
    return (Badge(kind="suggested", label=f"{len(names)} suggested", detail=detail),)


def noindex_badge() -> tuple[Badge, ...]:
    """The badge of a page that is no article and asks to be left out of indexes."""
    return (Badge(kind="noindex", label="noindex", detail="Search engines are asked to leave this page out."),)


_LISTED = 100


class BuildSession:
    """What stays in memory between builds, and what each order does with it."""

    def __init__(self, settings: Settings, say: Callable[[PageReady], None]) -> None:
        self._settings, self._say = settings, say
        self._config: Config | None = None
        self._snapshot: Snapshot | None = None
        self._pending: set[str] | None = None  # changed since the last good build; None: it is not known what
        self._last: Build | None = None
        self._open_articles: dict[str, tuple[str, str]] = {}  # open pages: address → article id, source file

    def answer(self, order: Order) -> Answer:
        """Carry out an order."""
        match order:
            case BuildChanges():
                return self._build_if_changed(order)
            case SaveCache():
                return self.save()
            case BuildSearchIndex():
                return self._index()
            case DescribePage():
                return self._describe(order.url)

    # --- looking and building ---------------------------------------------------------------------------

    def _build_if_changed(self, order: BuildChanges) -> Answer:
        began = time.perf_counter()
        root, seen = self._settings.root, self._snapshot
        glanced = update_snapshot(root, seen, order.hints) if seen is not None and order.hints is not None else None
        new, changes = glanced or (scan_content(root), None)
        if seen is not None and changes is None:
            changes = compare_snapshots(seen, new)
        problems_changed = seen is not None and seen.problems != new.problems
        if seen is not None and not changes and not problems_changed:
            return Unchanged()
        paths = changes.paths if changes is not None else ()
        self._snapshot = new
        if self._pending is not None:
            self._pending.update(paths)
        return self._try_build(order, paths, began, search_later=True)

    def save(self) -> Unchanged:
        """Write down what the last builds left in memory."""
        if self._last is not None:
            with contextlib.suppress(CopydeskError):  # another process has the cache: that costs time alone
                self._last.save()
        return Unchanged()

    def _index(self) -> Answer:
        """Build what was left for later, if anything was; a broken digest keeps the index it has."""
        if self._last is None or self._pending or not self._last.owed():
            return Unchanged()
        return self._try_build(BuildChanges(), (), time.perf_counter(), search_later=False)

    def _try_build(
        self, order: BuildChanges, paths: tuple[str, ...], began: float, *, search_later: bool
    ) -> BuildReport | BuildFailure:
        root = self._settings.root
        try:
            result = self._build(order, search_later=search_later)
        except CopydeskError as error:
            problems = tuple(show_problem(root, problem) for problem in _problems(error))
            return BuildFailure(problems=problems, changes=paths, seconds=time.perf_counter() - began)
        except Exception as error:  # noqa: BLE001 (a bug of ours must not take the editor's preview down)
            what = f"a bug in Copydesk: {type(error).__name__}: {error}".splitlines()[0]
            shown = show_problem(root, Problem(location=Location(path=""), message=what, advice="see the terminal"))
            trace = traceback.format_exc()
            return BuildFailure(problems=(shown,), changes=paths, seconds=time.perf_counter() - began, trace=trace)
        self._pending = set()
        return self._report(result, paths, time.perf_counter() - began, order)

    def _build(self, order: BuildChanges, *, search_later: bool) -> Build:
        settings, pending = self._settings, self._pending
        config = self._config
        if config is None or pending is None or CONFIG_FILE in pending:
            config = load_config(settings.root)
        known = None if pending is None or CONFIG_FILE in pending or self._last is None else frozenset(pending)
        self._note_open_pages(order.open)
        options = Options(
            allow_empty=True,  # nothing is published here: an empty digest is shown as one
            out=settings.site,
            now=dt.datetime.now(dt.UTC),
            drafts=settings.drafts,
            future=settings.future,
            swap=False,
            cache=settings.folder,
            first=order.open,
            search_later=search_later,  # until somebody searches
            changes=known,
            told=self._page_ready_callback(frozenset(order.open)) if order.open else None,
            save=False,
        )
        result = build(config, options, self._last)
        self._config, self._last = config, result
        return result

    def _page_ready_callback(self, open_: frozenset[str]) -> Callable[[str], None]:
        def page_done(url: str) -> None:
            if url in open_:
                self._say(PageReady(url=url))

        return page_done

    def _note_open_pages(self, open_: tuple[str, ...]) -> None:
        """Note whose pages are open, so that a reader can be sent after an article whose address changes."""
        if self._last is None:
            return
        for url in open_:
            item = self._last.items.get(url)
            if isinstance(item, Page) and isinstance(item.content, ArticlePage):
                self._open_articles[url] = (item.content.id, item.sources[0] if item.sources else "")
        self._open_articles = {url: where for url, where in self._open_articles.items() if url in open_}

    def _report(self, result: Build, paths: tuple[str, ...], seconds: float, order: BuildChanges) -> BuildReport:
        assert self._config is not None  # noqa: S101 (a build has just been made with it)
        root = self._settings.root
        removed = tuple(_address(path) for path in result.removed)
        gone = {
            url: where for url, where in self._open_articles.items() if url in order.open and url not in result.items
        }
        return BuildReport(
            base=self._config.base.path,
            changes=paths,
            urls=result.rendered,
            removed=removed,
            articles=result.articles,
            items=len(result.items),
            seconds=seconds,
            moved=_moved(gone, result) if gone else {},
            timing=dict(result.timing),
            warnings=tuple(show_problem(root, warning) for warning in result.warnings[:_LISTED]),
        )

    # --- telling ----------------------------------------------------------------------------------------

    def _describe(self, url: str) -> PageDescription:
        item = self._last.items.get(url) if self._last is not None else None
        if not isinstance(item, Page):
            return PageDescription()
        source = item.sources[0] if item.sources else ""
        file = str(self._settings.root / source) if source else ""
        article = self._article(source)
        if article is not None:
            return PageDescription(badges=self._badges(article, noindex=item.meta.noindex), source=source, file=file)
        return PageDescription(badges=noindex_badge() if item.meta.noindex else (), source=source, file=file)

    def _badges(self, article: Article, *, noindex: bool) -> tuple[messages.Badge, ...]:
        return badges_of(article, dt.datetime.now(dt.UTC), noindex=noindex)

    def _article(self, path: str) -> Article | None:
        return self._last.article(path) if self._last is not None else None


def _address(path: str) -> str:
    """The address that a file of the site answers."""
    return (
        f"/{path.removesuffix('index.html')}" if path.endswith(("/index.html",)) or path == "index.html" else f"/{path}"
    )


def _moved(gone: dict[str, tuple[str, str]], result: Build) -> dict[str, str]:
    """Where the articles of vanished pages are now: the same file under a new address, or the same id."""
    moved = {}
    pages = [item for url in result.rendered if isinstance(item := result.items.get(url), Page)]
    for old, (id_, source) in gone.items():
        for page in pages:
            content = page.content
            if isinstance(content, ArticlePage) and (content.id == id_ or source in page.sources[:1]):
                moved[old] = page.url
                break
    return moved


def _problems(error: CopydeskError) -> tuple[Problem, ...]:
    if isinstance(error, ProblemsError):
        return error.problems
    return (Problem(location=Location(path=""), message=str(error)),)


# Of a processor that both want, the desk and the preview's answers get three times as much as a build, and have it
# as soon as they wake (sched(7): a step of niceness is a quarter). One that nobody else wants, a build has whole.
# More, and a build would starve on a machine that does other work.
_NICENESS = 5


def stand_back() -> None:
    """Let this process, and those it starts, give way to what an editor waits for, as far as the system can.

    On Linux niceness weighs processes of one session alone where sessions are scheduled as groups (`autogroup`, the
    default of most desktops); there the session, which is ours, is made nice as well.
    """
    with contextlib.suppress(OSError, AttributeError):
        os.nice(_NICENESS)
    with contextlib.suppress(OSError, AttributeError):
        if os.getsid(0) == os.getpid():
            Path("/proc/self/autogroup").write_text(str(_NICENESS), encoding="ascii")
    with contextlib.suppress(OSError, AttributeError):
        # What computes for long wakes nobody else up late: no other process is put aside for it when it wakes.
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


# As long as one of the desk's answers takes, and what a page asks for after it. Whoever asks on and on stops a build no
# longer than for some seconds at a stretch; then it goes on for as long, whatever is asked.
_MOMENT, _LONGEST = 0.1, 2.0


class Aside:
    """Stands aside when it is asked to, by itself and for a limited time: nobody has to be alive to let it go on."""

    def __init__(self) -> None:
        self._until = self._deaf_until = 0.0
        self._waits = False

    def __call__(self, *_: object) -> None:
        """A signal came: wait, or wait on where this comes while it waits."""
        now = time.monotonic()
        self._until = now + _MOMENT
        if self._waits or now < self._deaf_until:
            return
        self._waits, longest = True, now + _LONGEST
        try:
            while (left := min(self._until, longest) - time.monotonic()) > 0:
                time.sleep(left)
        finally:
            self._waits = False
        if self._until > longest:
            self._deaf_until = time.monotonic() + _LONGEST


def stand_aside_when_asked() -> None:
    """Let this process, and those it forks, stand aside for the desk's answers, where the system has signals."""
    if messages.STAND_ASIDE is not None:
        signal.signal(messages.STAND_ASIDE, Aside())


def main() -> int:
    """Serve orders from standard input until it ends."""
    stand_back()
    stand_aside_when_asked()
    # Ctrl-C goes to the whole group of a terminal; the server says when it is over.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not end up between the values
    settings: Settings = messages.read_message(sys.stdin.buffer)

    def say(value: messages.Report) -> None:
        pipe.write(messages.encode_message(value))
        pipe.flush()

    session = BuildSession(replace(settings, root=Path(settings.root)), say)
    with contextlib.suppress(BrokenPipeError):
        while (order := messages.read_message(sys.stdin.buffer)) is not None:
            say(session.answer(order))
    session.save()
    return 0
