"""README and the guides: each command they show exists with its options, and what the guide does, in order, works."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import jinja2
import pytest
import yaml
from conftest import ROOT

from copydesk.cli import main
from copydesk.cli.main import make_parser
from copydesk.publish.render.layouts import Layouts, packaged_layouts

DOCUMENTS = (
    "README.md",
    "UPGRADING.md",
    "docs/guide.md",
    "docs/hosting.md",
    "docs/layouts.md",
    "docs/reference.md",
    "docs/scale.md",
)
_BLOCK = re.compile(r"^```(?:sh|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`((?:copydesk|python build\.py)(?: [^`]*)?)`")
_COMMAND = re.compile(r"(?:copydesk|python build\.py|\.venv/bin/python build\.py)(?= |$)(.*)")

# Raw copy that the guide's second `add` takes: the first is what `init` lays into the inbox.
LAMP = """Lamp of the north pier is lit again

By Ines Calloway

The lamp on the north pier was lit again on Wednesday evening after eleven years in the dark, the harbour office said.

A keeper will look after it until the autumn, when a new light is to be set up on the outer rock.
"""
# What a machine without other hosts, or a test that is to end, cannot do: these are tried elsewhere.
NOT_HERE = ("copydesk serve", "copydesk add https://", "copydesk fetch", "copydesk import", "copydesk desk")


def commands(document: str) -> list[str]:
    """Every command of Copydesk that a document shows, as it is written."""
    text = (ROOT / document).read_text(encoding="utf-8")
    shown = [part for block in _BLOCK.findall(text) for line in block.splitlines() for part in line.split("&&")]
    shown += _INLINE.findall(text.replace("\n", " "))
    found = [_COMMAND.match(re.sub(r"^\$ |\s+#.*$", "", line.strip())) for line in shown]
    return [f"copydesk{match[1]}".strip() for match in found if match]


def verbs(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parsers of a parser's verbs."""
    return {
        name: verb
        for action in parser._actions  # noqa: SLF001 (argparse has no other way to ask)
        if isinstance(action, argparse._SubParsersAction)  # noqa: SLF001
        for name, verb in action.choices.items()
    }


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_command_shown_exists_with_its_options(document: str) -> None:
    """No document shows a verb or an option that the program does not have."""
    wrong = []
    program: argparse.ArgumentParser = make_parser()
    for command in commands(document):
        words = [word for word in re.split(r"[ |…]+", command)[1:] if word]
        parser = program
        while words and words[0] in verbs(parser):
            parser = verbs(parser)[words.pop(0)]
        known = {option for action in parser._actions for option in action.option_strings}  # noqa: SLF001
        asked = {match[1] for word in words if (match := re.match(r"(--[a-z][a-z-]*)", word))}
        is_verb = bool(words) and parser is not None and verbs(parser) and re.fullmatch(r"[a-z]+", words[0])
        if is_verb or asked - known:
            wrong.append(command)
    assert wrong == []
    assert document == "docs/layouts.md" or commands(document)


def test_what_the_guide_does_in_order_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From `init` to `check`, each command of the guide's blocks that needs no other host ends well."""
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "docs/guide.md").read_text(encoding="utf-8")
    article, done = "", []
    for line in (line for block in _BLOCK.findall(text) for line in block.splitlines()):
        command = re.sub(r"\s+#.*$", "", line.strip())
        if command.startswith("cd "):
            monkeypatch.chdir(command.removeprefix("cd "))
            Path("content/inbox/lamp.txt").write_text(LAMP, encoding="utf-8")
            continue
        if not command.startswith("copydesk ") or command.startswith(NOT_HERE):
            continue
        if not article and Path("content").is_dir():
            article = next((str(path) for path in Path("content/articles").rglob("1959-*.md")), "")
        command = command.replace("FILE", article).replace("1959-antarctic-treaty", Path(article).stem[11:])
        assert main(shlex.split(command)[1:]) == 0, f"{command}: {capsys.readouterr()}"
        done.append(command)
    assert len(done) >= 9
    assert Path("site/index.html").is_file()


