"""What an editor who knows the desk from its help alone came upon, with keys and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desking import FERRY_PATH, LOST, LOST_LINE, Desk, Held, Tab, add_ferry, add_raw, draft, make_digest, on_disk
from playwright.sync_api import expect

from copydesk.cli import main

pytestmark = [pytest.mark.browser, pytest.mark.slow]
VOTE = "content/articles/2020/2020-10-01-vote.md"
LATER = "content/articles/2020/2020-10-02-later.md"
TALKS = "content/articles/2020/2020-10-03-talks.md"
BOXER, MAYOR = "content/people/park-ji-hoon.md", "content/people/park-ji-hoon-mayor.md"
FILES: dict[str, str | bytes] = {
    VOTE: draft(
        "Park Ji-hoon wins the vote",
        "2020-10-01",
        "Park Ji-hoon won the vote on Tuesday. His rival Park Ji-hoon, a boxer, gave in, and so did Lee Min-jun.",
        people="\n  - name: Park Ji-hoon\n    role: a boxer",
        countries="[South Korea]",
    ),
    LATER: draft("A bout", "2020-10-02", "Park Ji-hoon lost.", people="[Park Ji-hoon]").replace("draft: true\n", ""),
    TALKS: draft(
        "Talks in Riga",
        "2020-10-03",
        "Donald Trump met Ada Moreau in Riga, said Prime Minister Jonas Berg. Chancellor Kim Lind and President Mara "
        "Kask were there, and so was Minister Ivo Tamm.",
        people="[Donald Trump, Ada Moreau]",
        countries="[Latvia]",
        mentioned="\n  people: [Ivo Tamm, Kim Lind, Mara Kask, Jonas Berg]",
    ),
    BOXER: "---\nname: Park Ji-hoon\nroles:\n  - title: a boxer\n---\n",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk over a draft that names two people of one name, of whom one has a file."""
    with Desk(make_digest(tmp_path / "digest", FILES)) as running:
        yield running


def test_a_second_person_of_one_name_leaves_the_first_whom_it_was(tab: Tab, desk: Desk) -> None:
    """One form tells both apart; articles mean whom they meant, chips say which is which, and pages are made."""
    tab.open(VOTE)
    tab.press("W", "Tab", "Enter")
    tab.page.keyboard.type("Park Ji-hoon")
    expect(tab.page.locator("#who-list")).to_contain_text("a boxer")
    tab.press("Tab", "Tab", "Enter")
    other = tab.page.locator("#p-other-park-ji-hoon")
    expect(other).to_be_visible()
    expect(tab.page.locator("#p-family")).to_have_value("Park")
    tab.press("Enter")
    tab.says("Two people are called Park Ji-hoon")
    expect(tab.page.locator("#p-note")).to_be_focused()
    tab.page.keyboard.type("mayor")
    tab.press("Tab")
    expect(other).to_be_focused()
    tab.page.keyboard.type("boxer, born 1988")
    tab.press("Enter")
    tab.says("A file for Park Ji-hoon is there")
    assert "disambiguation: mayor" in desk.text_of(MAYOR)
    assert "disambiguation: boxer, born 1988" in desk.text_of(BOXER)
    assert "person: park-ji-hoon\n" in desk.text_of(VOTE)
    assert "person: park-ji-hoon-mayor" in desk.text_of(VOTE)
    assert "person: park-ji-hoon" in desk.text_of(LATER)
    chips = tab.page.locator('[data-kind="people"]')
    expect(chips).to_contain_text("a boxer · boxer, born 1988")
    expect(chips).to_contain_text("mayor")
    assert main(["build", "--root", str(desk.root), "--strict"]) == 0
    tab.press("z")
    tab.says("Taken back")
    assert not (desk.root / MAYOR).exists()
    assert desk.text_of(LATER) == FILES[LATER]
    assert desk.text_of(BOXER) == FILES[BOXER]


def order_of(tab: Tab) -> list[str]:
    """The people on the chips, from the first to the last."""
    return list(tab.page.locator('[data-kind="people"] bdi').all_inner_texts())


def test_keys_after_a_field_are_keys(tab: Tab, desk: Desk) -> None:
    """`F`, `j` and `k` stand at fields; Enter goes in, and Enter or Esc comes out again: no key becomes a headline."""
    tab.open(TALKS)
    tab.press("F")
    tab.has_focus("label:title")
    tab.press("j", "k", "j")
    tab.has_focus("label:subtitle")
    tab.press("Enter")
    tab.has_focus("field:subtitle")
    tab.page.keyboard.type("By boat")
    tab.press("Enter")
    tab.has_focus("label:subtitle")
    tab.says("Saved: Subtitle")
    tab.press("Enter", "End")
    tab.page.keyboard.type(" and train")
    tab.press("Escape")
    tab.has_focus("label:subtitle")
    on_disk(lambda: "subtitle: By boat and train\n" in desk.text_of(TALKS), "not saved")
    tab.press("k", "W")
    tab.holds("document.activeElement.matches('[data-chip]')")
    assert "title: Talks in Riga\n" in desk.text_of(TALKS)


