"""One build at a time in a cache folder."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from copydesk.locks import hold_lock

# A build that was killed leaves processes that end within moments; waiting for them beats refusing.
PATIENCE = 3.0


def one_build(folder: Path, patience: float = PATIENCE) -> AbstractContextManager[None]:
    """Hold the lock of a folder. Raises OutputError when another process has held it for `patience` seconds."""
    return hold_lock(folder / "lock", patience, "another build")
