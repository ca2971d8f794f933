"""The one table of front-matter fields: what there is, how each is read, what it means and where it goes.

Parsing (`copydesk.library`), docs/reference.md, the exports and the digest of what an article says are made from it.
A new text that pages show is one row here and its place in a layout (`c.fields.NAME`); a digest's own fields need no
row, they stand under `extra:`.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from copydesk.countries import stated_body, stated_country
from copydesk.errors import Problem
from copydesk.frontmatter.document import Node
from copydesk.frontmatter.fields import Fields, language_code, picture_address, web_address
from copydesk.model import Country


class Kind(StrEnum):
    """How a field is read. Each has one reader, whatever the field is called."""

    LINE = "one line of text"
    TEXT = "Markdown"
    LINES = "a list of texts"
    NAMES = "a list of names"
    FLAG = "true or false"
    NUMBER = "a whole number"
    CHOICE = "one of some words"
    DAY = "a day"
    MOMENT = "a day or a time"
    PARTIAL_DAY = "a year, a month or a day"
    ADDRESS = "a web address"
    PICTURE = "a picture's address"
    PATHS = "addresses within the digest"
    ID = "letters, digits and ._~:/-"
    COUNTRY = "a country"
    COUNTRIES = "a list of countries"
    BODIES = "a list of international bodies"
    MAP = "a map"
    MAPS = "a list of maps"
    TEXTS_BY_KEY = "texts by key"
    EXTRA = "a map of your own"
    UNREAD = "read by another part of the program"


@dataclass(frozen=True, kw_only=True)
class FieldRow:
    """One field: its name, synonyms (`also`), kind, and the sentence for the reference.

    `inside` are the fields of a map or of each map of a list; `bare` is the one that a text in a map's place stands
    for. `elsewhere` are synonyms that stand beside the map which this field is in. Of a text, `shown` sends it to its
    page, `on_card` to lists too, `exported` to articles.json and articles.csv: by `fields.NAME`, for no code asks for
    it. `said` counts it among what an article says, so that a frozen edition notices when it changes. `prose` is a text
    for readers, which a comment must not cut short; `graph` decides what is linked with what.
    """

    name: str
    kind: Kind
    doc: str
    also: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    required: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 10**9
    inside: tuple[FieldRow, ...] = ()
    bare: str = ""
    prose: bool = False
    shown: bool = False
    on_card: bool = False
    exported: bool = False
    said: bool = False
    graph: bool = False

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The field's name and its synonyms."""
        return (self.name, *self.also)

    @cached_property
    def scattered(self) -> tuple[FieldRow, ...]:
        """The parts of a map that may stand beside it."""
        return tuple(part for part in self.inside if part.elsewhere)

    @cached_property
    def alone(self) -> FieldRow | None:
        """How a text that stands in the place of a map is read: as its `bare` part, under the map's name."""
        part = next((part for part in self.inside if part.name == self.bare), None)
        return part and FieldRow(name=self.name, kind=part.kind, doc=part.doc)

    def stated_in(self, node: Node) -> Node | None:
        """What stands under the field's name in a map, or under the first of its synonyms there."""
        for name in self.names:
            if name in node.value:
                found: Node = node.value[name]
                return found
        return None


@dataclass(frozen=True, kw_only=True)
class FieldTable:
    """The fields of one kind of file; `file` says which, `note` what stands below its front matter."""

    file: str
    rows: tuple[FieldRow, ...]

    def row(self, name: str) -> FieldRow:
        """The row of a top-level field. Raises KeyError."""
        return next(row for row in self.rows if row.name == name)

    @cached_property
    def generic(self) -> tuple[FieldRow, ...]:
        """The rows whose values reach layouts as `fields.NAME`."""
        return tuple(row for row in self.rows if row.shown or row.on_card or row.exported)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldContext:
    """What values are read against: the digest's zone and its countries. `warnings` grows as files are read."""

    zone: dt.tzinfo
    countries: Mapping[str, Country]
    warnings: list[Problem] = field(default_factory=list, compare=False)


POLICIES = ("full", "excerpt", "summary")
_EXTRA = FieldRow(
    name="extra",
    kind=Kind.EXTRA,
    doc="Fields of your own, a map kept as written; layouts see it as `extra`.",
)
_SLUG = FieldRow(name="slug", kind=Kind.LINE, doc="The last part of the address.")
_REDIRECTS = FieldRow(
    name="redirects", also=("redirect_from",), kind=Kind.LINES, doc="Slugs or addresses it once had.", graph=True
)
_ALIASES = FieldRow(
    name="aliases", also=("redirect_from",), kind=Kind.PATHS, doc="Old addresses, each from `/`, that lead here."
)

