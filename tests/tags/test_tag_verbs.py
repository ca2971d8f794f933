"""`tag list`, `lint`, `rename` and `merge`: one changed value is one changed line, and all or nothing."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from copydesk.cli import main
from copydesk.countries import load_countries
from copydesk.edit.journal import JournalError, apply_plan, recover
from copydesk.edit.nodes import read_values, set_value
from copydesk.errors import ContentError, UsageError
from copydesk.files import JOURNAL
from copydesk.tags import lint, list_names, plan_distinct, plan_merge, plan_rename, read_files

ARTICLE = """\
---
# What the editor notes stays.
title: "Talks: a beginning"
date: 2020-07-02
people:   # in order of weight
  - name: 'Kim Yong-un'   # as the wire spells it
    role: North Korean leader
  - Moon Jae-in
countries: [KP, "KR"]
topics: [Diplomacy, 'The North']
mentioned:
  people: [Kim Yong-un, John Bolton]
---

Kim Yong-un spoke. The body is never touched.
"""
PERSON = """\
---
name: Kim Yong-un  # to be checked
aliases: [Kim Yong Un]
country: KP
---

A leader.
"""
FILES = {"content/articles/2020/a.md": ARTICLE, "content/people/kim-yong-un.md": PERSON}


def changed_lines(before, after):
    """(old, new) lines that differ, for texts of the same number of lines."""
    old, new = before.splitlines(), after.splitlines()
    assert len(old) == len(new)
    return [(a, b) for a, b in zip(old, new, strict=True) if a != b]


def after_of(plan, path):
    """The text that a plan gives a file."""
    return next(change.after for change in plan.changes if change.path == path)


def test_a_rename_changes_one_line_a_value():
    """Comments, order, quoting and the body stay; each changed value is one changed line."""
    plan = plan_rename(FILES, "Kim Yong-un", "Kim Jong-un")
    assert changed_lines(ARTICLE, after_of(plan, "content/articles/2020/a.md")) == [
        ("  - name: 'Kim Yong-un'   # as the wire spells it", "  - name: 'Kim Jong-un'   # as the wire spells it"),
        ("  people: [Kim Yong-un, John Bolton]", "  people: [Kim Jong-un, John Bolton]"),
    ]


def test_a_rename_moves_the_page_and_keeps_the_feed():
    """The registry file moves; it records the old name, the old address and the id that the feed began with."""
    plan = plan_rename(FILES, "Kim Yong-un", "Kim Jong-un")
    assert [(c.path, c.after is None) for c in plan.changes[1:]] == [
        ("content/people/kim-jong-un.md", False),
        ("content/people/kim-yong-un.md", True),
    ]
    text = after_of(plan, "content/people/kim-jong-un.md")
    assert text == (
        "---\nname: Kim Jong-un  # to be checked\naliases: [Kim Yong Un, Kim Yong-un]\ncountry: KP\n"
        "redirects:\n  - kim-yong-un\nid: kim-yong-un\n---\n\nA leader.\n"
    )


def test_a_second_rename_keeps_the_first_id():
    """However often a person is renamed, the feed's id is the first."""
    once = plan_rename(FILES, "Kim Yong-un", "Kim Jong-un")
    files = {c.path: c.after for c in once.changes if c.after is not None}
    text = after_of(plan_rename(files, "Kim Jong-un", "Kim Jong Il"), "content/people/kim-jong-il.md")
    fields = read_values(text, "x.md")
    assert fields["id"] == "kim-yong-un"
    assert fields["redirects"] == ["kim-yong-un", "kim-jong-un"]


def test_an_alias_may_become_the_name():
    """Name and alias change places on their own lines, and the page stays where it is."""
    article = "---\ntitle: T\npeople: [Kim Yong-un]\n---\n"
    plan = plan_rename({**FILES, "content/articles/2020/a.md": article}, "Kim Yong-un", "Kim Yong Un")
    assert changed_lines(PERSON, after_of(plan, "content/people/kim-yong-un.md")) == [
        ("name: Kim Yong-un  # to be checked", "name: Kim Yong Un  # to be checked"),
        ("aliases: [Kim Yong Un]", "aliases: [Kim Yong-un]"),
    ]


