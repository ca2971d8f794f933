"""The built site as it lies on disk: the shell of `check` that reads it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from copydesk.check.page import PageFacts, read_page
from copydesk.errors import UsageError
from copydesk.urls import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltSite:
    """Files by path (with `/`) and size, pages by path, and the base URL they were built for."""

    base: Base
    files: Mapping[str, int]
    pages: Mapping[str, PageFacts]
    texts: Mapping[str, str]

    def url_of(self, path: str) -> str:
        """The root-relative address that a file answers."""
        return "/" + path.removesuffix("index.html") if path.endswith("index.html") else f"/{path}"

    def resolve(self, url: str, page: str) -> tuple[str, str] | None:
        """An address on the page at a root-relative address `page` → (root-relative address, fragment).

        None for what lies elsewhere: another host, another scheme. The address starts with `//` when it is on
        our host but outside our base path.
        """
        whole = urlsplit(urljoin(self.base.absolute(page), url))
        if f"{whole.scheme}://{whole.netloc.lower()}" != self.base.origin:
            return None
        path = unquote(whole.path) or "/"
        if not path.startswith(self.base.path):
            return ("/" + path, "") if path + "/" != self.base.path else ("/", unquote(whole.fragment))
        return "/" + path[len(self.base.path) :], unquote(whole.fragment)

    def file_at(self, url: str) -> str | None:
        """The file that answers a root-relative address on GitHub Pages, or None."""
        path = url.lstrip("/")
        for candidate in (f"{path}index.html",) if not path or path.endswith("/") else (path, f"{path}.html"):
            if candidate in self.files:
                return candidate
        return None


def read_site(out: Path, config_base: Base) -> BuiltSite:
    """Read the site in `out`. Raises UsageError when there is none, OSError when it cannot be read.

    The base URL is the front page's canonical address, since `build --base-url` may have overruled config.yaml.
    """
    if not (out / "index.html").is_file():
        raise UsageError(f"{out}: holds no built site: run copydesk build first, or name it with --out")
    files, pages, texts = {}, {}, {}
    for path in _walk(out):
        file = out / path
        files[path] = file.stat().st_size
        if path.endswith(".html"):
            pages[path] = read_page(file.read_text(encoding="utf-8", errors="replace"))
        elif path.endswith((".atom", ".xml", ".json", ".opml", ".txt")):
            texts[path] = file.read_text(encoding="utf-8", errors="replace")
    return BuiltSite(base=_base(pages["index.html"], config_base), files=files, pages=pages, texts=texts)


def _walk(out: Path) -> list[str]:
    found = []
    for base, folders, names in os.walk(out):
        folders[:] = sorted(name for name in folders if name != ".git")
        relative = Path(base).relative_to(out).as_posix()
        found += [name if relative == "." else f"{relative}/{name}" for name in names]
    return sorted(found)


def _base(front: PageFacts, stated: Base) -> Base:
    try:
        return Base.parse(front.canonical) if front.canonical else stated
    except ValueError:
        return stated
