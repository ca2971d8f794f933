"""`add URL`: one page, asked for once, becomes a draft; what is a frame or a refusal is said, with the way out."""

from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import write_site
from webserver import Reply, Requests, reply, serve

from copydesk.cli import main
from copydesk.cli.add import run
from copydesk.cli.main import make_parser
from copydesk.edit.nodes import read_values
from copydesk.ingest.fetch_page import refuse_address

SENTENCES = (
    "The harbour office of Tobermory said on Thursday that the ferry will sail again after three weeks in the dock.",
    "Some forty passengers and nine vans waited on the pier in the rain, and most of them had been there since dawn.",
    "Engineers replaced a pump in the aft engine room, which had failed twice in June and once more in early July.",
    "The next sailing is on Saturday morning, and lorries are asked to be at the pier an hour before it leaves.",
    "A second vessel from Oban stays in reserve until the end of the month, the operator said in a statement.",
)
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in SENTENCES)


def page(body: str = PARAGRAPHS, title: str = "Ferry sails again", head: str = "") -> str:
    """A page of an outlet around a text."""
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}"
        '<meta property="article:published_time" content="2020-07-02T08:00:00+01:00"></head>'
        f"<body><header><nav><a href=/>Home</a></nav></header><article><h1>{title}</h1>{body}</article></body></html>"
    )


@pytest.fixture
def digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty digest, on a machine without a proxy."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return write_site(tmp_path / "digest", {"content/articles/.keep": ""})


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every name of the web lead to this machine, as a resolver of a test may."""
    ask = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, *rest, **more: ask("127.0.0.1", *rest, **more))


@pytest.fixture
def outlet(resolved: None) -> Any:  # noqa: ARG001 (names lead here while it runs)
    """A function that runs `add` on paths of a server called dispatch.example."""

    def add(root: Path, replies: Mapping[str, Reply], *paths: str, options: tuple[str, ...] = ()) -> Outcome:
        with serve(replies) as asked:
            urls = [asked.url(path, host="dispatch.example") for path in paths]
            args = make_parser(["add"]).parse_args(["add", "--root", str(root), "--json", *options, *urls])
            return Outcome(run(args, judge=asked.judge), asked)

    return add


class Outcome:
    """An exit code and the requests that led to it."""

    def __init__(self, code: int, asked: Requests) -> None:
        self.code, self.asked = code, asked


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What was printed as JSON, a row a line."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def articles(root: Path) -> list[Path]:
    """The articles of a digest."""
    return sorted((root / "content/articles").rglob("*.md"))


def test_an_address_becomes_a_draft_with_its_original(digest: Path, outlet: Any, capsys: pytest.CaptureFixture[str]):
    """One question, one draft: text, day and the address without counters' keys; the bytes are kept."""
    done = outlet(digest, {"/a?id=7&utm_source=x": reply(page(), Content_Type="text/html")}, "/a?id=7&utm_source=x")
    assert done.code == 0
    assert len(done.asked) == 1
    assert "one page, asked for by a person" in done.asked[0]
    (row,) = rows(capsys)
    assert (row["title"], row["date"]) == ("Ferry sails again", "2020-07-02")
    assert row["text"].split("\n\n") == list(SENTENCES)
    (path,) = articles(digest)
    source = read_values(path.read_text(), path.name)["source"]
    assert source["url"] == done.asked.url("/a?id=7", host="dispatch.example")
    kept = digest / f"content/originals/{source['original_sha256'][:2]}/{source['original_sha256']}.gz"
    assert gzip.decompress(kept.read_bytes()).decode() == page()


def test_a_page_s_own_address_that_is_none_is_passed_over(digest: Path, outlet: Any):
    """A canonical link with half a bracket stops nothing: the address that was asked is the article's."""
    done = outlet(digest, {"/a": reply(page(head='<link rel="canonical" href="http://[::1">'))}, "/a")
    assert done.code == 0
    (path,) = articles(digest)
    assert read_values(path.read_text(), path.name)["source"]["url"] == done.asked.url("/a", host="dispatch.example")


