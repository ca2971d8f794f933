"""What a body would show otherwise than it was meant: quotations that do not stand in it, other programs' marks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from conftest import article, build_site, write_site

from copydesk.countries import load_countries
from copydesk.errors import ContentError, Location
from copydesk.library.articles import Reading, check_body, parse_article
from copydesk.model import Mention

BODY = """\
“We have waited long for this day,” Moon Jae-in said after the ceremony. The crowd's answer was a cheer.

Kim spoke of *a new chapter*: “It’s over — the [long] winter of our peoples ... is over. We will [not] go back!”

> Nobody wins a war,
> she wrote in [a letter](https://e.example/ "A letter") to the council.[^1]

“평화는 이미 왔습니다.” 그는 말했다. “再び戦争は起こらない。”

[^1]: Published in May.
"""
READING = Reading(zone=dt.UTC, language="en", countries=load_countries())
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
        'content/articles/a.md:4:31: these words of Ada do not stand in the text: "no", nothing in it is like it'
    )
    with pytest.raises(ContentError):
        build_site(root, strict=True)


FOREIGN = [
    ("See [[Another note]].", "a wiki link is printed as it is: [[Another note]]"),
    ("{{< figure src=x >}}", "a shortcode is printed as it is: {{< figure src=x >}}"),
    ("{{% note %}}", "a shortcode is printed as it is: {{% note %}}"),
    ("{% include x.html %}", "a template's tag is printed as it is: {% include x.html %}"),
    ("It was ~~never~~ so.", "struck out text is printed as it is: ~~never~~"),
    ("On {{ site.title }} today", "a template's value is printed as it is: {{ site.title }}"),
    ("By {{ page.author | escape }}.", "a template's value is printed as it is: {{ page.author | escape }}"),
    ("- [x] done", "a box to tick is printed as it is: - [x]"),
    ("- [ ] open", "a box to tick is printed as it is: - [ ]"),
    ("::: warning\nMind it.\n:::", "a fenced block is printed as it is: ::: warning"),
    ("!!! note", "a note's mark is printed as it is: !!! note"),
    ("> [!NOTE]\n> Mind it.", "a note's mark is printed as it is: [!NOTE]"),
    ("[TOC]", "a table of contents is printed as it is: [TOC]"),
    ("[caption id=3]A pier[/caption]", "a shortcode is printed as it is: [caption id=3]"),
    ("[gallery ids=1]", "a shortcode is printed as it is: [gallery ids=1]"),
    ('[contact-form-7 id="2"]', 'a shortcode is printed as it is: [contact-form-7 id="2"]'),
    ("[tabs style=wide]A pier[/tabs]", "a shortcode is printed as it is: [tabs style=wide]"),
    ("[su_note]A pier[/su_note]", "a shortcode is printed as it is: [su_note]"),
    ("![A pier](pier.png)", "the picture is not shown: pier.png"),
    ("![A pier](../images/pier.png)", "the picture is not shown: ../images/pier.png"),
    ("![A pier][p]\n\n[p]: pier.png", "the picture is not shown: pier.png"),
    ("![A pier](data:image/png;base64,AAAA)", "the picture is not shown: data:image/png;base64,AAAA"),
    ('<img alt="" src="pier.png">', "the picture is not shown: pier.png"),
    ("![A](https://e.example/a.png)", "the picture is on another host and is a link only: https://e.example/a.png"),
    ("![A](//e.example/a.png)", "the picture is on another host and is a link only: //e.example/a.png"),
    ('<iframe src="https://e.example/"></iframe>', "<iframe> is taken out"),
    ("<Chart data={x} />", "a component is taken out: <Chart data={x} />"),
    ("<X a={1}/>", "a component is taken out: <X a={1}/>"),
    ("<video src=x></video>", "<video> is taken out"),
    ("<template>gone</template>", "<template> is taken out"),
    ("{{ title }}", "a template's value is printed as it is: {{ title }}"),
    ("{{{raw}}}", "a template's value is printed as it is: {{{raw}}}"),
    ("{{cite web|url=x}}", "a template's value is printed as it is: {{cite web|url=x}}"),
    ("Dear ${first.name}", "a template's value is printed as it is: ${first.name}"),
    ("<%= title %>", "a program's mark is printed as it is: <%= title %>"),
    ("<?php echo 1 ?>", "<? … ?> is taken out"),
    ("<![CDATA[ gone ]]>", "<? … ?> is taken out"),
    ("press <x> twice", "<x> is read as a tag that HTML does not have, and is taken out"),
    ("press \\<x> twice", "<x> is read as a tag that HTML does not have, and is taken out"),
    ("if a <b and c> d", "<b and c> is read as a tag that HTML does not have, and is taken out"),
    ("<o:p>Word</o:p>", "<o:p> is read as a tag that HTML does not have, and is taken out"),
]
MEANT = [
    "`[[not a link]]` and `~~x~~`",
    "```\n{% raw %}\n```",
    "    {{< code >}}",
    "a [link](/a/)",
    "about ~~ the sign",
    "~~~\nfenced\n~~~",
    "1 < 2 and {x}",
    "{ braces }",
    "{{ }}",
    "costs $5 {100} or {{}}",
    'a <b class="x" hidden>word</b>, <https://a.example/>, <me@a.example> and <details open>more</details>',
    "![A pier](/images/pier.png)",
    "`![A pier](pier.png)` and \\![A pier](pier.png)",
    "[video](https://e.example/v) and [gallery][g]\n\n[g]: /a/",
    "see [1], [x] and [audio]: all",
    "He said [laughs] that [the map] is [sic] here [p. 4], [https://e.example/?a=1], [fig. a = b].",
    "a [see id=3](/a/) and [see id=3][g]\n\n[g]: /a/",
    "One<BR/>two, <TABLE><TR><TD>three</TD></TR></TABLE>, `<Chart />`",
    "a ::: b and !!! c",
]


@pytest.mark.parametrize(("text", "message"), FOREIGN)
def test_another_programs_marks_are_named(text: str, message: str) -> None:
    """Each with its line and what to write instead."""
    problem, *others = check_body(f"One.\n\n{text}", "a.md", 7, ())
    assert (problem.location.line, problem.message) == (9, message)
    assert problem.advice
    assert all("a shortcode is printed" in other.message for other in others)  # the mark that ends it


@pytest.mark.parametrize("text", MEANT)
def test_what_is_meant_so_is_left_alone(text: str) -> None:
    """Code, and signs that are no marks."""
    assert list(check_body(text, "a.md", 1, ())) == []


def test_remote_pictures_that_are_shown_are_no_warning() -> None:
    """With `remote_images` the page shows them."""
    assert list(check_body("![A](https://e.example/a.png)", "a.md", 1, (), remote_images=True)) == []


def test_each_wrong_quotation_is_named_at_its_own_line() -> None:
    """Not where the person stands who said it."""
    people = "people:\n  - name: Ada\n    quotes:\n      - It is\n      - It was\n"
    text = f"---\ntitle: T\ndate: 2020-01-01\n{people}---\n\nIt is.\n"
    (warning,) = parse_article(text, "a.md", READING).article.warnings
    assert (warning.location.line, warning.location.column) == (8, 9)


NO_TEXT = ["", "<!-- to be written -->", "&nbsp;", "<p></p>", "\u200b"]


@pytest.mark.parametrize("body", NO_TEXT)
def test_a_headline_alone_is_told(body: str) -> None:
    """An article that is published with nothing to read but its headline is a warning, and an error under --strict."""
    said = _said("title: T\ndate: 2020-01-01", body)
    assert said == ["no text: readers get the headline alone"]


@pytest.mark.parametrize(
    ("front", "body"),
    [
        ("title: T\ndate: 2020-01-01\nsummary: What it says.", ""),
        ("title: T\ndate: 2020-01-01\nimage: /images/a.png", ""),
        ("title: T\ndate: 2020-01-01\ndraft: true", ""),
        ("title: T\ndate: 2020-01-01", "*Words.*"),
        ("title: T\ndate: 2020-01-01", "![A pier](/images/a.png)"),
        ("title: T\ndate: 2020-01-01", "<b>x</b>"),
    ],
)
def test_what_has_something_to_read_or_to_see_is_none(front: str, body: str) -> None:
    """A summary, a picture, a word; and drafts are still being written."""
    assert _said(front, body) == []


ODD_VALUES = [
    ("title: —", '"—" is no headline'),
    ("title: …", '"…" is no headline'),
    ("title: T\nsummary: TODO", '"TODO" is no summary'),
    ("title: T\nlang: english", '"lang" is no language code: "english"'),
    ("title: T\nplace: ' '", '"place" holds nothing that can be seen'),
    ('title: T\nsubtitle: "\\u200b"', '"subtitle" holds nothing that can be seen'),
    ("title: T\npeople: ['']", '"people" has an empty entry'),
    ("title: T\ntags: ['', a]", '"tags" has an empty entry'),
    ("title: T\ntags: [a, ~]", '"tags" has an empty entry'),
    ("title: T\npeople: [12]", '"12" in "people" has no letter: is it a name?'),
    ("title: T\npeople: Ada Bee and Cy Dee", '"people" is one text with an "and"'),
    ("title: T\npeople:\n- Ada Bee, Cy Dee", '"Ada Bee, Cy Dee" in "people" is one entry with a comma'),
    ("title: T\npeople:\n- name: Ada Bee; Cy Dee", '"Ada Bee; Cy Dee" in "people" is one entry with a semicolon'),
    ("title: T\ntags:\n- a, b", '"a, b" in "tags" is one entry with a comma'),
]


@pytest.mark.parametrize(("front", "message"), ODD_VALUES)
def test_a_value_that_is_seldom_meant_is_told(front: str, message: str) -> None:
    """Blank, a placeholder, several in one: a warning at its line, which --strict makes an error."""
    assert _said(f"{front}\ndate: 2020-01-01", "Words.") == [message]


@pytest.mark.parametrize(
    "front",
    [
        "people: ['Ada Bee, Cy Dee', 'Simon and Garfunkel Jones']",
        "people:\n- Sammy Davis, Jr.\n- Ada Bee, MP",
        "tags: [law and order, 2024]",
        "people: [Siân and]",
        "lang: pt-BR",
        'title: "Why?"',
        "place: ''",
    ],
)
def test_what_is_quoted_or_one_name_is_left_alone(front: str) -> None:
    """A comma that belongs to one name, an "and" of a tag, an empty field laid out to be filled in."""
    title = "" if front.startswith("title") else "title: T\n"
    assert _said(f"{title}{front}\ndate: 2020-01-01", "Words.") == []


@pytest.mark.parametrize("text", ["tags: a; b", "people: Ada Bee; Cy Dee", "topics: a, b"])
def test_several_in_one_text_are_an_error(text: str) -> None:
    """Semicolons as commas."""
    (problem,) = parse_article(f"---\ntitle: T\n{text}\n---\n", "a.md", READING).problems
    assert "is one text with a " in problem.message
    assert problem.advice.startswith(f"write {text.partition(':')[0]}: [")


def _said(front: str, body: str) -> list[str]:
    """The warnings of an article; it has no problems."""
    parsed = parse_article(f"---\n{front}\n---\n\n{body}\n", "content/articles/a.md", READING)
    assert parsed.problems == ()
    assert parsed.article is not None
    return [warning.message for warning in parsed.article.warnings]
