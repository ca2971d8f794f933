"""Operations on files: applied to what was expected, moved along with what others wrote, taken back to the byte."""

from __future__ import annotations

from typing import Any

import pytest
from edit.corpus import as_file
from edit.test_nodes import CORPUS, NAMES, VALUES, at, lists_of, normal, paths_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from copydesk.edit.blocks import merge_blocks, split_blocks
from copydesk.edit.journal import text_hash
from copydesk.edit.nodes import EditError, path_text, read_values, set_value
from copydesk.edit.operations import (
    ConflictsError,
    Operation,
    OperationError,
    RefusedError,
    apply_operations,
    invert_operations,
    parse_operations,
)
from copydesk.errors import Location, Problem

PATH = "content/articles/x.md"


@st.composite
def acts(draw: st.DrawFn) -> tuple[str, Operation]:
    """A file of the corpus and an operation on it that knows what it replaces."""
    text = as_file(
        CORPUS[draw(st.sampled_from(NAMES))], draw(st.sampled_from(["\n", "\r\n"])), mark=draw(st.booleans())
    )
    values = read_values(text, PATH)
    kind = draw(st.sampled_from(["set", "unset", "add", "remove", "move", "body", "new"]))
    lists = [one for one in lists_of(values) if at(values, one)]
    if kind == "body":
        return text, Operation(op="body", file=PATH, value=draw(st.text(st.characters(categories=["L"]))), was="Text.")
    if kind == "new" or (kind in {"add", "remove", "move"} and not lists):
        return text, Operation(op="set", file=PATH, at="new", value=draw(VALUES), was=None)
    if kind == "add":
        return text, Operation(op="add", file=PATH, at=path_text(draw(st.sampled_from(lists))), value=draw(VALUES))
    if kind in {"remove", "move"}:
        where = draw(st.sampled_from(lists))
        number = draw(st.integers(0, len(at(values, where)) - 1))
        to = draw(st.integers(0, len(at(values, where)) - 1)) if kind == "move" else 0
        was = at(values, (*where, number))
        return text, Operation(op=kind, file=PATH, at=path_text((*where, number)), was=was, to=to)
    where = draw(st.sampled_from(paths_of(values)))
    value = draw(VALUES) if kind == "set" else None
    return text, Operation(op=kind, file=PATH, at=path_text(where), value=value, was=at(values, where))


@pytest.mark.slow
@settings(max_examples=1000, deadline=None)
@given(acts())
def test_operations_inverted_give_every_value_back(act: tuple[str, Operation]) -> None:
    """As operations too, for a file that has moved on meanwhile."""
    text, operation = act
    try:
        plan = apply_operations({PATH: text}, [operation])
    except EditError:
        return
    after = plan.changes[0].after if plan.changes else text
    assert after is not None
    back = apply_operations({PATH: after}, invert_operations({PATH: text}, [operation]))
    restored = back.changes[0].after if back.changes else after
    assert restored is not None
    assert normal(read_values(restored, PATH)) == normal(read_values(text, PATH))


@pytest.mark.slow
@settings(max_examples=600, deadline=None)
@given(acts(), VALUES)
def test_an_edit_elsewhere_is_kept(act: tuple[str, Operation], value: Any) -> None:
    """What somebody else set in another field stands in the result beside what was to be done."""
    text, operation = act
    assume(operation.at != "new")
    values = read_values(text, PATH)
    theirs = set_value(text, PATH, "outside", value)
    seen = Operation(**{**{f: getattr(operation, f) for f in operation.__slots__}, "hash": text_hash(text)})
    try:
        plan = apply_operations({PATH: theirs}, [seen])
        alone = apply_operations({PATH: text}, [operation])
    except EditError:
        return
    after = plan.changes[0].after if plan.changes else theirs
    expected = read_values(alone.changes[0].after if alone.changes else text, PATH)
    assert read_values(after, PATH) == {**expected, "outside": normal(value)}
    assert bool(plan.notes) == (theirs != text)
    assert values == read_values(text, PATH)


FILE = "---\ntitle: A\npeople: [Kim, Moon]\nsource: {name: P}\n---\n\nOne.\n\nTwo.\n\nThree.\n"


def after_of(text: str, *operations: Operation) -> str:
    """A file's text after some operations."""
    plan = apply_operations({PATH: text}, operations)
    return plan.changes[0].after or ""


def test_an_item_is_found_at_its_new_place() -> None:
    """Where somebody put another name in front, the one that was meant is taken out, and no other."""
    theirs = FILE.replace("[Kim, Moon]", "[Ada, Kim, Moon]")
    gone = Operation(op="remove", file=PATH, at="people[0]", was="Kim", hash=text_hash(FILE))
    assert "people: [Ada, Moon]" in after_of(theirs, gone)
    role = FILE.replace("[Kim, Moon]", "\n  - {name: Kim, role: old}\n  - Moon")
    shifted = role.replace("  - {name: Kim", "  - Ada\n  - {name: Kim")
    changed = Operation(op="set", file=PATH, at="people[0].role", value="new", was="old", hash=text_hash(role))
    assert "  - Ada\n  - {name: Kim, role: new}\n" in after_of(shifted, changed)


