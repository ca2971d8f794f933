"""The preview as a whole: wait, build, tell, until it is told to end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import time
import webbrowser
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from copydesk.preview.build_client import BuildClient, WorkshopEnded, add_files
from copydesk.preview.inbox import ARRIVED, FOLDER, Inbox
from copydesk.preview.messages import (
    Added,
    Built,
    Describe,
    Described,
    Drop,
    Explain,
    Explained,
    Failed,
    Index,
    Look,
    Same,
    Save,
    Settings,
    Shown,
    Survey,
    Surveyed,
)
from copydesk.preview.open_tabs import Hub
from copydesk.preview.watch import BEAT, POLL_BEAT, Bell, Doorstep
from copydesk.wording import counted

if TYPE_CHECKING:
    from copydesk.preview.access import Door

Say = Callable[[str], None]
T = TypeVar("T")
# An editor who saves again within this long need not wait for what is remembered to be written down.
CALM = 2.0


class Preview:
    """One run of `serve`. `say` takes lines for the terminal."""

    def __init__(self, settings: Settings, say: Say, *, poll: bool = False) -> None:
        self._settings, self._say, self._poll = settings, say, poll
        self.hub = Hub(settings.root.name)
        self._link = BuildClient(settings, self.hub.ready)
        self._inbox = Inbox(settings.root)
        self._doorstep = Doorstep(beat=POLL_BEAT if poll else BEAT)
        self._bell: Bell | None = None
        self._adding: set[asyncio.Task[None]] = set()
        self._failures, self._not_before = 0, 0.0
        self._unsaved_since: float | None = None

    async def begin(self) -> None:
        """Start the workshop; everything else can be made ready beside it."""
        await self._link.start()

    # --- the loop -----------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Build, then follow changes until cancelled."""
        self._watch()
        await self._look(Look())
        while True:
            hints = await self._doorstep.wait()
            if self._bell is not None and not self._poll:
                self._bell.rearm()
            if hints is None or any(hint.startswith(f"{FOLDER}/") for hint in hints):
                self._see_inbox()
            if hints is not None:
                hints = frozenset(hint for hint in hints if not hint.startswith(f"{FOLDER}/"))
            if hints or (hints is None and time.monotonic() >= self._not_before):
                await self._look(Look(hints=hints, open=self.hub.open_pages()))
            if self._unsaved_since is not None and time.monotonic() >= self._unsaved_since + CALM:
                self._unsaved_since = None
                await self._look(Save())

    def _watch(self) -> None:
        if self._poll:
            return
        self._bell = Bell(self._settings.root, self._doorstep.ring)
        trouble = self._bell.start()
        if trouble:
            self._say(f"cannot watch the folders ({trouble}): looking at them every {BEAT:.0f} seconds instead")

    async def _look(self, order: Look | Index | Save) -> None:
        try:
            report = await self._link.ask(order)
        except WorkshopEnded as error:
            # A process that ends at once would be started at every beat for ever: a change starts it sooner.
            self._failures += 1
            self._not_before = time.monotonic() + min(60.0, 2.0**self._failures)
            shown = Shown(path="", line=0, column=0, message=str(error), advice="")
            report = Failed(problems=(shown,), changes=(), seconds=0.0)
        else:
            self._failures = 0
            if isinstance(report, Built):
                self._unsaved_since = time.monotonic()
        first = not self.hub.begun.is_set()
        self.hub.take(report)
        self._tell(report, first=first)

    def _tell(self, report: Built | Failed | Same, *, first: bool) -> None:
        if isinstance(report, Failed):
            for problem in report.problems:
                self._say(str(problem))
            if report.trace:
                self._say(report.trace if self._settings.debug else "run it again with --debug for the trace")
            count = len(report.problems)
            self._say(f"{count} problem{'s' if count != 1 else ''}; the last good pages stay")
        elif isinstance(report, Built):
            what = counted(report.articles, "article") if first else _named(report.changes)
            self._say(f"{what}: {len(report.urls)} rendered in {report.seconds * 1000:.0f} ms")
            if first:
                for warning in report.warnings:
                    self._say(f"warning: {warning}")

    # --- the inbox ----------------------------------------------------------------------------------------

    def _see_inbox(self) -> None:
        arrived, coming = self._inbox.look()
        if coming:
            asyncio.get_running_loop().call_later(ARRIVED, self._doorstep.ring, f"{FOLDER}/")
        if arrived:
            task = asyncio.create_task(self._add(arrived, force=False))
            self._adding.add(task)
            task.add_done_callback(self._adding.discard)

    async def _add(self, files: tuple[str, ...], *, force: bool) -> None:
        added = await add_files(Drop(root=self._settings.root, files=files, force=force))
        for one in added:
            self._inbox.taken(one.file) if one.path else None
            self._say(_added(one))
        self.hub.drop(added)
        self._doorstep.ring(None)

    # --- what the server asks -----------------------------------------------------------------------------

    async def describe(self, url: str) -> Described:
        """What an editor should know of a page."""
        return await self._asked(Describe(url=url), Described())

    async def explain(self, url: str) -> Explained:
        """What a page comes from."""
        return await self._asked(Explain(url=url), Explained())

    async def survey(self) -> Surveyed:
        """What is not settled."""
        return await self._asked(Survey(), Surveyed())

    async def _asked(self, order: Describe | Explain | Survey, otherwise: T) -> T:
        try:
            answer: T = await self._link.ask(order)
        except WorkshopEnded:
            return otherwise
        return answer

    async def index(self) -> None:
        """Bring the search index up to date."""
        await self._look(Index())

    async def anew(self) -> None:
        """Build everything again."""
        await self._look(Look(anew=True, open=self.hub.open_pages()))

    async def add(self, files: tuple[str, ...], *, force: bool) -> None:
        """Add raw files that lie in the inbox; any other path is none of it."""
        known = set(self._inbox.files())
        await self._add(tuple(file for file in files if file in known), force=force)

    def waiting(self) -> tuple[str, ...]:
        """Raw files that lay in the inbox before the preview began."""
        return self._inbox.waiting

    async def end(self) -> None:
        """End every child and thread."""
        for task in self._adding:
            task.cancel()
        await asyncio.gather(*self._adding, return_exceptions=True)
        await self._link.stop()
        if self._bell is not None:
            await asyncio.to_thread(self._bell.stop)


