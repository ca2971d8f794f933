"""`copydesk edit`, `publish`, `draft`, `trash`, `restore`, `undo`: what the desk does, from the command line."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copydesk.cli.common import Verbs, add_root, content_path, moment, refuse_unbuildable, say, slug_in_path, verb
from copydesk.files import read_utf8

if TYPE_CHECKING:
    from copydesk.edit.operations import Operation
    from copydesk.edit.plan import Plan
    from copydesk.ingest.review import LineFate, Recleaned


def add_verbs(verbs: Verbs) -> None:
    """Register the verbs."""
    edit = verb(
        verbs,
        "edit",
        "change single values of an article, person, country, edition or outlet",
        'copydesk edit content/articles/2020/2020-07-02-summit.md --set "title=A summit" --add "people=Ada Moreau"',
    )
    edit.add_argument("file", metavar="FILE")
    edit.add_argument("--set", action=_Change, metavar="PATH=VALUE", help="title=…, source.name=…, people[0].role=…")
    edit.add_argument("--unset", action=_Change, metavar="PATH", help="take a field or an item of a list out")
    edit.add_argument("--add", action=_Change, metavar="PATH=VALUE", help="one more item in a list")
    edit.add_argument("--remove", action=_Change, metavar="PATH=VALUE", help="an item out of a list, by its value")
    edit.add_argument("--move", action=_Change, metavar="PATH=NUMBER", help="an item to another place: people[2]=0")
    edit.add_argument("--body", type=Path, metavar="MARKDOWN", help="a file whose text becomes the body")
    edit.add_argument("--body-text", metavar="TEXT", help="the body itself")
    edit.add_argument("--whole-text", metavar="TEXT", help="the file's whole text: for one that cannot be read")
    edit.set_defaults(run=run_edit, changes=[])
    review = verb(
        verbs,
        "review",
        "decide on lines of the raw copy: back into the text, or out of it",
        "copydesk review content/articles/2020/2020-07-02-summit.md --keep-line 13",
    )
    review.add_argument("file", metavar="FILE", help="an article with an original; alone, its lines are listed")
    for name, what in (("keep", "back into the text"), ("drop", "out of it"), ("auto", "as the cleaner decides")):
        review.add_argument(f"--{name}-line", action="append", type=int, default=[], metavar="N", help=what)
    review.add_argument(
        "--after", type=int, metavar="N", help="behind so many paragraphs, where its place is not known"
    )
    for name in ("drop", "keep"):
        help_ = f"{name} this line in every article of the outlet"
        review.add_argument(f"--always-{name}", action="append", default=[], metavar="LINE", help=help_)
    review.set_defaults(run=run_review)
    publish = verb(
        verbs, "publish", "take articles out of their drafts", "copydesk publish content/articles/undated/summit.md"
    )
    publish.add_argument("--at", default="", metavar="TIME", help="not before this time: YYYY-MM-DD HH:MM")
    publish.set_defaults(run=run_publish)
    draft = verb(verbs, "draft", "take articles back to their drafts", "copydesk draft content/articles/2020/x.md")
    draft.set_defaults(run=run_draft)
    trash = verb(verbs, "trash", "put files into the trash, from which they come back", "copydesk trash content/x.md")
    trash.set_defaults(run=run_trash)
    restore = verb(
        verbs,
        "restore",
        "bring files back from the trash; with none, list it",
        "copydesk restore content/x.md",
    )
    restore.set_defaults(run=run_restore)
    for parser, count in ((publish, "+"), (draft, "+"), (trash, "+"), (restore, "*")):
        parser.add_argument("files", nargs=count, metavar="FILE")
    undo = verb(
        verbs,
        "undo",
        "take back what was added, edited, decided, renamed or published last",
        "copydesk undo",
    )
    undo.add_argument("step", nargs="?", type=int, default=0, metavar="STEP", help="a certain step of --list")
    undo.add_argument("--list", action="store_true", help="show what can be taken back, newest first")
    undo.add_argument("--redo", action="store_true", help="do again what was taken back last")
    undo.set_defaults(run=run_undo)
    for parser in (edit, review, publish, draft, trash):
        parser.add_argument("--dry-run", action="store_true", help="show the changes and write nothing")
    for parser in (edit, review, publish, draft, trash, restore, undo):
        parser.add_argument("--now", metavar="TIME", help=argparse.SUPPRESS)
        add_root(parser)


class _Change(argparse.Action):
    """Keeps --set, --add and the others in the order in which they were typed."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option: str | None = None) -> None:
        """Note one change."""
        del parser
        namespace.changes = [*namespace.changes, (str(option).lstrip("-"), str(values))]


