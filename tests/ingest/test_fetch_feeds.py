"""`fetch`: feeds are asked politely, what is new is listed, and an entry becomes a draft only when it is chosen."""

from __future__ import annotations

import datetime as dt
import json
import socket
import time
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import pytest
from conftest import build_site, tree, write_site
from webserver import Reply, Requests, reply, serve

from copydesk.cli import main
from copydesk.cli.fetch import run
from copydesk.cli.main import make_parser
from copydesk.edit.nodes import read_values
from copydesk.ingest.fetch_feeds import BODIES, STATE
from copydesk.ingest.known import LINKS
from copydesk.ingest.subscriptions import OPML, Subscription, load_subscriptions, move_subscription, subscribe

WORDS = (
    "The harbour office said on Thursday that the ferry will sail again after three weeks in the dock, and that "
    "lorries are asked to be at the pier an hour before it leaves. Engineers replaced a pump in the aft engine room, "
    "which had failed twice in June and once more in early July. A second vessel from Oban stays in reserve until the "
    "end of the month, the operator said in a statement that was read out on the pier in the rain."
)


def entry(number: int, text: str = WORDS, day: int = 0) -> str:
    """An item of a feed; a larger number is a newer one."""
    when = (dt.datetime(2020, 1, 1, 23, 30, tzinfo=dt.UTC) + dt.timedelta(days=day or number)).strftime(
        "%a, %d %b %Y %H:%M:%S -0500"
    )
    body = f"<p>Ferry number {number} of the fleet has news. {text} {'and so on ' * number}</p>"
    return (
        f"<item><title>Story {number}</title><link>https://dispatch.example/{number}</link>"
        f"<guid isPermaLink='false'>tag:dispatch,{number}</guid><pubDate>{when}</pubDate>"
        f"<description>{escape(body)}</description></item>"
    )


def feed(*items: str, more: str = "") -> str:
    """A feed of an outlet."""
    head = "<title>The Dispatch</title><link>https://dispatch.example/</link>"
    return f"<?xml version='1.0'?><rss version='2.0'><channel>{head}{more}{''.join(items)}</channel></rss>"


class Desk:
    """A digest that follows feeds of a server on this machine, and the verb as its editor uses it."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str], replies: dict[str, Reply], asked: Requests):
        self.root, self.capsys, self.replies, self.asked = root, capsys, replies, asked
        self.said = ""

    def fetch(self, *words: str, code: int = 0) -> list[dict[str, Any]]:
        """Run the verb; the rows it prints, without the summary."""
        args = make_parser(["fetch"]).parse_args(["fetch", "--root", str(self.root), "--json", *words])
        assert run(args, judge=self.asked.judge, pause=0) == code
        out, self.said = self.capsys.readouterr()
        return [row for row in map(json.loads, out.splitlines()) if "summary" not in row]

    def follow(self, *paths: str) -> None:
        """Write feeds of the server into feeds.opml."""
        for path in paths:
            assert subscribe(self.root, Subscription(url=self.url(path), title=f"Feed {path}"))

    def url(self, path: str) -> str:
        """The address of a path."""
        return self.asked.url(path, host="dispatch.example")

    def articles(self) -> list[Path]:
        """The articles of the digest."""
        return sorted((self.root / "content/articles").rglob("*.md"))


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """An empty digest beside a server to which every name leads."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    ask = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, *rest, **more: ask("127.0.0.1", *rest, **more))
    replies: dict[str, Reply] = {}
    with serve(replies) as asked:
        yield Desk(write_site(tmp_path / "digest", {"content/articles/.keep": ""}), capsys, replies, asked)


def titles(rows: list[dict[str, Any]]) -> list[str]:
    """The headlines of rows."""
    return [row["title"] for row in rows]


