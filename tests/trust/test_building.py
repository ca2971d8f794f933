"""The promises of building, each a test named after it (SECURITY.md, "What is promised")."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import ROOT, article, build_site, tree, write_site
from trust.helpers import run, spent

from copydesk.check.built import read_facts
from copydesk.check.run import check
from copydesk.config import load_config
from copydesk.errors import ContentError, LayoutError, OutputError
from copydesk.publish.markdown import render_body

ATOM = "{http://www.w3.org/2005/Atom}"


def digest(root: Path, count: int = 3, **files: str) -> Path:
    """A digest of a few articles with people and countries."""
    articles = {
        f"content/articles/2020/2020-07-{n + 1:02}-a{n}.md": article(
            f"Headline {n}", f"2020-07-{n % 28 + 1:02}", f"Body {n} about it.", people="[Ada Vale]", countries="[NO]"
        )
        for n in range(count)
    }
    return write_site(root, {**articles, **files})


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The digest that ships with Copydesk, copied and built under a project page's address; returns its root."""
    root = tmp_path_factory.mktemp("shipped")
    shutil.copytree(ROOT / "content", root / "content")
    shutil.copy(ROOT / "config.yaml", root)
    build_site(root, base_url="https://someone.github.io/digest/")
    return root


def pages(site: Path) -> dict[str, str]:
    """Every page of a site by relative path."""
    return {p.relative_to(site).as_posix(): p.read_text(encoding="utf-8") for p in sorted(site.rglob("*.html"))}


def test_B1_bodies_pass_an_allow_list_after_markdown():
    """Elements and schemes that are not on the list are gone, in raw HTML and in what Markdown makes."""
    text = (
        "<svg onload=x><math><style>p{}</style><form><iframe src=x></iframe></form></math></svg>\n\n"
        "[a](javascript:x) [b](data:text/html,x) [c](ftp://example.org/) <p style='x' onclick='y'>kept</p>\n\n"
        "[d](https://example.org/) [e](mailto:a@example.org) *kept too*"
    )
    html = render_body(text).html
    assert re.findall(r"<(?:svg|math|style|form|iframe)\b", html) == []
    assert re.findall(r"(?:javascript|data|ftp):(?=[^\"]*\")", html) == []
    assert "onclick" not in html
    assert " style=" not in html
    assert 'href="https://example.org/"' in html
    assert 'href="mailto:a@example.org"' in html
    assert "<em>kept too</em>" in html


def test_B2_layouts_escape_and_content_is_never_a_template(tmp_path: Path):
    """Markup and Jinja in a title are text on the page."""
    root = write_site(tmp_path, {"content/articles/a.md": article('"<b>{{ 7*7 }}</b> {% raw %}"', slug="a")})
    build_site(root)
    page = (root / "site/articles/a/index.html").read_text(encoding="utf-8")
    assert "<h1>&lt;b&gt;{{ 7*7 }}&lt;/b&gt; {% raw %}</h1>" in page


@pytest.mark.parametrize(
    "layout",
    ["{{ nothing_of_this_name }}", "{{ page.content.no_such }}", "{% include '../config.yaml' %}",
     "{% include '/etc/passwd' %}", "{% include page.url %}"],
)  # fmt: skip
def test_B2_undefined_names_and_includes_from_outside_are_errors(tmp_path: Path, layout: str):
    """A layout that names what is not there, or reaches out of the layout folders, fails the build by name."""
    root = digest(tmp_path, **{"layouts/article.html": layout})
    with pytest.raises(LayoutError, match=r"article\.html"):
        build_site(root)


BOMB = "a: &a [x,x]\n" + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in pairwise("abcdef"))
FRONT = {
    "twice": ("title: A\ntitle: B\n", '3:1: "title" stands twice'),
    "alias": ("title: &x A\n", '2:8: YAML anchor "&x" is not allowed'),
    "tag": ("title: !!python/object:os.system x\n", 'YAML tag "tag:yaml.org,2002:python/object:os.system" is'),
    "type": ("title: [a]\n", '2:8: "title" must be text, not a list'),
    "country": ("title: A\ncountries: [Frnace]\n", '3:13: unknown country "Frnace", did you mean "France"?'),
    "key": ("title: A\ndaet: 2020-01-01\n", '3:1: unknown key "daet", did you mean "date"?'),
    "bomb": (BOMB, 'YAML anchor "&a" is not allowed'),
    "date": ("title: A\ndate: 2020-02-30\n", "2020-02-30 is no date"),
}  # fmt: skip


