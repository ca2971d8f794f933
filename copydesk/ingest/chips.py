"""People, countries and bodies of an article taken in, turned down, told apart: operations on its file.

What the desk's chips do, and `suggest --accept`, `--reject` and `--is`. What is turned down stands in
`content/rejected.yaml`, in the repository, not in a cache: `people`, `countries` and `bodies` hold for the whole
digest; under `articles` a slug has its own.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from copydesk.countries import find_body, find_country, load_bodies, load_countries
from copydesk.edit.journal import read_text_file
from copydesk.edit.nodes import add_item, path_text, read_values
from copydesk.edit.operations import Operation
from copydesk.edit.plan import FileChange
from copydesk.errors import ContentError, Location, Problem, UsageError
from copydesk.files import read_utf8
from copydesk.frontmatter.document import parse_yaml
from copydesk.frontmatter.fields import Fields
from copydesk.model import name_key

FILE = "content/rejected.yaml"
KINDS = ("people", "countries", "bodies")
_SHORT = 3  # letters of a country's name that stand within other words: "US"
HEAD = "# Suggestions that were turned down, so that they are not made again.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Names, and codes of countries and bodies, turned down everywhere, and by article slug."""

    people: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    articles: Mapping[str, Rejected] = field(default_factory=dict)

    def for_article(self, slug: str) -> Rejected:
        """What counts for one article: its own and the digest's."""
        own = self.articles.get(slug)
        if own is None:
            return self
        return replace(
            self,
            people=(*self.people, *own.people),
            countries=(*self.countries, *own.countries),
            bodies=(*self.bodies, *own.bodies),
        )

    def shown_beside(self, slug: str, text: str) -> Rejected:
        """What to show beside one article: its own, and of the digest's the names that stand in its text."""
        key, known = name_key(text), load_countries()
        found = {code: known.get(code) for code in self.countries}
        countries = {code: (one.name, *one.aliases) if one is not None else (code,) for code, one in found.items()}
        people = tuple(name for name in self.people if name_key(name) in key)
        stands = (
            code for code, names in countries.items() if any(name_key(one) in key for one in names if one[_SHORT:])
        )
        bodies = load_bodies()
        named = (code for code in self.bodies if code in bodies and _names_any(text, bodies[code].names))
        return replace(self, people=people, countries=tuple(stands), bodies=tuple(named)).for_article(slug)


def _names_any(text: str, names: Sequence[str]) -> bool:
    """Whether one of some names stands in a text as a word."""
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names)


def load_rejected(root: Path, problems: list[Problem]) -> Rejected:
    """Read the file; none is an empty one. Problems are noted, not raised."""
    try:
        node = parse_yaml(read_utf8(root / FILE), FILE)
    except FileNotFoundError:
        return Rejected()
    except ContentError as error:
        problems.extend(error.problems)
        return Rejected()
    except UnicodeDecodeError:
        problems.append(Problem(location=Location(path=FILE), message="is not UTF-8", advice="save it as UTF-8"))
        return Rejected()
    fields = Fields(node, FILE, problems)
    articles = {}
    nested = fields.mapping("articles")
    if nested is not None:
        for slug in nested.node.value:
            own = nested.mapping(slug)
            if own is not None:
                articles[slug] = _rejected_in(own)
                own.finish()
    found = replace(_rejected_in(fields), articles=articles)
    fields.finish()
    return found


def _rejected_in(fields: Fields) -> Rejected:
    return Rejected(people=fields.texts("people"), countries=fields.texts("countries"), bodies=fields.texts("bodies"))


def add_rejection(
    rejected: Rejected,
    *,
    people: tuple[str, ...],
    countries: tuple[str, ...],
    bodies: tuple[str, ...] = (),
    slug: str = "",
) -> Rejected:
    """With these turned down too: for one article, or with no slug for the digest."""
    if not slug:
        return replace(
            rejected,
            people=tuple(dict.fromkeys((*rejected.people, *people))),
            countries=tuple(dict.fromkeys((*rejected.countries, *countries))),
            bodies=tuple(dict.fromkeys((*rejected.bodies, *bodies))),
        )
    own = rejected.articles.get(slug, Rejected())
    own = add_rejection(own, people=people, countries=countries, bodies=bodies)
    return replace(rejected, articles={**rejected.articles, slug: own})


