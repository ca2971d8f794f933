"""`check` finds what is wrong with a built site, and names the source file and line that an editor mends."""

from __future__ import annotations

import json
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from conftest import article, build_site, write_site

from copydesk.check.built import read_facts, read_site
from copydesk.check.doctor import doctor, find_placeholders, numbers
from copydesk.check.rules import check_links
from copydesk.check.run import ask, check, check_external, is_public
from copydesk.cli import main
from copydesk.config import load_config
from copydesk.urls import Base

SITEMAP = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<url><loc>https://digest.example/no/</loc></url></urlset>"
)
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"><title>t</title></svg>'


def findings(root: Path, **files: str) -> list[str]:
    """Build a digest, overwrite files of its site, check it; every finding as it is printed."""
    build_site(root)
    write_site(root / "site", {"config.yaml": "", **files})
    (root / "site/config.yaml").unlink()
    return [f"{f.severity}: {f}" for f in check(load_config(root), root / "site").findings]


def digest(root: Path, body: str = "A paragraph.", **files: str) -> Path:
    """A digest of one article whose body a test writes."""
    text = article("Ferries return", body=body, slug="ferries", description="Ferries come back.")
    return write_site(root, {"content/articles/ferries.md": text, **files})


def about(found: list[str], rule: str) -> list[str]:
    """The findings of one rule."""
    return [line for line in found if line.endswith(f"[{rule}]")]


def test_a_sound_site_has_no_error(tmp_path: Path):
    """What build writes of a plain digest passes: not one error."""
    assert [line for line in findings(digest(tmp_path)) if line.startswith("error")] == []


def test_a_link_that_leads_nowhere_is_named_by_its_source_line(tmp_path: Path):
    """A broken link in a body is found in the article's file, on its line, with the closest address."""
    root = digest(tmp_path, "Fine.\n\nSee [this](/articles/fery/) for more.")
    said = 'content/articles/ferries.md:10: "/articles/fery/" leads nowhere, did you mean "/articles/ferries/"?'
    assert about(findings(root), "link") == [f"error: {said} [link]"]


@pytest.mark.parametrize("written", ["[Here]()", "[Here](<>)", '<a href="">Here</a>'])
def test_an_empty_address_in_a_text_is_named_by_its_line(tmp_path: Path, written: str):
    """A browser takes no address for that of the page: nobody meant that."""
    found = about(findings(digest(tmp_path, f"Fine.\n\nSee {written}.")), "link")
    advice = "write where it leads, or take the element out"
    assert found == [f"error: content/articles/ferries.md:10: an empty address in <a>, {advice} [link]"]


def test_an_empty_address_in_a_layout_is_named(tmp_path: Path):
    """Of a link and of a picture, once for all pages; a call in a script that looks like one is passed over."""
    layout = '{% extends "theme/base.html" %}\n{% block main %}<img alt="" src="">{% endblock %}'
    page = "---\ntitle: About\n---\n\nWe.\n"
    files = {"layouts/text.html": layout, "layouts/static/own.js": "a[b]();\n", "content/pages/about.md": page}
    found = about(findings(digest(tmp_path, **files)), "link")
    assert any(line.startswith("error: layouts/text.html:2: an empty address in <img>") for line in found)


def test_an_anchor_that_is_not_there_is_named(tmp_path: Path):
    """A fragment without an element of that id, with the closest id."""
    root = digest(tmp_path, "## The strait\n\nSee [above](#the-strat).")
    found = about(findings(root), "anchor")
    said = '"#the-strat" leads to no anchor "the-strat", did you mean "the-strait"?'
    assert found == [f"error: content/articles/ferries.md:10: {said} [anchor]"]


def test_an_address_outside_the_base_path_is_named_by_its_layout(tmp_path: Path):
    """Under /repo/ a link to the host's root is an error, found in the layout that wrote it, once for all pages."""
    layout = (
        '{% extends "theme/article.html" %}\n{% block main %}<a href="https://digest.example/up/">up</a>{% endblock %}'
    )
    root = digest(tmp_path, **{"layouts/article.html": layout})
    build_site(root, base_url="https://digest.example/repo/")
    found = [str(f) for f in check(load_config(root), root / "site").findings if f.rule == "base"]
    assert len(found) == 1
    assert found[0].startswith('layouts/article.html:2: "https://digest.example/up/" lies outside the base path /repo/')


