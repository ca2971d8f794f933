"""`copydesk VERB`: finds the verb, runs it, turns what went wrong into one message and an exit code.

0 fine, 1 content errors, 2 usage or configuration, 3 a bug of ours (its trace with --debug), 130 interrupted.
A verb's module is imported for its options, which is cheap; what a verb needs is imported when it runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from copydesk.cli.parser import make_parser
from copydesk.errors import CopydeskError, ProblemsError

BUG, INTERRUPTED = 3, 130
DEFAULT_VERB = "build"


def main(argv: list[str] | None = None) -> int:
    """Run one command line (by default that of the process); returns its exit code.

    Raises SystemExit only for --help and usage errors.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["--debug"] and len(words) > 1 and not words[1].startswith("-"):
        words = [*words[1:], words[0]]  # it may stand before the verb, like git's own options
    if not words or (words[0].startswith("-") and words[0] not in {"-h", "--help", "--version"}):
        words.insert(0, DEFAULT_VERB)
    args = make_parser(words).parse_args(words)
    return _watched(lambda: int(args.run(args)), debug=args.debug)


def _watched(run: Callable[[], int], *, debug: bool) -> int:
    """Run a verb; what goes wrong becomes one message and an exit code."""
    try:
        return run()
    except CopydeskError as error:
        report(error)
        return error.exit_code
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`). Python would complain once more while it closes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if debug:
            raise
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        print(f"copydesk: a bug in Copydesk: {what}\nRun it again with --debug for the trace.", file=sys.stderr)
        return BUG


def report(error: CopydeskError) -> None:
    """Print an error as its readers need it: every problem on a line, then how many; annotations on GitHub."""
    if not isinstance(error, ProblemsError):
        print(f"copydesk: {error}", file=sys.stderr)
        return
    for problem in error.problems:
        print(problem, file=sys.stderr)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for problem in error.problems:
            place = problem.location
            text = ", ".join(part for part in (problem.message, problem.advice) if part).replace("%", "%25")
            print(f"::error file={place.path},line={max(1, place.line)},col={max(1, place.column)}::{text}")
    count = len(error.problems)
    print(f"{count} problem{'s' if count > 1 else ''}; nothing was written.", file=sys.stderr)
