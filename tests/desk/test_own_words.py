"""What the editor typed and decided is what stands; what a page shows stays where it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desking import FERRY_PATH, Desk, Held, Tab, add_ferry, add_raw, draft, make_digest, on_disk
from playwright.sync_api import expect

from copydesk.countries import load_countries
from copydesk.desk.index import SearchedPeople, search_countries, search_people

QUIET = "content/articles/2020/2020-09-01-a-quiet-one.md"
OTHER = "content/articles/2020/2020-09-02-another.md"
FILES: dict[str, str | bytes] = {
    QUIET: draft("A quiet one", "2020-09-01", "Ada Moreau of l’Écluse spoke.", people="[Ada Moreau]"),
    OTHER: draft("Another", "2020-09-02", "Ada Moreaux was there, and Ada Moreau-Weiss.", people="[Ada Moreaux]"),
    "content/rejected.yaml": 'people: [Lage, "l\'Écluse"]\n',
}
browser = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk over two drafts and a list of names turned down."""
    with Desk(make_digest(tmp_path / "digest", FILES)) as running:
        yield running


class TestSearch:
    """What a box for names offers first."""

    @pytest.mark.parametrize("typed", ["United States", "united states", "us"])
    def test_an_exact_country_comes_first(self, typed: str) -> None:
        """A name or code typed in full is that country, whatever other names it begins."""
        assert search_countries(load_countries(), typed)[0]["slug"] == "US"

    def test_whom_drafts_alone_name_comes_last(self) -> None:
        """Somebody of a published article is offered before the unread suggestion of a draft."""
        nobody = SearchedPeople(people=(), slugs=frozenset(), keys=frozenset())
        counts = {"Moreau Salmela": 1, "Ada Moreau": 1}
        found = search_people(nobody, counts, "moreau", frozenset({"Ada Moreau"}))
        assert [one["name"] for one in found] == ["Ada Moreau", "Moreau Salmela"]


class TestTyped:
    """Boxes for names."""

    pytestmark = browser

    def test_enter_takes_what_was_typed(self, tab: Tab) -> None:
        """A name typed over a chip is taken as typed though another begins with it; a country by its exact name."""
        tab.open(OTHER)
        tab.chip("Ada Moreaux").focus()
        tab.press("=")
        tab.page.locator("#who").fill("Ada Morea")
        tab.page.wait_for_selector('#who-list [role="option"]:has-text("Ada Moreaux")')
        tab.press("Enter")
        tab.says("Ada Moreaux is Ada Morea.")
        tab.page.locator('[data-k="add:countries"]').click()
        tab.page.locator("#who").fill("United States")
        tab.page.wait_for_selector('#who-list [role="option"].cur')
        box = tab.page.locator(".ask-who button", has_text="In")
        expect(box).to_be_in_viewport(ratio=1)
        box.click()
        tab.says("United States is in")

    def test_two_fields_at_once_are_nobody_elses(self, tab: Tab, desk: Desk) -> None:
        """Two fields filled one right after the other are both saved, and no other writer is told of."""
        tab.open(QUIET)
        held = Held(tab)
        tab.field("subtitle").fill("One")
        tab.press("Tab")
        tab.field("title").fill("Two")
        tab.press("Tab")
        held.wait()
        tab.page.evaluate(
            "window.heard = []; new MutationObserver(() => heard.push(document.querySelector('#say').textContent))"
            ".observe(document.querySelector('#say'), {childList: true, characterData: true, subtree: true})"
        )
        held.let_go()

        def both() -> bool:
            text = desk.text_of(QUIET) if tab.said() else ""  # the page is asked, so that held calls go on
            return "title: Two" in text and "subtitle: One" in text

        on_disk(both, "not both saved")
        tab.holds("heard.filter(Boolean).length > 1")
        assert not any("Somebody else" in one for one in tab.page.evaluate("heard"))

    def test_names_turned_down_stay_where_they_belong(self, tab: Tab) -> None:
        """A name turned down for the digest is struck where it stands, in either apostrophe, and nowhere else."""
        tab.open(QUIET)
        expect(tab.chip("l'Écluse")).to_contain_text("rejected")
        expect(tab.chip("Lage")).to_have_count(0)
        tab.go(OTHER)
        expect(tab.page.locator("[data-chip].no")).to_have_count(0)


@pytest.fixture(params=[(1280, 900), (360, 740)])
def sized(request: pytest.FixtureRequest, tab: Tab) -> Any:
    """A tab of a size."""
    width, height = request.param
    tab.page.set_viewport_size({"width": width, "height": height})
    return tab


