"""Raw lines and text at the desk: what was left out comes back between its neighbours, and nothing by hand is lost."""

from __future__ import annotations

import re
import resource
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import cannot_check
from desking import (
    FERRY,
    FERRY_PATH,
    LOST,
    LOST_LINE,
    Desk,
    Held,
    Tab,
    add_ferry,
    add_raw,
    command_of,
    draft,
    make_digest,
    on_disk,
)
from playwright.sync_api import expect
from previewing import descendants

from copydesk.edit.nodes import read_values

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PROFILE = "content/sources/the-harbour-dispatch.yaml"
PLAIN = "content/articles/2020/2020-08-01-by-hand.md"
PAGE = """<!doctype html><html lang="en"><head><title>A bridge in Riga opens - The Harbour Dispatch</title></head><body>
<nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>A bridge in Riga opens to walkers</h1>
<p>By Maria Okafor</p><time datetime="2020-09-03">3 September 2020</time>
<p>RIGA — The new bridge over the Daugava opened to walkers on Thursday morning after three years of work.</p>
<p>Two lanes for bicycles follow in spring, once the eastern ramp has been measured by the engineers of the port.</p>
<p>The mayor crossed it first, with a class of pupils from the school beside the ramp on the western bank.</p>
</article><aside>Sign up for our newsletter</aside></body></html>"""
PAGE_PATH = "content/articles/2020/2020-09-03-a-bridge-in-riga-opens-to-walkers.md"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk over an article from raw copy, one from a page, and one written by hand."""
    root = make_digest(tmp_path / "digest", {PLAIN: draft("By hand", "2020-08-01", "First words.\n\nSecond words.")})
    add_ferry(root)
    add_raw(root, "riga.html", PAGE)
    with Desk(root) as running:
        yield running


def body(desk: Desk, path: str = FERRY_PATH) -> list[str]:
    """The paragraphs of an article's file."""
    return desk.text_of(path).split("---\n", 2)[2].strip().split("\n\n")


def test_2_dropped_lead_restored_between_its_neighbours(tab: Tab, desk: Desk) -> None:
    """A sentence that was left out comes back where it stood, by one key, and the file says which line it was."""
    before = body(desk)
    tab.open(FERRY_PATH)
    tab.line(LOST_LINE - 1).focus()
    tab.press("j")
    tab.has_focus(f"line:{LOST_LINE}")
    tab.press("Space")
    tab.says(f"Line {LOST_LINE} is back")
    at = body(desk).index(LOST)
    assert body(desk)[at - 1].startswith("Kim Min-jae")
    assert body(desk)[at + 1].startswith("The accord follows")
    assert [one for one in body(desk) if one != LOST] == before
    assert read_values(desk.text_of(FERRY_PATH), FERRY_PATH)["source"]["kept"] == [LOST_LINE, "The accord follows"]
    tab.holds("text => document.querySelector('.prose').textContent.includes(text)", LOST)


def test_3_restoring_keeps_hand_edit_elsewhere(tab: Tab, desk: Desk) -> None:
    """A correction by hand stays when a line comes back, goes and comes again; going back gives the bytes back."""
    desk.edit(FERRY_PATH, "officials said.", "two officials said on Friday.")
    edited = desk.text_of(FERRY_PATH)
    tab.open(FERRY_PATH)
    tab.line(LOST_LINE).click()
    tab.says(f"Line {LOST_LINE} is back")
    with_line = desk.text_of(FERRY_PATH)
    assert "two officials said on Friday." in with_line
    assert LOST in with_line
    tab.line(LOST_LINE).click()
    tab.says(f"Line {LOST_LINE} is left out")
    assert LOST not in desk.text_of(FERRY_PATH)
    tab.line(LOST_LINE).click()
    tab.says(f"Line {LOST_LINE} is back")
    assert desk.text_of(FERRY_PATH) == with_line
    for _ in range(3):
        tab.press("z")
    on_disk(lambda: desk.text_of(FERRY_PATH) == edited, "undo did not give the bytes back")


