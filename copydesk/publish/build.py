"""build(): the four phases in order, load → link → plan → render, and the writing around them.

There is one build: `build(config, options, previous=None) -> Build`. Without `previous`, what the last process
left in the cache folder stands in for it; the preview feeds each `Build` into the next. A build that
raises has written nothing and leaves `previous` good for the next try.

What callers may rely on: `Build.items` maps each address to its value (a `Page`, `Feed`, …), made when asked for;
`Build.rendered` are the addresses rendered this time, those of `Options.first` before all others;
`Build.removed` the output paths that went. `Options.swap=False` writes file by file into a folder that
only this caller reads (the preview's); `Options.cache` keeps such a caller's memory apart from the published
site's; `Options.changes` are the paths a watcher saw change, which spares the walk over all of them (and, with
`previous`, the look at the output); `Options.told` is called with each address once its files are in place.
`Options.save` off spares a caller that builds again and again the writing of its memory until `save_build`.
`Options.later` are addresses left as they are (the index of a search takes longer than all pages); the next
build without them brings them up to date.
"""

from __future__ import annotations

import gc
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from copydesk.config import Config
from copydesk.errors import OutputError
from copydesk.files import CACHE
from copydesk.publish.cache import unchanged
from copydesk.publish.cache.pack import DamagedCacheError
from copydesk.publish.edited import build_bodies
from copydesk.publish.lock import one_build
from copydesk.publish.options import Build, Items, Options
from copydesk.publish.output import refuse_unsafe
from copydesk.publish.saving import save_build
from copydesk.publish.state import Run

__all__ = ["Build", "Items", "Options", "build", "save_build"]


def build(config: Config, options: Options, previous: Build | None = None) -> Build:
    """Build the digest. Raises ContentError, LayoutError or OutputError; then nothing has been written."""
    refuse_unsafe(options.out, config.root)
    name = unchanged.cache_name(str(options.out.resolve()), str(config.root.resolve()))
    with _no_collecting(), _writable(options.cache or config.root / CACHE / name) as cache, one_build(cache):
        try:
            return _build(Run(config, options, cache, previous))
        except DamagedCacheError:
            # A record that does not hold is absent, and so is what was to be had from it: nothing of this cache is
            # believed any more, but the site's own list of what is ours.
            shutil.rmtree(cache / "layouts", ignore_errors=True)
            return _build(Run(config, replace(options, clean=True, changes=None, look=None), cache, None))


def _build(run: Run) -> Build:
    """One try, with what is remembered; raises DamagedCacheError where that cannot be read."""
    try:
        return build_bodies(run) or _build_everything(run)
    except OSError as error:
        where = error.filename or run.cache
        raise OutputError(f"{where}: {error.strerror or error}; the site is unchanged") from None
    finally:
        run.close()


def _build_everything(run: Run) -> Build:
    from copydesk.publish.phases import build_everything

    return build_everything(run)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """A build makes hundreds of thousands of values that live to its end: looking for cycles among them is in vain."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def _writable(cache: Path) -> Iterator[Path]:
    """The cache folder, or a passing one where it cannot be written: that costs time alone."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        (cache / "probe").touch()
        (cache / "probe").unlink()
    except OSError:
        passing = Path(tempfile.mkdtemp(prefix="copydesk-"))
        try:
            yield passing
        finally:
            shutil.rmtree(passing, ignore_errors=True)
        return
    yield cache
