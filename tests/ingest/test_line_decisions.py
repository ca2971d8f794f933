"""A decision about one line of an original changes that line alone, whatever the rules make of its neighbours."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import pytest
from conftest import write_site

from copydesk.cli import main
from copydesk.config import load_config
from copydesk.edit.nodes import body_of
from copydesk.errors import UsageError
from copydesk.ingest.known import load_memory
from copydesk.ingest.review import LineDecisions, clean_original, decide_lines, evidence_of

_DRAFTS = {
    "marks.txt": """The winter that began with a mark
By Nils Holm
2 May 2023

1986. It was a cold year in Reykjavik, and the parliament met in coats.

# is the mark that the printers of Iceland put before a number, and * before a death.

- No, said the minister. - Yes, said his wife.

+ 5 degrees in the cellar, > 20 in the attic, that was the rule of the house.

The file was called winter_final_v2.doc and cost $5 to $10; nobody opened it again.

    A line that was set in by four blanks,
    as verses are,
      and another by six.

The minister, then the oldest man of the island, remembers it ===== well.
=====
A line that stands above a rule, and a rule below.
---
The end came in 1987: a letter, a stamp and no answer.
""",
    "sign.html": """<html><head><title>Verse and code – Harbour Review</title></head><body>
<div id="hd"><span>Harbour Review</span><span>Issue 12</span></div><div id=c><div class=t>Verse and code</div>
<div class=d>Posted on 3rd of June, 2021 by admin</div>
<div>The court of Pärnu ruled that a verse on a wall is a sign in the code.<br><br>
Its author, Leena Mets, had written:<br>I am the wall<br>and you, inspector,<br>are the rain.<br><br>
The judge, Jaan Oja, wrote that the law knows no verses.</div>
<dl><dt>Sign</dt><dd>whatever is fixed to be read</dd><dt>Verse</dt><dd>not defined</dd></dl>
<details><summary>What the code says</summary><p>Article 12: every sign larger than 4 m² needs a permit.</p></details>
<table><tr><th colspan=2>Fines</th></tr><tr><td rowspan=2>2019</td><td>€ 200</td></tr></table>
<h4>Reactions</h4><div>“Rain needs no permit,” said Mets.</div><div>Nor do I, said the mayor, Toomas Kask.</div>
<ol start=7><li>Seventh reason</li><li>Eighth reason<p>with a second paragraph</p></li></ol>
<p>1. So it says, on page 9.</p></div><div id=ft>Powered by a press</div></body></html>
""",
    "law.txt": """The harbour writes down its signs

By Mart Tamm

4 March 2021

The council of Kuressaare in Estonia has written down on Tuesday what may hang above the doors of its harbour.

What the code says

Article 11: a sign is whatever hangs above a door.

* not defined

* every sign larger than 4 m² needs a permit

* a lamp is no sign

Article 12: the harbour master decides within a month.

The rules hold from the first of May, the mayor said, and whoever breaks them pays ten crowns to the harbour.

Nobody spoke against it.
""",
    "soup.html": """<html lang=en><head><title>Soup</title></head><body><article>

<h1>Barley soup as the pilots cook it</h1>
<p>By Anna Berg</p><p>2 May 2022</p><p>The pilots of the harbour cook this soup on the first cold day of every year.</p>
<p>You need:</p><ul><li>200 g of barley</li><li>two onions</li><li>a smoked bone</li></ul><h2>How it is cooked</h2>
<ol><li>Soak the barley over night.</li><li>Cook it with the bone for two hours.</li><li>Serve it hot.</li></ol>
<table><tr><th>Bowls</th><th>Barley</th></tr><tr><td>4</td><td>200 g</td></tr><tr><td>8</td><td>400 g</td></tr></table>
<p>It keeps for three days in a cold cellar, and the pilots say that it is best on the second of them.</p>
<nav><a href=/a>News</a> <a href=/b>Weather</a></nav></article></body></html>
""",
    "talk.txt": """“The lamp was never out”

Interview: Liis Kask

9 June 2020

The keeper of the light at Sõrve has served for forty years, and on Monday he left his tower for the last time.

When did you come here?

In 1980, with two suitcases and a cat.

Were you ever afraid?

Only of the stairs.

What will you miss?

The light on the water in the hour before the sun comes up, which nobody else on this coast has ever seen as I have.

Share this article

