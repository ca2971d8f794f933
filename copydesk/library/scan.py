"""What lies in the digest's folders right now, as a value; and what differs between two of them."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from copydesk.errors import Location, Problem
from copydesk.files import (
    FOREIGN,
    LEADS_OUT,
    LINKED_FOLDER,
    NO_FILE,
    NO_TEXT,
    OTHER_KIND,
    Stamp,
    is_litter,
    stamp_of,
    walk_digest,
    walk_in_pieces,
)

__all__ = [
    "MARKDOWN_FOLDERS",
    "PICTURE_SUFFIXES",
    "Snapshot",
    "Stamp",
    "as_snapshot",
    "is_litter",
    "scan_content",
    "scan_in_pieces",
]

_ADVICE = {
    LEADS_OUT: "copy the file here",
    FOREIGN: "copy the file here, if it is to be published",
    LINKED_FOLDER: "move the folder here",
    NO_FILE: "delete it",
    NO_TEXT: "name the folder otherwise",
    OTHER_KIND: "copy the file here, or name the link as the file is named",
}
PICTURE_SUFFIXES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Files by path relative to the root (with `/`, sorted), and what was refused and why."""

    files: Mapping[str, Stamp] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def scan_content(root: Path) -> Snapshot:
    """Look at `content/`, the layouts and config.yaml below `root`; see `walk_digest` for what is passed over."""
    return as_snapshot(*walk_digest(str(root)))


def scan_in_pieces(root: Path) -> Iterator[dict[str, Stamp] | None]:
    """The files of such a look, given last; before them None many times, each a moment for something else."""
    files: dict[str, Stamp] = {}
    for _ in walk_in_pieces(str(root), files, []):
        yield None
    yield {path: stamp for path, stamp in files.items() if _is_text(path)}


def as_snapshot(files: Mapping[str, Stamp], refused: Iterable[tuple[str, str]]) -> Snapshot:
    """What `walk_digest` found, as a value."""
    problems = [_problem(path, why, _ADVICE.get(why, "")) for path, why in sorted(refused)]
    unnamed = [path for path in files if not _is_text(path)]
    problems += [
        _problem(
            path, f"the file's name {'is not UTF-8' if _SURROGATE.search(path) else 'holds a control'}", "rename it"
        )
        for path in sorted(unnamed)
    ]
    known = {path: stamp for path, stamp in sorted(files.items()) if path not in set(unnamed)} if unnamed else files
    return Snapshot(files=dict(sorted(known.items())), problems=(*problems, *find_strays(known)))


_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def _is_text(path: str) -> bool:
    """Whether a name is text: no control in it, and no lone surrogate, as which bytes that are no UTF-8 come."""
    return path.isprintable() or _NO_TEXT.search(path) is None


def _problem(path: str, message: str, advice: str) -> Problem:
    """A problem of a file, whose name is shown as it can be printed."""
    shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    shown = _NO_TEXT.sub(lambda match: f"\\x{ord(match[0]):02x}", shown)
    return Problem(location=Location(path=shown), message=message, advice=advice)


# --- Snapshots compared: what did change, whatever a watcher's events said --------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What differs between two snapshots: paths below the root, sorted."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(sorted((*self.added, *self.changed, *self.removed)))

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def compare_snapshots(old: Snapshot, new: Snapshot) -> Changes:
    """What happened between two snapshots."""
    if old.files == new.files:
        return Changes()
    return Changes(
        added=tuple(sorted(new.files.keys() - old.files.keys())),
        changed=tuple(sorted(p for p, stamp in new.files.items() if old.files.get(p, stamp) != stamp)),
        removed=tuple(sorted(old.files.keys() - new.files.keys())),
    )


