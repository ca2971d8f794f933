"""What is remembered between runs, in `.copydesk/cache/`: it changes how long a build takes, never what it writes.

The folder may be deleted at any time, and each record carries a checksum: one that does not hold is absent. A store
that another version wrote, or that is damaged, counts as none. `BuildCache` is an index; what it points to (bodies,
articles, page values) lies in a `Pack`, a few append-only files, and is read when asked for: ten thousand bodies are
no company for a graph of links. Each process that makes some appends to a file of its own.
"""

from __future__ import annotations

import contextlib
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from copydesk.errors import CopydeskError
from copydesk.files import hold_lock
from copydesk.library import Registry, Stamp
from copydesk.model import Article
from copydesk.publish.cache import encode, statefile
from copydesk.publish.site.link import Facts
from copydesk.publish.stage import Seen

_INDEX = "index"
_FORMAT = 11
K = TypeVar("K")


class Kept(NamedTuple):
    """What is remembered of an item: its fingerprint, where its value lies, what it became, why, and from what.

    `bodies` are the digests of the bodies whose HTML it asked for while it was rendered.
    """

    print: bytes
    ref: Ref
    paths: tuple[str, ...]
    sources: tuple[str, ...]
    row: tuple[str, str] | None
    layout: str
    why: str
    template: str = ""
    bodies: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class BuildCache:
    """What the last run left. The fields down to `alive` are saved; they hold nothing but plain values.

    `program`, `settings` and `reading` are digests of the code, of the configuration with the options, and of
    what articles are read against. `owed` are addresses that were left for later. `window` is the span of time within
    which the same articles are published. `alive` is how much of the pack was of use when that was last counted.
    `sketches` are those of the records, packed. `words` are those of bodies, and `counted` the lists of a month's terms
    by the digest of its articles, where the digest has a search. `unsaved` until the file on disk says all this.
    """

    program: str = ""
    settings: str = ""
    reading: str = ""
    generation: str = ""
    names: list[str] = field(default_factory=list)
    stamps: dict[str, Stamp] = field(default_factory=dict)
    theme: dict[str, Stamp] = field(default_factory=dict)
    records: dict[str, Ref] = field(default_factory=dict)
    sketches: dict[str, bytes] = field(default_factory=dict)
    bodies: dict[str, Ref] = field(default_factory=dict)
    words: dict[str, Ref] = field(default_factory=dict)
    counted: dict[bytes, Ref] = field(default_factory=dict)
    shared: dict[bytes, Ref] = field(default_factory=dict)
    pages: dict[str, Kept] = field(default_factory=dict)
    outputs: dict[str, Seen] = field(default_factory=dict)
    owed: list[str] = field(default_factory=list)
    window: tuple[float, float] = (0.0, 0.0)
    articles_shown: int = 0
    held_back: str = ""
    warnings: bytes = b""
    alive: int = 0
    pack: Pack = field(default_factory=lambda: Pack(""))
    loaded: dict[str, tuple[Article, Facts]] = field(default_factory=dict)
    registry: Registry | None = None
    unsaved: bool = False

    def record(self, path: str) -> tuple[Article, Facts]:
        """An article and the facts of its body. Raises KeyError for a path without one."""
        held = self.loaded.get(path)
        if held is None:
            held = self.loaded[path] = encode.load_value(self.pack.read(self.records[path]))
        return held

    def item(self, address: str) -> Any:
        """An item's value as planned last. Raises KeyError for an address without one."""
        return encode.load_value(self.pack.read(self.pages[address].ref), self.part)

    def part(self, key: bytes) -> bytes:
        """The bytes of what pages share, by digest. Raises KeyError."""
        return self.pack.read(self.shared[key])

    def html(self, digest: str) -> str:
        """A body's HTML by digest."""
        return self.pack.read(self.bodies[digest]).decode()

    def body_words(self, digest: str) -> str:
        """The words of a body by digest."""
        return self.pack.read(self.words[digest]).decode()

    def shares(self, path: str, sketch: Iterable[int]) -> bool:
        """Whether an article other than that at `path` has one of these numbers in its sketch."""
        others = b"".join((self.sketches | {path: b""}).values())
        # Most numbers are no other article's, which one search tells. A number can also seem to stand where one ends
        # and the next begins, so that what is found is looked at once more.
        near = {number for number in _packed(sketch) if number in others}
        found = {p for p, held in self.sketches.items() if any(n in held for n in near)} if near else set()
        return any(not near.isdisjoint(_packed(self.record(other)[1].sketch)) for other in found - {path})

    def note_sketches(self, paths: Iterable[str]) -> None:
        """Take over the sketches of these records."""
        self.sketches.update((path, b"".join(_packed(self.record(path)[1].sketch))) for path in paths)


