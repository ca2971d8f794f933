"""A running desk for tests: `copydesk serve` as a process, its page in Chromium with real keys."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from conftest import write_site
from playwright.sync_api import Error
from previewing import PATIENCE, Preview, descendants, until

from copydesk.cli import main

# A raw copy of an invented outlet; two sentences in it are left out by shape and wait for the editor's word.
FERRY = """Home
World
Politics
Subscribe
Sign in
The Harbour Dispatch
Ministers sign accord on river ferries in Hanoi
By Maria Okafor
Posted : 2020-07-02 14:10
Updated : 2020-07-03
Share on Facebook
Share on Twitter
HANOI — Vietnamese Foreign Minister Pham Binh Minh and South Korean President Moon Jae-in signed an accord on river \
ferries on Thursday, the first between the two countries that names its harbours.
"We have waited long for this day," Moon said after the ceremony in the old customs house.
Advertisement
Kim Min-jae, who led the negotiations for Seoul, said the first boats would run in spring.
Read more: Ten ferries that changed the delta
Both sides will name a harbour each by September.
The accord follows two years of talks in which the delta's harbours were measured anew, officials said.

Related articles
Ten ferries that changed the delta
Sign up for our newsletter
Copyright 2020 The Harbour Dispatch
"""
# What is left out of it although it belongs in (see `add_ferry`): the number of the line, and the line.
LOST_LINE, LOST = 18, "Both sides will name a harbour each by September."
FERRY_PATH = "content/articles/2020/2020-07-02-ministers-sign-accord-on-river-ferries-in-hanoi.md"


def add_raw(root: Path, name: str, text: str, *options: str) -> None:
    """Add a raw copy to a digest, as `copydesk add` does."""
    raw = root.parent / f"raw-{root.name}" / name
    raw.parent.mkdir(exist_ok=True)
    raw.write_text(text, encoding="utf-8")
    assert main(["add", "--root", str(root), *options, str(raw)]) == 0


def add_ferry(root: Path, *options: str) -> None:
    """Add the ferry's raw copy. What lines of its text become is stated, so that no better cleaner changes a test.

    Some chrome of it the cleaner is not sure of: which, `Desk.open_line` tells.
    """
    stated = ("--drop", "Both sides will name", "--drop", "Read more", "--keep", "The accord follows")
    add_raw(root, "ferry.txt", FERRY, *stated, *options)


def draft(title: str, date: str = "2020-07-02", body: str = "A paragraph.", **fields: str) -> str:
    """A draft's file, with an address of the original, so that nothing is open in it."""
    rows = {"title": title, "date": date, "draft": "true", **fields}
    lines = [f"{key}: {value}" for key, value in rows.items() if value]
    source = "" if "source" in fields else "source:\n  name: The Harbour Dispatch\n  url: https://dispatch.example/a\n"
    return "---\n" + "\n".join(lines) + f"\n{source}---\n\n{body}\n"