@pytest.mark.parametrize("name", FRONT)
def test_B3_front_matter_is_checked_against_a_schema(tmp_path: Path, name: str):
    """File, line, column, key, cause and the nearest known value; an alias bomb costs nothing."""
    front, expected = FRONT[name]
    root = write_site(tmp_path, {"content/articles/a.md": f"---\n{front}---\n\nText.\n"})
    start = spent()
    with pytest.raises(ContentError) as caught:
        build_site(root)
    assert spent() - start < 5
    assert expected in str(caught.value)
    assert str(caught.value).startswith("content/articles/a.md:")


def test_B4_all_faults_are_reported_together(tmp_path: Path):
    """Five broken files give five lines, exit code 1 and no stack trace."""
    broken = {f"content/articles/{n}.md": f"---\ntitle: A {n}\ndaet: 2020\n---\n" for n in range(5)}
    root = write_site(tmp_path, broken)
    ran = run("build", "--root", root)
    assert ran.code == 1
    assert [f"content/articles/{n}.md:3:1" in ran.err for n in range(5)] == [True] * 5
    assert "Traceback" not in ran.err
    assert not (root / "site").exists()


@pytest.mark.parametrize("fault", ["content", "layout", "disk"])
def test_B5_a_failed_build_leaves_the_published_folder_as_it_was(tmp_path: Path, fault: str):
    """A broken article, a broken layout, a disk that takes no more: the site stays byte for byte."""
    root = digest(tmp_path)
    build_site(root)
    before = tree(root / "site")
    (root / "content/articles/2020/new.md").write_text(article("New", body="word " * 30_000), encoding="utf-8")
    if fault == "content":
        (root / "content/articles/2020/bad.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    elif fault == "layout":
        write_site(root, {"layouts/article.html": "{{ nothing }}"})
    code = "import sys; from copydesk.cli import main; sys.exit(main(sys.argv[1:]))"
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (60000, 60000)); " if fault == "disk" else ""
    words = [sys.executable, "-c", limit + code, "build", "--root", str(root), "--jobs", "1"]
    # Coverage writes a file of its own at the end, which the full disk would not take either.
    own = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    ran = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False, timeout=120, env=own)
    assert ran.returncode == 1, ran.stderr
    assert "Traceback" not in ran.stderr
    after = tree(root / "site")
    assert after == before


