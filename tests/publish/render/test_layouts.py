"""Layouts: what they can see, what they refuse, what changes their digest, and how their errors read."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import tree
from pagefactory import KINDS, make_article, make_card, make_meta, make_page, make_site

from copydesk.errors import LayoutError
from copydesk.model import Picture
from copydesk.publish.pages.values import SharedArticle
from copydesk.publish.render.environment import relative
from copydesk.publish.render.layouts import Layouts, packaged_layouts
from copydesk.publish.render.strings import load_strings, own_strings

THEME = packaged_layouts()


@pytest.fixture(scope="module")
def theme() -> Layouts:
    """The packaged theme in English."""
    return Layouts.load((THEME,), "en")


def own(root: Path, files: dict[str, str | bytes], lang: str = "en") -> Layouts:
    """The packaged theme under a digest's own files."""
    folder = root / "layouts"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Layouts.load((folder, THEME), lang)


def problem(layouts: Layouts, kind: str = "text") -> str:
    """The message with which rendering a page fails."""
    with pytest.raises(LayoutError) as caught:
        layouts.render(make_page(kind))
    return str(caught.value)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_renders_whole(theme: Layouts, kind: str) -> None:
    """Each kind of page comes out as one HTML document with one main heading and its parts in order."""
    html = theme.render(make_page(kind))
    assert html.startswith("<!DOCTYPE html>")
    assert html.rstrip().endswith("</html>")
    assert html.count("<h1") == 1
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert all(level <= before + 1 for before, level in pairwise(levels)), levels


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [0, 3, 200])
def test_pages_render_at_every_size(theme: Layouts, kind: str, size: int) -> None:
    """A digest with nothing, little or much in it has the same pages."""
    if kind in {"front", "list", "person", "country", "term", "people", "countries", "sources"}:
        assert "</main>" in theme.render(make_page(kind, size=size))


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_asks_no_other_host_and_carries_no_style_or_script(theme: Layouts, kind: str) -> None:
    """Nothing in a page is loaded from elsewhere; style and script are files, so the policy can be strict (B17)."""
    html = theme.render(make_page(kind))
    assert 'style="' not in html
    assert not re.search(r"\son[a-z]+=", html)
    scripts = re.findall(r"<script([^>]*)>", html)
    assert all('type="application/ld+json"' in s or (kind == "search" and 'src="/' in s) for s in scripts)
    assert not re.search(r'<(?:link[^>]+stylesheet[^>]+href|img[^>]+src|script[^>]+src)="(?!/)', html)


@pytest.mark.parametrize("kind", KINDS)
def test_links_are_root_relative_or_leave_with_noopener(theme: Layouts, kind: str) -> None:
    """Every link starts with / or #, so that a base path can be put before it; those that leave say noopener."""
    for tag in re.findall(r"<a\s[^>]*>", theme.render(make_page(kind))):
        href = re.search(r'href="([^"]*)"', tag)
        assert href, tag
        if tag.count("rel=") and "noopener" in tag:
            assert href[1].startswith("http")
        elif "https://paper.example" not in tag:  # a link of the article's own text
            assert href[1][0] in "/#", tag


def test_text_is_escaped_everywhere_but_in_html_fields() -> None:
    """Only fields whose name says html (and JSON-LD, escaped where it is made) go out as they are."""
    for path in THEME.rglob("*.html"):
        for name in re.findall(r"([\w.]+)\|safe", path.read_text(encoding="utf-8")):
            field = name.rpartition(".")[2]
            assert field in {"html", "summary_html", "jsonld"}, f"{path.name}: {name}|safe"


