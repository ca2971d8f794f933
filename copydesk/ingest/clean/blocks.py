"""A parsed page as a row of blocks: their words, the same as Markdown, and what the markup says of them.

Takes an lxml tree (parsed in `extract.py`) and only reads it. Walks without recursion, so that depth costs nothing
(promise I8).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from copydesk.ingest.clean.inline import Inline
from copydesk.ingest.clean.parts import bits_of, load_groups
from copydesk.intake.normalise import normalise


class Element(Protocol):
    """What this module needs of a node of a page."""

    tag: object
    text: str | None
    tail: str | None
    attrib: Mapping[str, str]
    sourceline: int | None

    def __iter__(self) -> Iterator[Element]: ...


_BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody
    td tfoot th thead tr ul
    """.split()  # noqa: SIM905 - a list would take a screen and a half
)
_SKIPPED = frozenset(
    """
    amp-ad applet audio button canvas datalist embed head iframe input map math meter nav noscript object option
    progress rp rt script select style svg template textarea title video
    """.split()  # noqa: SIM905 - a list would take a screen and a half
)
_MARKS = {"em": "*", "i": "*", "cite": "*", "strong": "**", "b": "**", "code": "`"}
_HEADINGS = ("h1", "h2")
_MAX_BLOCKS = 20_000  # a page of 16 MB made of one-letter blocks ends here
_TAGS = ("p", "h1", "h2", "li", "blockquote", "figcaption", "tr", "div")
_ANCESTORS = ("article", "main", "aside", "header", "footer", "figure", "blockquote", "table", "ul", "form")
_INSIDE = {tag: 1 << at for at, tag in enumerate(_ANCESTORS)}
FIGURE, LIST = _INSIDE["figure"], _INSIDE["ul"]  # bits of `Block.inside` that a figure and a list of any kind set
_INSIDE |= {"ol": LIST, "dl": LIST}
_KEPT_AS = {"h3": "h2", "h4": "h2", "h5": "h2", "h6": "h2", "dd": "li", "dt": "li", "caption": "figcaption"}
_NAMED_BY = ("class", "id", "role", "itemprop", "data-component")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a page: `tag` is the nearest block element, `inside` the ancestors that say something.

    `groups` are the parts of a page (`data/markup.toml`) its ancestors are called by, `own` those of its two nearest;
    `home` and `hearth` number its parent and grandparent, so that blocks of one container can be told.
    """

    text: str
    inline: Inline
    tag: str
    line: int
    linked: float
    links: int
    groups: int
    own: int
    inside: int
    depth: int
    home: int
    hearth: int
    ordered: bool = False
    table: int = 0


@dataclass(slots=True)
class _Open:
    """An element that is open during the walk."""

    tag: str
    number: int
    groups: int
    own: int
    inside: int
    line: int
    cells: list[Inline] = field(default_factory=list)


def tag_names() -> tuple[str, ...]:
    """Return the names of what `markup_row` gives, in order."""
    groups = load_groups()[0]
    return (
        *(f"tag {tag}" for tag in _TAGS),
        *(f"inside {tag}" for tag in _ANCESTORS),
        *(f"part: {group}" for group in groups),
        *(f"own part: {group}" for group in groups),
        "share of linked words",
        "links",
        "depth",
    )


def markup_row(block: Block) -> tuple[float, ...]:
    """Return what the markup says of one block, as numbers for the classifier."""
    words = (block.linked, float(min(block.links, 20)), float(min(block.depth, 40)))
    return _places(block.tag, block.inside, block.groups, block.own) + words


@lru_cache(maxsize=4096)  # the blocks of one container have the same places
def _places(tag: str, inside: int, groups: int, own: int) -> tuple[float, ...]:
    count = len(load_groups()[0])
    return (
        *(float(tag == one) for one in _TAGS),
        *(float(inside >> at & 1) for at in range(len(_ANCESTORS))),
        *(float(groups >> at & 1) for at in range(count)),
        *(float(own >> at & 1) for at in range(count)),
    )


class _Walk:
    """The state of one walk over a page."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.out: list[Block] = []
        self.open: list[_Open] = [_Open("html", 0, 0, 0, 0, 0)]
        self.inline = Inline(base)
        self.count = 0
        self.table = 0
        self.tables: list[int] = []
        self.lists: list[str] = []

    def flush(self) -> None:
        """End the block that is being gathered."""
        if self.inline.empty:
            return
        inline, self.inline = self.inline, Inline(self.base)
        text = inline.text()
        if not text or len(self.out) >= _MAX_BLOCKS:
            return
        here = self.open[-1]
        near = self.open[-3:]
        above = [one.number for one in self.open]
        self.out.append(
            Block(
                text=normalise(text),
                inline=inline,
                tag=here.tag,
                line=here.line or 0,
                linked=inline.linked_share,
                links=inline.links,
                groups=here.groups,
                own=near[-1].own | (near[-2].own if len(near) > 1 else 0),
                inside=here.inside,
                depth=len(self.open),
                home=above[-2] if len(above) > 1 else 0,
                hearth=above[-3] if len(above) > 2 else 0,
                ordered=bool(self.lists) and self.lists[-1] == "ol",
                table=self.tables[-1] if self.tables and here.tag in ("td", "th", "tr") else 0,
            )
        )

    def start(self, element: Element, tag: str) -> None:
        if tag in _BLOCKS:
            self.start_block(element, tag)
        elif tag == "br":
            # Most pages that break lines mean paragraphs (15 of 305 measured, against 2); a headline stays whole.
            if self.open[-1].tag in _HEADINGS:
                self.inline.add(" ")
            else:
                self.flush()
        elif tag == "a":
            self.inline.start_link(element.attrib.get("href", ""))
        elif tag in _MARKS:
            self.inline.start(_MARKS[tag])
        if element.text:
            self.inline.add(element.text)

    def start_block(self, element: Element, tag: str) -> None:
        if tag in ("td", "th") and not self.inline.empty and self.open[-1].tag == "tr":
            self.inline.add(" | ")
        elif self.open[-1].tag in _HEADINGS:
            self.inline.add(" ")  # the parts of a heading are one line
        elif tag not in ("td", "th"):
            self.flush()
        self.push(element, tag)
        if tag in ("ul", "ol"):
            self.lists.append(tag)
        elif tag == "table":
            self.table += 1
            self.tables.append(self.table)

    def push(self, element: Element, tag: str) -> None:
        self.count += 1
        above = self.open[-1]
        own = 0
        if attrib := element.attrib:
            names = [value for key in _NAMED_BY if (value := attrib.get(key))]
            own = bits_of(" ".join(names)) if names else 0
            if "hidden" in attrib or "none" in attrib.get("style", ""):
                own |= bits_of("hidden")
        inside = above.inside | _INSIDE.get(tag, 0)
        if tag in ("td", "th"):  # a row of cells is one block, and its parts are the row's
            self.open.append(_Open("tr", above.number, above.groups | own, own, inside, element.sourceline or 0))
            return
        kept = tag if tag in _TAGS else _KEPT_AS.get(tag, "div")
        # A paragraph of a list item, a quotation or a heading is that item, quotation or heading.
        if kept in ("p", "div") and above.tag in ("li", "blockquote", *_HEADINGS):
            kept = above.tag
        self.open.append(_Open(kept, self.count, above.groups | own, own, inside, element.sourceline or 0))

    def end(self, tag: str) -> None:
        if tag in _BLOCKS:
            if len(self.open) > 1 and self.open[-2].tag in _HEADINGS:
                self.inline.add(" ")
            elif tag not in ("td", "th") or len(self.open) < 2:
                self.flush()
            if len(self.open) > 1:
                self.open.pop()
            if tag in ("ul", "ol") and self.lists:
                self.lists.pop()
            elif tag == "table" and self.tables:
                self.tables.pop()
        elif tag == "a":
            self.inline.end_link()
        elif tag in _MARKS:
            self.inline.end(_MARKS[tag])


