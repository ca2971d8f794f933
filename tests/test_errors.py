"""Errors as they travel between processes."""

from __future__ import annotations

import pickle

from copydesk.errors import ContentError, IngestError, problem_at


def test_errors_come_home_whole_from_a_pools_workers() -> None:
    """An error that was pickled in a worker says the same and carries the same where it is read."""
    # What is read here was written the line before.
    error = pickle.loads(pickle.dumps(IngestError("a.html", "clean", "no line of it reads as an article")))  # noqa: S301
    assert (error.file, error.stage, error.cause) == ("a.html", "clean", "no line of it reads as an article")
    assert str(error) == "a.html: no line of it reads as an article"
    many = ContentError([problem_at("b.md", 2, 1, "no title", "give one"), problem_at("a.md", 1, 1, "no day", "")])
    again = pickle.loads(pickle.dumps(many))  # noqa: S301
    assert (type(again), again.problems) == (ContentError, many.problems)
    assert str(again) == str(many)
