"""Bytes kept in a few append-only files and read back by place: bodies, articles, page values.

Ten thousand bodies are no company for a graph of links, so they stay on disk, and each process that makes some
appends them to a file of its own. Each record carries a checksum: one that does not hold is a damaged cache, and a
damaged cache is none (see `build`). What is no longer referred to is left behind when what is alive is copied.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable

from copydesk.errors import CopydeskError

# (file, offset, length with the checksum before the bytes); the file by its place in `Pack.names`.
Ref = tuple[int, int, int]
_SUM = 4


class DamagedCacheError(CopydeskError):
    """A record of the cache is not what was written: what is remembered is to be forgotten."""


class Pack:
    """The files of a folder by name, in order. Reading opens each once; `close` closes them."""

    def __init__(self, folder: str, names: Iterable[str] = ()) -> None:
        self.folder = folder
        self.names = list(names)
        self._open: dict[int, int] = {}

    def read(self, ref: Ref) -> bytes:
        """The bytes at a place. Raises DamagedCacheError when they are not what was put there."""
        number, offset, length = ref
        handle = self._open.get(number)
        try:
            if handle is None:
                handle = self._open[number] = os.open(f"{self.folder}/{self.names[number]}", os.O_RDONLY)
            data = os.pread(handle, length, offset) if hasattr(os, "pread") else _read_at(handle, length, offset)
        except (OSError, IndexError) as error:
            raise DamagedCacheError(f"{self.folder}: {error}") from None
        if len(data) != length or zlib.crc32(data[_SUM:]).to_bytes(_SUM, "big") != data[:_SUM]:
            raise DamagedCacheError(f"{self.folder}/{self.names[number]}: a record does not hold")
        return data[_SUM:]

    def is_whole(self) -> bool:
        """Whether all its files are there."""
        return all(os.path.exists(f"{self.folder}/{name}") for name in self.names)

    def sizes(self) -> list[int]:
        """How many bytes each file takes. Raises DamagedCacheError where one is gone."""
        try:
            return [os.stat(f"{self.folder}/{name}").st_size for name in self.names]
        except OSError as error:
            raise DamagedCacheError(f"{self.folder}: {error}") from None

    def close(self) -> None:
        """Close what reading has opened."""
        for handle in self._open.values():
            os.close(handle)
        self._open.clear()

    def __del__(self) -> None:
        """A pack that is let go closes its files."""
        self.close()

    def writer(self, name: str) -> PackWriter:
        """A new last file. Add its name to a pack in another process with `names`."""
        self.names.append(name)
        return PackWriter(f"{self.folder}/{name}", len(self.names) - 1)


class PackWriter:
    """One file of a pack, being appended to."""

    def __init__(self, path: str, number: int) -> None:
        self.number = number
        self._file = open(path, "ab", buffering=1 << 18)  # noqa: SIM115 (closed by close)
        self.offset = self._file.tell()

    def add(self, data: bytes) -> Ref:
        """Append bytes; returns their place, which can be read once the writer is flushed."""
        ref = (self.number, self.offset, len(data) + _SUM)
        self._file.write(zlib.crc32(data).to_bytes(_SUM, "big") + data)
        self.offset += len(data) + _SUM
        return ref

    def flush(self) -> None:
        """Hand what was added to the system."""
        self._file.flush()

    def close(self) -> None:
        """Flush and close."""
        self._file.close()


def _read_at(handle: int, length: int, offset: int) -> bytes:
    os.lseek(handle, offset, os.SEEK_SET)
    return os.read(handle, length)
