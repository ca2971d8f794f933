"""`content/originals/`: the bytes that articles came from, and each article as `add` last wrote it. A shell.

An original is `AA/SHA256.gz`, plain gzip without a time, named by the digest of what is in it, so that no rename of an
article breaks it. `drafts/AA/SHA256.md.gz`, named by the digest of the article's `id`, is the article file as cleaning
made it: what differs from it was edited by hand (see `again`). Neither is read by the build, watched or published.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from copydesk.errors import CopydeskError
from copydesk.files import ORIGINALS, read_file
from copydesk.intake.budget import PART_BYTES
from copydesk.intake.sniff import make_keepable

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


class OriginalError(CopydeskError):
    """An original that is not there or does not hold."""


def digest_of(data: bytes) -> str:
    """The name of an original: its SHA-256 in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def original_path(digest: str) -> str:
    """Where an original lies, below the digest's root."""
    return f"{ORIGINALS}/{digest[:2]}/{digest}.gz"


def draft_path(article_id: str) -> str:
    """Where the article of an id lies as `add` last wrote it, below the digest's root."""
    name = hashlib.sha256(article_id.encode()).hexdigest()
    return f"{ORIGINALS}/drafts/{name[:2]}/{name}.md.gz"


def keep_original(root: Path, data: bytes) -> str:
    """Keep the bytes of an original and return their digest. Raises OriginalError where the disk refuses."""
    digest = digest_of(data)
    target = root / original_path(digest)
    if not target.exists() or _held(target) != data:  # a damaged one is mended
        _write(target, data)
    return digest


def keep_draft(root: Path, article_id: str, text: str) -> None:
    """Keep an article as cleaning made it. Raises OriginalError where the disk refuses."""
    _write(root / draft_path(article_id), text.encode())


def read_original(root: Path, digest: str) -> bytes:
    """The bytes of an original. Raises OriginalError where it is not there, or is not what it was."""
    path = original_path(digest)
    if not _DIGEST.match(digest):
        raise OriginalError(f'"{digest}" is no digest of an original: 64 digits and letters a to f')
    target = root / path
    if not target.exists():
        raise OriginalError(f"{path} is not here: originals stay on the machine where an article was added")
    data = _held(target)
    if data is None or digest_of(data) != digest:
        raise OriginalError(f"{path} is damaged: it does not hold what it was")
    return data


def is_kept(root: Path, path: str) -> bool:
    """Whether a raw file is the original of an article that was added on this machine."""
    try:
        data = read_file(root / path) if (root / path).stat().st_size <= PART_BYTES else b""
        return bool(data) and (root / original_path(digest_of(make_keepable(data)))).exists()
    except (OSError, CopydeskError):
        return False


def read_draft(root: Path, article_id: str) -> str | None:
    """An article as `add` last wrote it; None where that was not kept or does not hold."""
    data = _held(root / draft_path(article_id))
    try:
        return data.decode() if data is not None else None
    except UnicodeDecodeError:
        return None


def find_damaged(root: Path) -> Iterator[tuple[str, str]]:
    """Path and fault of each file in `content/originals/` that does not hold what its name says."""
    for path in sorted((root / ORIGINALS).rglob("*.gz")):
        shown = path.relative_to(root).as_posix()
        data = _held(path)
        if data is None:
            yield shown, "is damaged: it cannot be unpacked"
        elif path.name.endswith(".md.gz"):
            continue  # named by an id: gzip's own check sum is all there is
        elif digest_of(data) != path.name.removesuffix(".gz"):
            yield shown, "is damaged: it does not hold what its name says"


def _held(path: Path) -> bytes | None:
    """What a file holds unpacked; None where it cannot be read, is cut off, or is larger than any original."""
    try:
        with gzip.open(path) as file:
            data = file.read(PART_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        return None
    return data if len(data) <= PART_BYTES else None


def _write(path: Path, data: bytes) -> None:
    partial = path.with_name(f".{path.name[:40]}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(gzip.compress(data, mtime=0))
        partial.replace(path)
    except OSError as error:
        raise OriginalError(f"{path}: cannot be written: {error.strerror}") from None
    finally:
        partial.unlink(missing_ok=True)
