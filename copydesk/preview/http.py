"""The preview's addresses: built pages under the digest's base path, and what is the preview's own below `/_copydesk/`.

The only module of this room that knows Starlette.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import mimetypes
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from copydesk.preview.listen import PREFIX, ListenAddress, RequestGuard, is_local, policy_of
from copydesk.preview.messages import (
    Badge,
    BuildFailure,
    BuildReport,
    PageDescription,
    PageReady,
    ShownProblem,
    Unchanged,
)
from copydesk.urls import output_path

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


# --- Files of the built tree, by resolved path. The client is put into pages here, and only here (S12) ---

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
    ".atom": "application/atom+xml",
    ".txt": "text/plain; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".ico": "image/x-icon",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """A file of the tree: its address, bytes and media type."""

    url: str
    data: bytes
    type: str


def find(tree: Path, url: str) -> FoundFile | None:
    """The file that answers a root-relative, decoded address; None if there is none, or none that may be served.

    Nothing outside `tree` is read: no parent steps, no backslashes or NULs, no links followed, no hidden files.
    """
    parts = url.split("/")[1:]
    if not url.startswith("/") or any(not _plain(part) for part in parts[:-1]) or (parts[-1] and not _plain(parts[-1])):
        return None
    root = Path(tree).resolve()
    path = root / output_path(url)
    try:
        if path.resolve(strict=True) != path or not path.is_file():
            return None
        data = path.read_bytes()
    except (OSError, ValueError, RuntimeError):
        return None
    return FoundFile(url=url, data=data, type=media_type(path.name))


def is_folder(tree: Path, url: str) -> bool:
    """Whether an address without a closing slash is that of a page: GitHub Pages redirects it there."""
    return not url.endswith("/") and find(tree, f"{url}/") is not None


def _plain(part: str) -> bool:
    return bool(part) and not part.startswith(".") and not any(c in "\\\0" or ord(c) < 32 for c in part)


def media_type(name: str) -> str:
    """The media type of a file, by its name's end."""
    suffix = Path(name).suffix.lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def page_digest(data: bytes) -> str:
    """A short digest: what a tab says it shows, compared with what is there."""
    return hashlib.blake2b(data, digest_size=8).hexdigest()


def insert_client(page: bytes, url: str, run: str) -> bytes:
    """A page with the preview's client in it, told which page it is and which state of it."""
    tag = (
        f'<script src="{PREFIX}idiomorph.js" defer data-copydesk></script>'
        f'<script src="{PREFIX}client.js" defer data-copydesk data-page="{_attribute(url)}"'
        f' data-seen="{page_digest(page)}" data-run="{run}"></script>'
    ).encode()
    at = page.rfind(b"</body>")
    return page + tag if at < 0 else page[:at] + tag + page[at:]


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")


# --- What the overlay is told, as plain JSON values. Pure --------------------


def editor_link(file: str, line: int = 0, column: int = 0) -> str:
    """A link that opens a file of this machine in an editor that registered for it (VS Code and its kin)."""
    place = "".join(f":{number}" for number in (line, column if line else 0) if number)
    path = file.replace("\\", "/")
    return f"vscode://file{quote(path if path.startswith('/') else f'/{path}')}{place}" if file else ""


def problems_json(shown: Iterable[ShownProblem], *, local: bool) -> dict[str, Any]:
    """Problems for the overlay, with links for a browser on this machine alone."""
    return {"problems": [_problem(problem, local=local) for problem in shown]}


def _problem(problem: ShownProblem, *, local: bool) -> dict[str, Any]:
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
        "advice": problem.advice,
        "text": problem.text,
        "link": editor_link(problem.file, problem.line, problem.column) if local else "",
    }


def description_json(told: PageDescription, *, local: bool) -> dict[str, Any]:
    """A page's badges and its file."""
    return {
        "notes": [_badge(note) for note in told.badges],
        "source": told.source,
        "link": editor_link(told.file) if local else "",
    }


def _badge(note: Badge) -> dict[str, str]:
    return {"kind": note.kind, "label": note.label, "detail": note.detail}


ASSETS = Path(__file__).parent / "assets"
# A proxy or a phone drops a stream in which nothing moves; browsers come back by themselves, but late.
_STILL_HERE = 15.0
# The search page asks for this before any other file of its index: see `publish.search`.
SEARCH = "/search/index.json"
# How long a first request waits for the first build before it is told that one is under way.
_PATIENCE = 5.0


class PreviewActions(Protocol):
    """What the server may ask of the rest of the preview."""

    async def describe(self, url: str) -> PageDescription:
        """What an editor should know of a page."""
        ...

    async def index(self) -> None:
        """Bring the search index up to date."""
        ...


def make_app(
    state: PreviewState, tree: Path, actions: PreviewActions, address: ListenAddress, desk_port: int = 0
) -> RequestGuard:
    """The application, guarded. `tree` is the folder of the built pages, `desk_port` the port of the desk beside it."""
    site = _Site(state, tree, actions)
    own = _Own(state, tree, actions, desk_port)
    routes = [
        Route(PREFIX, own.desk),
        Route(f"{PREFIX}review", own.desk),
        Route(f"{PREFIX}events", own.events),
        Route(f"{PREFIX}page.json", own.page),
        Route(f"{PREFIX}problems.json", own.problems),
        *(Route(f"{PREFIX}{name}", own.asset(name)) for name in ("client.js", "client.css", "idiomorph.js")),
        Route("/{path:path}", site.page),
    ]
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False
    return RequestGuard(app, address)


