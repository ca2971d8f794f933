"""Jinja's environment: what is written comes out as Jinja has it, and compiled layouts are found again."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

import jinja2
import pytest
from pagefactory import make_page

from copydesk.errors import LayoutError
from copydesk.publish.render import environment
from copydesk.publish.render.environment import CompiledLayouts, File, make_environment
from copydesk.publish.render.layouts import Layouts, packaged_layouts
from copydesk.publish.render.strings import load_strings

THEME = packaged_layouts()
# Layouts that put something out in every place where one can: alone, among others, in macros, in blocks, outside of
# them, where escaping is off, and where that is known only when the page is made.
OUTPUTS = {
    "alone": "{{ word }}",
    "constant": '{{ "a<b" }}{{ 3 }}{{ "x"|upper }}',
    "among others": "<p>{{ word }}</p>{{ number }}{{ nothing }} end",
    "text alone": "<p>a & b</p>",
    "macro": "{% macro one(x) %}{{ x }}{% endmacro %}{% macro two(x) %}<b>{{ x }}</b>{% endmacro %}"
    "{{ one(word) }}|{{ two(word) }}|{{ two(one(word)) }}",
    "caller": "{% macro box(x) %}<i>{{ caller(x) }}</i>{% endmacro %}"
    "{% call(y) box(word) %}{{ y }}-{{ y }}{% endcall %}",
    "set": "{% set both %}{{ word }} and {{ word }}{% endset %}{{ both }}{% set one %}{{ word }}{% endset %}{{ one }}",
    "filter": "{% filter upper %}{{ word }}<br>{% endfilter %}",
    "unescaped": "{% autoescape false %}{{ word }}<br>{{ word }}{% endautoescape %}{{ word }}",
    "unescaped macro": "{% autoescape false %}{% macro m(x) %}{{ x }}!{% endmacro %}{{ m(word) }}{% endautoescape %}",
    "sometimes": "{% autoescape number > 2 %}{{ word }}<br>{{ word }}{% endautoescape %}{{ word }}",
    "seldom": "{% autoescape number > 9 %}{{ word }}<br>{{ word|safe }}{% endautoescape %}",
    "loop": "{% for n in [1, 2] recursive %}{{ loop.index }}{{ word }}"
    "{% if loop.depth < 2 %}{{ loop([n]) }}{% endif %}{% endfor %}",
    "base": "<title>{% block title %}{{ word }}{% endblock %}</title>{{ word }}{% block body %}{% endblock %}",
    "child": '{% extends "base" %}out{{ word }}side{% block body %}{{ super() }}{{ word }}{% endblock %}',
    "perhaps a child": '{% if number > 2 %}{% extends "base" %}{% endif %}'
    "out{{ word }}side{% block body %}{{ word }}{% endblock %}",
    "no child": '{% if number > 9 %}{% extends "base" %}{% endif %}'
    "out{{ word }}side{% block body %}x{{ word }}{% endblock %}",
    "included": '{% include "alone" %}{% include "among others" %}',
}


@pytest.mark.parametrize("careful", [False, True])
@pytest.mark.parametrize("name", OUTPUTS)
def test_what_layouts_put_out_is_what_jinja_makes_of_them(name: str, careful: bool) -> None:
    """Wherever in a layout something is put out, it comes out as an environment of Jinja's own writes it."""
    values = {"word": "<R&D>", "number": 3, "nothing": None}
    plain = jinja2.Environment(loader=jinja2.DictLoader(OUTPUTS), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    files = {one: File(text, f"layouts/{one}") for one, text in OUTPUTS.items()}
    ours = make_environment(files, load_strings((), "en"), None, careful=careful)
    assert ours.get_template(name).render(values) == plain.get_template(name).render(values)


# Each keeps something that changes from call to call: in a list, in what Jinja makes for that, behind another file.
COUNTING = {
    "namespace": "{% set ns = namespace(n=0) %}{% macro count(x) %}{% set ns.n = ns.n + 1 %}{{ ns.n }}{% endmacro %}",
    "list": "{% set seen = [] %}{% macro count(x) %}{{ seen.append(x) or seen|length }}{% endmacro %}",
    "in a map": '{% set held = {"a": ([],)} %}'
    '{% macro count(x) %}{{ held["a"][0].append(x) or held["a"][0]|length }}{% endmacro %}',
    "cycler": '{% set rows = cycler("1", "2", "3") %}{% macro count(x) %}{{ rows.next() }}{% endmacro %}',
    "iterator": '{% set rows = "123"|map("int") %}{% macro count(x) %}{{ rows|first }}{% endmacro %}',
    "inner": "{% set seen = [] %}{% macro _at(x) %}{{ seen.append(x) or seen|length }}{% endmacro %}"
    "{% macro count(x) %}{{ _at(x) }}{% endmacro %}",
    "imported": '{% import "list" as far %}{% macro count(x) %}{{ far.count(x) }}{% endmacro %}',
    "from": '{% from "list" import count as far %}{% macro count(x) %}{{ far(x) }}{% endmacro %}',
}


def of(layouts: dict[str, str], *, careful: bool = False) -> jinja2.Environment:
    """An environment of ours with these layouts."""
    files = {name: File(text, f"layouts/{name}") for name, text in layouts.items()}
    return make_environment(files, load_strings((), "en"), None, careful=careful)


@pytest.mark.parametrize("careful", [False, True])
@pytest.mark.parametrize("name", COUNTING)
def test_no_page_shows_what_macros_counted_on_another(name: str, careful: bool) -> None:
    """Macros of an imported file count within a page as Jinja has it, and begin anew with the next."""
    page = f'{{% import "{name}" as m %}}{{{{ m.count("x") }}}}{{{{ m.count("x") }}}}{{{{ m.count("y") }}}}'
    env = of({**COUNTING, "page": page}, careful=careful)
    plain = jinja2.Environment(loader=jinja2.DictLoader({**COUNTING, "page": page}), autoescape=True)
    expected = plain.get_template("page").render()
    assert expected == "123"
    assert [env.get_template("page").render() for _ in range(3)] == [expected] * 3


def test_macros_that_keep_nothing_are_made_once_for_all_pages() -> None:
    """A file without anything that changes is made once, and what its macros make of the same is held."""
    text = "{% set a = 1 %}{% macro own(x) %}{{ x }}{{ a }}{% if x %}{{ own(0) }}{% endif %}{% endmacro %}"
    env = of({"m": text, "page": '{% import "m" as m %}{{ m.own(word) }}'})
    assert [env.get_template("page").render(word="x") for _ in range(2)] == ["x101"] * 2
    module = env.get_template("m").module
    assert env.get_template("m").module is module
    assert len(vars(module)["own"].made) == 2


@pytest.mark.parametrize("careful", [False, True])
@pytest.mark.parametrize(
    "shown",
    ["word|map('upper')", "word.upper", "cycler('a')", "joiner()", "word|select", "dict().get", "range(3)|batch(2)"],
)
def test_what_has_no_text_is_no_text(shown: str, careful: bool) -> None:
    """What Python shows as its place in memory, another in each build, is an error with an advice."""
    page = of({"page": f"{{{{ {shown} }}}}"}, careful=careful).get_template("page")
    with pytest.raises(TypeError, match=r"has no text\ncall it"):
        page.render(word="ab")


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in [1] %}" * 25 + "x" + "{% endfor %}" * 25,
        "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
        "{% if 1 %}" * 3000 + "x" + "{% endif %}" * 3000,
    ],
    ids=["loops", "brackets", "conditions"],
)
def test_a_layout_deeper_than_python_reads_is_told_as_that(text: str, tmp_path: Path) -> None:
    """Loops, brackets and conditions in one another beyond what Python takes are a problem of that layout."""
    (tmp_path / "article.html").write_text(f"<p>{text}</p>", encoding="utf-8")
    with pytest.raises(LayoutError, match=r"article\.html: loops, blocks or brackets stand too deep"):
        Layouts.load((tmp_path, THEME), "en").render(make_page("article"))


