"""A parsed page as a row of blocks: their words, the same as Markdown, and what the markup says of them.

Takes an lxml tree (parsed in `__init__.py`) and only reads it. Walks without recursion, so that depth costs nothing
(promise I8).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from copydesk.ingest.clean.document import ANCESTORS, HEADINGS, INSIDE, TAGS, Block
from copydesk.ingest.clean.inline import Inline
from copydesk.ingest.clean.metadata import bits_of, load_groups
from copydesk.intake.inline_markup import HIDDEN, LEFT, UNSEEN, LeftOut
from copydesk.intake.normalise import normalise


class Element(Protocol):
    """What this module needs of a node of a page."""

    tag: object
    text: str | None
    tail: str | None
    attrib: Mapping[str, str]
    sourceline: int | None

    def get(self, key: str, default: str = "", /) -> str:
        """Return an attribute."""

    def items(self) -> Sequence[tuple[str, str]]:
        """Return all attributes, in one step: asking for each apart takes twice as long."""

    def iter(self, tag: str, /) -> Iterator[Element]:
        """Yield the elements of a name, this one and those below, in order."""

    def __getitem__(self, places: slice, /) -> list[Element]: ...

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
    amp-ad applet audio canvas datalist embed head iframe input map math meter object option
    progress rp rt script select style svg template textarea title video
    """.split()  # noqa: SIM905 - a list would take a screen and a half
)
# What is skipped unless it holds the article: an unclosed <button> swallows all that follows it.
_SKIPPED_WITHOUT_PROSE = frozenset(["button", "nav", "noscript"])
_PROSE_LETTERS, _PROSE_PARAGRAPHS = 80, 2
_HEADING_TAGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_MAY_BE_PASSED = _SKIPPED | _SKIPPED_WITHOUT_PROSE | {"a", "i", "span"}
_MAY_LIST = frozenset(["div", "figure", "pre", "section"])
_TAKE_PARAGRAPHS = frozenset(["li", "blockquote", *HEADINGS])
_OPENERS = _HEADING_TAGS | {"summary", "dt", "legend"}  # a button in one of these opens what its words head
_FEWEST_ASKED = 3  # words of a button that is a question, as an accordion's is
_LONGEST_CELL, _MOST_LONG_CELLS = 300, 0.1  # letters of a cell of data; share of cells that may be longer
_LAYOUT = frozenset(["table", "h1", "h2", "h3", "h4", "h5", "h6", "form", "article", "section", "blockquote", "pre"])
_CODE_LINES = re.compile(r"(?<![a-z])(?:token-line|code-line|view-line|CodeMirror-line|cm-line)(?![a-z])")
_CODE_BOX = re.compile(
    r"(?<![a-z])(?:prism-code|codehilite|highlight-source-\w+|code-block|codeblock|hljs|syntaxhighlighter)(?![a-z])"
)
_LANGUAGE = re.compile(r"(?:^|\s)(?:language|lang|highlight-source|brush:?)[-\s]+([a-z][\w+#-]{0,20})", re.IGNORECASE)
_EDIT_LINK = re.compile(
    r"^[\[(]?\s*(?:edit|#|¶|§|🔗|link|permalink|bearbeiten|modifier|editar)\s*[\])]?$", re.IGNORECASE
)
_PROSE_IN_PRE = 200  # letters of a line of "preformatted" text that is a paragraph and no code
_MARKS = {"em": "*", "i": "*", "cite": "*", "strong": "**", "b": "**", "code": "`"}
_MAX_BLOCKS = 20_000  # a page of 16 MB made of one-letter blocks ends here
_KEPT_AS = {"h3": "h2", "h4": "h2", "h5": "h2", "h6": "h2", "dd": "li", "dt": "li", "caption": "figcaption"}
_NAMED_BY = ("class", "id", "role", "itemprop", "data-component")


