"""Brings the output folder to what the plan says, in one step.

What changed is written beside the site; a second tree that shares every unchanged file with it by hard link is
brought up to date, and the two change places. So a build that fails, or is killed, leaves the old site or the
new one (B5, B6). The old tree stays behind as the next build's second one, which spares linking every file
again. What we no longer write is removed, what we never wrote stays.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import stat
import sys
import zlib
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from copydesk.errors import OutputError
from copydesk.files import CACHE

# Stands in every output folder and lists what we wrote there: a later build knows the folder for one of its own.
MARKER = ".copydesk-site"
_SYSTEM = ("/bin", "/etc", "/home", "/opt", "/root", "/srv", "/tmp", "/usr", "/var")  # noqa: S108 (named to be refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A file of the site: its path relative to the output folder, with `/`, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What writing did: paths written and removed, and files found there that were never ours."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    foreign: tuple[str, ...]


def refuse_unsafe(out: Path, root: Path) -> None:
    """Refuse an output folder whose use could cost someone their files (B12). Raises OutputError.

    It must not be, hold or lie in the sources, be a system or home folder, or hold files while lacking our marker.
    """
    target, home = out.resolve(), root.resolve()
    sources = [home / name for name in ("content", "layouts", "copydesk", "tests", "docs", ".copydesk", ".git")]
    lies_in_sources = any(target.is_relative_to(source) for source in sources)
    if lies_in_sources and target.is_relative_to(home / CACHE / "preview"):
        lies_in_sources = False  # the live preview's own folder, which no published site may share
    if target == home or home.is_relative_to(target) or lies_in_sources:
        raise OutputError(f"{out}: will not write the site over the digest itself: choose another folder with --out")
    if target in {Path(target.anchor), Path.home().resolve(), *map(Path, _SYSTEM)}:
        raise OutputError(f"{out}: will not write the site into a system folder: choose another with --out")
    if target.exists() and not target.is_dir():
        raise OutputError(f"{out}: is a file, not a folder")
    if target.is_dir() and not (target / MARKER).exists():
        strangers = [entry.name for entry in os.scandir(target) if entry.name != ".git"]
        if strangers:
            raise OutputError(
                f"{out}: holds files that Copydesk did not make ({min(strangers)}): choose an empty folder with --out"
            )


# When a file was written and how long it is: by these a build sees that somebody has touched it.
Seen = tuple[int, int]
# Files of a tree by path, each with its inode.
Inodes = dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputState:
    """The output folder as found: our files that are gone or altered, and what is not ours (the topmost names)."""

    damaged: frozenset[str] = frozenset()
    foreign: tuple[str, ...] = ()


def look(out: str, outputs: Mapping[str, Seen]) -> OutputState:
    """Compare the folder with what we wrote into it. A link is never ours. Raises OutputError."""
    # The folder's own list says what is ours, also where another checkout has built into it since.
    ours = {MARKER, *outputs, *manifest(out)}
    folders = _folders(ours)
    found: dict[str, Seen] = {}
    foreign: list[str] = []
    waiting = [""]
    try:
        while waiting:
            prefix = waiting.pop()
            for entry in os.scandir(f"{out}/{prefix}"):
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    if path in folders:
                        waiting.append(f"{path}/")
                    else:
                        foreign.append(path)
                elif path in outputs and entry.is_file(follow_symlinks=False):
                    status = entry.stat(follow_symlinks=False)
                    found[path] = (status.st_mtime_ns, status.st_size)
                elif path not in ours:
                    foreign.append(path)
    except FileNotFoundError:
        pass  # removed while we looked, or never there
    except OSError as error:
        raise refused(error, out) from None
    damaged = frozenset(path for path, seen in outputs.items() if found.get(path) != seen)
    return OutputState(damaged=damaged, foreign=tuple(sorted(foreign)))


def _folders(paths: Iterable[str]) -> set[str]:
    """Every folder that one of these paths lies in."""
    folders: set[str] = set()
    for path in paths:
        for parent in parents(path):
            if parent in folders:
                break
            folders.add(parent)
    return folders


def parents(path: str) -> Iterator[str]:
    """The folders that a path of the site lies in, the nearest first."""
    while path := path.rpartition("/")[0]:
        yield path


def glance(out: str, outputs: Mapping[str, Seen]) -> frozenset[str]:
    """Our files that are gone or altered, without a look for what is not ours."""
    damaged = []
    for path, seen in outputs.items():
        try:
            status = os.stat(f"{out}/{path}")
        except OSError:
            damaged.append(path)
            continue
        if (status.st_mtime_ns, status.st_size) != seen:
            damaged.append(path)
    return frozenset(damaged)


def manifest(out: str) -> tuple[str, ...]:
    """The paths that the folder's own list says we wrote: for a build that remembers nothing. A damaged list says none.

    Lists of before 0.2 carry no checksum and are believed.
    """
    try:
        with open(f"{out}/{MARKER}", encoding="utf-8") as file:
            first, *lines = file.read().split("\n")
    except (OSError, UnicodeDecodeError):
        return ()
    listed = tuple(line for line in lines if line)
    if first != _MADE and first != _head(listed):
        return ()
    return tuple(line for line in listed if not line.startswith("/") and ".." not in line.split("/"))


_MADE = "Made by Copydesk: the files below are replaced by each build."


def _head(listed: Iterable[str]) -> str:
    return f"{_MADE} Checksum {zlib.crc32(chr(10).join(listed).encode()):08x}."


def marker(paths: Iterable[str]) -> Output:
    """The list itself, with a checksum of its lines."""
    listed = sorted(paths)
    return Output(path=MARKER, data=("\n".join([_head(listed), *listed]) + "\n").encode())


def stamp(out: str, path: str) -> Seen:
    """How a file of the site looks now; (0, 0) when it is gone."""
    try:
        status = os.lstat(f"{out}/{path}")
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)


def refused(error: OSError, where: str) -> OutputError:
    """What the system said to a write, in one line: of a move the place it should have gone to."""
    name = error.filename2 or error.filename or where
    if error.errno in {errno.EXDEV, errno.EBUSY}:  # a file or folder in it lies elsewhere, and cannot be moved
        return OutputError(
            f"{name}: cannot be moved: something there is a mount point, or lies on another disk: "
            "unmount it, or build into another folder with --out"
        )
    return OutputError(f"{name}: cannot be written: {error.strerror or error}; the site is unchanged")


class Stage:
    """Where a build's files wait beside the site. `whole` when there is no site yet: then it is the new one.

    Forked processes write to one stage side by side, each under its `number`.
    """

    def __init__(self, out: str, work: str, *, whole: bool) -> None:
        self.out, self.work, self.whole = out, work, whole
        self.tree, self.fresh = f"{work}/tree", f"{work}/fresh"
        self.number = self._count = 0
        self._site: Inodes | None = None
        self._preparing = False
        self._tree: Callable[[], Inodes] = lambda: _inodes(self.tree)

    def prepare(self, start: Callable[[Callable[[], Inodes]], Callable[[], Inodes]], outputs: Iterable[str]) -> None:
        """Let `start` begin to bring the second tree up to the site, while what changed is read and planned.

        A swap looks again at what came of it: what is done now is not to be done then.
        """
        if not self._preparing and not mounts(self.out):
            self._preparing = True
            self._tree = start(lambda: _bring_up(self, outputs))

    def strangers(self, ours: Container[str]) -> tuple[str, ...]:
        """The files in the site that are not ours: a swap has to bring them along."""
        self._site = _inodes(self.out)
        return tuple(sorted(path for path in self._site if path not in ours))

    def trees(self, outputs: Collection[str]) -> tuple[Inodes, Inodes]:
        """Every file of the second tree, and those of `outputs` that the site has, with its inode."""
        return self._tree(), _inodes_of(self.out, outputs) if self._site is None else self._site

    def clear(self) -> None:
        """Begin with nothing in it. Raises OutputError."""
        try:
            if self.whole:
                _discard(self.tree)
                os.makedirs(self.tree)
            else:
                _discard(self.fresh)
                os.makedirs(self.fresh)
        except OSError as error:
            raise refused(error, self.out) from None

    def drop(self) -> None:
        """Leave nothing behind but the second tree, if there is one, and nobody at work on that."""
        self._tree = lambda: _inodes(self.tree)
        shutil.rmtree(self.fresh, ignore_errors=True)
        if self.whole:
            shutil.rmtree(self.tree, ignore_errors=True)

    def put(self, output: Output) -> tuple[str, Seen] | None:
        """Write one file; returns where it waits, and how it looks. None when the site has those bytes already."""
        data = output.data
        try:
            if self.whole:
                place = f"{self.tree}/{output.path}"
                return place, _create(place, data)
            if _holds(f"{self.out}/{output.path}", data):
                return None
            self._count += 1
            place = f"{self.fresh}/{self.number}-{self._count}"
            return place, _create(place, data)
        except OSError as error:
            raise refused(error, f"{self.out}/{output.path}") from None


def _create(place: str, data: bytes) -> Seen:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    if place.endswith("/index.html"):  # nearly always the only file of its folder
        _make_folder(place[: -len("/index.html")])
    try:
        handle = os.open(place, flags, 0o644)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        handle = os.open(place, flags, 0o644)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        status = os.fstat(handle)
    finally:
        os.close(handle)
    return (status.st_mtime_ns, status.st_size)


def _make_folder(path: str) -> None:
    try:
        os.mkdir(path)
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)


def _holds(path: str, data: bytes) -> bool:
    try:
        if os.lstat(path).st_size != len(data) or os.path.islink(path):
            return False
        with open(path, "rb") as file:
            return file.read() == data
    except OSError:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a build changes: where each new file waits, what goes, and what of others' must stay."""

    written: Mapping[str, str]
    removed: tuple[str, ...]
    foreign: tuple[str, ...] = ()

    def is_large(self) -> bool:
        """Whether it takes more than one step: then all of it is made beside the site, and swapped."""
        return len(self.written) + len(self.removed) > 1


