"""What people who had not read the code stumbled over at the desk, each with what it does now."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desking import FERRY, FERRY_PATH, LOST_LINE, Desk, Tab, add_ferry, add_raw, draft, make_digest, on_disk
from playwright.sync_api import expect

from copydesk.desk.cleaner import DeskCleaner
from copydesk.desk.review import blocks_of, items_of

BRIDGE = "content/articles/2020/2020-09-02-a-bridge.md"
QUIET = "content/articles/2020/2020-09-01-a-quiet-one.md"
KASK = "content/people/mart-kask.md"
TEXT = (
    "The bridge at Narva opens in spring, said Petteri Salmela.\n\nIts builder, Mart Kask, praised Estonia.\n\n"
    "> The first line.\n>\n> The second line.\n\n1. Steel\n2. Stone\n\n"
    "| Part | Length |\n|---|---|\n| Arch | 40 m |\n\n```\nx = 1\n```"
)
FILES: dict[str, str | bytes] = {
    BRIDGE: draft(
        "A bridge",
        "2020-09-02",
        TEXT,
        people="\n  - name: Petteri Salmela\n    role: engineer\n    quotes: [in spring]",
    ),
    QUIET: draft("A quiet one", "2020-09-01", "Nothing stirs in the reeds. The water is still."),
}
SELECT = """words => {
  const walker = document.createTreeWalker(document.querySelector('.prose'), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.textContent.indexOf(words);
    if (at >= 0) return getSelection().setBaseAndExtent(node, at, node, at + words.length);
  }
  throw new Error('no such words');
}"""
KEYS = "[...document.querySelectorAll('dialog .keys th .vh')].map(one => one.textContent)"
browser = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk over a draft with names and one without any."""
    with Desk(make_digest(tmp_path / "digest", FILES)) as running:
        yield running


