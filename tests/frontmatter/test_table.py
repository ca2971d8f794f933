"""The one table of fields: each kind has one reader, whatever the field is called."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import article, build_site, tree, write_site
from hypothesis import given
from hypothesis import strategies as st

from copydesk.countries import load_countries
from copydesk.errors import Problem
from copydesk.frontmatter import table
from copydesk.frontmatter.document import parse_yaml
from copydesk.frontmatter.fields import Fields
from copydesk.frontmatter.table import ARTICLE, TABLES, FieldContext, FieldRow, Kind, read_fields
from copydesk.library import articles as reading
from copydesk.publish.formats import exports
from copydesk.publish.site import link

CONTEXT = FieldContext(zone=dt.UTC, countries=load_countries())
ADDRESSES = ("source:\n  url", "source_url", "original_url", "link")
# What may be written where an address is wanted: schemes in any case, with blanks and controls, and near misses.
HOSTILE = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    " javascript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>hit()</script>",
    "vbscript:hit()",
    "//evil.example/",
    "https:evil.example",
    "https://",
    "https:///x",
    "https://a b.example/",
    "https://e.example/\u202e",
    "https://e.example/\x7f",
    "https://bank.example@evil.example/",
    "https://e.example\\@evil.example/",
    'https://e.example/" onclick="hit()',
    "file:///etc/passwd",
    "x",
    "",
]


def read(text: str) -> tuple[dict, list[str]]:
    """The values of an article's front matter, and what is wrong with it."""
    problems: list[Problem] = []
    values = read_fields(ARTICLE.rows, Fields(parse_yaml(text, "x.md"), "x.md", problems), CONTEXT)
    return values, [problem.message for problem in problems]


@pytest.mark.parametrize("key", ADDRESSES)
@pytest.mark.parametrize("address", HOSTILE)
def test_an_address_is_checked_under_every_name_it_has(key: str, address: str) -> None:
    """What is no http(s) address is refused under the map's own key and under each synonym beside it."""
    values, problems = read(f"title: T\n{key}: {json.dumps(address)}\n")
    assert not values["source"].get("url")
    assert len(problems) == (0 if not address.strip() else 1)


@given(st.text(max_size=40), st.sampled_from(["https://e.x/", "javascript:", "data:", "http://", "//", ""]))
def test_synonyms_read_alike(tail: str, head: str) -> None:
    """Whatever stands there, all four names give the same address and the same number of problems."""
    quoted = json.dumps(head + tail)
    found = {key: read(f"{key}: {quoted}\n") for key in ADDRESSES} if "\\ud" not in quoted else {}
    assert len({(v["source"].get("url", ""), len(p)) for v, p in found.values()}) <= 1


def test_two_names_for_one_value_are_a_problem() -> None:
    """An address that stands in the map and beside it is named, not chosen."""
    _, problems = read("title: T\nsource: {url: https://a.example/}\nlink: https://b.example/\n")
    assert problems == ['"link" and "source.url" mean the same']


def test_every_row_says_what_it_is_and_names_are_distinct() -> None:
    """No field of a file is called like another or like a synonym of one."""
    for kind, of in TABLES.items():
        names = [name for row in of.rows for name in row.names]
        names += [name for row in of.rows for part in row.inside for name in part.elsewhere]
        assert sorted(names) == sorted(set(names)), kind
        assert all(row.doc for row in of.rows)


def test_own_fields_reach_layouts_as_they_were_written(tmp_path: Path) -> None:
    """`extra:` of articles, people, countries, editions, pages and the config is shown; a missing key is empty."""
    front = "---\n{}\nextra:\n  note: <i>{}</i>\n  deep: {{list: [1, true, NO], n: 1.5}}\n---\n\nText.\n"
    shown = "[{{ x.note }}|{{ x.deep.list|join('-') }}|{{ x.deep.n + 1 if x.deep else '' }}|{{ x.none }}]"
    layouts = {
        "article": "c.extra",
        "person": "c.extra",
        "country": "c.country.extra",
        "edition": "c.extra",
        "text": "c.extra",
    }
    files = {
        f"layouts/{name}.html": "{% set x = " + where + " %}" + shown + "{{ site.extra.motto }}"
        for name, where in layouts.items()
    }
    root = write_site(
        tmp_path,
        {
            "config.yaml": "title: D\nbase_url: https://d.example/\nextra: {motto: Onward}\n",
            "content/articles/a.md": front.format("title: A\ndate: 2020-01-01\npeople: [Ada]\ncountries: [NO]", "a"),
            "content/people/ada.md": front.format("name: Ada", "p"),
            "content/countries/NO.md": front.format("name: Norway", "c"),
            "content/editions/one.md": front.format("title: One\ndate: 2020-01-02\narticles: [a]", "e"),
            "content/pages/about.md": front.format("title: About", "s"),
            **files,
        },
    )
    build_site(root)
    for path, letter in (
        ("articles/a", "a"), ("people/ada", "p"), ("countries/norway", "c"), ("editions/one", "e"), ("about", "s"),
    ):  # fmt: skip
        html = (root / "site" / path / "index.html").read_text(encoding="utf-8")
        assert f"[&lt;i&gt;{letter}&lt;/i&gt;|1-True-NO|2.5|]Onward" in html, path


