"""PDF files as programs write them: in which order their lines are read, and where paragraphs end."""

from __future__ import annotations

import pytest

from copydesk.intake.item import Item
from copydesk.intake.readers.pdf import _Line, _refuse_letters, _whole_lines, read_pdf

pytest.importorskip("pypdf", reason="the extra [pdf] is not installed")

PARAGRAPHS = (
    ("The Suez Canal Authority said on Monday that it would widen", "the southern stretch of the waterway."),
    ("Pilots have long asked for a wider channel there, where the", "banks are rocky."),
    ("The work will cost about 191 million dollars.",),
)


FONT = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"


def pdf_of(content: str) -> bytes:
    """A PDF of one page with this content stream; readers find its objects without a table of them."""
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << {FONT} >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
    )
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        out
        + f"xref\n0 5\n0000000000 65535 f \n{table}trailer << /Size 5 /Root 1 0 R >>\n".encode()
        + f"startxref\n{len(out)}\n%%EOF\n".encode()
    )


def moved() -> str:
    """Each paragraph at the same place of a page that is moved for it, as ReportLab writes."""
    out = []
    for number, lines in enumerate(PARAGRAPHS):
        rows = " T* ".join(f"({line}) Tj" for line in lines)
        out.append(f"q 1 0 0 1 78 {700 - 60 * number} cm BT 1 0 0 1 0 14 Tm /F1 10 Tf 12 TL {rows} ET Q")
    return "\n".join(out)


def turned() -> str:
    """A page scaled and turned upside down for all of its text, as browsers and Cairo write."""
    out, y = [], 100.0
    for lines in PARAGRAPHS:
        for line in lines:
            out.append(f"BT /F1 16 Tf 1 0 0 -1 45 {y} Tm ({line}) Tj ET")
            y += 18
        y += 16
    return "q .75 0 0 -.75 0 842 cm\n" + "\n".join(out) + "\nQ"


@pytest.mark.parametrize("content", [moved(), turned()], ids=["moved", "turned"])
def test_a_page_moved_or_turned_for_its_text_is_read_in_order(content: str) -> None:
    """Where a line stands is told by both matrices, and the narrow gaps are those inside paragraphs."""
    (part,) = read_pdf(pdf_of(content))
    assert isinstance(part, Item)
    assert part.text.strip().split("\n\n") == [" ".join(lines) for lines in PARAGRAPHS]


def spelled() -> str:
    """Each letter drawn for itself, each paragraph one line, as browsers write what is no Latin."""
    out = []
    for row, line in enumerate(LINES):
        x = 50.0
        for char in line:
            out.append(f"BT /F1 10 Tf 1 0 0 1 {x} {700 - 30 * row} Tm ({char}) Tj ET")
            x += 2.8 if char in " .il" else 5.6
    return "\n".join(out)


LINES = ("The canal will be wider, it was said.", "Pilots have asked for it since 2004.", "It will cost 191 million.")


def test_a_page_written_letter_by_letter_is_put_together() -> None:
    """The library joins its letters; lines set apart that end sentences are paragraphs."""
    (part,) = read_pdf(pdf_of(spelled()))
    assert isinstance(part, Item)
    assert [one.replace(" ", "") for one in part.text.strip().split("\n\n")] == [one.replace(" ", "") for one in LINES]


def test_letters_of_a_pdf_become_plain_ones_and_leftward_ones_are_refused() -> None:
    """Radicals and forms are those letters that they look like; Arabic drawn the wrong way round is named."""
    pieces = [_Line(10.0, 700.0, 10.0, one) for one in "⼈駅"]
    (line,) = _whole_lines(pieces, "⼈駅の町⺠⻑\n")
    assert line.text == "人駅の町民長"
    torn = _whole_lines(pieces, "町の人。\n駅の人\nが来た。\n")
    assert torn[0].y - torn[1].y > torn[1].y - torn[2].y > 0
    refused = _refuse_letters([[_Line(10.0, 700.0, 10.0, "ﻋﺸﺮ دام")]])
    assert refused is not None
    assert "Arabic" in refused.why
    assert _refuse_letters([[line]]) is None


@pytest.mark.parametrize("size", [10, 18])
def test_text_that_reaches_into_the_margins_is_no_running_head(size: int) -> None:
    """A page with narrow margins keeps its first and last lines; what stands apart from them goes."""
    lines = [f"Line {at + 100} of a page with narrow margins says so." for at in range(64)]
    rows = [f"BT /F1 {size if not at else 10} Tf 36 {797 - 12 * at} Td ({line}) Tj ET" for at, line in enumerate(lines)]
    rows.append("BT /F1 8 Tf 36 12 Td (The Harbour Post) Tj ET")
    (part,) = read_pdf(pdf_of("\n".join(rows)))
    assert isinstance(part, Item)
    words = " ".join(part.text.split())
    assert all(line in words for line in lines)
    assert "Harbour Post" not in words


def test_a_headline_and_a_day_above_a_text_of_one_size_are_lines_of_their_own() -> None:
    """Lines that end well before the width of the text are its head, and a page's number is none of it."""
    lines = (
        "Whale seen in the Thames",
        "London, 20 January 2006",
        "A bottlenose whale swam past the Houses of Parliament on Friday,",
        "the first to be seen in the Thames since records began in 1913,",
        "according to the museum, which has counted them.",
        "Page 1 of 1",
    )
    rows = " T* ".join(f"({line}) Tj" for line in lines)
    (item,) = read_pdf(pdf_of(f"BT /F1 12 Tf 72 700 Td 16 TL {rows} ET"))
    assert isinstance(item, Item)
    assert item.text.strip().split("\n\n") == [lines[0], lines[1], " ".join(lines[2:5])]
