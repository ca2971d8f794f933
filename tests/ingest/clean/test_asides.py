"""What an outlet says to its reader amid an article, and what an article says of such things."""

from __future__ import annotations

from copydesk.ingest.clean import clean_article
from copydesk.intake.read import read_raw


def test_a_text_about_pleas_keeps_its_own() -> None:
    """Where pleas of one kind are much of the text it is about them, and they stay."""
    page = "<!doctype html><title>Winter</title><article><h1>Winter times stay as they are</h1>{}</article>"
    plea = "To play this video you need to enable JavaScript in your browser."
    paragraphs = [
        "The ferry to the outer islands ran on its winter times for the third week, the harbour office said.",
        "Its captain, who has steered it since 1998, waits for a part that a yard in Oslo builds by hand.",
        "Farmers on the far shore send their milk by road, which takes four hours where the boat took one.",
        "Nobody knows yet whether the summer visitors will come the long way round, or stay at home this year.",
    ]
    text = "".join(f"<p>{one}</p>" for one in paragraphs)
    told = clean_article(read_raw(page.format(f"{text}<p>{plea}</p>{text.upper()}").encode(), "case.html"))
    assert plea not in told.text
    dropped = {line.text: line for line in told.dropped}
    assert dropped[plea].look
    assert dropped[plea].rule == "plea: speaks to its reader"
    about = "".join(f"<p>{plea} Page {nth} of our help says so, and few read it.</p>" for nth in ("one", "two", "six"))
    assert plea in clean_article(read_raw(page.format(f"<p>{paragraphs[0]}</p>{about}").encode(), "case.html")).text
