"""What a page keeps for machines, as plain values: meta tags, JSON-LD, marked bylines and times. Pure after loading.

The facts (`facts/`) read these and the visible blocks; nothing here decides what is true.
"""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Protocol, cast

from copydesk.ingest.clean.facts.names import load_words
from copydesk.intake.normalise import normalise


@cache
def load_groups() -> tuple[tuple[str, ...], re.Pattern[str], Mapping[str, int]]:
    """Return the groups of `data/markup.toml`, a pattern of all their pieces, and each piece's bits."""
    data = tomllib.loads(resources.files("copydesk").joinpath("data/markup.toml").read_text(encoding="utf-8"))
    bits: dict[str, int] = {}
    for at, pieces in enumerate(data.values()):
        for piece in pieces:
            bits[piece] = bits.get(piece, 0) | 1 << at
    pieces = "|".join(re.escape(piece) for piece in sorted(bits, key=len, reverse=True))
    return tuple(data), re.compile(pieces), bits


@cache
def _load_words() -> re.Pattern[str]:
    """Return a pattern of what may begin with a piece: a word of letters, or as many as the longer pieces have."""
    several = sorted((piece for piece in load_groups()[2] if not piece.isalpha()), key=len, reverse=True)
    return re.compile("|".join([*(f"{re.escape(piece)}[a-z]*" for piece in several), "[a-z]+"]))


def group_bit(name: str) -> int:
    """Return the bit that a group of `data/markup.toml` has in `Block.groups` and `Block.own`."""
    return 1 << load_groups()[0].index(name)


_HUMP = re.compile("(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=16384)  # a page has some thousand; `add` reads many pages
def bits_of(name: str) -> int:
    """Return the bits of the groups that a class, id or role names."""
    name = name[:300]
    spaced = name if name.islower() else _HUMP.sub("-", name).lower()
    out = 0
    for word in _load_words().findall(spaced):
        out |= _bits_of_word(word)
    return out


@lru_cache(maxsize=16384)  # the names of a site, and of all, are made of the same words
def _bits_of_word(word: str) -> int:
    _, pattern, bits = load_groups()
    match = pattern.match(word)
    return bits[match[0]] if match else 0


_ARTICLES = frozenset(
    [
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BackgroundNewsArticle",
        "ReviewNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "SocialMediaPosting",
        "Report",
        "ScholarlyArticle",
        "TechArticle",
        "Review",
        "AdvertiserContentArticle",
    ]
)
_COMMENT = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[)|(?:-->|//\]\]>)\s*$")
_COMMENT_SIGNS = ("<!--", "<![CDATA[", "-->", "]]>")
_SCRIPT_TEXT = re.compile(r'"((?:[^"\\]|\\.){400,})"')
_LONGEST_SCRIPT = 3_000_000
_MOST_NODES = 200  # of one list of JSON-LD
_MOST_MARKED = 200
_MOST_DRAWN = 5000  # nodes of a script's data
_LONGEST_MARK = 2000  # letters
# The kinds of marks, from the surest down, with the words by which an editor is told of them.
MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "the page's name of its author",
        re.compile(r"author-?_*name|byline-?_*name|p-author", re.IGNORECASE),
    ),
    (
        "the page's byline",
        re.compile(r"(?<!\S)byline(?!\S)|article-author|article__author", re.IGNORECASE),
    ),
    ("a part of the page marked as author", re.compile(r"(?<!\S)(?:[\w-]*[-_])?author(?!\S)", re.IGNORECASE)),
)
_OPENED = re.compile(r"author|byline|autor", re.IGNORECASE)
# "published-date", "entry-date", "post__date", "item--type-date": an element that a page calls the day of its text.
CALLED_DAY = "the page's own name of its day"
_CALLED_DAY = re.compile(
    r"(?<![a-z])(?:publi\w*|posted|(?:post|entry|story|article|byline|blog|news|type)(?:[-_]+(?:meta|info|header))?)[-_]*date(?![a-z])"
    r"|(?<![a-z])date[-_]?(?:publi\w*|posted)",
    re.IGNORECASE,
)
_CALLED_CHANGE = re.compile(r"updat|modif", re.IGNORECASE)
_LONGEST_DAY = 60  # letters of such an element
# Where a name belongs to another story or to a reader: cards, comments, testimonials, not the article's own head.
_FOREIGN_NAMES = re.compile(
    r"(?<![a-z])(?:related|recommend\w*|teaser\w*|cards?|comment\w*|testimonial\w*|review(?:er|ed)?[-_]?by|carousel|slider"
    r"|sidebar|trending|popular|latest|more-(?:stories|from|posts)|quote\w*)(?![a-z])",
    re.IGNORECASE,
)


