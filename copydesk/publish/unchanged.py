"""Whether a build would change nothing: told from the times and sizes of files, before anything heavy is imported.

Standard library only, and little of it. What is compared: the program, the digest's files, the theme's, every
file of the site, what was asked for, and whether an article's hour has come.
"""

from __future__ import annotations

import os
import sys
import time

from copydesk.files import CACHE, Stamp, stamp_of, walk_digest
from copydesk.publish.cache import statefile

FILE = "seen"
_ROW = frozenset({"asked", "program", "window", "files", "theme_folder", "theme", "outputs", "said"})
# A file changed within this long before it was looked at may be changed again without its time showing it.
# File systems that keep whole seconds (or two of them) show that by their times.
FINE_NS, COARSE_NS = 50_000_000, 2_100_000_000


def program() -> str:
    """The code that builds: this package's files by time and size, and every installed distribution by its version.

    No list of libraries is kept by hand: whatever is installed beside us may take part, and an upgrade of any of them
    costs one full build. Read from the names of the metadata folders, which carry the version.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    rows = [sys.version]
    for top in ("", "data", "frontmatter", "library", "publish"):
        for folder, below, names in os.walk(os.path.join(package, top)):
            below[:] = sorted(one for one in below if top and one != "__pycache__")
            for name in sorted(one for one in names if not one.startswith(".")):
                status = os.stat(os.path.join(folder, name))
                rows.append(f"{folder[len(package) :].strip(os.sep)}/{name} {status.st_mtime_ns} {status.st_size}")
    for folder in sys.path:
        try:
            rows += sorted(name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info")))
        except OSError:
            continue
    return "\n".join(rows)


def theme_stamps(folder: str) -> dict[str, Stamp]:
    """The files of the packaged theme."""
    found: dict[str, Stamp] = {}
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            entries = list(os.scandir(here))
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            else:
                status = entry.stat()
                found[entry.path] = stamp_of(status)
    return found


def is_fresh(stamp: Stamp, looked: int) -> bool:
    """Whether a file was changed so shortly before it was looked at that its stamp proves nothing."""
    return stamp[0] > looked - (FINE_NS if stamp[0] % 1_000_000_000 else COARSE_NS)


def cache_name(out: str, root: str) -> str:
    """The folder in `.copydesk/cache/` for a site: each output folder has a memory of its own."""
    if out == os.path.join(root, "site"):
        return "build"
    import hashlib  # not above: a third of the time that the quick look takes

    return f"build-{hashlib.blake2b(out.encode(errors='surrogateescape'), digest_size=6).hexdigest()}"


class QuickLook:
    """The digest's files as a quick look found them, and what it compared them with.

    `said` is what to say (warnings, then a summary) if a build would change nothing, else None. A build that follows
    need not look again, unless the file of what was seen has changed since: then another build came between.
    """

    def __init__(self, root: str, path: str, row: statefile.State, mark: statefile.Mark) -> None:
        self.root, self.path, self.row, self.mark = root, path, row, mark
        self.said: list[str] | None = None
        self.looked = time.time_ns()
        self.files, self.refused = walk_digest(root)

    def still_holds(self, root: str) -> bool:
        """Whether this is a look at that digest, and no other build came between."""
        return self.root == root and statefile.is_at(self.path, self.mark)


def save_look(folder: str, row: statefile.State) -> None:
    """Write down what a later look is compared with; losing it costs time alone."""
    try:
        statefile.write(f"{folder}/{FILE}", row)
    except OSError:
        return


def look_around(root: str, out: str, asked: str) -> QuickLook | None:
    """Look at the digest and its site; None where nothing is known of an earlier build."""
    folder = f"{root}/{CACHE}/{cache_name(out, root)}"
    path = f"{folder}/{FILE}"
    try:
        row, mark = statefile.read(path)
    except (OSError, ValueError):
        return None
    if not row.keys() >= _ROW:
        return None
    look = QuickLook(root, path, row, mark)
    same = row.get("program") == program() and row["asked"] == asked
    if same and not look.refused and look.files == row["files"] and not os.path.exists(f"{folder}/work/pending"):
        since, until = row["window"]
        same = since <= time.time() < until and theme_stamps(row["theme_folder"]) == row["theme"]
        look.said = row["said"] if same and _is_whole(out, row["outputs"]) else None
    return look


def _is_whole(out: str, outputs: dict[str, tuple[int, int]]) -> bool:
    stat = os.stat
    try:
        for path, seen in outputs.items():
            status = stat(f"{out}/{path}")
            if (status.st_mtime_ns, status.st_size) != seen:
                return False
    except OSError:
        return False
    return True
