"""The preview as a whole: wait, build, tell, until it is told to end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
import webbrowser
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from copydesk.errors import counted
from copydesk.preview import messages
from copydesk.preview.http import PreviewState
from copydesk.preview.messages import (
    AddedFile,
    AddFiles,
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
from copydesk.preview.watch import ARRIVED, FOLDER, INTERVAL, POLL_INTERVAL, ChangeSignal, FolderWatcher, Inbox

if TYPE_CHECKING:
    from copydesk.preview.listen import HttpServer, ListenAddress


# Time for a child to end by itself before it is made to: the whole preview must be gone within two seconds.
_GRACE = 0.4
# The folder that holds the package.
_HOME = str(Path(__file__).resolve().parents[2])


class BuildProcessEnded(Exception):  # noqa: N818 (it says what happened; nothing is wrong with the request)
    """The build process has gone; `code` is its exit code, negative for a signal."""

    def __init__(self, code: int | None) -> None:
        self.code = code
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        super().__init__(f"the build process ended ({how}); it is started anew with the next change")


class BuildClient:
    """Asks the build process. One question at a time: the answers come in order."""

    def __init__(self, settings: Settings, ready: Callable[[PageReady], None]) -> None:
        self._settings, self._ready = settings, ready
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        """Start the process; it imports what a build needs while the server imports what it needs."""
        self._process = await spawn("copydesk.preview.build_process")
        await _send(self._process, self._settings)

    async def ask(self, order: Order) -> Any:
        """The answer to an order. Raises BuildProcessEnded."""
        async with self._turn:
            if self._process is None:
                await self.start()
            process = self._process
            assert process is not None  # noqa: S101 (started above)
            try:
                await _send(process, order)
                while isinstance(answer := await _receive(process), PageReady):
                    self._ready(answer)
            except (asyncio.IncompleteReadError, ConnectionError):
                self._process = None
                raise BuildProcessEnded(await _end(process)) from None
            return answer

    def stand_aside(self) -> None:
        """Have a build that goes on leave the machine to somebody's answer for a moment."""
        process = self._process
        if messages.STAND_ASIDE is None or process is None or process.returncode is not None or not self._turn.locked():
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, messages.STAND_ASIDE)

    async def stop(self) -> None:
        """End the process and whatever it started."""
        process, self._process = self._process, None
        if process is not None:
            await _end(process)


async def add_files(order: AddFiles) -> tuple[AddedFile, ...]:
    """Have raw files added by a process of their own."""
    process = await spawn("copydesk.preview.add_process")
    try:
        await _send(process, order)
        answer = await _receive(process)
    except (asyncio.IncompleteReadError, ConnectionError):
        return tuple(AddedFile(file=file, error="the process that adds it ended") for file in order.files)
    finally:
        await _end(process)
    return tuple(answer)


async def spawn(module: str) -> Process:
    """Run `main()` of a module of ours in a process group of its own.

    The package's folder goes first on its path; the current folder, which is the editor's, does not.
    """
    paths = os.pathsep.join(filter(None, (_HOME, os.environ.get("PYTHONPATH", ""))))
    code = f"import sys; from {module} import main; sys.exit(main())"
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-c",
        code,
        stdin=PIPE,
        stdout=PIPE,
        env={**os.environ, "PYTHONPATH": paths},
        start_new_session=True,
    )


async def _send(process: Process, value: Any) -> None:
    if process.stdin is None:
        raise ConnectionError
    process.stdin.write(messages.encode_message(value))
    await process.stdin.drain()


async def _receive(process: Process) -> Any:
    if process.stdout is None:
        raise ConnectionError
    head = await process.stdout.readexactly(messages.HEADER_SIZE)
    return messages.decode_message(await process.stdout.readexactly(messages.message_length(head)))


async def _end(process: Process) -> int | None:
    """Close its input, give it a moment, then end its group; returns its exit code."""
    if process.stdin is not None:
        process.stdin.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(_GRACE):
            await process.wait()
    _kill(process)  # also when it has ended by itself: a pool of its own may be left
    with suppress(TimeoutError):
        async with asyncio.timeout(_GRACE):
            await process.wait()
    return process.returncode


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


Say = Callable[[str], None]
T = TypeVar("T")
# An editor who saves again within this long need not wait for what is remembered to be written down.
SAVE_AFTER = 2.0