def test_the_base_path_comes_from_the_site_itself(tmp_path: Path):
    """A site built with --base-url is checked under that address, not under config.yaml's."""
    root = digest(tmp_path)
    build_site(root, base_url="https://elsewhere.example/deep/path/")
    report = check(load_config(root), root / "site")
    assert report.errors == 0
    assert report.addresses > 50


@pytest.mark.parametrize(
    ("html", "rule", "part"),
    [
        ('<img src="/images/none.png" alt="x">', "link", "no such picture"),
        ('<img src="/assets/icon.svg">', "alt", "has no alt text"),
        ('<img src="https://far.example/p.png" alt="p">', "remote", "makes the page ask another host"),
        ('<script src="//far.example/x.js"></script>', "remote", "makes the page ask another host"),
        ('<a href="javascript:alert(1)">x</a>', "scheme", "has a scheme that pages may not use"),
        ('<a href="/articles/ferries">x</a>', "slash", "needs a slash at its end"),
        ('<p id="twice"></p><p id="twice"></p>', "id", 'the id "twice" stands twice'),
        ('<script type="application/ld+json">{"a":</script>', "jsonld", "does not parse"),
        ('<a href="http://[bad">x</a>', "link", "is no address"),
    ],
)
def test_what_a_layout_can_get_wrong_is_found(tmp_path: Path, html: str, rule: str, part: str):
    """Pictures, scripts, schemes, ids and JSON blocks that are not as they should be."""
    head = '<html lang="en"><head><title>T</title><meta name="description" content="d">'
    page = f'{head}<link rel="canonical" href="https://digest.example/extra/"></head><body>{html}</body></html>'
    found = about(findings(digest(tmp_path), **{"extra/index.html": page}), rule)
    assert len(found) == 1
    assert part in found[0]


def test_titles_descriptions_and_orphans(tmp_path: Path):
    """A second page of one title, a page without description, and one that nothing links to."""
    page = '<html lang="en"><title>T</title><link rel="canonical" href="https://digest.example/{0}/">'
    found = findings(digest(tmp_path), **{f"{n}/index.html": page.format(n) for n in ("one", "two")})
    assert 'warning: site: /two/ has the title of /one/: "T"' in about(found, "title")[0]
    assert about(found, "description")
    assert [line for line in about(found, "orphan") if "/one/" in line]


def test_a_missing_description_of_an_article_is_named_in_its_file(tmp_path: Path):
    """Two articles of one headline: the second's file and the line of its title."""
    files = {f"content/articles/{n}.md": article("The same", slug=n) for n in ("a", "b")}
    found = about(findings(write_site(tmp_path, files)), "title")
    assert found
    assert found[0].startswith("warning: content/articles/b.md:2: /articles/b/ has the title of /articles/a/")


@pytest.mark.parametrize(
    ("path", "text", "part"),
    [
        ("feed.atom", "<feed", "is not well-formed XML"),
        ("feed.json", '{"version": "https://jsonfeed.org/version/1.1"}', "is no JSON Feed"),
        ("articles.json", "[", "is no JSON"),
        ("sitemap.xml", SITEMAP, "leads nowhere"),
        ("robots.txt", "Sitemap: https://digest.example/none.xml", "leads nowhere"),
    ],
)  # fmt: skip
def test_feeds_and_sitemaps_are_read(tmp_path: Path, path: str, text: str, part: str):
    """What machines read parses, and leads somewhere."""
    found = about(findings(digest(tmp_path), **{path: text}), "feed")
    assert any(part in line for line in found)


def test_an_id_twice_in_a_feed_is_found(tmp_path: Path):
    """Two entries of one id would be one to a feed reader."""
    root = digest(tmp_path)
    build_site(root)
    feed = (root / "site/feed.atom").read_text(encoding="utf-8")
    entry = feed[feed.index("<entry>") : feed.index("</entry>") + len("</entry>")]
    found = findings(root, **{"feed.atom": feed.replace("</feed>", entry + "</feed>")})
    assert any("stands twice in /feed.atom" in line for line in about(found, "feed"))


def test_a_large_picture_is_named_by_its_source(tmp_path: Path):
    """A picture of more than two megabytes is a warning with its size."""
    root = digest(tmp_path)
    found = about(findings(root, **{"images/large.svg": PICTURE + " " * 2_100_000}), "size")
    assert found == [
        "warning: content/images/large.svg: the picture /images/large.svg has 2.1 MB, shrink it below 2.0 MB [size]"
    ]