class Tree(Protocol):
    """What this module asks of a parsed page."""

    def xpath(self, path: str) -> object:
        """Return what an XPath finds."""

    def iter(self, tag: str) -> Iterator[_Node]:
        """Yield the elements below, in order."""


class _Node(Tree, Protocol):
    tag: object
    text: str | None
    tail: str | None
    attrib: Mapping[str, str]

    def get(self, name: str) -> str | None: ...
    def getparent(self) -> _Node | None: ...
    def __iter__(self) -> Iterator[_Node]: ...


@dataclass(slots=True)
class _Survey:
    """The elements of a page that say something of it, in its order, found in one walk.

    An XPath apiece takes five times as long. `marked` are those that could be a byline, and every `h1`; `dated` those
    marked as the day of publication, `days` those whose class speaks of a date.
    """

    scripts: list[_Node] = field(default_factory=list)
    metas: list[_Node] = field(default_factory=list)
    links: list[_Node] = field(default_factory=list)
    titles: list[_Node] = field(default_factory=list)
    times: list[_Node] = field(default_factory=list)
    marked: list[_Node] = field(default_factory=list)
    dated: list[_Node] = field(default_factory=list)
    days: list[_Node] = field(default_factory=list)

    def texts(self, *, linked: bool) -> Iterator[str]:
        """Yield the texts of the page's scripts: its linked data, or its own programs and their data."""
        for node in self.scripts:
            if ("ld+json" in (node.get("type") or "")) == linked and (linked or node.get("src") is None):
                yield from filter(None, [node.text])


