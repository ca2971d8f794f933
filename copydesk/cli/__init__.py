"""The command line: verbs → functions, errors → exit codes. Nothing here decides anything."""

from __future__ import annotations

import sys

from copydesk.cli.quick import nothing_to_do, read_words

__all__ = ["main"]


def main(argv: list[str] | None = None) -> int:
    """Run one command line (`copydesk.cli.run`), unless it is a build that would change nothing."""
    words = list(sys.argv[1:] if argv is None else argv)
    build = read_words(words)
    said = nothing_to_do(build) if build is not None else None
    if said is not None:
        print(*said, sep="\n", file=sys.stderr)
        return 0
    from copydesk.cli.run import main as run

    return run(words, build)