def test_a_person_without_a_file_gets_one():
    """A rename needs a place for the redirect, so a registry file is made."""
    plan = plan_rename({"content/articles/a.md": ARTICLE}, "Moon Jae-in", "Mun Jae-in")
    assert read_values(after_of(plan, "content/people/mun-jae-in.md"), "x.md") == {
        "name": "Mun Jae-in",
        "aliases": ["Moon Jae-in"],
        "redirects": ["moon-jae-in"],
        "id": "moon-jae-in",
    }


def test_a_merge_leaves_no_name_twice():
    """Where both names stand in one list, the one that goes is taken out, with the lines of its entry."""
    plan = plan_merge(FILES, "Kim Yong-un", "Moon Jae-in")
    text = after_of(plan, "content/articles/2020/a.md")
    assert "Kim Yong-un" not in text.split("---\n")[1]
    fields = read_values(text, "x.md")
    assert fields["people"] == [{"name": "Moon Jae-in", "role": "North Korean leader"}]
    assert fields["mentioned"]["people"] == ["Moon Jae-in", "John Bolton"]
    assert "# What the editor notes stays.\n" in text


def test_a_merge_moves_what_an_entry_says():
    """Where an article names both, the role and the quotations of the one that goes stand with the one that stays."""
    path = "content/articles/2020/a.md"
    said = FILES[path].replace(
        "    role: North Korean leader\n",
        "    role: North Korean leader\n    quotes:\n      - We will meet. # on the phone\n      - And soon.\n",
    )
    plan = plan_merge({**FILES, path: said}, "Kim Yong-un", "Moon Jae-in")
    merged = {"name": "Moon Jae-in", "role": "North Korean leader", "quotes": ["We will meet.", "And soon."]}
    assert read_values(after_of(plan, path), "x.md")["people"] == [merged]
    both = said.replace("  - Moon Jae-in\n", "  - {name: Moon Jae-in, role: president, quotes: [And soon.]}\n")
    plan = plan_merge({**FILES, path: both}, "Kim Yong-un", "Moon Jae-in")
    kept = {"name": "Moon Jae-in", "role": "president", "quotes": ["And soon.", "We will meet."]}
    assert read_values(after_of(plan, path), "x.md")["people"] == [kept]
    assert plan.notes[0] == f'{path}: the role "North Korean leader" goes; "president" stays'


def test_a_merge_tells_what_goes_with_the_file():
    """A registry file that goes may hold what the other lacks: that is said, not lost in silence."""
    files = {**FILES, "content/people/moon-jae-in.md": "---\nname: Moon Jae-in\n---\n"}
    plan = plan_merge(files, "Kim Yong-un", "Moon Jae-in")
    assert "".join(plan.notes) == (
        "content/people/kim-yong-un.md goes, and with it: country, its text; "
        "copy what you want to keep into content/people/moon-jae-in.md"
    )
    fields = read_values(after_of(plan, "content/people/moon-jae-in.md"), "x.md")
    assert fields == {
        "name": "Moon Jae-in",
        "aliases": ["Kim Yong-un", "Kim Yong Un"],
        "redirects": ["kim-yong-un"],
    }


def test_countries_merge_by_code():
    """A country is the same under its code, name or alias."""
    article = "---\ntitle: T\ncountries: [South Korea, KP]\n---\n"
    plan = plan_merge({"content/articles/a.md": article}, "KR", "Japan")
    assert plan.changes[0].after == "---\ntitle: T\ncountries: [JP, KP]\n---\n"


def test_topics_are_renamed_in_brackets():
    """A quoted value in a list in brackets keeps its quotes."""
    plan = plan_rename(FILES, "The North", "Pyongyang, the court")
    assert changed_lines(ARTICLE, after_of(plan, "content/articles/2020/a.md")) == [
        ("topics: [Diplomacy, 'The North']", "topics: [Diplomacy, 'Pyongyang, the court']"),
    ]


@pytest.mark.parametrize(
    ("verb", "old", "new", "message"),
    [
        (plan_rename, "Kim Yong-uhn", "X", 'nothing is called "Kim Yong-uhn", did you mean "Kim Yong-un"?'),
        (
            plan_rename,
            "Kim Yong-un",
            "Moon Jae-in",
            '"Moon Jae-in" is in use already: to make them one, use: tag merge "Kim Yong-un" "Moon Jae-in"',
        ),
        (plan_rename, "Kim Yong-un", "!!", '"!!" has no letter or digit to make an address of'),
        (plan_rename, "KR", "Corea", "a country's name is set in content/countries/CODE.md: name: …"),
        (
            plan_merge,
            "Kim Yong-un",
            "Moon Jae-inn",
            'nothing is called "Moon Jae-inn", did you mean "Moon Jae-in"?; to give a new name, use tag rename',
        ),
    ],
)
def test_what_cannot_be_done_is_said(verb, old, new, message):
    """A slip gets the closest name, and a rename onto another's name is a merge."""
    with pytest.raises(UsageError) as raised:
        verb(FILES, old, new)
    assert str(raised.value) == message


