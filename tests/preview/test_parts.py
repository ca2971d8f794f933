"""The preview's parts by themselves: access, files, snapshots, badges, watching, the inbox, the state."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Self

import pytest
from conftest import NOW, article, write_site
from previewing import PATIENCE, descendants, until

from copydesk.errors import Location, Problem
from copydesk.library import Snapshot, scan_content
from copydesk.library.scan import compare_snapshots, update_snapshot
from copydesk.model import Article, Mention, Origin
from copydesk.preview.build_process import badges_of, show_problem
from copydesk.preview.http import PreviewState, editor_link, find, insert_client, is_folder, media_type, page_digest
from copydesk.preview.listen import ListenAddress, check_request, is_local, policy_of
from copydesk.preview.messages import STAND_ASIDE, BuildFailure, BuildReport, PageReady, ShownProblem
from copydesk.preview.watch import ARRIVED, ChangeSignal, FolderWatcher, Inbox

LOCAL = ListenAddress(port=8000)


def ask(address: ListenAddress, method: str = "GET", path: str = "/", **headers: str) -> int:
    """The status of a refusal, or 200."""
    given = [
        (k.replace("_", "-").lower().encode(), v.encode()) for k, v in {"Host": "localhost:8000", **headers}.items()
    ]
    refusal = check_request(address, method, path, given)
    return refusal.status if refusal else 200


# --- S2, S3, S4: who may ask what ----------------------------------------------------------------------


@pytest.mark.parametrize("host", ["localhost:8000", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_s2_hosts_of_this_machine_pass(host: str) -> None:
    """The three names of this machine, with the preview's port, are answered."""
    assert ask(LOCAL, Host=host) == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:8000",
        "localhost.evil.example:8000",
        "localhost",
        "localhost:8001",
        "localhost:8000:8000",
        "127.0.0.1.nip.io:8000",
        "127.0.0.2:8000",
        "[::1]",
        "[::1]:8000x",
        "[::1]x:8000",
        "::1:8000",
        "192.168.1.7:8000",
        "0.0.0.0:8000",
        "",
        "localhost:8000, evil.example",
        " localhost:8000",
    ],
)
def test_s2_other_hosts_are_refused(host: str) -> None:
    """A name that an attacker could point here, or another port, gets 403."""
    assert ask(LOCAL, Host=host) == 403


def test_s2_no_host_or_two_are_refused() -> None:
    """A request without `Host`, or with two, gets 403."""
    assert check_request(LOCAL, "GET", "/", []).status == 403  # type: ignore[union-attr]
    two = [(b"host", b"localhost:8000"), (b"host", b"evil.example")]
    assert check_request(LOCAL, "GET", "/", two).status == 403  # type: ignore[union-attr]


