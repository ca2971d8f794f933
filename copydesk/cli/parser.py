"""The verbs and their options, with the closest one for a slip of the finger."""

from __future__ import annotations

import argparse
import importlib
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

from copydesk import __version__
from copydesk.errors import did_you_mean

# The modules of `copydesk.cli` that hold verbs, in the order of --help; most hold one of their own name.
_MODULES = (
    "add",
    "fetch",
    "suggest",
    "tag",
    "edition",
    "build",
    "explain",
    "serve",
    "check",
    "new",
    "edit",
    "original",
)
_CHOICE = re.compile(r"argument \w+: invalid choice: '?([^']+?)'? \(")


class Parser(argparse.ArgumentParser):
    """argparse with examples kept as written, no abbreviations, and a suggestion for unknown words."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        kwargs.setdefault("allow_abbrev", False)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # (passed through as argparse gave them)
        self.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)

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
    parser.add_argument("--version", action="version", version=f"copydesk {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=Parser)
    for module in [words[0]] if words and words[0] in _MODULES else _MODULES:
        importlib.import_module(f"copydesk.cli.{module}").add_verbs(verbs)
    return parser
