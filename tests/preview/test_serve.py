"""`serve` as a process: the promises S1 to S12 and R4 to R6, each as a test named after it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import article, tree, write_site
from previewing import PATIENCE, ROOT, Preview, descendants, stream, until

pytestmark = pytest.mark.slow  # a process that serves, for each test

PATH = "content/articles/2020/2020-07-02-a-headline.md"
URL = "/articles/a-headline/"
FILES = {
    PATH: article(body="The first words."),
    "content/articles/2020/2020-07-03-another.md": article("Another", "2020-07-03", "Other words.", people="[Ana Roe]"),
    "content/pages/about.md": "---\ntitle: About\n---\n\nAbout this.\n",
}
linux = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="looks at processes through /proc")


@pytest.fixture
def digest(tmp_path: Path) -> Path:
    """A small digest of one's own."""
    return write_site(tmp_path / "digest", FILES)


@pytest.fixture(scope="module")
def shared_preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview that tests ask and do not edit, under a base path."""
    config = "title: The Test Digest\nbase_url: https://digest.example/repo/\n"
    root = write_site(tmp_path_factory.mktemp("shared"), {"config.yaml": config, **FILES})
    with Preview(root) as preview:
        yield preview


# --- S1 to S6: asking -----------------------------------------------------------------------------------


def test_serves_at_the_base_path_of_the_published_site(shared_preview: Preview) -> None:
    """Pages lie where they will lie when published; the root leads there, links are under the base path."""
    assert shared_preview.ask("/").headers["location"] == "/repo/"
    assert shared_preview.ask("/repo").headers["location"] == "/repo/"
    page = shared_preview.text(f"/repo{URL}")
    assert "The first words." in page
    assert 'href="/repo/assets/style.css"' in page
    assert shared_preview.ask(f"/repo{URL[:-1]}").headers["location"] == f"/repo{URL}"
    missing = shared_preview.ask("/repo/nothing/")
    assert missing.status == 404
    assert b"client.js" in missing.body
    assert shared_preview.ask("/articles/a-headline/").status == 404


def test_s1_listens_on_this_machine_alone(shared_preview: Preview) -> None:
    """Both loopback addresses answer; another address of this machine does not."""
    assert shared_preview.ask("/repo/").status == 200
    if socket.has_ipv6:
        try:
            with socket.create_connection(("::1", shared_preview.port), timeout=PATIENCE) as six:
                six.sendall(f"GET /repo/ HTTP/1.1\r\nHost: [::1]:{shared_preview.port}\r\n\r\n".encode())
                assert six.recv(100).startswith(b"HTTP/1.1 200")
        except OSError as error:
            pytest.skip(f"no IPv6 loopback here: {error}")
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.2", shared_preview.port), timeout=5)


def test_s1_another_host_is_warned_about(digest: Path) -> None:
    """--host lets others in, and says so; a request by address is answered then, one by a foreign name is not."""
    with Preview(digest, "--host", "127.0.0.3") as preview:
        assert preview.said(r"warning: --host 127\.0\.0\.3")
        with socket.create_connection(("127.0.0.3", preview.port), timeout=PATIENCE) as link:
            link.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.3:{preview.port}\r\n\r\n".encode())
            assert link.recv(100).startswith(b"HTTP/1.1 200")


def _outer_address() -> str:
    """An address of this machine that is not loopback; "" where it has none. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        address = str(probe.getsockname()[0])
    return "" if address.startswith(("127.", "0.")) else address


def _whole_answer(address: str, port: int, request: str) -> bytes:
    with socket.create_connection((address, port), timeout=PATIENCE) as link:
        link.sendall(request.encode())
        return b"".join(iter(lambda: link.recv(65_536), b""))