def test_hostile_text_stays_text(theme: Layouts) -> None:
    """Titles, names, captions and addresses made to break out of their place do not (I2)."""
    bad = '"><script>alert(1)</script>{{ 7*7 }}'
    card = make_card(title=bad, summary=bad, source_name=bad, place=bad, countries=())
    article = make_article(title=bad, subtitle=bad, place=bad, image=Picture(src="/a.png", alt=bad, caption=bad))
    page = make_page("article", meta={"title": bad, "description": bad})
    for html in (
        theme.render(dataclasses.replace(page, content=article)),
        theme.render(make_page("front", lead=card, site=make_site(title=bad, tagline=bad))),
    ):
        assert "<script>alert" not in html
        assert "{{ 7*7 }}" in html
        assert html.count("<script") == 1


def test_the_head_says_what_search_engines_and_feed_readers_need(theme: Layouts) -> None:
    """Title, description, canonical address, Open Graph, feeds, policy and JSON-LD stand in the head."""
    meta = {"image": "https://digest.example/a.png", "image_alt": "A kerb", "noindex": True}
    html = theme.render(make_page("article", meta=meta))
    head = html.partition("</head>")[0]
    assert '<link rel="canonical" href="https://digest.example/2018/07/article-0/">' in head
    assert '<meta property="og:type" content="article">' in head
    assert '<meta property="og:image" content="https://digest.example/a.png">' in head
    assert '<meta name="robots" content="noindex">' in head
    assert '<link rel="alternate" type="application/atom+xml" title="Second Draft" href="/feed.xml">' in head
    assert 'http-equiv="Content-Security-Policy" content="default-src &#39;self&#39;' in head
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', head)
    assert found
    assert json.loads(found[1])["@type"] == "WebPage"


def test_a_long_headline_is_cut_in_the_title_alone(theme: Layouts) -> None:
    """The title element keeps to 70 characters, at a word; the heading and Open Graph have it whole."""
    title = "A headline that goes on " * 5
    html = theme.render(make_page("article", meta={"title": title.strip()}, title=title.strip()))
    cut = re.search(r"<title>(.*?)</title>", html)
    assert cut
    assert len(cut[1]) <= 70
    assert cut[1].endswith("…")
    assert f">{title.strip()}</h1>" in html


def test_a_foreign_article_says_its_language_and_direction(theme: Layouts) -> None:
    """An Arabic article on an English digest: its words are marked, the labels around it stay English."""
    page = make_page("article", lang="ar", dir="rtl", title="خط واحد")
    html = theme.render(page)
    assert '<html lang="en" dir="ltr">' in html
    assert '<article class="story" lang="ar" dir="rtl">' in html
    assert 'class="story-side" lang="en"' in html


def test_original_names_carry_their_language_and_stand_isolated(theme: Layouts) -> None:
    """A name in its own script says which language it is, inside bdi."""
    html = theme.render(make_page("person"))
    assert 'lang="ko"><bdi>김여정</bdi>' in html


def test_strings_follow_the_digest_language() -> None:
    """A Korean digest has Korean labels and dates."""
    html = Layouts.load((THEME,), "ko").render(make_page("article", site=make_site(lang="ko")))
    assert "2018년 7월 2일" in html
    assert "등장인물" in html


def test_a_map_tile_is_a_link_with_words(theme: Layouts) -> None:
    """Each square with articles is a link whose label names the country and how many; the table has it too."""
    html = theme.render(make_page("countries"))
    assert '<a href="/countries/north-korea/" class="l1"><title>North Korea: 9 articles</title>' in html
    assert '<th scope="row"><a href="/countries/north-korea/">' in html


def test_a_key_of_a_country_map_has_the_shades_that_the_map_has(theme: Layouts) -> None:
    """What no square is coloured as is not explained; the country itself and each shade there is are."""
    folded = make_page("country").content.folded
    for shades in ((0, 1), (0, 1, 4), (0, 2, 4)):
        tiles = tuple(dataclasses.replace(tile, level=shades[n % len(shades)]) for n, tile in enumerate(folded))
        html = theme.render(make_page("country", folded=tiles))
        keys = re.findall(r'class="key"[^>]*><rect class="l(\d)"', html)
        assert keys == ["5", *(str(level) for level in sorted(shades, reverse=True) if level)]


