"""The queue, undo, files edited beside the desk, two tabs, restarts; keys for everybody, phones, and axe."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, cannot_check, tree
from desking import FERRY_PATH, Desk, Tab, add_ferry, draft, make_digest, on_disk
from playwright.sync_api import expect

from copydesk.cli import main

pytestmark = [pytest.mark.browser, pytest.mark.slow]
COUNT = 10
PEOPLE = "[Ada Moreau, Thursday Harbour, Friday Market, Jonas Berg]"
TEXT = "Ada Moreau and Jonas Berg met in Riga, Latvia. Thursday Harbour and Friday Market are places."


def path_of(number: int) -> str:
    """The file of the nth draft."""
    return f"content/articles/2020/2020-07-{number:02}-draft-{number}.md"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk over ten clean drafts."""
    files: dict[str, str | bytes] = {
        path_of(n): draft(f"Draft {n}", f"2020-07-{n:02}", TEXT, people=PEOPLE, countries="[Latvia]")
        for n in range(1, COUNT + 1)
    }
    with Desk(make_digest(tmp_path / "digest", files)) as running:
        yield running


def test_1_opens_from_printed_link_also_after_restart(chromium: Any, tmp_path: Path) -> None:
    """The printed link opens the queue; its key leaves the address, and is the same after a restart."""
    root = make_digest(tmp_path / "digest", {path_of(1): draft("Draft 1")})
    context = chromium.new_context()
    with Desk(root) as desk:
        first = desk.key
        tab = Tab(desk, context.new_page()).open()
        tab.holds("address => location.href === address", f"{desk.origin}/")
        assert (root / ".copydesk/desk-key").stat().st_mode & 0o777 == 0o600
        fresh = chromium.new_context()
        page = fresh.new_page()
        page.goto(f"{desk.origin}/")
        page.wait_for_selector("text=This page has no key")
        fresh.close()
    with Desk(root) as desk:
        assert desk.key == first
    context.close()


def test_27_ten_drafts_eleven_keys(tab: Tab, desk: Desk) -> None:
    """Ten clean drafts go out by eleven keys: one to open the first, one for each."""
    tab.open()
    pressed = ["Enter", *["P"] * COUNT]
    tab.press(*pressed[:1])
    tab.page.wait_for_selector("#names h2")
    for number in range(1, COUNT + 1):
        tab.press(pressed[number])
    on_disk(lambda: published(desk) == COUNT, "not all were published")
    assert len(pressed) == 11


def published(desk: Desk) -> int:
    """How many of the ten drafts are out."""
    return sum("draft:" not in desk.text_of(path_of(n)) for n in range(1, COUNT + 1))


def test_27_two_wrong_chips_each_cost_five_keys(tab: Tab, desk: Desk) -> None:
    """Two wrong names in each of ten drafts: W j r r P, fifty-one keys with the first."""
    tab.open()
    tab.press("Enter")
    tab.page.wait_for_selector("#names h2")
    pressed = 1
    for _ in range(COUNT):
        for key in ("W", "j", "r", "r", "P"):
            tab.press(key)
            pressed += 1
    on_disk(lambda: published(desk) == COUNT, "not all were published")
    for number in range(1, COUNT + 1):
        text = desk.text_of(path_of(number)).split("---")[1]
        assert "Thursday" not in text
        assert "Friday" not in text
        assert "Ada Moreau" in text
        assert "Jonas Berg" in text
    assert pressed == 51


def test_28_bulk_one_fails_nine_publish_one_undo(tab: Tab, desk: Desk) -> None:
    """Of ten published together one without a date stays, said by name; one undo takes the nine back."""
    desk.edit(path_of(4), "date: 2020-07-04\n", "")
    before = tree(desk.root / "content")
    tab.open()
    tab.holds("document.querySelectorAll('.q li').length === 10")
    tab.press("*", "a", "P")
    tab.says("Published 9 articles")
    assert "no date" in tab.said()
    assert published(desk) == 9
    tab.press("z")
    on_disk(lambda: tree(desk.root / "content") == before, "undo did not take all nine back")


