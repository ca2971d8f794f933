"""Renaming, merging and telling apart, decided before anything is written: texts in, a plan of changed texts out. Pure.

One changed value is one changed line. The old page redirects to the new one, and the feed keeps its id: both are
recorded in the person's registry file, which is made if there is none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from copydesk.countries import find_body, find_country, load_countries
from copydesk.edit.nodes import NodePath, add_item, get_value, read_values, set_value, unset_value
from copydesk.edit.plan import FileChange, Plan
from copydesk.errors import ContentError, Problem, UsageError, did_you_mean
from copydesk.files import CONFIG_FILE
from copydesk.frontmatter.document import format_file, split
from copydesk.tags.lint import ARTICLES, KINDS, PEOPLE, PersonFile, Use, find_uses, read_person_file
from copydesk.urls import slugify

_Same = Callable[[Use], bool]
# Kinds that are a closed list of codes: any of them may be written, whether an article names it yet or not.
_CODED = ("countries", "bodies")


def plan_rename(files: Mapping[str, str], old: str, new: str, *, kind: str = "") -> Plan:
    """Give a person, topic or tag another name everywhere.

    `files` are the texts of `content/`, by path; `old` may be the slug of a person's file. Raises UsageError if nobody
    has the old name, if two people have it, if somebody has the new one (that is a merge), or if the name is of two
    kinds and `kind` does not say which.
    """
    new = _clean(new)
    kind = kind or _kind_of(files, old)
    _refuse_same(old, new)
    if kind == "countries":
        raise UsageError("a country's name is set in content/countries/CODE.md: name: …")
    if kind == "bodies":
        raise UsageError('the names of bodies are built in; to write another body instead, use: tag merge "EU" "NATO"')
    if _fold(old) != _fold(new) and new in _names(files, kind):
        raise UsageError(f'"{new}" is in use already: to make them one, use: tag merge "{old}" "{new}"')
    return _plan(files, old, new, kind)


def _refuse_same(old: str, new: str) -> None:
    if old == new:
        raise UsageError(f'"{old}" is called that already: nothing to change')


def plan_merge(files: Mapping[str, str], one: str, other: str, *, kind: str = "") -> Plan:
    """Make two names one: what names `one` names `other` from now on. Raises UsageError as `plan_rename` does."""
    kind = kind or _kind_of(files, one)
    _refuse_same(one, _clean(other))
    known = _names(files, kind)
    if kind not in _CODED and other not in known:
        hint = did_you_mean(other, known)
        raise UsageError(
            f'nothing is called "{other}"' + (f", {hint}" if hint else "") + "; to give a new name, use tag rename"
        )
    return _plan(files, one, _clean(other), kind)


def plan_distinct(files: Mapping[str, str], one: str, other: str) -> Plan:
    """Say that two people who look alike are two: `distinct_from` in the file of each who has one, else in a new one.

    Names or slugs. Raises UsageError for a name that nobody has, and for two names of one file.
    """
    if one == other:
        raise UsageError(f'"{one}" is one person: name two, of whom each has a name or a file of their own')
    found: list[PersonFile | None] = []
    for name in (one, other):
        if name not in _names(files, "people"):
            hint = did_you_mean(name, _names(files, "people"))
            raise UsageError(f'nobody is called "{name}"' + (f", {hint}" if hint else ""))
        found.append(_file_of(files, name))
    first, second = found
    if first is not None and second is not None and first.path == second.path:
        raise UsageError(f"{first.path} is about both: they are one person")
    changes = []
    for person, name, opposite, called in ((first, one, second, other), (second, other, first, one)):
        if person is None and (first or second) is not None:
            continue  # the one who has a file says it for both
        path = person.path if person else f"{PEOPLE}{slugify(name)}.md"
        before = files.get(path)
        text = before if before is not None else format_file({"name": name})
        value = opposite.slug if opposite else called
        if person is None or value not in person.texts("distinct_from"):
            changes.append(FileChange(path=path, before=before, after=add_item(text, path, "distinct_from", value)))
        if person is None:
            break
    if not changes:
        raise UsageError(f'nothing to change: the files say already that "{one}" and "{other}" are two')
    return Plan(changes=tuple(changes))


def _clean(name: str) -> str:
    """A new name, composed and with single blanks. Raises UsageError where no address can be made of it."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not slugify(name):
        raise UsageError(f'"{name}" has no letter or digit to make an address of')
    return name


