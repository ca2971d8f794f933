"""The desk's addresses: its page and assets, and the calls below `/api/`. The one module here that knows Starlette."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from copydesk.desk.children import Child, ChildEnded
from copydesk.desk.door import BODY_LIMIT, DeskDoor, judge_request

ASSETS = Path(__file__).parent / "assets"
_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_STILL_HERE = 15.0
# Cleaning has the same limit as in `add`; an editor waits no longer for a line than for a build.
_CLEANING = 20.0
# The files of a digest are its editor's own, and many: ten thousand people are read within ten seconds.
_LOOKING = 120.0
_ANSWERS = 80
_GIT_TIME = 10.0


class DeskState:
    """What the desk's server holds: its two processes, who listens, answers of the cleaner by file and state."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.worker = Child("copydesk.desk.worker", {"root": str(root)})
        self.cleaner = Child("copydesk.desk.cleaner", {"root": str(root)})
        self.base = "/"
        self._listeners: set[asyncio.Queue[str]] = set()
        self._evidence: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self._failed: set[tuple[str, str]] = set()
        self._looked = False  # whether the cleaner knows the people, outlets and rejections as they are
        self._wake = asyncio.Event()
        self.closing = asyncio.Event()
        self._git: asyncio.Task[Any] | None = None

    # --- events -------------------------------------------------------------------------------------------

    def tell(self, event: Mapping[str, Any]) -> None:
        """Tell every open page: files and numbers, never a text."""
        line = json.dumps(event)
        for queue in self._listeners:
            queue.put_nowait(line)

    async def events(self) -> AsyncIterator[str]:
        """What one page is told, a JSON object a line."""
        queue: asyncio.Queue[str] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield json.dumps({"hello": True}) + "\n"
            while not self.closing.is_set():
                try:
                    async with asyncio.timeout(_STILL_HERE):
                        yield await queue.get() + "\n"
                except TimeoutError:
                    yield "\n"
        finally:
            self._listeners.discard(queue)

    def farewell(self) -> None:
        """The desk ends: every stream with it."""
        self.closing.set()
        self.tell({"end": True})

    # --- files that change --------------------------------------------------------------------------------

    async def look(self, paths: list[str] | None) -> None:
        """Something may have changed at these paths, or anywhere: told to the pages if it has."""
        try:
            while (answer := await self.worker.ask({"do": "look", "paths": paths})).get("more"):
                pass
        except ChildEnded:
            return
        self.changed(answer.get("changed") or [], others=bool(answer.get("others")))
        if answer.get("left"):
            await self.warm()

    def changed(self, files: list[Mapping[str, str]], *, others: bool = False, here: bool = False) -> None:
        """Files have changed: forget what hangs on them, tell the pages, look for what is open in them.

        `here` tells that a page of this desk asked for it, and no other program; `others` that people, outlets,
        rejections or the configuration have changed beyond the files named.
        """
        if others or any(not str(one["file"]).startswith("content/articles/") for one in files):
            self._looked = False
            self._evidence.clear()
            self._failed.clear()
        if not files:
            return
        self.tell({"changed": files, "here": here})
        self._wake.set()

    async def warm(self) -> None:
        """Read the index in pieces, other orders in between."""
        left, told = 1, 0
        while left and not self.closing.is_set():
            try:
                answer = await self.worker.ask({"do": "warm"})
            except ChildEnded:
                await asyncio.sleep(1.0)
                continue
            left = int(answer.get("left", 0))
            whole = bool(answer.get("drafts")) + bool(answer.get("queue"))
            if left and whole > told:
                told = whole
                self.tell({"queue": True})  # every draft is there, every article; who the people are comes after
            await asyncio.sleep(0)
        self.tell({"warm": True})
        self._wake.set()

    async def examine(self) -> None:
        """Look at the raw copy of the drafts in the queue, one by one, while nobody waits for anything else."""
        while not self.closing.is_set():
            await self._wake.wait()  # until the index is whole: the cleaner starts after it, or when it is asked
            self._wake.clear()
            with suppress(ChildEnded):
                await self._let_cleaner_look()
                while pending := [path for path in await self._pending() if not self._gave_up(path)]:
                    told = False
                    for path in pending:
                        told = await self._examine_one(path) or told
                    if told:
                        self.tell({"queue": True})

    def _gave_up(self, path: str) -> bool:
        return any(path == file for file, _ in self._failed)

    async def _pending(self) -> list[str]:
        answer = await self.worker.ask({"do": "pending"})
        return answer if isinstance(answer, list) else []  # else it has not begun: config.yaml is broken

    async def _let_cleaner_look(self) -> None:
        """Have the cleaner look at people and outlets if they changed, or if it is new: that is no article's time."""
        while not (self._looked and self.cleaner.runs):
            self._looked = True  # what changes while it looks is looked at next
            await self.cleaner.ask({"do": "look"}, seconds=_LOOKING)

    async def _examine_one(self, path: str) -> bool:
        try:
            await self._let_cleaner_look()
            answer = await self.cleaner.ask({"do": "evidence", "file": path}, seconds=_CLEANING, idle=True)
        except ChildEnded:
            self._failed.add((path, ""))
            return False
        if "error" in answer:
            self._failed.add((path, ""))
            return False
        return await self._note(answer)

    async def _note(self, answer: Mapping[str, Any]) -> bool:
        key = (str(answer["file"]), str(answer["hash"]))
        self._evidence[key] = answer
        while len(self._evidence) > _ANSWERS:
            self._evidence.popitem(last=False)
        lines = sum(1 for line in answer["lines"] if line["open"])
        lines += answer.get("whole") == "data" or bool(answer.get("losses"))  # neither is answered by a line
        offered = sum(1 for chip in answer["chips"]["people"] if chip["state"] == "offered" and chip.get("about"))
        order = {"do": "note", "file": key[0], "hash": key[1], "lines": lines, "people": offered}
        return bool((await self.worker.ask(order)).get("changed"))

    async def evidence(self, path: str, digest: str) -> Any:
        """What the cleaner says of an article's raw copy and names."""
        held = self._evidence.get((path, digest))
        if held is not None:
            return held
        await self._let_cleaner_look()
        answer = await self.cleaner.ask({"do": "evidence", "file": path}, seconds=_CLEANING)
        if "error" not in answer:
            with suppress(ChildEnded):
                await self._note(answer)
        return answer

    async def change(self, order: dict[str, Any]) -> Any:
        """Write what a page asks for. Decisions on lines go to the cleaner first, which reads the raw copy."""
        ops, more = [], {}
        for op in order.get("ops") or []:
            if not isinstance(op, dict) or op.get("op") != "lines":
                ops.append(op)
                continue
            keys = ("file", "keep", "drop", "auto", "after")
            decide = {"do": "decide", **{key: op.get(key) for key in keys}}
            await self._let_cleaner_look()
            decided = await self.cleaner.ask(decide, seconds=_CLEANING)
            if "error" in decided or "place" in decided:
                return decided
            ops += decided["ops"]
            more = {key: decided[key] for key in ("offers", "others", "pinned")}
        answer = await self.worker.ask({**order, "do": "change", "ops": ops})
        if "error" not in answer:
            self.changed(answer["files"], here=True)
        return {**answer, **more}

    async def git(self) -> Any:
        """The files below `content/` that git has not committed; `available` is false without a repository."""
        if self._git is None or self._git.done():
            self._git = asyncio.create_task(self._ask_git("status", "--porcelain=v1", "-z", "-uall", "--", "content"))
        found = await asyncio.shield(self._git)
        if found is None:
            return {"available": False, "files": []}
        entries = found.split("\0")
        rows: list[dict[str, str]] = []
        while entries:
            entry = entries.pop(0)
            if len(entry) > 3:  # two letters, a blank, a path
                rows.append({"state": entry[:2].strip() or "M", "file": entry[3:]})
                if entry[0] in "RC" and entries:
                    entries.pop(0)  # where it came from
        return {"available": True, "files": rows}

    async def diff(self, path: str) -> Any:
        """How a file differs from what was committed last, as lines; None without a repository."""
        text = await self._ask_git("diff", "--no-color", "--no-ext-diff", "--no-textconv", "HEAD", "--", path)
        return {"available": text is not None, "text": (text or "")[:200_000]}

    async def _ask_git(self, *words: str) -> str | None:
        try:
            process = await asyncio.create_subprocess_exec(
                "git",
                "-c",
                "core.fsmonitor=",
                "-C",
                str(self.root),
                *words,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={"PATH": "/usr/bin:/bin:/usr/local/bin", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C.UTF-8"},
            )
        except OSError:
            return None
        try:
            async with asyncio.timeout(_GIT_TIME):
                out, _ = await process.communicate()
        except TimeoutError:
            process.kill()
            return None
        return out.decode("utf-8", "replace") if process.returncode == 0 else None


@dataclass(frozen=True, slots=True)
class _Call:
    """A call below `/api/`. Of each it is said whether somebody waits for its answer, so that a build stands aside."""

    name: str
    answer: Callable[[Request], Awaitable[Response]]
    method: Literal["GET", "POST"]
    awaited: bool


class DeskApp:
    """The desk as an ASGI application, guarded. `stand_aside` is called for each answer that somebody waits for."""

    def __init__(self, state: DeskState, door: DeskDoor, stand_aside: Callable[[], None]) -> None:
        self._state, self._door, self._stand_aside = state, door, stand_aside
        page = self._asset("index.html")
        routes = [
            Route("/", page),
            Route("/review", page),
            *(Route(f"/assets/{path.name}", self._asset(path.name)) for path in sorted(ASSETS.iterdir())),
            *(Route(f"/api/{call.name}", self._endpoint(call), methods=[call.method]) for call in self._calls()),
        ]
        self._app = Starlette(routes=routes)
        self._app.router.redirect_slashes = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Refuse, or answer with the desk's headers."""
        if scope["type"] != "http":
            return
        headers: dict[str, list[str]] = {}
        for key, value in scope["headers"]:
            headers.setdefault(key.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        refusal = judge_request(self._door, scope["method"], scope["path"], headers)
        own = self._door.headers((headers.get("host") or [""])[0])

        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                more = [(key.encode(), value.encode()) for key, value in own.items()]
                message = {**message, "headers": [*message["headers"], *more]}
            await send(message)

        if refusal is None:
            await self._app(scope, receive, sent)
            return
        body = {"code": refusal.code, "message": refusal.message, "advice": ""}
        await JSONResponse(body, status_code=refusal.status)(scope, receive, sent)

    def _calls(self) -> tuple[_Call, ...]:
        return (
            _Call("queue", self._queue, "GET", awaited=True),
            _Call("review", self._review, "GET", awaited=True),
            _Call("evidence", self._evidence, "GET", awaited=True),
            _Call("history", self._history, "GET", awaited=True),
            _Call("people", self._people, "GET", awaited=True),
            _Call("countries", self._countries, "GET", awaited=True),
            _Call("bodies", self._bodies, "GET", awaited=True),
            _Call("sources", self._sources, "GET", awaited=True),
            _Call("surname", self._surname, "GET", awaited=True),
            _Call("events", self._events, "GET", awaited=False),  # a stream that is always open
            _Call("git", self._git, "GET", awaited=False),  # asked for by the page itself; takes git's time
            _Call("diff", self._diff, "GET", awaited=True),
            _Call("change", self._change, "POST", awaited=True),
            _Call("undo", self._undo, "POST", awaited=True),
            _Call("redo", self._redo, "POST", awaited=True),
            _Call("render", self._render, "POST", awaited=True),
        )

    def _endpoint(self, call: _Call) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            if call.awaited:
                self._stand_aside()
            return await call.answer(request)

        return answer

    def _asset(self, name: str) -> Callable[[Request], Any]:
        path = ASSETS / name
        data, kind = path.read_bytes(), _TYPES.get(path.suffix, "text/plain")
        packed = gzip.compress(data, mtime=0)

        async def answer(request: Request) -> Response:
            headers = {"content-type": f"{kind}; charset=utf-8", "vary": "accept-encoding"}
            if "gzip" in request.headers.get("accept-encoding", ""):
                return Response(packed, headers={**headers, "content-encoding": "gzip"})
            return Response(data, headers=headers)

        return answer

    async def _worker(self, order: dict[str, Any]) -> Response:
        try:
            return _answered(await self._state.worker.ask(order))
        except ChildEnded as error:
            return _ended(error)

    async def _queue(self, request: Request) -> Response:
        given = request.query_params
        order = {"do": "queue", **{key: given.get(key, "") for key in ("state", "q", "sort", "after")}}
        try:
            answer = await self._state.worker.ask(order)
        except ChildEnded as error:
            return _ended(error)
        return _answered({**answer, "site": {"port": self._door.site_port, "base": self._state.base}})

    async def _review(self, request: Request) -> Response:
        given = request.query_params
        order = {"do": "review", "file": given.get("f", ""), **{k: given.get(k, "") for k in ("state", "q", "sort")}}
        return await self._worker(order)

    async def _evidence(self, request: Request) -> Response:
        path = request.query_params.get("f", "")
        known = await self._find_hash(path)
        if isinstance(known, Response):
            return known
        try:
            # Of the file as it stands: whoever shows another learns by the hash of this answer that it is old.
            return _answered(await self._state.evidence(path, known))
        except ChildEnded as error:
            return _ended(error)

    async def _find_hash(self, path: str) -> str | Response:
        """The hash of an article's text as it stands; the answer that says why, if there is no such article."""
        try:
            answer = await self._state.worker.ask({"do": "review", "file": path})
        except ChildEnded as error:
            return _ended(error)
        return _answered(answer) if "error" in answer or answer["kind"] != "form" else str(answer["hash"])

    async def _history(self, _: Request) -> Response:
        return await self._worker({"do": "history"})

    async def _people(self, request: Request) -> Response:
        return await self._worker({"do": "people", "q": request.query_params.get("q", "")[:200]})

    async def _countries(self, request: Request) -> Response:
        return await self._worker({"do": "countries", "q": request.query_params.get("q", "")[:200]})

    async def _bodies(self, request: Request) -> Response:
        return await self._worker({"do": "bodies", "q": request.query_params.get("q", "")[:200]})

    async def _sources(self, request: Request) -> Response:
        return await self._worker({"do": "sources", "q": request.query_params.get("q", "")[:200]})

    async def _surname(self, request: Request) -> Response:
        return await self._worker({"do": "surname", "name": request.query_params.get("name", "")[:200]})

    async def _events(self, _: Request) -> Response:
        return StreamingResponse(self._state.events(), media_type="application/x-ndjson")

    async def _git(self, _: Request) -> Response:
        return JSONResponse(await self._state.git())

    async def _diff(self, request: Request) -> Response:
        path = request.query_params.get("f", "")
        known = await self._find_hash(path)
        return known if isinstance(known, Response) else JSONResponse(await self._state.diff(path))

    async def _change(self, request: Request) -> Response:
        refused, order = await _order(request)
        if refused is not None:
            return refused
        try:
            return _answered(await self._state.change(order))
        except ChildEnded as error:
            return _ended(error)

    async def _undo(self, request: Request) -> Response:
        return await self._history_act(request, "undo")

    async def _redo(self, request: Request) -> Response:
        return await self._history_act(request, "redo")

    async def _history_act(self, request: Request, act: str) -> Response:
        refused, order = await _order(request)
        if refused is not None:
            return refused
        try:
            answer = await self._state.worker.ask({**order, "do": act})
        except ChildEnded as error:
            return _ended(error)
        self._state.changed(answer.get("files") or [], here=True)
        return _answered(answer)

    async def _render(self, request: Request) -> Response:
        refused, order = await _order(request)
        return refused if refused is not None else await self._worker({**order, "do": "render"})


def _answered(answer: Any) -> Response:
    error = answer.get("error") if isinstance(answer, dict) else None
    return JSONResponse(answer if error is None else error, status_code=200 if error is None else error["status"])


def _ended(error: ChildEnded) -> Response:
    body = {"code": "starting", "message": f"The desk starts its own process again: {error}.", "advice": "try again"}
    return JSONResponse(body, status_code=503)


async def _order(request: Request) -> tuple[Response | None, dict[str, Any]]:
    """What a POST asks for, or the refusal of what is no JSON object of a fair size."""
    body = bytearray()
    try:
        async for chunk in request.stream():  # for so long as the listener waits for the rest of a request
            body += chunk
            if len(body) > BODY_LIMIT:
                return JSONResponse({"code": "too-much", "message": "too much at once"}, status_code=413), {}
        order = json.loads(bytes(body) or b"{}")
    except (ClientDisconnect, ValueError, RecursionError):
        return JSONResponse({"code": "bad-op", "message": "no JSON object"}, status_code=400), {}
    if not isinstance(order, dict):
        return JSONResponse({"code": "bad-op", "message": "no JSON object"}, status_code=400), {}
    if not _has_ops(order.get("ops")):
        return JSONResponse({"code": "bad-op", "message": "ops is no list of operations"}, status_code=400), {}
    return None, order


def _has_ops(ops: Any) -> bool:
    """Whether `ops` is what a page sends, or absent: objects whose file is a text and whose lines are whole numbers."""
    if ops is None:
        return True
    if not isinstance(ops, list) or not all(isinstance(op, dict) for op in ops):
        return False
    lines = (op.get(key) for op in ops if op.get("op") == "lines" for key in ("keep", "drop", "auto"))
    return all(isinstance(op.get("file", ""), str) for op in ops) and all(
        numbers is None or (isinstance(numbers, list) and all(type(number) is int for number in numbers))
        for numbers in lines
    )