class TestNames:
    """People and countries that nobody has offered."""

    pytestmark = browser

    def test_another_name_over_a_chip_takes_nothing_from_it(self, tab: Tab, desk: Desk) -> None:
        """Another's name typed over a chip is asked about; of two people the chip's keeps what is theirs."""
        tab.open(BRIDGE)
        tab.chip("Petteri Salmela").focus()
        tab.press("+")
        for name, surname in (("Moon Seo-yeon", "Moon"), ("Kim Philby", ""), ("Mart Kask", "Kask")):
            tab.page.locator("#p-name").fill(name)
            expect(tab.page.locator("#p-family")).to_have_value(surname)
        expect(tab.page.locator("#p-role")).to_have_value("")
        tab.press("Enter")
        tab.says("Mart Kask and Petteri Salmela: are they one person?")
        assert not (desk.root / KASK).exists()
        tab.page.locator("#p-beside").check()
        tab.press("Enter")
        tab.says("A file for Mart Kask is there")
        assert "aliases" not in desk.text_of(KASK)
        assert "Salmela" not in desk.text_of(KASK)
        text = desk.text_of(BRIDGE)
        assert "  - name: Petteri Salmela\n    role: engineer\n    quotes: [in spring]\n" in text
        assert "- Mart Kask\n" in text
        tab.has_focus("people:mart kask")

    def test_what_was_missed_is_added(self, tab: Tab, desk: Desk) -> None:
        """A name is added from a selection, by a key where there are no people, and by a button in sight."""
        tab.open(QUIET)
        tab.press("W")
        tab.has_focus("add:people")
        tab.press("+")
        tab.page.locator("#p-name").fill("Ada Moreau")
        tab.press("Enter")
        tab.says("A file for Ada Moreau is there")
        on_disk(
            lambda: "people: [Ada Moreau]" in desk.text_of(QUIET) or "- Ada Moreau" in desk.text_of(QUIET), "not in"
        )
        tab.page.locator('[data-k="add:countries"]').click()
        tab.page.keyboard.type("fij")
        tab.page.wait_for_selector('#who-list [role="option"]:has-text("Fiji")')
        tab.press("Enter")
        tab.says("Fiji is in")
        assert "Fiji" in desk.text_of(QUIET)
        tab.has_focus("countries:fiji")
        tab.press("T")
        tab.page.evaluate(SELECT, "the reeds")
        tab.press("=")
        expect(tab.page.locator("#who")).to_have_value("the reeds")
        tab.page.locator("#who").fill("Jo Reed")
        tab.press("Enter")
        tab.says("Jo Reed is in")
        assert "Jo Reed" in desk.text_of(QUIET)
        tab.page.evaluate(SELECT, "The water")
        tab.press("+")
        tab.page.locator("#p-name").fill("Wade Water")
        tab.press("Escape")
        tab.says("not saved: Wade Water")

    def test_keys_say_why_nothing_happens_and_mean_one_thing(self, tab: Tab) -> None:
        """A key for a name, pressed elsewhere, says so; the help names each key once, Enter and Esc among them."""
        tab.open(BRIDGE)
        tab.press("T", "r")
        tab.says("W goes to the people")
        tab.press("x")
        tab.says("R goes there")
        tab.press("W", "R")
        tab.holds("document.activeElement.closest('.pane')?.id === 'raw'")
        tab.press("?")
        tab.page.wait_for_selector("dialog[open]")
        keys = tab.page.evaluate(KEYS)
        assert len(keys) == len(set(keys))
        assert {"Enter", "Esc", "X", "R", "+"} <= set(keys)
        tab.holds(
            "document.querySelector('dialog .scroll').scrollHeight <="
            " document.querySelector('dialog .scroll').clientHeight"
        )
        tab.press("Escape", "u")
        tab.page.wait_for_selector(".q li")
        tab.press("?")
        tab.page.wait_for_selector("dialog[open]")
        keys = tab.page.evaluate(KEYS)
        assert len(keys) == len(set(keys))

    def test_a_first_click_opens_a_chips_menu_and_typing_elsewhere_closes_it(self, tab: Tab) -> None:
        """The chips stay under the pointer that presses one; a menu is closed by whoever goes on elsewhere."""
        tab.open(BRIDGE)
        tab.chip("Petteri Salmela").focus()
        tab.page.wait_for_selector(".ev")
        tab.chip("Estonia").click()
        menu = tab.page.locator('[role="menu"]')
        expect(menu).to_be_visible()
        tab.field("subtitle").click()
        expect(menu).to_be_hidden()


class TestFields:
    """Where the focus is after a save, and what Esc does."""

    pytestmark = browser

    def test_focus_and_escape(self, tab: Tab, desk: Desk) -> None:
        """After the date the focus goes on among the days found; Esc saves, or says what it puts back."""
        add_ferry(desk.root)
        tab.open(FERRY_PATH)
        tab.page.wait_for_selector('[data-k="c-date-1"]')
        tab.field("date").fill("2020-07-05")
        tab.press("Tab")
        tab.says("Saved: Date")
        tab.holds("document.activeElement.dataset.k?.startsWith('c-date-')")
        tab.page.locator('[data-k="c-date-1"]').focus()
        tab.press(" ")
        on_disk(lambda: "date: 2020-07-03" in desk.text_of(FERRY_PATH), "the day was not taken")
        tab.says("Saved: Date")
        tab.has_focus("c-date-1")
        tab.field("subtitle").fill("By boat")
        tab.press("Escape")
        tab.says("Saved: Subtitle")
        assert "subtitle: By boat" in desk.text_of(FERRY_PATH)
        tab.field("date").fill("2020-02-31")
        tab.press("Escape")
        tab.holds("document.querySelector('[data-field=\"date\"]').getAttribute('aria-invalid') === 'true'")
        tab.has_focus("field:date")
        expect(tab.field("date")).to_have_value("2020-02-31")
        tab.press("Escape")
        tab.says("“2020-02-31” could not be saved")
        tab.holds("document.querySelector('[data-field=\"date\"]').value.startsWith('2020-07-03')")