def run_edit(args: argparse.Namespace) -> int:
    """Apply the changes to one file, all or none."""
    from copydesk.config import load_config
    from copydesk.edit.journal import read_text_file, recover
    from copydesk.edit.nodes import body_of
    from copydesk.edit.operations import Operation, apply_operations
    from copydesk.edit.plan import FileChange, Plan
    from copydesk.errors import UsageError

    root = args.root.resolve()
    recover(root)
    config, time = load_config(root), moment(args.now)
    path = content_path(root, args.file, may_be_gone=args.whole_text is not None)
    text = read_text_file(root / path)
    if args.whole_text is not None:
        plan = Plan(changes=(FileChange(path=path, before=text, after=args.whole_text),))
        refuse_unbuildable(config, plan.changes, time)
        return _finish(args, plan, "text", ["edit", path, "--whole-text", args.whole_text], ())
    if text is None:  # it was there a moment ago
        raise UsageError(f"edit: there is no {path}")
    operations: list[Operation] = []
    now = text
    for name, words in args.changes:
        _refuse_file_as_name(root, path, name, words)
        operations.append(_operation(path, now, name, words))
        now = apply_operations({path: now}, operations[-1:]).text_of(path, now)
    if args.body is not None:
        try:
            body = read_utf8(args.body)
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"--body {args.body}: {getattr(error, 'strerror', None) or 'is not UTF-8'}") from None
        operations.append(Operation(op="body", file=path, value=body, was=body_of(text, path)))
    if args.body_text is not None:
        operations.append(Operation(op="body", file=path, value=args.body_text, was=body_of(text, path)))
    if not operations:
        raise UsageError("edit: name a change, such as --set title=…")
    plan = apply_operations({path: text}, operations)
    refuse_unbuildable(config, plan.changes, time)
    replaced = [note for operation in operations if (note := _note_of_replaced(operation))]
    plan = replace(plan, notes=(*plan.notes, *replaced, *_note_of_moved(path, text, plan.text_of(path, text))))
    typed = [word for name, value in args.changes for word in (f"--{name}", value)]
    if args.body is not None:
        typed += ["--body", str(args.body)]
    if args.body_text is not None:
        typed += ["--body-text", args.body_text]
    return _finish(args, plan, "edit", ["edit", path, *typed], operations)


def _operation(path: str, text: str, name: str, words: str) -> Operation:
    """One change as an operation, its value of the kind that the field has."""
    from copydesk.edit.nodes import get_value, has_value, parse_path
    from copydesk.edit.operations import Operation, check_operation
    from copydesk.errors import UsageError

    at, sign, value = (words, "", "") if name == "unset" else _halves(words)
    if name != "unset" and not sign:
        raise UsageError(f'--{name} "{words}": write PATH=VALUE')
    try:
        steps = parse_path(at)
    except ValueError as error:
        raise UsageError(f"--{name}: {error}") from None
    was = get_value(text, path, steps) if has_value(text, path, steps) else None
    if name == "move":
        if not value.isdigit():
            raise UsageError(f'--move "{words}": write the number of its new place, from 0')
        return check_operation(Operation(op="move", file=path, at=at, to=int(value), was=was))
    if name == "remove":
        items = was if isinstance(was, list) else [was]
        found = [n for n, item in enumerate(items) if value in (item, _called(item))]
        if not found:
            raise UsageError(f'--remove: no "{value}" in {at}')
        whole = f"{at}[{found[0]}]" if isinstance(was, list) else at
        return check_operation(Operation(op="remove", file=path, at=whole, was=items[found[0]]))
    if name == "unset":
        return check_operation(Operation(op="unset", file=path, at=at, was=was))
    made = _typed(path, steps, value, whole=name == "set")
    if name == "add":
        return check_operation(Operation(op="add", file=path, at=at, value=made))
    return check_operation(Operation(op="set", file=path, at=at, value=made, was=was))