def _packed(sketch: Iterable[int]) -> list[bytes]:
    return [number.to_bytes(4, "big") for number in sketch]


_PASSING = {"pack", "loaded", "registry", "unsaved"}
_SAVED = [f.name for f in fields(BuildCache) if f.name not in _PASSING]


def load_cache(folder: Path) -> BuildCache:
    """What the last run left in `folder`, or nothing."""
    try:
        state, _ = statefile.read(f"{folder}/{_INDEX}")
        if state.pop("format") != _FORMAT or state.keys() != set(_SAVED):
            return BuildCache()
        state["pages"] = {address: Kept(*row) for address, row in state["pages"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return BuildCache()
    memory = BuildCache(**state)
    memory.pack = Pack(str(folder), memory.names)
    return memory


def save_cache(folder: Path, memory: BuildCache) -> None:
    """Write the index down. A full disk only costs time next run."""
    with contextlib.suppress(OSError):
        statefile.write(f"{folder}/{_INDEX}", {"format": _FORMAT, **{name: getattr(memory, name) for name in _SAVED}})


def refs(memory: BuildCache) -> Iterator[Ref]:
    """Every place in the pack that is still of use."""
    yield from memory.records.values()
    yield from memory.bodies.values()
    yield from memory.words.values()
    yield from memory.counted.values()
    yield from memory.shared.values()
    yield from (kept.ref for kept in memory.pages.values())


# A file below this size is copied within milliseconds; copying all of a large pack waits until most of it is dead.
_FILES, _SLACK, _LARGE = 24, 8 << 20, 1 << 20


def crowded(memory: BuildCache) -> bool:
    """Whether the pack lies in so many files that it is time to tidy."""
    return len(memory.pack.names) > _FILES


def tidy(memory: BuildCache, generation: str) -> None:
    """Copy what is alive to one new file: all of it when most of the pack is not, else what lies in small files."""
    pack = memory.pack
    sizes = pack.sizes()
    wasteful = False
    if sum(sizes) > 3 * memory.alive + _SLACK:
        memory.alive = sum(ref[2] for ref in refs(memory))
        wasteful = sum(sizes) > 3 * memory.alive + _SLACK
    if not wasteful and not crowded(memory):
        return
    stay = [] if wasteful else [number for number, size in enumerate(sizes) if size >= _LARGE]
    if len(stay) > _FILES // 2:
        stay = []
    fresh = Pack(pack.folder, [pack.names[number] for number in stay])
    numbers = {number: place for place, number in enumerate(stay)}
    # Large files are the oldest, and first, so that nearly everything stays where it is.
    same = {number for number, place in numbers.items() if number == place}
    writer = fresh.writer(f"pack-{generation}-tidy")

    def move(ref: Ref) -> Ref:
        number = numbers.get(ref[0])
        return writer.add(pack.read(ref)) if number is None else (number, *ref[1:])

    def moved(places: dict[K, Ref]) -> dict[K, Ref]:
        return {**places, **{key: move(ref) for key, ref in places.items() if ref[0] not in same}}

    records, bodies, shared = moved(memory.records), moved(memory.bodies), moved(memory.shared)
    words, counted = moved(memory.words), moved(memory.counted)
    rows = {a: kept._replace(ref=move(kept.ref)) for a, kept in memory.pages.items() if kept.ref[0] not in same}
    writer.close()
    memory.records, memory.bodies, memory.shared, memory.pages = records, bodies, shared, {**memory.pages, **rows}
    memory.words, memory.counted = words, counted
    memory.pack, memory.names = fresh, fresh.names


def sweep(folder: Path, names: Iterable[str]) -> None:
    """Remove pack files that no index names any more."""
    known = set(names)
    with contextlib.suppress(OSError):
        for entry in list(os.scandir(folder)):
            if entry.name.startswith("pack-") and entry.name not in known:
                Path(entry.path).unlink(missing_ok=True)


# (file, offset, length with the checksum before the bytes); the file by its place in `Pack.names`.
Ref = tuple[int, int, int]
_SUM = 4


class DamagedCacheError(CopydeskError):
    """A record of the cache is not what was written: what is remembered is to be forgotten."""


class Pack:
    """The files of a folder by name, in order. Reading opens each once; `close` closes them."""

    def __init__(self, folder: str, names: Iterable[str] = ()) -> None:
        self.folder = folder
        self.names = list(names)
        self._open: dict[int, int] = {}

    def read(self, ref: Ref) -> bytes:
        """The bytes at a place. Raises DamagedCacheError when they are not what was put there."""
        number, offset, length = ref
        handle = self._open.get(number)
        try:
            if handle is None:
                flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)  # what is a pipe by now is not waited for
                handle = self._open[number] = os.open(f"{self.folder}/{self.names[number]}", flags)
            data = os.pread(handle, length, offset) if hasattr(os, "pread") else _read_at(handle, length, offset)
        except (OSError, IndexError) as error:
            raise DamagedCacheError(f"{self.folder}: {error}") from None
        if len(data) != length or zlib.crc32(data[_SUM:]).to_bytes(_SUM, "big") != data[:_SUM]:
            raise DamagedCacheError(f"{self.folder}/{self.names[number]}: a record does not hold")
        return data[_SUM:]

    def is_whole(self) -> bool:
        """Whether all its files are there."""
        return all(os.path.exists(f"{self.folder}/{name}") for name in self.names)

    def sizes(self) -> list[int]:
        """How many bytes each file takes. Raises DamagedCacheError where one is gone."""
        try:
            return [os.stat(f"{self.folder}/{name}").st_size for name in self.names]
        except OSError as error:
            raise DamagedCacheError(f"{self.folder}: {error}") from None

    def close(self) -> None:
        """Close what reading has opened."""
        for handle in self._open.values():
            os.close(handle)
        self._open.clear()

    def __del__(self) -> None:
        """A pack that is let go closes its files."""
        self.close()

    def writer(self, name: str) -> PackWriter:
        """A new last file. Add its name to a pack in another process with `names`."""
        self.names.append(name)
        return PackWriter(f"{self.folder}/{name}", len(self.names) - 1)


class PackWriter:
    """One file of a pack, being appended to."""

    def __init__(self, path: str, number: int) -> None:
        self.number = number
        self._file = open(path, "ab", buffering=1 << 18)  # noqa: SIM115 (closed by close)
        self.offset = self._file.tell()

    def add(self, data: bytes) -> Ref:
        """Append bytes; returns their place, which can be read once the writer is flushed."""
        ref = (self.number, self.offset, len(data) + _SUM)
        self._file.write(zlib.crc32(data).to_bytes(_SUM, "big") + data)
        self.offset += len(data) + _SUM
        return ref

    def flush(self) -> None:
        """Hand what was added to the system."""
        self._file.flush()

    def close(self) -> None:
        """Flush and close."""
        self._file.close()


def _read_at(handle: int, length: int, offset: int) -> bytes:
    os.lseek(handle, offset, os.SEEK_SET)
    return os.read(handle, length)


# A build that was killed leaves processes that end within moments; waiting for them beats refusing.
PATIENCE = 3.0


def one_build(folder: Path, patience: float = PATIENCE) -> AbstractContextManager[None]:
    """Hold the lock of a cache folder. Raises OutputError when another process has held it for `patience` seconds."""
    return hold_lock(folder / "lock", patience, "another build")
