"""Writes new article files, and only new ones. The shell of `add`."""

from __future__ import annotations

import os
from pathlib import Path

from copydesk.errors import IngestError
from copydesk.ingest.draft import Composed


def write_new(root: Path, file: str, composed: Composed) -> Path:
    """Write an article file that does not exist yet; returns its path.

    The text goes to a temporary file first, which is then linked to its name: a link fails where a file
    already stands, so nothing is ever overwritten, not even by two of us at once (I5). Raises IngestError.
    """
    target = root / composed.path
    partial = target.with_name(f".{target.name[:40]}.{os.getpid()}.tmp")
    try:
        if not target.parent.resolve().is_relative_to((root / "content").resolve()):
            raise IngestError(file, "write", f"{composed.path} would lie outside content/")
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(composed.text, encoding="utf-8", newline="\n")
        _link(partial, target)
    except FileExistsError:
        raise IngestError(file, "write", f"{composed.path} exists already; it was left as it is") from None
    except OSError as error:
        raise IngestError(file, "write", f"{composed.path} cannot be written: {error.strerror}") from None
    finally:
        partial.unlink(missing_ok=True)
    return target


def _link(partial: Path, target: Path) -> None:
    try:
        os.link(partial, target)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links (some network mounts): an exclusive create is as safe, but not atomic.
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(partial.read_text(encoding="utf-8"))
