"""The review of one article as a value: its form, its text in blocks, its chips, its raw lines. Pure.

Text comes in parts, each a piece with what it is: no offset crosses the border to the browser, which counts letters in
another way.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from copydesk.countries import find_body, find_country, load_countries
from copydesk.desk.problems import shown_problem
from copydesk.edit.blocks import split_blocks, to_plain
from copydesk.edit.nodes import body_of, read_values
from copydesk.errors import Problem
from copydesk.frontmatter.table import ARTICLE, FieldRow, Kind
from copydesk.ingest.chips import KINDS, Rejected, listed_names, same_name
from copydesk.library.load import Namesakes
from copydesk.model import Person, name_key

# The fields of the form, in order, and how each is edited; those after MORE are folded at first.
MAIN = ("title", "subtitle", "why", "date", "source.name", "source.url", "source.authors")
MORE = (
    "summary",
    "description",
    "lang",
    "place",
    "image",
    "image_alt",
    "image_caption",
    "image_credit",
    "tags",
    "topics",
    "story",
    "edition",
    "policy",
    "publish_at",
    "source.license",
)
_LINES = frozenset({Kind.LINES, Kind.NAMES, Kind.PATHS})
# A surname shorter than this is a word too often to be marked.
_SHORTEST = 3
_UNCASED = re.compile("[\u0590-\u10ff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def form_of(values: Mapping[str, Any], problems: Iterable[Problem], lines: Mapping[str, int]) -> list[dict[str, Any]]:
    """The fields of an article: where each stands, its value, its kind, and what is wrong with it."""
    by_line: dict[int, list[Problem]] = {}
    for problem in problems:
        by_line.setdefault(problem.location.line, []).append(problem)
    made = []
    for name in (*MAIN, *MORE):
        row = _row(name)
        at, value = _found(values, name, row)
        kind = "list" if row.kind in _LINES else "choice" if row.kind is Kind.CHOICE else "text"
        kind = "long" if row.kind is Kind.TEXT or name in {"why", "description"} else kind
        wrong = by_line.get(lines.get(name.partition(".")[0], 0), [])
        wrong = [problem for problem in wrong if f'"{name.rpartition(".")[2]}"' in problem.message or len(wrong) == 1]
        made.append(
            {
                "name": name,
                "at": at,
                "kind": kind,
                # A draft without a headline is called that until it has one: its box is empty, to be written into.
                "value": "" if name == "title" and str(value).casefold() == "untitled" else _shown(value, kind),
                "was": value,
                "choices": list(row.choices),
                "more": name in MORE,
                "problem": shown_problem(wrong[0]) if wrong else None,
            }
        )
    return made


def _row(name: str) -> FieldRow:
    outer, _, inner = name.partition(".")
    row = ARTICLE.row(outer)
    return next(each for each in row.inside if each.name == inner) if inner else row


def _found(values: Mapping[str, Any], name: str, row: FieldRow) -> tuple[str, Any]:
    """Where a field stands in a file, under whichever of its names, and its value; None where it does not."""
    outer, _, inner = name.partition(".")
    if inner:
        holder = values.get(outer)
        if isinstance(holder, Mapping):
            key = next((key for key in row.names if holder.get(key) is not None), inner)
            if holder.get(key) is not None:
                return f"{outer}.{key}", holder[key]
        elif holder is not None and inner == "name":
            return outer, holder
        key = next((key for key in row.elsewhere if values.get(key) is not None), "")
        return (key, values[key]) if key else (name, None)
    key = next((key for key in row.names if values.get(key) is not None and not isinstance(values[key], bool)), outer)
    value = values.get(key)
    return key, None if isinstance(value, bool) else value


def _shown(value: Any, kind: str) -> Any:
    if kind == "list":
        return [str(item) for item in (value if isinstance(value, list) else [value])] if value is not None else []
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedName:
    """A name to be marked in a text: the chip it belongs to, and the words it is known by, longest first."""

    chip: str
    forms: tuple[str, ...]


def forms_of(name: str, person: Person | None = None) -> tuple[str, ...]:
    """The words by which somebody may be named: name, aliases, surname."""
    names = [name]
    if person is not None:
        names += [person.name, *person.aliases, *([person.original] if person.original else [])]
        names += [person.family] if person.family and person.surname_only else []
    elif " " in name and not _UNCASED.search(name):
        names.append(name.rpartition(" ")[2])
    found = dict.fromkeys(unicodedata.normalize("NFC", one) for one in names if len(one) >= _SHORTEST or one == name)
    return tuple(sorted(found, key=len, reverse=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """An item of a list in Markdown: how deep it stands, its mark as readers see it, and its text."""

    depth: int
    mark: str
    text: str


_ITEM = re.compile(r"([ \t]*)([-*+]|\d{1,9}[.)])(?:[ \t]+|$)(.*)")
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_QUOTED = re.compile(r"(?m)^[ \t]{0,3}(?:>[ \t]?)+")


def items_of(block: str) -> tuple[ListItem, ...]:
    """The items of a block that is a list, none of another block; lines without a mark go on with the item above."""
    items: list[ListItem] = []
    for line in block.split("\n") if _kind(block) == "item" else ():
        match = _ITEM.match(line)
        if match:
            mark = match[2] if match[2][0].isdigit() else "•"
            items.append(ListItem(depth=len(match[1].expandtabs(4)) // 2, mark=mark, text=match[3]))
        else:
            items[-1] = replace(items[-1], text=f"{items[-1].text} {line.strip()}")
    return tuple(items)


def blocks_of(body: str, names: Sequence[MarkedName]) -> list[dict[str, Any]]:
    """The blocks of a body: what each is (p, h, quote, item, table, code), and its words in parts, names marked.

    A part has its text `t`, and where it is so `who` (the chip whose name it is), `b` (bold), `i` (italic), `to` (the
    address that it links to). A list has `items` besides, each with its depth, mark and parts, a table `rows` of cells
    of parts.
    """
    owner, pattern = _pattern_of(names)
    cut = partial(_cut, owner=owner, pattern=pattern)
    return [_block(block, cut) for block in split_blocks(body)]


def _block(block: str, cut: Callable[[str], list[dict[str, Any]]]) -> dict[str, Any]:
    kind = _kind(block)
    text = _to_marked(block)
    more: dict[str, Any] = {}
    if kind == "code":
        lines = block.split("\n")
        closed = len(lines) > 1 and lines[-1].strip().startswith(("```", "~~~"))
        text = "\n".join(lines[1 : -1 if closed else None])
    elif kind == "quote":
        text = _to_marked(_QUOTED.sub("", block)).strip("\n")
    elif kind == "item":
        more["items"] = [
            {"depth": one.depth, "mark": one.mark, "parts": cut(_to_marked(one.text))} for one in items_of(block)
        ]
    elif kind == "table":
        rows = [line for number, line in enumerate(block.split("\n")) if number != 1]
        more["rows"] = [[cut(_to_marked(cell)) for cell in _cells(row)] for row in rows]
    return {"kind": kind, "parts": cut(text), **more}


def _cells(row: str) -> list[str]:
    """The cells of a table's row; one behind a backslash parts none."""
    inner = re.sub(r"(?<!\\)\|$", "", row.strip().removeprefix("|"))
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]