@pytest.mark.parametrize(
    ("operation", "theirs"),
    [
        (Operation(op="set", file=PATH, at="title", value="B", was="Z"), "A"),
        (Operation(op="unset", file=PATH, at="title", was="Z"), "A"),
        (Operation(op="remove", file=PATH, at="people[0]", was="Ada"), "Kim"),
        (Operation(op="set", file=PATH, at="lang", value="en", was="de"), None),
        (Operation(op="set", file=PATH, at="title", value="B", was=None), "A"),
        (Operation(op="body", file=PATH, value="One!\n\nTwo.\n\nThree.", was="Eins.\n\nTwo.\n\nThree."), None),
        (Operation(op="create", file=PATH, value="x"), FILE),
        (Operation(op="delete", file=PATH, was="x"), FILE),
    ],
)
def test_what_somebody_else_changed_is_shown_and_nothing_written(operation: Operation, theirs: Any) -> None:
    """The conflict has what it was, what was to be written and what stands there."""
    with pytest.raises(ConflictsError) as caught:
        apply_operations({PATH: FILE}, [operation])
    (conflict,) = caught.value.conflicts
    assert (conflict.was, conflict.yours) == (operation.was, operation.value)
    assert operation.op == "body" or conflict.theirs == theirs


def test_one_conflict_stops_all() -> None:
    """A step is all or nothing."""
    fine = Operation(op="set", file=PATH, at="lang", value="en")
    with pytest.raises(ConflictsError):
        apply_operations({PATH: FILE}, [fine, Operation(op="unset", file=PATH, at="title", was="Z")])


def test_two_edits_of_a_body_are_put_together() -> None:
    """One in the first paragraph and one in the last: both stand; front matter and blank lines stay."""
    mine = Operation(op="body", file=PATH, value="One!\n\nTwo.\n\nThree.", was="One.\n\nTwo.\n\nThree.")
    theirs = FILE.replace("Three.", "Three and four.")
    assert after_of(theirs, mine) == theirs.replace("One.", "One!")
    with pytest.raises(ConflictsError):
        apply_operations({PATH: FILE.replace("One.", "1.")}, [mine])


def test_a_new_problem_refuses_the_step() -> None:
    """What the build would not take is not written; what was wrong before is no reason."""

    def check(path: str, text: str) -> list[Problem]:
        wrong = [word for word in ("bad", "worse") if word in text]
        return [Problem(location=Location(path=path, line=2), message=word) for word in wrong]

    old = FILE.replace("title: A", "title: bad")
    apply_operations({PATH: old}, [Operation(op="set", file=PATH, at="lang", value="en")], check)
    with pytest.raises(RefusedError, match=r"x\.md:2: worse"):
        apply_operations({PATH: old}, [Operation(op="set", file=PATH, at="lang", value="worse")], check)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"op": "sett", "file": PATH, "at": "title"}, 'no operation "sett"'),
        ({"op": "set", "file": "config.yaml", "at": "title"}, "is no file of content/"),
        ({"op": "set", "file": "content/../config.yaml", "at": "title"}, "is no file of content/"),
        ({"op": "set", "file": "/content/x.md", "at": "title"}, "is no file of content/"),
        ({"op": "set", "file": "content/.git/x.md", "at": "title"}, "is hidden"),
        ({"op": "set", "file": "content/x.html", "at": "title"}, "is no file of content/"),
        ({"op": "set", "file": PATH, "at": "[0]"}, "is no path"),
        ({"op": "set", "file": PATH, "at": "title", "value": "a\x07"}, "a control character"),
        ({"op": "set", "file": PATH, "at": "people", "value": [{"name": "\x00"}]}, "a control character"),
        ({"op": "set", "file": PATH, "at": "title", "more": 1}, "an object with op and file"),
        ({"op": "set"}, "an object with op and file"),
        ("set", "an object with op and file"),
    ],
)
def test_what_is_no_operation_is_refused(row: Any, message: str) -> None:
    """Unknown words, paths out of the content and control characters never reach a file."""
    with pytest.raises(OperationError, match=message):
        parse_operations([row])
    with pytest.raises(OperationError):
        parse_operations(row)


def test_operations_come_from_json() -> None:
    """Texts are composed; what was expected to be nothing is told from nothing expected."""
    (one, other) = parse_operations(
        [
            {"op": "set", "file": PATH, "at": "title", "value": "Cafe\u0301", "was": None},
            {"op": "add", "file": PATH, "at": "people", "value": "Ada"},
        ]
    )
    assert (one.value, one.was) == ("Café", None)
    assert repr(other.was) == "unstated"
    assert apply_operations({PATH: FILE}, [other]).changes[0].after == FILE.replace("Moon]", "Moon, Ada]")


BLOCKS = st.lists(st.sampled_from(["a", "b", "c", "- d\n- e", "```\nf\n\ng\n```", "h"]), max_size=7)


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(BLOCKS, BLOCKS, BLOCKS)
def test_merging_loses_nothing_without_saying_so(base: list[str], mine: list[str], theirs: list[str]) -> None:
    """A block that a side added stands in the result or in a conflict; an unchanged side changes nothing."""
    one, left, right = ("\n\n".join(blocks) for blocks in (base, mine, theirs))
    merged = merge_blocks(one, left, right)
    told = merged.text + "".join(c.mine + c.theirs for c in merged.conflicts)
    for side in (mine, theirs):
        assert all(block in told for block in side if block not in base)
    assert merge_blocks(one, left, one).text == left
    assert merge_blocks(one, one, right).text == right
    assert merge_blocks(one, left, left).text == left
    swapped = merge_blocks(one, right, left)
    assert bool(swapped.conflicts) == bool(merged.conflicts)
    if not merged.conflicts:
        assert sorted(split_blocks(swapped.text)) == sorted(split_blocks(merged.text))