@pytest.mark.parametrize(
    "slip", ["{{ zzz }}", "{% autoescape zzz.b %}x{% endautoescape %}", "{% if zzz %}x{% endif %}"]
)
def test_a_slip_is_told_with_its_line(slip: str, tmp_path: Path) -> None:
    """Whatever names what is not there, the line is the one in the file."""
    (tmp_path / "article.html").write_text(
        f"<p>\n{{{{ c.title }}}}\n{{% if 1 %}}\n\n{slip}{{% endif %}}", encoding="utf-8"
    )
    with pytest.raises(LayoutError, match=r'article\.html:5: "zzz" is not known'):
        Layouts.load((tmp_path, THEME), "en").render(make_page("article"))


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        ("{{ []|first }}", "No first item, sequence was empty"),
        ("{% macro m(word) %}{{ word }}{% endmacro %}{{ m() }}", "parameter 'word' was not provided"),
    ],
)
def test_what_jinja_says_of_a_slip_is_told(slip: str, said: str, tmp_path: Path) -> None:
    """Where Jinja knows what is wrong, its words are the message, and not that a name is not known."""
    (tmp_path / "article.html").write_text(slip, encoding="utf-8")
    with pytest.raises(LayoutError, match=said):
        Layouts.load((tmp_path, THEME), "en").render(make_page("article"))