@pytest.mark.parametrize("kind", ["connections", "person"])
def test_a_list_of_shared_articles_says_how_many_it_leaves_out(theme: Layouts, kind: str) -> None:
    """Where the number of a pair is higher than its list is long, the list ends with how many more there are."""
    field = "pairs" if kind == "connections" else "people"
    listed = (SharedArticle(url="/a/", title="One", date=dt.datetime(2020, 6, 1, tzinfo=dt.UTC), lang="en"),)
    for count, rest in ((1, None), (3, "and 2 more")):
        row = getattr(make_page(kind).content, field)[0]
        if kind == "connections":
            row = dataclasses.replace(row, count=count, articles=listed)
        else:
            row = dataclasses.replace(row, chip=dataclasses.replace(row.chip, count=count), articles=listed)
        found = re.search(r'<span class="rest">(.*?)</span>', theme.render(make_page(kind, **{field: (row,)})))
        assert (found and found[1]) == rest


def test_a_redirect_finds_its_target_from_where_it_stands(theme: Layouts) -> None:
    """The refresh is relative, since no base path is put into it; the link beside it is root-relative."""
    html = theme.render(make_page("redirect"))
    assert 'content="0; url=../../2018/07/article-0/"' in html
    assert '<a href="/2018/07/article-0/">' in html


@pytest.mark.parametrize(
    ("url", "page", "seen"),
    [
        ("/a/b/", "/old/c/", "../../a/b/"),
        ("/a/", "/", "a/"),
        ("/", "/old/", "../"),
        ("/", "/", "./"),
        ("/", "/old.html", "./"),
        ("https://elsewhere.example/", "/old/", "https://elsewhere.example/"),
        ("//elsewhere.example/", "/old/", "//elsewhere.example/"),
    ],
)
def test_relative_addresses(url: str, page: str, seen: str) -> None:
    """An address as seen from a page; one elsewhere is left alone."""
    assert relative(url, page) == seen


def test_own_layouts_replace_the_packaged_ones_file_by_file(tmp_path: Path) -> None:
    """A digest's own partial is used by the packaged layouts, and its own static file and string too."""
    layouts = own(
        tmp_path,
        {
            "partials/foot.html": "<footer>Mine, {{ site.title }}</footer>",
            "static/style.css": "a{}",
            "static/fonts/x.woff2": b"\0",
            "strings.yaml": "en:\n  skip: Jump\n  my_line: Hello\n",
        },
    )
    html = layouts.render(make_page("text"))
    assert "<footer>Mine, Second Draft</footer>" in html
    assert 'href="#main">Jump</a>' in html
    static = dict(layouts.static())
    assert static["/assets/style.css"] == b"a{}"
    assert static["/assets/fonts/x.woff2"] == b"\0"
    assert "/assets/icon.svg" in static


def test_a_partial_of_an_earlier_release_is_named_with_what_it_lacks(tmp_path: Path) -> None:
    """The error is at the file that must change, not at the packaged layout that calls a macro of it in vain."""
    lacking = own(tmp_path / "a", {"partials/card.html": "{% macro card(a) %}{{ a.title }}{% endmacro %}"})
    with pytest.raises(LayoutError, match=r"layouts/partials/card\.html: lacks .*`groups`.*take it over from"):
        lacking.render(make_page("list"))
    bits = (THEME / "partials/bits.html").read_text(encoding="utf-8")
    older = own(
        tmp_path / "b", {"partials/bits.html": bits.replace("macro timeline(strip, jumps=())", "macro timeline(s)")}
    )
    with pytest.raises(
        LayoutError, match=r"layouts/partials/bits\.html:\d+: other layouts call `timeline`.*take it over"
    ):
        older.render(make_page("person"))


