"""People and countries at the desk: in, out, who is who; and the fields, publishing and the trash."""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from desking import FERRY_PATH, Desk, Tab, add_ferry, draft, make_digest, on_disk
from playwright.sync_api import expect

from copydesk.cli import main

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAMES = "content/articles/2020/2020-08-01-names.md"
UNDATED = "content/articles/undated/a-walk-in-riga.md"
EDITION = "content/editions/2020-08.md"
TEXT = (
    "Chancellor Ada Moreau met Prime Minister Jonas Berg in Riga, Latvia, on Monday to sign the harbour treaty. 🚢\n\n"
    "Moreau said the treaty was [good for Latvia](https://e.example/a). Berg agreed, and so did 문재인."
)
FILES: dict[str, str | bytes] = {
    NAMES: draft(
        "A treaty on harbours",
        "2020-08-01",
        TEXT,
        people="\n  - name: Ada Moreau\n    role: chancellor\n    quotes: [good for Latvia]\n  - Kim Lind",
        countries="[Latvia]",
        mentioned="\n  people: [Jonas Berg]",
    ),
    UNDATED: draft("A walk in Riga", "", "A walk."),
    EDITION: "---\nnumber: 1\ntitle: August\ndate: 2020-08-31\narticles:\n  - names\n  - an-old-one\n---\n",
    "content/people/kim-lind-boxer.md": "---\nname: Kim Lind\ndisambiguation: boxer\n---\n",
    "content/people/kim-lind-diver.md": "---\nname: Kim Lind\ndisambiguation: diver\n---\n",
    "content/people/moon.md": "---\nname: Moon Jae-in\naliases: [문재인]\n---\n",
    "content/people/ada.md": "---\nname: Ada Moreau-Weiss\n---\n",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk over drafts with names of every kind."""
    with Desk(make_digest(tmp_path / "digest", FILES)) as running:
        yield running


def test_11_chip_in_moves_name_from_mentioned(tab: Tab, desk: Desk) -> None:
    """An offered name taken in stands in `people`, and no longer among those merely mentioned."""
    tab.open(NAMES)
    tab.chip("Jonas Berg").focus()
    tab.press("a")
    tab.says("Jonas Berg is in")
    text = desk.text_of(NAMES)
    assert "mentioned" not in text
    assert "Jonas Berg" in text.split("countries:")[0]
    tab.has_focus("people:jonas berg")


def test_one_of_two_of_a_name_taken_in_is_that_one_in_the_history_too(tab: Tab, desk: Desk) -> None:
    """Taken in as whom the tagger knows, a name is written as that file's; its command line says the same."""
    tab.open(NAMES)
    op = {"op": "chip", "file": NAMES, "kind": "people", "act": "in", "name": "Lind", "person": "kim-lind-diver"}
    before = desk.text_of(NAMES)
    status, _ = desk.api("/api/change", {"ops": [op]})
    assert status == 200
    after = desk.text_of(NAMES)
    assert "person: kim-lind-diver" in after
    command = desk.api("/api/history")[1][0]["command"]
    assert desk.api("/api/undo", {})[0] == 200
    assert desk.text_of(NAMES) == before
    _, verb, file, *rest = shlex.split(command)
    assert main([verb, "--root", str(desk.root), str(desk.root / file), *rest]) == 0
    assert desk.text_of(NAMES) == after


@pytest.mark.parametrize("by", ["keys", "mouse"])
def test_who_is_told_apart_keeps_the_focus(tab: Tab, desk: Desk, by: str) -> None:
    """A name told whose it is stands under another name: its chip has the focus, then too when all is read anew."""
    text = desk.text_of(NAMES)
    desk.edit(NAMES, "  - Kim Lind\n", "")
    desk.edit(NAMES, "Berg agreed", "Kim Lind, a diver, watched it. Kim Lind said it was late. Berg agreed")
    assert desk.text_of(NAMES) != text
    tab.open(NAMES)
    expect(tab.chip("Kim Lind")).to_contain_text("which one?")
    tab.chip("Kim Lind").focus()
    tab.press("=")
    option = tab.page.locator('#who-list [role="option"]', has_text="diver")
    expect(option).to_be_visible()
    with tab.page.expect_response(re.compile("/api/evidence")):
        if by == "mouse":
            option.click()
        else:
            for _ in range(2):
                if "diver" not in tab.page.locator('#who-list [aria-selected="true"]').inner_text():
                    tab.press("ArrowDown")
            tab.press("Enter")
    tab.says("diver")
    tab.holds("document.activeElement.closest('[data-chip]')?.textContent.includes('Kim Lind')")
    expect(tab.chip("Kim Lind")).to_have_count(1)
    tab.holds("document.activeElement.closest('[data-chip]')?.textContent.includes('Kim Lind')")
    assert "person: kim-lind-diver" in desk.text_of(NAMES)


def test_12_chip_out_silent_after_retag(tab: Tab, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """A name turned down is remembered for the article: neither the desk nor `suggest` offers it again."""
    tab.open(NAMES)
    tab.chip("Ada Moreau").focus()
    tab.press("r")
    tab.says("Ada Moreau is out")
    assert "name: Ada Moreau" not in desk.text_of(NAMES)
    assert "Ada Moreau" in desk.text_of("content/rejected.yaml")
    tab.page.reload()
    tab.looked_at()
    expect(tab.chip("Ada Moreau")).to_have_class(re.compile(r"\bno\b"))
    capsys.readouterr()
    assert main(["suggest", "--root", str(desk.root), str(desk.root / NAMES)]) == 0
    assert "+ Ada Moreau" not in capsys.readouterr().out


def test_13_chip_out_for_digest(tab: Tab, desk: Desk) -> None:
    """Shift turns a name down everywhere; undo takes article and list back."""
    before = desk.text_of(NAMES)
    tab.open(NAMES)
    tab.chip("Latvia").focus()
    tab.press("Shift+X")
    tab.says("not suggested again in this digest")
    assert "countries:\n" in desk.text_of("content/rejected.yaml")
    assert "articles" not in desk.text_of("content/rejected.yaml")
    tab.press("z")
    on_disk(lambda: not (desk.root / "content/rejected.yaml").exists(), "the list is still there")
    on_disk(lambda: desk.text_of(NAMES) == before, "the article is not as it was")


def test_14_this_is_keeps_role_and_quotes(tab: Tab, desk: Desk) -> None:
    """Said who somebody is, by typing and Enter, their role and quotations stay."""
    tab.open(NAMES)
    tab.chip("Ada Moreau").focus()
    tab.press("=")
    tab.page.locator("#who").fill("weiss")
    tab.page.wait_for_selector('#who-list [role="option"]:has-text("Ada Moreau-Weiss")')
    tab.press("ArrowDown", "Enter")
    tab.says("Ada Moreau is Ada Moreau-Weiss")
    text = desk.text_of(NAMES)
    assert "  - name: Ada Moreau-Weiss\n    role: chancellor\n    quotes: [good for Latvia]\n" in text


def test_what_an_act_opens_is_said(tab: Tab) -> None:
    """Whom a typed sentence names is offered out of sight: that is said behind the words for the save."""
    tab.open(NAMES)
    tab.press("e")
    tab.page.keyboard.type("Ada Moreau-Weiss agreed. ")
    tab.press("Control+s")
    tab.says("Text saved. New here: ")
    assert re.search(r"\d (person|people) offered\.$", tab.said())
    expect(tab.chip("Ada Moreau-Weiss")).to_have_count(1)
    tab.press("Escape")
    tab.holds("!document.querySelector('textarea.markdown')")
    tab.chip("Ada Moreau-Weiss").focus()
    tab.press("a")
    tab.says("Ada Moreau-Weiss is in")
    assert "New here" not in tab.said()


def test_15_new_person_then_chip(tab: Tab, desk: Desk) -> None:
    """Somebody new gets a file with what the text says of them, and the chip means that file."""
    tab.open(NAMES)
    tab.chip("Jonas Berg").focus()
    tab.press("+")
    tab.page.locator("#p-name").fill("Jonas A. Berg")
    tab.page.locator("#p-role").fill("Prime Minister")
    tab.press("Enter")
    tab.says("are they one person?")
    tab.page.locator("#p-same").check()
    tab.press("Enter")
    tab.says("A file for Jonas A. Berg is there")
    made = desk.text_of("content/people/jonas-a-berg.md")
    assert "name: Jonas A. Berg" in made
    assert "- Jonas Berg" in made
    assert "title: Prime Minister" in made
    assert "Jonas A. Berg" in desk.text_of(NAMES)


def test_16_two_of_one_name_chosen_before_publish(tab: Tab, desk: Desk) -> None:
    """A name that two people bear stops publishing and takes the focus; chosen, it is written by file."""
    tab.open(NAMES)
    expect(tab.page.locator("footer .missing")).to_contain_text("Which Kim Lind?")
    tab.press("P")
    tab.says("is the name of 2 people")
    assert "draft: true" in desk.text_of(NAMES)
    tab.has_focus("which:people:kim lind:kim-lind-boxer")
    tab.page.get_by_label("diver").click()
    tab.says("Kim Lind is Kim Lind, diver")
    assert "  - person: kim-lind-diver\n" in desk.text_of(NAMES)
    tab.press("P")
    on_disk(lambda: "draft" not in desk.text_of(NAMES), "it was not published")


def test_17_accept_when_last_item_is_map(tab: Tab, desk: Desk) -> None:
    """A name is added behind an entry that is a map, and nothing else of the file changes."""
    desk.edit(NAMES, "  - Kim Lind\n", "")
    before = desk.text_of(NAMES)
    tab.open(NAMES)
    tab.chip("Moon Jae-in").focus()
    tab.press("a")
    tab.says("is in")
    map_ = "    quotes: [good for Latvia]\n"
    assert desk.text_of(NAMES) == before.replace(map_, f"{map_}  - Moon Jae-in\n")


def test_18_highlight_right_with_emoji_hangul_nfd_links(tab: Tab, desk: Desk) -> None:
    """Names are marked where they stand, whatever letters are before them; the server sends no offsets."""
    desk.edit(NAMES, "Berg agreed", "🎉 👩‍👩‍👧 Jose\u0301 and Berg agreed")
    tab.open(NAMES)
    marked = tab.page.evaluate("[...document.querySelectorAll('.prose .nm')].map(one => one.textContent)")
    assert marked == ["Ada Moreau", "Jonas Berg", "Latvia", "Moreau", "Latvia", "Berg", "문재인"]
    text = tab.page.evaluate("document.querySelector('.prose').textContent")
    assert "🎉 👩‍👩‍👧 Jos\u00e9 and Berg agreed" in unicodedata.normalize("NFC", text)
    _, view = desk.api(f"/api/review?f={NAMES}")
    assert all(set(part) <= {"t", "who", "b", "i", "to"} for block in view["blocks"] for part in block["parts"])
    tab.chip("Jonas Berg").focus()
    tab.press("n")
    expect(tab.page.locator(".nm.turn")).to_have_text("Jonas Berg")
    tab.press("n")
    expect(tab.page.locator(".nm.turn")).to_have_text("Berg")


def test_19_country_evidence_marked(tab: Tab) -> None:
    """A country's chip shows the sentence that speaks for it, the words marked."""
    tab.open(NAMES)
    tab.press("C")
    tab.has_focus("countries:latvia")
    expect(tab.page.locator(".ev mark").last).to_have_text("Latvia")


def test_21_bad_date_stays_unsaved(tab: Tab, desk: Desk) -> None:
    """A date that is none stays in its box with the advice, and the file keeps the old one; Esc gives it back."""
    before = desk.text_of(NAMES)
    tab.open(NAMES)
    tab.field("date").fill("2020-02-31")
    tab.field("date").press("Enter")
    tab.holds("document.querySelector('[data-field=\"date\"]').getAttribute('aria-invalid') === 'true'")
    assert desk.text_of(NAMES) == before
    expect(tab.field("date")).to_have_value("2020-02-31")
    expect(tab.page.locator("#f-date-e")).to_contain_text("date")
    tab.press("Escape")
    expect(tab.field("date")).to_have_value("2020-08-01")


def test_a_draft_without_headline_has_an_empty_box_for_it(tab: Tab, desk: Desk) -> None:
    """Publish leads to the title's box: what is typed there is the headline, and the note says what is missing."""
    path = "content/articles/undated/untitled.md"
    (desk.root / path).write_text(draft("Untitled", date=""), encoding="utf-8")
    tab.open(path)
    tab.press("P")
    tab.holds("document.activeElement.dataset.field === 'title'")
    expect(tab.field("title")).to_have_value("")
    tab.says("no headline")
    tab.page.keyboard.type("Uruguay gives schools pianos")
    tab.press("Enter")
    on_disk(lambda: "title: Uruguay gives schools pianos" in desk.text_of(path), "it was not saved")


def test_22_publish_without_date_focuses_date(tab: Tab, desk: Desk) -> None:
    """What is missing is named, and the field has the focus."""
    tab.open(UNDATED)
    tab.press("P")
    tab.says("no date")
    tab.has_focus("field:date")
    assert (desk.root / UNDATED).exists()


def test_23_undated_moves_keeps_url_and_id(tab: Tab, desk: Desk) -> None:
    """Dated and published, a draft lies in its year, at the address and under the id it had; undo brings it back."""
    before = desk.text_of(UNDATED)
    tab.open(UNDATED)
    tab.field("date").fill("2020-09-01")
    tab.press("Escape")
    tab.field("date").fill("2020-09-01")
    tab.field("date").press("Enter")
    tab.says("Saved: Date")
    tab.press("Escape", "P")
    target = "content/articles/2020/2020-09-01-a-walk-in-riga.md"
    on_disk(lambda: (desk.root / target).exists() and not (desk.root / UNDATED).exists(), "it did not move")
    text = desk.text_of(target)
    assert "id: a-walk-in-riga\n" in text
    assert "slug: a-walk-in-riga\n" in text
    tab.press("z")
    on_disk((desk.root / UNDATED).exists, "undo did not bring it back")
    tab.says("Taken back")
    tab.press("z")
    on_disk(lambda: desk.text_of(UNDATED) == before, "the date is still there")


def test_24_publish_at_in_zone(tab: Tab, desk: Desk) -> None:
    """A time to come is kept as typed and meant in the digest's zone; published, the article is scheduled."""
    desk.edit("config.yaml", "title:", "timezone: Asia/Seoul\ntitle:")
    desk.edit(NAMES, "  - Kim Lind\n", "")
    tab.open(NAMES)
    tab.page.locator("#fields summary").click()
    tab.field("publish_at").fill("2099-01-01 09:00")
    tab.field("publish_at").press("Enter")
    tab.says("Saved: Publish at")
    tab.press("Escape", "P")
    on_disk(lambda: "draft" not in desk.text_of(NAMES), "it was not published")
    assert "publish_at: 2099-01-01 09:00" in desk.text_of(NAMES)
    tab.says("Published")
    _, queue = desk.api("/api/queue?state=scheduled")
    assert [row["file"] for row in queue["rows"]] == [NAMES]
    assert queue["rows"][0]["publish_at"] == "2099-01-01T00:00:00+00:00"


def test_25_back_to_draft(tab: Tab, desk: Desk) -> None:
    """One key takes a published article back; another brings it out again."""
    path = "content/articles/2019/2019-01-01-an-old-one.md"
    before = desk.text_of(path)
    tab.open(path)
    tab.press("D")
    on_disk(lambda: "draft: true" in desk.text_of(path), "it is no draft")
    tab.press("z")
    on_disk(lambda: desk.text_of(path) == before, "undo did not publish it again")


def test_26_trash_restore_with_edition_row(tab: Tab, desk: Desk) -> None:
    """In the trash an article's row leaves its edition; undo and the trash bring it back."""
    edition = desk.text_of(EDITION)
    before = desk.text_of(NAMES)
    tab.open(NAMES)
    tab.press("#")
    tab.says("is in the trash")
    assert not (desk.root / NAMES).exists()
    assert "- names" not in desk.text_of(EDITION)
    tab.press("z")
    on_disk(lambda: desk.text_of(EDITION) == edition, "undo did not bring the row back")
    on_disk(lambda: (desk.root / NAMES).exists() and desk.text_of(NAMES) == before, "nor the article")
    tab.says("Taken back")
    tab.page.goto(f"{desk.origin}/")
    tab.page.wait_for_selector(f'[data-k="row:{NAMES}"]')
    tab.page.locator(f'[data-k="row:{NAMES}"]').focus()
    tab.press("#")
    tab.says("is in the trash")
    tab.page.locator('[data-k="tab:trash"]').click()
    tab.page.wait_for_selector(f'[data-k="row:{NAMES}"]')
    tab.press("j", "P")
    tab.says("B restores")
    assert not (desk.root / NAMES).exists()
    tab.press("B")
    tab.says("Restored")
    assert desk.text_of(NAMES) == before


def test_picture_dropped_on_the_review(tab: Tab, desk: Desk) -> None:
    """A picture goes to `content/images/` with its `image:`; what it shows is asked, and undo takes both back."""
    before = desk.text_of(NAMES)
    tab.open(NAMES)
    drop = """async () => {
      const canvas = new OffscreenCanvas(4, 4); canvas.getContext("2d").fillRect(0, 0, 4, 4);
      const file = new File([await canvas.convertToBlob()], "Harbour view.PNG", { type: "image/png" });
      const data = new DataTransfer(); data.items.add(file);
      document.querySelector("main").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
    }"""
    tab.page.evaluate(drop)
    tab.says("The picture is in")
    assert "image: /images/harbour-view.png\n" in desk.text_of(NAMES)
    assert (desk.root / "content/images/harbour-view.png").read_bytes().startswith(b"\x89PNG")
    tab.has_focus("field:image_alt")
    tab.page.keyboard.type("A harbour")
    tab.press("Enter")
    tab.says("Saved: It shows")
    tab.press("Escape", "z", "z")
    on_disk(lambda: desk.text_of(NAMES) == before, "undo did not take it out")
    on_disk(lambda: not (desk.root / "content/images/harbour-view.png").exists(), "the picture is still there")


def test_32_comments_survive_each_field(tab: Tab, desk: Desk) -> None:
    """Each field edited changes its own lines alone: comments, order and quotes stay."""
    commented = (
        "---\n# head\ntitle: 'Old'  # the headline\nsubtitle: Below # a line\n# before the date\ndate: 2020-07-02\n"
        'draft: true\nsource: # whose\n  name: "The Dispatch" # outlet\n  url: https://e.example/a\n  authors:\n'
        "    - Ana Roe # first\n    - Bo Lind # second\ntags: [a, b] # two\n---\n\nBody.\n"
    )
    path = "content/articles/2020/2020-07-02-commented.md"
    (desk.root / path).write_text(commented, encoding="utf-8")
    tab.open(path)
    tab.page.locator("#fields summary").click()
    for name, value, old, new in (
        ("title", "New", "title: 'Old'", "title: 'New'"),
        ("subtitle", "Under", "subtitle: Below #", "subtitle: Under #"),
        ("date", "2020-07-03", "date: 2020-07-02", "date: 2020-07-03"),
        ("source.name", "The Post", 'name: "The Dispatch" #', 'name: "The Post" #'),
        ("source.authors", "Ana Roe, Cy Dunn", "    - Bo Lind # second\n", "    - Cy Dunn\n"),
        ("tags", "a, b, c", "tags: [a, b] #", "tags: [a, b, c] #"),
    ):
        before = desk.text_of(path)
        tab.field(name).fill(value)
        tab.field(name).press("Enter")
        on_disk(lambda new=new: new in desk.text_of(path), f"{name} was not saved")
        assert desk.text_of(path) == before.replace(old, new), name


def test_33_crlf_bom_mode_survive(tab: Tab, desk: Desk) -> None:
    """Line ends, byte order mark and mode of a file stay as they are."""
    path = desk.root / "content/articles/2020/2020-07-04-windows.md"
    data = "\ufeff" + draft("Windows", "2020-07-04", "One.\n\nTwo.").replace("\n", "\r\n")
    path.write_bytes(data.encode())
    path.chmod(0o640)
    tab.open("content/articles/2020/2020-07-04-windows.md")
    tab.field("title").fill("Panes")
    tab.field("title").press("Enter")
    tab.says("Saved: Title")
    assert path.read_bytes() == data.replace("Windows", "Panes").encode()
    assert path.stat().st_mode & 0o777 == 0o640


def test_47_whole_review_by_keyboard(tab: Tab, desk: Desk) -> None:
    """A draft with an open line, a name to go and no address is read, corrected and published by keys alone."""
    add_ferry(desk.root)
    tab.open()
    tab.page.wait_for_selector(f'[data-k="row:{FERRY_PATH}"]', timeout=60_000)
    tab.press("/")
    tab.page.keyboard.type("ferries")
    tab.press("Enter")
    tab.holds("document.querySelectorAll('.q li').length === 1")
    tab.press("Enter")
    tab.page.wait_for_selector("#names h2")
    tab.looked_at()
    tab.press("R", "Space")
    tab.says("is back")
    tab.press("W", "j", "r")
    tab.says("is out")
    tab.press("F")
    while tab.focused() != "field:source.url":
        tab.press("Tab")
    tab.page.keyboard.type("https://dispatch.example/ferries")
    tab.press("Enter")
    tab.says("Saved: Address")
    assert tab.focused() != "BODY"
    tab.press("Escape", "P")
    tab.holds("/^Published|again publishes/.test(document.querySelector('#say').textContent)")
    if "again" in tab.said():  # the cleaner may leave another line open: it is named first
        tab.press("P")
    on_disk(lambda: "draft" not in desk.text_of(FERRY_PATH), "it was not published")
    assert "url: https://dispatch.example/ferries" in desk.text_of(FERRY_PATH)