def test_29_undo_after_reload_and_restart(chromium: Any, tmp_path: Path) -> None:
    """Undo outlives the page and the server."""
    path = path_of(1)
    root = make_digest(tmp_path / "digest", {path: draft("Draft 1")})
    before = (root / path).read_text(encoding="utf-8")
    context = chromium.new_context(locale="en-GB")
    with Desk(root) as desk:
        tab = Tab(desk, context.new_page()).open(path)
        tab.field("subtitle").fill("Below")
        tab.field("subtitle").press("Enter")
        tab.says("Saved")
    assert "subtitle: Below" in (root / path).read_text(encoding="utf-8")
    with Desk(root) as desk:
        tab = Tab(desk, context.new_page()).open()
        tab.page.reload()
        tab.whole_queue()
        tab.press("z")
        on_disk(lambda: desk.text_of(path) == before, "not taken back")
        tab.says("Taken back: Subtitle")
    context.close()


def test_31_redo(tab: Tab, desk: Desk) -> None:
    """What was taken back is done again, step by step, after a reload too; a new act leaves nothing to do again."""
    path = path_of(1)
    texts = [desk.text_of(path)]
    tab.open(path)
    for field in ("title", "subtitle"):
        tab.field(field).fill(f"Another {field}")
        tab.field(field).press("Enter")
        tab.says(f"Saved: {field.capitalize()}")
        tab.press("Escape")
        texts.append(desk.text_of(path))
    for text in (texts[1], texts[0]):
        tab.press("z")
        on_disk(lambda text=text: desk.text_of(path) == text, "not taken back")
    tab.says("Taken back: Title")
    tab.page.reload()
    tab.page.wait_for_selector("#names h2", state="attached")
    for text in (texts[1], texts[2]):
        tab.press("Shift+Z")
        on_disk(lambda text=text: desk.text_of(path) == text, "not done again")
    tab.says("Done again: Subtitle")
    tab.press("z")
    tab.says("Taken back: Subtitle")
    tab.field("title").fill("A new act")
    tab.field("title").press("Enter")
    tab.says("Saved: Title")
    tab.press("Escape", "Shift+Z")
    tab.says("Nothing to redo")
    assert "Another subtitle" not in desk.text_of(path)


def test_30_undo_after_outside_edit(tab: Tab, desk: Desk) -> None:
    """Undo takes back what the desk wrote, and leaves what another program has written in the file since."""
    path = path_of(2)
    tab.open(path)
    tab.field("title").fill("By the desk")
    tab.field("title").press("Enter")
    tab.says("Saved: Title")
    desk.edit(path, "countries: [Latvia]", "countries: [Latvia, Estonia]")
    tab.press("Escape", "z")
    on_disk(lambda: "title: Draft 2" in desk.text_of(path), "not taken back")
    assert "countries: [Latvia, Estonia]" in desk.text_of(path)
    tab.says("Taken back: Title")
    # Where the other program has rewritten the same words, undoing would lose them: it is refused, and says so.
    tab.field("title").fill("By the desk again")
    tab.field("title").press("Enter")
    tab.says("Saved: Title")
    desk.edit(path, "title: By the desk again", "title: By another program")
    tab.press("Escape", "z")
    tab.holds("document.querySelector('#say').classList.contains('wrong')")
    assert "title: By another program" in desk.text_of(path)


def test_34_outside_edit_of_other_field_rebases(tab: Tab, desk: Desk) -> None:
    """Another program's edit of another field, which the page has not heard of, stays when the desk saves."""
    path = path_of(2)
    tab.page.route("**/api/events", lambda route: route.abort())
    tab.open(path)
    desk.edit(path, "date: 2020-07-02", "date: 2020-07-22")
    tab.field("title").fill("By the desk")
    tab.field("title").press("Enter")
    tab.says("Saved")
    assert "title: By the desk" in desk.text_of(path)
    assert "date: 2020-07-22" in desk.text_of(path)
    tab.holds("document.querySelector('[data-field=\"date\"]').value === '2020-07-22'")


def test_35_same_field_shows_both(tab: Tab, desk: Desk) -> None:
    """The same field changed by another program: both are shown, nothing is overwritten until the editor says."""
    path = path_of(3)
    tab.open(path)
    tab.field("title").focus()
    tab.page.keyboard.press("End")
    tab.page.keyboard.type(" mine")
    desk.edit(path, "title: Draft 3", "title: Theirs")
    tab.holds("document.querySelector('#say').textContent !== ''")
    tab.field("title").press("Enter")
    tab.page.wait_for_selector('[data-k="mine"]')
    expect(tab.page.locator("#f-title-e")).to_contain_text("Another program wrote “Theirs”")
    assert "title: Theirs" in desk.text_of(path)
    expect(tab.field("title")).to_have_value("Draft 3 mine")
    tab.page.locator('[data-k="mine"]').click()
    on_disk(lambda: "title: Draft 3 mine" in desk.text_of(path), "mine was not taken")


