"""What cleaning leaves out: long lists and tables kept whole, doubts shown, and nothing of the article called sure."""

from __future__ import annotations

import pytest

from copydesk.ingest.clean import CleanHints, clean_article
from copydesk.ingest.clean.doubt import DOUBT_NAMES, Certainty, load_certainty
from copydesk.ingest.clean.forest import forest_folder
from copydesk.model import CleanArticle, DroppedLine, RawArticle

SENTENCES = (
    "The council of Aldermoor voted on Tuesday to close the ferry landing, which has carried workers since 1911.",
    "Mayor Ines Falkner said the decision had been hard and that the boats had become too costly to mend.",
    "Passengers who gathered at the landing held up signs and sang until the last boat had left for the other side.",
    "The bridge that is to take the ferry's place will open in the spring of 2027, two years later than planned.",
)
CHROME = "<nav><a href=/>Home</a> <a href=/news>News</a> <a href=/sport>Sport</a></nav>"


def page_of(middle: str) -> CleanArticle:
    """Clean a page of four paragraphs with something between the second and the third."""
    one, two, three, four = (f"<p>{sentence}</p>" for sentence in SENTENCES)
    html = (
        "<html><head><title>Ferry landing to close</title></head><body>"
        f"{CHROME}<article><h1>Ferry landing to close</h1>{one}{two}{middle}{three}{four}</article>"
        "<footer>© 2026 The Aldermoor Post</footer></body></html>"
    )
    return clean_article(RawArticle(file="ferry.html", kind="html", text=html))


def text_of(*middle: str) -> CleanArticle:
    """Clean a text of four paragraphs with something between the second and the third."""
    one, two, three, four = SENTENCES
    parts = ("Ferry landing to close", "By Jo Marsh", one, two, *middle, three, four)
    return clean_article(RawArticle(file="ferry.txt", kind="text", text="\n\n".join(parts) + "\n"))


def the_line(clean: CleanArticle, opening: str) -> DroppedLine:
    """Return what was left out and opens so."""
    return next(line for line in clean.dropped if line.text.startswith(opening))


def test_a_long_table_is_kept_to_its_last_row() -> None:
    """Rows far from any paragraph stand with the rest of their table, on a page and in a text alike."""
    rows = [(f"Landing {nth}", f"{nth * 7} boats") for nth in range(1, 61)]
    table = "<table>" + "".join(f"<tr><td>{name}</td><td>{count}</td></tr>" for name, count in rows) + "</table>"
    page = page_of(table)
    assert all(name in page.text for name, _ in rows)
    text = text_of("\n".join(f"| {name} | {count} |" for name, count in rows))
    assert all(name in text.text for name, _ in rows)


def test_numbered_headings_with_paragraphs_between_them_stay() -> None:
    """Three short lines whose numbers go on, with paragraphs between, are headings, counted up or down."""
    for order in ((1, 2, 3, 4), (4, 3, 2, 1)):
        names = ("The landing", "The boats", "The bridge", "The crew")
        parts = [
            part for nth, name in zip(order, names, strict=True) for part in (f"{nth}. {name}", SENTENCES[nth - 1])
        ]
        clean = clean_article(RawArticle(file="a.txt", kind="text", text="\n\n".join(("Ferry landing", *parts)) + "\n"))
        assert all(name in clean.text for name in names)


@pytest.mark.parametrize(
    "middle",
    [
        '<p>Read more: <a href="/x">Bridge delayed again as steel runs short</a></p>',
        '<p><a href="/x">Read more: Bridge delayed again as steel runs short</a></p>',
        '<p>Lesen Sie auch: <a href="/x">Bridge delayed again as steel runs short</a></p>',
    ],
)
def test_a_pointer_to_another_story_goes_and_is_shown(middle: str) -> None:
    """A line like "Read more:" before a link is none of the text, and the editor is asked to look."""
    clean = page_of(middle)
    assert "steel runs short" not in clean.text
    assert next(line for line in clean.dropped if "steel runs short" in line.text).look


def test_what_opens_like_a_pointer_and_is_a_sentence_stays() -> None:
    """A sentence after a colon is the writer's own, and so is a line that links to nothing."""
    assert "See also: the rules" in page_of("<p>See also: the rules that the council wrote in 1911.</p>").text


def test_an_article_on_apps_is_no_plea() -> None:
    """Paragraphs that name stores, downloads and newsletters stay; what begs its reader is asked about."""
    told = (
        "Once the harbour office has approved it, the app can be set to go live on the Google Play Store for users to "
        "download, and passengers can sign up."
    )
    assert told in page_of(f"<p>{told}</p>").text
    assert told in text_of(told).text


def test_an_author_in_the_middle_does_not_end_the_text() -> None:
    """What reads like an author's biography takes no more than a few lines with it."""
    more = [f"{sentence} So said the harbour master again." for sentence in SENTENCES * 3]
    text = text_of("Jo Marsh is a reporter at The Aldermoor Post who covers the river.", *more)
    assert more[-1] in text.text