def update_snapshot(root: Path, seen: Snapshot, hints: Iterable[str]) -> tuple[Snapshot, Changes] | None:
    """A snapshot brought up to date at the hinted paths alone, and what differs; None if only a whole look will do.

    Looking at ten thousand files costs more than rendering the page that changed.
    """
    files = dict(seen.files)
    hinted = frozenset(hints)
    for path in hinted:
        try:
            entry = os.lstat(root / path)
        except (FileNotFoundError, NotADirectoryError):
            files.pop(path, None)
            continue
        except OSError:
            return None
        if not stat.S_ISREG(entry.st_mode):
            return None
        files[path] = stamp_of(entry)
    old, new = ({path: held[path] for path in hinted if path in held} for held in (seen.files, files))
    changes = compare_snapshots(Snapshot(files=old), Snapshot(files=new))
    return Snapshot(files=dict(sorted(files.items())) if changes.added else files, problems=seen.problems), changes


# --- Files that would be passed over or misread without a word. Names and sizes alone ----------------

MARKDOWN_FOLDERS = ("articles", "editions", "people", "countries", "pages")
# What people call the texts that other programs read; in a folder of ours they would be passed over.
_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx")
_TEXTS = (*_MARKDOWN, ".rst", ".adoc", ".org", ".txt", ".html", ".htm", ".yaml", ".yml")
# Dropbox, Nextcloud and others; Syncthing; OneDrive and iCloud write plain numbers, which are honest names too.
_CONFLICT = re.compile(r"\((?:[^()]*'s )?conflicted copy\b|\.sync-conflict-\d{8}|\(case conflict\b", re.IGNORECASE)
_READ = f"content/ has the folders {', '.join(MARKDOWN_FOLDERS)}, sources and images"
# What an editor or a merge lays beside a file of its own accord: a copy, never the work.
_LEFT_BEHIND = (".bak", ".orig", ".rej", ".tmp", ".swp", "~", "#")


def find_strays(files: Mapping[str, Stamp]) -> Iterator[Problem]:
    """A problem for each file whose name keeps it from being read as it was meant."""
    for path, stamp in files.items():
        if path.startswith("content/"):
            found = _in_content(path)
        else:
            found = _in_layouts(path, stamp) if path.startswith("layouts/") else None
        if found is not None:
            yield Problem(location=Location(path=path), message=found[0], advice=found[1])


def _in_content(path: str) -> tuple[str, str] | None:
    parts = path.split("/")
    folder, name = parts[1], parts[-1]
    if not name.lower().endswith(_TEXTS):
        return None
    if _CONFLICT.search(name):
        return "a sync tool's copy", "keep one of the two files"
    wanted = ".md" if folder in MARKDOWN_FOLDERS else ".yaml" if folder == "sources" else ""
    found = None
    if name.lower().startswith("readme"):
        return None
    if wanted and len(parts) > 2:
        if not name.endswith(wanted):
            advice = f"name it {name.rpartition('.')[0]}{wanted}, or move it elsewhere"
            found = f"is not read: it does not end in {wanted}", advice
    elif name.lower().endswith(_MARKDOWN) and folder not in {"inbox", "originals"}:
        found = "is in no folder that is read", f"move it to content/articles ({_READ})"
    return found


def find_ignored(files: Mapping[str, Stamp]) -> Iterator[Problem]:
    """A warning for each other file that nothing reads and nothing publishes, and for names that mislead (B22)."""
    is_odd = _is_foreign_to_windows("\n".join(files))
    for path in files:
        found = _of_no_kind(path.split("/")) if path.startswith("content/") else _beside_layouts(path)
        if found is None and (is_odd or not path.isascii() or path.endswith(_COPY_ENDS) or "conflict" in path):
            found = _misleading(path, files)
        if found is not None:
            yield Problem(location=Location(path=path), message=found[0], advice=found[1])


