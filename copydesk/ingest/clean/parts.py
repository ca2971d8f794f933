"""What pages call their parts: the groups of `data/markup.toml`, as bits. Pure after loading."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources


@cache
def load_groups() -> tuple[tuple[str, ...], re.Pattern[str], Mapping[str, int]]:
    """Return the groups of `data/markup.toml`, a pattern of all their pieces, and each piece's bits."""
    data = tomllib.loads(resources.files("copydesk").joinpath("data/markup.toml").read_text(encoding="utf-8"))
    bits: dict[str, int] = {}
    for at, pieces in enumerate(data.values()):
        for piece in pieces:
            bits[piece] = bits.get(piece, 0) | 1 << at
    pieces = "|".join(re.escape(piece) for piece in sorted(bits, key=len, reverse=True))
    return tuple(data), re.compile(rf"(?<![a-z])(?:{pieces})(?=s?(?![a-z])|[a-z]*)"), bits


def group_bit(name: str) -> int:
    """Return the bit that a group of `data/markup.toml` has in `Block.groups` and `Block.own`."""
    return 1 << load_groups()[0].index(name)


@lru_cache(maxsize=16384)  # a page has some thousand; `add` reads many pages
def bits_of(name: str) -> int:
    """Return the bits of the groups that a class, id or role names."""
    _, pattern, bits = load_groups()
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name[:300]).lower()
    out = 0
    for match in pattern.finditer(spaced):
        out |= bits[match[0]]
    return out
