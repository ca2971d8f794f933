"""Whoever is faster than the desk: late answers take nothing away, keys typed ahead do what they would have done later.

Answers are held back on their way, so that what comes first is no matter of luck.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desking import FERRY_PATH, LOST_LINE, Desk, Held, Tab, add_ferry, draft, make_digest
from playwright.sync_api import expect
from previewing import PATIENCE, until

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TEXT = "Ada Moreau and Jonas Berg met in Riga, Latvia."
COUNT = 4


def path_of(number: int) -> str:
    """The file of the nth draft; the second is first in the queue, newest first, of three."""
    return f"content/articles/2020/2020-07-{number:02}-draft-{number}.md"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk over four drafts."""
    files: dict[str, str | bytes] = {
        path_of(n): draft(
            f"Draft {n}", f"2020-07-{n:02}", TEXT, people="[Ada Moreau, Jonas Berg]", countries="[Latvia]"
        )
        for n in range(1, COUNT + 1)
    }
    with Desk(make_digest(tmp_path / "digest", files)) as running:
        yield running


def published(desk: Desk) -> list[int]:
    """Which of the drafts are out."""
    return [n for n in range(1, COUNT + 1) if "draft:" not in desk.text_of(path_of(n))]


def test_a_late_answer_takes_the_focus_from_nobody(tab: Tab, desk: Desk) -> None:
    """A name goes out, a line comes back, articles go to the trash: who types elsewhere by then types on."""
    add_ferry(desk.root)
    tab.open(FERRY_PATH)
    title = tab.field("title")
    for act, done in (
        (lambda: tab.chip("Moon Jae-in").press("r"), "Moon Jae-in is out"),
        (lambda: tab.line(LOST_LINE).click(), f"Line {LOST_LINE} is back"),
    ):
        held = Held(tab)
        act()
        held.wait()
        title.click()
        tab.press("End")
        tab.page.keyboard.type(" and")
        held.let_go()
        tab.says(done)
        tab.page.keyboard.type(" more")
        tab.has_focus("field:title")
        expect(title).to_have_value(re.compile(" and more$"))
        tab.press("Enter")
        tab.says("Saved: Title")
    tab.page.goto(f"{desk.origin}/")
    tab.page.wait_for_selector(f'[data-k="row:{FERRY_PATH}"]')
    tab.page.locator(f'[data-k="box:{FERRY_PATH}"]').check()
    held = Held(tab)
    tab.page.locator('[data-k="bulk:trash"]').click()
    held.wait()
    tab.page.locator('[data-k="filter"]').click()
    tab.page.keyboard.type("draft")
    held.let_go()
    tab.says("is in the trash")
    tab.page.keyboard.type(" 2")
    expect(tab.page.locator('[data-k="filter"]')).to_have_value("draft 2")


def test_keys_typed_ahead_of_a_refusal_are_dropped(tab: Tab, desk: Desk) -> None:
    """`r` and P in one go: where the name could not be taken out the article is not published with it."""
    tab.open(path_of(2))
    tab.press("W")
    tab.has_focus("people:ada moreau")
    held = Held(tab)
    tab.press("r", "P")
    held.wait()
    held.refuse()
    tab.says("no space left")
    tab.press("j")
    tab.holds("document.activeElement.dataset.k === 'people:jonas berg'")
    assert published(desk) == []
    tab.press("k", "r", "P")
    tab.says("Published “Draft 2”")
    assert published(desk) == [2]
    assert "Ada Moreau" not in desk.text_of(path_of(2)).split("---")[1]


def test_what_is_typed_ahead_into_a_box_is_text(tab: Tab, desk: Desk) -> None:
    """`e` and a text, while an act before them is on its way: the text is for the editor, and # is no command in it."""
    tab.open(path_of(2))
    tab.press("W", "j")
    held = Held(tab)
    tab.press("r", "e")
    tab.page.keyboard.type("#P words ")
    held.wait()
    held.let_go()
    tab.holds("document.querySelector('textarea.markdown')?.value.startsWith('#P words Ada')")
    assert published(desk) == []
    assert (desk.root / path_of(2)).exists()


def test_space_typed_ahead_waits_for_its_line(tab: Tab, desk: Desk) -> None:
    """P, R, Space in one go: the space is for the next article's line, not for what had the focus before."""
    add_ferry(desk.root)
    desk.edit(FERRY_PATH, "date: 2020-07-02", "date: 2020-07-01\nsubtitle: Last but one")
    tab.open(path_of(2))
    held = Held(tab)
    tab.press("P")
    held.wait()
    tab.press("R", " ")
    held.let_go()
    tab.holds("location.search.includes('draft-1') || location.search.includes('ferries')")
    assert published(desk) == [2]
    tab.press("u")
    tab.page.wait_for_selector(".q li")


