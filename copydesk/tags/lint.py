"""What is amiss with a digest's names: near duplicates, aliases in use, single uses, gaps in the registry. Pure."""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from copydesk.countries import find_body, find_country, stated_body, stated_country
from copydesk.edit.journal import read_text_file
from copydesk.edit.nodes import NodePath
from copydesk.errors import ContentError, Location, Problem, did_you_mean
from copydesk.files import CONFIG_FILE
from copydesk.frontmatter.document import Node, split
from copydesk.model import Country

ARTICLES, PEOPLE = "content/articles/", "content/people/"
KINDS = ("people", "countries", "bodies", "topics", "tags")
_MENTIONED = ("people", "countries", "bodies")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One name as an article's front matter writes it; `passing` where it is merely mentioned.

    `at` is the path of its entry, `item` its number in the list; `is_map` where the entry is a map with its `name:`.
    `person` is the slug of an entry that names a person's file instead (`name` is empty then), `role` the part they
    have there.
    """

    kind: str
    name: str
    location: Location
    at: NodePath
    item: int
    is_map: bool = False
    passing: bool = False
    person: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFile:
    """A registry file as the tag verbs see it."""

    path: str
    name: str
    aliases: tuple[str, ...]
    fields: Mapping[str, Node]

    @property
    def location(self) -> Location:
        """Where its name stands."""
        node = self.fields.get("name")
        return Location(path=self.path, line=node.line if node else 1, column=node.column if node else 1)

    @property
    def slug(self) -> str:
        """The person's address: stated, or the file's name."""
        return self.text("slug") or self.path.removeprefix(PEOPLE).removesuffix(".md")

    def text(self, key: str) -> str:
        """A field's text, "" where it is not there."""
        node = self.fields.get(key)
        return node.text if node is not None else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """A field's list of texts."""
        node = self.fields.get(key)
        if node is None:
            return ()
        return tuple(item.text for item in (node.value if isinstance(node.value, tuple) else (node,)) if item.text)


def read_files(root: Path) -> dict[str, str]:
    """The texts of articles, of people's files and of the config, by path from the root; line ends as they are."""
    found: dict[str, str] = {}
    paths = [root / CONFIG_FILE]
    for folder in (ARTICLES, PEOPLE):
        paths += sorted((root / folder).rglob("*.md"))
    for path in paths:
        where = path.relative_to(root)
        if path.is_file() and not any(part.startswith(".") for part in where.parts):
            found[where.as_posix()] = read_text_file(path) or ""
    return found


def find_uses(path: str, text: str, problems: list[Problem]) -> tuple[Use, ...]:
    """All names in one article; what cannot be read is added to `problems`."""
    try:
        fields = split(text, path).fields
    except ContentError as error:
        problems.extend(error.problems)
        return ()
    uses = [use for kind in KINDS for use in _list_uses(fields, (kind,), path)]
    mentioned = fields.value.get("mentioned")
    if mentioned is not None and isinstance(mentioned.value, dict):
        uses.extend(use for kind in _MENTIONED for use in _list_uses(mentioned, ("mentioned", kind), path))
    return tuple(uses)


def _list_uses(fields: Node, at: tuple[str, ...], path: str) -> Iterator[Use]:
    """The names of one list, or of one text where a list has but one."""
    node = fields.value.get(at[-1])
    if node is None:
        return
    is_list = isinstance(node.value, tuple)
    for number, item in enumerate(node.value if is_list else (node,)):
        is_map = isinstance(item.value, dict)
        named = (item.value.get("name") or item.value.get("person")) if is_map else item
        if named is None or isinstance(named.value, (dict, tuple)) or not named.text:
            continue
        shown = " ".join(unicodedata.normalize("NFC", named.text).split())
        by_slug = is_map and "name" not in item.value
        yield Use(
            kind=at[-1],
            name="" if by_slug else shown,
            person=shown if by_slug else "",
            location=Location(path=path, line=named.line, column=named.column),
            at=(*at, number) if is_list else at,
            item=number,
            is_map=is_map,
            passing=len(at) > 1,
            role=role.text if is_map and (role := item.value.get("role")) is not None else "",
        )


