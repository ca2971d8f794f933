"""The exception tree, and the place in a file that a message points to.

Standard library only: every other module may import this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Location:
    """A place in a source file.

    `path` is relative to the digest's root, with `/`; `line` and `column` count from 1, and 0 means
    "the file as a whole".
    """

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """`path:line:column`, leaving out what is not known."""
        parts = [self.path]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """One thing that an editor can mend: where, what, and what to do about it.

    A note says what pages leave out by the digest's own rules: the site is right as it is, for a strict build too.
    """

    location: Location
    message: str
    advice: str = ""
    is_note: bool = False

    def __str__(self) -> str:
        """`path:line:column: what, advice`, the one form in which problems are printed."""
        tail = f", {self.advice}" if self.advice else ""
        return f"{self.location}: {self.message}{tail}"


def problem_at(path: str, line: int, column: int, message: str, advice: str) -> Problem:
    """A problem at a place of a file."""
    return Problem(location=Location(path=path, line=line, column=column), message=message, advice=advice)


class CopydeskError(Exception):
    """Something that the person at the keyboard can mend; never a bug of ours."""

    exit_code = 1


class ProblemsError(CopydeskError):
    """Carries every problem found, not only the first, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[ProblemsError], tuple[tuple[Problem, ...]]]:
        """Return what makes the same error in another process."""
        return type(self), (self.problems,)


class ConfigError(ProblemsError):
    """`config.yaml` or the command line asks for something that cannot be."""

    exit_code = 2


class UsageError(CopydeskError):
    """A command line that cannot be carried out as given."""

    exit_code = 2


class ContentError(ProblemsError):
    """One or more content files cannot be published as they stand."""


class LayoutError(ProblemsError):
    """A layout does not compile, or failed while a page was being rendered."""


class IngestError(CopydeskError):
    """A raw file could not become an article.

    `file` is the name the editor gave, `stage` one of read, extract, clean, write.
    """

    def __init__(self, file: str, stage: str, cause: str) -> None:
        self.file, self.stage, self.cause = file, stage, cause
        super().__init__(f"{file}: {cause}")

    def __reduce__(self) -> tuple[type[IngestError], tuple[str, str, str]]:
        """Return what makes the same error in another process: a pool's workers send theirs home."""
        return type(self), (self.file, self.stage, self.cause)


class OutputError(CopydeskError):
    """The output folder cannot be written as asked: refused before the first write."""


def did_you_mean(word: str, known: Iterable[str], *, least: float = 0.6) -> str:
    """Return advice such as `did you mean "France"?`, or an empty string when nothing is close.

    Case is ignored; the closest of `known` by difflib's ratio (at least `least`) wins.
    """
    import difflib  # not above: every build would pay for it, and few have a slip

    choices: Sequence[str] = list(known)
    folded = {choice.casefold(): choice for choice in reversed(choices)}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=least)
    return f'did you mean "{folded[close[0]]}"?' if close else ""


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 article", "27 articles". Where the plural is not the noun with an s, it is given."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"
