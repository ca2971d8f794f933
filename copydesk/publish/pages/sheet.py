"""A page to be: that it will stand somewhere is known before what it shows is worked out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from copydesk.publish.pages.values import Page


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where a page will stand, the content files it comes from, and how to make its value.

    Values are made where they are compared and rendered: by several processes, and never all at once in one.
    """

    url: str
    sources: tuple[str, ...]
    make: Callable[[], Page]


def sheet_of(page: Page | Sheet) -> Sheet:
    """A page that has been made already, as a sheet."""
    return page if isinstance(page, Sheet) else Sheet(page.url, page.sources, lambda: page)
