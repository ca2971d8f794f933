"""`copydesk suggest`: people and countries for articles in `content/`, or for a stream of texts."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from copydesk.cli.common import Verbs, add_root, say, verb


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
    if not args.files:
        raise UsageError("suggest: name an article's file, or give --jsonl")
    from copydesk.ingest.review import suggest_for_file

    for path in args.files:
        print(suggest_for_file(args.root.resolve(), path))
    say("Nothing was written: accept a suggestion by adding it to the article's front matter.")
    return 0
