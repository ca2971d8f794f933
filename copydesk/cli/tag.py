"""`copydesk tag` and `copydesk suggest`: people, countries, topics and tags, kept in order and proposed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from copydesk.cli.common import Verbs, add_root, say, verb

if TYPE_CHECKING:
    from copydesk.edit.plan import Plan


import sys
from pathlib import Path
from typing import TYPE_CHECKING

from copydesk.cli.common import content_path, moment, refuse_unbuildable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from copydesk.config import Config
    from copydesk.ingest.chips import ChipAct

_KINDS = ("people", "countries", "bodies", "topics", "tags")


def add_verbs(verbs: Verbs) -> None:
    """Register the verb and what it can do."""
    parser = verb(verbs, "tag", "list, check, rename or merge people and tags", 'copydesk tag rename "Mun" "Moon"')
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=type(parser))
    listing = verb(actions, "list", "list every name with its number of articles", "copydesk tag list --unused")
    listing.add_argument("--unused", action="store_true", help="people of the registry that no article is about")
    listing.set_defaults(run=run_list)
    check = verb(actions, "lint", "report near duplicates, aliases in use, gaps", "copydesk tag lint")
    check.set_defaults(run=run_lint)
    rename = verb(actions, "rename", "give a name another one everywhere", 'copydesk tag rename "Mun" "Moon" --dry-run')
    rename.add_argument("old", metavar="OLD")
    rename.add_argument("new", metavar="NEW")
    rename.set_defaults(run=run_change)
    merge = verb(actions, "merge", "make two names one: A becomes B", 'copydesk tag merge "Mun" "Moon" --dry-run')
    merge.add_argument("old", metavar="A")
    merge.add_argument("new", metavar="B")
    merge.set_defaults(run=run_change)
    distinct = verb(
        actions, "distinct", "say that two people who look alike are two", 'copydesk tag distinct "Kim A" "Kim B"'
    )
    distinct.add_argument("old", metavar="A")
    distinct.add_argument("new", metavar="B")
    distinct.set_defaults(run=run_change)
    for action in (rename, merge):
        action.add_argument("--kind", choices=_KINDS, default="", help="which list is meant, if a name is in two")
    for action in (rename, merge, distinct):
        action.add_argument("--dry-run", action="store_true", help="show the changes and write nothing")
    for action in (listing, check, rename, merge, distinct):
        add_root(action)
    _add_suggest(verbs)


def run_list(args: argparse.Namespace) -> int:
    """Print a table: kind, how many articles are about it, how many mention it, name, file."""
    from copydesk.countries import load_countries
    from copydesk.edit.journal import recover
    from copydesk.tags import list_names, read_files

    root = args.root.resolve()
    recover(root)
    for row in list_names(read_files(root), load_countries(), unused=args.unused):
        file = f"  {row.file}" if row.file else ""
        print(f"{row.kind:10}{row.about:5}{row.mentioned:5}  {row.name}{file}")
    return 0


def run_lint(args: argparse.Namespace) -> int:
    """Print every problem as file:line:column; 1 if there is any."""
    from copydesk.countries import load_countries
    from copydesk.edit.journal import recover
    from copydesk.tags import lint, read_files

    root = args.root.resolve()
    recover(root)
    problems = lint(read_files(root), load_countries())
    for problem in problems:
        print(problem)
    say(f"{len(problems)} thing{'' if len(problems) == 1 else 's'} to look at." if problems else "Nothing amiss.")
    return 1 if problems else 0


def run_change(args: argparse.Namespace) -> int:
    """Plan a rename, a merge or that two are two; show it, or write it all or nothing."""
    import shlex

    from copydesk.edit.journal import recover
    from copydesk.edit.store import carry_out
    from copydesk.tags import plan_distinct, plan_merge, plan_rename, read_files

    root = args.root.resolve()
    for path in recover(root):
        say(f"{path}: finished what an interrupted edit had begun")
    files = read_files(root)
    plan: Plan
    if args.action == "distinct":
        plan = plan_distinct(files, args.old, args.new)
    else:
        plan = (plan_rename if args.action == "rename" else plan_merge)(files, args.old, args.new, kind=args.kind)
    if args.dry_run:
        print(plan.diff(), end="")
    elif plan.changes:
        words = ["copydesk", "tag", args.action, args.old, args.new]
        if getattr(args, "kind", ""):
            words += ["--kind", args.kind]
        at = moment(None).isoformat(timespec="seconds")
        carry_out(root, plan, label=f"tag {args.action}", command=shlex.join(words), at=at)
        for change in plan.changes:
            print(f"{change.path}{' (removed)' if change.after is None else ''}")
    for note in plan.notes:
        say(note)
    noun = "file" if len(plan.changes) == 1 else "files"
    say(f"{len(plan.changes)} {noun} {'would change' if args.dry_run else 'changed'}.")
    return 0


# --- `copydesk suggest`: people and countries for articles in `content/`, or for a stream of texts ---


def _add_suggest(verbs: Verbs) -> None:
    """Register the verb."""
    parser = verb(
        verbs,
        "suggest",
        "suggest people and countries for an article, with evidence",
        "copydesk suggest content/articles/2020/2020-07-02-summit.md",
    )
    add_root(parser)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="article files in content/")
    parser.add_argument("--jsonl", action="store_true", help="read JSON objects from standard input, one a line")
    parser.add_argument("--reject", action="append", default=[], metavar="NAME", help="never suggest this again")
    parser.add_argument(
        "--accept", action="append", default=[], metavar="NAME[=SLUG]", help="take a name into the articles"
    )
    parser.add_argument("--is", action="append", default=[], dest="meant", metavar="NAME=SLUG", help="say who it is")
    parser.add_argument(
        "--role", action="append", default=[], metavar="NAME=ROLE", help="in what role the text has them"
    )
    parser.add_argument(
        "--unquote", action="append", default=[], metavar="NAME=WORDS", help="a quotation that is not theirs"
    )
    parser.add_argument("--everywhere", action="store_true", help="with --reject and files: in the whole digest")
    for option in ("--with-role", "--with-quote", "--countries", "--bodies"):
        kind = "append" if option.startswith("--with") else "store_true"
        parser.add_argument(option, action=kind, default=False if kind == "store_true" else [], help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print suggestions: readable for files, JSON lines for a stream."""
    from copydesk.errors import UsageError

    if args.jsonl:
        from copydesk.ingest.tagging import suggest_jsonl

        sys.stdin.reconfigure(encoding="utf-8-sig")  # type: ignore[union-attr]  # (a text stream in fact)
        # Half a pair, which JSON can write and UTF-8 cannot, goes out as JSON writes it.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
        try:
            for line in suggest_jsonl(sys.stdin):
                sys.stdout.write(line + "\n")
        except UnicodeDecodeError as problem:
            message = f"suggest --jsonl: the input is no UTF-8 ({problem.reason})"
            raise UsageError(message) from None
        return 0
    from copydesk.config import load_config

    _refuse_halves(args)
    config = load_config(args.root.resolve())
    if args.files and (args.reject or args.accept or args.meant or args.role or args.unquote):
        return _decide(args, config)
    if args.reject:
        return _reject(args, config)
    if not args.files:
        raise UsageError("suggest: name an article's file, or give --jsonl")
    from copydesk.ingest.suggest import suggest_for_file, tell
    from copydesk.ingest.tagging.lexicon import warning_of

    warned: set[str] = set()
    for path in _article_files(config, args.files):
        article, found = suggest_for_file(config, path)
        limits = warning_of(article.lang)
        if limits and limits not in warned:
            say(limits)
            warned.add(limits)
        print(tell(article, found))
    say("Nothing was written: + is new, = stands in the file, ? is merely mentioned.")
    return 0


