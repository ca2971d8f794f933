"""What a container holds, as values: articles, links without a text, parts passed over, parts refused.

Every part of a container is one of the four, so that nothing is left out in silence (promise I12).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from copydesk.model import DroppedLine

# Who says what is stated: it decides what wins where the page itself says something else (docs/decisions/intake.md).
Voice = Literal["publisher", "tool", "sender"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a container states of one article; empty where it says nothing. `date` is the day in its own offset.

    `raw_id` is what the program that it comes from knows the article by.
    """

    title: str = ""
    subtitle: str = ""
    authors: tuple[str, ...] = ()
    date: dt.date | None = None
    modified: dt.date | None = None
    url: str = ""
    source: str = ""
    place: str = ""
    image: str = ""
    tags: tuple[str, ...] = ()
    lang: str = ""
    license: str = ""
    draft: bool = False
    raw_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article of a container: its text with what is stated of it.

    `part` says where in the file it stands. `page` are the bytes of a whole saved page, whose letters are still to be
    told; else `text` is a fragment of HTML, plain text or Markdown. `questions` name what was not taken along,
    `left` are the words that the reader itself left out of the text, such as a letter's signature, with the reason.
    """

    part: str
    kind: Literal["html", "text", "markdown"]
    text: str = ""
    page: bytes = b""
    said: Said = Said()
    voice: Voice = "publisher"
    questions: tuple[str, ...] = ()
    left: tuple[DroppedLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFound:
    """An address whose article the container does not hold, with what it states of it.

    `words` is how many words stood there, too few or cut short: a summary, which is not taken.
    """

    part: str
    said: Said
    words: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A part that is no article by its kind: a picture, a menu, an advertisement's frame."""

    part: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A part that might have been an article and is not read; `next_step` says what the editor can do."""

    part: str
    why: str
    next_step: str = ""

    def __str__(self) -> str:
        """What to tell of it in one line."""
        return f"{self.why}: {self.next_step}" if self.next_step else self.why


Part = Item | LinkFound | Skipped | Refused
