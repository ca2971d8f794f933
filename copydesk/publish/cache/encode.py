"""Frozen values ⇄ bytes, for remembering them and for telling whether they are the same. Pure.

The bytes of a value depend on nothing but the value: not on the process, nor on which parts of it happen to be
one object. So their digest is the fingerprint by which a page is found to be out of date. What many pages
show alike (cards, the digest's own words) is written once and stands in each as a reference by its digest.

A value of a class is taken apart into a list (its class's name, then its fields), and the whole is marshalled: five
times faster than pickle, whose hooks are called for every part, and nothing that is read can run code. Plain
values, tuples of them and maps are marshal's own; the types of a class's fields say which of them need no look.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib
import marshal
import re
import zoneinfo
from collections.abc import Callable, Container
from dataclasses import fields, is_dataclass
from functools import partial
from operator import attrgetter
from typing import Any

from copydesk.publish.pages.values import SHARED

_ATOMS: frozenset[type] = frozenset({str, int, float, bool, type(None), bytes})
# Marshal's versions after this one write a text that is one object twice as a reference: not by value alone.
_VERSION = 2
_TIME, _DAY, _PART = "t", "d", "p"
# How a value is made what marshal can write.
_Way = Callable[[Any], Any]


def digest(data: bytes) -> bytes:
    """The digest by which values are told apart: 16 bytes of BLAKE2b."""
    return hashlib.blake2b(data, digest_size=16).digest()


class Values:
    """Writes items. `fresh` collects shared parts, by digest, that are not among `known`."""

    def __init__(self, known: Container[bytes] = ()) -> None:
        self.known = known
        self.fresh: dict[bytes, bytes] = {}
        # How what is shared, and a moment, is written, by the id of the object, which is held so that no other gets it.
        self._written: dict[int, list[Any]] = {}
        self._held: list[Any] = []
        self._ways = _Ways(self._way)

    def close(self) -> None:
        """Let go of all that it holds: it holds itself, too, and a preview looks for no cycles (`_no_collecting`)."""
        self.known = ()
        self._written.clear()
        self._held.clear()
        self._ways.clear()
        del self._ways

    def dump(self, value: Any) -> bytes:
        """The bytes of all by which a value is compared."""
        way = self._ways[type(value)]
        return marshal.dumps(value if way is None else way(value), _VERSION)

    def _way(self, kind: type) -> _Way:
        way = _taking_apart(kind, self._ways, whole=False)
        if kind in SHARED:
            return self._once(lambda value: self._refer(way(value)))
        return self._once(way) if kind is dt.datetime else way  # an article's is one object wherever it is shown

    def _once(self, way: _Way) -> _Way:
        """The same way, gone once for each object."""
        written, hold = self._written, self._held.append

        def find(value: Any) -> Any:
            made = written.get(id(value))
            if made is None:
                made = written[id(value)] = way(value)
                hold(value)
            return made

        return find

    def _refer(self, flat: Any) -> list[Any]:
        data = marshal.dumps(flat, _VERSION)
        key = digest(data)
        if key not in self.known:
            self.fresh[key] = data
        return [_PART, key]


class _Ways(dict[type, _Way | None]):
    """How values are taken apart, by their type; None for what is written as it is. `find` is asked for each once."""

    def __init__(self, find: Callable[[type], _Way]) -> None:
        super().__init__(dict.fromkeys(_ATOMS))
        self[tuple] = lambda value: tuple([part if (way := self[type(part)]) is None else way(part) for part in value])
        self[dict] = lambda value: {
            key: part if (way := self[type(part)]) is None else way(part) for key, part in value.items()
        }
        self._find = find

    def __missing__(self, kind: type) -> _Way:
        found = self[kind] = self._find(kind)
        return found


def _taking_apart(kind: type, ways: _Ways, *, whole: bool) -> _Way:
    """How values of a class are taken apart: into what is compared of them, or (`whole`) into all."""
    if not is_dataclass(kind):
        return _way_of_other(kind)
    name, get, deep = _parts_of(kind, whole=whole)
    if not deep:
        return lambda value: [name, *get(value)]

    def take_apart(value: Any) -> list[Any]:
        flat = [name, *get(value)]
        for place in deep:
            part = flat[place]
            if part:  # what is empty is written as it is
                way = ways[type(part)]
                if way is not None:
                    flat[place] = way(part)
        return flat

    return take_apart


def _way_of_other(kind: type) -> _Way:
    if issubclass(kind, dt.datetime):
        return _flat_time
    if issubclass(kind, dt.date):
        return lambda value: [_DAY, value.isoformat()]
    raise TypeError(f"{kind.__name__} is no value")  # a bug: page values hold nothing else


def _flat_time(value: dt.datetime) -> list[Any]:
    zone = value.tzinfo
    if isinstance(zone, zoneinfo.ZoneInfo):
        return [_TIME, value.replace(tzinfo=None).isoformat(), zone.key, value.fold]
    return [_TIME, value.isoformat(), "", 0]


def _whole_way(kind: type) -> _Way:
    return _taking_apart(kind, _WHOLE, whole=True)


_WHOLE = _Ways(_whole_way)


def dump_whole(value: Any) -> bytes:
    """The bytes of a value with all its fields, also those by which it is not compared, and nothing shared."""
    way = _WHOLE[type(value)]
    return marshal.dumps(value if way is None else way(value))


def load_value(data: bytes, look_up: Callable[[bytes], bytes] | None = None) -> Any:
    """The value of bytes written here; `look_up` gives a shared part's bytes by digest.

    Raises ValueError for bytes that are no value of ours.
    """
    try:
        flat = marshal.loads(data)  # noqa: S302 (plain values alone come out of it, and each is checked)
    except (EOFError, TypeError) as error:
        raise ValueError(str(error)) from None
    return _raise(flat, look_up)


def _raise(flat: Any, look_up: Callable[[bytes], bytes] | None) -> Any:
    kind = type(flat)
    if kind is tuple:
        return tuple([part if type(part) in _ATOMS else _raise(part, look_up) for part in flat])
    if kind is dict:
        return {key: part if type(part) in _ATOMS else _raise(part, look_up) for key, part in flat.items()}
    if kind is not list:
        return flat
    name = flat[0]
    maker = _MAKERS.get(name)
    if maker is None:
        other = _OTHERS.get(name)
        if other is not None:
            return other(flat, look_up)
        maker = _maker(name)
    blank, puts, deep = maker
    if len(flat) - 1 != len(puts):
        raise ValueError(f"{name} has other fields")
    for place in deep:
        part = flat[place]
        if part and type(part) not in _ATOMS:
            flat[place] = _raise(part, look_up)
    made = blank()
    for put, part in zip(puts, flat[1:], strict=True):
        put(made, part)
    return made


def _raise_time(flat: Any, _look_up: Any) -> dt.datetime:
    moment = dt.datetime.fromisoformat(flat[1])
    return moment.replace(tzinfo=zoneinfo.ZoneInfo(flat[2]), fold=flat[3]) if flat[2] else moment


def _raise_part(flat: Any, look_up: Callable[[bytes], bytes] | None) -> Any:
    if look_up is None:
        raise ValueError("a shared part where none can be")
    return load_value(look_up(flat[1]), look_up)


_OTHERS: dict[str, Callable[[Any, Any], Any]] = {
    _TIME: _raise_time,
    _DAY: lambda flat, _: dt.date.fromisoformat(flat[1]),
    _PART: _raise_part,
}
# How to make a blank value of a class, how to put each of its fields in, and which of them may have to be put together.
_Maker = tuple[Callable[[], Any], tuple[Callable[[Any, Any], None], ...], tuple[int, ...]]
_MAKERS: dict[str, _Maker] = {}


def _parts_of(kind: Any, *, whole: bool) -> tuple[str, Callable[[Any], tuple[Any, ...]], tuple[int, ...]]:
    """A class's name in bytes, how to get its fields' values, and the places after the name that need a look."""
    parts = [field for field in fields(kind) if whole or field.compare]
    name = f"{kind.__module__}:{kind.__qualname__}{'*' if whole else ''}"
    deep = tuple(place for place, field in enumerate(parts, start=1) if not _is_plain(field.type))
    return name, _getter([field.name for field in parts]), deep


_PLAIN = frozenset({"str", "int", "float", "bool", "bytes", "None", "tuple"})


def _is_plain(annotation: Any) -> bool:
    """Whether a type, as it is written, is one that marshal writes: nothing but plain values, and tuples of them."""
    return isinstance(annotation, str) and _PLAIN.issuperset(re.findall(r"[^\W\d][\w.]*", annotation))


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    only = attrgetter(*names) if names else None
    return lambda value: (only(value),) if only else ()


def _maker(name: str) -> _Maker:
    kind = _kind(name)
    whole = name.endswith("*")
    _, _, deep = _parts_of(kind, whole=whole)
    every = [(getattr(kind, field.name).__set__, field) for field in fields(kind)]
    rest = [(put, field.default) for put, field in every if not whole and not field.compare]
    held = _MAKERS[name] = (_blank(kind, rest), tuple(put for put, field in every if whole or field.compare), deep)
    return held


def _blank(kind: Any, rest: list[tuple[Callable[[Any, Any], None], Any]]) -> Callable[[], Any]:
    """Makes instances of a class for their fields to be put in; what is not compared has its default."""
    new = partial(kind.__new__, kind)
    if not rest:
        return new

    def blank() -> Any:
        made = new()
        for put, value in rest:
            put(made, value)
        return made

    return blank


def differences(one: bytes, other: bytes) -> list[str]:
    """The names of the fields in which two values of one class differ, one level into them; none for two kinds.

    Nothing is put together for it: shared parts are compared by digest. Raises ValueError for what is no value.
    """
    try:
        before, after = marshal.loads(one), marshal.loads(other)  # noqa: S302 (as in `load_value`)
    except (EOFError, TypeError) as error:
        raise ValueError(str(error)) from None
    if type(before) is not list or type(after) is not list or before[0] != after[0]:
        return []
    names = []
    for name, was, is_ in zip(_names(after[0]), before[1:], after[1:], strict=True):
        if was != is_:
            inner: tuple[str, ...] = ()
            if type(was) is type(is_) is list and was[0] == is_[0] and was[0] not in _OTHERS:
                inner = _names(is_[0])
            deeper = [f"{name}.{part}" for part, a, b in zip(inner, was[1:], is_[1:], strict=False) if a != b]
            names += deeper or [name]
    return names


def _names(name: str) -> tuple[str, ...]:
    return tuple(field.name for field in fields(_kind(name)) if field.compare)


def _kind(name: str) -> Any:
    module, _, qualname = str(name).rstrip("*").partition(":")
    kind: Any = getattr(importlib.import_module(module), qualname, None) if module.startswith("copydesk.") else None
    if not isinstance(kind, type) or not is_dataclass(kind):
        raise ValueError(f"{name} is no value")
    return kind


def field_names(value: Any) -> tuple[str, ...]:
    """The names of the fields by which a value is compared; none for what is no dataclass."""
    return tuple(field.name for field in fields(value) if field.compare) if is_dataclass(value) else ()