def test_what_stands_outside_extra_is_still_a_slip() -> None:
    """An unknown key is named with the nearest known one."""
    problems: list[Problem] = []
    node = parse_yaml("title: T\nsubtitel: x\nextra: {subtitel: y}\n", "x.md")
    read_fields(ARTICLE.rows, Fields(node, "x.md", problems), CONTEXT)
    assert [str(problem) for problem in problems] == ['x.md:2:1: unknown key "subtitel", did you mean "subtitle"?']


def test_a_new_text_is_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row marked as shown and exported reaches its page, articles.json and articles.csv with no code of its own."""
    row = FieldRow(name="made_up", kind=Kind.LINE, doc="The line above the headline.", shown=True, exported=True)
    wider = replace(ARTICLE, rows=(*ARTICLE.rows, row))
    monkeypatch.setattr(table, "ARTICLE", wider)
    monkeypatch.setattr(reading, "ARTICLE", wider)
    monkeypatch.setattr(exports, "_MORE", (*exports._MORE, "made_up"))  # noqa: SLF001 (made of the table at import)
    monkeypatch.setattr(exports, "COLUMNS", (*exports.COLUMNS, "made_up"))
    monkeypatch.setattr(link, "_CARD_FIELDS", link._CARD_FIELDS | {"made_up"})  # noqa: SLF001 (the same)
    root = write_site(
        tmp_path,
        {
            "content/articles/a.md": article(made_up="Analysis"),
            "content/articles/b.md": article(title="B"),
            "layouts/article.html": "[{{ c.fields.made_up }}]",
        },
    )
    build_site(root)
    assert (root / "site/articles/a/index.html").read_text(encoding="utf-8") == "[Analysis]"
    rows = json.loads((root / "site/articles.json").read_text(encoding="utf-8"))["articles"]
    assert [one.get("made_up") for one in rows] == ["Analysis", None]
    assert (root / "site/articles.csv").read_text(encoding="utf-8").splitlines()[0].endswith(",made_up")


@pytest.mark.slow
def test_an_edit_of_own_fields_bodies_and_namesakes_is_seen_by_the_next_build(tmp_path: Path) -> None:
    """After each edit a build that knows the last one writes what a clean build writes, byte for byte."""
    root = write_site(
        tmp_path,
        {
            "config.yaml": "title: D\nbase_url: https://d.example/\nextra: {motto: One}\n",
            "content/people/kim-a.md": "---\nname: Kim\ndisambiguation: boxer\nextra: {x: 1}\n---\n",
            "content/people/kim-b.md": "---\nname: Kim\ndisambiguation: poet\n---\n",
            "content/articles/a.md": article(people="[person: kim-a]", bodies="[EU]", extra="{kicker: One}"),
            "content/articles/b.md": article(title="B", people="[person: kim-b, Ada]", countries="[FR]"),
            "layouts/article.html": "{{ c.extra.kicker }}{{ site.extra.motto }}{{ c.people }}{{ c.bodies }}",
            "layouts/person.html": "{{ c.extra.x }}{{ c.name }}{{ c.disambiguation }}",
        },
    )
    edits = [
        ("content/articles/a.md", "{kicker: One}", "{kicker: Two}"),
        ("content/articles/a.md", "[EU]", "[EU, UN]"),
        ("content/articles/a.md", "person: kim-a", "person: kim-b"),
        ("content/people/kim-a.md", "{x: 1}", "{x: 2}"),
        ("content/people/kim-b.md", "poet", "poet, born 1950"),
        ("config.yaml", "{motto: One}", "{motto: Two}"),
        ("content/articles/b.md", "Ada]", "Ada, Bo]"),
        ("content/articles/a.md", "[EU, UN]", "[NATO]"),
    ]
    build_site(root)
    for path, old, new in edits:
        text = (root / path).read_text(encoding="utf-8")
        assert old in text
        write_site(root, {"config.yaml": _config(root), path: text.replace(old, new)})
        build_site(root)
        build_site(root, out=root / "clean", clean=True)
        assert tree(root / "site") == tree(root / "clean"), (path, new)
        shutil.rmtree(root / "clean")


def _config(root: Path) -> str:
    return (root / "config.yaml").read_text(encoding="utf-8")