def apply(stage: Stage, change: Change, outputs: Collection[str], *, swap: bool) -> None:
    """Carry a change out. `outputs` are all paths of the site before the change.

    Raises OutputError; then the site is as it was, unless `swap` is off.
    """
    fixed = mounts(stage.out)
    for path in (*change.written, *change.removed):
        if f"{stage.out}/{path}" in fixed:  # told before the first write: such a file cannot be replaced
            raise OutputError(
                f"{stage.out}/{path}: is a mount point of its own, which no build can replace; the site is unchanged: "
                "unmount it, or build into another folder with --out"
            )
    try:
        os.makedirs(os.path.dirname(stage.out), exist_ok=True)
        if stage.whole:
            _put_whole(stage, change, fixed=bool(fixed))
        elif swap and change.is_large() and not fixed:
            _put_by_swap(stage, change, outputs)
        else:
            _put_one_by_one(stage, change, fixed=bool(fixed))
    except OSError as error:
        raise refused(error, stage.out) from None


def _put_whole(stage: Stage, change: Change, *, fixed: bool) -> None:
    if fixed:
        _copy_over(stage)
    else:
        _swap(stage, change.foreign)
    shutil.rmtree(stage.tree, ignore_errors=True)


def _put_by_swap(stage: Stage, change: Change, outputs: Collection[str]) -> None:
    _bring_up(stage, outputs, *stage.trees(outputs))
    for path, place in change.written.items():
        if os.path.isdir(f"{stage.tree}/{path}"):
            shutil.rmtree(f"{stage.tree}/{path}")  # no file of the site lies in it: the tree is damaged
        _move(place, f"{stage.tree}/{path}")
    for path in change.removed:
        _remove(stage.tree, path)
    _swap(stage, change.foreign)