WALL = page("<p>The ferry sails again.</p><div class='paywall-box'>Subscribe</div>")
CASES: dict[str, tuple[bytes, str]] = {
    "login": (reply(status="401 Unauthorized"), "asks for a login (401)"),
    "money": (reply(status="402 Payment Required"), "asks for money (402)"),
    "robot": (reply(b"<h1>No</h1>", status="403 Forbidden"), "refuses programs, or everybody (403)"),
    "none": (reply(status="404 Not Found"), "has no such page (404)"),
    "gone": (reply(status="410 Gone"), "taken the page away (410)"),
    "busy": (reply(status="429 Too Many", Retry_After="120"), "asked too often (429): try again in 3 minutes"),
    "law": (reply(status="451 Law"), "for reasons of law (451)"),
    "down": (reply(status="503 Down"), "its host fails (503): try again later"),
    "part": (reply(page(), status="206 Partial", Content_Range="bytes 0-899/4000"), "only a part of the page (206)"),
    "part untold": (reply(page(), status="206 Partial"), "only a part of the page (206)"),
    "empty": (reply(b"  "), "sent an empty page"),
    "shell": (reply("<!doctype html><html><body><div id=root></div><script src=a.js></script>"), "a frame without"),
    "noscript": (reply(page("<noscript>Please turn on JavaScript to read.</noscript>")), "a frame without the article"),
    "wall": (reply(WALL), "a frame without the article: a teaser before a paywall"),
    "locked": (
        reply(page("<p>Teaser.</p>", head='<script type="application/ld+json">{"isAccessibleForFree":false}</script>')),
        "a frame without the article: a teaser before a paywall",
    ),
    "robot check": (reply(page("<p>Please solve the CAPTCHA to go on.</p>")), "a frame without the article"),
    "refresh": (
        reply('<meta http-equiv="Refresh" content="0; url=\'/there\'"><p>You are being sent on.</p>'),
        "sends the browser on to http://dispatch.example",
    ),
    "sound": (reply(b"RIFF1234WAVE", Content_Type="audio/wav"), "a picture, sound or film"),
}


@pytest.mark.parametrize("name", CASES)
def test_an_answer_without_an_article_is_said_with_the_way_out(
    digest: Path, outlet: Any, capsys: pytest.CaptureFixture[str], name: str
):
    """Refusals, walls and shells: a sentence each, exit code 1, no draft of a teaser."""
    answer, words = CASES[name]
    assert outlet(digest, {"/a": answer}, "/a").code == 1
    (row,) = rows(capsys)
    assert words in row["error"]
    assert not articles(digest)
    if "frame" in words or "part" in words:
        assert "open it in your browser" in row["next"]


@pytest.mark.usefixtures("resolved")
def test_a_page_that_leads_to_a_question_of_consent_is_no_article(digest: Path, capsys: pytest.CaptureFixture[str]):
    """A redirect to another host's consent page says so."""
    pages: dict[str, Reply] = {"/consent?for=a": reply(page("<p>We value your privacy.</p>", title="Before you go on"))}
    with serve(pages) as asked:
        pages["/a"] = reply(status="302 F", Location=asked.url("/consent?for=a", host="consent.example"))
        args = make_parser(["add"]).parse_args(
            ["add", "--root", str(digest), "--json", asked.url("/a", host="dispatch.example")]
        )
        assert run(args, judge=asked.judge) == 1
    assert "redirected to consent.example, which asks for consent" in rows(capsys)[0]["error"]


@pytest.mark.parametrize(
    ("encoding", "header", "meta"),
    [
        ("utf-8", "text/html; charset=iso-8859-1", ""),
        ("cp1252", "text/html; charset=utf-8", "<meta charset=windows-1252>"),
        ("cp1252", "text/html; charset=ISO-8859-1", ""),
        ("koi8-r", "text/html; charset=koi8-r", "<meta charset=utf-8>"),
        ("utf-8", "text/html; charset=nonsense-9", ""),
        ("shift_jis", "text/html; charset=Shift_JIS", ""),
        ("utf-16", "text/html; charset=utf-8", ""),
    ],
)
def test_letters_are_told_whatever_the_header_says(
    digest: Path, outlet: Any, capsys: pytest.CaptureFixture[str], encoding: str, header: str, meta: str
):
    """A wrong, an unknown and a right charset in the header, against the page's own word."""
    words = {"koi8-r": "Паром снова ходит", "shift_jis": "フェリーが再開"}.get(encoding, "Fähre fährt für “alle”")
    data = page(f"<p>{words}.</p>{PARAGRAPHS}", title=words, head=meta).encode(encoding)
    assert outlet(digest, {"/a": reply(data, Content_Type=header)}, "/a").code == 0
    assert rows(capsys)[0]["title"] == words


