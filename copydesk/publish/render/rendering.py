"""Items → files: which are out of date, and their bytes, by as many processes as there are cores.

What a kind of item needs is imported when the first of that kind is rendered.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import FrameType
from typing import IO, Any, NamedTuple, Self, TypeVar

from copydesk.errors import CopydeskError, OutputError, ProblemsError
from copydesk.limits import can_ring
from copydesk.publish.cache import encode
from copydesk.publish.cache.store import BuildCache, DamagedCacheError, Kept, PackWriter, Ref
from copydesk.publish.formats.jsonld import describe
from copydesk.publish.items import (
    ArticleExport,
    Feed,
    Icon,
    Item,
    Narrower,
    Robots,
    Searched,
    SearchMonth,
    Sitemap,
    SocialCard,
    SocialImage,
    SourceList,
    Static,
    sitemap_row,
)
from copydesk.publish.markdown import cut_html
from copydesk.publish.pages.values import ArticlePage, FrontPage, LetterPage, Page
from copydesk.publish.pictures import dress
from copydesk.publish.render.layouts import Layouts
from copydesk.publish.stage import Output, Seen, Stage
from copydesk.urls import Base, output_path

T = TypeVar("T")
V = TypeVar("V")
# Told what is being done, how many are done, and of how many.
Progress = Callable[[str, int, int], None]


def worker_count(wanted: int) -> int:
    """How many processes to use: as many as asked for, or one for each core this process may use."""
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return 1
    if wanted > 0:
        return wanted
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def share(count: int, work: Callable[[int], T]) -> list[T]:
    """`work(k)` for each k below `count`, each in a process of its own but the first, which is done here.

    Returns the results in order. Raises what they raise: problems found by several are put together.
    """
    children = [_fork(k, work) for k in range(1, count)]
    problems: list[CopydeskError] = []
    results: list[T] = []
    try:
        try:
            results.append(work(0))
        except ProblemsError as error:
            problems.append(error)
        for pid, file in children:
            good, value = _result(pid, file)
            if good:
                results.append(value)
            else:
                problems.append(value)
        children = []
    finally:
        for pid, file in children:
            _abandon(pid, file)
    if problems:
        raise _together(problems)
    return results


# A turn is long enough that taking it costs nothing, and all of them fit into the smallest of pipes (4 KiB).
_LEAST_TURN, _MOST_TURNS = 8, 1000
_TURN = struct.Struct("<I")


class Turns:
    """Pieces of a job that processes take in turn, a few at a time, in order: whoever is done first takes more.

    Made before they are forked. What is left to take stands in a pipe, of which a reader gets a whole entry or none.
    """

    def __init__(self, todo: Sequence[str], count: int) -> None:
        self.todo = todo
        self.step = len(todo) if count == 1 else max(_LEAST_TURN, -(-len(todo) // _MOST_TURNS))
        starts = range(0, len(todo), max(1, self.step))
        self._left: int | None = None
        if count > 1:
            self._left, end = os.pipe()
            os.write(end, b"".join(_TURN.pack(start) for start in starts))
            os.close(end)
        self._starts = iter(starts)

    def _next(self) -> int | None:
        if self._left is None:
            return next(self._starts, None)
        entry = os.read(self._left, _TURN.size)
        start: int | None = _TURN.unpack(entry)[0] if entry else None
        return start

    def take(self, number: int, what: str, progress: Progress | None) -> Iterator[str]:
        """The pieces that process `number` is to do. The first tells how far all are: as far as itself."""
        while (start := self._next()) is not None:
            for place in range(start, min(start + self.step, len(self.todo))):
                if progress is not None and not number:
                    progress(what, place, len(self.todo))
                yield self.todo[place]

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the pipe."""
        if self._left is not None:
            os.close(self._left)
            self._left = None


# A process of the build could not hand over what it made: the temporary folder's disk is full.
_NO_ROOM = 74


