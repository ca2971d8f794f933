"""What the server knows: the last build, its problems, what happened before, and who has which page open."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from copydesk.preview.messages import BuildFailure, BuildReport, PageReady, ShownProblem, Unchanged

_ASSETS = (".css", ".js", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".woff2")


@dataclass(slots=True)
class Tab:
    """A page open in a browser. What it has to be told waits here, folded together until it is sent."""

    url: str
    seen: str = ""
    urls: set[str] = field(default_factory=set)
    announced: set[str] = field(default_factory=set)
    to: str = ""
    stale: bool = True
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self, urls: Iterable[str] = (), to: str = "") -> None:
        """Have something to say."""
        self.urls.update(urls)
        self.to = to or self.to
        self.stale = True
        self.woken.set()


class PreviewState:
    """The state of a preview. Lives in the event loop; nothing here waits for a build."""

    def __init__(self) -> None:
        self.run = secrets.token_hex(8)
        self.epoch = 0
        self.base = "/"
        self.first_build_ended = asyncio.Event()  # the first build has ended, well or not
        self.closing = asyncio.Event()
        self.problems: tuple[ShownProblem, ...] = ()
        self.last: BuildReport | None = None
        self.tabs: dict[int, Tab] = {}
        self._numbers = iter(range(1, 2**62))

    # --- tabs ---------------------------------------------------------------------------------------------

    def open_tab(self, url: str, seen: str) -> tuple[int, Tab]:
        """A tab begins to listen; `seen` is the digest of the page it shows."""
        number, tab = next(self._numbers), Tab(url=url, seen=seen)
        tab.woken.set()
        self.tabs[number] = tab
        return number, tab

    def close_tab(self, number: int) -> None:
        """A tab has gone."""
        self.tabs.pop(number, None)

    def open_pages(self) -> tuple[str, ...]:
        """The pages that are open, the newest tab's first."""
        return tuple(dict.fromkeys(tab.url for tab in reversed(self.tabs.values())))

    def message(self, tab: Tab) -> str:
        """All that a tab has to be told, as the data of one event: addresses and numbers, never a file's text."""
        value: dict[str, Any] = {
            "run": self.run,
            "epoch": self.epoch,
            "urls": sorted(tab.urls),
            "problems": len(self.problems),
            "begun": self.first_build_ended.is_set(),
        }
        if tab.to:
            value["to"] = tab.to
        tab.urls, tab.to, tab.stale = set(), "", False
        return json.dumps(value, ensure_ascii=False)

    # --- reports ------------------------------------------------------------------------------------------

    def record_page_ready(self, report: PageReady) -> None:
        """A page that is open has been written, the build goes on."""
        for tab in self.tabs.values():
            if tab.url == report.url:
                tab.announced.add(report.url)
                tab.wake((report.url,))

    def record_build(self, report: BuildReport | BuildFailure | Unchanged) -> None:
        """A look has ended."""
        if isinstance(report, Unchanged):
            return
        if not self.first_build_ended.is_set():
            for tab in self.tabs.values():  # they show what an earlier run left, or that nothing is there yet
                tab.urls.add(tab.url)
        if isinstance(report, BuildReport):
            self._built(report)
        else:
            self.problems = report.problems
            for tab in self.tabs.values():
                tab.announced.clear()
                tab.wake()
        self.first_build_ended.set()

    def _built(self, report: BuildReport) -> None:
        self.epoch += 1
        self.problems, self.last, self.base = (), report, report.base
        shown = frozenset((*report.urls, *report.removed))
        assets = [url for url in shown if url.endswith(_ASSETS)]
        for tab in self.tabs.values():
            mine = {tab.url} & (shown - tab.announced)
            tab.announced.clear()
            tab.wake((*mine, *assets), to=report.moved.get(tab.url, ""))

    def close(self) -> None:
        """The preview ends: every stream with it."""
        self.closing.set()
        for tab in self.tabs.values():
            tab.woken.set()