def _survey(tree: Tree) -> _Survey:
    out = _Survey()
    by_tag: dict[object, list[_Node]] = {
        "script": out.scripts,
        "meta": out.metas,
        "link": out.links,
        "title": out.titles,
        "time": out.times,
    }
    for node in tree.iter("*"):
        tag, get = node.tag, node.get
        if (told := by_tag.get(tag)) is not None:
            told.append(node)
        item = get("itemprop")
        if item == "datePublished":
            out.dated.append(node)
        name, href = get("class"), get("href")
        if (
            tag == "h1"
            or item == "author"
            or (name and ("uthor" in name or "byline" in name or "Byline" in name or "autor" in name))
            or (href and ("/author/" in href or "/authors/" in href or "/autor/" in href))
            or get("rel") == "author"
        ):
            out.marked.append(node)
        if name and ("date" in name or "Date" in name):
            out.days.append(node)
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An element that its markup calls a byline: its words, why, how sure (0 is best), and where it stands.

    `group` numbers the container in which the names of one story stand together, `order` counts marks and first
    headings from the top, so that what is near the headline can be told; `foreign` says that it is inside another
    story's card, a comment or the like.
    """

    text: str
    rank: int
    reason: str
    order: int
    group: int
    foreign: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedMoment:
    """A date as a page states it, and what says so."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says of itself. All empty for a text.

    `tags` are its meta tags by name in lower case, `articles` its JSON-LD articles, `persons` the names of JSON-LD
    nodes by `@id`, `element` its `<title>`, `region` that of its language ("gb" of "en-GB"), `marks` its marked
    bylines, `heads` the words and order of each `h1`.
    """

    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)
    articles: tuple[Mapping[str, object], ...] = ()
    pages: tuple[Mapping[str, object], ...] = ()
    persons: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    element: str = ""
    canonical: str = ""
    lang: str = ""
    region: str = ""
    stamps: tuple[StatedMoment, ...] = ()
    marks: tuple[Mark, ...] = ()
    heads: tuple[tuple[str, int], ...] = ()
    address: str = ""
    scripted: Callable[[], str] = str

    def tag(self, *names: str) -> list[str]:
        """Return what some meta tags hold, in the order asked for."""
        return [value for name in names for value in self.tags.get(name, ())]

    @property
    def order(self) -> str:
        """The order in which the page's region writes a date's figures: `dmy` or, where nothing tells, ""."""
        return "dmy" if self.region in load_tags()["day_first"] else ""

    @property
    def site(self) -> str:
        """The outlet's name as the page states it."""
        publishers = [node.get("publisher") for node in self.articles]
        names = [*map(name_of, publishers), *self.tag("og:site_name", "application-name")]
        sites = {name_of(node) for node in self.pages if "WebSite" in _kinds_of(node)} - {""}
        referred = [self.persons.get(str(one.get("@id")), {}) for one in publishers if isinstance(one, dict)]
        return as_text(first([*names, *(sites if len(sites) == 1 else ()), *map(name_of, referred)]))

    @property
    def url(self) -> str:
        """The address the page was saved from, or that it gives itself."""
        address = self.address or first([self.canonical, *self.tag("og:url")]).strip() or self._stated_address()
        return address if address.startswith(("http://", "https://")) else ""

    def _stated_address(self) -> str:
        """The address of the page's one article in JSON-LD; of several none is this page's for sure."""
        found = set[str]()
        for node in self.articles:
            page = node.get("mainEntityOfPage")
            page = page.get("@id") or page.get("url") if isinstance(page, dict) else page
            found.add(first([one.strip() for one in (node.get("url"), page, node.get("@id")) if isinstance(one, str)]))
        return next(iter(found)) if len(found) == 1 else ""

    @property
    def text(self) -> str:
        """The article as JSON-LD has it."""
        return as_text(first([str(node.get("articleBody") or "") for node in self.articles]), keep_lines=True)


@cache
def load_tags() -> dict[str, list[str]]:
    """Return the meta tags of `data/metatags.toml` by what they state, in the order in which they are believed."""
    return tomllib.loads(resources.files("copydesk").joinpath("data/metatags.toml").read_text(encoding="utf-8"))


def _language_of(tag: str) -> str:
    """Return the language of a page's tag: fil of "fil-PH"; of a word that is no code its first two letters."""
    code = re.split("[-_]", tag.strip().lower())[0]
    return code if len(code) <= _LONGEST_CODE else code[:2]


_LONGEST_CODE = 3  # letters of a language's code (https://www.rfc-editor.org/rfc/rfc5646#section-2.2.1)


def read_metadata(tree: Tree, address: str = "") -> Metadata:
    """Return what a parsed page says of itself. `address` is where it was saved from, if known."""
    articles: list[Mapping[str, object]] = []
    pages: list[Mapping[str, object]] = []
    persons: dict[str, Mapping[str, object]] = {}
    survey = _survey(tree)
    for node in _linked_data(survey):
        (articles if _is_article(node) else pages).append(node)
        if "@id" in node and "name" in node:
            persons.setdefault(str(node["@id"]), node)
    if not articles:
        articles += _drawn_articles(survey)
    marks, heads = _marks(survey)
    return Metadata(
        tags=_meta_tags(survey),
        articles=tuple(articles),
        pages=tuple(pages),
        persons=persons,
        element=as_text(first([node.text or "" for node in survey.titles])),
        canonical=first([node.get("href") or "" for node in survey.links if node.get("rel") == "canonical"]),
        lang=_language_of(lang := first(strings(tree, "/html/@lang"))),
        region=lang.replace("_", "-").rpartition("-")[2].lower(),
        stamps=tuple(_stamps(survey)),
        marks=marks,
        heads=heads,
        address=address,
        scripted=lambda: _drawn_text(survey) or as_text(_scripted_text(survey), keep_lines=True),
    )


