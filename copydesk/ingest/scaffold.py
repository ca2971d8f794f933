"""Beginnings: an article written by hand (`new`), a digest of one's own (`init`).

What `init` writes lies as files in `copydesk/data/init/`, named as they will be but for a leading dot, which
packaging tools treat as hidden.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from copydesk import __version__
from copydesk.errors import OutputError, UsageError
from copydesk.frontmatter.document import dump_yaml, format_file
from copydesk.ingest.draft import Composed, article_path, free_slug
from copydesk.urls import slugify

_DOTTED = {"gitignore": ".gitignore", "github": ".github"}
# A folder that git or a file manager has just made is still empty to a person.
_IGNORED = frozenset({".git", ".DS_Store"})


def make_article(title: str, date: dt.date | None, taken: Iterable[str]) -> Composed:
    """The file of an article by hand: a draft, its usual fields laid out to be filled in.

    `taken` are the paths of the articles there are; the new one gets a slug that none of them has.
    """
    slug = free_slug(slugify(title) or "untitled", date, set(taken))
    source = {"name": "", "url": ""}
    fields = {"title": title, "date": date.isoformat() if date else None, "draft": True, "id": slug, "description": ""}
    text = format_file({**fields, "people": [], "countries": [], "source": source})
    return Composed(path=article_path(slug, date), text=text, slug=slug, id=slug, draft=True)


def write_digest(folder: Path, title: str = "") -> tuple[Path, ...]:
    """Write a new digest that builds at once into `folder`; returns its files, sorted.

    The title is made from the folder's name where none is given. Raises UsageError when the folder holds
    anything but a `.git`, OutputError when the disk refuses; nothing is overwritten.
    """
    _refuse_used(folder)
    name = " ".join(title.split()) or _name_of(folder)
    written = []
    try:
        for path, text in _template(name):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
            written.append(target)
    except OSError as error:
        raise OutputError(f"{error.filename or folder}: cannot be written: {error.strerror}") from None
    return tuple(sorted(written))


def _refuse_used(folder: Path) -> None:
    try:
        found = sorted(entry.name for entry in folder.iterdir() if entry.name not in _IGNORED)
    except FileNotFoundError:
        return
    except NotADirectoryError:
        raise UsageError(f"{folder}: is a file; name a folder that does not exist yet, or is empty") from None
    except OSError as error:
        raise OutputError(f"{folder}: cannot be read: {error.strerror}") from None
    if found:
        raise UsageError(f"{folder}: is not empty (it holds {found[0]}); name a new folder, nothing was written")


def _name_of(folder: Path) -> str:
    words = folder.resolve().name.replace("-", " ").replace("_", " ").split()
    return " ".join(word[:1].upper() + word[1:] for word in words) or "My digest"


def _template(title: str) -> Iterator[tuple[str, str]]:
    marks = {
        "%TITLE_LINE%\n": dump_yaml({"title": title}),
        "%TITLE%": title,
        "%REQUIREMENT%": requirement(),
    }
    for path, source in _walk(files("copydesk") / "data" / "init", ""):
        text = source.read_text(encoding="utf-8")
        for mark, value in marks.items():
            text = text.replace(mark, value)
        yield path, text


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        path = f"{prefix}{_DOTTED.get(entry.name, entry.name)}"
        if entry.is_dir():
            yield from _walk(entry, f"{path}/")
        else:
            yield path, entry


_LOCAL = """\
# This Copydesk was installed from a file or folder of this machine, named below. Here that line installs it again;
# GitHub cannot reach it. Before you publish, name a place that GitHub can: a release (copydesk==VERSION), a repository
# (copydesk @ git+https://github.com/OWNER/copydesk@COMMIT), or a wheel that lies in this folder (./copydesk-….whl)."""


def requirement(origin: str | None = None) -> str:
    """The lines of requirements.txt that install this very Copydesk: the last is the requirement, others explain it.

    Where it came from stands in PEP 610's direct_url.json, here `origin`: a repository is named with its commit, a
    wheel or folder of this machine by its address, which GitHub cannot reach, so that is said; one from a package
    index has no such file and is named by its version.
    """
    if origin is None:
        try:
            origin = Distribution.from_name("copydesk").read_text("direct_url.json")
        except PackageNotFoundError:
            origin = None
    stated = json.loads(origin) if origin else {}
    vcs = stated.get("vcs_info")
    if vcs and stated.get("url", "").startswith("https://"):
        return f"copydesk @ {vcs['vcs']}+{stated['url']}@{vcs['commit_id']}"
    if stated.get("url", "").startswith("file:"):
        return f"{_LOCAL}\ncopydesk @ {stated['url']}"
    return f"copydesk=={__version__}"
