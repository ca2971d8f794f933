"""Words of one kind for every message."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 article", "27 articles". For English nouns whose plural ends in s."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