def test_37_two_tabs_and_another_program(tab: Tab, desk: Desk) -> None:
    """Another program and another tab have changed what was typed upon: no tab is said to be the one."""
    path = path_of(5)
    tab.open(path)
    other = Tab(desk, tab.page.context.new_page())
    other.go(path)
    tab.page.bring_to_front()
    tab.field("title").focus()
    tab.press("End")
    tab.page.keyboard.type(" typed")
    desk.edit(path, "title: Draft 5", "title: Of the program")
    tab.says("changed by another program")
    other.says("changed by another program")
    other.field("subtitle").fill("Of the tab")
    other.field("subtitle").press("Enter")
    tab.says("changed in another tab")
    tab.press("Enter")
    tab.page.wait_for_selector('[data-k="mine"]')
    expect(tab.page.locator("#f-title-e")).to_contain_text("Another program wrote “Of the program”")


def test_37_two_tabs(tab: Tab, desk: Desk) -> None:
    """Two tabs on one article: what one saves the other shows, and both can save, also what they typed meanwhile."""
    path = path_of(5)
    desk.edit(path, TEXT, "First words.\n\nSecond words.\n\nThird words.")
    tab.open(path)
    other = Tab(desk, tab.page.context.new_page())
    other.go(path)
    tab.field("title").fill("From one")
    tab.field("title").press("Enter")
    other.holds("document.querySelector('[data-field=\"title\"]').value === 'From one'")
    other.field("subtitle").fill("From the other")
    other.field("subtitle").press("Enter")
    on_disk(lambda: "subtitle: From the other" in desk.text_of(path), "not saved")
    assert "title: From one" in desk.text_of(path)
    # Typed in one while the other saves the same field: both texts are there, and nothing is written over.
    other.field("title").focus()
    other.press("End")
    other.page.keyboard.type(" and typed")
    tab.field("title").fill("Saved by one")
    tab.field("title").press("Enter")
    on_disk(lambda: "title: Saved by one" in desk.text_of(path), "not saved")
    other.says("changed in another tab of this desk")
    expect(other.field("title")).to_have_value("From one and typed")
    other.press("Enter")
    other.page.wait_for_selector('[data-k="theirs"]')
    other.says("Another tab of this desk")
    expect(other.page.locator("#f-title-e")).to_contain_text("Another tab of this desk wrote “Saved by one”")
    assert "title: Saved by one" in desk.text_of(path)
    other.page.locator('[data-k="theirs"]').click()
    expect(other.field("title")).to_have_value("Saved by one")
    # Both write in the text, each in a paragraph of its own: both stand in the file, and in both tabs.
    for one, block, words in ((tab, 0, "One: "), (other, 2, "Other: ")):
        one.press("Escape")
        one.page.locator(f'[data-block="{block}"]').focus()
        one.press("e")
        one.holds("document.activeElement.matches('textarea.markdown')")
        one.page.keyboard.type(words)
    tab.press("Control+s")
    on_disk(lambda: "One: First words." in desk.text_of(path), "not saved")
    other.press("Control+s")
    on_disk(lambda: "Other: Third words." in desk.text_of(path), "not saved")
    assert "One: First words." in desk.text_of(path)
    for one in (tab, other):
        one.press("Escape")
        one.holds("!document.querySelector('textarea.markdown')")
        for words in ("One: First words.", "Other: Third words."):
            one.holds("text => document.querySelector('.prose').textContent.includes(text)", words)
    # What one decides of a name, and that it publishes, the other shows.
    tab.chip("Friday Market").focus()
    tab.press("r")
    expect(other.chip("Friday Market")).to_have_class(re.compile(r"\bno\b"))
    tab.press("P")
    on_disk(lambda: "draft" not in desk.text_of(path), "not published")
    expect(other.page.locator(".st").first).to_have_text(re.compile("published", re.IGNORECASE))