def test_a_wrong_value_calls_back_into_its_box(tab: Tab, desk: Desk) -> None:
    """Enter on what cannot be saved leaves nobody at the label with a value that is not in the file."""
    tab.open(TALKS)
    tab.field("date").fill("2020-02-31")
    tab.press("Enter")
    tab.holds("document.querySelector('[data-field=\"date\"]').getAttribute('aria-invalid') === 'true'")
    tab.has_focus("field:date")
    assert "date: 2020-10-03" in desk.text_of(TALKS)


def test_an_empty_enter_adds_no_country(tab: Tab, desk: Desk) -> None:
    """The list of all countries has none marked until a name is typed or one is chosen."""
    tab.open(TALKS)
    tab.press("C", "Tab", "Enter")
    expect(tab.page.locator("#who-list li").first).to_contain_text("Afghanistan")
    tab.press("Enter")
    tab.says("Type a name")
    tab.page.keyboard.type("Eston")
    expect(tab.page.locator("#who-list .cur")).to_contain_text("Estonia")
    tab.press("Enter")
    tab.says("Estonia is in")
    assert "Afghanistan" not in desk.text_of(TALKS)


def test_a_surname_of_somebody_listed_is_asked_about(tab: Tab, desk: Desk) -> None:
    """Enter on "Trump" names Donald Trump first; again, it takes in what was typed, and the arrow takes him."""
    tab.open()
    for keys, name in ((("ArrowDown", "Enter"), "Donald Trump"), (("Enter",), "Trump")):
        tab.go(VOTE)
        tab.press("W", "Tab", "Enter")
        tab.holds("document.activeElement.id === 'who'")
        tab.page.keyboard.type("Trump")
        expect(tab.page.locator("#who-list")).to_contain_text("Donald Trump")
        tab.press("Enter")
        tab.says("may be Donald Trump")
        assert "Trump" not in desk.text_of(VOTE)
        tab.press(*keys)
        tab.says(f"{name} is in")
        assert f"- {name}\n" in desk.text_of(VOTE)
        tab.press("z")
        tab.says("Taken back")


def test_chips_stay_where_they_were_seen(tab: Tab) -> None:
    """After somebody is turned down the others stand in their order: the next key means whom it meant."""
    tab.open(TALKS)
    before = order_of(tab)
    assert before[:2] == ["Donald Trump", "Ada Moreau"]
    for name in before[:2]:
        tab.chip(name).focus()
        tab.press("r")
        tab.says(f"{name} is out")
        after = order_of(tab)
        assert [one for one in after if one in before[2:]] == before[2:]


def test_the_sentence_of_the_chip_in_focus_is_in_sight(tab: Tab) -> None:
    """On a low screen too: who decides on a name reads what speaks for it."""
    tab.page.set_viewport_size({"width": 1280, "height": 420})
    tab.open(TALKS)
    tab.press("C")
    tab.holds("document.activeElement.matches('[data-chip]')")
    sentence = tab.page.locator("#names .ev").last
    expect(sentence).to_be_in_viewport(ratio=1)
    expect(tab.page.locator(":focus")).to_be_in_viewport(ratio=1)


def test_the_question_with_the_focus_is_in_sight(tab: Tab, desk: Desk) -> None:
    """An answer leads to the next question and shows it, also where the cleaner asks anew above it meanwhile."""
    add_ferry(desk.root)
    tab.page.set_viewport_size({"width": 1280, "height": 420})
    tab.open(FERRY_PATH)
    tab.press("R")
    for _ in range(8):
        if not tab.page.evaluate("document.activeElement.hasAttribute('data-open')"):
            break
        asked = tab.focused()
        tab.press("Space")
        tab.holds(
            "asked => document.activeElement.dataset.k !== asked || !document.activeElement.closest('.ask')", asked
        )
        tab.looked_at()
        expect(tab.page.locator(":focus")).to_be_in_viewport(ratio=1)
    assert "kept:" in desk.text_of(FERRY_PATH)


def test_a_switched_line_keeps_the_editor_and_undo_leads_back(tab: Tab, desk: Desk) -> None:
    """Space on a line that is no question goes nowhere; after steps elsewhere `z` shows the line it took back."""
    add_ferry(desk.root)
    tab.open(FERRY_PATH)
    tab.page.locator(f'[data-k="line:{LOST_LINE}"]').focus()
    tab.press("Space")
    tab.says(f"Line {LOST_LINE} is back")
    tab.looked_at()
    tab.has_focus(f"line:{LOST_LINE}")
    tab.press("k", "k", "z")
    tab.says("Taken back")
    tab.has_focus(f"line:{LOST_LINE}")
    assert LOST not in desk.text_of(FERRY_PATH)