def _put_one_by_one(stage: Stage, change: Change, *, fixed: bool) -> None:
    if fixed:
        _put_over(stage.out, change.written)
    else:
        for path, place in change.written.items():
            _move(place, f"{stage.out}/{path}")
    for path in change.removed:
        _remove(stage.out, path)


def mounts(out: str) -> frozenset[str]:
    """The mount points at a folder or below it: such a folder cannot be swapped, or would take them along.

    Linux lists them all, bind mounts of the same file system too. Elsewhere the folder alone is looked at, and what
    lies deeper is refused by the system when it is moved.
    """
    found = {out} if os.path.ismount(out) else set()
    with contextlib.suppress(OSError), open("/proc/self/mountinfo", "rb") as file:
        for line in file:
            place = os.fsdecode(re.sub(rb"\\([0-7]{3})", lambda match: bytes([int(match[1], 8)]), line.split(b" ")[4]))
            if place == out or place.startswith(f"{out}/"):
                found.add(place)
    return frozenset(found)


def _swap(stage: Stage, foreign: tuple[str, ...]) -> None:
    try:
        put_in_place(stage.tree, stage.out)
    except OSError as error:
        if error.errno not in {errno.EBUSY, errno.EXDEV}:
            raise
        _copy_over(stage)  # a mount point cannot be renamed: file by file is all that is left
        return
    for path in foreign:
        _bring_back(stage, path)