def first(values: Sequence[str]) -> str:
    """Return the first value that is not empty, or an empty one."""
    return next((value for value in values if value), "")


def as_text(text: str, *, keep_lines: bool = False) -> str:
    """Return a value of a page's data as plain words: no markup, no entities, blanks folded."""
    text = html.unescape(html.unescape(text)) if "&" in text else text
    text = normalise(re.sub(r"<[^<>]{0,300}>", " ", text) if "<" in text else text)
    return text.strip() if keep_lines else " ".join(text.split())


def strings(tree: Tree, path: str) -> list[str]:
    """Return the strings an XPath finds."""
    return [str(value) for value in cast("list[object]", tree.xpath(path))]


def _meta_tags(survey: _Survey) -> dict[str, list[str]]:
    """Return what each meta tag of a page holds, by its name in lower case."""
    out: dict[str, list[str]] = {}
    for node in survey.metas:
        name = node.get("property") or node.get("name") or node.get("itemprop") or ""
        value = (node.get("content") or "").strip()
        if name and value:
            out.setdefault(name.lower(), []).append(value)
    return out


def _linked_data(survey: _Survey) -> Iterator[dict[str, object]]:
    for text in survey.texts(linked=True):
        try:
            bare = _COMMENT.sub("", text) if any(map(text.__contains__, _COMMENT_SIGNS)) else text
            data = json.loads(bare, strict=False)
        except (ValueError, RecursionError):
            continue
        queue: list[object] = [data]
        while queue:
            node = queue.pop(0)
            if isinstance(node, list):
                queue.extend(node[:_MOST_NODES])
            elif isinstance(node, dict):
                yield node
                queue.extend(
                    node[key]
                    for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement")
                    if key in node and isinstance(node[key], (list, dict))
                )


# The keys under which editors' programs keep an article, its nodes' children and their words, as met in the data of
# pages drawn by scripts: Next, Nuxt, Portable Text, Slate, ProseMirror, Contentful, Editor.js, WordPress.
_BODIES = tuple(
    """
    articleBody body content text blocks paragraphs bodyHtml contentHtml html richText components elements sections
    storyBody content_elements document body_html bodyBlocks
    """.split()  # noqa: SIM905 - a list would take half a screen
)
_HELD = ("children", "content", "blocks", "items", "nodes", "data", "document", "elements")
_SAID = ("text", "value", "html", "content", "body", "paragraph", "caption", "rendered")
_PIECE = re.compile(r"text|textNode|span|link|hyperlink|a|em|strong|b|i|mark|code-inline|inline", re.IGNORECASE)
_NO_TEXT = re.compile(
    r"image|picture|photo|video|embed|\bad\b|advert|related|teaser|newsletter|gallery|social", re.IGNORECASE
)
_ENDS = re.compile(r"</(?:p|h[1-6]|li|div|blockquote|tr|pre)>|<br\s*/?>|\n", re.IGNORECASE)
_GIVEN = re.compile(r"\s*(?:(?:window|self|globalThis)\s*[.\[])?[\w$.\"'\]]{1,60}\s*=\s*\{")
_DEEPEST = 12  # levels of a text's tree; rich texts have three to six
_DAYS = ("datePublished", "publishedAt", "published_at", "publishDate", "publicationDate", "firstPublished")