@pytest.mark.usefixtures("resolved")
def test_a_page_that_is_there_already_is_not_asked_again(digest: Path, capsys: pytest.CaptureFixture[str]):
    """The address of an article is told before asking; --force asks on condition, and 304 says unchanged."""
    asked_again: list[str] = []

    def answer(plug: Any, head: str) -> None:
        asked_again.append(head)
        same = 'if-none-match: "v1"' in head.lower()
        plug.sendall(reply(status="304 Same") if same else reply(page(), ETag='"v1"'))

    with serve({"/a": answer}) as asked:
        url = asked.url("/a", host="dispatch.example")
        for options, status in (((), "draft"), ((), "seen"), (("--force",), "seen")):
            args = make_parser(["add"]).parse_args(["add", "--root", str(digest), "--json", *options, url])
            assert run(args, judge=asked.judge) == 0
            (row,) = rows(capsys)
            assert row["status"] == status
        assert len(asked_again) == 2
        assert row["why"] == "unchanged since it was added"
    assert len(articles(digest)) == 1


def test_a_host_that_forbids_archives_gets_none(digest: Path, outlet: Any):
    """X-Robots-Tag: noarchive: the page is used, and its bytes are not kept."""
    assert outlet(digest, {"/a": reply(page(), X_Robots_Tag="noindex, noarchive")}, "/a").code == 0
    (path,) = articles(digest)
    assert "original_sha256" not in path.read_text()
    assert not list((digest / "content").glob("originals/??/*.gz"))


def test_a_feed_and_a_pdf_behind_an_address_are_told_by_their_content(
    digest: Path, outlet: Any, capsys: pytest.CaptureFixture[str]
):
    """A content type is a hint and no more: the answer is read like a file."""
    text = PARAGRAPHS.replace("<", "&lt;")
    item = f"<item><title>Ferry</title><description>{text}</description></item>"
    feed = f"<rss version='2.0'><channel><title>D</title>{item}</channel></rss>"
    outlet(digest, {"/a": reply(feed, Content_Type="text/html"), "/b": reply(b"%PDF-1.4 cut")}, "/a", "/b")
    found = rows(capsys)
    assert [row.get("title") for row in found if row.get("status") == "draft"] == ["Ferry"]
    assert any("PDF" in row.get("error", "") for row in found)


def test_a_paid_page_with_a_text_asks_whether_it_is_whole(
    digest: Path, outlet: Any, capsys: pytest.CaptureFixture[str]
):
    """A long teaser cannot be told from an article; the page's own word is put to the editor."""
    locked = page(head='<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>')
    assert outlet(digest, {"/a": reply(locked)}, "/a").code == 0
    assert any("not free to read" in warning for warning in rows(capsys)[0]["warnings"])


