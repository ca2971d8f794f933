"""What one request of the desk does to files, as a plan: acts one after the other over what is on disk.

All or nothing, but for a list of articles published or put away together: of those each succeeds or fails by itself.
"""

from __future__ import annotations

import base64
import binascii
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from copydesk.edit.acts import EDITIONS, TRASH, plan_draft, plan_publish, plan_restore, plan_trash
from copydesk.edit.journal import read_text_file, text_hash
from copydesk.edit.nodes import read_values
from copydesk.edit.operations import (
    OPERATIONS,
    Check,
    Operation,
    OperationError,
    apply_operations,
    check_operation,
    operations_between,
    parse_operations,
    refuse_new_problems,
)
from copydesk.edit.plan import FileChange, Plan
from copydesk.errors import CopydeskError, Location, Problem, ProblemsError, UsageError
from copydesk.ingest.chips import FILE as REJECTED
from copydesk.ingest.chips import ChipAct, chip_command, chip_operations, listed_names
from copydesk.ingest.draft import make_article
from copydesk.ingest.outlets import line_operations
from copydesk.model import Person, name_key
from copydesk.urls import slugify

# Acts on whole articles, of which each in a list succeeds or fails by itself.
WHOLE = ("publish", "unpublish", "trash", "restore")
ACTS = (*WHOLE, "new", "chip", "person", "remember", "picture", "whole", "text")
# Verbs that take several files.
_SEVERAL = ("publish", "draft", "trash", "restore")
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
)
PICTURE_LIMIT = 10 * 1024 * 1024


class NotReadyToPublishError(ProblemsError):
    """An article that cannot go out yet; `field` is what has to be seen to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a request would write: the plan, what to call it, its command line, and the files that failed and why."""

    plan: Plan
    label: str
    command: str
    operations: tuple[Operation, ...] = ()
    failed: tuple[tuple[str, CopydeskError], ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)
    asks: tuple[Mapping[str, Any], ...] = ()


@dataclass(slots=True, kw_only=True)
class Drafting:
    """Files as they would be after the acts so far, over those on disk.

    `people` are those with a file; `naming` has the articles that give a name, as `name_key` folds it.
    """

    root: Path
    paths: Callable[[], Iterable[str]]
    check: Check
    unclear: Callable[[str, str], str]
    slug_of: Callable[[str, str], str]
    people: Callable[[], Iterable[Person]]
    naming: Callable[[str], Iterable[str]]
    stamp: str
    before: dict[str, str | None] = field(default_factory=dict)
    after: dict[str, str | None] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)

    def text(self, path: str) -> str | None:
        """A file's text as it would be."""
        if path not in self.after:
            self.before[path] = self.after[path] = read_text_file(self.root / path)
        return self.after[path]

    def take(self, plan: Plan) -> None:
        """Go on from what a plan would write."""
        for change in plan.changes:
            self.text(change.path)
            self.after[change.path] = change.after
        self.notes += plan.notes

    def apply(self, operations: Iterable[Operation]) -> None:
        """Apply operations, and remember them: with them the step can be taken back in files that have moved on."""
        checked = [check_operation(operation) for operation in operations]
        self.take(apply_operations({one.file: self.text(one.file) for one in checked}, checked))
        self.operations += checked

    def plan(self) -> Plan:
        """What all of it writes."""
        changes = (
            FileChange(path=path, before=self.before[path], after=text)
            for path, text in self.after.items()
            if text != self.before[path]
        )
        return Plan(changes=tuple(changes), notes=tuple(dict.fromkeys(self.notes)))


