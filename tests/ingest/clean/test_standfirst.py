"""The standfirst of a page: a line between headline and byline that is not the text's first."""

from __future__ import annotations

import pytest

from copydesk.ingest.clean import clean_article
from copydesk.model import CleanArticle, RawArticle

LEAD = "A kettle for people who would rather wait than listen, and who have the patience for it."
TEXT = (
    "<p>The body is spun steel, matt and cold to look at until somebody picks it up and pours from it.</p>"
    "<p>There is one switch on the handle, and it clicks like the good pen of a careful bookkeeper.</p>"
    "<p>A litre of tap water takes seven minutes, which is four more than any other that we have tried.</p>"
)


def cleaned(head: str) -> CleanArticle:
    """Clean a page with something between its headline and its text."""
    page = (
        "<html lang=en><head><title>Slow, silent, stubborn</title></head><body><div class=top>"
        f"<h1>Slow, silent, stubborn</h1>{head}</div><div class=words>{TEXT}</div></body></html>"
    )
    return clean_article(RawArticle(file="page.html", kind="html", text=page))


@pytest.mark.parametrize("tag", ["p", "h2", "div"])
@pytest.mark.parametrize("sign", ["By Ottoline Marsh", "11 December 2025", "Ottoline Marsh, 11 December 2025"])
def test_a_sentence_above_byline_or_day_is_the_standfirst(tag: str, sign: str) -> None:
    """A sentence right under a page's headline with its byline or day below is its standfirst, however it is marked."""
    clean = cleaned(f"<{tag} class=strapline>{LEAD}</{tag}><div class=who>{sign}</div>")
    assert LEAD in (clean.subtitle, clean.text.split("\n\n")[0])
    assert LEAD not in [row.text for row in clean.dropped if row.rule != "subtitle"]


@pytest.mark.parametrize(
    "line",
    [
        "Slow, silent, stubborn.",
        '<a href="/how">When you buy through links on our site, we may earn an affiliate commission.</a>',
        "Subscribe to our newsletter to get the best of the week in your inbox every Friday.",
        "Photo: A kettle stands on a stove in Hull in the morning. / Ann Lee",
    ],
)
def test_what_else_stands_there_is_no_standfirst(line: str) -> None:
    """The headline again, a link, a plea and a credit between headline and byline are no standfirst."""
    assert cleaned(f"<p>{line}</p><div class=who>By Ottoline Marsh, 11 December 2025</div>").subtitle == ""


def test_a_sentence_without_a_byline_below_is_no_standfirst() -> None:
    """Without byline or day below nothing tells a standfirst from a notice."""
    assert cleaned("<p class=note>This page was made for a screen that is wider than yours is.</p>").subtitle == ""


PRESS = (
    "LINDALE, 3 February 2026 – Lindale Water will replace every lead pipe in the town within three years, it said.\n\n"
    "Nobody should have to wonder what their kettle is filled with, said the head of water quality on Tuesday.\n\n"
    "Letters go out to the first nine hundred households in March, and digging begins with the streets of schools.\n"
)


def test_a_line_between_a_texts_headline_and_its_dateline_is_the_standfirst() -> None:
    """One line between the headline of a copied text and the paragraph that opens with its dateline is told as such."""
    line = "Work starts in Marlow Street; customers pay nothing for their own side of the stop tap"
    text = f"Lindale Water to replace 84 km of lead pipe\n\n{line}\n\n{PRESS}"
    clean = clean_article(RawArticle(file="copy.txt", kind="text", text=text))
    assert (clean.subtitle or clean.text.split("\n\n")[0]) == line
