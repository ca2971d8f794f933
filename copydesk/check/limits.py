"""Sizes, against what GitHub Pages takes and what a reader's connection bears. Pure.

GitHub's limits (docs.github.com, "GitHub Pages limits"): a published site of at most 1 GB, a deployment of at most ten
minutes. They are reported on at four fifths, before they bite.
"""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.check.built import BuiltSite
from copydesk.check.findings import Fault

PAGES_BYTES = 1_000_000_000
WARN_SHARE = 0.8
# A deployment unpacks and copies each file. GitHub names no number of files; this one is an estimate from below, so
# that the editor hears of it before the ten minutes are over.
PAGES_FILES = 60_000
PICTURE_BYTES = 2_000_000
PAGE_BYTES = 1_000_000
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")


def check_limits(site: BuiltSite) -> Iterator[Fault]:
    """A fault for a site, a page or a picture that is too large or soon will be."""
    total = sum(site.files.values())
    if total > PAGES_BYTES:
        message = f"the site has {_megabytes(total)}; GitHub Pages takes {_megabytes(PAGES_BYTES)}"
        yield Fault(rule="size", severity="error", url="/", message=message, advice="shrink the pictures first")
    elif total > WARN_SHARE * PAGES_BYTES:
        message = f"the site has {_megabytes(total)} of the {_megabytes(PAGES_BYTES)} that GitHub Pages takes"
        yield Fault(rule="size", severity="warning", url="/", message=message, advice="shrink the pictures first")
    if len(site.files) > PAGES_FILES:
        message = f"the site has {len(site.files):,} files: a deployment may not be through within ten minutes"
        yield Fault(rule="size", severity="warning", url="/", message=message, advice="features.term_feeds: false")
    for path, size in site.files.items():
        url = site.url_of(path)
        if path.endswith(_PICTURES) and size > PICTURE_BYTES:
            message = f"the picture {url} has {_megabytes(size)}"
            advice = f"shrink it below {_megabytes(PICTURE_BYTES)}"
            yield Fault(rule="size", severity="warning", url=url, message=message, advice=advice, needle=url)
        elif path.endswith(".html") and size > PAGE_BYTES:
            message = f"the page {url} has {_megabytes(size)}"
            yield Fault(rule="size", severity="warning", url=url, message=message, advice="split its text")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
