#!/usr/bin/env python3
"""From save to changed page in Chromium.

    preview_browser.py DIGEST --file ARTICLE --page /articles/…/ [--edits 200]

Starts `serve` on the digest, opens the page, and saves the article again and again (by turns in place and by an atomic
move), each time with another sentence at its end. A clock in the page stops when the sentence is in the document.
Prints how long it took to be ready, median, 95th percentile and worst in milliseconds, and what server and workshop
weigh (resident memory, threads, descriptors) after the tenth edit and after every tenth of the run. The article is put
back as it was.

Loopback only. Chromium is looked for on the path. The digest's cache should be warm: run it twice.
"""

from __future__ import annotations

import argparse
import re
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

BUILD = Path(__file__).resolve().parent.parent / "build.py"
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
# The page tells the moment at which a mark came into it; both clocks are the system's.
WATCH = """
window.seen = {};
const look = () => {
  const found = document.body.textContent.match(/preview-mark-\\d+x/g);
  if (found) for (const mark of found) window.seen[mark] ??= Date.now();
};
new MutationObserver(look).observe(document.documentElement, {subtree: true, childList: true, characterData: true});
"""


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("digest", type=Path)
    parser.add_argument("--file", required=True, help="the article, relative to the digest")
    parser.add_argument("--page", required=True, help="its address")
    parser.add_argument("--edits", type=int, default=200)
    args = parser.parse_args()
    began = time.monotonic()
    command = [sys.executable, str(BUILD), "serve", "--root", str(args.digest), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            site = _site(server)
            # What it says of each edit must go somewhere: a full pipe would stop it after some 570.
            threading.Thread(target=_drain, args=(server,), daemon=True).start()
            print(f"ready {time.monotonic() - began:.2f} s", flush=True)
            measure(site + args.page.removeprefix("/"), args.digest / args.file, args.edits, server.pid)
        finally:
            server.send_signal(signal.SIGTERM)
    return 0


def _site(server: subprocess.Popen[str]) -> str:
    assert server.stderr is not None  # noqa: S101 (asked for above)
    for line in server.stderr:
        if found := re.search(r"site  (\S+)", line):
            return found[1]
    sys.exit("the preview did not start")


def _drain(server: subprocess.Popen[str]) -> None:
    assert server.stderr is not None  # noqa: S101 (asked for above)
    for _ in server.stderr:
        pass


def measure(url: str, article: Path, edits: int, pid: int) -> None:
    """Edit, wait, print."""
    first = article.read_bytes()
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        page = browser.new_page()
        page.goto(url)
        page.evaluate(WATCH)
        time.sleep(1)
        took = []
        try:
            for number in range(edits):
                took.append(_edit(page, article, first, number))
                time.sleep(0.1)
                if number == 9 or (number + 1) % max(10, edits // 10) == 0:
                    print(f"after {number + 1} edits: {weight(pid)}", flush=True)
        finally:
            article.write_bytes(first)
        took.sort()
        p95 = took[min(len(took) - 1, int(0.95 * len(took)))]
        print(
            f"{edits} edits, save to page: median {statistics.median(took):.0f} ms, p95 {p95:.0f}, worst {took[-1]:.0f}"
        )
        browser.close()


def _edit(page: Page, article: Path, first: bytes, number: int) -> float:
    mark = f"preview-mark-{number}x"
    text = first + f"\n\nA sentence {'and more ' * (number % 3)}with {mark} in it.\n".encode()
    partial = article.with_name(f".{article.name}.tmp")
    began = time.time()
    if number % 2:
        article.write_bytes(text)
    else:
        partial.write_bytes(text)
        partial.replace(article)
    while True:
        seen = page.evaluate("mark => window.seen[mark]", mark)
        if seen:
            return float(seen - 1000 * began)
        if time.time() - began > 60:
            sys.exit(f"{mark} never showed")
        time.sleep(0.01)


def weight(pid: int) -> str:
    """Resident memory, threads and descriptors of a process and of each of its children (Linux)."""
    family = {pid}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) in family:
            family.add(int(entry.parent.name))
    told = []
    for one in sorted(family):
        status = Path(f"/proc/{one}/status").read_text()
        kib, threads = (int(status.split(name)[1].split()[0]) for name in ("VmRSS:", "Threads:"))
        told.append(f"{kib // 1024} MB, {threads} threads, {len(list(Path(f'/proc/{one}/fd').iterdir()))} files")
    return "; ".join(told)


if __name__ == "__main__":
    sys.exit(main())
