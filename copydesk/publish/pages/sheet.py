"""A page to be: that it will stand somewhere is known before what it shows is worked out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from copydesk.publish.pages.values import Card, Page

# The digest of a value that pages share, such as a card.
Keys = Callable[[object], bytes]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where a page will stand, the content files it comes from, and how to make its value.

    Values are made where they are compared and rendered: by several processes, and never all at once in one.
    `inputs` is a digest of all that `make` works from, where that costs less than the value: with the inputs of
    the page rendered last, there is no need to make it. It is given a way to the digest of a card. `card` is what
    lists show of it, if it is an article's.
    """

    url: str
    sources: tuple[str, ...]
    make: Callable[[], Page]
    inputs: Callable[[Keys], bytes] | None = None
    card: Card | None = None


def sheet_of(page: Page | Sheet) -> Sheet:
    """A page that has been made already, as a sheet."""
    return page if isinstance(page, Sheet) else Sheet(page.url, page.sources, lambda: page)
