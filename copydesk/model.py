"""The nouns of a digest, from raw copy to what is loaded from `content/`.

Every value is frozen, slotted and keyword-only; collections are tuples; times are aware. A name for
each stage of an article's life: `RawArticle` → `CleanArticle` (with `Suggestions`) → `Article`.
What a layout can see stands in `publish/pages/values`. Standard library only.
"""

from __future__ import annotations

import datetime as dt
import enum
import functools
import itertools
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from copydesk.errors import Location, Problem

__all__ = [
    "Article",
    "Asks",
    "CleanArticle",
    "Correction",
    "Country",
    "CountrySuggestion",
    "DroppedLine",
    "Edition",
    "EditionSection",
    "InternationalBody",
    "Library",
    "Link",
    "Mention",
    "Origin",
    "Person",
    "PersonSuggestion",
    "Picture",
    "Policy",
    "Question",
    "Quote",
    "RawArticle",
    "Role",
    "Source",
    "StandalonePage",
    "Suggestions",
    "name_key",
]


Policy = Literal["full", "excerpt", "summary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture with the words that belong to it; `src` is empty when only a caption came through."""

    src: str = ""
    alt: str = ""
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What a person was, from when to when (`YYYY`, `YYYY-MM` or `YYYY-MM-DD`), and who says so."""

    title: str
    since: str = ""
    until: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link with the words on it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person as `content/people/SLUG.md` states them, or as articles alone name them.

    `stated` is False for a person without a file; names are never inferred. `surname_only` False says that
    a bare surname in an article is never this person. `disambiguation` is the line that tells two of one name apart,
    `distinct_from` holds the slugs or names of people who look alike and are others.
    """

    slug: str
    name: str
    aliases: tuple[str, ...] = ()
    sort: str = ""
    family: str = ""
    original: str = ""
    original_lang: str = ""
    born: str = ""
    died: str = ""
    country: str = ""
    image: Picture | None = None
    roles: tuple[Role, ...] = ()
    same_as: tuple[Link, ...] = ()
    redirects: tuple[str, ...] = ()
    id: str = ""
    hidden: bool = False
    surname_only: bool = True
    stated: bool = True
    disambiguation: str = ""
    distinct_from: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    fields: Mapping[str, Any] = field(default_factory=dict, hash=False)
    body: str = ""
    location: Location = Location(path="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country or territory: built-in data, overridden by `content/countries/CODE.md`.

    `tile` is (column, row) on the tile-grid map, `neighbours` the codes it has a land border with.
    """

    code: str
    name: str
    slug: str
    region: str = ""
    subregion: str = ""
    capital: str = ""
    aliases: tuple[str, ...] = ()
    tile: tuple[int, int] | None = None
    neighbours: tuple[str, ...] = ()
    redirects: tuple[str, ...] = ()
    hidden: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    fields: Mapping[str, Any] = field(default_factory=dict, hash=False)
    body: str = ""
    location: Location = Location(path="")


@dataclass(frozen=True, slots=True, kw_only=True)
class InternationalBody:
    """An international body such as the European Union: never a country, never on the map."""

    code: str
    name: str
    slug: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Its names as texts write them: name, code and aliases; one that begins in lower case is typed alone."""
        return tuple(name for name in (self.name, self.code, *self.aliases) if not name[:1].islower())


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An outlet: built from `content/sources/SLUG.yaml`, or from the articles that name it."""

    slug: str
    name: str
    url: str = ""
    lang: str = ""
    country: str = ""
    license: str = ""
    policy: Policy | None = None
    feed: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawArticle:
    """A raw file as read: decoded text, line ends as newlines, its kind, and the address if it says one."""

    file: str
    kind: Literal["text", "html"]
    text: str
    charset: str = "utf-8"
    url: str = ""


# From here on a dropped line is called sure, below it the editor is asked to look (docs/decisions/cleaner.md, "How
# sure").
SURE = 0.99
CAPTION, _LONGEST_CREDIT = "caption", 6  # the rule of a picture's caption; words of a credit beside it
# A card like others: places at which it stands, words of its longest line, words with which its lines open.
_FEWEST_CARDS, _LONGEST_CARD, _OPENING = 3, 12, 2
_DIGITS = re.compile(r"\d+")
EDITOR_DROPPED = "--drop"  # the rule of a line that the editor left out


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedLine:
    """A line that cleaning left out: its number in the raw file, the rule, and how sure (to 1).

    Numbers begin at 1; 0 is unknown, and those below 0 are lines that the reader of a letter took off its text.
    """

    line: int
    text: str
    rule: str
    sure: float = 1.0

    @property
    def look(self) -> bool:
        """Whether the editor should look at it: the cleaner itself is not sure of it."""
        return self.sure < SURE


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCandidate:
    """What could be a fact of an article (`fact`: headline, authors or date), as the desk shows it.

    `line` is its number in the raw file (0: in no visible line), `reason` what speaks for it, `sure` from 0 to 1;
    `chosen` says that it is the one believed.
    """

    fact: str
    value: str
    line: int
    reason: str
    sure: float
    chosen: bool


class Asks(enum.Enum):
    """What a question to the editor asks about, which says where it is answered."""

    WHOLE = "whole"  # whether the text is all there: no line answers that
    LINES = "lines"  # whether what was left out belongs in: the lines in doubt are asked about one by one
    FACT = "fact"  # a headline, author, day or outlet: its field shows what was found, or that it is missing
    OTHER = "other"


_ASKED = {"loss": Asks.WHOLE, **dict.fromkeys(("author", "date", "source", "title", "headline"), Asks.FACT)}


class Question(str):
    """A question to the editor, in words, with what it `asks` about.

    It is its words wherever words are wanted: on the terminal, in rows and in messages.
    """

    __slots__ = ("asks",)
    asks: Asks

    def __new__(cls, words: str, asks: Asks = Asks.OTHER) -> Self:
        """A question of a kind."""
        made = super().__new__(cls, words)
        made.asks = asks
        return made

    def __getnewargs__(self) -> tuple[str, Asks]:  # type: ignore[override]
        """What it is made of, for another process."""
        return str(self), self.asks

    @classmethod
    def of_words(cls, words: str) -> Self:
        """A question that comes from outside as words alone: readers and rows name what it is about before a colon."""
        return cls(words, _ASKED.get(words.partition(":")[0], Asks.OTHER))


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanArticle:
    """What cleaning found in a raw article. Empty rather than guessed.

    `body` is Markdown that renders each line as it read; `text` is plain paragraphs with a blank
    line between; `marked` holds lines that are evidence and never published (signatures, bylines). `published` is
    the day that the copy itself says, whatever is stated; `candidates` are those of each fact, surest first;
    `body_lines` are the numbers in the raw file of the blocks kept, in order.
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
    warnings: tuple[Question, ...] = ()
    confidence: float = 1.0
    published: dt.date | None = None
    candidates: tuple[FactCandidate, ...] = ()
    body_lines: tuple[int, ...] = ()

    @property
    def looks(self) -> tuple[tuple[DroppedLine, ...], ...]:
        """The lines in doubt by the places they were left out from: between two kept lines is one place, one look.

        Places at which the same words stand are looked at once, and so are all captions with their credits, and cards
        of one kind, wherever they stand. A place of which the editor has left a line out has been looked at.
        """
        kept = sorted(self.body_lines)
        by_place: dict[int, list[DroppedLine]] = {}
        for line in self.dropped:
            by_place.setdefault(bisect_right(kept, line.line), []).append(line)
        places = [
            [line for line in lines if line.look]
            for lines in by_place.values()
            if all(line.rule != EDITOR_DROPPED for line in lines)
        ]
        signs = [_signs_of(place) for place in places]
        times = Counter(itertools.chain.from_iterable(signs))
        looks: dict[tuple[str, ...], list[DroppedLine]] = {}
        for place, own in zip(places, signs, strict=True):
            sign = max(own, key=lambda one: (times[one], one), default=())
            if place:
                looks.setdefault(sign if times[sign] >= _FEWEST_CARDS else _words_of(place), []).extend(place)
        return tuple(map(tuple, looks.values()))


def _signs_of(lines: Sequence[DroppedLine]) -> set[tuple[str, ...]]:
    """Return what may show that some lines are a card like others: how each opens, or of one alone why it was left out.

    "Visit website", "Our score: 4/5", "More on Goblin Band" stand in each of a dozen boxes. What is longer is read.
    """
    if any(len(line.text.split()) > _LONGEST_CARD for line in lines) or _are_captions(lines):
        return set()
    opened = {tuple(_DIGITS.sub("#", line.text.casefold()).split()[:_OPENING]) for line in lines}
    return opened | ({("alone", lines[0].rule, "")} if len(lines) == 1 else set())


def _are_captions(lines: Sequence[DroppedLine]) -> bool:
    captioned = bool(lines) and lines[0].rule == CAPTION
    return captioned and all(line.rule == CAPTION or len(line.text.split()) <= _LONGEST_CREDIT for line in lines)


def _words_of(lines: Sequence[DroppedLine]) -> tuple[str, ...]:
    """Return what is looked at together: the words of some lines, or for captions and their credits that they are."""
    if _are_captions(lines):
        return (CAPTION,)
    return tuple(line.text for line in lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words a person is quoted as saying; `start` is the offset in the article's plain text."""

    text: str
    start: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCandidate:
    """One of several people of a name: the slug and line that tell them apart, and what speaks for them."""

    slug: str
    name: str
    disambiguation: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSuggestion:
    """A person an article seems to be about, and why: rule, count of mentions, first sentence.

    `slug` is the person's of the registry, if the name is theirs alone; `candidates` are the people who share it,
    most likely first.
    """

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
    slug: str = ""
    candidates: tuple[PersonCandidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BodySuggestion:
    """An international body an article names, by its code, and how often."""

    code: str
    name: str
    count: int
    evidence: str


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
    """What an article is about, best first, and what it merely names; `bodies` are never among the countries."""

    people: tuple[PersonSuggestion, ...] = ()
    countries: tuple[CountrySuggestion, ...] = ()
    mentioned_people: tuple[PersonSuggestion, ...] = ()
    mentioned_countries: tuple[CountrySuggestion, ...] = ()
    bodies: tuple[BodySuggestion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an article's text comes from: the `source:` map of its front matter."""

    name: str = ""
    url: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    fetched: str = ""
    lang: str = ""
    license: str = ""
    text_sha256: str = ""
    original_sha256: str = ""
    cleaner: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A person as an article names them: the name as written, the role and words it gives them.

    `person` is the slug of the one who is meant, where a name alone would not say.
    """

    name: str
    person: str = ""
    role: str = ""
    quotes: tuple[str, ...] = ()
    location: Location = Location(path="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A correction an editor owns up to."""

    date: dt.date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One Markdown file of `content/articles/`, checked.

    `date` is None only in a draft, which a preview puts under today's and marks `undated`. `has_time` is False where
    the file states a day alone.
    `body_digest` covers the Markdown below the front matter; the text itself stays on disk, since ten
    thousand bodies are no company for a graph of links. `people`, `countries` and `bodies` (codes) are what it is
    about; `mentioned_*` are never published. `extra` is the map of that name as it was written, `fields` holds the
    fields that layouts show and no code asks for, `lines` says where each field stands.
    """

    id: str
    slug: str
    url: str
    title: str
    location: Location
    body_digest: str
    body_line: int = 1
    subtitle: str = ""
    date: dt.datetime | None = None
    undated: bool = False
    has_time: bool = False
    lastmod: dt.datetime | None = None
    draft: bool = False
    publish_at: dt.datetime | None = None
    expires: dt.datetime | None = None
    aliases: tuple[str, ...] = ()
    description: str = ""
    summary: str = ""
    authors: tuple[str, ...] = ()
    people: tuple[Mention, ...] = ()
    countries: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    mentioned_people: tuple[str, ...] = ()
    mentioned_countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lang: str = ""
    place: str = ""
    image: Picture | None = None
    origin: Origin | None = None
    policy: Policy | None = None
    story: str = ""
    edition: str = ""
    weight: int = 0
    noindex: bool | None = None
    corrections: tuple[Correction, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    fields: Mapping[str, Any] = field(default_factory=dict, hash=False)
    lines: Mapping[str, int] = field(default_factory=dict, hash=False, compare=False)
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionSection:
    """A part of an edition: a heading (may be empty) and the ids or slugs of its articles, in order."""

    title: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One issue of the digest: `content/editions/SLUG.md`, or made by rule (`location.path` empty).

    `printed` holds, for a frozen one, the ids of its articles and a digest of what each said when it came out.
    """

    slug: str
    title: str
    date: dt.date
    url: str = ""
    number: int = 0
    sections: tuple[EditionSection, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    draft: bool = False
    frozen: bool = False
    printed: tuple[tuple[str, str], ...] = ()
    summary: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    fields: Mapping[str, Any] = field(default_factory=dict, hash=False)
    body: str = ""
    location: Location = Location(path="")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandalonePage:
    """A page of `content/pages/`: about, imprint."""

    slug: str
    url: str
    title: str
    body: str
    description: str = ""
    weight: int = 0
    nav: bool = True
    noindex: bool = False
    aliases: tuple[str, ...] = ()
    lang: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)
    fields: Mapping[str, Any] = field(default_factory=dict, hash=False)
    location: Location = Location(path="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything in `content/`, loaded and checked, keyed and sorted by a total key.

    `articles` by path, drafts too; `people` (those with a file) and `sources` by slug; `countries`
    are all built-in ones with the digest's overrides, by code. `assets` are root-relative paths of
    pictures below `content/`. `warnings` never stop a build unless it is strict.
    """

    articles: tuple[Article, ...] = ()
    people: tuple[Person, ...] = ()
    countries: Mapping[str, Country] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    editions: tuple[Edition, ...] = ()
    pages: tuple[StandalonePage, ...] = ()
    assets: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()


@functools.lru_cache(maxsize=1 << 16)
@functools.lru_cache(maxsize=1 << 15)
def name_key(name: str) -> str:
    """Fold the name of a person or an outlet for comparing.

    Those that differ in case, form, blanks or the shape of an apostrophe alone are one.
    """
    return " ".join(unicodedata.normalize("NFC", name).translate(_APOSTROPHES).casefold().split())


_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘＇", "'"))