def test_thanks_in_the_middle_of_a_text_are_kept_or_shown() -> None:
    """A short line between kept paragraphs is never dropped as sure."""
    for clean in (page_of("<p>Thank you!</p>"), text_of("Thank you!")):
        assert "Thank you!" in clean.text or the_line(clean, "Thank you!").look


def test_what_the_editor_drops_is_sure() -> None:
    """The editor's own word is no doubt."""
    raw = RawArticle(file="a.txt", kind="text", text="\n\n".join(SENTENCES) + "\n")
    clean = clean_article(raw, hints=CleanHints(title="Ferry", drop=("Passengers who",)))
    assert not the_line(clean, "Passengers").look


def test_bare_copy_has_nothing_to_look_at() -> None:
    """Of copy without chrome nothing is left out in doubt: headline and byline are facts."""
    assert not [line for line in text_of().dropped if line.look]


def test_a_menu_is_sure() -> None:
    """The chrome around a plain page is folded away, not asked about."""
    assert not [line for line in page_of("").dropped if line.look]


def dropped(number: int, sure: float, rule: str = "shape") -> DroppedLine:
    """Return a line that was left out."""
    return DroppedLine(line=number, text=f"{chr(96 + number)} is line {number}", rule=rule, sure=sure)


def test_lines_in_doubt_at_one_place_are_one_look() -> None:
    """What was left out between two kept lines is looked at together; certain lines there do not part it."""
    out = (dropped(1, 0.9), dropped(4, 0.5), dropped(5, 1.0), dropped(6, 0.8), dropped(9, 1.0), dropped(12, 0.2))
    clean = CleanArticle(file="a.txt", body_lines=(3, 8, 10), dropped=out)
    assert [[line.line for line in look] for look in clean.looks] == [[1], [4, 6], [12]]


def test_the_same_words_at_several_places_are_one_look() -> None:
    """The words of a button under each of ten hotels are one question, not ten."""
    out = tuple(DroppedLine(line=at, text="Book now", rule="shape", sure=0.5) for at in (2, 5, 8))
    clean = CleanArticle(file="a.txt", body_lines=(1, 3, 6, 9), dropped=out)
    assert [[line.line for line in look] for look in clean.looks] == [[2, 5, 8]]


def test_all_captions_are_one_look() -> None:
    """Whether an article keeps the captions of its pictures is one question, however many pictures it has."""
    out = (
        DroppedLine(line=2, text="The landing at noon", rule="caption", sure=0.5),
        DroppedLine(line=3, text="Photo: Ann Lee", rule="shape", sure=0.5),
        DroppedLine(line=6, text="The last boat", rule="caption", sure=0.5),
        dropped(8, 0.5),
    )
    clean = CleanArticle(file="a.txt", body_lines=(1, 5, 7), dropped=out)
    assert [[line.line for line in look] for look in clean.looks] == [[2, 3, 6], [8]]


CARDS = ("Ann Lee", "More on Goblin Band"), ("Bo Falk", "More on Foetus"), ("Cy Orr", "More on Earth Ball")


def test_cards_of_one_kind_are_one_look() -> None:
    """The critic and the link under each of three records are one question; two such places are two."""
    out = tuple(
        DroppedLine(line=4 * nth + at, text=text, rule="shape", sure=0.5)
        for nth, card in enumerate(CARDS)
        for at, text in enumerate(card, 2)
    )
    clean = CleanArticle(file="a.txt", body_lines=(1, 5, 9, 13), dropped=out)
    assert [[line.line for line in look] for look in clean.looks] == [[2, 3, 6, 7, 10, 11]]
    two = CleanArticle(file="a.txt", body_lines=(1, 5, 9), dropped=out[:4])
    assert [[line.line for line in look] for look in two.looks] == [[2, 3], [6, 7]]


def test_labels_that_stand_alone_are_one_look() -> None:
    """The labels over three machines, each a line left out for one reason, are one question."""
    out = tuple(
        DroppedLine(line=at, text=text, rule="shape", sure=0.5)
        for at, text in ((2, "Best overall"), (5, "Runner-up"), (8, "Budget pick"))
    )
    clean = CleanArticle(file="a.txt", body_lines=(1, 3, 6, 9), dropped=out)
    assert [[line.line for line in look] for look in clean.looks] == [[2, 5, 8]]


def test_a_paragraph_beside_a_card_is_looked_at_alone() -> None:
    """Where a longer line stands among a card's, its place is a look of its own: nothing is folded over a text."""
    long = "The harbour master said that the last ferry would leave at noon, whatever the weather did."
    out = (
        *(DroppedLine(line=at, text="Visit website", rule="shape", sure=0.5) for at in (2, 5, 8, 11)),
        DroppedLine(line=12, text=long, rule="shape", sure=0.5),
    )
    clean = CleanArticle(file="a.txt", body_lines=(1, 3, 6, 9, 13), dropped=out)
    assert [[line.line for line in look] for look in clean.looks] == [[2, 5, 8], [11, 12]]