def _decorative(element: Element) -> bool:
    """Tell marks drawn for the eye alone. What is merely not shown is kept: paywalls hide text so."""
    return element.attrib.get("aria-hidden") == "true" and element.tag in ("span", "i")


def _for_the_blind(element: Element) -> bool:
    """Tell words that screen readers alone say: inside a link they describe it ("opens new tab"), not the event."""
    if element.tag != "span":
        return False
    name, style = element.attrib.get("class", ""), element.attrib.get("style", "")
    return "clip:" in style or "clip-path:" in style or bool(name and bits_of(name) & bits_of("hidden"))


def find_blocks(root: Element, base: str = "") -> tuple[Block, ...]:
    """Return the blocks of a page in order. `base` resolves relative links; without it they lose their target."""
    walk = _Walk(base)
    stack: list[tuple[Element, str, Iterator[Element]]] = []

    def enter(element: Element) -> None:
        tag = element.tag
        if not isinstance(tag, str):  # a comment or processing instruction
            return
        if tag in _SKIPPED or _decorative(element) or (walk.inline.in_link and _for_the_blind(element)):
            return
        walk.start(element, tag)
        stack.append((element, tag, iter(element)))

    enter(root)
    while stack:
        element, tag, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            walk.end(tag)
            if stack and element.tail:
                walk.inline.add(element.tail)
            continue
        depth = len(stack)
        enter(child)
        if len(stack) == depth and child.tail:  # skipped: only what follows it counts
            walk.inline.add(child.tail)
    walk.flush()
    return tuple(walk.out)