def test_a_double_click_publishes_one(tab: Tab, desk: Desk) -> None:
    """The second click of two falls where the next article's button stands by then: it does nothing."""
    tab.open(path_of(3))
    tab.page.locator('[data-k="publish"]').dblclick()
    tab.holds("location.search.includes('draft-2')")
    tab.looked_at()
    tab.press("u")
    tab.page.wait_for_selector(".q li")
    assert published(desk) == [3]


def test_a_key_held_down_publishes_one(tab: Tab, desk: Desk) -> None:
    """P held down repeats, as j does; but only what moves is done again."""
    tab.open(path_of(4))
    for _ in range(5):
        tab.page.keyboard.down("P")
    tab.page.keyboard.up("P")
    tab.holds("location.search.includes('draft-3')")
    tab.press("u")
    tab.page.wait_for_selector(".q li")
    assert published(desk) == [4]
    tab.press("k", "k", "k")
    for _ in range(2):
        tab.page.keyboard.down("j")
    tab.page.keyboard.up("j")
    tab.holds("name => document.activeElement.dataset.k === name", f"row:{path_of(1)}")


def test_whose_text_it_is_stays_asked(tab: Tab, desk: Desk) -> None:
    """Two wrote one headline: the question stays until it is answered, whatever the desk learns meanwhile."""
    add_ferry(desk.root)
    tab.open(FERRY_PATH)
    title = tab.field("title")
    title.focus()
    tab.press("End")
    tab.page.keyboard.type(" mine")
    old = "title: Ministers sign accord on river ferries in Hanoi"
    desk.edit(FERRY_PATH, old, "title: Theirs")
    tab.says("changed by another program")
    title.press("Enter")
    tab.page.wait_for_selector('[data-k="mine"]')
    desk.edit(FERRY_PATH, "date: 2020-07-02", "date: 2020-07-03")
    tab.holds("document.querySelector('[data-field=\"date\"]').value.startsWith('2020-07-03')")
    tab.looked_at()
    tab.page.locator('[data-k="theirs"]').click()
    tab.holds("document.querySelector('[data-field=\"title\"]').value === 'Theirs'")
    tab.holds("!document.querySelector('[data-k=\"mine\"]')")
    title.fill("Mine after all")
    desk.edit(FERRY_PATH, "title: Theirs", "title: Theirs again")
    tab.says("changed by another program")
    title.press("Enter")
    tab.page.wait_for_selector('[data-k="mine"]')
    title.press("Escape")
    tab.holds("document.querySelector('[data-field=\"title\"]').value === 'Theirs again'")
    tab.holds("!document.querySelector('[data-k=\"mine\"]')")


def test_enter_after_a_filter_opens_what_was_filtered(tab: Tab) -> None:
    """A filter, Enter, Enter, faster than its answer: the article that fits is opened, not the one that stood there."""
    tab.open()
    held = Held(tab, "**/api/queue?**")
    tab.press("/")
    tab.page.keyboard.type("draft 1")
    tab.press("Enter", "Enter")
    held.wait()
    held.let_go()
    tab.holds("location.pathname === '/review' && location.search.includes('draft-1')")


def test_undo_of_what_is_being_saved(tab: Tab, desk: Desk) -> None:
    """Undo pressed while the first save of all is on its way takes that back; with nothing to undo it says so."""
    before = desk.text_of(path_of(2))
    tab.open(path_of(2))
    tab.press("z")
    tab.says("Nothing to undo")
    held = Held(tab)
    tab.field("title").fill("Saved slowly")
    tab.press("Enter", "Escape", "z")
    held.wait()
    held.let_go()
    tab.says("Taken back: Title")
    assert desk.text_of(path_of(2)) == before


def test_what_the_desk_wrote_itself_is_nobody_elses(tab: Tab, desk: Desk) -> None:
    """The article is asked for, a field saved, the answer to the question comes first: no other program is accused."""
    tab.open(path_of(2))
    asked = Held(tab, "**/api/review?**")
    desk.edit(path_of(2), "date: 2020-07-02", "date: 2020-07-22")
    asked.wait()
    answers: list[Any] = []
    tab.page.route("**/api/change", lambda route: answers.append((route, route.fetch())))
    tab.field("subtitle").fill("By the desk")
    tab.press("Enter")
    until(lambda: bool(tab.page.evaluate("1")) and bool(answers), PATIENCE, lambda: "nothing was saved")
    asked.let_go()
    route, answer = answers[0]
    route.fulfill(response=answer)
    tab.says("Saved: Subtitle")
    tab.holds("document.querySelector('[data-field=\"date\"]').value.startsWith('2020-07-22')")
    assert "another program" not in tab.said()


def test_a_refused_save_stops_publishing_at_its_field(tab: Tab, desk: Desk) -> None:
    """Publish pressed with a wrong date in its box: nothing goes out, and the focus is on the date."""
    tab.open(path_of(2))
    tab.field("date").fill("soon")
    tab.page.locator('[data-k="publish"]').click()
    tab.says("must be a date")
    tab.holds("document.activeElement.dataset.field === 'date'")
    assert published(desk) == []
