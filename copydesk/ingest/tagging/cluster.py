"""A person in the making, and the keys under which forms of a name are one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from copydesk.ingest.tagging.lexicon import load_lexicon
from copydesk.ingest.tagging.names import Candidate
from copydesk.ingest.tagging.registry import KnownPerson


@dataclass(slots=True)
class Cluster:
    """A person in the making: the forms of the name, every mention, and the weight of the evidence."""

    words: tuple[str, ...]
    mentions: list[Candidate] = field(default_factory=list)
    forms: Counter[str] = field(default_factory=Counter)
    weight: float = 0.0
    rule: str = ""
    known: KnownPerson | None = None
    complete: bool = True

    @property
    def first(self) -> int:
        """Offset of the first mention."""
        return min(mention.start for mention in self.mentions)


def core(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name without suffixes, kept titles and single particles."""
    lexicon = load_lexicon()
    plain = tuple(word for word in words if word.rstrip(".") not in lexicon.suffixes)
    if len(plain) == 2 and plain[0] in lexicon.given_particles and plain[1] in lexicon.family:
        return plain  # Van Jackson, Ben Carson, Al Gore
    return tuple(word for word in plain if word not in lexicon.joining) or plain


def name_key(words: tuple[str, ...]) -> tuple[str, ...]:
    """The key under which forms of a name are one: no stops, hyphens apart."""
    return tuple(part for word in words for part in word.replace(".", "").replace("'", "").split("-") if part)