def _drawn_nodes(survey: _Survey) -> Iterator[dict[str, object]]:
    """Yield the maps in the data that a page's own scripts draw it from, outer before inner."""
    for data in _script_data(survey):
        queue: list[object] = [data]
        for _ in range(_MOST_DRAWN):
            if not queue:
                break
            node = queue.pop(0)
            if isinstance(node, list):
                queue.extend(node[:_MOST_NODES])
            elif isinstance(node, dict):
                yield node
                queue.extend(value for value in node.values() if isinstance(value, (dict, list)))


def _drawn_articles(survey: _Survey) -> Iterator[Mapping[str, object]]:
    """Yield the first article in the data that a page's own scripts draw it from, in the words of schema.org."""
    for node in _drawn_nodes(survey):
        day = next((node[key] for key in _DAYS if isinstance(node.get(key), str)), None)
        name = node.get("headline") or node.get("title")
        if day and isinstance(name, str):
            yield {"headline": name, "datePublished": day, "author": node.get("author") or node.get("authors")}
            return


def _drawn_text(survey: _Survey) -> str:
    """Return the longest text that a node with a headline holds in the data of a page's own scripts, by lines."""
    best = ""
    for node in _drawn_nodes(survey):
        if any(isinstance(node.get(key), str) for key in ("headline", "title")):
            texts = ("\n".join(_paragraphs(node[key])) for key in _BODIES if node.get(key))
            best = max((best, *texts), key=len)
    return best


def _script_data(survey: _Survey) -> Iterator[object]:
    """Yield what the scripts of a page hold as JSON: data alone, or a value given to a name."""
    for text in survey.texts(linked=False):
        if ("headline" not in text and "title" not in text) or len(text) > _LONGEST_SCRIPT:
            continue
        start = text.find("{") if not (given := _GIVEN.match(text)) else given.end() - 1
        if start < 0:
            continue
        try:
            yield json.JSONDecoder(strict=False).raw_decode(text, start)[0]
        except (ValueError, RecursionError):
            continue


def _paragraphs(value: object, depth: int = 0) -> Iterator[str]:
    """Yield the paragraphs of a text as editors' programs keep it: markup, a list of strings, a tree of typed nodes.

    A node's words are its own or its children's; a list in which each thing is a piece of a sentence is a paragraph.
    What is typed as a picture, a link to another story or an advertisement has none.
    """
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        yield from filter(None, (as_text(line) for line in _ENDS.split(value)))
    elif isinstance(value, list) and value and depth and all(map(_is_piece, value)):
        yield from filter(None, [as_text("".join(map(_piece, value)))])
    elif isinstance(value, list):
        for one in value[:_MOST_NODES]:
            yield from _paragraphs(one, depth + 1)
    elif isinstance(value, dict) and not _NO_TEXT.search(_type_of(value)):
        held = next((value[key] for key in _HELD if isinstance(value.get(key), list) and value[key]), None)
        said = next((value[key] for key in _SAID if isinstance(value.get(key), str) and value[key].strip()), None)
        inner = next((value[key] for key in _HELD if isinstance(value.get(key), dict)), None)
        for one in (held, said, inner):
            if one is not None:
                yield from _paragraphs(one, depth + 1)
                return


def _type_of(node: Mapping[str, object]) -> str:
    return " ".join(str(node[key]) for key in ("type", "_type", "nodeType", "kind", "__typename") if node.get(key))


def _is_piece(node: object) -> bool:
    """Tell a piece of a sentence: words with their marks, or a link around such."""
    if not isinstance(node, dict):
        return False
    kind = _type_of(node)
    if kind and not _PIECE.fullmatch(kind):
        return False
    inner = next((node[key] for key in _HELD if isinstance(node.get(key), list)), None)
    return all(map(_is_piece, inner)) if inner else any(isinstance(node.get(key), str) for key in _SAID)


def _piece(node: Mapping[str, object]) -> str:
    inner = next((node[key] for key in _HELD if isinstance(node.get(key), list)), None)
    if isinstance(inner, list) and inner:
        return "".join(map(_piece, inner))
    return next((str(node[key]) for key in _SAID if isinstance(node.get(key), str)), "")


