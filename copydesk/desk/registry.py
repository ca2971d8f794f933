"""What the desk's cleaner must know of the digest: people, outlets, what was turned down; read again file by file.

Ten thousand files are not read for one chip: what the worker has written down of articles and people is taken over, and
each look reads the files alone that have changed since the last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from copydesk.config import Config, load_config
from copydesk.countries import load_countries
from copydesk.desk.index import QueueRow, load_index, make_row
from copydesk.desk.review import KnownNames
from copydesk.edit.journal import read_text_file
from copydesk.errors import ContentError, Problem
from copydesk.files import Stamp
from copydesk.frontmatter.table import FieldContext
from copydesk.ingest.add import Knowledge
from copydesk.ingest.chips import load_rejected
from copydesk.ingest.known import homes_of_outlets, registry_of
from copydesk.ingest.outlets import load_profiles
from copydesk.library import Reading, scan_content
from copydesk.library.load import check_namesakes, find_namesakes, parse_country, parse_person, parse_source
from copydesk.model import Country, Person, Source


class KnownDigest:
    """The digest as cleaning and tagging see it at the last look; `config` is its configuration then."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.config: Config = load_config(root)
        index = load_index(root)
        self._rows: dict[str, QueueRow] = index.rows
        self._people = index.people
        self._sources: dict[str, tuple[Stamp, Source]] = {}
        self._knowledge: Knowledge | None = None
        self._known = KnownNames(by_slug={}, namesakes=find_namesakes(()))

    @property
    def knowledge(self) -> Knowledge:
        """What ingest knows of the digest. Raises ContentError as `look` does, if it has not looked yet."""
        if self._knowledge is None:
            self.look()
        assert self._knowledge is not None  # noqa: S101 (set by the look)
        return self._knowledge

    @property
    def known(self) -> KnownNames:
        """Whom the names of the digest mean."""
        return self._known

    def look(self) -> None:
        """Read what has changed. Raises ContentError when people, countries or sources cannot be read."""
        self._knowledge = None
        self.config = load_config(self._root)
        files = scan_content(self._root).files
        problems: list[Problem] = []
        context = FieldContext(zone=dt.UTC, countries=self._countries(files, problems))
        self._look_at_articles(files)
        people: dict[str, tuple[Stamp, Person]] = {}
        sources: dict[str, tuple[Stamp, Source]] = {}
        for path, stamp in files.items():
            if path.startswith("content/people/") and path.endswith(".md"):
                held = self._people.get(path)
                if held is None or held[0] != stamp:
                    person = parse_person(self._text(path), path, context, problems)
                    held = (stamp, person) if person is not None else None
                if held is not None:
                    people[path] = held
            elif path.startswith("content/sources/") and path.endswith(".yaml"):
                kept = self._sources.get(path)
                if kept is None or kept[0] != stamp:
                    source = parse_source(self._text(path), path, context, problems)
                    kept = (stamp, source) if source is not None else None
                if kept is not None:
                    sources[path] = kept
        self._people, self._sources = people, sources
        self._knowledge = self._put_together(problems)

    def _countries(self, files: Mapping[str, Stamp], problems: list[Problem]) -> dict[str, Country]:
        countries = dict(load_countries())
        context = FieldContext(zone=dt.UTC, countries=countries)
        for path in files:
            if path.startswith("content/countries/") and path.endswith(".md"):
                country = parse_country(self._text(path), path, context, problems)
                if country is not None:
                    countries[country.code] = country
        return countries

    def _look_at_articles(self, files: Mapping[str, Stamp]) -> None:
        config = self.config
        reading = Reading(
            zone=config.zone,
            language=config.language,
            countries=load_countries(),
            remote_images=config.remote_images,
        )
        rows: dict[str, QueueRow] = {}
        for path, stamp in files.items():
            if path.startswith("content/articles/") and path.endswith(".md"):
                held = self._rows.get(path)
                fresh = held is not None and held.stamp == stamp
                rows[path] = held if held is not None and fresh else make_row(path, self._text(path), stamp, reading)
        self._rows = rows

    def _put_together(self, problems: list[Problem]) -> Knowledge:
        people = sorted((person for _, person in self._people.values()), key=lambda person: person.slug)
        check_namesakes(people, problems, [])
        profiles = load_profiles(self._root, problems)
        rejected = load_rejected(self._root, problems)
        if problems:
            raise ContentError(problems)
        self._known = KnownNames(by_slug={one.slug: one for one in people}, namesakes=find_namesakes(people))
        published = [row for row in self._rows.values() if not row.draft]
        names = {name for row in published for name in row.people if name not in row.slugs}
        return Knowledge(
            registry=registry_of(people, names, rejected, (row.people for row in published)),
            profiles=profiles,
            finders=self.config.finders,
            homes=homes_of_outlets(source for _, source in self._sources.values()),
        )

    def _text(self, path: str) -> str:
        return read_text_file(self._root / path) or ""