def read_person_file(path: str, text: str, problems: list[Problem]) -> PersonFile | None:
    """A file of `content/people`, or None with the problem noted."""
    try:
        fields = split(text, path).fields.value
    except ContentError as error:
        problems.extend(error.problems)
        return None
    found = PersonFile(path=path, name="", aliases=(), fields=fields)
    return PersonFile(path=path, name=found.text("name"), aliases=found.texts("aliases"), fields=fields)


# Two names this alike are worth a look; below it, different people turn up (measured on the shipped digest's names).
_ALIKE = 0.88
# Who is named this often deserves a file.
_OFTEN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A line of `tag list`: how many articles are about a name, and how many merely mention it."""

    kind: str
    name: str
    about: int
    mentioned: int
    file: str = ""


def read_all(files: Mapping[str, str]) -> tuple[tuple[Use, ...], tuple[PersonFile, ...], list[Problem]]:
    """Every use, every registry file of people, and what could not be read."""
    problems: list[Problem] = []
    uses = [
        use
        for path, text in sorted(files.items())
        if path.startswith(ARTICLES)
        for use in find_uses(path, text, problems)
    ]
    people = [
        person
        for path, text in sorted(files.items())
        if path.startswith(PEOPLE) and (person := read_person_file(path, text, problems)) is not None
    ]
    return tuple(uses), tuple(people), problems


def list_names(
    files: Mapping[str, str], countries: Mapping[str, Country], *, unused: bool = False
) -> tuple[Listed, ...]:
    """All names by kind, most used first; with `unused` only people of the registry whom no article is about."""
    uses, people, _ = read_all(files)
    owner = {form: person for person in people for form in (person.name, *person.aliases, person.slug)}
    about: Counter[tuple[str, str]] = Counter()
    passing: Counter[tuple[str, str]] = Counter()
    for use in uses:
        (passing if use.passing else about)[use.kind, _display(use, owner, countries)] += 1
    for person in people:
        about["people", person.name] += 0
    rows = [
        Listed(
            kind=kind,
            name=name,
            about=count,
            mentioned=passing[kind, name],
            file=owner[name].path if name in owner else "",
        )
        for (kind, name), count in about.items()
        if not unused or count == 0
    ]
    order = {kind: number for number, kind in enumerate(KINDS)}
    return tuple(sorted(rows, key=lambda row: (order[row.kind], -row.about, row.name)))


def _display(use: Use, owner: Mapping[str, PersonFile], countries: Mapping[str, Country]) -> str:
    """The name under which a use counts: the registry's, the country's, else as written."""
    if use.person:
        return owner[use.person].name if use.person in owner else use.person
    if use.kind == "people" and use.name in owner:
        return owner[use.name].name
    if use.kind == "countries" and (country := find_country(use.name, countries)) is not None:
        return country.name
    if use.kind == "bodies" and (body := find_body(use.name)) is not None:
        return body.name
    return use.name


def lint(files: Mapping[str, str], countries: Mapping[str, Country]) -> tuple[Problem, ...]:
    """Everything worth an editor's look, sorted by place."""
    uses, people, problems = read_all(files)
    found = [
        *problems,
        *_unknown_places(uses, countries),
        *_bodies_twice(uses),
        *_aliases_in_use(uses, people),
        *(problem for kind in ("people", "topics", "tags") for problem in _near_duplicates(uses, people, kind)),
        *_told_from_nobody(uses, people),
        *_taken_for_one(uses, people),
        *_used_once(uses),
        *_gaps(uses, people),
    ]
    return tuple(sorted(set(found)))


def _problem(location: Location, message: str, advice: str = "") -> Problem:
    return Problem(location=location, message=message, advice=advice)