class TestPublishing:
    """What is open is named before anything goes out."""

    pytestmark = browser

    def test_what_is_open_is_named_first_and_a_second_p_publishes(self, tab: Tab, desk: Desk) -> None:
        """The missing address and undecided lines stop P once; undo names the article and leads back to it."""
        tab.open(BRIDGE)
        tab.press("P")
        tab.says("Published “A bridge”")
        tab.holds("location.search.includes('quiet')")
        tab.press("z")
        tab.says("Taken back: publish, “A bridge”")
        tab.holds("location.search.includes('a-bridge')")
        add_ferry(desk.root)
        tab.open(FERRY_PATH)
        tab.press("P")
        tab.says("again publishes")
        assert "the address" in tab.said()
        assert re.search(r"\d lines? to look at", tab.said())
        assert "draft: true" in desk.text_of(FERRY_PATH)
        tab.has_focus("label:source.url")
        tab.press("Tab")
        tab.has_focus("field:source.url")
        tab.press("Escape", "P")
        on_disk(lambda: "draft" not in desk.text_of(FERRY_PATH), "it was not published")
        tab.says("Published")
        tab.press("z")
        tab.says("Taken back: publish, “Ministers")
        tab.page.wait_for_selector(f'[data-k="row:{FERRY_PATH}"]')
        on_disk(lambda: "draft: true" in desk.text_of(FERRY_PATH), "it was not taken back")

    def test_whom_an_offered_name_means_is_asked(self, tab: Tab, desk: Desk) -> None:
        """Of a name that two bear, offered and not decided on, the question stands there before it goes out."""
        for note in ("boxer", "minister"):
            path = desk.root / f"content/people/mart-kask-{note}.md"
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"---\nname: Mart Kask\ndisambiguation: {note}\n---\n", encoding="utf-8")
        tab.open(BRIDGE)
        expect(tab.chip("Mart Kask")).to_contain_text("which one?")
        tab.press("P")
        tab.says("Which Mart Kask?")
        tab.has_focus("people:mart kask")
        assert "draft: true" in desk.text_of(BRIDGE)
        question = tab.page.locator("[data-which] label")
        expect(question).to_contain_text(["boxer", "minister"])
        question.last.click()
        on_disk(lambda: "- person: mart-kask-minister\n" in desk.text_of(BRIDGE), "who was chosen is not in")
        expect(question).to_have_count(0)
        expect(tab.chip("Mart Kask")).to_have_class(re.compile(r"\bin\b"))

    def test_trash_and_restore_by_mouse_alone(self, tab: Tab, desk: Desk) -> None:
        """Buttons put into the trash and bring back, after a review too; in the trash P does nothing but say so."""
        tab.open(QUIET)
        tab.page.locator('[data-k="queue"]').click()
        tab.page.locator(f'[data-k="box:{QUIET}"]').check()
        expect(tab.page.locator('[data-k="bulk:publish"]')).to_be_visible()
        tab.page.locator('[data-k="bulk:trash"]').click()
        tab.says("is in the trash")
        tab.page.locator('[data-k="tab:trash"]').click()
        row = tab.page.locator(f'[data-k="row:{QUIET}"]')
        row.click()
        tab.says("B restores “A quiet one”")
        tab.press("x", "P")
        tab.says("B restores")
        assert not (desk.root / QUIET).exists()
        expect(tab.page.locator(".hints")).to_contain_text("restore")
        tab.page.locator(f'[data-k="restore:{QUIET}"]').click()
        tab.says("Restored “A quiet one”")
        assert (desk.root / QUIET).exists()
        tab.go(QUIET)
        tab.page.locator('[data-k="trash"]').click()
        tab.says("is in the trash")
        assert not (desk.root / QUIET).exists()


