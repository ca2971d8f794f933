"""`copydesk explain` and `copydesk clean`: why a page was rendered, and how to forget all that builds remember."""

from __future__ import annotations

import argparse
from pathlib import Path

from copydesk.cli.common import Verbs, add_root, say, verb


def add_verbs(verbs: Verbs) -> None:
    """Register both verbs."""
    explain = verb(verbs, "explain", "say why a page is as it is", "copydesk explain /people/kim-jong-un/")
    add_root(explain)
    explain.add_argument("--out", type=Path, metavar="DIR", help="where the site is (default: ROOT/site)")
    explain.add_argument("url", metavar="URL", help="a page's address, with or without the base URL, or its file")
    explain.set_defaults(run=run_explain)
    clean = verb(verbs, "clean", "forget what earlier builds remember", "copydesk clean && copydesk build")
    add_root(clean)
    clean.set_defaults(run=run_clean)


def run_explain(args: argparse.Namespace) -> int:
    """Print what a page comes from, what it became, and why it was rendered last."""
    from copydesk.config import load_config
    from copydesk.errors import UsageError
    from copydesk.publish.explain import explain

    root = args.root.resolve()
    lines = explain(load_config(root), (args.out or root / "site").resolve(), args.url)
    if not lines:
        raise UsageError(f'explain: nothing is remembered of "{args.url}": build first, or check the address')
    print(*lines, sep="\n")
    return 0


def run_clean(args: argparse.Namespace) -> int:
    """Remove what builds remember; the site, undo and trash stay."""
    from copydesk.publish.build import remove_caches

    folder = remove_caches(args.root.resolve())
    say(f"{folder}: gone; the next build makes everything anew")
    return 0
