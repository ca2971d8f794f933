"""Words of one kind for every message."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 article", "27 articles". Where the plural is not the noun with an s, it is given."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"
