"""Pages drawn by scripts, galleries of other stories, announced lists of links, live blogs' hours, last resorts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from copydesk.errors import IngestError
from copydesk.ingest.clean import clean_article
from copydesk.model import RawArticle

TEXT = [
    "The library in Tarn lent out its last card catalogue on Monday, after sixty years in which nobody had opened it.",
    "Readers had asked for it in a poll that the town ran in spring, and 412 of 903 wanted to keep it.",
    "It will stand in the hall.",
]
BODIES: dict[str, Any] = {
    "strings": TEXT,
    "markup": "".join(f"<p>{line}</p>" for line in TEXT),
    "typed nodes": [{"type": "paragraph", "text": line} for line in TEXT],
    "portable text": [
        *({"_type": "block", "children": [{"_type": "span", "text": line[:9]}, {"text": line[9:]}]} for line in TEXT),
        {"_type": "image", "caption": "A drawer."},
    ],
    "rich text": {
        "nodeType": "document",
        "content": [
            {
                "nodeType": "paragraph",
                "content": [
                    {"nodeType": "text", "value": line[:9]},
                    {"nodeType": "hyperlink", "content": [{"nodeType": "text", "value": line[9:14]}]},
                    {"nodeType": "text", "value": line[14:]},
                ],
            }
            for line in TEXT
        ],
    },
    "an editor's blocks": {"blocks": [{"type": "paragraph", "data": {"text": line}} for line in TEXT]},
    "rendered": {"rendered": "".join(f"<p>{line}</p>\n" for line in TEXT)},
}
SCRIPTS = (
    '<script id="__NEXT_DATA__" type="application/json">%s</script>',
    "<script>window.__STATE__ = %s;</script>",
)


def page(inside: str, head: str = "") -> RawArticle:
    """Return a page around some markup."""
    return RawArticle(
        file="page.html", kind="html", text=f"<!doctype html><html><head>{head}</head><body>{inside}</body></html>"
    )


@pytest.mark.parametrize("script", SCRIPTS, ids=("data alone", "a value given to a name"))
@pytest.mark.parametrize("form", BODIES)
def test_an_article_is_read_from_the_data_its_page_is_drawn_from(form: str, script: str) -> None:
    """Whatever form an editor's program keeps a text in, its paragraphs come out whole, and a warning says whence."""
    post = {"title": "Card catalogue goes on show", "publishedAt": "2024-05-06T08:00:00Z", "body": BODIES[form]}
    data = json.dumps({"props": {"post": post}})
    clean = clean_article(page('<div id="app">Loading…</div>' + script % data, "<title>Card catalogue</title>"))
    assert clean.text.split("\n\n") == TEXT
    assert str(clean.date) == "2024-05-06"
    assert any("keeps for machines" in warning for warning in clean.warnings)


def test_a_script_that_is_no_data_is_passed() -> None:
    """A shell whose scripts hold nothing that reads as JSON is refused as before."""
    with pytest.raises(IngestError, match="no article"):
        clean_article(page("<div>Loading…</div><script>var title = {broken: [}</script>"))


PROSE = "".join(
    f"<p>The harbour council voted on {day} to close the pier for two years, after engineers found rot in {piles}"
    " of its forty piles and said that none of them could be saved.</p>"
    for day, piles in (("Monday", "nine"), ("Tuesday", "ten"), ("Wednesday", "eleven"))
)
MORE = (
    "<p>Shopkeepers on the pier road fear for the summer. Henk Aalto, who sells smoked fish there, reckons that three"
    " in four of his customers come off the ferry.</p><p>Work is to begin in September, when the last of the excursion"
    " boats has gone, and the pier should open again in the summer after next.</p>"
)


def test_a_gallery_of_other_stories_goes_and_is_named() -> None:
    """A counted gallery inside the text is left out, each line to be looked at, with a warning of its words."""
    items = "".join(
        f"<li><figure><img src='{n}.jpg'></figure><h3>{n}/4 Firm {n} shuts its doors</h3><p>The firm said that it"
        f" will give up its branch in the county next spring, after takings fell by {n} per cent to June.</p></li>"
        for n in range(1, 5)
    )
    gallery = f'<div class="gallery"><h2>Business in pictures</h2><ul class="gallery">{items}</ul></div>'
    clean = clean_article(
        page(f"<article><h1>Pier to close</h1>{PROSE}{gallery}{PROSE.replace('voted', 'met')}</article>")
    )
    assert "give up its branch" not in clean.text
    gone = [line for line in clean.dropped if "give up its branch" in line.text]
    assert len(gone) == 4
    assert all(line.look for line in gone)
    assert any("pictures of other stories" in warning for warning in clean.warnings)


def test_places_to_see_are_their_own_article() -> None:
    """A list of places that is most of the text stays, whatever its markup is called."""
    seen = (
        "A miller built it to see the sea, and it leans a hand's breadth to the north since the flood of 1871.",
        "Its bell is rung once a year, by whoever happens to be the youngest person in the street at noon.",
        "Forty steps are missing. The owner lends out a ladder, for which he wants your shoes as a pledge.",
        "From the top one sees three counties, two rivers and, on most days, the back of a cloud below.",
        "It is the only one with a lift. The lift has been waiting for a spare part since the last war.",
    )
    items = "".join(f"<li><h3>{n}/5 Tower {n}</h3><p>{words}</p></li>" for n, words in enumerate(seen, 1))
    opening = (
        "<p>Five towers in the county are open to visitors this summer, and none of them costs more than a coin.</p>"
    )
    ends = "<p>All five can be seen in a day by anybody who does not stop for lunch on the way between them.</p>"
    clean = clean_article(
        page(f'<article><h1>Five towers to climb</h1>{opening}<ul class="cards">{items}</ul>{ends}</article>')
    )
    assert all(words in clean.text for words in seen)


def test_a_list_of_links_stays_under_the_sentence_that_announces_it() -> None:
    """Links alone are a menu, unless a sentence of the text says what they are."""
    names = "".join(f'<li><a href="https://x.example/{n}">{n}</a></li>' for n in ("Pyrene", "Netta", "Jessamy"))
    text = f"<h1>Pier to close</h1>{PROSE}<p>The three ships on trial are:</p><ul>{names}</ul>{MORE}"
    clean = clean_article(page(f"<article>{text}</article>"))
    assert all(name in clean.text for name in ("Pyrene", "Netta", "Jessamy"))


def test_a_short_article_among_chrome_is_shown_and_not_refused() -> None:
    """Where nothing is likely to be the article its plain sentences are kept."""
    raw = """Il Corriere di Marle
Menu
Abbonati

Cronaca
Il ponte levatoio resta chiuso fino a maggio
di Paolo Venturi
11 gennaio 2024 - 18:05
Ascolta
2 min di lettura

Il ponte levatoio resterà chiuso fino a maggio, perché i pezzi di ricambio arrivano dalla Norvegia e il mare è gelato.
PUBBLICITÀ
Chi deve attraversare il canale può usare la barca del Comune, gratis, dalle sette alle ventidue.
Il sindaco si è scusato.

Leggi anche
La barca del Comune affonda due volte
Gelo, scuole chiuse a nord
© Riproduzione riservata
"""
    clean = clean_article(RawArticle(file="a.txt", kind="text", text=raw))
    assert clean.title == "Il ponte levatoio resta chiuso fino a maggio"
    assert "Il ponte levatoio resterà chiuso" in clean.text
    assert "PUBBLICITÀ" not in clean.text