def test_37_what_one_tab_has_typed_is_its_own(tab: Tab, desk: Desk) -> None:
    """Unsaved in one tab, a text is not offered in another, nor lost by its saves; after a reload it is offered."""
    path = path_of(5)
    tab.open(path)
    tab.page.route("**/api/change", lambda route: route.abort())
    tab.press("e")
    tab.page.keyboard.type("Typed here. ")
    tab.field("title").fill("Typed too")
    tab.field("title").press("Enter")
    tab.says("kept here")
    other = Tab(desk, tab.page.context.new_page())
    other.go(path)
    assert other.page.locator("textarea.markdown").count() == 0
    expect(other.field("title")).to_have_value("Draft 5")
    other.field("title").fill("From the other")
    other.field("title").press("Enter")
    on_disk(lambda: "title: From the other" in desk.text_of(path), "not saved")
    other.press("Escape", "e")
    other.page.keyboard.type("Of the other. ")
    other.press("Control+s")
    on_disk(lambda: "Of the other. Ada" in desk.text_of(path), "not saved")
    other.press("Escape")
    tab.page.reload()
    expect(tab.page.locator("textarea.markdown")).to_have_value(re.compile(r"^Typed here\. "))
    expect(tab.field("title")).to_have_value("Typed too")
    tab.page.close()
    other.page.reload()
    expect(other.page.locator("textarea.markdown")).to_have_value(re.compile(r"^Typed here\. "))
    expect(other.field("title")).to_have_value("Typed too")
    tab.page = other.page  # for what looks at the page in the end


def test_38_file_gone_or_renamed_while_open(tab: Tab, desk: Desk) -> None:
    """A file that goes while it is open is said to be gone; what is typed stays in its field."""
    path = path_of(6)
    tab.open(path)
    tab.field("title").fill("Typed")
    (desk.root / path).rename(desk.root / "content/articles/2020/2020-07-06-elsewhere.md")
    tab.says("file is gone")
    tab.field("title").press("Enter")
    tab.holds("document.querySelector('#say').classList.contains('wrong')")
    expect(tab.field("title")).to_have_value("Typed")
    assert not (desk.root / path).exists()


def test_39_broken_yaml_opens_as_text(tab: Tab, desk: Desk) -> None:
    """A file that cannot be read is shown as text with the problem; mended there, it becomes a form."""
    path = path_of(7)
    desk.edit(path, "title: Draft 7", "title: Draft: 7")
    tab.page.goto(desk.address)
    tab.page.wait_for_selector(".q li")
    tab.page.goto(desk.review(path))
    area = tab.page.wait_for_selector("textarea.broken")
    expect(tab.page.locator("main")).to_contain_text("cannot be read as an article")
    area.fill(area.input_value().replace("title: Draft: 7", 'title: "Draft: 7"'))
    tab.press("Control+s")
    tab.page.wait_for_selector("#names h2")
    assert 'title: "Draft: 7"' in desk.text_of(path)


def test_41_kill_server_while_typing(chromium: Any, tmp_path: Path) -> None:
    """A server killed while somebody types loses nothing: the text is there after the next start."""
    path = path_of(1)
    root = make_digest(tmp_path / "digest", {path: draft("Draft 1")})
    context = chromium.new_context()
    desk = Desk(root, "--poll")
    port, desk_port = desk.port, desk.desk_port
    tab = Tab(desk, context.new_page()).open(path)
    tab.press("e")
    tab.page.keyboard.type("Typed. ")
    desk.process.kill()
    desk.process.wait()
    tab.page.keyboard.type("And more. ")
    tab.press("Control+s")
    tab.says("kept here")
    expect(tab.page.locator("textarea.markdown")).to_have_value(re.compile(r"^Typed\. And more\. "))
    assert "Typed" not in (root / path).read_text(encoding="utf-8")
    with Desk(root, "--port", str(port)) as again:
        assert again.desk_port == desk_port
        on_disk(lambda: "Typed. And more." in again.text_of(path), "what was typed was not saved")
    context.close()


def test_43_event_keeps_scroll_and_menu(tab: Tab, desk: Desk) -> None:
    """An edit elsewhere leaves the open menu, the focus and what is scrolled where they are."""
    path = path_of(8)
    long = "\n\n".join(f"Paragraph {number} by Ada Moreau in Riga, Latvia." for number in range(60))
    desk.edit(path, TEXT, long)
    tab.open(path)
    tab.page.evaluate("document.querySelector('#text').scrollTop = 600")
    tab.chip("Ada Moreau").click()
    tab.page.wait_for_selector('[role="menu"]')
    desk.edit(path, "title: Draft 8", "title: Another title")
    tab.holds("document.querySelector('[data-field=\"title\"]').value === 'Another title'")
    expect(tab.page.locator('[role="menu"]')).to_have_count(1)
    tab.holds("document.activeElement.getAttribute('role') === 'menuitem'")
    tab.holds("Math.abs(document.querySelector('#text').scrollTop - 600) < 5")


