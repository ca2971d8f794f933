"""The next article is fetched while one is read: whatever happens to it meanwhile, what is shown is what there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desking import Desk, Held, Tab, draft, make_digest, on_disk
from playwright.sync_api import expect
from previewing import PATIENCE, until

pytestmark = [pytest.mark.browser, pytest.mark.slow]
COUNT = 5


def path_of(number: int) -> str:
    """The file of the nth draft; the last is first in the queue."""
    return f"content/articles/2020/2020-07-{number:02}-draft-{number}.md"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk over five drafts."""
    files: dict[str, str | bytes] = {
        path_of(n): draft(f"Draft {n}", f"2020-07-{n:02}", f"Text of draft {n}.") for n in range(1, COUNT + 1)
    }
    with Desk(make_digest(tmp_path / "digest", files)) as running:
        yield running


def shows(tab: Tab, words: str) -> None:
    """Wait until the text pane has these words, and the cleaner has answered."""
    tab.holds("words => document.querySelector('.prose')?.textContent.includes(words)", words)
    tab.looked_at()


def fetched_ahead(tab: Tab, number: int) -> None:
    """Open a draft and wait until the one after it has been fetched."""
    following = path_of(number - 1)
    with tab.page.expect_response(lambda answer: "/api/review?" in answer.url and Path(following).name in answer.url):
        tab.open(path_of(number))
    shows(tab, f"Text of draft {number}.")


def deafen(tab: Tab) -> None:
    """What the server tells is not heard."""
    tab.page.route("**/api/events", lambda _: None)


def slow_locks(tab: Tab) -> None:
    """A browser that takes its time to say which other pages are open."""
    tab.page.add_init_script(
        "const query = navigator.locks.query.bind(navigator.locks);"
        "navigator.locks.query = () => new Promise((done) => setTimeout(done, 700)).then(query);"
    )


def break_file(desk: Desk, number: int) -> None:
    """Break a draft's front matter as another program does."""
    desk.edit(path_of(number), "title: Draft", "title: [Draft")


def test_next_pressed_many_times_goes_as_far(tab: Tab) -> None:
    """J as fast as it can be pressed: each counts, and where it ends stands that article, text and place."""
    tab.open(path_of(5))
    tab.press("J", "J", "J")
    shows(tab, "Text of draft 2.")
    expect(tab.page.locator("h1")).to_contain_text("4 of 5")
    tab.press("J", "J", "J", "K", "K", "J")
    shows(tab, "Text of draft 2.")
    expect(tab.field("title")).to_have_value("Draft 2")


def test_next_that_was_broken_and_heard_of(tab: Tab, desk: Desk) -> None:
    """Another program broke the next article and the desk was told: it stands among the problems, J leads past it."""
    fetched_ahead(tab, 3)
    break_file(desk, 2)
    tab.holds("document.querySelector('h1').textContent.includes('3 of 4')")
    tab.press("J")
    shows(tab, "Text of draft 1.")


def test_next_that_was_broken_unheard(tab: Tab, desk: Desk) -> None:
    """Another program broke the next article, unheard of: it is shown as it stands, to be mended."""
    deafen(tab)
    fetched_ahead(tab, 3)
    break_file(desk, 2)
    tab.press("J")
    tab.holds("document.querySelector('textarea.broken')?.value.includes('[Draft')")


def test_next_that_was_mended_meanwhile(tab: Tab, desk: Desk) -> None:
    """The next article was broken when it was fetched and is mended, unheard of: its form is shown."""
    deafen(tab)
    desk.edit(path_of(3), "draft: true", "draft: true\npublish_at: soon")
    break_file(desk, 2)
    tab.open()
    until(lambda: desk.api("/api/queue?state=problems")[1]["total"] == 2, PATIENCE, lambda: "no problems")
    with tab.page.expect_response(lambda answer: "/api/review?" in answer.url and "draft-2" in answer.url):
        tab.page.goto(desk.review(path_of(3)) + "&state=problems&sort=oldest")
    shows(tab, "Text of draft 3.")
    desk.edit(path_of(2), "title: [Draft", "title: Draft")
    tab.press("J")
    shows(tab, "Text of draft 2.")
    assert tab.page.locator("textarea.broken").count() == 0