def test_the_health_of_tags_is_part_of_it(tmp_path: Path):
    """What `tag lint` finds is a warning of check, with its file and line."""
    found = about(findings(digest(tmp_path, **{"content/people/ada.md": "---\nname: Ada Vale\n---\n"})), "tags")
    assert [line for line in found if line.startswith("warning: content/people/ada.md:2")]


def test_github_gets_annotations(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """Run in a workflow, each finding is also a command that GitHub shows at its line; errors exit 1."""
    root = digest(tmp_path, "See [this](/nowhere/).")
    build_site(root)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert main(["check", "--root", str(root)]) == 1
    assert '::error file=content/articles/ferries.md,line=8::"/nowhere/" leads nowhere' in capsys.readouterr().out


def test_without_a_site_check_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Exit code 2 and what to do, when nothing was built."""
    assert main(["check", "--root", str(digest(tmp_path))]) == 2
    assert "run copydesk build first" in capsys.readouterr().err


def test_text_that_looks_like_markup_is_not_read_as_such():
    """Comments, scripts and titles hold no links; attributes may hold `>`; entities are undone."""
    facts = read_facts(
        '<!-- <a href="/no/"> --><script>"<a href=/no/>"</script><title>A &amp; <a href="/no/"></title>'
        '<a title="x > y" href="/a?b=1&amp;c=2">ok</a><img srcset="/s.png 1x, /l.png 2x" alt="">'
    )
    assert [a.url for a in facts.addresses] == ["/a?b=1&c=2", "/s.png", "/l.png"]
    assert facts.title == 'A & <a href="/no/">'


# --- other hosts ---------------------------------------------------------------------------------------


class _Host(BaseHTTPRequestHandler):
    """Answers by path: /200, /404, /500, /loop, /away (a redirect to a private name), /get (no HEAD)."""

    asked: list[str]

    def do_HEAD(self):
        """Note the request and answer."""
        self.asked.append(f"{self.command} {self.path}")
        status = {"/404": 404, "/500": 500, "/loop": 302, "/away": 301}.get(self.path, 200)
        if self.path == "/get" and self.command == "HEAD":
            status = 405
        self.send_response(status)
        if status in {301, 302}:
            self.send_header("Location", "/loop" if status == 302 else "http://10.0.0.1/secret")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815 (the name that http.server calls)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def host() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine: its address, and what it was asked."""
    asked: list[str] = []
    handler = type("Host", (_Host,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


def _loopback(address: str) -> bool:
    return address == "127.0.0.1"


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/200", "fine"),
        ("/404", "gone"),
        ("/500", "unsure"),
        ("/loop", "unsure"),
        ("/get", "fine"),
        ("/away", "private"),
    ],
)
def test_an_answer_of_another_host_is_judged(host, path: str, verdict: str):
    """Found, gone, unsure; a redirect into a private network is not followed."""
    assert ask(host[0] + path, _loopback)[0] == verdict


def test_private_addresses_are_never_asked(host):
    """Without leave, this machine is not asked, by address or by name."""
    for url in (f"{host[0]}/200", host[0].replace("127.0.0.1", "localhost") + "/200"):
        assert ask(url)[0] == "private"
    assert host[1] == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "::1", "fe80::1",  # noqa: S104
     "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "224.0.0.1", "fe80::1%eth0", "no address"],
)  # fmt: skip
def test_private_networks_are_known(address: str):
    """Loopback, private, link-local, shared, mapped and multicast addresses are not public."""
    assert not is_public(address)


def test_public_addresses_are_known():
    """Addresses of the public internet are."""
    assert is_public("93.184.215.14")
    assert is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")


def test_answers_are_kept_and_hosts_are_given_time(host, tmp_path: Path):
    """A second run within the week asks nothing; failures are asked again after an hour."""
    cache = tmp_path / ".copydesk/cache/links.json"
    urls = [f"{host[0]}/200", f"{host[0]}/404"]
    for now, expected in ((1000.0, 3), (1000.0 + 600, 3), (1000.0 + 4000, 5), (1000.0 + 8 * 86_400, 8)):
        answers = dict(check_external(urls, cache, now=now, allowed=_loopback, pause=0))
        assert [answers[url].verdict for url in urls] == ["fine", "gone"]
        assert len(host[1]) == expected
    assert json.loads(cache.read_text(encoding="utf-8")).keys() == set(urls)


