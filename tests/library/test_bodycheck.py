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
    ("* [x] done", "a box to tick is printed as it is: * [x]"),
    ("+ [X] done", "a box to tick is printed as it is: + [X]"),
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
    ("![A pier]()", "the picture is not shown, it has no address: ![A pier]"),
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
    ("A ==marked== word", "marked text is printed as it is: ==marked=="),
    ("A ++new++ word", "inserted text is printed as it is: ++new++"),
    ("A ||spoilt|| end", "hidden text is printed as it is: ||spoilt||"),
    ("H~2~O", "a lowered letter is printed as it is: ~2~"),
    ("10^14^ of them", "a raised letter is printed as it is: ^14^"),
    ("%% for the desk %%", "a comment is printed as it is: %% for the desk %%"),
    ("{/* for the desk */}", "a comment is printed as it is: {/* for the desk */}"),
    ("{# for the desk #}", "a comment is printed as it is: {# for the desk #}"),
    ("$$e = mc^2$$", "a formula is printed as it is: $$e = mc^2$$"),
    ("Where $x_{1}$ is", "a formula is printed as it is: $x_{1}$"),
    ("\\textbf{bold}", "a command of LaTeX is printed as it is: \\textbf{bold}"),
    ("\\begin{quote}", "a command of LaTeX is printed as it is: \\begin{quote}"),
    ("A word {.lead}", "a class or an id is printed as it is: {.lead}"),
    ("## Head {#head .x}", "a class or an id is printed as it is: {#head .x}"),
    ("{: .lead}", "a class or an id is printed as it is: {: .lead}"),
    ("import Map from '../map'", "a line of a program is printed as it is: import Map from '../map'"),
    ("export const year = 1", "a line of a program is printed as it is: export const year = 1"),
    ("include::part.adoc[]", "a mark of AsciiDoc is printed as it is: include::part.adoc[]"),
    ("see link:a.html[here]", "a mark of AsciiDoc is printed as it is: link:a.html[here]"),
    ("So it is.footnote:[Or not.]", "a mark of AsciiDoc is printed as it is: footnote:[Or not.]"),
    ("[NOTE]\nMind it.", "a mark of AsciiDoc is printed as it is: [NOTE]"),
    ("#+TITLE: A pier", "a mark of Org is printed as it is: #+TITLE: A pier"),
    (".. note:: Mind it.", "a mark of reStructuredText is printed as it is: .. note:: Mind it."),
    ("see :doc:`pier`", "a mark of reStructuredText is printed as it is: :doc:"),
    ("h2. The pier", "a heading's mark is printed as it is: h2. The pier"),
    ("== The pier ==", "a heading's mark is printed as it is: == The pier =="),
    ("It was :sunny: there", "the name of a sign is printed as it is: :sunny:"),
    ("as said [@lund2020]", "a reference is printed as it is: [@lund2020]"),
    ("@[youtube](abc)", "a film's mark is printed as it is: @[youtube]"),
    ("{audio}a{/audio}", "a shortcode is printed as it is: {/audio}"),
    ("<#if pier>", "a program's mark is printed as it is: <#if pier>"),
    ("#set($pier = 1)", "a program's mark is printed as it is: #set($pier = 1)"),
    ("1) one\n2) two", "a list numbered with ) is printed as it is: 1) one"),
    ("---\ndate: 2020\n---", "front matter is printed as it is: --- date: 2020 ---"),
    ("+++\ndate = 2020\n+++", "front matter is printed as it is: +++ date = 2020 +++"),
    ("TODO: ask him", "a note to oneself is printed as it is: TODO: ask him"),
    ("TK", "a note to oneself is printed as it is: TK"),
    ("Lorem ipsum dolor sit", "a text that fills the place is printed as it is: Lorem ipsum dolor sit"),
    ("```\ncode", "a fence that nothing closes is printed as it is: ```"),
    ("so **bold it", "a mark of bold text that nothing closes is printed as it is: **bold it"),
    ("A claim[^1].", "a note's number is printed as it is, the note is missing: [^1]"),
    ("[^a]: said in May", "a note is not shown: nothing in the text leads to it: [^a]:"),
    ("see [the pier][p]", "a link is printed as it is, its address is missing: [the pier][p]"),
    ("see [pier](vbscript:x)", "the link is taken out, its words stay: vbscript:x"),
    ("so [p]: /a/[q](javascript:x)", "the link is taken out, its words stay: javascript:x"),
    ("see [pier](blob:https://a.example/1)", "the link is taken out, its words stay: blob:https://a.example/1"),
    (
        "see [pier](view-source:https://a.example)",
        "the link is taken out, its words stay: view-source:https://a.example",
    ),
    ("see [pier](ftp://a.example/x)", "the link is taken out, its words stay: ftp://a.example/x"),
    ("see [pier](java&Tab;script:alert)", "the link is taken out, its words stay: java\tscript:alert"),
    ("see [pier](javascript&colon;alert)", "the link is taken out, its words stay: javascript:alert"),
    ("see [pier](javascript：alert)", "the link is taken out, its words stay: javascript：alert"),
    ("[p]: steam://run\n\nsee [pier][p]", "the link is taken out, its words stay: steam://run"),
    ('<a href="data:text/html,x">pier</a>', "the link is taken out, its words stay: data:text/html,x"),
    ("<math>1</math>", "<math> is taken out"),
    ("<details><summary>More</summary>it</details>", "<summary> is taken out"),
]
# Marks that are named at another line than the first of the text, or beside others.
ELSEWHERE = [
    ("a '''bold''' word", 9, "bold text is printed as it is: '''bold'''"),
    ("pier\n: a place", 10, "a definition is printed as it is: : a place"),
    ("| a | b |\n|---|\n| 1 | 2 |", 10, "a table is printed as it is: its head has 2 cells, the line below it 1"),
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
    "a == b, C++ and D++, i++ or ++i, a || b, one ~ two, 2 ^ 3 and ~5 to ~6",
    "100%% sure, at 10:30:45, a: b: c, std::string and https://a.example/:x:/",
    "costs $5 or $6, US$ 7 and $8 (A$9)",
    "{name} and {} and \\{.lead} and a\\\\b",
    "I import it from there.\n\nWe export goods.",
    "link: [words](/a/), image: a pier",
    "# of them, #1, and\n\n#set apart",
    "...\n\n.. two dots",
    "’’ and '' and 'so'",
    "me@a.example, @ada and [a @ b](/a/)",
    "{a/b} and </div>",
    "he said\n:so it is",
    "1) a line alone\n\n2) and another",
    "---\n\nname: after a rule\n\n---",
    "Todo is a word, Lorem a name.",
    "```\nclosed\n```\n\n````\n```\n````",
    "so **bold** it, 2**3, a ** b, **over\ntwo lines**",
    "A claim[^1].\n\n[^1]: Said in May.",
    "see [the pier][P  q] and [p q][]\n\n[p q]: /a/",
    "\\[a\\][b] and [a] [b]",
    "[a](/a/), [b](#b), [c](?q=1), [d](mailto:me@a.example), [e](HTTPS://A.EXAMPLE), [f](../a), [g](a:b/c?)"[:90],
    "|a|b|\n|---|---|\n|1|2|",
    "a | b\n--- | ---\n1 | 2",
    "| a |\n|---|\n| 1 |",
    "one | two\n\n---",
]