def rejected_change(root: Path, rejected: Rejected) -> FileChange | None:
    """The file with what is not in it yet, item by item: comments, order and quotes stay. None where nothing is new.

    Raises EditError when a list in it cannot be added to.
    """
    before = read_text_file(root / FILE)
    text = HEAD if before is None else before
    known = read_values(text, FILE)
    for at, names in _lists(rejected):
        had: Any = known
        for step in at:
            had = had.get(step) or {} if isinstance(had, dict) else {}
        for name in names:
            if name not in (had if isinstance(had, list) else [had]):
                text = add_item(text, FILE, at, name)
    return FileChange(path=FILE, before=before, after=text) if text != before else None


def _lists(rejected: Rejected) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for kind in KINDS:
        yield (kind,), getattr(rejected, kind)
    for slug, own in rejected.articles.items():
        for kind in KINDS:
            yield ("articles", slug, kind), getattr(own, kind)


ACTS = ("in", "out", "is", "role", "unquote")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChipAct:
    """One act on a name: `kind` is one of KINDS, `slug` the article's, by which a rejection is remembered.

    `value` is whom it is (`is`: a slug with a file, or a name), the new role, or the quotation that goes. `role` and
    `quotes` are what the article says of somebody taken in; `everywhere` turns a name down for the whole digest.
    """

    file: str
    kind: str
    act: str
    name: str
    slug: str
    value: str = ""
    role: str = ""
    quotes: tuple[str, ...] = ()
    person: str = ""
    everywhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedName:
    """An entry of a list of names: where it stands, what it is called there, and the entry itself."""

    at: str
    name: str
    entry: Any


def listed_names(values: Mapping[str, Any], *keys: str) -> Iterator[ListedName]:
    """The entries of a list such as `people` or `mentioned`, `people`; a single value is a list of one."""
    found: Any = values
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    for number, entry in enumerate(found if isinstance(found, list) else [] if found is None else [found]):
        at = path_text((*keys, number) if isinstance(found, list) else keys)
        name = name_in(entry)
        if name:
            yield ListedName(at=at, name=name, entry=entry)


def name_in(entry: Any) -> str:
    """What an entry of a list of names is called, "" for one without a name."""
    name = (entry.get("person") or entry.get("name")) if isinstance(entry, Mapping) else entry
    return str(name) if name else ""


def same_name(kind: str, one: str, other: str) -> bool:
    """Whether two names mean one: folded, and of countries and bodies by their codes."""
    if kind == "bodies":
        return code_of(kind, one) == code_of(kind, other)
    if kind == "countries":
        known = load_countries()
        first, second = find_country(one, known), find_country(other, known)
        if first is not None or second is not None:
            return first is not None and second is not None and first.code == second.code
    return name_key(one) == name_key(other)


def code_of(kind: str, name: str) -> str:
    """The code of a country or body that a name means; the name itself where it is none, and of a person."""
    if kind == "countries":
        country = find_country(name, load_countries())
        return country.code if country is not None else name
    body = find_body(name) if kind == "bodies" else None
    return body.code if body is not None else name


def chip_operations(texts: Mapping[str, str | None], act: ChipAct) -> tuple[Operation, ...]:
    """Operations for an act; `texts` are those of the article and of `content/rejected.yaml`. Raises UsageError."""
    if act.act not in ACTS or act.kind not in KINDS:
        raise UsageError(f'"{act.act}" of {act.kind}: one of {", ".join(ACTS)} of {", ".join(KINDS)}')
    values = read_values(texts.get(act.file) or "", act.file)
    here = [one for one in listed_names(values, act.kind) if same_name(act.kind, one.name, act.name)]
    if act.act == "in":
        return (*_without_mentions(values, act), *_forgiven(texts, act), *([] if here else [_added(act)]))
    if act.act == "out":
        gone = [_remove(act.file, one) for one in reversed(here)]
        return (*gone, *_without_mentions(values, act), *_turned_down(texts, act))
    if act.kind != "people":
        raise UsageError("only people are told apart, have roles and are quoted")
    if act.act == "is":
        # Whose name it is not is offered no more; a name that several people bear stays one.
        was = not act.person and not same_name(act.kind, act.name, act.value)
        return (*_is(act, here), *_without_mentions(values, act), *(_turned_down(texts, act) if was else ()))
    if not here:
        raise UsageError(f"{act.name} is not in people: take the name in first")
    return tuple(_with_role(act, here[0]) if act.act == "role" else _without_quote(act, here[0]))


def _remove(file: str, one: ListedName) -> Operation:
    return Operation(op="remove", file=file, at=one.at, was=one.entry)


def _without_mentions(values: Mapping[str, Any], act: ChipAct) -> list[Operation]:
    """What takes a name out of those that are merely mentioned, the last first."""
    found = [one for one in listed_names(values, "mentioned", act.kind) if same_name(act.kind, one.name, act.name)]
    return [_remove(act.file, one) for one in reversed(found)]


