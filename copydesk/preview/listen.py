"""Sockets, slow connections, signals: the HTTP server itself. The only module that knows uvicorn."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import Callable, Iterator
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from copydesk.errors import CopydeskError
from copydesk.preview.access import ListenAddress

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