def test_a_host_that_does_not_answer_is_unsure():
    """A closed port says nothing about the page."""
    with socket.socket() as plug:
        plug.bind(("127.0.0.1", 0))
        port = plug.getsockname()[1]
    assert ask(f"http://127.0.0.1:{port}/", _loopback)[0] == "unsure"


# --- doctor --------------------------------------------------------------------------------------------


def test_doctor_finds_nothing_to_mend_in_a_new_digest(tmp_path: Path):
    """A digest fresh from init has nothing to mend, though things to note."""
    assert main(["init", str(tmp_path / "d")]) == 0
    found = list(doctor(tmp_path / "d", tmp_path / "none"))
    assert [d for d in found if d.state == "mend"] == []
    assert any("base_url is still the example's" in d.what for d in found)


STATED = """title: T
base_url: {base}
tagline: …
email: desk@digest.example
tag_authority: example.org,2026
subscribe: {{form: "https://letters.example.net/go"}}
identity: {{accounts: ["Mastodon https://social.example.com/@t", "Code https://codeberg.org/t"]}}
"""


@pytest.mark.parametrize(("base", "state"), [("https://example.org/", "note"), ("https://digest.realm.net/", "mend")])
def test_placeholders_are_named_and_are_errors_of_a_published_digest(tmp_path: Path, base: str, state: str):
    """Values of example hosts, dots never written and files of init: notes at first, errors once readers can come."""
    assert main(["init", str(tmp_path / "d")]) == 0
    root = tmp_path / "d"
    (root / "config.yaml").write_text(STATED.format(base=base), encoding="utf-8")
    found = [d for d in doctor(root, tmp_path / "none") if d.state == state]
    said = "\n".join(map(str, found))
    for part in (
        'config.yaml:3:1: tagline is "…"',
        "config.yaml:4:8: email is an example's",
        "config.yaml:5:16: tag_authority is an example's",
        "config.yaml:6:20: subscribe: form is an example's",
        'config.yaml:7:33: identity: accounts is an example\'s: "https://social.example.com/@t"',
        "content/pages/about.md: is as `copydesk init` wrote it",
        "the-channel-tunnel-opens.md: is as `copydesk init` wrote it",
    ):
        assert part in said
    assert "codeberg" not in said
    assert main(["build", "--root", str(root)]) == 0
    faults = [f for f in check(load_config(root), root / "site").findings if f.rule == "placeholder"]
    assert len(faults) == (0 if state == "note" else 8)
    assert all(fault.severity == "error" for fault in faults)


def test_a_digest_of_ones_own_has_no_placeholder(tmp_path: Path):
    """What was written over, or deleted, is not named; a slot of the provider is none."""
    assert main(["init", str(tmp_path / "d")]) == 0
    root = tmp_path / "d"
    shutil.rmtree(root / "content/articles")
    shutil.rmtree(root / "content/people")
    (root / "content/pages/about.md").write_text("---\ntitle: About\n---\n\nOurs.\n", encoding="utf-8")
    (root / "config.yaml").write_text(
        "title: T\nbase_url: https://digest.realm.net/\neditor: A. B.\nemail: desk@realm.net\nmenu: [People /people/]\n"
        'subscribe: {link: "https://letters.realm.net/t", unsubscribe: "{{ unsubscribe_url }}"}\n',
        encoding="utf-8",
    )
    assert list(find_placeholders(load_config(root))) == []


def test_doctor_names_letters_that_no_card_can_show(tmp_path: Path) -> None:
    """Headlines in a script without a font are counted with their letters, and words that a language lacks too."""
    pytest.importorskip("resvg_py")
    config = "title: Próba\nbase_url: https://h.example/\nlanguage: hu\nidentity: {fonts: [none.ttf]}\n"
    files = {"a": article("판문점"), "b": article("Egy cikk")}
    root = write_site(tmp_path, {"config.yaml": config, **{f"content/articles/{n}.md": t for n, t in files.items()}})
    said = "\n".join(str(found) for found in doctor(root, tmp_path / "none"))
    assert "1 card for link previews without words: no font has 문점판" in said
    assert "identity: fonts: none.ttf" in said
    assert re.search(r"\d+ texts of the pages are in English: none in hu", said)
    (root / "content/articles/a.md").unlink()
    (root / "config.yaml").write_text("title: Test\nbase_url: https://h.example/\n", encoding="utf-8")
    said = "\n".join(str(found) for found in doctor(root, tmp_path / "none"))
    assert "the fonts of link previews have every letter of the headlines" in said
    assert "in English" not in said