def _is_article(node: Mapping[str, object]) -> bool:
    return not _ARTICLES.isdisjoint(_kinds_of(node))


def _kinds_of(node: Mapping[str, object]) -> list[str]:
    kinds = node.get("@type")
    return [re.split(r"[/:#]", str(kind))[-1] for kind in (kinds if isinstance(kinds, list) else [kinds])]


def name_of(value: object) -> str:
    """Return the name of a thing of schema.org, which may be a string, a node or a list of them."""
    if isinstance(value, list):
        return name_of(value[0]) if value else ""
    if isinstance(value, dict):
        return name_of(value.get("name"))
    return value if isinstance(value, str) and not value.startswith("http") else ""


def image_of(value: object) -> str:
    """Return the address of an ImageObject, which may be a string, a node or a list of them."""
    if isinstance(value, list):
        return image_of(value[0]) if value else ""
    if isinstance(value, dict):
        return image_of(value.get("url"))
    return value if isinstance(value, str) and value.startswith("http") else ""


def _seen_text(node: _Node, *, listed: bool) -> Iterator[str]:
    """Yield the pieces of an element's words but those of scripts, and those of what it lists where that is asked."""
    seen = node.tag not in ("script", "style")
    if seen and node.text:
        yield node.text
    for child in node:
        if listed or child.tag != "li":
            yield from _seen_text(child, listed=listed)
        if seen and child.tail:
            yield child.tail


def joined_text(node: _Node) -> str:
    """Return an element's words; those of two of its elements do not run together ("By" "Ann Lee" "Gardener")."""
    out = ""
    gap = False
    pieces = list(_seen_text(node, listed=False))  # not what its box lists beside the name
    for piece in pieces if any(map(str.strip, pieces)) else _seen_text(node, listed=True):
        if not piece.strip():
            gap = True
            continue
        if out and piece[0].isalnum() and out[-1].isalnum() and (gap or (out[-1].islower() and piece[0].isupper())):
            last = re.split(r"[;|]", out)[-1].strip()
            out += "; " if " " in last and last.casefold() not in load_words().by else " "
        elif out and gap:
            out += " "
        out += piece
        gap = False
        if len(out) > _LONGEST_MARK:
            break
    return as_text(out[:_LONGEST_MARK])


def _marks(survey: _Survey) -> tuple[tuple[Mark, ...], tuple[tuple[str, int], ...]]:
    out: list[Mark] = []
    heads: list[tuple[str, int]] = []
    groups: dict[_Node | None, int] = {}  # by the elements themselves: numbers of freed ones are given again
    places = 0
    for order, node in enumerate(survey.marked):
        if node.tag == "h1":
            heads.append((joined_text(node).replace("; ", " "), order))
            continue
        places += 1
        if places > _MOST_MARKED:
            continue
        rank, reason = _rank(node)
        texts = [joined_text(node)]
        if node.get("itemprop") == "author":
            names = cast("list[_Node]", node.xpath('.//*[@itemprop="name"]'))
            texts = list(filter(None, map(joined_text, names))) or texts
            texts += strings(node, './/meta[@itemprop="name"]/@content') if not any(texts) else []
        group = groups.setdefault(_far_up(node), len(groups))
        foreign = _is_foreign(node)
        out += [
            Mark(text=text, rank=rank, reason=reason, order=order, group=group, foreign=foreign)
            for text in texts
            if text
        ]
    return tuple(out), tuple(heads)


def _rank(node: _Node) -> tuple[int, str]:
    name = node.get("class") or ""
    if node.get("itemprop") == "author":
        return 0, "the page's own mark of its author"
    if node.get("rel") == "author":
        return 1, "a link to the author's page"
    for rank, (reason, pattern) in enumerate(MARKS, 2):
        if pattern.search(name):
            return rank, reason
    slug = re.sub(r"[\W_]+", "", (node.get("href") or "").rstrip("/").rpartition("/")[2].casefold())
    if slug and slug == re.sub(r"[\W_]+", "", joined_text(node).casefold()):
        return 1, "a link to the author's page"  # "/authors/ann-lee" of "Ann Lee"
    if _OPENED.search(name):
        return len(MARKS) + 2, "a part of the page called after an author"
    return len(MARKS) + 3, "a link to an author's page"