def _kind(block: str) -> str:
    lines = block.split("\n")
    if re.match(r"#{1,6}\s", block):
        return "h"
    if re.match(r"[ \t]{0,3}>", block):
        return "quote"
    if _ITEM.match(block) and block.strip("-*_ \t"):
        return "item"
    if len(lines) > 1 and "|" in lines[0] and _RULE.fullmatch(lines[1]) and "-" in lines[1]:
        return "table"
    return "code" if block.lstrip().startswith(("```", "~~~")) else "p"


def parts_of_text(text: str, names: Sequence[MarkedName]) -> list[dict[str, Any]]:
    """A text cut at the names in it: pieces with `t`, and `who` where a piece is the name of a chip."""
    return _cut(text, *_pattern_of(names))


def _cut(text: str, owner: Mapping[str, str], pattern: re.Pattern[str]) -> list[dict[str, Any]]:
    text, looks = _without_signs(unicodedata.normalize("NFC", text))
    names = [(match.start(), match.end(), owner[match[0]]) for match in pattern.finditer(text)] if owner else []
    edges = sorted({0, len(text), *looks, *(edge for start, end, _ in names for edge in (start, end))})
    parts: list[dict[str, Any]] = []
    look: dict[str, Any] = {}
    for start, end in itertools.pairwise(edges):
        look = looks.get(start, look)
        who = next(({"who": chip} for first, last, chip in names if first <= start < last), {})
        parts.append({"t": text[start:end], **who, **look})
    return parts or [{"t": text}]


