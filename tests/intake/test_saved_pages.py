"""Saved pages: which headline, authors, day and blocks are the article's."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from copydesk.ingest.clean import clean_article
from copydesk.intake.read import read_raw
from copydesk.model import CleanArticle

PARAGRAPHS = (
    "The harbour council of Port Linden decided on Tuesday evening to keep the night ferry running for another year.",
    "Nine of the eleven members voted for the plan, which pays the operator a fixed sum for every crossing after ten.",
    "Before the vote the clerk read out letters from two hundred passengers, most of whom work late in the hospital.",
    "The operator had warned in the spring that it would give up the crossing unless the town shared the cost of fuel.",
    "A review of the arrangement is due after the first winter, and the council will then decide on the second year.",
)
TITLE = "Harbour town keeps its night ferry"


def page(
    *, head: str = "", above: str = f"<h1>{TITLE}</h1>", body: str = "", data: dict[str, object] | None = None
) -> str:
    """Return a saved page with the paragraphs above, `body` behind them."""
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8>{head}{script}</head>"
        f"<body><main><article>{above}<div class=story>{text}{body}</div></article></main></body></html>"
    )


def cleaned(html: str) -> CleanArticle:
    """Return the article in a page."""
    return clean_article(read_raw(html.encode(), "page.html"))


def news(**fields: object) -> dict[str, object]:
    """Return an article of schema.org."""
    return {"@type": "NewsArticle", "headline": TITLE, **fields}


def test_the_visible_headline_goes_before_the_search_engines() -> None:
    """A page that shows one headline and tells search engines another is called by what it shows."""
    html = page(head='<meta property="og:title" content="Ferry row: five things to know">', data=news())
    assert cleaned(html).title == TITLE


def test_a_kicker_glued_to_the_headline_goes() -> None:
    """What stands in the heading before the page's own name for itself is a kicker."""
    above = f"<h1><span>Port Linden</span><span>{TITLE}</span></h1>"
    assert cleaned(page(above=above, head=f'<meta property="og:title" content="{TITLE}">')).title == TITLE


@pytest.mark.parametrize(
    ("kicker", "title"),
    [
        ("Port Linden", f"Port Linden: {TITLE}"),
        ("Port Linden :", f"Port Linden: {TITLE}"),
        ("Town hall :", TITLE),
    ],
)
def test_a_kicker_stays_where_the_page_is_called_by_it(kicker: str, title: str) -> None:
    """A kicker that the page's name for itself has stands before a colon; any other set before the headline goes."""
    above = f"<h1><span>{kicker}</span> <span>{TITLE}</span></h1>"
    assert cleaned(page(above=above, head=f'<meta property="og:title" content="{title}">')).title == title


def test_a_headline_is_not_sought_among_teasers() -> None:
    """The page's name in a list below the text is a link to itself, not its headline."""
    above = f"<h2>{TITLE}</h2>"
    body = f"<ul><li><h1>{TITLE} for now</h1></li></ul>"
    html = page(above=above, body=body, head=f'<meta property="og:title" content="{TITLE}">')
    assert cleaned(html).title == TITLE


def test_the_outlet_goes_from_a_title_with_the_section() -> None:
    """What one name of the page has behind another is its section and outlet, also without blanks about the dash."""
    head = f'<meta property="og:title" content="{TITLE}-Town|Linden Courier"><title>{TITLE} | Linden Courier</title>'
    data = news(headline=TITLE, publisher={"@type": "Organization", "name": "Linden Courier"})
    assert cleaned(page(above="", head=head, data=data)).title == TITLE


def test_a_title_cut_at_a_quotation_mark_is_not_taken() -> None:
    """A name that markup cut at a quotation mark stands behind the same name in full."""
    head = (
        f"""<meta property="og:title" content="{TITLE} and "rows on""><title>{TITLE} and &quot;rows on&quot;</title>"""
    )
    assert cleaned(page(above="", head=head)).title == f'{TITLE} and "rows on"'


def test_the_outlets_name_goes_from_a_title() -> None:
    """Without a visible headline the page's title stands, less what names the outlet."""
    html = page(above="", head=f"<title>{TITLE} | The Linden Courier</title>")
    assert cleaned(html).title == TITLE


@pytest.mark.parametrize(
    ("author", "names"),
    [
        (
            [{"@type": "Person", "name": "Mara Linden"}, {"@type": "Person", "name": "Tom Reyes"}],
            ("Mara Linden", "Tom Reyes"),
        ),
        ({"@type": "Person", "givenName": "Mara", "familyName": "Linden"}, ("Mara Linden",)),
        (
            [{"@type": "Person", "name": "Mara Linden"}, [{"@type": "Person", "name": "COURIER NORTH"}]],
            ("Mara Linden",),
        ),
        ({"@type": "Person", "name": "https://courier.example/mara"}, ()),
        ({"@type": "Organization", "name": "Harbour Wire"}, ("Harbour Wire",)),
    ],
)
def test_stated_authors_are_people_before_desks(author: object, names: tuple[str, ...]) -> None:
    """JSON-LD names people in several forms; addresses and the outlet's own departments are none of them."""
    data = news(author=author, publisher={"@type": "Organization", "name": "Courier"})
    assert cleaned(page(data=data)).authors == names