def test_s14_host_opens_the_site_alone(digest: Path) -> None:
    """With --host a connection from elsewhere gets pages, and neither the desk nor its key, whatever it states."""
    address = _outer_address()
    if not address:
        pytest.skip("this machine has no address beside loopback")
    with Preview(digest, "--host", "0.0.0.0") as preview:  # noqa: S104 (what is tested)
        assert preview.said(r"warning: --host 0\.0\.0\.0 .* the desk stays with this machine")
        desk = preview.said(r"desk  http://localhost:(\d+)/#k=(\S+)")
        with pytest.raises(OSError, match="refused"):
            socket.create_connection((address, int(desk[1])), timeout=5)
        for host in (f"{address}:{preview.port}", f"localhost:{preview.port}"):
            end = f"Host: {host}\r\nConnection: close\r\n"
            page = _whole_answer(address, preview.port, f"GET {URL} HTTP/1.1\r\n{end}\r\n")
            assert b"The first words." in page
            way = _whole_answer(address, preview.port, f"GET /_copydesk/ HTTP/1.1\r\n{end}\r\n")
            assert way.startswith(b"HTTP/1.1 404")
            assert desk[2].encode() not in page + way


def test_b18_a_drawing_is_served_with_its_policy(digest: Path) -> None:
    """SVG and feeds carry `sandbox` and no sources as a header; pages do not."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4"/></svg>\n'
    write_site(digest, {"content/images/map.svg": drawing, PATH: article(body="![A map](/images/map.svg)\n\nWords.")})
    with Preview(digest) as preview:
        src = preview.text(URL).split('src="/images/map.')[1].split('"')[0]
        for path in (f"/images/map.{src}", "/feed.xml"):
            answer = preview.ask(path)
            assert answer.status == 200
            assert answer.headers["content-security-policy"].endswith("; sandbox")
        assert "content-security-policy" not in preview.ask(URL).headers


def test_s2_a_foreign_host_gets_403_and_no_content(shared_preview: Preview) -> None:
    """DNS rebinding brings a foreign `Host`: refused on every kind of address, without a word of the digest."""
    for path in ("/repo/", f"/repo{URL}", "/_copydesk/", "/_copydesk/events", "/_copydesk/problems.json", "/nothing"):
        answer = shared_preview.ask(path, Host=f"evil.example:{shared_preview.port}")
        assert answer.status == 403
        assert b"Digest" not in answer.body


def test_s3_the_stream_is_for_our_own_pages(shared_preview: Preview) -> None:
    """Another origin is refused; no answer carries a CORS header; the stream holds numbers and addresses alone."""
    assert shared_preview.ask("/_copydesk/events", Origin="https://evil.example").status == 403
    for path in ("/repo/", "/_copydesk/problems.json", "/_copydesk/client.js"):
        answer = shared_preview.ask(path)
        assert answer.status == 200
        assert not [name for name in answer.headers if name.startswith("access-control")]
    with stream(shared_preview) as told:
        first = next(told)
    assert set(first) == {"run", "epoch", "urls", "problems", "begun"}


def test_s4_pages_take_get_and_head_alone(shared_preview: Preview) -> None:
    """HEAD has the headers without the body; other methods get 405."""
    got, head = shared_preview.ask("/repo/"), shared_preview.ask("/repo/", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(got.body))
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert shared_preview.ask("/repo/", method, b"x").status == 405
    assert shared_preview.ask("/_copydesk/page.json", "POST", b"{}", Origin=_own(shared_preview)).status == 405


def _own(preview: Preview) -> str:
    return f"http://127.0.0.1:{preview.port}"


def test_s5_no_target_leaves_the_tree(shared_preview: Preview) -> None:
    """Encoded dots, backslashes, absolute targets and NULs leak nothing and break nothing."""
    targets = [
        b"/repo/../config.yaml",
        b"/repo/%2e%2e/config.yaml",
        b"/repo/%2e%2e%2f%2e%2e%2fconfig.yaml",
        b"/repo/..%5c..%5cconfig.yaml",
        b"/repo/%00",
        b"/repo/index.html%00.css",
        b"/repo//etc/passwd",
        b"/repo/%ff%fe",
        b"/repo/%c0%ae%c0%ae/config.yaml",
        b"//config.yaml",
        b"http://localhost/repo/",
        b"*",
        b"/repo/" + b"a/" * 3000,
        b"/_copydesk/../config.yaml",
        b"/_copydesk/%2e%2e/%2e%2e/hub.py",
        b"/_copydesk/idiomorph.LICENSE.txt%00",
        b"/repo/.copydesk-site",
        b"\xff",
        b"/repo/\x01",
    ]
    for target in targets:
        with shared_preview.connect() as link:
            host = f"Host: localhost:{shared_preview.port}\r\nConnection: close\r\n\r\n".encode()
            link.sendall(b"GET " + target + b" HTTP/1.1\r\n" + host)
            answer = b"".join(iter(lambda: link.recv(65536), b""))
        assert answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 30")), (target, answer[:60])
        assert b"base_url" not in answer
        assert b"root:" not in answer
    assert shared_preview.ask("/repo/").status == 200


@pytest.mark.slow
def test_s6_idle_and_slow_connections_keep_nobody_waiting(shared_preview: Preview) -> None:
    """Beside 200 idle and 200 slow connections a page comes before they are dropped, and dropped they are."""
    idle = [shared_preview.connect() for _ in range(200)]
    slow = [shared_preview.connect() for _ in range(200)]
    for number, link in enumerate(slow):
        start = b"GET /repo/ HTTP/1.1\r\nHost: lo" if number % 2 else b"POST /_copydesk/ HTTP/1.1\r\n"
        link.sendall(start)
    assert shared_preview.ask("/repo/").status == 200
    held = {link for link in (*idle, *slow) if not _is_dropped(link)}
    assert held  # the page waited for none of them to go

    def all_dropped() -> bool:
        for link in slow[:100]:  # those that go on with a letter now and then are dropped like the silent ones
            with contextlib.suppress(OSError):
                link.send(b"x")
        held.difference_update([link for link in held if _is_dropped(link)])
        return not held

    until(all_dropped, PATIENCE, lambda: f"{len(held)} are still held")
    for link in (*idle, *slow):
        link.close()
    assert shared_preview.ask("/repo/").status == 200


def _is_dropped(link: socket.socket) -> bool:
    """Tell whether the other side has closed a connection."""
    link.setblocking(False)  # noqa: FBT003 (the standard library has it so)
    try:
        return not link.recv(4096)
    except BlockingIOError:
        return False
    except OSError:
        return True


@pytest.mark.slow
def test_s6_a_body_that_never_ends_is_dropped(shared_preview: Preview) -> None:
    """An order whose body trickles in is cut off as well, and so is the second request of a connection."""
    with shared_preview.connect() as body, shared_preview.connect() as second:
        port = shared_preview.port
        head = f"GET /repo/ HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n"
        body.sendall((head + "Content-Length: 1000\r\n\r\n{").encode())
        second.sendall(f"GET /repo/ HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
        time.sleep(0.3)
        second.sendall(b"GET /re")
        for link in (body, second):
            link.settimeout(PATIENCE)
            with_end = iter(lambda link=link: _received(link), b"")
            assert b"".join(with_end) is not None


def _received(link: socket.socket) -> bytes:
    try:
        return link.recv(65536)
    except ConnectionResetError:
        return b""


# --- S7, S9: following -----------------------------------------------------------------------------------


def vim(path: Path, text: str) -> None:
    """A backup beside it, the old file moved to it, a new file under the name, the backup removed."""
    backup = path.with_name(path.name + "~")
    (path.parent / "4913").write_text("")
    (path.parent / "4913").unlink()
    path.rename(backup)
    path.write_text(text)
    backup.unlink()


def emacs(path: Path, text: str) -> None:
    """A lock link and an auto-save file; the first save renames the old file away and copies."""
    lock = path.with_name(f".#{path.name}")
    lock.symlink_to("editor@host.1234")
    (path.with_name(f"#{path.name}#")).write_text(text)
    path.rename(path.with_name(path.name + "~"))
    path.write_text(text)
    (path.with_name(f"#{path.name}#")).unlink()
    lock.unlink()


def in_place(path: Path, text: str) -> None:
    """VS Code: opened, overwritten, cut to its length."""
    with path.open("r+") as file:
        file.write(text)
        file.truncate()


def truncate_then_write(path: Path, text: str) -> None:
    """Emptied, and a moment later written in two halves."""
    with path.open("w") as file:
        file.flush()
        time.sleep(0.02)
        file.write(text[: len(text) // 2])
        file.flush()
        time.sleep(0.02)
        file.write(text[len(text) // 2 :])


def atomic(path: Path, text: str) -> None:
    """A hidden temporary file beside it, moved over it."""
    partial = path.with_name(f".{path.name}.swx1")
    partial.write_text(text)
    partial.replace(path)


def from_elsewhere(path: Path, text: str) -> None:
    """A temporary file in another folder, moved over it."""
    partial = path.parents[4] / "elsewhere.tmp"
    partial.write_text(text)
    partial.replace(path)


def sed(path: Path, text: str) -> None:
    """`sed -i`: a temporary file without the name's end, moved over it."""
    partial = path.with_name("sedAbC123")
    partial.write_text(text)
    partial.chmod(stat.S_IMODE(path.stat().st_mode))
    partial.replace(path)