# What stands for bold, italic and links between Markdown and parts: code points that no text may use (Unicode 23.7).
_BOLD, _ITALIC, _LINK, _TEXT, _END = map(chr, range(0xFDD0, 0xFDD5))
_NEVER = dict.fromkeys(range(0xFDD0, 0xFDF0))
_SIGN = re.compile(f"([{_BOLD}{_ITALIC}{_END}]|{_LINK}[^{_TEXT}]*{_TEXT})")
# Brackets in an address close again, as `to_plain` has it.
_LINKED = re.compile(
    r"(?<![!\\])\[([^\[\]\n]{1,400})\]"
    r"\(<?((?:\\[^\s<>]|[^()<>\s\\]|\((?:\\[^\s<>]|[^()<>\s\\]|\((?:\\[^\s<>]|[^()<>\s\\])*+\))*+\)){1,2000}+)>?"
    r"(?:\s+\"[^\"\n]*\")?\)"
)
_EMPHASIS = tuple(
    (re.compile(rf"{before}{mark}(?=[^\s*_])(.{{1,2000}}?)(?<=[^\s\\*_]){mark}{after}", re.DOTALL), signs)
    for mark, before, after, signs in (
        (r"\*\*\*", r"(?<![\\*])", r"(?!\*)", _BOLD + _ITALIC),
        (r"\*\*", r"(?<![\\*])", r"(?!\*)", _BOLD),
        ("__", r"(?<![\\\w])", r"(?!\w)", _BOLD),
        (r"\*", r"(?<![\\*])", r"(?!\*)", _ITALIC),
        ("_", r"(?<![\\\w])", r"(?!\w)", _ITALIC),
    )
)
_MOST_MARKS = 500  # in a block: more are no text, and looking for their pairs would take long


def _to_marked(markdown: str) -> str:
    """The words of a Markdown text as `to_plain` has them, with signs of ours around what is bold, italic or a link."""
    if markdown.count("*") + markdown.count("_") + markdown.count("[") > _MOST_MARKS:
        return to_plain(markdown)
    addresses: list[str] = []

    def take_address(match: re.Match[str]) -> str:
        addresses.append(match[2])
        return f"{_LINK}{match[1]}{_END}"

    text = _LINKED.sub(take_address, markdown.translate(_NEVER))
    for pattern, signs in _EMPHASIS:
        text = pattern.sub(lambda match, signs=signs: f"{signs}{match[1]}{_END * len(signs)}", text)  # type: ignore[misc]
    text = to_plain(text)
    if text.count(_LINK) != len(addresses):  # one stood in a tag, and has gone with it
        return to_plain(markdown)
    rest = iter(addresses)
    return re.sub(_LINK, lambda _: f"{_LINK}{next(rest)}{_TEXT}", text)


def _without_signs(text: str) -> tuple[str, dict[int, dict[str, Any]]]:
    """A text without those signs, and by offset how it looks from there on."""
    shown: list[str] = []
    length = 0
    looks: dict[int, dict[str, Any]] = {}
    within: list[dict[str, Any]] = []
    for piece in _SIGN.split(text):
        if not piece or piece[0] not in (_BOLD, _ITALIC, _LINK, _END):
            shown.append(piece)
            length += len(piece)
            continue
        if piece[0] == _LINK:
            within.append({"to": piece[1:-1]})
        elif piece[0] != _END:
            within.append({"b" if piece[0] == _BOLD else "i": True})
        elif within:
            within.pop()
        looks[length] = {key: value for look in within for key, value in look.items()}
    return "".join(shown), looks


def _pattern_of(names: Sequence[MarkedName]) -> tuple[dict[str, str], re.Pattern[str]]:
    """The chip of each form of some names, and what finds them; made once for all blocks of an article."""
    owner = {form: name.chip for name in reversed(names) for form in (*name.forms, *_put_together(name.forms))}
    forms = sorted(owner, key=lambda form: (-len(form), form))
    ends = (re.escape(form) + ("" if _UNCASED.search(form) else r"(?!\w)") for form in forms)
    return owner, re.compile(f"(?<!\\w)(?:{'|'.join(ends)})")


