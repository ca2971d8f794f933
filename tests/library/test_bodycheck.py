"""What a body would show otherwise than it was meant: quotations that do not stand in it, other programs' marks."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import article, build_site, write_site

from copydesk.errors import ContentError, Location
from copydesk.library.articles import check_body
from copydesk.model import Mention

BODY = """\
“We have waited long for this day,” Moon Jae-in said after the ceremony. The crowd's answer was a cheer.

Kim spoke of *a new chapter*: “It’s over — the [long] winter of our peoples ... is over. We will [not] go back!”

> Nobody wins a war,
> she wrote in [a letter](https://e.example/ "A letter") to the council.[^1]

“평화는 이미 왔습니다.” 그는 말했다. “再び戦争は起こらない。”

[^1]: Published in May.
"""
STANDS = [
    "We have waited long for this day",
    "“We have waited long for this day,”",
    "we HAVE  waited\nlong for this day.",
    "It's over - the long winter of our peoples",
    "It's over — the winter of our peoples … is over.",
    "We have waited … this day",
    "We have [...] this day",
    "[The people] have waited long for this day",
    "We will not go back",
    "We will go back",
    "a new chapter",
    "Nobody wins a war, she wrote in a letter to the council.",
    "평화는 이미 왔습니다.",
    "再び戦争は起こらない",
    "The crowd’s answer",
]
MISSING = [
    "We have waited for this day",
    "this day … We have waited long",
    "We have waited long for this daylight",
    "Nobody wins the war",
    "평화는 아직 오지 않았다",
    "戦争は必ず起こる",
    "waited long for this da",
]


def said_of(quote: str) -> list[str]:
    """What is said of a quotation that an article has of somebody."""
    mention = Mention(name="Moon", quotes=(quote,), location=Location(path="a.md", line=5, column=3))
    return [str(problem) for problem in check_body(BODY, "a.md", 10, [mention])]


@pytest.mark.parametrize("quote", STANDS)
def test_what_was_said_is_found_however_it_is_set(quote: str) -> None:
    """Marks, blanks, ellipses, brackets and notes make no difference."""
    assert said_of(quote) == []


@pytest.mark.parametrize("quote", MISSING)
def test_what_was_not_said_is_named(quote: str) -> None:
    """Other words, another order and parts of words are no quotation."""
    (problem,) = said_of(quote)
    assert problem.startswith("a.md:5:3: these words of Moon do not stand in the text")


def test_the_nearest_sentence_is_shown() -> None:
    """The editor sees what the text says instead; where nothing is like it, that is said."""
    (problem,) = said_of("We waited so long for this day")
    assert 'the nearest is "“We have waited long for this day,” Moon Jae-in said after the ceremony.”"' in (
        problem.replace('ceremony."', 'ceremony.”"')
    )
    (problem,) = said_of("Xylophones quiz jazzy vowels")
    assert problem.endswith("nothing in it is like it")


def test_a_wrong_quotation_warns_and_stops_a_strict_build(tmp_path: Path) -> None:
    """The build reads the body alone, so that it says the same wherever it runs."""
    root = write_site(
        tmp_path, {"content/articles/a.md": article(body="He said “yes”.", people="[{name: Ada, quotes: [no]}]")}
    )
    (warning,) = build_site(root).warnings
    assert str(warning) == (
        'content/articles/a.md:4:10: these words of Ada do not stand in the text: "no", nothing in it is like it'
    )
    with pytest.raises(ContentError):
        build_site(root, strict=True)


FOREIGN = [
    ("See [[Another note]].", "a wiki link is printed as it is: [[Another note]]"),
    ("{{< figure src=x >}}", "a shortcode is printed as it is: {{< figure src=x >}}"),
    ("{{% note %}}", "a shortcode is printed as it is: {{% note %}}"),
    ("{% include x.html %}", "a template's tag is printed as it is: {% include x.html %}"),
    ("It was ~~never~~ so.", "struck out text is printed as it is: ~~never~~"),
    ('<iframe src="https://e.example/"></iframe>', "<iframe> is taken out"),
    ("<video src=x></video>", "<video> is taken out"),
]
MEANT = [
    "`[[not a link]]` and `~~x~~`",
    "```\n{% raw %}\n```",
    "    {{< code >}}",
    "a [link](/a/)",
    "about ~~ the sign",
    "~~~\nfenced\n~~~",
    "1 < 2 and {x}",
    "{{ braces }}",
]


@pytest.mark.parametrize(("text", "message"), FOREIGN)
def test_another_programs_marks_are_named(text: str, message: str) -> None:
    """Each with its line and what to write instead."""
    (problem,) = check_body(f"One.\n\n{text}", "a.md", 7, ())
    assert (problem.location.line, problem.message) == (9, message)
    assert problem.advice


@pytest.mark.parametrize("text", MEANT)
def test_what_is_meant_so_is_left_alone(text: str) -> None:
    """Code, and signs that are no marks."""
    assert list(check_body(text, "a.md", 1, ())) == []