def _named(changes: tuple[str, ...]) -> str:
    if not changes:
        return "built anew"
    more = f" and {len(changes) - 1} more" if len(changes) > 1 else ""
    return f"{changes[0]}{more}"


def _added(one: Added) -> str:
    if not one.path:
        return f"{one.file}: {one.error}"
    open_ = f"; to settle: {'; '.join(one.unsettled)}" if one.unsettled else ""
    return f"{one.file}: wrote {one.path} (draft){open_}"


def serve(
    settings: Settings, say: Say, *, host: str = "", port: int = 8000, poll: bool = False, show: bool = False
) -> None:
    """Serve until Ctrl-C or SIGTERM. Raises CopydeskError when the port is taken."""
    asyncio.run(_serve(settings, say, host=host, port=port, poll=poll, show=show))


async def _serve(settings: Settings, say: Say, *, host: str, port: int, poll: bool, show: bool) -> None:
    began = time.perf_counter()
    preview = Preview(settings, say, poll=poll)
    stop = asyncio.Event()
    _on_signals(stop.set)
    try:
        await preview.begin()
        # Imported while the workshop imports what it needs: both are about a tenth of a second.
        from copydesk.preview.http import make_app  # noqa: PLC0415 (see above)
        from copydesk.preview.listen import listening  # noqa: PLC0415 (see above)

        with listening(host, port) as (door, serving):
            if door.wide:
                say(
                    f"warning: --host {host} lets everyone on this network read your drafts, and what the desk lists "
                    "(file names, problems, raw files in the inbox); adding and building anew stay with this machine"
                )
            server = serving(make_app(preview.hub, settings.site, preview, door))
            tasks: list[asyncio.Task[object]] = [
                asyncio.create_task(stop.wait()),
                asyncio.create_task(server.run()),
                asyncio.create_task(preview.run()),
            ]
            greeting = asyncio.create_task(_welcome(preview.hub, _place(door), say, began, show=show))
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            preview.hub.farewell()
            server.stop()
            for task in (tasks[2], greeting):
                task.cancel()
            await asyncio.gather(tasks[1], tasks[2], greeting, return_exceptions=True)
            for task in ended:
                await task  # what ended the preview though nobody asked for it is a bug to be shown
            tasks[0].cancel()
    finally:
        await preview.end()


def _place(door: Door) -> str:
    """The address to tell: a listener on every address is reached by this machine's own name for itself."""
    name = f"[{door.host}]" if ":" in door.host else door.host
    return f"http://{name if door.wide and not door.everywhere else 'localhost'}:{door.port}"


async def _welcome(hub: Hub, place: str, say: Say, began: float, *, show: bool) -> None:
    """Say where the pages are once there are some."""
    await hub.begun.wait()
    state = "ready" if hub.last is not None else "waiting for this to be mended,"
    say(f"{state} after {time.perf_counter() - began:.2f} s; Ctrl-C ends it")
    say(f"  site  {place}{hub.base}")
    say(f"  desk  {place}/_copydesk/")
    if show:
        await asyncio.to_thread(webbrowser.open, f"{place}{hub.base}")


def _on_signals(stop: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C arrives as KeyboardInterrupt
            loop.add_signal_handler(number, stop)
            continue
        if sys.platform == "win32":
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