def test_a_search_page_of_an_earlier_release_is_named_with_what_the_script_needs(tmp_path: Path) -> None:
    """A browser would find the slip and show no search; with a script of its own a page is free."""
    first = (
        '<div id="search" data-root="/"></div><script type="module" src="/assets/search.js"></script>'
        '<ol class="search-results"></ol>'
    )
    with pytest.raises(
        LayoutError, match=r"layouts/search\.html: lacks what search\.js works on: `data-src=`, `<form`"
    ):
        own(tmp_path / "a", {"search.html": first}).render(make_page("search"))
    assert first in own(tmp_path / "b", {"search.html": first, "static/search.js": "1"}).render(make_page("search"))
    whole = '{% extends "theme/search.html" %}{% block kind %}mine{% endblock %}'
    assert 'class="mine"' in own(tmp_path / "c", {"search.html": whole}).render(make_page("search"))


def test_a_slip_in_an_own_layout_says_what_to_compare_it_with(tmp_path: Path) -> None:
    """A layout that was copied from an earlier release, and calls what is no more so, is told where today's stands."""
    older = '{% from "partials/bits.html" import chips %}{{ chips((), 1) }}'
    with pytest.raises(
        LayoutError, match=r"layouts/text\.html:1: TypeError: macro 'chips'.*compare it with the packaged"
    ):
        own(tmp_path, {"text.html": older}).render(make_page("text"))


def test_an_own_layout_can_extend_the_one_it_replaces(tmp_path: Path) -> None:
    """`theme/` before a name is the packaged file of that name."""
    layouts = own(
        tmp_path,
        {"text.html": '{% extends "theme/text.html" %}{% block kind %}mine{% endblock %}'},
    )
    html = layouts.render(make_page("text"))
    assert '<body class="mine">' in html
    assert "<h1>About</h1>" in html


def test_the_digest_covers_all_that_a_layout_reaches(tmp_path: Path) -> None:
    """It changes with the layout, a partial of its base, the strings; not with a layout it has nothing to do with."""
    before = own(tmp_path / "a", {}).digest("article.html")
    assert own(tmp_path / "b", {"search.html": "x"}).digest("article.html") == before
    assert own(tmp_path / "c", {"article.html": "x"}).digest("article.html") != before
    assert own(tmp_path / "d", {"partials/foot.html": "x"}).digest("article.html") != before
    assert own(tmp_path / "e", {"strings.yaml": "en:\n  skip: Jump\n"}).digest("article.html") != before
    assert own(tmp_path / "f", {"static/style.css": "x"}).digest("article.html") == before


def test_a_computed_layout_name_is_refused(tmp_path: Path) -> None:
    """Nobody could tell which pages a change touches: file, line and what to do instead."""
    layouts = own(tmp_path, {"text.html": "<p>\n{% include page.layout %}\n"})
    with pytest.raises(LayoutError) as caught:
        layouts.digest("text.html")
    assert str(caught.value) == (
        "layouts/text.html:2: a computed layout name, "
        "write the names out in an if, so that it is known which pages a change touches"
    )


def test_an_undefined_name_is_reported_with_place_page_and_the_closest(tmp_path: Path) -> None:
    """A slip in a field's name says where, on which page, and what was probably meant."""
    layouts = own(tmp_path, {"text.html": "<p>\n{{ c.titel }}"})
    assert problem(layouts) == (
        'layouts/text.html:2: TextPage has no "titel" (while rendering /about/), did you mean "title"?'
    )
    layouts = own(tmp_path, {"text.html": "{{ sight.title }}"})
    assert problem(layouts) == (
        'layouts/text.html:1: "sight" is not known here (while rendering /about/), did you mean "site"?'
    )
    layouts = own(tmp_path, {"text.html": "\n\n{{ t.artikles }}"})
    assert problem(layouts) == (
        'layouts/text.html:3: no string "artikles" in strings.yaml (while rendering /about/), did you mean "articles"?'
    )


