"""Problems and errors as the browser is told of them."""

from __future__ import annotations

from typing import Any

from copydesk.desk.changes import NotReadyToPublishError
from copydesk.edit.acts import NotReadyError
from copydesk.edit.blocks import merge_blocks
from copydesk.edit.journal import JournalError
from copydesk.edit.operations import ConflictsError, OperationError, RefusedError
from copydesk.edit.store import UndoError
from copydesk.errors import (
    ConfigError,
    ContentError,
    CopydeskError,
    Location,
    OutputError,
    Problem,
    ProblemsError,
    UsageError,
)


class GoneError(CopydeskError):
    """An article that is not there."""


def shown_problem(problem: Problem) -> dict[str, Any]:
    """A problem as the browser is told of it."""
    place = problem.location
    return {"message": problem.message, "advice": problem.advice, "line": place.line, "file": place.path}


def told_error(error: CopydeskError) -> dict[str, Any]:
    """An error as the browser is told of it: code, message, advice, and what stands there instead."""
    told: dict[str, Any] = {"message": str(error), "advice": "", "problems": []}
    if isinstance(error, ProblemsError) and not isinstance(error, ConfigError):  # it names config.yaml in each line
        told["problems"] = [shown_problem(problem) for problem in error.problems]
        first = error.problems[0] if error.problems else Problem(location=Location(path=""), message=str(error))
        told["message"], told["advice"] = first.message, first.advice
    if isinstance(error, ConflictsError):
        theirs = [{"at": c.at, "was": c.was, "yours": c.yours, "theirs": c.theirs} for c in error.conflicts]
        theirs = [{key: value if _is_json(value) else None for key, value in one.items()} for one in theirs]
        theirs = [{**one, **_merged(one)} for one in theirs]
        return {**told, "code": "changed", "status": 409, "conflicts": theirs}
    for kind, code, status in (
        (GoneError, "gone", 404),
        (NotReadyToPublishError, "who", 422),
        (NotReadyError, "not-ready", 422),
        (RefusedError, "refused", 422),
        (JournalError, "changed", 409),
        (UndoError, "changed", 409),
        (OutputError, "busy", 423),
        (OperationError, "bad-op", 400),
        (ContentError, "refused", 422),
        (UsageError, "refused", 422),
    ):
        if isinstance(error, kind):
            return {**told, "code": code, "status": status}
    return {**told, "code": "refused", "status": 422}


def _merged(conflict: dict[str, Any]) -> dict[str, str]:
    """What a text would be that both changed, by whose way stands where both changed the same; and their way there."""
    texts = [conflict[key] for key in ("was", "yours", "theirs")]
    if conflict["at"] or not all(isinstance(text, str) for text in texts):
        return {}
    was, yours, theirs = texts
    mine = merge_blocks(was, yours, theirs)
    shown = "\n\n".join(one.theirs for one in mine.conflicts)
    return {"mine": mine.text, "their": merge_blocks(was, theirs, yours).text, "shown": shown}


def _is_json(value: Any) -> bool:
    return isinstance(value, (str, int, float, bool, list, dict, type(None)))
