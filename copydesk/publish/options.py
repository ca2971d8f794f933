"""What a build is asked for, and what it gives back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from copydesk.errors import Problem
from copydesk.publish.cache.store import Memory
from copydesk.publish.cache.unchanged import QuickLook
from copydesk.publish.items import Item
from copydesk.publish.output import Written
from copydesk.publish.pages.values import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a build is asked for. `now` decides what `publish_at` and `expires` mean, and nothing else.

    `future` publishes what is not due yet, `drafts` that and everything else that is not published.
    `progress` is called with what is being done, how many are done, and of how many.
    `asked` is how the command line put it, for the quick look of the next run (`unchanged`); "" forgoes that.
    `save=False` leaves what is remembered in memory alone, until `save_build` writes it down.
    `look` is a look at the digest that was taken just now. `allow_empty` lets a build take away all articles of a site,
    or, where it is strict, most of its pages.
    """

    out: Path
    now: dt.datetime
    drafts: bool = False
    future: bool = False
    clean: bool = False
    strict: bool = False
    jobs: int = 0
    swap: bool = True
    cache: Path | None = None
    first: tuple[str, ...] = ()
    changes: frozenset[str] | None = None
    told: Callable[[str], None] | None = None
    progress: Callable[[str, int, int], None] | None = None
    later: frozenset[str] = frozenset()
    asked: str = ""
    save: bool = True
    look: QuickLook | None = None
    allow_empty: bool = False


class Items(Mapping[str, Item]):
    """Every item of the site by address; a value is read from the cache when it is asked for."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def __getitem__(self, address: str) -> Item:
        item: Item = self._memory.item(address)
        sources = self._memory.pages[address].sources
        return replace(item, sources=sources) if isinstance(item, Page) else item

    def __iter__(self) -> Iterator[str]:
        return iter(self._memory.pages)

    def __len__(self) -> int:
        return len(self._memory.pages)

    def __contains__(self, address: object) -> bool:
        return address in self._memory.pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What a build did, and what the next one may reuse."""

    items: Mapping[str, Item]
    rendered: tuple[str, ...]
    written: Written
    warnings: tuple[Problem, ...]
    remembered: Memory
    articles: int
    removed: tuple[str, ...] = ()
    timing: dict[str, float] = field(default_factory=dict)