@dataclass(slots=True)
class _List:
    """A list that is open during the walk: its kind, the number of its last item, and its own among all units."""

    tag: str
    number: int
    unit: int


@dataclass(slots=True)
class _Open:
    """An element that is open during the walk."""

    tag: str
    number: int
    groups: int
    own: int
    inside: int
    line: int
    level: int = 0
    term: bool = False
    item: int = 0
    number_of_item: int = 0
    rule: str = ""


def tag_names() -> tuple[str, ...]:
    """Return the names of what `markup_row` gives, in order."""
    groups = load_groups()[0]
    return (
        *(f"tag {tag}" for tag in TAGS),
        *(f"inside {tag}" for tag in ANCESTORS),
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
        *(float(tag == one) for one in TAGS),
        *(float(inside >> at & 1) for at in range(len(ANCESTORS))),
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
        self.units = 0
        self.tables: list[int] = []
        self.lists: list[_List] = []
        self.items = 0
        self.cells = 0
        self.border = False  # whether an element inside a block has just ended, with no words after it
        self.left: list[LeftOut] = []  # what stands in or above the block that is being gathered, and is none of it
        self.data_tables = 0  # how many tables of data are open, in whose cells nothing begins a block

    def flush(self) -> None:
        """End the block that is being gathered."""
        inline = self.inline
        if not inline.letters:
            return
        self.inline = Inline(self.base)
        text = inline.text()
        if not text.strip(" |") or len(self.out) >= _MAX_BLOCKS:
            return
        self.put(text, inline)

    def put(self, text: str, inline: Inline, code: str = "", language: str = "") -> None:
        """Add a block."""
        here = self.open[-1]
        above = self.open[-2] if len(self.open) > 1 else None
        inner = self.lists[-1] if self.lists else None
        table = self.tables[-1] if self.tables and here.tag == "tr" else 0
        self.out.append(
            Block(
                text=normalise(text),
                inline=inline,
                tag="pre" if code else here.tag,
                # Its line in the source, or the next number where another block of that line has it: what is decided
                # by number is decided of one block, though a whole page may stand on one line.
                line=max(here.line or 0, self.out[-1].line + 1 if self.out else 1),
                linked=inline.linked_share,
                links=inline.links,
                groups=here.groups,
                own=here.own | (above.own if above is not None else 0),
                inside=here.inside,
                depth=len(self.open),
                home=above.number if above is not None else 0,
                hearth=self.open[-3].number if len(self.open) > 2 else 0,
                ordered=inner is not None and inner.tag == "ol",
                table=table,
                level=here.level,
                nest=len(self.lists) if here.tag == "li" else 0,
                number=here.number_of_item,
                item=here.item,
                code=code,
                language=language,
                term=here.term,
                unit=table or (inner.unit if inner is not None and here.tag == "li" else 0),
                rule=here.rule,
                left=tuple(self.left),
            )
        )
        self.left.clear()

    def start(self, element: Element, tag: str) -> None:
        if tag in _BLOCKS and not (self.data_tables and tag not in _IN_TABLES):
            self.start_block(element, tag)
        elif self.data_tables and (tag in _BLOCKS or tag == "br"):
            self.inline.add(" ")
        elif tag == "br":
            # Most pages that break lines mean paragraphs (15 of 305 measured, against 2); a headline stays whole.
            if self.open[-1].tag in HEADINGS:
                self.inline.add(" ")
            else:
                self.flush()
        elif tag == "a":
            self.inline.start_link(element.get("href", ""))
        elif tag in _MARKS:
            self.inline.start(_MARKS[tag])
        text = element.text
        if text:
            if self.border and tag not in _BLOCKS:
                self.inline.part(text)
            elif tag == "span" and self.open[-1].tag in HEADINGS:
                self.inline.part_heading(text)
            self.border = False
            self.inline.add(text)

    def start_block(self, element: Element, tag: str) -> None:
        if tag in ("td", "th"):
            if not self.data_tables:
                self.flush()  # a cell that only lays out a page is a part of it like any other
            elif self.cells and self.open[-1].tag == "tr":
                self.inline.add(" | ")
            self.cells += 1
        elif self.open[-1].tag in HEADINGS:
            self.inline.add(" ")  # the parts of a heading are one line
        else:
            self.flush()
        if tag in ("ul", "ol", "dl"):
            self.units += 1
            self.lists.append(_List(tag, _start_of(element) - 1, self.units))
        elif tag == "table":
            self.units += 1
            self.tables.append(self.units)
            self.data_tables += bool(self.data_tables) or _holds_data(element)
        elif tag == "tr":
            self.cells = 0
        self.push(element, tag)

    def push(self, element: Element, tag: str) -> None:
        self.count += 1
        above = self.open[-1]
        own, rule = 0, above.rule
        if told := dict(element.items()):
            names = [value for key in _NAMED_BY if (value := told.get(key))]
            own = bits_of(" ".join(names)) if names else 0
            if "hidden" in told or "none" in told.get("style", ""):
                own |= bits_of("hidden")
            if HIDDEN in told and tag not in ("td", "th"):
                rule = UNSEEN
        inside = above.inside | INSIDE.get(tag, 0)
        if tag in ("td", "th"):  # a row of cells is one block, and its parts are the row's
            self.open.append(
                _Open("tr", above.number, above.groups | own, own, inside, element.sourceline or 0, rule=rule)
            )
            return
        item, number = above.item, above.number_of_item
        if tag in ("li", "dt", "dd"):
            self.items += 1
            item = self.items
            if self.lists:
                self.lists[-1].number = _value_of(element, self.lists[-1].number + 1)
                number = self.lists[-1].number
        kept = tag if tag in TAGS else _KEPT_AS.get(tag, "div")
        # A paragraph of a list item, a quotation or a heading is that item, quotation or heading.
        if kept in ("p", "div") and above.tag in _TAKE_PARAGRAPHS:
            kept = above.tag
        level = int(tag[1]) if tag in _HEADING_TAGS else above.level if kept == above.tag else 0
        groups, line = above.groups | own, element.sourceline or 0
        # What a reader unfolds stands with the blocks around it, as parts of one text.
        place = above.number if tag == "details" else self.count
        # By place: by name takes a third longer, and every element of a page comes here.
        self.open.append(_Open(kept, place, groups, own, inside, line, level, tag == "dt", item, number, rule))

    def listing(self, element: Element) -> None:
        """Add an element whose text is code: verbatim, with its line ends."""
        self.flush()
        code, language = _code_of(element)
        if not code.strip():
            return
        self.push(element, "pre")
        lines = code.split("\n")
        if max(map(len, lines)) >= _PROSE_IN_PRE and not language:  # a text that is only set in a fixed width
            for line in filter(str.strip, lines):
                self.inline.add(line)
                self.flush()
        else:
            inline = Inline(self.base)
            inline.add(" ".join(code.split()))
            self.put(" ".join(code.split()), inline, code, language)
        self.open.pop()

    def leave(self, element: Element, tag: str) -> None:
        """End an element and take the words after it."""
        self.end(tag)
        tail = element.tail
        if tail:
            self.border = False
            self.inline.add(tail)
        else:
            self.border = tag not in _BLOCKS

    def end(self, tag: str) -> None:
        if tag in _BLOCKS and self.data_tables and tag not in _IN_TABLES:
            self.inline.add(" ")
        elif tag in _BLOCKS:
            if len(self.open) > 1 and self.open[-2].tag in HEADINGS:
                self.inline.add(" ")
            elif tag not in ("td", "th") or len(self.open) < 2:
                self.flush()
            if len(self.open) > 1:
                self.open.pop()
            if tag in ("ul", "ol", "dl") and self.lists:
                self.lists.pop()
            elif tag == "table" and self.tables:
                self.tables.pop()
                self.data_tables = max(0, self.data_tables - 1)
        elif tag == "a":
            self.inline.end_link()
        elif tag in _MARKS:
            self.inline.end(_MARKS[tag])


def _decorative(element: Element, tag: str) -> bool:
    """Tell marks drawn for the eye alone. What is merely not shown is kept: paywalls hide text so."""
    return tag in ("span", "i") and element.get("aria-hidden") == "true"


def _for_the_blind(element: Element, tag: str) -> bool:
    """Tell words that screen readers alone say: inside a link they describe it ("opens new tab"), not the event."""
    if tag != "span":
        return False
    name, style = element.get("class", ""), element.get("style", "")
    return "clip:" in style or "clip-path:" in style or bool(name and bits_of(name) & bits_of("hidden"))


_IN_TABLES = frozenset(["table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption"])


def _walk(element: Element) -> Iterator[Element]:
    """Yield an element and all below it, in order, without recursion."""
    stack = [element]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(list(node)))


