"""Every payload in every place: nothing of an article becomes anything but words (promises I2, B1, B2, B17).

One digest is built from the whole table of `payloads.py` as content files, another from raw articles by `add`.
Each case is then read by a second parser; Chromium at last opens the pages with everything in them.
"""

from __future__ import annotations

import contextlib
import html
import io
import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from conftest import build_site, write_site
from hostile.payloads import CONTENT_CONTEXTS, PAYLOADS, PROBE, everything, raw_html, raw_text
from hostile.reading import read

from copydesk.cli import main
from copydesk.intake.normalise import normalise

pytestmark = pytest.mark.slow  # two digests of thousands of articles

# The search page has a form of its own; a person's page folds away quotations beyond the first.
_OWN_PARTS = {
    "search": frozenset({"form", "select", "button", "noscript", "details", "summary"}),
    "people": frozenset({"details", "summary"}),
}
_NEVER = ("7777777", "XXXXXXXXX", "root:x:", "&lt;class ")


@pytest.fixture(scope="module")
def content_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A digest with an article for every payload in every field; returns its site."""
    files: dict[str, str] = {}
    for context in CONTENT_CONTEXTS:
        for name, payload in PAYLOADS.items():
            files.update(context.make(payload, f"{context.name}-{name}"))
    root = write_site(tmp_path_factory.mktemp("content"), files)
    build_site(root)
    return root / "site"


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str], dict[str, str]]:
    """A digest of raw articles, each added and published: its site, slugs by raw file, errors by raw file."""
    root = write_site(tmp_path_factory.mktemp("added"), {})
    raw = tmp_path_factory.mktemp("raw")
    for name, payload in PAYLOADS.items():
        (raw / f"text-{name}.txt").write_text(raw_text(payload, f"text {name}"), encoding="utf-8")
        (raw / f"html-{name}.html").write_text(raw_html(payload, f"html {name}"), encoding="utf-8")
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        options = ["--publish", "--force", "--date", "2020-07-02", "--source-name", "The Dispatch", "--json"]
        main(["add", "--root", str(root), *options, str(raw)])
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    errors = {Path(row["file"]).name: row["error"] for row in rows if "error" in row}
    build_site(root)
    slugs = {}
    for path in (root / "content" / "articles").rglob("*.md"):
        slug = path.stem.removeprefix("2020-07-02-")
        slugs[slug.rpartition("case-")[2]] = slug
    return root / "site", slugs, errors


def test_the_table_holds_at_least_three_hundred_cases():
    """Issue 8 asks for three hundred hostile inputs of our own; files and front matter come on top of these."""
    assert len(PAYLOADS) * (len(CONTENT_CONTEXTS) + 2) >= 300


@pytest.mark.parametrize("context", [context.name for context in CONTENT_CONTEXTS])
@pytest.mark.parametrize("name", PAYLOADS)
def test_a_payload_in_a_field_stays_words(content_site: Path, name: str, context: str):
    """A content file's field never becomes an element, a handler, an active address, a request or a template."""
    text = (content_site / "articles" / f"{context}-{name}" / "index.html").read_text(encoding="utf-8")
    assert read(text).wrong == []
    assert [sign for sign in _NEVER if sign in text] == []


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_title_reads_as_it_was_written(content_site: Path, name: str):
    """A title is text: whatever it looks like, the headline reads exactly so (blanks folded, NFC)."""
    text = (content_site / "articles" / f"title-{name}" / "index.html").read_text(encoding="utf-8")
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
    assert heading
    shown = " ".join(html.unescape(heading[1]).split())
    assert _visible(shown) == _visible(" ".join(unicodedata.normalize("NFC", PAYLOADS[name]).split()))


def _visible(text: str) -> str:
    """Without characters that HTML cannot hold or that nobody sees, which the build may leave out."""
    return "".join(c for c in text if c.isprintable())


@pytest.mark.parametrize("name", PAYLOADS)
@pytest.mark.parametrize("kind", ["text", "html"])
def test_a_payload_in_a_raw_article_stays_words(added, name: str, kind: str):
    """A raw article is refused in one line, or its page holds nothing active and asks no other host."""
    site, slugs, errors = added
    if reason := errors.get(f"{kind}-{name}.{'txt' if kind == 'text' else 'html'}"):
        assert "\n" not in reason
        assert "Traceback" not in reason
        return
    page = site / "articles" / slugs[f"{kind}-{name}"] / "index.html"
    text = page.read_text(encoding="utf-8")
    assert read(text).wrong == []
    assert [sign for sign in _NEVER if sign in text] == []