def test_3_a_place_that_is_not_known_is_asked(tab: Tab, desk: Desk) -> None:
    """Where the paragraphs around a line were rewritten it is not put in by guess: the editor says where."""
    old = body(desk)
    desk.edit(FERRY_PATH, f"{old[2]}\n\n{old[3]}", "All of this was written anew.")
    tab.open(FERRY_PATH)
    tab.line(LOST_LINE).click()
    tab.page.wait_for_selector(".place button")
    assert LOST not in desk.text_of(FERRY_PATH)
    tab.page.locator('[data-k="place:3"]').click()
    tab.says(f"Line {LOST_LINE} is back")
    assert body(desk)[2:] == ["All of this was written anew.", LOST]


def rules_of(desk: Desk, words: str) -> int:
    """How many rules of the outlet's file have these words."""
    return sum(words in row for row in desk.text_of(PROFILE).splitlines() if row.lstrip().startswith("- "))


def test_4_always_drop_writes_profile_once(tab: Tab, desk: Desk) -> None:
    """Left out for always, a line stands in its outlet's file once, and undo takes both files back."""
    before = desk.text_of(FERRY_PATH)
    number, chrome = desk.open_line()
    tab.open(FERRY_PATH)
    tab.page.locator(f'[data-k="always:{number}"]').check()
    tab.page.locator(f'[data-out="{number}"]').click()
    tab.says("always left out of The Harbour Dispatch")
    assert rules_of(desk, chrome) == 1
    assert f"- {number}\n" in desk.text_of(FERRY_PATH)
    status, _ = desk.api("/api/change", {"ops": [{"op": "remember", "outlet": "The Harbour Dispatch", "line": chrome}]})
    assert status == 200
    assert rules_of(desk, chrome) == 1
    tab.press("z")
    on_disk(lambda: not (desk.root / PROFILE).exists(), "the outlet's file is still there")
    on_disk(lambda: desk.text_of(FERRY_PATH) == before, "the article is not as it was")


def test_5_restored_prose_teaches_nothing(tab: Tab, desk: Desk) -> None:
    """A sentence put back is no rule: the next copy of the outlet is cleaned as before."""
    tab.open(FERRY_PATH)
    tab.line(LOST_LINE).click()
    tab.says(f"Line {LOST_LINE} is back")
    following = FERRY.replace("river ferries", "canal boats")
    untaught = make_digest(desk.root.parent / "untaught", {})
    for root in (desk.root, untaught):
        add_raw(root, "next.txt", following, "--force")
    profile = desk.root / PROFILE
    assert not profile.exists() or LOST not in profile.read_text(encoding="utf-8")
    path = FERRY_PATH.replace("river-ferries", "canal-boats")
    cleaned = [(root / path).read_text(encoding="utf-8").split("---\n", 2)[2] for root in (desk.root, untaught)]
    assert cleaned[0] == cleaned[1]
    assert "canal boats" in cleaned[0]


def test_6_fold_counts_words(tab: Tab) -> None:
    """A fold says which lines it hides, how many words and by which rules; it opens by key."""
    tab.open(FERRY_PATH)
    fold = tab.page.locator("#raw details").first
    expect(fold.locator("summary")).to_contain_text("rules menu")
    words = fold.locator("summary").inner_text()
    shown = fold.evaluate("node => [...node.querySelectorAll('.tx')].map(one => one.textContent)")
    assert f"{sum(len(text.split()) for text in shown)} words" in words
    assert words.startswith("1–")  # how far, the cleaner says
    tab.press("R")
    tab.page.locator("#raw summary").first.focus()
    tab.press("o")
    expect(fold).to_have_attribute("open", "")


def test_7_long_sentence_never_folded(tab: Tab, desk: Desk) -> None:
    """A line of twelve words that ends a sentence lies open, however sure the cleaner is that it goes."""
    _, found = desk.api(f"/api/evidence?f={FERRY_PATH}")
    for line in found["lines"]:
        if line["words"] >= 12 and line["text"].rstrip()[-1] in '.!?"':
            assert not line["folds"], line
    tab.open(FERRY_PATH)
    folded = tab.page.evaluate("[...document.querySelectorAll('#raw details .tx')].map(one => one.textContent)")
    assert not [text for text in folded if len(text.split()) >= 12 and text.rstrip()[-1] in ".!?"]