def _put_together(forms: Sequence[str]) -> Iterator[str]:
    """Names that go on in one another: "President Moon" and "Moon Jae-in" stand as "President Moon Jae-in" too."""
    for one in forms:
        for other in forms:
            if " " in one and " " in other and one.rpartition(" ")[2] == other.partition(" ")[0]:
                yield f"{one} {other.partition(' ')[2]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedName:
    """A person, country or body that the tagger suggests, as far as a chip shows it."""

    kind: str
    name: str
    score: float = 0.0
    rule: str = ""
    role: str = ""
    quotes: tuple[str, ...] = ()
    evidence: str = ""
    slug: str = ""
    candidates: tuple[Mapping[str, str], ...] = ()
    about: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
    """The registry as chips need it: people by slug, and whom a name means."""

    by_slug: Mapping[str, Person]
    namesakes: Namesakes

    def person(self, entry: Any) -> Person | None:
        """The person with a file whom an entry of `people` means, if that is one."""
        if isinstance(entry, Mapping) and entry.get("person"):
            return self.by_slug.get(str(entry["person"]))
        name = entry.get("name") if isinstance(entry, Mapping) else entry
        return self.namesakes.owner.get(name_key(str(name or "")))

    def sharing(self, name: str) -> tuple[Person, ...]:
        """The people who share a name, none where it is one's own."""
        return self.namesakes.shared.get(name_key(name), ())


def chips_of(
    values: Mapping[str, Any], offered: Sequence[OfferedName], rejected: Rejected, known: KnownNames
) -> dict[str, list[dict[str, Any]]]:
    """The chips of people, countries and bodies: in the file first, then those offered, then those turned down."""
    return {kind: _chips(kind, values, offered, rejected, known) for kind in KINDS}


def _chips(
    kind: str, values: Mapping[str, Any], offered: Sequence[OfferedName], rejected: Rejected, known: KnownNames
) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    seen: list[str] = []

    def is_new(name: str) -> bool:
        if any(same_name(kind, name, other) for other in seen):
            return False
        seen.append(name)
        return True

    for one in listed_names(values, kind):
        if is_new(one.name):
            made.append(_chip_in(kind, one.name, one.entry, offered, known))
            person = known.person(one.entry) if kind == "people" else None
            seen.extend([person.name, *person.aliases] if person is not None else [])
    mentioned = [one.name for one in listed_names(values, "mentioned", kind)]
    turned_down = [_full_name(kind, name) for name in dict.fromkeys(getattr(rejected, kind))]
    offered = [o for o in offered if o.kind == kind and not any(same_name(kind, o.name, no) for no in turned_down)]
    made += [
        _chip_offered(found, known, mentioned=any(same_name(kind, found.name, other) for other in mentioned))
        for found in sorted(offered, key=lambda o: (not o.about, -o.score))
        if is_new(found.name)
    ]
    made += [
        _chip_offered(OfferedName(kind=kind, name=name, rule="mentioned", about=False), known, mentioned=True)
        for name in mentioned
        if is_new(name)
    ]
    made += [{**_bare(kind, name), "state": "rejected"} for name in turned_down if is_new(name)]
    return made


def _bare(kind: str, name: str) -> dict[str, Any]:
    base = {"id": f"{kind}:{name_key(name)}", "kind": kind, "name": name, "label": name, "person": "", "role": ""}
    return {**base, "note": "", "quotes": [], "score": None, "rule": "", "evidence": [], "which": [], "code": ""}


def _chip_in(kind: str, name: str, entry: Any, offered: Sequence[OfferedName], known: KnownNames) -> dict[str, Any]:
    found = next((o for o in offered if o.kind == kind and same_name(kind, o.name, name)), None)
    chip = {**_bare(kind, name), "state": "in"}
    if kind != "people":
        chip["label"] = _full_name(kind, name)
        return {**chip, **_evidence(found, chip["id"], (chip["label"], name))}
    person = known.person(entry)
    if person is not None:
        chip["label"], chip["person"] = person.name, person.slug
        chip["note"] = person.disambiguation if known.sharing(person.name) else ""
    if isinstance(entry, Mapping):
        quotes = entry.get("quotes") or []
        chip["role"] = str(entry.get("role") or "")
        chip["quotes"] = [str(quote) for quote in (quotes if isinstance(quotes, list) else [quotes])]
    if not (isinstance(entry, Mapping) and entry.get("person")):
        chip["which"] = _which(name, found, known)
    return {**chip, **_evidence(found, chip["id"], forms_of(name, person))}


def _which(name: str, found: OfferedName | None, known: KnownNames) -> list[dict[str, Any]]:
    """The people who share a name, with what speaks for each: whom the tagger thinks likelier first."""
    why = {str(one.get("slug")): str(one.get("why") or "") for one in (found.candidates if found else ())}
    likely = list(why)
    sharing = sorted(known.sharing(name), key=lambda one: likely.index(one.slug) if one.slug in why else len(likely))
    return [
        {"slug": one.slug, "name": one.name, "note": one.disambiguation, "why": why.get(one.slug, "")}
        for one in sharing
    ]