def test_what_is_new_is_listed_and_becomes_a_draft_only_when_chosen(desk: Desk):
    """A list writes no article; `--add` makes one of the entry as it was listed and asks nobody."""
    desk.replies["/f"] = reply(feed(entry(2), entry(1)), ETag='"a"')
    desk.follow("/f")
    rows = desk.fetch()
    assert titles(rows) == ["Story 2", "Story 1"]
    assert not desk.articles()
    count = len(desk.asked)
    (row,) = desk.fetch("--add", rows[1]["id"][:6])
    assert (row["title"], row["date"], row["status"]) == ("Story 1", "2020-01-02", "draft")
    assert len(desk.asked) == count
    (path,) = desk.articles()
    source = read_values(path.read_text(), path.name)["source"]
    assert (source["name"], source["url"]) == ("The Dispatch", "https://dispatch.example/1")
    assert (desk.root / f"content/originals/{source['original_sha256'][:2]}").is_dir()


def test_a_first_run_shows_the_newest_ten_whatever_their_order(desk: Desk):
    """A feed that stands oldest first, too; `--all` shows the others."""
    desk.replies["/f"] = reply(feed(*map(entry, range(1, 14))))
    desk.follow("/f")
    assert sorted(titles(desk.fetch())) == sorted(f"Story {n}" for n in range(4, 14))
    assert len(desk.fetch("--all")) == 13


def test_a_feed_is_asked_on_condition_and_not_too_often(desk: Desk):
    """Within half an hour it is not asked, then with its ETag; what was listed is not listed again."""
    heads: list[str] = []

    def answer(plug: socket.socket, head: str) -> None:
        heads.append(head)
        same = 'if-none-match: "a"' in head.lower() and len(heads) < 3
        more = [entry(2)] if len(heads) == 3 else []
        plug.sendall(reply(status="304 Same") if same else reply(feed(*more, entry(1)), ETag='"a"'))

    desk.replies["/f"] = answer
    desk.follow("/f")
    assert titles(desk.fetch()) == ["Story 1"]
    assert desk.fetch() == []
    assert len(heads) == 1
    assert desk.fetch("--now") == []
    assert titles(desk.fetch("--now")) == ["Story 2"]
    assert titles(desk.fetch("--all")) == ["Story 2", "Story 1"]


def test_a_summary_is_noted_as_a_link_once(desk: Desk):
    """An entry without its text goes to links.yaml, the only file below content/inbox/."""
    desk.replies["/f"] = reply(feed(entry(2, text="").replace("and so on", ""), entry(1)))
    desk.follow("/f")
    assert titles(desk.fetch()) == ["Story 1"]
    desk.fetch("--now")
    assert (desk.root / LINKS).read_text().count("https://dispatch.example/2") == 1
    assert [path.name for path in (desk.root / "content/inbox").iterdir()] == ["links.yaml"]


def test_a_summary_of_an_article_that_is_here_is_no_link(desk: Desk):
    """An address that an article of the digest comes from is not noted as one still to be read."""
    path = desk.root / "content/articles/two.md"
    path.write_text("---\ntitle: Two\nsource:\n  url: https://dispatch.example/2/\n---\n\nText.\n", encoding="utf-8")
    desk.replies["/f"] = reply(feed(entry(2, text="").replace("and so on", ""), entry(1)))
    desk.follow("/f")
    desk.fetch()
    assert not (desk.root / LINKS).exists()
    assert "0 links noted in content/inbox/links.yaml; 1 link to what is here already" in desk.said


def test_an_entry_that_changed_after_it_was_taken_is_said_once_and_its_article_left(desk: Desk):
    """The article is the editor's: a correction by the outlet is told and not written over it."""
    desk.replies["/f"] = reply(feed(entry(1)))
    desk.follow("/f")
    desk.fetch("--add-all")
    (path,) = desk.articles()
    before = path.read_bytes()
    desk.replies["/f"] = reply(feed(entry(1, text=WORDS + " Correction: it was two pumps.")))
    assert [row["status"] for row in desk.fetch("--now")] == ["updated"]
    assert desk.fetch("--now") == []
    assert path.read_bytes() == before


