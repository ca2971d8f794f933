"""The preview's addresses: built pages under the digest's base path, and what is the preview's own below `/_copydesk/`.

The only module that knows Starlette.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from copydesk.preview import status
from copydesk.preview.access import Door, Guard, is_local, policy_of
from copydesk.preview.files import PREFIX, digest, find, is_folder, media_type, with_client
from copydesk.preview.messages import Described, Explained, Surveyed
from copydesk.preview.open_tabs import Hub, Tab

ASSETS = Path(__file__).parent / "assets"
# A proxy or a phone drops a stream in which nothing moves; browsers come back by themselves, but late.
_STILL_HERE = 15.0
# The search page asks for this before any other file of its index: see `publish.search`.
SEARCH = "/search/index.json"
# How long a first request waits for the first build before it is told that one is under way.
_PATIENCE = 5.0
_BODY_LIMIT, _BODY_TIME = 64 * 1024, 8.0


class Backstage(Protocol):
    """What the server may ask of the rest of the preview."""

    async def describe(self, url: str) -> Described:
        """What an editor should know of a page."""
        ...

    async def explain(self, url: str) -> Explained:
        """What a page comes from."""
        ...

    async def survey(self) -> Surveyed:
        """What is not settled."""
        ...

    async def index(self) -> None:
        """Bring the search index up to date."""
        ...

    async def anew(self) -> None:
        """Build everything again, remembering nothing."""
        ...

    async def add(self, files: tuple[str, ...], *, force: bool) -> None:
        """Add raw files of the inbox."""
        ...

    def waiting(self) -> tuple[str, ...]:
        """Raw files that lay in the inbox before."""
        ...


def make_app(hub: Hub, tree: Path, backstage: Backstage, door: Door) -> Guard:
    """The application, guarded. `tree` is the folder of the built pages."""
    site = _Site(hub, tree, backstage)
    own = _Own(hub, tree, backstage)
    routes = [
        Route(PREFIX, own.asset("desk.html")),
        Route(f"{PREFIX}events", own.events),
        Route(f"{PREFIX}page.json", own.page),
        Route(f"{PREFIX}problems.json", own.problems),
        Route(f"{PREFIX}desk.json", own.desk),
        Route(f"{PREFIX}explain.json", own.explain),
        Route(f"{PREFIX}anew", own.anew, methods=["POST"]),
        Route(f"{PREFIX}add", own.add, methods=["POST"]),
        *(Route(f"{PREFIX}{name}", own.asset(name)) for name in ("client.js", "client.css", "desk.js", "desk.css")),
        Route(f"{PREFIX}idiomorph.js", own.asset("idiomorph.js")),
        Route("/{path:path}", site.page),
    ]
    app = Starlette(routes=routes)
    app.router.redirect_slashes = False
    return Guard(app, door)


class _Site:
    """The built pages."""

    def __init__(self, hub: Hub, tree: Path, backstage: Backstage) -> None:
        self._hub, self._tree, self._backstage = hub, tree, backstage

    async def page(self, request: Request) -> Response:
        """A built page with the client in it, a file as it is, or the digest's own 404 page."""
        hub, path = self._hub, request.scope["path"]
        if not hub.begun.is_set():
            await _within(hub.begun.wait(), _PATIENCE)
        if not path.startswith(hub.base):
            return RedirectResponse(quote(hub.base)) if path in {"/", hub.base[:-1]} else self._nothing(path)
        url = f"/{path[len(hub.base) :]}"
        if url == SEARCH:
            await self._backstage.index()
        found = find(self._tree, url)
        if found is None:
            if is_folder(self._tree, url):
                return RedirectResponse(quote(f"{path}/"))
            return self._nothing(url)
        data, policy = found.data, policy_of(found.type)
        if found.type.startswith("text/html"):
            data = with_client(data, url, hub.run)
        return Response(data, media_type=None, headers={"content-type": found.type, **policy})

    def _nothing(self, url: str) -> Response:
        """No such page. A tab that waits here is told when there is one."""
        hub = self._hub
        found = find(self._tree, "/404.html") if hub.begun.is_set() and hub.last is not None else None
        page = found.data if found is not None else _plain(hub)
        status = 404 if hub.begun.is_set() and not (hub.problems and hub.last is None) else 503
        headers = {"content-type": "text/html; charset=utf-8"}
        return Response(with_client(page, url, hub.run), status_code=status, headers=headers)


