"""Frozen values ⇄ bytes, for remembering them and for telling whether they are the same. Pure.

The bytes of a value depend on nothing but the value: not on the process, nor on which parts of it happen to be
one object. So their digest is the fingerprint by which a page is found to be out of date. What many pages
show alike (cards, the digest's own words) is written once and stands in each as a reference by its digest.

A value of a class is taken apart into a tuple (its class's name, then its fields), a tuple into a list, and the
whole is marshalled: five times faster than pickle, whose hooks are called for every part, and nothing that is
read can run code.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib
import marshal
import zoneinfo
from collections.abc import Callable, Container
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import Any

from copydesk.publish.pages.values import SHARED

_ATOMS = frozenset({str, int, float, bool, type(None), bytes})
# Marshal's versions after this one write a text that is one object twice as a reference: not by value alone.
_VERSION = 2
_TIME, _DAY, _MAP, _PART = "t", "d", "m", "p"
_NO_MAP: tuple[str, list[Any]] = (_MAP, [])


def digest(data: bytes) -> bytes:
    """The digest by which values are told apart: 16 bytes of BLAKE2b."""
    return hashlib.blake2b(data, digest_size=16).digest()


class Values:
    """Writes items. `fresh` collects shared parts, by digest, that are not among `known`."""

    def __init__(self, known: Container[bytes] = ()) -> None:
        self.known = known
        self.fresh: dict[bytes, bytes] = {}
        # How what is shared, and a moment, is written, by the id of the object, which is held so that no other gets it.
        self._written: dict[int, tuple[Any, ...]] = {}
        self._held: list[Any] = []

    def dump(self, value: Any) -> bytes:
        """The bytes of all by which a value is compared."""
        return marshal.dumps(value if type(value) in _ATOMS else self._flat(value), _VERSION)

    def key(self, value: Any) -> bytes:
        """The digest of a value that pages share, such as a card."""
        reference: tuple[str, bytes] = self._written.get(id(value)) or self._flat(value)
        return reference[1]

    def _flat(self, value: Any) -> Any:
        kind = type(value)
        if kind is tuple:
            return self._parts(value) if value else []
        if kind in SHARED or kind is dt.datetime:
            return self._written.get(id(value)) or self._share(value)
        taken = _COMPARED.get(kind)
        if taken is None:
            if not is_dataclass(kind):
                return _flat_other(value, self._flat)
            taken = _take_apart(kind, whole=False)
        name, get, plain = taken
        return (name, *(get(value) if plain else self._parts(get(value))))

    def _parts(self, values: tuple[Any, ...]) -> list[Any]:
        written, flat = self._written.get, self._flat
        return [part if type(part) in _ATOMS else written(id(part)) or flat(part) for part in values]

    def _share(self, value: Any) -> tuple[Any, ...]:
        made: tuple[Any, ...]
        if type(value) is dt.datetime:  # an article's is one object wherever it is shown
            made = _flat_other(value, self._flat)
        else:
            name, get, _ = _take_apart(type(value), whole=False)
            data = marshal.dumps((name, *self._parts(get(value))), _VERSION)
            made = (_PART, digest(data))
            if made[1] not in self.known:
                self.fresh[made[1]] = data
        self._written[id(value)] = made
        self._held.append(value)
        return made


def dump_whole(value: Any) -> bytes:
    """The bytes of a value with all its fields, also those by which it is not compared, and nothing shared."""
    return marshal.dumps(_flat_whole(value))


def _flat_whole(value: Any) -> Any:
    kind = type(value)
    if kind is tuple:
        return [part if type(part) in _ATOMS else _flat_whole(part) for part in value]
    taken = _WHOLE.get(kind)
    if taken is None:
        if not is_dataclass(kind):
            return _flat_other(value, _flat_whole)
        taken = _take_apart(kind, whole=True)
    name, get, plain = taken
    if plain:
        return (name, *get(value))
    return (name, *[part if type(part) in _ATOMS else _flat_whole(part) for part in get(value)])


def _flat_other(value: Any, flat: Callable[[Any], Any]) -> Any:
    if isinstance(value, dt.datetime):
        zone = value.tzinfo
        if isinstance(zone, zoneinfo.ZoneInfo):
            return (_TIME, value.replace(tzinfo=None).isoformat(), zone.key, value.fold)
        return (_TIME, value.isoformat(), "", 0)
    if isinstance(value, dt.date):
        return (_DAY, value.isoformat())
    if isinstance(value, dict):
        if not value:
            return _NO_MAP
        return (_MAP, [[key, part if type(part) in _ATOMS else flat(part)] for key, part in value.items()])
    if type(value) in _ATOMS:
        return value
    raise TypeError(f"{type(value).__name__} is no value")  # a bug: page values hold nothing else


def load_value(data: bytes, look_up: Callable[[bytes], bytes] | None = None) -> Any:
    """The value of bytes written here; `look_up` gives a shared part's bytes by digest.

    Raises ValueError for bytes that are no value of ours.
    """
    try:
        flat = marshal.loads(data)  # noqa: S302 (plain values alone come out of it, and each is checked)
    except (EOFError, TypeError) as error:
        raise ValueError(str(error)) from None
    return flat if type(flat) in _ATOMS else _raise(flat, look_up)


def _raise(flat: Any, look_up: Callable[[bytes], bytes] | None) -> Any:
    if type(flat) is list:
        return tuple([part if type(part) in _ATOMS else _raise(part, look_up) for part in flat])
    name = flat[0]
    maker = _MAKERS.get(name)
    if maker is None:
        other = _OTHERS.get(name)
        if other is not None:
            return other(flat, look_up)
        maker = _maker(name)
    made = maker[0]()
    for put, part in zip(maker[1], flat[1:], strict=True):
        put(made, part if type(part) in _ATOMS else _raise(part, look_up))
    return made


def _raise_time(flat: Any, _look_up: Any) -> dt.datetime:
    moment = dt.datetime.fromisoformat(flat[1])
    return moment.replace(tzinfo=zoneinfo.ZoneInfo(flat[2]), fold=flat[3]) if flat[2] else moment


def _raise_map(flat: Any, look_up: Callable[[bytes], bytes] | None) -> dict[str, Any]:
    return {key: part if type(part) in _ATOMS else _raise(part, look_up) for key, part in flat[1]}


def _raise_part(flat: Any, look_up: Callable[[bytes], bytes] | None) -> Any:
    if look_up is None:
        raise ValueError("a shared part where none can be")
    return load_value(look_up(flat[1]), look_up)


_OTHERS: dict[str, Callable[[Any, Any], Any]] = {
    _TIME: _raise_time,
    _DAY: lambda flat, _: dt.date.fromisoformat(flat[1]),
    _MAP: _raise_map,
    _PART: _raise_part,
}
# A class's name in bytes, how to take a value of it apart (into what is compared, or into all: a star), and whether
# there is nothing in it, by its types, that is to be taken apart in turn.
_Parts = tuple[str, Callable[[Any], tuple[Any, ...]], bool]
_PLAIN = frozenset({"str", "int", "float", "bool"})
_COMPARED: dict[type, _Parts] = {}
_WHOLE: dict[type, _Parts] = {}
_MAKERS: dict[str, tuple[Callable[[], Any], tuple[Callable[[Any, Any], None], ...]]] = {}


def _take_apart(kind: type, *, whole: bool) -> _Parts:
    table = _WHOLE if whole else _COMPARED
    held = table.get(kind)
    if held is None:
        parts = [field for field in fields(kind) if whole or field.compare]
        plain = all(field.type in _PLAIN for field in parts)
        name = f"{kind.__module__}:{kind.__qualname__}{'*' if whole else ''}"
        held = table[kind] = (name, _getter([field.name for field in parts]), plain)
    return held


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    only = attrgetter(*names) if names else None
    return lambda value: (only(value),) if only else ()


def _maker(name: str) -> tuple[Callable[[], Any], tuple[Callable[[Any, Any], None], ...]]:
    kind = _kind(name)
    whole = name.endswith("*")
    every = [(getattr(kind, field.name).__set__, field) for field in fields(kind)]
    rest = [(put, field.default) for put, field in every if not whole and not field.compare]
    held = _MAKERS[name] = (_blank(kind, rest), tuple(put for put, field in every if whole or field.compare))
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


def differences(one: bytes, other: bytes) -> list[str]:
    """The names of the fields in which two values of one class differ, one level into them; none for two kinds.

    Nothing is put together for it: shared parts are compared by digest. Raises ValueError for what is no value.
    """
    try:
        before, after = marshal.loads(one), marshal.loads(other)  # noqa: S302 (as in `load_value`)
    except (EOFError, TypeError) as error:
        raise ValueError(str(error)) from None
    if type(before) is not tuple or type(after) is not tuple or before[0] != after[0]:
        return []
    names = []
    for name, was, is_ in zip(_names(after[0]), before[1:], after[1:], strict=True):
        if was != is_:
            inner: tuple[str, ...] = ()
            if type(was) is type(is_) is tuple and was[0] == is_[0] and was[0] not in _OTHERS:
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
