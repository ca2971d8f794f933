"""Renaming and merging, decided before anything is written: texts in, a plan of changed texts out. Pure.

One changed value is one changed line. The old page redirects to the new one, and the feed keeps its id: both are
recorded in the person's registry file, which is made if there is none.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from copydesk.countries import find_country, load_countries
from copydesk.edit.nodes import EditError, append_item, read_fields, remove_item, replace_scalar, set_field
from copydesk.errors import ContentError, Problem, UsageError, did_you_mean
from copydesk.frontmatter.document import dump, split
from copydesk.tags.uses import CONFIG, KINDS, PersonFile, Use, find_uses, list_node, read_person_file
from copydesk.urls import slugify

ARTICLES, PEOPLE = "content/articles/", "content/people/"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """A file's text before and after; None where it is not there."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a rename or merge would write, and what the editor should know about it."""

    changes: tuple[FileChange, ...]
    notes: tuple[str, ...] = ()

    def diff(self) -> str:
        """The changes as a unified diff."""
        return "".join(line for change in self.changes for line in _diff(change))


def _diff(change: FileChange) -> Iterator[str]:
    before, after = ((text or "").splitlines(keepends=True) for text in (change.before, change.after))
    old = f"a/{change.path}" if change.before is not None else "/dev/null"
    new = f"b/{change.path}" if change.after is not None else "/dev/null"
    for line in difflib.unified_diff(before, after, old, new):
        yield line if line.endswith("\n") else line + "\n"


def plan_rename(files: Mapping[str, str], old: str, new: str, *, kind: str = "") -> Plan:
    """Give a person, topic or tag another name everywhere.

    `files` are the texts of `content/`, by path. Raises UsageError if nobody has the old name, if somebody has the
    new one (that is a merge), or if the name is of two kinds and `kind` does not say which.
    """
    new = _clean(new)
    kind = kind or _kind_of(files, old)
    if kind == "countries":
        raise UsageError("a country's name is set in content/countries/CODE.md: name: …")
    if _fold(old) != _fold(new) and new in _names(files, kind):
        raise UsageError(f'"{new}" is in use already: to make them one, use: tag merge "{old}" "{new}"')
    return _plan(files, old, new, kind)


def plan_merge(files: Mapping[str, str], one: str, other: str, *, kind: str = "") -> Plan:
    """Make two names one: what names `one` names `other` from now on. Raises UsageError as `plan_rename` does."""
    kind = kind or _kind_of(files, one)
    known = _names(files, kind)
    if kind != "countries" and other not in known:
        hint = did_you_mean(other, known)
        raise UsageError(
            f'nothing is called "{other}"' + (f", {hint}" if hint else "") + "; to give a new name, use tag rename"
        )
    return _plan(files, one, _clean(other), kind)


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


def _person_files(files: Mapping[str, str]) -> Iterator[PersonFile]:
    problems: list[Problem] = []
    for path, text in sorted(files.items()):
        if path.startswith(PEOPLE) and (person := read_person_file(path, text, problems)) is not None:
            yield person
    if problems:
        raise ContentError(problems)


def _names(files: Mapping[str, str], kind: str) -> set[str]:
    """Every name of a kind: as articles write it, and display names of the registry."""
    names = {use.name for use in _uses(files) if use.kind == kind}
    return names | {person.name for person in _person_files(files)} if kind == "people" else names


def _kind_of(files: Mapping[str, str], name: str) -> str:
    """The kind that has a name. Raises UsageError if none has it or two have."""
    kinds = [kind for kind in KINDS if name in _names(files, kind)]
    if not kinds and find_country(name, load_countries()) is not None:
        return "countries"
    if not kinds:
        every = sorted({known for kind in KINDS for known in _names(files, kind)})
        hint = did_you_mean(name, every)
        raise UsageError(f'nothing is called "{name}"' + (f", {hint}" if hint else ""))
    if len(kinds) > 1:
        raise UsageError(f'"{name}" is in {" and ".join(kinds)}: say which with --kind')
    return kinds[0]


def _plan(files: Mapping[str, str], old: str, new: str, kind: str) -> Plan:
    """The changes to every article, and to the registry where a person is concerned."""
    same = _same(kind, old)
    written = new
    if kind == "countries":
        country = find_country(new, load_countries())
        if country is None:
            raise UsageError(f'"{new}" is no country')
        written = country.code
    changes: list[FileChange] = []
    for path, text in sorted(files.items()):
        if path.startswith(ARTICLES):
            after = _edit_article(path, text, kind, same, written)
            if after != text:
                changes.append(FileChange(path=path, before=text, after=after))
    notes: tuple[str, ...] = ()
    if kind == "people":
        registry, notes = _edit_registry(files, old, new)
        changes.extend(registry)
    elif kind in ("topics", "tags") and slugify(old) != slugify(new):
        before = files.get(CONFIG)
        changes.append(FileChange(path=CONFIG, before=before, after=_moved(before or "", kind, old, new)))
    if not changes:
        raise UsageError(f'nothing to change: no article or registry file names "{old}"')
    return Plan(changes=tuple(changes), notes=notes)