def _words_of(element: Element) -> str:
    parts: list[str] = []
    for node in _walk(element):
        if node.tag not in _SKIPPED:
            parts.append(node.text or "")
        if node is not element:
            parts.append(node.tail or "")
    return "".join(parts)


def _holds_prose(element: Element) -> bool:
    """Tell whether an element that pages use for controls holds paragraphs, as one that was never closed does."""
    found = 0
    for node in element.iter("p"):
        if len(_words_of(node).strip()) >= _PROSE_LETTERS:
            found += 1
            if found >= _PROSE_PARAGRAPHS:
                return True
    return False


def _opens(element: Element, above: str) -> bool:
    """Tell whether a button's words head what it opens, as a question of an accordion does; `above` holds it."""
    text = " ".join(_words_of(element).split())
    asks = text.endswith(("?", "？", "؟")) and (len(text.split()) >= _FEWEST_ASKED or not text.isascii())
    return above in _OPENERS or asks or any(node.tag in _HEADING_TAGS for node in _walk(element))


def _holds_data(table: Element) -> bool:
    """Tell a table of data from one that only lays out a page: several columns of short cells, no parts of a page."""
    cells: list[int] = []
    width = rows = 0
    for node in _walk(table):
        if node is not table and node.tag in _LAYOUT:
            return False
        if node.tag == "tr":
            here = sum(child.tag in ("td", "th") for child in node)
            rows += here > 0
            width = max(width, here)
        elif node.tag in ("td", "th"):
            if sum(child.tag in ("p", "div", "ul", "br") for child in node) > 1:
                return False
            cells.append(len(" ".join(_words_of(node).split())))
    long = sum(size > _LONGEST_CELL for size in cells)
    return rows > 1 and width > 1 and long <= _MOST_LONG_CELLS * len(cells)


