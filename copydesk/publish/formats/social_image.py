"""Pictures for link previews (`og:image`): the countries a page is about, on the tile-grid map. Pure.

One picture stands for one set of countries, so ten thousand articles need few, and no picture needs a font: a
preview shows the headline beside it anyway. Why not a drawn headline: docs/decisions/pictures.md. The PNG is
written here, 4 bits a pixel, since all of it is squares; each row of squares is compressed once and reused.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache

from copydesk.model import Country
from copydesk.publish.items import SOCIAL_FRONT, SOCIAL_MOST, SocialImage, social_url
from copydesk.publish.pages.values import Tile

# What Facebook, LinkedIn, Slack and X show whole (1.91 : 1).
WIDTH, HEIGHT = 1200, 630
_TILE, _GAP = 28, 4
# Paper, an empty tile, four steps of accent, ink: the light theme's colours.
_PALETTE = ("fbf9f3", "e3dfd3", "b9c3e6", "8798d6", "546dc4", "2145b3", "1b1a17")
_PAPER, _EMPTY, _INK = 0, 1, 6


def plan_social(
    sets: Iterable[tuple[str, ...]], countries: Iterable[Country], shaded: Iterable[Tile]
) -> Iterator[SocialImage]:
    """A picture for each set of countries, the bare map, and the digest's own, shaded by articles."""
    grid = sorted((c.tile[1], c.tile[0], c.code) for c in countries if c.tile is not None and not c.hidden)
    done: set[str] = set()
    for codes in ((), *sets):
        url = social_url(codes)
        if url not in done:
            done.add(url)
            chosen = set(codes[:SOCIAL_MOST])
            tiles = tuple((column, row, 4 if code in chosen else 0) for row, column, code in grid)
            yield SocialImage(url=url, tiles=tiles)
    yield SocialImage(url=SOCIAL_FRONT, tiles=tuple((t.column, t.row, t.level) for t in shaded))


def render_social(image: SocialImage) -> bytes:
    """The PNG of a map."""
    columns = [column for column, _, _ in image.tiles] or [0]
    rows = [row for _, row, _ in image.tiles] or [0]
    left = (WIDTH - (max(columns) - min(columns) + 1) * _TILE) // 2 - min(columns) * _TILE
    top = (HEIGHT - (max(rows) - min(rows) + 1) * _TILE) // 2
    by_row: dict[int, list[tuple[int, int]]] = {row: [] for row in range(min(rows), max(rows) + 1)}
    for column, row, level in image.tiles:
        by_row[row].append((column, level))
    bands = [_band((), 0, top), *(_band(tuple(cells), left, _TILE) for cells in by_row.values())]
    bands.append(_band((), 0, HEIGHT - top - _TILE * (max(rows) - min(rows) + 1)))
    check = 1
    for raw, _ in bands:
        check = zlib.adler32(raw, check)
    # A zlib stream of blocks that each end at a byte (RFC 1950, 1951), closed by an empty last block.
    data = b"\x78\xda" + b"".join(deflated for _, deflated in bands) + b"\x03\x00" + struct.pack(">I", check)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 4, 3, 0, 0, 0)
    palette = bytes.fromhex("".join(_PALETTE))
    chunks = ((b"IHDR", head), (b"PLTE", palette), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@lru_cache(maxsize=4096)
def _band(cells: tuple[tuple[int, int], ...], left: int, height: int) -> tuple[bytes, bytes]:
    """`height` lines of pixels with tiles in them: as they are, and deflated."""
    line = [_PAPER] * WIDTH
    for column, level in cells:
        start = left + column * _TILE + _GAP // 2
        line[start : start + _TILE - _GAP] = [level + _EMPTY] * (_TILE - _GAP)
    plain = _packed([_PAPER] * WIDTH)
    if cells:
        gap = _GAP // 2
        raw = plain * gap + _packed(line) * (height - 2 * gap) + plain * gap
    else:
        raw = plain * height
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return raw, squeeze.compress(raw) + squeeze.flush(zlib.Z_FULL_FLUSH)


def _packed(line: list[int]) -> bytes:
    """A line of pixels, two a byte, after its filter byte (0: none)."""
    return bytes([0, *(line[i] << 4 | line[i + 1] for i in range(0, WIDTH, 2))])