def test_s1_a_wide_door_takes_addresses_but_no_names() -> None:
    """With --host, phones reach it by address; a name would let DNS rebinding in."""
    wide = ListenAddress(port=8000, host="0.0.0.0", wide=True)  # noqa: S104 (nothing is bound)
    assert ask(wide, Host="192.168.1.7:8000") == 200
    assert ask(wide, Host="[fe80::1]:8000") == 200
    assert ask(wide, Host="evil.example:8000") == 403
    assert ask(ListenAddress(port=8000, host="desk.local", wide=True), Host="desk.local:8000") == 200


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("192.168.1.7", False),
        ("10.0.0.1", False),
        ("fe80::1%eth0", False),
        ("::ffff:192.168.1.7", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_s14_this_machine_is_told_by_the_connection(address: str, own: bool) -> None:
    """Only a loopback address is ours: what a request states of itself has no say, a name or nothing is none."""
    assert is_local(address) is own


@pytest.mark.parametrize("name", ["a.svg", "A.SVG", "feed.xml", "feed.atom", "a.xhtml", "a.rss", "a.xsl", "a.svgz"])
def test_b18_xml_carries_its_policy(name: str) -> None:
    """Whatever a browser would run as XML is served sandboxed and without sources."""
    policy = policy_of(media_type(name))["content-security-policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@pytest.mark.parametrize("name", ["index.html", "a.js", "a.css", "a.png", "a.json", "a.txt"])
def test_b18_other_files_keep_their_own(name: str) -> None:
    """A page states its own policy, and what is no document needs none."""
    assert policy_of(media_type(name)) == {}


@pytest.mark.parametrize("path", ["/_copydesk/events", "/_copydesk/page.json", "/_copydesk/problems.json"])
def test_s3_other_origins_are_refused_below_our_prefix(path: str) -> None:
    """What the preview says of itself is for its own pages: `Origin` absent or own."""
    assert ask(LOCAL, path=path) == 200
    assert ask(LOCAL, path=path, Origin="http://localhost:8000") == 200
    for origin in ("https://evil.example", "null", "http://localhost:8001", "https://localhost:8000"):
        assert ask(LOCAL, path=path, Origin=origin) == 403


def test_s3_an_element_of_another_page_is_refused() -> None:
    """A script or picture element elsewhere states no `Origin`, but the browser says whose page it is on."""
    assert ask(LOCAL, path="/_copydesk/events", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors") == 403
    assert ask(LOCAL, path="/_copydesk/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate") == 200
    assert ask(LOCAL, path="/_copydesk/client.js", Sec_Fetch_Site="same-origin", Sec_Fetch_Mode="no-cors") == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "X"])
def test_s4_pages_take_get_and_head_alone(method: str) -> None:
    """Any other method on a page gets 405."""
    assert ask(LOCAL, method, Origin="http://localhost:8000") == 405


def test_s4_nothing_is_written_through_the_sites_origin() -> None:
    """The site's origin serves what anybody may have written: what changes files has an origin of its own."""
    assert ask(LOCAL, "POST", "/_copydesk/page.json") == 405
    assert ask(LOCAL, "POST", "/_copydesk/page.json", Origin="http://localhost:8000") == 405


# --- S5: files of one built tree -------------------------------------------------------------------------


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A built tree with a secret beside it and links out of it."""
    tree = tmp_path / "tree"
    write_site(tree, {"index.html": "front", "a/index.html": "a", "a/x y.css": "css", ".copydesk-site": "m"})
    (tmp_path / "secret.txt").write_text("secret")
    (tree / "link.txt").symlink_to(tmp_path / "secret.txt")
    (tree / "out").symlink_to(tmp_path)
    return tree


def test_s5_pages_and_files_are_found(built: Path) -> None:
    """An address that ends in a slash is a folder's index, any other a file."""
    assert find(built, "/").data == b"front"  # type: ignore[union-attr]
    assert find(built, "/a/").data == b"a"  # type: ignore[union-attr]
    assert find(built, "/a/x y.css").type == "text/css; charset=utf-8"  # type: ignore[union-attr]
    assert is_folder(built, "/a")
    assert not is_folder(built, "/b")


@pytest.mark.parametrize(
    "url",
    [
        "/../secret.txt",
        "/a/../../secret.txt",
        "/a/../index.html",
        "//secret.txt",
        "//etc/passwd",
        "/..\\secret.txt",
        "/a\\index.html",
        "/link.txt",
        "/out/secret.txt",
        "/index.html\0.css",
        "/\0",
        "/./index.html",
        "/.copydesk-site",
        "/a/.hidden",
        "/a",
        "/" + "x" * 5000,
        "/a/index.html/",
        "index.html",
        "/\ud800",
        "/con\x7f\x01",
    ],
)
def test_s5_nothing_else_is(built: Path, url: str) -> None:
    """Steps up, links, backslashes, NULs and hidden files lead to nothing, and to no error."""
    assert find(built, url) is None


def test_s12_the_client_is_put_before_the_end_of_the_body() -> None:
    """The client's script tells which page it is on; an address with quotes stays inside its attribute."""
    page = insert_client(b"<html><body><p>x</p></body></html>", '/a"><script>/', "run1").decode()
    assert page.startswith("<html><body><p>x</p><script src=")
    assert page.endswith("</script></body></html>")
    assert 'data-page="/a&quot;&gt;&lt;script&gt;/"' in page
    assert f'data-seen="{page_digest(b"<html><body><p>x</p></body></html>")}"' in page


def test_media_types_do_not_depend_on_the_system() -> None:
    """The types that browsers are strict about are ours, whatever the machine's table says."""
    assert media_type("a.js") == "text/javascript; charset=utf-8"
    assert media_type("feed.atom") == "application/atom+xml"
    assert media_type("a.unknown-kind") == "application/octet-stream"


# --- snapshots -----------------------------------------------------------------------------------------


def test_changes_are_what_two_snapshots_differ_in() -> None:
    """Added, changed and removed files, sorted; none for equal snapshots."""
    old = Snapshot(files={"a": (1, 1, 1), "b": (1, 1, 1), "c": (1, 1, 1)})
    new = Snapshot(files={"b": (2, 1, 1), "c": (1, 1, 1), "d": (1, 1, 1)})
    found = compare_snapshots(old, new)
    assert (found.added, found.changed, found.removed) == (("d",), ("b",), ("a",))
    assert found.paths == ("a", "b", "d")
    assert not compare_snapshots(old, old)


def test_a_glance_equals_a_look_at_everything(tmp_path: Path) -> None:
    """Looking at the hinted paths alone gives what a whole scan gives, for new, changed and removed files."""
    root = write_site(tmp_path, {f"content/articles/2020/{n}.md": article() for n in "abc"})
    seen = scan_content(root)
    (root / "content/articles/2020/a.md").unlink()
    (root / "content/articles/2020/b.md").write_text("other")
    (root / "content/articles/2020/aa.md").write_text("new")
    found = update_snapshot(root, seen, [f"content/articles/2020/{n}.md" for n in ("a", "b", "aa", "never")])
    assert found is not None
    now = scan_content(root)
    assert list(found[0].files.items()) == list(now.files.items())
    assert found[1] == compare_snapshots(seen, now)


def test_a_glance_gives_up_on_folders_and_links(tmp_path: Path) -> None:
    """A folder or a link needs the rules of the whole scan."""
    root = write_site(tmp_path, {"content/articles/2020/a.md": article()})
    (root / "content/l.md").symlink_to(root / "config.yaml")
    seen = scan_content(root)
    assert update_snapshot(root, seen, ["content/articles"]) is None
    assert update_snapshot(root, seen, ["content/l.md"]) is None


# --- watching --------------------------------------------------------------------------------------------


def test_rings_are_gathered_until_it_is_quiet() -> None:
    """A burst of notices is one waking, with every hint; then the interval passes, looking everywhere."""

    async def scene() -> list[frozenset[str] | None]:
        step = ChangeSignal(quiet=0.05, most=0.5, beat=0.2)
        for name in ("a", "b", "a"):
            step.notify(name)
        return [await step.wait(), await step.wait()]

    assert asyncio.run(scene()) == [frozenset({"a", "b"}), None]


def test_a_stream_of_rings_does_not_starve_the_build() -> None:
    """However many notices come, the wait ends after the longest debounce; a notice from a thread counts."""

    async def scene() -> float:
        step = ChangeSignal(quiet=60, most=0.3, beat=60)
        over = threading.Event()

        def ringing() -> None:
            while not over.wait(0.01):
                step.notify("a")

        thread = threading.Thread(target=ringing)
        thread.start()
        began = asyncio.get_running_loop().time()
        hints = await step.wait()
        took = asyncio.get_running_loop().time() - began
        over.set()
        thread.join()
        assert hints == frozenset({"a"})
        return took

    assert 0.2 < asyncio.run(scene()) < 60  # no bound that a busy machine could miss


def test_too_many_hints_mean_everywhere() -> None:
    """A checkout of a thousand files is one look at everything."""

    async def scene() -> frozenset[str] | None:
        step = ChangeSignal(quiet=0.02, most=0.5, beat=5)
        for number in range(1000):
            step.notify(str(number))
        return await step.wait()

    assert asyncio.run(scene()) is None


def on_event(root: Path, act: object, *, quiet: float = 0.6) -> set[str | None]:
    """What a watcher notifies of while `act` runs, and shortly after."""
    rung: set[str | None] = set()
    watcher = FolderWatcher(root, rung.add)
    assert watcher.start() == ""
    try:
        act()  # type: ignore[operator]
        threading.Event().wait(quiet)
    finally:
        watcher.stop()
    return rung


def test_r4_reading_rings_no_bell(tmp_path: Path) -> None:
    """Opening, reading and listing files is no change, nor is a change of rights, or of a file that is none of ours."""
    root = write_site(tmp_path, {"content/articles/a.md": article(), "layouts/x.html": "x", "site/index.html": "x"})

    def read() -> None:
        for path in root.rglob("*"):
            if path.is_file():
                path.read_bytes()
        os.scandir(root / "content").close()
        (root / "content/articles/a.md").chmod(0o600)
        (root / "notes.txt").write_text("mine")
        (root / "site/index.html").write_text("y")
        (root / "content/articles/.a.md.swp").write_text("vim")
        (root / "content/articles/4913").write_text("vim")
        (root / "content/articles/a.md~").write_text("backup")

    assert on_event(root, read) == set()


def test_r4_changes_ring_with_their_path(tmp_path: Path) -> None:
    """A save in place, an atomic save, a deletion and the configuration are notified; a folder means everywhere."""
    root = write_site(
        tmp_path, {"content/articles/a.md": article(), "content/articles/b.md": "b", "layouts/x.html": "x"}
    )

    def edit() -> None:
        (root / "layouts/x.html").write_text("y")
        (root / "content/articles/.a.tmp").write_text("z")
        (root / "content/articles/.a.tmp").replace(root / "content/articles/a.md")
        (root / "content/articles/b.md").unlink()
        (root / "config.yaml").write_text("title: x\n")

    assert on_event(root, edit) == {"layouts/x.html", "content/articles/a.md", "content/articles/b.md", "config.yaml"}
    assert None in on_event(root, (root / "content/people").mkdir)


def test_s9_a_folder_that_comes_back_is_watched_again(tmp_path: Path) -> None:
    """After `watch_new_folders`, changes in a content folder that came back as another one are noticed."""
    root = write_site(tmp_path, {"content/articles/a.md": article()})
    rung: list[str | None] = []
    watcher = FolderWatcher(root, rung.append)
    assert watcher.start() == ""
    try:
        (root / "content").rename(tmp_path / "away")
        watcher.watch_new_folders()
        write_site(root, {"content/articles/a.md": "new"})
        watcher.watch_new_folders()
        threading.Event().wait(0.2)
        rung.clear()
        (root / "content/articles/a.md").write_text("newer")
        threading.Event().wait(0.6)
        assert "content/articles/a.md" in rung
    finally:
        watcher.stop()


def test_an_original_that_is_kept_rings_nothing(tmp_path: Path) -> None:
    """The raw copy that `add` puts away is no change of the digest; an article written after it is."""
    root = write_site(tmp_path, {"content/articles/a.md": article(), "content/originals/aa/x.gz": b"x"})
    rung: list[str | None] = []
    watcher = FolderWatcher(root, rung.append)
    assert watcher.start() == ""
    try:
        write_site(root, {"content/originals/aa/y.gz": b"y", "content/originals/bb/z.gz": b"z"})
        (root / "content/articles/a.md").write_text("newer")
        for _ in range(100):
            if "content/articles/a.md" in rung:
                break
            threading.Event().wait(0.05)
        assert not [path for path in rung if path is not None and path.startswith("content/originals")]
    finally:
        watcher.stop()


# --- badges, problems, links ----------------------------------------------------------------------------


def made(**more: object) -> Article:
    """An article with nothing left to settle but what a test says."""
    known: dict[str, object] = {
        "id": "a",
        "slug": "a",
        "url": "/articles/a/",
        "title": "A",
        "location": Location(path="content/articles/a.md"),
        "body_digest": "x",
        "date": NOW,
        "origin": Origin(name="The Harbour Dispatch"),
    }
    return Article(**{**known, **more})  # type: ignore[arg-type]


DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("fields", "noindex", "labels"),
    [
        ({}, False, []),
        ({"draft": True}, False, ["Draft"]),
        ({"publish_at": NOW + DAY}, False, ["Future"]),
        ({"publish_at": NOW - DAY}, False, []),
        ({"expires": NOW - DAY}, False, ["Expired"]),
        ({"expires": NOW + DAY}, False, []),
        ({"date": None, "draft": True}, False, ["Draft", "No date"]),
        ({"origin": None}, False, ["No source"]),
        ({"origin": Origin(url="https://a.example/")}, False, []),
        ({}, True, ["noindex"]),
        ({"mentioned_people": ("Ana Roe", "Bo Li"), "people": (Mention(name="ana roe"),)}, False, ["1 suggested"]),
        ({"mentioned_countries": ("FR", "DE"), "countries": ("FR", "DE")}, False, []),
    ],
)
def test_badges_say_what_is_not_settled(fields: dict[str, object], noindex: bool, labels: list[str]) -> None:
    """Each state of an article that its editor should know of has its badge, and no other has one."""
    assert [note.label for note in badges_of(made(**fields), NOW, noindex=noindex)] == labels