def test_a_place_the_editor_has_decided_is_no_look() -> None:
    """Where the editor has left a line out, its neighbours have been looked at."""
    out = (dropped(4, 1.0, "--drop"), dropped(5, 0.5), dropped(9, 0.5))
    clean = CleanArticle(file="a.txt", body_lines=(3, 8), dropped=out)
    assert [[line.line for line in look] for look in clean.looks] == [[9]]


def test_doubt_is_read_as_it_came_true() -> None:
    """A score between two measured ones lies between their shares; beyond the ends theirs stand."""
    certainty = Certainty(slopes=(0.0, 1.0, 0.0, 0.0), scores=(-4.0, 0.0, 2.0), shares=(0.001, 0.1, 0.7))
    row = [0.0] * len(DOUBT_NAMES)
    chances = certainty.chances([row] * 4, [-9.0, -2.0, 1.0, 9.0])
    assert chances == pytest.approx([0.001, 0.0505, 0.4, 0.7])


def test_where_much_is_lost_nothing_is_sure() -> None:
    """The more of an input its doubts give for lost, the less certain is each of its lines, whatever its own figure."""
    certainty = load_certainty("cleaner-doubt-text", forest_folder())
    row = [0.0] * len(DOUBT_NAMES)
    row[DOUBT_NAMES.index("words")] = row[DOUBT_NAMES.index("kept words")] = 5.0
    alone = certainty.chances([row], [-6.0])[0]
    among = certainty.chances([row] * 9, [-6.0, *[2.0] * 8])[0]
    assert alone < among


def test_a_long_list_between_paragraphs_goes_on_though_each_line_is_short() -> None:
    """Winners by the dozen, in groups with a line above each, are the article's where another extractor sees them."""
    groups = [(f"Prize of the {nth}th hall", [f"Singer {nth}-{at}" for at in range(6)]) for nth in range(1, 15)]
    middle = "".join(f"<p>{name}</p><ul>{''.join(f'<li>{one}</li>' for one in some)}</ul>" for name, some in groups)
    clean = page_of(middle)
    assert all(one in clean.text for name, some in groups for one in (name, *some))


@pytest.mark.parametrize("kind", ["page", "text"])
def test_a_line_far_from_any_paragraph_can_be_kept(kind: str) -> None:
    """What the log calls a menu comes back by its number, wherever it stands."""
    menu = [f"Aisle {nth}" for nth in range(60)]
    if kind == "page":
        paragraphs = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
        links = "".join(f"<p>{one}</p>" for one in menu)
        head = "<html><head><title>Ferry landing to close</title></head><body>"
        html = f"{head}<div>{links}</div><article><h1>Ferry landing to close</h1>{paragraphs}</article></body></html>"
        raw = RawArticle(file="ferry.html", kind="html", text=html)
    else:
        raw = RawArticle(file="ferry.txt", kind="text", text="\n\n".join((*menu, "Ferry landing to close", *SENTENCES)))
    dropped = the_line(clean_article(raw), "Aisle 7")
    assert dropped.rule.startswith("menu: far")
    again = clean_article(raw, hints=CleanHints(keep_lines=(dropped.line,)))
    assert "Aisle 7" in again.text
    assert "Aisle 30" not in again.text


def test_a_note_amid_a_table_does_not_end_it() -> None:
    """A row of one cell between others is a row of the same table; the rows below it are no text with bars."""
    rows = [
        "Year|Mayor|Days",
        "2013|Bo Ray|95",
        "2017|Ann Lee|53 *",
        "* The council met in tents.",
        "2021|Ines Falkner|69",
    ]
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in rows)
    clean = page_of(f"<table>{table}</table>")
    assert (
        "| 2017 | Ann Lee | 53 \\* |\n| \\* The council met in tents. |  |  |\n| 2021 | Ines Falkner | 69 |"
        in clean.body
    )


def begins_inside(*body: str) -> bool:
    """Tell whether the cleaner says that a text begins inside a sentence."""
    text = "\n\n".join(("Ferry landing to close", "By Jo Marsh", "12 March 2026", *body)) + "\n"
    warnings = clean_article(RawArticle(file="ferry.txt", kind="text", text=text)).warnings
    return any("inside a sentence" in warning for warning in warnings)


def test_the_rest_of_a_sentence_is_said_to_be_one() -> None:
    """A text that opens in small letters has lost its beginning."""
    rest = "and that the boats had become too costly to mend, as the mayor of the town has said for years."
    assert begins_inside(rest, *SENTENCES)


def test_a_name_in_small_letters_and_a_text_in_small_letters_have_lost_nothing() -> None:
    """Some names begin small, and some writers use no capitals at all."""
    named = "eFerry, a firm of three boats, has carried workers to the other side since 1911."
    assert not begins_inside(named, *SENTENCES)
    assert not begins_inside(*(sentence.lower() for sentence in SENTENCES))