def _start(root: Path) -> subprocess.Popen[bytes]:
    code = "import sys; from copydesk.cli import main; sys.exit(main(sys.argv[1:]))"
    words = [sys.executable, "-c", code, "build", "--root", str(root), "--now", "2026-11-23T12:00+00:00", "--jobs", "1"]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def _finish(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Wait for a build: its exit code and what it said."""
    said = process.communicate(timeout=120)[1].decode()
    return process.returncode, said


@pytest.mark.slow
def test_B6_a_kill_at_any_moment_leaves_the_old_site_or_the_new(tmp_path: Path):
    """Killed anywhere between start and end, a build leaves one whole site; the next build gives the right one."""
    root = digest(tmp_path / "d", 60)
    start = time.monotonic()
    assert _finish(_start(root))[0] == 0
    whole = time.monotonic() - start
    old = tree(root / "site")
    write_site(root, {"config.yaml": "title: Another Name\nbase_url: https://digest.example/\n"})
    reference = tmp_path / "reference"
    shutil.copytree(root, reference, ignore=shutil.ignore_patterns("site", ".copydesk"))
    assert _finish(_start(reference))[0] == 0
    new = tree(reference / "site")
    seen = set()
    for part in (0.3, 0.5, 0.65, 0.8, 0.9, 1.0):
        process = _start(root)
        time.sleep(whole * part)
        process.send_signal(signal.SIGKILL)
        _finish(process)
        now = tree(root / "site")
        assert now in (old, new), "a mixture of two sites"
        seen.add(now == new)
    assert _finish(_start(root))[0] == 0
    assert tree(root / "site") == new


@pytest.mark.slow
def test_B7_two_builds_at_once_give_the_right_result_or_a_refusal(tmp_path: Path):
    """Of two builds started together at least one succeeds, the other may refuse in a line; the site is right."""
    root = digest(tmp_path, 20)
    one, two = _start(root), _start(root)
    ends = [_finish(process) for process in (one, two)]
    codes, errors = sorted(code for code, _ in ends), [error for _, error in ends]
    assert codes in ([0, 0], [0, 1]), errors
    assert not any("Traceback" in error or "a bug in" in error for error in errors)
    found = tree(root / "site")
    shutil.rmtree(root / "site")
    shutil.rmtree(root / ".copydesk")
    assert _finish(_start(root))[0] == 0
    assert found == tree(root / "site")


def test_B8_a_deleted_or_renamed_source_leaves_nothing(tmp_path: Path):
    """No page, list, feed entry, sitemap line or search entry of what is gone."""
    root = digest(tmp_path, **{"content/articles/x.md": article("Zanzibarred", people="[Quentin Vex]", slug="zanzi")})
    build_site(root)
    assert any(b"zanzi" in data for data in tree(root / "site").values())
    (root / "content/articles/x.md").unlink()
    build_site(root)
    left = [path for path, data in tree(root / "site").items() if re.search(rb"zanzi|quentin", data, re.IGNORECASE)]
    assert left == []
    assert not [path for path in tree(root / "site") if "zanzi" in path or "quentin" in path]


@pytest.mark.slow
def test_B9_output_depends_on_the_sources_only(tmp_path: Path):
    """Another folder, time zone, hash seed and locale, incremental or clean: the same bytes."""
    first = digest(tmp_path / "one", 6)
    second = tmp_path / "deeper" / "two"
    shutil.copytree(first, second)
    code = "import sys; from copydesk.cli import main; sys.exit(main(sys.argv[1:]))"
    ran = [sys.executable, "-c", code, "build", "--now", "2026-11-23T12:00+00:00", "--jobs", "1", "--root"]
    one = {**os.environ, "TZ": "America/Los_Angeles", "PYTHONHASHSEED": "1", "LC_ALL": "C"}
    two = {**os.environ, "TZ": "Asia/Seoul", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"}
    subprocess.run([*ran, str(first)], env=one, cwd=ROOT, check=True, capture_output=True)
    subprocess.run([*ran, str(second)], env=two, cwd=ROOT, check=True, capture_output=True)
    assert tree(first / "site") == tree(second / "site")
    path = first / "content/articles/2020/2020-07-01-a0.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Headline 0", "Changed"), encoding="utf-8")
    subprocess.run([*ran, str(first)], env=one, cwd=ROOT, check=True, capture_output=True)
    path.write_text(text, encoding="utf-8")
    subprocess.run([*ran, str(first)], env=one, cwd=ROOT, check=True, capture_output=True)
    assert tree(first / "site") == tree(second / "site")


TWINS = {
    "slug": {"content/articles/a.md": article("A", slug="same"), "content/articles/b.md": article("B", slug="same")},
    "case": {"content/articles/a.md": article("A", slug="Same"), "content/articles/b.md": article("B", slug="same")},
    "form": {
        "content/articles/a.md": article("A", slug="한국", id="a"),
        "content/articles/b.md": article("B", slug="\u1112\u1161\u11ab\u1100\u116e\u11a8", id="b"),
    },
    "alias": {"content/articles/a.md": article("A", aliases="[/articles/b/]"), "content/articles/b.md": article("B")},
    "people": {
        "content/articles/a.md": article("A", people="[Jose Marti]"),
        "content/articles/b.md": article("B", people="[José Martí]"),
    },
}


@pytest.mark.parametrize("name", TWINS)
def test_B10_two_sources_for_one_place_are_an_error_naming_both(tmp_path: Path, name: str):
    """Equal slugs, also by case or normal form, an alias that is a page, and people of one slug."""
    root = write_site(tmp_path, TWINS[name])
    with pytest.raises(ContentError) as caught:
        build_site(root)
    assert "content/articles/a.md" in str(caught.value)
    assert "content/articles/b.md" in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of this kind are POSIX's")
def test_B11_links_devices_and_hidden_files_are_not_published(tmp_path: Path):
    """A link out of the project and a pipe are refused by name; hidden and editor files are passed over."""
    outside = tmp_path / "outside.md"
    outside.write_text(article("Secret"), encoding="utf-8")
    root = digest(tmp_path / "d", **{"content/articles/.hidden.md": article("Hidden"), "content/articles/x.md~": "x"})
    os.mkfifo(root / "content/articles/pipe.md")
    with pytest.raises(ContentError, match=r"content/articles/pipe\.md: a pipe, a socket or a device is not read"):
        build_site(root)
    (root / "content/articles/pipe.md").unlink()
    (root / "content/images").mkdir()
    build_site(root)
    assert not any(b"Hidden" in data for data in tree(root / "site").values())
    assert not [path for path in (root / "site").rglob("*") if path.is_symlink()]
    (root / "content/articles/link.md").symlink_to(outside)
    with pytest.raises(ContentError, match=r"content/articles/link\.md: a link that leads out of the project"):
        build_site(root)


# name → the link's path, and what it leads to; the files are laid beside them.
SLY_LINKS: dict[str, tuple[str, str]] = {
    "secrets-as-picture": ("content/images/photo.png", "../../.env"),
    "secrets-as-article": ("content/articles/b.md", "../../.env"),
    "secrets-of-the-same-kind": ("content/articles/b.md", "../../.notes/plan.md"),
    "git-configuration": ("content/images/map.svg", "../../.git/config"),
    "git-by-a-folder": ("content/images/gallery", "../../.git"),
    "git-as-all-pictures": ("content/images", "../.git"),
    "git-as-content-by-way-of-a-link": ("content/articles/b.md", "../../way/HEAD"),
    "keys-of-the-preview": ("content/files/a.txt", "../../.copydesk/key.txt"),
    "a-draft-as-a-file": ("content/files/notes.txt", "../articles/a.md"),
    "the-inbox": ("content/articles/b.md", "../inbox/raw.md"),
    "an-original": ("content/articles/b.md", "../originals/raw.md"),
    "an-editors-copy": ("content/articles/b.md", "../articles/a.md~"),
    "hidden-among-articles": ("content/articles/b.md", ".hidden.md"),
    "a-file-of-the-project": ("content/pages/b.md", "../../README.md"),
    "configuration": ("content/files/a.yaml", "../../config.yaml"),
    "the-published-site": ("content/files/a.html", "../../site/index.html"),
    "outside": ("content/articles/b.md", "../../../outside.md"),
    "outside-by-its-whole-path": ("content/files/passwd", "/etc/passwd"),
    "nowhere": ("content/articles/b.md", "gone.md"),
    "in-a-circle": ("content/articles/b.md", "b.md"),
    "itself-as-a-folder": ("content/articles/again", "../articles"),
    "the-project-as-a-folder": ("content/files/all", "../.."),
    "a-device": ("content/images/z.png", "/dev/zero"),
}


@pytest.fixture(scope="module")
def built_beside_secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A digest that is built, with files beside its content that nobody may see."""
    root = digest(tmp_path_factory.mktemp("secrets") / "d")
    secret = article("SECRET", body="SECRET")
    hidden = (".env", ".notes/plan.md", ".git/config", ".git/HEAD", ".copydesk/key.txt", "content/inbox/raw.md")
    foreign = ("content/originals/raw.md", "content/articles/a.md~", "content/articles/.hidden.md", "README.md")
    write_site(root, dict.fromkeys((*hidden, *foreign), secret))
    write_site(root, {"content/articles/a.md": article("SECRET draft", draft="true")})
    (root / "way").symlink_to(".git")
    build_site(root)
    return root


@pytest.mark.skipif(sys.platform == "win32", reason="making links asks for a right there")
@pytest.mark.parametrize("name", SLY_LINKS)
def test_B11_a_link_to_what_is_not_published_is_refused_by_name(built_beside_secrets: Path, tmp_path: Path, name: str):
    """No link brings a hidden or foreign file to the site under an innocent name; the old site stays."""
    root = shutil.copytree(built_beside_secrets, tmp_path / "d", symlinks=True)
    (tmp_path / "outside.md").write_text(article("SECRET"), encoding="utf-8")
    before = tree(root / "site")
    where, to = SLY_LINKS[name]
    (root / where).parent.mkdir(parents=True, exist_ok=True)
    (root / where).symlink_to(to)
    with pytest.raises(ContentError, match=rf"(?m)^{re.escape(where)}: a (link|folder that is a link) "):
        build_site(root)
    assert tree(root / "site") == before
    assert not any(b"SECRET" in data for data in before.values())


@pytest.mark.skipif(sys.platform == "win32", reason="making links asks for a right there")
def test_B11_the_whole_content_folder_is_no_way_to_hidden_files(tmp_path: Path):
    """`content` itself may be a link within the project, never to a hidden folder or out of it."""
    root = digest(tmp_path / "d")
    (root / "content").rename(root / "texts")
    (root / "content").symlink_to("texts")
    build_site(root)
    (root / "content").unlink()
    (root / "texts").rename(root / ".hidden")
    (root / "content").symlink_to(".hidden")
    with pytest.raises(ContentError, match="content: a link to a file that is no part"):
        build_site(root)


@pytest.mark.skipif(sys.platform == "win32", reason="making links asks for a right there")
def test_B11_a_link_to_a_file_of_its_own_kind_is_followed(tmp_path: Path):
    """One picture under two names needs no copy; the output holds files, never links."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>'
    root = digest(
        tmp_path / "d",
        **{"content/images/one.svg": svg, "content/pages/a.md": "---\ntitle: A\n---\n\n![B](/images/two.svg)\n"},
    )
    (root / "content/images/two.svg").symlink_to("one.svg")
    build_site(root)
    assert list((root / "site/images").glob("two.*.svg"))
    assert not [path for path in (root / "site").rglob("*") if path.is_symlink()]


PLACES = (".", "..", "content", "content/site", "layouts", ".copydesk", "/", "~", "/usr", "strangers")


@pytest.mark.parametrize("where", PLACES)
def test_B12_an_output_folder_that_could_cost_files_is_refused(tmp_path: Path, where: str):
    """The sources, what holds them or lies in them, system folders, and folders with files of another's making."""
    root = digest(tmp_path / "digest")
    write_site(root, {"strangers/letter.txt": "mine", "layouts/static/x.css": "p{}"})
    before = tree(root)
    out = Path(where).expanduser() if where.startswith(("/", "~")) else root / where
    with pytest.raises(OutputError):
        build_site(root, out=out.resolve())
    assert {p: d for p, d in tree(root).items() if not p.startswith(".copydesk")} == before


def test_B12_foreign_files_in_our_folder_stay(tmp_path: Path):
    """A `.git` and a note in the output folder survive a build; the note is reported."""
    root = digest(tmp_path)
    build_site(root)
    write_site(root, {"site/.git/HEAD": "ref: x", "site/note.txt": "mine"})
    (root / "content/articles/2020/2020-07-01-a0.md").unlink()
    result = build_site(root)
    assert (root / "site/note.txt").read_text(encoding="utf-8") == "mine"
    assert (root / "site/.git/HEAD").read_text(encoding="utf-8") == "ref: x"
    assert "note.txt" in result.written.foreign


def test_B12_a_foreign_file_in_a_folder_that_becomes_ours_stays(tmp_path: Path):
    """A note in a folder of the site that no page lay in survives the build whose first page comes there."""
    root = digest(tmp_path)
    build_site(root)
    write_site(root, {"site/topics/harbours/notes/deep.txt": "mine", "site/topics/own.txt": "mine too"})
    write_site(root, {"content/articles/b.md": article("Of harbours", slug="b", topics="[Harbours]")})
    for _ in range(3):  # what lies in the second tree is swept by the build after
        result = build_site(root)
        write_site(root, {"content/articles/b.md": article(f"B{_}", slug="b", topics="[Harbours]")})
        assert (root / "site/topics/harbours/index.html").is_file()
        assert (root / "site/topics/harbours/notes/deep.txt").read_text(encoding="utf-8") == "mine"
        assert (root / "site/topics/own.txt").read_text(encoding="utf-8") == "mine too"
        assert any(path.startswith("topics/") or path == "topics" for path in result.written.foreign)


@pytest.mark.parametrize("forgotten", [False, True], ids=["remembered", "no cache"])
@pytest.mark.parametrize("place", ["articles/b/index.html", "articles/b", "topics"])
@pytest.mark.slow
def test_B12_a_page_takes_no_foreign_files_place(tmp_path: Path, place: str, *, forgotten: bool):
    """Where a new page would replace what somebody else put into the site, the build is refused by name."""
    root = digest(tmp_path)
    build_site(root)
    write_site(root, {f"site/{place}": "mine"})
    write_site(root, {"content/articles/b.md": article("B", slug="b", topics="[Harbours]")})
    before = tree(root / "site")
    if forgotten:
        shutil.rmtree(root / ".copydesk")
    with pytest.raises(OutputError, match=rf"{place}: is not Copydesk's.*move it away; the site is unchanged"):
        build_site(root)
    assert tree(root / "site") == before
    (root / "site" / place).unlink()
    build_site(root)


@pytest.mark.slow
def test_B12_a_damaged_list_of_our_files_loses_no_page(tmp_path: Path):
    """Without a cache and with a spoilt list, what the site holds is believed byte for byte, and nothing is missing."""
    root = digest(tmp_path)
    build_site(root)
    want = tree(root / "site")
    listed = (root / "site/.copydesk-site").read_text(encoding="utf-8")
    for spoilt in (listed.replace("index", "indxe"), listed[:40], "", listed + "content/secret\n"):
        shutil.rmtree(root / ".copydesk")
        (root / "site/.copydesk-site").write_text(spoilt, encoding="utf-8")
        (root / "site/index.html").unlink()
        build_site(root)
        assert tree(root / "site") == want


# Python-Markdown 3.11 needs a minute or more for each of these.
SLOW = {
    "images": "![" * 20_000,
    "backslashes": "\\" * 100_000,
    "footnotes": "[^1]" * 5_000 + "\n\n[^1]: x [^1]",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
def test_B13_no_body_takes_more_than_its_limit(tmp_path: Path, name: str):
    """A body that Python-Markdown would chew on for minutes ends within 20 s: a page, or a line with its file."""
    root = digest(tmp_path, 1, **{"content/articles/slow.md": article("Slow", body=SLOW[name])})
    before = spent()
    ran = run("build", "--root", root)
    assert spent() - before < 30  # the limit of 20 s of processor time, and the rest of a build
    assert ran.code in {0, 1}
    if ran.code:
        assert "content/articles/slow.md" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.slow
def test_B14_every_link_anchor_and_asset_resolves(shipped: Path):
    """The shipped digest under a base path: no broken link, anchor, feed, id or JSON block, no local path in it."""
    config = load_config(shipped)
    # Who publishes it at an address of their own has a form of their own: an example's is an error there.
    own_form = replace(config.subscribe, form="https://someone.github.io/letters/subscribe")
    config = replace(config, base_url="https://someone.github.io/digest/", subscribe=own_form)
    report = check(config, shipped / "site")
    assert [str(f) for f in report.findings if f.severity == "error"] == []
    assert report.pages > 150
    for path, text in pages(shipped / "site").items():
        assert str(shipped) not in text, path
        if path.endswith("/email.html"):  # the one slot that the owner's provider fills
            text = text.replace(f'href="{config.subscribe.unsubscribe}"', "")  # noqa: PLW2901 (the same page)
        assert "{{" not in text, path
        assert "{%" not in text, path


@pytest.mark.slow
@pytest.mark.parametrize(
    "address", ["https://someone.github.io/", "https://a.github.io/b/", "https://news.example.org"]
)
def test_B14_a_user_page_a_project_page_and_a_domain_are_crawled(tmp_path: Path, address: str):
    """The shipped digest at `/`, under `/b/` and on a domain of its own: not one broken link in any of them."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copy(ROOT / "config.yaml", tmp_path)
    build_site(tmp_path, base_url=address)
    report = check(load_config(tmp_path), tmp_path / "site")
    assert [str(f) for f in report.findings if f.severity == "error"] == []
    assert report.addresses > 5000


@pytest.mark.browser
def test_B15_pages_work_without_javascript_and_fit_a_phone(shipped: Path, chromium):
    """With scripts off, at 360 px: the text is there and nothing overflows (axe: tests/browser)."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()

    def answer(route):
        path = route.request.url.removeprefix("https://someone.github.io/digest")
        file = shipped / "site" / path.lstrip("/").partition("?")[0]
        file = file / "index.html" if path.endswith("/") else file
        route.fulfill(path=file) if file.is_file() else route.abort()

    context.route("**/*", answer)
    for url in ("/", "/people/", "/countries/", "/archive/", "/articles/han-kang/", "/people/moon-jae-in/"):
        page.goto(f"https://someone.github.io/digest{url}")
        assert page.inner_text("h1")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, url
    context.close()


def test_B16_feed_ids_outlive_titles_rebuilds_and_the_slash(tmp_path: Path):
    """Another headline, a second build and a base URL without its slash leave every id as it was."""
    root = digest(tmp_path)
    build_site(root)
    before = _ids(root)
    for path in (root / "content/articles").rglob("*.md"):
        path.write_text(path.read_text(encoding="utf-8").replace("Headline", "Title"), encoding="utf-8")
    build_site(root, base_url="https://digest.example")
    assert _ids(root) == before
    assert len(set(before)) == len(before) == 4


def _ids(root: Path) -> list[str]:
    feed = ET.parse(root / "site/feed.atom").getroot()  # noqa: S314 (what is tested wrote it)
    return [
        node.text or ""
        for node in (feed.find(f"{ATOM}id"), *feed.iterfind(f"{ATOM}entry/{ATOM}id"))
        if node is not None
    ]


@pytest.mark.slow
def test_B17_pages_state_a_content_policy_and_keep_openers_shut(shipped: Path):
    """Each page has a Content-Security-Policy meta that keeps scripts to ours; links to others carry rel=noopener."""
    for path, text in pages(shipped / "site").items():
        facts = read_facts(text)
        if facts.refresh or path.endswith("email.html"):  # a redirect; a mail, in which no policy holds
            continue
        policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)"', text)
        assert policy, path
        stated = policy[1].replace("&#39;", "'")
        assert "object-src 'none'" in stated, path
        assert "base-uri 'none'" in stated, path
        assert re.search(r"script-src (?:'self'|'none'|'sha256-)", stated), path
        assert "unsafe-inline" not in re.sub(r"style-src[^;]*", "", stated), path
        for tag in re.findall(r"<a\s[^>]*href=\"https?://(?!someone\.github\.io)[^>]*>", text):
            assert "noopener" in tag, (path, tag)


@pytest.mark.parametrize("loss", ["no content folder", "an empty one", "drafts alone"])
def test_B19_a_missing_or_emptied_content_never_empties_a_site(tmp_path: Path, loss: str) -> None:
    """Where a site has articles and the content has none, the build is refused and the site stays as it was."""
    root = digest(tmp_path)
    build_site(root)
    before = tree(root / "site")
    if loss == "drafts alone":
        for path in (root / "content/articles").rglob("*.md"):
            path.write_text(
                path.read_text(encoding="utf-8").replace("---\n", "---\ndraft: true\n", 1), encoding="utf-8"
            )
    else:
        shutil.rmtree(root / "content")
        if loss == "an empty one":
            (root / "content/articles").mkdir(parents=True)
    with pytest.raises(OutputError, match="content"):
        build_site(root)
    assert tree(root / "site") == before
    if loss != "no content folder":
        (root / "content").mkdir(exist_ok=True)
    build_site(root, allow_empty=True)
    assert not (root / "site/articles").exists()


def test_B19_a_build_that_takes_most_pages_away_says_so(tmp_path: Path) -> None:
    """More than half of the pages gone is a warning, and refused under --strict without --allow-empty."""
    root = digest(tmp_path, 12)
    build_site(root)
    for path in sorted((root / "content/articles").rglob("*.md"))[1:]:
        path.unlink()
    with pytest.raises(OutputError, match="takes away"):
        build_site(root, strict=True)
    assert len(list((root / "site/articles").iterdir())) == 12
    assert any("takes away" in str(warning) for warning in build_site(root).warnings)
    assert len(list((root / "site/articles").iterdir())) == 1


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["tmpfs", "bind"])
def test_B21_the_site_may_be_a_mount_point(tmp_path: Path, kind: str) -> None:
    """A site on a file system of its own, or bound to another folder, is brought up to date build after build."""
    root = digest(tmp_path)
    site, other = root / "site", tmp_path / "other"
    site.mkdir(parents=True)
    other.mkdir()
    words = ["-t", "tmpfs", "none", str(site)] if kind == "tmpfs" else ["--bind", str(other), str(site)]
    if shutil.which("mount") is None or subprocess.run(["mount", *words], check=False, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here: that takes the rights of root")
    try:
        for number in (7, 8, 9):
            write_site(root, {f"content/articles/more-{number}.md": article(title=f"More {number}")})
            if number == 8:
                (root / "content/articles/more-7.md").unlink()
            build_site(root)
            alone = tmp_path / f"alone-{number}"
            shutil.copytree(root, alone, ignore=shutil.ignore_patterns("site", ".copydesk"))
            build_site(alone)
            assert tree(site) == tree(alone / "site")
    finally:
        subprocess.run(["umount", str(site)], check=True)
