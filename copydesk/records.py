"""Frozen dataclasses that cost little until they are used. Standard library only.

`dataclasses.dataclass` writes and compiles six methods for each class when its module is imported: about a
millisecond, for a hundred classes a third of the time that a build of one edited page takes. Here `__init__`
is compiled when the first value is made, and the other methods are functions that all classes share. What
type checkers see is the standard decorator; `fields`, `replace` and pickling work as with it.
"""

from __future__ import annotations

import dataclasses
import inspect  # which dataclasses imports too
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool, slots: bool, kw_only: bool = False) -> Callable[[type], type]:
        """Make a class a frozen dataclass with slots, which compares and hashes by its fields."""
        if not (frozen and slots):
            raise TypeError("records are frozen and have slots")  # a bug: use the standard decorator

        def decorate(kind: type) -> type:
            made = _with_slots(kind, kw_only=kw_only)
            made.__init__ = _first_init(made)
            return made

        return decorate


def _with_slots(kind: Any, *, kw_only: bool) -> Any:
    """The class as `dataclass` would make it, but for its methods and for what is known of its fields."""
    stated = inspect.get_annotations(kind)
    if len(kind.__bases__) > 1 or kind.__base__ is not object or any("Var" in str(one) for one in stated.values()):
        raise TypeError(f"{kind.__name__}: a record has no bases and no class variables")  # a bug, as above
    inside = {name: value for name, value in kind.__dict__.items() if name not in stated}
    for name in ("__dict__", "__weakref__"):
        inside.pop(name, None)
    described = _Described(kind, kw_only=kw_only)
    places = () if kw_only else tuple(stated)
    shared = {name: method for name, method in _SHARED.items() if name not in inside}
    inside |= shared | {"__slots__": tuple(stated), "__match_args__": places, "__dataclass_fields__": described}
    made: Any = type(kind)(kind.__name__, kind.__bases__, inside)
    made.__qualname__ = kind.__qualname__
    return made


class _Described:
    """Stands for `__dataclass_fields__` until somebody asks for it: most classes are never taken apart."""

    def __init__(self, kind: Any, *, kw_only: bool) -> None:
        self.kind, self.kw_only = kind, kw_only

    def __get__(self, _value: object, made: Any) -> Any:
        described: Any = dataclasses.dataclass(self.kind, init=False, repr=False, eq=False, kw_only=self.kw_only)
        made.__dataclass_fields__ = described.__dataclass_fields__
        return described.__dataclass_fields__


def _first_init(kind: Any) -> Callable[..., None]:
    def init(self: Any, *args: Any, **values: Any) -> None:
        kind.__init__ = _compiled_init(kind)
        kind.__init__(self, *args, **values)

    return init


def _compiled_init(kind: Any) -> Callable[..., None]:
    """The constructor: what is given goes straight into the slots."""
    names: dict[str, Any] = {"_made": _MADE}
    plain: list[str] = []
    keyed: list[str] = []
    lines: list[str] = []
    for one in dataclasses.fields(kind):
        name = one.name
        names[f"_put_{name}"] = getattr(kind, name).__set__
        given = name
        if one.default is not dataclasses.MISSING:
            names[f"_default_{name}"] = one.default
            given = f"{name}=_default_{name}"
        elif one.default_factory is not dataclasses.MISSING:
            names[f"_make_{name}"] = one.default_factory
            given = f"{name}=_made"
        value = f"_make_{name}() if {name} is _made else {name}" if given.endswith("=_made") else name
        if one.init:
            (keyed if one.kw_only else plain).append(given)
        elif given == name:
            continue  # set in __post_init__
        else:
            value = f"_make_{name}()" if given.endswith("=_made") else f"_default_{name}"
        lines.append(f" _put_{name}(self, {value})")
    if hasattr(kind, "__post_init__"):
        lines.append(" self.__post_init__()")
    given = ", ".join(["self", *plain, *(["*", *keyed] if keyed else [])])
    exec(f"def __init__({given}):\n" + ("\n".join(lines) or " pass"), names)  # noqa: S102 (of our own classes' names, as dataclasses does)
    init: Callable[..., None] = names["__init__"]
    return init


_MADE = object()
_KEYS: dict[type, Callable[[Any], Any]] = {}


def _key(kind: Any) -> Callable[[Any], Any]:
    """What values of a class are compared by."""
    held = _KEYS.get(kind)
    if held is None:
        names = [one.name for one in dataclasses.fields(kind) if one.compare]
        held = _KEYS[kind] = attrgetter(*names) if names else lambda _: ()
    return held


def _equals(self: Any, other: object) -> Any:
    kind = type(self)
    if type(other) is not kind:
        return NotImplemented
    key = _KEYS.get(kind) or _key(kind)
    return key(self) == key(other)


def _hash(self: Any) -> int:
    kind = type(self)
    return hash((_KEYS.get(kind) or _key(kind))(self))


def _tell(self: Any) -> str:
    told = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in dataclasses.fields(self) if one.repr)
    return f"{type(self).__qualname__}({told})"


def _refuse_change(_self: Any, name: str, *_value: Any) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in dataclasses.fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for one, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)


_SHARED = {
    "__eq__": _equals,
    "__hash__": _hash,
    "__repr__": _tell,
    "__setattr__": _refuse_change,
    "__delattr__": _refuse_change,
    "__getstate__": _state,
    "__setstate__": _restore,
}