def _added(act: ChipAct) -> Operation:
    return Operation(op="add", file=act.file, at=act.kind, value=_entry(act))


def _entry(act: ChipAct) -> Any:
    """A name as an entry of its list: bodies by their codes, as `add` writes them."""
    if act.kind != "people":
        return act.name if act.kind == "countries" else code_of(act.kind, act.name)
    who = {"person": act.person} if act.person else {"name": act.name}
    more = {**({"role": act.role} if act.role else {}), **({"quotes": list(act.quotes)} if act.quotes else {})}
    return {**who, **more} if more or act.person else act.name


def _is(act: ChipAct, here: Sequence[ListedName]) -> Iterator[Operation]:
    """Whom a name means: its role and quotations stay."""
    key = "person" if act.person else "name"
    who = act.person or act.value
    if not who:
        raise UsageError(f"{act.name}: say who it is")
    if not here:
        yield Operation(op="add", file=act.file, at="people", value=_entry_for(act, key, who))
        return
    one = here[0]
    if not isinstance(one.entry, Mapping):
        yield Operation(op="set", file=act.file, at=one.at, value={key: who} if act.person else who, was=one.entry)
        return
    yield Operation(op="set", file=act.file, at=f"{one.at}.{key}", value=who, was=one.entry.get(key))
    other = "name" if act.person else "person"
    if other in one.entry:
        yield Operation(op="unset", file=act.file, at=f"{one.at}.{other}", was=one.entry[other])


def _entry_for(act: ChipAct, key: str, who: str) -> dict[str, Any]:
    more = {**({"role": act.role} if act.role else {}), **({"quotes": list(act.quotes)} if act.quotes else {})}
    return {key: who, **more}


def _with_role(act: ChipAct, one: ListedName) -> Iterator[Operation]:
    if not isinstance(one.entry, Mapping):
        if act.value:
            entry = {"name": one.entry, "role": act.value}
            yield Operation(op="set", file=act.file, at=one.at, value=entry, was=one.entry)
    elif act.value:
        yield Operation(op="set", file=act.file, at=f"{one.at}.role", value=act.value, was=one.entry.get("role"))
    elif "role" in one.entry:
        yield Operation(op="unset", file=act.file, at=f"{one.at}.role", was=one.entry["role"])


def _without_quote(act: ChipAct, one: ListedName) -> Iterator[Operation]:
    quotes = one.entry.get("quotes") if isinstance(one.entry, Mapping) else None
    if isinstance(quotes, list) and act.value in quotes:
        at = f"{one.at}.quotes[{quotes.index(act.value)}]"
        yield Operation(op="remove", file=act.file, at=at, was=act.value)


def _turned_down(texts: Mapping[str, str | None], act: ChipAct) -> Iterator[Operation]:
    """What remembers that a name is not meant, for the article or everywhere."""
    text = texts.get(FILE)
    if text is None:
        yield Operation(op="create", file=FILE, value=HEAD)
    keys = (act.kind,) if act.everywhere else ("articles", act.slug, act.kind)
    known = read_values(text, FILE) if text else {}
    name = code_of(act.kind, act.name)
    if not any(same_name(act.kind, one.name, name) for one in listed_names(known, *keys)):
        yield Operation(op="add", file=FILE, at=path_text(keys), value=name)


def _forgiven(texts: Mapping[str, str | None], act: ChipAct) -> Iterator[Operation]:
    """What takes a name out of those that were turned down, for this article and for the digest."""
    text = texts.get(FILE)
    known = read_values(text, FILE) if text else {}
    for keys in ((act.kind,), ("articles", act.slug, act.kind)):
        found = [one for one in listed_names(known, *keys) if same_name(act.kind, one.name, act.name)]
        yield from (_remove(FILE, one) for one in reversed(found))


def chip_command(act: ChipAct) -> str:
    """The command line of an act on a name."""
    option = {"in": "--accept", "out": "--reject", "is": "--is", "role": "--role", "unquote": "--unquote"}[act.act]
    who = act.person if act.act == "in" else "" if act.act == "out" else act.person or act.value
    words = f"{act.name}={who}" if who or act.act not in {"in", "out"} else act.name
    said = [f"--with-role={act.role}"] if act.role and act.act in {"in", "is"} else []
    said += [f"--with-quote={quote}" for quote in act.quotes if act.act in {"in", "is"}]
    said += ["--everywhere"] if act.everywhere else []
    kind = [] if act.kind == "people" else [f"--{act.kind}"]
    return shlex.join(["copydesk", "suggest", act.file, f"{option}={words}", *said, *kind])
