"""What verbs share: where the digest is, what time it is, how progress is told."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import Any

from copydesk.errors import UsageError

__all__ = ["Verbs", "add_root", "moment", "say", "verb"]

Verbs = Any  # argparse's subparsers action, which has no public type


def add_root(parser: argparse.ArgumentParser) -> None:
    """`--root DIR`: the digest's folder, the current one by default."""
    parser.add_argument("--root", type=Path, default=Path(), metavar="DIR", help="the digest's folder (default: here)")


def verb(verbs: Verbs, name: str, help_: str, example: str) -> argparse.ArgumentParser:
    """A verb's parser, its help ending in an example."""
    parser: argparse.ArgumentParser = verbs.add_parser(
        name, help=help_, description=help_[0].upper() + help_[1:] + ".", epilog=f"example:\n  {example}"
    )
    return parser


def moment(text: str | None) -> dt.datetime:
    """The time a build counts as now: `--now`, else the clock. Raises UsageError."""
    if not text:
        return dt.datetime.now(dt.UTC)
    try:
        value = dt.datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f'--now: "{text}" is no time: write YYYY-MM-DD or YYYY-MM-DDTHH:MM+00:00') from None
    return value if value.tzinfo else value.replace(tzinfo=dt.UTC)


def say(message: str = "") -> None:
    """A line for the person at the keyboard: standard error, so that output can be piped."""
    print(message, file=sys.stderr)
