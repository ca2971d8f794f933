"""What could be a fact, with the evidence for it, and which of several is believed. Pure.

A fact is stated only on evidence; several likely ones, or one that nothing marks, are a question to the editor.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from copydesk.model import FactCandidate

Value = TypeVar("Value", bound=Hashable)

STATED = "stated"  # the reason of what the editor or the container says
# From here on a candidate is believed; what lies below is shown and asked.
BELIEVED = 0.5
# A rival with another value this near to the best makes a question of both, unless the best is beyond doubt.
_NEAR, _BEYOND_DOUBT = 0.05, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate(Generic[Value]):
    """A value that could be the fact: `at` its place among the blocks (None: not visible), `sure` from 0 to 1.

    `reason` is said to the editor: "stated in the page's data", "line begins with By".
    """

    value: Value
    reason: str
    sure: float
    at: int | None = None
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[Value]):
    """The candidate believed (None: none, or a question), all candidates from the surest down, and the question."""

    best: Candidate[Value] | None = None
    candidates: tuple[Candidate[Value], ...] = ()
    question: str = ""

    @property
    def value(self) -> Value | None:
        """The value believed, or None."""
        return self.best.value if self.best else None

    @property
    def lines(self) -> tuple[int, ...]:
        """The places of the blocks that state the value believed."""
        if self.best is None:
            return ()
        return self.best.lines or ((self.best.at,) if self.best.at is not None else ())


def choose(
    candidates: Sequence[Candidate[Value]], what: str, *, shown: Callable[[Value], str] = str, near: float = _NEAR
) -> Found[Value]:
    """Return the surest candidate, or the question that several likely or only weak ones raise.

    `what` is the fact's name for the editor, `shown` writes a value for them, `near` is how close a rival comes that
    makes a question of both.
    """
    ranked = sorted(candidates, key=lambda one: -one.sure)
    if not ranked:
        return Found()
    best = ranked[0]
    others = [one for one in ranked if one.value != best.value]
    if best.sure < BELIEVED:
        words = _listed([best, *others], shown)
        return Found(candidates=tuple(ranked), question=f"{what}: is it {words}? Nothing marks it as such")
    if others and best.sure < _BEYOND_DOUBT and others[0].sure >= max(BELIEVED, best.sure - near):
        return Found(candidates=tuple(ranked), question=f"{what}: is it {_listed([best, *others], shown)}?")
    return Found(best=best, candidates=tuple(ranked))


def tell_facts(
    headline: Found[str], authors: Found[tuple[str, ...]], day: Found[dt.date], numbers: Sequence[int]
) -> tuple[FactCandidate, ...]:
    """Return all candidates as the editor sees them; `numbers` are those of the blocks in the raw file."""
    return (
        *_told("headline", headline, numbers, str),
        *_told("authors", authors, numbers, ", ".join),
        *_told("date", day, numbers, str),
    )


def in_copy(day: Found[dt.date]) -> dt.date | None:
    """Return the day that the copy itself says, whatever is stated; None where it says none for certain."""
    said = [one for one in day.candidates if one.reason != STATED and one.sure >= BELIEVED]
    return day.value if day.value in {one.value for one in said} else said[0].value if said and day.value else None


def _told(fact: str, found: Found[Value], numbers: Sequence[int], shown: Callable[[Value], str]) -> list[FactCandidate]:
    ranked = [found.best, *found.candidates] if found.best else list(found.candidates)
    out: dict[tuple[str, int, str], FactCandidate] = {}
    for one in ranked:
        at = one.at if one.at is not None else next(iter(one.lines), None)
        line = numbers[at] if at is not None and at < len(numbers) else 0
        value = shown(one.value)
        chosen = found.best is not None and one.value == found.best.value
        row = FactCandidate(fact=fact, value=value, line=line, reason=one.reason, sure=one.sure, chosen=chosen)
        out.setdefault((value, line, one.reason), row)
    return list(out.values())


def _listed(candidates: Sequence[Candidate[Value]], shown: Callable[[Value], str], most: int = 3) -> str:
    values = list(dict.fromkeys(f'"{shown(one.value)}" ({one.reason})' for one in candidates))
    return " or ".join(values[:most])