def test_a_name_of_two_kinds_needs_the_kind():
    """A topic and a tag of one name are two things."""
    article = "---\ntitle: T\ntopics: [Peace]\ntags: [Peace]\n---\n"
    files = {"content/articles/a.md": article}
    with pytest.raises(UsageError, match="say which with --kind"):
        plan_rename(files, "Peace", "War")
    plan = plan_rename(files, "Peace", "War", kind="tags")
    assert plan.changes[0].after == "---\ntitle: T\ntopics: [Peace]\ntags: [War]\n---\n"


def test_a_broken_file_stops_everything():
    """If one file cannot be read, no other is changed: the plan is not made."""
    with pytest.raises(ContentError):
        plan_rename({**FILES, "content/articles/b.md": "---\ntitle: [\n---\n"}, "Moon Jae-in", "Moon")


def test_lint_says_where_and_what():
    """Near duplicates, aliases in use, single uses, gaps and unknown codes, each with file, line and column."""
    files = {
        "content/articles/a.md": (
            "---\ntitle: T\npeople: [Kim Jong-un, Kim Jong Un, Andreas Meyer]\n"
            "countries: [Frnace, EU]\ntags: [peace]\n---\n"
        ),
        "content/articles/b.md": "---\ntitle: T\npeople: [Andreas Mayer, Jong-un]\ntags: [trade]\n---\n",
        "content/articles/c.md": "---\ntitle: T\npeople: [Kim Jong-un]\ntags: [trade]\n---\n",
        "content/people/kim-jong-un.md": "---\nname: Kim Jong-un\naliases: [Jong-un]\nsort: Kim\ncountry: KP\n---\n",
    }
    assert (
        "\n".join(map(str, lint(files, load_countries())))
        == """\
content/articles/a.md:3:23: "Kim Jong Un" looks like "Kim Jong-un" (content/articles/a.md:3:10), if they are one: \
tag merge "Kim Jong Un" "Kim Jong-un"
content/articles/a.md:4:13: unknown country "Frnace", did you mean "France"?
content/articles/a.md:4:21: "EU" is no country, a body: write it under `bodies:` as EU
content/articles/a.md:5:8: the tag "peace" is used once, a page with one article helps nobody
content/articles/b.md:3:10: "Andreas Mayer" looks like "Andreas Meyer" (content/articles/a.md:3:36), if they are one: \
tag merge "Andreas Mayer" "Andreas Meyer"
content/articles/b.md:3:25: "Jong-un" is an alias of Kim Jong-un, and both are in use, write "Kim Jong-un"
content/people/kim-jong-un.md:2:7: Kim Jong-un lacks roles, add what is known"""
    )


def test_two_who_look_alike_are_told_apart_once():
    """`tag distinct` writes into the files there are, or makes one; lint is quiet about the two from then on."""
    articles = {
        "content/articles/a.md": "---\ntitle: T\npeople: [Andreas Meyer]\n---\n",
        "content/articles/b.md": "---\ntitle: T\npeople: [Andreas Mayer]\n---\n",
    }
    with_files = articles | {
        "content/people/meyer.md": "---\nname: Andreas Meyer # the boxer\nsort: M\ncountry: DE\nroles: [boxer]\n---\n",
        "content/people/mayer.md": "---\nname: Andreas Mayer\nsort: M\ncountry: DE\nroles: [mayor]\n---\n",
    }
    for files in (articles, with_files):
        assert "looks like" in "".join(map(str, lint(files, load_countries())))
        plan = plan_distinct(files, "Andreas Meyer", "Andreas Mayer")
        after = files | {change.path: change.after for change in plan.changes}
        assert "looks like" not in "".join(map(str, lint(after, load_countries())))
        with pytest.raises(UsageError, match="say already"):
            plan_distinct(after, "Andreas Mayer", "Andreas Meyer")
    assert read_values(after["content/people/meyer.md"], "x.md")["distinct_from"] == ["mayer"]
    assert "name: Andreas Meyer # the boxer\n" in after["content/people/meyer.md"]
    with pytest.raises(UsageError, match='nobody is called "Andreas"'):
        plan_distinct(with_files, "Andreas", "Andreas Mayer")


