"""What verbs say and ask of the clock, for those that must start quickly: no argparse."""

from __future__ import annotations

import datetime as dt
import sys

from copydesk.errors import UsageError


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
