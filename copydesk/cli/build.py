"""`copydesk build`: render the site."""

from __future__ import annotations

import argparse
from pathlib import Path

from copydesk.cli.common import Verbs, add_root, moment, say, verb
from copydesk.cli.quick import how_asked


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
    from dataclasses import replace

    from copydesk.config import check_url, load_config
    from copydesk.errors import UsageError
    from copydesk.governance import recover
    from copydesk.publish.build import Options, build

    config = load_config(args.root.resolve())
    recover(config.root)  # a tag rename or merge that was interrupted: half of one is never published
    if args.base_url:
        try:
            config = replace(config, base_url=check_url(args.base_url))
        except ValueError as error:
            raise UsageError(f"--base-url {error}") from None
    out = (args.out or args.root / "site").resolve()
    asked = how_asked(base_url=args.base_url or "", drafts=args.drafts, strict=args.strict)
    options = Options(
        out=out,
        now=moment(args.now),
        drafts=args.drafts,
        clean=args.clean,
        jobs=args.jobs,
        strict=args.strict,
        asked="" if args.now else asked,
    )
    result = build(config, options)
    for warning in result.warnings:
        say(f"warning: {warning}")
    for path in result.written.foreign[:10]:
        say(f"left alone: {path} is not ours")
    pages = len(result.items)
    seconds = sum(result.timing.values())
    say(
        f"{result.articles} articles, {pages} pages and files; {len(result.rendered)} rendered, "
        f"{len(result.written.written)} written, {len(result.written.removed)} removed; {seconds:.2f} s → {_shown(out)}"
    )
    if args.timing:
        for name, lap in result.timing.items():
            say(f"  {name:8} {lap * 1000:8.1f} ms")
    return 0


def _shown(path: Path) -> str:
    try:
        return f"{path.relative_to(Path.cwd())}/"
    except ValueError:
        return f"{path}/"