ARTICLE = FieldTable(
    file="content/articles/YYYY/YYYY-MM-DD-slug.md",
    rows=(
        FieldRow(name="title", kind=Kind.LINE, doc="The headline.", required=True, prose=True, said=True),
        FieldRow(name="subtitle", kind=Kind.LINE, doc="The line below it.", prose=True, said=True),
        FieldRow(
            name="why",
            also=("why_it_matters",),
            kind=Kind.LINE,
            doc="Why it matters, in two sentences of the digest's own: set apart on page, card, e-mail and feed.",
            prose=True,
            shown=True,
            on_card=True,
            exported=True,
            said=True,
        ),
        FieldRow(
            name="lead", kind=Kind.FLAG, doc="`true` makes it the front page's lead while it is on it.", shown=True
        ),
        FieldRow(name="pin", kind=Kind.FLAG, doc="`true` keeps it below the front page's lead.", shown=True),
        FieldRow(
            name="date",
            also=("published", "publishDate"),
            kind=Kind.MOMENT,
            doc="`YYYY-MM-DD` or `YYYY-MM-DD HH:MM`, in the digest's zone unless it has an offset. Without one the "
            "article stays a draft.",
        ),
        FieldRow(
            name="lastmod",
            also=("updated", "modified"),
            kind=Kind.MOMENT,
            doc="When its content last changed; feeds call it updated.",
        ),
        FieldRow(name="draft", kind=Kind.FLAG, doc="`true` keeps it off the site."),
        FieldRow(
            name="status",
            kind=Kind.CHOICE,
            choices=("draft", "published"),
            doc="Another way to say so, understood when reading.",
        ),
        FieldRow(
            name="publish_at",
            kind=Kind.MOMENT,
            doc="Not on the site before this time. A build at or after it is needed: see the schedule in hosting.md.",
        ),
        FieldRow(name="expires", kind=Kind.MOMENT, doc="Not on the site from this time on."),
        FieldRow(
            name="slug",
            kind=Kind.LINE,
            doc="The last part of its address; made from the file's name if not given.",
        ),
        _ALIASES,
        FieldRow(
            name="id",
            kind=Kind.ID,
            doc="What feed readers know it by. Never change it; made from the file's name if not given.",
        ),
        FieldRow(
            name="description",
            kind=Kind.LINE,
            doc="One plain sentence for search engines and lists, best under 160 characters.",
            prose=True,
        ),
        FieldRow(
            name="summary",
            also=("excerpt",),
            kind=Kind.TEXT,
            doc="The editor's own words, Markdown. Shown instead of the text under `policy: summary`.",
            prose=True,
            said=True,
        ),
        FieldRow(
            name="authors",
            also=("author",),
            kind=Kind.LINES,
            doc="The digest's editors who picked it (the writers stand in `source`).",
        ),
        FieldRow(
            name="people",
            kind=Kind.MAPS,
            bare="name",
            doc="Who it is about: names, or maps of `name` or `person`, `role` and `quotes`.",
            graph=True,
            inside=(
                FieldRow(name="name", kind=Kind.LINE, doc="The person's name or an alias of theirs."),
                FieldRow(
                    name="person",
                    kind=Kind.LINE,
                    doc="Instead of the name, the name of the person's file without `.md`: says which of two of one "
                    "name is meant.",
                ),
                FieldRow(name="role", kind=Kind.LINE, doc="The words with which the article introduces them."),
                FieldRow(
                    name="quotes",
                    kind=Kind.LINES,
                    doc="What they are quoted as saying, word for word as in the text below.",
                ),
            ),
        ),
        FieldRow(name="countries", kind=Kind.COUNTRIES, doc="What it is about: names or ISO 3166-1 codes.", graph=True),
        FieldRow(
            name="bodies",
            kind=Kind.BODIES,
            doc="International bodies it is about: codes such as `EU`, `UN` and `NATO`, or their names.",
            graph=True,
        ),
        FieldRow(
            name="mentioned",
            kind=Kind.MAP,
            doc="What it merely names, never published: `people`, `countries` and `bodies`.",
            inside=(
                FieldRow(name="people", kind=Kind.LINES, doc="Names."),
                FieldRow(name="countries", kind=Kind.COUNTRIES, doc="Names or codes."),
                FieldRow(name="bodies", kind=Kind.BODIES, doc="Names or codes."),
            ),
        ),
        FieldRow(name="topics", kind=Kind.NAMES, doc="Broad subjects, each with a page.", graph=True),
        FieldRow(name="tags", kind=Kind.NAMES, doc="Narrow ones, each with a page.", graph=True),
        FieldRow(name="lang", kind=Kind.LINE, doc="Its language, such as `en` or `ko`."),
        FieldRow(name="place", also=("dateline",), kind=Kind.LINE, doc="Where it was written.", prose=True),
        FieldRow(
            name="image",
            kind=Kind.PICTURE,
            doc="A picture: an address from `/` of a file below `content/`, or `https://`.",
        ),
        FieldRow(name="image_alt", kind=Kind.LINE, doc="What it shows, for those who cannot see it.", prose=True),
        FieldRow(name="image_caption", kind=Kind.LINE, doc="The words below it.", prose=True),
        FieldRow(name="image_credit", kind=Kind.LINE, doc="Whose it is.", prose=True),
        FieldRow(
            name="source",
            kind=Kind.MAP,
            bare="name",
            doc="Where the text comes from: a map, or the outlet's name alone.",
            graph=True,
            inside=(
                FieldRow(name="name", kind=Kind.LINE, doc="The outlet."),
                FieldRow(
                    name="url",
                    elsewhere=("source_url", "original_url", "link"),
                    kind=Kind.ADDRESS,
                    doc="The address it was read at.",
                ),
                FieldRow(name="title", kind=Kind.LINE, doc="The headline it had there."),
                FieldRow(name="authors", also=("author",), kind=Kind.LINES, doc="Who wrote it."),
                FieldRow(name="published", kind=Kind.LINE, doc="When it came out there."),
                FieldRow(name="fetched", kind=Kind.LINE, doc="When it was read."),
                FieldRow(name="lang", kind=Kind.LINE, doc="The language it was written in, if this is a translation."),
                FieldRow(
                    name="license",
                    also=("licence",),
                    kind=Kind.LINE,
                    doc="Under which licence it may be shown. Without one, a full text is kept from search engines.",
                ),
                FieldRow(
                    name="raw_id",
                    kind=Kind.LINE,
                    doc="What the program it came from knows it by; `import` tells by it what it brought before.",
                ),
                FieldRow(
                    name="text_sha256",
                    kind=Kind.LINE,
                    doc="The digest of the cleaned text, by which copies are noticed.",
                ),
                FieldRow(
                    name="original_sha256",
                    kind=Kind.LINE,
                    doc="The digest of the bytes it was made from; they lie in `content/originals`.",
                ),
                FieldRow(
                    name="kept",
                    kind=Kind.UNREAD,
                    doc="Lines of the original that the editor put back. For `add --again`.",
                ),
                FieldRow(
                    name="dropped", kind=Kind.UNREAD, doc="Lines of it that the editor took out. For `add --again`."
                ),
                FieldRow(
                    name="held",
                    kind=Kind.UNREAD,
                    doc="Lines of it that a decision on others would have brought in: still to be decided.",
                ),
                FieldRow(
                    name="original_part",
                    kind=Kind.LINE,
                    doc="Where in the original it stands, if that holds several articles.",
                ),
                FieldRow(
                    name="stated",
                    kind=Kind.LINES,
                    doc="Fields that the editor stated when it was added. For `add --again`.",
                ),
                FieldRow(name="cleaner", kind=Kind.LINE, doc="Which version cleaned it."),
                FieldRow(name="confidence", kind=Kind.LINE, doc="How sure the cleaner was."),
            ),
        ),
        FieldRow(name="policy", kind=Kind.CHOICE, choices=POLICIES, doc="How much of it is shown."),
        FieldRow(name="noindex", kind=Kind.FLAG, doc="`true` keeps it from search engines, `false` lets them."),
        FieldRow(name="story", kind=Kind.LINE, doc="A key that articles of one story share.", graph=True),
        FieldRow(name="edition", kind=Kind.LINE, doc="The edition it belongs to.", graph=True),
        FieldRow(
            name="weight",
            kind=Kind.NUMBER,
            default=0,
            least=-1000,
            most=1000,
            doc="Of articles of one time the heavier stands first.",
        ),
        FieldRow(
            name="corrections",
            kind=Kind.MAPS,
            doc="Mistakes owned up to: maps of `date` and `text`.",
            inside=(
                FieldRow(name="date", kind=Kind.DAY, doc="`YYYY-MM-DD`.", required=True),
                FieldRow(name="text", kind=Kind.TEXT, doc="What was wrong, Markdown.", required=True, prose=True),
            ),
        ),
        _EXTRA,
    ),
)