def test_8_html_raw_as_blocks(tab: Tab, desk: Desk) -> None:
    """A page's raw copy is shown block by block; one switched off leaves the text."""
    tab.open(PAGE_PATH)
    kept = tab.page.locator("#raw .ln", has_text="The mayor crossed it first")
    kept.locator("input").click()
    tab.says("is left out")
    assert "The mayor crossed" not in desk.text_of(PAGE_PATH)
    tab.press("z")
    on_disk(lambda: "The mayor crossed" in desk.text_of(PAGE_PATH), "undo did not bring the block back")


def test_9_no_raw_file_rest_works(tab: Tab, desk: Desk) -> None:
    """Without raw copy the pane says so, and fields, text and publishing work."""
    tab.open(PLAIN)
    expect(tab.page.locator("#raw")).to_contain_text("No raw copy is kept")
    tab.field("subtitle").fill("A second line")
    tab.field("subtitle").press("Enter")
    tab.says("Saved: Subtitle")
    tab.press("Escape", "P")
    on_disk(lambda: "draft:" not in desk.text_of(PLAIN), "it was not published")
    assert "subtitle: A second line" in desk.text_of(PLAIN)


def test_10_line_and_paragraph_mark_each_other(tab: Tab, desk: Desk) -> None:
    """The line in focus marks its paragraph, the paragraph in focus its line."""
    tab.open(FERRY_PATH)
    tab.line(16).focus()
    expect(tab.page.locator(".prose .mate")).to_have_text(re.compile("^Kim Min-jae"))
    tab.press("T", "j")
    expect(tab.page.locator("#raw li.mate .no")).to_have_text("14")
    number, chrome = desk.open_line()
    tab.line(number).focus()
    expect(tab.page.locator(".prose .pale.mate")).to_have_text(re.compile(re.escape(chrome) + "$"))


def test_a_question_comes_in_sight_whole_and_the_pointer_scrolls_nothing(tab: Tab, desk: Desk) -> None:
    """U brings the line that is asked about into sight with its buttons; a pointer at rest moves no pane."""
    desk.edit(FERRY_PATH, "officials said.", "\n\n".join(["officials said.", *["Another paragraph."] * 30]))
    tab.page.set_viewport_size({"width": 1280, "height": 420})
    tab.open(FERRY_PATH)
    tab.press("U")
    shown = """() => { const pane = document.querySelector("#raw").getBoundingClientRect();
      const ask = document.activeElement.closest(".ask").getBoundingClientRect();
      return ask.top >= pane.top && ask.bottom <= pane.bottom; }"""
    tab.holds(shown)
    before = tab.page.evaluate("document.querySelector('#raw').scrollTop")
    for number in (1, 0):
        tab.page.locator(f'[data-block="{number}"]').hover()
        tab.holds(f"document.querySelector('[data-block=\"{number}\"]').matches(':hover')")
    assert tab.page.evaluate("document.querySelector('#raw').scrollTop") == before


def test_20_date_candidate_shows_line(tab: Tab, desk: Desk) -> None:
    """Each day the copy has stands below the field with its line; one is chosen by a click."""
    tab.open(FERRY_PATH)
    other = tab.page.locator('[aria-label="Found: Date"] label', has_text="2020-07-03")
    expect(other).to_contain_text("line 10")
    other.locator("input").hover()
    other.locator("input").click()
    tab.says("Saved: Date")
    assert "\ndate: 2020-07-03\n" in desk.text_of(FERRY_PATH)


