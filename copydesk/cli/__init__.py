"""The command line: verbs → functions, errors → exit codes. Nothing here decides anything."""

from copydesk.cli.main import main

__all__ = ["main"]