# How the ring of what has the focus is called and which of its sides are cut off: by what scrolls, or by the window.
RING = """() => {
  const node = document.activeElement;
  const style = getComputedStyle(node);
  const out = parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset);
  const at = node.getBoundingClientRect();
  const ring = { left: at.left - out, top: at.top - out, right: at.right + out, bottom: at.bottom + out };
  const cut = [];
  for (let box = node.parentElement; box; box = box.parentElement) {
    if (getComputedStyle(box).overflowX === "visible" && box !== document.documentElement) continue;
    const around = box.getBoundingClientRect();
    const left = around.left + box.clientLeft;
    const top = around.top + box.clientTop;
    if (ring.bottom - ring.top > box.clientHeight) continue;
    if (ring.left < left - 0.6) cut.push(`left of ${box.className || box.tagName}`);
    if (ring.top < top - 0.6) cut.push(`top of ${box.className || box.tagName}`);
    if (ring.right > left + box.clientWidth + 0.6) cut.push(`right of ${box.className || box.tagName}`);
    if (ring.bottom > top + box.clientHeight + 0.6) cut.push(`bottom of ${box.className || box.tagName}`);
    if (box.tagName === "DIALOG") break;
  }
  return [`${node.tagName} ${node.getAttribute("aria-label") || node.textContent}`, cut];
}"""


class TestHeight:
    """The desk is as high as its window."""

    pytestmark = browser

    def test_no_hidden_word_makes_the_page_longer(self, sized: Tab, desk: Desk) -> None:
        """With lines that wait far down in a long text, the document is no higher than the window, in each view."""
        add_ferry(desk.root)
        desk.edit(FERRY_PATH, "\n\n", "\n\n" + "A sentence of the delta and its harbours.\n\n" * 120)
        sized.open()
        sized.holds("document.scrollingElement.scrollHeight <= innerHeight")
        sized.go(FERRY_PATH)
        assert sized.page.locator(".pale .vh").count() > 0
        for key in "RTFW":
            sized.press(key)
            sized.holds("document.scrollingElement.scrollHeight <= innerHeight", seconds=10)


class TestRing:
    """What has the focus is seen to have it."""

    pytestmark = browser

    def test_the_ring_is_whole_in_the_list_of_keys(self, sized: Tab) -> None:
        """Tab goes through the list of keys: around each box the ring is whole, unless larger than its window."""
        sized.open()
        sized.press("?")
        sized.page.wait_for_selector("dialog[open]")
        seen = set()
        for _ in range(80):
            sized.press("Tab")
            name, cut = sized.page.evaluate(RING)
            if name.startswith("BODY"):
                continue  # the browser's own buttons have it
            assert cut == [], name
            if name in seen:
                break
            seen.add(name)
        assert len(seen) > 20


class TestQuestions:
    """A question about a line is answered by a decision on that line, and by no other."""

    pytestmark = browser

    def test_what_is_held_is_a_question_yet(self, desk: Desk) -> None:
        """A line held where it is beside another decision is asked about, out of the text, until it is decided."""
        add_ferry(desk.root)
        number, text = desk.open_line(FERRY_PATH)
        desk.edit(FERRY_PATH, "  original_sha256:", f"  held: [{number}]\n  original_sha256:")
        assert desk.open_line(FERRY_PATH) == (number, text)
        op = {"op": "lines", "file": FERRY_PATH, "keep": [number]}
        status, answer = desk.api("/api/change", {"step": "11111111-1111-4111-8111-111111111111", "ops": [op]})
        assert status == 200, answer
        after = desk.text_of(FERRY_PATH)
        assert "held" not in after
        assert text in after.split("---", 2)[2]

    def test_whether_the_text_is_whole_is_asked_whatever_it_says(self, desk: Desk) -> None:
        """A text that begins inside a sentence is asked about as a whole, also where "look at" stands in that."""
        begins = "look at the boats from the old bridge, the master of the harbour told the council on Tuesday."
        more = "The ferry between the two banks will sail until midnight from the first of May, the council decided."
        text = "\n\n".join((begins, more, more.replace("May", "June")))
        add_raw(desk.root, "boats.txt", f"{text}\n", "--date", "2020-05-01")
        (path,) = (file for file in desk.root.glob("content/articles/**/*.md") if begins in file.read_text("utf-8"))
        found = desk.api(f"/api/evidence?f={path.relative_to(desk.root).as_posix()}")[1]
        (asked,) = found["losses"]
        assert asked.startswith("the text begins inside a sentence: “look at the boats")
        assert found["questions"] == [asked]

    def test_a_decision_answers_no_other_question(self, desk: Desk) -> None:
        """Whatever line is decided, every other line that was asked about still is, and none is written as decided."""
        add_ferry(desk.root)
        found = desk.api(f"/api/evidence?f={FERRY_PATH}")[1]
        asked = {line["n"] for line in found["lines"] if line["open"]}
        body = [line for line in found["lines"] if line["fate"] == "body" and not line["decided"]]
        for line in body[1:]:
            op = {"op": "lines", "file": FERRY_PATH, "drop": [line["n"]]}
            status, _ = desk.api("/api/change", {"step": f"11111111-1111-4111-8111-{line['n']:012}", "ops": [op]})
            assert status == 200
        after = desk.api(f"/api/evidence?f={FERRY_PATH}")[1]
        assert {line["n"] for line in after["lines"] if line["open"]} >= asked