def _refuse_halves(args: argparse.Namespace) -> None:
    """Raise UsageError for options that lack what they are about."""
    from copydesk.errors import UsageError

    for option in ("reject", "accept", "meant", "role", "unquote"):
        if any(not name.partition("=")[0].strip() for name in getattr(args, option)):
            raise UsageError(f"suggest: --{'is' if option == 'meant' else option} needs a name")
    if (args.accept or args.meant or args.role or args.unquote) and not args.files:
        raise UsageError("suggest: name the article's file too")
    if args.everywhere and not args.reject:
        raise UsageError("suggest: --everywhere goes with --reject")


def _article_files(config: Config, names: list[Path]) -> list[Path]:
    """Articles as they were named: a file, below the digest's folder too, or a slug."""
    return [name if name.exists() else config.root / content_path(config.root, str(name)) for name in names]


def _decide(args: argparse.Namespace, config: Config) -> int:
    """Take names in, turn them down or say who they are, in every file named; `undo` takes it back."""
    from copydesk.edit.journal import read_text_file
    from copydesk.edit.operations import Operation, apply_operations
    from copydesk.edit.plan import FileChange, Plan
    from copydesk.edit.store import carry_out
    from copydesk.ingest.chips import FILE, chip_command, chip_operations, name_in
    from copydesk.ingest.suggest import path_of_article

    before: dict[str, str | None] = {FILE: read_text_file(config.root / FILE)}
    now = dict(before)
    operations: list[Operation] = []
    done: list[ChipAct] = []
    for path in _article_files(config, args.files):
        file, slug = path_of_article(config, path)
        before[file] = now[file] = read_text_file(config.root / file)
        gone: list[str] = []
        for made in _acts(args, config, file, slug):
            steps = chip_operations(now, made)
            plan = apply_operations(now, steps)
            now |= {change.path: change.after for change in plan.changes}
            operations += steps
            done.append(made)
            if made.act == "out":
                gone += [name_in(step.was) for step in steps if step.op == "remove" and step.file == file]
        if args.reject:
            place = "any article" if args.everywhere else slug
            print(f"{', '.join(args.reject)}: not suggested again for {place} ({FILE})")
        _tell_gone(file, before[file] or "", gone, args.reject)
    changes = tuple(
        FileChange(path=path, before=before[path], after=text) for path, text in now.items() if text != before[path]
    )
    refuse_unbuildable(config, changes, moment(None))
    if changes:
        at = moment(None).isoformat(timespec="seconds")
        label = f"{done[0].act} {done[0].name}" if len(done) == 1 else "suggest"
        command = " && ".join(map(chip_command, done))
        carry_out(config.root, Plan(changes=changes), label=label, command=command, at=at, operations=tuple(operations))
    if not args.reject:
        print("\n".join(change.path for change in changes) or "Nothing to change.")
    return 0


