"""The first step of reading any file with front matter: its fields and its body, or the problems noted. Pure."""

from __future__ import annotations

from copydesk.errors import ContentError, Problem
from copydesk.frontmatter.document import split
from copydesk.frontmatter.fields import Fields


def open_file(text: str, path: str, problems: list[Problem]) -> tuple[Fields, str] | None:
    """A file's fields and its Markdown without blank lines around it; None when it has no front matter to read."""
    try:
        document = split(text, path)
    except ContentError as error:
        problems.extend(error.problems)
        return None
    return Fields(document.fields, path, problems), document.body.strip("\n")


def stem(path: str) -> str:
    """The file's name without folder and ending."""
    return path.rpartition("/")[2].rpartition(".")[0]
