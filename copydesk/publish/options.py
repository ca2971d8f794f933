"""What a build is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from copydesk.publish.unchanged import QuickLook


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a build is asked for. `now` decides what `publish_at` and `expires` mean, and nothing else.

    `future` publishes what is not due yet, `drafts` that and everything else that is not published.
    `progress` is called with what is being done, how many are done, and of how many.
    `asked` is how the command line put it, for the quick look of the next run (`unchanged`); "" forgoes that.
    `save=False` leaves what is remembered in memory alone, until `Build.save` writes it down.
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
    search_later: bool = False
    asked: str = ""
    save: bool = True
    look: QuickLook | None = None
    allow_empty: bool = False