def test_a_byline_goes_before_a_desk() -> None:
    """The outlet's name in a meta tag is no author where somebody signs."""
    head = f'<title>{TITLE} - Umbra Science Desk</title><meta name="author" content="Umbra Science Desk">'
    above = f'<h1>{TITLE}</h1><div class="meta">By Priya Raghunath &bull; 5 min read</div>'
    assert cleaned(page(head=head, above=above)).authors == ("Priya Raghunath",)


def test_the_outlet_with_its_address_is_no_author() -> None:
    """Whoever a meta tag names with the site's own address is the site; a byline is looked for beside it."""
    head = (
        '<link rel="canonical" href="https://www.lc.example/ferry">'
        '<meta name="author" content="Linden Courier (www.lc.example)">'
    )
    assert cleaned(page(head=head)).authors == ()
    above = f'<h1>{TITLE}</h1><p class="author-name">Mara Linden</p>'
    assert cleaned(page(head=head, above=above)).authors == ("Mara Linden",)


def test_a_photographer_is_no_author() -> None:
    """A name in a figure credits the picture: where nobody else signs, the desk that the page states stands."""
    above = f"<h1>{TITLE}</h1><figure><img src=a.jpg><figcaption>Photo:</figcaption><p>Tom Reyes / AP</p></figure>"
    data = news(author={"@type": "Organization", "name": "Harbour Wire"})
    assert cleaned(page(above=above, data=data)).authors == ("Harbour Wire",)
    assert cleaned(page(above=above)).authors == ()


def test_a_topic_is_no_author() -> None:
    """A name that is a link in a trail of sections or below the text is what the article is about."""
    above = f'<ul><li><a href="/s">Tom Reyes</a></li></ul><h1>{TITLE}</h1>'
    body = '<div><a href="/t/reyes">Tom Reyes</a></div>'
    data = news(author={"@type": "Organization", "name": "Harbour Wire"})
    assert cleaned(page(above=above, body=body, data=data)).authors == ("Harbour Wire",)


def test_bylines_of_other_stories_are_not_taken() -> None:
    """Of several visible bylines those beside the first count."""
    above = f'<h1>{TITLE}</h1><div><p><a rel="author" href="/m">Mara Linden</a></p></div>'
    other = '<section><div><div><p><a rel="author" href="/t">Tom Reyes</a></p></div></div></section>'
    assert cleaned(page(above=above, body=other)).authors == ("Mara Linden",)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("2024/03/05/ferry", dt.date(2024, 3, 5)),
        ("news/ferry-20240305", dt.date(2024, 3, 5)),
        ("article/A2024030514320005196", dt.date(2024, 3, 5)),
        ("article/1234567", None),
        ("2024/13/45/ferry", None),
    ],
)
def test_an_address_can_hold_the_day(path: str, day: dt.date | None) -> None:
    """A page without a stated date is of the day in its address, if that is one."""
    assert cleaned(page(head=f'<link rel="canonical" href="https://courier.example/{path}">')).date == day


def test_a_standfirst_becomes_the_subtitle() -> None:
    """A line under the headline that is no sentence, and that the page marks as its lead, is no body text."""
    above = f'<h1>{TITLE}</h1><p class="standfirst">Council shares the cost of fuel with the operator for a year</p>'
    clean = cleaned(page(above=above))
    assert clean.subtitle == "Council shares the cost of fuel with the operator for a year"
    assert clean.text.startswith(PARAGRAPHS[0])


def test_what_the_page_says_twice_is_kept_once() -> None:
    """A copy of the text for another width of screen is dropped, and logged."""
    clean = cleaned(page(body="".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)))
    assert clean.text == "\n\n".join(PARAGRAPHS)
    assert [line.text for line in clean.dropped if line.rule == "said before"] == list(PARAGRAPHS)


def test_words_for_screen_readers_are_not_in_links() -> None:
    """What a link says only to screen readers does not end up in the sentence around it."""
    link = '<a href="https://port.example/">the town\'s pages<span class="sr-only">, opens new tab</span></a>'
    body = f"<p>The full plan stands on {link}, where anybody may comment on it until the end of June.</p>"
    assert "the town's pages, where anybody" in cleaned(page(body=body)).text


def test_a_numbered_heading_keeps_its_number() -> None:
    """A number that is part of a heading's words is part of the text."""
    html = page(
        body=f"<h2>1. What changes for passengers</h2>{''.join(f'<p>{p[:-1]}, it was said.</p>' for p in PARAGRAPHS)}"
    )
    assert "1. What changes for passengers" in cleaned(html).text


def test_a_text_that_only_scripts_hold_is_read_and_said_to_be_so() -> None:
    """A page drawn by scripts gives the text it keeps for machines, with a warning."""
    text = "\n".join(PARAGRAPHS)
    script = f'<script type="application/ld+json">{json.dumps(news(articleBody=text))}</script>'
    clean = cleaned(f"<!doctype html><html><head>{script}</head><body><div id=root></div></body></html>")
    assert clean.text == "\n\n".join(PARAGRAPHS)
    assert any("keeps for machines" in warning for warning in clean.warnings)
