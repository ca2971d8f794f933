"""What a web page open in the editor's browser could send to the two ports of a running `serve`, byte for byte.

Each row is a request that would be answered but for one thing. The desk's rows hold the right key unless that is what
they are about: no check leans on another. None is answered with a word of the digest, and none changes a file.
"""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from conftest import article
from desking import Desk, draft, make_digest

DRAFT = "content/articles/2020/2020-07-02-held.md"
TITLE = "Harbour plans that nobody may read yet"
_EVIL = "http://evil.example"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request before it is bytes; `KEY`, `PORT` and `SITE` in it stand for the running desk's."""

    method: str = "GET"
    target: str = "/api/queue"
    host: str | None = "localhost:PORT"
    headers: tuple[str, ...] = ()
    key: str | None = "KEY"
    body: bytes = b""
    version: str = "1.1"
    raw: bytes = b""

    def as_bytes(self, names: dict[str, str]) -> bytes:
        """What goes over the wire; `raw` is sent as it is."""
        if self.raw:
            head = self.raw.decode("latin-1")
        else:
            lines = [f"{self.method} {self.target} HTTP/{self.version}"]
            lines += [f"Host: {self.host}"] if self.host is not None else []
            lines += [f"X-Copydesk-Key: {self.key}"] if self.key is not None else []
            lines += [*self.headers, "Connection: close"]
            if self.body and not any(line.lower().startswith(("content-length", "transfer")) for line in self.headers):
                lines.append(f"Content-Length: {len(self.body)}")
            head = "\r\n".join(lines) + "\r\n\r\n"
        for name, value in names.items():
            head = head.replace(name, value)
        body = self.body
        for name, value in names.items():
            body = body.replace(name.encode(), value.encode())
        return head.encode("latin-1") + body


PUBLISH = json.dumps({"ops": [{"op": "publish", "file": DRAFT}]}).encode()
_JSON = "Content-Type: application/json"
_OWN = "Origin: http://localhost:PORT"
READ = Asked()
WRITE = Asked(method="POST", target="/api/change", headers=(_JSON, _OWN), body=PUBLISH)


def _write(*headers: str, **other: object) -> Asked:
    return replace(WRITE, headers=headers, **other)


def _chunked(body: bytes, trailer: str = "") -> bytes:
    return f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n" + trailer.encode() + b"\r\n"


def _for_site(text: str) -> str:
    """The same with the two ports exchanged."""
    return text.replace("SITE", "OTHER").replace("PORT", "SITE").replace("OTHER", "PORT")