def test_doctor_says_of_a_folder_that_is_not_there(tmp_path: Path):
    """That, and nothing of what would lie in it; a file is no folder, and a folder without config.yaml says so once."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for name, how in (("gone", "is not there"), ("file", "is no folder")):
        (found,) = [d for d in doctor(tmp_path / name) if d.state == "mend"]
        assert str(found).startswith(f"mend  {tmp_path / name} {how}: name the digest's folder with --root")
        assert not any("written" in d.what for d in doctor(tmp_path / name))
    (found,) = [d for d in doctor(tmp_path) if d.state == "mend"]
    assert str(found).startswith(f"mend  config.yaml: no config.yaml in {tmp_path}")


def test_doctor_says_what_to_mend(tmp_path: Path):
    """A broken configuration, a loose action and too few watches are each named with what to do."""
    flow = "jobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n"
    root = write_site(tmp_path, {"config.yaml": "titel: x\n", ".github/workflows/pages.yml": flow})
    limit = write_site(tmp_path / "proc", {"max_user_watches": "100\n"}) / "max_user_watches"
    said = "\n".join(str(d) for d in doctor(root, limit) if d.state == "mend")
    assert 'unknown key "titel", did you mean "title"?' in said
    assert "pages.yml uses actions/checkout@v4, which can be moved to other code: pin it by its commit" in said
    assert "100 watches for" in said


def test_versions_are_compared_by_their_numbers():
    """3.10 is newer than 3.9, 6.1 is 6.1.0, and a release candidate counts as its release."""
    assert numbers("3.10") > numbers("3.9")
    assert numbers("6.1") == numbers("6.1.0")
    assert numbers("2.0rc1") == numbers("2")


def test_a_slot_of_the_owners_provider_is_no_dead_link_in_an_email_alone(tmp_path: Path) -> None:
    """The placeholder is let be in an edition's e-mail; on another page it is a fault, and so is another slot there."""
    slot = '<html lang="en"><title>x</title><body><a href="{{ %s }}">Unsubscribe</a></body></html>'
    files = {
        "index.html": slot % "leave",
        "editions/1/email.html": slot % "leave",
        "editions/2/email.html": slot % "go",
    }
    write_site(tmp_path, files)
    site = read_site(tmp_path, Base.parse("https://digest.example/"))
    faults = sorted(fault.url for fault in check_links(site, placeholder="{{ leave }}"))
    assert faults == ["/", "/editions/2/email.html"]


@pytest.mark.parametrize("host", ["\u0430pple.example", "xn--pple-43d.example"])
def test_a_link_to_a_host_that_reads_as_another_is_asked_about(tmp_path: Path, host: str) -> None:
    """A Cyrillic letter in a Latin word."""
    (found,) = about(findings(digest(tmp_path, f"See [it](https://{host}/x).")), "host")
    assert "letters are of several scripts" in found


@pytest.mark.parametrize(
    "host", ["localhost", "intranet", "192.168.1.4", "[::ffff:10.0.0.1]", "desk.local", "127.0.0.1:8000", "[fe80::1]"]
)
def test_a_link_that_only_the_editor_can_open_is_named(tmp_path: Path, host: str) -> None:
    """A host of this machine or of a network at home: whatever its form, readers get nowhere."""
    root = digest(tmp_path, f"See [it](http://{host}/x) and [the other](https://dispatch.example/x).")
    (found,) = about(findings(root), "private")
    assert "leads to a host that only you can reach" in found
    assert host in found


@pytest.mark.slow
def test_pages_of_a_list_are_told_apart_by_their_titles(tmp_path: Path) -> None:
    """The second page of a list says so: a digest with many articles has no warning that is not the editor's."""
    root = write_site(
        tmp_path, {f"content/articles/a{n}.md": article(title=f"Story {n}", countries="[France]") for n in range(60)}
    )
    build_site(root)
    assert (root / "site/countries/france/page/2/index.html").exists()
    assert not about([str(one) for one in check(load_config(root), root / "site").findings], "title")