def git_checkout(path: Path, text: str) -> None:
    """Removed, and written as a new file."""
    path.unlink()
    path.write_text(text)


def folder_away_and_back(path: Path, text: str) -> None:
    """The whole content folder moved away, changed, and moved back."""
    content = path.parents[2]
    away = content.with_name("away")
    content.rename(away)
    time.sleep(0.2)
    (away / path.relative_to(content)).write_text(text)
    away.rename(content)


def sync_tool(path: Path, text: str) -> None:
    """A partial file, moved over it with an older time and the size it had."""
    partial = path.with_name(f".{path.name}.part")
    partial.write_text(text)
    os.utime(partial, (1_000_000_000, 1_000_000_000))
    partial.replace(path)


SAVES = (
    vim,
    emacs,
    in_place,
    truncate_then_write,
    atomic,
    from_elsewhere,
    sed,
    git_checkout,
    folder_away_and_back,
    sync_tool,
)


@pytest.fixture(scope="module", params=["events", "poll"])
def edited(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview to edit in, following events or polling (R5)."""
    root = write_site(tmp_path_factory.mktemp("edited") / "digest", FILES)
    with Preview(root, *(["--poll"] if request.param == "poll" else [])) as preview:
        yield preview


@pytest.mark.parametrize("save", SAVES, ids=lambda save: save.__name__)
def test_s7_every_way_of_saving_shows(edited: Preview, save: Callable[[Path, str], None]) -> None:
    """Ten ways in which editors and tools save, each noticed; no page is ever cut."""
    path = edited.root / PATH
    for number in range(2):
        mark = f"Saved by {save.__name__} {number}."
        save(path, article(body=mark))
        pages = _pages_until(edited, mark)
        assert all(page.rstrip().endswith("</html>") for page in pages)


def _pages_until(preview: Preview, mark: str) -> list[str]:
    """Every state of the page that was served until it held the mark."""
    pages: list[str] = []

    def shown() -> bool:
        pages.append(preview.text(URL))
        return mark in pages[-1]

    until(shown, PATIENCE, lambda: f"{mark} never showed: {preview.lines[-5:]}")
    return pages


def test_s7_an_edit_during_a_rebuild_is_not_lost(digest: Path) -> None:
    """Saves that fall into the middle of builds end with the last one shown."""
    more = {f"content/articles/2019/2019-01-0{n}-n{n}.md": article(f"N{n}", f"2019-01-0{n}") for n in range(1, 10)}
    write_site(digest, more)
    with Preview(digest) as preview:
        for number in range(25):
            (digest / PATH).write_text(article(title=f"Headline {number}", body=f"Words {number}.", slug="a-headline"))
            time.sleep(0.011 * (number % 13))
        preview.shows(URL, "Words 24.")
        preview.shows("/", "Headline 24")


def test_s8_r6_what_breaks_is_shown_and_mends_itself(digest: Path) -> None:
    """An article, a layout, the configuration break: the server lives, says file, line, cause; mended, it shows."""
    write_site(digest, {"layouts/partials/foot.html": "<footer>Our foot</footer>\n"})
    with Preview(digest) as preview:
        preview.shows("/", "Our foot")
        scenes = [
            (PATH, "title: A headline", "title: A: <b>headline</b>", PATH, 2),
            ("layouts/partials/foot.html", "Our foot", "Our {% foot %}", "layouts/partials/foot.html", 1),
            ("config.yaml", "title:", "titel:", "config.yaml", 1),
        ]
        for path, old, new, where, line in scenes:
            good = (digest / path).read_text()
            (digest / path).write_text(good.replace(old, new, 1))
            until(preview.problems, PATIENCE, lambda: f"no problem was told: {preview.lines}")
            found = [(one["path"], one["line"]) for one in preview.problems()]
            assert (where, line) in found
            one = preview.problems()[found.index((where, line))]
            assert one["text"].strip() in (digest / path).read_text()
            assert one["link"].startswith(f"vscode://file{digest}/{where}:{line}")
            page = preview.ask(URL)
            assert page.status == 200
            assert b"The first words." in page.body
            preview.said(rf"^{where}:{line}.*")
            (digest / path).write_text(good)
            until(lambda: not preview.problems(), PATIENCE, lambda: f"it was not mended: {preview.lines}")


def test_r6_all_problems_are_told_at_once(digest: Path) -> None:
    """Two broken files are two problems, and a preview started on them comes up and waits."""
    write_site(digest, {PATH: article(countries="[Frnace]"), "content/people/ana.md": "---\nnmae: Ana\n---\n"})
    with Preview(digest) as preview:
        assert {one["path"] for one in preview.problems()} == {PATH, "content/people/ana.md"}
        assert preview.ask("/").status == 503
        write_site(digest, {PATH: article(countries="[France]"), "content/people/ana.md": "---\nname: Ana\n---\n"})
        preview.shows(URL, "France")
        until(lambda: not preview.problems(), PATIENCE, lambda: "the problems stayed")


def test_s9_deleted_and_renamed_articles_are_followed(digest: Path) -> None:
    """A deleted article's page and its person's go; a tab on a renamed one is sent after it."""
    with Preview(digest) as preview:
        assert preview.ask("/people/ana-roe/").status == 200
        with stream(preview, URL) as told:
            next(told)
            (digest / PATH).write_text(article(body="The first words.", slug="moved"))
            moved = next(value for value in told if "to" in value)
            assert moved["to"] == "/articles/moved/"
        (digest / "content/articles/2020/2020-07-03-another.md").unlink()
        until(lambda: preview.ask("/people/ana-roe/").status == 404, PATIENCE, lambda: "she stayed")
        assert preview.ask(URL).status == 404
        assert "Another" not in preview.text("/")
        (digest / "content").rename(digest / "away")
        preview.lacks("/", "A headline")
        (digest / "away").rename(digest / "content")
        preview.shows("/", "A headline")


@linux
@pytest.mark.slow
def test_s10_ten_thousand_saves_are_bounded(digest: Path) -> None:
    """10,000 saves as fast as they go: few builds, the last state shows, nothing grows."""
    with Preview(digest) as preview:
        preview.shows(URL, "The first words.")
        path = digest / PATH
        path.write_text(article(body="Warm."))
        preview.shows(URL, "Warm.")
        before, builds, began = _weight(preview), preview.epoch(), time.monotonic()
        for number in range(10_000):
            path.write_text(article(body=f"Save {number}."))
        took = time.monotonic() - began
        preview.shows(URL, "Save 9999.")
        assert preview.settled() - builds <= 4 + took / 0.4
        bounds = {"threads": before["threads"], "files": before["files"] + 2, "kib": before["kib"] + 24 * 1024}
        within = lambda: all(_weight(preview)[what] <= most for what, most in bounds.items())  # noqa: E731
        until(within, PATIENCE, lambda: f"{_weight(preview)} is more than {bounds}")


def _weight(preview: Preview) -> dict[str, int]:
    """Threads, descriptors and resident KiB of the server and what it started."""
    pids = [preview.process.pid, *preview.children()]
    status = [Path(f"/proc/{pid}/status").read_text() for pid in pids]
    return {
        "threads": sum(int(text.split("Threads:")[1].split()[0]) for text in status),
        "files": sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in pids),
        "kib": sum(int(text.split("VmRSS:")[1].split()[0]) for text in status),
    }


def test_r4_reading_everything_in_a_loop_builds_nothing(digest: Path) -> None:
    """Searching, indexing and opening files is no edit."""
    with Preview(digest) as preview:
        builds = preview.settled()
        end = time.monotonic() + 3
        while time.monotonic() < end:
            for path in digest.rglob("*"):
                if path.is_file():
                    path.read_bytes()
        assert preview.settled() == builds


# --- S11, S12: beginning and ending -----------------------------------------------------------------------


def test_s11_a_taken_port_is_named(digest: Path) -> None:
    """Exit code 1, one line with the port, and nothing left running."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, str(ROOT / "build.py"), "serve", "--root", str(digest), "--port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 1
    assert done.stderr.strip() == f"copydesk: port {port} is taken: end what uses it, or choose another with --port"


@linux
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_s11_it_ends_at_once(digest: Path, number: int) -> None:
    """With a tab listening and a slow connection open it is gone at once: no trace, no child, the port free.

    The promise is 2 s, on a machine that does nothing else; a server that waited for its tabs would wait for ever here.
    """
    with Preview(digest) as preview, stream(preview) as told, preview.connect() as slow:
        next(told)
        slow.sendall(b"GET / HTTP/1.1\r\n")
        children = preview.children()
        assert children
        assert preview.stop(number) == 0
        until(lambda: not _alive(children), PATIENCE, lambda: f"left running: {_alive(children)}")
        assert not any("Traceback" in line for line in preview.lines)
        with socket.create_server(("127.0.0.1", preview.port)):
            pass


def _alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if pid in descendants(1) and Path(f"/proc/{pid}").exists()]


