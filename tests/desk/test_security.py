"""Nothing that content or another page can do reaches the desk's key, its storage or the files."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desking import FERRY, FERRY_PATH, LOST, LOST_LINE, Desk, Tab, add_raw, draft, make_digest
from playwright.sync_api import expect
from previewing import PATIENCE, until

from copydesk.desk.app import ASSETS
from copydesk.desk.door import BODY_LIMIT, DeskDoor, judge_request, load_key

DRAFT = "content/articles/2020/2020-07-02-hostile.md"
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><script>
document.documentElement.setAttribute("data-ran", "yes");
fetch("/_copydesk/problems.json").then(() => document.documentElement.setAttribute("data-read", "yes"));
</script></svg>"""
TITLE = "<img src=x onerror=alert(1)><script>document.title='taken'</script>"
NAME, OUTLET = "<b onclick=alert(1)>Ada Moreau</b>", "<svg onload=alert(1)>"
ADDRESS = "https://e.example/?<script>alert(1)</script>"
LINE = "Both sides will name a <img src=x onerror=alert(2)> harbour each by <b onclick=alert(3)>September</b>."
HOSTILE = draft(
    json.dumps(TITLE),
    body=f"{TITLE}\n\n[x](javascript:alert(1)) Ada Moreau spoke.",
    people=json.dumps([NAME, TITLE]),
    source=f"\n  name: {json.dumps(OUTLET)}\n  url: {json.dumps(ADDRESS)}",
)
# What the desk's page asks for by itself, on its own origin and, for the preview's sheet, the site's.
OWN = re.compile(r"http://localhost:\d+/($|\?state=|review\?f=|assets/|api/|[\w/.-]+\.css)|about:srcdoc")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk over content that would take it over."""
    root = make_digest(
        tmp_path_factory.mktemp("desk") / "digest",
        {DRAFT: HOSTILE},
    )
    with Desk(root) as running:
        yield running


def judged(method: str = "GET", path: str = "/api/queue", **headers: str) -> int:
    """The status a request is refused with, 200 if it may pass."""
    door = DeskDoor(port=8001, site_port=8000, key="k" * 43)
    own = {"host": ["localhost:8001"], "x-copydesk-key": ["k" * 43]}
    own |= {name.replace("_", "-").lower(): [value] for name, value in headers.items()}
    refusal = judge_request(door, method, path, own)
    return refusal.status if refusal is not None else 200


def test_who_may_call() -> None:
    """Host, key, origin, kind of body and fetch's own word are each asked for; no method but GET and POST passes."""
    post = {"Origin": "http://localhost:8001", "Content_Type": "application/json"}
    assert judged() == 200
    assert judged("POST", **post) == 200
    for host in ("evil.example:8001", "localhost:8000", "localhost", "127.0.0.1.evil.example:8001", "192.168.1.2:8001"):
        assert judged(Host=host) == 403
    assert judged(X_Copydesk_Key="k" * 42) == 401
    assert judged(X_Copydesk_Key="") == 401
    for origin in ("http://localhost:8000", "null", "https://localhost:8001", "http://127.0.0.1:8001"):
        assert judged("POST", **{**post, "Origin": origin}) == 403
    assert judged("POST", Content_Type="application/json") == 403
    assert judged("POST", **{**post, "Content_Type": "text/plain"}) == 415
    for site in ("cross-site", "same-site", "none"):
        assert judged(Sec_Fetch_Site=site) == 403
    assert judged("DELETE") == 405
    assert judged("OPTIONS") == 405


def test_the_key_is_its_owners(tmp_path: Path) -> None:
    """The key's file is for its owner alone, is made once, and a damaged one is made anew."""
    key = load_key(tmp_path)
    assert load_key(tmp_path) == key
    file = tmp_path / ".copydesk/desk-key"
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("short")
    assert load_key(tmp_path) not in {key, "short"}


