"""Bytes kept in a few append-only files and read back by place: bodies, articles, page values.

Ten thousand bodies are no company for a graph of links, so they stay on disk, and each process that makes some
appends them to a file of its own. What is no longer referred to is left behind when `Pack.live` is copied.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

# (file, offset, length); the file by its place in `Pack.names`.
Ref = tuple[int, int, int]


class Pack:
    """The files of a folder by name, in order. Reading opens each once; `close` closes them."""

    def __init__(self, folder: str, names: Iterable[str] = ()) -> None:
        self.folder = folder
        self.names = list(names)
        self._open: dict[int, int] = {}

    def read(self, ref: Ref) -> bytes:
        """The bytes at a place. Raises OSError when the file is gone, ValueError when it is cut short."""
        number, offset, length = ref
        handle = self._open.get(number)
        if handle is None:
            handle = self._open[number] = os.open(f"{self.folder}/{self.names[number]}", os.O_RDONLY)
        data = os.pread(handle, length, offset) if hasattr(os, "pread") else _read_at(handle, length, offset)
        if len(data) != length:
            raise ValueError(f"{self.names[number]} is cut short")
        return data

    def is_whole(self) -> bool:
        """Whether all its files are there."""
        return all(os.path.exists(f"{self.folder}/{name}") for name in self.names)

    def sizes(self) -> list[int]:
        """How many bytes each file takes."""
        return [os.stat(f"{self.folder}/{name}").st_size for name in self.names]

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
        ref = (self.number, self.offset, len(data))
        self._file.write(data)
        self.offset += len(data)
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
