"""Newsletters: the stories of a letter that holds several, in HTML or plain text. Pure.

A letter is taken apart only where headings of one level, or headings as plain text draws them, lead to different
addresses; what stands in none of the stories is told.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import lxml.html

from copydesk.errors import counted
from copydesk.intake.addresses import clean_url, public_url, same_page
from copydesk.intake.item import Item, LinkFound, Part, Said, Skipped
from copydesk.intake.words import count_words, first_words, plain
from copydesk.model import DroppedLine

# A story that stands whole in a newsletter has at least this many words; less is a teaser.
STORY_WORDS = 40
# Words outside all stories of a newsletter from which they are told: a greeting, an advertisement, an editor's word.
_TOLD_WORDS = 12
URL = re.compile(r"https?://[^\s<>\"')\]]+")
TITLES = ("h1", "h2", "h3", "h4")


def element_words(element: lxml.html.HtmlElement) -> str:
    """All words in an element, blanks folded."""
    return " ".join("".join(map(str, element.itertext())).split())


def read_newsletter(
    body: str,
    stories: list[tuple[str, str, str]],
    said: Said,
    questions: tuple[str, ...],
    left: tuple[DroppedLine, ...],
    kind: Literal["html", "text"] = "html",
) -> Iterator[Part]:
    """A part for each story: whole ones, links for teasers; words of the letter that are in no story are told.

    `body` is the letter's text without what was taken off it, which is `left`; `questions` go with each whole story.
    """
    day = f"the letter is of {said.date}: when did this story come out?" if said.date else ""
    for number, (title, address, piece) in enumerate(stories, 1):
        own = Said(title=title, url=address)
        if count_words(plain(piece)) >= STORY_WORDS:
            public, asked = public_url(address)
            asks = [*questions, *filter(None, (day, asked))]
            yield Item(
                part=f"story {number}",
                kind=kind,
                text=f"<article>{piece}</article>" if kind == "html" else piece + "\n",
                said=replace(own, url=public),
                voice="publisher",
                questions=tuple(asks),
            )
        elif address:
            yield LinkFound(part=f"story {number}", said=own)
        else:
            yield Skipped(part=f"story {number}", why=f"no link and few words: {first_words(title)}")
    if not any(count_words(plain(piece)) >= STORY_WORDS for _, _, piece in stories):
        yield from (Skipped(part="", why=question) for question in questions)  # no draft is there to ask them
    told = {" ".join(line.split()) for title, _, piece in stories for line in (title, *plain(piece).split("\n"))}
    rest = [line for line in plain(body).split("\n") if not any(line in one or one in line for one in told if one)]
    if sum(map(count_words, rest)) >= _TOLD_WORDS:
        words = counted(sum(map(count_words, rest)), "word")
        yield Skipped(part="around the stories", why=f"{words} in none of them: {first_words(' '.join(rest))}")
    if left:
        lines = first_words(" · ".join(line.text for line in left))
        yield Skipped(part="around the stories", why=f"{counted(len(left), 'line')} of the letter's own: {lines}")


def find_stories(html: str, own: str) -> list[tuple[str, str, str]]:
    """The stories of a newsletter: headline, address, HTML.

    They begin at two headings or more of one level that lead to different addresses, and at those of that level that
    lead nowhere, with an empty address. Without such headings there are none.
    """
    try:
        tree = lxml.html.fromstring(html)
    except (lxml.etree.LxmlError, ValueError):
        return []
    for level in TITLES:
        heads: list[tuple[lxml.html.HtmlElement, str]] = []
        for heading in tree.iter(level):
            link = next((one for one in heading.iter("a") if one.get("href")), None)
            above = heading.getparent()
            if link is None and above is not None and above.tag == "a":
                link = above
            address = clean_url(link.get("href") or "") if link is not None else ""
            if element_words(heading):
                heads.append((heading, "" if same_page(address) == same_page(own or "x") else address))
        if len({same_page(address) for _, address in heads if address}) >= 2:
            return [(element_words(heading), address, _section(tree, heading, level)) for heading, address in heads]
    return []


def _section(tree: lxml.html.HtmlElement, heading: lxml.html.HtmlElement, level: str) -> str:
    """The HTML from a heading to the next one of its level, wherever in the tables they lie."""
    out: list[str] = []
    inside = False
    for element in tree.iter():
        if element is heading:
            inside = True
        elif inside and element.tag in TITLES[: TITLES.index(level) + 1]:
            break
        elif inside and element.tag in ("p", "ul", "ol", "blockquote", "table", "h2", "h3", "h4", "div", "td"):
            if element.tag in ("div", "td", "table") and any(
                one.tag in ("p", "h1", "h2", "h3", "div", "td") for one in element.iterdescendants()
            ):
                continue
            if any(
                parent.tag in ("ul", "ol", "blockquote") and heading not in parent.iterdescendants()
                for parent in element.iterancestors()
            ):
                continue
            if element_words(element):
                out.append(lxml.html.tostring(element, encoding="unicode", with_tail=False))
    return "".join(out)


# --- plain text ---

_UNDERLINE = re.compile(r"\s*(?:-{3,}|={3,}|~{3,}|\*{3,}|—{3,}|─{3,})\s*$")
_SEPARATOR = re.compile(r"\s*(?:(?:[*#~•+=_-]\s*){3,}|—{2,}|─{2,})$")
_HASHED = re.compile(r"#{1,3} (?=\S)")
_LONGEST_HEADING, _LINK_LINE = 18, 8


def _is_heading(line: str) -> bool:
    words = count_words(line)
    return 0 < words <= _LONGEST_HEADING and URL.search(line) is None and _SEPARATOR.match(line) is None


def _link_of(line: str) -> str:
    """The address of a line that holds hardly more than one, as "Read more: …" does; else empty."""
    found = URL.search(line)
    return clean_url(found[0].rstrip(".,;")) if found and count_words(URL.sub("", line)) <= _LINK_LINE else ""


def _headings(lines: list[str]) -> dict[int, str]:
    """Where the headings of a plain letter stand: underlined, marked with #, or alone above a line with an address."""
    found: dict[int, str] = {}
    for at, line in enumerate(lines):
        below = lines[at + 1] if at + 1 < len(lines) else ""
        alone = at == 0 or not lines[at - 1].strip() or _SEPARATOR.match(lines[at - 1]) is not None
        if not alone or not _is_heading(line):
            continue
        if _HASHED.match(line):
            found[at] = _HASHED.sub("", line).strip()
        elif _UNDERLINE.match(below) or (_link_of(below) and not URL.sub("", below).strip("<>()[] ")):
            found[at] = line.strip()
    return found


def find_text_stories(lines: list[str], own: str) -> list[tuple[str, str, str]]:
    """The stories of a plain newsletter: headline, address, text; none unless two or more lead to different addresses.

    The address is that of a line of its own in a story; of several the first below the headline, else the last.
    """
    heads = _headings(lines)
    places = [*heads, len(lines)]
    stories: list[tuple[str, str, str]] = []
    for start, end in itertools.pairwise(places):
        section = [line for line in lines[start + 1 : end] if not _SEPARATOR.match(line)]
        links = [link for line in section if (link := _link_of(line)) and same_page(link) != same_page(own or "x")]
        near = next((link for line in section[:2] if (link := _link_of(line))), "")
        address = near or (links[-1] if links else "")
        piece = "\n".join(line for line in section if not address or _link_of(line) != address).strip()
        stories.append((heads[start], address, piece))
    return stories if len({same_page(address) for _, address, _ in stories if address}) >= 2 else []


def without_underlines(lines: list[str]) -> list[str]:
    """The lines of a letter with its headings apart and nothing drawn below them."""
    return [
        "" if at and _UNDERLINE.match(line) and _is_heading(lines[at - 1]) and lines[at - 1].strip() else line
        for at, line in enumerate(lines)
    ]