@linux
def test_s11_a_killed_server_leaves_no_child(digest: Path) -> None:
    """`kill -9` on the server: the build process notices that nobody asks any more, and ends."""
    with Preview(digest) as preview:
        children = preview.children()
        preview.process.kill()
        preview.process.wait()
        until(lambda: not _alive(children), PATIENCE, lambda: f"left running: {_alive(children)}")


@linux
def test_a_build_process_that_dies_is_started_again(digest: Path) -> None:
    """The pages stay up while it is away, and the next edit shows."""
    with Preview(digest) as preview:
        for pid in preview.children():
            os.kill(pid, signal.SIGKILL)
        assert preview.ask(URL).status == 200
        (digest / PATH).write_text(article(body="Back again."))
        preview.shows(URL, "Back again.")
        until(lambda: not preview.problems(), PATIENCE, lambda: "the problem stayed")


def test_s12_the_published_site_is_never_touched(digest: Path) -> None:
    """Not by building, editing or breaking; and no file of the preview's own tree carries the client."""
    write_site(digest, {"site/index.html": "published", "site/.copydesk-site": "Made by Copydesk.\n"})
    with Preview(digest) as preview:
        before = {path: path.stat().st_mtime_ns for path in (digest / "site").rglob("*")}
        (digest / PATH).write_text(article(body="Edited."))
        preview.shows(URL, "Edited.")
        assert "client.js" in preview.text(URL)
        assert tree(digest / "site") == {"index.html": b"published", ".copydesk-site": b"Made by Copydesk.\n"}
        assert {path: path.stat().st_mtime_ns for path in (digest / "site").rglob("*")} == before
    assert not [path for path, data in tree(digest / ".copydesk/cache/preview/site").items() if b"_copydesk" in data]


