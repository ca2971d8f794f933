"""`python -m copydesk VERB` is the installed command `copydesk VERB`."""

import sys

from copydesk.cli import main

if __name__ == "__main__":
    sys.exit(main())