def start(work: Callable[[], T]) -> Callable[[], T]:
    """Begin `work` in a process of its own, where that can be; the result is had by calling what is returned."""
    if worker_count(2) == 1:
        return work
    pid, file = _fork(0, lambda _: work())

    def finish() -> T:
        dropped.detach()
        good, value = _result(pid, file)
        if not good:
            raise value
        result: T = value
        return result

    # A build that fails meanwhile never asks for the result: the process and its file must not outlive it.
    dropped = weakref.finalize(finish, _abandon, pid, file)
    return finish


def _abandon(pid: int, file: IO[bytes]) -> None:
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.waitpid(pid, 0)
    file.close()


def _fork(number: int, work: Callable[[int], Any]) -> tuple[int, IO[bytes]]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 (closed by _result)
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid, file
    code = 1
    try:
        _die_with(parent)
        try:
            value: Any = (True, work(number))
        except CopydeskError as error:
            value = (False, error)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            value = (False, OutputError(f"{where}{error.strerror or error}; the site is unchanged"))
        try:
            with os.fdopen(os.dup(file.fileno()), "wb") as out:
                pickle.dump(value, out, 5)
            code = 0
        except OSError:
            code = _NO_ROOM
    except KeyboardInterrupt:
        code = 130
    except BaseException:  # noqa: BLE001 (a child must not run its parent's handlers)
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
    finally:
        os._exit(code)


