"""Organisations at the desk; a name that two bear; one question for several lines; how a text is shown."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from desking import FERRY, Desk, Held, Tab, add_raw, draft, make_digest, on_disk
from playwright.sync_api import expect

from copydesk.cli import main
from copydesk.countries import load_countries
from copydesk.desk.index import FoldedNames, search_bodies, search_countries
from copydesk.desk.review import MarkedName, blocks_of
from copydesk.edit.nodes import read_values

TALKS = "content/articles/2020/2020-09-01-talks.md"
FERRIES = "content/articles/2020/2020-07-02-ministers-sign-accord-on-river-ferries-in-hanoi.md"
TEXT = (
    "The European Union and NATO met in Riga on Monday. The European Union agreed.\n\n"
    "**What did they say?** *Little*, said Kim Lind, a diver, in [the Post](https://post.example/a_b).\n\n"
    "Kim Lind was the last to leave the hall."
)
FILES: dict[str, str | bytes] = {
    TALKS: draft("Talks in Riga", "2020-09-01", TEXT, bodies="[NATO]", countries="[Latvia]"),
    "content/people/kim-lind-boxer.md": "---\nname: Kim Lind\ndisambiguation: boxer\n---\n",
    "content/people/kim-lind-diver.md": "---\nname: Kim Lind\ndisambiguation: diver\n---\n",
}
# Three lines of a box at the foot of the text, about whose place there is one doubt.
BOX = "The ferries in figures\nTwelve boats, four harbours\nNine thousand passengers a day\nRelated articles\n"
browser = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk over a draft that names two organisations and a name that two people bear."""
    with Desk(make_digest(tmp_path / "digest", FILES)) as running:
        yield running


@pytest.mark.parametrize(
    ("typed", "code"),
    [("독일", "DE"), ("Allemagne", "DE"), ("ألمانيا", "DE"), ("Niem", "DE"), ("ger", "DE"), ("us", "US")],
)
def test_a_country_is_known_by_its_names_in_every_language(typed: str, code: str) -> None:
    """A name in another language or script finds its country, and stands in no English name's way."""
    assert search_countries(load_countries(), typed)[0]["slug"] == code


def test_an_organisation_is_known_by_name_and_code() -> None:
    """What is typed in full comes first."""
    assert search_bodies("eu")[0]["slug"] == "EU"
    assert search_bodies("European Un")[0]["name"] == "European Union"


def test_names_are_found_wherever_a_text_stands_in_them() -> None:
    """Each name once, with the number it was given; none where there are none."""
    names = FoldedNames.of(["ada moreau", "mo mo", "berg"])
    assert list(names.find("mo")) == [0, 1]
    assert list(names.find("")) == [0, 1, 2]
    assert list(names.find("u\nm")) == [0]
    assert list(FoldedNames.of(()).find("")) == []


@pytest.mark.parametrize(
    ("markdown", "parts"),
    [
        ("**Is it?** she said", [{"t": "Is it?", "b": True}, {"t": " she said"}]),
        ("***So*** it __is__.", [{"t": "So", "b": True, "i": True}, {"t": " it "}, {"t": "is", "b": True}, {"t": "."}]),
        ("a_b_c and \\*no\\*", [{"t": "a_b_c and *no*"}]),
        ("[**B**erg](x_y_z)", [{"t": "B", "b": True, "to": "x_y_z"}, {"t": "erg", "to": "x_y_z"}]),
        ("[x](javascript:alert(1)) y", [{"t": "x", "to": "javascript:alert(1)"}, {"t": " y"}]),
        ("[Riga](https://w.example/Riga_(port)_(old))", [{"t": "Riga", "to": "https://w.example/Riga_(port)_(old)"}]),
        ('[a](b((c)d) "e (f)")', [{"t": "a", "to": "b((c)d)"}]),
        ("[a](b\\)c) ![d](e(f).png) [g](h(i", [{"t": "a", "to": "b\\)c"}, {"t": " d [g](h(i"}]),
        ("*Ada Mor*eau", [{"t": "Ada Mor", "i": True, "who": "ada"}, {"t": "eau", "who": "ada"}]),
        ("\ufdd0a\ufdd4b", [{"t": "ab"}]),
    ],
)
def test_a_text_in_parts_says_what_is_bold_italic_or_a_link(markdown: str, parts: list[dict[str, object]]) -> None:
    """Marks of Markdown are told of the words they are for, names too; no sign of ours is taken from the text."""
    (block,) = blocks_of(markdown, [MarkedName(chip="ada", forms=("Ada Moreau",))])
    assert block["parts"] == parts