class _Site:
    """The built pages."""

    def __init__(self, state: PreviewState, tree: Path, actions: PreviewActions) -> None:
        self._state, self._tree, self._actions = state, tree, actions

    async def page(self, request: Request) -> Response:
        """A built page with the client in it, a file as it is, or the digest's own 404 page."""
        state, path = self._state, request.scope["path"]
        if not state.first_build_ended.is_set():
            await _within(state.first_build_ended.wait(), _PATIENCE)
        if not path.startswith(state.base):
            return RedirectResponse(quote(state.base)) if path in {"/", state.base[:-1]} else self._nothing(path)
        url = f"/{path[len(state.base) :]}"
        if url == SEARCH:
            await self._actions.index()
        found = find(self._tree, url)
        if found is None:
            if is_folder(self._tree, url):
                return RedirectResponse(quote(f"{path}/"))
            return self._nothing(url)
        data, policy = found.data, policy_of(found.type)
        if found.type.startswith("text/html"):
            data = insert_client(data, url, state.run)
        return Response(data, media_type=None, headers={"content-type": found.type, **policy})

    def _nothing(self, url: str) -> Response:
        """No such page. A tab that waits here is told when there is one."""
        state = self._state
        found = find(self._tree, "/404.html") if state.first_build_ended.is_set() and state.last is not None else None
        page = found.data if found is not None else _page_while_waiting(state)
        status = 404 if state.first_build_ended.is_set() and not (state.problems and state.last is None) else 503
        headers = {"content-type": "text/html; charset=utf-8"}
        return Response(insert_client(page, url, state.run), status_code=status, headers=headers)


def _page_while_waiting(state: PreviewState) -> bytes:
    """What there is to see while there is no page at all."""
    if not state.first_build_ended.is_set():
        text = "The first build is under way. This page comes by itself."
    elif state.problems:
        text = "Nothing has been built yet: see what is wrong. This page comes once it is mended."
    else:
        text = "There is no page at this address."
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Copydesk preview</title>'
        f"<body><main><p>{text}</p></main></body></html>"
    ).encode()


class _Own:
    """What lies below `/_copydesk/`."""

    def __init__(self, state: PreviewState, tree: Path, actions: PreviewActions, desk_port: int) -> None:
        self._state, self._tree, self._actions, self._desk_port = state, tree, actions, desk_port

    async def desk(self, request: Request) -> Response:
        """The way to the desk, which has an origin of its own and answers on its own machine alone."""
        name = request.url.hostname or "localhost"
        if not self._desk_port or not _is_local(request) or name not in {"localhost", "127.0.0.1", "::1"}:
            return Response("The desk answers on the machine that runs it.", status_code=404, media_type="text/plain")
        place = f"http://{f'[{name}]' if ':' in name else name}:{self._desk_port}"
        file = request.query_params.get("f", "")
        is_review = request.scope["path"].endswith("/review") and file
        return RedirectResponse(f"{place}/review?f={quote(file)}" if is_review else f"{place}/")

    def asset(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        """A file of the preview's own."""
        data = (ASSETS / name).read_bytes()
        kind = media_type(name)

        async def answer(_: Request) -> Response:
            return Response(data, headers={"content-type": kind})

        return answer

    async def events(self, request: Request) -> Response:
        """The reload stream of one tab."""
        state, query = self._state, request.query_params
        number, tab = state.open_tab(query.get("page", ""), query.get("seen", ""))
        self._mark_if_missed(tab)
        stream = StreamingResponse(self._stream_events(number, tab), media_type="text/event-stream")
        stream.headers["x-accel-buffering"] = "no"
        return stream

    def _mark_if_missed(self, tab: Tab) -> None:
        """A tab that missed something (asleep, or from before a restart) shows another state than there is."""
        found = find(self._tree, tab.url) if tab.url else None
        if (
            tab.seen
            and found is not None
            and page_digest(found.data) != tab.seen
            and self._state.first_build_ended.is_set()
        ):
            tab.urls.add(tab.url)

    async def _stream_events(self, number: int, tab: Tab) -> AsyncIterator[str]:
        state = self._state
        try:
            yield "retry: 500\n\n"
            while not state.closing.is_set():
                if not await _within(tab.woken.wait(), _STILL_HERE):
                    yield ": still here\n\n"
                    continue
                tab.woken.clear()
                if not state.closing.is_set():
                    yield f"data: {state.message(tab)}\n\n"
        finally:
            state.close_tab(number)

    async def page(self, request: Request) -> Response:
        """The badges of a page."""
        answer = await self._actions.describe(request.query_params.get("url", ""))
        return JSONResponse(description_json(answer, local=_is_local(request)))

    async def problems(self, request: Request) -> Response:
        """What is wrong, for the overlay."""
        return JSONResponse(problems_json(self._state.problems, local=_is_local(request)))


def _is_local(request: Request) -> bool:
    """Whether the browser is on this machine: only then may it act, or follow a link into this machine's editor."""
    return is_local(request.client.host if request.client is not None else "")


async def _within(wait: Awaitable[Any], seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await wait
    except TimeoutError:
        return False
    return True
