"""What an editor without a mouse stumbled over at the desk, each with what it does now."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from desking import FERRY_PATH, Desk, Tab, add_ferry, add_raw, draft, make_digest, on_disk
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HARBOURS = "content/articles/2020/2020-09-01-harbours.md"
EMPTY = "content/articles/2020/2020-09-02-empty.md"
TEXT = "\n\n".join(f"Paragraph {number} tells of a harbour and its ferries." for number in range(8)) + "\n"
FILES: dict[str, str | bytes] = {
    HARBOURS: draft("Harbours", "2020-09-01", TEXT),
    EMPTY: draft("Empty", "2020-09-02", ""),
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk over a text of eight paragraphs and an article without any."""
    with Desk(make_digest(tmp_path / "digest", FILES)) as running:
        yield running


def test_lines_are_walked_past_what_is_folded(tab: Tab, desk: Desk) -> None:
    """From a closed fold `j` goes on to the next line in sight, `k` back; nothing hidden takes the focus."""
    add_ferry(desk.root)
    tab.open(FERRY_PATH)
    tab.page.locator('[data-k="fold:1"]').focus()
    for stop in ("line:9", "line:10", "fold:11", "line:13"):  # two days, which may be text as well
        tab.press("j")
        tab.has_focus(stop)
    tab.press(*"kkkk")
    tab.has_focus("fold:1")


def test_the_next_open_thing_takes_no_key_for_text(tab: Tab, desk: Desk) -> None:
    """`U` goes to a field's label, on from there, and stays where a decision has led already."""
    add_ferry(desk.root)
    tab.open(FERRY_PATH)
    line = f"line:{desk.open_line()[0]}"
    tab.press("R")
    tab.has_focus(line)
    tab.press("U")
    tab.has_focus("label:source.url")
    tab.press("U")
    tab.has_focus(line)
    tab.press("U", "Enter")
    tab.has_focus("field:source.url")


def test_a_field_that_cannot_be_saved_holds_no_step_back(tab: Tab, desk: Desk) -> None:
    """`z` takes the last step back while another field is refused, whose words stay in its box."""
    tab.open(HARBOURS)
    tab.field("subtitle").fill("One")
    tab.press("Enter")
    tab.says("Saved: Subtitle")
    tab.field("date").fill("soon")
    tab.press("Tab")
    tab.says("must be a date")
    tab.page.locator("#raw").focus()
    tab.press("z")
    tab.says("Taken back: Subtitle")
    on_disk(lambda: "subtitle" not in desk.text_of(HARBOURS), "not taken back")
    expect(tab.field("date")).to_have_value("soon")


def test_the_editor_gives_back_the_paragraph_it_was_left_in(tab: Tab) -> None:
    """Closed, it leaves the focus at the paragraph that the caret stood in, also where one before it has gone."""
    tab.open(HARBOURS)
    tab.press("T", "j", "j", "j")
    tab.has_focus("block:3")
    tab.press("e")
    tab.holds("document.activeElement.matches('textarea.markdown')")
    tab.press("Backspace", "Backspace")  # joins it to the paragraph above
    tab.page.keyboard.type(" and ")
    tab.press("Escape")
    tab.has_focus("block:2")


def test_of_two_edits_only_what_both_changed_is_asked(tab: Tab, desk: Desk) -> None:
    """*Keep mine* keeps mine in the paragraph that both changed, and theirs in all others; Tab goes to the question."""
    tab.open(HARBOURS)
    tab.press("T", "j", "e")
    tab.holds("document.activeElement.matches('textarea.markdown')")
    tab.page.keyboard.type("Mine: ")
    desk.edit(HARBOURS, "Paragraph 1 tells of", "Theirs tells of")
    desk.edit(HARBOURS, "Paragraph 7", "A new one.\n\nParagraph 7")
    tab.press("Control+s")
    tab.says("nothing is written until")
    expect(tab.page.locator("#text-problem")).to_contain_text("Theirs tells of")
    expect(tab.page.locator("#text-problem")).not_to_contain_text("A new one")
    tab.press("Tab")
    tab.has_focus("body-mine")
    tab.press("Enter")
    on_disk(lambda: "Mine: Paragraph 1 tells of" in desk.text_of(HARBOURS), "mine is not there")
    assert "A new one.\n\nParagraph 7" in desk.text_of(HARBOURS)
    tab.has_focus("body")


def test_an_article_without_a_word_is_asked_about(tab: Tab, desk: Desk) -> None:
    """`P` says that there is no text; pressed again it publishes."""
    tab.open(EMPTY)
    tab.press("P")
    tab.says("lacks a text")
    assert "draft: true" in desk.text_of(EMPTY)
    tab.press("P")
    on_disk(lambda: "draft: true" not in desk.text_of(EMPTY), "not published")


def test_a_text_for_machines_is_told_and_asked_about(tab: Tab, desk: Desk) -> None:
    """Of a page that shows no article the desk says whence the text is, in the queue and before it is published."""
    body = " ".join(
        f"In harbour {number} the ferry of the day was late again, said the keeper." for number in range(12)
    )
    told = {"@type": "NewsArticle", "headline": "Ferries are late in twelve harbours", "articleBody": body}
    told |= {"datePublished": "2020-07-02", "author": {"@type": "Person", "name": "Ada Moreau"}}
    script = f'<script type="application/ld+json">{json.dumps(told)}</script>'
    page = f'<html lang="en"><head>{script}</head><body></body></html>'
    options = ("--source-name", "The Dispatch", "--source-url", "https://dispatch.example/late")
    add_raw(desk.root, "late.html", page, *options)
    path = next((desk.root / "content/articles").rglob("*late*.md")).relative_to(desk.root).as_posix()
    tab.open()
    expect(tab.page.locator(f'.q li[data-file="{path}"]')).to_contain_text("1 line to look at")
    tab.go(path)
    expect(tab.page.locator("#raw")).to_contain_text("text that it keeps for machines")
    tab.press("P")
    tab.says("for machines")
    assert "draft: true" in desk.text_of(path)
