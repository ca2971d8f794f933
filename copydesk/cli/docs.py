"""`copydesk docs`: where the documentation lies, which came with the program."""

from __future__ import annotations

import argparse
from pathlib import Path

from copydesk.cli.common import Verbs, verb


def add_verbs(verbs: Verbs) -> None:
    """Register the verb."""
    parser = verb(verbs, "docs", "print where the guide and the other documents lie", "copydesk docs guide")
    parser.add_argument("name", nargs="?", default="", metavar="NAME", help="one of them, such as guide or hosting")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the path of each document, or of one."""
    from copydesk.errors import UsageError, did_you_mean

    pages = {path.stem: path for path in sorted(docs_folder().glob("*.md"))}
    if not args.name:
        for path in pages.values():
            print(path)
        return 0
    if args.name not in pages:
        hint = did_you_mean(args.name, list(pages)) or f"there are {', '.join(pages)}"
        raise UsageError(f"docs {args.name}: no such document: {hint}")
    print(pages[args.name])
    return 0


def docs_folder() -> Path:
    """The folder of documents: of a wheel inside the package, of a checkout beside it."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "docs"
    return inside if inside.is_dir() else package.parent / "docs"