class TestOrganisations:
    """Chips beside those of the countries."""

    pytestmark = browser

    def test_one_is_taken_in_and_another_turned_down(self, tab: Tab, desk: Desk) -> None:
        """By the keys of any name; remembered for the article; the history's command lines do the same."""
        before = desk.text_of(TALKS)
        tab.open(TALKS)
        expect(tab.chip("NATO")).to_have_class(re.compile(r"\bin\b"))
        expect(tab.page.locator('.prose [data-who="bodies:eu"]')).to_have_count(2)
        tab.chip("European Union").focus()
        tab.press("a")
        tab.says("European Union is in")
        on_disk(lambda: "bodies: [NATO, EU]" in desk.text_of(TALKS), "not in")
        tab.chip("NATO").focus()
        tab.press("r")
        tab.says("NATO is out")
        on_disk(lambda: "bodies: [EU]" in desk.text_of(TALKS), "not out")
        assert "    bodies:\n      - NATO\n" in desk.text_of("content/rejected.yaml")
        after = desk.text_of(TALKS), desk.text_of("content/rejected.yaml")
        tab.page.reload()
        tab.looked_at()
        expect(tab.chip("NATO")).to_have_class(re.compile(r"\bno\b"))
        commands = [row["command"] for row in desk.api("/api/history")[1]][:2]
        for _ in commands:
            assert desk.api("/api/undo", {})[0] == 200
        assert desk.text_of(TALKS) == before
        for command in reversed(commands):
            _, verb, file, *rest = shlex.split(command)
            assert main([verb, "--root", str(desk.root), str(desk.root / file), *rest]) == 0
        assert (desk.text_of(TALKS), desk.text_of("content/rejected.yaml")) == after

    def test_one_that_nobody_offered_is_added(self, tab: Tab, desk: Desk) -> None:
        """By its button and a part of its name; in the file stands its code."""
        tab.open(TALKS)
        tab.page.locator('[data-k="add:bodies"]').click()
        tab.page.locator("#who").fill("world health")
        tab.page.wait_for_selector('#who-list [role="option"]:has-text("World Health Organization")')
        tab.press("Enter")
        tab.says("World Health Organization is in")
        on_disk(lambda: "bodies: [NATO, WHO]" in desk.text_of(TALKS), "not in")

    def test_the_verb_knows_an_organisation(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        """Accepted by name it is an organisation, and one turned down is suggested no more."""
        file = str(desk.root / TALKS)
        assert main(["suggest", "--root", str(desk.root), "--accept", "European Union", file]) == 0
        assert "bodies: [NATO, EU]" in desk.text_of(TALKS)
        assert main(["suggest", "--root", str(desk.root), "--reject", "EU", file]) == 0
        assert "bodies: [NATO]" in desk.text_of(TALKS)
        capsys.readouterr()
        assert main(["suggest", "--root", str(desk.root), file]) == 0
        assert "EU European Union" not in capsys.readouterr().out


class TestNames:
    """What a chip shows while its act is on its way, and of a name that two bear."""

    pytestmark = browser

    def test_a_chip_shows_an_act_at_once_and_takes_it_back(self, tab: Tab) -> None:
        """Turned down it is struck before the answer; refused it stands as it stood, with the focus."""
        held = Held(tab)
        tab.open(TALKS)
        tab.chip("Latvia").focus()
        tab.press("r")
        expect(tab.chip("Latvia")).to_have_class(re.compile(r"\bno\b"))
        expect(tab.chip("Latvia")).to_have_attribute("aria-busy", "true")
        held.wait()
        held.refuse()
        tab.says("no space left")
        expect(tab.chip("Latvia")).to_have_class(re.compile(r"\bin\b"))
        tab.has_focus("countries:latvia")

    def test_which_of_two_is_asked_in_sight_the_likelier_first(self, tab: Tab, desk: Desk) -> None:
        """Taken in, a name that two bear is asked about in sight; menu and question begin with who has a reason."""
        tab.page.set_viewport_size({"width": 1280, "height": 560})
        tab.open(TALKS)
        tab.chip("Kim Lind").focus()
        tab.press("Enter")
        items = tab.page.locator('[role="menuitem"]', has_text="This is:")
        expect(items).to_have_count(2)
        expect(items.first).to_contain_text("diver")
        tab.press("a")
        question = tab.page.locator("[data-which]")
        expect(question).to_be_in_viewport(ratio=1)
        expect(question.locator("label").first).to_contain_text("diver")
        tab.chip("Kim Lind").click()
        items.first.click()
        on_disk(lambda: "person: kim-lind-diver" in desk.text_of(TALKS), "not told apart")


class TestText:
    """The text as its reader will see it."""

    pytestmark = browser

    def test_bold_italic_and_links_are_seen(self, tab: Tab) -> None:
        """A question in bold is told from its answer; a link says where it leads, and leads nowhere from the desk."""
        tab.open(TALKS)
        expect(tab.page.locator(".prose strong")).to_have_text("What did they say?")
        expect(tab.page.locator(".prose em")).to_have_text("Little")
        link = tab.page.locator(".prose [title]")
        expect(link).to_have_text("the Post")
        expect(link).to_have_attribute("title", "https://post.example/a_b")
        expect(tab.page.locator(".prose a")).to_have_count(0)

    def test_a_hidden_picture_needs_no_description(self, tab: Tab, desk: Desk) -> None:
        """Of a picture on another host the desk says that nobody sees it, and asks for nothing."""
        desk.edit(TALKS, "draft: true", "draft: true\nimage: https://pictures.example/a.jpg")
        tab.open(TALKS)
        tab.page.locator(".more-fields summary").click()
        expect(tab.page.locator("#f-image-e")).to_contain_text("another host")
        expect(tab.page.locator("#f-image_alt-e")).to_be_hidden()
        tab.holds("!document.querySelector('.d-foot').textContent.includes('description')")

    def test_words_without_blanks_are_counted(self, tab: Tab, desk: Desk) -> None:
        """A Japanese text has about a word for two letters, in the queue too; how far it is known is said."""
        desk.edit(TALKS, "draft: true", "draft: true\nlang: ja")
        body = "港の新しい橋が春に開くと大臣が述べた。" * 8
        desk.edit(TALKS, TEXT, body)
        tab.open()
        expect(tab.page.locator(f'.q li[data-file="{TALKS}"] .words')).to_have_text("80 words")
        tab.go(TALKS)
        expect(tab.page.locator("#text h2")).to_contain_text("80 words")
        expect(tab.page.locator("#names")).to_contain_text("people are found by name and office only")


class TestSeveralLines:
    """One question for the lines in doubt at one place."""

    pytestmark = browser

    @pytest.mark.parametrize("verb", ["keep", "drop"])
    def test_one_question_stands_for_all_and_decides_all(self, tab: Tab, desk: Desk, verb: str) -> None:
        """It sits at the longest line, says how many there are and which, and one key decides on all of them."""
        add_raw(desk.root, "ferry.txt", FERRY.replace("Related articles\n", BOX))
        found = desk.api(f"/api/evidence?f={FERRIES}")[1]["lines"]
        asked = next(line for line in found if line["open"] and len(line["run"]) > 1)
        texts = {line["n"]: line["text"] for line in found}
        assert len(asked["text"].split()) == max(len(texts[n].split()) for n in asked["run"])
        before = desk.text_of(FERRIES)
        tab.open(FERRIES)
        first, last, rest = asked["run"][0], asked["run"][-1], len(asked["run"]) - 1
        card = tab.page.locator(f'#raw li[data-n="{asked["n"]}"]')
        expect(card).to_contain_text(f"and {rest} more lines there ({first}–{last - 1})")
        expect(tab.page.locator(".prose .pale")).to_have_count(len(asked["run"]) + (len(found) > 0) * others(found))
        tab.line(asked["n"]).focus()
        tab.press("B" if verb == "keep" else "x")
        tab.says(f"{rest + 1} lines are {'back in the text' if verb == 'keep' else 'left out'}")
        text = desk.text_of(FERRIES)
        decided = read_values(text, FERRIES)["source"]["kept" if verb == "keep" else "dropped"]
        assert set(decided) >= set(asked["run"])
        blocks = text.split("---", 2)[2].strip().split("\n\n")
        assert all((texts[n] in blocks) == (verb == "keep") for n in asked["run"])
        tab.press("z")
        on_disk(lambda: desk.text_of(FERRIES) == before, "not taken back")


def others(lines: list[dict[str, object]]) -> int:
    """How many lines wait in other questions."""
    runs = [line["run"] for line in lines if line["open"]]
    return sum(len(run) for run in runs if isinstance(run, list)) - max(
        len(run) for run in runs if isinstance(run, list)
    )
