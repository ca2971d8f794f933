"""What ingest must know of the digest it adds to: its people, its outlets, the texts it has. A shell."""

from __future__ import annotations

import pickle
from pathlib import Path

from copydesk.config import Config
from copydesk.errors import ContentError, Problem
from copydesk.ingest.copies import Copy, find_copy
from copydesk.ingest.desk import Knowledge, body_sketches
from copydesk.ingest.profiles import load_profiles
from copydesk.ingest.tagging import Registry
from copydesk.library import Stamp, article_paths, load_registry, scan_content

_CACHE = Path(".copydesk") / "copies.pickle"


class Memory:
    """The digest as ingest sees it while a batch is added; sketches of texts are kept between runs."""

    def __init__(self, config: Config, knowledge: Knowledge, sketches: dict[str, tuple[Stamp | None, frozenset[int]]]) -> None:
        self.config, self.knowledge, self._sketches = config, knowledge, sketches

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of the articles there are, those of this batch too."""
        return tuple(self._sketches)

    def find_copy(self, mine: frozenset[int]) -> Copy | None:
        """The article that a text is a copy of, if any."""
        return find_copy(mine, {path: sketch for path, (_, sketch) in self._sketches.items()})

    def learn(self, path: str, mine: frozenset[int]) -> None:
        """An article of this batch, so that its twin further on is noticed."""
        self._sketches[path] = (None, mine)

    def save(self) -> None:
        """Keep the sketches of files that were there before; losing them costs time only."""
        kept = {path: value for path, value in self._sketches.items() if value[0] is not None}
        target = self.config.root / _CACHE
        try:
            target.parent.mkdir(exist_ok=True)
            partial = target.with_suffix(".new")
            partial.write_bytes(pickle.dumps(kept, protocol=5))
            partial.replace(target)
        except OSError:
            return


def load_memory(config: Config) -> Memory:
    """Look at the digest. Raises ContentError when its people, countries or sources cannot be read."""
    snapshot = scan_content(config.root)
    registry = load_registry(config.root, snapshot)
    if registry.problems:
        raise ContentError(registry.problems)
    problems: list[Problem] = []
    profiles = load_profiles(config.root, problems)
    rejected = load_rejections(config.root, problems)
    if problems:
        raise ContentError(problems)
    paths = article_paths(snapshot)
    old = _cached(config.root)
    held = {path: old[path] for path in paths if path in old and old[path][0] == snapshot.files[path]}
    fresh = body_sketches(config, [path for path in paths if path not in held])
    sketches: dict[str, tuple[Stamp | None, frozenset[int]]] = {**held}
    sketches.update({path: (snapshot.files[path], value) for path, value in fresh.items()})
    knowledge = Knowledge(registry=Registry.from_people(registry.people, rejected), profiles=profiles)
    return Memory(config, knowledge, sketches)


def _cached(root: Path) -> dict[str, tuple[Stamp, frozenset[int]]]:
    try:
        value = pickle.loads((root / _CACHE).read_bytes())  # noqa: S301 (our own file, in a folder git ignores)
    except (OSError, pickle.PickleError, EOFError, ValueError, AttributeError, ImportError, IndexError, TypeError):
        return {}
    return value if isinstance(value, dict) else {}