@pytest.mark.parametrize(("text", "message"), FOREIGN)
def test_another_programs_marks_are_named(text: str, message: str) -> None:
    """Each with its line and what to write instead."""
    problem, *others = check_body(f"One.\n\n{text}", "a.md", 7, ())
    assert (problem.location.line, problem.message) == (9, message)
    assert problem.advice
    assert all("a shortcode is printed" in other.message for other in others)  # the mark that ends it


@pytest.mark.parametrize(("text", "line", "message"), ELSEWHERE)
def test_a_mark_is_named_at_its_own_line(text: str, line: int, message: str) -> None:
    """A definition below its word, a table at the line that does not fit."""
    (problem,) = check_body(f"One.\n\n{text}", "a.md", 7, ())
    assert (problem.location.line, problem.message) == (line, message)


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
    ('title: T\npeople: ["\\u200b"]', '"people" holds nothing that can be seen'),
    ("title: T\ntags: ['', a]", '"tags" has an empty entry'),
    ("title: T\ntags: [a, ~]", '"tags" has an empty entry'),
    ("title: T\npeople: [12]", '"12" in "people" has no letter: is it a name?'),
    ("title: T\npeople: Ada Bee and Cy Dee", '"people" is one text with an "and"'),
    ("title: T\npeople:\n- Ada Bee, Cy Dee", '"Ada Bee, Cy Dee" in "people" is one entry with a comma'),
    ("title: T\npeople:\n- name: Ada Bee; Cy Dee", '"Ada Bee; Cy Dee" in "people" is one entry with a semicolon'),
    ("title: T\ntags:\n- a, b", '"a, b" in "tags" is one entry with a comma'),
    ("title: '{{ title }}'", '"title" is plain text, and {{ title }} is printed as it is'),
    ("title: Of <b>boats</b>", '"title" is plain text, and <b> is printed as it is'),
    ("title: Of **boats**", '"title" is plain text, and **boats** is printed as it is'),
    ("title: Piers &amp; boats", '"title" is plain text, and &amp; is printed as it is'),
    ("title: T\nsubtitle: Of <br/> boats", '"subtitle" is plain text, and <br/> is printed as it is'),
    (
        "title: T\nimage: /images/a.png\nimage_alt: x\nimage_caption: '[[pier]]'",
        '"image_caption" is plain text, and [[pier]] is printed as it is',
    ),
    ("title: T\ntags: ['#boats']", 'a tag is written without its #: "#boats"'),
    ("title: T\nslug: A B/c", 'the slug "A B/c" stands in the address as a-b-c'),
    ("title: T\nslug: ../x", 'the slug "../x" stands in the address as x'),
    ("title: T\nlastmod: 2019-12-31", "was changed on 2019-12-31, before its day, 2020-01-01"),
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
        'title: "R&D; 1 < 2 and b > a, a * b ** c, <3"',
        "title: Of C# and F#\ntags: [c#]",
        "slug: of-boats\nlastmod: 2020-01-01",
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
