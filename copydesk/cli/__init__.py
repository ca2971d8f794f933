"""The command line: verbs → functions, errors → exit codes. Nothing here decides anything."""

from __future__ import annotations

import gc
import sys

from copydesk.cli.quick import look_first, read_words

__all__ = ["main"]


def main(argv: list[str] | None = None) -> int:
    """Run one command line (`copydesk.cli.dispatch`), unless it is a build that would change nothing."""
    words = list(sys.argv[1:] if argv is None else argv)
    build = read_words(words)
    gc.disable()  # what is remembered is tens of thousands of values, among which there are no cycles to be found
    try:
        look = look_first(build) if build is not None else None
    finally:
        gc.enable()
    if look is not None and look.said is not None:
        print(*look.said, sep="\n", file=sys.stderr)
        return 0
    from copydesk.cli.dispatch import main as run

    return run(words, build, look)
