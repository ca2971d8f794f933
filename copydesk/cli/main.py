"""`copydesk VERB`: the verbs and their options; what went wrong becomes one message and an exit code.

0 fine, 1 content errors, 2 usage or configuration, 3 a bug of ours (its trace with --debug), 130 interrupted.
A verb's module is imported for its options, which is cheap; what a verb needs is imported when it runs.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from copydesk import __version__
from copydesk.cli.common import plain_streams
from copydesk.errors import CopydeskError, ProblemsError, did_you_mean

# --- The verbs and their options, with the closest one for a slip of the finger -------------------

# The modules of `copydesk.cli` that hold verbs, in the order of --help; most hold one of their own name.
_MODULES = (
    "add",
    "fetch",
    "migrate",
    "tag",
    "edition",
    "build",
    "serve",
    "check",
    "new",
    "edit",
    "original",
)
_NO_NUMBER = re.compile(r"invalid int value: '(.*)'")
_CHOICE = re.compile(r"argument [\w|]+: invalid choice: '?([^']+?)'? \(")


def _as_path(word: str) -> Path:
    """A file or folder as typed; a blank is none: a variable that is not set would mean the folder one is in."""
    if not word.strip():
        raise argparse.ArgumentTypeError("the name of a file or folder is empty")
    return Path(word)


class Parser(argparse.ArgumentParser):
    """argparse with examples kept as written, no abbreviations, and a suggestion for unknown words."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        kwargs.setdefault("allow_abbrev", False)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # (passed through as argparse gave them)
        self.register("type", Path, _as_path)
        self.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)
        shown = "show program's version number and exit" if " " not in self.prog else argparse.SUPPRESS
        self.add_argument("--version", action="version", version=f"copydesk {__version__}", help=shown)

    def error(self, message: str) -> NoReturn:
        """Print usage, what is wrong, the closest known word; exit 2."""
        match = _CHOICE.match(message)
        if match:
            hint = did_you_mean(match[1], self._verbs())
            message = f'no verb "{match[1]}"' + (f", {hint}" if hint else f": use one of {', '.join(self._verbs())}")
        elif message.startswith("unrecognized arguments: "):
            chosen = self._chosen()
            if chosen is not self:
                chosen.error(message)
            word = message.removeprefix("unrecognized arguments: ").split()[0]
            hint = did_you_mean(word.partition("=")[0], self._options()) if word.startswith("-") else ""
            message = f'unknown option "{word}"' if word.startswith("-") else f'unexpected "{word}"'
            message += f", {hint}" if hint else ""
        message = _NO_NUMBER.sub(r'"\1" is no number', message)
        print(f"{self.prog}: {message}\nTry: {self.prog} --help", file=sys.stderr)
        sys.exit(2)

    def _verbs(self) -> list[str]:
        return [name for action in self._subparsers_actions() for name in action.choices]

    def _chosen(self) -> Parser:
        """The parser of the verb that was typed, which argparse leaves out when it tells of unknown options."""
        for action in self._subparsers_actions():
            verb = next((word for word in sys.argv[1:] if word in action.choices), "build")
            return action.choices.get(verb, self)
        return self

    def _options(self) -> list[str]:
        known = [option for action in self._actions for option in action.option_strings]
        return [option for option in known if option.startswith("--") and option != "--debug"]

    def _subparsers_actions(self) -> list[argparse._SubParsersAction[Parser]]:
        return [action for action in self._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001


def make_parser(words: Sequence[str] = ()) -> Parser:
    """The command line; each verb's `run(args) -> int` is in `args.run`.

    Where `words` begin with a verb that has a module of its name, the others are left alone: an import saved is a
    verb sooner ready. For anything else, help and mistakes among it, all are there.
    """
    parser = Parser(
        prog="copydesk",
        description="A static site generator for a curated news digest.",
        epilog="With no verb, the site is built. Each verb has --help with an example.",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=Parser)
    for module in [words[0]] if words and words[0] in _MODULES else _MODULES:
        importlib.import_module(f"copydesk.cli.{module}").add_verbs(verbs)
    return parser


BUG, INTERRUPTED = 3, 130
DEFAULT_VERB = "build"


def main(argv: list[str] | None = None) -> int:
    """Run one command line (by default that of the process); returns its exit code.

    Raises SystemExit only for --help and usage errors.
    """
    if argv is None:
        # The process is ours: to look for cycles after every 700 values is a sixteenth of the time that imports take.
        gc.set_threshold(100_000)
    words = list(sys.argv[1:] if argv is None else argv)
    words = _verb_first(words)
    if not words and not any(Path(name).exists() for name in ("config.yaml", "content", "layouts")):
        return _begin()
    if not words or (words[0].startswith("-") and words[0] not in {"-h", "--help", "--version"}):
        words.insert(0, DEFAULT_VERB)
    with plain_streams():
        args = make_parser(words).parse_args(words)
        try:
            return _watched(lambda: _run(args), debug=args.debug)
        finally:
            if argv is None:
                gc.freeze()  # the process ends: Python would look for cycles among all that goes with it, three times


def _begin() -> int:
    """What to do where there is no digest and nothing was asked for: the verbs, and how one begins."""
    make_parser(["--help"]).print_help()
    print(f'\nThere is no digest in {Path.cwd()}: start one with "copydesk init DIR", or name one with --root DIR.')
    print('The guide is where "copydesk docs" says.')
    return 2


# Verbs that would find nothing in any folder, and say that instead of that it is no digest.
_IN_A_DIGEST = frozenset({"tag", "fetch", "undo", "trash", "restore"})


def _run(args: argparse.Namespace) -> int:
    if args.verb in _IN_A_DIGEST and not any((args.root / name).exists() for name in ("config.yaml", "content")):
        from copydesk.config import load_config

        load_config(args.root.resolve())  # it says what is missing, and how one begins
    return int(args.run(args))


def _verb_first(words: list[str]) -> list[str]:
    """A command line with its verb in front: --debug and --root DIR may stand before it, like git's own options."""
    taken = 0
    while taken < len(words) and words[taken].startswith("-"):
        if words[taken] == "--root":
            taken += 2
        elif words[taken] == "--debug" or words[taken].startswith("--root="):
            taken += 1
        else:
            return words
    if taken >= len(words):
        return words
    return [words[taken], *words[:taken], *words[taken + 1 :]]


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
        if words := _of_the_system(error):
            print(f"copydesk: {words}", file=sys.stderr)
            return CopydeskError.exit_code
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        print(f"copydesk: a bug in Copydesk: {what}\nRun it again with --debug for the trace.", file=sys.stderr)
        return BUG


def _of_the_system(error: Exception) -> str:
    """What a disk, a right or a kind of file says, which is no fault of ours; empty for any other error."""
    if isinstance(error, OSError) and error.filename is not None:
        name = error.filename
        return f"{os.fsdecode(name) if isinstance(name, (str, bytes)) else name}: {error.strerror}"
    # What pathlib says of a link that leads to itself, before Python 3.13.
    return str(error) if isinstance(error, RuntimeError) and str(error).startswith("Symlink loop") else ""


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