PERSON = FieldTable(
    file="content/people/SLUG.md; the text below is a short life",
    rows=(
        FieldRow(name="name", kind=Kind.LINE, doc="The name the digest uses.", required=True, graph=True),
        FieldRow(
            name="disambiguation",
            kind=Kind.LINE,
            doc="What tells this person from another of the same name, such as `boxer, born 1988`. Shown with it.",
            graph=True,
        ),
        FieldRow(
            name="distinct_from",
            kind=Kind.LINES,
            doc="People who look like this one and are others: names of their files, or their names. `tag lint` is "
            "quiet about them. Written by `tag distinct`.",
        ),
        FieldRow(
            name="aliases",
            kind=Kind.LINES,
            doc="Other names and spellings that mean this person. One that two people share means neither.",
            graph=True,
        ),
        FieldRow(name="sort", kind=Kind.LINE, doc="How it is filed, such as `Mitterrand, François`."),
        FieldRow(name="family", kind=Kind.LINE, doc="The family name."),
        FieldRow(name="original", kind=Kind.LINE, doc="The name in its own script.", graph=True),
        FieldRow(name="original_lang", kind=Kind.LINE, doc="The language of that script."),
        FieldRow(name="image", kind=Kind.PICTURE, doc="A picture of the person: a file of `content/images`."),
        FieldRow(name="image_alt", kind=Kind.LINE, doc="What it shows.", prose=True),
        FieldRow(name="image_caption", kind=Kind.LINE, doc="When and where.", prose=True),
        FieldRow(name="image_credit", kind=Kind.LINE, doc="Whose it is.", prose=True),
        FieldRow(name="born", kind=Kind.PARTIAL_DAY, doc="`YYYY`, `YYYY-MM` or `YYYY-MM-DD`."),
        FieldRow(name="died", kind=Kind.PARTIAL_DAY, doc="The same."),
        FieldRow(name="country", kind=Kind.COUNTRY, doc="A country's name or code."),
        FieldRow(
            name="roles",
            kind=Kind.MAPS,
            bare="title",
            doc="Offices: texts, or maps of `title`, `since`, `until`, `source`.",
            inside=(
                FieldRow(name="title", kind=Kind.LINE, doc="The office.", required=True),
                FieldRow(name="since", kind=Kind.PARTIAL_DAY, doc="From when."),
                FieldRow(name="until", kind=Kind.PARTIAL_DAY, doc="Until when; left out while it lasts."),
                FieldRow(name="source", kind=Kind.LINE, doc="Who says so."),
            ),
        ),
        FieldRow(
            name="same_as",
            also=("sameAs",),
            kind=Kind.MAPS,
            bare="url",
            doc="Pages about the person elsewhere: addresses, or maps of `label` and `url`.",
            inside=(
                FieldRow(name="label", kind=Kind.LINE, doc="The words on the link."),
                FieldRow(name="url", kind=Kind.ADDRESS, doc="The address."),
            ),
        ),
        _SLUG,
        FieldRow(
            name="redirects",
            also=("redirect_from",),
            kind=Kind.LINES,
            doc="Slugs or addresses the person once had.",
            graph=True,
        ),
        FieldRow(name="id", kind=Kind.LINE, doc="What their feed is known by."),
        FieldRow(name="hidden", kind=Kind.FLAG, default=False, doc="`true`: no page, no chip, no feed.", graph=True),
        FieldRow(
            name="surname_only",
            kind=Kind.FLAG,
            default=True,
            doc="Whether the family name alone may mean this person.",
        ),
        _EXTRA,
    ),
)