# --- drafts, the inbox ------------------------------------------------------------------------------------


def test_drafts_are_shown_with_their_badges_or_left_out(digest: Path) -> None:
    """A draft has a page with badges that say so; --no-drafts leaves it out, as the published site does."""
    write_site(digest, {"content/articles/d.md": article("A draft", "", "Not yet.", draft="true")})
    with Preview(digest) as preview:
        assert preview.ask("/articles/d/").status == 200
        told = preview.json("/_copydesk/page.json?url=/articles/d/")
        assert [note["label"] for note in told["notes"]] == ["Draft", "No date", "No source"]
        assert told["source"] == "content/articles/d.md"
    with Preview(digest, "--no-drafts") as preview:
        assert preview.ask("/articles/d/").status == 404
        assert preview.ask(URL).status == 200


RAW = """A harbour opens again

By Ana Roe

2 July 2020

The harbour of Valparaiso in Chile opened again on Thursday after two weeks, the port authority said in a statement.

Ships had been waiting outside since the storm of June, which broke two cranes and a part of the northern pier there.

"We are glad to see the first of them come in today," said Bruno Diaz, a spokesman for the port authority of Valparaiso.

The cranes will be replaced by the end of the year, and the pier is to be repaired before the winter storms begin again.
"""


@pytest.mark.slow
def test_a_raw_file_dropped_into_the_inbox_becomes_a_draft(digest: Path) -> None:
    """Its page is there with its badges, its raw copy is kept; the same text again is refused."""
    with Preview(digest) as preview:
        write_site(digest, {"content/inbox/harbour.txt": RAW})
        preview.said(r"content/inbox/harbour\.txt: wrote content/articles/")
        preview.shows("/articles/a-harbour-opens-again/", "harbour of Valparaiso")
        told = preview.json("/_copydesk/page.json?url=/articles/a-harbour-opens-again/")
        assert "Draft" in [note["label"] for note in told["notes"]]
        assert "original_sha256" in (digest / told["source"]).read_text(encoding="utf-8")
        write_site(digest, {"content/inbox/again.txt": RAW})
        preview.said(r"content/inbox/again\.txt: .* is already in content/articles/")


