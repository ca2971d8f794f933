"""A state kept in a file: written whole now and then, and between by what changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from copydesk.publish.cache import journal

OLD = {"names": ["a"], "pages": {f"/{n}/": (n, "words that take room") for n in range(200)}, "count": 3}
NEW = {"names": ["a", "b"], "pages": {**OLD["pages"], "/7/": (7, "others"), "/new/": (9, "")}, "count": 3}
del NEW["pages"]["/8/"]


def test_a_change_is_appended_and_read_back(tmp_path: Path) -> None:
    """A small change makes the file a little longer, and what is read is the new state."""
    path = str(tmp_path / "state")
    first = journal.write(path, OLD)
    second = journal.update(path, first, OLD, NEW)
    assert 0 < second[0][0] - first[0][0] < 200
    assert journal.read(path) == (NEW, second)


@pytest.mark.parametrize("lost", [1, 9, 40])
def test_a_change_cut_short_leaves_the_state_before_it(tmp_path: Path, lost: int) -> None:
    """A process killed while it writes costs that change, and the next writing makes the file anew."""
    path = tmp_path / "state"
    journal.update(str(path), journal.write(str(path), OLD), OLD, NEW)
    path.write_bytes(path.read_bytes()[:-lost])
    state, mark = journal.read(str(path))
    assert (state, mark) == (OLD, None)
    journal.update(str(path), mark, state, NEW)
    assert journal.read(str(path))[0] == NEW


def test_altered_bytes_are_no_state(tmp_path: Path) -> None:
    """One other byte in the whole makes it nothing; in a change, it takes that change away."""
    path = tmp_path / "state"
    whole = journal.write(str(path), OLD)[0][0]
    journal.update(str(path), journal.read(str(path))[1], OLD, NEW)
    data = bytearray(path.read_bytes())
    data[whole + 20] ^= 1
    path.write_bytes(data)
    assert journal.read(str(path))[0] == OLD
    data[20] ^= 1
    path.write_bytes(data)
    with pytest.raises(ValueError, match="state"):
        journal.read(str(path))


def test_a_file_that_somebody_else_wrote_is_not_appended_to(tmp_path: Path) -> None:
    """A change is one to a state that is known: with another in its place the new one is written whole."""
    path = str(tmp_path / "state")
    mark = journal.write(path, OLD)
    journal.write(path, {**OLD, "count": 4})
    journal.update(path, mark, OLD, NEW)
    assert journal.read(path)[0] == NEW


def test_many_changes_end_in_a_whole(tmp_path: Path) -> None:
    """A file does not grow without end."""
    path = str(tmp_path / "state")
    state, mark = OLD, journal.write(path, OLD)
    for number in range(300):
        new = {**state, "count": number}
        mark = journal.update(path, mark, state, new)
        state = new
    assert mark[2] < 64
    assert journal.read(path)[0]["count"] == 299