def test_a_proxy_of_the_environment_is_refused_with_a_word(
    digest: Path, outlet: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    """A proxy asks for names by itself, so nobody could judge where a connection leads."""
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    monkeypatch.delenv("no_proxy", raising=False)
    done = outlet(digest, {"/a": reply(page())}, "/a")
    assert (done.code, done.asked) == (1, [])
    assert "http_proxy is set" in rows(capsys)[0]["error"]


@pytest.mark.parametrize(
    "url",
    ["http://localhost/", "http://printer.local/", "http://intranet/", "https://[::1]/", "http://10.1.2.3:80/x",
     "http://u@127.0.0.1/", "gopher://a.example/", "http://LOCALHOST./", "https://db.internal/"],
)  # fmt: skip
def test_private_addresses_are_refused_before_anything_is_asked(digest: Path, url: str, capsys: Any):
    """Hosts of this machine and of a network at home, and other schemes, by their names alone."""
    assert refuse_address(url) is not None
    assert main(["add", "--root", str(digest), url]) == 1
    assert "private" in (said := capsys.readouterr().err) or "only http and https" in said


@pytest.mark.parametrize("verb", ["add", "fetch", "check"])
def test_no_option_loosens_the_judge(verb: str, capsys: pytest.CaptureFixture[str]):
    """The verbs that ask other hosts have no option that names a judge, or an address that may be asked besides."""
    with pytest.raises(SystemExit):
        main([verb, "--help"])
    options = capsys.readouterr().out
    assert not [word for word in ("--allow", "--private", "--insecure", "--proxy", "--judge") if word in options]


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("<link rel='canonical' href='/story?id=1&amp;x=2'>", "/story?id=1&x=2"),
        ("<link href=/story rel=canonical>", "/story"),
        ("<link rel=canonical href='/'>", "/a"),
        ("<link rel=canonical href='https://other.example/story'>", "/a"),
        ("<link rel=canonical href='javascript:alert(1)'>", "/a"),
    ],
)
def test_a_page_s_own_address_is_the_one_that_is_kept(
    digest: Path, outlet: Any, capsys: pytest.CaptureFixture[str], link: str, path: str
):
    """`rel=canonical` on the same host counts, and is known again; the front page and other hosts do not."""
    answer = reply(page(head=link))
    done = outlet(digest, {"/a": answer, "/b": answer}, "/a")
    assert rows(capsys)[0]["source"]["url"] == done.asked.url(path, host="dispatch.example")


def test_another_address_of_an_article_that_is_there_is_told(
    digest: Path, outlet: Any, capsys: pytest.CaptureFixture[str]
):
    """Two addresses of one page: the second is known by what the page calls itself, and adds nothing."""
    answer = reply(page(head="<link rel=canonical href='http://dispatch.example/story'>"))
    outlet(digest, {"/a": answer}, "/a")
    outlet(digest, {"/b": answer}, "/b")
    assert [row["status"] for row in rows(capsys)] == ["draft", "seen"]
    assert len(articles(digest)) == 1


@pytest.mark.usefixtures("resolved")
def test_force_makes_no_second_copy_of_what_has_not_changed(digest: Path, capsys: pytest.CaptureFixture[str]):
    """The same page at an address with a slash, a fragment or a counter's key is the same page."""
    with serve({path: reply(page()) for path in ("/a", "/a/", "/a?utm_source=letter")}) as asked:
        for path, status in (("/a", "draft"), ("/a/", "seen"), ("/a#top", "seen"), ("/a?utm_source=letter", "seen")):
            url = asked.url(path, host="dispatch.example")
            args = make_parser(["add"]).parse_args(["add", "--root", str(digest), "--json", "--force", url])
            assert run(args, judge=asked.judge) == 0
            (row,) = rows(capsys)
            assert row["status"] == status, path
    assert len(articles(digest)) == 1


NOTICES = {
    "consent": "<h1>Before you go on</h1><p>We and our 842 partners store and/or access information on a device, such "
    "as cookies, and process personal data for personalised ads. Change your consent in our privacy settings.</p>"
    "<button>Accept all</button>",
    "login": '<h1>Sign in</h1><p>Welcome back to the Dispatch, please use your account.</p><input type="password">',
    "no such page": "<h1>Page not found</h1><p>The page you are looking for has moved, or it never was here.</p>",
}


@pytest.mark.parametrize("kind", NOTICES)
def test_a_notice_in_place_of_the_article_becomes_no_draft(
    kind: str, digest: Path, outlet: Any, capsys: pytest.CaptureFixture[str]
):
    """A question of consent, a form, an error that answers 200: refused by what it is, with the way out."""
    sent = f"<html><head><title>The Dispatch</title></head><body>{NOTICES[kind]}</body></html>"
    assert outlet(digest, {"/a": reply(sent)}, "/a").code == 1
    (row,) = rows(capsys)
    assert kind in row["error"]
    assert "browser" in row["error"]
    assert not articles(digest)


def test_an_address_without_its_beginning_is_told_from_a_file(digest: Path, capsys: pytest.CaptureFixture[str]):
    """Whoever types a host and a path means an address."""
    assert main(["add", "--root", str(digest), "dispatch.example/2020/ferry"]) == 1
    assert "copydesk add https://dispatch.example/2020/ferry" in capsys.readouterr().err
    assert main(["add", "--root", str(digest), "notes.txt"]) == 1
    assert "https://" not in capsys.readouterr().err