def draft_changes(drafting: Drafting, rows: list[Mapping[str, Any]]) -> Outcome:
    """What the acts of a request come to. Raises CopydeskError; nothing is written here."""
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) and "op" in row for row in rows):
        raise OperationError("a list of acts is wanted, each with op")
    failed: list[tuple[str, CopydeskError]] = []
    labels: list[str] = []
    commands: list[str] = []
    asks: list[Mapping[str, Any]] = []
    together = len(rows) > 1 and all(row["op"] in WHOLE for row in rows)
    for row in rows:
        kept = (dict(drafting.before), dict(drafting.after), list(drafting.operations), dict(drafting.moved))
        try:
            label, command = _do(drafting, row)
            if together:
                refuse_new_problems(_contents(drafting.plan()), drafting.check)
        except CopydeskError as error:
            if not together:
                raise
            failed.append((str(row.get("file", "")), error))
            drafting.before, drafting.after, drafting.operations, drafting.moved = kept
            continue
        labels.append(label)
        commands.append(command)
        if row["op"] == "picture":
            asks.append({"kind": "alt"})
    if not labels:
        raise failed[0][1]
    plan = drafting.plan()
    refuse_new_problems(_contents(plan), drafting.check)
    label = labels[0] if len(labels) == 1 or not together else f"{labels[0].split()[0]} {len(labels)}"
    return Outcome(
        plan=plan,
        label=label,
        command=_joined(commands),
        operations=tuple(drafting.operations),
        failed=tuple(failed),
        moved=dict(drafting.moved),
        asks=tuple(asks),
    )


def _joined(commands: list[str]) -> str:
    """Command lines that do the same: one where all are of one verb that takes several files."""
    verb = next((verb for verb in _SEVERAL if all(one.startswith(f"copydesk {verb} ") for one in commands)), "")
    if len(commands) > 1 and verb:  # those are short; a body's own text would take long to be parted again
        words = [shlex.split(command) for command in commands]
        if all(one[2] != "--at" for one in words) or len({tuple(one[2:4]) for one in words}) == 1:
            head = words[0][: 4 if words[0][2] == "--at" else 2]
            return shlex.join([*head, *(file for one in words for file in one[len(head) :])])
    return " && ".join(dict.fromkeys(commands))


def _contents(plan: Plan) -> list[FileChange]:
    return [c for c in plan.changes if c.path.startswith("content/") and c.path.endswith((".md", ".yaml"))]


def _do(drafting: Drafting, row: Mapping[str, Any]) -> tuple[str, str]:
    """Do one act; returns its label and its command line."""
    op = str(row["op"])
    if op in OPERATIONS:
        return _plain(drafting, row)
    if op not in ACTS:
        raise OperationError(f'no act "{op}"')
    path = str(row.get("file", ""))
    if path and not is_content(path):
        raise OperationError(f'"{path}" is no file of content/')
    return _BY_NAME[op](drafting, path, row)


def is_content(path: str) -> bool:
    """Whether a path is that of a Markdown or YAML file below `content/`, written plainly."""
    parts = path.split("/")
    plain = all(part and not part.startswith(".") and "\\" not in part and "\0" not in part for part in parts)
    return parts[0] == "content" and len(parts) > 1 and plain and path.endswith((".md", ".yaml"))


def _plain(drafting: Drafting, row: Mapping[str, Any]) -> tuple[str, str]:
    (operation,) = parse_operations([row])
    at = operation.at
    drafting.apply([operation])
    label = "body" if operation.op == "body" else f"field {at}"
    return label, command_of(operation)


def command_of(operation: Operation) -> str:
    """The command line that does what an operation does."""
    words = ["copydesk", "edit", operation.file]
    value = operation.value if isinstance(operation.value, str) else _flow(operation.value)
    if operation.op in {"set", "replace"}:
        words += ["--set", f"{operation.at}={value}"]
    elif operation.op in {"unset", "remove"}:
        words += ["--unset", operation.at]
    elif operation.op == "add":
        words += ["--add", f"{operation.at}={value}"]
    elif operation.op == "move":
        words += ["--move", f"{operation.at}={operation.to}"]
    elif operation.op == "body":
        words += ["--body-text", str(operation.value)]
    return shlex.join(words)


def _flow(value: Any) -> str:
    from copydesk.edit.writing import write_flow  # noqa: PLC0415 (its one use)

    return write_flow(value)


def _text_of(drafting: Drafting, path: str) -> str:
    text = drafting.text(path)
    if text is None:
        raise UsageError(
            f"{path}: there is no such file: was it renamed, removed or trashed? Once it is back, do this again"
        )
    return text