def test_all_that_is_new_can_be_taken_at_once(desk: Desk):
    """`--add-all` takes what this run lists, and the next one takes only what came since."""
    desk.replies["/f"] = reply(feed(entry(2), entry(1)))
    desk.follow("/f")
    desk.fetch("--add-all", "--force")
    desk.replies["/f"] = reply(feed(entry(20), entry(2), entry(1)))
    rows = desk.fetch("--now", "--add-all", "--force")
    assert [row["title"] for row in rows if row["status"] == "draft"] == ["Story 20"]
    assert len(desk.articles()) == 3
    assert not list((desk.root / BODIES).glob("*.gz"))  # nothing is left to take


def test_all_of_the_last_list_can_be_taken_after_it(desk: Desk):
    """`--add-all` in a run of its own takes what the run before listed, as that run said, and nothing twice."""
    desk.replies["/f"] = reply(feed(entry(2), entry(1)))
    desk.follow("/f")
    desk.fetch()
    rows = desk.fetch("--add-all", "--force")
    assert sorted(row["title"] for row in rows if row["status"] == "draft") == ["Story 1", "Story 2"]
    desk.replies["/f"] = reply(feed(entry(20), entry(2), entry(1)))
    desk.fetch("--now")
    assert len([row for row in desk.fetch("--now", "--add-all", "--force") if row["status"] == "draft"]) == 1
    assert desk.fetch("--add-all") == []
    assert len(desk.articles()) == 3


def test_a_feed_that_moved_for_good_is_followed_in_feeds_opml(desk: Desk):
    """301 writes the new address where the old one stood, 302 does not; nothing is listed twice."""
    desk.replies |= {"/new": reply(feed(entry(1))), "/old": reply(feed(entry(1)))}
    desk.follow("/old")
    assert len(desk.fetch()) == 1
    desk.replies["/old"] = reply(status="302 F", Location="/new")
    assert desk.fetch("--now") == []
    assert load_subscriptions(desk.root)[0].url == desk.url("/old")
    desk.replies["/old"] = reply(status="301 M", Location="/new")
    assert desk.fetch("--now") == []
    assert "has moved for good" in desk.said
    assert load_subscriptions(desk.root)[0].url == desk.url("/new")
    assert desk.fetch("--now") == []


def test_a_host_that_says_when_to_come_back_is_left_alone_until_then(desk: Desk):
    """Retry-After holds against --now as well."""
    desk.replies["/f"] = reply(status="429 Slow", Retry_After="7200")
    desk.follow("/f")
    (row,) = desk.fetch(code=1)
    assert "asked too often" in row["error"]
    assert desk.fetch("--now") == []
    assert len(desk.asked) == 1
    assert "again in 12" in desk.said