def test_no_html_is_made_of_text() -> None:
    """The desk's scripts never parse HTML, but for the frame of rendered Markdown under a policy of its own."""
    found = {path.name: path.read_text(encoding="utf-8") for path in ASSETS.glob("*.js")}
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function|setTimeout\(\s*[\"']"
    )
    assert {name: re.findall(forbidden, text) for name, text in found.items() if re.search(forbidden, text)} == {}
    assert [name for name, text in found.items() if "srcdoc" in text] == ["dom.js"]
    assert sum(len(gzip.compress(path.read_bytes())) for path in ASSETS.iterdir()) <= 120_000  # as it is sent


@pytest.mark.slow
def test_66_without_key_401_and_no_answer_holds_it(desk: Desk) -> None:
    """Every call wants the key; no page, asset or answer of the site's origin has it in any byte."""
    calls = ("queue", "review", "evidence", "history", "people", "countries", "bodies", "sources", "surname")
    for name in (*calls, "events", "git", "diff"):
        assert desk.api(f"/api/{name}", X_Copydesk_Key="wrong")[0] == 401
    for name in ("change", "undo", "redo", "render"):
        assert desk.api(f"/api/{name}", {"ops": []}, X_Copydesk_Key="")[0] == 401
    site = desk.root / ".copydesk/cache/preview/site"
    addresses = [f"/{path.relative_to(site).as_posix()}" for path in site.rglob("*") if path.is_file()]
    for path in (*addresses, "/", "/nothing", "/_copydesk/problems.json", "/_copydesk/client.js", "/_copydesk/"):
        answer = desk.ask(path)
        assert desk.key.encode() not in answer.body, path
        assert not [value for value in answer.headers.values() if desk.key in value], path
    for path in ("/", "/review", *(f"/assets/{one.name}" for one in ASSETS.iterdir())):
        connection = http.client.HTTPConnection("127.0.0.1", desk.desk_port, timeout=20)
        connection.request("GET", path, headers={"Host": f"localhost:{desk.desk_port}"})
        answer = connection.getresponse()
        assert desk.key.encode() not in answer.read()
        policy = answer.getheader("content-security-policy") or ""
        assert "default-src 'none'" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert answer.getheader("access-control-allow-origin") is None
        connection.close()


def head_of(desk: Desk, *more: str) -> bytes:
    """The head of a POST with everything that a call of the desk's own page has."""
    own = (f"Host: localhost:{desk.desk_port}", f"X-Copydesk-Key: {desk.key}", f"Origin: {desk.origin}")
    rows = ("POST /api/render HTTP/1.1", *own, "Content-Type: application/json", *more)
    return "\r\n".join(rows).encode() + b"\r\n"


def answer_to(desk: Desk, *parts: bytes) -> bytes:
    """What comes back for bytes sent one after the other, until the desk closes; sent is what it takes."""
    with socket.create_connection(("127.0.0.1", desk.desk_port), timeout=30) as link:
        try:
            for part in parts:
                link.sendall(part)
        except OSError:
            pass  # it has closed: what it said before may still be read
        try:
            return link.recv(4096)
        except OSError:
            return b""


@pytest.mark.slow
def test_slow_senders_keep_nobody_waiting(desk: Desk) -> None:
    """Beside fifty halves of a head and fifty halves of a body the desk answers, and drops them all before long."""
    links = [socket.create_connection(("127.0.0.1", desk.desk_port), timeout=30) for _ in range(100)]
    try:
        for number, link in enumerate(links):
            half = b"GET /api/queue HTTP/1.1\r\nHost: loc" if number % 2 else head_of(desk, "Content-Length: 99", "")
            link.sendall(half + b"{" * (number % 2 == 0))
        assert desk.api("/api/queue")[0] == 200
        assert desk.api("/api/render", {"f": DRAFT, "text": "*a*"})[0] == 200
        for link in links:
            link.setblocking(False)  # noqa: FBT003 (the standard library has it so)
        waiting = set(links)

        def all_dropped() -> bool:
            for link in list(waiting):
                try:
                    if not link.recv(4096):
                        waiting.discard(link)
                except BlockingIOError:
                    continue
                except OSError:
                    waiting.discard(link)
            return not waiting

        until(all_dropped, PATIENCE, lambda: f"{len(waiting)} are still held")
    finally:
        for link in links:
            link.close()
    assert desk.api("/api/queue")[0] == 200


@pytest.mark.slow
def test_endless_heads_and_bodies_are_cut_off(desk: Desk) -> None:
    """A head without end, a body larger than any picture, stated or in chunks: refused, and the desk goes on."""
    before = desk.text_of(DRAFT)
    line = b"X-Filler: " + b"a" * 65_000 + b"\r\n"
    assert answer_to(desk, head_of(desk), *[line] * 200).startswith((b"HTTP/1.1 400", b"HTTP/1.1 431"))
    piece = b" " * 1_000_000
    count = BODY_LIMIT // len(piece) + 2
    stated = head_of(desk, f"Content-Length: {count * len(piece)}", "")
    refused = {b"HTTP/1.1 413", b""}  # nothing is heard where the desk has closed on what is still being sent
    assert answer_to(desk, stated, *[piece] * count)[:12] in refused
    chunk = b"%x\r\n" % len(piece) + piece + b"\r\n"
    assert answer_to(desk, head_of(desk, "Transfer-Encoding: chunked", ""), *[chunk] * count)[:12] in refused
    assert desk.api("/api/queue")[0] == 200
    assert desk.text_of(DRAFT) == before


@pytest.mark.slow
def test_paths_lead_nowhere_else(desk: Desk) -> None:
    """Files outside the content, by dots, links, other cases or other kinds, are not opened and not written."""
    outside = desk.root.parent / "secret.md"
    outside.write_text(draft("Secret"), encoding="utf-8")
    link = desk.root / "content/articles/2020/2020-07-09-link.md"
    link.symlink_to(outside)
    names = (
        "content/articles/../../config.yaml",
        "config.yaml",
        "layouts/page.html",
        "content/articles/2020/2020-07-09-link.md",
        "content/articles/2020/2020-07-02-HOSTILE.md",
        "/etc/passwd",
        ".copydesk/desk-key",
        "content/articles/.hidden.md",
    )
    for name in names:
        assert desk.api(f"/api/review?f={name}")[0] == 404, name
        for op in (
            {"op": "set", "at": "title", "value": "x"},
            {"op": "publish"},
            {"op": "whole", "value": "x"},
            {"op": "trash"},
        ):
            status, _ = desk.api("/api/change", {"ops": [{**op, "file": name}]})
            assert status >= 400, (name, op)
    assert outside.read_text(encoding="utf-8") == draft("Secret")
    assert (desk.root / "config.yaml").read_text(encoding="utf-8").startswith("title:")
    link.unlink()


@pytest.mark.browser
@pytest.mark.slow
def test_63_svg_on_site_reaches_nothing(chromium: Any, tmp_path: Path) -> None:
    """A drawing with a script is not published; one that lies in the site runs none; no page of it reaches the desk."""
    root = make_digest(tmp_path / "digest", {DRAFT: draft("A draft"), "content/images/evil.svg": SVG})
    with Desk(root) as desk:
        assert desk.ask("/images/evil.svg").status == 503  # nothing is published while it is there
        (root / "content/images/evil.svg").unlink()
        desk.shows("/articles/hostile/", "A draft")
        slipped = root / ".copydesk/cache/preview/site/images/evil.svg"
        slipped.parent.mkdir(exist_ok=True)
        slipped.write_text(SVG, encoding="utf-8")
        look_for_the_key(chromium, desk)


def look_for_the_key(chromium: Any, desk: Desk) -> None:
    """Try from the site's origin whatever a script there could."""
    context = chromium.new_context()
    tab = Tab(desk, context.new_page()).open()
    page = context.new_page()
    answer = page.goto(f"http://localhost:{desk.port}/images/evil.svg")
    assert answer is not None
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("image/svg+xml")
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.getAttribute('data-ran')") is None
    page.goto(f"http://localhost:{desk.port}/articles/hostile/")
    assert page.inner_text("h1") == "A draft"
    tried = page.evaluate(
        """async (origin) => {
          const found = { stored: localStorage.getItem("copydesk-key") };
          const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
          const ways = { simple: {}, post: { method: "POST", body: "{}" }, opaque: { mode: "no-cors" } };
          for (const [name, options] of Object.entries(ways)) {
            try {
              const got = await fetch(`${origin}/api/queue`, options);
              found[name] = got.type === "opaque" ? "" : await got.text();
            } catch { found[name] = ""; }
          }
          const frame = document.createElement("iframe");
          frame.src = `${origin}/`;
          document.body.append(frame);
          await wait(600);
          try { found.frame = frame.contentDocument ? frame.contentDocument.body.textContent : ""; }
          catch { found.frame = ""; }
          const opened = open(`${origin}/`);
          await wait(400);
          try { found.opened = opened ? opened.localStorage.getItem("copydesk-key") : ""; }
          catch { found.opened = ""; }
          return found;
        }""",
        desk.origin,
    )
    assert {name: value for name, value in tried.items() if value} == {}
    assert tab.page.evaluate("localStorage.getItem('copydesk-key')") == desk.key
    context.close()


@pytest.mark.browser
@pytest.mark.slow
def test_64_hostile_title_line_name_url_are_text(chromium: Any, tmp_path: Path) -> None:
    """Markup in titles, names, outlets, addresses and lines is read as written wherever it stands, and does nothing."""
    root = make_digest(tmp_path / "digest", {DRAFT: HOSTILE})
    add_raw(root, "ferry.txt", FERRY.replace(LOST, LINE), "--drop", "Both sides will name")
    with Desk(root) as desk:
        context = chromium.new_context(locale="en-GB")
        page = context.new_page()
        dialogs: list[str] = []
        strange: list[str] = []
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda one: strange.append(one.url) if not OWN.match(one.url) else None)
        tab = Tab(desk, page).open()
        page.goto(f"{desk.origin}/?state=problems")
        tab.holds("document.querySelectorAll('.q li').length === 1")
        assert page.locator(".q .t a").text_content() == TITLE
        assert page.locator(".q .meta").first.text_content() == OUTLET
        tab.press("j", "x")
        tab.holds("title => document.querySelector('.q input').ariaLabel.includes(title)", TITLE)
        tab.press("Enter")
        tab.holds("title => document.querySelector('header h1 bdi')?.textContent === title", TITLE)
        tab.looked_at()
        written = {"title": TITLE, "source.name": OUTLET, "source.url": ADDRESS}
        assert {name: tab.field(name).input_value() for name in written} == written
        assert page.title() == f"{TITLE} · Copydesk"
        tab.chip(NAME).click()
        page.locator(".menu button", has_text="Role").click()
        tab.holds("name => document.querySelector('label[for=role]')?.textContent.includes(name)", NAME)
        tab.press("Escape")
        tab.chip(NAME).focus()
        tab.press("r")
        tab.says(f"{NAME} is out")
        tab.holds("name => document.querySelector('[data-k=undo]').textContent.includes(name)", NAME)
        tab.press("v")
        shown = page.frame_locator("iframe.preview").locator("body")
        expect(shown).to_have_text("x Ada Moreau spoke.")
        assert shown.locator("img, script, [onerror], [href^=javascript]").count() == 0
        tab.go(FERRY_PATH)
        assert page.locator(f"#tx{LOST_LINE}").text_content() == LINE
        tab.line(LOST_LINE).focus()
        tab.press(" ")
        tab.says(f"Line {LOST_LINE} is back")
        expect(page.locator("#text .prose")).to_contain_text(LINE)
        assert page.locator("body").locator("img, script, svg, [onclick], [onerror], [onload]").count() == 0
        assert page.title().endswith("Copydesk")
        assert (dialogs, strange) == ([], [])
        context.close()