def test_who_is_distinct_from_nobody_is_said() -> None:
    """A slip under `distinct_from`, or the person's own file, tells nobody apart, and lint says so."""
    files = {
        "content/people/ann-lee.md": "---\nname: Ann Lee\ndistinct_from: [zoe-quist, ann-le]\n---\n",
        "content/people/ann-lea.md": "---\nname: Ann Lea\ndistinct_from: [ann-lea, ann-lee]\n---\n",
    }
    said = [str(problem) for problem in lint(files, load_countries()) if "distinct" in problem.message]
    assert [line.partition(": ")[2] for line in said] == [
        "Ann Lea is distinct from nobody by their own file, remove ann-lea",
        '"ann-le" under distinct_from is nobody\'s file, did you mean "ann-lea"?',
        '"zoe-quist" under distinct_from is nobody\'s file',
    ]


def test_references_by_file_follow_a_rename():
    """An entry that names a person's file (`person:`) follows it to its new name; a name of two needs the file's."""
    files = {
        "content/articles/a.md": "---\ntitle: T\npeople:\n  - person: kim-boxer # him\n    role: boxer\n---\n",
        "content/people/kim-boxer.md": "---\nname: Kim\ndisambiguation: boxer\n---\n",
        "content/people/kim-poet.md": "---\nname: Kim\ndisambiguation: poet\n---\n",
    }
    with pytest.raises(UsageError, match="the name of 2 people: say which by its file, kim-boxer or kim-poet"):
        plan_rename(files, "Kim", "Kim Duk-koo")
    plan = plan_rename(files, "kim-boxer", "Kim Duk-koo")
    assert "  - person: kim-duk-koo # him\n    role: boxer\n" in after_of(plan, "content/articles/a.md")
    assert read_values(after_of(plan, "content/people/kim-duk-koo.md"), "x.md")["redirects"] == ["kim-boxer"]
    assert [change.path for change in plan.changes] == [
        "content/articles/a.md", "content/people/kim-duk-koo.md", "content/people/kim-boxer.md"
    ]  # fmt: skip


def test_namesakes_are_merged_by_their_files():
    """Two of one name become one; where a third has the name too, entries say which file is meant."""
    entries = "  - person: kim-boxer\n    role: champion\n  - person: kim-poet # her\n  - Kim Y.\n"
    article = f"---\ntitle: T\npeople:\n{entries}---\n"
    files = {
        "content/articles/a.md": article,
        "content/people/kim-boxer.md": "---\nname: Kim\ndisambiguation: boxer\n---\n",
        "content/people/kim-poet.md": "---\nname: Kim\ndisambiguation: poet\n---\n",
    }
    plan = plan_merge(files, "kim-boxer", "kim-poet")
    assert read_values(after_of(plan, "content/articles/a.md"), "x.md")["people"] == [
        {"person": "kim-poet", "role": "champion"},
        "Kim Y.",
    ]
    assert read_values(after_of(plan, "content/people/kim-poet.md"), "x.md") == {
        "name": "Kim",
        "disambiguation": "poet",
        "redirects": ["kim-boxer"],
    }
    bare = files | {"content/articles/a.md": "---\ntitle: T\npeople:\n  - {name: Kim Y., role: r}\n---\n"}
    plan = plan_merge(bare, "Kim Y.", "kim-poet")
    merged = [{"person": "kim-poet", "role": "r"}]
    assert read_values(after_of(plan, "content/articles/a.md"), "x.md")["people"] == merged
    assert read_values(after_of(plan, "content/people/kim-poet.md"), "x.md")["aliases"] == ["Kim Y."]


def test_list_counts_aliases_for_the_person():
    """An alias counts for the name of the registry; the unused are those that no article is about."""
    article = "---\ntitle: T\npeople: [Kim Yong Un]\ncountries: [KP]\n---\n"
    files = {
        "content/articles/b.md": article,
        "content/people/kim-yong-un.md": PERSON,
        "content/people/nobody.md": "---\nname: Nobody Known\n---\n",
    }
    rows = list_names(files, load_countries())
    assert [(row.kind, row.name, row.about) for row in rows] == [
        ("people", "Kim Yong-un", 1),
        ("people", "Nobody Known", 0),
        ("countries", "North Korea", 1),
    ]
    assert [row.name for row in list_names(files, load_countries(), unused=True)] == ["Nobody Known"]


