"""A web server on this machine that answers byte for byte what a test writes, and the judge that lets a test ask it."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

# What is answered for a path: bytes of a whole answer, or a function that is given the connection and the request.
Reply = bytes | Callable[[socket.socket, str], None]


def reply(body: bytes | str = b"", status: str = "200 OK", *, length: int | None = None, **headers: str) -> bytes:
    """A whole answer; header names have `_` for `-`; `length` overrides Content-Length, -1 leaves it out."""
    data = body.encode() if isinstance(body, str) else body
    rows = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    if length != -1:
        rows.append(f"Content-Length: {len(data) if length is None else length}")
    return "\r\n".join([*rows, "Connection: close", "", ""]).encode() + data


class Requests(list[str]):
    """The requests that a server was sent, each as its whole head."""

    port = 0

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """The address of a path on the server."""
        return f"http://{host}:{self.port}{path}"

    def judge(self, address: str, port: int) -> bool:
        """Allow this server and nothing else, as the judge allows the public internet."""
        return address == "127.0.0.1" and port == self.port


@contextmanager
def serve(replies: Mapping[str, Reply]) -> Iterator[Requests]:
    """Run a server for the time of a test; a path it does not know is answered with 404."""
    asked = Requests()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            head = b""
            while b"\r\n\r\n" not in head:
                data = self.request.recv(65536)
                if not data:
                    return
                head += data
            text = head.decode("latin-1")
            asked.append(text)
            answer = replies.get(text.split(" ")[1], reply(b"", "404 Not Found"))
            try:
                if callable(answer):
                    answer(self.request, text)
                else:
                    self.request.sendall(answer)
            except OSError:
                pass  # the client has heard enough

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Say nothing: the test looks at what the client makes of it."""

    with Server(("127.0.0.1", 0), Handler) as server:
        asked.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.002}, daemon=True).start()
        try:
            yield asked
        finally:
            server.shutdown()
