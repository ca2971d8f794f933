"""What verbs share: where the digest and its files are, what time it is, how progress is told, what is refused."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

from copydesk.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from copydesk.config import Config
    from copydesk.edit.plan import FileChange
    from copydesk.errors import Problem
    from copydesk.library import Registry

__all__ = [
    "PlainStream",
    "Verbs",
    "add_root",
    "content_path",
    "moment",
    "plain_streams",
    "refuse_unbuildable",
    "say",
    "slug_in_path",
    "verb",
]

Verbs = Any  # argparse's subparsers action, which has no public type


def add_root(parser: argparse.ArgumentParser) -> None:
    """`--root DIR`: the digest's folder, the current one by default."""
    parser.add_argument("--root", type=Path, default=Path(), metavar="DIR", help="the digest's folder (default: here)")


def verb(verbs: Verbs, name: str, help_: str, example: str) -> argparse.ArgumentParser:
    """A verb's parser, its help ending in an example."""
    parser: argparse.ArgumentParser = verbs.add_parser(
        name, help=help_, description=help_[0].upper() + help_[1:] + ".", epilog=f"example:\n  {example}"
    )
    return parser


def moment(text: str | None, option: str = "--now") -> dt.datetime:
    """The time a build counts as now: that of an option, else the clock. Raises UsageError."""
    if not text:
        return dt.datetime.now(dt.UTC)
    from copydesk.frontmatter.fields import within_calendar

    try:
        value = dt.datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f'{option}: "{text}" is no time: write YYYY-MM-DD or YYYY-MM-DDTHH:MM+00:00') from None
    try:
        within_calendar(value)
    except ValueError as error:
        raise UsageError(f"{option}: {text} is {error}") from None
    return value if value.tzinfo else value.replace(tzinfo=dt.UTC)


def day(text: str | None, option: str = "--date") -> dt.date | None:
    """The day of an option, None where it is not given. Raises UsageError."""
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):  # the form is right, the day is not
            raise UsageError(f"{option}: there is no day {text}: {error}") from None
        raise UsageError(f'{option}: "{text}" is no date: write YYYY-MM-DD') from None


# What moves a terminal's cursor, recolours it, or turns the order of what is read: C0 and C1 controls but for a tab and
# a line's end, and the marks of direction (Unicode TR 36 3.1). Names of files, headlines and keys may hold them.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_OWN_LINE = "\r\x1b[K"  # with which a progress bar begins


class PlainStream:
    """A text stream that writes out by its number what could make a terminal say something else."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text; what could act is written out."""
        own = _OWN_LINE if text.startswith(_OWN_LINE) else "\r" if text.startswith("\r") else ""
        rest = text[len(own) :]
        shown = _UNSEEN.sub(_as_escape, rest) if not rest.isascii() or not rest.isprintable() else rest
        return self._stream.write(own + shown)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _as_escape(match: re.Match[str]) -> str:
    number = ord(match[0])
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"


