"""How much of a container is read: bytes, parts, depth and how far something may be blown up. One budget a file."""

from __future__ import annotations

import io
import zipfile
import zlib

# The largest page of 305 measured has 3.3 MB, a book 2; a container of a year's newsletters some 40.
PART_BYTES, ALL_BYTES = 16 << 20, 64 << 20
# How deep packed files may lie in packed files: a zip in a zip is read, one in that is not.
MOST_PARTS, MOST_DEPTH = 2_000, 1
# Text shrinks to a tenth, markup to a thirtieth: what shrinks to a hundredth is made to fill a disk.
MOST_RATIO, RATIO_FROM = 100, 1 << 20


class OverBudgetError(Exception):
    """A part, or all parts together, are more than is read; its text says which and why."""


class Budget:
    """What is left to read of one file. Each reading of a part takes from it."""

    def __init__(self, depth: int = MOST_DEPTH) -> None:
        self.left, self.parts, self.depth = ALL_BYTES, MOST_PARTS, depth

    def take(self, size: int) -> None:
        """Count a part of `size` bytes. Raises OverBudgetError."""
        if size > PART_BYTES:
            raise OverBudgetError(f"too large ({size >> 20} MB; at most {PART_BYTES >> 20} MB a part)")
        self.left -= size
        self.parts -= 1
        if self.left < 0:
            raise OverBudgetError(f"too large (more than {ALL_BYTES >> 20} MB together)")
        if self.parts < 0:
            raise OverBudgetError(f"too many parts (more than {MOST_PARTS:,})")

    def unpack_gzip(self, data: bytes) -> bytes:
        """Return what a gzip file holds. Raises OverBudgetError, and zlib.error or EOFError for a damaged one."""
        out, rest = [], data
        total = 0
        while rest[:2] == b"\x1f\x8b":
            member = zlib.decompressobj(31)
            piece = member.decompress(rest, PART_BYTES + 1 - total)
            total += len(piece)
            self._judge(total, len(data))
            out.append(piece)
            if not member.eof:
                raise EOFError("the gzip file is cut off")
            rest = member.unused_data
        self.take(total)
        return b"".join(out)

    def read_member(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
        """Return a member of a zip file; what it says of its own size is not believed. Raises OverBudgetError."""
        with archive.open(info) as file:
            data = file.read(PART_BYTES + 1)
        self._judge(len(data), info.compress_size)
        self.take(len(data))
        return data

    @staticmethod
    def _judge(size: int, packed: int) -> None:
        if size > PART_BYTES:
            raise OverBudgetError(f"too large when unpacked (more than {PART_BYTES >> 20} MB)")
        if size > RATIO_FROM and size > MOST_RATIO * max(1, packed):
            raise OverBudgetError(
                f"a bomb: it unpacks to {size // max(1, packed)} times its size, too large to be text"
            )


def open_zip(data: bytes) -> zipfile.ZipFile:
    """Open a zip file in memory. Raises zipfile.BadZipFile."""
    return zipfile.ZipFile(io.BytesIO(data))