def test_a_problem_is_shown_with_its_line(tmp_path: Path) -> None:
    """The overlay has the line itself, read where the author would look; a file that is gone has none."""
    root = write_site(tmp_path, {"content/articles/a.md": "---\ntitle: A: b\n---\n"})
    place = Location(path="content/articles/a.md", line=2, column=9)
    shown = show_problem(root, Problem(location=place, message="a colon", advice="quote it"))
    assert (shown.text, shown.file) == ("title: A: b", str(root / "content/articles/a.md"))
    assert str(shown) == "content/articles/a.md:2:9: a colon, quote it"
    assert show_problem(root, Problem(location=Location(path="content/x.md", line=2), message="m")).text == ""
    assert show_problem(root, Problem(location=Location(path=""), message="m")).file == ""


def test_editor_links_are_encoded() -> None:
    """A path with blanks and letters of any script opens in the editor at its place."""
    assert editor_link("/d/a b/é.md", 3, 7) == "vscode://file/d/a%20b/%C3%A9.md:3:7"
    assert editor_link("C:\\d\\a.md", 3) == "vscode://file/C%3A/d/a.md:3"
    assert editor_link("") == ""


# --- the inbox ------------------------------------------------------------------------------------------


def test_the_inbox_tells_what_arrived_once(tmp_path: Path) -> None:
    """What lay there before waits for the editor; a new file is told once it has stopped growing, and once."""
    root = write_site(tmp_path, {"content/inbox/old.txt": "old", "content/inbox/README.md": "read me"})
    now = [0.0]
    inbox = Inbox(root, clock=lambda: now[0])
    assert inbox.waiting == ("content/inbox/old.txt",)
    assert inbox.scan() == ((), False)
    write_site(root, {"content/inbox/new.txt": "half", "content/inbox/new.yaml": "date: 2020-01-01\n"})
    assert inbox.scan() == ((), True)
    now[0] += ARRIVED
    (root / "content/inbox/new.txt").write_text("the whole of it")
    assert inbox.scan() == ((), True)
    now[0] += ARRIVED
    assert inbox.scan() == (("content/inbox/new.txt",), False)
    now[0] += ARRIVED
    assert inbox.scan() == ((), False)


