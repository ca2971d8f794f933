"""A build from its words to what is said of it. Imported without argparse: an edit of a body takes half a second."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

from copydesk.cli.plain import moment, say
from copydesk.cli.quick import BuildWords
from copydesk.config import check_url, load_config
from copydesk.errors import UsageError
from copydesk.files import JOURNAL
from copydesk.publish.build import Options, build
from copydesk.publish.cache.unchanged import Look
from copydesk.wording import counted


def run_build(words: BuildWords, look: Look | None = None) -> int:
    """Build, and say in a line what was done; `look` is a look that was taken just now. Raises CopydeskError."""
    folder = Path(words.root)
    config = load_config(folder.resolve())
    if (config.root / JOURNAL).exists():
        from copydesk.edit.journal import recover

        look = None
        recover(config.root)  # an edit of several files that was interrupted: half of one is never published
    if words.base_url:
        try:
            config = replace(config, base_url=check_url(words.base_url))
        except ValueError as error:
            raise UsageError(f"--base-url {error}") from None
    out = (Path(words.out) if words.out else folder / "site").resolve()
    bar = Bar() if sys.stderr.isatty() else None
    options = Options(
        out=out,
        now=moment(words.now),
        drafts=words.drafts,
        clean=words.clean,
        jobs=words.jobs,
        strict=words.strict,
        asked=words.asked,
        progress=bar.show if bar else None,
        look=look,
    )
    try:
        result = build(config, options)
    finally:
        if bar:
            bar.clear()
    for warning in result.warnings:
        say(f"warning: {warning}")
    for path in result.written.foreign[:10]:
        say(f"left alone: {path} is not ours")
    pages = len(result.items)
    seconds = sum(result.timing.values())
    say(
        f"{counted(result.articles, 'article')}, {pages} pages and files; {len(result.rendered)} rendered, "
        f"{len(result.written.written)} written, {len(result.written.removed)} removed; {seconds:.2f} s → {_shown(out)}"
    )
    if words.timing:
        for name, lap in result.timing.items():
            say(f"  {name:8} {lap * 1000:8.1f} ms")
    return 0


class Bar:
    """A line on a terminal that tells how far a build is; shown from the second half second on."""

    WIDTH, PATIENCE, EVERY = 24, 0.5, 0.1

    def __init__(self) -> None:
        self._due = time.monotonic() + self.PATIENCE
        self._shown = False

    def show(self, what: str, done: int, of: int) -> None:
        """Tell that `done` of `of` are done."""
        now = time.monotonic()
        if now < self._due:
            return
        self._due, self._shown = now + self.EVERY, True
        full = self.WIDTH * done // max(1, of)
        sys.stderr.write(f"\r\x1b[K{what:7} {'█' * full}{'·' * (self.WIDTH - full)} {done:,} of {of:,}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _shown(path: Path) -> str:
    try:
        return f"{path.relative_to(Path.cwd())}/"
    except ValueError:
        return f"{path}/"
