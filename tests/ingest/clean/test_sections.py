"""Sections of a text dump that are not the article, and datelines."""

from __future__ import annotations

import pytest

from copydesk.ingest.clean import clean_article
from copydesk.ingest.clean.facts.caption import split_credit
from copydesk.ingest.clean.facts.dateline import find_place
from copydesk.ingest.clean.facts.signatures import find_biography
from copydesk.ingest.clean.facts.title_line import candidates, title_text
from copydesk.ingest.clean.lines import Line, make_line
from copydesk.ingest.clean.rules import foreign_sections
from copydesk.limits import CLEANING_SECONDS, time_limit
from copydesk.model import RawArticle

STORY = "The council has decided to plant eleven lime trees along the canal, which was straightened a century ago."
OPINION = "Nobody asked those of us who live there, and the trees will be in the way of the boats before long."


def lines_of(*texts: str) -> list[Line]:
    """Describe lines of text, a blank one between each."""
    return [make_line(2 * at + 1, text) for at, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SEOUL, July 2 (Reuters) - South Korea said on Thursday that talks would go on.", "Seoul"),
        ("LA CROSSE, Wis. (AP) — After a summer of rain the harvest has begun.", "La Crosse"),
        ("RIO DE JANEIRO (AP) — The carnival opened on Friday.", "Rio de Janeiro"),
        ("BEIRUT/THE HAGUE, March 7 (Reuters) - An investigation has ended.", "Beirut/The Hague"),
        ("HANOI — Vietnam's parliament met on Monday.", "Hanoi"),
        ("Berlin (dpa) - Die Regierung hat am Montag getagt.", "Berlin"),
        ("Madrid (EFE).- El Gobierno aprobó el martes la ley.", "Madrid"),
        ("FRANKFURT AM MAIN, 4 May (Reuters) - Shares rose.", "Frankfurt am Main"),
        ("FILE - In this photo of June 2019 two leaders shake hands.", ""),
        ("CHINO, CA - FEBRUARY 15: A driver waits at the depot.", ""),
        ("NATO — the alliance of the north Atlantic — met on Monday.", ""),
        ("REPORTAGE - Trois jours dans une vallée sans route.", ""),
        ("Die Ministerin (SPD) - sie war angereist - schwieg.", ""),
        ("The city - all of it - was dark.", ""),
        ("", ""),
    ],
)
def test_a_dateline_names_its_place(text: str, place: str) -> None:
    """A dateline in an agency's form gives the place as a sentence would write it; a kicker or a caption gives none."""
    assert find_place(text) == place


def test_readers_comments_are_dropped_from_their_heading_on() -> None:
    """Comments that read like the article go with their section, whatever each line looks like."""
    lines = lines_of(
        STORY, STORY, STORY, "3 Comments", "Ann says:", OPINION, "Bo says:", OPINION, "Leave a Reply", STORY
    )
    assert sorted(foreign_sections(lines, [True] * len(lines))) == list(range(3, 10))


def test_a_count_of_comments_under_the_title_drops_nothing() -> None:
    """The button that leads to the comments stands above the article and is no section."""
    lines = lines_of("3 Comments", STORY, STORY, STORY, "Leave a Reply")
    assert foreign_sections(lines, [True] * len(lines)) == {}


def test_a_quotation_with_its_speaker_is_no_comment() -> None:
    """The words that introduce a speaker may come again and again in an article."""
    lines = lines_of(STORY, STORY, "She wrote:", OPINION, STORY, "He wrote:", OPINION, STORY, "She wrote:", OPINION)
    assert foreign_sections(lines, [True] * len(lines)) == {}


def test_an_article_about_cookies_is_kept() -> None:
    """A few lines about cookies are no table of them."""
    lines = lines_of(*["A baker in Delft sells a cookie for every bicycle that is handed in at his shop."] * 4)
    assert foreign_sections(lines, [True] * 4) == {}


def test_one_headline_said_twice_is_no_list_of_teasers() -> None:
    """A line that says the same twice may be the article's own headline."""
    lines = lines_of("Lime trees for the canal Lime trees for the canal", STORY, STORY)
    assert foreign_sections(lines, [False, True, True]) == {}


def test_who_an_author_is_ends_the_text_only_after_most_of_it() -> None:
    """A biography of the author closes a text; of somebody else, or at its beginning, it is the text."""
    life = "Ann Berg is a reporter for the Post and lives in Oslo with two cats."
    end = lines_of(STORY, STORY, STORY, life, OPINION)
    assert find_biography(end, [True] * 5, ("Ann Berg",)) == 3
    assert find_biography(end, [True] * 5, ("Bo Ek",)) is None
    assert find_biography(lines_of(life, STORY, STORY, STORY), [True] * 4, ("Ann Berg",)) is None


def test_dropped_sections_are_listed_with_their_rule() -> None:
    """Nothing is lost: each line of a section stands in the list of what was dropped, and why."""
    comments = f"2 Comments\n\nAnn says:\n\n{OPINION}\n\nBo says:\n\n{OPINION}\n"
    text = f"Trees for the canal\n\n{STORY}\n\n{STORY[:-1]} and a half.\n\n{STORY[:-1]} and more.\n\n{comments}"
    clean = clean_article(RawArticle(file="canal.txt", kind="text", text=text))
    assert OPINION not in clean.text
    assert {line.line: line.rule for line in clean.dropped}[13] == "section: readers' comments"