def _unknown_places(uses: Iterable[Use], countries: Mapping[str, Country]) -> Iterator[Problem]:
    """Names under `countries:` that are no country's, and under `bodies:` that are no body's."""
    stated = {"countries": stated_country, "bodies": stated_body}
    for use in uses:
        if use.kind in stated:
            try:
                stated[use.kind](use.name, countries)
            except ValueError as error:
                yield _problem(use.location, *error.args)


def _bodies_twice(uses: Iterable[Use]) -> Iterator[Problem]:
    """Bodies that one list of an article names twice, under two names."""
    seen: dict[tuple[str, bool, str], str] = {}
    for use in uses:
        body = find_body(use.name) if use.kind == "bodies" else None
        if body is None:
            continue
        first = seen.setdefault((use.location.path, use.passing, body.code), use.name)
        if first != use.name:
            yield _problem(use.location, f'"{use.name}" is "{first}", which the list has already', f"write {body.code}")


def _aliases_in_use(uses: Sequence[Use], people: Iterable[PersonFile]) -> Iterator[Problem]:
    written = {use.name for use in uses if use.kind == "people"}
    for person in people:
        for alias in person.aliases:
            if alias in written and person.name in written:
                for use in uses:
                    if use.kind == "people" and use.name == alias:
                        message = f'"{alias}" is an alias of {person.name}, and both are in use'
                        yield _problem(use.location, message, f'write "{person.name}"')


def _key(name: str) -> str:
    """A name without case, accents, hyphens and stops."""
    text = unicodedata.normalize("NFKD", name).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in text if not unicodedata.combining(c)).split())


def _near_duplicates(uses: Sequence[Use], people: Sequence[PersonFile], kind: str) -> Iterator[Problem]:
    """Pairs of names that differ by spelling, by a letter or two, or by a middle name."""
    place: dict[str, Location] = {}
    for use in uses:
        if use.kind == kind and use.name:
            place.setdefault(use.name, use.location)
    joined: set[frozenset[str]] = set()
    if kind == "people":
        for person in people:
            place.setdefault(person.name, person.location)
            forms = (person.name, *person.aliases)
            joined |= {frozenset((a, b)) for a in forms for b in forms}
        joined |= _told_apart(people)
    blocks: dict[str, set[str]] = defaultdict(set)
    for name in place:
        words = _key(name).split()
        for word in (*words, *(word[:3] for word in words[:1])):
            blocks[word].add(name)
    pairs = {(a, b) for names in blocks.values() for a in names for b in names if a < b}
    stated = {person.name for person in people} if kind == "people" else set()
    count = Counter(use.name for use in uses if use.kind == kind)
    for pair in sorted(pairs):
        if frozenset(pair) not in joined and _is_near(*pair, kind):
            # The one to keep: with a file, else the more used.
            odd, keep = sorted(pair, key=lambda name: (name in stated, count[name]))
            message = f'"{odd}" looks like "{keep}" ({place[keep]})'
            yield _problem(place[odd], message, f'if they are one: tag merge "{odd}" "{keep}"')


def _told_apart(people: Sequence[PersonFile]) -> set[frozenset[str]]:
    """Pairs of names that a file says are of two people (`distinct_from`), by any of their names."""
    by_slug = {person.slug: (person.name, *person.aliases) for person in people}
    return {
        frozenset((own, other))
        for person in people
        for told in person.texts("distinct_from")
        for own in (person.name, *person.aliases)
        for other in (*by_slug.get(told, ()), told)
    }


def _told_from_nobody(uses: Sequence[Use], people: Sequence[PersonFile]) -> Iterator[Problem]:
    """What stands under `distinct_from` and is nobody else's file or name, so that it tells nobody apart."""
    named = {use.name for use in uses if use.kind == "people"}
    known = named.union(*((person.name, *person.aliases, person.slug) for person in people))
    for person in people:
        for told in person.texts("distinct_from"):
            if told not in known:
                advice = did_you_mean(told, [other.slug for other in people if other is not person])
                yield _problem(person.location, f'"{told}" under distinct_from is nobody\'s file', advice)
            elif told == person.slug:
                message = f"{person.name} is distinct from nobody by their own file"
                yield _problem(person.location, message, f"remove {told}")