COUNTRY = FieldTable(
    file="content/countries/CODE.md: only what overrides or adds to the built-in data; the text below is shown on "
    "its page",
    rows=(
        FieldRow(name="code", kind=Kind.LINE, doc="ISO 3166-1 alpha-2, if the file's name is not it."),
        FieldRow(name="name", kind=Kind.LINE, doc="The name the digest uses.", graph=True),
        _SLUG,
        FieldRow(name="region", kind=Kind.LINE, doc="Where it stands in the index."),
        FieldRow(name="aliases", kind=Kind.LINES, doc="Names that mean it, besides the built-in ones.", graph=True),
        _REDIRECTS,
        FieldRow(name="hidden", kind=Kind.FLAG, default=False, doc="`true`: no page, no chip, no feed.", graph=True),
        _EXTRA,
    ),
)

EDITION = FieldTable(
    file="content/editions/SLUG.md; the text below is the editor's note",
    rows=(
        FieldRow(name="title", kind=Kind.LINE, doc="Its title.", required=True, prose=True),
        FieldRow(name="date", kind=Kind.DAY, doc="The day it came out.", required=True),
        FieldRow(name="number", kind=Kind.NUMBER, default=0, most=1_000_000, doc="Its number."),
        _SLUG,
        FieldRow(name="since", kind=Kind.DAY, doc="With `until` and without `sections`: every article of these days."),
        FieldRow(name="until", kind=Kind.DAY, doc="The last of them."),
        FieldRow(name="articles", kind=Kind.LINES, doc="Ids or slugs, in order.", graph=True),
        FieldRow(
            name="sections",
            kind=Kind.MAPS,
            doc="Maps of `title` and `articles`.",
            graph=True,
            inside=(
                FieldRow(name="title", kind=Kind.LINE, doc="The heading.", prose=True),
                FieldRow(name="articles", kind=Kind.LINES, doc="Ids or slugs, in order."),
            ),
        ),
        FieldRow(name="summary", kind=Kind.TEXT, doc="A few words for lists, Markdown.", prose=True),
        FieldRow(name="draft", kind=Kind.FLAG, default=False, doc="`true` keeps it off the site."),
        FieldRow(
            name="frozen",
            kind=Kind.FLAG,
            default=False,
            doc="`true`: a published issue; later edits show as corrections.",
        ),
        FieldRow(
            name="printed",
            kind=Kind.TEXTS_BY_KEY,
            doc="Written by `edition freeze`: what the articles said when it came out.",
        ),
        FieldRow(name="sent", kind=Kind.UNREAD, doc="Written by `edition send`: when and to how many it went."),
        _EXTRA,
    ),
)