def test_a_comment_that_cuts_a_headline_is_told_as_the_guide_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`title: We are # today` is not published as "We are" without a word."""
    main(["init", str(tmp_path / "d")])
    article = tmp_path / "d/content/articles/a.md"
    article.write_text("---\ntitle: We are # today\ndate: 2020-07-02\n---\n\nWords.\n", encoding="utf-8")
    assert main(["build", "--strict", "--root", str(tmp_path / "d")]) == 1
    assert "content/articles/a.md:2" in capsys.readouterr().err


def test_a_fresh_digest_builds_checks_and_lints_without_a_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What `init` lays down has nothing to warn about, and one draft is told as held back."""
    root = ["--root", str(tmp_path / "d")]
    assert main(["init", str(tmp_path / "d"), "--title", "My Digest"]) == 0
    assert [main([*verb, *root]) for verb in (["build", "--strict"], ["check", "--strict"], ["tag", "lint"])] == [
        0,
        0,
        0,
    ]
    said = capsys.readouterr()
    assert "warning" not in said.out + said.err
    main(["add", *root, str(tmp_path / "d/content/inbox/example.txt")])
    capsys.readouterr()
    assert main(["build", *root]) == 0
    assert "1 draft held back" in capsys.readouterr().err


# --- docs/hosting.md, claim by claim -----------------------------------------------------------------


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """What `init` lays down."""
    assert main(["init", str(tmp_path / "d"), "--title", "My Digest"]) == 0
    return tmp_path / "d"


def test_the_workflow_does_what_hosting_says(fresh: Path) -> None:
    """Its steps stand in their order; pull requests get neither the address nor a deployment."""
    text = (fresh / ".github/workflows/pages.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    build, deploy = workflow["jobs"]["build"], workflow["jobs"]["deploy"]
    names = ["checkout", "setup-python", "pip install -r requirements.txt", "copydesk due", "configure-pages"]
    names += ["copydesk build --strict --clean", "copydesk check", "upload-pages-artifact"]
    steps = build["steps"]
    assert len(steps) == len(names)
    for step, name in zip(steps, names, strict=True):
        assert name in step.get("uses", "") + step.get("run", "")
    told = re.findall(r"^\d\. \*\*([\w-]+)\*\*", _document("docs/hosting.md"), re.MULTILINE)
    assert told == ["checkout", "install", "due", "configure-pages", "build", "check", "upload"]
    assert steps[0]["with"]["persist-credentials"] is False
    assert steps[3]["if"] == "github.event_name == 'schedule'"
    assert all("github.event_name != 'pull_request'" in part["if"] for part in (steps[4], steps[7], deploy))
    assert "--base-url" in steps[5]["run"]
    assert "pages" not in build["permissions"]
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}
    assert all(re.search(r"@[0-9a-f]{40}\b", line) for line in text.splitlines() if "uses:" in line)
    assert workflow[True]["schedule"] == [{"cron": "17 * * * *"}]  # YAML 1.1 reads `on` as true