# Names that Windows cannot write: its devices, signs that mean something there, a blank or a dot at the end.
_SIGNS = re.compile(r'[<>:"|?*\\]|[. ](?=[/\n])')
_DEVICES = re.compile(r"/(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=[./\n])")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
# How file managers and sync tools call a copy, and the two of its letters that end the name before its kind.
_COPY = re.compile(
    r"(?P<stem>.+?)(?: ?\((?:[0-9]{1,3}|copy|Kopie|copie)\)| ?- ?(?:Copy|Kopie|Copie)(?: ?\([0-9]{1,3}\))?"
    r"| copy(?: [0-9]{1,3})?| [0-9]|[_-]conflict-?[0-9][\w-]*)(?P<kind>\.[a-z]+)"
)
_COPY_ENDS = tuple(
    f"{end}{kind}" for end in (*(f" {n}" for n in range(10)), ")", "opy", "opie") for kind in (".md", ".yaml")
)


def _is_foreign_to_windows(paths: str) -> bool:
    """Whether Windows could not write one of the paths, each on a line."""
    text = f"{paths}\n"
    return _SIGNS.search(text) is not None or _DEVICES.search(text.lower()) is not None


def _misleading(path: str, files: Mapping[str, Stamp]) -> tuple[str, str] | None:
    """What is odd about a file's name, though it is read."""
    if unseen := _UNSEEN.search(path):
        return f"its name holds a character that cannot be seen (U+{ord(unseen[0]):04X})", "rename it"
    if _is_foreign_to_windows(path):
        return "its name is none that Windows can write: it cannot be checked out there", "rename it"
    folder, _, name = path.rpartition("/")
    copy = _COPY.fullmatch(name)
    if copy and f"{folder}/{copy['stem']}{copy['kind']}" in files:
        return f"is a copy of {copy['stem']}{copy['kind']} by its name, and is read beside it", "keep one of the two"
    return None


# What stands in content/ itself.
_OWN_FILES = frozenset({"rejected.yaml", "links.yaml", "feeds.opml"})
_FOLDERS = frozenset({"sources", "images", *MARKDOWN_FOLDERS})


def _of_no_kind(parts: list[str]) -> tuple[str, str] | None:
    folder, name = parts[1], parts[-1].lower()
    if folder in MARKDOWN_FOLDERS and name.endswith(".md"):
        return None  # as nearly all do
    if folder in {"inbox", "originals"} or name.startswith(("readme", "licen")) or name.endswith(_LEFT_BEHIND):
        return None
    is_own, is_known = len(parts) == 2 and parts[-1] in _OWN_FILES, len(parts) > 2 and folder in _FOLDERS
    if is_own or name.endswith(_MARKDOWN) or (is_known and name.endswith(_TEXTS)):
        return None  # read, or an error of `find_strays`
    is_picture = name.endswith(tuple(PICTURE_SUFFIXES))
    if folder == "images":
        advice = f"save it as one of {', '.join(sorted(PICTURE_SUFFIXES))}"
        return None if is_picture or "." not in name else ("is no picture that is published", advice)
    if is_picture:
        return "is a picture, and is not published from here", "move it to content/images and write /images/…"
    return "is not read and not published", _OUT


_OUT = "move it out of content/"
# What other programs call their templates.
_TEMPLATES = (".htm", ".xhtml", ".j2", ".jinja", ".jinja2", ".liquid", ".njk", ".tmpl", ".mustache", ".hbs", ".php")


def _beside_layouts(path: str) -> tuple[str, str] | None:
    """A template of another name, or a style or script where none is published."""
    if not path.startswith("layouts/"):
        return None
    name = path.rpartition("/")[2].lower()
    if name.endswith(_TEMPLATES):
        return "is no layout that is read: it does not end in .html", f"name it {name.partition('.')[0]}.html"
    if path.count("/") == 1 and name.endswith((".css", ".js", ".png", ".jpg", ".svg", ".woff2")):
        return "is not published from here", "move it to layouts/static"
    return None


def _in_layouts(path: str, stamp: Stamp) -> tuple[str, str] | None:
    if ".html/" in path:
        return "a folder where a layout should be", "name the folder otherwise"
    if path.endswith(".html") and stamp[1] == 0:
        return "an empty layout", "delete it: the packaged one is used then"
    return None