PAGE = FieldTable(
    file="content/pages/SLUG.md",
    rows=(
        FieldRow(name="title", kind=Kind.LINE, doc="Its title.", required=True, prose=True),
        FieldRow(name="slug", kind=Kind.LINE, doc="Its address is `/SLUG/`."),
        FieldRow(name="description", kind=Kind.LINE, doc="One plain sentence for search engines.", prose=True),
        FieldRow(name="weight", kind=Kind.NUMBER, default=0, least=-1000, most=1000, doc="Its place among the pages."),
        FieldRow(name="nav", kind=Kind.FLAG, default=True, doc="`false` leaves it out of the footer."),
        FieldRow(name="noindex", kind=Kind.FLAG, default=False, doc="`true` keeps it from search engines."),
        _ALIASES,
        FieldRow(name="lang", kind=Kind.LINE, doc="Its language, if it is another."),
        _EXTRA,
    ),
)

SOURCE = FieldTable(
    file="content/sources/SLUG.yaml",
    rows=(
        FieldRow(name="name", kind=Kind.LINE, doc="The outlet's name.", required=True, graph=True),
        FieldRow(name="url", kind=Kind.ADDRESS, doc="Its address."),
        FieldRow(name="lang", kind=Kind.LINE, doc="Its language."),
        FieldRow(name="country", kind=Kind.COUNTRY, doc="Where it is made: a name or code."),
        FieldRow(name="license", also=("licence",), kind=Kind.LINE, doc="The licence of all it prints."),
        FieldRow(name="policy", kind=Kind.CHOICE, choices=POLICIES, doc="How much of all its articles is shown."),
        FieldRow(name="feed", kind=Kind.ADDRESS, doc="Its feed, for `sources.opml`."),
        FieldRow(name="note", kind=Kind.LINE, doc="A line about it."),
        FieldRow(name="cleaning", kind=Kind.UNREAD, doc="What `add` learnt of its pages. Written by `add`."),
    ),
)

TABLES: Mapping[str, FieldTable] = {
    "article": ARTICLE,
    "person": PERSON,
    "country": COUNTRY,
    "edition": EDITION,
    "page": PAGE,
    "source": SOURCE,
}


# Kinds whose values are lists, and those written as lists or maps.
LISTS = frozenset({Kind.LINES, Kind.NAMES, Kind.PATHS, Kind.COUNTRIES, Kind.BODIES, Kind.MAPS})
STRUCTURES = LISTS | {Kind.MAP, Kind.EXTRA, Kind.TEXTS_BY_KEY}
_FOLDERS = {
    "articles": ARTICLE,
    "people": PERSON,
    "countries": COUNTRY,
    "editions": EDITION,
    "pages": PAGE,
    "sources": SOURCE,
}


def kind_at(path: str, steps: tuple[str | int, ...]) -> Kind | None:
    """The kind of the field at a path (keys and numbers) in a content file; None for one that the table has not."""
    table = _FOLDERS.get(path.split("/")[1] if path.count("/") > 1 else "")
    rows = table.rows if table is not None else ()
    kind: Kind | None = None
    for step in steps:
        if isinstance(step, int):
            kind = Kind.MAP if kind is Kind.MAPS else Kind.LINE
            continue
        if kind is Kind.EXTRA:
            return Kind.EXTRA
        row = next((row for row in rows if step in row.names), None)
        if row is None:
            return None
        kind, rows = row.kind, row.inside
    return kind


