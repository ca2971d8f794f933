"""Take pictures of every kind of page and of the desk, light and dark, phone and desktop: `make screenshots`.

    python scripts/screenshots.py [--out docs/screenshots] [--chromium PATH] [KIND ...]

Builds the digest into a folder of its own and opens it in headless Chromium. Needs the dev tools and Pillow.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import http.server
import io
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
# name → size of the window; a phone's picture has two pixels a point
SCREENS = {"desktop": (1280, 900, 1), "phone": (360, 720, 2)}
QUALITY = 82


def kinds(site: Path) -> dict[str, str]:
    """One address for each kind of page, found in the built site."""
    busiest = max(site.glob("people/*/index.html"), key=lambda path: (path.stat().st_size, path))
    country = max(site.glob("countries/*/index.html"), key=lambda path: (path.stat().st_size, path))
    articles = {path: path.read_bytes() for path in sorted(site.glob("articles/*/index.html"))}
    # A picture of an article in the digest's own language, with everything that an article can have.
    article = max(articles, key=lambda path: (b'<article class="story">' in articles[path], len(articles[path])))
    edition = max(p for p in site.glob("editions/*/index.html"))
    found = {
        "front": site / "index.html",
        "article": article,
        "person": busiest,
        "people": site / "people/index.html",
        "country": country,
        "countries": site / "countries/index.html",
        "edition": edition,
        "editions": site / "editions/index.html",
        "archive": site / "archive/index.html",
        "connections": site / "connections/index.html",
        "sources": site / "sources/index.html",
        "source": next(iter(sorted(site.glob("sources/*/index.html"))), site / "sources/index.html"),
        "corrections": site / "corrections/index.html",
        "search": site / "search/index.html",
        "about": site / "about/index.html",
        "404": site / "404.html",
        "feeds": site / "feeds/index.html",
        "month": max(site.glob("archive/*/*/index.html"), key=lambda path: (path.stat().st_size, path)),
        "topic": max(site.glob("topics/*/index.html"), key=lambda path: (path.stat().st_size, path)),
        "tag": max(site.glob("tags/*/index.html"), key=lambda path: (path.stat().st_size, path)),
        "email": edition.with_name("email.html"),
        "article-ko": next(path for path in articles if b'<article class="story" lang="ko"' in articles[path]),
        "article-ar": next(path for path in articles if b'<article class="story" lang="ar"' in articles[path]),
    }
    return {
        name: "/" + path.relative_to(site).as_posix().removesuffix("index.html")
        for name, path in found.items()
        if path.is_file()
    }


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address at which a folder is served on this machine."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def take(page: Page, url: str, target: Path) -> None:
    """Take one picture of the part of a page that a reader sees first."""
    page.goto(url, wait_until="networkidle")
    image = Image.open(io.BytesIO(page.screenshot()))
    image.save(target, "WEBP", quality=QUALITY, method=6)


@contextmanager
def desk_of(root: Path) -> Iterator[str]:
    """The printed link of the desk over a copy of the digest, its example copy added as drafts."""
    build = [sys.executable, str(ROOT / "build.py")]
    raw = [str(path) for path in sorted((root / "content/inbox/examples").iterdir()) if path.suffix != ".yaml"]
    # What is no article among the examples is refused, and the rest goes on.
    subprocess.run([*build, "add", "--root", str(root), "--force", *raw], check=False, capture_output=True)  # noqa: S603
    serve = [*build, "serve", "--root", str(root), "--port", "0"]
    process = subprocess.Popen(serve, stderr=subprocess.PIPE, text=True)  # noqa: S603 (our own program)
    try:
        assert process.stderr is not None  # noqa: S101 (a pipe)
        link = next(line.split()[1] for line in process.stderr if line.startswith("  desk  "))
        # The preview of a text has the site's style sheet: there is none before the first build.
        next(line for line in process.stderr if line.startswith("  site  "))
        # After it, since nothing is built while an article has a slip.
        slip = "---\ntitle: Ferries: a slip of the hand\ndate: 2020-07-09\n---\n\nText.\n"
        (root / BROKEN).write_text(slip, encoding="utf-8")
        yield link
    finally:
        process.terminate()
        process.wait()


BROKEN = "content/articles/2020/2020-07-09-a-draft-with-a-slip.md"


def take_desk(page: Page, link: str, out: Path, name: str) -> int:
    """Take pictures of all views of the desk, the review being of the draft with most to look at; returns how many."""
    origin = link.partition("#")[0]
    taken = 0

    def shoot(kind: str) -> None:
        nonlocal taken
        Image.open(io.BytesIO(page.screenshot())).save(
            out / f"desk-{kind}-{name}.webp", "WEBP", quality=QUALITY, method=6
        )
        taken += 1

    page.goto(origin)
    page.wait_for_selector("#key")
    shoot("locked")
    page.goto(link)
    page.wait_for_selector(".q li .st.look")
    page.wait_for_selector(".q li:has-text('not looked at yet')", state="detached", timeout=120_000)
    page.wait_for_selector(".tabs a:has-text('Problems 1')")
    shoot("queue")
    first = page.locator(".q li", has_text="to look at").first.locator("a")
    page.goto(origin + str(first.get_attribute("href")).lstrip("/"))
    page.wait_for_selector("#raw ol", state="attached")
    page.wait_for_selector("[data-chip]", state="attached")
    if page.locator(".tabs button").first.is_visible():
        for pane in ("Raw", "Text", "Fields", "Names"):
            page.locator(".tabs button", has_text=pane).click()
            shoot(pane.lower())
    else:
        shoot("review")
    page.locator('[data-chip][class^="of"]').or_(page.locator("[data-chip]")).first.click()
    shoot("menu")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.locator("#text button", has_text="preview").click()
    page.frame_locator("iframe.preview").locator("p").first.wait_for()
    shoot("edit")
    page.keyboard.press("Escape")  # a click right after a scroll may fall into the frame beside the button
    page.wait_for_selector("textarea.markdown", state="detached")
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    shoot("keys")
    page.goto(f"{origin}review?f={BROKEN}")
    page.wait_for_selector("textarea.broken")
    shoot("file")
    return taken


def build_digest(root: Path, site: Path, base: str) -> None:
    """Build the digest in `root` into `site`, for the address `base`."""
    command = [sys.executable, str(ROOT / "build.py"), "build", "--root", str(root), "--out", str(site)]
    subprocess.run([*command, "--base-url", f"{base}/"], check=True)  # noqa: S603 (our own program)


def main() -> int:
    """Build, open, take; prints what was written."""
    parser = argparse.ArgumentParser(description="Take pictures of every kind of page of the shipped digest.")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="only these kinds of page")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--chromium", default=shutil.which("chromium"), help="the browser, if not the one on the path")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        # A copy, so that what the digest's own builds remember is left alone.
        root, site, korean = (Path(folder) / name for name in ("digest", "site", "korean"))
        shutil.copytree(ROOT / "content", root / "content")
        shutil.copytree(ROOT / "layouts", root / "layouts")
        shutil.copy(ROOT / "config.yaml", root)
        shutil.copytree(ROOT / "examples/korean", Path(folder) / "example")
        desk = desk_of(root) if not options.kinds or "desk" in options.kinds else nullcontext("")
        # Served before it is there: an e-mail's pictures have the whole address.
        with contextlib.ExitStack() as stack:
            base, other = (stack.enter_context(serving(folder)) for folder in (site, korean))
            pages: dict[str, str] = {}
            if options.kinds != ["desk"]:
                build_digest(root, site, base)
                build_digest(Path(folder) / "example", korean, other)
                found = {**{name: base + url for name, url in kinds(site).items()}, "front-ko": f"{other}/"}
                pages = {name: url for name, url in found.items() if not options.kinds or name in options.kinds}
            link = stack.enter_context(desk)  # after the builds: it puts an article with a slip into the digest
            playwright = stack.enter_context(sync_playwright())
            browser = playwright.chromium.launch(
                executable_path=options.chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            taken = 0
            for screen, (width, height, scale) in SCREENS.items():
                for scheme in ("light", "dark"):
                    page = browser.new_page(
                        viewport={"width": width, "height": height}, device_scale_factor=scale, color_scheme=scheme
                    )
                    for name, url in pages.items():
                        take(page, url, options.out / f"{name}-{screen}-{scheme}.webp")
                        taken += 1
                    if link:
                        taken += take_desk(page, link, options.out, f"{screen}-{scheme}")
                    page.close()
            browser.close()
    print(f"{taken} pictures in {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