def test_no_key_waits_for_the_evidence_after_an_undo(tab: Tab, desk: Desk) -> None:
    """What is read anew of the raw copy after `z` may take its time: the next key does what it does."""
    add_ferry(desk.root)
    tab.open(FERRY_PATH)
    tab.field("subtitle").focus()
    tab.page.keyboard.type("Across the water")
    tab.press("Enter")
    tab.says("Saved: Subtitle")
    tab.looked_at()
    held = Held(tab, "**/api/evidence*")
    tab.press("z")
    tab.says("Taken back")
    held.wait()
    tab.press("e")
    expect(tab.page.locator("textarea.markdown")).to_be_focused()
    held.let_go()


def test_a_question_says_its_line_and_why(tab: Tab, desk: Desk) -> None:
    """Who hears the desk is told with the button what it puts back, and why it was left out."""
    add_ferry(desk.root)
    number, line = desk.open_line()
    tab.open(FERRY_PATH)
    tab.press("R")
    tab.has_focus(f"line:{number}")
    told = tab.page.evaluate(
        "document.activeElement.getAttribute('aria-describedby').split(' ')"
        ".map(id => document.getElementById(id).textContent).join(' ')"
    )
    assert line in told
    assert "Left out: " in told


def test_whether_a_text_is_whole_is_asked_before_it_goes_out(tab: Tab, desk: Desk) -> None:
    """A page that says its text goes on for members counts in the queue, `U` leads there, and `P` names it once."""
    said = ["was late again", "came at noon", "had lost its bell", "took nobody on board", "stayed at its pier"]
    words = "".join(
        f"<p>In harbour {number} of the delta the ferry of the day {one}, said the keeper of its light to those who "
        f"waited on bench {number + 3}, and would come another way in spring {number}.</p>"
        for number, one in enumerate(said)
    )
    head = (
        '<meta property="og:title" content="Boats of the delta"><meta property="og:site_name" content="The Dispatch">'
    )
    told = '{"@context": "https://schema.org", "@type": "NewsArticle", "isAccessibleForFree": false, "wordCount": 900}'
    head += f'<script type="application/ld+json">{told}</script>'
    body = f"<h1>Boats of the delta</h1><time datetime='2020-09-09'>9 September 2020</time>{words}"
    page = f'<html lang="en"><head>{head}</head><body><article>{body}</article></body></html>'
    add_raw(desk.root, "boats.html", page, "--source-url", "https://dispatch.example/boats")
    path = next((desk.root / "content/articles").rglob("*boats*.md")).relative_to(desk.root).as_posix()
    tab.open()
    expect(tab.page.locator(f'.q li[data-file="{path}"]')).not_to_contain_text("nothing open")
    tab.go(path)
    expect(tab.page.locator("#raw .notes")).to_contain_text("is the text whole?")
    tab.press("P")
    tab.says("is the text whole?")
    assert "draft: true" in desk.text_of(path)
    tab.press("P")
    on_disk(lambda: "draft: true" not in desk.text_of(path), "not published")


def test_a_paragraph_taken_out_by_hand_is_told_beside_its_line(tab: Tab, desk: Desk) -> None:
    """The raw copy does not say of a line that it stands in the text where an editor has taken it out."""
    add_ferry(desk.root)
    tab.open(FERRY_PATH)
    taken, other = (tab.page.locator(f'#raw li[data-n="{number}"] .fate') for number in (13, 14))
    expect(taken).to_have_text("✓ kept")
    tab.press("T", "e")
    tab.holds("document.activeElement.matches('textarea.markdown')")
    tab.press("Control+Home", "Shift+End", "Delete", "Delete", "Delete", "Escape")
    expect(taken).to_contain_text("reads otherwise now")
    expect(other).to_have_text("✓ kept")


def test_a_line_that_waits_stands_in_its_own_direction(tab: Tab, desk: Desk) -> None:
    """Arabic that is out and waits begins at the right in the text too, whatever the desk's own words are."""
    said = "وقالت الوزيرة إن العبارات ستبحر كل يوم بين المرفأين في الربيع، وإن الاتفاق ينتظر توقيع الطرفين."
    more = "وأضافت أن أول عبارة ستحمل اسم النهر الذي تعبره، وأن سكان الضفتين انتظروا هذا اليوم طويلا."
    teaser = "عشر عبارات غيرت وجه الدلتا"
    raw = f"الأخبار\nرياضة\nعبارات على النهر\n2020-07-02\n{said}\n{teaser}\n{more}\nاقرأ أيضا\n{teaser}\n{said}"
    add_raw(desk.root, "ferries-ar.txt", raw)
    path = "content/articles/2020/2020-07-02-untitled.md"
    tab.open(path)
    waiting = tab.page.locator("#text .pale").first
    expect(waiting).to_have_css("direction", "rtl")