def test_a_whole_page_that_calls_itself_a_part_is_taken(digest: Path, outlet: Any):
    """Some caches answer 206 with all the bytes there are."""
    whole = reply(page(), status="206 Partial", Content_Range="bytes 0-899/900")
    assert outlet(digest, {"/a": whole}, "/a").code == 0
    assert len(articles(digest)) == 1


@pytest.mark.parametrize("url", ["http://dispatch.example:8080/a", "ftp://dispatch.example/a", "http:///a"])
def test_what_is_never_asked_has_a_way_on_that_can_help(digest: Path, url: str, capsys: pytest.CaptureFixture[str]):
    """Asking once more changes nothing where the address itself is what is refused."""
    assert run(make_parser(["add"]).parse_args(["add", "--root", str(digest), "--json", url])) == 1
    (row,) = rows(capsys)
    assert row["next"]
    assert "get it again" not in row["next"]


def test_what_a_host_forbids_to_keep_is_kept_nowhere(digest: Path, outlet: Any, capsys: pytest.CaptureFixture[str]):
    """noarchive: neither the page nor its cleaned text lies in content/originals, and `original` says why."""
    assert outlet(digest, {"/a": reply(page(), X_Robots_Tag="noarchive")}, "/a").code == 0
    assert not list((digest / "content").glob("originals/**/*.gz"))
    capsys.readouterr()
    (path,) = articles(digest)
    assert main(["original", "--root", str(digest), path.relative_to(digest).as_posix()]) == 1
    assert "its host forbids that its page is kept (noarchive)" in capsys.readouterr().err


def test_a_page_that_changed_becomes_a_second_article_only_with_a_word(
    digest: Path, outlet: Any, capsys: pytest.CaptureFixture[str]
):
    """--force asks again; what is new is written beside the first, which is named."""
    replies = {"/a": reply(page())}
    assert outlet(digest, replies, "/a").code == 0
    text = read_values((first := articles(digest)[0]).read_text(), "a")["source"]["url"]
    changed = page(
        "".join(f"<p>Another sentence of the report, the {n}th, with words enough to count.</p>" for n in range(9))
    )
    with serve({"/a": reply(changed)}) as asked:
        url = asked.url("/a", host="dispatch.example")
        first.write_text(first.read_text().replace(text, url))  # the server's port is another
        args = make_parser(["add"]).parse_args(["add", "--root", str(digest), "--force", url])
        capsys.readouterr()
        assert run(args, judge=asked.judge) == 0
    assert "was read at the same address: this is a second article of it" in capsys.readouterr().out


@pytest.mark.parametrize(
    "beside",
    [
        "<noscript><img src='https://a.example/p.gif'></noscript>",
        "<noscript><style>.lazy { display: none !important; }</style></noscript>",
        "<noscript>Please enable JavaScript to view the comments.</noscript>",
    ],
)
def test_a_short_article_on_a_page_that_speaks_to_old_browsers_is_taken(digest: Path, outlet: Any, beside: str):
    """Counters, styles and a plea about comments make no frame of a page with forty words of its own."""
    words = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    html = (
        f"<!doctype html><html><head><title>Ferry</title></head><body><article><h1>Ferry</h1>{words}</article>{beside}"
    )
    assert outlet(digest, {"/a": reply(html)}, "/a").code == 0


@pytest.mark.usefixtures("outlet")
def test_a_refused_connection_is_told_in_words(digest: Path, capsys: pytest.CaptureFixture[str]):
    """No number of the system's: that nothing answers there, and what to look at."""
    with socket.socket() as taken:  # bound and not listening: nothing answers, and nobody else can have it
        taken.bind(("127.0.0.1", 0))
        args = make_parser(["add"]).parse_args(
            ["add", "--root", str(digest), f"http://dispatch.example:{taken.getsockname()[1]}/"]
        )
        assert run(args, judge=lambda *_: True) == 1
    said = capsys.readouterr().err
    assert "nothing answers at its host and port: look whether the address is right" in said
    assert "Errno" not in said
