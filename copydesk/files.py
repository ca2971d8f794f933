"""What lies below a digest's folders (names, sizes, times, never the text of a file), and the lock on one of them.

Standard library only, and little of it: a build that finds nothing changed imports no more than this.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from copydesk.errors import OutputError

TYPE_CHECKING = False  # not from typing, whose import takes longer than the walk
if TYPE_CHECKING:
    from collections.abc import Iterable

# (modification time in ns, size, inode, time of the last change of any kind in ns): an atomic save changes the inode
# even within one tick of the clock, and a program that sets the modification time back changes the last.
Stamp = tuple[int, int, int, int]
# What no file looks like.
NO_STAMP: Stamp = (0, 0, 0, 0)

CONFIG_FILE = "config.yaml"
# The bytes that articles came from: kept for the editor, and no part of the digest (see ingest.originals).
ORIGINALS = "content/originals"
INBOX = "content/inbox"
_TOPS = ("content", "layouts")
_PASSED_OVER = frozenset({INBOX, ORIGINALS})
# What can be made again, and nothing else: `copydesk clean` removes it. Undo, trash and keys lie beside it.
CACHE = ".copydesk/cache"
# Where the first edition kept the same.
OLD_CACHES = tuple(f".copydesk/{name}" for name in ("build", "preview", "layouts", "copies.pickle", "links.json"))
# Where an edit of several files notes what it is about to do, until it is done.
JOURNAL = ".copydesk/edit-journal.json"
# What editors, file managers and sync tools leave about; names that start with a dot are left out anyway.
_LITTER = ("~", ".swp", ".swo", ".swx", ".tmp", ".bak", ".orig", ".part", ".crdownload")
_LITTER_NAMES = frozenset({"thumbs.db", "desktop.ini", "4913"})

_PAGES, _JOINTS = frozenset({"html", "htm", "xhtml"}), frozenset("_-.")

LEADS_OUT = "a link that leads out of the project is not followed"
FOREIGN = "a link to a file that is no part of the digest is not followed"
LINKED_FOLDER = "a folder that is a link is not looked into"
OTHER_KIND = "a link to a file of another kind is not followed"
NO_FILE = "a pipe, a socket or a device is not read"
NO_TEXT = "a folder where a text should be"
# A text that is larger was not written by anybody, and would take the machine's memory; nor is a picture of a gigabyte.
MOST_OF_TEXT, MOST_OF_FILE = 100_000_000, 1_000_000_000


def stamp_of(status: os.stat_result) -> Stamp:
    """How a file looks, so far as the system tells without reading it."""
    return (status.st_mtime_ns, status.st_size, status.st_ino, status.st_ctime_ns)


def read_file(path: str | os.PathLike[str], most: int = MOST_OF_FILE) -> bytes:
    """The bytes of a file, at most `most`.

    Raises OSError, for a pipe too, which is waited for, a device, which never ends, and a larger file.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        status = os.fstat(handle)
        mode = status.st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "this is no regular file (a pipe or a device)", os.fspath(path))
        if status.st_size > most:
            raise OSError(errno.EFBIG, f"this is larger than {most // 1_000_000:,} MB", os.fspath(path))
        with open(handle, "rb", buffering=0, closefd=False) as file:
            return file.readall()
    finally:
        os.close(handle)


def read_utf8(path: str | os.PathLike[str]) -> str:
    r"""The text of a file, its line ends as \n. Raises OSError as `read_file` does, UnicodeDecodeError."""
    return read_file(path, MOST_OF_TEXT).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def is_litter(name: str) -> bool:
    """Whether a file name is one that editors and systems leave about."""
    folded = name.lower()
    return folded.endswith(_LITTER) or folded in _LITTER_NAMES or (name[:1] == "#" and name[-1:] == "#")


def is_of_page(folder: str, beside: Iterable[str]) -> bool:
    """Whether a folder is what a browser saves with a page of the names `beside`: `NAME_files` with `NAME.html`.

    The word differs with the browser's language (`-Dateien`, `_fichiers`), so any single one counts.
    """
    for name in beside:
        stem, dot, kind = name.rpartition(".")
        rest = folder.removeprefix(stem)
        if dot and kind.lower() in _PAGES and rest != folder and rest[:1] in _JOINTS and rest[1:].isalpha():
            return True
    return False


def walk_digest(root: str) -> tuple[dict[str, Stamp], list[tuple[str, str]]]:
    """The files of `content/`, `layouts/` and config.yaml by path relative to `root`, and what was refused.

    Hidden and editor files, the inbox and the originals are passed over. What is refused by name (B11): a link that
    leads out of the project, pipes, sockets and devices, and a folder that cannot be read. A folder that is not there
    is empty.
    """
    files: dict[str, Stamp] = {}
    refused: list[tuple[str, str]] = []
    for _ in walk_in_pieces(root, files, refused):
        pass
    return files, refused