def _plain(hub: Hub) -> bytes:
    """What there is to see while there is no page at all."""
    if not hub.begun.is_set():
        text = "The first build is under way. This page comes by itself."
    elif hub.problems:
        text = "Nothing has been built yet: see what is wrong. This page comes once it is mended."
    else:
        text = "There is no page at this address."
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Copydesk preview</title>'
        f"<body><main><p>{text}</p></main></body></html>"
    ).encode()


class _Own:
    """What lies below `/_copydesk/`."""

    def __init__(self, hub: Hub, tree: Path, backstage: Backstage) -> None:
        self._hub, self._tree, self._backstage = hub, tree, backstage

    def asset(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        """A file of the preview's own; on this machine the desk gets the token that its buttons need (S14)."""
        data = (ASSETS / name).read_bytes()
        kind = media_type(name)

        async def answer(request: Request) -> Response:
            token = self._hub.token.encode() if _is_local(request) else b""
            return Response(data.replace(b"{{token}}", token), headers={"content-type": kind})

        return answer

    async def events(self, request: Request) -> Response:
        """The reload stream of one tab."""
        hub, query = self._hub, request.query_params
        number, tab = hub.join(query.get("page", ""), query.get("seen", ""))
        self._compare(tab)
        stream = StreamingResponse(self._told(number, tab), media_type="text/event-stream")
        stream.headers["x-accel-buffering"] = "no"
        return stream

    def _compare(self, tab: Tab) -> None:
        """A tab that missed something (asleep, or from before a restart) shows another state than there is."""
        found = find(self._tree, tab.url) if tab.url else None
        if tab.seen and found is not None and digest(found.data) != tab.seen and self._hub.begun.is_set():
            tab.urls.add(tab.url)

    async def _told(self, number: int, tab: Tab) -> AsyncIterator[str]:
        hub = self._hub
        try:
            yield "retry: 500\n\n"
            while not hub.closing.is_set():
                if not await _within(tab.woken.wait(), _STILL_HERE):
                    yield ": still here\n\n"
                    continue
                tab.woken.clear()
                if not hub.closing.is_set():
                    yield f"data: {hub.message(tab)}\n\n"
        finally:
            hub.leave(number)

    async def page(self, request: Request) -> Response:
        """The badges of a page."""
        told = await self._backstage.describe(request.query_params.get("url", ""))
        return JSONResponse(status.described(told, local=_is_local(request)))

    async def problems(self, request: Request) -> Response:
        """What is wrong, for the overlay."""
        return JSONResponse(status.problems(self._hub.problems, local=_is_local(request)))

    async def desk(self, request: Request) -> Response:
        """All that the desk shows."""
        survey = await self._backstage.survey()
        return JSONResponse(status.overview(self._hub, survey, self._backstage.waiting(), local=_is_local(request)))

    async def explain(self, request: Request) -> Response:
        """Why a page was or was not rendered."""
        told = await self._backstage.explain(request.query_params.get("url", ""))
        return JSONResponse({"lines": list(told.lines)})

    async def anew(self, request: Request) -> Response:
        """Build everything again."""
        refused, _ = await self._order(request)
        if refused is not None:
            return refused
        await self._backstage.anew()
        return JSONResponse({"done": True})

    async def add(self, request: Request) -> Response:
        """Add raw files of the inbox as drafts."""
        refused, order = await self._order(request)
        if refused is not None:
            return refused
        files = order.get("files")
        if not isinstance(files, list) or not all(isinstance(file, str) for file in files):
            return JSONResponse({"error": "files: a list of paths"}, status_code=400)
        await self._backstage.add(tuple(files), force=order.get("force") is True)
        return JSONResponse({"done": True})

    async def _order(self, request: Request) -> tuple[Response | None, dict[str, Any]]:
        """What a POST asks for; or a refusal: of another machine, without this run's token, of no small JSON object."""
        if not _is_local(request):
            return JSONResponse({"error": "only on the machine that runs the preview"}, status_code=403), {}
        given = request.headers.get("x-copydesk-token", "")
        if not secrets.compare_digest(given.encode(), self._hub.token.encode()):
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