def _tell_gone(file: str, text: str, gone: list[str], names: list[str]) -> None:
    """Print which names went out of an article, whose text was `text`, and which it never had, with the closest."""
    from copydesk.edit.nodes import read_values
    from copydesk.errors import did_you_mean
    from copydesk.ingest.chips import KINDS, listed_names, same_name

    if gone:
        print(f"{file}: took out {', '.join(gone)}")
    values = read_values(text, file) if names else {}
    here = [one.name for kind in KINDS for one in listed_names(values, kind)]
    for name in names:
        if name in text:
            continue  # of a suggestion that was not in, nothing goes out
        if not any(same_name(kind, name, one) for kind in KINDS for one in gone):
            hint = did_you_mean(name, here)
            print(f"{file}: has no {name} in people:, countries: or bodies:{f', {hint}' if hint else ''}")


def _acts(args: argparse.Namespace, config: Config, file: str, slug: str) -> Iterator[ChipAct]:
    """What the options say of one article, in the order of accept, reject, is, role, unquote. Raises UsageError."""
    from copydesk.countries import find_body, find_country, load_countries
    from copydesk.errors import UsageError, did_you_mean
    from copydesk.ingest.chips import ChipAct
    from copydesk.urls import slugify

    known = load_countries()
    files = {path.stem for path in (config.root / "content/people").glob("*.md")}
    wanted = [("in", *_person_meant(name, files)) for name in args.accept]
    wanted += [("out", name, "") for name in args.reject]
    for act, pairs in (("is", args.meant), ("role", args.role), ("unquote", args.unquote)):
        for pair in pairs:
            name, sign, value = pair.partition("=")
            if not sign:
                raise UsageError(f'suggest: "{pair}": write NAME=…')
            if act == "is" and value not in files and value == slugify(value):
                hint = did_you_mean(value, files) or "there is no such file in content/people"
                raise UsageError(f"suggest --is {pair}: {hint}")
            wanted.append((act, name, value))
    for act, name, value in wanted:
        is_named = act in {"in", "out"} and not args.bodies and not args.countries
        is_country = args.countries or (is_named and find_country(name, known) is not None)
        is_body = args.bodies or (is_named and not is_country and find_body(name) is not None)
        yield ChipAct(
            file=file,
            kind="countries" if is_country else "bodies" if is_body else "people",
            act=act,
            name=name,
            slug=slug,
            value=value,
            role="".join(args.with_role),
            quotes=tuple(args.with_quote),
            person=value if act in {"in", "is"} and value in files else "",
            everywhere=args.everywhere,
        )


def _person_meant(name: str, files: AbstractSet[str]) -> tuple[str, str]:
    """The name that `--accept` gives, and behind its sign whose file is meant, "" where none is."""
    before, sign, slug = name.rpartition("=")
    return (before, slug) if sign and slug in files else (name, "")


def _reject(args: argparse.Namespace, config: Config) -> int:
    """Remember what was turned down for the whole digest; `undo` takes it back."""
    import shlex

    from copydesk.edit.store import carry_out
    from copydesk.ingest.suggest import plan_rejection

    plan = plan_rejection(config, args.reject)
    words = ["copydesk", "suggest", *(word for name in args.reject for word in ("--reject", name))]
    command = shlex.join(words)
    if plan.changes:
        carry_out(config.root, plan, label="reject", command=command, at=moment(None).isoformat(timespec="seconds"))
    for line in plan.notes:
        print(line)
    return 0