def _die_with(parent: int) -> None:
    """Let a killed parent take this process with it, where the system offers that (Linux)."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)


def _result(pid: int, file: IO[bytes]) -> tuple[bool, Any]:
    _, status = os.waitpid(pid, 0)
    with file:
        if status == 0:
            file.seek(0)
            good, value = pickle.load(file)  # noqa: S301 (written by our own child into a file without a name)
            return good, value
    if os.waitstatus_to_exitcode(status) == 130:
        raise KeyboardInterrupt
    if os.waitstatus_to_exitcode(status) == _NO_ROOM:
        raise OutputError(f"{tempfile.gettempdir()}: no room for what the build works with; the site is unchanged")
    raise RuntimeError(f"a process of the build ended with status {os.waitstatus_to_exitcode(status)}")


def _together(errors: list[CopydeskError]) -> CopydeskError:
    first = next((error for error in errors if isinstance(error, DamagedCacheError)), errors[0])
    if isinstance(first, ProblemsError):
        same = [error for error in errors if isinstance(error, ProblemsError) and type(error) is type(first)]
        return type(first)(dict.fromkeys(problem for error in same for problem in error.problems))
    return first


# Fewer items than this are rendered sooner than a second process is started.
_FEW = 60


# Processor time between two looks at which item is being rendered, in seconds.
LOOK_EVERY = 5.0


class _Watch:
    """Says on the standard error which page is being drawn when one alone takes many seconds.

    A layout of the digest's own may loop for ever, and nothing may be said to be wrong with it: it is not stopped.
    Only where a signal can be had: in the main thread, and nobody else uses this one.
    """

    def __init__(self) -> None:
        self.address = ""
        self._seen, self._looks = "", 0

    def __enter__(self) -> Self:
        """Begin to look."""
        self._rings = can_ring() and signal.getsignal(signal.SIGVTALRM) is signal.SIG_DFL
        if self._rings:
            signal.signal(signal.SIGVTALRM, self._look)
            signal.setitimer(signal.ITIMER_VIRTUAL, LOOK_EVERY, LOOK_EVERY)
        return self

    def __exit__(self, *_: object) -> None:
        """Look no more."""
        if self._rings:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, signal.SIG_DFL)

    def _look(self, _signal: int, frame: FrameType | None) -> None:
        same = self.address == self._seen
        self._seen, self._looks = self.address, self._looks + 1 if same else 0
        if self._looks and not self._looks & (self._looks - 1):  # at the first look, the second, the fourth …
            where = _line_of(frame)
            line = f"{self.address} is still being drawn" + (f", at {where}" if where else "")
            # Past Python's own buffer, in which this may have come upon somebody.
            os.write(2, f"{line}: does a loop there end?\n".encode() if where else f"{line}\n".encode())


def _line_of(frame: FrameType | None) -> str:
    """The place in a layout that is being drawn, `layouts/article.html:12`; "" where none is."""
    while frame is not None:
        template: Any = frame.f_globals.get("__jinja_template__")  # as Jinja itself finds it, for tracebacks
        if template is not None:
            return f"{template.filename}:{template.get_corresponding_lineno(frame.f_lineno)}"
        frame = frame.f_back
    return ""


class Rendered(NamedTuple):
    """An item looked at. `files` are the paths it became: where each waits (None: the site has it) and its look."""

    address: str
    kept: Kept
    files: tuple[tuple[str, str | None, Seen], ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderJob:
    """What every item is rendered with. `damaged` are files of the site that are gone or altered."""

    layouts: Layouts
    base: Base
    read: Callable[[str], bytes]
    memory: BuildCache
    before: BuildCache
    damaged: frozenset[str]
    stage: Stage


def render_items(
    addresses: Sequence[str],
    make: Callable[[str], Item],
    job: RenderJob,
    generation: str,
    jobs: int,
    progress: Progress | None = None,
    more: Callable[[PackWriter], Mapping[str, Item]] | None = None,
) -> list[Rendered]:
    """Look at each item, and render those that are out of date into the stage. Raises LayoutError, OutputError.

    `more` makes items all at once, by address, and remembers what it counts for that: one process does it and renders
    them, while the others take turns at the rest.
    """
    count = worker_count(jobs) if len(addresses) >= _FEW else 1
    pack = job.memory.pack
    first = len(pack.names)
    names = [f"pack-{generation}-p{first}-{number}" for number in range(count)]

    def work(number: int) -> tuple[list[Rendered], list[str], dict[bytes, Ref], dict[bytes, Ref]]:
        job.stage.number = first + number
        writer = PackWriter(f"{pack.folder}/{names[number]}", first + number)
        own = encode.Values(job.memory.shared)
        found: list[Rendered] = []
        same: list[str] = []  # of these all is known as it was: their addresses are all that is to be handed over

        def look_at(address: str, item: Item) -> None:
            one = _render(address, item, job, own, writer)
            if one.kept is job.before.pages.get(address):
                same.append(address)
            else:
                found.append(one)

        try:
            with _Watch() as watch:
                if more is not None and number == count - 1:
                    for watch.address, item in more(writer).items():
                        look_at(watch.address, item)
                for watch.address in turns.take(number, "pages", progress):
                    look_at(watch.address, make(watch.address))
            return found, same, {key: writer.add(data) for key, data in own.fresh.items()}, job.memory.counted
        finally:
            writer.close()
            own.close()

    rendered: list[Rendered] = []
    with Turns(addresses, count) as turns:
        parts = share(count, work)
    pack.names += names
    for found, same, shared, counted in parts:
        rendered += found
        rendered += [Rendered(address, job.before.pages[address], None) for address in same]
        job.memory.shared.update(shared)
        job.memory.counted = counted  # the last process's, which has counted
    order = {address: place for place, address in enumerate(addresses)}
    rendered.sort(key=lambda p: order.get(p.address, len(order)))
    return rendered


def _render(address: str, item: Item, job: RenderJob, own: encode.Values, writer: PackWriter) -> Rendered:
    """Render an item, unless its value and its layout are what they were when its files were written."""
    data = own.dump(item)
    template = item.layout if isinstance(item, Page) else ""
    layout = job.layouts.digest(template) if template else ""
    mark = encode.digest(layout.encode() + data)
    row = sitemap_row(item, job.base) if isinstance(item, Page) else None
    sources = item.sources if isinstance(item, Page) else ()
    old = job.before.pages.get(address)
    if old is not None and old.print == mark and not any(path in job.damaged for path in old.paths):
        alike = old.sources == sources and old.row == row
        return Rendered(address, old if alike else old._replace(sources=sources, row=row), None)
    why = _why(old, mark, layout, job, data)
    files = []
    # A month of the search shows no body, and its words are listed by what it is made of.
    asked = dict.fromkeys(row.body for row in item.rows if row.body) if isinstance(item, SearchMonth) else {}

    def body(digest: str) -> str:
        asked[digest] = None
        return job.memory.html(digest)

    for output in render_item(item, job.layouts, job.base, body, job.read):
        placed = job.stage.put(output)
        files.append((output.path, *(placed or (None, (0, 0)))))
    ref = writer.add(data)
    kept = Kept(
        mark,
        ref,
        tuple(path for path, _, _ in files),
        sources,
        row,
        layout,
        why,
        template,
        tuple(asked),
    )
    return Rendered(address, kept, tuple(files))


def _why(old: Kept | None, mark: bytes, layout: str, job: RenderJob, data: bytes) -> str:
    """Why an item is rendered, in a few words for `explain`."""
    if old is None:
        return "it is new, or nothing was remembered of it"
    if old.print == mark:
        return "its file was gone or had been altered"
    if old.layout != layout:
        return "its layout, or one that it includes, changed"
    try:
        names = encode.differences(job.before.pack.read(old.ref), data)
    except ValueError:
        return "what it shows changed"
    return "changed: " + ", ".join(names) if names else "its kind changed"


def render_item(
    item: Item, layouts: Layouts, base: Base, body: Callable[[str], str], read: Callable[[str], bytes]
) -> Iterator[Output]:
    """The files of an item. `body` gives a body's HTML by digest, `read` a static file's bytes by address."""
    if isinstance(item, Page) and isinstance(item.content, LetterPage):
        from copydesk.publish.formats.email import render_letter

        for url, data in render_letter(item, item.content, layouts.render):
            yield Output(path=output_path(url), data=data)
    elif isinstance(item, Page):
        html = layouts.render(_filled(item, body, layouts))
        yield Output(path=output_path(item.url), data=base.rewrite(html).encode())
    elif isinstance(item, (SocialImage, SocialCard, Narrower, Icon, Static)):
        yield Output(path=output_path(item.url), data=_bytes(item, read))
    else:
        for url, text in _texts(item, body):
            yield Output(path=output_path(url), data=text.encode())


def _bytes(item: SocialImage | SocialCard | Narrower | Icon | Static, read: Callable[[str], bytes]) -> bytes:
    if isinstance(item, SocialCard):
        from copydesk.publish.formats.drawings import render_card

        return render_card(item)
    if isinstance(item, SocialImage):
        from copydesk.publish.formats.drawings import render_social

        return render_social(item)
    if isinstance(item, Narrower):
        from copydesk.publish.pictures import rasterise, shrink

        make = rasterise if item.of.lower().endswith(".svg") else shrink
        return make(read(item.of), item.width)
    if isinstance(item, Icon):
        from copydesk.publish.formats.drawings import render_icon

        return render_icon(item, read(item.of))
    return read(item.url)


def _texts(
    item: Feed | Sitemap | Robots | ArticleExport | SourceList | Searched, body: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """The files of what is written without a layout: (root-relative address, text)."""
    if isinstance(item, Searched):
        from copydesk.publish.formats.search import render_search

        yield from render_search(item)
    elif isinstance(item, (ArticleExport, SourceList)):
        from copydesk.publish.formats import exports

        if isinstance(item, ArticleExport):
            yield from exports.render_articles(item)
        else:
            yield exports.SOURCES_OPML, exports.render_sources(item)
    else:
        from copydesk.publish.formats import feeds

        if isinstance(item, Feed):
            yield from feeds.render_feed(item, body)
        elif isinstance(item, Sitemap):
            yield from feeds.render_sitemap(item)
        else:
            yield "/robots.txt", feeds.render_robots(item)


def _filled(page: Page, body: Callable[[str], str], layouts: Layouts) -> Page:
    """A page with all in it that planning leaves out: its JSON-LD, and a body's HTML, cut to what may be shown."""
    meta, content = page.meta, page.content
    if layouts.shows(page.layout, "jsonld"):
        meta = replace(meta, jsonld=describe(page))
    if isinstance(content, FrontPage) and content.body:
        content = replace(content, html=cut_html(body(content.body), content.excerpt_words))
    elif isinstance(content, ArticlePage) and content.body:
        html = body(content.body)
        if content.excerpt_words:
            html = cut_html(html, content.excerpt_words)
        content = replace(content, html=dress(html, {picture.src: picture for picture in content.pictures}))
    return page if meta is page.meta and content is page.content else replace(page, meta=meta, content=content)