def test_a_slip_in_an_included_file_is_placed_there(tmp_path: Path) -> None:
    """The line is that of the partial, not of the layout that includes it."""
    layouts = own(tmp_path, {"partials/nav.html": "<nav>\n{{ site.nav.first }}\n</nav>"})
    assert problem(layouts).startswith('layouts/partials/nav.html:2: tuple has no "first" (while rendering /about/)')


def test_a_value_of_the_wrong_kind_is_a_layout_error(tmp_path: Path) -> None:
    """A filter given what it was not made for names the line of the layout."""
    layouts = own(tmp_path, {"text.html": "\n{{ c.title|day }}"})
    assert problem(layouts).startswith("layouts/text.html:2: AttributeError:")


def test_syntax_errors_are_reported_together(tmp_path: Path) -> None:
    """`check` compiles every layout and names all that is wrong, with the closest filter."""
    layouts = own(tmp_path, {"text.html": "{% if %}", "404.html": "\n{{ c.title|dya }}", "list.html": "{% for %}"})
    with pytest.raises(LayoutError) as caught:
        layouts.check()
    lines = str(caught.value).splitlines()
    assert lines[0] == "layouts/404.html:2: No filter named 'dya'., did you mean \"day\"?"
    assert lines[1].startswith("layouts/list.html:1: ")
    assert lines[2].startswith("layouts/text.html:1: ")


def test_a_missing_layout_is_named_with_the_closest(tmp_path: Path) -> None:
    """An include of a file that is not there says so when the digest is asked for."""
    layouts = own(tmp_path, {"text.html": '{% include "partials/foots.html" %}'})
    with pytest.raises(LayoutError) as caught:
        layouts.digest("text.html")
    assert str(caught.value) == (
        'layouts/text.html: no layout "partials/foots.html", did you mean "partials/foot.html"?'
    )
    with pytest.raises(LayoutError, match=r'no layout "nothing\.html"'):
        layouts.render(dataclasses.replace(make_page("text"), layout="nothing.html"))


def test_layouts_cannot_leave_their_folders(tmp_path: Path) -> None:
    """Neither a path nor a link leads to a file outside (B2, B11)."""
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    layouts = own(tmp_path, {"text.html": '{% include "../secret.html" %}'})
    with pytest.raises(LayoutError, match="no layout"):
        layouts.digest("text.html")
    (tmp_path / "layouts" / "link.html").symlink_to(tmp_path / "secret.html")
    with pytest.raises(LayoutError, match="a link that leads out of the layouts"):
        Layouts.load((tmp_path / "layouts", THEME), "en")


def test_a_layout_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    """An old editor's Latin-1 is reported, not decoded into mojibake."""
    with pytest.raises(LayoutError) as caught:
        own(tmp_path, {"text.html": b"<p>\n<p>caf\xe9"})
    assert str(caught.value) == "layouts/text.html:2: not UTF-8, save it as UTF-8"


def test_nothing_that_layouts_can_use_knows_the_time_or_chance(theme: Layouts, tmp_path: Path) -> None:
    """Two renders of one page are the same text, and what would make them differ is not there."""
    page = make_page("front", size=30)
    assert theme.render(page) == Layouts.load((THEME,), "en").render(page)
    for name in ("lipsum()", "now()", "[1, 2]|random"):
        with pytest.raises(LayoutError):
            own(tmp_path, {"text.html": f"{{{{ {name} }}}}"}).render(make_page("text"))


def test_an_article_page_is_light(theme: Layouts) -> None:
    """An article of 1,200 words, its style sheet with it, stays far under 50 kB compressed."""
    words = "".join(f"<p>{'The talks went on, and so did the waiting outside. ' * 12}{n}</p>" for n in range(12))
    page = make_page("article", html=words)
    parts = [theme.render(page).encode(), *(data for url, data in theme.static() if url.endswith((".css", "icon.svg")))]
    assert sum(len(gzip.compress(part)) for part in parts) < 20_000