# --- the state --------------------------------------------------------------------------------------------


def report(*urls: str, **more: object) -> BuildReport:
    """A build that rendered these."""
    known: dict[str, object] = {
        "base": "/",
        "changes": ("a.md",),
        "urls": urls,
        "removed": (),
        "articles": 1,
        "items": 1,
    }
    return BuildReport(**{**known, "seconds": 0.1, **more})  # type: ignore[arg-type]


def test_a_tab_hears_of_its_own_page_and_of_assets() -> None:
    """Other pages are none of its business; a page told early is not told twice."""
    state = PreviewState()
    _, tab = state.open_tab("/a/", "")
    state.record_build(report("/a/", "/b/", "/assets/style.css"))
    assert tab.urls == {"/a/", "/assets/style.css"}
    state.message(tab)
    state.record_page_ready(PageReady(url="/a/"))
    assert tab.urls == {"/a/"}
    state.message(tab)
    state.record_build(report("/a/", "/b/"))
    assert tab.urls == set()
    state.record_build(report("/a/"))
    assert tab.urls == {"/a/"}


def test_s3_the_stream_holds_no_text_of_a_file() -> None:
    """Of problems a tab is told the number alone; it fetches the rest under the page's own rules."""
    state = PreviewState()
    _, tab = state.open_tab("/a/", "")
    shown = ShownProblem(path="content/a.md", line=1, column=1, message="secret", advice="", text="secret text")
    state.record_build(BuildFailure(problems=(shown,), changes=("content/a.md",), seconds=0.1))
    message = state.message(tab)
    assert '"problems": 1' in message
    assert "secret" not in message
    assert "content" not in message