def read_fields(rows: tuple[FieldRow, ...], fields: Fields, context: FieldContext) -> dict[str, Any]:
    """A map's values by field name, each by its kind's reader; problems and unknown keys are noted in `fields`.

    A missing value is "", (), {} or the row's default, by kind; a list of maps is a tuple of (values, node).
    """
    index = _index_of(rows)
    values = dict(index.defaults)
    by_key = index.by_key
    for number in dict.fromkeys([*index.always, *[by_key[key] for key in fields.node.value if key in by_key]]):
        row = rows[number]
        values[row.name] = _READERS[row.kind](row, fields, context)
    fields.finish(index.names)
    return values


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    """Rows as they are looked up: a file states some fields of many, and only those are read.

    `always` are the numbers of rows to be read also where nothing stands: required ones, and maps with parts elsewhere.
    """

    rows: tuple[FieldRow, ...]
    names: frozenset[str]
    by_key: Mapping[str, int]
    defaults: Mapping[str, Any]
    always: tuple[int, ...]


_indexes: dict[int, _Index] = {}


def _index_of(rows: tuple[FieldRow, ...]) -> _Index:
    """The index of rows, made once for each tuple of them."""
    held = _indexes.get(id(rows))
    if held is None or held.rows is not rows:
        nothing = Fields(Node({}, 0, 0), "", [])
        context = FieldContext(zone=dt.UTC, countries={})
        by_key = {key: number for number, row in enumerate(rows) for key in row.names}
        held = _indexes[id(rows)] = _Index(
            rows=rows,
            names=frozenset(by_key).union(*(part.elsewhere for row in rows for part in row.inside)),
            by_key=by_key,
            defaults={row.name: _READERS[row.kind](row, nothing, context) for row in rows},
            always=tuple(n for n, row in enumerate(rows) if row.required or any(part.elsewhere for part in row.inside)),
        )
    return held


def take_generic(table: FieldTable, values: dict[str, Any]) -> dict[str, Any]:
    """Take out of `values` those that reach layouts as `fields.NAME`: every such row's, also an empty one."""
    return {row.name: values.pop(row.name) for row in table.generic}


def lines_of(rows: tuple[FieldRow, ...], fields: Fields) -> dict[str, int]:
    """The line on which each stated field stands, by the field's own name."""
    stated: Mapping[str, Node] = fields.node.value
    by_key = _index_of(rows).by_key
    return {rows[by_key[key]].name: node.key_line for key, node in stated.items() if key in by_key}