_HOSTS = (
    "evil.example:PORT",
    "localhost.evil.example:PORT",
    "evil.localhost:PORT",
    "localhost.:PORT",
    "127.0.0.1.evil.example:PORT",
    "localhost:PORT@evil.example",
    "x@localhost:PORT",
    "evil.example#localhost:PORT",
    "evil.example/localhost:PORT",
    "127.1:PORT",
    "2130706433:PORT",
    "0x7f000001:PORT",
    "0177.0.0.1:PORT",
    "127.0.0.2:PORT",
    "0.0.0.0:PORT",
    "[::]:PORT",
    "[::ffff:127.0.0.1]:PORT",
    "[::1%25lo]:PORT",
    "[::1]evil:PORT",
    "[localhost]:PORT",
    "localhost",
    "localhost:",
    "localhost:SITE",
    "localhost:0PORT",
    "localhost:+PORT",
    "localhost:PORT:80",
    "localhost:PORT, evil.example",
    "localhost\\:PORT",
    "localhost:PORT/",
    "xn--localhost-:PORT",
    "\xfdocalhost:PORT",
    "",
)
_ORIGINS = (
    "null",
    "http://evil.example",
    "http://localhost:PORT.evil.example",
    "http://localhost:PORTevil",
    "http://evil.example/http://localhost:PORT",
    "http://localhost:SITE",
    "http://localhost",
    "https://localhost:PORT",
    "http://127.0.0.1:PORT",
    "http://[::1]:PORT",
    "http://localhost:PORT/",
    "http://localhost:PORT http://evil.example",
    "http://evil.example, http://localhost:PORT",
    "http://x@localhost:PORT",
    "HTTP://LOCALHOST:PORT",
    "file://",
    "chrome-extension://localhost:PORT",
    "localhost:PORT",
    "",
)
_KINDS = (
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain; application/json",
    "text/json",
    "application/jsonx",
    "application/json-patch+json",
    "application/ld+json",
    "application/csp-report",
    "application/reports+json",
    "application/json, text/plain",
    "",
)
DESK_ROWS: dict[str, Asked] = {
    **{f"host {host or 'empty'}": replace(READ, host=host) for host in _HOSTS},
    **{
        f"write to host {host or 'empty'}": replace(WRITE, host=host, headers=(_JSON, f"Origin: http://{host}"))
        for host in _HOSTS
    },
    **{f"origin {origin or 'empty'}": _write(_JSON, f"Origin: {origin}") for origin in _ORIGINS},
    **{f"kind {kind or 'empty'}": _write(_OWN, f"Content-Type: {kind}") for kind in _KINDS},
    "no host": replace(READ, host=None),
    "no host, http 1.0": replace(READ, host=None, version="1.0"),
    "the host twice": replace(READ, headers=("Host: localhost:PORT",)),
    "two hosts": replace(READ, headers=("Host: evil.example",)),
    "two hosts, ours last": replace(READ, host="evil.example", headers=("Host: localhost:PORT",)),
    "forwarded host": replace(
        READ, host="evil.example", headers=("X-Forwarded-Host: localhost:PORT", "Forwarded: host=localhost")
    ),
    "absolute target": replace(READ, target="http://evil.example/api/queue"),
    "absolute target of ours": replace(READ, host="evil.example", target="http://localhost:PORT/api/queue"),
    "absolute target, write": replace(WRITE, target="http://evil.example/api/change"),
    "no origin": _write(_JSON),
    "two origins": _write(_JSON, _OWN, f"Origin: {_EVIL}"),
    "two origins, ours last": _write(_JSON, f"Origin: {_EVIL}", _OWN),
    "referer for origin": _write(_JSON, "Referer: http://localhost:PORT/"),
    "no kind": _write(_OWN),
    "two kinds": _write(_JSON, "Content-Type: text/plain", _OWN),
    "two kinds, json last": _write("Content-Type: text/plain", _JSON, _OWN),
    **{
        f"fetch {site}": replace(READ, headers=(f"Sec-Fetch-Site: {site}",))
        for site in ("cross-site", "same-site", "none", "x")
    },
    "two words of fetch": replace(READ, headers=("Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site")),
    "write, fetch cross-site": _write(_JSON, _OWN, "Sec-Fetch-Site: cross-site"),
    "method by header": replace(
        READ,
        target="/api/change",
        headers=("X-HTTP-Method-Override: POST", "X-Method-Override: POST", _JSON, _OWN),
        body=PUBLISH,
    ),
    "method by query": replace(READ, target="/api/change?_method=POST", headers=(_JSON, _OWN), body=PUBLISH),
    "read by post": replace(WRITE, target="/api/queue"),
    **{
        f"method {method}": replace(WRITE, method=method)
        for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "post", "POSTX", "M-POST")
    },
    "connect": replace(WRITE, method="CONNECT", target="localhost:PORT"),
    "preflight": Asked(
        method="OPTIONS",
        target="/api/change",
        key=None,
        headers=(
            f"Origin: {_EVIL}",
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: x-copydesk-key",
            "Access-Control-Request-Private-Network: true",
        ),
    ),
    "no key": replace(READ, key=None),
    "key in query": replace(READ, key=None, target="/api/queue?k=KEY&key=KEY&x-copydesk-key=KEY"),
    "key in cookie": replace(READ, key=None, headers=("Cookie: k=KEY; x-copydesk-key=KEY",)),
    "key as bearer": replace(READ, key=None, headers=("Authorization: Bearer KEY",)),
    "key as password": replace(READ, key=None, headers=("Authorization: Basic KEY",)),
    "key in referer": replace(READ, key=None, headers=("Referer: http://localhost:PORT/#k=KEY",)),
    "key in body": replace(WRITE, key=None, body=PUBLISH[:-1] + b', "key": "KEY", "X-Copydesk-Key": "KEY"}'),
    "key as another header": replace(
        READ, key=None, headers=("X_Copydesk_Key: KEY", "Copydesk-Key: KEY", "X-Api-Key: KEY")
    ),
    "key twice": replace(READ, headers=("X-Copydesk-Key: KEY",)),
    "key and another": replace(READ, headers=("X-Copydesk-Key: x",)),
    "key with more": replace(READ, key="KEYx"),
    "key in quotes": replace(READ, key='"KEY"'),
    "key in a list": replace(READ, key="KEY, KEY"),
    "key empty": replace(READ, key=""),
    "key star": replace(READ, key="*"),
    "key in letters beyond ascii": replace(READ, key="\u00e9\u00ff"),
    "key with a blank before the colon": replace(READ, key=None, headers=("X-Copydesk-Key : KEY",)),
    "key on a folded line": replace(READ, key=None, headers=("X-Other: a", " X-Copydesk-Key: KEY")),
    "key in a trailer": replace(
        WRITE,
        key=None,
        headers=(_JSON, _OWN, "Transfer-Encoding: chunked", "Trailer: X-Copydesk-Key"),
        body=_chunked(PUBLISH, "X-Copydesk-Key: KEY\r\n"),
    ),
    "origin in a trailer": _write(
        _JSON, "Transfer-Encoding: chunked", body=_chunked(PUBLISH, "Origin: http://localhost:PORT\r\n")
    ),
    "length and chunks": _write(
        _JSON, f"Origin: {_EVIL}", "Content-Length: 5", "Transfer-Encoding: chunked", body=_chunked(PUBLISH)
    ),
    "two lengths": _write(_JSON, _OWN, "Content-Length: 3", f"Content-Length: {len(PUBLISH)}"),
    "length with a sign": _write(_JSON, _OWN, f"Content-Length: +{len(PUBLISH)}"),
    "odd transfer": _write(_JSON, _OWN, "Transfer-Encoding: xchunked", body=_chunked(PUBLISH)),
    "expects 100, no key": replace(WRITE, key=None, headers=(_JSON, _OWN, "Expect: 100-continue")),
    "websocket": replace(
        READ,
        target="/api/events",
        key=None,
        headers=(
            f"Origin: {_EVIL}",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol: KEY",
        ),
    ),
    "h2c": replace(READ, key=None, headers=("Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__")),
    "http 2 preface": Asked(raw=b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    "http 0.9": Asked(raw=b"GET /api/queue\r\n\r\n"),
    "bare line feeds, no key": Asked(raw=b"GET /api/queue HTTP/1.1\nHost: localhost:PORT\n\n"),
    "a null in the host": Asked(
        raw=b"GET /api/queue HTTP/1.1\r\nHost: localhost:PORT\x00\r\nX-Copydesk-Key: KEY\r\n\r\n"
    ),
    "tls hello": Asked(raw=b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03" + bytes(64)),
    "events, no key": replace(
        READ, target="/api/events", key=None, headers=("Accept: text/event-stream", f"Origin: {_EVIL}")
    ),
    **{
        f"path {path}": replace(READ, key=None, target=path)
        for path in (
            "//api/queue",
            "/api//queue",
            "/API/queue",
            "/api/queue/",
            "/%61pi/queue",
            "/%2fapi/queue",
            "/./api/queue",
            "/assets/../api/queue",
            "/assets/..%2fapi/queue",
            "/api%2fqueue",
            "/;/api/queue",
            "/api/queue;x",
            "/api/queue%00",
            "/api/queue%23",
            "/\\api\\queue",
            "/api/queue%0d%0aX-Copydesk-Key:%20KEY",
        )
    },
}
SITE_ROWS: dict[str, Asked] = {
    **{
        f"host {host or 'empty'}": Asked(target="/_copydesk/problems.json", key=None, host=_for_site(host))
        for host in _HOSTS
    },
    **{
        f"stream for origin {origin or 'empty'}": Asked(
            target="/_copydesk/events?page=/",
            key=None,
            host="localhost:SITE",
            headers=(f"Origin: {_for_site(origin)}", "Accept: text/event-stream"),
        )
        for origin in _ORIGINS
        if origin != "HTTP://LOCALHOST:PORT"
    },
    **{
        f"{name} by {site}": Asked(
            target=f"/_copydesk/{name}",
            key=None,
            host="localhost:SITE",
            headers=(f"Sec-Fetch-Site: {site}", "Sec-Fetch-Mode: no-cors"),
        )
        for name in ("problems.json", "page.json?url=/", "client.js")
        for site in ("cross-site", "same-site")
    },
    **{
        f"method {method}": Asked(
            method=method,
            target="/",
            key=None,
            host="localhost:SITE",
            headers=(_JSON, "Origin: http://localhost:SITE"),
            body=PUBLISH,
        )
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "post", "MKCOL")
    },
    "the desk's call": Asked(
        method="POST",
        target="/api/change",
        host="localhost:SITE",
        headers=(_JSON, "Origin: http://localhost:SITE"),
        body=PUBLISH,
    ),
    "the desk's old order": Asked(
        method="POST",
        target="/_copydesk/add",
        host="localhost:SITE",
        headers=(_JSON, "Origin: http://localhost:SITE"),
        body=b"{}",
    ),
    "two hosts": Asked(target="/", key=None, host="localhost:SITE", headers=("Host: evil.example",)),
    "absolute target": Asked(target="http://evil.example/", key=None, host="localhost:SITE"),
    "no host, http 1.0": Asked(target="/", key=None, host=None, version="1.0"),
    "two origins": Asked(
        target="/_copydesk/problems.json",
        key=None,
        host="localhost:SITE",
        headers=("Origin: http://localhost:SITE", f"Origin: {_EVIL}"),
    ),
    "websocket": Asked(
        target="/_copydesk/events",
        key=None,
        host="localhost:SITE",
        headers=(
            f"Origin: {_EVIL}",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ),
    ),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with a draft that no site shows, and a site with one article."""
    files = {DRAFT: draft(TITLE), "content/articles/2020/2020-07-03-open.md": article(body="Words for all.")}
    with Desk(make_digest(tmp_path_factory.mktemp("doors") / "digest", files)) as running:
        yield running


def _names(desk: Desk) -> dict[str, str]:
    return {"PORT": str(desk.desk_port), "SITE": str(desk.port), "KEY": desk.key}


def _answer(port: int, asked: bytes) -> bytes:
    """The head of what comes back, and as much of its body as was promised, or the first words of a stream."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as link:
        link.sendall(asked)
        found = b""
        while not _is_whole(found) and (piece := link.recv(65_536)):
            found += piece
        return found


def _is_whole(found: bytes) -> bool:
    head, end, body = found.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    return bool(end) and len(body) >= (int(length[1]) if length else 1)


def _wrong(desk: Desk, answer: bytes) -> list[str]:
    """What an answer should not have been: a success, a fault of the server, or one that holds what is not for all."""
    status = answer[9:12].decode("latin-1")
    wrong = [] if answer.startswith(b"HTTP/1.1 ") and status[0] in "34" else [status or "nothing"]
    wrong += [what for what in (TITLE, desk.key, "Words for all") if what.encode() in answer]
    return wrong + [line for line in ("access-control-",) if line in answer.lower().decode("latin-1")]


def test_the_tables_hold_what_was_asked_for() -> None:
    """At least twenty-five tricks; more than a hundred for the desk, sixty for the site."""
    assert len(DESK_ROWS) >= 120
    assert len(SITE_ROWS) >= 60


def test_the_request_that_the_tricks_bend_is_answered(desk: Desk) -> None:
    """Unbent, both requests pass: what refuses the others is the one thing that each has otherwise."""
    names = _names(desk)
    assert TITLE.encode() in _answer(desk.desk_port, READ.as_bytes(names))
    assert b"200 OK" in _answer(desk.desk_port, replace(READ, host="[::1]:PORT").as_bytes(names))
    harmless = WRITE.as_bytes(names).replace(b'"publish"', b'"nothing"').replace(b"/api/change", b"/api/render")
    assert not _answer(desk.desk_port, harmless).startswith(b"HTTP/1.1 40")
    page = Asked(target="/articles/open/", key=None, host="localhost:SITE").as_bytes(names)
    assert b"Words for all" in _answer(desk.port, page)


@pytest.mark.parametrize(
    "ops",
    [
        1, "x", {}, [1], [None], ["x"], [[[]]], [{}], [{"op": "set", "file": 1, "at": "title", "value": "x"}],
        [{"op": "publish", "file": [DRAFT]}], [{"op": "set", "file": f"{DRAFT}\0", "at": "title", "value": "x"}],
        [{"op": "set", "file": DRAFT, "at": "title", "value": {"a": 1}}], [{"op": "whole", "file": DRAFT, "value": 1}],
        [{"op": "set", "file": DRAFT, "at": "title" * 5000, "value": "x"}], [{"op": "__init__", "file": DRAFT}],
        [{"op": "lines", "file": DRAFT, "keep": "x"}], [{"op": "lines", "file": DRAFT, "keep": [1e99, -1, None]}],
        [{"op": "lines", "file": DRAFT, "drop": {}}], [{"op": "lines"}], [{"op": "trash", "file": "../x"}],
    ],
)  # fmt: skip
def test_an_order_of_no_shape_is_refused_and_ends_no_process(desk: Desk, ops: object) -> None:
    """Whoever has the key may send nonsense: it is answered as such, nothing is written, the next order is served."""
    before = desk.text_of(DRAFT)
    status, answer = desk.api("/api/change", {"ops": ops})
    assert 400 <= status < 500, answer
    assert desk.text_of(DRAFT) == before
    assert desk.api("/api/queue")[0] == 200


@pytest.mark.parametrize("name", DESK_ROWS)
def test_s13_the_desk_answers_no_bent_request(desk: Desk, name: str) -> None:
    """Refused before anything is read: no word of a draft, no key, no header that shares it, no file changed."""
    before = desk.text_of(DRAFT)
    assert _wrong(desk, _answer(desk.desk_port, DESK_ROWS[name].as_bytes(_names(desk)))) == []
    assert desk.text_of(DRAFT) == before


@pytest.mark.parametrize("name", SITE_ROWS)
def test_s2_the_site_answers_no_bent_request(desk: Desk, name: str) -> None:
    """The site's port gives no word to a foreign host or origin, and takes no order at all."""
    before = desk.text_of(DRAFT)
    assert _wrong(desk, _answer(desk.port, SITE_ROWS[name].as_bytes(_names(desk)))) == []
    assert desk.text_of(DRAFT) == before


@pytest.mark.slow
def test_s14_nobody_can_say_that_he_asks_from_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Headers of proxies are not believed, whatever the environment trusts: the way to the desk stays shut."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address beside loopback")
        address = str(probe.getsockname()[0])
    monkeypatch.setitem(os.environ, "FORWARDED_ALLOW_IPS", "*")
    with Desk(make_digest(tmp_path / "digest", {}), "--host", "0.0.0.0") as desk:  # noqa: S104 (what is tested)
        for said in ("X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1", "X-Real-IP: ::1"):
            with socket.create_connection((address, desk.port), timeout=20) as link:
                lines = (
                    f"GET /_copydesk/ HTTP/1.1\r\nHost: {address}:{desk.port}\r\n{said}\r\nConnection: close\r\n\r\n"
                )
                link.sendall(lines.replace(f"Host: {address}", "Host: localhost").encode())
                assert link.recv(100).startswith(b"HTTP/1.1 404")
