"""What an editor who knows the desk from its help alone came upon, with keys and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desking import Desk, Tab, draft, make_digest
from playwright.sync_api import expect

from copydesk.cli import main

pytestmark = [pytest.mark.browser, pytest.mark.slow]
VOTE = "content/articles/2020/2020-10-01-vote.md"
LATER = "content/articles/2020/2020-10-02-later.md"
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