class TestText:
    """The text as it is read, and lines that a decision on another one has changed."""

    pytestmark = browser

    def test_the_text_is_shown_as_it_reads_and_edited_where_it_was_clicked(self, tab: Tab, desk: Desk) -> None:
        """Tables, lists, quotations and code look like such; the button edits at the paragraph that was clicked."""
        tab.open(BRIDGE)
        prose = tab.page.locator(".prose")
        expect(prose.locator("td").last).to_have_text("40 m")
        expect(prose.locator("li").last).to_have_text(re.compile(r"2\.\s+Stone"))
        expect(prose.locator("blockquote")).to_have_text(re.compile(r"^The first line\.\s+The second line\.$"))
        expect(prose.locator("pre")).to_have_text("x = 1")
        tab.page.locator('[data-block="1"]').click()
        tab.page.locator('[data-k="edit"]').click()
        tab.holds("at => document.querySelector('textarea.markdown')?.selectionStart === at", TEXT.index("Its builder"))
        assert desk.text_of(BRIDGE) == FILES[BRIDGE]

    def test_other_lines_that_a_decision_changes_are_named(self, tab: Tab, desk: Desk) -> None:
        """Where a decision on one line has changed another, the pane says which, and a button takes it back."""
        add_ferry(desk.root)
        before = desk.text_of(FERRY_PATH)
        tab.open(FERRY_PATH)

        def also(route: Any) -> None:
            answer = route.fetch()
            told = {**answer.json(), "others": [{"n": 21, "fate": "dropped", "text": "The accord follows"}]}
            route.fulfill(response=answer, body=json.dumps(told))

        tab.page.route("**/api/change", also)
        tab.line(LOST_LINE).click()
        tab.says("changed other lines too: 21")
        expect(tab.page.locator('[data-other="21"]')).to_contain_text("The accord follows")
        tab.page.locator('[data-k="others-undo"]').click()
        on_disk(lambda: desk.text_of(FERRY_PATH) == before, "it was not taken back")
        expect(tab.page.locator('[data-other="21"]')).to_have_count(0)

    def test_words_that_are_no_line_have_no_switch_and_held_lines_say_so(self, tab: Tab, desk: Desk) -> None:
        """What the page struck out is shown with the reason and no switch; asked about, it can be left out alone."""
        add_raw(desk.root, "wall.html", WALL)
        path = next(path for path in (desk.root / "content/articles").rglob("*wall*")).relative_to(desk.root).as_posix()
        status, told = desk.api(f"/api/evidence?f={path}")
        assert status == 200
        fixed = [line for line in told["lines"] if line["fixed"]]
        assert len(fixed) > 1
        tab.open(path)
        for line in fixed:
            item = tab.page.locator(f'#raw li[data-n="{line["n"]}"]', has_text=line["text"][:40]).last
            expect(item.locator("input[data-line]")).to_have_count(0)
            expect(item).not_to_contain_text("Put it back")
            if not line["open"]:
                expect(item.locator(".fate")).to_have_attribute("title", re.compile("cannot be put back"))
        asked = next(line for line in fixed if line["open"])
        tab.page.locator(f'[data-line="{asked["n"]}"]').focus()
        tab.press(" ")
        tab.says("left out")

    def test_a_line_that_waits_stands_in_its_place_among_a_lists_items(self, tab: Tab) -> None:
        """Left out between the second and the third item, a line is shown there, not before the list or behind it."""

        def waits(route: Any) -> None:
            answer = route.fetch()
            told = answer.json()
            item = {"rule": "", "sure": 0.5, "words": 2, "decided": False, "folds": False, "fixed": False, "run": [2]}
            told["raw"] = {"state": "kept", "why": ""}
            told["lines"] = [
                {**item, "n": 1, "text": "Steel", "fate": "body", "open": False, "block": 3, "item": 0},
                {**item, "n": 2, "text": "Rope", "fate": "dropped", "open": True, "block": -1, "item": -1},
                {**item, "n": 3, "text": "Stone", "fate": "body", "open": False, "block": 3, "item": 1},
            ]
            route.fulfill(response=answer, body=json.dumps(told))

        tab.page.route("**/api/evidence*", waits)
        tab.open(BRIDGE)
        expect(tab.page.locator('[data-pale="2"]')).to_be_visible()
        items = tab.page.locator('[data-block="3"] > li')
        expect(items).to_have_count(3)
        expect(items.nth(1)).to_contain_text("Rope")

    def test_undo_by_ctrl_z_after_escape(self, tab: Tab, desk: Desk) -> None:
        """Esc has saved the field and left it: Ctrl+Z takes the save back, and changes no box that nobody is in."""
        tab.open(BRIDGE)
        tab.field("title").focus()
        tab.page.keyboard.press("End")
        tab.page.keyboard.type(" in spring")
        tab.press("Escape")
        tab.says("Saved: Title")
        tab.press("Control+z")
        tab.says("Taken back: Title")
        assert desk.text_of(BRIDGE) == FILES[BRIDGE]
        expect(tab.field("title")).to_have_value("A bridge")

    def test_a_change_from_outside_is_told_beside_what_went_wrong(self, tab: Tab, desk: Desk) -> None:
        """An error just said stays in sight when another program saves the file: both are said, the error first."""
        tab.open(BRIDGE)
        tab.field("date").fill("never")
        tab.press("Enter")
        tab.holds("document.querySelector('#say').classList.contains('wrong')")
        wrong = tab.said()
        desk.edit(BRIDGE, "title: A bridge", "title: The bridge")
        tab.says("changed by another program")
        assert tab.said().startswith(wrong)
        tab.holds("document.querySelector('#say').classList.contains('wrong')")
        desk.edit(BRIDGE, "title: The bridge", "title: Our bridge")
        expect(tab.field("title")).to_have_value("Our bridge")
        assert tab.said().count("changed by another program") == 1


