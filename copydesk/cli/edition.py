"""`copydesk edition new` and `copydesk edition freeze`: an issue proposed, an issue printed."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

from copydesk.cli.common import Verbs, add_root, day, moment, say, verb
from copydesk.errors import counted

FOLDER = "content/editions"


def add_verbs(verbs: Verbs) -> None:
    """Register the verb and what it can do."""
    parser = verb(verbs, "edition", "propose the next edition, or freeze one that is out", "copydesk edition new")
    kinds = parser.add_subparsers(dest="kind", metavar="new|freeze", required=True)
    new = verb(
        kinds,
        "new",
        "write a draft of the next edition, with what no edition has yet",
        'copydesk edition new --title "The thaw" --since 2018-01-01',
    )
    add_root(new)
    new.add_argument("--title", default="", metavar="TITLE", help="its title (default: the days it covers)")
    new.add_argument("--date", metavar="YYYY-MM-DD", help="the day it comes out (default: today)")
    new.add_argument("--since", metavar="YYYY-MM-DD", help="no article before this day")
    new.add_argument("--until", metavar="YYYY-MM-DD", help="no article after this day")
    new.add_argument("--dry-run", action="store_true", help="print the file instead of writing it")
    new.set_defaults(run=run_new_edition)
    freeze = verb(
        kinds,
        "freeze",
        "note what each article of an edition says, so that later changes show on its page",
        "copydesk edition freeze 2018-06",
    )
    add_root(freeze)
    freeze.add_argument("slug", metavar="SLUG", help="the edition, as in its address")
    freeze.add_argument("--again", action="store_true", help="of one that is frozen: take what it says today")
    freeze.set_defaults(run=run_freeze)


def _linked(root: Path) -> tuple[Any, Any]:
    """The digest's site and all its editions from files, drafts too; bodies are not needed for either."""
    from copydesk.config import load_config
    from copydesk.errors import ContentError, Problem
    from copydesk.library import load_library
    from copydesk.publish.site.editions import resolve_issues
    from copydesk.publish.site.link import Facts, link

    config = load_config(root)
    library = load_library(config)
    site = link(library, {a.body_digest: Facts() for a in library.articles}, config, moment(None))
    problems: list[Problem] = []
    issues = resolve_issues(library.editions, site.entries, config, problems, drafts=True)
    if problems:
        raise ContentError(problems)
    return site, tuple(issue for issue in issues if issue.edition.location.path)


def run_new_edition(args: argparse.Namespace) -> int:
    """Write a draft edition and print its path."""
    from copydesk.edit.store import remember_new
    from copydesk.publish.site.editions import edition_file, propose_edition

    root = args.root.resolve()
    since, until = day(args.since, "--since"), day(args.until, "--until")
    site, issues = _linked(root)
    date = day(args.date) or moment(None).astimezone(site.config.zone).date()
    proposal = propose_edition(site, issues, date, title=" ".join(args.title.split()), since=since, until=until)
    if not proposal.count:
        say("nothing to print: every article of these days stands in an edition already")
        return 1
    text = edition_file(proposal)
    if args.dry_run:
        print(text, end="")
        return 0
    path = _write_new(root, date, text)
    at = moment(None).isoformat(timespec="seconds")
    remember_new(root, {path: text}, label="propose", command=f"copydesk edition new --date {date}", at=at)
    print(path)
    articles = counted(proposal.count, "article")
    say(f"No. {proposal.number}, {articles}, a draft: put it in order, then take out draft: true")
    return 0


def _write_new(root: Path, date: dt.date, text: str) -> str:
    """Write to the first free name for the day; nothing is overwritten."""
    from copydesk.errors import OutputError

    folder = root / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(1, 1000):
            name = f"{date.isoformat()}{f'-{number}' if number > 1 else ''}.md"
            try:
                with (folder / name).open("x", encoding="utf-8", newline="\n") as file:
                    file.write(text)
            except FileExistsError:
                continue
            return f"{FOLDER}/{name}"
    except OSError as error:
        raise OutputError(f"{FOLDER}: cannot be written: {error.strerror}") from None
    raise OutputError(f"{FOLDER}: holds too many editions of {date.isoformat()}")


def run_freeze(args: argparse.Namespace) -> int:
    """Write what an edition's articles say into its file."""
    import shlex

    from copydesk.edit.journal import read_text_file
    from copydesk.edit.nodes import has_value, set_value, unset_value
    from copydesk.edit.plan import FileChange, Plan
    from copydesk.edit.store import carry_out
    from copydesk.errors import UsageError, did_you_mean
    from copydesk.publish.site.editions import frozen_fields

    root = args.root.resolve()
    _, issues = _linked(root)
    found = {issue.edition.slug: issue for issue in issues}
    if args.slug not in found:
        hint = did_you_mean(args.slug, found) or f"there are {', '.join(sorted(found)) or 'none'}"
        raise UsageError(f'edition freeze: no edition "{args.slug}", {hint}')
    issue = found[args.slug]
    if issue.edition.printed and not args.again:
        raise UsageError(f'edition freeze: "{args.slug}" is frozen already: use --again to take what it says today')
    path = issue.edition.location.path
    before = read_text_file(root / path) or ""
    after = unset_value(before, path, "draft") if has_value(before, path, "draft") else before
    for key, value in frozen_fields(issue).items():
        after = set_value(after, path, (key,), value)
    words = ["copydesk", "edition", "freeze", args.slug, *(["--again"] if args.again else [])]
    plan = Plan(changes=(FileChange(path=path, before=before, after=after),))
    at = moment(None).isoformat(timespec="seconds")
    carry_out(root, plan, label="freeze", command=shlex.join(words), at=at)
    print(path)
    articles = counted(issue.card.count, "article")
    if has_value(before, path, "draft"):
        say("it is no draft any more: the next build publishes it")
    say(f"{articles} as they are today; what changes from now on shows on the edition's page")
    return 0