def command_of(pid: int) -> bytes:
    """The command line of a process, from /proc; empty for one that has gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


class Desk(Preview):
    """A `serve` process with its desk; not `built`, its site may still be in the making."""

    def __init__(self, root: Path, *options: str, built: bool = True) -> None:
        super().__init__(root, *options, built=built)
        found = self.said(r"desk  http://localhost:(\d+)/#k=(\S+)")
        self.desk_port, self.key = int(found[1]), found[2]

    @property
    def origin(self) -> str:
        """The desk's own origin."""
        return f"http://localhost:{self.desk_port}"

    def builders(self) -> list[int]:
        """The process that builds the site, and those below it; from /proc."""
        own = descendants(self.process.pid)
        found = [pid for pid in own if b"preview.build_process" in command_of(pid)]
        return [*found, *(pid for one in found for pid in descendants(one))]

    @property
    def address(self) -> str:
        """The printed link."""
        return f"{self.origin}/#k={self.key}"

    def review(self, path: str) -> str:
        """The address of an article's review."""
        return f"{self.origin}/review?f={quote(path)}"

    def api(self, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """One call to the desk with its key; returns status and answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.desk_port, timeout=PATIENCE)
        own = {"Host": f"localhost:{self.desk_port}", "X-Copydesk-Key": self.key}
        if body is not None:
            own |= {"Content-Type": "application/json", "Origin": self.origin}
        own |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            data = None if body is None else json.dumps(body).encode()
            connection.request("GET" if body is None else "POST", path, data, own)
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text[:1] in b"{[" else text
        finally:
            connection.close()

    def open_line(self, path: str = FERRY_PATH) -> tuple[int, str]:
        """The first line of an article's raw copy that waits for the editor's word: its number, and the line."""
        status, answer = self.api(f"/api/evidence?f={quote(path)}")
        assert status == 200, answer
        line = next(line for line in answer["lines"] if line["open"])
        return line["n"], line["text"]

    def text_of(self, path: str) -> str:
        """A file of the digest."""
        return (self.root / path).read_text(encoding="utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        """Change a file as another program does: at once, by renaming a new one over it."""
        file = self.root / path
        text = file.read_bytes().decode()
        assert old in text, text
        partial = file.with_name(".other-program")
        partial.write_bytes(text.replace(old, new, 1).encode())
        partial.replace(file)


class Tab:
    """A page of the desk, driven as an editor drives it."""

    def __init__(self, desk: Desk, page: Any) -> None:
        self.desk, self.page = desk, page

    def open(self, path: str = "") -> Tab:
        """Go to the printed link, and on to an article's review."""
        self.page.goto(self.desk.address)
        self.whole_queue()
        if path:
            self.go(path)
        return self

    def go(self, path: str) -> None:
        """Go to an article's review and wait until its raw copy has been looked at."""
        self.page.goto(self.desk.review(path))
        self.page.wait_for_selector("#names h2", state="attached", timeout=60_000)
        self.looked_at()

    def whole_queue(self) -> None:
        """Wait until the queue shows every article, also those that were still being read when it was opened."""
        self.holds("document.querySelector('.q, .empty') && document.querySelector('main > .note').hidden")

    def looked_at(self) -> None:
        """Wait until the cleaner has answered: there is a pane of raw copy, and it no longer says that it reads."""
        self.holds("/^(?!Reading|원고를 읽는)./su.test(document.querySelector('#raw .lines')?.textContent || '')")

    def press(self, *keys: str) -> None:
        """Real key events, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def holds(self, script: str, *given: object, seconds: float = PATIENCE) -> None:
        """Wait until a script is true of the page (its policy forbids `eval`, which is Playwright's own way)."""

        def look() -> bool:
            try:
                return bool(self.page.evaluate(script, *given))
            except Error:
                return False  # between two documents

        until(look, seconds, lambda: f"never true: {script}; said: {self.said()}; on {self.page.url}")

    def said(self) -> str:
        """What the live region says."""
        return str(self.page.evaluate("document.querySelector('#say')?.textContent || ''"))

    def says(self, words: str) -> None:
        """Wait until the live region says something with these words in it."""
        self.holds("words => document.querySelector('#say').textContent.includes(words)", words)

    def focused(self) -> str:
        """The name under which the focused element is known to the desk; its tag where it has none."""
        return str(
            self.page.evaluate(
                "document.activeElement.closest('[data-k]')?.dataset.k || document.activeElement.tagName"
            )
        )

    def has_focus(self, name: str) -> None:
        """Wait until the focus is on what the desk knows under a name."""
        until(lambda: self.focused() == name, PATIENCE, lambda: f"{self.focused()} has the focus, not {name}")

    def box(self, locator: Any) -> dict[str, float]:
        """Where an element stands, asked again while the page draws it anew: in between it has no place."""
        found: list[dict[str, float]] = []
        until(
            lambda: (box := locator.bounding_box()) and not found.append(box), PATIENCE, lambda: f"{locator}: no place"
        )
        return found[0]

    def field(self, name: str) -> Any:
        """A field's box."""
        return self.page.locator(f'[data-field="{name}"]')

    def chip(self, name: str) -> Any:
        """A chip by the name on it."""
        return self.page.locator("[data-chip]", has=self.page.locator(f'bdi:text-is("{name}")'))

    def line(self, number: int) -> Any:
        """The switch of a raw line."""
        return self.page.locator(f'[data-line="{number}"]')


class Held:
    """Calls to one address that wait on their way until they are let go."""

    def __init__(self, tab: Tab, address: str = "**/api/change") -> None:
        self.tab = tab
        self.routes: list[Any] = []
        self.is_open = False
        tab.page.route(address, self.take)

    def take(self, route: Any) -> None:
        """Hold a call, or let it pass once they may."""
        if self.is_open:
            route.continue_()
        else:
            self.routes.append(route)

    def wait(self, number: int = 1) -> None:
        """Wait until so many calls are held."""
        until(
            lambda: bool(self.tab.page.evaluate("1")) and len(self.routes) >= number,
            PATIENCE,
            lambda: "nothing was sent",
        )

    def let_go(self) -> None:
        """Let all go on, and those that come."""
        self.is_open = True
        for route in self.routes:
            route.continue_()

    def refuse(self) -> None:
        """Answer the first as a full disk does; those that come go on."""
        self.is_open = True
        told = '{"code": "busy", "message": "no space left on the disk"}'
        self.routes[0].fulfill(status=423, content_type="application/json", body=told)


def on_disk(look: Callable[[], bool], what: str) -> None:
    """Wait until a file is as it should be."""
    until(look, PATIENCE, lambda: what)


def make_digest(root: Path, files: dict[str, str | bytes]) -> Path:
    """A digest with the files given."""
    old = draft("An old one", "2019-01-01").replace("draft: true\n", "")
    return write_site(root, {"content/articles/2019/2019-01-01-an-old-one.md": old, **files})