class Preview:
    """One run of `serve`. `say` takes lines for the terminal."""

    def __init__(self, settings: Settings, say: Say, *, poll: bool = False) -> None:
        self._settings, self._say, self._poll = settings, say, poll
        self.state = PreviewState()
        self._builder = BuildClient(settings, self.state.record_page_ready)
        self._inbox = Inbox(settings.root)
        self._made: dict[str, str] = {}
        self._signal = ChangeSignal(beat=POLL_INTERVAL if poll else INTERVAL)
        self._watcher: FolderWatcher | None = None
        self._adding: set[asyncio.Task[None]] = set()
        self._failures, self._not_before = 0, 0.0
        self._unsaved_since: float | None = None

    async def start(self) -> None:
        """Start the build process; everything else can be made ready beside it."""
        await self._builder.start()

    # --- the loop -----------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Build, then follow changes until cancelled."""
        self._watch()
        waiting = await asyncio.to_thread(self._still_to_add)
        if waiting:
            self._say(f"{counted(len(waiting), 'raw file')} in {FOLDER}: copydesk add {FOLDER}")
        await self._build_if_changed(BuildChanges())
        while True:
            hints = await self._signal.wait()
            if self._watcher is not None and not self._poll:
                self._watcher.watch_new_folders()
            if hints is None or any(hint.startswith(f"{FOLDER}/") for hint in hints):
                self._check_inbox()
            if hints is not None:
                hints = frozenset(hint for hint in hints if not hint.startswith(f"{FOLDER}/"))
            if hints or (hints is None and time.monotonic() >= self._not_before):
                await self._build_if_changed(BuildChanges(hints=hints, open=self.state.open_pages()))
            if self._unsaved_since is not None and time.monotonic() >= self._unsaved_since + SAVE_AFTER:
                self._unsaved_since = None
                await self._build_if_changed(SaveCache())

    def _watch(self) -> None:
        if self._poll:
            return
        self._watcher = FolderWatcher(self._settings.root, self._signal.notify)
        trouble = self._watcher.start()
        if trouble:
            self._say(f"cannot watch the folders ({trouble}): looking at them every {INTERVAL:.0f} seconds instead")

    async def _build_if_changed(self, order: BuildChanges | BuildSearchIndex | SaveCache) -> None:
        try:
            report = await self._builder.ask(order)
        except BuildProcessEnded as error:
            # A process that ends at once would be started at every beat for ever: a change starts it sooner.
            self._failures += 1
            self._not_before = time.monotonic() + min(60.0, 2.0**self._failures)
            shown = ShownProblem(path="", line=0, column=0, message=str(error), advice="")
            report = BuildFailure(problems=(shown,), changes=(), seconds=0.0)
        else:
            self._failures = 0
            if isinstance(report, BuildReport):
                self._unsaved_since = time.monotonic()
        first = not self.state.first_build_ended.is_set()
        self.state.record_build(report)
        self._print_report(report, first=first)

    def _print_report(self, report: BuildReport | BuildFailure | Unchanged, *, first: bool) -> None:
        if isinstance(report, BuildFailure):
            for problem in report.problems:
                self._say(str(problem))
            if report.trace:
                self._say(report.trace if self._settings.debug else "run it again with --debug for the trace")
            count = len(report.problems)
            self._say(f"{count} problem{'s' if count != 1 else ''}; the last good pages stay")
        elif isinstance(report, BuildReport):
            what = counted(report.articles, "article") if first else _named(report.changes)
            self._say(f"{what}: {len(report.urls)} rendered in {report.seconds * 1000:.0f} ms")
            if first:
                for warning in report.warnings:
                    self._say(f"warning: {warning}")

    # --- the inbox ----------------------------------------------------------------------------------------

    def _still_to_add(self) -> list[str]:
        """The files that lay in the inbox before, less those whose articles are there."""
        if not self._inbox.waiting:
            return []
        from copydesk.ingest.originals import is_kept  # noqa: PLC0415 - with it come all readers

        return [path for path in self._inbox.waiting if not is_kept(self._settings.root, path)]

    def _check_inbox(self) -> None:
        arrived, arriving = self._inbox.scan()
        if arriving:
            asyncio.get_running_loop().call_later(ARRIVED, self._signal.notify, f"{FOLDER}/")
        if arrived:
            task = asyncio.create_task(self._add(arrived))
            self._adding.add(task)
            task.add_done_callback(self._adding.discard)

    async def _add(self, files: tuple[str, ...]) -> None:
        added = await add_files(AddFiles(root=self._settings.root, files=files, made=dict(self._made)))
        for one in added:
            if one.path:
                self._made[one.file] = one.path
            self._say(_added(one))
        self._signal.notify(None)

    # --- what the server asks -----------------------------------------------------------------------------

    async def describe(self, url: str) -> PageDescription:
        """What an editor should know of a page."""
        return await self._asked(DescribePage(url=url), PageDescription())

    async def _asked(self, order: DescribePage, otherwise: T) -> T:
        try:
            answer: T = await self._builder.ask(order)
        except BuildProcessEnded:
            return otherwise
        return answer

    def stand_aside(self) -> None:
        """Have a build give way to an answer that somebody waits for."""
        self._builder.stand_aside()

    async def index(self) -> None:
        """Bring the search index up to date."""
        await self._build_if_changed(BuildSearchIndex())

    async def end(self) -> None:
        """End every child and thread."""
        for task in self._adding:
            task.cancel()
        await asyncio.gather(*self._adding, return_exceptions=True)
        await self._builder.stop()
        if self._watcher is not None:
            await asyncio.to_thread(self._watcher.stop)