@pytest.mark.parametrize("way", ["trashed", "renamed"])
def test_next_that_has_gone_unheard(tab: Tab, desk: Desk, way: str) -> None:
    """Another program took the next article away, unheard of: that is said, it is not shown, and J goes on."""
    deafen(tab)
    fetched_ahead(tab, 3)
    file = desk.root / path_of(2)
    if way == "trashed":
        file.unlink()
    else:
        file.rename(file.with_name("2020-07-02-another-name.md"))
        tab.page.wait_for_timeout(1000)
    tab.press("J")
    tab.says("renamed or removed")
    tab.holds("!document.querySelector('.prose')")
    tab.press("J")
    tab.holds("/Text of draft [12]/u.test(document.querySelector('.prose')?.textContent)")


def test_next_that_has_gone_heard_of(tab: Tab, desk: Desk) -> None:
    """Another program took the next article away and the desk was told: J leads to the one after it."""
    fetched_ahead(tab, 3)
    (desk.root / path_of(2)).unlink()
    tab.holds("document.querySelector('h1').textContent.includes('3 of 4')")
    tab.press("J")
    shows(tab, "Text of draft 1.")


def test_text_kept_through_a_crash_is_there_however_fast_one_types(tab: Tab, desk: Desk) -> None:
    """Typed text that was not saved, a reload, J to it and `e` at once: it is that text that is edited, and stays."""
    fetched_ahead(tab, 3)
    held = Held(tab)
    tab.press("e")
    tab.page.keyboard.type("Kept through the crash. ")
    slow_locks(tab)
    tab.page.goto(desk.review(path_of(4)))
    shows(tab, "Text of draft 4.")
    held.is_open = True
    there = "document.querySelector('textarea.markdown')?.value.trim() === 'Kept through the crash. Text of draft 3.'"
    tab.press("J", "J", "K")
    tab.holds(there)
    tab.press("e", "Escape", "e", "Escape", "J", "K")
    tab.holds(there)
    assert "Kept" not in desk.text_of(path_of(3))  # nobody has said so yet
    tab.page.locator("#text-problem button").first.click()
    tab.says("Text saved")
    on_disk(lambda: "Kept through the crash." in desk.text_of(path_of(3)), "not saved")


def test_publishing_names_text_that_was_kept_through_a_crash(tab: Tab, desk: Desk) -> None:
    """P stops once at text from before a crash that nobody has saved; nothing of it goes out unasked, or is dropped."""
    fetched_ahead(tab, 3)
    Held(tab)
    tab.press("e")
    tab.page.keyboard.type("Kept. ")
    tab.holds("document.querySelector('textarea.markdown')?.value.startsWith('Kept. ')")
    tab.page.goto(desk.review(path_of(4)))
    shows(tab, "Text of draft 4.")
    tab.page.unroute_all()
    tab.press("J")
    tab.has_focus("text-problem")
    tab.press("P")
    tab.says("P again publishes")
    tab.has_focus("text-problem")
    tab.press("P")
    on_disk(lambda: "draft:" not in desk.text_of(path_of(3)), "not published")
    assert "Kept." not in desk.text_of(path_of(3))
    tab.go(path_of(3))
    tab.holds("document.querySelector('textarea.markdown')?.value.startsWith('Kept. ')")


