"""Lists whose items are small articles stand entry by entry, but for one that is surely none of the text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copydesk.ingest.clean import read_page
from copydesk.ingest.clean.classify import Decisions, judge, study_page
from copydesk.ingest.clean.restore import keep_whole_units
from copydesk.ingest.profile import CleanHints, Profile
from copydesk.intake.read import read_raw

SENTENCES = (
    "The harbour council of Port Linden decided on Tuesday evening to keep the night ferry running.",
    "Nine of the eleven members voted for the plan, which pays the operator a fixed sum for every crossing.",
    "Before the vote the clerk read out letters from two hundred passengers who work late in the hospital.",
)


def decisions(chance: float) -> tuple[Decisions, list[int]]:
    """A page with a list of headed entries, each line of them of this chance, but for one entry's surer sentence."""
    text = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    entries = "".join(f"<li><h4>Entry {n}</h4><p>{sentence}</p></li>" for n, sentence in enumerate(SENTENCES * 2))
    page = f"<html lang=en><body><article><h1>Ferry</h1>{text}</article><ul>{entries}</ul></body></html>"
    document = study_page(*read_page(read_raw(page.encode(), "page.html")))
    places = [at for at, block in enumerate(document.blocks) if block.unit]
    verdict = judge(document)
    chances = [chance if at in places else was for at, was in enumerate(verdict.chances)]
    chances[places[3]] = 0.9
    verdict = replace(verdict, chances=tuple(chances))
    desk = Decisions(document=document, verdict=verdict, hints=CleanHints(), profile=Profile(), keep=verdict.kept())
    return desk, places


@pytest.mark.parametrize(("chance", "stands"), [(0.05, False), (0.3, True)])
def test_an_entry_stands_by_itself_unless_its_list_is_none_of_the_text(chance: float, stands: bool) -> None:
    """One of many readers' comments may read like the article: it falls with them. One of a likelier list stays."""
    desk, places = decisions(chance)
    above = [kept for at, kept in enumerate(desk.keep) if at not in places]
    assert [at for at in places if desk.keep[at]] == [places[3]]
    keep_whole_units(desk)
    assert [at for at in places if desk.keep[at]] == ([places[3]] if stands else [])
    assert [kept for at, kept in enumerate(desk.keep) if at not in places] == above


def test_a_line_that_the_editor_kept_stands_in_any_list() -> None:
    """What somebody has decided is not decided anew with the list it stands in."""
    desk, places = decisions(0.05)
    desk.rules[places[3]] = "--keep"
    keep_whole_units(desk)
    assert desk.keep[places[3]]