def _edits(element: Element) -> bool:
    """Tell a link or mark beside a heading that is none of its words: "[edit]", "#"."""
    name = element.attrib.get("class", "")
    return "editsection" in name or bool(_EDIT_LINK.match(" ".join(_words_of(element).split())))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.strip().isascii() and text.strip().isdigit() and len(text) < 6 else None


def _start_of(element: Element) -> int:
    start = _number(element.attrib.get("start"))
    return 1 if start is None else start


def _value_of(element: Element, default: int) -> int:
    value = _number(element.attrib.get("value"))
    return default if value is None else value


def _is_listing(element: Element, tag: str) -> bool:
    """Tell an element that holds code: `pre`, or a box that a highlighter makes of lines of its own."""
    if tag == "pre":
        return not any(node.tag in ("p", "h1", "h2", "h3", "table") for node in _walk(element))
    if tag not in ("div", "figure", "section"):
        return False
    name = element.get("class", "")
    if not ("code" in name or "highlight" in name or "hljs" in name) or not _CODE_BOX.search(name):
        return False
    return not any(node.tag in ("p", "pre", "table") for node in _walk(element)) and len(_words_of(element)) > 1


def _code_of(element: Element) -> tuple[str, str]:
    """Return the text of a listing with its line ends, and its language as its classes name it."""
    language, parts = "", list[str]()
    for node in _walk(element):
        if language or not isinstance(node.tag, str):
            continue
        match = _LANGUAGE.search(node.attrib.get("class", ""))
        language = match[1].casefold() if match else node.attrib.get("data-lang", "")
    _gather_code(element, parts)
    code = normalise("".join(parts)).replace("\t", "    ")
    lines = [line.rstrip() for line in code.split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines), language if language not in ("none", "plaintext", "text", "plain") else ""