def test_the_verbs_on_the_command_line(tmp_path, capsys):
    """A dry run shows the diff and writes nothing; the real one names the files; lint ends with 1 at a find."""
    write(tmp_path, FILES)
    rename = ["tag", "rename", "Kim Yong-un", "Kim Jong-un", "--root", str(tmp_path)]
    assert main([*rename, "--dry-run"]) == 0
    shown = capsys.readouterr()
    assert "-  - name: 'Kim Yong-un'   # as the wire spells it\n" in shown.out
    assert "3 files would change." in shown.err
    assert read_files(tmp_path) == FILES
    assert main(rename) == 0
    assert "content/people/kim-yong-un.md (removed)\n" in capsys.readouterr().out
    assert main(["tag", "list", "--root", str(tmp_path)]) == 0
    assert "Kim Jong-un  content/people/kim-jong-un.md" in capsys.readouterr().out
    assert main(["tag", "lint", "--root", str(tmp_path)]) == 1
    assert main([*rename[:2], "Nobody Here", "X", "--root", str(tmp_path)]) == 2


def write(root, files):
    """Write files below a folder."""
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="")


def test_a_plan_is_written_and_its_journal_goes(tmp_path):
    """After a plan is carried out the files are as planned, and nothing else is left."""
    write(tmp_path, FILES)
    plan = plan_rename(read_files(tmp_path), "Kim Yong-un", "Kim Jong-un")
    apply_plan(tmp_path, plan)
    assert read_files(tmp_path) == {c.path: c.after for c in plan.changes if c.after is not None}
    assert not (tmp_path / JOURNAL).exists()
    assert recover(tmp_path) == ()


def test_an_edit_meanwhile_is_never_overwritten(tmp_path):
    """A file that changed since the plan was made stops the plan before its first write."""
    write(tmp_path, FILES)
    plan = plan_rename(read_files(tmp_path), "Kim Yong-un", "Kim Jong-un")
    (tmp_path / "content/people/kim-yong-un.md").write_text("---\nname: Kim Yong-un\n---\nnew\n", encoding="utf-8")
    with pytest.raises(JournalError, match="changed while the plan was made"):
        apply_plan(tmp_path, plan)
    assert (tmp_path / "content/articles/2020/a.md").read_text(encoding="utf-8") == ARTICLE


