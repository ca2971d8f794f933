"""`copydesk build`, `explain`, `clean` and `due`: render the site, say what was done, why and when it is due again.

A site that is as it should be is told by a look at files alone, before anything heavy is imported: what a build needs
is imported where it is used.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from copydesk.cli.common import Verbs, add_root, moment, say, verb
from copydesk.publish import unchanged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from copydesk.model import Article


def add_verbs(verbs: Verbs) -> None:
    """Register the verb."""
    parser = verb(verbs, "build", "render the site", "copydesk build --base-url https://example.org/digest/")
    add_root(parser)
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to write the site (default: ROOT/site)")
    parser.add_argument("--base-url", metavar="URL", help="publish under this address instead of config.yaml's")
    parser.add_argument("--drafts", action="store_true", help="with drafts, and what is not due yet or has expired")
    parser.add_argument("--strict", action="store_true", help="let warnings fail the build")
    parser.add_argument("--jobs", type=_count, default=0, metavar="N", help="processes to use (default: one a core)")
    parser.add_argument("--clean", action="store_true", help="remember nothing of earlier builds")
    parser.add_argument("--allow-empty", action="store_true", help="let all articles, or most pages, go from the site")
    parser.add_argument("--now", metavar="ISO", help="the time that publish_at and expires are compared with")
    parser.add_argument("--timing", action="store_true", help="say where the time went")
    parser.set_defaults(run=run)
    _add_cache_verbs(verbs)
    _add_due(verbs)


def run(args: argparse.Namespace) -> int:
    """Build, unless a look at the files says that nothing has changed. Raises CopydeskError."""
    look = _look(args)
    if look is not None and look.said is not None:
        say("\n".join(look.said))
        return 0
    return _build(args, look)


def _asked(args: argparse.Namespace) -> str:
    """What decides the site, for the look of the next run; "" where no later run can be asked the same."""
    return "" if args.now else f"{args.base_url or ''} {args.drafts} {args.strict}"


def _look(args: argparse.Namespace) -> unchanged.QuickLook | None:
    """A look at what this build would work on, if there is anything to compare it with: `said` ends the matter."""
    if args.clean or args.now or args.timing:
        return None
    root = os.path.realpath(args.root)
    out = os.path.realpath(args.out or f"{root}/site")
    try:
        return unchanged.look_around(root, out, _asked(args))
    except OSError:
        return None


def _count(text: str) -> int:
    """A number of processes as it is typed; 0 stands for one a core. Raises ValueError."""
    if not text.isascii() or not text.isdecimal():
        raise argparse.ArgumentTypeError(f'"{text}" is no number of processes, such as 4')
    return int(text)


def _build(args: argparse.Namespace, look: unchanged.QuickLook | None) -> int:
    from dataclasses import replace

    from copydesk.config import check_url, load_config
    from copydesk.edit.journal import recover
    from copydesk.errors import UsageError, counted
    from copydesk.publish.build import Options, build

    config = load_config(args.root.resolve())
    if recover(config.root):  # a rename or merge that was interrupted: half of one is never published
        look = None
    if args.base_url:
        try:
            config = replace(config, base_url=check_url(args.base_url))
        except ValueError as error:
            raise UsageError(f"--base-url {error}") from None
    out = (args.out or args.root / "site").resolve()
    bar = Bar() if sys.stderr.isatty() else None
    options = Options(
        out=out,
        now=moment(args.now),
        drafts=args.drafts,
        clean=args.clean,
        jobs=args.jobs,
        strict=args.strict,
        asked=_asked(args),
        progress=bar.show if bar else None,
        look=look,
        allow_empty=args.allow_empty,
    )
    try:
        result = build(config, options)
    finally:
        if bar:
            bar.clear()
    for warning in result.warnings:
        say(f"{'note' if warning.is_note else 'warning'}: {warning}")
    for path in result.written.foreign[:10]:
        say(f"left alone: {path} is not ours")
    seconds = sum(result.timing.values())
    say(
        f"{counted(result.articles, 'article')}, {len(result.items)} pages and files; {len(result.rendered)} rendered, "
        f"{len(result.written.written)} written, {len(result.written.removed)} removed; {seconds:.2f} s → {_shown(out)}"
    )
    if result.held_back:
        say(f"{result.held_back}: --drafts shows them")
    if args.timing:
        for name, lap in result.timing.items():
            say(f"  {name:8} {lap * 1000:8.1f} ms")
    return 0


class Bar:
    """A line on a terminal that tells how far a build is; shown from the second half second on."""

    WIDTH, PATIENCE, EVERY = 24, 0.5, 0.1

    def __init__(self) -> None:
        self._due = time.monotonic() + self.PATIENCE
        self._shown = False

    def show(self, what: str, done: int, of: int) -> None:
        """Tell that `done` of `of` are done."""
        now = time.monotonic()
        if now < self._due:
            return
        self._due, self._shown = now + self.EVERY, True
        full = self.WIDTH * done // max(1, of)
        sys.stderr.write(f"\r\x1b[K{what:7} {'█' * full}{'·' * (self.WIDTH - full)} {done:,} of {of:,}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _shown(path: Path) -> str:
    try:
        return f"{path.relative_to(Path.cwd())}/"
    except ValueError:
        return f"{path}/"


# --- Why a page was rendered, and how to forget all that builds remember ------------------------------


def _add_cache_verbs(verbs: Verbs) -> None:
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
    from copydesk.publish.build import explain

    root = args.root.resolve()
    lines = explain(load_config(root), (args.out or root / "site").resolve(), args.url)
    if not lines:
        raise UsageError(f'explain: nothing is remembered of "{args.url}": build first, or check the address')
    print(*lines, sep="\n")
    return 0


def run_clean(args: argparse.Namespace) -> int:
    """Remove what builds remember; the site, undo and trash stay."""
    from copydesk.errors import OutputError, UsageError
    from copydesk.files import CACHE
    from copydesk.publish.build import remove_caches

    if not args.root.is_dir():
        raise UsageError(f"--root {args.root}: no such folder")
    try:
        folder = remove_caches(args.root.resolve())
    except OSError as error:
        raise OutputError(f"{args.root / CACHE}: cannot be removed: {error.strerror} ({error.filename})") from None
    say(f"{folder}: gone; the next build makes everything anew")
    return 0


# --- What appears or expires by itself --------------------------------------------------------------


def _add_due(verbs: Verbs) -> None:
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
    parser.set_defaults(run=run_due)


def run_due(args: argparse.Namespace) -> int:
    """Print what is due and what is next. Nothing is built, and no body is rendered."""
    from copydesk.config import load_config
    from copydesk.errors import ContentError
    from copydesk.library import load_library
    from copydesk.publish.stage import MARKER

    config = load_config(args.root.resolve())
    now = moment(args.now)
    try:
        moments = list_moments(load_library(config).articles)
    except ContentError as error:
        error.exit_code = 2  # 1 says that nothing is due, on which a workflow builds nothing
        raise
    manifest = (args.out or args.root / "site") / MARKER
    if args.since:
        since = moment(args.since, "--since")
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