def _far_up(node: _Node) -> _Node | None:
    """Return the container of a byline: the ancestor in which the names of one story stand together."""
    above: _Node | None = node
    for _ in range(3):
        above = above.getparent() if above is not None else None
    return above


def _is_foreign(node: _Node) -> bool:
    """Tell whether an element stands in a card of another story, a comment, a footer or an aside."""
    at: _Node | None = node
    comment = group_bit("comment")
    while at is not None and at.tag not in ("body", "html", "article", "main"):
        name = f"{at.get('class') or ''} {at.get('id') or ''}"
        if at.tag in ("aside", "footer", "nav") or _names_foreign(name[:400]) or bits_of(name[:300]) & comment:
            return True
        at = at.getparent()
    return False


@lru_cache(maxsize=1024)  # what is marked stands in the same few containers
def _names_foreign(name: str) -> bool:
    return _FOREIGN_NAMES.search(name) is not None


def _stamps(survey: _Survey) -> Iterator[StatedMoment]:
    """Yield the dates of the elements that a page marks as its day of publication, best first."""
    for node in survey.dated:
        for name, value in node.attrib.items():
            if name in ("content", "datetime"):
                yield StatedMoment(text=value, reason="the page's own mark of its day")
    moments = [node for node in survey.times if node.get("datetime") is not None]
    for where in ("article", "main"):
        inner = next((node for node in moments if _stands_in(node, where) and not _is_comment(node)), None)
        if inner is not None:
            yield StatedMoment(text=inner.get("datetime") or "", reason="the first time in the article")
    for node in moments:
        if node.get("pubdate") is not None:
            yield StatedMoment(text=node.get("datetime") or "", reason="the page's own mark of its day")
    yield from _called_days(survey)


def _called_days(survey: _Survey) -> Iterator[StatedMoment]:
    """Yield the words of the elements that a page's own classes call the day of its text."""
    for node in survey.days[:_MOST_MARKED]:
        name = node.get("class") or ""
        if _CALLED_DAY.search(name) and not (_CALLED_CHANGE.search(name) or _is_foreign(node)):
            text = joined_text(node)
            if len(text) <= _LONGEST_DAY:
                yield StatedMoment(text=text, reason=CALLED_DAY)


def _is_comment(node: _Node) -> bool:
    """Tell an element that stands in a reader's comment."""
    bit = group_bit("comment")
    at = node.getparent()
    while at is not None and at.tag not in ("body", "html", "article", "main"):
        if bits_of(f"{at.get('class') or ''} {at.get('id') or ''}"[:300]) & bit:
            return True
        at = at.getparent()
    return False


def _stands_in(node: _Node, tag: str) -> bool:
    above = node.getparent()
    while above is not None and above.tag != tag:
        above = above.getparent()
    return above is not None


def _scripted_text(survey: _Survey) -> str:
    """Return the longest run of paragraphs that a script holds as a string, as pages drawn by scripts do."""
    best = ""
    for script in survey.texts(linked=False):
        if "u003cp" not in script and "<p" not in script:
            continue
        for match in _SCRIPT_TEXT.finditer(script[:_LONGEST_SCRIPT]):
            try:
                text = str(json.loads(f'"{match[1]}"', strict=False))
                text = str(json.loads(f'"{text}"', strict=False)) if "\\u003c" in text else text
            except ValueError:
                continue
            if text.count("</p>") >= 2 and len(text) > len(best):
                best = text
    return re.sub(r"</p>|<br\s*/?>|</div>", "\n", best)