def test_40_disk_full_text_still_there(tab: Tab, desk: Desk) -> None:
    """Where nothing can be written the reason is said and the text stays, over a reload too, until it is saved."""
    if not hasattr(resource, "prlimit"):
        cannot_check("only Linux can take the room from a running process")
    before = desk.text_of(PLAIN)
    tab.open(PLAIN)
    writer = next(pid for pid in descendants(desk.process.pid) if b"desk.worker" in command_of(pid))
    room = resource.prlimit(writer, resource.RLIMIT_FSIZE, (16, resource.RLIM_INFINITY))
    tab.press("e")
    area = tab.page.locator("textarea.markdown")
    area.press("Control+Home")
    tab.page.keyboard.type("Unsaved words. ")
    tab.press("Control+s")
    tab.says("cannot be written")
    expect(area).to_have_value(re.compile(r"^Unsaved words\. "))
    tab.field("title").fill("Unsaved title")
    tab.field("title").press("Enter")
    tab.page.wait_for_selector("[data-field-row='title'] .err:visible, .err:visible")
    expect(tab.field("title")).to_have_value("Unsaved title")
    assert desk.text_of(PLAIN) == before
    tab.page.reload()
    tab.page.wait_for_selector("textarea.markdown")
    expect(tab.page.locator("textarea.markdown")).to_have_value(re.compile(r"^Unsaved words\. "))
    expect(tab.field("title")).to_have_value("Unsaved title")
    resource.prlimit(writer, resource.RLIMIT_FSIZE, room)
    tab.page.locator("#text").get_by_role("button", name="Save").click()
    on_disk(lambda: "Unsaved words. " in desk.text_of(PLAIN), "the kept text was not saved")
    tab.page.locator("#fields").get_by_role("button", name="Save").click()
    on_disk(lambda: "title: Unsaved title" in desk.text_of(PLAIN), "the kept title was not saved")
    assert not list((desk.root / PLAIN).parent.glob(".copydesk-*"))


def test_42_slow_answer_moves_no_caret(tab: Tab, desk: Desk) -> None:
    """With answers however late the caret stays where it is, and what was typed meanwhile is saved next."""
    tab.open(PLAIN)
    held = Held(tab)
    tab.press("e")
    area = tab.page.locator("textarea.markdown")
    area.press("End")
    tab.page.keyboard.type(" More")
    tab.press("Control+s")
    tab.page.keyboard.type(" and more")
    caret = area.evaluate("node => [node.value, node.selectionStart]")
    assert caret[0].startswith("First words. More and more")
    held.wait()
    held.let_go()
    tab.says("Text saved")
    assert area.evaluate("node => [node.value, node.selectionStart]") == caret
    tab.press("Control+s")
    on_disk(lambda: "First words. More and more" in desk.text_of(PLAIN), "the rest was not saved")
    tab.holds("document.querySelector('.saved').textContent.startsWith('saved')")


@pytest.mark.parametrize("address", ["review", "evidence", "change", "git", "queue", "sources"])
def test_no_answer_that_is_late_or_missing_takes_what_is_typed(tab: Tab, desk: Desk, address: str) -> None:
    """Whether an answer is awaited or fails, beside another program's save, caret and words stay and are saved next."""
    tab.open(PLAIN)
    field = tab.field("subtitle")
    for number, fails in enumerate((False, True)):
        held = Held(tab, f"**/api/{address}*")
        field.fill(f"Typed {number}")
        desk.edit(PLAIN, "draft: true\n", f"draft: true\nplace: Riga {number}\n")
        field.press("Control+s")
        tab.page.keyboard.type(" and on")
        caret = field.evaluate("node => [node.value, node.selectionStart]")
        assert caret[0] == f"Typed {number} and on"
        tab.page.wait_for_timeout(400)  # whatever is asked for is held by now
        if fails:
            for route in held.routes:
                route.abort()
            held.routes.clear()
        held.let_go()
        tab.page.wait_for_timeout(400)
        assert field.evaluate("node => [node.value, node.selectionStart]") == caret
        assert tab.focused() == "field:subtitle"
        field.press("Control+s")
        tab.holds("document.querySelector('.saved').textContent.startsWith('saved')")
        assert f"subtitle: {caret[0]}\n" in desk.text_of(PLAIN)
        assert f"place: Riga {number}\n" in desk.text_of(PLAIN)
        desk.edit(PLAIN, f"place: Riga {number}\n", "")
        tab.page.unroute_all()