@contextlib.contextmanager
def plain_streams() -> Iterator[None]:
    """Write standard output and error as `PlainStream` meanwhile. What is written as bytes goes as it is."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = cast("TextIO", PlainStream(sys.stdout)), cast("TextIO", PlainStream(sys.stderr))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def say(message: str = "") -> None:
    """A line for the person at the keyboard: standard error, so that output can be piped."""
    print(message, file=sys.stderr)


def refuse_unbuildable(config: Config, changes: Iterable[FileChange], now: dt.datetime) -> None:
    """Raise RefusedError for what a build would refuse of changed files and did not refuse before.

    Each file by itself, then the digest: a name that two people have, an address for two topics, an edition that prints
    an article which is not published any more. Of what is not an article the digest is read as it lies on the disk.
    """
    from copydesk.edit.operations import RefusedError, refuse_new_problems
    from copydesk.library import (
        article_paths,
        file_check,
        load_article,
        load_registry,
        parse_article,
        reading_of,
        scan_content,
    )

    rows = tuple(changes)
    snapshot = scan_content(config.root)
    registry = load_registry(config.root, snapshot)
    reading = reading_of(config, registry)
    refuse_new_problems(rows, file_check(config, reading))
    texts = {change.path: change.after for change in rows if change.path.startswith("content/articles/")}
    if not texts:
        return
    before = {path: load_article(config.root, path, reading).article for path in article_paths(snapshot)}
    after = {path: article for path, article in before.items() if path not in texts}
    after |= {path: parse_article(text, path, reading).article for path, text in texts.items() if text is not None}
    known = {problem.message for problem in _problems_together(config, registry, before, now)}
    if new := [one for one in _problems_together(config, registry, after, now) if one.message not in known]:
        raise RefusedError(new)


def _problems_together(
    config: Config, registry: Registry, articles: Mapping[str, Any], now: dt.datetime
) -> Iterable[Problem]:
    """What is wrong with articles beside each other, though each could be read."""
    from copydesk.errors import ContentError
    from copydesk.library import assemble_library
    from copydesk.publish.site.editions import resolve_issues
    from copydesk.publish.site.link import Facts, link

    problems: list[Problem] = []
    try:
        library = assemble_library(replace(registry, problems=()), filter(None, articles.values()), ())
        site = link(library, {article.body_digest: Facts() for article in library.articles}, config, now)
        resolve_issues(library.editions, site.entries, config, problems, drafts=False)
    except ContentError as error:
        return error.problems
    return problems


def content_path(root: Path, file: str, *, may_be_gone: bool = False) -> str:
    """A file named on the command line, from the digest's root, which need not be there if it `may_be_gone`.

    Raises UsageError for one that is not content.
    """
    meant = [Path(os.path.normpath(Path(base, file))) for base in (Path.cwd(), root)]
    if found := next((path for path in meant if path.is_relative_to(root) and path.exists()), None):
        if found.is_dir():
            raise UsageError(f"{file}: this is a folder: name files in it")
        if not found.is_relative_to(root / "content"):
            raise UsageError(f"{file}: lies outside of content/: change it in a text editor")
        return found.relative_to(root).as_posix()
    # What lies in the trash is named by where it was.
    if gone := next((path for path in meant if path.suffix and path.is_relative_to(root / "content")), None):
        path = gone.relative_to(root).as_posix()
        if may_be_gone:
            return path
        raise UsageError(f"{path}: there is no such file{_where_it_is(root, gone, path)}")
    # As `original` and `add --again` take it: an article by its slug, or by the name of its file.
    known = {path.stem: path for path in sorted((root / "content/articles").rglob("*.md"))}
    slugs = {slug_in_path(stem): path for stem, path in known.items()}
    if found := known.get(file.removesuffix(".md")) or slugs.get(file.removesuffix(".md")):
        return found.relative_to(root).as_posix()
    hint = did_you_mean(file.removesuffix(".md"), [*slugs, *known])
    raise UsageError(f"{file}: no file of content/ in {root}" + (f", {hint}" if hint else ""))


def _where_it_is(root: Path, gone: Path, path: str) -> str:
    """What to do about a file that is not there: bring it back from the trash, or take the closest beside it."""
    from copydesk.edit.acts import TRASH

    if any((stamp / path).is_file() for stamp in (root / TRASH).glob("*")):
        return f": `copydesk restore {path}` brings it back from the trash"
    beside = {slug_in_path(one.name) for one in gone.parent.glob("*.md")}
    return f", {did_you_mean(slug_in_path(path), sorted(beside)) or '`copydesk restore` lists what is in the trash'}"


def slug_in_path(path: str) -> str:
    """What a file's name says of its article's slug: without folder, day and ending."""
    return re.sub(r"^\d{4}-\d\d-\d\d-(?=.)", "", path.rpartition("/")[2].removesuffix(".md"))