def _refuse_file_as_name(root: Path, path: str, name: str, words: str) -> None:
    """Refuse a file's name where a person's stands: an article would be about somebody called like a file."""
    from copydesk.errors import UsageError, did_you_mean

    at, _, value = _halves(words)
    is_name = name in {"add", "set"} and at.partition("[")[0] == "people" and at.count(".") == 0
    if not (is_name and path.startswith("content/articles/") and "-" in value and _SLUG.fullmatch(value)):
        return
    files = {one.stem for one in (root / "content/people").glob("*.md")}
    if value in files:
        raise UsageError(f'--{name} "{words}": {value} is a file\'s name: write "people={{name: …, person: {value}}}"')
    hint = did_you_mean(value, files, least=0.75) or "there is none such in content/people"
    advice = f'write the person\'s name, or "people={{name: {value}}}" if it is spelt so'
    raise UsageError(f'--{name} "{words}": {value} is written like a file\'s name, {hint}: {advice}')


_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


def _note_of_replaced(operation: Operation) -> str:
    """What stood in a list that was set anew, where it was more than one plain entry; else nothing."""
    was = operation.was
    if operation.op != "set" or not isinstance(was, list) or not (was[1:] or any(isinstance(one, dict) for one in was)):
        return ""
    names = ", ".join(str(_called(item)) for item in was)
    return f"{operation.at}: in the place of {names}; --add adds to them, `copydesk undo` brings them back"


def _note_of_moved(path: str, before: str, after: str) -> tuple[str, ...]:
    """What readers lose whose links lead to the address that an article on the site had until now."""
    from copydesk.edit.nodes import read_values
    from copydesk.urls import slugify

    if not path.startswith("content/articles/"):
        return ()
    was, now = read_values(before, path), read_values(after, path)
    old, new = (slugify(str(one.get("slug") or slug_in_path(path))) for one in (was, now))
    url = f"/articles/{old}/"
    kept = now.get("aliases") or now.get("redirect_from") or ()
    if old == new or was.get("draft") is True or url in ([kept] if isinstance(kept, str) else kept):
        return ()
    return (f"its address was {url}: --add aliases={url} has old links lead on to it",)


def _called(item: Any) -> Any:
    """The name in an entry that is a map."""
    return (item.get("name") or item.get("person")) if isinstance(item, dict) else item


def _halves(words: str) -> tuple[str, str, str]:
    """A path and a value: the first = outside quotes divides them."""
    quoted = False
    for offset, char in enumerate(words):
        quoted = quoted != (char == '"')
        if char == "=" and not quoted:
            return words[:offset].strip(), "=", words[offset + 1 :]
    return words, "", ""


def _typed(path: str, steps: tuple[str | int, ...], words: str, *, whole: bool) -> Any:
    """A value as the field's kind wants it: text as typed, flags and numbers as such, lists and maps as YAML."""
    from copydesk.edit.nodes import read_values
    from copydesk.errors import ContentError
    from copydesk.frontmatter.table import LISTS, STRUCTURES, Kind, kind_at

    kind = kind_at(path, steps)
    typed = kind in {Kind.FLAG, Kind.NUMBER, Kind.EXTRA} or (kind in STRUCTURES and words[:1] in {"[", "{"})
    if typed:
        try:
            value = read_values(f"v: {words}\n", "value.yaml")["v"]
        except ContentError:
            value = words
    else:
        value = words
    return [value] if whole and kind in LISTS and not isinstance(value, list) else value


