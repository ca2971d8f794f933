"""Raw copy on its way to an article, and what is suggested for it."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from copydesk.model.terms import Picture
from copydesk.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RawArticle:
    """A raw file as read: decoded text, line ends as newlines, its kind, and the address if it says one."""

    file: str
    kind: Literal["text", "html"]
    text: str
    charset: str = "utf-8"
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedLine:
    """A line that cleaning left out: its number in the raw file (from 1; 0 unknown) and the rule."""

    line: int
    text: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanArticle:
    """What cleaning found in a raw article. Empty rather than guessed.

    `body` is Markdown that renders each line as it read; `text` is plain paragraphs with a blank
    line between; `marked` holds lines that are evidence and never published (signatures, bylines).
    """

    file: str
    title: str = ""
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    date: dt.date | None = None
    lang: str = ""
    source_name: str = ""
    source_url: str = ""
    place: str = ""
    image: Picture | None = None
    body: str = ""
    text: str = ""
    dropped: tuple[DroppedLine, ...] = ()
    marked: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words a person is quoted as saying; `start` is the offset in the article's plain text."""

    text: str
    start: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSuggestion:
    """A person an article seems to be about, and why: rule, count of mentions, first sentence."""

    name: str
    score: float
    rule: str
    count: int
    evidence: str
    role: str = ""
    role_start: int = -1
    spans: tuple[tuple[int, int], ...] = ()
    quotes: tuple[Quote, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CountrySuggestion:
    """A country (ISO 3166-1 alpha-2, or XK) an article seems to be about, and why."""

    code: str
    name: str
    score: float
    rule: str
    count: int
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """What an article is about, best first, and what it merely names."""

    people: tuple[PersonSuggestion, ...] = ()
    countries: tuple[CountrySuggestion, ...] = ()
    mentioned_people: tuple[PersonSuggestion, ...] = ()
    mentioned_countries: tuple[CountrySuggestion, ...] = ()
