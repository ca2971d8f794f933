"""Governing a digest's names: list, lint, rename and merge people, countries, topics and tags.

Deciding is pure (`plan`, `lint`); writing is all or nothing (`journal`).
"""

from copydesk.tags.journal import JournalError, apply_plan, read_files, recover
from copydesk.tags.lint import Listed, lint, list_names
from copydesk.tags.rename import FileChange, Plan, plan_merge, plan_rename

__all__ = [
    "FileChange",
    "JournalError",
    "Listed",
    "Plan",
    "apply_plan",
    "lint",
    "list_names",
    "plan_merge",
    "plan_rename",
    "read_files",
    "recover",
]