def _publish(drafting: Drafting, path: str, row: Mapping[str, Any]) -> tuple[str, str]:
    text = _text_of(drafting, path)
    when = str(row.get("when") or "")
    unclear = drafting.unclear(path, text)
    if unclear:
        place = Location(path=path)
        problem = Problem(location=place, message=unclear, advice="say who it is")
        raise NotReadyToPublishError([problem])
    files = {**dict.fromkeys(drafting.paths(), ""), path: text}
    plan = plan_publish(files, path, when)
    _take_whole(drafting, path, text, plan)
    words = ["copydesk", "publish", *(["--at", when] if when else []), path]
    return f"{'schedule' if when else 'publish'}", shlex.join(words)


def _unpublish(drafting: Drafting, path: str, _: Mapping[str, Any]) -> tuple[str, str]:
    text = _text_of(drafting, path)
    _take_whole(drafting, path, text, plan_draft({path: text}, path))
    return "draft", shlex.join(["copydesk", "draft", path])


def _take_whole(drafting: Drafting, path: str, before: str, plan: Plan) -> None:
    drafting.take(plan)
    moved = next((c.path for c in plan.changes if c.path != path), "")
    if moved:
        drafting.moved[path] = moved
    elif plan.changes:
        drafting.operations += operations_between(path, before, plan.changes[0].after or "")


def _trash(drafting: Drafting, path: str, _: Mapping[str, Any]) -> tuple[str, str]:
    text = _text_of(drafting, path)
    editions = {edition: _text_of(drafting, edition) for edition in drafting.paths() if edition.startswith(EDITIONS)}
    drafting.take(plan_trash({**editions, path: text}, [path], drafting.stamp))
    return "trash", shlex.join(["copydesk", "trash", path])


def _restore(drafting: Drafting, path: str, _: Mapping[str, Any]) -> tuple[str, str]:
    trashed = {name: drafting.text(name) or "" for name in trashed_files(drafting.root) if name.endswith(f"/{path}")}
    files = dict.fromkeys(drafting.paths(), "")
    drafting.take(plan_restore(trashed, files, path))
    return "restore", shlex.join(["copydesk", "restore", path])


def trashed_files(root: Path) -> list[str]:
    """What lies in the trash, by path from the root, oldest first."""
    found = (root / TRASH).rglob("*")
    return sorted(path.relative_to(root).as_posix() for path in found if path.is_file())


def _new(drafting: Drafting, _: str, row: Mapping[str, Any]) -> tuple[str, str]:
    title = " ".join(str(row.get("value") or "").split())
    if not title:
        raise UsageError("write a headline first")
    articles = [path for path in drafting.paths() if path.startswith("content/articles/")]
    made = make_article(title, None, articles)
    drafting.apply([Operation(op="create", file=made.path, value=made.text)])
    drafting.moved[""] = made.path
    return "new", shlex.join(["copydesk", "new", title])


def _chip(drafting: Drafting, path: str, row: Mapping[str, Any]) -> tuple[str, str]:
    text = _text_of(drafting, path)
    slug = drafting.slug_of(path, text)
    names = ("kind", "act", "name", "value", "role", "person")
    act = ChipAct(
        file=path,
        slug=slug,
        quotes=tuple(map(str, row.get("quotes") or ())),
        everywhere=row.get("everywhere") is True,
        **{name: str(row.get(name) or "") for name in names},
    )
    drafting.apply(chip_operations({path: text, REJECTED: drafting.text(REJECTED)}, act))
    return f"{act.act} {act.name}", chip_command(act)