def _moved(config: str, kind: str, old: str, new: str) -> str:
    """The config with a redirect from the old address: topics and tags have no file of their own to keep it in.

    A row that led away from the new address, as after renaming there and back, gives its place to the new row.
    """
    here, there = f"/{kind}/{slugify(old)}/", f"/{kind}/{slugify(new)}/"
    newline = "\r\n" if "\r\n" in config else "\n"
    fence = f"---{newline}"
    ended = config if not config or config.endswith("\n") else config + newline
    text = fence + ended + fence
    node = split(text, CONFIG).fields.value.get("redirects")
    rows = node.value if node is not None and isinstance(node.value, tuple) else ()
    stale = next((row for row in rows if row.text.partition(" ")[0] == there), None)
    row = f"{here} {there}"
    edited = append_item(text, "redirects", row, CONFIG) if stale is None else replace_scalar(text, stale, row, CONFIG)
    return edited.removeprefix(fence).removesuffix(fence)


def _same(kind: str, name: str) -> Callable[[str], bool]:
    """Whether a name as written is the one meant: to the letter, or for countries the same code."""
    if kind != "countries":
        return lambda written: written == name
    known = load_countries()
    meant = find_country(name, known)
    return lambda written: meant is not None and find_country(written, known) is meant


def _edit_article(path: str, text: str, kind: str, same: Callable[[str], bool], new: str) -> str:
    """Change one name in an article; where the new one stands in the same list already, the old one goes.

    A list is edited from its end, so that places in front of an edit stay true.
    """
    problems: list[Problem] = []
    uses = [use for use in find_uses(path, text, problems) if use.kind == kind]
    new_is = _same(kind, new)
    after = text
    for use in sorted((u for u in uses if same(u.name) and u.node.text != new), key=lambda u: u.location, reverse=True):
        others = [u for u in uses if u.passing == use.passing and u is not use]
        twin = any(new_is(other.name) for other in others) or any(same(o.name) and o.item < use.item for o in others)
        if twin:
            holder = list_node(split(after, path).fields, kind, passing=use.passing)
            items = holder.value if holder is not None and isinstance(holder.value, tuple) else ()
            entry = items[use.item]
            if isinstance(entry.value, dict) and "quotes" in entry.value:  # what somebody said is never thrown away
                raise EditError(path, use.node, f'this entry has quotations: move them to that of "{new}" first')
            after = remove_item(after, items, use.item, path)
        else:
            after = replace_scalar(after, use.node, new, path)
    if after != text:
        left = [use for use in find_uses(path, after, problems) if use.kind == kind and same(use.name)]
        if problems or (left and not new_is(left[0].name)):
            raise EditError(path, uses[0].node, "this front matter could not be edited")
    return after


def _edit_registry(files: Mapping[str, str], old: str, new: str) -> tuple[list[FileChange], tuple[str, ...]]:
    """The registry files of a rename or merge: one stays, under the new name; the other's names go into it."""
    people = {person.name: person for person in _person_files(files)}
    source, target = people.get(old), people.get(new)
    path = target.path if target else f"{PEOPLE}{slugify(new)}.md"
    if target is None and path in files and (source is None or source.path != path):
        raise UsageError(f"{path} is there already, and is not about {new}")
    edited = _edit_person(files, path, source, target, (old, new))
    changes = [FileChange(path=path, before=files.get(path), after=edited)]
    if source is not None and source.path != path:
        changes.append(FileChange(path=source.path, before=files[source.path], after=None))
    return changes, tuple(_lost(files, source, path)) if source and target else ()


def _edit_person(
    files: Mapping[str, str], path: str, source: PersonFile | None, target: PersonFile | None, names: tuple[str, str]
) -> str:
    """The registry file's text with the new name, the old one as an alias, the old address and the first id."""
    old, new = names
    keep = target or source
    text = files[keep.path] if keep else dump({"name": new})
    old_slug, new_slug = _slug(source, old), _slug(target, new)
    edited = _swap_alias(set_field(text, "name", new, path), path, new, old)
    for alias in (old, *(source.aliases if source else ())):
        edited = edited if alias == new else append_item(edited, "aliases", alias, path)
    if old_slug != new_slug:
        for redirect in (old_slug, *(_listed(source, "redirects") if target else ())):
            edited = append_item(edited, "redirects", redirect, path)
        if target is None and not _text(keep, "id"):
            edited = set_field(edited, "id", old_slug, path)
    if read_fields(edited, path).get("name") != new:
        raise EditError(path, split(edited, path).fields, "this front matter could not be edited")
    return edited


def _swap_alias(text: str, path: str, new: str, old: str) -> str:
    """Where the new name was an alias, the old name takes its place in that list."""
    node = split(text, path).fields.value.get("aliases")
    items = node.value if node is not None and isinstance(node.value, tuple) else ()
    found = next((item for item in items if item.text == new), None)
    return replace_scalar(text, found, old, path) if found is not None else text


def _lost(files: Mapping[str, str], source: PersonFile, path: str) -> Iterator[str]:
    """What a merge leaves behind in the file that goes."""
    lost = sorted(set(source.fields) - {"name", "aliases", "redirects", "id", "slug"})
    if split(files[source.path], source.path).body.strip():
        lost.append("its text")
    if lost:
        yield f"{source.path} goes, and with it: {', '.join(lost)}; copy what you want to keep into {path}"


def _slug(person: PersonFile | None, name: str) -> str:
    """A person's address: stated, the file's name, or made of the name."""
    if person is None:
        return slugify(name)
    return _text(person, "slug") or person.path.removeprefix(PEOPLE).removesuffix(".md")


def _text(person: PersonFile | None, key: str) -> str:
    node = person.fields.get(key) if person else None
    return node.text if node is not None else ""


def _listed(person: PersonFile | None, key: str) -> tuple[str, ...]:
    node = person.fields.get(key) if person else None
    if node is None:
        return ()
    return tuple(item.text for item in node.value) if isinstance(node.value, tuple) else (node.text,)
