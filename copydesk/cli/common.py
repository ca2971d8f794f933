"""What verbs share: where the digest is, what time it is, how progress is told."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO, cast

from copydesk.errors import UsageError

__all__ = ["PlainStream", "Verbs", "add_root", "moment", "plain_streams", "say", "verb"]

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


# What moves a terminal's cursor, recolours it, or turns the order of what is read: C0 and C1 controls but for a tab and
# a line's end, and the marks of direction (Unicode TR 36 3.1). Names of files, headlines and keys may hold them.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_OWN_LINE = "\r\x1b[K"  # with which a progress bar begins


class PlainStream:
    """A text stream that writes out by its number what could make a terminal say something else."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text; what could act is written out."""
        own = _OWN_LINE if text.startswith(_OWN_LINE) else "\r" if text.startswith("\r") else ""
        rest = text[len(own) :]
        shown = _UNSEEN.sub(_as_escape, rest) if not rest.isascii() or not rest.isprintable() else rest
        return self._stream.write(own + shown)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _as_escape(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"


@contextlib.contextmanager
def plain_streams() -> Iterator[None]:
    """Write standard output and error as `PlainStream` meanwhile. What is written as bytes goes as it is."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = cast("TextIO", PlainStream(sys.stdout)), cast("TextIO", PlainStream(sys.stderr))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def say(message: str = "") -> None:
    """A line for the person at the keyboard: standard error, so that output can be piped."""
    print(message, file=sys.stderr)