def _person(drafting: Drafting, path: str, row: Mapping[str, Any]) -> tuple[str, str]:
    """A file for somebody new, who comes into the article.

    With `called` a name of the article is that person: only where the two are one name, or the editor says that they
    are one person (`same`), for then role and quotations of that name become the new one's, and it an alias. Who has
    the name already stays whom it meant: `others` has by slug what tells each from the new one, where a file does not
    say it, and articles that give the bare name say from now on which of the two they mean.
    """
    name = " ".join(str(row.get("name") or "").split())
    slug = slugify(name)
    if not slug:
        raise UsageError("write the person's name")
    called = str(row.get("called") or "")
    if called and name_key(called) != name_key(name) and row.get("same") is not True:
        called = ""
    file = f"content/people/{slug}.md"
    namesakes = [one for one in drafting.people() if name_key(one.name) == name_key(name)]
    taken = namesakes[0].location.path if namesakes else file
    shared = bool(namesakes) or drafting.text(file) is not None
    if shared:
        note = str(row.get("note") or "").strip()
        if not note:
            raise UsageError(f"{taken} is there: say what tells the two apart")
        slug = f"{slug}-{slugify(note)}"
        file = f"content/people/{slug}.md"
    person = _person_text(name, called, row)
    drafting.apply([Operation(op="create", file=file, value=person)])
    commands = [shlex.join(["copydesk", "edit", file, "--whole-text", person])]
    listed = listed_names(read_values(_text_of(drafting, path), path), "people") if path else ()
    entry = next((one for one in listed if one.name == called), None)
    commands += _tell_apart(drafting, namesakes, row, meant=(path, entry.at if entry is not None else ""))
    if path:
        text = _text_of(drafting, path)
        meant = ChipAct(
            file=path,
            slug=drafting.slug_of(path, text),
            kind="people",
            act="is" if called or shared else "in",
            name=called or (slug if shared else name),
            value=name if called or shared else "",
            role="" if entry is not None else str(row.get("role") or "").strip(),
            person=slug if shared else "",
        )
        drafting.apply(chip_operations({path: text, REJECTED: drafting.text(REJECTED)}, meant))
        commands.append(chip_command(meant))
    return f"person {name}", " && ".join(commands)


def _tell_apart(
    drafting: Drafting, namesakes: Sequence[Person], row: Mapping[str, Any], *, meant: tuple[str, str]
) -> list[str]:
    """Give each of some people of one name a line of its own, and their articles the one they mean; as commands.

    `meant` is where the name stands that means somebody else: an article and a place in it.
    """
    said = row.get("others")
    lines = said if isinstance(said, Mapping) else {}
    operations = []
    for one in namesakes:
        path = one.location.path
        line = one.disambiguation or " ".join(str(lines.get(one.slug) or "").split())
        if not line:
            raise UsageError(f"{path} does not say who that one is: say what tells the other apart as well")
        if name_key(line) == name_key(str(row.get("note") or "")):
            raise UsageError(f"{path} says the same of the other: say what tells the two apart")
        if not one.disambiguation:
            operations.append(Operation(op="set", file=path, at="disambiguation", value=line))
    if len(namesakes) == 1:  # until now the bare name has meant that one
        operations += _named_by_file(drafting, namesakes[0], meant)
    drafting.apply(operations)
    made: dict[str, list[str]] = {}
    for operation in operations:  # of one file in one command: between two of them it would say both
        made.setdefault(operation.file, []).extend(shlex.split(command_of(operation))[3:])
    return [shlex.join(["copydesk", "edit", file, *words]) for file, words in made.items()]


def _named_by_file(drafting: Drafting, person: Person, meant: tuple[str, str]) -> Iterator[Operation]:
    """What has every article that gives somebody's bare name say so by the file, but for one place."""
    key = name_key(person.name)
    for file in drafting.naming(key):
        for one in listed_names(read_values(_text_of(drafting, file), file), "people"):
            if (file, one.at) == meant or name_key(one.name) != key:
                continue
            if not isinstance(one.entry, Mapping):
                yield Operation(op="set", file=file, at=one.at, value={"person": person.slug}, was=one.entry)
            elif not one.entry.get("person"):
                yield Operation(op="set", file=file, at=f"{one.at}.person", value=person.slug)
                yield Operation(op="unset", file=file, at=f"{one.at}.name", was=one.entry["name"])


def _person_text(name: str, called: str, row: Mapping[str, Any]) -> str:
    from copydesk.frontmatter.document import format_file  # noqa: PLC0415 (its one use)

    family, role, note = (str(row.get(key) or "").strip() for key in ("family", "role", "note"))
    fields: dict[str, Any] = {"name": name}
    if called and called != name:
        fields["aliases"] = [called]
    if family:
        fields["family"] = family
    if note:
        fields["disambiguation"] = note
    if role:
        fields["roles"] = [{"title": role}]
    return format_file(fields)