@pytest.mark.browser
@pytest.mark.slow
def test_65_other_origin_frame_form_fetch_refused(chromium: Any, desk: Desk) -> None:
    """A page of another origin can neither frame the desk nor post a form or a request to it."""
    context = chromium.new_context()
    Tab(desk, context.new_page()).open()
    before = desk.text_of(DRAFT)
    page = context.new_page()
    refusals: list[str] = []
    page.on("console", lambda message: refusals.append(message.text))
    page.goto(f"http://127.0.0.1:{desk.port}/")
    page.evaluate(
        """async (origin) => {
          const file = "content/articles/2020/2020-07-02-hostile.md";
          const order = JSON.stringify({ ops: [{ op: "trash", file }] });
          const options = { method: "POST", mode: "no-cors", body: order, credentials: "include" };
          await fetch(`${origin}/api/change`, options).catch(() => 0);
          const frame = Object.assign(document.createElement("iframe"), { name: "f" });
          const action = { action: `${origin}/api/change`, method: "post", enctype: "text/plain", target: "f" };
          const form = Object.assign(document.createElement("form"), action);
          form.append(Object.assign(document.createElement("input"), { name: order }));
          document.body.append(frame, form);
          form.submit();
          const desk = document.createElement("iframe");
          desk.src = `${origin}/`;
          document.body.append(desk);
          await new Promise((resolve) => setTimeout(resolve, 800));
        }""",
        desk.origin,
    )
    assert desk.text_of(DRAFT) == before
    framed = [frame for frame in page.frames if frame.parent_frame is not None]
    assert not [frame for frame in framed if frame.url.startswith(desk.origin)]
    assert any("frame-ancestors" in words for words in refusals)
    context.close()


@pytest.mark.slow
def test_66_lan_without_key_401(tmp_path: Path) -> None:
    """Open to the network, only the site is: the desk's port is shut to it, and no page tells the key."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address beside loopback")
        address = str(probe.getsockname()[0])
    with Desk(make_digest(tmp_path / "digest", {DRAFT: draft("A draft")}), "--host", "0.0.0.0") as lan:  # noqa: S104 (what is tested)
        with pytest.raises(OSError, match="refused"):
            socket.create_connection((address, lan.desk_port), timeout=20)
        for path in ("/", "/articles/hostile/", "/_copydesk/", "/_copydesk/client.js", "/api/queue"):
            connection = http.client.HTTPConnection(address, lan.port, timeout=20)
            connection.request("GET", path)
            answer = connection.getresponse()
            told = f"{answer.headers}".encode() + answer.read()
            assert lan.key.encode() not in told, path
            assert f":{lan.desk_port}".encode() not in told, path
            connection.close()
        assert lan.api("/api/queue")[0] == 200
        assert lan.api("/api/queue", X_Copydesk_Key="x")[0] == 401