def _chip_offered(found: OfferedName, known: KnownNames, *, mentioned: bool) -> dict[str, Any]:
    chip = {**_bare(found.kind, found.name), "state": "offered", "mentioned": mentioned, "about": found.about}
    person = known.by_slug.get(found.slug) if found.kind == "people" else None
    if found.kind == "people":
        chip["which"] = _which(found.name, found, known) if not found.slug else []
        chip["person"] = found.slug if known.sharing(found.name) else ""
        person = person or known.namesakes.owner.get(name_key(found.name))
    else:
        chip["label"] = _full_name(found.kind, found.name)
    more = {"role": found.role, "quotes": list(found.quotes), "score": round(found.score, 2) or None}
    forms = forms_of(found.name, person) if found.kind == "people" else (chip["label"],)
    return {**chip, **more, **_evidence(found, chip["id"], forms)}


def _evidence(found: OfferedName | None, chip: str, forms: Sequence[str]) -> dict[str, Any]:
    if found is None:
        return {}
    marked = MarkedName(chip=chip, forms=tuple(sorted(filter(None, forms), key=len, reverse=True)))
    sentence = parts_of_text(found.evidence, [marked]) if found.evidence else []
    return {"rule": found.rule, "evidence": sentence, "score": round(found.score, 2) or None}


def _full_name(kind: str, text: str) -> str:
    """What a country or body is called, by whichever of its names or its code; a person's name as it is."""
    if kind == "bodies":
        body = find_body(text)
        return body.name if body is not None else text
    country = find_country(text, load_countries()) if kind == "countries" else None
    return country.name if country is not None else text


def marked_names(chips: Mapping[str, Sequence[Mapping[str, Any]]], known: KnownNames) -> list[MarkedName]:
    """What to mark in the text: the people in or offered, then countries and bodies, each by all their names."""
    marked = []
    for chip in chips["people"]:
        if chip["state"] in {"in", "offered"}:
            person = known.by_slug.get(chip["person"]) or known.namesakes.owner.get(name_key(chip["name"]))
            forms = tuple(dict.fromkeys((*forms_of(chip["name"], person), *forms_of(chip["label"], person))))
            marked.append(MarkedName(chip=chip["id"], forms=forms))
    countries = load_countries()
    for chip in chips["countries"]:
        country = find_country(chip["name"], countries)
        if chip["state"] in {"in", "offered"} and country is not None:
            names = (country.name, *country.aliases)
            forms = tuple(name for name in names if len(name) > _SHORTEST and not name.isupper())
            marked.append(MarkedName(chip=chip["id"], forms=forms))
    for chip in chips["bodies"]:
        body = find_body(chip["name"])
        if chip["state"] in {"in", "offered"} and body is not None:
            marked.append(MarkedName(chip=chip["id"], forms=body.names))
    return marked


def with_gone(
    chips: dict[str, list[dict[str, Any]]], blocks: Sequence[Mapping[str, Any]], title: str, names: Sequence[MarkedName]
) -> dict[str, list[dict[str, Any]]]:
    """The chips, people in the file whom the text does not name marked as gone.

    Of two who are called the same each is there where one is; a name that the tagger finds in another form, as Filipa
    Turka for Filip Turek, is there as well.
    """
    parts = [*(part for block in blocks for part in block["parts"]), *parts_of_text(title, names)]
    found = {part["who"] for part in parts if "who" in part}
    said = {part["t"] for part in parts if "who" in part}
    forms = {name.chip: name.forms for name in names}
    for chip in chips["people"]:
        is_there = chip["id"] in found or not said.isdisjoint(forms.get(chip["id"], ())) or bool(chip["evidence"])
        chip["gone"] = chip["state"] == "in" and not is_there
    return chips


def names_and_text(
    text: str, path: str, offered: Sequence[OfferedName], rejected: Rejected, known: KnownNames
) -> tuple[dict[str, list[dict[str, Any]]], list[dict[str, Any]]]:
    """The chips of an article and the blocks of its text, the names of the chips marked in them."""
    values = read_values(text, path)
    chips = chips_of(values, offered, rejected, known)
    names = marked_names(chips, known)
    blocks = blocks_of(body_of(text, path), names)
    title = " ".join(str(values.get(key) or "") for key in ("title", "subtitle"))
    return with_gone(chips, blocks, title, names), blocks