def test_what_is_remembered_of_a_day_is_bounded() -> None:
    """Two thousand builds leave nothing in a tab but what it has not been told."""
    state = PreviewState()
    _, tab = state.open_tab("/a/", "")
    for number in range(2000):
        state.record_build(report("/a/", f"/p/{number}/", *(f"/t/{n}/" for n in range(50))))
    assert tab.urls == {"/a/"}


def test_a_reader_is_sent_after_a_page_that_moved() -> None:
    """A tab on an address that went hears where its article is now."""
    state = PreviewState()
    number, tab = state.open_tab("/articles/old/", "")
    state.record_build(
        report("/articles/new/", removed=("/articles/old/",), moved={"/articles/old/": "/articles/new/"})
    )
    assert tab.to == "/articles/new/"
    state.close_tab(number)
    assert state.open_pages() == ()


# --- A build gives way to the desk's answers --------------------------------------------------------------

_WORKING = """
import os
from copydesk.preview import build_process
build_process._LONGEST = {longest}
build_process.stand_aside_when_asked()
os.fork()
os.write(1, b"ready\\n")  # in one piece: the two of them share a pipe
while True:
    sum(range(1000))
"""


class Working:
    """Two processes of one group that work without end, as a build's do."""

    def __init__(self, longest: float) -> None:
        command = [sys.executable, "-c", _WORKING.format(longest=longest)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
        assert self.process.stdout is not None
        for _ in range(2):
            self.process.stdout.readline()
        self.pids = [self.process.pid, *descendants(self.process.pid)]

    def worked(self) -> float:
        """The least that one of them has had of a processor, in seconds."""
        return min(self._worked(pid) for pid in self.pids)

    def most(self) -> float:
        """The most."""
        return max(self._worked(pid) for pid in self.pids)

    def _worked(self, pid: int) -> float:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def ask(self, seconds: float, until_worked: float = 0.0) -> None:
        """Ask them to stand aside, again and again; no longer than until both have worked for so long."""
        assert STAND_ASIDE is not None
        end = time.monotonic() + seconds
        while time.monotonic() < end and not (until_worked and self.worked() >= until_worked):
            os.killpg(self.process.pid, STAND_ASIDE)
            time.sleep(0.01)

    def __enter__(self) -> Self:
        if len(self.pids) != 2:
            self.__exit__()
            pytest.fail(f"{len(self.pids)} processes work, not two")
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdout is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()


@pytest.mark.slow
@pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="what a process has had of a processor stands in /proc"
)
def test_a_build_stands_aside_while_somebody_is_answered() -> None:
    """All its processes wait while answers are asked for, and go on by themselves when no more are."""
    with Working(longest=60.0) as work:
        work.ask(0.3)
        before = work.most()
        work.ask(1.0)
        assert work.most() <= before + 0.05
        after = work.worked()
        until(lambda: work.worked() > after + 0.2, PATIENCE, lambda: "it never went on")


@pytest.mark.slow
@pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="what a process has had of a processor stands in /proc"
)
def test_whoever_asks_without_end_stops_no_build() -> None:
    """A build stands aside for a limited time at a stretch; then it works for as long, whatever is asked."""
    with Working(longest=0.2) as work:
        wanted = work.worked() + 0.3
        work.ask(PATIENCE, until_worked=wanted)
        assert work.worked() >= wanted