@pytest.mark.slow
def test_a_killed_rename_is_finished_or_never_begun(tmp_path):
    """Killed at any moment, the next verb finds either nothing changed or finishes everything."""
    many = {f"content/articles/{n}.md": ARTICLE for n in range(120)} | {"content/people/kim-yong-un.md": PERSON}
    script = (
        "import sys; from pathlib import Path; from copydesk.edit.journal import *; from copydesk.tags import *; "
        "root = Path(sys.argv[1]); "
        "plan = plan_rename(read_files(root), 'Kim Yong-un', 'Kim Jong-un'); print('go', flush=True); "
        "apply_plan(root, plan)"
    )
    for number in range(6):
        root = tmp_path / str(number)
        write(root, many)
        with subprocess.Popen([sys.executable, "-c", script, str(root)], stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            time.sleep(0.004 * number)
            os.kill(process.pid, signal.SIGKILL)
        recover(root)
        texts = read_files(root)
        renamed = {"Kim Yong-un'" not in text for path, text in texts.items() if path.startswith("content/articles")}
        assert len(renamed) == 1, "a mixture of old and new"
        assert ("content/people/kim-jong-un.md" in texts) == renamed.copy().pop()


def test_a_build_finishes_an_interrupted_rename_first(tmp_path):
    """Half a rename is never published: the build carries it out before it reads a file."""
    config = "title: T\nbase_url: https://digest.example/\n"
    write(
        tmp_path, {**FILES, "config.yaml": config, "content/articles/2020/a.md": ARTICLE.replace("Diplomacy", "Peace")}
    )
    plan = plan_rename(read_files(tmp_path), "Kim Yong-un", "Kim Jong-un")
    rows = [{"path": c.path, "before": digest(c.before), "after": c.after} for c in plan.changes]
    write(tmp_path, {JOURNAL: json.dumps({"changes": rows})})
    assert main(["build", "--root", str(tmp_path)]) == 0
    assert not (tmp_path / JOURNAL).exists()
    assert (tmp_path / "site/people/kim-jong-un/index.html").is_file()
    assert "kim-jong-un" in (tmp_path / "site/people/kim-yong-un/index.html").read_text(encoding="utf-8")


def digest(text):
    """The journal's digest of a text that is there, or the empty one."""
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()


def test_a_renamed_topic_leaves_a_redirect(tmp_path):
    """Topics and tags have no file: the config keeps where their pages went, and the site has the redirect."""
    assert main(["init", str(tmp_path / "d")]) == 0
    root = tmp_path / "d"
    (article,) = (root / "content/articles").rglob("*.md")
    text = article.read_text(encoding="utf-8")
    article.write_text(set_value(text, "a.md", "tags", "Old name"), encoding="utf-8")
    config = (root / "config.yaml").read_text(encoding="utf-8")
    where = ["--root", str(root)]
    assert main(["tag", "rename", "Old name", "New name", *where]) == 0
    assert (root / "config.yaml").read_text(encoding="utf-8") == (
        config + "redirects:\n  - /tags/old-name/ /tags/new-name/\n"
    )
    assert main(["build", *where]) == 0
    assert "/tags/new-name/" in (root / "site/tags/old-name/index.html").read_text(encoding="utf-8")
    assert main(["tag", "rename", "New name", "Old name", *where]) == 0
    assert main(["build", *where]) == 0
    assert "/tags/old-name/" in (root / "site/tags/new-name/index.html").read_text(encoding="utf-8")


EURO = """---
title: Grain
date: 2024-05-06
bodies: [EU, European Union, UN]
mentioned:
  bodies: [NATO]
---

Words.
"""


def test_bodies_are_listed_and_looked_at_like_countries():
    """`tag list` counts a body under its name, `tag lint` reports one named twice and one that is none."""
    files = {"content/articles/2024/grain.md": EURO.replace("UN]", "Unesko]").replace("[NATO]", "[EU]")}
    rows = {(row.kind, row.name): (row.about, row.mentioned) for row in list_names(files, load_countries())}
    assert rows["bodies", "European Union"] == (2, 1)
    told = [str(problem) for problem in lint(files, load_countries())]
    assert any("Unesko" in line and "UNESCO" in line for line in told)
    assert any('"European Union" is "EU"' in line for line in told)


def test_merging_bodies_writes_the_code_once():
    """A body merged into another is written by its code, and stands once in a list that has both."""
    files = {"content/articles/2024/grain.md": EURO}
    text = after_of(plan_merge(files, "UN", "EU"), "content/articles/2024/grain.md")
    assert read_values(text, "grain.md")["bodies"] == ["EU", "European Union"]
    text = after_of(plan_merge(files, "NATO", "OSCE"), "content/articles/2024/grain.md")
    assert read_values(text, "grain.md")["mentioned"] == {"bodies": ["OSCE"]}


def test_a_body_is_not_renamed():
    """The names of bodies are a closed list: renaming one says so."""
    with pytest.raises(UsageError, match="built in"):
        plan_rename({"content/articles/2024/grain.md": EURO}, "EU", "Europe")


def _named(role: str, country: str, other: str = "") -> str:
    people = f"[{{name: Kim Min-jun, role: {role}}}{f', {other}' if other else ''}]"
    return f"---\ntitle: T\npeople: {people}\ncountries: [{country}]\n---\n"


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        (_named("goalkeeper", "Germany"), _named("finance minister", "Brazil"), True),
        (_named("goalkeeper", "Germany"), _named("former goalkeeper", "Brazil"), False),
        (_named("goalkeeper", "Germany"), _named("finance minister", "Germany"), False),
        (_named("goalkeeper", "Germany", "Ann Lee"), _named("finance minister", "Brazil", "Ann Lee"), False),
        (_named("골키퍼", "Germany"), _named("재무장관", "Brazil"), True),
    ],
    ids=["another trade, country, company", "the same trade", "the same country", "the same company", "Korean"],
)
def test_a_name_that_may_be_of_two_people_is_asked_about(first: str, second: str, asked: bool):
    """Without a file the two would be one page; a file, be it of one of them, answers the question."""
    files = {"content/articles/a.md": first, "content/articles/b.md": second}
    question = "are they one person?"
    assert (question in "\n".join(map(str, lint(files, load_countries())))) == asked
    files["content/people/kim-min-jun.md"] = "---\nname: Kim Min-jun\n---\n"
    assert question not in "\n".join(map(str, lint(files, load_countries())))