def test_45_hangul_ime_enter_and_keys(tab: Tab) -> None:
    """Keys work with a Hangul keyboard on; letters still being put together are nobody's command."""
    tab.open()
    tab.holds("document.querySelectorAll('.q li').length === 10")
    first = tab.focused()
    send = """([key, code, composing]) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
      { key, code, isComposing: composing, bubbles: true, cancelable: true }))"""
    tab.page.evaluate(send, ["ㅓ", "KeyJ", True])
    tab.has_focus(first)
    tab.page.evaluate(send, ["ㅓ", "KeyJ", False])
    tab.holds("name => document.activeElement.dataset.k !== name", first)


def test_46_single_keys_off(tab: Tab) -> None:
    """Single keys can be switched off, all or one, and changed."""
    tab.open()
    tab.holds("document.querySelectorAll('.q li').length === 10")
    first = tab.focused()
    tab.press("?")
    tab.page.get_by_label("Single keys off").check()
    tab.press("Escape")
    tab.holds("!document.querySelector('dialog')")
    tab.has_focus(first)
    tab.press("j")
    tab.has_focus(first)
    tab.press("?")
    tab.page.get_by_label("Single keys off").uncheck()
    tab.page.get_by_role("textbox", name="Key for: Next article (↓)").fill("m")
    tab.page.get_by_role("textbox", name="Key for: Next article (↓)").press("Tab")
    tab.press("Escape")
    tab.holds("!document.querySelector('dialog')")
    tab.has_focus(first)
    tab.press("j")
    tab.has_focus(first)
    tab.press("m")
    tab.holds("name => document.activeElement.dataset.k !== name", first)


def test_48_accessibility_tree_names_lines_and_chips(tab: Tab, desk: Desk) -> None:
    """Lines say number and fate, chips name and state, fields their labels: what a screen reader tells."""
    add_ferry(desk.root)
    tab.open(FERRY_PATH)
    told = tab.page.locator("main").aria_snapshot()
    for words in (
        'checkbox "Line 13, kept" [checked]',
        'checkbox "Line 18, left out, decided"',
        f'group "● Please look: line {desk.open_line()[0]} ',
        'button "Moon Jae-in, in, South Korean President"',
        'toolbar "People"',
        'textbox "Title"',
        'heading "Raw',
    ):
        assert words in told, told


def test_49_each_act_said_once(tab: Tab, desk: Desk) -> None:
    """Every act changes the one live region once, and leaves the focus on something."""
    add_ferry(desk.root)
    tab.open(FERRY_PATH)
    expect(tab.page.locator("[aria-live], [role=status]")).to_have_count(1)

    def once(*keys: str) -> None:
        before = int(tab.page.evaluate("Number(document.querySelector('#say').dataset.said || 0)"))
        tab.press(*keys)
        tab.holds("n => Number(document.querySelector('#say').dataset.said || 0) > n", before)
        tab.page.wait_for_timeout(400)
        assert int(tab.page.evaluate("Number(document.querySelector('#say').dataset.said)")) == before + 1, (
            keys,
            tab.said(),
        )
        assert tab.focused() != "BODY", keys

    once("W", "j", "r")
    once("z")
    once("Shift+Z")
    tab.line(14).focus()
    once("Space")
    once("z")
    tab.field("subtitle").fill("Below")
    once("Enter")
    tab.press("Escape", "e")
    tab.page.keyboard.type("Typed. ")
    once("Control+s")
    tab.press("Escape")
    tab.holds("!document.querySelector('textarea.markdown')")
    once("P")  # what is open is named
    tab.go(path_of(9))
    once("P")
    once("D")
    once("#")
    once("z")


NARROW = "document.documentElement.scrollWidth <= innerWidth"