Sign up for our newsletter
""",
}


@pytest.fixture(scope="module")
def digest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A digest of five drafts, pages and texts."""
    folder = tmp_path_factory.mktemp("decisions")
    root = write_site(folder / "d", {"content/articles/.keep": ""})
    raw = folder / "raw"
    raw.mkdir()
    for name, text in _DRAFTS.items():
        (raw / name).write_text(text, encoding="utf-8")
    assert main(["add", "--root", str(root), str(raw)]) == 0
    return root


def letters(text: str) -> str:
    """The letters and digits of a text, whatever marks stand between them."""
    return "".join(filter(str.isalnum, html.unescape(text)))


@pytest.mark.slow
def test_a_decision_on_a_line_changes_that_line_alone(digest: Path) -> None:
    """Each line of each draft is left out or put back: no other line comes or goes, in the copy and in the file."""
    config = load_config(digest)
    knowledge = load_memory(config).knowledge
    decided = refused = pinned = 0
    for file in sorted((digest / "content/articles").rglob("*.md")):
        path, text = file.relative_to(digest).as_posix(), file.read_text(encoding="utf-8")
        clean: Any = clean_original(config, knowledge, path, text).clean
        fates = {fate.number: fate for fate in evidence_of(clean).lines}
        body = {number for number, fate in fates.items() if fate.fate == "body"}
        for number, fate in fates.items():
            out = fate.fate == "body"
            lines = LineDecisions(drop=(number,)) if out else LineDecisions(keep=(number,))
            try:
                done = decide_lines(config, knowledge, path, text, lines)
            except UsageError:
                refused += 1
                assert fate.fate != "body"
                continue
            again: Any = clean_original(config, knowledge, path, done.text).clean
            assert set(again.body_lines) == body ^ {number}, (path, number, fate.text)
            words = letters(body_of(done.text, path))
            for other in body - {number}:
                first = letters(fates[other].text.split(" | ")[0])
                assert first in words, (path, number, fates[other].text)
            decided += 1
            pinned += bool(done.pinned)
    assert decided > 30
    assert refused < 10
    assert pinned > 0  # some would have taken others along


def test_review_says_what_became_of_a_line(digest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`review` prints the line left out or put back, with its words; `undo` takes it back."""
    file = next((digest / "content/articles").rglob("*barley-soup*.md"))
    assert main(["review", "--root", str(digest), str(file)]) == 0
    row = next(line for line in capsys.readouterr().out.split("\n") if "two onions" in line)
    number = row.split()[0]
    assert main(["review", "--root", str(digest), str(file), "--drop-line", number]) == 0
    assert f"line {number} is left out (--drop): two onions" in capsys.readouterr().out
    assert "two onions" not in file.read_text(encoding="utf-8")
    assert "a smoked bone" in file.read_text(encoding="utf-8")
    assert main(["undo", "--root", str(digest)]) == 0
    assert "two onions" in file.read_text(encoding="utf-8")


def test_a_line_that_is_not_there_is_an_error(digest: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A number that no line has is refused with the numbers there are, and nothing is written."""
    file = next((digest / "content/articles").rglob("*barley-soup*.md"))
    before = file.read_bytes()
    capsys.readouterr()
    assert main(["review", "--root", str(digest), str(file), "--drop-line", "999"]) == 2
    assert "has no line 999" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_a_letters_footer_is_no_line_to_put_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the reader of letters took off stands in no line of the text: the refusal says what it is."""
    letter = (
        "From: Harbour Dispatch <news@dispatch.example>\r\nSubject: The ferry sails again\r\n"
        "Date: Mon, 11 May 2020 09:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        "The ferry of Aldermoor sails again on Monday, after nine days in the dock for a new shaft.\r\n\r\n"
        "Its owners say that the work cost less than was feared, and that no further trip will be lost.\r\n\r\n"
        "The bridge that is to take its place will open in the spring of 2027, two years later than planned.\r\n\r\n"
        "Unsubscribe: https://dispatch.example/unsubscribe?u=1\r\n"
    )
    root = write_site(tmp_path / "digest", {})
    (tmp_path / "letter.eml").write_bytes(letter.encode())
    assert main(["add", "--root", str(root), str(tmp_path / "letter.eml")]) == 0
    (file,) = (root / "content/articles").rglob("*.md")
    before = file.read_bytes()
    assert main(["review", "--root", str(root), file.stem, "--keep-line", "-1"]) == 2
    assert "line -1 cannot be put back by its number: mail: footer" in capsys.readouterr().err
    assert file.read_bytes() == before