@pytest.mark.slow
def test_a_file_that_grows_in_the_inbox_makes_no_second_draft(digest: Path) -> None:
    """Caught half written, it is told with the line that takes the rest in; another text under its name is a draft."""
    half = RAW[: RAW.rindex("\n\n", 0, len(RAW) - 2)] + "\n"
    with Preview(digest) as preview:
        write_site(digest, {"content/inbox/harbour.txt": half})
        preview.said(r"content/inbox/harbour\.txt: wrote content/articles/")
        (path,) = (digest / "content/articles").rglob("*a-harbour-opens*.md")
        rest = "\nThe pier has a café now, which opens at six on every day but Sunday.\n" * 9
        write_site(digest, {"content/inbox/harbour.txt": RAW + rest})
        preview.said(r"harbour\.txt: has changed since it became content/articles/.*`copydesk add --again --from ")
        assert list((digest / "content/articles").rglob("*a-harbour-opens*.md")) == [path]
        other = "".join(f"Lock {n} at Gdansk was shut by its keeper, Jan Wrona, on Monday night.\n\n" for n in range(9))
        write_site(digest, {"content/inbox/harbour.txt": f"The lock keeper retires\n\n{other}"})
        preview.said(r"content/inbox/harbour\.txt: wrote content/articles/.*the-lock-keeper-retires")