_Reader = Callable[[FieldRow, Fields, FieldContext], Any]
_COMMA_LIST = re.compile(r"[^,]+,\s+\S|[^;]+;\s*\S")
# What follows the comma of one name: the younger, an order, a degree.
_ONE_NAME = re.compile(r"[^,;]+, (?:[JS]r|Esq|Ph\.?D|M\.?D|MPs?|MEPs?|[KQ]C|[OCMDK]BE|I{1,3}|IV)\b\.?\Z")
_TWO_NAMES = re.compile(r"\S+ \S.* (?:and|&) \S+ \S")
# What an address begins with, as browsers read it: blanks and controls before and inside a scheme are passed over.
_SCHEMES = "https?|ftp|file|javascript|vbscript|data|blob|about|mailto|view-source"
_LOOKS_LIKE_ADDRESS = re.compile(rf"(?:{_SCHEMES}):(?=\S)|//|\\\\", re.IGNORECASE)
_LANGUAGES = frozenset({"lang", "original_lang"})
# What no file may be called on every system, or nobody sees.
_NOT_IN_PATHS = re.compile(r"[\\<>\"|*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
# Of ASCII, letters, digits and ._~:/- alone, the first a letter or digit.
_ID = re.compile(r"[^\x00-/:-@\[-`{-\x7f][^\x00-,:;-@\[-^`{-}\x7f]{0,199}\Z")


def _text(row: FieldRow, fields: Fields, _context: FieldContext) -> str:
    node = fields.get(*row.names)
    if row.prose and node is not None and node.comment and node.text:
        shown = f"{node.text} {node.comment}".replace("\\", "\\\\").replace('"', '\\"')
        advice = f'write {row.name}: "{shown}", or put the comment on a line of its own'
        fields.problem(node, f'"{fields.prefix}{row.name}" ends before "{node.comment}", which is a comment', advice)
    text = fields.text_at(node, row.name, required=row.required, one_line=row.kind is not Kind.TEXT)
    if text and row.name in _LANGUAGES:
        try:
            language_code(text)
        except ValueError as error:
            fields.warn(node, f'"{fields.prefix}{row.name}" {error}', "write one such as en or pt-BR")
    return text.strip() if row.kind is Kind.TEXT else text


def _names(row: FieldRow, fields: Fields, _context: FieldContext) -> tuple[str, ...]:
    _refuse_comma_list(row, fields)
    return fields.texts(*row.names)


def _refuse_comma_list(row: FieldRow, fields: Fields) -> None:
    """`tags: a, b` is one tag to YAML: ask for what is meant. An entry of a list that is like it is a warning."""
    node = row.stated_in(fields.node)
    if node is None:
        return
    if isinstance(node.value, tuple):
        for entry in node.value:
            name = entry.value.get("name") if isinstance(entry.value, dict) else entry
            if name is not None and (what := _several_in_one(name, row.name)):
                advice = "give each a line of its own, or quote it if it is one name"
                fields.warn(name, f'"{name.text}" in "{fields.prefix}{row.name}" is one entry with {what}', advice)
    elif what := _several_in_one(node, row.name):
        listed = re.sub(r"\s*;\s*| (?:and|&) ", ", ", node.text)
        advice = f"write {row.name}: [{listed}], or quote it if the {what.split()[-1]} belongs to one name"
        tell = fields.warn if what.startswith("an ") else fields.problem
        tell(node, f'"{fields.prefix}{row.name}" is one text with {what}', advice)


def _several_in_one(node: Node, name: str) -> str:
    """What makes one unquoted text look like several names ("a comma"), or ""."""
    if not isinstance(node.value, str) or not node.plain:
        return ""
    if _COMMA_LIST.match(node.text) and not _ONE_NAME.match(node.text):
        return "a comma" if "," in node.text else "a semicolon"
    return 'an "and"' if name == "people" and _TWO_NAMES.match(node.text) else ""


def _address(row: FieldRow, fields: Fields, _context: FieldContext) -> str:
    return fields.checked(row.name, web_address, *row.also)


def _picture(row: FieldRow, fields: Fields, _context: FieldContext) -> str:
    return fields.checked(row.name, picture_address, *row.also)


def _ident(row: FieldRow, fields: Fields, _context: FieldContext) -> str:
    value = fields.text(*row.names)
    if value and not _ID.match(value):
        advice = "keep what was there: feeds depend on it"
        fields.problem(fields.get(*row.names), f'"{row.name}" must be letters, digits and ._~:/- only', advice)
    return value


def _paths(row: FieldRow, fields: Fields, _context: FieldContext) -> tuple[str, ...]:
    """Old addresses of a page (`/a/b/`), each closed with a slash unless it names a file."""
    node = row.stated_in(fields.node)
    made = []
    for value in fields.texts(*row.names):
        if not value.startswith("/") or value.startswith("//") or is_odd_path(value):
            fields.problem(node, f'"{value}" is no address here', "start it with one slash")
            continue
        tail = value.rpartition("/")[2]
        made.append(value if value.endswith("/") or "." in tail else value + "/")
    return tuple(dict.fromkeys(made))


def is_odd_path(value: str) -> bool:
    """Tell whether an address leads upwards, to something hidden, or bears a name that not every system can hold."""
    hidden = any(part.startswith(".") and part != ".well-known" for part in value.split("/"))
    return hidden or _NOT_IN_PATHS.search(value) is not None


def _country(row: FieldRow, fields: Fields, context: FieldContext) -> str:
    return _one_of_the_world(row, fields, lambda text: stated_country(text, context.countries).code)


def _one_of_the_world(row: FieldRow, fields: Fields, find: Callable[[str], str]) -> str:
    value = fields.text(*row.names)
    if not value:
        return ""
    try:
        return find(value)
    except ValueError as error:
        fields.problem(fields.get(*row.names), *error.args)
        return ""


def _countries(row: FieldRow, fields: Fields, context: FieldContext) -> tuple[str, ...]:
    return _codes(row, fields, "country names or codes", lambda text: stated_country(text, context.countries).code)


def _bodies(row: FieldRow, fields: Fields, context: FieldContext) -> tuple[str, ...]:
    return _codes(row, fields, "international bodies", lambda text: stated_body(text, context.countries).code)


def _codes(row: FieldRow, fields: Fields, what: str, find: Callable[[str], str]) -> tuple[str, ...]:
    codes: list[str] = []
    for node in fields.nodes(*row.names):
        if isinstance(node.value, (dict, tuple, bool)) or not node.text:
            fields.problem(node, f'"{fields.prefix}{row.name}" must be {what}', 'write them as text: "NO"')
            continue
        try:
            codes.append(find(unicodedata.normalize("NFC", node.text)))
        except ValueError as error:
            known = len(fields.problems)
            _refuse_comma_list(row, fields)
            if len(fields.problems) == known:
                fields.problem(node, *error.args)
    return tuple(dict.fromkeys(codes))


def _map(row: FieldRow, fields: Fields, context: FieldContext) -> dict[str, Any]:
    """A map's values; {} where there is none. A text in its place is the value of the `bare` field."""
    node = fields.get(*row.names)
    values: dict[str, Any] = {}
    if node is not None and node.value is not None and not isinstance(node.value, dict) and row.bare:
        address = next((part.name for part in row.inside if part.kind is Kind.ADDRESS), "")
        if address and _LOOKS_LIKE_ADDRESS.match("".join(c for c in node.text if c.isprintable()).strip()):
            values = {address: fields.checked(row.name, web_address, *row.also)}
        else:
            values = {row.bare: fields.text(*row.names)}
    else:
        nested = fields.mapping(row.name)
        if nested is not None:
            values = read_fields(row.inside, nested, context)
    for part in row.scattered:
        if fields.node.value.keys().isdisjoint(part.elsewhere):
            continue
        beside = _READERS[part.kind](_under_other_names(part), fields, context)
        if beside and values.get(part.name):
            key = next(key for key in part.elsewhere if key in fields.node.value)
            message = f'"{key}" and "{row.name}.{part.name}" mean the same'
            fields.problem(fields.node.value[key], message, f'keep "{row.name}.{part.name}"')
        elif beside:
            values[part.name] = beside
    return values


def _under_other_names(row: FieldRow) -> FieldRow:
    """A field as it is read where it stands beside its map, under the names it has there."""
    first, *others = row.elsewhere
    return FieldRow(name=first, also=tuple(others), kind=row.kind, doc=row.doc)


def _maps(row: FieldRow, fields: Fields, context: FieldContext) -> tuple[tuple[dict[str, Any], Node], ...]:
    nodes = fields.nodes(*row.names)
    if row.bare:
        _refuse_comma_list(row, fields)
        fields.warn_of_blanks(row.name, [node for node in nodes if node.value == ""])
    found = []
    beside = Fields(fields.node, fields.path, fields.problems, fields.prefix, fields.warnings)
    for node in nodes:
        if isinstance(node.value, dict):
            found.append((read_fields(row.inside, fields.of(node, row.name), context), node))
            continue
        alone = row.alone
        if alone is None or isinstance(node.value, (tuple, bool)) or node.value is None:
            parts = ", ".join(part.name for part in row.inside)
            what = f"{row.bare}s, or maps of {parts}" if alone else f"maps of {parts}"
            fields.problem(node, f'"{fields.prefix}{row.name}" must be {what}', f"write - {row.inside[0].name}: …")
            continue
        if alone.kind is Kind.LINE:
            value = beside.text_at(node, row.name)
        else:  # read as the map with this one field, so that the same checks hold
            beside.node = Node({row.name: node}, node.line, node.column)
            value = _READERS[alone.kind](alone, beside, context)
        if value:
            found.append(({**_index_of(row.inside).defaults, row.bare: value}, node))
    return tuple(found)


def _texts_by_key(row: FieldRow, fields: Fields, _context: FieldContext) -> tuple[tuple[str, str], ...]:
    nested = fields.mapping(row.name)
    return tuple((key, entry.text) for key, entry in nested.node.value.items()) if nested is not None else ()


def _extra(row: FieldRow, fields: Fields, _context: FieldContext) -> dict[str, Any]:
    nested = fields.mapping(row.name)
    return as_written(nested.node) if nested is not None else {}


def as_written(node: Node) -> Any:
    """A node as maps, tuples, texts (NFC), numbers, true, false and None: what `extra:` gives to layouts."""
    if isinstance(node.value, dict):
        return {unicodedata.normalize("NFC", key): as_written(value) for key, value in node.value.items()}
    if isinstance(node.value, tuple):
        return tuple(as_written(item) for item in node.value)
    return unicodedata.normalize("NFC", node.value) if isinstance(node.value, str) else node.value


def _unread(row: FieldRow, fields: Fields, _context: FieldContext) -> None:
    fields.get(*row.names)


_READERS: Mapping[Kind, _Reader] = {
    Kind.LINE: _text,
    Kind.TEXT: _text,
    Kind.LINES: lambda row, fields, _: fields.texts(*row.names),
    Kind.NAMES: _names,
    Kind.FLAG: lambda row, fields, _: fields.flag(row.name, default=row.default),
    Kind.NUMBER: lambda row, fields, _: fields.number(
        row.name, default=row.default or 0, least=row.least, most=row.most
    ),
    Kind.CHOICE: lambda row, fields, _: fields.choice(row.name, row.choices, row.default),
    Kind.DAY: lambda row, fields, _: fields.day(*row.names, required=row.required),
    Kind.MOMENT: lambda row, fields, context: fields.moment(context.zone, *row.names)[0],
    Kind.PARTIAL_DAY: lambda row, fields, _: fields.partial_day(row.name),
    Kind.ADDRESS: _address,
    Kind.PICTURE: _picture,
    Kind.PATHS: _paths,
    Kind.ID: _ident,
    Kind.COUNTRY: _country,
    Kind.COUNTRIES: _countries,
    Kind.BODIES: _bodies,
    Kind.MAP: _map,
    Kind.MAPS: _maps,
    Kind.TEXTS_BY_KEY: _texts_by_key,
    Kind.EXTRA: _extra,
    Kind.UNREAD: _unread,
}
