"""The keys under which forms of a name are one."""

from __future__ import annotations

from functools import lru_cache

from copydesk.ingest.tagging.lexicon import load_lexicon

# The names of an article come up again and again in it; some hundreds of bytes each.
_REMEMBERED = 2048


@lru_cache(_REMEMBERED)
def core(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name without suffixes, kept titles and single particles."""
    if len(words) == 1:
        return words
    lexicon = load_lexicon()
    # What opens a name is no suffix: Xi Jinping, V. Anand.
    if len(words) == 2 and words[1] == "xi" and words[0] in lexicon.east_asian_family:
        return words  # Chen Xi, no eleventh of his name
    plain = tuple(
        word
        for at, word in enumerate(words)
        if not at or not (word.rstrip(".") in lexicon.suffixes or (word == "i" and at == len(words) - 1))
    )
    if len(plain) == 2 and plain[0] in lexicon.given_particles and plain[1] in lexicon.family:
        return plain  # Van Jackson, Ben Carson, Al Gore
    return tuple(word for word in plain if word not in lexicon.joining) or plain


@lru_cache(_REMEMBERED)
def name_key(words: tuple[str, ...]) -> tuple[str, ...]:
    """The key under which forms of a name are one: no stops, hyphens apart."""
    return tuple(part for word in words for part in word.replace(".", "").replace("'", "").split("-") if part)
