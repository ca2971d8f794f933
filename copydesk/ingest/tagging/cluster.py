"""A person in the making."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from copydesk.ingest.tagging.names import NameCandidate
from copydesk.ingest.tagging.registry import KnownPerson


@dataclass(slots=True)
class Cluster:
    """A person in the making: the forms of the name, every mention, and the weight of the evidence."""

    words: tuple[str, ...]
    mentions: list[NameCandidate] = field(default_factory=list)
    forms: Counter[str] = field(default_factory=Counter)
    weight: float = 0.0
    rule: str = ""
    known: KnownPerson | None = None
    complete: bool = True
    sharing: tuple[KnownPerson, ...] = ()

    @property
    def first(self) -> int:
        """Offset of the first mention."""
        return min(mention.start for mention in self.mentions)