@pytest.mark.slow
def test_parts_of_a_file_in_the_inbox_that_are_left_out_are_told(digest: Path) -> None:
    """What is no article by its kind is named there as `copydesk add` names it."""
    rows = "title,url,date,text\nNothing,,2020-01-02,\nA link,https://a.example/1,,\n"
    with Preview(digest) as preview:
        write_site(digest, {"content/inbox/rows.csv": rows})
        preview.said(r"content/inbox/rows\.csv, row 1: not taken: a row without an address or a text")


def test_many_askers_at_once_get_whole_pages(shared_preview: Preview) -> None:
    """Twenty threads asking for pages get every one of them whole."""
    bad: list[object] = []

    def ask() -> None:
        for _ in range(10):
            answer = shared_preview.ask(f"/repo{URL}")
            if answer.status != 200 or b"</html>" not in answer.body:
                bad.append(answer.status)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bad == []


def test_future_shows_what_is_not_due_without_drafts(digest: Path) -> None:
    """--no-drafts is the site as readers see it now; with --future what is not due yet is there, drafts are not."""
    write_site(
        digest,
        {
            "content/articles/soon.md": article("Soon", "2020-08-01", publish_at="2199-01-01"),
            "content/articles/d.md": article("A draft", "2020-08-02", draft="true"),
        },
    )
    with Preview(digest, "--no-drafts", "--future") as preview:
        assert preview.ask("/articles/soon/").status == 200
        assert preview.ask("/articles/d/").status == 404
        notes = preview.json("/_copydesk/page.json?url=/articles/soon/")["notes"]
        assert "Future" in [note["label"] for note in notes]
    with Preview(digest, "--no-drafts") as preview:
        assert preview.ask("/articles/soon/").status == 404


def test_the_search_index_is_made_when_somebody_searches(digest: Path) -> None:
    """It takes longer than all pages, so an edit does not wait for it; asked for, it knows the edit."""
    with Preview(digest) as preview:
        assert not (digest / ".copydesk/cache/preview/site/search/index.json").exists()
        assert sum(month[1] for month in preview.json("/search/index.json")["months"]) == 2
        (digest / PATH).write_text(article(body="Zanzibar."))
        preview.shows(URL, "Zanzibar.")
        terms = preview.json("/search/index.json")["terms"]
        (digest / PATH).write_text(article(body="Timbuktu."))
        preview.shows(URL, "Timbuktu.")
        assert preview.json("/search/index.json")["terms"] != terms