def _taken_for_one(uses: Sequence[Use], people: Sequence[PersonFile]) -> Iterator[Problem]:
    """A name without a file that two articles give to somebody of another trade, in another country, in other company.

    Such a name is one person's page as long as no file tells two apart, and nobody would notice.
    """
    known = {form for person in people for form in (person.name, *person.aliases)}
    company: dict[str, set[tuple[str, str]]] = defaultdict(set)
    named: dict[str, list[Use]] = defaultdict(list)
    for use in uses:
        if use.kind in {"people", "countries"} and not use.passing:
            company[use.location.path].add((use.kind, use.name or use.person))
        if use.kind == "people" and use.role and use.name and use.name not in known and not use.passing:
            named[use.name].append(use)
    for name, found in sorted(named.items()):
        first = found[0]
        for use in found[1:]:
            together = company[first.location.path] & company[use.location.path]
            if together == {("people", name)} and not _words(first.role) & _words(use.role):
                message = f'"{name}" is "{use.role}" here and "{first.role}" in {first.location}: are they one person?'
                yield _problem(use.location, message, "give each a file in content/people, or the one they are")
                break


def _words(role: str) -> set[str]:
    """What of a role tells trades apart: its longer words, and of scripts without blanks each pair of letters."""
    found = {word for word in _key(role).split() if len(word) > 3}
    return found or {role[at : at + 2] for at in range(len(role))}


def _is_near(a: str, b: str, kind: str) -> bool:
    """Whether two names may be one."""
    x, y = _key(a), _key(b)
    if x.replace(" ", "") == y.replace(" ", "") or sorted(x.split()) == sorted(y.split()):
        return True
    short, long = sorted((x.split(), y.split()), key=len)
    if kind == "people" and len(short) > 1 and len(short) < len(long) and short[0] == long[0] and short[-1] == long[-1]:
        return True
    if kind != "people" and (x.rstrip("s") == y.rstrip("s")):
        return True
    return (
        len(x) > 5
        and len(short) == len(long)
        and difflib.SequenceMatcher(None, x, y).ratio() >= _ALIKE
        and _one_word_off(x, y)
    )


def _one_word_off(x: str, y: str) -> bool:
    """Whether at most one word differs, and that one by two letters at most in length."""
    off = [(a, b) for a, b in zip(x.split(), y.split(), strict=True) if a != b]
    return len(off) == 1 and abs(len(off[0][0]) - len(off[0][1])) <= 2 and off[0][0][0] == off[0][1][0]


def _used_once(uses: Sequence[Use]) -> Iterator[Problem]:
    for kind in ("topics", "tags"):
        count = Counter(use.name for use in uses if use.kind == kind)
        for use in uses:
            if use.kind == kind and count[use.name] == 1:
                yield _problem(
                    use.location, f'the {kind[:-1]} "{use.name}" is used once', "a page with one article helps nobody"
                )


def _gaps(uses: Sequence[Use], people: Sequence[PersonFile]) -> Iterator[Problem]:
    """People who are named often and have no file, and files that lack what sorts and places a person."""
    known = {form for person in people for form in (person.name, *person.aliases)}
    count = Counter(use.name for use in uses if use.kind == "people" and use.name and not use.passing)
    first = {use.name: use.location for use in reversed(uses) if use.kind == "people"}
    for name, times in sorted(count.items()):
        if name not in known and times >= _OFTEN:
            yield _problem(first[name], f'"{name}" is in {times} articles and has no file', "add one to content/people")
    for person in people:
        missing = [key for key in ("sort", "country", "roles") if key not in person.fields]
        if missing:
            yield _problem(person.location, f"{person.name} lacks {', '.join(missing)}", "add what is known")