def test_50_phone_320_publish_reachable(chromium: Any, desk: Desk) -> None:
    """On a phone of 320 pixels every pane is in reach without scrolling sideways; Publish and Undo are in sight."""
    context = chromium.new_context(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    tab = Tab(desk, context.new_page()).open()
    tab.holds("document.querySelectorAll('.q li').length === 10")
    assert tab.page.evaluate(NARROW)
    tab.go(path_of(1))
    for pane in ("Raw", "Text", "Fields", "Names"):
        button = tab.page.get_by_role("button", name=pane, exact=False).first
        assert tab.box(button)["height"] >= 44
        button.tap()
        tab.holds("name => document.querySelector('.panes').dataset.pane === name", pane.lower())
        assert tab.page.evaluate(NARROW), pane
    for name in ("publish-phone", "undo"):
        box = tab.box(tab.page.locator(f'.bulk [data-k="{name}"]'))
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
        assert box["y"] + box["height"] <= 640
    # Above a phone's keyboard, which takes half of the height, they are still in sight.
    tab.page.set_viewport_size({"width": 320, "height": 330})
    tab.holds("document.querySelector('[data-k=\"publish-phone\"]').getBoundingClientRect().bottom <= 330")
    tab.page.locator('[data-k="publish-phone"]').tap()
    on_disk(lambda: "draft:" not in desk.text_of(path_of(1)), "it was not published")
    context.close()


def test_51_zoom_400(chromium: Any, desk: Desk) -> None:
    """At 400 % of a window of 1,280 by 1,024 pixels nothing scrolls sideways and nothing covers what has the focus."""
    context = chromium.new_context(viewport={"width": 320, "height": 256}, device_scale_factor=4, locale="en-GB")
    tab = Tab(desk, context.new_page()).open()
    assert tab.page.evaluate(NARROW)
    tab.go(path_of(1))
    assert tab.page.evaluate(NARROW)
    for keys in (("F", "Escape"), ("W",), ("T",), ("R",)):
        tab.press(*keys)
        assert tab.page.evaluate(NARROW), keys
    tab.press("W")
    tab.holds("document.activeElement.matches('[data-chip]')")
    seen = """(() => {
      const box = document.activeElement.getBoundingClientRect();
      const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      return document.activeElement.contains(there);
    })()"""
    tab.holds(seen)
    tab.press("?")
    assert tab.page.evaluate(NARROW)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_52_axe_all_views_both_themes(chromium: Any, desk: Desk, scheme: Any) -> None:
    """No finding of axe in any view, from 320 to 1,280 pixels, with what is opened in them and what is asked."""
    script = ROOT / "tests/browser/node_modules/axe-core/axe.min.js"
    if not script.exists():
        cannot_check("axe is not installed (make browser-tools)")
    add_ferry(desk.root)
    desk.edit(path_of(7), "title: Draft 7", "title: Draft: 7")
    assert desk.api("/api/change", {"ops": [{"op": "trash", "file": path_of(8)}]})[0] == 200
    for width in (320, 800, 1280):
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
        found = findings(Tab(desk, context.new_page()).open(), script)
        context.close()
        assert {view: rows for view, rows in found.items() if rows} == {}, width


def findings(tab: Tab, script: Path) -> dict[str, list[str]]:
    """What axe finds in each view, and in what is opened there."""
    found = {"queue": axe(tab, script)}
    tab.go(FERRY_PATH)
    for pane in ("raw", "text", "fields", "names"):
        tab.page.evaluate("name => { document.querySelector('.panes').dataset.pane = name }", pane)
        found[pane] = axe(tab, script)
    tab.chip("Moon Jae-in").focus()
    tab.press("Enter")
    expect(tab.page.locator('[role="menu"]')).to_have_count(1)
    found["menu"] = axe(tab, script)
    tab.press("Escape", "=")
    expect(tab.page.locator("#who")).to_be_visible()
    found["who"] = axe(tab, script)
    tab.press("Escape", "+")
    expect(tab.page.locator("#p-name")).to_be_visible()
    found["person"] = axe(tab, script)
    tab.press("Escape")
    tab.chip("Moon Jae-in").focus()
    tab.press("?")
    expect(tab.page.locator("dialog")).to_be_visible()
    found["keys"] = axe(tab, script)
    tab.press("Escape")
    tab.holds("!document.querySelector('dialog')")
    tab.page.evaluate("document.querySelector('.panes').dataset.pane = 'text'")
    tab.press("e")
    tab.holds("document.activeElement.matches('textarea.markdown')")
    tab.page.get_by_role("button", name="preview").click()
    tab.page.wait_for_selector("iframe.preview")
    found["editor"] = axe(tab, script)
    return {**found, **more_findings(tab, script)}


def more_findings(tab: Tab, script: Path) -> dict[str, list[str]]:
    """The same of a question, a file that cannot be read, the trash and a new article."""
    desk, found = tab.desk, {}
    tab.go(path_of(2))
    tab.page.evaluate("document.querySelector('.panes').dataset.pane = 'fields'")
    tab.field("title").fill("Mine")
    desk.edit(path_of(2), "title: ", "title: Theirs ")
    tab.says("changed by another program")
    tab.field("title").press("Enter")
    tab.page.wait_for_selector('[data-k="mine"]')
    found["conflict"] = axe(tab, script)
    tab.page.goto(desk.review(path_of(7)))
    tab.page.wait_for_selector("textarea.broken")
    found["file"] = axe(tab, script)
    tab.page.goto(f"{desk.origin}/?state=trash")
    tab.page.wait_for_selector(".q li")
    found["trash"] = axe(tab, script)
    tab.press("N")
    found["new"] = axe(tab, script)
    return found


def axe(tab: Tab, script: Path) -> list[str]:
    """What axe finds on the page as it is."""
    if not tab.page.evaluate("Boolean(window.axe)"):
        tab.page.evaluate(script.read_text(encoding="utf-8"))
    run = """async () => {
      const runOnly = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"];
      const found = await axe.run(document, { runOnly });
      return found.violations.map((one) => [one.id, ...one.nodes.map((node) => node.html.slice(0, 160))].join(" | "));
    }"""
    return list(tab.page.evaluate(run))


def test_67_history_replayed_as_verbs_same_bytes(tab: Tab, desk: Desk, tmp_path: Path) -> None:
    """The command lines of the history, run one after the other on the digest as it was, give the same bytes."""
    add_ferry(desk.root)
    done_before = {step["step"] for step in desk.api("/api/history")[1]}  # the addition is a step too
    start = tmp_path / "again"
    for path, data in tree(desk.root).items():
        if path.startswith((".copydesk/cache", ".copydesk/history")):
            continue
        (start / path).parent.mkdir(parents=True, exist_ok=True)
        (start / path).write_bytes(data)
    tab.open(FERRY_PATH)
    tab.line(18).click()
    tab.says("is back")
    tab.field("title").fill('A "title": with signs')
    tab.field("title").press("Enter")
    tab.says("Saved: Title")
    tab.press("Escape", "W", "j", "r")
    tab.says("is out")
    tab.press("e")
    tab.page.keyboard.type("Typed. ")
    tab.press("Control+s")
    tab.says("Text saved")
    tab.press("Escape")
    tab.holds("!document.querySelector('textarea.markdown')")
    tab.press("P")
    tab.says("again publishes")  # it has no address of the original
    tab.press("P")
    on_disk(lambda: "draft" not in desk.text_of(FERRY_PATH), "it was not published")
    _, history = desk.api("/api/history")
    for step in reversed([step for step in history if step["step"] not in done_before]):
        for command in step["command"].split(" && "):
            words = shlex.split(command)
            assert words[0] == "copydesk"
            files = [str(start / word) if word.startswith("content/") else word for word in words[1:]]
            assert main([files[0], "--root", str(start), *files[1:]]) == 0, command
    assert tree(start / "content/articles") == tree(desk.root / "content/articles")


# In a high window the list scrolls, in a low one the page.
SCROLLED = "scrollY + document.querySelector('main').scrollTop"


@pytest.mark.parametrize("height", [500, 360])
def test_69_back_restores_row_filter_scroll(tab: Tab, height: int) -> None:
    """Back from a review row, filter, tab and scroll are as they were; a reload keeps the address."""
    tab.page.set_viewport_size({"width": 700, "height": height})
    tab.open()
    tab.press("/")
    tab.page.keyboard.type("draft")
    tab.press("Enter")
    tab.holds("location.search === '?q=draft'")
    tab.press(*"jjjjjj")
    row = f"row:{path_of(COUNT - 6)}"  # the newest stands first
    tab.has_focus(row)
    tab.page.locator(f'[data-k="{row}"]').hover()
    tab.page.mouse.wheel(0, 30)
    tab.page.wait_for_timeout(300)
    there = tab.page.evaluate(SCROLLED)
    assert there > 0
    tab.press("Enter")
    tab.page.wait_for_selector("#names h2", state="attached")
    tab.page.reload()
    tab.page.wait_for_selector("#names h2", state="attached")
    tab.page.go_back()
    tab.holds("name => document.activeElement.dataset.k === name", row)
    expect(tab.page.locator('[data-k="filter"]')).to_have_value("draft")
    tab.holds(f"there => Math.abs({SCROLLED} - there) < 3", there)


def test_a_long_list_stays_as_far_as_it_was_opened(tab: Tab, desk: Desk) -> None:
    """More rows asked for stay when another program saves, and when one comes back from a review."""
    for number in range(130):
        path = desk.root / f"content/articles/2019/2019-{1 + number // 28:02}-{1 + number % 28:02}-more-{number}.md"
        path.write_text(draft(f"More {number}", path.name[:10]), encoding="utf-8")
    tab.open()
    tab.holds("document.querySelectorAll('.q li').length === 100")
    tab.holds("document.querySelector('[data-k=\"tab:drafts\"] .n').textContent === '140'")
    tab.page.locator('[data-k="more"]').click()
    tab.holds("document.querySelectorAll('.q li').length === 140")
    row = "row:content/articles/2019/2019-01-05-more-4.md"
    tab.page.locator(f'[data-k="{row}"]').focus()
    desk.edit(path_of(3), "title: Draft 3", "title: Another")
    tab.holds("document.querySelector('.q').textContent.includes('Another')")
    tab.has_focus(row)
    tab.holds("document.querySelectorAll('.q li').length === 140")
    tab.press("Enter")
    tab.page.wait_for_selector("#names h2")
    tab.page.go_back()
    tab.has_focus(row)
    tab.holds("document.querySelectorAll('.q li').length === 140")


def test_a_typed_filter_shows_its_beginning_and_then_all(tab: Tab, desk: Desk) -> None:
    """Another filter's list begins at its top; all its rows come, the keys reach each, and the address has it."""
    for number in range(130):
        path = desk.root / f"content/articles/2019/2019-{1 + number // 28:02}-{1 + number % 28:02}-more-{number}.md"
        path.write_text(draft(f"More {number}", path.name[:10]), encoding="utf-8")
    tab.open()
    tab.holds("document.querySelector('[data-k=\"tab:drafts\"] .n').textContent === '140'")
    tab.page.evaluate("document.querySelector('main').scrollTop = 1500")
    tab.press("/")
    tab.page.keyboard.type("more")
    tab.holds("document.querySelector('.q').textContent.includes('Draft') === false")
    assert tab.page.evaluate("document.querySelector('main').scrollTop") == 0
    titles = "[...document.querySelectorAll('.q .t a')].map((link) => link.textContent)"
    tab.holds("document.querySelectorAll('.q li').length === 100")
    assert tab.page.evaluate(titles) == [f"More {number}" for number in range(129, 29, -1)]
    tab.page.keyboard.type(" 5")  # with what may be pressed before another frame
    tab.press("Enter", *["ArrowDown"] * 20)
    tab.holds("document.activeElement.textContent === 'More 15'")
    tab.press("/")
    tab.page.keyboard.type("more 7")
    tab.holds("location.search === '?q=more+7'")
    tab.page.reload()
    tab.holds("document.querySelector('[data-k=filter]')?.value === 'more 7'")
    tab.press("/")
    tab.page.keyboard.type("more 12")
    tab.press("Enter", "Enter")
    tab.page.wait_for_selector("#names h2", state="attached")
    tab.page.go_back()
    tab.holds("location.search === '?q=more+12' && document.activeElement.textContent === 'More 127'")


def test_a_new_article_without_a_headline_is_asked_for_one(tab: Tab, desk: Desk) -> None:
    """Enter on the empty box says what is missing, twice if pressed twice, and writes nothing."""
    tab.open()
    before = tree(desk.root / "content")
    tab.press("N", " ", "Enter")
    tab.says("needs a headline")
    said = tab.page.evaluate("document.querySelector('#say').dataset.said")
    tab.press("Enter")
    tab.holds("said => document.querySelector('#say').dataset.said > said", said)
    tab.has_focus("new-title")
    assert tree(desk.root / "content") == before


def test_new_article_from_the_queue(tab: Tab, desk: Desk) -> None:
    """N, a headline, Enter: a draft by that name, open for its fields; undo puts it away."""
    tab.open()
    tab.press("N")
    tab.page.keyboard.type("Who goes next: to the pole")
    tab.press("Enter")
    tab.page.wait_for_selector("#names h2")
    path = "content/articles/undated/who-goes-next-to-the-pole.md"
    assert 'title: "Who goes next: to the pole"' in desk.text_of(path) or "title: 'Who" in desk.text_of(path)
    tab.has_focus("label:title")
    tab.press("z")
    on_disk(lambda: not (desk.root / path).exists(), "undo did not take it away")
