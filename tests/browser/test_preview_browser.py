"""The preview in Chromium: edits of every kind, breaking and mending each, without losing the reader's place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import article, write_site
from playwright.sync_api import Error, expect
from previewing import PATIENCE, Preview, until

PATH = "content/articles/2020/2020-07-02-a-headline.md"
URL = "/articles/a-headline/"
LONG = "\n\n".join(f"Paragraph {number} of a text that is longer than the window." for number in range(60))
FILES = {
    PATH: article(body=LONG, people="[Ana Roe]"),
    "content/people/ana-roe.md": "---\nname: Ana Roe\n---\n\nShe rows.\n",
    "layouts/page-under-test.html": "",
    "layouts/partials/foot.html": "<footer>The foot</footer>\n",
    "layouts/static/style.css": "body { color: rgb(1, 2, 3); }\n",
}

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    """A preview of a digest of one's own, a layout, a partial and a style sheet overridden."""
    root = write_site(tmp_path / "digest", {path: text for path, text in FILES.items() if text})
    packaged = Path(__file__).resolve().parents[2] / "layouts" / "article.html"
    write_site(root, {"layouts/article.html": packaged.read_text(encoding="utf-8")})
    with Preview(root) as running:
        yield running


@pytest.fixture
def page(chromium: Any, preview: Preview) -> Iterator[Any]:
    """The article, open in a tab. A test fails when a script of the preview's does."""
    context = chromium.new_context(viewport={"width": 1000, "height": 700})
    tab = context.new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    open_(tab, preview, URL)
    yield tab
    context.close()
    assert errors == []


def holds(tab: Any, script: str, *given: object) -> None:
    """Wait until a script is true of the page. The page's own policy forbids Playwright's way, which is `eval`."""

    def look() -> bool:
        try:
            return bool(tab.evaluate(script, *given))
        except Error:
            return False  # between two documents

    until(look, PATIENCE, lambda: f"never true: {script}")


def open_(tab: Any, preview: Preview, url: str) -> None:
    """Go to a page and wait until its stream stands."""
    tab.goto(f"http://localhost:{preview.port}{url}")
    holds(tab, "document.documentElement.dataset.copydeskEpoch !== undefined")
    tab.evaluate("window.sameDocument = true")


def edit(preview: Preview, path: str, old: str, new: str) -> str:
    """Change a file; returns what it was."""
    file = preview.root / path
    before = file.read_text(encoding="utf-8")
    assert old in before
    file.write_text(before.replace(old, new, 1), encoding="utf-8")
    return before


def shows(tab: Any, text: str) -> None:
    """Wait until the page's own text holds another."""
    holds(tab, "text => document.body.innerText.includes(text)", text)


def lacks(tab: Any, text: str) -> None:
    """Wait until it does not."""
    holds(tab, "text => !document.body.innerText.includes(text)", text)


def strip(tab: Any) -> Any:
    """The preview's strip."""
    return tab.locator("copydesk-preview .strip")


def test_a_body_edit_keeps_scroll_focus_and_document(page: Any, preview: Preview) -> None:
    """The page changes under the reader's eyes: the same document, place, focus and selection."""
    page.evaluate("document.querySelector('.nameplate a').focus({preventScroll: true}); scrollTo(0, 900)")
    edit(preview, PATH, "Paragraph 30 ", "Paragraph thirty ")
    shows(page, "Paragraph thirty ")
    holds(page, "window.sameDocument && scrollY === 900")
    holds(page, "document.activeElement.closest('.nameplate') !== null")
    expect(page.locator("copydesk-preview")).to_have_count(1)


def test_a_headline_edit_reaches_every_list(page: Any, preview: Preview) -> None:
    """The article's own tab and one on the front page both show the new headline."""
    front = page.context.new_page()
    open_(front, preview, "/")
    edit(preview, PATH, "title: A headline", "title: Another headline\nslug: a-headline")
    shows(page, "Another headline")
    shows(front, "Another headline")
    expect(page).to_have_title(re.compile("^Another headline"))
    assert front.evaluate("window.sameDocument")


def test_a_tab_on_another_page_is_left_alone(page: Any, preview: Preview) -> None:
    """A body edit touches its own page's tab: others hear of the build and fetch nothing."""
    person = page.context.new_page()
    open_(person, preview, "/people/")
    asked: list[str] = []
    person.on("request", lambda request: asked.append(request.url))
    edit(preview, PATH, "Paragraph 2 ", "Paragraph two ")
    shows(page, "Paragraph two ")
    holds(person, "Number(document.documentElement.dataset.copydeskEpoch) > 1")
    assert [url for url in asked if url.endswith("/people/")] == []


def test_person_layout_partial_and_configuration_edits_show(page: Any, preview: Preview) -> None:
    """What is edited beside articles shows on the page that depends on it."""
    open_(page, preview, "/people/ana-roe/")
    edit(preview, "content/people/ana-roe.md", "She rows.", "She sails.")
    shows(page, "She sails.")
    edit(preview, "layouts/partials/foot.html", "The foot", "Another foot")
    shows(page, "Another foot")
    edit(preview, "config.yaml", "The Test Digest", "The Best Digest")
    shows(page, "The Best Digest")
    open_(page, preview, URL)
    edit(preview, "layouts/article.html", "{% block main %}", "{% block main %}<p>From the layout</p>")
    shows(page, "From the layout")