WALL = """<!doctype html><html lang="en"><head><title>The wall at Setu falls – The Harbour Dispatch</title></head><body>
<article><h1>The wall at Setu falls</h1>
<p class="byline">By Maria Okafor</p><time datetime="2020-08-11">11 August 2020</time>
<p>The harbour wall at Setu fell on Monday, the mayor said, after a week of storms that nobody had foreseen.</p>
<p>It was <del>ninety years</del> <ins>a hundred years</ins> old, and the town had paid for its last repair in 1998.</p>
<p><del>The wall will be rebuilt within ninety days, the council said in a note to the port.</del></p>
<p>Boats lie in the river until a new one stands, and the fish market has moved to the school.</p>
</article></body></html>
"""


def test_blocks_read_as_what_they_are() -> None:
    """Quotations lose their signs, code its fences; lists keep their numbers and depth, tables their cells."""
    body = "> One.\n>\n>> Two.\n\n~~~js\na | b\n~~~\n\n3) Three\n   goes on\n   - deep\n\n"
    body += "| A | B |\n| :-- | --: |\n| x\\|y | z |"
    quote, code, items, table = blocks_of(body, ())
    assert quote["parts"] == [{"t": "One.\n\nTwo."}]
    assert code["parts"] == [{"t": "a | b"}]
    assert [(one["mark"], one["depth"], one["parts"][0]["t"]) for one in items["items"]] == [
        ("3)", 0, "Three goes on"),
        ("•", 1, "deep"),
    ]
    assert [[cell[0]["t"] for cell in row] for row in table["rows"]] == [["A", "B"], ["x|y", "z"]]
    assert items_of("* * *") == ()


def test_add_and_desk_count_the_same_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What `add` says is to be looked at is what the desk asks about."""
    root = make_digest(tmp_path / "digest", {})
    capsys.readouterr()
    add_raw(root, "ferry.txt", FERRY)
    said = re.search(r"(\d+|none)(?: places?)? to look at", capsys.readouterr().out)
    assert said
    cleaner = DeskCleaner(root)
    cleaner.answer({"do": "look"})
    answer = cleaner.answer({"do": "evidence", "file": FERRY_PATH})
    open_lines = sum(line["open"] for line in answer["lines"])
    assert open_lines == (0 if said[1] == "none" else int(said[1]))
    assert open_lines > 0
