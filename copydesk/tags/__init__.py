"""Governing names: list, lint, rename, merge and tell apart people, countries, bodies, topics and tags. Pure.

Deciding gives a plan; writing it is `copydesk.edit.journal`.
"""

from copydesk.tags.lint import Listed, lint, list_names, read_files
from copydesk.tags.rename import plan_distinct, plan_merge, plan_rename

__all__ = ["Listed", "lint", "list_names", "plan_distinct", "plan_merge", "plan_rename", "read_files"]