def run_review(args: argparse.Namespace) -> int:
    """List the lines of an article's original with what became of them, or decide on some."""
    from copydesk.config import load_config
    from copydesk.edit.journal import read_text_file, recover
    from copydesk.edit.nodes import read_values
    from copydesk.edit.operations import apply_operations, operations_between
    from copydesk.edit.plan import FileChange, Plan
    from copydesk.errors import UsageError
    from copydesk.ingest.known import load_memory
    from copydesk.ingest.outlets import line_operations
    from copydesk.ingest.review import LineDecisions, clean_original, decide_lines, evidence_of, source_of
    from copydesk.urls import slugify

    root = args.root.resolve()
    recover(root)
    config = load_config(root)
    path = content_path(root, args.file)
    text = read_text_file(root / path)
    if text is None:  # it was there a moment ago
        raise UsageError(f"review: there is no {path}")
    lines = LineDecisions(keep=tuple(args.keep_line), drop=tuple(args.drop_line), auto=tuple(args.auto_line))
    always = [(line, False) for line in args.always_drop] + [(line, True) for line in args.always_keep]
    knowledge = load_memory(config).knowledge
    if lines == LineDecisions() and not always:
        result = clean_original(config, knowledge, path, text)
        return _list_lines(evidence_of(result.clean).lines if result.clean else ())
    operations: list[Operation] = []
    words = ["review", path]
    changes: list[FileChange] = []
    if lines != LineDecisions():
        done = decide_lines(config, knowledge, path, text, lines, args.after)
        if done.blocks:
            raise UsageError(f"{path}: the text around it has been rewritten: say where with --after NUMBER")
        _tell_lines(done)
        operations += operations_between(path, text, done.text)
        changes.append(FileChange(path=path, before=text, after=done.text))
        words += [f"--{name}-line={number}" for name in ("keep", "drop", "auto") for number in getattr(lines, name)]
        words += [f"--after={args.after}"] if args.after is not None else []
    source = read_values(text, path).get("source")
    outlet = str((source_of({"source": source}).get("name") if isinstance(source, dict) else source) or "")
    if always and not outlet:
        raise UsageError(f"{path} names no outlet: write source: …")
    file = f"content/sources/{slugify(outlet)}.yaml"
    first = now = read_text_file(root / file)
    for line, keep in always:
        learnt = line_operations(now, file, outlet, line, keep=keep)
        now = apply_operations({file: now}, learnt).text_of(file, now or "")
        operations += learnt
        words.append(f"--always-{'keep' if keep else 'drop'}={line}")
    if now != first:
        changes.append(FileChange(path=file, before=first, after=now))
    plan = Plan(changes=tuple(changes))
    refuse_unbuildable(config, plan.changes, moment(args.now))
    return _finish(args, plan, "line", words, operations)


def _tell_lines(done: Recleaned) -> None:
    """Print what became of each line that was decided on, and what had to be written down beside it."""
    for fate in done.lines:
        state = "stands in the text" if fate.fate == "body" else f"is left out ({fate.rule or fate.fate})"
        print(f"line {fate.number} {state}: {fate.text[:_TOLD]}")
    if done.pinned:
        print(f"no other line changes: {', '.join(map(str, done.pinned))} would have gone or come with it")
    for one in done.fields:
        print(f"{one.at}: stays as you wrote it; now the copy says {one.theirs}")
    for note in done.notes:
        print(note)


_TOLD = 100  # letters of a line


def _list_lines(lines: Iterable[LineFate]) -> int:
    for fate in lines:
        why = f"{fate.fate} {fate.sure:.2f} {fate.rule}" if fate.fate == "dropped" else fate.fate
        print(f"{fate.number:5}  {why:40}  {fate.text[:100]}")
    return 0


def run_publish(args: argparse.Namespace) -> int:
    """Publish each article; all or none."""
    from copydesk.edit.acts import plan_publish

    return _each(args, "publish", lambda files, path: plan_publish(files, path, args.at))


def run_draft(args: argparse.Namespace) -> int:
    """Take each article back; all or none."""
    from copydesk.edit.acts import plan_draft

    return _each(args, "draft", plan_draft)


def _each(args: argparse.Namespace, name: str, decide: Any) -> int:
    from copydesk.config import load_config
    from copydesk.edit.journal import recover
    from copydesk.edit.operations import RefusedError
    from copydesk.edit.plan import Plan

    root = args.root.resolve()
    recover(root)
    files = _articles(root)
    plans = [decide(files, content_path(root, file)) for file in args.files]
    plan = Plan(
        changes=tuple(change for one in plans for change in one.changes),
        notes=tuple(note for one in plans for note in one.notes),
    )
    try:
        refuse_unbuildable(load_config(root), plan.changes, moment(args.now))
    except RefusedError as error:
        if name != "draft":
            raise
        # What must be off the site at once is taken back all the same; what stops the next build is told.
        plan = replace(plan, notes=(*plan.notes, *map(str, error.problems)))
    words = [name, *(["--at", args.at] if getattr(args, "at", "") else []), *args.files]
    return _finish(args, plan, name, words, ())


