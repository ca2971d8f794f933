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

from copydesk.cli.common import moment

if TYPE_CHECKING:
    from copydesk.config import Config

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
    from copydesk.edit.journal import apply_plan, recover
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
    else:
        apply_plan(root, plan)
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
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print suggestions: readable for files, JSON lines for a stream."""
    from copydesk.errors import UsageError

    if args.jsonl:
        from copydesk.ingest.tagging.protocol import suggest_jsonl

        sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # (a text stream in fact)
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        for line in suggest_jsonl(sys.stdin):
            sys.stdout.write(line.rstrip("\n") + "\n")
        return 0
    from copydesk.config import load_config

    config = load_config(args.root.resolve())
    if args.reject:
        return _reject(args, config)
    if not args.files:
        raise UsageError("suggest: name an article's file, or give --jsonl")
    from copydesk.ingest.suggest import suggest_for_file, tell
    from copydesk.ingest.tagging.languages import warning_of

    warned: set[str] = set()
    for path in args.files:
        article, found = suggest_for_file(config, path)
        limits = warning_of(article.lang)
        if limits and limits not in warned:
            say(limits)
            warned.add(limits)
        print(tell(article, found))
    say("Nothing was written: + is new, = stands in the file, ? is merely mentioned.")
    return 0


def _reject(args: argparse.Namespace, config: Config) -> int:
    """Remember what was turned down, for the articles named or the whole digest; `undo` takes it back."""
    import shlex

    from copydesk.edit.store import carry_out
    from copydesk.ingest.suggest import plan_rejection

    plan = plan_rejection(config, args.files, args.reject)
    words = ["copydesk", "suggest", *(word for name in args.reject for word in ("--reject", name))]
    command = shlex.join([*words, *map(str, args.files)])
    if plan.changes:
        carry_out(config.root, plan, label="reject", command=command, at=moment(None).isoformat(timespec="seconds"))
    for line in plan.notes:
        print(line)
    return 0
