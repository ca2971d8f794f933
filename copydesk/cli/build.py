"""`copydesk build`: render the site."""

from __future__ import annotations

import argparse
from pathlib import Path

from copydesk.cli.common import Verbs, add_root, verb


def add_verbs(verbs: Verbs) -> None:
    """Register the verb."""
    parser = verb(verbs, "build", "render the site", "copydesk build --base-url https://example.org/digest/")
    add_root(parser)
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to write the site (default: ROOT/site)")
    parser.add_argument("--base-url", metavar="URL", help="publish under this address instead of config.yaml's")
    parser.add_argument("--drafts", action="store_true", help="with drafts, and what is not due yet or has expired")
    parser.add_argument("--strict", action="store_true", help="let warnings fail the build")
    parser.add_argument("--jobs", type=int, default=0, metavar="N", help="processes to use (default: one a core)")
    parser.add_argument("--clean", action="store_true", help="remember nothing of earlier builds")
    parser.add_argument("--now", metavar="ISO", help="the time that publish_at and expires are compared with")
    parser.add_argument("--timing", action="store_true", help="say where the time went")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Build, and say in a line what was done."""
    from copydesk.cli.building import run_build
    from copydesk.cli.quick import BuildWords

    words = BuildWords()
    words.root, words.out, words.base_url = str(args.root), str(args.out or ""), args.base_url or ""
    words.now, words.jobs = args.now or "", args.jobs
    words.drafts, words.strict, words.clean, words.timing = args.drafts, args.strict, args.clean, args.timing
    return run_build(words)
