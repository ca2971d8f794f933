"""Frozen dataclasses that cost little until they are used. Standard library only.

`dataclasses.dataclass` writes and compiles six methods for each class when its module is imported: about a
millisecond, for a hundred classes a third of the time that a build of one edited page takes. Here `__init__`
is compiled when the first value is made, and the other methods are functions that all classes share. What
type checkers see is the standard decorator; `fields`, `replace` and pickling work as with it.
"""

from __future__ import annotations

import dataclasses
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
            made = dataclasses.dataclass(kind, init=False, repr=False, eq=False, slots=True, kw_only=kw_only)
            for name, method in _SHARED.items():
                if name not in kind.__dict__:
                    setattr(made, name, method)
            made.__init__ = _first_init(made)
            return made

        return decorate


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
