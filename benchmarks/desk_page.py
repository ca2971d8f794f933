#!/usr/bin/env python3
"""How long an editor at the desk waits for what a key does, in the page itself, at the size that `desk.py` makes.

    desk_page.py FOLDER [--articles 10000] [--people 10000] [--rounds 20]

Opens the desk of the digest in FOLDER (made by `desk.py` if there is none) in headless Chromium, with real keys. The
lines toggled are those of one draft with raw copy, added to the others if it is not there. Prints the 95th percentile
in milliseconds of each act, from the key's event to the frame in which its effect stands in the page; `save` to the
answer that says it is on disk. Then what the worker holds in memory, and how much more after so many acts. Needs
/proc, and a quiet machine for anything but ratios.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "tests")]

from desk import make, p95  # noqa: E402 (found by the line above, like those that follow)
from desking import FERRY_PATH, Desk, Tab, add_ferry, command_of  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from previewing import descendants  # noqa: E402

# From the next key or pointer event to the first frame in which SEEN holds; a promise of milliseconds in `took`.
TITLE = "document.querySelector('[data-field=title]')"
CLOCK = """() => {
  const textOf = (where) => document.querySelector(where)?.textContent;
  const before = { rows: textOf('.rows'), text: textOf('#text'),
    title: TITLE?.value, frame: document.querySelector('iframe')?.srcdoc,
    said: document.querySelector('#say')?.dataset.said, active: document.activeElement };
  let began = 0;
  addEventListener('keydown', (event) => { began ||= event.timeStamp; }, { capture: true, once: true });
  window.took = new Promise((done, fail) => {
    setTimeout(() => fail(new Error("it was never seen")), 20_000);
    const look = () => {
      let seen = false;
      try { seen = began && (SEEN); } catch { /* not there yet */ }
      if (seen) done(performance.now() - began); else requestAnimationFrame(look);
    };
    look();
  });
}""".replace("TITLE", TITLE)
FIRST = """new Promise((done) => {
  const look = () => (document.querySelector('.q li') ? done(performance.now()) : requestAnimationFrame(look));
  look();
})"""
REVIEW = "document.querySelector('#names h2') && location.pathname === '/review'"


class Watch:
    """Takes the time of acts in one page."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.taken: dict[str, list[float]] = {}

    def act(self, name: str, seen: str, *keys: str) -> None:
        """Press keys, of which the first starts the clock; wait until `seen` holds."""
        self.tab.page.evaluate(CLOCK.replace("SEEN", seen))
        self.tab.press(*keys)
        self.taken.setdefault(name, []).append(float(self.tab.page.evaluate("window.took")))

    def paint(self) -> None:
        """Open the queue anew."""
        self.tab.page.goto(self.tab.desk.origin)
        self.taken.setdefault("queue, first paint", []).append(float(self.tab.page.evaluate(FIRST)))


def walk(watch: Watch, number: int) -> None:
    """One round of an editor's acts."""
    tab = watch.tab
    watch.paint()
    tab.press("/")
    watch.act("filter key", "textOf('.rows') !== before.rows", "hbvf"[number % 4])
    tab.press("Backspace")
    tab.holds(f"document.querySelectorAll('.q li').length === {min(100, tab.desk.api('/api/queue')[1]['total'])}")
    tab.press("Escape")
    tab.holds("document.activeElement.closest('.q li') !== null")
    watch.act("next row", "document.activeElement !== before.active", "j")
    watch.act("review opens", REVIEW, "Enter")
    another = f"{REVIEW} && {TITLE}?.value && {TITLE}.value !== before.title"
    watch.act("next, at once", another, "J")
    tab.looked_at()  # as long as that an editor reads, and the article after it is asked for meanwhile
    watch.act("next article", another, "J")
    watch.act("to the names", "document.activeElement.matches('[data-chip]')", "W")
    watch.act("name out, seen", "document.activeElement !== before.active || document.querySelector('.cz .no')", "r")
    tab.says("out")
    watch.act("undo", "/Taken back/.test(textOf('#say'))", "z")
    tab.press("F")
    tab.field("subtitle").focus()
    tab.page.keyboard.type(f"Round {number}")
    watch.act("save, on disk", "/Saved: Subtitle/.test(textOf('#say'))", "Enter")
    watch.act("editor opens", "document.querySelector('textarea.markdown')", "e")
    tab.page.locator('#text [data-k="view"]').click()
    tab.holds("Boolean(document.querySelector('iframe')?.srcdoc)")
    tab.page.locator("textarea.markdown").focus()
    watch.act("preview after a key", "document.querySelector('iframe').srcdoc !== before.frame", "x")
    tab.press("Backspace", "Escape")
    tab.holds("!document.querySelector('textarea.markdown')")
    tab.go(FERRY_PATH)
    tab.press("R")
    tab.holds("document.activeElement.closest('#raw') !== null")
    tab.line(tab.desk.open_line()[0]).focus()
    watch.act("line toggled", "textOf('#text') !== before.text", " ")
    tab.press("z")
    tab.says("Taken back")


def memory_of(desk: Desk, module: bytes) -> int:
    """What a process of the desk holds, in MB."""
    pid = next(pid for pid in descendants(desk.process.pid) if module in command_of(pid))
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    args = parser.parse_args()
    if not args.folder.exists():
        make(args.folder, args.articles, args.people)
    if not (args.folder / FERRY_PATH).exists():
        add_ferry(args.folder)
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    with Desk(args.folder, built=False) as desk, sync_playwright() as playwright:
        chromium: Any = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        tab = Tab(desk, chromium.new_page(viewport={"width": 1280, "height": 800}, locale="en-GB"))
        tab.open()
        while desk.api("/api/queue")[1]["left"]:
            pass
        watch = Watch(tab)
        walk(watch, 0)
        watch.taken.clear()
        early = memory_of(desk, b"desk.worker")
        for number in range(args.rounds):
            walk(watch, number + 1)
        late = memory_of(desk, b"desk.worker")
        print(f"{'p95, ms':22}{'':>6}")
        for name, values in watch.taken.items():
            print(f"{name:22}{p95(values):6.0f}   median {sorted(values)[len(values) // 2]:.0f}")
        print(f"worker {early} MB, after {args.rounds} rounds {late} MB; cleaner {memory_of(desk, b'desk.cleaner')} MB")
        chromium.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
