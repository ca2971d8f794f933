"""The preview's door: sockets, slow connections, and who may ask what before anything else sees a request.

A page on the web can send requests to this machine, and a name of its owner's can be made to mean 127.0.0.1
(DNS rebinding). Neither can make a browser state another `Host` than the one it was told. The only module that knows
uvicorn.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from copydesk.errors import CopydeskError

# Below this lies what is the preview's own; no page of a digest can.
PREFIX = "/_copydesk/"
_LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"referrer-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)
# The desk, on another port of this machine, shows an article with the site's own style and pictures.
_FOR_THE_DESK = (b"text/css", b"image/", b"font/")
# An XML document is a program in the origin that it comes from: opened by itself it may show and style, nothing else.
_XML_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def policy_of(media_type: str) -> dict[str, str]:
    """The policy header for a file of the site by its media type: for SVG, feeds and all other XML; else none (B18)."""
    kind = media_type.partition(";")[0].strip().lower()
    return {"content-security-policy": _XML_POLICY} if kind.endswith(("xml", "/xsl", "/xslt")) else {}


def is_local(address: str) -> bool:
    """Whether the address that a connection comes from is this machine's own; "" (not known) is not."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenAddress:
    """The addresses a preview answers under. `wide` when it was told to listen beyond this machine.

    Then any literal address will do (rebinding needs a name), and the name given with --host.
    """

    port: int
    host: str = ""
    wide: bool = False

    @property
    def everywhere(self) -> bool:
        """Whether it listens on every address of this machine."""
        return self.wide and _is_address(self.host) and ipaddress.ip_address(self.host).is_unspecified

    def admits_host(self, host: str) -> bool:
        """Whether a `Host` header is one of ours."""
        name, port = _split(host.lower())
        if port != str(self.port) and not (port == "" and self.port == 80):
            return False
        if name in _LOCAL:
            return True
        return self.wide and (name == self.host.lower() or _is_address(name))

    def admits_origin(self, origin: str, host: str) -> bool:
        """Whether an `Origin` header is that of our own pages, as this request reached them."""
        return origin.lower() == f"http://{host.lower()}"


def _split(host: str) -> tuple[str, str]:
    if host.startswith("["):
        name, _, rest = host.partition("]")
        return f"{name}]", rest.removeprefix(":") if rest.startswith(":") or not rest else "?"
    name, _, port = host.partition(":")
    return name, port


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a request goes no further."""

    status: int
    text: str
    allow: str = ""


def check_request(
    address: ListenAddress, method: str, path: str, headers: Iterable[tuple[bytes, bytes]]
) -> Refusal | None:
    """Judge a request: None if it may pass, else why not; `path` is decoded."""
    found: dict[bytes, list[str]] = {}
    for key, value in headers:
        found.setdefault(key.lower(), []).append(value.decode("latin-1"))
    hosts, origins = found.get(b"host", []), found.get(b"origin", [])
    if len(hosts) != 1 or not address.admits_host(hosts[0]):
        return Refusal(status=403, text="This preview answers to localhost alone.")
    if not path.startswith("/"):
        return Refusal(status=400, text="Ask for a path.")
    ours = path.startswith(PREFIX)
    if method not in {"GET", "HEAD"}:
        return Refusal(status=405, text="Only GET and HEAD here.", allow="GET, HEAD")
    own = len(origins) == 1 and address.admits_origin(origins[0], hosts[0])
    if ours and (origins or _is_embedded(found)) and not own:
        return Refusal(status=403, text="Not from another page.")
    return None


def _is_embedded(headers: dict[bytes, list[str]]) -> bool:
    """Whether a page elsewhere asks (a script or picture element states no `Origin`): browsers say so themselves."""
    site, mode = headers.get(b"sec-fetch-site", [""])[0], headers.get(b"sec-fetch-mode", [""])[0]
    return site in {"cross-site", "same-site"} and mode != "navigate"


class RequestGuard:
    """The same as an ASGI application around another."""

    def __init__(self, app: Any, address: ListenAddress) -> None:
        self._app, self._address = app, address

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Refuse, or hand on with our headers on the answer."""
        if scope["type"] != "http":
            return
        refusal = check_request(self._address, scope["method"], scope["path"], scope["headers"])
        if refusal is None:
            await self._app(scope, receive, _with_headers(send))
            return
        body = refusal.text.encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            *([(b"allow", refusal.allow.encode())] if refusal.allow else []),
            *HEADERS,
        ]
        await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def _with_headers(send: Any) -> Any:
    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start":
            kind = next((value for key, value in message["headers"] if key.lower() == b"content-type"), b"")
            reach = b"same-site" if kind.startswith(_FOR_THE_DESK) else b"same-origin"
            more = ((b"cross-origin-resource-policy", reach), *HEADERS)
            message = {**message, "headers": [*message["headers"], *more]}
        await send(message)

    return sent