def _named(changes: tuple[str, ...]) -> str:
    if not changes:
        return "built anew"
    more = f" and {len(changes) - 1} more" if len(changes) > 1 else ""
    return f"{changes[0]}{more}"


def _added(one: AddedFile) -> str:
    if not one.path:
        return f"{one.file}: {one.error}"
    open_ = f"; to settle: {'; '.join(one.unsettled)}" if one.unsettled else ""
    return f"{one.file}: wrote {one.path} (draft){open_}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is served beside the site: its port, the address to tell, and what to open in a browser."""

    port: int
    address: str
    opener: str


# Given the site's port, what tells its base path and what has a build stand aside; serves something beside it for as
# long as the block lasts.
ServeBeside = Callable[[int, Callable[[], str], Callable[[], None]], contextlib.AbstractAsyncContextManager[Beside]]


def serve(
    settings: Settings,
    say: Say,
    *,
    beside: ServeBeside,
    host: str = "",
    port: int = 8000,
    poll: bool = False,
    open_browser: bool = False,
) -> None:
    """Serve until Ctrl-C or SIGTERM. Raises CopydeskError when the port is taken."""
    asyncio.run(_serve(settings, say, beside=beside, host=host, port=port, poll=poll, open_browser=open_browser))


async def _serve(
    settings: Settings, say: Say, *, beside: ServeBeside, host: str, port: int, poll: bool, open_browser: bool
) -> None:
    began = time.perf_counter()
    preview = Preview(settings, say, poll=poll)
    stop = asyncio.Event()
    _on_signals(stop.set)
    try:
        await preview.start()
        # Imported while the build process imports what it needs: both are about a tenth of a second.
        from copydesk.preview.http import make_app  # noqa: PLC0415 (see above)
        from copydesk.preview.listen import listening  # noqa: PLC0415 (see above)

        with listening(host, port) as (address, serving):
            if address.wide:
                say(
                    f"warning: --host {host} lets everyone on this network read your drafts; the desk stays with this "
                    "machine"
                )
            async with beside(address.port, lambda: preview.state.base, preview.stand_aside) as desk:
                server = serving(make_app(preview.state, settings.site, preview, address, desk.port))
                site = _own_url(address)
                greeting = _print_addresses(preview.state, site, desk, say, began, open_browser=open_browser)
                await _run(preview, server, stop, greeting)
    finally:
        await preview.end()


async def _run(preview: Preview, server: HttpServer, stop: asyncio.Event, greeting: Coroutine[Any, Any, None]) -> None:
    """Serve and build until told to end, or until one of the two does."""
    tasks: list[asyncio.Task[object]] = [
        asyncio.create_task(stop.wait()),
        asyncio.create_task(server.run()),
        asyncio.create_task(preview.run()),
        asyncio.create_task(greeting),
    ]
    ended, _ = await asyncio.wait(tasks[:3], return_when=asyncio.FIRST_COMPLETED)
    preview.state.close()
    server.stop()
    for task in tasks[2:]:
        task.cancel()
    await asyncio.gather(*tasks[1:], return_exceptions=True)
    for task in ended:
        await task  # what ended the preview though nobody asked for it is a bug to be shown
    tasks[0].cancel()


def _own_url(address: ListenAddress) -> str:
    """The address to tell: a listener on every address is reached by this machine's own name for itself."""
    name = f"[{address.host}]" if ":" in address.host else address.host
    return f"http://{name if address.wide and not address.everywhere else 'localhost'}:{address.port}"


async def _print_addresses(
    state: PreviewState, place: str, desk: Beside, say: Say, began: float, *, open_browser: bool
) -> None:
    """Say where the desk is at once, it needs no build; where the pages are once there are some."""
    say(f"  desk  {desk.address}")
    if open_browser:
        await asyncio.to_thread(webbrowser.open, desk.opener)
    await state.first_build_ended.wait()
    outcome = "ready" if state.last is not None else "waiting for this to be mended,"
    say(f"{outcome} after {time.perf_counter() - began:.2f} s; Ctrl-C ends it")
    say(f"  site  {place}{state.base}")


def _on_signals(stop: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C arrives as KeyboardInterrupt
            loop.add_signal_handler(number, stop)
            continue
        if sys.platform == "win32":
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
