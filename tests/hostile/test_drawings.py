"""Drawings that act are refused by name; those that do not are published as they are (promise B18)."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from conftest import article, build_site, write_site
from hostile.drawing_fuzz import count_acting, random_drawings, run_drawings
from hostile.drawings import ACTIVE, HARMLESS, HEAVY, MULTIPLIED, drawing, multiplied
from hypothesis import given
from hypothesis import strategies as st

from copydesk.errors import ContentError
from copydesk.publish import pictures
from copydesk.publish.pictures import find_active_svg


@pytest.mark.parametrize("name", MULTIPLIED)
def test_what_stalls_a_browser_is_refused(name: str) -> None:
    """A few hundred bytes of which a browser would make a hundred thousand elements."""
    assert "`use`" in find_active_svg(MULTIPLIED[name].encode())


@pytest.mark.parametrize("name", ACTIVE)
def test_what_acts_is_refused(name: str) -> None:
    """Each trick is told, in words that say what it is."""
    encoding = "utf-16" if name.endswith("utf16") else "utf-8"
    assert find_active_svg(ACTIVE[name].encode(encoding))


@pytest.mark.parametrize("name", HARMLESS)
def test_what_does_not_act_passes(name: str) -> None:
    """What drawing programs write and people draw is published."""
    assert find_active_svg(HARMLESS[name].encode()) == ""


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_mark_of_an_encoding_is_read(encoding: str) -> None:
    """A drawing that begins with its byte order mark is judged like any other."""
    assert find_active_svg(HARMLESS["shapes"].encode(encoding)) == ""
    assert find_active_svg(ACTIVE["script"].encode(encoding)) == 'an element "script"'


@given(st.binary(max_size=300), st.integers(min_value=0, max_value=200))
def test_any_bytes_have_an_answer(noise: bytes, at: int) -> None:
    """Whatever lies in the file, there is an answer and no trace; only what begins as a drawing can pass."""
    whole = HARMLESS["css"].encode()
    find_active_svg(whole[:at] + noise + whole[at:])
    assert find_active_svg(noise)


@given(st.text(alphabet="abcurl:/#.,() -\"'\\@%0123456789\n\t", max_size=60))
def test_nothing_before_it_hides_a_file_in_a_style(text: str) -> None:
    """Whatever stands before it, quotes and escapes too, a style that asks for another file is refused."""
    value = text.replace('"', "&quot;")
    assert find_active_svg(drawing(f'<rect style="{value};fill:url(http://x.example/)"/>').encode())


@pytest.mark.slow
def test_b18_a_digest_with_an_active_drawing_is_not_built(tmp_path: Path) -> None:
    """The error names the file and what it holds, shown on a page or not; once it is mended the site is built."""
    root = write_site(
        tmp_path,
        {
            "content/articles/2020/2020-07-02-a.md": article(body="![A map](/images/map.svg)\n\nWords."),
            "content/images/map.svg": HARMLESS["shapes"],
            "content/images/nobody/shows-it.SVG": ACTIVE["onload"],
        },
    )
    with pytest.raises(ContentError, match=r'content/images/nobody/shows-it\.SVG.*a handler "onload"'):
        build_site(root)
    write_site(root, {"content/images/nobody/shows-it.SVG": HARMLESS["words"]})
    build_site(root)
    assert list((root / "site" / "images").glob("map.*.svg"))
    write_site(root, {"content/images/map.svg": ACTIVE["a-javascript"]})
    with pytest.raises(ContentError, match=r'content/images/map\.svg.*a reference of "a" to "javascript:hit\(\)"'):
        build_site(root)


@pytest.mark.parametrize("name", HEAVY)
@pytest.mark.slow
def test_b13_a_drawing_that_cannot_be_drawn_stops_no_build_unnamed(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that takes resvg for ever, all memory or the stack is refused by name, and the build lives to say so."""
    pytest.importorskip("resvg_py", reason="the extra `images` is not installed")
    monkeypatch.setattr(pictures, "DRAWING_SECONDS", 3.0)
    root = write_site(tmp_path, {"content/articles/a.md": article(), "content/images/map.svg": HEAVY[name]})
    with pytest.raises(ContentError, match=r"content/images/map\.svg: the drawing holds more than can be drawn"):
        build_site(root)


@pytest.mark.parametrize(
    ("text", "copies"),
    [
        (drawing('<g id="a"><rect/><rect/></g><use href="#a"/><use xlink:href="#a"/>'), 6),
        (drawing('<g id="a"><g id="b"><rect/></g></g><use href="#a"/><use href="#b"/>'), 5),
        (drawing('<use href="#none"/><g id="a"><use href="#a"/></g>'), 0),
        (multiplied(2, 3), 70),
    ],
)
def test_what_use_makes_of_others_is_counted(text: str, copies: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """An element counts each time it is shown, with all that it shows in turn; one that shows itself shows nothing."""
    monkeypatch.setattr(pictures, "MOST_COPIES", copies)
    assert find_active_svg(text.encode()) == ""
    monkeypatch.setattr(pictures, "MOST_COPIES", copies - 1)
    assert "`use`" in find_active_svg(text.encode())


@pytest.mark.browser
@pytest.mark.slow
def test_b18_what_passes_does_nothing_in_a_browser(chromium: Any) -> None:
    """Drawings at random: Chromium sees nothing run or asked for in those that pass, and much in the kit unjudged."""
    done = run_drawings(chromium, random_drawings(random.Random(23)), most=400)
    assert done["passed"] >= 20
    assert done["found"] == []
    assert count_acting(chromium) >= 30
