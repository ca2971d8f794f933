"""Records are frozen dataclasses in all but the time that their classes take to make."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, field, fields, replace

import pytest

from copydesk.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A record with a default, a factory, and a field that is not compared."""

    title: str
    tags: tuple[str, ...] = ()
    notes: dict[str, int] = field(default_factory=dict)
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Pair:
    """A record with places, which works out one field of its own."""

    one: int
    other: int = 2
    total: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", self.one + self.other)


def test_records_are_made_by_name_with_their_defaults():
    """What is not given has its default, a factory is called for each value, and strangers are refused."""
    one, other = Card(title="A"), Card(title="A")
    assert (one.tags, one.notes, one.place) == ((), {}, "")
    assert one.notes is not other.notes
    with pytest.raises(TypeError, match="title"):
        Card()
    with pytest.raises(TypeError, match="colour"):
        Card(title="A", colour="red")
    with pytest.raises(TypeError):
        Card("A")


def test_records_by_place_work_out_their_own_fields():
    """Without kw_only, fields are given in order; `__post_init__` runs."""
    assert (Pair(3).total, Pair(3, 4).total, Pair(3, other=5).total) == (5, 7, 8)


def test_records_compare_and_hash_by_what_is_compared():
    """Equal where every compared field is, and of one class; a dict in a record makes it unhashable, as with any."""
    assert Card(title="A", place="here") == Card(title="A", place="there")
    assert Card(title="A") != Card(title="B")
    assert Pair(1) != Card(title="A")
    assert hash(Pair(1)) == hash(Pair(1, 2))
    with pytest.raises(TypeError, match="unhashable"):
        hash(Card(title="A"))


def test_records_are_frozen_and_have_slots():
    """No field can be set or deleted, and none added."""
    card = Card(title="A")
    for name in ("title", "colour"):
        with pytest.raises(FrozenInstanceError):
            setattr(card, name, "B")
    with pytest.raises(FrozenInstanceError):
        del card.title
    assert not hasattr(card, "__dict__")


def test_records_are_known_to_dataclasses_and_pickle():
    """`fields` and `replace` work, and a value survives the way to another process."""
    card = Card(title="A", tags=("x",), notes={"n": 1}, place="here")
    assert [f.name for f in fields(card)] == ["title", "tags", "notes", "place"]
    assert replace(card, title="B") == Card(title="B", tags=("x",), notes={"n": 1})
    back = pickle.loads(pickle.dumps(card, 5))  # noqa: S301 (our own bytes)
    assert (back, back.place) == (card, "here")
    assert repr(card) == "Card(title='A', tags=('x',), notes={'n': 1}, place='here')"


def test_what_is_no_record_is_refused():
    """A class that is to be changed, or has no slots, is for the standard decorator."""
    with pytest.raises(TypeError, match="frozen"):
        dataclass(frozen=False, slots=True)
