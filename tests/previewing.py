"""A running preview for tests: `copydesk serve` as a process on a free port, asked over the loopback."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent
# A loaded machine builds slowly; what a test waits for comes long before this, or never.
PATIENCE = 60.0


class Preview:
    """A `serve` process. `lines` are what it said on standard error."""

    def __init__(self, root: Path, *options: str, built: bool = True) -> None:
        self.root = root
        command = [sys.executable, str(ROOT / "build.py"), "serve", "--root", str(root), "--port", "0", *options]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8")
        self.lines: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()
        self.port = 0
        if built:
            self.wait_for_site()

    def wait_for_site(self, seconds: float = PATIENCE) -> None:
        """Wait until the first build is over."""
        self.port = int(self.said(r"site  http://[^/]*:(\d+)", seconds)[1])

    def _listen(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as lines:
            for line in lines:
                self.lines.append(line.rstrip("\n"))

    def said(self, pattern: str, seconds: float = PATIENCE) -> re.Match[str]:
        """The first line that matches, waited for."""
        found: re.Match[str] | None = None

        def look() -> bool:
            nonlocal found
            found = next((m for line in list(self.lines) if (m := re.search(pattern, line))), None)
            return found is not None

        until(look, seconds, lambda: f"no line matches {pattern!r} in {self.lines}")
        assert found is not None
        return found

    def ask(self, path: str = "/", method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """One request on a connection of its own. `Host` is localhost's unless given."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.putrequest(method, path, skip_host="Host" in given, skip_accept_encoding=True)
            for name, value in given.items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def text(self, path: str = "/") -> str:
        """A page's text."""
        return self.ask(path).body.decode()

    def json(self, path: str) -> Any:
        """What an address of the preview's own answers."""
        return json.loads(self.ask(path).body)

    def shows(self, path: str, text: str, seconds: float = PATIENCE) -> None:
        """Wait until a page holds a text."""
        until(lambda: text in self.text(path), seconds, lambda: f"{path} never showed {text!r}: {self.lines[-5:]}")

    def lacks(self, path: str, text: str, seconds: float = PATIENCE) -> None:
        """Wait until a page no longer holds a text."""
        until(lambda: text not in self.text(path), seconds, lambda: f"{path} kept {text!r}: {self.lines[-5:]}")

    def epoch(self) -> int:
        """How many builds there have been."""
        with stream(self) as told:
            return int(next(told)["epoch"])

    def settled(self, still: float = 1.0) -> int:
        """Wait until no build has happened for a while; returns the number of builds."""
        count, since = self.epoch(), time.monotonic()
        while time.monotonic() - since < still:
            time.sleep(0.1)
            now = self.epoch()
            if now != count:
                count, since = now, time.monotonic()
        return count

    def problems(self) -> list[Any]:
        """What the overlay shows."""
        return list(self.json("/_copydesk/problems.json")["problems"])

    def connect(self) -> socket.socket:
        """A raw connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def children(self) -> list[int]:
        """Processes that this one started and that still run (Linux)."""
        return descendants(self.process.pid)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal; returns the exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()


class Answer:
    """An answer: status, headers by lower-case name, body."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.body = status, body
        self.headers = {name.lower(): value for name, value in headers.items()}


def until(holds: Any, seconds: float, why: Any) -> None:
    """Wait until `holds()`; fail with `why()` when it never does."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(why())
        time.sleep(0.03)


def descendants(pid: int) -> list[int]:
    """The processes below one, from /proc."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z":
                parents[int(entry.name)] = int(fields[1])
    found: list[int] = []
    waiting = [pid]
    while waiting:
        mine = [child for child, parent in parents.items() if parent == (waiting[0])]
        waiting = [*waiting[1:], *mine]
        found += mine
    return found


@contextmanager
def stream(preview: Preview, page: str = "/") -> Iterator[Iterator[dict[str, Any]]]:
    """The reload stream of a tab on `page`, as the values it is sent."""
    connection = http.client.HTTPConnection("127.0.0.1", preview.port, timeout=PATIENCE)
    connection.request("GET", f"/_copydesk/events?page={page}&seen=")
    answer = connection.getresponse()

    def values() -> Iterator[dict[str, Any]]:
        for line in answer:
            if line.startswith(b"data: "):
                yield json.loads(line[6:])

    try:
        yield values()
    finally:
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)
        answer.close()
        connection.close()