def test_the_head_of_a_page_takes_its_title_from_the_page(theme: Layouts) -> None:
    """The digest's name follows a page's title, and stands alone on the front page."""
    assert "<title>About · Second Draft</title>" in theme.render(make_page("text"))
    page = dataclasses.replace(make_page("front"), meta=make_meta("front", "/", "Second Draft"))
    assert "<title>Second Draft</title>" in theme.render(page)


def test_compiled_layouts_are_kept_and_may_be_deleted(tmp_path: Path) -> None:
    """A cache folder changes how long a render takes, never what it gives; a changed layout is compiled anew."""
    cache, page = tmp_path / "cache", make_page("article")
    (tmp_path / "layouts").mkdir()
    own, folders = tmp_path / "layouts" / "article.html", (tmp_path / "layouts", THEME)
    own.write_text("<h1>{{ c.title }}", encoding="utf-8")
    plain = Layouts.load(folders, "en").render(page)
    assert Layouts.load(folders, "en", cache).render(page) == plain
    kept = {path.name for path in cache.iterdir()}
    assert kept
    assert Layouts.load(folders, "en", cache).render(page) == plain
    assert {path.name for path in cache.iterdir()} == kept
    own.write_text("<p>{{ c.title }}", encoding="utf-8")
    assert Layouts.load(folders, "en", cache).render(page).startswith("<p>Two leaders")


