"""Why a page is as it is: what is remembered of it, in sentences."""

from __future__ import annotations

from pathlib import Path

from copydesk.config import Config
from copydesk.files import CACHE
from copydesk.publish import unchanged
from copydesk.publish.cache import encode, store
from copydesk.publish.cache.store import BuildCache
from copydesk.publish.pages.values import Page

_LISTED = 12


def explain(config: Config, out: Path, url: str) -> list[str]:
    """Lines for a page, feed or file of the last build, found by address, absolute URL or path; none if unknown."""
    cache = config.root / CACHE / unchanged.cache_name(str(out), str(config.root))
    held = store.load(cache)
    address = _find(held, config, url)
    if address is None:
        return []
    kept = held.pages[address]
    lines = [address, f"  files: {', '.join(kept.paths)}", f"  last rendered because {kept.why}"]
    try:
        item = held.item(address)
    except (OSError, ValueError, KeyError):
        return [*lines, "  its value is no longer remembered: the next build renders it"]
    if isinstance(item, Page):
        lines.append(f"  layout: {item.layout} (of everything it includes, digest {kept.layout[:12]})")
    if kept.sources:
        more = f" and {len(kept.sources) - _LISTED} more" if len(kept.sources) > _LISTED else ""
        lines.append(f"  comes from: {', '.join(kept.sources[:_LISTED])}{more}")
    if isinstance(item, Page):
        shown = ", ".join(encode.names_of(item.content))
        lines.append(f"  is rendered again when its layout changes, or any of: {shown}")
    else:
        lines.append("  is written again when what it lists changes")
    return lines


def _find(held: BuildCache, config: Config, url: str) -> str | None:
    base = config.base
    path = url.removeprefix(base.origin)
    if path.startswith(base.path):
        path = "/" + path.removeprefix(base.path)
    for candidate in (url, path, f"{path}/", f"/{path}", f"/{path}/"):
        if candidate in held.pages:
            return candidate
    file = path.lstrip("/")
    for address, kept in held.pages.items():
        if file in kept.paths:
            return address
    return None