# Payloads of several lines are cut by the cleaner like any ragged lines, and stand in the list of dropped ones.
_ONE_LINE = [name for name, payload in PAYLOADS.items() if "\n" not in normalise(payload) and "\x00" not in payload]


@pytest.mark.parametrize("name", _ONE_LINE)
def test_a_line_of_plain_text_reads_as_in_the_file(added, name: str):
    """A paragraph of a plain-text article reads on its page as it does in the file, markup and all (I1).

    A file that claims a character set in which it is not written is refused, and says so.
    """
    site, slugs, errors = added
    if reason := errors.get(f"text-{name}.txt"):
        assert "save it as UTF-8" in reason
        return
    text = (site / "articles" / slugs[f"text-{name}"] / "index.html").read_text(encoding="utf-8")
    shown = {
        " ".join(html.unescape(re.sub(r"<[^>]*>", "", p)).split()) for p in re.findall(r"<p>(.*?)</p>", text, re.DOTALL)
    }
    lines = [" ".join(line.split()) for line in normalise(raw_text(PAYLOADS[name], f"text {name}")).splitlines()]
    expected = {line for line in lines if "An onlooker" in line or "stood there too" in line}
    assert expected <= shown


@pytest.mark.parametrize("site_of", ["content", "added"])
def test_everything_else_a_build_of_payloads_writes_is_sound(site_of: str, request: pytest.FixtureRequest):
    """Lists, people, feeds, sitemaps and exports of all payloads parse, and none holds anything active."""
    site = request.getfixturevalue("content_site") if site_of == "content" else request.getfixturevalue("added")[0]
    wrong: list[str] = []
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.suffix == ".html":
            forms = _OWN_PARTS.get(name.partition("/")[0], frozenset())
            found = read(path.read_text(encoding="utf-8"), own_forms=forms).wrong
            wrong += [f"{name}: {what}" for what in found]
        elif path.suffix in {".atom", ".xml", ".opml"}:
            ET.parse(path)  # noqa: S314 (what is tested wrote it)
        elif path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
    assert wrong == []


def _serving(site: Path, asked: set[str]):
    """A handler that answers for digest.example from a folder, and notes what is asked of any other host."""

    def answer(route):
        parts = urlsplit(route.request.url)
        if parts.netloc != "digest.example":
            asked.add(route.request.url)
            route.abort()
            return
        file = site / unquote(parts.path).lstrip("/")
        file = file / "index.html" if parts.path.endswith("/") else file
        if file.is_file():
            route.fulfill(path=file)
        else:
            route.fulfill(status=404, body="")

    return answer


@pytest.mark.browser
@pytest.mark.slow
def test_no_payload_runs_in_chromium_and_nothing_asks_another_host(tmp_path: Path, added, chromium):
    """Opened in a real browser, no page of a digest made of payloads runs one, opens a dialog or leaves its host."""
    files: dict[str, str] = {}
    for name, payload in PAYLOADS.items():
        files.update(everything(payload, name))
    root = write_site(tmp_path, files)
    build_site(root)
    hits: list[str] = []
    asked: set[str] = set()
    for site in (root / "site", added[0]):
        # The pages must be safe even where their policy is not enforced.
        context = chromium.new_context(bypass_csp=True)
        context.expose_function("hit", lambda: hits.append("hit"))
        context.route("**/*", _serving(site, asked))
        page = context.new_page()
        page.on("dialog", lambda dialog: (hits.append(dialog.message), dialog.dismiss()))
        # Every article; of the pages made from their names, one in ten (the same layouts show the same values).
        made = sorted(p for kind in ("people", "topics", "sources") for p in site.glob(f"{kind}/*/index.html"))
        for path in (*sorted(site.glob("articles/*/index.html")), *made[::10], site / "index.html"):
            url = "/" + path.relative_to(site).as_posix().removesuffix("index.html")
            page.goto(f"https://digest.example{quote(url)}", wait_until="load")
        context.close()
    assert hits == []
    assert not any(PROBE in url for url in asked)
    assert asked == set()