def test_half_a_character_is_told_with_its_line(tmp_path: Path) -> None:
    """A character as JSON writes it is two halves, which no page can hold: file and line, before a page is made."""
    (tmp_path / "article.html").write_text('<p>\n{{ "\\ud83d\\ude00" }}', encoding="utf-8")
    with pytest.raises(LayoutError, match=r"article\.html:2: half a character"):
        Layouts.load((tmp_path, THEME), "en").render(make_page("article"))


def test_a_macro_that_wants_the_page_is_told_how_to_have_it(tmp_path: Path) -> None:
    """What a page sees is not known in a file imported without context: the advice is to import it with."""
    (tmp_path / "bits.html").write_text("{% macro m() %}{{ page.url }}{% endmacro %}", encoding="utf-8")
    (tmp_path / "article.html").write_text('{% import "bits.html" as b %}{{ b.m() }}', encoding="utf-8")
    with pytest.raises(LayoutError, match=r'"page" is not known here .*`with context`'):
        Layouts.load((tmp_path, THEME), "en").render(make_page("article"))


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder beside our own compiled code, as if this program had just been installed."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "code"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    folder = Path(importlib.util.cache_from_source(environment.__file__)).parent
    folder.mkdir(parents=True)
    return folder


def test_shipped_layouts_are_compiled_once_for_all_digests(tmp_path: Path, beside: Path) -> None:
    """A digest in whatever language finds what another has compiled of the shipped layouts, and keeps none itself."""
    page = make_page("article")
    first = Layouts.load((THEME,), "en", tmp_path / "a").render(page)
    kept = {path: path.stat().st_mtime_ns for path in beside.iterdir()}
    assert kept
    assert Layouts.load((THEME,), "en", tmp_path / "b").render(page) == first
    assert Layouts.load((THEME,), "ko", tmp_path / "c").render(page) != first
    assert {path: path.stat().st_mtime_ns for path in beside.iterdir()} == kept
    assert [list((tmp_path / name).iterdir()) for name in "abc"] == [[], [], []]


def test_layouts_of_a_digests_own_are_kept_with_it_alone(tmp_path: Path, beside: Path) -> None:
    """Nothing of a digest's own layouts lies beside the program, also where one has the name of a shipped one."""
    own = tmp_path / "layouts"
    own.mkdir()
    (own / "article.html").write_text("<p>{{ c.title }}", encoding="utf-8")
    made = Layouts.load((own, THEME), "en", tmp_path / "a").render(make_page("article"))
    assert made.startswith("<p>")
    assert list((tmp_path / "a").iterdir())
    assert not list(beside.iterdir())


@pytest.mark.parametrize("damage", [b"", b"\0" * 16, None])
def test_code_that_is_not_as_it_was_written_is_not_run(tmp_path: Path, beside: Path, damage: bytes | None) -> None:
    """A file of compiled code that was cut, emptied or altered is as if it were not there; it is written anew."""
    page = make_page("article")
    first = Layouts.load((THEME,), "en", tmp_path / "a").render(page)
    whole = {path: path.read_bytes() for path in beside.iterdir()}
    for path, data in whole.items():
        path.write_bytes(data[:-7] + b"\xff" + data[-6:] if damage is None else damage)
    assert Layouts.load((THEME,), "en", tmp_path / "b").render(page) == first
    assert {path: path.read_bytes() for path in beside.iterdir()} == whole


def test_code_of_another_release_is_not_run(tmp_path: Path, beside: Path) -> None:
    """What another release compiled is compiled anew, and takes its place."""
    code = []
    for release in ("1", "2", "2"):
        compiled = CompiledLayouts(tmp_path, release, [("a.html", "layouts/a.html")])
        files = {"a.html": File(f"{{{{ word }}}} {len(code)}", "layouts/a.html", is_shipped=True)}
        shutil.rmtree(tmp_path / "own", ignore_errors=True)
        code.append(make_environment(files, load_strings((), "en"), compiled).get_template("a.html").render(word="x"))
        assert len(list(beside.iterdir())) == 1
    assert code == ["x 0", "x 1", "x 2"]


def test_nothing_is_written_beside_the_program_where_python_writes_nothing(
    tmp_path: Path, beside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Python is told to write no compiled code, or cannot, a digest keeps its own and is built all the same."""
    page = make_page("article")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    first = Layouts.load((THEME,), "en", tmp_path / "a").render(page)
    assert not list(beside.iterdir())
    assert list((tmp_path / "a").iterdir())
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    beside.rmdir()
    assert Layouts.load((THEME,), "en", tmp_path / "b").render(page) == first
    assert list((tmp_path / "b").iterdir())