def test_what_hosting_says_is_kept_out_of_git_is(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Originals and the inbox are left out from the start, and `doctor` says so where they are not."""
    (fresh / ".git").mkdir()
    ignored = (fresh / ".gitignore").read_text(encoding="utf-8")
    assert {"/content/originals/", "/content/inbox/*", "/site/", "/.copydesk/"} <= set(ignored.split())
    main(["doctor", "--root", str(fresh)])
    assert "git take" not in capsys.readouterr().out
    for left in ("/content/originals/", "/content/inbox/*"):
        (fresh / ".gitignore").write_text(ignored.replace(left + "\n", ""), encoding="utf-8")
        main(["doctor", "--root", str(fresh)])
        said = capsys.readouterr().out
        assert ("git would take content/originals" in said) == ("originals" in left)
        assert ("git takes content/inbox" in said) == ("inbox" in left)


def test_a_copydesk_of_this_machine_is_named_as_such(
    fresh: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """requirements.txt says that GitHub cannot reach it, and so does `doctor`; a wheel beside it is no complaint."""
    monkeypatch.chdir(fresh)
    (fresh / "requirements.txt").write_text("copydesk @ file:///home/ada/copydesk\n", encoding="utf-8")
    main(["doctor", "--root", str(fresh)])
    assert "which GitHub cannot reach" in capsys.readouterr().out
    (fresh / "requirements.txt").write_text("./copydesk-0.1.0-py3-none-any.whl\n", encoding="utf-8")
    main(["doctor", "--root", str(fresh)])
    assert "GitHub cannot reach" not in capsys.readouterr().out


def test_drafts_without_a_date_go_where_hosting_says(fresh: Path) -> None:
    """The folder that hosting.md names for `.gitignore` is the one that `new` writes into, and it is built without."""
    assert "/content/articles/undated/" in _document("docs/hosting.md")
    main(["new", "--root", str(fresh), "A summit in Hanoi"])
    assert (fresh / "content/articles/undated/a-summit-in-hanoi.md").is_file()
    assert main(["build", "--strict", "--root", str(fresh)]) == 0


@pytest.mark.parametrize(
    ("base", "prefix"),
    [
        ("https://someone.github.io/my-digest/", "/my-digest"),
        ("https://someone.github.io/", ""),
        ("https://d.example", ""),
    ],
)
def test_links_are_right_at_each_of_the_three_addresses(fresh: Path, base: str, prefix: str) -> None:
    """A project page, a user page, a domain of one's own: by `build --base-url` alone, feed ids staying as they are."""
    config = fresh / "config.yaml"
    config.write_text(
        config.read_text(encoding="utf-8") + "\ntag_authority: someone.github.io,2026\n", encoding="utf-8"
    )
    assert main(["build", "--root", str(fresh), "--base-url", base]) == 0
    front = (fresh / "site/index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'href="(/[^"/]*)/', front)) <= (
        {prefix} if prefix else set(re.findall(r'href="(/[^"/]*)/', front))
    )
    assert f'href="{prefix}/assets/' in front
    feed = (fresh / "site/feed.atom").read_text(encoding="utf-8")
    assert base.rstrip("/") + "/articles/" in feed
    assert "<id>tag:someone.github.io,2026:" in feed
    assert (fresh / "site/404.html").is_file()
    assert main(["check", "--root", str(fresh)]) == 0


def test_a_robots_policy_stands_in_each_page(fresh: Path) -> None:
    """`robots: noindex`, since a project page has no robots.txt that anyone reads."""
    config = fresh / "config.yaml"
    config.write_text(config.read_text(encoding="utf-8") + "\nrobots: noindex\n", encoding="utf-8")
    assert main(["build", "--root", str(fresh)]) == 0
    pages = [path.read_text(encoding="utf-8") for path in (fresh / "site").rglob("index.html")]
    assert all('<meta name="robots" content="noindex' in page for page in pages if "http-equiv" not in page[:400])


def test_every_make_target_that_a_document_names_is_there() -> None:
    """`make rehearse` and the others."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for document in DOCUMENTS:
        for target in re.findall(r"(?:^|`)make ([a-z]+)", _document(document), re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{document}: make {target}"


def test_every_file_that_a_document_names_is_there() -> None:
    """Each relative link of README and the guides leads to a file."""
    for document in DOCUMENTS:
        for link in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", _document(document)):
            assert ((ROOT / document).parent / link).exists(), f"{document}: {link}"


def test_every_path_that_a_document_names_is_there() -> None:
    """A path or module in backticks, in documents and decisions, is one of this tree: a file that moved is noticed."""
    folders = "copydesk|tests|scripts|docs|benchmarks|layouts|fuzz|examples"
    modules = [
        "/build.py",
        *(f"/{path.as_posix()}" for name in folders.split("|") for path in (ROOT / name).rglob("*.py")),
    ]
    gone: list[str] = []
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/decisions/*.md")]:
        if document.name in {"CHANGELOG.md", "UPGRADING.md"}:  # they speak of what was
            continue
        words = document.read_text(encoding="utf-8")
        paths = re.findall(rf"`((?:{folders})/[\w./-]+)`", words)
        gone.extend(p for p in paths if not (ROOT / p).exists() and not (ROOT / f"{p}.py").exists())
        named = re.findall(r"`((?:[a-z_]+/)*[a-z_]+\.py)`", words)
        gone.extend(name for name in named if not any(module.endswith(f"/{name}") for module in modules))
    assert gone == []


def test_no_document_gives_one_date_to_many_articles() -> None:
    """`add --date` is shown for one article at a time: over a folder it would stamp one day on all of them."""
    for document in DOCUMENTS:
        wrong = [line for line in commands(document) if line.startswith("copydesk add") and "--date" in line]
        assert all("/ " not in f"{line} " and line.rstrip("`")[-1] != "/" for line in wrong), document


# --- docs/layouts.md, claim by claim -----------------------------------------------------------------

_EXTRA = "extra:\n  kicker: Analysis\n  map: { zoom: 4 }\n"
_WHOLE = f"---\ntitle: A day\ndate: 2020-07-02 14:05\n{_EXTRA}---\n\nWords of the day.\n"


def _document(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def shown(root: Path, main_block: str, article: str = _WHOLE) -> str:
    """What an article's layout puts out that extends the packaged one with another `main`."""
    layout = '{% extends "theme/article.html" %}{% block main %}<<' + main_block + ">>{% endblock %}"
    (root / "layouts/article.html").write_text(layout, encoding="utf-8")
    (root / "content/articles/a.md").write_text(article, encoding="utf-8")
    assert main(["build", "--root", str(root)]) == 0
    return re.findall(r"<<(.*?)>>", (root / "site/articles/a/index.html").read_text(encoding="utf-8"), re.DOTALL)[0]


FILTERS = {
    "'In South Korea'|hold(('South Korea',))": 'In <span class="name">South Korea</span>',
    "'South Korea'|bdi('en')": '<bdi class="name" lang="en">South Korea</bdi>',
    "c.date|day": "2 July 2020",
    "c.date|weekday": "Thursday 2 July 2020",
    "c.date|weekday(False)": "Thursday 2 July",
    "c.date|short": "2 Jul 2020",
    "c.date|clock": "14:05",
    "c.date|iso": "2020-07-02T14:05:00+00:00",
    "'2020'|partial": "2020",
    "'2020-07'|partial": "July 2020",
    "'2020-07-02'|partial": "2 July 2020",
    "'about then'|partial": "about then",
    "'2020-07'|inside": "July 2020",
    "1234|figures": "1234",
    "'12'|direction": "auto",
    "'NATO تعلن عن خطة'|direction": "rtl",
    "c.date.date()|span(c.date.date().replace(day=8))": "2–8 July 2020",
    "1.50|number": "1.5",
    "'/a/'|relative('/b/c/')": "../../a/",
    "0|level(9)": "0",
    "9|level(9)": "4",
    "t.people": "People",
    "t.n_articles(3)": "3 articles",
    "t.page_of(2, 7)": "Page 2 of 7",
    "c.extra.kicker": "Analysis",
    "c.extra.nothing": "",
    "c.fields.nothing": "",
    "site.extra.nothing": "",
    "page.url": "/articles/a/",
    "meta.title": "A day",
    "'<b>'": "&lt;b&gt;",
    "range(3)|join": "012",
}


def test_filters_and_values_give_what_layouts_says(fresh: Path) -> None:
    """Each row of the table of filters with the words beside it, the names a layout can see, what is empty."""
    said = shown(fresh, "|".join(f"{{{{ {expression} }}}}" for expression in FILTERS)).split("|")
    assert dict(zip(FILTERS, said, strict=True)) == FILTERS
    rows = re.findall(
        r"^\| `(\w+)` \| .* \| .* \|$", _document("docs/layouts.md").split("## Filters")[1].split("##")[0], re.MULTILINE
    )
    assert set(rows) == set(Layouts.load((packaged_layouts(),), "en").filters()) - set(
        jinja2.Environment(autoescape=True).filters
    )


def test_the_example_of_extra_holds_with_and_without_the_fields(fresh: Path) -> None:
    """The two lines as they stand there, for an article that has the fields and for one that has none."""
    example = re.findall(r"```jinja\n(.*?)```", _document("docs/layouts.md"), re.DOTALL)[0]
    assert shown(fresh, example) == "<p>Analysis</p>…"
    assert shown(fresh, example, "---\ntitle: A day\ndate: 2020-07-02\n---\n\nWords.\n") == ""


@pytest.mark.parametrize(
    ("layout", "message"),
    [
        ("{{ c.titel }}", 'ArticlePage has no "titel"'),
        ("{{ now }}", '"now" is not known here'),
        ("{{ articles }}", '"articles" is not known here'),
        ("{{ lipsum() }}", '"lipsum" is not known here'),
        ("{{ [1, 2]|random }}", "No filter named 'random'"),
        ("{% include c.title %}", "a computed layout name"),
        ('{% include "../config.yaml" %}', 'no layout "../config.yaml"'),
    ],
)
def test_what_layouts_says_is_not_there_is_an_error(
    fresh: Path, layout: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the layout's file and line."""
    text = '{% extends "theme/article.html" %}\n{% block main %}' + layout + "{% endblock %}"
    (fresh / "layouts/article.html").write_text(text, encoding="utf-8")
    assert main(["build", "--root", str(fresh)]) == 1
    said = capsys.readouterr().err
    assert message in said
    assert said.startswith("layouts/article.html")


def test_words_styles_and_blocks_are_overridden_as_layouts_says(
    fresh: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A string by language, keys of one's own that start with `my_`, style sheets, other static files, the blocks."""
    layouts = fresh / "layouts"
    (layouts / "static").mkdir()
    (layouts / "static/style.css").write_text("b{}", encoding="utf-8")
    (layouts / "static/mine.css").write_text("i{}", encoding="utf-8")
    (layouts / "strings.yaml").write_text("en: {skip: Jump to the text, my_word: mine}\n", encoding="utf-8")
    blocks = re.findall(r"override its (.*?) block", _document("docs/layouts.md"))[0]
    names = re.findall(r"`(\w+)`", blocks)
    body = "".join(f"{{% block {name} %}}[{name} {{{{ t.my_word }}}}]{{% endblock %}}" for name in names)
    (layouts / "article.html").write_text('{% extends "theme/article.html" %}' + body, encoding="utf-8")
    assert main(["build", "--root", str(fresh)]) == 0
    (page,) = (fresh / "site/articles").glob("*/index.html")
    text = page.read_text(encoding="utf-8")
    assert "Jump to the text" in text
    assert len(names) == 5
    assert all(f"[{name} mine]" in text for name in names)
    assert (fresh / "site/assets/style.css").read_text(encoding="utf-8") == "b{}"
    assert (fresh / "site/assets/mine.css").read_text(encoding="utf-8") == "i{}"
    (layouts / "strings.yaml").write_text("en: {word: mine}\n", encoding="utf-8")
    assert main(["build", "--root", str(fresh)]) == 1
    assert 'unknown string "word"' in capsys.readouterr().err


# --- What the guide and the reference said and the program did not do ---------------------------------

_ISSUE = "---\ntitle: One\ndate: 2020-07-05\narticles: [a]\n---\n"


def test_an_edition_is_frozen_by_the_verb_and_not_by_a_word(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`frozen: true` alone notes nothing and is told; after `edition freeze` a later edit shows on the issue's page."""
    root = ["--root", str(fresh)]
    (fresh / "content/articles/a.md").write_text(_WHOLE, encoding="utf-8")
    issue = fresh / "content/editions/one.md"
    issue.parent.mkdir()
    issue.write_text(_ISSUE.replace("articles", "frozen: true\narticles"), encoding="utf-8")
    assert main(["build", "--strict", *root]) == 1
    assert "content/editions/one.md:4:9: frozen, and what was printed is not noted" in capsys.readouterr().err
    issue.write_text(_ISSUE, encoding="utf-8")
    assert main(["edition", "freeze", *root, "one"]) == 0
    assert main(["build", "--strict", *root]) == 0
    before = (fresh / "site/editions/one/index.html").read_text(encoding="utf-8")
    (fresh / "content/articles/a.md").write_text(_WHOLE.replace("A day", "Another day"), encoding="utf-8")
    assert main(["build", "--strict", *root]) == 0
    after = (fresh / "site/editions/one/index.html").read_text(encoding="utf-8")
    assert "changed" not in before.lower()
    assert "changed" in after.lower()


def test_only_lists_that_front_matter_has_get_pages(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`taxonomies:` chooses among topics and tags; another name is an error, and not the tags once more."""
    config = fresh / "config.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(f"{text}\ntaxonomies: [topics, series]\n", encoding="utf-8")
    assert main(["build", "--root", str(fresh)]) == 2
    assert '"taxonomies" cannot hold "series", write any of topics, tags' in capsys.readouterr().err
    config.write_text(f"{text}\ntaxonomies: [tags]\n", encoding="utf-8")
    article = _WHOLE.replace("extra:", "tags: [lamps]\ntopics: [ports]\nextra:")
    (fresh / "content/articles/a.md").write_text(article, encoding="utf-8")
    assert main(["build", "--root", str(fresh)]) == 0
    assert (fresh / "site/tags/lamps/index.html").is_file()
    assert not (fresh / "site/topics").exists()


def test_a_rejected_suggestion_goes_and_stays_away(fresh: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`suggest --reject` takes the name out of `people:`, says so, and does not suggest it again."""
    file = fresh / "content/articles/a.md"
    words = "Jens Stoltenberg, the prime minister of Norway, said on Monday that the road would be opened."
    file.write_text(
        f"---\ntitle: A road\ndate: 2012-07-02\npeople: [Jens Stoltenberg]\n---\n\n{words}\n", encoding="utf-8"
    )
    assert main(["suggest", "--root", str(fresh), "--reject", "Jens Stoltenberg", str(file)]) == 0
    said = capsys.readouterr()
    assert "took out Jens Stoltenberg" in said.out + said.err
    assert "Stoltenberg" not in file.read_text(encoding="utf-8").split("---")[1]
    assert "Jens Stoltenberg" in (fresh / "content/rejected.yaml").read_text(encoding="utf-8")


WARNED = {
    "content/pages/imprint.md": ("---\ntitle: Imprint\nlang: english\n---\n\nx\n", '3:7: "lang" is no language code'),
    "content/pages/map.md": ("---\ntitle: Map\n---\n\nx\n\n<iframe src=x></iframe>\n", "7:1: <iframe> is taken out"),
    "content/people/ada.md": ("---\nname: Ada Bee\n---\n\n![x](ada.png)\n", "5:1: the picture is not shown: ada.png"),
    "content/countries/NO.md": ("---\naliases: ['']\n---\n", '2:11: "aliases" has an empty entry'),
    "content/sources/post.yaml": ("name: Post\nnote: ' '\n", '2:7: "note" holds nothing that can be seen'),
}


@pytest.mark.parametrize("path", WARNED)
def test_every_file_is_looked_at_as_articles_are(fresh: Path, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Pages, people, countries, outlets: what is left out of them or seldom meant is a warning at its line too."""
    text, message = WARNED[path]
    (fresh / path).parent.mkdir(exist_ok=True)
    (fresh / path).write_text(text, encoding="utf-8")
    assert main(["build", "--strict", "--root", str(fresh)]) == 1
    assert f"{path}:{message}" in capsys.readouterr().err