def _fold(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _uses(files: Mapping[str, str]) -> Iterator[Use]:
    problems: list[Problem] = []
    for path, text in sorted(files.items()):
        if path.startswith(ARTICLES):
            yield from find_uses(path, text, problems)
    if problems:
        raise ContentError(problems)


def _person_files(files: Mapping[str, str]) -> list[PersonFile]:
    problems: list[Problem] = []
    found = [
        person
        for path, text in sorted(files.items())
        if path.startswith(PEOPLE) and (person := read_person_file(path, text, problems)) is not None
    ]
    if problems:
        raise ContentError(problems)
    return found


def _file_of(files: Mapping[str, str], name: str) -> PersonFile | None:
    """The registry file of a name or slug. Raises UsageError when two files have the name."""
    people = _person_files(files)
    found = [person for person in people if person.name == name] or [p for p in people if p.slug == name]
    if len(found) > 1:
        which = " or ".join(person.slug for person in found)
        raise UsageError(f'"{name}" is the name of {len(found)} people: say which by its file, {which}')
    return found[0] if found else None


def _names(files: Mapping[str, str], kind: str) -> set[str]:
    """Every name of a kind: as articles write it, and display names and slugs of the registry."""
    names = {use.name or use.person for use in _uses(files) if use.kind == kind}
    if kind != "people":
        return names
    people = _person_files(files)
    shared = {a.slug for a in people for b in people if a is not b and a.name == b.name}
    return names | {person.name for person in people} | shared


def _kind_of(files: Mapping[str, str], name: str) -> str:
    """The kind that has a name. Raises UsageError if none has it or two have."""
    kinds = [kind for kind in KINDS if name in _names(files, kind)]
    if not kinds and find_country(name, load_countries()) is not None:
        return "countries"
    if not kinds and find_body(name) is not None:
        return "bodies"
    if not kinds:
        every = sorted({known for kind in KINDS for known in _names(files, kind)})
        hint = did_you_mean(name, every)
        raise UsageError(f'nothing is called "{name}"' + (f", {hint}" if hint else ""))
    if len(kinds) > 1:
        raise UsageError(f'"{name}" is in {" and ".join(kinds)}: say which with --kind')
    return kinds[0]


def _plan(files: Mapping[str, str], old: str, new: str, kind: str) -> Plan:
    """The changes to every article, and to the registry where a person is concerned."""
    notes: list[str] = []
    if kind == "people":
        changes = _rename_person(files, old, new, notes)
    else:
        written = _code(new, kind) if kind in _CODED else new
        goal = _Goal(name=written, is_same=_same(kind, written))
        changes = _in_articles(files, lambda p, text: _edit_article(p, text, kind, _same(kind, old), goal, notes))
        if kind in ("topics", "tags") and slugify(old) != slugify(new):
            before = files.get(CONFIG_FILE)
            changes.append(FileChange(path=CONFIG_FILE, before=before, after=_moved(before or "", kind, old, new)))
    if not changes:
        raise UsageError(f'nothing to change: no article or registry file names "{old}"')
    return Plan(changes=tuple(changes), notes=tuple(notes))


def _code(name: str, kind: str) -> str:
    """The code of a country or body. Raises UsageError where the name is neither's."""
    found = find_country(name, load_countries()) if kind == "countries" else find_body(name)
    if found is None:
        raise UsageError(f'"{name}" is no {"country" if kind == "countries" else "international body"}')
    return found.code


def _in_articles(files: Mapping[str, str], edit: Callable[[str, str], str]) -> list[FileChange]:
    made = [(path, text, edit(path, text)) for path, text in sorted(files.items()) if path.startswith(ARTICLES)]
    return [FileChange(path=path, before=text, after=after) for path, text, after in made if after != text]


def _rename_person(files: Mapping[str, str], old: str, new: str, notes: list[str]) -> list[FileChange]:
    source, target = _file_of(files, old), _file_of(files, new)
    old_name = source.name if source is not None else old
    new = target.name if target is not None else new
    slug = target.slug if target is not None else slugify(new)
    others = [person for person in _person_files(files) if person.name == new and person not in (source, target)]
    goal = _Goal(name=new, slug=slug, by_file=bool(others), is_same=_same("people", new, target))
    same = _same("people", old_name, source)
    changes = [
        *_in_articles(files, lambda path, text: _edit_article(path, text, "people", same, goal, notes)),
        *_edit_registry(files, source, target, old_name, new),
    ]
    if source and target:
        notes.extend(_lost(files, source, target.path))
    return changes


def _moved(config: str, kind: str, old: str, new: str) -> str:
    """The config with a redirect from the old address: topics and tags have no file of their own to keep it in.

    A row that led away from the new address, as after renaming there and back, gives its place to the new row.
    """
    here, there = f"/{kind}/{slugify(old)}/", f"/{kind}/{slugify(new)}/"
    rows = read_values(config, CONFIG_FILE).get("redirects") or []
    rows = rows if isinstance(rows, list) else [rows]
    row = f"{here} {there}"
    if row in rows:
        return config
    for number, stale in enumerate(rows):
        if str(stale).partition(" ")[0] == there:
            return set_value(config, CONFIG_FILE, ("redirects", number), row)
    return add_item(config, CONFIG_FILE, "redirects", row)


def _same(kind: str, name: str, person: PersonFile | None = None) -> _Same:
    """Whether a use is of the name meant: to the letter, for countries and bodies by code, for a person by slug."""
    if kind == "bodies":
        body = find_body(name)
        return lambda use: body is not None and find_body(use.name) is body
    if kind != "countries":
        slug = person.slug if person is not None else ""
        return lambda use: (use.name == name and not use.person) or (bool(slug) and use.person == slug)
    known = load_countries()
    meant = find_country(name, known)
    return lambda use: meant is not None and find_country(use.name, known) is meant


@dataclass(frozen=True, slots=True, kw_only=True)
class _Goal:
    """What a name becomes: another name; where another person has that one too, the person's file (`by_file`)."""

    name: str
    is_same: _Same
    slug: str = ""
    by_file: bool = False


def _edit_article(path: str, text: str, kind: str, same: _Same, goal: _Goal, notes: list[str]) -> str:
    """Change one name in an article. Where the new one stands in the same list, it gets what the old one's entry says.

    A list is edited from its end, so that places in front of an edit stay true.
    """
    problems: list[Problem] = []
    for passing in (False, True):
        uses = [use for use in find_uses(path, text, problems) if use.kind == kind and use.passing == passing]
        olds = [use for use in uses if same(use)]
        kept = next((use for use in uses if goal.is_same(use) and use not in olds), None)
        if kept is None and olds:
            kept, *olds = olds
            text = _renamed(text, path, kept, goal)
        for use in olds:
            text = _merge_entries(text, path, use, kept or use, goal, notes)
        for use in sorted(olds, key=lambda use: use.item, reverse=True):
            text = unset_value(text, path, use.at)
    return text


def _renamed(text: str, path: str, use: Use, goal: _Goal) -> str:
    """One entry under its new name, or by the person's file where it stands so, or has to."""
    if use.person:
        return set_value(text, path, (*use.at, "person"), goal.slug) if use.person != goal.slug else text
    if not goal.by_file or use.passing:
        return set_value(text, path, (*use.at, "name") if use.is_map else use.at, goal.name)
    if not use.is_map:
        return set_value(text, path, use.at, {"person": goal.slug})
    entry = get_value(text, path, use.at)
    return set_value(text, path, use.at, {"person": goal.slug, **{k: v for k, v in entry.items() if k != "name"}})


def _merge_entries(text: str, path: str, use: Use, kept: Use, goal: _Goal, notes: list[str]) -> str:
    """What one entry says of a person, put into another: the role where that has none, and all quotations."""
    said = get_value(text, path, use.at) if use.is_map else {}
    role, quotes = said.get("role"), said.get("quotes") or []
    quotes = quotes if isinstance(quotes, list) else [quotes]
    if not role and not quotes:
        return text
    now = get_value(text, path, kept.at)
    if not isinstance(now, dict):
        made = {"name": goal.name, **({"role": role} if role else {}), **({"quotes": quotes} if quotes else {})}
        return set_value(text, path, kept.at, made)
    if role and not now.get("role"):
        text = set_value(text, path, (*kept.at, "role"), role)
    elif role and role != now["role"]:
        notes.append(f'{path}: the role "{role}" goes; "{now["role"]}" stays')
    had = now.get("quotes") or []
    for quote in quotes:
        if quote not in (had if isinstance(had, list) else [had]):
            text = add_item(text, path, (*kept.at, "quotes"), quote)
    return text


def _edit_registry(
    files: Mapping[str, str], source: PersonFile | None, target: PersonFile | None, old: str, new: str
) -> list[FileChange]:
    """The registry files of a rename or merge: one stays, under the new name; the other's names go into it."""
    path = target.path if target else f"{PEOPLE}{slugify(new)}.md"
    if target is None and path in files and (source is None or source.path != path):
        raise UsageError(f"{path} is there already, and is not about {new}")
    edited = _edit_person(files, path, source, target, (old, new))
    changes = [FileChange(path=path, before=files.get(path), after=edited)]
    if source is not None and source.path != path:
        changes.append(FileChange(path=source.path, before=files[source.path], after=None))
    return changes


def _edit_person(
    files: Mapping[str, str], path: str, source: PersonFile | None, target: PersonFile | None, names: tuple[str, str]
) -> str:
    """The registry file's text with the new name, the old one as an alias, the old address and the first id."""
    old, new = names
    keep = target or source
    text = files[keep.path] if keep else format_file({"name": new})
    old_slug = source.slug if source else slugify(old)
    new_slug = target.slug if target else slugify(new)
    text = _swap_alias(set_value(text, path, "name", new), path, new, old)
    for alias in (old, *(source.aliases if source else ())):
        text = text if alias == new else _with_item(text, path, ("aliases",), alias)
    if old_slug != new_slug:
        for redirect in (old_slug, *(source.texts("redirects") if source and target else ())):
            text = _with_item(text, path, ("redirects",), redirect)
        if target is None and not (keep and keep.text("id")):
            text = set_value(text, path, "id", old_slug)
    return text


def _with_item(text: str, path: str, at: NodePath, value: str) -> str:
    """A file with a text in a list, where it does not stand there yet."""
    listed = read_values(text, path).get(str(at[0])) or []
    return text if value in (listed if isinstance(listed, list) else [listed]) else add_item(text, path, at, value)


def _swap_alias(text: str, path: str, new: str, old: str) -> str:
    """Where the new name was an alias, the old name takes its place in that list."""
    aliases = read_values(text, path).get("aliases")
    if isinstance(aliases, list) and new in aliases:
        return set_value(text, path, ("aliases", aliases.index(new)), old)
    return set_value(text, path, "aliases", old) if aliases == new else text


def _lost(files: Mapping[str, str], source: PersonFile, path: str) -> Iterator[str]:
    """What a merge leaves behind in the file that goes."""
    lost = sorted(set(source.fields) - {"name", "aliases", "redirects", "id", "slug"})
    if split(files[source.path], source.path).body.strip():
        lost.append("its text")
    if lost:
        yield f"{source.path} goes, and with it: {', '.join(lost)}; copy what you want to keep into {path}"