def test_what_is_constant_in_a_layout_is_in_the_words_of_each_language(tmp_path: Path) -> None:
    """A digest that changes its language finds compiled layouts, and no word of the other language in them."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own/text.html").write_text('<p>{{ "2020-02"|partial }}', encoding="utf-8")
    folders, page = (tmp_path / "own", THEME), make_page("text")
    english = Layouts.load(folders, "en", tmp_path / "a").render(page)
    assert Layouts.load(folders, "en", tmp_path / "b").render(page) == english == "<p>February 2020"
    assert tree(tmp_path / "a").keys() == tree(tmp_path / "b").keys()
    for cache in ("a", "c"):
        assert Layouts.load(folders, "de", tmp_path / cache).render(page) == "<p>Februar 2020"


@pytest.mark.parametrize(
    "text",
    [
        '{%- include "partials/foot.html" -%}',
        "{% include 'partials/foot.html' ignore missing %}",
        '{% from "partials/foot.html" import x with context %}',
        '{% import "partials/foot.html" as foot %}',
        '{% include ["partials/foot.html", "partials/nav.html"] %}',
        '{%include "partials/foot.html"%}',
    ],
)
def test_every_way_of_referring_is_followed(tmp_path: Path, text: str) -> None:
    """However a layout names another, a change there changes its digest."""
    before = own(tmp_path / "a", {"text.html": text}).digest("text.html")
    assert own(tmp_path / "b", {"text.html": text, "partials/foot.html": "x"}).digest("text.html") != before


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("c.title", "&lt;b&gt; &amp; &#34;&#39;"),
        ("c.title|safe", "<b> & \"'"),
        ("c.html|safe", "<p>x</p>"),
        ("c.html", "&lt;p&gt;x&lt;/p&gt;"),
        ("1 + 1", "2"),
        ("none", "None"),
        ("c.links", "()"),
        ("[c.title, c.html|safe]|join('|')", "&lt;b&gt; &amp; &#34;&#39;|<p>x</p>"),
        ("c.title ~ '<'", "&lt;b&gt; &amp; &#34;&#39;&lt;"),
        ("m(c.title)", "<i>&lt;b&gt; &amp; &#34;&#39;</i>"),
        ("block", "<u>&lt;b&gt; &amp; &#34;&#39;</u>"),
    ],
)
def test_everything_is_escaped_once(tmp_path: Path, expression: str, shown: str) -> None:
    """Text, numbers, marked and joined text, macros and set blocks: escaped exactly once, safe text never."""
    head = "{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{% set block %}<u>{{ c.title }}</u>{% endset %}"
    layouts = own(tmp_path, {"text.html": f"{head}{{{{ {expression} }}}}"})
    assert layouts.render(make_page("text", title="<b> & \"'", html="<p>x</p>", links=())) == shown


def test_strings_of_the_config_go_before_those_of_any_file() -> None:
    """A digest changes single words of its pages in config.yaml, plurals included, in whatever language it has."""
    own = {"search": "Look\tup: “it”", "n_articles": {"1": "{n} piece", "other": "{n} pieces"}, "my_word": "mine"}
    for lang in ("en", "sw", "pt-BR"):
        files = [(str(THEME / "strings.yaml"), (THEME / "strings.yaml").read_text(encoding="utf-8"))]
        texts = vars(load_strings([*own_strings(own, lang), *files], lang))
        assert texts["search"] == own["search"]
        assert texts["n_articles"](2) == "2 pieces"
        assert texts["my_word"] == "mine"


def test_a_slip_in_the_strings_of_the_config_is_named() -> None:
    """A key that no layout asks for is an error with the nearest one."""
    with pytest.raises(LayoutError, match="serach") as caught:
        Layouts.load((THEME,), "en", own={"serach": "Look up"})
    assert str(caught.value).startswith("config.yaml: ")  # no line: that of another text would be wrong
    assert '"search"' in str(caught.value)


def test_a_macro_of_cards_is_made_once_and_one_of_the_pages_own_each_time(tmp_path: Path) -> None:
    """What a macro sees beside its arguments is seen anew at each call; equal cards that are two are told apart."""
    lines = "{% macro line(a, n) %}{{ n }}:{{ a.date.isoformat() }};{% endmacro %}"
    text = (
        '{% from "partials/lines.html" import line %}{% from "partials/own.html" import mine with context %}'
        "{% set card = c.newer %}{% set twin = c.older %}"
        "{{ line(card, 1) }}{{ line(twin, 1) }}{{ line(card, true) }}{{ line(card, 1) }}"
        "{% for _ in (1, 2) %}{{ mine(card) }}{% endfor %}{{ [1, 2.5, none, page.url, '<']|join(' ') }}{{ 3 }}{{ '<' }}"
    )
    own_files = {
        "partials/lines.html": lines,
        "partials/own.html": "{% macro mine(a) %}{{ meta.title }};{% endmacro %}",
        "article.html": text,
    }
    layouts = own(tmp_path, own_files)
    here = dt.datetime(2020, 1, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    card = dataclasses.replace(make_card(1), date=here)
    twin = dataclasses.replace(card, date=here.astimezone(dt.UTC))
    assert card == twin
    page = make_page("article")
    content = dataclasses.replace(page.content, newer=card, older=twin)
    for title in ("One", "Two"):
        made = layouts.render(
            dataclasses.replace(page, content=content, meta=dataclasses.replace(page.meta, title=title))
        )
        first, second = "2020-01-01T12:00:00+02:00", "2020-01-01T10:00:00+00:00"
        assert made.startswith(f"1:{first};1:{second};True:{first};1:{first};{title};{title};1 2.5 None")
        assert made.endswith("&lt;3&lt;")


def test_attributes_are_found_as_jinja_finds_them(tmp_path: Path) -> None:
    """A key of a map goes before the map's own attributes, a key that stands nowhere is empty, a wrong name is told."""
    text = "{{ c.extra.mood }}|{{ c.extra.items }}|{{ c.extra.nothing }}|{{ (c.extra.mood).upper() }}|{{ 'x'.upper() }}"
    page = make_page("article")
    content = dataclasses.replace(page.content, extra={"mood": "calm", "items": "two"})
    layouts = own(tmp_path, {"article.html": text})
    assert layouts.render(dataclasses.replace(page, content=content)) == "calm|two||CALM|X"
    with pytest.raises(LayoutError, match='ArticlePage has no "titel"'):
        own(tmp_path, {"article.html": "{{ c.titel.upper() }}"}).render(page)