def run_trash(args: argparse.Namespace) -> int:
    """Move files to the trash, their rows in editions with them."""
    from copydesk.edit.acts import plan_trash
    from copydesk.edit.journal import recover

    root = args.root.resolve()
    recover(root)
    files = _articles(root)
    stamp = moment(args.now).strftime("%Y%m%dT%H%M%S%f")
    plan = plan_trash(files, [content_path(root, file) for file in args.files], stamp)
    return _finish(args, plan, "trash", ["trash", *args.files], ())


def run_restore(args: argparse.Namespace) -> int:
    """Bring files back; without a name list what is in the trash."""
    from copydesk.edit.acts import TRASH, plan_restore
    from copydesk.edit.journal import read_text_file, recover
    from copydesk.edit.plan import Plan
    from copydesk.errors import UsageError, did_you_mean

    root = args.root.resolve()
    recover(root)
    trashed = {
        path.relative_to(root).as_posix(): read_text_file(path) or ""
        for path in sorted((root / TRASH).rglob("*"))
        if path.is_file()
    }
    if not args.files:
        for name in trashed:
            stamp, _, path = name.removeprefix(TRASH).partition("/")
            print(f"{stamp[:8]}  {path}")
        say(f"{len(trashed)} in the trash." if trashed else "The trash is empty.")
        return 0
    files = _articles(root)
    paths = [name.removeprefix(TRASH).partition("/")[2] for name in trashed]
    slugs = {slug_in_path(path): path for path in paths} | {Path(path).stem: path for path in paths}
    for file in args.files:
        if "/" not in file and file.removesuffix(".md") not in slugs:
            hint = did_you_mean(file.removesuffix(".md"), slugs) or "`copydesk restore` alone lists what is there"
            raise UsageError(f"{file}: is not in the trash, {hint}")
    plans = [
        plan_restore(trashed, files, slugs.get(file.removesuffix(".md")) or content_path(root, file, may_be_gone=True))
        for file in args.files
    ]
    args.dry_run = False
    plan = Plan(changes=tuple(change for one in plans for change in one.changes))
    return _finish(args, plan, "restore", ["restore", *args.files], ())


def run_undo(args: argparse.Namespace) -> int:
    """Take a step back, do it again, or list them."""
    from copydesk.edit.journal import recover
    from copydesk.edit.store import read_history, redo_step, undo_step

    root = args.root.resolve()
    recover(root)
    if args.list:
        steps = read_history(root)
        for step in reversed(steps):
            print(f"{step.number:5}  {step.at[:16]}  {'(undone) ' if step.undone else ''}{step.command}")
        if not steps:
            say("Nothing to take back: nothing was added, edited, decided, renamed or published yet.")
        return 0
    step, plan = redo_step(root) if args.redo else undo_step(root, args.step)
    for change in plan.changes:
        print(f"{change.path}{' (removed)' if change.after is None else ''}")
    say(f"{'Done again' if args.redo else 'Taken back'}: {step.command}")
    return 0


def _finish(args: argparse.Namespace, plan: Plan, label: str, words: list[str], operations: Any) -> int:
    """Show a plan, or write it and remember it."""
    from copydesk.edit.store import carry_out

    if args.dry_run:
        print(plan.diff(), end="")
    elif plan.changes:
        command = shlex.join(["copydesk", *words])
        at = moment(args.now).isoformat(timespec="seconds")
        carry_out(args.root.resolve(), plan, label=label, command=command, at=at, operations=operations)
        for change in plan.changes:
            print(f"{change.path}{' (removed)' if change.after is None else ''}")
    for note in plan.notes:
        say(note)
    if not plan.changes:
        say("Nothing to change.")
    return 0


def _articles(root: Path) -> dict[str, str]:
    """The texts of all Markdown files of `content/`, by path from the root."""
    from copydesk.edit.journal import read_text_file
    from copydesk.library import scan_content

    files = [path for path in scan_content(root).files if path.startswith("content/")]
    paths = [path for path in files if path.endswith((".md", ".yaml"))]
    return {path: read_text_file(root / path) or "" for path in paths}
