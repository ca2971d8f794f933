"""Blogs that lie as folders: which system a folder is of, and its reader. A shell that reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from copydesk.errors import UsageError
from copydesk.ingest.blog.eleventy import read_eleventy, read_folder_of_markdown
from copydesk.ingest.blog.hugo import read_hugo
from copydesk.ingest.blog.jekyll import read_jekyll
from copydesk.ingest.blog.pelican import read_pelican
from copydesk.ingest.blog.post import Blog
from copydesk.ingest.blog.reading import BlogReading

SYSTEMS = ("hugo", "jekyll", "pelican", "eleventy", "markdown")


def find_system(root: Path) -> str:
    """The system that a folder's files tell of; `markdown` where none does."""
    names = {path.name for path in root.iterdir()}
    package = root / "package.json"
    is_eleventy = package.is_file() and "@11ty/eleventy" in package.read_text(encoding="utf-8", errors="replace")
    config = any(re.fullmatch(r"config\.(?:toml|ya?ml|json)", name) for name in names) or "config" in names
    marks = (
        ("pelican", bool({"pelicanconf.py", "publishconf.py"} & names)),
        ("eleventy", is_eleventy or any(name.startswith((".eleventy.", "eleventy.config.")) for name in names)),
        ("hugo", any(re.fullmatch(r"hugo\.(?:toml|ya?ml|json)", name) for name in names)),
        ("hugo", (root / "config/_default").is_dir()),
        ("jekyll", bool({"_config.yml", "_config.yaml", "_posts", "_config.toml"} & names)),
        ("hugo", config and "content" in names and bool({"archetypes", "layouts", "themes", "static"} & names)),
    )
    return next((system for system, holds in marks if holds), "markdown")


def read_folder(root: Path, system: str = "") -> Blog:
    """Read a blog's folder. Raises UsageError for an unknown system."""
    system = system or find_system(root)
    if system not in SYSTEMS:
        raise UsageError(f"--system: {system} is none of {', '.join(SYSTEMS)}")
    read: dict[str, Callable[[BlogReading], Blog]] = {
        "hugo": read_hugo,
        "jekyll": read_jekyll,
        "pelican": read_pelican,
        "eleventy": read_eleventy,
        "markdown": read_folder_of_markdown,
    }
    return read[system](BlogReading(root=root, system=system))