# An honest browser sends a request in one go; the promise is ten seconds (S6).
UNFINISHED = 8.0
_TRIES = 20


class DeadlineProtocol(H11Protocol):
    """uvicorn's protocol, which would wait for the rest of a request for ever, with a limit to that wait.

    uvicorn itself closes a connection that stays silent after an answer.
    """

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # (as uvicorn has it)
        """The time for the first request begins."""
        super().connection_made(transport)
        self._review()

    def data_received(self, data: bytes) -> None:
        """More of a request, or all of it."""
        super().data_received(data)
        self._review()

    def on_response_complete(self) -> None:
        """An answer has been sent; the rest of its request, or half of the next one, may still be coming."""
        super().on_response_complete()
        self._review()

    def connection_lost(self, exc: Exception | None) -> None:
        """It has ended."""
        self._disarm()
        super().connection_lost(exc)

    def _review(self) -> None:
        state = self.conn.their_state
        begun = bool(self.conn.trailing_data[0]) or self.cycle is None
        unfinished = state is h11.SEND_BODY or (state is h11.IDLE and begun)
        if not unfinished:
            self._disarm()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(UNFINISHED, self._drop)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _drop(self) -> None:
        self._deadline = None
        self.transport.abort()


class _SignalFreeServer(uvicorn.Server):
    """uvicorn's server, its end left to us: it would raise a signal again before we have cleared up."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


class HttpServer:
    """An application on open sockets."""

    def __init__(self, app: Any, sockets: list[socket.socket]) -> None:
        config = uvicorn.Config(
            app,
            http=DeadlineProtocol,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=False,  # else whoever the environment trusts could say that he asks from this machine
            timeout_keep_alive=5,
            timeout_graceful_shutdown=1,
        )
        self._server, self._sockets = _SignalFreeServer(config), sockets

    async def run(self) -> None:
        """Answer requests until `stop`."""
        await self._server.serve(self._sockets)

    def stop(self) -> None:
        """Let it end: what is being answered has a second."""
        self._server.should_exit = True


@contextlib.contextmanager
def listening(host: str, port: int) -> Iterator[tuple[ListenAddress, Callable[[Any], HttpServer]]]:
    """Open the sockets; gives the addresses they answer under, and what serves an application on them."""
    sockets, address = open_sockets(host, port)
    try:
        yield address, lambda app: HttpServer(app, sockets)
    finally:
        for each in sockets:
            each.close()


def open_sockets(host: str, port: int) -> tuple[list[socket.socket], ListenAddress]:
    """Listen on 127.0.0.1 and ::1, or on `host`; port 0 takes a free one. Raises CopydeskError for a taken port."""
    names = [host] if host else ["127.0.0.1", "::1"]
    for _ in range(_TRIES):
        sockets, taken = _listen(names, port)
        if sockets and not taken:
            number = sockets[0].getsockname()[1]
            wide = bool(host) and host not in {"127.0.0.1", "::1", "localhost"}
            return sockets, ListenAddress(port=number, host=host, wide=wide)
        for each in sockets:
            each.close()
        if port or not sockets:
            break  # a port of the system's choice may be taken on the other address: that alone is worth a try
    raise CopydeskError(f"port {port} is taken: end what uses it, or choose another with --port")


def _listen(names: list[str], port: int) -> tuple[list[socket.socket], bool]:
    """A socket for each address this machine has, and whether one of them is taken."""
    sockets: list[socket.socket] = []
    for name in names:
        number = sockets[0].getsockname()[1] if sockets else port
        try:
            found = socket.getaddrinfo(name, number, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        except OSError as error:
            raise CopydeskError(f"--host {name}: {error.strerror or 'no such address'}") from None
        family, kind, protocol, _, address = found[0]
        listener = socket.socket(family, kind, protocol)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listener.bind(address)
            listener.listen(512)
            listener.settimeout(0)  # the event loop asks for sockets that never block
        except OSError as error:
            listener.close()
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return sockets, True
            if name == "::1" and sockets:
                continue  # a machine without IPv6
            raise CopydeskError(f"cannot listen on {name}, port {number}: {error.strerror}") from None
        sockets.append(listener)
    return sockets, False
