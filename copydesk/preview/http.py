"""The preview's addresses: built pages under the digest's base path, and what is the preview's own below `/_copydesk/`.

The only module that knows Starlette.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import mimetypes
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from copydesk.preview.access import PREFIX, ListenAddress, RequestGuard, is_local, policy_of
from copydesk.preview.messages import Badge, PageDescription, PageExplanation, ShownProblem, UnsettledArticles
from copydesk.preview.state import PreviewState, Tab
from copydesk.urls import encode, output_path

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


# --- What the review desk and the overlay are told, as plain JSON values. Pure --------------------


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


def overview_json(
    state: PreviewState, survey: UnsettledArticles, waiting: Iterable[str], *, local: bool
) -> dict[str, Any]:
    """All that the desk shows: the last build and those before, what is open, what came in, what is wrong."""
    last = state.last
    base = state.base[:-1]
    return {
        "name": state.name,
        "base": state.base,
        "epoch": state.epoch,
        "articles": last.articles if last else 0,
        "items": last.items if last else 0,
        "history": [_history_entry(entry, base) for entry in state.history],
        "problems": [_problem(problem, local=local) for problem in state.problems],
        "warnings": [_problem(problem, local=local) for problem in (last.warnings if last else ())],
        "unsettled": [
            {
                "title": row.title,
                "url": encode(base + row.url) if row.url else "",
                "path": row.path,
                "link": editor_link(row.file) if local else "",
                "notes": [_badge(note) for note in row.badges],
            }
            for row in survey.rows
        ],
        "unsettled_total": survey.total,
        "waiting": list(waiting),
        "added": [
            {
                "file": added.file,
                "path": added.path,
                "title": added.title,
                "unsettled": list(added.unsettled),
                "dropped": added.dropped,
                "error": added.error,
            }
            for added in reversed(state.added)
        ],
        "open": list(state.open_pages()),
    }


def _history_entry(entry: dict[str, Any], base: str) -> dict[str, Any]:
    return {**entry, "links": [encode(base + url) if url.endswith("/") else "" for url in entry["urls"]]}


ASSETS = Path(__file__).parent / "assets"
# A proxy or a phone drops a stream in which nothing moves; browsers come back by themselves, but late.
_STILL_HERE = 15.0
# The search page asks for this before any other file of its index: see `publish.search`.
SEARCH = "/search/index.json"
# How long a first request waits for the first build before it is told that one is under way.
_PATIENCE = 5.0
_BODY_LIMIT, _BODY_TIME = 64 * 1024, 8.0


class PreviewActions(Protocol):
    """What the server may ask of the rest of the preview."""

    async def describe(self, url: str) -> PageDescription:
        """What an editor should know of a page."""
        ...

    async def explain(self, url: str) -> PageExplanation:
        """What a page comes from."""
        ...

    async def survey(self) -> UnsettledArticles:
        """What is not settled."""
        ...

    async def index(self) -> None:
        """Bring the search index up to date."""
        ...

    async def rebuild(self) -> None:
        """Build everything again, remembering nothing."""
        ...

    async def add(self, files: tuple[str, ...], *, force: bool) -> None:
        """Add raw files of the inbox."""
        ...

    def waiting(self) -> tuple[str, ...]:
        """Raw files that lay in the inbox before."""
        ...


def make_app(state: PreviewState, tree: Path, actions: PreviewActions, address: ListenAddress) -> RequestGuard:
    """The application, guarded. `tree` is the folder of the built pages."""
    site = _Site(state, tree, actions)
    own = _Own(state, tree, actions)
    routes = [
        Route(PREFIX, own.asset("desk.html")),
        Route(f"{PREFIX}events", own.events),
        Route(f"{PREFIX}page.json", own.page),
        Route(f"{PREFIX}problems.json", own.problems),
        Route(f"{PREFIX}desk.json", own.desk),
        Route(f"{PREFIX}explain.json", own.explain),
        Route(f"{PREFIX}anew", own.rebuild, methods=["POST"]),
        Route(f"{PREFIX}add", own.add, methods=["POST"]),
        *(Route(f"{PREFIX}{name}", own.asset(name)) for name in ("client.js", "client.css", "desk.js", "desk.css")),
        Route(f"{PREFIX}idiomorph.js", own.asset("idiomorph.js")),
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

    def __init__(self, state: PreviewState, tree: Path, actions: PreviewActions) -> None:
        self._state, self._tree, self._actions = state, tree, actions

    def asset(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        """A file of the preview's own; on this machine the desk gets the token that its buttons need (S14)."""
        data = (ASSETS / name).read_bytes()
        kind = media_type(name)

        async def answer(request: Request) -> Response:
            token = self._state.token.encode() if _is_local(request) else b""
            return Response(data.replace(b"{{token}}", token), headers={"content-type": kind})

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

    async def desk(self, request: Request) -> Response:
        """All that the desk shows."""
        survey = await self._actions.survey()
        return JSONResponse(overview_json(self._state, survey, self._actions.waiting(), local=_is_local(request)))

    async def explain(self, request: Request) -> Response:
        """Why a page was or was not rendered."""
        answer = await self._actions.explain(request.query_params.get("url", ""))
        return JSONResponse({"lines": list(answer.lines)})

    async def rebuild(self, request: Request) -> Response:
        """Build everything again."""
        refused, _ = await self._order(request)
        if refused is not None:
            return refused
        await self._actions.rebuild()
        return JSONResponse({"done": True})

    async def add(self, request: Request) -> Response:
        """Add raw files of the inbox as drafts."""
        refused, order = await self._order(request)
        if refused is not None:
            return refused
        files = order.get("files")
        if not isinstance(files, list) or not all(isinstance(file, str) for file in files):
            return JSONResponse({"error": "files: a list of paths"}, status_code=400)
        await self._actions.add(tuple(files), force=order.get("force") is True)
        return JSONResponse({"done": True})

    async def _order(self, request: Request) -> tuple[Response | None, dict[str, Any]]:
        """What a POST asks for; or a refusal: of another machine, without this run's token, of no small JSON object."""
        if not _is_local(request):
            return JSONResponse({"error": "only on the machine that runs the preview"}, status_code=403), {}
        given = request.headers.get("x-copydesk-token", "")
        if not secrets.compare_digest(given.encode(), self._state.token.encode()):
            return JSONResponse({"error": "reload the desk: the preview was started anew"}, status_code=403), {}
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return JSONResponse({"error": "send JSON"}, status_code=415), {}
        body = bytearray()
        try:
            async with asyncio.timeout(_BODY_TIME):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > _BODY_LIMIT:
                        return JSONResponse({"error": "too much"}, status_code=413), {}
            order = json.loads(bytes(body) or b"{}")
        except (TimeoutError, ClientDisconnect, ValueError, RecursionError):
            return JSONResponse({"error": "no JSON object"}, status_code=400), {}
        return (None, order) if isinstance(order, dict) else (JSONResponse({"error": "no object"}, status_code=400), {})


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