def _bring_back(stage: Stage, path: str) -> None:
    """Move what is not ours from the tree that was swapped out; into a folder that both have, piece by piece."""
    here, there = f"{stage.tree}/{path}", f"{stage.out}/{path}"
    if os.path.lexists(here) and not os.path.lexists(there):
        os.makedirs(os.path.dirname(there), exist_ok=True)
        os.rename(here, there)
    elif _is_folder(here) and _is_folder(there):
        for name in os.listdir(here):
            _bring_back(stage, f"{path}/{name}")


def _is_folder(path: str) -> bool:
    return os.path.isdir(path) and not os.path.islink(path)


def _copy_over(stage: Stage) -> None:
    wanted, ours = {}, set(manifest(stage.out))
    for base, _, names in os.walk(stage.tree):
        relative = os.path.relpath(base, stage.tree)
        for name in names:
            path = name if relative == "." else f"{relative}/{name}".replace(os.sep, "/")
            wanted[path] = f"{base}/{name}"
    _put_over(stage.out, wanted)
    for path in ours - wanted.keys():
        _remove(stage.out, path)


def _put_over(out: str, written: Mapping[str, str]) -> None:
    """Put files into a mount point, which cannot be swapped.

    All are copied beside their targets before the first takes its place, which needs no room any more: on a full disk
    nothing has changed.
    """
    targets = [(place, f"{out}/{path}") for path, place in written.items()]
    try:
        for place, target in targets:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy2(place, f"{target}.copydesk")
    except OSError:
        for _, target in targets:
            with contextlib.suppress(OSError):
                os.unlink(f"{target}.copydesk")
            with contextlib.suppress(OSError):
                os.removedirs(os.path.dirname(target))  # those that were made for it and hold nothing
        raise
    for _, target in targets:
        os.replace(f"{target}.copydesk", target)


def _bring_up(stage: Stage, outputs: Iterable[str], here: Inodes | None = None, there: Inodes | None = None) -> Inodes:
    """Make the second tree equal to the site, file for file, by hard links; returns its files.

    Which of its files are the site's already is seen by their inodes: nothing about it is remembered, so nothing that
    happened to it meanwhile is believed.
    """
    here = _inodes(stage.tree) if here is None else here
    there = _inodes_of(stage.out, outputs) if there is None else there
    wanted = {path: there[path] for path in outputs if path in there}
    try:
        _share(stage, wanted, here)
    except (FileExistsError, NotADirectoryError, IsADirectoryError):
        # A folder where a file was, or the other way round: the tree is part of the cache, so it is made anew.
        _discard(stage.tree)
        _share(stage, wanted, {})
    return wanted


def _discard(folder: str) -> None:
    if _is_folder(folder):
        shutil.rmtree(folder)
    elif os.path.lexists(folder):
        os.unlink(folder)


def _share(stage: Stage, wanted: Inodes, here: Inodes) -> None:
    os.makedirs(stage.tree, exist_ok=True)
    for path in here.keys() - wanted.keys():
        _remove(stage.tree, path)
    missing = [path for path, inode in wanted.items() if here.get(path) != inode]
    for folder in sorted(_folders(missing)):
        _make_folder(f"{stage.tree}/{folder}")
    for path in missing:
        place = f"{stage.tree}/{path}"
        if path in here:
            os.unlink(place)
        _link(f"{stage.out}/{path}", place)


def _inodes(folder: str) -> Inodes:
    """Every file below a folder with its inode; links have none."""
    found: dict[str, int] = {}
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        try:
            entries = list(os.scandir(f"{folder}/{prefix}"))
        except (FileNotFoundError, NotADirectoryError):
            continue
        for entry in entries:
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                waiting.append(f"{path}/")
            elif entry.is_file(follow_symlinks=False):
                found[path] = entry.inode()
            else:
                found[path] = 0
    return found


def _inodes_of(folder: str, paths: Iterable[str]) -> Inodes:
    """Those of these files that are there, each with its inode; links have none. Sooner than a look at all folders."""
    found: dict[str, int] = {}
    for path in paths:
        try:
            status = os.lstat(f"{folder}/{path}")
        except OSError:
            continue
        found[path] = status.st_ino if stat.S_ISREG(status.st_mode) else 0
    return found


def _link(source: str, place: str) -> None:
    try:
        os.link(source, place)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS, errno.EXDEV}:
            raise
        shutil.copy2(source, place)  # a file system without hard links, or the site on another one