def test_a_style_sheet_is_swapped_without_a_reload(page: Any, preview: Preview) -> None:
    """The colour changes, the document, its scroll and its only style sheet stay."""
    page.evaluate("scrollTo(0, 500)")
    edit(preview, "layouts/static/style.css", "rgb(1, 2, 3)", "rgb(9, 8, 7)")
    holds(page, "getComputedStyle(document.body).color === 'rgb(9, 8, 7)'")
    holds(page, "window.sameDocument && scrollY === 500")
    holds(page, "document.querySelectorAll('link[rel=stylesheet]').length === 1")
    edit(preview, PATH, "Paragraph 1 ", "Paragraph one ")
    shows(page, "Paragraph one ")
    holds(page, "getComputedStyle(document.body).color === 'rgb(9, 8, 7)'")


BREAKS = {
    "body": (PATH, "---\n\nParagraph 0 ", "---\n\n![x](/images/none.png)\n\nParagraph 0 ", "none.png"),
    "headline": (PATH, "title: A headline", "title: A: <img src=x onerror=alert(1)>", "2:"),
    "person": ("content/people/ana-roe.md", "name: Ana Roe", "nmae: Ana Roe", "nmae"),
    "layout": ("layouts/article.html", "{% block main %}", "{% block main %}{{ c.titel }}", "titel"),
    "partial": ("layouts/partials/foot.html", "The foot", "{% if %}", "layouts/partials/foot.html:1"),
    "configuration": ("config.yaml", "title:", "titel:", "titel"),
}


@pytest.mark.parametrize("kind", BREAKS)
def test_what_breaks_is_shown_over_the_last_good_page(page: Any, preview: Preview, kind: str) -> None:
    """The overlay says file, line, cause and advice, escaped; the page stays behind it; mended, the overlay goes."""
    path, old, new, said = BREAKS[kind]
    before = edit(preview, path, old, new)
    overlay = page.locator("copydesk-preview .overlay")
    expect(overlay).to_contain_text(path)
    expect(overlay).to_contain_text(said)
    expect(page.locator("body")).to_contain_text("Paragraph 0 of a text")
    expect(overlay.locator("img")).to_have_count(0)
    link = re.compile("^vscode://file/.*" + re.escape(path))
    expect(overlay.locator(".place a").first).to_have_attribute("href", link)
    page.keyboard.press("Escape")
    expect(overlay).not_to_be_visible()
    expect(strip(page)).to_contain_text("problem")
    (preview.root / path).write_text(before, encoding="utf-8")
    expect(strip(page)).not_to_contain_text("problem")
    assert page.evaluate("window.sameDocument")


def test_a_page_that_is_deleted_and_one_that_moves(page: Any, preview: Preview) -> None:
    """A tab follows an article to its new address; a deleted one gives the 404 page, and comes back by itself."""
    edit(preview, PATH, "title: A headline", "title: A headline\nslug: elsewhere")
    page.wait_for_url("**/articles/elsewhere/", timeout=60_000)
    shows(page, "Paragraph 3 of a text")
    holds(page, "document.documentElement.dataset.copydeskEpoch !== undefined")
    file = preview.root / PATH
    text = file.read_text(encoding="utf-8")
    file.unlink()
    lacks(page, "Paragraph 3 of a text")
    file.write_text(text, encoding="utf-8")
    shows(page, "Paragraph 3 of a text")


def test_badges_stand_in_the_preview_alone(page: Any, preview: Preview) -> None:
    """A draft says that it is one, and stops saying so when it is published; the page's own file has no badge."""
    edit(preview, PATH, "title: A headline", "title: A headline\ndraft: true")
    expect(strip(page)).to_contain_text("Draft")
    expect(strip(page)).to_contain_text("No source")
    edit(preview, PATH, "draft: true\n", "source:\n  name: The Harbour Dispatch\n")
    expect(strip(page)).not_to_contain_text("Draft")
    expect(strip(page)).not_to_contain_text("No source")
    expect(strip(page)).to_contain_text("noindex")
    built = (preview.root / ".copydesk/cache/preview/site/articles/a-headline/index.html").read_text(encoding="utf-8")
    assert "copydesk-preview" not in built


def test_the_bar_hides_no_line_of_a_page_on_a_phone(page: Any) -> None:
    """At 360 px it lies along the lower edge from side to side, and the page ends above it."""
    page.set_viewport_size({"width": 360, "height": 740})
    bar = strip(page)
    expect(bar).to_be_visible()
    box = bar.bounding_box()
    assert (box["x"], box["width"], round(box["y"] + box["height"])) == (0, 360, 740)
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    assert page.evaluate("document.body.getBoundingClientRect().bottom") <= box["y"]
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_tab_comes_back_after_a_restart(page: Any, preview: Preview) -> None:
    """While the preview is away the strip says so; when it is back on its port the tab shows what changed meanwhile."""
    preview.stop()
    expect(strip(page)).to_contain_text("ended")
    edit(preview, PATH, "Paragraph 5 ", "Paragraph five ")
    with Preview(preview.root, "--port", str(preview.port)):
        shows(page, "Paragraph five ")
        expect(strip(page)).not_to_contain_text("ended")