def test_what_may_lack_can_be_asked_for(tmp_path: Path) -> None:
    """`is defined` and `default` take what is not there, whether or not a map's key is asked for in the same layout."""
    text = "{{ c.titel is defined }}|{{ c.titel|default('none') }}|{{ c.title }}"
    page = make_page("article")
    for more, shown in (("", ""), ("{{ c.extra.mood }}", ""), ("{{ (c.extra or c).class|default('a') }}", "a")):
        layouts = own(tmp_path / str(len(more)), {"article.html": text + more})
        made = [layouts.render(dataclasses.replace(page, url=url)) for url in ("/a/", "/b/")]
        title = page.content.title  # type: ignore[union-attr]
        assert made == [f"False|none|{title}{shown}"] * 2


def test_a_macro_called_without_escaping_is_not_taken_for_one_called_with_it(tmp_path: Path) -> None:
    """What a macro makes where escaping is off is escaped where a layout says so, before and after."""
    text = (
        '{% from "partials/lines.html" import line %}{{ line(c.newer) }}'
        "{% autoescape false %}{{ line(c.newer)|upper }}{% endautoescape %}{{ line(c.newer) }}"
    )
    layouts = own(
        tmp_path, {"partials/lines.html": "{% macro line(a) %}<b>{{ a.id }}</b>{% endmacro %}", "article.html": text}
    )
    page = make_page("article")
    content = dataclasses.replace(page.content, newer=dataclasses.replace(make_card(1), id="x&y"))
    made = layouts.render(dataclasses.replace(page, content=content))
    assert made == "<b>x&amp;y</b><B>X&AMP;Y</B><b>x&amp;y</b>"


def test_every_arrow_turns_where_the_page_runs_the_other_way() -> None:
    """An arrow of a layout stands in an element of that class, which the style sheet mirrors from right to left."""
    folder = packaged_layouts()
    for path in sorted(folder.rglob("*.html")):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert re.findall("[←→↗]", text) == re.findall('<span class="arrow" aria-hidden="true">([←→↗])</span>', text)
    assert ".arrow:dir(rtl)" in (folder / "static/style.css").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("include", "before", "after"),
    [
        ('{% include "mine.html" ignore missing %}', "", "mine"),
        ('{% include ["mine.html", "other.html"] %}', "other", "mine"),
        ('{% include ["mine.html", "none.html"] ignore missing %}', "", "mine"),
    ],
)
def test_what_need_not_be_there_is_shown_once_it_is(include: str, before: str, after: str, tmp_path: Path) -> None:
    """A file that may be missing is left out, and its coming makes the pages of its layout anew."""
    (tmp_path / "article.html").write_text(f"<p>{include}", encoding="utf-8")
    (tmp_path / "other.html").write_text("other", encoding="utf-8")
    layouts = Layouts.load((tmp_path, packaged_layouts()), "en")
    was = layouts.digest("article.html")
    assert layouts.render(make_page("article")) == f"<p>{before}"
    (tmp_path / "mine.html").write_text("\ufeffmine", encoding="utf-8")
    layouts = Layouts.load((tmp_path, packaged_layouts()), "en")
    assert layouts.digest("article.html") != was
    assert layouts.render(make_page("article")) == f"<p>{after}"


@pytest.mark.parametrize("include", ['{% include ["none.html", "no.html"] %}', '{% include "none.html" %}'])
def test_what_must_be_there_and_is_not_is_an_error(include: str, tmp_path: Path) -> None:
    """A file that a layout includes without more, or a list of which none is there, is told before a page is made."""
    (tmp_path / "article.html").write_text(f"<p>{include}", encoding="utf-8")
    with pytest.raises(LayoutError, match=r"article\.html: no layout"):
        Layouts.load((tmp_path, packaged_layouts()), "en").digest("article.html")
