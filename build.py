"""Entry point: `python build.py VERB` is the installed command `copydesk VERB`."""

import os
import sys
from pathlib import Path

# `make site` puts everything that is needed into .venv; a newcomer should not have to activate it first.
# The posix and Windows places of a virtual environment's interpreter are tried in turn.
if sys.prefix == sys.base_prefix:
    for place in ("bin/python", "Scripts/python.exe"):
        python = Path(__file__).resolve().parent / ".venv" / place
        if python.exists():
            os.execv(python, [str(python), *sys.argv])  # noqa: S606 (our own interpreter, no shell)

try:
    from copydesk.cli import main
except ModuleNotFoundError as error:  # a checkout on which nothing was installed yet
    sys.exit(f"{error.name} is not installed: run `make site` first, or `pip install -e .` in an environment of yours")

if __name__ == "__main__":
    sys.exit(main())