def test_the_next_article_is_there_at_once_and_never_an_old_one(tab: Tab, desk: Desk) -> None:
    """The next article was asked for ahead; saved by another program since, unheard of, it is shown as it stands."""
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url) if "/api/review?" in request.url else None)
    tab.page.route("**/api/events", lambda _: None)  # what the server tells is not heard
    tab.open(PAGE_PATH)
    tab.holds("document.querySelector('[data-k=next]').getAttribute('aria-disabled') === null")
    tab.page.wait_for_timeout(300)
    assert len(asked) == 2
    following = next(path for path in (PLAIN, FERRY_PATH) if path in unquote(asked[1]))
    last = body(desk, following)[-1]
    desk.edit(following, last, "Saved by another program.")
    tab.press("J")
    tab.holds("document.querySelector('.prose').textContent.includes('Saved by another program.')")
    assert last not in tab.page.locator(".prose").inner_text()
    assert [url for url in asked[2:] if following in unquote(url)] == asked[1:2]  # once more, since it had changed


def test_the_editor_opens_where_the_text_is_read(tab: Tab, desk: Desk) -> None:
    """`e` opens the Markdown at its top, or at the paragraph in focus: the caret is where the eyes are."""
    many = "\n\n".join(f"Paragraph {number} of a long text about the harbour of Riga." for number in range(60))
    desk.edit(PLAIN, "First words.\n\nSecond words.", many)
    tab.open(PLAIN)
    tab.press("e")
    area = "document.querySelector('textarea.markdown')"
    tab.holds(f"{area} && {area}.selectionStart === 0 && {area}.scrollTop === 0")
    tab.press("Escape")
    tab.holds("!document.querySelector('textarea.markdown')")
    tab.page.locator('[data-block="40"]').focus()
    tab.press("e")
    tab.holds(f"start => {area} && {area}.selectionStart === start && {area}.scrollTop > 0", many.index("Paragraph 40"))


def test_one_session_of_typing_is_one_step(tab: Tab, desk: Desk) -> None:
    """Text saved over and over while it is typed is taken back at once; the preview is the build's own."""
    before = desk.text_of(PLAIN)
    tab.open(PLAIN)
    tab.press("e")
    for words in ("One. ", "Two. ", "*Three.* "):
        tab.page.keyboard.type(words)
        tab.press("Control+s")
        on_disk(lambda words=words: words.strip() in desk.text_of(PLAIN), "not saved")
    tab.page.get_by_role("button", name="preview").click()
    frame = tab.page.frame_locator("iframe.preview")
    expect(frame.locator("body")).to_have_css("margin-top", "0px")  # it looks as the site does
    expect(frame.locator("em").first).to_have_text("Three.")
    tab.press("Escape", "Escape")
    tab.holds("!document.querySelector('textarea.markdown')")
    tab.press("z")
    on_disk(lambda: desk.text_of(PLAIN) == before, "one undo did not take the session back")


LIVE = """Live: strike at the airport
By Ines Halvorsen

4 February 2024, 18:42
The two unions and the airport have agreed on new talks, which begin on Monday in the town hall.
4 February 2024, 16:10
Some two hundred flights were called off by the afternoon, the airport's spokeswoman Rita Amaro said.
4 February 2024, 11:30
The first flights were called off before dawn, and passengers slept on the benches of the great hall.
"""


def test_the_first_hour_of_a_live_blog_comes_into_its_text(tab: Tab, desk: Desk) -> None:
    """The line that the day was read from is put into the text by its switch and taken out again; the day stays."""
    add_raw(desk.root, "live.txt", LIVE)
    (path,) = (one.relative_to(desk.root).as_posix() for one in desk.root.rglob("*strike-at-the-airport*.md"))
    assert "date: 2024-02-04" in desk.text_of(path)
    assert desk.text_of(path).partition("\n---\n\n")[2].startswith("The two unions")
    tab.open(path)
    expect(tab.page.locator('[data-n="4"] .fate')).to_contain_text("date")
    tab.line(4).focus()
    tab.press(" ")
    tab.says("Line 4 is back")
    assert desk.text_of(path).partition("\n---\n\n")[2].startswith("4 February 2024, 18:42\n\nThe two unions")
    assert "date: 2024-02-04" in desk.text_of(path)
    tab.line(4).focus()
    tab.press(" ")
    tab.says("Line 4 is left out")
    assert desk.text_of(path).partition("\n---\n\n")[2].startswith("The two unions")
    assert "date: 2024-02-04" in desk.text_of(path)