def test_text_typed_while_the_page_begins_is_kept_once(tab: Tab, desk: Desk) -> None:
    """Text that is typed before the browser has named the page and then saved is offered to nobody afterwards."""
    tab.page.add_init_script(
        "const request = navigator.locks.request.bind(navigator.locks);"
        "navigator.locks.request = (...given) => new Promise((done) => setTimeout(done, 900))"
        ".then(() => request(...given));"
    )
    tab.page.goto(desk.address)
    tab.whole_queue()
    tab.page.goto(desk.review(path_of(3)))
    held = Held(tab)
    tab.field("subtitle").fill("Typed early")
    tab.press("Enter")
    tab.page.wait_for_timeout(1200)
    held.let_go()
    on_disk(lambda: "Typed early" in desk.text_of(path_of(3)), "not saved")
    tab.says("Saved: Subtitle")
    assert tab.page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('copydesk-unsaved'))") == []


def test_a_field_kept_through_a_crash_is_saved_by_its_editor_alone(tab: Tab, desk: Desk) -> None:
    """A field's text from before a crash: J into its article and out saves nothing over anybody, loses nothing."""
    tab.open(path_of(3))
    held = Held(tab)
    tab.field("title").fill("Mine before the crash")
    held.is_open = False
    tab.page.goto(desk.review(path_of(4)))
    shows(tab, "Text of draft 4.")
    held.is_open = True
    desk.edit(path_of(3), "title: Draft 3", "title: Theirs since")
    tab.page.wait_for_timeout(300)
    tab.press("J", "J", "K")
    shows(tab, "Text of draft 3.")
    assert "Theirs since" in desk.text_of(path_of(3))
    expect(tab.field("title")).to_have_value("Mine before the crash")
    expect(tab.page.locator("#f-title-e")).to_contain_text("Theirs since")
    tab.page.locator('[data-k="mine"]').click()
    tab.says("Saved: Title")
    on_disk(lambda: "Mine before the crash" in desk.text_of(path_of(3)), "not saved")


def test_what_another_open_tab_types_is_not_offered_here(tab: Tab, desk: Desk) -> None:
    """One tab types in an article; another goes into it and out by J and K: it sees the file, and drops nothing."""
    fetched_ahead(tab, 3)
    held = Held(tab)
    tab.press("e")
    tab.page.keyboard.type("Only here. ")
    other = Tab(desk, tab.page.context.new_page())
    fetched_ahead(other, 4)
    other.press("J")
    shows(other, "Text of draft 3.")
    assert other.page.locator("textarea.markdown").count() == 0
    other.press("J")
    shows(other, "Text of draft 2.")
    other.press("K")
    shows(other, "Text of draft 3.")
    assert tab.page.evaluate("Object.keys(localStorage).some((name) => /unsaved[^]*draft-3/u.test(name))")
    held.let_go()
    tab.says("Text saved")
    on_disk(lambda: "Only here." in desk.text_of(path_of(3)), "not saved")


def test_next_while_a_save_is_on_its_way(tab: Tab, desk: Desk) -> None:
    """J with a save on its way: that is waited for, and of the next article undo names the step that was."""
    fetched_ahead(tab, 3)
    held = Held(tab)
    tab.field("title").fill("Saved slowly")
    tab.press("Enter", "J")
    held.wait()
    held.let_go()
    shows(tab, "Text of draft 2.")
    assert "title: Saved slowly" in desk.text_of(path_of(3))
    expect(tab.page.locator('header [data-k="undo"]')).to_contain_text("Title")


def test_publish_then_next(tab: Tab, desk: Desk) -> None:
    """P and J in one go: one is out, and the one after the next is shown."""
    fetched_ahead(tab, 4)
    tab.press("P", "J")
    shows(tab, "Text of draft 2.")
    expect(tab.page.locator("h1")).to_contain_text("3 of 4")
    assert [n for n in range(1, COUNT + 1) if "draft:" not in desk.text_of(path_of(n))] == [4]


