"""A state kept in a file: what was written is read, and what was damaged is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from copydesk.publish.cache import statefile

STATE = {"names": ["a"], "pages": {f"/{n}/": (n, "words that take room") for n in range(200)}, "count": 3}


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    """A state comes back equal, and its mark holds until it is written again."""
    path = str(tmp_path / "state")
    statefile.write(path, STATE)
    state, mark = statefile.read(path)
    assert state == STATE
    assert statefile.is_at(path, mark)
    statefile.write(path, {**STATE, "count": 4})
    assert not statefile.is_at(path, mark)
    assert statefile.read(path)[0]["count"] == 4
    assert [entry.name for entry in tmp_path.iterdir()] == ["state"]


@pytest.mark.parametrize("at", range(0, 3000, 211))
def test_a_damaged_state_is_none(tmp_path: Path, at: int) -> None:
    """With one bit other, or an end missing, a file holds no state."""
    path = tmp_path / "state"
    statefile.write(str(path), STATE)
    data = path.read_bytes()
    path.write_bytes(data[:at])
    with pytest.raises(ValueError, match="state"):
        statefile.read(str(path))
    path.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
    with pytest.raises(ValueError, match="state"):
        statefile.read(str(path))