_PIECE = 256  # files looked at in one go: a millisecond or two


def walk_in_pieces(root: str, files: dict[str, Stamp], refused: list[tuple[str, str]]) -> Iterator[None]:
    """The same walk, which fills `files` and `refused`; it stops now and then for whoever has something else to do."""
    home = os.path.realpath(root)
    for top in _TOPS:
        if os.path.islink(f"{root}/{top}") and (why := _top_refused(f"{root}/{top}", home)):
            refused.append((top, why))
            continue
        yield from _walk(root, top, home, files, refused)
    try:
        status = os.stat(f"{root}/{CONFIG_FILE}")
    except OSError:
        pass
    else:
        if stat.S_ISREG(status.st_mode):
            files[CONFIG_FILE] = stamp_of(status)


def _walk(
    root: str, relative: str, home: str, files: dict[str, Stamp], refused: list[tuple[str, str]]
) -> Iterator[None]:
    for number, entry in enumerate(_entries(root, relative, refused), 1):
        if not number % _PIECE:
            yield
        name = entry.name
        path = f"{relative}/{name}"
        if name[0] == "." or is_litter(name) or path in _PASSED_OVER:
            continue
        try:
            linked = entry.is_symlink()
            why = _link_refused(entry.path, home, folder=os.path.isdir(entry.path)) if linked else ""
            if why:
                refused.append((path, why))
                continue
            if entry.is_dir():
                if name.endswith(".md"):
                    refused.append((path, NO_TEXT))
                yield from _walk(root, path, home, files, refused)
                continue
            status = entry.stat()
        except OSError:
            continue  # gone between listing and looking: the next scan settles it
        if stat.S_ISREG(status.st_mode):
            files[path] = stamp_of(status)
        else:
            refused.append((path, NO_FILE))


def _entries(root: str, relative: str, refused: list[tuple[str, str]]) -> list[os.DirEntry[str]]:
    try:
        return list(os.scandir(f"{root}/{relative}"))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        refused.append((relative, f"cannot be read: {error.strerror}"))
        return []


def _link_refused(path: str, home: str, *, folder: bool) -> str:
    """Why a link is not followed; "" for one that leads to a file which the digest itself would show.

    A hidden file, the raw copy in the inbox or what lies beside `content/` and `layouts/` must not come out under a
    name that looks harmless; a linked folder could hold itself.
    """
    inside = _within(path, home)
    if not inside:
        return LEADS_OUT
    if folder:
        return LINKED_FOLDER
    passed_over = any(inside.startswith(f"{one}/") for one in _PASSED_OVER)
    if passed_over or _is_hidden(inside) or inside.partition("/")[0] not in _TOPS:
        return FOREIGN
    # notes.txt that leads to an article would publish its draft.
    return "" if os.path.splitext(inside)[1].lower() == os.path.splitext(path)[1].lower() else OTHER_KIND


def _top_refused(path: str, home: str) -> str:
    """The same of `content` and `layouts` themselves, which may be links to other folders of the project."""
    inside = _within(path, home)
    if not inside:
        return LEADS_OUT
    return FOREIGN if _is_hidden(inside) else ""


def _within(path: str, home: str) -> str:
    """Where a link leads, relative to the project; "" for out of it, for the whole of it and for nowhere."""
    try:
        inside = os.path.relpath(os.path.realpath(path, strict=True), home).replace(os.sep, "/")
    except (OSError, ValueError):  # gone, round in a circle, or on another drive
        return ""
    return "" if inside == "." or inside.partition("/")[0] == ".." else inside


def _is_hidden(inside: str) -> bool:
    return any(name[0] == "." or is_litter(name) for name in inside.split("/"))


# --- A lock that the system drops when its holder dies: one build, one edit at a time in a folder ---------


@contextlib.contextmanager
def hold_lock(path: Path, patience: float, what: str) -> Iterator[None]:
    """Hold the lock that a file stands for. Raises OutputError when another process has it for `patience` seconds.

    `what` is what another process would be doing ("another build"). A folder that cannot be written has no lock: then
    nobody can change what it holds either. The lock is the system's own on an open file, so the file that a killed
    process leaves behind locks nothing.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="ascii")
    except OSError:
        yield
        return
    with file:
        until = time.monotonic() + patience
        while not _try(file.fileno()):
            if time.monotonic() >= until:
                file.seek(0)
                holder = file.read(20).strip()
                who = f" (process {holder})" if holder.isdigit() else ""
                raise OutputError(f"{path.parent.parent}: {what} is running here{who}: wait until it is done")
            time.sleep(0.02)
        with contextlib.suppress(OSError):
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
        yield


def _try(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks: better none than no work
    return True