def _move(place: str, target: str) -> None:
    folder = os.path.dirname(target)
    if not os.path.isdir(folder):
        os.makedirs(folder, exist_ok=True)
    try:
        os.replace(place, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        partial = f"{target}.copydesk"  # the site is on another file system
        shutil.copy2(place, partial)
        os.replace(partial, target)


def _remove(folder: str, path: str) -> None:
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        os.unlink(f"{folder}/{path}")
    parent = path.rpartition("/")[0]
    while parent:
        try:
            os.rmdir(f"{folder}/{parent}")
        except OSError:
            return
        parent = parent.rpartition("/")[0]


def work_folder(out: str, cache: str) -> str:
    """Where to write beside the site: in the cache if that is on its file system, else next to the site."""
    parent = os.path.dirname(out)
    with contextlib.suppress(OSError):
        if os.stat(cache).st_dev == os.stat(parent).st_dev and os.access(cache, os.W_OK):
            return f"{cache}/work"
    return f"{parent}/.{os.path.basename(out)}.copydesk"


def note_pending(work: str, change: Change) -> None:
    """Write down what a swap is about to do, for the build after a kill."""
    os.makedirs(work, exist_ok=True)
    rows = [*(f"+{path}" for path in change.written), *(f"!{path}" for path in change.foreign)]
    with open(f"{work}/pending", "w", encoding="utf-8") as file:
        file.write("\n".join(rows))


def done_pending(work: str) -> None:
    """The swap is over, and remembered."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(f"{work}/pending")


def settle(out: str, work: str) -> tuple[str, ...]:
    """After a build that was killed: put back what is not ours, and say which paths it may have written."""
    recover_swap(out)
    _clear_the_way(work)
    try:
        with open(f"{work}/pending", encoding="utf-8") as file:
            rows = [row for row in file.read().split("\n") if row]
    except (OSError, UnicodeDecodeError):
        return ()
    stage = Stage(out, work, whole=False)
    for row in rows:
        if row[0] == "!" and os.path.isdir(out):
            with contextlib.suppress(OSError):
                _bring_back(stage, row[1:])
    return tuple(row[1:] for row in rows if row[0] == "+")


def _clear_the_way(work: str) -> None:
    """Let go what lies where a build works and is none of what it leaves there: it is part of the cache."""
    notes = f"{work}/pending"
    with contextlib.suppress(OSError):
        for folder in (work, f"{work}/tree", f"{work}/fresh"):
            if os.path.lexists(folder) and not _is_folder(folder):
                os.unlink(folder)
        if os.path.lexists(notes) and not stat.S_ISREG(os.lstat(notes).st_mode):
            _discard(notes)


_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # linux/fs.h
_RENAME_SWAP = 2  # macOS sys/stdio.h
# What says that this system or file system has no such call, rather than that it may not be done here.
_LACKING = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})


def exchange(one: str, other: str) -> bool:
    """Swap two paths atomically. False where the system has no way to; raises OSError when it refuses."""
    import ctypes  # not above: a build that changes one page swaps nothing

    libc = ctypes.CDLL(None, use_errno=True)
    try:
        if sys.platform == "linux":
            code = libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
        elif sys.platform == "darwin":
            code = libc.renamex_np(os.fsencode(one), os.fsencode(other), _RENAME_SWAP)
        else:
            return False
    except (AttributeError, OSError):
        return False
    if code == 0:
        return True
    number = ctypes.get_errno()
    if number in _LACKING:
        return False
    raise OSError(number, os.strerror(number), other)


def put_in_place(staged: str, target: str) -> None:
    """Let the folder `staged` be at `target`, and what was there at `staged`. Raises OSError.

    Where no atomic swap exists a kill between the two renames leaves `target` missing and the old folder at
    `target` + `.old`; `recover_swap` puts it back.
    """
    if not os.path.lexists(target):
        os.rename(staged, target)
        return
    if exchange(staged, target):
        return
    aside = f"{target}.old"
    os.rename(target, aside)
    try:
        os.rename(staged, target)
    except OSError:
        os.rename(aside, target)
        raise
    os.rename(aside, staged)


def recover_swap(target: str) -> None:
    """Undo a swap that was cut off between its two renames."""
    aside = f"{target}.old"
    if os.path.isdir(aside) and not os.path.lexists(target):
        os.rename(aside, target)
