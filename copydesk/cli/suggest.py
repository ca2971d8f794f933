"""`copydesk suggest`: people and countries for articles in `content/`, or for a stream of texts."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from copydesk.cli.common import Verbs, add_root, moment, say, verb

if TYPE_CHECKING:
    from copydesk.config import Config


def add_verbs(verbs: Verbs) -> None:
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
