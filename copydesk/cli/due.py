"""`copydesk due`: whether an article's hour has come since the site was last built, and which is next."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from copydesk.cli.common import Verbs, add_root, moment, say, verb

if TYPE_CHECKING:
    from collections.abc import Iterable

    from copydesk.model import Article


def add_verbs(verbs: Verbs) -> None:
    """Register the verb."""
    parser = verb(
        verbs,
        "due",
        "say which articles appear or expire by themselves; exit code 0 if one is due, 1 if none",
        "copydesk due --since 2026-07-02T05:17:00Z && copydesk build",
    )
    add_root(parser)
    parser.add_argument("--since", metavar="ISO", help="when the site was last built (default: what site/ says)")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the site was written (default: ROOT/site)")
    parser.add_argument("--now", metavar="ISO", help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print what is due and what is next. Nothing is built, and no body is rendered."""
    from copydesk.config import load_config
    from copydesk.library import load_library
    from copydesk.publish.stage import MARKER

    config = load_config(args.root.resolve())
    now = moment(args.now)
    moments = list_moments(load_library(config).articles)
    manifest = (args.out or args.root / "site") / MARKER
    if args.since:
        since = moment(args.since)
    elif manifest.exists():
        since = dt.datetime.fromtimestamp(manifest.stat().st_mtime, dt.UTC)
    else:
        say(f"{manifest.parent}: no site yet: everything is due")
        return 0
    due = [row for row in moments if since < row[0] <= now]
    for at, path, what in due:
        print(f"due   {at.astimezone(config.zone):%Y-%m-%d %H:%M}  {path} {what}")
    following = next((row for row in moments if row[0] > now), None)
    if following is not None:
        print(f"next  {following[0].astimezone(config.zone):%Y-%m-%d %H:%M}  {following[1]} {following[2]}")
    if not due:
        say(f"nothing is due since {since.astimezone(config.zone):%Y-%m-%d %H:%M}")
    return 0 if due else 1


def list_moments(articles: Iterable[Article]) -> list[tuple[dt.datetime, str, str]]:
    """When which article appears or expires by itself, in order; drafts do neither."""
    shown = [article for article in articles if not article.draft and article.date is not None]
    found = [(a.publish_at, a.location.path, "appears") for a in shown if a.publish_at is not None]
    gone = [(a.expires, a.location.path, "expires") for a in shown if a.expires is not None]
    return sorted([*found, *gone])
