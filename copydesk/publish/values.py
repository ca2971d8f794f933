"""Frozen values ⇄ bytes, for remembering them and for telling whether they are the same. Pure.

The bytes of a value depend on nothing but the value: not on the process, nor on which parts of it happen to be
one object. So their digest is the fingerprint by which a page is found to be out of date. What many pages
show alike (cards, the digest's own words) is written once and stands in each as a reference by its digest.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import pickle
import zoneinfo
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import Any

from copydesk.publish.pages.context import Card, EditionCard, SiteMeta, Tile

_SHARED = frozenset({Card, EditionCard, SiteMeta, Tile})
# All that bytes of ours may call for: the cache is a folder that somebody could have put into a repository.
_ALLOWED = frozenset(
    {("datetime", "datetime"), ("datetime", "date"), ("datetime", "timedelta"), ("datetime", "timezone")}
)
_HERE = __name__


def digest(data: bytes) -> bytes:
    """The digest by which values are told apart: 16 bytes of BLAKE2b."""
    return hashlib.blake2b(data, digest_size=16).digest()


class Values:
    """Writes values. `fresh` collects shared parts, by digest, that are not among `known`."""

    def __init__(self, known: Any = ()) -> None:
        self.known = known
        self.fresh: dict[bytes, bytes] = {}
        self._keys: dict[int, tuple[bytes, Any]] = {}  # the object is held, so that its id stays its own

    def dump(self, value: Any) -> bytes:
        """The bytes of a value of frozen dataclasses, tuples, texts, numbers and times."""
        file = io.BytesIO()
        pickler = _Pickler(file, self)
        pickler.fast = True  # without memory of objects met before: equal values, equal bytes
        pickler.dump(value)
        return file.getvalue()

    def key(self, value: Any) -> bytes:
        """The digest of a shared part, worked out once for each object."""
        held = self._keys.get(id(value))
        if held is not None:
            return held[0]
        data = self.dump(_parts(type(value), whole=False)[1](value))
        key = digest(type(value).__name__.encode() + data)
        self._keys[id(value)] = (key, value)
        if key not in self.known:
            self.fresh[key] = _name(type(value)).encode() + b"\n" + data
        return key


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, values: Values) -> None:
        super().__init__(file, protocol=5)
        self.values = values

    def reducer_override(self, obj: Any) -> Any:
        kind = type(obj)
        if kind in _SHARED:
            return shared, (self.values.key(obj),)
        try:
            name, get = _COMPARED[kind]
        except KeyError:
            if not is_dataclass(kind):
                return _other(obj)
            name, get = _parts(kind, whole=False)
        return make, (name, get(obj))


class Memo:
    """Writes and reads records whose parts are shared within the record alone: articles."""

    def dump(self, value: Any) -> bytes:
        """The bytes of a value; parts that are one object are written once."""
        file = io.BytesIO()
        _Whole(file, protocol=5).dump(value)
        return file.getvalue()


class _Whole(pickle.Pickler):
    def reducer_override(self, obj: Any) -> Any:
        kind = type(obj)
        held = _WHOLE.get(kind)
        if held is None:
            if not is_dataclass(kind):
                return _other(obj)
            held = _parts(kind, whole=True)
        return make, (held[0], held[1](obj))


def _other(value: Any) -> Any:
    return (zone, (value.key,)) if type(value).__module__ == "zoneinfo" else NotImplemented


def load(data: bytes, look_up: Callable[[bytes], bytes] | None = None) -> Any:
    """The value of bytes that `Values` or `Memo` wrote; `look_up` gives a shared part's bytes by digest.

    Raises pickle.UnpicklingError for bytes that ask for anything but values.
    """
    return _Unpickler(io.BytesIO(data), look_up).load()


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, look_up: Callable[[bytes], bytes] | None) -> None:
        super().__init__(file)
        self.look_up = look_up

    def find_class(self, module: str, name: str) -> Any:
        if module == _HERE:
            if name == "make":
                return make
            if name == "zone":
                return zone
            if name == "shared":
                return self._shared
        if (module, name) in _ALLOWED:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no value")

    def _shared(self, key: bytes) -> Any:
        if self.look_up is None:
            raise pickle.UnpicklingError("a shared part where none can be")
        name, _, data = self.look_up(key).partition(b"\n")
        return make(name.decode(), load(data, self.look_up))


_Parts = tuple[str, Callable[[Any], tuple[Any, ...]]]
# A class's name in bytes, and how to take a value of it apart: into what is compared, or into all (a star).
_COMPARED: dict[type, _Parts] = {}
_WHOLE: dict[type, _Parts] = {}
_MAKERS: dict[str, tuple[Callable[[], Any], tuple[Callable[[Any, Any], None], ...]]] = {}


def make(name: str, values: tuple[Any, ...]) -> Any:
    """A frozen value again, from its class's name and its fields in order."""
    maker = _MAKERS.get(name) or _maker(name)
    made = maker[0]()
    for put, value in zip(maker[1], values, strict=True):
        put(made, value)
    return made


def shared(key: bytes) -> Any:
    """Stands in bytes for a shared part; reading gives it its meaning."""
    raise pickle.UnpicklingError(f"the shared part {key.hex()} was asked for outside of a value")


def zone(name: str) -> Any:
    """A time zone by its name."""
    return zoneinfo.ZoneInfo(name)


def _name(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


def _parts(kind: type, *, whole: bool) -> _Parts:
    table = _WHOLE if whole else _COMPARED
    held = table.get(kind)
    if held is None:
        names = [field.name for field in fields(kind) if whole or field.compare]
        held = table[kind] = (_name(kind) + "*" * whole, _getter(names))
    return held


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    only = attrgetter(*names) if names else None
    return lambda value: (only(value),) if only else ()


def _maker(name: str) -> tuple[Callable[[], Any], tuple[Callable[[Any, Any], None], ...]]:
    module, _, qualname = name.rstrip("*").partition(":")
    kind: Any = getattr(importlib.import_module(module), qualname, None) if module.startswith("copydesk.") else None
    if not isinstance(kind, type) or not is_dataclass(kind):
        raise pickle.UnpicklingError(f"{name} is no value")
    whole = name.endswith("*")
    puts = tuple(getattr(kind, field.name).__set__ for field in fields(kind) if whole or field.compare)
    rest = [
        (getattr(kind, field.name).__set__, field.default) for field in fields(kind) if not whole and not field.compare
    ]
    held = _MAKERS[name] = (_blank(kind, rest), puts)
    return held


def _blank(kind: Any, rest: list[tuple[Callable[[Any, Any], None], Any]]) -> Callable[[], Any]:
    """Makes instances of a class for their fields to be put in; what is not compared has its default."""
    new = kind.__new__

    def blank() -> Any:
        made = new(kind)
        for put, value in rest:
            put(made, value)
        return made

    return blank


def names_of(value: Any) -> tuple[str, ...]:
    """The names of the fields by which a value is compared; none for what is no dataclass."""
    return tuple(field.name for field in fields(value) if field.compare) if is_dataclass(value) else ()