def test_undo_then_next(tab: Tab, desk: Desk) -> None:
    """What was fetched ahead before an undo says nothing of what can be taken back after it."""
    deafen(tab)
    tab.open(path_of(4))
    tab.field("title").fill("To be taken back")
    tab.press("Enter")
    tab.says("Saved: Title")
    with tab.page.expect_response(lambda answer: "/api/review?" in answer.url and "draft-2" in answer.url):
        tab.press("J")
    shows(tab, "Text of draft 3.")
    tab.press("z")
    tab.says("Taken back")
    tab.press("J")
    shows(tab, "Text of draft 2.")
    assert "title: Draft 4" in desk.text_of(path_of(4))
    expect(tab.page.locator('header [data-k="undo"]')).to_contain_text("Nothing")


def test_next_within_a_filter(tab: Tab, desk: Desk) -> None:
    """J goes among those that the filter had; a headline that no longer fits leaves the others where they are."""
    desk.edit(path_of(4), "title: Draft 4", "title: Ferry 4")
    desk.edit(path_of(2), "title: Draft 2", "title: Ferry 2")
    desk.edit(path_of(1), "title: Draft 1", "title: Ferry 1")
    tab.open()
    tab.page.wait_for_timeout(400)
    tab.press("/")
    tab.page.keyboard.type("ferry")
    tab.press("Enter")
    tab.holds("document.querySelectorAll('.q [data-k^=\"row:\"]').length === 3")
    tab.press("Enter")
    shows(tab, "Text of draft 4.")
    expect(tab.page.locator("h1")).to_contain_text("1 of 3")
    tab.press("J")
    shows(tab, "Text of draft 2.")
    tab.press("J")
    shows(tab, "Text of draft 1.")
    expect(tab.page.locator("h1")).to_contain_text("3 of 3")
    tab.press("J")
    tab.says("No more in this list")


def type_into_broken(tab: Tab, desk: Desk) -> None:
    """Break the second draft's file and type at its end, unsaved."""
    break_file(desk, 2)
    tab.open()
    tab.page.goto(desk.review(path_of(2)))
    tab.page.wait_for_selector("textarea.broken")
    tab.press("Control+End")
    tab.page.keyboard.type("Typed while broken.")


def test_what_is_typed_into_a_broken_file_overwrites_nobody(tab: Tab, desk: Desk) -> None:
    """A broken file, text typed into it, out and in; saved by another program since: whose it is to be is asked."""
    type_into_broken(tab, desk)
    tab.go(path_of(1))
    desk.edit(path_of(2), "Text of draft 2.", "Theirs.")
    tab.page.goto(desk.review(path_of(2)))
    tab.holds("document.querySelector('textarea.broken')?.value.includes('Typed while broken.')")
    tab.press("Control+s")
    tab.says("Another program")
    assert "Theirs." in desk.text_of(path_of(2))
    tab.holds("document.querySelector('textarea.broken')?.value.includes('Typed while broken.')")


def test_what_was_typed_into_a_broken_file_is_shown_when_it_is_mended(tab: Tab, desk: Desk) -> None:
    """Text typed into a broken file that another program mends meanwhile: the editor is told and can read it."""
    type_into_broken(tab, desk)
    desk.edit(path_of(2), "title: [Draft", "title: Draft")
    shows(tab, "Text of draft 2.")
    tab.holds("[...document.querySelectorAll('textarea')].some((one) => one.value.includes('Typed while broken.'))")


def test_a_slow_next_article_says_that_it_is_fetched(tab: Tab) -> None:
    """What was asked for ahead and is not there yet leaves no empty page: it says that it is loading."""
    held: list[Any] = []

    def take(route: Any) -> None:
        held.append(route)

    tab.page.route(re.compile(r"/api/review\?.*draft-2"), take)
    tab.open(path_of(3))
    until(lambda: bool(tab.page.evaluate("1")) and bool(held), PATIENCE, lambda: "nothing was fetched ahead")
    tab.press("J")
    tab.holds("document.querySelector('main').textContent.includes('One moment')", seconds=3)
    for route in held:
        route.continue_()
    shows(tab, "Text of draft 2.")
