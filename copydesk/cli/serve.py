"""`copydesk serve`: the live preview."""

from __future__ import annotations

import argparse

from copydesk.cli.common import Verbs, add_root, say, verb

DEFAULT_PORT = 8000


def add_verbs(verbs: Verbs) -> None:
    """Register the verb."""
    parser = verb(verbs, "serve", "edit drafts at the desk, with a live preview of the site", "copydesk serve --open")
    add_root(parser)
    parser.add_argument(
        "--port", type=int, default=DEFAULT_PORT, metavar="N", help=f"default {DEFAULT_PORT}; 0 takes a free one"
    )
    parser.add_argument(
        "--host",
        default="",
        metavar="ADDRESS",
        help="the site listens here, such as 0.0.0.0 for phones (default: this machine); the desk never does",
    )
    parser.add_argument(
        "--drafts",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="show drafts, and what is not due yet or has expired (default)",
    )
    parser.add_argument("--future", action="store_true", help="with --no-drafts: show what is not due yet all the same")
    parser.add_argument("--poll", action="store_true", help="look at the files twice a second: for network mounts")
    parser.add_argument("--open", action="store_true", help="open the desk in the browser")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    from functools import partial

    from copydesk.config import CONFIG_FILE, load_config
    from copydesk.desk.serve import open_desk
    from copydesk.errors import UsageError
    from copydesk.preview.messages import Settings
    from copydesk.preview.serve import serve

    if not 0 <= args.port <= 65535:
        raise UsageError(f"--port {args.port}: a port is a number from 0 to 65535")
    root = args.root.resolve()
    if not root.is_dir():
        raise UsageError(f"--root {args.root}: no such folder")
    if not (root / CONFIG_FILE).is_file():
        load_config(root)  # nothing here is a digest, and says so; one that is broken is waited for
    settings = Settings(root=root, drafts=args.drafts, future=args.future, debug=args.debug)
    desk = partial(open_desk, root, poll=args.poll)
    serve(settings, say, beside=desk, host=args.host, port=args.port, poll=args.poll, open_browser=args.open)
    return 0