def _remember(drafting: Drafting, path: str, row: Mapping[str, Any]) -> tuple[str, str]:
    outlet, line, keep = str(row.get("outlet") or ""), str(row.get("line") or "").strip(), row.get("keep") is True
    if not outlet or not line:
        raise UsageError("a line is remembered of an outlet: name both")
    file = f"content/sources/{slugify(outlet)}.yaml"
    drafting.apply(line_operations(drafting.text(file), file, outlet, line, keep=keep))
    option = "--always-keep" if keep else "--always-drop"
    return f"remember {outlet}", shlex.join(["copydesk", "review", *([path] if path else []), f"{option}={line}"])


def _picture(drafting: Drafting, path: str, row: Mapping[str, Any]) -> tuple[str, str]:
    """A picture put into `content/images/`, and the article's `image:`; what it shows is an open question."""
    try:
        data = base64.b64decode(str(row.get("data") or ""), validate=True)
    except (binascii.Error, ValueError):
        raise OperationError("the picture's data is no base64") from None
    suffix = picture_suffix(data)
    if not suffix:
        raise UsageError("no picture of a kind that is shown: PNG, JPEG, GIF, WebP or AVIF")
    if len(data) > PICTURE_LIMIT:
        raise UsageError(f"the picture is larger than {PICTURE_LIMIT // 2**20} MiB")
    stem = slugify(re.sub(r"\.[A-Za-z0-9]{1,5}$", "", str(row.get("name") or ""))) or "picture"
    text = data.decode("utf-8", "surrogateescape")
    number, target = 1, f"content/images/{stem}{suffix}"
    while (there := drafting.text(target)) is not None and there != text:
        number += 1
        target = f"content/images/{stem}-{number}{suffix}"
    drafting.after[target] = text
    values = read_values(_text_of(drafting, path), path)
    address = target.removeprefix("content")
    steps = [Operation(op="set", file=path, at="image", value=address, was=values.get("image"))]
    steps += [
        Operation(op="unset", file=path, at=at, was=values[at])
        for at in ("image_alt", "image_caption", "image_credit")
        if values.get(at) and values.get("image") and values.get("image") != address
    ]
    drafting.apply(steps)
    return "picture", shlex.join(["copydesk", "edit", path, "--set", f"image={address}"])


def picture_suffix(data: bytes) -> str:
    """The ending of a picture's name by its first bytes, "" for what is none; SVG is a program and is none here."""
    for magic, suffix in _PICTURES:
        if data.startswith(magic):
            return suffix
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ".webp"
    return ".avif" if data[4:12] in (b"ftypavif", b"ftypavis") else ""


def _whole(drafting: Drafting, path: str, row: Mapping[str, Any]) -> tuple[str, str]:
    """A file's whole text: of one that cannot be read as an article there is no other way."""
    text, was, new = drafting.text(path), row.get("was"), str(row.get("value") or "")
    if text is None or (isinstance(was, str) and was != text):
        operation = Operation(op="delete", file=path, was=was, value=new)
        apply_operations({path: text}, [operation])  # says what stands there instead
    if "\r\n" in (text or "") and "\r\n" not in new:
        new = new.replace("\n", "\r\n")
    drafting.after[path] = new
    return "text", shlex.join(["copydesk", "edit", path, "--whole-text", new])


def _text(drafting: Drafting, path: str, row: Mapping[str, Any]) -> tuple[str, str]:
    """An article's text as the cleaner put it together after a decision on lines (see `ingest.review`)."""
    before, after = _text_of(drafting, path), str(row.get("value") or "")
    if row.get("hash") != text_hash(before):
        raise UsageError(f"{path} has been edited meanwhile: decide on the line again")
    drafting.apply(operations_between(path, before, after))
    if drafting.text(path) != after:
        drafting.after[path] = after
    return str(row.get("label") or "line"), str(row.get("command") or "")


_BY_NAME: Mapping[str, Callable[[Drafting, str, Mapping[str, Any]], tuple[str, str]]] = {
    "publish": _publish,
    "unpublish": _unpublish,
    "trash": _trash,
    "restore": _restore,
    "new": _new,
    "chip": _chip,
    "person": _person,
    "remember": _remember,
    "picture": _picture,
    "whole": _whole,
    "text": _text,
}