def _gather_code(element: Element, parts: list[str]) -> None:
    """Gather an element's text; a block or a break in it ends a line."""
    stack: list[tuple[Element, Iterator[Element]]] = [(element, iter(element))]
    parts.append(element.text or "")
    while stack:
        node, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if stack:
                name = node.attrib.get("class", "") if isinstance(node.tag, str) else ""
                if node.tag in ("div", "li", "p", "tr", "br") or _CODE_LINES.search(name):
                    parts.append("\n")
                parts.append(node.tail or "")
            continue
        if isinstance(child.tag, str) and child.tag not in _SKIPPED and child.tag != "button":
            parts.append(child.text or "")
            stack.append((child, iter(child)))
        else:
            parts.append(child.tail or "")


def _is_passed(element: Element, tag: str, walk: _Walk, holder: str) -> bool:
    """Tell an element that holds none of a page's text; `holder` is the tag of what holds it."""
    if tag in _SKIPPED or _decorative(element, tag) or (walk.inline.in_link and _for_the_blind(element, tag)):
        return True
    headed = bool(walk.open[-1].level)
    if tag in _SKIPPED_WITHOUT_PROSE and not _holds_prose(element):
        return tag != "button" or not _opens(element, "h2" if headed else holder)
    return headed and tag in ("a", "span") and _edits(element)


def _enter(element: Element, walk: _Walk, holder: str) -> str:
    """Begin an element; return the tag it is walked through as, or "" if nothing below it is looked at."""
    tag = element.tag
    if not isinstance(tag, str) or (tag in _MAY_BE_PASSED and _is_passed(element, tag, walk, holder)):
        return ""
    if tag == LEFT:
        walk.left.append(LeftOut(element.attrib["rule"], element.attrib["says"]))
        return ""
    if tag in _MAY_LIST and _is_listing(element, tag):
        walk.listing(element)
        return ""
    if tag == "span" and not element.text and "br" in element.get("class", "").split():
        tag = "br"  # some pages break their lines with an empty element called so
    tag = "div" if tag in _SKIPPED_WITHOUT_PROSE else tag
    walk.start(element, tag)
    return tag


def find_blocks(root: Element, base: str = "") -> tuple[Block, ...]:
    """Return the blocks of a page in order. `base` resolves relative links; without it they lose their target."""
    walk = _Walk(base)
    stack: list[tuple[Element, str, Iterator[Element]]] = []
    if tag := _enter(root, walk, ""):
        stack.append((root, tag, iter(root[:])))
    while stack:
        element, tag, children = stack[-1]
        for child in children:
            inner = _enter(child, walk, tag)
            if inner and (below := child[:]):  # as a list: a fifth quicker than lxml's own iterator
                stack.append((child, inner, iter(below)))
                break
            if inner:
                walk.leave(child, inner)
            elif child.tail:  # only what follows it counts
                walk.inline.add(child.tail)
        else:
            stack.pop()
            if stack:
                walk.leave(element, tag)
            else:
                walk.end(tag)
    walk.flush()
    if walk.left and walk.out:
        walk.out[-1] = walk.out[-1]._replace(left=(*walk.out[-1].left, *walk.left))
    return tuple(walk.out)