FAULTS: dict[str, tuple[Reply, str]] = {
    "gone": (reply(status="410 Gone"), "taken the page away (410)"),
    "page": (reply("<!doctype html><html><body><p>No feed.</p></body></html>"), "what is there is no feed"),
    "bomb": (reply("<!DOCTYPE r [<!ENTITY a 'b'>]><rss><channel>&a;</channel></rss>"), "what is there is no feed"),
    "private": (reply(status="302 F", Location="http://10.0.0.1/feed"), "private network"),
    "empty": (reply(b""), "what is there is no feed"),
    "down": (reply(status="500 Oops"), "its host fails (500)"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_feed_that_fails_is_said_and_the_others_go_on(desk: Desk, name: str):
    """One feed's fault is a row with its reason, exit code 1, and no loss for the next feed."""
    desk.replies |= {"/bad": FAULTS[name][0], "/good": reply(feed(entry(1)))}
    desk.follow("/bad", "/good")
    rows = desk.fetch(code=1)
    assert FAULTS[name][1] in rows[0]["error"]
    assert titles(rows[1:]) == ["Story 1"]


def test_a_feed_that_keeps_failing_is_said_and_stays(desk: Desk):
    """After ten times the run says so; feeds.opml is the editor's."""
    desk.replies["/f"] = reply(status="410 Gone")
    desk.follow("/f")
    for _ in range(10):
        desk.fetch("--now", code=1)
    assert "has failed 10 times" in desk.said
    assert len(load_subscriptions(desk.root)) == 1


def test_private_feeds_are_never_asked(desk: Desk):
    """An address of this machine in feeds.opml is refused by name, with the judge that tests use as well."""
    subscribe(desk.root, Subscription(url=f"http://127.0.0.1:{desk.asked.port}/f"))
    (row,) = desk.fetch(code=1)
    assert "private" in row["error"]
    assert desk.asked == []


def test_a_host_is_asked_once_a_second(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """Two feeds of one host wait for each other; the time is what `sleep` was asked for."""
    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    desk.replies |= {"/a": reply(feed(entry(1))), "/b": reply(feed(entry(2)))}
    desk.follow("/a", "/b")
    args = make_parser(["fetch"]).parse_args(["fetch", "--root", str(desk.root)])
    assert run(args, judge=desk.asked.judge) == 0
    assert len([wait for wait in waits if 0.5 < wait <= 1]) == 1


def test_a_page_leads_to_its_feed(desk: Desk):
    """`--subscribe` takes a feed's address or a page's, and writes the feed with its name, once."""
    link = '<link rel="alternate" type="application/rss+xml" title="x" href="/f?a=1&amp;b=2">'
    desk.replies |= {
        "/": reply(f"<html><head>{link}</head></html>"),
        "/f?a=1&b=2": reply(feed(entry(1))),
        "/none": reply("<p>x"),
    }
    desk.fetch("--subscribe", desk.url("/"))
    desk.fetch("--subscribe", desk.url("/"))
    assert "followed already" in desk.said
    assert load_subscriptions(desk.root) == (Subscription(url=desk.url("/f?a=1&b=2"), title="The Dispatch"),)
    (row,) = desk.fetch("--subscribe", desk.url("/none"), code=1)
    assert "the page names none" in row["error"]


def test_feeds_of_sources_count_and_another_readers_opml_is_read(tmp_path: Path):
    """Folders, other attributes and their case; what else stands in the file is left as it was."""
    opml = (
        '<?xml version="1.0"?>\n<opml version="1.0"><head><title>Mine</title></head><body>\n'
        '<outline text="News"><outline type="rss" text="A &amp; B" XMLURL="https://a.example/f?x=1&amp;y=2"/></outline>\n'
        "<!-- mine -->\n</body></opml>\n"
    )
    source = "name: The Dispatch\nfeed: https://dispatch.example/feed\n"
    root = write_site(tmp_path, {OPML: opml, "content/sources/dispatch.yaml": source})
    assert [(one.url, one.title) for one in load_subscriptions(root)] == [
        ("https://a.example/f?x=1&y=2", "A & B"),
        ("https://dispatch.example/feed", "The Dispatch"),
    ]
    assert subscribe(root, Subscription(url="https://c.example/feed", title='C "and" D'))
    assert not subscribe(root, Subscription(url="http://www.c.example/feed/"))
    assert move_subscription(root, "https://a.example/f?x=1&y=2", "https://a.example/g?x=1&y=2")
    text = (root / OPML).read_text()
    row = '    <outline type="rss" text=\'C "and" D\' xmlUrl="https://c.example/feed"/>\n'
    assert text == opml.replace("</body>", row + "</body>").replace("/f?x", "/g?x")
    assert len(load_subscriptions(root)) == 3


def test_nothing_that_was_fetched_is_built(desk: Desk):
    """feeds.opml, links.yaml and what lies in .copydesk/fetched change no byte of the site."""
    build_site(desk.root)
    before = tree(desk.root / "site")
    desk.replies["/f"] = reply(feed(entry(2), entry(1, text="short")))
    desk.follow("/f")
    desk.fetch()
    assert (desk.root / STATE).exists()
    build_site(desk.root)
    assert tree(desk.root / "site") == before


def test_damaged_state_costs_a_question_and_no_article(desk: Desk):
    """State and bodies that do not hold are read as absent."""
    desk.replies["/f"] = reply(feed(entry(1)))
    desk.follow("/f")
    rows = desk.fetch()
    for path in (desk.root / BODIES).glob("*.gz"):
        path.write_bytes(b"torn")
    (row,) = desk.fetch("--add", rows[0]["id"], code=1)
    assert "no longer here" in row["error"]
    (desk.root / STATE).write_text('{"a": [], "b": {"entries": 3}')
    assert titles(desk.fetch()) == ["Story 1"]


def test_a_near_copy_is_taken_as_another_outlet_of_its_story(desk: Desk):
    """The next step that the refusal prints is one that the verb takes."""
    desk.replies["/f"] = reply(feed(entry(2), entry(1)))
    desk.follow("/f")
    refused = [row for row in desk.fetch("--add-all", code=1) if "error" in row]
    assert "--story story-2" in refused[0]["next"]
    (left,) = [row for row in desk.fetch("--all") if row["status"] == "listed"]
    desk.fetch("--add", left["id"], "--story", "story-2")
    assert all("story: story-2" in path.read_text() for path in desk.articles())


def test_an_unknown_id_and_an_empty_list_say_what_to_do(desk: Desk, capsys: pytest.CaptureFixture[str]):
    """Slips of an editor, answered with the next step."""
    assert main(["fetch", "--root", str(desk.root)]) == 2
    assert "fetch --subscribe URL" in capsys.readouterr().err
    assert main(["fetch", "--root", str(desk.root), "--add", "nope"]) == 2
    assert "copydesk fetch lists them" in capsys.readouterr().err


def test_a_feed_that_is_cut_off_says_so_until_it_is_whole(desk: Desk):
    """What of it can be read is listed, what cannot is named, in the half hour in which it is not asked too."""
    whole = feed(entry(3), entry(2), entry(1))
    desk.replies["/f"] = reply(whole[: whole.index("Story 1") + 200], ETag='"a"')
    desk.follow("/f")
    assert titles(desk.fetch()) == ["Story 3", "Story 2"]
    assert "cut off" in desk.said
    desk.fetch()
    assert "cut off" in desk.said
    desk.replies["/f"] = reply(whole, ETag='"b"')
    assert titles(desk.fetch("--now")) == ["Story 1"]
    assert "cut off" not in desk.said


def test_a_feed_that_failed_is_told_until_it_is_asked_again(desk: Desk):
    """A failure is no success because half an hour is not over: the reason stands in each list, and the exit code."""
    desk.replies["/f"] = reply("gone", status="404 Not Found")
    desk.follow("/f")
    for words in ("it is asked again in 30 min", "asked a while ago"):
        (row,) = desk.fetch(code=1)
        assert "404" in row["error"]
        assert words in desk.said
    assert len(desk.asked) == 1
    desk.replies["/f"] = reply(feed(entry(1)))
    assert titles(desk.fetch("--now")) == ["Story 1"]


def test_a_page_with_several_feeds_names_those_that_are_not_followed(desk: Desk):
    """The first is followed; articles and comments are two feeds of many blogs."""
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{name}">' for name in ("f", "comments"))
    desk.replies["/"] = reply(f"<html><head>{links}</head><body>Welcome</body></html>")
    desk.replies["/f"] = reply(feed(entry(1)))
    desk.fetch("--subscribe", desk.url("/"))
    assert [one.url for one in load_subscriptions(desk.root)] == [desk.url("/f")]
    assert f"copydesk fetch --subscribe {desk.url('/comments')}" in desk.said


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (feed(entry(1), entry(2))[:-60], "not well-formed"),
        (feed(), "it has no entries yet"),
        (feed(entry(1), entry(2)), ""),
    ],
    ids=["cut", "empty", "whole"],
)
def test_following_a_feed_says_what_is_wrong_with_it(desk: Desk, body: str, words: str):
    """A feed that is cut off or has nothing in it is followed as asked, and that is said at once."""
    desk.replies["/f"] = reply(body)
    desk.fetch("--subscribe", desk.url("/f"))
    follows, *told = desk.said.splitlines()
    assert "follows" in follows
    assert (words in " ".join(told)) if words else not told