def test_one_endless_word_costs_no_more_than_its_length() -> None:
    """A line of a hundred thousand letters is looked through within the time that `add` grants a file."""
    raw = RawArticle(file="x.txt", kind="text", text=f"{'A' * 100_000} (AP) - x\n{(STORY + ' ') * 3}\n")
    with time_limit(CLEANING_SECONDS):
        clean = clean_article(raw)
    assert STORY in clean.text


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("A man crosses the square. Photo by Jane Roe", "Jane Roe"),
        ("Ein Mann am Ufer. Foto: dpa / Karl May", "dpa / Karl May"),
        ("Un hombre en la plaza. Foto de Juan Ruiz / EFE", "Juan Ruiz / EFE"),
        ("A bay at dusk. Courtesy of Jane Roe", "Jane Roe"),
        ("Two men shake hands. / Harbour Post file", "Harbour Post file"),
        ("The president holds a photo. Picture That Moment", ""),
    ],
)
def test_a_credit_is_parted_from_its_label(line: str, credit: str) -> None:
    """What stands after "Photo:", "Photo by" and their like is the credit, whole, and nothing of it the caption."""
    caption, found = split_credit(line)
    assert found == credit
    assert not credit or (line.startswith(caption) and caption.endswith("."))


@pytest.mark.parametrize("no_title", ["https://harbour.example/canal", "(updated on Monday)", "4 March 2024, 7:15 am"])
def test_an_address_a_bracket_or_a_date_is_no_headline(no_title: str) -> None:
    """Such lines stand above an article too, but are never among those that could be its headline."""
    lines = lines_of("Trees for the canal are planted", no_title, STORY, STORY)
    assert candidates(lines, 2, 4) == [0]


def test_a_headline_is_parted_from_the_path_above_it() -> None:
    """A headline that the dump repeats alone on a line loses the sections before it."""
    lines = lines_of("Home / Town / Trees for the canal are planted", "Trees for the canal are planted", STORY)
    assert title_text(lines, 0) == "Trees for the canal are planted"


def text_with(last: str, first: str = STORY) -> str:
    """Return what is kept of a text with a first and a last paragraph of its own."""
    parts = ("Eleven lime trees for the canal", first, OPINION, STORY.replace("eleven", "twelve"), last)
    return clean_article(RawArticle(file="a.txt", kind="text", text="\n\n".join(parts) + "\n")).text


def test_a_notice_about_cookies_is_none_of_the_text() -> None:
    """A paragraph that says over and again what cookies a site sets is left out of a text that speaks of trees."""
    notice = (
        "This website uses cookies to make your visit better. Of these cookies, those that are necessary are kept in"
        " your browser, as the site cannot work without them."
    )
    assert "cookies" not in text_with(notice)
    about = "The council's page about the eleven lime trees along the canal sets cookies before anybody has been asked."
    assert "your visit better" in text_with(notice, about)


def test_biscuits_are_no_notice() -> None:
    """A paragraph about biscuits stays, however often it names them."""
    assert "nine minutes" in text_with(
        "Bake the cookies for nine minutes and let the cookies cool on a rack before anyone is told where they are."
    )


def test_the_mark_of_a_picture_and_its_caption_go_and_a_footnote_stays() -> None:
    """A line that names a picture's file alone is left out for sure, its caption to be looked at, no other brackets."""
    text = (
        f"Eleven lime trees for the canal\n\n{STORY}\n\n[canal-trees-12]\nThe canal in the spring of last year.\n\n"
        f"{OPINION}\n\n[1]\n\n{STORY.replace('eleven', 'twelve')}\n\n{OPINION.replace('Nobody', 'No one')}\n"
    )
    clean = clean_article(RawArticle(file="trees.txt", kind="text", text=text))
    dropped = {line.text: line for line in clean.dropped}
    assert not dropped["[canal-trees-12]"].look
    assert dropped["The canal in the spring of last year."].look
    assert "canal-trees" not in clean.text
    assert "No one asked those" in clean.text


@pytest.mark.parametrize(
    "notice",
    [
        "We and our 48 partners store and access information on a device, such as cookies, and process personal data.",
        "Wir und unsere 48 Partner verarbeiten mit Ihrer Einwilligung personenbezogene Daten und setzen Cookies.",
        "Nos 48 partenaires et nous déposons des cookies, avec votre consentement ou par intérêt légitime.",
    ],
)
def test_a_page_asks_for_consent_outside_its_article(notice: str) -> None:
    """A paragraph that asks for consent is left out and to be looked at, and kept where the article is about such."""
    body = f"<p>{STORY}</p><p>{OPINION}</p><p>{STORY.replace('eleven', 'twelve')}</p>"
    page = "<html><body><article><h1>Lime trees for the canal</h1>{}<p>{}</p></article></body></html>"
    clean = clean_article(RawArticle(file="a.html", kind="html", text=page.format(body, notice)))
    assert notice not in clean.text
    assert [line.look for line in clean.dropped if line.text == notice] == [True]
    about = body + "<p>The council's page about the trees sets eleven cookies before anybody has been asked.</p>"
    kept = clean_article(RawArticle(file="b.html", kind="html", text=page.format(about, notice)))
    assert notice in kept.text
